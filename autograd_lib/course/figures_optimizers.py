"""Figures of lesson 06: four optimizers on one surface, and what the learning rate makes of each of them.

Each function draws one figure and returns it.  Its arguments are what the controls of the lesson move.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from .figures_loop import CODE, HESSIAN, number
from .style import AMBER, BLUE, GRAY, GREEN, INK, ORANGE, PAPER, PINK, card, plain

BIG, SMALL = 14, 11  # sizes of text
STEPS = 100
SHADES = ("#CFCFCF", "#D5D5D5", "#DBDBDB", "#E1E1E1", "#E7E7E7", "#EDEDED", "#F3F3F3", "#F9F9F9", "#FFFFFF")


class Runner(NamedTuple):
    """One optimizer: how it is made, at which learning rate it starts on which surface, and how it is drawn."""

    make: Callable[..., Any]
    color: str
    marker: str
    dash: Any
    label: str


class Surface(NamedTuple):
    """Something to go down on: its height, its two slopes, where to start, its lowest point, and what is shown of it."""

    f: Callable[[Any, Any], Any]
    slopes: Callable[[float, float], tuple[float, float]]
    start: tuple[float, float]
    lowest: tuple[float, float]
    xlim: tuple[float, float]
    ylim: tuple[float, float]
    levels: tuple[float, ...]
    rates: tuple[float, float, float, float]


def bowl(w: Any, b: Any) -> Any:
    """The loss of lesson 06's line on its three points."""
    return (HESSIAN[0, 0] * (w - 2) ** 2 + 2 * HESSIAN[0, 1] * (w - 2) * b + HESSIAN[1, 1] * b**2) / 2


def banana(w: Any, b: Any) -> Any:
    """A bent ravine: steep walls, a nearly level floor along b = w² (Rosenbrock's, with milder numbers)."""
    return (1 - w) ** 2 / 4 + 2 * (b - w**2) ** 2


SURFACES = {
    "MSELoss": Surface(
        bowl, lambda w, b: tuple(HESSIAN @ (w - 2, b)), (0.0, 0.0), (2.0, 0.0),
        (-0.5, 4.0), (-1.4, 2.1), (0.02, 0.1, 0.4, 1.2, 3, 7, 14, 28),
        (0.13, 0.018, 0.42, 0.32),
    ),
    "(1−w)²/4 + 2(b−w²)²": Surface(
        banana, lambda w, b: (-(1 - w) / 2 - 8 * w * (b - w * w), 4 * (b - w * w)), (-1.5, 1.0), (1.0, 1.0),
        (-2.0, 2.0), (-0.9, 2.6), (0.02, 0.1, 0.4, 1, 2.5, 6, 14, 30),
        (0.1, 0.055, 0.54, 0.54),
    ),
}  # fmt: skip


def runners() -> dict[str, Runner]:
    """The four of the race, by name."""
    from .. import optim

    return {
        "SGD": Runner(optim.SGD, BLUE, "o", "-", "SGD"),
        "momentum": Runner(
            lambda p, lr: optim.SGD(p, lr=lr, momentum=0.9), ORANGE, "s", (0, (5, 1.5)), "SGD, momentum=0.9"
        ),
        "Adam": Runner(optim.Adam, GREEN, "^", (0, (1, 1)), "Adam"),
        "AdaBelief": Runner(optim.AdaBelief, PINK, "D", (0, (4, 1, 1, 1)), "AdaBelief"),
    }


@cache
def run(name: str, lr: float, surface: str = "MSELoss", steps: int = STEPS) -> tuple[np.ndarray, np.ndarray]:
    """The path of an optimizer, (steps + 1, 2), and the heights along it; it stops where it leaves all bounds."""
    from ..ops.creation import tensor

    it = SURFACES[surface]
    place = tensor(list(it.start), requires_grad=True)
    optimizer = runners()[name].make([place], lr=lr)
    path, heights = [it.start], [float(it.f(*it.start))]
    w, b = it.start
    with np.errstate(all="ignore"):
        for _ in range(steps):
            place.grad = tensor(list(map(float, it.slopes(w, b))))
            optimizer.step()
            w, b = place.tolist()
            if not abs(w) + abs(b) < 1e6:
                break
            path.append((w, b))
            heights.append(float(it.f(w, b)))
    return np.array(path), np.array(heights)


