"""The shape of a tensor: a tuple of ints with PyTorch's name and a product."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, SupportsIndex


class Size(tuple[int, ...]):
    """What ``tensor.shape`` returns: an immutable tuple of ints, printed as ``torch.Size([2, 3])``.

    Slicing, ``+`` with a tuple and ``*`` with an int give a Size again.
    Raises TypeError for an item that is not an int.
    """

    __slots__ = ()

    def __new__(cls, *dims: Iterable[SupportsIndex]) -> Size:
        size = tuple.__new__(cls, *dims)
        for dim in size:
            if type(dim) is not int:
                return tuple.__new__(cls, _as_ints(size))
        return size

    def numel(self) -> int:
        """Number of elements of a tensor of this shape: the product of the dimensions, 1 for ``Size([])``."""
        return math.prod(self)

    def __repr__(self) -> str:
        return f"torch.Size([{', '.join(format(dim, 'd') for dim in self)}])"

    __str__ = __repr__

    def __getitem__(self, key: Any) -> Any:
        item = tuple.__getitem__(self, key)
        return trusted_size(item) if type(key) is slice else item

    def __add__(self, other: Any) -> Size:
        if not isinstance(other, tuple):
            raise TypeError(
                f"can only concatenate tuple (not {type(other).__name__}) to torch.Size\n"
                f"Write the right-hand side as a tuple: {_as_tuple_text(other)}."
            )
        return Size(tuple.__add__(self, other))

    def __radd__(self, other: Any) -> Size:
        if isinstance(other, list):
            raise TypeError(
                'can only concatenate list (not "torch.Size") to list\n'
                "Use list(size) to go on with a list, or write the left-hand side as a tuple."
            )
        if not isinstance(other, tuple):
            return NotImplemented
        return Size(tuple.__add__(other, self))

    def __mul__(self, count: Any) -> Size:
        if not hasattr(count, "__index__"):
            raise TypeError(
                f"can't multiply sequence by non-int of type '{type(count).__name__}'\n"
                "A Size times an int repeats it; the number of elements is size.numel()."
            )
        return trusted_size(tuple.__mul__(self, count))

    __rmul__ = __mul__

    def __reduce__(self) -> tuple[Any, ...]:
        return Size, (tuple(self),)


trusted_size: Callable[[Iterable[int]], Size] = partial(tuple.__new__, Size)
"""``Size`` without the check of its items, for shapes that NumPy made."""


def _as_ints(items: Iterable[Any]) -> Iterator[int]:
    for position, item in enumerate(items):
        try:
            yield operator.index(item)
        except TypeError:
            raise TypeError(
                f"torch.Size() takes an iterable of 'int' (item {position} is '{type(item).__name__}')\n"
                f"A shape is made of whole numbers; item {position} was {item!r}."
            ) from None


def _as_tuple_text(value: Any) -> str:
    return repr(tuple(value)) if isinstance(value, (list, range)) else f"({value!r},)"


Size.__name__ = "torch.Size"  # Python's messages then call it as PyTorch's do
