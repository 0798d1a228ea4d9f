"""What the notebooks import besides the engine: checks and hints, live figures, and the lessons' data and figures."""

from .check import check, grade, hint, reveal, start
from .climbing import climb
from .digits import load_digits
from .drawing import digit_pad
from .explore import explore, play, sweep
from .progress import progress
from .results import Result

__all__ = [
    "Result",
    "check",
    "climb",
    "digit_pad",
    "explore",
    "grade",
    "hint",
    "load_digits",
    "play",
    "progress",
    "reveal",
    "start",
    "sweep",
]
