"""Read a source of the course: a Python file in jupytext's percent format that holds a lesson in every language.

    from tools.source import read
    read(Path("course/src/01_functions.py"))        # -> Source; what is wrong raises SourceError("file:line: what")

A source has a header, then cells.  Code stands once.  Markdown stands in groups: the English cell, directly below it
its translations, each with the hash of the English text that it translates:

    # %% [markdown] id="tangent" lang="en"
    # %% [markdown] id="tangent" lang="ja" of="1a2b3c4d"
"""

from __future__ import annotations

import ast
import functools
import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jupytext
import yaml
from IPython.core.inputtransformer2 import TransformerManager

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "ja")  # the first is written, the others translate it; CONTRIBUTING.md says what a third one needs
FIRST = LANGUAGES[0]
ATTRIBUTES = {"markdown": {"id", "lang", "of", "tags"}, "code": {"id", "exercise", "tags"}}
TAGS = {"nbval-check-output", "nbval-ignore-output", "nbval-skip", "raises-exception", "solution-only", "hide-input"}
IDENTIFIER = r"[a-z0-9]+(?:-[a-z0-9]+)*"
COURSE_HEADER = """the header needs, below "kernelspec", with the same indentation as it:
#   course:
#     title: {en: Functions, ja: 関数}
#     minutes: 45
#     needs: ["00"]"""


class SourceError(ValueError):
    """A source that cannot be built; the message begins with file and line."""

    def __init__(self, path: Path, line: int, what: str) -> None:
        super().__init__(f"{shown(path)}:{line}: {what}")


def shown(path: Path) -> str:
    """The path of a source as people read it: from the folder that holds course/ and solutions/."""
    return path.relative_to(path.parents[2]).as_posix() if len(path.parents) > 2 else path.name


def text_hash(text: str) -> str:
    """What a translation carries of the English text that it translates."""
    return hashlib.sha256(text.strip().encode()).hexdigest()[:8]


@dataclass
class Cell:
    """One cell: a code cell, or a group of markdown cells that say the same thing in several languages."""

    kind: str  # "code" or "markdown"
    line: int
    id: str
    code: str = ""
    tags: list[str] = field(default_factory=list)
    exercise: str = ""
    texts: dict[str, str] = field(default_factory=dict)  # markdown: language -> text
    lines: dict[str, int] = field(default_factory=dict)  # markdown: language -> line of its marker
    of: dict[str, str] = field(default_factory=dict)  # markdown: language -> hash of the English it translates

    def stale(self, language: str) -> str:
        """What is wrong with the translation: "" (nothing), "missing" or "stale"."""
        if self.kind == "code" or language == FIRST:
            return ""
        if language not in self.texts:
            return "missing"
        return "" if self.of[language] == text_hash(self.texts[FIRST]) else "stale"


@dataclass
class Source:
    """A lesson, or the solutions of its exercises."""

    path: Path
    title: dict[str, str]
    minutes: int
    needs: list[str]
    languages: tuple[str, ...]
    cells: list[Cell]

    @property
    def name(self) -> str:  # "01_functions"
        return self.path.stem

    @property
    def number(self) -> str:  # "01"
        return self.path.stem[:2]

    @property
    def top(self) -> Path:
        """The folder that holds course/ and solutions/."""
        return self.path.parents[2]

    @property
    def is_lesson(self) -> bool:
        return self.path.parents[1].name == "course"

    def translations(self) -> list[tuple[Cell, str, str]]:
        """What the translator has to do: (cell, language, "missing" or "stale")."""
        others = self.languages[1:]
        return [(cell, each, cell.stale(each)) for cell in self.cells for each in others if cell.stale(each)]


def read(path: Path) -> Source:
    """Read a source and hold it to every rule.

    Raises:
        SourceError: it breaks one of them.
    """
    path = Path(path)
    return read_text(path, path.read_text(encoding="utf-8"))


@functools.lru_cache(maxsize=100)
def read_text(path: Path, text: str) -> Source:
    """`read`, for a file whose text is known: many ask for the same ones."""
    if not re.fullmatch(r"\d\d_[a-z0-9_]+", path.stem):
        raise SourceError(path, 1, "a source is called NN_name.py, with lower-case letters, digits and underscores")
    header, length = read_header(path, text)
    source = Source(path, *course_facts(path, header), cells=[])
    source.cells = group(source, read_cells(path, text, length))
    check_order(source)
    return source


# The header -----------------------------------------------------------------------------------------------------------


