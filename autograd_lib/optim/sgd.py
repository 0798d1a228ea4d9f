"""Stochastic gradient descent: plain, with momentum, with Nesterov's momentum."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .._tensor import Tensor, wrap
from ..arrays import as_operand
from .optimizer import Optimizer, check_lr, check_option


class SGD(Optimizer):
    """Stochastic gradient descent: a step of length `lr` downhill, θ ← θ − lr · g.

    With `momentum` μ the step follows a running sum b of the gradients (Polyak 1964; b starts as the first gradient):

        g ← gradient + weight_decay · θ          (−gradient to maximize)
        b ← μ · b + (1 − dampening) · g
        d ← b                                    nesterov: d ← g + μ · b     (Sutskever et al. 2013)
        θ ← θ − lr · d

    Args:
        params: tensors, (name, tensor) pairs or dicts, each a parameter group.
        lr: the learning rate, 0 or more (a tensor of one element will do).
        momentum: μ, 0 or more.
        dampening: how much less than the whole gradient enters b from the second step on.
        weight_decay: pulls the parameters to zero (L2 penalty).
        nesterov: look ahead; needs a momentum and no dampening.
        maximize: climb instead of descend.

    Raises:
        ValueError: an option out of its range.
        NotImplementedError: `foreach`, `differentiable` or `fused` switched on.
    """

    state_like_parameter = ("momentum_buffer",)

    def __init__(
        self,
        params: Iterable[Any],
        lr: float | Tensor = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
        foreach: bool | None = None,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        check_lr(lr)
        check_option(momentum >= 0, f"Invalid momentum value: {momentum}", "momentum must be 0 or more, usually 0.9.")
        check_option(weight_decay >= 0, f"Invalid weight_decay value: {weight_decay}", "It must be 0 or more.")
        check_option(
            not nesterov or (momentum > 0 and dampening == 0),
            "Nesterov momentum requires a momentum and zero dampening",
            f"Got momentum={momentum}, dampening={dampening}.",
        )
        defaults = {
            "lr": lr,
            "momentum": momentum,
            "dampening": dampening,
            "weight_decay": weight_decay,
            "nesterov": nesterov,
            "maximize": maximize,
            "foreach": foreach,
            "differentiable": differentiable,
            "fused": fused,
        }
        super().__init__(params, defaults)

    def _update(self, p: Tensor, group: dict[str, Any]) -> None:
        theta = p._data
        g = self._gradient(p, float(group["weight_decay"]), group["maximize"])
        lr, momentum = float(group["lr"]), float(group["momentum"])
        step = self._scratch("step", theta)

        if momentum == 0:
            np.multiply(g, as_operand(lr, g), step)  # lr · g
        else:
            b = self._momentum_buffer(p, g, group)
            if group["nesterov"]:
                np.multiply(b, momentum, out=step)  # lr · (g + μ · b)
                step += g
                step *= lr
            else:
                np.multiply(b, lr, out=step)  # lr · b
        theta -= step

    def _momentum_buffer(self, p: Tensor, g: np.ndarray, group: dict[str, Any]) -> np.ndarray:
        """b ← μ · b + (1 − dampening) · g; at the first step b ← g."""
        state = self.state[p]
        if state.get("momentum_buffer") is None:
            state["momentum_buffer"] = wrap(g.copy())
            return state["momentum_buffer"]._data
        b: np.ndarray = state["momentum_buffer"]._data
        b *= float(group["momentum"])
        if group["dampening"] == 0:
            b += g
        else:
            b += np.multiply(g, 1 - group["dampening"], out=self._scratch("step", b))
        return b
