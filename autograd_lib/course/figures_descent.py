"""Figures of lesson 03, second half: steps down a curve and a map, learning rates, two valleys, two losses.

Each function draws one figure and returns it.  The loss of most of them is L(u, v) = 3u² + 3v² − uv + 7u − 7v + 10,
with its minimum 3 at (−1, 1); its curvature is 5 along one diagonal and 7 along the other.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .style import AMBER, BLUE, GRAY, GREEN, INK, ORANGE, PAPER, PINK, SKY, card, plain, settle, sheet

BIG, SMALL = 14, 11  # sizes of text
DOTTED = (0, (1, 1.2))
LIMIT = 2 / 7  # the largest learning rate that does not diverge on L


def loss(u: Any, v: Any) -> Any:
    """The loss of the lesson, of two parameters."""
    return 3 * u * u + 3 * v * v - u * v + 7 * u - 7 * v + 10


def gradient(u: Any, v: Any) -> tuple[Any, Any]:
    return 6 * u - v + 7, 6 * v - u - 7


def path(lr: float, steps: int, start: tuple[float, float] = (4.0, 4.0)) -> Any:
    """The points of a descent on L, one a row; the first is the start."""
    points = [start]
    for _ in range(steps):
        u, v = points[-1]
        du, dv = gradient(u, v)
        points.append((u - lr * du, v - lr * dv))
    return np.array(points)


def slide(step: int = 3, lr: float = 0.1) -> Any:
    """Steps down the curve L(u, 1) = 3(u + 1)² + 3 from u = 4, each with its height, its tangent and its length."""
    figure, (left, right) = card(10.2, 4.8, 1, 2, width_ratios=[5, 2])
    grid = np.linspace(-6.2, 4.4, 200)
    left.plot(grid, loss(grid, 1), color=BLUE, linewidth=3)
    places = [4.0]
    for _ in range(step + 1):
        places.append(places[-1] - lr * (6 * places[-1] + 6))
    for number, (u, following) in enumerate(zip(places, places[1:])):
        now = number == step
        slope, height = 6 * u + 6, loss(u, 1)
        reach = 1.0 / np.hypot(1, slope * 0.07)
        left.plot([u, u], [0, height], color=INK, linewidth=2 if now else 1.2, linestyle=":", zorder=1)
        left.plot([u - reach, u + reach], [height - slope * reach, height + slope * reach], color=GREEN,
                  linewidth=4.5 if now else 3, alpha=1 if now else 0.55, zorder=3)  # fmt: skip
        if not now:
            level = -4 - 13.5 * number / max(step - 1, 2)
            _arrow(left, (u, level), (following, level))
        left.plot(
            u, height, "o", color=ORANGE, markeredgecolor=INK if now else "white", markersize=12 if now else 9, zorder=5
        )
    left.axhline(0, color=INK, linewidth=1)
    left.plot(-1, 1.2, "^", color=INK, markersize=8, zorder=2)
    left.set(xlim=(-5.6, 4.6), ylim=(-20, 92), xticks=range(-5, 5), yticks=[0, 20, 40, 60, 80])
    left.set_xlabel("$u$", fontsize=BIG, color=INK)
    left.set_title("$L(u, 1) = 3(u + 1)^2 + 3$", fontsize=BIG, color=BLUE, loc="left")
    plain(left, grid=True)
    right.axis("off")
    u, change = places[step], -lr * (6 * places[step] + 6)
    rows = (
        (rf"$u = {_near(u)}$", INK),
        (rf"$L = {_near(loss(u, 1))}$", INK),
        (rf"$\partial L/\partial u = {_near(6 * u + 6)}$", GREEN),
        (rf"$-\mathtt{{lr}} \cdot \partial L/\partial u = {_near(change)}$", ORANGE),
    )
    for number, (text, color) in enumerate(rows):
        right.text(0.14, 0.9 - 0.19 * number, text, fontsize=BIG + 3, color=color, ha="left", va="center")
    right.plot(0.04, 0.9, "o", color=ORANGE, markeredgecolor=INK, markersize=12, clip_on=False)
    right.plot([0.04, 0.04], [0.66, 0.76], color=INK, linewidth=2, linestyle=":")
    right.plot([0.0, 0.08], [0.49, 0.55], color=GREEN, linewidth=4.5, clip_on=False)
    ends = ((0.1, 0.33), (0.0, 0.33))
    _arrow(right, *(ends if change <= 0 else ends[::-1]))
    result = rf"$u \leftarrow {_near(u)} {_signed(change)} = {_near(places[step + 1])}$"
    right.text(0.0, 0.09, result, fontsize=BIG + 3, color=INK, ha="left", va="center")
    right.set(xlim=(0, 1), ylim=(0, 1))
    figure.subplots_adjust(0.041884532, 0.132523148, 0.883651642, 0.911805556, 0.035852204)  # with room for the longest formula
    return figure


def descent(lr: float = 0.1, step: int = 20, u: float = 4.0, v: float = 4.0) -> Any:
    """A descent on the map of L from (u, v), and the loss against the step."""
    figure, (left, right) = card(10.2, 4.9, 1, 2, width_ratios=[11, 10])
    points = path(lr, step, (u, v))
    _contours(left)
    _steps(left, points, ORANGE)
    left.set_title(f"$({_near(points[-1][0])},\\ {_near(points[-1][1])})$", fontsize=BIG + 1, color=INK)
    losses = loss(*points.T)
    right.axhline(3, color=INK, linewidth=1, linestyle=(0, (4, 3)))
    right.plot(range(step + 1), losses, "o-", color=ORANGE, markersize=6, linewidth=2)
    right.plot(step, losses[-1], "o", color=ORANGE, markeredgecolor=INK, markersize=11)
    _loss_axis(right, max(20, step))
    right.set_title(rf"$\mathtt{{lr}} = {lr:.3g}:\quad L = {_short(losses[-1])}$", fontsize=BIG + 1, color=ORANGE)
    figure.subplots_adjust(0.061601307, 0.128929381, 0.985294118, 0.919727891, 0.195481908)
    return figure


RATES = ((0.01, SKY, "-", "o"), (0.1, GREEN, "-", "s"), (0.27, AMBER, "--", "D"), (0.3, ORANGE, DOTTED, "^"))


def rates() -> Any:
    """Twenty steps from (4, 4) with four learning rates: creeping, quick, zigzag, diverging."""
    figure, axes = card(10.6, 5.4, 2, 4, height_ratios=[3, 2])
    for (lr, color, dash, marker), top, bottom in zip(RATES, *axes):
        points = path(lr, 20)
        _contours(top, numbers=False)
        _steps(top, points, color, marker)
        top.set_title(rf"$\mathtt{{lr}} = {lr:g}$", fontsize=BIG + 2, color=INK)
        bottom.axhline(3, color=INK, linewidth=1, linestyle=(0, (4, 3)))
        bottom.plot(range(21), loss(*points.T), color=color, marker=marker, linestyle=dash, markersize=5, linewidth=1.8,
                    markeredgecolor=INK, markeredgewidth=0.4)  # fmt: skip
        _loss_axis(bottom, 20)
        if lr != RATES[0][0]:
            for axis in (top, bottom):
                axis.set(ylabel="", yticklabels=[])
    figure.tight_layout(w_pad=0.8)
    return figure


def bound(lr: float = 0.1) -> Any:
    """What one step does to the distance along each diagonal, and the distance after 20 steps, for each rate."""
    figure, (left, right) = card(10.2, 4.6, 1, 2)
    sizes = np.linspace(0, 0.36, 361)
    left.axhline(1, color=INK, linewidth=1.2)
    for curvature, color, dash, marker, place in (
        (5, BLUE, "--", "s", (0.105, 0.62)),
        (7, ORANGE, "-", "o", (0.012, 0.14)),
    ):
        left.plot(sizes, np.abs(1 - curvature * sizes), color=color, linestyle=dash, linewidth=2.8)
        left.plot(lr, abs(1 - curvature * lr), marker, color=color, markeredgecolor=INK, markersize=12, zorder=5)
        text = rf"$|\,1 - {curvature}\,\mathtt{{lr}}\,|$"
        left.text(*place, text, fontsize=BIG + 1, color=color, ha="left", va="center", bbox=PAPER, zorder=1)
    left.set(xlim=(0, 0.36), ylim=(0, 1.7), yticks=[0, 0.5, 1, 1.5])
    larger = float(np.abs(1 - np.array([5, 7]) * lr).max())
    left.set_title(rf"$\mathtt{{lr}} = {lr:.3g}:\quad \times\,{_near(larger)}$", fontsize=BIG + 2, color=INK)
    right.plot(sizes, _away(sizes, 20), color=GREEN, linewidth=2.8)
    away = float(_away(np.array(lr), 20))
    right.plot(lr, away, "D", color=GREEN, markeredgecolor=INK, markersize=12, zorder=5)
    right.set(xlim=(0, 0.36), yscale="log", ylim=(1e-16, 1e6), yticks=10.0 ** np.arange(-15, 6, 5))
    right.set_title(rf"$d_{{20}} = {_power(away)}$", fontsize=BIG + 2, color=GREEN)
    for axis in (left, right):
        axis.axvspan(LIMIT, 0.36, facecolor="#F3F3F3", edgecolor="#D0D0D0", hatch="xx", linewidth=0, zorder=0)
        axis.axvline(LIMIT, color=INK, linewidth=1.8, linestyle=DOTTED)
        axis.set_xticks([0, 0.1, 0.2, LIMIT], ["0", "0.1", "0.2", r"$\frac{2}{7}$"])
        axis.set_xlabel(r"$\mathtt{lr}$", fontsize=BIG, color=INK)
        plain(axis, grid=True)
        axis.get_xticklabels()[-1].set_fontsize(BIG + 6)
    settle(figure, "bound", w_pad=2.5)
    return figure


def valley(w: Any) -> Any:
    """A loss with two valleys; the left one is lower."""
    return w**4 - 4 * w**2 + w + 6


VALLEY, RIDGE, HOLLOW = (
    (-1.473, 0.556),
    0.1261,
    (1.347, 3.381),
)  # the lower minimum, the top between, the higher minimum


def valleys(start: float = 2.1, step: int = 30, lr: float = 0.02) -> Any:
    """A descent from `start` on a curve with two valleys."""
    figure, axis = card(9.0, 4.6)
    w = np.linspace(-2.35, 2.35, 300)
    axis.plot(w, valley(w), color=BLUE, linewidth=3)
    axis.fill_between(w, -2.4, valley(w), color="#E6F1F8", linewidth=0, zorder=0)
    axis.fill_between([-2.35, RIDGE], -2.4, -1.85, color=ORANGE, alpha=0.5, linewidth=0)
    axis.fill_between([RIDGE, 2.35], -2.4, -1.85, facecolor="#CFE3F0", edgecolor=BLUE, hatch="///", linewidth=0)
    axis.axvline(RIDGE, color=GRAY, linewidth=1.2, linestyle=":")
    for place in (VALLEY, HOLLOW):
        axis.plot(place[0], place[1] - 0.75, "^", color=INK, markersize=9)
        axis.text(
            place[0], place[1] - 1.1, f"${place[1]:.2f}$", fontsize=BIG, color=INK, ha="center", va="top", bbox=PAPER
        )
    places = [start]
    for _ in range(step):
        places.append(places[-1] - lr * (4 * places[-1] ** 3 - 8 * places[-1] + 1))
    trail = np.array(places)
    axis.plot(trail, valley(trail), "o", color=ORANGE, markeredgecolor="white", markersize=8, zorder=4)
    axis.plot(
        trail[0],
        valley(trail[0]),
        "o",
        color="white",
        markeredgecolor=ORANGE,
        markeredgewidth=2.6,
        markersize=12,
        zorder=5,
    )
    axis.plot(
        trail[-1],
        valley(trail[-1]),
        "o",
        color=ORANGE,
        markeredgecolor=INK,
        markeredgewidth=1.6,
        markersize=14,
        zorder=6,
    )
    axis.set(xlim=(-2.35, 2.35), ylim=(-2.4, 13.4), xticks=range(-2, 3), yticks=[0, 4, 8, 12])
    axis.set_xlabel("$w$", fontsize=BIG, color=INK)
    axis.set_title("$L(w) = w^4 - 4w^2 + w + 6$", fontsize=BIG, color=BLUE, loc="left")
    axis.set_title(
        f"${start:.3g} \\to {_near(trail[-1])}:\\quad L = {valley(trail[-1]):.2f}$",
        fontsize=BIG,
        color=ORANGE,
        loc="right",
    )
    plain(axis)
    settle(figure, "valleys")
    return figure


STARTS = {"a": -1.05, "b": -0.32, "c": 2.2}  # of exercise 03.6


def three_starts() -> Any:
    """The curve of exercise 03.6, the mirror image of the lesson's, with three starts."""
    figure, axis = card(8.8, 4.2)
    w = np.linspace(-2.4, 2.4, 300)
    axis.plot(w, valley(-w), color=BLUE, linewidth=3.5)
    axis.fill_between(w, -0.6, valley(-w), color="#E6F1F8", linewidth=0, zorder=0)
    for name, place in STARTS.items():
        height = valley(-place)
        axis.plot(
            place, height, "o", color="white", markeredgecolor=ORANGE, markeredgewidth=2.4, markersize=22, zorder=4
        )
        axis.text(place, height, name, ha="center", va="center_baseline", fontsize=BIG, color=INK, zorder=5)
    axis.set(xlim=(-2.4, 2.4), ylim=(-0.6, 12), xticks=range(-2, 3), yticks=[0, 4, 8, 12])
    axis.set_xlabel("$w$", fontsize=BIG, color=INK)
    axis.set_ylabel("$L(w)$", fontsize=BIG, color=INK)
    plain(axis)
    figure.tight_layout()
    return figure


