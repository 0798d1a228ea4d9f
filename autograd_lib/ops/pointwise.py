"""Functions element by element: exponentials, logarithms, roots, S-curves; each followed by its gradient rule.

Integers and bools become the default float type first.  Angles are in `trigonometry.py`, steps in `rounding.py`.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy import ndarray

from .. import dtypes
from .._tensor import Tensor, tensor_method
from ..arrays import as_array, beside, one_device, quiet
from ..autograd.graph import Node
from ..autograd.record import record, record1, record2
from ..names import cpp_name, scalar_name
from . import either
from .arguments import check_broadcast, floating, operands, refuse, type_name


def quietly(function: Any, *arrays: Any) -> Any:
    """Call a NumPy function; log(0) is -inf and sqrt(-1) is nan without a warning, as in PyTorch."""
    with quiet():
        return function(*arrays)


# --- exponentials -----------------------------------------------------------------------------------------------------


@tensor_method(inplace=True)
def exp(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """e to the power of each element.  d exp(x)/dx = exp(x)."""
    result = quietly(np.exp, floating(input))
    return record1(ExpBackward0, result, input, (result,), out)


class ExpBackward0(Node):
    saves = ("result",)

    @staticmethod
    def backward(ctx: Any, grad: Any, result: Any) -> Any:
        return grad * result


@tensor_method(inplace=True)
def exp2(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """2 to the power of each element.  d 2^x/dx = 2^x log(2)."""
    result = quietly(np.exp2, floating(input))
    return record1(Exp2Backward0, result, input, (result,), out)


class Exp2Backward0(Node):
    saves = ("result",)

    @staticmethod
    def backward(ctx: Any, grad: Any, result: Any) -> Any:
        return grad * result * math.log(2)


@tensor_method(inplace=True)
def expm1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """exp(x) - 1, exact near 0.  d expm1(x)/dx = exp(x)."""
    result = quietly(np.expm1, floating(input))
    return record1(Expm1Backward0, result, input, (result,), out)


class Expm1Backward0(Node):
    saves = ("result",)

    @staticmethod
    def backward(ctx: Any, grad: Any, result: Any) -> Any:
        return grad * (result + 1)


# --- logarithms -------------------------------------------------------------------------------------------------------


@tensor_method(inplace=True)
def log(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Natural logarithm: -inf at 0, nan below.  d log(x)/dx = 1/x."""
    a = floating(input)
    return record1(LogBackward0, quietly(np.log, a), input, (a,), out)


class LogBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        return grad / input


