"""watch: a training loop with instruments: curves while it runs, a learning rate to turn, pause, one step at a time.

    run = viz.watch(range(60), optimizer)
    for epoch in run:
        ...
        run.log(loss=loss.item(), accuracy=accuracy)

The loop stays the learner's own, in this library or in PyTorch.  Drawing takes at most a twenty-fifth of the time.
Where no front end is, a line of text shows how far it is.
"""

from __future__ import annotations

import base64
import functools
import io
import math
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sized
from typing import Any

import numpy as np

from .front import Front
from .front.base import missing
from .front.kernel import poll, running_kernel
from .graph import is_tensor
from .story import number

__all__ = ["Cockpit", "watch"]

SHARE = 0.02  # of the time that drawing the learner's view may take; appearing is paid back out of it
TALK = 0.01  # of the time that telling the page may take
PAUSE = 0.02  # seconds between two looks at the messages while it waits
POINTS = 300  # of a curve that are sent
STEPS = ("predict", "loss", "gradient", "update")


class Cockpit(Front):
    """A loop with instruments; `watch` makes it.

    Attributes:
        curves: what was logged, by name.
        status: "ready", "running", "paused", "done", "stopped" or "interrupted".
        sub: while it is paused within a step, which of "predict", "loss", "gradient", "update" was done last.
        numbers: what these steps have given.
        keep: whether `zero_grad` is being forgotten.
        appeared: how many seconds it took to appear.
    """

    name = "cockpit"

    def __init__(
        self,
        items: Iterable[Any],
        optimizer: Any,
        model: Any,
        criterion: Any,
        view: Callable[[], Any] | None,
        every: float,
    ) -> None:
        super().__init__()
        self.items, self.optimizer, self.model, self.criterion = items, optimizer, model, criterion
        self.view, self.every = view, every
        self.total = len(items) if isinstance(items, Sized) else None
        self.done = 0
        self.curves: dict[str, list[float]] = {}
        self.broken: dict[str, str] = {}  # curves with a number that is not finite
        self.status, self.sub, self.keep = "ready", "", False
        self.numbers: dict[str, str] = {}
        self.picture = b""
        self._wanted = ""  # "": run on; "pause"; "sub": until the next step; "item": until the next item
        self._stop = False
        self._handles: list[Any] = []
        self._display: Any = None
        self._line: Any = None
        self._begun = self._told = self._drawn = self._polled = 0.0
        self._spent = self._talked = self.appeared = 0.0  # seconds of drawing, and of telling the page
        self._cost = 0.1  # of the last picture; of the first one a guess

    # -- the learner's loop --------------------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[Any]:
        with self:
            self._looping = True
            for item in self.items:
                self._look()
                self._wait("item")
                if self._stop:
                    break
                yield item
                self.done += 1
                self._refresh()

    def __len__(self) -> int:
        if self.total is None:
            raise TypeError("nobody knows how long this loop is")
        return self.total

    def __enter__(self) -> Cockpit:
        self.status, self._begun = "running", time.perf_counter()
        self._told = self._drawn = self._polled = self._begun
        self._open = True
        self._mind_the_cell()
        self._hook()
        self._show()
        self._spent = self.appeared = time.perf_counter() - self._begun  # paid back before the view is drawn again
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if not self._open:
            return
        self._open = False
        if kind is GeneratorExit:
            loop = sys._getframe(2)
            self._left = loop.f_code, loop.f_lineno
        for undo in self._handles:
            undo()
        self._handles.clear()
        ended = kind is None or issubclass(kind, GeneratorExit)
        complete = self.total is None or self.done >= self.total
        self.status = "interrupted" if not ended else "stopped" if self._stop or not complete else "done"
        if self.view is not None and ended:
            self._look_at()
        self.sub = ""
        if self._line is not None:
            self._write()
            self._line.close()
            self._line = None
        self._tell_the_end()

    def _tell_the_end(self) -> None:
        self.changed()
        if self._display is not None:
            self._display.update(self)

    def log(self, **values: Any) -> None:
        """Note numbers: each name is a curve.  A tensor of one element will do for a number.

        Raises:
            TypeError: what is no number.
        """
        for name, value in values.items():
            try:
                found = float(value.detach() if is_tensor(value) else value)
            except (TypeError, ValueError, RuntimeError):
                raise TypeError(f"log({name}=...) needs a number, but got {type(value).__name__}") from None
            if name in self.broken:
                continue
            if math.isfinite(found):
                self.curves.setdefault(name, []).append(found)
            else:
                self.broken[name] = number(found)
        self._look()
        if not self._looping:
            self._wait("item")
        self._refresh()

    # -- instruments ---------------------------------------------------------------------------------------------------

    def handle(self, event: dict[str, Any]) -> None:
        """What a hand does: pause, go on, one step, one item, stop, learning rate, forget zero_grad."""
        what = event.get("do")
        if what in ("pause", "sub", "item"):
            self._wanted = str(what)
            self._go = what != "pause"
        elif what == "play":
            self._wanted = ""
        elif what == "stop":
            self._stop, self._wanted = True, ""
        elif what == "lr":
            self.set_lr(float(event["lr"]))
        elif what == "keep":
            self.keep = bool(event["keep"])

    _go = False  # a step was asked for, and has not begun
    _quiet = False  # while the view is drawn, the model's answers are no step
    _open = False  # between the loop's first moment and its last
    _left: Any = None  # the code and the line that the loop was left from
    _looping = False  # over `items`: then it is there that a pause waits

    def set_lr(self, lr: float) -> None:
        """Give the optimizer another learning rate, in all of its groups.

        Raises:
            ValueError: one that is not above 0 and finite.
        """
        if not (lr > 0 and math.isfinite(lr)):
            raise ValueError(self.say("bad_lr", lr=f"{lr:g}"))
        for group in self.optimizer.param_groups if self.optimizer is not None else ():
            group["lr"] = lr

    @property
    def lr(self) -> float | None:
        """The learning rate of the optimizer's first group."""
        return None if self.optimizer is None else float(self.optimizer.param_groups[0]["lr"])

    def _hook(self) -> None:
        """Listen to the model, the criterion and the optimizer; `_handles` undo it."""
        if self.optimizer is not None:
            own = vars(self.optimizer)
            kept = {name: own.get(name) for name in ("zero_grad", "step")}  # a scheduler may have put its own there
            zero, step = self.optimizer.zero_grad, self.optimizer.step

            @functools.wraps(zero)
            def zero_grad(*args: Any, **kwargs: Any) -> Any:
                return None if self.keep else zero(*args, **kwargs)

            @functools.wraps(step)
            def stepped(*args: Any, **kwargs: Any) -> Any:
                if self._wanted:
                    self._sub("gradient", self._gradients)
                    before = [each.detach().clone() for each in self._parameters()]
                    result = step(*args, **kwargs)
                    self._sub("update", lambda: self._updates(before))
                    return result
                return step(*args, **kwargs)

            self.optimizer.zero_grad, self.optimizer.step = zero_grad, stepped

            def restore() -> None:
                for name, mine in (("zero_grad", zero_grad), ("step", stepped)):
                    if own.get(name) is mine:
                        own.pop(name)
                        if kept[name] is not None:
                            own[name] = kept[name]

            self._handles.append(restore)
        for module, name in ((self.model, "predict"), (self.criterion, "loss")):
            if module is not None and hasattr(module, "register_forward_hook"):

                def heard(module: Any, inputs: Any, output: Any, name: str = name) -> None:
                    if self._wanted and not self._quiet and getattr(output, "requires_grad", False):
                        self._sub(name, lambda: number(output.detach().cpu().numpy()))

                self._handles.append(module.register_forward_hook(heard).remove)

    def _mind_the_cell(self) -> None:
        """Hear of an error in the body of the loop: the iterator is closed then as after a `break`, or not at all."""
        events = getattr(getattr(running_kernel(), "shell", None), "events", None)
        if events is None:
            return

        def over(result: Any) -> None:
            events.unregister("post_run_cell", over)
            error = result.error_in_exec
            if error is not None and self._open:
                self.__exit__(type(error), error, None)
            elif error is not None and self._left in places(error):
                self.status = "interrupted"
                self._tell_the_end()

        events.register("post_run_cell", over)

    def _parameters(self) -> list[Any]:
        return [each for group in self.optimizer.param_groups for each in group["params"]]

    def _gradients(self) -> str:
        return self._each([None if each.grad is None else each.grad for each in self._parameters()])

    def _updates(self, before: list[Any]) -> str:
        return self._each([each.detach() - old for each, old in zip(self._parameters(), before, strict=True)])

    @staticmethod
    def _each(tensors: list[Any]) -> str:
        told = ["–" if each is None else number(each.detach().cpu().numpy()) for each in tensors[:6]]
        return ", ".join(told) + (" …" if len(tensors) > 6 else "")

    def _sub(self, name: str, told: Callable[[], str]) -> None:
        """One of the four steps was done: note its numbers, and wait if that was asked for."""
        if name == "predict":
            self.numbers = {}
        self.sub = name
        self.numbers[name] = told()
        self._wait("sub")

    # -- waiting and drawing -------------------------------------------------------------------------------------------

    def _wait(self, place: str) -> None:
        """Stay here while it is paused; a single step leads to the next place where it may stay."""
        if self._wanted == "item" and place == "sub":
            return
        if self._wanted in ("sub", "item") and self._go:
            self._go = False
            return
        if not self._wanted:
            return
        start, self.status = time.perf_counter(), "paused"
        if place == "item":
            self.sub = ""
        self._look_at()
        self.changed()
        while self._wanted and not self._go and not self._stop:
            time.sleep(PAUSE)
            poll()
        self._go = False
        self.status = "running"
        self._begun += time.perf_counter() - start

    def _look(self) -> None:
        """Hear the page, ten times a second at most."""
        now = time.perf_counter()
        if now - self._polled > 0.1:
            self._polled = now
            poll()

    def _refresh(self) -> None:
        """Tell the page, now and then: as often as its share of the time allows."""
        now = time.perf_counter()
        if now - self._told < self.every:
            return
        elapsed = now - self._begun
        if self._talked > TALK * elapsed:
            return
        if self.view is not None and self._spent + self._cost <= SHARE * elapsed:
            self._look_at()
            self._spent += self._cost
        self._told = time.perf_counter()
        self.changed()
        self._write()
        self._talked += time.perf_counter() - self._told

    def _look_at(self) -> None:
        """Draw the learner's view anew."""
        if self.view is None:
            return
        start, self._quiet = time.perf_counter(), True
        try:
            self.picture = as_png(self.view())
            self.error = ""
        except Exception as error:  # the training does not end because of a drawing; the page shows what went wrong
            self.error = self.say("failed", error=f"{type(error).__name__}: {error}")
        self._cost, self._quiet = time.perf_counter() - start, False

    def _show(self) -> None:
        """Show the instruments, or else begin a line of text."""
        if running_kernel() is not None and self._widget is None and self.live() is not None:
            from IPython.display import display

            self._display = display(self, display_id=True)
        elif self._widget is None:
            from tqdm import tqdm

            if running_kernel() is not None:
                key, values = missing() or ("missing", {})
                print(self.say(key, **values))

            self._line = tqdm(total=self.total, file=sys.stdout, mininterval=0.5)

    def _write(self) -> None:
        if self._line is not None:
            self._line.n = self.done
            self._line.set_postfix({name: f"{values[-1]:.4g}" for name, values in self.curves.items()}, refresh=False)
            self._line.refresh()

    # -- the page ------------------------------------------------------------------------------------------------------

    def given(self) -> dict[str, Any]:
        optimizer = self.optimizer is not None
        inside = [name for name, part in zip(STEPS, (self.model, self.criterion, optimizer, optimizer)) if part]
        return {"optimizer": optimizer, "steps": inside, "lr": self.lr}

    def state(self) -> dict[str, Any]:
        return {
            "status": self.status,
            "done": self.done,
            "total": self.total,
            "lr": self.lr,
            "keep": self.keep,
            "sub": self.sub,
            "numbers": dict(self.numbers),
            "curves": {name: thinned(values) for name, values in self.curves.items()},
            "broken": [self.say("broken", name=name, value=value) for name, value in self.broken.items()],
            "picture": base64.b64encode(self.picture).decode(),
        }

    def text(self) -> str:
        of = f"/{self.total}" if self.total is not None else ""
        told = [f"{name} {values[-1]:.4g}" for name, values in self.curves.items() if values]
        told += [self.say("broken", name=name, value=value) for name, value in self.broken.items()]
        return "  ".join([f"{self.done}{of}", *told])

    def png(self) -> bytes | None:
        """The curves, and the learner's view below them."""
        return still(self.curves, self.picture)


