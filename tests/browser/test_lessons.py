"""Every lesson in a real browser: it runs, its controls move, and what the page shows is what the kernel holds."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import v4

from .lab import ROOT, Page

LESSONS = sorted(path.relative_to(ROOT) for path in (ROOT / "course").glob("[ej][na]/*.ipynb"))
EXPLORERS = "[each for each in Out.values() if type(each).__name__ == 'Explorer']"
CONTROLS = (
    f"[[vars(each) | dict(options=[label for label, _ in each.options]) for each in e.controls] for e in {EXPLORERS}]"
)


@pytest.fixture(scope="module")
def first(browser: Any, address: str) -> Iterator[Page]:
    """One JupyterLab for all lessons: to load it takes longer than most lessons run."""
    page = Page(browser, address, LESSONS[0].as_posix())
    yield page
    page.close()


@pytest.fixture(params=LESSONS, ids=lambda path: f"{path.parent.name}-{path.stem}", scope="module")
def opened(request: Any, first: Page) -> tuple[Page, str]:
    path: Path = request.param
    page = first
    page.page.set_viewport_size({"width": 1200, "height": 900})
    if page.path != path.as_posix():
        page.turn_to(path.as_posix())
    page.run_all()
    return page, f"{path.stem[:2]}-{path.parent.name}"


def test_a_cell_that_fails_is_seen(browser: Any, address: str, folder: Path) -> None:
    cells = [v4.new_code_cell(each) for each in ("1 + 1", "1 / 0")]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    made = v4.new_notebook(cells=cells, metadata=kernel)
    (folder / "files" / "fails.ipynb").write_text(nbformat.writes(made), encoding="utf-8")
    page = Page(browser, address, "fails.ipynb")
    page.run_all()
    assert page.failures() == ["ZeroDivisionError: division by zero"]
    page.close()


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
    assert boxes.count() == len(known)
    if not name.endswith("en"):
        return  # the same cells, figures and controls in every language
    for number, controls in enumerate(known):
        box, explorer = boxes.nth(number), f"{EXPLORERS}[{number}]"
        for control in controls:
            for value in ends(page, box, control, f"{explorer}.settings[{control['name']!r}]"):
                page.until(f"{explorer}._parts['picture'].value == {explorer}.png")
                assert page.ask(f"{explorer}.error") == "", (control["name"], value)
                shown(page, box, explorer)
    assert page.errors == []


def ends(page: Page, box: Any, control: dict[str, Any], setting: str) -> Iterator[Any]:
    """Move one control to both of its ends, as a hand would; waits until the kernel has heard of it."""
    name, kind = control["name"], control["kind"]
    labels = box.locator(".widget-label", has_text=name).or_(box.get_by_text(name, exact=True))
    assert labels.count() >= 1, name
    row = box.locator(".widget-inline-hbox", has=page.page.get_by_text(name, exact=True)).first
    if kind == "switch":
        tick = row.locator("input[type=checkbox]")
        for _ in range(2):
            before = page.ask(setting)
            tick.click()
            page.until(f"{setting} is {not before}")
            yield not before
    elif kind == "choice":
        menu = row.locator("select")
        for place in (len(control["options"]) - 1, 0):
            menu.select_option(index=place)
            option = control["options"][place]
            page.until(f"{setting} == dict({setting.split('.settings')[0]}.controls[[c.name for c in "
                       f"{setting.split('.settings')[0]}.controls].index({name!r})].options)[{option!r}]")  # fmt: skip
            yield option
    else:
        handle = row.locator(".noUi-handle")
        for key, value in (("End", control["high"]), ("Home", control["low"])):
            handle.focus()
            page.page.keyboard.press(key)
            page.until(f"abs({setting} - {value}) <= 1e-6 * max(1, abs({value}))")
            assert reads(row.locator(".widget-readout").inner_text(), value), (name, value)
            yield value
    if control["frames"]:
        play = box.locator(".widget-play").nth(0)
        before = page.ask(setting)
        for seconds in (5, 10, 30):  # a click that comes while the page is still drawing may be lost
            play.locator("button").nth(0).click()
            try:
                page.until(f"{setting} != {before}", seconds)
                break
            except AssertionError:
                if seconds == 30:
                    raise
        play.locator("button").nth(0).click()
        yield "played"


def reads(text: str, value: float) -> bool:
    """Whether a slider's read-out is that value, to the digits that it shows."""
    shown = float(text.replace("−", "-").replace(",", ""))
    return math.isclose(shown, value, rel_tol=0.06, abs_tol=0.006)


def shown(page: Page, box: Any, explorer: str) -> None:
    """The picture on the page is the one that the kernel has drawn last."""
    drawn = f"__import__('hashlib').sha256({explorer}.png).hexdigest()"
    image = box.locator("img.widget-image")
    for _ in range(100):
        if page.digest(image) == page.ask(drawn):
            return
        page.page.wait_for_timeout(50)
    raise AssertionError("the page shows another picture than the kernel's")


@pytest.mark.parametrize("width", [1200, 800])
def test_nothing_sticks_out_of_the_page(opened: tuple[Page, str], width: int) -> None:
    page, name = opened
    page.page.set_viewport_size({"width": width, "height": 900})
    page.page.wait_for_timeout(300)
    assert page.overflow() <= 1
    page.shoot(f"{name}-{width}")
