"""What every test can rely on: the same start, whatever ran before it."""

import gc
import os
import sys
from collections.abc import Iterator

import pytest
from hypothesis import settings

# No deadline: a slow machine is no bug. In CI the same examples every time: a red run is red again at home.
settings.register_profile("project", deadline=None, print_blob=True, derandomize="CI" in os.environ)
settings.load_profile("project")

gc.disable()  # while thousands of tests are collected nothing is thrown away: looking for it would take as long again


def pytest_collection_finish() -> None:
    """From here on Python sweeps as ever, and passes over what stays; what a list of cases switched is back (gradients off)."""
    reset()
    gc.freeze()
    gc.enable()


@pytest.fixture(autouse=True)
def same_start(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Seed 0, float32, gradients on and no open figure, before and after each test; figures are drawn without a window."""
    monkeypatch.setenv("MPLBACKEND", "Agg")
    reset()
    yield
    reset()


def reset() -> None:
    """Bring the global state of `autograd_lib` and pyplot back, where they have been imported (nothing is imported for it)."""
    if random := sys.modules.get("autograd_lib.random"):
        random.manual_seed(0)
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close("all")
    if dtypes := sys.modules.get("autograd_lib.dtypes"):
        dtypes.set_default_dtype(dtypes.float32)
    if grad_mode := sys.modules.get("autograd_lib.autograd.grad_mode"):
        grad_mode.set_grad_enabled(True)
    if printing := sys.modules.get("autograd_lib._tensor_str"):
        printing.set_printoptions(profile="default")
