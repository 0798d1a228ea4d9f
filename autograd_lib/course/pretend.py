"""A computer with a pretend GPU: its numbers are right, its times are calculated, its names are PyTorch's (lesson 09).

    pretend = Machine("T4")
    x = pretend.ones(1024, 1024).to("cuda")     # takes as long as a data sheet of the T4 lets one expect
    y = x @ x                                   # is only handed over: the pretend CPU goes on at once
    pretend.cuda.synchronize()                  # waits for the pretend GPU
    pretend.perf_counter()                      # seconds on the pretend clock: the same in every run

It stands where `torch` and `time` stand and refuses what they refuse, with the same words; so programs for a GPU can be
tried, drawn (`pretend.log`) and checked without one.  It records no gradients.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np

from .._tensor import wrap
from ..device import device as Device
from . import devices

__all__ = ["Machine", "PretendTensor", "Span"]

CPU_FLOPS, CPU_MEMORY, CPU_CALL = 100e9, 20e9, 2e-6  # of the pretend CPU: operations, bytes a second; seconds a call
LOADING = 0.1  # seconds that the first use of an operation on the GPU takes: its program is fetched or compiled
FLOAT = 4  # bytes

MIXED = "Expected all tensors to be on the same device, but found at least two devices, {} and {}!"
NO_NUMPY = "can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first."
NO_CUDA = "Torch not compiled with CUDA enabled"
METHODS = ("add", "sub", "mul", "div", "pow", "square", "matmul", "dot", "sum", "mean", "exp", "relu")  # functions, too


class Span(NamedTuple):
    """What one part of the machine ("cpu", "bridge" or "gpu") was busy with, from when to when."""

    part: str
    name: str
    start: float
    end: float


class Machine:
    """A CPU, a GPU with a memory of its own, and a bridge between the two memories.

    Args:
        gpu: the name of a GPU in devices.json; None for a machine without one.

    Attributes:
        log: the spans of time that have been spent, in order.
        waits: how often the CPU has waited for the GPU.
        crossings: how often a tensor has gone over the bridge, in either direction.
        busy_until: when the GPU will have done all that has been handed to it.
    """

    def __init__(self, gpu: str | None = "T4") -> None:
        self.sheet = None if gpu is None else devices.sheet(gpu)
        self.log: list[Span] = []
        self.waits = self.crossings = 0
        self._now = self.busy_until = 0.0
        self._loaded: set[str] = set()
        self.float32, self.device = "torch.float32", Device
        self.cuda = SimpleNamespace(
            is_available=lambda: self.sheet is not None,
            device_count=lambda: int(self.sheet is not None),
            get_device_name=lambda device=None: f"pretend {self._gpu().name}",
            synchronize=lambda device=None: self._wait(),
        )
        self.nn = SimpleNamespace(Linear=lambda inputs, outputs: Linear(self, inputs, outputs))

    # -- making tensors ------------------------------------------------------------------------------------------------

    def tensor(self, data: Any, device: Any = None) -> PretendTensor:
        """A tensor of these numbers."""
        return self._made(np.array(data, np.float32), device)

    def ones(self, *size: int, device: Any = None) -> PretendTensor:
        """A tensor of ones."""
        return self._filled(1, size, device)

    def zeros(self, *size: Any, device: Any = None) -> PretendTensor:
        """A tensor of zeros."""
        return self._filled(0, size, device)

    def ones_like(self, other: PretendTensor, device: Any = None) -> PretendTensor:
        """A tensor of ones with the shape of another, and on its device if no other is named."""
        return self._filled(1, other.shape, device or other.device)

    def zeros_like(self, other: PretendTensor, device: Any = None) -> PretendTensor:
        """A tensor of zeros with the shape of another, and on its device if no other is named."""
        return self._filled(0, other.shape, device or other.device)

    def arange(self, *ends: float, device: Any = None) -> PretendTensor:
        """The numbers from 0, or from the first end, up to an end that is not among them."""
        return self._made(np.arange(*ends, dtype=np.float32), device)

    def stack(self, tensors: Sequence[PretendTensor]) -> PretendTensor:
        """Tensors of the same shape, side by side along a new first axis."""
        return self.compute("stack", lambda *all: np.stack(all), (len(tensors), *tensors[0].shape), *tensors)

    def cat(self, tensors: Sequence[PretendTensor]) -> PretendTensor:
        """Tensors one after the other, along their first axis."""
        if not all(each.shape for each in tensors):
            raise RuntimeError("zero-dimensional tensor (at position 0) cannot be concatenated")
        rows = sum(each.shape[0] for each in tensors)
        return self.compute("cat", lambda *all: np.concatenate(all), (rows, *tensors[0].shape[1:]), *tensors)

    def __getattr__(self, name: str) -> Callable[..., PretendTensor]:
        """What is a method of a tensor is a function as well: `square(x)` is `x.square()`."""
        if name not in METHODS:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return lambda tensor, *rest: getattr(tensor, name)(*rest)

    def _filled(self, value: float, size: Any, device: Any) -> PretendTensor:
        shape = tuple(size[0]) if len(size) == 1 and isinstance(size[0], (tuple, list)) else tuple(size)
        return self._placed(shape, lambda: np.full(shape, value, np.float32), device)

    def _made(self, values: np.ndarray, device: Any) -> PretendTensor:
        return self._placed(values.shape, lambda: values, device)

    def _placed(self, shape: tuple[int, ...], make: Callable[[], np.ndarray], device: Any) -> PretendTensor:
        place = self.place(device)
        if place.type == "cuda":
            self._launch("fill", FLOAT * math.prod(shape), 0)
        else:
            self._compute_here("fill", FLOAT * math.prod(shape), 0)
        return PretendTensor(self, shape, place, make)

    # -- time ----------------------------------------------------------------------------------------------------------

    def perf_counter(self) -> float:
        """Seconds on the pretend clock."""
        return self._now

    def place(self, device: Any) -> Any:
        """The device that is meant, if the machine has it.

        Raises:
            AssertionError: a GPU is wanted, and there is none.
        """
        wanted = Device("cpu" if device is None else device)
        if wanted.type == "cuda":
            self._gpu()
            return Device("cuda", wanted.index or 0)
        return wanted

    def _gpu(self) -> devices.Sheet:
        if self.sheet is None:
            raise AssertionError(NO_CUDA)
        return self.sheet

    def _busy(self, part: str, name: str, start: float, seconds: float) -> float:
        if seconds > 0:
            self.log.append(Span(part, name, start, start + seconds))
        return start + seconds

    def _wait(self, name: str = "synchronize") -> None:
        """The CPU does nothing until the GPU has done all that was handed to it."""
        self._gpu()
        self.waits += 1
        self._now = self._busy("cpu", name, self._now, max(0.0, self.busy_until - self._now))

    def _launch(self, name: str, moved: float, flops: float) -> None:
        """Hand an operation to the GPU, which begins when it has done the ones before; the CPU goes on."""
        gpu = self._gpu()
        if name not in self._loaded:
            self._loaded.add(name)
            self._now = self._busy("cpu", f"load {name}", self._now, LOADING)
        self._now = self._busy("cpu", f"launch {name}", self._now, gpu.launch)
        seconds = moved / gpu.memory + flops / gpu.flops
        self.busy_until = self._busy("gpu", name, max(self._now, self.busy_until), seconds)

    def _compute_here(self, name: str, moved: float, flops: float) -> None:
        seconds = CPU_CALL + moved / CPU_MEMORY + flops / CPU_FLOPS
        self._now = self._busy("cpu", name, self._now, seconds)

    def cross(self, size: float, name: str) -> None:
        """Send so many bytes over the bridge: after all that the GPU has to do, and the CPU waits for the end."""
        gpu = self._gpu()
        if self.busy_until > self._now or name == "to cpu":
            self._wait(name)
        self.crossings += 1
        self._now = self.busy_until = self._busy("bridge", name, self._now, gpu.launch + size / gpu.bridge)

    def compute(
        self, name: str, rule: Callable[..., np.ndarray], shape: tuple[int, ...], *inputs: Any, flops: float = 0
    ) -> PretendTensor:
        """The result of an operation, on the device of its inputs.

        Raises:
            RuntimeError: they lie on different devices.
        """
        place = self._common(name, inputs)
        tensors = [each for each in inputs if isinstance(each, PretendTensor)]
        moved = FLOAT * (math.prod(shape) + sum(each.numel() for each in tensors))
        work = self._launch if place.type == "cuda" else self._compute_here
        work(name, moved, flops or math.prod(shape))
        return PretendTensor(self, shape, place, lambda: rule(*(values_of(each) for each in inputs)))

    def _common(self, name: str, inputs: Any) -> Any:
        """The one device of the inputs; a number, or a CPU tensor that is one, goes along with the GPU."""
        tensors = [each for each in inputs if isinstance(each, PretendTensor)]
        goes_along = name not in ("matmul", "stack", "cat")
        bound = [each for each in tensors if each.shape or each.is_cuda or not goes_along] or tensors
        places = list(dict.fromkeys(each.device for each in bound))
        if len(places) > 1:
            raise RuntimeError(MIXED.format(*sorted(places, key=str, reverse=True)))
        return places[0]


def values_of(value: Any) -> Any:
    return value.values() if isinstance(value, PretendTensor) else value


class PretendTensor:
    """A float32 tensor of a pretend machine.

    Attributes:
        shape: its shape.
        device: where its numbers lie.
    """

    __array_priority__ = 1000

    def __init__(self, machine: Machine, shape: tuple[int, ...], place: Any, make: Callable[[], np.ndarray]) -> None:
        self.machine, self.shape, self.device = machine, tuple(shape), place
        self._make: Callable[[], np.ndarray] | None = make
        self._values: np.ndarray | None = None
        self.dtype = machine.float32

    def values(self) -> np.ndarray:
        """Its numbers, computed when somebody looks at them: a picture of a large one costs nothing."""
        if self._make is not None:
            self._values, self._make = np.asarray(self._make(), np.float32).reshape(self.shape), None
        assert self._values is not None
        return self._values

    # -- from one memory to the other ----------------------------------------------------------------------------------

    def to(self, device: Any) -> PretendTensor:
        """This tensor, if it lies there already; else a copy of it there."""
        place = self.machine.place(device.device if isinstance(device, PretendTensor) else device)
        if place == self.device:
            return self
        self.machine.cross(FLOAT * self.numel(), f"to {place.type}")
        return PretendTensor(self.machine, self.shape, place, self.values)

    def cuda(self) -> PretendTensor:
        """A copy on the GPU."""
        return self.to("cuda")

    def cpu(self) -> PretendTensor:
        """A copy in the memory of the CPU."""
        return self.to("cpu")

    @property
    def is_cuda(self) -> bool:
        return self.device.type == "cuda"

    def item(self) -> float:
        """The one number in it, for Python; the CPU waits until it is there.

        Raises:
            RuntimeError: it has not exactly one number.
        """
        if self.numel() != 1:
            raise RuntimeError(f"a Tensor with {self.numel()} elements cannot be converted to Scalar")
        return float(self.cpu().values().reshape(()))

    def tolist(self) -> Any:
        """Its numbers as a list."""
        return self.cpu().values().tolist()

    def numpy(self) -> np.ndarray:
        """Its numbers as an array.

        Raises:
            TypeError: they are on the GPU.
        """
        if self.device.type != "cpu":
            raise TypeError(NO_NUMPY)
        return self.values()

    def detach(self) -> PretendTensor:
        """This tensor: nothing is recorded here."""
        return self

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        return self.numpy() if dtype is None else self.numpy().astype(dtype)

    def __float__(self) -> float:
        return self.item()

    def __int__(self) -> int:
        return int(self.item())

    def __bool__(self) -> bool:
        return bool(self.item())

    def __format__(self, form: str) -> str:
        return format(self.item(), form) if form else str(self)

    def __repr__(self) -> str:
        text = repr(wrap(self.cpu().values()))
        return text if self.device.type == "cpu" else f"{text[:-1]}, device='{self.device}')"

    # -- its shape -----------------------------------------------------------------------------------------------------

    def numel(self) -> int:
        """How many numbers it has."""
        return math.prod(self.shape)

    def element_size(self) -> int:
        """Bytes of one number."""
        return FLOAT

    def size(self) -> tuple[int, ...]:
        """Its shape."""
        return self.shape

    def __len__(self) -> int:
        return self.shape[0]

    def __iter__(self) -> Iterator[PretendTensor]:
        return (self[place] for place in range(len(self)))

    def __getitem__(self, place: int) -> PretendTensor:
        if not -len(self) <= place < len(self):
            raise IndexError(f"index {place} is out of bounds for dimension 0 with size {len(self)}")
        return PretendTensor(self.machine, self.shape[1:], self.device, lambda: self.values()[place])

    @property
    def T(self) -> PretendTensor:
        """A view with rows and columns exchanged."""
        return PretendTensor(self.machine, self.shape[::-1], self.device, lambda: self.values().T)

    # -- operations ----------------------------------------------------------------------------------------------------

    def _pair(self, name: str, rule: Any, left: Any, right: Any) -> PretendTensor:
        sides = [self.machine.tensor(each) if isinstance(each, np.ndarray) else each for each in (left, right)]
        if not all(isinstance(each, (PretendTensor, int, float, np.number)) for each in sides):
            return NotImplemented
        shape = np.broadcast_shapes(*(each.shape if isinstance(each, PretendTensor) else () for each in sides))
        return self.machine.compute(name, rule, shape, *sides)

    def __add__(self, other: Any) -> PretendTensor:
        return self._pair("add", np.add, self, other)

    def __radd__(self, other: Any) -> PretendTensor:
        return self._pair("add", np.add, other, self)

    def __sub__(self, other: Any) -> PretendTensor:
        return self._pair("sub", np.subtract, self, other)

    def __rsub__(self, other: Any) -> PretendTensor:
        return self._pair("sub", np.subtract, other, self)

    def __mul__(self, other: Any) -> PretendTensor:
        return self._pair("mul", np.multiply, self, other)

    def __rmul__(self, other: Any) -> PretendTensor:
        return self._pair("mul", np.multiply, other, self)

    def __truediv__(self, other: Any) -> PretendTensor:
        return self._pair("div", np.divide, self, other)

    def __rtruediv__(self, other: Any) -> PretendTensor:
        return self._pair("div", np.divide, other, self)

    def __pow__(self, other: float) -> PretendTensor:
        return self._pair("pow", np.power, self, other)

    def __neg__(self) -> PretendTensor:
        return self.machine.compute("neg", np.negative, self.shape, self)

    def __matmul__(self, other: PretendTensor) -> PretendTensor:
        inner = self.shape[-1]
        if inner != other.shape[0]:
            raise RuntimeError(
                f"mat1 and mat2 shapes cannot be multiplied ({self.shape[0]}x{inner} and "
                f"{'x'.join(map(str, other.shape))})"
            )
        shape = (*self.shape[:-1], *other.shape[1:])
        flops = 2 * inner * math.prod(shape)
        return self.machine.compute("matmul", np.matmul, shape, self, other, flops=flops)

    def add(self, other: Any) -> PretendTensor:
        """Itself + other."""
        return self + other

    def sub(self, other: Any) -> PretendTensor:
        """Itself - other."""
        return self - other

    def mul(self, other: Any) -> PretendTensor:
        """Itself * other."""
        return self * other

    def div(self, other: Any) -> PretendTensor:
        """Itself / other."""
        return self / other

    def pow(self, exponent: float) -> PretendTensor:
        """Itself ** exponent."""
        return self**exponent

    def square(self) -> PretendTensor:
        """Itself ** 2."""
        return self**2

    def matmul(self, other: PretendTensor) -> PretendTensor:
        """Itself @ other."""
        return self @ other

    dot = matmul

    def sum(self, axis: None = None, dtype: Any = None, out: None = None) -> PretendTensor:
        """The sum of all its numbers: a tensor of one number, on the same device."""
        return self.machine.compute("sum", np.sum, (), self, flops=self.numel())

    def mean(self, axis: None = None, dtype: Any = None, out: None = None) -> PretendTensor:
        """The mean of all its numbers: a tensor of one number, on the same device."""
        return self.machine.compute("mean", np.mean, (), self, flops=self.numel())

    def exp(self) -> PretendTensor:
        """e to the power of each number."""
        return self.machine.compute("exp", np.exp, self.shape, self)

    def relu(self) -> PretendTensor:
        """What is positive, and 0 for the rest."""
        return self.machine.compute("relu", lambda x: np.maximum(x, 0), self.shape, self)


class Linear:
    """A linear layer of a pretend machine; its `to` moves the layer itself, as that of `nn.Module` does."""

    def __init__(self, machine: Machine, inputs: int, outputs: int) -> None:
        weight = np.linspace(-1, 1, outputs * inputs, dtype=np.float32).reshape(outputs, inputs)
        self.weight, self.bias = machine.tensor(weight), machine.tensor(np.linspace(0, 1, outputs))

    def parameters(self) -> Iterator[PretendTensor]:
        """Its parameters."""
        yield from (self.weight, self.bias)

    def to(self, device: Any) -> Linear:
        """Move the parameters, and give back this very layer."""
        self.weight, self.bias = self.weight.to(device), self.bias.to(device)
        return self

    def cuda(self) -> Linear:
        """Move the parameters to the GPU."""
        return self.to("cuda")

    def cpu(self) -> Linear:
        """Move the parameters to the CPU."""
        return self.to("cpu")

    def __call__(self, input: PretendTensor) -> PretendTensor:
        return input @ self.weight.T + self.bias

    forward = __call__
