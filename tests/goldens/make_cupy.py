"""What CuPy has: its functions, methods and their parameters, for the stand-in of tests/strict_cupy.py.

Needs CuPy, but no GPU: `pip install --target /tmp/cupy cupy-cuda12x`, then `PYTHONPATH=/tmp/cupy python make_cupy.py`.
"""

import inspect
import json
import re
from pathlib import Path
from typing import Any

import cupy
import cupyx.scipy.special
import numpy as np
from cupy.lib import stride_tricks


def parameters(function: Any) -> list[str] | None:
    """The names of the parameters (those of compiled functions stand in their docstring); None for a class or a ufunc."""
    try:
        return list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        first = (function.__doc__ or "").splitlines()[:1]
        found = re.search(r"\((.*)\)", first[0]) if first else None
        if found is None:
            return None
        return [part.split("=")[0].split()[-1].lstrip("*") for part in found[1].split(",") if part.strip()]


def functions(ours: Any, theirs: Any) -> dict[str, Any]:
    """The public functions of a module of CuPy's that has a twin of NumPy's."""
    names = [n for n in dir(ours) if not n.startswith("_") and callable(getattr(ours, n)) and hasattr(theirs, n)]
    names = [n for n in names if not inspect.isclass(getattr(ours, n)) and not isinstance(getattr(ours, n), cupy.ufunc)]
    return {name: parameters(getattr(ours, name)) for name in names}


ufuncs = {name: each for name, each in vars(cupy).items() if isinstance(each, cupy.ufunc) and hasattr(np, name)}
members = [n for n in dir(cupy.ndarray) if not n.startswith("__")]
record = {
    "version": cupy.__version__,
    "cupy": functions(cupy, np),
    "cupy.linalg": functions(cupy.linalg, np.linalg),
    "cupy.lib.stride_tricks": functions(stride_tricks, np.lib.stride_tricks),
    "ufuncs": {name: each._scatter_op or "" for name, each in sorted(ufuncs.items())},  # what their `at` does, if anything
    "special": sorted(n for n in dir(cupyx.scipy.special) if not n.startswith("_") and n != "annotations"),
    "ndarray": {n: parameters(getattr(cupy.ndarray, n)) for n in members},
}
text = json.dumps(record, indent=0, separators=(",", ":"))
text = re.sub(r"\[[^\[\]]*\]", lambda m: m[0].replace("\n", ""), text)
Path(__file__).with_name("cupy.json").write_text(text + "\n")
