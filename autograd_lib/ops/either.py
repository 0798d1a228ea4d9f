"""Functions for gradient rules: NumPy's on arrays, ours on Tensors.

A rule is written once.  In an ordinary backward it is given NumPy arrays, and these functions are NumPy's; with
`create_graph=True` it is given Tensors, and they are the library's own operations, so that the rule itself is recorded.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from .._tensor import Tensor, wrap
from ..arrays import as_array, at, beside, copied, module_of, on_gpu, ones, quiet, repeated


def _either(numpy_function: Callable[..., Any], module: str, name: str) -> Callable[..., Any]:
    ours: list[Callable[..., Any]] = []

    def function(x: Any, *args: Any) -> Any:
        if not isinstance(x, Tensor):
            return numpy_function(x, *args)
        if not ours:
            ours.append(getattr(importlib.import_module("." + module, __package__), name))
        return ours[0](x, *args)

    function.__name__ = name
    function.__doc__ = f"NumPy's (or SciPy's) function on arrays, our `{name}` on Tensors."
    return function


def logistic(x: ndarray) -> ndarray:
    """1 / (1 + exp(-x)); where exp overflows, 1/inf is 0 as it should be."""
    result = as_array(-x)
    with quiet():
        np.exp(result, result)
    result += 1
    return np.reciprocal(result, result)


def signs(x: ndarray) -> Any:
    """-1, 0 or 1; of nan 0, as in PyTorch."""
    return x.copy() if x.dtype.kind == "b" else (x > 0).astype(x.dtype) - (x < 0)


def special(name: str) -> Callable[[ndarray], ndarray]:
    """A function of SciPy, in the dtype of its argument.  (SciPy comes with scikit-learn; CuPy has the same functions.)"""

    def function(x: ndarray) -> ndarray:
        return as_array(getattr(special_functions(x), name)(x)).astype(x.dtype, copy=False)

    return function


def special_functions(x: ndarray) -> Any:
    """The module of special functions for an array."""
    if on_gpu(x):
        import cupyx.scipy.special as functions
    else:
        import scipy.special as functions
    return functions


def derivative_of_digamma(x: ndarray, n: int) -> ndarray:
    """SciPy's polygamma."""
    return as_array(special_functions(x).polygamma(beside(np.asarray(n), x), x)).astype(x.dtype, copy=False)


exp = _either(np.exp, "pointwise", "exp")
log = _either(np.log, "pointwise", "log")
sqrt = _either(np.sqrt, "pointwise", "sqrt")
sin = _either(np.sin, "trigonometry", "sin")
cos = _either(np.cos, "trigonometry", "cos")
sinh = _either(np.sinh, "trigonometry", "sinh")
cosh = _either(np.cosh, "trigonometry", "cosh")
tanh = _either(np.tanh, "pointwise", "tanh")
sigmoid = _either(logistic, "pointwise", "sigmoid")
inv = _either(np.linalg.inv, "decompositions", "inv")
pinv = _either(np.linalg.pinv, "matrices", "pinv")
softplus = _either(lambda x: np.logaddexp(x, 0), "smooth", "softplus")
erf = _either(special("erf"), "pointwise", "erf")
erfinv = _either(special("erfinv"), "pointwise", "erfinv")
digamma = _either(special("digamma"), "special", "digamma")
polygamma = _either(derivative_of_digamma, "special", "_polygamma_method")
i0 = _either(special("i0"), "special", "i0")
i0e = _either(special("i0e"), "special", "i0e")
i1 = _either(special("i1"), "special", "i1")
i1e = _either(special("i1e"), "special", "i1e")
erfcx = _either(special("erfcx"), "special", "erfcx")
log1p = _either(np.log1p, "pointwise", "log1p")
sign = _either(signs, "rounding", "sign")
absolute = _either(np.abs, "bounds", "abs")
zeros_like = _either(np.zeros_like, "creation", "zeros_like")


def where(condition: Any, x: Any, y: Any) -> Any:
    """`x` where the condition holds, else `y`; each of the three an array, a Tensor or (x and y) a number."""
    if any(isinstance(each, Tensor) for each in (condition, x, y)):
        from .compare import where as ours

        return ours(condition if isinstance(condition, Tensor) else wrap(condition), x, y)
    return np.where(condition, x, y)


def kept(grad: Any, mask: ndarray, out: ndarray | None = None) -> Any:
    """`grad` where the mask (an array of bools) is true, else 0, also where `grad` is inf or nan (grad * mask is not).

    For arrays by bit patterns, as whole numbers times 1 or 0.  `numpy.where` takes ten times as long.
    `out`: the array to write it to.
    """
    if isinstance(grad, Tensor):
        return where(mask, grad, 0)
    whole = np.dtype(f"i{grad.dtype.itemsize}")
    if out is not None:
        np.multiply(grad.view(whole), mask.view("i1"), out=out.view(whole))
        return out
    bits = grad.view(whole) * mask.view("i1")
    return bits.view(grad.dtype)


def tied(value: Any, x: Any) -> Any:
    """`value`, which is flat in `x`: where the gradient of a gradient is wanted, it exists and is 0."""
    return value + sign(x) * 0 if isinstance(value, Tensor) else value


