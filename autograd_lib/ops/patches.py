"""Images in other arrangements: as columns of patches (unfold, fold), or with channels exchanged for pixels."""

from __future__ import annotations

import math
from typing import Any

from numpy import ndarray

from .._tensor import Tensor
from ..arrays import as_contiguous
from .arguments import array_of
from .conv import Window, columns, from_columns, is_int
from .linear_map import LinearMap, apply

# --- patches as columns -----------------------------------------------------------------------------------------------


def unfold(input: Tensor, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1) -> Tensor:
    """For each place of a sliding window the numbers that it covers, as one column: what a convolution multiplies.

    (N, C, H, W) -> (N, C·kh·kw, places), or the same without N.  The options are those of `conv2d`.
    """
    a = array_of(input)
    kernel, steps, border, spacing = options(kernel_size, stride, padding, dilation)
    if a.ndim < 3:
        check_image_rank(a)
    if a.ndim not in (3, 4) or 0 in a.shape[-3:]:
        raise RuntimeError(
            "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but got: "
            f"{list(a.shape)}\nImages are (channels, height, width) or (N, channels, height, width)."
        )
    window = Window(a.shape[-2:], kernel, steps, border, spacing, 1)
    if min(window.places) < 1:
        raise RuntimeError(
            f"Given input with spatial size {window.image}, kernel_size={kernel}, dilation={spacing}, padding={border}, "
            f"calculated shape of the array of sliding blocks as {window.places}, but its components must be at least one.\n"
            "The window is larger than the image."
        )
    return apply(Im2ColBackward0, input, window)


def fold(
    input: Tensor, output_size: Any, kernel_size: Any, dilation: Any = 1, padding: Any = 0, stride: Any = 1
) -> Tensor:
    """`unfold` transposed: each column goes back to where its window stood, and where windows overlap, numbers are added.

    (N, C·kh·kw, places) -> (N, C, *output_size), or the same without N.
    """
    a = array_of(input)
    kernel, steps, border, spacing = options(kernel_size, stride, padding, dilation)
    image = both(output_size, "output_size")
    if a.ndim not in (2, 3) or 0 in a.shape[-2:]:
        raise RuntimeError(
            "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for input, but "
            f"got: {list(a.shape)}\nColumns are (channels · kernel height · kernel width, places), with N in front for a batch."
        )
    dim, size = a.ndim - 2, a.shape[-2]
    if size % (kernel[0] * kernel[1]):
        raise RuntimeError(
            f"Expected size of input's dimension {dim} to be divisible by the product of kernel_size, but got "
            f"input.size({dim})={size} and kernel_size={kernel}.\nEach column holds whole windows, channel after channel."
        )
    window = Window(image, kernel, steps, border, spacing, 1)
    high, wide = window.places
    if a.shape[-1] != high * wide:
        raise RuntimeError(
            f"Given output_size={image}, kernel_size={kernel}, dilation={spacing}, padding={border}, stride={steps}, expected "
            f"size of input's dimension {dim + 1} to match the calculated number of sliding blocks {high} * {wide} = "
            f"{high * wide}, but got input.size({dim + 1})={a.shape[-1]}.\nThere is one column per place of the window."
        )
    return apply(Col2ImBackward0, input, window)


def as_columns(a: ndarray, window: Window) -> ndarray:
    """(N, C, H, W) -> (N, C·kh·kw, places); or without N."""
    images = a.reshape(math.prod(a.shape[:-3]), *a.shape[-3:])
    size = a.shape[-3] * window.kernel[0] * window.kernel[1]
    return columns(images, window, False).reshape(*a.shape[:-3], size, window.places[0] * window.places[1])


def as_images(a: ndarray, window: Window) -> ndarray:
    """(N, C·kh·kw, places) -> (N, C, H, W); or without N."""
    images = from_columns(a.reshape(math.prod(a.shape[:-2]), 1, *a.shape[-2:]), window)
    channels = a.shape[-2] // (window.kernel[0] * window.kernel[1])
    return as_contiguous(images).reshape(*a.shape[:-2], channels, *window.image)


class Im2ColBackward0(LinearMap):
    there, back = staticmethod(as_columns), staticmethod(as_images)


class Col2ImBackward0(LinearMap):
    there, back = staticmethod(as_images), staticmethod(as_columns)


# --- channels and pixels ----------------------------------------------------------------------------------------------


def pixel_shuffle(input: Tensor, upscale_factor: int) -> Tensor:
    """r² channels become one of r times the height and width: (…, C·r², H, W) -> (…, C, H·r, W·r)."""
    a, r = array_of(input), upscale_factor
    check_pixels(a, r, "pixel_shuffle", "upscale_factor")
    if a.shape[-3] % (r * r):
        raise RuntimeError(
            "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but "
            f"input.size(-3)={a.shape[-3]} is not divisible by {r * r}\nEach new pixel comes from a channel of its own."
        )
    return apply(PixelShuffleBackward0, input, r)


