"""Transformers: layers of attention and small networks, each around a path that passes the input on."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from ..._tensor import Tensor
from ...autograd.grad_mode import is_grad_enabled
from ...ops.compare import equal, ne
from ...ops.creation import full
from ...ops.grids import triu
from .. import functional as F
from .. import init
from .attention import MultiheadAttention
from .container import ModuleList
from .dropout import Dropout
from .linear import Linear
from .module import Module
from .normalization import LayerNorm

Activation = str | Callable[[Tensor], Tensor]


def _activation(wanted: Activation) -> Callable[[Tensor], Tensor]:
    known: dict[Any, Callable[[Tensor], Tensor]] = {"relu": F.relu, "gelu": F.gelu}
    if not isinstance(wanted, str):
        return wanted
    if wanted not in known:
        raise RuntimeError(f"activation should be relu/gelu, not {wanted}\nOr give a function.")
    return known[wanted]


class _Layer(Module):
    """What both kinds of layers share: self-attention, a network of two Linear layers, and a LayerNorm for each part.

    Args:
        d_model: size E of each step.
        nhead: number of heads, E / nhead each.
        dim_feedforward: size between the two Linear layers.
        dropout: after each part, and between the two Linear layers.
        activation: "relu", "gelu" or a function.
        layer_norm_eps: of the LayerNorms.
        batch_first: (N, T, E) instead of (T, N, E).
        norm_first: normalize what goes into each part, instead of what comes out.
        bias: False leaves the biases out.
    """

    def __init__(
        self,
        d_model: int,
        nhead: int,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Activation = F.relu,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ):
        super().__init__()
        how = {"device": device, "dtype": dtype}
        attention = {"dropout": dropout, "bias": bias, "batch_first": batch_first, **how}
        parts = 3 if self._looks_at_memory else 2
        self.self_attn = MultiheadAttention(d_model, nhead, **attention)
        if self._looks_at_memory:
            self.multihead_attn = MultiheadAttention(d_model, nhead, **attention)
        self.linear1 = Linear(d_model, dim_feedforward, bias=bias, **how)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, bias=bias, **how)
        self.norm_first = norm_first
        for number in range(1, parts + 1):
            setattr(self, f"norm{number}", LayerNorm(d_model, eps=layer_norm_eps, bias=bias, **how))
        for number in range(1, parts + 1):
            setattr(self, f"dropout{number}", Dropout(dropout))
        self.activation = _activation(activation)

    _looks_at_memory = False

    def _after(self, x: Tensor, norm: Module, part: Callable[[Tensor], Tensor]) -> Tensor:
        """x and what a part of the layer makes of it, added; normalized before or after."""
        return x + part(norm(x)) if self.norm_first else norm(x + part(x))

    def _feed(self, x: Tensor) -> Tensor:
        return self.linear2(self.dropout(self.activation(self.linear1(x))))


class TransformerEncoderLayer(_Layer):
    """Each step looks at all steps, then goes through a small network.

    Shapes: src (T, N, E) or (T, E), output the same; src_mask (T, T), src_key_padding_mask (N, T), both True where nobody
    is to look.
    """

    __doc__ = f"{__doc__}\n{_Layer.__doc__}"

    def forward(
        self,
        src: Tensor,
        src_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool = False,
    ) -> Tensor:
        def look(x: Tensor) -> Tensor:
            options = {"attn_mask": src_mask, "key_padding_mask": src_key_padding_mask, "is_causal": is_causal}
            return self.dropout1(self.self_attn(x, x, x, need_weights=False, **options)[0])

        x = self._after(src, self.norm1, look)
        return self._after(x, self.norm2, lambda x: self.dropout2(self._feed(x)))


class TransformerDecoderLayer(_Layer):
    """Each step looks at the steps (with a causal mask: before it), then at a memory, then goes through a small network.

    Shapes: tgt (T, N, E), memory (S, N, E), output as tgt; masks (T, T) and (T, S), key_padding_masks (N, T) and (N, S).
    """

    _looks_at_memory = True
    __doc__ = f"{__doc__}\n{_Layer.__doc__}"

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool = False,
        memory_is_causal: bool = False,
    ) -> Tensor:
        def look(x: Tensor) -> Tensor:
            options = {"attn_mask": tgt_mask, "key_padding_mask": tgt_key_padding_mask, "is_causal": tgt_is_causal}
            return self.dropout1(self.self_attn(x, x, x, need_weights=False, **options)[0])

        def remember(x: Tensor) -> Tensor:
            options = {
                "attn_mask": memory_mask,
                "key_padding_mask": memory_key_padding_mask,
                "is_causal": memory_is_causal,
            }
            return self.dropout2(self.multihead_attn(x, memory, memory, need_weights=False, **options)[0])

        x = self._after(self._after(tgt, self.norm1, look), self.norm2, remember)
        return self._after(x, self.norm3, lambda x: self.dropout3(self._feed(x)))


class TransformerEncoder(Module):
    """Several encoder layers (copies of one), and a norm at the end if given."""

    def __init__(
        self,
        encoder_layer: Module,
        num_layers: int,
        norm: Module | None = None,
        enable_nested_tensor: bool = True,
        mask_check: bool = True,
    ):
        super().__init__()
        self.layers = ModuleList(copy.deepcopy(encoder_layer) for _ in range(num_layers))
        self.num_layers = num_layers
        self.norm = norm
        self.enable_nested_tensor = enable_nested_tensor
        self.mask_check = mask_check

    def forward(
        self,
        src: Tensor,
        mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        is_causal: bool | None = None,
    ) -> Tensor:
        causal = _is_causal(mask, is_causal)
        given = src
        for layer in self.layers:
            src = layer(src, src_mask=mask, is_causal=causal, src_key_padding_mask=src_key_padding_mask)
        if src_key_padding_mask is not None and mask is None:
            padding = ne(src_key_padding_mask, 0)
            if self._skips(given, padding):
                src = src.masked_fill(padding.unsqueeze(-1), 0.0)
        return src if self.norm is None else self.norm(src)

    def _skips(self, src: Tensor, padding: Tensor) -> bool:
        """In evaluation without gradients PyTorch computes nothing for padding at the end, and gives zeros there."""
        layer: Any = self.layers[0] if self.num_layers else None
        if not self.enable_nested_tensor or not isinstance(layer, TransformerEncoderLayer) or src.dim() != 3:
            return False
        attention = layer.self_attn
        usual = layer.activation in (F.relu, F.gelu) and layer.norm1.eps == layer.norm2.eps and not layer.norm_first
        usual = usual and attention.batch_first and attention.in_proj_bias is not None and attention.num_heads % 2 == 0
        recorded = is_grad_enabled() and (src.requires_grad or any(each.requires_grad for each in layer.parameters()))
        return usual and not layer.training and not recorded and bool((padding[:, :-1] <= padding[:, 1:]).all())


class TransformerDecoder(Module):
    """Several decoder layers (copies of one), and a norm at the end if given."""

    def __init__(self, decoder_layer: Module, num_layers: int, norm: Module | None = None):
        super().__init__()
        self.layers = ModuleList(copy.deepcopy(decoder_layer) for _ in range(num_layers))
        self.num_layers = num_layers
        self.norm = norm

    def forward(
        self,
        tgt: Tensor,
        memory: Tensor,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:
        causal = _is_causal(tgt_mask, tgt_is_causal)
        for layer in self.layers:
            tgt = layer(
                tgt,
                memory,
                tgt_mask=tgt_mask,
                memory_mask=memory_mask,
                tgt_key_padding_mask=tgt_key_padding_mask,
                memory_key_padding_mask=memory_key_padding_mask,
                tgt_is_causal=causal,
                memory_is_causal=memory_is_causal,
            )
        return tgt if self.norm is None else self.norm(tgt)


class Transformer(Module):
    """An encoder and a decoder that looks at what the encoder made of its input.

    Args: `custom_encoder`, `custom_decoder`: modules to take instead; the others as of the layers.
    """

    def __init__(
        self,
        d_model: int = 512,
        nhead: int = 8,
        num_encoder_layers: int = 6,
        num_decoder_layers: int = 6,
        dim_feedforward: int = 2048,
        dropout: float = 0.1,
        activation: Activation = F.relu,
        custom_encoder: Module | None = None,
        custom_decoder: Module | None = None,
        layer_norm_eps: float = 1e-5,
        batch_first: bool = False,
        norm_first: bool = False,
        bias: bool = True,
        device: Any = None,
        dtype: Any = None,
    ):
        super().__init__()
        how = {"device": device, "dtype": dtype}
        options = (dim_feedforward, dropout, activation, layer_norm_eps, batch_first, norm_first, bias)
        self.encoder, self.decoder = custom_encoder, custom_decoder
        if custom_encoder is None:
            layer: Module = TransformerEncoderLayer(d_model, nhead, *options, **how)
            norm = LayerNorm(d_model, eps=layer_norm_eps, bias=bias, **how)
            self.encoder = TransformerEncoder(layer, num_encoder_layers, norm)
        if custom_decoder is None:
            layer = TransformerDecoderLayer(d_model, nhead, *options, **how)
            norm = LayerNorm(d_model, eps=layer_norm_eps, bias=bias, **how)
            self.decoder = TransformerDecoder(layer, num_decoder_layers, norm)
        for parameter in self.parameters():
            if parameter.dim() > 1:
                init.xavier_uniform_(parameter)
        self.d_model = d_model
        self.nhead = nhead
        self.batch_first = batch_first

    def forward(
        self,
        src: Tensor,
        tgt: Tensor,
        src_mask: Tensor | None = None,
        tgt_mask: Tensor | None = None,
        memory_mask: Tensor | None = None,
        src_key_padding_mask: Tensor | None = None,
        tgt_key_padding_mask: Tensor | None = None,
        memory_key_padding_mask: Tensor | None = None,
        src_is_causal: bool | None = None,
        tgt_is_causal: bool | None = None,
        memory_is_causal: bool = False,
    ) -> Tensor:
        batch = 0 if self.batch_first else 1
        if src.dim() == 3 == tgt.dim() and src.size(batch) != tgt.size(batch):
            raise RuntimeError("the batch number of src and tgt must be equal\nThey go in pairs.")
        if src.size(-1) != self.d_model or tgt.size(-1) != self.d_model:
            raise RuntimeError(
                f"the feature number of src and tgt must be equal to d_model\nThat is {self.d_model} numbers a step."
            )
        memory = self.encoder(src, src_mask, src_key_padding_mask, src_is_causal)  # type: ignore[misc]
        return self.decoder(  # type: ignore[misc]
            tgt,
            memory,
            tgt_mask=tgt_mask,
            memory_mask=memory_mask,
            tgt_key_padding_mask=tgt_key_padding_mask,
            memory_key_padding_mask=memory_key_padding_mask,
            tgt_is_causal=tgt_is_causal,
            memory_is_causal=memory_is_causal,
        )

    @staticmethod
    def generate_square_subsequent_mask(sz: int, device: Any = None, dtype: Any = None) -> Tensor:
        """(sz, sz): 0 where a step may look (at itself and those before it), minus infinity elsewhere."""
        return triu(full((sz, sz), float("-inf"), dtype=dtype, device=device), diagonal=1)


def _is_causal(mask: Tensor | None, is_causal: bool | None) -> bool:
    """What was said, or else whether the mask is the causal one."""
    if is_causal is not None or mask is None:
        return bool(is_causal)
    causal = Transformer.generate_square_subsequent_mask(
        mask.size(-2), dtype=mask.dtype if mask.is_floating_point() else None
    )
    return mask.is_floating_point() and mask.shape == causal.shape and equal(mask, causal)
