"""Taking tensors apart and joining them: unbind, split, chunk; cat, stack."""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np

from .. import dtypes
from .._tensor import Tensor, tensor_method
from ..arrays import is_array, module_of, one_device
from ..autograd.graph import Node
from ..autograd.inplace import takes_out
from ..autograd.record import record, record_views
from .arguments import array_of, check_dim, index_of, type_name
from .shape import SliceBackward0, reshape, unsqueeze

# --- taking apart -----------------------------------------------------------------------------------------------------


@tensor_method
def unbind(input: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    """The slices along a dimension, as a tuple of views."""
    a = array_of(input)
    if a.ndim == 0:
        raise IndexError(
            "Dimension specified as 0 but tensor has no dimensions\nA single number has no slices: use item()."
        )
    dim = check_dim(dim, a.ndim)
    parts = [
        part if is_array(part) else a[i : i + 1].reshape(()) for i, part in enumerate(np.moveaxis(a, dim, 0))
    ]
    return record_views(UnbindBackward0, parts, input, (a.shape, dim)) if parts else ()


class UnbindBackward0(Node):
    saves = ("shape", "dim")

    @staticmethod
    def backward(ctx: Any, grads: Any, shape: tuple[int, ...], dim: int) -> Any:
        if ctx.arity == 1:
            grads = (grads,)
        places = [(slice(None),) * dim + (i,) for i in range(shape[dim])]
        return _assemble(grads, shape, places)


def _assemble(grads: Any, shape: tuple[int, ...], places: list[Any]) -> Any:
    """One gradient from the gradients of the parts (None: nothing flowed there)."""
    given = [(grad, place) for grad, place in zip(grads, places, strict=True) if grad is not None]
    if isinstance(given[0][0], Tensor):
        parts = [SliceBackward0.backward(None, grad, shape, place) for grad, place in given]
        total = parts[0]
        for part in parts[1:]:
            total = total + part
        return total
    result = module_of(given[0][0]).zeros(shape, given[0][0].dtype)
    for grad, place in given:
        result[place] = grad
    return result


@tensor_method
def split(tensor: Tensor, split_size_or_sections: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Parts of a given size (the last may be smaller), or of the given sizes, as views."""
    a = array_of(tensor)
    dim = check_dim(dim, a.ndim)
    length = a.shape[dim]
    if isinstance(split_size_or_sections, (list, tuple)):
        sizes = list(split_size_or_sections)
        if builtins.sum(sizes) != length:
            raise RuntimeError(
                f"split_with_sizes expects split_sizes to sum exactly to {length} (input tensor's size at dimension {dim}), "
                f"but got split_sizes={sizes}"
            )
        return _split(tensor, sizes, dim, SplitWithSizesBackward0)
    size = index_of(split_size_or_sections, "split_size")
    if size < 0:
        raise RuntimeError(f"split expects split_size be non-negative, but got split_size={size}")
    if size == 0 and length:
        raise RuntimeError(
            f"split_size can only be 0 if dimension size is 0, but got dimension size of {length}\n"
            "split(n) makes parts of length n; chunk(n) makes n parts."
        )
    return _split(
        tensor, [min(size, length - start) for start in range(0, length, size or 1)] or [0], dim, SplitBackward0
    )


def _split(tensor: Tensor, sizes: list[int], dim: int, rule: type[Node]) -> tuple[Tensor, ...]:
    a = tensor._data
    edges = np.cumsum([0, *sizes]).tolist()
    places = [(slice(None),) * dim + (slice(start, stop),) for start, stop in zip(edges[:-1], edges[1:], strict=True)]
    return record_views(rule, [a[place] for place in places], tensor, (a.shape, places))


class SplitBackward0(Node):
    saves = ("shape", "places")

    @staticmethod
    def backward(ctx: Any, grads: Any, shape: tuple[int, ...], places: Any) -> Any:
        return _assemble((grads,) if ctx.arity == 1 else grads, shape, places)


class SplitWithSizesBackward0(SplitBackward0):
    pass


@tensor_method
def chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """`chunks` parts of equal size (the last may be smaller, and there may be fewer), as views."""
    length = array_of(input).shape[check_dim(dim, input._data.ndim)]
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    if length == 0:
        return split(input, [0] * chunks, dim)
    return split(input, -(-length // chunks), dim)


# --- joining ----------------------------------------------------------------------------------------------------------


def check_tensors(tensors: Any, name: str) -> list[Tensor]:
    """A list or tuple of Tensors, or PyTorch's error."""
    if not isinstance(tensors, (list, tuple)):
        raise TypeError(
            f"{name}(): argument 'tensors' (position 1) must be tuple of Tensors, not {type_name(tensors)}\n"
            f"Write torch.{name}([a, b])."
        )
    for place, each in enumerate(tensors):
        if not isinstance(each, Tensor):
            raise TypeError(
                f"expected Tensor as element {place} in argument 0, but got {type_name(each)}\nWrite torch.tensor(…) around it."
            )
    return list(tensors)


@one_device
def cat(tensors: Any, dim: int = 0, *, out: Tensor | None = None) -> Tensor:
    """Tensors joined along an existing dimension; their other sizes must agree."""
    given = check_tensors(tensors, "cat")
    if not given:
        raise ValueError("torch.cat(): expected a non-empty list of Tensors\nThere is nothing to join.")
    legacy = [each for each in given if each._data.shape != (0,)]  # PyTorch lets an empty 1-d tensor join anything
    shapes = [each._data.shape for each in legacy or given]
    ndim = len(shapes[0])
    if ndim == 0:
        raise RuntimeError(
            "zero-dimensional tensor (at position 0) cannot be concatenated\nUse torch.stack for single numbers."
        )
    dim = check_dim(dim, ndim)
    for place, shape in enumerate(shapes):
        if len(shape) != ndim:
            raise RuntimeError(
                f"Tensors must have same number of dimensions: got {ndim} and {len(shape)}\n"
                f"The shapes are {', '.join(str(list(each)) for each in shapes)}."
            )
        for axis in range(ndim):
            if axis != dim and shape[axis] != shapes[0][axis]:
                raise RuntimeError(
                    f"Sizes of tensors must match except in dimension {dim}. Expected size {shapes[0][axis]} but got size "
                    f"{shape[axis]} for tensor number {place} in the list.\n"
                    f"The shapes are {', '.join(str(list(each)) for each in shapes)}."
                )
    dtype = dtypes.result_numpy(*(each._data for each in given))
    arrays = [each._data.astype(dtype, copy=False) for each in legacy or given]
    sizes = tuple(each._data.shape[dim] if each._data.ndim == ndim else 0 for each in given)
    return record(CatBackward0, np.concatenate(arrays, dim), given, (sizes, dim), out)


class CatBackward0(Node):
    saves = ("sizes", "dim")

    @staticmethod
    def backward(ctx: Any, grad: Any, sizes: tuple[int, ...], dim: int) -> Any:
        start, parts = 0, []
        for size, edge in zip(sizes, ctx.edges, strict=True):
            part = grad[(slice(None),) * dim + (slice(start, start + size),)]
            parts.append(None if edge is None else part if part.shape[dim] or grad.ndim > 1 else part.reshape(0))
            start += size
        return tuple(parts)


concat = concatenate = cat


@one_device
def stack(tensors: Any, dim: int = 0, *, out: Tensor | None = None) -> Tensor:
    """Tensors of one shape joined along a new dimension."""
    given = check_tensors(tensors, "stack")
    if not given:
        raise RuntimeError("stack expects a non-empty TensorList\nThere is nothing to stack.")
    first = given[0]._data.shape
    for place, each in enumerate(given):
        if each._data.shape != first:
            raise RuntimeError(
                f"stack expects each tensor to be equal size, but got {list(first)} at entry 0 and {list(each._data.shape)} at "
                f"entry {place}\nUse torch.cat to join tensors of different lengths."
            )
    dim = check_dim(dim, len(first) + 1)
    dtype = dtypes.result_numpy(*(each._data for each in given))
    arrays = [each._data.astype(dtype, copy=False) for each in given]
    return record(StackBackward0, np.stack(arrays, dim), given, (dim,), out)


class StackBackward0(Node):
    saves = ("dim",)

    @staticmethod
    def backward(ctx: Any, grad: Any, dim: int) -> Any:
        before = (slice(None),) * dim
        return tuple(None if edge is None else grad[(*before, i)] for i, edge in enumerate(ctx.edges))


@takes_out
def hstack(tensors: Any) -> Tensor:
    """Joined side by side: along dimension 1, or 0 for 1-d tensors."""
    given = [reshape(each, 1) if each._data.ndim == 0 else each for each in check_tensors(tensors, "hstack")]
    return cat(given, 0 if given and given[0]._data.ndim == 1 else 1)


@takes_out
def vstack(tensors: Any) -> Tensor:
    """Joined one below the other: along dimension 0, 1-d tensors as rows."""
    given = [each if each._data.ndim else reshape(each, 1) for each in check_tensors(tensors, "vstack")]
    return cat([unsqueeze(each, 0) if each._data.ndim == 1 else each for each in given], 0)
