"""Counting and finding: distinct elements, histograms, places in a sorted sequence.  Nothing here has a gradient."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import ndarray

from .. import dtypes
from .._tensor import Tensor, tensor_method, wrap
from ..arrays import as_array, beside, module_of
from ..autograd.inplace import takes_out
from ..names import scalar_name
from .arguments import array_of, check_dim, return_type, together, type_name

# --- distinct elements ------------------------------------------------------------------------------------------------


@tensor_method
def unique(
    input: Tensor,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """The distinct elements in order (with `dim`: the distinct slices along it).

    `return_inverse` also gives, for each element, the place of its equal in the result, `return_counts` how many there are.
    """
    a = array_of(input)
    axis = None if dim is None else check_dim(dim, a.ndim)
    values, inverse, counts = np.unique(a, return_inverse=True, return_counts=True, axis=axis, equal_nan=False)
    return asked_for(values, inverse.reshape(a.shape if dim is None else -1), counts, return_inverse, return_counts)


@tensor_method
def unique_consecutive(
    input: Tensor, return_inverse: bool = False, return_counts: bool = False, dim: int | None = None
) -> Any:
    """Of each run of equal elements the first (with `dim`: of equal slices along it); other options as `unique`."""
    a = array_of(input)
    lines = np.moveaxis(a, check_dim(dim, a.ndim), 0) if dim is not None else a.reshape(-1)
    n = len(lines)
    start = module_of(a).ones(n, bool)
    start[1:] = (lines[1:] != lines[:-1]).any(tuple(range(1, lines.ndim)))
    places = np.nonzero(start)[0]
    values, inverse = lines[places], np.cumsum(start) - 1
    if dim is not None:
        values = np.moveaxis(values, 0, check_dim(dim, a.ndim))
    counts = np.diff(np.append(places, n))
    return asked_for(
        values, inverse if dim is not None else inverse.reshape(a.shape), counts, return_inverse, return_counts
    )


def asked_for(values: ndarray, inverse: ndarray, counts: ndarray, return_inverse: bool, return_counts: bool) -> Any:
    """The values alone, or with what else was asked for."""
    results = [values.copy()] + [inverse] * return_inverse + [counts] * return_counts
    return tuple(wrap(each) for each in results) if len(results) > 1 else wrap(results[0])


@takes_out
def isin(elements: Any, test_elements: Any, *, assume_unique: bool = False, invert: bool = False) -> Tensor:
    """Is each element one of `test_elements`?  (One of the two may be a number.)"""
    if not isinstance(elements, Tensor) and not isinstance(test_elements, Tensor):
        raise TypeError(
            f"isin() received an invalid combination of arguments - got ({type_name(elements)}, {type_name(test_elements)}), "
            "but expected one of:\nisin(elements, test_elements), at least one of them a Tensor."
        )
    a, b = (each._data if isinstance(each, Tensor) else np.asarray(each) for each in (elements, test_elements))
    a, b = together(a, b)
    return wrap(np.isin(a, b, invert=invert))


@tensor_method
def argwhere(input: Tensor) -> Tensor:
    """The places of the elements that are not zero, one row each."""
    return wrap(np.argwhere(array_of(input)))


# --- how many? --------------------------------------------------------------------------------------------------------


@tensor_method
def bincount(input: Tensor, weights: Tensor | None = None, minlength: int = 0) -> Tensor:
    """How often each whole number 0, 1, 2, … occurs; with `weights`, their sum in place of the count."""
    a = array_of(input)
    if a.dtype.kind == "f":
        name = scalar_name(input.dtype)
        raise NotImplementedError(
            f"\"bincount_cpu\" not implemented for '{name}'\nWhole numbers are counted: write x.long()."
        )
    if a.ndim != 1 or (a.size and a.min() < 0):
        raise RuntimeError(
            "bincount only supports 1-d non-negative integral inputs.\nWrite x.flatten(), and shift negative numbers up."
        )
    if minlength < 0:
        raise RuntimeError("minlength should be >= 0\nIt is the least length of the result.")
    if weights is None:
        return wrap(np.bincount(a, minlength=minlength))
    if weights._data.shape != a.shape:
        raise RuntimeError("weights should be 1-d and have the same length as input\nEach number has its weight.")
    sums = np.bincount(a, weights._data, minlength)
    return wrap(sums.astype(np.float32) if weights._data.dtype == np.float32 else sums)


@tensor_method
@takes_out
def histc(input: Tensor, bins: int = 100, min: Any = 0, max: Any = 0) -> Tensor:
    """How many elements lie in each of `bins` equal intervals from `min` to `max` (both 0: of the elements)."""
    a = array_of(input)
    edges, counts = binned(a, bins, (min, max) if (min, max) != (0, 0) else None, None, "histc")
    return wrap(counts.astype(a.dtype))


HistogramResult = return_type("histogram", "hist", "bin_edges")


@tensor_method
def histogram(
    input: Tensor, bins: Any, *, range: Any = None, weight: Tensor | None = None, density: bool = False
) -> Any:
    """How many elements lie in each interval, and the edges of the intervals: hist, bin_edges.

    `bins` is a number of equal intervals (from the smallest to the largest element, or over `range`), or their edges.
    """
    a = array_of(input)
    if isinstance(bins, Tensor):
        edges, counts = bins._data, np.histogram(a, bins._data, weights=None if weight is None else weight._data)[0]
    else:
        edges, counts = binned(a, bins, range, weight, "histogram")
    counts = counts.astype(a.dtype)
    if density:
        counts = counts / (counts.sum() * np.diff(edges))
    return HistogramResult(wrap(counts), wrap(edges.astype(a.dtype)))


def binned(a: ndarray, bins: int, bounds: Any, weight: Tensor | None, name: str) -> tuple[ndarray, ndarray]:
    """The edges of equal intervals, and what lies in each; the last interval holds its upper edge."""
    if a.dtype.kind != "f":
        kind = scalar_name(dtypes.from_numpy_dtype(a.dtype))
        raise NotImplementedError(f"\"histogram_cpu\" not implemented for '{kind}'\nWrite x.float() first.")
    if bins <= 0:
        raise RuntimeError(
            f"torch.histogram(): bins must be > 0, but got {bins} for dimension 0\nGive the number of intervals."
        )
    low, high = bounds if bounds is not None else (a.min(), a.max()) if a.size else (0, 1)
    if low == high:
        margin = 1 if name == "histc" else 0.5
        low, high = low - margin, high + margin
    if low > high:
        raise RuntimeError("torch.histc: max must be larger than min\nGive the smaller bound first.")
    inside = (a >= low) & (a <= high)
    places = np.minimum(((a[inside] - low) * (bins / (high - low))).astype(np.int64), bins - 1)
    weights = None if weight is None else weight._data[inside]
    return np.linspace(low, high, bins + 1, dtype=a.dtype), np.bincount(places, weights, bins)


# --- places in a sorted sequence --------------------------------------------------------------------------------------


@takes_out
def searchsorted(
    sorted_sequence: Tensor, input: Any, *, out_int32: bool = False, right: bool = False, side: str | None = None,
    sorter: Tensor | None = None,
) -> Tensor:  # fmt: skip
    """Where in a sorted sequence each value belongs: before its equals, or with `right=True` behind them.

    The sequences lie along the last dimension, one for all values or one for each row of them.
    """
    lines = array_of(sorted_sequence)
    if side not in (None, "left", "right"):
        raise RuntimeError(
            f"torch.searchsorted(): side can only be 'left' or 'right' but got {side}\nThe default is 'left'."
        )
    if right and side == "left":
        raise RuntimeError(
            "torch.searchsorted(): side and right can't be set to opposites, got side of left while right was True"
        )
    if sorter is not None:
        lines = np.take_along_axis(lines, sorter._data, -1)
    values = input._data if isinstance(input, Tensor) else as_array(input)
    if lines.ndim != 1 and (values.ndim == 0 or lines.shape[:-1] != values.shape[:-1]):
        raise RuntimeError(
            "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor "
            f"and input value tensor must match, but we got boundaries tensor {list(lines.shape)} and input value tensor "
            f"{list(values.shape)}"
        )
    where: Any = "right" if right or side == "right" else "left"
    if lines.ndim == 1:
        result = as_array(np.searchsorted(lines, beside(values, lines), where))
    else:
        result = module_of(values).empty(values.shape, np.int64)
        for place in np.ndindex(values.shape[:-1]):
            result[place] = np.searchsorted(lines[place], values[place], where)
    return wrap(result.astype(np.int32 if out_int32 else np.int64))


@takes_out
def bucketize(input: Any, boundaries: Tensor, *, out_int32: bool = False, right: bool = False) -> Tensor:
    """Between which of the sorted boundaries each value lies: `searchsorted` with the arguments exchanged."""
    if array_of(boundaries).ndim != 1:
        raise RuntimeError(
            f"boundaries tensor must be 1 dimension, but got dim({boundaries._data.ndim})\nIt is sorted."
        )
    return searchsorted(boundaries, input, out_int32=out_int32, right=right)
