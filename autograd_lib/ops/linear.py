"""The linear layer as an operation."""

from __future__ import annotations

import math

from .._tensor import Tensor
from .arguments import array_of
from .linalg import addmm, matmul
from .shape import t, view


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """input @ weight.T + bias: every output is a weighted sum of all inputs.

    Args:
        input: (…, in_features).
        weight: (out_features, in_features), or (in_features,) for a single output.
        bias: (out_features,) or None.

    Returns:
        (…, out_features), or (…) where the weight is a vector.
    """
    x, w = array_of(input), array_of(weight)
    if x.ndim == 0 or w.ndim == 0:
        raise RuntimeError(
            f"both arguments to linear need to be at least 1D, but they are {x.ndim}D and {w.ndim}D\n"
            "The input ends in in_features; the weight has shape (out_features, in_features)."
        )
    if bias is None:
        return matmul(input, t(weight))
    b = array_of(bias)
    if x.ndim == 2:
        return addmm(bias, input, t(weight))
    if b.ndim == 1 and w.ndim == 2 and x.flags.c_contiguous:  # all rows in one product
        rows = view(input, (math.prod(x.shape[:-1]), x.shape[-1]))
        return view(addmm(bias, rows, t(weight)), (*x.shape[:-1], w.shape[0]))
    return matmul(input, t(weight)).add_(bias)
