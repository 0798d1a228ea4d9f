"""The language in which is spoken now, and the texts of the front ends: one TOML file beside each of them.

step.en = "Step"
step.ja = "1 つ進む"
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

__all__ = ["LANGUAGES", "language", "set_language", "words"]

LANGUAGES = ("en", "ja")
_chosen = [LANGUAGES[0]]


def language() -> str:
    """The language in which is spoken now."""
    return _chosen[0]


def set_language(name: str) -> None:
    """Speak this language from now on.

    Raises:
        ValueError: a language without texts.
    """
    if name not in LANGUAGES:
        raise ValueError(f"there are no texts in {name!r}; the languages are {', '.join(LANGUAGES)}")
    _chosen[0] = name


def words(*files: Path) -> dict[str, str]:
    """The texts of these files in the language of now; a later file adds to an earlier one.

    Where a text has no such language, it is English.
    """
    return {
        key: entry.get(language(), entry["en"]).strip()
        for file in files
        for key, entry in _read(file).items()
        if isinstance(entry, dict)
    }


@cache
def _read(file: Path) -> dict[str, dict[str, str]]:
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
