"""NAdam: Adam that looks a step of its momentum ahead, as Nesterov's does."""

from __future__ import annotations

from collections.abc import Iterable
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
    scalar,
)


class NAdam(Optimizer):
    """NAdam (Dozat 2016): Adam with Nesterov's momentum, which grows from step to step.

        g ← gradient + weight_decay · θ          (−gradient to maximize)
        m ← β₁ · m + (1 − β₁) · g                mean of the gradients
        v ← β₂ · v + (1 − β₂) · g²               mean of their squares
        μₜ = β₁ · (1 − ½ · 0.96^(t · momentum_decay))
        v̂ = v / (1 − β₂ᵗ)
        θ ← θ − lr · ((1 − μₜ) / (1 − μ₁⋯μₜ) · g + μₜ₊₁ / (1 − μ₁⋯μₜ₊₁) · m) / (√v̂ + eps)

    Args:
        params: tensors, (name, tensor) pairs or dicts, each a parameter group.
        lr: the learning rate, 0 or more (a tensor of one element will do).
        betas: (β₁, β₂), two floats from 0 up to but not including 1.
        eps: keeps the division away from zero.
        weight_decay: pulls the parameters to zero.
        momentum_decay: how fast the momentum grows.
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
        lr: float | Tensor = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum_decay: float = 4e-3,
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
        check_not_negative(weight_decay=weight_decay, momentum_decay=momentum_decay)
        defaults = {
            "lr": lr,
            "betas": betas,
            "eps": eps,
            "weight_decay": weight_decay,
            "momentum_decay": momentum_decay,
            "decoupled_weight_decay": decoupled_weight_decay,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
        }
        super().__init__(params, defaults)

    def _update(self, p: Tensor, group: dict[str, Any]) -> None:
        state = self._begin(p, mu_product=scalar(1), exp_avg=0, exp_avg_sq=0)
        t = next_step(state)
        theta, m, v = p._data, state["exp_avg"]._data, state["exp_avg_sq"]._data
        lr, (beta1, beta2) = float(group["lr"]), group["betas"]
        weight_decay = float(group["weight_decay"])
        scratch, root = self._scratch("step", theta), self._scratch("root", theta)

        if group["decoupled_weight_decay"]:
            theta *= 1 - lr * weight_decay
            weight_decay = 0
        g = self._gradient(p, weight_decay, group["maximize"])
        mu, mu_next = (beta1 * (1 - 0.5 * 0.96 ** (step * group["momentum_decay"])) for step in (t, t + 1))
        state["mu_product"]._data *= mu
        product = float(state["mu_product"]._data)

        approach(m, g, 1 - beta1, scratch)
        average_squares(v, g, beta2, scratch)
        np.divide(v, 1 - beta2**t, out=root)  # √v̂ + eps
        np.sqrt(root, out=root)
        root += group["eps"]
        descend(theta, np.divide(g, root, out=scratch), lr * (1 - mu) / (1 - product))
        descend(theta, np.divide(m, root, out=scratch), lr * mu_next / (1 - product * mu_next))
