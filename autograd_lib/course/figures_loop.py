"""Figures of lesson 06: the wheel of four steps, the line and its bowl, three steps against four, loss as a chain.

Each function draws one figure and returns it.  Its arguments are what the controls of the lesson move.
"""

from __future__ import annotations

import math
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from .style import AMBER, BLUE, GRAY, GREEN, INK, ORANGE, PAPER, PINK, blank, card, plain

BIG, SMALL = 14, 11  # sizes of text
CODE = {"family": "DejaVu Sans Mono"}
COLORS = (BLUE, ORANGE, GREEN, PINK)  # of the four steps: predict, loss, gradient, update
LEVELS = (0.02, 0.1, 0.4, 1.2, 3, 7, 14, 28, 60)  # of the contours of the bowl
DEPTHS = ("#6BAED6", "#85BCDC", "#9ECAE1", "#B2D3E8", "#C6DBEF", "#D2E3F3", "#DEEBF7", "#E9F2FA", "#F3F8FD", "#FAFCFE")
TINTS = ("#DCECF7", "#FCE4D6", "#D8F0E8", "#F8E6F0")
X, Y = np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0])  # the three points of the lesson
HESSIAN = np.array([[28 / 3, 4.0], [4.0, 2.0]])  # of the mean squared error of w x + b on them, in (w, b)


class State(NamedTuple):
    """The loop after one of its steps: what each variable holds."""

    w: float = 0.0
    b: float = 0.0
    outputs: tuple[float, ...] | None = None
    loss: float | None = None
    grads: tuple[float, float] | None = None
    before: tuple[float, float] | None = None  # w and b before the last update


@cache
def states(lr: float, momentum: float, zero_grad: bool, epochs: int) -> tuple[State, ...]:
    """The loop on the three points, run on the engine itself: one state for each step, four an epoch."""
    from .. import optim
    from ..ops.creation import tensor

    inputs, labels = tensor([[1.0], [2.0], [3.0]]), tensor([[2.0], [4.0], [6.0]])
    w: Any = tensor([[0.0]], requires_grad=True)
    b: Any = tensor([[0.0]], requires_grad=True)
    optimizer = optim.SGD([w, b], lr=lr, momentum=momentum)
    now, found = State(), []
    with np.errstate(all="ignore"):
        for _ in range(epochs):
            outputs = inputs @ w + b
            now = now._replace(outputs=tuple(outputs.flatten().tolist()))
            found.append(now)
            loss = ((outputs - labels) ** 2).mean()
            now = now._replace(loss=loss.item())
            found.append(now)
            if zero_grad:
                optimizer.zero_grad()
            loss.backward()
            now = now._replace(grads=(w.grad.item(), b.grad.item()))
            found.append(now)
            before = (w.item(), b.item())
            optimizer.step()
            now = now._replace(w=w.item(), b=b.item(), before=before)
            found.append(now)
    return tuple(found)