POINTS = np.array([(1.0, 2.0), (2.0, 4.0), (3.0, 6.0)])  # the data: x and y


def mse(w: Any, b: Any) -> Any:
    """The mean of the squared errors of the line wx + b on the three points."""
    return sum((w * x + b - y) ** 2 for x, y in POINTS) / len(POINTS)


def fit(w: float = 0.0, b: float = 0.0) -> Any:
    """A line among three points: its errors, their squares with the mean, and the place of (w, b) on the loss's map."""
    figure, (left, middle, right) = card(11.0, 4.3, 1, 3, width_ratios=[10, 7, 10])
    x, y = POINTS.T
    errors = w * x + b - y
    line = np.array([0, 3.6])
    left.plot(line, w * line + b, color=BLUE, linewidth=3)
    left.vlines(x, np.minimum(y, y + errors), np.maximum(y, y + errors), color=ORANGE, linewidth=4, linestyle=DOTTED)
    left.plot(x, w * x + b, "s", color=BLUE, markeredgecolor="white", markersize=9, zorder=4)
    left.plot(x, y, "*", color=GREEN, markeredgecolor=INK, markeredgewidth=0.8, markersize=19, zorder=5)
    for each, error, top in zip(x, errors, y):
        if abs(error) > 0.3:
            left.text(
                each + 0.1,
                top + error / 2,
                f"${_near(error)}$",
                fontsize=SMALL + 1,
                color=ORANGE,
                va="center",
                bbox=PAPER,
            )
    left.set(xlim=(0, 3.6), ylim=(-3, 15), xticks=[0, 1, 2, 3], yticks=range(-2, 15, 2))
    left.set_title(rf"$y_p = {_near(w)}\,x {_signed(b)}$", fontsize=BIG + 1, color=BLUE)
    left.set_xlabel("$x$", fontsize=BIG, color=INK)
    squares = errors**2
    top = max(40.0, 1.12 * squares.max())
    middle.bar(x, squares, width=0.55, facecolor="#FBE3D6", edgecolor=ORANGE, hatch="..", linewidth=1.6)
    for each, square in zip(x, squares):
        middle.text(each, 0.025 * top, f"${_near(square)}$", fontsize=SMALL + 1, color=ORANGE, ha="center", va="bottom",
                    bbox=PAPER)  # fmt: skip
    mean = float(squares.mean())
    middle.axhline(mean, color=PINK, linewidth=2.6, linestyle="--")
    middle.set(xlim=(0.5, 3.5), ylim=(0, top), xticks=[1, 2, 3])
    middle.set_title(rf"$L = {_near(mean)}$", fontsize=BIG + 1, color=INK)
    middle.set_xlabel("$x$", fontsize=BIG, color=INK)
    _bowl_map(right)
    right.plot(w, b, "o", color=PINK, markeredgecolor=INK, markersize=14, zorder=6)
    right.set_title(f"$L({_near(w)},\\ {_near(b)})$", fontsize=BIG + 1, color=INK)
    for axis in (left, middle):
        plain(axis, grid=True)
    settle(figure, "fit", w_pad=1.2)
    return figure


