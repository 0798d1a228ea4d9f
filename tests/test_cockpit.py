"""A watched loop is the learner's own loop: its numbers stay the same, and the instruments steer it."""

from __future__ import annotations

import io
import json
import math
import threading
import time

import numpy as np
import pytest
from PIL import Image

from autograd_lib.viz import cockpit, watch
from autograd_lib.viz.front import kernel

LIBRARIES = ["autograd_lib", "torch"]


@pytest.fixture(params=LIBRARIES)
def torch(request):
    return pytest.importorskip(request.param)


class Lesson:
    """Three points and a line, as in lesson 06."""

    def __init__(self, torch):
        self.X = torch.tensor([[1.0], [2.0], [3.0]])
        self.y = torch.tensor([[2.0], [4.0], [6.0]])
        self.net = torch.nn.Linear(1, 1)
        torch.nn.init.zeros_(self.net.weight)
        torch.nn.init.zeros_(self.net.bias)
        self.criterion = torch.nn.MSELoss()
        self.optimizer = torch.optim.SGD(self.net.parameters(), lr=0.01)

    def watch(self, epochs, **options):
        return watch(range(epochs), self.optimizer, model=self.net, criterion=self.criterion, **options)

    def round(self, run=None):
        loss = self.criterion(self.net(self.X), self.y)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        if run is not None:
            run.log(loss=loss)
        return loss.item()


@pytest.fixture
def alive(monkeypatch):
    """As in a notebook: a front end is there, and what is displayed is kept."""
    shown = []

    class Handle:
        def update(self, what):
            shown.append(what)

    monkeypatch.setattr(cockpit, "running_kernel", lambda: object())
    monkeypatch.setattr("IPython.display.display", lambda what, display_id: shown.append(what) or Handle())
    return shown


def hand(run, *events):
    """A hand on the instruments: each event as soon as the loop waits, or after its turn."""
    seen = []

    def act():
        for event in events:
            end = time.monotonic() + 10
            while run.status != "paused" and time.monotonic() < end:
                time.sleep(0.002)
            seen.append((run.done, run.sub, dict(run.numbers)))
            run.status = "heard"
            run._received({**event, "id": "a"})

    thread = threading.Thread(target=act)
    thread.start()
    return thread, seen


# -- the loop ----------------------------------------------------------------------------------------------------------


def test_the_numbers_are_those_of_the_bare_loop(torch):
    bare, watched = Lesson(torch), Lesson(torch)
    expected = [bare.round() for _ in range(100)]
    run = watched.watch(100)
    places = []
    for epoch in run:
        places.append(epoch)
        watched.round(run)
    assert places == list(range(100)) and run.curves == {"loss": expected} and run.status == "done"
    assert round(watched.net.weight.item(), 4) == 1.7451
    assert "step" not in vars(watched.optimizer) or torch.__name__ == "torch"


def test_without_a_front_end_it_is_a_line_of_text(torch, capsys):
    lesson = Lesson(torch)
    run = lesson.watch(5)
    for _ in run:
        lesson.round(run)
    printed = capsys.readouterr().out
    assert "5/5" in printed and "loss=" in printed
    assert repr(run).startswith("5/5  loss ")


def test_in_a_notebook_the_instruments_appear_and_the_last_picture_stays(torch, alive):
    lesson = Lesson(torch)
    run = lesson.watch(5, every=1e-9, view=lambda: b"")
    for _ in run:
        lesson.round(run)
    assert alive == [run, run]
    assert run.live().state["status"] == "done" and run.live().state["curves"]["loss"][0] == [
        1,
        pytest.approx(18.6667, abs=1e-4),
    ]
    assert run.png().startswith(b"\x89PNG")
    assert run.live().given["steps"] == ["predict", "loss", "gradient", "update"]


def test_any_loop_can_be_watched(torch):
    lesson = Lesson(torch)
    with watch(optimizer=lesson.optimizer) as run:
        while lesson.round(run) > 1:
            pass
    assert run.status == "done" and run.total == 0 or run.status in ("done", "stopped")
    with pytest.raises(TypeError, match=r"log\(loss=...\) needs a number, but got str"):
        run.log(loss="low")
    with pytest.raises(TypeError, match="a time above 0"):
        watch(every=0)


# -- the instruments ---------------------------------------------------------------------------------------------------


def test_a_step_is_taken_in_four_with_the_live_numbers(torch, alive):
    lesson = Lesson(torch)
    run = lesson.watch(2)
    run._received({"do": "pause"})
    thread, seen = hand(run, {"do": "sub"}, {"do": "sub"}, {"do": "sub"}, {"do": "sub"}, {"do": "sub"}, {"do": "play"})
    for _ in run:
        lesson.round(run)
    thread.join()
    assert [sub for _, sub, _ in seen] == ["", "predict", "loss", "gradient", "update", ""]
    assert [done for done, _, _ in seen] == [0, 0, 0, 0, 0, 1]
    assert seen[4][2] == {"predict": "0", "loss": "18.67", "gradient": "−18.67, −8", "update": "0.1867, 0.08"}
    assert run.done == 2


def test_one_round_at_a_time(torch, alive):
    lesson = Lesson(torch)
    run = lesson.watch(5)
    run._received({"do": "item"})
    thread, seen = hand(run, {"do": "item"}, {"do": "play"})
    for _ in run:
        lesson.round(run)
    thread.join()
    assert [done for done, _, _ in seen] == [1, 2] and run.done == 5


