"""Rearranging: parts of equal size, windows, turning, shifting, repeating, stacking; more ways to write what `shape` does."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._tensor import Tensor, tensor_method, wrap
from ..arrays import as_array, module_of
from ..arrays import windows as sliding
from ..autograd.graph import Node
from ..autograd.inplace import takes_out
from ..autograd.record import record1, record2, record_view
from . import either
from .arguments import array_of, check_dim, check_dims, number
from .index import index_select, sliced
from .joining import cat, check_tensors, split
from .reduce import sum
from .shape import clone, expand, flatten, flip, reshape, transpose, unsqueeze, view

# --- parts ------------------------------------------------------------------------------------------------------------


@tensor_method
def tensor_split(input: Tensor, indices_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Parts of nearly equal size, or parts that begin at the given indices; all are views."""
    if array_of(input).ndim == 0:
        raise RuntimeError(
            "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims\nA number has no parts."
        )
    place = check_dim(dim, input._data.ndim)
    size = input._data.shape[place]
    if isinstance(indices_or_sections, Tensor):
        indices_or_sections = indices_or_sections.tolist()
    if isinstance(indices_or_sections, int):
        count = indices_or_sections
        if count <= 0:
            raise RuntimeError(f"number of sections must be larger than 0, got {count}\nGive the number of parts.")
        small, larger = divmod(size, count)
        edges = [0, *np.cumsum([small + 1] * larger + [small] * (count - larger)).tolist()]
        starts = list(zip(edges[:-1], edges[1:], strict=True))
    else:
        edges = [0, *indices_or_sections, size]
        starts = list(zip(edges[:-1], edges[1:], strict=True))
    return tuple(sliced(input, place, slice(start, stop), always=True) for start, stop in starts)


def _split_along(input: Tensor, indices_or_sections: Any, dim: int, name: str, least: int) -> tuple[Tensor, ...]:
    if array_of(input).ndim < least:
        raise RuntimeError(
            f"torch.{name} requires a tensor with at least {least} dimension, but got a tensor with "
            f"{input._data.ndim} dimensions!\nUse tensor_split."
        )
    size = input._data.shape[dim]
    if isinstance(indices_or_sections, int) and (indices_or_sections <= 0 or size % indices_or_sections):
        raise RuntimeError(
            f"torch.{name} attempted to split along dimension {dim}, but the size of the dimension {size} is not divisible by "
            f"the split_size {indices_or_sections}!\ntensor_split makes parts of different sizes."
        )
    return tensor_split(input, indices_or_sections, dim)


@tensor_method
def hsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """Parts side by side: along dimension 1 (of a vector: 0)."""
    return _split_along(input, indices_or_sections, 0 if array_of(input).ndim == 1 else 1, "hsplit", 1)


@tensor_method
def vsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """Parts one below the other: along dimension 0."""
    return _split_along(input, indices_or_sections, 0, "vsplit", 2)


@tensor_method
def dsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """Parts one behind the other: along dimension 2."""
    return _split_along(input, indices_or_sections, 2, "dsplit", 3)


