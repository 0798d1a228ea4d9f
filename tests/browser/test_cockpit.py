"""The cockpit: on a page of its own it shows what Python says, and in JupyterLab it steers a loop that is running."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat import v4

from autograd_lib import nn, optim
from autograd_lib.viz import watch

from .bare import Bare
from .lab import IS_READY, SHOTS, Page

LOOP = """\
import autograd_lib as torch, time
from autograd_lib import nn, optim, viz
from autograd_lib.viz.story import number
X, y = torch.tensor([[1.0], [2.0], [3.0]]), torch.tensor([[2.0], [4.0], [6.0]])
net, criterion, before = nn.Linear(1, 1), nn.MSELoss(), []
optimizer = optim.SGD(net.parameters(), lr=0.01)
run = viz.watch(range(100_000), optimizer, model=net, criterion=criterion)
for epoch in run:
    before.append((net.weight.item(), net.bias.item()))
    loss = criterion(net(X), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    run.log(loss=loss)
    time.sleep(0.005)"""
AGAIN = """\
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
COPIES = "graph = viz.explore_graph(lambda: criterion(net(X), y))\ngraph"


def line(**options: Any) -> tuple[Any, Any]:
    net = nn.Linear(1, 1)
    optimizer = optim.SGD(net.parameters(), lr=0.01)
    return watch(range(50), optimizer, model=net, criterion=nn.MSELoss(), **options), net


def test_curves_numbers_and_warnings_are_those_of_python(browser: Any) -> None:
    run, _ = line()
    bare = Bare(browser, run, width=800, dark=True)
    run.status, run.done, run.sub = "running", 20, "gradient"
    run.numbers = {"predict": "0", "loss": "18.67", "gradient": "−18.67, −8"}
    run.curves = {
        "train_loss": [1 / (n + 1) for n in range(20)],
        "valid_loss": [0.5] * 20,
        "accuracy": [0.5, 0.75, 1.0],
    }
    run.broken = {"other_loss": "nan"}
    run.changed()
    page = bare.page
    assert page.locator(".al-title").inner_text() == "Training: running, 20 / 50"
    assert page.locator("figure").count() == 2
    labels = [each.get_attribute("aria-label") for each in page.locator("figure svg").all()]
    assert labels == ["train_loss: 0.05 after 20, valid_loss: 0.5 after 20", "accuracy: 1 after 3"]
    assert page.locator("[aria-current=step]").inner_text() == "3 gradient\n−18.67, −8"
    assert "other_loss became nan" in page.locator(".al-warning", has_text="other_loss").inner_text()
    bare.shoot("cockpit-dark")
    bare.close()


def test_every_instrument_reaches_python_by_hand_and_by_key(browser: Any) -> None:
    run, _ = line()
    bare = Bare(browser, run, touch=True)
    run.status = "running"
    run.changed()
    page = bare.page
    page.get_by_role("button", name="Pause").click()
    bare.until(lambda: run._wanted == "pause")
    page.get_by_role("button", name="One step of the four").press("Enter")
    bare.until(lambda: run._wanted == "sub" and run._go)
    page.get_by_role("button", name="One round").tap()
    bare.until(lambda: run._wanted == "item")
    page.get_by_label("forget zero_grad()").press("Space")
    bare.until(lambda: run.keep)
    page.get_by_label("lr", exact=True).first.focus()
    page.keyboard.press("End")
    bare.until(lambda: run.lr == 10)
    page.keyboard.press("Home")
    bare.until(lambda: run.lr == 1e-5)
    run.status = "paused"
    run.changed()
    page.get_by_role("button", name="Go on").click()
    bare.until(lambda: run._wanted == "")
    page.get_by_role("button", name="Stop").click()
    bare.until(lambda: run._stop)
    run.status = "stopped"
    run.changed()
    assert page.get_by_role("button", name="Pause").is_disabled()
    bare.close()


def notebook(path: Path, *cells: str) -> None:
    """Write a notebook."""
    made = [v4.new_code_cell(each, id=f"cell-{number}") for number, each in enumerate(cells)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    path.write_text(nbformat.writes(v4.new_notebook(cells=made, metadata=kernel)), encoding="utf-8")


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


def test_in_jupyterlab_a_running_loop_is_steered_and_the_page_shows_its_numbers(
    browser: Any, address: str, folder: Path
) -> None:
    notebook(folder / "files" / "cockpit.ipynb", LOOP, AGAIN, COPIES, "graph", INTERRUPTED)
    opened = Page(browser, address, "cockpit.ipynb")
    page = opened.page
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
    cockpit.locator("output", has_text="8.91").wait_for(timeout=10_000)
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

    assert numbers[0] == opened.ask(f"again({first}, 8.91)")
    assert numbers[1] == opened.ask(f"again({first + 1}, 8.91, 2)")
    values = page.locator(".jp-OutputArea-output pre", has_text="stopped").first.inner_text()
    assert values == "['stopped', 1e-05, False]"
    done = opened.ask("len(before)")
    assert title.inner_text() == f"Training: stopped, {done} / 100000"

    # One graph in two places: both are at the same step. After a restart, both say that nobody is there.
    graphs = page.locator(".al-explorer")
    graphs.nth(1).locator(".al-box").first.press("Home")
    opened.until("graph.step == 0")
    page.wait_for_function(
        "[...document.querySelectorAll('.al-explorer .al-box.al-seen')].length === 0", timeout=30_000
    )
    page.evaluate("jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    page.wait_for_function(IS_READY, timeout=60_000)
    for each in (graphs.nth(0), graphs.nth(1)):
        each.get_by_title("One step on (→)").click()
    for number in (0, 1):
        warning = page.locator(".al:has(.al-explorer), .al.al-explorer").nth(number).get_by_role("alert")
        warning.get_by_text("run this cell again").wait_for(timeout=10_000)
    assert opened.ask("1 + 1") == 2
    assert opened.errors == [] and opened.outside == []
    opened.close()
