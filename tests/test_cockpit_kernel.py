"""In a real kernel, as in JupyterLab or Colab, a loop is steered while its cell is running."""

from __future__ import annotations

import ast
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from watched_loop import loop

pytest.importorskip("anywidget")
pytest.importorskip("ipykernel")
manager = pytest.importorskip("jupyter_client.manager")

ROOT = Path(__file__).resolve().parent.parent
LOOP = loop(lr=1e-5, seconds=0.002)
PATIENCE = 20.0


class Frontend:
    """What stands for a notebook's page: it hears what the kernel publishes, and sends a hand's events.

    Attributes:
        comm: the cockpit's channel.
        state: the state that the kernel sent last.
        answers: the replies to what was executed, by the number of the request.
    """

    def __init__(self, client: Any) -> None:
        self.client, self.comm, self.state, self.is_shown = client, "", {}, False
        self.subshell: str | None = None
        self.number = 0
        info = self.reply(client.kernel_info())["content"]
        if "kernel subshells" in info.get("supported_features", ()):  # JupyterLab makes one for widgets
            asked = client.session.msg("create_subshell_request", {})
            client.control_channel.send(asked)
            self.subshell = client.get_control_msg(timeout=PATIENCE)["content"]["subshell_id"]

    def reply(self, request: str) -> Any:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            message = self.client.get_shell_msg(timeout=PATIENCE)
            if message["parent_header"].get("msg_id") == request:
                return message
        raise AssertionError("no answer")

    def run(self, code: str) -> str:
        self.comm, self.state, self.is_shown = "", {}, False
        return self.client.execute(code)

    def ask(self, expression: str) -> Any:
        answer: Any = {"content": {"status": "aborted"}}
        while answer["content"]["status"] == "aborted":  # an error sweeps away what stands in the queue
            answer = self.reply(self.client.execute("", silent=True, user_expressions={"answer": expression}))
        found = answer["content"]["user_expressions"]["answer"]
        assert found["status"] == "ok", found
        return ast.literal_eval(found["data"]["text/plain"])

    def until(self, condition: Any) -> None:
        """Hear what comes, until the widget is displayed and its state is so."""
        end = time.monotonic() + PATIENCE
        while not (self.is_shown and condition(self.state)):
            assert time.monotonic() < end, {**self.state, "curves": "..."}
            try:
                message = self.client.get_iopub_msg(timeout=0.2)
            except Exception:  # nothing new: queue.Empty
                continue
            content = message["content"]
            if message["msg_type"] == "comm_open" and "_esm" in content["data"]["state"]:
                self.comm = content["comm_id"]
            elif message["msg_type"] == "display_data":
                self.is_shown = True
                continue
            elif message["msg_type"] != "comm_msg" or content["comm_id"] != self.comm:
                continue
            self.state = content["data"].get("state", {}).get("state") or self.state

    def hand(self, **event: Any) -> None:
        """An event, and the page's knowledge that it was heard."""
        self.number += 1
        data = {"method": "custom", "content": {**event, "id": str(self.number)}}
        message = self.client.session.msg("comm_msg", {"comm_id": self.comm, "data": data})
        if self.subshell is not None:
            message["header"]["subshell_id"] = self.subshell
        self.client.shell_channel.send(message)


@pytest.fixture(scope="module")
def kernel() -> Iterator[tuple[Any, Frontend]]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    found, client = manager.start_new_kernel(kernel_name="python3", env=environment, startup_timeout=60)
    yield found, Frontend(client)
    client.stop_channels()
    found.shutdown_kernel(now=True)


def test_a_running_loop_is_paused_stepped_turned_and_stopped(kernel: Any) -> None:
    _, page = kernel
    request = page.run(LOOP)
    page.until(lambda state: state["status"] == "running")
    page.hand(do="pause")  # at once, before there was any news
    page.until(lambda state: state["status"] == "paused")
    done = page.state["done"] + 1
    page.hand(do="item")
    page.until(lambda state: state["status"] == "paused" and state["done"] == done and not state["sub"])
    for sub in ("predict", "loss", "gradient", "update"):
        page.hand(do="sub")
        page.until(lambda state, sub=sub: state["sub"] == sub and sub in state["numbers"])
    assert page.state["done"] == done and page.state["lr"] == 1e-5
    page.hand(do="lr", lr=0.001)
    page.until(lambda state: state["lr"] == 0.001)
    page.hand(do="keep", keep=True)
    page.until(lambda state: state["keep"])
    page.hand(do="play")
    page.until(lambda state: state["status"] == "running" and state["done"] > done)  # more news comes by itself
    page.hand(do="lr", lr=1e-4)  # while it runs
    page.until(lambda state: state["lr"] == 1e-4)
    page.hand(do="stop")
    page.until(lambda state: state["status"] == "stopped")
    assert page.reply(request)["content"]["status"] == "ok"
    assert page.ask("(run.status, run.lr, run.keep)") == ("stopped", 1e-4, True)
    assert page.ask("len(run.curves['loss'])") == page.ask("run.done") == page.state["done"]


@pytest.mark.parametrize("paused", [False, True])
def test_an_interrupted_training_is_called_so_and_the_notebook_goes_on(kernel: Any, paused: bool) -> None:
    found, page = kernel
    request = page.run(LOOP)
    page.until(lambda state: state["status"] == "running")
    if paused:
        page.hand(do="pause")
        page.until(lambda state: state["status"] == "paused")
    found.interrupt_kernel()
    page.until(lambda state: state["status"] == "interrupted")
    assert page.reply(request)["content"]["ename"] == "KeyboardInterrupt"
    assert page.ask("(run.status, len(run._handles), 'step' in vars(optimizer))") == ("interrupted", 0, False)
    assert page.ask("[optimizer.zero_grad() is None, 1 + 1]") == [True, 2]


def test_without_anywidget_the_line_of_text_says_what_would_help(kernel: Any) -> None:
    _, page = kernel
    request = page.run("import sys; sys.modules['anywidget'] = None\nfor _ in viz.watch(range(3)):\n    pass")
    assert page.reply(request)["content"]["status"] == "ok"
    said, end = "", time.monotonic() + PATIENCE
    while "3/3" not in said and time.monotonic() < end:
        message = page.client.get_iopub_msg(timeout=PATIENCE)
        said += message["content"].get("text", "") if message["parent_header"].get("msg_id") == request else ""
    assert "install anywidget" in said and "3/3" in said
