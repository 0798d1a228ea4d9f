"""Writing to places that an index tensor names: scatter, index_add and their relatives, each as a copy and in place.

`scatter` has one index per element (as `gather`), `index_…` one per slice along a dimension.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy import ndarray

from .._tensor import Tensor, tensor_method
from ..arrays import at, check_one_device, module_of
from ..autograd.graph import Node
from ..autograd.inplace import takes_out
from ..autograd.record import record
from ..names import scalar_name
from . import either
from .arguments import array_of, check_broadcast, check_dim
from .compare import where
from .creation import cast_values
from .index import gather
from .pairs import NoDerivative
from .shape import expand, reshape

# --- places in the flat array -----------------------------------------------------------------------------------------


def scattered(a: ndarray, dim: int, index: Tensor, name: str) -> ndarray:
    """For each element of `index` the place in the flat array that it names, along a dimension; checked."""
    where = array_of(index)
    check_one_device(a, where)
    if where.dtype not in (np.int64, np.int32) and where.size:
        raise RuntimeError(
            f"{name}(): Expected dtype int32/int64 for index\nIt is {index.dtype!r}: write index.long()."
        )
    if not where.size:
        return module_of(where).zeros(where.shape, np.int64)
    lines = where.reshape(where.shape or 1)
    goal = a.reshape(a.shape or 1)
    if lines.ndim != goal.ndim:
        raise RuntimeError(
            "Index tensor must have the same number of dimensions as self tensor\nUse unsqueeze to add one."
        )
    if any(n > m for i, (n, m) in enumerate(zip(lines.shape, goal.shape, strict=True)) if i != dim):
        raise RuntimeError(
            f"Expected index {list(where.shape)} to be no larger than self {list(a.shape)} apart from dimension {dim}"
        )
    if lines.min() < 0 or lines.max() >= goal.shape[dim]:
        bad = int(lines.max() if lines.max() >= goal.shape[dim] else lines.min())
        raise RuntimeError(f"index {bad} is out of bounds for dimension {dim} with size {goal.shape[dim]}")
    places = module_of(goal).arange(goal.size).reshape(goal.shape)
    places = places[tuple(slice(n) if i != dim else slice(None) for i, n in enumerate(lines.shape))]
    return np.take_along_axis(places, lines, dim).reshape(where.shape)


def fitting(src: Tensor, index: Tensor, input: Tensor, dim: int) -> ndarray:
    """The part of `src` that the index has a place for, and the input's dtype."""
    values, shape = array_of(src), index._data.shape
    if values.dtype != input._data.dtype:
        raise RuntimeError(
            "scatter(): Expected self.dtype to be equal to src.dtype\n"
            f"They are {input.dtype!r} and {src.dtype!r}: write src.to({input.dtype!r})."
        )
    if index._data.size and (
        len(values.shape or (1,)) != len(shape or (1,)) or any(n > m for n, m in zip(shape, values.shape, strict=False))
    ):
        raise RuntimeError(
            f"Expected index {list(shape)} to be no larger than self {list(input._data.shape)} apart from dimension {dim} and to "
            f"be no larger size than src {list(values.shape)}\nEach index needs a value."
        )
    return corner(values, shape)


def corner(values: Any, shape: tuple[int, ...]) -> Any:
    """The first elements along each dimension."""
    if 0 in shape:
        return module_of(either.array(values)).zeros(shape, either.array(values).dtype)
    return values[tuple(map(slice, shape))].reshape(shape) if values.ndim else values.reshape(shape)


def returned(values: Any, shape: tuple[int, ...]) -> Any:
    """`corner` undone: the gradient of the part of `src` that was used, as one of the whole."""
    if values.shape == shape:
        return values
    return either.put_add(values, corner(module_of(either.array(values)).arange(math.prod(shape)).reshape(shape), values.shape), shape)


# --- scatter ----------------------------------------------------------------------------------------------------------


