"""Figures of lesson 03, first half: the hill in fog, its four readings, the climb, the map, and the hill turned over.

Each function draws one figure and returns it.  All heights and places come from `hill`.
"""

from __future__ import annotations

import math
from functools import cache
from itertools import islice
from typing import Any

import numpy as np

from . import hill, terrains
from .style import AMBER, BLUE, GRAY, GREEN, INK, ORANGE, PAPER, SKY, blank, card, plain, settle, sheet

BIG, SMALL = 14, 11  # sizes of text
MIST, GRASS = "#D3DADF", "#DDEFE6"
NAMES = "NESW"
AROUND = {"N": (0, 1), "E": (1, 0), "S": (0, -1), "W": (-1, 0)}


def fog() -> Any:
    """The climber at the start: one meter of ground to see, four readings around, compass, tape measure and GPS."""
    from matplotlib.patches import Circle

    figure, axis = card(9.6, 4.8)
    blank(axis, (0, 9.6), (0, 4.8))
    x, y, meter = 3.05, 2.4, 1.42
    ground = Circle((x, y), meter * 1.28, facecolor=GRASS, edgecolor="none", zorder=1)
    axis.add_patch(ground)
    uphill = np.array(hill.slopes(hill.readings(hill.START)))
    uphill /= np.hypot(*uphill)
    level = np.array([-uphill[1], uphill[0]])
    for along in np.linspace(-2, 2, 17):  # places of the same height, 2.8 cm apart
        line = np.array([(x, y) + along * uphill - 3 * level, (x, y) + along * uphill + 3 * level])
        (drawn,) = axis.plot(*line.T, color=GREEN, linewidth=1.1, alpha=0.45, zorder=2)
        drawn.set_clip_path(ground)
    axis.imshow(_mist((x, y), meter), extent=(0, 9.6, 0, 4.8), origin="lower", zorder=3, interpolation="bilinear")
    axis.set(xlim=(0, 9.6), ylim=(0, 4.8))
    axis.add_patch(
        Circle((x, y), meter, facecolor="none", edgecolor=INK, linewidth=1.2, linestyle=(0, (4, 3)), zorder=4)
    )
    _tape(axis, x, y, meter)
    for name, reading in zip(NAMES, hill.readings(hill.START)):
        dx, dy = AROUND[name]
        place = np.array([x + dx * meter, y + dy * meter])
        color, marker = (ORANGE, "^") if reading > 0 else (BLUE, "v")
        axis.plot(*place, marker, color=color, markeredgecolor="white", markersize=14, zorder=6)
        text = f"{reading:+d} cm".replace("-", "−")
        axis.text(place[0] + 0.72 * dx, place[1] + 0.4 * dy, text, fontsize=BIG, color=color, ha="center", va="center",
                  fontweight="bold", bbox=PAPER | {"boxstyle": "round,pad=0.2"}, zorder=7)  # fmt: skip
    _climber(axis, x, y)
    _compass(axis, 7.55, 3.15)
    _gps(axis, 7.55, 1.05, hill.altitude(hill.START))
    return figure


