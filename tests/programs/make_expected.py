"""Writes what PyTorch prints: `python -m tests.programs.make_expected` in the root folder.  Read the difference."""

import json

from .programs import EXPECTED, NAMES, printed

if __name__ == "__main__":
    import torch

    torch.set_num_threads(1)
    stored = {name: printed(name, "torch").splitlines() for name in NAMES}
    EXPECTED.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
