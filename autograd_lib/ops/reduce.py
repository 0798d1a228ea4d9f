"""Reductions: many elements become one (sum, mean, max, …), over all dimensions or over some of them.

`dim` may be an int or a tuple; `keepdim=True` leaves the reduced dimensions with length 1.  NumPy's names `axis` and
`keepdims` are understood too, as in PyTorch.
"""

from __future__ import annotations

import builtins
import math
from typing import Any, NoReturn

import numpy as np
from numpy import ndarray

from .. import dtypes
from .._tensor import Tensor, tensor_method, wrap
from ..arrays import as_array, copied, module_of
from ..autograd.graph import Node
from ..autograd.inplace import takes_out, write_out
from ..autograd.record import record1, record_outputs
from ..names import scalar_name
from . import either
from .arguments import array_of, check_dim, check_dims, refuse, return_type, type_name
from .creation import cast_values


def axes_of(dim: Any, a: ndarray, axis: Any = None) -> tuple[int, ...] | None:
    """The dimensions to reduce: None for all."""
    if dim is None:
        dim = axis
    if dim is None or (isinstance(dim, (tuple, list)) and not dim):
        return None
    if isinstance(dim, (str, float)):
        wrong_arguments(dim)
    return check_dims(dim, a.ndim)


def wrong_arguments(*given: Any, depth: int = 2) -> NoReturn:
    """PyTorch's error for arguments of which no form of the operation knows anything."""
    import sys

    name = sys._getframe(depth).f_code.co_name
    got = ", ".join(type_name(each) for each in given)
    raise TypeError(
        f"{name}() received an invalid combination of arguments - got ({got}), but expected one of:\n"
        f"{name}(), {name}(dim) or {name}(dim, keepdim), with dim an int or a tuple of ints."
    )


# What array.sum() and array.prod() call: without the detour, a warning of NumPy's is one of ours, and silent.
add: Any = np.add.reduce
multiply: Any = np.multiply.reduce


def kept_shape(shape: tuple[int, ...], axes: tuple[int, ...] | None) -> tuple[int, ...]:
    """The shape of the input with the reduced dimensions at length 1."""
    return tuple(1 if axes is None or i in axes else n for i, n in enumerate(shape))


def count_of(shape: tuple[int, ...], axes: tuple[int, ...] | None) -> int:
    """How many elements become one."""
    total = 1
    for i, n in enumerate(shape):
        total *= n if axes is None or i in axes else 1
    return total


# --- sum and mean -----------------------------------------------------------------------------------------------------


@tensor_method
def sum(
    input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None, axis: Any = None, keepdims: bool = False,
    out: Tensor | None = None,
) -> Tensor:  # fmt: skip
    """The sum of the elements; integers and bools are summed as int64.  d sum/dx = 1 for each element."""
    a = array_of(input)
    if dtype is not None:
        a = cast_values(a, dtypes.as_dtype(dtype).numpy)
    if dim is None and axis is None and not keepdim and not keepdims:
        return record1(
            SumBackward0, add(a, None) if a.dtype.kind == "f" else add(a, None, whole(dtype)), input, (a.shape,), out
        )
    axes = axes_of(dim, a, axis)
    kept = keepdim or keepdims
    total = add(a, axes, keepdims=kept) if a.dtype.kind == "f" else add(a, axes, whole(dtype), keepdims=kept)
    return record1(SumBackward1, total, input, (a.shape, axes), out)


def whole(dtype: Any) -> Any:
    """The dtype in which integers are summed."""
    return np.int64 if dtype is None else dtypes.as_dtype(dtype).numpy


class SumBackward0(Node):
    saves = ("shape",)
    shares = True  # one number at every place: not to be written to

    @staticmethod
    def backward(ctx: Any, grad: Any, shape: Any) -> Any:
        return either.broadcast_to(grad, shape)


class SumBackward1(Node):
    saves = ("shape", "dim")
    shares = True

    @staticmethod
    def backward(ctx: Any, grad: Any, shape: Any, dim: Any) -> Any:
        return either.broadcast_to(grad.reshape(kept_shape(shape, dim)), shape)


