"""Figures of lesson 01: boxes, chains of boxes, a box with knobs, a surface and its map.

Every function draws one figure and returns it.  The running example is f(x) = 2x² + 2, and g(x, y) = 2x² + y² + 2,
whose cut at y = 0 is f again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .style import AMBER, BLUE, GRAY, GREEN, INK, ORANGE, PALE, PAPER, SKY, blank, card, plain, settle, sheet

STEPS: dict[str, tuple[str, Callable[[float], float]]] = {
    "f1": ("$x^2$", lambda x: x * x),
    "f2": ("$2x$", lambda x: 2 * x),
    "f3": ("$x + 2$", lambda x: x + 2),
}
FORMULAS = {
    "f1 → f2 → f3": "2x^2 + 2",
    "f1 → f3 → f2": "2\\,(x^2 + 2)",
    "f2 → f1 → f3": "(2x)^2 + 2",
    "f2 → f3 → f1": "(2x + 2)^2",
    "f3 → f1 → f2": "2\\,(x + 2)^2",
    "f3 → f2 → f1": "(2\\,(x + 2))^2",
}
ORDERS = list(FORMULAS)  # the six ways to line three boxes up


def box(x: float = 3, open: bool = False) -> Any:
    """Draw the machine f: a number goes in on the left, one comes out on the right; `open` lifts the lid."""
    figure, axis = card(9, 3.35)
    blank(axis, (0, 13), (0, 4.84))
    y = 2 * x * x + 2
    _arrow(axis, 2.15, 4.25, 1.9)
    _arrow(axis, 8.75, 10.75, 1.9)
    _ball(axis, 1.35, 1.9, x, GREEN, "$x$")
    _ball(axis, 11.65, 1.9, y, ORANGE, "$y$")
    if open:
        _panel(axis, 4.3, 0.5, 4.4, 2.8, "white", BLUE, 3.5)
        axis.plot([4.4, 8.2], [3.42, 4.55], color=BLUE, linewidth=9, solid_capstyle="round")
        axis.text(6.5, 2.35, "$2x^2 + 2$", fontsize=25, color=BLUE, ha="center", va="center")
        axis.text(6.5, 1.2, f"2·{_in_formula(x)}² + 2", fontsize=15, color=INK, ha="center", va="center")
    else:
        _panel(axis, 4.3, 0.5, 4.4, 2.8, BLUE, BLUE, 3.5)
        axis.plot([4.4, 8.6], [3.42, 3.42], color="#00466F", linewidth=9, solid_capstyle="round")
        axis.text(6.5, 1.95, "$f$", fontsize=54, color="white", ha="center", va="center")
    return figure


def graph(function: Callable[[Any], Any], x: Any) -> Any:
    """Draw the points (x, function(x)); the whole numbers among the x have their values written beside them."""
    x = np.asarray(x, dtype=float)
    y = np.asarray(function(x), dtype=float)
    figure, axis = card(6.6, 4.6)
    axis.plot(x, y, color=SKY, linewidth=1.6, zorder=1)
    axis.vlines(x, 0, y, color=PALE, linewidth=1.2, zorder=0)
    axis.scatter(x, y, s=46, color=BLUE, zorder=3)
    for a, b in zip(x, y):
        if a == round(a):
            axis.scatter([a], [b], s=150, facecolor="none", edgecolor=ORANGE, linewidth=2, zorder=4)
            side = -np.sign(a)  # towards the middle, where the bowl is empty
            axis.annotate(
                f"$f({a:g}) = {b:g}$", (a, b), (14 * side, -4 if side else 14), textcoords="offset points",
                ha=("right", "center", "left")[int(side) + 1], color=INK, fontsize=12,
            )  # fmt: skip
    axis.axhline(0, color=GRAY, linewidth=1)
    axis.set(xlim=(x.min() - 0.45, x.max() + 0.45), ylim=(min(0.0, y.min()) - 0.2, y.max() * 1.08))
    axis.set_xlabel("$x$", fontsize=14, color=INK)
    axis.set_ylabel("$y$", fontsize=14, color=INK, rotation=0, labelpad=12)
    plain(axis)
    figure.tight_layout()
    return figure


def chain(x: float = 3, order: str = "f1 → f2 → f3") -> Any:
    """Draw three coupled boxes and the number that travels through them, in one of the six `ORDERS`."""
    figure, axis = card(10.4, 3.0)
    blank(axis, (0, 19.3), (-0.8, 4.77))
    value: float = x
    _ball(axis, 1.1, 2.1, value, GREEN, "$x$")
    for number, name in enumerate(order.split(" → ")):
        left = 2.9 + 5.55 * number
        label, step = STEPS[name]
        fill, pattern = {"f1": (BLUE, ""), "f2": (GREEN, "//"), "f3": (AMBER, "..")}[name]
        _arrow(axis, left - (0.8 if number else 0.95), left - 0.1, 2.1)
        _panel(axis, left, 1.0, 2.5, 2.2, fill, "white", 0, pattern)
        paper = {"facecolor": "white", "edgecolor": "none", "boxstyle": "round,pad=0.25"}
        axis.text(left + 1.25, 2.1, label, fontsize=19, color=INK, ha="center", va="center", bbox=paper)
        axis.text(left + 1.25, 3.75, f"$f_{name[1]}$", fontsize=20, color=INK, ha="center", va="center")
        _arrow(axis, left + 2.6, left + (3.32 if number == 2 else 3.27), 2.1)
        value = step(value)
        last = number == 2
        _ball(
            axis,
            left + (4.15 if last else 3.98),
            2.1,
            value,
            ORANGE if last else "white",
            "$y$" if last else f"$x_{number + 1}$",
        )
    formula = FORMULAS[order]
    same = order == ORDERS[0]
    axis.text(
        9.5, -0.2, f"$y = {formula}$" + ("   $= f(x)$" if same else "   $\\neq f(x)$"), fontsize=17, ha="center",
        va="center", color=BLUE if same else ORANGE,
    )  # fmt: skip
    return figure


POINTS = np.array([[0.0, 2.0], [1.0, 4.0], [2.0, 6.0], [3.0, 8.0]])  # on the line 2x + 2


def knobs(w: float = 0.5, b: float = 5.0) -> Any:
    """Draw a box with two knobs, and beside it the line y = wx + b that it makes among four points."""
    figure, (left, right) = card(10, 4.1, 1, 2, width_ratios=[6, 5])
    blank(left, (0, 12), (0, 7.3))
    _arrow(left, 0.9, 2.5, 2.0)
    _arrow(left, 9.5, 11.1, 2.0)
    left.text(0.5, 2.0, "$x$", fontsize=24, color=GREEN, ha="center", va="center")
    left.text(11.55, 2.0, "$y$", fontsize=24, color=ORANGE, ha="center", va="center")
    _panel(left, 2.55, 0.6, 6.9, 2.8, BLUE, BLUE, 3)
    left.text(6, 2.0, "$w\\,x + b$", fontsize=28, color="white", ha="center", va="center")
    _dial(left, 4.25, 4.9, w, (-3, 3), "w")
    _dial(left, 7.75, 4.9, b, (-10, 10), "b")

    line = np.array([-0.5, 3.5])
    right.plot(line, w * line + b, color=BLUE, linewidth=2.6)
    hit = np.abs(w * POINTS[:, 0] + b - POINTS[:, 1]) < 0.05
    right.scatter(*POINTS[~hit].T, s=95, facecolor="white", edgecolor=ORANGE, linewidth=2.4, zorder=3)
    right.scatter(*POINTS[hit].T, s=190, marker="*", color=ORANGE, zorder=4)
    right.set(xlim=(-0.5, 3.5), ylim=(-2, 12), xticks=range(4), yticks=range(-2, 13, 2))
    right.set_title(f"$y = {w:g}\\,x {'-' if b < 0 else '+'} {abs(b):g}$", fontsize=15, color=BLUE)
    plain(right, grid=True)
    settle(figure, "knobs")
    return figure


def g(x: Any, y: Any) -> Any:
    """The running function with a second input: g(x, y) = 2x² + y² + 2."""
    return 2 * x * x + y * y + 2


LEVELS = (3, 4, 6, 8, 10, 12, 14)


def surface(level: float | None = None, x: float | None = None, y: float | None = None) -> Any:
    """Draw g as a surface, and beside it the map of the same surface seen from above.

    Args:
        level: a height; its line is drawn thick in both.
        x, y: a place; its point stands in both, with its height.
    """
    figure = _space_and_map()
    space, plane = figure.axes
    side = np.linspace(-2, 2, 61)
    xs, ys = np.meshgrid(side, side)
    heights = g(xs, ys)
    strong = level is None and x is None
    space.plot_surface(
        xs,
        ys,
        heights,
        cmap="viridis",
        alpha=0.85 if strong else 0.42,
        linewidth=0,
        antialiased=False,
        rcount=60,
        ccount=60,
    )
    plane.contourf(xs, ys, heights, levels=[2, *LEVELS], cmap="viridis", alpha=0.85 if strong else 0.4)
    lines = plane.contour(xs, ys, heights, levels=LEVELS, colors=INK, linewidths=0.9)
    places = [(np.sqrt((height - 2) / 2) * 0.82, np.sqrt(height - 2) * 0.57) for height in LEVELS[:-1]]
    _number(plane.clabel(lines, levels=LEVELS[:-1], manual=places, fontsize=10, fmt="%g"))
    for height in LEVELS:
        _ring(space, height, INK, 0.7)
    if level is not None:
        _ring(space, level, ORANGE, 3.2)
        a, b = _ellipse(level)
        plane.plot(a, b, color=ORANGE, linewidth=3.4)
        if level <= 2.03:
            plane.scatter([0], [0], s=70, color=ORANGE)
            space.scatter([0], [0], [level], s=50, color=ORANGE)
        plane.set_title(f"$g(x, y) = {level:g}$", fontsize=15, color=ORANGE, pad=10)
    if x is not None and y is not None:
        height = g(x, y)
        space.plot([x, x], [y, y], [0, height], color=ORANGE, linewidth=2, linestyle="--", zorder=9)
        space.scatter([x], [y], [height], s=120, color=ORANGE, edgecolor="white", depthshade=False, zorder=10)
        space.scatter([x], [y], [0], s=60, color=ORANGE, marker="x", linewidth=2.5, depthshade=False)
        plane.axvline(x, color=ORANGE, linewidth=1.2, linestyle="--")
        plane.axhline(y, color=ORANGE, linewidth=1.2, linestyle="--")
        plane.scatter([x], [y], s=150, color=ORANGE, edgecolor="white", zorder=9)
        plane.set_title(f"$g({x:g}, {y:g}) = {height:g}$", fontsize=15, color=ORANGE, pad=10)
    return figure


def level_line(level: float = 6.0) -> Any:
    """Draw the surface and its map with one height marked in both."""
    return surface(level=level)


def cursor(x: float = 1.0, y: float = 1.0) -> Any:
    """Draw the surface and its map with one place marked in both."""
    return surface(x=x, y=y)


def four_maps() -> Any:
    """Draw the four contour maps of exercise 01.4, named a to d."""
    side = np.linspace(-2, 2, 121)
    xs, ys = np.meshgrid(side, side)
    maps = {"a": xs**2 + ys**2, "b": 3 * xs**2 + ys**2, "c": xs**2 + 3 * ys**2, "d": xs**2 - 3 * ys**2}
    c, s = np.cos(0.9), np.sin(0.9)  # where the numbers stand: on a ray from the middle
    rays = {"a": (c, s), "b": (s / np.sqrt(3), c), "c": (s, c / np.sqrt(3))}
    figure, axes = card(10, 3.2, 1, 4)
    for axis, (name, heights) in zip(axes, maps.items()):
        if name == "d":
            levels: list[float] = [-9, -6, -3, -1, 0, 1, 2, 3]
            places = [(0, np.sqrt(-height / 3)) if height < 0 else (np.sqrt(height), 0) for height in levels]
            places[4] = (1.3, 1.3 / np.sqrt(3))
        else:
            levels = [0.5, 1, 2, 3, 4, 6, 8]
            places = [(rays[name][0] * np.sqrt(height), rays[name][1] * np.sqrt(height)) for height in (1, 2, 4)]
        axis.contourf(xs, ys, heights, levels=levels, cmap="viridis", alpha=0.6, extend="both")
        lines = axis.contour(xs, ys, heights, levels=levels, colors=INK, linewidths=0.9, linestyles="solid")
        _number(axis.clabel(lines, manual=places, fontsize=11, fmt=lambda height: f"{height:g}".replace("-", "−")))
        axis.set_title(name, fontsize=20, color=BLUE, fontweight="bold")
        axis.set(aspect="equal", xticks=[-2, 0, 2], yticks=[-2, 0, 2])
        axis.set_xlabel("$x$", fontsize=13)
        axis.set_ylabel("$y$", fontsize=13, rotation=0)
        plain(axis)
    figure.tight_layout()
    return figure


# Parts ---------------------------------------------------------------------------------------------------------------


def _ball(axis: Any, x: float, y: float, value: float, fill: str, name: str) -> None:
    """A number on its way, with its name below."""
    from matplotlib.patches import Circle

    dark = fill != "white"
    axis.add_patch(Circle((x, y), 0.8 if dark else 0.68, facecolor=fill, edgecolor=fill if dark else INK, linewidth=2))
    text = f"{round(value, 2):g}".replace("-", "−")
    size = {1: 24, 2: 21, 3: 17}.get(len(text), 13) - (0 if dark else 3)
    axis.text(
        x, y, text, fontsize=size, color="white" if dark else INK, ha="center", va="center_baseline", fontweight="bold"
    )
    axis.text(x, y - 1.3, name, fontsize=17, color=INK, ha="center", va="center")


def _arrow(axis: Any, start: float, end: float, y: float) -> None:
    shape = {
        "arrowstyle": "-|>,head_width=0.38,head_length=0.6",
        "color": INK,
        "linewidth": 2.4,
        "shrinkA": 0,
        "shrinkB": 0,
    }
    axis.annotate("", (end, y), (start, y), arrowprops=shape)


def _panel(
    axis: Any, x: float, y: float, width: float, height: float, fill: str, edge: str, line: float, pattern: str = ""
) -> None:
    from matplotlib.patches import FancyBboxPatch

    shape = FancyBboxPatch(
        (x + 0.2, y + 0.2),
        width - 0.4,
        height - 0.4,
        boxstyle="round,pad=0.2",
        facecolor=fill,
        edgecolor=edge,
        linewidth=line,
    )
    axis.add_patch(shape)
    if pattern:
        shape.set(hatch=pattern, edgecolor="white")


def _in_formula(x: float) -> str:
    return f"{x:g}" if x >= 0 else f"(−{-x:g})"


def _dial(axis: Any, x: float, y: float, value: float, ends: tuple[float, float], name: str) -> None:
    """A knob that points to its value: straight up is the middle of its range."""
    from matplotlib.patches import Circle, Wedge

    turn = np.clip((value - ends[0]) / (ends[1] - ends[0]), 0, 1)
    angle = np.radians(225 - 270 * turn)
    axis.add_patch(Wedge((x, y), 1.25, -45, 225, width=0.22, facecolor=PALE, edgecolor="none"))
    axis.add_patch(Wedge((x, y), 1.25, np.degrees(angle), 225, width=0.22, facecolor=AMBER, edgecolor="none"))
    axis.add_patch(Circle((x, y), 0.85, facecolor="white", edgecolor=INK, linewidth=2.4))
    axis.plot(
        [x, x + 0.8 * np.cos(angle)], [y, y + 0.8 * np.sin(angle)], color=INK, linewidth=3.2, solid_capstyle="round"
    )
    axis.text(x, y + 1.75, f"${name} = {value:g}$", fontsize=16, color=INK, ha="center", va="center")


def _number(labels: Any) -> None:
    """Set the numbers of contour lines upright: a 6 must not look like a 9."""
    for label in labels:
        label.set(rotation=0, zorder=12, bbox=PAPER)


def _space_and_map() -> Any:
    """A figure with a space on the left and a map on the right, both with the same x and y."""
    figure = sheet(10.2, 4.6)
    space = figure.add_axes((0.0, 0.03, 0.53, 0.97), projection="3d", computed_zorder=False)
    space.view_init(elev=36, azim=-62)
    space.set_box_aspect((4, 4, 3), zoom=0.95)
    space.set(xlim=(-2, 2), ylim=(-2, 2), zlim=(0, 14), xticks=[-2, 0, 2], yticks=[-2, 0, 2], zticks=[2, 6, 10, 14])
    for put, name in ((space.set_xlabel, "$x$"), (space.set_ylabel, "$y$"), (space.set_zlabel, "$g$")):
        put(name, fontsize=14, color=INK)
    for side in (space.xaxis, space.yaxis, space.zaxis):
        side.set_pane_color((1, 1, 1, 0))
        side._axinfo["grid"]["color"] = PALE
    plane = figure.add_axes((0.61, 0.13, 0.36, 0.76))
    plane.set(xlim=(-2, 2), ylim=(-2, 2), aspect="equal", xticks=range(-2, 3), yticks=range(-2, 3))
    plane.set_xlabel("$x$", fontsize=14, color=INK)
    plane.set_ylabel("$y$", fontsize=14, color=INK, rotation=0, labelpad=10)
    plain(plane)
    return figure


def _ellipse(level: float) -> tuple[Any, Any]:
    """The places of [-2, 2] × [-2, 2] where g has this height; nan outside."""
    around = np.linspace(0, 2 * np.pi, 361)
    size = np.sqrt(max(level - 2, 0))
    a, b = size / np.sqrt(2) * np.cos(around), size * np.sin(around)
    outside = (np.abs(a) > 2) | (np.abs(b) > 2)
    return np.where(outside, np.nan, a), np.where(outside, np.nan, b)


def _ring(space: Any, level: float, color: str, width: float) -> None:
    a, b = _ellipse(level)
    space.plot(a, b, np.full_like(a, level), color=color, linewidth=width, zorder=8)
