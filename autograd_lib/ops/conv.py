"""Convolution: a small window of weights slides over an image.

At each place of the window, the numbers that it covers are laid out as one column; then the convolution at all places is
a single product of matrices, weights (O, C·kh·kw) times columns (C·kh·kw, places).  The columns hold every number kh·kw
times, so they are made for a few images at a time, used, and forgotten.

Convolution is linear in the image and in the weights.  So are its two gradients, and each of the three has the other two
as its gradients: that is why it can be differentiated as often as you like.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple, NoReturn

import numpy as np
from numpy import ndarray

from .._tensor import Tensor, wrap
from ..arrays import as_contiguous, as_strided, column_sums, module_of, on_gpu, one_device
from ..autograd.graph import Node
from ..autograd.record import record
from ..names import CPP_NAMES, SCALAR_NAMES, tensor_type
from .arguments import type_name
from .shape import squeeze, unsqueeze

Pair = tuple[int, int]


class Window(NamedTuple):
    """How the window moves: all that a convolution depends on besides its numbers.  Pairs are (height, width)."""

    image: Pair
    kernel: Pair
    stride: Pair
    padding: Pair
    dilation: Pair
    groups: int
    skipped: Pair = (0, 0)  # places at the far end that it does not take (only where a transposed convolution says so)

    @property
    def padded(self) -> Pair:
        """The size of the image with the zeros around it."""
        return self.image[0] + 2 * self.padding[0], self.image[1] + 2 * self.padding[1]

    @property
    def span(self) -> Pair:
        """The size of the area that the window covers."""
        return self.dilation[0] * (self.kernel[0] - 1) + 1, self.dilation[1] * (self.kernel[1] - 1) + 1

    @property
    def places(self) -> Pair:
        """How many places the window takes: the size of the result."""
        (height, width), (tall, wide), (down, right), (below, beyond) = (
            self.padded,
            self.span,
            self.stride,
            self.skipped,
        )
        return (height - tall) // down + 1 - below, (width - wide) // right + 1 - beyond


# --- the operation ----------------------------------------------------------------------------------------------------


@one_device
def conv2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Tensor:
    """Each output channel is a weighted sum over a window that slides over all input channels.

    result[n, o, y, x] = bias[o] + Σ over c, i, j of weight[o, c, i, j] · input[n, c, y·stride + i, x·stride + j]

    Args:
        input: (N, C, H, W), or (C, H, W) for one image.
        weight: (O, C / groups, kh, kw).
        bias: (O,) or None.
        stride: step of the window; one int, or (height, width).
        padding: rows and columns of zeros around the image; "same" keeps height and width, "valid" is none.
        dilation: distance between the points of the window.
        groups: input and output channels are split into this many groups that do not see each other.

    Raises:
        RuntimeError: shapes or dtypes do not fit together.
    """
    return convolved(2, input, weight, bias, stride, padding, dilation, groups)


@one_device
def conv1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> Tensor:
    """`conv2d` along one dimension: input (N, C, L) or (C, L), weight (O, C / groups, k).

    result[n, o, x] = bias[o] + Σ over c, i of weight[o, c, i] · input[n, c, x·stride + i]
    """
    return convolved(1, input, weight, bias, stride, padding, dilation, groups)


def convolved(
    n: int, input: Any, weight: Any, bias: Any, stride: Any, padding: Any, dilation: Any, groups: int
) -> Tensor:
    """Convolution in n dimensions, 1 or 2: a row is an image of height 1."""
    given = (input, weight, bias, stride, padding, dilation, groups)
    if not all(isinstance(each, Tensor) for each in (input, weight, *([] if bias is None else [bias]))):
        refuse_arguments(f"conv{n}d", *given)
    if input._data.ndim == n + 1:
        return squeeze(convolved(n, unsqueeze(input, 0), *given[1:]), 0)
    check_rank(input, n, f"conv{n}d")
    if isinstance(padding, str):
        input, padding = named_padding(input, weight, padding, stride, dilation)
    sizes = (stride, padding, dilation)
    if not is_int(groups) or not all(is_int(each) or isinstance(each, (tuple, list)) for each in sizes):
        refuse_arguments(f"conv{n}d", *given)
    x, w, b = input._data, weight._data, None if bias is None else bias._data
    names = ("stride", "padding", "dilation")
    stride, padding, dilation = (pair(each, name, n, w.ndim - 2, f"conv{n}d") for each, name in zip(sizes, names))
    window = flat_window(x.shape[2:], w.shape[2:], stride, padding, dilation, groups)
    check(x, w, b, window)
    result = convolve(as_images(x), as_images(w), window, b).reshape(len(x), len(w), *window.places[2 - n :])
    if result.dtype != x.dtype:  # half precision is computed in float32
        result = result.astype(x.dtype)
    kept = (x if weight.requires_grad else None, w if input.requires_grad else None, window, False)
    return record(ConvolutionBackward0, result, (input, weight, bias), kept)


class ConvolutionBackward0(Node):
    """A transposed convolution is the gradient of a convolution: its own gradients are those of `input_gradient`."""

    inputs = ("input", "weight", "bias")
    saves = ("input", "weight", "window", "transposed")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, weight: Any, window: Window, transposed: bool) -> Any:
        to_input, to_weight, to_bias = ctx.edges
        n, images = grad.ndim, as_images(grad)
        to_x = to_w = None
        if to_input is not None:
            to_x = (convolution if transposed else input_gradient)(images, as_images(weight), window)
        if to_weight is not None:
            pair = (as_images(input), images) if transposed else (images, as_images(input))
            to_w = weight_gradient(*pair, window)
        to_b = None
        if to_bias is not None:
            total = column_sums(grad) if type(grad) is ndarray else grad.sum(axis=0)
            to_b = total.sum(axis=tuple(range(1, n - 1)))
        return as_rows(to_x, n), as_rows(to_w, n), to_b


def as_images(x: Any) -> Any:
    """(N, C, L) -> (N, C, 1, L); images stay."""
    return x.reshape(*x.shape[:2], 1, x.shape[2]) if x.ndim == 3 else x


def as_rows(x: Any, n: int) -> Any:
    """Back to n dimensions: (N, C, 1, L) -> (N, C, L) where n is 3."""
    return x if n == 4 or x is None else x.reshape(*x.shape[:2], x.shape[3])


def flat_window(image: Any, kernel: Any, stride: Any, padding: Any, dilation: Any, groups: int) -> Window:
    """The window for images, also for rows: these have height 1."""
    if len(image) == 2 or len(kernel) != len(image):
        return Window(image, kernel, stride, padding, dilation, groups)
    return Window((1, *image), (1, *kernel), (1, *stride), (0, *padding), (1, *dilation), groups)


def input_gradient(grad: Any, weight: Any, window: Window) -> Any:
    """Each number of `grad` goes back, times the weights, to where the window stood."""
    if not isinstance(grad, Tensor):
        return spread(grad, weight, window)
    g, w = grad._data, weight._data
    return record(ConvolutionInputBackward, spread(g, w, window), (grad, weight), (g, w, window))


class ConvolutionInputBackward(Node):
    inputs = ("grad_output", "weight")
    saves = ("grad_output", "weight", "window")

    @staticmethod
    def backward(ctx: Any, grad: Any, grad_output: Any, weight: Any, window: Window) -> Any:
        to_grad_output, to_weight = ctx.edges
        return (
            None if to_grad_output is None else convolution(grad, weight, window),
            None if to_weight is None else weight_gradient(grad_output, grad, window),
        )


def weight_gradient(grad: Any, input: Any, window: Window) -> Any:
    """For each weight: the sum over all places of `grad`, times the number that the weight met there."""
    if not isinstance(grad, Tensor):
        return correlate(grad, input, window)
    g, x = grad._data, input._data
    return record(ConvolutionWeightBackward, correlate(g, x, window), (grad, input), (g, x, window))


class ConvolutionWeightBackward(Node):
    inputs = ("grad_output", "input")
    saves = ("grad_output", "input", "window")

    @staticmethod
    def backward(ctx: Any, grad: Any, grad_output: Any, input: Any, window: Window) -> Any:
        to_grad_output, to_input = ctx.edges
        return (
            None if to_grad_output is None else convolution(input, grad, window),
            None if to_input is None else input_gradient(grad_output, grad, window),
        )


def convolution(input: Any, weight: Any, window: Window) -> Any:
    """The convolution itself, on arrays or on Tensors."""
    if not isinstance(input, Tensor):
        return convolve(input, weight, window)
    result = conv2d(input, weight, None, *window[2:6])
    return result[..., : window.places[0], : window.places[1]] if any(window.skipped) else result


# --- on arrays --------------------------------------------------------------------------------------------------------


def convolve(x: ndarray, w: ndarray, window: Window, bias: ndarray | None = None) -> ndarray:
    """(N, C, H, W) and (O, C/groups, kh, kw) -> (N, O, oh, ow)."""
    kernel = matrices(w, window)
    result = module_of(kernel).empty((len(x), len(w), *window.places), kernel.dtype)
    for some, aside in blocks(len(x), w, window):
        # of an image by itself, the product lies as the result does
        there = None if aside else rows(result[some], window, False)
        y = np.matmul(kernel, columns(x[some], window, aside), out=there)
        if bias is not None:
            y += bias.reshape(window.groups, -1, 1)
        if aside:
            result[some] = apart(y.reshape(1, len(w), *window.places, -1))
    return result


def spread(grad: ndarray, w: ndarray, window: Window) -> ndarray:
    """(N, O, oh, ow) and (O, C/groups, kh, kw) -> (N, C, H, W), the gradient of the image."""
    kernel = matrices(w, window).swapaxes(1, 2)
    result = module_of(kernel).empty((len(grad), w.shape[1] * window.groups, *window.image), kernel.dtype)
    by_rows = window.stride[0] == window.dilation[0] == 1 < window.kernel[0] and not on_gpu(w)
    for some, aside in blocks(len(grad), w, window):
        if aside and by_rows:
            result[some] = spread_by_rows(grad[some], w, window)
        else:
            result[some] = from_columns(np.matmul(kernel, rows(grad[some], window, aside)), window)
    return result


def spread_by_rows(grad: ndarray, w: ndarray, window: Window) -> ndarray:
    """The same for images side by side, where the window goes down row by row.

    Then a row of the image is one product of the kh rows of `grad` that it met: these lie one below the other in memory,
    nothing is copied, and only kw columns are left to add up.
    """
    (n, _, oh, ow), (kh, kw), (height, width), groups = grad.shape, window.kernel, window.image, window.groups
    each = len(w) // groups
    above = kh - 1 - window.padding[0]  # so many rows of zeros; below 0: of `grad` that met only padding
    first = max(above, 0)
    last = max(first, min(above + oh, height + kh - 1))
    laid = np.zeros((groups, height + kh - 1, each, ow, n), wide(w).dtype)
    met = grad[:, :, first - above : last - above].reshape(n, groups, each, last - first, ow)
    laid[:, first:last] = met.transpose(1, 3, 2, 4, 0)
    group, row, channel, _, one = laid.strides
    below = as_strided(laid, (groups, height, kh * each, ow * n), (group, row, channel, one))
    kernel = wide(w).reshape(groups, each, -1, kh, kw)[:, :, :, ::-1].transpose(0, 2, 4, 3, 1)
    parts = np.matmul(kernel.reshape(groups, 1, -1, kh * each), below)
    across: Any = (*(each[1:] for each in window[:5]), 1)
    line = flat_window(*across)._replace(skipped=(0, window.skipped[1]))
    found = added(parts.reshape(groups * height, 1, -1, ow * n), line).reshape(groups, height, -1, width, n)
    return found.transpose(4, 0, 2, 1, 3).reshape(n, -1, height, width)


def correlate(grad: ndarray, x: ndarray, window: Window) -> ndarray:
    """(N, O, oh, ow) and (N, C, H, W) -> (O, C/groups, kh, kw), the gradient of the weights."""
    result = module_of(x).zeros((grad.shape[1], x.shape[1] // window.groups, *window.kernel), wide(x).dtype)
    flat = matrices(result, window)
    for some, aside in blocks(len(x), result, window):
        flat += np.matmul(rows(grad[some], window, aside), columns(x[some], window, aside).swapaxes(2, 3)).sum(axis=0)
    return result


def blocks(count: int, w: ndarray, window: Window) -> Iterator[tuple[slice, bool]]:
    """So many images at a time that what is in use stays in the processor's cache; and whether to lay them side by side.

    Side by side there is one large product, and memory is read in long runs.  With few weights the products cost less
    than laying the images side by side, and one product per image is quicker.  A GPU has no such cache, and what costs it
    time is each new product: there one holds as many images as fit into some memory (512 MiB of columns).
    """
    oh, ow = window.places
    covered = w[0].size if len(w) else 0
    numbers = max(len(w), covered * window.groups) * oh * ow  # of one image: results, or columns
    at_once, aside = (2**27, True) if on_gpu(w) else (2**19, covered > 64)
    step = max(1, at_once // max(numbers, 1))
    return ((slice(start, start + step), aside) for start in range(0, count, step))


def beside(images: ndarray, aside: bool) -> ndarray:
    """(n, C, H, W) -> (1, C, H, W, n), all images side by side; or (n, C, H, W, 1), each by itself."""
    images = wide(images)
    return images.transpose(1, 2, 3, 0)[np.newaxis] if aside else images[..., np.newaxis]


def apart(images: ndarray) -> ndarray:
    """(1, C, H, W, n) or (n, C, H, W, 1) -> (n, C, H, W)."""
    return images[0].transpose(3, 0, 1, 2) if len(images) == 1 else images[..., 0]


def matrices(w: ndarray, window: Window) -> ndarray:
    """(O, C/groups, kh, kw) -> (groups, O/groups, C/groups·kh·kw)."""
    return wide(w).reshape(window.groups, len(w) // window.groups, w[0].size)


def rows(images: ndarray, window: Window, aside: bool) -> ndarray:
    """(n, O, oh, ow) -> (…, groups, O/groups, oh·ow·…): each channel in one row."""
    laid = beside(images, aside)
    count, channels, height, width, n = laid.shape
    return laid.reshape(count, window.groups, channels // window.groups, height * width * n)


def columns(images: ndarray, window: Window, aside: bool) -> ndarray:
    """(n, C, H, W) -> (…, groups, C/groups·kh·kw, oh·ow·…): for each place of the window, the numbers that it covers.

    The window is moved by strides alone: in the view below the same number appears up to kh·kw times, and only then the
    columns are copied.
    """
    laid = beside(images, aside)
    count, channels, height, width, n = laid.shape
    (top, left), (down, right), (far_down, far_right) = window.padding, window.stride, window.dilation
    if top or left:
        padded = module_of(laid).zeros((count, channels, *window.padded, n), laid.dtype)
        padded[:, :, top : top + height, left : left + width] = laid
    else:
        padded = as_contiguous(laid)
    each, c, h, w, one = padded.strides
    (kh, kw), (oh, ow) = window.kernel, window.places
    shape = (count, channels, kh, kw, oh, ow, n)
    view = as_strided(padded, shape, (each, c, h * far_down, w * far_right, h * down, w * right, one))
    return view.reshape(count, window.groups, channels // window.groups * kh * kw, oh * ow * n)


def from_columns(columns: ndarray, window: Window) -> ndarray:
    """What `columns` did, undone: every number is added where it came from.  -> (n, C, H, W)."""
    return apart(added(columns, window))


def added(columns: ndarray, window: Window) -> ndarray:
    """The same, with the images side by side or each by itself, as the columns are: (…, C, H, W, …)."""
    (top, left), (down, right), (far_down, far_right) = window.padding, window.stride, window.dilation
    (height, width), (kh, kw), (oh, ow) = window.image, window.kernel, window.places
    count, groups, covered, places = columns.shape
    channels = groups * covered // (kh * kw)
    parts = columns.reshape(count, channels, kh, kw, oh, ow, places // (oh * ow))
    padded = module_of(columns).zeros((count, channels, *window.padded, parts.shape[-1]), columns.dtype)
    for i in range(kh):
        rows = slice(i * far_down, i * far_down + down * (oh - 1) + 1, down)
        for j in range(kw):
            across = slice(j * far_right, j * far_right + right * (ow - 1) + 1, right)
            padded[:, :, rows, across] += parts[:, :, i, j]
    return padded[:, :, top : top + height, left : left + width]


def wide(a: ndarray) -> ndarray:
    """Half precision is stored and converted, but computed with in float32."""
    return a.astype(np.float32) if a.dtype == np.float16 else a


# --- what can go wrong ------------------------------------------------------------------------------------------------


def is_int(value: Any) -> bool:
    return value.__class__ is int or isinstance(value, np.integer)


def check_ints(values: Any, name: str, function: str) -> None:
    """A pair holds whole numbers."""
    for position, value in enumerate(values, 1):
        if not is_int(value):
            raise TypeError(
                f"{function}(): argument '{name}' failed to unpack the object at pos {position} with error \"type must be tuple "
                f'of ints,but got {type_name(value)}"\nGive whole numbers: (height, width).'
            )


def pair(value: Any, name: str, n: int, count: int, function: str) -> Any:
    """2 -> (2, 2); (2, 1) stays: n numbers, which have to be as many as the weight has dimensions, `count`."""
    given = (int(value),) * n if is_int(value) else tuple(value)
    check_ints(given, name, function)
    if len(given) == 1:
        return given * count
    if len(given) != count:
        raise RuntimeError(
            f"expected {name} to be a single integer value or a list of {count} values to match the convolution dimensions, "
            f"but got {name}={list(given)}\nGive one int, or two: (height, width)."
        )
    return given


def named_padding(input: Tensor, weight: Tensor, padding: str, stride: Any, dilation: Any) -> tuple[Tensor, Any]:
    """The input, and padding in numbers, for "same" or "valid".

    An even window needs one more zero on the right and below: that one is added to the input.
    """
    if padding == "valid":
        return input, 0
    if padding != "same":
        raise RuntimeError(
            f"Invalid padding string: '{padding}'\nWrite 'same', 'valid', or the number of zeros: padding=1."
        )
    n = input._data.ndim - 2
    if any(step != 1 for step in pair(stride, "stride", n, n, f"conv{n}d")):
        raise RuntimeError(
            f"padding='same' is not supported for strided convolutions\nWith stride={stride} give the padding in numbers."
        )
    spacing = pair(dilation, "dilation", n, n, f"conv{n}d")
    total = [d * (k - 1) for d, k in zip(spacing, weight._data.shape[2:], strict=False)]
    if any(each % 2 for each in total):
        from .padding import pad

        warnings.warn(
            "Using padding='same' with even kernel lengths and odd dilation may require a zero-padded copy of the input be "
            "created",
            UserWarning,
            stacklevel=4,
        )
        input = pad(input, [end for each in total[::-1] for end in (0, each % 2)])
    return input, tuple(each // 2 for each in total)


def check_rank(input: Tensor, n: int, function: str) -> None:
    """A batch of images, or of rows."""
    if input._data.ndim != n + 2:
        kinds = ("A row has shape (channels, length)", "An image has shape (channels, height, width)")
        raise RuntimeError(
            f"Expected {n + 1}D (unbatched) or {n + 2}D (batched) input to {function}, but got input of size: "
            f"{list(input._data.shape)}\n{kinds[n - 1]}, a batch of them one more size in front."
        )


def check(x: ndarray, w: ndarray, bias: ndarray | None, window: Window, transposed: bool = False) -> None:
    """PyTorch's refusals, in its order."""
    size, groups = list(w.shape), window.groups
    for name, low, values in (
        ("negative padding", 0, window.padding),
        ("non-positive stride", 1, window.stride),
        ("non-positive dilation", 1, window.dilation),
        ("non-positive groups", 1, (groups,)),
        ("empty kernel", 1, window.kernel),
    ):
        if min(values) < low:
            raise RuntimeError(f"{name} is not supported\nIt was {values}.")
    if w.ndim != x.ndim:
        raise RuntimeError(
            f"Expected {w.ndim}-dimensional input for {w.ndim}-dimensional weight {size}, but got {x.ndim}-dimensional input of "
            f"size {list(x.shape)} instead\nA weight has shape (out channels, in channels / groups, height, width)."
        )
    if w.shape[0] < groups:
        raise RuntimeError(
            f"Given groups={groups}, expected weight to be at least {groups} at dimension 0, but got weight of size {size} "
            "instead\nEach group has at least one output channel."
        )
    if w.shape[0] % groups:
        raise RuntimeError(
            f"Given groups={groups}, expected weight to be divisible by {groups} at dimension 0, but got weight of size "
            f"[{size}] instead\nAll groups have the same number of output channels."
        )
    channels, results = (w.shape[0], w.shape[1] * groups) if transposed else (w.shape[1] * groups, w.shape[0])
    kind = "transposed=1" if transposed else f"groups={groups}"
    if x.shape[1] != channels:
        raise RuntimeError(
            f"Given {kind}, weight of size {size}, expected input{list(x.shape)} to have {channels} channels, but got "
            f"{x.shape[1]} channels instead\n"
            "The input has shape (N, channels, height, width); the weight's second size is channels / groups."
        )
    if bias is not None and bias.shape != (results,):
        raise RuntimeError(
            f"Given {'transposed=1, ' * transposed}weight of size {size}, expected bias to be 1-dimensional with {results} "
            f"elements, but got bias of size {list(bias.shape)} instead\nThe bias holds one number per output channel."
        )
    if not transposed and (window.padded[0] < window.span[0] or window.padded[1] < window.span[1]):
        have, need = (" x ".join(map(str, each[4 - x.ndim :])) for each in (window.padded, window.span))
        raise RuntimeError(
            f"Calculated padded input size per channel: ({have}). Kernel size: ({need}). Kernel size can't "
            "be greater than actual input size\nUse a smaller kernel or more padding."
        )
    check_dtypes(x, w, bias)


