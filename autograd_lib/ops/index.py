"""Indexing: reading and writing parts of a tensor, `x[0]`, `x[:, 1:3]`, `x[mask]`, `x[[0, 2]]`.

PyTorch takes an index apart in two steps.  First come ints, slices, None and Ellipsis, from left to right: each makes a
view.  Then all index tensors (also lists, arrays and masks) together pick elements: that makes a copy.
"""

from __future__ import annotations

import builtins
import math
from typing import Any, NoReturn

import numpy as np
from numpy import ndarray

from .. import dtypes
from .._tensor import Tensor, tensor_method, wrap
from ..arrays import add_at, as_array, beside, check_one_device, is_array, module_of, on_gpu, one_device
from ..autograd.engine import AliasBackward0
from ..autograd.grad_mode import mode
from ..autograd.graph import Node
from ..autograd.inplace import assign, check_writable, takes_out
from ..autograd.record import record, record1, record_view
from ..names import cpp_name, scalar_name, tensor_type
from . import either
from .arguments import NUMBERS, array_of, check_64_bits, check_broadcast, check_dim, type_name
from .convert import copy_, fill_
from .creation import cast_values
from .shape import SelectBackward0, SliceBackward0, expand, reshape, unsqueeze, view

# --- taking an index apart --------------------------------------------------------------------------------------------


def parts(key: Any) -> tuple[Any, ...]:
    """The index as a tuple.  A list is an index tensor, as in PyTorch."""
    if isinstance(key, list) and len(key) < 32 and any(is_part(each) for each in key):
        return tuple(key)  # an old rule of NumPy's that PyTorch keeps: a list that holds sequences is a tuple
    return key if isinstance(key, tuple) else (key,)


def is_part(each: Any) -> bool:
    """Is an element of a list index itself an index?"""
    return (
        each is None
        or each is Ellipsis
        or isinstance(each, (slice, list, tuple))
        or (isinstance(each, Tensor) and each.ndim > 0)
    )


def is_index_array(each: Any) -> bool:
    """Does this part of an index pick elements one by one?"""
    if isinstance(each, Tensor):
        return each._data.ndim > 0 or each._data.dtype.kind == "b"
    return isinstance(each, (list, tuple, range)) or (isinstance(each, ndarray) and each.ndim > 0)


def basic(x: Tensor, key: tuple[Any, ...]) -> tuple[Tensor, list[ndarray | None] | None]:
    """Step one: the view that ints, slices, None and Ellipsis make; and what is left for step two, per dimension."""
    consumed = 0
    for each in key:
        if each is None or each is Ellipsis or isinstance(each, builtins.bool):
            continue
        mask = each._data if isinstance(each, Tensor) else each if isinstance(each, ndarray) else None
        consumed += mask.ndim if mask is not None and mask.dtype.kind == "b" else 1
    if consumed > x._data.ndim:
        raise IndexError(
            f"too many indices for tensor of dimension {x._data.ndim}\nThe tensor has shape {list(x._data.shape)}."
            if x._data.ndim or len(key) > 1
            else "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a "
            "0-dim tensor to a number"
        )
    dim = taken = 0
    arrays: list[ndarray | None] = []
    for place, each in enumerate(key):
        if each is Ellipsis:
            skipped = x._data.ndim - dim - (consumed - taken)
            arrays += [None] * skipped
            dim += skipped
        elif each is None:
            x = unsqueeze(x, dim)
            arrays.append(None)
            dim += 1
        elif isinstance(each, (builtins.bool, np.bool_)):
            x = unsqueeze(x, dim)
            arrays.append(beside(np.array([each]), x._data))
            dim += 1
        elif isinstance(each, slice):
            x = sliced(x, dim, each)
            arrays.append(None)
            dim, taken = dim + 1, taken + 1
        elif is_index_array(each):
            index = index_array(each)
            if on_gpu(index) and not on_gpu(x._data):
                raise RuntimeError(
                    "indices should be either on cpu or on the same device as the indexed tensor (cpu)\nWrite index.cpu()."
                )
            index = beside(index, x._data) if not on_gpu(index) else index
            if index.dtype.kind == "b" and index.ndim == 0:
                x = unsqueeze(x, dim)
                arrays.append(index.reshape(1))
                dim += 1
            else:
                width = index.ndim if index.dtype.kind == "b" else 1
                check_mask(index, x._data.shape, dim)
                arrays.append(index)
                arrays += [COVERED] * (width - 1)  # a mask covers several dimensions
                dim, taken = dim + width, taken + width
        else:
            x = chosen(x, dim, each, place)
            taken += 1
    if any(each is not None for each in arrays):
        return x, [each for each in arrays if each is not COVERED]
    return x, None


