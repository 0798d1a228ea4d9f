"""Losses of classification: the negative log-likelihood, and cross-entropy, which is made of it.

The classes lie along dimension 1: (N, C), or (N, C, d1, …) with one prediction per place; a single sample is (C,).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy import ndarray

from .._tensor import Tensor, wrap
from ..arrays import as_array, beside, module_of, one_device, quiet
from ..autograd.graph import Node
from ..autograd.record import record, record1
from ..names import scalar_name
from . import either
from .activation import log_softmax
from .arguments import operands, refuse
from .arithmetic import add, div, mul, neg, scale
from .index import masked_fill
from .loss import check_reduction, no_gradient, old_options
from .reduce import sum
from .shape import contiguous, view


@one_device
def nll_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: Any = None,
    ignore_index: int = -100,
    reduce: Any = None,
    reduction: str = "mean",
) -> Tensor:
    """Minus the log-probability of the right class.

    Args:
        input: (N, C), (N, C, d1, …) or (C,), log-probabilities as `log_softmax` gives them.
        target: (N,), (N, d1, …) or (), int64 class numbers.
        weight: (C,), how much each class counts; "mean" divides by the sum of the weights.
        ignore_index: targets with this value do not count.
        reduction: "mean", "sum", or "none" for one loss per target.

    Raises:
        IndexError: a target is not one of 0 … C-1.
    """
    old_options(size_average, reduce)
    check_reduction(reduction)
    return nll_loss_nd(input, target, weight, ignore_index, reduction)


def nll_loss_nd(input: Any, target: Any, weight: Any, ignore_index: int, reduction: str) -> Tensor:
    """`nll_loss` for inputs of any number of dimensions."""
    if not isinstance(input, Tensor):
        refuse(input, depth=1)
    if not isinstance(target, Tensor):
        refuse(target, depth=1)
    x, t = input._data, target._data
    if x.ndim == 0:
        raise ValueError("Expected 1 or more dimensions (got 0)\nThe input has shape (N, C): one number per class.")
    if x.ndim > 1 and (t.ndim == 0 or len(x) != len(t)):
        raise ValueError(
            f"Expected input batch_size ({len(x)}) to match target batch_size ({len(t) if t.ndim else 0}).\n"
            f"The input has shape {list(x.shape)}, the target {list(t.shape)}: one class number per row."
        )
    if x.ndim in (1, 2):
        check_targets(x, t, weight)
        return picked(NllLossBackward0, input, target, weight, ignore_index, reduction)
    if x.ndim != 4:  # PyTorch makes images of one row of them
        if (len(x), *x.shape[2:]) != t.shape:
            raise RuntimeError(
                f"Expected target size {[len(x), *x.shape[2:]]}, got {list(t.shape)}\n"
                f"The input has shape {list(x.shape)}: the target has it without the classes."
            )
        rows = (*x.shape[:2], 1, -1) if x.size else (*x.shape[:2], 0, 0)
        flat = wrap(t.reshape(len(t), 1, -1) if x.size else t.reshape(len(t), 0, 0))
        flat._counter = target._counter
        loss = nll_loss_nd(view(contiguous(input), rows), flat, weight, ignore_index, reduction)
        return view(loss, t.shape) if reduction == "none" else loss
    check_image_targets(x, t, weight)
    return picked(NllLoss2DBackward0, input, target, weight, ignore_index, reduction)


def picked(
    rule: type[Node], input: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int, reduction: str
) -> Tensor:
    """For each target: minus the number of its class, times the weight of its class."""
    x, t = input._data, target._data
    if x.ndim == 1 and reduction == "none":
        reduction = "sum"  # of one
    classes = t.astype(np.int64, copy=False).reshape(-1)
    count = x.shape[min(x.ndim - 1, 1)]
    ignored = None
    wrong = classes.view(np.uint64) >= count  # (a negative number is a very large one without its sign)
    if 0 <= ignore_index < count or np.count_nonzero(wrong):  # one look at the numbers: on a GPU each look waits
        ignored = classes == ignore_index
        wrong &= ~ignored
        if wrong.any():
            raise IndexError(
                f"Target {int(classes[wrong][0])} is out of bounds.\nThere are {count} classes: targets are 0 to {count - 1}."
            )
        classes = np.where(ignored, 0, classes)
    places = module_of(classes).arange(classes.size)
    if x.ndim > 2:
        inner = math.prod(x.shape[2:]) or 1
        places = (places // inner * count + classes) * inner + places % inner
    else:
        places *= count
        places += classes
    shape, w = t.shape, None if weight is None else weight._data
    if w is None and ignored is None and x.size:  # the usual case: all count alike
        losses, factor = x.reshape(-1)[places], -1.0
        if reduction != "none":
            losses = np.add.reduce(losses, None)
            if reduction == "mean":
                losses, factor = losses / classes.size, -1 / classes.size
        losses = -losses.reshape(shape) if reduction == "none" else 0 - losses  # (0, not -0, where the loss is none)
        return record(rule, losses, (input,), (t, w, places.reshape(shape), factor, x.shape), watch=(target,))
    factors = module_of(x).full(classes.shape, -1, x.dtype) if w is None else -w[classes]
    losses = x.reshape(-1)[places] * factors if x.size else factors
    if ignored is not None:
        factors[ignored] = losses[ignored] = 0
    if reduction != "none":
        losses = np.add.reduce(losses, None)
        if reduction == "mean":
            with quiet():
                total = classes.size if weight is None and ignored is None else -np.add.reduce(factors, None)
                losses, factors = losses / total, factors / total
            if ignored is not None:
                factors[ignored] = 0
    saved = (t, w, places.reshape(shape), factors.reshape(shape), x.shape)
    watch = (target,) if weight is None else (target, weight)
    return record(rule, losses.reshape(shape) if reduction == "none" else losses, (input,), saved, watch=watch)


class NllLossBackward0(Node):
    """Only the number of the right class takes part: it gets minus the weight of its class.

    `factors`: one per target, or a single number where all count alike.
    """

    saves = ("target", "weight", "places", "factors", "shape")
    raw = ("places",)

    @staticmethod
    def backward(
        ctx: Any, grad: Any, target: Any, weight: Any, places: ndarray, factors: Any, shape: tuple[int, ...]
    ) -> Any:
        shares = grad * factors
        if isinstance(grad, Tensor):
            return either.put_add(shares.expand(places.shape), places, shape)
        result = module_of(shares).zeros(shape, shares.dtype)
        result.reshape(-1)[places] = shares
        return result


class NllLoss2DBackward0(NllLossBackward0):
    pass


# --- cross-entropy ----------------------------------------------------------------------------------------------------


@one_device
def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: Any = None,
    ignore_index: int = -100,
    reduce: Any = None,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """The negative log-likelihood of scores: `nll_loss` after `log_softmax`.

    Args:
        input: (N, C), (N, C, d1, …) or (C,), scores of any size ("logits").
        target: class numbers, as of `nll_loss`; or probabilities, floats in the shape of the input.
        weight, ignore_index, reduction: as of `nll_loss`.
        label_smoothing: between 0 and 1, the share of the target that is spread evenly over all classes.
    """
    old_options(size_average, reduce)
    check_reduction(reduction)
    return cross_entropy_loss(input, target, weight, ignore_index, reduction, label_smoothing)


def cross_entropy_loss(
    input: Any, target: Any, weight: Any, ignore_index: int, reduction: str, label_smoothing: float
) -> Tensor:
    """`cross_entropy`, its options checked."""
    if not isinstance(input, Tensor):
        refuse(input, depth=1)
    if not isinstance(target, Tensor):
        refuse(target, depth=1)
    probabilities = input._data.shape == target._data.shape
    if probabilities:
        check_probabilities(target, ignore_index)
    if label_smoothing > 1 or (probabilities and label_smoothing < 0):
        raise RuntimeError(
            f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing:g}\n"
            "It is the share of the target that is spread over all classes."
        )
    log_probabilities = log_softmax(input, 0 if input._data.ndim <= 1 else 1)
    if probabilities:
        return against_probabilities(log_probabilities, target, weight, reduction, label_smoothing)
    loss = nll_loss_nd(log_probabilities, target, weight, ignore_index, reduction)
    if label_smoothing <= 0:
        return loss
    spread = against_all_classes(log_probabilities, target, weight, ignore_index, reduction)
    classes = input._data.shape[min(input._data.ndim - 1, 1)]
    return add(scale(loss, 1 - label_smoothing), scale(spread, label_smoothing / classes))


def against_probabilities(
    log_probabilities: Tensor, target: Tensor, weight: Tensor | None, reduction: str, label_smoothing: float
) -> Tensor:
    """-Σ target · log_probabilities over the classes."""
    x = log_probabilities._data
    dim = 0 if x.ndim == 1 else 1
    if label_smoothing > 0:
        target = plus(scale(target, 1 - label_smoothing), label_smoothing / x.shape[dim])
    terms = mul(log_probabilities, target)
    if weight is not None:
        if weight._data.shape != (x.shape[dim],):
            raise wrong_weight(x.shape[dim], weight, "cross_entropy: ")
        terms = mul(terms, view(weight, (1,) * dim + (-1,) + (1,) * (x.ndim - dim - 1)))
    if reduction == "none":
        return neg(sum(terms, dim))
    total = neg(sum(terms))
    return total if reduction == "sum" else divided(total, x.size / x.shape[dim] if x.size else 0)


def against_all_classes(
    log_probabilities: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int, reduction: str
) -> Tensor:
    """The loss if every class were right: the part of label smoothing that does not depend on the target."""
    x, t = log_probabilities._data, target._data
    dim = 0 if x.ndim == 1 else 1
    if weight is not None:
        log_probabilities = mul(log_probabilities, view(weight, (1,) * dim + (-1,) + (1,) * (x.ndim - dim - 1)))
    ignored = t == ignore_index
    losses = neg(sum(log_probabilities, dim))
    losses = masked_fill(losses, wrap(ignored.reshape(losses._data.shape)), 0.0)
    if reduction == "none":
        return losses
    total = sum(losses)
    if reduction == "sum":
        return total
    counted = t[~ignored]
    return div(total, wrap(as_array(counted.size if weight is None else weight._data[counted].sum())))


def divided(input: Tensor, number: float) -> Tensor:
    """`input` divided by a plain number, as PyTorch's own compositions record it."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return record1(DivBackward1, input._data / beside(as_array(number, input._data.dtype), input._data), input, (number,))


