"""Pooling: a window slides over an image and keeps one number of all that it covers, their largest or their mean."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy import ndarray

from .._tensor import Tensor
from ..arrays import as_contiguous, beside, module_of
from ..autograd.grad_mode import mode
from ..autograd.graph import Node
from ..autograd.record import record1, record_outputs
from ..names import scalar_name
from . import either
from .activation import relu
from .arguments import array_of, operation_name, refuse, type_name
from .arithmetic import mul, pow
from .bounds import abs
from .conv import check_ints, is_int
from .rounding import sign
from .shape import squeeze, unsqueeze

Pair = tuple[int, int]


class Window(NamedTuple):
    """How the window moves.  Pairs are (height, width)."""

    image: Pair
    kernel: Pair
    stride: Pair
    padding: Pair
    dilation: Pair
    places: Pair  # how many it takes: the size of the result

    def parts(self) -> Iterator[tuple[int, slice, slice]]:
        """For each point of the window, row by row: the rows and columns of the padded image that it meets."""
        (kh, kw), (oh, ow), (down, right), (far_down, far_right) = self.kernel, self.places, self.stride, self.dilation
        for point in range(kh * kw):
            top, left = point // kw * far_down, point % kw * far_right
            yield point, slice(top, top + down * (oh - 1) + 1, down), slice(left, left + right * (ow - 1) + 1, right)

    @property
    def overlaps(self) -> bool:
        """Do windows share rows or columns?"""
        return any(s < d * (k - 1) + 1 for s, d, k in zip(self.stride, self.dilation, self.kernel, strict=True))

    @property
    def reach(self) -> Pair:
        """The rows and columns of the padded image that are needed."""
        return tuple(
            max(n + 2 * p, (o - 1) * s + d * (k - 1) + 1)
            for n, p, o, s, d, k in zip(
                self.image, self.padding, self.places, self.stride, self.dilation, self.kernel, strict=True
            )
        )

    @property
    def tiles(self) -> bool:
        """Does every number of the image lie in exactly one window?"""
        (oh, ow), (down, right) = self.places, self.stride
        return self.stride == self.kernel and self.reach == (oh * down, ow * right)

    def padded(self, a: ndarray, filler: Any) -> ndarray:
        """The image with a border of `filler`."""
        if self.reach == self.image:
            return a
        result = module_of(a).full((*a.shape[:-2], *self.reach), filler, a.dtype)
        self.inner(result)[...] = a
        return result

    def inner(self, a: ndarray) -> ndarray:
        """The image without its border."""
        (height, width), (top, left) = self.image, self.padding
        return a[..., top : top + height, left : left + width]


# --- the largest ------------------------------------------------------------------------------------------------------


def max_pool2d(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """The largest number of each window.  The gradient goes to the place where it was (the first of equal ones).

    Args:
        input: (N, C, H, W) or (C, H, W).
        kernel_size: size of the window; one int, or (height, width).
        stride: step of the window; None for windows side by side.
        padding: rows and columns of minus infinity around the image, at most half a window.
        dilation: distance between the points of the window.
        ceil_mode: keep a last window that only partly covers the image.
        return_indices: also return the places, counted in the flattened image.
    """
    a = array_of(input)
    window = check(input, kernel_size, stride, padding, dilation, ceil_mode)
    if a.dtype.kind == "b":
        raise NotImplementedError("\"max_pool2d\" not implemented for 'Bool'\nWrite x.float().")
    lowest = -np.inf if a.dtype.kind == "f" else np.iinfo(a.dtype).min
    wanted = return_indices or (mode.grad and input.requires_grad)
    result, which = largest(window.padded(a, lowest), window, wanted)
    if not return_indices:
        return record1(MaxPool2DWithIndicesBackward0, result, input, (which, window))
    arrays = (result, positions(which, window))
    return record_outputs(MaxPool2DWithIndicesBackward0, arrays, (input,), (which, window), differentiable=1)


class MaxPool2DWithIndicesBackward0(Node):
    saves = ("indices", "window")
    raw = ("indices",)

    @staticmethod
    def backward(ctx: Any, grad: Any, which: ndarray, window: Window) -> Any:
        if isinstance(grad, Tensor):
            area = window.image[0] * window.image[1]
            images = module_of(which).arange(math.prod(which.shape[:-2])).reshape(*which.shape[:-2], 1, 1) * area
            return either.put_add(grad, images + positions(which, window), (*which.shape[:-2], *window.image))
        make = module_of(grad).empty if window.tiles else module_of(grad).zeros
        result = make((*grad.shape[:-2], *window.reach), grad.dtype)
        for point, rows, columns in window.parts():
            there = result[..., rows, columns]
            if window.overlaps:
                there += either.kept(grad, which == point)
            else:
                either.kept(grad, which == point, there)
        return as_contiguous(window.inner(result))


def largest(a: ndarray, window: Window, wanted: bool) -> tuple[ndarray, Any]:
    """The largest number of each window and, if wanted, which point of the window it was (0 … kh·kw-1).

    Of equal numbers the first counts, of several nan the last.
    """
    result: Any = None
    which: Any = None
    number = np.uint8 if window.kernel[0] * window.kernel[1] < 256 else np.int64
    for point, rows, columns in window.parts():
        part = a[..., rows, columns]
        if result is None:
            result = part.copy()
            if wanted:
                which = module_of(part).zeros(part.shape, number)
                if any(window.padding):
                    which[...] = beside(first_points(window), which)
            continue
        if wanted:
            part = as_contiguous(part)
            better = (part > result) | (part != part)
            np.maximum(which, better.view(np.uint8) * number(point), out=which)
        np.maximum(result, part, out=result)
    return result, which


def first_points(window: Window) -> ndarray:
    """For each window its first point inside the image: what counts when all of it is minus infinity."""
    outside = [
        -(-np.maximum(p - np.arange(places) * s, 0) // d)
        for p, places, s, d in zip(window.padding, window.places, window.stride, window.dilation)
    ]
    return outside[0][:, np.newaxis] * window.kernel[1] + outside[1]


def positions(which: ndarray, window: Window) -> ndarray:
    """From the point of the window to the place in the flattened image (int64)."""
    (top, left), (down, right), (far_down, far_right) = window.padding, window.stride, window.dilation
    width = window.image[1]
    i, j = np.divmod(np.arange(window.kernel[0] * window.kernel[1]), window.kernel[1])
    point = (i * far_down - top) * width + j * far_right - left
    place = np.arange(window.places[0])[:, np.newaxis] * down * width + np.arange(window.places[1]) * right
    return beside(point, which)[which] + beside(place, which)


# --- the mean ---------------------------------------------------------------------------------------------------------


def avg_pool2d(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Tensor:
    """The mean of each window.  Each number in it gets an equal share of the gradient.

    Args:
        input, kernel_size, stride, ceil_mode: as in `max_pool2d`.
        padding: rows and columns of zeros around the image.
        count_include_pad: these zeros count in the mean.
        divisor_override: divide by this number instead of the size of the window.
    """
    a = array_of(input)
    window = check(input, kernel_size, stride, padding, 1, ceil_mode)
    if a.dtype.kind != "f" and a.dtype != np.int64:
        raise NotImplementedError(f"\"avg_pool2d\" not implemented for '{scalar_name(input.dtype)}'\nWrite x.float().")
    if divisor_override == 0:
        raise RuntimeError("divisor must be not zero\nLeave divisor_override out to divide by the size of the window.")
    divisor = counts(window, count_include_pad) if divisor_override is None else np.array(divisor_override)
    divisor = beside(divisor, a)
    return record1(AvgPool2DBackward0, mean(a, window, divisor), input, (window, divisor))


class AvgPool2DBackward0(Node):
    saves = ("window", "divisor")
    raw = ("divisor",)

    @staticmethod
    def backward(ctx: Any, grad: Any, window: Window, divisor: ndarray) -> Any:
        if isinstance(grad, Tensor):
            return record1(AvgPool2DBackwardBackward0, shares(grad._data, window, divisor), grad, (window, divisor))
        return shares(grad, window, divisor)


AvgPool2DBackward0.holds = True  # as in PyTorch: after backward() it refuses to run again


class AvgPool2DBackwardBackward0(Node):
    """The mean is linear: the gradient of its gradient is the mean again."""

    saves = ("window", "divisor")
    raw = ("divisor",)

    @staticmethod
    def backward(ctx: Any, grad: Any, window: Window, divisor: ndarray) -> Any:
        if isinstance(grad, Tensor):
            return record1(AvgPool2DBackward0, mean(grad._data, window, divisor), grad, (window, divisor))
        return mean(grad, window, divisor)


def mean(a: ndarray, window: Window, divisor: ndarray) -> ndarray:
    """The sum of each window, divided."""
    a = window.padded(a, 0)
    result: Any = None
    for _, rows, columns in window.parts():
        part = a[..., rows, columns]
        if result is None:
            result = part.astype(np.float32) if a.dtype == np.float16 else part.copy()
        else:
            result += part
    return (result / divisor if a.dtype.kind == "f" else np.trunc(result / divisor)).astype(a.dtype)


def shares(grad: ndarray, window: Window, divisor: ndarray) -> ndarray:
    """Each number of the image gets the gradient, divided, of every window that covered it."""
    grad = (grad / divisor).astype(grad.dtype)
    result = module_of(grad).zeros((*grad.shape[:-2], *window.reach), grad.dtype)
    for _, rows, columns in window.parts():
        result[..., rows, columns] += grad
    return as_contiguous(window.inner(result))


def counts(window: Window, count_include_pad: bool) -> ndarray:
    """How many numbers each window counts: (oh, ow), or a single number where all count the same."""
    along = []
    for n, k, s, p, places in zip(
        window.image, window.kernel, window.stride, window.padding, window.places, strict=True
    ):
        start = np.arange(places) * s - p
        end = np.minimum(start + k, n + p)
        along.append(end - start if count_include_pad else np.minimum(end, n) - np.maximum(start, 0))
    count = np.outer(*along)
    return count.max() if (count == count.max()).all() else count


# --- along one dimension, and of powers --------------------------------------------------------------------------------


def max_pool1d(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    dilation: Any = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Any:
    """`max_pool2d` along one dimension: input (N, C, L) or (C, L)."""
    a = array_of(input)
    if a.ndim not in (2, 3) or 0 in a.shape[-2:]:
        raise RuntimeError(
            "max_pool1d: Expected 2D or 3D (batch mode) tensor with optional 0 dim batch size for input, but got:"
            f"{list(a.shape)}\nRows are (channels, length) or (N, channels, length)."
        )
    kernel = one(kernel_size, "kernel_size")
    step = kernel if stride is None or stride == [] else one(stride, "stride")
    border, spread = one(padding, "padding"), one(dilation, "dilation")
    problem = ""
    if kernel <= 0:
        problem = f"kernel_size must be greater than zero, but got {kernel}"
    elif step <= 0:
        problem = f"stride must be greater than zero, but got {step}"
    elif border < 0:
        problem = f"padding must be non-negative, but got {border}"
    elif border > kernel // 2:
        problem = f"padding should be at most half of kernel size, but got padding={border} and kernel_size={kernel}"
    elif spread <= 0:
        problem = f"dilation must be greater than zero, but got {spread}"
    elif (places := output_size(a.shape[-1], kernel, border, step, spread, ceil_mode)) < 1:
        problem = f"Invalid computed output size: {places}"
    if problem:
        raise RuntimeError(f"max_pool1d() {problem}\nThe input has length {a.shape[-1]}.")
    image = unsqueeze(input, -2)
    found = max_pool2d(image, (1, kernel), (1, step), (0, border), (1, spread), ceil_mode, return_indices)
    return (squeeze(found[0], -2), squeeze(found[1], -2)) if return_indices else squeeze(found, -2)


def avg_pool1d(
    input: Tensor,
    kernel_size: Any,
    stride: Any = None,
    padding: Any = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Tensor:
    """`avg_pool2d` along one dimension: input (N, C, L) or (C, L)."""
    check_row(input, "avg_pool1d")
    kernel = alone(kernel_size, "kernel_size", "avg_pool1d")
    step = kernel if stride is None or stride == () else alone(stride, "stride", "avg_pool1d")
    border = alone(padding, "padding", "avg_pool1d")
    image = unsqueeze(input, -2)
    return squeeze(avg_pool2d(image, (1, kernel), (1, step), (0, border), ceil_mode, count_include_pad), -2)


def lp_pool1d(input: Tensor, norm_type: float, kernel_size: int, stride: Any = None, ceil_mode: bool = False) -> Tensor:
    """(Σ x^p)^(1/p) over each window, with p = `norm_type`."""
    return lengths(avg_pool1d(pow(input, norm_type), kernel_size, stride, 0, ceil_mode), kernel_size, norm_type)


def lp_pool2d(input: Tensor, norm_type: float, kernel_size: Any, stride: Any = None, ceil_mode: bool = False) -> Tensor:
    """(Σ x^p)^(1/p) over each window, with p = `norm_type`."""
    kh, kw = pair(kernel_size, "kernel_size", "lp_pool2d")
    return lengths(avg_pool2d(pow(input, norm_type), kernel_size, stride, 0, ceil_mode), kh * kw, norm_type)


def lengths(means: Tensor, count: int, p: float) -> Tensor:
    """From the means of x^p to the root of their sums, where these are not negative."""
    return pow(mul(mul(sign(means), relu(abs(means))), count), 1.0 / p)


# --- what can go wrong ------------------------------------------------------------------------------------------------


def check(input: Tensor, kernel_size: Any, stride: Any, padding: Any, dilation: Any, ceil_mode: bool) -> Window:
    """The window, or PyTorch's refusal."""
    function = operation_name(1)
    a = input._data
    kernel = pair(kernel_size, "kernel_size", function)
    step = (
        kernel
        if stride is None or (isinstance(stride, (tuple, list)) and not stride)
        else pair(stride, "stride", function)
    )
    border, spread = pair(padding, "padding", function), pair(dilation, "dilation", function)
    if min(step) == 0:
        raise RuntimeError(f"stride should not be zero\nkernel_size is {kernel}, stride is {step}.")
    if min(kernel) <= 0 or min(step) < 0:
        raise RuntimeError(
            f"kernel size should be greater than zero, but got kH: {kernel[0]} kW: {kernel[1]}\nstride is {step}: positive too."
        )
    if min(spread) <= 0:
        raise RuntimeError(
            f"dilation should be greater than zero, but got dilationH: {spread[0]} dilationW: {spread[1]}\n"
            "1 means that the points of the window are neighbors."
        )
    for k, p, d in zip(kernel, border, spread, strict=True):
        if p < 0:
            raise RuntimeError(f"pad must be non-negative, but got pad: {p}\npadding counts rows and columns.")
        if p > (d * (k - 1) + 1) // 2:
            raise RuntimeError(
                f"pad should be at most half of effective kernel size, but got pad={p}, kernel_size={k} and dilation={d}\n"
                "Otherwise a window could lie outside of the image."
            )
    if a.ndim not in (3, 4):
        if function == "avg_pool2d" and a.ndim < 3:
            raise IndexError(
                f"Dimension out of range (expected to be in range of [{-max(a.ndim, 1)}, {max(a.ndim, 1) - 1}], but got -3)\n"
                f"The input has shape {list(a.shape)}; images are (channels, height, width) or (N, channels, height, width)."
            )
        raise RuntimeError(
            f"non-empty 3D or 4D (batch mode) tensor expected for input\nThe input has shape {list(a.shape)}; images are "
            "(channels, height, width) or (N, channels, height, width)."
        )
    if 0 in a.shape[-3:]:
        raise RuntimeError(
            f"Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:{list(a.shape)}\n"
            "Only the batch may be empty."
        )
    places = tuple(
        output_size(n, k, p, s, d, ceil_mode)
        for n, k, p, s, d in zip(a.shape[-2:], kernel, border, step, spread, strict=True)
    )
    if min(places) < 1:
        channels, height, width = a.shape[-3:]
        raise RuntimeError(
            f"Given input size: ({channels}x{height}x{width}). Calculated output size: "
            f"({channels}x{places[0]}x{places[1]}). Output size is too small\nThe window is larger than the image."
        )
    return Window(a.shape[-2:], kernel, step, border, spread, places)  # type: ignore[arg-type]


