"""Schedules that rise and fall: warm restarts, one cycle, many cycles."""

from __future__ import annotations

import math
import types
from collections.abc import Callable
from typing import Any

from ..optimizer import Optimizer, check_option
from .base import LRScheduler, for_each_group, saved_functions, set_rate


class CosineAnnealingWarmRestarts(LRScheduler):
    """The cosine from the rate down to `eta_min`, again and again (SGDR, Loshchilov & Hutter 2017, arXiv:1608.03983).

    The first time it takes T_0 epochs, then T_0 · T_mult, T_0 · T_mult², …  `step` may be called within an epoch too:
    `scheduler.step(epoch + i / batches)`.
    """

    def __init__(
        self, optimizer: Optimizer, T_0: int, T_mult: int = 1, eta_min: float = 0.0, last_epoch: int = -1
    ) -> None:
        check_option(
            isinstance(T_0, int) and T_0 > 0,
            f"Expected positive integer T_0, but got {T_0}",
            "It is the number of epochs until the first restart.",
        )
        check_option(
            isinstance(T_mult, int) and T_mult >= 1,
            f"Expected integer T_mult >= 1, but got {T_mult}",
            "Each period is T_mult times as long as the one before.",
        )
        check_option(
            isinstance(eta_min, (float, int)),
            f"Expected float or int eta_min, but got {eta_min} of type {type(eta_min)}",
            "It is the lowest rate.",
        )
        self.T_0 = T_0
        self.T_i = T_0
        self.T_mult = T_mult
        self.eta_min = eta_min
        self.T_cur: float = last_epoch
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[Any]:
        self._warn_outside_step()
        height = 1 + math.cos(math.pi * self.T_cur / self.T_i)
        return [self.eta_min + (base - self.eta_min) * height / 2 for base in self.base_lrs]

    def step(self, epoch: float | None = None) -> None:
        """One epoch on, or to any point in time, such as epoch 2.5."""
        if epoch is None and self.last_epoch < 0:
            epoch = 0
        if epoch is None:
            epoch = self.last_epoch + 1
            self.T_cur += 1
            if self.T_cur >= self.T_i:
                self.T_cur -= self.T_i
                self.T_i *= self.T_mult
        else:
            check_option(epoch >= 0, f"Expected non-negative epoch, but got {epoch}", "Epochs are counted from 0.")
            self.T_i, self.T_cur = self.T_0, epoch
            if epoch >= self.T_0 and self.T_mult == 1:
                self.T_cur = epoch % self.T_0
            elif epoch >= self.T_0:
                restarts = int(math.log(epoch / self.T_0 * (self.T_mult - 1) + 1, self.T_mult))
                self.T_cur = epoch - self.T_0 * (self.T_mult**restarts - 1) / (self.T_mult - 1)
                self.T_i = self.T_0 * self.T_mult**restarts
        self._go_to(math.floor(epoch))


class _WithMomentum(LRScheduler):
    """Where the rate is high the momentum is low, and the other way round."""

    cycle_momentum: bool
    use_beta1: bool

    def _check_momentum(self, optimizer: Optimizer) -> None:
        if "momentum" not in optimizer.defaults and "betas" not in optimizer.defaults:
            raise ValueError(
                "optimizer must support momentum or beta1 with `cycle_momentum` option enabled\n"
                f"{type(optimizer).__name__} has neither: write cycle_momentum=False."
            )
        self.use_beta1 = "betas" in optimizer.defaults

    def _start_momentum(self, optimizer: Optimizer, base: list[Any], top: list[Any], last_epoch: int) -> None:
        """Each group begins with the highest momentum, and remembers both ends."""
        if last_epoch == -1:
            for low, high, group in zip(base, top, optimizer.param_groups):
                self._set_momentum(group, high)
                group["max_momentum"] = high
                group["base_momentum"] = low

    def _set_momentum(self, group: dict[str, Any], momentum: Any) -> None:
        if self.use_beta1:
            group["betas"] = (momentum, *group["betas"][1:])
        else:
            group["momentum"] = momentum


