"""The groups of cases, and where their goldens lie."""

import json
from importlib import import_module
from pathlib import Path
from typing import Any

from .record import Case

NAMES = (
    "expressions",
    "in_place",
    "promotion",
    "indexing",
    "autograd",
    "functions",
    "memory",
    "modules",
    "training",
    "schedules",
    "distributions",
    "engine",
    "misuses",
    "misuses_nn",
    "layers",
    "extras",
    "operations",
)
GROUPS: dict[str, list[Case]] = {name: import_module(f".cases_{name}", __package__).CASES for name in NAMES}
HERE = Path(__file__).parent


def golden_file(group: str) -> Path:
    """The goldens of a group."""
    return HERE / f"{group}.json"


def load_goldens(group: str) -> dict[str, Any]:
    """What PyTorch answered, case by case."""
    return json.loads(golden_file(group).read_text(encoding="utf-8"))["cases"]
