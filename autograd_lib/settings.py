"""Settings of PyTorch that change its speed or its guarantees.  Here they are kept and change nothing."""

from __future__ import annotations

import os
from typing import Any

_kept: dict[str, Any] = {"threads": None, "deterministic": False, "precision": "highest"}


def set_num_threads(num_threads: int) -> None:
    """Remember the number; NumPy's own threads are set by the environment variable OMP_NUM_THREADS."""
    if not isinstance(num_threads, int) or isinstance(num_threads, bool):
        raise TypeError(
            f"set_num_threads expects an int, but got {type(num_threads).__name__}\nWrite torch.set_num_threads(1)."
        )
    if num_threads <= 0:
        raise RuntimeError(f"set_num_threads expects a positive integer\nGot {num_threads}.")
    _kept["threads"] = num_threads


def get_num_threads() -> int:
    """The number that was set, or that of the processor's cores."""
    return _kept["threads"] or int(os.environ.get("OMP_NUM_THREADS") or os.cpu_count() or 1)


def use_deterministic_algorithms(mode: bool, *, warn_only: bool = False) -> None:
    """Remember it; all that is computed here comes out the same each time."""
    _kept["deterministic"] = bool(mode)


def are_deterministic_algorithms_enabled() -> bool:
    """What was set."""
    return _kept["deterministic"]


def set_float32_matmul_precision(precision: str) -> None:
    """Remember it; float32 is always multiplied at full precision."""
    if precision not in ("highest", "high", "medium"):
        raise RuntimeError(f"Unknown float32 matmul precision: {precision}\nIt is 'highest', 'high' or 'medium'.")
    _kept["precision"] = precision


def get_float32_matmul_precision() -> str:
    """What was set: 'highest' in the beginning."""
    return _kept["precision"]
