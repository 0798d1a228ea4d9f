"""Losses that compare element by element; those of classification are in `cross_entropy.py`.

Each has `reduction`: "mean" or "sum" over all elements, or "none" to keep one loss per element.
"""

from __future__ import annotations

import warnings
from typing import Any, NoReturn

import numpy as np
from numpy import ndarray

from .._tensor import Tensor
from ..arrays import quiet
from ..autograd.graph import Node
from ..autograd.record import record, record2
from ..names import scalar_name
from . import either
from .arguments import array_of, check_broadcast, operands
from .arithmetic import div, mul, pow, sub
from .bounds import abs
from .pointwise import exp, sigmoid, xlogy
from .reduce import mean, sum
from .shape import expand

# --- what all have in common ------------------------------------------------------------------------------------------


def check_reduction(reduction: str) -> None:
    """One of the three words."""
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"{reduction} is not a valid value for reduction\nWrite 'mean', 'sum' or 'none'.")


def old_options(size_average: Any, reduce: Any) -> None:
    """Two options that came before `reduction`."""
    if size_average is None and reduce is None:
        return
    for name, value in (("size_average", size_average), ("reduce", reduce)):
        if value is not None:
            raise NotImplementedError(f"{name} is an old option that is left out: write reduction='mean' or 'sum'.")


def matched(input: Any, target: Any) -> tuple[Tensor, Tensor]:
    """Input and target in one shape; with PyTorch's warning where that takes broadcasting."""
    for each in (input, target):
        if not isinstance(each, Tensor):
            no_tensor(each)
    a, b = input._data, target._data
    if a.shape == b.shape:
        return input, target
    warnings.warn(
        f"Using a target size ({target.shape}) that is different to the input size ({input.shape}). This will likely lead to "
        "incorrect results due to broadcasting. Please ensure they have the same size.",
        UserWarning,
        stacklevel=3,
    )
    try:
        shape = np.broadcast_shapes(a.shape, b.shape)
    except ValueError:
        check_broadcast(a, b)
    return (input if a.shape == shape else expand(input, shape)), (
        target if b.shape == shape else expand(target, shape)
    )


def reduced(losses: ndarray, reduction: str) -> Any:
    """The losses of the elements as one number, or as they are."""
    if reduction == "none":
        return losses
    total = np.add.reduce(losses, None)
    if reduction == "sum":
        return total
    if losses.size:
        return total / losses.size
    with quiet():
        return total / losses.dtype.type(0)


def combined(losses: Tensor, reduction: str, weight: Tensor | None = None) -> Tensor:
    """The same for a Tensor; with `weight`, a weighted mean."""
    if weight is not None:
        losses = mul(losses, weight)
    if reduction == "none":
        return losses
    if reduction == "sum":
        return sum(losses)
    return mean(losses) if weight is None else div(sum(losses), sum(weight))


def count_of(losses: ndarray, reduction: str) -> int | None:
    """By what the gradient is divided: the number of elements for a mean, None for nothing."""
    return losses.size if reduction == "mean" else None


def share(grad: Any, count: int | None) -> Any:
    """What each element gets of the gradient."""
    return grad if count is None else either.number(grad) / count


def check_weight(input: Tensor, weight: Tensor | None) -> None:
    if weight is not None and weight._data.shape != input._data.shape:
        raise ValueError(
            "Weights and input must have the same size.\n"
            f"The weights have shape {list(weight._data.shape)}, the input has {list(input._data.shape)}."
        )


# --- squares and absolute values --------------------------------------------------------------------------------------


def mse_loss(
    input: Tensor,
    target: Tensor,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """The mean of (input - target)².  With `weight`, in the input's shape, a weighted mean."""
    old_options(size_average, reduce)
    input, target = matched(input, target)
    check_reduction(reduction)
    if weight is not None:
        check_weight(input, weight)
        return combined(pow(sub(input, target), 2), reduction, weight)
    a, b = floats(input, target, "mse_cpu")
    losses = a - b
    losses = losses * losses
    saved = (a, b, count_of(losses, reduction))
    return record2(MseLossBackward0, reduced(losses, reduction), input, target, saved)


class MseLossBackward0(Node):
    inputs = ("self", "target")
    saves = ("self", "target", "count")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, target: Any, count: int | None) -> Any:
        to_input = (input - target) * (2 * share(grad, count))
        return to_input, (None if ctx.edges[1] is None else -to_input)


