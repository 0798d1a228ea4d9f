"""Texts that were drawn before: a slider changes one of them, and the others are put down again as they were.

Matplotlib measures a text and draws it letter by letter for each figure anew; that is half of a picture's time.
"""

from __future__ import annotations

import contextlib
import math
from collections.abc import Iterator
from typing import Any

import matplotlib
import numpy as np
from matplotlib.text import Text

from .formulas import Formulas

SIZES, TEXTS = 4000, 2000  # so many are kept: of texts' sizes, and of their pixels, some ten kilobytes each
GROUNDS = 3  # on which a text is kept
WHOLE = matplotlib.__version_info__ < (3, 11)  # there, letters begin at whole pixels, and the last digit often decides

LOOKS = ("text.hinting", "mathtext.default", "mathtext.fontset", "font.sans-serif", "font.serif", "font.monospace")


class Kept(dict[Any, Any]):
    """What was found for a key; of the keys, those used last.

    Args:
        most: how many.
    """

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def find(self, key: Any) -> Any:
        found = self.pop(key, None)
        if found is not None:
            self[key] = found
        return found

    def keep(self, key: Any, found: Any) -> Any:
        self.pop(key, None)
        while len(self) >= self.most:
            self.pop(next(iter(self)))
        self[key] = found
        return found


sizes = Kept(SIZES)
layouts = Kept(SIZES)
texts = Kept(TEXTS)


def remember(renderer: Any) -> None:
    """From now on a renderer (Agg's) measures a text once for all figures, and draws it once on a ground."""
    measure, write = renderer.get_text_width_height_descent, renderer.draw_text

    def get_text_width_height_descent(s: str, prop: Any, ismath: Any) -> Any:
        key = s, look(prop), ismath, renderer.dpi
        return sizes.find(key) or sizes.keep(key, measure(s, prop, ismath))

    def draw_text(
        gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any = False, mtext: Any = None
    ) -> None:
        if gc.get_clip_path()[0] is not None:
            return write(gc, x, y, s, prop, angle, ismath, mtext)
        pixels = np.asarray(renderer.buffer_rgba()).view(np.uint32)[..., 0]
        rows, columns = around(renderer, x, y, s, prop, angle, ismath)
        here = pixels[rows, columns]
        began = x - columns.start, y - rows.start
        place = (*map(phase, (x, y)), *map(round, began), columns.start % 2, rows.start % 2, *here.shape)
        key = (s, look(prop), *place, angle, ismath, special(mtext), *ink(gc, x, y), renderer.dpi)
        found = texts.find(key) or texts.keep(key, [])
        for ground, after in found:
            if (here == ground).all():
                here[:] = after
                return None
        ground = here.copy()
        write(gc, x, y, s, prop, angle, ismath, mtext)
        if here.size:
            is_even = (ground == ground[0, 0]).all()
            found[:] = [(ground[0, 0] if is_even else ground, here.copy()), *found[: GROUNDS - 1]]
        return None

    renderer.get_text_width_height_descent, renderer.draw_text = get_text_width_height_descent, draw_text


@contextlib.contextmanager
def layouts_kept() -> Iterator[None]:
    """Meanwhile a text's lines are put in their places once for all texts like it."""
    lay = Text._get_layout

    def layout(text: Any, renderer: Any) -> Any:
        if not isinstance(getattr(renderer, "mathtext_parser", None), Formulas) or text.get_wrap():
            return lay(text, renderer)
        turned = text.get_rotation(), text.get_rotation_mode()
        aligned = text._horizontalalignment, text._verticalalignment, text._get_multialignment(), text._linespacing
        read = text.get_parse_math(), text.get_usetex(), *special(text)
        key = (text.get_text(), look(text._fontproperties), *turned, *aligned, *read, text.get_figure(root=True).dpi)
        return layouts.find(key) or layouts.keep(key, lay(text, renderer))

    Text._get_layout = layout
    try:
        yield
    finally:
        Text._get_layout = lay


def look(prop: Any) -> tuple[Any, ...]:
    """All that tells a text's letters from those of another font or setting."""
    return hash(prop), *map(setting, LOOKS)


def setting(name: str) -> Any:
    """One of matplotlib's, without its own detour, which takes as long as the rest."""
    found = dict.__getitem__(matplotlib.rcParams, name)
    return tuple(found) if isinstance(found, list) else found


def special(mtext: Any) -> tuple[Any, ...]:
    """What a text asks of its font besides, since matplotlib 3.11."""
    asked = [getattr(mtext, f"get_{each}", None) for each in ("fontfeatures", "language")]
    return tuple(str(each()) if each else None for each in asked)


def ink(gc: Any, x: float, y: float) -> tuple[Any, ...]:
    """How and where a text at (x, y) is drawn at all."""
    cut = gc.get_clip_rectangle()
    color = tuple(gc.get_rgb()), gc.get_alpha(), gc.get_forced_alpha()
    return *color, gc.get_antialiased(), gc.get_snap(), cut and (x, y, *cut.bounds)


def phase(place: float) -> float:
    """What of a place tells on the letters' pixels: where it is in a pixel, and whether this is an even one.

    Letters begin at a multiple of 1/64 of a pixel, the nearest one; where two are as near, the last digit decides.
    """
    between = abs(64 * place % 1 - 0.5) < 1e-6
    return place if between or WHOLE else round(place % 2, 9)


def around(renderer: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any) -> tuple[slice, slice]:
    """The rows and columns of a text's place, with a rim for letters that lean out."""
    width, height, descent = renderer.get_text_width_height_descent(s, prop, ismath)
    rim = 3 + 0.3 * renderer.points_to_pixels(prop.get_size_in_points())
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    corners = [(right, down) for right in (0, width) for down in (descent - height, descent)]
    across = [x + right * cos + down * sin for right, down in corners]
    along = [y - right * sin + down * cos for right, down in corners]

    def between(ends: list[float], size: float) -> slice:
        first, last = math.floor(min(ends) - rim), math.ceil(max(ends) + rim)
        return slice(*(min(max(0, each), int(size)) for each in (first, last)))

    return between(along, renderer.height), between(across, renderer.width)
