"""Figures of lesson 09: two memories and the bridge between them, what a time is made of, where a GPU begins to pay, and
who waits for whom.

Lines with markers are measured, broken lines without markers are calculated (`devices`); the timelines are what a
pretend machine has spent its time with (`pretend`).  Nothing is drawn by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from . import devices
from .pretend import Machine, Span
from .style import AMBER, BLUE, GRAY, GREEN, INK, ORANGE, PALE, PAPER, PINK, SKY, blank, boxes, card, plain

BIG, SMALL = 14, 11  # sizes of text
CODE: dict[str, Any] = {"family": "DejaVu Sans Mono"}
GPUS = {"H200": (PINK, (0, (5, 1.5, 1, 1.5))), "T4": (ORANGE, (0, (6, 2)))}  # color and dash of each
PARTS = {"launch": (AMBER, ""), "memory": (SKY, ".."), "flops": (ORANGE, "//"), "bridge": (GREEN, "\\\\")}
N = 1024  # the matrix of the lesson


def seconds(value: float) -> str:
    """A time with three digits and its unit: 0.26 ms, 17 µs."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if value >= 0.0995 * size or unit == "µs":
            break
    shown = value / size
    return f"{shown:,.0f} {unit}" if shown >= 99.5 else f"{shown:.2g} {unit}" if shown < 9.95 else f"{shown:.0f} {unit}"


# Two memories ---------------------------------------------------------------------------------------------------------


def memories(gpu: str = "T4") -> Any:
    """Two memories with a bridge between them; each way is as wide as its bandwidth, on one scale."""
    found, cpu = devices.sheet(gpu), cpu_bandwidth()
    figure, axis = card(11.2, 4.2)
    blank(axis, (0, 11.2), (0.45, 4.65))
    size = 4 * N**2
    scale = 2.2 / found.memory
    for x, name, tint, edge in ((0.25, "cpu", "#E4F0F9", BLUE), (6.65, "cuda", "#FBE8DD", ORANGE)):
        _rounded(axis, x, 0.7, 4.3, 3.4, tint, edge)
        axis.text(x + 2.15, 4.36, f'device="{name}"', fontsize=BIG, color=edge, ha="center", va="center", weight="bold",
                  **CODE)  # fmt: skip
    _chip(axis, 1.2, 2.4, 2, BLUE)
    _chip(axis, 10.0, 2.4, 14, ORANGE)
    _memory(axis, 3.05, 2.4, BLUE)
    _memory(axis, 7.35, 2.4, ORANGE)
    ways = (
        (1.79, 2.58, cpu, BLUE, 2.2),
        (3.54, 6.86, found.bridge, GREEN, 5.6),
        (7.84, 9.41, found.memory, ORANGE, 8.62),
    )
    for start, end, bandwidth, color, middle in ways:
        half = max(bandwidth * scale, 0.03) / 2
        axis.fill_between([start, end], 2.4 - half, 2.4 + half, color=color, linewidth=0, zorder=3)
        _two_heads(axis, start, end, half, color)
        top = 2.4 + half + (0.24 if half < 0.3 else 0.22)
        axis.text(middle, top, f"{bandwidth / 1e9:,.0f} GB/s", fontsize=BIG - 1, color=INK, ha="center", va="center",
                  zorder=6, weight="bold" if color == GREEN else "normal", bbox=PAPER if color == GREEN else None)  # fmt: skip
        axis.text(middle, 2.4 - half - 0.26, seconds(size / bandwidth), fontsize=BIG - 1, color=INK, ha="center",
                  va="center", zorder=6, bbox=PAPER if color == GREEN else None)  # fmt: skip
    axis.text(5.6, 3.35, '.to("cuda") →', fontsize=BIG - 2, color=GREEN, ha="center", va="center", zorder=6, bbox=PAPER,
              **CODE)  # fmt: skip
    axis.text(5.6, 1.45, '← .to("cpu")', fontsize=BIG - 2, color=GREEN, ha="center", va="center", zorder=6, bbox=PAPER,
              **CODE)  # fmt: skip
    axis.text(10.0, 3.6, gpu, fontsize=BIG, color=INK, ha="center", va="center")
    return figure


