"""The graph explorer on a page: what it shows at each step is what Python says."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest

import autograd_lib as torch
from autograd_lib import nn
from autograd_lib.viz import explore_graph
from autograd_lib.viz.front import set_language

from .bare import Bare


def running() -> Any:
    x = torch.ones(2, 2, requires_grad=True)

    def program(x: Any) -> Any:
        y = x + 2
        z = y * y * 3
        return z.mean()

    return explore_graph(program, x)


def network() -> Any:
    model = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 4), nn.Tanh(), nn.Linear(4, 4), nn.Linear(4, 1))
    return explore_graph(lambda: model(torch.ones(3, 2)).sum())


@pytest.fixture
def bare(browser: Any) -> Iterator[Bare]:
    page = Bare(browser, running(), touch=True, patience=300)
    yield page
    page.close()


def seen(bare: Bare, kind: str) -> list[str]:
    """What is visible of a kind of text, from top to bottom."""
    found = bare.page.locator(f"svg .{kind}").all()
    return [each.text_content() for each in found if each.is_visible() and each.text_content()]


def at(bare: Bare) -> str:
    return bare.page.locator(".al-say").inner_text().replace("\xa0", " ")


def same(bare: Bare) -> None:
    """The page shows the step that Python is at."""
    step = bare.front.story.steps[bare.front.step]
    assert " ".join(step.say.split()) in " ".join(at(bare).split())
    values = {box for each in bare.front.story.steps[: bare.front.step + 1] for box in each.values}
    assert bare.page.locator(".al-box.al-seen").count() == len(values)


def test_each_step_forward_and_back_shows_its_numbers(bare: Bare) -> None:
    page = bare.page
    assert seen(bare, "al-label") == ["1 × 4.5 = 4.5", "3 × 0.75 = 2.25", "3 × 0.75 = 2.25", "3 × 0.25 = 0.75",
                                      "0.25 × 1 = 0.25"]  # fmt: skip
    assert "grad 2.25 + 2.25 = 4.5" in seen(bare, "al-grad")
    page.get_by_title("To the start (Home)").click()
    bare.until(lambda: bare.front.step == 0)
    assert seen(bare, "al-value") == [] and seen(bare, "al-label") == []
    for _ in range(bare.front.last):
        before = bare.front.step
        page.get_by_title("One step on (→)").click()
        bare.until(lambda before=before: bare.front.step == before + 1)  # type: ignore[misc]
        same(bare)
    assert page.get_by_title("One step on (→)").is_disabled()
    bare.shoot("explorer-light")


def test_the_keyboard_alone_will_do(bare: Bare) -> None:
    page = bare.page
    page.locator(".al-box").first.focus()
    assert "[[4.5 4.5]" in page.locator(".al-details").inner_text()
    page.keyboard.press("Home")
    for expected in ("x = 1", "y = x + 2"):
        page.keyboard.press("ArrowRight")
        assert expected in at(bare)
    page.keyboard.press("ArrowLeft")
    assert "x = 1" in at(bare)
    page.keyboard.press("End")
    assert "x.grad = 4.5" in at(bare)
    assert page.locator("[aria-live]").inner_text() == "backward: x.grad = 4.5"
    page.locator(".al-box").nth(2).focus()
    assert page.locator(".al-box").nth(2).get_attribute("aria-label") == "mul ×, 9, grad 0.75"
    bare.until(lambda: bare.front.step == bare.front.last)


def test_it_plays_and_pauses_and_a_hand_moves_it_anywhere(bare: Bare) -> None:
    page = bare.page
    page.get_by_role("button", name="Play").click()
    bare.until(lambda: 0 < bare.front.step < bare.front.last)
    page.get_by_role("button", name="Pause").click()
    slider = page.get_by_label("Step", exact=True)
    bare.until(lambda: slider.input_value() == str(bare.front.step))  # its last step may be on its way
    stopped = bare.front.step
    page.wait_for_timeout(1000)
    assert bare.front.step == stopped
    slider.fill("7")
    bare.until(lambda: bare.front.step == 7)
    same(bare)


@pytest.mark.parametrize("by", ["pointer", "focus", "finger"])
def test_each_box_tells_of_its_node_and_of_the_line_that_made_it(bare: Bare, by: str) -> None:
    lines, first = inspect.getsourcelines(running)
    number = first + next(n for n, line in enumerate(lines) if "y * y" in line)
    for place in bare.page.locator(".al-box").all():
        {"pointer": place.hover, "focus": place.focus, "finger": place.tap}[by]()
        shown = bare.page.locator(".al-details")
        told = list(zip(shown.locator("dt").all_text_contents(), shown.locator("dd").all_text_contents()))
        assert told == [
            tuple(each) for each in bare.front.story.details(place.get_attribute("data-id"), bare.front.lines)
        ]
        if place.text_content().startswith("mul") and dict(told)["code"] == "y * y":
            assert dict(told)["line"] == f"{number}: y * y" and dict(told)["gradient rule"] == "∂/∂a = b, ∂/∂b = a"
            assert dict(told)["node"] == "MulBackward0" and dict(told)["shape"] == "(2, 2) float32"
            assert dict(told)["value"] == "[[9. 9.]\n [9. 9.]]" and dict(told)["computes"] == "a · b"
            break
    else:
        raise AssertionError("there is no y * y")


def test_the_legend_names_what_is_there_and_everybody_can_read_it_in_both_themes(bare: Bare) -> None:
    legend = bare.page.locator(".al-legend li").all_text_contents()
    assert [each.split(":")[0] for each in legend] == ["leaf", "operation (grad_fn)", "output", "solid", "dashed"]
    assert bare.faults() == []
    bare.page.get_by_title("To the start (Home)").click()
    assert bare.faults() == []
    sheet = bare.page.locator(".al-graph svg")
    width = sheet.bounding_box()["width"]
    bare.page.get_by_role("button", name="Larger").click()
    assert sheet.bounding_box()["width"] > 1.2 * width
    bare.page.get_by_role("button", name="Fit").click()
    bare.page.get_by_role("button", name="Smaller").click()
    assert sheet.bounding_box()["width"] < 0.85 * width


def test_what_cannot_be_walked_back_is_said_in_place(browser: Any) -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    loss = (x * x).sum()
    loss.backward()
    bare = Bare(browser, explore_graph(loss))
    assert "Values only, no walk backward: Trying to backward through the graph" in bare.page.locator(
        ".al-explorer .al-warning"
    ).first.inner_text().replace("\n", " ")
    bare.page.get_by_title("To the start (Home)").click()
    bare.page.get_by_title("To the end (End)").click()
    bare.until(lambda: bare.front.step == bare.front.last)
    same(bare)
    bare.close()


@pytest.mark.parametrize("by", ["click", "keyboard", "finger"])
def test_a_group_opens_and_closes(browser: Any, by: str) -> None:
    bare = Bare(browser, network(), width=800, dark=True, touch=True)
    group = bare.page.locator('.al-box[data-kind="group"]').first
    before = bare.page.locator(".al-box").count()
    legend = bare.page.locator(".al-legend").inner_text()
    assert "group: click to open" in legend
    if by == "click":
        group.click()
    elif by == "finger":
        group.tap()
    else:
        group.focus()
        bare.page.keyboard.press("Enter")
    bare.until(lambda: bare.page.locator(".al-box").count() > before)
    assert bare.page.locator(".al-box").count() == len(bare.front.story.boxes)
    assert bare.page.evaluate("document.activeElement.classList.contains('al-box')")
    assert any(each.startswith("1 × Σ 1 =") for each in seen(bare, "al-label"))  # the last bias is broadcast
    assert "Σ 2: several gradients" in bare.page.locator(".al-legend").inner_text()
    bare.shoot("explorer-dark")
    bare.page.locator(".al-explorer button", has_text="▾").last.click()
    bare.until(lambda: bare.page.locator(".al-box").count() == before)
    bare.close()


def test_a_silent_kernel_is_named_and_the_page_still_walks(bare: Bare) -> None:
    bare.deaf = True
    bare.page.get_by_title("One step back (←)").click()
    bare.page.get_by_role("alert").get_by_text("run this cell again").wait_for(timeout=7000)
    assert "AddBackward0" in at(bare)


def test_two_copies_walk_together_and_japanese_is_japanese(browser: Any) -> None:
    set_language("ja")
    try:
        found = network()
    finally:
        set_language("en")
    one, two = Bare(browser, found), Bare(browser, found, width=800)
    one.page.get_by_title("最初へ（Home）").click()
    one.until(lambda: found.step == 0)
    two.until(lambda: "まだ何も計算していません" in at(two))
    assert one.page.locator(".al").get_attribute("lang") == "ja"
    assert one.english() == [] and one.faults() == []
    one.close()
    two.close()


def test_a_graph_is_seen_whole_where_its_letters_stay_legible(browser: Any) -> None:
    def wide(a: Any, b: Any, c: Any) -> Any:
        return (a.exp() * b.sin() + c.cos() * a.tanh()) * (b.exp() + c.sigmoid())

    found = explore_graph(wide, *(torch.tensor(each, requires_grad=True) for each in (1.0, 2.0, 3.0)))
    for width in (1200, 760, 420):
        for front in (running(), found):
            bare = Bare(browser, front, width=width)
            sheet = bare.page.locator(".al-graph")
            across, down = sheet.evaluate(
                "each => [each.scrollWidth - each.clientWidth, each.scrollHeight - each.clientHeight]"
            )
            letters = bare.page.locator(".al-box text").first.evaluate(
                "each => parseFloat(getComputedStyle(each).fontSize) * each.getScreenCTM().a"
            )
            assert letters > 8.9
            assert (across <= 0 and down <= 0) or letters < 9.1, (width, across, down, letters)
            assert across <= 0 or front.width > 0.9 * sheet.evaluate("each => each.clientWidth")
            bare.shoot(f"explorer-{'wide' if front is found else 'plain'}-{width}")
            bare.close()
