"""How long a device takes: calculated from its data sheet, or measured with a clock (lesson 09).

    calculated(sheet("T4"), WORKS["x @ x"], 1024)       # seconds, with the way over the bridge and back
    mine = measure(torch, "cuda")                       # the same quantities, measured here and now

A calculated time is a rough sketch: launch + bytes / bandwidth + floating-point operations / peak.  What was measured
carries its machine and date; devices.json, beside this file, holds both and keeps them apart.
"""

from __future__ import annotations

import os
import platform
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from . import measured

__all__ = [
    "SIZES", "WORKS", "Sheet", "Work", "calculated", "crossing", "crossover", "kept", "measure", "recorded", "round_trip",
    "sheet", "with_cores",
]  # fmt: skip

DATA = Path(__file__).with_name("devices.json")
FLOAT = 4  # bytes of a float32
SIZES = (16, 32, 64, 128, 256, 512, 1024, 2048, 4096)  # rows of the square matrices that are measured


@dataclass(frozen=True)
class Sheet:
    """What a data sheet says of a GPU, in units without prefixes.

    Attributes:
        flops: floating-point operations (float32) a second.
        memory: bytes a second between the GPU and its own memory.
        bridge: bytes a second between the two memories, one way.
        launch: seconds until an operation has been handed to the GPU; no data sheet says it, it is assumed.
    """

    name: str
    flops: float
    memory: float
    bridge: float
    launch: float


@dataclass(frozen=True)
class Work:
    """An operation on an n × n matrix of float32.

    Attributes:
        name: as it is written in code.
        flops: how many floating-point operations it takes, as a function of n.
        memory: how many numbers it reads and writes.
    """

    name: str
    flops: Callable[[Any], Any]
    memory: Callable[[Any], Any]
    run: Callable[[Any], Any]


WORKS = {
    "x @ x": Work("x @ x", lambda n: 2 * n**3, lambda n: 3 * n**2, lambda x: x @ x),
    "x + 1": Work("x + 1", lambda n: n**2, lambda n: 2 * n**2, lambda x: x + 1),
}


def sheet(name: str) -> Sheet:
    """The data sheet of a GPU that devices.json knows.

    Raises:
        KeyError: it knows no such GPU.
    """
    found = measured.read(DATA)["data_sheets"][name]
    launch = measured.read(DATA)["assumed"]["launch_seconds"]
    return Sheet(
        name, found["flops_per_second"], found["memory_bytes_per_second"], found["bridge_bytes_per_second"], launch
    )


def recorded(device: str = "cpu", library: str = "autograd_lib") -> list[dict[str, Any]]:
    """The stored measurements of a kind of device with a library: machine, date, versions and seconds of each."""
    return [
        each
        for each in measured.read(DATA)["measured"]
        if each["device"] == device and each["versions"].split(", ")[1].split()[0] == library
    ]


def with_cores(cores: int) -> dict[str, Any]:
    """The stored measurement of a CPU with so many cores.

    Raises:
        StopIteration: there is none.
    """
    return next(each for each in recorded() if each["machine"].endswith(f", {cores} core{'s' * (cores != 1)}"))


def round_trip(measurement: dict[str, Any], work: str, times: float = 1) -> list[float]:
    """The measured seconds for one of `times` operations; on a GPU, with the way there and back, made once."""
    found = measurement["seconds"]
    if measurement["device"] != "cuda":
        return list(found[work])
    ways = zip(found[work], found["to cuda"], found["to cpu"], strict=True)
    return [alone + (there + back) / times for alone, there, back in ways]


def kept(measurement: dict[str, Any], gpu: Sheet) -> dict[str, list[float]]:
    """What share of the peaks of its data sheet a measured GPU has reached, at each size, launches included."""
    sizes, found = measurement["n"], measurement["seconds"]
    product, sum_ = WORKS["x @ x"], WORKS["x + 1"]
    return {
        "x @ x": [product.flops(n) / each / gpu.flops for n, each in zip(sizes, found["x @ x"], strict=True)],
        "x + 1": [FLOAT * sum_.memory(n) / each / gpu.memory for n, each in zip(sizes, found["x + 1"], strict=True)],
        "to cuda": [FLOAT * n**2 / each / gpu.bridge for n, each in zip(sizes, found["to cuda"], strict=True)],
        "to cpu": [FLOAT * n**2 / each / gpu.bridge for n, each in zip(sizes, found["to cpu"], strict=True)],
    }


# Calculated -----------------------------------------------------------------------------------------------------------


def crossing(gpu: Sheet, n: Any) -> Any:
    """Seconds that an n × n matrix of float32 takes over the bridge, one way."""
    return gpu.launch + FLOAT * n**2 / gpu.bridge


