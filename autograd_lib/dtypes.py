"""Data types: their names, the rules of promotion between them, and their limits.

A ``dtype`` is one of nine constants. Each knows its NumPy twin (``float32.numpy``), and ``from_numpy_dtype`` goes back.
Promotion between two of them is a table, filled once below.
"""

from __future__ import annotations

import builtins
from typing import Any, NoReturn

import numpy as np


class dtype:
    """The type of a tensor's elements: ``torch.float32``, ``torch.int64``, ...

    Attributes:
        numpy: the ``np.dtype`` of the array behind.
        name: ``"float32"``.
        is_floating_point, is_signed, is_complex: bool.
        itemsize: bytes per element.
    """

    __slots__ = ("numpy", "name", "is_floating_point", "is_signed", "is_complex", "itemsize")

    numpy: np.dtype[Any]
    name: str
    is_floating_point: builtins.bool
    is_signed: builtins.bool
    is_complex: builtins.bool
    itemsize: builtins.int

    def __new__(cls, *args: Any, **kwargs: Any) -> dtype:
        raise TypeError(
            "cannot create 'torch.dtype' instances\n"
            "The data types are constants: write torch.float32, torch.int64, torch.bool, ..."
        )

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise AttributeError(f"'torch.dtype' object attribute '{name}' cannot be set\nData types are constants.")

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __reduce__(self) -> str:
        return self.name

    def to_real(self) -> dtype:
        """The real type of the same precision; all types here are real, so itself."""
        return self

    def to_complex(self) -> NoReturn:
        """Complex numbers are left out of this library."""
        raise NotImplementedError(f"{self!r}.to_complex(): complex data types are left out of this library.")


def _new(name: str) -> dtype:
    numpy_dtype = np.dtype(name)
    kind = numpy_dtype.kind
    new = object.__new__(dtype)
    for slot, value in (
        ("numpy", numpy_dtype),
        ("name", name),
        ("is_floating_point", kind == "f"),
        ("is_signed", kind in "fi"),
        ("is_complex", False),
        ("itemsize", numpy_dtype.itemsize),
    ):
        object.__setattr__(new, slot, value)
    return new


float16 = _new("float16")
float32 = _new("float32")
float64 = _new("float64")
int8 = _new("int8")
int16 = _new("int16")
int32 = _new("int32")
int64 = _new("int64")
uint8 = _new("uint8")
bool = _new("bool")

ALL = (float16, float32, float64, int8, int16, int32, int64, uint8, bool)

ALIASES = {"half": float16, "float": float32, "double": float64, "short": int16, "int": int32, "long": int64}
"""PyTorch's other names; kept in a table because ``float`` and ``int`` would hide Python's own in this file."""

EXPORTS = {each.name: each for each in ALL} | ALIASES
"""All data types by all their names, for the package root."""

LEFT_OUT = frozenset(
    ["bfloat16", "complex32", "complex64", "complex128", "chalf", "cfloat", "cdouble", "uint16", "uint32", "uint64"]
    + ["float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz", "float8_e8m0fnu", "float4_e2m1fn_x2"]
    + ["qint8", "qint32", "quint8", "quint4x2", "quint2x4", "bit", "bits8", "bits16", "bits1x8", "bits2x4", "bits4x2"]
    + [f"{kind}{bits}" for kind in ("int", "uint") for bits in range(1, 8)]
)
"""Names of PyTorch's data types that this library does not have: ``left_out`` makes their error."""


def left_out(name: str) -> NotImplementedError:
    """The error for ``torch.<name>`` where ``name`` is in ``LEFT_OUT``."""
    return NotImplementedError(
        f"torch.{name} is left out of this library.\nAvailable data types: {', '.join(repr(each) for each in ALL)}."
    )


# --- from Python and NumPy to a dtype ---------------------------------------------------------------------------------

_FROM_NUMPY = {each.numpy: each for each in ALL}
_FROM_PYTHON: dict[Any, dtype] = {builtins.float: float64, builtins.int: int64, builtins.bool: bool}


def from_numpy_dtype(numpy_dtype: np.dtype[Any]) -> dtype:
    """The dtype of a NumPy array's elements: ``from_numpy_dtype(array.dtype)``.

    Raises TypeError for what no tensor can hold (text, objects, dates), ValueError for swapped bytes, and
    NotImplementedError for what PyTorch has and this library leaves out (complex, uint16 to uint64).
    """
    try:
        return _FROM_NUMPY[numpy_dtype]
    except KeyError:
        raise _cannot_convert(np.dtype(numpy_dtype)) from None