@tensor_method
def split_with_sizes(input: Tensor, split_sizes: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Parts of the given sizes, as views."""
    return split(input, list(split_sizes), dim)


@tensor_method
def unfold(input: Tensor, dimension: int, size: int, step: int) -> Tensor:
    """All windows of a length along a dimension, `step` apart, with their elements along a new last dimension: a view."""
    a = array_of(input)
    place = check_dim(dimension, a.ndim)
    length = a.shape[place] if a.ndim else 1
    if size > length:
        raise RuntimeError(
            f"maximum size for tensor at dimension {place} is {length} but size is {size}\nA window must fit in."
        )
    if size < 0:
        raise RuntimeError(f"size is {size} but must be >= 0\nIt is the length of a window.")
    if step <= 0:
        raise RuntimeError(f"step is {step} but must be > 0\nIt says how far the next window lies.")
    windows = sliding(a.reshape(a.shape or 1), size, place)
    windows = windows[(slice(None),) * place + (slice(None, None, step),)]
    if a.ndim == 0:
        windows = windows[0]
    return record_view(UnfoldBackward0, windows, input, (a.shape, place, size, step))


class UnfoldBackward0(Node):
    """An element gets the gradients of all windows that it is in."""

    saves = ("shape", "dimension", "size", "step")

    @staticmethod
    def backward(ctx: Any, grad: Any, shape: tuple[int, ...], dimension: int, size: int, step: int) -> Any:
        places = module_of(either.array(grad)).arange(math.prod(shape)).reshape(shape or 1)
        windows = sliding(places, size, dimension)
        windows = windows[(slice(None),) * dimension + (slice(None, None, step),)]
        return either.put_add(grad, windows.reshape(grad.shape), shape)


# --- turned and shifted -----------------------------------------------------------------------------------------------


@tensor_method
def fliplr(input: Tensor) -> Tensor:
    """The columns in reverse order."""
    if array_of(input).ndim < 2:
        raise RuntimeError("Input must be >= 2-d.\nWrite x.flip(0) to reverse a vector.")
    return flip(input, 1)


@tensor_method
def flipud(input: Tensor) -> Tensor:
    """The rows in reverse order."""
    if array_of(input).ndim < 1:
        raise RuntimeError("Input must be >= 1-d.\nA number has no order.")
    return flip(input, 0)


@tensor_method
def roll(input: Tensor, shifts: Any, dims: Any = ()) -> Tensor:
    """The elements moved on along dimensions; what leaves at the end comes in at the start.  Without `dims`: flattened."""
    a = array_of(input)
    steps = (shifts,) if isinstance(shifts, int) else tuple(shifts)
    axes = () if dims == () or dims is None else check_dims([dims] if isinstance(dims, int) else dims, a.ndim)
    if not steps:
        raise RuntimeError("`shifts` required\nSay how far.")
    if not axes and len(steps) == 1:
        return record1(RollBackward0, np.roll(a, steps[0]), input, (steps, None))
    if len(steps) != len(axes):
        raise RuntimeError(
            f"shifts and dimensions must align. shifts: {len(steps)}, dims:{len(axes)}\nOne shift per dimension."
        )
    return record1(RollBackward0, np.roll(a, steps, axes), input, (steps, axes))


class RollBackward0(Node):
    saves = ("shifts", "dims")

    @staticmethod
    def backward(ctx: Any, grad: Any, shifts: tuple[int, ...], dims: Any) -> Any:
        back = tuple(-each for each in shifts)
        if isinstance(grad, Tensor):
            return roll(grad, back, () if dims is None else dims)
        return np.roll(grad, back if dims is not None else back[0], dims)


@tensor_method
def rot90(input: Tensor, k: int = 1, dims: Any = (0, 1)) -> Tensor:
    """Turned by 90 degrees, `k` times, from the first of two dimensions toward the second."""
    a = array_of(input)
    if len(dims) != 2:
        raise RuntimeError(
            f"expected total rotation dims == 2, but got dims = {len(dims)}\nA turn takes place in a plane."
        )
    if a.ndim < 2:
        raise RuntimeError(f"expected total dims >= 2, but got total dims = {a.ndim}\nA turn takes place in a plane.")
    axes = check_dim(dims[0], a.ndim), check_dim(dims[1], a.ndim)
    if axes[0] == axes[1]:
        raise RuntimeError(f"expected rotation dims to be different, but got dim0 = {dims[0]} and dim1 = {dims[1]}\n")
    return record1(Rot90Backward0, np.rot90(a, k, axes).copy(), input, (k, axes))


class Rot90Backward0(Node):
    saves = ("k", "dims")

    @staticmethod
    def backward(ctx: Any, grad: Any, k: int, dims: tuple[int, int]) -> Any:
        return rot90(grad, -k, dims) if isinstance(grad, Tensor) else np.rot90(grad, -k, dims)


# --- repeated ---------------------------------------------------------------------------------------------------------


@tensor_method
def repeat_interleave(input: Tensor, repeats: Any = None, dim: int | None = None, *, output_size: Any = None) -> Tensor:
    """Each element several times in a row; `repeats` is one number, or one for each entry of the dimension.

    With `repeats` alone: the indices 0, 1, 2, …, each as often as it says.
    """
    if repeats is None:
        counts = array_of(input)
        return wrap(np.repeat(module_of(counts).arange(counts.size, dtype=counts.dtype), counts))
    if dim is None:
        input, dim = flatten(input), 0
    a = array_of(input)
    place = check_dim(dim, a.ndim)
    if a.ndim == 0:
        input, a = reshape(input, 1), a.reshape(1)
    if isinstance(repeats, Tensor) and repeats._data.size == 1 and repeats._data.ndim <= 1 and a.shape[place] != 1:
        repeats = number(repeats.reshape(()))
    if isinstance(repeats, int):
        if repeats < 0:
            raise RuntimeError("Repeats must be non-negative\nIt says how often.")
        sizes = (*a.shape[: place + 1], repeats, *a.shape[place + 1 :])
        copies = clone(expand(unsqueeze(input, place + 1), sizes), memory_format="torch.contiguous_format")
        return view(copies, (*a.shape[:place], a.shape[place] * repeats, *a.shape[place + 1 :]))
    counts = repeats._data
    if counts.ndim > 1:
        raise RuntimeError("repeats must be 0-dim or 1-dim tensor\nOne number per entry.")
    if counts.size not in (1, a.shape[place]):
        raise RuntimeError(
            "repeats must have the same size as input along dim, but got repeats.size(0) = "
            f"{counts.size} and input.size({place}) = {a.shape[place]}"
        )
    counts = np.broadcast_to(counts.reshape(-1), a.shape[place])
    return index_select(input, place, wrap(np.repeat(module_of(a).arange(a.shape[place]), counts)))


# --- stacked ----------------------------------------------------------------------------------------------------------


def several(tensors: tuple[Any, ...], one: Any) -> Any:
    """`f(a)` or `f(a, b, …)` or `f([a, b, …])`."""
    if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)):
        return tuple(one(each) for each in tensors[0])
    return one(tensors[0]) if len(tensors) == 1 else tuple(one(each) for each in tensors)


def atleast_1d(*tensors: Any) -> Any:
    """With at least one dimension."""
    return several(tensors, lambda x: x if array_of(x).ndim else reshape(x, 1))


def atleast_2d(*tensors: Any) -> Any:
    """With at least two dimensions: a vector becomes a row."""

    def one(x: Tensor) -> Tensor:
        return reshape(x, 1, 1) if array_of(x).ndim == 0 else unsqueeze(x, 0) if x._data.ndim == 1 else x

    return several(tensors, one)


def atleast_3d(*tensors: Any) -> Any:
    """With at least three dimensions."""

    def one(x: Tensor) -> Tensor:
        if array_of(x).ndim == 0:
            return reshape(x, 1, 1, 1)
        if x._data.ndim == 1:
            x = unsqueeze(x, 0)
        return unsqueeze(x, -1) if x._data.ndim == 2 else x

    return several(tensors, one)


@takes_out
def column_stack(tensors: Any) -> Tensor:
    """Joined side by side; vectors are columns."""
    given = check_tensors(tensors, "column_stack")
    return cat([each if each._data.ndim > 1 else reshape(each, each._data.size, 1) for each in given], 1)


@takes_out
def dstack(tensors: Any) -> Tensor:
    """Joined one behind the other: along dimension 2."""
    return cat(list(atleast_3d(check_tensors(tensors, "dstack"))), 2)


# --- parts replaced ---------------------------------------------------------------------------------------------------


@tensor_method
def select_scatter(input: Tensor, src: Tensor, dim: int, index: int) -> Tensor:
    """A copy of `input` with `src` in place of `input.select(dim, index)`."""
    place = (slice(None),) * check_dim(dim, array_of(input).ndim) + (index,)
    return replaced(SelectScatterBackward0, input, src, place)


@tensor_method
def slice_scatter(
    input: Tensor, src: Tensor, dim: int = 0, start: Any = None, end: Any = None, step: int = 1
) -> Tensor:
    """A copy of `input` with `src` in place of the slice `start:end:step` of a dimension."""
    place = (slice(None),) * check_dim(dim, array_of(input).ndim) + (slice(start, end, step),)
    return replaced(SliceScatterBackward0, input, src, place)


def replaced(rule: type[Node], input: Tensor, src: Tensor, place: Any) -> Tensor:
    """The copy, recorded."""
    result = input._data.copy()
    if result[place].shape != array_of(src).shape:
        raise RuntimeError(
            f"expected src to have a size equal to the slice of self. src size = {list(src._data.shape)}, slice size = "
            f"{list(result[place].shape)}\nBoth must have one shape."
        )
    result[place] = src._data
    return record2(rule, result, input, src, (place,))


class SelectScatterBackward0(Node):
    inputs = ("self", "src")
    saves = ("place",)

    @staticmethod
    def backward(ctx: Any, grad: Any, place: Any) -> Any:
        shape = grad.shape
        where = module_of(either.array(grad)).arange(math.prod(shape)).reshape(shape)[place]
        to_input, to_src = ctx.edges
        return (
            None if to_input is None else either.put(grad, where, None),
            None if to_src is None else either.take(grad, where),
        )


class SliceScatterBackward0(SelectScatterBackward0):
    pass


# --- memory and shape -------------------------------------------------------------------------------------------------


@tensor_method
def sum_to_size(input: Tensor, *size: Any) -> Tensor:
    """Summed down to a shape that is broadcast to this one."""
    shape = tuple(size[0]) if len(size) == 1 and isinstance(size[0], (tuple, list)) else size
    have = array_of(input).shape
    lead = len(have) - len(shape)
    if lead < 0 or any(n not in (1, m) for n, m in zip(shape, have[lead:], strict=True)):
        raise RuntimeError(
            f"size {{{list(shape)}}} is not expandable to size {{{list(have)}}}.\nSizes must be equal, or 1 where is summed."
        )
    if not shape:
        return sum(input)
    dims = [*range(lead), *(i + lead for i, n in enumerate(shape) if n == 1 and have[i + lead] != 1)]
    result = sum(input, dims, True) if dims else input
    return view(result, shape) if lead else result


def unravel_index(indices: Tensor, shape: Any) -> tuple[Tensor, ...]:
    """Flat places as places of a shape: one tensor of indices per dimension."""
    sizes = (shape,) if isinstance(shape, int) else tuple(shape)
    return tuple(wrap(as_array(each)) for each in np.unravel_index(array_of(indices), sizes))


def _hermitian(self: Tensor) -> Tensor:
    """The transposed matrix (of real numbers)."""
    if self._data.ndim not in (0, 2):
        raise RuntimeError(
            f"tensor.H is only supported on matrices (2-D tensors). Got {self._data.ndim}-D tensor."
            + ("\nFor batches of matrices, consider using tensor.mH" if self._data.ndim > 2 else "")
        )
    return transpose(self, 0, 1) if self._data.ndim else self


Tensor.H = property(_hermitian)