class DivBackward1(Node):
    saves = ("other",)

    @staticmethod
    def backward(ctx: Any, grad: Any, other: float) -> Any:
        return divided(grad, other) if isinstance(grad, Tensor) else grad / beside(as_array(other, grad.dtype), grad)


def plus(input: Tensor, number: float) -> Tensor:
    """`input` plus a plain number, as PyTorch's own compositions record it."""
    a, b = operands(input, number)
    return record1(AddBackward1, a + b, input)


class AddBackward1(Node):
    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        return grad


def minus(input: Tensor, number: float) -> Tensor:
    """`input` minus a plain number, as PyTorch's own compositions record it."""
    a, b = operands(input, number)
    return record1(SubBackward1, a - b, input)


class SubBackward1(AddBackward1):
    pass


# --- what can go wrong ------------------------------------------------------------------------------------------------


def check_targets(x: ndarray, t: ndarray, weight: Tensor | None) -> None:
    """PyTorch's refusals for inputs (N, C) and (C,)."""
    if t.ndim > 1:
        raise RuntimeError(
            "0D or 1D target tensor expected, multi-target not supported\n"
            f"The target has shape {list(t.shape)}; class numbers for {list(x.shape)} have shape {list(x.shape[:-1])}."
        )
    if x.ndim == 1 and t.size != 1:
        raise ValueError(
            f"For 1D input, 1D target must have size 1, but got target size: {t.size}\nOne sample has one class."
        )
    check_dtypes(x, t, weight)
    if weight is not None and weight._data.shape != (x.shape[-1],):
        raise wrong_weight(x.shape[-1], weight)


