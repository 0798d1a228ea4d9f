"""ASGD: gradient descent that also keeps the average of all points that it came through."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .._tensor import Tensor
from .optimizer import Optimizer, check_lr, check_not_negative, next_step, scalar


class ASGD(Optimizer):
    """Averaged stochastic gradient descent (Polyak & Juditsky 1992).

        g ← gradient + weight_decay · θ          (−gradient to maximize)
        θ ← (1 − lambd · η) · θ − η · g
        a ← a + μ · (θ − a)                      the average, in state[p]["ax"]; θ itself while μ is 1
        η ← lr / (1 + lambd · lr · t)^α,   μ ← 1 / max(1, t − t0)

    Args:
        params: tensors, (name, tensor) pairs or dicts, each a parameter group.
        lr: the learning rate, 0 or more (a tensor of one element will do).
        lambd: pulls the parameters to zero, and the learning rate with the number of steps t.
        alpha: α, how fast the learning rate falls.
        t0: the step from which on to average.
        weight_decay: pulls the parameters to zero.
        maximize: climb instead of descend.

    Raises:
        ValueError: an option out of its range.
        NotImplementedError: `foreach`, `capturable` or `differentiable` switched on.
    """

    state_like_parameter = ("ax",)

    def __init__(
        self,
        params: Iterable[Any],
        lr: float | Tensor = 1e-2,
        lambd: float = 1e-4,
        alpha: float = 0.75,
        t0: float = 1e6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        check_lr(lr)
        check_not_negative(weight_decay=weight_decay)
        defaults = {
            "lr": lr,
            "lambd": lambd,
            "alpha": alpha,
            "t0": t0,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults)

    def _update(self, p: Tensor, group: dict[str, Any]) -> None:
        state = self._begin(p, eta=scalar(float(group["lr"])), mu=scalar(1), ax=0)
        t = next_step(state)
        theta, average = p._data, state["ax"]._data
        eta, mu = float(state["eta"]._data), float(state["mu"]._data)
        lr, lambd = float(group["lr"]), group["lambd"]
        g = self._gradient(p, float(group["weight_decay"]), group["maximize"])
        scratch = self._scratch("step", theta)

        theta *= 1 - lambd * eta
        np.multiply(g, eta, out=scratch)
        theta -= scratch
        if mu == 1:
            np.copyto(average, theta)
        else:
            np.subtract(theta, average, out=scratch)  # a ← a + μ · (θ − a)
            scratch *= mu
            average += scratch
        state["eta"]._data.fill(lr / (1 + lambd * lr * t) ** group["alpha"])
        state["mu"]._data.fill(1 / max(1, t - group["t0"]))
