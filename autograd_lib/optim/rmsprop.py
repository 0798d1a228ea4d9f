"""RMSprop: the gradient over the root of the running mean of its square."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .._tensor import Tensor
from .optimizer import Optimizer, approach, average_squares, check_lr, check_not_negative, descend, next_step, over_root


class RMSprop(Optimizer):
    """RMSprop (Hinton's lecture 6e of 2012; centered: Graves 2013, arXiv:1308.0850).

        g ← gradient + weight_decay · θ          (−gradient to maximize)
        v ← α · v + (1 − α) · g²                 mean of the squares
        m ← α · m + (1 − α) · g                  centered: the mean too, and v − m² (the variance) in place of v
        d ← g / (√v + eps)                       with momentum μ: b ← μ · b + d, and then d ← b
        θ ← θ − lr · d

    Args:
        params: tensors, (name, tensor) pairs or dicts, each a parameter group.
        lr: the learning rate, 0 or more (a tensor of one element will do).
        alpha: α, how slowly the mean forgets.
        eps: keeps the division away from zero.
        weight_decay: pulls the parameters to zero.
        momentum: μ, 0 or more.
        centered, maximize: see above.

    Raises:
        ValueError: an option out of its range.
        NotImplementedError: `foreach`, `capturable` or `differentiable` switched on.
    """

    state_like_parameter = ("square_avg", "momentum_buffer", "grad_avg")

    def __init__(
        self,
        params: Iterable[Any],
        lr: float | Tensor = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_lr(lr)
        check_not_negative(eps=eps, momentum=momentum, weight_decay=weight_decay, alpha=alpha)
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "alpha": alpha,
            "eps": eps,
            "centered": centered,
            "weight_decay": weight_decay,
            "capturable": capturable,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def _update(self, p: Tensor, group: dict[str, Any]) -> None:
        fills = {"square_avg": 0}
        if group["momentum"] > 0:
            fills["momentum_buffer"] = 0
        if group["centered"]:
            fills["grad_avg"] = 0
        state = self._begin(p, **fills)
        next_step(state)
        theta, v = p._data, state["square_avg"]._data
        alpha = group["alpha"]
        g = self._gradient(p, float(group["weight_decay"]), group["maximize"])
        scratch = self._scratch("step", theta)

        average_squares(v, g, alpha, scratch)
        if group["centered"]:
            m = state["grad_avg"]._data
            approach(m, g, 1 - alpha, scratch)
            np.multiply(m, m, out=scratch)
            v = np.subtract(v, scratch, out=scratch)  # v − m²
        over_root(g, v, group["eps"], scratch)  # d ← g / (√v + eps)
        if group["momentum"] > 0:
            b = state["momentum_buffer"]._data
            b *= group["momentum"]
            b += scratch
            theta -= np.multiply(b, float(group["lr"]), out=scratch)
        else:
            descend(theta, scratch, float(group["lr"]))
