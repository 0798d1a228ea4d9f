"""Is the graph being recorded?  The switches: `no_grad`, `enable_grad`, `set_grad_enabled`, `inference_mode`.

Each thread has its own switches, as in PyTorch.
"""

from __future__ import annotations

import functools
import inspect
import threading
from collections.abc import Callable
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])


class _Mode(threading.local):
    grad = True  # operations on tensors that require a gradient are recorded
    inference = False  # new tensors are marked as never usable for a gradient


mode = _Mode()


class _ContextDecorator:
    """Use as `with no_grad():` or as `@no_grad()` above a function or a generator function."""

    __slots__ = ()

    def __enter__(self) -> Any:
        raise NotImplementedError

    def __exit__(self, *exc: object) -> None:
        raise NotImplementedError

    def clone(self) -> _ContextDecorator:
        return type(self)()

    def __call__(self, function: F) -> F:
        if inspect.isgeneratorfunction(function):
            return self._wrap_generator(function)

        @functools.wraps(function)
        def inside(*args: Any, **kwargs: Any) -> Any:
            with self.clone():
                return function(*args, **kwargs)

        return cast(F, inside)

    def _wrap_generator(self, function: F) -> F:
        """The mode holds while the generator's own code runs, not while its caller looks at a value."""

        @functools.wraps(function)
        def inside(*args: Any, **kwargs: Any) -> Any:
            generator = function(*args, **kwargs)
            try:
                with self.clone():
                    value = next(generator)
                while True:
                    try:
                        sent = yield value
                    except GeneratorExit:
                        with self.clone():
                            generator.close()
                        raise
                    except BaseException as error:
                        with self.clone():
                            value = generator.throw(error)
                    else:
                        with self.clone():
                            value = generator.send(sent)
            except StopIteration as stop:
                return stop.value

        return cast(F, inside)


class _FixedMode(_ContextDecorator):
    """A mode without arguments: also `@no_grad` (without the parentheses) decorates."""

    __slots__ = ("previous",)
    enabled: bool

    def __new__(cls, function: Callable[..., Any] | None = None) -> Any:
        self = object.__new__(cls)
        return self if function is None else self(function)

    def __enter__(self) -> None:
        self.previous = mode.grad
        mode.grad = self.enabled

    def __exit__(self, *exc: object) -> None:
        mode.grad = self.previous


class no_grad(_FixedMode):
    """Nothing is recorded inside: results have `requires_grad=False`, even of tensors that require a gradient."""

    enabled = False


class enable_grad(_FixedMode):
    """Recording is on inside, also within `no_grad`."""

    enabled = True


class set_grad_enabled(_ContextDecorator):
    """Recording on or off: at once when called, and until the end of the block when used by `with`."""

    def __init__(self, mode: bool) -> None:
        if not isinstance(mode, bool):
            raise TypeError(
                "set_grad_enabled(): argument 'enabled' (position 1) must be bool, not "
                f"{type(mode).__name__}\nWrite True or False."
            )
        self.previous = is_grad_enabled()
        self.enabled = mode
        _set_grad(mode)

    def __call__(self, function: F) -> F:
        _set_grad(self.previous)  # as a decorator it acts when the function runs, not where it is defined
        return super().__call__(function)

    def __enter__(self) -> None:
        _set_grad(self.enabled)

    def __exit__(self, *exc: object) -> None:
        _set_grad(self.previous)

    def __str__(self) -> str:
        return f"torch.autograd.grad_mode.set_grad_enabled(mode={self.enabled})"

    __repr__ = __str__

    def clone(self) -> set_grad_enabled:
        previous = is_grad_enabled()
        copy = type(self)(self.enabled)
        _set_grad(previous)
        return copy


class inference_mode(_ContextDecorator):
    """Like `no_grad`, and tensors made inside can never take part in a recorded computation."""

    def __new__(cls, mode: bool | Callable[..., Any] = True) -> Any:
        if isinstance(mode, bool):
            return super().__new__(cls)
        return cls()(mode)

    def __init__(self, mode: bool = True) -> None:
        self.enabled = mode

    def __enter__(self) -> None:
        self.previous = (mode.grad, mode.inference)
        mode.inference = self.enabled
        mode.grad = not self.enabled

    def __exit__(self, *exc: object) -> None:
        mode.grad, mode.inference = self.previous

    def clone(self) -> inference_mode:
        return type(self)(self.enabled)


def _set_grad(enabled: bool) -> None:
    mode.grad = bool(enabled)


def is_grad_enabled() -> bool:
    """True while operations are recorded."""
    return mode.grad


def is_inference_mode_enabled() -> bool:
    """True inside `with inference_mode():`."""
    return mode.inference
