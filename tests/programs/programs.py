"""Runs a program of this folder on PyTorch or on this library, in this process, and compares what it printed."""

import contextlib
import io
import re
import runpy
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import autograd_lib

HERE = Path(__file__).parent
NAMES = sorted(
    path.stem
    for path in HERE.glob("*.py")
    if path.stem not in ("__init__", "programs", "make_expected", "test_programs")
)
EXPECTED = HERE / "expected.json"
NUMBER = re.compile(r"-?\d+\.\d+")


def printed(name: str, library: str) -> str:
    """What the program prints on "torch" or on "autograd_lib"."""
    output = io.StringIO()
    standing: Any = autograd_lib.as_torch() if library == "autograd_lib" else torchvision_for_pytorch()
    with standing, contextlib.redirect_stdout(output):
        runpy.run_path(str(HERE / f"{name}.py"), run_name="__main__")
    return output.getvalue()


def differences(expected: str, found: str) -> list[str]:
    """Lines that differ in a word, or in a number by more than one in the fourth digit behind the point."""
    pairs = list(zip(expected.splitlines(), found.splitlines()))
    if len(expected.splitlines()) != len(found.splitlines()):
        return [f"{len(expected.splitlines())} lines expected, {len(found.splitlines())} printed"]
    different = []
    for one, other in pairs:
        close = all(abs(float(a) - float(b)) < 1.5e-4 for a, b in zip(NUMBER.findall(one), NUMBER.findall(other)))
        if NUMBER.sub("#", one) != NUMBER.sub("#", other) or not close:
            different.append(f"expected {one!r}, printed {other!r}")
    return different


@contextlib.contextmanager
def torchvision_for_pytorch() -> Iterator[None]:
    """As much of torchvision as the programs use, on PyTorch's tensors and our copy of MNIST."""
    import torch

    class MNIST(torch.utils.data.Dataset):
        def __init__(self, root: str, train: bool = True, transform: Any = None, download: bool = False) -> None:
            self.images = autograd_lib.datasets.MNIST(root, train, transform)

        def __len__(self) -> int:
            return len(self.images)

        def __getitem__(self, index: int) -> Any:
            image, label = self.images[index]
            return torch.from_numpy(image.numpy().copy()), label

    made = types.ModuleType("torchvision")
    made.datasets = types.SimpleNamespace(MNIST=MNIST)  # type: ignore[attr-defined]
    made.transforms = autograd_lib.transforms  # type: ignore[attr-defined]
    before = sys.modules.get("torchvision")
    sys.modules["torchvision"] = made
    try:
        yield
    finally:
        del sys.modules["torchvision"]
        if before is not None:
            sys.modules["torchvision"] = before