def l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """The mean of |input - target|.  With `weight`, in the input's shape, a weighted mean."""
    old_options(size_average, reduce)
    input, target = matched(input, target)
    check_reduction(reduction)
    check_weight(input, weight)
    return combined(abs(sub(input, target)), reduction, weight)


def smooth_l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
    beta: float = 1.0,
) -> Tensor:
    """With d = |input - target|: d² / (2 beta) where d < beta, d - beta / 2 elsewhere."""
    old_options(size_average, reduce)
    input, target = matched(input, target)
    check_reduction(reduction)
    if beta < 0:
        raise RuntimeError(
            "smooth_l1_loss does not support negative values for beta.\nbeta is where the parabola ends."
        )
    if beta == 0:
        return combined(abs(sub(input, target)), reduction)
    a, b = floats(input, target, "smooth_l1_cpu")
    d = np.abs(a - b)
    losses = np.where(d < beta, 0.5 * d * d / beta, d - 0.5 * beta)
    saved = (a, b, count_of(losses, reduction), beta)
    return record2(SmoothL1LossBackward0, reduced(losses, reduction), input, target, saved)


class SmoothL1LossBackward0(Node):
    inputs = ("self", "target")
    saves = ("self", "target", "count", "beta")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, target: Any, count: int | None, beta: float) -> Any:
        d = input - target
        slope = either.where(np.abs(either.array(d)) < beta, d / beta, either.sign(d))
        to_input = slope * share(grad, count)
        return to_input, (None if ctx.edges[1] is None else -to_input)


def huber_loss(
    input: Tensor,
    target: Tensor,
    reduction: str = "mean",
    delta: float = 1.0,
    weight: Tensor | None = None,
) -> Tensor:
    """With d = |input - target|: d² / 2 where d <= delta, delta * (d - delta / 2) elsewhere."""
    input, target = matched(input, target)
    check_reduction(reduction)
    if delta <= 0:
        raise RuntimeError(
            "huber_loss does not support non-positive values for delta.\ndelta is where the parabola ends."
        )
    if weight is not None:
        check_weight(input, weight)
        losses = mul(huber_loss(input, target, "none", delta), weight)
        return losses if reduction == "none" else sum(losses) if reduction == "sum" else mean(losses)
    a, b = floats(input, target, "huber_cpu")
    d = np.abs(a - b)
    losses = np.where(d <= delta, 0.5 * d * d, delta * (d - 0.5 * delta)).astype(input._data.dtype, copy=False)
    saved = (a, b, count_of(losses, reduction), delta)
    return record2(HuberLossBackward0, reduced(losses, reduction), input, target, saved)


class HuberLossBackward0(Node):
    inputs = ("self", "target")
    saves = ("self", "target", "count", "delta")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, target: Any, count: int | None, delta: float) -> Any:
        d = input - target
        slope = either.where(np.abs(either.array(d)) <= delta, d, either.sign(d) * delta)
        to_input = slope * share(grad, count)
        return to_input, (None if ctx.edges[1] is None else -to_input)


# --- yes or no --------------------------------------------------------------------------------------------------------


def binary_cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
) -> Tensor:
    """-(target · log(input) + (1 - target) · log(1 - input)), for probabilities; a logarithm counts as at least -100.

    Args:
        input: probabilities, in any shape.
        target: probabilities, usually 0 or 1, in the shape of the input.
        weight: multiplies the losses; broadcast to their shape.

    Raises:
        RuntimeError: a number is not between 0 and 1.
    """
    old_options(size_average, reduce)
    check_reduction(reduction)
    check_binary(input, target, weight)
    x, t = input._data, target._data
    w = None if weight is None else weight._data.astype(x.dtype, copy=False)
    with np.errstate(divide="ignore", invalid="ignore"):
        losses = (t - 1) * np.maximum(np.log1p(-x), -100) - t * np.maximum(np.log(x), -100)
    if w is not None:
        losses = losses * w
    saved = (x, t, w, count_of(losses, reduction))
    watch = () if weight is None else (weight,)
    return record(BinaryCrossEntropyBackward0, reduced(losses, reduction), (input, target), saved, watch=watch)


