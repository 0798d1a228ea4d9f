"""The notebooks are what their sources make, and the lesson on digits runs wherever it is opened."""

import re
import sys
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import numpy as np
import pytest
from matplotlib import pyplot as plt
from nbformat import v4

import autograd_lib as torch
from autograd_lib import course, datasets

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tools import build  # noqa: E402

SOURCES = sorted((ROOT / "course" / "src").glob("*.py"))
names = pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)


@pytest.fixture(autouse=True)
def no_open_figures() -> Any:
    yield
    plt.close("all")


# What is stored -------------------------------------------------------------------------------------------------------


@names
def test_the_stored_notebook_is_what_its_source_makes(source: Path) -> None:
    assert build.problems(source) == []


@names
def test_a_cell_says_one_thing(source: Path) -> None:
    for cell in build.read(source).cells:
        if cell.cell_type == "code":
            assert len(cell.source.splitlines()) <= 12, cell.source
        else:
            assert len(re.sub(r"</?\w+>", "", cell.source).split()) <= 120, cell.source


@names
def test_every_stored_figure_says_in_words_what_it_shows(source: Path) -> None:
    notebook = nbformat.read(build.notebook_path(source), as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output]
    pictures = [output for output in outputs if "image/png" in output.data]
    assert pictures
    assert all(len(picture.metadata["image/png"]["alt"]) > 40 for picture in pictures)


# The build ------------------------------------------------------------------------------------------------------------

HEAD = jupytext.writes(v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "P"}}), "py:percent")


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Write a source of these cells; returns its path."""

    def write(*cells: str) -> Path:
        path = tmp_path / "course" / "src" / "01_small.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD + "\n" + "\n\n".join(cells) + "\n", encoding="utf-8")
        return path

    return write


def test_a_source_always_makes_the_same_cells(write: Any) -> None:
    cells = ("# %%\nx = 1", "# %% [markdown]\n# Text.", "# %%\nx = 1")
    first, second = (build.read(write(*cells)) for _ in range(2))
    assert nbformat.writes(first) == nbformat.writes(second)
    ids = [cell.id for cell in first.cells]
    assert ids[2] == ids[0] + "-2" and len(set(ids)) == 3


def test_a_new_cell_leaves_the_ids_of_the_others_alone(write: Any) -> None:
    before = {cell.source: cell.id for cell in build.read(write("# %%\nx = 1", "# %%\ny = 2")).cells}
    after = {cell.source: cell.id for cell in build.read(write("# %%\nx = 1", "# %%\nz = 3", "# %%\ny = 2")).cells}
    assert before.items() <= after.items()


def test_a_built_notebook_is_up_to_date_until_its_source_changes(write: Any) -> None:
    source = write('# %% tags=["nbval-check-output"]\nprint(6 * 7)', "# %%\n6 * 7")
    assert build.problems(source) == ["course/en/01_small.ipynb is missing"]
    first = build.build(source).read_text(encoding="utf-8")
    assert build.problems(source) == []
    stored = nbformat.reads(first, as_version=4)
    assert [cell.outputs[0].get("text", "") for cell in stored.cells] == ["42\n", ""]
    assert stored.cells[0].metadata == {"tags": ["nbval-check-output"]}
    assert build.build(source).read_text(encoding="utf-8") == first

    write("# %%\nprint(6 * 7)", "# %%\n6 * 7")  # the tag is gone
    assert build.problems(source) == ["course/en/01_small.ipynb is not what its source makes"]


def test_what_must_not_be_stored_is_found(write: Any) -> None:
    source = write("# %%\nx = 1", "# %%\ny = 2")
    path = build.notebook_path(source)
    path.parent.mkdir()
    notebook = build.read(source)
    notebook.metadata.widgets = {}
    notebook.cells[1].execution_count = 1
    notebook.cells[1].outputs = [v4.new_output("error", ename="E", evalue="", traceback=[]), text("x" * 1_000_000)]
    path.write_text(nbformat.writes(notebook), encoding="utf-8")
    found = [problem.removeprefix("course/en/01_small.ipynb ") for problem in build.problems(source)]
    assert found[:3] == ["was not run from top to bottom", "holds widgets", "holds an error"]
    assert re.fullmatch(r"has 1,00\d,\d+ bytes, more than 1,000,000", found[3])


def text(content: str, name: str = "stdout") -> Any:
    return v4.new_output("stream", name=name, text=content)


def test_a_widget_is_stored_as_its_picture_or_not_at_all() -> None:
    alone = v4.new_output("display_data", data={build.WIDGET: {}, "text/plain": "bar"})
    drawn = v4.new_output("display_data", data={build.WIDGET: {}, "text/plain": "slider", "image/png": "x"})
    assert not build.is_kept(alone)
    assert build.is_kept(drawn) and set(drawn.data) == {"text/plain", "image/png"}


def test_a_warning_does_not_get_into_a_notebook() -> None:
    assert build.is_kept(text("fine"))
    with pytest.raises(ValueError, match="a cell wrote to the error stream:\ncareful"):
        build.is_kept(text("careful", name="stderr"))


def test_a_figure_needs_a_caption(write: Any) -> None:
    figure = v4.new_output("display_data", data={"image/png": "x"})
    notebook = build.read(
        write("# %%\ndraw()", "# %% [markdown]\n# *A line\n# that rises.*\n#\n# More.", "# %%\ndraw()")
    )
    notebook.cells[0].outputs = notebook.cells[2].outputs = [figure]
    build.describe_pictures(notebook.cells[0], build.caption(notebook, 0))
    assert figure.metadata == {"image/png": {"alt": "A line that rises."}}
    with pytest.raises(ValueError, match="no caption"):
        build.describe_pictures(notebook.cells[2], build.caption(notebook, 2))


def test_the_check_says_what_to_do(write: Any, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setattr(build, "SOURCES", write("# %%\nx = 1").parent)
    assert build.main(["--check"]) == 1
    assert capsys.readouterr().out == "course/en/01_small.ipynb is missing\nBuild them: python -m tools.build\n"


# The lesson on digits -------------------------------------------------------------------------------------------------


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
    for cell in build.read(ROOT / "course" / "src" / "07_mnist.py").cells:
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
