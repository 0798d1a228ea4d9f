"""Writes nn_ops.json: what PyTorch answers to the cases of tests/nn_ops_cases.py.

python tests/goldens/make_nn_ops.py      (needs torch)
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
TARGET = Path(__file__).with_name("nn_ops.json")

if __name__ == "__main__":
    import torch
    from nn_ops_cases import CASES
    from oracle.record import run

    torch.set_num_threads(1)
    rows = [f"{json.dumps(c.name)}:{json.dumps(run(torch, c), separators=(',', ':'))}" for c in CASES]
    assert len({case.name for case in CASES}) == len(CASES)
    TARGET.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")