def bowl(step: int = 100, lr: float = 0.01) -> Any:
    """The loss of the line as a surface over (w, b), and its map, with a descent from (0, 0)."""
    points = [(0.0, 0.0)]
    x, y = POINTS.T
    for _ in range(step):
        w, b = points[-1]
        error = w * x + b - y
        points.append((w - lr * 2 * float((error * x).mean()), b - lr * 2 * float(error.mean())))
    trail = np.array(points)
    figure = sheet(10.4, 5.05)
    space = figure.add_axes((-0.02, 0.02, 0.55, 1.0), projection="3d", computed_zorder=False)
    plane = figure.add_axes((0.62, 0.133, 0.36, 0.703))
    ws, bs = np.meshgrid(np.linspace(-0.5, 4.5, 51), np.linspace(-3, 3, 51))
    look = {"cmap": "Blues", "vmin": -12, "vmax": 75, "linewidth": 0.2, "edgecolor": "white"}
    space.plot_surface(ws, bs, mse(ws, bs), rstride=2, cstride=2, zorder=1, **look)
    space.plot(
        *trail.T,
        mse(*trail.T) + 0.5,
        "o-",
        color=ORANGE,
        markersize=5,
        linewidth=2,
        markeredgecolor="white",
        markeredgewidth=0.5,
        zorder=5,
    )
    space.plot(*trail[-1], mse(*trail[-1]) + 0.5, "o", color=ORANGE, markeredgecolor=INK, markersize=11, zorder=6)
    space.set(xlim=(-0.5, 4.5), ylim=(-3, 3), zlim=(0, 68), xticks=[0, 2, 4], yticks=[-2, 0, 2], zticks=[0, 30, 60])
    space.set_xlabel("$w$", fontsize=BIG, color=INK)
    space.set_ylabel("$b$", fontsize=BIG, color=INK)
    space.view_init(elev=36, azim=-48)
    space.set_box_aspect((1, 1, 0.7))
    _bowl_map(plane)
    _steps(plane, trail, ORANGE)
    plane.set_title(
        f"${step}:\\quad ({_near(trail[-1][0])},\\ {_near(trail[-1][1])}),\\ \\ L = {_short(mse(*trail[-1]))}$",
        fontsize=BIG,
        color=ORANGE,
    )
    return figure


