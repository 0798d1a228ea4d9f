"""What training costs in memory, and whether cost grows in step with the work.

    python benchmarks/memory.py

Prints: the peak memory of the CNN training of compare.py, here and in PyTorch, each in a process of its own, above what
the process had before; how much memory 20,000 training steps add with the garbage collector off; and the time per node of
graphs from a thousand to a million nodes.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import subprocess
import sys
import time

STEPS, NODES = 20_000, (1_000, 10_000, 100_000, 1_000_000)

PEAK = """
import os, resource, sys
os.environ["OMP_NUM_THREADS"] = "1"
import numpy, {library} as torch
from works import pytorchs
work = pytorchs.works(torch)["cnn"]()
unit = 1 if sys.platform == "darwin" else 1024
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
work()
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * unit / 2**20)
"""


def peak(library: str) -> float:
    """MiB that the training of the CNN takes at most, above what the imports and the data took."""
    here = os.path.dirname(os.path.abspath(__file__))
    done = subprocess.run(
        [sys.executable, "-c", PEAK.format(library=library)], cwd=here, stdout=subprocess.PIPE, text=True, check=True
    )
    return float(done.stdout)


def growth() -> float:
    """Bytes that 20,000 steps of a small net leave behind, without a garbage collector."""
    import tracemalloc

    from works import pytorchs

    import autograd_lib

    step = pytorchs.works(autograd_lib)["small_net"]()
    for _ in range(100):
        step()
    gc.collect()
    gc.disable()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(STEPS):
        step()
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    gc.enable()
    return after - before


def per_node(nodes: int) -> float:
    """Microseconds for each node of a chain, forward and backward."""
    import autograd_lib as torch

    x = torch.tensor([1.0, 2.0], requires_grad=True)
    begin = time.perf_counter()
    y = x
    for _ in range(nodes):
        y = y * 1.000001
    y.sum().backward()
    del y
    return 1e6 * (time.perf_counter() - begin) / nodes


def main() -> None:
    for library in ("autograd_lib", "torch"):
        if importlib.util.find_spec(library):
            print(f"CNN training, 10 steps of 64: peak {peak(library):7.1f} MiB in {library}")
    print(f"{STEPS:,} steps of a small net, no garbage collector: {growth():+,.0f} bytes")
    for nodes in NODES:
        print(f"chain of {nodes:>9,} nodes: {per_node(nodes):6.2f} µs per node")


if __name__ == "__main__":
    main()