@tensor_method(inplace=True)
@takes_out
def scatter(
    input: Tensor, dim: int, index: Tensor, src: Any = None, *, value: Any = None, reduce: str | None = None
) -> Tensor:
    """A copy of `input` with `result[i][index[i][j]] = src[i][j]` (for dim 1); `src` may be one number.

    `reduce="add"` or `"multiply"` combines with what is there (without a gradient: `scatter_add` has one).
    """
    src = value if src is None else src
    if reduce is not None:
        if reduce not in ("add", "multiply"):
            raise RuntimeError("reduce argument must be either add or multiply.\nscatter_reduce has more.")
        return scatter_with(input, dim, index, src, reduce)
    a = array_of(input)
    places = scattered(a, check_dim(dim, a.ndim), index, "scatter")
    result = a.copy(order="C")
    if isinstance(src, Tensor):
        values = fitting(src, index, input, dim)
        result.reshape(-1)[places] = values
        return record(ScatterBackward0, result, (input, src), (places, src._data.shape), watch=(index,))
    result.reshape(-1)[places] = src
    return record(ScatterBackward1, result, (input,), (places,), watch=(index,))


class ScatterBackward0(Node):
    inputs = ("self", "src")
    saves = ("index", "shape")
    raw = ("index",)

    @staticmethod
    def backward(ctx: Any, grad: Any, places: ndarray, shape: tuple[int, ...]) -> Any:
        to_input, to_src = ctx.edges
        return (
            None if to_input is None else either.put(grad, places, None),
            None if to_src is None else returned(either.take(grad, places), shape),
        )


class ScatterBackward1(Node):
    """One number goes to all places."""

    saves = raw = ("index",)

    @staticmethod
    def backward(ctx: Any, grad: Any, places: ndarray) -> Any:
        return either.put(grad, places, None)


def scatter_with(input: Tensor, dim: int, index: Tensor, src: Any, reduce: str) -> Tensor:
    """`scatter` with `reduce`."""
    a = array_of(input)
    places = scattered(a, check_dim(dim, a.ndim), index, "scatter")
    values = fitting(src, index, input, dim) if isinstance(src, Tensor) else a.dtype.type(src)
    result = a.copy(order="C")
    at(np.add if reduce == "add" else np.multiply, result.reshape(-1), places, values)
    return record(ScatterWithBackward, result, (input, src))


class ScatterWithBackward(NoDerivative):
    inputs = ("self", "src")
    operation = "scatter"