def price(p: float = 0.1) -> Any:
    """What a probability p costs: −ln p if the answer is 1, −ln(1 − p) if it is 0."""
    figure, axis = card(8.6, 4.6)
    grid = np.linspace(0.004, 0.996, 400)
    axis.plot(grid, -np.log(grid), color=ORANGE, linewidth=3.2)
    axis.plot(grid, -np.log(1 - grid), color=BLUE, linewidth=2.6, linestyle="--")
    axis.vlines(p, 0, max(-np.log(p), -np.log(1 - p)), color=GRAY, linewidth=1.4, linestyle=":")
    axis.plot(p, -np.log(p), "o", color=ORANGE, markeredgecolor=INK, markersize=13, zorder=5, clip_on=False)
    axis.plot(p, -np.log(1 - p), "s", color=BLUE, markeredgecolor=INK, markersize=11, zorder=5, clip_on=False)
    axis.set_title(rf"$y = 1:\quad -\ln {p:.2g} = {-np.log(p):.2f}$", fontsize=BIG + 1, color=ORANGE, loc="left")
    axis.set_title(
        rf"$y = 0:\quad -\ln (1 - {p:.2g}) = {-np.log(1 - p):.2f}$", fontsize=BIG + 1, color=BLUE, loc="right"
    )
    axis.set(xlim=(0, 1), ylim=(0, 5), xticks=[0, 0.25, 0.5, 0.75, 1], yticks=range(6))
    axis.set_xlabel("$p$", fontsize=BIG, color=INK)
    plain(axis, grid=True)
    settle(figure, "price")
    return figure