@tensor_method(inplace=True)
def log2(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Logarithm to the base 2.  d log2(x)/dx = 1 / (x log(2))."""
    a = floating(input)
    return record1(Log2Backward0, quietly(np.log2, a), input, (a,), out)


class Log2Backward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        return grad / (input * math.log(2))


@tensor_method(inplace=True)
def log10(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Logarithm to the base 10.  d log10(x)/dx = 1 / (x log(10))."""
    a = floating(input)
    return record1(Log10Backward0, quietly(np.log10, a), input, (a,), out)


class Log10Backward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        return grad / (input * math.log(10))


@tensor_method(inplace=True)
def log1p(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log(1 + x), exact near 0.  d log1p(x)/dx = 1 / (1 + x)."""
    a = floating(input)
    return record1(Log1PBackward0, quietly(np.log1p, a), input, (a,), out)


class Log1PBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        return grad / (input + 1)


@tensor_method(inplace=True)
def xlogy(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """x log(y), and 0 where x is 0.  d/dx = log(y), d/dy = x / y."""
    a, b = operands(input, other)
    dtype = np.result_type(a, b) if np.result_type(a, b).kind == "f" else dtypes.get_default_dtype().numpy
    a = as_array(a if isinstance(input, Tensor) else input, dtype)
    b = as_array(b if isinstance(other, Tensor) else other, dtype)
    a, b = beside(a, b), beside(b, a)
    try:
        result = quietly(lambda: np.where((a == 0) & (b == b), 0, a * np.log(b)))
    except ValueError:
        check_broadcast(a, b)
    if not isinstance(input, Tensor):
        return record1(XlogyBackward1, result, other, (a, b), out)
    if not isinstance(other, Tensor):
        return record1(XlogyBackward2, result, input, (a, b), out)
    return record2(XlogyBackward0, result, input, other, (a, b), out)


class XlogyBackward0(Node):
    inputs = saves = ("self", "other")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, other: Any) -> Any:
        to_input, to_other = ctx.edges
        return (
            None if to_input is None else log_weight(grad, input, other),
            None if to_other is None else grad * input / other,
        )


class XlogyBackward1(Node):
    """The first operand is a number."""

    inputs = ("other",)
    saves = ("self", "other")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, other: Any) -> Any:
        return grad * input / other


class XlogyBackward2(Node):
    """The second operand is a number."""

    saves = ("self", "other")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, other: Any) -> Any:
        return log_weight(grad, input, other)


def log_weight(grad: Any, input: Any, other: Any) -> Any:
    """grad * log(other), and 0 where the logarithm did not count."""
    unused = (either.array(input) == 0) & (as_array(either.array(other)) <= 0)
    return grad * either.where(unused, 0.0, either.log(other))


@tensor_method
def logaddexp(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log(exp(a) + exp(b)) without overflow.  d/da = exp(a) / (exp(a) + exp(b)), and d/db likewise."""
    a, b = two_floats(input, other, "logaddexp_cpu")
    return record2(LogaddexpBackward0, quietly(np.logaddexp, a, b), input, other, (a, b), out)


class LogaddexpBackward0(Node):
    inputs = saves = ("self", "other")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, other: Any) -> Any:
        return grad / (1 + either.exp(other - input)), grad / (1 + either.exp(input - other))


def two_floats(input: Any, other: Any, kernel: str) -> tuple[ndarray, ndarray]:
    """Two Tensors of floats, in their common dtype, whose shapes go together."""
    for each in (input, other):
        if not isinstance(each, Tensor):
            refuse(each, depth=2)
    a, b = operands(input, other)
    if a.dtype.kind != "f":
        raise NotImplementedError(
            f"\"{kernel}\" not implemented for '{scalar_name(dtypes.from_numpy_dtype(a.dtype))}'\nWrite x.float() first."
        )
    try:
        np.broadcast_shapes(a.shape, b.shape)
    except ValueError:
        check_broadcast(a, b)
    return a, b


@tensor_method(inplace=True)
def logit(input: Tensor, eps: float | None = None, *, out: Tensor | None = None) -> Tensor:
    """log(x / (1 - x)), the inverse of sigmoid; with `eps`, x is first brought into [eps, 1 - eps].

    d logit(x)/dx = 1 / (x (1 - x)) inside that interval, 0 outside (without `eps`: nan outside [0, 1]).
    """
    a = floating(input)
    x = a if eps is None else np.clip(a, eps, 1 - eps)
    return record1(LogitBackward0, quietly(lambda: np.log(x / (1 - x))), input, (a, eps), out)


class LogitBackward0(Node):
    saves = ("self", "eps")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, eps: float | None) -> Any:
        low, x = (0 if eps is None else eps), either.array(input)
        inside = (x >= low) & (x <= 1 - low)
        return either.where(inside, grad / (input * (1 - input)), math.nan if eps is None else 0.0)


# --- roots ------------------------------------------------------------------------------------------------------------


@tensor_method(inplace=True)
def sqrt(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Square root, nan below 0.  d sqrt(x)/dx = 1 / (2 sqrt(x)), inf at 0."""
    result = quietly(np.sqrt, floating(input))
    return record1(SqrtBackward0, result, input, (result,), out)


class SqrtBackward0(Node):
    saves = ("result",)

    @staticmethod
    def backward(ctx: Any, grad: Any, result: Any) -> Any:
        return grad / (2 * result)


@tensor_method(inplace=True)
def rsqrt(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """1 / sqrt(x).  d rsqrt(x)/dx = -1/2 rsqrt(x)³."""
    a = floating(input)
    result = quietly(lambda: 1 / np.sqrt(a))
    return record1(RsqrtBackward0, result, input, (result,), out)


class RsqrtBackward0(Node):
    saves = ("result",)

    @staticmethod
    def backward(ctx: Any, grad: Any, result: Any) -> Any:
        return grad * (result * result * result * -0.5)


@tensor_method(inplace=True)
def hypot(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sqrt(a² + b²) without overflow.  d/da = a / hypot(a, b), d/db = b / hypot(a, b)."""
    a, b = two_floats(input, other, "hypot_cpu")
    result = quietly(np.hypot, a, b)
    return record2(HypotBackward0, result, input, other, (a, b, result), out)


class HypotBackward0(Node):
    inputs = ("self", "other")
    saves = ("self", "other", "result")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, other: Any, result: Any) -> Any:
        return grad * (input / result), grad * (other / result)


# --- S-curves ---------------------------------------------------------------------------------------------------------


