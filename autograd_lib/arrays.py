"""The arrays behind tensors: NumPy's on the CPU, CuPy's on `cuda`.

NumPy hands its functions on to CuPy when their argument is a CuPy array (`np.exp(a)`, `np.where(mask, a, 0)`), so the
operations are written with NumPy alone. What has no argument to go by asks for the module, `module_of(a).zeros(3)`, or
is brought along, `beside(array, a)`. The little that CuPy lacks is computed by NumPy: `on_cpu(function, a, b)`.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from contextvars import copy_context
from typing import Any, NoReturn

import numpy as np
from numpy import ndarray

from .device import cpu, device, gpu

# Linux takes freed memory back at the end of a training step, and hands it out again, page by page, in the next. A block
# of nearly 32 MiB that was freed once lets glibc keep up to 64 for the process (mallopt(3): M_MMAP_THRESHOLD is dynamic):
# the convolutional network of lesson 07 trains in two thirds of the time. Nothing is written to it: it costs no memory.
np.empty(2**25 - 2**13, np.uint8)


class OtherSettings:
    """What `silent_settings` gives where a NumPy keeps its settings elsewhere."""

    def set(self, silent: None) -> Any:
        return np.seterr(all="ignore")

    def reset(self, before: Any) -> None:
        np.seterr(**before)


def silent_settings() -> tuple[Any, Any]:
    """The variable in which NumPy keeps what it warns of, and its value while it warns of nothing."""
    outside = copy_context()
    with np.errstate(all="ignore"):
        inside = copy_context()
    changed = [each for each in inside if inside[each] is not outside.get(each)]
    return (changed[0], inside[changed[0]]) if changed else (OtherSettings(), None)


settings, silent = silent_settings()


class quiet:
    """`with quiet():` is `with np.errstate(all="ignore"):` in a sixth of the time, for NumPy makes its settings anew each time.

    As in PyTorch, an overflow, 1/0 and log(0) are inf, 0/0 is nan, and nothing is said.
    """

    token: Any

    def __enter__(self) -> None:
        self.token = settings.set(silent)

    def __exit__(self, *exc: object) -> None:
        settings.reset(self.token)


@functools.cache
def cupy() -> Any:
    """The module CuPy, imported when it is first needed; PyTorch's error where it or a GPU is missing."""
    try:
        import cupy
    except ImportError:
        raise AssertionError(
            "Torch not compiled with CUDA enabled\n"
            "`cuda` needs an NVIDIA GPU and CuPy (pip install cupy-cuda12x). Without them, leave out device='cuda', or write "
            "device = 'cuda' if torch.cuda.is_available() else 'cpu'."
        ) from None
    try:
        count = cupy.cuda.runtime.getDeviceCount()
    except RuntimeError as error:
        if "cudaErrorNoDevice" not in str(error):
            raise RuntimeError(
                "Found no NVIDIA driver on your system. Please check that you have an NVIDIA GPU and installed a driver from "
                f"http://www.nvidia.com/Download/index.aspx\nCuPy is there, but says: {error}"
            ) from None
        count = 0
    import cupyx

    cupyx.seterr(linalg="raise")  # a singular matrix is an error, not numbers without meaning
    if not count:
        raise RuntimeError("No CUDA GPUs are available\nCuPy and a driver are there, but they find no GPU.")
    return cupy


def on_gpu(array: Any) -> bool:
    """Is it an array of CuPy's?"""
    return type(array) is not ndarray and hasattr(type(array), "__cuda_array_interface__")


def module_of(array: Any) -> Any:
    """NumPy or CuPy, whichever made the array."""
    return cupy() if on_gpu(array) else np


def is_array(value: Any) -> bool:
    """Is it an array, of NumPy or of CuPy?  (A NumPy scalar is none.)"""
    return isinstance(value, ndarray) or on_gpu(value)


def as_array(value: Any, dtype: Any = None) -> Any:
    """A number or what a NumPy function returned, as an array: of a 0-dim result NumPy makes a scalar."""
    if on_gpu(value):
        return value if dtype is None else value.astype(dtype, copy=False)
    return np.asarray(value, dtype)


def as_operand(number: float, array: Any) -> Any:
    """A Python number for arithmetic with an array, in its dtype: NumPy makes one too, but takes longer for it than for the
    arithmetic on a small array."""
    return np.array(number, array.dtype) if type(array) is ndarray else number


def copied(value: Any, order: Any = "K") -> Any:
    """A copy, an array too of a scalar, as which NumPy gives 0-dim results (its own `copy` would stay a scalar)."""
    return value.copy(order=order) if on_gpu(value) else np.array(value, order=order)