# Parts ---------------------------------------------------------------------------------------------------------------

SQUARE = (-6.3, 5.3)  # of the map of L, in both directions
LEVELS = (3, 4, 8, 15, 25, 40, 60, 90, 130, 180, 250, 340, 450)


def _contours(axis: Any, numbers: bool = True) -> None:
    side = np.linspace(*SQUARE, 71)
    u, v = np.meshgrid(side, side)
    axis.contourf(u, v, loss(u, v), levels=LEVELS, cmap="Blues", alpha=0.75, zorder=0)
    axis.contour(u, v, loss(u, v), levels=LEVELS[1:], colors=INK, linewidths=0.6, alpha=0.5, zorder=1)
    if numbers:
        for level in (15, 40, 90):  # along the diagonal to the lower left: u + 1 = v − 1, curvature 5
            away = np.sqrt((level - 3) / 5)
            axis.text(-1 - away, 1 - away, f"{level}", fontsize=10, color=INK, ha="center", va="center",
                      bbox=PAPER | {"alpha": 0.85}, zorder=2)  # fmt: skip
    axis.plot(-1, 1, "v", color=INK, markeredgecolor="white", markersize=11, zorder=3)
    axis.set(xlim=SQUARE, ylim=SQUARE, aspect="equal", xticks=range(-6, 6, 2), yticks=range(-6, 6, 2))
    axis.set_xlabel("$u$", fontsize=BIG, color=INK)
    axis.set_ylabel("$v$", fontsize=BIG, color=INK, rotation=0, labelpad=8)
    axis.tick_params(color=GRAY, labelcolor=INK)
    axis.spines[:].set_color(GRAY)


