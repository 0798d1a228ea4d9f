"""What is built up along a dimension: log-sum-exp; running sums, products and extremes; differences, areas."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import dtypes
from .._tensor import Tensor, tensor_method
from ..arrays import as_array, copied, module_of, on_cpu
from ..autograd.graph import Node
from ..autograd.inplace import takes_out, write_out
from ..autograd.record import record1, record_outputs
from ..names import scalar_name
from . import either
from .arguments import array_of, check_dim, check_dims, return_type
from .arithmetic import add, div, mul, scale, sub
from .compare import logical_xor
from .convert import cast, copy_
from .creation import cast_values, zeros_like
from .cross_entropy import divided
from .joining import cat
from .reduce import MaxBackward0, axes_of, kept_shape, sum
from .shape import narrow, select, unsqueeze


@tensor_method
@takes_out
def logsumexp(input: Tensor, dim: Any, keepdim: bool = False) -> Tensor:
    """log(sum(exp(x))), computed without overflow.  Its gradient is the softmax."""
    if array_of(input).dtype.kind != "f":
        input = input.to(dtypes.get_default_dtype())
    a = input._data
    axes = axes_of(dim, a)
    top = a.max(axis=axes, keepdims=True) if a.size else module_of(a).zeros(kept_shape(a.shape, axes), a.dtype)
    top = np.where(np.isfinite(top), top, 0).astype(a.dtype)
    with np.errstate(divide="ignore"):
        result = np.log(np.add.reduce(np.exp(a - top), axes, keepdims=True)) + top
    if not keepdim:
        result = result.squeeze(axes) if a.ndim else result
    return record1(LogsumexpBackward0, result, input, (a, as_array(result), axes))


class LogsumexpBackward0(Node):
    saves = ("self", "result", "dim")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, result: Any, dim: Any) -> Any:
        kept = kept_shape(input.shape, dim)
        return grad.reshape(kept) * either.exp(input - result.reshape(kept))


# --- running ----------------------------------------------------------------------------------------------------------


@tensor_method(inplace=True)
@takes_out
def cumsum(input: Tensor, dim: int, *, dtype: Any = None, axis: Any = None) -> Tensor:
    """Running sums along a dimension."""
    a, place = prepared(input, dim, dtype)
    result = np.cumsum(a.reshape(a.shape or (1,)), place, dtype=a.dtype)
    return record1(CumsumBackward0, result.reshape(a.shape), input, (place,))


class CumsumBackward0(Node):
    """Each element counts in its own running sum and in all later ones."""

    saves = ("dim",)

    @staticmethod
    def backward(ctx: Any, grad: Any, dim: int) -> Any:
        return summed_from_the_end(grad, dim)


def prepared(input: Tensor, dim: Any, dtype: Any) -> tuple[Any, int]:
    """The array to run over, whole numbers as int64 unless a dtype is given, and the dimension."""
    a = array_of(input)
    if dtype is not None:
        a = cast_values(a, dtypes.as_dtype(dtype).numpy)
    elif a.dtype.kind != "f":
        a = a.astype(np.int64)
    return a, check_dim(dim, a.ndim)


def summed_from_the_end(x: Any, dim: int) -> Any:
    """Running sums that start at the last element."""
    if isinstance(x, Tensor):
        return x.flip(dim).cumsum(dim).flip(dim) if x.ndim else x
    return np.flip(np.cumsum(np.flip(x, dim), dim), dim) if x.ndim else x


@tensor_method(inplace=True)
@takes_out
def cumprod(input: Tensor, dim: int, *, dtype: Any = None) -> Tensor:
    """Running products along a dimension."""
    a, place = prepared(input, dim, dtype)
    result = np.cumprod(a.reshape(a.shape or (1,)), place, dtype=a.dtype).reshape(a.shape)
    return record1(CumprodBackward0, result, input, (a, result, place))


class CumprodBackward0(Node):
    """Each element counts in its own running product and in all later ones, as the factor of all the others in it."""

    saves = ("self", "result", "dim")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, result: Any, dim: int) -> Any:
        if input.ndim == 0:
            return grad
        if (either.array(input) != 0).all():
            return summed_from_the_end(grad * result, dim) / input
        lines, weights, n = input.swapaxes(dim, -1), grad.swapaxes(dim, -1), input.shape[dim]
        rows = either.broadcast_to(lines[..., None, :], (*lines.shape[:-1], n, n))
        products = either.where(module_of(either.array(input)).eye(n, dtype=bool), 1.0, rows).cumprod(-1)
        counts = np.triu(module_of(either.array(input)).ones((n, n), bool))
        return either.where(counts, products * weights[..., None, :], 0.0).sum(-1).swapaxes(dim, -1)


@tensor_method(inplace=True)
@takes_out
def logcumsumexp(input: Tensor, dim: int) -> Tensor:
    """The logarithms of the running sums of exp(x), computed without overflow."""
    a = array_of(input)
    if a.dtype.kind != "f":
        raise NotImplementedError(
            f"\"logcumsumexp_out_cpu\" not implemented for '{scalar_name(input.dtype)}'\nWrite x.float() first."
        )
    place = check_dim(dim, a.ndim)
    result = running_logsumexp(a, place)
    return record1(LogcumsumexpBackward0, result, input, (a, result, place))


def running_logsumexp(a: Any, dim: int) -> Any:
    with np.errstate(invalid="ignore"):
        return on_cpu(lambda a: np.logaddexp.accumulate(a, dim), a) if a.ndim else a.copy()


class LogcumsumexpBackward0(Node):
    """To x[i] from each later result r[j]: grad[j] exp(x[i] - r[j])."""

    saves = ("self", "result", "dim")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, result: Any, dim: int) -> Any:
        if input.ndim == 0:
            return grad
        if not isinstance(grad, Tensor):  # the sums over j as running sums, in logarithms, of either sign
            with np.errstate(divide="ignore", invalid="ignore"):
                parts = [np.log(np.where(side, np.abs(grad), 0)) - result for side in (grad > 0, grad < 0)]
                more, less = (np.exp(np.flip(running_logsumexp(np.flip(x, dim), dim), dim) + input) for x in parts)
            return more - less
        x, r, weights, n = input.swapaxes(dim, -1), result.swapaxes(dim, -1), grad.swapaxes(dim, -1), input.shape[dim]
        later = np.triu(module_of(either.array(input)).ones((n, n), bool))
        shares = either.exp(either.where(later, x[..., :, None] - r[..., None, :], -np.inf))
        return (shares * weights[..., None, :]).sum(-1).swapaxes(dim, -1)


CummaxResult, CumminResult = return_type("cummax", "values", "indices"), return_type("cummin", "values", "indices")


@tensor_method
def cummax(input: Tensor, dim: int, *, out: Any = None) -> Any:
    """The largest element so far, along a dimension, and where it is (of equal ones the last): values, indices."""
    return CummaxResult(*_running_extreme(input, dim, np.maximum, CummaxBackward0, out, "cummax"))


@tensor_method
def cummin(input: Tensor, dim: int, *, out: Any = None) -> Any:
    """The smallest element so far, along a dimension, and where it is (of equal ones the last): values, indices."""
    return CumminResult(*_running_extreme(input, dim, np.minimum, CumminBackward0, out, "cummin"))


def _running_extreme(input: Tensor, dim: int, choose: Any, rule: type[Node], out: Any, name: str) -> Any:
    a = array_of(input)
    place = check_dim(dim, a.ndim)
    values, where = a.copy(), module_of(a).zeros(a.shape, np.int64)
    if a.ndim:
        values = on_cpu(lambda a: choose.accumulate(a, place), a)
        count = module_of(a).arange(a.shape[place]).reshape(-1, *(1,) * (a.ndim - 1 - place))
        last = np.where((a == values) | (a != a), count, 0)
        where = on_cpu(lambda last: np.maximum.accumulate(last, place), last)
    found = record_outputs(rule, (values, where), (input,), (a.shape, place, copied(where), True), differentiable=1)
    return found if out is None else [write_out(to, each, name) for to, each in zip(out, found, strict=True)]


class CummaxBackward0(MaxBackward0):
    """The gradient goes to the elements that were chosen."""


class CumminBackward0(MaxBackward0):
    pass


# --- from one element to the next -------------------------------------------------------------------------------------


def gradient(input: Tensor, *, spacing: Any = 1, dim: Any = None, edge_order: int = 1) -> tuple[Tensor, ...]:
    """The slopes of sampled values along each dimension (or those named), by differences of the two neighbors.

    `spacing`: the distance of the samples, or a number for each dimension.  At the ends one-sided differences are taken.
    """
    ndim = array_of(input).ndim
    dims = range(ndim) if dim is None else check_dims(dim, ndim)
    steps = list(spacing) if isinstance(spacing, (list, tuple)) else [spacing] * len(dims)
    if any(isinstance(each, Tensor) for each in steps) or isinstance(spacing, Tensor) or edge_order != 1:
        raise NotImplementedError("gradient(spacing=tensors) and gradient(edge_order=2) are left out: give numbers.")
    if len(steps) != len(dims):
        raise RuntimeError(
            f"torch.gradient expected spacing to be unspecified, a scalar, or a list of length equal to 'self.dim() = {ndim}', "
            f"since dim argument was not given, but got a list of length {len(steps)}"
        )
    return tuple(slope(input, place, 1 if step is None else step) for place, step in zip(dims, steps, strict=True))


def slope(x: Tensor, dim: int, step: Any) -> Tensor:
    """The slopes along one dimension."""
    n = x._data.shape[dim]
    if n < 2:
        raise RuntimeError(
            "torch.gradient expected each dimension size to be at least edge_order+1\nA slope needs two points."
        )
    x = x if x._data.dtype.kind == "f" else cast(x, dtypes.get_default_dtype())
    ends = [divided(sub(narrow(x, dim, i + 1, 1), narrow(x, dim, i, 1)), step) for i in (0, n - 2)]
    inner = divided(divided(sub(narrow(x, dim, 2, n - 2), narrow(x, dim, 0, n - 2)), step), 2)
    return cat([ends[0], inner, ends[1]], dim)


@tensor_method
@takes_out
def diff(
    input: Tensor, n: int = 1, dim: int = -1, prepend: Tensor | None = None, append: Tensor | None = None
) -> Tensor:
    """Each element minus the one before it, along a dimension; `n` times over."""
    if array_of(input).ndim == 0:
        raise RuntimeError("diff expects input to be at least one-dimensional\nA single number has no neighbor.")
    if n < 0:
        raise RuntimeError(f"order must be non-negative but got {n}\nn says how often differences are taken.")
    if prepend is not None or append is not None:
        input = cat([each for each in (prepend, input, append) if each is not None], dim)
    if n == 0:
        return copy_(zeros_like(input), input)
    for _ in range(min(n, input._data.shape[check_dim(dim, input._data.ndim)])):
        length = input._data.shape[dim]
        later, earlier = narrow(input, dim, 1, length - 1), narrow(input, dim, 0, length - 1)
        input = logical_xor(later, earlier) if input._data.dtype.kind == "b" else sub(later, earlier)
    return input


def trapezoid(y: Tensor, x: Tensor | None = None, *, dx: Any = 1, dim: int = -1) -> Tensor:
    """The area under points, by trapezoids of width `dx`, or between the places `x`."""
    if array_of(y).shape[dim] == 0:
        return sum(y, dim)
    if x is None:
        y = y if y._data.dtype.kind == "f" else cast(y, dtypes.get_default_dtype())
        ends = scale(add(select(y, dim, 0), select(y, dim, -1)), 0.5)
        return scale(sub(sum(y, dim), ends), dx)
    return half(sum(mul(*heights_and_widths(y, x, dim)), dim))


def cumulative_trapezoid(y: Tensor, x: Tensor | None = None, *, dx: Any = 1, dim: int = -1) -> Tensor:
    """The areas under points, from the first one to each of the others."""
    if x is None:
        y = y if y._data.dtype.kind == "f" else cast(y, dtypes.get_default_dtype())
        return cumsum(scale(sums_of_neighbors(y, dim), dx / 2), dim)
    return half(cumsum(mul(*heights_and_widths(y, x, dim)), dim))


def half(x: Tensor) -> Tensor:
    return divided(x, 2) if x._data.dtype.kind == "f" else div(x, 2)


def sums_of_neighbors(y: Tensor, dim: int) -> Tensor:
    length = array_of(y).shape[dim]
    return add(narrow(y, dim, 1, length - 1), narrow(y, dim, 0, length - 1))


def heights_and_widths(y: Tensor, x: Tensor, dim: int) -> tuple[Tensor, Tensor]:
    """Twice the height of each trapezoid, and its width; `x` has one place per point, or the shape of `y`."""
    if array_of(x).ndim == 1 and y._data.ndim > 1:
        for _ in range(y._data.ndim - 1 - check_dim(dim, y._data.ndim)):
            x = unsqueeze(x, -1)
        return sums_of_neighbors(y, dim), diff(x, dim=0)
    return sums_of_neighbors(y, dim), diff(x, dim=dim)


trapz = trapezoid
