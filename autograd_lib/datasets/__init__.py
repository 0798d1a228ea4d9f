"""Data sets: `MNIST`, downloaded once, and `Digits`, small ones that need no network."""

from .digits import Digits
from .mnist import MNIST

__all__ = ["MNIST", "Digits"]
