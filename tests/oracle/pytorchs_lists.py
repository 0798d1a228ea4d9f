"""What PyTorch's own lists of operations, modules and optimizers need in order to be imported."""

from __future__ import annotations

import sys
import types
import unittest
from typing import Any


def stand_in_for_expecttest() -> None:
    """The helpers of PyTorch's tests import `expecttest`, of which nothing is used here."""
    if "expecttest" not in sys.modules:
        module: Any = types.ModuleType("expecttest")
        module.TestCase = unittest.TestCase
        sys.modules["expecttest"] = module
