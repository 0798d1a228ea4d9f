"""PyTorch's random numbers of the CPU, bit for bit: the same seed gives the same numbers.

All of them come from one stream of 32-bit integers, the Mersenne twister MT19937. NumPy's ``RandomState`` is the same
twister with the same seeding, and NumPy promises never to change it. What is PyTorch's own is how an integer becomes
a random number, and how many integers each number costs; every sampler below states that in its first lines.

A ``Generator`` is one such stream. PyTorch's public methods (``manual_seed``, ``get_state``, ...) come first; the
samplers after them work on NumPy arrays and are what ``torch.rand``, ``Tensor.normal_``, dropout and ``DataLoader``
are built on. They take a shape and a NumPy dtype and return a new array, in C order.

The bits are those of PyTorch on a processor with AVX2 (x86 of the last ten years). On others its own ``randn`` and
``uniform_(low, high)`` are rounded differently and deviate by up to 2e-6; everything else is the same everywhere.
"""

from __future__ import annotations

import math
import operator
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ._box_muller import Array, box_muller, c_library, fma32, fma64
from .arrays import beside, to_cpu
from .device import check_device, cpu, gpu
from .device import device as Device

if TYPE_CHECKING:
    from numpy.typing import DTypeLike

    from ._tensor import Tensor

DEFAULT_SEED = 67280421310721
"""The seed of a new ``Generator``, as in PyTorch."""


