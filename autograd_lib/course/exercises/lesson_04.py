"""The exercises of lesson 04: ranks and shapes, rows of memory, broadcasting, axes, copies, the matrix product."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..._tensor import Tensor
from ...ops.creation import tensor, zeros_like
from ..compare import same
from ..registry import code, named, think, values


def is_tensor(value: Any) -> bool:
    """Whether it is a tensor, ours or PyTorch's."""
    return type(value).__name__ in ("Tensor", "Parameter") and hasattr(value, "numel")


# 04.1 -----------------------------------------------------------------------------------------------------------------

SHAPES = ((), (3,), (2, 3), (4, 2, 3))
NUMBERS = (0.5, [1.0, 2.0, 3.0], np.zeros((2, 3)), np.ones((4, 2, 3)))


def _parts(answer: Any) -> list[Any]:
    """The four tensors of an answer; rules about something else do not hold."""
    parts = list(answer)
    if len(parts) != 4:
        raise ValueError("four tensors are asked for")
    return parts


def _shapes(answer: Any) -> list[tuple[int, ...]]:
    return [tuple(each.shape) for each in _parts(answer)]


def _dtypes(answer: Any) -> list[str]:
    return [str(each.dtype).removeprefix("torch.") for each in _parts(answer)]


def _right_shapes(answer: Any) -> bool:
    return _shapes(answer) == list(SHAPES)


think(
    "04.1",
    accept=lambda answer: (
        all(map(is_tensor, _parts(answer)))
        and _right_shapes(answer)
        and set(_dtypes(answer)) == {"float32"}
        and all(same(each, other, 1e-6) for each, other in zip(answer, NUMBERS))
    ),
    wrong={
        "no_tensors": lambda answer: not all(map(is_tensor, _parts(answer))),
        "dimension_vs_rank": lambda answer: len(_shapes(answer)[1]) == 3 or _shapes(answer)[3] == (3,),
        "shape_1_vs_scalar": lambda answer: _shapes(answer)[0] in ((1,), (1, 1)),
        "row_of_a_table": lambda answer: _shapes(answer)[1] in ((1, 3), (3, 1)),
        "rows_and_columns": lambda answer: _shapes(answer)[2] == (3, 2),
        "order_of_axes": lambda answer: sorted(_shapes(answer)[3]) == [2, 3, 4] and _shapes(answer)[3] != SHAPES[3],
        "other_shape": lambda answer: not _right_shapes(answer),
        "int_dtype": lambda answer: any(each.startswith(("int", "uint", "bool")) for each in _dtypes(answer)),
        "double_dtype": lambda answer: "float64" in _dtypes(answer),
        "other_numbers": lambda answer: _right_shapes(answer),
        "not_four": lambda answer: len(list(answer)) != 4,
    },
)

# 04.2 -----------------------------------------------------------------------------------------------------------------


def counted(*shape: int) -> Tensor:
    """The numbers from 0 on, in this shape."""
    numbers = np.arange(int(np.prod(shape)))
    return named(f"torch.arange({len(numbers)}).view{shape}".replace(",)", ")"), tensor(numbers.reshape(shape)))


def listed(name: str, numbers: list[list[float]]) -> Tensor:
    """A tensor of these numbers, called by the name that it has in the notebook, or as one would write it."""
    return named(name or f"torch.tensor({numbers})", tensor(numbers))


