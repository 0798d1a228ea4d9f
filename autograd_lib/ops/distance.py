"""How far apart vectors are, or in how much the same direction they point."""

from __future__ import annotations

from typing import Any

from .._tensor import Tensor
from ..names import scalar_name
from .arguments import array_of
from .arithmetic import div, mul, sub
from .bounds import clamp_min
from .cross_entropy import plus
from .reduce import LinalgVectorNormBackward0, axes_of, norm, sum, vector_norm
from .shape import broadcast_tensors, clone, expand


def normalize(input: Tensor, p: float = 2.0, dim: Any = 1, eps: float = 1e-12, out: Tensor | None = None) -> Tensor:
    """Vectors along `dim` divided by their length (the p-norm, at least `eps`)."""
    length = clamp_min(norm(input, p, dim, keepdim=True), eps)
    return div(input, expand(length, array_of(input).shape), out=out)


def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """The cosine of the angle between vectors along `dim`: 1 for the same direction, 0 for right angles, -1 opposite."""
    if array_of(x1).dtype.kind != "f" and array_of(x2).dtype.kind != "f":
        raise RuntimeError(
            f"expected common dtype to be floating point, yet common dtype is {scalar_name(x1.dtype)}\nWrite x1.float()."
        )
    if x1._data.shape != x2._data.shape:
        shape = broadcast_tensors(x1, x2)[0].shape
        x1, x2 = expand(x1, shape), expand(x2, shape)
    return sum(mul(directed(x1, dim, eps), directed(x2, dim, eps)), dim)


def directed(x: Tensor, dim: int, eps: float) -> Tensor:
    """Vectors divided by their length; where this is below `eps`, by eps.  (The bound itself gets no gradient.)"""
    length = clone(norm(x, 2, dim, keepdim=True))
    if (length._data < eps).any():
        length._data.clip(eps, out=length._data)
    return div(x, length)


def pairwise_distance(x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> Tensor:
    """The length (p-norm) of x1 - x2 + eps, along the last dimension."""
    return length_of(plus(sub(x1, x2), eps), p, keepdim)


def length_of(x: Tensor, p: float, keepdim: bool = False) -> Tensor:
    """The p-norm along the last dimension, as PyTorch's own compositions record it."""
    dim = (array_of(x).ndim - 1,) if x._data.ndim else ()
    return vector_norm(x, x._data, float(p), axes_of(dim, x._data), keepdim, NormBackward1)


class NormBackward1(LinalgVectorNormBackward0):
    pass
