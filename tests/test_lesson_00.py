"""Lesson 00 keeps its promises: what its prose says of its cells and pictures is so."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt

from autograd_lib.course import explore, sweep
from autograd_lib.course import figures_start as figures
from autograd_lib.course.check import judge
from autograd_lib.course.registry import exercises, find


@pytest.fixture(autouse=True)
def no_figure_stays_open() -> Any:
    plt.close("all")
    yield
    assert plt.get_fignums() == [], "a figure that is left open is shown twice"


def words(figure: Any) -> list[str]:
    """All that is written in a figure."""
    texts = [text.get_text() for axis in figure.axes for text in [*axis.texts, axis.title]]
    return [text for text in texts if text]


def test_the_map_shows_eleven_lessons_wherever_you_are() -> None:
    for here in range(11):
        shown = words(figures.course_map(here))
        assert [f"{number:02}" for number in range(11)] == [each for each in shown if re.fullmatch(r"\d\d", each)]


def test_the_classifier_reads_eight_of_its_ten_pictures() -> None:
    titles = words(figures.classifier_at_work())
    assert sum("✓" in each for each in titles) == 8 and sum("✗" in each for each in titles) == 2
    assert titles[4] == "9 ✗ 8", "the text speaks of a 9 that it takes for an 8"


def test_the_classifier_takes_the_numbers_of_random_draws_from_its_own_seed() -> None:
    assert words(figures.classifier_at_work()) == words(figures.classifier_at_work())


def test_the_picture_of_the_three_cells_computes_what_they_compute() -> None:
    shown = words(figures.run_order())
    n = 1
    assert f"n == {n}" in shown
    n = n * 10
    assert f"n == {n}" in shown
    n = n + 1
    assert f"n == {n}" in shown


def test_the_picture_of_two_names_shows_what_python_does() -> None:
    a = np.array([1, 2, 3])
    b, c = a, a.copy()
    b[1] = 99
    digits = [each for each in words(figures.two_names()) if each.isdigit()]
    assert digits == [str(value) for value in (*a, *c)]


@pytest.mark.parametrize("n", range(13))
def test_as_many_lamps_shine_as_the_slider_says(n: int) -> None:
    figure = figures.lamps(n)
    lit = [patch for patch in figure.axes[0].patches if patch.get_facecolor()[:3] != (1, 1, 1)]
    assert len(lit) == n and str(n) in words(figure)


def test_a_picture_says_nothing_in_a_human_language() -> None:
    drawn = [
        figures.course_map(),
        figures.classifier_at_work(),
        figures.run_order(),
        figures.two_names(),
        figures.lamps(3),
    ]
    code = {"import", "torch", "GPU", "a", "b = a", "c = a.copy()", "b[1] = 99"}
    for figure in drawn:
        for text in words(figure):
            assert text in code or not re.search(r"[a-zA-Z]{2,}", re.sub(r"\\\w+", "", text)), text


def test_the_secret_number_is_what_the_hint_computes() -> None:
    (secret, *_) = exercises("00")
    assert judge(secret, 2 * 3**2 + 2).status == "right"


def test_the_cells_of_00_2_give_what_its_answer_says() -> None:
    n = 5
    n = n * 2
    n = n + 10
    assert judge(find("00.2"), n).status == "right"


def test_the_arrays_of_00_4_behave_as_its_answer_says() -> None:
    x = np.array([1, 2, 3])
    y, z, w = x, x[:], x.copy()
    x[1] = -1
    assert judge(find("00.4"), [y[1], z[1], w[1]]).status == "right"
    x = [1, 2, 3]
    y, z, w = x, x[:], x.copy()
    x[1] = -1
    assert judge(find("00.4"), [y[1], z[1], w[1]]).misconception == "used_slice_list_only"


SOURCE = Path(__file__).resolve().parent.parent / "course" / "src" / "00_start_here.py"
SLIDERS = [line for line in SOURCE.read_text(encoding="utf-8").splitlines() if line.startswith("explore(")]


@pytest.mark.parametrize("line", SLIDERS)
def test_every_control_of_the_lesson_draws_at_its_ends(line: str) -> None:
    shown = eval(line, {"explore": explore, "figures": figures})
    assert shown.png.startswith(b"\x89PNG")
    assert eval(line.replace("explore(", "sweep(", 1), {"sweep": sweep, "figures": figures})
