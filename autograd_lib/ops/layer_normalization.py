"""Normalization of each sample by itself: over its last dimensions, over groups of channels, or over each channel.

In all of them a row of numbers is brought to mean 0 and variance 1.  (Over a whole batch: `normalization.py`.)
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy import ndarray

from .._tensor import Tensor
from ..arrays import one_device, quiet
from ..autograd.graph import Node
from ..autograd.record import record
from ..names import scalar_name
from . import either
from .arguments import array_of, type_name
from .arithmetic import add, div, mul, pow
from .cross_entropy import plus
from .normalization import batch_norm, check_dtypes
from .padding import pad
from .pointwise import rsqrt
from .pooling import avg_pool2d
from .reduce import mean
from .shape import contiguous, repeat, squeeze, unsqueeze, view

# --- rows -------------------------------------------------------------------------------------------------------------


def standardized(rows: Any, eps: float) -> tuple[Any, Any]:
    """Each row at mean 0 and variance 1, and 1 / its standard deviation (n, 1)."""
    center = rows - row_means(rows)
    rstd = (row_means(center * center) + eps) ** -0.5
    return center * rstd, rstd


def row_means(rows: Any) -> Any:
    """The mean of each row, (n, 1)."""
    return either.row_sums(rows) / rows.shape[-1]


def to_rows(g: Any, unit: Any, rstd: Any) -> Any:
    """(g - mean(g) - x̂ · mean(g · x̂)) / std, row by row: every number moves its row's mean and variance too."""
    shift, tilt = row_means(g), row_means(g * unit)
    return (g - shift - unit * tilt) * rstd


# --- the last dimensions ----------------------------------------------------------------------------------------------


@one_device
def layer_norm(
    input: Tensor, normalized_shape: Any, weight: Tensor | None = None, bias: Tensor | None = None, eps: float = 1e-5
) -> Tensor:
    """(input - mean) / sqrt(variance + eps) * weight + bias, with mean and variance over the last dimensions.

    Args:
        normalized_shape: the sizes of these dimensions.
        weight, bias: in that shape, or None for 1 and 0.
    """
    a = array_of(input)
    shape = check_shape(a, normalized_shape, weight, bias, "layer_norm", ", ")
    check_kind(input, weight, bias, "LayerNormKernelImpl")
    wide = a.astype(np.float32) if a.dtype == np.float16 else a
    rows = wide.reshape(math.prod(a.shape[: a.ndim - len(shape)]), math.prod(shape))
    with quiet():
        unit, rstd = standardized(rows, eps)
    result = unit * 1 if weight is None else unit * weight._data.reshape(-1)
    if bias is not None:
        result += bias._data.reshape(-1)
    result = result.reshape(a.shape).astype(a.dtype, copy=False)
    saved = (a, None if weight is None else weight._data, unit, rstd, eps, shape)
    return record(NativeLayerNormBackward0, result, (input, weight, bias), saved)


class NativeLayerNormBackward0(Node):
    inputs = ("input", "weight", "bias")
    saves = ("input", "weight", "unit", "rstd", "eps", "normalized_shape")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, weight: Any, unit: Any, rstd: Any, eps: float, shape: Any) -> Any:
        to_input, to_weight, to_bias = ctx.edges
        g = grad.reshape(unit.shape)
        if isinstance(input, Tensor):  # once more, as a function of the input
            unit, rstd = standardized(input.reshape(unit.shape), eps)
        to_x = None
        if to_input is not None:
            to_x = to_rows(g if weight is None else g * weight.reshape(-1), unit, rstd).reshape(input.shape)
        return (
            to_x,
            None if to_weight is None else (g * unit).sum(axis=0).reshape(shape),
            None if to_bias is None else g.sum(axis=0).reshape(shape),
        )