class OneCycleLR(_WithMomentum):
    """Up once and down once within the whole training (Smith & Topin 2017, arXiv:1708.07120).  `step` after each batch.

    From max_lr / div_factor to max_lr in the first `pct_start` of the steps, then down to
    max_lr / div_factor / final_div_factor; with `three_phase` down the way it came first.

    Args:
        optimizer: whose groups to change.
        max_lr: the highest rate, or a list with one for each group.
        total_steps: how many steps there will be; or epochs and steps_per_epoch, which are multiplied.
        pct_start: the part of the steps in which the rate rises.
        anneal_strategy: "cos" or "linear".
        cycle_momentum: the momentum (or β₁) goes the other way, between max_momentum and base_momentum.
        div_factor, final_div_factor, three_phase: see above.
        last_epoch: the step to go on from; -1 starts anew.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        max_lr: float | list[float],
        total_steps: int | None = None,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: str = "cos",
        cycle_momentum: bool = True,
        base_momentum: float | list[float] = 0.85,
        max_momentum: float | list[float] = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
        last_epoch: int = -1,
    ) -> None:
        if total_steps is not None:
            _check_count(total_steps=total_steps)
            self.total_steps = total_steps
        elif epochs is not None and steps_per_epoch is not None:
            _check_count(epochs=epochs, steps_per_epoch=steps_per_epoch)
            self.total_steps = epochs * steps_per_epoch
        else:
            raise ValueError(
                "You must define either total_steps OR (epochs AND steps_per_epoch)\n"
                "The cycle is stretched over the whole training: OneCycleLR(optimizer, 0.1, total_steps=1000)."
            )
        rise = ("initial_lr", "max_lr", "max_momentum", "base_momentum")
        if three_phase:
            phases = [
                (float(pct_start * self.total_steps) - 1, *rise),
                (float(2 * pct_start * self.total_steps) - 2, "max_lr", "initial_lr", "base_momentum", "max_momentum"),
                (self.total_steps - 1, "initial_lr", "min_lr", "max_momentum", "max_momentum"),
            ]
        else:
            phases = [
                (float(pct_start * self.total_steps) - 1, *rise),
                (self.total_steps - 1, "max_lr", "min_lr", "base_momentum", "max_momentum"),
            ]
        names = ("end_step", "start_lr", "end_lr", "start_momentum", "end_momentum")
        self._schedule_phases: list[dict[str, Any]] = [dict(zip(names, phase)) for phase in phases]
        check_option(
            isinstance(pct_start, float) and 0 <= pct_start <= 1,
            f"Expected float between 0 and 1 pct_start, but got {pct_start}",
            "It is the part of the steps in which the rate rises.",
        )
        check_option(
            anneal_strategy in ("cos", "linear"),
            f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}",
            "It is the shape of the way from one rate to the other.",
        )
        self._anneal_func_type = anneal_strategy
        max_lrs = for_each_group("max_lr", optimizer, max_lr)
        if last_epoch == -1:
            for highest, group in zip(max_lrs, optimizer.param_groups):
                group["initial_lr"] = highest / div_factor
                group["max_lr"] = highest
                group["min_lr"] = group["initial_lr"] / final_div_factor
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            self._check_momentum(optimizer)
            low, high = (
                for_each_group(name, optimizer, value)
                for name, value in (("base_momentum", base_momentum), ("max_momentum", max_momentum))
            )
            self._start_momentum(optimizer, low, high, last_epoch)
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[Any]:
        self._warn_outside_step()
        step = self.last_epoch
        check_option(
            step <= self.total_steps,
            f"Tried to step {step} times. The specified number of total steps is {self.total_steps}",
            "Call step() once a batch, and give OneCycleLR the number of all batches.",
        )
        begin = 0.0
        for phase in self._schedule_phases:
            if step <= phase["end_step"] or phase is self._schedule_phases[-1]:
                break
            begin = phase["end_step"]
        way = (step - begin) / (phase["end_step"] - begin)
        rates = []
        for group in self.optimizer.param_groups:
            rates.append(self._between(group[phase["start_lr"]], group[phase["end_lr"]], way))
            if self.cycle_momentum:
                momentum = self._between(group[phase["start_momentum"]], group[phase["end_momentum"]], way)
                self._set_momentum(group, momentum)
        return rates

    def _between(self, start: Any, end: Any, way: float) -> Any:
        """The value after the part `way` of the way from start to end."""
        if self._anneal_func_type == "cos":
            return end + (start - end) / 2.0 * (math.cos(math.pi * way) + 1)
        return (end - start) * way + start


def _check_count(**counts: Any) -> None:
    for name, value in counts.items():
        check_option(
            isinstance(value, int) and value > 0,
            f"Expected positive integer {name}, but got {value}",
            "Count the batches: len(loader), and epochs * len(loader).",
        )


class CyclicLR(_WithMomentum):
    """Up and down between two rates, again and again (Smith 2017, arXiv:1506.01186).  `step` after each batch.

    Args:
        optimizer: whose groups to change.
        base_lr, max_lr: the lowest and the highest rate, each one number or a list with one for each group.
        step_size_up, step_size_down: steps on the way up and on the way down (as many if not given).
        mode: "triangular"; "triangular2", each cycle half as high; "exp_range", gamma^step as high.
        gamma: for "exp_range".
        scale_fn: a function of your own for the height, instead of a mode.
        scale_mode: what scale_fn is a function of: the number of the "cycle", or of the step ("iterations").
        cycle_momentum: the momentum (or β₁) goes the other way, between max_momentum and base_momentum.
        last_epoch: the step to go on from; -1 starts anew.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        base_lr: float | list[float],
        max_lr: float | list[float],
        step_size_up: int = 2000,
        step_size_down: int | None = None,
        mode: str = "triangular",
        gamma: float = 1.0,
        scale_fn: Callable[[float], float] | None = None,
        scale_mode: str = "cycle",
        cycle_momentum: bool = True,
        base_momentum: float = 0.8,
        max_momentum: float = 0.9,
        last_epoch: int = -1,
    ) -> None:
        base_lrs = for_each_group("base_lr", optimizer, base_lr)
        if last_epoch == -1:
            for lowest, group in zip(base_lrs, optimizer.param_groups):
                set_rate(group, lowest)
        self.max_lrs = for_each_group("max_lr", optimizer, max_lr)
        down = step_size_up if step_size_down is None else step_size_down
        self.total_size = float(step_size_up) + float(down)
        self.step_ratio = float(step_size_up) / self.total_size
        check_option(
            mode in ("triangular", "triangular2", "exp_range") or scale_fn is not None,
            "mode is invalid and scale_fn is None",
            f"Got mode={mode!r}: 'triangular', 'triangular2' and 'exp_range' are known.",
        )
        self.mode = mode
        self.gamma = gamma
        self._scale_fn_custom = scale_fn
        self.scale_mode = scale_mode if scale_fn is not None else "iterations" if mode == "exp_range" else "cycle"
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            self._check_momentum(optimizer)
            self.base_momentums = for_each_group("base_momentum", optimizer, base_momentum)
            self.max_momentums = for_each_group("max_momentum", optimizer, max_momentum)
            self._start_momentum(optimizer, self.base_momentums, self.max_momentums, last_epoch)
        super().__init__(optimizer, last_epoch)
        self.base_lrs = base_lrs

    def scale_fn(self, x: float) -> float:
        """The height of a cycle, as a part of the whole height."""
        if self._scale_fn_custom is not None:
            return self._scale_fn_custom(x)
        if self.mode == "exp_range":
            return self.gamma**x
        return 1 / 2.0 ** (x - 1) if self.mode == "triangular2" else 1.0

    def get_lr(self) -> list[Any]:
        self._warn_outside_step()
        cycle = math.floor(1 + self.last_epoch / self.total_size)
        x = 1.0 + self.last_epoch / self.total_size - cycle
        up = x / self.step_ratio if x <= self.step_ratio else (x - 1) / (self.step_ratio - 1)
        height = self.scale_fn(cycle if self.scale_mode == "cycle" else self.last_epoch)
        if self.cycle_momentum:
            for low, high, group in zip(self.base_momentums, self.max_momentums, self.optimizer.param_groups):
                self._set_momentum(group, high - (high - low) * up * height)
        return [low + (high - low) * up * height for low, high in zip(self.base_lrs, self.max_lrs)]

    def state_dict(self) -> dict[str, Any]:
        """Everything but the optimizer; of a scale_fn its attributes, if it is an object."""
        state = super().state_dict()
        scale = state.pop("_scale_fn_custom")
        return {**state, "_scale_fn_custom": None if scale is None else saved_functions([scale])[0]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a saved state; a scale_fn stays as it is."""
        super().load_state_dict({name: value for name, value in state_dict.items() if name != "_scale_fn_custom"})
        if state_dict["_scale_fn_custom"] is not None and not isinstance(self._scale_fn_custom, types.FunctionType):
            self._scale_fn_custom.__dict__.update(state_dict["_scale_fn_custom"])