def cpu_bandwidth() -> float:
    """Bytes a second between the recorded CPU and its memory: `x + 1` on the largest matrix reads and writes it."""
    record = devices.with_cores(1)
    return float(8 * record["n"][-1] ** 2 / record["seconds"]["x + 1"][-1])


def _rounded(axis: Any, x: float, y: float, width: float, height: float, face: str, edge: str) -> None:
    from matplotlib.patches import FancyBboxPatch

    axis.add_patch(
        FancyBboxPatch((x, y), width, height, boxstyle="round,pad=0,rounding_size=0.15", facecolor=face, edgecolor=edge,
                       linewidth=1.8, zorder=1)
    )  # fmt: skip


def _chip(axis: Any, x: float, y: float, cores: int, color: str) -> None:
    """What computes: few large squares, or many small ones."""
    from matplotlib.collections import PatchCollection
    from matplotlib.patches import Rectangle

    half, gap = 0.56, 0.1 if cores < 4 else 0.03
    pitch = 2 * half / cores
    squares = [
        Rectangle((x - half + pitch * i + gap / 2, y - half + pitch * j + gap / 2), pitch - gap, pitch - gap)
        for i in range(cores)
        for j in range(cores)
    ]
    axis.add_patch(Rectangle((x - half - 0.03, y - half - 0.03), 2 * half + 0.06, 2 * half + 0.06, facecolor="white",
                             edgecolor=INK, linewidth=1.4, zorder=4))  # fmt: skip
    axis.add_collection(PatchCollection(squares, facecolor=color, edgecolor="none", zorder=5))


def _memory(axis: Any, x: float, y: float, color: str) -> None:
    """A memory: a block of cells, the lesson's matrix in some of them."""
    from matplotlib.collections import PatchCollection
    from matplotlib.patches import Rectangle

    places = [(row, column) for row in range(9) for column in range(3)]
    ours = [3 <= row <= 5 for row, _ in places]
    cells = [Rectangle((x - 0.45 + 0.3 * column, y - 1.4 + 0.31 * row), 0.3, 0.31) for row, column in places]
    axis.add_collection(
        PatchCollection(cells, facecolor=[(color, 0.55) if each else "white" for each in ours],
                        edgecolor=[(INK, 0.55 if each else 1) for each in ours], linewidth=0.8, zorder=4)
    )  # fmt: skip
    axis.text(x, y, "x", fontsize=BIG + 2, color=INK, ha="center", va="center", zorder=6, weight="bold", **CODE)


def _two_heads(axis: Any, start: float, end: float, half: float, color: str) -> None:
    if half < 0.3:
        axis.plot([start + 0.08, end - 0.08], [2.4, 2.4], linestyle="", marker="o", color=color, markersize=6, zorder=5)
        axis.plot(start + 0.08, 2.4, "<", color=color, markersize=10, zorder=6)
        axis.plot(end - 0.08, 2.4, ">", color=color, markersize=10, zorder=6)


# What a time is made of -----------------------------------------------------------------------------------------------


def parts(work: str, n: float, gpu: str) -> list[tuple[str, float]]:
    """The seconds of each part of an operation on an n × n matrix that crosses the bridge, and whose result comes back."""
    found, job = devices.sheet(gpu), devices.WORKS[work]
    way = 4 * n**2 / found.bridge
    return [
        ("launch", 3 * found.launch),
        ("bridge", 2 * way),
        ("memory", 4 * job.memory(n) / found.memory),
        ("flops", job.flops(n) / found.flops),
    ]


