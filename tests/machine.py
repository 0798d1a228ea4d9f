"""A small course in a folder of its own, for the tests of the tools."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools.source import text_hash  # noqa: E402

HEADER = """\
# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
"""
COURSE = """\
#   course:
#     title: {en: Small, ja: 小さい}
#     minutes: 5
#     needs: []
"""
# Stands for the library's: a check that knows one answer, 42, and a progress that is nobody's.
BOOTSTRAP = """\
class Result:
    def __init__(self, status): self.status = status
    def __repr__(self): return self.status
def check(name, answer):
    value = answer(41) if callable(answer) else answer
    return Result("not attempted" if value is ... or value is None else "right" if value == 42 else "wrong")
print("{language}: {ready}")"""


def text(name: str, english: str, japanese: str | None = None) -> str:
    """A markdown cell in both languages (in English alone without the second text)."""
    cells = [f'# %% [markdown] id="{name}" lang="en"\n' + commented(english)]
    if japanese is not None:
        mark = text_hash(english)
        cells.append(f'# %% [markdown] id="{name}" lang="ja" of="{mark}"\n' + commented(japanese))
    return "\n\n".join(cells)


def code(source: str, attributes: str = "") -> str:
    return f"# %% {attributes}".rstrip() + "\n" + source


def commented(words: str) -> str:
    return "\n".join(f"# {line}".rstrip() for line in words.splitlines())


TITLE = text("title", "# 01 · Small\n\n{badges}", "# 01 · 小さい\n\n{badges}")
START = code("{bootstrap}")


class Course:
    """course/src and solutions/src below a folder."""

    def __init__(self, top: Path) -> None:
        self.top = top

    def lesson(self, *cells: str, name: str = "01_small", header: str = HEADER + COURSE) -> Path:
        """Write a lesson of these cells below the two that every lesson begins with; returns its path."""
        return self.write(self.top / "course" / "src" / f"{name}.py", header, [TITLE, START, *cells])

    def solutions(self, *cells: str, name: str = "01_small") -> Path:
        return self.write(self.top / "solutions" / "src" / f"{name}.py", HEADER, [TITLE, START, *cells])

    @staticmethod
    def write(path: Path, header: str, cells: list[str]) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n\n".join([header + "# ---", *cells]) + "\n", encoding="utf-8")
        return path
