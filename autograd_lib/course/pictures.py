"""One's own digits made into pictures like the ones that a network has learned from.

    ink = from_strokes([[(300, 200), (700, 200), (450, 900)]])    # what a pen has drawn
    ink = from_photo("seven.jpg")                                  # what is on a photograph
    picture = prepared(ink, 28)                                    # as MNIST's were made: 28 x 28 bytes

Ink is an array of numbers from 0 (paper) to 1 (ink).

MNIST's own rule, from the page of its authors (Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten
digits"; also section III.A of LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition",
1998): the digits were scaled to fit a box of 20 x 20 pixels, keeping their proportions, with gray levels from
anti-aliasing, and laid into 28 x 28 pixels with their center of mass in the middle.  Scikit-learn's small digits fill
their 8 x 8 pixels from edge to edge (E. Alpaydin, C. Kaynak, "Optical recognition of handwritten digits", 1998).
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["NoDigit", "from_cells", "from_photo", "from_strokes", "prepared"]

UNIT = 1000  # a pad is so many units wide and high
SIDE = 280  # pixels of a drawing: ten for one of MNIST's
PEN, MARKER = 80, 140  # units: how thick a pen draws; for small pictures, whose strokes are thick
FAINT = 0.2  # less ink does not count for the box
PHOTO = 420  # pixels: a photograph is made so small first
CONTRAST = 14.0  # gray levels, of 255, by which ink has to differ from paper


class NoDigit(ValueError):
    """A photograph on which there is no digit to be found; `args[0]` is the key of a text that says why."""


def prepared(ink: Any, size: int = 28) -> np.ndarray:
    """A picture as the training pictures were made: uint8, (size, size), 0 is paper; all 0 where there is no ink.

    From 20 pixels on the digit fits a box of 20/28 of the size, its center of mass in the middle; a smaller picture is
    filled from edge to edge.
    """
    from PIL import Image

    ink = np.asarray(ink, dtype=np.float32)
    rows, columns = (np.flatnonzero((ink > FAINT).any(axis)) for axis in (1, 0))
    if not len(rows):
        return np.zeros((size, size), dtype=np.uint8)
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    box = round(size * 20 / 28) if size >= 20 else size
    scale = box / max(cut.shape)
    height, width = (max(1, round(scale * each)) for each in cut.shape)
    small = np.asarray(Image.fromarray(cut).resize((width, height), Image.Resampling.BOX))
    if size >= 20:
        total = float(small.sum())
        middle = [float((small.sum(1 - axis) * np.arange(small.shape[axis])).sum()) / total for axis in (0, 1)]
        corner = [round(size / 2 - each) for each in middle]  # MNIST: pixel (14, 14)
    else:
        corner = [(size - height) // 2, (size - width) // 2]
    picture = np.zeros((size, size), dtype=np.float32)
    top, left = (int(np.clip(place, 0, size - each)) for place, each in zip(corner, (height, width)))
    picture[top : top + height, left : left + width] = small
    return np.rint(255 * picture.clip(0, 1)).astype(np.uint8)


def from_strokes(
    strokes: Iterable[Sequence[Sequence[float]]],
    cells: Iterable[Sequence[int]] = (),
    across: int = 14,
    thick: float = PEN,
) -> np.ndarray:
    """What a pen has drawn: (280, 280), with soft edges.

    Args:
        strokes: each a row of points (x, y) from 0 to 1000, from the left and from above; one point is a dot.
        cells: (row, column) of squares that are filled, `across` of them in a row.
        thick: the pen, in the same units.
    """
    from PIL import Image, ImageDraw

    fine = 2  # drawn twice as large, and then halved: that makes the edges soft
    image = Image.new("L", (SIDE * fine, SIDE * fine))
    pen = ImageDraw.Draw(image)
    scale, half = SIDE * fine / UNIT, thick * SIDE * fine / UNIT / 2
    for stroke in strokes:
        points = [(float(x) * scale, float(y) * scale) for x, y in stroke]
        if not all(math.isfinite(each) for point in points for each in point):
            continue
        if len(points) > 1:
            pen.line(points, fill=255, width=round(2 * half), joint="curve")
        for x, y in points:
            pen.ellipse((x - half, y - half, x + half, y + half), fill=255)
    wide = SIDE * fine / across
    for row, column in cells:
        if 0 <= row < across and 0 <= column < across:
            pen.rectangle((column * wide, row * wide, (column + 1) * wide - 1, (row + 1) * wide - 1), fill=255)
    return np.asarray(image.reduce(fine), dtype=np.float32) / 255


def from_cells(filled: Any) -> np.ndarray:
    """A coarse grid of cells, True where there is ink, with its steps a little smoothed: (280, 280)."""
    from PIL import Image, ImageFilter

    grid = Image.fromarray((255 * np.asarray(filled, dtype=bool)).astype(np.uint8))
    large = grid.resize((SIDE, SIDE), Image.Resampling.NEAREST)
    return np.asarray(large.filter(ImageFilter.GaussianBlur(SIDE / len(np.asarray(filled)) / 5)), np.float32) / 255


# Photographs ----------------------------------------------------------------------------------------------------------


def from_photo(source: Any) -> np.ndarray:
    """The ink of one digit on a photograph: dark on light or light on dark, in uneven light, turned as the camera says.

    Args:
        source: a path, the bytes of a JPEG or PNG file, a PIL image, or an array of gray levels.

    Raises:
        NoDigit: it is no picture, or nothing on it stands out.
    """
    gray = _gray(source)
    paper = _paper(gray)
    dark = (gray - paper) * (200 / paper.clip(80, 255))  # where there is less light, ink differs less
    strong = max(3 * _spread(dark), CONTRAST / 2)
    below, above = (np.clip(sign * dark - strong, 0, None).sum() for sign in (-1, 1))
    difference = np.clip(-dark if below >= above else dark, 0, None)  # whichever side stands out is the ink
    threshold = _otsu(difference)
    ink = difference > threshold
    least = max(CONTRAST, 3.5 * _spread(dark))  # by which ink differs; the grain of a picture differs less
    if not ink.any() or ink.mean() > 0.5 or difference[ink].mean() - difference[~ink].mean() < least:
        raise NoDigit("photo_empty")
    kept = _digit(ink)
    if kept.sum() < max(0.003 * kept.size, 0.3 * ink.sum()):  # specks, as noise makes them
        raise NoDigit("photo_empty")
    soft = ((difference - 0.5 * threshold) / max(float(np.median(difference[kept])) - 0.5 * threshold, 1.0)).clip(0, 1)
    return np.where(_grown(kept), soft, 0).astype(np.float32)


def _gray(source: Any) -> np.ndarray:
    """Gray levels from 0 to 255, upright, of a handy size."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        if isinstance(source, np.ndarray):
            image = Image.fromarray(source.astype(np.uint8))
        elif isinstance(source, Image.Image):
            image = source
        else:
            image = Image.open(io.BytesIO(source) if isinstance(source, bytes) else Path(source))
        image = ImageOps.exif_transpose(image)
        if "A" in image.getbands():  # what is transparent is paper
            image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA"))
        image = image.convert("L")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise NoDigit("photo_unread") from error
    if min(image.size) < 8:
        raise NoDigit("photo_empty")
    image.thumbnail((PHOTO, PHOTO), Image.Resampling.LANCZOS)
    return np.asarray(image, dtype=np.float64)


