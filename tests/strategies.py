"""What the property tests draw (shapes, numbers, memory layouts, indices), and how two answers are compared.

A *layout* is a list of steps, each a method call that both libraries know: the same chain can be played on our tensor, on a
NumPy array (by the functions in `ON_ARRAYS`) and, where it is installed, on PyTorch's tensor.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st

import autograd_lib as lib

try:
    import torch
except ImportError:
    torch = None

LIBRARIES = [lib] if torch is None else [lib, torch]
FLOATS = ("float32", "float64")
INTEGERS = ("uint8", "int8", "int16", "int32", "int64")
DTYPES = ("bool", *INTEGERS, "float16", *FLOATS)

# --- shapes -----------------------------------------------------------------------------------------------------------

sides = st.sampled_from([0, 1, 1, 2, 2, 3, 3, 4])
shapes = st.lists(sides, max_size=4).map(tuple)
full_shapes = st.lists(st.integers(1, 4), max_size=4).map(tuple)  # no empty ones


@st.composite
def broadcastable(draw: Any, count: int = 2, shape: Any = shapes) -> tuple[tuple[int, ...], ...]:
    """Shapes that broadcast together: parts of one common shape, some of their sides made 1."""
    common = draw(shape)
    found = []
    for _ in range(count):
        tail = common[draw(st.integers(0, len(common))) :]
        found.append(tuple(1 if draw(st.integers(0, 3)) == 0 else n for n in tail))
    return tuple(found)


# --- numbers ----------------------------------------------------------------------------------------------------------


def numbers(shape: tuple[int, ...], dtype: str, seed: int, special: bool = False) -> np.ndarray:
    """Small numbers with many ties; floats are multiples of 1/4, so that sums and products of a few are exact."""
    rng = np.random.default_rng(seed)
    if dtype == "bool":
        return np.asarray(rng.integers(0, 2, shape), bool)
    if dtype in INTEGERS:
        return np.asarray(rng.integers(0 if dtype == "uint8" else -5, 6, shape), dtype)
    values = np.asarray(rng.integers(-8, 9, shape) / 4, dtype)
    if special and values.size:
        strange = np.asarray(rng.choice([np.nan, np.inf, -np.inf, 0.0, -0.0], shape), dtype)
        values = np.where(rng.random(shape) < 0.3, strange, values)
    return np.asarray(values, dtype)


seeds = st.integers(0, 9999)
dtypes = st.sampled_from(DTYPES)
floats = st.sampled_from(FLOATS)


def make(library: Any, array: np.ndarray, requires_grad: bool = False) -> Any:
    """A tensor of a library with a copy of the numbers."""
    return library.tensor(array, requires_grad=requires_grad)


# --- memory layouts ---------------------------------------------------------------------------------------------------


def on_array(a: np.ndarray, name: str, args: tuple[Any, ...]) -> np.ndarray:
    """A step of a layout, done by NumPy."""
    return np.asarray(ON_ARRAYS[name](a, *args))


def _split(a: np.ndarray, size: int, dim: int, which: int) -> np.ndarray:
    return np.split(a, range(size, a.shape[dim], size), dim)[which]


ON_ARRAYS: dict[str, Callable[..., np.ndarray]] = {
    "transpose": np.swapaxes,
    "permute": np.transpose,
    "movedim": np.moveaxis,
    "squeeze": lambda a, dim: np.squeeze(a, dim) if a.shape[dim] == 1 else a,
    "unsqueeze": np.expand_dims,
    "select": lambda a, dim, i: np.moveaxis(a, dim, 0)[i, ...],
    "narrow": lambda a, dim, start, n: a[(slice(None),) * dim + (slice(start, start + n),)],
    "__getitem__": lambda a, key: a[key],
    "expand": lambda a, size: np.broadcast_to(a, size),
    "flip": lambda a, dims: np.flip(a, dims),
    "reshape": lambda a, shape: np.reshape(a, shape),
    "view": lambda a, shape: np.reshape(a, shape),
    "flatten": lambda a, start, end: (
        a.reshape(*a.shape[:start], int(np.prod(a.shape[start : end + 1])), *a.shape[end + 1 :])
        if a.ndim
        else a.reshape(1)
    ),
    "unbind": lambda a, dim, which: np.moveaxis(a, dim, 0)[which, ...],
    "split": _split,
    "chunk": lambda a, count, dim, which: _split(a, -(-a.shape[dim] // count), dim, which),
    "detach": lambda a: a,
    "contiguous": lambda a: a,
    "clone": np.copy,
    "repeat": lambda a, times: np.tile(a, times),
}
SEVERAL = ("unbind", "split", "chunk")  # their last argument says which of the results is meant
COPIES = ("flip", "clone", "repeat")
VIEWS = tuple(name for name in ON_ARRAYS if name not in (*COPIES, "reshape", "flatten", "contiguous", "view"))


def play(x: Any, steps: list[Any]) -> Any:
    """The layout's steps, done on a tensor (of any library) or on an array."""
    for name, args in steps:
        if isinstance(x, np.ndarray):
            x = on_array(x, name, args)
        elif name in SEVERAL:
            x = getattr(x, name)(*args[:-1])[args[-1]]
        else:
            x = getattr(x, name)(*args)
    return x


