"""Groups of nodes: a graph that is too large to be seen at once is folded by module, or else by tens.

A group can be opened and closed.  Whatever is open, the boxes that one sees form a graph without cycles.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .recording import Recording

__all__ = ["Group", "grouped", "sorted_boxes"]

MANY = 40  # children of a group; more are gathered into groups of their own
START = 14  # boxes that one sees at the beginning, or fewer


@dataclass(eq=False)
class Group:
    """A module's nodes, or neighbors: `children` are numbers of points, and groups."""

    id: str
    label: str
    children: list[int | Group] = field(default_factory=list)

    def points(self) -> list[int]:
        """The numbers of all points in it, at whatever depth."""
        found: list[int] = []
        stack: list[int | Group] = [self]
        while stack:
            each = stack.pop()
            if isinstance(each, Group):
                stack += each.children
            else:
                found.append(each)
        return found

    def groups(self) -> Iterable[Group]:
        """The groups in it, at whatever depth."""
        for each in self.children:
            if isinstance(each, Group):
                yield each
                yield from each.groups()


def grouped(recording: Recording, paths: Mapping[int, tuple[str, ...]]) -> Group:
    """The tree of groups: by the paths of modules in which points were made, as far as they are known."""
    known = _completed(recording, paths)
    root = Group("", "")
    of: dict[tuple[str, ...], Group] = {(): root}
    for point in recording.points:
        path = known[point.number]
        for depth in range(1, len(path) + 1):
            part = path[:depth]
            if part not in of:
                of[part] = Group("/".join(part), part[-1])
                of[part[:-1]].children.append(of[part])
        of[path].children.append(point.number)
    _flatten(root)
    if not _acyclic(recording, root):
        root = Group("", "", [point.number for point in recording.points])
    _gather(recording, root)
    return root


def _completed(recording: Recording, paths: Mapping[int, tuple[str, ...]]) -> dict[int, tuple[str, ...]]:
    """A path for every point: one that has none goes with those that use it."""
    users: dict[int, list[int]] = {}
    for link in recording.links:
        users.setdefault(link.tail, []).append(link.head)
    known: dict[int, tuple[str, ...]] = {}
    for point in reversed(recording.points):
        if point.number in paths:
            known[point.number] = paths[point.number]
            continue
        common: tuple[str, ...] | None = None
        for user in users.get(point.number, []):
            path = known[user]
            same = 0
            while common is not None and same < min(len(common), len(path)) and common[same] == path[same]:
                same += 1
            common = path if common is None else common[:same]
        known[point.number] = common or ()
    return known


def _flatten(group: Group) -> None:
    """A group with one child is that child."""
    for place, each in enumerate(group.children):
        if isinstance(each, Group):
            _flatten(each)
            if len(each.children) == 1:
                group.children[place] = each.children[0]


def _gather(recording: Recording, group: Group) -> None:
    """Children of a group that has too many become groups: neighbors in the order of computation."""
    for each in group.children:
        if isinstance(each, Group):
            _gather(recording, each)
    if len(group.children) <= MANY:
        return
    box = {number: str(place) for place, each in enumerate(group.children) for number in _numbers(each)}
    order = [group.children[int(each)] for each in sorted_boxes(recording, box)]
    leaf = {each for each in order if isinstance(each, int) and recording.points[each].is_leaf}
    user = {link.tail: link.head for link in reversed(recording.links) if link.tail in leaf}
    place = {number: n for n, each in enumerate(order) for number in _numbers(each)}
    order.sort(key=lambda each: place.get(user.get(each, -1), place[_numbers(each)[0]]) if isinstance(each, int)
               else place[_numbers(each)[0]])  # fmt: skip
    size = max(MANY // 2, math.ceil(len(order) / MANY))
    group.children = []
    done = 0
    for start in range(0, len(order), size):
        part = order[start : start + size]
        count = sum(len(_numbers(each)) for each in part)
        name = f"{done + 1} … {done + count}"
        group.children.append(Group(f"{group.id}/{name}".lstrip("/"), name, list(part)))
        done += count
    _gather(recording, group)


def _numbers(each: int | Group) -> list[int]:
    return each.points() if isinstance(each, Group) else [each]


def _acyclic(recording: Recording, root: Group) -> bool:
    """Whether at every level the children form a graph without cycles."""
    for group in (root, *root.groups()):
        box = {number: str(place) for place, each in enumerate(group.children) for number in _numbers(each)}
        if len(sorted_boxes(recording, box)) < len(set(box.values())):
            return False
    return True


def sorted_boxes(recording: Recording, box: Mapping[int, str], backward: bool = False) -> list[str]:
    """Boxes in an order in which inputs come first (backward: users), and else as early as their points are.

    Args:
        box: for the points that count, the box that each lies in.
        backward: in the order in which the backward walk came to them.

    Returns:
        All boxes; fewer if they form a cycle.
    """
    first: dict[str, int] = {}
    for number, name in box.items():
        point = recording.points[number]
        key = (point.visit or len(recording.points) + number) if backward else number
        first[name] = min(first.get(name, key), key)
    after: dict[str, set[str]] = {name: set() for name in first}
    waits = dict.fromkeys(first, 0)
    for link in recording.links:
        tail, head = box.get(link.tail), box.get(link.head)
        if backward:
            tail, head = head, tail
        if tail is not None and head is not None and tail != head and head not in after[tail]:
            after[tail].add(head)
            waits[head] += 1
    ready = [(first[name], name) for name in first if not waits[name]]
    heapq.heapify(ready)
    found = []
    while ready:
        _, name = heapq.heappop(ready)
        found.append(name)
        for each in after[name]:
            waits[each] -= 1
            if not waits[each]:
                heapq.heappush(ready, (first[each], each))
    return found
