"""Learning-rate schedulers: after each epoch, `scheduler.step()` sets the learning rate of the optimizer's groups."""

from __future__ import annotations

import types
import warnings
from collections.abc import Callable, Sequence
from typing import Any

from .._tensor import Tensor, wrap
from .optimizer import Optimizer


class LRScheduler:
    """Base class.  A schedule of your own: subclass it and write `get_lr`, the list of the groups' next rates.

    Making a scheduler stores each group's rate as its "initial_lr" and does the step to epoch 0.

    Args:
        optimizer: whose groups to change.
        last_epoch: the epoch to go on from; -1 starts anew.
    """

    def __init__(self, optimizer: Optimizer, last_epoch: int = -1) -> None:
        if not isinstance(optimizer, Optimizer):
            raise TypeError(
                f"{type(optimizer).__name__} is not an Optimizer\n"
                "The first argument is the optimizer, not its parameters."
            )
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
        """One epoch on.  Call it after the optimizer's steps of the epoch."""
        if epoch is not None:
            raise NotImplementedError(
                f"scheduler.step(epoch={epoch}) is not implemented (PyTorch deprecates it)\nWrite scheduler.step()."
            )
        if self._step_count == 1 and not self.optimizer._step_called:
            warnings.warn(
                "Detected call of `lr_scheduler.step()` before `optimizer.step()`. In PyTorch 1.1.0 and later, you "
                "should call them in the opposite order: `optimizer.step()` before `lr_scheduler.step()`.  Failure to "
                "do this will result in PyTorch skipping the first value of the learning rate schedule.",
                UserWarning,
                stacklevel=2,
            )
        self._step_count += 1
        self.last_epoch += 1
        self._get_lr_called_within_step = True
        try:
            rates = self.get_lr()
        finally:
            self._get_lr_called_within_step = False
        for group, rate in zip(self.optimizer.param_groups, rates, strict=True):
            if isinstance(group["lr"], Tensor):
                group["lr"]._data.fill(float(rate))
            else:
                group["lr"] = rate
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


class StepLR(LRScheduler):
    """Multiply the rate by `gamma` every `step_size` epochs: lr = initial_lr · gamma^⌊epoch / step_size⌋."""

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1, last_epoch: int = -1) -> None:
        self.step_size = step_size
        self.gamma = gamma
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[Any]:
        self._warn_outside_step()
        if self.last_epoch == 0 or self.last_epoch % self.step_size != 0:
            return self._current_rates()
        return [rate * self.gamma for rate in self._current_rates()]


class LambdaLR(LRScheduler):
    """A function of the epoch as the factor: lr = initial_lr · lr_lambda(epoch).

    Args:
        optimizer: whose groups to change.
        lr_lambda: one function for all groups, or a list with one for each.
        last_epoch: the epoch to go on from; -1 starts anew.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        lr_lambda: Callable[[int], float] | Sequence[Callable[[int], float]],
        last_epoch: int = -1,
    ) -> None:
        groups = len(optimizer.param_groups)
        self.lr_lambdas: list[Any] = list(lr_lambda) if isinstance(lr_lambda, (list, tuple)) else [lr_lambda] * groups
        if len(self.lr_lambdas) != groups:
            raise ValueError(
                f"Expected {groups} lr_lambdas, but got {len(self.lr_lambdas)}\n"
                "Give one for each group, or one for all."
            )
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[Any]:
        self._warn_outside_step()
        return [base * factor(self.last_epoch) for factor, base in zip(self.lr_lambdas, self.base_lrs, strict=True)]

    def state_dict(self) -> dict[str, Any]:
        """Everything but the optimizer and functions; of callable objects their attributes."""
        state = super().state_dict()
        state["lr_lambdas"] = [
            None if isinstance(factor, types.FunctionType) else dict(factor.__dict__) for factor in self.lr_lambdas
        ]
        return state

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a saved state; functions stay as they are."""
        super().load_state_dict({name: value for name, value in state_dict.items() if name != "lr_lambdas"})
        for factor, saved in zip(self.lr_lambdas, state_dict["lr_lambdas"]):
            if saved is not None:
                factor.__dict__.update(saved)


def _own(rate: Any) -> Any:
    """The rate itself, or a copy if it is a tensor."""
    return wrap(rate._data.copy()) if isinstance(rate, Tensor) else rate
