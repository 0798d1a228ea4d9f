"""make_dot: walk a computation graph from its outputs back to its leaves, and describe it as boxes and arrows.

Everything is read through the attributes that PyTorch documents or shows (`grad_fn`, `next_functions`,
`AccumulateGrad.variable`, `_saved_*`, `saved_tensors`, `name()`, `shape`), so a tensor of this library and a tensor of
PyTorch are drawn alike.  The picture keeps text only: it holds neither tensors nor graph alive.

A limit that is PyTorch's: where Python has walked a graph of some 50,000 operations in a row, PyTorch (2.13) crashes
when that graph is freed.  Graphs of this library have no such limit.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any

from .picture import Box, Edge, Graph

FREED = object()  # stands for a saved value that backward() has already thrown away
CHANGED = object()  # stands for a saved value that was changed in place since
LOST = {
    FREED: "Saved tensors were freed by backward(); draw first, or use backward(retain_graph=True).",
    CHANGED: "Saved tensors were changed in place after they were saved: backward() will refuse them.",
}
SYMBOLS = {"add": "+", "sub": "−", "rsub": "−", "mul": "×", "div": "÷", "neg": "−", "mm": "@", "sum": "Σ", "sqrt": "√"}


def make_dot(
    var: Any,
    params: Any = None,
    show_attrs: bool = False,
    show_saved: bool = False,
    max_attr_chars: int = 50,
    *,
    legend: bool | Mapping[str, str] = True,
    shapes: bool = True,
    humanize: bool = False,
    title: str | None = None,
    max_nodes: int | None = 300,
) -> Graph:
    """Draw the computation graph behind a tensor, in torchviz's arrangement and colors.

    Arrows show the forward computation; `backward()` walks them the other way.

        light blue  box            a leaf that requires a gradient (a parameter)
        gray        ellipse        a recorded operation: a node of the graph, `grad_fn`
        green       double border  an output, where `backward()` starts
        dark green  dashed border  the base of an output that is a view
        orange      dog-eared      a tensor saved for the backward pass

    Args:
        var: the output tensor; a tuple or list of them; or a dict that also names them, `{"loss": loss}`.
        params: names for tensors: a dict `{"w": w}`, `model.named_parameters()`, a module, or a list of tensors.
            Leaves and outputs get their name; an intermediate result is named below the operation that made it.
            What is not part of the graph is reported below the picture, with the reason.
        show_attrs: also show the values that operations recorded (`dim`, `exponent` ...).
        show_saved: also show the tensors that operations saved.  Those of a custom Function are always shown.
        max_attr_chars: cut longer attribute values (at least 3).
        legend: explain colors and shapes; a dict such as `{"parameter": "weights"}` changes the words.
        shapes: tell the kinds apart by shape too.  False: boxes only, as torchviz draws.
        humanize: write `mul ×` instead of `MulBackward0`.
        title: the picture in words (its alternative text); by default made from names and counts.
        max_nodes: a graph with more boxes is drawn in part, and says so.  None: always draw everything.

    Returns:
        A `Graph`: shows itself in a notebook; `.source` is its DOT text, `.render("name", format="png")` writes files.

    Raises:
        TypeError: `var` or one of `params` is not a tensor.
    """
    outputs = _named_outputs(var)
    named = _named_params(params)
    walk = _Walk(named, show_attrs, show_saved, max_attr_chars, humanize)
    for name, tensor in outputs:
        walk.add_output(tensor, name)
    walk.run()
    walk.add_bases(outputs)
    walk.name_results(named)
    return Graph(
        walk.boxes,
        walk.edges,
        title=title or _title(walk, outputs),
        notes=walk.notes(outputs, named),
        legend=legend,
        shapes=shapes,
        max_nodes=max_nodes,
    )


class _Walk:
    """Breadth-first over the graph, without recursion; boxes are numbered in the order in which they are met."""

    def __init__(self, named: list[tuple[str, Any]], attrs: bool, saved: bool, max_chars: int, humanize: bool) -> None:
        self.names = {id(tensor): name for name, tensor in reversed(named)}  # the first name given to a tensor wins
        self.attrs, self.saved, self.max_chars, self.humanize = attrs, saved, max(max_chars, 3), humanize
        self.boxes: list[Box] = []
        self.edges: list[Edge] = []
        self.of_tensor: dict[int, Box] = {}
        self.of_function: dict[int, Box] = {}
        self.queue: deque[Any] = deque()
        self.held: list[Any] = []  # wrappers must live while we compare them by id()
        self.lost: dict[Any, None] = {}  # FREED, CHANGED or both, if met

    # -- boxes ---------------------------------------------------------------------------------------------------------

    def _box(self, kind: str, text: str, table: bool = False) -> Box:
        box = Box(f"n{len(self.boxes)}", kind, text, table)
        self.boxes.append(box)
        return box

    def _tensor_text(self, tensor: Any, name: str = "") -> str:
        name = name or self.names.get(id(tensor), "")
        shape = ", ".join(str(size) for size in tensor.shape)
        return f"{name}\n({shape})" if name else f"({shape})"

    def _function(self, function: Any) -> Box:
        """The box of a graph node; met for the first time, it is also queued for a visit."""
        box = self.of_function.get(id(function))
        if box is None:
            text = self._function_text(function)
            box = self.of_function[id(function)] = self._box("operation", text, table="\n" in text)
            self.held.append(function)
            self.queue.append(function)
        return box

    def _function_text(self, function: Any) -> str:
        name = humanized(function_name(function)) if self.humanize else function_name(function)
        if not self.attrs:
            return name
        rows = {key: self._attr_text(value) for key, value in saved_values(function)}
        if not rows:
            return name
        width = max(map(len, rows))
        lines = [f"{key:<{width}}: {value}" for key, value in rows.items()]
        return "\n".join([name, "-" * max(map(len, [name, *lines])), *lines])

    def _attr_text(self, value: Any) -> str:
        if value is FREED or value is CHANGED:
            return "[freed]" if value is FREED else "[changed]"
        if is_tensor(value):
            return "[saved tensor]"
        if isinstance(value, (tuple, list)) and any(map(is_tensor, value)):
            return "[saved tensors]"
        if type(value) is int and value >= 1 << 63:  # PyTorch shows dim=-1 as an unsigned number
            value -= 1 << 64
        text = " ".join(str(value).split())
        return text if len(text) <= self.max_chars else text[: self.max_chars - 3] + "..."

    # -- the walk ------------------------------------------------------------------------------------------------------

    def add_output(self, tensor: Any, name: str) -> None:
        if id(tensor) in self.of_tensor:
            return
        leaf = tensor.grad_fn is None and tensor.requires_grad
        name = name or self.names.get(id(tensor)) or ("" if leaf else "output")
        box = self._box("parameter" if leaf else "output", self._tensor_text(tensor, name))
        box.output = True
        self.of_tensor[id(tensor)] = box
        if tensor.grad_fn is not None:
            self.edges.append(Edge(self._function(tensor.grad_fn).id, box.id))

    def run(self) -> None:
        while self.queue:
            function = self.queue.popleft()
            box = self.of_function[id(function)]
            variable = getattr(function, "variable", None)
            if variable is not None:
                if id(variable) not in self.of_tensor:
                    self.of_tensor[id(variable)] = self._box("parameter", self._tensor_text(variable))
                    self.held.append(variable)
                self.edges.append(Edge(self.of_tensor[id(variable)].id, box.id))
            for source, _ in getattr(function, "next_functions", ()):
                if source is not None:
                    self.edges.append(Edge(self._function(source).id, box.id))
            self._add_saved(function, box)

    def _add_saved(self, function: Any, box: Box) -> None:
        found = saved_values(function) if self.saved else []
        custom = _read(function, "saved_tensors")
        lost = [value for value in (custom, *(value for _, value in found)) if value is FREED or value is CHANGED]
        self.lost |= dict.fromkeys(lost)
        if isinstance(custom, (tuple, list)) and not found:
            found = [("saved" if len(custom) == 1 else f"saved[{i}]", tensor) for i, tensor in enumerate(custom)]
        for key, value in found:
            pairs = enumerate(value) if isinstance(value, (tuple, list)) else [(None, value)]
            for i, tensor in pairs:
                if is_tensor(tensor):
                    name = key if i is None else f"{key}[{i}]"
                    known = self.names.get(id(tensor))
                    saved = self._box("saved", self._tensor_text(tensor, f"{name} = {known}" if known else name))
                    self.edges.append(Edge(saved.id, box.id, "saved"))

    def add_bases(self, outputs: list[tuple[str, Any]]) -> None:
        """An output that is a view gets its base, joined by a dotted line."""
        for _, tensor in outputs:
            base = getattr(tensor, "_base", None)
            if base is None or not is_tensor(base):
                continue
            if id(base) not in self.of_tensor:
                box = self.of_tensor[id(base)] = self._box("base", self._tensor_text(base))
                self.held.append(base)
                if base.grad_fn is not None:
                    self.edges.append(Edge(self._function(base.grad_fn).id, box.id))
                self.run()
            self.edges.append(Edge(self.of_tensor[id(base)].id, self.of_tensor[id(tensor)].id, "view"))

    # -- words ---------------------------------------------------------------------------------------------------------

    def name_results(self, named: list[tuple[str, Any]]) -> None:
        """Write the name of an intermediate result below the operation that made it."""
        for name, tensor in named:
            box = self.of_function.get(id(tensor.grad_fn)) if tensor.grad_fn is not None else None
            if box is not None and id(tensor) not in self.of_tensor:
                box.text += f"\n→ {self._tensor_text(tensor, name)}".replace("\n(", " (")
                self.of_tensor[id(tensor)] = box

    def notes(self, outputs: list[tuple[str, Any]], named: list[tuple[str, Any]]) -> list[str]:
        notes = []
        for i, (name, tensor) in enumerate(outputs):
            if tensor.grad_fn is None and not tensor.requires_grad:
                who = name or self.names.get(id(tensor)) or ("the output" if len(outputs) == 1 else f"output {i}")
                notes.append(f"{who} has no grad_fn: nothing was recorded for it.")
        silent = [name for name, tensor in named if id(tensor) not in self.of_tensor and not tensor.requires_grad]
        unused = [name for name, tensor in named if id(tensor) not in self.of_tensor and tensor.requires_grad]
        if silent:
            notes.append(f"Not in this graph: {_list(silent)} (requires_grad=False, so nothing is recorded).")
        if unused:
            notes.append(f"Not in this graph: {_list(unused)} (no output depends on {_them(unused)}).")
        return notes + [LOST[reason] for reason in self.lost]


# -- reading the public protocol ---------------------------------------------------------------------------------------


def is_tensor(value: Any) -> bool:
    return hasattr(value, "grad_fn") and hasattr(value, "requires_grad") and hasattr(value, "shape")


def function_name(function: Any) -> str:
    """'MulBackward0'; PyTorch's 'torch::autograd::AccumulateGrad' without its namespaces."""
    name = function.name() if callable(getattr(function, "name", None)) else type(function).__name__
    return str(name).rpartition("::")[2]


