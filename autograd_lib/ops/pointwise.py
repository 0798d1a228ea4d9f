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


@tensor_method(inplace=True)
def sigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """1 / (1 + exp(-x)), between 0 and 1.  d sigmoid(x)/dx = sigmoid(x) (1 - sigmoid(x))."""
    result = np.asarray(-floating(input))
    with np.errstate(over="ignore"):
        np.exp(result, result)
    result += 1
    np.reciprocal(result, result)
    return record1(SigmoidBackward0, result, input, (result,), out)


class SigmoidBackward0(Node):
    saves = ("result",)
    fresh = True

    @staticmethod
    def backward(ctx: Any, grad: Any, result: Any) -> Any:
        return grad * (result * (1 - result))