def array(x: Any) -> ndarray:
    """The numbers alone, without history: for masks and other values that gradients do not flow through."""
    return x._data if isinstance(x, Tensor) else x


def constant(array: ndarray, like: Any) -> Any:
    """An array of plain numbers as something that can be combined with `like`: a Tensor where that is one."""
    return wrap(array) if isinstance(like, Tensor) else array


def cast(x: Any, dtype: np.dtype[Any]) -> Any:
    """The same values in another dtype."""
    if isinstance(x, Tensor):
        from ..dtypes import from_numpy_dtype

        return x.to(from_numpy_dtype(dtype))
    return x.astype(dtype)


def broadcast_to(x: Any, shape: tuple[int, ...]) -> Any:
    """`x` repeated to `shape`: not to be written to."""
    if isinstance(x, Tensor):
        return x.expand(shape)
    return repeated(x, shape)


def shared_out(x: Any, shape: tuple[int, ...], count: int) -> Any:
    """A single number divided by `count`, the result repeated to `shape`: not to be written to."""
    if isinstance(x, Tensor):
        return x.expand(shape) / count
    if type(x) is ndarray and 0 < count < 1000:  # in Python's doubles, rounded once: so NumPy's own division rounds
        result = np.empty(shape, x.dtype)
        result.fill(x.item() / count)
        return result
    return repeated(as_array(number(x) / count), shape)


def scale(x: Any, factor: Any) -> Any:
    """`x` times a plain number."""
    if isinstance(x, Tensor):
        from .arithmetic import scale as ours

        return ours(x, factor)
    return x * factor


def product(a: Any, b: Any) -> Any:
    """The product of two matrices.  (Of small arrays `dot` is quicker than `@` by half.)"""
    return a.dot(b) if not isinstance(a, Tensor) and not isinstance(b, Tensor) else a @ b


def row_sums(x: Any) -> Any:
    """The sums along the last dimension, which keeps length 1.  (NumPy adds up rows one by one: of short ones a product
    with ones takes half as long.)"""
    n = x.shape[-1]
    if isinstance(x, Tensor) or not 0 < n < 1000 or x.dtype.char not in "fd":
        return x.sum(axis=-1, keepdims=True)
    return x.reshape(-1, n).dot(ones(n, x)).reshape(*x.shape[:-1], 1)


def row_maxima(x: ndarray) -> Any:
    """The largest number along the last dimension, which keeps length 1.  (NumPy looks through rows one by one: many short
    ones it compares sooner side by side.)"""
    n = x.shape[-1]
    if x.size < 1000 or n > 24 or on_gpu(x):
        return x.max(axis=-1, keepdims=True)
    return x.reshape(-1, n).T.copy().max(axis=0).reshape(*x.shape[:-1], 1)


def number(x: Any) -> Any:
    """A 0-dim array as a number: these are computed with in a tenth of the time."""
    return x[()] if type(x) is ndarray else x


def concatenate(parts: list[Any], dim: int) -> Any:
    """The parts joined along a dimension."""
    if isinstance(parts[0], Tensor):
        from .joining import cat

        return cat(parts, dim)
    return np.concatenate(parts, dim)


def solve(a: Any, b: Any) -> Any:
    """The X with a @ X = b."""
    if isinstance(a, Tensor) or isinstance(b, Tensor):
        from .decompositions import solve as ours

        return ours(a, b)
    if on_gpu(a) and b.ndim > 1:  # CuPy does not broadcast the batches
        batch = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
        a, b = (np.broadcast_to(each, batch + each.shape[-2:]) for each in (a, b))
    return np.linalg.solve(a, b)


def cross(a: Any, b: Any, dim: int) -> Any:
    """The cross product of vectors of length 3 along a dimension; the shapes are broadcast."""
    if isinstance(a, Tensor) or isinstance(b, Tensor):
        from .products import linalg_cross

        return linalg_cross(a, b, dim=dim)
    x, y = np.broadcast_arrays(a, b)
    return np.cross(x, y, axis=dim)


def take(x: Any, where: ndarray) -> Any:
    """The elements of `x.reshape(-1)` at the places `where`, in the shape of `where`."""
    if isinstance(x, Tensor):
        from .index import take as ours

        return ours(x, wrap(where))
    return x.reshape(-1)[where]


def put_add(values: Any, where: ndarray, shape: tuple[int, ...]) -> Any:
    """Zeros of `shape`, with each of `values` added at its place in the flat result: what `take` is undone by."""
    if isinstance(values, Tensor):
        from .index import put_add as ours

        return ours(values, where, shape)
    result = module_of(values).zeros(shape, values.dtype)
    at(np.add, result.reshape(-1), where, values)
    return result


def put(x: Any, where: ndarray, values: Any) -> Any:
    """A copy of `x` with `values` (None: zeros) at the places `where` of its flat form."""
    if isinstance(x, Tensor) or isinstance(values, Tensor):
        rest = kept(x, _mask(where, array(x)))
        return rest if values is None else rest + put_add(values, where, array(x).shape)
    result = copied(x, "C")  # (reshape would otherwise give a copy of a transposed array)
    result.reshape(-1)[where] = 0 if values is None else values
    return result


def _mask(where: ndarray, like: ndarray) -> ndarray:
    mask = module_of(like).ones(like.shape, bool)
    mask.reshape(-1)[where] = False
    return mask
