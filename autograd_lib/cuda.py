"""`torch.cuda`: questions about GPUs.  This library computes on the CPU, so every program that asks first gets an answer."""

from __future__ import annotations

from typing import Any, NoReturn

from . import left_out


def is_available() -> bool:
    """False: tensors live on the CPU."""
    return False


def device_count() -> int:
    """0."""
    return 0


def manual_seed(seed: int) -> None:
    """Nothing to seed; `torch.manual_seed` seeds the CPU's generator."""


def manual_seed_all(seed: int) -> None:
    """Nothing to seed; `torch.manual_seed` seeds the CPU's generator."""


def empty_cache() -> None:
    """There is no GPU memory to give back."""


def _no_cuda(*args: Any, **kwargs: Any) -> NoReturn:
    raise AssertionError(
        "Torch not compiled with CUDA enabled\nAsk torch.cuda.is_available() first; tensors live on the CPU here."
    )


synchronize = current_device = set_device = get_device_name = memory_allocated = max_memory_allocated = _no_cuda


def __getattr__(name: str) -> NoReturn:
    left_out.refuse(f"cuda.{name}")
    raise AttributeError(f"module 'torch.cuda' has no attribute '{name}'")
