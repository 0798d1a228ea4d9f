"""What a learner has done: a small file in the user's folder, which survives the restart of a kernel.

`AUTOGRAD_LIB_PROGRESS` names another file; empty, nothing is kept beyond the kernel.
"""

from __future__ import annotations

import contextlib
import csv as csv_format
import html
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import messages
from .registry import exercises
from .results import COLORS, SYMBOLS, Result, Shown, markup

__all__ = ["Table", "begin", "next_hint", "progress", "record", "reveal"]

COLUMNS = (
    "learner", "exercise", "title", "status", "attempts", "hints", "revealed", "misconception", "mistakes", "first_right",
    "last",
)  # fmt: skip
STALE = 10.0  # seconds after which a lock belongs to nobody any more

_lesson = [""]
_in_memory: dict[str, dict[str, Any]] = {}  # for a folder that cannot be written, and for no file at all
_failed = [""]


def begin(lesson: str) -> None:
    """This is the lesson that is worked on."""
    _lesson[0] = lesson


# What is kept ---------------------------------------------------------------------------------------------------------


def path() -> Path | None:
    """The file; None if none is to be kept."""
    given = os.environ.get("AUTOGRAD_LIB_PROGRESS")
    if given is not None:
        return Path(given).expanduser() if given.strip() else None
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "autograd_lib" / "progress.json"


def record(result: Result) -> None:
    """Take note of a check; what was right once stays right."""
    if result.status == "not attempted":
        return

    def note(entry: dict[str, Any]) -> None:
        entry["attempts"] = entry.get("attempts", 0) + 1
        entry["last"] = now()
        if result.status == "wrong":
            made = entry["mistakes"] = counts(entry.get("mistakes"))
            name = result.misconception or "unknown"
            made[name] = made.get(name, 0) + 1
        if entry.get("status") != "right":
            entry["status"] = result.status
            entry["misconception"] = result.misconception
            if result.status == "right":
                entry["first_right"] = entry["last"]

    change(result.exercise, note)


def counts(mistakes: Any) -> dict[str, int]:
    """How often each misconception was met; what is not such a table counts for nothing."""
    if not isinstance(mistakes, dict):
        return {}
    return {str(name): each for name, each in mistakes.items() if isinstance(each, int)}


def next_hint(id: str, most: int) -> int:
    """The rung of the ladder that comes now: 1, 2, ..., at most the last."""

    def note(entry: dict[str, Any]) -> None:
        entry["hints"] = min(entry.get("hints", 0) + 1, most)

    return int(change(id, note)["hints"])


def reveal(id: str) -> None:
    """The answer was shown."""
    change(id, lambda entry: entry.update(revealed=True))


def read() -> dict[str, dict[str, Any]]:
    """What is known of each exercise; a damaged file is put aside, not thrown away."""
    place = path()
    if place is None or _failed[0] == str(place):
        return _in_memory
    try:
        found = json.loads(place.read_text(encoding="utf-8"))
        entries = {str(id): dict(entry) for id, entry in found["exercises"].items()}
    except OSError:
        return {}
    except (ValueError, TypeError, KeyError, AttributeError):
        with contextlib.suppress(OSError):
            place.replace(place.with_suffix(".damaged"))
        return {}
    return entries