@tensor_method(inplace=True)
def tanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Hyperbolic tangent, between -1 and 1.  d tanh(x)/dx = 1 - tanh(x)²."""
    result = np.tanh(floating(input))
    return record1(TanhBackward0, result, input, (result,), out)


class TanhBackward0(Node):
    saves = ("result",)

    @staticmethod
    def backward(ctx: Any, grad: Any, result: Any) -> Any:
        return grad * (1 - result * result)


@tensor_method(inplace=True)
def sigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """1 / (1 + exp(-x)), between 0 and 1.  d sigmoid(x)/dx = sigmoid(x) (1 - sigmoid(x))."""
    result = either.logistic(floating(input))
    return record1(SigmoidBackward0, result, input, (result,), out)


class SigmoidBackward0(Node):
    saves = ("result",)

    @staticmethod
    def backward(ctx: Any, grad: Any, result: Any) -> Any:
        return grad * (result * (1 - result))


@tensor_method(inplace=True)
def erf(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The error function.  d erf(x)/dx = 2/sqrt(pi) exp(-x²)."""
    a = floating(input)
    return record1(ErfBackward0, either.special("erf")(a), input, (a,), out)


class ErfBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        return grad * (either.exp(-input * input) * (2 / math.sqrt(math.pi)))


@tensor_method(inplace=True)
def erfc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """1 - erf(x), exact where that is small.  d erfc(x)/dx = -2/sqrt(pi) exp(-x²)."""
    a = floating(input)
    return record1(ErfcBackward0, either.special("erfc")(a), input, (a,), out)


class ErfcBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        return grad * (either.exp(-input * input) * (-2 / math.sqrt(math.pi)))


@tensor_method(inplace=True)
def erfinv(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of erf, on (-1, 1).  d erfinv(x)/dx = sqrt(pi)/2 exp(erfinv(x)²)."""
    a = floating(input)
    return record1(ErfinvBackward0, either.special("erfinv")(a), input, (a,), out)


class ErfinvBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        inverse = either.erfinv(input)
        return grad * (either.exp(inverse * inverse) * (math.sqrt(math.pi) / 2))


# --- in between -------------------------------------------------------------------------------------------------------


@tensor_method(inplace=True)
@one_device
def lerp(input: Tensor, end: Tensor, weight: Any, *, out: Tensor | None = None) -> Tensor:
    """The point at `weight` on the way from `input` (0) to `end` (1): input + weight * (end - input).

    d/d(input) = 1 - weight, d/d(end) = weight, d/d(weight) = end - input.
    """
    if not isinstance(input, Tensor) or not isinstance(end, Tensor):
        got = ", ".join(type_name(each) for each in (input, end, weight))
        raise TypeError(
            f"lerp() received an invalid combination of arguments - got ({got}), but expected one of:\n"
            "lerp(input, end, weight), with Tensors `input` and `end`, and `weight` a Tensor or a number."
        )
    a, b = input._data, end._data
    for name, each in (("end", end), ("weight", weight)):
        if isinstance(each, Tensor) and each._data.dtype != a.dtype:
            raise RuntimeError(
                f"expected dtype {cpp_name(input.dtype)} for `{name}` but got dtype {cpp_name(each.dtype)}\n"
                f"All of them must have one dtype: write {name}.to({input.dtype!r})."
            )
    if a.dtype.kind != "f":
        kernel = "lerp_kernel_tensor" if isinstance(weight, Tensor) else "lerp_kernel_scalar"
        raise NotImplementedError(
            f"\"{kernel}\" not implemented for '{scalar_name(input.dtype)}'\nWrite x.float() first."
        )
    w = weight._data if isinstance(weight, Tensor) else weight
    try:
        way = b - a
        near, far = a + w * way, b - way * (1 - w)
        result = np.where(np.abs(w) < 0.5, near, far) if isinstance(weight, Tensor) else near if abs(w) < 0.5 else far
    except ValueError:
        check_broadcast(a, b)
    if isinstance(weight, Tensor):
        return record(LerpBackward1, result, (input, end, weight), (a, b, w), out)
    return record2(LerpBackward0, result, input, end, (w,), out)


class LerpBackward0(Node):
    inputs = ("self", "end")
    saves = ("weight",)

    @staticmethod
    def backward(ctx: Any, grad: Any, weight: Any) -> Any:
        return grad * (1 - weight), grad * weight


class LerpBackward1(Node):
    inputs = saves = ("self", "end", "weight")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, end: Any, weight: Any) -> Any:
        return grad * (1 - weight), grad * weight, grad * (end - input)
