"""A page of Chromium with a single front end on it, and no Jupyter: `Bare` stands where anywidget's manager stands.

The front end's Python side is the real one: events go to it, its state goes back.  What `page` shows is there within
milliseconds, so a test can walk through much of it.
"""

from __future__ import annotations

import re
import time
import tomllib
from collections.abc import Sequence
from typing import Any

from .lab import SHOTS

PAGE = """<!doctype html><meta charset="utf-8">
<style>body { margin: 16px; background: %s; color: %s; }</style><div id="here"></div>"""
MODEL = """async ([esm, css, given, state]) => {
    const style = document.createElement("style");
    style.textContent = css;
    document.head.append(style);
    const module = await import(URL.createObjectURL(new Blob([esm], {type: "text/javascript"})));
    const eventful = (listeners = {}) => ({
        on: (events, act) => { for (const each of events.split(" ")) (listeners[each] ??= new Set()).add(act); },
        off: (events, act) => { for (const each of events.split(" ")) listeners[each]?.delete(act); },
        trigger: (event) => { listeners[event]?.forEach((each) => each()); },
        heardBy: () => Object.values(listeners).reduce((sum, each) => sum + each.size, 0),
    });
    const values = {given, state};
    window.controls = {}; // widgets of others, by their ids
    const model = {
        ...eventful(),
        get: (name) => values[name],
        send: (content) => { window.toPython(content); },
        widget_manager: {get_model: async (id) => (window.controls[id] ??= eventful())},
    };
    window.put = (name, value) => { values[name] = value; model.trigger("change:" + name); };
    await module.default.initialize?.({model});
    window.close_front = await module.default.render({model, el: document.getElementById("here")});
}"""

IDLE: dict[tuple[Any, bool], list[Any]] = {}  # pages that are free, by their browser, with or without touch
EVENTS: dict[Any, Any] = {}  # who hears the events of a page
GROUNDS = {False: ("#ffffff", "#212121"), True: ("#111111", "#eeeeee")}  # dark or not: paper and ink
NAMED = "application|button|checkbox|combobox|img|link|progressbar|radio|slider|spinbutton|textbox"
DIM = """(root) => {
    const parts = (text) => { const found = (text.match(/[\\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
        return found.length < 4 ? [...found.slice(0, 3), 1] : found; };
    const over = (top, below) => top.slice(0, 3).map((each, n) => top[3] * each + (1 - top[3]) * below[n]);
    const light = (color) => { const [r, g, b] = color.map((each) => each / 255)
        .map((each) => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
    const ratio = (...colors) => { const [a, b] = colors.map(light).sort((x, y) => y - x); return (a + 0.05) / (b + 0.05); };
    const opacity = (each) => each ? Number(getComputedStyle(each).opacity) * opacity(each.parentElement) : 1;
    const isShape = (each) => each instanceof SVGElement && !(each instanceof SVGSVGElement);
    for (const each of root.querySelectorAll(".al-graph")) each.style.maxHeight = "none"; // nothing is scrolled away
    const found = [], texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const text = texts.currentNode.data.trim(), element = texts.currentNode.parentElement;
        if (!text || element.closest(":disabled, option, .al-hidden")) continue;
        if (!element.checkVisibility({visibilityProperty: true})) continue;
        const range = document.createRange();
        range.selectNodeContents(texts.currentNode);
        const box = range.getBoundingClientRect(), style = getComputedStyle(element), layers = [];
        const ink = parts(isShape(element) ? style.fill : style.color);
        ink[3] *= opacity(element);
        if (isShape(element) && style.stroke !== "none") layers.push(parts(style.stroke)); // a halo
        for (const each of document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2)) {
            if (each.matches("text") || (layers.length && layers.at(-1)[3] === 1)) continue;
            const its = getComputedStyle(each), color = isShape(each) ? its.fill : its.backgroundColor;
            if (color === "none") continue;
            const layer = parts(color);
            layer[3] *= opacity(each);
            layers.push(layer);
        }
        const ground = layers.reduceRight((below, top) => over(top, below), [255, 255, 255]);
        const seen = ratio(over(ink, ground), ground);
        if (seen < 4.5) found.push(`${text} (${element.className.baseVal ?? element.className}): ${seen.toFixed(2)}`);
    }
    return found;
}"""
SMALL = """(root) => [...root.querySelectorAll("button, select, input:not(.al-hidden), [tabindex='0']")]
    .map((each) => [each, each.closest("label") ?? each]).map(([each, whole]) => [each, whole.getBoundingClientRect()])
    .filter(([, {width, height}]) => width && Math.min(width, height) < 24)
    .map(([each]) => each.outerHTML.slice(0, 80))"""


