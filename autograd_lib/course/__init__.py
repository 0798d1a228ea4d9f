"""What the notebooks import besides the engine: checks and hints, and the lessons' data and figures."""

from .check import check, hint, reveal, start
from .digits import load_digits, plot_history, show_digits, show_pixels, show_scores
from .results import Result

__all__ = [
    "Result",
    "check",
    "hint",
    "load_digits",
    "plot_history",
    "reveal",
    "show_digits",
    "show_pixels",
    "show_scores",
    "start",
]
