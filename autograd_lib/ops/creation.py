"""Making tensors: from Python data, from NumPy, filled with a number, counted up."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy import ndarray

from .. import dtypes
from .._tensor import Tensor, tensor_method, wrap
from ..arrays import as_array, cupy, device_of, is_array, move
from ..autograd.inplace import takes_out, write_out
from ..device import check_device, cpu, default
from .arguments import array_of, index_of, number, refuse, refuse_type, shape_from, type_name

SEQUENCES = (list, tuple, range)


def finish(
    array: ndarray, requires_grad: bool = False, device: Any = None, layout: Any = None, pin_memory: bool = False
) -> Tensor:
    """The new tensor around a new array."""
    if device is not None or default.device is not cpu:
        array = move(array, check_device(device))
    result = wrap(array)
    if requires_grad:
        if array.dtype.kind != "f":
            raise RuntimeError(
                "Only Tensors of floating point and complex dtype can require gradients\n"
                "Write the numbers with a decimal point, or pass dtype=torch.float32."
            )
        result._requires_grad = True
    return result


def module_for(options: dict[str, Any]) -> Any:
    """NumPy or CuPy, as the option `device` (or the default device) says."""
    return np if check_device(options.get("device")) is cpu else cupy()


def numpy_dtype(dtype: Any, function: str, default: Any = None) -> np.dtype[Any]:
    """The NumPy twin of a dtype argument; None means the default float type (or `default`)."""
    if dtype is None:
        return default if default is not None else dtypes.get_default_dtype().numpy
    return dtypes.as_dtype(dtype, function).numpy


# --- from data --------------------------------------------------------------------------------------------------------


def tensor(
    data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False, pin_memory: bool = False
) -> Tensor:
    """A new tensor with a copy of `data`: a number, nested lists, a NumPy array, another tensor.

    Python floats become the default dtype (float32), ints int64, bools bool; NumPy arrays keep their dtype.
    """
    if isinstance(data, Tensor):
        import warnings

        warnings.warn(
            "To copy construct from a tensor, it is recommended to use sourceTensor.detach().clone() or "
            "sourceTensor.detach().clone().requires_grad_(True), rather than torch.tensor(sourceTensor).",
            UserWarning,
            stacklevel=2,
        )
    return finish(array_from(data, dtype, "tensor", copy=True), requires_grad, device)


def array_from(data: Any, dtype: Any, function: str, copy: bool) -> ndarray:
    """The array for Python or NumPy data, in PyTorch's dtype for it."""
    wanted = None if dtype is None else dtypes.as_dtype(dtype, function).numpy
    if isinstance(data, Tensor):
        data = data._data
    if isinstance(data, np.generic) or is_array(data):
        array = as_array(data)
        dtypes.from_numpy_dtype(array.dtype)  # refuses what no tensor can hold
        if wanted is not None and wanted != array.dtype:
            return cast_values(array, wanted)
        return array.copy(order="K") if copy else array
    if isinstance(data, (bool, int, float)):
        natural = scalar_dtype(data)
        return store(data, (), wanted or natural)
    if not isinstance(data, SEQUENCES) and hasattr(data, "__array__"):
        return array_from(np.asarray(data), dtype, function, copy)
    shape = nested_shape(data)
    natural = infer_dtype(data)
    return store(data, shape, wanted or natural)


def scalar_dtype(value: Any) -> np.dtype[Any]:
    """The dtype of a Python number."""
    if isinstance(value, (bool, np.bool_)):
        return dtypes.bool.numpy
    if isinstance(value, (int, np.integer)):
        return dtypes.int64.numpy
    return dtypes.get_default_dtype().numpy


def nested_shape(data: Any) -> tuple[int, ...]:
    """The shape of nested sequences, judged by their first elements."""
    shape: list[int] = []
    while isinstance(data, SEQUENCES) or (isinstance(data, (ndarray, Tensor)) and data.ndim):
        if isinstance(data, (ndarray, Tensor)):
            return (*shape, *data.shape)
        shape.append(len(data))
        if not len(data):
            break
        data = data[0]
    return tuple(shape)


