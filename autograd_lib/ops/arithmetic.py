"""Arithmetic, element by element: each operation followed by its gradient rule.

A rule gets `grad` (how much the loss changes with the result) and returns how much it changes with each input.
Broadcasting needs no care here: the engine sums a gradient down to the shape of its input.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Tensor, tensor_method, wrap
from ..arrays import as_array, beside, is_array, on_gpu, quiet
from ..autograd.graph import Node
from ..autograd.record import record1, record2
from ..dtypes import from_numpy_dtype, get_default_dtype
from ..names import CPP_NAMES
from . import either
from .arguments import NUMBERS, array_of, check_64_bits, check_broadcast, floating, operands, promoted


def operator(function: Any, swapped: bool = False, numbers: tuple[type, ...] = NUMBERS) -> Any:
    """A Python operator from an operation.  What it cannot combine with, it leaves to the other operand."""
    known = (Tensor, *numbers)
    if swapped:

        def method(self: Tensor, other: Any) -> Any:
            return function(other, self) if isinstance(other, known) else NotImplemented

    else:

        def method(self: Tensor, other: Any) -> Any:
            try:
                return function(self, other)
            except TypeError:
                if isinstance(other, known):
                    raise
                return NotImplemented

    return method


def inplace_operator(function: Any) -> Any:
    """`x += y` from the in-place method."""
    known = (Tensor, *NUMBERS)

    def method(self: Tensor, other: Any) -> Any:
        return function(self, other) if isinstance(other, known) else NotImplemented

    return method


# --- sums and differences ---------------------------------------------------------------------------------------------


@tensor_method(inplace=np.add)
def add(input: Tensor, other: Any, *, alpha: Any = 1, out: Tensor | None = None) -> Tensor:
    """Sum `input + alpha * other`.  d(a+b)/da = 1, d(a+b)/db = 1."""
    a, b = operands(input, other)
    if alpha != 1:
        b = b * check_alpha(alpha, a)
    try:
        return record2(AddBackward0, a + b, input, other, (alpha,), out)
    except ValueError:
        check_broadcast(a, b)


class AddBackward0(Node):
    saves = ("alpha",)

    @staticmethod
    def backward(ctx: Any, grad: Any, alpha: Any) -> Any:
        return grad, (grad if alpha == 1 else grad * alpha)


@tensor_method(inplace=np.subtract)
def sub(input: Tensor, other: Any, *, alpha: Any = 1, out: Tensor | None = None) -> Tensor:
    """Difference `input - alpha * other`.  d(a-b)/da = 1, d(a-b)/db = -1."""
    a, b = operands(input, other)
    if other.__class__ is bool or a is not input._data or (isinstance(other, Tensor) and b is not other._data):
        check_no_bool(input, other)
    if alpha != 1:
        b = b * check_alpha(alpha, a)
    try:
        return record2(SubBackward0, a - b, input, other, (alpha,), out)
    except ValueError:
        check_broadcast(a, b)
    except TypeError:
        raise no_bool_subtraction() from None


class SubBackward0(Node):
    saves = ("alpha",)

    @staticmethod
    def backward(ctx: Any, grad: Any, alpha: Any) -> Any:
        return grad, (-grad if ctx.edges[1] is not None else None) if alpha == 1 else grad * -alpha


def rsub(input: Tensor, other: Any, *, alpha: Any = 1) -> Tensor:
    """`other - alpha * input`, the difference the other way round."""
    a, b = operands(input, other)
    check_no_bool(input, other)
    if alpha != 1:
        a = a * check_alpha(alpha, a)
    try:
        if isinstance(other, Tensor):
            return record2(RsubBackward0, b - a, input, other, (alpha,))
        return record1(RsubBackward1, b - a, input, (alpha,))
    except TypeError:
        raise no_bool_subtraction() from None


class RsubBackward0(Node):
    inputs = ("self", "other")
    saves = ("alpha",)

    @staticmethod
    def backward(ctx: Any, grad: Any, alpha: Any) -> Any:
        return grad * -alpha, grad


class RsubBackward1(Node):
    saves = ("alpha",)

    @staticmethod
    def backward(ctx: Any, grad: Any, alpha: Any) -> Any:
        return grad * -alpha


def check_alpha(alpha: Any, a: Any) -> Any:
    """`alpha` must not change the dtype of the result."""
    if a.dtype.kind != "f" and isinstance(alpha, float):
        raise RuntimeError(
            "For integral input tensors, argument alpha must not be a floating point number.\n"
            "Convert the tensor first: x.float()."
        )
    check_64_bits(alpha)
    return alpha


def check_no_bool(input: Any, other: Any) -> None:
    """Truth values cannot be subtracted, not even from numbers."""
    kinds = [
        each._data.dtype.kind if isinstance(each, Tensor) else "b" if each.__class__ is bool else ""
        for each in (input, other)
    ]
    if "b" in kinds and kinds != ["b", "b"]:
        raise RuntimeError(
            "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the "
            "`~` or `logical_not()` operator instead."
        )


def no_bool_subtraction() -> RuntimeError:
    return RuntimeError(
        "Subtraction, the `-` operator, with two bool tensors is not supported. "
        "Use the `^` or `logical_xor()` operator instead."
    )


@tensor_method(inplace=True)
def neg(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """`-input`.  d(-x)/dx = -1."""
    try:
        return record1(NegBackward0, -array_of(input), input, (), out)
    except TypeError:
        if not isinstance(input, Tensor):
            raise
        raise RuntimeError(
            "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the "
            "`~` or `logical_not()` operator instead."
        ) from None


class NegBackward0(Node):
    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        return -grad


@tensor_method
def positive(input: Tensor) -> Tensor:
    """`+input`: the tensor itself."""
    if array_of(input).dtype.kind == "b":
        raise RuntimeError("The `+` operator, on a bool tensor is not supported.\nWrite x.int() first.")
    return input


# --- products and quotients -------------------------------------------------------------------------------------------


@tensor_method(inplace=np.multiply)
def mul(input: Tensor, other: Any, *, out: Tensor | None = None) -> Tensor:
    """Product.  d(ab)/da = b, d(ab)/db = a."""
    a, b = operands(input, other)
    try:
        return record2(MulBackward0, a * b, input, other, (a, b), out)
    except ValueError:
        check_broadcast(a, b)


class MulBackward0(Node):
    inputs = saves = ("self", "other")
    bilinear = True

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, other: Any) -> Any:
        return (None if other is None else grad * other), (None if input is None else grad * input)


def scale(input: Tensor, factor: Any) -> Tensor:
    """`input` times a plain number, as PyTorch's own rules record it."""
    return record1(MulBackward1, input._data * factor, input, (factor,))