def change(id: str, note: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Alter what is known of an exercise, in the file as it stands now: another notebook may have written to it."""
    place, before = path(), read()
    try:
        with locked(place):
            everything = read()
            entry = everything.setdefault(id, {})
            note(entry)
            if place is not None and everything is not _in_memory:
                write(place, everything)
    except OSError:  # nothing can be written there: this kernel remembers by itself from now on
        _failed[0] = str(place)
        _in_memory.update({**before, **_in_memory})
        entry = _in_memory.setdefault(id, {})
        note(entry)
    return entry


def write(place: Path, everything: dict[str, Any]) -> None:
    """The whole file or nothing: a reader never sees half of it."""
    part = place.with_name(f"{place.name}.{os.getpid()}.part")
    part.write_text(json.dumps({"exercises": everything}, indent=1, sort_keys=True), encoding="utf-8")
    for attempt in range(10):
        try:
            part.replace(place)
            break
        except PermissionError:  # Windows, while somebody reads it
            if attempt == 9:
                part.unlink(missing_ok=True)
                raise
            time.sleep(0.02)


@contextlib.contextmanager
def locked(place: Path | None) -> Iterator[None]:
    """One kernel at a time."""
    if place is None or _failed[0] == str(place):
        yield
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    lock = place.with_name(f"{place.name}.lock")
    end = time.monotonic() + 2 * STALE
    while True:
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
            break
        except FileExistsError:
            with contextlib.suppress(OSError):
                if time.time() - lock.stat().st_mtime > STALE:
                    lock.unlink()
                    continue
            if time.monotonic() > end:
                raise
            time.sleep(0.01)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def now() -> str:
    return time.strftime("%Y-%m-%d %H:%M")


# What is shown --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, repr=False)
class Table(Shown):
    """What is done and what is left; `rows` are data, one dictionary per exercise, with the keys of `COLUMNS`."""

    rows: tuple[dict[str, Any], ...]
    note: str = ""

    def html(self) -> str:
        names = ("exercise", "status", "attempts", "hints")
        head = "".join(f'<th style="{CELL};font-weight:600">{messages.general(f"table_{name}")}</th>' for name in names)
        body = "".join(f"<tr>{self._cells(row)}</tr>" for row in self.rows)
        notes = f'<div style="margin:6px 0">{"<br>".join(markup(line) for line in self._notes())}</div>'
        return f'<table style="border-collapse:collapse;margin:4px 0;color:inherit;font:inherit"><tr>{head}</tr>{body}</table>{notes}'

    def _cells(self, row: dict[str, Any]) -> str:
        status = row["status"]
        badge = (
            f'<span style="background:{COLORS[status]};color:#fff;border-radius:3px;padding:0 7px;white-space:nowrap">'
            f"{SYMBOLS[status]} {html.escape(word(status))}</span>"
        )
        shown = f" {html.escape(messages.general('table_revealed'))}" if row["revealed"] else ""
        title = html.escape(f"{row['exercise']} {row['title']}".strip())
        cells = (title, f"{badge}{shown}", row["attempts"] or "", row["hints"] or "")
        return "".join(f'<td style="{CELL}">{each}</td>' for each in cells)

    def plain(self) -> str:
        lines = []
        for row in self.rows:
            extra = [f"{messages.general(f'table_{key}')} {row[key]}" for key in ("attempts", "hints") if row[key]]
            extra += [messages.general("table_revealed")] if row["revealed"] else []
            parts = [f"{SYMBOLS[row['status']]} {word(row['status'])}", f"{row['exercise']} {row['title']}", *extra]
            lines.append(" · ".join(part.strip() for part in parts))
        return "\n".join([*lines, *(re_code(line) for line in self._notes())])

    def _notes(self) -> list[str]:
        done = sum(row["status"] == "right" for row in self.rows)
        left = [row["exercise"] for row in self.rows if row["status"] != "right"]
        notes = [messages.general("table_done", done=done, all=len(self.rows))]
        if left:
            notes.append(messages.general("table_left", left=", ".join(left[:8]) + (", …" if left[8:] else "")))
        return [*notes, *([self.note] if self.note else [])]


CELL = "text-align:left;padding:3px 14px 3px 0;border-bottom:1px solid rgba(128,128,128,.35);color:inherit"


def progress(csv: str | os.PathLike[str] | None = None, lesson: str | None = None, name: str = "") -> Table:
    """What is done and what is left.

    Args:
        csv: a file to which the table is written as well, for a teacher or a spreadsheet.
        lesson: such as "02", or "all"; by default the one that `start` has begun.  The file holds all lessons.
        name: of the learner, for that file; nothing else ever asks for it, or keeps it.
    """
    known = read()
    everything = [row(each.id, known.get(each.id, {})) for each in exercises()]
    lesson = lesson or _lesson[0] or "all"
    rows = tuple(each for each in everything if lesson in ("all", each["exercise"].split(".")[0]))
    note = messages.general("table_not_kept", file=_failed[0]) if _failed[0] else ""
    if csv is not None:
        file = Path(csv)
        try:
            with file.open(
                "w", encoding="utf-8-sig", newline=""
            ) as out:  # the mark tells spreadsheets that it is UTF-8
                writer = csv_format.DictWriter(out, COLUMNS)
                writer.writeheader()
                writer.writerows({**each, "learner": name} for each in everything)
            note = messages.general("table_written", file=file.name)
        except OSError as error:
            note = messages.general("table_not_written", file=file.name, error=error.strerror or error)
    return Table(rows, note)


def row(id: str, entry: dict[str, Any]) -> dict[str, Any]:
    """What is known of an exercise, with what is not known filled in."""
    empty = {"status": "not attempted", "attempts": 0, "hints": 0, "revealed": False}
    data = {**dict.fromkeys(COLUMNS, ""), **empty, "exercise": id, "title": messages.text(id, "title")}
    data |= {key: value for key, value in entry.items() if key in COLUMNS}
    if data["status"] not in SYMBOLS:
        data["status"] = "not attempted"
    made = sorted(counts(data["mistakes"]).items(), key=lambda each: (-each[1], each[0]))
    data["mistakes"] = " ".join(f"{name}={number}" for name, number in made)
    return data


def word(status: str) -> str:
    return messages.general({"not attempted": "blank"}.get(status, status))


def re_code(text: str) -> str:
    return text.replace("`", "")
