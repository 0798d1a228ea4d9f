"""Runs one case on a library that speaks PyTorch, and turns what came out into plain JSON.

A case is a few lines of Python in PyTorch's words, kept as text. The same text runs on `torch` and on `autograd_lib`;
the value of its last line, what it printed, the gradients of its leaves or its exception are its record. Two records
are equal when shapes, dtypes, flags, graphs and texts are equal and the numbers agree to the precision of their dtype.
"""

import ast
import contextlib
import importlib
import io
import math
import re
import warnings
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

TOLERANCES = {"float64": (1e-10, 1e-12), "float32": (1e-5, 1e-6), "float16": (1e-3, 1e-4)}


class Case(NamedTuple):
    """A named piece of source; with `grads` its record holds the gradients of its leaves too."""

    name: str
    source: str
    grads: bool = False


def lines(text: str, grads: bool = False) -> list[Case]:
    """One case a line, `name: source`; blank lines and lines that begin with # are skipped."""
    cases = []
    for line in text.strip().splitlines():
        line = line.strip()
        if line and not line.startswith("#"):
            name, source = line.split(":", 1)
            cases.append(Case(name.strip(), source.strip(), grads))
    return cases


def blocks(text: str, grads: bool = False) -> list[Case]:
    """Cases of several lines, each under a line `## name`."""
    cases = []
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        name, source = part.split("\n", 1)
        cases.append(Case(name.strip(), source.strip("\n"), grads))
    return cases


def prefixed(prefix: str, cases: list[Case]) -> list[Case]:
    """The same cases under names that say what they are about."""
    return [Case(f"{prefix}_{case.name}", case.source, case.grads) for case in cases]


# --- what a case finds in its namespace


def numbers(count: int, seed: float, scale: float = 2.0) -> list[float]:
    """Irregular numbers in (-scale, scale) with three decimals, the same on every machine."""
    return [round(scale * math.sin(1.7 * i * i + seed * (i + 1)), 3) for i in range(count)]


LEAVES = {  # name: shape, seed; float32 leaves that require a gradient
    "a": ((2, 3), 0.3),
    "b": ((2, 3), 1.1),
    "c": ((3,), 2.3),
    "col": ((2, 1), 0.7),
    "s": ((), 0.9),
    "v": ((3,), 1.9),
    "v4": ((4,), 2.9),
    "m": ((3, 4), 0.5),
    "m2": ((4, 2), 1.3),
    "sq": ((3, 3), 2.1),
    "B": ((2, 3, 4), 0.8),
    "B2": ((2, 4, 2), 1.7),
    "B4": ((2, 1, 3, 4), 0.4),
    "C4": ((3, 4, 2), 1.2),
    "r4": ((4, 6), 0.2),
    "logits": ((4, 5), 0.6),
    "img": ((2, 4, 6, 5), 0.35),
    "k": ((6, 4, 3, 3), 0.15),
    "k2": ((4, 2, 3, 2), 0.25),
    "bias4": ((4,), 0.45),
    "bias6": ((6,), 0.65),
    "gain": ((4,), 1.45),
    "e": ((0, 3), 0.0),
}
POSITIVE = {"p": ((2, 3), 0.9), "q": ((2, 3), 1.6), "p1": ((3,), 0.2)}  # leaves in (0.3, 2.3)
UNIT = {"u": ((2, 3), 0.4), "u2": ((2, 3), 2.2)}  # leaves in (0.05, 0.95)
CONSTANTS = {  # name: nested values; no gradient, the dtype that torch.tensor gives them
    "x": [[0.5, -1.0, 2.0], [3.0, 0.25, -0.75]],
    "i": [[1, 2, 3], [4, 5, 6]],
    "j": [[3, -2, 1], [-5, 2, 4]],
    "mask": [[True, False, True], [False, False, True]],
    "labels": [1, 0, 4, 2],
    "grid": [list(range(4 * r, 4 * r + 4)) for r in range(5)],
}
MODULES = {"nn": "nn", "F": "nn.functional", "optim": "optim", "data": "utils.data", "init": "nn.init"}


