"""The lesson on digits: its data, its figures, and that it runs wherever it is opened."""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt

import autograd_lib as torch
from autograd_lib import course, datasets

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tools.pages import pages  # noqa: E402
from tools.source import read  # noqa: E402


@pytest.fixture(autouse=True)
def no_open_figures() -> Any:
    yield
    plt.close("all")


@pytest.fixture
def without_mnist(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No copy of MNIST, and no network."""
    monkeypatch.delenv("AUTOGRAD_LIB_DATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(datasets.MNIST, "mirrors", ("http://127.0.0.1:9/",))


def test_without_mnist_the_lesson_says_so_and_takes_smaller_digits(without_mnist: None, capsys: Any) -> None:
    train_set, test_set = course.load_digits()
    assert (len(train_set), len(test_set)) == (1442, 355)
    printed = capsys.readouterr().out
    assert printed.startswith("MNIST is out of reach (")
    assert printed.endswith(
        "scikit-learn's Digits: 1,442 pictures to learn from, 355 to be tested with, 8×8 pixels each\n"
    )


def test_the_lesson_runs_whole_without_mnist(without_mnist: None, capsys: Any) -> None:
    cells: dict[str, Any] = {}
    lesson = pages(read(ROOT / "course" / "src" / "07_mnist.py"))[0].notebook()
    for cell in lesson.cells:
        if cell.cell_type == "code":
            exec(cell.source, cells)
    assert cells["accuracies"][-1] > 0.7
    assert capsys.readouterr().out.count("% right\n") == 2


def titles() -> list[str]:
    return [axis.get_title() for axis in plt.gcf().axes if axis.get_title()]


def test_a_sheet_of_digits_says_which_answers_are_wrong() -> None:
    images = torch.zeros(3, 1, 8, 8)
    course.show_digits(images, torch.tensor([1, 2, 3]), torch.tensor([1, 2, 8]), columns=2)
    assert titles() == ["1 ✓", "2 ✓", "3 ✗ 8"]
    course.show_digits(images[:2], [4, 5])
    assert titles() == ["4", "5"]


def test_a_sheet_without_digits_is_empty() -> None:
    course.show_digits(torch.zeros(0, 28, 28), torch.zeros(0, dtype=torch.int64))
    assert titles() == []


@pytest.mark.parametrize("shape", [(28, 28), (8, 8), (3, 5)])
def test_pixels_are_shown_as_numbers_in_both_arrangements(shape: tuple[int, int]) -> None:
    gray = torch.arange(shape[0] * shape[1]).reshape(shape) % 256
    course.show_pixels(gray)
    assert titles() == [f"{shape[0]} × {shape[1]} pixels", f"a row of {gray.numel()} numbers"]
    grid, row = plt.gcf().axes
    assert [int(each.get_text()) for each in grid.texts] == gray.flatten().tolist()
    strips = np.concatenate([image.get_array().ravel() for image in row.images])
    assert strips[: gray.numel()].tolist() == gray.flatten().tolist()
    assert row.texts[-1].get_text() == f"… {gray.numel() - 1}"


def test_the_bars_are_the_scores_and_the_probabilities() -> None:
    scores = torch.linspace(-3, 3, 10)
    probabilities = torch.softmax(scores, 0)
    course.show_scores(torch.zeros(1, 8, 8), scores, probabilities, 4)
    _, left, right = plt.gcf().axes
    assert [bar.get_height() for bar in left.patches] == pytest.approx(scores.tolist())
    assert [bar.get_height() for bar in right.patches] == pytest.approx(probabilities.tolist())
    assert [bool(bar.get_hatch()) for bar in right.patches] == [digit == 4 for digit in range(10)]


@pytest.mark.parametrize("batches", [1, 10, 500])
def test_the_history_shows_every_loss_and_every_accuracy(batches: int) -> None:
    losses = np.linspace(2, 0.1, batches).tolist()
    course.plot_history(losses, [0.5, 0.875])
    left, right = plt.gcf().axes
    assert left.lines[0].get_ydata().tolist() == losses
    assert left.lines[1].get_xdata()[-1] == batches
    assert right.lines[0].get_ydata().tolist() == [50, 87.5]
    assert [each.get_text() for each in right.texts] == ["50.0%", "87.5%"]
