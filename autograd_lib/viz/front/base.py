"""Front: a figure with a front end of its own.  A picture and a text first; alive where a front end is there.

    class Dial(Front):
        name = "dial"                     # dial.js, dial.css, dial.toml: program, looks and texts

        def given(self):  ...             # what the page gets once: data, as JSON knows them
        def state(self):  ...             # what it gets whenever something has changed
        def handle(self, event):  ...     # what a hand did there: {"do": "turn", "by": 3}
        def png(self):  ...               # the picture that stays in the stored notebook
        def text(self):  ...              # and the text

State and rules live here, in Python; the page draws `state` and sends events.  Whatever changes the state by itself
calls `changed()`; `renew()` gives `given` anew.  `dial.js` is a plain ES module, put behind `controls.js`, whose `front(...)` it exports:

    export default front((view) => ({ update(state) { ... }, close() { ... } }));

Without anywidget the cell shows the picture, and a line that says how to get more.  Nothing heavy is loaded before a
front end is shown.
"""

from __future__ import annotations

import base64
import html
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from .words import language, words

__all__ = ["Front"]

FOLDER = Path(__file__).parent
VIEW = "application/vnd.jupyter.widget-view+json"
NOTE = "border-left:4px solid #B34700;padding:4px 0 4px 12px;margin:4px 0;color:inherit"


class Front:
    """A figure with a front end of its own; subclasses say what it shows and what it does.

    Attributes:
        name: of its files in `folder`: NAME.js, NAME.css, NAME.toml.
        words: its texts in the language in which it was made.
        error: what the last event raised, in words; "" if all went well.
    """

    name: ClassVar[str] = ""
    folder: ClassVar[Path] = FOLDER

    def __init__(self) -> None:
        self.words = words(FOLDER / "front.toml", self.folder / f"{self.name}.toml")
        self.language = language()
        self.error = ""
        self._widget: Any = None
        self._heard = ""
        self._lock = threading.RLock()  # events may come in another thread while a cell runs

    # -- what a subclass says ------------------------------------------------------------------------------------------

    def given(self) -> dict[str, Any]:
        """What the page gets once: data that JSON can hold."""
        return {}

    def state(self) -> dict[str, Any]:
        """What the page gets whenever something has changed."""
        return {}

    def handle(self, event: dict[str, Any]) -> None:
        """Do what was asked for on the page; an exception is shown there."""

    def png(self) -> bytes | None:
        """The picture that the stored notebook keeps; None: the text alone."""
        return None

    def text(self) -> str:
        """The same in words, for those who have no picture."""
        return f"<{type(self).__name__}>"

    # -- the page ------------------------------------------------------------------------------------------------------

    def say(self, key: str, **values: Any) -> str:
        """A text in the language of this front end."""
        found = self.words.get(key, key)
        for name, value in values.items():
            found = found.replace(f"{{{name}}}", str(value))
        return found

    def live(self) -> Any:
        """The widget; None where there is no anywidget, or an ipywidgets that is too old for it."""
        if self._widget is None and not missing():
            kind = widget_class(self.name, self.folder)
            self._widget = kind(self._received, given=self._given(), state=self._sent())
            if self._heard:  # a hand was quicker than the widget
                self.changed()
        return self._widget

    def changed(self) -> None:
        """Tell the page of the state as it is now."""
        if self._widget is not None:
            with self._lock:
                self._widget.state = self._sent()
                let_others_hear(self._widget)

    def renew(self) -> None:
        """Give the page anew what it gets once."""
        if self._widget is not None:
            self._widget.given = self._given()
            let_others_hear(self._widget)

    def _given(self) -> dict[str, Any]:
        return {"words": self.words, "language": self.language, **self.given()}

    def _sent(self) -> dict[str, Any]:
        return {**self.state(), "error": self.error, "heard": self._heard}

    def _received(self, content: Any) -> None:
        """An event from the page.  It is told that it was heard, and what went wrong."""
        if not isinstance(content, dict):
            return
        with self._lock:
            self._heard = str(content.get("id", ""))
            try:
                self.handle(content)
                self.error = ""
            except Exception as error:  # the page shows it: nobody would see it elsewhere
                self.error = self.say("failed", error=f"{type(error).__name__}: {error}")
            self.changed()

    # -- the notebook --------------------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        return self.text()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": self.text()}
        png = self.png()
        if png is not None:
            bundle["image/png"] = base64.b64encode(png).decode()
        widget = self.live()
        if widget is not None:
            bundle[VIEW] = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
        else:
            key, values = missing() or ("missing", {})
            note = self.say(key, **values)
            bundle["text/plain"] += f"\n{note}"
            shown = f"<pre>{html.escape(self.text())}</pre>"
            if png is not None:
                shown = f'<img src="data:image/png;base64,{bundle["image/png"]}" alt="{html.escape(self.text())}">'
            bundle["text/html"] = f'<div style="{NOTE}">{html.escape(note)}</div>{shown}'
        return bundle


def missing() -> tuple[str, dict[str, str]] | None:
    """What keeps front ends from living here: the key of a text, and its values; None if nothing does."""
    try:
        import anywidget  # noqa: F401
        import ipywidgets
    except ImportError:
        return "missing", {}
    version = str(ipywidgets.__version__)
    major, minor = (int(part) for part in version.split(".")[:2])
    return ("old", {"version": version}) if (major, minor) < (7, 7) else None


def let_others_hear(widget: Any) -> None:
    """Leave the page's messages to whatever thread the page asks for.

    ipykernel 7 hands them to the thread that has sent something last: while a cell runs and sends, that thread is busy,
    and they would wait until the cell is done.
    """
    comm = widget.comm
    if hasattr(type(comm), "_reply_subshell_for"):  # of ipykernel 7.4: it asks here for each message
        comm._reply_subshell_for = lambda data, asked: asked
    getattr(comm, "__dict__", {}).pop("_reply_subshell_id", None)


@cache
def widget_class(name: str, folder: Path) -> Any:
    """The anywidget of a front end: `given` and `state` go to the page, events come from there as messages."""
    import anywidget
    import traitlets

    def source(suffix: str, common: str) -> str:
        own = folder / f"{name}.{suffix}"
        return "\n".join(file.read_text(encoding="utf-8") for file in (FOLDER / common, own) if file.exists())

    def begin(self: Any, hear: Callable[[Any], None], **values: Any) -> None:
        self.hear = hear
        anywidget.AnyWidget.__init__(self, **values)

    def opened(self: Any) -> None:  # the page may answer from now on, long before the widget is complete
        self.on_msg(lambda _, content, __: self.hear(content))
        anywidget.AnyWidget.open(self)
        let_others_hear(self)

    parts = {
        "__init__": begin,
        "open": opened,
        "__module__": __name__,
        "_esm": source("js", "controls.js"),
        "_css": source("css", "look.css"),
        "given": traitlets.Dict().tag(sync=True),
        "state": traitlets.Dict().tag(sync=True),
    }
    return type(name.title(), (anywidget.AnyWidget,), parts)