def budget(n: float = N, gpu: str = "T4") -> Any:
    """Two operations on an n × n matrix, each a bar: what share of its calculated time goes where."""
    n = round(n)
    figure, axis = card(10.6, 3.7)
    figure.subplots_adjust(0.09, 0.05, 0.985, 0.8)
    for row, work in enumerate(("x + 1", "x @ x")):
        found = parts(work, n, gpu)
        total, left = sum(each for _, each in found), 0.0
        for name, part in found:
            color, hatch = PARTS[name]
            share = part / total
            axis.barh(1 - row, share, 0.42, left, color=color, hatch=hatch, edgecolor="white", linewidth=1.2)
            if share > 0.075:
                axis.text(left + share / 2, 1 - row, f"{share:.0%}", fontsize=BIG, color=INK, ha="center", va="center",
                          bbox=PAPER)  # fmt: skip
            left += share
        axis.text(-0.015, 1 - row, work, fontsize=BIG, color=INK, ha="right", va="center", **CODE)
        axis.text(0, 1 - row + 0.33, f"n = {n}:  {seconds(total)}", fontsize=BIG - 1, color=INK, va="center")
    axis.set(xlim=(0, 1), ylim=(-0.35, 1.55))
    axis.axis("off")
    labels = {
        "launch": r"$3\,t_{\mathrm{launch}}$", "bridge": r"$2 \cdot 4n^2 /\, B_{\mathrm{bridge}}$",
        "memory": r"bytes$\,/\,B_{\mathrm{memory}}$", "flops": r"flops$\,/\,P$",
    }  # fmt: skip
    from matplotlib.patches import Patch

    handles = [
        Patch(facecolor=color, hatch=hatch, edgecolor="white", label=labels[name])
        for name, (color, hatch) in PARTS.items()
    ]
    order = [handles[0], handles[3], handles[1], handles[2]]
    figure.legend(handles=order, loc="upper center", ncols=4, frameon=False, fontsize=BIG - 1, handlelength=2.2)
    figure.text(0.985, 0.9, gpu, fontsize=BIG, color=INK, ha="right", va="center")
    return figure


# Where it pays --------------------------------------------------------------------------------------------------------


def crossover(mine: dict[str, Any] | None = None) -> Callable[..., Any]:
    """The figure of time against size, with a measurement of one's own if there is one (`devices.measure`)."""

    def draw(work: str = "x @ x", times: int = 1, cores: int = 16, n: float = float(N)) -> Any:
        return _crossover(mine, work, times, cores, round(n))

    draw.__name__ = "crossover"
    return draw


def between(sizes: Any, seconds: Any, n: Any) -> Any:
    """Seconds at sizes that lie between the measured ones: straight lines on logarithmic axes."""
    return np.exp(np.interp(np.log(n), np.log(sizes), np.log(seconds)))


