"""`Variable`: what tensors with a gradient were called until 2018.  Older programs still wrap their tensors in it."""

from __future__ import annotations

import warnings
from typing import Any

from .._tensor import Tensor, wrap


class _EveryTensor(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, Tensor)


class Variable(metaclass=_EveryTensor):
    """`Variable(tensor)` is a tensor on the same memory without history; write the tensor itself."""

    def __new__(cls, data: Any = None, requires_grad: bool = False, volatile: bool | None = None) -> Any:
        if volatile is not None:
            warnings.warn(
                "volatile was removed and now has no effect. Use `with torch.no_grad():` instead.", stacklevel=2
            )
        if data is None:
            data = Tensor()
        if not isinstance(data, Tensor):
            raise TypeError(f"Variable data has to be a tensor, but got {type(data).__name__}\nWrite torch.tensor(…).")
        return wrap(data._data).requires_grad_(requires_grad)