def heading(heading: int = 63) -> Any:
    """How steep the ground at the start is in every direction: the triangle of two readings, and the climb per meter.

    Args:
        heading: where the climber looks, in degrees from north over east, as on a compass.
    """
    found = hill.readings(hill.START)
    east, north = found.east, found.north
    steepest = math.hypot(east, north)
    best = math.degrees(math.atan2(east, north))
    looks = np.radians(heading)
    climbs = east * np.sin(looks) + north * np.cos(looks)
    figure, (left, right) = card(10.2, 4.6, 1, 2, width_ratios=[10, 11])
    left.set(xlim=(-13.5, 28), ylim=(-13.5, 24), aspect="equal")
    left.axis("off")
    left.annotate("", (0, 22), (0, -11), arrowprops={"arrowstyle": "-|>", "color": GRAY, "linewidth": 1.2})
    left.annotate("", (27, 0), (-11, 0), arrowprops={"arrowstyle": "-|>", "color": GRAY, "linewidth": 1.2})
    left.text(0, 22.3, "N", fontsize=BIG, color=INK, ha="center", va="bottom")
    left.text(27.3, 0, "E", fontsize=BIG, color=INK, ha="left", va="center")
    left.fill([0, east, east], [0, 0, north], color=AMBER, alpha=0.25, linewidth=0)
    left.plot([0, east], [0, 0], color=INK, linewidth=3)
    left.plot([east, east], [0, north], color=INK, linewidth=3)
    left.plot([east - 1.5, east - 1.5, east], [0, 1.5, 1.5], color=INK, linewidth=1)
    left.text(east / 2, -1.2, f"{east} cm", fontsize=BIG, color=INK, ha="center", va="top")
    left.text(east + 0.8, north / 2, f"{north} cm", fontsize=BIG, color=INK, ha="left", va="center")
    left.annotate("", (east, north), (0, 0), arrowprops={"arrowstyle": "-|>,head_width=0.4,head_length=0.8",
                  "color": ORANGE, "linewidth": 3.6, "shrinkA": 0, "shrinkB": 0})  # fmt: skip
    left.text(0.72 * east, 0.72 * north + 1.1, f"{steepest:.2f} cm", fontsize=BIG, color=ORANGE, ha="center",
              va="bottom", rotation=math.degrees(math.atan2(north, east)), rotation_mode="anchor")  # fmt: skip
    turn = np.radians(np.linspace(0, best, 40))
    left.plot(7 * np.sin(turn), 7 * np.cos(turn), color=GREEN, linewidth=2)
    left.text(4.1, 13.4, f"{best:.1f}°", fontsize=BIG, color=GREEN, ha="center", va="center")
    look = 11 * np.array([np.sin(looks), np.cos(looks)])
    left.plot([0, look[0]], [0, look[1]], color=BLUE, linewidth=3, linestyle=(0, (2, 1)), zorder=4)
    left.plot(*look, "D", color=BLUE, markeredgecolor="white", markersize=11, zorder=5)
    left.plot(0, 0, "o", color=INK, markersize=10, zorder=6)

    degrees = np.linspace(0, 360, 361)
    curve = east * np.sin(np.radians(degrees)) + north * np.cos(np.radians(degrees))
    right.axhline(0, color=INK, linewidth=1)
    right.fill_between(degrees, 0, curve, where=curve > 0, color=ORANGE, alpha=0.18, linewidth=0)
    right.fill_between(degrees, 0, curve, where=curve < 0, facecolor="#DCEBF5", edgecolor=SKY, hatch="///", linewidth=0)
    right.plot(degrees, curve, color=INK, linewidth=2.4)
    right.vlines(best, 0, steepest, color=ORANGE, linewidth=2, linestyle=":")
    right.plot(
        range(0, 361, 90), (*found, found.north), "s", color="white", markeredgecolor=INK, markeredgewidth=1.8,
        markersize=9, zorder=4,
    )  # fmt: skip
    right.plot(heading, climbs, "D", color=BLUE, markeredgecolor="white", markersize=13, zorder=5)
    right.set_xticks([0, 90, 180, 270, 360], ["N\n0°", "E\n90°", "S\n180°", "W\n270°", "N\n360°"])
    right.set(xlim=(-8, 368), ylim=(-27, 27), yticks=range(-20, 21, 10))
    right.set_title(f"{heading}°:  {climbs:+.2f} cm / m".replace("-", "−"), fontsize=BIG + 2, color=BLUE, pad=12)
    right.set_ylabel("cm / m", fontsize=BIG, color=INK)
    plain(right, grid=True)
    settle(figure, "heading", w_pad=1.5)
    return figure


EXTENT = (-200, 240, -70, 270)  # of the map, in meters: west, east, south, north


