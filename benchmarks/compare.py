"""This library, PyTorch and its other peers at the same work, side by side in one run.

    python benchmarks/compare.py                        every work, every library that is installed
    python benchmarks/compare.py scalar cnn             only these
    python benchmarks/compare.py --rounds 15 --write benchmarks/compare.md

In every round all libraries do the work in turn, so that a busy moment strikes all alike; the medians of the rounds count.
The ratio is to the better of PyTorch on one thread and on all cores.  All must compute the same numbers first.
"""

from __future__ import annotations

import argparse
import datetime
import gc
import importlib
import importlib.util
import os
import platform
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from works import TITLES, by_hand, pytorchs

import autograd_lib

GOALS = {
    "scalar": 0.40, "neuron": 0.45, "regression": 0.40, "small_net": 0.45, "mlp": 0.90, "mlp_adam": 0.60, "cnn": 1.00,
    "chain": 0.60, "lstm": 1.00, "transformer": 1.00,
}  # fmt: skip
ROUND_SECONDS = 0.05  # of one library in one round, by repeating short work
OURS, HAND = "autograd_lib", "NumPy by hand"


class Entrant:
    """A library at the start: its works, and how many threads of PyTorch it wants."""

    def __init__(self, name: str, works: dict[str, Callable[[], Callable[[], Any]]], threads: int | None = None) -> None:
        self.name, self.works, self.threads = name, works, threads

    def ready(self) -> None:
        if self.threads is not None:
            import torch

            torch.set_num_threads(self.threads)


def entrants() -> list[Entrant]:
    """All libraries that are installed, ours first."""
    found = [Entrant(OURS, pytorchs.works(autograd_lib)), Entrant(HAND, by_hand.WORKS)]
    if importlib.util.find_spec("torch"):
        import torch

        works = pytorchs.works(torch)
        found += [Entrant(f"torch, {n} threads", works, n) for n in sorted({1, os.cpu_count() or 1})]
    for module, name in (("dezero", "DeZero"), ("autograd", "HIPS autograd"), ("micrograd", "micrograd")):
        if importlib.util.find_spec(module):
            works = importlib.import_module("works.with_" + {"autograd": "hips"}.get(module, module)).WORKS
            found.append(Entrant(name, works))
    return found


def race(name: str, rounds: int, field: list[Entrant]) -> dict[str, float]:
    """Milliseconds of one work, by library: the medians of `rounds` rounds in turn.

    Raises:
        AssertionError: two libraries computed different numbers.
    """
    started = []
    for entrant in field:
        if name in entrant.works:
            entrant.ready()
            work = entrant.works[name]()
            started.append((entrant, work, np.asarray(getattr(work(), "data", work()), dtype=np.float64)))
    for entrant, _, result in started[1:]:
        np.testing.assert_allclose(result, started[0][2], rtol=2e-3, atol=1e-5, err_msg=f"{name}: {entrant.name}")
    repeats, times = {}, {entrant.name: [] for entrant, _, _ in started}
    for entrant, work, _ in started:
        entrant.ready()
        begin = time.perf_counter()
        work()
        repeats[entrant.name] = max(1, round(ROUND_SECONDS / max(time.perf_counter() - begin, 1e-7)))
    for _ in range(rounds):
        for entrant, work, _ in started:
            entrant.ready()
            gc.collect()
            begin = time.perf_counter()
            for _ in range(repeats[entrant.name]):
                work()
            times[entrant.name].append(1000 * (time.perf_counter() - begin) / repeats[entrant.name])
    return {library: statistics.median(each) for library, each in times.items()}


def better_torch(found: dict[str, float]) -> float | None:
    """PyTorch's best time, in milliseconds."""
    return min((ms for library, ms in found.items() if library.startswith("torch")), default=None)


def table(results: dict[str, dict[str, float]], names: list[str]) -> list[str]:
    """The results in Markdown: milliseconds, and in brackets the ratio to the better PyTorch."""
    lines = ["| work | goal | " + " | ".join(names) + " |", "|---" * (len(names) + 2) + "|"]
    for work, found in results.items():
        mark, cells = better_torch(found), []
        for library in names:
            ms = found.get(library)
            ratio = f" ({ms / mark:.2f})" if ms is not None and mark and not library.startswith("torch") else ""
            cells.append("–" if ms is None else f"{ms:.3g}{ratio}")
        lines.append(f"| {TITLES[work]} | {GOALS[work]:.2f} | " + " | ".join(cells) + " |")
    return lines


def conditions(rounds: int) -> str:
    """Machine, versions and date, in one line."""
    names = ("numpy", "torch", "dezero", "autograd", "micrograd")
    versions = [f"{name} {importlib.metadata.version(name)}" for name in names if importlib.util.find_spec(name)]
    when = datetime.date.today().isoformat()
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{', '.join(versions)}; medians of {rounds} rounds; {when}."
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("works", nargs="*", metavar="work", help=", ".join(TITLES))
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--write", type=Path, help="a Markdown file for the table")
    given = parser.parse_args()
    if unknown := set(given.works) - set(TITLES):
        parser.error(f"{', '.join(sorted(unknown))}: there are only {', '.join(TITLES)}")
    field, results = entrants(), {}
    for name in given.works or TITLES:
        results[name] = race(name, given.rounds, field)
        print("\n".join(table({name: results[name]}, list(results[name]))[::2]), flush=True)
    lines = [*table(results, [entrant.name for entrant in field]), "", conditions(given.rounds)]
    if given.write:
        given.write.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n" + "\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