def saved_values(function: Any) -> list[tuple[str, Any]]:
    """What an operation recorded, as (name, value) without the `_saved_` prefix; FREED for what is gone."""
    names = [name for name in dir(function) if name.startswith("_saved_")]
    return [(name[len("_saved_") :], _read(function, name)) for name in names]


def _read(function: Any, name: str) -> Any:
    try:
        return getattr(function, name, None)
    except RuntimeError as error:
        return CHANGED if "modified by an inplace operation" in str(error) else FREED


def humanized(name: str) -> str:
    """The function behind a graph node: 'MseLossBackward0' -> 'mse_loss', 'AccumulateGrad' -> '.grad +='."""
    if name == "AccumulateGrad":
        return ".grad +="
    plain = re.sub(r"Backward\d*$", "", name)
    if not re.search(r"\d$", name):  # a custom Function keeps the name that its author gave it
        return plain or name
    plain = re.sub(r"(\d)D", r"\1d", plain)
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", plain).lower()
    return f"{plain} {SYMBOLS[plain]}" if plain in SYMBOLS else plain


# -- arguments ---------------------------------------------------------------------------------------------------------


def _named_outputs(var: Any) -> list[tuple[str, Any]]:
    if isinstance(var, Mapping):
        pairs = [(str(name), tensor) for name, tensor in var.items()]
    elif isinstance(var, (tuple, list)):
        pairs = [("", tensor) for tensor in var]
    else:
        pairs = [("", var)]
    for _, tensor in pairs:
        if not is_tensor(tensor):
            raise TypeError(
                f"make_dot() draws the graph of a tensor, but got {type(tensor).__name__}\n"
                "Give it the result of a computation, for instance make_dot(loss), or a tuple or dict of results."
            )
    if not pairs:
        raise TypeError("make_dot() got no tensor at all\nGive it the result of a computation: make_dot(loss).")
    return pairs