def walk(step: int = 22, fog: bool = True) -> Any:
    """The climb after so many steps: its path (on the map, if the fog is lifted), altitudes, lengths of the steps."""
    path = np.array(list(islice(hill.climb(), 23)))
    so_far = path[: step + 1]
    figure = _plan()
    plane, high, long = figure.axes
    if fog:
        _fogged(plane, so_far)
    else:
        _map(plane)
    _trail(plane, so_far)
    here = (float(so_far[-1][0]), float(so_far[-1][1]))
    found = hill.readings(here)
    _rose(plane, found)

    altitudes = [hill.altitude((float(e), float(n))) for e, n in path]
    lengths = np.hypot(*np.diff(path, axis=0).T)
    steps = np.arange(len(path))
    high.plot(steps[: step + 1], altitudes[: step + 1], "o-", color=ORANGE, markersize=5, linewidth=2)
    high.plot(step, altitudes[step], "o", color=ORANGE, markeredgecolor=INK, markersize=10)
    high.set(xlim=(-0.8, 22.8), ylim=(814, 852), yticks=[820, 830, 840, 850], xticks=range(0, 23, 5))
    high.set_title(f"{altitudes[step]:.2f} m", fontsize=BIG + 1, color=ORANGE, loc="left")
    long.bar(steps[:step], lengths[:step], width=0.7, color=SKY, edgecolor=BLUE, hatch="//", linewidth=1)
    length = lengths[step] if step < len(lengths) else 100 * math.hypot(*hill.slopes(found))
    right = f"$100 \\times$ {length / 100:.3f}  =  {length:.2f} m"
    long.set(xlim=(-0.8, 22.8), ylim=(0, 28), xticks=range(0, 23, 5), yticks=[0, 10, 20])
    long.set_title(right, fontsize=BIG + 1, color=BLUE, loc="left")
    for axis in (high, long):
        axis.set_ylabel("m", fontsize=SMALL + 1, color=INK, rotation=0, labelpad=10)
        plain(axis, grid=True)
    return figure


