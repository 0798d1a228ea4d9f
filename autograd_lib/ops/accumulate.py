"""Sums that are built up: log-sum-exp and running sums."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import dtypes
from .._tensor import Tensor, tensor_method
from ..autograd.graph import Node
from ..autograd.inplace import takes_out
from ..autograd.record import record1
from . import either
from .arguments import array_of, check_dim
from .creation import cast_values
from .reduce import axes_of, kept_shape


@tensor_method
@takes_out
def logsumexp(input: Tensor, dim: Any, keepdim: bool = False) -> Tensor:
    """log(sum(exp(x))), computed without overflow.  Its gradient is the softmax."""
    if array_of(input).dtype.kind != "f":
        input = input.to(dtypes.get_default_dtype())
    a = input._data
    axes = axes_of(dim, a)
    top = a.max(axis=axes, keepdims=True) if a.size else np.zeros(kept_shape(a.shape, axes), a.dtype)
    top = np.where(np.isfinite(top), top, 0).astype(a.dtype)
    with np.errstate(divide="ignore"):
        result = np.log(np.add.reduce(np.exp(a - top), axes, keepdims=True)) + top
    if not keepdim:
        result = result.squeeze(axes) if a.ndim else result
    return record1(LogsumexpBackward0, result, input, (a, np.asarray(result), axes))


class LogsumexpBackward0(Node):
    saves = ("self", "result", "dim")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, result: Any, dim: Any) -> Any:
        kept = kept_shape(input.shape, dim)
        return grad.reshape(kept) * either.exp(input - result.reshape(kept))


@tensor_method(inplace=True)
@takes_out
def cumsum(input: Tensor, dim: int, *, dtype: Any = None, axis: Any = None) -> Tensor:
    """Running sums along a dimension."""
    a = array_of(input)
    if dtype is not None:
        a = cast_values(a, dtypes.as_dtype(dtype).numpy)
    place = check_dim(dim, a.ndim)
    wide = a.dtype if dtype is not None or a.dtype.kind == "f" else np.int64
    result = np.cumsum(a.reshape(a.shape or (1,)), place, dtype=wide)
    return record1(CumsumBackward0, result.reshape(a.shape), input, (place,))


class CumsumBackward0(Node):
    """Each element counts in its own running sum and in all later ones."""

    saves = ("dim",)

    @staticmethod
    def backward(ctx: Any, grad: Any, dim: int) -> Any:
        if isinstance(grad, Tensor):
            return grad.flip(dim).cumsum(dim).flip(dim) if grad.ndim else grad
        return np.flip(np.cumsum(np.flip(grad, dim), dim), dim) if grad.ndim else grad