class Generator:
    """A stream of random numbers of its own: ``torch.rand(3, generator=torch.Generator().manual_seed(0))``.

    A new one is seeded with 67280421310721, always. One for `cuda` gives the numbers that one for the CPU gives: they are
    drawn on the CPU and moved. (PyTorch draws other ones on a GPU, by Philox.)
    """

    def __init__(self, device: str | Device | None = "cpu") -> None:
        self._device = cpu if device is None else check_device(device)
        self._seed = DEFAULT_SEED
        self._spare_normal: float | None = None

    # --- PyTorch's public methods -------------------------------------------------------------------------------------

    @property
    def device(self) -> Device:
        """Where the numbers are for."""
        return self._device

    def manual_seed(self, seed: int) -> Generator:
        """Start the stream that belongs to ``seed``, and return this generator.

        Only the low 32 bits of ``seed`` choose the stream; a negative seed stands for ``2**64 + seed``.
        Raises RuntimeError for anything but an int, ValueError outside ``[-2**63, 2**64)``.
        """
        if not isinstance(seed, int) or isinstance(seed, bool):
            raise RuntimeError(
                f"manual_seed expected a long, but got {type(seed).__name__}\n"
                "A generator's seed is a whole number: manual_seed(int(...))."
            )
        if not -(2**63) <= seed < 2**64:
            raise ValueError(
                f"Overflow when unpacking long long\nA seed lies between -2**63 and 2**64 - 1; this is {seed}."
            )
        self._seed = seed % 2**64
        self._spare_normal = None
        self.__dict__.pop("_twister", None)
        return self

    def initial_seed(self) -> int:
        """The seed that the stream was started with, from 0 to ``2**64 - 1``."""
        return self._seed

    def seed(self) -> int:
        """Start a stream with a seed that nobody can foresee, and return that seed."""
        self.manual_seed(int.from_bytes(os.urandom(8), "little"))
        return self._seed

    def get_state(self) -> Tensor:
        """Where the stream stands, as a uint8 Tensor of shape (5056,) laid out as PyTorch's: either can load it."""
        from ._tensor import wrap

        return wrap(self._pack_state())

    def set_state(self, new_state: Tensor) -> None:
        """Continue from where ``get_state`` was called, here or in PyTorch.

        Raises TypeError for anything but a uint8 Tensor, RuntimeError for one that holds no state.
        """
        from ._tensor import Tensor

        if not isinstance(new_state, Tensor):
            raise TypeError(
                f"expected a torch.ByteTensor, but got {type(new_state).__name__}\nPass what get_state() returned."
            )
        if new_state._data.dtype != np.uint8:
            raise TypeError(
                f"RNG state must be a torch.ByteTensor\nPass what get_state() returned, not {new_state.dtype} data."
            )
        self._unpack_state(to_cpu(new_state._data))

    def clone_state(self) -> Generator:
        """Another generator that stands where this one stands; from here on each goes its own way."""
        clone = Generator()
        clone._unpack_state(self._pack_state())
        return clone

    # --- the stream ---------------------------------------------------------------------------------------------------

    @cached_property
    def _twister(self) -> np.random.RandomState:
        """The Mersenne twister; made for the first draw, since ``numpy.random`` takes 10 ms to import."""
        return np.random.RandomState(self._seed & 0xFFFFFFFF)

    def _draw32(self, count: int) -> Array:
        """The next ``count`` integers of the stream, uint32."""
        return self._twister.randint(0, 2**32, count, np.uint32)

    def _draw64(self, count: int) -> Array:
        """``count`` uint64, each made of two integers of the stream, the high half first."""
        return self._twister.randint(0, 2**64, count, np.uint64)

    def _unit(self, count: int, dtype: DTypeLike) -> Array:
        """``count`` numbers in [0, 1): for float32 the low 24 bits of one draw, for float64 the low 53 bits of two."""
        if dtype == np.float64:
            bits = self._draw64(count)
            bits &= np.uint64(2**53 - 1)
            return bits.view(np.int64) * 2.0**-53
        bits = self._draw32(count)
        bits &= np.uint32(2**24 - 1)
        unit = bits.view(np.int32).astype(np.float32)
        unit *= np.float32(2.0**-24)
        return unit

    def _pack_state(self) -> Array:
        """The 5056 bytes of ``get_state``."""
        twister = self._twister.get_state(legacy=False)["state"]
        key, position = twister["key"], twister["pos"]
        # A stream that nobody has drawn from yet is the one case where PyTorch counts from 0.
        fresh = position == 624 and key[0] == self._seed & 0xFFFFFFFF
        state = np.zeros(1, _STATE)
        state["seed"] = self._seed
        state["seeded"] = 1
        state["left"] = 625 - position
        state["next"] = 0 if fresh else position
        state["key"] = key
        if self._spare_normal is not None:
            state["spare_normal_is_valid"] = 1
            state["spare_normal"] = self._spare_normal
        return state.view(np.uint8)

    def _unpack_state(self, data: Array) -> None:
        """Take over the 5056 bytes of ``get_state``; refuse others and keep what is there."""
        if data.size != _STATE.itemsize:
            raise RuntimeError(
                f"Expected a CPUGeneratorImplState of size {_STATE.itemsize} but found the input RNG state size to be "
                f"{data.size}\nPass what get_state() returned, whole."
            )
        state = np.ascontiguousarray(data).reshape(-1).view(_STATE)[0]
        if state["seeded"] != 1 or not 0 < state["left"] <= 624 or state["next"] > 624:
            raise RuntimeError("Invalid mt19937 state\nThese 5056 bytes are not what get_state() returned.")
        twister = np.random.RandomState(0)
        twister.set_state(("MT19937", state["key"].astype(np.uint32), int(625 - state["left"]), 0, 0.0))
        self._twister = twister
        self._seed = int(state["seed"])
        self._spare_normal = float(state["spare_normal"]) if state["spare_normal_is_valid"] else None

    # --- samplers: continuous -----------------------------------------------------------------------------------------

    def uniform(
        self, shape: Sequence[int], low: float = 0.0, high: float = 1.0, dtype: DTypeLike = np.float32
    ) -> Array:
        """Uniform in [low, high): ``rand``, ``uniform_``.  unit * (high - low) + low, rounded once after the product.

        Costs one draw a number (float16, float32) or two (float64). A number that rounding lifts to ``high`` becomes
        ``low``. Raises RuntimeError unless low <= high, both finite in ``dtype``; NotImplementedError for integers.
        """
        dtype = np.dtype(dtype)
        count = _count(shape)
        _check_floating(dtype, "check_uniform_bounds")
        _check_uniform_range(low, high, dtype)
        work = _work_type(dtype)
        value = self._unit(count, work)
        if (low, high) != (0, 1):
            fma = fma64 if work is np.float64 else fma32
            value = fma(value, work(high) - work(low), work(low))
        value = value.astype(dtype, copy=False)
        value[value == np.array(high, dtype)] = low
        return value.reshape(shape)

    def normal(
        self,
        shape: Sequence[int],
        mean: float = 0.0,
        std: float = 1.0,
        dtype: DTypeLike = np.float32,
        contiguous: bool = True,
    ) -> Array:
        """Normal numbers: ``randn``, ``normal_``.

        16 numbers and more are made in blocks of 16; fewer, or for a tensor that is not contiguous, one by one.
        Raises RuntimeError for a negative ``std``, NotImplementedError for integers.
        """
        dtype = np.dtype(dtype)
        count = _count(shape)
        if not std >= 0:
            raise RuntimeError(
                f"normal expects std >= 0.0, but found std {std:g}\nstd is the width of the bell, not its variance."
            )
        _check_floating(dtype, "normal_kernel_cpu")
        if count >= 16 and contiguous:
            value = self._normal_in_blocks(count, mean, std, dtype)
        else:
            value = self._normal_one_by_one(count, mean, std)
        return _round(value, dtype).reshape(shape)

    def _normal_in_blocks(self, count: int, mean: float, std: float, dtype: np.dtype[Any]) -> Array:
        """At least 16 normal numbers, flat: each 16 unit numbers in a row turn into 16 normal ones.

        When 16 does not divide ``count``, the *last* 16 are made anew from 16 more unit numbers. (Those left over
        after the whole blocks are drawn and dropped; float16 does not draw them.)
        """
        work = _work_type(dtype)
        whole = count - count % 16
        drawn = whole if dtype == np.float16 else count
        value = np.empty(count, work)
        value[:drawn] = self._unit(drawn, work)
        box_muller(value[:whole], mean, std)
        if whole < count:
            value[-16:] = self._unit(16, work)
            box_muller(value[-16:], mean, std)
        return value

    def _normal_one_by_one(self, count: int, mean: float, std: float) -> Array:
        """Normal numbers in float64, two from two unit numbers; an odd one out is kept for the next call.

        radius = sqrt(-2 log(1 - u2)), angle = 2 pi u1: first radius * cos(angle), then radius * sin(angle).
        """
        ready = [] if self._spare_normal is None or count == 0 else [self._spare_normal]
        pairs = (count - len(ready) + 1) // 2
        u1, u2 = self._unit(2 * pairs, np.float64).reshape(pairs, 2).T
        radius, angle = np.sqrt(-2.0 * c_library(math.log1p, -u2)), 2 * np.pi * u1
        value = np.concatenate([ready, np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).reshape(-1)])
        if count:
            self._spare_normal = float(value[count]) if value.size > count else None
        return fma64(value[:count], std, mean)

    def exponential(self, shape: Sequence[int], rate: float = 1.0, dtype: DTypeLike = np.float32) -> Array:
        """Exponential with mean 1 / rate: ``exponential_``.  -log(1 - unit) / rate, in float64: two draws a number.

        Raises RuntimeError for a rate <= 0 and for integers.
        """
        dtype = np.dtype(dtype)
        count = _count(shape)
        if not rate > 0:
            raise RuntimeError(f"exponential_ expects lambda > 0.0, but found lambda={rate:g}\nlambda is 1 / mean.")
        if dtype.kind != "f":
            raise RuntimeError(
                "Exponential distribution is a continuous probability distribution. dtype must be a floating point but "
                f"you specified {_NAMES[dtype.name][0]}\nUse torch.float32 or torch.float64."
            )
        value = -1.0 / rate * c_library(math.log1p, -self._unit(count, np.float64))
        return _round(value, dtype).reshape(shape)

    # --- samplers: discrete -------------------------------------------------------------------------------------------

    def randint(self, low: int, high: int | None, shape: Sequence[int], dtype: DTypeLike = np.int64) -> Array:
        """Whole numbers in [low, high): ``randint``, ``random_(low, high)``.  low + draw % (high - low).

        ``high=None`` means up to and including the largest number of ``dtype`` (for floats, 2**digits). Costs one draw
        a number, or two when the range is 2**28 or longer. Raises RuntimeError for an empty range and for one that
        ``dtype`` cannot hold, NotImplementedError for one that a float dtype holds with gaps.
        """
        dtype = np.dtype(dtype)
        count = _count(shape)
        last = _largest(dtype) if high is None else high - 1
        _check_integer_range(low, last, dtype)
        length = last - low + 1
        if length < 2**28:
            value = (self._draw32(count) % np.uint32(length)).astype(np.int64)
        elif length < 2**64:
            value = (self._draw64(count) % np.uint64(length)).view(np.int64)
        else:
            return self._draw64(count).view(np.int64).reshape(shape)
        value += low  # wraps around as two's complement where the range is longer than int64
        return value.astype(dtype, copy=False).reshape(shape)

    def random(self, shape: Sequence[int], dtype: DTypeLike = np.int64) -> Array:
        """Whole numbers from 0 to the largest of ``dtype`` (for floats, 2**digits): ``random_()``.

        One draw a number; two for int64 and float64. ``DataLoader`` takes its seeds from here: ``random((), int64)``.
        """
        dtype = np.dtype(dtype)
        length = _largest(dtype) + 1
        if dtype in (np.int64, np.float64):
            value = self._draw64(_count(shape)) % np.uint64(length)
        else:
            value = self._draw32(_count(shape)) % np.uint64(length)
        return value.astype(dtype).reshape(shape)

    def randperm(self, n: int, dtype: DTypeLike = np.int64) -> Array:
        """0 to n - 1 in random order: ``randperm``, and so the order of a shuffled ``DataLoader``.

        Fisher-Yates from the front: for i = 0, 1, ..., n - 2 swap entry i with entry i + draw % (n - i).
        Raises RuntimeError for a negative n and for one that ``dtype`` cannot count to.
        """
        dtype = np.dtype(dtype)
        count = _count((n,))
        _check_countable(n, dtype)
        if n >= (2**32 - 1) // 20:
            raise NotImplementedError(
                f"randperm: n = {n} is not supported.\nPyTorch changes its method at 214748364; only the first is here."
            )
        swaps = max(count - 1, 0)
        targets = self._draw32(swaps) % np.arange(count, 1, -1, dtype=np.uint32) + np.arange(swaps, dtype=np.uint32)
        order = list(range(n))
        for i, j in enumerate(targets.tolist()):
            order[i], order[j] = order[j], order[i]
        return np.array(order, dtype)

    def bernoulli(self, p: float | Array, shape: Sequence[int] | None = None, dtype: DTypeLike | None = None) -> Array:
        """1 with probability p, else 0: ``unit < p``.  ``bernoulli_``, ``torch.bernoulli``, dropout masks.

        A number p compares with float64 unit numbers (two draws each); an array p, broadcast to ``shape``, with unit
        numbers of its own precision (one draw each for float32 and float16). ``dtype`` is float32 for a number and p's
        for an array unless given. Raises RuntimeError for p outside [0, 1], NotImplementedError for an array of ints.
        """
        if isinstance(p, np.ndarray):
            _check_floating(p.dtype, "bernoulli_tensor_cpu_p_")
            shape = p.shape if shape is None else shape
            dtype = p.dtype if dtype is None else dtype
            work = _work_type(p.dtype)
            if not ((p >= 0) & (p <= 1)).all():
                raise RuntimeError(
                    "Expected p_in >= 0 && p_in <= 1 to be true, but got false.  (Could this error message be "
                    "improved?  If so, please report an enhancement request to PyTorch.)\n"
                    f"Probabilities lie between 0 and 1; these go from {p.min():g} to {p.max():g}."
                )
        else:
            shape = () if shape is None else shape
            dtype = np.float32 if dtype is None else dtype
            work = np.float64
            if not 0 <= p <= 1:
                raise RuntimeError(
                    f"bernoulli_ expects p to be in [0, 1], but got p={p:g}\np is the probability of a 1."
                )
        return (self._unit(_count(shape), work).reshape(shape) < p).astype(dtype)


