"""The digit pad, in a real browser: drawn with the mouse, a finger's events or keys, and the page shows what is so."""

from __future__ import annotations

import base64
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .lab import IS_READY, ROOT, SHOTS, Page
from .test_climb import RUN, look

sys.path.insert(0, str(ROOT / "tests"))
import photos

NETWORK = """
import autograd_lib as torch
from autograd_lib import datasets, nn, optim
from autograd_lib.course import digit_pad, start
start('07', {language!r})
digits = datasets.Digits()
x, y = (digits.data / 255 - 0.1307) / 0.3081, digits.targets
torch.manual_seed(0)
net = nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = optim.Adam(net.parameters(), lr=0.01)
for step in range(150):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(net(x), y)
    loss.backward()
    optimizer.step()
pad = digit_pad(net, digits)
pad"""


def opened(browser: Any, address: str, language: str) -> tuple[Page, Any]:
    page = Page(browser, address, f"exercises/{language}/07_mnist.ipynb")
    page.page.evaluate(RUN, NETWORK.format(language=language))
    page.page.wait_for_function(IS_READY, timeout=120_000)
    widget = page.page.locator(".al-pad").first
    widget.wait_for(timeout=30_000)
    return page, widget


@pytest.fixture(scope="module")
def english(browser: Any, address: str) -> Iterator[tuple[Page, Any]]:
    page, widget = opened(browser, address, "en")
    yield page, widget
    page.close()


def draw(page: Page, widget: Any, points: list[tuple[float, float]]) -> None:
    """A stroke with the mouse; points from 0 to 1 of the pad."""
    box = widget.locator(".al-paper").bounding_box()
    places = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in points]
    page.page.mouse.move(*places[0])
    page.page.mouse.down()
    for place in places[1:]:
        page.page.mouse.move(*place, steps=8)
    page.page.mouse.up()


def shows_the_kernels_numbers(page: Page, widget: Any) -> list[float]:
    """Wait until the bars on the page are the kernel's probabilities; these."""
    for _ in range(100):
        shown = widget.locator(".al-bars .al-number").all_text_contents()
        known = page.ask("pad.probabilities and [f'{each:.2f}' for each in pad.probabilities]")
        if shown == (known or [""] * 10):
            return [float(each or 0) for each in shown]
        page.page.wait_for_timeout(50)
    raise AssertionError((shown, known))


def test_a_digit_drawn_with_the_mouse_is_read_while_it_is_drawn(english: tuple[Page, Any]) -> None:
    page, widget = english
    assert widget.locator(".al-message").text_content() == "Draw a digit first."
    assert widget.get_by_role("button", name="Keep").is_disabled()
    draw(page, widget, [(0.25, 0.12), (0.75, 0.12), (0.45, 0.9)])
    page.until("pad.probabilities and max(pad.probabilities) == pad.probabilities[7]")
    p = shows_the_kernels_numbers(page, widget)
    assert p[7] == max(p) > 0.5
    assert "The network says 7" in widget.locator(".al-message").text_content()
    assert widget.locator(".al-best b").text_content() == "7"
    assert widget.locator(".al-lights").count() == 1
    widget.get_by_role("button", name="Clear").click()
    page.until("pad.probabilities is None")
    draw(
        page,
        widget,
        [(0.5, 0.1), (0.25, 0.3), (0.22, 0.6), (0.4, 0.88), (0.65, 0.85), (0.78, 0.55), (0.72, 0.25), (0.5, 0.1)],
    )
    page.until("pad.probabilities and max(pad.probabilities) == pad.probabilities[0]")
    assert shows_the_kernels_numbers(page, widget)[0] > 0.5
    assert page.errors == [] and page.outside == []


def test_what_is_kept_stands_in_the_gallery(english: tuple[Page, Any]) -> None:
    page, widget = english
    widget.locator("select").select_option("0")
    widget.get_by_role("button", name="Keep").click()
    page.until("len(pad.kept) == 1")
    first = widget.locator(".al-gallery li").first
    first.wait_for()
    assert first.text_content() == "0 ✓"
    assert "Read right: 1 of 1 (where you said which digit it should be)" in widget.locator(".al-shelf").text_content()
    widget.get_by_role("button", name="Throw all away").click()
    page.until("pad.kept == []")


