"""Training on a GPU: this library on CuPy beside PyTorch on CUDA, in one run.

    python benchmarks/gpu.py                                every work
    python benchmarks/gpu.py --rounds 15 --write benchmarks/gpu.md
    python benchmarks/gpu.py --store                        ... and put it into autograd_lib/course/speed.json
    python benchmarks/gpu.py --profile                      where this library's time goes, on the side of Python

In every round both libraries do the work in turn, each waits for the GPU before the clock is read; the medians of the
rounds count.  Both must compute the same numbers first.  Kernels are those of one step that PyTorch's profiler sees on
the GPU, whichever library launched them (copies within the GPU too).
"""

from __future__ import annotations

import cProfile
import datetime
import platform
import pstats
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from rounds import command_line, measurement, report, store
from works import STEPS, pytorchs

import autograd_lib
from autograd_lib.course.speed import OURS

WORKS = {
    "MLP 784-128-10, SGD, batch 64": ("mlp", 64),
    "MLP 784-128-10, SGD, batch 1024": ("mlp", 1024),
    "MLP 784-128-10, Adam, batch 64": ("mlp_adam", 64),
    "MLP 784-128-10, Adam, batch 1024": ("mlp_adam", 1024),
    "CNN 16-32, SGD, batch 64": ("cnn", 64),
    "CNN 16-32, SGD, batch 512": ("cnn", 512),
}
THEIRS = "torch"


def race(name: str, batch: int, rounds: int, torch: Any) -> dict[str, tuple[float, int]]:
    """Milliseconds and kernels of one training step, by library.

    Raises:
        AssertionError: the two computed different numbers.
    """
    works, steps = {}, STEPS[name]
    for title, library in ((OURS, autograd_lib), (THEIRS, torch)):
        works[title] = pytorchs.works(library, "cuda", batch)[name]()
    results = [float(work().item()) for work in works.values()]
    np.testing.assert_allclose(results[0], results[1], rtol=2e-3, err_msg=f"{name}, batch {batch}")
    times: dict[str, list[float]] = {title: [] for title in works}
    for _ in range(rounds):
        for title, work in works.items():
            torch.cuda.synchronize()
            begin = time.perf_counter()
            work()
            torch.cuda.synchronize()
            times[title].append(1000 * (time.perf_counter() - begin) / steps)
    return {title: (statistics.median(times[title]), kernels(work, torch) // steps) for title, work in works.items()}


def kernels(work: Callable[[], Any], torch: Any) -> int:
    """How many kernels run on the GPU while the work is done."""
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CUDA]) as profile:
        work()
        torch.cuda.synchronize()
    on_gpu = torch.autograd.DeviceType.CUDA
    return sum(event.device_type == on_gpu for event in profile.events())


def profiled(name: str, batch: int) -> None:
    """Print which functions of Python the time of this library goes to."""
    work, profile = pytorchs.works(autograd_lib, "cuda", batch)[name](), cProfile.Profile()
    work()
    profile.runcall(work)
    pstats.Stats(profile).sort_stats("tottime").print_stats(25)


def main() -> int:
    parser = command_line(__doc__, rounds=9)
    parser.add_argument("--profile", action="store_true", help="the functions that take longest")
    given = parser.parse_args()
    if not autograd_lib.cuda.is_available():
        print("No GPU, or no CuPy: nothing to measure.")
        return 1
    import cupy
    import torch

    lines = ["| work, one step | autograd_lib, ms | torch, ms | ratio | kernels | of torch |", "|---" * 6 + "|"]
    times: dict[str, dict[str, float]] = {}
    for title, (name, batch) in WORKS.items():
        found = race(name, batch, given.rounds, torch)
        (ours, mine), (theirs, other) = found[OURS], found[THEIRS]
        lines.append(f"| {title} | {ours:.3g} | {theirs:.3g} | {ours / theirs:.2f} | {mine} | {other} |")
        print(lines[-1], flush=True)
        times[title] = {OURS: ours, THEIRS: theirs, "kernels": mine, "of torch": other}
        if given.profile:
            profiled(name, batch)
    gpu = torch.cuda.get_device_name()
    used = f"Python {platform.python_version()}, CuPy {cupy.__version__}, torch {torch.__version__}"
    lines += ["", f"{gpu}, {used}; medians of {given.rounds} rounds; {datetime.date.today().isoformat()}."]
    report(lines, given)
    if given.store:
        store(measurement("cuda", "ms", given.rounds, times, gpu, used))
    return 0


if __name__ == "__main__":
    sys.exit(main())
