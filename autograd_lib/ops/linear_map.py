"""Rules of operations that are linear: what they do to a gradient is the transposed map, and its gradient the map again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from .._tensor import Tensor
from ..arrays import beside, module_of
from ..autograd.graph import Node
from ..autograd.record import record1


class LinearMap(Node):
    """A subclass names two functions of (array, how): `there`, the operation, and `back`, its transpose.

    So it can be differentiated as often as you like: the transpose is recorded with the same two, exchanged.
    """

    saves = ("how",)
    there: Callable[[ndarray, Any], ndarray]
    back: Callable[[ndarray, Any], ndarray]
    twin: type[LinearMap]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "twin" not in cls.__dict__:
            exchanged = {"there": staticmethod(cls.back), "back": staticmethod(cls.there), "twin": cls}
            cls.twin = type(cls.__name__.replace("Backward0", "BackwardBackward0"), (LinearMap,), exchanged)

    @staticmethod
    def backward(ctx: Any, grad: Any, how: Any) -> Any:
        rule = ctx.rule
        return apply(rule.twin, grad, how) if isinstance(grad, Tensor) else rule.back(grad, how)


def apply(rule: type[LinearMap], input: Tensor, how: Any) -> Tensor:
    """The operation itself."""
    return record1(rule, rule.there(input._data, how), input, (how,))


# --- along one dimension ----------------------------------------------------------------------------------------------


def picked(a: ndarray, axis: int, places: ndarray) -> ndarray:
    """The entries of one dimension at the given places."""
    return a.take(beside(places, a), axis)


def returned(grad: ndarray, axis: int, places: ndarray, size: int) -> ndarray:
    """`picked` transposed: each entry is added where it came from, in a dimension of this size."""
    result = module_of(grad).zeros((*grad.shape[:axis], size, *grad.shape[axis + 1 :]), grad.dtype)
    to, source = np.moveaxis(result, axis, 0), np.moveaxis(grad, axis, 0)
    for number, place in enumerate(places.tolist()):
        to[place] += source[number]
    return result
