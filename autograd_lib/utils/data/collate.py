"""From a list of samples to a batch: everything that is a number or an array becomes one tensor with a first
dimension more, and containers stay as they are."""

from __future__ import annotations

import copy
from collections.abc import Mapping, MutableMapping, MutableSequence, Sequence
from typing import Any

import numpy as np

from ..._tensor import Tensor
from ...dtypes import float64
from ...ops.creation import as_tensor, tensor
from ...ops.joining import stack


def default_collate(batch: Sequence[Any]) -> Any:
    """Make a batch of samples, by the type of the first one.

    Tensors and NumPy arrays are stacked; a list of floats becomes a float64 tensor, of ints an int64 one; strings stay
    a list.  Dicts, named tuples, tuples and lists are collated entry by entry (a tuple becomes a list):
    [(x0, y0), (x1, y1)] gives [tensor of x, tensor of y].

    Raises:
        RuntimeError: tensors of different shapes, or sequences of different lengths.
        TypeError: samples of any other type.
    """
    first = batch[0]
    if isinstance(first, Tensor):
        return stack(batch)
    if isinstance(first, np.ndarray):
        if first.dtype.kind in "SUO":
            raise TypeError(_cannot(first.dtype))
        return stack([as_tensor(array) for array in batch])
    if isinstance(first, (str, bytes)):
        return batch
    if isinstance(first, (np.bool_, np.number)):
        return as_tensor(np.asarray(batch))
    if isinstance(first, float):
        return tensor(batch, dtype=float64)
    if isinstance(first, int):
        return tensor(batch)
    if isinstance(first, Mapping):
        return _like_mapping(first, {key: default_collate([sample[key] for sample in batch]) for key in first})
    if isinstance(first, Sequence):
        if len({len(sample) for sample in batch}) > 1 and not hasattr(first, "_fields"):
            raise RuntimeError(
                "each element in list of batch should be of equal size\n"
                f"Their lengths are {[len(sample) for sample in batch]}: pad them, or give DataLoader a collate_fn."
            )
        return _like_sequence(first, [default_collate(entries) for entries in zip(*batch)])
    raise TypeError(_cannot(type(first)))


def default_convert(data: Any) -> Any:
    """A single sample with its NumPy arrays and numbers as tensors; what a DataLoader with batch_size=None gives."""
    if isinstance(data, (np.ndarray, np.bool_, np.number)):
        return data if data.dtype.kind in "SUO" else as_tensor(data)
    if isinstance(data, Mapping):
        return _like_mapping(data, {key: default_convert(data[key]) for key in data})
    if isinstance(data, Sequence) and not isinstance(data, (str, bytes)):
        return _like_sequence(data, [default_convert(entry) for entry in data])
    return data


def _like_mapping(first: Mapping[Any, Any], entries: dict[Any, Any]) -> Any:
    """The entries in a mapping of the same type; in a dict if that type cannot be made so."""
    try:
        if isinstance(first, MutableMapping):
            result = copy.copy(first)  # keeps what else the object knows
            result.update(entries)
            return result
        return type(first)(entries)  # type: ignore[call-arg]
    except TypeError:
        return entries


def _like_sequence(first: Sequence[Any], entries: list[Any]) -> Any:
    """The entries in a sequence of the same type: named tuple for named tuple, but a list for a tuple."""
    if hasattr(first, "_fields"):
        return type(first)(*entries)
    if isinstance(first, tuple):
        return entries
    try:
        if isinstance(first, MutableSequence):
            result = copy.copy(first)
            for i, entry in enumerate(entries):
                result[i] = entry
            return result
        return type(first)(entries)  # type: ignore[call-arg]
    except TypeError:
        return entries


def _cannot(kind: object) -> str:
    return (
        f"default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {kind}\n"
        "Give DataLoader a collate_fn that makes a batch of a list of such samples."
    )