def test_the_learning_rate_changes_while_it_runs(torch, alive):
    lesson = Lesson(torch)
    run = lesson.watch(3)
    for epoch in run:
        if epoch == 1:
            run._received({"do": "lr", "lr": 0.05})
        lesson.round(run)
    assert lesson.optimizer.param_groups[0]["lr"] == 0.05 and run.state()["lr"] == 0.05
    run._received({"do": "lr", "lr": -1})
    assert "a learning rate is above 0, not -1" in run.error and run.lr == 0.05


def test_zero_grad_can_be_forgotten_and_is_itself_again_afterwards(torch, alive):
    lesson = Lesson(torch)
    run = lesson.watch(100)
    run._received({"do": "keep", "keep": True})
    for _ in run:
        lesson.round(run)
    assert round(lesson.net.weight.item(), 3) == 2.949  # as lesson 06 says of keep=1
    lesson.optimizer.zero_grad()
    assert all(each.grad is None or not each.grad.any() for each in lesson.net.parameters())


def test_stop_ends_the_loop(torch, alive):
    lesson = Lesson(torch)
    run = lesson.watch(100)
    for epoch in run:
        if epoch == 3:
            run._received({"do": "stop"})
        lesson.round(run)
    assert run.done == 4 and run.status == "stopped"


# -- what may go wrong -------------------------------------------------------------------------------------------------


def test_a_loss_that_is_not_finite_is_said_and_the_loop_goes_on(torch, alive):
    run = watch(range(4))
    for epoch in run:
        run.log(loss=[3.0, 2.0, math.nan, 1.0][epoch], accuracy=0.5)
    assert run.curves == {"loss": [3.0, 2.0], "accuracy": [0.5] * 4} and run.done == 4
    assert run.state()["broken"] == ["loss became nan; its curve ends here. The training goes on as your loop says."]
    json.dumps(run.live().state, allow_nan=False)


def test_an_interrupted_training_leaves_everything_as_it_was(torch, alive):
    lesson = Lesson(torch)
    run = lesson.watch(10)
    with pytest.raises(KeyboardInterrupt):
        for epoch in run:
            lesson.round(run)
            if epoch == 2:
                raise KeyboardInterrupt
    assert run.status in ("stopped", "interrupted") and not run._handles
    assert len(run.curves["loss"]) == 3
    lesson.optimizer.zero_grad()
    assert all(each.grad is None or not each.grad.any() for each in lesson.net.parameters())


def test_a_view_that_fails_is_shown_and_the_training_goes_on(torch, alive):
    run = watch(range(3), view=lambda: 1 / 0)
    for _ in run:
        run.log(loss=1.0)
    assert run.done == 3 and "ZeroDivisionError" in run.error


def test_a_scheduler_of_the_learning_rate_does_its_work(torch, recwarn):
    lesson = Lesson(torch)
    schedule = torch.optim.lr_scheduler.LambdaLR(lesson.optimizer, lambda done: 1 - done / 4)
    for _ in watch(range(2), lesson.optimizer):
        lesson.round()
        schedule.step()
    assert lesson.optimizer.param_groups[0]["lr"] == pytest.approx(0.005)
    assert not [each for each in recwarn if "lr_scheduler" in str(each.message)]


def test_drawing_keeps_to_its_share_of_the_time(torch, alive):
    drawn = []

    def slow():
        drawn.append(time.perf_counter())
        time.sleep(0.02)
        return b""

    run = watch(range(200), view=slow, every=1e-6)
    for _ in run:
        time.sleep(0.001)
        run.log(loss=1.0)
    assert len(drawn) < 20  # of 200: 0.02 s each, beside 0.2 s of work (one more at the end)


# -- the queue of an older kernel --------------------------------------------------------------------------------------


def test_messages_of_widgets_are_taken_out_of_an_older_kernels_queue(monkeypatch):
    import queue

    zmq = pytest.importorskip("zmq")
    session = pytest.importorskip("jupyter_client.session").Session(key=b"")

    class Kernel:
        msg_queue = queue.Queue()
        handled: list[str] = []

        class shell_stream:
            @staticmethod
            def flush(flag):
                pass

        class comm_manager:
            @staticmethod
            def comm_msg(stream, ident, message):
                Kernel.handled.append(message["content"]["data"])

    Kernel.session = session
    monkeypatch.setattr(kernel, "running_kernel", lambda: Kernel)
    for kind, data in (("execute_request", "1"), ("comm_msg", "2"), ("execute_request", "3"), ("comm_msg", "4")):
        frames = session.serialize(session.msg(kind, {"data": data}), ident=b"page")
        Kernel.msg_queue.put((0, None, ([zmq.Message(each) for each in frames],)))
    assert kernel.poll() == 2 and Kernel.handled == ["2", "4"]
    assert Kernel.msg_queue.qsize() == 2
    assert kernel.poll() == 0


def test_outside_of_a_kernel_there_is_nothing_to_hear():
    assert kernel.poll() == 0


@pytest.mark.parametrize("size", [(300, 310), (700, 190)])
def test_the_still_picture_wastes_no_space(size):
    curves = {"train_loss": [1.0, 0.5, 0.3], "accuracy": [0.5, 0.7, 0.8]}
    view = io.BytesIO()
    Image.new("RGB", size, "red").save(view, "png")
    pixels = np.asarray(Image.open(io.BytesIO(cockpit.still(curves, view.getvalue()))))
    red = (pixels == (255, 0, 0)).all(-1)
    assert red.sum() == size[0] * size[1]  # whole, in its own size
    rows, columns = red.any(1), red.any(0)
    ink = (pixels < 128).any(-1) & ~red
    assert ink[rows].any() if size[0] < 400 else not ink[rows].any()  # a narrow view stands beside the curves
    assert pixels.shape[1] <= 760 and (columns | ink.any(0)).mean() > 0.8 and (rows | ink.any(1)).mean() > 0.7
