"""Activation functions of neural networks: those that bend at a point, and softmax; each followed by its gradient rule.

Those with `inplace=True` write the result over their input.  The smooth ones (gelu, softplus, …) are in `smooth.py`,
sigmoid and tanh in `pointwise.py`.  Modules of the same names are in `nn`.
"""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
from numpy import ndarray

from .._tensor import Tensor, tensor_method
from ..arrays import as_array, as_operand, beside, module_of, quiet
from ..autograd.graph import Node
from ..autograd.inplace import assign, check_writable
from ..autograd.record import record1, record2
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


def activated(rule: type[Node], data: Any, input: Tensor, saved: tuple[Any, ...], inplace: bool) -> Tensor:
    """The recorded result, written over the input where that is asked for."""
    if not inplace:
        return record1(rule, data, input, saved)
    check_writable(input)
    return assign(input, record1(rule, data, input, saved))


def overwriting(function: Any) -> Any:
    """`relu_` from `relu`: the same with `inplace=True`."""

    def twin(input: Tensor, *args: Any, **options: Any) -> Tensor:
        return function(input, *args, inplace=True, **options)

    twin.__name__ = twin.__qualname__ = function.__name__ + "_"
    twin.__doc__ = f"`{function.__name__}`, written over the input.  Returns the input itself."
    return twin


# --- relu and its leaky relatives -------------------------------------------------------------------------------------


@tensor_method(inplace=True)
def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """max(x, 0).  d relu(x)/dx = 1 where x > 0, else 0."""
    a = array_of(input)
    if a.dtype.kind == "b":
        raise RuntimeError("Boolean inputs not supported for relu\nWrite x.float() first.")
    result = np.maximum(zeros_for(a), a)
    if inplace:
        return activated(ReluBackward0, result, input, (result,), True)
    return record1(ReluBackward0, result, input, (result,))


class ReluBackward0(Node):
    saves = ("result",)

    @staticmethod
    def backward(ctx: Any, grad: Any, result: Any) -> Any:
        above = either.array(result)
        return either.tied(either.kept(grad, above != as_operand(0, above)), result)


def zeros_for(a: ndarray) -> Any:
    """0 to compare an array with; for a batch of many numbers a whole row of zeros, with which NumPy takes half the time."""
    row = a.shape[1:]
    return np.zeros(row, a.dtype) if math.prod(row) > 100 and type(a) is ndarray else as_operand(0, a)


def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """x where positive, negative_slope * x elsewhere.  The derivative is 1 or negative_slope."""
    a = floats(input, "leaky_relu_cpu")
    rule = LeakyReluBackward1 if inplace else LeakyReluBackward0
    return activated(rule, leaky(a, negative_slope), input, (a, negative_slope), inplace)


def leaky(a: ndarray, slope: Any) -> Any:
    """One of the two terms is 0: quicker than `where`."""
    with quiet():
        return np.maximum(0, a) + np.minimum(0, a) * slope


def leaked(grad: Any, input: Any, slope: Any) -> Any:
    """The gradient where the input is positive, elsewhere `slope` times as much."""
    positive = either.array(input) > 0
    return either.tied(either.kept(grad, positive) + either.kept(grad, ~positive) * slope, input)


class LeakyReluBackward0(Node):
    saves = ("self", "negative_slope")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, negative_slope: float) -> Any:
        return leaked(grad, input, negative_slope)


class LeakyReluBackward1(LeakyReluBackward0):
    """In place."""


@tensor_method
def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """x where positive, weight * x elsewhere: a leaky ReLU whose slope (one, or one per channel) can be trained."""
    if not isinstance(weight, Tensor):
        refuse(weight, depth=1)
    a, w = array_of(input), weight._data
    if a.dtype != w.dtype:
        raise RuntimeError(
            f"prelu: Type promoting not supported. Got {scalar_name(input.dtype)} and {scalar_name(weight.dtype)}\n"
            f"Both must have one dtype: write weight.to({input.dtype!r})."
        )
    if w.size != 1:
        if a.ndim == 0:
            raise RuntimeError("Not allow zero-dim input tensor.\nA single number has no channels: give one weight.")
        channels = a.shape[1] if a.ndim > 1 else 1
        if channels != w.size:
            raise RuntimeError(
                f"Mismatch of parameter numbers and input channel size. Found parameter numbers = {w.size} and channel size "
                f"= {channels}.\nGive one weight, or as many as dimension 1 of the input has entries."
            )
    if w.ndim > 1:
        raise RuntimeError(
            f"prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = {w.ndim}\nWrite weight.flatten()."
        )
    floats(input, "prelu_cpu")
    if w.ndim != a.ndim:
        weight = weight.view(tuple(w.size if i == 1 else 1 for i in range(a.ndim)))
        w = weight._data
    return record2(PreluKernelBackward0, leaky(a, w), input, weight, (a, w))


