"""Grids and triangles: meshgrid, tril, triu."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from .._tensor import Tensor, tensor_method
from ..autograd.graph import Node
from ..autograd.inplace import takes_out
from ..autograd.record import record1
from .arguments import array_of
from .shape import expand, reshape


def meshgrid(*tensors: Any, indexing: str | None = None) -> tuple[Tensor, ...]:
    """Coordinates of a grid: one tensor per axis; `indexing="ij"` (rows first) or `"xy"`."""
    given: Sequence[Any] = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (list, tuple)) else tensors
    if indexing is None:
        warnings.warn(
            "torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument.",
            UserWarning,
            stacklevel=2,
        )
        indexing = "ij"
    if indexing not in ("ij", "xy"):
        raise RuntimeError(
            f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}\n"ij" varies the first axis by rows.'
        )
    axes = list(given)
    swap = indexing == "xy" and len(axes) >= 2
    if swap:
        axes[0], axes[1] = axes[1], axes[0]
    shape = tuple(array_of(each).size for each in axes)
    grids = [expand(reshape(each, (1,) * i + (-1,) + (1,) * (len(axes) - 1 - i)), shape) for i, each in enumerate(axes)]
    if swap:
        grids[0], grids[1] = grids[1], grids[0]
    return tuple(grids)


@tensor_method(inplace=True)
@takes_out
def tril(input: Tensor, diagonal: int = 0) -> Tensor:
    """The lower triangle of a matrix (or of each in a batch), zeros above."""
    return _triangle(input, np.tril, diagonal, TrilBackward0)


@tensor_method(inplace=True)
@takes_out
def triu(input: Tensor, diagonal: int = 0) -> Tensor:
    """The upper triangle of a matrix (or of each in a batch), zeros below."""
    return _triangle(input, np.triu, diagonal, TriuBackward0)


def _triangle(input: Tensor, cut: Any, diagonal: int, rule: Any) -> Tensor:
    a = array_of(input)
    if a.ndim < 2:
        raise RuntimeError(f"{cut.__name__}: input tensor must have at least 2 dimensions\nIt has {a.ndim}.")
    return record1(rule, cut(a, diagonal), input, (diagonal,))


class TrilBackward0(Node):
    saves = ("diagonal",)

    @staticmethod
    def backward(ctx: Any, grad: Any, diagonal: int) -> Any:
        return tril(grad, diagonal) if isinstance(grad, Tensor) else np.tril(grad, diagonal)


class TriuBackward0(Node):
    saves = ("diagonal",)

    @staticmethod
    def backward(ctx: Any, grad: Any, diagonal: int) -> Any:
        return triu(grad, diagonal) if isinstance(grad, Tensor) else np.triu(grad, diagonal)
