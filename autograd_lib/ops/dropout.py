"""Dropout: some numbers, chosen at random, are set to zero, so that a network does not rely on any single one."""

from __future__ import annotations

import math
import warnings

import numpy as np
from numpy import ndarray

from .._tensor import Tensor, wrap
from ..arrays import module_of
from ..names import scalar_name
from ..random import fill, generator_for
from .activation import SELU_ALPHA, SELU_SCALE
from .arguments import array_of
from .arithmetic import add, mul
from .shape import squeeze, unsqueeze


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """In training, each number is set to zero with probability p, and those kept are divided by 1 - p.

    So the expected value stays the same, and without `training` the input itself is returned.
    """
    check_probability(p)
    return dropped(input, np.empty_like(array_of(input)), p, training, inplace)


def dropout2d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Dropout of whole channels: all of (H, W), or of (L,), becomes zero together.  Input (N, C, H, W) or (N, C, L)."""
    check_probability(p)
    ndim = array_of(input).ndim
    if ndim not in (3, 4):
        warnings.warn(
            f"dropout2d: Received a {ndim}-D input to dropout2d, which is deprecated and will result in an error in a future "
            "release. To retain the behavior and silence this warning, please use dropout instead. Note that dropout2d exists "
            "to provide channel-wise dropout on inputs with 2 spatial dimensions, a channel dimension, and an optional batch "
            "dimension (i.e. 3D or 4D inputs).",
            UserWarning,
            stacklevel=2,
        )
    if ndim == 3:
        warnings.warn(
            "dropout2d: Received a 3D input to dropout2d and assuming that channel-wise 1D dropout behavior is desired - input "
            "is interpreted as shape (N, C, L), where C is the channel dim. This behavior will change in a future release to "
            "interpret the input as one without a batch dimension, i.e. shape (C, H, W). To maintain the 1D channel-wise "
            "dropout behavior, please switch to using dropout1d instead.",
            UserWarning,
            stacklevel=2,
        )
    if training and p > 0:
        check_features(input)
    return dropped(input, of_shape(input, 2), p, training, inplace)


def dropout1d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Dropout of whole channels: all of (L,) becomes zero together.  Input (N, C, L) or (C, L)."""
    check_probability(p)
    check_places(input, "dropout1d", (2, 3), 1)
    return of_channels(input, p, training, inplace, 3)


def dropout3d(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Dropout of whole channels: all of (D, H, W) becomes zero together.  Input (N, C, D, H, W) or (C, D, H, W)."""
    check_probability(p)
    ndim = array_of(input).ndim
    if ndim not in (4, 5):
        warnings.warn(
            f"dropout3d: Received a {ndim}-D input to dropout3d, which is deprecated and will result in an error in a future "
            "release. To retain the behavior and silence this warning, please use dropout instead. Note that dropout3d exists "
            "to provide channel-wise dropout on inputs with 3 spatial dimensions, a channel dimension, and an optional batch "
            "dimension (i.e. 4D or 5D inputs).",
            UserWarning,
            stacklevel=2,
        )
    return of_channels(input, p, training, inplace, 5)


def of_channels(input: Tensor, p: float, training: bool, inplace: bool, ndim: int) -> Tensor:
    """Dropout of whole channels of (N, C, …) with `ndim` dimensions; with one less, of a single sample."""
    if input._data.ndim == ndim - 1:
        sample = unsqueeze(input, 0)
        return squeeze(dropped(sample, of_shape(sample, 2), p, training, inplace), 0)
    return dropped(input, of_shape(input, 2), p, training, inplace)


def of_shape(input: Tensor, kept: int) -> ndarray:
    """For noise: an array with the first sizes of the input, and 1 for the others."""
    shape = input._data.shape
    return module_of(input._data).empty((*shape[:kept], *(1,) * (len(shape) - kept)), input._data.dtype)


def alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor:
    """Dropout for networks of SELU: what is dropped becomes SELU's lowest value, and mean and variance stay 0 and 1."""
    check_probability(p)
    return alpha_dropped(input, np.empty_like(array_of(input)), p, training, inplace)


def feature_alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False) -> Tensor:
    """`alpha_dropout` of whole channels of (N, C, …)."""
    check_probability(p)
    if training and p > 0:
        check_features(input)
    return alpha_dropped(input, of_shape(input, 2), p, training, inplace)


def alpha_dropped(input: Tensor, noise: ndarray, p: float, training: bool, inplace: bool) -> Tensor:
    """input · a · noise + b: where noise is 0, SELU's lowest value, -1.758…, and all of it scaled back to variance 1."""
    if not training or p == 0 or input._data.size == 0:
        return input
    if p == 1:
        nothing = wrap(module_of(noise).zeros((), noise.dtype))
        return input.mul_(nothing) if inplace else mul(input, nothing)
    check_floats(input)
    lowest = -SELU_ALPHA * SELU_SCALE
    fill(noise, lambda shape: generator_for(input.device).bernoulli(1 - p, shape, noise.dtype))
    a = 1 / math.sqrt((lowest * lowest * p + 1) * (1 - p))
    shift = wrap((1 - noise) * noise.dtype.type(lowest * a) - noise.dtype.type(lowest * a * p))
    factor = wrap(noise * noise.dtype.type(a))
    return input.mul_(factor).add_(shift) if inplace else add(mul(input, factor), shift)


def dropped(input: Tensor, noise: ndarray, p: float, training: bool, inplace: bool) -> Tensor:
    """`input` times noise of zeros and 1 / (1 - p), for which `noise` is the array to fill."""
    if not training or p == 0 or input._data.size == 0:
        return input
    if p == 1:
        noise = module_of(noise).zeros((), noise.dtype)
    else:
        check_floats(input)
        fill(noise, lambda shape: generator_for(input.device).bernoulli(1 - p, shape, noise.dtype))
        work = np.float64 if noise.dtype == np.float64 else np.float32
        noise *= noise.dtype.type(work(1) / work(1 - p))
    return input.mul_(wrap(noise)) if inplace else mul(input, wrap(noise))


def check_probability(p: float) -> None:
    if p < 0.0 or p > 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}\np is the share of zeros.")


def check_floats(input: Tensor) -> None:
    if input._data.dtype.kind != "f":
        raise RuntimeError(
            f"result type Float can't be cast to the desired output type {scalar_name(input.dtype)}\n"
            "What is kept is divided by 1 - p: write x.float()."
        )


def check_features(input: Tensor) -> None:
    if array_of(input).ndim < 2:
        raise RuntimeError(
            "Feature dropout requires at least 2 dimensions in the input\nThese are (N, C): batch and channels."
        )


def check_places(input: Tensor, function: str, known: tuple[int, int], spatial: int) -> None:
    ndim = array_of(input).ndim
    if ndim not in known:
        raise RuntimeError(
            f"{function}: Expected {known[0]}D or {known[1]}D input, but received a {ndim}D input. Note that {function} exists to "
            f"provide channel-wise dropout on inputs with {spatial} spatial dimension, a channel dimension, and an optional "
            f"batch dimension (i.e. {known[0]}D or {known[1]}D inputs).\nFor other shapes there is dropout."
        )
