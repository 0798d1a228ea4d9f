"""RAdam: Adam that waits until the mean of the squares can be trusted."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt
from typing import Any

import numpy as np

from .._tensor import Tensor
from .optimizer import (
    Optimizer,
    approach,
    average_squares,
    check_betas,
    check_lr,
    check_not_negative,
    descend,
    next_step,
    over_root,
)


class RAdam(Optimizer):
    """RAdam (Liu et al. 2020, arXiv:1908.03265): a rectified Adam.  Its first steps are plain momentum, without a division.

        g ← gradient + weight_decay · θ          (−gradient to maximize)
        m ← β₁ · m + (1 − β₁) · g                mean of the gradients,       m̂ = m / (1 − β₁ᵗ)
        v ← β₂ · v + (1 − β₂) · g²               mean of their squares,       v̂ = v / (1 − β₂ᵗ)
        ρ∞ = 2 / (1 − β₂) − 1,  ρ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ)                  how many steps v stands for
        r = √((ρ − 4)(ρ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρ))
        θ ← θ − lr · r · m̂ / √v̂    if ρ > 5, else   θ ← θ − lr · m̂         (eps is added to √v)

    Args:
        params: tensors, (name, tensor) pairs or dicts, each a parameter group.
        lr: the learning rate, 0 or more (a tensor of one element will do).
        betas: (β₁, β₂), two floats from 0 up to but not including 1.
        eps: keeps the division away from zero.
        weight_decay: pulls the parameters to zero.
        decoupled_weight_decay: shrink θ itself instead of changing g, as AdamW does.
        maximize: climb instead of descend.

    Raises:
        ValueError: an option out of its range.
        NotImplementedError: `foreach`, `capturable` or `differentiable` switched on.
    """

    state_like_parameter = ("exp_avg", "exp_avg_sq")

    def __init__(
        self,
        params: Iterable[Any],
        lr: float | Tensor = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        decoupled_weight_decay: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
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
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "decoupled_weight_decay": decoupled_weight_decay,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def _update(self, p: Tensor, group: dict[str, Any]) -> None:
        state = self._begin(p, exp_avg=0, exp_avg_sq=0)
        t = next_step(state)
        theta, m, v = p._data, state["exp_avg"]._data, state["exp_avg_sq"]._data
        lr, (beta1, beta2) = float(group["lr"]), group["betas"]
        weight_decay = float(group["weight_decay"])
        scratch = self._scratch("step", theta)

        if group["decoupled_weight_decay"]:
            theta *= 1 - lr * weight_decay
            weight_decay = 0
        g = self._gradient(p, weight_decay, group["maximize"])

        approach(m, g, 1 - beta1, scratch)
        average_squares(v, g, beta2, scratch)
        rho_inf = 2 / (1 - beta2) - 1
        rho = rho_inf - 2 * t * beta2**t / (1 - beta2**t)
        if rho > 5:
            r = sqrt((rho - 4) * (rho - 2) * rho_inf / ((rho_inf - 4) * (rho_inf - 2) * rho))
            rate = lr * r * sqrt(1 - beta2**t) / (1 - beta1**t)
            descend(theta, over_root(m, v, group["eps"], scratch), rate)  # θ ← θ − lr · r · m̂ / √v̂
        else:
            theta -= np.multiply(m, lr / (1 - beta1**t), out=scratch)
