"""Build the notebooks of the course: source -> notebook, never back.

    python -m tools.build [NAME ...]     run the sources (all, or the named ones: 07_mnist) and store their notebooks
    python -m tools.build --check        run nothing: say which notebooks are not what their source makes

A source is a Python file in jupytext's percent format, course/src/NN_name.py; its notebook is course/en/NN_name.ipynb,
with outputs.  Cell ids are made from the cells' text, so the same source always makes the same cells.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "course" / "src"
WIDGET = "application/vnd.jupyter.widget-view+json"
MOST_BYTES = 1_000_000  # of a stored notebook: more is slow to show on the web


def notebook_path(source: Path) -> Path:
    """Where the notebook of a source is stored."""
    return source.parent.parent / "en" / source.with_suffix(".ipynb").name


def read(source: Path) -> Any:
    """The notebook that a source makes, without outputs."""
    notebook = jupytext.read(source, fmt="py:percent")
    notebook.metadata = {"kernelspec": notebook.metadata.kernelspec, "language_info": {"name": "python"}}
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    seen: set[str] = set()
    for cell in notebook.cells:
        cell.id = cell_id(cell, seen)
        seen.add(cell.id)
    return notebook


def cell_id(cell: Any, seen: set[str]) -> str:
    """An id made of the cell's text; a second cell with the same text gets `-2`."""
    name = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:8]
    names = (name if number == 1 else f"{name}-{number}" for number in range(1, len(seen) + 2))
    return next(each for each in names if each not in seen)


def run(notebook: Any, folder: Path) -> None:
    """Run all cells, in that folder; an error in a cell is an error here."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # sums in one order: the same numbers in every build
    place = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, timeout=None, record_timing=False, coalesce_streams=True, resources=place).execute()
    notebook.metadata.pop("widgets", None)  # the state of widgets: front ends that have none refuse the file
    notebook.metadata.language_info = {"name": "python"}
    for number, cell in enumerate(notebook.cells):
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if is_kept(output)]
            describe_pictures(cell, caption(notebook, number))


def is_kept(output: Any) -> bool:
    """Whether an output is stored: a widget lives only beside a kernel, its picture stays.

    Raises:
        ValueError: a cell wrote to the error stream.
    """
    if output.output_type == "stream":
        if output.name == "stderr":
            raise ValueError(f"a cell wrote to the error stream:\n{output.text}")
        return True
    was_widget = output.data.pop(WIDGET, None) is not None
    return not was_widget or bool(set(output.data) - {"text/plain"})


def caption(notebook: Any, number: int) -> str:
    """The text in italics at the start of the cell below: what the figure shows."""
    below = notebook.cells[number + 1 :][:1]
    text = below[0].source.split("\n\n")[0] if below and below[0].cell_type == "markdown" else ""
    is_caption = text.startswith("*") and not text.startswith("**") and text.endswith("*")
    return " ".join(text.strip("*").split()) if is_caption else ""


def describe_pictures(cell: Any, text: str) -> None:
    """Give each picture of a cell its caption as alternative text, for those who cannot see it.

    Raises:
        ValueError: a picture without a caption.
    """
    for output in cell.outputs:
        if "image/png" in output.get("data", {}):
            if not text:
                raise ValueError(f"the figure of this cell has no caption (*...*) below it:\n{cell.source}")
            output.metadata["image/png"] = {"alt": text}


def problems(source: Path) -> list[str]:
    """What is not as it should be with the stored notebook of a source; runs nothing."""
    path = notebook_path(source)
    name = path.relative_to(source.parents[2]).as_posix()
    if not path.exists():
        return [f"{name} is missing"]
    stored = nbformat.read(path, as_version=4)
    found = [] if cells(stored) == cells(read(source)) else [f"{name} is not what its source makes"]
    codes = [cell for cell in stored.cells if cell.cell_type == "code"]
    if [cell.execution_count for cell in codes] != list(range(1, len(codes) + 1)):
        found.append(f"{name} was not run from top to bottom")
    if "widgets" in stored.metadata or WIDGET in path.read_text(encoding="utf-8"):
        found.append(f"{name} holds widgets")
    if any(output.output_type == "error" for cell in codes for output in cell.outputs):
        found.append(f"{name} holds an error")
    if path.stat().st_size > MOST_BYTES:
        found.append(f"{name} has {path.stat().st_size:,} bytes, more than {MOST_BYTES:,}")
    return found


def cells(notebook: Any) -> list[tuple[str, str, str, list[str]]]:
    """What of a notebook its source decides."""
    return [(cell.id, cell.cell_type, cell.source, cell.metadata.get("tags", [])) for cell in notebook.cells]


def build(source: Path) -> Path:
    """Run a source and store its notebook; returns where."""
    path = notebook_path(source)
    path.parent.mkdir(exist_ok=True)
    notebook = read(source)
    run(notebook, path.parent)
    nbformat.validate(notebook)
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    return path


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="a source, such as 07_mnist; none is all of them")
    parser.add_argument("--check", action="store_true", help="run nothing: exit with 1 if a notebook is not up to date")
    options = parser.parse_args(arguments)
    sources = [SOURCES / f"{name}.py" for name in options.names] or sorted(SOURCES.glob("*.py"))
    for source in sources:
        if not source.exists():
            parser.error(f"there is no source {source.relative_to(ROOT).as_posix()}")
    if options.check:
        found = [problem for source in sources for problem in problems(source)]
        print(*found or ["All notebooks are up to date."], sep="\n")
        if found:
            print("Build them: python -m tools.build")
        return 1 if found else 0
    for source in sources:
        path = build(source)
        print(f"{path.relative_to(ROOT).as_posix()}: {path.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
