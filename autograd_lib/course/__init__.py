"""What the notebooks import besides the engine: checks and hints, live figures, and the lessons' data and figures."""

from .check import check, grade, hint, reveal, start
from .digits import load_digits
from .explore import explore, play, sweep
from .progress import progress
from .results import Result

__all__ = [
    "Result",
    "check",
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
