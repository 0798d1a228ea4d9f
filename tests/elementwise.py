"""Cases of functions that work element by element, and what becomes of them: value, dtype, graph, gradients, errors.

A case is an expression in PyTorch's words, kept as text.  The same text is evaluated with `torch` and with
`autograd_lib`; the two answers must agree to the precision of the dtype.
"""

import importlib
import math
import re
import warnings
from types import ModuleType
from typing import Any

import numpy as np

NAN, INF = math.nan, math.inf
FLOATS: dict[str, list[float]] = {  # leaves that require a gradient
    "x": [-3.2, -1.7, -0.9, -0.3, 0.2, 0.7, 1.4, 2.6],
    "y": [0.4, -2.1, 0.8, -0.6, -1.1, 2.3, 0.9, -0.5],
    "p": [0.05, 0.3, 0.8, 1.2, 1.9, 2.7, 4.0, 7.5],
    "u": [-0.95, -0.6, -0.2, -0.05, 0.1, 0.45, 0.7, 0.9],
    "edge": [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, INF, -INF, NAN, 100.0, -100.0],
    "other": [0.0, 1.0, 1.0, -1.0, INF, -0.5, INF, -INF, 2.0, 0.0, NAN],
    "finite": [0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 3.0, -3.0, 6.0, 15.0, -15.0],
}
OTHERS: dict[str, tuple[list[Any], str]] = {
    "n": ([-3, -1, 0, 1, 2, 5], "int64"),
    "k": ([1, 2, 0, 3, 1, 2], "int64"),
    "small": ([-3, -1, 0, 1, 2, 5], "int8"),
    "byte": ([0, 1, 2, 3, 44, 255], "uint8"),
    "b": ([True, False, True, True, False, False], "bool"),
    "c": ([False, False, True, False, True, True], "bool"),
    "half": ([-1.5, -0.25, 0.0, 0.5, 1.0, 2.5], "float16"),
    "single": ([-1.5, -0.25, 0.0, 0.5, 1.0, 2.5], "float32"),
}
TOLERANCES = {"float64": (1e-9, 1e-11), "float32": (1e-5, 2e-6), "float16": (4e-3, 2e-3)}


def inputs(torch: Any, source: str) -> dict[str, Any]:
    """The tensors that a case names: `x` is float64, `x32` float32, `s` a single number, `m` a matrix."""
    found: dict[str, Any] = {}
    for name, values in FLOATS.items():
        found[name] = torch.tensor(values, dtype=torch.float64)
        found[name + "32"] = torch.tensor(values, dtype=torch.float32)
    found["s"] = torch.tensor(0.3, dtype=torch.float64)
    found["m"] = torch.tensor(np.array([*FLOATS["x"], *FLOATS["y"], *FLOATS["p"]]).reshape(4, 6))
    found["w"] = torch.tensor([0.1, 0.2, -0.3, 0.4, 0.0, 0.6], dtype=torch.float64)
    for each in found.values():
        each.requires_grad_()
    for name, (numbers, dtype) in OTHERS.items():
        found[name] = torch.tensor(numbers, dtype=getattr(torch, dtype))
    words = set(re.findall(r"[a-z_]\w*", source))
    return {name: each for name, each in found.items() if name in words}


def answer(torch: ModuleType, source: str) -> dict[str, Any]:
    """The record of a case on a library, as JSON can hold it."""
    given = inputs(torch, source)
    space = {"torch": torch, "np": np, "nan": NAN, "inf": INF, **given}
    if "F." in source:
        space["F"] = importlib.import_module(f"{torch.__name__}.nn.functional")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            result = eval(source, space)
        except Exception as error:
            return {"error": f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}"}
    record = {"value": plain(torch, result)}
    if not isinstance(result, torch.Tensor) or not result.requires_grad:
        return record
    node = result.grad_fn
    edges = [None if edge is None else type(edge).__name__ for edge, _ in node.next_functions]
    record["graph"] = [type(node).__name__, *edges]
    leaves = {name: each for name, each in given.items() if each.requires_grad}
    first = torch.autograd.grad(
        result, list(leaves.values()), weights(torch, result), create_graph=True, allow_unused=True
    )
    record["gradients"] = {name: plain(torch, each) for name, each in zip(leaves, first, strict=True)}
    curved = [each for each in first if each is not None and each.requires_grad]
    record["curved"] = bool(curved)
    if curved and not re.search("edge|finite|hardsigmoid", source):  # hardsigmoid has no second derivative in PyTorch
        start = [weights(torch, each) for each in curved]
        second = torch.autograd.grad(curved, list(leaves.values()), start, allow_unused=True)
        zeros = (np.zeros(each.shape) if g is None else g for g, each in zip(second, leaves.values(), strict=True))
        record["second"] = {name: plain(torch, each) for name, each in zip(leaves, zeros, strict=True)}
    return record


def weights(torch: Any, like: Any) -> Any:
    """A gradient to begin with that differs from element to element: no rule can ignore it."""
    numbers = np.array([((7 * i) % 5 + 1) / 4 for i in range(like.numel())]).reshape(tuple(like.shape))
    return torch.from_numpy(numbers).to(like.dtype)


def plain(torch: Any, value: Any) -> Any:
    """Tensors as [dtype, shape, flat list]; floats with as many digits as count."""
    if isinstance(value, (tuple, list)):
        return [plain(torch, each) for each in value]
    if isinstance(value, np.ndarray):
        return ["float64", list(value.shape), value.ravel().tolist()]
    if not isinstance(value, torch.Tensor):
        return value
    array = value.detach().numpy() if value.__class__.__module__.startswith("autograd_lib") else value.numpy(force=True)
    digits = {"float64": 11, "float32": 8, "float16": 5}.get(str(array.dtype))
    flat = [float(f"{n:.{digits}g}") if digits else n for n in array.ravel().tolist()]
    return [str(value.dtype).removeprefix("torch."), list(value.shape), flat]


def differences(expected: Any, got: Any, path: str = "") -> list[str]:
    """What differs between two records, a line each."""
    if isinstance(expected, dict) and isinstance(got, dict) and expected.keys() == got.keys():
        return [line for key in expected for line in differences(expected[key], got[key], f"{path}{key}: ")]
    if isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        if len(got) == 3 and str(expected[0]) in TOLERANCES and expected[:2] == got[:2]:
            relative, absolute = TOLERANCES[expected[0]]
            same = np.allclose(got[2], expected[2], rtol=relative, atol=absolute, equal_nan=True)
            return [] if same else [f"{path}expected {expected[2]}, got {got[2]}"]
        return [line for e, g in zip(expected, got, strict=True) for line in differences(e, g, path)]
    return [] if type(expected) is type(got) and expected == got else [f"{path}expected {expected!r}, got {got!r}"]
