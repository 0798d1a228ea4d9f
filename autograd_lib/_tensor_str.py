"""How a tensor is printed: ``tensor([[1., 2.]], dtype=torch.float64, grad_fn=<AddBackward0>)``.

Three steps: ``_edges`` keeps the corners of a large array, ``_writer`` chooses one notation and one width for all the
numbers shown, ``_brackets`` lays them out. ``tensor_str`` puts the name before and the suffixes behind.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from . import dtypes


@dataclass(frozen=True)
class PrintOptions:
    """What ``set_printoptions`` sets; its docstring explains each."""

    precision: int = 4
    threshold: float = 1000
    edgeitems: int = 3
    linewidth: int = 80
    sci_mode: bool | None = None


_PROFILES = {
    "default": PrintOptions(),
    "short": PrintOptions(precision=2, edgeitems=2),
    "full": PrintOptions(threshold=math.inf),
}
_options = PrintOptions()


def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """Change how tensors print from now on. What is not given stays, but ``sci_mode`` goes back to None.

    Args:
        precision: digits after the decimal point (4).
        threshold: a tensor of more elements than this is printed in part (1000).
        edgeitems: how many of the first and last items of each dimension are printed then (3).
        linewidth: characters per line (80).
        profile: "default", "short" (precision 2, edgeitems 2) or "full" (no threshold), the start for the others.
        sci_mode: True or False forces scientific notation on or off; None decides by the numbers.
    """
    global _options
    if profile is not None and profile not in _PROFILES:
        raise ValueError(f"set_printoptions(): unknown profile {profile!r}\nChoose one of {', '.join(_PROFILES)}.")
    start = _options if profile is None else _PROFILES[profile]
    given = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth}
    changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    _options = replace(start, sci_mode=sci_mode, **changes)


def get_printoptions() -> dict[str, Any]:
    """The options in force, as ``set_printoptions`` takes them."""
    return asdict(_options)


@contextmanager
def printoptions(**changes: Any) -> Iterator[None]:
    """``set_printoptions(**changes)`` for the length of a ``with`` block."""
    global _options
    before = _options
    set_printoptions(**changes)
    try:
        yield
    finally:
        _options = before


# --- the numbers ------------------------------------------------------------------------------------------------------


def _contents(array: Any, indent: int) -> str:
    """The numbers of ``array`` in brackets (any shape, at least one element), to be put behind ``indent`` columns."""
    in_part = array.size > _options.threshold
    shape = array.shape
    if in_part and shape:
        if not _options.edgeitems:
            return "[...]"
        array = _edges(array)
    if not isinstance(array, np.ndarray):
        array = array.get()  # a CuPy array comes to the CPU to be read
    write, width = _writer(array)

    def padded(value: Any) -> str:
        return write(value).rjust(width)

    return _brackets(array.tolist(), shape, indent, padded, width, in_part)


def _edges(array: Any) -> Any:
    """The first and last ``edgeitems`` of every dimension that is longer than both together."""
    keep = _options.edgeitems
    for axis, length in enumerate(array.shape):
        if length > 2 * keep:
            array = array.take([*range(keep), *range(length - keep, length)], axis=axis)
    return array


def _writer(array: np.ndarray) -> tuple[Callable[[Any], str], int]:
    """How to write one number, and the width of the widest; infinities, nan and zeros do not count for it."""
    if array.dtype.kind != "f":
        return str, max(len(str(value)) for value in array.ravel().tolist())
    counted = array[np.isfinite(array) & (array != 0)].astype(np.float64)
    if not counted.size:
        return _whole, 1
    write: Callable[[Any], str]
    if _is_scientific(np.abs(counted)):
        write = f"{{:.{_options.precision}e}}".format
    elif (counted == np.ceil(counted)).all():
        write = _whole
    else:
        write = f"{{:.{_options.precision}f}}".format
    return write, max(len(write(value)) for value in counted.tolist())


def _is_scientific(magnitudes: np.ndarray) -> bool:
    """Powers of ten are clearer when magnitudes differ by more than a thousand, or some are huge or tiny."""
    if _options.sci_mode is not None:
        return _options.sci_mode
    smallest, largest = float(magnitudes.min()), float(magnitudes.max())
    return largest / smallest > 1000 or largest > 1e8 or smallest < 1e-4


def _whole(value: float) -> str:
    """``3.``: the point says that it is a float."""
    return f"{value:.0f}." if math.isfinite(value) else str(value)


def _brackets(
    values: Any, shape: tuple[int, ...], indent: int, padded: Callable[[Any], str], width: int, in_part: bool
) -> str:
    """Nested lists ``values``, shown for a tensor of ``shape``, as text in which rows align below each other."""
    if not shape:
        return padded(values)
    has_gap = in_part and shape[0] > 2 * _options.edgeitems
    if len(shape) == 1:
        items = [padded(value) for value in values]
        if has_gap:
            items.insert(_options.edgeitems, " ...")
        per_line = max(1, math.floor((_options.linewidth - indent) / (width + len(", "))))
        blocks = [", ".join(items[start : start + per_line]) for start in range(0, len(items), per_line)]
        newlines = "\n"
    else:
        blocks = [_brackets(value, shape[1:], indent + 1, padded, width, in_part) for value in values]
        if has_gap:
            blocks.insert(_options.edgeitems, "...")
        newlines = "\n" * (len(shape) - 1)
    return "[" + ("," + newlines + " " * (indent + 1)).join(blocks) + "]"


# --- the whole --------------------------------------------------------------------------------------------------------


def tensor_str(tensor: Any, *, tensor_contents: str | None = None) -> str:
    """``repr(tensor)``; ``tensor_contents`` replaces the numbers.

    A subclass prints under its own name. ``nn.Parameter`` prints as ``tensor(``, and its own ``__repr__`` puts
    ``Parameter containing:`` on the line above.
    """
    array = tensor._data
    name = type(tensor).__name__
    is_plain = name in ("Tensor", "Parameter")
    prefix = "tensor(" if is_plain else f"{name}("
    indent = len(prefix)
    if tensor_contents is None:
        tensor_contents = _contents(array, indent) if array.size else "[]"
    text = _with_suffixes(prefix + tensor_contents, _suffixes(tensor, array), indent)
    if not is_plain and any(base.__name__ == "Parameter" for base in type(tensor).__mro__):
        return f"Parameter({text})"
    return text


def tensor_format(tensor: Any, format_spec: str) -> str:
    """``format(tensor, ".2f")``: a tensor without dimensions formats like its Python number, any other like ``repr``.

    Raises TypeError for a ``format_spec`` on a tensor with dimensions, and ValueError for one that the number refuses.
    """
    name = type(tensor).__name__
    if not tensor._data.ndim and name == "Tensor":
        return format(tensor._data.item(), format_spec)
    if format_spec:
        raise TypeError(
            f"unsupported format string passed to {name}.__format__\n"
            f"Only a plain tensor without dimensions formats like a number (this one has shape "
            f"{tuple(tensor._data.shape)}): use .item() on one element, or torch.set_printoptions(precision=...)."
        )
    return str(tensor)


def _suffixes(tensor: Any, array: Any) -> list[str]:
    """What follows the numbers: only what a reader could not guess from them."""
    suffixes = []
    if not isinstance(array, np.ndarray):
        suffixes.append(f"device='{tensor.device}'")
    dtype = dtypes.from_numpy_dtype(array.dtype)
    default = dtypes.get_default_dtype()
    if array.size:
        has_size = not _options.edgeitems
        has_dtype = dtype not in (default, dtypes.int64, dtypes.bool)
    else:
        has_size = array.ndim != 1
        has_dtype = dtype is not default
    if has_size:
        suffixes.append(f"size={tuple(array.shape)}")
    if has_dtype:
        suffixes.append(f"dtype={dtype}")
    try:
        node = tensor.grad_fn
    except RuntimeError:  # a view that was made in no_grad and then changed in place has no history to name
        suffixes.append("grad_fn=<Invalid>")
    else:
        if node is not None:
            suffixes.append(f"grad_fn=<{node.name().rpartition('::')[2]}>")
        elif tensor.requires_grad:
            suffixes.append("requires_grad=True")
    return suffixes


def _with_suffixes(text: str, suffixes: list[str], indent: int) -> str:
    """``text`` and the suffixes, each on a new line where it would pass ``linewidth``; then the closing bracket."""
    column = len(text) - text.rfind("\n") + 1  # PyTorch counts two more than there are; so the same suffixes wrap
    for suffix in suffixes:
        if column + len(", ") + len(suffix) > _options.linewidth:
            text += ",\n" + " " * indent + suffix
            column = indent + len(suffix)
        else:
            text += ", " + suffix
            column += len(", ") + len(suffix)
    return text + ")"
