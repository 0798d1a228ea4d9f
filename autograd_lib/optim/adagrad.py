"""Adagrad: the more a number has moved, the smaller its steps become."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .._tensor import Tensor
from .optimizer import Optimizer, check_lr, check_not_negative, descend, next_step, over_root


class Adagrad(Optimizer):
    """Adagrad (Duchi, Hazan & Singer 2011): the gradient over the root of the sum of all its squares so far.

        g ← gradient + weight_decay · θ          (−gradient to maximize)
        s ← s + g²                               s starts at initial_accumulator_value
        θ ← θ − lr / (1 + (t − 1) · lr_decay) · g / (√s + eps)

    Args:
        params: tensors, (name, tensor) pairs or dicts, each a parameter group.
        lr: the learning rate, 0 or more (a tensor of one element will do).
        lr_decay: how fast the learning rate falls with the number of steps t.
        weight_decay: pulls the parameters to zero.
        initial_accumulator_value: where s starts.
        eps: keeps the division away from zero.
        maximize: climb instead of descend.

    Raises:
        ValueError: an option out of its range.
        NotImplementedError: `foreach`, `differentiable` or `fused` switched on.
    """

    state_like_parameter = ("sum",)

    def __init__(
        self,
        params: Iterable[Any],
        lr: float | Tensor = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        foreach: bool | None = None,
        *,
        maximize: bool = False,
        differentiable: bool = False,
        fused: bool | None = None,
    ) -> None:
        check_lr(lr)
        check_not_negative(lr_decay=lr_decay, weight_decay=weight_decay)
        check_not_negative(initial_accumulator_value=initial_accumulator_value, eps=eps)
        defaults = {
            "lr": lr,
            "lr_decay": lr_decay,
            "eps": eps,
            "weight_decay": weight_decay,
            "initial_accumulator_value": initial_accumulator_value,
            "foreach": foreach,
            "maximize": maximize,
            "differentiable": differentiable,
            "fused": fused,
        }
        super().__init__(params, defaults)

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        super().add_param_group(param_group)
        for p in self.param_groups[-1]["params"]:  # as in PyTorch the state is there before the first step
            self._begin(p, sum=self.param_groups[-1]["initial_accumulator_value"])

    def _update(self, p: Tensor, group: dict[str, Any]) -> None:
        state = self._begin(p, sum=group["initial_accumulator_value"])
        t = next_step(state)
        theta, s = p._data, state["sum"]._data
        g = self._gradient(p, float(group["weight_decay"]), group["maximize"])
        scratch = self._scratch("step", theta)

        np.multiply(g, g, out=scratch)  # s ← s + g²
        s += scratch
        rate = float(group["lr"]) / (1 + (t - 1) * group["lr_decay"])
        descend(theta, over_root(g, s, group["eps"], scratch), rate)
