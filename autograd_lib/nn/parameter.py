"""Parameter, a tensor that a module trains, and Buffer, one that it only keeps."""

from __future__ import annotations

from typing import Any, Self, TypeVar

import numpy as np

from .._tensor import Tensor, blank, wrap
from ..dtypes import get_default_dtype

T = TypeVar("T", bound=Tensor)


class Parameter(Tensor):
    """A tensor that a Module registers as its own when it is assigned: `self.w = nn.Parameter(torch.zeros(3))`.

    Args:
        data: the tensor; the parameter shares its memory and has no history. None gives an empty parameter.
        requires_grad: False for a weight that is kept but not trained.

    Raises:
        RuntimeError: an integer or bool tensor with `requires_grad=True`.
    """

    def __new__(cls, data: Tensor | None = None, requires_grad: bool = True) -> Self:
        self = _on_same_memory(cls, data)
        if requires_grad and not self.is_floating_point():
            raise RuntimeError(
                "Only Tensors of floating point and complex dtype can require gradients\n"
                f"This one is {self.dtype!r}: write nn.Parameter(t.float()), or requires_grad=False."
            )
        self.requires_grad = requires_grad
        return self

    def __repr__(self, *, tensor_contents: Any = None) -> str:  # type: ignore[override]
        return "Parameter containing:\n" + super().__repr__()

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        if id(self) not in memo:
            memo[id(self)] = type(self)(wrap(self._data.copy()), self.requires_grad)
        return memo[id(self)]


class Buffer(Tensor):
    """A tensor that a Module registers as a buffer when it is assigned: state that is saved but not trained.

    Args:
        data: the tensor; the buffer shares its memory and has no history.
        persistent: False keeps it out of `state_dict`.
    """

    persistent: bool

    def __new__(cls, data: Tensor | None = None, *, persistent: bool = True) -> Self:
        self = _on_same_memory(cls, data)
        self.requires_grad = data is not None and data.requires_grad
        self.persistent = persistent
        return self


def _on_same_memory(cls: type[T], data: Tensor | None) -> T:
    """A tensor of class `cls` on the memory of `data`, without its history."""
    if data is None:
        data = wrap(np.empty(0, get_default_dtype().numpy))
    if not isinstance(data, Tensor):
        raise AttributeError(
            f"'{type(data).__name__}' object has no attribute 'detach'\n"
            f"{cls.__name__} takes a tensor: nn.{cls.__name__}(torch.tensor({data!r}))."
        )
    return blank(cls, data._data, data._counter)
