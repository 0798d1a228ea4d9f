"""Losses of rankings and margins, and of counts and Gaussians: what is wrong only by less than a margin costs nothing.

Each has `reduction`: "mean" or "sum" over all losses, or "none" to keep them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from .._tensor import Tensor, wrap
from ..arrays import as_array, at, check_one_device, module_of
from ..autograd.grad_mode import no_grad
from ..autograd.graph import Node
from ..autograd.record import record
from ..dtypes import get_default_dtype
from ..names import SCALAR_NAMES
from . import either
from .arguments import array_of, check_broadcast
from .arithmetic import add, div, mul, neg, pow, scale, sub
from .bounds import clamp_min, minimum
from .compare import eq, ne, where
from .cross_entropy import minus, plus
from .distance import length_of, pairwise_distance
from .index import masked_fill
from .loss import check_reduction, combined, count_of, no_gradient, old_options, reduced, share
from .pointwise import exp, log, sqrt
from .reduce import sum
from .shape import clone, unsqueeze
from .smooth import logsigmoid

# --- two inputs, and which is to be larger ----------------------------------------------------------------------------


def margin_ranking_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Tensor:
    """max(0, -target · (input1 - input2) + margin); target 1 says that input1 ought to be larger, -1 that input2."""
    old_options(size_average, reduce)
    check_reduction(reduction)
    if not array_of(input1).ndim == array_of(input2).ndim == array_of(target).ndim:
        raise RuntimeError(
            "margin_ranking_loss : All input tensors should have same dimension but got sizes: "
            f"input1: {input1.shape}, input2: {input2.shape}, target: {target.shape} \nGive all three one shape."
        )
    losses = plus(mul(neg(target), sub(input1, input2)), margin)
    return combined(clamp_min(losses, 0), reduction)


def hinge_embedding_loss(
    input: Tensor,
    target: Tensor,
    margin: float = 1.0,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Tensor:
    """The input, a distance, where the target is 1; max(0, margin - input) where it is -1."""
    old_options(size_average, reduce)
    check_reduction(reduction)
    nothing = zero_like(array_of(input))
    far = clamp_min(sub(wrap(as_array(margin, input._data.dtype)), input), 0)
    apart = where(ne(target, 1), far, nothing)
    return combined(add(apart, where(ne(target, -1), input, nothing)), reduction)


def cosine_embedding_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Tensor:
    """1 - cos(input1, input2) where the target is 1; max(0, cos(input1, input2) - margin) where it is -1.

    Args:
        input1, input2: (N, size), or (size,) each.
        target: (N,), or () for single vectors.
    """
    old_options(size_average, reduce)
    check_reduction(reduction)
    a, t = array_of(input1), array_of(target)
    check_cosine(input1, input2, target)
    dim = 1 if t.ndim == 1 else 0
    products = sum(mul(input1, input2), dim)
    squares = [plus(sum(mul(each, each), dim), 1e-12) for each in (input1, input2)]
    cosine = div(products, sqrt(mul(*squares)))
    nothing = zero_like(cosine._data)
    near = sub(wrap(np.ones_like(cosine._data)), cosine)
    far = clamp_min(minus(cosine, margin), 0)
    losses = add(where(eq(target, 1), near, nothing), where(eq(target, -1), far, nothing))
    return combined(losses, reduction) if a.ndim else losses


def soft_margin_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None, reduction: str = "mean"
) -> Tensor:
    """log(1 + exp(-target · input)), with targets 1 and -1: a hinge without a corner."""
    old_options(size_average, reduce)
    check_reduction(reduction)
    x, t = array_of(input), array_of(target)
    if target.requires_grad:
        raise no_gradient("soft_margin_loss", "target")
    try:
        losses = np.logaddexp(-x * t, 0).astype(x.dtype, copy=False)
    except ValueError:
        check_broadcast(x, t)
    return record(
        SoftMarginLossBackward0,
        reduced(losses, reduction),
        (input,),
        (x, t, count_of(losses, reduction)),
        watch=(target,),
    )


class SoftMarginLossBackward0(Node):
    saves = ("self", "target", "count")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, target: Any, count: int | None) -> Any:
        return either.sigmoid(-input * target) * -target * share(grad, count)


# --- three inputs -----------------------------------------------------------------------------------------------------


def triplet_margin_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: float = 1.0,
    p: float = 2,
    eps: float = 1e-6,
    swap: bool = False,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Tensor:
    """max(0, d(anchor, positive) - d(anchor, negative) + margin), with d the p-norm of the difference.

    `swap`: where the negative is nearer to the positive than to the anchor, that distance counts.
    """
    old_options(size_average, reduce)
    check_reduction(reduction)
    check_triplet(anchor, positive, negative, margin)

    def distance(x: Tensor, y: Tensor) -> Tensor:
        return length_of(plus(sub(x, y), eps), p)

    losses = sub(plus(distance(anchor, positive), margin), farther(distance, anchor, positive, negative, swap))
    return combined(clamp_min(losses, 0), reduction)


def triplet_margin_with_distance_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    *,
    distance_function: Callable[[Tensor, Tensor], Tensor] | None = None,
    margin: float = 1.0,
    swap: bool = False,
    reduction: str = "mean",
) -> Tensor:
    """`triplet_margin_loss` with a distance of your own; None is `pairwise_distance`."""
    check_reduction(reduction)
    check_triplet(anchor, positive, negative, margin)
    distance = pairwise_distance if distance_function is None else distance_function
    losses = sub(add(distance(anchor, positive), margin), farther(distance, anchor, positive, negative, swap))
    return combined(clamp_min(losses, 0), reduction)


def farther(distance: Any, anchor: Tensor, positive: Tensor, negative: Tensor, swap: bool) -> Tensor:
    """How far the negative is from the anchor; with `swap` from the nearer one of the two."""
    found = distance(anchor, negative)
    return minimum(found, distance(positive, negative)) if swap else found


# --- one input, many classes ------------------------------------------------------------------------------------------


def multi_margin_loss(
    input: Tensor,
    target: Tensor,
    p: int = 1,
    margin: float = 1.0,
    weight: Tensor | None = None,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Tensor:
    """Σ over the wrong classes j of weight[y] · max(0, margin - input[y] + input[j])^p / C, with y the right class.

    Args:
        input: (N, C) or (C,).
        target: (N,) or (), int64 class numbers.
        p: 1 or 2.
        weight: (C,).
    """
    old_options(size_average, reduce)
    check_reduction(reduction)
    if p not in (1, 2):
        raise ValueError(f"only p == 1 and p == 2 supported\nIt was {p}.")
    x, t = array_of(input), array_of(target)
    if weight is not None and weight.requires_grad:
        raise no_gradient("multi_margin_loss", "weight")
    check_one_device(x, t)
    check_classes(x, t, weight)
    rows, classes = np.atleast_2d(x), t.reshape(-1)
    if classes.size and (classes.min() < 0 or classes.max() >= rows.shape[1]):
        raise RuntimeError(f"target out of range\nThere are {rows.shape[1]} classes, numbered from 0.")
    right = module_of(rows).arange(rows.shape[1]) == classes[:, np.newaxis]
    factors = module_of(rows).full((len(rows), 1), 1 / rows.shape[1], x.dtype)
    if weight is not None:
        factors *= weight._data[classes][:, np.newaxis]
    excess = np.where(right, 0, np.maximum(margin - rows[right][:, np.newaxis] + rows, 0)).astype(x.dtype, copy=False)
    losses = (excess**p * factors).sum(axis=1)
    losses = losses if x.ndim == 2 else losses.reshape(t.shape)
    watch = (target,) if weight is None else (target, weight)
    saved = (x, right, factors, p, margin, count_of(losses, reduction))
    return record(MultiMarginLossBackward0, reduced(losses, reduction), (input,), saved, watch=watch)


class MultiMarginLossBackward0(Node):
    """Each wrong class within the margin gets the slope 1 (p = 1) or 2 · excess; the right class gets minus their sum."""

    saves = ("self", "right", "factors", "p", "margin", "count")
    raw = ("right",)

    @staticmethod
    def backward(
        ctx: Any, grad: Any, input: Any, right: ndarray, factors: Any, p: int, margin: float, count: int | None
    ) -> Any:
        rows = input.reshape(right.shape)
        own = either.kept(rows, right).sum(axis=1, keepdims=True)
        excess = rows - own + margin
        slopes = factors if p == 1 else excess * 2 * factors
        slopes = either.kept(either.broadcast_to(slopes, right.shape), (either.array(excess) > 0) & ~right)
        slopes = slopes - either.kept(either.broadcast_to(slopes.sum(axis=1, keepdims=True), right.shape), right)
        return either.tied((slopes * share(grad, count).reshape(-1, 1)).reshape(input.shape), input)


def multilabel_margin_loss(
    input: Tensor, target: Tensor, size_average: Any = None, reduce: Any = None, reduction: str = "mean"
) -> Tensor:
    """Σ over the right classes j and the wrong ones i of max(0, 1 - (input[j] - input[i])) / C.

    Args:
        input: (N, C) or (C,).
        target: int64, in the shape of the input: the right classes first, then -1.
    """
    old_options(size_average, reduce)
    check_reduction(reduction)
    x, t = array_of(input), array_of(target)
    check_labels(x, t)
    rows, labels = np.atleast_2d(x), np.atleast_2d(t)
    counts = np.cumprod(labels >= 0, axis=1, dtype=np.int64) > 0  # all before the first -1
    labels = np.where(counts, labels, 0)
    right = module_of(rows).zeros(rows.shape, bool)
    right[np.nonzero(counts)[0], labels[counts]] = True
    excess = 1 - np.take_along_axis(rows, labels, 1)[:, :, np.newaxis] + rows[:, np.newaxis]
    excess = np.where(counts[:, :, np.newaxis] & ~right[:, np.newaxis], np.maximum(excess, 0), 0).astype(x.dtype)
    losses = excess.sum(axis=(1, 2)) / rows.dtype.type(rows.shape[1])
    over = (excess > 0).astype(x.dtype)
    slopes = over.sum(axis=1)
    at(np.subtract, slopes, (module_of(rows).arange(len(rows))[:, np.newaxis], labels), over.sum(axis=2))
    slopes /= rows.shape[1]
    if x.ndim < 2:
        losses, slopes = losses.reshape(()), slopes.reshape(x.shape)
    saved = (x, slopes, count_of(losses, reduction))
    return record(MultilabelMarginLossBackward0, reduced(losses, reduction), (input,), saved, watch=(target,))


class MultilabelMarginLossBackward0(Node):
    """The slopes were found together with the losses: they are whole numbers, divided by C."""

    saves = ("self", "slopes", "count")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, slopes: Any, count: int | None) -> Any:
        return either.tied(slopes * share(grad, count).reshape((-1, 1)[: input.ndim]), input)


def multilabel_soft_margin_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Tensor:
    """The mean over the classes of the binary cross-entropy of sigmoid(input)."""
    old_options(size_average, reduce)
    check_reduction(reduction)
    losses = neg(add(mul(target, logsigmoid(input)), mul(1 - target, logsigmoid(neg(input)))))
    if weight is not None:
        losses = mul(losses, weight)
    return combined(div(sum(losses, -1), array_of(input).shape[-1]), reduction)


# --- counts and Gaussians ---------------------------------------------------------------------------------------------


def poisson_nll_loss(
    input: Tensor,
    target: Tensor,
    log_input: bool = True,
    full: bool = False,
    size_average: Any = None,
    eps: float = 1e-8,
    reduce: Any = None,
    reduction: str = "mean",
) -> Tensor:
    """Minus the log-probability of counts `target` under a Poisson distribution with mean exp(input).

    Args:
        log_input: False: the input is the mean itself (`eps` is added before its logarithm).
        full: add Stirling's approximation of log(target!), which does not depend on the input.
    """
    old_options(size_average, reduce)
    check_reduction(reduction)
    losses = sub(exp(input), mul(target, input)) if log_input else sub(input, mul(target, log(plus(input, eps))))
    if full:
        target = target if array_of(target).dtype.kind == "f" else target.to(get_default_dtype())
        stirling = add(sub(mul(target, log(target)), target), scale(log(scale(target, 2 * math.pi)), 0.5))
        losses = add(losses, masked_fill(stirling, target <= 1, 0))
    return combined(losses, reduction)


def gaussian_nll_loss(
    input: Tensor,
    target: Tensor,
    var: Tensor | float,
    full: bool = False,
    eps: float = 1e-6,
    reduction: str = "mean",
) -> Tensor:
    """Minus the log-density of `target` under normal distributions with mean `input` and variance `var`.

    (log(var) + (input - target)² / var) / 2, with `full` plus log(2π) / 2.

    Args:
        var: in the shape of the input, or with one of its sizes 1, or without the last, or a number; at least `eps` counts.
    """
    x = array_of(input)
    variance = var if isinstance(var, Tensor) else wrap(np.full_like(x, var))
    if (variance._data < 0).any():
        raise ValueError("var has negative entry/entries\nA variance is a mean of squares.")
    shape = variance._data.shape
    if shape == x.shape[:-1] and shape != x.shape:
        variance = unsqueeze(variance, -1)
    elif shape != x.shape and (
        len(shape) != x.ndim or [m for n, m in zip(x.shape, shape, strict=True) if n != m] != [1]
    ):
        raise ValueError(f"var is of incorrect size\nThe input has shape {list(x.shape)}.")
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not valid\nWrite 'mean', 'sum' or 'none'.")
    variance = clone(variance)
    with no_grad():
        variance.clamp_(min=eps)
    losses = mul(add(log(variance), div(pow(sub(input, target), 2), variance)), 0.5)
    if full:
        losses = add(losses, 0.5 * math.log(2 * math.pi))
    return combined(losses, reduction)


# --- what can go wrong ------------------------------------------------------------------------------------------------


def zero_like(a: ndarray) -> Tensor:
    return wrap(np.zeros_like(a))


def check_triplet(anchor: Tensor, positive: Tensor, negative: Tensor, margin: float) -> None:
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}\nIt is how much farther the negative is to be.")
    a, p, n = (array_of(each).ndim for each in (anchor, positive, negative))
    if not a == p == n:
        raise RuntimeError(
            "The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: "
            f"anchor {a}D, positive {p}D, and negative {n}D inputs\nGive all three one shape."
        )


def check_cosine(input1: Tensor, input2: Tensor, target: Tensor) -> None:
    a, b, t = input1._data, input2._data, target._data
    if t.ndim not in (0, 1):
        raise RuntimeError(
            "0D or 1D target tensor expected, multi-target not supported\nOne target per pair of vectors."
        )
    for name, x in (("1D", t.ndim == 1), ("0D", t.ndim == 0)):
        wanted = 2 if name == "1D" else 1
        if x and (a.ndim != wanted or b.ndim != wanted):
            raise RuntimeError(
                f"{name} target tensor expects {wanted}D input tensors, but found inputs with sizes {list(a.shape)} and "
                f"{list(b.shape)}.\nOne target per pair of vectors."
            )
    try:
        shape = np.broadcast_shapes(a.shape, b.shape)
    except ValueError:
        check_broadcast(a, b)
    if t.ndim == 1 and len(t) not in (1, shape[0]) and shape[0] != 1:
        check_broadcast(t, np.empty(shape[0]))


def check_matrix(x: ndarray) -> None:
    if x.ndim > 2 or (x.ndim and not x.shape[-1]):
        raise RuntimeError(
            f"Expected non-empty vector or matrix with optional 0-dim batch size, but got: {list(x.shape)}\n"
            "The input has shape (N, C), or (C,) for one sample."
        )


def check_long(t: ndarray) -> None:
    if t.dtype != np.int64:
        raise RuntimeError(f"expected scalar type Long but found {SCALAR_NAMES[t.dtype.name]}\nWrite target.long().")


def check_classes(x: ndarray, t: ndarray, weight: Tensor | None) -> None:
    check_matrix(x)
    samples = len(x) if x.ndim == 2 else 1
    if t.ndim > 1 or t.size != samples:
        raise RuntimeError(
            "multi_margin_loss: target tensor should be 1-D with size equal to the number of input samples (batch size). "
            f"Expected target size [{samples}], but got {list(t.shape)}. Input has shape {list(x.shape)}.\n"
            "There is one class number per sample."
        )
    if weight is not None and weight._data.shape != (x.shape[-1],):
        raise RuntimeError(
            f"inconsistent weight size, expected {x.shape[-1]} but got {list(weight._data.shape)}\nOne weight per class."
        )
    check_long(t)


def check_labels(x: ndarray, t: ndarray) -> None:
    check_matrix(x)
    if t.shape != x.shape:
        raise RuntimeError(
            f"inconsistent target size: {list(t.shape)} for input of size: {list(x.shape)}\nThe target has the input's shape."
        )
    check_long(t)
    classes = x.shape[-1] if x.ndim else 1
    if t.size and (t.min() < -1 or t.max() >= classes):
        raise RuntimeError(f"argument #2 'target' is out of range\nThere are {classes} classes, numbered from 0.")
