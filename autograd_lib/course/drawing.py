"""A pad to draw digits on, and what a network makes of them while they are drawn.

    pad = digit_pad(net, train_set)     # the cell that ends with it shows it
    pad.photo("seven.jpg")              # a photograph of one digit
    pad.probabilities                   # what the network says: ten numbers
    pad.pictures                        # the digits that were kept, as the network sees them

The page draws strokes and sends them; everything else happens here: the picture (see `pictures`), the probabilities, the
activations of the hidden layers, and whether the network has ever learned from anything like it.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import autograd
from .._tensor import Tensor, wrap
from ..viz.front import Front
from ..viz.front.base import VIEW, missing
from . import pictures
from .port import speaks_pytorch, to_pytorch

__all__ = ["DigitPad", "digit_pad"]

ACROSS = 14  # cells of the grid that is drawn on by keyboard; small pictures have as many as pixels
MOST = 40  # digits that are kept
POINTS = 20_000  # of a drawing; what comes after is left out
NEIGHBORS = 20_000  # training pictures that a drawing is compared with
EXAMPLE = [  # a three, for the picture that stands there before anybody draws
    [(300, 270), (390, 205), (520, 190), (620, 240), (640, 330), (580, 420), (460, 470), (590, 510), (670, 600),
     (650, 720), (540, 800), (400, 800), (290, 730)]
]  # fmt: skip


class DigitPad(Front):
    """A pad to draw on: see `digit_pad`.

    Attributes:
        model: what reads the drawing.
        size: how many pixels wide its pictures are.
        pen, across: how thick the pen is, of 1000; how many cells the keyboard's grid has in a row.
        strokes, cells: the drawing: rows of points (x, y) from 0 to 1000, and filled cells (row, column).
        ink: what is on the pad, from 0 (paper) to 1: (280, 280), or the size of a photograph.
        picture: what the network sees: bytes, (28, 28) or smaller.
        probabilities: ten numbers; None before anything is drawn.
        kept: the digits that were kept: dictionaries of "picture", "said", "p" and "meant" (None if nobody said).
    """

    name = "pad"

    def __init__(self, model: Callable[[Any], Any], dataset: Any = None) -> None:
        super().__init__()
        self.model = model
        self.dataset = dataset
        self.transform = _transform(dataset)
        self.size = _size(model, dataset, self.transform)
        self.pen = pictures.PEN if self.size >= 20 else pictures.MARKER
        self.across = ACROSS if self.size >= 20 else self.size
        self.kept: list[dict[str, Any]] = []
        self._known: Known | None = None
        self._by = ""
        self._clear()

    # -- drawing -------------------------------------------------------------------------------------------------------

    def _clear(self) -> None:
        self.strokes: list[Any] = []
        self.cells: list[Any] = []
        self.ink = np.zeros((pictures.SIDE, pictures.SIDE), np.float32)
        self.is_photo = False
        self.picture = np.zeros((self.size, self.size), np.uint8)
        self.probabilities: list[float] | None = None
        self.layers: list[dict[str, Any]] = []
        self.nearest: tuple[np.ndarray, int] | None = None
        self.note = "empty"

    def clear(self) -> DigitPad:
        """An empty pad."""
        self._clear()
        self.changed()
        return self

    def draw(self, strokes: Sequence[Any], cells: Sequence[Any] = ()) -> DigitPad:
        """Put a drawing on the pad: strokes of points (x, y) from 0 to 1000, and filled cells (row, column)."""
        self._clear()
        left = POINTS
        for stroke in strokes:
            self.strokes.append([[float(x), float(y)] for x, y in stroke[:left]])
            left -= len(self.strokes[-1])
        self.cells = [[int(row), int(column)] for row, column in cells][: self.across**2]
        self.ink = pictures.from_strokes(self.strokes, self.cells, self.across, self.pen)
        self.look()
        self.changed()
        return self

    def photo(self, source: Any) -> DigitPad:
        """Read a photograph of one digit: a path, the bytes of a JPEG or PNG file, a PIL image, or gray levels.

        Raises:
            ValueError: it is no picture, or there is no digit to be found on it.
        """
        try:
            ink = pictures.from_photo(source)
        except pictures.NoDigit as error:
            raise ValueError(self.say(str(error.args[0]))) from None
        self._clear()
        self.ink, self.is_photo = ink, True
        self.look()
        self.changed()
        return self

    def keep(self, meant: int | None = None) -> DigitPad:
        """Add what is on the pad to one's own digits; `meant` is the digit that it should be."""
        if self.probabilities is not None:
            said = int(np.argmax(self.probabilities))
            one = {"picture": self.picture.copy(), "said": said, "p": self.probabilities[said], "meant": meant}
            self.kept = [*self.kept, one][-MOST:]
        self.changed()
        return self

    @property
    def pictures(self) -> np.ndarray:
        """The kept digits as the network sees them: uint8, (n, size, size)."""
        return np.array([each["picture"] for each in self.kept], np.uint8).reshape(-1, self.size, self.size)

    # -- reading -------------------------------------------------------------------------------------------------------

    def look(self) -> None:
        """Make the picture, let the network read it, and find out whether it could have learned such a thing."""
        self.picture = pictures.prepared(self.ink, self.size)
        if not self.picture.any():
            return
        logits, self.layers = watched(self.model, self.transform(self.picture))
        if logits.shape != (10,) or not np.isfinite(logits).all():
            self.layers = []
            raise ValueError(self.say("no_scores", shape=tuple(logits.shape)))
        powers = np.exp(logits - logits.max())
        self.probabilities = [float(each) for each in powers / powers.sum()]
        is_strange = False
        if self.dataset is not None:
            if self._known is None:
                self._known = Known(self.dataset)
            place, is_strange = self._known.nearest(self.picture)
            self.nearest = self._known.pictures[place], int(self._known.labels[place])
        top, share = max(self.probabilities), float(self.picture.mean()) / 255
        is_strange = is_strange or not 0.02 < share < (0.34 if self.size >= 20 else 0.6)
        self.note = "strange" if is_strange else "unsure" if top < 0.8 else "sure"

    # -- the page ------------------------------------------------------------------------------------------------------

    def handle(self, event: dict[str, Any]) -> None:
        do = event.get("do")
        if do == "draw":
            self._by = str(event.get("by", ""))
            self.draw(event.get("strokes", ()), event.get("cells", ()))
        elif do == "clear":
            self._by = ""
            self._clear()
        elif do == "photo":
            self._by = ""
            self.photo(base64.b64decode(str(event.get("data", "")).rpartition(",")[2]))
        elif do == "keep":
            meant = event.get("meant")
            self.keep(meant if meant in range(10) else None)
        elif do == "forget":
            self.kept = []

    def given(self) -> dict[str, Any]:
        return {"across": self.across, "pen": self.pen, "unit": pictures.UNIT, "size": self.size}

    def state(self) -> dict[str, Any]:
        p = self.probabilities
        nearest = None
        if self.nearest is not None and p is not None:
            nearest = {"pixels": _bytes(self.nearest[0]), "label": self.nearest[1]}
        right = sum(each["said"] == each["meant"] for each in self.kept)
        asked = sum(each["meant"] is not None for each in self.kept)
        return {
            "by": self._by,
            "strokes": [[[round(x), round(y)] for x, y in stroke] for stroke in self.strokes],
            "cells": self.cells,
            "photo": {"pixels": _bytes(self.ink * 255), "shape": list(self.ink.shape)} if self.is_photo else None,
            "pixels": _bytes(self.picture),
            "p": p and [round(each, 4) for each in p],
            "layers": self.layers,
            "nearest": nearest,
            "message": self.message(),
            "note": self.note,
            "kept": [
                {
                    "pixels": _bytes(each["picture"]),
                    "said": each["said"],
                    "p": round(each["p"], 3),
                    "meant": each["meant"],
                }
                for each in self.kept
            ],
            "exam": self.say("exam", right=right, asked=asked) if asked else "",
        }

    def message(self) -> str:
        """What the network says of the drawing, in words."""
        if self.probabilities is None:
            return self.say("empty")
        order = np.argsort(self.probabilities)[::-1]
        first, second = (f"{100 * self.probabilities[each]:.0f}" for each in order[:2])
        said = self.say("says", digit=order[0], p=first, other=order[1], q=second)
        return said if self.note == "sure" else said + self.say("between").replace("_", " ") + self.say(self.note)

    def png(self) -> bytes:
        from matplotlib.transforms import Bbox

        from . import figures_pad
        from .sheet import png

        shown = self
        if self.probabilities is None:
            shown = DigitPad(self.model, self.dataset).draw(EXAMPLE)
        figure = figures_pad.drawn(shown.ink, shown.picture, shown.probabilities, shown.layers)
        figure.canvas.draw()
        return png(figure, Bbox.union([figure.bbox_inches, figure.get_tightbbox()]))

    def text(self) -> str:
        return f"digit_pad({getattr(self.model, '__name__', type(self.model).__name__)}): {self.message()}"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle = super()._repr_mimebundle_(include, exclude)
        if missing():
            from .click_grid import ClickGrid

            grid = ClickGrid(self).live()
            if grid is not None:
                bundle[VIEW] = {"version_major": 2, "version_minor": 0, "model_id": grid.model_id}
        return bundle


