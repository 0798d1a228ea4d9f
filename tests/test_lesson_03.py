"""Lesson 03, gradient descent: the hill, the numbers it quotes, its figures at every end, its exercises."""

import math
import re
import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.text import Text

import autograd_lib as torch
from autograd_lib.course import figures_descent, figures_hill, hill, registry, terrains
from autograd_lib.course.check import judge

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tools.source import read  # noqa: E402

LESSON = read(ROOT / "course" / "src" / "03_gradient_descent.py")
WORDS = {
    "Delta",
    "GPS",
    "approx",
    "cdot",
    "frac",
    "leftarrow",
    "mathdefault",
    "mathrm",
    "mathtt",
    "partial",
    "quad",
    "times",
}

POINTS = [(1, 2), (2, 4), (3, 6)]


def L(u: Any, v: Any) -> Any:
    return 3 * u**2 + 3 * v**2 - u * v + 7 * u - 7 * v + 10


def mse(w: float, b: float) -> float:
    return sum((w * x + b - y) ** 2 for x, y in POINTS) / 3


def gradient(f: Callable[..., float], u: float, v: float, h: float = 1e-5) -> tuple[float, float]:
    return (f(u + h, v) - f(u - h, v)) / (2 * h), (f(u, v + h) - f(u, v - h)) / (2 * h)


def descend(f: Callable[..., float], u: float, v: float, lr: float, steps: int) -> tuple[float, float]:
    for _ in range(steps):
        du, dv = gradient(f, u, v)
        u, v = u - lr * du, v - lr * dv
    return u, v


# The hill -------------------------------------------------------------------------------------------------------------


def test_at_the_start_it_is_10_cm_higher_in_the_north_and_20_cm_in_the_east() -> None:
    assert hill.readings(hill.START) == (10, 20, -10, -20)
    assert hill.slopes(hill.readings(hill.START)) == pytest.approx((0.2, 0.1))


def test_the_first_step_is_22_36_m_long_and_leads_20_m_east_and_10_m_north() -> None:
    east, north = hill.step(hill.START, hill.readings(hill.START))
    assert (east, north) == pytest.approx((20, 10))
    assert round(math.hypot(east, north), 2) == 22.36
    assert round(math.degrees(math.atan2(east, north)), 1) == 63.4  # a compass: from north over east
    assert round(math.degrees(math.atan2(north, east)), 1) == 26.6  # mathematics: from east


def test_no_direction_climbs_more_than_the_hypotenuse_and_at_a_right_angle_it_is_level() -> None:
    degrees = np.arange(0, 360, 0.1)
    climbs = 20 * np.sin(np.radians(degrees)) + 10 * np.cos(np.radians(degrees))
    assert climbs.max() == pytest.approx(math.hypot(20, 10), abs=1e-4)
    level = degrees[:-1][np.diff(np.sign(climbs)) != 0]
    assert level == pytest.approx([153.4, 333.4], abs=0.1)


def test_the_climb_of_the_story_comes_to_rest_on_the_higher_summit_after_22_steps() -> None:
    path = list(islice(hill.climb(), 23))
    assert [any(hill.readings(place)) for place in path] == [True] * 22 + [False]
    assert path[22] == pytest.approx((110, 139.5)) and math.dist(path[22], hill.SUMMITS[0]) < 1
    altitudes = [hill.altitude(place) for place in path]
    assert altitudes == sorted(altitudes) and (altitudes[0], altitudes[22]) == (817.58, 848.76)


def test_its_steps_shrink_as_the_ground_becomes_level() -> None:
    path = np.array(list(islice(hill.climb(), 23)))
    lengths = np.hypot(*np.diff(path, axis=0).T)
    assert round(lengths[0], 2) == 22.36 and lengths[3:15].tolist() == sorted(lengths[3:15], reverse=True)
    assert lengths[15:].max() < 1.2