class PreluKernelBackward0(Node):
    inputs = saves = ("self", "weight")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, weight: Any) -> Any:
        to_input, to_weight = ctx.edges
        return (
            None if to_input is None else leaked(grad, input, weight),
            None if to_weight is None else either.kept(grad * input, ~(either.array(input) > 0)),
        )


def rrelu(
    input: Tensor, lower: float = 1 / 8, upper: float = 1 / 3, training: bool = False, inplace: bool = False
) -> Tensor:
    """A leaky ReLU: while training with a random slope for each element, drawn from [lower, upper], else with its mean."""
    a = floats(input, "rrelu_with_noise_out_cpu" if training else "leaky_relu_cpu")
    if lower > upper:
        raise RuntimeError(
            f"Lower bound should be less than or equal to the upper bound\nGiven were lower={lower} and upper={upper}."
        )
    slope: Any = (lower + upper) / 2
    if training:
        from ..random import generator_for

        slope = module_of(a).ones(a.shape, a.dtype)
        negative = a <= 0
        draw = generator_for(input.device).uniform((int(negative.sum()),), lower, upper, np.float64)
        slope[negative] = beside(draw, a)
    result = as_array(a * slope) if training else leaky(a, slope)
    rule = RreluWithNoiseBackward1 if inplace else RreluWithNoiseBackward0
    return activated(rule, result, input, (a, slope), inplace)


class RreluWithNoiseBackward0(Node):
    saves = ("self", "noise")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, noise: Any) -> Any:
        return leaked(grad, input, noise)


class RreluWithNoiseBackward1(RreluWithNoiseBackward0):
    """In place."""


# --- exponential below zero -------------------------------------------------------------------------------------------


def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x where positive, alpha (exp(x) - 1) elsewhere, with the derivative 1 or alpha exp(x)."""
    a = floats(input, "elu_cpu")
    rule = EluBackward1 if inplace else EluBackward0
    return activated(rule, exponential(a, alpha), input, (a, alpha, 1.0, 1.0), inplace)


def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """scale * elu(x, alpha), with the two constants that keep mean 0 and variance 1 from layer to layer."""
    a = floats(input, "elu_cpu")
    rule = EluBackward1 if inplace else EluBackward0
    return activated(rule, exponential(a, SELU_ALPHA) * SELU_SCALE, input, (a, SELU_ALPHA, SELU_SCALE, 1.0), inplace)


SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805


def celu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x where positive, alpha (exp(x / alpha) - 1) elsewhere, with the derivative 1 or exp(x / alpha)."""
    a = floats(input, "elu_cpu")
    if alpha == 0:
        raise RuntimeError(
            "ZeroDivisionError: alpha cannot be 0 for CELU\nalpha is how far below 0 the function can fall."
        )
    rule = CeluBackward1 if inplace else CeluBackward0
    return activated(rule, exponential(a, alpha, 1 / alpha), input, (a, alpha, 1.0, 1 / alpha), inplace)


def exponential(a: ndarray, alpha: float, inner: float = 1.0) -> Any:
    """x where positive, alpha (exp(inner x) - 1) elsewhere: one of the two terms is 0."""
    return np.maximum(0, a) + np.expm1(np.minimum(0, a) * inner) * alpha


class EluBackward0(Node):
    saves = ("self", "alpha", "scale", "input_scale")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, alpha: float, scale: float, input_scale: float) -> Any:
        x = either.array(input)
        below = either.exp(either.kept(input, x < 0) * input_scale) * (alpha * scale * input_scale)
        return grad * either.where(x <= 0, below, scale)


class EluBackward1(EluBackward0):
    """In place."""


class CeluBackward0(EluBackward0):
    pass


class CeluBackward1(EluBackward0):
    """In place."""


# --- cut off ----------------------------------------------------------------------------------------------------------


