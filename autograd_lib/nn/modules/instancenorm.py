"""InstanceNorm1d and InstanceNorm2d."""

from __future__ import annotations

import warnings
from typing import Any

from ..._tensor import Tensor
from .. import functional as F
from .batchnorm import _BatchNorm


class _InstanceNorm(_BatchNorm):
    """Brings each channel of each sample to mean 0 and variance 1.

    Args: those of BatchNorm; but weight and bias only with `affine=True`, and running averages, which `eval()` uses, only
    with `track_running_stats=True`.
    """

    dims: int  # of one sample, without its channels

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float = 0.1,
        affine: bool = False,
        track_running_stats: bool = False,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ):
        super().__init__(num_features, eps, momentum, affine, track_running_stats, device, dtype, bias=bias)

    def _check_input_dim(self, input: Tensor) -> None:
        wanted = (self.dims + 1, self.dims + 2)
        if input.dim() not in wanted:
            raise ValueError(
                f"expected {wanted[0]}D or {wanted[1]}D input (got {input.dim()}D input)\n"
                f"{self._get_name()} takes (N, C, …) or (C, …); the input's shape was {tuple(input.shape)}."
            )

    def forward(self, input: Tensor) -> Tensor:
        self._check_input_dim(input)
        place = input.dim() - self.dims - 1
        if input.size(place) != self.num_features:
            if self.affine:
                raise ValueError(
                    f"expected input's size at dim={place} to match num_features ({self.num_features}), but got: "
                    f"{input.size(place)}.\nThere is one weight per channel."
                )
            warnings.warn(
                f"input's size at dim={place} does not match num_features. You can silence this warning by not passing in "
                "num_features, which is not used because affine=False",
                stacklevel=2,
            )
        if input.dim() == self.dims + 1:
            return self._normalized(input.unsqueeze(0)).squeeze(0)
        return self._normalized(input)

    def _normalized(self, input: Tensor) -> Tensor:
        return F.instance_norm(
            input,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            self.training or not self.track_running_stats,
            0.0 if self.momentum is None else self.momentum,
            self.eps,
        )


class InstanceNorm1d(_InstanceNorm):
    dims = 1
    __doc__ = f"{_InstanceNorm.__doc__}\n    Shapes: input (N, C, L) or (C, L), output the same.\n    "


class InstanceNorm2d(_InstanceNorm):
    dims = 2
    __doc__ = f"{_InstanceNorm.__doc__}\n    Shapes: input (N, C, H, W) or (C, H, W), output the same.\n    "