@tensor_method(inplace=True)
@takes_out
def scatter_add(input: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """A copy of `input` with `result[i][index[i][j]] += src[i][j]` (for dim 1)."""
    a = array_of(input)
    places = scattered(a, check_dim(dim, a.ndim), index, "scatter_add")
    values = fitting(src, index, input, dim)
    result = a.copy(order="C")
    at(np.add, result.reshape(-1), places, values)
    return record(ScatterAddBackward0, result, (input, src), (places, src._data.shape), watch=(index,))


class ScatterAddBackward0(Node):
    inputs = ("self", "src")
    saves = ("index", "shape")
    raw = ("index",)

    @staticmethod
    def backward(ctx: Any, grad: Any, places: ndarray, shape: tuple[int, ...]) -> Any:
        return grad, None if ctx.edges[1] is None else returned(either.take(grad, places), shape)


# --- combined by a reduction ------------------------------------------------------------------------------------------

REDUCTIONS = {"sum": np.add, "prod": np.multiply, "mean": np.add, "amax": np.maximum, "amin": np.minimum}
NEUTRAL = {"sum": 0, "prod": 1, "mean": 0}


@tensor_method(inplace=True)
@takes_out
def scatter_reduce(
    input: Tensor, dim: int, index: Tensor, src: Tensor, reduce: str, *, include_self: bool = True
) -> Tensor:
    """All elements of `src` that go to one place combined there: "sum", "prod", "mean", "amax" or "amin".

    `include_self=False` leaves the old value out where anything arrives.
    """
    if reduce not in REDUCTIONS:
        raise RuntimeError(f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}")
    a = array_of(input)
    places = scattered(a, check_dim(dim, a.ndim), index, "scatter_reduce")
    values = fitting(src, index, input, dim)
    return combined(ScatterReduceBackward0, input, index, src, places, values, reduce, include_self)


@tensor_method(inplace=True)
@takes_out
def index_reduce(
    input: Tensor, dim: int, index: Tensor, source: Tensor, reduce: str, *, include_self: bool = True
) -> Tensor:
    """All slices of `source` that go to one slice combined there: "prod", "mean", "amax" or "amin"."""
    if reduce not in REDUCTIONS or reduce == "sum":
        raise RuntimeError(
            f"index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got {reduce}.\nindex_add sums."
        )
    places = slices(input, dim, index, source, "index_reduce")
    values = source._data.reshape(places.shape)
    return combined(IndexReduceBackward0, input, index, source, places, values, reduce, include_self)


def combined(
    rule: type[Node], input: Tensor, index: Tensor, src: Tensor, places: ndarray, values: ndarray, reduce: str,
    include_self: bool,
) -> Tensor:  # fmt: skip
    """The result of a reduction, recorded."""
    a = input._data
    result, count = a.copy(order="C"), module_of(a).full(a.size, int(include_self))
    flat = result.reshape(-1)
    at(np.add, count, places, 1)
    if not include_self:
        flat[places] = NEUTRAL.get(reduce, values)  # (one of the candidates, for amax and amin)
    at(REDUCTIONS[reduce], flat, places, values)
    count = np.maximum(count, 1).reshape(a.shape)
    if reduce == "mean":
        result = result / count.astype(a.dtype) if a.dtype.kind == "f" else result // count
    saved = (a, result, src._data, count, places, reduce, include_self)
    return record(rule, result, (input, src), saved, watch=(index,))


class ScatterReduceBackward0(Node):
    inputs = ("self", "src")
    saves = ("self", "result", "src", "count", "index", "reduce", "include_self")
    raw = ("count", "index")

    @staticmethod
    def backward(
        ctx: Any, grad: Any, input: Any, result: Any, src: Any, count: ndarray, places: ndarray, reduce: str,
        include_self: bool,
    ) -> Any:  # fmt: skip
        values = corner(src, places.shape)
        if reduce in ("sum", "mean"):
            kept = grad if reduce == "sum" else grad / either.constant(count.astype(either.array(grad).dtype), grad)
            back = either.take(kept, places)
        elif reduce == "prod":
            others, others_at = products_of_others(input, result, values, places, include_self)
            kept, back = grad * others, either.take(grad, places) * others_at
        else:  # equal ones share
            best = either.array(result)
            old, new = either.array(input) == best, either.array(values) == best.reshape(-1)[places]
            ties = old.astype(best.dtype, order="C")
            at(np.add, ties.reshape(-1), places, new)
            share = grad / either.constant(np.maximum(ties, 1), grad)
            kept, back = either.where(old, share, 0.0), either.where(new, either.take(share, places), 0.0)
        if not include_self:
            kept = either.put(kept, places, None)
        return kept, None if ctx.edges[1] is None else returned(back, src.shape)


class IndexReduceBackward0(ScatterReduceBackward0):
    inputs = ("self", "source")
    saves = ("self", "result", "source", "count", "index", "reduce", "include_self")


def products_of_others(input: Any, result: Any, values: Any, places: ndarray, include_self: bool) -> tuple[Any, Any]:
    """For each old and each new factor of a product the product of all the others; right where there are zeros too."""
    a, v = either.array(input), either.array(values)
    takes_part = module_of(a).ones(a.shape, bool)
    if not include_self:
        takes_part.reshape(-1)[places] = False
    zeros = ((a == 0) & takes_part).astype(np.int64, order="C")
    at(np.add, zeros.reshape(-1), places, (v == 0).astype(np.int64))
    if not zeros.any():
        return result / either.where(a == 0, 1.0, input), either.take(result, places) / values
    if isinstance(input, Tensor) or isinstance(values, Tensor):
        raise NotImplementedError("the second derivative of a scattered product with zeros in it is left out")
    rest = np.where(takes_part & (a != 0), a, 1).copy(order="C")  # the product of the factors that are not zero
    at(np.multiply, rest.reshape(-1), places, np.where(v == 0, 1, v))
    others = np.where(zeros > (a == 0), 0, rest / np.where(a == 0, 1, a))
    others_at = np.where(zeros.reshape(-1)[places] > (v == 0), 0, rest.reshape(-1)[places] / np.where(v == 0, 1, v))
    return others, others_at


# --- slices along a dimension -----------------------------------------------------------------------------------------


MANY = "{name}_(): Number of indices ({count}) should be equal to source.size(dim): ({size}), for dim: {dim}"
VECTOR = "{name}_(): Index is supposed to be a vector, but got dim: {ndim} with type: {kind} and size: {shape}"
KIND = "{name}_(): Expected dtype int32/int64 for index but got: {kind}"
BOUNDS = "index {bad} is out of bounds for dimension {dim} with size {length}"
SAME = "{name}_(): self ({own}) and source ({other}) must have the same scalar type"
REFUSALS: dict[str, tuple[tuple[type[Exception], str], ...]] = {  # PyTorch's, which differ from one to the other
    "index_add": (
        (IndexError, VECTOR), (RuntimeError, KIND), (RuntimeError, BOUNDS), (RuntimeError, SAME), (RuntimeError, MANY),
    ),
    "index_reduce": (
        (IndexError, VECTOR), (RuntimeError, KIND), (IndexError, "index out of range in self"), (RuntimeError, SAME),
        (RuntimeError, MANY),
    ),
    "index_copy": (
        (IndexError, "{name}_(): Index should have dimension 1 or 0 (got {ndim})"),
        (RuntimeError, "{name}_(): Expected a long tensor for index, but got {kind}"), (IndexError, "{name}_(): " + BOUNDS),
        (RuntimeError, "{name}_(): self and source expected to have the same dtype, but got (self) {own} and (source) {other}"),
        (IndexError, "{name}_(): Number of indices ({count}) should be equal to source.size(dim) ({size})"),
    ),
    "index_fill": (
        (RuntimeError, "Index has to be a vector/scalar"), (IndexError, "{name}_(): Expected dtype int64 for index."),
        (IndexError, BOUNDS),
    ),
}  # fmt: skip


def slices(input: Tensor, dim: int, index: Tensor, source: Tensor | None, name: str) -> ndarray:
    """The places in the flat array of all slices that a vector of indices names along a dimension; checked."""
    a, where = array_of(input), array_of(index)
    check_one_device(a, where)
    place, kind = check_dim(dim, a.ndim), scalar_name(index.dtype)

    def refusal(number: int, **values: Any) -> Exception:
        error, text = REFUSALS[name][number]
        return error(text.format(name=name, ndim=where.ndim, kind=kind, shape=list(where.shape), dim=place, **values))

    if where.ndim > 1:
        raise refusal(0)
    if where.dtype not in (np.int64, np.int32):
        raise refusal(1)
    goal, where = a.reshape(a.shape or 1), where.reshape(-1)
    length = goal.shape[place]
    if where.size and (where.min() < -length or where.max() >= length):
        raise refusal(2, bad=int(where.max() if where.max() >= length else where.min()), length=length)
    places = module_of(goal).arange(goal.size).reshape(goal.shape).take(where, place)
    if source is None:
        return places
    if source._data.dtype != a.dtype:
        raise refusal(3, own=scalar_name(input.dtype), other=scalar_name(source.dtype))
    given = source._data.shape or (1,)
    if len(given) == places.ndim and given[place] != where.size:
        raise refusal(4, count=where.size, size=given[place])
    if given != places.shape:
        raise RuntimeError(
            f"{name}_(): Source/destination tensor must have same slice shapes. Destination slice shape: {list(a.shape)} at "
            f"dimension {place} and source slice shape: {list(given)} at dimension 0."
        )
    return places


@tensor_method(inplace=True)
@takes_out
def index_add(input: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: Any = 1) -> Tensor:
    """A copy of `input` with `alpha * source[i]` added to the slice `index[i]` along a dimension, for each i."""
    places = slices(input, dim, index, source, "index_add")
    result = input._data.copy(order="C")
    at(np.add, result.reshape(-1), places, (source._data if alpha == 1 else source._data * alpha).reshape(places.shape))
    return record(IndexAddBackward0, result, (input, source), (places, source._data.shape, alpha), watch=(index,))


class IndexAddBackward0(Node):
    inputs = ("self", "source")
    saves = ("index", "shape", "alpha")
    raw = ("index",)

    @staticmethod
    def backward(ctx: Any, grad: Any, places: ndarray, shape: tuple[int, ...], alpha: Any) -> Any:
        to_source = None if ctx.edges[1] is None else either.take(grad, places).reshape(shape)
        return grad, to_source if to_source is None or alpha == 1 else to_source * alpha


@tensor_method(inplace=True)
@takes_out
def index_copy(input: Tensor, dim: int, index: Tensor, source: Tensor) -> Tensor:
    """A copy of `input` with `source[i]` in place of the slice `index[i]` along a dimension, for each i."""
    places = slices(input, dim, index, source, "index_copy")
    result = input._data.copy(order="C")
    result.reshape(-1)[places] = source._data.reshape(places.shape)
    return record(IndexCopyBackward0, result, (input, source), (places, source._data.shape), watch=(index,))


class IndexCopyBackward0(Node):
    inputs = ("self", "source")
    saves = ("index", "shape")
    raw = ("index",)

    @staticmethod
    def backward(ctx: Any, grad: Any, places: ndarray, shape: tuple[int, ...]) -> Any:
        to_input, to_source = ctx.edges
        return (
            None if to_input is None else either.put(grad, places, None),
            None if to_source is None else either.take(grad, places).reshape(shape),
        )


@tensor_method(inplace=True)
@takes_out
def index_fill(input: Tensor, dim: int, index: Tensor, value: Any) -> Tensor:
    """A copy of `input` with one number in all slices that the index names along a dimension."""
    places = slices(input, dim, index, None, "index_fill")
    result = input._data.copy(order="C")
    if not isinstance(value, Tensor):
        result.reshape(-1)[places] = value
        return record(IndexFillBackward0, result, (input,), (places,), watch=(index,))
    if value._data.ndim:
        raise RuntimeError(
            "index_fill_ only supports a 0-dimensional value tensor, but got tensor with "
            f"{value._data.ndim} dimension(s).\nindex_copy writes several values."
        )
    result.reshape(-1)[places] = cast_values(value._data, result.dtype)
    return record(IndexFillBackward1, result, (input, value), (places,), watch=(index,))


class IndexFillBackward0(Node):
    saves = raw = ("index",)

    @staticmethod
    def backward(ctx: Any, grad: Any, places: ndarray) -> Any:
        return either.put(grad, places, None)


class IndexFillBackward1(Node):
    """The number is a 0-dim Tensor."""

    inputs = ("self", "value")
    saves = raw = ("index",)

    @staticmethod
    def backward(ctx: Any, grad: Any, places: ndarray) -> Any:
        to_input, to_value = ctx.edges
        return (
            None if to_input is None else either.put(grad, places, None),
            None if to_value is None else either.take(grad, np.unique(places)).sum(),
        )


# --- masks and flat places --------------------------------------------------------------------------------------------


@tensor_method(inplace=True)
def masked_scatter(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """A copy of `input` with the elements of `source`, one after the other, where the mask is True."""
    a, m, values = array_of(input), array_of(mask), array_of(source)
    if m.dtype.kind != "b":
        raise RuntimeError(
            "masked_scatter_ only supports boolean masks, but got mask with dtype " + scalar_name(mask.dtype)
        )
    if values.dtype != a.dtype:
        raise RuntimeError(  # (a space is missing in PyTorch's text)
            f"masked_scatter: expected self and source to have same dtypes but got{scalar_name(input.dtype)} and "
            f"{scalar_name(source.dtype)}\nWrite source.to(x.dtype)."
        )
    try:
        shape = np.broadcast_shapes(a.shape, m.shape)
    except ValueError:
        check_broadcast(a, m)
    result = np.broadcast_to(a, shape).copy(order="C")
    places = np.nonzero(np.broadcast_to(m, shape).reshape(-1))[0]
    if values.size < places.size:
        raise RuntimeError(
            f"Number of elements of source < number of ones in mask\nThey are {values.size} and {places.size}."
        )
    result.reshape(-1)[places] = values.reshape(-1)[: places.size]
    return record(MaskedScatterBackward0, result, (input, source), (places, values.shape), watch=(mask,))


class MaskedScatterBackward0(Node):
    inputs = ("self", "source")
    saves = ("mask", "shape")
    raw = ("mask",)

    @staticmethod
    def backward(ctx: Any, grad: Any, places: ndarray, shape: tuple[int, ...]) -> Any:
        to_input, to_source = ctx.edges
        return (
            None if to_input is None else either.put(grad, places, None),
            None if to_source is None else either.put_add(either.take(grad, places), module_of(places).arange(places.size), shape),
        )


@tensor_method(inplace=True)
@takes_out
def put(input: Tensor, index: Tensor, source: Tensor, accumulate: bool = False) -> Tensor:
    """A copy of `input` with the elements of `source` at (or with `accumulate` added to) the given flat places."""
    a, places, values = array_of(input), array_of(index), array_of(source)
    if places.dtype != np.int64:
        raise RuntimeError(
            f"put_(): Expected a long tensor for index, but got {scalar_name(index.dtype)}\nWrite index.long()."
        )
    if places.size != values.size:
        raise IndexError(
            f"put_(): Expected source and index to have the same number of elements, but got source.numel() = {values.size}, "
            f"index.numel() = {places.size}"
        )
    if places.size and (places.min() < -a.size or places.max() >= a.size):
        raise IndexError(f"out of range: tried to access index {int(places.max())} on a tensor of {a.size} elements.")
    result, places = a.copy(order="C"), places % max(a.size, 1)
    if accumulate:
        at(np.add, result.reshape(-1), places, values.reshape(places.shape))
    else:
        result.reshape(-1)[places] = values.reshape(places.shape)
    return record(PutBackward0, result, (input, source), (places, values.shape, accumulate), watch=(index,))


class PutBackward0(Node):
    inputs = ("self", "source")
    saves = ("index", "shape", "accumulate")
    raw = ("index",)

    @staticmethod
    def backward(ctx: Any, grad: Any, places: ndarray, shape: tuple[int, ...], accumulate: bool) -> Any:
        to_input, to_source = ctx.edges
        return (
            None if to_input is None else grad if accumulate else either.put(grad, places, None),
            None if to_source is None else either.take(grad, places).reshape(shape),
        )


@tensor_method
@takes_out
def take_along_dim(input: Tensor, indices: Tensor, dim: int | None = None) -> Tensor:
    """`gather` with broadcasting: the elements at the indices along a dimension (None: of the flattened tensor)."""
    if array_of(indices).dtype != np.int64:
        raise RuntimeError(
            "torch.take_along_dim(): dtype of indices should be Long but got " + scalar_name(indices.dtype)
        )
    if dim is None:
        return gather(reshape(input, -1), 0, reshape(indices, -1))
    a, place = array_of(input), check_dim(dim, input._data.ndim)
    if a.ndim != indices._data.ndim:
        raise RuntimeError(
            "torch.take_along_dim(): input and indices should have the same number of dimensions, but got "
            f"{a.ndim} dimensions for input, and {indices._data.ndim} dimensions for indices"
        )

    def others(shape: tuple[int, ...], length: int) -> tuple[int, ...]:
        return (*shape[:place], length, *shape[place + 1 :])

    shape = np.broadcast_shapes(others(a.shape, 1), others(indices._data.shape, 1))
    index = expand(indices, others(shape, indices._data.shape[place]))
    index = where(index < 0, index + a.shape[place], index)
    return gather(expand(input, others(shape, a.shape[place])), place, index)
