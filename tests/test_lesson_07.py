"""Lesson 07, digits: its numbers, its pictures with and without MNIST, its figures, its exercises."""

import io
import math
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.text import Text

import autograd_lib as torch
from autograd_lib import course, datasets, nn
from autograd_lib.course import figures_digits as figures
from autograd_lib.course import messages, registry
from autograd_lib.course.check import judge

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tools.pages import pages  # noqa: E402
from tools.source import read  # noqa: E402

LESSON = read(ROOT / "course" / "src" / "07_mnist.py")
CODE_WORDS = {"train", "test", "set", "epochs", "loss", "accuracy", "shift", "softmax", "Net", "ConvNet"}
MATHEMATICS = {"sum", "max", "partial", "cdot", "times", "Delta", "eta", "frac", "quad", "hat", "mathdefault"}

# Numbers --------------------------------------------------------------------------------------------------------------

Z = [-1.0, 0, -1, 1, 3, 0, -2, 1, 0, 2]


def cross_entropy(z: list[float], y: int) -> float:
    """By NumPy alone."""
    powers = np.exp(np.array(z, dtype=float))
    return float(-np.log(powers[y] / powers.sum()))


def test_the_ten_probabilities_of_the_lesson_are_those_of_its_text() -> None:
    p = torch.softmax(torch.tensor(Z), 0)
    assert (round(p[4].item(), 3), round(p[9].item(), 1)) == (0.546, 0.2)
    assert np.exp(Z).sum() == pytest.approx(36.8, abs=0.05)
    assert p.sum().item() == pytest.approx(1)


def test_only_differences_of_scores_count_and_large_ones_do_not_break_softmax() -> None:
    z = torch.tensor(Z)
    assert torch.allclose(torch.softmax(z, 0), torch.softmax(z + 5, 0))
    huge = torch.tensor([1000.0, 999.0])
    assert torch.softmax(huge, 0).tolist() == pytest.approx([0.7311, 0.2689], abs=1e-4)
    assert math.isnan((huge.exp() / huge.exp().sum())[0].item())


@pytest.mark.parametrize(("digit", "price"), [(4, 0.605), (9, 1.605), (6, 5.605)])
def test_each_point_less_costs_one_more(digit: int, price: float) -> None:
    assert cross_entropy(Z, digit) == pytest.approx(price, abs=5e-4)
    loss = nn.CrossEntropyLoss()(torch.tensor([Z]), torch.tensor([digit])).item()
    assert loss == pytest.approx(cross_entropy(Z, digit), abs=1e-6)


@pytest.mark.parametrize(("y", "price"), [(1, 0.2014), (0, 1.7014)])
def test_with_two_classes_cross_entropy_is_the_formula_with_two_halves(y: int, price: float) -> None:
    p = 1 / (1 + math.exp(-1.5))
    assert -(y * math.log(p) + (1 - y) * math.log(1 - p)) == pytest.approx(price, abs=5e-5)
    assert nn.CrossEntropyLoss()(torch.tensor([[0.5, 2.0]]), torch.tensor([y])).item() == pytest.approx(price, abs=5e-5)


def test_softmax_before_cross_entropy_cannot_go_below_1_46() -> None:
    assert math.log(1 + 9 / math.e) == pytest.approx(1.46, abs=5e-3)
    sure = torch.zeros(1, 10)
    sure[0, 5] = 20.0
    twice = nn.CrossEntropyLoss()(torch.softmax(sure, 1), torch.tensor([5]))
    assert twice.item() == pytest.approx(math.log(1 + 9 / math.e), abs=1e-6)


def test_the_networks_have_as_many_parameters_as_the_lesson_says() -> None:
    sizes = [784 * 128 + 128 + 128 * 10 + 10, 16 * 9 + 16 + 32 * 16 * 9 + 32 + 10 * 32 * 49 + 10]
    assert sizes == [101_770, 20_490]
    assert f"{sizes[0]:,}" in texts("flatten", "en")


