"""The walk in fog on a page: by pointer, finger and key, and what the page shows is true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from autograd_lib.course import climb
from autograd_lib.viz.front import set_language

from .bare import Bare


@pytest.fixture
def bare(browser: Any) -> Iterator[Bare]:
    page = Bare(browser, climb(), touch=True, patience=300)
    yield page
    page.close()


def aimed(bare: Bare) -> str:
    return bare.page.locator(".al-feet").get_attribute("aria-valuetext")


def on_map(bare: Bare, east: float, north: float) -> tuple[float, float]:
    """Where a place of the hill's map is on the page."""
    box = bare.page.locator(".al-map").bounding_box()
    scale = box["width"] / 440
    return box["x"] + (200 + east) * scale, box["y"] + (270 - north) * scale


def around_feet(bare: Bare, east: float, north: float) -> tuple[float, float]:
    """Where a point of the picture of the feet is; from -1 to 1."""
    box = bare.page.locator(".al-feet").bounding_box()
    return box["x"] + (1 + east) * box["width"] / 2, box["y"] + (1 - north) * box["height"] / 2


def shows(bare: Bare) -> None:
    """The page shows the game's own numbers, and of the ground no more than they tell."""
    game, page = bare.front.game, bare.page
    bare.until(lambda: page.locator(".al-gps").text_content() == f"{game.altitude:.2f} m")
    readings = [int(re.sub(r"\D", "", each)) for each in page.locator(".al-reading").all_text_contents()]
    assert readings == [abs(each) for each in game.land.readings(game.place)]
    assert page.locator(".al-map circle.al-me").count() == 1
    assert page.locator(".al-chart .al-you-mark").count() == len(game.path)
    assert page.locator(".al-shapes path").count() == 0 or not game.fog


def test_a_pointer_chooses_where_to_go_and_a_step_taken_back_goes_on_counting(bare: Bare) -> None:
    page, game = bare.page, bare.front.game
    page.mouse.click(*on_map(bare, 40, 0))
    bare.until(lambda: aimed(bare) == "90°, east, 40 m")
    page.get_by_role("button", name="Walk", exact=True).click()
    bare.until(lambda: len(game.path) == 2)
    assert [round(x) for x in game.place] == [40, 0]
    shows(bare)
    page.mouse.click(*around_feet(bare, 0, 0.6))
    bare.until(lambda: page.locator(".al-feet").get_attribute("aria-valuenow") == "0")
    page.get_by_role("button", name="Take back").click()
    page.get_by_text("1 of at most").wait_for()
    assert len(game.path) == 1
    shows(bare)


def test_a_finger_turns_the_compass_and_a_second_one_does_not_disturb_it(bare: Bare) -> None:
    bare.stroke([around_feet(bare, 0, 0.5), around_feet(bare, 0.4, 0.4), around_feet(bare, 0.5, 0)],
                second=around_feet(bare, -0.5, -0.5))  # fmt: skip
    bare.until(lambda: aimed(bare) == "90°, east, 20 m")
    bare.page.touchscreen.tap(*on_map(bare, 0, 40))
    bare.until(lambda: aimed(bare) == "0°, north, 40 m")
    bare.stroke([on_map(bare, 0, 40), on_map(bare, 20, 20), on_map(bare, 30, 0)])
    bare.until(lambda: aimed(bare) == "90°, east, 30 m")
    bare.page.wait_for_timeout(400)  # two touches in a shorter time may count as a double tap
    bare.page.get_by_role("button", name="Let the rule walk").tap()
    bare.until(lambda: bare.front.game.walkers == ["rule"])
    shows(bare)


def test_compass_and_tape_go_to_both_of_their_ends(bare: Bare) -> None:
    page, game = bare.page, bare.front.game
    compass, tape = page.get_by_role("slider", name="Compass"), page.get_by_role("slider", name="Tape")
    compass.press("End")
    tape.press("End")
    assert aimed(bare) == "359°, north, 200 m" and tape.get_attribute("aria-valuetext") == "200 m"
    tape.press("Home")
    compass.press("Home")
    assert aimed(bare) == "0°, north, 1 m"
    compass.press("Enter")
    bare.until(lambda: len(game.path) == 2)
    assert game.place == pytest.approx((0, 1))


