"""Make the notebooks of a source: which there are, where they lie, and every cell of them but its outputs.

course/src/01_functions.py     -> course/en/01_functions.ipynb     course/ja/...
solutions/src/01_functions.py  -> solutions/en/01_functions.ipynb  and, blank, exercises/en/...   (and ja)
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import v4

from . import blanks
from .source import ROOT, Cell, Source, SourceError

BRANCH = "main"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


@dataclass(frozen=True)
class Words:
    """What the build itself says in a language."""

    name: str
    colab: str
    github: str
    lesson: str
    exercises: str
    solutions: str
    ready: str
    unreachable: str


WORDS = {
    "en": Words(
        name="English",
        colab="Open in Colab",
        github="Source on GitHub",
        lesson="Lesson",
        exercises="Exercises",
        solutions="Solutions",
        ready="ready.",
        unreachable="autograd_lib is not installed here and could not be fetched. Is there a network, and is git installed?",
    ),
    "ja": Words(
        name="日本語",
        colab="Colab で開く",
        github="GitHub のソース",
        lesson="レッスン",
        exercises="演習",
        solutions="解答",
        ready="準備完了。",
        unreachable="autograd_lib がインストールされておらず、取得もできませんでした。ネットワークと git を確認してください。",
    ),
}

BOOTSTRAP = """\
import subprocess, sys
try:
    import autograd_lib
except ImportError:
    package = ["git+{address}"] + ["--no-deps"] * ("google.colab" in sys.modules)
    if subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", *package]).returncode:
        raise ImportError("{unreachable}") from None
    import autograd_lib
