"""The table of contents in course/README.md, made of the headers of the lessons."""

from __future__ import annotations

from pathlib import Path

from .source import LANGUAGES, Source, SourceError, read

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


def wanted(top: Path) -> str | None:
    """The text of course/README.md with its table brought up to date; None if there is no place for one."""
    path = top / "course" / "README.md"
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    if BEGIN not in text or END not in text:
        return None
    before, rest = text.split(BEGIN, 1)
    return f"{before}{BEGIN}\n\n{table(top)}\n\n{END}{rest.split(END, 1)[1]}"


def write(top: Path) -> bool:
    """Bring the table up to date; whether it had to be."""
    path, text = top / "course" / "README.md", wanted(top)
    if text is None or path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8", newline="\n")
    return True


def problems(top: Path) -> list[str]:
    """Whether the table is what the headers make."""
    path = top / "course" / "README.md"
    if not path.exists():
        return []
    text = wanted(top)
    if text is None:
        return [f"course/README.md: no place for the table, {BEGIN} ... {END}"]
    return (
        []
        if path.read_text(encoding="utf-8") == text
        else ["course/README.md: the table of contents is not up to date"]
    )
