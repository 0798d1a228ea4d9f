"""Watch: a line beside ipywidgets' sliders, menus and buttons, which by themselves never say that nobody hears them.

    line = Watch([slider.model_id]).place()      # None where it cannot be
    VBox([slider, line, picture])

It shows nothing until a control is moved and the kernel does not answer: it was restarted, or runs another cell.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from typing import Any

from .base import Front
from .kernel import in_main

__all__ = ["Watch"]


class Watch(Front):
    """What the front ends say of a silent kernel, said of controls that are none of ours.

    Args:
        controls: the controls' models, by their `model_id`.
    """

    name = "watch"

    def __init__(self, controls: Sequence[str]) -> None:
        super().__init__()
        self.controls = list(controls)
        self._place: Any = None

    def place(self) -> Any:
        """The place for the line: empty until the page asks for it, since a page without anywidget shows an error.

        None where there is no anywidget, or an ipywidgets that is too old for it; and in Colab, whose page makes no
        widget before it is to be seen: it would never ask.
        """
        if self._place is None and "google.colab" not in sys.modules and self.live() is not None:
            import ipywidgets

            self._place = ipywidgets.VBox(layout=ipywidgets.Layout(margin="0"))
        return self._place

    def given(self) -> dict[str, Any]:
        return {"controls": self.controls}

    def handle(self, event: dict[str, Any]) -> None:
        if event.get("do") == "come":
            self.place().children = [self.live()]

    def _received(self, content: Any) -> None:
        """Only the thread that draws may say that it hears: another one answers also while a cell runs."""
        in_main(partial(super()._received, content))
