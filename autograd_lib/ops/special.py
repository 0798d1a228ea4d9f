"""Special functions, element by element: the gamma function's family, Bessel functions, the normal distribution.

SciPy computes the values; the rules are formulas in these same functions.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._tensor import Tensor, tensor_method, wrap
from ..arrays import as_array, module_of
from ..autograd.graph import Node
from ..autograd.inplace import takes_out
from ..autograd.record import record1, record2
from . import either
from .arguments import floating, operands, type_name
from .arithmetic import scale
from .cross_entropy import plus
from .pairs import together
from .pointwise import erf

# --- the gamma function -----------------------------------------------------------------------------------------------


@tensor_method(inplace=True)
def lgamma(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log |Γ(x)|, where Γ(n) = (n - 1)!.  d lgamma(x)/dx = digamma(x)."""
    a = floating(input)
    return record1(LgammaBackward0, either.special("gammaln")(a), input, (a,), out)


class LgammaBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        return grad * either.digamma(input)


@tensor_method(inplace=True)
def digamma(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Γ'(x) / Γ(x), the slope of lgamma.  d digamma(x)/dx = polygamma(1, x)."""
    a = floating(input)
    return record1(DigammaBackward0, either.special("digamma")(a), input, (a,), out)


class DigammaBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        return grad * either.polygamma(input, 1)


@takes_out
def polygamma(n: int, input: Tensor) -> Tensor:
    """The n-th derivative of digamma.  d polygamma(n, x)/dx = polygamma(n + 1, x)."""
    if n < 0:
        raise RuntimeError("polygamma(n, x) does not support negative n.\nn counts derivatives.")
    a = floating(input)
    return record1(PolygammaBackward0, either.derivative_of_digamma(a, n), input, (a, n))


class PolygammaBackward0(Node):
    saves = ("self", "n")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, n: int) -> Any:
        return grad * either.polygamma(input, n + 1)


@tensor_method(name="polygamma", inplace=True)
def _polygamma_method(self: Tensor, n: int) -> Tensor:
    """The n-th derivative of digamma."""
    return polygamma(n, self)


@tensor_method(inplace=True)
@takes_out
def mvlgamma(input: Tensor, p: int) -> Tensor:
    """The logarithm of the multivariate gamma function: lgamma at x, x - 1/2, …, x - (p-1)/2 and p(p-1)/4 log(π), summed."""
    a = floating(input)
    if p < 1:
        raise RuntimeError("p has to be greater than or equal to 1\nIt is the number of dimensions.")
    result = either.special("gammaln")(halves_below(a, p)).sum(-1) + p * (p - 1) / 4 * math.log(math.pi)
    return record1(MvlgammaBackward0, result, input, (a, p))


class MvlgammaBackward0(Node):
    saves = ("self", "p")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, p: int) -> Any:
        return grad * either.digamma(halves_below(input, p)).sum(-1)


def halves_below(x: Any, p: int) -> Any:
    """x, x - 1/2, …, x - (p-1)/2 along a new last dimension."""
    return x[..., None] - either.constant(module_of(either.array(x)).arange(p, dtype=either.array(x).dtype) / 2, x)


# --- modified Bessel functions ----------------------------------------------------------------------------------------


@tensor_method(inplace=True)
def i0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The modified Bessel function of order 0.  d i0(x)/dx = i1(x)."""
    a = floating(input)
    return record1(I0Backward0, either.special("i0")(a), input, (a,), out)


class I0Backward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        return grad * either.i1(input)


def i0e(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """exp(-|x|) i0(x), which does not overflow.  d i0e(x)/dx = i1e(x) - sign(x) i0e(x)."""
    a = floating(input)
    result = either.special("i0e")(a)
    return record1(SpecialI0EBackward0, result, input, (a, result), out)


class SpecialI0EBackward0(Node):
    saves = ("self", "result")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, result: Any) -> Any:
        return grad * (either.i1e(input) - either.sign(input) * result)


def i1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The modified Bessel function of order 1.  d i1(x)/dx = i0(x) - i1(x) / x, and 1/2 at 0."""
    a = floating(input)
    result = either.special("i1")(a)
    return record1(SpecialI1Backward0, result, input, (a, result), out)


class SpecialI1Backward0(Node):
    saves = ("self", "result")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, result: Any) -> Any:
        zero = either.array(input) == 0
        safe = either.where(zero, 1.0, input)
        return grad * either.where(zero, 0.5, either.i0(safe) - result / safe)


def i1e(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """exp(-|x|) i1(x), which does not overflow.  d i1e(x)/dx = i0e(x) - i1e(x) (sign(x) + 1/x), and 1/2 at 0."""
    a = floating(input)
    result = either.special("i1e")(a)
    return record1(SpecialI1EBackward0, result, input, (a, result), out)


class SpecialI1EBackward0(Node):
    saves = ("self", "result")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, result: Any) -> Any:
        zero = either.array(input) == 0
        safe = either.where(zero, 1.0, input)
        return grad * either.where(zero, 0.5, either.i0e(safe) - result * (either.sign(safe) + 1 / safe))


