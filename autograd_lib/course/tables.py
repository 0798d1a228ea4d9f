"""The tables of lesson 10: where the course prints something else on PyTorch, and what of PyTorch this library leaves out."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from .. import left_out as left
from . import messages
from .differences import TABLE

TRANSLATIONS = Path(__file__).with_name("left_out.toml")


@dataclass(frozen=True)
class Table:
    """Rows of cells below a row of heads; a notebook shows it as a table, a console as lines."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def _repr_markdown_(self) -> str:
        lines = [self.heads, tuple("---" for _ in self.heads), *self.rows]
        return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)

    def __repr__(self) -> str:
        return "\n".join(" – ".join(cells) for cells in (self.heads, *self.rows))


def differences() -> Table:
    """Every cell of the course that prints something else on PyTorch, with the reason."""
    language = messages.language()
    heads = tuple(messages.general(f"differences_{each}") for each in ("where", "code", "why"))
    rows = [
        (each.where if each.code else "", f"`{each.code}`" if each.code else "`except`", each.why[language])
        for each in TABLE
    ]
    return Table(heads, tuple(rows))


def left_out(most: int = 4) -> Table:
    """What this library leaves out, some of PyTorch's names for it, and what to use instead."""
    translated = tomllib.loads(TRANSLATIONS.read_text(encoding="utf-8"))
    language = messages.language()
    heads = tuple(messages.general(f"left_out_{each}") for each in ("what", "names", "instead"))
    rows = []
    for row in left.TABLE:
        words = translated[row.what].get(language, {"what": row.what, "instead": row.instead})
        names = row.names.split()
        comma = "、" if language == "ja" else ", "
        shown = comma.join(f"`{name}`" for name in names[:most]) + (" …" if len(names) > most else "")
        rows.append((words["what"], shown, words["instead"]))
    return Table(heads, tuple(rows))
