"""Whether two answers are the same, whatever form they have: number, list, tuple, array or Tensor."""

from __future__ import annotations

import decimal
import numbers
import re
import types
from collections.abc import Generator, Iterator, Mapping
from typing import Any

import numpy as np

NUMERIC = "biufc"  # kinds of dtypes: bool, int, unsigned int, float, complex
MANY = 10_000  # items in a list that is looked at one by one

__all__ = ["array", "is_blank", "kind", "plain", "same", "shape", "show"]


def plain(value: Any) -> Any:
    """A Tensor as its array, a range or a view of a dictionary as a list; the rest as it is."""
    if hasattr(value, "detach") and hasattr(value, "numpy"):
        return np.asarray(value.detach().numpy())
    if isinstance(value, (range, type({}.keys()), type({}.values()), type({}.items()))):
        return list(value)
    return value


def array(value: Any) -> np.ndarray | None:
    """Its numbers as an array; None if it is not made of numbers only, or ragged."""
    value = plain(value)
    if isinstance(value, (list, tuple)):
        return _array_of(value)
    if isinstance(value, (bool, int, float, complex, numbers.Real, decimal.Decimal)):
        try:
            value = np.asarray(value if isinstance(value, (bool, complex)) else float(value))
        except (OverflowError, ValueError):
            return None
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in NUMERIC:
        return np.asarray(value)
    return None


def _array_of(items: list[Any] | tuple[Any, ...]) -> np.ndarray | None:
    try:
        whole = np.asarray(items)
    except Exception:  # ragged, or Tensors with a history in it
        whole = None
    if whole is not None and whole.dtype.kind in NUMERIC:
        return whole
    if len(items) > MANY:
        return None
    parts = [array(each) for each in items]
    shapes = {None if part is None else part.shape for part in parts}
    return np.array(parts) if len(shapes) == 1 and None not in shapes else None


def same(one: Any, other: Any, tolerance: float) -> bool:
    """Whether two values agree: numbers within the tolerance (relative and absolute), shapes exactly, NaN with NaN."""
    one, other = plain(one), plain(other)
    if one is other:
        return True
    left, right = array(one), array(other)
    if left is not None and right is not None:
        if left.shape != right.shape:
            return False
        if tolerance and any(each.dtype in (np.float32, np.float16) for each in (left, right)):
            tolerance = max(tolerance, 1e-5)
        with np.errstate(all="ignore"):
            return bool(np.allclose(left, right, rtol=tolerance, atol=tolerance, equal_nan=True))
    if (left is None) is not (right is None):
        return False
    if isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        return len(one) == len(other) and all(same(a, b, tolerance) for a, b in zip(one, other))
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key], tolerance) for key in one)
    if isinstance(one, str) and isinstance(other, str):
        return one.strip() == other.strip()
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.shape == other.shape and bool(np.all(one == other))
    compares: Any = type(one).__eq__
    if compares is object.__eq__:
        return _same_objects(one, other, tolerance)
    try:
        return bool(one == other)
    except Exception:
        return False


def _same_objects(one: Any, other: Any, tolerance: float) -> bool:
    """Whether two objects of the same class, such as an argument and its copy, have the same attributes."""
    if isinstance(one, (types.FunctionType, types.BuiltinFunctionType, type)):
        return one is other
    left, right = getattr(one, "__dict__", None), getattr(other, "__dict__", None)
    return left is not None and right is not None and same(left, right, tolerance)


def kind(value: Any) -> str:
    """What sort of thing an answer is: "number", "values", "none", "string", "function", "generator" or "other"."""
    value = plain(value)
    if value is None:
        return "none"
    if isinstance(value, str):
        return "string"
    if isinstance(value, (Generator, Iterator)):
        return "generator"
    if callable(value) and array(value) is None:
        return "function"
    found = array(value)
    if found is not None:
        return "values" if found.shape or isinstance(value, (list, tuple)) else "number"
    return "values" if isinstance(value, (list, tuple, np.ndarray)) else "other"


def shape(value: Any) -> tuple[int, ...] | None:
    """Its shape; None if it has none."""
    found = array(value)
    if found is not None:
        return tuple(found.shape)
    value = plain(value)
    if isinstance(value, np.ndarray):
        return tuple(value.shape)
    return (len(value),) if isinstance(value, (list, tuple)) else None


def is_blank(value: Any) -> bool:
    """Whether an answer is still `...`, or holds one."""
    if value is ...:
        return True
    if isinstance(value, Mapping):
        return any(is_blank(each) for each in value.values())
    return isinstance(value, (list, tuple)) and any(is_blank(each) for each in value)


def show(value: Any, most: int = 60) -> str:
    """A value as a learner would write it, in one short line; a tensor that was `named`, by its name."""
    if hasattr(value, "detach") and isinstance(getattr(value, "__name__", None), str):
        return value.__name__
    value = plain(value)
    if isinstance(value, (types.FunctionType, types.BuiltinFunctionType, types.MethodType, type, np.ufunc)):
        return value.__name__ if value.__name__ != "<lambda>" else "lambda"
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list):
        text = f"[{', '.join(show(each, most) for each in value[:most])}{', ...' if len(value) > most else ''}]"
    elif isinstance(value, tuple) and hasattr(value, "_fields"):
        inner = ", ".join(f"{name}={show(each, most)}" for name, each in zip(value._fields, value))
        text = f"{type(value).__name__}({inner})"
    elif isinstance(value, tuple):
        inner = ", ".join(show(each, most) for each in value[:most])
        text = f"({inner}{', ...' if len(value) > most else ',' * (len(value) == 1)})"
    elif isinstance(value, np.ndarray):
        text = np.array2string(value, precision=6, threshold=12, edgeitems=3, separator=", ")
    else:
        try:
            text = repr(value)
        except Exception:
            text = f"<{type(value).__name__}>"
    text = re.sub(r"\s+", " ", re.sub(r" at 0x[0-9a-fA-F]+", "", text))
    return text if len(text) <= most else f"{text[: most - 1]}…"
