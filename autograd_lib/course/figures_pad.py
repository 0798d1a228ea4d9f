"""The picture of lesson 07's pad: a drawing, what the network sees of it, its hidden neurons, its ten probabilities."""

from __future__ import annotations

import base64
import math
from typing import Any

import numpy as np

from .pictures import FAINT
from .style import BLUE, GRAY, GREEN, INK, ORANGE, card, plain

BIG, SMALL = 14, 11  # sizes of text


def drawn(ink: Any, picture: Any, p: Any, layers: list[dict[str, Any]]) -> Any:
    """From left to right: the drawing in its box, the picture that is made of it, the hidden neurons, the probabilities.

    Args:
        ink: the drawing, from 0 (paper) to 1.
        picture: bytes, (size, size).
        p: ten probabilities, or None.
        layers: activations, as `drawing.watched` gives them.
    """
    size = len(picture)
    figure, axes = card(10.8, 3.1, 1, 4, width_ratios=[1, 1, 1.25, 1.3])
    pad, seen, hidden, bars = axes
    pad.imshow(1 - 0.85 * np.asarray(ink), cmap="gray", vmin=0, vmax=1, interpolation="bilinear")
    rows, columns = (np.flatnonzero((np.asarray(ink) > FAINT).any(axis)) for axis in (1, 0))
    if len(rows):
        left, right, top, bottom = columns[0], columns[-1], rows[0], rows[-1]
        frame = ([left, right, right, left, left], [top, top, bottom, bottom, top])
        pad.plot(*frame, color=ORANGE, linewidth=2, linestyle=(0, (4, 2)))
    seen.imshow(picture, cmap="gray_r", vmin=0, vmax=255, interpolation="nearest")
    if size >= 20 and np.any(picture):
        low, high = size * 4 / 28 - 0.5, size * 24 / 28 - 0.5
        seen.plot([low, high, high, low, low], [low, low, high, high, low], color=GRAY, linewidth=1.2, linestyle=":")
        seen.plot(size / 2, size / 2, "+", color=ORANGE, markersize=13, markeredgewidth=2.4)
    seen.set_title(rf"${size} \times {size}$", fontsize=BIG, color=INK)
    image, cells = _lights(layers)
    hidden.imshow(image, cmap="YlGn", vmin=0, vmax=255, interpolation="nearest")
    hidden.set_title(cells, fontsize=SMALL + 1, color=GREEN, family="monospace")
    for axis in (pad, seen, hidden):
        axis.set(xticks=[], yticks=[])
        axis.spines[:].set_color(GRAY)
    digits = np.arange(10)
    values = np.zeros(10) if p is None else np.asarray(p)
    top = int(values.argmax())
    for digit, value in zip(digits, values):
        best = digit == top and p is not None
        bars.bar(digit, value, color=ORANGE if best else BLUE, hatch="///" if best else None, edgecolor="white",
                 linewidth=0, width=0.8)  # fmt: skip
    if p is not None:
        bars.text(top, values[top] + 0.02, f"{values[top]:.2f}", ha="center", va="bottom", fontsize=SMALL, color=INK)
    bars.set(xticks=digits, ylim=(0, 1.15), yticks=[0, 0.5, 1])
    bars.set_title("$p_i$", fontsize=BIG, color=INK)
    plain(bars)
    figure.tight_layout(w_pad=1.4)
    return figure


def _lights(layers: list[dict[str, Any]]) -> tuple[np.ndarray, str]:
    """The activations of the first hidden layer side by side, with gaps; and what it is called."""
    if not layers:
        return np.zeros((8, 8)), ""
    first = layers[0]
    values = np.frombuffer(base64.b64decode(first["pixels"]), np.uint8).reshape(first["shape"])
    if values.ndim == 1:
        across = max(1, math.ceil(math.sqrt(len(values) * 1.3)))
        filled = np.zeros(across * math.ceil(len(values) / across))
        filled[: len(values)] = values
        return filled.reshape(-1, across), f"{first['name']} ({len(values)})"
    across = max(1, math.ceil(math.sqrt(len(values))))
    high, wide = values.shape[1:]
    sheet = np.full((math.ceil(len(values) / across) * (high + 2), across * (wide + 2)), 90.0)
    for place, each in enumerate(values):
        row, column = divmod(place, across)
        sheet[row * (high + 2) + 1 :][:high, column * (wide + 2) + 1 :][:, :wide] = each
    return sheet, f"{first['name']} ({' × '.join(map(str, values.shape))})"