def wheel(step: int = 0, lr: float = 0.01, momentum: float = 0.0, zero_grad: bool = True) -> Any:
    """The four steps of the loop as a wheel, with what each variable holds after so many steps."""
    from matplotlib.patches import FancyArrowPatch

    epoch, phase = divmod(step, 4)
    now = states(lr, momentum, zero_grad, epoch // 25 * 25 + 25)[step]
    figure, axis = card(10.4, 7.7)
    blank(axis, (0, 10.4), (-0.05, 7.65))
    moves = [f"{name} = {number(new)}" for name, new in zip("wb", (now.w, now.b), strict=True)]
    if phase == 3:
        old = zip("wb", now.before or (0.0, 0.0), (now.w, now.b), strict=True)
        moves = [f"{name}: {number(was)} → {number(new)}" for name, was, new in old]
    grads = [f"{name}.grad = {number(g)}" for name, g in zip("wb", now.grads or (), strict=False)]
    reset = "optimizer.zero_grad()" if zero_grad else "# optimizer.zero_grad()"
    losses = [] if now.loss is None else [f"loss = {number(now.loss)}"]
    boxes = (
        ((5.2, 6.42), ["outputs = net(inputs)"], ["   ".join(number(each, 3) for each in now.outputs or ())]),
        ((8.35, 3.8), ["loss = criterion(", "    outputs, labels)"], losses),
        ((5.2, 1.18), [reset, "loss.backward()"], grads),
        ((2.05, 3.8), ["optimizer.step()"], moves),
    )
    corners = ((7.0, 6.35), (8.35, 4.85)), ((8.35, 2.75), (7.0, 1.15))
    arrows = *corners, *(tuple((10.4 - x, 7.6 - y) for x, y in corner) for corner in corners)
    for turn, ends in enumerate(arrows):  # the one just taken is thick
        taken = step > 0 and turn == (phase - 1) % 4
        axis.add_patch(
            FancyArrowPatch(*ends, connectionstyle="arc3,rad=-0.33", arrowstyle="-|>", shrinkA=0, shrinkB=0, zorder=2,
                            mutation_scale=34 if taken else 24, linewidth=6 if taken else 2.2,
                            color=COLORS[phase] if taken else "#BBBBBB")
        )  # fmt: skip
    for turn, (place, code, values) in enumerate(boxes):
        _step_box(axis, turn, place, code, [each for each in values if each], active=turn == phase)
    inner = figure.add_axes((4.2 / 10.4, 2.62 / 7.6, 1.98 / 10.4, 2.25 / 7.6))
    _points(inner, now.w, now.b, residuals=phase == 1)
    inner.set_title(f"epoch = {epoch}", fontsize=BIG, color=INK, pad=8, **CODE)
    return figure


def _step_box(
    axis: Any, turn: int, place: tuple[float, float], code: list[str], values: list[str], active: bool
) -> None:
    """One of the four boxes: its number, the code of the step, what the step has computed."""
    from matplotlib.patches import Circle, FancyBboxPatch

    (x, y), height, color = place, 1.75, COLORS[turn]
    axis.add_patch(
        FancyBboxPatch((x - 1.72, y - height / 2), 3.44, height, boxstyle="round,pad=0,rounding_size=0.18", zorder=3,
                       facecolor=TINTS[turn] if active else "white", edgecolor=color, linewidth=5 if active else 1.8)
    )  # fmt: skip
    lines = [*((each, True) for each in code), *((each, False) for each in values)]
    for row, (text, is_code) in enumerate(lines):
        lost = text.startswith("#")
        axis.text(x - 1.42 if is_code else x, y + 0.35 * (len(lines) - 1) / 2 - 0.35 * row, text, va="center", zorder=4,
                  ha="left" if is_code else "center", fontsize=12 if is_code else 15 if len(text) < 23 else 12,
                  color=ORANGE if lost else INK, style="italic" if lost else "normal",
                  weight="bold" if (active and is_code) or not is_code else "normal", **(CODE if is_code else {}))  # fmt: skip
    axis.add_patch(Circle((x - 1.7, y + height / 2), 0.29, facecolor=color, edgecolor="white", lw=2, zorder=5))
    axis.text(x - 1.7, y + height / 2 - 0.02, f"{turn + 1}", ha="center", va="center", color="white", fontsize=14,
              weight="bold", zorder=6)  # fmt: skip


def valley(epoch: int = 100, lr: float = 0.01) -> Any:
    """The line among its points, (w, b) on the bowl of the loss, and the loss of each epoch, side by side."""
    path, losses = walk(lr)
    w, b = path[epoch]
    figure, (left, middle, right) = card(11.2, 4.1, 1, 3, width_ratios=[1, 1.4, 1])
    figure.subplots_adjust(0.04, 0.15, 0.985, 0.89, wspace=0.24)
    _points(left, w, b)
    left.set_title(f"$w = {number(w)},\\quad b = {number(b)}$", fontsize=BIG, color=BLUE, pad=10)
    left.set_xlabel("$x$", fontsize=BIG)
    _map(middle)
    onward = walk(min(lr, 0.1), epochs=5000)[0][100::50]
    for color, width, dash in (("white", 5, "-"), (AMBER, 3, (0, (1, 0.8)))):
        middle.plot(*onward.T, color=color, linewidth=width, linestyle=dash, zorder=2)
    for curvature, (u, v), length in zip(*curvatures(), (0.95, -1.5), strict=True):
        middle.annotate("", (2 + length * u, length * v), (2, 0), zorder=4,
                        arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 1.8})  # fmt: skip
        middle.text(2 + length * u + 0.38, length * v, f"${curvature:.3g}$", fontsize=BIG - 1, color=INK, ha="center",
                    va="center", bbox=PAPER | {"alpha": 0.85}, zorder=7)  # fmt: skip
    _way(middle, path[: epoch + 1])
    _curve(right, losses, epoch)
    return figure