def check_dtypes(x: ndarray, w: ndarray, bias: ndarray | None) -> None:
    """Input, weight and bias are of one dtype."""
    if bias is not None and bias.dtype != x.dtype:
        raise RuntimeError(
            f"Input type ({CPP_NAMES[x.dtype.name]}) and bias type ({CPP_NAMES[bias.dtype.name]}) should be the same\n"
            f"Convert the input: x.to({bias.dtype.name})."
        )
    if x.dtype.kind == "b":
        raise NotImplementedError("\"slow_conv2d_cpu\" not implemented for 'Bool'\nWrite x.float() and weight.float().")
    if w.dtype != x.dtype:
        first = f"expected scalar type {SCALAR_NAMES[x.dtype.name]} but found {SCALAR_NAMES[w.dtype.name]}"
        if x.dtype == np.float32:
            first = (
                f"Input type ({tensor_type(wrap(x))}) and weight type ({tensor_type(wrap(w))}) should be the same or input "
                "should be a MKLDNN tensor and weight is a dense tensor"
            )
        raise RuntimeError(f"{first}\nThe input is {x.dtype.name}, the weight {w.dtype.name}: bring them to one dtype.")


def refuse_arguments(
    function: str, input: Any, weight: Any, bias: Any, stride: Any, padding: Any, dilation: Any, groups: Any
) -> NoReturn:
    """PyTorch's TypeError for arguments of the wrong type."""
    given = [type_name(each) for each in (input, weight)] + ([] if bias is None else [type_name(bias)])
    options = (("stride", stride, 1), ("padding", padding, 0), ("dilation", dilation, 1), ("groups", groups, 1))
    given += [f"{name}={type_name(value)}" for name, value, default in options if value != default]
    raise TypeError(
        f"{function}() received an invalid combination of arguments - got ({', '.join(given)}), but expected one of:\n"
        "input, weight and bias as tensors; stride, padding and dilation as one int or two."
    )
