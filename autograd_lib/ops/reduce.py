"""Reductions: many elements become one (sum, mean, max, …), over all dimensions or some of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Tensor, tensor_method
from ..autograd.graph import Node
from ..autograd.record import record1
from . import either
from .arguments import array_of


@tensor_method
def sum(input: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
    """The sum of all elements.  d sum/dx = 1 for each of them."""
    a = array_of(input)
    return record1(SumBackward0, a.sum(), input, (a.shape,))


class SumBackward0(Node):
    saves = ("shape",)

    @staticmethod
    def backward(ctx: Any, grad: Any, shape: Any) -> Any:
        return either.broadcast_to(grad, shape)
