"""What the figures of the course are drawn on: a matplotlib figure that shows itself and that pyplot does not know of.

Pyplot's list of open figures is one for the whole process, and in a notebook other threads look at it: while a slider is
moved, the kernel's own end-of-message hook shows and closes whatever it finds there, half drawn or not.
"""

from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

QUICK = 1  # zlib's level: a slider waits for each picture, and the build packs the stored ones anew


class Sheet(Figure):
    """A white figure; the cell that ends with it shows it as a picture.

    Args:
        width, height: in inches.
    """

    def __init__(self, width: float, height: float) -> None:
        super().__init__(figsize=(width, height), facecolor="white")
        FigureCanvasAgg(self)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"image/png": base64.b64encode(png(self, "tight")).decode(), "text/plain": repr(self)}


def png(figure: Any, bbox: Any) -> bytes:
    """A figure as a PNG, the same bytes for the same figure; `bbox` is what of it: inches, or "tight"."""
    buffer = io.BytesIO()
    figure.savefig(
        buffer, format="png", bbox_inches=bbox, facecolor=figure.get_facecolor(), metadata={"Software": None}
    )
    return buffer.getvalue()


def whole(figure: Any) -> bytes:
    """All of a figure as a PNG: its own size, or more where something stands out. It is drawn once if nothing does."""
    from PIL import Image

    if not isinstance(figure.canvas, FigureCanvasAgg):
        FigureCanvasAgg(figure)
    figure.canvas.draw()
    all_of_it = Bbox.union([figure.bbox_inches, figure.get_tightbbox()])
    if not np.allclose(all_of_it.extents, figure.bbox_inches.extents, atol=0.5 / figure.dpi):
        return png(figure, all_of_it)
    buffer = io.BytesIO()
    Image.fromarray(np.asarray(figure.canvas.buffer_rgba())).save(buffer, "png", compress_level=QUICK)
    return buffer.getvalue()
