"""Lesson 02, derivatives: the numbers it quotes, its figures at every end of their sliders, its exercises."""

import math
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from matplotlib import pyplot as plt
from matplotlib.text import Text

import autograd_lib as torch
from autograd_lib import nn
from autograd_lib.course import figures_derivatives as figures
from autograd_lib.course import registry

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tools.source import read  # noqa: E402

LESSON = read(ROOT / "course" / "src" / "02_derivatives.py")
WORDS = {
    "max",
    "min",
    "sin",
    "cos",
    "frac",
    "quad",
    "partial",
    "times",
    "approx",
    "varepsilon",
    "ldots",
    "cdot",
    "mathdefault",
}


def forward(f: Callable[[float], float], x: float, h: float) -> float:
    return (f(x + h) - f(x)) / h


def central(f: Callable[[float], float], x: float, h: float) -> float:
    return (f(x + h) - f(x - h)) / (2 * h)


def f(x: float) -> float:
    return 2 * x**2 + 2


def g(x: float, y: float) -> float:
    return 2 * x**2 + y**2 + 2


# Numbers --------------------------------------------------------------------------------------------------------------


def test_the_secants_from_1_run_towards_4() -> None:
    slopes = [forward(f, 1, h) for h in (1, 0.5, 0.25, 0.1, 0.01, 0.001)]
    assert slopes == pytest.approx([6, 5, 4.5, 4.2, 4.02, 4.002])


def test_the_central_difference_of_a_parabola_is_exact_for_every_step() -> None:
    assert [central(f, 1, h) for h in (4.0, 1.0, 0.5)] == [4.0, 4.0, 4.0]


def test_a_small_step_climbs_slope_times_step_and_the_gap_shrinks_with_its_square() -> None:
    assert f(1.1) - f(1) == pytest.approx(0.42)
    assert [f(1 + dx) - f(1) - 4 * dx for dx in (0.5, 0.05)] == pytest.approx([0.5, 0.005])


def test_sin_at_1_has_the_errors_that_the_lesson_quotes() -> None:
    assert f"{abs(forward(math.sin, 1, 0.1) - math.cos(1)):.1e}" == "4.3e-02"
    assert f"{abs(central(math.sin, 1, 0.1) - math.cos(1)):.1e}" == "9.0e-04"


def test_the_three_lines_of_the_figure_have_the_slopes_of_its_caption() -> None:
    h, backward = 0.6, (math.sin(1) - math.sin(0.4)) / 0.6
    slopes = (math.cos(1), forward(math.sin, 1, h), backward, central(math.sin, 1, h))
    assert [f"{each:.3f}" for each in slopes] == ["0.540", "0.264", "0.753", "0.508"]


@pytest.mark.parametrize(("quotient", "best"), [(forward, 8), (central, 5)])
def test_the_error_is_least_at_the_step_that_the_lesson_names(quotient: Callable[..., float], best: int) -> None:
    errors = {n: abs(quotient(math.sin, 1.0, 10.0**-n) - math.cos(1)) for n in range(16)}
    assert abs(min(errors, key=errors.__getitem__) - best) <= 1  # the last digit of sin differs from system to system
    assert errors[15] > 1e-4 > errors[best]


def test_the_absolute_value_has_two_slopes_at_0_and_the_central_difference_hides_it() -> None:
    assert (forward(abs, 0, 0.001), forward(abs, 0, -0.001), central(abs, 0, 0.001)) == (1.0, -1.0, 0.0)


def test_x_cubed_is_level_at_0_and_climbs_on_both_sides() -> None:
    assert [round(forward(lambda x: x**3, x, 1e-6), 2) for x in (-0.1, 0, 0.1)] == [0.03, 0.0, 0.03]


def test_the_surface_has_slopes_4_and_2_at_1_1() -> None:
    assert forward(lambda x: g(x, 1), 1, 1e-6) == pytest.approx(4, abs=1e-4)
    assert forward(lambda y: g(1, y), 1, 1e-6) == pytest.approx(2, abs=1e-4)


