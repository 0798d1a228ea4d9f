"""A page of Chromium with a single front end on it, and no Jupyter: `Bare` stands where anywidget's manager stands.

The front end's Python side is the real one: events go to it, its state goes back.  What `page` shows is there within
milliseconds, so a test can walk through much of it.
"""

from __future__ import annotations

import time
from typing import Any

from .lab import SHOTS

PAGE = """<!doctype html><meta charset="utf-8">
<style>body { margin: 16px; background: %s; color: %s; }</style><div id="here"></div>"""
MODEL = """async ([esm, css, given, state]) => {
    const style = document.createElement("style");
    style.textContent = css;
    document.head.append(style);
    const module = await import(URL.createObjectURL(new Blob([esm], {type: "text/javascript"})));
    const listeners = {};
    const values = {given, state};
    window.put = (name, value) => {
        values[name] = value;
        (listeners["change:" + name] ?? []).forEach((each) => each());
    };
    const model = {
        get: (name) => values[name],
        on: (event, act) => { (listeners[event] ??= []).push(act); },
        off: (event, act) => { listeners[event] = (listeners[event] ?? []).filter((each) => each !== act); },
        send: (content) => { window.toPython(content); },
    };
    window.close_front = await module.default.render({model, el: document.getElementById("here")});
}"""


class Bare:
    """A front end on a page of its own.

    Attributes:
        page: playwright's.
        errors: what the page's scripts raised.
        outside: addresses that it asked for.
        deaf: while this is true, nothing reaches Python, as after the restart of a kernel.
    """

    def __init__(self, browser: Any, front: Any, width: int = 1200, dark: bool = False, touch: bool = False) -> None:
        self.front, self.deaf, self.dark = front, False, dark
        self.context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", has_touch=touch
        )
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.outside: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self._note(request.url))
        self.page.set_content(PAGE % (("#111111", "#eeeeee") if dark else ("#ffffff", "#212121")))
        self.page.expose_function("toPython", self._event)
        widget = front.live()
        self.page.evaluate(MODEL, [widget._esm, widget._css, widget.given, widget.state])
        widget.observe(lambda change: self.put(change["name"], change["new"]), names=["state", "given"])

    def _note(self, url: str) -> None:
        if not url.startswith(("data:", "blob:", "about:")):
            self.outside.append(url)

    def _event(self, content: Any) -> None:
        if not self.deaf:
            self.front._received(content)

    def put(self, name: str, value: Any) -> None:
        """Hand a value of the model to the page."""
        self.page.evaluate("([name, value]) => { window.put(name, value); }", [name, value])

    def until(self, condition: Any, seconds: float = 5.0) -> None:
        """Wait until something is so."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "it has not come about"
            self.page.wait_for_timeout(20)

    def shoot(self, name: str) -> None:
        """A screenshot of the front end: build/browser/NAME.png."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.locator("#here").screenshot(path=SHOTS / f"{name}.png")

    def close(self) -> None:
        """The front end cleans up, and nothing is left wrong."""
        self.page.evaluate("window.close_front?.()")
        self.context.close()
        assert self.errors == [] and self.outside == []