_STATE = np.dtype(
    [
        ("seed", "<u8"),
        ("left", "<i4"),  # draws until the 624 integers of key are renewed, plus one
        ("seeded", "<i4"),
        ("next", "<u8"),  # how many of the 624 have been used
        ("key", "<u8", 624),
        ("unused_x", "<f8"),
        ("spare_normal", "<f8"),
        ("unused_rho", "<f8"),
        ("spare_normal_is_valid", "<i4"),
        ("pad", "V4"),
        ("unused_spare_float32", "<f4"),
        ("unused_spare_float32_is_valid", "V4"),
    ]
)
"""The layout of PyTorch's generator state: 5056 bytes, little-endian."""


# --- what is refused --------------------------------------------------------------------------------------------------

_NAMES = {
    "float16": ("Half", "c10::Half"),
    "float32": ("Float", "float"),
    "float64": ("Double", "double"),
    "int8": ("Char", "signed char"),
    "int16": ("Short", "short int"),
    "int32": ("Int", "int"),
    "int64": ("Long", "long int"),
    "uint8": ("Byte", "unsigned char"),
    "bool": ("Bool", "bool"),
}
"""What PyTorch's messages call a dtype: its own name, and C++'s."""


def _count(shape: Sequence[int]) -> int:
    """How many numbers a tensor of this shape holds."""
    for size in shape:
        if size < 0:
            raise RuntimeError(
                f"Trying to create tensor with negative dimension {size}: [{', '.join(map(str, shape))}]\n"
                "Sizes are 0 or more."
            )
    return math.prod(map(operator.index, shape))


