"""Figures at the end of lesson 09: what an operation costs as its tensor grows, measured by the cell itself, and our time by
PyTorch's for the same work, as it was measured and stored (`speed`).
"""

from __future__ import annotations

from typing import Any

from . import speed
from .figures_devices import seconds
from .style import AMBER, BLUE, GRAY, GREEN, INK, ORANGE, PINK, card, plain

BIG, SMALL = 14, 11  # sizes of text
CODE: dict[str, Any] = {"family": "DejaVu Sans Mono"}
OPERATIONS = {
    "add": "x + y", "matmul": "x @ y", "softmax": "softmax(x, 1)", "gelu": "gelu(x)", "layer_norm": "layer_norm(x)",
    "conv2d": "conv2d(x, w)",
}  # fmt: skip
NETS = {"MLP 784-128-10, SGD": "784-128-10, SGD", "MLP 784-128-10, Adam": "784-128-10, Adam", "CNN 16-32, SGD": "Conv2d, Conv2d, Linear"}  # fmt: skip
Row = tuple[str, list[float]]  # its label; one ratio, or two: of a small and a large size, or of two machines


# One operation, as its tensor grows ------------------------------------------------------------------------------------

def growth(sizes: list[int], taken: dict[str, list[float]]) -> Any:
    """Seconds of an operation against the number of elements: by NumPy, on a tensor, on one that records, in this order.

    A star marks the first size whose time is ten times what recording costs, as the smaller half of the sizes shows it.
    """
    figure, axis = card(9.6, 4.8)
    figure.subplots_adjust(0.1, 0.14, 0.97, 0.96)
    looks = ((AMBER, "s", "-"), (BLUE, "o", (0, (6, 2))), (PINK, "D", (0, (1, 1))))
    for (code, each), (color, marker, line) in zip(taken.items(), looks, strict=True):
        axis.plot(sizes, each, color=color, marker=marker, markersize=7, linewidth=2.4, linestyle=line, label=code, zorder=3)
    tensor, graph = list(taken.values())[1:]
    axis.fill_between(sizes, tensor, graph, color=PINK, alpha=0.25, linewidth=0, zorder=2)
    found = tenth(tensor, graph)
    if found is not None:
        axis.axvline(sizes[found], color=GREEN, linewidth=1.6, linestyle=":", zorder=1)
        axis.plot(sizes[found], graph[found], "*", color=GREEN, markeredgecolor="white", markersize=22, zorder=6)
        axis.annotate(f"$n = {sizes[found]:,}$".replace(",", "{,}"), (sizes[found], graph[found]), (-12, 12), textcoords="offset points",
                      fontsize=BIG, color=GREEN, ha="right", va="bottom")  # fmt: skip
    axis.set(xscale="log", yscale="log")
    ticks = [10**power for power in range(7) if 10**power <= sizes[-1]]
    axis.set_xticks(ticks, [f"{each:,}" for each in ticks])
    axis.set_xticks([], minor=True)
    ends = [each for several in taken.values() for each in several]
    heights = [10.0**power for power in range(-8, 2) if min(ends) / 3 < 10.0**power < 3 * max(ends)]
    axis.set_yticks(heights, [seconds(each) if each >= 1e-6 else f"{1e6 * each:g} µs" for each in heights])
    axis.set_yticks([], minor=True)
    axis.set_xlabel("n", fontsize=BIG, **CODE)
    plain(axis, grid=True)
    axis.legend(loc="upper left", frameon=True, framealpha=0.95, edgecolor=GRAY, prop={**CODE, "size": BIG - 2}, handlelength=3)
    return figure


def tenth(tensor: list[float], graph: list[float]) -> int | None:
    """The place of the first size at which recording costs less than a tenth of the whole; None if there is none."""
    from statistics import median

    few = (len(graph) + 1) // 2
    recording = median(each - without for each, without in zip(graph[:few], tensor[:few], strict=True))
    return next((place for place, each in enumerate(graph) if each > 10 * recording), None)


# This library beside PyTorch -------------------------------------------------------------------------------------------


def rows() -> dict[str, list[Row]]:
    """What is drawn, in three groups: label and ratios of each work, in each group from the smallest ratio to the largest."""
    operations, gpu = (speed.recorded(kind)["times"] for kind in ("operations", "cuda"))
    machines = [each["times"] for each in speed.everywhere("works")]
    found: dict[str, list[Row]] = {
        "cpu:  f(x).backward(g)": [
            (OPERATIONS[name], [speed.ratio(times[size]) for size in ("small", "large")]) for name, times in operations.items()
        ],
        "cpu:  loss.backward()": [
            (speed.LABELS[name], [speed.ratio(times[name]) for times in machines if name in times]) for name in machines[-1]
        ],
        "cuda:  loss.backward()": [
            (label, [speed.ratio(times) for title, times in gpu.items() if title.startswith(name)]) for name, label in NETS.items()
        ],
    }  # fmt: skip
    return {group: sorted(each, key=lambda row: row[1][-1]) for group, each in found.items()}


