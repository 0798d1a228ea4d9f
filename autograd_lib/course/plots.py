"""The plots of a sheet, which look as matplotlib's and are made and drawn in fewer steps.

To matplotlib a tick is five things with dozens of settings each: a plot makes four ticks before anything is asked of it,
gives every new setting to each, and draws three lines and two texts for each tick, most of which are hidden.
"""

from __future__ import annotations

import contextlib
import copy
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from matplotlib.axis import Axis

MARKS = "tick1line", "tick2line"
LABELS = "label1", "label2"
PLACE = {
    *("_x", "_y", "_xy", "_xorig", "_yorig", "_x_filled", "_subslice", "_path", "_transformed_path"),
    *("_invalidx", "_invalidy", "_stale"),
}  # what a line knows of its points
MOST = 40  # lines in one; from 128 points on, matplotlib would leave some out


class Later(list[Any]):
    """The ticks of an axis, of which there is none before somebody asks for it.

    Args:
        ask: makes so many.
    """

    def __init__(self, ask: Callable[[int], Any]) -> None:
        super().__init__()
        self.ask = ask

    def __getitem__(self, place: Any) -> Any:
        if not self and isinstance(place, int):
            self.ask(1)
        return super().__getitem__(place)


class Laters:
    """Stands in an axis for a list that it does not have yet.

    Args:
        name: the list's.
        ask: the axis's method that makes ticks.
    """

    def __init__(self, name: str, ask: str) -> None:
        self.name, self.ask = name, ask

    def __get__(self, axis: Any, kind: Any) -> Any:
        if axis is None:
            return self
        found = vars(axis)[self.name] = Later(lambda count: getattr(axis, self.ask)(count))
        return found


@contextlib.contextmanager
def ticks_at_need() -> Iterator[None]:
    """Meanwhile an axis comes without its first ticks, to which matplotlib would give each setting one by one."""
    was = {name: vars(Axis).get(name) for name in ("majorTicks", "minorTicks")}
    if any(each is None or isinstance(each, Laters) for each in was.values()):
        yield
        return
    Axis.majorTicks = Laters("majorTicks", "get_major_ticks")
    Axis.minorTicks = Laters("minorTicks", "get_minor_ticks")
    try:
        yield
    finally:
        for name, each in was.items():
            setattr(Axis, name, each)


def light(plot: Any) -> Any:
    """The plot: its ticks are copies of the first one, for matplotlib takes a millisecond to make one from nothing, and
    what is added to it is measured only where its limits depend on that."""
    if plot.name in ("rectilinear", "3d"):
        for side in ("tick1", "tick2"):  # which puts the frame in its place, and makes the axes forget their ticks
            plot.get_xaxis_transform(side), plot.get_yaxis_transform(side)
        for axis in (plot.xaxis, plot.yaxis, *([plot.zaxis] if plot.name == "3d" else [])):
            axis.get_major_ticks = copied(axis, "majorTicks", axis.get_major_ticks)
            axis.get_minor_ticks = copied(axis, "minorTicks", axis.get_minor_ticks)
    if plot.name == "rectilinear":
        plot.add_patch, plot.add_line = unmeasured(plot, plot.add_patch), unmeasured(plot, plot.add_line)
    return plot


def unmeasured(plot: Any, add: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """`add`, which does not find out how far a thing reaches where the plot's limits are set."""

    def added(thing: Any) -> Any:
        if plot.get_autoscalex_on() or plot.get_autoscaley_on():
            return add(thing)
        return plot.add_artist(thing)

    return added


def copied(axis: Any, where: str, ask: Callable[..., Any]) -> Callable[..., Any]:
    """`ask`, which returns so many ticks, and finds them there."""

    def ticks(numticks: int | None = None) -> Any:
        if numticks is None:
            numticks = len(axis.get_majorticklocs() if where == "majorTicks" else axis.get_minorticklocs())
        if numticks:
            if not getattr(axis, where):
                ask(1)
                getattr(axis, where)[0].set_clip_path(axis.axes.patch)
            there = getattr(axis, where)
            there += [another(there[0]) for _ in range(len(there), numticks)]
        return ask(numticks)

    return ticks


def another(tick: Any) -> Any:
    """A tick that looks like this one."""
    made = copy.copy(tick)
    for name in ("gridline", *MARKS, *LABELS):
        part = copy.copy(getattr(tick, name))
        if name in LABELS:
            part.set_fontproperties(part.get_fontproperties())  # which makes it a copy of its own
        setattr(made, name, part)
    return made


# Drawing --------------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def in_rows(axes: list[Any]) -> Iterator[None]:
    """Meanwhile the first tick of each axis draws all of them: their lines at once, then their labels."""
    changed: list[Any] = []

    def row(update: Callable[[], list[Any]]) -> Callable[[], list[Any]]:
        def updated() -> list[Any]:
            ticks = update()
            for each in ticks:
                each.draw = nothing
            if ticks:
                ticks[0].draw = lambda renderer: draw_row(ticks, renderer)
            changed.extend(ticks)
            return ticks

        return updated

    updates = [axis._update_ticks for axis in axes]
    for axis, update in zip(axes, updates):
        axis._update_ticks = row(update)
    try:
        yield
    finally:
        for axis, update in zip(axes, updates):
            axis._update_ticks = update
        for tick in changed:
            vars(tick).pop("draw", None)


def nothing(renderer: Any) -> None:
    """What is left to draw of a tick that was drawn with others."""


def draw_row(ticks: list[Any], renderer: Any) -> None:
    """Draw the ticks of an axis."""
    shown = [tick for tick in ticks if tick.get_visible()]
    for name in ("gridline", *MARKS):
        lines = [getattr(tick, name) for tick in shown]
        for row in alike([line for line in lines if line.get_visible()]):
            far = name in MARKS or apart(row) > renderer.points_to_pixels(row[0].get_linewidth()) + 2
            # where two meet, drawing them at once is not drawing them in turn
            for line in [joined(row, gap=name == "gridline")] if far else row:
                line.draw(renderer)
    for tick in shown:
        for name in LABELS:
            label = getattr(tick, name)
            if label.get_visible():
                label.draw(renderer)


def alike(lines: list[Any]) -> list[list[Any]]:
    """The lines, those in a row that look alike together."""
    rows: list[list[Any]] = []
    for line in lines:
        if rows and len(rows[-1]) < MOST and look(line) == look(rows[-1][0]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def joined(lines: list[Any], gap: bool) -> Any:
    """A line through the points of all of them; with a `gap`, nothing is between them."""
    if len(lines) == 1:
        return lines[0]
    points: list[Any] = []
    for line in lines:
        points += np.column_stack(np.broadcast_arrays(*line.get_data())).tolist()
        points += [(np.nan, np.nan)] if gap else []
    found = copy.copy(lines[0])
    found.set_data(*zip(*points))
    return found


def apart(lines: list[Any]) -> float:
    """How many pixels are between the two of these lines that are closest to one another."""
    starts = [[float(np.ravel(each)[0]) for each in line.get_data()] for line in lines]
    places = np.sort(lines[0].get_transform().transform(starts), axis=0)
    return float(np.diff(places, axis=0).max(axis=1).min()) if len(lines) > 1 else math.inf


def look(line: Any) -> dict[str, Any]:
    """All that tells a line from another one at its place."""
    return {name: value for name, value in vars(line).items() if name not in PLACE}