COVERED: Any = np.empty(0)


def chosen(x: Tensor, dim: int, each: Any, place: int) -> Tensor:
    """One index of a dimension: the dimension goes."""
    try:
        if isinstance(each, (float, str, dict, set)):
            raise TypeError
        index = each.__index__()
    except (TypeError, AttributeError):
        refuse_index(each)
    a = x._data
    size = a.shape[dim]
    if not -size <= index < size:
        raise IndexError(
            f"index {index} is out of bounds for dimension {place} with size {size}\n"
            f"Valid indices are {-size} to {size - 1}: counting starts at 0, and -1 is the last."
        )
    where = (slice(None),) * dim + (index,)
    return record_view(SelectBackward0, a[(*where, ...)], x, (a.shape, where))


def sliced(x: Tensor, dim: int, part: slice, always: bool = False) -> Tensor:
    """A range of a dimension; the whole range leaves the tensor as it is (unless a view is wanted `always`)."""
    if part.step is not None and part.step.__index__() <= 0:
        if part.step == 0:
            raise ValueError("slice step cannot be zero\nA step says how far the next element is.")
        raise ValueError("step must be greater than zero\nWrite x.flip(0) to reverse the order.")
    a = x._data
    part = slice(*part.indices(a.shape[dim]))
    if part == slice(0, a.shape[dim], 1) and not always:
        return x
    where = (slice(None),) * dim + (part,)
    return record_view(SliceBackward0, a[where], x, (a.shape, where))


def index_array(each: Any) -> ndarray:
    """Step two's array of indices, or a mask."""
    if isinstance(each, (list, tuple, range)):
        from .creation import array_from

        array = array_from(list(each), None, "tensor", copy=True) if len(each) else np.empty(0, np.int64)
    else:
        array = each._data if isinstance(each, Tensor) else each.copy()
    if array.dtype == np.uint8:
        import warnings

        warnings.warn(
            "indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool instead.", stacklevel=4
        )
        return array.astype(bool)
    if array.dtype.kind not in "iub":
        raise IndexError(
            "tensors used as indices must be long, int, byte or bool tensors\n"
            f"This one is {dtypes.from_numpy_dtype(array.dtype)!r}: write index.long()."
        )
    return array


def check_mask(index: ndarray, shape: tuple[int, ...], dim: int) -> None:
    if index.dtype.kind == "b" and shape[dim : dim + index.ndim] != index.shape:
        wrong = next(i for i in range(index.ndim) if shape[dim + i : dim + i + 1] != index.shape[i : i + 1])
        raise IndexError(
            f"The shape of the mask {list(index.shape)} at index {wrong} does not match the shape of the indexed tensor "
            f"{list(shape)} at index {dim + wrong}\nA mask has one True or False for each element that it covers."
        )


def refuse_index(each: Any) -> NoReturn:
    if isinstance(each, str):
        raise TypeError("new(): invalid data type 'str'\nIndices are whole numbers, slices, masks or lists of these.")
    raise IndexError(
        "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices "
        f"(got {type_name(each)})\nWrite x[int(i)] for a number that was computed."
    )