@tensor_method
def mean(
    input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None, axis: Any = None, keepdims: bool = False,
    out: Tensor | None = None,
) -> Tensor:  # fmt: skip
    """The mean of the elements.  d mean/dx = 1/n for each of the n elements."""
    a = array_of(input)
    if dtype is not None:
        a = cast_values(a, dtypes.as_dtype(dtype).numpy)
    if a.dtype.kind != "f":
        raise RuntimeError(
            "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. "
            f"Got: {scalar_name(input.dtype)}\nA mean of integers is a fraction: write x.float().mean()."
        )
    axes = axes_of(dim, a, axis)
    count = a.size if axes is None else count_of(a.shape, axes)
    total = add(a, axes, keepdims=keepdim or keepdims)
    if count:
        result = total / count
    else:
        with np.errstate(invalid="ignore"):
            result = total / count
    if dim is None and axis is None and not keepdim and not keepdims:
        return record1(MeanBackward0, result, input, (a.shape, count), out)
    return record1(MeanBackward1, result, input, (a.shape, count, axes), out)


class MeanBackward0(Node):
    saves = ("shape", "count")
    shares = True

    @staticmethod
    def backward(ctx: Any, grad: Any, shape: Any, count: int) -> Any:
        return either.shared_out(grad, shape, count)


class MeanBackward1(Node):
    saves = ("shape", "count", "dim")

    @staticmethod
    def backward(ctx: Any, grad: Any, shape: Any, count: int, dim: Any) -> Any:
        return either.broadcast_to(grad.reshape(kept_shape(shape, dim)), shape) / count


# --- variance, norm, product ------------------------------------------------------------------------------------------


@tensor_method
@takes_out
def var(
    input: Tensor, dim: Any = None, unbiased: bool | None = None, keepdim: bool = False, *, correction: Any = None,
    axis: Any = None, keepdims: bool = False,
) -> Tensor:  # fmt: skip
    """The mean squared distance from the mean, divided by n - correction (1 unless `unbiased=False`)."""
    a, axes, result, free = spread(input, dim, unbiased, keepdim or keepdims, correction, axis)
    return record1(VarBackward0, result, input, (a, axes, free))


class VarBackward0(Node):
    saves = ("self", "dim", "degrees")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, dim: Any, degrees: Any) -> Any:
        distance = input - input.mean(axis=dim, keepdims=True)
        return grad.reshape(kept_shape(input.shape, dim)) * distance * (2 / degrees if degrees else np.nan)


@tensor_method
@takes_out
def std(
    input: Tensor, dim: Any = None, unbiased: bool | None = None, keepdim: bool = False, *, correction: Any = None,
    axis: Any = None, keepdims: bool = False,
) -> Tensor:  # fmt: skip
    """The standard deviation: the square root of the variance."""
    a, axes, result, free = spread(input, dim, unbiased, keepdim or keepdims, correction, axis)
    result = np.sqrt(result)
    return record1(StdBackward0, result, input, (a, as_array(result), axes, free))


class StdBackward0(Node):
    saves = ("self", "result", "dim", "degrees")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, result: Any, dim: Any, degrees: Any) -> Any:
        distance = input - input.mean(axis=dim, keepdims=True)
        kept = kept_shape(input.shape, dim)
        slope = either.where(
            either.array(result) == 0, 0.0, grad / (degrees * either.where(either.array(result) == 0, 1.0, result))
        )
        return slope.reshape(kept) * distance


def spread(input: Tensor, dim: Any, unbiased: bool | None, keepdim: bool, correction: Any, axis: Any) -> Any:
    a = array_of(input)
    if a.dtype.kind != "f":
        raise RuntimeError("std and var only support floating point and complex dtypes\nWrite x.float() first.")
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    if correction is None:
        correction = 1 if unbiased is None or unbiased else 0
    axes = axes_of(dim, a, axis)
    free = builtins.max(count_of(a.shape, axes) - correction, 0)
    if free <= 0:
        import warnings

        warnings.warn(
            "std(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor (input numel divided "
            "by output numel).",
            UserWarning,
            stacklevel=3,
        )
    with np.errstate(invalid="ignore", divide="ignore"):
        distance = a - add(a, axes, keepdims=True) / count_of(a.shape, axes)
        squares = add(distance * distance, axes, keepdims=keepdim)
        return a, axes, squares / free, free