def ratios() -> Any:
    """Our time by PyTorch's for each work, on a logarithmic axis: left of 1 this library is quicker, right of it PyTorch."""
    found = rows()
    figure, axes = card(10.4, 8.6, 3, 1, height_ratios=[len(each) + 0.4 for each in found.values()])
    figure.subplots_adjust(0.315, 0.075, 0.975, 0.925, hspace=0.2)
    every = [ratio for each in found.values() for _, both in each for ratio in both]
    low, high = min(0.28, 0.68 * min(every)), max(14.0, 1.6 * max(every))  # (so that the outermost numbers have room)
    marks = {  # marker and color of each group, and what its hollow and its filled marks mean
        "cpu:  f(x).backward(g)": ("s", PINK, ("16 × 16", "512 × 512")),
        "cpu:  loss.backward()": ("o", BLUE, tuple(speed.name(each) for each in speed.everywhere("works"))),
        "cuda:  loss.backward()": ("D", GREEN, ("batch_size=64", "batch_size=1024 (512)")),
    }  # fmt: skip
    for axis, (group, each) in zip(axes, found.items(), strict=True):
        marker, color, sizes = marks[group]
        axis.axvspan(low, 1, color="#E4F0F9", zorder=0, linewidth=0)
        axis.axvspan(1, high, color="#FBE8DD", zorder=0, linewidth=0)
        axis.axvline(1, color=INK, linewidth=2, zorder=2)
        for place, (_, both) in enumerate(each):
            _row(axis, place, both, marker, color)
        for size, face in zip(sizes, ("white", color)[-len(sizes) :], strict=True):  # (a single mark is filled)
            axis.plot([], [], marker, color=face, markeredgecolor=color, markeredgewidth=2.2, markersize=9, label=size)
        axis.legend(loc="lower right", bbox_to_anchor=(1.0, 0.98), ncols=2, frameon=False, fontsize=SMALL, borderpad=0,
                    handletextpad=0.2, columnspacing=1.5, prop={**CODE, "size": SMALL})  # fmt: skip
        axis.text(0.0, 1.0, group, transform=axis.transAxes, fontsize=SMALL, color=INK, va="bottom", weight="bold", **CODE)
        _scale(axis, low, high, [label for label, _ in each], axis is axes[-1])
    axes[-1].set_xlabel(r"$t_{\mathrm{autograd\_lib}} \;/\; t_{\mathrm{torch}}$", fontsize=BIG)
    for value, side, text, color in (
        (0.95, "right", "autograd_lib < torch", BLUE), (1.05, "left", "autograd_lib > torch", ORANGE)
    ):  # fmt: skip
        across = _across(axes[0], value, low, high)
        figure.text(across, 0.965, text, fontsize=BIG - 2, color=color, weight="bold", ha=side, va="bottom", **CODE)
    return figure


def _row(axis: Any, place: int, both: list[float], marker: str, color: str) -> None:
    """A mark for each ratio of a work, the small size hollow, and a line between the two; the number beside the last one."""
    axis.plot([both[0], both[-1]] if len(both) > 1 else [1, both[0]], [place, place], color=color, linewidth=2.2, zorder=3,
              linestyle="-" if len(both) > 1 else ":")  # fmt: skip
    for ratio, face in zip(both, ("white", color) if len(both) > 1 else (color,), strict=True):
        axis.plot(ratio, place, marker, color=face, markeredgecolor=color, markeredgewidth=2.2, markersize=9, zorder=4)
    right = both[-1] >= both[0] if len(both) > 1 else both[0] >= 1
    crosses = 0.7 < both[-1] < 1 and right  # the line at 1
    axis.annotate(f"{both[-1]:.2f}", (both[-1], place), (11 if right else -11, 0), textcoords="offset points", fontsize=SMALL,
                  color=INK, ha="left" if right else "right", va="center", zorder=5,
                  bbox={"facecolor": "#E4F0F9", "edgecolor": "none", "pad": 0.6} if crosses else None)  # fmt: skip


def _scale(axis: Any, low: float, high: float, names: list[str], is_last: bool) -> None:
    axis.set(xscale="log", xlim=(low, high), ylim=(len(names) - 0.4, -0.6))
    axis.set_yticks(range(len(names)), names)
    axis.set_yticklabels(names, fontsize=SMALL, **CODE)
    ticks = [each for each in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50) if low < each < high]
    axis.set_xticks(ticks, [f"{each:g}" for each in ticks] if is_last else [])
    axis.set_xticks([], minor=True)
    plain(axis)
    axis.tick_params(axis="y", length=0)
    axis.spines["left"].set_visible(False)
    axis.grid(axis="x", color="white", linewidth=1.2)
    axis.set_axisbelow(True)
    axis.spines["bottom"].set_color(GRAY)


def _across(axis: Any, value: float, low: float, high: float) -> float:
    """Where on the figure, from 0 to 1, a value of the logarithmic axis lies."""
    from math import log

    box = axis.get_position()
    return float(box.x0 + box.width * (log(value) - log(low)) / (log(high) - log(low)))
