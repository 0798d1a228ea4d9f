"""How long this library and PyTorch take for the same work: what benchmarks/ has measured and stored (end of lesson 09).

    speed.recorded("works")["times"]["cnn"]     # milliseconds of a training, by library
    speed.ratio(...)                            # our time by that of the better PyTorch: below 1 we are quicker

speed.json, beside this file, has one measurement of each kind, with machine, versions and date: "works" (whole
trainings, benchmarks/compare.py), "operations" (forward and backward of one, benchmarks/operations.py) and "cuda" (one
training step on a GPU, benchmarks/gpu.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from . import measured

__all__ = ["DATA", "HAND", "LABELS", "OURS", "better_torch", "markdown", "merged", "ratio", "recorded", "store", "torchs"]

DATA = Path(__file__).with_name("speed.json")
OURS, HAND = "autograd_lib", "NumPy by hand"
LABELS = {  # of the works, the same in every language
    "scalar": "(2 * x**2 + 2).sum()",
    "neuron": "tanh(Linear(2, 1))",
    "regression": "x @ w + b,  3 × 1",
    "small_net": "2-20-20-20-1",
    "mlp": "784-128-10, SGD",
    "mlp_adam": "784-128-10, Adam",
    "cnn": "Conv2d, Conv2d, Linear",
    "chain": "x * c * c * ⋯,  20,000 ×",
    "lstm": "LSTM(16, 32)",
    "transformer": "TransformerEncoderLayer(32, 4)",
}


def recorded(kind: str) -> dict[str, Any]:
    """The stored measurement of a kind: "works", "operations" or "cuda".

    Raises:
        StopIteration: there is none.
    """
    found: dict[str, Any] = next(each for each in measured.read(DATA)["measured"] if each["kind"] == kind)
    return found


def torchs(times: dict[str, float]) -> list[float]:
    """The times of PyTorch among those of all libraries: on one thread, on all."""
    return [each for library, each in times.items() if library.startswith("torch")]


def better_torch(times: dict[str, float]) -> float | None:
    """PyTorch's best time."""
    return min(torchs(times), default=None)


def ratio(times: dict[str, float]) -> float:
    """Our time by PyTorch's best: below 1 we are quicker."""
    return times[OURS] / min(torchs(times))


def merged(newer: dict[str, Any], older: dict[str, Any] | None) -> dict[str, Any]:
    """A measurement, with what an older one of the same day, machine and versions has besides; any other is forgotten."""
    if older is None or any(older[key] != newer[key] for key in newer if key != "times"):
        return newer
    return newer | {"times": older["times"] | newer["times"]}


def store(newer: dict[str, Any], path: Path = DATA) -> None:
    """Put a measurement into the data file, in the place of the older one of its kind."""
    older = next((each for each in measured.read(path)["measured"] if each["kind"] == newer["kind"]), None)
    measured.put([merged(newer, older)], path, lambda each: each["kind"])


def markdown() -> str:
    """The stored trainings as a table for the README, with their machine and date below."""
    found = recorded("works")
    lines = [f"| ms | {OURS} | torch | {OURS} / torch | NumPy |", "|---|---:|---:|---:|---:|"]
    for name, label in LABELS.items():
        if name in found["times"]:
            times = found["times"][name]
            row = [times[OURS], better_torch(times), ratio(times), times.get(HAND)]
            shown = [("–" if each is None else f"{each:.2f}" if place == 2 else f"{each:.3g}") for place, each in enumerate(row)]
            lines.append(f"| `{label}` | " + " | ".join(shown) + " |")
    return "\n".join([*lines, "", f"{found['machine']}; {found['versions']}; {found['date']}"])