@tensor_method
@takes_out
def prod(input: Tensor, dim: int | None = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The product of the elements.  d prod/dx = the product of all the others."""
    a = array_of(input)
    if dtype is not None:
        a = cast_values(a, dtypes.as_dtype(dtype).numpy)
    if dim is None and keepdim:
        wrong_arguments(keepdim, depth=1)
    axis = None if dim is None else check_dim(dim, a.ndim)
    kind = a.dtype if a.dtype.kind == "f" else whole(dtype)
    result = multiply(a, None if a.ndim == 0 else axis, kind, keepdims=keepdim)
    rule = ProdBackward0 if dim is None else ProdBackward1
    return record1(rule, result, input, (a, as_array(result), axis if a.ndim else None))


class ProdBackward0(Node):
    saves = ("self", "result", "dim")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, result: Any, dim: Any) -> Any:
        kept = kept_shape(input.shape, None if dim is None else (dim,))
        if (either.array(input) != 0).all():
            return (grad * result).reshape(kept) / input
        return grad.reshape(kept) * _product_of_others(input, dim)


class ProdBackward1(ProdBackward0):
    pass


def _product_of_others(x: Any, dim: int | None) -> Any:
    """For each element the product of all the others along `dim`; right where there are zeros too."""
    if isinstance(x, Tensor):
        flat = x.reshape(1, -1) if dim is None else x.swapaxes(dim, -1)
        n = flat.shape[-1]
        rows = flat.unsqueeze(-2).expand((*flat.shape[:-1], n, n))
        others = either.where(module_of(either.array(x)).eye(n, dtype=bool), 1.0, rows).prod(-1)
        return others.reshape(x.shape) if dim is None else others.swapaxes(dim, -1)
    moved = x.reshape(1, -1) if dim is None else np.moveaxis(x, dim, -1)
    ones = module_of(x).ones((*moved.shape[:-1], 1), x.dtype)
    before = np.cumprod(np.concatenate([ones, moved[..., :-1]], -1), -1)
    after = np.cumprod(np.concatenate([ones, moved[..., :0:-1]], -1), -1)[..., ::-1]
    others = before * after
    return others.reshape(x.shape) if dim is None else np.moveaxis(others, -1, dim)


@tensor_method
@takes_out
def norm(input: Tensor, p: Any = "fro", dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The length of a vector: for p = 2 (also "fro") the root of the sum of squares.

    Other p: the sum of |x|^p to the power 1/p; inf and -inf the largest and smallest |x|; 0 the number of nonzeros.
    """
    a = array_of(input)
    if dtype is not None:
        a = cast_values(a, dtypes.as_dtype(dtype).numpy)
    if p == "nuc":
        from .matrices import matrix_norm

        return matrix_norm(input, p, (-2, -1) if dim is None else dim, keepdim, dtype=dtype)
    if isinstance(p, str) and p != "fro":
        raise NotImplementedError(f"norm(p={p!r}) is left out: known are 'fro', 'nuc' and numbers")
    order = 2.0 if p in ("fro", None) else float(p.item() if isinstance(p, Tensor) else p)
    if a.dtype.kind != "f":
        raise RuntimeError(
            "linalg.vector_norm: Expected a floating point or complex tensor as input. "
            f"Got {scalar_name(input.dtype)}\nWrite x.float().norm()."
        )
    return vector_norm(input, a, order, axes_of(dim, a), keepdim, LinalgVectorNormBackward0)


def vector_norm(input: Tensor, a: ndarray, order: float, axes: Any, keepdim: bool, rule: type[Node]) -> Tensor:
    """`norm` with its arguments checked."""
    size = np.abs(a)
    if a.size == 0 and (order < 0 or np.isinf(order)) and not count_of(a.shape, axes):
        empty = "an empty tensor because"  # a space is missing in PyTorch's text
        if axes is not None:
            empty = (
                f"the dimension {next(each for each in axes if not a.shape[each])}because this dimension is empty and"
            )
        raise RuntimeError(
            f"linalg.vector_norm cannot compute the {order:g} norm on {empty} the operation does not have an identity\n"
            "There is no smallest or largest element."
        )
    if order == 2:
        result = np.sqrt(add(a * a, axes, keepdims=keepdim))
    elif order == 1:
        result = add(size, axes, keepdims=keepdim)
    elif order == 0:
        result = (a != 0).sum(axis=axes, keepdims=keepdim).astype(a.dtype)
    elif np.isinf(order):
        result = size.max(axis=axes, keepdims=keepdim) if order > 0 else size.min(axis=axes, keepdims=keepdim)
    else:
        result = np.power(add(np.power(size, order), axes, keepdims=keepdim), 1 / order).astype(a.dtype)
    return record1(rule, result, input, (a, as_array(result), order, axes))


class LinalgVectorNormBackward0(Node):
    saves = ("self", "result", "ord", "dim")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, result: Any, order: float, dim: Any) -> Any:
        kept = kept_shape(input.shape, dim)
        grad, result = grad.reshape(kept), result.reshape(kept)
        zero = either.array(result) == 0
        if order == 2:
            return grad * (input / either.where(zero, 1.0, result))
        if order == 1:
            return grad * either.sign(input)
        if order == 0:
            return grad * 0 * input
        if np.isinf(order):
            chosen = either.array(either.absolute(input)) == either.array(result)
            share = either.cast(chosen / chosen.sum(axis=dim, keepdims=True), either.array(input).dtype)
            return grad * either.sign(input) * (wrap(share) if isinstance(grad, Tensor) else share)
        flat = (either.array(input) == 0) & (order < 2)
        powers = either.absolute(either.where(flat, 1.0, input)) ** (order - 1)
        slope = either.where(flat, 0.0, powers) / either.where(zero, 1.0, result) ** (order - 1)
        return grad * either.sign(input) * slope