def rolling(keep: float = 1.0, epoch: int = 100) -> Any:
    """(w, b) on the bowl, and the loss, when `keep` of the old gradient stays: 0 forgets it, 1 is a lost `zero_()`."""
    path, losses = walk(0.01, keep)
    figure, (left, right) = card(8.8, 4.1, 1, 2, width_ratios=[1.25, 1])
    figure.subplots_adjust(0.06, 0.15, 0.985, 0.89, wspace=0.18)
    _map(left)
    _way(left, path[: epoch + 1])
    w, b = path[epoch]
    left.set_title(f"$w = {number(w)},\\quad b = {number(b)}$", fontsize=BIG, color=BLUE, pad=10)
    _curve(right, losses, epoch)
    return figure


def _map(axis: Any) -> None:
    """The bowl of the loss from above, with a star at its lowest point."""
    w, b, heights = _bowl()
    axis.contourf(w, b, heights, levels=[0, *LEVELS, 1e4], colors=DEPTHS, antialiased=False)
    axis.plot(2, 0, "*", color=GREEN, markeredgecolor="white", markersize=21, zorder=6)
    axis.set(xlim=(-0.5, 4.5), ylim=(-2.1, 2.1), aspect="equal", xticks=range(5), yticks=range(-2, 3))
    axis.set_xlabel("$w$", fontsize=BIG)
    axis.set_ylabel("$b$", fontsize=BIG, rotation=0)
    axis.spines[:].set_color(GRAY)
    axis.tick_params(color=GRAY, labelcolor=INK)


def _way(axis: Any, path: np.ndarray) -> None:
    axis.plot(*path.T, color=ORANGE, linewidth=1.4, marker="o", markersize=3.2, markeredgewidth=0, zorder=5)
    axis.plot(*path[-1], "s", color=ORANGE, markeredgecolor=INK, markersize=11, zorder=8)


def _curve(axis: Any, losses: np.ndarray, epoch: int) -> None:
    """The loss against the epoch, up to now."""
    from matplotlib.ticker import NullLocator

    shown = np.clip(np.nan_to_num(losses, nan=1e9, posinf=1e9), 1e-12, 1e9)
    axis.plot(np.arange(epoch + 1), shown[: epoch + 1], color=ORANGE, linewidth=2.4)
    axis.plot(epoch, np.clip(shown[epoch], 0.01, 100), "s", color=ORANGE, markeredgecolor=INK, markersize=10, zorder=5,
              clip_on=False)  # fmt: skip
    axis.set(yscale="log", ylim=(0.01, 100), xlim=(-3, len(shown) + 2))
    axis.yaxis.set_minor_locator(NullLocator())
    axis.set_title(f"loss = {number(losses[epoch])}", fontsize=BIG - 1, color=ORANGE, pad=10, **CODE)
    axis.set_xlabel("epoch", fontsize=SMALL, **CODE)
    plain(axis, grid=True)


@cache
def walk(lr: float, keep: float = 0.0, epochs: int = 100) -> tuple[np.ndarray, np.ndarray]:
    """(w, b) before each epoch and after the last one, and the losses there; `keep` of the old gradient stays."""
    place, slope, path = np.zeros(2), np.zeros(2), [np.zeros(2)]
    with np.errstate(all="ignore"):
        for _ in range(epochs):
            slope = HESSIAN @ (place - [2, 0]) + keep * slope
            place = place - lr * slope
            path.append(place)
        track = np.array(path)
        return track, loss_at(track[:, 0], track[:, 1])


def loss_at(w: Any, b: Any) -> Any:
    """The mean squared error of the line w x + b on the three points."""
    return np.mean([(w * x + b - y) ** 2 for x, y in zip(X, Y, strict=True)], axis=0)


def curvatures() -> tuple[np.ndarray, np.ndarray]:
    """How strongly the bowl bends along its two own directions, the strong one first, and these directions."""
    sizes, directions = np.linalg.eigh(HESSIAN)
    rows = directions.T[::-1]
    return sizes[::-1], rows * np.where(rows.sum(1) < 0, -1, 1)[:, None]


@cache
def _bowl() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    w, b = np.meshgrid(np.linspace(-0.5, 4.5, 121), np.linspace(-2.1, 2.1, 101))
    return w, b, loss_at(w, b)


