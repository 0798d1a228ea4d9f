"""What is used around training: `utils.data`, the way from a data set to batches."""

from typing import NoReturn

from .. import left_out
from . import data

__all__ = ["data"]


def __getattr__(name: str) -> NoReturn:
    left_out.refuse(f"utils.{name}")
    raise AttributeError(f"module 'torch.utils' has no attribute '{name}'")
