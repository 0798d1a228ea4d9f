"""The exercises of the course as their sources have them, and the bank of typical wrong and unusual right answers."""

from __future__ import annotations

import ast
import contextlib
import io
import linecache
import runpy
import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from autograd_lib.course import registry
from autograd_lib.course.guard import run
from autograd_lib.course.registry import Exercise

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tools import blanks, source  # noqa: E402


@dataclass
class Task:
    """An exercise in its notebook: the cell with the answer, and what the cells above it have made."""

    id: str
    code: str
    blank: str
    answer_lines: frozenset[int]
    answers: list[str]
    above: dict[str, Any] = field(repr=False)

    def answer(self, code: str | None = None) -> Any:
        """What the cell hands to its check; with another code, what that does."""
        return run_cell(self.code if code is None else code, dict(self.above))


def lessons() -> list[str]:
    """The lessons that have exercises and a notebook for them."""
    written = {path.stem[:2] for path in (ROOT / "solutions" / "src").glob("[0-9][0-9]_*.py")}
    return [each for each in registry.lessons() if each in written]


def exercises() -> list[Exercise]:
    return [exercise for lesson in lessons() for exercise in registry.exercises(lesson)]


@cache
def tasks(lesson: str) -> dict[str, Task]:
    """The exercises of a lesson's notebook, in order."""
    (path,) = (ROOT / "solutions" / "src").glob(f"{lesson}_*.py")
    found: dict[str, Task] = {}
    names: dict[str, Any] = {"__name__": "__main__"}
    exec("from autograd_lib.course import *\nimport autograd_lib as torch", names)
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in source.read(path).cells:
            if cell.kind != "code" or cell.code.strip() == "{bootstrap}":
                continue
            if cell.exercise:
                blank, answers = blanks.blank(cell.code)
                lines = frozenset(line for line, _ in answers)
                texts = [text for _, text in answers]
                found[cell.exercise] = Task(cell.exercise, cell.code, blank, lines, texts, dict(names))
                run_cell(cell.code, names)
            else:
                execute(cell.code.replace('"LANG"', '"en"'), names)
    return found


def run_cell(code: str, names: dict[str, Any]) -> Any:
    """Run an exercise's cell; its check catches the answer.  A cell that fails, or does not stop, has no answer."""
    caught: list[Any] = []
    names["check"] = lambda id, answer: caught.append(answer)
    outcome = run(lambda: execute(code, names), seconds=1.0)
    return caught[-1] if caught and outcome.kind == "value" else Failed(outcome.error)


def answer_of(code: str) -> Any:
    """What a piece of code of the bank leaves in `answer`."""
    names: dict[str, Any] = {"__name__": "__main__"}
    execute(code, names)
    return names["answer"]


def execute(code: str, names: dict[str, Any]) -> None:
    """Run code like a cell: its lines can be looked up."""
    filename = f"<answer {abs(hash(code))}>"
    linecache.cache[filename] = (len(code), None, code.splitlines(keepends=True), filename)
    exec(compile(ast.parse(code), filename, "exec"), names)


class Failed:
    """The answer of a cell that has none."""

    def __init__(self, error: str) -> None:
        self.error = error


@cache
def bank(lesson: str) -> dict[str, Any]:
    """WRONG, UNUSUAL and EQUIVALENT of solutions/wrong/NN.py."""
    path = ROOT / "solutions" / "wrong" / f"{lesson}.py"
    found = runpy.run_path(str(path)) if path.exists() else {}
    return {name: found.get(name, {}) for name in ("WRONG", "UNUSUAL", "EQUIVALENT")}
