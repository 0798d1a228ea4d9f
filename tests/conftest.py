"""What every test can rely on: the same start, whatever ran before it."""

import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings

# No deadline: a slow machine is no bug. In CI the same examples every time: a red run is red again at home.
settings.register_profile("project", deadline=None, print_blob=True, derandomize="CI" in os.environ)
settings.load_profile("project")


@pytest.fixture(autouse=True)
def same_start(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Seed 0, float32 and gradients on, before and after each test; figures are drawn without a window."""
    monkeypatch.setenv("MPLBACKEND", "Agg")
    reset()
    yield
    reset()


def reset() -> None:
    """Bring the global state of `autograd_lib` back, if anything has imported it."""
    library = sys.modules.get("autograd_lib")
    if library is not None:
        library.manual_seed(0)
        library.set_default_dtype(library.float32)
        library.set_grad_enabled(True)
        library.set_printoptions(profile="default")
