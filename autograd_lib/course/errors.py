"""One sentence below Python's own words, in the lesson's language, where a cell cannot run at all.

A misspelled or not yet defined name and a syntax error end a cell before any check in it is reached.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from types import TracebackType
from typing import Any

from . import messages
from .results import WRONG_BADGE

__all__ = ["advice", "explain_errors"]


def explain_errors() -> None:
    """Have this notebook add the sentence from now on; outside of a notebook nothing changes."""
    try:
        from IPython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    if shell is not None:
        shell.set_custom_exc((NameError, SyntaxError), _explain)


def advice(error: BaseException, known: Sequence[str] = ()) -> str:
    """The sentence for an error; "" if there is none for it.  `known`: the names that the notebook has."""
    if isinstance(error, NameError):
        name = error.name or ""
        near = difflib.get_close_matches(name, [each for each in known if not each.startswith("_")], n=1, cutoff=0.75)
        if near:
            return messages.general("near_name", name=name, near=near[0])
        return messages.general("name_error", name=name)
    if isinstance(error, SyntaxError):
        key = "indent_error" if isinstance(error, IndentationError) else "syntax_error"
        return messages.general(key, line=error.lineno or 1)
    return ""


def _explain(
    shell: Any, kind: type, error: BaseException, trace: TracebackType | None, tb_offset: Any = None
) -> list[str]:
    """Python's words, then ours."""
    if isinstance(error, SyntaxError) and error.filename and trace is not None and trace.tb_next is None:
        lines = shell.SyntaxTB.structured_traceback(kind, error, [])
    else:
        lines = shell.InteractiveTB.structured_traceback(kind, error, trace, tb_offset=tb_offset)
    lines = [*lines, "", f"{WRONG_BADGE} {advice(error, list(shell.user_ns)).replace('`', '')}"]
    shell._showtraceback(kind, error, lines)
    return list(lines)
