"""Running a learner's code without trusting it to stop, to leave its arguments alone, or to be quiet.

    outcome = run(function, (3.0,))        # never raises what the function raises
    outcome.kind, outcome.value, outcome.printed

A function that does not stop is stopped from another thread, which works in notebooks on all systems; a loop inside a
single call of a C function (`sum(itertools.count())`) cannot be stopped that way.
"""

from __future__ import annotations

import builtins
import contextlib
import copy
import ctypes
import inspect
import io
import linecache
import os
import re
import sys
import sysconfig
import threading
import time
import types
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from .compare import same

__all__ = ["Outcome", "run", "signature", "takes"]

MOST_PRINTED = 10_000  # characters that are kept of what a function prints
MOST_SAID = 300  # characters that are kept of the words of an exception
MEMORY = 1024**3  # bytes a function may ask for beyond what the process has, where the system can be told so
PATIENCE = 4  # times longer by the clock on the wall, for what waits or gets little of the computer
PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Outcome:
    """What came of one call.

    Attributes:
        kind: "value", "error", "endless", "recursion", "memory" or "parameters" (it cannot be called that way).
        value: what it returned.
        error: the exception, as Python prints it: "ZeroDivisionError: division by zero".
        line, source: where in the learner's code it was raised: the number of the line in its cell, and the line.
        mutated: the names of the arguments that it changed.
        arguments: the arguments as it left them.
        printed: what it wrote to stdout and stderr.
    """

    kind: str = "value"
    value: Any = None
    error: str = ""
    line: int = 0
    source: str = ""
    mutated: tuple[str, ...] = ()
    arguments: tuple[Any, ...] = ()
    printed: str = ""

    @property
    def error_type(self) -> str:
        return self.error.split(":")[0]


def run(
    function: Callable[..., Any],
    arguments: Sequence[Any] = (),
    *,
    call: Callable[..., Any] | None = None,
    names: Sequence[str] = (),
    seconds: float = 3.0,
) -> Outcome:
    """Call a function on copies of the arguments; whatever it does is an `Outcome`.

    Args:
        function: a learner's.
        arguments: the positional ones.
        call: what to do instead of calling it: a function of (function, *arguments).
        names: of the arguments, for those that it changes.
        seconds: of computing, after which it is stopped.

    Raises:
        KeyboardInterrupt: the person at the keyboard had enough.
    """
    given = tuple(map(copied, arguments))
    if call is None and not takes(function, len(given)):
        return Outcome("parameters", error=f"{signature(function)} parameters", arguments=given)
    target = function if call is None else call
    everything = given if call is None else (function, *given)
    out = _Printed()
    found: dict[str, Any]
    try:
        with _quiet(out), _memory_limit(), warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            found = {"value": _limited(target, everything, seconds)}
    except KeyboardInterrupt:
        raise
    except _Stop as error:
        found = {"kind": "endless", **_place(error)}
    except RecursionError as error:
        found = {"kind": "recursion", **_place(error)}
    except MemoryError as error:
        found = {"kind": "memory", **_place(error)}
    except BaseException as error:  # SystemExit too: nothing of a learner's ends the notebook
        found = {"kind": "error", **_place(error)}
    changed = [place for place, (now, then) in enumerate(zip(given, arguments)) if not same(now, then, 0.0)]
    names = list(names) + [f"argument {place + 1}" for place in range(len(names), len(given))]
    mutated = tuple(names[place] for place in changed)
    return Outcome(**found, mutated=mutated, arguments=given, printed=out.getvalue())


def copied(value: Any) -> Any:
    """A copy, down to the last part; what cannot be copied, such as a module in a list, as it is."""
    try:
        return copy.deepcopy(value)
    except Exception:
        return value


# What a function is ----------------------------------------------------------------------------------------------------


def takes(function: Callable[..., Any], number: int) -> bool:
    """Whether it can be called with that many arguments; yes where Python cannot tell."""
    try:
        inspect.signature(function).bind(*range(number))
    except TypeError:
        return False
    except ValueError:
        pass
    return True


def signature(function: Callable[..., Any]) -> str:
    """How many arguments it takes: "2", "1–3", "1 or more"."""
    fewest, most = 0, 0
    for each in inspect.signature(function).parameters.values():
        if each.kind is each.VAR_POSITIONAL:
            return f"{fewest}+"
        if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD):
            most += 1
            fewest += each.default is each.empty
    return str(most) if fewest == most else f"{fewest}–{most}"


# Not for ever ---------------------------------------------------------------------------------------------------------


