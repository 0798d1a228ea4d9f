"""What the figures of the course are drawn on: a matplotlib figure that shows itself and that pyplot does not know of.

Pyplot's list of open figures is one for the whole process, and in a notebook other threads look at it: while a slider is
moved, the kernel's own end-of-message hook shows and closes whatever it finds there, half drawn or not.
"""

from __future__ import annotations

import base64
import io
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


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


def encoded(figure: Any) -> bytes:
    """A figure as it was last drawn, without drawing it again: the same PNG."""
    from matplotlib.image import imsave

    buffer = io.BytesIO()
    pixels = figure.canvas.buffer_rgba()
    imsave(buffer, pixels, format="png", origin="upper", dpi=figure.dpi, metadata={"Software": None})
    return buffer.getvalue()
