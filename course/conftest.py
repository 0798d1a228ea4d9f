"""How the notebooks are tested: each with a progress file of its own, and the long lesson once."""

import os
import tempfile
from pathlib import Path

import pytest

# One file for each test process: two that write to the same one would show each other's answers.
os.environ["AUTOGRAD_LIB_PROGRESS"] = str(Path(tempfile.mkdtemp()) / "progress.json")

collect_ignore = ["ja/07_mnist.ipynb"]  # the same code as the English one, three minutes long


def mnist_is_here() -> bool:
    from autograd_lib.datasets import MNIST

    try:
        MNIST(train=True), MNIST(train=False)
    except (RuntimeError, OSError):
        return False
    return True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where MNIST cannot be had, the lesson runs on smaller pictures: its cells must run, but print other numbers."""
    cells = [item for item in items if "07_mnist.ipynb" in item.nodeid and hasattr(item, "options")]
    if cells and not mnist_is_here():
        for cell in cells:
            cell.options["check"] = False
