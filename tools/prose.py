"""Hold the words of the course to its rules: short cells, figures with captions, one term for one thing, no misspelling.

python -m tools.prose [NAME ...]     every breach, with file and line (of all sources, or of the named: 01, 07_mnist)
"""

from __future__ import annotations

import argparse
import functools
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import blanks
from .build import sources
from .source import FIRST, LANGUAGES, ROOT, Source, SourceError, read, shown

MOST_LINES, MOST_WORDS = 12, 120  # of a code cell; of an English markdown cell
SHORTEST_CAPTION = 40  # letters: less does not tell what a figure shows
GLOSSARY = ROOT / "course" / "glossary.toml"
DICTIONARIES = "clear,rare,en-GB_to_en-US"  # codespell's: the course is in American English
FINE_WORDS = "dialogue"


def problems(source: Source) -> list[str]:
    """What is too long, badly named or leads nowhere in a source."""
    return [*lengths(source), *captions(source), *links(source), *terms(source)]


def lengths(source: Source) -> Iterator[str]:
    """Cells that say more than one thing."""
    for cell in source.cells:
        if cell.kind == "code":
            lines = [
                line
                for line in cell.code.splitlines()
                if line.strip() and line.strip() not in (blanks.BEGIN, blanks.END)
            ]
            if len(lines) > MOST_LINES:
                yield f"{shown(source.path)}:{cell.line}: {len(lines)} lines of code, more than {MOST_LINES}"
        elif (count := words(cell.texts[FIRST])) > MOST_WORDS:
            yield f"{shown(source.path)}:{cell.line}: {count} words, more than {MOST_WORDS}"


def words(text: str) -> int:
    """How many words a reader sees: no tags, no addresses of links."""
    seen = re.sub(r"\]\([^)]*\)", "]", re.sub(r"<[^>]+>", " ", text))
    return len(re.findall(r"\S*\w\S*", seen))


def captions(source: Source) -> Iterator[str]:
    """Captions that say too little; that each figure has one, the build sees to."""
    for cell in source.cells:
        for language, text in cell.texts.items():
            first = text.split("\n\n")[0].strip()
            if first.startswith("*") and not first.startswith("**") and first.endswith("*"):
                least = SHORTEST_CAPTION if language == FIRST else SHORTEST_CAPTION // 2
                if len(first) < least:
                    where = f"{shown(source.path)}:{cell.lines[language]}"
                    yield f"{where}: a caption says in words what the figure shows; this one has {len(first)} letters"


def links(source: Source) -> Iterator[str]:
    """Links that lead nowhere from one of the notebooks."""
    folders = ["course"] if source.is_lesson else ["solutions", "exercises"]
    for cell in source.cells:
        for language, text in cell.texts.items():
            for target in re.findall(r"\]\((?!https?:|#|mailto:|\{)([^)#\s]+)[^)]*\)", text):
                for folder in folders:
                    if not (source.top / folder / language / target).resolve().exists():
                        where = f"{shown(source.path)}:{cell.lines[language]}"
                        yield f"{where}: {target} does not exist, seen from {folder}/{language}"


# One word for one thing -----------------------------------------------------------------------------------------------


@functools.cache
def glossary() -> list[dict[str, Any]]:
    return tomllib.loads(GLOSSARY.read_text(encoding="utf-8"))["term"]


def terms(source: Source) -> Iterator[str]:
    """Words that the glossary does not want."""
    for cell in source.cells:
        for language, text in cell.texts.items():
            for found in unwanted(language, text, cell.texts[FIRST]):
                yield f"{shown(source.path)}:{cell.lines[language]}: {found}"


def unwanted(language: str, text: str, english: str) -> Iterator[str]:
    """What the glossary says against a text; `english` is what it translates."""
    text = re.sub(r"`[^`]*`|\$[^$]*\$|<[^>]+>|\]\([^)]*\)", " ", text)  # code, formulas and addresses are no prose
    for term in glossary():
        is_meant = language == FIRST or term.get("always") or speaks_of(english, term)
        for word in term.get(f"never_{language}", []) if is_meant else []:
            is_another = any(other.get(language) == word and speaks_of(english, other) for other in glossary())
            if re.search(whole(word), text, re.IGNORECASE) and not is_another:
                yield f"{word}: the course says {term[language]} ({term['en']})"


def speaks_of(english: str, term: dict[str, Any]) -> bool:
    return re.search(rf"\b{re.escape(term['en'])}s?\b", english, re.IGNORECASE) is not None


def whole(word: str) -> str:
    """A pattern that finds a word, but not as a part of a longer one written in the same letters."""
    if re.fullmatch(r"[ァ-ヶー]+", word):
        return rf"(?<![ァ-ヶー]){word}(?![ァ-ヶー])"
    return rf"\b{re.escape(word)}\b" if word.isascii() else re.escape(word)


def message_files(top: Path = ROOT) -> list[Path]:
    """What the checks say: data files beside their code."""
    return sorted((top / "autograd_lib" / "course").glob("messages*.toml"))


def message_problems(path: Path) -> list[str]:
    """Words in the messages of the checks that the glossary does not want, and texts that lack a language."""
    found = []
    for name, texts in text_groups(tomllib.loads(path.read_text(encoding="utf-8")), ()):
        place = f"{path.name}: {'.'.join(name)}"
        if missing := [each for each in LANGUAGES if each not in texts]:
            found.append(f"{place} has no {', '.join(missing)}")
        for language, text in texts.items():
            found += [f"{place}.{language}: {each}" for each in unwanted(language, text, texts.get(FIRST, ""))]
    return found


def text_groups(table: dict[str, Any], name: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], dict[str, str]]]:
    """Every text of a table of messages, in all of its languages."""
    texts = {key: value for key, value in table.items() if key in LANGUAGES}
    if texts:
        yield (
            name,
            {key: value if isinstance(value, str) else "\n".join(map(str, value)) for key, value in texts.items()},
        )
    for key, value in table.items():
        if isinstance(value, dict):
            yield from text_groups(value, (*name, key))


# Spelling -------------------------------------------------------------------------------------------------------------


def misspelled(paths: list[Path]) -> list[str]:
    """Misspelled English words: "file:line: word ==> what was meant"."""
    command = [sys.executable, "-m", "codespell_lib", "--builtin", DICTIONARIES, "--ignore-words-list", FINE_WORDS]
    done = subprocess.run([*command, *map(str, paths)], capture_output=True, text=True, encoding="utf-8")
    if done.returncode not in (0, 65):  # 65: it found words
        raise RuntimeError(done.stderr)
    return [line.removeprefix(f"{ROOT}/") for line in done.stdout.splitlines() if "==>" in line]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args(arguments)
    found = []
    try:
        chosen = sources(ROOT, options.names)
    except FileNotFoundError as error:
        parser.error(str(error))
    for path in chosen:
        try:
            found += problems(read(path))
        except SourceError as error:
            found.append(str(error))
    found += misspelled([*chosen, *message_files()])
    found += [problem for path in message_files() for problem in message_problems(path)]
    print(*found or ["No breach."], sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