def _crossover(mine: dict[str, Any] | None, work: str, times: int, cores: int, n: int) -> Any:
    cpu, gpu, job = devices.with_cores(cores), devices.recorded("cuda")[0], devices.WORKS[work]
    sizes = np.array(gpu["n"], float)
    fine = np.geomspace(sizes[0], sizes[-1], 161)
    figure, axis = card(9.6, 5.8)
    figure.subplots_adjust(0.1, 0.115, 0.97, 0.97)
    measured: list[tuple[dict[str, Any], str, str, str]] = [
        (cpu, f"cpu × {cores}", BLUE, "o"), (gpu, f"cuda, {gpu['machine'].split()[-1]}", PINK, "D"),
    ]  # fmt: skip
    if mine is not None:
        measured.append((mine, f"{mine['device']}, {mine['machine']}", INK, "P"))
    for record, label, color, marker in measured:
        taken = devices.round_trip(record, work, times)
        shown = f"{label}:  {seconds(float(between(record['n'], taken, n)))}" if record is not mine else label
        axis.plot(record["n"], taken, color=color, marker=marker, markersize=7, linewidth=2.4, label=shown, zorder=4)
        if record is not mine:
            _read(axis, n, between(record["n"], taken, n), color)
    for name, (color, dash) in GPUS.items():
        found = devices.sheet(name)
        at_n = float(devices.calculated(found, job, n, times))
        axis.plot(fine, devices.calculated(found, job, fine, times), color=color, linestyle=dash, linewidth=2,
                  label=f"cuda, {name}:  {seconds(at_n)}", zorder=3)  # fmt: skip
        _read(axis, n, at_n, color)
    on_cpu = between(sizes, devices.round_trip(cpu, work), fine)
    place = devices.crossover(fine, on_cpu, between(sizes, devices.round_trip(gpu, work, times), fine))
    if place is not None:
        _cross(axis, place, float(between(fine, on_cpu, place)), sizes[-1])
    axis.axvline(n, color=GRAY, linewidth=1.2, zorder=1)
    axis.set(xscale="log", yscale="log", xlim=(14, 4700), ylim=(1.2e-6, 6))
    axis.set_xticks(list(sizes), [f"{each:.0f}" for each in sizes])
    axis.set_xticks([], minor=True)
    axis.set_yticks([1e-6 * 10**power for power in range(1, 7)], ["10 µs", "100 µs", "1 ms", "10 ms", "100 ms", "1 s"])
    axis.set_yticks([], minor=True)
    axis.set_xlabel("n", fontsize=BIG, **CODE)
    plain(axis, grid=True)
    axis.legend(loc="upper left", frameon=True, framealpha=0.95, edgecolor=PALE, fontsize=BIG - 2, handlelength=3.4,
                title=f"{work},  n = {n}" + f",  times = {times}" * (times > 1), title_fontproperties={"family": "DejaVu Sans Mono", "size": BIG - 1})  # fmt: skip
    return figure


def _read(axis: Any, n: float, taken: Any, color: str) -> None:
    """Where a curve is read: a white square on it."""
    axis.plot(n, taken, "s", color="white", markeredgecolor=color, markeredgewidth=2.2, markersize=9, zorder=7)


def _cross(axis: Any, place: float, height: float, end: float) -> None:
    """Where two curves cross, and in green all sizes beyond."""
    axis.axvspan(place, end * 1.5, color="#E3F4EE", zorder=0)
    axis.axvline(place, color=GREEN, linewidth=1.6, linestyle=":", zorder=2)
    axis.plot(place, height, "*", color=GREEN, markeredgecolor="white", markersize=22, zorder=6)
    side = "right" if place > 1500 else "left"
    axis.annotate(f"$n \\approx {round(place, -1 if place >= 100 else 0):.0f}$", (place, 1.2e-6 * 1.25),
                  (8 if side == "left" else -8, 0), textcoords="offset points", fontsize=BIG, color=GREEN, ha=side,
                  va="bottom")  # fmt: skip


PROMISES = {  # label, color, marker
    "x @ x": (r"$2n^3 /\, t \;/\; P$", ORANGE, "o"), "x + 1": (r"$8n^2 /\, t \;/\; B_{\mathrm{memory}}$", SKY, "s"),
    "to cuda": (r"$4n^2 /\, t \;/\; B_{\mathrm{bridge}}$", GREEN, ">"),
    "to cpu": (r"$4n^2 /\, t \;/\; B_{\mathrm{bridge}}$", GREEN, "<"),
}  # fmt: skip

RAISED = {"to cuda": 5, "to cpu": -5}  # points between the two last numbers of the bridge