def test_a_stride_of_fixed_length_never_comes_to_rest() -> None:
    place, stride = hill.SUMMITS[0], 22.36
    for _ in range(50):
        east = hill.height(place[0] + 0.1, place[1]) - hill.height(*place)
        north = hill.height(place[0], place[1] + 0.1) - hill.height(*place)
        size = math.hypot(east, north)
        place = (place[0] + stride * east / size, place[1] + stride * north / size)
    away = math.dist(place, hill.SUMMITS[0])
    assert 5 < away < 40


def test_a_climb_in_the_west_ends_on_the_lower_summit() -> None:
    *_, place = islice(hill.climb((-150.0, 30.0)), 80)
    assert math.dist(place, hill.SUMMITS[1]) < 2 and hill.altitude(place) == 829.58
    assert not any(hill.readings(place))
    assert [hill.altitude(summit) for summit in hill.SUMMITS] == [848.76, 829.59]


def test_a_summit_is_higher_than_all_around_it() -> None:
    for summit in hill.SUMMITS:
        around = [(summit[0] + math.cos(t), summit[1] + math.sin(t)) for t in np.linspace(0, 6, 12)]
        assert all(hill.height(*place) < hill.height(*summit) for place in around)


def test_heights_of_arrays_are_arrays_and_a_mirrored_rate_climbs_down() -> None:
    east, north = np.meshgrid([0.0, 50.0], [0.0, 50.0, 100.0])
    assert hill.height(east, north).shape == (3, 2)
    assert hill.height(east, north)[1, 1] == hill.height(50.0, 50.0)
    assert hill.step((0.0, 0.0), hill.readings((0.0, 0.0)), rate=-100) == pytest.approx((-20, -10))


# Numbers --------------------------------------------------------------------------------------------------------------


def test_one_parameter_walks_4_1_minus_02_minus_068() -> None:
    places = [4.0]
    for _ in range(3):
        places.append(places[-1] - 0.1 * (L(places[-1] + 1e-5, 1) - L(places[-1] - 1e-5, 1)) / 2e-5)
    assert places == pytest.approx([4, 1, -0.2, -0.68])
    assert all(L(u, 1) == pytest.approx(3 * (u + 1) ** 2 + 3) for u in places)


def test_at_4_4_the_loss_is_90_and_the_gradient_27_13() -> None:
    assert L(4, 4) == 90 and gradient(L, 4, 4) == pytest.approx((27, 13))
    assert descend(L, 4, 4, 0.1, 1) == pytest.approx((1.3, 2.7))
    assert [round(L(*descend(L, 4, 4, 0.1, n)), 2) for n in (1, 5, 20)] == [23.63, 3.08, 3.00]


def test_the_engine_gives_the_same_gradient_exactly() -> None:
    u, v = torch.tensor(4.0, requires_grad=True), torch.tensor(4.0, requires_grad=True)
    L(u, v).backward()
    assert (u.grad.item(), v.grad.item()) == (27, 13)


def test_one_parameter_after_the_other_is_another_method_that_even_gains_here() -> None:
    u = 4 - 0.1 * 27
    v = 4 - 0.1 * (6 * 4 - u - 7)
    assert L(u, v) < L(1.3, 2.7)


def test_the_curvatures_of_the_loss_are_5_and_7_along_its_diagonals() -> None:
    values, vectors = np.linalg.eigh(np.array([[6.0, -1.0], [-1.0, 6.0]]))
    assert values == pytest.approx([5, 7])
    assert abs(vectors[:, 0] @ [1, 1]) == pytest.approx(math.sqrt(2))
    assert gradient(L, 0, 2) == pytest.approx((5, 5)) and gradient(L, 0, 0) == pytest.approx((7, -7))


@pytest.mark.parametrize(("lr", "loss"), [(0.01, 13.67), (0.1, 3.00), (0.27, 3.07), (0.3, 319.81)])
def test_twenty_steps_with_each_learning_rate_end_where_the_lesson_says(lr: float, loss: float) -> None:
    assert round(L(*descend(L, 4, 4, lr, 20)), 2) == loss


def test_the_diverging_loss_first_falls_to_17() -> None:
    assert round(min(L(*descend(L, 4, 4, 0.3, n)) for n in range(20))) == 17


