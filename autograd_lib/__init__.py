"""PyTorch in miniature: the same names, the same meaning, on NumPy, small enough to read.

    import autograd_lib as torch

This file is the list of what there is.  The tensor is in `_tensor.py`, the graph and its backward walk in `autograd/`, the
operations, each with its gradient rule, in `ops/`.
"""

import math
import warnings
from typing import Any

from . import accelerator, autograd, backends, cuda, dtypes, left_out
from . import random as random
from ._tensor import Tensor
from ._tensor_str import get_printoptions, set_printoptions
from .autograd.anomaly_mode import is_anomaly_check_nan_enabled, is_anomaly_enabled
from .autograd.grad_mode import (
    enable_grad,
    inference_mode,
    is_grad_enabled,
    is_inference_mode_enabled,
    no_grad,
    set_grad_enabled,
)
from .device import device, get_default_device, set_default_device
from .dtypes import (
    can_cast,
    dtype,
    finfo,
    float16,
    float32,
    float64,
    get_default_dtype,
    iinfo,
    int8,
    int16,
    int32,
    int64,
    promote_types,
    result_type,
    set_default_dtype,
    uint8,
)
from .ops.accumulate import (
    cummax,
    cummin,
    cumprod,
    cumsum,
    cumulative_trapezoid,
    diff,
    gradient,
    logcumsumexp,
    logsumexp,
    trapezoid,
    trapz,
)
from .ops.activation import (
    celu,
    celu_,
    hardshrink,
    log_softmax,
    prelu,
    relu,
    relu_,
    rrelu,
    selu,
    selu_,
    softmax,
    threshold,
)
from .ops.adaptive_pooling import adaptive_avg_pool1d
from .ops.arithmetic import (
    add,
    div,
    divide,
    floor_divide,
    fmod,
    mul,
    multiply,
    neg,
    negative,
    positive,
    pow,
    reciprocal,
    remainder,
    rsub,
    square,
    sub,
    subtract,
    true_divide,
)
from .ops.arrange import (
    atleast_1d,
    atleast_2d,
    atleast_3d,
    column_stack,
    dsplit,
    dstack,
    fliplr,
    flipud,
    hsplit,
    repeat_interleave,
    roll,
    rot90,
    select_scatter,
    slice_scatter,
    split_with_sizes,
    tensor_split,
    unravel_index,
    vsplit,
)
from .ops.bounds import abs, absolute, clamp, clamp_max, clamp_min, clip, maximum, minimum
from .ops.compare import (
    allclose,
    bitwise_and,
    bitwise_left_shift,
    bitwise_not,
    bitwise_or,
    bitwise_right_shift,
    bitwise_xor,
    eq,
    equal,
    ge,
    greater,
    greater_equal,
    gt,
    is_nonzero,
    isclose,
    isfinite,
    isinf,
    isnan,
    isneginf,
    isposinf,
    le,
    less,
    less_equal,
    logical_and,
    logical_not,
    logical_or,
    logical_xor,
    lt,
    ne,
    not_equal,
    where,
)
from .ops.conv import conv1d, conv2d
from .ops.conv_transpose import conv_transpose1d, conv_transpose2d
from .ops.convert import fill, zero_
from .ops.counting import (
    argwhere,
    bincount,
    bucketize,
    histc,
    histogram,
    isin,
    searchsorted,
    unique,
    unique_consecutive,
)
from .ops.creation import (
    arange,
    as_tensor,
    asarray,
    empty,
    empty_like,
    eye,
    from_numpy,
    full,
    full_like,
    linspace,
    logspace,
    ones,
    ones_like,
    scalar_tensor,
    tensor,
    typed_constructor,
    zeros,
    zeros_like,
)
from .ops.decompositions import det, inverse, logdet, slogdet
from .ops.decompositions import old_svd as svd
from .ops.diagonal import block_diag, diag, diag_embed, diagflat, diagonal, trace, tril_indices, triu_indices, vander
from .ops.distance import cosine_similarity, pairwise_distance
from .ops.dropout import alpha_dropout, dropout, feature_alpha_dropout
from .ops.grids import meshgrid, tril, triu
from .ops.index import gather, index_put, index_select, masked_fill, masked_select, nonzero, take
from .ops.joining import cat, chunk, concat, concatenate, hstack, split, stack, unbind, vstack
from .ops.layer_normalization import group_norm, layer_norm, rms_norm
from .ops.linalg import addmm, bmm, dot, ger, matmul, mm, mv, outer
from .ops.linear import bilinear
from .ops.matrices import matrix_power, pinverse
from .ops.pairs import (
    addcdiv,
    addcmul,
    copysign,
    float_power,
    fmax,
    fmin,
    frexp,
    gcd,
    heaviside,
    lcm,
    ldexp,
    logaddexp2,
    nextafter,
    signbit,
)
from .ops.patches import channel_shuffle, native_channel_shuffle, pixel_shuffle, pixel_unshuffle
from .ops.pointwise import (
    erf,
    erfc,
    erfinv,
    exp,
    exp2,
    expm1,
    hypot,
    lerp,
    log,
    log1p,
    log2,
    log10,
    logaddexp,
    logit,
    rsqrt,
    sigmoid,
    sqrt,
    tanh,
    xlogy,
)
from .ops.pooling import avg_pool1d, max_pool1d
from .ops.products import (
    addbmm,
    addmv,
    addr,
    baddbmm,
    cartesian_prod,
    cdist,
    chain_matmul,
    combinations,
    cross,
    dist,
    einsum,
    inner,
    kron,
    tensordot,
    vdot,
)
from .ops.recurrent import gru_cell, lstm_cell, rnn_relu_cell, rnn_tanh_cell
from .ops.reduce import (
    all,
    amax,
    amin,
    any,
    argmax,
    argmin,
    count_nonzero,
    max,
    mean,
    min,
    norm,
    prod,
    std,
    sum,
    var,
)
from .ops.rounding import ceil, fix, floor, frac, nan_to_num, round, sgn, sign, trunc
from .ops.sampling import (
    bernoulli,
    multinomial,
    normal,
    rand,
    rand_like,
    randint,
    randint_like,
    randn,
    randn_like,
    randperm,
)
from .ops.scatter import (
    index_add,
    index_copy,
    index_fill,
    index_reduce,
    masked_scatter,
    put,
    scatter,
    scatter_add,
    scatter_reduce,
    take_along_dim,
)
from .ops.shape import (
    broadcast_shapes,
    broadcast_tensors,
    broadcast_to,
    clone,
    flatten,
    flip,
    moveaxis,
    movedim,
    narrow,
    permute,
    ravel,
    reshape,
    select,
    squeeze,
    swapaxes,
    swapdims,
    t,
    tile,
    transpose,
    unflatten,
    unsqueeze,
)
from .ops.sorting import argsort, kthvalue, median, mode, msort, nanmedian, nanquantile, quantile, sort, topk
from .ops.special import digamma, i0, lgamma, mvlgamma, polygamma, sinc
from .ops.statistics import aminmax, corrcoef, cov, nanmean, nansum, std_mean, var_mean
from .ops.trigonometry import (
    acos,
    acosh,
    arccos,
    arccosh,
    arcsin,
    arcsinh,
    arctan,
    arctan2,
    arctanh,
    asin,
    asinh,
    atan,
    atan2,
    atanh,
    cos,
    cosh,
    deg2rad,
    rad2deg,
    sin,
    sinh,
    tan,
)
from .random import (
    Generator,
    default_generator,
    get_rng_state,
    initial_seed,
    manual_seed,
    seed,
    set_rng_state,
)
from .serialization import load, save
from .settings import (
    are_deterministic_algorithms_enabled,
    get_float32_matmul_precision,
    get_num_threads,
    set_float32_matmul_precision,
    set_num_threads,
    use_deterministic_algorithms,
)
from .size import Size

