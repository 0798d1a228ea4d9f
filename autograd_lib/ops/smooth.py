"""Activation functions without a bend, element by element, each followed by its gradient rule."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._tensor import Tensor
from ..autograd.graph import Node
from ..autograd.record import record1
from . import either
from .activation import activated, floats
from .arguments import array_of, check_dim
from .pointwise import quietly, tanh


def gelu(input: Tensor, *, approximate: str = "none") -> Tensor:
    """x times the probability P(x) that a normal random number is below x; "tanh": a quicker formula for nearly that.

    d gelu(x)/dx = P(x) + x p(x), with the density p of the normal distribution.
    """
    a = floats(input, "GeluKernelImpl")
    if approximate not in ("none", "tanh"):
        raise RuntimeError(f"approximate argument must be either none or tanh.\nGiven was {approximate!r}.")
    with np.errstate(all="ignore"):
        if approximate == "none":
            result = 0.5 * a * (1 + either.erf(a * math.sqrt(0.5)))
        else:
            result = 0.5 * a * (1 + np.tanh(GELU_SCALE * (a + GELU_CUBIC * a * a * a)))
    return record1(GeluBackward0, result, input, (a, approximate))


GELU_SCALE, GELU_CUBIC = math.sqrt(2 / math.pi), 0.044715


class GeluBackward0(Node):
    saves = ("self", "approximate")

    @staticmethod
    def backward(ctx: Any, grad: Any, x: Any, approximate: str) -> Any:
        if approximate == "none":
            probability = 0.5 * (1 + either.erf(x * math.sqrt(0.5)))
            density = either.exp(x * x * -0.5) * (1 / math.sqrt(2 * math.pi))
            return grad * (probability + x * density)
        curve = either.tanh(GELU_SCALE * (x + GELU_CUBIC * x * x * x))
        slope = (1 - curve * curve) * (GELU_SCALE * (1 + 3 * GELU_CUBIC * x * x))
        return grad * (0.5 * (1 + curve) + 0.5 * x * slope)


def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """x * sigmoid(x).  d silu(x)/dx = s (1 + x (1 - s)), with s = sigmoid(x)."""
    a = floats(input, "silu_cpu")
    with np.errstate(invalid="ignore"):
        return activated(SiluBackward0, a * either.logistic(a), input, (a,), inplace)


class SiluBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, x: Any) -> Any:
        s = either.sigmoid(x)
        return grad * (s * (1 + x * (1 - s)))


def mish(input: Tensor, inplace: bool = False) -> Tensor:
    """x * t, with t = tanh(softplus(x)).  d mish(x)/dx = t + x sigmoid(x) (1 - t²)."""
    a = floats(input, "mish_cpu")
    with np.errstate(all="ignore"):
        return activated(MishBackward0, a * np.tanh(np.logaddexp(a, 0)), input, (a,), inplace)


class MishBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, x: Any) -> Any:
        t = either.tanh(either.softplus(x))
        return grad * (t + x * either.sigmoid(x) * (1 - t * t))


def softplus(input: Tensor, beta: float = 1.0, threshold: float = 20.0) -> Tensor:
    """log(1 + exp(beta x)) / beta, a smooth ReLU; x itself where beta x is above the threshold.

    d softplus(x)/dx = sigmoid(beta x).
    """
    a = floats(input, "softplus_cpu")
    with np.errstate(all="ignore"):
        steep = a * beta
        result = np.where(steep > threshold, a, np.logaddexp(steep, 0) / beta)
    return record1(SoftplusBackward0, result, input, (a, beta, threshold))


class SoftplusBackward0(Node):
    saves = ("self", "beta", "threshold")

    @staticmethod
    def backward(ctx: Any, grad: Any, x: Any, beta: float, threshold: float) -> Any:
        steep = x * beta
        return either.where(either.array(steep) > threshold, grad, grad * either.sigmoid(steep))


def logsigmoid(input: Tensor) -> Tensor:
    """log(sigmoid(x)), without overflow.  d logsigmoid(x)/dx = sigmoid(-x)."""
    a = floats(input, "log_sigmoid_cpu")
    return record1(LogSigmoidBackward0, quietly(lambda: np.minimum(a, 0) - np.log1p(np.exp(-np.abs(a)))), input, (a,))


class LogSigmoidBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, x: Any) -> Any:
        return grad * either.sigmoid(-x)


def softsign(input: Tensor) -> Tensor:
    """x / (1 + |x|)."""
    array_of(input)
    return input / (input.abs() + 1)


def tanhshrink(input: Tensor) -> Tensor:
    """x - tanh(x)."""
    array_of(input)
    return input - tanh(input)


def glu(input: Tensor, dim: int = -1) -> Tensor:
    """a * sigmoid(b), with a and b the two halves of the input along `dim`: b says how much of a gets through."""
    ndim = array_of(input).ndim
    if ndim == 0:
        raise RuntimeError("glu does not support scalars because halving size must be even\nGive at least two numbers.")
    dim = check_dim(dim, ndim)
    size = input._data.shape[dim]
    if size % 2:
        raise RuntimeError(
            f"Halving dimension must be even, but dimension {dim} is size {size}\nThe input is cut into two equal halves."
        )
    x = floats(input, "glu_cpu")
    first, second = halves(dim, size // 2)
    return record1(GluBackward0, quietly(lambda: x[first] * either.logistic(x[second])), input, (x, dim))


def halves(dim: int, half: int) -> tuple[Any, Any]:
    before = (slice(None),) * dim
    return (*before, slice(None, half)), (*before, slice(half, None))


class GluBackward0(Node):
    saves = ("self", "dim")

    @staticmethod
    def backward(ctx: Any, grad: Any, x: Any, dim: int) -> Any:
        first, second = halves(dim, x.shape[dim] // 2)
        gate = either.sigmoid(x[second])
        passed = grad * gate
        return either.concatenate([passed, passed * (1 - gate) * x[first]], dim)
