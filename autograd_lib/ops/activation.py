"""Activation functions of neural networks, each followed by its gradient rule.

Those with `inplace=True` write the result over their input.  Modules of the same names are in `nn`.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy import ndarray

from .. import dtypes
from .._tensor import Tensor, tensor_method
from ..autograd.graph import Node
from ..autograd.record import record1
from ..names import scalar_name
from . import either
from .arguments import array_of, check_dim, refuse


def floats(input: Any, kernel: str) -> ndarray:
    """The array behind a Tensor of floats; integers are refused as PyTorch does, naming its kernel."""
    if not isinstance(input, Tensor):
        refuse(input)
    a = input._data
    if a.dtype.kind != "f":
        raise NotImplementedError(
            f"\"{kernel}\" not implemented for '{scalar_name(input.dtype)}'\nActivations work on floats: write x.float()."
        )
    return a


# --- rectified --------------------------------------------------------------------------------------------------------


@tensor_method(inplace=True)
def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """max(x, 0).  d relu(x)/dx = 1 where x > 0, else 0."""
    if inplace:
        return input.relu_()  # type: ignore[attr-defined]
    a = array_of(input)
    if a.dtype.kind == "b":
        raise RuntimeError("Boolean inputs not supported for relu\nWrite x.float() first.")
    result = np.maximum(a, 0)
    return record1(ReluBackward0, result, input, (result,))


class ReluBackward0(Node):
    saves = ("result",)
    fresh = True

    @staticmethod
    def backward(ctx: Any, grad: Any, result: Any) -> Any:
        return either.kept(grad, either.array(result) != 0)


# --- softmax ----------------------------------------------------------------------------------------------------------


@tensor_method
def softmax(input: Tensor, dim: int | None = None, dtype: Any = None, *, out: Tensor | None = None) -> Tensor:
    """exp(x) divided by its sum along `dim`: positive numbers that add up to 1.

    d softmax/dx, applied to a gradient g: s * (g - sum(g * s)).
    """
    input, a, axis = along(input, dim, dtype, "softmax")
    with np.errstate(invalid="ignore"):
        result = np.asarray(a - largest(a, axis))
        np.exp(result, result)
        result /= result.sum(axis=axis, keepdims=True)
    return record1(SoftmaxBackward0, result, input, (result, axis), out)


class SoftmaxBackward0(Node):
    saves = ("result", "dim")
    fresh = True

    @staticmethod
    def backward(ctx: Any, grad: Any, result: Any, dim: Any) -> Any:
        weighted = grad * result
        return weighted - result * weighted.sum(axis=dim, keepdims=True)


@tensor_method
def log_softmax(input: Tensor, dim: int | None = None, dtype: Any = None, *, out: Tensor | None = None) -> Tensor:
    """log(softmax(x)) along `dim`, without overflow: x - log(sum(exp(x))).

    Its rule, applied to a gradient g: g - softmax(x) * sum(g).
    """
    input, a, axis = along(input, dim, dtype, "log_softmax")
    with np.errstate(invalid="ignore", divide="ignore"):
        result = np.asarray(a - largest(a, axis))
        result -= np.log(np.exp(result).sum(axis=axis, keepdims=True))
    return record1(LogSoftmaxBackward0, result, input, (result, axis), out)


class LogSoftmaxBackward0(Node):
    saves = ("result", "dim")
    fresh = True

    @staticmethod
    def backward(ctx: Any, grad: Any, result: Any, dim: Any) -> Any:
        return grad - either.exp(result) * grad.sum(axis=dim, keepdims=True)


def softmin(input: Tensor, dim: int | None = None, dtype: Any = None) -> Tensor:
    """softmax(-x) along `dim`."""
    if dim is None:
        dim = implicit_dim("softmin", array_of(input).ndim)
    return softmax(-input, dim, dtype)  # type: ignore[operator]


def along(input: Any, dim: Any, dtype: Any, name: str) -> tuple[Tensor, ndarray, int | None]:
    """The input of a softmax, converted to `dtype`; its array; and the axis (None for a single number)."""
    if not isinstance(input, Tensor):
        refuse(input)
    if dtype is not None:
        input = input.to(dtype)  # type: ignore[attr-defined]
    a = input._data
    if dim is None:
        dim = implicit_dim(name, a.ndim)
    axis = check_dim(dim, a.ndim)
    if a.dtype.kind != "f":
        kernel = f"{name}_lastdim_kernel_impl" if axis in (a.ndim - 1, 0) and axis >= a.ndim - 1 else f"{name}_kernel_impl"
        raise NotImplementedError(
            f"\"{kernel}\" not implemented for '{scalar_name(input.dtype)}'\nWrite {name}(x.float(), dim={dim})."
        )
    return (input, a, axis) if a.ndim else (input, a, None)


def largest(a: ndarray, axis: int | None) -> Any:
    """The maximum along `axis`, which exp can stand; of nothing, 0."""
    return a.max(axis=axis, keepdims=True) if a.size else a.sum(axis=axis, keepdims=True)


def implicit_dim(name: str, ndim: int) -> int:
    """The dimension that PyTorch takes, with a warning, when none is given."""
    warnings.warn(
        f"Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an argument.",
        UserWarning,
        stacklevel=4,
    )
    return 0 if ndim in (0, 1, 3) else 1
