"""Photographs of one digit that nobody has taken: gray paper, uneven light, dark mode, a turned camera, noise."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

SEVEN = [(60, 50), (150, 50), (95, 160)]
ORIENTATION = 0x0112  # EXIF


def ink(points: Any = SEVEN, size: tuple[int, int] = (200, 240), pen: int = 14) -> np.ndarray:
    """A digit drawn with a pen: from 0 (paper) to 1, (height, width)."""
    image = Image.new("L", size)
    draw = ImageDraw.Draw(image)
    draw.line(points, fill=255, width=pen, joint="curve")
    for x, y in points:
        draw.ellipse((x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2), fill=255)
    return np.asarray(image.filter(ImageFilter.GaussianBlur(0.8)), float) / 255


def photo(kind: str, drawn: np.ndarray, seed: int = 0) -> np.ndarray:
    """Gray levels of the drawing as a camera might see it."""
    chance = np.random.default_rng(seed)
    height, width = drawn.shape
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    papers = {
        "white": np.full(drawn.shape, 250.0),
        "gray": np.full(drawn.shape, 150.0),
        "uneven": 90 + 120 * x - 40 * y + 30 * x * y,
        "lamp": 230 - 190 * ((x - 0.2) ** 2 + (y - 0.1) ** 2),
        "board": np.full(drawn.shape, 40.0) + 25 * y,
        "noisy": np.full(drawn.shape, 180.0) + chance.normal(0, 9, drawn.shape),
        "faint": np.full(drawn.shape, 200.0) + chance.normal(0, 3, drawn.shape),
    }
    paper = papers[kind]
    pens = {"board": 235.0, "faint": paper - 45, "uneven": 0.35 * paper, "lamp": 0.35 * paper, "gray": 60.0}
    pen = pens.get(kind, 35.0)
    return (paper * (1 - drawn) + pen * drawn).clip(0, 255)


def jpeg(gray: np.ndarray, orientation: int = 1) -> bytes:
    """A JPEG file; the camera was held so that the picture is upright only if its orientation is heeded."""
    image = Image.fromarray(gray.astype(np.uint8)).convert("RGB")
    back = {3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
    if orientation in back:
        image = image.transpose(back[orientation])
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=88, exif=exif)
    return buffer.getvalue()
