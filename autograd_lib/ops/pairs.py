"""Two or three tensors combined, element by element: scaled sums, larger and smaller, signs, powers of 2, divisors."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
from numpy import ndarray

from .. import dtypes
from .._tensor import Tensor, tensor_method, wrap
from ..arrays import as_array, on_gpu
from ..autograd.graph import Node
from ..autograd.inplace import takes_out
from ..autograd.record import record, record1, record2, record_outputs
from ..names import scalar_name
from . import either
from .arguments import array_of, check_broadcast, floating, operands, promoted, refuse, return_type
from .arguments import together as on_one_device
from .arithmetic import pow
from .compare import fit_together
from .convert import cast
from .pointwise import two_floats


def together(function: Any, *arrays: Any) -> Any:
    """What NumPy makes of several arrays, without its warnings; shapes that do not go together are PyTorch's error."""
    arrays = on_one_device(*map(as_array, arrays)) if any(map(on_gpu, arrays)) else arrays
    try:
        with np.errstate(all="ignore"):
            return function(*arrays)
    except ValueError:
        for a, b in itertools.combinations(arrays, 2):
            if not fit_together(as_array(a), as_array(b)):
                check_broadcast(a, b)
        raise


# --- scaled sums ------------------------------------------------------------------------------------------------------


@tensor_method(inplace=True)
@takes_out
def addcmul(input: Tensor, tensor1: Any, tensor2: Any, *, value: Any = 1) -> Tensor:
    """`input + value * tensor1 * tensor2`."""
    a, b, c = promoted(input, tensor1, tensor2)
    value = value if a.dtype.kind == "f" else int(value)
    result = together(lambda x, y, z: x + value * (y * z), a, b, c)
    return record(AddcmulBackward0, result, (input, tensor1, tensor2), (b, c, value))


class AddcmulBackward0(Node):
    inputs = ("self", "tensor1", "tensor2")
    saves = ("tensor1", "tensor2", "value")

    @staticmethod
    def backward(ctx: Any, grad: Any, tensor1: Any, tensor2: Any, value: Any) -> Any:
        scaled = grad * value
        return grad, scaled * tensor2, scaled * tensor1


@tensor_method(inplace=True)
@takes_out
def addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Any = 1) -> Tensor:
    """`input + value * tensor1 / tensor2`."""
    a, b, c = promoted(input, tensor1, tensor2)
    if np.result_type(array_of(tensor1), array_of(tensor2)).kind != "f":
        raise RuntimeError(
            "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a true "
            "division of tensor1 and tensor2. The historic addcdiv behavior can be implemented as (input + value * "
            "torch.trunc(tensor1 / tensor2)).to(input.dtype) for integer inputs and as (input + value * tensor1 / tensor2) "
            "for float inputs. The future addcdiv behavior is just the latter implementation: (input + value * tensor1 / "
            "tensor2), for all dtypes."
        )
    result = together(lambda x, y, z: x + value * (y / z), a, b, c)
    return record(AddcdivBackward0, result, (input, tensor1, tensor2), (b, c, value))


class AddcdivBackward0(Node):
    inputs = ("self", "tensor1", "tensor2")
    saves = ("tensor1", "tensor2", "value")

    @staticmethod
    def backward(ctx: Any, grad: Any, tensor1: Any, tensor2: Any, value: Any) -> Any:
        quotient = grad * (value / tensor2)
        return grad, quotient, -quotient * (tensor1 / tensor2)


@tensor_method
@takes_out
def logaddexp2(input: Tensor, other: Tensor) -> Tensor:
    """log2(2^a + 2^b) without overflow.  d/da = 2^a / (2^a + 2^b), and d/db likewise."""
    a, b = two_floats(input, other, "logaddexp2_cpu")
    return record2(Logaddexp2Backward0, np.logaddexp2(a, b), input, other, (a, b))


class Logaddexp2Backward0(Node):
    inputs = saves = ("self", "other")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, other: Any) -> Any:
        return grad / (1 + 2 ** (other - input)), grad / (1 + 2 ** (input - other))


# --- the larger, the smaller, the sign --------------------------------------------------------------------------------


@tensor_method
@takes_out
def fmax(input: Tensor, other: Tensor) -> Tensor:
    """The larger of two elements, and of a nan and a number the number.  The gradient goes to the one that was chosen."""
    a, b = operands(input, other)
    return record2(FmaxBackward0, together(np.fmax, a, b), input, other, (a, b))


class FmaxBackward0(Node):
    inputs = saves = ("self", "other")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, other: Any) -> Any:
        a, b = either.array(input), either.array(other)
        first = (a >= b) | np.isnan(b)
        return either.kept(grad, first), either.kept(grad, ~first)


@tensor_method
@takes_out
def fmin(input: Tensor, other: Tensor) -> Tensor:
    """The smaller of two elements, and of a nan and a number the number.  The gradient goes to the one that was chosen."""
    a, b = operands(input, other)
    return record2(FminBackward0, together(np.fmin, a, b), input, other, (a, b))


class FminBackward0(Node):
    inputs = saves = ("self", "other")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, other: Any) -> Any:
        a, b = either.array(input), either.array(other)
        first = (a <= b) | np.isnan(b)
        return either.kept(grad, first), either.kept(grad, ~first)


@tensor_method(inplace=True)
@takes_out
def copysign(input: Tensor, other: Any) -> Tensor:
    """The size of `input` with the sign of `other`.  d/d(input) = 1 where the signs agree, else -1, and 0 at 0."""
    x, y = operands(input, other)
    a, b = floating(wrap(as_array(x))), floating(wrap(as_array(y)))
    result = together(np.copysign, a, b).astype(a.dtype, copy=False)
    with np.errstate(all="ignore"):
        ratio = np.where(a == 0, 0, result / a)
    if isinstance(other, Tensor):
        return record2(CopysignBackward0, result, input, other, (ratio,))
    return record1(CopysignBackward1, result, input, (ratio,))


