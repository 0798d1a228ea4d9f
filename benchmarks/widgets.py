"""How quick the graph explorer is, and what share of a training the cockpit takes.

    python benchmarks/widgets.py

Explorer: opening a graph of 1,000 nodes (recording, folding, placing, everything that goes to the page), and one step
of a graph of 100 nodes, in Python and, where a Chromium is, on the page.  Cockpit: the same training bare and watched,
by turns in one run; the ratio of the shortest times.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any
from unittest import mock

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import autograd_lib as torch
from autograd_lib import nn, optim, viz
from autograd_lib.viz import cockpit

ROUNDS = 7


def chain(length: int) -> Any:
    """A network whose graph has about five nodes a layer."""
    return nn.Sequential(*[part for _ in range(length) for part in (nn.Linear(4, 4), nn.Tanh())])


def opened(layers: int) -> tuple[int, float, Any]:
    """Nodes, seconds until all that the page needs is there, and the explorer."""
    model, inputs = chain(layers), torch.ones(3, 4)
    start = time.perf_counter()
    found = viz.explore_graph(lambda: model(inputs).sum())
    json.dumps(found.given())
    return len(found.recording.points), time.perf_counter() - start, found


def python_step(found: Any) -> float:
    """Milliseconds from an event to the state that goes back; the median over a whole walk."""
    widget, times = found.live(), []
    for step in range(found.last + 1):
        start = time.perf_counter()
        widget._handle_custom_msg({"do": "go", "step": step, "id": str(step)}, [])
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def page_step(found: Any) -> float | None:
    """Milliseconds from a key to the drawn step, the median of thirty; None without a browser."""
    try:
        from playwright.sync_api import sync_playwright

        from tests.browser.bare import Bare
        from tests.browser.lab import CALM, chromium
    except ImportError:
        return None
    if chromium() is None:
        return None
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=CALM)
        bare = Bare(browser, found)
        times = bare.page.evaluate(
            """async () => {
                const times = [];
                const back = document.querySelector('[title*="←"]');
                for (let n = 0; n < 30; n += 1) {
                    const start = performance.now();
                    back.click();
                    document.querySelector(".al-graph").getBoundingClientRect();
                    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
                    times.push(performance.now() - start);
                }
                return times;
            }"""
        )
        bare.close()
        browser.close()
    return float(statistics.median(times))


def training(watched: bool, epochs: int = 40) -> float:
    """Seconds of a training of a small network, bare or watched with a picture."""
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(20, 200), nn.Tanh(), nn.Linear(200, 1))
    criterion, optimizer = nn.MSELoss(), optim.SGD(net.parameters(), lr=0.01)
    inputs, labels = torch.randn(64, 20), torch.randn(64, 1)
    run: Any = range(epochs)
    if watched:
        run = viz.watch(run, optimizer, model=net, criterion=criterion, view=picture)
    start = time.perf_counter()
    for _ in run:
        for _ in range(100):
            loss = criterion(net(inputs), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            if watched:
                run.log(loss=loss)
    seconds = time.perf_counter() - start
    if watched:
        seconds -= run._cost  # the last picture, which is drawn when the training is over
    return seconds


def picture() -> Any:
    """A figure as a lesson's view draws it."""
    from autograd_lib.course.style import card

    figure, axis = card(4, 3)
    axis.plot([0, 1], [0, 1])
    return figure


def main() -> None:
    opened(2)  # loads what is loaded once
    nodes, seconds, _ = opened(200)
    print(f"explorer: a graph of {nodes:,} nodes opens in {seconds:.2f} s (at most 3)")
    nodes, _, found = opened(20)
    for group in [*found.groups]:
        found.open(group)
    found.go(found.last)
    page = page_step(found)
    shown = f"{page:.0f} ms" if page is not None else "not measured (no browser)"
    print(f"explorer: {nodes} nodes, {len(found.story.boxes)} boxes: a step takes {shown} on the page (at most 100),")
    print(f"          {python_step(found):.1f} ms in Python")

    class Handle:
        def update(self, what: Any) -> None:
            """Nothing is there to be updated."""

    with (
        mock.patch.object(cockpit, "running_kernel", object),
        mock.patch("IPython.display.display", lambda *_, **__: Handle()),
    ):
        times = [(training(False), training(True)) for _ in range(ROUNDS)]
    bare, watched = (min(column) for column in zip(*times))
    print(f"cockpit: {bare:.3f} s bare, {watched:.3f} s watched: {watched / bare - 1:+.1%} (at most +5 %)")


if __name__ == "__main__":
    main()
