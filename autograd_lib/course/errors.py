"""One sentence below Python's own words, in the lesson's language, where a cell cannot run at all.

A misspelled or not yet defined name and a syntax error end a cell before any check in it is reached.
"""

from __future__ import annotations

import difflib
import traceback
from collections.abc import Sequence

from . import messages
from .guard import is_library

__all__ = ["advice", "explain_errors"]


def explain_errors() -> None:
    """Have this notebook add the sentence from now on; outside of a notebook nothing changes."""
    try:
        from IPython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    show = getattr(shell, "_showtraceback", None)  # all errors of cells come by here, those of IPython's parser too
    if show is None or hasattr(show, "advises"):
        return

    def explained(kind: type, error: BaseException, lines: list[str]) -> None:
        said = advice(error, list(shell.user_ns))
        show(kind, error, [*lines, f"\n→ {said.replace('`', '')}"] if said else lines)

    explained.advises = True  # type: ignore[attr-defined]
    shell._showtraceback = explained


def advice(error: BaseException, known: Sequence[str] = ()) -> str:
    """The sentence for an error; "" if there is none for it.  `known`: the names that the notebook has."""
    if isinstance(error, NameError) and error.name:
        near = difflib.get_close_matches(error.name, [each for each in known if each[0] != "_"], n=1, cutoff=0.75)
        if near:
            return messages.general("near_name", name=error.name, near=near[0])
        return messages.general("name_error", name=error.name)
    if isinstance(error, SyntaxError) and error.lineno and not was_running(error):
        key = "indent_error" if isinstance(error, IndentationError) else "syntax_error"
        return messages.general(key, line=error.lineno)
    return ""


def was_running(error: BaseException) -> bool:
    """Whether the learner's code had begun to run, so that the line is not one of the cell's."""
    return any(not is_library(frame.filename) for frame in traceback.extract_tb(error.__traceback__))