# --- sinc, entropy, the normal distribution ---------------------------------------------------------------------------


@tensor_method(inplace=True)
def sinc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """sin(πx) / (πx), and 1 at 0.  d sinc(x)/dx = (cos(πx) - sinc(x)) / x, and 0 at 0."""
    a = floating(input)
    return record1(SincBackward0, np.sinc(a).astype(a.dtype, copy=False), input, (a,), out)


class SincBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        zero = either.array(input) == 0
        safe = either.where(zero, 1.0, input)
        angle = math.pi * safe
        return grad * either.where(zero, 0.0, (either.cos(angle) - either.sin(angle) / angle) / safe)


def entr(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """-x log(x), 0 at 0 and -inf below: what each probability adds to the entropy.  d entr(x)/dx = -log(x) - 1."""
    a = floating(input)
    return record1(SpecialEntrBackward0, either.special("entr")(a), input, (a,), out)


class SpecialEntrBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        with np.errstate(all="ignore"):
            return grad * (-(either.log(input) + 1))


def erfcx(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """exp(x²) erfc(x), which does not underflow.  d erfcx(x)/dx = 2x erfcx(x) - 2/sqrt(π)."""
    a = floating(input)
    result = either.special("erfcx")(a)
    return record1(SpecialErfcxBackward0, result, input, (a, result), out)


class SpecialErfcxBackward0(Node):
    saves = ("self", "result")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, result: Any) -> Any:
        return grad * (2 * input * result - 2 / math.sqrt(math.pi))


@takes_out
def ndtr(input: Tensor) -> Tensor:
    """The area under the standard normal curve left of x: (1 + erf(x / sqrt(2))) / 2."""
    if floating(input) is not input._data:
        input = wrap(floating(input))
    return scale(plus(erf(scale(input, math.sqrt(0.5))), 1), 0.5)


def ndtri(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of `ndtr`: the x with this area to its left.  d ndtri(p)/dp = sqrt(2π) exp(x²/2)."""
    result = either.special("ndtri")(floating(input))
    return record1(SpecialNdtriBackward0, result, input, (result,), out)


class SpecialNdtriBackward0(Node):
    saves = ("result",)

    @staticmethod
    def backward(ctx: Any, grad: Any, result: Any) -> Any:
        return grad * (either.exp(result * result / 2) * math.sqrt(2 * math.pi))


def log_ndtr(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """log(ndtr(x)), exact far to the left.  d log_ndtr(x)/dx = sqrt(2/π) / erfcx(-x / sqrt(2))."""
    a = floating(input)
    return record1(SpecialLogNdtrBackward0, either.special("log_ndtr")(a), input, (a,), out)


class SpecialLogNdtrBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        return grad / either.erfcx(input * -math.sqrt(0.5)) * math.sqrt(2 / math.pi)


def xlog1py(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """x log(1 + y), and 0 where x is 0.  d/dx = log(1 + y), d/dy = x / (1 + y)."""
    if not isinstance(input, Tensor) and not isinstance(other, Tensor):
        raise TypeError(f"xlog1py(): expected a Tensor, got ({type_name(input)}, {type_name(other)})")
    x, y = operands(input, other)
    a, b = (floating(wrap(as_array(each, np.result_type(x, y)))) for each in (x, y))
    result = together(lambda p, q: np.where((p == 0) & (q == q), 0, p * np.log1p(q)), a, b)
    if not isinstance(input, Tensor):
        return record1(SpecialXlog1PyBackward1, result, other, (a, b), out)
    if not isinstance(other, Tensor):
        return record1(SpecialXlog1PyBackward2, result, input, (a, b), out)
    return record2(SpecialXlog1PyBackward0, result, input, other, (a, b), out)


class SpecialXlog1PyBackward0(Node):
    inputs = saves = ("self", "other")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, other: Any) -> Any:
        to_input, to_other = ctx.edges
        return (
            None if to_input is None else log1p_weight(grad, input, other),
            None if to_other is None else grad * input / (other + 1),
        )


class SpecialXlog1PyBackward1(Node):
    """The first operand is a number."""

    inputs = ("other",)
    saves = ("self", "other")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, other: Any) -> Any:
        return grad * input / (other + 1)


class SpecialXlog1PyBackward2(Node):
    """The second operand is a number."""

    saves = ("self", "other")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, other: Any) -> Any:
        return log1p_weight(grad, input, other)


def log1p_weight(grad: Any, input: Any, other: Any) -> Any:
    """grad * log(1 + other), and 0 where the logarithm did not count."""
    unused = (either.array(input) == 0) & (as_array(either.array(other)) <= -1)
    return grad * either.where(unused, 0.0, either.log1p(other))
