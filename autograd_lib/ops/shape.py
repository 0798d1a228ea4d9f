"""Shape: the same numbers arranged anew.

Most of these return a *view*: a tensor on the same memory, so a change of one shows in the other.  The gradient of a
rearrangement is the rearrangement undone.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy import ndarray

from .. import dtypes
from .._tensor import Tensor, tensor_method, wrap
from ..arrays import as_contiguous, as_strided, module_of
from ..autograd.graph import Node
from ..autograd.inplace import check_writable
from ..autograd.record import record1, record_view
from ..names import tensor_type
from . import either
from .arguments import array_of, check_broadcast, check_dim, check_dims, index_of, shape_from, type_name


class _Reshape(Node):
    """Any rule whose gradient takes the input's shape again."""

    saves = ("shape",)
    passes = True

    @staticmethod
    def backward(ctx: Any, grad: Any, shape: tuple[int, ...]) -> Any:
        return grad.reshape(shape)


# --- view and reshape -------------------------------------------------------------------------------------------------


@tensor_method
def view(input: Tensor, *shape: Any) -> Tensor:
    """The same memory under another shape; one size may be -1.  Refuses where that would need a copy.

    `x.view(dtype)` reads the bytes as another dtype.
    """
    a = array_of(input)
    if len(shape) == 1 and isinstance(shape[0], dtypes.dtype):
        return wrap_view(a.view(shape[0].numpy), input)
    if not shape or not isinstance(shape[0], (int, tuple, list, Tensor, np.integer)):
        got = ", ".join(type_name(each) for each in shape)
        raise TypeError(
            f"view() received an invalid combination of arguments - got ({got}), but expected one of:\n"
            "sizes as integers, view(2, 3) or view((2, 3)), or a dtype."
        )
    sizes = resolve(shape_from(shape), a)
    try:
        result = a.reshape(sizes, copy=False)
    except ValueError:
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
            "contiguous subspaces). Use .reshape(...) instead.\n"
            f"The tensor of shape {list(a.shape)} does not lie row by row in memory (strides {input.stride()})."
        ) from None
    return record_view(ViewBackward0, result, input, (a.shape,))


class ViewBackward0(_Reshape):
    pass


class UnsafeViewBackward0(_Reshape):
    pass


class ReshapeAliasBackward0(_Reshape):
    pass


def wrap_view(array: ndarray, input: Tensor) -> Tensor:
    """A view that no gradient passes."""
    result = wrap(array)
    result._counter = input._counter
    return result


