"""Dropout: some numbers, chosen at random, are set to zero, so that a network does not rely on any single one."""

from __future__ import annotations

import warnings

import numpy as np
from numpy import ndarray

from .._tensor import Tensor, wrap
from ..names import scalar_name
from ..random import default_generator, fill
from .arguments import array_of
from .arithmetic import mul


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
    if ndim < 2:
        raise RuntimeError(
            "Feature dropout requires at least 2 dimensions in the input\nThese are (N, C): batch and channels."
        )
    shape = (*input._data.shape[:2], *(1,) * (ndim - 2))
    return dropped(input, np.empty(shape, input._data.dtype), p, training, inplace)


def dropped(input: Tensor, noise: ndarray, p: float, training: bool, inplace: bool) -> Tensor:
    """`input` times noise of zeros and 1 / (1 - p), for which `noise` is the array to fill."""
    if not training or p == 0 or input._data.size == 0:
        return input
    if p == 1:
        noise = np.zeros((), noise.dtype)
    else:
        if noise.dtype.kind != "f":
            raise RuntimeError(
                f"result type Float can't be cast to the desired output type {scalar_name(input.dtype)}\n"
                "What is kept is divided by 1 - p: write x.float()."
            )
        fill(noise, lambda shape: default_generator.bernoulli(1 - p, shape, noise.dtype))
        work = np.float64 if noise.dtype == np.float64 else np.float32
        noise *= noise.dtype.type(work(1) / work(1 - p))
    return input.mul_(wrap(noise)) if inplace else mul(input, wrap(noise))


def check_probability(p: float) -> None:
    if p < 0.0 or p > 1.0:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}\np is the share of zeros.")
