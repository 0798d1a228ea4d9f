"""Lesson 10, PyTorch: what it says of both libraries, its figures at every end of their controls, its exercises."""

import ast
import importlib
import math
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.text import Text

import autograd_lib as ours
from autograd_lib import left_out
from autograd_lib.course import figures_port as figures
from autograd_lib.course import messages, port, registry, tables
from autograd_lib.course.check import judge

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tools.source import read  # noqa: E402

LESSON = read(ROOT / "course" / "src" / "10_pytorch.py")
CODE = [cell.code for cell in LESSON.cells if cell.kind == "code"]


@pytest.fixture(params=["autograd_lib", "torch"])
def torch(request: Any) -> Any:
    return pytest.importorskip(request.param)


@pytest.fixture
def japanese() -> Any:
    messages.set_language("ja")
    yield
    messages.set_language("en")


def says(cell: str) -> str:
    """The English text of a cell."""
    return next(each.texts["en"] for each in LESSON.cells if each.id == cell)


def running(library: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Run the lesson's cells one after the other, without figures, on a library: each, and what there is after it."""
    scope: dict[str, Any] = {"print": lambda *_, **__: None}
    for code in CODE[1:]:
        kept = [node for node in ast.parse(code).body if not ast.unparse(node).startswith(SHOWN)]
        plain = ast.unparse(ast.Module(kept, []))
        exec(plain if library is ours else port.on_pytorch(plain), scope)
        yield code, dict(scope)


def after(cells: Iterator[tuple[str, dict[str, Any]]], words: str) -> dict[str, Any]:
    return next(scope for code, scope in cells if words in code)


def run(upto: str, library: Any) -> dict[str, Any]:
    """What the lesson's cells define as far as the one with these words; none is run twice for it."""
    cells, done = STARTED.setdefault(library.__name__, (running(library), []))
    while not any(upto in code for code, _ in done):
        done.append(next(cells))
    return after(iter(done), upto)


STARTED: dict[str, tuple[Iterator[tuple[str, dict[str, Any]]], list[tuple[str, dict[str, Any]]]]] = {}
SHOWN = ("explore(", "figures.", "port.both(", "tables.")


# Numbers --------------------------------------------------------------------------------------------------------------


def test_the_loop_prints_the_number_of_lesson_06_on_both() -> None:
    assert port.said(figures.LOOP) == "1.7451 0.5795" and "1.7451 and 0.5795" in says("digits-question")
    if port.installed() is not None:
        assert port.said(port.on_pytorch(figures.LOOP)) == "1.7451 0.5795"


def test_both_says_that_they_are_equal_and_does_without_pytorch(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if port.installed() is not None:
        port.both("import autograd_lib as torch\nprint(torch.ones(2).sum().item())")
        assert capsys.readouterr().out.splitlines() == ["autograd_lib  | 2.0", "torch         | 2.0", "equal"]
        port.both("import autograd_lib as torch\nprint(torch.__name__)")
        assert capsys.readouterr().out.splitlines()[-1] == "not equal"
    monkeypatch.setattr(port, "installed", lambda: None)
    port.both("print(1)\nprint(2)\nint('x')")
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["autograd_lib  | 1", "              | 2"] and "ValueError" in lines[2]
    assert "not installed" in lines[3]


def test_the_lesson_runs_whole_without_pytorch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port, "installed", lambda: None)
    assert after(running(ours), "def gradient")["theirs"] is ours


def test_three_ways_to_write_a_neuron_agree(torch: Any) -> None:
    scope = run("scratch =", torch)
    values = [scope["model"](scope["point"]), scope["chain"](scope["point"]), scope["scratch"]]
    assert [f"{each.item():.4f}" for each in values] == ["0.7616"] * 3


def test_each_bug_has_the_symptom_that_the_lesson_names(torch: Any) -> None:
    runs = run("runs =", torch)["runs"]
    first = {bug: losses[0] for bug, (losses, _) in runs.items()}
    last = {bug: losses[-1] for bug, (losses, _) in runs.items()}
    right = {bug: share for bug, (_, share) in runs.items()}
    assert last["no bug"] < 0.45 and right["no bug"] > 0.88
    assert max(runs["zero_grad"][0]) > 5 and right["zero_grad"] < 0.3
    assert 2.1 < last["softmax"] < 2.3
    assert abs(last["item"] - first["item"]) < 0.05 and right["item"] < 0.2
    assert first["dim"] == pytest.approx(math.log(1000), abs=0.1)
    assert all(first[bug] == pytest.approx(math.log(10), abs=0.1) for bug in runs if bug != "dim")
    assert runs["eval"][0] == runs["no bug"][0] and right["eval"] < right["no bug"] - 0.03


def test_numbers_that_change_hands_reach_the_same_line() -> None:
    scope = run("def go_on", ours)
    state: Any = {"weight": np.zeros((1, 1), "float32"), "bias": np.zeros(1, "float32")}
    seen = []
    for library, epochs in ((ours, 100), (scope["theirs"], 900), (ours, 4000)):
        state = scope["go_on"](library, state, epochs)
        seen.append(f"{state['weight'].item():.4f}")
    assert seen == ["1.7451", "1.9708", "2.0000"]
    assert all(each in says("exchange") for each in seen)


def test_a_state_dict_goes_both_ways_through_safetensors(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    from safetensors.torch import load_file, save_file

    def net(library: Any) -> Any:
        nn = library.nn
        return nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Flatten(), nn.Linear(8, 3))

    here, there = net(ours), net(torch)
    x = np.random.default_rng(0).random((5, 1, 4, 4), dtype=np.float32)
    ours.save(here.state_dict(), tmp_path / "here.safetensors")
    there.load_state_dict(load_file(tmp_path / "here.safetensors"))
    np.testing.assert_allclose(
        here(ours.tensor(x)).detach().numpy(), there(torch.tensor(x)).detach().numpy(), atol=1e-6
    )
    save_file(there.state_dict(), tmp_path / "there.safetensors")
    back = net(ours)
    back.load_state_dict(ours.load(tmp_path / "there.safetensors"))
    np.testing.assert_allclose(
        back.eval()(ours.tensor(x)).detach().numpy(), there.eval()(torch.tensor(x)).detach().numpy(), atol=1e-6
    )


def test_equal_shares_have_the_gradient_of_the_whole_and_unequal_ones_have_not(torch: Any) -> None:
    scope = run("def gradient", torch)
    gradient, x = scope["gradient"], scope["x"]
    whole = gradient(x).item()
    assert ((gradient(x[0::2]) + gradient(x[1::2])) / 2).item() == pytest.approx(whole, abs=1e-4)
    assert ((gradient(x[:8]) + gradient(x[8:])) / 2).item() == pytest.approx(-17.125)
    assert f"{whole:.3f}".replace("-", "−") in says("shares")


@pytest.mark.skipif("AUTOGRAD_LIB_DATA" not in os.environ, reason="needs MNIST at hand")
def test_the_script_prints_on_two_processes_what_the_lesson_shows() -> None:
    torch = pytest.importorskip("torch")
    if not torch.distributed.is_available() or not torch.distributed.is_gloo_available():
        pytest.skip("this PyTorch has no gloo")
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    setting = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [*command, str(ROOT / "examples" / "mnist_ddp.py"), "--epochs", "1"],
        env=setting, capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    shown = re.findall(r"epoch 1: loss ([\d.]+), test accuracy ([\d.]+)%", says("ddp"))
    ((loss, accuracy),) = re.findall(r"epoch 1: loss ([\d.]+), test accuracy ([\d.]+)%", done.stdout)
    assert len(shown) == 2 and shown[0] == shown[1]
    assert float(loss) == pytest.approx(float(shown[0][0]), abs=5e-4)
    assert float(accuracy) == pytest.approx(float(shown[0][1]), abs=0.1)


def test_the_listing_for_many_processes_is_what_the_script_does() -> None:
    script = (ROOT / "examples" / "mnist_ddp.py").read_text(encoding="utf-8")
    for word in re.findall(r"dist\.\w+|Distributed\w+|set_epoch", figures.MANY):
        assert word in script
    assert "torchrun --standalone --nproc-per-node 2 examples/mnist_ddp.py" in script


# Tables ---------------------------------------------------------------------------------------------------------------


def test_what_is_left_out_is_told_in_both_languages(japanese: Any) -> None:
    table = tables.left_out()
    assert len(table.rows) == len(left_out.TABLE) == len(tables.tomllib.loads(tables.TRANSLATIONS.read_text("utf-8")))
    assert all(re.search(r"[ぁ-ん一-龯]", row[2]) for row in table.rows)
    messages.set_language("en")
    assert [row[0] for row in tables.left_out().rows] == [row.what for row in left_out.TABLE]
    assert table._repr_markdown_().count("\n") == len(table.rows) + 1


def test_every_difference_is_shown() -> None:
    shown = repr(tables.differences())
    for each in tables.TABLE:
        assert each.code in shown and each.why["en"] in shown


# Figures --------------------------------------------------------------------------------------------------------------


def labels(figure: Any) -> list[str]:
    figure.canvas.draw()
    return [each.get_text() for each in figure.findobj(Text) if each.get_text()]


def test_these_figures_have_controls() -> None:  # tests/test_explore.py turns them
    found = [match for code in CODE for match in re.finditer(r"explore\(figures\.(\w+), (.+)\)$", code, re.MULTILINE)]
    assert [each[1] for each in found] == ["listing", "activations", "shares", "listing"]


def test_the_listing_counts_the_lines_that_differ() -> None:
    assert "= 15   ≠ 2" in labels(figures.listing("06")) and "other 15 lines" in says("listing")
    assert "= 0   ≠ 1" in labels(figures.listing("06", line=1))
    for ours_code, theirs in list(figures.LISTINGS.values())[:3]:
        assert port.on_pytorch(ours_code) == theirs
    both = [pair for pair in figures.aligned(figures.ONE, figures.MANY) if pair[0] == pair[1]]
    assert any("loss.backward()" in str(pair[0]) for pair in both)


@pytest.mark.parametrize("what", list(figures.LISTINGS))
def test_no_line_of_a_listing_reaches_into_the_other_column(what: str) -> None:
    figure = figures.listing(what, 99)
    figure.canvas.draw()
    middle, right = (figure.axes[0].transData.transform((x, 0))[0] for x in (6.65, 13.2))
    for text in figure.findobj(Text):
        box = text.get_window_extent()
        assert box.x1 <= middle + 1 or box.x0 >= middle and box.x1 <= right, text.get_text()


def test_the_listings_run() -> None:
    assert port.said(figures.GRAPH).startswith("MeanBackward0 tensor([[4.5000")


def test_the_map_names_what_the_table_of_left_out_things_has() -> None:
    texts = " ".join(labels(figures.feature_map()))
    for row in left_out.TABLE:
        assert row.names.split()[0] in texts
    assert all(figures.names_in(part) > 3 for part in figures.OURS)


def test_all_activations_of_pytorchs_list_are_there_and_named() -> None:
    torch = pytest.importorskip("torch")
    names = [*figures.CURVES, *figures.TOGETHER]
    activation = importlib.import_module("torch.nn.modules.activation")
    theirs = {name for name in activation.__all__ if issubclass(getattr(activation, name), torch.nn.Module)}
    assert set(names) >= theirs - {"GLU"} and {"Softmin", "Softmax2d", "LogSoftmax"} <= set(names)
    assert all(hasattr(ours.nn, name) for name in names)
    assert all(name in says("activations") for name in names)


@pytest.mark.parametrize("name", figures.CURVES)
def test_a_curve_is_pytorchs(name: str) -> None:
    torch = pytest.importorskip("torch")
    xs, ys, slopes = figures.curve(name)
    x = torch.tensor(xs, requires_grad=True)
    y = (torch.nn.Threshold(0.5, -0.5) if name == "Threshold" else getattr(torch.nn, name)()).eval()(x)
    y.sum().backward()
    np.testing.assert_allclose(ys, y.detach().numpy(), atol=1e-5)
    np.testing.assert_allclose(slopes, x.grad.numpy(), atol=1e-5)


@pytest.mark.parametrize("processes", [1, 2, 3, 4])
def test_the_shares_of_a_batch_have_one_mean(processes: int) -> None:
    texts = " ".join(labels(figures.shares(processes)))
    assert texts.count("−13.542") == 2 + (processes == 1)
    assert texts.count("rank ") == processes


def test_labels_are_code_and_numbers() -> None:
    runs = {"no bug": ([2.3, 1.0], 0.9), "dim": ([6.9, 5.0], 0.5)}
    for figure in (figures.feature_map(), figures.activations(-4.0), figures.shares(3), figures.symptoms(runs)):
        assert all(ord(letter) < 0x3000 for text in labels(figure) for letter in text)


# Exercises ------------------------------------------------------------------------------------------------------------


def test_the_lesson_points_at_each_of_its_exercises_in_both_languages() -> None:
    for language in LESSON.languages:
        text = "\n".join(cell.texts[language] for cell in LESSON.cells if cell.kind == "markdown")
        assert sorted(set(re.findall(r"10\.\d", text))) == [each.id for each in registry.exercises("10")]


def exercise(id: str) -> Any:
    return registry.find(id)


def test_the_numpy_program_and_its_port_agree(torch: Any) -> None:
    source = read(ROOT / "solutions" / "src" / "10_pytorch.py")
    scope: dict[str, Any] = {"torch": torch, "nn": torch.nn, "np": np, "check": lambda *_: None}
    for cell in source.cells:
        if "def numpy_train" in cell.code or "def start" in cell.code or "def train" in cell.code:
            exec(cell.code, scope)
    pixels, labels = np.random.default_rng(0).random((6, 4)), np.array([0, 1, 2, 2, 1, 0], dtype=np.int32)
    np.testing.assert_allclose(
        scope["train"](pixels, labels, 5, 0.5), scope["numpy_train"](pixels, labels, 5, 0.5), rtol=1e-5
    )
    assert judge(exercise("10.1"), scope["train"]).status == "right"


def test_the_book_network_answers_the_same_after_the_move(torch: Any) -> None:
    book = {"W1": np.eye(3, 4, dtype=np.float32), "b1": np.arange(4, dtype=np.float32)}
    book |= {"W2": np.arange(8, dtype=np.float32).reshape(4, 2), "b2": np.ones(2, dtype=np.float32)}
    source = read(ROOT / "solutions" / "src" / "10_pytorch.py")
    scope: dict[str, Any] = {"torch": torch, "check": lambda *_: None}
    exec(next(cell.code for cell in source.cells if cell.exercise == "10.3"), scope)
    nn = torch.nn
    net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    net.load_state_dict(scope["as_state_dict"](book))
    x = np.array([[1.0, -2.0, 0.5]], dtype=np.float32)
    expected = np.maximum(x @ book["W1"] + book["b1"], 0) @ book["W2"] + book["b2"]
    np.testing.assert_allclose(net(torch.tensor(x)).detach().numpy(), expected, rtol=1e-5)