class CopysignBackward0(Node):
    inputs = ("self", "other")
    saves = ("ratio",)

    @staticmethod
    def backward(ctx: Any, grad: Any, ratio: Any) -> Any:
        return grad * ratio, either.zeros_like(grad)


class CopysignBackward1(Node):
    """The sign is that of a number."""

    saves = ("ratio",)

    @staticmethod
    def backward(ctx: Any, grad: Any, ratio: Any) -> Any:
        return grad * ratio


@tensor_method
def signbit(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Does each element have a minus sign (-0.0 too)?"""
    a = array_of(input)
    return record1(Node, np.signbit(a) if a.dtype.kind == "f" else a < 0, input, (), out)


class NoDerivative(Node):
    """An operation that PyTorch has no derivative of."""

    inputs = ("self", "other")
    operation = ""

    def name(self) -> str:
        return "NotImplemented"

    @staticmethod
    def backward(ctx: Any, grad: Any, *saved: Any) -> Any:
        raise RuntimeError(
            f"derivative for aten::{ctx.rule.operation} is not implemented\nWrite x.detach() where no gradient is to flow."
        )


@tensor_method(inplace=True)
@takes_out
def heaviside(input: Tensor, values: Tensor) -> Tensor:
    """The step function: 0 below 0, 1 above, and `values` at 0."""
    a, b = array_of(input), array_of(values)
    if a.dtype != b.dtype:
        raise RuntimeError(
            "heaviside is not yet implemented for tensors with different dtypes.\nWrite values.to(x.dtype)."
        )
    result = together(lambda x, y: np.where(x == 0, y, x > 0).astype(x.dtype), a, b)
    return record2(HeavisideBackward, result, input, values)


class HeavisideBackward(NoDerivative):
    operation = "heaviside"


@tensor_method(inplace=True)
@takes_out
def nextafter(input: Tensor, other: Tensor) -> Tensor:
    """The next number after each element that a float can hold, on the way to `other`."""
    a, b = two_floats(input, other, "nextafter_cpu")
    return record2(NextafterBackward0, np.nextafter(a, b), input, other, (a, b))


class NextafterBackward0(Node):
    inputs = saves = ("self", "other")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, other: Any) -> Any:
        same = either.array(input) == either.array(other)
        return either.kept(grad, ~same), either.kept(grad, same)


# --- powers -----------------------------------------------------------------------------------------------------------


@tensor_method(inplace=True)
@takes_out
def ldexp(input: Tensor, other: Tensor) -> Tensor:
    """`input * 2**other`.  d/d(input) = 2^other, d/d(other) = result log(2)."""
    dtype = dtypes.result_numpy(array_of(input), floating(other))
    a, b = input._data.astype(dtype), other._data.astype(dtype)
    power = np.exp2(b)
    result = together(np.multiply, a, power)
    return record2(LdexpBackward0, result, input, other, (a, b))


class LdexpBackward0(Node):
    inputs = saves = ("self", "other")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, other: Any) -> Any:
        scaled = grad * 2**other
        return scaled, scaled * input * math.log(2)


FrexpResult = return_type("frexp", "mantissa", "exponent")


@tensor_method
def frexp(input: Tensor) -> Any:
    """Each element as mantissa * 2**exponent, with the mantissa's size in [0.5, 1).  d mantissa/dx = 2^-exponent."""
    a = array_of(input)
    if a.dtype.kind != "f":
        raise RuntimeError("torch.frexp() only supports floating-point dtypes\nWrite x.float() first.")
    mantissa, exponent = np.frexp(a)
    both = (mantissa, as_array(exponent, np.int32))
    return FrexpResult(*record_outputs(FrexpBackward0, both, (input,), (as_array(exponent),), differentiable=1))


class FrexpBackward0(Node):
    saves = raw = ("exponent",)

    @staticmethod
    def backward(ctx: Any, grad: Any, exponent: Any) -> Any:
        return grad * either.constant(np.exp2(-exponent.astype(either.array(grad).dtype)), grad)


@tensor_method(inplace=True)
@takes_out
def float_power(input: Any, exponent: Any) -> Tensor:
    """`input ** exponent`, always in float64."""
    base, power = (cast(x, dtypes.float64) if isinstance(x, Tensor) else float(x) for x in (input, exponent))
    return pow(base, power)


# --- whole numbers ----------------------------------------------------------------------------------------------------


@tensor_method(inplace=True)
@takes_out
def gcd(input: Tensor, other: Tensor) -> Tensor:
    """The greatest common divisor of two whole numbers."""
    a, b = whole_numbers(input, other, "gcd_cpu")
    return wrap(together(np.gcd, a, b))


@tensor_method(inplace=True)
@takes_out
def lcm(input: Tensor, other: Tensor) -> Tensor:
    """The least common multiple of two whole numbers."""
    a, b = whole_numbers(input, other, "lcm_cpu")
    return wrap(together(np.lcm, a, b))


def whole_numbers(input: Any, other: Any, kernel: str) -> tuple[ndarray, ndarray]:
    """Two Tensors of integers, in their common dtype."""
    for each in (input, other):
        if not isinstance(each, Tensor):
            refuse(each, depth=2)
    a, b = operands(input, other)
    if a.dtype.kind not in "iu":
        name = scalar_name(dtypes.from_numpy_dtype(a.dtype))
        raise NotImplementedError(
            f"\"{kernel}\" not implemented for '{name}'\nWhole numbers have divisors: write x.long()."
        )
    return a, b
