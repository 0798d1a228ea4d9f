"""Where MNIST cannot be had, the lesson runs on smaller pictures: then its cells must run, but print other numbers."""

import pytest


def mnist_is_here() -> bool:
    from autograd_lib.datasets import MNIST

    try:
        MNIST(train=True), MNIST(train=False)
    except (RuntimeError, OSError):
        return False
    return True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    cells = [item for item in items if "07_mnist.ipynb" in item.nodeid and hasattr(item, "options")]
    if cells and not mnist_is_here():
        for cell in cells:
            cell.options["check"] = False
