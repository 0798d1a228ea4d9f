"""Interpolation: rows and images made larger or smaller.

Along each dimension, entry i of the result lies at some place between the entries of the input, and is made of those
nearby: of the nearest one, of two ("linear", "bilinear"), or of four ("bicubic").
"""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
from numpy import ndarray

from .._tensor import Tensor
from ..arrays import beside
from ..names import scalar_name
from .adaptive_pooling import adaptive_avg_pool1d, adaptive_avg_pool2d
from .arguments import array_of
from .linear_map import LinearMap, apply, picked, returned

MODES = "nearest | linear | bilinear | bicubic | trilinear | lanczos | area | nearest-exact"


def interpolate(
    input: Tensor,
    size: Any = None,
    scale_factor: Any = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None,
    antialias: bool = False,
) -> Tensor:
    """Rows (N, C, L) or images (N, C, H, W) at another size.

    Args:
        size: of the result: one int, or one per dimension.
        scale_factor: instead of `size`, how many times as large: one number, or one per dimension.
        mode: "nearest" repeats entries ("nearest-exact" rounds better), "linear" (rows), "bilinear" and "bicubic" (images)
            blend neighbors, "area" takes means.
        align_corners: the first and last entries stay at the ends; else entries are seen as small squares, and the borders
            of the outer ones stay.
        recompute_scale_factor: take the ratio of the sizes, which are whole numbers, for `scale_factor`.
    """
    a = array_of(input)
    align_corners = check(a, size, scale_factor, mode, align_corners, antialias)
    n = a.ndim - 2
    if size is not None:
        sizes = tuple(size) if isinstance(size, (tuple, list)) else (size,) * n
        if recompute_scale_factor is not None:
            raise ValueError("recompute_scale_factor is not meaningful with an explicit size.\nLeave it out.")
        factors: Any = (None,) * n
    else:
        factors = tuple(scale_factor) if isinstance(scale_factor, (tuple, list)) else (scale_factor,) * n
        sizes = tuple(math.floor(length * factor) for length, factor in zip(a.shape[2:], factors, strict=True))
        if recompute_scale_factor or mode == "area":
            factors = (None,) * n
    if a.ndim == 5 and mode in ("nearest", "nearest-exact", "trilinear", "area"):
        raise NotImplementedError(f"interpolate of volumes (5 dimensions, mode={mode!r}) is left out of this library.")
    if mode == "area":
        return adaptive_avg_pool1d(input, sizes) if n == 1 else adaptive_avg_pool2d(input, sizes)
    check_mode(a, input, sizes, mode)
    taps: Any = tuple(
        (length, places_and_weights(length, wanted, factor, mode, align_corners, a.dtype))
        for length, wanted, factor in zip(a.shape[2:], sizes, factors, strict=True)
    )
    return apply(RULES[mode, n], input, taps)


# --- where each entry comes from --------------------------------------------------------------------------------------


def places_and_weights(
    n: int, m: int, factor: float | None, mode: str, align_corners: bool, dtype: Any
) -> list[tuple[ndarray, ndarray | None]]:
    """For m entries made of n: pairs (place, weight), as many as entries of the input take part in one of the result."""
    number: Any = np.float64 if dtype == np.float64 else np.float32
    step = number(n / m if factor is None else 1 / factor)
    if mode.startswith("nearest"):
        shift = number(0.5 if mode == "nearest-exact" else 0)
        places = np.floor((np.arange(m, dtype=number) + shift) * step).astype(np.int64)
        return [(places.clip(0, n - 1), None)]
    if align_corners:
        where = np.arange(m, dtype=number) * number((n - 1) / (m - 1) if m > 1 else 0)
    else:
        where = (np.arange(m, dtype=number) + number(0.5)) * step - number(0.5)
    if mode == "bicubic":
        before = np.floor(where).astype(np.int64)
        part = where - before
        return [((before + i).clip(0, n - 1), cubic(np.abs(part - i)).astype(dtype)) for i in (-1, 0, 1, 2)]
    where = where.clip(0)
    before = np.minimum(where.astype(np.int64), n - 1)
    part = (where - before).astype(dtype)
    return [(before, 1 - part), (np.minimum(before + 1, n - 1), part)]


def cubic(distance: ndarray) -> ndarray:
    """Keys' curve with a = -3/4: 1 at 0, and 0 at 1, at 2 and beyond."""
    d, a = distance, -0.75
    near = ((a + 2) * d - (a + 3)) * d * d + 1
    far = ((a * d - 5 * a) * d + 8 * a) * d - 4 * a
    return np.where(d <= 1, near, far)


def resized(a: ndarray, how: Any) -> ndarray:
    """Along one dimension after the other: the weighted sum of the entries that take part."""
    for axis, (_, taps) in enumerate(how, start=2):
        along = (-1,) + (1,) * (a.ndim - 1 - axis)
        parts = [picked(a, axis, places) * (1 if w is None else beside(w, a).reshape(along)) for places, w in taps]
        a = sum(parts[1:], parts[0])
    return a


def shrunk(grad: ndarray, how: Any) -> ndarray:
    """`resized` transposed: each entry gets its share of the gradients of all that it took part in."""
    for axis, (n, taps) in enumerate(how, start=2):
        along = (-1,) + (1,) * (grad.ndim - 1 - axis)
        parts = [returned(grad * (1 if w is None else beside(w, grad).reshape(along)), axis, places, n) for places, w in taps]
        grad = sum(parts[1:], parts[0])
    return grad


class UpsampleNearest1DBackward0(LinearMap):
    there, back = staticmethod(resized), staticmethod(shrunk)


class UpsampleNearest2DBackward0(LinearMap):
    there, back = staticmethod(resized), staticmethod(shrunk)