def promises(library: str = "autograd_lib") -> Any:
    """What share of its data sheet's peaks the measured GPU has reached, at each size."""
    record = devices.recorded("cuda", library)[0]
    name = record["machine"].split()[-1]
    figure, axis = card(9.6, 4.9)
    figure.subplots_adjust(0.08, 0.135, 0.97, 0.95)
    for work, shares in devices.kept(record, devices.sheet(name)).items():
        label, color, marker = PROMISES[work]
        code = f'.to("{work[3:]}")' if work.startswith("to") else work
        line = "--" if marker == "<" else "-"
        axis.plot(record["n"], shares, line, color=color, marker=marker, markersize=9, linewidth=2.4, zorder=3,
                  markeredgecolor="white", label=f"{code}   {label}", clip_on=False)  # fmt: skip
        axis.annotate(f"{shares[-1]:.0%}", (record["n"][-1], shares[-1]), (9, RAISED.get(work, 0)), textcoords="offset points", fontsize=SMALL + 1,
                      color=INK, va="center", annotation_clip=False)  # fmt: skip
    axis.axhline(1, color=INK, linewidth=1.6, zorder=1)
    axis.set(xscale="log", xlim=(14, 5600), ylim=(0, 1.04))
    axis.set_xticks(record["n"], [f"{each}" for each in record["n"]])
    axis.set_xticks([], minor=True)
    axis.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25%", "50%", "75%", "100%"])
    axis.set_xlabel("n", fontsize=BIG, **CODE)
    plain(axis, grid=True)
    axis.legend(loc="upper left", bbox_to_anchor=(0.0, 0.95), frameon=True, framealpha=0.95, edgecolor=PALE,
                fontsize=BIG - 2, title=f"{name}, {library}", handlelength=2.6,
                title_fontproperties={"family": "DejaVu Sans Mono", "size": BIG - 1})  # fmt: skip
    return figure


# Who waits for whom ---------------------------------------------------------------------------------------------------


def timeline(products: int = 4, n: int = 512) -> Any:
    """The same products of matrices, timed without and with `synchronize`: what CPU and GPU do meanwhile."""
    figure, axes = card(11.2, 5.2, 2, 1)
    figure.subplots_adjust(0.075, 0.1, 0.985, 0.93, hspace=0.5)
    longest = _timed(products, n, True)[2]
    for axis, wait in zip(axes, (False, True), strict=True):
        spans, stop, end = _timed(products, n, wait)
        _lanes(axis, spans, max(longest, end))
        _stopwatch(axis, stop, max(longest, end))
        code = "torch.cuda.synchronize()" if wait else "# torch.cuda.synchronize()"
        axis.set_title(code, loc="left", fontsize=SMALL + 1, color=INK if wait else ORANGE, pad=8, **CODE)
    return figure


@cache
def _timed(products: int, n: int, wait: bool) -> tuple[list[Span], float, float]:
    """Products on a pretend T4 that is warm: the spans, where the clock was stopped, where the GPU was done."""
    machine = Machine("T4")
    x = machine.ones(n, n, device="cuda")
    x @ x
    machine.cuda.synchronize()
    machine.log.clear()
    start = machine.perf_counter()
    for _ in range(products):
        x @ x
    if wait:
        machine.cuda.synchronize()
    return _shifted(machine, start), machine.perf_counter() - start, machine.busy_until - start


def _shifted(machine: Machine, start: float) -> list[Span]:
    return [each._replace(start=each.start - start, end=each.end - start) for each in machine.log]


LOOPS = {
    "item": ("for x in batches:\n    total += (x @ x).sum().item()", True),
    "tensor": ("for x in batches:\n    total += (x @ x).sum()\ntotal.item()", False),
}


def loops(steps: int = 4, n: int = 512) -> Any:
    """A loop that asks for a number in each step, and one that asks at the end."""
    figure, axes = card(11.2, 5.6, 2, 1)
    figure.subplots_adjust(0.075, 0.09, 0.985, 0.86, hspace=0.95)
    runs = [_looped(steps, n, each) for _, each in LOOPS.values()]
    longest = max(end for _, end in runs)
    for axis, (spans, end), (code, _) in zip(axes, runs, LOOPS.values(), strict=True):
        _lanes(axis, spans, longest)
        _stopwatch(axis, end, longest)
        axis.set_title(code, loc="left", fontsize=SMALL, color=INK, pad=7, **CODE)
    return figure


