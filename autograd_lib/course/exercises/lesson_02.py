"""The exercises of lesson 02: slopes, their signs, difference quotients, partial derivatives."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ..registry import code, named, think, values


def smooth(formula: str, f: Callable[[Any], Any], slope: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function that is shown as the code that makes it, and knows its derivative, `.slope`."""
    f.slope = slope  # type: ignore[attr-defined]
    return named(formula, f)


parabola = smooth("lambda x: 2*x**2 + 2", lambda x: 2 * x * x + 2, lambda x: 4 * x)
cube = smooth("lambda x: x**3", lambda x: x * x * x, lambda x: 3 * x * x)
sine = smooth("math.sin", lambda x: math.sin(x), lambda x: math.cos(x))
exponential = smooth("math.exp", lambda x: math.exp(x), lambda x: math.exp(x))
falling = smooth("lambda x: 5 - 3*x", lambda x: 5 - 3 * x, lambda x: -3)

# 02.1 -----------------------------------------------------------------------------------------------------------------

code(
    "02.1",
    name="slope_between",
    reference=lambda f, a, b: (f(b) - f(a)) / (b - a),
    probes=[(parabola, 1, 3), (falling, 1, 3), (cube, -1, 2), (parabola, 4, 2), (falling, 0.5, 1), (cube, 0.5, 1)],
    wrong={
        "run_over_rise": lambda f, a, b: (b - a) / (f(b) - f(a)),
        "difference_only": lambda f, a, b: f(b) - f(a),
        "abs_slope": lambda f, a, b: abs((f(b) - f(a)) / (b - a)),
        "mixed_order": lambda f, a, b: (f(b) - f(a)) / (a - b),
        "precedence": [
            lambda f, a, b: f(b) - f(a) / b - a,
            lambda f, a, b: (f(b) - f(a)) / b - a,
            lambda f, a, b: f(b) - f(a) / (b - a),
        ],
        "forgot_f": lambda f, a, b: (b - a) / (b - a),
    },
)

# 02.2 -----------------------------------------------------------------------------------------------------------------


def _no_level(answer: Any) -> bool:
    """All right but for the point at the bottom, which is said to climb or to fall."""
    given = [float(each) for each in answer]
    return len(given) == 5 and given[1] != 0 and [given[0], *given[2:]] == [-1, 1, 1, -1]


values(
    "02.2",
    answer=[-1, 0, 1, 1, -1],
    wrong={
        "height_not_slope": [1, -1, -1, 1, -1],
        "mirrored": [1, 0, -1, -1, 1],
        "bend_not_slope": [-1, 1, 1, -1, 1],
        "no_level": _no_level,
    },
)

# 02.3 -----------------------------------------------------------------------------------------------------------------

code(
    "02.3",
    name="central_difference",
    reference=lambda f, x, h: (f(x + h) - f(x - h)) / (2 * h),
    probes=[(sine, 1.0, 0.5), (exponential, 0.5, 0.25), (cube, 2.0, 0.5), (cube, -1.0, 0.125)],
    wrong={
        "forward": lambda f, x, h: (f(x + h) - f(x)) / h,
        "backward": lambda f, x, h: (f(x) - f(x - h)) / h,
        "half": lambda f, x, h: (f(x + h) - f(x - h)) / h,
        "half_steps": lambda f, x, h: (f(x + h / 2) - f(x - h / 2)) / h,
        "precedence": [
            lambda f, x, h: (f(x + h) - f(x - h)) / 2 * h,
            lambda f, x, h: f(x + h) - f(x - h) / (2 * h),
            lambda f, x, h: f(x + h) - f(x - h) / 2 * h,
        ],
        "sign": lambda f, x, h: (f(x - h) - f(x + h)) / (2 * h),
        "plus": lambda f, x, h: (f(x + h) + f(x - h)) / (2 * h),
        "no_division": lambda f, x, h: f(x + h) - f(x - h),
        "no_return": lambda f, x, h: None,
        "exact": lambda f, x, h: f.slope(x),
        "one_function": lambda f, x, h: 4 * x,
    },
)

