"""Transposed convolution: every number of the input spreads, times the window of weights, over a larger image.

It is what a convolution does to a gradient on its way back, so all is in `conv.py` already; here only the sizes are new.
"""

from __future__ import annotations

from typing import Any

from .._tensor import Tensor
from ..autograd.record import record
from .arguments import array_of, type_name
from .conv import ConvolutionBackward0, as_images, check, check_rank, flat_window, is_int, pair, spread
from .shape import squeeze, unsqueeze


def conv_transpose1d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: int = 1,
    dilation: Any = 1,
) -> Tensor:
    """`conv_transpose2d` along one dimension: input (N, C, L) or (C, L), weight (C, O / groups, k)."""
    return conv_transposed(1, input, weight, bias, stride, padding, output_padding, groups, dilation)


def conv_transpose2d(
    input: Tensor,
    weight: Tensor,
    bias: Tensor | None = None,
    stride: Any = 1,
    padding: Any = 0,
    output_padding: Any = 0,
    groups: int = 1,
    dilation: Any = 1,
) -> Tensor:
    """The image that a convolution with this weight would have come from, shape for shape: a learned enlargement.

    Each input[n, c, y, x] · weight[c, o, i, j] is added to result[n, o, y·stride + i·dilation, x·stride + j·dilation].
    The result has height (H - 1)·stride - 2·padding + dilation·(kh - 1) + output_padding + 1, and width likewise.

    Args:
        input: (N, C, H, W), or (C, H, W) for one image.
        weight: (C, O / groups, kh, kw).
        bias: (O,) or None.
        stride: how far apart the windows lie in the result.
        padding: rows and columns that are cut off around the result.
        output_padding: rows below and columns on the right that are added: several sizes lead to one convolution.
        groups, dilation: as of `conv2d`.
    """
    return conv_transposed(2, input, weight, bias, stride, padding, output_padding, groups, dilation)


def conv_transposed(
    n: int,
    input: Any,
    weight: Any,
    bias: Any,
    stride: Any,
    padding: Any,
    output_padding: Any,
    groups: int,
    dilation: Any,
) -> Tensor:
    """Transposed convolution in n dimensions, 1 or 2."""
    function = f"conv_transpose{n}d"
    for position, (name, each) in enumerate((("input", input), ("weight", weight), ("bias", bias)), 1):
        if not isinstance(each, Tensor) and not (name == "bias" and each is None):
            raise TypeError(
                f"{function}(): argument '{name}' (position {position}) must be Tensor, not {type_name(each)}\n"
                "Write torch.tensor(…) around it."
            )
    if input._data.ndim == n + 1:
        options = (stride, padding, output_padding, groups, dilation)
        return squeeze(conv_transposed(n, unsqueeze(input, 0), weight, bias, *options), 0)
    check_rank(input, n, function)
    x, w, b = array_of(input), weight._data, None if bias is None else bias._data
    given = {"stride": stride, "padding": padding, "output_padding": output_padding, "dilation": dilation}
    for name, value in given.items():
        if not is_int(value) and not isinstance(value, (tuple, list)):
            raise TypeError(
                f"{function}(): argument '{name}' must be tuple of ints, not {type_name(value)}\n"
                "Give one int, or one per dimension."
            )
    steps, border, extra, spacing = (pair(value, name, n, w.ndim - 2, function) for name, value in given.items())
    sizes = tuple(
        (size - 1) * s - 2 * p + d * (k - 1) + more + 1
        for size, s, p, d, k, more in zip(x.shape[2:], steps, border, spacing, w.shape[2:], extra, strict=False)
    )
    window = flat_window(sizes, w.shape[2:], steps, border, spacing, groups)
    check(x, w, b, window, transposed=True)
    check_sizes(sizes, (0,) * (2 - n) + extra, window.stride, window.dilation)
    window = window._replace(skipped=tuple(e // s for e, s in zip((0,) * (2 - n) + extra, window.stride, strict=True)))
    result = spread(as_images(x), as_images(w), window).reshape(len(x), -1, *sizes)
    if b is not None:
        result += b.reshape(-1, *(1,) * n)
    kept = (x if weight.requires_grad else None, w if input.requires_grad else None, window, True)
    return record(ConvolutionBackward0, result.astype(x.dtype, copy=False), (input, weight, bias), kept)


def check_sizes(sizes: Any, extra: Any, steps: Any, spacing: Any) -> None:
    """PyTorch's refusals that a convolution does not have."""
    if any(e >= s and e >= d for e, s, d in zip(extra, steps, spacing, strict=True)):
        named = zip(("output_padding", "stride", "dilation"), (extra, steps, spacing), strict=True)
        values = " ".join(f"{name}_height: {value[0]} {name}_width: {value[1]}" for name, value in named)
        raise RuntimeError(
            f"output padding must be smaller than either stride or dilation, but got {values}\n"
            "It only chooses among the sizes that a convolution with this stride would shrink to the input."
        )
    if min(sizes) < 1:
        raise RuntimeError(
            f"Calculated output size per channel: {list(sizes)}. Output size is too small\nThe padding cuts everything off."
        )
