"""The digit pad on a page: drawn with a mouse, a finger or keys, and the page shows what is so."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import photos
import pytest
from PIL import Image

import autograd_lib as torch
from autograd_lib import datasets, nn, optim
from autograd_lib.course import digit_pad
from autograd_lib.viz.front import set_language

from .bare import Bare

SEVEN = [(0.2, 0.2), (0.8, 0.2), (0.4, 0.9)]
ONE = [(0.5, 0.1), (0.5, 0.9)]


@pytest.fixture(scope="module")
def learned() -> tuple[Any, Any]:
    """A network that has learned the small digits, and these."""
    digits = datasets.Digits()
    x, y = (digits.data / 255 - 0.1307) / 0.3081, digits.targets
    torch.manual_seed(0)
    net = nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
    optimizer = optim.Adam(net.parameters(), lr=0.01)
    for _ in range(150):
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        optimizer.step()
    return net, digits


@pytest.fixture
def bare(browser: Any, learned: Any) -> Iterator[Bare]:
    page = Bare(browser, digit_pad(*learned), touch=True, patience=1000)
    yield page
    page.close()


def places(bare: Bare, points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points from 0 to 1 of the pad, on the page."""
    box = bare.page.locator(".al-paper").bounding_box()
    return [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in points]


def draw(bare: Bare, points: list[tuple[float, float]], moves: int = 8) -> None:
    """A stroke with the mouse."""
    first, *rest = places(bare, points)
    bare.page.mouse.move(*first)
    bare.page.mouse.down()
    for place in rest:
        bare.page.mouse.move(*place, steps=moves)
    bare.page.mouse.up()


def agrees(bare: Bare) -> bool:
    """What is drawn on the page is what Python draws."""
    mine, theirs = paper(bare), bare.front.ink[2::4, 2::4] > 0.5
    return bool((mine != theirs).sum() <= 0.03 * theirs.sum())


def settled(bare: Bare) -> None:
    """Wait until all that was drawn is read."""
    bare.until(lambda: agrees(bare))
    shows(bare)


def shows(bare: Bare) -> None:
    """The page shows Python's probabilities and words."""
    pad, page = bare.front, bare.page

    def numbers() -> list[str]:
        return [f"{each:.2f}" for each in pad.probabilities] if pad.probabilities else [""] * 10

    # Both, again and again: a picture that is under way may still change what Python says.
    bare.until(lambda: page.locator(".al-bars .al-number").all_text_contents() == numbers())
    bare.until(lambda: page.locator(".al-message").text_content() == pad.message())
    if pad.probabilities:
        best = str(int(np.argmax(pad.probabilities)))
        assert page.locator(".al-best b").all_text_contents() == [best]
        assert page.locator(".al-lights").count() == len(pad.layers)


def says(bare: Bare, digit: int) -> None:
    bare.until(lambda: bare.front.probabilities and int(np.argmax(bare.front.probabilities)) == digit)
    shows(bare)


def paper(bare: Bare) -> np.ndarray:
    """Where the page's pad has ink: every fourth pixel."""
    shown = bare.page.locator(".al-paper").evaluate(
        "each => { const data = each.getContext('2d').getImageData(0, 0, 280, 280).data;"
        " return btoa(String.fromCharCode(...Array.from({length: 4900}, (_, n) =>"
        " data[4 * ((2 + 4 * Math.floor(n / 70)) * 280 + 2 + 4 * (n % 70))]))); }"
    )
    return np.frombuffer(base64.b64decode(shown), np.uint8).reshape(70, 70) < 128


def test_what_is_drawn_on_the_page_is_what_python_draws_and_can_be_taken_back(bare: Bare) -> None:
    page, pad = bare.page, bare.front
    draw(bare, SEVEN)
    settled(bare)
    draw(bare, [(0.2, 0.6), (0.7, 0.6)])
    settled(bare)
    assert len(pad.strokes) == 2
    page.get_by_role("button", name="Take back").click()
    bare.until(lambda: len(pad.strokes) == 1)
    settled(bare)
    says(bare, 7)
    page.get_by_role("button", name="Take back").click()
    bare.until(lambda: pad.probabilities is None)
    settled(bare)
    assert not paper(bare).any()
    assert page.locator(".al-message").text_content() == "Draw a digit first."
    assert page.get_by_role("button", name="Keep").is_disabled()


