"""What lives in the page, in JupyterLab: one page for all of it, since to load it takes longer than the tests.

Each is shown twice in its notebook.  Keys reach it and not the notebook, both places stay in step, it fits the page in
both themes, and after a restart of the kernel it says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import photos
import pytest
from nbformat import v4
from watched_loop import loop

from .lab import IS_READY, SHOTS, Page

NETWORK = """\
import autograd_lib as torch
from autograd_lib import datasets, nn, optim, viz
from autograd_lib.course import climb, digit_pad, explore, play, start
digits = datasets.Digits()
x, y = (digits.data / 255 - 0.1307) / 0.3081, digits.targets
torch.manual_seed(0)
net = nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 10))
optimizer = optim.Adam(net.parameters(), lr=0.01)
for step in range(150):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(net(x), y)
    loss.backward()
    optimizer.step()"""
FIGURE = """\
from matplotlib.figure import Figure
def draw(a):
    figure = Figure(figsize=(2, 1))
    figure.subplots().plot([0, 1], [0, a])
    return figure
figure = explore(draw, a=(0.0, 2.0))
figure"""
CELLS = (
    NETWORK,
    "start('03', 'en')\ngame = climb()\ngame", "game",
    "pad = digit_pad(net, digits)\npad", "pad",
    "graph = viz.explore_graph(lambda: nn.functional.cross_entropy(net(x[:4]), y[:4]))\ngraph", "graph",
    FIGURE, "figure",
    "start('03', 'ja')\nhike = climb()\nhike", "block = digit_pad(net, digits)\nblock",
    "chart = explore(draw, a=play(0.0, 2.0, 1.0))\nchart",
)  # fmt: skip
KERNEL = "jupyterapp.shell.currentWidget.sessionContext.session.kernel"
SLEEP = f"() => {{ {KERNEL}.requestExecute({{code: 'import time; time.sleep(600)', stop_on_error: false}}); }}"
FIGURES = ".jp-OutputArea-output .widget-vbox:has(> .widget-image)"
AGAIN = """\
from autograd_lib.viz.story import number
def again(round, lr, rounds=1):
    weights = [torch.tensor(each, requires_grad=True) for each in before[round]]
    told = lambda values: ', '.join(number(each.numpy()) for each in values)
    with torch.no_grad():
        slope = [torch.zeros(()), torch.zeros(())]
        for w, b in before[round - rounds + 1 : round + 1]:
            error = X * w + b - y
            slope = [slope[0] + (2 * error * X).mean(), slope[1] + (2 * error).mean()]
        guess = X * before[round][0] + before[round][1]
        return [number(guess.numpy()), number(((guess - y) ** 2).mean().numpy()), told(slope),
                told([-lr * each for each in slope])]
