"""What the notebooks import besides the engine: the lessons' data and figures."""

from .digits import load_digits, plot_history, show_digits, show_pixels, show_scores

__all__ = ["load_digits", "plot_history", "show_digits", "show_pixels", "show_scores"]
