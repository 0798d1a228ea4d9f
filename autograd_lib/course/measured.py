"""Stored measurements: JSON files beside the figures that draw them, in which each measurement has its machine and date.

devices.json (lesson 09: matrices and the bridge) and speed.json (this library beside PyTorch) are read and written here,
by scripts in benchmarks/.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["put", "read", "written"]


@cache
def read(path: Path) -> dict[str, Any]:
    """What a data file holds."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def put(measurements: list[dict[str, Any]], path: Path, kind: Callable[[dict[str, Any]], Any]) -> None:
    """Put measurements into a data file, each in the place of the older ones of its kind."""
    data = json.loads(path.read_text(encoding="utf-8"))
    kinds = [kind(each) for each in measurements]
    data["measured"] = [each for each in data["measured"] if kind(each) not in kinds] + measurements
    path.write_text(written(data) + "\n", encoding="utf-8")
    read.cache_clear()


def written(data: Any, indent: str = "") -> str:
    """JSON to read and to compare line by line: numbers that belong together stay on one line."""
    if isinstance(data, dict) and not (data and all(isinstance(each, int | float) for each in data.values())):
        inner = [f"{indent}  {json.dumps(key)}: {written(value, indent + '  ')}" for key, value in data.items()]
        return "{\n" + ",\n".join(inner) + f"\n{indent}}}" if inner else "{}"
    if isinstance(data, list) and any(isinstance(each, dict) for each in data):
        return "[\n" + ",\n".join(f"{indent}  {written(each, indent + '  ')}" for each in data) + f"\n{indent}]"
    return json.dumps(data, ensure_ascii=False)