class BinaryCrossEntropyBackward0(Node):
    inputs = ("self", "target")
    saves = ("self", "target", "weight", "count")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, target: Any, weight: Any, count: int | None) -> Any:
        to_input, to_target = ctx.edges
        each = share(grad, count)
        if weight is not None:
            each = each * weight
        return (
            None if to_input is None else (input - target) / (input * (1 - input)).clip(min=1e-12) * each,
            None if to_target is None else (either.log(1 - input) - either.log(input)) * each,
        )


def check_binary(input: Any, target: Any, weight: Tensor | None) -> None:
    """PyTorch's refusals."""
    for each in (input, target):
        if not isinstance(each, Tensor):
            no_tensor(each)
    x, t = input._data, target._data
    if x.shape != t.shape:
        raise ValueError(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}) is deprecated. Please "
            "ensure they have the same size.\nOne of them may need squeeze(1) or unsqueeze(1)."
        )
    if weight is not None:
        try:
            fits = np.broadcast_shapes(t.shape, weight._data.shape) == t.shape
        except ValueError:
            fits = False
        if not fits:
            pairs = list(zip(weight._data.shape[::-1], t.shape[::-1], strict=False))
            back = next((i for i, (n, m) in enumerate(pairs, 1) if n not in (1, m)), len(pairs))
            raise RuntimeError(
                f"Attempting to broadcast a dimension of length {weight._data.shape[-back]} at -{back}! Mismatching argument at "
                f"index 1 had {weight.shape}; but expected shape should be broadcastable to {list(t.shape)}\n"
                "The weight is broadcast to the shape of the target."
            )
        if weight.requires_grad:
            raise no_gradient("binary_cross_entropy", "weight")
    if x.dtype.kind != "f":
        raise NotImplementedError(
            f"\"binary_cross_entropy\" not implemented for '{scalar_name(input.dtype)}'\nProbabilities are floats."
        )
    if t.dtype != x.dtype:
        raise RuntimeError(
            f"Found dtype {scalar_name(target.dtype)} but expected {scalar_name(input.dtype)}\n"
            f"Write target.to({input.dtype!r})."
        )
    for name, values in (("input", x), ("target", t)):
        if values.size and not (values.min() >= 0 and values.max() <= 1):
            raise RuntimeError(
                f"all elements of {name} should be between 0 and 1\n"
                f"They go from {float(values.min()):g} to {float(values.max()):g}; for scores use binary_cross_entropy_with_logits."
            )


def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """`binary_cross_entropy` of sigmoid(input), for scores of any size.

    (1 - t) · x - (1 + (pos_weight - 1) · t) · log(sigmoid(x))

    Args:
        input: scores, in any shape.
        target: probabilities, usually 0 or 1, in the shape of the input.
        weight: multiplies the losses; broadcast to their shape.
        pos_weight: multiplies the part of the positive targets; broadcast to their shape.
    """
    old_options(size_average, reduce)
    check_reduction(reduction)
    check_logits(input, target, weight, pos_weight)
    x, t = input._data, target._data
    w = None if weight is None else weight._data.astype(t.dtype, copy=False)
    p = None if pos_weight is None else pos_weight._data.astype(t.dtype, copy=False)
    log_sigmoid = np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))
    try:
        losses = (1 - t) * x - (log_sigmoid if p is None else ((p - 1) * t + 1) * log_sigmoid)
    except ValueError:
        check_broadcast(p, t)  # type: ignore[arg-type]
    try:
        losses = losses if w is None else losses * w
    except ValueError:
        check_broadcast(losses, w)  # type: ignore[arg-type]
    losses = losses.astype(t.dtype, copy=False)
    return record(
        BinaryCrossEntropyWithLogitsBackward0,
        reduced(losses, reduction),
        (input, target),
        (x, t, w, p, count_of(losses, reduction)),
        watch=[each for each in (weight, pos_weight) if each is not None],
    )


