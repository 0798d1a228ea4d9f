"""PNG and PDF from our SVG pictures, drawn by matplotlib: no Graphviz needed, the same look everywhere.

Reads just the elements that Graphviz and our own layout write: polygon, polyline, ellipse, path (M, L, C) and text.
"""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from typing import Any


def can_write(svg: str) -> bool:
    """Does matplotlib's own font have every character of this picture?  (It has no Chinese or Japanese ones.)"""
    try:
        from matplotlib.font_manager import get_font
    except ImportError:
        return False
    known = get_font(_font()).get_charmap()
    text = "".join(element.text or "" for element in ET.fromstring(svg).iter() if element.tag.endswith("}text"))
    return all(ord(c) in known for c in text if not c.isspace())


def picture(svg: str, format: str, title: str = "", scale: float = 2.0) -> bytes:
    """The SVG text as "png" (`scale` pixels per CSS pixel: 2 is sharp on every screen) or "pdf" bytes."""
    import numpy as np
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.backends.backend_pdf import FigureCanvasPdf
    from matplotlib.figure import Figure
    from PIL import Image

    root = ET.fromstring(svg)
    left, top, width, height = map(float, root.attrib["viewBox"].split())
    figure = Figure(figsize=(width / 72, height / 72), dpi=96 * scale, facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(left, left + width), ylim=(top + height, top))
    axes.axis("off")
    _draw(axes, root, 0.0, 0.0)
    data = io.BytesIO()
    if format == "pdf":
        FigureCanvasPdf(figure).print_pdf(data, metadata={"Title": title, "CreationDate": None})
    else:
        canvas = FigureCanvasAgg(figure)
        canvas.draw()
        image = Image.fromarray(np.asarray(canvas.buffer_rgba())[:, :, :3])
        image = image.quantize(64, method=Image.Quantize.FASTOCTREE)  # few colors: a third of the bytes
        palette = image.getpalette() or []
        card = 3 * int(image.getpixel((0, 0)))  # the card stays pure white
        palette[card : card + 3] = [255, 255, 255]
        image.putpalette(palette)
        image.save(data, "png")
    return data.getvalue()


def _font() -> str:
    from matplotlib.font_manager import findfont

    return str(findfont("DejaVu Sans Mono"))


def _draw(axes: Any, parent: ET.Element, dx: float, dy: float) -> None:
    from matplotlib.patches import Ellipse, PathPatch
    from matplotlib.path import Path

    for element in parent:
        kind = element.tag.rpartition("}")[2]
        get = element.attrib.get
        move = re.search(r"translate\(([-\d.]+)[ ,]([-\d.]+)\)", get("transform", ""))
        if kind in ("g", "a"):
            _draw(axes, element, dx + float(move[1]) if move else dx, dy + float(move[2]) if move else dy)
            continue
        if kind == "text":
            place = {"start": "left", "middle": "center", "end": "right"}[get("text-anchor", "start")]
            axes.text(
                dx + float(get("x", 0)),
                dy + float(get("y", 0)),
                (element.text or "").replace("$", r"\$"),
                size=float(get("font-size", 11)),
                color=get("fill", "black"),
                ha=place,
                va="baseline",
                font=_font_path(),
            )
            continue
        dashes = tuple(float(part) for part in re.findall(r"[\d.]+", get("stroke-dasharray", "")))
        look: dict[str, Any] = {
            "facecolor": get("fill", "none"),
            "edgecolor": {"transparent": "none"}.get(get("stroke", "none"), get("stroke", "none")),
            "linestyle": (0, dashes) if dashes else "-",
            "linewidth": 1.0,
        }
        if kind == "ellipse":
            center = (dx + float(get("cx", 0)), dy + float(get("cy", 0)))
            axes.add_patch(Ellipse(center, 2 * float(get("rx", 0)), 2 * float(get("ry", 0)), **look))
        elif kind in ("polygon", "polyline"):
            points = [(dx + x, dy + y) for x, y in _points(get("points", ""))]
            axes.add_patch(PathPatch(Path(points, closed=False), **look))
        elif kind == "path":
            points, codes = [], []
            for letter, rest in re.findall(r"([MLC])([^MLCZz]*)", get("d", "")):
                new = [(dx + x, dy + y) for x, y in _points(rest)]
                points += new
                codes += [{"M": Path.MOVETO, "L": Path.LINETO, "C": Path.CURVE4}[letter]] * len(new)
            axes.add_patch(PathPatch(Path(points, codes), **look))


def _points(text: str) -> list[tuple[float, float]]:
    numbers = [float(part) for part in re.findall(r"-?[\d.]+(?:e-?\d+)?", text)]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def _font_path() -> Any:
    from pathlib import Path

    return Path(_font())
