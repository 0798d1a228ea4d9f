"""Diagonals: reading them, placing them, matrices made of blocks or of powers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy import ndarray

from .. import dtypes
from .._tensor import Tensor, tensor_method
from ..arrays import module_of, on_gpu
from ..autograd.graph import Node
from ..autograd.inplace import takes_out
from ..autograd.record import record, record1, record_view
from . import either
from .accumulate import cumprod
from .arguments import array_of, check_dim
from .convert import fill_
from .creation import finish, numpy_dtype, ones_like
from .joining import cat, check_tensors
from .shape import expand, flip, reshape, unsqueeze


def two_dims(ndim: int, dim1: int, dim2: int, name: str) -> tuple[int, int]:
    """The two dimensions of the matrices in a tensor, which must be different ones."""
    first, second = check_dim(dim1, ndim), check_dim(dim2, ndim)
    if first == second:
        raise RuntimeError(f"{name} dimensions cannot be identical {dim1}, {dim2}\nA matrix has two.")
    return first, second


@tensor_method
def diagonal(input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """The diagonal of a matrix (of each matrix that two dimensions make), `offset` above the main one: a view."""
    a = array_of(input)
    dims = two_dims(a.ndim, dim1, dim2, "diagonal")
    return record_view(DiagonalBackward0, diagonal_of(a, offset, *dims), input, (a.shape, offset, *dims))


def diagonal_of(a: ndarray, offset: int, dim1: int, dim2: int) -> ndarray:
    """NumPy's diagonal, which may be written to."""
    view = a.diagonal(offset, dim1, dim2)
    if not on_gpu(view):
        view.flags.writeable = a.flags.writeable
    return view


class DiagonalBackward0(Node):
    saves = ("shape", "offset", "dim1", "dim2")

    @staticmethod
    def backward(ctx: Any, grad: Any, shape: tuple[int, ...], offset: int, dim1: int, dim2: int) -> Any:
        where = module_of(either.array(grad)).arange(math.prod(shape)).reshape(shape).diagonal(offset, dim1, dim2)
        return either.put_add(grad, where, shape)


@tensor_method
def fill_diagonal_(self: Tensor, fill_value: Any, wrap: bool = False) -> Tensor:
    """One number written along the main diagonal of a matrix."""
    if self._data.ndim < 2:
        raise RuntimeError("dimensions must larger than 1\nA vector has no diagonal.")
    if self._data.ndim > 2 or wrap:
        raise NotImplementedError("fill_diagonal_ of more than two dimensions, and its wrap=True, are left out.")
    fill_(diagonal(self), fill_value)
    return self


