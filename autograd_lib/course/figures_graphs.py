"""Figures of lesson 05: graphs that grow line by line, values forward and gradients backward on the same edges.

Every number and every arrow comes from a recording of real tensors (`autograd_lib.viz.trace`); nothing is drawn by hand.
Blue solid lines carry values from left to right, orange dashed ones gradients from right to left.
"""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np

from ..ops.creation import ones, tensor
from ..viz import Recording, Trace, trace
from ..viz.graph import SYMBOLS, humanized
from ..viz.recording import Link, Point
from .style import AMBER, BLUE, GRAY, GREEN, INK, ORANGE, PAPER, SKY, SOFT, blank, card, plain

BIG, SMALL = 14, 12.5  # sizes of text: a card is shown about 0.6 times as wide
LEAF, NODE, OUTPUT = "#ADD8E6", "#E3E3E3", "#CAFF70"  # torchviz's colors: lightblue, lightgray, darkolivegreen1
DASHED = (0, (4, 1.6))
WIDTH, GAP = 12.0, 2.1  # inches: of a wide card, from one node to the next

RUNNING = """x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = y * y * 3
out = z.mean()"""

DIAMOND = """x = torch.tensor(2.0, requires_grad=True)
a = x ** 2
b = 3 * a
out = a + b"""

LETTERS = """x = torch.tensor(2.0, requires_grad=True)
a = x ** 2
b = 3 * a
c = a + b
out = c.exp()"""

RUNS = {
    "while": "y = x * 2\nwhile y.norm() < 1000:\n    y = y * 2",
    "if": "if x.sum() > 0:\n    y = x * x\nelse:\n    y = -x",
    "for": "y = x\nfor _ in range(3):\n    y = y * x",
}


TORCH = SimpleNamespace(ones=ones, tensor=tensor)  # what the programs above find there; the rest are methods


@cache
def _traced(code: str) -> Trace:
    return trace(code, torch=TORCH)


# The running example: the graph grows, then values and gradients walk over it ------------------------------------------


def grow(line: int = 4) -> Any:
    """The code of the running example up to a line, what its variables are by then, and the graph recorded so far."""
    program = _traced(RUNNING)
    recording = program.record("out")
    figure, axis = card(WIDTH, 3.9)
    blank(axis, (0, WIDTH), (0.1, 4.0))
    for number, text in enumerate(program.lines, 1):
        height = 4.0 - 0.4 * number
        if number == line:
            axis.fill_between([0.25, WIDTH - 0.25], height - 0.2, height + 0.2, color="#FFF0CC", linewidth=0)
            axis.plot([0.25, 0.25], [height - 0.2, height + 0.2], color=AMBER, linewidth=6, solid_capstyle="butt")
        code = {"family": "monospace", "fontsize": SMALL + 1.5, "va": "center"}
        axis.text(0.5, height, text, color=INK if number <= line else SOFT, **code)
        if number <= line:
            point = recording.point(text.split()[0])
            axis.text(7.6, height, f"{point.names[0]}.grad_fn", color=SOFT, ha="right", **code)
            axis.text(7.85, height, "None" if point.is_leaf else f"<{point.name}>", color=INK, **code)
    sheet = _Sheet(axis, recording, left=0.75, middle=1.05, gap=GAP)
    sheet.forward(upto=line, steps=True, fresh=line)
    return figure


def walk(step: int = 10) -> Any:
    """The running example's graph: values walk forward (blue), then gradients backward (orange), a node a step."""
    recording = _traced(RUNNING).record("out")
    figure, axis = card(WIDTH, 3.5)
    blank(axis, (0, WIDTH), (0, 3.5))
    sheet = _Sheet(axis, recording, left=0.75, middle=1.5, gap=GAP)
    points, visits = recording.points, recording.visits()
    back = step - len(points)
    sheet.forward(upto=min(step, len(points)), fresh=step)
    if back >= 1:
        sheet.start(fresh=back == 1)
    for number, point in enumerate(visits[: max(back - 1, 0)], 2):
        sheet.backward(point, fresh=number == back)
    if back <= 0:
        text = _told(points[step - 1])
    elif back == 1:
        text = "out.backward()"
    else:
        text = _told_back(recording, visits[back - 2])
    _heading(axis, 3.15, forward=back <= 0, text=text)
    return figure