def _work_type(dtype: np.dtype[Any]) -> Any:
    """The type that numbers of a floating dtype are computed in: float64 for itself, else float32."""
    return np.float64 if dtype == np.float64 else np.float32


def _round(x: Array, dtype: np.dtype[Any]) -> Array:
    """x in a narrower dtype; PyTorch goes from float64 to float16 by way of float32."""
    if dtype == np.float16:
        x = x.astype(np.float32)
    return x.astype(dtype, copy=False)


def _largest(dtype: np.dtype[Any]) -> int:
    """The largest number of an integer dtype; for a float one, 2**digits, up to which it holds every whole number."""
    if dtype.kind == "f":
        return 2 ** (np.finfo(dtype).nmant + 1)
    return 1 if dtype == np.bool_ else int(np.iinfo(dtype).max)


def _check_floating(dtype: np.dtype[Any], kernel: str) -> None:
    if dtype.kind != "f":
        raise NotImplementedError(
            f"\"{kernel}\" not implemented for '{_NAMES[dtype.name][0]}'\n"
            "This needs floating numbers: dtype=torch.float32, or x.float()."
        )


def _check_uniform_range(low: float, high: float, dtype: np.dtype[Any]) -> None:
    limit = float(np.finfo(dtype).max)
    name, c_name = _NAMES[dtype.name]
    for label, bound in (("from", low), ("to", high)):
        if not -limit <= bound <= limit:
            raise RuntimeError(f"{label} is out of bounds for {c_name}\nBoth ends must lie within +-{limit:g}.")
    if low > high:
        raise RuntimeError(
            f"uniform_ expects to return a [from, to) range, but found from={low:g} > to={high:g}\nSmaller end first."
        )
    if high - low > limit:
        raise RuntimeError(
            f"uniform_ expects to-from <= std::numeric_limits<{name}>::max(), but found to={high:g} and from={low:g} "
            f"which result in to-from to exceed the limit\nThe range may be at most {limit:g} long."
        )


