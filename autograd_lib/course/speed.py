"""How long this library and PyTorch take for the same work: what benchmarks/ has measured and stored (end of lesson 09).

    speed.recorded("works")["times"]["cnn"]     # milliseconds of a training, by library
    speed.ratio(...)                            # our time by that of the better PyTorch: below 1 we are quicker

speed.json, beside this file, has measurements of three kinds, with machine, versions and date: "works" (whole trainings,
benchmarks/compare.py), "operations" (forward and backward of one, benchmarks/operations.py) and "cuda" (one training step on
a GPU, benchmarks/gpu.py).  There is one of each kind, and of "works" one on each of two machines, the newest last.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from . import measured

__all__ = [
    "DATA", "HAND", "LABELS", "OURS", "better_torch", "everywhere", "markdown", "merged", "name", "ratio", "recorded", "store",
    "torchs",
]  # fmt: skip

DATA = Path(__file__).with_name("speed.json")
OURS, HAND = "autograd_lib", "NumPy by hand"
MACHINES = {"works": 2}  # on how many machines a kind is stored; on one, where it is not named
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


def everywhere(kind: str) -> list[dict[str, Any]]:
    """The stored measurements of a kind, "works", "operations" or "cuda", each on another machine, the newest last."""
    return [each for each in measured.read(DATA)["measured"] if each["kind"] == kind]


def recorded(kind: str) -> dict[str, Any]:
    """The newest of them.

    Raises:
        IndexError: there is none.
    """
    return everywhere(kind)[-1]


def name(found: dict[str, Any]) -> str:
    """What a measurement was made on, without the number of cores: 'AMD EPYC'."""
    return str(found["machine"]).partition(",")[0]


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
    """Put a measurement into the data file, in the place of that on the same machine.

    Else the oldest of its kind goes, where there are as many as MACHINES says.
    """
    stored = [each for each in measured.read(path)["measured"] if each["kind"] == newer["kind"]]
    older = next((each for each in stored if each["machine"] == newer["machine"]), None)
    others = [each for each in stored if each is not older]
    beside = len(others) - (MACHINES.get(newer["kind"], 1) - 1)
    measured.put([*others[max(beside, 0) :], merged(newer, older)], path, lambda each: each["kind"])


def markdown() -> str:
    """The stored trainings as a table for the README: for each machine our time, PyTorch's, the ratio, and NumPy's."""
    found = everywhere("works")
    heads = [f"{name(each)}:<br>{OURS} | torch | ratio | NumPy" for each in found]
    lines = ["| ms | " + " | ".join(heads) + " |", "|---|" + "---:|---:|---:|---:|" * len(found)]
    for work, label in LABELS.items():
        rows = [each["times"].get(work) for each in found]
        if any(rows):
            lines.append(f"| `{label}` | " + " | ".join(_shown(times) for times in rows) + " |")
    return "\n".join([*lines, "", *(f"{each['machine']}; {each['versions']}; {each['date']}<br>" for each in found)]).removesuffix("<br>")


def _shown(times: dict[str, float] | None) -> str:
    """The four cells of one machine."""
    if times is None:
        return "– | – | – | –"
    ours, torch, hand = (f"{each:.3g}" if each is not None else "–" for each in (times[OURS], better_torch(times), times.get(HAND)))
    return f"{ours} | {torch} | **{ratio(times):.2f}** | {hand}"
