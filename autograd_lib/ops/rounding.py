"""Rounding and signs, element by element, each followed by its gradient rule: flat between its steps, the gradient is 0."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import ndarray

from .._tensor import Tensor, tensor_method
from ..autograd.graph import Node
from ..autograd.record import record1
from ..names import scalar_name
from . import either
from .arguments import array_of, refuse


class Flat(Node):
    """The rule of a function that is constant between its steps."""

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        return either.zeros_like(grad)


def no_bools(input: Any, kernel: str, kinds: str = "fiu") -> ndarray:
    """The array behind a Tensor of numbers; bools are refused as PyTorch does, naming its kernel."""
    if not isinstance(input, Tensor):
        refuse(input)
    if input._data.dtype.kind not in kinds:
        raise NotImplementedError(
            f"\"{kernel}\" not implemented for '{scalar_name(input.dtype)}'\nWrite x.float() first."
        )
    return input._data


@tensor_method(inplace=True)
def floor(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The largest whole number that is not above x."""
    return record1(FloorBackward0, np.floor(no_bools(input, "floor_vml_cpu")), input, (), out)


class FloorBackward0(Flat):
    pass


@tensor_method(inplace=True)
def ceil(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The smallest whole number that is not below x."""
    return record1(CeilBackward0, np.ceil(no_bools(input, "ceil_vml_cpu")), input, (), out)


class CeilBackward0(Flat):
    pass


@tensor_method(inplace=True)
def trunc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The whole part of x: rounded toward 0."""
    return record1(TruncBackward0, np.trunc(no_bools(input, "trunc_vml_cpu")), input, (), out)


class TruncBackward0(Flat):
    pass


@tensor_method(inplace=True)
def round(input: Tensor, *, decimals: int | None = None, out: Tensor | None = None) -> Tensor:
    """The nearest whole number, an even one where two are equally near; or rounded to a number of decimals."""
    if not decimals:
        a = no_bools(input, "round_vml_cpu")
        rule = RoundBackward0 if decimals is None else RoundBackward1
        return record1(rule, np.rint(a) if a.dtype.kind == "f" else a.copy(), input, (), out)
    a = no_bools(input, "round_cpu", "f")
    with np.errstate(all="ignore"):
        scale = 10.0 ** abs(decimals)
        wide = a if a.dtype.itemsize > 2 else a.astype(np.float32)
        result = np.rint(wide * scale) / scale if decimals > 0 else np.rint(wide / scale) * scale
    return record1(RoundBackward1, result.astype(a.dtype), input, (), out)


class RoundBackward0(Flat):
    pass


class RoundBackward1(Flat):
    pass


@tensor_method(inplace=True)
def frac(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """What `trunc` cuts off: x - trunc(x).  d frac(x)/dx = 1."""
    a = no_bools(input, "frac_cpu", "f")
    with np.errstate(invalid="ignore"):
        return record1(FracBackward0, a - np.trunc(a), input, (), out)


class FracBackward0(Node):
    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        return grad


@tensor_method(inplace=True)
def sign(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """-1, 0 or 1: below, at or above 0."""
    return record1(SignBackward0, either.signs(array_of(input)), input, (), out)


class SignBackward0(Flat):
    pass


@tensor_method(inplace=True)
def sgn(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The same as `sign`, for real numbers."""
    return record1(SgnBackward0, either.signs(array_of(input)), input, (), out)


class SgnBackward0(Flat):
    pass


@tensor_method(inplace=True)
def nan_to_num(
    input: Tensor, nan: float | None = None, posinf: float | None = None, neginf: float | None = None, *,
    out: Tensor | None = None,
) -> Tensor:  # fmt: skip
    """nan replaced by `nan` (0), inf and -inf by `posinf` and `neginf` (the largest and smallest finite number).

    The gradient is 1 where nothing was replaced, else 0.
    """
    a = array_of(input)
    if a.dtype.kind != "f":
        return record1(NanToNumBackward0, a.copy(), input, (a,), out)
    result = np.nan_to_num(a, nan=0.0 if nan is None else nan, posinf=posinf, neginf=neginf)
    return record1(NanToNumBackward0, result, input, (a,), out)


class NanToNumBackward0(Node):
    saves = ("self",)

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any) -> Any:
        return either.kept(grad, np.isfinite(either.array(input)))


fix = trunc
Tensor.fix, Tensor.fix_ = Tensor.trunc, Tensor.trunc_  # type: ignore[attr-defined]
