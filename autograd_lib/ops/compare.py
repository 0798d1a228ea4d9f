"""Comparisons, logic and choice: what answers True or False, and `where`, which chooses by it.

The answers are tensors of bools without a history: a comparison is flat between its jumps, so nothing flows through it.
"""

from __future__ import annotations

import warnings
from typing import Any, NoReturn

import numpy as np
from numpy import ndarray

from .. import dtypes
from .._tensor import Tensor, tensor_method, wrap
from ..arrays import as_array
from ..autograd.graph import Node
from ..autograd.inplace import assign, check_writable
from ..autograd.record import record, record1, record2
from ..names import scalar_name
from . import either
from .arguments import NUMBERS, advice, array_of, check_broadcast, operands, operation_name, refuse, together, type_name
from .arithmetic import inplace_operator, operator

# --- comparisons ------------------------------------------------------------------------------------------------------


@tensor_method
def eq(input: Tensor, other: Any, *, out: Tensor | None = None) -> Tensor:
    """Is each element equal to that of `other`?"""
    return compare(np.equal, input, other, out)


@tensor_method
def ne(input: Tensor, other: Any, *, out: Tensor | None = None) -> Tensor:
    """Is each element different from that of `other`?"""
    return compare(np.not_equal, input, other, out)


@tensor_method
def lt(input: Tensor, other: Any, *, out: Tensor | None = None) -> Tensor:
    """Is each element less than that of `other`?"""
    return compare(np.less, input, other, out)


@tensor_method
def le(input: Tensor, other: Any, *, out: Tensor | None = None) -> Tensor:
    """Is each element less than that of `other`, or equal?"""
    return compare(np.less_equal, input, other, out)


@tensor_method
def gt(input: Tensor, other: Any, *, out: Tensor | None = None) -> Tensor:
    """Is each element greater than that of `other`?"""
    return compare(np.greater, input, other, out)


@tensor_method
def ge(input: Tensor, other: Any, *, out: Tensor | None = None) -> Tensor:
    """Is each element greater than that of `other`, or equal?"""
    return compare(np.greater_equal, input, other, out)


def compare(function: Any, input: Any, other: Any, out: Tensor | None) -> Tensor:
    """Compare in the common dtype; `other` is a Tensor or a number."""
    if not isinstance(input, Tensor) or not isinstance(other, (Tensor, *NUMBERS)):
        no_such_form(input, other)
    a, b = operands(input, other)
    try:
        return answer(function(a, b), out)
    except ValueError:
        check_broadcast(a, b)


def answer(data: Any, out: Tensor | None) -> Tensor:
    """A Tensor of bools; `out` may be of any dtype."""
    result = wrap(data)
    if out is None:
        return result
    return record1(Node, result._data.astype(out._data.dtype), result, (), out)


def no_such_form(*given: Any) -> NoReturn:
    """PyTorch's error for arguments of which no form of the operation knows anything."""
    name = operation_name(2)
    raise TypeError(
        f"{name}() received an invalid combination of arguments - got ({', '.join(map(type_name, given))}), "
        f"but expected one of:\n{name}(input, other), with `input` a Tensor and `other` a Tensor or a number."
    )


class Overwritten(Node):
    """A comparison in place wrote its answers over the values: nothing flows back to what they were."""

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        return tuple(None if edge is None else either.zeros_like(grad) for edge in ctx.edges)


def compared_in_place(function: Any) -> Any:
    """`x.eq_(y)`: the answers as 1 and 0 of the tensor's own dtype."""
    name = function.__name__
    with_number: Any = type(f"{name.capitalize()}Backward0", (Overwritten,), {})
    with_tensor: Any = type(f"{name.capitalize()}Backward1", (Overwritten,), {"inputs": ("self", "other")})

    def method(self: Tensor, other: Any) -> Tensor:
        check_writable(self)
        numbers = function(self, other)._data.astype(self._data.dtype)
        if isinstance(other, Tensor):
            return assign(self, record2(with_tensor, numbers, self, other))
        return assign(self, record1(with_number, numbers, self))

    method.__name__ = method.__qualname__ = name + "_"
    method.__doc__ = f"`{name}`, written into this tensor as 1 and 0.  Returns the tensor itself."
    return method


