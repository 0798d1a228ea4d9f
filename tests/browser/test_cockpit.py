"""The cockpit: on a page of its own it shows what Python says, and in JupyterLab it steers a loop that is running."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from nbformat import v4

from autograd_lib import nn, optim
from autograd_lib.viz import watch

from .bare import Bare
from .lab import SHOTS, Page

LOOP = """\
import autograd_lib as torch, time
from autograd_lib import nn, optim, viz
X, y = torch.tensor([[1.0], [2.0], [3.0]]), torch.tensor([[2.0], [4.0], [6.0]])
net, criterion = nn.Linear(1, 1), nn.MSELoss()
optimizer = optim.SGD(net.parameters(), lr=0.01)
run = viz.watch(range(100_000), optimizer, model=net, criterion=criterion)
for epoch in run:
    loss = criterion(net(X), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    run.log(loss=loss)
    time.sleep(0.005)"""
GRAPH = """\
from autograd_lib import viz
viz.explore_graph(lambda: criterion(net(X), y))"""


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


def test_in_jupyterlab_a_running_loop_is_paused_stepped_and_stopped(browser: Any, address: str, folder: Path) -> None:
    notebook(folder / "files" / "cockpit.ipynb", LOOP, GRAPH)
    opened = Page(browser, address, "cockpit.ipynb")
    page = opened.page
    page.evaluate("() => { window.ran = jupyterapp.commands.execute('notebook:run-all-cells'); }")
    cockpit = page.locator(".al-cockpit")
    title = cockpit.locator(".al-title")
    title.get_by_text("running").wait_for(timeout=60_000)
    cockpit.get_by_role("button", name="Pause").click()
    title.get_by_text("paused").wait_for(timeout=60_000)
    step = cockpit.get_by_role("button", name="One step of the four")
    seen = []
    for _ in range(4):
        before = cockpit.locator(".al-four").inner_html()
        step.click()
        page.wait_for_function(
            "(before) => document.querySelector('.al-four').innerHTML !== before", arg=before, timeout=60_000
        )
        seen.append(cockpit.locator("[aria-current=step]").get_attribute("data-step"))
    start = ["predict", "loss", "gradient", "update"].index(seen[0] or "")
    assert seen == [["predict", "loss", "gradient", "update"][(start + n) % 4] for n in range(4)]
    slider = cockpit.get_by_label("lr", exact=True).first
    slider.focus()
    page.keyboard.press("ArrowRight")
    cockpit.get_by_role("button", name="Stop").click()
    title.get_by_text("stopped").wait_for(timeout=60_000)
    page.evaluate("window.ran")
    page.locator(".al-explorer .al-box").first.wait_for(timeout=60_000)
    assert opened.failures() == [] and opened.errors == [] and opened.outside == []
    assert abs(opened.ask("run.lr") - 0.0112) < 1e-9
    done, of = opened.ask("(run.done, run.total)")
    assert title.inner_text() == f"Training: stopped, {done} / {of}"
    page.locator(".al-explorer .al-box").first.focus()
    page.keyboard.press("Home")
    opened.until("Out[2].step == 0")
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / "cockpit-lab.png")
    opened.close()
