"""Conversion: the same values in another dtype, on another device, or written into an existing tensor."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import dtypes
from .._tensor import Tensor, tensor_method, wrap
from ..arrays import as_array, beside, device_of, module_of, move
from ..autograd.graph import Node
from ..autograd.inplace import CopyBackwards, assign, check_overlap, check_writable
from ..autograd.record import record1, record2
from ..device import check_device, device
from ..device import cpu as main_memory
from ..names import SCALAR_NAMES, tensor_type
from . import either
from .arguments import NUMBERS, array_of, check_64_bits, refuse_type, type_name
from .creation import cast_values


def cast(input: Tensor, dtype: Any, copy: bool = False, where: Any = None) -> Tensor:
    """`input` in another dtype, or on the device `where`; the tensor itself if it is that already."""
    a = input._data
    goal = dtype.numpy
    there = device_of(a) if where is None else where
    if a.dtype == goal and there is device_of(a) and not copy:
        return input
    values = move(a if a.dtype == goal and not copy else cast_values(a, goal), there)
    if goal.kind != "f":
        return wrap(values)
    return record1(ToCopyBackward0, values, input, (device_of(a),))


class ToCopyBackward0(Node):
    """The gradient goes back to where the input is; the engine casts it back to the input's dtype."""

    saves = ("device",)

    @staticmethod
    def backward(ctx: Any, grad: Any, device: device) -> Any:
        return grad.to(device) if isinstance(grad, Tensor) else move(grad, device)


@tensor_method
def to(self: Tensor, *args: Any, **options: Any) -> Tensor:
    """This tensor with another dtype or on another device: `x.to(torch.float64)`, `x.to("cpu")`, `x.to(other)`."""
    copy = bool(options.pop("copy", False))
    options.pop("non_blocking", None)
    options.pop("memory_format", None)
    dtype = options.pop("dtype", None)
    where = options.pop("device", None)
    if options:
        raise TypeError(
            f"to() got an unexpected keyword argument '{next(iter(options))}'\nKnown are dtype, device, copy."
        )
    for place, each in enumerate(args):
        if isinstance(each, Tensor):
            dtype, where = each.dtype, each.device
        elif isinstance(each, dtypes.dtype) or each in (float, int, bool):
            dtype = each
        elif isinstance(each, bool):
            copy = copy or (each and place == len(args) - 1 and place > 1)
        elif isinstance(each, (str, device, int)):
            where = each
        elif each is not None:
            raise TypeError(
                f"to() received an invalid combination of arguments - got ({type_name(each)}), but expected one of:\n"
                "a dtype, a device or a tensor: x.to(torch.float64), x.to('cpu'), x.to(other)."
            )
    goal = self.dtype if dtype is None else dtypes.as_dtype(dtype)
    return cast(self, goal, copy, None if where is None else check_device(where))


for _name, _dtype in (
    ("float", dtypes.float32), ("double", dtypes.float64), ("half", dtypes.float16), ("long", dtypes.int64),
    ("int", dtypes.int32), ("short", dtypes.int16), ("char", dtypes.int8), ("byte", dtypes.uint8), ("bool", dtypes.bool),
):  # fmt: skip

    def _method(self: Tensor, *, memory_format: Any = None, _dtype: Any = _dtype) -> Tensor:
        return cast(self, _dtype)

    _method.__name__ = _method.__qualname__ = _name
    _method.__doc__ = f"The same values as {_dtype!r}."
    setattr(Tensor, _name, _method)


@tensor_method
def cpu(self: Tensor, memory_format: Any = None) -> Tensor:
    """This tensor in the computer's main memory; the tensor itself, if it is there already."""
    return cast(self, self.dtype, where=main_memory)


@tensor_method
def cuda(self: Tensor, device: Any = None, non_blocking: bool = False) -> Tensor:
    """This tensor in the memory of the GPU; the tensor itself, if it is there already."""
    where = check_device("cuda" if device is None else device)
    if where.type != "cuda":
        raise RuntimeError("Invalid device, must be cuda device\nWrite x.cpu(), or x.to(device).")
    return cast(self, self.dtype, where=where)


@tensor_method
def pin_memory(self: Tensor, device: Any = None) -> Tensor:
    """The tensor itself: CuPy copies through pinned memory by itself.  (PyTorch's copy is one that a GPU reads faster.)"""
    return self


@tensor_method
def is_pinned(self: Tensor, device: Any = None) -> bool:
    """False: memory is not pinned here."""
    return False


@tensor_method
def type(self: Tensor, dtype: Any = None) -> Any:
    """The name of the tensor's type ('torch.FloatTensor'), or the tensor converted to a dtype or such a name."""
    if dtype is None:
        return tensor_type(self)
    if isinstance(dtype, str):
        for each in dtypes.ALL:
            if dtype == f"torch.{SCALAR_NAMES[each.name]}Tensor":
                return cast(self, each)
        raise ValueError(f"invalid type: '{dtype}'\nWrite x.to(torch.float64).")
    return cast(self, dtypes.as_dtype(dtype, "type"))


