"""Write notebooks that carry the library within themselves: for Colab, Kaggle, or the attachment of a mail.

    python -m tools.standalone [NN ...]     all lessons and exercises, or those of the named lessons -> build/standalone/

They need what Colab has (numpy, matplotlib, ipywidgets, scikit-learn, tqdm), no network and no other file.
"""

from __future__ import annotations

import argparse
import base64
import io
import lzma
import re
import sys
import tarfile
from pathlib import Path
from typing import Any

import nbformat
from nbformat import v4

from .build import fingerprint, is_complete, sources, stored
from .pages import BRANCH, Page, address, bootstrap, pages
from .source import ROOT, SourceError, read

PACKAGE = ROOT / "autograd_lib"
OUT = ROOT / "build" / "standalone"
ONLY = dict.fromkeys(("figures_devices.py", "figures_speed.py", "speed.py", "speed.json"), "09")  # files of one lesson
CARRIED = {".py", ".toml", ".json", ".js", ".css", ".typed"}
OF_A_LESSON = re.compile(r"(?:lesson|messages)_(\d\d)\.(?:py|toml)")
WIDTH = 20_000  # letters in a line of the carried text: few lines, none too long for an editor

UNPACK = """\
#@title autograd_lib
import base64, io, sys, tarfile, tempfile
library = (
{text}
)
folder = tempfile.mkdtemp()
tarfile.open(fileobj=io.BytesIO(base64.b85decode(library))).extractall(folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {}))
sys.path.insert(0, folder)"""


def packed(lesson: str) -> str:
    """The library's files as text: a .tar.xz, always the same bytes for the same files.

    Of the lessons' exercises and messages it holds those of `lesson` ("02") alone.
    """
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path in sorted(PACKAGE.rglob("*")):
            of_a_lesson = OF_A_LESSON.fullmatch(path.name)
            if of_a_lesson and of_a_lesson[1] != lesson:
                continue
            if ONLY.get(path.name, lesson) != lesson:
                continue
            if path.is_file() and (path.suffix in CARRIED or path.name == "py.typed"):
                entry = tarfile.TarInfo(path.relative_to(ROOT).as_posix())  # of no owner and no time
                entry.size = path.stat().st_size
                archive.addfile(entry, io.BytesIO(path.read_bytes()))
    return base64.b85encode(lzma.compress(stream.getvalue(), preset=9)).decode("ascii")


def carrier(library: str) -> Any:
    """The cell that holds the library; folded away, where the front end can."""
    lines = [f'    "{library[start : start + WIDTH]}"' for start in range(0, len(library), WIDTH)]
    hidden = {"cellView": "form", "jupyter": {"source_hidden": True}}
    return v4.new_code_cell(UNPACK.replace("{text}", "\n".join(lines)), id="library", metadata=hidden)


def without_fetching(code: str) -> str:
    """The bootstrap without the lines that fetch the library."""
    return re.sub(
        r"^import subprocess.*?(?=^import numpy$)", "import sys\nimport autograd_lib\n", code, flags=re.S | re.M
    )


def standalone(page: Page, library: str) -> Any:
    """A notebook that carries the library; with the outputs of the stored one, where that is up to date."""
    notebook, before = page.notebook(), stored(page)
    if page.is_run and before is not None and is_complete(before, fingerprint(notebook)):
        codes = [cell for cell in before.cells if cell.cell_type == "code"]
        for cell, old in zip((cell for cell in notebook.cells if cell.cell_type == "code"), codes):
            cell.outputs, cell.execution_count = old.outputs, old.execution_count
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = absolute(cell.source, page)
    place = next(number for number, cell in enumerate(notebook.cells) if cell.source == bootstrap(page))
    notebook.cells[place].source = without_fetching(notebook.cells[place].source)
    notebook.cells.insert(place, carrier(library))
    return notebook


def absolute(text: str, page: Page) -> str:
    """A text whose links lead to the repository: no other file lies beside the notebook."""
    folder = page.path.parent

    def whole(match: re.Match[str]) -> str:
        path, top = (folder / match[1]).resolve(), page.source.top.resolve()
        if not path.is_relative_to(top):
            return match[0]
        return f"]({address()}/blob/{BRANCH}/{path.relative_to(top).as_posix()}{match[2] or ''})"

    return re.sub(r"\]\((?!https?:|#|mailto:|data:)([^)#\s]+)(#[^)]*)?\)", whole, text)


def main(arguments: list[str] | None = None, out: Path = OUT) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NN", help="a lesson; none is all of them")
    options = parser.parse_args(arguments)
    try:
        chosen = sources(ROOT, options.names)
        found = [page for path in chosen for page in pages(read(path)) if page.folder != "solutions"]
    except (FileNotFoundError, SourceError) as error:
        parser.error(str(error))
    libraries = {number: packed(number) for number in sorted({page.path.name[:2] for page in found})}
    for page in found:
        path = out / page.folder / page.language / page.path.name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = nbformat.writes(standalone(page, libraries[page.path.name[:2]])) + "\n"
        path.write_text(text, encoding="utf-8", newline="\n")
        shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        print(f"{shown}: {len(text.encode()) / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
