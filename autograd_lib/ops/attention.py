"""Attention: each query looks at all keys, and gets the mean of the values, weighted by how well the keys fit."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy import ndarray

from .._tensor import Tensor, wrap
from ..arrays import module_of, quiet
from ..autograd.graph import Node
from ..autograd.record import record, record1
from ..names import scalar_name
from . import either
from .activation import SoftmaxBackward0, largest, softmax
from .arguments import array_of
from .arithmetic import add, mul, scale
from .dropout import dropout
from .index import masked_fill
from .joining import cat
from .linalg import bmm, matmul
from .linear import linear
from .padding import pad
from .products import BaddbmmBackward0
from .reduce import mean
from .shape import contiguous, expand, permute, reshape, select, squeeze, transpose, unflatten, unsqueeze, view

# --- the operation ----------------------------------------------------------------------------------------------------


def scaled_dot_product_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Tensor:
    """softmax(query · keyᵀ · scale + mask) · value.

    Args:
        query: (…, L, E), one row per query.
        key: (…, S, E), value: (…, S, Ev), one row per place that can be looked at.
        attn_mask: broadcast to (…, L, S): bools, True where a query may look; or numbers that are added.
        dropout_p: share of the weights that are set to zero.
        is_causal: query i looks at places 0 … i only.
        scale: None is 1 / sqrt(E).
        enable_gqa: left out.

    Returns:
        (…, L, Ev).
    """
    check(query, key, value, attn_mask, is_causal)
    if enable_gqa:
        raise NotImplementedError("scaled_dot_product_attention(enable_gqa=True) is left out of this library.")
    q, k, v = query._data, key._data, value._data
    factor = 1 / math.sqrt(q.shape[-1]) if scale is None else scale
    if is_causal:
        attn_mask = wrap(module_of(q).tri(q.shape[-2], k.shape[-2], dtype=bool))
    if attn_mask is not None and attn_mask._data.dtype.kind == "b":
        attn_mask = wrap(np.where(attn_mask._data, 0.0, -np.inf).astype(q.dtype))
    alike = q.ndim == k.ndim == v.ndim == 4 and q.shape[:2] == k.shape[:2] == v.shape[:2] and q.shape[3] == v.shape[3]
    if alike and dropout_p == 0 and (attn_mask is None or not attn_mask.requires_grad) and q.size and k.size:
        return in_one(query, key, value, attn_mask, factor)
    return step_by_step(query, key, value, attn_mask, dropout_p, factor)


def step_by_step(q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None, dropout_p: float, factor: float) -> Tensor:
    """The formula, one operation after the other."""
    half = math.sqrt(factor)
    scores = matmul(scale(q, half), scale(transpose(k, -2, -1), half))
    if mask is not None:
        scores = add(scores, mask)
    weights = safe_softmax(scores)
    if dropout_p > 0:
        weights = dropout(weights, dropout_p)
    return matmul(weights, v)


def in_one(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None, factor: float) -> Tensor:
    """The same as one operation."""
    q, k, v = query._data, key._data, value._data
    scores = q @ k.swapaxes(2, 3) * q.dtype.type(factor)
    if mask is not None:
        scores += mask._data
    weights = weights_of(scores)
    watch = () if mask is None else (mask,)
    saved = (q, k, v, weights, None if mask is None else mask._data, factor)
    result = np.matmul(weights, v, out=np.empty_like(q))  # in memory it lies as the query does
    return record(ScaledDotProductFlashAttentionForCpuBackward0, result, (query, key, value), saved, watch=watch)


class ScaledDotProductFlashAttentionForCpuBackward0(Node):
    """With the weights W = softmax(Q Kᵀ s): to V flows Wᵀ G; to the scores D = W · (G Vᵀ - its weighted mean), row by row;
    to Q flows D K s, and to K Dᵀ Q s."""

    inputs = ("query", "key", "value")
    saves = ("query", "key", "value", "weights", "attn_mask", "scale")

    @staticmethod
    def backward(ctx: Any, grad: Any, q: Any, k: Any, v: Any, weights: Any, mask: Any, factor: float) -> Any:
        to_q, to_k, to_v = ctx.edges
        if isinstance(q, Tensor):  # once more, as a function of the inputs
            scores = scale(matmul(q, transpose(k, -2, -1)), factor)
            weights = safe_softmax(scores if mask is None else add(scores, mask))
        to_weights = grad @ v.swapaxes(2, 3)
        spread = to_weights - either.row_sums(to_weights * weights)
        to_scores = either.scale(weights * spread, np.float32(factor) if grad.dtype == np.float32 else factor)
        return (
            None if to_q is None else to_scores @ k,
            None if to_k is None else to_scores.swapaxes(2, 3) @ q,
            None if to_v is None else weights.swapaxes(2, 3) @ grad,
        )


def weights_of(scores: ndarray) -> ndarray:
    """softmax along the last dimension; where every score is minus infinity, 0 (a query that may look nowhere)."""
    with quiet():
        result = scores - np.maximum(largest(scores, scores.ndim - 1), np.finfo(scores.dtype).min)
        np.exp(result, result)
        result /= np.maximum(either.row_sums(result), 1)  # (the largest score alone counts 1)
    return result


def safe_softmax(scores: Tensor) -> Tensor:
    """`weights_of` as an operation."""
    result = weights_of(scores._data) if scores._data.size else scores._data.copy()
    return record1(SafeSoftmaxBackward0, result, scores, (result, -1))


class SafeSoftmaxBackward0(SoftmaxBackward0):
    pass


# --- several heads ----------------------------------------------------------------------------------------------------


def multi_head_attention_forward(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    embed_dim_to_check: int,
    num_heads: int,
    in_proj_weight: Tensor | None,
    in_proj_bias: Tensor | None,
    bias_k: Tensor | None,
    bias_v: Tensor | None,
    add_zero_attn: bool,
    dropout_p: float,
    out_proj_weight: Tensor,
    out_proj_bias: Tensor | None,
    training: bool = True,
    key_padding_mask: Tensor | None = None,
    need_weights: bool = True,
    attn_mask: Tensor | None = None,
    use_separate_proj_weight: bool = False,
    q_proj_weight: Tensor | None = None,
    k_proj_weight: Tensor | None = None,
    v_proj_weight: Tensor | None = None,
    static_k: Tensor | None = None,
    static_v: Tensor | None = None,
    average_attn_weights: bool = True,
    is_causal: bool = False,
) -> tuple[Tensor, Tensor | None]:
    """What `nn.MultiheadAttention` does: project query, key and value, attend in each head, join the heads, project.

    Args:
        query: (L, N, E) or (L, E); key: (S, N, Ek), value: (S, N, Ev), or without N.
        embed_dim_to_check: E.
        num_heads: E is split into this many parts, each of which attends by itself.
        in_proj_weight, in_proj_bias: (3E, E) and (3E,): the three projections one below the other; or with
            `use_separate_proj_weight` (E, …) each in q_proj_weight, k_proj_weight, v_proj_weight.
        bias_k, bias_v: (1, 1, E), one more place to look at, which is learned; add_zero_attn: one more that is zero.
        dropout_p, training: dropout of the weights.
        key_padding_mask: (N, S), True for places that are not to be looked at; or numbers that are added.
        need_weights: also return the weights, (N, L, S), or (N, heads, L, S) with `average_attn_weights=False`.
        attn_mask: (L, S) or (N · heads, L, S), True where a query may *not* look; or numbers that are added.
        static_k, static_v: (N · heads, S, E / heads), instead of what key and value are projected to.
        is_causal: says that attn_mask is the causal one.
    """
    batched = check_heads(query, key, value, key_padding_mask, attn_mask, num_heads)
    if not batched:
        query, key, value = (unsqueeze(each, 1) for each in (query, key, value))
        key_padding_mask = None if key_padding_mask is None else unsqueeze(key_padding_mask, 0)
    length, count, size = query._data.shape
    places = key._data.shape[0]
    padding = as_numbers(key_padding_mask, "key_padding_mask", query)
    if is_causal and attn_mask is None:
        raise RuntimeError(
            "Need attn_mask if specifying the is_causal hint. You may use the Transformer module method "
            "`generate_square_subsequent_mask` to create this mask.\nThe hint only says what the mask is."
        )
    if is_causal and key_padding_mask is None and not need_weights:
        attn_mask = None
    else:
        attn_mask = as_numbers(attn_mask, "attn_mask", query)
        is_causal = is_causal and key_padding_mask is None and not need_weights
    check_projection(query, key, value, embed_dim_to_check, num_heads, use_separate_proj_weight)
    head = size // num_heads
    if use_separate_proj_weight:
        weights = (q_proj_weight, k_proj_weight, v_proj_weight)
        biases = (None,) * 3 if in_proj_bias is None else in_proj_bias.chunk(3)
        q, k, v = (linear(x, w, b) for x, w, b in zip((query, key, value), weights, biases, strict=True))
    else:
        q, k, v = projected(query, key, value, in_proj_weight, in_proj_bias)
    attn_mask = check_mask(attn_mask, length, places, count * num_heads)
    extra = 0
    if bias_k is not None and bias_v is not None:
        for name, each in (("key", static_k), ("value", static_v)):
            if each is not None:
                raise AssertionError(f"bias cannot be added to static {name}.\nLeave one of them out.")
        k, v = cat([k, bias_k.repeat(1, count, 1)]), cat([v, bias_v.repeat(1, count, 1)])
        extra += 1
        attn_mask, padding = (None if each is None else pad(each, (0, 1)) for each in (attn_mask, padding))
    q = transpose(view(q, (length, count * num_heads, head)), 0, 1)
    k = in_heads(k, static_k, count * num_heads, head, "k")
    v = in_heads(v, static_v, count * num_heads, head, "v")
    if add_zero_attn:
        nothing = wrap(module_of(k._data).zeros((count * num_heads, 1, head), k._data.dtype))
        k, v = cat([k, nothing], 1), cat([v, nothing], 1)
        attn_mask, padding = (None if each is None else pad(each, (0, 1)) for each in (attn_mask, padding))
    places = k._data.shape[1]
    if padding is not None:
        padding = reshape(expand(view(padding, (count, 1, 1, places)), (-1, num_heads, -1, -1)), (-1, 1, places))
        attn_mask = padding if attn_mask is None else add(attn_mask, padding)
    p = dropout_p if training else 0.0
    output, weights_used = attended(q, k, v, attn_mask, p, is_causal, need_weights, (length, count, size), num_heads)
    output = view(linear(output, out_proj_weight, out_proj_bias), (length, count, out_proj_weight._data.shape[0]))
    if weights_used is not None:
        weights_used = view(weights_used, (count, num_heads, length, places))
        if average_attn_weights:
            weights_used = mean(weights_used, 1)
    if not batched:
        output = squeeze(output, 1)
        weights_used = None if weights_used is None else squeeze(weights_used, 0)
    return output, weights_used


def attended(
    q: Tensor, k: Tensor, v: Tensor, mask: Tensor | None, p: float, is_causal: bool, need_weights: bool,
    shape: tuple[int, int, int], num_heads: int,
) -> tuple[Tensor, Tensor | None]:  # fmt: skip
    """Attention in every head, and the heads side by side again: (L · N, E); and the weights where they are wanted."""
    length, count, size = shape
    head, places = size // num_heads, k._data.shape[1]
    if need_weights:
        scaled = mul(q, math.sqrt(1.0 / head))
        keys = transpose(k, -2, -1)
        scores = bmm(scaled, keys) if mask is None else added_product(mask, scaled, keys)
        weights = softmax(scores, -1)
        if p > 0:
            weights = dropout(weights, p)
        output = bmm(weights, v)
        return reshape(transpose(output, 0, 1), (length * count, size)), weights
    if mask is not None:
        mask = unsqueeze(mask, 0) if mask._data.shape[0] == 1 and mask._data.ndim == 3 else view(
            mask, (count, num_heads, -1, places)
        )  # fmt: skip
    q = view(q, (count, num_heads, length, head))
    k, v = (view(each, (count, num_heads, places, head)) for each in (k, v))
    output = scaled_dot_product_attention(q, k, v, mask, p, is_causal)
    return reshape(permute(output, 2, 0, 1, 3), (count * length, size)), None


def projected(query: Tensor, key: Tensor, value: Tensor, weight: Any, bias: Any) -> tuple[Tensor, ...]:
    """The three projections: of one tensor in a single product, of two in two."""
    size = query._data.shape[-1]

    def several(x: Tensor, w: Tensor, b: Tensor | None, count: int) -> tuple[Tensor, ...]:
        parts = unflatten(linear(x, w, b), -1, (count, size))
        parts = contiguous(squeeze(transpose(unsqueeze(parts, 0), 0, -2), -2))
        return tuple(select(parts, 0, place) for place in range(count))

    if key is value:
        if query is key:
            return several(query, weight, bias, 3)
        w_q, w_kv = weight.split([size, size * 2])
        b_q, b_kv = (None, None) if bias is None else bias.split([size, size * 2])
        return (linear(query, w_q, b_q), *several(key, w_kv, b_kv, 2))
    biases = (None,) * 3 if bias is None else bias.chunk(3)
    return tuple(linear(x, w, b) for x, w, b in zip((query, key, value), weight.chunk(3), biases, strict=True))


def in_heads(x: Tensor, static: Tensor | None, count: int, head: int, name: str) -> Tensor:
    """(S, N, E) -> (N · heads, S, E / heads); or what is given for it."""
    if static is None:
        return transpose(view(x, (x._data.shape[0], count, head)), 0, 1)
    for dim, size in ((0, count), (2, head)):
        if static._data.shape[dim] != size:
            raise AssertionError(
                f"expecting static_{name}.size({dim}) of {size}, but got {static._data.shape[dim]}\n"
                "It has shape (N · heads, S, E / heads)."
            )
    return static


def added_product(mask: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """mask + a @ b, batch by batch."""
    result = np.matmul(a._data, b._data)
    result += mask._data
    return record(BaddbmmBackward0, result, (mask, a, b), (a._data, b._data, 1, 1))


# --- what can go wrong ------------------------------------------------------------------------------------------------


def as_numbers(mask: Tensor | None, name: str, query: Tensor) -> Tensor | None:
    """A mask as numbers to add: minus infinity where it is True."""
    if mask is None:
        return None
    if mask._data.dtype.kind not in "bf":
        raise AssertionError(f"only bool and floating types of {name} are supported\nWrite {name}.bool().")
    if mask._data.dtype.kind == "f":
        return mask
    return masked_fill(wrap(module_of(query._data).zeros(mask._data.shape, query._data.dtype)), mask, -math.inf)


def check(query: Any, key: Any, value: Any, mask: Tensor | None, is_causal: bool) -> None:
    """PyTorch's refusals."""
    q, k, v = array_of(query), array_of(key), array_of(value)
    dtypes = [scalar_name(each.dtype).lower() for each in (query, key, value)]
    if len(set(dtypes)) > 1:
        raise RuntimeError(
            "Expected query, key, and value to have the same dtype, but got query.dtype: "
            f"{dtypes[0]} key.dtype: {dtypes[1]} and value.dtype: {dtypes[2]} instead.\nBring all three to one dtype."
        )
    if min(q.ndim, k.ndim, v.ndim) < 2:
        raise RuntimeError(
            f"Expected query, key, and value to all be  at least 2 dimensional, but got query.dim: {q.ndim} key.dim: {k.ndim} "
            f"and value.dim: {v.ndim} instead.\nThey have shapes (…, L, E), (…, S, E) and (…, S, Ev)."
        )
    if mask is not None:
        if mask._data.dtype.kind != "b" and mask._data.dtype not in (q.dtype, np.float32):
            raise RuntimeError(
                "Expected attn_mask dtype to be bool or float or to match query dtype, but got attn_mask.dtype: "
                f"{scalar_name(mask.dtype).lower()} and  query.dtype: {dtypes[0]} instead.\nWrite attn_mask.bool()."
            )
        if is_causal:
            raise RuntimeError(
                "_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True\nGive one of them."
            )


