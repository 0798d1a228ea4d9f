"""What an operation is called with: the arrays behind the arguments, in PyTorch's common dtype, or PyTorch's error.

The checks cost next to nothing when all is well: the attribute is read, and only when that fails is the call explained.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from operator import itemgetter
from typing import Any, NoReturn

import numpy as np
from numpy import ndarray

from .. import dtypes
from .._tensor import Tensor
from ..arrays import as_operand, beside, different_devices, on_gpu

NUMBERS = (int, float, bool, np.integer, np.floating, np.bool_)
LOWEST, BEYOND = -(2**63), 2**64  # a Python int has to fit 64 bits, with or without a sign


def array_of(input: Any) -> ndarray:
    """The array behind a Tensor; for anything else, PyTorch's TypeError with the caller's argument name."""
    try:
        return input._data
    except AttributeError:
        refuse(input)


def floating(input: Any) -> ndarray:
    """The array behind a Tensor, integers and bools as the default float type."""
    try:
        data = input._data
    except AttributeError:
        refuse(input)
    return data if data.dtype.kind == "f" else data.astype(dtypes.get_default_dtype().numpy)


def operands(input: Any, other: Any) -> tuple[Any, Any]:
    """What NumPy is to combine: two arrays of one dtype, or an array and a Python number that does not change it.

    PyTorch's rule: tensors with dimensions decide the dtype; a 0-dim tensor, and after it a Python number, counts only
    where its kind is higher (bool < int < float).
    """
    try:
        a = input._data
        kind = other.__class__
        if kind is float or (kind is int and LOWEST <= other < BEYOND):
            if a.dtype.kind == "f":
                return a, as_operand(other, a)
            if kind is int and a.dtype.kind in "iu":
                return a, fit_integer(other, a.dtype)
        else:
            b = other._data
            if a.dtype is b.dtype and a.__class__ is b.__class__:
                return a, b
    except AttributeError:
        pass
    return promoted(input, other)


def promoted(*inputs: Any) -> tuple[Any, ...]:
    """All inputs (Tensors and numbers) as arrays of their common dtype."""
    values: list[Any] = []
    gpu = False
    for each in inputs:
        if isinstance(each, Tensor):
            values.append(each._data)
            gpu = gpu or type(each._data) is not ndarray
        elif isinstance(each, NUMBERS):
            check_64_bits(each)
            values.append(each)
        else:
            refuse(each, depth=3)
    dtype = dtypes.result_numpy(*values)
    found = tuple(
        constant(value, dtype)
        if isinstance(value, NUMBERS)
        else (value if value.dtype == dtype else value.astype(dtype))
        for value in values
    )
    return together(*found) if gpu else found


def together(*values: Any) -> tuple[Any, ...]:
    """Arrays on one device: single numbers of the CPU go to where the others are, as in PyTorch."""
    like = next((value for value in values if on_gpu(value)), None)
    if like is not None and any(value.ndim and not on_gpu(value) for value in values):
        different_devices(*values)
    return tuple(value if on_gpu(value) else beside(value, like) for value in values)


def constant(value: Any, dtype: np.dtype[Any]) -> ndarray:
    """A Python number as a 0-dim array."""
    if isinstance(value, (int, np.integer)) and dtype.kind in "iu":
        value = fit_integer(int(value), dtype)
    return np.asarray(value).astype(dtype)


def fit_integer(value: int, dtype: np.dtype[Any]) -> int:
    """A Python int wraps around in a small integer type, as in PyTorch (NumPy would refuse)."""
    info = np.iinfo(dtype)
    if info.min <= value <= info.max:
        return value
    check_64_bits(value)
    return int(np.asarray(value % 2**64, np.uint64).astype(dtype))


def check_64_bits(value: Any) -> None:
    """PyTorch's refusal of a Python int that does not fit 64 bits."""
    if value.__class__ is int and not LOWEST <= value < BEYOND:
        problem = "int too big to convert" if value > 0 else "can't convert negative int to unsigned"
        raise OverflowError(f"{problem}\nA whole number beside a tensor has to fit 64 bits: write it as a float, float(n).")


def number(value: Any) -> Any:
    """A Python number from a number or a 0-dim Tensor."""
    check_64_bits(value)
    return value.item() if isinstance(value, (Tensor, np.generic)) else value


# --- dimensions and shapes --------------------------------------------------------------------------------------------


def check_dim(dim: Any, ndim: int) -> int:
    """A dimension counted from the front, 0 … ndim-1.  (A 0-dim tensor has, for this purpose, one dimension.)"""
    if dim.__class__ is not int:
        dim = index_of(dim, "dim")
    size = ndim or 1
    if -size <= dim < size:
        return dim + size if dim < 0 else dim
    raise IndexError(
        f"Dimension out of range (expected to be in range of [{-size}, {size - 1}], but got {dim})\n"
        f"The tensor has {ndim} dimension{'s' if ndim != 1 else ''}, counted from 0; negative numbers count from the end."
    )


def check_dims(dim: Any, ndim: int) -> tuple[int, ...]:
    """One dimension or several, counted from the front, each at most once."""
    if dim.__class__ is int:
        return (check_dim(dim, ndim),) if ndim or dim not in (0, -1) else ()
    if not isinstance(dim, (tuple, list)):
        dim = (index_of(dim, "dim"),)
    found = tuple(check_dim(each, ndim) for each in dim)
    for position, each in enumerate(found):
        if each in found[:position]:
            raise RuntimeError(
                f"dim {each} appears multiple times in the list of dims\nName each dimension once: {list(dim)}."
            )
    return found if ndim else ()


