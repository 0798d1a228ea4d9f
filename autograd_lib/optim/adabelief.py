"""AdaBelief: Adam that measures how far the gradient is from what it believed it would be."""

from __future__ import annotations

from collections.abc import Iterable
from math import sqrt
from typing import Any

import numpy as np

from .._tensor import Tensor
from .adam import check_adam_options
from .optimizer import Optimizer, approach, average_squares, descend, next_step, over_root


class AdaBelief(Optimizer):
    """AdaBelief (Zhuang et al., NeurIPS 2020, arXiv:2010.07468, algorithm 2): large steps where the gradient comes
    as expected, small ones where it surprises.

        m ← β₁ · m + (1 − β₁) · g                what the gradient is believed to be
        s ← β₂ · s + (1 − β₂) · (g − m)² + eps   how far it was from that  (Adam: g² in place of (g − m)²)
        m̂ = m / (1 − β₁ᵗ),  ŝ = s / (1 − β₂ᵗ)
        θ ← θ − lr · m̂ / (√ŝ + eps)

    `weight_decay` is decoupled, as in AdamW and in the authors' own package: θ ← θ − lr · weight_decay · θ first;
    with `weight_decouple=False` it is added to the gradient instead.  PyTorch itself has no AdaBelief: this one has
    the names, the state and the numbers of the authors' package `adabelief_pytorch`, called with `rectify=False`.

    Args:
        params: tensors, (name, tensor) pairs or dicts, each a parameter group.
        lr: the learning rate, 0 or more (a tensor of one element will do).
        betas: (β₁, β₂), two floats from 0 up to but not including 1.
        eps: enters twice, see above: hence so small.
        weight_decay, weight_decouple: see above.

    Raises:
        ValueError: an option out of its range.
        NotImplementedError: `rectify=True` (RAdam's warm-up, the package's default) or `amsgrad=True`.
    """

    state_like_parameter = ("exp_avg", "exp_avg_var")

    def __init__(
        self,
        params: Iterable[Any],
        lr: float | Tensor = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-16,
        weight_decay: float = 0,
        amsgrad: bool = False,
        weight_decouple: bool = True,
        *,
        rectify: bool = False,
    ) -> None:
        for name, value in {"amsgrad": amsgrad, "rectify": rectify}.items():
            if value:
                raise NotImplementedError(f"AdaBelief with {name}={value} is not implemented\nWrite {name}=False.")
        check_adam_options(lr, betas, eps, weight_decay)
        defaults = {
            "lr": lr,
            "betas": (float(betas[0]), float(betas[1])),
            "eps": eps,
            "weight_decay": weight_decay,
            "weight_decouple": weight_decouple,
        }
        super().__init__(params, defaults)

    def _update(self, p: Tensor, group: dict[str, Any]) -> None:
        state = self._begin(p, exp_avg=0, exp_avg_var=0)
        t = next_step(state)
        theta, m, s = p._data, state["exp_avg"]._data, state["exp_avg_var"]._data
        lr, (beta1, beta2), eps = float(group["lr"]), group["betas"], group["eps"]
        weight_decay = float(group["weight_decay"])
        scratch = self._scratch("step", theta)

        if group["weight_decouple"]:
            theta *= 1 - lr * weight_decay
            weight_decay = 0
        g = self._gradient(p, weight_decay, maximize=False)

        approach(m, g, 1 - beta1, scratch)

        np.subtract(g, m, out=scratch)  # s ← β₂ · s + (1 − β₂) · (g − m)² + eps
        average_squares(s, scratch, beta2, scratch)
        s += eps

        root = sqrt(1 - beta2**t)
        descend(theta, over_root(m, s, root * eps, scratch), lr * root / (1 - beta1**t))
