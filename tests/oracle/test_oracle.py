"""autograd_lib answers as PyTorch does: value for value, graph for graph, exception for exception.

The goldens beside this file hold PyTorch's answers, so these claims need no PyTorch. Where PyTorch is installed, the
goldens themselves are held against it.
"""

from typing import Any

import pytest

import autograd_lib

from .groups import GROUPS, load_goldens
from .record import Case, differences, run

GOLDENS: dict[str, dict[str, Any]] = {group: load_goldens(group) for group in GROUPS}
LACKING = ("AttributeError", "NotImplementedError", "ImportError", "ModuleNotFoundError")


def explain(case: Case, found: list[str]) -> str:
    """The case's source and what differs, for the reader of a failed test."""
    return "\n".join([f"{case.name}:", *(f"    {line}" for line in case.source.splitlines()), *found])


@pytest.mark.parametrize(
    ("group", "case"), [pytest.param(g, c, id=f"{g}-{c.name}") for g, cases in GROUPS.items() for c in cases]
)
def test_the_library_answers_as_pytorch(group: str, case: Case) -> None:
    answer = run(autograd_lib, case)
    if group == "extras" and str(answer.get("error")).startswith(LACKING):
        pytest.skip(f"beyond the core: {answer['error']}")
    found = differences(GOLDENS[group][case.name], answer)
    assert not found, explain(case, found)


@pytest.mark.parametrize("group", GROUPS)
def test_every_case_has_its_golden(group: str) -> None:
    assert [case.name for case in GROUPS[group]] == list(GOLDENS[group])


@pytest.mark.parametrize("group", GROUPS)
def test_the_goldens_are_what_pytorch_says(group: str) -> None:
    torch = pytest.importorskip("torch")
    if not torch.__version__.startswith("2.13."):
        pytest.skip(f"the goldens are PyTorch 2.13's; this is {torch.__version__}")
    stale = {case.name: differences(GOLDENS[group][case.name], run(torch, case)) for case in GROUPS[group]}
    assert not {name: found for name, found in stale.items() if found}
