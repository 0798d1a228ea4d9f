"""The linear layer as an operation, and the bilinear one."""

from __future__ import annotations

import math
from typing import Any

from .._tensor import Tensor
from ..autograd.graph import Node
from ..autograd.record import record, record1
from .arguments import array_of
from .arithmetic import add
from .linalg import matmul, sum_with_product
from .shape import TBackward0, t, view


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """input @ weight.T + bias: every output is a weighted sum of all inputs.

    Args:
        input: (…, in_features).
        weight: (out_features, in_features), or without a bias (in_features,) for a single output.
        bias: (out_features,) or None.

    Returns:
        (…, out_features), or (…) where the weight is a vector.
    """
    x, w = array_of(input), array_of(weight)
    if x.ndim == 0 or w.ndim == 0:
        raise RuntimeError(
            f"both arguments to linear need to be at least 1D, but they are {x.ndim}D and {w.ndim}D\n"
            "The input ends in in_features; the weight has shape (out_features, in_features)."
        )
    if bias is None:
        return matmul(input, t(weight))
    b = array_of(bias)
    rows_at_once = b.ndim == 1 and x.flags.c_contiguous
    if w.ndim == 1 and (x.ndim == 2 or rows_at_once):
        raise RuntimeError(
            f"mat2 must be a matrix, got 1-D tensor\nWith a bias the weight is (out_features, in_features): {(1, *w.shape)}."
        )
    if x.ndim == 2:
        return sum_with_product(bias, input, turned(weight), b, x, w.T)
    if rows_at_once:  # in one product
        rows = view(input, (math.prod(x.shape[:-1]), x.shape[-1]))
        result = sum_with_product(bias, rows, turned(weight), b, rows._data, w.T)
        return view(result, (*x.shape[:-1], w.shape[0]))
    return matmul(input, t(weight)).add_(bias)


def turned(weight: Tensor) -> Tensor:
    """`weight.t()`, which nobody sees: it is watched for changes in place, but need not count as a view."""
    if weight._data.ndim > 2:
        return t(weight)  # raises PyTorch's error
    result = record1(TBackward0, weight._data.T, weight)
    result._counter = weight._counter
    return result


def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """result[…, o] = Σ over i, j of input1[…, i] · weight[o, i, j] · input2[…, j], plus bias[o].

    Args:
        input1, input2: (…, in1_features) and (…, in2_features).
        weight: (out_features, in1_features, in2_features).
        bias: (out_features,) or None.
    """
    a, b, w = array_of(input1), array_of(input2), array_of(weight)
    check_bilinear(a, b, w, bias)
    first, second = view(input1, (-1, a.shape[-1])), view(input2, (-1, b.shape[-1]))
    rows = first._data @ w  # (O, n, in2_features)
    result = record(
        TrilinearBackward0,
        (rows * second._data).sum(axis=-1).T,
        (first, weight, second),
        (first._data, w, second._data),
    )
    result = view(result, (*a.shape[:-1], len(w)))
    return result if bias is None else add(result, bias)


class TrilinearBackward0(Node):
    inputs = saves = ("i1", "i2", "i3")

    @staticmethod
    def backward(ctx: Any, grad: Any, first: Any, weight: Any, second: Any) -> Any:
        """With the outputs in front, (O, n, …), each gradient is a sum over products of matrices."""
        to_first, to_weight, to_second = ctx.edges
        g = grad.T.reshape(grad.shape[1], grad.shape[0], 1)
        return (
            None if to_first is None else ((g * second) @ weight.swapaxes(1, 2)).sum(axis=0),
            None if to_weight is None else (g * first).swapaxes(1, 2) @ second,
            None if to_second is None else ((g * first) @ weight).sum(axis=0),
        )


def check_bilinear(a: Any, b: Any, w: Any, bias: Tensor | None) -> None:
    """PyTorch's refusals."""
    if a.ndim != b.ndim:
        raise RuntimeError(
            f"bilinear(): input dimensions do not match: got {a.ndim} and {b.ndim}\nBoth are (…, features)."
        )
    for dim, (n, m) in enumerate(zip(a.shape[:-1], b.shape[:-1], strict=True)):
        if n != m:
            raise RuntimeError(
                f"bilinear(): input batch dimensions do not match at dim {dim}: got {n} and {m}\nThey go in pairs."
            )
    for name, size, wanted in (("input1", a.shape[-1], w.shape[1]), ("input2", b.shape[-1], w.shape[2])):
        if size != wanted:
            raise RuntimeError(
                f"bilinear(): {name} size does not match weight size: got {size} but expected {wanted}\n"
                "The weight has shape (out_features, in1_features, in2_features)."
            )
    if bias is not None and bias._data.shape[0] != len(w):
        raise RuntimeError(
            f"bilinear(): bias size does not match weight size: got {bias._data.shape[0]} but expected {len(w)}\n"
            "The bias holds one number per output."
        )
