"""Size and bounds, element by element: abs, clamp, maximum, minimum."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Tensor, tensor_method, wrap
from ..arrays import as_array, beside
from ..autograd.graph import Node
from ..autograd.record import record, record1, record2
from . import either
from .arguments import NUMBERS, array_of, check_broadcast, operands, promoted, type_name


@tensor_method(inplace=True)
def abs(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Absolute value.  d|x|/dx = sign(x), and 0 at 0."""
    a = array_of(input)
    if a.dtype.kind == "b":
        raise NotImplementedError("\"abs_cpu\" not implemented for 'Bool'\nA truth value has no sign: write x.int().")
    return record1(AbsBackward0, np.abs(a), input, (a,), out)


class AbsBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        return grad * either.sign(input)


@tensor_method(inplace=True)
def clamp(input: Tensor, min: Any = None, max: Any = None, *, out: Tensor | None = None) -> Tensor:
    """Every element brought into [min, max].  The gradient is 1 inside (and on the border), 0 outside."""
    array_of(input)
    if min is None and max is None:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None\nWrite x.clamp(min=0).")
    if isinstance(min, Tensor) or isinstance(max, Tensor):
        return clamp_to_tensors(input, min, max, out)
    a, result = between(input, min, max)
    return record1(ClampBackward1, result, input, (a, min, max), out)


class ClampBackward1(Node):
    saves = ("self", "min", "max")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, min: Any, max: Any) -> Any:
        x = either.array(input)
        low = -np.inf if min is None else min
        high = np.inf if max is None else max
        return either.kept(grad, (x >= low) & (x <= high))


def between(input: Tensor, min: Any, max: Any) -> tuple[Any, Any]:
    """The input in its common dtype with the numbers `min` and `max` (or None), and the same brought between them."""
    for bound in (0, min, max):  # 0: bools become integers
        if bound is not None:
            input = wrap(operands(input, bound)[0])
    a = result = input._data
    if min is not None:
        result = np.maximum(result, beside(as_array(min).astype(a.dtype), a))
    if max is not None:
        result = np.minimum(result, beside(as_array(max).astype(a.dtype), a))
    return a, result


def clamp_to_tensors(input: Tensor, min: Any, max: Any, out: Tensor | None) -> Tensor:
    """`clamp` with bounds that are tensors: these get a gradient too, where they are what was chosen."""
    given = [each for each in (input, min, max) if each is not None]
    arrays = iter(promoted(*given))
    a = next(arrays)
    low = None if min is None else next(arrays)
    high = None if max is None else next(arrays)
    result = a
    try:
        if low is not None:
            result = np.maximum(result, low)
        if high is not None:
            result = np.minimum(result, high)
    except ValueError:
        check_broadcast(result, as_array(high if low is None else low))
    return record(ClampBackward0, result, (input, min, max), (a, low, high), out)


class ClampBackward0(Node):
    inputs = saves = ("self", "min", "max")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, min: Any, max: Any) -> Any:
        x = either.array(input)
        low = -np.inf if min is None else either.array(min)
        high = np.inf if max is None else either.array(max)
        to_input, to_min, to_max = ctx.edges
        return (
            None if to_input is None else either.kept(grad, as_array((x >= low) & (x <= high))),
            None if to_min is None else either.kept(grad, as_array((low < high) & (x < low))),
            None if to_max is None else either.kept(grad, as_array((x > high) | (low > high))),
        )


def masked(condition: Any, like: Any) -> Any:
    """A condition as something that multiplies a gradient: an array, or a Tensor where the gradient is one."""
    return wrap(as_array(condition)) if isinstance(like, Tensor) else condition


@tensor_method
def maximum(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The larger of two elements.  The gradient goes to the larger; of two equal ones each gets half."""
    return _choose(input, other, np.maximum, MaximumBackward0, "maximum", out)


@tensor_method
def minimum(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The smaller of two elements.  The gradient goes to the smaller; of two equal ones each gets half."""
    return _choose(input, other, np.minimum, MinimumBackward0, "minimum", out)


def _choose(input: Any, other: Any, choose: Any, rule: type[Node], name: str, out: Tensor | None) -> Tensor:
    for position, (value, argument) in enumerate(((input, "input"), (other, "other")), 1):
        if not isinstance(value, Tensor):
            raise TypeError(
                f"{name}(): argument '{argument}' (position {position}) must be Tensor, not {type_name(value)}\n"
                f"Write torch.clamp(x, {'min' if name == 'maximum' else 'max'}={value!r:.20}) for a number."
            )
    a, b = operands(input, other)
    try:
        return record2(rule, choose(a, b), input, other, (a, b), out)
    except ValueError:
        check_broadcast(a, b)


class MaximumBackward0(Node):
    inputs = saves = ("self", "other")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, other: Any) -> Any:
        a, b = either.array(input), either.array(other)
        first = ((a > b) + 0.5 * (a == b)).astype(a.dtype)
        return grad * masked(first, grad), grad * masked(1 - first, grad)


class MinimumBackward0(Node):
    inputs = saves = ("self", "other")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, other: Any) -> Any:
        return MaximumBackward0.backward(ctx, grad, other, input)


@tensor_method(inplace=True)
def clamp_min(input: Tensor, min: Any, *, out: Tensor | None = None) -> Tensor:
    """Every element at least `min`."""
    array_of(input)
    if not isinstance(min, NUMBERS):
        return _choose(input, min, np.maximum, ClampMinBackward1, "clamp_min", out)
    a, result = between(input, min, None)
    return record1(ClampMinBackward0, result, input, (a, min, None), out)


class ClampMinBackward0(ClampBackward1):
    """`clamp` with a lower bound only."""


class ClampMinBackward1(Node):
    """The bound is a Tensor: it gets the gradient where it was chosen."""

    inputs = saves = ("self", "min")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, min: Any) -> Any:
        inside = as_array(either.array(input) >= either.array(min))
        return either.kept(grad, inside), either.kept(grad, ~inside)


@tensor_method(inplace=True)
def clamp_max(input: Tensor, max: Any, *, out: Tensor | None = None) -> Tensor:
    """Every element at most `max`."""
    array_of(input)
    if not isinstance(max, NUMBERS):
        return _choose(input, max, np.minimum, ClampMaxBackward1, "clamp_max", out)
    a, result = between(input, None, max)
    return record1(ClampMaxBackward0, result, input, (a, None, max), out)


class ClampMaxBackward0(ClampBackward1):
    """`clamp` with an upper bound only."""


class ClampMaxBackward1(Node):
    """The bound is a Tensor: it gets the gradient where it was chosen."""

    inputs = saves = ("self", "max")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, max: Any) -> Any:
        inside = as_array(either.array(input) <= either.array(max))
        return either.kept(grad, inside), either.kept(grad, ~inside)


absolute, clip = abs, clamp
Tensor.__abs__ = Tensor.absolute = abs
Tensor.absolute_, Tensor.clip_ = Tensor.abs_, Tensor.clamp_  # type: ignore[attr-defined]
Tensor.clip = clamp
