"""How quick the graph explorer is, and what share of a training the cockpit takes.

    python benchmarks/widgets.py

Explorer: opening a graph of 1,000 nodes (recording, folding, placing, and, where a Chromium is, until it is drawn), and
one step of a graph of 100 nodes, in Python and on the page.  Cockpit: the trainings of lessons 06 and 07 bare and
watched, by turns in one run, each with its picture: the median of the ratios of the processor's times, from the first
mini-batch to the last.  What it takes to appear, and the last picture, come on top, once: they are named as well.
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
from autograd_lib.course import figures_digits, figures_training
from autograd_lib.utils.data import DataLoader, TensorDataset
from autograd_lib.viz import cockpit

ROUNDS = 9


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


def page_times(large: Any, small: Any) -> tuple[float, float] | None:
    """On the page: seconds until a large graph is drawn, milliseconds from a key to the drawn step of a small one.

    The second one is the median of thirty.  None without a browser.
    """
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
        start = time.perf_counter()
        bare = Bare(browser, large)
        bare.page.locator(".al-box").first.wait_for()
        drawn = time.perf_counter() - start
        bare.close()
        bare = Bare(browser, small)
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
    return drawn, float(statistics.median(times))


class Deep(nn.Module):
    """Lesson 06's."""

    def __init__(self) -> None:
        super().__init__()
        self.l1, self.l2, self.l3 = nn.Linear(2, 16), nn.Linear(16, 16), nn.Linear(16, 1)

    def forward(self, x: Any) -> Any:
        return torch.tanh(self.l3(torch.tanh(self.l2(torch.tanh(self.l1(x))))))


def lesson_06(watched: bool) -> tuple[float, Any]:
    """Processor seconds of 60 epochs on 300 points, with two losses and an accuracy after each; the cockpit."""
    torch.manual_seed(2)
    points = torch.rand(300, 2) * 2 - 1
    sides = (points[:, 0] * points[:, 1] > 0).float().reshape(-1, 1) * 2 - 1
    data: Any = TensorDataset(points, sides)
    data.points, data.colors = points, sides
    loader = DataLoader(data, batch_size=20, shuffle=True)
    net, criterion = Deep(), nn.MSELoss()
    optimizer = optim.SGD(net.parameters(), lr=0.05, momentum=0.9)
    view = lambda: figures_training.regions({"deep": net}, data)  # noqa: E731
    run: Any = viz.watch(range(60), optimizer, model=net, criterion=criterion, view=view) if watched else range(60)
    start = end = 0.0
    for _ in run:
        start = start or time.process_time()
        for inputs, labels in loader:
            loss = criterion(net(inputs), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        with torch.no_grad():
            told = [criterion(net(points), sides).item() for _ in range(2)]
            right = ((net(points) > 0) == (sides > 0)).float().mean().item()
        if watched:
            run.log(train_loss=told[0], valid_loss=told[1], accuracy=right)
        end = time.process_time()
    return end - start, run


def lesson_07(watched: bool) -> tuple[float, Any]:
    """Processor seconds of 400 mini-batches of 128 pictures, the loss of each logged; the cockpit."""
    torch.manual_seed(0)
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    pictures, labels = torch.rand(128, 28, 28), torch.randint(10, (128,))
    shown = (pictures[:20] * 255).numpy().astype("uint8")
    criterion, optimizer = nn.CrossEntropyLoss(), optim.SGD(net.parameters(), lr=0.1)
    view = lambda: figures_digits.sheet(shown, labels[:20], net(pictures[:20]).argmax(1))  # noqa: E731
    run: Any = viz.watch(range(400), optimizer, model=net, criterion=criterion, view=view) if watched else range(400)
    start = end = 0.0
    for _ in run:
        start = start or time.process_time()
        loss = criterion(net(pictures), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        told = loss.item()
        if watched:
            run.log(loss=told)
        end = time.process_time()
    return end - start, run


def main() -> None:
    opened(2)  # loads what is loaded once
    nodes, seconds, large = opened(200)
    small_nodes, _, small = opened(20)
    for group in [*small.groups]:
        small.open(group)
    small.go(small.last)
    page = page_times(large, small)
    shown = f"{page[0]:.2f} s on the page" if page else "the page was not measured (no browser)"
    whole = f", together {seconds + page[0]:.2f} s" if page else ""
    print(f"explorer: {nodes:,} nodes open in {seconds:.2f} s in Python, {shown}{whole} (at most 3)")
    shown = f"{page[1]:.0f} ms" if page else "not measured (no browser)"
    print(
        f"explorer: {small_nodes} nodes, {len(small.story.boxes)} boxes: a step takes {shown} on the page (at most 100),"
    )
    print(f"          {python_step(small):.1f} ms in Python")

    class Handle:
        def update(self, what: Any) -> None:
            """Nothing is there to be updated."""

    def display(run: Any, **options: Any) -> Handle:
        run._repr_mimebundle_()
        run.live().observe(lambda change: json.dumps(change["new"]), names="state")  # as it is sent
        return Handle()

    with (
        mock.patch.object(cockpit, "running_kernel", object),
        mock.patch("IPython.display.display", display),
    ):
        for training in (lesson_06, lesson_07):
            training(True)
            ratios, bares = [], []
            for turn in range(ROUNDS):
                pair = [training(watched) for watched in ((False, True) if turn % 2 else (True, False))]
                (bare, _), (watched, run) = pair if turn % 2 else pair[::-1]
                ratios.append(watched / bare)
                bares.append(bare)
            print(
                f"cockpit: {training.__name__}, {statistics.median(bares):.2f} s bare: "
                f"{statistics.median(ratios) - 1:+.1%} while it trains (at most +5 %); once, {run.appeared:.2f} s to "
                f"appear and {run._cost:.2f} s for the last picture"
            )


if __name__ == "__main__":
    main()
