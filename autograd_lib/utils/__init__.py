"""What is used around training: `utils.data`, the way from a data set to batches."""

from . import data

__all__ = ["data"]
