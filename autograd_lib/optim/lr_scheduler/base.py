"""What all learning-rate schedulers share: counting epochs, setting the rates, saving and loading."""

from __future__ import annotations

import types
import warnings
from typing import Any

from ..._tensor import Tensor, wrap
from ..optimizer import Optimizer


class LRScheduler:
    """Base class.  A schedule of your own: subclass it and write `get_lr`, the list of the groups' next rates.

    Making a scheduler stores each group's rate as its "initial_lr" and does the step to epoch 0.  `get_lr` makes the next
    rates of the present ones, so that several schedulers can act on one optimizer; `_get_closed_form_lr`, where there is
    one, makes the rates of any epoch of the initial ones.

    Args:
        optimizer: whose groups to change.
        last_epoch: the epoch to go on from; -1 starts anew.
    """

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        check_optimizer(optimizer)
        self.optimizer = optimizer
        for i, group in enumerate(optimizer.param_groups):
            if last_epoch == -1:
                group.setdefault("initial_lr", _own(group["lr"]))
            elif "initial_lr" not in group:
                raise KeyError(
                    f"param 'initial_lr' is not specified in param_groups[{i}] when resuming scheduler with "
                    "last_epoch >= 0.\nLoad the optimizer's saved state first, or leave last_epoch out to start anew."
                )
        self.base_lrs = [_own(group["initial_lr"]) for group in optimizer.param_groups]
        self.last_epoch = last_epoch
        self._initial_step()

    def _initial_step(self) -> None:
        """The step to epoch 0."""
        self._step_count = 0
        self._is_initial = True
        self._get_lr_called_within_step = False
        self.step()
        self._is_initial = False

    def get_lr(self) -> list[Any]:
        """The rates for `self.last_epoch`, one for each group."""
        raise NotImplementedError(f"{type(self).__name__} needs a schedule: write its get_lr()")

    def get_last_lr(self) -> list[Any]:
        """The rates that are set now, one for each group."""
        return self._last_lr

    def step(self, epoch: int | None = None) -> None:
        """One epoch on.  Call it after the optimizer's steps of the epoch.

        Args:
            epoch: go to this epoch instead (PyTorch deprecates it, and so warns).
        """
        if self._step_count == 1 and not self.optimizer._step_called:
            warnings.warn(
                "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later, you "
                "should call them in the opposite order: `optimizer.step()` before `lr_scheduler.step()`.  Failure to "
                "do this will result in PyTorch skipping the first value of the learning rate schedule. See more "
                "details at https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate",
                UserWarning,
                stacklevel=2,
            )
        self._step_count += 1
        if epoch is not None:
            warn_of_epoch()
        self._go_to(epoch)

    def _go_to(self, epoch: int | None) -> None:
        """To the next epoch, or to this one; there by the closed form, if there is one."""
        self.last_epoch = self.last_epoch + 1 if epoch is None else epoch
        self._get_lr_called_within_step = True
        try:
            rates = self.get_lr() if epoch is None else getattr(self, "_get_closed_form_lr", self.get_lr)()
        finally:
            self._get_lr_called_within_step = False
        self._set_rates(rates)

    def _set_rates(self, rates: list[Any]) -> None:
        for group, rate in zip(self.optimizer.param_groups, rates, strict=True):
            set_rate(group, rate)
        self._last_lr = self._current_rates()

    def state_dict(self) -> dict[str, Any]:
        """Everything but the optimizer."""
        return {name: value for name, value in self.__dict__.items() if name != "optimizer"}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a saved state.  The rates themselves are part of the optimizer's state: load that as well."""
        self.__dict__.update(state_dict)

    def _current_rates(self) -> list[Any]:
        return [_own(group["lr"]) for group in self.optimizer.param_groups]

    def _warn_outside_step(self) -> None:
        if not self._get_lr_called_within_step:
            warnings.warn(
                "To get the last learning rate computed by the scheduler, please use `get_last_lr()`.",
                UserWarning,
                stacklevel=3,
            )


def check_optimizer(optimizer: Any) -> None:
    """PyTorch's TypeError for anything else."""
    if not isinstance(optimizer, Optimizer):
        raise TypeError(
            f"{type(optimizer).__name__} is not an Optimizer\nThe first argument is the optimizer, not its parameters."
        )


def for_each_group(name: str, optimizer: Optimizer, value: Any) -> list[Any]:
    """One value for each group: the list (or tuple) itself, or the one value for all of them."""
    if not isinstance(value, (list, tuple)):
        return [value] * len(optimizer.param_groups)
    if len(value) != len(optimizer.param_groups):
        raise ValueError(
            f"{name} must have the same length as optimizer.param_groups. {name} has {len(value)} values, "
            f"param_groups has {len(optimizer.param_groups)}.\nGive one for each group, or a single number for all."
        )
    return list(value)


def set_rate(group: dict[str, Any], rate: Any, name: str = "lr") -> None:
    """Set a rate (or another option); a rate that is a tensor keeps being the same tensor."""
    if isinstance(group[name], Tensor):
        group[name]._data.fill(float(rate))
    else:
        group[name] = rate


def saved_functions(functions: list[Any]) -> list[Any]:
    """What a state says of functions: nothing, but of callable objects their attributes."""
    return [None if isinstance(each, types.FunctionType) else dict(each.__dict__) for each in functions]


def warn_of_epoch() -> None:
    """PyTorch's warning of `step(epoch)`."""
    warnings.warn(
        "The epoch parameter in `scheduler.step()` was not necessary and is being deprecated where possible. Please use "
        "`scheduler.step()` to step the scheduler. During the deprecation, if epoch is different from None, the closed "
        "form is used instead of the new chainable form, where available. Please open an issue if you are unable to "
        "replicate your use case: https://github.com/pytorch/pytorch/issues/new/choose.",
        UserWarning,
        stacklevel=3,
    )


def _own(rate: Any) -> Any:
    """The rate itself, or a copy if it is a tensor."""
    return wrap(rate._data.copy()) if isinstance(rate, Tensor) else rate
