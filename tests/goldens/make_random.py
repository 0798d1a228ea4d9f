"""Writes random.json: what PyTorch's generator gives for mixed sequences of calls, and how it refuses misuse.

    python tests/goldens/make_random.py      (needs torch)

A call is a sampler of autograd_lib.random.Generator and its arguments; ``pytorch_call`` is the same in PyTorch's words.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np

TARGET = Path(__file__).with_name("random.json")
KEY_END = 5016
"""Where the Mersenne twister's part of a state ends; after it comes the spare normal number."""

Call = tuple[str, dict[str, Any]]

SEQUENCES: list[tuple[int, list[Call]]] = [
    (0, [("uniform", {"shape": [2, 3]})]),
    (0, [("normal", {"shape": [2, 3]})]),
    (1, [("normal", {"shape": [3]}), ("uniform", {"shape": [2]}), ("normal", {"shape": [4], "dtype": "float64"})]),
    (2, [("normal", {"shape": [16]}), ("normal", {"shape": [3, 7], "mean": 0.3, "std": 1.7})]),
    (3, [("normal", {"shape": [50], "dtype": "float64", "std": 0.1}), ("uniform", {"shape": [1]})]),
    (4, [("normal", {"shape": [50], "dtype": "float16"}), ("uniform", {"shape": [9], "dtype": "float16"})]),
    (5, [("normal", {"shape": [33], "contiguous": False}), ("normal", {"shape": [1]}), ("normal", {"shape": [0]})]),
    (6, [("uniform", {"shape": [300, 784], "low": -0.0357, "high": 0.0357}), ("normal", {"shape": [1000, 100]})]),
    (7, [("uniform", {"shape": [5, 40], "low": -3, "high": 1.7, "dtype": "float64"})]),
    (8, [("randint", {"low": 0, "high": 10, "shape": [20]}), ("randint", {"low": -5, "high": 6, "shape": [3, 3]})]),
    (
        9,
        [
            ("randint", {"low": 0, "high": 2**28 - 1, "shape": [5]}),
            ("randint", {"low": 0, "high": 2**28, "shape": [5]}),
        ],
    ),
    (10, [("randint", {"low": -(2**63), "high": 2**63 - 1, "shape": [9]})]),
    (11, [("randint", {"low": -100, "high": 28, "shape": [9], "dtype": "int8"}), ("random", {"shape": [3]})]),
    (
        12,
        [
            ("randint", {"low": 0, "high": 5, "shape": [9], "dtype": "float32"}),
            ("random", {"shape": [], "dtype": "int64"}),
        ],
    ),
    *(
        (13, [("random", {"shape": [9], "dtype": d}), ("uniform", {"shape": [2]})])
        for d in ("bool", "uint8", "int8", "int16")
    ),
    *((14, [("random", {"shape": [9], "dtype": d})]) for d in ("int32", "int64", "float16", "float32", "float64")),
    (
        15,
        [
            ("randperm", {"n": 10}),
            ("randperm", {"n": 1}),
            ("randperm", {"n": 0}),
            ("randperm", {"n": 9, "dtype": "int32"}),
        ],
    ),
    (16, [("randperm", {"n": 60000})]),
    (17, [("bernoulli", {"p": 0.5, "shape": [20]}), ("bernoulli", {"p": 0.1, "shape": [64, 10], "dtype": "bool"})]),
    (18, [("bernoulli", {"p": [0.0, 0.2, 0.5, 0.9, 1.0] * 4}), ("bernoulli", {"p": [0.3] * 9, "dtype": "float64"})]),
    (19, [("exponential", {"shape": [20]}), ("exponential", {"shape": [5], "rate": 2.5, "dtype": "float64"})]),
    (2**32 + 20, [("uniform", {"shape": [5]})]),
    (-21, [("uniform", {"shape": [5]}), ("normal", {"shape": [700]}), ("randperm", {"n": 700})]),
    (2**64 - 1, [("bernoulli", {"p": 0.5, "shape": [3]}), ("normal", {"shape": [3]}), ("uniform", {"shape": [623]})]),
]

