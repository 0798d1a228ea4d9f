"""Lesson 06, the four-step loop: the numbers it quotes, its figures at every end of their controls, its exercises."""

import math
import re
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.text import Text

import autograd_lib as torch
from autograd_lib import nn, optim
from autograd_lib.course import figures_loop as loop
from autograd_lib.course import figures_optimizers as optimizers
from autograd_lib.course import figures_training as training
from autograd_lib.course import registry
from autograd_lib.course.check import judge
from autograd_lib.utils.data import DataLoader

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tools.source import read  # noqa: E402

LESSON = read(ROOT / "course" / "src" / "06_training_loop.py")
CODE = {  # what may stand in a figure: mathematics, and names of the code
    "tanh", "sigma", "quad", "mathdefault", "lr", "epoch", "epochs", "loss", "outputs", "net", "inputs", "labels",
    "criterion", "optimizer", "grad", "zero", "backward", "step", "forward", "weight", "bias", "height", "Addmm",
    "MseLoss", "Tanh", "SGD", "momentum", "Adam", "AdaBelief", "train", "valid", "set", "Neuron", "nan",
}  # fmt: skip
X, Y = np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0])


def descend(epochs: int, lr: float = 0.01, keep: float = 0.0) -> tuple[float, float, float]:
    """(loss in the last round, w, b) of the loop by hand, in plain NumPy and doubles."""
    w = b = slope_w = slope_b = loss = 0.0
    for _ in range(epochs):
        gap = w * X + b - Y
        loss = float((gap**2).mean())
        slope_w = float(2 * (gap * X).mean()) + keep * slope_w
        slope_b = float(2 * gap.mean()) + keep * slope_b
        w, b = w - lr * slope_w, b - lr * slope_b
    return loss, w, b


