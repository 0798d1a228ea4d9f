"""A stand-in for CuPy where there is no GPU: the same names, and stricter manners than NumPy's.

Its arrays are NumPy's, hidden in a class of their own: they mix with no NumPy array, never become one by themselves, and
have only what CuPy has (its functions and their parameters are listed in goldens/cupy.json, taken from CuPy itself). As in
CuPy, results are arrays even without dimensions, indices beyond the end wrap around silently, and no number warns.
"""

import functools
import json
import operator
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np

NAMES = json.loads((Path(__file__).parent / "goldens" / "cupy.json").read_text(encoding="utf-8"))
ATOMIC = "float32", "float64", "int32", "uint32", "uint64"  # what a GPU adds up at a place; it subtracts the last ones only
FROM_ANYTHING = ("array", "asarray", "asanyarray")  # the ways in for NumPy's arrays
raises_linalg = [False]


def unwrap(value: Any) -> Any:
    if isinstance(value, ndarray):
        return value._a
    if isinstance(value, np.ndarray):
        raise TypeError(f"Unsupported type {np.ndarray}")
    if isinstance(value, (list, tuple)):
        return type(value)(map(unwrap, value))
    return value


def wrap(value: Any) -> Any:
    if isinstance(value, (np.ndarray, np.generic)):
        result = object.__new__(ndarray)
        result._a = np.asarray(value)
        if not result._a.flags.writeable:  # (of a broadcast array NumPy says so)
            with suppress(ValueError):
                result._a.flags.writeable = True
        return result
    if isinstance(value, (list, tuple)):
        return (list if isinstance(value, list) else tuple)(map(wrap, value))
    return value


def quiet(function: Any, *args: Any, **kwargs: Any) -> Any:
    with np.errstate(all="ignore"):
        return function(*args, **kwargs)


def check(name: str, parameters: list[str] | None, args: Any, kwargs: Any) -> None:
    if parameters is not None and not {"kwargs", "args", "arrays_and_dtypes", "arys", "condition"} & set(parameters):
        for each in kwargs:
            if each not in parameters:
                raise TypeError(f"{name}() got an unexpected keyword argument '{each}'")
        if len(args) > len(parameters) and name not in ("reshape", "transpose"):
            raise TypeError(f"{name}() takes at most {len(parameters)} positional arguments ({len(args)} given)")


def wrapped(index: Any, length: int) -> Any:
    return index % length if length and index.dtype.kind in "iu" else index


class Flags:
    def __init__(self, flags: Any) -> None:
        self.c_contiguous, self.f_contiguous = flags.c_contiguous, flags.f_contiguous


