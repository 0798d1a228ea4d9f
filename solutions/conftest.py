"""The solutions check their answers: not into the progress of who runs the tests."""

import os
import tempfile
from pathlib import Path

os.environ["AUTOGRAD_LIB_PROGRESS"] = str(Path(tempfile.mkdtemp()) / "progress.json")
