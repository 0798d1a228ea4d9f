"""The exercises of lesson 01: boxes, chains of boxes, maps, knobs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..guard import Outcome
from ..registry import choice, code, named

Function = Callable[[Any], Any]

square = named("x**2", lambda x: x**2)
double = named("2*x", lambda x: 2 * x)
plus2 = named("x+2", lambda x: x + 2)
minus1000 = named("x-1000", lambda x: x - 1000)


def fails_with(outcomes: Sequence[Outcome], *words: str) -> bool:
    """Whether every probe raised an exception that says one of these."""
    return all(each.kind == "error" and any(word in each.error for word in words) for each in outcomes)


def f(x: Any) -> Any:
    return 2 * x**2 + 2


def f_printed(x: Any) -> None:
    print(2 * x**2 + 2)


code(
    "01.1",
    name="f",
    reference=f,
    probes=[3, 0, -4, 10, 1.5],
    wrong={
        "xor_power": [
            lambda x: 2 * x ^ 2 + 2,
            lambda x: 2 * (x ^ 2) + 2,
            lambda x: (2 * x ^ 2) + 2,
            lambda x: 2 * x ^ 2,
            lambda x: 2 * (x ^ 2),
        ],
        "precedence_square": lambda x: (2 * x) ** 2 + 2,
        "prints_not_returns": f_printed,
        "missing_plus2": lambda x: 2 * x**2,
        "doubled_not_squared": [lambda x: 2 * x * 2 + 2, lambda x: 2 * x + 2],
        "plus2_too_early": [lambda x: 2 * (x**2 + 2), lambda x: 2 * (x + 2) ** 2, lambda x: 2 * x ** (2 + 2)],
    },
)


code(
    "01.2",
    name="chain",
    reference=f,
    probes=[3, 0, -4, 1.5],
    wrong={
        "reverse_order": lambda x: square(double(plus2(x))),
        "added_functions": [
            lambda x: square(x) + double(x) + plus2(x),
            lambda x: square(x) * double(x) * plus2(x),
        ],
        "applied_to_x_each_time": lambda x: plus2(x),
        "stops_early": [lambda x: double(square(x)), lambda x: square(x)],
        "other_order": [
            lambda x: double(plus2(square(x))),
            lambda x: plus2(square(double(x))),
            lambda x: square(plus2(double(x))),
            lambda x: double(square(plus2(x))),
        ],
    },
    recognize={"passed_function_object": lambda outcomes: fails_with(outcomes, "'function'", "'method'")},
)


def compose(f: Function, g: Function) -> Function:
    return lambda x: f(g(x))


def g_of_f(f: Function, g: Function) -> Function:
    return lambda x: g(f(x))


def added(f: Function, g: Function) -> Function:
    return lambda x: f(x) + g(x)


def outer_late() -> Callable[[Function, Function], Function]:
    seen: dict[str, Function] = {}

    def compose(f: Function, g: Function) -> Function:
        seen.update(f=f, g=g)
        return lambda x: seen["f"](seen["g"](x))

    return compose


def couple(compose: Callable[[Function, Function], Function], f: Function, g: Function, x: Any) -> Any:
    """What a box gives; that the machine has made another one meanwhile must not change it."""
    box = compose(f, g)
    compose(minus1000, minus1000)
    return box(x)


code(
    "01.3",
    name="compose",
    reference=compose,
    observe=couple,
    shown="compose({}, {})({})",
    probes=[(plus2, square, 3), (double, plus2, 5), (square, double, -1.5)],
    wrong={
        "g_of_f_swapped": g_of_f,
        "late_binding": outer_late(),
        "fixed_boxes": lambda f, g: lambda x: plus2(square(x)),
        "added_functions": added,
    },
    recognize={"returns_value": lambda outcomes: fails_with(outcomes, "not callable", "'function'", "name 'x'")},
)


choice("01.4", right="c", options="abcd", wrong={"a": "circles", "b": "axes_swapped", "d": "saddle"})

choice("01.5", right="b", options="abcd", wrong={"a": "x_is_parameter", "c": "w_and_b_swapped", "d": "all_inputs"})


Receipt = tuple[float, float]


def knobs(first: Receipt, second: Receipt) -> tuple[float, float]:
    (x1, y1), (x2, y2) = first, second
    w = (y2 - y1) / (x2 - x1)
    return w, y1 - w * x1


def through_zero(number: int) -> Callable[[Receipt, Receipt], tuple[float, float]]:
    return lambda *receipts: (receipts[number][1] / receipts[number][0], 0)


def whole_rise(first: Receipt, second: Receipt) -> tuple[float, float]:
    w = second[1] - first[1]
    return w, first[1] - w * first[0]


def upside_down(first: Receipt, second: Receipt) -> tuple[float, float]:
    w = (second[0] - first[0]) / (second[1] - first[1])
    return w, first[1] - w * first[0]


code(
    "01.5b",
    name="knobs",
    reference=knobs,
    probes=[((2, 1300), (5, 2500)), ((5, 2500), (2, 1300)), ((1.5, 700), (5.5, 1265)), ((4, 10), (1, 1))],
    wrong={
        "w_and_b_swapped": lambda first, second: knobs(first, second)[::-1],
        "x_is_parameter": [
            lambda first, second: (first[0], second[0]),
            lambda first, second: (second[0], first[0]),
        ],
        "no_basic_charge": [
            through_zero(0),
            through_zero(1),
            lambda first, second: ((second[1] - first[1]) / (second[0] - first[0]), 0),
        ],
        "whole_rise": [whole_rise, lambda first, second: (second[1] - first[1], knobs(first, second)[1])],
        "price_as_b": [
            lambda first, second: (knobs(first, second)[0], first[1]),
            lambda first, second: (knobs(first, second)[0], second[1]),
        ],
        "upside_down": upside_down,
        "one_company": lambda first, second: (400, 500),
    },
)


class Line:
    def __init__(self, w: Any, b: Any) -> None:
        self.w, self.b = w, b

    def __call__(self, x: Any) -> Any:
        return self.w * x + self.b


class Swapped(Line):
    def __call__(self, x: Any) -> Any:
        return self.b * x + self.w


class Shared:
    w: Any
    b: Any

    def __init__(self, w: Any, b: Any) -> None:
        Shared.w, Shared.b = w, b

    def __call__(self, x: Any) -> Any:
        return Shared.w * x + Shared.b


class ForgotReturn(Line):
    def __call__(self, x: Any) -> Any:
        self.w * x + self.b


def lacks_self(outcomes: Sequence[Outcome]) -> bool:
    """A method without `self`, a knob without `self.`, or a knob that was never put away."""
    return fails_with(outcomes, "positional argument", "name 'w'", "name 'b'", "name 'self'", "has no attribute")


def gives_method(outcomes: Sequence[Outcome]) -> bool:
    return all(each.kind == "value" and callable(each.value) for each in outcomes)


def value_of_line(Line: Callable[[Any, Any], Function], w: Any, b: Any, x: Any) -> Any:
    """What a box gives; that another one has been made meanwhile must not turn its knobs."""
    line = Line(w, b)
    Line(w + 1000, b - 1000)
    return line(x)


code(
    "01.6",
    name="Line",
    reference=Line,
    observe=value_of_line,
    shown="Line({}, {})({})",
    probes=[(400, 500, 3), (2, -1, 0), (0.5, 3, -2)],
    wrong={
        "forgot_return": ForgotReturn,
        "w_and_b_swapped": Swapped,
        "shared_knobs": Shared,
    },
    recognize={
        "no_call": lambda outcomes: fails_with(outcomes, "object is not callable"),
        "no_self": lacks_self,
        "returns_method": gives_method,
    },
)
