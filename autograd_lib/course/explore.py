"""Figures with controls: a plain picture first, sliders on top of it where a front end is there to show them.

    explore(draw, h=(0.001, 1.0), curve=["sin", "exp"], grid=True)
    explore(draw, step=play(0, 20))

A stored notebook keeps the picture; running the cell adds the controls.  Only what ipywidgets 7.7 and 8 share is used.
"""

from __future__ import annotations

import base64
import contextlib
import gc
import html
import inspect
import itertools
import math
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..viz.front.kernel import in_main
from ..viz.front.watch import Watch

__all__ = ["Explorer", "explore", "play", "sweep"]

MANY = 64  # combinations of extremes that sweep() draws; beyond that, each control by itself


@dataclass(frozen=True)
class Control:
    """One thing to turn: "slider" (low, high, step), "log" (a slider of powers), "choice" (options) or "switch"."""

    name: str
    kind: str
    start: Any
    low: float = 0.0
    high: float = 0.0
    step: float = 0.0
    options: tuple[tuple[str, Any], ...] = ()
    frames: tuple[Any, ...] = ()  # the values that a play button runs through; none: there is no such button
    seconds: float = 0.0  # between two of them

    def extremes(self) -> list[Any]:
        """The values at which a figure is most likely to break."""
        if self.kind == "switch":
            return [False, True]
        if self.kind == "choice":
            return [value for _, value in self.options]
        return list(dict.fromkeys([self.low, self.start, self.high]))

    def widget(self, widgets: Any) -> Any:
        look = {"description": self.name, "style": {"description_width": "initial"}}
        if self.kind == "switch":
            return widgets.Checkbox(value=self.start, indent=False, **look)
        if self.kind == "choice":
            return widgets.Dropdown(options=list(self.options), value=self.start, **look)
        wide = widgets.Layout(width="28em", max_width="95%")
        if self.kind == "log":
            low, start, high = map(math.log10, (self.low, self.start, self.high))
            before = max(1, round((start - low) / 0.05))  # steps before the start: off them, the page would move it
            step = (start - low) / before or 0.05
            return widgets.FloatLogSlider(
                value=self.start, base=10, min=low, max=high, step=step, readout_format=".4", layout=wide, **look
            )
        slider = widgets.IntSlider if isinstance(self.step, int) else widgets.FloatSlider
        return slider(
            value=self.start, min=self.low, max=self.high, step=self.step, layout=wide, **look, **self._digits()
        )

    def button(self, widgets: Any, slider: Any) -> Any:
        """A play button that moves the slider from frame to frame, and goes on from wherever it is put by hand."""
        frames = self.frames
        button = widgets.Play(
            value=nearest(frames, slider.value),
            min=0,
            max=len(frames) - 1,
            interval=round(1000 * self.seconds),
            show_repeat=False,
        )
        following: list[Any] = []  # holds the one that is just now moved by the other

        def follow(widget: Any, value: Any) -> None:
            if not following:
                following.append(widget)
                widget.value = value
                following.clear()

        button.observe(lambda change: follow(slider, frames[change["new"]]), names="value")
        slider.observe(lambda change: follow(button, nearest(frames, change["new"])), names="value")
        return button

    def _digits(self) -> dict[str, str]:
        """As many decimals as a step has."""
        if isinstance(self.step, int):
            return {}
        digits = next((n for n in range(6) if math.isclose(round(self.step, n), self.step, rel_tol=1e-6)), 6)
        return {"readout_format": f".{digits}f"}


