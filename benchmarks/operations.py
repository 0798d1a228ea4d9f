"""What each operation costs, forward and backward, against NumPy alone and against PyTorch on one thread.

    python benchmarks/operations.py                     the table, small and large
    python benchmarks/operations.py tanh conv2d         only these
    python benchmarks/operations.py --write benchmarks/operations.md
    python benchmarks/operations.py --store             ... and put the few that lesson 09 draws into speed.json

Microseconds: medians of rounds in turn.  "small" is what the lessons have (16 × 16), "large" 512 × 512.  The last columns
are ratios to PyTorch: what is well above 1 is worth a look.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
from rounds import arguments, conditions, measurement, medians, report, store

import autograd_lib
from autograd_lib.course.speed import OURS

ROUND_SECONDS = 0.01
SIDES = {"small": 16, "large": 512}
STORED = ("add", "matmul", "softmax", "gelu", "layer_norm", "conv2d")  # both ways, in speed.json
# name: (with a library's names, or None for what NumPy lacks in one call)
OPERATIONS: dict[str, tuple[str, str | None]] = {
    "add": ("x + y", "x + y"),
    "mul": ("x * y", "x * y"),
    "mul_number": ("x * 3.0", "x * 3.0"),
    "div": ("x / y", "x / y"),
    "pow": ("x ** 2", "x ** 2"),
    "exp": ("x.exp()", "np.exp(x)"),
    "log": ("y.log()", "np.log(y)"),
    "tanh": ("torch.tanh(x)", "np.tanh(x)"),
    "sigmoid": ("torch.sigmoid(x)", "1 / (1 + np.exp(-x))"),
    "relu": ("torch.relu(x)", "np.maximum(x, 0)"),
    "gelu": ("F.gelu(x)", None),
    "where": ("torch.where(x > 0, x, y)", "np.where(x > 0, x, y)"),
    "sum": ("x.sum()", "x.sum()"),
    "sum_dim": ("x.sum(1)", "x.sum(1)"),
    "mean": ("x.mean()", "x.mean()"),
    "max_dim": ("x.max(1).values", "x.max(1)"),
    "cumsum": ("x.cumsum(1)", "x.cumsum(1)"),
    "sort": ("x.sort(1).values", "np.sort(x, 1)"),
    "matmul": ("x @ y", "x @ y"),
    "linear": ("F.linear(x, y, b)", "x @ y.T + b"),
    "transpose": ("x.t() * 1.0", "x.T * 1.0"),
    "reshape": ("x.reshape(-1)", "x.reshape(-1)"),
    "index_row": ("x[3]", "x[3]"),
    "gather_rows": ("x[rows]", "x[rows]"),
    "cat": ("torch.cat([x, y])", "np.concatenate([x, y])"),
    "stack": ("torch.stack([x, y])", "np.stack([x, y])"),
    "broadcast": ("x + b", "x + b"),
    "softmax": ("torch.softmax(x, 1)", None),
    "log_softmax": ("torch.log_softmax(x, 1)", None),
    "cross_entropy": ("F.cross_entropy(x, labels)", None),
    "mse_loss": ("F.mse_loss(x, y)", "((x - y) ** 2).mean()"),
    "layer_norm": ("F.layer_norm(x, x.shape[1:])", None),
    "batch_norm": ("F.batch_norm(x, None, None, training=True)", None),
    "conv2d": ("F.conv2d(image, kernel, padding=1)", None),
    "max_pool2d": ("F.max_pool2d(image, 2)", None),
    "attention": ("F.scaled_dot_product_attention(q, q, q)", None),
}


def names(library: Any, side: int, grad: bool) -> dict[str, Any]:
    """What the expressions find: tensors x, y (positive), b, image, kernel, q; rows and labels."""
    rng = np.random.default_rng(0)

    def tensor(array: np.ndarray) -> Any:
        if library is np:
            return array
        made = library.from_numpy(array.copy())
        return made.requires_grad_(grad) if grad and made.is_floating_point() else made

    def normal(*shape: int) -> np.ndarray:
        return rng.standard_normal(shape).astype(np.float32)

    small = side < 100
    found = {
        "x": normal(side, side), "y": abs(normal(side, side)) + 0.5, "b": normal(side),
        "image": normal(2, 4, 12, 12) if small else normal(64, 16, 28, 28),
        "kernel": normal(8, 4, 3, 3) if small else normal(32, 16, 3, 3),
        "q": normal(2, 2, 8, 8) if small else normal(8, 4, 64, 32),
        "rows": rng.integers(0, side, side), "labels": rng.integers(0, side, side),
    }  # fmt: skip
    made = {name: tensor(array) for name, array in found.items()}
    return made | {"np": np, "torch": library, "F": None if library is np else library.nn.functional}


def works(operation: str, side: int, libraries: dict[str, Any]) -> dict[str, Callable[[], Any]]:
    """The operation on each library: forward alone, and both ways."""
    expression, plain = OPERATIONS[operation]
    found: dict[str, Callable[[], Any]] = {}
    if plain is not None:
        found["numpy"] = eval(f"lambda: {plain}", names(np, side, False))
    for name, library in libraries.items():
        found[f"{name} forward"] = forward = eval(f"lambda: {expression}", names(library, side, True))
        start = library.ones_like(forward().detach())

        def both(forward: Callable[[], Any] = forward, start: Any = start) -> None:
            forward().backward(start)

        found[f"{name} both"] = both
    return found


def main() -> int:
    given = arguments(__doc__, "operation", OPERATIONS, rounds=7)
    libraries = {"ours": autograd_lib}
    if importlib.util.find_spec("torch"):
        import torch

        torch.set_num_threads(1)
        libraries["torch"] = torch
    columns = ["numpy", *(f"{name} {way}" for way in ("forward", "both") for name in libraries)]
    ratios = ["forward", "both"] if "torch" in libraries else []
    lines = ["| operation | size | " + " | ".join([*columns, *(f"ratio {way}" for way in ratios)]) + " |"]
    lines.append("|---" * (len(columns) + len(ratios) + 2) + "|")
    print(lines[0])
    stored: dict[str, Any] = {}
    for operation in given.names or OPERATIONS:
        for size, side in SIDES.items():
            found = medians(works(operation, side, libraries), given.rounds, ROUND_SECONDS)
            us = {each: 1e6 * seconds for each, seconds in found.items()}
            cells = [f"{us[each]:.3g}" if each in us else "–" for each in columns]
            cells += [f"{us[f'ours {way}'] / us[f'torch {way}']:.2f}" for way in ratios]
            lines.append(f"| {operation} | {size} | " + " | ".join(cells) + " |")
            print(lines[-1], flush=True)
            if operation in STORED and ratios:
                both = {OURS: us["ours both"], "torch, 1 thread": us["torch both"]}
                stored.setdefault(operation, {})[size] = both
    report([*lines, "", conditions(given.rounds)], given)
    if given.store:
        store(measurement("operations", "µs", given.rounds, stored))
    return 0


if __name__ == "__main__":
    sys.exit(main())
