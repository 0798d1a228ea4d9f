"""explore_graph: a computation graph to walk through, step by step, forward and backward.

    explore_graph(loss)                                  # the graph behind a tensor
    explore_graph(lambda: criterion(net(X), y))          # run it and watch: all values, lines of code, modules

The stored notebook keeps a picture and a text; where a front end is there, the picture comes alive.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import numpy as np

from .following import Followed, follow
from .front import Front
from .graph import is_tensor
from .groups import START, Group, grouped
from .places import as_data, placed, still
from .recording import Recording, record
from .story import Story, number

__all__ = ["GraphExplorer", "explore_graph"]

MOST = 300  # boxes that are drawn at a time; what would show more stays closed


class GraphExplorer(Front):
    """A graph with its numbers; `explore_graph` makes it.

    Attributes:
        recording: values and gradients of all nodes.
        story: boxes, arrows and steps as they are shown now.
        step: where the walk is, from 0 to `last`.
        notes: what is not as one might expect.
    """

    name = "explorer"

    def __init__(
        self, recording: Recording, root: Group, lines: dict[int, str], notes: list[tuple[str, dict[str, str]]]
    ) -> None:
        super().__init__()
        self.recording, self.root, self.lines = recording, root, lines
        self.opened: set[str] = set()
        self.groups = {group.id: group for group in root.groups()}
        self.notes = [self.say(key, **values) for key, values in notes]
        self._open_some()
        self._arrange()
        self.step = self.last

    # -- what is shown -------------------------------------------------------------------------------------------------

    def _open_some(self) -> None:
        """Open groups from the outside in, a whole level at a time, as long as what one sees stays small."""
        seen, level = len(self.root.children), [each for each in self.root.children if isinstance(each, Group)]
        while level:
            seen += sum(len(group.children) - 1 for group in level)
            if seen > START:
                return
            self.opened |= {group.id for group in level}
            level = [each for group in level for each in group.children if isinstance(each, Group)]

    def _arrange(self) -> None:
        self.story = Story(self.recording, self.root, self.opened, self.say)
        self.width, self.height, self.drawn_by = placed(self.story.boxes, self.story.ways)

    @property
    def last(self) -> int:
        """The number of the last step."""
        return len(self.story.steps) - 1

    @property
    def title(self) -> str:
        """The graph in a few words."""
        points = self.recording.points
        leaves = sum(point.is_leaf for point in points)
        return self.say("title", operations=f"{len(points) - leaves:,}", leaves=f"{leaves:,}")

    def given(self) -> dict[str, Any]:
        story = self.story
        parents = [{"id": each, "label": self.groups[each].label} for each in sorted(self.opened)]
        return {
            "title": self.title,
            "notes": self.notes,
            "width": self.width,
            "height": self.height,
            **as_data(story.boxes, story.ways),
            "groups": {box: group.id for box, group in story.groups.items()},
            "within": {box: group.id for box, group in story.parents.items()},
            "opened": parents,
            "steps": [vars(step) for step in story.steps],
            "details": {each.id: story.details(each.id, self.lines) for each in story.boxes},
        }

    def state(self) -> dict[str, Any]:
        return {"step": self.step}

    # -- what a hand can do --------------------------------------------------------------------------------------------

    def handle(self, event: dict[str, Any]) -> None:
        """Go to a step, open or close a group."""
        if event.get("do") == "go":
            self.go(int(event["step"]))
        elif event.get("do") == "open":
            self.open(str(event["group"]))
        elif event.get("do") == "close":
            self.close(str(event["group"]))

    def go(self, step: int) -> None:
        """Go to a step; the first is 0."""
        self.step = min(max(step, 0), self.last)

    def open(self, group: str) -> None:
        """Open a group: its own groups stay closed.

        Raises:
            KeyError: there is none of that name.
        """
        if group not in self.groups:
            raise KeyError(self.say("no_group", group=group))
        if len(self.story.boxes) + len(self.groups[group].children) > MOST:
            raise ValueError(self.say("too_many", most=MOST))
        self.opened.add(group)
        self._rearranged()

    def close(self, group: str) -> None:
        """Close a group, and those in it.

        Raises:
            KeyError: there is none of that name.
        """
        if group not in self.groups:
            raise KeyError(self.say("no_group", group=group))
        self.opened -= {group, *(each.id for each in self.groups[group].groups())}
        self._rearranged()

    def _rearranged(self) -> None:
        """Arrange anew, and stay as far in the walk as one was."""
        was, at_end = self.story.steps[self.step], self.step == self.last
        self._arrange()
        if at_end:
            self.step = self.last
        else:
            same = [n for n, step in enumerate(self.story.steps) if step.phase == was.phase]
            exact = [n for n in same if self.story.steps[n].box == was.box]
            self.step = (exact or same or [0])[0]
        self.renew()

    # -- what stays ----------------------------------------------------------------------------------------------------

    def svg(self) -> str:
        """The still picture: every value and every gradient."""
        return still(self.story.boxes, self.story.ways, self.width, self.height, self.title)

    def png(self) -> bytes | None:
        from .raster import can_write, picture

        svg = self.svg()
        if not can_write(svg):
            return None
        return picture(svg, "png", self.title, scale=1.25 if self.width * self.height < 800_000 else 1.0)

    def text(self) -> str:
        told = [step.say for step in self.story.steps[1:]]
        more = [f"… {len(told) - 60:,}"] if len(told) > 60 else []
        return "\n".join([self.title, *told[:60], *more, *self.notes])


def explore_graph(
    output: Any, *inputs: Any, names: Mapping[str, Any] | None = None, grad_output: Any = None
) -> GraphExplorer:
    """A computation graph to walk through: values forward, gradients backward, a node a step.

    Works on tensors of this library and of PyTorch.

    Args:
        output: a tensor, the result of a computation; or a function that makes one.  A function is called, with
            `inputs`, and watched: so every value, the line of code and the module of each node are known.
        names: names for tensors and models, `{"x": x}`; by default the variables of the caller.
        grad_output: the gradient to start with, where the result is not a single number.

    Raises:
        TypeError: `output` is neither a tensor nor a function that returns one.
        ValueError: nothing was recorded for it; whatever the function raises.
    """
    frame = sys._getframe(1)
    found = dict(names) if names is not None else {**frame.f_globals, **frame.f_locals}
    found = {name: each for name, each in found.items() if isinstance(name, str) and not name.startswith("_")}
    followed = Followed()
    if not is_tensor(output) and callable(output):
        output, followed = follow(output, *inputs)
    if not is_tensor(output):
        raise TypeError(
            f"explore_graph() needs a tensor, or a function that returns one, but got {type(output).__name__}\n"
            "Write explore_graph(loss) or explore_graph(lambda: criterion(net(X), y))."
        )
    tensors = {name: each for name, each in {**found, **followed.names}.items() if is_tensor(each)}
    parameters = _parameters(found)
    every = {**tensors, **{name: tensor for name, tensor, _ in parameters}}
    notes: list[tuple[str, dict[str, str]]] = []
    try:
        recording = record(output, every, grad_output=grad_output, seen=followed.seen)
    except (RuntimeError, TypeError) as error:  # it cannot be walked back: freed, or not a single number
        recording = record(output, every, seen=followed.seen, gradients=False)
        notes.append(("no_gradients", {"reason": str(error).split("\n")[0]}))
    numbers = _numbers(output)
    lines = {
        numbers[node]: f"{line.number}: {line.text}" if line.number else line.text
        for node, line in followed.lines.items()
        if node in numbers
    }
    paths = {numbers[node]: path for node, path in followed.modules.items() if node in numbers}
    if not followed.seen:
        paths = _guessed(recording, output, parameters)
    notes += _noted(recording, watched=bool(followed.seen))
    return GraphExplorer(recording, grouped(recording, paths), lines, notes)


def _parameters(found: Mapping[str, Any]) -> list[tuple[str, Any, tuple[str, ...]]]:
    """The parameters of the models among some variables: name, tensor, and the path of their module."""
    listed, known = [], set()
    for variable, model in found.items():
        if isinstance(model, type) or not hasattr(model, "named_modules") or not hasattr(model, "named_parameters"):
            continue
        for name, tensor in model.named_parameters():
            if id(tensor) not in known:
                known.add(id(tensor))
                listed.append((name, tensor, (variable, *name.split(".")[:-1])))
    return listed


def _numbers(output: Any) -> dict[int, int]:
    """The number that `record` gives to each node of a graph, by the node's id."""
    from .recording import _inputs_first

    return {id(node): number for number, node in enumerate(_inputs_first(output.grad_fn))}