class Explorer:
    """A figure with controls, shown by the cell that ends with it.

    Attributes:
        settings: the values of the controls in the picture.
        png: the picture.
        error: what the last drawing raised, as the page shows it; "" if all went well.
    """

    def __init__(self, draw: Callable[..., Any], controls: list[Control]) -> None:
        self.draw, self.controls = draw, controls
        self.settings = {each.name: each.start for each in controls}
        self.png = picture(draw, self.settings)
        self.error = ""
        self.widget: Any = None
        self._parts: dict[str, Any] = {}
        self._wanted: dict[str, Any] = {}

    def _turned(self, name: str, value: Any) -> None:
        """A control was moved; in whatever thread that is told, the main one draws, since matplotlib knows only one."""
        self._wanted[name] = value
        in_main(self._catch_up)

    def _catch_up(self) -> None:
        """Draw what the controls say by now; what they said meanwhile is skipped."""
        wanted: dict[str, Any] = {}
        while self._wanted:  # another thread may be adding to it
            name, value = self._wanted.popitem()
            wanted[name] = value
        if wanted:
            self.show(**wanted)

    def show(self, **settings: Any) -> None:
        """Draw with these values; an error takes the picture's place."""
        self.settings |= settings
        with swept():  # when the picture is on its way
            try:
                self.png, self.error = drawn(self.draw, self.settings), ""
            except Exception as error:
                where = traceback.extract_tb(error.__traceback__)[-1]
                place = f"{where.name}, line {where.lineno}: {where.line}"
                called = ", ".join(f"{name}={label(value)}" for name, value in self.settings.items())
                self.error = f"{label(self.draw)}({called})\n{type(error).__name__}: {error}\n{place}"
            if self.widget is not None:
                message = f'<pre style="{ERROR}">{html.escape(self.error)}</pre>' if self.error else ""
                self._parts["error"].value = message
                self._parts["picture"].layout.display = "none" if self.error else ""
                self._parts["picture"].value = self.png

    def live(self) -> Any:
        """The controls above the picture, as a widget; None without ipywidgets."""
        if self.widget is None:
            try:
                import ipywidgets
            except ImportError:
                return None
            rows = []
            for control in self.controls:
                widget = self._parts[control.name] = control.widget(ipywidgets)
                widget.observe(lambda change, name=control.name: self._turned(name, change["new"]), names="value")
                if control.frames:
                    button = self._parts[f"play {control.name}"] = control.button(ipywidgets, widget)
                    wrapped = ipywidgets.Layout(flex_flow="row wrap", align_items="center")
                    widget = ipywidgets.HBox([button, widget], layout=wrapped)
                rows.append(widget)
            self._watch = Watch([each.model_id for each in self._parts.values()])
            if (line := self._watch.place()) is not None:
                rows.append(line)
            image = ipywidgets.Image(value=self.png, format="png", layout=ipywidgets.Layout(max_width="100%"))
            self._parts |= {"picture": image, "error": ipywidgets.HTML()}
            self.widget = ipywidgets.VBox([*rows, image, self._parts["error"]])
        return self.widget

    def __repr__(self) -> str:
        values = "".join(f", {name}={label(value)}" for name, value in self.settings.items())
        return f"explore({label(self.draw)}{values})"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {"image/png": base64.b64encode(self.png).decode(), "text/plain": repr(self)}
        widget = self.live()
        if widget is not None:
            view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
            bundle["application/vnd.jupyter.widget-view+json"] = view
        return bundle


ERROR = "border-left:4px solid #B34700;padding:4px 0 4px 12px;margin:4px 0;white-space:pre-wrap;color:inherit"


class play(tuple[Any, ...]):  # in lower case: it stands where numbers stand
    """A slider with a play button: `explore(draw, step=play(0, 20))`.

    Args:
        ends: (first, last), (first, last, step) or (first, last, step, start), as for a slider.  It plays from `first`
            to `last`, also downwards.
        seconds: between two pictures.

    Raises:
        TypeError: no time between the pictures.
    """

    seconds: float

    def __new__(cls, *ends: Any, seconds: float = 0.5) -> play:
        self = super().__new__(cls, ends)
        if not (is_number(seconds) and seconds > 0):
            raise TypeError(f"play(..., seconds={seconds!r}): it needs a time above 0")
        self.seconds = seconds
        return self

    def __repr__(self) -> str:
        return f"play({', '.join(map(repr, self))})"


def explore(draw: Callable[..., Any], /, **controls: Any) -> Explorer:
    """A figure with controls.

    Args:
        draw: a function of the controls' names that returns a matplotlib figure (or draws on the current one).
        controls: for each of them (low, high), (low, high, step) or (low, high, step, start) for a slider; a list, or a
            dictionary from labels to values, for a menu; True or False for a box to tick; `play(low, high, ...)` for a
            slider with a play button.  Whole numbers make a slider
            of whole numbers.  Without a step, a slider whose ends are a hundredfold apart or more is logarithmic.
            It starts where it is told to, else at draw's default value, else at the first value given.

    Raises:
        TypeError: a control that `draw` does not take, or of another form; whatever the first drawing raises.
    """
    return Explorer(draw, read(draw, controls))


def sweep(draw: Callable[..., Any], /, **controls: Any) -> list[dict[str, Any]]:
    """Draw with every control at its extremes: an error is raised as it comes.

    Returns:
        The settings that were drawn.
    """
    known = read(draw, controls)
    every = [each.extremes() for each in known]
    names = [each.name for each in known]
    if math.prod(map(len, every)) <= MANY:
        settings = [dict(zip(names, values)) for values in itertools.product(*every)]
    else:
        start = {each.name: each.start for each in known}
        settings = [start | {name: value} for name, values in zip(names, every) for value in values]
        settings += [dict(zip(names, (each[end] for each in every))) for end in (0, -1)]
    for each in settings:
        try:
            picture(draw, each)
        except Exception as error:
            error.add_note(f"drawn with {each}")
            raise
    return settings