class MulBackward1(Node):
    saves = ("other",)

    @staticmethod
    def backward(ctx: Any, grad: Any, other: Any) -> Any:
        return either.scale(grad, other)


@tensor_method(inplace=True)
def div(input: Tensor, other: Any, *, rounding_mode: str | None = None, out: Tensor | None = None) -> Tensor:
    """Quotient, always of floats; `rounding_mode="floor"` or `"trunc"` rounds it and keeps integers integers.

    d(a/b)/da = 1/b, d(a/b)/db = -a/b².
    """
    a, b = operands(input, other)
    if rounding_mode is not None:
        return divide_rounded(input, other, a, b, rounding_mode, out)
    if a.dtype.kind != "f":  # each operand as a float at once: an int8 of -1 would be 255 in a common uint8
        a, b = (as_array(x._data if isinstance(x, Tensor) else x, get_default_dtype().numpy) for x in (input, other))
        a, b = beside(a, b), beside(b, a)
    try:
        with quiet():
            result = np.true_divide(a, b)
    except ValueError:
        check_broadcast(a, b)
    kept = a if isinstance(other, Tensor) and other.requires_grad else None
    return record2(DivBackward0, result, input, other, (kept, b), out)


class DivBackward0(Node):
    inputs = saves = ("self", "other")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, other: Any) -> Any:
        quotient = grad / other
        to_input, to_other = ctx.edges
        return quotient, (None if to_other is None else -quotient * (input / other))