def hardtanh(input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Tensor:
    """x cut off below min_val and above max_val.  The derivative is 1 strictly between them, else 0."""
    if min_val > max_val:
        raise ValueError(f"min_val cannot be greater than max_val\nGiven were min_val={min_val} and max_val={max_val}.")
    a = array_of(input)
    if a.dtype.kind == "b":
        raise RuntimeError("Bool inputs not supported for hardtanh\nWrite x.float() first.")
    low, high = (int(min_val), int(max_val)) if a.dtype.kind != "f" else (min_val, max_val)
    return activated(HardtanhBackward0, np.minimum(np.maximum(a, low), high), input, (a, low, high), inplace)


class HardtanhBackward0(Node):
    saves = ("self", "min_val", "max_val")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, min_val: float, max_val: float) -> Any:
        x = either.array(input)
        return either.tied(either.kept(grad, (x > min_val) & (x < max_val)), input)


def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """min(max(x, 0), 6).  The derivative is 1 strictly between 0 and 6, else 0."""
    array_of(input)
    return hardtanh(input, 0, 6, inplace)


def threshold(input: Tensor, threshold: float, value: float, inplace: bool = False) -> Tensor:
    """x where above the threshold, `value` elsewhere.  The derivative is 1 or 0."""
    a = array_of(input)
    if a.dtype.kind == "b":
        raise NotImplementedError("\"threshold_cpu\" not implemented for 'Bool'\nWrite x.float() first.")
    if a.dtype.kind != "f":
        threshold, value = int(threshold), int(value)
    rule = ThresholdBackward1 if inplace else ThresholdBackward0
    return activated(rule, np.where(a <= threshold, value, a), input, (a, threshold), inplace)


class ThresholdBackward0(Node):
    saves = ("self", "threshold")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, threshold: float) -> Any:
        return either.tied(either.kept(grad, ~(either.array(input) <= threshold)), input)


class ThresholdBackward1(ThresholdBackward0):
    """In place."""


@tensor_method
def hardshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """x where |x| is above lambd, 0 elsewhere.  The derivative is 1 or 0."""
    a = floats(input, "hardshrink_cpu")
    return record1(HardshrinkBackward0, either.kept(a, ~((a >= -lambd) & (a <= lambd))), input, (a, lambd))


class HardshrinkBackward0(Node):
    saves = ("self", "lambd")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, lambd: float) -> Any:
        x = either.array(input)
        return either.tied(either.kept(grad, (x < -lambd) | (x > lambd)), input)


def softshrink(input: Tensor, lambd: float = 0.5) -> Tensor:
    """x moved toward 0 by lambd, and 0 where |x| is not above it.  The derivative is 1 or 0."""
    a = floats(input, "softshrink_check")
    if not lambd >= 0:
        raise RuntimeError(
            f"lambda must be in range [0, {np.finfo(a.dtype).max:g}] for input dtype {scalar_name(input.dtype)}, but found "
            f"{lambd:g}\nIt is the distance by which x is moved."
        )
    return record1(SoftshrinkBackward0, a - np.clip(a, -lambd, lambd), input, (a, lambd))


class SoftshrinkBackward0(HardshrinkBackward0):
    pass


def hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor:
    """x/6 + 1/2, cut off below 0 and above 1: a sigmoid of straight lines."""
    a = floats(input, "hardsigmoid_cpu")
    return activated(HardsigmoidBackward0, ramp(a), input, (a,), inplace)


def ramp(a: ndarray) -> Any:
    """From 0 at -3 to 1 at 3."""
    return np.minimum(np.maximum(a + 3, 0), 6) / 6


class HardsigmoidBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        x = either.array(input)
        return either.tied(either.kept(grad / 6, (x > -3) & (x < 3)), input)


def hardswish(input: Tensor, inplace: bool = False) -> Tensor:
    """x * hardsigmoid(x).  Its derivative: 0 up to -3, x/3 + 1/2, and 1 from 3 on."""
    a = floats(input, "hardswish_cpu")
    with quiet():
        return activated(HardswishBackward0, a * ramp(a), input, (a,), inplace)


class HardswishBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        x = either.array(input)
        inside = grad * (input / 3 + 0.5)
        return either.kept(either.where(x < 3, inside, grad), ~(x <= -3))


relu_, leaky_relu_, rrelu_, elu_, selu_, celu_, hardtanh_, threshold_ = map(
    overwriting, (relu, leaky_relu, rrelu, elu, selu, celu, hardtanh, threshold)
)


# --- softmax ----------------------------------------------------------------------------------------------------------


