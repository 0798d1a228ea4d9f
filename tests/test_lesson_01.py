"""Lesson 01 keeps its promises: its numbers, its pictures at both ends of every slider, what its exercises tell apart."""

import itertools
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt

from autograd_lib.course import explore
from autograd_lib.course import figures_functions as figures
from autograd_lib.course.check import judge
from autograd_lib.course.registry import find


@pytest.fixture(autouse=True)
def no_figure_stays_open() -> Any:
    plt.close("all")
    yield
    assert plt.get_fignums() == [], "a figure that is left open is shown twice"


def words(figure: Any) -> list[str]:
    """All that is written in a figure."""
    texts = [text.get_text() for axis in figure.axes for text in [*axis.texts, axis.title]]
    return [text for text in texts if text]


def f(x: Any) -> Any:
    return 2 * x**2 + 2


@pytest.mark.parametrize("is_open", [False, True])
@pytest.mark.parametrize("x", [-3, 0, 2.5, 3])
def test_the_box_gives_f_of_x_and_tells_how_only_when_it_is_open(x: float, is_open: bool) -> None:
    shown = words(figures.box(x, is_open))
    assert f"{f(x):g}" in shown and f"{x:g}".replace("-", "−") in shown
    assert any("x^2" in each for each in shown) == is_open


def test_the_graph_rings_the_whole_numbers() -> None:
    x = np.arange(-2, 2.25, 0.25)
    assert len(x) == 17
    labels = words(figures.graph(f, x))
    assert labels == [f"$f({a}) = {f(a)}$" for a in range(-2, 3)]


def test_six_orders_of_the_boxes_are_six_functions() -> None:
    at_three = []
    for order in figures.ORDERS:
        value = 3.0
        for name in order.split(" → "):
            value = figures.STEPS[name][1](value)
        at_three.append(value)
        assert f"{value:g}" in words(figures.chain(3, order))
    assert at_three == [20, 22, 38, 64, 50, 100], "the numbers that the lesson names, in its order"
    assert {tuple(order.split(" → ")) for order in figures.ORDERS} == set(itertools.permutations(["f1", "f2", "f3"]))


@pytest.mark.parametrize("order", figures.ORDERS)
def test_the_formula_below_the_chain_is_the_chains(order: str) -> None:
    python = figures.FORMULAS[order].replace("\\,", "").replace("^", "**")
    python = re.sub(r"2(?=[x(])", "2*", python)
    for x in (-3, 0, 1.5, 2):
        value = x
        for name in order.split(" → "):
            value = figures.STEPS[name][1](value)
        assert eval(python, {"x": x}) == value
    assert any("\\neq" in each for each in words(figures.chain(3, order))) == (order != "f1 → f2 → f3")


def test_the_points_beside_the_knobs_are_hit_by_one_setting_alone() -> None:
    hits = {}
    for w, b in itertools.product(np.arange(-3, 3.25, 0.25), np.arange(-10, 10.5, 0.5)):
        hits[float(w), float(b)] = int(sum(np.isclose(w * figures.POINTS[:, 0] + b, figures.POINTS[:, 1])))
    assert [setting for setting, count in hits.items() if count == 4] == [(2.0, 2.0)]
    assert hits[0.5, 5.0] == 1, "where the sliders begin, one point is a star"


@pytest.mark.parametrize(("w", "b"), list(itertools.product((-3.0, 3.0), (-10.0, 10.0))))
def test_the_knobs_draw_at_their_ends(w: float, b: float) -> None:
    assert f"$w = {w:g}$" in words(figures.knobs(w, b))


def test_g_is_f_where_y_is_zero() -> None:
    assert all(figures.g(x, 0) == f(x) for x in (-3, 0, 1.5, 3)) and figures.g(3, 0) == 20 and figures.g(1, 2) == 8


@pytest.mark.parametrize("level", [2.0, 6.0, 14.0])
def test_a_contour_line_lies_at_its_height(level: float) -> None:
    x, y = figures._ellipse(level)
    inside = ~np.isnan(x)
    assert np.allclose(figures.g(x[inside], y[inside]), level)
    assert f"$g(x, y) = {level:g}$" in words(figures.level_line(level))


@pytest.mark.parametrize(("x", "y"), list(itertools.product((-2.0, 2.0), (-2.0, 0.0, 2.0))))
def test_the_cursor_names_place_and_height(x: float, y: float) -> None:
    assert f"$g({x:g}, {y:g}) = {figures.g(x, y):g}$" in words(figures.cursor(x, y))


def test_the_right_map_is_steeper_in_y() -> None:
    assert judge(find("01.4"), "c").status == "right"
    axes = figures.four_maps().axes
    assert [axis.get_title() for axis in axes] == ["a", "b", "c", "d"]


def test_a_chain_of_other_boxes_does_not_pass_for_f() -> None:
    for order in figures.ORDERS[1:]:
        steps = [figures.STEPS[name][1] for name in order.split(" → ")]

        def chained(x: Any, steps: Any = steps) -> Any:
            for step in steps:
                x = step(x)
            return x

        assert judge(find("01.2"), lambda x, chained=chained: chained(x)).status == "wrong"


def test_a_machine_that_couples_no_numbers_but_words_passes_too() -> None:
    def compose(f: Any, g: Any) -> Any:
        return lambda *given: f(g(*given))

    assert judge(find("01.3"), compose).status == "right"


def test_two_lines_keep_their_own_knobs() -> None:
    class Line:
        w = b = 0.0

        def __init__(self, w: float, b: float) -> None:
            Line.w, Line.b = w, b

        def __call__(self, x: float) -> float:
            return Line.w * x + Line.b

    assert judge(find("01.6"), Line).misconception == "shared_knobs"


SOURCE = Path(__file__).resolve().parent.parent / "course" / "src" / "01_functions.py"
SLIDERS = [line for line in SOURCE.read_text(encoding="utf-8").splitlines() if line.startswith("explore(")]


@pytest.mark.parametrize("line", SLIDERS)
def test_every_figure_with_controls_is_a_picture_first(line: str) -> None:  # tests/test_explore.py turns its controls
    shown = eval(line, {"explore": explore, "figures": figures})
    assert shown.png.startswith(b"\x89PNG")