def picture(draw: Callable[..., Any], settings: Mapping[str, Any]) -> bytes:
    """The figure as a PNG, the same bytes for the same figure; no figure stays open."""
    with swept():
        return drawn(draw, settings)


def drawn(draw: Callable[..., Any], settings: Mapping[str, Any]) -> bytes:
    """The same, but the figure lies about until somebody sweeps."""
    from matplotlib import pyplot as plt
    from matplotlib.figure import Figure

    from .sheet import whole

    before = set(plt.get_fignums())
    try:
        figure = draw(**settings)
        if not isinstance(figure, Figure):
            if not set(plt.get_fignums()) - before:
                raise TypeError(f"{label(draw)} should return a figure; it returned {type(figure).__name__}")
            figure = plt.gcf()
        return whole(figure)
    finally:
        for number in set(plt.get_fignums()) - before:
            plt.close(number)


@contextlib.contextmanager
def swept() -> Iterator[None]:
    """A figure is thousands of objects in a knot: they are looked through once, at the end, when it is gone."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.collect(0)
        if collects:
            gc.enable()


# Reading controls -----------------------------------------------------------------------------------------------------


def read(draw: Callable[..., Any], controls: Mapping[str, Any]) -> list[Control]:
    parameters = inspect.signature(draw).parameters
    anything = any(each.kind is each.VAR_KEYWORD for each in parameters.values())
    found = []
    for name, given in controls.items():
        if name not in parameters and not anything:
            raise TypeError(f"{label(draw)} takes no {name!r}; it takes {', '.join(parameters) or 'nothing'}")
        default = parameters[name].default if name in parameters else inspect.Parameter.empty
        found.append(control(name, given, None if default is inspect.Parameter.empty else default))
    return found


def control(name: str, given: Any, default: Any = None) -> Control:
    """The control that a value stands for.

    Raises:
        TypeError: a value that stands for none.
    """
    if isinstance(given, bool):
        return Control(name, "switch", given)
    if isinstance(given, tuple) and 2 <= len(given) <= 4 and all(is_number(each) for each in given):
        found = slider(name, given, default)
        return replace(found, frames=frames(found, given), seconds=given.seconds) if isinstance(given, play) else found
    if isinstance(given, play):
        raise TypeError(f"{name}={given!r} is no slider to play: give (first, last[, step[, start]])")
    if isinstance(given, Mapping) and given:
        options = tuple((str(each), value) for each, value in given.items())
    elif isinstance(given, (list, tuple)) and given:
        options = tuple((label(each), each) for each in given)
    else:
        raise TypeError(f"{name}={given!r} is no control: give (low, high[, step[, start]]), a list, or True or False")
    return Control(
        name, "choice", default if default in [value for _, value in options] else options[0][1], options=options
    )


def slider(name: str, given: tuple[Any, ...], default: Any) -> Control:
    low, high = sorted(given[:2])
    whole = all(isinstance(each, int) for each in given)
    far_apart = len(given) == 2 and low > 0 and high / low >= 100 and not whole
    step = given[2] if len(given) > 2 else (1 if whole else (high - low) / 100)
    fits = is_number(default) and low <= default <= high
    start = given[3] if len(given) > 3 else (default if fits else given[0])
    if not (low < high and step > 0 and low <= start <= high):
        raise TypeError(f"{name}={given!r} is no slider: it needs low < high, a step above 0 and a start between them")
    if whole and not isinstance(start, int):
        low, high, step = float(low), float(high), float(step)
    elif not whole:
        low, high, step, start = float(low), float(high), float(step), float(start)
    return Control(name, "log" if far_apart else "slider", start, low, high, step)


def frames(slider: Control, given: tuple[Any, ...]) -> tuple[Any, ...]:
    """The values that a play button runs through: every step of a slider, every tenth of a power of a logarithmic one."""
    if slider.kind == "log":
        low, high = math.log10(slider.low), math.log10(slider.high)
        steps = max(1, round(10 * (high - low)))
        values = [10 ** (low + (high - low) * each / steps) for each in range(1, steps)]
        found = [slider.low, *values, slider.high]
    else:
        steps = math.floor((slider.high - slider.low) / slider.step + 1e-9)
        found = [slider.low + slider.step * each for each in range(steps + 1)]
    return tuple(found if given[0] < given[1] else reversed(found))


def nearest(frames: tuple[Any, ...], value: Any) -> int:
    """The place of the frame that is closest to a value."""
    return min(range(len(frames)), key=lambda place: abs(frames[place] - value))


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def label(value: Any) -> str:
    """How a value is called in a menu."""
    if isinstance(value, float):
        return f"{value:g}"
    return str(getattr(value, "__name__", value))
