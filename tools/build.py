"""Build the notebooks of the course: source -> notebooks, never back.

    python -m tools.build [NAME ...]     build what is not up to date (of all sources, or of the named: 01, 07_mnist)
    python -m tools.build --force        build everything anew
    python -m tools.build --check        run nothing: say what is not built, not translated, or broken

course/src/NN_name.py makes course/en|ja/NN_name.ipynb; solutions/src/NN_name.py makes solutions/en|ja, run, and
exercises/en|ja, blank.  A notebook whose code has not changed is not run again: its outputs are kept.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
from tqdm import tqdm

from . import blanks, contents, depends, execute
from .execute import RunError
from .pages import Page, pages
from .source import ROOT, SourceError, read, shown

TIMES = Path(
    "build", "times.json"
)  # how long each notebook took to run, for tools.report; not stored in the repository
MOST_BYTES = 1_000_000  # of a stored notebook: more is slow to show on the web


def sources(top: Path = ROOT, names: list[str] | None = None) -> list[Path]:
    """The sources below a folder: all of them, or those whose name or number is given.

    Raises:
        FileNotFoundError: there is none of that name.
    """
    found = sorted((top / "course" / "src").glob("*.py")) + sorted((top / "solutions" / "src").glob("*.py"))
    if not names:
        return found
    chosen = []
    for name in names:
        stem = Path(name).stem
        fitting = [path for path in found if stem in (path.stem, path.stem[:2])]
        if not fitting:
            raise FileNotFoundError(f"there is no source {name}")
        chosen += fitting
    return chosen


# What decides a notebook ----------------------------------------------------------------------------------------------


def cells(notebook: Any) -> list[tuple[str, str, str, list[str]]]:
    """What of a notebook its source decides."""
    return [(cell.id, cell.cell_type, cell.source, list(cell.metadata.get("tags", []))) for cell in notebook.cells]


def fingerprint(notebook: Any) -> str:
    """A hash of what the outputs come from: the code cells, the library's version, and the code that they draw with."""
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    parts = [*code, *depends.states(code)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def stored(page: Page) -> Any:
    """The notebook on disk; None if there is none or it cannot be read."""
    try:
        return nbformat.read(page.path, as_version=4)
    except (OSError, ValueError):
        return None


def write(page: Page, notebook: Any) -> None:
    """Store a notebook, whole or not at all."""
    nbformat.validate(notebook)
    page.path.parent.mkdir(parents=True, exist_ok=True)
    part = page.path.with_suffix(".part")
    part.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    part.replace(page.path)


def build(page: Page, force: bool = False, tick: Callable[[], object] = lambda: None) -> str:
    """Bring one notebook up to date: "run", "written" (only texts changed, or blank) or "" (nothing to do).

    Raises:
        RunError: it cannot be stored as it is.
    """
    wanted, before = page.notebook(), stored(page)
    done = "written"
    if page.is_run:
        mark = fingerprint(wanted)
        wanted.metadata.autograd_lib = {"fingerprint": mark}
        if not force and before is not None and is_complete(before, mark):
            outputs = [cell for cell in before.cells if cell.cell_type == "code"]
            for cell, old in zip((cell for cell in wanted.cells if cell.cell_type == "code"), outputs):
                cell.outputs, cell.execution_count = old.outputs, old.execution_count
            for _ in wanted.cells:
                tick()
        else:
            page.path.parent.mkdir(parents=True, exist_ok=True)
            statuses = execute.run(wanted, page.path.parent, tick)
            for cell, status in statuses.items():
                if status != "right":
                    raise RunError(f"the check of a solution has to say right, and says {status or 'nothing'}", cell)
            done = "run"
        execute.describe_pictures(wanted)
    if before is not None and nbformat.writes(before) == nbformat.writes(wanted):
        return ""
    write(page, wanted)
    return done


def is_complete(notebook: Any, mark: str) -> bool:
    """Whether a stored notebook has the outputs of the code with this fingerprint."""
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    was = notebook.metadata.get("autograd_lib", {}).get("fingerprint")
    return was == mark and [cell.execution_count for cell in codes] == list(range(1, len(codes) + 1))


# The check ------------------------------------------------------------------------------------------------------------


def problems(path: Path) -> list[str]:
    """What is not as it should be with a source and its notebooks; runs nothing."""
    try:
        source = read(path)
        made = [(page, page.notebook()) for page in pages(source)]
    except SourceError as error:
        return [str(error)]
    found = []
    for cell, language, what in source.translations():
        line = cell.lines.get(language, cell.line)
        found.append(f'{shown(path)}:{line}: the {language} text of "{cell.id}" is {what}')
    for page, wanted in made:
        found += page_problems(page, wanted)
    return found


def page_problems(page: Page, wanted: Any) -> list[str]:
    """What is not as it should be with one stored notebook."""
    if not page.path.exists():
        return [f"{page.shown} is missing"]
    notebook = stored(page)
    if notebook is None:
        return [f"{page.shown} cannot be read"]
    found = []
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if cells(notebook) != cells(wanted):
        found.append(f"{page.shown} is not what its source makes")
    elif page.is_run and notebook.metadata.get("autograd_lib", {}).get("fingerprint") != fingerprint(wanted):
        found.append(f"{page.shown} was run with another version of the library or of its figures")
    if page.is_run and [cell.execution_count for cell in codes] != list(range(1, len(codes) + 1)):
        found.append(f"{page.shown} was not run from top to bottom")
    if not page.is_run:
        found += leftovers(page, notebook)
    if "widgets" in notebook.metadata or execute.WIDGET in page.path.read_text(encoding="utf-8"):
        found.append(f"{page.shown} holds widgets")
    if any(output.output_type == "error" for cell in codes for output in cell.outputs if not allowed_error(cell)):
        found.append(f"{page.shown} holds an error")
    if page.path.stat().st_size > MOST_BYTES:
        found.append(f"{page.shown} has {page.path.stat().st_size:,} bytes, more than {MOST_BYTES:,}")
    return found


def allowed_error(cell: Any) -> bool:
    return "raises-exception" in cell.metadata.get("tags", [])


def leftovers(page: Page, notebook: Any) -> list[str]:
    """Where a blank exercise still holds an output, a mark or an answer."""
    found = []
    for cell in notebook.cells:
        if cell.get("outputs") or cell.get("execution_count"):
            found.append(f"{page.shown}: cell {cell.id} was run; exercises are stored blank")
        if cell.cell_type == "code" and re.search(r"#\s*(end )?answer\b", cell.source):
            found.append(f"{page.shown}: cell {cell.id} holds the mark of an answer")
    code = {re.sub(r"\s+", "", line) for cell in notebook.cells for line in cell.source.splitlines()}
    for cell in page.source.cells:
        for line, answer in blanks.blank(cell.code)[1] if cell.exercise else []:
            bare = re.sub(r"\s+", "", answer.split("  #")[0])
            if len(bare) > 6 and any(
                bare in each for each in code
            ):  # a shorter one, such as `x + 1`, may stand anywhere
                where = f"{shown(page.source.path)}:{cell.line + line}"
                found.append(f"{page.shown} holds the answer of {cell.exercise}: {answer} ({where})")
    return found


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="a source, such as 01 or 07_mnist; none is all of them"
    )
    parser.add_argument("--check", action="store_true", help="run nothing: exit with 1 if anything is not up to date")
    parser.add_argument("--force", action="store_true", help="run everything, changed or not")
    options = parser.parse_args(arguments)
    try:
        chosen = sources(ROOT, options.names)
    except FileNotFoundError as error:
        parser.error(str(error))
    return check(chosen) if options.check else build_all(chosen, options.force)