def index_of(value: Any, name: str, position: int = 0) -> int:
    """A Python int from anything that is one (a NumPy int, an integer tensor of one element)."""
    if isinstance(value, (bool, float, str)) or value is None:
        refuse_type(value, name, "int")
    try:
        return value.__index__()
    except (AttributeError, TypeError):
        refuse_type(value, name, "int")


def shape_from(size: Sequence[Any], name: str = "size") -> tuple[int, ...]:
    """A shape given as `f(2, 3)` or as `f((2, 3))`."""
    if len(size) == 1 and isinstance(size[0], (tuple, list)):
        size = size[0]
    found = []
    for position, each in enumerate(size):
        if each.__class__ is not int:
            if isinstance(each, (bool, float, str)) or each is None or not hasattr(each, "__index__"):
                function = operation_name(2)
                if position == 0 and not isinstance(each, (int, float)):
                    raise TypeError(
                        f"{function}(): argument '{name}' (position 1) must be tuple of ints, not {type_name(each)}\n"
                        "Write the sizes as integers: (2, 3)."
                    )
                raise TypeError(
                    f"{function}(): argument '{name}' (position 1) must be tuple of ints, but found element of type "
                    f"{type_name(each)} at pos {position}\nSizes are integers: use // to divide, or int(…)."
                )
            each = each.__index__()
        found.append(each)
    return tuple(found)


# --- several results --------------------------------------------------------------------------------------------------


def return_type(name: str, *fields: str) -> Any:
    """The type of an operation's several results: a tuple whose parts have names, and that prints as PyTorch's.

    (A namedtuple would do, but compiles code for each: all of them together would take as long as the rest of the import.)
    """

    def __new__(cls: Any, *values: Any) -> Any:
        return tuple.__new__(cls, values)

    def __repr__(self: Any) -> str:
        parts = ",\n".join(f"{field}={value!r}" for field, value in zip(fields, self, strict=True))
        return f"torch.return_types.{name}(\n{parts})"

    members: dict[str, Any] = {field: property(itemgetter(place)) for place, field in enumerate(fields)}
    members |= {"__new__": __new__, "__repr__": __repr__, "__getnewargs__": lambda self: tuple(self), "__slots__": ()}
    return type(name, (tuple,), {**members, "_fields": fields, "__module__": "torch.return_types"})


# --- PyTorch's errors for wrong types ---------------------------------------------------------------------------------


def type_name(value: Any) -> str:
    """The type's name as PyTorch's messages give it."""
    return "numpy.ndarray" if isinstance(value, ndarray) else type(value).__name__


def operation_name(depth: int = 1) -> str:
    """The name of the operation whose arguments are being checked."""
    return sys._getframe(depth + 1).f_code.co_name


def refuse(value: Any, expected: str = "Tensor", depth: int = 2) -> NoReturn:
    """PyTorch's TypeError for an argument of the wrong type; finds the argument's name in the operation's frame."""
    frame = sys._getframe(depth)
    code = frame.f_code
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    for position, name in enumerate(names):
        if frame.f_locals.get(name) is value:
            where = f" (position {position + 1})" if position < code.co_argcount else ""
            raise TypeError(
                f"{code.co_name}(): argument '{name}'{where} must be {expected}, not {type_name(value)}\n{advice(value)}"
            )
    raise TypeError(f"{code.co_name}(): expected {expected}, not {type_name(value)}\n{advice(value)}")


def refuse_type(value: Any, name: str, expected: str) -> NoReturn:
    """The same for an argument that a helper of the operation looks at."""
    frame: Any = sys._getframe(1)
    here = frame.f_globals["__name__"]
    while frame.f_globals.get("__name__") == here:
        frame = frame.f_back
    code = frame.f_code
    names = code.co_varnames[: code.co_argcount]
    where = f" (position {names.index(name) + 1})" if name in names else ""
    raise TypeError(
        f"{code.co_name}(): argument '{name}'{where} must be {expected}, not {type_name(value)}\n"
        f"Got {value!r:.80} where {'a whole number' if expected == 'int' else expected} belongs."
    )


def advice(value: Any) -> str:
    """One line that says what to write instead."""
    if isinstance(value, ndarray):
        return "Write torch.from_numpy(array) to make a tensor that shares the array's memory."
    if isinstance(value, (list, tuple, int, float)):
        return f"Write torch.tensor({value!r:.40}) to make a tensor of it."
    return "Operations work on tensors: make one with torch.tensor(…)."


def check_broadcast(a: ndarray, b: ndarray) -> NoReturn:
    """PyTorch's error for two shapes that do not go together (NumPy has refused them)."""
    for back in range(1, min(a.ndim, b.ndim) + 1):
        m, n = a.shape[-back], b.shape[-back]
        if m != n and 1 not in (m, n):
            where = max(a.ndim, b.ndim) - back
            raise RuntimeError(
                f"The size of tensor a ({m}) must match the size of tensor b ({n}) at non-singleton dimension {where}\n"
                f"The shapes are {list(a.shape)} and {list(b.shape)}: from the right, sizes must be equal, or one of them 1."
            ) from None
    raise RuntimeError(f"shapes {list(a.shape)} and {list(b.shape)} cannot be combined")
