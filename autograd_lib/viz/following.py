"""follow: run a function and note each tensor that it makes: in which line, by which module, under which name.

    result, followed = follow(lambda: criterion(net(X), y))

Operations of this library are Python functions, so Python's profiler hears what they return; PyTorch reports its own
through a `TorchFunctionMode`.  Either way the line is that of the nearest frame that belongs to neither library.
"""

from __future__ import annotations

import contextlib
import linecache
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

from .graph import is_tensor
from .recording import Seen

__all__ = ["Followed", "Line", "follow"]

HERE = str(Path(__file__).resolve().parent.parent)


class Line(NamedTuple):
    """Where a node was made."""

    file: str
    number: int
    text: str


@dataclass
class Followed:
    """What a function has made.

    Attributes:
        seen: its tensors, the first one first, each with the expression that made it.
        names: its variables that hold tensors, and those of the functions that it called.
        lines: for each node (by its id) the line that made it.
        modules: for each node the modules in whose `forward` it was made, the outermost first.
    """

    seen: list[Seen] = field(default_factory=list)
    names: dict[str, Any] = field(default_factory=dict)
    lines: dict[int, Line] = field(default_factory=dict)
    modules: dict[int, tuple[str, ...]] = field(default_factory=dict)


def follow(function: Callable[..., Any], *inputs: Any) -> tuple[Any, Followed]:
    """Call a function, and note what it makes; what it raises is raised."""
    following = _Following()
    with following.listening():
        result = function(*inputs)
    return result, following.followed


class _Following:
    def __init__(self) -> None:
        self.followed = Followed()
        self.known: set[tuple[int, int]] = set()  # ids of nodes; their tensors are held by `seen`
        self.libraries = (HERE, *self._torch())
        self.calls: dict[FrameType, str] = {}  # of a module's forward: how the module is called
        self.used: dict[tuple[str, ...], int] = {}

    @staticmethod
    def _torch() -> tuple[str, ...]:
        torch = sys.modules.get("torch")
        file = getattr(torch, "__file__", None)
        return (str(Path(file).parent),) if file else ()

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        before = sys.getprofile()
        with contextlib.ExitStack() as stack:
            if self._torch():
                stack.enter_context(self._mode())
            sys.setprofile(self.heard)
            try:
                yield
            finally:
                sys.setprofile(before)

    def _mode(self) -> Any:
        from torch.overrides import TorchFunctionMode  # of the torch that is loaded already

        following = self

        class Mode(TorchFunctionMode):
            def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
                result = func(*args, **(kwargs or {}))
                following.note(result, sys._getframe(1))
                return result

        return Mode()

    def heard(self, frame: FrameType, event: str, value: Any) -> None:
        if event != "return" or value is None:
            return
        if frame.f_code.co_filename.startswith(self.libraries):
            self.note(value, frame)
        elif linecache.getlines(frame.f_code.co_filename):  # a program's own, not code made by a library
            for name, each in frame.f_locals.items():
                if is_tensor(each) and name != "self":
                    self.followed.names.setdefault(name, each)

    def note(self, value: Any, frame: FrameType | None) -> None:
        for tensor in value if isinstance(value, (tuple, list)) else (value,):
            node = getattr(tensor, "grad_fn", None) if is_tensor(tensor) else None
            if node is None or (id(node), tensor.output_nr) in self.known:
                continue
            self.known.add((id(node), tensor.output_nr))
            line = self._line(frame)
            self.followed.seen.append(Seen(tensor, line.text, line.number, len(self.followed.seen) + 1))
            self.followed.lines.setdefault(id(node), line)
            self.followed.modules.setdefault(id(node), self._modules(frame))

    def _line(self, frame: FrameType | None) -> Line:
        while frame is not None and frame.f_code.co_filename.startswith(self.libraries):
            frame = frame.f_back
        if frame is None:
            return Line("", 0, "")
        file, number = frame.f_code.co_filename, frame.f_lineno
        places = list(frame.f_code.co_positions())
        place = places[frame.f_lasti // 2] if 0 <= frame.f_lasti // 2 < len(places) else (None,) * 4
        first, last, start, end = place
        if first is not None and first == last and start is not None and end is not None:
            raw = linecache.getline(file, first).encode()[start:end].decode(errors="replace")
            if raw:
                return Line(file, number, raw)
        return Line(file, number, linecache.getline(file, number).strip())

    def _modules(self, frame: FrameType | None) -> tuple[str, ...]:
        frames = []
        while frame is not None:
            owner = frame.f_locals.get("self") if frame.f_code.co_name == "forward" else None
            if hasattr(owner, "named_modules"):
                frames.append((frame, owner))
            frame = frame.f_back
        path: tuple[str, ...] = ()
        above: Any = None
        for each, owner in reversed(frames):
            if each not in self.calls:
                name = next((name for name, part in above.named_children() if part is owner), "") if above else ""
                name = (
                    name or next((n for n, part in above.named_modules() if n and part is owner), "") if above else ""
                )
                name = name or type(owner).__name__
                times = self.used[(*path, name)] = self.used.get((*path, name), 0) + 1
                self.calls[each] = name if times == 1 else f"{name} ({times})"
            path, above = (*path, self.calls[each]), owner
        return path