# --- max and min ------------------------------------------------------------------------------------------------------


MaxResult, MinResult = return_type("max", "values", "indices"), return_type("min", "values", "indices")


@tensor_method
def max(
    input: Tensor, dim: Any = None, keepdim: bool = False, *, axis: Any = None, other: Any = None, out: Any = None
) -> Any:
    """The largest element; with `dim`, the largest along it and where it is (values, indices); with a tensor, `maximum`."""
    return _extreme(input, dim, keepdim, axis, other, out, "max")


@tensor_method
def min(
    input: Tensor, dim: Any = None, keepdim: bool = False, *, axis: Any = None, other: Any = None, out: Any = None
) -> Any:
    """The smallest element; with `dim`, the smallest along it and where it is (values, indices); with a tensor, `minimum`."""
    return _extreme(input, dim, keepdim, axis, other, out, "min")


def _extreme(input: Tensor, dim: Any, keepdim: bool, axis: Any, other: Any, out: Any, name: str) -> Any:
    if out is not None:
        found = _extreme(input, dim, keepdim, axis, other, None, name)
        if isinstance(found, Tensor):
            return write_out(out, found, name)
        return type(found)(*(write_out(place, each, name) for place, each in zip(out, found, strict=True)))
    if not isinstance(input, Tensor):
        refuse(input)
    if isinstance(dim, Tensor) or other is not None:
        from . import bounds

        return (bounds.maximum if name == "max" else bounds.minimum)(input, dim if other is None else other)
    a = input._data
    dim = axis if dim is None else dim
    if dim is None:
        if keepdim:
            wrong_arguments(keepdim)
        if a.size == 0:
            raise RuntimeError(
                f"{name}(): Expected reduction dim to be specified for input.numel() == 0. "
                f"Specify the reduction dim with the 'dim' argument.\nAn empty tensor has no {'largest' if name == 'max' else 'smallest'} element."
            )
        result = as_array(a.max() if name == "max" else a.min())
        return record1(MaxBackward1 if name == "max" else MinBackward1, result, input, (a, result, None))
    if not hasattr(dim, "__index__") or isinstance(dim, bool):
        wrong_arguments(dim, depth=2)
    place = check_dim(dim, a.ndim)
    check_not_empty(a, place, name)
    where = _first_place(a, place, name)
    values = np.take_along_axis(a, where, place) if a.ndim else a
    if not keepdim and a.ndim:
        values, where = values.squeeze(place), where.squeeze(place)
    kind = MaxResult if name == "max" else MinResult
    rule = MaxBackward0 if name == "max" else MinBackward0
    return kind(
        *record_outputs(rule, (values, where), (input,), (a.shape, place, copied(where), keepdim), differentiable=1)
    )


def check_not_empty(a: ndarray, dim: int, name: str) -> None:
    if a.ndim and a.shape[dim] == 0:
        raise IndexError(
            f"{name}(): Expected reduction dim {dim} to have non-zero size.\nThe shape is {list(a.shape)}."
        )


def _first_place(a: ndarray, dim: int, name: str) -> ndarray:
    """The index of the first largest (or smallest) element along a dimension, which is kept with length 1; nan wins."""
    if a.ndim == 0:
        return module_of(a).zeros((), np.int64)
    return (np.argmax if name == "max" else np.argmin)(a, axis=dim, keepdims=True)


class MaxBackward0(Node):
    """The whole gradient goes to the element that was chosen."""

    saves = ("shape", "dim", "indices", "keepdim")
    raw = ("indices",)

    @staticmethod
    def backward(ctx: Any, grad: Any, shape: Any, dim: int, where: ndarray, keepdim: bool) -> Any:
        if not shape:
            return grad
        if not keepdim:
            where = np.expand_dims(where, dim)
            grad = grad.reshape(where.shape)
        places = np.take_along_axis(module_of(where).arange(math.prod(shape)).reshape(shape), where, dim)
        return either.put_add(grad, places, shape)


class MinBackward0(MaxBackward0):
    pass