def as_contiguous(array: Any) -> Any:
    """The array with its elements in memory in the order of its indices; itself, if they are that already."""
    return array.reshape(array.shape or 1) if array.flags.c_contiguous else array.copy(order="C")


def device_of(array: Any) -> device:
    """Where an array lives."""
    return gpu if on_gpu(array) else cpu


def move(array: Any, where: device) -> Any:
    """The array on a device; itself, if it is there already."""
    if where.type == "cpu":
        return array.get() if on_gpu(array) else array
    return array if on_gpu(array) else to_gpu(array)


def to_gpu(array: Any) -> Any:
    """CuPy's copy of a NumPy array.  (Of one without dimensions it would lose the sign of -0.0: it fills with zeros.)"""
    return cupy().asarray(np.reshape(array, np.shape(array) or 1)).reshape(np.shape(array))


def to_cpu(array: Any) -> Any:
    """The numbers of an array, for NumPy."""
    return array.get() if on_gpu(array) else array


def beside(array: Any, like: Any) -> Any:
    """A NumPy array where `like` lives."""
    return to_gpu(array) if on_gpu(like) else array


def on_cpu(function: Callable[..., Any], *arrays: Any) -> Any:
    """What `function` makes of the arrays, computed by NumPy wherever they live: for what CuPy does not have."""
    if not on_gpu(arrays[0]):
        return function(*arrays)
    found = function(*map(to_cpu, arrays))
    return tuple(beside(each, arrays[0]) for each in found) if isinstance(found, tuple) else beside(found, arrays[0])


@functools.cache
def fused(function: Callable[..., None]) -> Callable[..., None]:
    """A function of arrays, element by element and in place, as a single program for the GPU: one launch, not one each."""
    return cupy().fuse()(function)


def repeated(array: Any, shape: tuple[int, ...]) -> Any:
    """An array repeated to a shape: not to be written to.  Few equal numbers are written out, which is quicker than a view."""
    if not array.ndim and math.prod(shape) < 1000 and not on_gpu(array):
        result = np.empty(shape, array.dtype)
        result.fill(array)
        return result
    return np.broadcast_to(array, shape)


def column_sums(array: ndarray) -> Any:
    """The sum over the first dimension.  (By a product with ones: the more rows, the sooner.)"""
    if array.ndim < 2 or array.dtype.char not in "fd" or (array.ndim > 2 and not array.flags.c_contiguous):
        return np.add.reduce(array, 0)
    if array.ndim > 2:
        return column_sums(array.reshape(len(array), math.prod(array.shape[1:]))).reshape(array.shape[1:])
    return ones(len(array), array).dot(array)


def ones(count: int, like: Any) -> Any:
    """So many ones in the dtype and place of an array: not to be written to.  (NumPy's few are kept for the next time.)"""
    if type(like) is ndarray and count < 1000:
        return few_ones(count, like.dtype)
    result = module_of(like).empty(count, like.dtype)
    result.fill(1)
    return result


@functools.lru_cache(64)
def few_ones(count: int, dtype: np.dtype[Any]) -> ndarray:
    """What `ones` keeps."""
    result = np.ones(count, dtype)
    result.flags.writeable = False
    return result


def ones_like(array: Any) -> Any:
    """Ones in the shape, dtype and place of an array.  (NumPy's own function takes five times as long.)"""
    if type(array) is ndarray and not array.ndim:
        return np.array(1, array.dtype)
    result = empty_like(array, array.dtype)
    result.fill(1)
    return result


ATOMIC = "float32", "float64", "int32", "uint32", "uint64"  # what CuPy adds up, or compares, at a place


def at(function: np.ufunc, target: Any, where: Any, values: Any) -> None:
    """NumPy's `function.at`: the function applied in place, one after the other where a place comes several times."""
    if not on_gpu(target):
        function.at(target, where, values)
        return
    if function is np.subtract:
        function, values = np.add, -values
    there, values = getattr(cupy(), function.__name__), beside(as_array(values, target.dtype), target)
    if function is np.add and target.dtype == np.int64:  # sums of bits do not know of a sign
        there.at(target.view(np.uint64), where, values.view(np.uint64))
    elif function is not np.multiply and target.dtype.name in ATOMIC:
        there.at(target, where, values)
    else:
        result = target.get()
        function.at(result, tuple(map(to_cpu, where)) if isinstance(where, tuple) else to_cpu(where), to_cpu(values))
        target[...] = to_gpu(result)


