"""Filling tensors with starting values: `nn.init.xavier_uniform_(layer.weight)`.

Every function works in place, outside the graph, and returns its tensor. With the same seed the numbers are PyTorch's.

*fan_in* and *fan_out* are the numbers of inputs and outputs that one unit of a layer is connected with. Sums of many
terms grow with their number, so most rules make the weights smaller where a fan is larger.
"""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from .._tensor import Tensor, wrap
from ..autograd.grad_mode import no_grad
from ..ops.compare import where
from ..ops.creation import empty, empty_like, eye
from ..ops.sampling import randperm

# --- fixed values -----------------------------------------------------------------------------------------------------


@no_grad()
def constant_(tensor: Tensor, val: float) -> Tensor:
    """The same value everywhere."""
    return tensor.fill_(val)


def ones_(tensor: Tensor) -> Tensor:
    """Ones."""
    return constant_(tensor, 1.0)


def zeros_(tensor: Tensor) -> Tensor:
    """Zeros."""
    return constant_(tensor, 0.0)


@no_grad()
def eye_(tensor: Tensor) -> Tensor:
    """The identity matrix: a Linear layer with it passes its input on. Raises ValueError unless 2 dimensions."""
    _need_matrix(tensor)
    return tensor.copy_(eye(*tensor.shape))


@no_grad()
def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """A kernel that passes images on: 1 in the middle of channel i's window on channel i, 0 elsewhere.

    Raises ValueError unless there are 3, 4 or 5 dimensions, the first divisible by `groups`.
    """
    if tensor.dim() not in (3, 4, 5):
        raise ValueError(f"Only tensors with 3, 4, or 5 dimensions are supported\n{_it_has(tensor)}")
    if tensor.shape[0] % groups:
        raise ValueError(f"dim 0 must be divisible by groups\nIt is {tensor.shape[0]}, with {groups} groups.")
    per_group = tensor.shape[0] // groups
    middle = tuple(size // 2 for size in tensor.shape[2:])
    tensor.zero_()
    for group in range(groups):
        for channel in range(min(per_group, tensor.shape[1])):
            tensor[(group * per_group + channel, channel, *middle)] = 1
    return tensor


# --- random values ----------------------------------------------------------------------------------------------------


@no_grad()
def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Any = None) -> Tensor:
    """Every value between a and b equally likely."""
    return tensor.uniform_(a, b, generator=generator)


@no_grad()
def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: Any = None) -> Tensor:
    """The normal distribution with this mean and standard deviation."""
    return tensor.normal_(mean, std, generator=generator)


@no_grad()
def trunc_normal_(
    tensor: Tensor, mean: float = 0.0, std: float = 1.0, a: float = -2.0, b: float = 2.0, generator: Any = None
) -> Tensor:
    """The normal distribution, cut off below a and above b: values outside are drawn again."""
    if mean < a - 2 * std or mean > b + 2 * std:
        warnings.warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. "
            "The distribution of values may be incorrect.",
            stacklevel=3,
        )
    inside = _normal_below((b - mean) / std) - _normal_below((a - mean) / std)
    if inside > 0.3:
        tensor.normal_(mean, std, generator=generator)
        while (outside := (tensor < a) | (tensor > b)).any():
            again = empty_like(tensor).normal_(mean, std, generator=generator)
            tensor.copy_(where(outside, again, tensor))
        return tensor

    # So little of the curve is inside that normal draws would nearly all miss.  Draw uniformly between a and b instead,
    # and accept a value as often as the curve is high there, measured against its highest point inside.
    nearest = max(a, min(mean, b))
    log_top = -0.5 * ((nearest - mean) / std) ** 2
    pending = None
    while pending is None or pending.any():
        draw = empty_like(tensor).uniform_(a, b, generator=generator)
        log_height = ((draw - mean) / std) ** 2 * -0.5 - log_top
        refused = empty_like(tensor).uniform_(generator=generator).log() > log_height
        tensor.copy_(draw if pending is None else where(pending, draw, tensor))
        pending = refused if pending is None else pending & refused
    return tensor


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator: Any = None) -> Tensor:
    """Glorot and Bengio (2010): uniform, with std gain * sqrt(2 / (fan_in + fan_out)); for tanh and sigmoid."""
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    bound = math.sqrt(3.0) * (gain * math.sqrt(2.0 / (fan_in + fan_out)))
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: Any = None) -> Tensor:
    """Glorot and Bengio (2010): normal, with std gain * sqrt(2 / (fan_in + fan_out)); for tanh and sigmoid."""
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / (fan_in + fan_out)), generator)