def watch(
    items: Iterable[Any] = (),
    optimizer: Any = None,
    *,
    model: Any = None,
    criterion: Any = None,
    view: Callable[[], Any] | None = None,
    every: float = 0.25,
) -> Cockpit:
    """Watch a training loop, of this library or of PyTorch, and steer it.

    Args:
        items: what the loop runs over, such as `range(60)` or a DataLoader.
        optimizer: to turn its learning rate, and to forget `zero_grad`, while it runs.
        model, criterion: with them a single step can be taken in four: predict, loss, gradient, update.
        view: a function without arguments that returns a picture (a matplotlib figure), drawn now and then.
        every: seconds between two drawings, at least.

    Returns:
        A `Cockpit`: loop over it, and `log` numbers.  `with watch() as run:` serves loops of other kinds.
    """
    if not isinstance(every, (int, float)) or not every > 0:
        raise TypeError(f"watch(every={every!r}): it needs a time above 0")
    return Cockpit(items, optimizer, model, criterion, view, every)


def places(error: BaseException) -> list[Any]:
    """The code and the line of each call that an error went through."""
    trace, found = error.__traceback__, []
    while trace is not None:
        found.append((trace.tb_frame.f_code, trace.tb_lineno))
        trace = trace.tb_next
    return found


def thinned(values: list[float]) -> list[list[float]]:
    """At most `POINTS` of a curve's points, as [place, value]; the last one is among them."""
    stride = max(1, math.ceil(len(values) / POINTS))
    places = [*range(0, len(values), stride)]
    if values and places[-1] != len(values) - 1:
        places.append(len(values) - 1)
    return [[place + 1, values[place]] for place in places]