def pixel_unshuffle(input: Tensor, downscale_factor: int) -> Tensor:
    """`pixel_shuffle` undone: (…, C, H·r, W·r) -> (…, C·r², H, W)."""
    a, r = array_of(input), downscale_factor
    check_pixels(a, r, "pixel_unshuffle", "downscale_factor")
    for name, place in (("height", -2), ("width", -1)):
        if a.shape[place] % r:
            raise RuntimeError(
                f"pixel_unshuffle expects {name} to be divisible by downscale_factor, but input.size({place})={a.shape[place]} is "
                f"not divisible by {r}\nEach square of {r} by {r} pixels becomes one."
            )
    return apply(PixelUnshuffleBackward0, input, r)


def apart(a: ndarray, r: int) -> ndarray:
    """(…, C·r², H, W) -> (…, C, H·r, W·r)."""
    *batch, channels, height, width = a.shape
    parts = a.reshape(math.prod(batch), channels // (r * r), r, r, height, width).transpose(0, 1, 4, 2, 5, 3)
    return parts.reshape(*batch, channels // (r * r), height * r, width * r)


def together(a: ndarray, r: int) -> ndarray:
    """(…, C, H·r, W·r) -> (…, C·r², H, W)."""
    *batch, channels, height, width = a.shape
    parts = a.reshape(math.prod(batch), channels, height // r, r, width // r, r).transpose(0, 1, 3, 5, 2, 4)
    return parts.reshape(*batch, channels * r * r, height // r, width // r)


class PixelShuffleBackward0(LinearMap):
    there, back = staticmethod(apart), staticmethod(together)


class PixelUnshuffleBackward0(LinearMap):
    there, back = staticmethod(together), staticmethod(apart)


def channel_shuffle(input: Tensor, groups: int) -> Tensor:
    """The channels of (N, C, …) dealt out anew: the first of each group, then the second of each, and so on."""
    a = array_of(input)
    if a.ndim < 3:
        raise RuntimeError(
            f"channel_shuffle expects input with > 2 dims, but got input with sizes {list(a.shape)}\nIt has shape (N, C, …)."
        )
    if groups <= 0:
        raise RuntimeError(
            f"Number of groups to divide channels in must be positive. Value of groups:{groups}\nGive at least 1."
        )
    if a.shape[1] % groups:
        raise RuntimeError(
            f"Number of channels must be divisible by groups. Got {a.shape[1]} channels and {groups} groups.\n"
            "All groups have the same number of channels."
        )
    return apply(ChannelShuffleBackward0, input, (groups, a.shape[1] // groups))


native_channel_shuffle = channel_shuffle


def dealt(a: ndarray, how: tuple[int, int]) -> ndarray:
    return a.reshape(len(a), *how, *a.shape[2:]).swapaxes(1, 2).reshape(a.shape)


class ChannelShuffleBackward0(LinearMap):
    there, back = staticmethod(dealt), staticmethod(lambda grad, how: dealt(grad, how[::-1]))


# --- what can go wrong ------------------------------------------------------------------------------------------------


def both(value: Any, name: str) -> tuple[int, int]:
    """2 -> (2, 2)."""
    given = (value, value) if is_int(value) else tuple(value)
    if len(given) == 1:
        return given[0], given[0]
    if len(given) != 2:
        raise RuntimeError(
            f"It is expected {name} equals to 2, but got size {len(given)}\nGive one int, or (height, width)."
        )
    return given


def options(kernel_size: Any, stride: Any, padding: Any, dilation: Any) -> Any:
    """Pairs, or PyTorch's refusal."""
    names = ("kernel_size", "stride", "padding", "dilation")
    kernel, steps, border, spacing = (
        both(each, name) for each, name in zip((kernel_size, stride, padding, dilation), names, strict=True)
    )
    for name, short, values, low in (
        ("kernel size", "kernel", kernel, 1),
        ("stride", "stride", steps, 1),
        ("dilation", "dilation", spacing, 1),
        ("padding", "pad", border, 0),
    ):
        if min(values) < low:
            how = "greater than zero" if low else "non-negative"
            raise RuntimeError(
                f"{name} should be {how}, but got {short}_height: {values[0]} {short}_width: {values[1]}\n"
                "These count rows and columns."
            )
    return kernel, steps, border, spacing


def check_image_rank(a: ndarray) -> None:
    raise IndexError(
        f"Dimension out of range (expected to be in range of [{-max(a.ndim, 1)}, {max(a.ndim, 1) - 1}], but got {a.ndim})\n"
        f"The input has shape {list(a.shape)}; images are (channels, height, width) or (N, channels, height, width)."
    )


def check_pixels(a: ndarray, r: int, function: str, name: str) -> None:
    if a.ndim < 3:
        raise RuntimeError(
            f"{function} expects input to have at least 3 dimensions, but got input with {a.ndim} dimension(s)\n"
            "Images end in (channels, height, width)."
        )
    if r <= 0:
        raise RuntimeError(f"{function} expects a positive {name}, but got {r}\nIt says how many times as large.")