def race(step: int = STEPS, surface: str = "MSELoss", lr_factor: float = 1.0) -> Any:
    """Four optimizers after so many steps from one start, and the height of each against the step.

    Args:
        step: how many of the hundred steps are done.
        surface: a key of `SURFACES`.
        lr_factor: multiplies the learning rate of each.
    """
    from matplotlib.ticker import NullLocator

    it = SURFACES[surface]
    figure, (left, right) = card(10.0, 4.4, 1, 2, width_ratios=[1.25, 1])
    figure.subplots_adjust(0.06, 0.125, 0.985, 0.96, wspace=0.19)
    w, b = np.meshgrid(np.linspace(*it.xlim, 121), np.linspace(*it.ylim, 101))
    heights = it.f(w, b)
    left.contourf(w, b, heights, levels=(0, *it.levels, 1e4), colors=SHADES, antialiased=False)
    for place, ((name, each), rate) in enumerate(zip(runners().items(), it.rates, strict=True)):
        path, height = run(name, rate * lr_factor, surface)
        upto = min(step, len(path) - 1)
        left.plot(*path[: upto + 1].T, color=each.color, linestyle=each.dash, linewidth=1.8, zorder=4)
        left.plot(
            *path[: min(upto, 12) + 1].T, each.marker, color=each.color, markersize=4.5, linestyle="none", zorder=4
        )
        left.plot(*path[upto], each.marker, color=each.color, markeredgecolor=INK, markersize=13, zorder=7)
        shown = np.clip(height, 1e-12, 1e9)
        right.plot(shown[: upto + 1], color=each.color, linestyle=each.dash, linewidth=2)
        right.plot(upto, np.clip(shown[upto], 2e-6, 90), each.marker, color=each.color, markeredgecolor=INK,
                   markersize=11, zorder=6, clip_on=False)  # fmt: skip
        right.plot(0.03, 0.245 - 0.062 * place, each.marker, color=each.color, markersize=8, transform=right.transAxes,
                   markeredgecolor=INK)  # fmt: skip
        right.text(0.07, 0.245 - 0.062 * place, f"{each.label}, lr={rate * lr_factor:.2g}", color=INK,
                   transform=right.transAxes, fontsize=SMALL, va="center", bbox=PAPER | {"alpha": 0.8}, **CODE)  # fmt: skip
    left.plot(*it.start, "o", color="white", markeredgecolor=INK, markersize=9, zorder=6)
    left.plot(*it.lowest, "*", color=AMBER, markeredgecolor=INK, markersize=22, zorder=5)
    left.set(xlim=it.xlim, ylim=it.ylim)
    left.set_xlabel("$w$", fontsize=BIG, labelpad=0)
    left.set_ylabel("$b$", fontsize=BIG, rotation=0)
    left.spines[:].set_color(GRAY)
    left.tick_params(color=GRAY, labelcolor=INK)
    right.set(yscale="log", ylim=(1e-6, 100), xlim=(-2, STEPS + 3))
    right.yaxis.set_minor_locator(NullLocator())
    right.set_xlabel("optimizer.step()", fontsize=SMALL + 1, **CODE)
    right.set_ylabel("loss", fontsize=SMALL + 1, labelpad=0, **CODE)
    plain(right, grid=True)
    return figure


RATES = np.geomspace(1e-3, 10, 33)


@cache
def settled(name: str) -> np.ndarray:
    """The largest of the last ten losses of a hundred steps on the bowl, for each learning rate of RATES."""
    found = []
    for rate in RATES:
        path, heights = run(name, float(rate))
        found.append(heights[-10:].max() if len(path) == STEPS + 1 else np.inf)
    return np.array(found)


def rates() -> Any:
    """The loss that each optimizer has reached after a hundred steps on the bowl, against its learning rate."""
    from matplotlib.ticker import NullLocator

    figure, axis = card(8.8, 4.7)
    top = 60.0
    for name, each in runners().items():
        reached = settled(name)
        there = reached < top
        axis.plot(RATES[there], reached[there], color=each.color, marker=each.marker, linestyle=each.dash, linewidth=2.2,
                  markersize=6.5, markeredgecolor="white", markeredgewidth=0.6)  # fmt: skip
        if not there.all():  # it flies out of the picture
            last = np.flatnonzero(there).max()
            axis.annotate("", (RATES[last + 1], top), (RATES[last], reached[last]), zorder=5,
                          arrowprops={"arrowstyle": "-|>", "color": each.color, "linewidth": 2.2, "linestyle": "-"})  # fmt: skip
            axis.text(RATES[last + 1], top * 1.25, "∞", color=each.color, fontsize=BIG + 4, ha="center", va="bottom")
        best = int(np.argmin(reached))
        axis.plot(
            RATES[best], reached[best], each.marker, color=each.color, markeredgecolor=INK, markersize=15, zorder=6
        )
    axis.axhspan(1e-5, 0.01, facecolor="#EAF5F0", zorder=0)
    axis.axhline(0.01, color=GREEN, linewidth=1, linestyle=":")
    for place, (name, each) in enumerate(runners().items()):
        lowest, best = settled(name).min(), RATES[int(np.argmin(settled(name)))]
        x, y = (0.03, 0.06 + 0.062 * (3 - place))
        axis.plot(x, y, each.marker, color=each.color, markeredgecolor=INK, markersize=9, transform=axis.transAxes)
        axis.text(x + 0.02, y, f"{each.label}: {number(lowest, 1)}, lr={best:.2g}", color=INK, va="center",
                  transform=axis.transAxes, fontsize=SMALL, **CODE)  # fmt: skip
    axis.set(xscale="log", yscale="log", xlim=(8e-4, 12), ylim=(1e-5, top))
    axis.yaxis.set_minor_locator(NullLocator())
    axis.set_xlabel("lr", fontsize=BIG, **CODE)
    axis.set_ylabel("loss", fontsize=BIG, **CODE)
    plain(axis, grid=True)
    figure.subplots_adjust(0.085, 0.12, 0.985, 0.9)
    return figure
