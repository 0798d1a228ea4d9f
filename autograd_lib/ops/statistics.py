"""Statistics: sums and means without nan, least and largest together, variance with mean, covariance."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import dtypes
from .._tensor import Tensor, tensor_method, wrap
from ..arrays import as_array
from ..autograd.graph import Node
from ..autograd.inplace import takes_out, write_out
from ..autograd.record import record1, record_outputs
from ..names import scalar_name
from . import either
from .arguments import array_of, check_dim, return_type
from .arithmetic import div, mul, sub
from .bounds import clamp
from .creation import cast_values
from .diagonal import diagonal
from .linalg import mm
from .pointwise import sqrt
from .reduce import (
    MaxBackward1,
    MinBackward1,
    StdBackward0,
    VarBackward0,
    axes_of,
    check_not_empty,
    kept_shape,
    spread,
    sum,
)
from .reduce import add as sum_of
from .shape import squeeze, t, unsqueeze, view

# --- without nan ------------------------------------------------------------------------------------------------------


@tensor_method
@takes_out
def nansum(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The sum of the elements that are not nan.  The gradient is 1 for each of them, else 0."""
    a = array_of(input)
    if dtype is not None:
        a = cast_values(a, dtypes.as_dtype(dtype).numpy)
    if a.dtype.kind != "f":
        return sum(input, dim, keepdim, dtype=dtype)
    axes = axes_of(dim, a)
    known = ~np.isnan(a)
    return record1(NansumBackward0, sum_of(np.where(known, a, 0), axes, keepdims=keepdim), input, (known, axes))


class NansumBackward0(Node):
    saves = ("known", "dim")
    raw = ("known",)

    @staticmethod
    def backward(ctx: Any, grad: Any, known: Any, dim: Any) -> Any:
        return either.where(known, either.broadcast_to(grad.reshape(kept_shape(known.shape, dim)), known.shape), 0.0)


