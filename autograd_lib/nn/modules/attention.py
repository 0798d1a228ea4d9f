"""MultiheadAttention."""

from __future__ import annotations

from typing import Any

from ..._tensor import Tensor
from ...ops.creation import empty
from .. import functional as F
from .. import init
from ..parameter import Parameter
from .linear import Linear
from .module import Module


class NonDynamicallyQuantizableLinear(Linear):
    """A Linear: the last projection of MultiheadAttention, under the name that PyTorch prints."""


class MultiheadAttention(Module):
    """Each query looks at all keys and takes a mean of the values, weighted by how well the keys fit; in several heads.

    Args:
        embed_dim: size E of the queries and of the output; each head works with E / num_heads of it.
        num_heads: how many look independently.
        dropout: share of the weights that are set to zero while training.
        bias: False leaves the biases of the projections out.
        add_bias_kv: one more place to look at, which is learned; add_zero_attn: one more that is zero.
        kdim, vdim: sizes of keys and values; None: E.
        batch_first: (N, L, E) instead of (L, N, E).

    Shapes: query (L, N, E), key (S, N, kdim), value (S, N, vdim), all three without N for a single sample; output
    (L, N, E) and weights (N, L, S).
    """

    def __init__(
        self,
        embed_dim: int,
        num_heads: int,
        dropout: float = 0.0,
        bias: bool = True,
        add_bias_kv: bool = False,
        add_zero_attn: bool = False,
        kdim: int | None = None,
        vdim: int | None = None,
        batch_first: bool = False,
        device: Any = None,
        dtype: Any = None,
    ):
        if embed_dim <= 0 or num_heads <= 0:
            raise ValueError(
                f"embed_dim and num_heads must be greater than 0, got embed_dim={embed_dim} and num_heads={num_heads} instead"
            )
        super().__init__()
        how = {"device": device, "dtype": dtype}
        self.embed_dim = embed_dim
        self.kdim = embed_dim if kdim is None else kdim
        self.vdim = embed_dim if vdim is None else vdim
        self._qkv_same_embed_dim = self.kdim == embed_dim == self.vdim
        self.num_heads = num_heads
        self.dropout = dropout
        self.batch_first = batch_first
        self.head_dim = embed_dim // num_heads
        if self.head_dim * num_heads != embed_dim:
            raise AssertionError("embed_dim must be divisible by num_heads\nEach head gets an equal part of it.")
        same = self._qkv_same_embed_dim
        for name, size in (("q", embed_dim), ("k", self.kdim), ("v", self.vdim)):
            weight = None if same else Parameter(empty((embed_dim, size), **how))
            self.register_parameter(f"{name}_proj_weight", weight)
        self.register_parameter("in_proj_weight", Parameter(empty((3 * embed_dim, embed_dim), **how)) if same else None)
        self.register_parameter("in_proj_bias", Parameter(empty(3 * embed_dim, **how)) if bias else None)
        self.out_proj = NonDynamicallyQuantizableLinear(embed_dim, embed_dim, bias=bias, **how)
        self.bias_k = Parameter(empty((1, 1, embed_dim), **how)) if add_bias_kv else None
        self.bias_v = Parameter(empty((1, 1, embed_dim), **how)) if add_bias_kv else None
        self.add_zero_attn = add_zero_attn
        self._reset_parameters()

    def _reset_parameters(self) -> None:
        if self._qkv_same_embed_dim:
            init.xavier_uniform_(self.in_proj_weight)
        else:
            for each in (self.q_proj_weight, self.k_proj_weight, self.v_proj_weight):
                init.xavier_uniform_(each)
        if self.in_proj_bias is not None:
            init.constant_(self.in_proj_bias, 0.0)
            init.constant_(self.out_proj.bias, 0.0)
        for bias in (self.bias_k, self.bias_v):
            if bias is not None:
                init.xavier_normal_(bias)

    def forward(
        self,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        key_padding_mask: Tensor | None = None,
        need_weights: bool = True,
        attn_mask: Tensor | None = None,
        average_attn_weights: bool = True,
        is_causal: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        """Output and weights (None with `need_weights=False`).

        Args:
            key_padding_mask: (N, S), True for places that nobody is to look at.
            attn_mask: (L, S) or (N · num_heads, L, S), True where a query may not look; or numbers that are added.
            average_attn_weights: False: the weights of each head, (N, num_heads, L, S).
            is_causal: says that `attn_mask` is the causal one.
        """
        turned = self.batch_first and query.dim() == 3
        if turned:
            query, key, value = self._steps_first(query, key, value)
        output, weights = F.multi_head_attention_forward(
            query,
            key,
            value,
            self.embed_dim,
            self.num_heads,
            self.in_proj_weight,
            self.in_proj_bias,
            self.bias_k,
            self.bias_v,
            self.add_zero_attn,
            self.dropout,
            self.out_proj.weight,
            self.out_proj.bias,
            self.training,
            key_padding_mask,
            need_weights,
            attn_mask,
            not self._qkv_same_embed_dim,
            self.q_proj_weight,
            self.k_proj_weight,
            self.v_proj_weight,
            average_attn_weights=average_attn_weights,
            is_causal=is_causal,
        )
        return (output.transpose(1, 0) if turned else output), weights

    @staticmethod
    def _steps_first(query: Tensor, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """(L, N, E) from (N, L, E); what was one tensor stays one, for then it is projected in a single product."""
        steps = query.transpose(1, 0)
        keys = steps if key is query else key.transpose(1, 0)
        return steps, keys, keys if value is key else value.transpose(1, 0)