@cache
def lesson_names() -> dict[str, Any]:
    """What the cells of the lesson make, run one after the other as they stand in the source."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in LESSON.cells:
        if cell.kind == "code" and cell.code.strip() != "{bootstrap}":
            exec(cell.code, names)
    return names


# Numbers --------------------------------------------------------------------------------------------------------------


def test_every_cell_of_the_lesson_runs_and_its_own_assertions_hold() -> None:
    assert lesson_names()["net"] is not None


def test_plain_numpy_finds_the_numbers_of_the_loop_by_hand() -> None:
    assert descend(1)[0] == pytest.approx(18.6667, abs=1e-4)
    assert descend(100) == pytest.approx((0.0484, 1.7451, 0.5795), abs=5e-5)
    assert descend(1000)[1:] == pytest.approx((1.971, 0.066), abs=5e-4)
    assert descend(5000)[1:] == pytest.approx((2.0, 0.0), abs=5e-4)


def test_a_loop_that_forgets_to_zero_is_a_ball_without_friction() -> None:
    assert descend(100, keep=1.0) == pytest.approx((1.7584, 2.949, 0.606), abs=5e-4)
    losses = [descend(epochs, keep=1.0)[0] for epochs in range(1, 101)]
    assert max(losses[-10:]) > 18 and min(losses) < 0.02  # as the text says: a few epochs before the last it was 19
    assert max(losses[-10:]) == pytest.approx(19, abs=0.5)
    assert loop.walk(0.01, 1.0)[1][100] == pytest.approx(6.869, abs=5e-4)  # one update after the 1.76


def test_keeping_nine_tenths_is_the_momentum_of_sgd_and_beats_a_thousand_plain_epochs() -> None:
    line = nn.Linear(1, 1)
    for parameter in line.parameters():
        nn.init.zeros_(parameter)
    optimizer = optim.SGD(line.parameters(), lr=0.01, momentum=0.9)
    inputs, labels = torch.tensor([[1.0], [2.0], [3.0]]), torch.tensor([[2.0], [4.0], [6.0]])
    for _ in range(100):
        optimizer.zero_grad()
        nn.MSELoss()(line(inputs), labels).backward()
        optimizer.step()
    kept = descend(100, keep=0.9)
    assert [line.weight.item(), line.bias.item()] == pytest.approx(kept[1:], abs=1e-5)
    assert abs(kept[1] - 2) < abs(descend(1000)[1] - 2)


def test_the_bowl_has_the_two_curvatures_that_the_lesson_measures() -> None:
    sizes, directions = loop.curvatures()
    assert sizes == pytest.approx([11.093, 0.2404], abs=1e-3)
    assert np.abs(directions[0]) == pytest.approx([0.915, 0.403], abs=1e-3)
    assert (1 - 0.01 * sizes[1]) ** 100 == pytest.approx(0.79, abs=0.005)
    assert 2 / sizes[0] == pytest.approx(0.18, abs=0.001)
    assert abs(descend(300, lr=0.17)[1] - 2) < 0.01 and not abs(descend(300, lr=0.19)[1] - 2) < 1


def test_the_wheel_runs_the_same_loop() -> None:
    states = loop.states(0.01, 0.0, True, 100)
    assert (states[-1].w, states[-1].b) == pytest.approx((1.7451, 0.5795), abs=5e-5)
    assert states[2].grads == pytest.approx((-18.6667, -8.0), abs=1e-4)
    kept, clean = loop.states(0.01, 0.0, False, 25)[6].grads, states[6].grads
    assert kept is not None and clean is not None
    assert (kept[0], clean[0]) == pytest.approx((-35.27, -16.6), abs=0.01)


def test_the_neuron_says_and_learns_what_the_lesson_quotes() -> None:
    slope = 2 * (math.tanh(1) - 1) * (1 - math.tanh(1) ** 2)
    assert f"{math.tanh(1):.4f}" == "0.7616"
    assert [f"{each:.4f}" for each in (slope, 2 * slope)] == ["-0.2002", "-0.4005"]


def test_sgd_at_its_best_rate_gets_lower_than_adam_and_only_sgd_flies_off() -> None:
    lowest = {name: optimizers.settled(name).min() for name in optimizers.runners()}
    assert lowest["SGD"] == pytest.approx(0.0002, abs=5e-5) and min(lowest, key=lowest.__getitem__) == "SGD"
    assert lowest["Adam"] == pytest.approx(0.0006, abs=5e-5) and lowest["AdaBelief"] == pytest.approx(0.0005, abs=5e-5)
    diverges = {name: not np.isfinite(optimizers.settled(name)).all() for name in lowest}
    assert diverges == {"SGD": True, "momentum": True, "Adam": False, "AdaBelief": False}
    assert optimizers.settled("Adam")[0] > 10  # at its default rate, 0.001, it has hardly left


def test_in_the_valley_all_four_arrive_and_on_the_bent_one_sgd_stays_behind() -> None:
    last: dict[str, dict[str, float]] = {}
    for surface, it in optimizers.SURFACES.items():
        runs = zip(optimizers.runners(), it.rates, strict=True)
        last[surface] = {name: float(optimizers.run(name, rate, surface)[1][-1]) for name, rate in runs}
    straight, bent = last.values()
    assert max(straight.values()) < 1e-3
    assert max(bent, key=bent.__getitem__) == "SGD" and bent["SGD"] > 5 * sorted(bent.values())[-2]


@pytest.mark.parametrize("surface", optimizers.SURFACES)
def test_the_slopes_of_a_surface_are_those_that_autograd_finds(surface: str) -> None:
    it = optimizers.SURFACES[surface]
    place = torch.tensor([0.3, -0.7], dtype=torch.float64, requires_grad=True)
    it.f(place[0], place[1]).backward()
    assert place.grad.tolist() == pytest.approx(it.slopes(0.3, -0.7))


def test_the_deep_net_parts_the_arms_and_the_neuron_cannot() -> None:
    names = lesson_names()
    history, data = names["history"], (names["train_set"], names["valid_set"])
    assert [names["accuracy"](names["neuron"], each) > 0.75 for each in data] == [False, False]
    assert names["accuracy"](names["deep"], data[0]) == 1.0 and 0.95 < names["accuracy"](names["deep"], data[1]) < 1
    assert history[-1][0] < 0.01 < 0.05 < history[-1][1] < 0.15
    assert all(0.6 < loss < 0.9 for loss, _ in history[5:15])  # "both stay between 0.6 and 0.9 for some fifteen epochs"


def test_the_lesson_lists_activations_that_the_library_has() -> None:
    (cell,) = (each for each in LESSON.cells if each.id == "careful-colors")
    for text in cell.texts.values():
        table = [line for line in text.splitlines() if line.startswith("| ") and "`" in line]
        named = re.findall(r"`(\w+)`", " ".join(table))
        assert len(named) == 22 and all(issubclass(getattr(nn, each), nn.Module) for each in named)


def test_centering_makes_the_slit_round_and_the_slope_arrives_in_two_rounds() -> None:
    heights, weights = np.array([159.0, 164.0, 166.0, 167.0, 169.0]), np.array([49.0, 58.9, 60.5, 64.2, 67.4])
    centered = heights - heights.mean()
    assert [centered @ centered, centered @ weights] == pytest.approx([58, 105.6])
    bends = [np.linalg.eigvalsh(2 * np.cov(np.array([x, np.ones(5)]), bias=True) + 2 * np.outer(m, m))
             for x, m in ((heights, (165, 1)), (centered, (0, 1)))]  # fmt: skip
    assert bends[0] == pytest.approx([0.00085, 54475], rel=5e-3) and bends[1] == pytest.approx([2, 23.2])
    assert bends[0][1] / bends[0][0] == pytest.approx(64e6, rel=0.01)
    slopes = loop._slopes(centered, weights, 0.04, 3)
    assert [abs(each - 105.6 / 58) < 0.01 for each in slopes] == [False, True, True]
    raw = loop._slopes(heights, weights, 3e-5, 2000)
    assert [raw[999], raw[1999]] == pytest.approx([0.364, 0.364], abs=5e-4)
    assert math.log((105.6 / 58 - raw[999]) / 0.01) / (3e-5 * bends[0][0]) == pytest.approx(2e8, rel=0.1)


# Figures --------------------------------------------------------------------------------------------------------------


def film(epoch: int) -> Any:
    names = lesson_names()
    draw = training.film(names["deep"], names["snapshots"], names["history"], names["train_set"], names["valid_set"])
    return draw(epoch)


def composition(deep: bool) -> Any:
    net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1)) if deep else nn.Sequential(nn.Linear(1, 1))
    inputs = torch.zeros(4, 2 if deep else 1)
    return loop.composition(nn.MSELoss()(net(inputs), torch.zeros(4, 1)), net)


def regions() -> Any:
    return training.regions({"Neuron()": lesson_names()["neuron"]}, lesson_names()["train_set"])


def points() -> Any:
    return training.points(lesson_names()["train_set"], lesson_names()["valid_set"])


HEIGHTS, WEIGHTS = [159.0, 164.0, 166.0, 167.0, 169.0], [49.0, 58.9, 60.5, 64.2, 67.4]
DRAWN = [
    *((loop.wheel, {"step": step}) for step in (0, 1, 2, 3, 4, 399)),
    *((loop.wheel, {"step": 399, "lr": lr, "momentum": 0.9, "zero_grad": zero}) for lr in (0.001, 0.2) for zero in (0, 1)),
    *((loop.valley, {"epoch": epoch, "lr": lr}) for epoch in (0, 100) for lr in (0.002, 0.01, 0.2)),
    *((loop.rolling, {"keep": keep, "epoch": epoch}) for keep in (0.0, 0.9, 1.0) for epoch in (0, 100)),
    (loop.three_is_four, {}),
    *((composition, {"deep": deep}) for deep in (False, True)),
    *((loop.persons, {"heights": HEIGHTS, "weights": WEIGHTS, "lines": [(0.364, 0.0), other]}) for other in (..., (1.8, -240.0))),
    *((training.squash, {"x": x}) for x in (-6.0, 0.0, 1.0, 6.0)),
    (points, {}),
    (regions, {}),
    *((film, {"epoch": epoch}) for epoch in (0, 20, 60)),
    *(
        (optimizers.race, {"step": step, "surface": surface, "lr_factor": factor})
        for surface in optimizers.SURFACES for step, factor in ((0, 1.0), (100, 0.1), (100, 1.0), (100, 10.0))
    ),
    (optimizers.rates, {}),
]  # fmt: skip


@pytest.mark.parametrize(("draw", "values"), DRAWN, ids=lambda each: getattr(each, "__name__", ""))
def test_a_figure_draws_at_every_end_and_its_labels_are_mathematics_and_code(
    draw: Callable[..., Any], values: Any
) -> None:
    figure = draw(**values)
    figure.canvas.draw()
    labels = [each.get_text() for each in figure.findobj(Text)]
    assert not plt.get_fignums()
    assert set(re.findall(r"[A-Za-z]{3,}", " ".join(labels))) <= CODE
    assert all(ord(letter) < 0x3000 for label in labels for letter in label)


def test_the_drawn_graph_explains_its_colors_in_code_alone() -> None:
    (cell,) = (each for each in LESSON.cells if each.kind == "code" and "make_dot(" in each.code)
    source = eval(cell.code.splitlines()[-1], lesson_names()).source
    legend = source[source.index("cluster_legend") :]
    assert [word in legend for word in ("leaf", "starts", "operation (")] == [False] * 3
    assert [code in legend for code in (".grad", "grad_fn", "loss.backward()")] == [True] * 3


def test_a_film_leaves_the_network_as_it_was() -> None:
    deep = lesson_names()["deep"]
    before = {name: each.tolist() for name, each in deep.state_dict().items()}
    film(0)
    assert {name: each.tolist() for name, each in deep.state_dict().items()} == before


def test_the_graph_of_the_composition_is_the_one_that_was_recorded() -> None:
    labels = " ".join(each.get_text() for each in composition(deep=True).findobj(Text))
    assert [labels.count(name) for name in ("Addmm", "Tanh", "MseLoss", "weight", "bias")] == [2, 1, 1, 2, 2]


# Exercises ------------------------------------------------------------------------------------------------------------


def test_the_lesson_points_at_each_of_its_exercises_in_both_languages() -> None:
    ids = [each.id for each in registry.exercises("06")]
    for language in LESSON.languages:
        text = "\n".join(cell.texts[language] for cell in LESSON.cells if cell.kind == "markdown")
        assert sorted(re.findall(r"06\.\db?", text)) == ids


def test_every_order_that_learns_is_right_and_no_other() -> None:
    from itertools import permutations

    exercise: Any = registry.find("06.1")
    right = {"".join(order) for order in permutations("ABCDE") if judge(exercise, "".join(order)).status == "right"}
    assert right == {"DCEBA", "CDEBA", "CEDBA", "CEBAD"}


def test_the_counts_of_the_third_exercise_are_those_of_the_loop() -> None:
    counts = [next(n for n in range(1, 2000) if abs(descend(n, lr)[1] - 2) < 0.01) for lr in (0.1,)]
    assert counts == [143]
    assert abs(descend(1446)[1] - 2) < 0.01 <= abs(descend(1445)[1] - 2)


@pytest.mark.parametrize("answer", [["C", 1446, 143], ("c)", 1446.0, 143), ["c", "1446", "143"]])
def test_the_third_exercise_takes_its_answer_in_any_form(answer: Any) -> None:
    exercise: Any = registry.find("06.3")
    assert judge(exercise, answer).status == "right"


def test_mini_batches_of_the_points_hold_points_and_colors() -> None:
    train_set = lesson_names()["train_set"]
    loader = DataLoader(train_set, batch_size=20, shuffle=True)
    inputs, labels = next(iter(loader))
    assert (len(loader), tuple(inputs.shape), tuple(labels.shape)) == (15, (20, 2), (20, 1))
    assert set(labels.flatten().tolist()) == {-1.0, 1.0}