def _cannot_convert(numpy_dtype: np.dtype[Any]) -> Exception:
    if not numpy_dtype.isnative:
        return ValueError(
            "given numpy array has byte order different from the native byte order. "
            "Conversion between byte orders is currently not supported.\n"
            "Write array.astype(array.dtype.newbyteorder('=')) first."
        )
    if numpy_dtype.name in ("complex64", "complex128", "uint16", "uint32", "uint64"):
        return left_out(numpy_dtype.name)
    return TypeError(
        f"can't convert np.ndarray of type numpy.{numpy_dtype.type.__name__}. The only supported types are: float64, "
        "float32, float16, complex64, complex128, int64, int32, int16, int8, uint64, uint32, uint16, uint8, and bool.\n"
        "A tensor holds numbers of one kind; convert first, for example array.astype(np.float32). "
        "(Complex numbers and uint16 to uint64 are left out of this library.)"
    )


def as_dtype(value: Any, function: str = "to", argument: str = "dtype", position: builtins.int = 0) -> dtype:
    """``value`` if it is a dtype; Python's float, int and bool stand for float64, int64 and bool, as in PyTorch.

    Anything else is PyTorch's TypeError, which names ``function`` and ``argument`` (and its ``position``, if given).
    """
    if type(value) is dtype:
        return value
    try:
        return _FROM_PYTHON[value]
    except (KeyError, TypeError):
        pass
    if value is complex:
        raise left_out("complex128")
    where = f" (position {position})" if position else ""
    raise TypeError(
        f"{function}(): argument '{argument}'{where} must be torch.dtype, not {type(value).__name__}\n"
        f"{_dtype_help(value)}"
    )


def _dtype_help(value: Any) -> str:
    if isinstance(value, (str, type, np.dtype)):
        try:
            return f"Write {_FROM_NUMPY[np.dtype(value)]!r} instead of {value!r}."
        except (KeyError, TypeError):
            pass
    return f"A data type is one of torch.float32, torch.int64, torch.bool, ...; got {value!r}."


# --- the default floating-point type ----------------------------------------------------------------------------------

_default = float32


def get_default_dtype() -> dtype:
    """The dtype of tensors made from Python floats: float32 until ``set_default_dtype`` changes it."""
    return _default


def set_default_dtype(d: dtype) -> None:
    """Make ``d`` (float32, float64 or float16) the dtype of tensors made from Python floats."""
    global _default
    if type(d) is not dtype:
        raise TypeError(
            "invalid dtype object: only floating-point types are supported as the default type\n"
            f"Choose torch.float32, torch.float64 or torch.float16; got {d!r}."
        )
    if not d.is_floating_point:
        raise TypeError(
            "only floating-point types are supported as the default type\n"
            f"Choose torch.float32, torch.float64 or torch.float16; got {d!r}."
        )
    _default = d


# --- promotion --------------------------------------------------------------------------------------------------------


def _promote(a: dtype, b: dtype) -> dtype:
    """A float wins over an integer whatever their sizes (NumPy would widen); otherwise NumPy's rule is PyTorch's."""
    if a.is_floating_point != b.is_floating_point:
        return a if a.is_floating_point else b
    return _FROM_NUMPY[np.promote_types(a.numpy, b.numpy)]


_PROMOTED = {(a.numpy, b.numpy): _promote(a, b).numpy for a in ALL for b in ALL}


def promote_numpy(a: np.dtype[Any], b: np.dtype[Any]) -> np.dtype[Any]:
    """PyTorch's ``promote_types`` between the NumPy dtypes of two arrays."""
    return _PROMOTED[a, b]


def promote_types(type1: dtype, type2: dtype) -> dtype:
    """The smallest dtype that both can be converted to: ``promote_types(int64, float16)`` is float16."""
    type1 = as_dtype(type1, "promote_types", "type1", 1)
    type2 = as_dtype(type2, "promote_types", "type2", 2)
    return _FROM_NUMPY[_PROMOTED[type1.numpy, type2.numpy]]


def can_cast(from_: dtype, to: dtype) -> builtins.bool:
    """Whether a result of dtype ``from_`` may be stored in place in ``to``: no float in an int, only bool in bool."""
    from_ = as_dtype(from_, "can_cast", "from_", 1)
    to = as_dtype(to, "can_cast", "to", 2)
    if from_.is_floating_point and not to.is_floating_point:
        return False
    return to is not bool or from_ is bool


def result_numpy(*operands: Any) -> np.dtype[Any]:
    """NumPy dtype of the result of an operation on ``operands``, arrays and Python scalars, by PyTorch's rule.

    Arrays with dimensions decide; a 0-dim array, and after it a Python scalar, changes the result only where its kind
    is higher (bool < int < float). A Python float counts as the default dtype, an int as int64.
    Raises TypeError for an operand that is neither an array nor a number.
    """
    dimensioned: np.dtype[Any] | None = None
    zero_dim: np.dtype[Any] | None = None
    scalar: np.dtype[Any] | None = None
    for operand in operands:
        if hasattr(operand, "ndim") and not isinstance(operand, np.generic):
            found = operand.dtype
            if operand.ndim:
                dimensioned = found if dimensioned is None else _PROMOTED[dimensioned, found]
            else:
                zero_dim = found if zero_dim is None else _PROMOTED[zero_dim, found]
        else:
            found = _scalar_dtype(operand)
            scalar = found if scalar is None else _PROMOTED[scalar, found]
    result = _combine(dimensioned, _combine(zero_dim, scalar))
    if result is None:
        raise TypeError("result_numpy() needs at least one operand")
    return result