def calculated(gpu: Sheet, work: Work, n: Any, times: float = 1) -> Any:
    """Seconds for one of `times` operations on a matrix that crosses the bridge once, and whose result comes back once.

    `n` may be an array of sizes.
    """
    there = gpu.launch + FLOAT * work.memory(n) / gpu.memory + work.flops(n) / gpu.flops
    return there + 2 * crossing(gpu, n) / times


def crossover(sizes: Iterable[float], one: Iterable[float], other: Iterable[float]) -> float | None:
    """The size from which on `other` is quicker than `one`, between two sizes on logarithmic axes; None if there is none."""
    from math import exp, log

    points = [(log(n), log(a) - log(b)) for n, a, b in zip(sizes, one, other, strict=True)]
    if points[-1][1] <= 0:
        return None
    for (before, gain), (after, more) in zip(points[-2::-1], points[:0:-1], strict=True):
        if gain <= 0:
            return exp(before + (after - before) * -gain / (more - gain))
    return exp(points[0][0])


# Measured -------------------------------------------------------------------------------------------------------------


def measure(
    torch: Any, device: str = "cpu", sizes: Iterable[int] = SIZES, seconds: float = 0.2, clock: Any = time.perf_counter
) -> dict[str, Any]:
    """Measure how long the operations of `WORKS` take on a device, and on "cuda" also the way over the bridge.

    Each operation is run once to warm up; then rounds of it are timed for about `seconds`, and before each look at the
    clock the device is waited for.

    Args:
        torch: `autograd_lib`, or PyTorch.
        device: "cpu" or "cuda".
        sizes: how many rows the matrices have.
        seconds: to spend on each number.
        clock: a function that gives seconds.

    Returns:
        What a measurement in devices.json has: machine, date, versions, and for each size and operation the quickest
        round (`seconds`) and the middle one (`median`).
    """
    wait = torch.cuda.synchronize if device == "cuda" else lambda: None
    many = 1 if device == "cuda" else 0
    tiny = torch.ones(1, device=device)
    found: dict[str, Any] = {
        "device": device,
        "machine": machine(torch, device),
        "date": date.today().isoformat(),
        "versions": versions(torch, device),
        "how": f"time.{clock.__name__}: the quickest of the rounds that fit into {seconds:g} s, after one to warm up",
        "launch": time_of(lambda: tiny + 1, wait, seconds, clock, many=100)[0],
        "n": list(sizes),
        "seconds": {},
        "median": {},
    }
    for n in found["n"]:
        here = torch.ones(n, n)
        there = here.to(device)
        jobs: dict[str, Callable[[], Any]] = {
            name: lambda work=work, there=there: work.run(there)  # type: ignore[misc]
            for name, work in WORKS.items()
        }
        if device == "cuda":
            jobs["to cuda"] = lambda here=here: here.to("cuda")  # type: ignore[misc]
            jobs["to cpu"] = lambda there=there: there.to("cpu")  # type: ignore[misc]
        for name, job in jobs.items():
            best, middle = time_of(job, wait, seconds, clock, many)
            found["seconds"].setdefault(name, []).append(best)
            found["median"].setdefault(name, []).append(middle)
    return found


def time_of(
    job: Callable[[], Any], wait: Callable[[], Any], seconds: float, clock: Any, many: int = 0
) -> tuple[float, float]:
    """The quickest and the middle round of a job, in seconds.

    A round runs the job `many` times and waits once; 0 lets a round take about a thousandth of a second.
    """
    rounds: list[float] = []
    job()
    wait()
    end = clock() + seconds
    if not many:
        start = clock()
        job()
        many = max(1, min(1000, round(1e-3 / max(clock() - start, 1e-6))))
    while len(rounds) < 5 or clock() < end:
        start = clock()
        for _ in range(many):
            job()
        wait()
        rounds.append((clock() - start) / many)
    rounds.sort()
    return float(f"{rounds[0]:.4g}"), float(f"{rounds[len(rounds) // 2]:.4g}")


def machine(torch: Any, device: str) -> str:
    """What computes: the name of the GPU, or of the processor with the number of its cores."""
    if device == "cuda":
        return str(torch.cuda.get_device_name())
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        name = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        name = platform.processor() or platform.machine()
    name = " ".join(re.sub(r"\((R|TM)\)|\b(CPU|Processor)\b", "", name).split())
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    cores = min(cores, int(os.environ.get("OMP_NUM_THREADS") or cores))
    return f"{name}, {cores} core{'s' * (cores != 1)}"


def versions(torch: Any, device: str) -> str:
    """The versions of what computes."""
    own = torch.__name__ == "autograd_lib"
    parts = [f"Python {platform.python_version()}", f"{torch.__name__} {torch.__version__}"]
    if own and device == "cuda":
        import cupy

        parts.append(f"CuPy {cupy.__version__}")
    elif own:
        import numpy

        parts.append(f"NumPy {numpy.__version__}")
    return ", ".join(parts)
