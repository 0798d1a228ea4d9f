"""What the figures of the course are drawn on: a matplotlib figure that shows itself and that pyplot does not know of.

Pyplot's list of open figures is one for the whole process, and in a notebook other threads look at it: while a slider is
moved, the kernel's own end-of-message hook shows and closes whatever it finds there, half drawn or not.
"""

from __future__ import annotations

import base64
import contextlib
import io
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.transforms import Bbox

from .formulas import Formulas
from .lettering import layouts_kept, remember
from .plots import in_rows, light, ticks_at_need

QUICK = 1  # zlib's level: a slider waits for each picture, and the build packs the stored ones anew


class Sheet(Figure):
    """A white figure; the cell that ends with it shows it as a picture.

    Args:
        width, height: in inches.
    """

    def __init__(self, width: float, height: float) -> None:
        super().__init__(figsize=(width, height), facecolor="white")
        Canvas(self)

    def add_subplot(self, *args: Any, **options: Any) -> Any:
        with ticks_at_need():
            return light(super().add_subplot(*args, **options))

    def add_axes(self, *args: Any, **options: Any) -> Any:
        with ticks_at_need():
            return light(super().add_axes(*args, **options))

    def draw(self, renderer: Any) -> None:
        with settled(self):
            super().draw(renderer)

    def tight_layout(self, **options: Any) -> None:
        with settled(self):
            super().tight_layout(**options)

    def get_tightbbox(self, *args: Any, **options: Any) -> Any:
        with settled(self):
            return super().get_tightbbox(*args, **options)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"image/png": base64.b64encode(png(self, "tight")).decode(), "text/plain": repr(self)}


class Canvas(FigureCanvasAgg):
    """What a sheet is drawn with: it knows the formulas of the sheets before, and watches out for what leaves the sheet.

    Attributes:
        left: whether a text, a line or a marker that nothing cuts off began outside of the sheet.
    """

    left = False

    def draw(self) -> None:
        self.left = False
        super().draw()

    def get_renderer(self) -> Any:
        renderer = super().get_renderer()
        if not isinstance(renderer.mathtext_parser, Formulas):
            renderer.mathtext_parser = Formulas(renderer.mathtext_parser)
            remember(renderer)
            self._watch(renderer)
        return renderer

    def _watch(self, renderer: Any) -> None:
        """From now on `left` is kept."""
        text, path, markers = renderer.draw_text, renderer.draw_path, renderer.draw_markers
        width, height = renderer.width - 1, renderer.height - 1

        def seen(points: Any) -> None:
            if not all(1 <= x <= width and 1 <= y <= height for x, y in points):
                self.left = True

        def draw_text(gc: Any, x: float, y: float, *args: Any, **options: Any) -> None:
            seen([(x, y)])
            text(gc, x, y, *args, **options)

        def draw_path(gc: Any, line: Any, transform: Any, face: Any = None) -> None:
            paper = face is not None and tuple(face[:3]) == (1, 1, 1) and not gc.get_linewidth()
            if gc.get_clip_rectangle() is None and len(line.vertices) and not paper:
                seen(transform.transform(line.vertices[:1]))
            path(gc, line, transform, face)

        def draw_markers(gc: Any, mark: Any, shape: Any, line: Any, transform: Any, *args: Any, **options: Any) -> None:
            if gc.get_clip_rectangle() is None:
                seen(transform.transform(line.vertices))
            markers(gc, mark, shape, line, transform, *args, **options)

        renderer.draw_text, renderer.draw_path, renderer.draw_markers = draw_text, draw_path, draw_markers

    def holds_all(self) -> bool:
        """Whether all that was drawn is on the sheet: its rim is empty, and nothing began beyond."""
        pixels = np.asarray(self.buffer_rgba())
        rim = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
        return not self.left and bool((rim == 255).all())