def infer_dtype(data: Any) -> np.dtype[Any]:
    """The common dtype of all elements: float if one is a float, else int, else bool."""
    found: np.dtype[Any] | None = None
    stack = [data]
    while stack:
        value = stack.pop()
        if isinstance(value, SEQUENCES):
            stack.extend(value)
            continue
        if isinstance(value, bool):
            dtype = dtypes.bool.numpy
        elif isinstance(value, np.generic):  # before float: np.float64 is one
            dtype = value.dtype
        elif isinstance(value, float):
            dtype = dtypes.get_default_dtype().numpy
        elif isinstance(value, int):
            dtype = dtypes.int64.numpy
        elif isinstance(value, Tensor):
            dtype = value._data.dtype
        elif isinstance(value, ndarray):
            dtype = value.dtype
        elif isinstance(value, str):
            if value is not data and isinstance(data, SEQUENCES) and all(isinstance(each, str) for each in data):
                raise ValueError("too many dimensions 'str'\nA tensor holds numbers: turn text into numbers first.")
            raise TypeError(
                "new(): invalid data type 'str'\nA tensor holds numbers: turn text into numbers first, as float(text)."
            )
        elif isinstance(value, complex):
            raise dtypes.left_out("complex64")
        else:
            raise RuntimeError(
                f"Could not infer dtype of {type_name(value)}\nA tensor is made of numbers, in (nested) lists."
            )
        found = dtype if found is None else dtypes.promote_numpy(found, dtype)
    return dtypes.get_default_dtype().numpy if found is None else found


def store(data: Any, shape: tuple[int, ...], dtype: np.dtype[Any]) -> ndarray:
    """Nested sequences of numbers as an array; PyTorch's errors for ragged ones and for numbers that do not fit."""
    if 0 in shape:
        return np.empty(shape, dtype)
    check_nesting(data, shape, 0)
    try:
        if dtype.kind == "b":
            return np.array(data, dtype)
        if dtype.kind == "f":
            with np.errstate(over="ignore"):
                return np.asarray(plain(data), np.float64).astype(dtype).reshape(shape)
        values = np.asarray(plain(data))
        if values.dtype.kind == "f":
            values = cast_values(values, np.dtype(np.int64))
        elif values.dtype.kind == "b":
            values = values.astype(np.int64)
        if values.dtype.kind == "O" or values.dtype == np.uint64:
            raise OverflowError
        values = values.reshape(shape).astype(np.int64)
        info = np.iinfo(dtype)
        low = -info.max - 1 if dtype.kind == "u" else info.min  # PyTorch lets -1 wrap around in uint8
        if values.size and (values.min() < low or values.max() > info.max):
            raise RuntimeError(
                f"value cannot be converted to type {dtype.name} without overflow\n"
                f"{dtype.name} holds whole numbers from {info.min} to {info.max}."
            )
        return values.astype(dtype)
    except OverflowError:
        raise ValueError("Overflow when unpacking long long\nA tensor holds integers of at most 64 bits.") from None


def plain(data: Any) -> Any:
    """Nested lists of Python numbers; tensors and arrays within become lists."""
    if isinstance(data, SEQUENCES):
        return [plain(each) for each in data]
    return data.tolist() if isinstance(data, (Tensor, ndarray, np.generic)) else data


def check_nesting(data: Any, shape: tuple[int, ...], depth: int) -> None:
    """All rows of equal length, all numbers at the same depth."""
    if depth == len(shape):
        if isinstance(data, SEQUENCES):
            raise TypeError(
                f"'{type_name(data)}' object cannot be interpreted as an integer\n"
                "All elements must be nested equally deep: here is a list where a number belongs."
            )
        return
    if isinstance(data, (Tensor, ndarray)):
        if isinstance(data, Tensor) and data._data.size != 1:
            raise ValueError(
                "only one element tensors can be converted to Python scalars\nWrite torch.stack([...]) to join tensors."
            )
        return
    if not isinstance(data, SEQUENCES):
        raise TypeError(
            "not a sequence\nAll elements must be nested equally deep: here is a number where a list belongs."
        )
    if len(data) != shape[depth]:
        raise ValueError(
            f"expected sequence of length {shape[depth]} at dim {depth} (got {len(data)})\n"
            "All rows must have the same length."
        )
    for each in data:
        check_nesting(each, shape, depth + 1)