def test_the_engine_gives_4_exactly() -> None:
    x = torch.tensor(1.0, requires_grad=True)
    (2 * x**2 + 2).backward()
    assert x.grad.item() == 4.0


def test_corners_are_given_the_slope_0() -> None:
    x = torch.tensor([0.0, 0.0], requires_grad=True)
    (torch.relu(x[0]) + x[1].abs()).backward()
    assert x.grad.tolist() == [0.0, 0.0]


def test_the_digit_reader_has_as_many_parameters_as_the_lesson_says() -> None:
    size = sum(p.numel() for p in nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)).parameters())
    texts = {cell.id: cell.texts.values() for cell in LESSON.cells}
    assert all(f"{size:,}" in each for each in texts["many"])
    assert all(f"{2 * size:,}" in each for each in texts["careful-pytorch"])


# Figures --------------------------------------------------------------------------------------------------------------

DRAWN = [
    *((figures.secant, {"h": h}) for h in (1.0, 0.3, 0.001)),
    *((figures.zoom, {"curve": curve}) for curve in ("2x² + 2", "|x|")),
    *((figures.slope_along, {"curve": curve, "x": x}) for curve in figures.CURVES for x in (-2.0, 0.0, 2.0)),
    *((figures.step, {"dx": dx}) for dx in (-1.0, 0.0, 0.1, 1.0)),
    (figures.signs, {}),
    *((figures.quotients, {"h": h}) for h in (0.1, 1.0)),
    (figures.errors, {}),
    *((figures.cut, {"plane": plane, "x": x, "y": -x}) for plane in "xy" for x in (-1.4, 1.4)),
    (figures.marks, {}),
]


@pytest.mark.parametrize(("draw", "values"), DRAWN, ids=lambda each: getattr(each, "__name__", str(each)))
def test_a_figure_draws_at_every_end_and_its_labels_are_mathematics(draw: Callable[..., Any], values: Any) -> None:
    figure = draw(**values)
    figure.canvas.draw()
    labels = [each.get_text() for each in figure.findobj(Text)]
    assert not plt.get_fignums()
    assert set(re.findall(r"[A-Za-z]{3,}", " ".join(labels))) <= WORDS
    assert all(ord(letter) < 0x3000 for label in labels for letter in label)


def test_the_slope_of_a_figure_is_the_slope_of_its_curve() -> None:
    for curve in figures.CURVES.values():
        for x in (-1.5, 0.0, 0.7):
            assert curve.slope(x) == pytest.approx(central(curve.f, x, 1e-5), abs=1e-6)


def test_the_marks_of_the_exercise_ask_for_the_signs_that_its_check_expects() -> None:
    slopes = [2 * math.cos(x) for x in figures.MARKS]
    exercise: Any = registry.find("02.2")
    assert [0 if abs(each) < 1e-9 else math.copysign(1, each) for each in slopes] == exercise.answer


# Exercises ------------------------------------------------------------------------------------------------------------


def test_the_lesson_points_at_each_of_its_exercises_in_both_languages() -> None:
    for language in LESSON.languages:
        text = "\n".join(cell.texts[language] for cell in LESSON.cells if cell.kind == "markdown")
        assert sorted(re.findall(r"02\.\d", text)) == [each.id for each in registry.exercises("02")]


def test_a_partial_derivative_that_puts_everything_back_is_right() -> None:
    from autograd_lib.course.check import judge

    def partial(f: Any, i: int, point: Any, h: float) -> Any:
        point[i] += h
        up = f(point)
        point[i] -= 2 * h
        down = f(point)
        point[i] += h
        return (up - down) / (2 * h)

    exercise: Any = registry.find("02.5")
    assert judge(exercise, partial).status == "right"


@pytest.mark.parametrize(
    ("h", "status"),
    [(2e-3, "right"), (2e-2, "right"), (4e-2, "wrong"), (1e-5, "wrong"), (-5e-3, "right"), ("", "wrong")],
)
def test_the_step_is_right_where_the_error_is_below_the_limit(h: Any, status: str) -> None:
    from autograd_lib.course.check import judge

    exercise: Any = registry.find("02.6")
    assert judge(exercise, h).status == status