def divide_rounded(input: Any, other: Any, a: Any, b: Any, rounding_mode: str, out: Tensor | None) -> Tensor:
    """`div` with a rounding mode; the result is constant between its steps, so the gradient is 0."""
    if rounding_mode == "floor":
        rounded = floor_quotient(a, b)
    elif rounding_mode == "trunc":
        check_zero(a, b)
        with np.errstate(divide="ignore", invalid="ignore"):
            rounded = np.trunc(np.true_divide(a, b)) if a.dtype.kind == "f" else truncated_quotient(a, b)
    else:
        raise RuntimeError(
            f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{rounding_mode}'\n"
            "None divides exactly, 'floor' rounds down (as Python's //), 'trunc' rounds toward zero."
        )
    return record2(DivBackward2, rounded, input, other, (), out)


class DivBackward2(Node):
    inputs = ("self", "other")

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        return grad * 0, grad * 0


def check_zero(a: Any, b: Any) -> None:
    """Integers cannot be divided by zero (floats give inf or nan)."""
    if a.dtype.kind in "iub" and a.size and not np.all(b):
        raise RuntimeError(
            "ZeroDivisionError\nAn integer was divided by zero; with x.float() the result would be inf or nan."
        )


def truncated_quotient(a: Any, b: Any) -> Any:
    """Integer division that rounds toward zero."""
    quotient, rest = np.divmod(a, b)
    return quotient + ((rest != 0) & (quotient < 0)).astype(quotient.dtype)


def refuse_bool(a: Any, kernel: str) -> None:
    """Operations that PyTorch does not have for truth values."""
    if a.dtype.kind == "b":
        raise NotImplementedError(f"\"{kernel}\" not implemented for 'Bool'\nWrite x.int() first.")


def floor_quotient(a: Any, b: Any) -> Any:
    """The largest whole number not above a/b; of floats as PyTorch rounds it."""
    refuse_bool(a, "div_floor_cpu")
    check_zero(a, b)
    try:
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            if a.dtype.kind != "f":
                return a // b
            b = beside(as_array(b, a.dtype), a)
            whole = np.floor_divide(a, b) if not on_gpu(a) else np.rint((a - modulo(a, b)) / b)
            return np.where(b == 0, np.true_divide(a, b), whole).astype(a.dtype)
    except ValueError:
        check_broadcast(a, b)


def modulo(a: Any, b: Any) -> Any:
    """NumPy's remainder.  (CuPy computes it from the rounded quotient: 2 % 0.4 gives 0 there, not what is left of 2.)"""
    if not on_gpu(a) or a.dtype.kind != "f":
        return np.remainder(a, b)
    rest = np.fmod(a, b)
    return np.where((rest != 0) & ((rest < 0) != (b < 0)), rest + b, np.copysign(rest, b) if is_array(b) else rest)