class Bare:
    """A front end on a page of its own.

    Attributes:
        page: playwright's.
        errors: what the page's scripts raised.
        outside: addresses that it asked for.
        deaf: while this is true, nothing reaches Python, as after the restart of a kernel.
    """

    def __init__(
        self,
        browser: Any,
        front: Any,
        width: int = 1200,
        dark: bool = False,
        touch: bool = False,
        patience: int | None = None,
    ) -> None:
        self.front, self.deaf, self.touch = front, False, touch
        idle = IDLE.setdefault((browser, touch), [])
        self.page = idle.pop() if idle else browser.new_context(has_touch=touch).new_page()
        self.context = self.page.context
        self.page.goto("about:blank")
        self.page.mouse.move(0, 0)
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="null")
        self.errors: list[str] = []
        self.outside: list[str] = []
        self.heard_by = {"pageerror": lambda error: self.errors.append(str(error)), "request": self._note}
        for event, act in self.heard_by.items():
            self.page.on(event, act)
        self.page.set_content(PAGE % GROUNDS[dark])
        if self.page not in EVENTS:
            page = self.page
            page.expose_function("toPython", lambda content: EVENTS[page](content))
        EVENTS[self.page] = self._event
        widget = front.live()
        given = {**widget.given, **({} if patience is None else {"patience": patience})}
        self.page.evaluate(MODEL, [widget._esm, widget._css, given, widget.state])
        # As it is by now: while one page is told, an event of another page may have changed it once more.
        self.tell = lambda change: self.put(change["name"], getattr(widget, change["name"]))
        widget.observe(self.tell, names=["state", "given"])

    def _note(self, request: Any) -> None:
        if not request.url.startswith(("data:", "blob:", "about:")):
            self.outside.append(request.url)

    def _event(self, content: Any) -> None:
        if not self.deaf:
            self.front._received(content)

    def put(self, name: str, value: Any) -> None:
        """Hand a value of the model to the page."""
        self.page.evaluate("([name, value]) => { window.put(name, value); }", [name, value])

    def until(self, condition: Any, seconds: float = 20.0) -> None:
        """Wait until something is so."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "it has not come about"
            self.page.wait_for_timeout(20)

    def stroke(self, points: Sequence[tuple[float, float]], second: tuple[float, float] | None = None) -> None:
        """A finger that moves over the page; `second`: meanwhile another one touches it there."""
        driver = self.context.new_cdp_session(self.page)
        fingers: list[dict[str, float]] = []

        def touch(kind: str, *points: tuple[float, float]) -> None:
            fingers[:] = [{"x": x, "y": y, "id": number} for number, (x, y) in enumerate(points)]
            driver.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": fingers})

        other = [second] if second else []
        touch("Start", points[0])
        if other:
            touch("Start", points[0], *other)
        for point in points[1:]:
            touch("Move", point, *other)
        if other:
            touch("End", points[-1])
        touch("End")
        driver.detach()

    def paint(self, dark: bool) -> None:
        """Make the page dark or light, as a theme does that is chosen meanwhile."""
        paper, ink = GROUNDS[dark]
        self.page.evaluate("([paper, ink]) => Object.assign(document.body.style, {background: paper, color: ink})",
                           [paper, ink])  # fmt: skip
        self.page.locator(f".al[data-theme={'dark' if dark else 'light'}]").wait_for()

    def faults(self) -> list[str]:
        """What some people could not use: controls and pictures without a name, pale texts, tiny targets."""
        snapshot = self.page.locator("#here").aria_snapshot()
        found = [f"no name: {each}" for each in re.findall(rf'^\s*- ((?:{NAMED})(?! ").*)$', snapshot, re.MULTILINE)]
        size = self.page.viewport_size
        self.page.set_viewport_size({"width": size["width"], "height": 4000})  # what is out of sight has no ground
        for dark in (False, True):
            self.paint(dark)
            found += [f"pale, {'dark' if dark else 'light'}: {each}" for each in self._all(DIM)]
        self.page.set_viewport_size(size)
        return found + [f"tiny: {each}" for each in self._all(SMALL)]

    def _all(self, script: str) -> list[str]:
        return self.page.locator("#here").evaluate(script)

    def english(self) -> list[str]:
        """The English texts that it shows or says, of those that are other ones in Japanese."""
        here = self.page.locator("#here")
        said = "\n".join([here.inner_text(), *re.findall(r'"([^"]*)"', here.aria_snapshot())])
        tables = [self.front.folder / f"{name}.toml" for name in ("front", self.front.name)]
        texts = [text for each in tables for text in tomllib.loads(each.read_text(encoding="utf-8")).values()]
        words = {part.strip() for text in texts for part in re.split(r"\{\w+\}", text["en"])}
        japanese = "\n".join(text["ja"] for text in texts)  # it has words of programs, such as backward
        return sorted(
            each for each in words
            if len(each) > 3 and each not in japanese and re.search(rf"\b{re.escape(each)}\b", said)
        )  # fmt: skip

    def shoot(self, name: str) -> None:
        """A screenshot of the front end: build/browser/NAME.png."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.locator("#here").screenshot(path=SHOTS / f"{name}.png")

    def close(self) -> None:
        """The front end cleans up, and nothing is left wrong.  The page, blank, serves the next one."""
        self.page.evaluate("window.close_front?.()")
        self.front.live().unobserve(self.tell, names=["state", "given"])
        EVENTS[self.page] = lambda content: None
        self.page.goto("about:blank")
        for event, act in self.heard_by.items():
            self.page.remove_listener(event, act)
        assert self.errors == [] and self.outside == []
        IDLE[self.context.browser, self.touch].append(self.page)