def test_sixty_thousand_pictures_make_469_mini_batches_the_last_of_96() -> None:
    assert (math.ceil(60_000 / 128), 60_000 % 128) == (469, 96)


def test_the_mean_loss_of_a_picture_is_the_weighted_one() -> None:
    losses, sizes = [0.2, 0.2, 1.0], [128, 128, 4]
    assert (round(np.mean(losses), 3), round(np.average(losses, weights=sizes), 3)) == (0.467, 0.212)


def test_a_loss_of_0_06_is_a_probability_of_0_94() -> None:
    assert math.exp(-0.06) == pytest.approx(0.94, abs=5e-3)


def test_dropout_draws_what_the_lesson_shows_and_rests_in_an_exam() -> None:
    torch.manual_seed(0)
    dropout = nn.Dropout(0.5)
    assert dropout(torch.ones(8)).tolist() == [0, 0, 2, 0, 0, 0, 2, 2]
    assert dropout.eval()(torch.ones(8)).tolist() == [1] * 8


def test_a_neuron_that_answers_0_to_every_picture_learns_nothing() -> None:
    torch.manual_seed(0)
    first, second = nn.Linear(4, 3), nn.Linear(3, 2)
    first.bias.data = torch.tensor([3.0, -3.0, 3.0])  # the middle one never gets above 0
    nn.CrossEntropyLoss()(second(torch.relu(first(torch.rand(8, 4)))), torch.zeros(8, dtype=torch.int64)).backward()
    still = [bool((row == 0).all()) for row in first.weight.grad]
    assert still == [False, True, False]
    assert (second.weight.grad[:, 1] == 0).all()


def texts(name: str, language: str) -> str:
    return next(cell.texts[language] for cell in LESSON.cells if cell.id == name)


# With and without MNIST -----------------------------------------------------------------------------------------------