def rms_norm(input: Tensor, normalized_shape: Any, weight: Tensor | None = None, eps: float | None = None) -> Tensor:
    """input / sqrt(mean(input²) + eps) * weight, with the mean over the last dimensions.

    `eps=None`: the distance from 1 to the next number of the dtype.
    """
    a = array_of(input)
    shape = check_shape(a, normalized_shape, weight, None, "rms_norm", "")
    if a.dtype.kind != "f":
        raise NotImplementedError(f"\"rms_norm\" not implemented for '{scalar_name(input.dtype)}'\nWrite x.float().")
    small = float(np.finfo(a.dtype).eps) if eps is None else eps
    size = rsqrt(plus(mean(pow(input, 2), tuple(range(-len(shape), 0)), True), small))
    result = mul(input, size)
    return result if weight is None else mul(result, weight)


# --- groups of channels -----------------------------------------------------------------------------------------------


def group_norm(
    input: Tensor, num_groups: int, weight: Tensor | None = None, bias: Tensor | None = None, eps: float = 1e-5
) -> Tensor:
    """(input - mean) / sqrt(variance + eps) * weight + bias, with mean and variance over each group of channels.

    Args:
        input: (N, C, …).
        num_groups: the channels are split into this many groups.
        weight, bias: (C,), or None for 1 and 0.
    """
    a = array_of(input)
    check_groups(a, num_groups, weight, bias)
    check_kind(input, weight, bias, "GroupNormKernelImpl")
    wide = a.astype(np.float32) if a.dtype == np.float16 else a
    count, channels = a.shape[:2]
    rows = wide.reshape(count * num_groups, channels // num_groups * math.prod(a.shape[2:]))
    with quiet():
        unit, rstd = standardized(rows, eps)
    result = unit.reshape(count, channels, math.prod(a.shape[2:])) * (
        1 if weight is None else weight._data[:, np.newaxis]
    )
    if bias is not None:
        result += bias._data[:, np.newaxis]
    result = result.reshape(a.shape).astype(a.dtype, copy=False)
    saved = (a, None if weight is None else weight._data, unit, rstd, eps)
    return record(NativeGroupNormBackward0, result, (input, weight, bias), saved)


class NativeGroupNormBackward0(Node):
    inputs = ("input", "weight", "bias")
    saves = ("input", "weight", "unit", "rstd", "eps")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, weight: Any, unit: Any, rstd: Any, eps: float) -> Any:
        to_input, to_weight, to_bias = ctx.edges
        g = grad.reshape(*input.shape[:2], math.prod(input.shape[2:]))
        if isinstance(input, Tensor):  # once more, as a function of the input
            unit, rstd = standardized(input.reshape(unit.shape), eps)
        to_x = None
        if to_input is not None:
            weighted = g if weight is None else g * weight.reshape(1, -1, 1)
            to_x = to_rows(weighted.reshape(unit.shape), unit, rstd).reshape(input.shape)
        return (
            to_x,
            None if to_weight is None else (g * unit.reshape(g.shape)).sum(axis=(0, 2)),
            None if to_bias is None else g.sum(axis=(0, 2)),
        )


# --- each channel -----------------------------------------------------------------------------------------------------