def cast_values(array: ndarray, dtype: np.dtype[Any]) -> ndarray:
    """A copy in another dtype; floats are cut off toward zero, without NumPy's warnings."""
    with np.errstate(all="ignore"):
        if array.dtype.kind == "f" and dtype.kind in "iu" and dtype.itemsize < 8:
            return array.astype(np.int64).astype(dtype)
        return array.astype(dtype)


def as_tensor(data: Any, dtype: Any = None, device: Any = None) -> Tensor:
    """A tensor with the given data; tensors and NumPy arrays of the right dtype are shared, not copied."""
    if isinstance(data, Tensor):
        where = default.device if device is None and default.device is not cpu else device
        return data.to(where, None if dtype is None else dtypes.as_dtype(dtype, "as_tensor"))
    return finish(array_from(data, dtype, "as_tensor", copy=False), False, device)


def asarray(
    obj: Any, *, dtype: Any = None, device: Any = None, copy: bool | None = None, requires_grad: bool = False
) -> Tensor:
    """A tensor with the given data, shared where possible unless `copy=True`."""
    result = as_tensor(obj, dtype, device)
    if copy:
        result = wrap(result._data.copy())
    return result.requires_grad_() if requires_grad else result


def from_numpy(ndarray: Any) -> Tensor:
    """A tensor on the memory of a NumPy array: a change of one shows in the other."""
    array = ndarray
    if not isinstance(array, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type_name(array)})\nWrite torch.tensor(…) for lists and numbers.")
    dtypes.from_numpy_dtype(array.dtype)
    if any(step < 0 for step in array.strides):
        raise ValueError(
            "At least one stride in the given numpy array is negative, and tensors with negative strides are not currently "
            "supported. (You can probably work around this by making a copy of your array  with array.copy().) "
        )
    if not array.flags.writeable:
        import warnings

        warnings.warn(
            "The given NumPy array is not writable, and PyTorch does not support non-writable tensors. This means writing to "
            "this tensor will result in undefined behavior. You may want to copy the array to protect its data or make it "
            "writable before converting it to a tensor. This type of warning will be suppressed for the rest of this program.",
            UserWarning,
            stacklevel=2,
        )
    return wrap(array.view(np.ndarray))


def legacy_tensor(*args: Any, dtype: np.dtype[Any] | None = None, device: Any = None) -> Tensor:
    """`torch.Tensor(2, 3)` (sizes; the values are whatever is in memory) or `torch.Tensor([1, 2])` (data)."""
    goal = dtype or dtypes.get_default_dtype().numpy
    if len(args) == 1 and not isinstance(args[0], (int, np.integer)) or (args and isinstance(args[0], bool)):
        data = args[0]
        if isinstance(data, Tensor):
            return data.detach() if data._data.dtype == goal else wrap(data._data.astype(goal))
        if isinstance(data, (float, bool, str)) or not hasattr(data, "__len__"):
            raise TypeError(
                f"new(): data must be a sequence (got {type_name(data)})\nWrite torch.tensor(…) with a small t: it takes any data."
            )
        from ..size import Size

        if isinstance(data, Size):
            return wrap(np.empty(data, goal))
        return wrap(cast_values(array_from(data, None, "new", copy=True), goal))
    return wrap(np.empty(shape_from(args), goal) if args else np.empty((0,), goal))


def typed_constructor(name: str, dtype: dtypes.dtype) -> Any:
    """`torch.FloatTensor`, `torch.LongTensor`, …: the old constructor for one dtype."""

    def construct(*args: Any) -> Tensor:
        return legacy_tensor(*args, dtype=dtype.numpy)

    construct.__name__ = construct.__qualname__ = name
    construct.__doc__ = f"The old constructor of {dtype!r} tensors; prefer torch.tensor(data, dtype={dtype!r})."
    return construct


# --- filled with a number ---------------------------------------------------------------------------------------------


