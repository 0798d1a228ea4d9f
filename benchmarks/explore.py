"""How long the figures of the lessons take to be drawn anew when a control is moved.

    python benchmarks/explore.py [NAME ...]     all lessons, or those named: 03, 07_mnist

Runs the lessons' cells (lesson 07 on scikit-learn's small digits), and draws every `explore(...)` at the ends and in the
middle of each of its controls.  Prints milliseconds of this process until the picture is there (what is left of its figure
is swept up later): the median and the slowest.  Plain figures (curves, bars, boxes, tables, graphs) are to be there within
100: those that are not are marked, and named again at the end.  The others stand in NOT_PLAIN, each with its reason.
Each is the best of three, with the texts and formulas forgotten in between that it alone has.
A processor that others use too is up to half as fast, for seconds at a time.  So the same small work is timed right before
and after each picture, and the picture's time divided by how much longer than its least that took: what is printed is about
the time on this processor when nobody else uses it.  A picture may suffer less than that work (pictures drawn in quiet moments
took up to 1.5 times what is printed).  The last line says by how much was divided in the middle of all.
"""

from __future__ import annotations

import contextlib
import io
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
BUDGET_MS = 100.0
SURFACE, MAP, WALL = "a surface in space", "a map filled with color", "a wall of pictures"
NOT_PLAIN = {
    "01 level_line": SURFACE, "01 cursor": SURFACE, "02 cut": SURFACE, "03 bowl": SURFACE,
    "03 walk": MAP, "03 starts": MAP, "03 descent": MAP, "03 fit": MAP,
    "06 valley": MAP, "06 rolling": MAP, "06 training": MAP, "06 race": MAP,
    "07 browser": WALL, "07 neuron": WALL,
}  # fmt: skip

from autograd_lib import course, datasets  # noqa: E402
from autograd_lib.course import lettering  # noqa: E402
from autograd_lib.course.explore import drawn, label, picture, read, swept  # noqa: E402
from autograd_lib.course.formulas import Formulas  # noqa: E402
from tools.pages import pages  # noqa: E402
from tools.source import read as source_of  # noqa: E402


class Clock:
    """Stands in the place of `explore`, and times it."""

    def __init__(self, lesson: str) -> None:
        self.lesson = lesson
        self.rows: list[tuple[str, float, float]] = []

    def __call__(self, draw: Any, /, **controls: Any) -> None:
        known = read(draw, controls)
        start = {each.name: each.start for each in known}
        picture(draw, start)  # the first one computes what later ones find in a cache
        times = []
        for control in known:
            for value in control.extremes()[:6]:
                times.append(min(once(draw, start | {control.name: value}) for _ in range(3)))
        name = f"{self.lesson} {label(draw)}({', '.join(start)})"
        self.rows.append((name, statistics.median(times), max(times)))


def once(draw: Any, settings: dict[str, Any]) -> float:
    """Milliseconds for one picture on an undisturbed processor; it leaves no text and no formula behind."""
    known = [dict(each) for each in KEPT]
    before = yardstick()
    with swept():
        begin = time.process_time()
        drawn(draw, settings)
        took = time.process_time() - begin
    for each, was in zip(KEPT, known):
        each.clear()
        each.update(was)
    SLOWER.append((before + yardstick()) / 2 / LEAST)
    return 1000 * took / max(1.0, SLOWER[-1])


def yardstick() -> float:
    """Seconds for always the same work."""
    begin = time.process_time()
    sum(each * each for each in range(20_000))
    return time.process_time() - begin


LEAST = sorted(yardstick() for _ in range(3000))[30]  # over some seconds; the very least are luck
SLOWER: list[float] = []
KEPT: list[dict[Any, Any]] = [Formulas.read, lettering.sizes, lettering.layouts, lettering.texts]


def measure(path: Path) -> list[tuple[str, float, float]]:
    """Run one lesson: (figure, median, slowest) for each of its figures with controls."""
    clock = Clock(path.stem[:2])
    names: dict[str, Any] = {"__name__": "lesson"}
    before, course.explore = course.explore, clock  # type: ignore[assignment]
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            for cell in pages(source_of(path))[0].notebook().cells:
                if cell.cell_type == "code":
                    exec(compile(cell.source, path.name, "exec"), names)
    finally:
        course.explore = before
    return clock.rows


def main(names: list[str]) -> None:
    """Measure, and print a line for each figure, and one for all of them."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ.pop("AUTOGRAD_LIB_DATA", None)
        os.environ |= {"XDG_CACHE_HOME": folder, "AUTOGRAD_LIB_PROGRESS": str(Path(folder) / "progress.json")}
        datasets.MNIST.mirrors = ("http://127.0.0.1:9/",)
        for path in sorted((ROOT / "course" / "src").glob("*.py")):
            if not names or path.stem in names or path.stem[:2] in names:
                for name, median, slowest in measure(path):
                    reason = NOT_PLAIN.get(name.partition("(")[0], "")
                    rows.append((name, median, reason))
                    mark = f"  ({reason})" if reason else "  !" if median > BUDGET_MS else ""
                    print(f"{median:7.1f} ms  {slowest:7.1f} ms  {name}{mark}", flush=True)
    for kind, each in (("plain", [row for row in rows if not row[2]]), ("other", [row for row in rows if row[2]])):
        over = [name for name, median, _ in each if median > BUDGET_MS]
        if each:
            within, middle = len(each) - len(over), statistics.median(median for _, median, _ in each)
            print(f"{within} of {len(each)} {kind} figures within {BUDGET_MS:.0f} ms, the median {middle:.1f} ms")
            print(f"over: {', '.join(over) or 'none'}")
    print(f"the processor was {statistics.median(SLOWER):.2f} times slower than undisturbed, and the times are divided by that")


if __name__ == "__main__":
    main(sys.argv[1:])
