"""The schedule that looks at how training goes."""

from __future__ import annotations

from math import inf
from typing import Any

from ..optimizer import Optimizer, check_option
from .base import LRScheduler, check_optimizer, set_rate, warn_of_epoch


class ReduceLROnPlateau(LRScheduler):
    """Multiply the rate by `factor` when a number, such as the validation loss, has not improved for `patience` epochs:

        scheduler.step(loss)

    Args:
        optimizer: whose groups to change.
        mode: "min", the number is to fall, or "max", it is to rise.
        factor: below 1.
        patience: how many epochs without an improvement are let pass.
        threshold: by how much it must be better than the best so far to count.
        threshold_mode: "rel", as a part of the best, or "abs".
        cooldown: how many epochs after a change count for nothing.
        min_lr: no lower than this: one number, or a list with one for each group.
        eps: a change by less than this is not made.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: list[float] | float = 0,
        eps: float = 1e-8,
    ) -> None:
        check_option(factor < 1.0, "Factor should be < 1.0.", f"The rate is multiplied by it; got factor={factor}.")
        self.factor = factor
        check_optimizer(optimizer)
        self.optimizer = optimizer
        groups = len(optimizer.param_groups)
        if isinstance(min_lr, (list, tuple)):
            check_option(
                len(min_lr) == groups,
                f"expected {groups} min_lrs, got {len(min_lr)}",
                "Give one for each group, or a single number for all.",
            )
            self.default_min_lr = None
            self.min_lrs = list(min_lr)
        else:
            self.default_min_lr = min_lr
            self.min_lrs = [min_lr] * groups
        self.patience = patience
        self.cooldown = cooldown
        self.eps = eps
        self.last_epoch = 0
        self._last_lr = self._current_rates()
        check_option(mode in ("min", "max"), f"mode {mode} is unknown!", "It is 'min' or 'max'.")
        check_option(
            threshold_mode in ("rel", "abs"), f"threshold mode {threshold_mode} is unknown!", "It is 'rel' or 'abs'."
        )
        self.mode_worse = inf if mode == "min" else -inf
        self.mode = mode
        self.threshold = threshold
        self.threshold_mode = threshold_mode
        self._reset()

    def _reset(self) -> None:
        """Forget the best number and all counts."""
        self.best = self.mode_worse
        self.cooldown_counter = 0
        self.num_bad_epochs = 0

    def step(self, metrics: Any, epoch: int | None = None) -> None:  # type: ignore[override]
        """One epoch on, in which `metrics` was the number to look at (a tensor of one element will do)."""
        current = float(metrics)
        if epoch is not None:
            warn_of_epoch()
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        if self._is_better(current, self.best):
            self.best = current
            self.num_bad_epochs = 0
        else:
            self.num_bad_epochs += 1
        if self.in_cooldown:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            self._reduce()
            self.cooldown_counter = self.cooldown
            self.num_bad_epochs = 0
        self._last_lr = self._current_rates()

    def _reduce(self) -> None:
        groups = len(self.optimizer.param_groups)
        if self.default_min_lr is not None:  # groups may have been added since
            self.min_lrs += [self.default_min_lr] * (groups - len(self.min_lrs))
        check_option(
            groups == len(self.min_lrs),
            "The number of param groups in the `optimizer` "
            f"({groups}) differs from when `ReduceLROnPlateau` was initialized "
            f"({len(self.min_lrs)}), usually due to a new param group being added to the optimizer. "
            "Please modify the `min_lrs` field to match the length of the `optimizer` param groups.",
            "Or give a single min_lr for all groups.",
        )
        for group, lowest in zip(self.optimizer.param_groups, self.min_lrs):
            old = float(group["lr"])
            new = max(old * self.factor, lowest)
            if old - new > self.eps:
                set_rate(group, new)

    @property
    def in_cooldown(self) -> bool:
        """Is it too soon after a change to judge?"""
        return self.cooldown_counter > 0

    def _is_better(self, a: float, best: float) -> bool:
        down = self.mode == "min"
        if self.threshold_mode == "rel":
            return a < best * (1.0 - self.threshold) if down else a > best * (self.threshold + 1.0)
        return a < best - self.threshold if down else a > best + self.threshold