def instance_norm(
    input: Tensor,
    running_mean: Tensor | None = None,
    running_var: Tensor | None = None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """`batch_norm` of each sample by itself: mean and variance over each channel of each sample of (N, C, …).

    `running_mean`, `running_var`: (C,), updated by the mean over the batch, or used with `use_input_stats=False`.
    """
    a = array_of(input)
    if use_input_stats and math.prod(a.shape[2:]) == 1:
        raise ValueError(
            f"Expected more than 1 spatial element when training, got input size {input.shape}\n"
            "One number has no variance: each channel needs several."
        )
    if not use_input_stats and (running_mean is None or running_var is None):
        raise RuntimeError(
            "Expected running_mean and running_var to be defined when use_input_stats is false\nGive both."
        )
    count, channels = a.shape[:2]
    mean, var = (None if each is None else each.detach().repeat(count) for each in (running_mean, running_var))
    w, b = (None if each is None else repeat(each, count) for each in (weight, bias))
    samples = view(contiguous(input), (1, count * channels, *a.shape[2:]))
    result = batch_norm(samples, mean, var, w, b, use_input_stats, momentum, eps)
    for running, average in ((running_mean, mean), (running_var, var)):
        if running is not None and average is not None and use_input_stats:
            running.detach().copy_(average.view(count, channels).mean(0))
    return view(result, a.shape)


# --- neighboring channels ---------------------------------------------------------------------------------------------


def local_response_norm(input: Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0) -> Tensor:
    """input / (k + alpha · mean of the squares over `size` neighboring channels) ** beta, for (N, C, …)."""
    a = array_of(input)
    if a.ndim < 3:
        raise ValueError(
            f"Expected 3D or higher dimensionality                          input (got {a.ndim} dimensions)\n"
            "The input has shape (N, C, …)."
        )
    if a.size == 0:
        return input
    squares = mul(input, input)
    if a.ndim == 3:
        squares = unsqueeze(squares, 1)
    else:
        squares = view(squares, (a.shape[0], 1, a.shape[1], math.prod(a.shape[2:])))
    around = pad(squares, (0, 0, size // 2, (size - 1) // 2))
    means = squeeze(avg_pool2d(around, (size, 1), 1), 1)
    if a.ndim > 3:
        means = view(means, a.shape)
    return div(input, pow(add(mul(means, alpha), k), beta))


# --- what can go wrong ------------------------------------------------------------------------------------------------


def check_shape(
    a: ndarray, normalized_shape: Any, weight: Tensor | None, bias: Tensor | None, function: str, comma: str
) -> tuple[int, ...]:
    """The sizes of the last dimensions, or PyTorch's refusal."""
    if not isinstance(normalized_shape, (tuple, list)):
        raise TypeError(
            f"{function}(): argument 'normalized_shape' (position 2) must be tuple of ints, not {type_name(normalized_shape)}\n"
            f"Write ({normalized_shape},)."
        )
    shape = tuple(normalized_shape)
    if not shape:
        raise RuntimeError(
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got "
            "normalized_shape = []\nName the sizes of the dimensions to normalize over."
        )
    for name, each in (("weight", weight), ("bias", bias)):
        if each is not None and each._data.shape != shape:
            raise RuntimeError(
                f"Expected {name} to be of same shape as normalized_shape, but got {name} of shape {list(each._data.shape)} and "
                f"normalized_shape = {list(shape)}\nEach normalized number has one of its own."
            )
    if a.shape[a.ndim - len(shape) :] != shape:
        raise RuntimeError(
            f"Given normalized_shape={list(shape)}, expected input with shape [*{comma}{', '.join(map(str, shape))}], but got "
            f"input of size{list(a.shape)}\nThe last dimensions have to be those."
        )
    return shape


def check_groups(a: ndarray, groups: int, weight: Tensor | None, bias: Tensor | None) -> None:
    """PyTorch's refusals for group_norm."""
    if a.ndim < 2:
        raise RuntimeError(
            f"Expected at least 2 dimensions for input tensor but received {a.ndim}\nThe input has shape (N, C, …)."
        )
    sizes = [a.shape[0] * a.shape[1] // groups, groups, *a.shape[2:]]
    if sizes[0] * math.prod(sizes[2:]) == 1:
        raise ValueError(
            f"Expected more than 1 value per channel when training, got input size {sizes}\nOne number has no variance."
        )
    if a.shape[1] % groups:
        raise RuntimeError(
            f"Expected number of channels in input to be divisible by num_groups, but got input of shape {list(a.shape)} and "
            f"num_groups={groups}\nAll groups have the same number of channels."
        )
    for name, each in (("weight", weight), ("bias", bias)):
        if each is not None and each._data.shape != (a.shape[1],):
            shown = weight if weight is not None else each
            raise RuntimeError(
                f"Expected {name} to be a vector of size equal to the number of channels in input, but got {name} of shape "
                f"{list(shown._data.shape)} and input of shape {list(a.shape)}\nThere is one number per channel."
            )


def check_kind(input: Tensor, weight: Tensor | None, bias: Tensor | None, kernel: str) -> None:
    """All of one floating dtype."""
    if input._data.dtype.kind != "f":
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{scalar_name(input.dtype)}'\nWrite x.float().")
    kinds = [each._data.dtype for each in (weight, bias) if each is not None]
    if any(kind != input._data.dtype for kind in kinds):
        check_dtypes(input._data.dtype, kinds)