@contextlib.contextmanager
def settled(figure: Any) -> Iterator[None]:
    """Meanwhile nobody changes the figure, and an axis asks for its ticks again only when its place or range changes.

    Laying out and drawing one plot asks a dozen times, and each time matplotlib finds, names and measures them anew.
    """
    axes = [axis for plot in figure.axes for axis in (plot.xaxis, plot.yaxis) if plot.name == "rectilinear"]
    mine = [axis for axis in axes if "get_tightbbox" not in vars(axis)]  # not those of a layout within a layout
    asked = [name for name in ("_update_ticks", "_get_ticklabel_bboxes", "get_tightbbox") if hasattr(Axis, name)]
    for axis in mine:
        for name in asked:
            setattr(axis, name, same_place(axis, getattr(axis, name)))
    try:
        with fonts_kept(), layouts_kept(), in_rows(mine):
            yield
    finally:
        for axis in mine:
            for name in asked:
                vars(axis).pop(name, None)


def same_place(axis: Any, ask: Callable[..., Any]) -> Callable[..., Any]:
    """`ask`, once for each place and range of an axis in a row."""
    known: list[Any] = [None, None]

    def asked(*args: Any, **options: Any) -> Any:
        plot = axis.axes
        views = (*plot.xaxis.get_view_interval(), *plot.yaxis.get_view_interval())
        place = (*plot.bbox.bounds, *views, plot.figure.dpi, *options.items())
        if known[0] != place:
            known[:] = place, ask(*args, **options)
        return known[1]

    return asked


@contextlib.contextmanager
def fonts_kept() -> Iterator[None]:
    """Meanwhile no font is installed: matplotlib looks eleven settings up for each text before it sees that it knows it."""
    if "findfont" in vars(fontManager):
        yield
        return
    known: dict[Any, Any] = {}
    find = fontManager.findfont

    def findfont(prop: Any, *args: Any, **options: Any) -> Any:
        key = (hash(prop), args, *options.items())
        if key not in known:
            known[key] = find(prop, *args, **options)
        return known[key]

    vars(fontManager)["findfont"] = findfont
    try:
        yield
    finally:
        vars(fontManager).pop("findfont", None)


def png(figure: Any, bbox: Any) -> bytes:
    """A figure as a PNG, the same bytes for the same figure; `bbox` is what of it: inches, or "tight"."""
    buffer = io.BytesIO()
    figure.savefig(
        buffer, format="png", bbox_inches=bbox, facecolor=figure.get_facecolor(), metadata={"Software": None}
    )
    return buffer.getvalue()


def whole(figure: Any) -> bytes:
    """All of a figure as a PNG: its own size, or more where something stands out. It is drawn once if nothing does."""
    if not isinstance(figure.canvas, FigureCanvasAgg):
        FigureCanvasAgg(figure)
    figure.canvas.draw()
    if isinstance(figure.canvas, Canvas) and figure.canvas.holds_all():
        return packed(np.asarray(figure.canvas.buffer_rgba()))
    all_of_it = Bbox.union([figure.bbox_inches, figure.get_tightbbox()])
    if not np.allclose(all_of_it.extents, figure.bbox_inches.extents, atol=0.5 / figure.dpi):
        return png(figure, all_of_it)
    return packed(np.asarray(figure.canvas.buffer_rgba()))


def packed(pixels: Any) -> bytes:
    """Red, green, blue and opacity, bytes (height, width, 4), as a PNG: each row as its difference to the one above.

    Pillow tries five such filters on every row, and takes three times as long for the same size.
    """
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 4 * width), np.uint8)
    rows[1:, 0] = 2  # the number of this filter
    flat = pixels.reshape(height, -1)
    rows[0, 1:] = flat[0]
    np.subtract(flat[1:], flat[:-1], out=rows[1:, 1:])
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)  # 8 bits for each of 4 channels
    parts = (b"IHDR", head), (b"IDAT", zlib.compress(rows.tobytes(), QUICK)), (b"IEND", b"")
    found = b"\x89PNG\r\n\x1a\n"
    for kind, data in parts:
        found += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return found
