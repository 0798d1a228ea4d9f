"""The exercises as tests for otter-grader: the course's own checks decide, one test an exercise.

    python -m tools.classroom OUT --otter TESTS

TESTS/NN_name/tests/qNN_N.py is in Otter's OK format.  The notebooks in OUT carry, in the metadata of each exercise's
cell, the name of its test: Otter grades there, before a later cell gives the same name another value.
"""

from __future__ import annotations

import ast
import tomllib

from .source import ROOT, Cell, Source

TEST = '''\
OK_FORMAT = True

test = {{
    "name": "{name}",
    "points": {points},
    "suites": [
        {{
            "type": "doctest",
            "scored": True,
            "setup": "",
            "teardown": "",
            "cases": [
                {{
                    "hidden": False,
                    "locked": False,
                    "code": r"""
>>> import autograd_lib.course
>>> print(autograd_lib.course.grade("{exercise}", lambda: {answer}))
right
""",
                }},
            ],
        }},
    ],
}}
'''
NOT_NEEDED = ("jupyterlab",)  # to grade


def test_name(exercise: str) -> str:
    """02.3 -> q02_3"""
    return f"q{exercise.replace('.', '_')}"


def answer(cell: Cell) -> str:
    """What an exercise's cell hands to its check, as code."""
    last = cell.code.strip().splitlines()[-1]
    call = ast.parse(last).body[0]
    assert isinstance(call, ast.Expr) and isinstance(call.value, ast.Call)
    return ast.get_source_segment(last, call.value.args[1]) or ""


def points(given: list[str], exercises: list[Source]) -> dict[str, float]:
    """What each exercise is worth: 1, or what is given, such as "02.3=2".

    Raises:
        ValueError: there is no such exercise, or no number.
    """
    worth: dict[str, float] = {cell.exercise: 1 for source in exercises for cell in source.cells if cell.exercise}
    for text in given:
        exercise, _, number = text.partition("=")
        try:
            value = float(number)
        except ValueError:
            value = -1.0
        if exercise not in worth or value < 0:
            raise ValueError(
                f"--points {text}: write it like {next(iter(worth), '02.3')}=2, with an exercise of the class"
            )
        worth[exercise] = int(value) if value.is_integer() else value
    return worth


def files(exercises: list[Source], worth: dict[str, float]) -> dict[str, bytes]:
    """Relative path -> bytes: the tests, and what a grading machine has to install besides the library."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = [line for line in project["dependencies"] if not line.startswith(NOT_NEEDED)]
    found = {"requirements.txt": ("\n".join(needed) + "\n").encode()}
    for source in exercises:
        for cell in source.cells:
            if cell.exercise:
                name = test_name(cell.exercise)
                values = {"name": name, "points": worth[cell.exercise], "exercise": cell.exercise}
                text = TEST.format(**values, answer=answer(cell))
                found[f"{source.name}/tests/{name}.py"] = text.encode()
    return found
