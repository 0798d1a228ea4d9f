"""Writes nn.json: how PyTorch's modules print, start, compute and complain.

    python tests/goldens/make_nn.py      (needs torch)

The cases are in tests/nn_cases.py; tests/test_module.py, test_layers.py and test_init.py run them on this library.
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

if __name__ == "__main__":
    import torch
    from nn_records import GOLDENS, everything

    kinds = []
    for kind, records in everything(torch).items():
        if isinstance(records, list):
            kinds.append(f"{json.dumps(kind)}: {json.dumps(records)}")
            continue
        entries = [f"{json.dumps(source)}: {json.dumps(record)}" for source, record in records.items()]
        kinds.append(f"{json.dumps(kind)}: {{\n" + ",\n".join(entries) + "\n}")
    GOLDENS.write_text("{\n" + ",\n".join(kinds) + "\n}\n", encoding="utf-8")
