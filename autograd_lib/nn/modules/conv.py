"""Conv1d, Conv2d, and their transposes."""

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
PADDING_MODES = ("zeros", "reflect", "replicate", "circular")


class _ConvNd(Module):
    """What all convolutions share: their options, their parameters, and how they start.

    Args:
        in_channels, out_channels: channels of input and output (3 for a color image; 1 for a gray one).
        kernel_size: size of the window; one int for all dimensions.
        stride: step of the window.
        padding: numbers put around the input; "same" keeps its size, "valid" is none.
        dilation: distance between the window's points.
        groups: channels are split into this many groups that do not see each other.
        bias: False leaves the bias out.
        padding_mode: "zeros", or what `F.pad` fills the border with: "reflect", "replicate", "circular".
    """

    bias: Parameter | None
    dims: int
    transposed = False
    output_padding: tuple[int, ...]

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
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
        self.kernel_size = self._sizes(kernel_size)
        self.stride = self._sizes(stride)
        self.padding = padding if isinstance(padding, str) else self._sizes(padding)
        self.dilation = self._sizes(dilation)
        self.groups = groups
        self.output_padding = (0,) * self.dims
        self.padding_mode = padding_mode
        self._check_padding()
        channels = (in_channels, out_channels // groups) if self.transposed else (out_channels, in_channels // groups)
        self.weight = Parameter(empty((*channels, *self.kernel_size), device=device, dtype=dtype))
        self.register_parameter("bias", Parameter(empty(out_channels, device=device, dtype=dtype)) if bias else None)
        self.reset_parameters()

    def _sizes(self, value: Any) -> tuple[int, ...]:
        """(3, 5) stays, 3 becomes (3, 3)."""
        sizes = tuple(value) if isinstance(value, Iterable) else (value,) * self.dims
        if len(sizes) != self.dims:
            axes = ("length", "height and width")[self.dims - 1]
            raise ValueError(f"{self._get_name()} works on {axes}: give one int or {self.dims}, not {value!r}.")
        return sizes

    def _check_padding(self) -> None:
        if isinstance(self.padding, str) and self.padding not in ("same", "valid"):
            raise ValueError(
                f"Invalid padding string {self.padding!r}, should be one of {{'same', 'valid'}}\n"
                "Or give the number of rows and columns: padding=1."
            )
        if self.padding == "same" and any(step != 1 for step in self.stride):
            raise ValueError(
                "padding='same' is not supported for strided convolutions\n"
                f"With stride={self.stride} give the padding as numbers."
            )
        if self.padding_mode not in PADDING_MODES:
            raise ValueError(
                "padding_mode must be one of {'zeros', 'reflect', 'replicate', 'circular'}, "
                f"but got padding_mode={self.padding_mode!r}\nIt says what fills the border."
            )

    def reset_parameters(self) -> None:
        """Draw weight and bias anew, uniform in ±1/sqrt(number of weights in a window)."""
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))  # with this `a` the bound is 1/sqrt(fan_in)
        if self.bias is not None:
            fan_in = math.prod(self.weight.shape[1:])
            bound = 1 / math.sqrt(fan_in) if fan_in > 0 else 0
            init.uniform_(self.bias, -bound, bound)

    def _bordered(self, input: Tensor) -> tuple[Tensor, Any]:
        """The input, and the padding that the convolution is to add to it."""
        if self.padding_mode == "zeros":
            return input, self.padding
        if self.padding == "same":
            total = [d * (k - 1) for d, k in zip(self.dilation, self.kernel_size, strict=True)]
            ends = [end for each in total[::-1] for end in (each // 2, each - each // 2)]
        elif self.padding == "valid":
            ends = [0] * (2 * self.dims)
        else:
            ends = [each for each in self.padding[::-1] for _ in range(2)]  # type: ignore[misc]
        return F.pad(input, ends, mode=self.padding_mode), 0

    def extra_repr(self) -> str:
        parts = [f"{self.in_channels}, {self.out_channels}, kernel_size={self.kernel_size}, stride={self.stride}"]
        for name, usual in (("padding", 0), ("dilation", 1), ("output_padding", 0)):
            if getattr(self, name) != (usual,) * self.dims:
                parts.append(f"{name}={getattr(self, name)}")
        if self.groups != 1:
            parts.append(f"groups={self.groups}")
        if self.bias is None:
            parts.append("bias=False")
        if self.padding_mode != "zeros":
            parts.append(f"padding_mode={self.padding_mode}")
        return ", ".join(parts)


class Conv1d(_ConvNd):
    """Slides small windows of weights along rows (series, sounds, texts): each output channel is weighted sums."""

    dims = 1
    __doc__ = f"""{__doc__}\n{_ConvNd.__doc__}
    Shapes: input (N, in_channels, L) or (in_channels, L), weight (out_channels, in_channels / groups, k).
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ):
        options = (stride, padding, dilation, groups, bias, padding_mode, device, dtype)
        super().__init__(in_channels, out_channels, kernel_size, *options)

    def forward(self, input: Tensor) -> Tensor:
        input, padding = self._bordered(input)
        return F.conv1d(input, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)


class Conv2d(_ConvNd):
    """Slides small windows of weights (kernels) over an image: each output channel is one kernel's weighted sums."""

    dims = 2
    __doc__ = f"""{__doc__}\n{_ConvNd.__doc__}
    Shapes: input (N, in_channels, H, W) or (in_channels, H, W), weight (out_channels, in_channels / groups, kH, kW).
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        dilation: Any = 1,
        groups: int = 1,
        bias: bool = True,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ):
        options = (stride, padding, dilation, groups, bias, padding_mode, device, dtype)
        super().__init__(in_channels, out_channels, kernel_size, *options)

    def forward(self, input: Tensor) -> Tensor:
        input, padding = self._bordered(input)
        return F.conv2d(input, self.weight, self.bias, self.stride, padding, self.dilation, self.groups)


class _ConvTransposeNd(_ConvNd):
    """Every number of the input spreads, times a window of weights, over a larger output: a convolution backward.

    Args:
        output_padding: added at the far ends of the output; several sizes lead to one with a stride.
        The others are those of the convolution that would lead back.
    """

    transposed = True

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Any,
        stride: Any = 1,
        padding: Any = 0,
        output_padding: Any = 0,
        groups: int = 1,
        bias: bool = True,
        dilation: Any = 1,
        padding_mode: str = "zeros",
        device: Any = None,
        dtype: Any = None,
    ):
        if padding_mode != "zeros":
            raise ValueError(
                f'Only "zeros" padding mode is supported for {self._get_name()}\nHere padding cuts the border off.'
            )
        super().__init__(
            in_channels, out_channels, kernel_size, stride, padding, dilation, groups, bias, padding_mode, device, dtype
        )
        self.output_padding = self._sizes(output_padding)

    def _output_padding(self, input: Tensor, output_size: Any) -> tuple[int, ...]:
        """What leads to `output_size`."""
        if output_size is None:
            return self.output_padding
        size = list(output_size)
        if len(size) == self.dims + 2:
            size = size[2:]
        if len(size) != self.dims:
            raise ValueError(
                f"ConvTranspose{self.dims}D: for {input.dim()}D input, output_size must have {self.dims} or {self.dims + 2} "
                f"elements (got {len(size)})\nGive the size of each dimension."
            )
        image, padding = input.shape[-self.dims :], self._sizes(self.padding)
        least = [
            (n - 1) * s - 2 * p + d * (k - 1) + 1
            for n, s, p, d, k in zip(image, self.stride, padding, self.dilation, self.kernel_size, strict=True)
        ]
        most = [n + s - 1 for n, s in zip(least, self.stride, strict=True)]
        if any(not low <= n <= high for n, low, high in zip(size, least, most, strict=True)):
            raise ValueError(
                f"requested an output size of {size}, but valid sizes range from {least} to {most} (for an input of {image})"
            )
        return tuple(n - low for n, low in zip(size, least, strict=True))


class ConvTranspose1d(_ConvTransposeNd):
    dims = 1
    __doc__ = f"""{_ConvTransposeNd.__doc__}
    Shapes: input (N, in_channels, L) or (in_channels, L), weight (in_channels, out_channels / groups, k).
    """

    def forward(self, input: Tensor, output_size: Any = None) -> Tensor:
        extra = self._output_padding(input, output_size)
        options = (self.stride, self.padding, extra, self.groups, self.dilation)
        return F.conv_transpose1d(input, self.weight, self.bias, *options)


class ConvTranspose2d(_ConvTransposeNd):
    dims = 2
    __doc__ = f"""{_ConvTransposeNd.__doc__}
    Shapes: input (N, in_channels, H, W) or (in_channels, H, W), weight (in_channels, out_channels / groups, kH, kW).
    """

    def forward(self, input: Tensor, output_size: Any = None) -> Tensor:
        extra = self._output_padding(input, output_size)
        options = (self.stride, self.padding, extra, self.groups, self.dilation)
        return F.conv_transpose2d(input, self.weight, self.bias, *options)
