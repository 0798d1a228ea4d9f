"""How long `import autograd_lib` takes beyond NumPy's own import.

    python benchmarks/import_time.py [runs]

Each run is a fresh interpreter that imports NumPy first and autograd_lib after it; the medians are printed.
"""

import os
import statistics
import subprocess
import sys
from pathlib import Path

BUDGET_MS = 50.0
PROBE = """
from time import perf_counter
start = perf_counter()
import numpy
between = perf_counter()
import autograd_lib
print(between - start, perf_counter() - between)
"""


def measure() -> tuple[float, float]:
    """One fresh interpreter: milliseconds for NumPy, and for autograd_lib on top of it."""
    root = Path(__file__).resolve().parent.parent
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", PROBE]
    done = subprocess.run(command, cwd=root, env=env, stdout=subprocess.PIPE, text=True, check=True)
    numpy, library = (1000 * float(seconds) for seconds in done.stdout.split())
    return numpy, library


def main() -> None:
    """Measure, and print one line for each."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    measure()  # fills the disk cache and writes the .pyc files
    numpy, library = (statistics.median(column) for column in zip(*(measure() for _ in range(runs)), strict=True))
    print(f"NumPy alone          {numpy:6.1f} ms")
    print(f"autograd_lib on top  {library:6.1f} ms   (budget {BUDGET_MS:.0f} ms; median of {runs} fresh interpreters)")


if __name__ == "__main__":
    main()