def test_a_finger_draws_and_a_second_one_does_not_disturb_it(bare: Bare) -> None:
    first, corner, last = places(bare, SEVEN)
    (palm,) = places(bare, [(0.9, 0.9)])
    way = [
        first,
        ((first[0] + corner[0]) / 2, first[1]),
        corner,
        ((corner[0] + last[0]) / 2, 0.5 * (corner[1] + last[1])),
    ]
    bare.stroke([*way, last], second=palm)
    settled(bare)
    says(bare, 7)
    assert len(bare.front.strokes) == 1 and bare.front.strokes[0][0] == pytest.approx([200, 200], abs=6)
    settled(bare)
    bare.page.get_by_role("button", name="Clear").tap()
    bare.until(lambda: bare.front.probabilities is None)


def test_by_keyboard_alone_a_one_is_drawn(bare: Bare) -> None:
    keys = bare.page.keyboard
    bare.page.locator(".al-paper").focus()
    for _ in range(5):
        keys.press("ArrowUp")
    for column in ("Right", "Left"):  # two cells wide
        keys.press("Space")
        for _ in range(6):
            keys.press(f"Shift+Arrow{'Down' if column == 'Right' else 'Up'}")
        keys.press(f"Arrow{column}")
    assert bare.page.locator('.al-pad > [role="status"]').text_content() == "row 1, column 5: ink"
    keys.press("Space")
    keys.press("Space")  # takes it away, and puts it back
    bare.until(lambda: len(bare.front.cells) == 14)
    says(bare, 1)


def test_two_views_of_one_pad_stay_together_and_a_silent_kernel_is_said_in_both(browser: Any, bare: Bare) -> None:
    other = Bare(browser, bare.front, width=800, patience=200)
    pad = bare.front
    draw(bare, SEVEN)
    says(bare, 7)
    settled(other)
    bare.until(lambda: (paper(bare) == paper(other)).all())  # the one that listens may be a message behind
    draw(other, [(0.3, 0.55), (0.7, 0.55)])
    settled(other)
    settled(bare)
    assert len(pad.strokes) == 2
    bare.until(lambda: (paper(bare) == paper(other)).all())
    bare.page.get_by_role("combobox", name="It should be").select_option("7")
    bare.page.get_by_role("button", name="Keep").click()
    for each in (bare, other):
        each.page.locator(".al-gallery li").wait_for()
    other.page.get_by_role("button", name="Clear").click()
    bare.until(lambda: not paper(bare).any() and not paper(other).any())
    draw(bare, ONE)  # after a picture that was taken away elsewhere
    says(bare, 1)
    says(other, 1)
    bare.until(lambda: (paper(bare) == paper(other)).all())
    bare.deaf = other.deaf = True
    for each in (bare, other):
        draw(each, [(0.2, 0.9), (0.8, 0.9)])
        each.page.get_by_role("alert").get_by_text("run this cell again").wait_for()
    other.close()


def test_a_drawing_that_begins_before_the_kernel_has_cleared_the_last_one_stays(bare: Bare) -> None:
    draw(bare, SEVEN)
    says(bare, 7)
    heard: list[Any] = []
    hear = bare.front._received
    bare.front._received = heard.append  # the kernel is slow
    bare.page.get_by_role("button", name="Clear").click()
    draw(bare, ONE)
    bare.page.wait_for_timeout(150)
    for event in heard:
        hear(event)
    del bare.front._received
    says(bare, 1)
    settled(bare)