def _check_integer_range(low: int, last: int, dtype: np.dtype[Any]) -> None:
    if not -(2**63) <= low < 2**63 or not -(2**63) <= last < 2**63:
        raise ValueError("Overflow when unpacking long long\nBoth ends of the range must fit int64.")
    if dtype.kind != "f":
        smallest, largest = 0 if dtype == np.bool_ else int(np.iinfo(dtype).min), _largest(dtype)
        for label, bound in (("from", low), ("to - 1", last)):
            if not smallest <= bound <= largest:
                raise RuntimeError(
                    f"{label} is out of bounds for {_NAMES[dtype.name][1]}\n"
                    f"{dtype} holds {smallest} to {largest}; {label} is {bound}."
                )
    if low > last:
        raise RuntimeError(
            f"random_ expects 'from' to be less than 'to', but got from={low} >= to={last + 1}\n"
            "The upper end itself is never drawn."
        )
    if dtype.kind == "f" and not -_largest(dtype) <= low <= last <= _largest(dtype):
        raise NotImplementedError(
            f"randint: dtype {dtype} with whole numbers beyond +-{_largest(dtype)} is not supported.\n"
            f"{dtype} cannot tell all of them apart; draw int64 and convert."
        )


def _check_countable(n: int, dtype: np.dtype[Any]) -> None:
    """Raise PyTorch's error when the numbers 0 to n - 1 are not all in ``dtype``."""
    if dtype == np.bool_:
        raise NotImplementedError("\"randperm\" not implemented for 'Bool'\nUse dtype=torch.int64.")
    largest = _largest(dtype)
    if n - 1 <= largest:
        return
    if dtype.kind == "f":
        limit = "2049" if dtype == np.float16 else f"2^{np.finfo(dtype).nmant + 1}+1"
        message = f"n cannot be greater than {limit} for {_NAMES[dtype.name][0]} type."
    else:
        c_name = "int" if dtype == np.int32 else f"{dtype}_t"
        message = f"value cannot be converted to type {c_name} without overflow"
    raise RuntimeError(f"{message}\n{dtype} counts to {largest}, n - 1 is {n - 1}: use dtype=torch.int64.")


