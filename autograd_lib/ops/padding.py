"""Padding: values put around a tensor."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import ndarray

from .._tensor import Tensor, wrap
from ..arrays import module_of
from ..autograd.graph import Node
from ..autograd.record import record1
from .arguments import array_of
from .creation import empty
from .index import sliced
from .linear_map import LinearMap, apply, picked, returned


def pad(input: Tensor, pad: Any, mode: str = "constant", value: float | None = None) -> Tensor:
    """`input` with more entries before and after those it has; negative numbers cut entries off.

    Args:
        pad: (before, after) for the last dimension, then for the one before it, and so on.
        mode: "constant"; or what is put around comes from the tensor itself: "reflect" mirrors it at its first and last
            entry, "replicate" repeats these, "circular" goes on at the other end.
        value: what to fill in with "constant"; None is 0.
    """
    a = array_of(input)
    amounts = tuple(pad)
    if len(amounts) % 2:
        raise RuntimeError("Padding length must be divisible by 2\nGive two numbers, (before, after), per dimension.")
    if mode != "constant":
        return padded_from_itself(input, amounts, mode, value)
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
    result = module_of(a).full([n + before + after for n, (before, after) in zip(a.shape, ends, strict=True)], filler, a.dtype)
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


# --- with the tensor's own entries ------------------------------------------------------------------------------------


def padded_from_itself(input: Tensor, amounts: tuple[int, ...], mode: str, value: float | None) -> Tensor:
    """Padding of the last 1, 2 or 3 dimensions with entries of the tensor."""
    if mode in ("reflect", "replicate", "circular") and value:
        raise RuntimeError(
            f'Padding mode "{mode}" doesn\'t take in value argument\nThe tensor itself fills the border.'
        )
    a, count = input._data, len(amounts) // 2
    if count not in (1, 2, 3) or a.ndim not in (count + 1, count + 2):
        raise NotImplementedError(
            f"Padding size {len(amounts)} is not supported for {a.ndim}D input tensor.\n"
            "Two numbers pad the last dimension of (C, L) or (N, C, L); four pad images, (C, H, W) or (N, C, H, W)."
        )
    if mode not in ("reflect", "replicate", "circular"):
        raise NotImplementedError(
            f"Unrecognised padding mode {mode}\nThere are 'constant', 'reflect', 'replicate', 'circular'."
        )
    ends = [(amounts[2 * i], amounts[2 * i + 1]) for i in range(count)][::-1]
    check_ends(a, ends, mode)
    if mode == "circular":
        return circular(input, ends)
    rules = REFLECTION if mode == "reflect" else REPLICATION
    return apply(rules[count - 1], input, tuple(
        (axis, n, sources(n, *end, mode)) for axis, n, end in zip(range(-count, 0), a.shape[-count:], ends, strict=True)
    ))  # fmt: skip


def sources(n: int, before: int, after: int, mode: str) -> ndarray:
    """For each entry of the result the place that it comes from."""
    places = np.arange(-before, n + after)
    if mode == "replicate":
        return places.clip(0, n - 1)
    return n - 1 - np.abs(n - 1 - np.abs(places))  # at 0 and at n - 1 it turns around


def extended(a: ndarray, how: Any) -> ndarray:
    """With a border."""
    for axis, _, places in how:
        a = picked(a, axis, places)
    return a


def folded_back(grad: ndarray, how: Any) -> ndarray:
    """`extended` transposed: what arrived at the border goes to the entries that it came from."""
    for axis, n, places in how:
        grad = returned(grad, grad.ndim + axis, places, n)
    return grad


class ReflectionPad1DBackward0(LinearMap):
    there, back = staticmethod(extended), staticmethod(folded_back)


class ReflectionPad2DBackward0(LinearMap):
    there, back = staticmethod(extended), staticmethod(folded_back)


class ReflectionPad3DBackward0(LinearMap):
    there, back = staticmethod(extended), staticmethod(folded_back)


class ReplicationPad1DBackward0(LinearMap):
    there, back = staticmethod(extended), staticmethod(folded_back)


class ReplicationPad2DBackward0(LinearMap):
    there, back = staticmethod(extended), staticmethod(folded_back)


class ReplicationPad3DBackward0(LinearMap):
    there, back = staticmethod(extended), staticmethod(folded_back)


REFLECTION = ReflectionPad1DBackward0, ReflectionPad2DBackward0, ReflectionPad3DBackward0
REPLICATION = ReplicationPad1DBackward0, ReplicationPad2DBackward0, ReplicationPad3DBackward0
for _rule in REFLECTION + REPLICATION:
    _rule.holds = True  # as in PyTorch: after backward() it refuses to run again


def circular(input: Tensor, ends: list[tuple[int, int]]) -> Tensor:
    """Written part by part into new memory, as in PyTorch: first the middle, then each end from the other one."""
    a, first = input._data, input._data.ndim - len(ends)
    shape = (*a.shape[:first], *(n + sum(end) for n, end in zip(a.shape[first:], ends, strict=True)))
    result = empty(shape, dtype=input.dtype)
    middle, given = result, input
    for dim, (before, after) in enumerate(ends, start=first):
        middle = sliced(middle, dim, slice(max(before, 0), shape[dim] - max(after, 0)), True)
        given = sliced(given, dim, slice(max(-before, 0), a.shape[dim] - max(-after, 0)), True)
    middle.copy_(given)
    for dim, (before, after) in reversed(list(enumerate(ends, start=first))):
        size = shape[dim]
        if before > 0:
            start = size - before - max(after, 0)
            sliced(result, dim, slice(0, before)).copy_(sliced(result, dim, slice(start, start + before)))
        if after > 0:
            start = max(before, 0)
            sliced(result, dim, slice(size - after, size)).copy_(sliced(result, dim, slice(start, start + after)))
    return result


def check_ends(a: ndarray, ends: list[tuple[int, int]], mode: str) -> None:
    """PyTorch's refusals."""
    for dim, (before, after) in reversed(list(enumerate(ends, start=a.ndim - len(ends)))):
        n = a.shape[dim]
        if mode == "reflect" and max(before, after) >= n:
            raise RuntimeError(
                f"Argument #{4 + 2 * (a.ndim - 1 - dim)}: Padding size should be less than the corresponding input dimension, "
                f"but got: padding ({before}, {after}) at dimension {dim} of input {list(a.shape)}\n"
                f"A mirror shows what is there: up to {n - 1} entries."
            )
        if mode == "circular" and max(before, after) > n:
            raise RuntimeError(
                f"Padding value causes wrapping around more than once.\nDimension {dim} has {n} entries to put around it."
            )
        if n + before + after < 1:
            raise RuntimeError(
                f"input (W: {n}) is too small. Calculated output W: {n + before + after}\nNegative padding cuts entries off."
            )