def _named_params(params: Any) -> list[tuple[str, Any]]:
    """A dict, pairs, a module or a plain list of tensors, as (name, tensor)."""
    if params is None:
        return []
    if is_tensor(params):
        params = [params]
    elif hasattr(params, "named_parameters"):
        params = params.named_parameters()
    items: Iterable[Any] = params.items() if isinstance(params, Mapping) else params
    pairs = []
    for i, item in enumerate(items):
        name, tensor = item if isinstance(item, tuple) and len(item) == 2 else (f"params[{i}]", item)
        if not is_tensor(tensor):
            raise TypeError(
                f"make_dot() params must be tensors, but {name!r} is {type(tensor).__name__}\n"
                "Write params={'w': w, 'b': b} or params=dict(model.named_parameters())."
            )
        pairs.append((str(name), tensor))
    return pairs


def _title(walk: _Walk, outputs: list[tuple[str, Any]]) -> str:
    names = [name for name in (name or walk.names.get(id(tensor), "") for name, tensor in outputs) if name]
    operations = sum(box.kind == "operation" and not box.is_accumulate for box in walk.boxes)
    parameters = sum(box.kind == "parameter" for box in walk.boxes)
    of = f" of {_list(names)}" if names else ""
    return f"computation graph{of}: {_count(operations, 'operation')}, {_count(parameters, 'parameter')}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _list(names: list[str], most: int = 6) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _them(names: list[str]) -> str:
    return "it" if len(names) == 1 else "them"