@tensor_method(inplace=True)
def floor_divide(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """`input // other`: the quotient rounded down."""
    a, b = operands(input, other)
    return record2(FloorDivideBackward, floor_quotient(a, b), input, other, (), out)


class FloorDivideBackward(Node):
    inputs = ("self", "other")

    def name(self) -> str:
        return "NotImplemented"

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        raise RuntimeError(
            "derivative for aten::floor_divide is not implemented\n"
            "x // y is flat between its steps; write torch.div(x, y, rounding_mode='floor') to get a gradient of 0."
        )


@tensor_method(inplace=True)
def remainder(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """`input % other`, with the sign of the divisor as in Python.  d(a%b)/da = 1, d(a%b)/db = -floor(a/b)."""
    a, b = operands(input, other)
    refuse_bool(a, "remainder_cpu")
    check_zero(a, b)
    try:
        with np.errstate(divide="ignore", invalid="ignore"):
            result = modulo(a, b)
    except ValueError:
        check_broadcast(a, b)
    if isinstance(other, Tensor):
        return record2(RemainderBackward1, result, input, other, (floor_quotient(a, b),), out)
    return record1(RemainderBackward0, result, input, (), out)


class RemainderBackward0(Node):
    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        return grad


class RemainderBackward1(Node):
    inputs = ("self", "other")
    saves = ("quotient",)

    @staticmethod
    def backward(ctx: Any, grad: Any, quotient: Any) -> Any:
        return grad, -grad * quotient


@tensor_method(inplace=True)
def fmod(input: Tensor, other: Any, *, out: Tensor | None = None) -> Tensor:
    """The remainder with the sign of the dividend (C's fmod).  d/da = 1, d/db = -trunc(a/b)."""
    a, b = operands(input, other)
    refuse_bool(a, "fmod_cpu")
    check_zero(a, b)
    with np.errstate(divide="ignore", invalid="ignore"):
        try:
            result = np.fmod(a, b)
        except ValueError:
            check_broadcast(a, b)
        if not isinstance(other, Tensor):
            return record1(FmodBackward0, result, input, (), out)
        return record2(FmodBackward1, result, input, other, (np.trunc(np.true_divide(a, b)).astype(result.dtype),), out)


class FmodBackward0(RemainderBackward0):
    pass


class FmodBackward1(RemainderBackward1):
    pass


@tensor_method(inplace=True)
def reciprocal(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """1 / input.  d(1/x)/dx = -1/x²."""
    with np.errstate(divide="ignore"):
        result = np.reciprocal(floating(input))
    return record1(ReciprocalBackward0, result, input, (result,), out)


class ReciprocalBackward0(Node):
    saves = ("result",)

    @staticmethod
    def backward(ctx: Any, grad: Any, result: Any) -> Any:
        return -grad * (result * result)


# --- powers -----------------------------------------------------------------------------------------------------------


@tensor_method(inplace=True)
def pow(input: Any, exponent: Any, *, out: Tensor | None = None) -> Tensor:
    """`input ** exponent`.  d(x^n)/dx = n x^(n-1), d(a^x)/dx = a^x log(a)."""
    if exponent.__class__ is int and exponent == 2 and isinstance(input, Tensor) and input._data.dtype.kind == "f":
        a = input._data
        return record1(PowBackward0, a * a, input, (a, exponent), out)
    a, b = operands(input, exponent)
    if exponent.__class__ is int and a.dtype.kind == "f":
        with quiet():
            return record1(PowBackward0, np.power(a, b), input, (a, exponent), out)
    if a.dtype.kind in "iu" and not isinstance(exponent, Tensor):
        check_exponent(a, int(exponent))
    if isinstance(exponent, Tensor):
        refuse_bool(a, "pow")
    with quiet():
        try:
            if isinstance(exponent, Tensor):
                result = integer_power(a, b) if a.dtype.kind in "iu" else np.power(a, b)
                if isinstance(input, Tensor):
                    return record2(PowBackward1, result, input, exponent, (a, b, result), out)
                return record1(PowBackward2, result, exponent, (a, b, result), out)
        except ValueError:
            check_broadcast(a, b)
        if a.dtype.kind == "b":  # True ** False is True, False ** True is False
            result = a | (not exponent)
        else:
            result = a * a if exponent == 2 else np.power(a, b)
    return record1(PowBackward0, result, input, (a, exponent), out)


class PowBackward0(Node):
    saves = ("self", "exponent")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, exponent: Any) -> Any:
        if exponent == 0:
            return grad * 0
        if exponent == 2 and not isinstance(grad, Tensor):
            return grad * (input + input)
        with quiet():
            return grad * either.scale(input ** (exponent - 1), exponent)


class PowBackward1(Node):
    inputs = ("self", "exponent")
    saves = ("self", "exponent", "result")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, exponent: Any, result: Any) -> Any:
        to_input, to_exponent = ctx.edges
        with quiet():
            a = b = None
            if to_input is not None:
                slope = exponent * input ** (exponent - 1)
                a = grad * either.where(either.array(exponent) == 0, 0.0, slope)
            if to_exponent is not None:
                b = grad * either.where(
                    (either.array(input) == 0) & (either.array(exponent) >= 0), 0.0, result * either.log(input)
                )
        return a, b


class PowBackward2(Node):
    """A number to the power of a tensor."""

    inputs = ("exponent",)
    saves = ("base", "exponent", "result")

    @staticmethod
    def backward(ctx: Any, grad: Any, base: Any, exponent: Any, result: Any) -> Any:
        base = float(as_array(either.array(base)))
        if base == 0:
            return grad * either.where(either.array(exponent) >= 0, 0.0, result * -np.inf)
        return grad * (result * (float(np.log(base)) if base > 0 else np.nan))


def check_exponent(a: Any, exponent: int) -> None:
    """A number as the exponent of integers must be one of them, and not negative."""
    if exponent < 0:
        raise RuntimeError(
            "Integers to negative integer powers are not allowed.\nThe result is a fraction: write x.float() ** -1."
        )
    if exponent > np.iinfo(a.dtype).max:
        raise RuntimeError(
            f"value cannot be converted to type {CPP_NAMES[from_numpy_dtype(a.dtype).name]} without overflow\n"
            f"The exponent {exponent} is larger than any number of the tensor's dtype: convert the tensor first."
        )


def integer_power(a: Any, b: Any) -> Any:
    """Integer powers; where the exponent is negative, 1/a^n is rounded toward zero, as in PyTorch."""
    if not np.any(b < 0):
        return np.power(a, b)
    result = np.power(a, np.where(b < 0, 0, b))
    small = np.where(a == 1, 1, np.where(a == -1, np.where(b % 2 == 0, 1, -1), 0))
    return np.where(b < 0, small, result).astype(a.dtype)


@tensor_method(inplace=True)
def square(input: Tensor) -> Tensor:
    """`input ** 2`."""
    array_of(input)
    return pow(input, 2)


# --- Python's operators -----------------------------------------------------------------------------------------------


def _reversed_division(other: Any, self: Tensor) -> Tensor:
    """number / tensor, as PyTorch computes it: the reciprocal, times the number."""
    return mul(reciprocal(self), other)


def _reversed_power(other: Any, self: Tensor) -> Tensor:
    return pow(other, self)


def _reversed_floor_division(other: Any, self: Tensor) -> Tensor:
    return floor_divide(wrap(promoted(self, other)[1]), self)


def _reversed_remainder(other: Any, self: Tensor) -> Tensor:
    return remainder(other if isinstance(other, Tensor) else wrap(promoted(self, other)[1]), self)


for _name, _function, _reversed in (
    ("add", add, None),
    ("sub", sub, lambda other, self: rsub(self, other)),
    ("mul", mul, None),
    ("truediv", div, _reversed_division),
    ("floordiv", floor_divide, _reversed_floor_division),
    ("mod", remainder, _reversed_remainder),
    ("pow", pow, _reversed_power),
):
    setattr(Tensor, f"__{_name}__", operator(_function))
    setattr(Tensor, f"__r{_name}__", operator(_reversed, swapped=True) if _reversed else operator(_function))
for _name, _method in (
    ("add", "add_"), ("sub", "sub_"), ("mul", "mul_"), ("truediv", "div_"), ("floordiv", "floor_divide_"),
    ("mod", "remainder_"), ("pow", "pow_"),
):  # fmt: skip
    setattr(Tensor, f"__i{_name}__", inplace_operator(getattr(Tensor, _method)))
Tensor.__neg__ = neg
Tensor.__pos__ = positive

subtract, multiply, divide, true_divide, negative = sub, mul, div, div, neg
for _name in ("subtract", "multiply", "divide", "true_divide", "negative"):
    setattr(Tensor, _name, globals()[_name])
for _name, _function in (
    ("subtract", "sub"), ("multiply", "mul"), ("divide", "div"), ("true_divide", "div"), ("negative", "neg"),
):  # fmt: skip
    setattr(Tensor, _name + "_", getattr(Tensor, _function + "_"))
