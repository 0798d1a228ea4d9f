"""This library, PyTorch and its other peers at the same work, side by side in one run.

    python benchmarks/compare.py                        every work, every library that is installed
    python benchmarks/compare.py scalar cnn             only these
    python benchmarks/compare.py --rounds 15 --write benchmarks/compare.md
    python benchmarks/compare.py --store                ... and put it into speed.json (lesson 09) and the READMEs

In every round all libraries do the work in turn, so that a busy moment strikes all alike; the medians of the rounds count.
The ratio is to the better of PyTorch on one thread and on all cores.  All must compute the same numbers first.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
from rounds import arguments, conditions, measurement, medians, report, store
from works import TITLES, by_hand, pytorchs

import autograd_lib
from autograd_lib.course.speed import HAND, OURS, better_torch

GOALS = {
    "scalar": 0.40, "neuron": 0.45, "regression": 0.40, "small_net": 0.45, "mlp": 0.90, "mlp_adam": 0.60, "cnn": 1.00,
    "chain": 0.60, "lstm": 1.00, "transformer": 1.00,
}  # fmt: skip
ROUND_SECONDS = 0.05  # of one library in one round, by repeating short work


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
        found += [Entrant(f"torch, {n} thread{'s' * (n > 1)}", works, n) for n in sorted({1, os.cpu_count() or 1})]
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
    by_name = {entrant.name: entrant for entrant, _, _ in started}
    jobs = {entrant.name: work for entrant, work, _ in started}
    found = medians(jobs, rounds, ROUND_SECONDS, lambda name: by_name[name].ready())
    return {library: 1000 * each for library, each in found.items()}


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


def main() -> int:
    given = arguments(__doc__, "work", TITLES, rounds=9)
    field, results = entrants(), {}
    for name in given.names or TITLES:
        results[name] = race(name, given.rounds, field)
        print("\n".join(table({name: results[name]}, list(results[name]))[::2]), flush=True)
    report([*table(results, [entrant.name for entrant in field]), "", conditions(given.rounds)], given)
    if given.store:
        store(measurement("works", "ms", given.rounds, results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