def build(torch: ModuleType, name: str) -> Any:
    """The object behind a name that cases may use, or NotImplemented."""
    for table, change in ((LEAVES, float), (POSITIVE, lambda n: abs(n) + 0.3), (UNIT, lambda n: 0.5 + 0.225 * n)):
        if name in table:
            shape, seed = table[name]
            values = [round(change(n), 4) for n in numbers(math.prod(shape), seed)]
            array = np.array(values, dtype=np.float32).reshape(shape)
            return torch.tensor(array, requires_grad=True)
    if name in CONSTANTS:
        return torch.tensor(CONSTANTS[name])
    if name.endswith("64") and name[:-2] in {*LEAVES, *POSITIVE, *UNIT}:
        return build(torch, name[:-2]).detach().double().requires_grad_()
    if name in MODULES:
        return importlib.import_module(f"{torch.__name__}.{MODULES[name]}")
    return {"torch": torch, "np": np, "math": math}.get(name, NotImplemented)


# --- a record


def plain(value: np.generic | float) -> Any:
    """A Python number with the shortest digits that give the value back in its own dtype."""
    if isinstance(value, (np.float32, np.float16)):
        return float(str(value))
    return value.item() if isinstance(value, np.generic) else value


def graph(torch: ModuleType, root: Any, names: dict[int, str]) -> str:
    """The graph behind a `grad_fn` as nested names.

    A node met again is written ^n, n counting the nodes in the order in which they were met; :n is the output taken.
    """
    seen: dict[Any, int] = {}

    def visit(node: Any, number: int) -> str:
        end = f":{number}" if number else ""
        if node is None:
            return "-"
        if node in seen:
            return f"^{seen[node]}{end}"
        seen[node] = len(seen)
        if type(node).__name__ == "AccumulateGrad":
            return names.get(id(node.variable), "leaf")
        inside = ", ".join(visit(child, index) for child, index in node.next_functions)
        return f"{type(node).__name__}{end}({inside})"

    return visit(root, 0)


def normalise(torch: ModuleType, value: Any, names: dict[int, str]) -> Any:
    """A value as JSON can hold it, without losing what PyTorch promises about it."""
    if isinstance(value, torch.Tensor):
        array = value.detach().numpy()
        dtype = str(value.dtype).removeprefix("torch.")
        record = {"t": [plain(n) for n in array.ravel()], "s": list(value.shape), "d": dtype}
        if type(value) is not torch.Tensor:
            record["class"] = type(value).__name__
        if value.requires_grad:
            record["fn"] = graph(torch, value.grad_fn, names) if value.grad_fn is not None else "leaf"
        return record
    if isinstance(value, torch.Size):
        return {"size": list(value)}
    if isinstance(value, (torch.dtype, torch.device)):
        return {type(value).__name__: str(value)}
    if isinstance(value, dict):
        return {"dict": [[normalise(torch, k, names), normalise(torch, v, names)] for k, v in value.items()]}
    if isinstance(value, tuple):
        return {"tuple": [normalise(torch, v, names) for v in value]}
    if isinstance(value, list):
        return [normalise(torch, v, names) for v in value]
    if isinstance(value, np.ndarray):
        return {"np": [plain(n) for n in value.ravel()], "s": list(value.shape), "d": str(value.dtype)}
    if isinstance(value, np.generic):
        return {"np": plain(value), "d": str(value.dtype)}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, torch.nn.Module):
        return {"repr": repr(value)}
    return {"type": type(value).__name__}


def first_line(error: BaseException) -> str:
    """The exception's type and the first line of its text; the library's own name in it reads as PyTorch's."""
    text = (str(error).splitlines() or [""])[0]
    return f"{type(error).__name__}: {text.replace(chr(39) + 'autograd_lib', chr(39) + 'torch')}"


