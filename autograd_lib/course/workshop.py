"""For exercises that build on each other: a piece that is not there yet, or not right, gives way to ours."""

from __future__ import annotations

from typing import Any

from . import mini
from .check import judge
from .registry import find

PIECES = {
    "08.1": "mul_rule",
    "08.2": "accumulate",
    "08.3": "topological_order",
    "08.4": "unbroadcast",
    "08.5": "matmul_rule",
    "08.6": "gradcheck",
    "08.7": "exp_rule",
    "08.7b": "tanh_rule",
}


def or_ours(id: str, piece: Any) -> Any:
    """The learner's piece of the engine if its check says right, else that of `mini`; prints which."""
    name, exercise = PIECES[id], find(id)
    own = exercise is not None and judge(exercise, piece).status == "right"
    print(f"{id:<6}{'' if own else 'mini.'}{name}")
    return piece if own else getattr(mini, name)