def check_image_targets(x: ndarray, t: ndarray, weight: Tensor | None) -> None:
    """PyTorch's refusals for inputs (N, C, H, W)."""
    if t.ndim != 3:
        raise RuntimeError(
            f"only batches of spatial targets supported (3D tensors) but got targets of dimension: {t.ndim}\n"
            f"The input has shape {list(x.shape)}: the target has it without the classes."
        )
    if t.dtype == np.uint8:
        raise RuntimeError("expected scalar type Long but found Byte\nWrite target.long().")
    check_dtypes(x, t, weight, "nll_loss2d_forward_out_frame")
    if weight is not None and weight._data.size != x.shape[1]:
        raise RuntimeError(
            "weight tensor should be defined either for all or no classes\n"
            f"There are {x.shape[1]} classes, and {weight._data.size} weights."
        )
    if (x.shape[0], *x.shape[2:]) != t.shape:
        raise RuntimeError(
            f"size mismatch (got input: {list(x.shape)} , target: {list(t.shape)}\n"
            "The target has the shape of the input without the classes."
        )


def check_dtypes(x: ndarray, t: ndarray, weight: Tensor | None, kernel: str = "nll_loss_out_frame") -> None:
    """Targets are whole numbers, everything else is floats of one dtype."""
    if t.dtype not in (np.int64, np.uint8):
        raise RuntimeError(
            f"expected target dtype to be Long or Byte, but got {scalar_name(wrap(t).dtype)}\n"
            "Class numbers are whole: target.long().  (Probabilities have the shape of the input.)"
        )
    if x.dtype.kind != "f":
        raise NotImplementedError(
            f"\"{kernel}\" not implemented for '{scalar_name(wrap(x).dtype)}'\nLog-probabilities are floats."
        )
    if weight is None:
        return
    if weight.requires_grad:
        raise no_gradient("nll_loss_forward", "weight")
    if weight._data.dtype != x.dtype:
        raise RuntimeError(
            f"expected scalar type {scalar_name(wrap(x).dtype)} but found {scalar_name(weight.dtype)}\n"
            "Input and weight have one dtype."
        )


def check_probabilities(target: Tensor, ignore_index: int) -> None:
    if target._data.dtype.kind != "f":
        raise RuntimeError(
            f"Expected floating point type for target with class probabilities, got {scalar_name(target.dtype)}\n"
            "A target in the shape of the input means probabilities: target.float(), or class numbers of shape (N,)."
        )
    if ignore_index >= 0:
        raise RuntimeError(
            "ignore_index is not supported for floating point target\nA probability of 0 leaves a class out."
        )


def wrong_weight(classes: int, weight: Tensor, prefix: str = "") -> RuntimeError:
    return RuntimeError(
        f"{prefix}weight tensor should be defined either for all {classes} classes or no classes but got weight tensor of "
        f"shape: {list(weight._data.shape)}\nGive one weight per class."
    )
