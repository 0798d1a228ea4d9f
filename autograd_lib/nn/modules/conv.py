"""Conv2d."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from ..._tensor import Tensor
from ...ops.creation import empty
from .. import functional as F
from .. import init
from ..parameter import Parameter
from .module import Module

Pair = int | tuple[int, int]


class Conv2d(Module):
    """Slides small windows of weights (kernels) over an image: each output channel is one kernel's weighted sums.

    Args:
        in_channels, out_channels: channels of input and output (3 for a color image; 1 for a gray one).
        kernel_size: height and width of the window; one int for a square.
        stride: step of the window.
        padding: rows and columns of zeros around the image; "same" keeps height and width, "valid" is none.
        dilation: distance between the window's points.
        groups: channels are split into this many groups that do not see each other.
        bias: False leaves the bias out.
        padding_mode: "zeros"; PyTorch's other modes are left out.

    Shapes: input (N, in_channels, H, W) or (in_channels, H, W), weight (out_channels, in_channels / groups, kH, kW).
    """

    bias: Parameter | None

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Pair,
        stride: Pair = 1,
        padding: Pair | str = 0,
        dilation: Pair = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ):
        super().__init__()
        if groups <= 0:
            raise ValueError(f"groups must be a positive integer\nIt was {groups}.")
        if in_channels % groups:
            raise ValueError(f"in_channels must be divisible by groups\n{in_channels} is not a multiple of {groups}.")
        if out_channels % groups:
            raise ValueError(f"out_channels must be divisible by groups\n{out_channels} is not a multiple of {groups}.")
        self.in_channels = in_channels
        self.out_channels = out_channels
        self.kernel_size = _pair(kernel_size)
        self.stride = _pair(stride)
        self.padding = padding if isinstance(padding, str) else _pair(padding)
        self.dilation = _pair(dilation)
        self.groups = groups
        self.padding_mode = padding_mode
        self._check_padding()
        self.weight = Parameter(
            empty((out_channels, in_channels // groups, *self.kernel_size), device=device, dtype=dtype)
        )
        self.register_parameter("bias", Parameter(empty(out_channels, device=device, dtype=dtype)) if bias else None)
        self.reset_parameters()

    def _check_padding(self) -> None:
        if isinstance(self.padding, str) and self.padding not in ("same", "valid"):
            raise ValueError(
                f"Invalid padding string {self.padding!r}, should be one of {{'same', 'valid'}}\n"
                "Or give the number of rows and columns: padding=1."
            )
        if self.padding == "same" and self.stride != (1, 1):
            raise ValueError(
                "padding='same' is not supported for strided convolutions\n"
                f"With stride={self.stride} give the padding as numbers."
            )
        if self.padding_mode in ("reflect", "replicate", "circular"):
            raise NotImplementedError(f"Conv2d(padding_mode={self.padding_mode!r}) is left out; only 'zeros' is here.")
        if self.padding_mode != "zeros":
            raise ValueError(
                "padding_mode must be one of {'zeros', 'reflect', 'replicate', 'circular'}, "
                f"but got padding_mode={self.padding_mode!r}\nOf these, this library has 'zeros'."
            )

    def reset_parameters(self) -> None:
        """Draw weight and bias anew, uniform in ±1/sqrt(number of weights in a window)."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))  # with this `a` the bound is 1/sqrt(fan_in)
        if self.bias is not None:
            fan_in = math.prod(self.weight.shape[1:])
            bound = 1 / math.sqrt(fan_in) if fan_in > 0 else 0
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input: Tensor) -> Tensor:
        return F.conv2d(input, self.weight, self.bias, self.stride, self.padding, self.dilation, self.groups)

    def extra_repr(self) -> str:
        parts = [f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"]
        if self.padding != (0, 0):
            parts.append(f"padding={self.padding}")
        if self.dilation != (1, 1):
            parts.append(f"dilation={self.dilation}")
        if self.groups != 1:
            parts.append(f"groups={self.groups}")
        if self.bias is None:
            parts.append("bias=False")
        return ", ".join(parts)


def _pair(value: Pair) -> tuple[int, int]:
    """(3, 5) stays, 3 becomes (3, 3)."""
    pair = tuple(value) if isinstance(value, Iterable) else (value, value)
    if len(pair) != 2:
        raise ValueError(f"Conv2d works on height and width: give one int or two, not {value!r}.")
    return pair
