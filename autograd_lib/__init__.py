"""PyTorch in miniature."""

from . import autograd
from ._tensor import Tensor
from .ops import arithmetic, convert, creation, index, linalg, pointwise, reduce, shape
