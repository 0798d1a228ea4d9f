"""The exercises of lesson 03: the climber's step, gradient descent, learning rates, two valleys, a line."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from .. import hill
from ..compare import same
from ..registry import choice, code, named, number

Pair = tuple[Any, Any]

# 03.1 -----------------------------------------------------------------------------------------------------------------


def _moved(change: Callable[[float, float], Pair]) -> Callable[..., Pair]:
    """A climber who moves by what `change` makes of the readings to the east and to the north, in centimeters."""

    def next_place(place: Any, found: Any) -> Pair:
        east, north = change(found.east, found.north)
        return place[0] + east, place[1] + north

    return next_place


def _length_and_heading(place: Any, found: Any) -> Pair:
    return math.hypot(found.east, found.north), math.degrees(math.atan2(found.east, found.north))


code(
    "03.1",
    name="next_place",
    reference=lambda place, found: hill.step(place, found),
    probes=[
        ((0.0, 0.0), hill.Readings(10, 20, -10, -20)),
        ((20.0, 10.0), hill.Readings(12, 21, -12, -21)),
        ((-3.5, 40.0), hill.Readings(-6, 8, 6, -8)),
        ((5.0, -7.0), hill.Readings(4, -3, -4, 3)),
    ],
    wrong={
        "hypotenuse_not_vector": _moved(lambda east, north: (math.hypot(east, north), math.hypot(east, north))),
        "unit_cm": _moved(lambda east, north: (100 * east, 100 * north)),
        "slope_only": _moved(lambda east, north: (east / 100, north / 100)),
        "swapped_axes": _moved(lambda east, north: (north, east)),
        "fixed_stride": [
            _moved(lambda east, north: (100 * east / math.hypot(east, north), 100 * north / math.hypot(east, north))),
            _moved(lambda east, north: (east / math.hypot(east, north), north / math.hypot(east, north))),
        ],
        "downhill": _moved(lambda east, north: (-east, -north)),
        "not_halved": _moved(lambda east, north: (2 * east, 2 * north)),
        "forgets_place": lambda place, found: (found.east, found.north),
        "joined_pairs": lambda place, found: (*place, found.east, found.north),
        "length_and_heading": [
            _length_and_heading,
            lambda place, found: _length_and_heading(place, found)[::-1],
        ],
    },
)

# 03.2 -----------------------------------------------------------------------------------------------------------------

code(
    "03.2",
    name="descend",
    reference=lambda place, slopes, rate: (place[0] - rate * slopes[0], place[1] - rate * slopes[1]),
    probes=[
        ((0.0, 0.0), (0.2, 0.1), 100.0),
        ((3.0, 5.0), (2.0, -4.0), 0.25),
        ((-1.5, 4.0), (-8.0, 1.0), 0.5),
    ],
    wrong={
        "uphill": lambda place, slopes, rate: (place[0] + rate * slopes[0], place[1] + rate * slopes[1]),
        "flips_one_coordinate": [
            lambda place, slopes, rate: (place[0] - rate * slopes[0], place[1] + rate * slopes[1]),
            lambda place, slopes, rate: (place[0] + rate * slopes[0], place[1] - rate * slopes[1]),
        ],
        "negates_position": [
            lambda place, slopes, rate: (-place[0] + rate * slopes[0], -place[1] + rate * slopes[1]),
            lambda place, slopes, rate: (-place[0] - rate * slopes[0], -place[1] - rate * slopes[1]),
        ],
        "rate_missing": lambda place, slopes, rate: (place[0] - slopes[0], place[1] - slopes[1]),
        "forgets_place": lambda place, slopes, rate: (-rate * slopes[0], -rate * slopes[1]),
    },
)

# 03.3 -----------------------------------------------------------------------------------------------------------------


def _loss(u: Any, v: Any) -> Any:
    return 3 * u * u + 3 * v * v - u * v + 7 * u - 7 * v + 10


def _slope_u(u: Any, v: Any) -> Any:
    return 6 * u - v + 7


def _slope_v(u: Any, v: Any) -> Any:
    return 6 * v - u - 7


def _new_u_first(u: Any, v: Any, lr: Any) -> Pair:
    u = u - lr * _slope_u(u, v)
    return u, v - lr * _slope_v(u, v)


def _new_v_first(u: Any, v: Any, lr: Any) -> Pair:
    v = v - lr * _slope_v(u, v)
    return u - lr * _slope_u(u, v), v


code(
    "03.3",
    name="one_step",
    reference=lambda u, v, lr: (u - lr * _slope_u(u, v), v - lr * _slope_v(u, v)),
    probes=[(4.0, 4.0, 0.1), (-3.0, 2.0, 0.25), (0.5, -1.5, 0.2), (1.0, 5.0, 0.01)],
    wrong={
        "plus": lambda u, v, lr: (u + lr * _slope_u(u, v), v + lr * _slope_v(u, v)),
        "lr_missing": lambda u, v, lr: (u - _slope_u(u, v), v - _slope_v(u, v)),
        "divides_by_lr": lambda u, v, lr: (u - _slope_u(u, v) / lr, v - _slope_v(u, v) / lr),
        "minus_loss": lambda u, v, lr: (u - lr * _loss(u, v), v - lr * _loss(u, v)),
        "uses_new_u_for_v": [_new_u_first, _new_v_first],
        "one_slope_for_both": [
            lambda u, v, lr: (u - lr * _slope_u(u, v), v - lr * _slope_u(u, v)),
            lambda u, v, lr: (u - lr * _slope_v(u, v), v - lr * _slope_v(u, v)),
        ],
        "swapped": lambda u, v, lr: (u - lr * _slope_v(u, v), v - lr * _slope_u(u, v)),
        "only_the_change": [
            lambda u, v, lr: (lr * _slope_u(u, v), lr * _slope_v(u, v)),
            lambda u, v, lr: (-lr * _slope_u(u, v), -lr * _slope_v(u, v)),
        ],
        "fixed_lr": lambda u, v, lr: (u - 0.1 * _slope_u(u, v), v - 0.1 * _slope_v(u, v)),
        "scales_everything": lambda u, v, lr: (lr * (u - _slope_u(u, v)), lr * (v - _slope_v(u, v))),
    },
)

# 03.4 -----------------------------------------------------------------------------------------------------------------


def _descent(gradient: Callable[[Any, Any], Pair], start: Any, lr: float, steps: int, sign: int = -1) -> list[Pair]:
    u, v = start
    history = [(u, v)]
    for _ in range(steps):
        du, dv = gradient(u, v)
        u, v = u + sign * lr * du, v + sign * lr * dv
        history.append((u, v))
    return history


def _gradient_once(gradient: Callable[[Any, Any], Pair], start: Any, lr: float, steps: int) -> list[Pair]:
    du, dv = gradient(*start)
    return [(start[0] - n * lr * du, start[1] - n * lr * dv) for n in range(steps + 1)]


def _restarts(gradient: Callable[[Any, Any], Pair], start: Any, lr: float, steps: int) -> list[Pair]:
    du, dv = gradient(*start)
    return [tuple(start), *[(start[0] - lr * du, start[1] - lr * dv)] * steps]


def _one_after_the_other(gradient: Callable[[Any, Any], Pair], start: Any, lr: float, steps: int) -> list[Pair]:
    u, v = start
    history = [(u, v)]
    for _ in range(steps):
        u = u - lr * gradient(u, v)[0]
        v = v - lr * gradient(u, v)[1]
        history.append((u, v))
    return history


code(
    "03.4",
    name="descent",
    reference=_descent,
    probes=[
        (named("gradient", lambda u, v: (_slope_u(u, v), _slope_v(u, v))), (4.0, 4.0), 0.1, 20),
        (named("gradient", lambda u, v: (2 * u, 10 * v + u)), (1.0, -2.0), 0.05, 3),
        (named("gradient", lambda u, v: (_slope_u(u, v), _slope_v(u, v))), (0.0, 0.0), 0.02, 1),
    ],
    wrong={
        "grad_once_outside_loop": _gradient_once,
        "off_by_one_history": [
            lambda gradient, start, lr, steps: _descent(gradient, start, lr, steps)[1:],
            lambda gradient, start, lr, steps: _descent(gradient, start, lr, steps)[:-1],
            lambda gradient, start, lr, steps: _descent(gradient, start, lr, steps + 1),
            lambda gradient, start, lr, steps: _descent(gradient, start, lr, steps + 1)[1:],
        ],
        "aliased_history": [
            lambda gradient, start, lr, steps: [_descent(gradient, start, lr, steps)[-1]] * (steps + 1),
            lambda gradient, start, lr, steps: [_descent(gradient, start, lr, steps)[-1]] * steps,
        ],
        "only_the_last": lambda gradient, start, lr, steps: _descent(gradient, start, lr, steps)[-1],
        "appends_too_early": lambda gradient, start, lr, steps: [start, *_descent(gradient, start, lr, steps)[:-1]],
        "appends_once": lambda gradient, start, lr, steps: [start, _descent(gradient, start, lr, steps)[-1]],
        "numbers_of_the_lesson": [
            lambda gradient, start, lr, steps: _descent(gradient, (4.0, 4.0), lr, steps),
            lambda gradient, start, lr, steps: _descent(gradient, start, 0.1, steps),
            lambda gradient, start, lr, steps: _descent(gradient, start, lr, 20),
            lambda gradient, start, lr, steps: _descent(gradient, start, 0.1, 20),
            lambda gradient, start, lr, steps: _descent(gradient, (4.0, 4.0), 0.1, 20),
        ],
        "returns_too_early": lambda gradient, start, lr, steps: _descent(gradient, start, lr, 1),
        "restarts": _restarts,
        "uphill": lambda gradient, start, lr, steps: _descent(gradient, start, lr, steps, sign=1),
        "lr_missing": lambda gradient, start, lr, steps: _descent(gradient, start, 1, steps),
        "uses_new_u_for_v": _one_after_the_other,
    },
)

# 03.5 -----------------------------------------------------------------------------------------------------------------

number(
    "03.5",
    answer=2 / 7,
    tolerance=5e-4,
    wrong={
        "inverse": [1 / 7, 0.143, 0.14],
        "half": 7 / 2,
        "no_limit": lambda lr: lr >= 1,
        "too_large": lambda lr: 2 / 7 < lr < 1,
        "not_the_largest": lambda lr: 0 < lr < 2 / 7,
        "no_step": lambda lr: lr <= 0,
    },
)

# 03.6 -----------------------------------------------------------------------------------------------------------------

choice(
    "03.6",
    right="c",
    options="abcde",
    wrong={"a": "starts_low", "b": "over_the_ridge", "d": "always_global", "e": "random_luck"},
)

# 03.7 -----------------------------------------------------------------------------------------------------------------


def _errors(w: Any, b: Any, xs: Any, ys: Any) -> list[Any]:
    return [w * x + b - y for x, y in zip(xs, ys, strict=True)]


def _mean(numbers: Any) -> Any:
    return sum(numbers) / len(list(numbers))


def _mse(w: Any, b: Any, xs: Any, ys: Any) -> Any:
    return _mean([error**2 for error in _errors(w, b, xs, ys)])


def _without_brackets(w: Any, b: Any, xs: Any, ys: Any) -> Any:
    return _mean([(y - w * x + b) ** 2 for x, y in zip(xs, ys, strict=True)])


code(
    "03.7",
    name="mse",
    reference=_mse,
    probes=[
        (0.0, 0.0, [1, 2, 3], [2, 4, 6]),
        (0.0, 4.0, [1, 2, 3], [2, 4, 6]),
        (1.5, -1.0, [0, 1, 2, 4], [1.0, -2.0, 3.0, 0.5]),
        (-2.0, 3.0, [1.0, 3.0], [2.0, -5.0]),
    ],
    wrong={
        "no_square": [
            lambda w, b, xs, ys: _mean(_errors(w, b, xs, ys)),
            lambda w, b, xs, ys: -_mean(_errors(w, b, xs, ys)),
        ],
        "doubled": [
            lambda w, b, xs, ys: 2 * _mean(_errors(w, b, xs, ys)),
            lambda w, b, xs, ys: -2 * _mean(_errors(w, b, xs, ys)),
        ],
        "squares_one_part": [
            lambda w, b, xs, ys: _mean([w * x + b - y**2 for x, y in zip(xs, ys, strict=True)]),
            lambda w, b, xs, ys: _mean([y - (w * x + b) ** 2 for x, y in zip(xs, ys, strict=True)]),
        ],
        "always_three": lambda w, b, xs, ys: sum(error**2 for error in _errors(w, b, xs, ys)) / 3,
        "sum_not_mean": lambda w, b, xs, ys: sum(error**2 for error in _errors(w, b, xs, ys)),
        "square_of_mean": [
            lambda w, b, xs, ys: _mean(_errors(w, b, xs, ys)) ** 2,
            lambda w, b, xs, ys: sum(_errors(w, b, xs, ys)) ** 2,
            lambda w, b, xs, ys: sum(_errors(w, b, xs, ys)) ** 2 / len(xs),
        ],
        "absolute": lambda w, b, xs, ys: _mean([abs(error) for error in _errors(w, b, xs, ys)]),
        "root": lambda w, b, xs, ys: math.sqrt(_mse(w, b, xs, ys)),
        "half": lambda w, b, xs, ys: _mse(w, b, xs, ys) / 2,
        "sign_of_b": _without_brackets,
        "x_for_prediction": lambda w, b, xs, ys: _mean([(x - y) ** 2 for x, y in zip(xs, ys, strict=True)]),
        "forgets_b": lambda w, b, xs, ys: _mse(w, 0, xs, ys),
        "first_point_only": [
            lambda w, b, xs, ys: _errors(w, b, xs, ys)[0] ** 2,
            lambda w, b, xs, ys: _errors(w, b, xs, ys)[0] ** 2 / len(xs),
        ],
        "last_point_only": [
            lambda w, b, xs, ys: _errors(w, b, xs, ys)[-1] ** 2,
            lambda w, b, xs, ys: _errors(w, b, xs, ys)[-1] ** 2 / len(xs),
        ],
    },
)

# 03.8 -----------------------------------------------------------------------------------------------------------------


def _learner(
    slopes: Callable[..., Pair], turn: Callable[[Any, Any, Any], Any] = lambda w, lr, dw: w - lr * dw, fewer: int = 0
) -> Callable[..., Pair]:
    def learn(xs: Any, ys: Any, lr: float, steps: int) -> Pair:
        w, b = 0.0, 0.0
        for _ in range(steps - fewer):
            dw, db = slopes(w, b, xs, ys)
            w, b = turn(w, lr, dw), turn(b, lr, db)
        return w, b

    return learn


def _slopes(w: Any, b: Any, xs: Any, ys: Any) -> Pair:
    errors = _errors(w, b, xs, ys)
    return 2 * _mean([error * x for error, x in zip(errors, xs, strict=True)]), 2 * _mean(errors)


def _scaled(scale: Callable[[int], float]) -> Callable[..., Pair]:
    def slopes(w: Any, b: Any, xs: Any, ys: Any) -> Pair:
        dw, db = _slopes(w, b, xs, ys)
        return scale(len(xs)) * dw, scale(len(xs)) * db

    return slopes


def _lesson_points(xs: Any, ys: Any, lr: float, steps: int) -> Pair:
    return _learner(_slopes)([1, 2, 3], [2, 4, 6], lr, steps)


def _w_then_b(xs: Any, ys: Any, lr: float, steps: int) -> Pair:
    w, b = 0.0, 0.0
    for _ in range(steps):
        w = w - lr * _slopes(w, b, xs, ys)[0]
        b = b - lr * _slopes(w, b, xs, ys)[1]
    return w, b


def _steps_like_slopes(outcomes: list[Any]) -> bool:
    """In many steps a difference quotient blows up to noise; a single one shows it."""
    dw, db = _slopes(0.0, 0.0, *LINES[-1][:2])
    return len(outcomes) == len(LINES) and same(outcomes[-1].value, (-dw, -db), 1e-5)


def _same_slope_always(xs: Any, ys: Any, lr: float, steps: int) -> Pair:
    dw, db = _slopes(0.0, 0.0, xs, ys)
    return -steps * lr * dw, -steps * lr * db


def _stopped(error: str, source: str = "") -> Callable[[list[Any]], bool]:
    """Answers that stop with this error each time, in a line with that in it."""
    return lambda outcomes: all(
        each.kind == "error" and error in each.error and source in each.source for each in outcomes
    )


LINES: list[tuple[Any, ...]] = [
    ([1, 2, 3], [2, 4, 6], 0.01, 100),
    ([0.0, 1.0, 2.0, 4.0], [1.0, -2.0, 3.0, 0.5], 0.03, 7),
    ([-1.0, 2.0], [3.0, 0.0], 0.1, 1),
]

code(
    "03.8",
    name="learn",
    reference=_learner(_slopes),
    probes=LINES,
    tolerance=1e-5,
    recognize={
        "lr_missing": _steps_like_slopes,
        "mse_without_points": _stopped("missing 2 required positional arguments: 'xs' and 'ys'"),
        "value_not_function": _stopped("'float' object is not callable", "f(u"),
    },
    wrong={
        "uphill": _learner(_slopes, lambda w, lr, dw: w + lr * dw),
        "grad_once_outside_loop": _same_slope_always,
        "only_one_step": lambda xs, ys, lr, steps: _learner(_slopes)(xs, ys, lr, 1),
        "off_by_one": [_learner(_slopes, fewer=1), _learner(_slopes, fewer=-1)],
        "uses_new_w_for_b": _w_then_b,
        "sum_not_mean": _learner(_scaled(lambda size: size)),
        "missing_2": _learner(_scaled(lambda size: 0.5)),
        "points_of_the_lesson": _lesson_points,
        "numbers_of_the_lesson": [
            lambda xs, ys, lr, steps: _learner(_slopes)(xs, ys, 0.01, steps),
            lambda xs, ys, lr, steps: _learner(_slopes)(xs, ys, lr, 100),
            lambda xs, ys, lr, steps: _learner(_slopes)(xs, ys, 0.01, 100),
        ],
        "nothing_moves": lambda xs, ys, lr, steps: (0.0, 0.0),
        "swapped": lambda xs, ys, lr, steps: _learner(_slopes)(xs, ys, lr, steps)[::-1],
        "loss_not_parameters": lambda xs, ys, lr, steps: _mse(*_learner(_slopes)(xs, ys, lr, steps), xs, ys),
    },
)
