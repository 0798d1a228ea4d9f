"""`torch.cuda`: the GPU, which CuPy computes on. One is used, the first; CuPy is imported when it is first asked for."""

from __future__ import annotations

import contextlib
from typing import Any, NoReturn

from . import left_out
from .arrays import cupy
from .device import check_device
from .random import cuda_generator


def is_available() -> bool:
    """Are CuPy and a GPU there?"""
    try:
        cupy()
    except (AssertionError, RuntimeError):
        return False
    return True


def device_count() -> int:
    """1 where there is a GPU (further ones are not used), else 0."""
    return int(is_available())


def is_initialized() -> bool:
    """Was the GPU used already?"""
    return cupy.cache_info().currsize > 0


def init() -> None:
    """Import CuPy and look for a GPU now, rather than at the first use."""
    cupy()


def current_device() -> int:
    """0, the number of the GPU that is used."""
    cupy()
    return 0


def set_device(device: Any) -> None:
    """Choose the GPU; there is one to choose, number 0."""
    check_device(device)


def synchronize(device: Any = None) -> None:
    """Wait until everything that was started on the GPU is done: before a clock is read."""
    cupy().cuda.Device(0).synchronize()


def _properties() -> dict[str, Any]:
    return cupy().cuda.runtime.getDeviceProperties(0)


def get_device_name(device: Any = None) -> str:
    """The name of the GPU."""
    return _properties()["name"].decode()


def get_device_capability(device: Any = None) -> tuple[int, int]:
    """The GPU's generation, such as (8, 6)."""
    return _properties()["major"], _properties()["minor"]


class _CudaDeviceProperties:
    """What is known of the GPU: `name`, `major`, `minor`, `total_memory` (bytes), `multi_processor_count`."""

    def __init__(self, found: dict[str, Any]) -> None:
        self.name = found["name"].decode()
        self.major, self.minor = found["major"], found["minor"]
        self.total_memory = found["totalGlobalMem"]
        self.multi_processor_count = found["multiProcessorCount"]

    def __repr__(self) -> str:
        return (
            f"_CudaDeviceProperties(name='{self.name}', major={self.major}, minor={self.minor}, "
            f"total_memory={self.total_memory // 2**20}MB, multi_processor_count={self.multi_processor_count})"
        )


def get_device_properties(device: Any = None) -> _CudaDeviceProperties:
    """What is known of the GPU."""
    return _CudaDeviceProperties(_properties())


# --- memory -----------------------------------------------------------------------------------------------------------


def memory_allocated(device: Any = None) -> int:
    """Bytes that arrays hold on the GPU now."""
    return cupy().get_default_memory_pool().used_bytes() if is_available() else 0


def memory_reserved(device: Any = None) -> int:
    """Bytes that were taken from the GPU: what arrays hold, and what is kept for new ones."""
    return cupy().get_default_memory_pool().total_bytes() if is_available() else 0


def empty_cache() -> None:
    """Give back to the GPU what is kept for new arrays."""
    if is_available():
        cupy().get_default_memory_pool().free_all_blocks()


def mem_get_info(device: Any = None) -> tuple[int, int]:
    """Free and total bytes of the GPU."""
    return cupy().cuda.Device(0).mem_info


_peak: dict[str, int] = {}  # the most bytes since the last `reset_peak_memory_stats`, "allocated" and "reserved"


def reset_peak_memory_stats(device: Any = None) -> None:
    """Forget the peaks.  CuPy keeps none: from the first call on, each allocation is looked at (that costs little time)."""
    cupy().cuda.set_allocator(_look_at)
    _peak.update(allocated=memory_allocated(), reserved=memory_reserved())


def _look_at(size: int) -> Any:
    """CuPy's allocator, and what is in use then."""
    memory = cupy().get_default_memory_pool().malloc(size)
    _peak["allocated"] = max(_peak["allocated"], memory_allocated())
    _peak["reserved"] = max(_peak["reserved"], memory_reserved())
    return memory


def max_memory_allocated(device: Any = None) -> int:
    """The most bytes that arrays held since the last `reset_peak_memory_stats()`, which has to be called first."""
    return _most("allocated")


def max_memory_reserved(device: Any = None) -> int:
    """The most bytes that were taken from the GPU since the last `reset_peak_memory_stats()`, which has to be called first."""
    return _most("reserved")


def _most(kind: str) -> int:
    if not is_available():
        return 0
    if not _peak:
        raise NotImplementedError(
            f"torch.cuda.max_memory_{kind} counts from torch.cuda.reset_peak_memory_stats() on, since CuPy keeps no peak: "
            "call that at the beginning"
        )
    return _peak[kind]


# --- time -------------------------------------------------------------------------------------------------------------


class Event:
    """A mark in what the GPU has to do: `start.record()`, …, `end.record()`, `synchronize()`, `start.elapsed_time(end)`."""

    def __init__(self, enable_timing: bool = False, blocking: bool = False, interprocess: bool = False) -> None:
        self._event = cupy().cuda.Event(block=blocking, disable_timing=not enable_timing)

    def record(self, stream: Any = None) -> None:
        """Put the mark behind everything that was started so far."""
        self._event.record()

    def synchronize(self) -> None:
        """Wait until the GPU has reached the mark."""
        self._event.synchronize()

    def query(self) -> bool:
        """Has the GPU reached the mark?"""
        return self._event.done

    def elapsed_time(self, end_event: Event) -> float:
        """Milliseconds from this mark to another one; both were made with `enable_timing=True`."""
        return cupy().cuda.get_elapsed_time(self._event, end_event._event)


# --- random numbers ---------------------------------------------------------------------------------------------------


def manual_seed(seed: int) -> None:
    """Seed the generator that draws for tensors on `cuda`; `torch.manual_seed` seeds it too."""
    cuda_generator.manual_seed(int(seed))


manual_seed_all = manual_seed


def seed() -> None:
    """Seed that generator with a number that nobody can foresee."""
    cuda_generator.seed()


seed_all = seed


def initial_seed() -> int:
    """The seed that its stream was started with."""
    return cuda_generator.initial_seed()


def get_rng_state(device: Any = "cuda") -> Any:
    """Where its stream stands, as a uint8 Tensor."""
    cupy()
    return cuda_generator.get_state()


def set_rng_state(new_state: Any, device: Any = "cuda") -> None:
    """Continue its stream from where `get_rng_state` was called."""
    cuda_generator.set_state(new_state)


@contextlib.contextmanager
def device(device: Any) -> Any:
    """`with torch.cuda.device(0):`, in which that GPU is the current one; there is no other."""
    check_device(device)
    yield


def __getattr__(name: str) -> NoReturn:
    left_out.refuse(f"cuda.{name}")
    raise AttributeError(f"module 'torch.cuda' has no attribute '{name}'")
