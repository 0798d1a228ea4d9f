"""Bring together what the learners of a class handed in: the files that `progress("hana.csv", name="Hana")` wrote.

    python -m tools.collect FILE_OR_FOLDER ...             print two tables: the exercises, the learners
    python -m tools.collect handed_in --out result         and write them, with all rows, as CSV files -> result/
    python -m tools.collect handed_in --language ja

Files that are damaged, handed in twice or something else are left out, and one line says why.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import statistics
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograd_lib.course import messages, registry
from autograd_lib.course.results import SYMBOLS

from .source import LANGUAGES

NEEDED = ("exercise", "status", "attempts")
SEPARATORS = ",;\t"  # spreadsheets write what their country uses
ENCODINGS = ("utf-8-sig", "cp932")  # Excel in Japan saves in its own
WIDEST = 44  # columns of the screen that a mistake's message may take


class NotAnExport(ValueError):
    """A file that `progress` did not write; the message says how one can tell."""


@dataclass
class Export:
    """One file.

    Attributes:
        rows: exercise -> status, attempts, hints, revealed, mistakes {name: times}, last.
        notes: what was left out.
    """

    path: Path
    learner: str
    rows: dict[str, dict[str, Any]]
    notes: list[str] = field(default_factory=list)

    @property
    def attempts(self) -> int:
        return sum(row["attempts"] for row in self.rows.values())

    @property
    def work(self) -> dict[str, dict[str, Any]]:
        """The exercises that were attempted."""
        return {id: row for id, row in self.rows.items() if row["attempts"]}


# Reading --------------------------------------------------------------------------------------------------------------


def read(path: Path) -> Export:
    """One export.

    Raises:
        NotAnExport: it is none, or nothing of it can be used.
        OSError: it cannot be read.
    """
    text = decoded(path.read_bytes())
    first = text.split("\n", 1)[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=max(SEPARATORS, key=first.count))
    try:
        table = [(lines.line_num, row) for row in lines if any(map(str.strip, row))]
    except csv.Error as error:
        raise NotAnExport(f"not a table ({error})") from None
    if not table:
        raise NotAnExport("the file is empty")
    head = [name.strip() for name in table[0][1]]
    if missing := [name for name in NEEDED if name not in head]:
        raise NotAnExport(f"not written by progress(): no column {', '.join(missing)}")
    known = {exercise.id for exercise in registry.exercises()}
    export, damaged, foreign, names = Export(path, "", {}), list[int](), list[str](), list[str]()
    for number, cells in table[1:]:
        row = dict(zip(head, map(str.strip, cells)))
        id = registry.normal(row.get("exercise", ""))
        facts = understood(row)
        if not re.fullmatch(r"\d\d\.\d+[a-z]?", id) or facts is None or id in export.rows or len(cells) > len(head):
            damaged.append(number)
        elif id not in known:
            foreign.append(id)
        else:
            export.rows[id] = facts
            names.append(row.get("learner", ""))
    if damaged:
        lines_said = ", ".join(map(str, damaged[:5])) + (", …" if damaged[5:] else "")
        export.notes.append(f"{len(damaged)} damaged row(s) left out (line {lines_said})")
    if foreign:
        export.notes.append(f"from another version of the course: {', '.join(foreign[:5])} left out")
    if not export.rows:
        raise NotAnExport("; ".join(["no row of it can be used", *export.notes]))
    given = {tidy(name) for name in names} - {""}
    if len(given) > 1:
        raise NotAnExport(f"holds several learners ({', '.join(sorted(given)[:3])}): one file each, please")
    export.learner = next(iter(given), "")
    return export


def decoded(content: bytes) -> str:
    """The text of a file, in the encodings that spreadsheets write.

    Raises:
        NotAnExport: it is no text.
    """
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NotAnExport("no text (UTF-8 or Shift_JIS): a spreadsheet's own format, perhaps; save it as CSV")


def understood(row: dict[str, str]) -> dict[str, Any] | None:
    """A row's facts; None if it is damaged."""
    try:
        attempts, hints = whole(row["attempts"]), whole(row.get("hints") or "0")
        mistakes = {name: whole(times) for name, times in re.findall(r"(\S+)=(\d+)", row.get("mistakes", ""))}
    except (KeyError, ValueError):
        return None
    if row.get("status") not in SYMBOLS:
        return None
    if not mistakes and row.get("misconception"):  # written before mistakes were counted
        mistakes = {row["misconception"]: 1}
    shown = row.get("revealed", "").lower() in ("true", "1")
    found = {"status": row["status"], "attempts": attempts, "hints": hints, "revealed": shown}
    return found | {"mistakes": mistakes, "last": row.get("last", "")}


