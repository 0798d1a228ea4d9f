"""What an explored graph shows: its boxes and arrows as far as groups are open, and the steps of a walk over it.

    story = Story(recording, root, opened=set())
    story.steps[3].say        # "z = y * y * 3  →  27"

First the values walk forward, then the gradients backward; where gradients meet, they add up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .formulas import formula
from .graph import humanized
from .groups import Group, sorted_boxes
from .places import Place, Way
from .recording import Link, Point, Recording

__all__ = ["Step", "Story", "number", "preview"]


@dataclass
class Step:
    """One step of the walk: what is seen from here on.

    Attributes:
        phase: "start", "forward" or "backward".
        box: the one that is at work; "" at the start.
        values: boxes whose value is known now.
        sums: for boxes, the gradient that has arrived so far, in words.
        ways: arrows on which something went.
        say: the step in one line.
    """

    phase: str
    box: str = ""
    values: list[str] = field(default_factory=list)
    sums: dict[str, str] = field(default_factory=dict)
    ways: list[str] = field(default_factory=list)
    say: str = ""


class Story:
    """The boxes, arrows and steps of a recording.

    Args:
        recording: values and gradients.
        root: the groups.
        opened: the ids of the groups that are open.
        say: the texts.
    """

    def __init__(self, recording: Recording, root: Group, opened: set[str], say: Callable[..., str]) -> None:
        self.recording, self.say = recording, say
        self.groups: dict[str, Group] = {}  # by the box that stands for them
        self.box_of: dict[int, str] = {}  # for each point
        self.parents: dict[str, Group] = {}  # of each box the open group that it is in
        self._see(root, opened)
        self.single = {box: number for number, box in self.box_of.items() if box not in self.groups}
        self.shared = Counter(point.code for point in recording.points if point.code)
        self.has_gradients = any(point.grads for point in recording.points)
        self.ways: list[Way] = []
        self.links_of: dict[str, list[Link]] = {}
        self._join()
        self.steps = self._walk()
        final = {box: text for step in self.steps for box, text in step.sums.items()}
        self.boxes = [self._place(box, final.get(box, "")) for box in dict.fromkeys(self.box_of.values())]

    # -- boxes and arrows ----------------------------------------------------------------------------------------------

    def _see(self, group: Group, opened: set[str]) -> None:
        for each in group.children:
            if isinstance(each, int):
                box = f"n{each}"
                self.box_of[each] = box
            elif each.id in opened:
                self._see(each, opened)
                continue
            else:
                numbers = each.points()
                box = f"g{min(numbers)}"
                self.groups[box] = each
                self.box_of |= dict.fromkeys(numbers, box)
            if group.id:
                self.parents[box] = group

    def _join(self) -> None:
        """One arrow for each edge between two points; one for all of them between a group and another box."""
        by_ends: dict[tuple[str, str], Way] = {}
        for link in self.recording.links:
            tail, head = self.box_of[link.tail], self.box_of[link.head]
            if tail == head:
                continue
            way = by_ends.get((tail, head)) if {tail, head} & set(self.groups) else None
            if way is None:
                way = by_ends[tail, head] = Way(f"e{len(self.ways)}", tail, head)
                self.ways.append(way)
            self.links_of.setdefault(way.id, []).append(link)
        for way in self.ways:
            links = [link for link in self.links_of[way.id] if link.passed is not None]
            way.label = product(links[0]) if len(links) == 1 else self.say("several", count=len(links)) if links else ""

    def _place(self, box: str, grad: str) -> Place:
        lines = [self.title(box), self.value(box)]
        if self.has_gradients:
            lines.append(grad)
        return Place(box, self.kind(box), lines)

    def kind(self, box: str) -> str:
        if box in self.groups:
            return "group"
        point = self.recording.points[self.single[box]]
        if point.is_leaf:
            return "leaf"
        return "output" if point.number == len(self.recording.points) - 1 else "operation"

    def title(self, box: str) -> str:
        """What stands in the first line of a box."""
        if box in self.groups:
            return f"▸ {self.groups[box].label} ({len(self.groups[box].points())})"
        point = self.recording.points[self.single[box]]
        if point.is_leaf:
            return f"{called(point) or self.say('leaf')} {shape(point.value)}".strip()
        name = humanized(point.name)
        return f"{called(point)}: {name}" if called(point) else name

    def _results(self, box: str) -> list[Point]:
        """The points of a box whose results leave it."""
        points = self.recording.points
        if box not in self.groups:
            return [points[self.single[box]]]
        leaving = {link.tail for link in self.recording.links
                   if self.box_of[link.tail] == box != self.box_of[link.head]}  # fmt: skip
        last = len(points) - 1
        return [points[n] for n in sorted(leaving | ({last} if self.box_of[last] == box else set()))]

    def value(self, box: str) -> str:
        results = self._results(box)
        return number(results[0].value) if len(results) == 1 else self.say("results", count=len(results))

    # -- the walk ------------------------------------------------------------------------------------------------------

    def _walk(self) -> list[Step]:
        points = self.recording.points
        steps = [Step("start", say=self.say("begin"))]
        order = sorted_boxes(self.recording, self.box_of)
        into: dict[str, list[Way]] = {}
        for way in self.ways:
            into.setdefault(way.head, []).append(way)
        leaves = [box for box in order if self.kind(box) == "leaf"]
        if leaves:
            told = [f"{called(points[self.single[b]]) or self.say('leaf')} = {self.value(b)}" for b in leaves]
            more = [] if len(told) <= 6 else ["…"]
            steps.append(Step("forward", leaves[0], list(leaves), say=", ".join(told[:6] + more)))
        for box in order:
            if box not in leaves:
                ways = [way.id for way in into.get(box, [])]
                steps.append(Step("forward", box, [box], {}, ways, f"{self._told(box)}  →  {self.value(box)}"))
        if self.has_gradients:
            steps += self._back(into)
        return steps

    def _told(self, box: str) -> str:
        if box in self.groups:
            return self.groups[box].label
        point = self.recording.points[self.single[box]]
        name, code = called(point), point.code or humanized(point.name)
        if self.shared[point.code] > 1:  # a module's own nodes come from one expression
            code = f"{humanized(point.name)}  ({point.code})"
        return f"{name} = {code}" if name else code

    def _back(self, into: dict[str, list[Way]]) -> list[Step]:
        points = self.recording.points
        last = points[-1]
        root = self.box_of[last.number]
        reached = {n: box for n, box in self.box_of.items() if points[n].grads}
        arrived: dict[str, list[Any]] = {}
        expected = dict.fromkeys(reached.values(), 0)
        for way in self.ways:
            if way.tail in expected:
                expected[way.tail] += sum(link.passed is not None for link in self.links_of[way.id])
        start = f"{called(last) + '.' if called(last) else ''}backward()  →  {number(last.grad)}"
        steps = [Step("backward", root, [], {root: f"grad {number(last.grad)}"}, [], start)]
        for box in sorted_boxes(self.recording, reached, backward=True):
            if self.kind(box) == "leaf":
                point = points[self.single[box]]
                name = called(point) or self.say("leaf")
                steps.append(Step("backward", box, [], {}, [], f"{name}.grad = {number(point.grad)}"))
                continue
            step = Step("backward", box)
            products = []
            for way in into.get(box, []):
                passed = [link for link in self.links_of[way.id] if link.passed is not None]
                if not passed:
                    continue
                step.ways.append(way.id)
                products.append(way.label)
                arrived.setdefault(way.tail, []).extend(passed)
                step.sums[way.tail] = self._sum(way.tail, arrived[way.tail], expected.get(way.tail, 0))
            name = self.groups[box].label if box in self.groups else points[self.single[box]].name
            told = products or self._kept(box)  # of a group that sends nothing on: what stays in it
            step.say = f"{name}:  {',  '.join(told)}" if told else name
            steps.append(step)
        return steps

    def _kept(self, box: str) -> list[str]:
        """The gradients that end at the leaves of a group."""
        points = [self.recording.points[n] for n in self.groups[box].points()] if box in self.groups else []
        leaves = [each for each in points if each.is_leaf and each.grad is not None]
        told = [f"{called(each) or self.say('leaf')}.grad = {number(each.grad)}" for each in leaves]
        return told if len(told) <= 4 else [*told[:4], "…"]

    def _sum(self, box: str, came: list[Link], expected: int) -> str:
        """The gradients that have come to a box so far."""
        results = [point for point in self._results(box) if point.grads]
        whole = number(results[0].grad) if len(results) == 1 and len(came) >= expected else ""
        parts = [number(link.passed) for link in came]
        if len(results) > 1:
            return f"grad {len(came)}/{expected}"
        if len(parts) == 1 or any("‖" in part for part in parts) or len(parts) > 3:
            return f"grad {whole}" if whole else f"grad {len(came)}/{expected}"
        return f"grad {' + '.join(parts)} = {whole}" if whole else f"grad {' + '.join(parts)} + …"

    # -- what hovering tells -------------------------------------------------------------------------------------------

    def details(self, box: str, lines: dict[int, str]) -> list[list[str]]:
        """Pairs of a word and what stands behind it; `lines` are the source lines of points."""
        if box in self.groups:
            group = self.groups[box]
            points = [self.recording.points[n] for n in group.points()]
            kinds: dict[str, int] = {}
            for point in points:
                name = called(point) if point.is_leaf else humanized(point.name)
                kinds[name or self.say("leaf")] = kinds.get(name or self.say("leaf"), 0) + 1
            told = [name if count == 1 else f"{count} × {name}" for name, count in list(kinds.items())[:12]]
            found = [["group", group.id], ["holds", ", ".join(told) + (" …" if len(kinds) > 12 else "")]]
            point = self._results(box)[0]
        else:
            point = self.recording.points[self.single[box]]
            found = [["node", point.name]]
            if point.names:
                found.append(["names", ", ".join(point.names[:4])])
            if point.code and not point.is_leaf:
                found.append(["code", point.code])
            if lines.get(point.number):
                found.append(["line", lines[point.number]])
            result, rule = formula(point.name)
            found += [["formula", result]] * bool(result) + [["rule", rule]] * bool(rule)
        if point.value is not None:
            found += [["shape", f"{shape(point.value)} {point.value.dtype}"], ["value", preview(point.value)]]
        else:
            found.append(["value", self.say("unknown")])
        if point.grad is not None:
            found.append(["gradient", preview(point.grad)])
        return [[self.say(f"word_{key}"), text] for key, text in found]


# -- numbers in few signs ----------------------------------------------------------------------------------------------


def called(point: Point) -> str:
    """The variable that holds a point's result; "" if none is known."""
    return point.names[0] if point.names else ""


