"""Class numbers as rows of zeros with a single 1."""

from __future__ import annotations

import numpy as np

from .._tensor import Tensor, wrap
from ..arrays import module_of
from .arguments import array_of


def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """For each class number a row of `num_classes` zeros with a 1 at its place: shape (*, num_classes), int64.

    `num_classes=-1` takes as many as the largest number asks for.
    """
    numbers = array_of(tensor)
    if numbers.dtype != np.int64:
        raise RuntimeError(
            f"one_hot is only applicable to index tensor of type LongTensor.\nIt is {tensor.dtype!r}: write x.long()."
        )
    if numbers.size == 0 and num_classes <= 0:
        raise RuntimeError("Can not infer total number of classes from empty tensor.\nGive num_classes.")
    if numbers.size and numbers.min() < 0:
        raise RuntimeError(f"Class values must be non-negative.\nThe smallest is {numbers.min()}.")
    if num_classes == -1:
        num_classes = int(numbers.max()) + 1
    elif numbers.size and numbers.max() >= num_classes:
        raise RuntimeError(
            f"Class values must be smaller than num_classes.\nThe largest is {numbers.max()}, num_classes is {num_classes}."
        )
    result = module_of(numbers).zeros((*numbers.shape, num_classes), np.int64)
    np.put_along_axis(result, numbers[..., np.newaxis], 1, -1)
    return wrap(result)
