"""Adaptive pooling: the size of the result is given, and the windows follow from it.

Along a dimension of n entries that becomes m, window i goes from floor(i·n / m) up to ceil((i + 1)·n / m); where m divides
n, they lie side by side, else neighbors overlap by one entry.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy import ndarray

from .._tensor import Tensor
from ..arrays import as_contiguous, module_of
from ..autograd.graph import Node
from ..autograd.record import record_outputs
from ..names import scalar_name
from . import either
from .arguments import array_of
from .conv import is_int
from .linear_map import LinearMap, apply
from .pooling import alone, check_row
from .reduce import mean
from .shape import squeeze, unsqueeze


def windows(n: int, m: int) -> list[slice]:
    """The m windows along n entries."""
    return [slice(i * n // m, -(-(i + 1) * n // m)) for i in range(m)]


# --- the mean ---------------------------------------------------------------------------------------------------------


def adaptive_avg_pool2d(input: Tensor, output_size: Any) -> Tensor:
    """The mean of each window, for a result of the given height and width.

    Args:
        input: (N, C, H, W) or (C, H, W).
        output_size: (height, width), one int for both; None keeps the input's.
    """
    a = array_of(input)
    size = pair(output_size, a, "adaptive_avg_pool2d")
    if a.ndim not in (3, 4):
        raise RuntimeError(
            f"adaptive_avg_pool2d(): Expected 3D or 4D tensor, but got {list(a.shape)}\n"
            "Images are (channels, height, width) or (N, channels, height, width)."
        )
    check(a, input, size, "adaptive_avg_pool2d")
    if size == (1, 1):
        return mean(input, (-1, -2), keepdim=True)
    return apply(AdaptiveAvgPool2DBackward0, input, (a.shape[-2:], size))


def means(a: ndarray, how: Any) -> ndarray:
    """The mean over a window is the mean over its rows of the mean over its columns."""
    for axis, (n, m) in zip((-2, -1), zip(*how, strict=True), strict=True):
        if m and n % m == 0:  # side by side
            a = a.reshape(*a.shape[:axis], m, n // m, *a.shape[a.ndim + axis + 1 :]).mean(axis=axis)
            continue
        columns = np.moveaxis(a, axis, 0)
        parts = module_of(a).empty((m, *columns.shape[1:]), a.dtype)
        for place, window in enumerate(windows(n, m)):
            parts[place] = columns[window].mean(axis=0)
        a = np.moveaxis(parts, 0, axis)
    return as_contiguous(a)


def shares(grad: ndarray, how: Any) -> ndarray:
    """Each entry gets an equal share of the gradient of every window that it is in."""
    for axis, (n, m) in zip((-2, -1), zip(*how, strict=True), strict=True):
        if m and n % m == 0:
            grad = np.repeat(grad / grad.dtype.type(n // m), n // m, axis)
            continue
        columns = np.moveaxis(grad, axis, 0)
        result = module_of(grad).zeros((n, *columns.shape[1:]), grad.dtype)
        for window, share in zip(windows(n, m), columns, strict=True):
            result[window] += share / (window.stop - window.start)
        grad = np.moveaxis(result, 0, axis)
    return as_contiguous(grad)


class AdaptiveAvgPool2DBackward0(LinearMap):
    there, back = staticmethod(means), staticmethod(shares)


AdaptiveAvgPool2DBackward0.holds = True  # as in PyTorch: after backward() it refuses to run again


def adaptive_avg_pool1d(input: Tensor, output_size: Any) -> Tensor:
    """`adaptive_avg_pool2d` along one dimension: input (N, C, L) or (C, L)."""
    check_row(input, "adaptive_avg_pool1d")
    size = alone(output_size, "output_size", "adaptive_avg_pool1d")
    return squeeze(adaptive_avg_pool2d(unsqueeze(input, -2), (1, size)), -2)


# --- the largest ------------------------------------------------------------------------------------------------------


def adaptive_max_pool2d(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
    """The largest number of each window, for a result of the given height and width.

    Args:
        input, output_size: as of `adaptive_avg_pool2d`.
        return_indices: also return the places, counted in the flattened image.
    """
    a = array_of(input)
    size = pair(output_size, a, "adaptive_max_pool2d")
    if a.ndim not in (3, 4):
        raise RuntimeError(
            f"adaptive_max_pool2d(): Expected 3D or 4D tensor, but got: {list(a.shape)}\n"
            "Images are (channels, height, width) or (N, channels, height, width)."
        )
    check(a, input, size, "adaptive_max_pool2d")
    places = module_of(a).empty((*a.shape[:-2], *size), np.int64)
    for i, rows in enumerate(windows(a.shape[-2], size[0])):
        for j, columns in enumerate(windows(a.shape[-1], size[1])):
            part = a[..., rows, columns]
            row, column = np.divmod(largest(part.reshape(*a.shape[:-2], -1)), part.shape[-1])
            places[..., i, j] = (row + rows.start) * a.shape[-1] + column + columns.start
    flat = (*a.shape[:-2], -1)
    result = np.take_along_axis(a.reshape(flat), places.reshape(flat), -1).reshape(places.shape)
    found = record_outputs(AdaptiveMaxPool2DBackward0, (result, places), (input,), (places, a.shape), differentiable=1)
    return found if return_indices else found[0]


def largest(a: ndarray) -> ndarray:
    """Where the largest number of each row is: of equal ones the first, of several nan the last."""
    no_number = np.isnan(a)[..., ::-1]
    return np.where(no_number.any(axis=-1), a.shape[-1] - 1 - no_number.argmax(axis=-1), a.argmax(axis=-1))


class AdaptiveMaxPool2DBackward0(Node):
    saves = ("indices", "shape")
    raw = ("indices",)

    @staticmethod
    def backward(ctx: Any, grad: Any, places: ndarray, shape: tuple[int, ...]) -> Any:
        images = module_of(either.array(grad)).arange(math.prod(shape[:-2])).reshape(*shape[:-2], 1, 1) * math.prod(shape[-2:])
        return either.put_add(grad, images + places, shape)


AdaptiveMaxPool2DBackward0.holds = True


def adaptive_max_pool1d(input: Tensor, output_size: Any, return_indices: bool = False) -> Any:
    """`adaptive_max_pool2d` along one dimension: input (N, C, L) or (C, L)."""
    check_row(input, "adaptive_max_pool1d")
    size = alone(output_size, "output_size", "adaptive_max_pool1d")
    result, places = adaptive_max_pool2d(unsqueeze(input, -2), (1, size), True)
    return (squeeze(result, -2), squeeze(places, -2)) if return_indices else squeeze(result, -2)


# --- what can go wrong ------------------------------------------------------------------------------------------------


def pair(size: Any, a: ndarray, function: str) -> tuple[int, int]:
    """Height and width of the result; None is what the input has."""
    given = (size, size) if is_int(size) or size is None else tuple(size)
    if len(given) != 2:
        raise RuntimeError(f"{function}: output_size must be 2\nGive one int, or (height, width).")
    return tuple(n if m is None else m for n, m in zip(a.shape[-2:] if a.ndim > 1 else (1, 1), given, strict=True))


def check(a: ndarray, input: Tensor, size: tuple[int, int], function: str) -> None:
    """PyTorch's refusals."""
    for place in (-2, -1):
        if not a.shape[place]:
            raise RuntimeError(
                f"{function}(): Expected input to have non-zero size for non-batch dimensions, but input has sizes "
                f"{list(a.shape)} with dimension {a.ndim + place} being empty\nOnly the batch may be empty."
            )
    if min(size) < 0:
        raise RuntimeError(
            f"{function}: elements of output_size must be greater than or equal to 0 but received "
            f"{{{size[0]}, {size[1]}}}\nThey are the height and width of the result."
        )
    if a.dtype.kind != "f":
        raise NotImplementedError(f"\"{function}\" not implemented for '{scalar_name(input.dtype)}'\nWrite x.float().")
