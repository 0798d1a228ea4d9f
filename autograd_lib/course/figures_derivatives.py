"""Figures of lesson 02: secants and tangents, slopes, signs, difference quotients, a surface cut open.

Each function draws one figure and returns it.  Its arguments are what the sliders of the lesson move.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from .style import AMBER, BLUE, GRAY, GREEN, INK, ORANGE, PALE, PAPER, SKY, card, plain, settle, sheet

BIG, SMALL = 14, 11  # sizes of text


class Curve(NamedTuple):
    """A function, its derivative and where to look at them."""

    f: Callable[[Any], Any]
    slope: Callable[[Any], Any]
    formula: str
    slope_formula: str
    xlim: tuple[float, float]
    ylim: tuple[float, float]
    slope_lim: tuple[float, float]


CURVES = {
    "2x² + 2": Curve(lambda x: 2 * x * x + 2, lambda x: 4 * x, "2x^2 + 2", "4x", (-2.2, 2.2), (0, 12), (-9.5, 9.5)),
    "x³ − 3x": Curve(
        lambda x: x**3 - 3 * x, lambda x: 3 * x * x - 3, "x^3 - 3x", "3x^2 - 3", (-2.2, 2.2), (-4.5, 4.5), (-4.5, 12)
    ),
    "x³": Curve(lambda x: x**3, lambda x: 3 * x * x, "x^3", "3x^2", (-2.2, 2.2), (-9, 9), (-2.5, 15)),
    "sin x": Curve(np.sin, np.cos, r"\sin x", r"\cos x", (-2.2, 2.2), (-1.5, 1.5), (-1.5, 1.5)),
}


def secant(h: float = 1.0) -> Any:
    """The curve 2x² + 2 with the line through x = 1 and x = 1 + h, and the slope of that line against h."""
    f = CURVES["2x² + 2"].f
    figure, (left, right) = card(9.6, 4.6, 1, 2, width_ratios=[3, 2])
    x = np.linspace(-0.6, 2.5, 200)
    for other in (1.0, 0.5, 0.25):
        left.plot(x, 4 + (4 + 2 * other) * (x - 1), color=AMBER, linewidth=1, alpha=0.45)
    left.plot(x, 4 + 4 * (x - 1), color=GREEN, linewidth=2, linestyle=(0, (1, 1.2)))
    left.plot(x, f(x), color=BLUE, linewidth=3)
    slope = (f(1 + h) - f(1)) / h
    left.plot(x, 4 + slope * (x - 1), color=ORANGE, linewidth=2.2, linestyle="--")
    left.plot([1, 1 + h, 1 + h], [4, 4, f(1 + h)], color=INK, linewidth=1.4)
    left.plot(1, 4, "o", color=BLUE, markersize=11, zorder=5)
    left.plot(1 + h, f(1 + h), "s", color=ORANGE, markersize=10, zorder=5)
    middle = max(1 + h / 2, 1.33)
    left.text(middle, 3.7, f"$h = {h:.3g}$", ha="center", va="top", fontsize=SMALL + 1, color=INK, bbox=PAPER)
    if h > 0.3:
        rise = f"${f(1 + h) - f(1):.3g}$"
        left.text(1.06 + h, (4 + f(1 + h)) / 2, rise, va="center", fontsize=SMALL + 1, color=INK, bbox=PAPER)
    left.set(xlim=(-0.6, 2.5), ylim=(-0.6, 12), xticks=[0, 1, 2])
    left.set_xlabel("$x$", fontsize=BIG)
    left.set_title("$f(x) = 2x^2 + 2$", fontsize=BIG, color=BLUE, pad=16)
    sizes = np.geomspace(1e-3, 1, 50)
    right.axhline(4, color=GREEN, linewidth=2, linestyle=(0, (1, 1.2)))
    right.plot(sizes, 4 + 2 * sizes, color=AMBER, linewidth=1.5)
    right.plot([1.0, 0.5, 0.25], [6.0, 5.0, 4.5], "s", color=AMBER, markersize=6)
    right.plot(h, slope, "s", color=ORANGE, markersize=12, zorder=5)
    right.text(0.0009, 4.06, "$4$", color=GREEN, fontsize=BIG, ha="right", va="bottom")
    right.set(xscale="log", xlim=(1.5, 6e-4), ylim=(3.7, 6.3), yticks=[4, 5, 6])
    right.set_xlabel("$h$", fontsize=BIG)
    right.set_title(rf"$\frac{{f(1+h) - f(1)}}{{h}} = {slope:.3f}$", fontsize=BIG + 4, color=ORANGE, pad=16)
    for axis in (left, right):
        plain(axis, grid=True)
    settle(figure, "secant", w_pad=2.5)
    return figure


def zoom(curve: str = "2x² + 2") -> Any:
    """The surroundings of one point, enlarged ten and a hundred times: 2x² + 2 at x = 1, or |x| at x = 0."""
    from matplotlib.patches import ConnectionPatch, Rectangle

    known: dict[str, tuple[Callable[[Any], Any], float, tuple[int, ...], str]] = {
        "2x² + 2": (CURVES["2x² + 2"].f, 1.0, (4,), "2x^2 + 2"),
        "|x|": (np.abs, 0.0, (-1, 1), "|x|"),
    }
    f, center, slopes, formula = known[curve]
    steep = max(map(abs, slopes)) * 1.4
    figure, axes = card(9.6, 3.7, 1, 3)
    for number, axis in enumerate(axes):
        width = 10.0**-number
        x = np.linspace(-width, width, 201)
        for slope in slopes:
            axis.plot(x, slope * x, color=GREEN, linewidth=2, linestyle=(0, (1, 1.2)))
        axis.plot(x, f(center + x) - f(center), color=BLUE, linewidth=3.2)
        axis.plot(0, 0, "o", color=INK, markersize=9, zorder=5)
        axis.set(xlim=(-width, width), ylim=(-steep * width, steep * width))
        axis.set_xticks([-width, 0, width], [f"${center - width:.3g}$", f"${center:.3g}$", f"${center + width:.3g}$"])
        axis.set_yticks([])
        axis.set_title(rf"$\times\,{10**number}$", fontsize=BIG + 2, color=INK)
        axis.spines[:].set(color=ORANGE if number else GRAY, linewidth=2 if number else 1)
        axis.tick_params(color=GRAY, labelcolor=INK, labelsize=SMALL)
        if number < 2:
            small = width / 10
            axis.add_patch(
                Rectangle(
                    (-small, -steep * small), 2 * small, 2 * steep * small, fill=False, color=ORANGE, lw=2, zorder=6
                )
            )
            for end in (-1, 1):
                figure.add_artist(
                    ConnectionPatch(
                        (small, end * steep * small), (0, (end + 1) / 2), "data", "axes fraction",
                        axesA=axis, axesB=axes[number + 1], color=ORANGE, linewidth=1, alpha=0.7,
                    )
                )  # fmt: skip
    axes[0].text(0.05, 0.95, f"${formula}$", transform=axes[0].transAxes, va="top", fontsize=BIG, color=BLUE)
    last = axes[-1].transAxes
    for slope in slopes:
        place, side = ((0.62, 0.3), "left") if len(slopes) == 1 else ((0.5 + 0.33 * slope, 0.5), "center")
        axes[-1].text(*place, f"${slope:+d}$" if len(slopes) > 1 else f"${slope}$", transform=last, ha=side, va="center",
                      fontsize=BIG + 4, color=GREEN, bbox=PAPER)  # fmt: skip
    figure.tight_layout(w_pad=2)
    return figure


def slope_along(curve: str = "2x² + 2", x: float = 1.0) -> Any:
    """A curve with its tangent at x, and below it, at the same x, its derivative."""
    it = CURVES[curve]
    figure, (top, bottom) = card(7.4, 6.6, 2, 1, height_ratios=[1, 1])
    grid = np.linspace(*it.xlim, 300)
    lean = (it.ylim[1] - it.ylim[0]) / (it.xlim[1] - it.xlim[0])
    _strokes(top, np.arange(-2, 2.01, 0.5), it, lean, length=0.3, color=SKY, linewidth=6, alpha=0.55)
    top.plot(grid, it.f(grid), color=BLUE, linewidth=2.5)
    _strokes(top, np.array([x]), it, lean, length=1.1, color=ORANGE, linewidth=4, zorder=4)
    top.plot(x, it.f(x), "o", color=INK, markersize=10, zorder=5)
    slopes = it.slope(grid)
    bottom.axhline(0, color=INK, linewidth=1)
    bottom.fill_between(grid, 0, slopes, where=slopes > 0, color=ORANGE, alpha=0.18, linewidth=0)
    bottom.fill_between(grid, 0, slopes, where=slopes < 0, facecolor="#DCEBF5", edgecolor=SKY, hatch="///", linewidth=0)
    bottom.plot(grid, slopes, color=ORANGE, linewidth=2.5, linestyle="--")
    bottom.plot(x, it.slope(x), "D", color=ORANGE, markeredgecolor=INK, markersize=10, zorder=5)
    titles = f"f(x) = {it.formula}", f"f'(x) = {it.slope_formula}"
    values = f"f({x:.3g}) = {_near(it.f(x))}", f"f'({x:.3g}) = {_near(it.slope(x))}"
    for axis, title, value, color in zip((top, bottom), titles, values, (BLUE, ORANGE), strict=True):
        axis.axvline(x, color=GRAY, linewidth=1.2, linestyle=":")
        axis.set_title(f"${title}$", loc="left", fontsize=BIG, color=color)
        axis.set_title(f"${value}$", loc="right", fontsize=BIG, color=INK)
        axis.set(xlim=it.xlim, xticks=range(-2, 3))
        plain(axis, grid=True)
    top.set_ylim(it.ylim)
    bottom.set(ylim=it.slope_lim, xlabel="$x$")
    settle(figure, f"slope_along {curve}", h_pad=1.5)
    return figure


def step(dx: float = 0.5) -> Any:
    """One step dx from x = 1 on 2x² + 2: how high the curve climbs, how high the tangent, and the gap between."""
    f = CURVES["2x² + 2"].f
    dy, estimate = f(1 + dx) - 4, 4 * dx
    figure, (left, right) = card(9.6, 4.4, 1, 2, width_ratios=[3, 2])
    x = np.linspace(-0.35, 2.35, 200)
    left.plot(x, f(x), color=BLUE, linewidth=3)
    left.plot(x, 4 * x, color=GREEN, linewidth=2, linestyle=(0, (1, 1.2)))
    left.plot([1, 1 + dx], [4, 4], color=INK, linewidth=1.4)
    left.plot([1 + dx] * 2, [4, 4 + estimate], color=GREEN, linewidth=5, solid_capstyle="butt")
    left.plot([1 + dx] * 2, [4 + estimate, 4 + dy], color=ORANGE, linewidth=5, solid_capstyle="butt")
    left.plot(1, 4, "o", color=INK, markersize=10, zorder=5)
    corner = (1.05, 3.6, "left", "top") if dx >= 0 else (0.95, 4.4, "right", "bottom")
    left.text(*corner[:2], f"$dx = {dx:.3g}$", ha=corner[2], va=corner[3], fontsize=BIG, color=INK)
    left.text(2.3, -0.6, f"$f'(1)\\,dx = {_near(estimate)}$", ha="right", fontsize=BIG, color=GREEN)
    left.set(xlim=(-0.35, 2.35), ylim=(-1.2, 11.5), xticks=[0, 1, 2])
    left.set_xlabel("$x$", fontsize=BIG)
    left.set_ylabel("$f(x)$", fontsize=BIG)
    sizes = np.linspace(-1, 1, 201)
    right.plot(sizes, 2 * sizes**2, color=ORANGE, linewidth=2.5)
    right.plot(dx, dy - estimate, "s", color=ORANGE, markeredgecolor=INK, markersize=11)
    right.set(xlim=(-1.05, 1.05), ylim=(-0.1, 2.1), xticks=[-1, 0, 1], yticks=[0, 1, 2])
    right.set_xlabel("$dx$", fontsize=BIG)
    right.set_title(f"$dy - f'(1)\\,dx = {_near(dy - estimate)}$", fontsize=BIG, color=ORANGE)
    left.set_title(f"$dy = f(1 + dx) - f(1) = {_near(dy)}$", fontsize=BIG, color=BLUE)
    for axis in (left, right):
        plain(axis, grid=True)
    settle(figure, "step", w_pad=2.5)
    return figure


def signs() -> Any:
    """x³ − 3x and x³, each above a strip with the sign of its derivative."""
    figure, axes = card(9.6, 5.2, 2, 2, height_ratios=[4, 1.2])
    for column, (name, zeros, span) in enumerate((("x³ − 3x", (-1, 1), 2.15), ("x³", (0,), 1.75))):
        top, strip = axes[:, column]
        it = CURVES[name]
        ends = (-span, *zeros, span)
        for left, right in zip(ends, ends[1:], strict=False):
            part = np.linspace(left, right, 100)
            up = it.slope((left + right) / 2) > 0
            color = ORANGE if up else BLUE
            top.plot(part, it.f(part), color=color, linewidth=3.5, linestyle="-" if up else (0, (4, 1.5)))
            strip.axvspan(left, right, facecolor="#FBE3D6" if up else "#D6E8F3", edgecolor="white",
                          hatch=None if up else "///")  # fmt: skip
            strip.text((left + right) / 2, 0.5, "$+$" if up else "$-$", ha="center", va="center", fontsize=26,
                       color=color, bbox=None if up else {"boxstyle": "circle,pad=0.1", "fc": "#D6E8F3", "ec": "none"})  # fmt: skip
        for zero in zeros:
            kind = _kind(it, zero)
            marker, label, offset = {"max": ("^", r"$\max$", 14), "min": ("v", r"$\min$", -14), "": ("X", "", 0)}[kind]
            top.plot(zero, it.f(zero), marker, color=INK, markersize=13, zorder=5)
            if label:
                top.annotate(label, (zero, it.f(zero)), (0, offset), textcoords="offset points", ha="center",
                             va="bottom" if offset > 0 else "top", fontsize=BIG + 2, color=INK)  # fmt: skip
            top.plot([zero - span * 0.22, zero + span * 0.22], [it.f(zero)] * 2, color=GREEN, linewidth=2.5)
            for axis in (top, strip):
                axis.axvline(zero, color=GRAY, linewidth=1.2, linestyle=":", zorder=0)
            strip.text(zero, 0.5, "$0$", ha="center", va="center", fontsize=16, color=INK,
                       bbox={"boxstyle": "circle,pad=0.25", "fc": "white", "ec": INK}, zorder=6)  # fmt: skip
        top.set_title(f"$f(x) = {it.formula}$", fontsize=BIG, color=INK)
        top.set(xlim=(-span, span), ylim=(-5.6, 5.6), xticks=[], yticks=[])
        top.spines[:].set_visible(False)
        top.axhline(0, color=PALE, linewidth=1.2, zorder=0)
        strip.set(xlim=(-span, span), ylim=(0, 1), yticks=[], xticks=sorted({-1, 0, 1} | set(zeros)))
        strip.set_ylabel("$f'(x)$", rotation=0, ha="right", va="center", fontsize=BIG, color=INK)
        strip.spines[:].set_visible(False)
        strip.tick_params(color=GRAY, labelcolor=INK, labelsize=SMALL)
    figure.tight_layout(h_pad=0.6)
    return figure


def quotients(h: float = 0.6) -> Any:
    """sin at x = 1: the tangent, and the lines of the forward, backward and central difference with step h."""
    figure, axes = card(9.8, 3.9, 1, 3)
    x = np.linspace(-0.6, 2.6, 200)
    point, tangent = np.sin(1), np.cos(1)
    ways = (
        (r"\frac{f(x+h) - f(x)}{h}", 1.0, 1 + h),
        (r"\frac{f(x) - f(x-h)}{h}", 1 - h, 1.0),
        (r"\frac{f(x+h) - f(x-h)}{2h}", 1 - h, 1 + h),
    )
    for axis, (formula, left, right) in zip(axes, ways, strict=True):
        slope = (np.sin(right) - np.sin(left)) / (right - left)
        axis.plot(x, np.sin(x), color=BLUE, linewidth=3)
        axis.plot(x, point + tangent * (x - 1), color=GREEN, linewidth=2.4, linestyle=(0, (1, 1.2)))
        axis.plot(x, np.sin(left) + slope * (x - left), color=ORANGE, linewidth=2.4, linestyle="--")
        axis.plot([left, right], [np.sin(left), np.sin(right)], "s", color=ORANGE, markersize=9, zorder=5)
        axis.plot(1, point, "o", color=INK, markersize=8, zorder=6)
        axis.set(xlim=(-0.6, 2.6), ylim=(-0.55, 1.85), yticks=[])
        axis.set_xticks([1 - h, 1, 1 + h], ["$x-h$", "$x$", "$x+h$"] if h >= 0.35 else ["", "$x$", ""])
        axis.set_title(f"${formula}$", fontsize=BIG + 3, color=INK, pad=12)
        axis.text(0.95, 0.06, f"${slope:.3f}$", transform=axis.transAxes, ha="right", fontsize=BIG + 1, color=ORANGE)
        axis.text(0.95, 0.19, f"${tangent:.3f}$", transform=axis.transAxes, ha="right", fontsize=BIG + 1, color=GREEN)
        plain(axis)
        axis.spines["left"].set_visible(False)
    figure.tight_layout()
    return figure


def errors() -> Any:
    """The error of the forward and the central difference of sin at x = 1 against h, from 1 down to 10⁻¹⁵."""
    figure, axis = card(9.0, 5.2)
    fine = np.geomspace(1, 1e-15, 241)
    coarse = 10.0 ** -np.arange(16)
    epsilon = float(np.finfo(float).eps)
    axis.fill_between(fine, 1e-13, epsilon / fine, facecolor="#EFEFEF", edgecolor="#CFCFCF", hatch="xx", linewidth=0)
    axis.plot(fine, epsilon / fine, color=GRAY, linewidth=1.5)
    places = {"o": ((40, -34), "center"), "s": ((-15, 0), "right")}
    for quotient, color, marker, dash, best in (
        (_forward, ORANGE, "o", "-", 1e-8),
        (_central, BLUE, "s", "--", 1e-5),
    ):
        axis.plot(fine, _error(quotient, fine), color=color, linewidth=1, alpha=0.35)
        axis.plot(
            coarse, _error(quotient, coarse), color=color, marker=marker, markersize=8, linestyle=dash, linewidth=2
        )
        lowest = _error(quotient, np.array([best]))[0]
        axis.plot(best, lowest, marker, color=color, markersize=17, fillstyle="none", markeredgewidth=2)
        label, (offset, side) = f"$h = 10^{{{round(np.log10(best))}}}$", places[marker]
        axis.annotate(label, (best, lowest), offset, textcoords="offset points", ha=side, va="center", fontsize=BIG,
                      color=color, bbox=PAPER if side == "center" else None)  # fmt: skip
    labels = (
        (3e-3, 6e-3, r"$\frac{f(x+h) - f(x)}{h}$", ORANGE, "left", "bottom"),
        (0.9, 1e-9, r"$\frac{f(x+h) - f(x-h)}{2h}$", BLUE, "left", "center"),
    )
    for x, y, text, color, side, height in labels:
        axis.text(x, y, text, color=color, fontsize=BIG + 5, ha=side, va=height)
    axis.text(2e-13, 1.2e-8, r"$\approx \varepsilon\,/\,h$", color=INK, fontsize=BIG + 3, ha="center", bbox=PAPER)
    axis.set(xscale="log", yscale="log", xlim=(3, 4e-16), ylim=(1e-13, 3))
    axis.set_ylabel(r"$|\,\ldots - \cos 1\,|$", fontsize=BIG, color=INK)
    axis.set_xlabel("$h$", fontsize=BIG)
    axis.set_xticks(10.0 ** -np.arange(0, 16, 2))
    axis.set_yticks(10.0 ** -np.arange(0, 13, 2))
    plain(axis, grid=True)
    figure.tight_layout()
    return figure


def cut(plane: str = "y", x: float = 1.0, y: float = 1.0) -> Any:
    """The surface g(x, y) = 2x² + y² + 2 cut open along a plane through (x, y), and the curve on the cut.

    Args:
        plane: what stays constant on the cut: "y" (the cut runs along x) or "x".
        x, y: the point, between -1.5 and 1.5.
    """
    most, ceiling, sand = 1.5, 9.5, "#F6D9A8"
    along_x = plane == "y"
    name, other = ("x", "y") if along_x else ("y", "x")
    free, fixed = (x, y) if along_x else (y, x)
    slope = 4 * x if along_x else 2 * y
    height = 2 * x * x + y * y + 2

    def place(u: Any, v: Any) -> tuple[Any, Any, Any]:  # u runs along the cut, v does not change on it
        a, b = (u, v) if along_x else (v, u)
        return a, b, 2 * a * a + b * b + 2

    figure = sheet(9.8, 4.7)
    solid = figure.add_axes((-0.03, -0.01, 0.62, 1.1), projection="3d", computed_zorder=False)
    flat = figure.add_axes((0.65, 0.15, 0.33, 0.68))
    edge = np.linspace(-most, most, 61)
    constant, ends = np.full_like(edge, fixed), free + np.array([-0.55, 0.55])
    behind = np.linspace(fixed, most if along_x else -most, 25)
    solid.plot_surface(*place(*np.meshgrid(edge, behind)), cmap="Blues", vmin=-1, vmax=12, rstride=1, cstride=1,
                       linewidth=0.15, edgecolor="white", zorder=1)  # fmt: skip
    before = np.linspace(-most if along_x else most, fixed, 9)
    solid.plot_wireframe(*place(*np.meshgrid(edge[::5], before)), color=SKY, linewidth=0.6, alpha=0.4, zorder=3)
    a, b, top = place(*np.meshgrid(edge, [fixed, fixed]))
    solid.plot_surface(a, b, top * [[0.0], [1.0]], color=sand, shade=False, alpha=0.92, zorder=2)
    solid.plot(*place(edge, constant), color=ORANGE, linewidth=3.2, zorder=4)
    a, b, _ = place(ends, np.full(2, fixed))
    rise = height + slope * (ends - free)
    solid.plot(a, b, rise, color=GREEN, linewidth=3.5, linestyle=(0, (1, 0.8)), zorder=5)
    solid.plot([x], [y], [height], "o", color=INK, markersize=9, zorder=6)
    solid.set(xlim=(-most, most), ylim=(-most, most), zlim=(0, ceiling))
    solid.set(xticks=[-1, 0, 1], yticks=[-1, 0, 1], zticks=[0, 4, 8])
    solid.set_xlabel("$x$", fontsize=BIG)
    solid.set_ylabel("$y$", fontsize=BIG)
    solid.view_init(elev=22, azim=-66 if along_x else -24)
    solid.set_box_aspect((1, 1, 0.85))

    held = f"{fixed:.3g}^2" if fixed >= 0 else f"({fixed:.3g})^2"
    formula = f"2x^2 + {held} + 2" if along_x else f"2\\cdot {held} + y^2 + 2"
    flat.fill_between(edge, 0, place(edge, constant)[2], color=sand, alpha=0.75, linewidth=0)
    flat.plot(edge, place(edge, constant)[2], color=ORANGE, linewidth=3.2)
    flat.plot(ends, rise, color=GREEN, linewidth=3.5, linestyle=(0, (1, 0.8)))
    flat.plot(free, height, "o", color=INK, markersize=10, zorder=5)
    flat.set(xlim=(-most, most), ylim=(0, ceiling), xlabel=f"${name}$", xticks=[-1, 0, 1], yticks=[0, 4, 8])
    flat.set_title(f"${other} = {fixed:.3g}:\\quad {formula}$", fontsize=BIG, color=ORANGE, pad=10)
    text = rf"$\partial g / \partial {name} = {_near(slope)}$"
    flat.text(0, 1.1, text, fontsize=BIG + 4, color=GREEN, bbox=PAPER, ha="center", va="center")
    plain(flat)
    return figure


MARKS = (-4.2, -np.pi / 2, -0.6, 0.8, 3.9)  # the x of the five marks of exercise 02.2


def marks() -> Any:
    """The curve of exercise 02.2, 2 sin x, with five numbered points."""
    figure, axis = card(8.8, 4.0)
    x = np.linspace(-5, 5, 300)
    axis.axhline(0, color=INK, linewidth=1)
    axis.plot(x, 2 * np.sin(x), color=BLUE, linewidth=3.5)
    for number, each in enumerate(MARKS, 1):
        place = (each, 2 * np.sin(each))
        axis.plot(*place, "o", color="white", markeredgecolor=INK, markeredgewidth=1.5, markersize=21, zorder=4)
        axis.text(*place, f"{number}", ha="center", va="center_baseline", fontsize=BIG, color=INK, zorder=5)
    axis.set(ylim=(-2.45, 2.45), yticks=[-2, 0, 2])
    axis.set_xlabel("$x$", fontsize=BIG)
    axis.set_ylabel("$f(x)$", fontsize=BIG)
    plain(axis, grid=True)
    figure.tight_layout()
    return figure


def _strokes(axis: Any, xs: Any, curve: Curve, lean: float, length: float, **line: Any) -> None:
    """A piece of tangent at each x, as long on paper wherever it lies; all of them are one line with gaps."""
    slopes = curve.slope(xs)
    ways = np.multiply.outer(length / 2 / np.hypot(1, slopes / lean), [-1, 1, np.nan])
    heights = curve.f(xs)[:, None] + slopes[:, None] * ways
    axis.plot((xs[:, None] + ways).ravel(), heights.ravel(), solid_capstyle="round", **line)


def _kind(curve: Curve, x: float) -> str:
    left, right = curve.slope(x - 0.1), curve.slope(x + 0.1)
    return "max" if left > 0 > right else ("min" if left < 0 < right else "")


def _near(value: float) -> str:
    """A number as a formula shows it: two digits after the point, no trailing zeros, a true minus."""
    text = f"{value:.4f}".rstrip("0").rstrip(".") if abs(value) < 0.1 else f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def _forward(f: Callable[[Any], Any], x: float, h: Any) -> Any:
    return (f(x + h) - f(x)) / h


def _central(f: Callable[[Any], Any], x: float, h: Any) -> Any:
    return (f(x + h) - f(x - h)) / (2 * h)


def _error(quotient: Callable[..., Any], sizes: Sequence[float] | Any) -> Any:
    return np.abs(quotient(np.sin, 1.0, sizes) - np.cos(1.0))