def _guessed(recording: Recording, output: Any, parameters: list[Any]) -> dict[int, tuple[str, ...]]:
    """Modules of nodes as their parameters betray them: what is computed from a module's own belongs to it."""
    from .recording import _inputs_first

    owner = {id(tensor): path for _, tensor, path in parameters}
    paths: dict[int, tuple[str, ...]] = {}
    own: set[int] = set()  # what depends on parameters of one module alone
    nodes = _inputs_first(output.grad_fn)
    sources: dict[int, list[int]] = {}
    for link in recording.links:
        sources.setdefault(link.head, []).append(link.tail)
    for point, node in zip(recording.points, nodes, strict=True):
        variable = getattr(node, "variable", None)
        if variable is not None:
            if id(variable) in owner:
                paths[point.number] = owner[id(variable)]
                own.add(point.number)
            continue
        inputs = sources.get(point.number, [])
        mine = {paths[each] for each in inputs if each in own}
        if len(mine) == 1:
            paths[point.number] = mine.pop()
            if all(each in own for each in inputs) and len(inputs) == 1:
                own.add(point.number)
        else:
            above = [paths[each] for each in inputs if each in paths]
            if above and point.number != len(nodes) - 1:
                paths[point.number] = above[0][:1]
    return paths


def _noted(recording: Recording, watched: bool) -> list[tuple[str, dict[str, str]]]:
    """Values that nobody kept, and the first number that is not finite."""
    notes: list[tuple[str, dict[str, str]]] = []
    unknown = sum(point.value is None for point in recording.points)
    if unknown and not watched:
        notes.append(("not_kept", {"count": str(unknown)}))
    leaves = [point for point in recording.points if point.is_leaf]
    for key, points in (("first_value", recording.points), ("first_gradient", recording.visits() + leaves)):
        for point in points:
            found = point.value if key == "first_value" else point.grad
            if found is not None and np.issubdtype(found.dtype, np.floating) and not np.isfinite(found).all():
                worst = found[~np.isfinite(found)].ravel()[:1] if found.ndim else found
                notes.append(
                    (
                        key,
                        {
                            "node": (point.names or (point.name,))[0] if point.is_leaf else point.name,
                            "value": number(worst),
                        },
                    )
                )
                return notes
    return notes
