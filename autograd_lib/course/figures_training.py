"""Figures of lesson 06: a neuron's bend, points of two colors, and a training that one can wind back and forth.

Each function draws one figure and returns it.  Its arguments are what the controls of the lesson move, and what the
lesson's cells have computed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from .style import BLUE, GRAY, INK, ORANGE, PAPER, card, plain

BIG, SMALL = 14, 11  # sizes of text
CODE = {"family": "DejaVu Sans Mono"}
SPAN = 1.28  # the plane is shown from -SPAN to SPAN
SHARES = (-1.01, -0.9, -0.6, -0.3, 0, 0.3, 0.6, 0.9, 1.01)  # from sure of orange to sure of blue
TINTS = ("#F3B18A", "#F7C9AE", "#FADDCB", "#FDF0E8", "#EAF3F9", "#D3E6F2", "#B9D7EA", "#9CC7E1")
FINE = 61  # points a side at which a network is asked for its color


def squash(x: float = 1.0) -> Any:
    """tanh and the sigmoid σ, and below them their slopes, with a point on each at x."""
    figure, (left, right) = card(9.6, 3.9, 1, 2)
    figure.subplots_adjust(0.06, 0.14, 0.985, 0.86, wspace=0.16)
    grid = np.linspace(-6, 6, 241)
    curves: tuple[tuple[Any, Any, str, str, str, Any], ...] = (
        (np.tanh, lambda t: 1 - np.tanh(t) ** 2, r"\tanh", BLUE, "o", "-"),
        (_sigmoid, lambda t: _sigmoid(t) * (1 - _sigmoid(t)), r"\sigma", ORANGE, "s", (0, (4, 1.5))),
    )
    titles: dict[Any, list[tuple[str, str]]] = {left: [], right: []}
    for f, slope, name, color, marker, dash in curves:
        for axis, g, prime in ((left, f, ""), (right, slope, "'")):
            axis.plot(grid, g(grid), color=color, linewidth=3, linestyle=dash)
            axis.plot(x, g(x), marker, color=color, markeredgecolor=INK, markersize=11, zorder=5)
            titles[axis].append((f"${name}{prime}({x:.3g}) = {g(x):.4f}$", color))
    for axis, ends in ((left, (-1, 0, 1)), (right, (0, 0.25, 1))):
        for level in ends:
            axis.axhline(level, color=GRAY, linewidth=0.9, linestyle=":", zorder=0)
        axis.axvline(x, color=GRAY, linewidth=1.1, linestyle=":", zorder=0)
        axis.set(xlim=(-6, 6), xticks=range(-6, 7, 2), yticks=ends)
        for place, (text, color) in zip((0.26, 0.76), titles[axis], strict=True):
            axis.text(place, 1.08, text, transform=axis.transAxes, ha="center", fontsize=BIG, color=color)
        axis.set_xlabel("$x$", fontsize=BIG, labelpad=0)
        plain(axis)
    left.set_ylim(-1.15, 1.15)
    right.set_ylim(-0.04, 1.08)
    return figure


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


# Points of two colors -------------------------------------------------------------------------------------------------


def points(train_set: Any, valid_set: Any) -> Any:
    """Two sets of points, each with `.points` (n, 2) and `.colors` (n, 1) of 1 (blue, circles) and −1 (orange, squares)."""
    figure, axes = card(8.8, 4.6, 1, 2)
    figure.subplots_adjust(0.02, 0.03, 0.98, 0.9, wspace=0.06)
    for axis, each, name in zip(axes, (train_set, valid_set), ("train_set", "valid_set"), strict=True):
        _plane(axis)
        _dots(axis, each, filled=each is train_set)
        axis.set_title(name, fontsize=BIG, color=INK, **CODE)
    return figure


def film(
    net: Any, snapshots: Sequence[Mapping[str, Any]], history: Any, train_set: Any, valid_set: Any
) -> Callable[..., Any]:
    """A function of the epoch that draws what the network has learned by then, for `explore(..., epoch=play(...))`.

    Args:
        net: the network; it is left as it is.
        snapshots: its `state_dict()` before the first epoch and after each one.
        history: (train loss, valid loss) of each of these.
        train_set, valid_set: with `.points` and `.colors`.
    """
    losses = np.asarray(history, dtype=float)

    def training(epoch: int = len(snapshots) - 1) -> Any:
        figure, (left, right) = card(9.8, 4.6, 1, 2, width_ratios=[1, 1])
        figure.subplots_adjust(0.015, 0.12, 0.985, 0.9, wspace=0.16)
        _region(left, colors_of(net, snapshots[epoch]))
        _dots(left, train_set, filled=True)
        left.set_title(f"epoch = {epoch}", fontsize=BIG, color=INK, **CODE)
        rows = np.arange(len(losses))
        for column, (color, marker, dash, name) in enumerate(
            ((BLUE, "o", "-", "train_set"), (ORANGE, "s", (0, (4, 1.5)), "valid_set"))
        ):
            right.plot(rows, losses[:, column], color=color, linewidth=1.2, alpha=0.25)
            right.plot(rows[: epoch + 1], losses[: epoch + 1, column], color=color, linewidth=2.6, linestyle=dash)
            right.plot(epoch, losses[epoch, column], marker, color=color, markeredgecolor=INK, markersize=10, zorder=5)
            right.text(0.98, 0.95 - 0.09 * column, f"{name} {losses[epoch, column]:.3f}", color=color, ha="right",
                       va="top", transform=right.transAxes, fontsize=BIG, bbox=PAPER, **CODE)  # fmt: skip
        right.set(
            xlim=(-0.02 * len(losses), 1.02 * (len(losses) - 1)), ylim=(-0.03 * losses.max(), 1.18 * losses.max())
        )
        right.set_xlabel("epoch", fontsize=SMALL + 1, **CODE)
        right.set_ylabel("loss", fontsize=SMALL + 1, labelpad=2, **CODE)
        plain(right, grid=True)
        return figure

    return training


def regions(nets: Mapping[str, Any], data: Any) -> Any:
    """The plane as several networks color it, side by side, with the points of one set; the share right above each."""
    figure, axes = card(4.2 * len(nets), 4.5, 1, len(nets))
    figure.subplots_adjust(0.02, 0.03, 0.98, 0.9, wspace=0.06)
    for axis, (name, net) in zip(np.atleast_1d(axes), nets.items(), strict=True):
        _region(axis, colors_of(net, net.state_dict()))
        _dots(axis, data, filled=True)
        axis.set_title(name, fontsize=BIG, color=INK, **CODE)
    return figure


def colors_of(net: Any, state: Mapping[str, Any]) -> np.ndarray:
    """What a network with these parameters says on a grid of the plane, (FINE, FINE)."""
    own = {name: each.clone() for name, each in net.state_dict().items()}
    side = np.linspace(-SPAN, SPAN, FINE, dtype=np.float32)
    grid = np.stack(np.meshgrid(side, side), -1).reshape(-1, 2)
    try:
        net.load_state_dict(state)
        said = net(next(net.parameters()).detach().new_tensor(grid))  # of the library that the network is of
    finally:
        net.load_state_dict(own)
    return np.asarray(said.detach().numpy()).reshape(FINE, FINE)


def _plane(axis: Any) -> None:
    axis.set(xlim=(-SPAN, SPAN), ylim=(-SPAN, SPAN), aspect="equal", xticks=[], yticks=[])
    axis.spines[:].set_color(GRAY)


def _region(axis: Any, values: np.ndarray) -> None:
    """The plane in the network's two colors; a black line where it is undecided."""
    side = np.linspace(-SPAN, SPAN, FINE)
    _plane(axis)
    axis.contourf(side, side, values, levels=SHARES, colors=TINTS, antialiased=False, zorder=0)
    if values.min() < 0 < values.max():
        axis.contour(side, side, values, levels=[0], colors=INK, linewidths=2.4, zorder=2)


def _dots(axis: Any, data: Any, filled: bool) -> None:
    """Blue circles for 1, orange squares for −1; hollow where they are not trained on."""
    places, colors = np.asarray(data.points.numpy()), np.asarray(data.colors.numpy()).ravel()
    for value, color, marker in ((1, BLUE, "o"), (-1, ORANGE, "s")):
        there = places[colors == value]
        axis.plot(*there.T, marker, color=color, markersize=5.5 if filled else 6, markeredgewidth=0.7 if filled else 1.4,
                  markeredgecolor="white" if filled else color, markerfacecolor=color if filled else "none",
                  linestyle="none", zorder=3)  # fmt: skip
