"""Writes printing.json: what PyTorch prints for some two hundred tensors.

    python tests/goldens/make_printing.py      (needs torch)

A case is the source of a tensor in PyTorch's words, with ``torch`` and ``np`` at hand, the print options and the
default dtype; tests/test_printing.py evaluates the same source on this library.
"""

import ast
import json
import math
from pathlib import Path
from typing import Any

import numpy as np

TARGET = Path(__file__).with_name("printing.json")
FLOATS = ("float32", "float64", "float16")
INTEGERS = ("int8", "int16", "int32", "int64", "uint8")
SHAPES = ("()", "(1,)", "(7,)", "(30,)", "(2, 3)", "(3, 1)", "(2, 2, 3)", "(2, 1, 2, 2)")


def array(source: str, dtype: str = "float32") -> str:
    """The source of a tensor that holds the array which ``source`` makes."""
    return f"torch.from_numpy(np.array({source}).astype('{dtype}'))"


def normal(seed: int, shape: str, dtype: str = "float32", scale: str = "1") -> str:
    """The source of a tensor of normal numbers, the same in every NumPy."""
    return array(f"np.random.RandomState({seed}).normal(size={shape}) * {scale}", dtype)


def spread(seed: int, shape: str, decades: int, dtype: str = "float32") -> str:
    """Numbers whose magnitudes differ by up to ``decades`` powers of ten."""
    return normal(seed, shape, dtype, f"10.0 ** np.random.RandomState({seed}).randint({-decades}, {decades}, {shape})")


def cases() -> list[dict[str, Any]]:
    """All cases, without what is printed."""
    found: list[dict[str, Any]] = []

    def add(source: str, default: str = "float32", **options: Any) -> None:
        found.append({"source": source, "default": default, "options": options})

    for seed, shape in enumerate(SHAPES):
        for dtype in FLOATS:
            add(normal(seed, shape, dtype))
            add(array(f"np.random.RandomState({seed}).randint(-9, 99, {shape})", dtype))
        for dtype in INTEGERS:
            add(array(f"np.random.RandomState({seed}).randint(-100, 100, {shape})", dtype))
        add(array(f"np.random.RandomState({seed}).randint(0, 2, {shape})", "bool"))
        add(spread(seed, shape, 2))
        add(spread(seed, shape, 6, "float64"))

    borderline = (0.0, -0.0, 1e-4, 9.99e-5, 1e8, 1.0001e8, 99999.95)
    for value in (*borderline, 1.0, -1.0, 0.1, 1e-30, 1e30, 3.0, 1234.5, 123456.0):
        add(f"torch.tensor({value!r})")
        add(f"torch.tensor([{value!r}, 1.0, -2.5])")
        add(f"torch.tensor([{value!r}, 2.0])")
    nan, inf = "float('nan')", "float('inf')"
    special = [nan, inf, f"-{inf}", f"[{nan}]", f"[{nan}, 0.0, -0.0]", f"[{inf}, 1.0, 20.0]", f"[-{inf}, 0.5, {nan}]"]
    ratios = [f"[{nan}, 1e-9, 1.0]", "[1.0, 1000.0]", "[1.0, 1001.0]", "[0.5, 500.0]", "[0.5, 501.0]", "[-0.0, 0.25]"]
    for values in special + ratios:
        add(f"torch.tensor({values})")
    for dtype in (*FLOATS, "int64", "int32", "bool"):
        for shape in ("0", "0, 3", "2, 0, 3"):
            add(f"torch.zeros({shape}, dtype=torch.{dtype})")

    for shape in ("(1001,)", "(20, 60)", "(501, 2)", "(7, 8, 30)", "(3, 7, 9, 8)"):  # too long to be printed whole
        count = math.prod(ast.literal_eval(shape))
        add(array(f"np.arange({count}).reshape{shape}", "int64"))
        add(array(f"np.arange({count}).reshape{shape} / 8", "float32"))
        add(normal(3, shape))
        add(normal(3, shape, "float64"), profile="short")
        add(normal(3, shape), edgeitems=1, precision=2)
    add(array("np.arange(1001)", "int64"), profile="full")
    add(array("np.arange(1000)", "float32"))

    row, matrix = normal(5, "(12,)"), spread(6, "(3, 4)", 1)
    for options in (
        {"precision": 0},
        {"precision": 1},
        {"precision": 10},
        {"linewidth": 20},
        {"linewidth": 200},
        {"linewidth": 5},
        {"sci_mode": True},
        {"sci_mode": False},
        {"sci_mode": True, "precision": 2},
        {"threshold": 5},
        {"threshold": 5, "edgeitems": 1},
        {"threshold": 5, "edgeitems": 0},
        {"edgeitems": 0},
        {"threshold": 0, "edgeitems": 2, "linewidth": 40},
        {"profile": "short"},
        {"profile": "full", "precision": 3},
    ):
        for values in ("2.5", "[1.0, 2.0, 3e9]", "[[1, 2], [3, 4]]"):
            add(f"torch.tensor({values})", **options)
        add(row, **options)
        add(matrix, **options)

    leaf = "torch.tensor([1.5, 2.5], requires_grad=True)"
    add(leaf)
    add(f"({leaf} + 1)")
    add(f"({leaf} * 2).sum()")
    add(f"({leaf}.double() * 2)")
    add("torch.zeros(2, 0, dtype=torch.float64, requires_grad=True)")
    for count in range(8, 13):  # the suffix moves to the next line when it no longer fits
        add(f"torch.ones({count}, requires_grad=True) * 0.5")
        add(f"torch.ones(2, {count}, dtype=torch.float64, requires_grad=True) * 0.5")
        add(f"torch.ones({count}, dtype=torch.int32)", linewidth=60)
        add(f"torch.ones({count}, dtype=torch.float64, requires_grad=True)", linewidth=48)
    for default in ("float64", "float16"):
        for dtype in FLOATS:
            add(f"torch.tensor([0.1, 2.0], dtype=torch.{dtype})", default)
            add(f"torch.zeros(0, dtype=torch.{dtype})", default)
        add("torch.tensor([0.1, 2.0])", default)
        add("torch.tensor([1, 2])", default)
    return found


def printed(torch: Any, case: dict[str, Any]) -> str:
    """What ``torch`` (the real one, or this library under that name) prints for ``case``."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(getattr(torch, case["default"]))
    torch.set_printoptions(**case["options"])
    try:
        with np.errstate(all="ignore"):
            return repr(eval(case["source"], {"torch": torch, "np": np}))
    finally:
        torch.set_printoptions(profile="default")
        torch.set_default_dtype(before)


if __name__ == "__main__":
    import torch

    goldens = [{**case, "printed": printed(torch, case)} for case in cases()]
    lines = ",\n".join(json.dumps(golden) for golden in goldens)
    TARGET.write_text(f'{{"torch": "{torch.__version__}", "cases": [\n{lines}\n]}}\n', encoding="utf-8")
    print(f"{len(goldens)} printed forms in {TARGET.name}")