__version__ = "0.1.0"

warnings.filterwarnings(  # as in PyTorch, an overflow is an inf and says nothing
    "ignore", ".* encountered in ", RuntimeWarning, r"autograd_lib\."
)

float, double, half = float32, float64, float16
long, int, short = int64, int32, int16
bool = dtypes.bool
strided, contiguous_format, preserve_format = "torch.strided", "torch.contiguous_format", "torch.preserve_format"
inf, nan, pi, e = math.inf, math.nan, math.pi, math.e

FloatTensor = typed_constructor("FloatTensor", float32)
DoubleTensor = typed_constructor("DoubleTensor", float64)
LongTensor = typed_constructor("LongTensor", int64)
IntTensor = typed_constructor("IntTensor", int32)
ByteTensor = typed_constructor("ByteTensor", uint8)
BoolTensor = typed_constructor("BoolTensor", dtypes.bool)


def is_tensor(obj: Any) -> Any:
    """Is it a Tensor?"""
    return isinstance(obj, Tensor)


def numel(input: Tensor) -> Any:
    """The number of elements."""
    return input.numel()


def is_floating_point(input: Tensor) -> Any:
    """Are its elements floats?"""
    return input.is_floating_point()


LOADED_ON_USE = (
    "course", "datasets", "distributions", "linalg", "nn", "optim", "special", "transforms", "utils", "viz",
)  # fmt: skip


def __dir__() -> list[str]:
    return sorted({*globals(), *LOADED_ON_USE, "as_torch"})


def __getattr__(name: str) -> Any:
    """What loads on first use, which keeps the import quick, and what is left out."""
    import importlib

    if name in LOADED_ON_USE:
        return importlib.import_module("." + name, __name__)
    if name == "as_torch":
        from .running import as_torch

        return as_torch
    if name in dtypes.LEFT_OUT:
        raise dtypes.left_out(name)
    left_out.refuse(name)
    raise AttributeError(
        f"module 'torch' has no attribute '{name}'\n"
        "This small library has the names that its course uses: dir(torch) lists them."
    )