class ndarray:
    __slots__ = ("_a",)
    __array_priority__ = 100
    __hash__ = None  # type: ignore[assignment]
    _a: Any

    def __array__(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError(
            "Implicit conversion to a NumPy array is not allowed. Please use `.get()` to construct a NumPy array explicitly."
        )

    @property
    def __cuda_array_interface__(self) -> Any:
        return {}

    def __array_ufunc__(self, function: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        ours = globals_of_cupy.get(function.__name__)
        if ours is None or method == "at":
            return NotImplemented
        if "out" in kwargs:
            (kwargs["out"],) = kwargs["out"]
        return (ours if method == "__call__" else getattr(ours, method))(*inputs, **kwargs)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        try:
            module = functools.reduce(getattr, function.__module__.split(".")[1:], cupy)
            ours = getattr(module, function.__name__)
        except AttributeError:
            return NotImplemented
        if any(each not in (ndarray, np.ndarray) for each in types):
            return NotImplemented
        return ours(*args, **kwargs)

    shape = property(lambda self: self._a.shape, lambda self, shape: setattr(self._a, "shape", shape))
    dtype = property(lambda self: self._a.dtype)
    ndim = property(lambda self: self._a.ndim)
    size = property(lambda self: self._a.size)
    itemsize = property(lambda self: self._a.itemsize)
    nbytes = property(lambda self: self._a.nbytes)
    strides = property(lambda self: self._a.strides)
    flags = property(lambda self: Flags(self._a.flags))
    base = property(lambda self: wrap(self._a.base) if isinstance(self._a.base, np.ndarray) else None)  # as_strided: None
    T = property(lambda self: wrap(self._a.T))
    mT = property(lambda self: wrap(self._a.mT))

    @property
    def data(self) -> Any:
        owner = self._a
        while isinstance(owner.base, np.ndarray):
            owner = owner.base
        where = [each.__array_interface__["data"][0] for each in (self._a, owner)]
        return SimpleNamespace(ptr=where[0], mem=SimpleNamespace(ptr=where[1]))

    def get(self) -> np.ndarray:
        return self._a.copy(order="K") if self._a.ndim else np.array(self._a)

    def item(self) -> Any:
        return self._a.item()

    def tolist(self) -> Any:
        return self._a.tolist()

    def view(self, dtype: Any = None) -> Any:
        return wrap(self._a.view() if dtype is None else self._a.view(dtype))

    def take(self, indices: Any, axis: int | None = None, out: Any = None) -> Any:
        return wrap(np.take(self._a, unwrap(indices), axis, mode="wrap"))

    def nonzero(self) -> Any:
        return wrap(self._a.nonzero())

    def __len__(self) -> int:
        return len(self._a)

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self._a)))

    def __bool__(self) -> bool:
        return bool(self._a)

    def __int__(self) -> int:
        return int(self._a)

    def __float__(self) -> float:
        return float(self._a)

    def __copy__(self) -> Any:
        return self.copy()

    def __deepcopy__(self, memo: Any) -> Any:
        return self.copy()

    def __reduce__(self) -> Any:
        return cupy.array, (self.get(),)

    def _index(self, index: Any) -> Any:
        parts = list(index) if isinstance(index, tuple) else [index]
        parts = [wrap(each) if isinstance(each, np.ndarray) else each for each in parts]  # the one way in that CuPy leaves
        taken = 0
        for each in parts:
            is_mask = isinstance(each, ndarray) and each.dtype.kind == "b"
            taken += 0 if each is None or each is Ellipsis else each.ndim if is_mask else 1
        axis, found = 0, []
        basic = all(not isinstance(each, (ndarray, list)) for each in parts)
        for each in parts:
            if each is Ellipsis:
                axis += self._a.ndim - taken
            elif each is not None and axis < self._a.ndim:
                if isinstance(each, ndarray):
                    length = self._a.shape[axis]
                    axis += each.ndim if each.dtype.kind == "b" else 1
                    found.append(wrapped(each._a, length))
                    continue
                axis += 1
            found.append(unwrap(each))
        if basic and not any(each is Ellipsis for each in found):
            found.append(Ellipsis)
        return tuple(found)

    def __getitem__(self, index: Any) -> Any:
        try:
            return wrap(self._a[self._index(index)])
        except IndexError as error:
            raise ValueError(str(error)) if "broadcast" in str(error) else error from None

    def __setitem__(self, index: Any, value: Any) -> None:
        quiet(self._a.__setitem__, self._index(index), unwrap(value))


def method(name: str) -> Any:
    parameters = NAMES["ndarray"][name][1:]

    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        check(name, parameters, args, kwargs)
        kwargs = {key: unwrap(value) for key, value in kwargs.items() if value is not None or key == "axis"}
        return wrap(quiet(getattr(self._a, name), *map(unwrap, args), **kwargs))

    return call


for _name, _parameters in NAMES["ndarray"].items():
    if _parameters and not hasattr(ndarray, _name) and hasattr(np.ndarray, _name):
        setattr(ndarray, _name, method(_name))


def in_order(value: Any) -> Any:
    """Results lie in memory in the order of their indices, whatever the order of what they were made of."""
    return np.asarray(value, order="C") if isinstance(value, np.ndarray) else value


def binary(name: str) -> Any:
    def call(self: Any, other: Any) -> Any:
        if isinstance(other, (ndarray, np.ndarray, np.generic, int, float, bool)):
            return wrap(in_order(quiet(getattr(operator, name), self._a, unwrap(other))))
        return NotImplemented

    return call


def unary(name: str) -> Any:
    return lambda self: wrap(in_order(quiet(getattr(operator, name), self._a)))


def swapped(name: str) -> Any:
    def call(self: Any, other: Any) -> Any:
        if isinstance(other, (ndarray, np.ndarray, np.generic, int, float, bool)):
            return wrap(in_order(quiet(getattr(operator, name), unwrap(other), self._a)))
        return NotImplemented

    return call


def in_place(name: str) -> Any:
    def call(self: Any, other: Any) -> Any:
        quiet(getattr(self._a, name), unwrap(other))
        return self

    return call


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or", "xor", "lshift", "rshift"):
    setattr(ndarray, f"__{_name}__", binary(f"__{_name}__"))
    setattr(ndarray, f"__r{_name}__", swapped(f"__{_name}__"))
    setattr(ndarray, f"__i{_name}__", in_place(f"__i{_name}__"))
for _name in ("lt", "le", "gt", "ge", "eq", "ne"):
    setattr(ndarray, f"__{_name}__", binary(f"__{_name}__"))
