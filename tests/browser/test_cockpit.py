"""The cockpit on a page: it shows what Python says, and every instrument reaches Python."""

from __future__ import annotations

import base64
from typing import Any

from autograd_lib import nn, optim
from autograd_lib.viz import watch
from autograd_lib.viz.front import set_language

from .bare import Bare


def line(**options: Any) -> tuple[Any, Any]:
    net = nn.Linear(1, 1)
    optimizer = optim.SGD(net.parameters(), lr=0.01)
    return watch(range(50), optimizer, model=net, criterion=nn.MSELoss(), **options), net


def dot() -> Any:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(1, 1))
    figure.subplots().plot([1], [1], "o")
    return figure


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
    image = page.get_by_role("img", name="What the network says now")
    assert not image.is_visible()
    run.view = dot
    run._look_at()
    run.changed()
    assert image.is_visible()
    assert image.get_attribute("src") == f"data:image/png;base64,{base64.b64encode(run.picture).decode()}"
    assert image.evaluate("each => each.decode().then(() => each.naturalWidth)") > 20
    run.view = lambda: 1 / 0
    run._look_at()
    run.changed()
    assert "ZeroDivisionError" in page.get_by_role("alert").inner_text()
    assert bare.faults() == []
    bare.paint(dark=True)
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


def test_two_views_of_one_training_stay_together_and_a_silent_kernel_is_said_in_both(browser: Any) -> None:
    run, _ = line()
    one, other = Bare(browser, run, patience=300), Bare(browser, run, width=800, patience=300)
    run.status = "running"
    run.changed()
    one.page.get_by_label("lr", exact=True).first.press("End")
    one.page.get_by_label("forget zero_grad()").check()
    other.until(lambda: other.page.locator("output").inner_text() == "10")
    other.until(lambda: other.page.get_by_label("forget zero_grad()").is_checked())
    other.page.get_by_role("button", name="Pause").click()
    one.until(lambda: run._wanted == "pause")
    run.status = "paused"
    run.changed()
    for each in (one, other):
        assert each.page.locator(".al-title").inner_text() == "Training: paused, 0 / 50"
        run._received({"do": "lr", "lr": -1})
        each.page.get_by_role("alert").get_by_text("a learning rate is above 0, not -1").wait_for()
        each.deaf = True
        each.page.get_by_role("button", name="Go on").click()
        run.error = ""
        run.changed()
        each.page.get_by_role("alert").get_by_text("run this cell again").wait_for()
    one.close()
    other.close()


def test_japanese_is_japanese(browser: Any) -> None:
    set_language("ja")
    try:
        run, _ = line()
        bare = Bare(browser, run, width=800)
        run.curves, run.broken = {"loss": [3.0, 2.0], "accuracy": [0.5]}, {"valid_loss": "nan"}
        run.numbers = {"predict": "0", "loss": "18.67", "gradient": "−18.67, −8", "update": "0.1867, 0.08"}
        for run.status in ("ready", "running", "paused", "stopped", "interrupted", "done"):
            run.changed()
            assert bare.page.locator(".al-title").inner_text().startswith("学習")
            assert bare.english() == []
        run.status = "paused"
        run.changed()
        assert bare.faults() == []
        bare.close()
    finally:
        set_language("en")
