"""What the outputs of a notebook depend on besides its own code: the library's version, its figures, its praise."""

from __future__ import annotations

import ast
import functools
import hashlib
import json
import re
import tomllib
from pathlib import Path
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

from .source import ROOT

COURSE = ROOT / "autograd_lib" / "course"
DRAWING = (
    "climbing", "devices", "differences", "digits", "drawing", "hill", "pictures", "pretend", "speed", "style", "tables",
    "terrains",
)  # besides figures_*.py  # fmt: skip
PRINTING = ("port",)  # prints for a cell that imports it; what draws takes no more than its tensors from it
LISTS = ("left_out",)  # of the library itself: what is drawn or shown as a table


def states(code: list[str]) -> list[str]:
    """The version, and a hash of every module of autograd_lib.course that draws for these cells."""
    files = sorted({file for cell in code for file in drawn_with(cell)})
    exercises = sorted({name for cell in code for name in re.findall(r"""check\(["\'](\d\d\.\d+[a-z]?)["\'],""", cell)})
    return [version(), *(f"{file.stem} {digest(file)}" for file in files), *map(praise, exercises)]


def praise(exercise: str) -> str:
    """What the check of an exercise says of a right answer: the solutions show it."""
    table: dict[str, Any] = {}
    for file in sorted(COURSE.glob("messages*.toml")):
        table |= tomllib.loads(file.read_text(encoding="utf-8")).get(exercise, {})
    return json.dumps([exercise, table.get("title"), table.get("right")], sort_keys=True)


def version() -> str:
    text = (ROOT / "autograd_lib" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "(.+)"', text, flags=re.MULTILINE)
    return found.group(1) if found else ""


def drawn_with(cell: str) -> set[Path]:
    """The modules of figures from which a cell imports, and what these import in turn."""
    found: set[Path] = set()
    for node in ast.walk(ast.parse(TransformerManager().transform_cell(cell))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("autograd_lib.course"):
            module = (node.module or "").removeprefix("autograd_lib.course").strip(".")
            names = [module] if module else [home(alias.name) for alias in node.names]
            found |= {file for name in names for file in closure(name)}
            found |= {COURSE / f"{name}.py" for name in names if name in PRINTING}
        elif isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names if alias.name.startswith("autograd_lib.course.")]
            found |= {file for module in modules for file in closure(module.rpartition(".")[2])}
    return found


def home(name: str) -> str:
    """The module that a name of autograd_lib.course comes from."""
    return name if (COURSE / f"{name}.py").exists() else exports().get(name, "")


@functools.cache
def exports() -> dict[str, str]:
    tree = ast.parse((COURSE / "__init__.py").read_text(encoding="utf-8"))
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module]
    return {alias.asname or alias.name: node.module or "" for node in nodes for alias in node.names}


@functools.cache
def closure(name: str) -> frozenset[Path]:
    """A module of figures, or of what they draw, and the modules beside it that it imports; of the checks nothing."""
    file = COURSE / f"{name}.py"
    is_figure = name in DRAWING or name.startswith("figures")
    if not is_figure or not file.exists():
        return frozenset()
    files = {each for each in (file, file.with_suffix(".json"), file.with_suffix(".toml")) if each.exists()}
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            names = [node.module] if node.module else [alias.name for alias in node.names]
            files |= {each for other in names if other != name for each in closure(other)}
        elif isinstance(node, ast.ImportFrom) and node.level == 2 and not node.module:
            lists = [alias.name for alias in node.names if alias.name in LISTS]
            files |= {each for other in lists for each in (COURSE.parent / f"{other}.py", COURSE / f"{other}.toml")}
    return frozenset(files)


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:8]