import numpy
from autograd_lib.course import check, hint, progress, reveal, start
print(f"Python {sys.version.split()[0]}, NumPy {numpy.__version__}, autograd_lib {autograd_lib.__version__} – {ready}")
start("{number}", "{language}")"""


@dataclass(frozen=True)
class Page:
    """One notebook."""

    source: Source
    folder: str  # "course", "solutions" or "exercises"
    language: str

    @property
    def path(self) -> Path:
        return self.source.top / self.folder / self.language / f"{self.source.name}.ipynb"

    @property
    def shown(self) -> str:
        return self.path.relative_to(self.source.top).as_posix()

    @property
    def is_run(self) -> bool:
        return self.folder != "exercises"

    def notebook(self) -> Any:
        """All its cells, without outputs."""
        cells = [made for cell in self.source.cells if (made := self.cell(cell)) is not None]
        metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
        return v4.new_notebook(cells=cells, metadata=metadata, nbformat_minor=5)

    def cell(self, cell: Cell) -> Any:
        """A cell of this page; None if the page leaves it out."""
        if "solution-only" in cell.tags and self.folder == "exercises":
            return None
        tags = [tag for tag in cell.tags if tag != "solution-only"]
        metadata = {"tags": tags} if tags else {}
        if cell.kind == "markdown":
            text = cell.texts.get(self.language) or cell.texts["en"]  # a missing translation: the check says so
            return v4.new_markdown_cell(unbroken(text).replace("{badges}", badges(self)), id=cell.id, metadata=metadata)
        return v4.new_code_cell(self.code(cell), id=cell.id, metadata=metadata)

    def code(self, cell: Cell) -> str:
        if cell.code.strip() == "{bootstrap}":
            return bootstrap(self)
        code = cell.code
        if not self.source.is_lesson:
            try:
                blank, answers = blanks.blank(code)
            except SyntaxError as error:
                raise SourceError(self.source.path, cell.line + (error.lineno or 0), str(error.msg)) from None
            if cell.exercise and not answers:
                raise SourceError(self.source.path, cell.line, f"exercise {cell.exercise} leaves nothing to write")
            if answers and not cell.exercise:
                raise SourceError(self.source.path, cell.line, f"a cell with `{blanks.MARK}` names its exercise")
            last = code.strip().splitlines()[-1].strip()
            if cell.exercise and not re.match(rf"""check\(["']{re.escape(cell.exercise)}["'],""", last):
                line = cell.line + len(code.strip().splitlines())
                raise SourceError(self.source.path, line, f'the last line is check("{cell.exercise}", ...)')
            code = blanks.unmarked(code) if self.is_run else blank
        return re.sub(r"""(["'])LANG\1""", f'"{self.language}"', code)


def pages(source: Source) -> list[Page]:
    """The notebooks of a source."""
    folders = ["course"] if source.is_lesson else ["solutions", "exercises"]
    return [Page(source, folder, language) for folder in folders for language in source.languages]


def address() -> str:
    """The repository's address: one place knows it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project["urls"]["Repository"].rstrip("/")


def badges(page: Page) -> str:
    """The links below the title: Colab, the other languages, lesson and exercises, the source on GitHub."""
    words, source, home = WORDS[page.language], page.source, address()
    path = home.removeprefix("https://github.com/")
    links = []
    if path != home:
        links.append(f"[{words.colab}](https://colab.research.google.com/github/{path}/blob/{BRANCH}/{page.shown})")
    links += [
        f"[{WORDS[each].name}](../{each}/{source.name}.ipynb)" for each in source.languages if each != page.language
    ]
    for folder, word in (("course", words.lesson), ("exercises", words.exercises), ("solutions", words.solutions)):
        other = source.top / ("course" if folder == "course" else "solutions") / "src" / f"{source.name}.py"
        is_offered = folder != "solutions" or page.folder == "exercises"  # the lesson does not point at the answers
        if folder != page.folder and is_offered and other.exists():
            links.append(f"[{word}](../../{folder}/{page.language}/{source.name}.ipynb)")
    origin = "course" if source.is_lesson else "solutions"
    links.append(f"[{words.github}]({home}/blob/{BRANCH}/{origin}/src/{source.name}.py)")
    return " · ".join(links)


def bootstrap(page: Page) -> str:
    """The first code cell: the library, fetched where it is not installed, and the lesson."""
    words = WORDS[page.language]
    values = {"address": address(), "number": page.source.number, "language": page.language}
    code = BOOTSTRAP
    for name, value in (values | {"unreachable": words.unreachable, "ready": words.ready}).items():
        code = code.replace(f"{{{name}}}", value)
    return code


# Lines of Japanese ----------------------------------------------------------------------------------------------------

WIDE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uff60]")  # kana, kanji and full-width signs
STOPS, OPENS = "。、！？：；）」』", "（「『"
LETTER = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
BEGINS = re.compile(r"[-+*] |\d+[.)] |[#|<>]|```|$")  # what begins a line of its own: a list, a heading, a table, ...


def unbroken(text: str) -> str:
    """Japanese has no spaces between words, and a browser shows the end of a line as one: lines of a paragraph are joined.

    A line that ends or begins with a Latin word, a number or code stays: there a space stands in Japanese too.
    """
    lines, fenced = [""], False
    for line in text.split("\n"):
        mark = "> " if line.startswith("> ") and lines[-1].startswith("> ") else ""
        rest = line.removeprefix(mark).lstrip()
        if not fenced and not BEGINS.match(rest) and follows(lines[-1].removeprefix(mark), rest):
            lines[-1] += rest
        else:
            lines.append(line)
        fenced ^= line.startswith("```")
    return "\n".join(lines[1:])


def follows(above: str, below: str) -> bool:
    """Whether no space may stand between the end of one line and the beginning of the next."""
    if not above or above[0] in "#|<>":
        return False
    links = LINK.sub(r"\1", above), LINK.sub(r"\1", below)
    end, begin = links[0].rstrip("*"), links[1].lstrip("*")
    if (end != links[0] and not LETTER.match(end[-1:])) or (begin != links[1] and not LETTER.match(begin[:1])):
        return False  # a bold word: with a sign at its end, the asterisks beside a letter would mean nothing
    return end[-1] in STOPS or begin[0] in OPENS or bool(WIDE.match(end[-1]) and WIDE.match(begin[0]))
