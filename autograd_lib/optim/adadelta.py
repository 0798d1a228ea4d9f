"""Adadelta: steps in the units of the parameter itself, so that there is no learning rate to find."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .._tensor import Tensor
from .optimizer import Optimizer, average_squares, check_lr, check_not_negative, check_option, descend, next_step


class Adadelta(Optimizer):
    """Adadelta (Zeiler 2012, arXiv:1212.5701): the gradient over its own running size, times that of the steps so far.

        g ← gradient + weight_decay · θ          (−gradient to maximize)
        v ← ρ · v + (1 − ρ) · g²                 mean of the gradient's squares
        Δ ← √(u + eps) / √(v + eps) · g
        u ← ρ · u + (1 − ρ) · Δ²                 mean of the steps' squares
        θ ← θ − lr · Δ

    Args:
        params: tensors, (name, tensor) pairs or dicts, each a parameter group.
        lr: a factor to the step, 0 or more (a tensor of one element will do).
        rho: ρ, from 0 to 1, how slowly the means forget.
        eps: where the first step gets its size from.
        weight_decay: pulls the parameters to zero.
        maximize: climb instead of descend.

    Raises:
        ValueError: an option out of its range.
        NotImplementedError: `foreach`, `capturable` or `differentiable` switched on.
    """

    state_like_parameter = ("square_avg", "acc_delta")

    def __init__(
        self,
        params: Iterable[Any],
        lr: float | Tensor = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        capturable: bool = False,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_lr(lr)
        check_option(0.0 <= rho <= 1.0, f"Invalid rho value: {rho}", "rho is from 0 to 1.")
        check_not_negative(eps=eps, weight_decay=weight_decay)
        defaults = {
            "lr": lr,
            "rho": rho,
            "eps": eps,
            "weight_decay": weight_decay,
            "maximize": maximize,
            "capturable": capturable,
            "foreach": foreach,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def _update(self, p: Tensor, group: dict[str, Any]) -> None:
        state = self._begin(p, square_avg=0, acc_delta=0)
        next_step(state)
        theta, v, u = p._data, state["square_avg"]._data, state["acc_delta"]._data
        rho, eps = group["rho"], group["eps"]
        g = self._gradient(p, float(group["weight_decay"]), group["maximize"])
        scratch, delta = self._scratch("step", theta), self._scratch("delta", theta)

        average_squares(v, g, rho, scratch)
        np.add(v, eps, out=scratch)  # Δ ← √(u + eps) / √(v + eps) · g
        np.sqrt(scratch, out=scratch)
        np.add(u, eps, out=delta)
        np.sqrt(delta, out=delta)
        delta /= scratch
        delta *= g
        average_squares(u, delta, rho, scratch)
        descend(theta, delta, float(group["lr"]))
