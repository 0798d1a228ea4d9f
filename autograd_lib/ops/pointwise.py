"""Functions of one variable, element by element: each followed by its gradient rule."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Tensor, tensor_method
from ..autograd.graph import Node
from ..autograd.record import record1
from .arguments import floating


@tensor_method(inplace=True)
def exp(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """e to the power of each element.  d exp(x)/dx = exp(x)."""
    result = np.exp(floating(input))
    return record1(ExpBackward0, result, input, (result,), out)


class ExpBackward0(Node):
    saves = ("result",)
    fresh = True

    @staticmethod
    def backward(ctx: Any, grad: Any, result: Any) -> Any:
        return grad * result


@tensor_method(inplace=True)
def tanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Hyperbolic tangent.  d tanh(x)/dx = 1 - tanh(x)²."""
    result = np.tanh(floating(input))
    return record1(TanhBackward0, result, input, (result,), out)


class TanhBackward0(Node):
    saves = ("result",)
    fresh = True

    @staticmethod
    def backward(ctx: Any, grad: Any, result: Any) -> Any:
        return grad * (1 - result * result)