@cache
def _looped(steps: int, n: int, each: bool) -> tuple[list[Span], float]:
    machine = Machine("T4")
    x = machine.ones(n, n, device="cuda")
    (0.0 + (x @ x).sum()).item()
    machine.zeros((), device="cuda")
    machine.cuda.synchronize()
    machine.log.clear()
    start = machine.perf_counter()
    total: Any = 0.0
    for _ in range(steps):
        total = total + ((x @ x).sum().item() if each else (x @ x).sum())
    if not each:
        total.item()
    return _shifted(machine, start), machine.perf_counter() - start


def _lanes(axis: Any, spans: list[Span], end: float) -> None:
    """Two lanes: what CPU and GPU are busy with, and in both of them the bridge.  Waiting is pale and dashed."""
    lanes = {"cpu": (1, BLUE, ""), "gpu": (0, ORANGE, "//")}
    blocks: dict[tuple[str, str], list[Any]] = {}  # those of one look are one thing to draw
    for span in spans:
        part = "cpu" if span.part == "bridge" else span.part
        lane, color, hatch = lanes[part]
        is_wait = span.part == "cpu" and not span.name.startswith("launch")
        if span.part == "bridge":
            color, hatch = GREEN, "\\\\"
        for place in (0, 1) if span.part == "bridge" else (lane,):  # meanwhile the queue of the GPU stands still
            look = ("", "") if is_wait else (color, hatch)
            blocks.setdefault(look, []).append((span.start, span.end, place - 0.31, place + 0.31))
        wide = (span.end - span.start) / end
        text = {"matmul": "@", "add": "+", "sum": "Σ"}.get(span.name, span.name if is_wait else "")
        if text and wide > (0.12 if is_wait else 0.022):
            axis.text((span.start + span.end) / 2, lane, text, fontsize=SMALL if is_wait else BIG, zorder=5, va="center",
                      ha="center", color=INK, bbox=None if is_wait else PAPER, **CODE)  # fmt: skip
    for (color, hatch), places in blocks.items():
        style: dict[str, Any] = {"facecolor": color, "hatch": hatch, "edgecolor": "white", "linewidth": 1}
        if not color:
            style = {"facecolor": "#F1F1F1", "edgecolor": GRAY, "linestyle": "--", "linewidth": 1.2}
        boxes(axis, places, zorder=3, **style)
    axis.set(xlim=(0, 1.05 * end), ylim=(-0.45, 1.95), yticks=[0, 1])
    axis.set_yticklabels(["cuda", "cpu"], **CODE)
    plain(axis)
    axis.tick_params(axis="y", length=0, labelsize=BIG - 1)
    axis.spines["left"].set_visible(False)
    ticks = axis.get_xticks()
    shown = [each for each in ticks if 0 <= each <= 1.05 * end]
    axis.set_xticks(shown, [f"{each / _unit(end)[0]:g}" + f" {_unit(end)[1]}" * bool(each > 0) for each in shown])
    axis.set_xlim(-0.012 * end, 1.09 * end)


def _unit(end: float) -> tuple[float, str]:
    return (1e-3, "ms") if end >= 1e-3 else (1e-6, "µs")


def _stopwatch(axis: Any, stop: float, end: float) -> None:
    """What the clock shows: an arrow from the start to where it was stopped."""
    for place in (0.0, stop):
        axis.plot([place, place], [-0.4, 1.75], color=INK, linewidth=1.6, zorder=6)
    axis.annotate("", (stop, 1.62), (0, 1.62), arrowprops={"arrowstyle": "<|-|>", "color": INK, "shrinkA": 0, "shrinkB": 0},
                  zorder=6)  # fmt: skip
    size, unit = _unit(end)
    shown = f"{stop / size:.0f} {unit}" if unit == "µs" else f"{stop / size:.2f} {unit}"
    axis.text(stop + 0.008 * end, 1.64, shown, fontsize=BIG, color=INK, va="center", weight="bold", zorder=7)