def _heading(axis: Any, height: float, forward: bool, text: str) -> None:
    """Which way things go, and what the step does."""
    color, ends = (BLUE, (1.95, 2.85)) if forward else (ORANGE, (2.85, 1.95))
    axis.text(
        0.35, height, "forward" if forward else "backward", fontsize=BIG + 2, color=color, va="center", weight="bold"
    )
    axis.plot(ends, [height] * 2, color=color, linewidth=2.5, linestyle="-" if forward else DASHED)
    axis.plot(ends[1], height, ">" if forward else "<", color=color, markersize=11)
    axis.text(3.2, height, text, family="monospace", fontsize=SMALL + 1.5, color=INK, va="center")


STEPS = 10  # of walk: five points forward, the 1 that backward() starts with, four operations backward


class _Sheet:
    """A recording on a blank axis, from left to right; one unit is an inch."""

    def __init__(
        self, axis: Any, recording: Recording, left: float, middle: float, gap: float, small: bool = False
    ) -> None:
        self.axis, self.recording, self.small = axis, recording, small
        self.wide, self.high = (0.3, 0.3) if small else (0.7, 0.33)  # half the axes of an ellipse
        columns = recording.columns()
        rows = {column: columns.count(column) for column in columns}
        placed = dict.fromkeys(rows, 0)
        self.place: dict[int, tuple[float, float]] = {}
        for point, column in zip(recording.points, columns, strict=True):
            height = middle - 1.2 * (placed[column] - (rows[column] - 1) / 2)
            self.place[point.number] = (left + gap * column + (0.3 if small and column else 0), height)
            placed[column] += 1
        self.columns = columns
        last = self.place[len(recording.points) - 1]
        self.end = (last[0] + (1.1 if small else gap * 0.92), last[1])

    # -- points --------------------------------------------------------------------------------------------------------

    def point(self, point: Point, fresh: bool) -> None:
        x, y = self.place[point.number]
        shape = () if point.value is None or self.small else point.value.shape
        self._border(point, fresh)
        if point.is_leaf:
            self._code(x, y + 0.09 * bool(shape), point.names[0], size=SMALL + 2)
        elif self.small:
            self.axis.text(x, y, _symbol(point), fontsize=BIG, color=INK, ha="center", va="center", zorder=6)
            self._code(x, y - 0.52, _norm(point.value), size=SMALL)
        else:
            self._code(x, y + 0.08 * bool(shape), point.name, size=10.5)
            self._code(x, y + self.high + 0.18, _short(self.recording, point), size=SMALL)
        if shape:
            self._code(x, y - 0.14, str(shape), size=10)

    def _border(self, point: Point, fresh: bool) -> None:
        from matplotlib.patches import Ellipse, Rectangle

        x, y = self.place[point.number]
        line = {"edgecolor": AMBER if fresh else INK, "linewidth": 3 if fresh else 1.2, "zorder": 4}
        if point.is_leaf:
            self.axis.add_patch(Rectangle((x - 0.36, y - 0.26), 0.72, 0.52, facecolor=LEAF, **line))
        else:
            self.axis.add_patch(Ellipse((x, y), 2 * self.wide, 2 * self.high, facecolor=NODE, **line))

    def badge(self, point: Point, text: str, color: str) -> None:
        """A number in a circle at the foot of a point."""
        x, y = self.place[point.number]
        self.axis.plot(
            x, y - 0.4, "o", color="white", markeredgecolor=color, markeredgewidth=2, markersize=20, zorder=7
        )
        self.axis.text(x, y - 0.4, text, fontsize=SMALL + 1, color=color, ha="center", va="center_baseline",
                       weight="bold", zorder=8)  # fmt: skip

    def sum_of(self, point: Point, came: list[str], used: int) -> None:
        """What has come to a point, and in orange, crossed out, what came after it had been visited."""
        x, y = self.place[point.number]
        total = f" = {sum(map(float, came[:used])):g}" if used > 1 else ""
        self._text(x, y - 0.78, " + ".join(came[:used]) + total, INK)
        for number, late in enumerate(came[used:]):
            self._text(x + 0.45 + 0.45 * number, y - 0.78, f"{late} ✗", ORANGE, bold=True)

    def output(self, fresh: bool = False) -> None:
        from matplotlib.patches import Rectangle

        x, y = self.end
        root = self.recording.points[-1]
        line = {"edgecolor": AMBER if fresh else INK, "linewidth": 1.2, "zorder": 4}
        for grown in (0.055, 0.0):
            size = 0.72 + 2 * grown, 0.52 + 2 * grown
            self.axis.add_patch(
                Rectangle((x - 0.36 - grown, y - 0.26 - grown), *size, facecolor="white" if grown else OUTPUT, **line)
            )
        self._code(x, y, root.names[0], size=SMALL + 2)

    def forward(self, upto: int, steps: bool = False, fresh: int = 0, values: bool = True) -> None:
        """Points and blue edges as far as the forward computation has come: points, or statements."""
        for point in self.recording.points:
            place = point.step if steps else point.number + 1
            if place > upto:
                continue
            self.point(point, fresh=place == fresh)
            if point.is_leaf and values:
                x, y = self.place[point.number]
                self._text(x, y + 0.46, _number(point.value), BLUE)
            for link in self.recording.into(point):
                self._arrow(link, BLUE, "-", forward=True)
                if values:
                    self._label(link, _number(link.value), BLUE, forward=True)
            if point.number == len(self.recording.points) - 1:
                self.output(fresh=place == fresh)
                self._last(BLUE, "-", forward=True, text=_number(point.value) if values else "")

    def _last(self, color: str, dash: Any, forward: bool, text: str, bold: bool = False) -> None:
        """The line between the last operation and the output."""
        (x, y), (end, _) = self.place[len(self.recording.points) - 1], self.end
        path = np.linspace([x + self.wide, y], [end - 0.42, y], 121)
        self._line(path if forward else path[::-1], color, dash, shift=0.06 if forward else -0.06)
        if text:
            self._text((x + self.wide + end - 0.42) / 2, y + (0.26 if forward else -0.5), text, color, bold=bold)

    # -- gradients -----------------------------------------------------------------------------------------------------

    def start(self, fresh: bool = False) -> None:
        """The 1 with which backward() begins."""
        self._last(ORANGE, DASHED, forward=False, text=_number(self.recording.points[-1].grad), bold=fresh)

    def backward(self, point: Point, fresh: bool) -> None:
        """The orange edges out of a point that has been visited, and the gradient of a leaf that they come to."""
        if fresh:
            self._border(point, fresh=True)
        for link in self.recording.into(point):
            self.send(link, _product(link), bold=fresh)
            tail = self.recording.points[link.tail]
            if tail.is_leaf:
                self.leaf_grad(tail, _number(tail.grad))

    def send(self, link: Link, text: str, bold: bool = False) -> None:
        self._arrow(link, ORANGE, DASHED, forward=False)
        self._label(link, text, ORANGE, forward=False, bold=bold)

    def leaf_grad(self, leaf: Point, text: str, color: str = ORANGE) -> None:
        x, y = self.place[leaf.number]
        self._code(x, y - 0.74, f"{leaf.names[0]}.grad", size=SMALL, color=color)
        self._text(x, y - 1.0, text, color, bold=True)

    # -- lines and labels ----------------------------------------------------------------------------------------------

    def _curve(self, link: Link) -> tuple[Any, float]:
        """Points of an edge from tail to head, and how far it bends upward."""
        (x, y), (u, v) = self.place[link.tail], self.place[link.head]
        twins = [each for each in self.recording.links if (each.tail, each.head) == (link.tail, link.head)]
        span = self.columns[link.head] - self.columns[link.tail]
        lift = 0.0
        if len(twins) > 1:
            lift = (0.3 if self.small else 0.5) * (1 - 2 * twins.index(link) / (len(twins) - 1))
        elif span > 1:
            lift = 0.3 * span if self.small else 0.42 * span
        half = 0.36 if self.recording.points[link.tail].is_leaf else self.wide
        start = np.array([x + half, y])
        end = np.array([u - self.wide, v])
        if lift:  # leave from the shoulder of the ellipse
            side = 0.23 * np.sign(lift)
            start, end = np.array([x + 0.78 * half, y + side]), np.array([u - 0.78 * self.wide, v + side])
        t = np.linspace(0, 1, 121)[:, None]
        middle = (start + end) / 2 + np.array([0, 2 * lift * 0.8])
        return (1 - t) ** 2 * start + 2 * t * (1 - t) * middle + t**2 * end, lift

    def _arrow(self, link: Link, color: str, dash: Any, forward: bool) -> None:
        path, lift = self._curve(link)  # gradients run below values, on an edge that bends upward above them
        side = 0.06 if forward == (lift <= 0) else -0.06
        self._line(path if forward else path[::-1], color, dash, shift=side)

    def _line(self, path: Any, color: str, dash: Any, shift: float) -> None:
        from matplotlib.patches import Polygon

        path = path + np.array([0, shift])
        ahead = path[-1] - path[-5]
        ahead = ahead / np.hypot(*ahead)
        base, side = path[-1] - 0.11 * ahead, 0.055 * np.array([-ahead[1], ahead[0]])
        shown = path[np.hypot(*(path - path[-1]).T) > 0.1]
        self.axis.plot(*shown.T, color=color, linewidth=2, linestyle=dash, zorder=2)
        self.axis.add_patch(Polygon([path[-1], base + side, base - side], color=color, linewidth=0, zorder=3))

    def _label(self, link: Link, text: str, color: str, forward: bool, bold: bool = False) -> None:
        path, lift = self._curve(link)
        x, y = path[len(path) // 2]
        away = 0.26 if forward or lift else 0.5
        self._text(x, y + (away if forward == (lift <= 0) else -away), text, color, bold=bold)

    def _text(self, x: float, y: float, text: str, color: str, bold: bool = False) -> None:
        self.axis.text(x, y, text, fontsize=SMALL, color=color, ha="center", va="center",
                       weight="bold" if bold else "normal", bbox=PAPER, zorder=5)  # fmt: skip

    def _code(self, x: float, y: float, text: str, size: float, color: str = INK) -> None:
        self.axis.text(x, y, text, family="monospace", fontsize=size, color=color, ha="center", va="center", zorder=6)


def _short(recording: Recording, point: Point) -> str:
    """The code that made a point; what another point has made is left to that one."""
    code = point.code
    for link in recording.into(point):
        inner = recording.points[link.tail]
        if inner.code and not inner.names and inner.code in code:
            code = code.replace(inner.code, "…")
    return f"{point.names[0]} = {code}" if point.names else code


def _number(value: Any) -> str:
    """A tensor in few signs: one number where all its elements are the same."""
    if value is None:
        return "?"
    flat = np.ravel(value)
    if np.all(flat == flat[0]):
        return f"{flat[0]:.4g}".replace("-", "−")
    return "[" + ", ".join(f"{each:.3g}".replace("-", "−") for each in flat[:4]) + ("…]" if flat.size > 4 else "]")


def _norm(value: Any) -> str:
    size = float(np.linalg.norm(value))
    return f"{size:,.0f}" if size >= 999.5 else f"{size:.4g}"


def _product(link: Link) -> str:
    if link.local is None:
        return _number(link.passed)
    return f"{_number(link.local)} × {_number(link.incoming)} = {_number(link.passed)}"


def _told(point: Point) -> str:
    names = f"{point.names[0]} = " if point.names else ""
    return f"{names}{point.code}" if point.is_leaf else f"{names}{point.code}  →  {_number(point.value)}"


def _told_back(recording: Recording, point: Point) -> str:
    sums = [_number(link.passed) for link in recording.out_of(point)]
    total = [f"{' + '.join(sums)} = {_number(point.grad)}"] if len(sums) > 1 else []
    return f"{point.name}:  " + ",  ".join(total + [_product(link) for link in recording.into(point)])


def _symbol(point: Point) -> str:
    name = humanized(point.name)
    return name.split()[-1] if " " in name else SYMBOLS.get(name, name)


# The other figures -----------------------------------------------------------------------------------------------------


def quadratic(x: Any, y: Any) -> Any:
    """A tensor y against the leaf x that it was computed from, and below it x.grad against x."""
    at, value, grad = (np.asarray(each.detach().numpy()) for each in (x, y, x.grad))
    figure, (top, bottom) = card(7.4, 6.4, 2, 1)
    top.plot(at, value, color=SKY, linewidth=1.6)
    top.plot(at, value, "o", color=BLUE, markersize=8)
    bottom.axhline(0, color=INK, linewidth=1)
    bottom.plot(at, grad, color=AMBER, linewidth=1.6, linestyle="--")
    bottom.plot(at, grad, "D", color=ORANGE, markersize=8)
    for place in (int(np.argmax(at >= 1)), int(np.argmin(np.abs(at)))):
        for axis, heights in ((top, value), (bottom, grad)):
            axis.plot(
                at[place],
                heights[place],
                "o",
                markersize=19,
                fillstyle="none",
                markeredgecolor=INK,
                markeredgewidth=1.6,
            )
            axis.annotate(f"${heights[place]:g}$", (at[place], heights[place]), (16, -17), textcoords="offset points",
                          fontsize=BIG, color=INK)  # fmt: skip
            axis.axvline(at[place], color=GRAY, linewidth=1.2, linestyle=":", zorder=0)
    for axis, title, color in ((top, "y", BLUE), (bottom, "x.grad", ORANGE)):
        axis.set_title(title, loc="left", family="monospace", fontsize=BIG, color=color)
        axis.set(xlim=(-2.15, 2.15), xticks=range(-2, 3))
        plain(axis, grid=True)
    top.set_ylim(0, 11)
    bottom.set(ylim=(-9.5, 9.5), yticks=range(-8, 9, 4))
    bottom.set_xlabel("x", family="monospace", fontsize=BIG)
    figure.tight_layout(h_pad=1.4)
    return figure


def runs(code: str = "while", scale: float = 10.0) -> Any:
    """The graphs of two runs of the same code: for x = [1, 0.5, 0.25], and for `scale` times that.

    Below each operation stands the norm of its result.
    """
    lines = RUNS[code].split("\n")
    height = 3.85 + 0.34 * len(lines)
    figure, axis = card(WIDTH, height)
    blank(axis, (0, WIDTH), (0, height))
    axis.fill_between([0.3, WIDTH - 0.3], 3.52, height - 0.15, color="#F6F6F6", linewidth=0)
    mono: dict[str, Any] = {"family": "monospace", "fontsize": SMALL + 1.5, "va": "center"}
    for number, text in enumerate(lines):
        axis.text(0.5, height - 0.41 - 0.34 * number, text, color=INK, **mono)
    both = [_run(code, factor).record("y", gradients=False) for factor in (1.0, float(scale))]
    gap = min(1.5, (WIDTH - 2.87) / max(len(each.points) - 1 for each in both))
    for middle, recording in zip((2.35, 0.75), both, strict=True):
        operations = [point for point in recording.points if not point.is_leaf]
        axis.text(0.39, middle + 0.66, f"x = {_number(recording.point('x').value)}", color=BLUE, **mono)
        axis.text(4.2, middle + 0.66, f"{len(operations)} × {operations[-1].name}", color=INK, **mono)
        sheet = _Sheet(axis, recording, left=0.75, middle=middle, gap=gap, small=True)
        sheet.forward(upto=len(recording.points), values=False)
    return figure


@cache
def _run(code: str, scale: float) -> Trace:
    return trace(RUNS[code], torch=TORCH, x=tensor([scale * 1.0, scale * 0.5, scale * 0.25], requires_grad=True))


def order(step: int = 3) -> Any:
    """Two walks back over a diamond: one waits for all gradients of a, the other visits a too early."""
    recording = _traced(DIAMOND).record("out")
    early = [recording.point(name) for name in ("out", "a", "b")]
    figure, axis = card(9.9, 5.4)
    blank(axis, (0, 9.9), (-0.1, 5.3))
    for middle, visits, good in ((3.85, recording.visits(), True), (1.15, early, False)):
        sheet = _Sheet(axis, recording, left=0.9, middle=middle, gap=GAP)
        sheet.forward(upto=len(recording.points), values=False)
        sheet.start()
        arrived: dict[int, list[Any]] = {recording.points[-1].number: [recording.points[-1].grad]}
        used: dict[int, int] = {}
        for number, point in enumerate(visits[:step], 1):
            fresh = number == step
            total = sum(arrived[point.number])
            used[point.number] = len(arrived[point.number])
            sheet.badge(point, str(number), GREEN if good else ORANGE)
            for link in recording.into(point):
                local: Any = link.local
                sent = local * total
                arrived.setdefault(link.tail, []).append(sent)
                sheet.send(link, f"{_number(local)} × {_number(total)} = {_number(sent)}", bold=fresh)
        for point in recording.points[1:]:
            came = [_number(each) for each in arrived.get(point.number, [])]
            if len(recording.out_of(point)) > 1 and came:
                sheet.sum_of(point, came, used.get(point.number, len(came)))
        leaf: Any = recording.points[0]
        if leaf.number in arrived:
            got: Any = sum(arrived[leaf.number])
            right = bool(np.allclose(got, leaf.grad))
            sheet.leaf_grad(leaf, _number(got) + ("  ✓" if right else "  ✗"), GREEN if right else ORANGE)
    return figure


def letters() -> Any:
    """The graph of exercise 05.2: a diamond whose operations are called A, B, C, D."""
    recording = _traced(LETTERS).record("out")
    figure, axis = card(WIDTH, 2.3)
    blank(axis, (0, WIDTH), (0, 2.3))
    sheet = _Sheet(axis, recording, left=0.75, middle=0.75, gap=GAP)
    sheet.forward(upto=len(recording.points), values=False)
    operations = [point for point in recording.points if not point.is_leaf]
    for letter, point in zip("ABCD", operations, strict=True):
        sheet.badge(point, letter, BLUE)
    return figure