def whole(text: str) -> int:
    number = float(text)
    if not (number >= 0 and number.is_integer()):
        raise ValueError(text)
    return int(number)


def tidy(name: str) -> str:
    """A name in one spelling: Macs take letters apart in file names, and a blank may be a wide one."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


def gather(places: list[Path]) -> tuple[list[Export], list[str]]:
    """One export for each learner, in the order of their names, and a line on everything that was left out."""
    exports, notes = list[Export](), list[str]()
    for path in files(places, notes):
        try:
            export = read(path)
        except (NotAnExport, OSError) as error:
            reason = error.strerror or str(error) if isinstance(error, OSError) else str(error)
            notes.append(f"{path}: left out: {reason}")
            continue
        notes += [f"{path}: {note}" for note in export.notes]
        exports.append(export)
    name_by_file(exports)
    return one_each(exports, notes), notes


def files(places: list[Path], notes: list[str]) -> list[Path]:
    """The CSV files in these places, each once."""
    found: dict[Path, Path] = {}
    for place in places:
        if not place.exists():
            notes.append(f"{place}: there is no such file or folder")
        inside = sorted(each for each in place.rglob("*") if each.suffix.lower() == ".csv") if place.is_dir() else []
        if place.is_dir() and not inside:
            notes.append(f"{place}: no CSV file in this folder")
        for path in inside or [place] * place.is_file():
            found.setdefault(path.resolve(), path)
    return list(found.values())


def name_by_file(exports: list[Export]) -> None:
    """Call a learner who gave no name like the file, and files of the same name like their folders too."""
    stems = Counter(tidy(export.path.stem) for export in exports if not export.learner)
    for export in exports:
        if not export.learner:
            stem = tidy(export.path.stem)
            export.learner = stem if stems[stem] == 1 else f"{tidy(export.path.resolve().parent.name)}/{stem}"


def one_each(exports: list[Export], notes: list[str]) -> list[Export]:
    """The later export of each learner; a copy is counted once, and said."""
    kept: dict[str, Export] = {}
    for number, export in enumerate(exports):
        alike = [each for each in exports[:number] if each.rows == export.rows and export.work]
        same = next((each for each in alike if each.learner == export.learner), next(iter(alike), None))
        before = kept.get(export.learner)
        if same is not None and same.learner == export.learner:
            notes.append(f"{export.path}: the same as {same.path}: counted once")
            continue
        if same is not None:
            notes.append(f"{export.path}: the same work, to the minute, as {same.path}: both are counted")
        if before is not None:
            later = max(before, export, key=lambda each: each.attempts)
            notes.append(f"{before.path} and {export.path} are both {export.learner}: {later.path} has more and counts")
            export = later
        kept[export.learner] = export
    return [kept[name] for name in sorted(kept)]


# The tables -----------------------------------------------------------------------------------------------------------

EXERCISE_COLUMNS = (
    "exercise",
    "title",
    "right",
    "attempted",
    "learners",
    "attempts",
    "hints",
    "revealed",
    "mistake",
    "met_by",
)


def exercise_table(exports: list[Export]) -> list[dict[str, Any]]:
    """One row for each exercise that anybody attempted, asked about, or had shown.

    `attempts` and `hints` are the median and the sum; `mistake` is the misconception that most learners met, `met_by`
    says how many.
    """
    table = []
    for exercise in registry.exercises():
        rows = [export.rows[exercise.id] for export in exports if exercise.id in export.rows]
        tried = [row for row in rows if row["attempts"]]
        if not any(row["attempts"] or row["hints"] or row["revealed"] for row in rows):
            continue
        met = Counter(name for row in tried for name in row["mistakes"])
        often = Counter[str]()
        for row in tried:
            often.update(row["mistakes"])
        first = min(met, key=lambda name: (name == "unknown", -met[name], -often[name], name), default="")
        table.append(
            {
                "exercise": exercise.id,
                "title": messages.text(exercise.id, "title"),
                "right": sum(row["status"] == "right" for row in rows),
                "attempted": len(tried),
                "learners": len(exports),
                "attempts": statistics.median(row["attempts"] for row in tried) if tried else 0,
                "hints": sum(row["hints"] for row in rows),
                "revealed": sum(row["revealed"] for row in rows),
                "mistake": first,
                "met_by": met[first],
            }
        )
    return table


def learner_table(exports: list[Export]) -> list[dict[str, Any]]:
    """One row for each learner: how many exercises are right, in all and in each lesson, and what is left."""
    known = registry.exercises()
    lessons = [each for each in registry.lessons() if any(id.startswith(each) for one in exports for id in one.work)]
    table = []
    for export in exports:
        right = {id for id, row in export.rows.items() if row["status"] == "right"}
        left = [each.id for each in known if each.lesson in lessons and each.id not in right]
        row = {
            "learner": export.learner,
            "right": len(right),
            "attempted": len(export.work),
            "attempts": export.attempts,
        }
        row |= {"hints": sum(each["hints"] for each in export.rows.values())}
        row |= {"revealed": sum(each["revealed"] for each in export.rows.values())}
        row |= {"last": max((each["last"] for each in export.work.values()), default="")}
        row |= {f"lesson {lesson}": sum(id.startswith(f"{lesson}.") for id in right) for lesson in lessons}
        table.append(row | {"left": " ".join(left)})
    return table


def all_rows(exports: list[Export]) -> list[dict[str, Any]]:
    """Everything: one row for each learner and exercise."""
    found = []
    for export in exports:
        for id, row in export.rows.items():
            made = " ".join(f"{name}={times}" for name, times in row["mistakes"].items())
            found.append({"learner": export.learner, "exercise": id, **row, "mistakes": made})
    return found


def says(id: str, mistake: str) -> str:
    """What the check says of a mistake."""
    if mistake.startswith("general."):
        return f"({mistake.removeprefix('general.')})"
    text = messages.text(id, "wrong", mistake, got="…")
    return " ".join(text.split())


# Writing --------------------------------------------------------------------------------------------------------------


def write(table: list[dict[str, Any]], path: Path) -> None:
    """A CSV file for spreadsheets."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, list(table[0]) if table else ["learner"])
        writer.writeheader()
        writer.writerows({key: harmless(value) for key, value in row.items()} for row in table)


