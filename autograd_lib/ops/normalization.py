"""Batch normalization: every channel is brought to mean 0 and variance 1."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import ndarray

from .._tensor import Tensor
from ..arrays import one_device
from ..autograd.graph import Node
from ..autograd.record import record
from ..names import SCALAR_NAMES, scalar_name
from . import either
from .arithmetic import add, mul
from .shape import clone, select


@one_device
def batch_norm(
    input: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """(input - mean) / sqrt(variance + eps) * weight + bias, channel by channel.

    Args:
        input: (N, C) or (N, C, …).
        running_mean, running_var: (C,), the averages to use; with `training` they are updated in place instead.
        weight, bias: (C,) or None for 1 and 0.
        training: use the mean and the variance of this batch.
        momentum: share of this batch in the updated averages.
        eps: added to the variance, so that nothing is divided by zero.
    """
    check(input, running_mean, running_var, weight, bias, training, eps)
    x = input._data
    if x.size == 0:
        return of_nothing(input, weight, bias)
    if training or running_mean is None or running_var is None:
        mean, variance = statistics(x)
        count = x.size // x.shape[1]
        for running, batch in ((running_mean, mean), (running_var, variance * (count / max(count - 1, 1)))):
            if running is not None:
                running._data[...] = (1 - momentum) * running._data + momentum * batch
                if running._counter is not None:
                    running._counter[0] += 1
    else:
        mean, variance = running_mean._data.astype(np.float64), running_var._data.astype(np.float64)
    dtype = np.float32 if x.dtype == np.float16 else x.dtype
    mean, invstd = mean.astype(dtype), (1 / np.sqrt(variance + eps)).astype(dtype)
    w = None if weight is None else weight._data
    scale = invstd if w is None else invstd * w
    result = x - along(mean, x)
    result *= along(scale, x)
    if bias is not None:
        result += along(bias._data, x)
    saved = (x, w, mean, invstd, training, eps)
    return record(NativeBatchNormBackward0, result.astype(x.dtype, copy=False), (input, weight, bias), saved)


class NativeBatchNormBackward0(Node):
    """With n numbers per channel, x̂ the input at mean 0 and variance 1, and g the gradient times the weight:

    to the input flows (g - mean(g) - x̂ · mean(g · x̂)) / std, because every number moves mean and variance too;
    with given averages (`training=False`) it is g / std.
    """

    inputs = ("input", "weight", "bias")
    saves = ("input", "weight", "result1", "result2", "training", "eps")

    @staticmethod
    def backward(
        ctx: Any, grad: Any, input: Any, weight: Any, mean: Any, invstd: Any, training: bool, eps: float
    ) -> Any:
        to_input, to_weight, to_bias = ctx.edges
        count = either.array(input).size // input.shape[1]
        if training and isinstance(input, Tensor):  # mean and variance once more, as functions of the input
            center = input - along(per_channel(input) / count, input)
            invstd = (per_channel(center * center) / count + eps) ** -0.5
        else:
            center = input - along(mean, input)
        total = per_channel(grad)
        weighted = per_channel(grad * center) * invstd
        to_x = None
        if to_input is not None:
            to_x = grad
            if training:
                to_x = grad - along(total / count, grad) - center * along(weighted * invstd / count, grad)
            to_x = to_x * along(invstd if weight is None else invstd * weight, grad)
        return to_x, (None if to_weight is None else weighted), (None if to_bias is None else total)


def of_nothing(input: Tensor, weight: Tensor | None, bias: Tensor | None) -> Tensor:
    """An empty batch stays empty; weight and bias get gradients of zero, as in PyTorch."""
    result = clone(input)
    if weight is not None:
        result = mul(result, select(weight, 0, 0))
    return result if bias is None else add(result, select(bias, 0, 0))


def statistics(x: ndarray) -> tuple[ndarray, ndarray]:
    """Mean and variance of each channel, (C,) float64; sums over the batch are taken in float64."""
    count = x.size // x.shape[1]
    wide = x.astype(np.float32) if x.dtype == np.float16 else x
    mean = per_channel(wide, np.float64) / count
    center = wide - along(mean.astype(wide.dtype), wide)
    center *= center
    return mean, per_channel(center, np.float64) / count


def per_channel(x: Any, dtype: Any = None) -> Any:
    """The sum of each channel: (N, C, …) -> (C,)."""
    if x.ndim > 2:
        x = x.sum(axis=tuple(range(2, x.ndim)))
    return x.sum(axis=0) if dtype is None else x.sum(axis=0, dtype=dtype)


def along(channels: Any, x: Any) -> Any:
    """(C,) in a shape that broadcasts to x, (N, C, …)."""
    return channels.reshape((1, -1) + (1,) * (x.ndim - 2))


def check(input: Any, running_mean: Any, running_var: Any, weight: Any, bias: Any, training: bool, eps: float) -> None:
    """PyTorch's refusals."""
    if not isinstance(input, Tensor):
        raise AttributeError(
            f"'{type(input).__name__}' object has no attribute 'size'\nbatch_norm works on tensors: torch.tensor(…)."
        )
    x = input._data
    if training:
        if eps <= 0:
            raise ValueError(
                f"batch_norm eps must be positive during training, but got {eps}\nIt keeps the division finite: 1e-5."
            )
        if x.ndim > 1 and x.shape[0] * int(np.prod(x.shape[2:])) == 1:
            raise ValueError(
                f"Expected more than 1 value per channel when training, got input size {input.shape}\n"
                "One number has no variance: use a larger batch, or eval()."
            )
        if (running_mean is None) != (running_var is None):
            raise ValueError("running_mean and running_var must either both be None or neither be None\nGive both.")
    else:
        for name, given in (("running_mean", running_mean), ("running_var", running_var)):
            if given is None:
                raise RuntimeError(f"{name} must be defined in evaluation mode\nWithout averages use training=True.")
    channels = x.shape[1] if x.ndim > 1 else 0
    given = (("running_mean", running_mean), ("running_var", running_var), ("weight", weight), ("bias", bias))
    for name, each in given:
        if each is not None and each._data.size != channels:
            raise RuntimeError(
                f"{name} should contain {channels} elements not {each._data.size}\n"
                f"The input has shape {list(x.shape)}: its second size is the number of channels."
            )
    for name, each in given[:2]:
        if each is not None and each.requires_grad:
            raise RuntimeError(
                f"The function 'native_batch_norm' is not differentiable with respect to argument '{name}'. This input "
                "cannot have requires_grad True.\nThe averages are followed, not learned."
            )
    if x.dtype.kind != "f":
        raise NotImplementedError(f"\"batch_norm\" not implemented for '{scalar_name(input.dtype)}'\nWrite x.float().")
    kinds = [each._data.dtype for _, each in given[2:] + given[:2] if each is not None]
    if kinds and (kinds[0] != x.dtype or any(kind != kinds[0] for kind in kinds)):
        check_dtypes(x.dtype, kinds)


def check_dtypes(dtype: np.dtype[Any], kinds: list[np.dtype[Any]]) -> None:
    """All of one dtype; with a float16 input the others may be float32."""
    advice = (
        f"The input is {dtype.name}, the others are {', '.join(kind.name for kind in kinds)}: bring them to one dtype."
    )
    if kinds[0] == dtype:
        other = next(kind for kind in kinds if kind != dtype)
        raise RuntimeError(
            f"expected scalar type {SCALAR_NAMES[dtype.name]} but found {SCALAR_NAMES[other.name]}\n{advice}"
        )
    if dtype == np.float16 and all(kind == np.float32 for kind in kinds):
        return
    if dtype == np.float64 and kinds[0] == np.float32:
        raise RuntimeError(f"mixed dtype (CPU): all inputs must share same datatype.\n{advice}")
    raise RuntimeError(f"mixed dtype (CPU): expect parameter to have scalar type of Float\n{advice}")