for _function, _name in (
    (eq, ""), (ne, "not_equal"), (lt, "less"), (le, "less_equal"), (gt, "greater"), (ge, "greater_equal"),
):  # fmt: skip
    _twin = compared_in_place(_function)
    setattr(Tensor, _function.__name__ + "_", _twin)
    if _name:
        setattr(Tensor, _name, _function)
        setattr(Tensor, _name + "_", _twin)
not_equal, less, less_equal, greater, greater_equal = ne, lt, le, gt, ge


def _equality(function: Any) -> Any:
    """`==` and `!=`: with a NumPy array too.  What cannot be compared is not equal: Python itself says so."""

    def method(self: Tensor, other: Any) -> Any:
        if isinstance(other, ndarray):
            other = wrap(other)
        return function(self, other) if isinstance(other, (Tensor, *NUMBERS)) else NotImplemented

    return method


Tensor.__eq__ = _equality(eq)  # type: ignore[method-assign]
Tensor.__ne__ = _equality(ne)  # type: ignore[method-assign]
for _name, _function in (("lt", lt), ("le", le), ("gt", gt), ("ge", ge)):
    setattr(Tensor, f"__{_name}__", operator(_function))


# --- equal, or nearly -------------------------------------------------------------------------------------------------


@tensor_method
def equal(input: Tensor, other: Tensor) -> bool:
    """Have both tensors the same shape and the same elements?  (A nan equals nothing.)"""
    need_tensor(input, other)
    a, b = operands(input, other)
    return a.shape == b.shape and bool((a == b).all())