@tensor_method
@takes_out
def diag_embed(input: Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """Matrices with the elements of the last dimension on their diagonals, zeros elsewhere."""
    a = array_of(input)
    dims = two_dims(a.ndim + 1, dim1, dim2, "diagonal")
    n = a.shape[-1] + abs(offset)
    shape = list(a.shape[:-1])
    for each in sorted(dims):
        shape.insert(each, n)
    result = module_of(a).zeros(shape, a.dtype)
    diagonal_of(result, offset, *dims)[...] = a
    return record1(DiagEmbedBackward0, result, input, (offset, *dims))


class DiagEmbedBackward0(Node):
    saves = ("offset", "dim1", "dim2")

    @staticmethod
    def backward(ctx: Any, grad: Any, offset: int, dim1: int, dim2: int) -> Any:
        return grad.diagonal(offset, dim1, dim2)


@tensor_method
@takes_out
def diag(input: Tensor, diagonal: int = 0) -> Tensor:
    """Of a vector the matrix that has it on its diagonal, of a matrix its diagonal (a copy)."""
    a = array_of(input)
    if a.ndim == 1:
        return diag_embed(input, diagonal)
    if a.ndim != 2:
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {a.ndim}D\nUse torch.diagonal for batches.")
    return record1(DiagonalBackward0_copy, a.diagonal(diagonal).copy(), input, (a.shape, diagonal, 0, 1))


class DiagonalBackward0_copy(DiagonalBackward0):
    """The diagonal as a copy."""


@tensor_method
def diagflat(input: Tensor, offset: int = 0) -> Tensor:
    """The matrix with all elements on its diagonal."""
    return diag_embed(reshape(input, -1), offset)


@tensor_method
@takes_out
def trace(input: Tensor) -> Tensor:
    """The sum of the diagonal of a matrix."""
    a = array_of(input)
    if a.ndim != 2:
        raise RuntimeError(
            f"trace: expected a matrix, but got tensor with dim {a.ndim}\nWrite x.diagonal(dim1=-2, dim2=-1).sum(-1)."
        )
    return record1(TraceBackward0, a.trace(dtype=None if a.dtype.kind == "f" else np.int64), input, (a.shape,))


class TraceBackward0(Node):
    saves = ("shape",)

    @staticmethod
    def backward(ctx: Any, grad: Any, shape: tuple[int, ...]) -> Any:
        return grad * either.constant(module_of(either.array(grad)).eye(*shape, dtype=either.array(grad).dtype), grad)


# --- matrices made of parts -------------------------------------------------------------------------------------------


def block_diag(*tensors: Any) -> Tensor:
    """The matrix with the given matrices along its diagonal, zeros elsewhere."""
    for i, each in enumerate(check_tensors(tensors, "block_diag")):
        if each._data.ndim > 2:
            raise RuntimeError(
                f"torch.block_diag: Input tensors must have 2 or fewer dimensions. Input {i} has {each._data.ndim} dimensions"
            )
    given = [each if each._data.ndim == 2 else reshape(each, 1, -1) for each in tensors]
    dtype = dtypes.result_numpy(*(each._data for each in tensors))
    rows, columns = ([0, *np.cumsum([each._data.shape[i] for each in given]).tolist()] for i in (0, 1))
    places = [(slice(*rows[i : i + 2]), slice(*columns[i : i + 2])) for i in range(len(given))]
    result = module_of(given[0]._data).zeros((rows[-1], columns[-1]), dtype)
    for place, each in zip(places, given, strict=True):
        result[place] = each._data
    return record(BlockDiagBackward0, result, tensors, (places, [each._data.shape for each in tensors]))


class BlockDiagBackward0(Node):
    saves = ("places", "shapes")

    @staticmethod
    def backward(ctx: Any, grad: Any, places: Any, shapes: Any) -> Any:
        parts = zip(places, shapes, ctx.edges, strict=True)
        return tuple(None if edge is None else grad[place].reshape(shape) for place, shape, edge in parts)


def tril_indices(
    row: int, col: int, offset: int = 0, *, dtype: Any = None, device: Any = None, layout: Any = None
) -> Tensor:
    """The places of the lower triangle of a matrix: the rows, and below them the columns."""
    return finish(
        np.array(np.tril_indices(row, offset, col), numpy_dtype(dtype, "tril_indices", np.int64)), device=device
    )


def triu_indices(
    row: int, col: int, offset: int = 0, *, dtype: Any = None, device: Any = None, layout: Any = None
) -> Tensor:
    """The places of the upper triangle of a matrix: the rows, and below them the columns."""
    return finish(
        np.array(np.triu_indices(row, offset, col), numpy_dtype(dtype, "triu_indices", np.int64)), device=device
    )


def vander(x: Tensor, N: int | None = None, increasing: bool = False) -> Tensor:
    """The matrix of the powers of a vector's elements, one row each: x^(N-1), …, x, 1."""
    if array_of(x).ndim != 1:
        raise RuntimeError("x must be a one-dimensional tensor.\nWrite x.flatten() first.")
    powers = powers_of(x, x._data.size if N is None else N)
    return powers if increasing else flip(powers, 1)


def powers_of(x: Tensor, n: int) -> Tensor:
    """1, x, x², …, n of them, along a new last dimension."""
    column = unsqueeze(x, -1)
    ones = ones_like(column.detach())
    if n < 2:
        return ones[..., :n]
    return cat([ones, cumprod(expand(column, (*x._data.shape, n - 1)), -1)], -1)
