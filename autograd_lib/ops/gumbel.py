"""Choosing at random, so that gradients can flow: the Gumbel softmax."""

from __future__ import annotations

import warnings

import numpy as np

from .._tensor import Tensor, wrap
from .activation import softmax
from .arguments import array_of, check_dim
from .arithmetic import add, div, neg
from .creation import empty_like
from .pointwise import log


def gumbel_softmax(logits: Tensor, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1) -> Tensor:
    """softmax((logits + noise) / tau), with noise so that the largest is class i with probability softmax(logits)[i].

    Args:
        tau: the lower, the nearer the result is to a single 1 among zeros.
        hard: give exactly that; the gradient is the one of the soft result.
        eps: of no use; PyTorch keeps it for old programs.
    """
    if eps != 1e-10:
        warnings.warn("`eps` parameter is deprecated and has no effect.", UserWarning, stacklevel=2)
    noise = neg(log(empty_like(logits).exponential_()))
    soft = softmax(div(add(logits, noise), tau), dim)
    if not hard:
        return soft
    a = array_of(soft)
    axis = check_dim(dim, a.ndim)
    chosen = np.zeros_like(a)
    np.put_along_axis(chosen, a.argmax(axis=axis, keepdims=True), 1, axis)
    return add(wrap(chosen - a), soft)
