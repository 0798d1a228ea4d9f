"""Beside controls that are none of ours: when the page asks whether it is heard, and what it says if it is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from autograd_lib.viz.front import set_language
from autograd_lib.viz.front.watch import Watch

from .bare import Bare

NEVER = 60_000  # milliseconds: longer than a test


class Slow(Watch):
    """It answers when it is told to."""

    def __init__(self) -> None:
        super().__init__(["slider", "menu"])
        self.asked: list[Any] = []

    def _received(self, content: Any) -> None:
        self.asked.append(content)

    def answer(self) -> None:
        while self.asked:
            super()._received(self.asked.pop(0))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    set_language("en")


def move(bare: Bare, control: str, event: str = "change:value", by_kernel: bool = False) -> None:
    bare.page.evaluate(
        """([control, event, byKernel]) => {
            const model = window.controls[control];
            model._state_lock = byKernel ? {value: 3} : null;
            model.trigger(event);
            model._state_lock = null;
        }""",
        [control, event, by_kernel],
    )


def test_it_asks_once_whatever_is_moved_by_hand_and_again_when_that_was_answered(browser: Any) -> None:
    watch = Slow()
    bare = Bare(browser, watch, patience=NEVER)
    bare.until(lambda: watch.asked == [{"do": "come"}])
    watch.answer()
    move(bare, "slider", by_kernel=True)
    move(bare, "menu", "change:description")
    bare.page.wait_for_timeout(50)
    assert watch.asked == []
    for _ in range(20):
        move(bare, "slider")
    bare.until(lambda: watch.asked)
    bare.page.wait_for_timeout(50)
    assert [each["do"] for each in watch.asked] == ["answer"]
    watch.answer()
    move(bare, "menu", "change:index")
    bare.until(lambda: watch.asked)
    assert bare.page.get_by_role("alert").count() == 0
    assert bare.page.locator("#here").bounding_box() is None  # no gap either
    bare.close()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The kernel does not answer. If it was restarted, run this cell again; if another cell is still running, "
               "wait for it."),
        ("ja", "カーネルから応答がありません。再起動した場合は、このセルをもう一度実行してください。ほかのセルが実行中なら、"
               "終わるまで待ちましょう。"),
    ],
    ids=["en", "ja"],
)  # fmt: skip
def test_in_both_places_it_says_that_nobody_answers_until_somebody_does(browser: Any, language: str, said: str) -> None:
    set_language(language)
    watch = Slow()
    one, other = Bare(browser, watch, patience=100), Bare(browser, watch, width=800, patience=100)
    for each in (one, other):
        move(each, "slider")
    for each in (one, other):
        alert = each.page.get_by_role("alert")
        alert.wait_for()
        assert alert.inner_text() == said and alert.evaluate("each => each.closest('[lang]').lang") == language
        assert each.faults() == []
    move(one, "slider")  # after so long it asks once more
    one.until(lambda: [each["do"] for each in watch.asked].count("answer") == 3)
    watch.answer()
    for each in (one, other):
        each.page.get_by_role("alert").wait_for(state="hidden")
        each.close()


def test_where_nothing_can_be_sent_it_says_so_at_once(browser: Any) -> None:
    bare = Bare(browser, Slow(), patience=NEVER)
    bare.page.evaluate("() => { window.toPython = () => { throw new Error('the channel is closed'); }; }")
    move(bare, "slider")
    bare.page.get_by_role("alert").wait_for()
    bare.close()


def test_it_leaves_the_controls_when_it_goes(browser: Any) -> None:
    bare = Bare(browser, Slow())
    count = "() => ['slider', 'menu'].map((each) => window.controls[each].heardBy())"
    assert bare.page.evaluate(count) == [2, 2]
    bare.page.evaluate("window.close_front()")
    assert bare.page.evaluate(count) == [0, 0]
    bare.close()
