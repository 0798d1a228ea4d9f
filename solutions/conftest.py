"""The solutions check their answers: not into the progress of who runs the tests."""

import os
import tempfile
from pathlib import Path

os.environ["AUTOGRAD_LIB_PROGRESS"] = str(Path(tempfile.mkdtemp()) / "progress.json")

collect_ignore = ["ja"]  # the same code as the English ones: tests/test_lessons.py runs them, in a tenth of the time