# 02.4 -----------------------------------------------------------------------------------------------------------------


def _kind(df: Callable[[float], float], x: float, h: float) -> str:
    left, right = df(x - h), df(x + h)
    if left > 0 > right:
        return "max"
    return "min" if left < 0 < right else "neither"


def _swapped(df: Callable[[float], float], x: float, h: float) -> str:
    return {"max": "min", "min": "max", "neither": "neither"}[_kind(df, x, h)]


def _only(wanted: str) -> Callable[..., str]:
    return lambda df, x, h: wanted if _kind(df, x, h) == wanted else "neither"


code(
    "02.4",
    name="kind",
    reference=_kind,
    probes=[
        (named("lambda x: 3*x**2 - 3", lambda x: 3 * x * x - 3), -1, 0.125),
        (named("lambda x: 3*x**2 - 3", lambda x: 3 * x * x - 3), 1, 0.125),
        (named("lambda x: 3*x**2 - 3", lambda x: 3 * x * x - 3), 0, 0.125),
        (named("lambda x: 3*x**2", lambda x: 3 * x * x), 0, 0.125),
        (named("lambda x: -3*x**2", lambda x: -3 * x * x), 0, 0.125),
        (named("lambda x: 2*x", lambda x: 2 * x), 0, 0.125),
        (named("lambda x: -2*x", lambda x: -2 * x), 0, 0.125),
        (named("lambda x: 2*x - 6", lambda x: 2 * x - 6), 3, 0.5),
        (named("lambda x: max(0, x)", lambda x: max(0, x)), 0, 0.125),
        (named("lambda x: min(0, x)", lambda x: min(0, x)), 0, 0.125),
        (named("lambda x: max(0, -x)", lambda x: max(0, -x)), 0, 0.125),
        (named("lambda x: min(0, -x)", lambda x: min(0, -x)), 0, 0.125),
    ],
    wrong={
        "all_zeros_are_minima": [
            lambda df, x, h: "min",
            lambda df, x, h: "min" if df(x) == 0 else "neither",
        ],
        "one_side": [
            lambda df, x, h: "max" if df(x - h) > 0 else "min",
            lambda df, x, h: "min" if df(x - h) < 0 else "max",
            lambda df, x, h: "min" if df(x + h) > 0 else "max",
            lambda df, x, h: "max" if df(x + h) < 0 else "min",
            lambda df, x, h: "max" if df(x - h) > 0 else "min" if df(x - h) < 0 else "neither",
            lambda df, x, h: "min" if df(x + h) > 0 else "max" if df(x + h) < 0 else "neither",
        ],
        "misses_max": _only("min"),
        "misses_min": _only("max"),
        "swapped": _swapped,
        "x_equals_zero": [
            lambda df, x, h: "min" if x == 0 else "neither",
            lambda df, x, h: "max" if x == 0 else "neither",
            lambda df, x, h: _kind(df, 0, h),
        ],
        "at_the_point": [
            lambda df, x, h: "max" if df(x) > 0 else "min" if df(x) < 0 else "neither",
            lambda df, x, h: "min" if df(x) > 0 else "max" if df(x) < 0 else "neither",
        ],
    },
)

# 02.5 -----------------------------------------------------------------------------------------------------------------


def _partial(f: Callable[[Any], Any], i: int, point: Any, h: float) -> Any:
    up, down = list(point), list(point)
    up[i] += h
    down[i] -= h
    return (f(up) - f(down)) / (2 * h)


def _one_sided(f: Callable[[Any], Any], i: int, point: Any, h: float) -> Any:
    up = list(point)
    up[i] += h
    return (f(up) - f(point)) / h


