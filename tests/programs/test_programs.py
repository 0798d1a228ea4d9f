"""Programs of beginners, unmodified: the same losses as on PyTorch, to four digits."""

import importlib.util
import json
import os
import subprocess
import sys
import warnings

import pytest

import autograd_lib

from .programs import EXPECTED, HERE, NAMES, differences, printed

STORED = json.loads(EXPECTED.read_text(encoding="utf-8"))
needs_pytorch = pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is not installed")


def skip_without_mnist(name: str) -> None:
    if name.startswith("mnist"):
        try:
            autograd_lib.datasets.MNIST("data")
        except RuntimeError:
            pytest.skip("MNIST is not at hand")


def test_every_program_is_stored() -> None:
    assert list(STORED) == NAMES and len(NAMES) >= 18


@pytest.mark.parametrize("name", NAMES)
def test_a_program_prints_here_what_it_prints_on_pytorch(name: str) -> None:
    skip_without_mnist(name)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a beginner's screen shows nothing but the program's own lines
        found = printed(name, "autograd_lib")
    assert not differences("\n".join(STORED[name]), found)


@needs_pytorch
@pytest.mark.parametrize("name", NAMES)
def test_what_is_stored_is_what_pytorch_prints_today(name: str) -> None:
    skip_without_mnist(name)
    assert not differences("\n".join(STORED[name]), printed(name, "torch"))


def test_a_program_runs_from_the_command_line() -> None:
    command = [sys.executable, "-m", "autograd_lib", str(HERE / "bigram.py")]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent.parent)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.stderr == "" and done.returncode == 0
    assert not differences("\n".join(STORED["bigram"]), done.stdout)


def test_a_difference_in_a_word_or_the_third_digit_is_seen() -> None:
    assert not differences("loss 0.1234, 3 right", "loss 0.1235, 3 right")
    assert differences("loss 0.1234, 3 right", "loss 0.1244, 3 right")
    assert differences("loss 0.1234, 3 right", "loss 0.1234, 4 right")
    assert differences("a\nb", "a")
