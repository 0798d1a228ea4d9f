"""Padding layers: numbers put around rows (1d), images (2d) and volumes (3d).

`padding` is one int for all sides, or (before, after) of the last dimension, then of the one before it, and so on.
"""

from __future__ import annotations

from typing import Any

from ..._tensor import Tensor
from .. import functional as F
from .module import Module


class _Pad(Module):
    dims: int
    mode: str

    def __init__(self, padding: Any):
        super().__init__()
        self.padding = (padding,) * (2 * self.dims) if isinstance(padding, int) else tuple(padding)

    def forward(self, input: Tensor) -> Tensor:
        return F.pad(input, self.padding, self.mode)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class _ConstantPad(_Pad):
    mode = "constant"

    def __init__(self, padding: Any, value: float):
        super().__init__(padding)
        self.value = value

    def forward(self, input: Tensor) -> Tensor:
        return F.pad(input, self.padding, "constant", self.value)

    def extra_repr(self) -> str:
        return f"padding={self.padding}, value={self.value}"


class _ZeroPad(_ConstantPad):
    def __init__(self, padding: Any):
        super().__init__(padding, 0.0)

    def extra_repr(self) -> str:
        return f"{self.padding}"


class _ReflectionPad(_Pad):
    mode = "reflect"


class _ReplicationPad(_Pad):
    mode = "replicate"


class _CircularPad(_Pad):
    mode = "circular"

    def forward(self, input: Tensor) -> Tensor:
        wanted = (self.dims + 1, self.dims + 2)
        if input.dim() not in wanted:
            raise ValueError(
                f"expected {wanted[0]}D or {wanted[1]}D input (got {input.dim()}D input)\nIt has shape (N, C, …) or (C, …)."
            )
        return super().forward(input)


class ConstantPad1d(_ConstantPad):
    """Puts the same value around the last dimension."""

    dims = 1


class ConstantPad2d(_ConstantPad):
    """Puts the same value around the last two dimensions."""

    dims = 2


class ConstantPad3d(_ConstantPad):
    """Puts the same value around the last three dimensions."""

    dims = 3


class ReflectionPad1d(_ReflectionPad):
    """Puts a mirror image around the last dimension: it turns at the first and last entry."""

    dims = 1


class ReflectionPad2d(_ReflectionPad):
    """Puts a mirror image around the last two dimensions: it turns at the first and last entry."""

    dims = 2


class ReflectionPad3d(_ReflectionPad):
    """Puts a mirror image around the last three dimensions: it turns at the first and last entry."""

    dims = 3


class ReplicationPad1d(_ReplicationPad):
    """Repeats the first and last entries of the last dimension."""

    dims = 1


class ReplicationPad2d(_ReplicationPad):
    """Repeats the first and last entries of the last two dimensions."""

    dims = 2


class ReplicationPad3d(_ReplicationPad):
    """Repeats the first and last entries of the last three dimensions."""

    dims = 3


class CircularPad1d(_CircularPad):
    """Goes on at the other end: puts what is there around the last dimension."""

    dims = 1


class CircularPad2d(_CircularPad):
    """Goes on at the other end: puts what is there around the last two dimensions."""

    dims = 2


class CircularPad3d(_CircularPad):
    """Goes on at the other end: puts what is there around the last three dimensions."""

    dims = 3


class ZeroPad1d(_ZeroPad):
    """Puts zeros around the last dimension."""

    dims = 1


class ZeroPad2d(_ZeroPad):
    """Puts zeros around the last two dimensions."""

    dims = 2


class ZeroPad3d(_ZeroPad):
    """Puts zeros around the last three dimensions."""

    dims = 3
