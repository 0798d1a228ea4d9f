"""The exercises of lesson 08: the pieces of an autograd engine, each checked by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from .. import mini
from ..registry import code, named

A, B = np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([[4.0, 0.25], [-1.0, 2.0]])
G = np.array([[10.0, 7.0], [-3.0, 0.5]])

# 08.1 -----------------------------------------------------------------------------------------------------------------

code(
    "08.1",
    name="mul_rule",
    reference=mini.mul_rule,
    probes=[(1.0, 2.0, 5.0), (10.0, 2.0, 5.0), (-3.0, 0.0, 4.0), (G, A, B)],
    wrong={
        "own_value": lambda grad, a, b: (grad * a, grad * b),
        "forgot_grad_out": [lambda grad, a, b: (b, a), lambda grad, a, b: (b + 0 * grad, a + 0 * grad)],
        "added": [lambda grad, a, b: (grad + b, grad + a), lambda grad, a, b: (b + grad, a)],
        "rule_of_add": lambda grad, a, b: (grad, grad),
        "value_not_grad": [
            lambda grad, a, b: a * b,
            lambda grad, a, b: grad * a * b,
            lambda grad, a, b: (grad * a * b, grad * a * b),
        ],
        "one_gradient": [
            lambda grad, a, b: grad * b,
            lambda grad, a, b: grad * b + grad * a,
            lambda grad, a, b: grad * (a + b),
        ],
        "divided": lambda grad, a, b: (grad / b, grad / a),
        "own_and_no_grad": lambda grad, a, b: (a, b),
    },
)

# 08.2 -----------------------------------------------------------------------------------------------------------------


def arrivals(accumulate: Callable[..., Any], sent: list[tuple[str, Any]]) -> dict[str, Any]:
    """What stands in the dictionary after all these have arrived."""
    grads: dict[str, Any] = {}
    for place, grad in sent:
        accumulate(grads, place, grad)
    return grads


def _assign(grads: dict[str, Any], place: str, grad: Any) -> None:
    grads[place] = grad


def _double(grads: dict[str, Any], place: str, grad: Any) -> None:
    grads[place] = grads.get(place, grad) + grad


def _in_place(grads: dict[str, Any], place: str, grad: Any) -> None:
    if place in grads:
        grads[place] += grad
    else:
        grads[place] = grad


def _first(grads: dict[str, Any], place: str, grad: Any) -> None:
    grads.setdefault(place, grad)


def _empty(grads: dict[str, Any], place: str, grad: Any) -> None:
    grads[place] = grads[place] + grad


def _second_only(grads: dict[str, Any], place: str, grad: Any) -> None:
    if place in grads:
        grads[place] = grads[place] + grad


def _product(grads: dict[str, Any], place: str, grad: Any) -> None:
    grads[place] = grads[place] * grad if place in grads else grad


def _mean(grads: dict[str, Any], place: str, grad: Any) -> None:
    grads[place] = (grads[place] + grad) / 2 if place in grads else grad


ONE, SHARED, THREE = np.array([1.0, 2.0]), np.array([1.0, 1.0]), np.array([3.0, 3.0])
code(
    "08.2",
    name="accumulate",
    reference=mini.accumulate,
    observe=arrivals,
    shown="for place, grad in {}: accumulate(grads, place, grad)",
    probes=[
        [("x", ONE)],
        [("x", ONE), ("x", THREE)],
        [("x", ONE), ("y", THREE), ("x", THREE), ("x", ONE)],
        [("a", SHARED), ("b", SHARED), ("a", THREE)],
    ],
    wrong={
        "assign_not_add": _assign,
        "double_count": _double,
        "in_place": _in_place,
        "keeps_first": _first,
        "nothing_there": _empty,
        "never_begins": _second_only,
        "product": _product,
        "mean": _mean,
    },
)

# 08.3 -----------------------------------------------------------------------------------------------------------------

Graph = dict[str, tuple[str, ...]]
DIAMOND: Graph = {"out": ("a", "b"), "b": ("a",), "a": ("x",), "x": ()}
MIRRORED: Graph = {"out": ("b", "a"), "b": ("a",), "a": ("x",), "x": ()}
CHAIN: Graph = {"out": ("c",), "c": ("b",), "b": ("x",), "x": ()}
TWICE: Graph = {"out": ("a", "a"), "a": ("x", "y"), "x": (), "y": ()}
REJOIN: Graph = {"out": ("e", "d", "x"), "e": ("d",), "d": ("c", "a"), "c": ("b",), "b": ("a",), "a": ("x",), "x": ()}
TURNED: Graph = {name: inputs[::-1] for name, inputs in REJOIN.items()}  # the same, read from the other side
LADDER: Graph = {"out": ("p30", "p30"), "p0": ()} | {f"p{n}": (f"p{n - 1}", f"p{n - 1}") for n in range(1, 31)}
LONG: Graph = {"out": ("n5000",), "n0": ()} | {f"n{n}": (f"n{n - 1}",) for n in range(1, 5001)}


def fits(order: list[Any], graph: Graph) -> bool:
    """Whether an order holds all of a graph, each once and after all that use it."""
    if len(order) != len(graph) or set(order) != set(graph):
        return False
    place = {name: number for number, name in enumerate(order)}
    return all(place[name] < place[source] for name, inputs in graph.items() for source in inputs)


def ordered(topological_order: Callable[..., Any], graph: Graph) -> Any:
    """The order that an answer gives; all right ones count as the same."""
    found = topological_order("out", graph.__getitem__)
    if isinstance(found, (list, tuple)) and fits(list(found), graph):
        return mini.topological_order("out", graph.__getitem__)
    return found


def _breadth(turned: bool) -> Callable[..., list[str]]:
    def order(root: str, inputs_of: Callable[[str], Iterable[str]]) -> list[str]:
        found = [root]
        for each in found:
            sources = list(inputs_of(each))
            found += [source for source in dict.fromkeys(sources[::-1] if turned else sources) if source not in found]
        return found

    return order


def _depth(turned: bool) -> Callable[..., list[str]]:
    """Notes each place when it is first met, and goes on into its inputs."""

    def order(root: str, inputs_of: Callable[[str], Iterable[str]]) -> list[str]:
        found: dict[str, None] = {}
        stack = [root]
        while stack:
            each = stack.pop()
            if each in found:
                continue
            found[each] = None
            sources = list(inputs_of(each))
            stack += sources if turned else sources[::-1]
        return list(found)

    return order


def _places(outcomes: Any) -> list[list[Any]]:
    return [list(each.value) for each in outcomes if isinstance(each.value, (list, tuple))]


def _twice(outcomes: Any) -> bool:
    return any(len(found) != len(set(found)) for found in _places(outcomes))


def _recurses(outcomes: Any) -> bool:
    good = all(each.kind == "value" and fits(list(each.value), graph) for each, graph in zip(outcomes, EASY))
    return good and any(each.kind == "recursion" for each in outcomes)


def _path_by_path(outcomes: Any) -> bool:
    return outcomes[-1].kind in ("endless", "memory") and len(outcomes) == PROBES.index(LADDER) + 1


def _backward(outcomes: Any) -> bool:
    found = _places(outcomes[: len(EASY)])
    return len(found) == len(EASY) and all(fits(each[::-1], graph) for each, graph in zip(found, EASY))


def _leaves_out(outcomes: Any) -> bool:
    found = _places(outcomes)
    return len(found) >= len(EASY) and all(set(each) < set(graph) for each, graph in zip(found, EASY))


EASY = [CHAIN, DIAMOND, MIRRORED, TWICE, REJOIN, TURNED]
PROBES = [*EASY, LADDER, LONG]
code(
    "08.3",
    name="topological_order",
    reference=mini.topological_order,
    observe=ordered,
    shown='graph = {}; topological_order("out", graph.__getitem__)',
    probes=PROBES,
    recognize={
        "visits_twice": _twice,
        "path_by_path": _path_by_path,
        "leaves_out": _leaves_out,
        "inputs_first": _backward,
        "recurses": _recurses,
    },
    wrong={"bfs": [_breadth(False), _breadth(True)], "preorder": [_depth(False), _depth(True)]},
)

# 08.4 -----------------------------------------------------------------------------------------------------------------


def _no_keepdims(grad: Any, shape: tuple[int, ...]) -> Any:
    grad = grad.sum(axis=tuple(range(grad.ndim - len(shape))))
    return grad.sum(axis=tuple(axis for axis, size in enumerate(shape) if size == 1))


def _leading_only(grad: Any, shape: tuple[int, ...]) -> Any:
    return grad.sum(axis=tuple(range(grad.ndim - len(shape))))


def _stretched_only(grad: Any, shape: tuple[int, ...]) -> Any:
    return grad.sum(axis=tuple(axis for axis, size in enumerate(shape) if size == 1), keepdims=True)


def _averaged(grad: Any, shape: tuple[int, ...]) -> Any:
    grad = grad.mean(axis=tuple(range(grad.ndim - len(shape))))
    return grad.mean(axis=tuple(axis for axis, size in enumerate(shape) if size == 1), keepdims=True)


def _one_copy(grad: Any, shape: tuple[int, ...]) -> Any:
    while grad.ndim > len(shape):
        grad = grad[0]
    for axis, size in enumerate(shape):
        if size == 1:
            grad = grad.take([0], axis=axis)
    return grad


def _first_axis(grad: Any, shape: tuple[int, ...]) -> Any:
    return grad.sum(axis=0) if grad.shape != shape else grad


def _one_in_front(grad: Any, shape: tuple[int, ...]) -> Any:
    if grad.ndim > len(shape):
        grad = grad.sum(axis=0)
    return grad.sum(axis=tuple(axis for axis, size in enumerate(shape) if size == 1), keepdims=True)


SIX, MANY = np.arange(1.0, 7.0).reshape(2, 3), np.arange(24.0).reshape(4, 2, 3) ** 1.5
code(
    "08.4",
    name="unbroadcast",
    reference=mini.unbroadcast,
    probes=[
        (SIX, (3,)),
        (SIX, (2, 1)),
        (SIX, (2, 3)),
        (SIX, (1, 3)),
        (SIX, ()),
        (MANY, (2, 1)),
        (MANY, (3,)),
        (MANY, (4, 1, 3)),
        (SIX[:, :1], (1,)),
        (np.array(5.0), ()),
    ],
    wrong={
        "sum_all": [lambda grad, shape: grad.sum(), lambda grad, shape: np.full(shape, grad.sum())],
        "no_keepdims": _no_keepdims,
        "leading_only": _leading_only,
        "stretched_only": _stretched_only,
        "mean": _averaged,
        "one_copy": _one_copy,
        "reshapes": lambda grad, shape: grad.reshape(shape),
        "nothing_done": lambda grad, shape: grad,
        "first_axis": [_first_axis, lambda grad, shape: grad.sum(axis=0)],
        "one_in_front": _one_in_front,
        "broadcasts": lambda grad, shape: np.broadcast_to(grad, shape),
    },
)

# 08.5 -----------------------------------------------------------------------------------------------------------------

X, W, ROWS = np.arange(12.0).reshape(4, 3) - 4, np.array([[1.0, 2.0], [0.0, -3.0], [5.0, 1.0]]), SIX.reshape(3, 2)
GRAD = np.array([[1.0, -2.0], [0.5, 3.0], [2.0, 2.0], [-1.0, 4.0]])
code(
    "08.5",
    name="matmul_rule",
    reference=mini.matmul_rule,
    probes=[(GRAD, X, W), (G, A, B), (np.array([[2.0]]), np.array([[1.0, 2.0, 3.0]]), np.array([[1.0], [4.0], [6.0]]))],
    wrong={
        "no_transpose": [
            lambda grad, a, b: (grad @ b, a @ grad),
            lambda grad, a, b: (np.dot(grad, b), np.dot(a, grad)),
        ],
        "one_transposed": [lambda grad, a, b: (grad @ b.T, a @ grad), lambda grad, a, b: (grad @ b, a.T @ grad)],
        "swapped_sides": [lambda grad, a, b: (b.T @ grad, grad @ a.T), lambda grad, a, b: (b @ grad, grad @ a)],
        "elementwise": [lambda grad, a, b: (grad * b, grad * a), lambda grad, a, b: (grad * b.T, a.T * grad)],
        "other_order": lambda grad, a, b: (a.T @ grad, grad @ b.T),
        "forgot_grad_out": [lambda grad, a, b: (b.T, a.T), lambda grad, a, b: (b, a)],
        "turned": lambda grad, a, b: ((grad @ b.T).T, (a.T @ grad).T),
        "own_value": [lambda grad, a, b: (grad @ a.T, b.T @ grad), lambda grad, a, b: (grad.T @ a, b.T @ grad)],
        "grad_transposed": lambda grad, a, b: (grad.T @ b, a @ grad.T),
        "reshaped": lambda grad, a, b: (grad @ b.reshape(b.shape[::-1]), a.reshape(a.shape[::-1]) @ grad),
    },
)

# 08.6 -----------------------------------------------------------------------------------------------------------------


def _verdict(
    measure: Callable[..., Any] = mini.numeric_gradient,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    judge: Callable[[Any], bool] = lambda within: bool(np.all(within)),
    gap: Callable[[Any], Any] = np.abs,
) -> Callable[..., bool]:
    """A gradcheck that differs from the right one in one point."""

    def check(f: Any, gradient: Any, x: Any) -> bool:
        measured = measure(f, x, eps)
        return judge(gap(gradient(x) - measured) <= atol + rtol * np.abs(measured))

    return check


def _forward(f: Any, x: Any, eps: float) -> Any:
    slopes = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[place] = eps
        slopes[place] = (f(x + step) - f(x)) / eps
    return slopes


def _all_at_once(f: Any, x: Any, eps: float) -> Any:
    return np.full(x.shape, (f(x + eps) - f(x - eps)) / (2 * eps))


def _rows(f: Any, x: Any, eps: float) -> Any:
    slopes = np.zeros(x.shape)
    for row in range(len(x)):
        step = np.zeros(x.shape)
        step[row] = eps
        slopes[row] = (f(x + step) - f(x - step)) / (2 * eps)
    return slopes


def _no_half(f: Any, x: Any, eps: float) -> Any:
    return 2 * mini.numeric_gradient(f, x, eps)


def _near_zero(f: Any, x: Any, eps: float) -> Any:
    return mini.numeric_gradient(f, x, eps) * eps**2


def _sum_of_both(f: Any, gradient: Any, x: Any) -> bool:
    measured = mini.numeric_gradient(f, x)
    return abs(gradient(x).sum() - measured.sum()) <= 1e-5 + 1e-3 * abs(measured.sum())


def _claim(text: str, f: Callable[[Any], Any], claim: str, gradient: Callable[[Any], Any], *x: Any) -> tuple[Any, ...]:
    return named(f"lambda x: {text}", f), named(f"lambda x: {claim}", gradient), np.array(x)


CHECKS = [
    _claim("(x**3).sum()", lambda x: (x**3).sum(), "3 * x**2", lambda x: 3 * x**2, 1.0, 2.0),
    _claim("(x**3).sum()", lambda x: (x**3).sum(), "2 * x**2", lambda x: 2 * x**2, 1.0, 2.0),
    _claim("(x**3).sum()", lambda x: (x**3).sum(), "4 * x**2", lambda x: 4 * x**2, 1.0, 2.0),
    _claim("(500 * x**2).sum()", lambda x: (500 * x**2).sum(), "1000 * x", lambda x: 1000 * x, 0.0, 1.0),
    _claim("np.exp(x).sum()", lambda x: np.exp(x).sum(), "np.exp(x)", np.exp, 14.0, 14.3, 14.7),
    _claim("(x**2).sum()", lambda x: (x**2).sum(), "2 * x + 2e-6", lambda x: 2 * x + 2e-6, 0.0),
    _claim("(x**2).sum()", lambda x: (x**2).sum(), "2 * x + 1e-4", lambda x: 2 * x + 1e-4, 0.0),
    _claim("(x**2).sum()", lambda x: (x**2).sum(), "2 * x[0] + 0 * x", lambda x: 2 * x[0] + 0 * x, 1.0, 3.0),
    _claim("(x**2).sum()", lambda x: (x**2).sum(), "2 * x[-1] + 0 * x", lambda x: 2 * x[-1] + 0 * x, 1.0, 3.0),
    _claim(
        "np.sin(1000 * x).sum()",
        lambda x: np.sin(1000 * x).sum(),
        "1000 * np.cos(1000 * x)",
        lambda x: 1000 * np.cos(1000 * x),
        0.0,
        0.001,
    ),
    _claim("(8 * x).sum()", lambda x: (8 * x).sum(), "8 + 0 * x", lambda x: 8 + 0 * x, 0.0),
    _claim("(x**2).sum()", lambda x: (x**2).sum(), "2 * x[::-1]", lambda x: 2 * x[::-1], 1.0, 2.0),
    _claim("(x**2).sum()", lambda x: (x**2).sum(), "2 * x", lambda x: 2 * x, [1.0, 2.0, 0.5], [3.0, -1.0, 4.0]),
    _claim("(x**2).sum()", lambda x: (x**2).sum(), "2.01 * x", lambda x: 2.01 * x, 1.0, 2.0),
    _claim("(x**2).sum()", lambda x: (x**2).sum(), "2.001 * x", lambda x: 2.001 * x, 1.0, 2.0),
    _claim("(x**2).sum()", lambda x: (x**2).sum(), "4 * x", lambda x: 4 * x, 1.0, 2.0),
    _claim("x**2", lambda x: float(x) ** 2, "2 * x", lambda x: 2 * x),
]
CHECKS[-1] = (*CHECKS[-1][:2], np.array(3.0))
code(
    "08.6",
    name="gradcheck",
    reference=mini.gradcheck,
    probes=CHECKS,
    seconds=5.0,
    wrong={
        "passes_everything": [
            lambda f, gradient, x: True,
            _verdict(judge=lambda within: bool(np.any(within))),
        ],
        "no_abs": _verdict(gap=lambda difference: difference),
        "fails_everything": [
            lambda f, gradient, x: False,
            lambda f, gradient, x: bool(np.all(gradient(x) == mini.numeric_gradient(f, x))),
        ],
        "forward_difference_tol": _verdict(_forward),
        "absolute_only": _verdict(rtol=0.0),
        "relative_only": _verdict(atol=0.0),
        "float32_h": [
            _verdict(eps=1e-12),
            _verdict(lambda f, x, eps: mini.numeric_gradient(lambda x: f(x.astype(np.float32)), x, eps)),
            _verdict(lambda f, x, eps: mini.numeric_gradient(lambda x: np.float32(f(x)), x, eps)),
        ],
        "wide_h": _verdict(eps=1e-1),
        "all_at_once": _verdict(_all_at_once),
        "rows": _verdict(_rows),
        "one_decides": [
            _verdict(judge=lambda within: bool(np.ravel(within)[0])),
            _verdict(judge=lambda within: bool(np.ravel(within)[-1])),
        ],
        "sums_up": _sum_of_both,
        "forgot_half": _verdict(_no_half),
        "near_zero": _verdict(_near_zero),
        "turned_round": _verdict(judge=lambda within: not np.all(within)),
        "errors_not_verdict": lambda f, gradient, x: np.abs(gradient(x) - mini.numeric_gradient(f, x)),
        "one_for_each": lambda f, gradient, x: (
            np.abs(gradient(x) - mini.numeric_gradient(f, x)) <= 1e-5 + 1e-3 * np.abs(mini.numeric_gradient(f, x))
        ),
    },
)

# 08.7 -----------------------------------------------------------------------------------------------------------------

E, T, FROM = np.exp(np.array([0.0, 1.0, -0.5])), np.tanh(np.array([0.0, 1.0, -0.5])), np.array([10.0, 7.0, -3.0])
code(
    "08.7",
    name="exp_rule",
    reference=mini.exp_rule,
    probes=[(1.0, 2.0), (10.0, 2.0), (FROM, E)],
    wrong={
        "exp_uses_x": lambda grad, result: grad * np.exp(result),
        "forgot_grad_out": lambda grad, result: result,
        "back_to_x": [lambda grad, result: grad * np.log(result), lambda grad, result: np.log(result)],
        "grad_alone": lambda grad, result: grad,
        "added": lambda grad, result: grad + result,
        "power_rule": [lambda grad, result: grad * result * np.log(result), lambda grad, result: grad * result**2],
        "divided": lambda grad, result: grad / result,
        "in_a_tuple": lambda grad, result: (grad * result,),
    },
)

code(
    "08.7b",
    name="tanh_rule",
    reference=mini.tanh_rule,
    probes=[(1.0, 0.5), (10.0, 0.5), (FROM, T)],
    wrong={
        "tanh_again": lambda grad, result: grad * (1 - np.tanh(result) ** 2),
        "tanh_1_minus_x2": lambda grad, result: grad * (1 - np.arctanh(result) ** 2),
        "forgot_grad_out": lambda grad, result: 1 - result**2,
        "no_square": lambda grad, result: grad * (1 - result),
        "sigmoid": lambda grad, result: grad * result * (1 - result),
        "no_brackets": lambda grad, result: grad * 1 - result**2,
        "grad_squared": lambda grad, result: 1 - (grad * result) ** 2,
        "plus": lambda grad, result: grad * (1 + result**2),
        "turned_sign": lambda grad, result: grad * (result**2 - 1),
        "squares_all": lambda grad, result: grad * (1 - result) ** 2,
        "in_a_tuple": lambda grad, result: (grad * (1 - result**2),),
    },
)