class UpsampleNearestExact1DBackward0(LinearMap):
    there, back = staticmethod(resized), staticmethod(shrunk)


class UpsampleNearestExact2DBackward0(LinearMap):
    there, back = staticmethod(resized), staticmethod(shrunk)


class UpsampleLinear1DBackward0(LinearMap):
    there, back = staticmethod(resized), staticmethod(shrunk)


class UpsampleBilinear2DBackward0(LinearMap):
    there, back = staticmethod(resized), staticmethod(shrunk)


class UpsampleBicubic2DBackward0(LinearMap):
    there, back = staticmethod(resized), staticmethod(shrunk)


RULES: dict[tuple[str, int], type[LinearMap]] = {
    ("nearest", 1): UpsampleNearest1DBackward0,
    ("nearest", 2): UpsampleNearest2DBackward0,
    ("nearest-exact", 1): UpsampleNearestExact1DBackward0,
    ("nearest-exact", 2): UpsampleNearestExact2DBackward0,
    ("linear", 1): UpsampleLinear1DBackward0,
    ("bilinear", 2): UpsampleBilinear2DBackward0,
    ("bicubic", 2): UpsampleBicubic2DBackward0,
}


# --- the older names --------------------------------------------------------------------------------------------------


def upsample(
    input: Tensor, size: Any = None, scale_factor: Any = None, mode: str = "nearest", align_corners: bool | None = None
) -> Tensor:
    """`interpolate`, by an older name."""
    warnings.warn("`nn.functional.upsample` is deprecated. Use `nn.functional.interpolate` instead.", stacklevel=2)
    return interpolate(input, size, scale_factor, mode, align_corners)


def upsample_nearest(input: Tensor, size: Any = None, scale_factor: Any = None) -> Tensor:
    """`interpolate(mode="nearest")`, by an older name."""
    warnings.warn(
        "`nn.functional.upsample_nearest` is deprecated. Use `nn.functional.interpolate` instead.", stacklevel=2
    )
    return interpolate(input, size, scale_factor)


def upsample_bilinear(input: Tensor, size: Any = None, scale_factor: Any = None) -> Tensor:
    """`interpolate(mode="bilinear", align_corners=True)`, by an older name."""
    warnings.warn(
        "`nn.functional.upsample_bilinear` is deprecated. Use `nn.functional.interpolate` instead.", stacklevel=2
    )
    return interpolate(input, size, scale_factor, "bilinear", True)


# --- what can go wrong ------------------------------------------------------------------------------------------------


def check(a: ndarray, size: Any, scale_factor: Any, mode: str, align_corners: bool | None, antialias: bool) -> bool:
    """PyTorch's refusals, in its order; align_corners as True or False."""
    if mode in ("nearest", "area", "nearest-exact") and align_corners is not None:
        raise ValueError(
            "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear\n"
            f"With mode={mode!r} leave it out."
        )
    n = a.ndim - 2
    if size is not None and scale_factor is not None:
        raise ValueError("only one of size or scale_factor should be defined\nEach follows from the other.")
    if size is None and scale_factor is None:
        raise ValueError("either size or scale_factor should be defined\nSay how large the result is to be.")
    for name, other, kind, given, letter in (
        ("output size", "output", "output size of", size, "o"),
        ("scale_factor", "scale_factor", "scale_factor of shape", scale_factor, "s"),
    ):
        if isinstance(given, (tuple, list)) and len(given) != n:
            raise ValueError(
                f"Input and {other} must have the same number of spatial dimensions, but got input with spatial dimensions of "
                f"{list(a.shape[2:])} and {kind} {given}. Please provide input tensor in (N, C, d1, d2, ...,dK) format and "
                f"{name} in ({letter}1, {letter}2, ...,{letter}K) format.\nGive one number for all, or one per dimension."
            )
    if antialias and not (mode in ("bilinear", "bicubic", "lanczos") and a.ndim == 4):
        raise ValueError(
            "Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D tensor as input\n"
            f"This is mode={mode!r} of {a.ndim} dimensions."
        )
    if antialias:
        raise NotImplementedError("interpolate(antialias=True) is left out of this library.")
    return bool(align_corners)


def check_mode(a: ndarray, input: Tensor, sizes: tuple[int, ...], mode: str) -> None:
    """The mode is one for this number of dimensions."""
    needed = {"linear": 3, "bilinear": 4, "trilinear": 5}.get(mode)
    if needed and a.ndim in (3, 4, 5) and a.ndim != needed:
        raise NotImplementedError(
            f"Got {a.ndim}D input, but {mode} mode needs {needed}D input\n'linear' is for rows, 'bilinear' for images."
        )
    if (mode, a.ndim - 2) not in RULES:
        raise NotImplementedError(
            f"Input Error: Only 3D, 4D and 5D input Tensors supported (got {a.ndim}D) for the modes: {MODES} (got {mode})\n"
            "Rows are (N, C, L), images (N, C, H, W)."
        )
    if min(*sizes, *a.shape[2:]) < 1:
        have, want = (
            " ".join(
                f"{name}: {value}" + "," * (name == "H") for name, value in zip("HW"[-len(each) :], each, strict=True)
            )
            for each in (a.shape[2:], sizes)
        )
        raise RuntimeError(
            f"Input and output sizes should be greater than 0, but got input ({have}) {'and ' * (a.ndim == 3)}output ({want})\nNothing can be shown."
        )
    if a.dtype.kind != "f":
        name = f"{mode.replace('-', '_')}{a.ndim - 2}d"
        raise NotImplementedError(
            f"\"upsample_{name}\" not implemented for '{scalar_name(input.dtype)}'\nWrite x.float()."
        )
