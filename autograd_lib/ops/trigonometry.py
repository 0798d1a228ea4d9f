"""Functions of angles (in radians) and hyperbolic functions, element by element, each followed by its gradient rule."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .. import dtypes
from .._tensor import Tensor, tensor_method
from ..autograd.graph import Node
from ..autograd.record import record1, record2
from . import either
from .arguments import check_broadcast, floating, operands, refuse
from .pointwise import quietly

# --- sine and its like ------------------------------------------------------------------------------------------------


@tensor_method(inplace=True)
def sin(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Sine.  d sin(x)/dx = cos(x)."""
    a = floating(input)
    return record1(SinBackward0, quietly(np.sin, a), input, (a,), out)


class SinBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        return grad * either.cos(input)


@tensor_method(inplace=True)
def cos(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Cosine.  d cos(x)/dx = -sin(x)."""
    a = floating(input)
    return record1(CosBackward0, quietly(np.cos, a), input, (a,), out)


class CosBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        return grad * -either.sin(input)


@tensor_method(inplace=True)
def tan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Tangent.  d tan(x)/dx = 1 + tan(x)²."""
    result = quietly(np.tan, floating(input))
    return record1(TanBackward0, result, input, (result,), out)


class TanBackward0(Node):
    saves = ("result",)

    @staticmethod
    def backward(ctx: Any, grad: Any, result: Any) -> Any:
        return grad * (1 + result * result)


# --- from a number to an angle ----------------------------------------------------------------------------------------


@tensor_method(inplace=True)
def asin(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The angle whose sine is x, in [-pi/2, pi/2].  d asin(x)/dx = 1 / sqrt(1 - x²)."""
    a = floating(input)
    return record1(AsinBackward0, quietly(np.arcsin, a), input, (a,), out)


class AsinBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        return grad / either.sqrt(1 - input * input)


@tensor_method(inplace=True)
def acos(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The angle whose cosine is x, in [0, pi].  d acos(x)/dx = -1 / sqrt(1 - x²)."""
    a = floating(input)
    return record1(AcosBackward0, quietly(np.arccos, a), input, (a,), out)


class AcosBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        return -grad / either.sqrt(1 - input * input)


@tensor_method(inplace=True)
def atan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The angle whose tangent is x, in [-pi/2, pi/2].  d atan(x)/dx = 1 / (1 + x²)."""
    a = floating(input)
    return record1(AtanBackward0, np.arctan(a), input, (a,), out)


class AtanBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        return grad / (1 + input * input)


@tensor_method(inplace=True)
def atan2(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The angle of the point (x, y) = (other, input), in [-pi, pi].  d/dy = x / (x² + y²), d/dx = -y / (x² + y²)."""
    for each in (input, other):
        if not isinstance(each, Tensor):
            refuse(each, depth=1)
    a, b = operands(input, other)
    if a.dtype.kind != "f":
        a, b = (each.astype(dtypes.get_default_dtype().numpy) for each in (a, b))
    try:
        return record2(Atan2Backward0, np.arctan2(a, b), input, other, (a, b), out)
    except ValueError:
        check_broadcast(a, b)


class Atan2Backward0(Node):
    inputs = saves = ("self", "other")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, other: Any) -> Any:
        squares = input * input + other * other
        slope = either.where(either.array(squares) == 0, 0.0, grad / squares)  # at the origin there is no angle
        return slope * other, slope * -input


# --- hyperbolic -------------------------------------------------------------------------------------------------------


@tensor_method(inplace=True)
def sinh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Hyperbolic sine, (exp(x) - exp(-x)) / 2.  d sinh(x)/dx = cosh(x)."""
    a = floating(input)
    return record1(SinhBackward0, quietly(np.sinh, a), input, (a,), out)


class SinhBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        return grad * either.cosh(input)


@tensor_method(inplace=True)
def cosh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Hyperbolic cosine, (exp(x) + exp(-x)) / 2.  d cosh(x)/dx = sinh(x)."""
    a = floating(input)
    return record1(CoshBackward0, quietly(np.cosh, a), input, (a,), out)


class CoshBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        return grad * either.sinh(input)


@tensor_method(inplace=True)
def asinh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of sinh.  d asinh(x)/dx = 1 / sqrt(x² + 1)."""
    a = floating(input)
    return record1(AsinhBackward0, np.arcsinh(a), input, (a,), out)


class AsinhBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        return grad / either.sqrt(input * input + 1)


@tensor_method(inplace=True)
def acosh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of cosh, for x >= 1.  d acosh(x)/dx = 1 / sqrt(x² - 1)."""
    a = floating(input)
    return record1(AcoshBackward0, quietly(np.arccosh, a), input, (a,), out)


class AcoshBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        return grad / either.sqrt(input * input - 1)


@tensor_method(inplace=True)
def atanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of tanh, on (-1, 1).  d atanh(x)/dx = 1 / (1 - x²)."""
    a = floating(input)
    return record1(AtanhBackward0, quietly(np.arctanh, a), input, (a,), out)


class AtanhBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        return grad / (1 - input * input)


# --- degrees ----------------------------------------------------------------------------------------------------------


@tensor_method(inplace=True)
def deg2rad(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Degrees in radians: x pi / 180."""
    return record1(Deg2RadBackward0, floating(input) * (math.pi / 180), input, (), out)


class Deg2RadBackward0(Node):
    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        return grad * (math.pi / 180)


@tensor_method(inplace=True)
def rad2deg(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Radians in degrees: x 180 / pi."""
    return record1(Rad2DegBackward0, floating(input) * (180 / math.pi), input, (), out)


class Rad2DegBackward0(Node):
    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        return grad * (180 / math.pi)


arcsin, arccos, arctan, arctan2, arcsinh, arccosh, arctanh = asin, acos, atan, atan2, asinh, acosh, atanh
for _name in ("sin", "cos", "tan", "tan2", "sinh", "cosh", "tanh"):
    setattr(Tensor, f"arc{_name}", getattr(Tensor, f"a{_name}"))
    setattr(Tensor, f"arc{_name}_", getattr(Tensor, f"a{_name}_"))
