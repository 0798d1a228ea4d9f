"""Adam and its variants AMSGrad and AdamW: a step size for each single number."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt
from typing import Any

import numpy as np

from .._tensor import Tensor
from ..arrays import fused, on_gpu
from .optimizer import (
    Optimizer,
    approach,
    average_squares,
    check_betas,
    check_lr,
    check_not_negative,
    check_option,
    descend,
    next_step,
    over_root,
)


class Adam(Optimizer):
    """Adam (Kingma & Ba 2015, arXiv:1412.6980): the mean of the gradients over the root of the mean of their squares.

        g ← gradient + weight_decay · θ          (−gradient to maximize)
        m ← β₁ · m + (1 − β₁) · g                mean of the gradients
        v ← β₂ · v + (1 − β₂) · g²               mean of their squares
        m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ)    both started at zero: t steps in, this makes up for it
        θ ← θ − lr · m̂ / (√v̂ + eps)

    `amsgrad` (Reddi et al. 2018) uses the largest v so far.  `decoupled_weight_decay` shrinks θ itself, by
    θ ← θ − lr · weight_decay · θ before the step, and leaves g alone: that is `AdamW`.

    Args:
        params: tensors, (name, tensor) pairs or dicts, each a parameter group.
        lr: the learning rate, 0 or more (a tensor of one element will do).
        betas: (β₁, β₂), two floats from 0 up to but not including 1.
        eps: keeps the division away from zero.
        weight_decay: pulls the parameters to zero.
        amsgrad, maximize, decoupled_weight_decay: see above.

    Raises:
        ValueError: an option out of its range.
        NotImplementedError: `foreach`, `capturable`, `differentiable` or `fused` switched on.
    """

    state_like_parameter = ("exp_avg", "exp_avg_sq", "max_exp_avg_sq")

    def __init__(
        self,
        params: Iterable[Any],
        lr: float | Tensor = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        foreach: bool | None = None,
        maximize: bool = False,
        capturable: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ) -> None:
        check_adam_options(lr, betas, eps, weight_decay)
        defaults = {
            "lr": lr,
            "betas": (float(betas[0]), float(betas[1])),
            "eps": eps,
            "weight_decay": weight_decay,
            "amsgrad": amsgrad,
            "maximize": maximize,
            "foreach": foreach,
            "capturable": capturable,
            "differentiable": differentiable,
            "fused": fused,
            "decoupled_weight_decay": decoupled_weight_decay,
        }
        super().__init__(params, defaults)

    def _update(self, p: Tensor, group: dict[str, Any]) -> None:
        state = self.state.get(p) or self._begin(
            p, exp_avg=0, exp_avg_sq=0, **({"max_exp_avg_sq": 0} if group["amsgrad"] else {})
        )
        t = next_step(state)
        theta, m, v = p._data, state["exp_avg"]._data, state["exp_avg_sq"]._data
        lr, (beta1, beta2) = float(group["lr"]), group["betas"]
        weight_decay = float(group["weight_decay"])
        decay = lr * weight_decay if group["decoupled_weight_decay"] else 0.0
        g = self._gradient(p, 0.0 if group["decoupled_weight_decay"] else weight_decay, group["maximize"])

        rate, root = lr / (1 - beta1**t), sqrt(1 - beta2**t)
        if on_gpu(theta) and not group["amsgrad"]:
            fused(fused_step)(theta, m, v, g, 1 - decay, 1 - beta1, 1 - beta2, rate, root, group["eps"])
            return

        scratch = self._scratch("step", theta)
        if decay:
            theta *= 1 - decay
        approach(m, g, 1 - beta1, scratch)
        average_squares(v, g, beta2, scratch)
        if group["amsgrad"]:
            v = np.maximum(state["max_exp_avg_sq"]._data, v, out=state["max_exp_avg_sq"]._data)
        descend(theta, over_root(m, v, root * group["eps"], scratch), rate * root)  # lr · m̂ / (√v̂ + eps) in a pass less


def fused_step(theta: Any, m: Any, v: Any, g: Any, keep: float, a: float, b: float, rate: float, root: float, eps: float) -> None:
    """The same without buffers: CuPy makes one program of it, where each line above would be one."""
    theta *= keep
    m += a * (g - m)
    v += b * (g * g - v)
    theta -= rate * m / (v**0.5 / root + eps)


class AdamW(Adam):
    """Adam with decoupled weight decay (Loshchilov & Hutter 2019, arXiv:1711.05101): θ ← θ − lr · weight_decay · θ,
    then Adam's step.  Options and errors are Adam's; `weight_decay` is 0.01 when not given.
    """

    def __init__(
        self,
        params: Iterable[Any],
        lr: float | Tensor = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(params, lr, betas, eps, weight_decay, amsgrad, decoupled_weight_decay=True, **options)

    def _loaded_group(self, group: dict[str, Any], saved: dict[str, Any]) -> dict[str, Any]:
        return {**super()._loaded_group(group, saved), "decoupled_weight_decay": True}


def check_adam_options(lr: Any, betas: tuple[float, float], eps: float, weight_decay: float) -> None:
    """The options that Adam and AdaBelief share, each in its range."""
    check_lr(lr)
    check_not_negative(eps=eps)
    check_betas(betas)
    check_not_negative(weight_decay=weight_decay)
    both = [all(isinstance(beta, kind) for beta in (betas[0], betas[1])) for kind in (float, Tensor)]
    check_option(any(both), "betas must be either both floats or both Tensors", f"Got {betas}: write 0.0, not 0.")