def read_header(path: Path, text: str) -> tuple[dict[str, Any], int]:
    """The header's facts, and how many lines it takes."""
    lines = text.splitlines()
    if not lines or lines[0].strip() != "# ---" or "# ---" not in [line.strip() for line in lines[1:]]:
        raise SourceError(path, 1, "the header is missing: the first lines stand between two lines `# ---`")
    length = [line.strip() for line in lines[1:]].index("# ---") + 2
    for number, line in enumerate(lines[1 : length - 1], 2):
        if not line.startswith("#"):
            raise SourceError(path, number, "a line of the header begins with `#`")
    body = "\n".join(line.removeprefix("#").removeprefix(" ") for line in lines[1 : length - 1])
    try:
        header = yaml.safe_load(body)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "it is not YAML"
        raise SourceError(path, 2 + (mark.line if mark else 0), f"the header is broken: {reason}") from None
    jupyter = header.get("jupyter") if isinstance(header, dict) else None
    if not isinstance(jupyter, dict) or "kernelspec" not in jupyter:
        raise SourceError(path, 2, "the header is broken: it needs `jupyter:` with `jupytext:` and `kernelspec:` in it")
    return jupyter, length


def course_facts(path: Path, header: dict[str, Any]) -> tuple[dict[str, str], int, list[str], tuple[str, ...]]:
    """Title, minutes, needs and languages; solutions have none of their own but the languages."""
    facts = header.get("course")
    line = next((n for n, each in enumerate(path.read_text("utf-8").splitlines(), 1) if "course:" in each), 2)
    if facts is None and path.parents[1].name == "solutions":
        facts = {"title": dict.fromkeys(LANGUAGES, path.stem), "minutes": 1, "needs": []}
    if not isinstance(facts, dict):
        raise SourceError(path, line, COURSE_HEADER)
    if unknown := set(facts) - {"title", "minutes", "needs", "languages"}:
        raise SourceError(path, line, f"the header's `course:` has no {', '.join(sorted(map(str, unknown)))}")
    given = facts.get("languages", list(LANGUAGES))
    languages = tuple([given] if isinstance(given, str) else given)
    if not languages or languages[0] != FIRST or [each for each in LANGUAGES if each in languages] != list(languages):
        raise SourceError(
            path, line, f"languages: some of {', '.join(LANGUAGES)}, in this order; {FIRST} is one of them"
        )
    title, minutes, needs = facts.get("title"), facts.get("minutes"), facts.get("needs", [])
    if path.parents[1].name == "solutions":
        title, minutes = title or dict.fromkeys(LANGUAGES, path.stem), minutes or 1
    if not isinstance(title, dict) or any(not title.get(each) for each in languages):
        raise SourceError(path, line, f"no title in {' and '.join(languages)}: {COURSE_HEADER}")
    if not isinstance(minutes, int) or not 0 < minutes < 600:
        raise SourceError(path, line, f"minutes: a whole number; {COURSE_HEADER}")
    if not isinstance(needs, list) or not all(re.fullmatch(r"\d\d", str(each)) for each in needs):
        raise SourceError(path, line, f'needs: numbers of lessons in quotes, such as ["00", "01"]; {COURSE_HEADER}')
    return {key: str(value) for key, value in title.items()}, minutes, [str(each) for each in needs], languages


# The cells ------------------------------------------------------------------------------------------------------------


def read_cells(path: Path, text: str, header: int) -> list[tuple[int, Any]]:
    """jupytext's cells, each with the line of its marker."""
    lines = text.splitlines()
    markers = [number for number, line in enumerate(lines, 1) if re.match(r"# ?%%", line) and number > header]
    first = markers[0] if markers else len(lines) + 1
    for number in range(header + 1, first):
        if lines[number - 1].strip():
            raise SourceError(path, number, "text before the first cell: a cell begins with `# %%`")
    if not markers:
        raise SourceError(path, header, "there is no cell: a cell begins with `# %%`")
    for number in markers:
        if not re.fullmatch(r'# %%( \[markdown\])?( [a-z]+=("[^"]*"|\[("[^"]*"(, ?)?)*\]))*\s*', lines[number - 1]):
            raise SourceError(
                path, number, 'a cell begins so: # %% [markdown] id="name" lang="en"; read: ' + lines[number - 1]
            )
    notebook = jupytext.reads(text, fmt="py:percent")
    cells = notebook.cells[1:] if notebook.cells and notebook.cells[0].cell_type == "raw" else notebook.cells
    if len(cells) != len(markers):
        raise SourceError(path, markers[0], f"jupytext reads {len(cells)} cells where {len(markers)} begin with `# %%`")
    return list(zip(markers, cells))


