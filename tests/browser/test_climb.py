"""The walk in fog, in a real browser: from the start to the top by keyboard alone, and what the page shows is true."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .lab import IS_READY, SHOTS, Page

RUN = """async (source) => {
    const book = jupyterapp.shell.currentWidget.content;
    book.model.sharedModel.insertCell(0, {cell_type: 'code', source});
    book.activeCellIndex = 0;
    await jupyterapp.commands.execute('notebook:run-cell');
}"""
FIRST = "from autograd_lib.course import climb, start\nstart('03', '{language}')\ngame = climb()\ngame"


def opened(browser: Any, address: str, language: str) -> tuple[Page, Any]:
    page = Page(browser, address, f"exercises/{language}/03_gradient_descent.ipynb")
    page.page.evaluate(RUN, FIRST.format(language=language))
    page.page.wait_for_function(IS_READY, timeout=60_000)
    widget = page.page.locator(".al-climb").first
    widget.wait_for(timeout=20_000)
    return page, widget


@pytest.fixture(scope="module")
def english(browser: Any, address: str) -> Iterator[tuple[Page, Any]]:
    page, widget = opened(browser, address, "en")
    yield page, widget
    page.close()


def fresh(page: Page, widget: Any) -> None:
    page.ask("game.new('hill', 0) and 0")
    page.page.wait_for_function(
        "document.querySelector('.al-climb .al-message').textContent.startsWith('Height 817.58')"
    )


def test_by_keyboard_alone_one_walks_to_the_top_and_lifts_the_fog(english: tuple[Page, Any]) -> None:
    page, widget = english
    fresh(page, widget)
    keys = page.page.keyboard
    feet = widget.locator(".al-feet")
    feet.focus()
    for _ in range(13):
        keys.press("ArrowRight")
    keys.press("Shift+ArrowLeft")
    keys.press("Shift+ArrowLeft")  # 63 degrees
    keys.press("ArrowUp")
    keys.press("ArrowUp")  # 22 m
    assert feet.get_attribute("aria-valuetext") == "63°, northeast, 22 m"
    assert page.ask("len(game.game.path)") == 1
    keys.press("Enter")
    page.until("len(game.game.path) == 2")
    assert page.ask("game.game.altitude") == 822.73
    page.page.wait_for_function("document.querySelector('.al-message').textContent.includes('822.73 m')")
    assert widget.locator(".al-gps").text_content() == "822.73 m"
    assert widget.locator(".al-reading").all_text_contents() == ["+12 cm", "+21 cm", "−12 cm", "−21 cm"]
    heard = page.page.locator('.al-climb [role="status"]').text_content()
    assert "822.73 m" in heard and "north +12 cm, east +21 cm" in heard
    widget.get_by_role("button", name="Let the rule walk").focus()
    for step in range(24):
        keys.press("Enter")
        page.until(f"len(game.game.path) == {step + 3}")
    assert page.ask("game.game.altitude") == 848.76
    page.page.wait_for_function("document.querySelector('.al-message').textContent.includes('no direction leads up')")
    keys.press("Tab")  # take back
    keys.press("Tab")
    keys.press("Enter")
    page.until("not game.game.fog")
    shown = widget.locator(".al-card")
    shown.wait_for()
    text = shown.text_content()
    assert "After 25 steps you stand at 848.76 m, the rule at 848.76 m; the best place is 848.76 m" in text
    assert "you 100 %, the rule 100 %" in text and "even" in text
    assert widget.locator(".al-shapes path").count() > 20
    assert shown.evaluate("each => each === document.activeElement")
    assert widget.get_by_role("button", name="Walk", exact=True).is_disabled()
    assert page.errors == [] and page.outside == []


def test_a_pointer_chooses_where_to_go_and_a_step_taken_back_goes_on_counting(english: tuple[Page, Any]) -> None:
    page, widget = english
    fresh(page, widget)
    box = widget.locator(".al-map").bounding_box()
    scale = box["width"] / 440
    page.page.mouse.move(box["x"] + 240 * scale, box["y"] + 270 * scale)  # 40 m east of the start
    page.page.mouse.down()
    page.page.mouse.up()
    assert widget.locator(".al-feet").get_attribute("aria-valuetext") == "90°, east, 40 m"
    widget.get_by_role("button", name="Walk", exact=True).click()
    page.until("len(game.game.path) == 2")
    assert page.ask("[round(x) for x in game.game.place]") == [40, 0]
    box = widget.locator(".al-feet").bounding_box()
    page.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 0.2 * box["height"])
    assert widget.locator(".al-feet").get_attribute("aria-valuenow") == "0"
    widget.get_by_role("button", name="Take back").click()
    page.until("len(game.game.path) == 1")
    page.page.wait_for_function(
        "document.querySelector('.al-climb .al-bar span.al-note').textContent.startsWith('1 of')"
    )
    assert page.errors == []


def test_another_ground_is_a_new_game(english: tuple[Page, Any]) -> None:
    page, widget = english
    widget.locator("select").select_option("valleys")
    page.until("game.game.land.name == 'valleys'")
    page.page.wait_for_function("document.querySelector('.al-climb .al-title').textContent.includes('lowest')")
    widget.locator(".al-seed").fill("5")
    widget.locator(".al-seed").press("Tab")
    page.until("game.game.land.seed == 5")
    widget.get_by_role("button", name="Another start").click()
    page.until("game.game.land.seed == 6")
    assert page.errors == []


def test_a_silent_kernel_is_said_in_place(english: tuple[Page, Any]) -> None:
    page, widget = english
    page.page.evaluate("jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    page.page.wait_for_function(IS_READY, timeout=60_000)
    widget.get_by_role("button", name="Let the rule walk").click()
    warning = widget.locator(".al-warning")
    warning.wait_for(timeout=10_000)
    assert "run this cell again" in warning.text_content()


def test_it_fits_the_page_in_japanese_in_both_themes(browser: Any, address: str) -> None:
    page, widget = opened(browser, address, "ja")
    assert "いちばん高い場所" in widget.locator(".al-title").text_content()
    for width, theme in ((1200, "Light"), (800, "Dark")):
        look(page, width, theme)
        page.page.wait_for_function(f"document.querySelector('.al-climb').dataset.theme === '{theme.lower()}'")
        for name, code in (("fog", "game.new().walk(63, 22).rule().rule().walk(90, 60)"), ("clear", "game.lift()")):
            page.ask(f"{code} and 0")
            page.page.wait_for_timeout(1800 if name == "clear" else 200)
            assert page.overflow() <= 1
            SHOTS.mkdir(parents=True, exist_ok=True)
            widget.screenshot(path=SHOTS / f"climb-{width}-{theme}-{name}.png")
    assert page.errors == [] and page.outside == []
    look(page, 1200, "Light")
    page.close()


def look(page: Page, width: int, theme: str) -> None:
    """Make the page so wide, and JupyterLab light or dark."""
    page.page.set_viewport_size({"width": width, "height": 1100})
    page.page.evaluate(f"jupyterapp.commands.execute('apputils:change-theme', {{theme: 'JupyterLab {theme}'}})")
    page.page.wait_for_function(f"document.body.dataset.jpThemeLight === '{str(theme == 'Light').lower()}'")