def _moves_all(f: Callable[[Any], Any], i: int, point: Any, h: float) -> Any:
    return (f([each + h for each in point]) - f([each - h for each in point])) / (2 * h)


def _same_list(f: Callable[[Any], Any], i: int, point: Any, h: float) -> Any:
    up, down = point, point
    up[i] += h
    down[i] -= h
    return (f(up) - f(down)) / (2 * h)


def _never_back(f: Callable[[Any], Any], i: int, point: Any, h: float) -> Any:
    point[i] += h
    up = f(point)
    point[i] -= 2 * h
    return (up - f(point)) / (2 * h)


def _back_only_to_the_middle(f: Callable[[Any], Any], i: int, point: Any, h: float) -> Any:
    point[i] += h
    up = f(point)
    point[i] -= h
    return (up - f(point)) / (2 * h)


def _axis(other: Callable[[int, int], int]) -> Callable[..., Any]:
    return lambda f, i, point, h: _partial(f, other(i, len(point)), point, h)


code(
    "02.5",
    name="partial",
    reference=_partial,
    probes=[
        (named("lambda p: 2*p[0]**2 + p[1]**2 + 2", lambda p: 2 * p[0] ** 2 + p[1] ** 2 + 2), 0, [1.0, 1.0], 0.5),
        (named("lambda p: 2*p[0]**2 + p[1]**2 + 2", lambda p: 2 * p[0] ** 2 + p[1] ** 2 + 2), 1, [1.0, 1.0], 0.5),
        (named("lambda p: p[0]**3 * p[1]", lambda p: p[0] ** 3 * p[1]), 0, [1.0, 2.0], 0.5),
        (named("lambda p: p[0] * p[1]**3 + p[2]**3", lambda p: p[0] * p[1] ** 3 + p[2] ** 3), 1, [3.0, 2.0, 1.0], 0.25),
        (named("lambda p: p[0] * p[1]**3 + p[2]**3", lambda p: p[0] * p[1] ** 3 + p[2] ** 3), 2, [3.0, 2.0, 1.0], 0.25),
    ],
    wrong={
        "mutates_point": [_same_list, _never_back, _back_only_to_the_middle],
        "moves_all_coordinates": _moves_all,
        "total_derivative": lambda f, i, point, h: sum(_partial(f, each, point, h) for each in range(len(point))),
        "wrong_axis": [
            _axis(lambda i, size: i - 1),
            _axis(lambda i, size: (i + 1) % size),
            _axis(lambda i, size: size - 1 - i),
            _axis(lambda i, size: 0),
            _axis(lambda i, size: 1),
        ],
        "one_sided": _one_sided,
        "all_partials": lambda f, i, point, h: [_partial(f, each, point, h) for each in range(len(point))],
    },
)

# 02.6 -----------------------------------------------------------------------------------------------------------------


LIMIT = 5e-5


def _worst(h: float) -> float:
    """The largest error of the central difference of sin between 0.9 and 1.1, in numbers with seven digits."""
    x, step = np.linspace(0.9, 1.1, 41, dtype=np.float32), np.float32(h)
    return float(abs((np.sin(x + step) - np.sin(x - step)) / (2 * step) - np.cos(x)).max())


def _size(answer: Any) -> float:
    """How large the step is, on whichever side; a step that is no number has none."""
    try:
        return abs(float(answer))
    except (TypeError, ValueError):
        return math.nan


think(
    "02.6",
    accept=lambda h: 1e-4 < _size(h) < 0.1 and _worst(_size(h)) < LIMIT,
    wrong={
        "zero": lambda h: _size(h) == 0,
        "smaller_is_always_better": lambda h: _size(h) < 2e-6,
        "sixteen_digits": lambda h: _size(h) < 1e-4,
        "forward_best": lambda h: _size(h) < 3e-3,
        "too_large": lambda h: _size(h) >= 3e-3,
        "no_number": lambda h: math.isnan(_size(h)),
    },
)
