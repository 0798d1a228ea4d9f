"""A plain layered layout, for machines without Graphviz: inputs above, outputs below, as straight as it goes.

Boxes stand on levels counted from the outputs, each just above the first box that uses it.  Within a level, boxes are
sorted by where their neighbors stand (a few sweeps up and down), then moved as close to below or above their neighbors
as they can be without touching.  It draws from top to bottom only; DOT attributes set by hand are not consulted.
"""

from __future__ import annotations

import html
import unicodedata
from collections import Counter, deque
from itertools import pairwise
from typing import TYPE_CHECKING

from .picture import FONT_SIZE, INK, STYLES, Box, Edge, xml_safe

if TYPE_CHECKING:
    from .picture import Graph

FONTS = "DejaVu Sans Mono,Menlo,Consolas,Courier New,monospace"
COLORS = {"darkolivegreen1": "#caff70", "darkolivegreen3": "#a2cd5a"}  # the others are CSS names
GAP, LEVEL_GAP, PAD, LINE = 20.0, 26.0, 18.0, 1.25
MOST = 2000  # boxes; more make no picture that anybody could read


class Spot:
    """Where a box stands: center x, center y, width, height.  One without a box is a bend of a long arrow."""

    __slots__ = ("box", "h", "level", "near", "w", "weight", "x", "y")

    def __init__(self, level: int, box: Box | None = None) -> None:
        self.box, self.level = box, level
        self.x = self.y = self.h = 0.0
        self.w, self.weight = 4.0, 1.0
        if box is not None:
            lines = box.text.split("\n")
            round_ = STYLES[box.kind].shape == "ellipse" and not box.table
            self.w = max(map(text_width, lines)) * FONT_SIZE * (1.12 if round_ else 1.0) + 24
            self.weight = 0.02 if box.kind == "saved" else 1.0  # saved tensors make room for operations
            self.h = len(lines) * FONT_SIZE * LINE * (1.2 if round_ else 1.0) + 10
        self.near: dict[int, list[Spot]] = {-1: [], 1: []}  # neighbors on the level above (+1) and below (-1)