def kaiming_uniform_(
    tensor: Tensor, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", generator: Any = None
) -> Tensor:
    """He et al. (2015): uniform, with std gain / sqrt(fan); for ReLU and its relatives.

    Args:
        a: the negative slope of a leaky ReLU after this layer (0 for ReLU).
        mode: "fan_in" keeps the size of values going forward, "fan_out" that of gradients going back.
        nonlinearity: what follows the layer; see `calculate_gain`.
    """
    if 0 in tensor.shape:
        warnings.warn("Initializing zero-element tensors is a no-op", stacklevel=2)
        return tensor
    fan = _calculate_correct_fan(tensor, mode)
    bound = math.sqrt(3.0) * (calculate_gain(nonlinearity, a) / math.sqrt(fan))
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Tensor, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu", generator: Any = None
) -> Tensor:
    """He et al. (2015): normal, with std gain / sqrt(fan). Arguments as in `kaiming_uniform_`."""
    if 0 in tensor.shape:
        warnings.warn("Initializing zero-element tensors is a no-op", stacklevel=2)
        return tensor
    fan = _calculate_correct_fan(tensor, mode)
    return normal_(tensor, 0.0, calculate_gain(nonlinearity, a) / math.sqrt(fan), generator)


@no_grad()
def orthogonal_(tensor: Tensor, gain: float = 1, generator: Any = None) -> Tensor:
    """Saxe et al. (2013): rows (or columns, if there are fewer) that stand at right angles and have length `gain`.

    More than two dimensions count as one matrix (shape[0], all the rest). Raises ValueError for fewer than two.
    """
    if tensor.dim() < 2:
        raise ValueError(f"Only tensors with 2 or more dimensions are supported\n{_it_has(tensor)}")
    if tensor.numel() == 0:
        return tensor
    rows = tensor.shape[0]
    columns = tensor.numel() // rows
    draw = empty((rows, columns), dtype=tensor.dtype, device=tensor.device).normal_(0, 1, generator=generator)
    matrix = draw.cpu().numpy()
    q, r = np.linalg.qr(matrix.T if rows < columns else matrix)
    q = q * np.sign(np.diag(r))  # which makes the result uniform over all orthogonal matrices
    q = (q.T if rows < columns else q).astype(matrix.dtype)
    return tensor.copy_(wrap(q.reshape(tensor.shape))).mul_(gain)


@no_grad()
def sparse_(tensor: Tensor, sparsity: float, std: float = 0.01, generator: Any = None) -> Tensor:
    """Martens (2010): normal, and in each column a share `sparsity` of zeros. Raises ValueError unless 2 dimensions."""
    _need_matrix(tensor)
    rows, columns = tensor.shape
    zeros = math.ceil(sparsity * rows)
    tensor.normal_(0, std, generator=generator)
    for column in range(columns):
        tensor[randperm(rows)[:zeros], column] = 0
    return tensor


# --- how large to draw ------------------------------------------------------------------------------------------------


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """The factor that makes up for what an activation takes away from the size of values.

    1 for "linear", "conv1d" ... and "sigmoid", 5/3 for "tanh", sqrt(2) for "relu", 3/4 for "selu",
    sqrt(2 / (1 + param²)) for "leaky_relu" with negative slope `param` (0.01). Raises ValueError for other names.
    """
    if nonlinearity == "sigmoid" or nonlinearity in _LINEAR:
        return 1
    if nonlinearity == "tanh":
        return 5.0 / 3
    if nonlinearity == "relu":
        return math.sqrt(2.0)
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else param
        if isinstance(slope, bool) or not isinstance(slope, int | float):
            raise ValueError(f"negative_slope {param} not a valid number\nIt is the slope below 0, such as 0.01.")
        return math.sqrt(2.0 / (1 + slope**2))
    if nonlinearity == "selu":
        return 3.0 / 4
    raise ValueError(
        f"Unsupported nonlinearity {nonlinearity}\n"
        "There are: 'linear', 'sigmoid', 'tanh', 'relu', 'leaky_relu', 'selu', 'conv1d', 'conv2d', 'conv3d'."
    )


_LINEAR = {"linear", *(f"conv{kind}{n}d" for kind in ("", "_transpose") for n in (1, 2, 3))}


def _calculate_fan_in_and_fan_out(tensor: Tensor) -> tuple[int, int]:
    """Of a weight (out, in, *window): in times the window's size, out times the window's size."""
    if tensor.dim() < 2:
        raise ValueError(
            "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions\n"
            f"{_it_has(tensor)} Fill a bias with nn.init.zeros_ or uniform_."
        )
    window = math.prod(tensor.shape[2:])
    return tensor.shape[1] * window, tensor.shape[0] * window


def _calculate_correct_fan(tensor: Tensor, mode: str) -> int:
    if mode.lower() not in ("fan_in", "fan_out"):
        raise ValueError(
            f"Mode {mode.lower()} not supported, please use one of ['fan_in', 'fan_out']\n'fan_in' is the usual choice."
        )
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    return fan_in if mode.lower() == "fan_in" else fan_out


def _normal_below(x: float) -> float:
    """The probability that a standard normal number is below x."""
    return (1.0 + math.erf(x / math.sqrt(2.0))) / 2.0


def _need_matrix(tensor: Tensor) -> None:
    if tensor.dim() != 2:
        raise ValueError(f"Only tensors with 2 dimensions are supported\n{_it_has(tensor)}")


def _it_has(tensor: Tensor) -> str:
    return f"This one has {tensor.dim()}, with shape {tuple(tensor.shape)}."