@tensor_method
def isclose(input: Tensor, other: Tensor, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Tensor:
    """Is |input - other| at most atol + rtol * |other|, for each element?"""
    need_tensor(input, other)
    return wrap(close(input, other, rtol, atol, equal_nan))


@tensor_method
def allclose(input: Tensor, other: Tensor, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> bool:
    """Is |input - other| at most atol + rtol * |other| for all elements?"""
    need_tensor(input, other)
    return bool(np.all(close(input, other, rtol, atol, equal_nan)))


def close(input: Tensor, other: Tensor, rtol: float, atol: float, equal_nan: bool) -> Any:
    """Where the elements are equal or close; inf is close to inf only."""
    a, b = input._data, other._data
    if a.dtype != b.dtype:
        raise RuntimeError(
            f"{scalar_name(input.dtype)} did not match {scalar_name(other.dtype)}\n"
            f"Both must have one dtype: write other.to({input.dtype!r})."
        )
    for name, value in (("rtol", rtol), ("atol", atol)):
        if not value >= 0:
            raise RuntimeError(
                f"{name} must be greater than or equal to zero, but got {value}\nA distance is not negative."
            )
    if a.dtype.kind != "f":
        a, b = (each.astype(dtypes.get_default_dtype().numpy) for each in (a, b))
    try:
        with np.errstate(all="ignore"):
            same = a == b
            if equal_nan:
                same |= np.isnan(a) & np.isnan(b)
            distance = np.abs(a - b)
            return same | (np.isfinite(distance) & (distance <= atol + np.abs(rtol * b)))
    except ValueError:
        check_broadcast(a, b)


def need_tensor(*given: Any) -> None:
    """Both operands have to be Tensors; a number is refused."""
    for each in given:
        if not isinstance(each, Tensor):
            refuse(each, depth=2)


@tensor_method
def is_nonzero(input: Tensor) -> bool:
    """The truth of a tensor with one element: is it different from 0?"""
    array_of(input)
    return bool(input)


# --- what kind of number? ---------------------------------------------------------------------------------------------


@tensor_method
def isnan(input: Tensor) -> Tensor:
    """Is each element nan (not a number)?"""
    return wrap(np.isnan(array_of(input)))


@tensor_method
def isinf(input: Tensor) -> Tensor:
    """Is each element inf or -inf?"""
    return wrap(np.isinf(array_of(input)))


@tensor_method
def isfinite(input: Tensor) -> Tensor:
    """Is each element neither inf nor nan?"""
    return wrap(np.isfinite(array_of(input)))


@tensor_method
def isposinf(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Is each element inf?"""
    return answer(array_of(input) == np.inf, out)


@tensor_method
def isneginf(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Is each element -inf?"""
    return answer(array_of(input) == -np.inf, out)


# --- logic ------------------------------------------------------------------------------------------------------------


@tensor_method(inplace=True)
def logical_and(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Are both elements true (not 0)?"""
    need_tensor(input, other)
    return logic(np.logical_and, input, other, out)


@tensor_method(inplace=True)
def logical_or(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Is at least one of the two elements true (not 0)?"""
    need_tensor(input, other)
    return logic(np.logical_or, input, other, out)


@tensor_method(inplace=True)
def logical_xor(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Is exactly one of the two elements true (not 0)?"""
    need_tensor(input, other)
    return logic(np.logical_xor, input, other, out)


@tensor_method(inplace=True)
def logical_not(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Is each element false (0)?"""
    return answer(np.logical_not(array_of(input)), out)


def logic(function: Any, input: Tensor, other: Tensor, out: Tensor | None) -> Tensor:
    try:
        return answer(function(input._data, other._data), out)
    except ValueError:
        check_broadcast(input._data, other._data)


# --- bits -------------------------------------------------------------------------------------------------------------


@tensor_method(inplace=True)
def bitwise_and(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """`input & other`: the bits that both integers have; of bools, "and"."""
    return bits(np.bitwise_and, "bitwise_and", input, other, out)


@tensor_method(inplace=True)
def bitwise_or(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """`input | other`: the bits that at least one of the integers has; of bools, "or"."""
    return bits(np.bitwise_or, "bitwise_or", input, other, out)


@tensor_method(inplace=True)
def bitwise_xor(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """`input ^ other`: the bits that exactly one of the integers has; of bools, "either … or"."""
    return bits(np.bitwise_xor, "bitwise_xor", input, other, out)


@tensor_method(inplace=True)
def bitwise_left_shift(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """`input << other`: the bits moved up, that is, input times 2 to the power of other."""
    return bits(np.left_shift, "lshift", input, other, out)


@tensor_method(inplace=True)
def bitwise_right_shift(input: Any, other: Any, *, out: Tensor | None = None) -> Tensor:
    """`input >> other`: the bits moved down, that is, input divided by 2 to the power of other, rounded down."""
    return bits(np.right_shift, "rshift", input, other, out)


@tensor_method(inplace=True)
def bitwise_not(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """`~input`: every bit turned over (-x - 1); of bools, "not"."""
    a = array_of(input)
    if a.dtype.kind == "f":
        raise no_bits("bitwise_not", a.dtype)
    return record1(Node, np.invert(a), input, (), out)


def bits(function: Any, name: str, input: Any, other: Any, out: Tensor | None) -> Tensor:
    """Combine two integers, or two bools, bit by bit."""
    if not all(isinstance(each, (Tensor, *NUMBERS)) for each in (input, other)):
        no_such_form(input, other)
    a, b = operands(input, other)
    kind = np.result_type(a, b).kind
    if kind == "f" or (kind == "b" and name.endswith("shift")):
        raise no_bits(name, np.result_type(a, b))
    try:
        return record2(Node, function(a, b), input, other, (), out)
    except ValueError:
        check_broadcast(a, b)


def no_bits(name: str, dtype: Any) -> NotImplementedError:
    return NotImplementedError(
        f"\"{name}_cpu\" not implemented for '{scalar_name(dtypes.from_numpy_dtype(dtype))}'\n"
        "Bits are those of integers: write x.int() first."
        + (" (Comparisons bind less tightly than &: write (x > 0) & (x < 1).)" if "bitwise" in name else "")
    )


def _inverted(self: Tensor) -> Tensor:
    if self._data.dtype.kind == "f":
        raise TypeError(
            "~ (operator.invert) is only implemented on integer and Boolean-type tensors\n"
            "Write ~(x > 0) to turn a condition over, -x to change the sign."
        )
    return bitwise_not(self)


for _name, _function in (
    ("and", bitwise_and), ("or", bitwise_or), ("xor", bitwise_xor),
    ("lshift", bitwise_left_shift), ("rshift", bitwise_right_shift),
):  # fmt: skip
    setattr(Tensor, f"__{_name}__", operator(_function))
    setattr(Tensor, f"__r{_name}__", operator(_function, swapped=True))
    setattr(Tensor, f"__i{_name}__", inplace_operator(getattr(Tensor, _function.__name__ + "_")))
Tensor.__invert__ = _inverted


# --- choosing ---------------------------------------------------------------------------------------------------------


def where(condition: Tensor, input: Any = None, other: Any = None, *, out: Tensor | None = None) -> Any:
    """The elements of `input` where the condition holds, those of `other` elsewhere; all three broadcast.

    `input` and `other` are Tensors or numbers.  With the condition alone: the places where it is not 0, one tensor of
    indices per dimension.  d where(c, a, b)/da = 1 where c holds, else 0, and the other way round for b.
    """
    if input is None and other is None:
        from .index import nonzero

        return nonzero(condition, as_tuple=True)
    if not isinstance(condition, Tensor) or not all(isinstance(each, (Tensor, *NUMBERS)) for each in (input, other)):
        wrong_choice(condition, input, other)
    mask = condition._data
    if mask.dtype.kind != "b":
        mask = as_mask(condition)
    a, b = operands(input, other)
    if type(mask) is not ndarray or type(a) is not ndarray:
        mask, a, b = together(mask, a, as_array(b, a.dtype))
    for each in (input, other):
        if a.dtype.kind in "iu" and each.__class__ is int:
            check_range(each, a.dtype)
    if out is not None and out._data.dtype != a.dtype:
        raise RuntimeError(
            f"Expected out type to be {scalar_name(dtypes.from_numpy_dtype(a.dtype))} but got {scalar_name(out.dtype)}\n"
            "`out` must have the common dtype of the two tensors."
        )
    try:
        result = np.where(mask, a, b)
    except ValueError:
        for x, y in ((mask, a), (mask, as_array(b)), (a, as_array(b))):
            if not fit_together(x, y):
                check_broadcast(x, y)
        raise
    return record(WhereBackward0, result, (input, other), (mask,), out, watch=(condition,))


class WhereBackward0(Node):
    inputs = ("self", "other")
    saves = raw = ("condition",)

    @staticmethod
    def backward(ctx: Any, grad: Any, condition: Any) -> Any:
        to_input, to_other = ctx.edges
        return (
            None if to_input is None else either.kept(grad, condition),
            None if to_other is None else either.kept(grad, ~condition),
        )


@tensor_method(name="where")
def _where_method(self: Tensor, condition: Tensor, other: Any) -> Tensor:
    """The elements of this tensor where the condition holds, those of `other` elsewhere."""
    return where(condition, self, other)


def as_mask(condition: Tensor) -> ndarray:
    """A condition of 0 and 1 as bools, which PyTorch allows for uint8 only."""
    if condition._data.dtype != np.uint8:
        raise RuntimeError(
            f"where expected condition to be a boolean tensor, but got a tensor with dtype {scalar_name(condition.dtype)}\n"
            "Write a comparison: torch.where(c != 0, a, b)."
        )
    warnings.warn(
        "where received a uint8 condition tensor. This behavior is deprecated and will be removed in a future version of "
        "PyTorch. Use a boolean condition instead.",
        UserWarning,
        stacklevel=3,
    )
    return condition._data != 0


def check_range(value: int, dtype: np.dtype[Any]) -> None:
    """An int must have a place in the integer type that it is to be chosen in (negative ones wrap around)."""
    info = np.iinfo(dtype)
    if not -info.max - 1 <= value <= info.max:
        name = "int" if dtype == np.int32 else f"{dtype}_t"
        raise RuntimeError(
            f"value cannot be converted to type {name} without overflow\n{value} does not lie between {info.min} and {info.max}."
        )


def fit_together(a: ndarray, b: ndarray) -> bool:
    """Can the two shapes be broadcast?"""
    return all(m == n or 1 in (m, n) for m, n in zip(a.shape[::-1], b.shape[::-1], strict=False))


def wrong_choice(condition: Any, input: Any, other: Any) -> NoReturn:
    got = ", ".join(type_name(each) for each in (condition, input, other) if each is not None)
    if not isinstance(condition, Tensor):
        hint = f"The condition is a Tensor of bools. {advice(condition)}"
    else:
        hint = "Write where(condition), or where(condition, a, b) with Tensors or numbers a and b."
    raise TypeError(f"where() received an invalid combination of arguments - got ({got}), but expected one of:\n{hint}")