def test_two_sevenths_is_the_limit_and_there_it_jumps_between_two_places() -> None:
    assert L(*descend(L, 4, 4, 0.28, 40)) < 4 < 50 < L(*descend(L, 4, 4, 0.29, 40))
    assert descend(L, 4, 4, 2 / 7, 100) == pytest.approx((0, 0), abs=1e-6)
    assert descend(L, 4, 4, 2 / 7, 101) == pytest.approx((-2, 2), abs=1e-6)
    assert L(0, 0) == L(-2, 2) == 10


def test_the_distance_that_the_figure_shows_is_the_distance_of_a_descent() -> None:
    for lr in (0.05, 0.25, 0.3):
        away = math.dist(descend(L, 4, 4, lr, 20), (-1, 1))
        assert figures_descent._away(lr, 20) == pytest.approx(away, rel=1e-4)


def test_the_two_valleys_and_the_ridge_lie_where_the_figure_says() -> None:
    roots = sorted(np.roots([4, 0, -8, 1]).real)
    places = (figures_descent.VALLEY[0], figures_descent.RIDGE, figures_descent.HOLLOW[0])
    assert roots == pytest.approx(places, abs=1e-3)
    for place, depth in (figures_descent.VALLEY, figures_descent.HOLLOW):
        assert figures_descent.valley(place) == pytest.approx(depth, abs=1e-3)


def test_close_neighbors_of_the_ridge_end_in_different_valleys() -> None:
    ends = []
    for w in (-2.0, 0.1, 0.2, 2.0):
        for _ in range(100):
            w -= 0.02 * (4 * w**3 - 8 * w + 1)
        ends.append(round(w, 3))
    assert ends == [-1.473, -1.473, 1.347, 1.347]


def test_the_three_points_cost_18_6667_at_first_and_pull_with_minus_18_6667_and_minus_8() -> None:
    assert round(mse(0, 0), 4) == 18.6667 and mse(2, 0) == 0
    assert gradient(mse, 0, 0) == pytest.approx((-2 * np.mean([x * y for x, y in POINTS]), -8))
    assert sum(0 * x + 4 - y for x, y in POINTS) == 0 and round(mse(0, 4), 2) == 2.67


def test_a_hundred_steps_reach_the_numbers_that_lesson_06_comes_back_to() -> None:
    w, b = descend(mse, 0, 0, 0.01, 100)
    assert (round(w, 4), round(b, 4)) == (1.7451, 0.5795)


def test_being_sure_and_wrong_costs_most() -> None:
    assert [round(-math.log(p), 2) for p in (0.99, 0.9, 0.5, 0.1, 0.01)] == [0.01, 0.11, 0.69, 2.30, 4.61]


# Figures --------------------------------------------------------------------------------------------------------------

DRAWN = [
    (figures_hill.fog, {}),
    *((figures_hill.heading, {"heading": heading}) for heading in (0, 360)),
    *((figures_hill.walk, {"step": step, "fog": fog}) for step in (0, 22) for fog in (True, False)),
    *((figures_hill.journey, {"land": terrains.HILL, "path": [hill.START, *path]}) for path in ([], [(0, 200)] * 9)),
    (figures_hill.journey, {"land": terrains.GORGE, "path": [(0, 0), (20, 10)], "fog": False, "rule": [(0, 0)]}),
    *((figures_hill.starts, {"east": east, "north": north}) for east, north in ((-180.0, -60.0), (220.0, 250.0))),
    (figures_hill.mirror, {}),
    *((figures_descent.slide, {"step": step, "lr": lr}) for step, lr in ((0, 0.02), (8, 0.3), (3, 0.1))),
    *((figures_descent.descent, {"step": step, "lr": lr}) for step in (0, 40) for lr in (0.01, 0.32)),
    (figures_descent.descent, {"u": -6.0, "v": 5.0}),
    (figures_descent.rates, {}),
    *((figures_descent.bound, {"lr": lr}) for lr in (0.0, 0.35)),
    *((figures_descent.valleys, {"start": start, "step": step}) for start, step in ((-2.2, 0), (2.2, 40), (0.1, 40))),
    (figures_descent.three_starts, {}),
    *((figures_descent.fit, {"w": w, "b": b}) for w, b in ((0.0, -2.0), (4.0, 2.0), (2.0, 0.0))),
    *((figures_descent.bowl, {"step": step}) for step in (0, 100)),
    *((figures_descent.price, {"p": p}) for p in (0.01, 0.99)),
]