def advanced_key(x: Tensor, arrays: list[ndarray | None]) -> tuple[Any, ...]:
    """The NumPy index for step two, checked."""
    dim = order = 0
    where: list[Any] = []
    for each in arrays:
        where.append(slice(None) if each is None else each)
        if each is not None and each.dtype.kind != "b" and each.size:
            size = x._data.shape[dim]
            low, high = int(each.min()), int(each.max())
            if low < -size or high >= size:
                if not any(map(picks_nothing, arrays)):
                    raise IndexError(
                        f"index {high if high >= size else low} is out of bounds for dimension {order} with size {size}\n"
                        f"Valid indices are {-size} to {size - 1}."
                    )
                where[-1] = np.zeros_like(each)  # beside an index that picks nothing, nothing is looked up
        order += each is not None
        dim += each.ndim if each is not None and each.dtype.kind == "b" else 1
    return tuple(where)


def picks_nothing(index: ndarray | None) -> bool:
    """Is it an index tensor without elements, or a mask that is False everywhere?"""
    return index is not None and (not index.any() if index.dtype.kind == "b" else not index.size)


def shape_mismatch(arrays: list[ndarray | None]) -> IndexError:
    picked = [
        wide for each in arrays if each is not None for wide in (each.nonzero() if each.dtype.kind == "b" else [each])
    ]
    shapes = ", ".join(str(list(each.shape)) for each in picked)
    return IndexError(
        f"shape mismatch: indexing tensors could not be broadcast together with shapes {shapes}\n"
        "Index tensors pick elements together: they must have the same shape, or be broadcast to it."
    )


# --- reading ----------------------------------------------------------------------------------------------------------


def getitem(self: Tensor, key: Any) -> Tensor:
    """`x[key]`: a view for ints, slices, None and Ellipsis; a copy where index tensors or masks take part."""
    if key.__class__ is int and self._data.ndim:
        return chosen(self, 0, key, 0)
    if key.__class__ is slice and self._data.ndim:
        return sliced(self, 0, key, always=True)
    found, arrays = basic(self, parts(key))
    if arrays is None:
        return record_view(AliasBackward0, found._data.view(), found) if found is self else found
    return index(found, arrays, index_tensors(key))


def index_tensors(key: Any) -> tuple[Tensor, ...]:
    """The integer tensors in an index: backward refuses to run when one of them was changed since.  (Masks are copied.)"""
    return tuple(
        each
        for each in parts(key)
        if isinstance(each, Tensor) and is_index_array(each) and each._data.dtype.kind == "i"
    )


def kept_key(where: tuple[Any, ...]) -> tuple[Any, ...]:
    """An index for the rule to keep; nobody else may change its masks."""
    return tuple(each.copy() if is_array(each) and each.dtype.kind == "b" else each for each in where)


def index(x: Tensor, arrays: list[ndarray | None], watch: tuple[Tensor, ...] = ()) -> Tensor:
    """Step two: elements picked by index tensors."""
    where = advanced_key(x, arrays)
    try:
        picked = x._data[where]
    except (IndexError, ValueError):  # (CuPy's)
        raise shape_mismatch(arrays) from None
    kept = kept_key(where) if x.requires_grad else ()
    return record(IndexBackward0, picked, (x,), (x._data.shape, kept), watch=watch)


class IndexBackward0(Node):
    """Each gradient goes back to the element that was read; an element that was read twice gets both."""

    saves = ("shape", "indices")
    indices_anywhere = True

    @staticmethod
    def backward(ctx: Any, grad: Any, shape: tuple[int, ...], where: Any) -> Any:
        if isinstance(grad, Tensor):
            places = module_of(either.array(grad)).arange(math.prod(shape)).reshape(shape)[where]
            return either.put_add(grad, places, shape)
        result = module_of(grad).zeros(shape, grad.dtype)
        add_at(result, where, grad)
        return result


@takes_out
def take(input: Tensor, index: Tensor) -> Tensor:
    """The elements of the flattened tensor at the given places, in the shape of `index`."""
    a, where = array_of(input), array_of(index)
    if where.dtype != np.int64:
        raise RuntimeError(f"take(): Expected a long tensor for index, but got {index.dtype!r}\nWrite index.long().")
    if where.size and (where.min() < -a.size or where.max() >= a.size):
        raise IndexError(f"out of range: tried to access index {int(where.max())} on a tensor of {a.size} elements.")
    return record(TakeBackward0, a.reshape(-1)[where], (input,), (where, a.shape), watch=(index,))


