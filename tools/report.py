"""What there is of each lesson, as numbers.

    python -m tools.report

Seconds are those of the last build on this machine.
"""

from __future__ import annotations

import argparse
import json
import runpy
import sys
import tomllib
from pathlib import Path
from typing import Any

import nbformat

from .build import TIMES, sources
from .pages import pages
from .prose import message_files, words
from .source import FIRST, ROOT, Source, SourceError, read

COLUMNS = (
    "lesson", "cells", "code", "words", "minutes", "figures", "exercises", "wrong", "unusual", "hints", "stale", "seconds",
)  # fmt: skip


def rows(top: Path = ROOT) -> list[dict[str, Any]]:
    """One row a lesson; `stale` counts the texts whose translation is missing or stale."""
    times = json.loads((top / TIMES).read_text(encoding="utf-8")) if (top / TIMES).exists() else {}
    hints = hint_counts(top)
    found = []
    for path in sources(top):
        if path.parents[1].name != "course":
            continue
        lesson = read(path)
        solutions = top / "solutions" / "src" / path.name
        both = [lesson, read(solutions)] if solutions.exists() else [lesson]
        exercises = [cell.exercise for source in both for cell in source.cells if cell.exercise]
        wrong, unusual = bank(top, lesson.number)
        seconds = [times[page.shown] for source in both for page in pages(source) if page.shown in times]
        texts = [cell.texts[FIRST] for cell in lesson.cells if cell.kind == "markdown"]
        found.append(
            {
                "lesson": lesson.name,
                "cells": len(lesson.cells),
                "code": sum(cell.kind == "code" for cell in lesson.cells),
                "words": sum(map(words, texts)),
                "minutes": lesson.minutes,
                "figures": figures(lesson),
                "exercises": len(exercises),
                "wrong": wrong,
                "unusual": unusual,
                "hints": sum(hints.get(each, 0) for each in exercises),
                "stale": sum(len(source.translations()) for source in both),
                "seconds": round(sum(seconds), 1) if seconds else "",
            }
        )
    return found


def figures(lesson: Source) -> int:
    """The pictures in the stored English notebook."""
    path = next(page.path for page in pages(lesson) if page.language == FIRST)
    if not path.exists():
        return 0
    outputs = [output for cell in nbformat.read(path, as_version=4).cells for output in cell.get("outputs", [])]
    return sum("image/png" in data or "data:image" in str(data) for data in (each.get("data", {}) for each in outputs))


def bank(top: Path, number: str) -> tuple[int, int]:
    """How many wrong answers and unusual right ones a lesson keeps."""
    path = top / "solutions" / "wrong" / f"{number}.py"
    if not path.exists():
        return 0, 0
    kept = runpy.run_path(str(path))
    wrong = [answer for known in kept.get("WRONG", {}).values() for answers in known.values() for answer in answers]
    return len(wrong), sum(map(len, kept.get("UNUSUAL", {}).values()))


def hint_counts(top: Path) -> dict[str, int]:
    """The rungs of each exercise's ladder of hints."""
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in message_files(top)]
    exercises = {name: table for each in tables for name, table in each.items() if isinstance(table, dict)}
    return {name: len(table.get("hints", {}).get(FIRST, [])) for name, table in exercises.items()}


def main(arguments: list[str] | None = None, top: Path = ROOT) -> int:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args(
        arguments
    )
    try:
        table = [list(COLUMNS)] + [[str(row[name]) for name in COLUMNS] for row in rows(top)]
    except SourceError as error:
        print(error, file=sys.stderr)
        return 1
    widths = [max(len(row[column]) for row in table) for column in range(len(COLUMNS))]
    for row in table:
        first, *others = (
            text.ljust(width) if not n else text.rjust(width) for n, (text, width) in enumerate(zip(row, widths))
        )
        print("  ".join([first, *others]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
