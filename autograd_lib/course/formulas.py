"""Formulas of all figures, each of their parts read once: matplotlib forgets a formula with its figure.

Reading one takes as long as drawing a hundred lines; and what a slider changes in it are its numbers.
"""

from __future__ import annotations

import math
import re
from typing import Any

import matplotlib
from matplotlib.font_manager import FontProperties
from matplotlib.mathtext import MathTextParser

FORMULAS = 2000  # that are kept: they are few


class Formulas:
    """Reads the formulas of all sheets.

    Args:
        parser: matplotlib's own.
    """

    read: dict[Any, Any] = {}

    def __init__(self, parser: MathTextParser) -> None:
        self.parser = parser

    def parse(self, s: str, dpi: float = 72, prop: Any = None, *, antialiased: Any = None) -> Any:
        if antialiased is None:  # as it is measured; it is drawn so, too
            antialiased = matplotlib.rcParams["text.antialiased"]
        looks = [matplotlib.rcParams[each] for each in ("text.hinting", "mathtext.default")]
        key = (dpi, prop and prop.copy(), antialiased, *looks)

        def read(part: str) -> Any:
            if (part, *key) not in self.read:
                while len(self.read) >= FORMULAS:
                    self.read.pop(next(iter(self.read)), None)
                self.read[part, *key] = self.parser.parse(part, dpi, prop, antialiased=antialiased)
            return self.read[part, *key]

        parts = parted(s) if is_plain(prop) else [s]
        if len(parts) > 1 and hasattr(read(ended(parts[0])), "glyphs"):  # matplotlib 3.10 has no glyphs, but a picture
            if (s, *key) not in self.read:
                for digit in "0123456789.":  # sooner or later a slider needs them all
                    read(ended(digit))
                self.read[s, *key] = joined([read(ended(each)) for each in parts])
            return self.read[s, *key]
        return read(lighter(s, prop))


def is_plain(prop: Any) -> bool:
    """Whether a text looks as the numbers of a formula do."""
    looks = [getattr(prop or FontProperties(), f"get_{name}")() for name in ("style", "weight", "family")]
    return looks == ["normal", "normal", ["sans-serif"]]


NUMBER = re.compile(r"\$([^$]*= )?(-?)(\d+(?:\.\d+)?)\$")


def lighter(formula: str, prop: Any) -> str:
    """The same formula, a number at its end written as text: it looks the same, and is read in a third of the time."""
    found = NUMBER.fullmatch(formula)
    if not found or not is_plain(prop):
        return formula
    head, sign, number = found.groups()
    return (f"${head}$" if head else "") + sign.replace("-", "\N{MINUS SIGN}") + number


WITHIN = re.compile(r"(?<![\w.\\^}])(\d+(?:\.\d+)?)(?![\w.^'}]|\s*[_^])")


def parted(formula: str) -> list[str]:
    """A formula as parts that look the same one behind the other; each digit of a number is a part.

    Numbers in braces stay where they are.
    """
    if re.search(r"\\(left\b|\$)", formula) or formula.count("$") % 2:
        return [formula]
    found = []
    for place, text in enumerate(formula.split("$")):
        if place % 2 == 0:
            found += [text] if text else []
            continue
        pieces = WITHIN.split(text)
        if any(each.count("{") != each.count("}") for each in pieces[::2]):
            pieces = [text]
        for number, piece in enumerate(pieces):
            if number % 2:
                found += piece
            elif piece.strip() or (piece and len(pieces) == 1):
                found.append(f"${'{}' if number else ''}{piece}$")  # behind {} an operator has something to its left
    return found


def ended(part: str) -> str:
    """A part with a point behind it, which is neither high nor deep: it tells where the next part begins."""
    return f"{part}." if part.endswith("$") else f"{part}$.$"


def joined(parts: list[Any]) -> Any:
    """Parts that were read with a point behind them, as the formula that they make."""
    points = [each.glyphs[-1] for each in parts]
    tops = [each.height - each.depth - point[-1] for each, point in zip(parts, points)]  # before they were rounded up
    top, depth, left = rounded_up(max(tops)), max(each.depth for each in parts), 0.0
    glyphs, rects = [], []
    for part, (*_, width, rise) in zip(parts, points):
        up = top - max(tops) - rise
        glyphs += [(*glyph, x + left, y + up) for *glyph, x, y in part.glyphs[:-1]]
        rects += [(x + left, y + up, *size) for x, y, *size in part.rects]
        left += width
    return parts[0]._replace(width=rounded_up(left), height=top + depth, depth=depth, glyphs=glyphs, rects=rects)


def rounded_up(length: float) -> float:
    return float(math.ceil(round(length, 6)))