@st.composite
def step(draw: Any, shape: tuple[int, ...], among: tuple[str, ...]) -> Any:
    """One step that a tensor of this shape can take."""
    ndim = len(shape)
    dim = draw(st.integers(0, ndim - 1)) if ndim else 0
    n = shape[dim] if ndim else 1
    possible = [
        name for name in among if name in ("unsqueeze", "detach", "contiguous", "clone", "repeat", "reshape", "view")
    ]
    if ndim:
        possible += [
            name for name in among if name in ("transpose", "permute", "movedim", "squeeze", "narrow", "__getitem__")
        ]
        possible += [name for name in among if name in ("flip", "flatten", "split", "expand")]
        possible += [name for name in among if name in ("select", "unbind", "chunk") and n]
    name = draw(st.sampled_from(possible))
    if name in ("transpose", "movedim"):
        return name, (dim, draw(st.integers(0, ndim - 1)))
    if name == "permute":
        return name, (tuple(draw(st.permutations(range(ndim)))),)
    if name == "squeeze":
        return name, (dim,)
    if name == "unsqueeze":
        return name, (draw(st.integers(0, ndim)),)
    if name in ("select", "unbind"):
        i = draw(st.integers(0, n - 1))
        return name, (dim, i)
    if name == "narrow":
        start = draw(st.integers(0, n))
        return name, (dim, start, draw(st.integers(0, n - start)))
    if name == "__getitem__":
        part = slice(draw(st.integers(0, n)), draw(st.integers(0, n + 1)), draw(st.integers(1, 3)))
        return name, ((slice(None),) * dim + (part,),)
    if name == "expand":
        wide = tuple(draw(st.integers(1, 3)) if m == 1 else m for m in shape)
        return name, ((draw(st.integers(1, 2)), *wide) if draw(st.booleans()) and ndim < 4 else wide,)
    if name == "flip":
        return name, ((dim,),)
    if name == "flatten":
        return name, (dim, draw(st.integers(dim, ndim - 1)))
    if name == "split":
        size = draw(st.integers(1, max(n, 1)))
        return name, (size, dim, draw(st.integers(0, max(-(-n // size), 1) - 1)))
    if name == "chunk":
        count = draw(st.integers(1, n))
        return name, (count, dim, draw(st.integers(0, -(-n // -(-n // count)) - 1)))
    if name == "repeat":
        return name, (tuple(draw(st.integers(1, 2)) for _ in shape) or (2,),)
    if name in ("reshape", "view"):
        return name, (draw(same_size(shape)),)
    return name, ()


@st.composite
def same_size(draw: Any, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Another shape for as many elements."""
    total = int(np.prod(shape))
    if total == 0:
        return tuple(draw(st.permutations(shape)))
    found = []
    while total > 1:
        factor = draw(st.sampled_from([n for n in range(2, total + 1) if total % n == 0]))
        found.append(factor)
        total //= factor
    for _ in range(draw(st.integers(0, 2))):
        found.insert(draw(st.integers(0, len(found))), 1)
    return tuple(found)


@st.composite
def chains(draw: Any, shape: tuple[int, ...], among: tuple[str, ...] = VIEWS, longest: int = 4) -> list[Any]:
    """A layout: some steps for a tensor of this shape."""
    steps: list[Any] = []
    a = np.empty(shape, np.int8)
    for _ in range(draw(st.integers(0, longest))):
        found = draw(step(a.shape, among))
        after = on_array(a, *found)
        if after.size > 200 or after.ndim > 6:
            break
        steps.append(found)
        a = after
    return steps


@st.composite
def laid_out(draw: Any, shape: tuple[int, ...]) -> Any:
    """A shape and a chain of view steps that end in exactly `shape`, so that the elements lie anywhere in memory.

    Reversed thinking: the dimensions are permuted, each is cut out of a longer one with steps, some come from one element.
    """
    order = tuple(draw(st.permutations(range(len(shape)))))
    root: list[int] = []
    cuts: list[Any] = []
    for place in order:
        n = shape[place]
        kind = draw(st.integers(0, 3))
        if kind == 0 and n:
            root.append(1)
            cuts.append(slice(None))  # expanded below
        elif kind == 1:
            gap, start = draw(st.integers(1, 3)), draw(st.integers(0, 2))
            root.append(start + n * gap)
            cuts.append(slice(start, start + n * gap, gap))
        else:
            root.append(n)
            cuts.append(slice(None))
    wide = tuple(shape[place] for place in order)
    back = tuple(int(i) for i in np.argsort(order))
    return tuple(root), [("__getitem__", (tuple(cuts),)), ("expand", (wide,)), ("permute", (back,))]


def strange(library: Any, array: np.ndarray, layout: Any, requires_grad: bool = False) -> tuple[Any, Any]:
    """A tensor of another memory layout, and the leaf it is a view of.  Its numbers are those of the root's array."""
    root, steps = layout
    leaf = make(library, array, requires_grad)
    return play(leaf, steps), leaf


# --- comparing --------------------------------------------------------------------------------------------------------


def value_of(x: Any) -> Any:
    """Something comparable: (dtype, shape, numbers) of tensors, also within tuples and lists."""
    if isinstance(x, lib.Tensor) or (torch is not None and isinstance(x, torch.Tensor)):
        return str(x.dtype), tuple(x.shape), x.detach().numpy().copy()
    if isinstance(x, (tuple, list)):
        return [value_of(each) for each in x]
    return x


def outcome(run: Callable[[Any], Any], library: Any) -> Any:
    """What a computation comes to in a library: its value, or the type and the first line of its error."""
    try:
        return "value", value_of(run(library))
    except Exception as error:
        return "error", type(error).__name__, (str(error).splitlines() or [""])[0]


def assert_same(mine: Any, theirs: Any, exact: bool = False) -> None:
    """Equal values, dtypes and shapes; floats to the precision of their type unless `exact`."""
    assert type(mine) is type(theirs), (mine, theirs)
    if isinstance(mine, (list, tuple)):
        assert len(mine) == len(theirs), (mine, theirs)
        for a, b in zip(mine, theirs, strict=True):
            assert_same(a, b, exact)
    elif isinstance(mine, np.ndarray):
        close(mine, theirs, exact)
    elif isinstance(mine, float):
        assert mine == theirs or (mine != mine and theirs != theirs), (mine, theirs)
    else:
        assert mine == theirs, (mine, theirs)


def close(mine: Any, theirs: Any, exact: bool = False) -> None:
    """Two arrays of one dtype and shape with the same numbers (nan equals nan)."""
    mine, theirs = np.asarray(mine), np.asarray(theirs)
    assert mine.dtype == theirs.dtype, (mine.dtype, theirs.dtype)
    assert mine.shape == theirs.shape, (mine.shape, theirs.shape)
    if exact or mine.dtype.kind != "f":
        np.testing.assert_array_equal(mine, theirs)
    else:
        precision = {2: 4e-3, 4: 2e-5, 8: 1e-11}[mine.dtype.itemsize]
        np.testing.assert_allclose(mine, theirs, rtol=precision, atol=precision)


def agree(run: Callable[[Any], Any], exact: bool = False) -> Any:
    """`run(lib)` comes to the same as `run(torch)`, value or error.  Returns our outcome; without torch, only that."""
    mine = outcome(run, lib)
    if torch is not None:
        theirs = outcome(run, torch)
        assert mine[0] == theirs[0], (mine, theirs)
        assert_same(mine[1:], theirs[1:], exact)
    return mine


def agree_on_type(run: Callable[[Any], Any]) -> Any:
    """The same with errors compared by their type only."""

    def typed(library: Any) -> Any:
        try:
            return run(library)
        except Exception as error:
            raise type(error)("") from error

    return agree(typed)
