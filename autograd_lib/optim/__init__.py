"""Optimizers: they change parameters in place, by a rule made of the gradients.  One rule, one class, one formula."""

from . import lr_scheduler
from .adabelief import AdaBelief
from .adam import Adam, AdamW
from .optimizer import Optimizer
from .sgd import SGD

__all__ = ["SGD", "AdaBelief", "Adam", "AdamW", "Optimizer", "lr_scheduler"]
