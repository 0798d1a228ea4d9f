"""Figures of lesson 00: the map of the course, a classifier at work, the order in which cells ran, two names.

Every function draws one figure and returns it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .style import AMBER, BLUE, GRAY, GREEN, INK, ORANGE, PALE, PINK, SKY, blank, card, plain

# The map of the course ------------------------------------------------------------------------------------------------

STATIONS = {  # lesson: (x, y, color); the way winds like a mountain road
    0: (1.2, 1.2, GRAY),
    1: (3.9, 1.0, BLUE),
    2: (6.6, 1.2, BLUE),
    3: (9.3, 1.0, BLUE),
    4: (11.4, 3.1, GREEN),
    5: (8.7, 3.4, GREEN),
    6: (6.0, 3.2, ORANGE),
    7: (3.2, 3.4, ORANGE),
    8: (1.2, 5.4, PINK),
    9: (4.2, 5.8, PINK),
    10: (7.2, 5.6, PINK),
}


def course_map(here: int = 0) -> Any:
    """Draw the eleven lessons as stations on a road, each with its picture; the pin stands on lesson `here`."""
    figure, axis = card(10.4, 6.0)
    blank(axis, (-0.2, 12.8), (-0.25, 7.25))
    way = np.array([STATIONS[number][:2] for number in STATIONS])
    road = _smooth(way)
    axis.plot(*road.T, color=PALE, linewidth=26, solid_capstyle="round", zorder=0)
    axis.plot(*road.T, color="white", linewidth=2, linestyle=(0, (5, 4)), zorder=1)
    for number, (x, y, color) in STATIONS.items():
        _station(axis, x, y, color, strong=number == here)
        ICONS[number](axis, x, y, color)
        axis.text(x - 0.66, y + 0.62, f"{number:02}", fontsize=12, color="white", ha="center", va="center", zorder=8,
                  fontweight="bold", bbox={"boxstyle": "circle,pad=0.28", "facecolor": color, "edgecolor": "white"})  # fmt: skip
    x, y, _ = STATIONS[here]
    _pin(axis, x + 0.1, y + 0.86)
    return figure


def _smooth(points: Any) -> Any:
    """A smooth curve through points: Catmull and Rom's."""
    ends = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    t = np.linspace(0, 1, 30)[:, None]
    pieces = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:]):
        pieces.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))
    return np.vstack(pieces)


def _station(axis: Any, x: float, y: float, color: str, strong: bool) -> None:
    from matplotlib.patches import Circle

    axis.add_patch(Circle((x, y), 0.92, facecolor="white", edgecolor=color, linewidth=5 if strong else 2.6, zorder=3))


def _pin(axis: Any, x: float, y: float) -> None:
    from matplotlib.patches import Circle, Polygon

    axis.add_patch(Polygon([(x, y), (x - 0.27, y + 0.55), (x + 0.27, y + 0.55)], facecolor=ORANGE, zorder=9))
    axis.add_patch(Circle((x, y + 0.66), 0.31, facecolor=ORANGE, zorder=9))
    axis.add_patch(Circle((x, y + 0.66), 0.12, facecolor="white", zorder=10))


def _icon_start(axis: Any, x: float, y: float, color: str) -> None:
    from matplotlib.patches import Polygon

    axis.add_patch(Polygon([(x - 0.28, y - 0.4), (x - 0.28, y + 0.4), (x + 0.46, y)], facecolor=color, zorder=5))


def _icon_box(axis: Any, x: float, y: float, color: str) -> None:
    from matplotlib.patches import Rectangle

    axis.add_patch(Rectangle((x - 0.34, y - 0.34), 0.68, 0.68, facecolor=color, zorder=5))
    axis.text(x, y, "$f$", fontsize=19, color="white", ha="center", va="center", zorder=6)
    for start, end in ((-0.72, -0.36), (0.36, 0.72)):
        _small_arrow(axis, (x + start, y), (x + end, y), INK)


def _icon_slope(axis: Any, x: float, y: float, color: str) -> None:
    t = np.linspace(-0.58, 0.58, 40)
    axis.plot(x + t, y - 0.45 + 2.4 * t * t, color=color, linewidth=3, zorder=5)
    axis.plot(x + np.array([0.02, 0.62]), y - 0.45 + np.array([-0.22, 0.55]), color=ORANGE, linewidth=2.2, zorder=6)
    axis.scatter([x + 0.27], [y - 0.28 + 0.02], s=36, color=ORANGE, zorder=7)