for _name in ("neg", "pos", "abs", "invert"):
    setattr(ndarray, f"__{_name}__", unary(f"__{_name}__"))
ndarray.__divmod__ = lambda self, other: wrap(quiet(divmod, self._a, unwrap(other)))  # type: ignore[attr-defined]


class ufunc:
    """A function element by element, with those of its methods that CuPy has."""

    def __init__(self, name: str) -> None:
        self.__name__ = name
        self._function = getattr(np, name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        check(self.__name__, None if len(args) else [], args, kwargs)
        out = kwargs.get("out") if len(args) <= self._function.nin else args[self._function.nin]
        result = quiet(self._function, *map(unwrap, args), **{key: unwrap(value) for key, value in kwargs.items()})
        return wrap(in_order(result)) if out is None else out

    def at(self, array: Any, indices: Any, values: Any = None) -> None:
        if not NAMES["ufuncs"][self.__name__]:
            raise NotImplementedError(f"`cupy_{self.__name__}.at` is not supported yet")
        if array.dtype.name not in ATOMIC[-3 if self.__name__ == "subtract" else None :]:
            raise TypeError(f"`{self.__name__}.at` does not support {array.dtype} as data type")
        quiet(self._function.at, array._a, array._index(indices), unwrap(values))

    def _only(self, method: str, *names: str) -> Any:
        if self.__name__ not in names:
            raise NotImplementedError(f"`cupy_{self.__name__}.{method}` is not supported yet")
        return getattr(self._function, method)

    def reduce(self, array: Any, axis: Any = 0, dtype: Any = None, out: Any = None, keepdims: bool = False) -> Any:
        return wrap(quiet(self._only("reduce", "add", "multiply"), array._a, axis, dtype, unwrap(out), keepdims))

    def accumulate(self, array: Any, axis: Any = 0, dtype: Any = None, out: Any = None) -> Any:
        return wrap(quiet(self._only("accumulate", "add", "multiply"), array._a, axis, dtype, unwrap(out)))

    def reduceat(self, array: Any, indices: Any, axis: Any = 0, dtype: Any = None, out: Any = None) -> Any:
        return wrap(quiet(self._only("reduceat", "add"), array._a, unwrap(indices), axis, dtype, unwrap(out)))

    def outer(self, a: Any, b: Any, **kwargs: Any) -> Any:
        return wrap(quiet(self._function.outer, unwrap(a), unwrap(b), **kwargs))


def unsigned(value: Any) -> Any:
    """A number as CuPy fills an array with it: zeros without their sign."""
    return abs(value) if value == 0 and np.asarray(value).dtype.kind == "f" else value


def check_values(name: str, *args: Any, **kwargs: Any) -> None:
    """What CuPy refuses besides names."""
    if kwargs.get("subok") is not None:
        raise TypeError("subok is not supported yet")
    if kwargs.get("writeable"):
        raise NotImplementedError("Writeable views are not supported.")
    if name == "isin" and not all(isinstance(each, ndarray) for each in args):
        raise AttributeError("'int' object has no attribute 'ravel'")
    if name == "solve" and args[1].ndim > 1 and args[0].shape[:-1] != args[1].shape[:-1]:
        raise ValueError("a must have (..., M, M) shape and b must have (..., M, K) for multidimensional b")


def function(name: str, theirs: Any, parameters: list[str] | None) -> Any:
    from_anything = name in FROM_ANYTHING

    def call(*args: Any, **kwargs: Any) -> Any:
        check(name, parameters, args, kwargs)
        if from_anything and args and isinstance(args[0], np.ndarray):
            copy = args[0].copy(order="K") if args[0].ndim else np.asarray(unsigned(args[0]))
            return wrap(quiet(theirs, copy, *args[1:], **kwargs))
        check_values(name, *args, **kwargs)
        plain = {key: unwrap(value) for key, value in kwargs.items() if value is not None or key in ("axis", "dtype")}
        try:
            return wrap(quiet(theirs, *map(unwrap, args), **plain))
        except np.linalg.LinAlgError:
            if raises_linalg[0]:
                raise
            return wrap(np.full_like(unwrap(args[0]), np.nan))

    call.__name__ = call.__qualname__ = name
    return call


def along_axis(theirs: Any) -> Any:
    def call(a: Any, indices: Any, *rest: Any, axis: Any = None) -> Any:
        *values, axis = rest if axis is None else (*rest, axis)
        return wrap(theirs(a._a, wrapped(unwrap(indices), a.shape[axis]), *map(unwrap, values), axis))

    return call


def copyto(dst: Any, src: Any, casting: str = "same_kind", where: Any = None) -> None:
    quiet(np.copyto, dst._a, unwrap(src), casting, True if where is None else unwrap(where))


class Event:
    def __init__(self, block: bool = False, disable_timing: bool = False) -> None:
        self.disable_timing, self.time = disable_timing, 0.0

    def record(self, stream: Any = None) -> None:
        self.time = time.perf_counter()

    def synchronize(self) -> None:
        pass

    done = True


def elapsed(start: Event, end: Event) -> float:
    return (end.time - start.time) * 1000


class Block:
    """Memory that the pool gave out: it comes back when nobody holds it any more."""

    def __init__(self, size: int) -> None:
        self.size = size
        Pool.used += size

    def __del__(self) -> None:
        Pool.used -= self.size


class Pool:
    used = 0

    def used_bytes(self) -> int:
        return Pool.used

    total_bytes = used_bytes
    malloc = staticmethod(Block)

    def free_bytes(self) -> int:
        return 0

    def free_all_blocks(self) -> None:
        pass


allocator: list[Any] = [Pool.malloc]


def fill_module(module: ModuleType, theirs: Any) -> None:
    for name, parameters in NAMES[module.__name__].items():
        if not hasattr(theirs, name):  # a newer NumPy has given it up
            continue
        setattr(module, name, function(name, getattr(theirs, name), parameters))


cupy: Any = ModuleType("cupy")
cupy.linalg, cupy.lib = ModuleType("cupy.linalg"), ModuleType("cupy.lib")
cupy.lib.stride_tricks = ModuleType("cupy.lib.stride_tricks")
for _module, _theirs in ((cupy, np), (cupy.linalg, np.linalg), (cupy.lib.stride_tricks, np.lib.stride_tricks)):
    fill_module(_module, _theirs)
for _name in NAMES["ufuncs"]:
    of_numpy = getattr(np, _name)
    setattr(cupy, _name, ufunc(_name) if isinstance(of_numpy, np.ufunc) else function(_name, of_numpy, ["x"]))
globals_of_cupy = vars(cupy)
cupy.ndarray, cupy.copyto, cupy.__version__ = ndarray, copyto, NAMES["version"]
cupy.take_along_axis, cupy.put_along_axis = along_axis(np.take_along_axis), along_axis(np.put_along_axis)
cupy.take = lambda a, indices, axis=None, out=None, mode=None: a.take(indices, axis)
cupy.get_default_memory_pool = Pool
cupy.fuse = lambda: lambda function: lambda *arrays: quiet(function, *arrays)
cupy.cuda = SimpleNamespace(
    set_allocator=lambda function: allocator.__setitem__(0, function),
    get_allocator=lambda: allocator[0],
    runtime=SimpleNamespace(
        getDeviceCount=lambda: 1,
        getDeviceProperties=lambda number: {
            "name": b"Stand-in", "totalGlobalMem": 1 << 30, "major": 9, "minor": 0, "multiProcessorCount": 1
        },
    ),
    Device=lambda number=0: SimpleNamespace(synchronize=lambda: None, mem_info=(1 << 29, 1 << 30), id=0),
    Event=Event, get_elapsed_time=elapsed, is_available=lambda: True,
)  # fmt: skip
cupyx: Any = ModuleType("cupyx")
cupyx.seterr = lambda linalg: raises_linalg.__setitem__(0, linalg == "raise")
cupyx.scipy, special = ModuleType("cupyx.scipy"), ModuleType("cupyx.scipy.special")
cupyx.scipy.special = special
MODULES = {
    "cupy": cupy, "cupy.linalg": cupy.linalg, "cupyx": cupyx, "cupyx.scipy": cupyx.scipy, "cupyx.scipy.special": special
}  # fmt: skip


def polygamma(n: Any, x: Any) -> Any:
    import scipy.special

    if not isinstance(n, ndarray):
        raise AttributeError("'bool' object has no attribute 'astype'")
    return wrap(quiet(scipy.special.polygamma, n._a, x._a))


def fill_special() -> None:
    import scipy.special

    for name in NAMES["special"]:
        if hasattr(scipy.special, name):
            setattr(special, name, function(name, getattr(scipy.special, name), None))
    special.polygamma = polygamma


@contextmanager
def installed() -> Iterator[None]:
    """CuPy's place in the library is taken by the stand-in."""
    from autograd_lib import arrays

    fill_special()
    before = {name: sys.modules.get(name) for name in MODULES}
    sys.modules.update(MODULES)
    arrays.cupy.cache_clear()
    try:
        yield
    finally:
        for name, module in before.items():
            if module is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = module
        arrays.cupy.cache_clear()