def sizes(size: tuple[Any, ...], function: str) -> tuple[int, ...]:
    """The shape argument of a creation function."""
    if not size:
        raise TypeError(f'{function}() missing 1 required positional arguments: "size"\nWrite torch.{function}(2, 3).')
    given = size[0] if len(size) == 1 and isinstance(size[0], (tuple, list)) else size
    found = []
    for place, each in enumerate(given, 1):
        if each.__class__ is not int:
            if isinstance(each, (Tensor, np.integer)) and not (isinstance(each, Tensor) and each.is_floating_point()):
                each = each.__index__()
            elif place == 1:
                raise TypeError(
                    f"{function}(): argument 'size' (position 1) must be tuple of ints, not {type_name(each)}\n"
                    "Sizes are whole numbers: use // to divide."
                )
            else:
                raise TypeError(
                    f"{function}(): argument 'size' failed to unpack the object at pos {place} with error \"type must be tuple of "
                    f'ints,but got {type_name(each)}"\nSizes are whole numbers: use // to divide.'
                )
        if each < 0:
            raise RuntimeError(f"{function}: Dimension size must be non-negative.\nThe sizes were {list(given)}.")
        found.append(each)
    return tuple(found)


def zeros(
    *size: Any, out: Tensor | None = None, dtype: Any = None, requires_grad: bool = False, **options: Any
) -> Tensor:
    """A tensor of zeros: `zeros(2, 3)` or `zeros((2, 3))`."""
    array = module_for(options).zeros(sizes(size, "zeros"), numpy_dtype(dtype, "zeros"))
    return given_out(finish(array, requires_grad, **only(options, "zeros")), out)


def ones(
    *size: Any, out: Tensor | None = None, dtype: Any = None, requires_grad: bool = False, **options: Any
) -> Tensor:
    """A tensor of ones."""
    array = module_for(options).ones(sizes(size, "ones"), numpy_dtype(dtype, "ones"))
    return given_out(finish(array, requires_grad, **only(options, "ones")), out)


def empty(
    *size: Any, out: Tensor | None = None, dtype: Any = None, requires_grad: bool = False, **options: Any
) -> Tensor:
    """A tensor whose values are whatever was in memory: fill it before reading it."""
    options.pop("memory_format", None)
    array = module_for(options).empty(sizes(size, "empty"), numpy_dtype(dtype, "empty"))
    return given_out(finish(array, requires_grad, **only(options, "empty")), out)


def full(
    size: Any,
    fill_value: Any = None,
    *,
    out: Tensor | None = None,
    dtype: Any = None,
    requires_grad: bool = False,
    **options: Any,
) -> Tensor:
    """A tensor filled with one number, whose type decides the dtype."""
    if fill_value is None:
        raise TypeError('full() missing 1 required positional arguments: "fill_value"\nWrite torch.full((2, 3), 7.).')
    if not isinstance(size, (tuple, list)):
        refuse_type(size, "size", "tuple of ints")
    value = number(fill_value)
    with np.errstate(over="ignore"):
        array = module_for(options).full(sizes((size,), "full"), value, numpy_dtype(dtype, "full", scalar_dtype(value)))
    return given_out(finish(array, requires_grad, **only(options, "full")), out)


def only(options: dict[str, Any], function: str) -> dict[str, Any]:
    """PyTorch's common options of creation functions; anything else is a spelling mistake."""
    for name in options:
        if name not in ("device", "layout", "pin_memory"):
            raise TypeError(
                f"{function}() got an unexpected keyword argument '{name}'\n"
                "Known are dtype, device, requires_grad, layout, pin_memory, out."
            )
    return options


def given_out(result: Tensor, out: Tensor | None) -> Tensor:
    """`out=` of a creation function."""
    if out is None:
        return result
    return write_out(out, result)


def beside_it(options: dict[str, Any], a: Any) -> dict[str, Any]:
    """The options of a function that makes a tensor like another one: on that one's device, if none is given."""
    if options.get("device") is None:
        options["device"] = device_of(a)
    return options