def _points(axis: Any, w: float, b: float, residuals: bool = True) -> None:
    """The three points and a line, and how far the line misses each of them."""
    ends = np.array([0.3, 3.7])
    if np.isfinite([w, b]).all():
        predicted = np.clip(w * X + b, -1e3, 1e3)
        if residuals:
            axis.vlines(X, predicted, Y, color=ORANGE, linewidth=1.6, linestyle=(0, (2, 1.2)))
        axis.plot(ends, np.clip(w * ends + b, -1e3, 1e3), color=BLUE, linewidth=2.6)
        axis.plot(X, predicted, "D", color=BLUE, markersize=5, zorder=4)
    axis.plot(X, Y, "o", color=INK, markersize=8, zorder=5)
    axis.set(xlim=(0.3, 3.7), ylim=(-1, 8), xticks=[1, 2, 3], yticks=[0, 2, 4, 6])
    plain(axis, grid=True)


def number(value: float, digits: int = 4) -> str:
    """A number in a few letters: a true minus, no trailing zeros, and a power of ten where it explodes."""
    if not math.isfinite(value):
        return "nan" if math.isnan(value) else ("∞" if value > 0 else "−∞")
    text = f"{value:.{digits}g}" if abs(value) < 1e5 else f"{value:.1e}"
    return text.replace("-", "−") if not (abs(value) < 5e-5) else "0"


# Five persons ---------------------------------------------------------------------------------------------------------


def persons(heights: list[float], weights: list[float], lines: list[Any]) -> Any:
    """Points and lines (w, b) among them, and how the slope of each line comes about, round by round.

    Args:
        heights, weights: of the persons.
        lines: the first from the heights as they are, the second, if it is there, from centered ones; `...` for none.
    """
    from matplotlib.ticker import NullLocator

    x, y = np.array(heights), np.array(weights)
    centered = x - x.mean()
    target = centered @ y / (centered @ centered)
    figure, (left, right) = card(9.4, 4.2, 1, 2)
    figure.subplots_adjust(0.065, 0.145, 0.985, 0.9, wspace=0.2)
    looks = ((BLUE, "-", "o", x, 3e-5), (ORANGE, (0, (4, 1.5)), "s", centered, 0.04))
    ends = np.array([x.min() - 2, x.max() + 2])
    right.axhline(target, color=GREEN, linewidth=1.6, linestyle=(0, (1, 1.2)))
    for line, (color, dash, marker, inputs, rate) in zip(lines, looks, strict=False):
        if line is ...:
            continue
        w, b = map(float, line)
        left.plot(ends, w * ends + b, color=color, linewidth=2.6, linestyle=dash)
        track = np.array(_slopes(inputs, y, rate))
        right.plot(np.arange(1, 1001), track, color=color, linewidth=2.4, linestyle=dash)
        marks = [0, 1, 4, 19, 99, 999]
        right.plot(np.array(marks) + 1, track[marks], marker, color=color, markersize=7)
        right.text(900, track[-1] - 0.07, f"${track[-1]:.4g}$", color=color, fontsize=BIG, ha="right", va="top")
    left.plot(x, y, "o", color=INK, markersize=9, zorder=5)
    left.set(xlim=ends, ylim=(y.min() - 6, y.max() + 6))
    left.set_xlabel("height", fontsize=SMALL + 1, **CODE)
    left.set_ylabel("weight", fontsize=SMALL + 1, labelpad=2, **CODE)
    right.set(xscale="log", xlim=(0.9, 1150), ylim=(0, 2.1), yticks=[0, 0.5, 1, 1.5, 2])
    right.xaxis.set_minor_locator(NullLocator())
    right.set_xlabel("epochs", fontsize=SMALL + 1, **CODE)
    right.set_ylabel("$w$", fontsize=BIG, rotation=0, labelpad=8)
    for axis in (left, right):
        plain(axis, grid=True)
    return figure


def _slopes(x: np.ndarray, y: np.ndarray, lr: float, epochs: int = 1000) -> list[float]:
    """The slope after each round of gradient descent on the mean squared error, from w = b = 0."""
    w, b, found = 0.0, 0.0, []
    for _ in range(epochs):
        gap = w * x + b - y
        w, b = w - 2 * lr * float((gap * x).mean()), b - 2 * lr * float(gap.mean())
        found.append(w)
    return found