@pytest.mark.parametrize(("draw", "values"), DRAWN, ids=lambda each: getattr(each, "__name__", str(each)))
def test_a_figure_draws_at_every_end_and_its_labels_are_mathematics(draw: Callable[..., Any], values: Any) -> None:
    figure = draw(**values)
    figure.canvas.draw()
    labels = [each.get_text() for each in figure.findobj(Text)]
    assert not plt.get_fignums()
    assert set(re.findall(r"[A-Za-z]{3,}", " ".join(labels))) <= WORDS
    assert all(ord(letter) < 0x3000 for label in labels for letter in label)


def test_a_walk_stands_where_it_ends_and_shows_what_the_climber_reads_there() -> None:
    figure = figures_hill.journey(terrains.HILL, [(0, 0), (20, 0), (20, 10)])
    readings = hill.readings((20.0, 10.0))
    shown = [each.get_text().replace("−", "-") for each in figure.axes[0].texts]
    assert shown[-4:] == [f"{each:+d}" for each in readings]
    assert figure.axes[1].get_title(loc="left") == f"{hill.altitude((20.0, 10.0)):.2f} m"


def test_the_figures_draw_the_loss_and_the_gradient_of_the_lesson() -> None:
    for u, v in ((4.0, 4.0), (-2.0, 1.5)):
        assert figures_descent.loss(u, v) == L(u, v)
        assert figures_descent.gradient(u, v) == pytest.approx(gradient(L, u, v))
    assert figures_descent.path(0.1, 5)[-1] == pytest.approx(descend(L, 4, 4, 0.1, 5))
    assert [tuple(point) for point in figures_descent.POINTS] == POINTS


# Exercises ------------------------------------------------------------------------------------------------------------


def test_the_lesson_points_at_each_of_its_exercises_in_both_languages() -> None:
    for language in LESSON.languages:
        text = "\n".join(cell.texts[language] for cell in LESSON.cells if cell.kind == "markdown")
        assert sorted(set(re.findall(r"03\.\d", text))) == [each.id for each in registry.exercises("03")]


def test_of_the_three_starts_only_c_leads_to_the_lower_valley() -> None:
    ends = {}
    for name, w in figures_descent.STARTS.items():
        for _ in range(300):
            w -= 0.02 * -(4 * (-w) ** 3 - 8 * -w + 1)
        ends[name] = figures_descent.valley(-w)
    exercise: Any = registry.find("03.6")
    assert min(ends, key=ends.__getitem__) == exercise.right
    assert sorted(round(each, 2) for each in ends.values()) == [0.56, 3.38, 3.38]
    heights = {name: figures_descent.valley(-w) for name, w in figures_descent.STARTS.items()}
    assert min(heights, key=heights.__getitem__) == "a" and max(heights, key=heights.__getitem__) == "c"


@pytest.mark.parametrize(
    ("lr", "status"), [(0.2857, "right"), (0.286, "right"), (0.2855, "right"), (0.29, "wrong"), (0.28, "wrong")]
)
def test_the_largest_learning_rate_may_be_rounded(lr: float, status: str) -> None:
    exercise: Any = registry.find("03.5")
    assert judge(exercise, lr).status == status


def test_a_call_that_fails_shows_the_readings_by_their_names() -> None:
    exercise: Any = registry.find("03.1")
    text = judge(exercise, lambda place, found: place).text
    assert "next_place((0, 0), Readings(north=10, east=20, south=-10, west=-20))" in text


def test_a_climber_who_uses_two_of_the_four_readings_is_right_too() -> None:
    exercise: Any = registry.find("03.1")
    assert judge(exercise, lambda place, found: (place[0] + found.east, place[1] + found.north)).status == "right"