def check_heads(
    query: Tensor, key: Tensor, value: Tensor, padding: Tensor | None, mask: Tensor | None, num_heads: int
) -> bool:
    """Is it a batch?  PyTorch's refusals of shapes that do not say."""
    q, k, v = (array_of(each).ndim for each in (query, key, value))
    if q not in (2, 3):
        raise AssertionError(
            f"query should be unbatched 2D or batched 3D tensor but received {q}-D query tensor\nIt is (L, E) or (L, N, E)."
        )
    kind, other = ("batched (3-D)", 2) if q == 3 else ("unbatched (2-D)", 1)
    if k != q or v != q:
        raise AssertionError(
            f"For {kind} `query`, expected `key` and `value` to be {q}-D but found {k}-D and {v}-D tensors respectively\n"
            "All three are batches, or none."
        )
    if padding is not None and padding._data.ndim != other:
        raise AssertionError(
            f"For {kind} `query`, expected `key_padding_mask` to be `None` or {other}-D but found {padding._data.ndim}-D tensor "
            "instead\nIt is (N, S), or (S,)."
        )
    if padding is not None and q == 3:
        for dim, size in ((0, query._data.shape[1]), (1, key._data.shape[0])):
            if padding._data.shape[dim] != size:
                raise AssertionError(
                    f"Expected key_padded_mask.shape[{dim}] to be {size}, but got {padding._data.shape[dim]}\nIt is (N, S)."
                )
    if mask is not None and mask._data.ndim not in (2, 3):
        raise AssertionError(
            f"For {kind} `query`, expected `attn_mask` to be `None`, 2-D or 3-D but found {mask._data.ndim}-D tensor instead\n"
            "It is (L, S) or (N · heads, L, S)."
        )
    if q == 2 and mask is not None and mask._data.ndim == 3:
        shape = (num_heads, query._data.shape[0], key._data.shape[0])
        if mask._data.shape != shape:
            raise AssertionError(
                f"Expected `attn_mask` shape to be {shape} but got {mask.shape}\nThat is (heads, L, S)."
            )
    return q == 3