[run.status, run.lr, run.keep]"""
INTERRUPTED = """\
run = viz.watch(range(100_000), optimizer, model=net, criterion=criterion)
for epoch in run:
    time.sleep(0.005)"""


@pytest.fixture(scope="module")
def page(browser: Any, address: str, folder: Path) -> Iterator[Page]:
    notebook(folder / "files" / "alive.ipynb", *CELLS)
    notebook(folder / "files" / "cockpit.ipynb", loop(lr=0.01, seconds=0.005), AGAIN, INTERRUPTED)
    opened = Page(browser, address, "alive.ipynb")
    opened.run_all()
    assert opened.failures() == []
    opened.page.locator(".al-pad").nth(2).wait_for(timeout=30_000)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def without_errors(page: Page) -> Iterator[None]:
    yield
    assert page.errors == [] and page.outside == []


def notebook(path: Path, *cells: str) -> None:
    """Write a notebook."""
    made = [v4.new_code_cell(each, id=f"cell-{number}") for number, each in enumerate(cells)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    path.write_text(nbformat.writes(v4.new_notebook(cells=made, metadata=kernel)), encoding="utf-8")


def look(page: Page, width: int, theme: str) -> None:
    """Make the page so wide, and JupyterLab light or dark."""
    page.page.set_viewport_size({"width": width, "height": 1100})
    page.page.evaluate(f"jupyterapp.commands.execute('apputils:change-theme', {{theme: 'JupyterLab {theme}'}})")
    page.page.wait_for_function(f"document.body.dataset.jpThemeLight === '{str(theme == 'Light').lower()}'")


def draw(page: Page, widget: Any, points: list[tuple[float, float]]) -> None:
    """A stroke with the mouse; points from 0 to 1 of the pad."""
    widget.locator(".al-paper").scroll_into_view_if_needed()
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


def test_by_keyboard_alone_one_walks_to_the_top_and_lifts_the_fog(page: Page) -> None:
    widget, other = page.page.locator(".al-climb").nth(0), page.page.locator(".al-climb").nth(1)
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
    widget.locator(".al-message").get_by_text("822.73 m").wait_for()
    for each in (widget, other):
        each.locator(".al-gps").get_by_text("822.73 m", exact=True).wait_for()
        assert each.locator(".al-reading").all_text_contents() == ["+12 cm", "+21 cm", "−12 cm", "−21 cm"]
    heard = widget.locator('[role="status"]').text_content()
    assert "822.73 m" in heard and "north +12 cm, east +21 cm" in heard
    widget.get_by_role("button", name="Let the rule walk").focus()
    for step in range(24):
        keys.press("Enter")
        page.until(f"len(game.game.path) == {step + 3}")
    assert page.ask("game.game.altitude") == 848.76
    widget.locator(".al-message").get_by_text("no direction leads up").wait_for()
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
    other.locator(".al-card").wait_for()


def test_a_digit_drawn_with_the_mouse_is_read_while_it_is_drawn_and_kept(page: Page) -> None:
    widget, other = page.page.locator(".al-pad").nth(0), page.page.locator(".al-pad").nth(1)
    assert widget.locator(".al-message").text_content() == "Draw a digit first."
    assert widget.get_by_role("button", name="Keep").is_disabled()
    draw(page, widget, [(0.25, 0.12), (0.75, 0.12), (0.45, 0.9)])
    page.until("pad.probabilities and max(pad.probabilities) == pad.probabilities[7] > 0.5")
    p = shows_the_kernels_numbers(page, widget)
    assert p[7] == max(p) > 0.5
    widget.locator(".al-message", has_text="The network says 7").wait_for()
    assert widget.locator(".al-best b").text_content() == "7"
    assert widget.locator(".al-lights").count() == 1
    widget.get_by_role("button", name="Clear").click()
    page.until("pad.probabilities is None")
    zero = [(0.5, 0.1), (0.25, 0.3), (0.22, 0.6), (0.4, 0.88), (0.65, 0.85), (0.78, 0.55), (0.72, 0.25), (0.5, 0.1)]
    draw(page, widget, zero)
    page.until("pad.probabilities and max(pad.probabilities) == pad.probabilities[0] > 0.5")
    for each in (widget, other):
        assert shows_the_kernels_numbers(page, each)[0] > 0.5
    widget.get_by_label("It should be").select_option("0")
    widget.get_by_role("button", name="Keep").click()
    page.until("len(pad.kept) == 1")
    for each in (widget, other):
        each.locator(".al-gallery li").first.wait_for()
        assert each.locator(".al-gallery li").first.text_content() == "0 ✓"
        assert page.ask("pad.state()['exam']") == each.locator(".al-shelf > .al-note").text_content()
    widget.get_by_role("button", name="Throw all away").click()
    page.until("pad.kept == []")


def test_a_photograph_reaches_the_kernel(page: Page, tmp_path: Path) -> None:
    widget = page.page.locator(".al-pad").first
    file = tmp_path / "seven.jpg"
    file.write_bytes(photos.jpeg(photos.photo("uneven", photos.ink()), orientation=6))
    widget.locator("input[type=file]").set_input_files(file)
    page.until("pad.is_photo")
    upright = page.ask("bool(pad.ink.shape[0] > pad.ink.shape[1])")
    assert upright and page.ask("int(pad.picture.max())") > 150
    shows_the_kernels_numbers(page, widget)
    file.write_bytes(b"no picture at all")
    widget.locator("input[type=file]").set_input_files(file)
    warning = widget.get_by_role("alert")
    warning.get_by_text("no picture that can be read").wait_for()
    draw(page, widget, [(0.3, 0.2), (0.7, 0.2), (0.45, 0.85)])
    page.until("pad.strokes and not pad.is_photo")
    warning.wait_for(state="hidden")


def test_one_graph_in_two_places_is_at_the_same_step_in_both(page: Page) -> None:
    graphs = page.page.locator(".al-explorer")
    graphs.nth(1).locator(".al-box").first.press("Home")
    page.until("graph.step == 0")
    page.page.wait_for_function(
        "[...document.querySelectorAll('.al-explorer .al-box.al-seen')].length === 0", timeout=30_000
    )


def test_one_figure_in_two_places_has_one_control(page: Page) -> None:
    boxes = page.page.locator(FIGURES)
    assert boxes.count() == 3
    for number, (key, value) in enumerate((("End", 2), ("Home", 0))):
        boxes.nth(number).locator(".noUi-handle").press(key)
        page.until(f"figure.settings['a'] == {value} and figure._parts['picture'].value == figure.png")
        drawn = page.ask("__import__('hashlib').sha256(figure.png).hexdigest()")
        for each in boxes.all()[:2]:
            shown = each.locator(".widget-readout", has_text=f"{value}.00").or_(
                each.locator(".widget-readout", has_text=str(value))
            )
            shown.first.wait_for()
            for _ in range(100):
                if page.digest(each.locator("img.widget-image")) == drawn:
                    break
                page.page.wait_for_timeout(50)
            else:
                raise AssertionError("one of them shows another picture")


def test_all_fits_the_page_in_both_languages_and_both_themes(page: Page) -> None:
    draws = [(0.3, 0.25), (0.5, 0.12), (0.7, 0.3), (0.5, 0.48), (0.72, 0.65), (0.5, 0.88), (0.28, 0.75)]
    hike, block = page.page.locator(".al-climb").nth(2), page.page.locator(".al-pad").nth(2)
    assert "いちばん高い場所" in hike.locator(".al-title").text_content()
    assert block.locator(".al-message").text_content() == "まず数字をかいてください。"
    draw(page, block, draws)
    page.until("block.probabilities")
    page.ask("block.keep(3) and 0")
    SHOTS.mkdir(parents=True, exist_ok=True)
    for width, theme in ((1200, "Light"), (800, "Dark")):
        look(page, width, theme)
        lives = page.page.locator(".al")
        page.page.wait_for_function(
            f"[...document.querySelectorAll('.al')].every(each => each.dataset.theme === '{theme.lower()}')"
        )
        assert lives.count() == 11
        for name, code in (("fog", "hike.new().walk(63, 22).rule().rule().walk(90, 60)"), ("clear", "hike.lift()")):
            page.ask(f"{code} and 0")
            page.page.wait_for_timeout(1800 if name == "clear" else 200)
            assert page.overflow() <= 1
            hike.screenshot(path=SHOTS / f"climb-{width}-{theme}-{name}.png")
        for each, name in ((block, "pad"), (page.page.locator(".al:has(.al-explorer)").first, "graph")):
            each.screenshot(path=SHOTS / f"{name}-{width}-{theme}.png")
    look(page, 1200, "Light")


def test_a_moved_control_says_that_another_cell_is_running_until_that_is_over(page: Page) -> None:
    figures = page.page.locator(FIGURES)
    warnings = figures.get_by_role("alert")
    assert warnings.count() == 0 and len(page.ask("figure.png")) > 0  # what was moved so far was heard
    page.page.evaluate(SLEEP)
    figures.nth(1).locator(".noUi-handle").press("End")
    warnings.nth(1).wait_for()
    for number in (0, 1):  # one control in two places
        figures.nth(number).get_by_role("alert").get_by_text("another cell is still running").wait_for()
    assert warnings.count() == 2
    page.page.evaluate(KERNEL + ".interrupt()")
    warnings.first.wait_for(state="hidden")
    assert warnings.count() == 0
    page.until("figure.settings['a'] == 2")


def test_after_a_restart_each_says_that_nobody_is_there_and_the_notebook_goes_on(page: Page) -> None:
    page.page.evaluate(KERNEL + ".restart()")
    page.page.wait_for_function(IS_READY, timeout=60_000)
    hill, pad, graph = ".al-climb", ".al-pad", ".al:has(.al-explorer)"
    for kind, number, button in ((hill, 0, "From the beginning"), (hill, 1, "From the beginning"), (hill, 2, "最初から"),
                                 (pad, 0, "Clear"), (pad, 1, "Clear"), (pad, 2, "消す"),
                                 (graph, 0, "One step on (→)"), (graph, 1, "One step on (→)")):  # fmt: skip
        page.page.locator(kind).nth(number).get_by_role("button", name=button, exact=True).click()
    figures = page.page.locator(FIGURES)
    for key in ("Home", "End"):  # one of them moves it
        figures.nth(1).locator(".noUi-handle").press(key)
    figures.nth(2).locator(".jupyter-button").first.click()  # it plays
    for kind, number in ((hill, 0), (hill, 1), (pad, 0), (pad, 1), (graph, 0), (graph, 1), (FIGURES, 0), (FIGURES, 1)):
        warning = page.page.locator(kind).nth(number).get_by_role("alert")
        warning.get_by_text("run this cell again").wait_for()
    for kind in (hill, pad, FIGURES):
        warning = page.page.locator(kind).nth(2).get_by_role("alert")
        warning.get_by_text("このセルをもう一度実行してください").wait_for()
    assert page.ask("1 + 1") == 2

    # A cell that is run again is heard again.
    page.ask("exec('from autograd_lib.course import explore') or 0")
    page.page.evaluate(
        "() => { jupyterapp.shell.currentWidget.content.activeCellIndex = 7;"
        " return jupyterapp.commands.execute('notebook:run-cell'); }"
    )
    figures.first.get_by_role("alert").wait_for(state="hidden")
    figures.first.locator(".noUi-handle").press("End")
    page.until("figure.settings['a'] == 2 and not figure._wanted")
    page.page.wait_for_timeout(200)
    assert [each.get_by_role("alert").count() for each in figures.all()] == [0, 1, 1]


# The cockpit ----------------------------------------------------------------------------------------------------------


def shown(cockpit: Any) -> list[str]:
    """The numbers of the four steps on the page."""
    return cockpit.locator(".al-four span").all_inner_texts()


def begins(page: Any, round: int) -> None:
    """Wait until it is paused at the beginning of a round."""
    page.wait_for_function(
        "(round) => !document.querySelector('.al-cockpit [aria-current=step]')"
        " && document.querySelector('.al-cockpit progress').value === round",
        arg=round,
    )


def steps(page: Any, cockpit: Any) -> None:
    """From the beginning of a round take its four steps, one by one, up to "update"."""
    for name in ("predict", "loss", "gradient", "update"):
        cockpit.get_by_role("button", name="One step of the four").click()
        page.locator(f".al-cockpit [data-step={name}][aria-current=step]").first.wait_for(timeout=60_000)


def agree(shown: list[str], wanted: list[str]) -> bool:
    """The same texts, and each number in them the same to one in its last digit: float32 added up in another order."""

    def read(text: str) -> tuple[float, float]:
        digits, _, power = text.replace("−", "-").partition("e")
        unit = 10.0 ** (int(power or 0) - len(digits.partition(".")[2]))
        return float(text.replace("−", "-")), unit

    number = re.compile(r"[−-]?\d+(?:\.\d+)?(?:e[−+-]?\d+)?")
    if [number.sub("#", each) for each in shown] != [number.sub("#", each) for each in wanted]:
        return False
    pairs = zip(*(map(read, number.findall(" ".join(texts))) for texts in (shown, wanted)), strict=True)
    return all(abs(a - b) < 1.5 * max(a_unit, b_unit) for (a, a_unit), (b, b_unit) in pairs)


def test_numbers_agree_to_one_in_their_last_digit() -> None:
    assert agree(["0.0511, −0.0004345"], ["0.0511, −0.0004346"]) and agree(["1.2e−05", "[3]"], ["1.2e-05", "[3]"])
    assert not agree(["0.0511"], ["0.0513"]) and not agree(["−0.5"], ["0.5"]) and not agree(["[1, 2]"], ["[1]"])
    assert not agree(["1.2e−05"], ["1.2e−06"])


def test_a_running_loop_is_steered_and_the_page_shows_its_numbers(page: Page) -> None:
    opened, page = page, page.page
    opened.turn_to("cockpit.ipynb")
    page.evaluate("() => { window.ran = jupyterapp.commands.execute('notebook:run-all-cells'); }")
    cockpit = page.locator(".al-cockpit").first
    title = cockpit.locator(".al-title")
    title.get_by_text("running").wait_for(timeout=60_000)
    cockpit.get_by_role("button", name="Pause").click()
    title.get_by_text("paused").wait_for(timeout=60_000)

    # One round, in four steps: its numbers, with another learning rate for the last one.
    first = int(title.inner_text().split(",")[1].split("/")[0]) + 1
    cockpit.get_by_role("button", name="One round").click()
    begins(page, first)
    slider = cockpit.get_by_label("lr", exact=True).first
    slider.press("End")
    slider.press("ArrowLeft")
    cockpit.locator("output", has_text="8.91").wait_for()
    steps(page, cockpit)
    numbers = [shown(cockpit)]
    assert int(title.inner_text().split(",")[1].split("/")[0]) == first
    # The next one without zero_grad(): its gradient is the sum of two.
    cockpit.get_by_label("forget zero_grad()").check()
    cockpit.get_by_role("button", name="One step of the four").click()
    begins(page, first + 1)
    steps(page, cockpit)
    numbers.append(shown(cockpit))
    cockpit.get_by_label("forget zero_grad()").uncheck()
    cockpit.get_by_role("button", name="Go on").click()
    title.get_by_text("running").wait_for(timeout=60_000)
    slider.press("Home")  # while it runs
    page.wait_for_function(f"Number(document.querySelector('.al-cockpit progress').value) > {first + 10}")
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / "cockpit-lab.png")
    cockpit.get_by_role("button", name="Stop").click()
    title.get_by_text("stopped").wait_for(timeout=60_000)

    # The last cell trains as well, until the page interrupts the kernel.
    second = page.locator(".al-cockpit").nth(1)
    second.locator(".al-title").get_by_text("running").wait_for(timeout=60_000)
    page.evaluate("jupyterapp.commands.execute('notebook:interrupt-kernel')")
    second.locator(".al-title").get_by_text("interrupted").wait_for(timeout=60_000)
    page.evaluate("window.ran")
    assert second.get_by_role("button", name="Pause").is_disabled()
    page.screenshot(path=SHOTS / "cockpit-interrupted.png")
    page.locator(".jp-OutputArea-output", has_text="KeyboardInterrupt").last.wait_for(timeout=15_000)

    assert agree(numbers[0], opened.ask(f"again({first}, 8.91)"))
    assert agree(numbers[1], opened.ask(f"again({first + 1}, 8.91, 2)"))
    values = page.locator(".jp-OutputArea-output pre", has_text="stopped").first.inner_text()
    assert values == "['stopped', 1e-05, False]"
    done = opened.ask("len(before)")
    assert title.inner_text() == f"Training: stopped, {done} / 100000"

    # Once more, and the kernel is restarted while it is paused.
    page.evaluate(
        "() => { jupyterapp.shell.currentWidget.content.activeCellIndex = 2;"
        " jupyterapp.commands.execute('notebook:run-cell'); }"
    )
    last = page.locator(".al-cockpit").nth(1)
    last.get_by_role("button", name="Pause", disabled=False).click(timeout=60_000)
    last.locator(".al-title").get_by_text("paused").wait_for(timeout=60_000)
    page.evaluate(KERNEL + ".restart()")
    page.wait_for_function(IS_READY, timeout=60_000)
    last.get_by_role("button", name="Go on").click()
    page.get_by_role("alert").get_by_text("run this cell again").wait_for()
    assert opened.ask("1 + 1") == 2