def test_a_scribble_is_called_so_on_the_page(bare: Bare) -> None:
    chance = np.random.default_rng(1)
    draw(bare, [(float(x), float(y)) for x, y in chance.uniform(0.05, 0.95, (40, 2))], moves=1)
    settled(bare)
    message = bare.page.locator(".al-message.al-doubt")
    assert "It has never seen such a thing" in message.text_content()
    draw(bare, ONE)  # and the pad goes on
    bare.page.get_by_role("button", name="Clear").click()
    draw(bare, ONE)
    says(bare, 1)


def clear_png(drawn: np.ndarray) -> bytes:
    """The digit in ink on nothing at all."""
    pixels = np.zeros((*drawn.shape, 4), np.uint8)
    pixels[..., 3] = np.rint(255 * drawn)
    buffer = io.BytesIO()
    Image.fromarray(pixels, "RGBA").save(buffer, "PNG")
    return buffer.getvalue()


def alike(one: np.ndarray, other: np.ndarray) -> float:
    one, other = one.astype(float), other.astype(float)
    return float((one * other).sum() / np.sqrt((one**2).sum() * (other**2).sum()))


def test_photographs_of_every_kind_are_read_and_what_is_none_is_said_in_place(bare: Bare, tmp_path: Path) -> None:
    page, pad = bare.page, bare.front
    choose = page.locator("input[type=file]").set_input_files
    warning = page.get_by_role("alert")
    with page.expect_file_chooser():
        page.get_by_role("button", name="Photo of a digit").click()
    upright = digit_pad(pad.model, pad.dataset).photo(photos.photo("white", photos.ink())).picture
    large = np.kron(photos.ink(), np.ones((6, 6)))  # as large as a camera's
    for name, data in (
        ("turned.jpg", photos.jpeg(photos.photo("uneven", photos.ink()), orientation=6)),
        ("clear.png", clear_png(photos.ink())),
        ("large.jpg", photos.jpeg(photos.photo("lamp", large))),
    ):
        pad.clear()
        (tmp_path / name).write_bytes(data)
        choose(tmp_path / name)
        bare.until(lambda: pad.is_photo)
        shows(bare)
        assert alike(pad.picture, upright) > 0.95, name
        assert max(pad.ink.shape) <= 900
        bare.until(lambda: paper(bare).any())
    for name, data, what in (
        ("notes.png", b"no picture at all", "no picture that can be read"),
        ("nothing.jpg", b"", "no picture that can be read"),
        ("blank.jpg", photos.jpeg(np.full((300, 200), 200.0)), "Nothing on this picture stands out"),
    ):
        (tmp_path / name).write_bytes(data)
        choose(tmp_path / name)
        warning.get_by_text(what).wait_for()
        shows(bare)  # what was there stays
    draw(bare, SEVEN)
    warning.wait_for(state="hidden")
    bare.until(lambda: pad.strokes and not pad.is_photo)
    says(bare, 7)


def test_it_can_be_read_and_used_by_everybody_in_both_themes(bare: Bare) -> None:
    assert bare.faults() == []
    draw(bare, SEVEN)
    settled(bare)
    bare.front.keep(7)
    bare.front.keep(1)
    items = bare.page.get_by_role("list", name="My digits").get_by_role("listitem")
    assert items.all_text_contents() == ["7 ✓", "7 ✗ 1"]
    assert bare.page.get_by_role("img", name="read as 7").count() == 2
    assert bare.page.get_by_role("list", name="Probabilities").get_by_role("listitem").count() == 10
    assert bare.page.get_by_role("img", name="Most similar training picture: 7").is_visible()
    assert bare.page.get_by_role("img", name="1: 64").is_visible()
    assert bare.faults() == []


def test_japanese_is_japanese(browser: Any, learned: Any) -> None:
    set_language("ja")
    try:
        bare = Bare(browser, digit_pad(*learned), width=800)
        assert bare.page.locator(".al-message").text_content() == "まず数字をかいてください。"
        assert bare.page.locator(".al").get_attribute("lang") == "ja"
        draw(bare, SEVEN)
        settled(bare)
        bare.front.keep(7)
        assert bare.english() == [] and bare.faults() == []
        bare.close()
    finally:
        set_language("en")