def group(source: Source, pieces: list[tuple[int, Any]]) -> list[Cell]:
    """Cells with their translations in them."""
    path, cells, seen, names = source.path, list[Cell](), dict[str, int](), set[str]()
    for line, piece in pieces:
        attributes = {key: value for key, value in piece.metadata.items() if not key.startswith("lines_to_")}
        kind = piece.cell_type
        if unknown := set(attributes) - ATTRIBUTES[kind]:
            raise SourceError(path, line, f"a {kind} cell has no {', '.join(sorted(unknown))}")
        tags = list(attributes.get("tags", []))
        if strange := set(tags) - TAGS:
            raise SourceError(path, line, f"unknown tag {', '.join(sorted(strange))}; known: {', '.join(sorted(TAGS))}")
        if not piece.source.strip():
            raise SourceError(path, line, "the cell is empty")
        if kind == "markdown" and attributes.get("lang", FIRST) != FIRST:
            translate(source, cells, line, attributes, piece.source)
            continue
        name = attributes.get("id", "")
        if name and not re.fullmatch(IDENTIFIER, name):
            raise SourceError(path, line, f'id="{name}": lower-case words and digits with hyphens between them')
        if kind == "markdown" and not name:
            raise SourceError(path, line, 'a markdown cell needs an id: # %% [markdown] id="name" lang="en"')
        if kind == "markdown" and "of" in attributes:
            raise SourceError(path, line, "only a translation says what it is of")
        if name in seen:
            raise SourceError(path, line, f'id="{name}" is taken: line {seen[name]} has it')
        if name:
            seen[name] = line
        exercise = attributes.get("exercise", "")
        if kind == "code":
            check_code(path, line, piece.source)
            name = name or (f"exercise-{exercise.replace('.', '-')}" if exercise else code_id(piece.source, names))
            if exercise and (before := [cell for cell in cells if cell.exercise == exercise]):
                raise SourceError(path, line, f'exercise="{exercise}" is taken: line {before[0].line} has it')
        names.add(name)
        cell = Cell(kind, line, name, tags=tags, exercise=exercise)
        if kind == "markdown":
            cell.texts[FIRST], cell.lines[FIRST] = piece.source, line
        else:
            cell.code = piece.source
        cells.append(cell)
    return cells


def translate(source: Source, cells: list[Cell], line: int, attributes: dict[str, Any], text: str) -> None:
    """Put a translation to the English cell above it."""
    path, language, name = source.path, attributes["lang"], attributes.get("id", "")
    if language not in LANGUAGES:
        raise SourceError(path, line, f'lang="{language}": the course is in {", ".join(LANGUAGES)}')
    above = cells[-1] if cells else None
    if above is None or above.kind != "markdown" or above.id != name:
        raise SourceError(path, line, f'a translation stands directly below its English cell, id="{name}"')
    if language in above.texts:
        raise SourceError(path, line, f'id="{name}" lang="{language}" is taken: line {above.lines[language]} has it')
    if list(above.texts) != [each for each in LANGUAGES if each in above.texts][: LANGUAGES.index(language)]:
        raise SourceError(path, line, f"translations stand in this order: {', '.join(LANGUAGES)}")
    above.texts[language], above.lines[language] = text, line
    above.of[language] = attributes.get("of", "")


def code_id(code: str, taken: set[str]) -> str:
    """An id made of the cell's text; a second cell with the same text gets `-2`."""
    name = hashlib.sha256(f"code\n{code}".encode()).hexdigest()[:8]
    names = (name if number == 1 else f"{name}-{number}" for number in range(1, len(taken) + 2))
    return next(each for each in names if each not in taken)


def check_code(path: Path, line: int, code: str) -> None:
    """A cell must be Python (with IPython's magics)."""
    if code.strip() == "{bootstrap}":
        return
    try:
        ast.parse(TransformerManager().transform_cell(code))
    except SyntaxError as error:
        raise SourceError(path, line + (error.lineno or 1), f"not Python: {error.msg}") from None


def check_order(source: Source) -> None:
    """Badges first, then the bootstrap, once each."""
    first, *others = source.cells
    if first.kind != "markdown" or any("{badges}" not in text for text in first.texts.values()):
        raise SourceError(source.path, first.line, "the first cell is the title, with {badges} in every language")
    starts = [cell for cell in source.cells if cell.code.strip() == "{bootstrap}"]
    if not others or starts != [others[0]]:
        line = (starts or others or [first])[-1].line
        raise SourceError(source.path, line, "the second cell is {bootstrap} alone, and no other is")
    for cell in source.cells:
        if cell.exercise and source.is_lesson:
            raise SourceError(source.path, cell.line, "exercises stand in solutions/src")
        if cell.exercise and not re.fullmatch(re.escape(source.number) + r"\.\d+[a-z]?", cell.exercise):
            raise SourceError(
                source.path, cell.line, f'exercise="{cell.exercise}" is not one of lesson {source.number}'
            )
