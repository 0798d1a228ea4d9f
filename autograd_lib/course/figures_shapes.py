"""Figures of lesson 04: how shapes meet in broadcasting, along axes and in matrix products.

Each function draws one figure and returns it; the numbers in it are computed by the library itself.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..ops.creation import arange, tensor
from .figures_tensors import (
    LIGHT_AMBER,
    LIGHT_GREEN,
    LIGHT_ORANGE,
    LIGHT_SKY,
    arrow,
    cells,
    code,
    frame,
    running,
    shape_of,
)
from .style import BLUE, GRAY, GREEN, INK, ORANGE, SOFT, blank, card

# Broadcasting ---------------------------------------------------------------------------------------------------------

SHAPES: dict[str, tuple[int, ...]] = {
    "[]": (),
    "[4]": (4,),
    "[3]": (3,),
    "[1, 4]": (1, 4),
    "[3, 1]": (3, 1),
    "[3, 4]": (3, 4),
    "[4, 3]": (4, 3),
    "[2, 1, 1]": (2, 1, 1),
    "[2, 3, 1]": (2, 3, 1),
}


def meeting(a: tuple[int, ...], b: tuple[int, ...]) -> list[tuple[int | None, int | None, int | None]]:
    """For each axis, from the left: the size in a, in b and in the result; None where there is none."""
    most = max(len(a), len(b))
    found: list[tuple[int | None, int | None, int | None]] = []
    for place in range(-most, 0):
        m, n = (shape[place] if -place <= len(shape) else None for shape in (a, b))
        sizes = {1 if each is None else each for each in (m, n)}
        fits = len(sizes) == 1 or 1 in sizes
        found.append((m, n, max(sizes) if fits else None))
    return found


def broadcast(a: str = "[3, 4]", b: str = "[4]") -> Any:
    """Draw how two shapes meet, aligned at the right, and below it the sum of two such tensors; or where they clash."""
    one, other = SHAPES[a], SHAPES[b]
    axes = meeting(one, other)
    fits = all(size is not None for _, _, size in axes)
    figure, axis = card(9.8, 5.1)
    blank(axis, (-0.4, 19.2), (5.9, -4.3))
    _table(axis, axes, fits, a, b)
    left = arange(int(np.prod(one, dtype=int))).view(one) if one else tensor(0)
    right = (10 * (1 + arange(int(np.prod(other, dtype=int))))).view(other) if other else tensor(10)
    blocks = [(left, LIGHT_SKY, BLUE), (right, LIGHT_GREEN, GREEN)]
    whole = tuple(size or 1 for _, _, size in axes) if fits else ()
    for place, (x, light, strong) in enumerate(blocks):
        full = x.expand(whole).numpy() if fits else x.numpy()
        _block(axis, full, tuple(x.shape), 3.0 + 6.3 * place, light, strong)
    code(axis, 6.15, 2.75, "+", fontsize=20)
    code(axis, 12.45, 2.75, "=" if fits else "×", fontsize=20, color=INK if fits else ORANGE)
    if fits:
        total = (left + right).numpy()
        _block(axis, total, total.shape, 15.6, LIGHT_AMBER, ORANGE)
    return figure


def _table(axis: Any, axes: Any, fits: bool, a: str, b: str) -> None:
    """The sizes of the two shapes one above the other, and the size that comes out of each axis."""
    paper = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    right = 11.2
    for row, (name, color) in enumerate((("a", BLUE), ("b", GREEN), ("a + b", ORANGE))):
        y = -3.45 + 1.15 * row + (0.15 if row == 2 else 0)
        code(axis, 5.6, y, name, fontsize=14, color=color, ha="right")
        for place, sizes in enumerate(axes):
            x = right - 1.9 * (len(axes) - 1 - place)
            size = sizes[row]
            missing = size is None and row < 2
            clash = sizes[2] is None
            text = "1" if missing else ("×" if size is None else f"{size}")
            tint = SOFT if missing else (ORANGE if clash else color)
            axis.text(x, y, text, fontsize=16, color=tint, ha="center", va="center", zorder=6,
                      bbox={"boxstyle": "round,pad=0.32", "facecolor": LIGHT_ORANGE if clash else "white",
                            "edgecolor": tint, "linestyle": ":" if missing else "-", "linewidth": 1.8})  # fmt: skip
    axis.plot([4.2, right + 0.8], [-1.7, -1.7], color=INK, linewidth=1.2)
    clashes = [f"{m} ≠ {n}" for m, n, size in axes if size is None]
    shapes = str([size for _, _, size in axes])
    code(axis, 13.0, -1.0, shapes if fits else ", ".join(clashes), fontsize=16, ha="left", color=BLUE if fits else ORANGE,
         bbox=paper)  # fmt: skip


def _block(axis: Any, values: Any, own: tuple[int, ...], middle: float, light: str, strong: str) -> None:
    """One tensor, its matrices one below the other; numbers that are only repeated stand pale on a hatch."""
    values = np.asarray(values)
    rank = max(values.ndim, 1)
    stack = values.reshape((1,) * (3 - rank) + (values.shape or (1,)))
    sizes = (1,) * (3 - len(own)) + own
    layers, rows, columns = stack.shape
    s = min(1.15, 5.3 / columns, 4.4 / (layers * rows + 0.5 * (layers - 1)))
    height = s * (layers * rows + 0.5 * (layers - 1))
    top = 2.75 - height / 2
    left = middle - s * columns / 2
    for layer in range(layers):

        def repeated(row: int, column: int, layer: int = layer) -> bool:
            return any(place >= size for place, size in zip((layer, row, column), sizes))

        cells(
            axis, stack[layer], left, top + layer * s * (rows + 0.5), s, font=max(8.5, 13.5 * s**0.8),
            fill=lambda r, c: "white" if repeated(r, c) else light,
            edge=lambda r, c: "#BDBDBD" if repeated(r, c) else strong,
            ink=lambda r, c: SOFT if repeated(r, c) else INK,
        )  # fmt: skip
    for layer in range(min(layers, sizes[0])):
        frame(
            axis, left, top + layer * s * (rows + 0.5), s * min(columns, sizes[2]), s * min(rows, sizes[1]), strong, 2.2
        )


# Axes -----------------------------------------------------------------------------------------------------------------


def along(op: str = "sum", dim: int = 1, keepdim: bool = False) -> Any:
    """Draw t and what is left of it when one of its axes is summed up, averaged, or searched for its largest number."""
    t = running()
    x = t.float() if op == "mean" else t
    got = getattr(x, op)(dim, keepdim=keepdim)
    got = got.values if op in ("max", "min") else got
    numbers = t.numpy()
    figure, axis = card(9.4, 4.7)
    blank(axis, (-1.6, 14.6), (7.0, -1.1))
    shades = (LIGHT_SKY, LIGHT_AMBER, LIGHT_GREEN, LIGHT_ORANGE)
    group = (lambda r, c: c) if dim == 0 else (lambda r, c: r)
    cells(axis, numbers, 0, 0, fill=lambda r, c: shades[group(r, c)], font=14)
    for place in range(4):
        if dim == 0:
            arrow(axis, (place + 0.5, 4.1), (place + 0.5, 5.0), ORANGE, linewidth=2.2)
        else:
            arrow(axis, (4.1, place + 0.5), (5.0, place + 0.5), ORANGE, linewidth=2.2)
    flat = got.numpy().ravel()
    if dim == 0:
        cells(axis, [flat], 0, 5.15, fill=lambda r, c: shades[c], edge=ORANGE, width=2, font=13)
    else:
        cells(axis, flat[:, None], 5.15, 0, fill=lambda r, c: shades[r], edge=ORANGE, width=2, font=13)
    paper = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    arrow(axis, (-0.5, 0), (-0.5, 4), GREEN)
    arrow(axis, (0, -0.5), (4, -0.5), BLUE)
    code(axis, -0.5, 2, "dim=0", fontsize=11, color=GREEN, rotation=90, bbox=paper)
    code(axis, 2, -0.5, "dim=1", fontsize=11, color=BLUE, bbox=paper)
    call = f"t{'.float()' if op == 'mean' else ''}.{op}({dim}{', keepdim=True' if keepdim else ''})"
    code(axis, 7.2, 0.1, call, fontsize=14, ha="left")
    for place in range(2):  # the shape before, the axis that goes struck through
        gone = place == dim
        x0 = 7.9 + 1.7 * place
        color = (GREEN, BLUE)[place]
        _size(axis, x0, 1.9, "4", color, gone)
        code(axis, x0, 2.85, f"dim={place}", fontsize=10, color=color)
    arrow(axis, (8.75, 3.4), (8.75, 4.25), INK)
    left = 8.75 - 0.85 * (got.ndim - 1)
    for place, size in enumerate(got.shape):
        kept = keepdim and place == dim
        color = ORANGE if kept else (BLUE if (dim == 0) else GREEN)
        _size(axis, left + 1.7 * place, 5.1, f"{size}", color, False, dashed=kept)
    code(axis, 11.2, 1.9, "[4, 4]", fontsize=14, ha="left", color=INK)
    code(axis, 11.2, 5.1, shape_of(got), fontsize=14, ha="left", color=INK)
    return figure


def _size(axis: Any, x: float, y: float, text: str, color: str, gone: bool, dashed: bool = False) -> None:
    axis.text(x, y, text, fontsize=17, color=SOFT if gone else color, ha="center", va="center", zorder=5,
              bbox={"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": GRAY if gone else color,
                    "linewidth": 2.2, "linestyle": ":" if gone or dashed else "-"})  # fmt: skip
    if gone:
        axis.plot([x - 0.5, x + 0.5], [y + 0.5, y - 0.5], color=ORANGE, linewidth=2.2, alpha=0.85, zorder=6)


SCORES = ((0.1, 2.0, 0.4), (3.5, 0.2, 1.5), (0.3, 0.6, 4.0), (1.2, 2.5, 0.9))  # four pictures, three classes each


def winners(dim: int = 1) -> Any:
    """Draw the table of scores with the largest along one axis marked, its values and its indices beside it."""
    scores = tensor(SCORES)
    best = scores.max(dim)
    values, indices = best.values.tolist(), best.indices.tolist()
    marked = {(place, index) if dim == 1 else (index, place) for place, index in enumerate(indices)}
    bottom = 5.0 if dim == 1 else 7.45
    figure, axis = card(8.6, 0.62 * (bottom + 0.75))
    blank(axis, (-0.9, 13.0), (bottom, -0.75))
    cells(axis, SCORES, 0, 0, font=14, fill=lambda r, c: LIGHT_AMBER if (r, c) in marked else "white",
          edge="#BBBBBB", ink=lambda r, c: INK if (r, c) in marked else SOFT)  # fmt: skip
    for row, column in marked:
        frame(axis, column, row, 1, 1, ORANGE, 2.6)
    for place in range(4):
        color = BLUE if dim == 0 else SOFT
        axis.text(-0.35, place + 0.5, f"{place}", fontsize=12, color=color, ha="center", va="center")
    for place in range(3):
        color = BLUE if dim == 1 else SOFT
        axis.text(place + 0.5, -0.32, f"{place}", fontsize=12, color=color, ha="center", va="center")
    if dim == 1:
        code(axis, 1.5, 4.6, "[4, 3]", fontsize=13)
    for place in range(4 if dim == 1 else 3):
        start, end = (
            ((3.15, place + 0.5), (4.3, place + 0.5)) if dim == 1 else ((place + 0.5, 4.08), (place + 0.5, 4.85))
        )
        arrow(axis, start, end, ORANGE)
    for number, (name, each, light, strong) in enumerate(
        (("values", values, LIGHT_AMBER, ORANGE), ("indices", indices, LIGHT_SKY, BLUE))
    ):
        size = f"[{len(each)}]"
        if dim == 1:
            x = 5.0 + 2.4 * number
            cells(axis, [[value] for value in each], x - 0.5, 0, fill=light, edge=strong, width=2, font=14)
            code(axis, x, -0.36, name, fontsize=13, color=strong)
            code(axis, x, 4.6, size, fontsize=13, color=strong)
        else:
            y = 5.0 + 1.35 * number
            cells(axis, [each], 0, y, fill=light, edge=strong, width=2, font=14)
            code(axis, 3.4, y + 0.5, f"{name}  {size}", fontsize=13, color=strong, ha="left")
    code(axis, 8.5 if dim == 1 else 5.0, 2.0, f"torch.max(scores, {dim})", fontsize=15, ha="left")
    return figure


# The matrix product ---------------------------------------------------------------------------------------------------


def product(i: int = 1, j: int = 2) -> Any:
    """Draw a @ b: row i of a and column j of b, which meet in one number of the product."""
    a, b = arange(6).view(2, 3), arange(12).view(3, 4)
    total = a @ b
    figure, axis = card(8.4, 5.0)
    blank(axis, (-1.6, 11.8), (7.2, -0.8))
    left, top = 4.2, 3.7
    cells(axis, b.numpy(), left, 0, fill=lambda r, c: LIGHT_GREEN if c == j else "white", font=14)
    cells(axis, a.numpy(), 0, top, fill=lambda r, c: LIGHT_SKY if r == i else "white", font=14)
    cells(axis, total.numpy(), left, top, font=14,
          fill=lambda r, c: LIGHT_AMBER if (r, c) == (i, j) else "white", ink=INK)  # fmt: skip
    frame(axis, 0, top + i, 3, 1, BLUE)
    frame(axis, left + j, 0, 1, 3, GREEN)
    frame(axis, left + j, top + i, 1, 1, ORANGE, 3)
    arrow(
        axis, (3.1, top + i + 0.5), (left + j - 0.08 if j else left - 0.1, top + i + 0.5), BLUE, linestyle=":", zorder=2
    )
    arrow(axis, (left + j + 0.5, 3.08), (left + j + 0.5, top + i - 0.05), GREEN, linestyle=":", zorder=2)
    code(axis, 1.5, top - 0.45, "a  [2, 3]", fontsize=14, color=BLUE)
    code(axis, left - 0.25, 1.5, "b  [3, 4]", fontsize=14, color=GREEN, ha="right")
    code(axis, left + 4.25, top + 1, "a @ b  [2, 4]", fontsize=14, color=ORANGE, ha="left")
    terms = " + ".join(f"{int(m)}·{int(n)}" for m, n in zip(a[i].tolist(), b[:, j].tolist()))
    axis.text(5.1, 6.55, f"{terms} = {int(total[i, j].item())}", fontsize=19, color=INK, ha="center", va="center")
    return figure
