"""Data and figures of the lesson on handwritten digits.

The figures are on a white card, readable on light and dark pages; what color tells, a shape or a word tells too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .style import BLUE, GRAY, INK, ORANGE, card


def load_digits(transform: Callable[..., Any] | None = None) -> tuple[Any, Any]:
    """MNIST, training and test set; or scikit-learn's 1,797 small digits where MNIST cannot be had (no network).

    The cells of the lesson run on either.  Says in one line which of them it is.
    """
    from ..datasets import MNIST, Digits

    why = ""
    train_set: MNIST | Digits
    test_set: MNIST | Digits
    try:
        train_set, test_set = (MNIST(train=train, transform=transform, download=True) for train in (True, False))
    except (RuntimeError, OSError) as error:
        train_set, test_set = (Digits(train=train, transform=transform) for train in (True, False))
        reason = str(error).splitlines()[0].rstrip(":")
        why = f"MNIST is out of reach ({reason}).\nThe numbers in the text are MNIST's; yours come from scikit-learn's "
    rows, columns = train_set.data.shape[1:]
    print(
        f"{why}{type(train_set).__name__}: {len(train_set):,} pictures to learn from, "
        f"{len(test_set):,} to be tested with, {rows}×{columns} pixels each"
    )
    return train_set, test_set


def show_digits(images: Any, labels: Any, predictions: Any = None, columns: int = 10) -> None:
    """Draw a sheet of digits, each with its label; with a prediction, also whether it is right: `5 ✓`, `5 ✗ 3`.

    Args:
        images: (n, rows, columns) or (n, 1, rows, columns), Tensor or array; any range of gray.
        labels: (n,) the digits.
        predictions: (n,) what a model says.
        columns: pictures in a row.
    """
    pictures, truth = _array(images), _array(labels)
    guesses = None if predictions is None else _array(predictions)
    pictures = pictures.reshape(-1, *pictures.shape[-2:])
    columns = max(1, min(columns, len(pictures)))
    rows = max(1, math.ceil(len(pictures) / columns))
    plt, axes = _figure(0.95 * columns, 1.2 * rows, rows, columns)
    for place, axis in enumerate(np.ravel(axes)):
        axis.axis("off")
        if place < len(pictures):
            axis.imshow(pictures[place], cmap="gray_r", interpolation="nearest")
            text, color = f"{truth[place]}", INK
            if guesses is not None:
                right = guesses[place] == truth[place]
                text, color = (f"{truth[place]} ✓", BLUE) if right else (f"{truth[place]} ✗ {guesses[place]}", ORANGE)
            axis.set_title(text, fontsize=12, color=color, pad=3)
    plt.tight_layout(pad=0.4)
    plt.show()


def show_pixels(image: Any) -> None:
    """Draw one picture with the gray level of each pixel written in it, and beside it its rows laid end to end.

    Args:
        image: (rows, columns) gray levels from 0 (white) to 255 (black).
    """
    gray = _array(image)
    rows, columns = gray.shape
    plt, (left, right) = _figure(9.6, 6.2, 1, 2, width_ratios=[13, 6])
    left.imshow(gray, cmap="gray_r", vmin=0, vmax=255)
    for (row, column), level in np.ndenumerate(gray):
        color = "white" if level > 127 else ("black" if level else "#AAAAAA")
        left.text(column, row, level, ha="center", va="center", fontsize=180 / max(gray.shape), color=color)
    left.set(xticks=[], yticks=[])
    left.spines[:].set_color(GRAY)
    left.set_title(f"{rows} × {columns} pixels", fontsize=12, color=INK)

    strips = min(7, rows)
    long = np.full((strips * math.ceil(rows / strips), columns), 0, dtype=gray.dtype)
    long[:rows] = gray
    long = long.reshape(strips, -1)
    right.set_title(f"a row of {gray.size} numbers", fontsize=12, color=INK)
    for number, strip in enumerate(long):
        top = strips - 1 - number
        right.imshow(
            strip[None], cmap="gray_r", vmin=0, vmax=255, aspect="auto", extent=(0, strip.size, top, top + 0.55)
        )
        right.add_patch(plt.Rectangle((0, top), strip.size, 0.55, fill=False, edgecolor=GRAY, linewidth=0.8))
        first, last = number * strip.size, min((number + 1) * strip.size, gray.size) - 1
        right.text(0, top + 0.6, f"{first} …", fontsize=9, color=INK, va="bottom")
        right.text(strip.size, top + 0.6, f"… {last}", fontsize=9, color=INK, va="bottom", ha="right")
    right.set(xlim=(-1, long.shape[1] + 1), ylim=(-0.2, strips))
    right.axis("off")
    plt.tight_layout()
    plt.show()


def show_scores(image: Any, scores: Any, probabilities: Any, label: int) -> None:
    """Draw a picture, the ten scores that a network gives it, and the ten probabilities made of them.

    Args:
        image: (rows, columns) or (1, rows, columns).
        scores: (10,) logits.
        probabilities: (10,) their softmax.
        label: the right digit: its bars are striped.
    """
    picture = _array(image)
    plt, (left, middle, right) = _figure(9, 2.9, 1, 3, width_ratios=[3, 5, 5])
    left.imshow(picture.reshape(picture.shape[-2:]), cmap="gray_r", interpolation="nearest")
    left.axis("off")
    left.set_title(f"label {label}", fontsize=12, color=INK)
    for axis, values, title in (
        (middle, _array(scores), "scores (logits)"),
        (right, _array(probabilities), "probabilities"),
    ):
        for digit, value in enumerate(values):
            mine = digit == label
            axis.bar(digit, value, color=ORANGE if mine else BLUE, hatch="//" if mine else None, edgecolor="white")
        axis.axhline(0, color=INK, linewidth=0.8)
        axis.set(xticks=range(len(values)), xlabel="digit")
        axis.set_title(title, fontsize=12, color=INK)
        _plain(axis)
    right.set_ylim(0, 1.05)
    plt.tight_layout()
    plt.show()


def plot_history(losses: Sequence[float], accuracies: Sequence[float]) -> None:
    """Draw two curves of a training: the loss of each mini-batch with its running mean, and the test accuracy.

    Args:
        losses: one per mini-batch.
        accuracies: one per epoch, between 0 and 1.
    """
    plt, (left, right) = _figure(9, 3.2, 1, 2)
    width = max(1, len(losses) // 50)
    mean = np.convolve(losses, np.ones(width) / width, "valid")
    left.plot(np.arange(1, len(losses) + 1), losses, color=BLUE, alpha=0.3, linewidth=0.7, label="one mini-batch")
    left.plot(np.arange(width, len(losses) + 1), mean, color=BLUE, linewidth=2.2, label=f"mean of {width}")
    left.set(xlabel="mini-batch", ylabel="loss", yscale="log")
    left.legend(frameon=False)
    epochs = np.arange(1, len(accuracies) + 1)
    right.plot(epochs, np.array(accuracies) * 100, color=ORANGE, marker="o", linewidth=2.2)
    for epoch, accuracy in zip(epochs, accuracies, strict=True):
        place = (epoch, accuracy * 100)
        card = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        right.annotate(f"{accuracy:.1%}", place, (0, 10), textcoords="offset points", ha="center", color=INK, bbox=card)
    right.set(xlabel="epoch", ylabel="test accuracy, %", xticks=epochs)
    right.margins(0.12, 0.25)
    for axis in (left, right):
        axis.grid(alpha=0.25)
        _plain(axis)
    plt.tight_layout()
    plt.show()


def _array(values: Any) -> np.ndarray:
    """The numbers of a Tensor or of anything else that NumPy understands."""
    return values.detach().numpy() if hasattr(values, "detach") else np.asarray(values)


def _figure(width: float, height: float, rows: int, columns: int, **grid: Any) -> tuple[Any, Any]:
    """A new figure on a white card: (pyplot, its axes)."""
    from matplotlib import pyplot as plt

    return plt, card(width, height, rows, columns, **grid)[1]


def _plain(axis: Any) -> None:
    axis.spines[["top", "right"]].set_visible(False)