def softmax(input: Tensor, dim: int | None = None, dtype: Any = None, *, out: Tensor | None = None) -> Tensor:
    """exp(x) divided by its sum along `dim`: positive numbers that add up to 1.

    The rule for a gradient g, with s = softmax(x): s * (g - sum(g * s)).
    """
    input, dim = prepared(input, dim, dtype, "softmax")
    a = input._data
    axis = check_dim(dim, a.ndim)
    if a.dtype.kind != "f":
        raise no_integers(input, axis, "softmax")
    over = axis if a.ndim else None
    with quiet():
        result = as_array(a - largest(a, over))
        np.exp(result, result)
        result /= sums(result, over)
    return record1(SoftmaxBackward0, result, input, (result, over), out)


class SoftmaxBackward0(Node):
    saves = ("result", "dim")

    @staticmethod
    def backward(ctx: Any, grad: Any, result: Any, dim: Any) -> Any:
        weighted = grad * result
        return weighted - result * sums(weighted, dim)


def log_softmax(input: Tensor, dim: int | None = None, dtype: Any = None, *, out: Tensor | None = None) -> Tensor:
    """log(softmax(x)) along `dim`, without overflow: x - log(sum(exp(x))).

    The rule for a gradient g: g - softmax(x) * sum(g).
    """
    input, dim = prepared(input, dim, dtype, "log_softmax")
    a = input._data
    axis = check_dim(dim, a.ndim)
    if a.dtype.kind != "f":
        raise no_integers(input, axis, "log_softmax")
    over = axis if a.ndim else None
    with quiet():
        result = as_array(a - largest(a, over))
        result -= np.log(sums(np.exp(result), over))
    return record1(LogSoftmaxBackward0, result, input, (result, over), out)


class LogSoftmaxBackward0(Node):
    saves = ("result", "dim")

    @staticmethod
    def backward(ctx: Any, grad: Any, result: Any, dim: Any) -> Any:
        return grad - either.exp(result) * sums(grad, dim)


def softmin(input: Tensor, dim: int | None = None, dtype: Any = None) -> Tensor:
    """softmax(-x) along `dim`."""
    if dim is None:
        dim = implicit_dim("softmin", array_of(input).ndim, 3)
    return softmax(-input, dim, dtype)


def prepared(input: Any, dim: Any, dtype: Any, name: str) -> tuple[Tensor, int]:
    """The input, converted to `dtype`, and the dimension, also where none is given."""
    if not isinstance(input, Tensor):
        refuse(input)
    if dtype is not None:
        input = input.to(dtype)
    return input, implicit_dim(name, input._data.ndim, 4) if dim is None else dim


def implicit_dim(name: str, ndim: int, stacklevel: int) -> int:
    """The dimension that PyTorch takes, with a warning, when none is given."""
    warnings.warn(
        f"Implicit dimension choice for {name} has been deprecated. Change the call to include dim=X as an argument.",
        UserWarning,
        stacklevel=stacklevel,
    )
    return 0 if ndim in (0, 1, 3) else 1


def sums(x: Any, axis: int | None) -> Any:
    """The sums along `axis`, which keeps length 1."""
    if isinstance(x, Tensor):
        return x.sum(axis=axis, keepdims=True)
    if x.size > 1000 and axis == x.ndim - 1:
        return either.row_sums(x)
    return np.add.reduce(x, axis, keepdims=True)


def largest(a: ndarray, axis: int | None) -> Any:
    """The maximum along `axis`: less that, nothing is too large for exp.  (Of no elements, 0.)"""
    if a.size and axis == a.ndim - 1:
        return either.row_maxima(a)
    return a.max(axis=axis, keepdims=True) if a.size else a.sum(axis=axis, keepdims=True)


def no_integers(input: Tensor, axis: int, name: str) -> NotImplementedError:
    last = "_lastdim" if axis >= input._data.ndim - 1 else ""
    return NotImplementedError(
        f"\"{name}{last}_kernel_impl\" not implemented for '{scalar_name(input.dtype)}'\nWrite {name}(x.float(), {axis})."
    )


def _needs_dim(function: Any) -> Any:
    """The Tensor method: here PyTorch insists on `dim`."""

    def method(self: Tensor, dim: Any = None, dtype: Any = None) -> Tensor:
        if dim is None:
            name = function.__name__
            raise TypeError(
                f'{name}() missing 1 required positional arguments: "dim"\nWrite x.{name}(1) for one result per row.'
            )
        return function(self, dim, dtype)

    method.__name__ = method.__qualname__ = function.__name__
    method.__doc__ = function.__doc__
    return method


Tensor.softmax = _needs_dim(softmax)
Tensor.log_softmax = _needs_dim(log_softmax)