code(
    "04.2",
    name="in_rows",
    reference=lambda t, n: t.view(-1, n),
    probes=[(counted(4, 4), 8), (counted(4, 4), 2), (counted(2, 3, 4), 6), (counted(12), 4), (counted(3, 4), 12)],
    wrong={
        "column_major": [
            lambda t, n: tensor(t.numpy().reshape(-1, n, order="F")),
            lambda t, n: tensor(t.numpy().ravel(order="F").reshape(-1, n)),
            lambda t, n: t.view(n, -1).t(),
            lambda t, n: t.t().reshape(-1, n),
        ],
        "wrong_minus1": [lambda t, n: t.view(n, -1), lambda t, n: t.view(n, t.numel() // n)],
        "transposes": lambda t, n: t.view(-1, n).t(),
        "always_two_rows": [lambda t, n: t.view(2, n), lambda t, n: t.view(2, -1), lambda t, n: t.view(2, 8)],
        "always_eight": lambda t, n: t.view(-1, 8),
        "only_sixteen": lambda t, n: t.view(16 // n, n),
        "one_row": [lambda t, n: t.view(-1), lambda t, n: t.flatten(), lambda t, n: t.view(1, -1)],
        "two_minus_ones": lambda t, n: t.view(-1, -1),
        "first_row_only": lambda t, n: t.view(-1)[:n],
        "unchanged": lambda t, n: t,
    },
)

# 04.3 -----------------------------------------------------------------------------------------------------------------

PAIRS = (((4, 4), (4,)), ((3, 1), (4,)), ((2, 3), (2,)), ((4, 1), (1, 4)), ((5, 1, 4), (3, 1)), ((2, 3), (3, 2)))
ERROR = "error"


def meet(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...] | str:
    """The shape of the sum of two tensors of these shapes."""
    try:
        return np.broadcast_shapes(a, b)
    except ValueError:
        return ERROR


def _left(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...] | str:
    """What comes out for those who align the shapes at the left."""
    most = max(len(a), len(b))
    return meet(a + (1,) * (most - len(a)), b + (1,) * (most - len(b)))


def _padded(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Both shapes with as many axes, the missing ones of size 1."""
    most = max(len(a), len(b))
    return (1,) * (most - len(a)) + a, (1,) * (most - len(b)) + b


def _product(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...] | str:
    """What comes out for those who think of the matrix product."""
    return (a[0], b[1]) if len(a) == len(b) == 2 and a[1] == b[0] else meet(a, b)


def _believes(rule: Callable[..., Any]) -> Callable[[Any], bool]:
    """A recognizer: each entry is right or what the rule leads to, and somewhere that is wrong."""

    def holds(answer: Any) -> bool:
        given = [ERROR if isinstance(each, str) else tuple(each) for each in answer]
        right, other = [meet(*pair) for pair in PAIRS], [rule(*pair) for pair in PAIRS]
        fits = all(g in (r, o) for g, r, o in zip(given, right, other, strict=True))
        return fits and any(g == o != r for g, r, o in zip(given, right, other))

    return holds


def _adds(answer: Any) -> bool:
    """Whether some size is larger than both of its parents, or some shape has more axes than both."""
    for each, (a, b) in zip(answer, PAIRS, strict=True):
        if not isinstance(each, str) and len(each) and (max(each) > max(a + b) or len(each) > max(len(a), len(b))):
            return True
    return False


def _other_word(answer: Any) -> bool:
    """Whether all is right but for the word where two shapes do not fit."""
    right = [meet(*pair) for pair in PAIRS]
    fits = [same(each, r, 0) or (r == ERROR and isinstance(each, (str, type(None)))) for each, r in zip(answer, right)]
    return len(answer) == len(right) and all(fits)


def _no_shapes(answer: Any) -> bool:
    return len(answer) == len(PAIRS) and any(isinstance(each, (int, float)) for each in answer)


values(
    "04.3",
    answer=[meet(*pair) for pair in PAIRS],
    wrong={
        "not_six": lambda answer: len(answer) != len(PAIRS),
        "other_word": _other_word,
        "no_shapes": _no_shapes,
        "adds_sizes": _adds,
        "always_error": [ERROR] * 6,
        "other_rank_is_error": _believes(lambda a, b: ERROR if len(a) != len(b) else meet(a, b)),
        "one_is_error": _believes(
            lambda a, b: meet(a, b) if all(m == n for m, n in zip(a[::-1], b[::-1])) else ERROR,
        ),
        "aligns_left": _believes(_left),
        "never_error": _believes(lambda a, b: tuple(max(pair) for pair in zip(*_padded(a, b)))),
        "first_shape": _believes(lambda a, b: a),
        "matrix_product": _believes(_product),
        "one_wins": _believes(lambda a, b: tuple(min(pair) for pair in zip(*_padded(a, b)))),
    },
)

# 04.4 -----------------------------------------------------------------------------------------------------------------

code(
    "04.4",
    name="predicted_labels",
    reference=lambda scores: scores.argmax(1),
    probes=[
        listed("scores", [[0.5, 2.0, 0.25, 1.0], [3.5, 0.5, 1.5, -1.0], [-4.0, -3.0, -2.0, -1.0]]),
        listed("", [[1.0, 2.0], [5.0, 4.0], [0.0, 3.0], [9.0, 8.0], [6.0, 7.0]]),
        listed("", [[-1.0, -7.0, -3.0], [0.5, 4.0, 9.0]]),
    ],
    wrong={
        "axis0": [lambda scores: scores.argmax(0), lambda scores: scores.max(0).indices],
        "values_not_indices": [
            lambda scores: scores.max(1).values,
            lambda scores: scores.amax(1),
            lambda scores: scores.max(1)[0],
        ],
        "values_of_axis0": lambda scores: scores.max(0).values,
        "both": [lambda scores: tuple(scores.max(1)), lambda scores: list(scores.max(1))],
        "global_argmax": [lambda scores: scores.argmax(), lambda scores: scores.argmax().item()],
        "largest_score": [lambda scores: scores.max(), lambda scores: scores.max().item()],
        "one_based": lambda scores: scores.argmax(1) + 1,
        "smallest": [lambda scores: scores.argmin(1), lambda scores: scores.min(1).indices],
        "keeps_axis": [
            lambda scores: scores.argmax(1, keepdim=True),
            lambda scores: [[each] for each in scores.argmax(1).tolist()],
        ],
        "without_sign": lambda scores: scores.abs().argmax(1),
        "axes_from_one": lambda scores: scores.argmax(2),
    },
)

# 04.5 -----------------------------------------------------------------------------------------------------------------


def _copying(independent: Callable[[Any], Any], numbers: Any) -> Any:
    """The numbers of a copy; where it is none, whose memory it has, or what sort of thing it is."""
    t = tensor(numbers)
    junk = [tensor(numbers).fill_(-7) for _ in range(16)]
    del junk  # so that memory which nobody writes to holds no numbers that could be right
    copy = independent(t)
    if not hasattr(copy, "tolist") and not isinstance(copy, (list, tuple)):
        return copy
    first = _numbers(copy)
    kept = same(t, tensor(numbers), 0)
    t.add_(100)
    if copy is t:
        return ("t itself",)
    if not is_tensor(copy):
        return (type(copy).__name__,)
    if not same(first, _numbers(copy), 0):
        return ("a view of t" if getattr(copy, "_base", None) is not None else "the memory of t",)
    return first if kept else ("t changed", first)


def _numbers(copy: Any) -> np.ndarray:
    return np.array(copy.tolist() if hasattr(copy, "tolist") else copy, dtype=float)


def _said(*words: str) -> Callable[[Sequence[Any]], bool]:
    return lambda outcomes: all(each.value[0] in words for each in outcomes)


code(
    "04.5",
    name="independent",
    reference=lambda t: t.clone(),
    probes=[[1.0, 2.0, 3.0], [[4.0, 5.0], [6.0, 7.0], [8.0, 9.0]]],
    observe=_copying,
    shown="independent(torch.tensor({}))",
    recognize={
        "no_tensor": _said("list", "ndarray", "tuple", "float32", "float64"),
        "alias": _said("t itself"),
        "view_copy": _said("a view of t"),
        "asarray": _said("the memory of t"),
        "changes_t": _said("t changed"),
    },
    wrong={
        "only_shape": [zeros_like, lambda t: t.new_ones(t.shape)],
        "numpy_name": lambda t: t.copy(),
        "flattened": [lambda t: t.flatten().clone(), lambda t: tensor(t.view(-1).tolist())],
    },
)

# 04.6 -----------------------------------------------------------------------------------------------------------------

code(
    "04.6",
    name="totals",
    reference=lambda amounts, prices: amounts @ prices,
    probes=[
        (
            listed("amounts", [[1.0, 0.0, 2.0], [3.0, 1.0, 0.0]]),
            listed("prices", [[2.0, 3.0, 1.0, 5.0], [4.0, 4.0, 6.0, 3.0], [1.0, 2.0, 2.0, 0.5]]),
        ),
        (listed("", [[1.0, 2.0], [3.0, 4.0]]), listed("", [[5.0, 6.0], [7.0, 9.0]])),
        (listed("", [[2.0, 5.0]]), listed("", [[3.0], [4.0]])),
    ],
    wrong={
        "elementwise": lambda amounts, prices: amounts * prices,
        "transposed": [
            lambda amounts, prices: (amounts @ prices).t(),
            lambda amounts, prices: prices.t() @ amounts.t(),
        ],
        "swapped_sides": lambda amounts, prices: prices @ amounts,
        "needless_t": [
            lambda amounts, prices: amounts @ prices.t(),
            lambda amounts, prices: amounts.t() @ prices,
        ],
        "one_total": [
            lambda amounts, prices: (amounts @ prices).sum(),
            lambda amounts, prices: (amounts @ prices).sum().item(),
        ],
        "per_customer": lambda amounts, prices: (amounts @ prices).sum(1),
        "elementwise_sum": lambda amounts, prices: (amounts * prices).sum(1),
    },
)

# 04.7 -----------------------------------------------------------------------------------------------------------------


def _in_place(x: Any) -> Any:
    x -= x.mean(1, keepdim=True)
    return x


code(
    "04.7",
    name="centered",
    reference=lambda x: x - x.mean(1, keepdim=True),
    probes=[
        listed("", [[1.0, 3.0], [2.0, 6.0]]),
        listed("", [[1.0, 3.0], [2.0, 6.0], [0.0, 1.0]]),
        listed("", [[1.0, 2.0, 3.0, 6.0]]),
        listed("", [[1.0, 2.0, 6.0], [0.0, 4.0, 8.0], [5.0, 5.0, 8.0]]),
    ],
    wrong={
        "no_keepdim": lambda x: x - x.mean(1),
        "columns": [lambda x: x - x.mean(0), lambda x: x - x.mean(0, keepdim=True)],
        "one_mean": lambda x: x - x.mean(),
        "wrong_axis_kept": lambda x: x - x.mean(1).view(1, -1),
        "only_means": [lambda x: x.mean(1), lambda x: x.mean(1, keepdim=True)],
        "sum_not_mean": lambda x: x - x.sum(1, keepdim=True),
        "divided": lambda x: x / x.mean(1, keepdim=True),
        "reversed": lambda x: x.mean(1, keepdim=True) - x,
        "on_its_side": lambda x: x.t() - x.mean(1),
        "in_place": _in_place,
    },
)