@pytest.fixture
def without_mnist(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No copy of MNIST, and no network."""
    monkeypatch.delenv("AUTOGRAD_LIB_DATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(datasets.MNIST, "mirrors", ("http://127.0.0.1:9/",))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    messages.set_language("en")
    yield
    messages.set_language("en")


def test_without_mnist_the_lesson_says_so_and_takes_smaller_digits(without_mnist: None, capsys: Any) -> None:
    train_set, test_set = course.load_digits()
    assert (len(train_set), len(test_set)) == (1442, 355)
    printed = capsys.readouterr().out
    assert printed.startswith("MNIST is out of reach (")
    assert "scikit-learn's smaller digits" in printed
    assert printed.endswith("\nDigits: 1,442 pictures to learn from, 355 to be tested with, 8×8 pixels each\n")


def test_in_japanese_it_says_so_in_japanese(without_mnist: None, capsys: Any) -> None:
    messages.set_language("ja")
    course.load_digits()
    printed = capsys.readouterr().out
    assert printed.startswith("MNIST が手に入りません（")
    assert printed.endswith("Digits：訓練用 1,442 枚、テスト用 355 枚、1 枚は 8×8 画素\n")


def test_the_lesson_runs_whole_without_mnist_and_a_training_that_was_interrupted_starts_anew(
    without_mnist: None, capsys: Any
) -> None:
    cells: dict[str, Any] = {}
    sources = [cell.source for cell in pages(LESSON)[0].notebook().cells if cell.cell_type == "code"]
    for source in sources:
        exec(source, cells)
    printed = capsys.readouterr().out
    assert "same answers: True" in printed
    assert len(cells["history"]) == 6 and len(cells["conv_history"]) == 3
    assert cells["history"][-1][3] > 0.9 and cells["few_history"][-1][1] > 0.95

    history, step, calls = cells["history"], cells["step"], []
    again = next(source for source in sources if "history = train(net, train_loader" in source)

    def interrupted(*arguments: Any) -> Any:
        calls.append(1)
        if len(calls) == 5:
            raise KeyboardInterrupt
        return step(*arguments)

    with pytest.raises(KeyboardInterrupt):
        exec(again, cells | {"step": interrupted, "train": rebound(cells["train"], step=interrupted)})
    exec(again, cells)
    assert cells["history"] == history  # a new network and the same seed, however often it is run


def rebound(function: Any, **names: Any) -> Any:
    """The function, with other meanings of some of the names in it."""
    return type(function)(function.__code__, function.__globals__ | names, argdefs=function.__defaults__)


# Figures --------------------------------------------------------------------------------------------------------------


class Pictures:
    """A set of pictures as the lesson has it: gray levels, labels, and what a network sees."""

    def __init__(self, size: int, number: int = 60) -> None:
        random = np.random.default_rng(0)
        self.data = torch.tensor(random.integers(0, 256, (number, size, size)).astype(np.uint8))
        self.targets = torch.tensor(np.arange(number) % 10)
        self.inputs = self.data.float().unsqueeze(1) / 255
        self.logits = torch.tensor(random.normal(size=(number, 10)))

    def transform(self, image: Any) -> Any:
        return torch.tensor(np.array(image)[None] / 255, dtype=torch.float32)


SETS = {size: Pictures(size) for size in (8, 28)}


def network(size: int) -> Any:
    torch.manual_seed(0)
    return nn.Sequential(nn.Flatten(), nn.Linear(size * size, 50), nn.ReLU(), nn.Linear(50, 10))


def drawn() -> Iterator[tuple[str, Callable[[], Any]]]:
    for size, these in SETS.items():
        net, other = network(size), network(size)
        for parameter in other.parameters():
            parameter.data += 0.01
        browser = figures.browser(these.data, these.targets, these.logits)
        answer = figures.answer(these.data, these.targets, these.logits)
        neuron = figures.neuron(these.data, these.inputs, net[1], net[3])
        moved, both = figures.moved(these, net), figures.moved(these, net, other)
        convolution = figures.convolution(these.data[0])
        yield f"sheet-{size}", lambda s=these: figures.sheet(s.data[:30], s.targets[:30])
        yield f"pixels-{size}", lambda s=these: figures.pixels(s.data[0])
        yield f"weights-{size}", lambda net=net: figures.weights(net[1].weight)
        yield f"one-step-{size}", lambda s=these, a=net, b=other: figures.one_step(a, b, s.inputs, s.targets)
        ends = slice(None) if size == 28 else slice(1)  # for the small ones, one of each will do
        for number in (0, 59, 99)[ends]:
            yield f"answer-{size}-{number}", lambda f=answer, n=number: f(n)
        for true, predicted in ((0, 9), (0, 0), (9, 9))[ends]:
            yield f"browser-{size}-{true}-{predicted}", lambda f=browser, t=true, p=predicted: f(t, p)
        for number in (0, 47)[ends]:
            yield f"neuron-{size}-{number}", lambda f=neuron, n=number: f(n)
        for name, f in (("moved", moved), ("both", both)):
            for shift, turn in ((-8, -180), (8, 180), (0, 0))[ends]:
                yield f"{name}-{size}-{shift}", lambda f=f, s=shift, t=turn: f(s, t, 20)
        for kernel in figures.KERNELS:
            for step in (675, 0)[ends]:
                yield f"convolution-{size}-{step}-{kernel}", lambda f=convolution, s=step, k=kernel: f(s, k)
    softmax = figures.softmax(torch.tensor(Z))
    for scale in (0.0, 4.0):
        for shift in (-5.0, 5.0):
            yield f"softmax-{scale}-{shift}", lambda a=scale, b=shift: softmax(a, b)
    for p in (0.01, 0.1, 1.0):
        yield f"surprise-{p}", lambda p=p: figures.surprise(p)
    yield "curves", lambda: figures.curves([(2.3, 0.1, 2.3, 0.1), (0.1, 0.97, 0.13, 0.96), (0.02, 0.995, 0.07, 0.98)])
    yield "curves-of-many", lambda: figures.curves([(2.3 / (n + 1), 1 - 0.9 / (n + 1), 0.5, 0.9) for n in range(31)])
    yield "curves-without-loss", lambda: figures.curves([(2.3, 0.1, 2.3, 0.1), (0.0, 1.0, 0.0, 1.0)])


DRAWN = dict(drawn())


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_draws_at_every_end_and_its_labels_are_mathematics_and_code(name: str) -> None:
    figure = DRAWN[name]()
    figure.canvas.draw()
    labels = " ".join(each.get_text() for each in figure.findobj(Text)).replace("Sequential", "")
    assert not plt.get_fignums()
    assert set(re.findall(r"[A-Za-z]{3,}", labels)) <= CODE_WORDS | MATHEMATICS
    assert all(ord(letter) < 0x3000 for letter in labels)


def test_a_figure_of_the_lesson_is_small(tmp_path: Path) -> None:
    for name in ("weights-28", "browser-28-0-0"):
        out = io.BytesIO()
        DRAWN[name]().savefig(out, format="png")
        assert len(out.getvalue()) < 200_000, name


def test_a_sheet_of_digits_says_which_answers_are_wrong() -> None:
    images = torch.zeros(3, 1, 8, 8)
    assert said(figures.sheet(images, torch.tensor([1, 2, 3]), torch.tensor([1, 2, 8]), columns=2)) == [
        "1 ✓",
        "2 ✓",
        "3 ✗ 8",
    ]
    assert said(figures.sheet(images[:2], [4, 5])) == ["4", "5"]
    assert said(figures.sheet(torch.zeros(0, 28, 28), torch.zeros(0, dtype=torch.int64))) == []


def said(figure: Any) -> list[str]:
    return [each.get_text() for each in figure.axes[0].texts]


@pytest.mark.parametrize("shape", [(28, 28), (8, 8), (3, 5)])
def test_pixels_are_shown_as_numbers_in_both_arrangements(shape: tuple[int, int]) -> None:
    gray = torch.arange(shape[0] * shape[1]).reshape(shape) % 256
    figure = figures.pixels(gray)
    grid, row = figure.axes
    written = {each.get_position(): int(each.get_text()) for each in grid.texts}
    zeros = {tuple(place): 0 for place in grid.collections[0].get_offsets().tolist()}
    assert written | zeros == {(x, y): int(level) for (y, x), level in np.ndenumerate(gray.numpy())}
    assert 0 not in written.values()
    strips = np.concatenate([image.get_array().ravel() for image in row.images])
    assert strips[: gray.numel()].tolist() == gray.flatten().tolist()
    assert row.texts[-1].get_text() == f"… {gray.numel() - 1}"


def test_the_marked_pixel_is_number_209() -> None:
    figure = figures.pixels(torch.zeros(28, 28, dtype=torch.uint8))
    assert r"$28 \cdot 7 + 13 = 209$" in [each.get_text() for each in figure.axes[1].texts]
    assert 28 * 7 + 13 == 209


def bars(axis: Any) -> list[tuple[float, bool]]:
    """The ten bars of a plot from left to right: how high, and whether with stripes."""
    found = {}
    for each in axis.collections:
        for path in each.get_paths():
            (left, low), (right, high) = path.vertices.min(0), path.vertices.max(0)
            found[round((left + right) / 2)] = float(low + high), bool(each.get_hatch())  # one of them is 0
    return [found[digit] for digit in range(10)]


def test_the_bars_are_the_logits_and_their_probabilities() -> None:
    these = SETS[8]
    figure = figures.answer(these.data, these.targets, these.logits)(4)
    _, left, right = figure.axes
    assert [height for height, _ in bars(left)] == pytest.approx(these.logits[4].tolist())
    assert [height for height, _ in bars(right)] == pytest.approx(torch.softmax(these.logits[4], 0).tolist())
    assert [striped for _, striped in bars(right)] == [digit == 4 for digit in range(10)]
    assert left.get_ylim()[0] < min(these.logits[4].tolist()) < max(these.logits[4].tolist()) < left.get_ylim()[1]


def test_the_matrix_counts_every_picture_once() -> None:
    these = SETS[8]
    left = figures.browser(these.data, these.targets, these.logits)(1, 2).axes[0]
    counts = [0 if each.get_text() == "·" else int(each.get_text()) for each in left.texts]
    answers = these.logits.argmax(1)
    assert sum(counts) == len(these.data)
    assert counts[12] == sum(1 for y, a in zip(these.targets.tolist(), answers.tolist()) if (y, a) == (1, 2))


def test_the_curves_are_the_history() -> None:
    figure = figures.curves([(2.3, 0.1, 2.2, 0.1), (0.5, 0.75, 0.25, 0.875)])
    left, right = figure.axes
    assert [line.get_ydata().tolist() for line in left.lines[:2]] == [[2.3, 0.5], [2.2, 0.25]]
    assert [line.get_ydata().tolist() for line in right.lines] == [[75], [87.5]]


@pytest.mark.parametrize("kernel", figures.KERNELS)
def test_the_nine_products_add_up_to_the_pixel_of_a_convolution(kernel: str) -> None:
    figure = figures.convolution(SETS[8].data[0])(14, kernel)
    _, middle, right = figure.axes
    products = [each.get_text().strip("$").replace("(", "").replace(")", "").split(r" \cdot ") for each in middle.texts]
    total = sum(float(a) * float(b) for a, b in products)
    assert f"{total:.1f}".replace("-0.0", "0.0") in middle.get_title()
    gray = torch.tensor(figures._pictures(SETS[8].data[:1]).round(1))
    weight = torch.tensor(figures.KERNELS[kernel], dtype=torch.float64)[None, None]
    answer = nn.functional.conv2d(gray.unsqueeze(0), weight)[0, 0]
    assert np.allclose(np.asarray(right.images[0].get_array()), answer.numpy())


# Exercises ------------------------------------------------------------------------------------------------------------


def test_the_lesson_points_at_each_of_its_exercises_in_both_languages() -> None:
    for language in LESSON.languages:
        text = "\n".join(cell.texts[language] for cell in LESSON.cells if cell.kind == "markdown")
        assert sorted(set(re.findall(r"07\.\d", text))) == [each.id for each in registry.exercises("07")]


def test_mini_batches_may_come_one_by_one() -> None:
    def mini_batches(inputs: Any, labels: Any, order: list[int], size: int) -> Any:
        for start in range(0, len(order), size):
            yield inputs[order[start : start + size]], labels[order[start : start + size]]

    exercise: Any = registry.find("07.2")
    assert judge(exercise, mini_batches).status == "right"


def test_the_losses_printed_in_the_exercise_are_those_that_its_check_begins_with() -> None:
    source = (ROOT / "solutions" / "src" / "07_mnist.py").read_text(encoding="utf-8")
    exercise: Any = registry.find("07.6")
    for name, losses in zip(("train_losses", "test_losses"), exercise.probes[0], strict=True):
        written = re.search(rf"^{name} = \[(.*)\]$", source, re.MULTILINE)
        assert written and [float(each) for each in written[1].split(",")] == losses


def test_the_loss_of_the_exercise_is_that_of_the_engine_also_for_huge_logits() -> None:
    exercise: Any = registry.find("07.5")
    for logits, labels in exercise.probes:
        expected = nn.CrossEntropyLoss()(logits.double(), labels).item()
        assert exercise.reference(logits, labels) == pytest.approx(expected)
