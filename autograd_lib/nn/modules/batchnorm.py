"""BatchNorm1d and BatchNorm2d."""

from __future__ import annotations

from typing import Any

from ..._tensor import Tensor
from ...dtypes import int64
from ...ops.creation import empty, ones, zeros
from .. import functional as F
from .. import init
from ..parameter import Parameter
from .module import Module


class _BatchNorm(Module):
    """Shifts and scales each channel to mean 0 and variance 1, then by its own trained weight and bias.

    In training the mean and variance are the batch's, and running averages of both are kept; in `eval()` the running
    averages are used.

    Args:
        num_features: the number of channels C.
        eps: added to the variance before its root is taken.
        momentum: share of the newest batch in the running averages; None: plain average over all batches.
        affine: False leaves weight and bias out; `bias=False` only the bias.
        track_running_stats: False: no running averages, always the batch's own mean and variance.
    """

    _version = 2
    weight: Parameter | None
    bias: Parameter | None
    running_mean: Tensor | None
    running_var: Tensor | None
    num_batches_tracked: Tensor | None

    def __init__(
        self,
        num_features: int,
        eps: float = 1e-5,
        momentum: float | None = 0.1,
        affine: bool = True,
        track_running_stats: bool = True,
        device: Any = None,
        dtype: Any = None,
        *,
        bias: bool = True,
    ):
        super().__init__()
        self.num_features = num_features
        self.eps = eps
        self.momentum = momentum
        self.affine = affine
        self.track_running_stats = track_running_stats
        how = {"device": device, "dtype": dtype}
        self.register_parameter("weight", Parameter(empty(num_features, **how)) if affine else None)
        self.register_parameter("bias", Parameter(empty(num_features, **how)) if affine and bias else None)
        tracked = track_running_stats
        self.register_buffer("running_mean", zeros(num_features, **how) if tracked else None)
        self.register_buffer("running_var", ones(num_features, **how) if tracked else None)
        self.register_buffer("num_batches_tracked", zeros((), dtype=int64, device=device) if tracked else None)
        self.reset_parameters()

    def reset_running_stats(self) -> None:
        """Forget the running averages: mean 0, variance 1, no batches."""
        if self.running_mean is not None and self.running_var is not None and self.num_batches_tracked is not None:
            self.running_mean.zero_()
            self.running_var.fill_(1)
            self.num_batches_tracked.zero_()

    def reset_parameters(self) -> None:
        """Weight 1, bias 0, and no running averages."""
        self.reset_running_stats()
        if self.weight is not None:
            init.ones_(self.weight)
        if self.bias is not None:
            init.zeros_(self.bias)

    def _check_input_dim(self, input: Tensor) -> None:
        raise NotImplementedError

    def forward(self, input: Tensor) -> Tensor:
        self._check_input_dim(input)
        momentum = 0.0 if self.momentum is None else self.momentum
        if self.training and self.track_running_stats and self.num_batches_tracked is not None:
            self.num_batches_tracked.add_(1)
            if self.momentum is None:
                momentum = 1.0 / float(self.num_batches_tracked)
        use_batch = self.training or (self.running_mean is None and self.running_var is None)
        keep = self.track_running_stats or not self.training
        return F.batch_norm(
            input,
            self.running_mean if keep else None,
            self.running_var if keep else None,
            self.weight,
            self.bias,
            use_batch,
            momentum,
            self.eps,
        )

    def extra_repr(self) -> str:
        return (
            f"{self.num_features}, eps={self.eps}, momentum={self.momentum}, affine={self.affine}, "
            f"bias={self.bias is not None}, track_running_stats={self.track_running_stats}"
        )


class BatchNorm1d(_BatchNorm):
    __doc__ = f"{_BatchNorm.__doc__}\n    Shapes: input (N, C) or (N, C, L), output the same.\n    "

    def _check_input_dim(self, input: Tensor) -> None:
        if input.dim() not in (2, 3):
            raise ValueError(
                f"expected 2D or 3D input (got {input.dim()}D input)\n"
                f"BatchNorm1d takes (N, C) or (N, C, L); the input's shape was {tuple(input.shape)}."
            )


class BatchNorm2d(_BatchNorm):
    __doc__ = f"{_BatchNorm.__doc__}\n    Shapes: input (N, C, H, W), output the same.\n    "

    def _check_input_dim(self, input: Tensor) -> None:
        if input.dim() != 4:
            raise ValueError(
                f"expected 4D input (got {input.dim()}D input)\n"
                f"BatchNorm2d takes (N, C, H, W); the input's shape was {tuple(input.shape)}."
            )
