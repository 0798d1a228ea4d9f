"""Where a cell of the course prints something else on PyTorch, and why: one table, for the parity run and for lesson 10."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class Difference:
    """A cell of lesson `where` that has `code` in it ("errors": any cell that shows an error); the reasons by language."""

    where: str
    code: str
    why: dict[str, str]


TABLE = tuple(
    Difference(each["where"], each.get("code", ""), each["why"])
    for each in tomllib.loads(FILE.read_text(encoding="utf-8"))["difference"]
)
