"""Figures of lesson 04: ranks, indices, and the strip of memory behind every tensor.

Each function draws one figure and returns it.  The running tensor is t, the numbers 0 to 15 in four rows; what a
figure shows is computed by the library itself.  figures_shapes.py has the pictures of broadcasting and of axes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..ops.creation import arange, from_numpy, ones, tensor
from .style import AMBER, BLUE, GREEN, INK, ORANGE, SOFT, blank, card

LIGHT_SKY, LIGHT_AMBER, LIGHT_GREEN, LIGHT_ORANGE = "#DCEEF9", "#FBE7BF", "#CFEBE1", "#F8DDCB"
MONO = "DejaVu Sans Mono"


def running() -> Any:
    """The running tensor of the lesson: 0 to 15 in four rows of four."""
    return arange(16).view(4, 4)


def cells(
    axis: Any,
    values: Any,
    left: float,
    top: float,
    size: float = 1.0,
    fill: Any = "white",
    edge: Any = INK,
    ink: Any = INK,
    width: float = 1.2,
    hatch: Any = None,
    font: float = 13,
    zorder: float = 3,
) -> None:
    """Draw a matrix as a grid of cells, y growing downwards; `fill`, `edge`, `ink`, `hatch` may depend on (row, column).

    Args:
        values: (rows, columns) numbers or texts; a row of them will do.
        left, top: where the grid begins.
        size: of a cell; `font` is that of its text.
    """
    from matplotlib.collections import PolyCollection

    table = [values] if np.ndim(values) == 1 else values
    squares: dict[Any, list[Any]] = {}  # by hatch, since a collection has one for all
    for row, line in enumerate(table):
        for column, value in enumerate(line):
            face, side, color, pattern = (
                each(row, column) if callable(each) else each for each in (fill, edge, ink, hatch)
            )
            x, y = left + size * column, top + size * row
            corners = ((x, y), (x + size, y), (x + size, y + size), (x, y + size))
            squares.setdefault(pattern, []).append((corners, face, side))
            text = value if isinstance(value, str) else f"{value:g}"
            if text:
                number = axis.text(
                    x + size / 2, y + size / 2, text, fontsize=font, color=color, ha="center", va="center_baseline",
                    zorder=zorder + 1, parse_math=False,
                )  # fmt: skip
                number.set_in_layout(False)  # it lies inside of its cell
    for pattern, parts in squares.items():
        places, faces, sides = zip(*parts)
        axis.add_collection(
            PolyCollection(places, facecolors=faces, edgecolors=sides, linewidths=width, hatch=pattern, zorder=zorder,
                           joinstyle="miter"),
            autolim=False,
        )  # fmt: skip


def frame(axis: Any, left: float, top: float, width: float, height: float, color: str = INK, line: float = 2.6) -> None:
    """Draw a frame around a part of a grid."""
    from matplotlib.patches import Rectangle

    axis.add_patch(Rectangle((left, top), width, height, facecolor="none", edgecolor=color, linewidth=line, zorder=6))


def arrow(axis: Any, start: tuple[float, float], end: tuple[float, float], color: str = INK, **style: Any) -> None:
    from matplotlib.patches import FancyArrowPatch

    look = {"arrowstyle": "-|>", "mutation_scale": 16, "linewidth": 1.8, "shrinkA": 0, "shrinkB": 0, "zorder": 5}
    axis.add_patch(FancyArrowPatch(start, end, color=color, **(look | style)))


def code(axis: Any, x: float, y: float, text: str, **style: Any) -> None:
    """Write a piece of code, or a shape, in a letter of fixed width."""
    look = {"fontsize": 13, "color": INK, "ha": "center", "va": "center", "family": MONO, "zorder": 7}
    axis.text(x, y, text, **(look | style))


def shape_of(x: Any) -> str:
    return str(list(x.shape))


# Ranks ----------------------------------------------------------------------------------------------------------------


def ladder() -> Any:
    """Draw tensors of rank 0 to 4, each built of those before it, with its shape and the indices of one number."""
    figure, axis = card(10.6, 3.6)
    blank(axis, (-0.3, 20.8), (7.95, 0.75))
    floor, s = 4.95, 0.68
    middles = (0.35, 2.75, 6.25, 10.95, 17.0)
    cells(axis, [[7]], middles[0] - s / 2, floor - s, s, fill=LIGHT_SKY, font=12)
    cells(axis, [[1, 4, 7, 9]], middles[1] - 2 * s, floor - s, s, fill=LIGHT_SKY, font=12)
    cells(axis, running().numpy(), middles[2] - 2 * s, floor - 4 * s, s, fill=LIGHT_SKY, font=11)
    _stack(axis, middles[3] - 2.4 * s, floor, s)
    for number in range(2):
        _stack(axis, middles[4] - 5.1 * s + number * 5.35 * s, floor, s)
    names = ("x", "x[i]", "x[i, j]", "x[c, i, j]", "x[n, c, i, j]")
    shapes = ("[]", "[4]", "[4, 4]", "[3, 4, 4]", "[2, 3, 4, 4]")
    for rank, (x, name, shape) in enumerate(zip(middles, names, shapes)):
        code(axis, x, floor + 0.75, shape, fontsize=14, color=BLUE)
        code(axis, x, floor + 1.55, name, fontsize=13)
        axis.text(x, floor + 2.4, f"{rank}", fontsize=17, color="white", ha="center", va="center",
                  bbox={"boxstyle": "circle,pad=0.28", "facecolor": ORANGE, "edgecolor": "none"})  # fmt: skip
    return figure


def _stack(axis: Any, left: float, floor: float, s: float) -> None:
    """Three matrices one behind the other, as the three colors of a picture lie."""
    for layer, (light, strong) in reversed(
        list(enumerate(((LIGHT_ORANGE, ORANGE), (LIGHT_GREEN, GREEN), (LIGHT_SKY, BLUE))))
    ):
        move = 0.42 * s * 1.15 * layer
        blanks = [[""] * 4] * 4
        cells(axis, blanks, left + move, floor - 4 * s - move, s, fill=light, edge=strong, width=1.1, zorder=6 - layer)


# Indices --------------------------------------------------------------------------------------------------------------

INDICES: dict[str, Callable[[Any], Any]] = {
    "t[1]": lambda t: t[1],
    "t[:, 1]": lambda t: t[:, 1],
    "t[1, 2]": lambda t: t[1, 2],
    "t[-1]": lambda t: t[-1],
    "t[1:3]": lambda t: t[1:3],
    "t[1:3, 2:]": lambda t: t[1:3, 2:],
    "t[:, ::2]": lambda t: t[:, ::2],
    "t[:, 1:2]": lambda t: t[:, 1:2],
    "t[t > 10]": lambda t: t[t > 10],
}


def pick(index: str = "t[:, 1]") -> Any:
    """Draw t with the numbers that an index picks, and beside it what comes out, with its shape."""
    t = running()
    got = INDICES[index](t)
    picked = set(got.numpy().ravel().tolist())
    figure, axis = card(8.8, 3.7)
    blank(axis, (-1.2, 12.6), (5.1, -0.7))
    numbers = t.numpy()

    def chosen(row: int, column: int) -> bool:
        return int(numbers[row, column]) in picked

    cells(axis, numbers, 0, 0, fill=lambda r, c: LIGHT_AMBER if chosen(r, c) else "white", font=15,
          edge="#BBBBBB", ink=lambda r, c: INK if chosen(r, c) else SOFT)  # fmt: skip
    for row in range(4):
        for column in range(4):
            if chosen(row, column):
                frame(axis, column, row, 1, 1, ORANGE, 2.4)
        axis.text(-0.35, row + 0.5, f"{row}", fontsize=11, color=SOFT, ha="center", va="center")
        axis.text(row + 0.5, -0.3, f"{row}", fontsize=11, color=SOFT, ha="center", va="center")
    arrow(axis, (4.5, 2), (6.1, 2), ORANGE, linewidth=2.4, mutation_scale=20)
    table = got.numpy().reshape(-1, got.shape[-1]) if got.ndim else got.numpy().reshape(1, 1)
    rows, columns = table.shape
    left, top = 6.5 + (6 - columns) / 2 - 0.3, 2 - rows / 2
    cells(axis, table, left, top, fill=LIGHT_AMBER, edge=ORANGE, width=2, font=15)
    code(axis, 2, 4.65, index, fontsize=16)
    code(axis, left + columns / 2, 4.65, shape_of(got), fontsize=16, color=BLUE)
    return figure


# Memory ---------------------------------------------------------------------------------------------------------------


def _strip(axis: Any, top: float, fill: Any = "white", ink: Any = INK) -> None:
    """The sixteen numbers as they lie in memory, with their places below."""
    cells(axis, [list(range(16))], 0, top, fill=fill, ink=ink, font=13)
    for place in range(16):
        axis.text(place + 0.5, top + 1.33, f"{place}", fontsize=10, color=SOFT, ha="center", va="center")


def reflow(columns: int = 8) -> Any:
    """Draw the sixteen numbers in rows of so many columns, and below them the strip of memory that is cut up for it."""
    rows, rest = divmod(16, columns)
    lines = rows + bool(rest)
    figure, axis = card(9.4, 4.9)
    blank(axis, (-0.3, 16.3), (2.3, -6.35))
    colors = (LIGHT_SKY, LIGHT_AMBER)
    _strip(axis, 0.6, fill=lambda r, c: colors[c // columns % 2])
    for cut in range(columns, 16, columns):
        axis.plot([cut, cut], [0.3, 1.9], color=ORANGE, linewidth=2.6, zorder=6)
    size = min(1.2, 4.7 / lines, 16 / columns)
    left, top = 8 - size * columns / 2, -2.55 - size * lines / 2
    numbers = [[str(place) if (place := r * columns + c) < 16 else "" for c in range(columns)] for r in range(lines)]

    def missing(row: int, column: int) -> bool:
        return row * columns + column >= 16

    cells(axis, numbers, left, top, size, font=max(6.5, 14 * size**0.75), width=1.2 if size > 0.5 else 0.8,
          fill=lambda r, c: "white" if missing(r, c) else colors[r % 2],
          edge=lambda r, c: ORANGE if missing(r, c) else INK,
          hatch=lambda r, c: "////" if missing(r, c) else None)  # fmt: skip
    head = -5.8
    code(axis, 0, head, f"t.view(-1, {columns})", fontsize=16, ha="left")
    if rest:
        text = f"16 = {rows} · {columns} + {rest}   ×"
        code(axis, 16, head, text, fontsize=16, color=ORANGE, ha="right")
    else:
        seen = running().view(-1, columns)
        code(axis, 16, head, shape_of(seen), fontsize=16, color=BLUE, ha="right")
    return figure


SEEN: dict[str, Callable[[Any], Any]] = {
    "t": lambda t: t,
    "t.t()": lambda t: t.t(),
}


def strides(what: str = "t", step: int = 6) -> Any:
    """Draw a tensor of four rows above the strip of memory that it reads, and how the place of one number is found.

    Args:
        what: one of `SEEN`.
        step: which number, as they are read: row by row, from 0 to 15.
    """
    seen = SEEN[what](running())
    i, j = divmod(step, 4)
    down, right = seen.stride()
    numbers = seen.numpy()
    place = int(numbers[i, j])
    figure, axis = card(9.4, 5.2)
    blank(axis, (-0.3, 16.3), (2.3, -6.9))
    read = set(numbers.ravel().tolist())
    row = set(numbers[i].tolist())

    def shade(value: int) -> str:
        return AMBER if value == place else (LIGHT_AMBER if value in row else "white")

    _strip(axis, 0.6, fill=lambda r, c: shade(c), ink=lambda r, c: INK if c in read else SOFT)
    frame(axis, place, 0.6, 1, 1, ORANGE, 3)
    for column in range(3):
        _hop(axis, int(numbers[i, column]), int(numbers[i, column + 1]), 0.5, BLUE, "-")
    if i < 3:
        _hop(axis, int(numbers[i, 3]), int(numbers[i + 1, 0]), 0.5, ORANGE, "--")
    left, top = 2.4, -5.6
    cells(axis, numbers, left, top, fill=lambda r, c: AMBER if (r, c) == (i, j) else (LIGHT_AMBER if r == i else "white"),
          font=14)  # fmt: skip
    frame(axis, left + j, top + i, 1, 1, ORANGE, 3)
    arrow(axis, (left, top - 0.4), (left + 4, top - 0.4), BLUE)
    arrow(axis, (left - 0.4, top), (left - 0.4, top + 4), GREEN)
    paper = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    axis.text(left + 2, top - 0.45, f"j: +{right}", fontsize=14, color=BLUE, ha="center", va="center", bbox=paper,
              zorder=8)  # fmt: skip
    axis.text(left - 0.45, top + 2, f"i: +{down}", fontsize=14, color=GREEN, ha="center", va="center", bbox=paper,
              rotation=90, zorder=8)  # fmt: skip
    code(axis, 7.8, -5.15, what, fontsize=16, ha="left")
    code(axis, 7.8, -4.15, f"stride() = {tuple(seen.stride())}", fontsize=14, ha="left", color=BLUE)
    formula = f"{i}·{down} + {j}·{right} = {place}"
    axis.text(7.8, -2.9, formula, fontsize=21, color=ORANGE, ha="left", va="center")
    return figure


def _hop(axis: Any, start: int, end: int, y: float, color: str, dash: str) -> None:
    """An arc over the strip, from one place to the next that is read."""
    bend = (-0.55 if abs(end - start) > 1 else -0.75) * np.sign(end - start)
    span = min(1.0, 3.2 / abs(end - start)) if abs(end - start) > 4 else 1.0
    arrow(axis, (start + 0.56, y), (end + 0.44, y), color, linestyle=dash, mutation_scale=13,
          connectionstyle=f"arc3,rad={bend * span * 0.62}")  # fmt: skip


# Sharing --------------------------------------------------------------------------------------------------------------

WAYS: dict[str, Callable[[Any], Any]] = {
    "b = a": lambda a: a,
    "b = a.view(5)": lambda a: a.view(5),
    "b = a.numpy()": lambda a: a.numpy(),
    "b = torch.from_numpy(a.numpy())": lambda a: from_numpy(a.numpy()),
    "b = a.clone()": lambda a: a.clone(),
    "b = torch.tensor(a.numpy())": lambda a: tensor(a.numpy()),
    "b = a + 0": lambda a: a + 0,
}


def shared(how: str = "b = a.numpy()") -> Any:
    """Draw the memory behind a and b after `a.add_(1)`: one strip for both, or one each."""
    a = ones(5)
    b = WAYS[how](a)
    a.add_(1)
    mine, other = a.tolist(), b.tolist()
    together = mine == other
    figure, axis = card(9.4, 3.3)
    blank(axis, (-0.2, 16.4), (5.7, -0.15))
    lines = ("a = torch.ones(5)", how, "a.add_(1)")
    for place, line in enumerate(lines):
        code(axis, 0, 0.75 + 0.9 * place, line, fontsize=13, ha="left", color=ORANGE if place == 1 else INK)
    rows = (1.0, 4.0)
    for name, y, color, light, values in (
        ("a", rows[0], BLUE, LIGHT_SKY, mine),
        ("b", rows[1], GREEN, LIGHT_GREEN, other),
    ):
        axis.text(9.0, y, name, fontsize=18, family=MONO, color="white", ha="center", va="center", zorder=8,
                  bbox={"boxstyle": "round,pad=0.3" if name == "a" else "rarrow,pad=0.25", "facecolor": color, "edgecolor": "none"})  # fmt: skip
        if together:
            arrow(axis, (9.7, y), (11.0, 2.5 + (y - 2.5) * 0.15), color, linewidth=2.4, mutation_scale=20)
        else:
            arrow(axis, (9.7, y), (11.0, y), color, linewidth=2.4, mutation_scale=20)
            cells(axis, [values], 11.2, y - 0.5, fill=light, edge=color, width=2, font=15)
    if together:
        cells(axis, [mine], 11.2, 2.0, fill=LIGHT_AMBER, edge=ORANGE, width=2.4, font=15)
    return figure