def check_projection(query: Tensor, key: Tensor, value: Tensor, wanted: int, num_heads: int, separate: bool) -> None:
    size = query._data.shape[-1]
    if size != wanted:
        raise AssertionError(
            f"was expecting embedding dimension of {wanted}, but got {size}\nThe query ends in embed_dim numbers."
        )
    if size // num_heads * num_heads != size:
        raise AssertionError(f"embed_dim {size} not divisible by num_heads {num_heads}\nEach head gets an equal part.")
    if separate and key._data.shape[:2] != value._data.shape[:2]:
        raise AssertionError(
            f"key's sequence and batch dims {key.shape[:2]} do not match value's {value.shape[:2]}\nThey go in pairs."
        )
    if not separate and key._data.shape != value._data.shape:
        raise AssertionError(f"key shape {key.shape} does not match value shape {value.shape}\nThey go in pairs.")


def check_mask(mask: Tensor | None, length: int, places: int, heads: int) -> Tensor | None:
    """The mask with 3 dimensions."""
    if mask is None:
        return None
    if mask._data.ndim == 2:
        if mask._data.shape != (length, places):
            raise RuntimeError(
                f"The shape of the 2D attn_mask is {mask.shape}, but should be {(length, places)}.\nThat is (L, S)."
            )
        return unsqueeze(mask, 0)
    if mask._data.shape != (heads, length, places):
        raise RuntimeError(
            f"The shape of the 3D attn_mask is {mask.shape}, but should be {(heads, length, places)}.\n"
            "That is (N · heads, L, S)."
        )
    return mask