def _icon_hill(axis: Any, x: float, y: float, color: str) -> None:
    from matplotlib.patches import Ellipse

    for size in (1.35, 0.95, 0.5):
        axis.add_patch(
            Ellipse((x, y), size, 0.72 * size, angle=25, facecolor="none", edgecolor=color, linewidth=1.8, zorder=5)
        )
    path = np.array([(-0.62, -0.1), (-0.4, 0.16), (-0.2, 0.0), (-0.02, 0.02)])
    axis.plot(*(path + (x, y)).T, color=ORANGE, marker="o", markersize=4, linewidth=1.8, zorder=6)


def _icon_tensor(axis: Any, x: float, y: float, color: str) -> None:
    from matplotlib.patches import Rectangle

    for back in (0.2, 0.1, 0.0):
        for row in range(3):
            for column in range(3):
                place = (x - 0.52 + 0.3 * column + back, y - 0.52 + 0.3 * row + back)
                axis.add_patch(
                    Rectangle(
                        place,
                        0.27,
                        0.27,
                        facecolor=color if not back else "white",
                        edgecolor=color if back else "white",
                        linewidth=1,
                        zorder=6 - back,
                    )
                )


def _icon_graph(axis: Any, x: float, y: float, color: str) -> None:
    nodes = {"a": (-0.48, 0.4), "b": (0.48, 0.4), "c": (0, -0.02), "d": (0, -0.56)}
    for start, end in (("a", "c"), ("b", "c"), ("c", "d")):
        (x0, y0), (x1, y1) = nodes[start], nodes[end]
        _small_arrow(axis, (x + x0, y + y0), (x + x0 + 0.8 * (x1 - x0), y + y0 + 0.72 * (y1 - y0)), INK)
    for name, (dx, dy) in nodes.items():
        axis.scatter([x + dx], [y + dy], s=130, marker="s" if name in "ab" else "o", color=color, zorder=6)


def _icon_loop(axis: Any, x: float, y: float, color: str) -> None:
    for number in range(4):
        t = np.radians(90 * number + np.array([78, 50, 24]))
        axis.plot(x + 0.52 * np.cos(t), y + 0.52 * np.sin(t), color=color, linewidth=3, zorder=5)
        _small_arrow(
            axis,
            (x + 0.52 * np.cos(t[1]), y + 0.52 * np.sin(t[1])),
            (x + 0.52 * np.cos(t[2] - 0.2), y + 0.52 * np.sin(t[2] - 0.2)),
            color,
        )
        s = np.radians(90 * number)
        axis.text(
            x + 0.53 * np.cos(s),
            y + 0.53 * np.sin(s),
            f"{(4 - number) % 4 + 1}",
            fontsize=10,
            ha="center",
            va="center",
            zorder=6,
            color=INK,
        )


FIVE = ("01111", "01000", "01110", "00001", "00001", "01001", "00110")


def _icon_digit(axis: Any, x: float, y: float, color: str) -> None:
    from matplotlib.patches import Rectangle

    for row, line in enumerate(FIVE):
        for column, mark in enumerate(line):
            place = (x - 0.42 + 0.165 * column, y + 0.43 - 0.165 * row)
            axis.add_patch(Rectangle(place, 0.15, 0.15, facecolor=color if mark == "1" else PALE, zorder=5))


def _icon_engine(axis: Any, x: float, y: float, color: str) -> None:
    t = np.linspace(0, 2 * np.pi, 321)
    radius = 0.5 + 0.09 * np.tanh(6 * np.sin(9 * t))
    axis.fill(x + radius * np.cos(t), y + radius * np.sin(t), color=color, zorder=5)
    axis.text(x, y, r"$\partial$", fontsize=21, color="white", ha="center", va="center", zorder=6)


def _icon_chip(axis: Any, x: float, y: float, color: str) -> None:
    from matplotlib.patches import Rectangle

    for step in (-0.24, 0.0, 0.24):
        axis.plot([x - 0.6, x + 0.6], [y + step] * 2, color=color, linewidth=3, zorder=4)
        axis.plot([x + step] * 2, [y - 0.6, y + 0.6], color=color, linewidth=3, zorder=4)
    axis.add_patch(
        Rectangle((x - 0.42, y - 0.42), 0.84, 0.84, facecolor="white", edgecolor=color, linewidth=2.6, zorder=5)
    )
    axis.text(x, y, "GPU", fontsize=10.5, color=color, ha="center", va="center", zorder=6, fontweight="bold")


def _icon_torch(axis: Any, x: float, y: float, color: str) -> None:
    axis.text(x, y + 0.18, "import", fontsize=9.5, color=INK, ha="center", va="center", zorder=6, family="monospace")
    axis.text(
        x,
        y - 0.16,
        "torch",
        fontsize=13,
        color=color,
        ha="center",
        va="center",
        zorder=6,
        family="monospace",
        fontweight="bold",
    )