def output_size(n: int, k: int, p: int, s: int, d: int, ceil_mode: bool) -> int:
    """How many windows fit in `n` entries.  With `ceil_mode` the last one must begin inside the image or its left border."""
    places = (n + 2 * p - d * (k - 1) - 1 + (s - 1 if ceil_mode else 0)) // s + 1
    return places - 1 if ceil_mode and (places - 1) * s >= n + p else places


def pair(value: Any, name: str, function: str) -> Pair:
    """2 -> (2, 2); (2, 1) stays."""
    if is_int(value):
        return int(value), int(value)
    if not isinstance(value, (tuple, list)):
        place = ("kernel_size", "stride", "padding", "dilation").index(name) + 2
        where = f" (position {place})" if function == "max_pool2d" else ""
        raise TypeError(
            f"{function}(): argument '{name}'{where} must be tuple of ints, not {type_name(value)}\n"
            "Give one int, or (height, width)."
        )
    check_ints(value, name, function)
    if len(value) == 1:
        return value[0], value[0]
    if len(value) != 2:
        rule = {"stride": "must either be omitted, a", "dilation": "must be either a"}.get(name, "must either be a")
        raise RuntimeError(
            f"{function}: {name} {rule} single int, or a tuple of two ints\nIt was {tuple(value)}: (height, width)."
        )
    return value[0], value[1]


def check_row(input: Tensor, function: str) -> None:
    """PyTorch's refusal of what is not a row, or a batch of rows."""
    if not isinstance(input, Tensor):
        refuse(input)
    ndim = input._data.ndim
    if ndim not in (2, 3):
        raise RuntimeError(
            f"Expected 2 to 3 dimensions, but got {ndim}-dimensional tensor for argument #1 'self' (while checking arguments "
            f"for {function})\nRows are (channels, length) or (N, channels, length)."
        )


def alone(value: Any, name: str, function: str) -> int:
    """2 or (2,) -> 2."""
    values = (value,) if is_int(value) else value
    check_ints(values, name, function)
    if len(values) != 1:
        raise RuntimeError(
            f"{function}() argument '{name}' should contain one int (got {len(values)})\nThere is only one dimension to pool."
        )
    return values[0]


def one(value: Any, name: str) -> int:
    """The same for max_pool1d, in its own words."""
    values = (value,) if is_int(value) else value
    check_ints(values, name, "max_pool1d")
    if len(values) != 1:
        raise RuntimeError(
            f"max_pool1d() {name} must be an int, list of ints or tuple of ints of size 1 but got size {len(values)}\n"
            "There is only one dimension to pool."
        )
    return values[0]
