"""Every lesson in a real browser: it runs, its controls move, and what the page shows is what the kernel holds."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import v4

from .lab import OVERFLOW, ROOT, Page

LESSONS = sorted(path.relative_to(ROOT) for path in (ROOT / "course").glob("[ej][na]/*.ipynb"))
FAILS = "fails.ipynb"
EXPLORERS = "[each for each in Out.values() if type(each).__name__ == 'Explorer']"
CONTROLS = (
    f"[[vars(each) | dict(options=[label for label, _ in each.options]) for each in e.controls] for e in {EXPLORERS}]"
)


@pytest.fixture(scope="module")
def first(browser: Any, address: str, folder: Path) -> Iterator[Page]:
    """One JupyterLab for all of it: to load it takes longer than most lessons run.  A notebook that fails is open."""
    cells = [v4.new_code_cell(each) for each in ("1 + 1", "1 / 0")]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    made = v4.new_notebook(cells=cells, metadata=kernel)
    (folder / "files" / FAILS).write_text(nbformat.writes(made), encoding="utf-8")
    page = Page(browser, address, FAILS)
    yield page
    page.close()


@pytest.fixture(params=LESSONS, ids=lambda path: f"{path.parent.name}-{path.stem}", scope="module")
def opened(request: Any, first: Page) -> tuple[Page, str]:
    path: Path = request.param
    page = first
    page.page.set_viewport_size({"width": 1200, "height": 400})  # a low page is drawn in less time
    if page.path != path.as_posix():
        page.turn_to(path.as_posix())
    page.run_all()
    return page, f"{path.stem[:2]}-{path.parent.name}"


def test_a_cell_that_fails_is_seen(first: Page) -> None:
    if first.path != FAILS:
        first.turn_to(FAILS)
    first.run_all()
    assert first.failures() == ["ZeroDivisionError: division by zero"]


def test_it_runs_to_its_end_and_asks_nothing_of_the_outside(opened: tuple[Page, str]) -> None:
    page, _ = opened
    assert page.failures() == []
    assert page.errors == []
    assert page.outside == []


def test_every_control_can_be_moved_to_both_ends_and_the_page_shows_the_kernels_picture(
    opened: tuple[Page, str],
) -> None:
    page, name = opened
    known = page.ask(CONTROLS)
    boxes = page.page.locator(".jp-OutputArea-output .widget-vbox:has(> .widget-image)")
    if known:
        boxes.nth(len(known) - 1).wait_for()
    assert boxes.count() == len(known)
    if not name.endswith("en"):
        return  # the same cells, figures and controls in every language
    for number, controls in enumerate(known):
        box, explorer = page.hold(boxes.nth(number)), f"{EXPLORERS}[{number}]"
        for control in controls:
            for what, reached in ends(page, box, control):
                shown(page, box, explorer, control["name"], reached, what)
    assert page.errors == []


def ends(page: Page, box: Any, control: dict[str, Any]) -> Iterator[tuple[Any, Callable[[Any], bool]]]:
    """Move one control to both of its ends, as a hand would: what was done, and how the kernel's value is known then."""
    name, kind = control["name"], control["kind"]
    labels = box.locator(".widget-label", has_text=name).or_(box.get_by_text(name, exact=True))
    assert labels.count() >= 1, name
    row = page.hold(box.locator(".widget-inline-hbox", has=page.page.get_by_text(name, exact=True)).first)
    last: Any = control["start"]
    if kind == "switch":
        tick = row.locator("input[type=checkbox]")
        for value in (not control["start"], control["start"]):
            tick.click()
            yield value, lambda found, value=value: found is value
    elif kind == "choice":
        menu = row.locator("select")
        for place in (len(control["options"]) - 1, 0):
            menu.select_option(index=place)
            last = control["options"][place]
            yield last, lambda found, place=place: found == place
    else:
        handle = row.locator(".noUi-handle")
        for key, value in (("End", control["high"]), ("Home", control["low"])):
            handle.focus()
            page.page.keyboard.press(key)
            read_out = row.locator(".widget-readout").inner_text()
            assert reads(read_out, value), (name, value, read_out)
            last = value
            yield value, lambda found, value=value: math.isclose(found, value, rel_tol=1e-6, abs_tol=1e-6)
    if control["frames"]:
        from playwright.sync_api import expect  # there is none on every machine

        play, read_out = box.locator(".widget-play button").nth(0), row.locator(".widget-readout")
        before = read_out.inner_text()
        for seconds in (5, 10, 30):  # a click that comes while the page is still drawing may be lost
            play.click()
            try:
                expect(read_out).not_to_have_text(before, timeout=1000 * seconds)
                break
            except AssertionError:
                if seconds == 30:
                    raise
        play.click()
        yield "played", lambda found, last=last: found != last


def reads(text: str, value: float) -> bool:
    """Whether a slider's read-out is that value, to the digits that it shows."""
    shown = float(text.replace("−", "-").replace(",", ""))
    return math.isclose(shown, value, rel_tol=0.06, abs_tol=0.006)


def shown(page: Page, box: Any, explorer: str, name: str, reached: Callable[[Any], bool], what: Any) -> None:
    """The kernel has heard of it and drawn, and the picture on the page is the one that it has drawn last."""
    place = f"[[value for _, value in c.options].index(e.settings[{name!r}]) for c in e.controls if c.name == {name!r}]"
    value = (
        f"({place}[0] if any(c.kind == 'choice' for c in e.controls if c.name == {name!r}) else e.settings[{name!r}])"
    )
    picture = "__import__('hashlib').sha256(e.png).hexdigest()"
    all_of_it = f"[({value}, e._parts['picture'].value == e.png, e.error, {picture}) for e in [{explorer}]][0]"
    image = box.locator("img.widget-image")
    for wait in (0, *[50] * 10, *[200] * 150):  # each question costs the page more than the drawing that it waits for
        page.page.wait_for_timeout(wait)
        found, sent, error, drawn = page.ask(all_of_it)
        if reached(found) and sent:
            break
    assert reached(found) and sent and error == "", (name, what, found, error)
    for attempt in range(1, 100):
        if page.digest(image) == drawn:
            return
        page.page.wait_for_timeout(50)
        if attempt % 10 == 0:  # what was playing may have drawn once more
            drawn = page.ask(all_of_it)[3]
    raise AssertionError(f"{name} at {what}: the page shows another picture than the kernel's")


@pytest.mark.parametrize("width", [1200, 800])
def test_nothing_sticks_out_of_the_page(opened: tuple[Page, str], width: int) -> None:
    page, name = opened
    page.page.set_viewport_size({"width": width, "height": 900})
    page.page.wait_for_timeout(300)
    page.page.wait_for_function(f"({OVERFLOW})() <= 1", timeout=10_000, polling=100)  # what reckons its size needs a while
    assert page.overflow() <= 1
    page.shoot(f"{name}-{width}")