@tensor_method
def type_as(self: Tensor, other: Tensor) -> Tensor:
    """This tensor in the dtype of another."""
    return cast(self, other.dtype)


# --- writing into a tensor --------------------------------------------------------------------------------------------


@tensor_method
def copy_(self: Tensor, src: Tensor, non_blocking: bool = False) -> Tensor:
    """The values of `src`, broadcast and converted, written into this tensor."""
    if not isinstance(src, Tensor):
        refuse_type(src, "other", "Tensor")
    check_writable(self)
    check_overlap(self, src)
    src = cast(src, src.dtype, where=self.device)
    a = array_of(src)
    lead = a.ndim - self._data.ndim
    if lead > 0 or any(
        n not in (1, m) for n, m in zip(a.shape, self._data.shape[-lead if lead else 0 :], strict=False)
    ):
        try:
            values = np.broadcast_to(a, self._data.shape)
        except ValueError:
            raise no_fit(a, self._data) from None
    else:
        values = np.broadcast_to(a, self._data.shape)
    values = cast_values(values, self._data.dtype)
    return assign(self, record2(CopyBackwards, values, self, src))


def no_fit(a: Any, target: Any) -> RuntimeError:
    try:
        together = list(np.broadcast_shapes(a.shape, target.shape))
    except ValueError:
        together = list(a.shape) if a.ndim > target.ndim else []
    if together:
        return RuntimeError(
            f"output with shape {list(target.shape)} doesn't match the broadcast shape {together}\n"
            "What is copied must have the shape of the tensor it is copied into, or be broadcast to it."
        )
    for back in range(1, a.ndim + 1):
        m, n = target.shape[-back], a.shape[-back]
        if m != n and n != 1:
            break
    return RuntimeError(
        f"The size of tensor a ({m}) must match the size of tensor b ({n}) at non-singleton dimension {target.ndim - back}\n"
        f"The shapes are {list(target.shape)} and {list(a.shape)}."
    )


@tensor_method
def fill_(self: Tensor, value: Any) -> Tensor:
    """One number written into every place."""
    check_writable(self)
    if isinstance(value, Tensor):
        if value._data.ndim:
            raise RuntimeError(
                f"fill_ only supports 0-dimension value tensor but got tensor with {value._data.ndim} dimensions.\n"
                "Use copy_ to write several values."
            )
        one = beside(cast_values(value._data, self._data.dtype), self._data)
        filled = np.broadcast_to(one, self._data.shape)
        result = record2(FillBackward3, filled, self, value)
        return assign(self, result, repeats=not result._requires_grad)
    if not isinstance(value, NUMBERS):
        raise TypeError(
            f"fill_() received an invalid combination of arguments - got ({type_name(value)}), but expected one of:\n"
            "a number or a 0-dim tensor."
        )
    check_64_bits(value)
    filled = np.broadcast_to(beside(cast_values(as_array(value), self._data.dtype), self._data), self._data.shape)
    return assign(self, record1(FillBackward2, filled, self), repeats=True)


class FillBackward2(Node):
    """Nothing of the old values is left."""

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        return either.zeros_like(grad)


class FillBackward3(Node):
    inputs = ("self", "value")

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        return (either.zeros_like(grad) if ctx.edges[0] is not None else None), (
            grad.sum() if ctx.edges[1] is not None else None
        )


def fill(input: Tensor, value: Any) -> Tensor:
    """A tensor of this shape and dtype with one number in every place."""
    a = array_of(input)
    if isinstance(value, Tensor):
        filled = np.broadcast_to(beside(cast_values(value._data, a.dtype), a), a.shape).copy()
        return record2(FillBackward1, filled, input, value)
    return record1(FillBackward0, module_of(a).full(a.shape, cast_values(as_array(value), a.dtype)), input)


class FillBackward0(FillBackward2):
    pass


class FillBackward1(FillBackward3):
    """The number is a 0-dim Tensor."""


@tensor_method
def zero_(self: Tensor) -> Tensor:
    """Zero written into every place."""
    check_writable(self)
    if not self._requires_grad and not self._guarded and self._counter is not None:  # nothing to record
        self._data.fill(0)
        self._counter[0] += 1
        return self
    zeros = np.broadcast_to(module_of(self._data).zeros((), self._data.dtype), self._data.shape)
    return assign(self, record1(ZeroBackward0, zeros, self), repeats=True)


class ZeroBackward0(FillBackward2):
    pass


@tensor_method
def resize_(self: Tensor, *size: Any) -> Tensor:
    """Another shape, in place; added elements hold whatever was in memory."""
    from .arguments import shape_from

    shape = shape_from(size)
    if self.requires_grad:
        raise RuntimeError("cannot resize variables that require grad\nMake a new tensor instead.")
    old = self._data.reshape(-1)
    new = module_of(old).empty(shape, old.dtype)
    count = min(old.size, new.size)
    new.reshape(-1)[:count] = old[:count]
    self._data = new
    return self