def _paper(gray: np.ndarray) -> np.ndarray:
    """The paper below the ink: the smooth surface (of second degree) through most of the gray levels."""
    rows, columns = gray.shape
    y, x = np.mgrid[-1 : 1 : rows * 1j, -1 : 1 : columns * 1j]
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], -1).reshape(-1, 6)
    flat = gray.ravel()
    weight = np.ones_like(flat)
    for _ in range(15):  # what lies far off the surface counts less and less
        moments = terms.T @ (terms * weight[:, None])
        surface = terms @ np.linalg.solve(moments + 1e-9 * np.eye(6), terms.T @ (weight * flat))
        off = np.abs(flat - surface) / max(1.5 * float(np.median(np.abs(flat - surface))), 2.0)
        weight = 1 / (1 + off**2) ** 2
    return surface.reshape(gray.shape)


def _spread(values: np.ndarray) -> float:
    """The standard deviation of the many, whatever the few are."""
    return 1.4826 * float(np.median(np.abs(values - np.median(values))))


def _otsu(values: np.ndarray) -> float:
    """The threshold that parts values best into two groups (N. Otsu, 1979)."""
    counts, edges = np.histogram(values, 128)
    middles = (edges[:-1] + edges[1:]) / 2
    below = counts.cumsum()
    above = below[-1] - below
    sums = (counts * middles).cumsum()
    with np.errstate(divide="ignore", invalid="ignore"):
        between = below * above * (sums / below - (sums[-1] - sums) / above) ** 2
    return float(edges[1 + int(np.nanargmax(between[:-1]))])


def _digit(ink: np.ndarray) -> np.ndarray:
    """Of all patches of ink the digit's: the largest, and large ones beside it; not what comes in from the edge."""
    from scipy import ndimage

    patches, _ = ndimage.label(ink, np.ones((3, 3)))
    areas = np.bincount(patches.ravel())
    areas[0] = 0
    edge = np.unique(np.concatenate([patches[[0, -1]].ravel(), patches[:, [0, -1]].ravel()]))
    inner = areas.copy()
    inner[edge] = 0
    if inner.max() > 0.05 * areas.max():
        areas = inner
    return (areas > 0.1 * areas.max())[patches]


def _grown(mask: np.ndarray) -> np.ndarray:
    from scipy import ndimage

    return ndimage.binary_dilation(mask, np.ones((3, 3)), iterations=2)