def like(function: str, fill: Any) -> Any:
    """`zeros_like` and its relatives: the shape and dtype of another tensor."""

    def make(input: Tensor, *, dtype: Any = None, requires_grad: bool = False, **options: Any) -> Tensor:
        if not isinstance(input, Tensor):
            refuse(input, depth=1)
        options.pop("memory_format", None)
        a = input._data
        array = module_for(beside_it(options, a)).empty(a.shape, numpy_dtype(dtype, function, a.dtype))
        if fill is not None:
            array.fill(fill)
        return finish(array, requires_grad, **only(options, function))

    make.__code__ = make.__code__.replace(co_name=function)
    make.__name__ = make.__qualname__ = function
    what = "uninitialized values" if fill is None else f"{fill}s"
    make.__doc__ = f"A tensor of {what} with the shape and dtype of `input`."
    return make


zeros_like = like("zeros_like", 0)
ones_like = like("ones_like", 1)
empty_like = like("empty_like", None)


def full_like(
    input: Tensor, fill_value: Any, *, dtype: Any = None, requires_grad: bool = False, **options: Any
) -> Tensor:
    """A tensor filled with one number, with the shape and dtype of `input`."""
    a = array_of(input)
    options.pop("memory_format", None)
    goal = numpy_dtype(dtype, "full_like", a.dtype)
    array = module_for(beside_it(options, a)).full(a.shape, number(fill_value), goal)
    return finish(array, requires_grad, **only(options, "full_like"))


