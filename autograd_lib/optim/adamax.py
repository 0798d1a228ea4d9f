"""Adamax: Adam with the largest gradient in place of the mean of the squares."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .._tensor import Tensor
from .optimizer import Optimizer, approach, check_betas, check_lr, check_not_negative, descend, next_step


class Adamax(Optimizer):
    """Adamax (Kingma & Ba 2015, arXiv:1412.6980, section 7): Adam measured by the largest gradient, which it forgets slowly.

        g ← gradient + weight_decay · θ          (−gradient to maximize)
        m ← β₁ · m + (1 − β₁) · g                mean of the gradients
        u ← max(β₂ · u, |g| + eps)               the largest of late
        θ ← θ − lr / (1 − β₁ᵗ) · m / u

    Args:
        params: tensors, (name, tensor) pairs or dicts, each a parameter group.
        lr: the learning rate, 0 or more (a tensor of one element will do).
        betas: (β₁, β₂), two floats from 0 up to but not including 1.
        eps: keeps the division away from zero.
        weight_decay: pulls the parameters to zero.
        maximize: climb instead of descend.

    Raises:
        ValueError: an option out of its range.
        NotImplementedError: `foreach`, `capturable` or `differentiable` switched on.
    """

    state_like_parameter = ("exp_avg", "exp_inf")

    def __init__(
        self,
        params: Iterable[Any],
        lr: float | Tensor = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        capturable: bool = False,
    ) -> None:
        check_lr(lr)
        check_not_negative(eps=eps)
        check_betas(betas)
        check_not_negative(weight_decay=weight_decay)
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults)

    def _update(self, p: Tensor, group: dict[str, Any]) -> None:
        state = self._begin(p, exp_avg=0, exp_inf=0)
        t = next_step(state)
        theta, m, u = p._data, state["exp_avg"]._data, state["exp_inf"]._data
        beta1, beta2 = group["betas"]
        g = self._gradient(p, float(group["weight_decay"]), group["maximize"])
        scratch = self._scratch("step", theta)

        approach(m, g, 1 - beta1, scratch)
        np.absolute(g, out=scratch)  # u ← max(β₂ · u, |g| + eps)
        scratch += group["eps"]
        u *= beta2
        np.maximum(u, scratch, out=u)
        descend(theta, np.divide(m, u, out=scratch), float(group["lr"]) / (1 - beta1**t))