@tensor_method
@takes_out
def nanmean(input: Tensor, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The mean of the elements that are not nan."""
    a = array_of(input)
    if a.dtype.kind != "f" and dtype is None:
        raise RuntimeError(
            f"nanmean(): expected input to have floating point or complex dtype but got {scalar_name(input.dtype)}\nWrite x.float() first."
        )
    count = sum_of(~np.isnan(a), axes_of(dim, a), keepdims=keepdim)
    return div(nansum(input, dim, keepdim, dtype=dtype), wrap(as_array(count)))


# --- two at once ------------------------------------------------------------------------------------------------------

AminmaxResult = return_type("aminmax", "min", "max")


@tensor_method
def aminmax(input: Tensor, *, dim: int | None = None, keepdim: bool = False, out: Any = None) -> Any:
    """The smallest and the largest element, of all or along a dimension: min, max."""
    a = array_of(input)
    if dim is None and a.size == 0:
        raise RuntimeError(
            "aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity.\n"
            "An empty tensor has no smallest element."
        )
    axes = None if dim is None else (check_dim(dim, a.ndim),)
    if axes is not None:
        check_not_empty(a, axes[0], "aminmax")
    axes = axes if a.ndim else None
    low, high = (as_array(f(axis=axes, keepdims=keepdim)) for f in (a.min, a.max))
    found = record_outputs(AminmaxBackward0, (low, high), (input,), (a, low, high, axes))
    return AminmaxResult(*(found if out is None else [write_out(*pair) for pair in zip(out, found, strict=True)]))


class AminmaxBackward0(Node):
    """Several equal smallest (or largest) elements share the gradient equally."""

    outputs = ("min", "max")
    saves = ("self", "min", "max", "dim")

    @staticmethod
    def backward(ctx: Any, grads: Any, input: Any, min: Any, max: Any, dim: Any) -> Any:
        both = ((MinBackward1, grads[0], min), (MaxBackward1, grads[1], max))
        parts = [rule.backward(rule, grad, input, value, dim) for rule, grad, value in both if grad is not None]
        return parts[0] if len(parts) == 1 else parts[0] + parts[1]


@tensor_method
def var_mean(
    input: Tensor, dim: Any = None, unbiased: bool | None = None, keepdim: bool = False, *, correction: Any = None
) -> tuple[Tensor, Tensor]:
    """Variance and mean."""
    a, axes, result, free = spread(input, dim, unbiased, keepdim, correction, None)
    average = as_array(a.mean(axes, keepdims=keepdim))
    variance, mean = record_outputs(VarMeanBackward0, (as_array(result), average), (input,), (a, axes, free))
    return variance, mean


class VarMeanBackward0(Node):
    saves = ("self", "dim", "degrees")

    @staticmethod
    def backward(ctx: Any, grads: Any, input: Any, dim: Any, degrees: Any) -> Any:
        variance = None if grads[0] is None else VarBackward0.backward(ctx, grads[0], input, dim, degrees)
        return with_mean(variance, grads[1], input, dim)


def with_mean(part: Any, grad: Any, input: Any, dim: Any) -> Any:
    """The gradient through a spread (or None), and that through the mean."""
    if grad is None:
        return part
    kept = kept_shape(input.shape, dim)
    share = int(np.prod(kept)) / max(int(np.prod(input.shape)), 1)
    mean = either.broadcast_to(grad.reshape(kept), input.shape) * share
    return mean if part is None else part + mean


@tensor_method
def std_mean(
    input: Tensor, dim: Any = None, unbiased: bool | None = None, keepdim: bool = False, *, correction: Any = None
) -> tuple[Tensor, Tensor]:
    """Standard deviation and mean."""
    a, axes, result, free = spread(input, dim, unbiased, keepdim, correction, None)
    root, average = np.sqrt(as_array(result)), as_array(a.mean(axes, keepdims=keepdim))
    deviation, mean = record_outputs(StdMeanBackward0, (root, average), (input,), (a, root, axes, free))
    return deviation, mean


class StdMeanBackward0(Node):
    saves = ("self", "result", "dim", "degrees")

    @staticmethod
    def backward(ctx: Any, grads: Any, input: Any, result: Any, dim: Any, degrees: Any) -> Any:
        deviation = None if grads[0] is None else StdBackward0.backward(ctx, grads[0], input, result, dim, degrees)
        return with_mean(deviation, grads[1], input, dim)


# --- covariance -------------------------------------------------------------------------------------------------------


@tensor_method
def cov(
    input: Tensor, *, correction: int = 1, fweights: Tensor | None = None, aweights: Tensor | None = None
) -> Tensor:
    """The covariances of variables, one a row; each column is one observation.

    `fweights` says how often each observation was made, `aweights` how much it counts.
    """
    if array_of(input).ndim > 2:
        raise RuntimeError(
            f"cov(): expected input to have two or fewer dimensions but got an input with {input._data.ndim} dimensions\n"
            "Variables are rows, observations columns."
        )
    x = input if input._data.ndim == 2 else view(input, 1, -1)
    weight = weights_of(x, fweights, aweights)
    count = x._data.shape[1]
    total: Any = wrap(as_array(count, np.int64)) if weight is None else sum(weight)
    mean = div(sum(x if weight is None else mul(x, weight), 1), total)
    free = correction if aweights is None else mul(div(sum(mul(weight, aweights)), total), correction)
    free = sub(total, free)
    x = sub(x, unsqueeze(mean, 1))
    product = mm(x, t(x if weight is None else mul(x, weight)))
    return squeeze(div(product, clamp(free, min=0)))


def weights_of(x: Tensor, fweights: Any, aweights: Any) -> Any:
    """How much each observation counts, checked; None where all count the same."""
    for name, each in (("fweights", fweights), ("aweights", aweights)):
        if each is None:
            continue
        if each._data.ndim > 1:
            raise RuntimeError(
                f"cov(): expected {name} to have one or fewer dimensions but got {name} with {each._data.ndim} dimensions"
            )
        if (each._data.dtype.kind == "f") != (name == "aweights"):
            wanted = "floating point" if name == "aweights" else "integral"
            raise RuntimeError(
                f"cov(): expected {name} to have {wanted} dtype but got {name} with {scalar_name(each.dtype)} dtype\n"
                "fweights count observations, aweights weigh them."
            )
        if each._data.size != x._data.shape[1]:
            raise RuntimeError(
                f"cov(): expected {name} to have the same numel as there are observations in the input but got "
                f"{each._data.size} != {x._data.shape[1]}"
            )
        if each._data.size and each._data.min() < 0:
            raise RuntimeError(f"cov(): {name} cannot be negative\nA weight says how much an observation counts.")
    if fweights is None or aweights is None:
        return aweights if fweights is None else fweights
    return mul(fweights, aweights)


@tensor_method
def corrcoef(input: Tensor) -> Tensor:
    """The correlations of variables, one a row: their covariances, divided by the standard deviations."""
    c = cov(input)
    if c._data.ndim == 0:
        return div(c, c)
    deviation = sqrt(diagonal(c))
    return clamp(div(div(c, view(deviation, -1, 1)), view(deviation, 1, -1)), -1, 1)
