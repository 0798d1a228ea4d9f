"""`torch.accelerator`: programs ask it for the fastest device: `cuda`, where CuPy finds a GPU."""

from __future__ import annotations

from .cuda import is_available
from .device import device


def current_accelerator(check_available: bool = False) -> device | None:
    """The device `cuda`, or None: there is only the CPU."""
    return device("cuda") if is_available() else None