class _Stop(BaseException):
    """Raised in the middle of a function that does not stop by itself.

    An `except:` in its loop may catch it. So each one also has every following line of the function raise another.
    """

    def __init__(self) -> None:
        super().__init__()
        sys.settrace(_stop_at_lines)
        frame: types.FrameType | None = sys._getframe(1)
        while frame is not None and frame.f_code is not _limited.__code__:
            frame.f_trace = _stop_at_lines
            frame = frame.f_back


def _stop_at_lines(frame: types.FrameType, event: str, arg: Any) -> Any:
    if event == "line":
        raise _Stop
    return _stop_at_lines


def _limited(function: Callable[..., Any], arguments: Sequence[Any], seconds: float) -> Any:
    """What the function returns; _Stop if it takes longer."""
    thread = ctypes.c_ulong(threading.get_ident())
    finished, lock, done = [False], threading.Lock(), threading.Event()
    trace = sys.gettrace()

    def watch() -> None:
        cpu, wall = time.process_time(), time.monotonic()
        while not done.wait(0.01 if _over(cpu, wall, seconds) else min(0.1, seconds)):
            with lock:
                if not finished[0] and _over(cpu, wall, seconds):
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(_Stop))

    threading.Thread(target=watch, daemon=True).start()
    try:
        try:
            return function(*arguments)
        finally:
            sys.settrace(trace)
            _finish(finished, lock, trace)
    finally:
        sys.settrace(trace)
        _finish(finished, lock, trace)  # again: a _Stop can arrive in the first one's last instruction
        done.set()


def _finish(finished: list[bool], lock: Any, trace: Any) -> None:
    """From here on no _Stop comes any more; nothing in it is traced, since it calls no Python function."""
    while not finished[0] or sys.gettrace() is not trace:
        try:
            sys.settrace(trace)
            with lock:
                finished[0] = True
        except _Stop:  # it came a moment too late
            pass


def _over(cpu: float, wall: float, seconds: float) -> bool:
    """Whether the time is up: the process's own time counts, so that a busy computer stops nobody early."""
    past = time.monotonic() - wall
    return past > PATIENCE * seconds or min(time.process_time() - cpu, past) > seconds


@contextlib.contextmanager
def _memory_limit() -> Iterator[None]:
    """Let what asks for far too much memory fail by itself, instead of taking the computer down (Linux)."""
    try:
        import resource

        pages = int(Path("/proc/self/statm").read_text().split()[0])
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = pages * resource.getpagesize() + MEMORY
        limits = [limit for limit in (soft, hard, most) if limit != resource.RLIM_INFINITY]
        resource.setrlimit(resource.RLIMIT_AS, (min(limits), hard))
    except (ImportError, OSError, ValueError):
        yield
        return
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


# Not loud -------------------------------------------------------------------------------------------------------------


class _Printed(io.StringIO):
    """Keeps the beginning of what is written."""

    def write(self, text: str) -> int:
        super().write(text[: max(0, MOST_PRINTED - self.tell())])
        return len(text)


@contextlib.contextmanager
def _quiet(out: io.StringIO) -> Iterator[None]:
    """Catch what is printed; nobody is there to answer `input()`."""

    def no_input(prompt: object = "") -> str:
        raise EOFError("nobody answers input() while an answer is checked")

    ask = builtins.input
    builtins.input = no_input
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            yield
    finally:
        builtins.input = ask


# Where it went wrong --------------------------------------------------------------------------------------------------


def _place(error: BaseException) -> dict[str, Any]:
    """The exception in words, and the last line of the learner's that it went through."""
    try:
        words = re.sub(r"\s+", " ", str(error))
    except Exception:
        words = ""
    if len(words) > MOST_SAID:
        words = words[: MOST_SAID - 1].rstrip() + "…"
    found: dict[str, Any] = {"error": f"{type(error).__name__}: {words}".rstrip(": ")}
    step = error.__traceback__
    while step is not None:
        filename, line = step.tb_frame.f_code.co_filename, step.tb_lineno
        if not is_library(filename):
            found |= {"line": line, "source": linecache.getline(filename, line).strip()}
        step = step.tb_next
    return found


@cache
def is_library(filename: str) -> bool:
    """Whether a file belongs to Python, to an installed package or to us, and not to the learner."""
    if filename.startswith("<"):
        return not filename.startswith(("<ipython", "<string", "<stdin", "<python-input", "<answer"))
    folders = [PACKAGE, sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")]
    installed = "site-packages" in filename or "dist-packages" in filename
    return installed or filename.startswith(tuple(f"{folder}{os.sep}" for folder in folders))