@tensor_method
def new_tensor(
    self: Tensor, data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """A new tensor of this one's dtype with a copy of `data`."""
    array = array_from(data, dtype or self.dtype, "new_tensor", copy=True)
    return finish(array, requires_grad, self.device if device is None else device)


def _new(make: Any, name: str) -> Any:
    def method(self: Tensor, *size: Any, dtype: Any = None, **options: Any) -> Tensor:
        return make(*size, dtype=dtype or self.dtype, **beside_it(options, self._data))

    method.__name__ = method.__qualname__ = name
    method.__doc__ = f"`torch.{name[4:]}` with this tensor's dtype unless another is given."
    return method


for _make in (zeros, ones, empty, full):
    setattr(Tensor, "new_" + _make.__name__, _new(_make, "new_" + _make.__name__))


# --- counted and drawn ------------------------------------------------------------------------------------------------


def arange(
    start: Any = None,
    end: Any = None,
    step: Any = 1,
    *,
    out: Tensor | None = None,
    dtype: Any = None,
    requires_grad: bool = False,
    **options: Any,
) -> Tensor:
    """The numbers from `start` (0) up to but without `end`, in steps: integers if all arguments are integers."""
    if start is None and end is None:
        raise TypeError(
            "arange() received an invalid combination of arguments - got (), but expected one of:\n"
            "arange(end), arange(start, end) or arange(start, end, step)."
        )
    if end is None:
        start, end = 0, start
    for value, name in ((start, "start"), (end, "end"), (step, "step")):
        if not isinstance(value, (int, float, Tensor, np.generic)):
            position = " (position 1)" if name == "end" else ""
            raise TypeError(
                f"arange(): argument '{name}'{position} must be Number, not {type_name(value)}\nWrite torch.arange(start, end, step)."
            )
    start, end, step = number(start), number(end), number(step)
    if step == 0:
        raise RuntimeError("step must be nonzero\nWith a step of 0 the end is never reached.")
    if (end - start) * step < 0:
        raise RuntimeError(
            "upper bound and lower bound inconsistent with step sign\n"
            f"From {start} to {end} the step must be {'positive' if end > start else 'negative'}."
        )
    natural = dtypes.int64.numpy if all(isinstance(n, int) for n in (start, end, step)) else None
    goal = numpy_dtype(dtype, "arange", natural)
    if goal == np.int64:
        start, end, step = int(start), int(end), int(step)
    count = math.ceil((end - start) / step)
    if goal.kind == "f":
        array = counted(float(start), float(step), count, goal)
    else:
        array = (int(start) + np.arange(count) * int(step)).astype(goal)
    return given_out(finish(array, requires_grad, **only(options, "arange")), out)


def counted(start: float, step: float, count: int, dtype: np.dtype[Any]) -> ndarray:
    """`start + i * step`, rounded as PyTorch rounds it: 32 bytes at a time are counted up from their first number."""
    index = np.arange(count)
    with np.errstate(over="ignore", invalid="ignore"):
        values = fused(np.float64(step), index, np.float64(start)).astype(dtype)
        lanes = 32 // dtype.itemsize
        whole = count - count % (2 * lanes)  # two such groups at once; what is left over goes one by one
        place = index[:whole] % lanes
        values[:whole] = fused(np.float64(step), place, values[index[:whole] - place].astype(np.float64)).astype(dtype)
    return values


def fused(a: Any, n: ndarray, c: Any) -> Any:
    """`a * n + c` rounded once at the end, as a processor's fused multiply-add rounds it; `n` are whole numbers."""
    if a.dtype == np.float16:
        return a * n.astype(a.dtype) + c
    if a.dtype == np.float32:
        return (np.float64(a) * n + c).astype(a.dtype)
    high = (a * 134217729.0) - (a * 134217729.0 - a)  # the upper half of the digits of a: high * n is exact
    product = a * n
    lost = (high * n - product) + (a - high) * n
    total = product + c
    kept = total - product
    return total + (((product - (total - kept)) + (c - kept)) + lost)


def linspace(
    start: Any,
    end: Any,
    steps: Any = None,
    *,
    out: Tensor | None = None,
    dtype: Any = None,
    requires_grad: bool = False,
    **options: Any,
) -> Tensor:
    """`steps` numbers in equal distances from `start` to `end`, both included."""
    if steps is None:
        raise TypeError(
            "linspace() received an invalid combination of arguments - got (int, int), but expected one of:\n"
            "linspace(start, end, steps): PyTorch has no default number of steps."
        )
    steps = index_of(steps, "steps")
    if steps < 0:
        raise RuntimeError("number of steps must be non-negative\nGive the number of points.")
    goal = numpy_dtype(dtype, "linspace")
    start, end = number(start), number(end)
    if goal.kind != "f":
        start, end = int(start), int(end)
    work = goal if goal.kind == "f" else np.dtype(np.float64)
    first, last = work.type(start), work.type(end)
    if steps == 1:
        array = np.full(1, first)
    else:  # as PyTorch computes it: the first half up from the start, the second half down from the end
        with np.errstate(over="ignore", invalid="ignore"):
            step = (last - first) / work.type(max(steps - 1, 1))
            index = np.arange(steps)
            rest = steps - 1 - index
            array = np.where(index < steps // 2, fused(step, index, first), fused(-step, rest, last))
    return given_out(finish(array.astype(goal), requires_grad, **only(options, "linspace")), out)


@takes_out
def logspace(
    start: Any, end: Any, steps: Any, base: float = 10.0, *, out: Tensor | None = None, dtype: Any = None,
    requires_grad: bool = False, **options: Any,
) -> Tensor:  # fmt: skip
    """`base` to the power of `linspace(start, end, steps)`."""
    goal = numpy_dtype(dtype, "logspace")
    first, last = (number(each) if goal.kind == "f" else int(number(each)) for each in (start, end))
    exponents = np.linspace(first, last, index_of(steps, "steps"))
    array = np.power(float(base), exponents).astype(goal)
    return given_out(finish(array, requires_grad, **only(options, "logspace")), out)


def eye(
    n: Any, m: Any = None, *, out: Tensor | None = None, dtype: Any = None, requires_grad: bool = False, **options: Any
) -> Tensor:
    """A matrix with ones on the diagonal and zeros elsewhere."""
    rows = index_of(n, "n")
    if rows < 0:
        raise RuntimeError(f"n must be greater or equal to 0, got {rows}\nGive the number of rows.")
    columns = rows if m is None else index_of(m, "m")
    if columns < 0:
        raise RuntimeError(f"m must be greater or equal to 0, got {columns}\nGive the number of columns.")
    array = np.eye(rows, columns, dtype=numpy_dtype(dtype, "eye"))
    return given_out(finish(array, requires_grad, **only(options, "eye")), out)


def scalar_tensor(s: Any, *, dtype: Any = None, requires_grad: bool = False, **options: Any) -> Tensor:
    """A 0-dim tensor, float unless a dtype is given."""
    array = np.asarray(s).astype(numpy_dtype(dtype, "scalar_tensor"))
    return finish(array, requires_grad, **only(options, "scalar_tensor"))