ICONS: dict[int, Callable[[Any, float, float, str], None]] = dict(
    enumerate(
        (_icon_start, _icon_box, _icon_slope, _icon_hill, _icon_tensor, _icon_graph, _icon_loop, _icon_digit, _icon_engine,
         _icon_chip, _icon_torch)
    )
)  # fmt: skip


def _small_arrow(axis: Any, start: tuple[float, float], end: tuple[float, float], color: str) -> None:
    shape = {
        "arrowstyle": "-|>,head_width=0.2,head_length=0.35",
        "color": color,
        "linewidth": 1.8,
        "shrinkA": 0,
        "shrinkB": 0,
    }
    axis.annotate("", end, start, arrowprops=shape, zorder=5)


# A classifier ---------------------------------------------------------------------------------------------------------


def classifier_at_work(epochs: int = 40) -> Any:
    """Train a small network on scikit-learn's digits, a second's work, and draw what it says of pictures it never saw.

    Above each picture its digit and whether it was read so (`5 ✓`, `5 ✗ 3`); below, the ten probabilities from 0 to 9.
    The last picture of each row is one that it reads worst.
    """
    from .. import nn, optim, random
    from ..autograd.grad_mode import no_grad
    from ..datasets import Digits
    from ..ops.activation import softmax

    random.manual_seed(0)
    train, test = Digits(train=True), Digits(train=False)
    inputs, labels = train.data.float().flatten(1) / 255, train.targets
    unseen = test.data.float().flatten(1) / 255
    net = nn.Sequential(nn.Linear(inputs.shape[1], 32), nn.Tanh(), nn.Linear(32, 10))
    criterion, optimizer = nn.CrossEntropyLoss(), optim.Adam(net.parameters(), lr=0.03)
    for _ in range(epochs):
        optimizer.zero_grad()
        criterion(net(inputs), labels).backward()
        optimizer.step()
    with no_grad():
        chances = softmax(net(unseen), 1).numpy()
    truth = test.targets.numpy()
    own = chances[np.arange(len(truth)), truth]
    picked = [int(np.flatnonzero(truth == digit)[2]) for digit in range(10)]
    worst = np.argsort(own)
    picked[4] = int(worst[0])
    picked[9] = int(next(place for place in worst if truth[place] != truth[picked[4]]))
    figure, axes = card(10.4, 5.6, 5, 5, height_ratios=[10, 3, 2.6, 10, 3])
    for axis in axes[2]:
        axis.axis("off")
    for number, place in enumerate(picked):
        top, below = axes[3 * (number // 5), number % 5], axes[3 * (number // 5) + 1, number % 5]
        answer, right = int(chances[place].argmax()), chances[place].argmax() == truth[place]
        color = BLUE if right else ORANGE
        top.imshow(test.data[place].numpy(), cmap="gray_r", interpolation="nearest")
        top.set_title(
            f"{truth[place]} ✓" if right else f"{truth[place]} ✗ {answer}",
            fontsize=18,
            color=color,
            fontweight="bold",
            pad=5,
        )
        top.set(xticks=[], yticks=[])
        top.spines[:].set_color(PALE)
        below.bar(range(10), chances[place], color=[color if digit == answer else GRAY for digit in range(10)])
        below.set(ylim=(0, 1.05), yticks=[], xticks=range(10))
        below.tick_params(length=0, labelsize=9)
        plain(below)
        below.spines["left"].set_visible(False)
    figure.subplots_adjust(left=0.01, right=0.99, top=0.92, bottom=0.05, hspace=0.12, wspace=0.12)
    return figure


# The notebook ---------------------------------------------------------------------------------------------------------


def run_order() -> Any:
    """Draw three cells as they stand on the page, and the same three in the order in which they ran."""
    figure, axis = card(10.2, 4.2)
    blank(axis, (0, 17), (0, 7))
    cells = (("n = 1", 1), ("n = n + 1", 3), ("n = n * 10", 2))  # code, when it ran
    for row, (code, when) in enumerate(cells):
        y = 5.6 - 2.1 * row
        _cell(axis, 1.5, y, code, when)
    places = {when: 5.6 - 2.1 * row for row, (_, when) in enumerate(cells)}
    value = 0
    steps: dict[int, tuple[str, Callable[[int], int]]] = {
        1: (cells[0][0], lambda n: 1),
        2: (cells[2][0], lambda n: n * 10),
        3: (cells[1][0], lambda n: n + 1),
    }
    colors = {1: BLUE, 2: GREEN, 3: ORANGE}
    for when, (code, step) in steps.items():
        value = step(value)
        y = 5.6 - 2.1 * (when - 1)
        axis.annotate(
            "", (9.1, y), (6.9, places[when]),
            arrowprops={"arrowstyle": "-|>,head_width=0.3,head_length=0.5", "color": colors[when], "linewidth": 2.6,
                        "connectionstyle": "arc3,rad=0", "linestyle": {1: "-", 2: "--", 3: "-."}[when]},
        )  # fmt: skip
        axis.text(9.4, y, f"[{when}]", fontsize=17, color=colors[when], family="monospace", ha="left", va="center")
        axis.text(10.8, y, code, fontsize=15, color=INK, family="monospace", ha="left", va="center")
        axis.text(
            16.7,
            y,
            f"n == {value}",
            fontsize=17,
            color=colors[when],
            family="monospace",
            ha="right",
            va="center",
            fontweight="bold",
        )
    return figure


def _cell(axis: Any, x: float, y: float, code: str, when: int) -> None:
    from matplotlib.patches import FancyBboxPatch

    color = {1: BLUE, 2: GREEN, 3: ORANGE}[when]
    axis.add_patch(
        FancyBboxPatch(
            (x + 0.2, y - 0.55),
            4.9,
            1.1,
            boxstyle="round,pad=0.15",
            facecolor="#F6F6F6",
            edgecolor=color,
            linewidth=2.4,
        )
    )
    axis.text(x - 0.15, y, f"[{when}]", fontsize=16, color=color, family="monospace", ha="right", va="center")
    axis.text(x + 0.5, y, code, fontsize=16, color=INK, family="monospace", ha="left", va="center")


def two_names() -> Any:
    """Draw two names tied to one array, and a third one tied to a copy."""
    figure, axis = card(9.4, 3.2)
    blank(axis, (0, 17), (0, 5.8))
    _tag(axis, 2.3, 4.5, "a", BLUE)
    _tag(axis, 2.3, 2.9, "b = a", ORANGE)
    _tag(axis, 2.3, 0.9, "c = a.copy()", GREEN)
    _row(axis, 9.4, 3.7, (1, 99, 3), 1)
    _row(axis, 9.4, 0.9, (1, 2, 3), None)
    ways = ((2.75, 4.5, 3.85, BLUE, "-"), (3.2, 2.9, 3.55, ORANGE, "--"), (4.05, 0.9, 0.9, GREEN, "-."))
    for left, start, end, color, dash in ways:
        shape = {
            "arrowstyle": "-|>,head_width=0.3,head_length=0.5",
            "color": color,
            "linewidth": 2.6,
            "linestyle": dash,
        }
        axis.annotate("", (9.2, end), (left, start), arrowprops=shape)
    axis.text(16.6, 3.7, "b[1] = 99", fontsize=14, color=ORANGE, family="monospace", ha="right", va="center")
    return figure


def _tag(axis: Any, x: float, y: float, text: str, color: str) -> None:
    box = {"boxstyle": "round,pad=0.45", "facecolor": "white", "edgecolor": color, "linewidth": 2.4}
    axis.text(x, y, text, fontsize=16, color=INK, family="monospace", ha="center", va="center", bbox=box)


def _row(axis: Any, x: float, y: float, values: tuple[int, ...], changed: int | None) -> None:
    from matplotlib.patches import Rectangle

    for place, value in enumerate(values):
        new = place == changed
        axis.add_patch(
            Rectangle(
                (x + 1.35 * place, y - 0.65),
                1.35,
                1.3,
                facecolor="#FCE5D8" if new else "#F6F6F6",
                edgecolor=INK,
                linewidth=1.8,
            )
        )
        axis.text(
            x + 1.35 * place + 0.675,
            y,
            f"{value}",
            fontsize=17,
            color=ORANGE if new else INK,
            ha="center",
            va="center",
            fontweight="bold" if new else "normal",
        )


# The widget channel ---------------------------------------------------------------------------------------------------


def lamps(n: int = 0) -> Any:
    """Draw twelve lamps in a ring, n of them lit, and the number n."""
    from matplotlib.patches import Circle

    figure, axis = card(3.4, 3.4)
    blank(axis, (-1.35, 1.35), (-1.35, 1.35))
    for lamp in range(12):
        angle = np.radians(90 - 30 * lamp)
        lit = lamp < n
        axis.add_patch(
            Circle(
                (np.cos(angle), np.sin(angle)),
                0.2,
                facecolor=AMBER if lit else "white",
                edgecolor=INK if lit else GRAY,
                linewidth=2,
            )
        )
        if lit:
            for turn in np.radians(np.arange(0, 360, 60)):
                x, y = np.cos(angle) + 0.25 * np.cos(turn), np.sin(angle) + 0.25 * np.sin(turn)
                axis.plot([x, x + 0.06 * np.cos(turn)], [y, y + 0.06 * np.sin(turn)], color=AMBER, linewidth=2)
    axis.text(0, 0, f"{n}", fontsize=44, color=SKY if not n else ORANGE, ha="center", va="center", fontweight="bold")
    return figure
