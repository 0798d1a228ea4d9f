"""Anomaly mode: find the operation of the forward pass whose gradient failed or became nan."""

from __future__ import annotations

import warnings

from . import record
from .grad_mode import _ContextDecorator

check_nan = True


class set_detect_anomaly:
    """Anomaly mode on or off, at once and until the end of the block when used by `with`.  Slow: for debugging only."""

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        self.previous = (record.anomaly_traces, globals()["check_nan"])
        _set(mode, check_nan)

    def __enter__(self) -> None:
        pass

    def __exit__(self, *exc: object) -> None:
        _set(*self.previous)


class detect_anomaly(_ContextDecorator):
    """`with detect_anomaly():` each node keeps where it was made, and backward stops at the first nan."""

    def __init__(self, check_nan: bool = True) -> None:
        self.check_nan = check_nan
        warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for "
            "debugging.",
            UserWarning,
            stacklevel=2,
        )

    def __enter__(self) -> None:
        self.previous = (record.anomaly_traces, globals()["check_nan"])
        _set(True, self.check_nan)

    def __exit__(self, *exc: object) -> None:
        _set(*self.previous)


def is_anomaly_enabled() -> bool:
    """True while anomaly mode is on."""
    return record.anomaly_traces


def is_anomaly_check_nan_enabled() -> bool:
    """True while anomaly mode stops at the first nan."""
    return check_nan


def _set(enabled: bool, nan: bool) -> None:
    global check_nan
    record.anomaly_traces = bool(enabled)
    check_nan = bool(nan)