def _steps(axis: Any, points: Any, color: str, marker: str = "o") -> None:
    axis.plot(*points.T, color=INK, linewidth=1.3, zorder=4)
    axis.plot(*points.T, marker, color=color, markeredgecolor=INK, markeredgewidth=0.7, markersize=7, zorder=5)
    axis.plot(*points[0], marker, color="white", markeredgecolor=INK, markeredgewidth=1.8, markersize=10, zorder=6)
    axis.plot(*points[-1], marker, color=color, markeredgecolor=INK, markeredgewidth=1.8, markersize=11, zorder=7)


def _loss_axis(axis: Any, steps: int) -> None:
    axis.set(yscale="log", ylim=(2, 400), xlim=(-0.6, steps + 0.8), xticks=range(0, steps + 1, 5))
    axis.set_yticks([3, 10, 100], ["3", "10", "100"])
    axis.minorticks_off()
    axis.set_ylabel("$L$", fontsize=BIG, color=INK, rotation=0, labelpad=10)
    plain(axis, grid=True)


def _away(lr: Any, steps: int) -> Any:
    """How far from the minimum of L one is after so many steps from (4, 4): 8/√2 and 2/√2 away along the diagonals."""
    return np.hypot(8 * (1 - 5 * lr) ** steps, 2 * (1 - 7 * lr) ** steps) / np.sqrt(2)


def _bowl_map(axis: Any) -> None:
    w, b = np.meshgrid(np.linspace(-0.5, 4.5, 61), np.linspace(-3, 3, 61))
    levels = (0, 0.1, 0.5, 2, 5, 10, 20, 35, 60, 100, 160)
    axis.contourf(w, b, mse(w, b), levels=levels, cmap="Blues", alpha=0.75, zorder=0)
    axis.contour(w, b, mse(w, b), levels=levels[1:], colors=INK, linewidths=0.6, alpha=0.5, zorder=1)
    axis.plot(2, 0, "v", color=INK, markeredgecolor="white", markersize=11, zorder=3)
    axis.set(xlim=(-0.5, 4.5), ylim=(-3, 3), xticks=range(5), yticks=range(-3, 4))
    axis.set_xlabel("$w$", fontsize=BIG, color=INK)
    axis.set_ylabel("$b$", fontsize=BIG, color=INK, rotation=0, labelpad=8)
    axis.tick_params(color=GRAY, labelcolor=INK)
    axis.spines[:].set_color(GRAY)


def _arrow(axis: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    shape = {
        "arrowstyle": "-|>,head_width=0.3,head_length=0.6",
        "color": ORANGE,
        "linewidth": 2.6,
        "shrinkA": 0,
        "shrinkB": 0,
    }
    axis.annotate("", end, start, arrowprops=shape, zorder=4)


def _near(value: float) -> str:
    """A number as a formula shows it: two digits after the point, no trailing zeros."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _signed(value: float) -> str:
    text = _near(value)
    return f"- {text[1:]}" if text.startswith("-") else f"+ {text}"


def _short(value: float) -> str:
    return f"{value:.2f}" if value < 1e4 else _power(value)


def _power(value: float) -> str:
    exponent = int(np.floor(np.log10(value)))
    return f"{value:.2g}" if -2 <= exponent < 2 else rf"{value / 10.0**exponent:.1f} \times 10^{{{exponent}}}"
