"""How long matrices take on the CPU, on a GPU, and on the way between them.

    python benchmarks/devices.py                       # measure and print
    python benchmarks/devices.py --store               # ... and put it into autograd_lib/course/devices.json
    python benchmarks/devices.py --busy                # one core, in processor time: for a computer that has more to do
    python benchmarks/devices.py --note "..."          # a remark that is stored with it
    python benchmarks/devices.py --seconds 2           # time for each number

Measured are `x @ x` and `x + 1` for matrices of several sizes, the launch of a tiny operation, and on a GPU the way over
the bridge in both directions: with this library (NumPy, CuPy), and with PyTorch where it is installed.  A stored
measurement takes the place of an older one of the same machine with the same libraries; lesson 09 draws from it.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
if "--busy" in sys.argv:  # to be said before NumPy and PyTorch are imported
    os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

from autograd_lib.course import devices, measured  # noqa: E402


def libraries() -> list[Any]:
    """This library, and PyTorch if it is installed."""
    found = []
    for name in ("autograd_lib", "torch"):
        try:
            found.append(importlib.import_module(name))
        except ImportError:
            print(f"{name} is not installed: left out")
    return found


def store(measurements: list[dict[str, Any]], path: Path = devices.DATA) -> None:
    """Put measurements into the data file, each in the place of an older one of its kind."""
    measured.put(measurements, path, kind)


def kind(measurement: dict[str, Any]) -> tuple[str, str, str]:
    """What tells measurements apart: device, machine, and the library without its version."""
    library = measurement["versions"].split(", ")[1].split()[0]
    return measurement["device"], measurement["machine"], library


def show(measurement: dict[str, Any]) -> None:
    """Print a measurement as a table: microseconds, the quickest round and in brackets the middle one."""
    print(f"\n{measurement['device']}: {measurement['machine']}; {measurement['versions']}; {measurement['date']}")
    print(f"a tiny operation {1e6 * measurement['launch']:.1f} µs")
    print("    n" + "".join(f"{name:>22}" for name in measurement["seconds"]))
    for place, n in enumerate(measurement["n"]):
        pairs = [(each[place], measurement["median"][name][place]) for name, each in measurement["seconds"].items()]
        print(f"{n:5}" + "".join(f"{1e6 * best:12.1f} ({1e6 * middle:7.0f})" for best, middle in pairs))


def main() -> None:
    """Measure on every device there is, with every library there is."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", action="store_true", help="put it into devices.json")
    parser.add_argument("--seconds", type=float, default=0.5, help="time for each number")
    parser.add_argument("--busy", action="store_true", help="one core, in processor time; no GPU")
    parser.add_argument("--note", default="", help="a remark to store")
    options = parser.parse_args()
    found = []
    for torch in libraries():
        for device in ("cpu", "cuda") if torch.cuda.is_available() and not options.busy else ("cpu",):
            clock = time.process_time if options.busy else time.perf_counter
            one = devices.measure(torch, device, seconds=options.seconds, clock=clock)
            found.append(one | ({"note": options.note} if options.note else {}))
            show(found[-1])
    if options.store:
        store(found)


if __name__ == "__main__":
    main()
