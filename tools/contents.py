"""The tables that are made of the headers of the lessons: contents in course/README.md, minutes in docs/teaching.md."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from .source import FIRST, LANGUAGES, Source, SourceError, read

BEGIN, END = "<!-- made by tools.build: -->", "<!-- end -->"


def table(top: Path) -> str:
    """One row a lesson: number, title in every language with its link, exercises, minutes, what it needs."""
    lines = ["| | Lesson | レッスン | Exercises 演習 | Minutes 分 | Needs 前提 |", "|---|---|---|---|---|---|"]
    for source in lessons(top):
        cells = [link(source, "course", each, source.title.get(each, "")) for each in LANGUAGES]
        has_exercises = (top / "solutions" / "src" / f"{source.name}.py").exists()
        links = " ".join(link(source, "exercises", each, each) for each in LANGUAGES) if has_exercises else ""
        lines.append(
            f"| {source.number} | {' | '.join(cells)} | {links} | {source.minutes} | {', '.join(source.needs)} |"
        )
    return "\n".join(lines)


def link(source: Source, folder: str, language: str, text: str) -> str:
    if language not in source.languages:
        return "–"
    up = "" if folder == "course" else f"../{folder}/"
    return f"[{text}]({up}{language}/{source.name}.ipynb)"


def lessons(top: Path) -> list[Source]:
    """All lessons that can be read; a broken one is reported by who builds it."""
    found = []
    for path in sorted((top / "course" / "src").glob("*.py")):
        try:
            found.append(read(path))
        except SourceError:
            continue
    return found


# The teacher's table ---------------------------------------------------------------------------------------------------

TEACHING_HEADS = {
    "en": ("| | Lesson | Minutes | Exercises | Minutes for them |", "All together"),
    "ja": ("| | レッスン | 分 | 演習 | 演習の分 |", "合計"),
}


def teaching_table(top: Path, language: str) -> str:
    """One row a lesson: its minutes, how many exercises it has, and the minutes that these take."""
    head, altogether = TEACHING_HEADS[language]
    lines, sums = [head, "|---|---|---:|---:|---:|"], [0, 0, 0]
    for source in lessons(top):
        number, minutes = exercises(top, source)
        sums = [total + each for total, each in zip(sums, (source.minutes, number, minutes))]
        title = f"[{source.title.get(language, '')}](../course/{language}/{source.name}.ipynb)"
        lines.append(f"| {source.number} | {title} | {source.minutes} | {number or ''} | {minutes or ''} |")
    return "\n".join([*lines, f"| | {altogether} | {sums[0]} | {sums[1]} | {sums[2]} |"])


def exercises(top: Path, lesson: Source) -> tuple[int, int]:
    """How many exercises belong to a lesson, and the minutes that their notebook's first cell gives."""
    path = top / "solutions" / "src" / f"{lesson.name}.py"
    try:
        source = read(path)
    except (OSError, SourceError):
        return 0, 0
    found = re.search(r"\*\*Time:\*\*\D*(\d+)", source.cells[0].texts[FIRST])
    return sum(bool(cell.exercise) for cell in source.cells), int(found[1]) if found else 0


# Where they stand -----------------------------------------------------------------------------------------------------

TABLES: dict[str, Callable[[Path], str]] = {
    "course/README.md": table,
    "docs/teaching.md": lambda top: teaching_table(top, "en"),
    "docs/teaching.ja.md": lambda top: teaching_table(top, "ja"),
}


def wanted(path: Path, made: str) -> str | None:
    """The text of a file with its table brought up to date; None if there is no place for one."""
    text = path.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        return None
    before, rest = text.split(BEGIN, 1)
    return f"{before}{BEGIN}\n\n{made}\n\n{END}{rest.split(END, 1)[1]}"


def write(top: Path) -> list[str]:
    """Bring the tables up to date; the files in which that changed something."""
    changed = []
    for name, make in TABLES.items():
        path = top / name
        text = wanted(path, make(top)) if path.exists() else None
        if text is not None and path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            changed.append(name)
    return changed


def problems(top: Path) -> list[str]:
    """Which tables are not what the headers make."""
    found = []
    for name, make in TABLES.items():
        path = top / name
        text = wanted(path, make(top)) if path.exists() else ""
        if text is None:
            found.append(f"{name}: no place for the table, {BEGIN} ... {END}")
        elif text and path.read_text(encoding="utf-8") != text:
            found.append(f"{name}: the table of {'contents' if make is table else 'minutes'} is not up to date")
    return found