def summed_rows(rows: ndarray, where: ndarray, count: int) -> ndarray:
    """(n, size) -> (count, size): row i is added to row where[i] of zeros.

    Rows of one target are laid side by side and summed at once, which is much quicker than `numpy.add.at`.
    """
    result = module_of(rows).zeros((count, rows.shape[1]), rows.dtype)
    if len(where):
        order = np.argsort(where, kind="stable")
        targets, starts = np.unique(where[order], return_index=True)
        result[targets] = np.add.reduceat(rows[order], starts, axis=0)
    return result


def add_at(target: ndarray, where: Any, values: Any) -> None:
    """`target[where] += values`, where the same place may come several times."""
    if all(isinstance(each, slice) or each.dtype.kind == "b" for each in where):
        target[where] += values  # masks never name a place twice
    elif values.size > 1000 and is_rows(where, target, values):
        rows = np.reshape(values, (where[0].size, -1))
        target += summed_rows(rows, where[0].reshape(-1) % len(target), len(target)).reshape(target.shape)
    else:
        at(np.add, target, where, values)


def is_rows(where: Any, target: ndarray, values: Any) -> bool:
    """Does the index pick whole rows, one for each of the values, of NumPy's arrays?"""
    return (
        type(where[0]) is ndarray
        and type(target) is ndarray
        and all(isinstance(each, slice) and each == slice(None) for each in where[1:])
        and values.shape == where[0].shape + target.shape[1:]
    )


def empty_like(array: Any, dtype: Any) -> Any:
    """An array in the shape and order of memory of another one."""
    return np.empty_like(array, dtype)  # (CuPy answers where the array is its own)


def aligned(like: Any, dtype: Any = None) -> Any:
    """The same, from a multiple of 64 bytes on: what is written then never straddles two lines of the cache, which takes
    a quarter longer."""
    array = empty_like(like, dtype)
    if on_gpu(array):
        return array
    memory = np.empty(array.nbytes + 64, np.uint8)
    return ndarray(array.shape, array.dtype, memory, -memory.ctypes.data % 64, array.strides)


def windows(array: Any, size: int, axis: int) -> Any:
    """All windows of a length along an axis, in a new last one; they share the memory of the array and can be written."""
    shape = (*array.shape[:axis], array.shape[axis] - size + 1, *array.shape[axis + 1 :], size)
    return as_strided(array, shape, (*array.strides, array.strides[axis]))


def as_strided(array: Any, shape: tuple[int, ...], strides: tuple[int, ...]) -> Any:
    """The memory of an array seen through other strides (in bytes)."""
    return module_of(array).lib.stride_tricks.as_strided(array, shape, strides)


def address(array: Any) -> int:
    """Where in memory the first element lies."""
    return array.data.ptr if on_gpu(array) else array.__array_interface__["data"][0]


def offset(array: Any) -> int:
    """How many elements after the start of its memory an array begins."""
    if on_gpu(array):
        return (array.data.ptr - array.data.mem.ptr) // array.itemsize
    owner, base = array, array.base
    while base is not None:  # (between an array and its base there may be a helper object of NumPy's)
        owner = base if isinstance(base, ndarray) else owner
        base = getattr(base, "base", None)
    return (address(array) - address(owner)) // array.itemsize


def canonical_strides(array: ndarray, steps: tuple[int, ...]) -> tuple[int, ...]:
    """NumPy may give any stride to a dimension of length 1 or of an empty array; PyTorch gives contiguous ones."""
    if not array.flags.c_contiguous:
        return steps
    found = []
    step = 1
    for length in reversed(array.shape):
        found.append(step)
        step *= max(length, 1)
    return tuple(reversed(found))


def different_devices(*arrays: Any) -> NoReturn:
    """PyTorch's error for tensors that live in different places."""
    found = sorted({str(device_of(each)) for each in arrays}, reverse=True)
    raise RuntimeError(
        f"Expected all tensors to be on the same device, but found at least two devices, {' and '.join(found)}!\n"
        "Move them to one device first: x = x.to(device)."
    )


def check_one_device(*arrays: Any) -> None:
    """Refuse arrays that live in different places."""
    if len({*map(on_gpu, arrays)}) > 1:
        different_devices(*arrays)


def one_device(function: Callable[..., Any]) -> Any:
    """Let an operation say as PyTorch does that its tensors live in different places, once their arrays refused to mix."""

    @functools.wraps(function)
    def checked(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except TypeError:
            given = [*args, *kwargs.values(), *(args[0] if args and isinstance(args[0], (list, tuple)) else ())]
            found = [each._data for each in given if hasattr(each, "_data")]
            if any(map(on_gpu, found)) and not all(map(on_gpu, found)):
                different_devices(*found)
            raise

    return checked
