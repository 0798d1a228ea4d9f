"""The course as it stands: every notebook is what its source makes, reads well, and runs blank."""

import base64
import configparser
import re
import struct
from pathlib import Path
from typing import Any

import machine  # noqa: F401  (puts the repository on the path)
import nbformat
import pytest

from tools import build, contents, parity, prose
from tools.pages import Page, pages
from tools.source import ROOT, read

SOURCES = build.sources(ROOT)
CHANGES = configparser.RawConfigParser()  # what changes from run to run, and nbval does not compare
CHANGES.read(ROOT / "tests" / "sanitize.cfg", encoding="utf-8")
MOST_PICTURE_BYTES, MOST_PIXELS = 200_000, 1600  # of one picture; of its longer side


def title(path: Path) -> str:
    return f"{path.parents[1].name}-{path.stem}"


each_source = pytest.mark.parametrize("path", SOURCES, ids=title)


@each_source
def test_the_notebooks_are_what_their_source_makes(path: Path) -> None:
    assert build.problems(path) == []


@each_source
def test_no_line_of_a_paragraph_begins_as_a_list_does(path: Path) -> None:
    """Markdown would make one of "rank / 1. Below" or of "3 + 6 / + 9"."""
    begins, found = re.compile(r"(\d+[.)]|[-+*]) "), []
    for page in pages(read(path)):
        for cell in nbformat.read(page.path, as_version=4).cells:
            lines = cell.source.splitlines() if cell.cell_type == "markdown" else []
            for before, line in zip(lines, lines[1:]):
                if begins.match(line) and before.strip() and not begins.match(before) and before[0] not in " |<>":
                    found.append(f"{page.path.name}: {before} / {line}")
    assert found == []


@each_source
def test_the_code_and_the_numbers_that_the_prose_quotes_are_the_same_in_every_language(path: Path) -> None:
    """So that what is run and compared in one of them holds in the others."""
    books = {page.path: page for page in pages(read(path)) if page.is_run}
    said = []
    for file, page in books.items():
        codes = [cell for cell in nbformat.read(file, as_version=4).cells if cell.cell_type == "code"]
        said.append([(cell.id, code_of(cell, page), quoted(cell)) for cell in codes])
    assert said and all(each == said[0] for each in said)


def code_of(cell: Any, page: Page) -> str:
    """A cell's code with the language's own words taken out."""
    if "start(" in cell.source and "import autograd_lib" in cell.source:  # the bootstrap, whose texts are the build's
        return "bootstrap"
    return cell.source.replace(f'"{page.language}"', '"LANG"')


def quoted(cell: Any) -> list[Any]:
    """The outputs that nbval compares; `load_digits` says in the reader's language what it has loaded."""
    if "nbval-check-output" not in cell.metadata.get("tags", []) or "load_digits(" in cell.source:
        return []
    texts = [each.get("text") or each.get("data", {}).get("text/plain", "") for each in cell.outputs]
    for section in CHANGES.sections():
        texts = [re.sub(CHANGES[section]["regex"], CHANGES[section]["replace"], text) for text in texts]
    return texts


@each_source
def test_cells_are_short_captions_speak_links_lead_somewhere_and_words_are_the_courses(path: Path) -> None:
    assert prose.problems(read(path)) == []


@each_source
def test_pictures_are_small_and_say_in_words_what_they_show(path: Path) -> None:
    for page in pages(read(path)):
        for picture, alt in pictures(page):
            width, height = struct.unpack(">II", picture[16:24])
            assert len(picture) <= MOST_PICTURE_BYTES and max(width, height) <= MOST_PIXELS, (page.shown, alt)
            assert len(alt) >= (40 if page.language == "en" else 20), (page.shown, alt)


def pictures(page: Page) -> list[tuple[bytes, str]]:
    """The stored pictures of a notebook with their alternative texts."""
    outputs = [out for cell in nbformat.read(page.path, as_version=4).cells for out in cell.get("outputs", [])]
    shown = [out for out in outputs if "image/png" in out.get("data", {})]
    return [(base64.b64decode(out.data["image/png"]), out.metadata["image/png"]["alt"]) for out in shown]


def test_every_word_is_spelled_right() -> None:
    texts = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "course/README.md")]
    assert prose.misspelled([*SOURCES, *texts, *prose.message_files()]) == []


@pytest.mark.parametrize("path", prose.message_files(), ids=lambda path: path.stem)
def test_the_messages_of_the_checks_speak_both_languages_in_the_courses_words(path: Path) -> None:
    assert prose.message_problems(path) == []


def test_the_table_of_contents_is_up_to_date_and_leads_somewhere() -> None:
    assert contents.problems(ROOT) == []
    numbers = {path.stem[:2] for path in SOURCES}
    assert [path.stem for path in SOURCES if not set(read(path).needs) <= numbers] == []


PAGES = [page for path in SOURCES for page in pages(read(path))]
BLANK = [page for page in PAGES if page.folder == "exercises"]
TRANSLATED = [page for page in PAGES if page.folder == "solutions" and page.language != "en"]  # nbval runs the English


@pytest.mark.parametrize("page", BLANK, ids=lambda page: page.shown)
def test_a_blank_exercise_runs_through_and_nothing_counts_as_attempted(page: Page) -> None:
    assert set(statuses(page)) == {"not attempted"}


@pytest.mark.parametrize("page", TRANSLATED, ids=lambda page: page.shown)
def test_a_translated_solution_runs_through_and_every_answer_is_right(page: Page) -> None:
    assert set(statuses(page)) == {"right"}


def statuses(page: Page) -> list[str]:
    """What the checks say of each exercise of a notebook, whose cells fail only where they are meant to."""
    codes = [cell for cell in page.notebook().cells if cell.cell_type == "code"]
    (cells,) = parity.server().ask([[(cell.id, cell.source) for cell in codes]])
    meant = {cell.id for cell in codes if build.allowed_error(cell)}
    assert [each for each in cells if each.warning or (each.error and each.id not in meant)] == []
    return [each.status for each in cells if each.id.startswith("exercise-")]