def run(torch: ModuleType, case: Case) -> dict[str, Any]:
    """The record of a case on a library."""
    tree = ast.parse(case.source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    used = {node.id for node in ast.walk(ast.parse(case.source)) if isinstance(node, ast.Name)}
    space: dict[str, Any] = {"__name__": "case", "first_line": first_line}
    printed, record = io.StringIO(), {}
    torch.set_grad_enabled(True)
    with contextlib.redirect_stdout(printed), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in sorted(used):
            found = build(torch, name)
            if found is not NotImplemented:
                space[name] = found
        try:
            exec(compile(tree, case.name, "exec"), space)
            result = eval(compile(ast.Expression(last.value), case.name, "eval"), space) if last else None
            leaves = {n: t for n, t in space.items() if isinstance(t, torch.Tensor) and t.requires_grad and t.is_leaf}
            names = {id(t): n for n, t in leaves.items()}
            record["is"] = normalise(torch, result, names)
            if case.grads:
                run_backward(torch, result)
                record["grads"] = {n: normalise(torch, leaves[n].grad, names) for n in sorted(leaves)}
        except Exception as error:
            record["error"] = first_line(error)
    if printed.getvalue():
        record["out"] = printed.getvalue()
    return record


def run_backward(torch: ModuleType, result: Any) -> None:
    """Backward from every output that has a graph, each element weighted differently: no rule can ignore it."""
    several = result if isinstance(result, (tuple, list)) else [result]
    outputs = [t for t in several if isinstance(t, torch.Tensor) and t.requires_grad]
    weights = []
    for number, output in enumerate(outputs):
        values = np.array([((7 * i + number) % 5 + 1) / 4 for i in range(output.numel())]).reshape(tuple(output.shape))
        weights.append(torch.from_numpy(values).to(output.dtype))
    torch.autograd.backward(outputs, weights)


# --- comparing two records


def close(expected: list[Any], actual: list[Any], dtype: str) -> bool:
    """Whether two flat lists of numbers are the same to the precision of a dtype; integers and booleans exactly."""
    if len(expected) != len(actual):
        return False
    if dtype not in TOLERANCES:
        return expected == actual and all(type(e) is type(a) for e, a in zip(expected, actual, strict=True))
    relative, absolute = TOLERANCES[dtype]
    largest = max((abs(n) for n in expected if math.isfinite(n)), default=0.0)
    return bool(np.allclose(actual, expected, rtol=relative, atol=absolute * max(1.0, largest), equal_nan=True))


def differences(expected: Any, actual: Any, path: str = "") -> list[str]:
    """What differs between two records, a line each; an empty list when they are equal."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        if "error" in expected or "error" in actual:
            kept, got = expected.get("error"), actual.get("error")
            return [] if kept == got else [f"{path}expected {kept or 'a value'}, got {got or actual.get('is')!r}"]
        found = []
        if "t" in expected and "t" in actual or "np" in expected and "np" in actual:
            kind = "t" if "t" in expected else "np"
            found += [f"{path}{key}: expected {expected.get(key)!r}, got {actual.get(key)!r}"
                      for key in ("s", "d", "class", "fn") if expected.get(key) != actual.get(key)]  # fmt: skip
            kept, got = (n if isinstance(n, list) else [n] for n in (expected[kind], actual[kind]))
            if not found and not close(kept, got, expected["d"]):
                found.append(f"{path}values: expected {expected[kind]!r}, got {actual[kind]!r}")
            return found
        for key in sorted({*expected, *actual}):
            if key not in expected or key not in actual:
                kept, got = expected.get(key, "nothing"), actual.get(key, "nothing")
                found.append(f"{path}{key}: expected {kept!r}, got {got!r}")
            elif key == "dict" and [k for k, _ in expected[key]] == [k for k, _ in actual[key]]:
                for (inner, kept), (_, got) in zip(expected[key], actual[key], strict=True):
                    found += differences(kept, got, f"{path}{inner}.")
            else:
                found += differences(expected[key], actual[key], f"{path}{key}.")
        return found
    if isinstance(expected, list) and isinstance(actual, list):
        if len(expected) == 2 and str(expected[0]).startswith("torch.float") and expected[0] == actual[0]:
            # [dtype, nested values]: a tensor in the tables of promotion
            kept, got = np.asarray(expected[1]), np.asarray(actual[1])
            if kept.shape != got.shape or not close(kept.ravel().tolist(), got.ravel().tolist(), expected[0][6:]):
                return [f"{path}expected {expected!r}, got {actual!r}"]
            return []
        if len(expected) != len(actual):
            return [f"{path}length: expected {len(expected)} ({expected!r}), got {len(actual)} ({actual!r})"]
        pairs = enumerate(zip(expected, actual, strict=True))
        return [line for n, (e, a) in pairs for line in differences(e, a, f"{path}{n}.")]
    if type(expected) is float and type(actual) is float:
        both_nan = math.isnan(expected) and math.isnan(actual)
        same = math.isclose(expected, actual, rel_tol=1e-5, abs_tol=1e-6) or both_nan
    else:
        same = type(expected) is type(actual) and expected == actual
    return [] if same else [f"{path}expected {expected!r}, got {actual!r}"]
