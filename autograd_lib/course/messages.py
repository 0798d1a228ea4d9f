"""What the checks say, in each language: texts live in `messages.toml`, one table per exercise."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from ..viz.front import words

__all__ = ["general", "language", "languages", "load", "set_language", "text"]

FILE = Path(__file__).with_name("messages.toml")


@cache
def load() -> dict[str, Any]:
    """All tables: those of messages.toml, and those of each lesson's messages_NN.toml."""
    tables: dict[str, Any] = {}
    for file in (FILE, *sorted(FILE.parent.glob("messages_*.toml"))):
        tables |= tomllib.loads(file.read_text(encoding="utf-8"))
    return tables


def languages() -> list[str]:
    """The languages that the general messages have."""
    return list(load()["general"]["right"])


def language() -> str:
    """The language in which is spoken now."""
    return words.language()


def set_language(name: str) -> None:
    """Speak this language from now on.

    Raises:
        ValueError: a language without messages.
    """
    if name not in languages():
        raise ValueError(f"there are no messages in {name!r}; the languages are {', '.join(languages())}")
    words.set_language(name)  # the front ends speak it too


def text(id: str, *keys: str, **values: Any) -> str:
    """The text of an exercise, such as `text("02.3", "wrong", "forward")`; "" where there is none.

    `{name}` in it becomes the value of that name; other braces stay.
    """
    found: Any = load().get(id, {})
    for key in keys:
        found = found.get(key, {}) if isinstance(found, dict) else {}
    return fill(spoken(found), values)


def general(key: str, **values: Any) -> str:
    """A message that belongs to no exercise."""
    return fill(spoken(load()["general"][key]), values)


def hints(id: str) -> list[str]:
    """The ladder of hints of an exercise, the gentlest first."""
    found = load().get(id, {}).get("hints", {})
    return list(found.get(language(), found.get("en", [])))


def spoken(entry: Any) -> str:
    """An entry in the language of now; English where that is missing; a plain string as it is."""
    if isinstance(entry, dict):
        entry = entry.get(language(), entry.get("en", ""))
    return entry if isinstance(entry, str) else ""


def fill(message: str, values: dict[str, Any]) -> str:
    for name, value in values.items():
        message = message.replace(f"{{{name}}}", str(value))
    return message.strip()