# --- filling a given array --------------------------------------------------------------------------------------------


def memory_order(array: Array) -> tuple[int, ...]:
    """The axes of ``array`` from the widest stride to the narrowest: the order in which PyTorch fills it."""
    return tuple(sorted(range(array.ndim), key=lambda axis: -abs(array.strides[axis])))


def fill(array: Array, sample: Callable[[tuple[int, ...]], Array]) -> None:
    """Overwrite ``array`` with ``sample(shape)`` as in-place samplers do: the first number goes to the first place in
    memory, whatever the axes are called. ``fill(x, lambda shape: generator.uniform(shape, dtype=x.dtype))``
    """
    view = array.transpose(memory_order(array))
    view[...] = beside(sample(view.shape), array)


# --- the generator that everybody shares ------------------------------------------------------------------------------

default_generator = Generator()
cuda_generator = Generator()  # draws for tensors on `cuda`: there, as in PyTorch, a draw does not move the CPU's stream on
cuda_generator._device = gpu
default_generator.seed()
cuda_generator.seed()


def generator_for(device: Device) -> Generator:
    """The shared generator of a device."""
    return cuda_generator if device.type == "cuda" else default_generator


def manual_seed(seed: int) -> Generator:
    """Start the shared stream that belongs to ``seed``: from here on, random numbers repeat from run to run.

    ``seed`` is anything that ``int`` takes, within ``[-2**63, 2**64)``; else ValueError. Returns the shared generator.
    The stream for ``cuda`` starts anew too.
    """
    cuda_generator.manual_seed(int(seed))
    return default_generator.manual_seed(int(seed))


def seed() -> int:
    """Start the shared stream with a seed that nobody can foresee, and return that seed."""
    return default_generator.seed()


def initial_seed() -> int:
    """The seed that the shared stream was started with."""
    return default_generator.initial_seed()


def get_rng_state() -> Tensor:
    """Where the shared stream stands, as a uint8 Tensor of shape (5056,)."""
    return default_generator.get_state()


def set_rng_state(new_state: Tensor) -> None:
    """Continue the shared stream from where ``get_rng_state`` was called."""
    default_generator.set_state(new_state)


@contextmanager
def fork_rng(
    devices: Iterable[Any] | None = None, enabled: bool = True, device_type: str | None = None
) -> Iterator[None]:
    """``with fork_rng():`` leaves the shared stream, at the end, where it stood at the beginning.

    Args:
        devices: further devices whose streams to keep; there are none, so only an empty list is accepted.
        enabled: ``False`` makes the block an ordinary one.
        device_type: accepted for PyTorch's sake; the CPU is the only one.
    """
    if devices is not None and list(devices):
        raise NotImplementedError("fork_rng: devices is not supported.\nThe CPU's stream is kept without naming it.")
    if not enabled:
        yield
        return
    state = default_generator._pack_state()
    try:
        yield
    finally:
        default_generator._unpack_state(state)