def resolve(shape: tuple[int, ...], a: ndarray) -> tuple[int, ...]:
    """A shape with its -1, if there is one, replaced by the size that fits `a`."""
    if -1 not in shape:
        for place, n in enumerate(shape):
            if n < 0:
                raise RuntimeError(
                    f"invalid shape dimension {n} at index {place} of shape {list(shape)}\nOnly -1 stands for a size."
                )
        if math.prod(shape) != a.size:
            raise invalid_shape(shape, a)
        return shape
    if shape.count(-1) > 1:
        raise RuntimeError("only one dimension can be inferred\nWrite -1 once, and the other sizes as numbers.")
    known = math.prod(n for n in shape if n != -1)
    if known == 0 and a.size == 0:
        raise RuntimeError(
            f"cannot reshape tensor of 0 elements into shape {list(shape)} because the unspecified dimension size -1 can be "
            "any value and is ambiguous\nWrite the size instead of -1."
        )
    if known <= 0 or a.size % known:
        raise invalid_shape(shape, a)
    return tuple(a.size // known if n == -1 else n for n in shape)


def invalid_shape(shape: tuple[int, ...], a: ndarray) -> RuntimeError:
    return RuntimeError(
        f"shape '{list(shape)}' is invalid for input of size {a.size}\n"
        f"The tensor has shape {list(a.shape)}: the product of the new sizes must be {a.size} too."
    )


@tensor_method
def reshape(input: Tensor, *sizes: Any, shape: Any = None) -> Tensor:
    """The same numbers under another shape: a view where possible, else a copy."""
    a = array_of(input)
    if not sizes and shape is None:
        raise TypeError('reshape() missing 1 required positional arguments: "shape"\nWrite x.reshape(2, 3).')
    sizes = resolve(shape_from(sizes if shape is None else (shape,), "shape"), a)
    if a.flags.c_contiguous:
        return record_view(ViewBackward0, a.reshape(sizes), input, (a.shape,))
    try:
        result = a.reshape(sizes, copy=False)
    except ValueError:
        copy = clone(input)
        return record1(UnsafeViewBackward0, copy._data.reshape(sizes), copy, (a.shape,))
    return record_view(ReshapeAliasBackward0, result, input, (a.shape,))


@tensor_method
def view_as(input: Tensor, other: Tensor) -> Tensor:
    """`input.view(other.shape)`."""
    return view(input, *array_of(other).shape) if other._data.ndim else view(input, ())


@tensor_method
def reshape_as(input: Tensor, other: Tensor) -> Tensor:
    """`input.reshape(other.shape)`."""
    return reshape(input, array_of(other).shape)


@tensor_method
def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """The dimensions from `start_dim` to `end_dim` (inclusive) merged into one."""
    a = array_of(input)
    if a.ndim == 0:
        return reshape(input, 1)
    start, end = check_dim(start_dim, a.ndim), check_dim(end_dim, a.ndim)
    if start > end:
        raise RuntimeError(
            "flatten() has invalid args: start_dim cannot come after end_dim\n"
            f"start_dim is dimension {start}, end_dim is dimension {end}."
        )
    if start == end:
        return input
    return reshape(input, (*a.shape[:start], math.prod(a.shape[start : end + 1]), *a.shape[end + 1 :]))


@tensor_method
def ravel(input: Tensor) -> Tensor:
    """All elements in one dimension."""
    return view(contiguous(input), -1)


@tensor_method
def unflatten(input: Tensor, dim: int, sizes: Any) -> Tensor:
    """One dimension split into several; one of the sizes may be -1."""
    a = array_of(input)
    dim = check_dim(dim, a.ndim)
    sizes = tuple(sizes)
    known = math.prod(n for n in sizes if n != -1)
    if -1 in sizes:
        sizes = tuple(a.shape[dim] // max(known, 1) if n == -1 else n for n in sizes)
    if math.prod(sizes) != a.shape[dim]:
        raise RuntimeError(
            f"unflatten: Provided sizes {list(sizes)} don't multiply up to the size of dim {dim} ({a.shape[dim]}) in the "
            "input tensor"
        )
    return view(input, (*a.shape[:dim], *sizes, *a.shape[dim + 1 :]))


# --- the order of dimensions ------------------------------------------------------------------------------------------


@tensor_method
def transpose(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Two dimensions exchanged (a view)."""
    a = array_of(input)
    dim0, dim1 = check_dim(dim0, a.ndim), check_dim(dim1, a.ndim)
    return record_view(TransposeBackward0, a.swapaxes(dim0, dim1) if a.ndim else a, input, (dim0, dim1))


class TransposeBackward0(Node):
    saves = ("dim0", "dim1")
    passes = True

    @staticmethod
    def backward(ctx: Any, grad: Any, dim0: int, dim1: int) -> Any:
        return grad.swapaxes(dim0, dim1) if grad.ndim else grad


swapaxes = swapdims = transpose


@tensor_method
def t(input: Tensor) -> Tensor:
    """The transposed matrix (a view); tensors of fewer dimensions stay as they are."""
    a = array_of(input)
    if a.ndim > 2:
        raise RuntimeError(
            f"t() expects a tensor with <= 2 dimensions, but self is {a.ndim}D\nWrite x.transpose(dim0, dim1), or x.mT."
        )
    return record_view(TBackward0, a.T, input)


class TBackward0(Node):
    passes = True

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        return grad.T


@tensor_method
def permute(input: Tensor, *order: Any, dims: Any = None) -> Tensor:
    """The dimensions in another order (a view): `x.permute(2, 0, 1)`."""
    a = array_of(input)
    dims = dims if dims is not None else order[0] if len(order) == 1 and isinstance(order[0], (tuple, list)) else order
    if len(dims) != a.ndim:
        raise RuntimeError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired ordering "
            f"of dimensions i.e. input.dim() = {a.ndim} is not equal to len(dims) = {len(dims)}\nName every dimension once."
        )
    axes = tuple(check_dim(each, a.ndim) for each in dims)
    if len(set(axes)) != len(axes):
        raise RuntimeError("permute(): duplicate dims are not allowed.\nName every dimension once.")
    return record_view(PermuteBackward0, a.transpose(axes), input, (axes,))


class PermuteBackward0(Node):
    saves = ("dims",)
    passes = True

    @staticmethod
    def backward(ctx: Any, grad: Any, dims: tuple[int, ...]) -> Any:
        back = tuple(int(each) for each in np.argsort(dims))
        return grad.permute(back) if isinstance(grad, Tensor) else grad.transpose(back)


@tensor_method
def movedim(input: Tensor, source: Any, destination: Any) -> Tensor:
    """Dimensions moved to other places, the rest in their old order (a view)."""
    ndim = array_of(input).ndim
    old, new = check_dims(source, ndim), check_dims(destination, ndim)
    order = [each for each in range(ndim) if each not in old]
    for place, dim in sorted(zip(new, old, strict=True)):
        order.insert(place, dim)
    return permute(input, order)


moveaxis = movedim


# --- dimensions of length 1, and repetition ---------------------------------------------------------------------------


@tensor_method
def squeeze(input: Tensor, dim: Any = None) -> Tensor:
    """Without the dimensions of length 1 (all of them, or those named by `dim`); a view."""
    a = array_of(input)
    if dim is None:
        return record_view(SqueezeBackward0, a.squeeze(), input, (a.shape,))
    dims = tuple(each for each in check_dims(dim, a.ndim) if a.shape[each] == 1)
    rule = SqueezeBackward1 if dim.__class__ is int else SqueezeBackward2
    return record_view(rule, a.squeeze(dims), input, (a.shape,))


class SqueezeBackward0(_Reshape):
    pass


class SqueezeBackward1(_Reshape):
    pass


class SqueezeBackward2(_Reshape):
    pass


@tensor_method
def unsqueeze(input: Tensor, dim: int) -> Tensor:
    """With a new dimension of length 1 at place `dim`; a view."""
    a = array_of(input)
    dim = check_dim(dim, a.ndim + 1)
    return record_view(UnsqueezeBackward0, np.expand_dims(a, dim), input, (a.shape,))


class UnsqueezeBackward0(_Reshape):
    pass


@tensor_method
def expand(input: Tensor, *size: Any) -> Tensor:
    """Dimensions of length 1 repeated to the given sizes without copying (-1: stays as it is)."""
    a = array_of(input)
    sizes = shape_from(size)
    lead = len(sizes) - a.ndim
    if lead < 0:
        raise RuntimeError(
            f"expand({tensor_type(input)}{{{list(a.shape)}}}, size={list(sizes)}): the number of sizes provided "
            f"({len(sizes)}) must be greater or equal to the number of dimensions in the tensor ({a.ndim})\n"
            "New dimensions may only come in front."
        )
    target = list(sizes)
    for place, have in enumerate(a.shape, start=lead):
        if target[place] == -1:
            target[place] = have
        elif have not in (1, target[place]):
            raise RuntimeError(
                f"The expanded size of the tensor ({target[place]}) must match the existing size ({have}) at non-singleton "
                f"dimension {place}.  Target sizes: {list(sizes)}.  Tensor sizes: {list(a.shape)}\n"
                "Only a dimension of length 1 can be expanded."
            )
    if -1 in target[:lead]:
        raise RuntimeError(
            f"The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension {target.index(-1)}\n"
            "-1 keeps the length of a dimension that exists."
        )
    return record_view(ExpandBackward0, broadcast_writable(a, tuple(target)), input)


class ExpandBackward0(Node):
    """The gradient is the sum over the copies: the engine sums it down to the input's shape."""

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        return grad


def broadcast_writable(a: ndarray, shape: tuple[int, ...]) -> ndarray:
    """`np.broadcast_to`, which marks its result read-only only for safety; our in-place operations check themselves."""
    lead = len(shape) - a.ndim
    strides = (0,) * lead + tuple(
        0 if have != want else step for have, want, step in zip(a.shape, shape[lead:], a.strides, strict=True)
    )
    return as_strided(a, shape, strides)


@tensor_method
def expand_as(input: Tensor, other: Tensor) -> Tensor:
    """`input.expand(other.shape)`."""
    return expand(input, array_of(other).shape)


@tensor_method
def broadcast_to(input: Tensor, size: Any) -> Tensor:
    """`input` repeated to `size` without copying."""
    return expand(input, tuple(size))


def broadcast_tensors(*tensors: Any) -> tuple[Tensor, ...]:
    """All tensors expanded to their common shape; those that have it already, as they are."""
    if len(tensors) == 1 and isinstance(tensors[0], (tuple, list)):
        tensors = tuple(tensors[0])
    shape: tuple[int, ...] = ()
    for each in map(array_of, tensors):
        try:
            shape = np.broadcast_shapes(shape, each.shape)
        except ValueError:
            check_broadcast(np.broadcast_to(0, shape), each)
    return tuple(each if each._data.shape == shape else expand(each, shape) for each in tensors)


def broadcast_shapes(*shapes: Any) -> Any:
    """The shape that results when tensors of these shapes are combined."""
    from ..size import Size

    plain = [(each,) if isinstance(each, int) else tuple(each) for each in shapes]
    try:
        return Size(np.broadcast_shapes(*plain))
    except ValueError:
        raise RuntimeError(
            "Shape mismatch: objects cannot be broadcast to a single shape\n"
            f"The shapes are {', '.join(str(list(each)) for each in plain)}: from the right, sizes must be equal, or 1."
        ) from None


@tensor_method
def repeat(input: Tensor, *repeats: Any) -> Tensor:
    """The tensor copied several times along each dimension: `x.repeat(2, 3)`."""
    a = array_of(input)
    times = shape_from(repeats, "repeats")
    if len(times) < a.ndim:
        raise RuntimeError(
            "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor\n"
            f"The tensor has {a.ndim} dimensions: give a number for each of them."
        )
    padded = (1,) * (len(times) - a.ndim) + a.shape
    return record1(RepeatBackward0, np.tile(a, times), input, (times, padded))


class RepeatBackward0(Node):
    saves = ("repeats", "shape")

    @staticmethod
    def backward(ctx: Any, grad: Any, repeats: tuple[int, ...], shape: tuple[int, ...]) -> Any:
        pairs = tuple(n for pair in zip(repeats, shape, strict=True) for n in pair)
        return grad.reshape(pairs).sum(axis=tuple(range(0, len(pairs), 2)))


@tensor_method
def tile(input: Tensor, *counts: Any, dims: Any = None) -> Tensor:
    """Like `repeat`, with missing counts in front taken as 1 (NumPy's tile)."""
    times = shape_from(counts if dims is None else (dims,), "dims")
    return repeat(input, (1,) * (array_of(input).ndim - len(times)) + times)


# --- parts ------------------------------------------------------------------------------------------------------------


@tensor_method
def select(input: Tensor, dim: int, index: int) -> Tensor:
    """The slice at one index of a dimension, without that dimension (a view)."""
    a = array_of(input)
    if a.ndim == 0:
        raise IndexError(
            "select() cannot be applied to a 0-dim tensor.\nA tensor without dimensions has no parts: use item()."
        )
    dim, index = check_dim(dim, a.ndim), index_of(index, "index")
    if not -a.shape[dim] <= index < a.shape[dim]:
        raise IndexError(
            f"select(): index {index} out of range for tensor of size {list(a.shape)} at dimension {dim}\n"
            f"Valid indices are {-a.shape[dim]} to {a.shape[dim] - 1}."
        )
    place = (slice(None),) * dim + (index,)
    return record_view(SelectBackward0, a[(*place, ...)], input, (a.shape, place))


class SliceBackward0(Node):
    """A part: the gradient is zero everywhere else."""

    saves = ("shape", "place")

    @staticmethod
    def backward(ctx: Any, grad: Any, shape: tuple[int, ...], place: Any) -> Any:
        if isinstance(grad, Tensor):
            where = module_of(either.array(grad)).arange(math.prod(shape)).reshape(shape)[place]
            return either.put_add(grad, where, shape)
        result = module_of(grad).zeros(shape, grad.dtype)
        result[place] = grad
        return result


class SelectBackward0(SliceBackward0):
    pass


@tensor_method
def narrow(input: Tensor, dim: int, start: Any, length: int) -> Tensor:
    """`length` entries of a dimension, from `start` on (a view)."""
    a = array_of(input)
    dim, start = check_dim(dim, a.ndim), index_of(start, "start")
    size = a.shape[dim]
    if length < 0:
        raise RuntimeError("narrow(): length must be non-negative.\nGive the number of entries to keep.")
    if not -size <= start <= size:
        raise IndexError(f"start out of range (expected to be in range of [{-size}, {size}], but got {start})")
    start += size if start < 0 else 0
    if start + length > size:
        raise RuntimeError(
            f"start ({start}) + length ({length}) exceeds dimension size ({size}).\nThe part must lie inside the tensor."
        )
    place = (slice(None),) * dim + (slice(start, start + length),)
    return record_view(SliceBackward0, a[place], input, (a.shape, place))


# --- copies -----------------------------------------------------------------------------------------------------------


@tensor_method
def clone(input: Tensor, *, memory_format: Any = None) -> Tensor:
    """A copy with a memory of its own; gradients pass through it."""
    order: Any = "C" if memory_format == "torch.contiguous_format" else "K"
    return record1(CloneBackward0, array_of(input).copy(order=order), input)


class CloneBackward0(Node):
    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        return grad


@tensor_method
def contiguous(input: Tensor, memory_format: Any = None) -> Tensor:
    """The tensor itself if it lies row by row in memory, else a copy that does."""
    a = array_of(input)
    if a.flags.c_contiguous:
        return input
    return record1(CloneBackward0, as_contiguous(a), input)


@tensor_method
def flip(input: Tensor, *places: Any, dims: Any = None) -> Tensor:
    """The order of the entries reversed along the given dimensions (a copy): `x.flip(0, 1)` or `x.flip(dims=(0, 1))`."""
    a = array_of(input)
    axes = check_dims(dims if dims is not None else places[0] if len(places) == 1 else places, a.ndim)
    return record1(FlipBackward0, np.flip(a, axes).copy(), input, (axes,))


class FlipBackward0(Node):
    saves = ("dims",)

    @staticmethod
    def backward(ctx: Any, grad: Any, dims: tuple[int, ...]) -> Any:
        return grad.flip(dims) if isinstance(grad, Tensor) else np.flip(grad, dims)


def _transposed(self: Tensor) -> Tensor:
    """All dimensions in reverse order."""
    return permute(self, tuple(range(self._data.ndim))[::-1])


def _matrix_transposed(self: Tensor) -> Tensor:
    """The last two dimensions exchanged."""
    if self._data.ndim < 2:
        raise RuntimeError(
            f"tensor.mT is only supported on matrices or batches of matrices. Got {self._data.ndim}-D tensor.\n"
            "Write x[:, None] to make a column of a vector."
        )
    return transpose(self, -2, -1)


def _turned(self: Tensor, data: ndarray, rule: type[Node], saved: tuple[Any, ...] = ()) -> Tensor:
    """What a view would show becomes the tensor itself."""
    check_writable(self)
    result = record1(rule, data, self, saved)
    if result._node is not None:
        self._node, self._output_nr = result._node, 0
    self._data = data
    self._counter[0] += 1
    return self


def _transpose_in_place(self: Tensor, dim0: int = 0, dim1: int = 1) -> Tensor:
    """Two dimensions exchanged, in this tensor itself."""
    return _turned(self, transpose(self, dim0, dim1)._data, TransposeBackward1, (dim0, dim1))


class TransposeBackward1(TransposeBackward0):
    """`transpose_`."""


def _t_in_place(self: Tensor) -> Tensor:
    """The matrix transposed, in this tensor itself."""
    return _turned(self, t(self)._data, TBackward1)


class TBackward1(TBackward0):
    """`t_`."""


def _squeeze_in_place(self: Tensor, dim: Any = None) -> Tensor:
    """Without dimensions of length 1, in this tensor itself."""
    rule = SqueezeBackward3 if dim is None else SqueezeBackward4
    return _turned(self, squeeze(self, dim)._data, rule, (self._data.shape,))


class SqueezeBackward3(_Reshape):
    """`squeeze_()`."""


class SqueezeBackward4(_Reshape):
    """`squeeze_(dim)`."""


def _unsqueeze_in_place(self: Tensor, dim: int) -> Tensor:
    """With a new dimension of length 1, in this tensor itself."""
    return _turned(self, unsqueeze(self, dim)._data, UnsqueezeBackward1, (self._data.shape,))


class UnsqueezeBackward1(_Reshape):
    """`unsqueeze_`."""


Tensor.T = property(_transposed)
Tensor.mT = Tensor.mH = property(_matrix_transposed)
Tensor.t_ = _t_in_place
Tensor.transpose_ = _transpose_in_place
Tensor.squeeze_ = _squeeze_in_place
Tensor.unsqueeze_ = _unsqueeze_in_place
for _name in ("swapaxes", "swapdims", "moveaxis"):
    setattr(Tensor, _name, globals()[_name])