def as_png(drawn: Any) -> bytes:
    """A figure as a PNG; bytes as they are.

    Raises:
        TypeError: neither.
    """
    if isinstance(drawn, bytes):
        return drawn
    if not hasattr(drawn, "savefig"):
        raise TypeError(f"view() should return a matplotlib figure, but it returned {type(drawn).__name__}")
    buffer = io.BytesIO()
    drawn.savefig(buffer, format="png", dpi=72, bbox_inches="tight", metadata={"Software": None})
    return buffer.getvalue()


def still(curves: dict[str, list[float]], picture: bytes) -> bytes | None:
    """The picture that stays: a plot for each kind of curve; the view below them, or beside them where it is narrow."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from PIL import Image

    if not curves and not picture:
        return None
    groups = grouped_curves(curves)
    view = Image.open(io.BytesIO(picture)).convert("RGB") if picture else None
    beside = view is not None and view.width < 1.4 * view.height
    rows = len(groups) if beside else 1
    figure = Figure(figsize=(4.2, max(1.7 * rows, 2.6)) if beside else (7.2, 2.6), facecolor="white")
    canvas = FigureCanvasAgg(figure)
    axes = figure.subplots(rows, max(1, len(groups) // rows), squeeze=False).ravel() if groups else []
    looks = (("#0072B2", "-", "o"), ("#D55E00", "--", "s"), ("#009E73", ":", "D"), ("#CC79A7", "-.", "^"))
    for axis, names in zip(axes, groups):
        for name, (color, dash, mark) in zip(names, looks * len(names)):
            values = curves[name]
            axis.plot(range(1, len(values) + 1), values, dash, color=color, label=name, marker=mark,
                      markevery=max(1, len(values) // 8), markersize=4)  # fmt: skip
        axis.legend(frameon=False, prop={"family": "monospace", "size": 8})
        axis.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    canvas.draw()
    sheet = Image.fromarray(np.asarray(canvas.buffer_rgba())[:, :, :3])
    if view is not None and not groups:
        sheet = view
    elif view is not None:
        size = (sheet.width + view.width, max(sheet.height, view.height)) if beside else (
            max(sheet.width, view.width), sheet.height + view.height)  # fmt: skip
        whole = Image.new("RGB", size, "white")
        whole.paste(sheet, (0, (size[1] - sheet.height) // 2 if beside else 0))
        whole.paste(view, (sheet.width, (size[1] - view.height) // 2) if beside else (0, sheet.height))
        sheet = whole
    buffer = io.BytesIO()
    sheet.save(buffer, "png")
    return buffer.getvalue()


def grouped_curves(curves: dict[str, list[float]]) -> list[list[str]]:
    """Names that share a plot: those of losses, those of accuracies, the rest."""
    kinds: dict[str, list[str]] = {}
    for name in curves:
        kind = "loss" if "loss" in name else "acc" if "acc" in name else "other"
        kinds.setdefault(kind, []).append(name)
    return list(kinds.values())
