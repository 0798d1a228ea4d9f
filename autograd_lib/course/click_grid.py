"""The digit pad where no front end of its own can live: 8 x 8 cells to click on, of ipywidgets alone."""

from __future__ import annotations

import html
from typing import Any

import numpy as np

from . import pictures

__all__ = ["ClickGrid"]

SIDE = 8  # cells in a row


class ClickGrid:
    """Cells to switch on and off, and the ten probabilities below them.

    Args:
        pad: the `DigitPad` that reads them.
    """

    def __init__(self, pad: Any) -> None:
        self.pad = pad
        self.cells: list[Any] = []
        self.shown: Any = None

    def live(self) -> Any:
        """The widget; None without ipywidgets."""
        try:
            import ipywidgets
        except ImportError:
            return None
        square = ipywidgets.Layout(width="34px", height="34px", margin="1px", padding="0")
        self.cells = [ipywidgets.ToggleButton(value=False, description="", layout=square) for _ in range(SIDE * SIDE)]
        for number, cell in enumerate(self.cells):
            row, column = divmod(number, SIDE)
            cell.tooltip = self.pad.say("cell", row=row + 1, column=column + 1)
            cell.observe(self._clicked, names="value")
        rows = [ipywidgets.HBox(self.cells[first : first + SIDE]) for first in range(0, SIDE * SIDE, SIDE)]
        clear = ipywidgets.Button(description=self.pad.say("clear"))
        clear.on_click(lambda _: self._clear())
        self.shown = ipywidgets.HTML(self._table())
        return ipywidgets.VBox([*rows, clear, self.shown])

    def filled(self) -> np.ndarray:
        """Which cells are on: (8, 8)."""
        return np.array([cell.value for cell in self.cells], dtype=bool).reshape(SIDE, SIDE)

    def _clear(self) -> None:
        for cell in self.cells:
            cell.unobserve(self._clicked, names="value")
            cell.value = False
            cell.icon = ""
            cell.observe(self._clicked, names="value")
        self._clicked(None)

    def _clicked(self, change: Any) -> None:
        if change is not None:
            change["owner"].icon = "circle" if change["new"] else ""  # told apart without color
        self.pad.clear()
        self.pad.ink = pictures.from_cells(self.filled())
        try:
            self.pad.look()
            self.shown.value = self._table()
        except Exception as error:  # the page shows it: nobody would see it elsewhere
            self.shown.value = f"<pre>{html.escape(self.pad.say('failed', error=error))}</pre>"

    def _table(self) -> str:
        """The message, and ten bars."""
        bars = "".join(
            f'<tr><td><b>{digit}</b></td><td><div style="background:#0072B2;height:12px;width:{200 * p:.0f}px"></div>'
            f"</td><td>{100 * p:.0f} %</td></tr>"
            for digit, p in enumerate(self.pad.probabilities or [])
        )
        return f"<p>{html.escape(self.pad.message())}</p><table>{bars}</table>"