class BinaryCrossEntropyWithLogitsBackward0(Node):
    inputs = ("self", "target")
    saves = ("self", "target", "weight", "pos_weight", "count")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, target: Any, weight: Any, pos_weight: Any, count: int | None) -> Any:
        to_input, to_target = ctx.edges
        each = share(grad, count)
        if weight is not None:
            each = each * weight
        yes = sigmoid(input) if isinstance(input, Tensor) else 1 / (1 + np.exp(-input))
        positive = target if pos_weight is None else pos_weight * target
        slope = -input
        if pos_weight is not None and to_target is not None:
            slope = slope - (pos_weight - 1) * either.log(yes)
        return (
            None if to_input is None else ((positive + 1 - target) * yes - positive) * each,
            None if to_target is None else slope * each,
        )


def check_logits(input: Any, target: Any, weight: Tensor | None, pos_weight: Tensor | None) -> None:
    """PyTorch's refusals."""
    for each in (input, target):
        if not isinstance(each, Tensor):
            no_tensor(each)
    x, t = input._data, target._data
    if x.shape != t.shape:
        raise ValueError(
            f"Target size ({target.shape}) must be the same as input size ({input.shape})\n"
            "One of them may need squeeze(1) or unsqueeze(1)."
        )
    for name, each in (("weight", weight), ("pos_weight", pos_weight)):
        if each is not None and each.requires_grad:
            raise no_gradient("binary_cross_entropy_with_logits", name)
    if x.dtype.kind != "f":
        raise NotImplementedError(
            f"\"log_sigmoid_cpu\" not implemented for '{scalar_name(input.dtype)}'\nScores are floats: input.float()."
        )
    if t.dtype.kind == "b":
        raise RuntimeError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator "
            "instead.\nThe targets are floats: target.float()."
        )
    if t.dtype.kind != "f":
        raise RuntimeError(
            f"result type Float can't be cast to the desired output type {scalar_name(target.dtype)}\n"
            "The targets are floats: target.float()."
        )


# --- distributions ----------------------------------------------------------------------------------------------------


def kl_div(
    input: Tensor,
    target: Tensor,
    size_average: Any = None,
    reduce: Any = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> Tensor:
    """target · (log(target) - input): how far two distributions are apart (Kullback–Leibler).

    Args:
        input: log-probabilities.
        target: probabilities, or with `log_target` log-probabilities.
        reduction: also "batchmean", the sum divided by the size of the batch, which is what the mathematics mean.
    """
    old_options(size_average, reduce)
    if reduction == "mean":
        warnings.warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size.'batchmean' divides only by "
            "the batch size, and aligns with the KL div math definition.'mean' will be changed to behave the same as "
            "'batchmean' in the next major release.",
            UserWarning,
            stacklevel=2,
        )
    if reduction != "batchmean":
        check_reduction(reduction)
    if array_of(input).dtype.kind != "f" or array_of(target).dtype.kind != "f":
        raise RuntimeError("kl_div: Integral inputs not supported.\nWrite input.float() and target.float().")
    if log_target:
        losses = mul(exp(target), sub(target, input))
    else:
        losses = sub(xlogy(target, target), mul(target, input))
    if reduction != "batchmean":
        return combined(losses, reduction)
    return div(sum(losses), len(input._data)) if input._data.ndim else sum(losses)


# --- what can go wrong ------------------------------------------------------------------------------------------------


def floats(input: Tensor, target: Tensor, kernel: str) -> tuple[ndarray, ndarray]:
    """The two arrays in their common dtype, which has to be one of floats."""
    a, b = operands(input, target)
    if a.dtype.kind != "f":
        from ..dtypes import from_numpy_dtype

        raise NotImplementedError(
            f"\"{kernel}\" not implemented for '{scalar_name(from_numpy_dtype(a.dtype))}'\nWrite input.float()."
        )
    return a, b


def no_tensor(value: Any) -> NoReturn:
    raise AttributeError(
        f"'{type(value).__name__}' object has no attribute 'size'\nA loss compares two tensors: write torch.tensor(…)."
    )


def no_gradient(function: str, name: str) -> RuntimeError:
    return RuntimeError(
        f"The function '{function}' is not differentiable with respect to argument '{name}'. This input cannot have "
        f"requires_grad True.\nWrite {name}.detach()."
    )
