"""Where a tensor's numbers live: `torch.device('cpu')` or `torch.device('cuda')`, and where new ones are put."""

from __future__ import annotations

import re
from typing import Any

KNOWN = ("cpu", "cuda", "meta")
OTHERS = (
    "cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, xla, lazy, vulkan, mps, meta, hpu, mtia, "
    "privateuseone"
)


class device:
    """A device: its `type` ('cpu', 'cuda') and, where given, its `index`."""

    __slots__ = ("type", "index")
    type: str
    index: int | None

    def __new__(cls, type: Any = None, index: int | None = None) -> device:
        if isinstance(type, device):
            return type
        self = super().__new__(cls)
        if isinstance(type, int) and not isinstance(type, bool):
            type, index = "cuda", type
        if not isinstance(type, str):
            raise TypeError(
                f"device(): argument 'type' (position 1) must be str, not {_type_name(type)}\n"
                "Write torch.device('cpu') or torch.device('cuda')."
            )
        match = re.fullmatch(r"([a-z]+)(?::(\d+))?", type)
        if match is None:
            raise RuntimeError(f"Invalid device string: '{type}'\nWrite 'cpu', 'cuda' or 'cuda:0'.")
        name, number = match.groups()
        if name not in OTHERS.split(", "):
            raise RuntimeError(
                f"Expected one of {OTHERS} device type at start of device string: {name}\nHere there are 'cpu' and 'cuda'."
            )
        if name not in KNOWN:
            raise NotImplementedError(f"device '{name}' is left out: this library computes on 'cpu' and 'cuda'")
        if number is not None and index is not None:
            raise RuntimeError(
                f"type (string) must not include an index because index was passed explicitly: {type}\n"
                "Write torch.device('cuda:0') or torch.device('cuda', 0)."
            )
        object.__setattr__(self, "type", name)
        object.__setattr__(self, "index", int(number) if number is not None else index)
        return self

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"attribute '{name}' of 'torch.device' objects is not writable\nMake a new torch.device.")

    def __repr__(self) -> str:
        index = "" if self.index is None else f", index={self.index}"
        return f"device(type='{self.type}'{index})"

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self) -> int:
        return hash((self.type, self.index))

    def __reduce__(self) -> Any:
        return (device, (self.type, self.index))

    def __enter__(self) -> device:
        default.before.append(default.device)
        default.device = self
        return self

    def __exit__(self, *exc: object) -> None:
        default.device = default.before.pop()


def _type_name(value: object) -> str:
    return type(value).__name__


cpu = device("cpu")
gpu = device("cuda", 0)  # the one GPU that is used, the first

# --- where new tensors are put ----------------------------------------------------------------------------------------


class _Default:
    """The default device; a `with torch.device(…):` block puts it back to what it was before."""

    device = cpu
    before: list[Any] = []


default = _Default()


def set_default_device(device: Any) -> None:
    """Where functions such as `torch.zeros` and `torch.tensor` put their tensors from now on; None: on the CPU."""
    default.device = cpu if device is None else _device(device)


def get_default_device() -> device:
    """Where new tensors are put unless they are told another place."""
    return check_device(default.device)


def check_device(value: Any, function: str = "to") -> device:
    """The device that `value` names (None: the default one), if tensors can be made there; otherwise PyTorch's error."""
    if value is None:
        if default.device is cpu:
            return cpu
        value = default.device
    elif not isinstance(value, (str, device, int)) or isinstance(value, bool):
        raise TypeError(
            f"{function}(): argument 'device' must be torch.device, not {_type_name(value)}\nWrite device='cpu' or 'cuda'."
        )
    wanted = device(value)
    if wanted.type == "cuda":
        from .arrays import cupy

        cupy()
        if wanted.index:
            raise RuntimeError(
                "CUDA error: invalid device ordinal\n"
                "One GPU is used, 'cuda:0'. Choose another one before Python starts: CUDA_VISIBLE_DEVICES=1."
            )
        return gpu
    if wanted.type == "meta":
        raise NotImplementedError("device 'meta' (tensors without values) is left out: use 'cpu'")
    return cpu


_device = device  # (the parameters of functions are called `device` too)