# Three steps or four --------------------------------------------------------------------------------------------------


def three_is_four() -> Any:
    """The loop counted in three steps, forward, backward, step, beside the same loop counted in four."""
    from matplotlib.patches import FancyBboxPatch

    figure, axis = card(8.6, 3.3)
    blank(axis, (0, 9.6), (0, 3.7))
    rows = (
        (3.02, "outputs = net(inputs)", BLUE, None),
        (2.26, "loss = criterion(outputs, labels)", ORANGE, "//"),
        (1.36, "loss.backward()", GREEN, ".."),
        (0.52, "optimizer.step()", PINK, "xx"),
    )
    names = ((2.64, 1.42, "forward", INK), (1.36, 0.64, "backward", GREEN), (0.52, 0.64, "step", PINK))
    for y, height, name, color in names:
        axis.add_patch(FancyBboxPatch((0.95, y - height / 2), 2.3, height, boxstyle="round,pad=0,rounding_size=0.12",
                                      facecolor="white", edgecolor=color, linewidth=2.5))  # fmt: skip
        axis.text(2.1, y, name, ha="center", va="center", fontsize=17, color=INK, **CODE)
    for place, (y, code, color, hatch) in enumerate(rows):
        axis.add_patch(FancyBboxPatch((4.15, y - 0.32), 4.65, 0.64, boxstyle="round,pad=0,rounding_size=0.12",
                                      facecolor="white", edgecolor=INK, linewidth=1.4))  # fmt: skip
        axis.add_patch(FancyBboxPatch((4.15, y - 0.32), 0.3, 0.64, boxstyle="round,pad=0,rounding_size=0.12",
                                      facecolor=color, edgecolor="white", hatch=hatch, linewidth=0))  # fmt: skip
        axis.text(4.62, y, code, va="center", fontsize=12, color=INK, **CODE)
        axis.text(9.2, y, f"{place + 1}", ha="center", va="center", fontsize=22, color=INK)
        axis.plot([3.3, 4.1], [y if place > 1 else 2.64, y], color=GRAY, linewidth=2)
    for place, (y, *_) in enumerate(names):
        axis.text(0.45, y, f"{place + 1}", ha="center", va="center", fontsize=22, color=INK)
    return figure


# Loss as a chain of functions, and its graph --------------------------------------------------------------------------