class Known:
    """The pictures that a network has learned from, coarsely, to find the one that is most like a drawing.

    Args:
        dataset: with `data`, (n, rows, columns) bytes, and `targets`.
    """

    def __init__(self, dataset: Any) -> None:
        self.pictures = np.asarray(_numpy(dataset.data)[:NEIGHBORS], np.uint8)
        self.labels = _numpy(dataset.targets)[:NEIGHBORS]
        self.coarse = self._coarse(self.pictures)
        self.squares = (self.coarse**2).sum(1)
        some = self.coarse[:: max(1, len(self.coarse) // 400)]
        apart = self._apart(some)
        apart[apart < 1e-6] = np.inf  # each is its own neighbor
        self.usual = float(np.quantile(apart.min(1), 0.995))

    def _coarse(self, images: np.ndarray) -> np.ndarray:
        size = images.shape[-1]
        block = max(1, size // 7) if size >= 20 else 1
        side = size // block * block
        cut = images[:, :side, :side].astype(np.float32) / 255
        return (
            cut.reshape(len(images), side // block, block, side // block, block).mean((2, 4)).reshape(len(images), -1)
        )

    def _apart(self, rows: np.ndarray) -> np.ndarray:
        return np.maximum((rows**2).sum(1)[:, None] - 2 * rows @ self.coarse.T + self.squares, 0)

    def nearest(self, picture: np.ndarray) -> tuple[int, bool]:
        """The place of the most similar picture, and whether it is farther away than those of real digits are."""
        apart = self._apart(self._coarse(picture[None]))[0]
        place = int(apart.argmin())
        return place, bool(apart[place] > 1.5 * self.usual)


# The network ----------------------------------------------------------------------------------------------------------


def watched(model: Any, inputs: Tensor) -> tuple[np.ndarray, list[dict[str, Any]]]:
    """The ten scores for one picture, and what the hidden layers answered, as in an exam: no dropout, nothing recorded.

    Returns:
        The logits, and for each hidden `Linear` or `Conv2d` its name and its activations above 0, as bytes scaled to the
        strongest: {"name", "shape", "pixels", "most"}.
    """
    found: list[tuple[str, Any]] = []
    hooks = []
    inputs = to_pytorch(inputs) if speaks_pytorch(type(model)) else inputs
    modules = list(model.named_modules()) if hasattr(model, "named_modules") else []
    for name, module in modules:
        if type(module).__name__ in ("Linear", "Conv2d"):

            def note(module: Any, given: Any, answer: Any, name: str = name) -> None:
                found.append((name, _numpy(answer)[0].copy()))

            hooks.append(module.register_forward_hook(note))
    was = [(module, module.training) for _, module in modules]
    try:
        for module, _ in was:
            module.training = False
        with autograd.no_grad():
            logits = _numpy(model(inputs))
    finally:
        for hook in hooks:
            hook.remove()
        for module, training in was:
            module.training = training
    layers = []
    for name, answer in found[:-1]:
        active = np.maximum(answer, 0)
        most = float(active.max()) if np.isfinite(active).all() else 0.0
        pixels = _bytes(active / most * 255) if most > 0 else _bytes(np.zeros(active.shape))
        layers.append({"name": name, "shape": list(active.shape), "pixels": pixels, "most": round(most, 2)})
    return logits.reshape(logits.shape[1:]) if logits.ndim == 2 and len(logits) == 1 else logits, layers


def _transform(dataset: Any) -> Callable[[np.ndarray], Tensor]:
    """From bytes to what the model takes, (1, 1, size, size): by the data set's own transform, else by lesson 07's."""
    own = getattr(dataset, "transform", None)

    def transform(picture: np.ndarray) -> Tensor:
        if own is not None:
            from PIL import Image

            found = own(Image.fromarray(picture))
            if hasattr(found, "unsqueeze"):  # PyTorch's tensor too, of a transform of torchvision's
                return found.unsqueeze(0)
        scaled = (picture.astype(np.float32) / 255 - 0.1307) / 0.3081
        return wrap(scaled[None, None])

    return transform


def _size(model: Any, dataset: Any, transform: Callable[[np.ndarray], Tensor]) -> int:
    """How many pixels wide the model's pictures are: the data set's, else what it takes of 28 and 8.

    Raises:
        TypeError: a model that takes neither.
    """
    if dataset is not None:
        return int(dataset.data.shape[-1])
    errors = []
    for size in (28, 8):
        try:
            watched(model, transform(np.zeros((size, size), np.uint8)))
        except Exception as error:  # whatever a model says to a picture of another size
            errors.append(f"{size}x{size}: {type(error).__name__}: {error}")
        else:
            return size
    raise TypeError("digit_pad needs a model that takes pictures of 28x28 or of 8x8 pixels\n" + "\n".join(errors))


def _numpy(values: Any) -> np.ndarray:
    return values.detach().numpy() if hasattr(values, "detach") else np.asarray(values)


def _bytes(values: Any) -> str:
    return base64.b64encode(np.asarray(values).clip(0, 255).astype(np.uint8).tobytes()).decode()


def digit_pad(model: Callable[[Any], Any], dataset: Any = None) -> DigitPad:
    """A pad to draw digits on, with mouse, pen, finger or keyboard; the network reads them while they are drawn.

    Args:
        model: takes pictures of (1, 1, 28, 28), or (1, 1, 8, 8), and gives ten scores.
        dataset: what it has learned from, such as `MNIST`: its transform is used, and the pad shows the picture in it
            that is most like the drawing, and says so where nothing in it is.

    Raises:
        TypeError: without a data set, a model that takes neither size.
    """
    return DigitPad(model, dataset)