class TakeBackward0(Node):
    saves = ("index", "shape")
    raw = ("index",)

    @staticmethod
    def backward(ctx: Any, grad: Any, where: ndarray, shape: tuple[int, ...]) -> Any:
        return either.put_add(grad, where, shape)


def put_add(values: Tensor, where: ndarray, shape: tuple[int, ...]) -> Tensor:
    """Zeros of `shape`, with each value added at its place in the flat result (the gradient of `take`, as an operation)."""
    return record1(PutAddBackward0, either.put_add(values._data, where, shape), values, (where,))


class PutAddBackward0(Node):
    saves = ("index",)
    raw = ("index",)

    @staticmethod
    def backward(ctx: Any, grad: Any, where: ndarray) -> Any:
        return either.take(grad, where)


@tensor_method
@takes_out
@one_device
def index_select(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """The entries of one dimension at the given places, as a copy."""
    a, where = array_of(input), array_of(index)
    dim = check_dim(dim, a.ndim)
    if where.ndim > 1:
        raise IndexError(
            "index_select(): Index is supposed to be a vector\nUse x[index] for index tensors of more dimensions."
        )
    if where.dtype not in (np.int64, np.int32):
        raise RuntimeError(
            f"index_select(): Expected dtype int32 or int64 for index\nIt is {index.dtype!r}: write index.long()."
        )
    if a.ndim == 0:  # a single number counts as a row of one
        if where.size != 1:
            raise RuntimeError(
                f"index_select(): Index to scalar can have only 1 value, got {where.size} value(s)\n"
                "A tensor without dimensions is a single number."
            )
        a, where = a.reshape(1), where.reshape(())
    if where.size and (where.min() < 0 or where.max() >= a.shape[dim]):
        raise IndexError(f"index out of range in self\nValid indices are 0 to {a.shape[dim] - 1}.")
    return record(
        IndexSelectBackward0,
        a.take(where if input._data.ndim == 0 else where.reshape(-1), dim),
        (input,),
        (input._data.shape, dim, where.reshape(-1)),
        watch=(index,),
    )


class IndexSelectBackward0(Node):
    saves = ("shape", "dim", "index")
    raw = ("index",)

    @staticmethod
    def backward(ctx: Any, grad: Any, shape: tuple[int, ...], dim: int, where: ndarray) -> Any:
        if not shape:
            return grad
        return IndexBackward0.backward(ctx, grad, shape, (slice(None),) * dim + (where,))


@tensor_method
@takes_out
@one_device
def gather(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """`result[i][j] = input[i][index[i][j]]` (for dim 1): one element picked per place along a dimension."""
    a, where = array_of(input), array_of(index)
    dim = check_dim(dim, a.ndim)
    if where.dtype not in (np.int64, np.int32) and where.size:
        raise RuntimeError(
            f"gather(): Expected dtype int32/int64 for index\nIt is {index.dtype!r}: write index.long()."
        )
    shape = where.shape
    if not where.size:  # nothing is picked, whatever the other sizes are
        return record(GatherBackward0, module_of(a).empty(shape, a.dtype), (input,), (where, a.shape), watch=(index,))
    a, where = a.reshape(a.shape or 1), where.reshape(shape or 1)  # a single number counts as a row of one
    if where.ndim != a.ndim:
        raise RuntimeError(
            "Index tensor must have the same number of dimensions as input tensor\nUse unsqueeze to add one."
        )
    if any(n > m for i, (n, m) in enumerate(zip(where.shape, a.shape, strict=True)) if i != dim):
        raise RuntimeError(
            f"Size does not match at dimension {next(i for i in range(a.ndim) if where.shape[i] > a.shape[i])} expected index "
            f"{list(where.shape)} to be no larger than self {list(a.shape)} apart from dimension {dim}"
        )
    if where.size and (where.min() < 0 or where.max() >= a.shape[dim]):
        bad = int(where.max()) if where.max() >= a.shape[dim] else int(where.min())
        raise RuntimeError(f"index {bad} is out of bounds for dimension {dim} with size {a.shape[dim]}")
    places = module_of(a).arange(a.size).reshape(a.shape)[
        tuple(slice(0, n) if i != dim else slice(None) for i, n in enumerate(where.shape))
    ]
    places = np.take_along_axis(places, where, dim).reshape(shape)
    return record(GatherBackward0, a.reshape(-1)[places], (input,), (places, input._data.shape), watch=(index,))


class GatherBackward0(TakeBackward0):
    pass


@tensor_method
@takes_out
def masked_select(input: Tensor, mask: Tensor) -> Tensor:
    """The elements where the mask is True, in one dimension."""
    a, m = array_of(input), array_of(mask)
    if m.dtype.kind != "b":
        raise RuntimeError("masked_select: expected BoolTensor for mask\nWrite a comparison, such as x > 0.")
    shape = np.broadcast_shapes(a.shape, m.shape)
    places = np.broadcast_to(module_of(a).arange(a.size).reshape(a.shape), shape)[beside(np.broadcast_to(m, shape), a)]
    return record(MaskedSelectBackward0, a.reshape(-1)[places], (input,), (places, a.shape), watch=(mask,))


class MaskedSelectBackward0(TakeBackward0):
    pass


@tensor_method
@takes_out
def nonzero(input: Tensor, *, as_tuple: bool = False) -> Any:
    """The places of the elements that are not zero: one row each, or with `as_tuple` one tensor per dimension."""
    a = array_of(input)
    if as_tuple:
        return tuple(wrap(each) for each in np.nonzero(np.atleast_1d(a)))
    return wrap(np.argwhere(a))


# --- writing ----------------------------------------------------------------------------------------------------------


def setitem(self: Tensor, key: Any, value: Any) -> None:
    """`x[key] = value`, with `value` a number, or a tensor that is broadcast to the part."""
    if not isinstance(value, (Tensor, *NUMBERS)):
        raise TypeError(f"can't assign a {type_name(value)} to a {tensor_type(self)}\nWrite torch.tensor(…) around it.")
    check_64_bits(value)
    target, arrays = basic(self, parts(key))
    if arrays is None:
        if not isinstance(value, Tensor):
            fill_(target, wrap(as_array(value)))
        elif value._data.ndim == 0 and target._data.ndim:
            fill_(target, value)
        else:
            copy_(target, fitted(value, target))
        return
    if not isinstance(value, Tensor):
        value = wrap(as_array(value).astype(target._data.dtype)).to(target.device)
    index_put_(target, arrays, value, index_tensors(key))


def fitted(value: Tensor, target: Tensor) -> Tensor:
    """The value as PyTorch prepares it: without leading dimensions of length 1, expanded to the part."""
    goal = target._data.shape
    have = value._data.shape
    if have == goal:
        return value
    skip = 0
    while skip < len(have) and have[skip] == 1:
        skip += 1
    if len(have) > 0 and len(have) - skip < len(have) and skip:
        value = view(value, have[skip:]) if value.is_contiguous() else reshape(value, have[skip:])
    elif value._data.ndim:
        value = view(value, have) if value.is_contiguous() else value
    if value._data.shape == goal:
        return value
    return expand(value, goal) if goal else reshape(value, ())


def index_put_(target: Tensor, arrays: list[ndarray | None], value: Tensor, watch: tuple[Tensor, ...] = ()) -> None:
    """Write `value` to the places that index tensors name."""
    if target._data.dtype != value._data.dtype:
        raise RuntimeError(
            "Index put requires the source and destination dtypes match, got "
            f"{scalar_name(target.dtype)} for the destination and {scalar_name(value.dtype)} for the source.\n"
            f"Write value.to({target.dtype!r})."
        )
    check_writable(target)
    where = advanced_key(target, arrays)
    recorded = mode.grad and (target.requires_grad or value.requires_grad)
    result = target._data.copy() if recorded else target._data
    try:
        if value._data.ndim > 1 and value._data.shape[0] == 1:
            result[where] = (
                value._data.reshape(value._data.shape[1:]) if result[where].ndim < value._data.ndim else value._data
            )
        else:
            result[where] = value._data
    except ValueError:
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {list(value._data.shape)} cannot be broadcast to indexing result of shape "
            f"{list(result[where].shape)}\nWrite one value, or as many as the index picks."
        ) from None
    except IndexError:
        raise shape_mismatch(arrays) from None
    if recorded:
        assign(target, record(IndexPutBackward0, result, (target, value), (kept_key(where), False), watch=watch))
    elif target._counter is not None:
        target._counter[0] += 1


class IndexPutBackward0(Node):
    """`self[indices] = values`: the places that were written take nothing from the old values."""

    inputs = ("self", "values")
    saves = ("indices", "accumulate")
    indices_anywhere = True

    @staticmethod
    def backward(ctx: Any, grad: Any, where: Any, accumulate: bool) -> Any:
        shape = grad.shape
        places = module_of(either.array(grad)).arange(math.prod(shape)).reshape(shape)[where]
        to_self = grad if accumulate or ctx.edges[0] is None else either.put(grad, places, None)
        return to_self, (either.take(grad, places) if ctx.edges[1] is not None else None)


@tensor_method(inplace=True)
def index_put(input: Tensor, indices: Any, values: Tensor, accumulate: bool = False) -> Tensor:
    """A copy with `values` at the places that the tuple of index tensors names."""
    arrays = [None if each is None else index_array(each) for each in indices]
    where = advanced_key(input, arrays)
    result = array_of(input).copy()
    if accumulate:
        add_at(result, where, array_of(values))
    else:
        result[where] = array_of(values)
    return record(
        IndexPutBackward0, result, (input, values), (kept_key(where), accumulate), watch=index_tensors(indices)
    )


@tensor_method(inplace=True)
def masked_fill(input: Tensor, mask: Tensor, value: Any) -> Tensor:
    """A copy with one number where the mask is True.  There the gradient is 0."""
    a, m = array_of(input), array_of(mask)
    check_one_device(a, m)
    if m.dtype.kind != "b":
        raise RuntimeError(
            "masked_fill_ only supports boolean masks, but got mask with dtype "
            + cpp_name(mask.dtype)
            + "\nWrite x > 0."
        )
    check_64_bits(value)
    filler = value._data if isinstance(value, Tensor) else value
    if isinstance(value, Tensor) and filler.ndim:
        raise RuntimeError(
            f"masked_fill only supports a 0-dimensional value tensor, but got tensor with {filler.ndim} dimension(s)."
        )
    try:
        result = np.where(m, beside(cast_values(as_array(filler), a.dtype), a), a)
    except ValueError:
        check_broadcast(m, a)
    if isinstance(value, Tensor):
        return record(MaskedFillBackward1, result, (input, value), (m,), watch=(mask,))
    return record(MaskedFillBackward0, result, (input,), (m,), watch=(mask,))


class MaskedFillBackward0(Node):
    saves = ("mask",)

    @staticmethod
    def backward(ctx: Any, grad: Any, mask: Any) -> Any:
        return either.where(mask, 0.0, grad)


class MaskedFillBackward1(Node):
    inputs = ("self", "value")
    saves = ("mask",)

    @staticmethod
    def backward(ctx: Any, grad: Any, mask: Any) -> Any:
        kept = either.where(mask, 0.0, grad)
        return kept, ((grad - kept).sum() if ctx.edges[1] is not None else None)


def _delitem(self: Tensor, key: Any) -> NoReturn:
    raise TypeError(
        "Tensor does not support deleting items\nMake a new tensor from the parts to keep: torch.cat([...])."
    )


Tensor.__getitem__ = getitem
Tensor.__setitem__ = setitem
Tensor.__delitem__ = _delitem
Tensor.take = take