def journey(land: terrains.Terrain, path: Any, fog: bool = True, rule: Any = None) -> Any:
    """A walk on any ground: the path, the readings at its end, the altitudes, the lengths of the steps.

    Args:
        land: the ground.
        path: the places walked to, (east, north) each, the start first.
        fog: whether nothing of the ground is to be seen.
        rule: another path beside it, dashed, which altitudes are compared with.
    """
    path = np.asarray(path, dtype=float)
    places = [(float(east), float(north)) for east, north in path]
    altitudes = [land.altitude(place) for place in places]
    lengths = np.hypot(*np.diff(path, axis=0).T)
    figure = _plan(extent=land.extent)
    plane, high, long = figure.axes
    if fog:
        _fogged(plane, path, land.extent)
    else:
        _map(plane, land=land)
    if rule is not None:
        other = [land.altitude((float(east), float(north))) for east, north in rule]
        for axis, line in ((plane, np.asarray(rule).T), (high, (range(len(other)), other))):
            axis.plot(*line, "^", color=BLUE, markeredgecolor="white", markersize=6, linestyle=(0, (4, 2)), zorder=4)
        altitudes_all = [*altitudes, *other]
    else:
        altitudes_all = altitudes
    _trail(plane, path)
    _rose(plane, land.readings(places[-1]), _corner(land.extent, path if rule is None else [*path, *rule]))
    last = max(10, len(lengths), len(rule) - 1 if rule is not None else 0)
    low = 10 * math.floor(min(altitudes_all) / 10) - 4
    top = max(10 * math.ceil(max(altitudes_all) / 10) + 2, low + 46)
    high.plot(altitudes, "o-", color=ORANGE, markersize=5, linewidth=2)
    high.plot(len(lengths), altitudes[-1], "o", color=ORANGE, markeredgecolor=INK, markersize=10)
    high.set(ylim=(low, top), yticks=range(low + 4, top, 10 if top - low < 70 else 20))
    high.set_title(f"{altitudes[-1]:.2f} m", fontsize=BIG + 1, color=ORANGE, loc="left")
    long.bar(np.arange(len(lengths)), lengths, width=0.7, color=SKY, edgecolor=BLUE, hatch="//", linewidth=1)
    long.set(ylim=(0, max(28, 1.1 * lengths.max(initial=0))))
    for axis in (high, long):
        axis.set(xlim=(-0.8, last + 0.8), xticks=range(0, last + 1, max(2, last // 5)))
        axis.set_ylabel("m", fontsize=SMALL + 1, color=INK, rotation=0, labelpad=10)
        plain(axis, grid=True)
    return figure


def starts(east: float = -150.0, north: float = 30.0) -> Any:
    """The hill without fog: where a climb from (east, north) ends, among many climbs from all over the map."""
    figure = _plan(alone=True)
    (plane,) = figure.axes
    _map(plane, alpha=0.55)
    for path, summit in _climbs():
        color, dash = ((ORANGE, "-"), (BLUE, (0, (4, 2))))[summit]
        plane.plot(*path.T, color=color, linewidth=1.1, linestyle=dash, alpha=0.75, zorder=4)
        plane.plot(*path[0], "o^"[summit], color=color, markersize=4, alpha=0.75, zorder=4)
    path = np.array(list(islice(hill.climb((east, north)), 80)))
    _trail(plane, path, thick=True)
    altitude = hill.altitude((float(path[-1][0]), float(path[-1][1])))
    plane.set_title(f"({east:g}, {north:g}) → {altitude:.2f} m".replace("-", "−"), fontsize=BIG + 2, color=INK, pad=10)
    return figure


def mirror() -> Any:
    """The hill and the loss side by side, line by line; only the sign differs."""
    figure, axis = card(9.6, 5.4)
    blank(axis, (0, 9.6), (0, 5.4))
    for x, sign, color in ((2.55, 1, ORANGE), (7.05, -1, BLUE)):
        _slope_with_steps(axis, x, sign, color)
    rows = (
        (r"$(x,\ y)$", r"$(u,\ v)$"),
        (r"$H(x, y)$", r"$L(u, v)$"),
        (r"$\Delta H \,/\, 1\ \mathrm{m}$", r"$\partial L/\partial u,\ \ \partial L/\partial v$"),
        (r"$100$", r"$\mathtt{lr}$"),
    )
    for number, (one, other) in enumerate(rows):
        level = 3.22 - 0.5 * number
        if number % 2 == 0:
            axis.fill_between([0.5, 9.1], level - 0.25, level + 0.25, color="#F4F4F4", linewidth=0)
        axis.text(2.55, level, one, fontsize=BIG + 2, color=INK, ha="center", va="center")
        axis.text(7.05, level, other, fontsize=BIG + 2, color=INK, ha="center", va="center")
        arrow = {"arrowstyle": "<|-|>", "color": GRAY, "linewidth": 1.4}
        axis.annotate("", (5.35, level), (4.25, level), arrowprops=arrow)
    for x, place, change, mark, color in (
        (2.55, "$x$", r"$100 \cdot \partial H/\partial x$", "+", ORANGE),
        (7.05, "$u$", r"$\mathtt{lr} \cdot \partial L/\partial u$", "−", BLUE),
    ):
        left, right = x - 2.0, x + 2.0
        axis.plot([left, right, right, left, left], [0.3, 0.3, 1.18, 1.18, 0.3], color=color, linewidth=2.4)
        axis.text(x - 1.42, 0.74, place, fontsize=BIG + 5, color=INK, ha="center", va="center")
        axis.plot(x - 0.85, 0.74, "o", color=color, markersize=29)
        bold = {"color": "white", "ha": "center", "va": "center_baseline", "fontweight": "bold"}
        axis.text(x - 0.85, 0.74, mark, fontsize=BIG + 10, **bold)
        axis.text(x - 0.4, 0.74, change, fontsize=BIG + 5, color=INK, ha="left", va="center")
    return figure


# Parts ---------------------------------------------------------------------------------------------------------------


def _slope_with_steps(axis: Any, x: float, sign: int, color: str) -> None:
    """A hill (sign 1) with steps up to its top, or the same upside down with steps down to its bottom."""
    t = np.linspace(-1, 1, 80)
    base = 3.85 if sign > 0 else 5.15
    axis.fill_between(x + 1.9 * t, 3.65, base + sign * 1.15 * np.exp(-3.2 * t * t), color=GRASS, linewidth=0)
    axis.plot(x + 1.9 * t, base + sign * 1.15 * np.exp(-3.2 * t * t), color=GREEN, linewidth=3)
    steps = [-0.75]
    for _ in range(7):
        steps.append(steps[-1] + 0.08 * -6.4 * steps[-1] * math.exp(-3.2 * steps[-1] ** 2))
    walked = np.array(steps)
    heights = base + sign * 1.15 * np.exp(-3.2 * walked**2)
    axis.plot(x + 1.9 * walked, heights, "o", color=color, markeredgecolor="white", markersize=9, zorder=4)
    start, end = (
        (x + 1.9 * each - 0.24 * sign, base + sign * 1.15 * np.exp(-3.2 * each**2) + 0.2) for each in (-0.52, -0.2)
    )
    shape = {"arrowstyle": "-|>,head_width=0.35,head_length=0.6", "color": color, "linewidth": 2.8}
    axis.annotate("", end, start, arrowprops=shape, zorder=4)
    axis.plot(x, base + sign * 1.36, "v" if sign > 0 else "^", color=INK, markersize=10, zorder=5)


def _mist(center: tuple[float, float], meter: float) -> Any:
    """A picture of fog, clear around the center for one meter."""
    x, y = np.meshgrid(np.linspace(0, 9.6, 192), np.linspace(0, 4.8, 96))
    wave = np.zeros_like(x)
    for number in range(1, 9):  # clouds: a few waves that do not repeat
        a, b, c = math.cos(2.4 * number) * 0.55 * number**0.7, 1.1 * math.sin(1.7 * number) * number**0.7, 5.1 * number
        wave += np.sin(a * x + b * y + c) / number**0.6
    shade = 0.82 + 0.055 * wave / np.abs(wave).max()
    away = np.hypot(x - center[0], y - center[1]) / meter
    veil = np.clip((away - 0.93) / 0.32, 0, 1)
    veil = veil * veil * (3 - 2 * veil)
    return np.dstack([shade - 0.015, shade + 0.01, shade + 0.03, 0.97 * veil]).clip(0, 1)


def _tape(axis: Any, x: float, y: float, meter: float) -> None:
    from matplotlib.patches import Rectangle

    axis.add_patch(Rectangle((x, y - 0.085), meter, 0.17, facecolor="#F5D76E", edgecolor=INK, linewidth=1, zorder=5))
    for tick in range(1, 20):
        top = y if tick % 5 == 0 else y - 0.04
        axis.plot([x + meter * tick / 20] * 2, [y - 0.085, top], color=INK, linewidth=0.8, zorder=5)
    axis.text(x + 0.62 * meter, y - 0.27, "1 m", fontsize=SMALL + 1, color=INK, ha="center", va="center", zorder=6)


def _climber(axis: Any, x: float, y: float) -> None:
    """A hiker, drawn with few strokes."""
    from matplotlib.patches import Circle, Polygon

    axis.add_patch(Circle((x, y + 0.46), 0.14, facecolor=BLUE, edgecolor="white", linewidth=1.2, zorder=8))
    coat = [(x - 0.2, y - 0.14), (x + 0.2, y - 0.14), (x + 0.11, y + 0.3), (x - 0.11, y + 0.3)]
    axis.add_patch(Polygon(coat, facecolor=BLUE, edgecolor="white", linewidth=1.2, joinstyle="round", zorder=8))
    axis.plot([x + 0.28, x + 0.36], [y + 0.28, y - 0.16], color=INK, linewidth=1.8, zorder=8)


def _compass(axis: Any, x: float, y: float) -> None:
    from matplotlib.patches import Circle, Polygon

    axis.add_patch(Circle((x, y), 1.02, facecolor="white", edgecolor=INK, linewidth=2.6, zorder=6))
    for degrees in range(0, 360, 15):
        t, inner = np.radians(degrees), 0.9 if degrees % 45 else 0.84
        radii = np.array([inner, 0.96])
        axis.plot(x + radii * np.sin(t), y + radii * np.cos(t), color=GRAY, linewidth=1.2, zorder=7)
    for name, (dx, dy) in AROUND.items():
        axis.text(x + 0.66 * dx, y + 0.66 * dy, name, fontsize=BIG, color=INK, ha="center", va="center", zorder=7)
    axis.add_patch(Polygon([(x, y + 0.5), (x - 0.12, y), (x + 0.12, y)], facecolor=ORANGE, zorder=7))
    axis.add_patch(Polygon([(x, y - 0.5), (x - 0.12, y), (x + 0.12, y)], facecolor="white", edgecolor=INK, zorder=7))
    axis.add_patch(Circle((x, y), 0.05, facecolor=INK, zorder=8))


def _gps(axis: Any, x: float, y: float, altitude: float) -> None:
    from matplotlib.patches import FancyBboxPatch

    for corner, width, height, round_by, color in (
        ((x - 1.15, y - 0.6), 2.3, 1.2, 0.2, INK),
        ((x - 0.98, y - 0.42), 1.96, 0.62, 0.08, GRASS),
    ):
        style = f"round,pad=0,rounding_size={round_by}"
        axis.add_patch(
            FancyBboxPatch(corner, width, height, boxstyle=style, facecolor=color, edgecolor="none", zorder=7)
        )
    axis.text(x, y - 0.11, f"{altitude:.2f} m", fontsize=BIG + 3, color=INK, ha="center", va="center",
              family="monospace", zorder=8)  # fmt: skip
    axis.text(x, y + 0.4, "GPS", fontsize=SMALL, color="white", ha="center", va="center", zorder=8)


def _plan(alone: bool = False, extent: tuple[int, int, int, int] = EXTENT) -> Any:
    """A map of the hill; beside it, unless it is alone, room for altitudes and step lengths."""
    figure = sheet(7.4, 5.9) if alone else sheet(10.2, 5.0)
    plane = figure.add_axes((0.09, 0.1, 0.87, 0.8) if alone else (0.065, 0.11, 0.575, 0.86))
    west, east, south, north = extent
    plane.set(
        xlim=(west, east), ylim=(south, north), aspect="equal", xticks=range(-200, 201, 100), yticks=[0, 100, 200]
    )
    plane.tick_params(color=GRAY, labelcolor=INK)
    plane.spines[:].set_color(GRAY)
    plane.text(east - 8, south + 8, "m", fontsize=SMALL, color=INK, ha="right", va="bottom", bbox=PAPER, zorder=9)
    plane.text(west + 11, north - 9, "N", fontsize=SMALL + 1, color=INK, ha="center", va="top", bbox=PAPER, zorder=9)
    plane.plot(west + 11, north - 36, "^", color=INK, markeredgecolor="white", markersize=11, zorder=9)
    if not alone:
        figure.add_axes((0.71, 0.6, 0.275, 0.31))
        figure.add_axes((0.71, 0.11, 0.275, 0.31))
    return figure


@cache
def grid(land: terrains.Terrain) -> tuple[Any, Any, Any]:
    """East, north and height of the points of a net over a ground, 4 m wide."""
    west, east, south, north = land.extent
    x, y = np.meshgrid(
        np.linspace(west, east, (east - west) // 4 + 1), np.linspace(south, north, (north - south) // 4 + 1)
    )
    return x, y, land.height(x, y)


def levels(land: terrains.Terrain) -> range:
    """The heights of a ground's contour lines, in meters: every fifth one, or every tenth where it is high."""
    heights = grid(land)[2]
    low, high = math.floor(heights.min() / 5) * 5, math.ceil(heights.max() / 5) * 5
    gap = 5 if high - low <= 70 else 10
    return range(low // gap * gap, high + gap, gap)


def _map(plane: Any, alpha: float = 0.9, land: terrains.Terrain = terrains.HILL) -> None:
    x, y, heights = grid(land)
    lines = levels(land)
    plane.contourf(x, y, heights, levels=lines, cmap="YlGn_r", alpha=alpha, zorder=0)
    widths = [1.3 if level % 10 == 0 else 0.6 for level in lines]
    plane.contour(x, y, heights, levels=lines, colors=INK, linewidths=widths, alpha=0.6, zorder=1)
    goals = land.goals()
    for level in lines:
        place = place_of(level, land)
        if level % 10 == 0 and place is not None:
            plane.text(*place, f"{level}", fontsize=10, color=INK, ha="center", va="center",
                       bbox=PAPER | {"alpha": 0.8}, zorder=6)  # fmt: skip
    for goal in goals:
        plane.plot(*goal, "^" if land.sign > 0 else "v", color=INK, markeredgecolor="white", markersize=13, zorder=7)
        plane.text(goal[0], goal[1] + 12, f"{land.altitude(goal):.2f} m", fontsize=SMALL, color=INK, ha="center",
                   va="bottom", bbox=PAPER | {"alpha": 0.85}, zorder=7)  # fmt: skip


def place_of(level: float, land: terrains.Terrain) -> tuple[float, float] | None:
    """Where the line of a height crosses the ray from the best place to the southeast; None if it does not."""
    (east, north), (near, far) = land.goals()[0], (20.0, 300.0)
    _, last, south, _ = land.extent
    for _ in range(30):
        middle = (near + far) / 2
        beyond = land.sign * (land.height(east + 0.45 * middle, north - 0.89 * middle) - level) < 0
        near, far = (near, middle) if beyond else (middle, far)
    place = east + 0.45 * near, north - 0.89 * near
    is_there = abs(land.height(*place) - level) < 0.1 and place[0] < last - 12 and place[1] > south + 12
    return place if is_there else None


def _fogged(plane: Any, path: Any, extent: tuple[int, int, int, int] = EXTENT) -> None:
    """The map in fog: nothing to see but where one has been."""
    west, east, south, north = extent
    plane.imshow(
        _mist((-9, -9), 1.0)[..., :3], extent=extent, origin="lower", aspect="equal", zorder=0, interpolation="bilinear"
    )
    plane.set(xlim=(west, east), ylim=(south, north))
    plane.plot(*path.T, color=GRASS, linewidth=13, solid_capstyle="round", solid_joinstyle="round", zorder=1)


def _trail(plane: Any, path: Any, thick: bool = False) -> None:
    plane.plot(*path.T, "-", color=ORANGE, linewidth=3.2 if thick else 2, zorder=5)
    plane.plot(*path.T, "o", color=ORANGE, markeredgecolor="white", markersize=7, zorder=6)
    plane.plot(*path[0], "o", color="white", markeredgecolor=ORANGE, markeredgewidth=2.4, markersize=11, zorder=7)
    plane.plot(*path[-1], "o", color=ORANGE, markeredgecolor=INK, markeredgewidth=1.6, markersize=11, zorder=8)


def _corner(extent: tuple[int, int, int, int], path: Any) -> tuple[float, float]:
    """The middle of the first corner of a map, counted from the southwest, in which a path has not been."""
    west, east, south, north = extent
    corners = [(west + 61, south + 62), (east - 61, south + 62), (east - 61, north - 62)]
    return next((each for each in corners if all(math.dist(each, place) > 75 for place in path)), corners[0])


def _rose(plane: Any, found: hill.Readings, middle: tuple[float, float] = (-139, -8)) -> None:
    """The four readings, in a corner of the map."""
    from matplotlib.patches import Circle

    (x, y), size = middle, 56
    plane.add_patch(Circle((x, y), size, facecolor="white", edgecolor=INK, linewidth=1.2, zorder=9))
    for name, reading in zip(NAMES, found):
        dx, dy = AROUND[name]
        color = ORANGE if reading > 0 else BLUE if reading < 0 else INK
        text = f"{reading:+d}".replace("-", "−") if reading else "0"
        plane.text(x + 0.64 * size * dx, y + 0.7 * size * dy, text, fontsize=BIG - 1, color=color, ha="center",
                   va="center", fontweight="bold", zorder=10)  # fmt: skip
        plane.plot(
            x + 0.17 * size * dx, y + 0.3 * size * dy, "^>v<"[NAMES.index(name)], color=GRAY, markersize=5, zorder=10
        )


@cache
def _climbs() -> list[tuple[Any, int]]:
    """Climbs from places all over the map, each with the number of the summit that it reaches."""
    found = []
    for start_east in range(-180, 240, 50):
        for start_north in (-50, 10, 70, 130, 190, 250):
            path = np.array(list(islice(hill.climb((float(start_east), float(start_north))), 60)))
            away = [math.dist(path[-1], summit) for summit in hill.SUMMITS]
            found.append((path, int(away[1] < away[0])))
    return found