def test_another_ground_is_a_new_game_and_what_is_refused_is_said_in_place(bare: Bare) -> None:
    page, front = bare.page, bare.front
    page.get_by_role("combobox", name="Ground").select_option("valleys")
    page.get_by_text("Find the lowest place.").wait_for()
    assert front.game.land.name == "valleys"
    seed = page.get_by_role("spinbutton", name="Start")
    for typed, expected in (("5", 5), ("-3", 0), ("", 0), ("5", 5)):
        seed.fill(typed)
        seed.press("Tab")
        bare.until(lambda expected=expected: front.game.land.seed == expected)  # type: ignore[misc]
    page.get_by_role("button", name="Another start").click()
    bare.until(lambda: front.game.land.seed == 6)
    shows(bare)
    front._received({"do": "walk", "heading": 0, "length": 999})
    page.get_by_role("alert").get_by_text("a step needs a heading and a length above 0, up to 200 m").wait_for()
    page.get_by_role("button", name="Let the rule walk").click()
    page.get_by_role("alert").wait_for(state="hidden")
    bare.until(lambda: len(front.game.path) == 2)


def test_two_views_of_one_walk_stay_together_and_a_silent_kernel_is_said_in_both(browser: Any, bare: Bare) -> None:
    other = Bare(browser, bare.front, width=800, patience=300)
    bare.page.mouse.click(*on_map(bare, 40, 0))
    bare.page.get_by_role("button", name="Walk", exact=True).click()
    bare.until(lambda: len(bare.front.game.path) == 2)
    shows(bare)
    shows(other)
    other.page.get_by_role("button", name="Let the rule walk").click()
    bare.until(lambda: len(bare.front.game.path) == 3)
    shows(bare)
    shows(other)
    bare.page.get_by_role("button", name="Lift the fog").click()
    for each in (bare, other):
        each.page.locator(".al-card", has_text="After 2 steps you stand at").wait_for()
        assert each.page.locator(".al-map .al-you-mark").count() == 1 and each.page.locator(".al-shapes path").count()
        assert each.page.locator(".al-map .al-rule-mark").count() == 3
        each.deaf = True
        each.page.get_by_role("button", name="Another start").click()
        each.page.get_by_role("alert").get_by_text("run this cell again").wait_for()
    assert other.page.evaluate("document.activeElement.textContent") == "Another start"
    other.close()


def test_it_can_be_read_and_used_by_everybody_in_both_themes(browser: Any, bare: Bare) -> None:
    assert bare.faults() == []
    bare.front.rule().walk(90, 60)
    assert bare.page.get_by_role("img", name="Map in fog with your path").is_visible()
    assert bare.page.get_by_role("img", name="Heights, step by step: 817.6, 8").is_visible()
    bare.front.lift()
    assert bare.page.get_by_role("img", name="Map with contour lines").is_visible()
    assert bare.page.locator(".al-shapes").evaluate("each => getComputedStyle(each).animationName") == "al-lift"
    bare.page.emulate_media(reduced_motion="reduce")
    assert bare.page.locator(".al-shapes").evaluate("each => getComputedStyle(each).animationName") == "none"
    assert bare.faults() == []


def test_japanese_is_japanese(browser: Any) -> None:
    set_language("ja")
    try:
        bare = Bare(browser, climb(), width=800)
        assert "いちばん高い場所" in bare.page.locator(".al-title").inner_text()
        assert bare.page.locator(".al").get_attribute("lang") == "ja"
        for act in (lambda: bare.front.rule().walk(90, 60), bare.front.lift):
            act()
            assert bare.english() == [] and bare.faults() == []
        bare.close()
    finally:
        set_language("en")