def text_width(text: str) -> float:
    """Width in a monospaced font, in font sizes; East Asian wide characters take more."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.6 for c in text)


def plain_svg(graph: Graph) -> str | None:
    """The graph as SVG text, or None if it has too much in it for a readable picture."""
    arranged = arrange(graph.boxes, graph.edges)
    if arranged is None:
        return None
    spots, routes = arranged
    drawing = _Drawing(graph.shapes)
    _draw_edges(drawing, routes)
    for spot in spots:
        drawing.box(spot)
    left, right = min(spot.x - spot.w / 2 for spot in spots), drawing.right
    _draw_legend(drawing, graph, right + 2 * GAP, drawing.top)
    for note in graph.notes:
        drawing.text(left, drawing.bottom + 16, note, 10, "start")
    return drawing.finish()


def text_svg(text: str) -> str:
    """Lines of text as SVG: the picture of a graph that nobody can draw."""
    drawing = _Drawing(True)
    for i, line in enumerate(text.split("\n")):
        drawing.text(0, i * FONT_SIZE * LINE, line, FONT_SIZE, "start")
    return drawing.finish()


# -- where boxes stand -------------------------------------------------------------------------------------------------


def arrange(
    boxes: list[Box], edges: list[Edge], sweeps: int = 60
) -> tuple[list[Spot], list[tuple[Edge, list[Spot]]]] | None:
    """A place for every box and a route for every arrow, or None if there are too many of them.

    With fewer `sweeps` it is sooner done, and less straight.
    """
    level = levels(boxes, edges)
    if not boxes or len(boxes) > MOST or sum(level[edge.tail] - level[edge.head] for edge in edges) > 10 * MOST:
        return None
    spots = {box.id: Spot(level[box.id], box) for box in boxes}
    rows: list[list[Spot]] = [[] for _ in range(max(level.values()) + 1)]
    for spot in spots.values():
        rows[spot.level].append(spot)
    routes = [(edge, _route(edge, spots, rows)) for edge in edges]
    _order(rows, min(8, sweeps))
    _place(rows, sweeps)
    _level_heights(rows)
    return list(spots.values()), routes


def levels(boxes: list[Box], edges: list[Edge]) -> dict[str, int]:
    """Level 0 holds the outputs; a box stands one level above the highest box that uses it."""
    waiting = Counter(edge.tail for edge in edges)
    inputs: dict[str, list[Edge]] = {}
    for edge in edges:
        inputs.setdefault(edge.head, []).append(edge)
    level = {box.id: 0 for box in boxes}
    ready = deque(box.id for box in boxes if not waiting[box.id])
    while ready:
        head = ready.popleft()
        for edge in inputs.get(head, ()):
            level[edge.tail] = max(level[edge.tail], level[head] + 1)
            waiting[edge.tail] -= 1
            if not waiting[edge.tail]:
                ready.append(edge.tail)
    return level


def _route(edge: Edge, spots: dict[str, Spot], rows: list[list[Spot]]) -> list[Spot]:
    """The spots that an arrow visits: its ends, and a bend on each level between."""
    tail, head = spots[edge.tail], spots[edge.head]
    route = [tail]
    for level in range(tail.level - 1, head.level, -1):
        bend = Spot(level)
        rows[level].append(bend)
        route.append(bend)
    route.append(head)
    for above, below in pairwise(route):
        above.near[-1].append(below)
        if edge.kind != "saved":  # a saved tensor stays near its operation, and does not pull at it
            below.near[1].append(above)
    return route


def _order(rows: list[list[Spot]], sweeps: int) -> None:
    """Sort each level by the mean place of its neighbors, down and up in turn; keep the order that crosses least."""
    place = {id(spot): float(i) for row in rows for i, spot in enumerate(row)}
    best, fewest = [list(row) for row in rows], _crossings(rows, place)
    for sweep in range(sweeps):
        side = 1 if sweep % 2 else -1
        for row in rows if side == -1 else reversed(rows):
            mean = {id(s): _mean([place[id(n)] for n in s.near[side]], place[id(s)]) for s in row}
            row.sort(key=lambda spot: mean[id(spot)])
            for i, spot in enumerate(row):
                place[id(spot)] = float(i)
        crossings = _crossings(rows, place)
        if crossings < fewest:
            best, fewest = [list(row) for row in rows], crossings
    for row, order in zip(rows, best, strict=True):
        row[:] = order


def _crossings(rows: list[list[Spot]], place: dict[int, float]) -> int:
    total = 0
    for row in rows:
        ends = [sorted(place[id(below)] for below in spot.near[-1]) for spot in row]
        met: list[float] = []
        for end in ends:
            total += sum(1 for x in end for earlier in met if earlier > x)
            met += end
    return total


def _place(rows: list[list[Spot]], sweeps: int) -> None:
    for row in rows:
        x = 0.0
        for spot in row:
            spot.x = x + spot.w / 2
            x += spot.w + GAP
    for sweep in range(sweeps):
        order = rows if sweep % 2 else reversed(rows)
        for row in order:
            wanted = [_mean([n.x for side in (-1, 1) for n in spot.near[side]], spot.x) for spot in row]
            for spot, x in zip(row, _apart(row, wanted), strict=True):
                spot.x = x


def _apart(row: list[Spot], wanted: list[float]) -> list[float]:
    """The places closest to the wanted ones (least squares) at which neighbors keep their distance and their order.

    Pool adjacent violators: boxes that would touch are merged into a block, which stands at its members' mean wish.
    """
    offset, offsets = 0.0, []
    for i, spot in enumerate(row):
        offset += (row[i - 1].w + spot.w) / 2 + GAP if i else 0.0
        offsets.append(offset)
    blocks: list[tuple[float, float, int]] = []  # (weighted sum of wishes, sum of weights, number of members)
    for spot, wish, shift in zip(row, wanted, offsets, strict=True):
        total, weight, count = spot.weight * (wish - shift), spot.weight, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / weight:
            earlier, heavy, members = blocks.pop()
            total, weight, count = total + earlier, weight + heavy, count + members
        blocks.append((total, weight, count))
    places = [total / weight for total, weight, count in blocks for _ in range(count)]
    return [place + shift for place, shift in zip(places, offsets, strict=True)]


def _level_heights(rows: list[list[Spot]]) -> None:
    y = 0.0
    for row in reversed(rows):
        height = max((spot.h for spot in row), default=0.0)
        for spot in row:
            spot.y = y + height / 2
        y += height + LEVEL_GAP


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


# -- ink ---------------------------------------------------------------------------------------------------------------


class _Drawing:
    """Collects SVG elements (polygon, ellipse, path, text) and knows how far they reach."""

    def __init__(self, shapes: bool) -> None:
        self.shapes = shapes
        self.items: list[str] = []
        self.left = self.top = float("inf")
        self.right = self.bottom = float("-inf")

    def _reach(self, left: float, top: float, right: float, bottom: float) -> None:
        self.left, self.top = min(self.left, left), min(self.top, top)
        self.right, self.bottom = max(self.right, right), max(self.bottom, bottom)

    def add(self, element: str) -> None:
        self.items.append(element)

    def polygon(self, points: list[tuple[float, float]], fill: str, extra: str = "", ink: str = INK) -> None:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        self._reach(min(xs), min(ys), max(xs), max(ys))
        text = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
        self.add(f'<polygon fill="{fill}" stroke="{ink}"{extra} points="{text}"/>')

    def rectangle(
        self, left: float, top: float, right: float, bottom: float, fill: str, extra: str = "", ink: str = INK
    ) -> None:
        self.polygon([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], fill, extra, ink)

    def text(self, x: float, y: float, text: str, size: float, anchor: str = "middle") -> None:
        width = text_width(text) * size
        left = x - width / 2 if anchor == "middle" else x
        self._reach(left, y - size, left + width, y + size * 0.4)
        look = f'font-family="{FONTS}" font-size="{size:.2f}" fill="{"#000000" if size >= FONT_SIZE else INK}"'
        place = f'text-anchor="{anchor}" x="{x:.2f}" y="{y:.2f}"'
        self.add(f'<text xml:space="preserve" {place} {look}>{html.escape(xml_safe(text))}</text>')

    def box(self, spot: Spot, size: float = FONT_SIZE) -> None:
        box = spot.box
        assert box is not None
        style = STYLES[box.kind]
        fill = COLORS.get(style.fill, style.fill)
        shape = style.shape if self.shapes else "box"
        dashes = ' stroke-dasharray="5,2"' if style.dashed and self.shapes else ""
        x, y, w, h = spot.x, spot.y, spot.w / 2, spot.h / 2
        if shape == "ellipse" and not box.table:
            self._reach(x - w, y - h, x + w, y + h)
            self.add(f'<ellipse fill="{fill}" stroke="{INK}" cx="{x:.2f}" cy="{y:.2f}" rx="{w:.2f}" ry="{h:.2f}"/>')
        elif shape == "note":
            top, right, u, v = y - h, x + w, x + w - 6, y - h + 6
            self.polygon([(u, top), (right, v), (right, y + h), (x - w, y + h), (x - w, top), (u, top)], fill)
            self.add(f'<path fill="none" stroke="{INK}" d="M{u:.2f},{top:.2f} L{u:.2f},{v:.2f} L{right:.2f},{v:.2f}"/>')
        elif shape in ("ellipse", "rounded"):  # rows of attributes, or a summary
            self._reach(x - w, y - h, x + w, y + h)
            path = f"M{x - w + 8:.2f},{y - h:.2f}"
            for sx, sy, turn in ((1, -1, 0), (1, 1, 1), (-1, 1, 0), (-1, -1, 1)):  # corners, clockwise from top right
                cx, cy = x + sx * w, y + sy * h
                ends = [(cx - sx * 8, cy), (cx, cy - sy * 8)]
                (a, b), (c, d) = reversed(ends) if turn else ends
                path += f" L{a:.2f},{b:.2f} C{cx:.2f},{cy:.2f} {cx:.2f},{cy:.2f} {c:.2f},{d:.2f}"
            self.add(f'<path fill="{fill}" stroke="{INK}"{dashes} d="{path} L{x - w + 8:.2f},{y - h:.2f}"/>')
        else:
            self.rectangle(x - w, y - h, x + w, y + h, fill, dashes)
            if box.output and self.shapes:
                self.rectangle(x - w - 3, y - h - 3, x + w + 3, y + h + 3, "none")
        lines = box.text.split("\n")
        for i, line in enumerate(lines):
            base = y + (i - (len(lines) - 1) / 2) * size * LINE + size * 0.34
            if box.table:
                self.text(x - w + 10, base, line, size, "start")
            else:
                self.text(x, base, line, size)

    def top_of(self, spot: Spot, x: float) -> float:
        """Where an arrow from above meets the outline of a box."""
        box = spot.box
        if box is None or not self.shapes:
            return spot.y - spot.h / 2
        if STYLES[box.kind].shape == "ellipse" and not box.table:
            aside = (x - spot.x) / (spot.w / 2)
            return float(spot.y - spot.h / 2 * max(0.0, 1 - aside * aside) ** 0.5)
        return spot.y - spot.h / 2 - 3 * box.output

    def finish(self) -> str:
        left, top = self.left - PAD, self.top - PAD
        width, height = self.right - self.left + 2 * PAD, self.bottom - self.top + 2 * PAD
        elements, self.items = self.items, []
        self.rectangle(left, top, left + width, top + height, "white", ink="none")
        view = f'viewBox="{left:.2f} {top:.2f} {width:.2f} {height:.2f}" xmlns="http://www.w3.org/2000/svg"'
        head = f'<svg width="{width:.0f}pt" height="{height:.0f}pt" {view}>'
        return "\n".join([head, *self.items, *elements, "</svg>", ""])


def _draw_edges(drawing: _Drawing, routes: list[tuple[Edge, list[Spot]]]) -> None:
    """Arrows leave below the middle of a box and arrive side by side, so that two into one box stay apart."""
    arriving: dict[int, list[int]] = {}
    for i, (_, route) in enumerate(routes):
        arriving.setdefault(id(route[-1]), []).append(i)
    ends: dict[int, float] = {}
    for members in arriving.values():
        head = routes[members[0]][1][-1]
        members.sort(key=lambda i: routes[i][1][-2].x)
        step = min(16.0, head.w * 0.6 / len(members))
        for place, i in enumerate(members):
            ends[i] = head.x + (place - (len(members) - 1) / 2) * step
    for i, (edge, route) in enumerate(routes):
        tail, head = route[0], route[-1]
        tip = drawing.top_of(head, ends[i])
        flow = edge.kind == "flow"
        points = [(tail.x, tail.y + tail.h / 2)]
        points += [(bend.x, bend.y) for bend in route[1:-1]] + [(ends[i], tip - (7 if flow else 0))]
        path = f"M{points[0][0]:.2f},{points[0][1]:.2f}"
        for (x, y), (u, v) in pairwise(points):
            path += f" C{x:.2f},{(y + v) / 2:.2f} {u:.2f},{(y + v) / 2:.2f} {u:.2f},{v:.2f}"
        if flow:
            x = points[-1][0]
            drawing.polygon([(x, tip), (x - 3, tip - 7), (x + 3, tip - 7)], INK)
        dashes = {"flow": "", "saved": ' stroke-dasharray="5,2"', "view": ' stroke-dasharray="1,4"'}[edge.kind]
        drawing.add(f'<path fill="none" stroke="{INK}"{dashes} d="{path}"/>')


def _draw_legend(drawing: _Drawing, graph: Graph, left: float, top: float) -> None:
    boxes = graph.legend_boxes()
    if not boxes:
        return
    spots = [Spot(0, box) for box in boxes]
    width, y = max(spot.w for spot in spots), top + 10
    for spot in spots:
        spot.x, spot.y = left + 10 + width / 2, y + spot.h / 2
        y += spot.h + 10
    drawing.rectangle(left, top, left + width + 20, y, "none", ink="#bbbbbb")
    for spot in spots:
        drawing.box(spot)