def check(chosen: list[Path], top: Path = ROOT) -> int:
    """Print what is not up to date; 1 if anything is."""
    found = [problem for path in chosen for problem in problems(path)] + contents.problems(top)
    print(*found or ["All notebooks are up to date."], sep="\n")
    if found:
        print("Build: python -m tools.build    Translate: python -m tools.translate status")
    return 1 if found else 0


def build_all(chosen: list[Path], force: bool = False, top: Path = ROOT) -> int:
    """Build the notebooks of these sources; goes on after one that fails, and says so."""
    failed, todo = [], []
    for path in chosen:
        try:
            todo += [(page, page.notebook()) for page in pages(read(path))]
        except SourceError as error:
            failed.append(str(error))
    lines, times = [], dict[str, float]()
    with tqdm(total=sum(len(wanted.cells) for _, wanted in todo), unit="cell", disable=None, leave=False) as bar:
        for page, _ in todo:
            bar.set_description(page.shown)
            start = time.perf_counter()
            try:
                if done := build(page, force, bar.update):
                    if done == "run":
                        times[page.shown] = round(time.perf_counter() - start, 2)
                    lines.append(f"{page.shown}: {done}, {page.path.stat().st_size / 1000:.0f} kB")
            except RunError as error:
                line = next((cell.line for cell in page.source.cells if cell.id == error.cell), 1)
                failed.append(f"{shown(page.source.path)}:{line}: {error} ({page.shown})")
    remember(times, top)
    lines += [f"{name}: the table of the lessons" for name in contents.write(top)]
    print(*lines or ["Nothing to do."], sep="\n")
    for path in chosen:
        for problem in problems(path) if not failed else []:
            print(f"to do: {problem}")
    print(*failed, sep="\n", end="\n" if failed else "", file=sys.stderr)
    return 1 if failed else 0


def remember(times: dict[str, float], top: Path) -> None:
    """Keep how long the notebooks took."""
    path = top / TIMES
    if times:
        path.parent.mkdir(exist_ok=True)
        before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        path.write_text(json.dumps(before | times, indent=1, sort_keys=True) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
