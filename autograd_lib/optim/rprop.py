"""Rprop: only the sign of the gradient counts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .._tensor import Tensor
from .optimizer import Optimizer, check_lr, check_option, next_step


class Rprop(Optimizer):
    """Resilient backpropagation (Riedmiller & Braun 1993), for gradients of all the data: with batches the signs flicker.

        η ← η · η⁺  where the gradient has kept its sign,  η · η⁻  where it has changed,  within the step sizes
        g ← 0       where it has changed: no step there this time
        θ ← θ − sign(g) · η                      (−gradient to maximize)

    Args:
        params: tensors, (name, tensor) pairs or dicts, each a parameter group.
        lr: the first step sizes η, 0 or more (a tensor of one element will do).
        etas: (η⁻, η⁺), below and above 1.
        step_sizes: the smallest and the largest η.
        maximize: climb instead of descend.

    Raises:
        ValueError: an option out of its range.
        NotImplementedError: `foreach`, `capturable` or `differentiable` switched on.
    """

    state_like_parameter = ("prev", "step_size")

    def __init__(
        self,
        params: Iterable[Any],
        lr: float | Tensor = 1e-2,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50),
        *,
        capturable: bool = False,
        foreach: bool | None = None,
        maximize: bool = False,
        differentiable: bool = False,
    ) -> None:
        check_lr(lr)
        check_option(
            0.0 < etas[0] < 1.0 < etas[1],
            f"Invalid eta values: {etas[0]}, {etas[1]}",
            "The first is between 0 and 1, the second above 1: usually etas=(0.5, 1.2).",
        )
        defaults = {
            "lr": lr,
            "etas": etas,
            "step_sizes": step_sizes,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "capturable": capturable,
        }
        super().__init__(params, defaults)

    def _update(self, p: Tensor, group: dict[str, Any]) -> None:
        state = self._begin(p, prev=0, step_size=float(group["lr"]))
        next_step(state)
        theta, previous, eta = p._data, state["prev"]._data, state["step_size"]._data
        (shrink, grow), (smallest, largest) = group["etas"], group["step_sizes"]
        g = self._gradient(p, 0, group["maximize"])
        scratch, mask = self._scratch("step", theta), self._scratch("mask", theta, np.dtype(bool))

        np.multiply(g, previous, out=scratch)  # above 0 where the sign is the same, below 0 where it has changed
        factor = self._scratch("factor", theta)
        factor.fill(1)
        np.copyto(factor, grow, where=np.greater(scratch, 0, out=mask))
        changed = np.less(scratch, 0, out=mask)
        np.copyto(factor, shrink, where=changed)
        eta *= factor
        np.clip(eta, smallest, largest, out=eta)

        np.copyto(previous, g)
        np.copyto(previous, 0, where=changed)
        scratch.fill(0)  # sign(g) · η
        np.copyto(scratch, eta, where=np.greater(previous, 0, out=mask))
        np.copyto(scratch, np.negative(eta, out=factor), where=np.less(previous, 0, out=mask))
        theta -= scratch
