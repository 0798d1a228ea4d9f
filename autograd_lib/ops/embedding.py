"""Embeddings: a table with one row of numbers per word (or item, or class), looked up by index."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import ndarray

from .._tensor import Tensor, wrap
from ..arrays import module_of, one_device, summed_rows, to_cpu
from ..autograd.grad_mode import no_grad
from ..autograd.graph import Node
from ..autograd.record import record
from ..names import tensor_type
from . import either
from .arguments import array_of

# --- one row per index ------------------------------------------------------------------------------------------------


@one_device
def embedding(
    input: Tensor,
    weight: Tensor,
    padding_idx: int | None = None,
    max_norm: float | None = None,
    norm_type: float = 2.0,
    scale_grad_by_freq: bool = False,
    sparse: bool = False,
) -> Tensor:
    """The rows of a table at the given indices: weight[input].

    Args:
        input: int64 or int32 indices, in any shape.
        weight: (rows, size), the table.
        padding_idx: a row that gets no gradient.
        max_norm: rows that are longer are shortened, in place, to this length; measured with `norm_type`.
        scale_grad_by_freq: divide the gradient of a row by how often it was looked up.
        sparse: left out.

    Returns:
        (*input.shape, size).
    """
    where, table = array_of(input), array_of(weight)
    padding = row_number(padding_idx, len(table))
    check_indices(where, input, table, "embedding")
    if sparse:
        raise NotImplementedError("embedding(sparse=True) is left out: there are no sparse tensors here.")
    check_range(where, table)
    if max_norm is not None:
        shorten(weight, where, max_norm, norm_type)
    saved = (where, table.shape, padding, scale_grad_by_freq)
    return record(EmbeddingBackward0, table[where], (weight,), saved, watch=(input,))


class EmbeddingBackward0(Node):
    """A row gets the sum of the gradients of all its copies."""

    inputs = ("weight",)
    saves = ("indices", "shape", "padding_idx", "scale_grad_by_freq")
    raw = ("indices",)

    @staticmethod
    def backward(ctx: Any, grad: Any, where: ndarray, shape: Any, padding: int, scale_grad_by_freq: bool) -> Any:
        rows, flat = grad.reshape(-1, shape[1]), where.reshape(-1)
        factors = (flat != padding).astype(rows._data.dtype if isinstance(rows, Tensor) else rows.dtype)
        if scale_grad_by_freq:
            factors /= np.bincount(flat, minlength=shape[0])[flat]
        if padding >= 0 or scale_grad_by_freq:
            rows = rows * (wrap(factors) if isinstance(rows, Tensor) else factors)[:, None]
        return returned_rows(rows, flat, shape)


@no_grad()
def shorten(weight: Tensor, where: ndarray, max_norm: float, norm_type: float) -> None:
    """Rows that are looked up and longer than `max_norm` are shortened, in place."""
    for row in np.unique(to_cpu(where)):
        length = float(np.linalg.norm(weight._data[row], norm_type))
        if length > max_norm:
            weight._data[row] *= weight._data.dtype.type(max_norm / (length + 1e-7))
    if weight._counter is not None:
        weight._counter[0] += 1


# --- one row per bag of indices ---------------------------------------------------------------------------------------


def embedding_bag(
    input: Tensor,
    weight: Tensor,
    offsets: Tensor | None = None,
    max_norm: float | None = None,
    norm_type: float = 2,
    scale_grad_by_freq: bool = False,
    mode: str = "mean",
    sparse: bool = False,
    per_sample_weights: Tensor | None = None,
    include_last_offset: bool = False,
    padding_idx: int | None = None,
) -> Tensor:
    """The mean, sum or maximum of the rows of each bag of indices, without all rows side by side.

    Args:
        input: (bags, indices per bag); or with `offsets` all bags one after the other, (n,).
        weight: (rows, size), the table.
        offsets: where in `input` each bag begins; with `include_last_offset` also where the last one ends.
        mode: "mean", "sum" or "max"; of an empty bag 0.
        per_sample_weights: in the shape of `input`, factors for "sum".
        padding_idx: a row that does not count.
        max_norm, norm_type: as of `embedding`.
        scale_grad_by_freq, sparse: left out.
    """
    check_bags(input, weight, offsets, mode, per_sample_weights)
    if sparse or scale_grad_by_freq:
        name = "sparse" if sparse else "scale_grad_by_freq"
        raise NotImplementedError(f"embedding_bag({name}=True) is left out of this library.")
    padding = row_number(padding_idx, len(weight._data))
    where, table = input._data.reshape(-1), weight._data
    if offsets is None:
        starts = module_of(input._data).arange(len(input._data)) * input._data.shape[1]
    else:
        starts = offsets._data[:-1] if include_last_offset else offsets._data
    if len(starts) and starts[0] != 0:
        raise RuntimeError(
            "offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. However, got "
            f"{int(starts[0])}\nEvery index belongs to a bag."
        )
    check_range(where, table)
    if max_norm is not None:
        shorten(weight, where, max_norm, norm_type)
    bags = np.searchsorted(starts, module_of(where).arange(len(where)), side="right") - 1  # which bag each index is in
    shares = (where != padding).astype(table.dtype)
    if mode == "max":
        result, places = largest(table, where, bags, shares > 0, len(starts))
        inputs = (weight, None)
        return record(
            EmbeddingBagBackward0, result, inputs, (None, None, places, bags, shares, table.shape), watch=(input,)
        )
    if mode == "mean":
        shares /= np.maximum(np.bincount(bags, shares > 0, len(starts)), 1)[bags]
    factors = None if per_sample_weights is None else per_sample_weights._data
    scaled = shares if factors is None else shares * factors.reshape(-1)
    result = summed_rows(table[where] * scaled[:, np.newaxis], bags, len(starts))
    saved = (table, factors, where, bags, shares, table.shape)
    return record(EmbeddingBagBackward0, result, (weight, per_sample_weights), saved, watch=(input,))


class EmbeddingBagBackward0(Node):
    """Each row gets its share of the gradient of its bag; for "max" each number that of the column where it was largest."""

    inputs = ("weight", "per_sample_weights")
    saves = ("weight", "per_sample_weights", "indices", "bags", "shares", "shape")
    raw = ("indices", "bags")

    @staticmethod
    def backward(
        ctx: Any, grad: Any, table: Any, factors: Any, where: ndarray, bags: ndarray, shares: Any, shape: Any
    ) -> Any:
        if table is None:  # "max": `where` are places in the table, -1 for none
            found = np.nonzero(where.reshape(-1) >= 0)[0]
            return either.put_add(either.take(grad, found), where.reshape(-1)[found], shape), None
        to_weight, to_factors = ctx.edges
        each = picked_rows(grad, bags) * shares[:, None]
        to_table = to_each = None
        if to_weight is not None:
            to_table = returned_rows(each if factors is None else each * factors.reshape(-1, 1), where, shape)
        if to_factors is not None:
            to_each = (picked_rows(table, where) * each).sum(axis=1).reshape(factors.shape)
        return to_table, to_each


def picked_rows(x: Any, where: ndarray) -> Any:
    return x.index_select(0, wrap(where)) if isinstance(x, Tensor) else x[where]


def returned_rows(rows: Any, where: ndarray, shape: tuple[int, ...]) -> Any:
    """`picked_rows` transposed: row i is added to row where[i] of zeros."""
    if isinstance(rows, Tensor):
        return either.put_add(rows, where[:, np.newaxis] * shape[1] + module_of(where).arange(shape[1]), shape)
    return summed_rows(rows, where, shape[0])


def largest(table: ndarray, where: ndarray, bags: ndarray, kept: ndarray, count: int) -> tuple[ndarray, ndarray]:
    """Column by column the largest number of each bag, and its place in the flat table (-1: of none)."""
    size = table.shape[1]
    result = module_of(table).zeros((count, size), table.dtype)
    places = module_of(table).full((count, size), -1)
    for bag in np.unique(bags[kept]):
        rows = where[(bags == bag) & kept]
        places[bag] = rows[table[rows].argmax(axis=0)] * size + module_of(table).arange(size)
        result[bag] = table.reshape(-1)[places[bag]]
    return result, places


# --- what can go wrong ------------------------------------------------------------------------------------------------


def row_number(padding_idx: int | None, rows: int) -> int:
    """The row counted from the front; -1 for none."""
    if padding_idx is None:
        return -1
    if not -rows <= padding_idx < rows:
        raise AssertionError(f"Padding_idx must be within num_embeddings\nThere are {rows} rows, numbered from 0.")
    return padding_idx % rows


def check_indices(where: ndarray, input: Tensor, table: ndarray, function: str) -> None:
    if table.ndim != 2:
        raise RuntimeError(f"'weight' must be 2-D\nIt is a table (rows, size); its shape is {list(table.shape)}.")
    if where.dtype not in (np.int64, np.int32):
        kind = "CPUBoolType" if where.dtype.kind == "b" else tensor_type(input)
        raise RuntimeError(
            "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got "
            f"{kind} instead (while checking arguments for {function})\nIndices are whole numbers: input.long()."
        )


def check_range(where: ndarray, table: ndarray) -> None:
    if where.size and (where.min() < 0 or where.max() >= len(table)):
        raise IndexError(f"index out of range in self\nThe table has {len(table)} rows, numbered from 0.")


def check_bags(input: Any, weight: Any, offsets: Any, mode: str, per_sample_weights: Any) -> None:
    """PyTorch's refusals."""
    where, table = array_of(input), array_of(weight)
    if mode not in ("sum", "mean", "max"):
        raise ValueError(f"mode has to be one of sum, mean or max\nIt was {mode!r}.")
    if per_sample_weights is not None and per_sample_weights._data.shape != where.shape:
        raise ValueError(
            f"embedding_bag: If per_sample_weights ({per_sample_weights.shape}) is not None, then it must have the same shape as "
            f"the input ({input.shape})\nThere is one factor per index."
        )
    if where.ndim == 2:
        if offsets is not None:
            raise ValueError(
                "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length sequences. "
                f"However, found offsets of type {type(offsets)}\nLeave it out."
            )
    elif where.ndim == 1:
        if not isinstance(offsets, Tensor):
            raise ValueError("offsets has to be a 1D Tensor but got None\nIt says where in the input each bag begins.")
        if offsets._data.ndim != 1:
            raise ValueError("offsets has to be a 1D Tensor\nIt says where in the input each bag begins.")
    else:
        raise ValueError(
            f"input has to be 1D or 2D Tensor, but got Tensor of dimension {where.ndim}\nGive (bags, n) or (n,)."
        )
    if per_sample_weights is not None and mode != "sum":
        raise NotImplementedError(
            "embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' (got "
            f"mode='{mode}'). Please open a feature request on GitHub.\nLeave them out, or write mode='sum'."
        )
    check_indices(where, input, table, "embedding_bag")
