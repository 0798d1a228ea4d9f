"""PyTorch in miniature."""

from . import autograd
from ._tensor import Tensor
from .ops import (
    arithmetic,
    bounds,
    convert,
    creation,
    grids,
    index,
    joining,
    linalg,
    pointwise,
    reduce,
    sampling,
    shape,
)
