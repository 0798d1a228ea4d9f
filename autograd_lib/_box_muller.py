"""Normal numbers from uniform ones, rounded where PyTorch rounds them.

The mathematics is Box and Muller's and fits in two lines (``box_muller``). The rest of this file is about the last bit:
PyTorch's logarithm, sine and cosine of float32 are polynomials with a rounding after every step, and so are these.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def box_muller(unit: Array, mean: float, std: float) -> None:
    """Turn unit numbers into normal ones, in place; shape (16 k,), float32 or float64.

    Numbers j and j + 8 of each 16 are a pair: radius = sqrt(-2 log(1 - first)), angle = 2 pi second give
    radius * cos(angle) * std + mean and radius * sin(angle) * std + mean.
    """
    work: Any = unit.dtype.type
    log, sine_cosine, fma = (_log32, _sine_cosine32, fma32) if work is np.float32 else (_log64, _sine_cosine64, fma64)
    pairs = unit.reshape(-1, 2, 8)
    for start in range(0, len(pairs), 8192):  # so many fit the processor's cache
        first, second = pairs[start : start + 8192, 0], pairs[start : start + 8192, 1]
        radius = np.sqrt(work(-2) * log(work(1) - first))
        sine, cosine = sine_cosine(work(2 * np.pi) * second)
        first[...] = fma(radius * cosine, work(std), work(mean))
        second[...] = fma(radius * sine, work(std), work(mean))


def fma32(a: Array, b: Any, c: Any) -> Array:
    """a * b + c, rounded once, in float32: float64 holds the product of two float32 exactly."""
    result = a.astype(np.float64)
    result *= b
    result += c
    return result.astype(np.float32)


def fma64(a: Array, b: Any, c: Any) -> Array:
    """a * b + c, rounded once, in float64: Dekker's exact product, then Knuth's exact sum."""
    product = a * b
    if b == 1 or c == 0 or not (abs(b) < 1e280 and np.isfinite(c)):
        return product + c  # only one of the two operations rounds, or the parts below would overflow
    a_high, b_high = (x * 134217729.0 - (x * 134217729.0 - x) for x in (a, b))  # 2**27 + 1: the upper 26 bits
    a_low, b_low = a - a_high, b - b_high
    product_error = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low
    total = product + c
    kept = total - product
    total_error = (product - (total - kept)) + (c - kept)
    return total + (total_error + product_error)


def c_library(function: Callable[[float], float], x: Array) -> Array:
    """``function`` of Python's ``math`` on each entry of x, in float64.

    PyTorch calls the C library here, as ``math`` does; NumPy's own logarithms may differ from it in the last bit.
    """
    return np.fromiter(map(function, x.reshape(-1).tolist()), np.float64, x.size).reshape(x.shape)


def _log64(x: Array) -> Array:
    return c_library(math.log, x)


def _sine_cosine64(x: Array) -> tuple[Array, Array]:
    return np.sin(x), np.cos(x)


def _horner32(coefficients: Sequence[float], x: Array) -> Array:
    """The polynomial with these coefficients, highest power first, one rounding a step."""
    first, *others = coefficients
    result = np.full_like(x, first)
    for coefficient in others:
        result = fma32(result, x, np.float32(coefficient))
    return result


def _log32(x: Array) -> Array:
    """Natural logarithm of positive float32, rounded where PyTorch rounds (the Cephes library's ``logf``).

    x = m 2**e with m in [sqrt(1/2), sqrt(2)) and t = m - 1:  log x = t - t**2 / 2 + t**3 P(t) + e log 2,
    where log 2 = 0.693359375 - 2.12194440e-4, of which the first part times e is exact.
    """
    one, half = np.float32(1), np.float32(0.5)
    m, e = np.frexp(x)  # m in [1/2, 1)
    small = m < np.float32(0.5**0.5)
    t = np.where(small, m + m, m) - one
    e = np.subtract(e, small, dtype=np.float32)
    square = t * t
    tail = fma32(_horner32(_LOG, t) * t, square, e * np.float32(-2.12194440e-4))
    return (t + (tail - square * half)) + e * np.float32(0.693359375)


def _sine_cosine32(x: Array) -> tuple[Array, Array]:
    """Sine and cosine of non-negative float32, rounded where PyTorch rounds (the Cephes library's ``sinf``, ``cosf``).

    x lies within pi/4 of a multiple of pi/2, which is taken off in three exact steps; what is left goes into
    sin r = r + r**3 S(r**2) and cos r = 1 - r**2 / 2 + r**4 C(r**2), and the quarter turn says which is which.
    """
    eighth = (x * np.float32(4 / np.pi)).astype(np.int32)
    eighth += eighth & 1  # the nearest even number of eighth turns: 0, 2, 4, 6, 8
    rest = x
    for part in (0.78515625, 2.4187564849853515625e-4, 3.77489497744594108e-8):  # pi/4, in parts
        rest = fma32(eighth.astype(np.float32), np.float32(-part), rest)
    square = rest * rest
    sine = fma32(_horner32(_SINE, square) * square, rest, rest)
    cosine = fma32(_horner32(_COSINE, square) * square, square, square * np.float32(-0.5)) + np.float32(1)
    swap = (eighth & 2) != 0
    sine, cosine = np.where(swap, cosine, sine), np.where(swap, sine, cosine)
    np.negative(sine, out=sine, where=(eighth & 4) != 0)
    np.negative(cosine, out=cosine, where=(eighth + 2 & 4) != 0)
    return sine, cosine


_LOG = (
    *(7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1),
    *(-1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1),
)
_SINE = (-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1)
_COSINE = (2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2)
