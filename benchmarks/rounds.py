"""What the benchmarks share: rounds in turn, the options of the command line, the conditions, and where a table goes.

In every round all libraries do the work in turn, so that a busy moment strikes all alike; the medians of the rounds count.
"""

from __future__ import annotations

import argparse
import datetime
import gc
import importlib.metadata
import importlib.util
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import autograd_lib  # noqa: E402
from autograd_lib.course import devices, speed  # noqa: E402

NAMES = ("numpy", "torch", "dezero", "autograd", "micrograd")


def medians(
    works: dict[str, Callable[[], Any]], rounds: int, seconds: float, ready: Callable[[str], Any] = lambda name: None
) -> dict[str, float]:
    """Seconds of each work: the median of rounds in turn, each of about `seconds`, by repeating short work.

    `ready` is called before each look at the clock, with the name of the work that follows.
    """
    repeats, times = {}, {name: [] for name in works}
    for name, work in works.items():
        ready(name)
        work()
        begin = time.perf_counter()
        work()
        repeats[name] = max(1, round(seconds / max(time.perf_counter() - begin, 1e-7)))
    for _ in range(rounds):
        for name, work in works.items():
            ready(name)
            gc.collect()
            begin = time.perf_counter()
            for _ in range(repeats[name]):
                work()
            times[name].append((time.perf_counter() - begin) / repeats[name])
    return {name: statistics.median(each) for name, each in times.items()}


def command_line(doc: str | None, rounds: int) -> argparse.ArgumentParser:
    """The options of all: `--rounds`, `--write`, `--store`."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--write", type=Path, help="a Markdown file for the table")
    parser.add_argument("--store", action="store_true", help="put the medians into autograd_lib/course/speed.json")
    return parser


def arguments(doc: str | None, what: str, known: Iterable[str], rounds: int) -> argparse.Namespace:
    """What the command line says: which of the known works, and the options."""
    parser = command_line(doc, rounds)
    parser.add_argument("names", nargs="*", metavar=what, help=", ".join(known))
    given = parser.parse_args()
    if unknown := set(given.names) - set(known):
        parser.error(f"{', '.join(sorted(unknown))}: there are only {', '.join(known)}")
    return given


def versions() -> str:
    """Of Python and of the libraries that are installed."""
    found = [f"{name} {importlib.metadata.version(name)}" for name in NAMES if importlib.util.find_spec(name)]
    return ", ".join([f"Python {platform.python_version()}", *found])


def conditions(rounds: int) -> str:
    """Machine, versions and date, in one line."""
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {versions()}; "
        f"medians of {rounds} rounds; {datetime.date.today().isoformat()}."
    )


def measurement(kind: str, unit: str, rounds: int, times: dict[str, Any], machine: str = "", used: str = "") -> dict[str, Any]:
    """What speed.json holds of a measurement: numbers with three digits, and where they come from."""
    return {
        "kind": kind,
        "machine": machine or devices.machine(autograd_lib, "cpu"),
        "date": datetime.date.today().isoformat(),
        "versions": used or versions(),
        "how": f"medians of {rounds} rounds in turn",
        "unit": unit,
        "times": three_digits(times),
    }


def three_digits(found: Any) -> Any:
    """Numbers rounded to three significant digits, in dictionaries of any depth."""
    if isinstance(found, dict):
        return {name: three_digits(each) for name, each in found.items()}
    return float(f"{found:.3g}") if isinstance(found, float) else found


def report(lines: list[str], given: argparse.Namespace) -> None:
    """Print the table, and write it where the command line says."""
    if given.write:
        given.write.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n" + "\n".join(lines))


def store(found: dict[str, Any]) -> None:
    """Put a measurement into speed.json, and its table into the READMEs, between their two marks."""
    speed.store(found)
    if found["kind"] != "works":
        return
    for path in (ROOT / "README.md", ROOT / "README.ja.md"):
        text = path.read_text(encoding="utf-8")
        path.write_text(quoted(text), encoding="utf-8")


def quoted(text: str) -> str:
    """The text of a README with the stored table between its two marks."""
    before, mark, rest = text.partition("<!-- speed -->")
    _, end, after = rest.partition("<!-- end of speed -->")
    return before + mark + "\n" + speed.markdown() + "\n" + end + after