def composition(loss: Any, net: Any) -> Any:
    """loss = criterion(net(inputs), labels), as two boxes in a row, above the graph that was recorded for it.

    Args:
        loss: what a criterion gave, not yet freed by `backward()`.
        net: a module whose layers follow one another, so that the graph is a chain with parameters hanging on it.
    """
    from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

    chain = _chain(loss)
    names = {id(parameter): name for name, parameter in net.named_parameters()}
    gap, left, edge = 2.55, 2.65, 1.42
    places = [left + gap * place for place in range(len(chain) - 1)]
    places.append(places[-1] + 2 * edge + 1.2)  # the criterion stands apart
    width = places[-1] + edge + 1.6
    figure, axis = card(0.88 * width, 0.88 * 5.5)
    blank(axis, (0, width), (0, 5.5))

    def box(x: float, y: float, wide: float, high: float, text: str = "", size: float = 12.0, **look: Any) -> None:
        style = "round,pad=0,rounding_size=0.14" if look.pop("round", False) else "square,pad=0"
        axis.add_patch(FancyBboxPatch((x - wide / 2, y - high / 2), wide, high, boxstyle=style, **{"zorder": 3} | look))
        color = "white" if look.get("linewidth") == 0 else INK
        behind = {"facecolor": look["facecolor"], "edgecolor": "none", "pad": 1} if look.get("hatch") else None
        axis.text(x, y, text, ha="center", va="center", fontsize=size, color=color, zorder=5, bbox=behind, **CODE)

    def arrow(one: tuple[float, float], two: tuple[float, float], color: str = INK) -> None:
        axis.add_patch(FancyArrowPatch(one, two, arrowstyle="-|>", mutation_scale=18, color=color, linewidth=2,
                                       shrinkA=0, shrinkB=0, zorder=2))  # fmt: skip

    centers = (places[0] + places[-2]) / 2, places[-1]
    wide = places[-2] - places[0] + 2 * edge, 2 * edge
    box(centers[0], 2.75, wide[0], 5.2, facecolor=TINTS[0], edgecolor=BLUE, linewidth=1.6, zorder=0, round=True)
    box(centers[1], 2.75, wide[1], 5.2, facecolor=TINTS[1], edgecolor=ORANGE, linewidth=1.6, zorder=0, round=True,
        linestyle=(0, (5, 2)))  # fmt: skip
    for center, name, color in zip(centers, ("net", "criterion"), (BLUE, ORANGE), strict=True):
        box(center, 4.65, 2.0, 0.8, name, 16, facecolor=color, linewidth=0, round=True)
    between = places[-1] - edge - 0.6
    words = ((0.55, "inputs"), (between, "outputs"), (width - 0.5, "loss"))
    for x, word in words:
        axis.text(x, 4.65 if x != between else 4.9, word, ha="center", va="center", fontsize=13, color=INK, **CODE)
    arrow((1.0, 4.65), (centers[0] - 1.02, 4.65))
    arrow((centers[0] + 1.02, 4.65), (centers[1] - 1.02, 4.65))
    arrow((centers[1] + 1.02, 4.65), (width - 0.85, 4.65))

    for place, (x, (name, weights)) in enumerate(zip(places, chain, strict=True)):
        color = ORANGE if place == len(chain) - 1 else BLUE
        _node(axis, x, 3.2, name, color)
        if place:
            arrow((places[place - 1] + 1.05, 3.2), (x - 1.05, 3.2))
        for side, (parameter, turned) in enumerate(weights):
            px = x + (0.0 if len(weights) == 1 else (-0.66, 0.66)[side])
            label = names.get(id(parameter), "?").rpartition(".")[2]
            box(px, 0.72, 1.2, 0.78, f"{label}\n({', '.join(map(str, parameter.shape))})", 10.5, facecolor="#CDEBDF",
                edgecolor=GREEN, linewidth=2, hatch="....")  # fmt: skip
            if turned:
                _node(axis, px, 1.95, "T", color, short=True)
                arrow((px, 1.13), (px, 1.69))
            arrow((px, 2.21 if turned else 1.13), (px * 0.6 + x * 0.4, 2.9))
    arrow((1.0, 3.2), (places[0] - 1.05, 3.2), GRAY)
    axis.text(0.55, 3.2, "inputs", ha="center", va="center", fontsize=13, color="#6B6B6B", **CODE)
    arrow((places[-1], 0.95), (places[-1], 2.84), GRAY)
    axis.text(places[-1], 0.72, "labels", ha="center", va="center", fontsize=13, color="#6B6B6B", **CODE)
    arrow((places[-1] + 1.05, 3.2), (width - 1.12, 3.2))
    for inset in (0, 0.12):
        box(width - 0.6, 3.2, 1.04 - inset, 0.72 - inset, facecolor="white", edgecolor=INK, linewidth=1.2)
    axis.text(width - 0.6, 3.2, "loss", ha="center", va="center", fontsize=13, color=INK, zorder=6, **CODE)
    return figure


def _node(axis: Any, x: float, y: float, name: str, color: str, short: bool = False) -> None:
    from matplotlib.patches import Ellipse

    axis.add_patch(Ellipse((x, y), 0.9 if short else 2.1, 0.52 if short else 0.72, facecolor="white", edgecolor=color,
                           linewidth=2.2, zorder=3))  # fmt: skip
    axis.text(x, y, name.replace("Backward0", ""), ha="center", va="center", fontsize=14, color=INK, zorder=4, **CODE)


def _chain(loss: Any) -> list[tuple[str, list[tuple[Any, bool]]]]:
    """The operations from the first one to the loss: (name, its parameters, each with whether it is transposed)."""
    found: list[tuple[str, list[tuple[Any, bool]]]] = []
    node = loss.grad_fn
    while node is not None:
        following, weights = None, []
        for source, _ in node.next_functions:
            inner = source.next_functions[0][0] if source is not None and source.next_functions else None
            if hasattr(source, "variable"):
                weights.append((source.variable, False))
            elif inner is not None and hasattr(inner, "variable") and len(source.next_functions) == 1:
                weights.append((inner.variable, True))
            elif source is not None:
                following = source
        found.append((type(node).__name__, sorted(weights, key=lambda each: not each[1])))
        node = following
    return found[::-1]
