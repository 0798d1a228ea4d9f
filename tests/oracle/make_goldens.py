"""Writes the goldens from the installed PyTorch: `python -m tests.oracle.make_goldens [group ...]` in the root folder.

Run it after adding or changing a case, and read the difference before you commit it: a golden is a claim about PyTorch.
"""

import json
import sys

import torch

from .groups import GROUPS, golden_file
from .record import run


def main(wanted: list[str]) -> None:
    """Write one file a group, one case a line."""
    torch.set_num_threads(1)
    for group in wanted or GROUPS:
        names = [case.name for case in GROUPS[group]]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise SystemExit(f"{group}: names used twice: {', '.join(sorted(twice))}")
        answers = {case.name: run(torch, case) for case in GROUPS[group]}
        rows = [f"{json.dumps(n)}:{json.dumps(answer, separators=(',', ':'))}" for n, answer in answers.items()]
        version = json.dumps(torch.__version__.split("+")[0])
        text = '{"torch":' + version + ',"cases":{\n' + ",\n".join(rows) + "\n}}\n"
        golden_file(group).write_text(text, encoding="utf-8")
        print(f"{group}: {len(rows)} cases, {len(text) / 1000:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
