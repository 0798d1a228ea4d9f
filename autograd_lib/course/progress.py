"""What a learner has done: a small file in the user's folder, which survives the kernel and the computer's sleep.

`AUTOGRAD_LIB_PROGRESS` names another file; empty, nothing is kept beyond the kernel.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .results import Result

__all__ = ["begin", "next_hint", "record", "reveal"]

_lesson = [""]
_kept: dict[str, dict[str, Any]] = {}  # where no file can be written


def begin(lesson: str) -> None:
    """This is the lesson that is worked on."""
    _lesson[0] = lesson


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
        if entry.get("status") != "right":
            entry["status"] = result.status
            entry["misconception"] = result.misconception

    change(result.exercise, note)


def next_hint(id: str) -> int:
    """The rung of the ladder that comes now: 1, 2, ..."""

    def note(entry: dict[str, Any]) -> None:
        entry["hints"] = entry.get("hints", 0) + 1

    return int(change(id, note)["hints"])


def reveal(id: str) -> None:
    """The answer was shown."""
    change(id, lambda entry: entry.update(revealed=True))


def read() -> dict[str, dict[str, Any]]:
    """What is known of each exercise."""
    place = path()
    try:
        return dict(json.loads(place.read_text(encoding="utf-8"))) if place else _kept
    except (OSError, ValueError):
        return _kept


def change(id: str, note: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    everything = read()
    entry = everything.setdefault(id, {})
    note(entry)
    place = path()
    if place:
        write(place, everything)
    return entry


def write(place: Path, everything: dict[str, Any]) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_suffix(".part")
    part.write_text(json.dumps(everything, indent=1), encoding="utf-8")
    part.replace(place)
