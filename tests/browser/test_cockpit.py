"""The cockpit: on a page of its own it shows what Python says, and passes on what hands and keys do."""

from __future__ import annotations

from typing import Any

from autograd_lib import nn, optim
from autograd_lib.viz import watch

from .bare import Bare


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
