"""Padding: values put around a tensor."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Tensor, wrap
from ..autograd.graph import Node
from ..autograd.record import record1
from .arguments import array_of


def pad(input: Tensor, pad: Any, mode: str = "constant", value: float | None = None) -> Tensor:
    """`input` with more entries before and after those it has; negative numbers cut entries off.

    Args:
        pad: (before, after) for the last dimension, then for the one before it, and so on.
        mode: "constant"; PyTorch's other modes are left out.
        value: what to fill in; None is 0.
    """
    a = array_of(input)
    amounts = tuple(pad)
    if mode in ("reflect", "replicate", "circular"):
        raise NotImplementedError(f"pad(mode={mode!r}) is left out; only 'constant' is here.")
    if mode != "constant":
        raise NotImplementedError(f"Unrecognised padding mode {mode}\nWrite mode='constant'.")
    if len(amounts) % 2:
        raise RuntimeError("Padding length must be divisible by 2\nGive two numbers, (before, after), per dimension.")
    if len(amounts) > 2 * a.ndim:
        raise RuntimeError(
            "Padding length should be less than or equal to two times the input dimension but got padding length "
            f"{len(amounts)} and input of dimension {a.ndim}\nGive two numbers, (before, after), per dimension."
        )
    ends = [(0, 0)] * (a.ndim - len(amounts) // 2) + list(zip(amounts[::2], amounts[1::2], strict=True))[::-1]
    if any(n + before + after < 0 for n, (before, after) in zip(a.shape, ends, strict=True)):
        raise RuntimeError(
            f"narrow(): length must be non-negative.\nShape {list(a.shape)} is too small for the negative padding {amounts}."
        )
    filler = 0 if value is None else value
    result = np.full([n + before + after for n, (before, after) in zip(a.shape, ends, strict=True)], filler, a.dtype)
    result[inside(ends, result.shape)] = a[inside([(-before, -after) for before, after in ends], a.shape)]
    return record1(ConstantPadNdBackward0, result, input, (amounts,))


class ConstantPadNdBackward0(Node):
    saves = ("pad",)

    @staticmethod
    def backward(ctx: Any, grad: Any, amounts: tuple[int, ...]) -> Any:
        opposite = tuple(-each for each in amounts)
        return pad(grad, opposite) if isinstance(grad, Tensor) else pad(wrap(grad), opposite)._data


def inside(ends: list[tuple[int, int]], shape: Any) -> tuple[slice, ...]:
    """Where the old entries lie: all that was added at the ends (positive numbers) left out."""
    return tuple(slice(max(before, 0), n - max(after, 0)) for n, (before, after) in zip(shape, ends, strict=True))
