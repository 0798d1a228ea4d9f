"""Writes elementwise.json: PyTorch's answers to the cases of tests/elementwise_cases.py.

python tests/goldens/make_elementwise.py      (needs torch)
"""

import json
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parent.parent))

from elementwise import answer
from elementwise_cases import CASES

if __name__ == "__main__":
    records = {group: {case: answer(torch, case) for case in cases} for group, cases in CASES.items()}
    lines = [
        f"{json.dumps(group)}: {{\n"
        + ",\n".join(f"{json.dumps(case)}: {json.dumps(record)}" for case, record in cases.items())
        + "\n}"
        for group, cases in records.items()
    ]
    Path(__file__).with_name("elementwise.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