def shape(value: Any) -> str:
    return "" if value is None else f"({', '.join(map(str, value.shape))})"


def number(value: Any) -> str:
    """A tensor in few signs: a number, or a few; of many numbers their norm (the root of the sum of their squares)."""
    if value is None:
        return "?"
    flat = np.ravel(value)
    if flat.size == 0:
        return "[]"
    if np.all(flat == flat[0]) or (flat.size == 1):
        return _digits(float(flat[0]), 4)
    if flat.size <= 3:
        return "[" + ", ".join(_digits(float(each), 3) for each in flat) + "]"
    return f"‖{_digits(float(np.linalg.norm(flat.astype(np.float64))), 3)}‖"


def _digits(value: float, digits: int) -> str:
    if not np.isfinite(value):
        return "nan" if np.isnan(value) else "∞" if value > 0 else "−∞"
    return f"{value:.{digits}g}".replace("-", "−")


def product(link: Link) -> str:
    """What a node sends along an edge: local × incoming = outgoing, where these are numbers.

    Σ: the input was broadcast, so the gradients that come in are added up to its shape.
    """
    out = number(link.passed)
    if link.local is None or link.incoming is None or link.passed is None:
        return out
    parts = number(link.local), number(link.incoming)
    if any(sign in part for part in (*parts, out) for sign in "‖["):
        return out
    summed = "Σ " if link.incoming.size > link.passed.size else ""
    return f"{parts[0]} × {summed}{parts[1]} = {out}"


def preview(value: Any, most: int = 6) -> str:
    """The numbers of a tensor, or their corner."""
    with np.printoptions(precision=4, threshold=most * most, edgeitems=2, linewidth=68, suppress=True):
        return str(np.asarray(value)).replace("-", "−")
