"""Order: sorting, and the elements at a given place of the order (largest, median, quantile).

nan counts as larger than every number.  Where equal elements could stand for each other, the first ones are taken.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import ndarray

from .._tensor import Tensor, tensor_method, wrap
from ..arrays import as_array, copied, module_of, on_cpu
from ..autograd.graph import Node
from ..autograd.inplace import takes_out, write_out
from ..autograd.record import record1, record_outputs
from .arguments import array_of, check_dim, return_type
from .arithmetic import mul, sub
from .compare import where
from .creation import full_like
from .index import gather
from .pointwise import lerp
from .reduce import MaxBackward0, MaxBackward1, check_not_empty, kept_shape
from .rounding import ceil, floor, round
from .shape import reshape, transpose, unsqueeze, view


def places_in_order(a: ndarray, dim: int, descending: bool = False) -> ndarray:
    """The indices along a dimension that sort it; equal elements keep their order."""
    if a.ndim == 0:
        return module_of(a).zeros((), np.int64)
    if not descending:
        return np.argsort(a, dim, kind="stable")
    from_the_end = np.argsort(np.flip(a, dim), dim, kind="stable")
    return np.flip(a.shape[dim] - 1 - from_the_end, dim)


def picked(rule: type[Node], input: Tensor, where: ndarray, dim: int, kind: Any, out: Any = None) -> Any:
    """The elements of `input` at the indices `where` along a dimension, with the indices themselves."""
    a = input._data
    values = np.take_along_axis(a, where, dim) if a.ndim else a.copy()
    saved = (a.shape, dim, copied(where), True)
    found = record_outputs(rule, (values, copied(where)), (input,), saved, differentiable=1)
    return given(kind, found, out)


def given(kind: Any, found: Any, out: Any) -> Any:
    """The results under their names, written into the tensors of `out=` where these are given."""
    if out is not None:
        found = [write_out(to, each, kind.__name__) for to, each in zip(out, found, strict=True)]
    return kind(*found)


class SortBackward0(MaxBackward0):
    """Each gradient goes back to the place that its element came from."""


class SortBackward1(SortBackward0):
    """`stable` was given."""


SortResult, TopkResult = return_type("sort", "values", "indices"), return_type("topk", "values", "indices")


@tensor_method
def sort(input: Tensor, dim: int = -1, descending: bool = False, *, stable: bool | None = None, out: Any = None) -> Any:
    """The elements along a dimension in order, and where each was: values, indices.  (The order is always stable.)"""
    place = check_dim(dim, array_of(input).ndim)
    rule = SortBackward0 if stable is None else SortBackward1
    return picked(rule, input, places_in_order(input._data, place, descending), place, SortResult, out)


@tensor_method
def argsort(input: Tensor, dim: int = -1, descending: bool = False, stable: bool = False) -> Tensor:
    """The indices that sort a dimension."""
    return wrap(places_in_order(array_of(input), check_dim(dim, input._data.ndim), descending).copy())


@tensor_method
@takes_out
def msort(input: Tensor) -> Tensor:
    """Sorted along the first dimension."""
    return sort(input, 0)[0]


@tensor_method
def topk(input: Tensor, k: int, dim: int = -1, largest: bool = True, sorted: bool = True, *, out: Any = None) -> Any:
    """The `k` largest (or smallest) elements along a dimension, in order, and where they are: values, indices."""
    a = array_of(input)
    place = check_dim(dim, a.ndim)
    if not 0 <= k <= (a.shape[place] if a.ndim else 1):
        raise RuntimeError(
            "selected index k out of range\n"
            f"k is {k}, and dimension {place} has {a.shape[place] if a.ndim else 1} elements."
        )
    order = places_in_order(a, place, largest)
    first = order[(slice(None),) * place + (slice(k),)] if a.ndim else order
    return picked(TopkBackward0, input, first, place, TopkResult, out)


class TopkBackward0(SortBackward0):
    pass


# --- the element at one place of the order ----------------------------------------------------------------------------


def one(rule: type[Node], input: Tensor, where: ndarray, dim: int, keepdim: bool, kind: Any, out: Any) -> Any:
    """One element per line, at the indices `where` (with length 1 along the dimension)."""
    a = input._data
    values = np.take_along_axis(a, where, dim) if a.ndim else a.copy()
    if a.ndim and not keepdim:
        values, where = values.squeeze(dim), where.squeeze(dim)
    saved = (a.shape, dim, copied(where), keepdim)
    return given(kind, record_outputs(rule, (values, where), (input,), saved, differentiable=1), out)


KthvalueResult = return_type("kthvalue", "values", "indices")
MedianResult, NanmedianResult = (return_type(name, "values", "indices") for name in ("median", "nanmedian"))
ModeResult = return_type("mode", "values", "indices")


@tensor_method
def kthvalue(input: Tensor, k: int, dim: int = -1, keepdim: bool = False, *, out: Any = None) -> Any:
    """The k-th smallest element along a dimension (k counts from 1), and where it is: values, indices."""
    a = array_of(input)
    place = check_dim(dim, a.ndim)
    check_not_empty(a, place, "kthvalue")
    if not 1 <= k <= (a.shape[place] if a.ndim else 1):
        raise RuntimeError(f"kthvalue(): selected number k out of range for dimension {place}\nk is {k}.")
    order = places_in_order(a, place)
    where = order[(slice(None),) * place + (slice(k - 1, k),)] if a.ndim else order
    return one(KthvalueBackward0, input, where, place, keepdim, KthvalueResult, out)


class KthvalueBackward0(MaxBackward0):
    pass


@tensor_method
def median(input: Tensor, dim: int | None = None, keepdim: bool = False, *, out: Any = None) -> Any:
    """The element in the middle of the order (of two, the lower one); with `dim`, along it, and where: values, indices."""
    return _median(input, dim, keepdim, out, (MedianBackward0, MedianBackward1), MedianResult, False)


@tensor_method
def nanmedian(input: Tensor, dim: int | None = None, keepdim: bool = False, *, out: Any = None) -> Any:
    """The median of the elements that are not nan; with `dim`, along it, and where: values, indices."""
    return _median(input, dim, keepdim, out, (NanmedianBackward0, NanmedianBackward1), NanmedianResult, True)


def _median(input: Tensor, dim: Any, keepdim: bool, out: Any, rules: Any, kind: Any, ignore_nan: bool) -> Any:
    a = array_of(input)
    if dim is None:
        flat = a.reshape(-1)
        if a.size:
            result = as_array(flat[middle(flat, 0, ignore_nan)[0]])
        else:
            result = as_array(np.nan if a.dtype.kind == "f" else np.iinfo(a.dtype).min, a.dtype)
        return record1(rules[0], result, input, (a, result, None))
    place = check_dim(dim, a.ndim)
    check_not_empty(a, place, kind.__name__)
    where = middle(a, place, ignore_nan) if a.ndim else module_of(a).zeros((), np.int64)
    return one(rules[1], input, where, place, keepdim, kind, out)


def middle(a: ndarray, dim: int, ignore_nan: bool) -> ndarray:
    """The index of the median along a dimension, which is kept with length 1."""
    order, nans = places_in_order(a, dim), np.isnan(a).sum(dim, keepdims=True)
    n = a.shape[dim]
    place = np.maximum(n - nans - 1, 0) // 2 if ignore_nan else np.where(nans, n - nans, (n - 1) // 2)
    return np.take_along_axis(order, place, dim)


class MedianBackward0(MaxBackward1):
    """Several elements equal to the median share the gradient equally."""


class MedianBackward1(MaxBackward0):
    """With `dim`: the whole gradient goes to the element that was chosen."""


class NanmedianBackward0(MaxBackward1):
    pass


class NanmedianBackward1(MaxBackward0):
    pass


@tensor_method
def mode(input: Tensor, dim: int = -1, keepdim: bool = False, *, out: Any = None) -> Any:
    """The most frequent element along a dimension (of several, the smallest), and its last place: values, indices."""
    a = array_of(input)
    place = check_dim(dim, a.ndim)
    check_not_empty(a, place, "mode")
    if a.ndim == 0:
        return one(ModeBackward0, input, module_of(a).zeros((), np.int64), place, keepdim, ModeResult, out)
    order = np.moveaxis(places_in_order(a, place), place, -1)
    lines = np.take_along_axis(np.moveaxis(a, place, -1), order, -1)
    n = lines.shape[-1]
    start = module_of(lines).ones(lines.shape, bool)
    start[..., 1:] = lines[..., 1:] != lines[..., :-1]
    count = module_of(lines).arange(n)
    first = on_cpu(lambda x: np.maximum.accumulate(x, -1), np.where(start, count, 0))
    length = count - first  # of its run, up to here
    where = np.take_along_axis(order, length.argmax(-1, keepdims=True), -1)
    return one(ModeBackward0, input, np.moveaxis(where, -1, place), place, keepdim, ModeResult, out)


class ModeBackward0(MaxBackward0):
    pass


# --- quantiles --------------------------------------------------------------------------------------------------------


@tensor_method
@takes_out
def quantile(
    input: Tensor, q: Any, dim: int | None = None, keepdim: bool = False, *, interpolation: str = "linear"
) -> Tensor:
    """The value below which a share `q` of the elements lies: 0.5 is the median, several shares give several values.

    Between two elements, `interpolation` says what counts: "linear", "lower", "higher", "midpoint" or "nearest".
    """
    return _quantile(input, q, dim, keepdim, interpolation, False)


@tensor_method
@takes_out
def nanquantile(
    input: Tensor, q: Any, dim: int | None = None, keepdim: bool = False, *, interpolation: str = "linear"
) -> Tensor:
    """`quantile` of the elements that are not nan."""
    return _quantile(input, q, dim, keepdim, interpolation, True)


def _quantile(input: Tensor, q: Any, dim: Any, keepdim: bool, interpolation: str, ignore_nan: bool) -> Tensor:
    a = array_of(input)
    shares = as_array(q._data if isinstance(q, Tensor) else q)
    check_quantile(input, q, shares, interpolation)
    place = None if dim is None else check_dim(dim, a.ndim)
    if place is None:
        lines = sort(reshape(input, -1))[0]
    elif place == a.ndim - 1:
        lines = sort(input)[0]
    else:  # the dimension goes to the end, and leaves one of length 1
        lines = sort(transpose(unsqueeze(input, -1), place, -1))[0]
    shape = kept_shape(a.shape, None if place is None else (place,))
    if not keepdim:
        shape = () if place is None else tuple(n for i, n in enumerate(a.shape) if i != place)
    lines = view(lines, (*shape, lines._data.shape[-1]))
    last, nans = lines._data.shape[-1] - 1, np.isnan(lines._data).sum(-1, keepdims=True)
    q = q if isinstance(q, Tensor) else wrap(shares.astype(a.dtype))
    if ignore_nan:
        ranks = mul(q, wrap(np.maximum(last - nans, 0).astype(a.dtype)))
    else:  # where there is a nan, it is the last, and the result
        ranks = where(wrap(nans > 0), wrap(as_array(last, a.dtype)), mul(q, last))
    if interpolation in ("lower", "higher", "nearest"):
        ranks = {"lower": floor, "higher": ceil, "nearest": round}[interpolation](ranks.detach())
    below = floor(ranks.detach())
    result = gather(lines, -1, below.long())
    if interpolation in ("linear", "midpoint"):
        weight = full_like(ranks, 0.5) if interpolation == "midpoint" else sub(ranks, below)
        result = lerp(result, gather(lines, -1, ceil(ranks.detach()).long()), weight)
    if shares.ndim:
        result = result.unsqueeze_(0).transpose_(0, -1)
    return result.squeeze_(-1)


def check_quantile(input: Tensor, q: Any, shares: ndarray, interpolation: str) -> None:
    """PyTorch's refusals."""
    dtype = input._data.dtype
    if input._data.size == 0:
        raise RuntimeError("quantile() input tensor must be non-empty\nNothing has no order.")
    if dtype not in (np.float32, np.float64):
        raise RuntimeError("quantile() input tensor must be either float or double dtype\nWrite x.float() first.")
    if isinstance(q, Tensor):
        if q._data.ndim > 1:
            raise RuntimeError("quantile() q must be a scalar or 1D tensor\nEach of its elements is one share.")
        if q._data.dtype != dtype:
            raise RuntimeError(
                "quantile() q tensor must be same dtype as the input tensor\n"
                f"q is {q.dtype!r}, the input {input.dtype!r}: write q.to({input.dtype!r})."
            )
    if not np.all((shares >= 0) & (shares <= 1)):
        what = (
            "q values must be in the range [0, 1]"
            if isinstance(q, Tensor)
            else f"q must be in the range [0, 1] but got {q}"
        )
        raise RuntimeError(f"quantile() {what}\nA share of 0.25 is a quarter.")
    if interpolation not in ("linear", "lower", "higher", "midpoint", "nearest"):
        raise RuntimeError(
            "quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, but got "
            f"{interpolation}\nThe default is linear."
        )
