"""record: a computation graph with its numbers, on every node and every edge.

    recording = record(out, {"x": x, "y": y})    # values forward, local derivatives, gradients backward
    recording = trace(code, torch=torch).record("out")    # the same, and which line of the code made which node

A gradient on an edge is what the node there made of the gradient that had come to it: for most operations its *local
derivative* times that, element by element, and `Link.local` holds that factor.  Nothing is computed here that the
library has not computed itself: hooks listen while it walks back (`register_prehook`, `register_hook`), once with the
real gradients and once with ones, which brings the local derivatives to light.

Only PyTorch's public protocol is used (`grad_fn`, `next_functions`, `output_nr`, `variable`, `_saved_*`, hooks,
`autograd.grad`): tensors of this library and of PyTorch are recorded alike.  A recording holds numbers (NumPy arrays)
and text; it keeps neither tensors nor their graph alive, and leaves every `.grad` as it was.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from .graph import function_name, is_tensor, saved_values

__all__ = ["Link", "Point", "Recording", "Seen", "Trace", "record", "trace"]


@dataclass(eq=False)
class Point:
    """A node of the graph: a recorded operation, or a leaf (where a gradient is added to `.grad`).

    Attributes:
        number: its place in an order in which inputs come first.
        name: "MulBackward0"; a leaf's is "AccumulateGrad".
        names: the variables that hold its result, as far as they are known.
        code: the expression that made it ("y * y"), if `trace` has seen it.
        step: the statement in the course of which it was made, counted from 1; 0 if that is not known.
        values: its results by number, forward; without those that nobody knows.
        grads: the whole gradients that arrived at them, backward.
        visit: when the backward walk came here, counted from 1; 0 for leaves and for what it did not reach.
    """

    number: int
    name: str
    is_leaf: bool
    names: tuple[str, ...] = ()
    code: str = ""
    step: int = 0
    values: dict[int, np.ndarray] = field(default_factory=dict)
    grads: dict[int, np.ndarray] = field(default_factory=dict)
    visit: int = 0

    @property
    def value(self) -> np.ndarray | None:
        """Its (first) result; None if it is not known."""
        return self.values.get(0)

    @property
    def grad(self) -> np.ndarray | None:
        """The whole gradient with respect to its (first) result; None if none has arrived."""
        return self.grads.get(0)


@dataclass(eq=False)
class Link:
    """An edge: the result `output` of `tail` is the input `place` of `head`; the gradient comes the other way.

    Attributes:
        value: what flows forward, from tail to head; None if it is not known.
        incoming: the gradient that had arrived at the head.
        local: the factor by which the head's rule multiplies it, element by element, in the tail's shape; None for a
            rule that does something else (a matrix product), and for operations with several results.
        passed: the gradient that flows backward here, from head to tail: local × incoming (the latter summed to the
            tail's shape first, where broadcasting had copied).
    """

    tail: int
    head: int
    place: int
    output: int = 0
    value: np.ndarray | None = None
    incoming: np.ndarray | None = None
    local: np.ndarray | None = None
    passed: np.ndarray | None = None


class Seen(NamedTuple):
    """A tensor that a program made: by which expression, in which line, in the course of which step."""

    tensor: Any
    code: str
    line: int
    step: int


@dataclass
class Recording:
    """The points of a graph, inputs first, and its links; the last point is the one where the gradient enters."""

    points: list[Point]
    links: list[Link]

    def point(self, name: str) -> Point:
        """The point whose result the variable of that name holds.

        Raises:
            KeyError: there is none.
        """
        for each in self.points:
            if name in each.names:
                return each
        raise KeyError(name)

    def into(self, point: Point) -> list[Link]:
        """The links on which values come to a point, in the order of its inputs."""
        return [each for each in self.links if each.head == point.number]

    def out_of(self, point: Point) -> list[Link]:
        """The links on which gradients come to a point."""
        return [each for each in self.links if each.tail == point.number]

    def visits(self) -> list[Point]:
        """The operations in the order in which the backward walk came to them."""
        return sorted((each for each in self.points if each.visit), key=lambda each: each.visit)

    def columns(self) -> list[int]:
        """For each point the length of the longest way to it from a leaf; a leaf stands next to its first user."""
        column = [0] * len(self.points)
        for each in self.links:  # sorted by head, and inputs come first
            column[each.head] = max(column[each.head], column[each.tail] + 1)
        for point in self.points:
            users = [column[each.head] for each in self.out_of(point)]
            if point.is_leaf and users:
                column[point.number] = min(users) - 1
        return column


def record(
    output: Any,
    names: Mapping[str, Any] | None = None,
    *,
    grad_output: Any = None,
    seen: Iterable[Seen] = (),
    gradients: bool = True,
) -> Recording:
    """Record the graph behind a tensor: its nodes, the values on its edges, and what the backward walk does.

    Forward values are known of leaves, of tensors in `names` and `seen`, and of what operations saved.

    Args:
        output: the tensor at which the backward walk starts.
        names: variables, such as `{"x": x, "y": y}`; what is no tensor is passed over, so `globals()` will do.
        grad_output: the gradient to start with, a tensor like `output`; for a single number it may be left out.
        seen: more tensors, and where they come from (`trace` collects them).
        gradients: False records forward values only (say, of a graph that backward() has freed).

    Raises:
        TypeError: `output` is no tensor.
        ValueError: `output` has no graph.
        RuntimeError: what the library says when it cannot walk back (freed graph, several numbers to start from).
    """
    if not is_tensor(output):
        raise TypeError(f"record() needs a tensor, but got {type(output).__name__}")
    if output.grad_fn is None:
        raise ValueError(
            "record() needs a recorded result: this tensor has no grad_fn\nCompute it from a leaf that requires grad."
        )
    walk = _Walk(output)
    walk.note_values(output, names or {}, list(seen))
    if gradients:
        walk.note_gradients(output, grad_output, [each.tensor for each in seen] + list((names or {}).values()))
    return Recording(walk.points, walk.links)


class _Walk:
    """The functions of a graph, each with its point; they are held as long as points are found by their id()."""

    def __init__(self, output: Any) -> None:
        self.functions = _inputs_first(output.grad_fn)
        self.number = {id(function): n for n, function in enumerate(self.functions)}
        self.points: list[Point] = []
        self.links: list[Link] = []
        for n, function in enumerate(self.functions):
            self.points.append(Point(n, function_name(function), hasattr(function, "variable")))
            for place, (source, number) in enumerate(function.next_functions):
                if source is not None:
                    self.links.append(Link(self.number[id(source)], n, place, number))
        self.leaves = [(n, each.variable) for n, each in enumerate(self.functions) if hasattr(each, "variable")]

    # -- forward -------------------------------------------------------------------------------------------------------

    def place_of(self, tensor: Any) -> tuple[int, int] | None:
        """The point and the number of its result that a tensor is."""
        if tensor.grad_fn is None:
            return next(((n, 0) for n, variable in self.leaves if variable is tensor), None)
        n = self.number.get(id(tensor.grad_fn))
        return None if n is None else (n, tensor.output_nr)

    def note(self, tensor: Any) -> Point | None:
        place = self.place_of(tensor)
        if place is None:
            return None
        self.points[place[0]].values.setdefault(place[1], _array(tensor))
        return self.points[place[0]]

    def note_values(self, output: Any, names: Mapping[str, Any], seen: list[Seen]) -> None:
        for tensor in (output, *(variable for _, variable in self.leaves)):
            self.note(tensor)
        for each in seen:
            point = self.note(each.tensor)
            if point is not None and not point.step:
                point.code, point.step = each.code, each.step
        for name, tensor in names.items():
            point = self.note(tensor) if is_tensor(tensor) else None
            if point is not None:
                point.names = (*point.names, name)
        for function in self.functions:
            for _, value in [] if hasattr(function, "variable") else saved_values(function):
                for each in value if isinstance(value, (tuple, list)) else [value]:
                    if is_tensor(each) and each.grad_fn is not None:
                        self.note(each)
        for link in self.links:
            link.value = self.points[link.tail].values.get(link.output)

    # -- backward ------------------------------------------------------------------------------------------------------

    def note_gradients(self, output: Any, grad_output: Any, tensors: list[Any]) -> None:
        kept = [(each, each.grad) for each in tensors if is_tensor(each) and getattr(each, "retains_grad", False)]
        try:
            real = self.listen(output, grad_output)
            ones = self.listen(output, grad_output, np.ones)
            probe = self.listen(output, grad_output, _all_different)
        finally:
            for tensor, grad in kept:
                tensor.grad = grad
        for (n, _), grad in zip(self.leaves, real.leaves, strict=True):
            if grad is not None:
                self.points[n].grads[0] = grad
        for visit, n in enumerate(real.order, 1):
            point = self.points[n]
            point.visit = visit
            point.grads = {number: grad for number, grad in enumerate(real.arrived[n]) if grad is not None}
        for link in self.links:
            passed = real.passed.get(link.head, ())
            if link.place >= len(passed) or passed[link.place] is None:
                continue
            whole = self.points[link.tail].grads.get(link.output)
            shape = () if whole is None else whole.shape
            link.passed = _fitted(passed[link.place], shape)
            arrived = real.arrived[link.head]
            if len(arrived) == 1:
                link.incoming = arrived[0]
                link.local = _factor(
                    ones.passed[link.head][link.place],
                    probe.passed[link.head][link.place],
                    probe.sent[link.head],
                    shape,
                )

    def listen(self, output: Any, grad_output: Any, instead: Callable[[Any], np.ndarray] | None = None) -> _Heard:
        """One walk back: what arrived at each function, what it passed on; `instead` replaces what arrived."""
        library = _library(output)
        heard, handles = _Heard(), []

        def before(n: int, gradients: tuple[Any, ...]) -> Any:
            heard.order.append(n)
            heard.arrived[n] = tuple(None if each is None else _array(each) for each in gradients)
            if instead is None:
                return None
            sent = [None if each is None else instead(tuple(each.shape)) for each in gradients]
            heard.sent[n] = sent[0]
            return tuple(None if a is None else like(a, t) for a, t in zip(sent, gradients, strict=True))

        def like(array: np.ndarray, tensor: Any) -> Any:
            flat = library.tensor(array.ravel().tolist(), dtype=tensor.dtype, device=tensor.device)
            return flat.reshape(tensor.shape)

        def after(n: int, results: tuple[Any, ...]) -> None:
            heard.passed[n] = tuple(None if each is None else _array(each) for each in results)

        try:
            for n, function in enumerate(self.functions):
                if not self.points[n].is_leaf:
                    handles.append(function.register_prehook(lambda gradients, n=n: before(n, gradients)))
                    handles.append(function.register_hook(lambda results, _, n=n: after(n, results)))
            leaves = [variable for _, variable in self.leaves]
            found = library.autograd.grad(
                [output], leaves, None if grad_output is None else [grad_output], retain_graph=True, allow_unused=True
            )
        finally:
            for handle in handles:
                handle.remove()
        heard.leaves = [None if each is None else _array(each) for each in found]
        return heard


@dataclass
class _Heard:
    order: list[int] = field(default_factory=list)
    arrived: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    sent: dict[int, Any] = field(default_factory=dict)
    passed: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    leaves: list[Any] = field(default_factory=list)


def _library(tensor: Any) -> Any:
    """The package that a tensor comes from, or a class that its own class is made from."""
    for kind in type(tensor).__mro__:
        package = sys.modules.get(kind.__module__.partition(".")[0])
        if hasattr(package, "autograd"):
            return package
    raise TypeError(f"record() cannot find the library of {type(tensor).__name__}: it needs its autograd.grad")


def _inputs_first(root: Any) -> list[Any]:
    """All functions behind one, each after those that it depends on; without recursion."""
    found: list[Any] = []
    begun = {id(root)}
    stack = [(root, iter(root.next_functions))]
    while stack:
        function, rest = stack[-1]
        source = next((each for each, _ in rest if each is not None and id(each) not in begun), None)
        if source is None:
            found.append(function)
            stack.pop()
        else:
            begun.add(id(source))
            stack.append((source, iter(source.next_functions)))
    return found


def _array(tensor: Any) -> np.ndarray:
    return np.array(tensor.detach().cpu().numpy())


def _fitted(gradient: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """A gradient summed to the shape of the value that broadcasting had copied; any other as it is."""
    lead = gradient.ndim - len(shape)
    if lead < 0 or any(n not in (1, m) for n, m in zip(shape, gradient.shape[lead:], strict=True)):
        return gradient
    axes = (*range(lead), *(lead + i for i, n in enumerate(shape) if n == 1 != gradient.shape[lead + i]))
    return gradient.sum(axis=axes, keepdims=True).reshape(shape)


def _all_different(shape: tuple[int, ...]) -> np.ndarray:
    return np.sqrt(2.0 + np.arange(np.prod(shape))).reshape(shape)


def _factor(of_ones: Any, of_probe: Any, probe: Any, shape: tuple[int, ...]) -> np.ndarray | None:
    """By what a rule multiplies a gradient, element by element; None if it does something else.

    Args:
        of_ones, of_probe: what it made of ones, and of the probe.
        probe: different numbers in the shape of the operation's result.
        shape: of the input.
    """
    if of_ones is None or of_probe is None:
        return None
    ones, sent = _fitted(np.ones(np.shape(probe)), shape), _fitted(probe, shape)
    of_ones, of_probe = _fitted(of_ones, shape), _fitted(of_probe, shape)
    if sent.ndim and sent.shape != of_ones.shape:
        return None
    local = of_ones / ones
    fits = np.allclose(of_probe, local * sent, rtol=1e-3, atol=1e-6, equal_nan=True)
    return local.astype(of_ones.dtype) if fits else None


# -- running a program and watching it ---------------------------------------------------------------------------------


@dataclass
class Trace:
    """A program that has been run: its lines, the line of each step, its variables, and the tensors that it made."""

    lines: list[str]
    steps: list[int]
    names: dict[str, Any]
    seen: list[Seen]

    def record(self, output: str, **options: Any) -> Recording:
        """The recording of one of its variables; options as those of `record`."""
        found = {name: each for name, each in self.names.items() if is_tensor(each)}
        return record(self.names[output], found, seen=self.seen, **options)


def trace(code: str, **names: Any) -> Trace:
    """Run a program, and note each tensor that one of its expressions makes.

    Every simple statement that is carried out is a step, so a line in a loop makes as many steps as it is run.

    Args:
        code: the program.
        names: what it finds there: `torch=torch`, and its inputs.
    """
    lines, tree = code.strip("\n").split("\n"), ast.parse(code.strip("\n"))
    watch = _Watch(lines)
    compiled = compile(ast.fix_missing_locations(watch.visit(tree)), "<traced>", "exec")
    steps: list[int] = []
    seen: list[Seen] = []

    def step(line: int) -> None:
        steps.append(line)

    def see(value: Any, place: int) -> Any:
        if is_tensor(value):
            text, line = watch.places[place]
            seen.append(Seen(value, text, line, max(len(steps), 1)))
        return value

    scope = {**names, "__step__": step, "__see__": see}
    exec(compiled, scope)
    for extra in ("__step__", "__see__", "__builtins__"):
        scope.pop(extra, None)
    return Trace(lines, steps, scope, seen)


class _Watch(ast.NodeTransformer):
    """Wraps every expression that may make a tensor, and puts a call in front of every simple statement."""

    def __init__(self, lines: list[str]) -> None:
        self.source = "\n".join(lines)
        self.places: list[tuple[str, int]] = []

    def _watched(self, node: Any) -> Any:
        self.places.append((ast.get_source_segment(self.source, node) or "", node.lineno))
        number = len(self.places) - 1
        self.generic_visit(node)
        name = ast.Name("__see__", ast.Load())
        return ast.copy_location(ast.Call(name, [node, ast.Constant(number)], []), node)

    visit_BinOp = visit_UnaryOp = visit_Call = visit_Compare = _watched

    def visit_Subscript(self, node: Any) -> Any:
        return self._watched(node) if isinstance(node.ctx, ast.Load) else self.generic_visit(node)

    def _counted(self, node: Any) -> Any:
        self.generic_visit(node)
        call = ast.Call(ast.Name("__step__", ast.Load()), [ast.Constant(node.lineno)], [])
        return [ast.copy_location(ast.Expr(call), node), node]

    visit_Assign = visit_AugAssign = visit_AnnAssign = visit_Expr = visit_Return = _counted