class MaxBackward1(Node):
    """Several equal largest elements share the gradient equally."""

    saves = ("self", "result", "dim")
    nan_shares = True

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, result: Any, dim: Any) -> Any:
        kept = kept_shape(input.shape, dim)
        values, best = either.array(input), either.array(result).reshape(kept)
        chosen = (values == best) | (np.isnan(values) & np.isnan(best) & ctx.rule.nan_shares)
        with np.errstate(invalid="ignore"):
            share = (chosen / chosen.sum(axis=dim, keepdims=True)).astype(values.dtype)
        return grad.reshape(kept) * (wrap(share) if isinstance(grad, Tensor) else share)


class MinBackward1(MaxBackward1):
    pass


class AmaxBackward0(MaxBackward1):
    nan_shares = False  # where the largest is nan, PyTorch's gradient is nan


class AminBackward0(AmaxBackward0):
    pass


@tensor_method
@takes_out
def amax(input: Tensor, dim: Any = (), keepdim: bool = False, *, axis: Any = None) -> Tensor:
    """The largest element over one or several dimensions; equal ones share the gradient."""
    return _amost(input, dim, keepdim, axis, "amax")


@tensor_method
@takes_out
def amin(input: Tensor, dim: Any = (), keepdim: bool = False, *, axis: Any = None) -> Tensor:
    """The smallest element over one or several dimensions; equal ones share the gradient."""
    return _amost(input, dim, keepdim, axis, "amin")


def _amost(input: Tensor, dim: Any, keepdim: bool, axis: Any, name: str) -> Tensor:
    a = array_of(input)
    dim = dim if axis is None else axis
    axes = axes_of(dim, a)
    if a.size == 0:
        if axes is None:
            raise RuntimeError(
                f"{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the "
                "'dim' argument."
            )
        for each in dim if isinstance(dim, (tuple, list)) else (dim,):
            check_not_empty(a, each, name)
    reduce = a.max if name == "amax" else a.min
    result = as_array(reduce(axis=axes, keepdims=keepdim))
    return record1(AmaxBackward0 if name == "amax" else AminBackward0, result, input, (a, result, axes))


@tensor_method
@takes_out
def argmax(input: Tensor, dim: int | None = None, keepdim: bool = False, *, axis: Any = None) -> Tensor:
    """Where the largest element is: its index along `dim`, or in the flattened tensor."""
    return _argmost(input, dim if axis is None else axis, keepdim, np.argmax, "argmax")


@tensor_method
@takes_out
def argmin(input: Tensor, dim: int | None = None, keepdim: bool = False, *, axis: Any = None) -> Tensor:
    """Where the smallest element is: its index along `dim`, or in the flattened tensor."""
    return _argmost(input, dim if axis is None else axis, keepdim, np.argmin, "argmin")


def _argmost(input: Tensor, dim: Any, keepdim: bool, find: Any, name: str) -> Tensor:
    a = array_of(input)
    if a.dtype.kind == "b":
        raise RuntimeError(f"{name}(): does not support bool input\nWrite x.int() first.")
    if dim is None:
        if a.size == 0:
            raise IndexError(
                f"{name}(): Expected reduction dim to be specified for input.numel() == 0.\nThe tensor is empty."
            )
        return wrap(find(a, keepdims=keepdim))
    place = check_dim(dim, a.ndim)
    check_not_empty(a, place, name)
    return wrap(find(a, axis=place, keepdims=keepdim) if a.ndim else module_of(a).zeros((), np.int64))


# --- truth ------------------------------------------------------------------------------------------------------------


@tensor_method
@takes_out
def any(input: Tensor, dim: Any = None, keepdim: bool = False, *, axis: Any = None) -> Tensor:
    """Is at least one element not zero?"""
    return _truth(input, dim, keepdim, axis, np.any)


@tensor_method
@takes_out
def all(input: Tensor, dim: Any = None, keepdim: bool = False, *, axis: Any = None) -> Tensor:
    """Are all elements not zero?"""
    return _truth(input, dim, keepdim, axis, np.all)


def _truth(input: Tensor, dim: Any, keepdim: bool, axis: Any, reduce: Any) -> Tensor:
    a = array_of(input)
    axes = () if isinstance(dim, (tuple, list)) and not dim else axes_of(dim, a, axis)
    result = as_array(reduce(a, axis=axes, keepdims=keepdim))
    return wrap(result.astype(np.uint8) if a.dtype == np.uint8 else result)


@tensor_method
def count_nonzero(input: Tensor, dim: Any = None) -> Tensor:
    """How many elements are not zero."""
    a = array_of(input)
    return wrap(as_array(np.count_nonzero(a, axis=axes_of(dim, a)), np.int64))