def test_by_keyboard_alone_a_one_is_drawn(english: tuple[Page, Any]) -> None:
    page, widget = english
    widget.get_by_role("button", name="Clear").click()
    page.until("pad.probabilities is None")
    keys = page.page.keyboard
    widget.locator(".al-paper").focus()
    for _ in range(5):
        keys.press("ArrowUp")
    for column in ("Right", "Left"):  # two cells wide
        keys.press("Space")
        for _ in range(6):
            keys.press(f"Shift+Arrow{'Down' if column == 'Right' else 'Up'}")
        keys.press(f"Arrow{column}")
    assert page.page.locator('.al-pad > [role="status"]').text_content() == "row 1, column 5: ink"
    keys.press("Space")
    keys.press("Space")  # takes it away, and puts it back
    page.until("len(pad.cells) == 14")
    page.until("pad.probabilities and max(pad.probabilities) == pad.probabilities[1]")
    assert shows_the_kernels_numbers(page, widget)[1] > 0.5


def test_a_photograph_is_read_and_what_is_none_is_said_in_place(english: tuple[Page, Any], tmp_path: Path) -> None:
    page, widget = english
    file = tmp_path / "seven.jpg"
    file.write_bytes(photos.jpeg(photos.photo("uneven", photos.ink()), orientation=6))
    widget.locator("input[type=file]").set_input_files(file)
    page.until("pad.is_photo")
    upright = page.ask("bool(pad.ink.shape[0] > pad.ink.shape[1])")
    assert upright and page.ask("int(pad.picture.max())") > 150
    shows_the_kernels_numbers(page, widget)
    file.write_bytes(b"no picture at all")
    widget.locator("input[type=file]").set_input_files(file)
    warning = widget.locator(".al-warning")
    warning.wait_for()
    assert "no picture that can be read" in warning.text_content()
    draw(page, widget, [(0.3, 0.2), (0.7, 0.2), (0.45, 0.85)])
    page.until("pad.strokes and not pad.is_photo")
    warning.wait_for(state="hidden")
    assert page.errors == []


def test_it_fits_the_page_in_japanese_in_both_themes(browser: Any, address: str) -> None:
    page, widget = opened(browser, address, "ja")
    assert widget.locator(".al-message").text_content() == "まず数字をかいてください。"
    draw(page, widget, [(0.3, 0.25), (0.5, 0.12), (0.7, 0.3), (0.5, 0.48), (0.72, 0.65), (0.5, 0.88), (0.28, 0.75)])
    page.until("pad.probabilities")
    page.ask("pad.keep(3) and 0")
    SHOTS.mkdir(parents=True, exist_ok=True)
    for width, theme in ((1200, "Light"), (800, "Dark")):
        look(page, width, theme)
        page.page.wait_for_function(f"document.querySelector('.al-pad').dataset.theme === '{theme.lower()}'")
        page.page.wait_for_timeout(400)
        assert page.overflow() <= 1
        widget.screenshot(path=SHOTS / f"pad-{width}-{theme}.png")
    assert page.errors == [] and page.outside == []
    look(page, 1200, "Light")
    page.close()


def test_what_is_drawn_on_the_page_is_what_python_draws(english: tuple[Page, Any]) -> None:
    page, widget = english
    widget.get_by_role("button", name="Clear").click()
    page.until("pad.probabilities is None")
    draw(page, widget, [(0.2, 0.2), (0.8, 0.2), (0.4, 0.9)])
    page.until("pad.probabilities")
    page.page.wait_for_timeout(300)
    widget.locator(".al-paper").evaluate("each => each.blur()")
    shown = widget.locator(".al-paper").evaluate(
        "each => { const data = each.getContext('2d').getImageData(0, 0, 280, 280).data;"
        " return btoa(String.fromCharCode(...Array.from({length: 4900}, (_, n) =>"
        " data[4 * ((2 + 4 * Math.floor(n / 70)) * 280 + 2 + 4 * (n % 70))]))); }"
    )
    mine = [each < 128 for each in base64.b64decode(shown)]
    theirs = list(page.ask("bytes((pad.ink[2::4, 2::4] > 0.5).astype('uint8').ravel())"))
    assert sum(theirs) > 300
    assert sum(one != other for one, other in zip(mine, theirs)) < 0.03 * sum(theirs)