def _scalar_dtype(value: Any) -> np.dtype[Any]:
    if isinstance(value, (builtins.bool, np.bool_)):
        return bool.numpy
    if isinstance(value, (builtins.int, np.integer)):
        return int64.numpy
    if isinstance(value, (builtins.float, np.floating)):
        return _default.numpy
    if isinstance(value, (complex, np.complexfloating)):
        raise left_out("complex64")
    raise TypeError(f"expected a tensor or a number, got {type(value).__name__}")


def _combine(higher: np.dtype[Any] | None, lower: np.dtype[Any] | None) -> np.dtype[Any] | None:
    if higher is None or lower is None:
        return lower if higher is None else higher
    if higher.kind != "f" and (higher.kind == "b" or lower.kind == "f"):
        return _PROMOTED[higher, lower]
    return higher


def result_type(tensor1: Any, tensor2: Any) -> dtype:
    """The dtype of ``tensor1 + tensor2``; each is a tensor or a Python number.

    Raises TypeError for anything else, a NumPy array too.
    """
    operands = (tensor1, tensor2)
    if any(isinstance(operand, np.ndarray) or not _is_operand(operand) for operand in operands):
        got = ", ".join(_type_name(operand) for operand in operands)
        raise TypeError(
            f"result_type() received an invalid combination of arguments - got ({got}), but expected one of:\n"
            "two tensors, a tensor and a Python number, or two Python numbers."
        )
    return _FROM_NUMPY[result_numpy(*(getattr(operand, "_data", operand) for operand in operands))]


def _is_operand(value: Any) -> builtins.bool:
    return hasattr(value, "_data") or isinstance(value, (builtins.int, builtins.float, complex, np.number, np.bool_))


def _type_name(value: Any) -> str:
    kind = type(value)
    return f"numpy.{kind.__name__}" if kind.__module__ == "numpy" else kind.__name__


# --- limits -----------------------------------------------------------------------------------------------------------


class finfo:
    """Limits of a floating-point dtype: ``finfo(torch.float32).eps``; without an argument, of the default dtype.

    Attributes: ``bits``, ``eps``, ``max``, ``min``, ``resolution``, ``smallest_normal`` and ``tiny`` (the same),
    ``dtype`` (a string). Raises TypeError for an integer type.
    """

    __slots__ = ("bits", "eps", "max", "min", "resolution", "smallest_normal", "tiny", "dtype")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, type: dtype | None = None) -> None:
        described = _default if type is None else as_dtype(type, "finfo", "type", 1)
        if not described.is_floating_point:
            raise TypeError(
                "torch.finfo() requires a floating point input type. Use torch.iinfo to handle 'torch.finfo'\n"
                f"{described!r} is not a floating-point type."
            )
        limits = np.finfo(described.numpy)
        self.bits = limits.bits
        self.eps = builtins.float(limits.eps)
        self.max = builtins.float(limits.max)
        self.min = builtins.float(limits.min)
        self.resolution = 10.0**-limits.precision
        self.smallest_normal = builtins.float(limits.smallest_normal)
        self.tiny = self.smallest_normal
        self.dtype = described.name

    def __eq__(self, other: object) -> builtins.bool:
        return isinstance(other, finfo) and self.dtype == other.dtype

    def __repr__(self) -> str:
        return (
            f"finfo(resolution={self.resolution:g}, min={self.min:g}, max={self.max:g}, eps={self.eps:g}, "
            f"smallest_normal={self.smallest_normal:g}, tiny={self.tiny:g}, dtype={self.dtype})"
        )


class iinfo:
    """Limits of an integer dtype: ``iinfo(torch.int8).max`` is 127.

    Attributes: ``bits``, ``max``, ``min``, ``dtype`` (a string). Raises TypeError for a floating-point type and bool.
    """

    __slots__ = ("bits", "max", "min", "dtype")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, type: dtype) -> None:
        described = as_dtype(type, "iinfo", "type", 1)
        if described.is_floating_point:
            raise TypeError(
                "torch.iinfo() requires an integer input type. Use torch.finfo to handle 'torch.iinfo'\n"
                f"{described!r} is a floating-point type."
            )
        if described is bool:
            raise TypeError("torch.bool is not supported by torch.iinfo\nA bool is True or False; it has no limits.")
        limits = np.iinfo(described.numpy)
        self.bits = limits.bits
        self.max = builtins.int(limits.max)
        self.min = builtins.int(limits.min)
        self.dtype = described.name

    def __eq__(self, other: object) -> builtins.bool:
        return isinstance(other, iinfo) and self.dtype == other.dtype

    def __repr__(self) -> str:
        return f"iinfo(min={self.min:g}, max={self.max:g}, dtype={self.dtype})"