MISUSES: list[Call] = [
    ("uniform", {"shape": [2], "low": 2, "high": 1}),
    ("uniform", {"shape": [2], "low": 0.1, "high": -0.25}),
    ("uniform", {"shape": [2], "high": 1e39}),
    ("uniform", {"shape": [2], "low": float("nan")}),
    ("uniform", {"shape": [2], "low": -3e38, "high": 3e38}),
    ("uniform", {"shape": [2], "high": 70000, "dtype": "float16"}),
    ("uniform", {"shape": [2], "dtype": "int64"}),
    ("uniform", {"shape": [2, -3]}),
    ("normal", {"shape": [2], "std": -1.5}),
    ("normal", {"shape": [2], "std": float("nan")}),
    ("normal", {"shape": [2], "dtype": "int64"}),
    ("normal", {"shape": [2], "dtype": "bool"}),
    ("exponential", {"shape": [2], "rate": 0}),
    ("exponential", {"shape": [2], "rate": -1.0}),
    ("exponential", {"shape": [2], "dtype": "int64"}),
    ("randint", {"low": 5, "high": 5, "shape": [2]}),
    ("randint", {"low": 7, "high": 5, "shape": [2]}),
    ("randint", {"low": 0, "high": 2**64, "shape": [2]}),
    ("randint", {"low": 0, "high": 300, "shape": [2], "dtype": "uint8"}),
    ("randint", {"low": -1, "high": 3, "shape": [2], "dtype": "uint8"}),
    ("randint", {"low": 0, "high": 2**40, "shape": [2], "dtype": "int16"}),
    ("randint", {"low": 0, "high": 2**40, "shape": [2], "dtype": "int32"}),
    ("randint", {"low": 0, "high": 3, "shape": [2], "dtype": "bool"}),
    ("randperm", {"n": -1}),
    ("randperm", {"n": 257, "dtype": "uint8"}),
    ("randperm", {"n": 129, "dtype": "int8"}),
    ("randperm", {"n": 32769, "dtype": "int16"}),
    ("randperm", {"n": 3000, "dtype": "float16"}),
    ("randperm", {"n": 2**24 + 2, "dtype": "float32"}),
    ("randperm", {"n": 3, "dtype": "bool"}),
    ("bernoulli", {"p": 1.5, "shape": [2]}),
    ("bernoulli", {"p": -0.1, "shape": [2]}),
    ("bernoulli", {"p": [0.5, 1.5]}),
    ("bernoulli", {"p": [0.5, float("nan")]}),
    ("bernoulli", {"p": [1, 0], "dtype": "int64"}),
    ("manual_seed", {"seed": 2**64}),
    ("manual_seed", {"seed": -(2**63) - 1}),
    ("manual_seed", {"seed": 1.5}),
    ("manual_seed", {"seed": True}),
    ("manual_seed", {"seed": "3"}),
]


def pytorch_call(torch: Any, generator: Any, method: str, arguments: dict[str, Any]) -> Any:
    """The same sampler in PyTorch's words; returns a tensor."""
    given = dict(arguments)
    if method == "manual_seed":
        return generator.manual_seed(given["seed"])
    default = "int64" if method in ("randint", "random", "randperm") else "float32"
    dtype = getattr(torch, given.pop("dtype", default))
    if method == "randperm":
        return torch.randperm(given["n"], dtype=dtype, generator=generator)
    if method == "bernoulli" and isinstance(given["p"], list):
        return torch.bernoulli(torch.tensor(given["p"], dtype=dtype), generator=generator)
    shape = given.pop("shape")
    if not given.pop("contiguous", True):
        blank = torch.empty(*shape, 2, dtype=dtype)[..., 0]
    else:
        blank = torch.empty(shape, dtype=dtype)
    if method == "uniform":
        return blank.uniform_(given.get("low", 0), given.get("high", 1), generator=generator)
    if method == "normal":
        return blank.normal_(given.get("mean", 0), given.get("std", 1), generator=generator)
    if method == "exponential":
        return blank.exponential_(given.get("rate", 1), generator=generator)
    if method == "randint":
        return blank.random_(given["low"], given["high"], generator=generator)
    if method == "random":
        return blank.random_(generator=generator)
    return blank.bernoulli_(given["p"], generator=generator)


def summary(array: np.ndarray) -> dict[str, Any]:
    """An array in few bytes: its type and shape, its first and last eight numbers, and a hash of all of them."""
    flat = array.reshape(-1)
    ends = np.concatenate([flat[:8], flat[8:][-8:]]).tolist()
    return {"dtype": array.dtype.name, "shape": list(array.shape), "ends": ends, "hash": digest(array)}


def digest(array: np.ndarray) -> str:
    """A hash of the bytes of an array."""
    return hashlib.sha256(array.tobytes()).hexdigest()[:16]


def first_line(error: Exception) -> list[str]:
    """The type of an exception and the first line of its text."""
    return [type(error).__name__, str(error).split("\n")[0]]


def main() -> None:
    import torch

    generator = torch.Generator()
    sequences = []
    for seed, calls in SEQUENCES:
        generator.manual_seed(seed)
        made = [summary(pytorch_call(torch, generator, *call).contiguous().numpy()) for call in calls]
        state = generator.get_state().numpy()
        sequences.append({"seed": seed, "calls": calls, "made": made, "state": digest(state[:KEY_END])})
    misuses = []
    for call in MISUSES:
        try:
            pytorch_call(torch, generator, *call)
        except Exception as error:
            misuses.append({"call": call, "raised": first_line(error)})
        else:
            raise AssertionError(f"PyTorch allows {call}")
    lines = [
        f'"torch": {json.dumps(torch.__version__.split("+")[0])}',
        '"sequences": [\n' + ",\n".join(map(json.dumps, sequences)) + "\n]",
        '"misuses": [\n' + ",\n".join(map(json.dumps, misuses)) + "\n]",
    ]
    TARGET.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
    print(f"{TARGET.name}: {len(sequences)} sequences, {len(misuses)} misuses")


if __name__ == "__main__":
    main()