def harmless(value: Any) -> Any:
    """A text that no spreadsheet takes for a formula: the names come from others."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def aligned(table: list[list[str]], right: set[int]) -> str:
    """Rows as lines, the columns below each other; Japanese letters are two columns wide."""
    widths = [max(map(wide, column)) for column in zip(*table)]
    lines = []
    for row in table:
        cells = []
        for number, (text, width) in enumerate(zip(row, widths)):
            gap = " " * (width - wide(text))
            cells.append(gap + text if number in right else text + gap)
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def wide(text: str) -> int:
    return sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in text)


def cut(text: str, most: int) -> str:
    """The beginning of a text that fits into so many columns."""
    if wide(text) <= most:
        return text
    while wide(text) > most - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def printed(exports: list[Export]) -> str:
    """Both tables, for a screen."""
    exercises = [["exercise", "", "right", "tried", "attempts", "hints", "shown", "most frequent mistake", ""]]
    for row in exercise_table(exports):
        mistake = f"{row['mistake']} ({row['met_by']})" if row["mistake"] else ""
        said = cut(says(row["exercise"], row["mistake"]), WIDEST) if row["mistake"] else ""
        numbers = [
            f"{row['right']}/{row['learners']}",
            row["attempted"],
            f"{row['attempts']:g}",
            row["hints"],
            row["revealed"],
        ]
        exercises.append([row["exercise"], cut(row["title"], 30), *map(str, numbers), mistake, said])
    learners = [["learner", "right", "tried", "attempts", "hints", "shown", "last", "left"]]
    for row in learner_table(exports):
        numbers = [row[name] for name in ("right", "attempted", "attempts", "hints", "revealed")]
        learners.append([cut(row["learner"], 24), *map(str, numbers), row["last"], cut(row["left"], WIDEST)])
    return f"{aligned(exercises, {2, 3, 4, 5, 6})}\n\n{aligned(learners, {1, 2, 3, 4, 5})}"


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", nargs="+", type=Path, metavar="FILE_OR_FOLDER")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="for exercises.csv, learners.csv and all.csv")
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0], help="of titles and mistakes")
    options = parser.parse_args(arguments)
    messages.set_language(options.language)
    exports, notes = gather(options.places)
    print(*notes, sep="\n", end="\n" if notes else "", file=sys.stderr)
    if not exports:
        print('Nothing to show. A learner writes such a file with progress("hana.csv", name="Hana").', file=sys.stderr)
        return 1
    print(printed(exports))
    if options.out:
        try:
            options.out.mkdir(parents=True, exist_ok=True)
            tables = {
                "exercises": exercise_table(exports),
                "learners": learner_table(exports),
                "all": all_rows(exports),
            }
            for name, table in tables.items():
                write(table, options.out / f"{name}.csv")
        except OSError as error:
            print(f"{options.out}: {error.strerror or error}", file=sys.stderr)
            return 1
        print(f"\n{options.out}: exercises.csv, learners.csv, all.csv")
    return 0


if __name__ == "__main__":
    sys.exit(main())
