"""How the figures of the course look: Okabe and Ito's colors on a white card, readable on light and dark pages.

What color tells, a shape, a dash or a place tells too.  Labels are mathematics, digits and code: the same in every
language.
"""

from __future__ import annotations

from typing import Any

BLUE, ORANGE, GREEN = "#0072B2", "#D55E00", "#009E73"  # Okabe and Ito's colors, told apart by everybody
SKY, AMBER, PINK = "#56B4E9", "#E69F00", "#CC79A7"
GRAY, PALE, INK = "#9A9A9A", "#E8E8E8", "#333333"
SOFT = "#707070"  # of what is written and steps back: 4.9 times as dark as the card; gray lines may be paler
PAPER = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}  # behind a label that stands on a line


def card(width: float, height: float, rows: int = 1, columns: int = 1, **grid: Any) -> tuple[Any, Any]:
    """A new figure on a white card, in inches: (figure, its axes).

    One plot gives one axis, several an array of them, as `matplotlib.pyplot.subplots` does; `grid` goes to its
    gridspec (`width_ratios=[2, 1]`).
    """
    figure = sheet(width, height)
    return figure, figure.subplots(rows, columns, gridspec_kw=grid)


def sheet(width: float, height: float) -> Any:
    """A new figure without axes, in inches."""
    from .sheet import Sheet

    return Sheet(width, height)


def settle(figure: Any, name: str, **pads: Any) -> None:
    """A tight layout that is found once for all figures of a name: for those whose sliders leave it as it is.

    To find it takes as long as a fifth of the picture, for all texts are measured.
    """
    known = LAYOUTS.get(name)
    if known is None:
        figure.tight_layout(**pads)
        pars = figure.subplotpars
        LAYOUTS[name] = {each: getattr(pars, each) for each in ("left", "right", "bottom", "top", "wspace", "hspace")}
    else:
        figure.subplots_adjust(**known)


LAYOUTS: dict[str, dict[str, float]] = {}


def plain(axis: Any, grid: bool = False) -> None:
    """Take away what frames a plot without telling anything; with `grid`, a pale grid."""
    axis.spines[["top", "right"]].set_visible(False)
    axis.spines[["left", "bottom"]].set_color(GRAY)
    axis.tick_params(color=GRAY, labelcolor=INK)
    if grid:
        axis.grid(color=PALE, linewidth=0.9)
        axis.set_axisbelow(True)


def boxes(axis: Any, places: list[tuple[float, float, float, float]], **look: Any) -> None:
    """Boxes in a plot whose limits are set, each (left, right, bottom, top); they have no rims unless `look` gives some.

    They are one thing to matplotlib, which takes two milliseconds for each `fill_between`.
    """
    from matplotlib.collections import PolyCollection

    corners = [((left, low), (right, low), (right, top), (left, top)) for left, right, low, top in places]
    axis.add_collection(PolyCollection(corners, **{"linewidth": 0, **look}), autolim=False)


def blank(axis: Any, xlim: tuple[float, float], ylim: tuple[float, float]) -> None:
    """Make a plot an empty sheet on which one unit is as long in both directions."""
    axis.set(xlim=xlim, ylim=ylim, aspect="equal")
    axis.axis("off")
    if len(axis.figure.axes) == 1:
        axis.set_position((0, 0, 1, 1))
