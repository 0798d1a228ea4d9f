"""Figures of lesson 07: digits as numbers, logits and probabilities, curves, misses, weights, a convolution.

Each function draws one figure and returns it; or it takes the lesson's own data and returns the function that draws,
whose arguments are what the sliders move.  All take Tensors or arrays, and networks that give logits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .style import AMBER, BLUE, GRAY, GREEN, INK, ORANGE, PALE, PAPER, SKY, boxes, card, plain, settle

BIG, SMALL = 14, 11  # sizes of text
CODE = {"family": "monospace", "fontsize": SMALL}
DIGITS = range(10)

# Pictures -------------------------------------------------------------------------------------------------------------


def sheet(images: Any, labels: Any, answers: Any = None, columns: int = 10) -> Any:
    """A sheet of digits, each with its label; with answers, also whether they are right: `5 ✓`, `5 ✗ 3`."""
    pictures, truth = _pictures(images), _array(labels)
    said = None if answers is None else _array(answers)
    columns = max(1, min(columns, len(pictures)))
    canvas, places = _mosaic(pictures, columns, (0.12, 0.55))
    width = min(9.6, 1.9 * columns)
    figure, axis = card(width, max(0.6, width * canvas.shape[0] / canvas.shape[1]))
    axis.set_position((0, 0, 1, 1))
    axis.axis("off")
    axis.imshow(canvas, cmap="gray_r", vmin=0, vmax=1, aspect="equal", interpolation="nearest")
    for place, (x, y) in enumerate(places):
        text, color = f"{truth[place]}", INK
        if said is not None:
            right = said[place] == truth[place]
            text, color = (f"{truth[place]} ✓", BLUE) if right else (f"{truth[place]} ✗ {said[place]}", ORANGE)
        size = 1.1 * width * 72 * pictures.shape[1] / canvas.shape[1] * 0.26
        axis.text(x, y - 0.04 * pictures.shape[1], text, ha="center", va="bottom", fontsize=size, color=color)
    return figure


def pixels(image: Any, row: int | None = None, column: int | None = None) -> Any:
    """One picture with the gray level of each pixel written in it, and beside it its rows laid end to end.

    One pixel is marked in both, with its place in the long row.
    """
    gray = _array(image)
    rows, columns = gray.shape
    row = 7 * rows // 28 if row is None else row
    column = 13 * columns // 28 if column is None else column
    figure, (left, right) = card(9.0, 5.6, 1, 2, width_ratios=[13, 6])
    left.imshow(gray, cmap="gray_r", vmin=0, vmax=255)
    size = 160 / max(gray.shape)
    for y, x in np.argwhere(gray):
        level = gray[y, x]
        color = "white" if level > 127 else "black"
        number = left.text(x, y, level, ha="center", va="center", fontsize=size, color=color)
        number.set_in_layout(False)  # they lie in the picture: no need to measure hundreds of them
    y, x = np.nonzero(gray == 0)
    left.scatter(x, y, marker="$0$", s=(0.7 * size) ** 2, color="#AAAAAA", linewidths=0)  # all at once: most are 0
    left.add_patch(_box(column - 0.5, row - 0.5, 1, 1, ORANGE, 2.5))
    left.set(xticks=[0, column, columns - 1], yticks=[0, row, rows - 1])
    left.tick_params(color=GRAY, labelcolor=INK)
    left.spines[:].set_color(GRAY)
    left.set_title(rf"${rows} \times {columns}$", fontsize=BIG, color=INK)

    together = math.ceil(rows / 7)  # rows in a strip
    strips = math.ceil(rows / together)
    long = np.zeros((strips * together, columns), dtype=gray.dtype)
    long[:rows] = gray
    long = long.reshape(strips, -1)
    index = row * columns + column
    formula = rf"${columns} \cdot {row} + {column} = {index}$"
    right.set_title(f"${gray.size}$", fontsize=BIG, color=INK)
    for number, strip in enumerate(long):
        top = strips - 1 - number
        place = (0, strip.size, top, top + 0.5)
        right.imshow(strip[None], cmap="gray_r", vmin=0, vmax=255, aspect="auto", extent=place)
        right.add_patch(_box(0, top, strip.size, 0.5, GRAY, 0.8))
        first, last = number * strip.size, min((number + 1) * strip.size, gray.size) - 1
        right.text(0, top + 0.54, f"{first} …", fontsize=9, color=INK, va="bottom")
        right.text(strip.size, top + 0.54, f"… {last}", fontsize=9, color=INK, va="bottom", ha="right")
        if first <= index <= last:
            right.add_patch(_box(index - first, top - 0.04, 1, 0.58, ORANGE, 2.5))
            right.text(strip.size / 2, top - 0.08, formula, ha="center", va="top", fontsize=SMALL, color=ORANGE)
    right.set(xlim=(-1, long.shape[1] + 1), ylim=(-0.3, strips))
    right.axis("off")
    figure.tight_layout()
    return figure


# Logits, probabilities, loss ------------------------------------------------------------------------------------------


def softmax(z: Any) -> Callable[..., Any]:
    """Logits, their exponentials, and these divided by their sum; `scale` and `shift` change all logits."""
    given = _array(z).astype(float)

    def softmax(scale: float = 1.0, shift: float = 0.0) -> Any:
        logits = scale * given + shift
        figure, axes = card(10, 3.5, 1, 3)
        steps = (
            (logits, r"$z_i$", BLUE, (-14, 20)),
            (np.exp(logits), rf"$e^{{z_i}}$,  $\sum_j e^{{z_j}} = {_short(np.exp(logits).sum())}$", AMBER, None),
            (_softmax(logits), r"$p_i = e^{z_i} \,/\, \sum_j e^{z_j}$", GREEN, (0, 1.13)),
        )
        for axis, (values, title, color, limits) in zip(axes, steps, strict=True):
            _bars(axis, values, int(given.argmax()), color)
            axis.set_title(title, fontsize=BIG, color=INK)
            axis.set_ylim(limits or (0, values.max() * 1.13))
        axes[1].set_yticks([])
        settle(figure, "softmax", w_pad=1.5)
        return figure

    return softmax


def surprise(p: float = 0.1) -> Any:
    """What a probability p of the right class costs, −ln p; and the two halves of the formula for two classes."""
    figure, (left, right) = card(9.8, 3.9, 1, 2)
    grid = np.linspace(0.004, 0.996, 400)
    left.plot(grid, -np.log(grid), color=BLUE, linewidth=3)
    left.plot([0.1, 0.1, 0], [0, math.log(10), math.log(10)], color=GRAY, linewidth=1.2, linestyle=":")
    left.plot([p, p, 0], [0, -math.log(p), -math.log(p)], color=ORANGE, linewidth=1.6, linestyle="--")
    left.plot(p, -math.log(p), "o", color=ORANGE, markeredgecolor=INK, markersize=11, zorder=5, clip_on=False)
    left.set_title(rf"$-\ln\,{p:.2f} = {abs(math.log(p)):.2f}$", fontsize=BIG, color=ORANGE)
    left.set_xlabel("$p_y$", fontsize=BIG)
    left.set_xticks([0, 0.1, 0.5, 1], ["$0$", r"$\frac{1}{10}$", r"$\frac{1}{2}$", "$1$"], fontsize=BIG)
    left.set_yticks([0, 1, math.log(10), 4], ["$0$", "$1$", r"$\ln 10$", "$4$"])
    right.plot(grid, -np.log(grid), color=BLUE, linewidth=3, label=r"$y = 1:\ -\ln\,p$")
    right.plot(grid, -np.log(1 - grid), color=GREEN, linewidth=3, linestyle="--", label=r"$y = 0:\ -\ln(1 - p)$")
    for marker, color, value in (("o", BLUE, p), ("s", GREEN, 1 - p)):
        if value > 0.004:
            right.plot(
                p, -math.log(value), marker, color=color, markeredgecolor=INK, markersize=10, zorder=5, clip_on=False
            )
    right.axvline(p, color=ORANGE, linewidth=1.6, linestyle="--")
    right.legend(
        loc="upper center", fontsize=BIG - 1, frameon=True, facecolor="white", edgecolor="none", framealpha=0.9
    )
    right.set_title(r"$-\,[\,y \ln p + (1 - y) \ln(1 - p)\,]$", fontsize=BIG, color=INK)
    right.set_xlabel("$p$", fontsize=BIG)
    right.set_xticks([0, 0.5, 1], ["$0$", r"$\frac{1}{2}$", "$1$"], fontsize=BIG)
    for axis in (left, right):
        axis.set(xlim=(0, 1), ylim=(0, 5.2))
        plain(axis, grid=True)
    settle(figure, "surprise", w_pad=2.5)
    return figure


def answer(images: Any, labels: Any, logits: Any) -> Callable[..., Any]:
    """A picture, the ten logits that a network gives it, and the ten probabilities made of them."""
    pictures, truth, scores = _pictures(images), _array(labels), _array(logits)

    def answer(number: int = 0) -> Any:
        number = min(number, len(pictures) - 1)
        z, y = scores[number], int(truth[number])
        figure, (left, middle, right) = card(10, 3.3, 1, 3, width_ratios=[3, 5, 5])
        _picture(left, pictures[number])
        said = int(z.argmax())
        mark, color = (f"{y} ✓", BLUE) if said == y else (f"{y} ✗ {said}", ORANGE)
        left.set_title(mark, fontsize=BIG + 4, color=color)
        for axis, values, title in ((middle, z, r"$z$"), (right, _softmax(z), r"$p = $ softmax$(z)$")):
            _bars(axis, values, y, SKY, strong=color)
            axis.set_title(title, fontsize=BIG, color=INK)
        right.set_ylim(0, 1.13)
        settle(figure, "answer", w_pad=1.5)
        return figure

    return answer


# Training -------------------------------------------------------------------------------------------------------------


def one_step(before: Any, after: Any, inputs: Any, labels: Any, most: int = 12) -> Any:
    """What one step changed: the probability of the right digit for some pictures, and the weights of some neurons."""
    pictures, truth = _pictures(inputs)[:most], _array(labels)[:most]
    p = [_softmax(_array(net(inputs[:most])))[np.arange(len(truth)), truth] for net in (before, after)]
    first = [_array(next(iter(net.parameters()))) for net in (before, after)]
    change = first[1] - first[0]
    strongest = np.argsort(-np.abs(change).sum(1), kind="stable")[:8]
    figure, axes = card(10, 4.4, 2, 2, width_ratios=[5, 4], height_ratios=[4, 1])
    top, strip = axes[:, 0]
    for number, (old, new) in enumerate(zip(*p, strict=True)):
        up = new >= old
        arrow = {"arrowstyle": "-|>", "color": BLUE if up else ORANGE, "linewidth": 2, "shrinkA": 4, "shrinkB": 3,
                 "linestyle": "-" if up else ":"}  # fmt: skip
        top.annotate("", (number, new), (number, old), arrowprops=arrow)
        top.plot(number, old, "o", markerfacecolor="white", markeredgecolor=GRAY, markersize=7, markeredgewidth=1.6)
        top.plot(number, new, "o" if up else "s", color=BLUE if up else ORANGE, markersize=7)
    top.axhline(0.1, color=INK, linewidth=1, linestyle=":", zorder=0)
    top.set(xlim=(-0.5, most - 0.5), xticks=[], ylim=(0, max(0.25, float(np.max(p)) * 1.15)))
    top.set_ylabel("$p_y$", rotation=0, ha="right", fontsize=BIG + 2)
    plain(top)
    canvas, places = _mosaic(pictures, len(pictures), (0.1, 0.1))
    strip.imshow(canvas, cmap="gray_r", vmin=0, vmax=1, extent=(-0.5, len(pictures) - 0.5, -0.5, 0.5), aspect="auto")
    for number, label in enumerate(truth):
        strip.text(number, -0.62, f"${label}$", ha="center", va="top", fontsize=BIG, color=INK)
    strip.set_xlim(-0.5, most - 0.5)
    strip.axis("off")
    for axis in axes[:, 1]:
        axis.remove()
    side = figure.add_subplot(axes[0, 1].get_gridspec()[:, 1])
    _weights(side, change[strongest], 4, pictures.shape[1:])
    side.set_title(r"$\Delta w = -\eta\,\partial L / \partial w$", fontsize=BIG, color=INK)
    figure.tight_layout(h_pad=0.3, w_pad=2)
    return figure


def curves(history: Sequence[Sequence[float]]) -> Any:
    """Loss and accuracy after each epoch, on pictures that were trained on and on others.

    Args:
        history: a row for each epoch, from 0 on: loss and accuracy on the training set, loss and accuracy on the test
            set.
    """
    rows = np.array(history, dtype=float)
    epochs = np.arange(len(rows))
    figure, (left, right) = card(9.8, 3.9, 1, 2)
    looks = (("train_set", BLUE, "o", "-"), ("test_set", ORANGE, "s", "--"))
    many = len(rows) > 12
    for place, (name, color, marker, dash) in enumerate(looks):
        look = {"color": color, "linestyle": dash, "marker": marker, "markersize": 5 if many else 8, "linewidth": 2.2}
        left.plot(epochs, np.maximum(rows[:, 2 * place], 1e-5), **look, label=name)
        right.plot(epochs[1:], 100 * rows[1:, 2 * place + 1], **look, label=name)
    if many:  # one looks for the place where the loss turns
        best = int(rows[:, 2].argmin())
        left.plot(best, rows[best, 2], "*", color=GREEN, markersize=20, markeredgecolor=INK, zorder=6)
        left.axvline(best, color=GREEN, linewidth=1.4, linestyle=":", zorder=0)
        left.set_ylim(0, 1.25 * max(rows[-1, 2], rows[1:, 2].max() / 1.25, 1e-3))
    else:
        left.axhline(math.log(10), color=GRAY, linewidth=1.2, linestyle=":", zorder=0)
        left.text(len(rows) - 1, math.log(10) * 1.07, r"$\ln 10$", ha="right", va="bottom", fontsize=SMALL, color=INK)
        left.set(yscale="log", ylim=(None, 4.5))
    left.set_ylabel("loss", **CODE)
    right.set_ylabel("accuracy  %", **CODE)
    low = float(rows[1:, [1, 3]].min()) * 100
    right.set_ylim(low - 0.12 * (100 - low), 100 + 0.08 * (100 - low) + 1e-3)
    for axis in (left, right):
        axis.set_xlabel("epochs", **CODE)
        axis.set_xticks(epochs[:: 10 if many else 1])
        plain(axis, grid=True)
    left.set_xlim(-0.3, len(rows) - 0.7)
    text = {"family": "monospace", "size": SMALL + 1}
    figure.legend(*left.get_legend_handles_labels(), loc="upper center", ncols=2, prop=text, frameon=False,
                  columnspacing=3, handlelength=3)  # fmt: skip
    figure.tight_layout(w_pad=2.5, rect=(0, 0, 1, 0.93))
    return figure


# Misses ---------------------------------------------------------------------------------------------------------------


def browser(images: Any, labels: Any, logits: Any) -> Callable[..., Any]:
    """The confusion matrix, and the pictures that stand behind one of its cells, the surest answers first."""
    pictures, truth, p = _pictures(images), _array(labels), _softmax(_array(logits))
    said = p.argmax(1)
    counts = np.zeros((10, 10), dtype=int)
    np.add.at(counts, (truth, said), 1)
    colors = np.ones((10, 10, 3))
    for row in DIGITS:
        for column in DIGITS:
            tint = np.array([0.0, 0.45, 0.70]) if row == column else np.array([0.84, 0.37, 0.0])
            most = counts.diagonal().max() if row == column else max(1, (counts - np.diag(counts.diagonal())).max())
            colors[row, column] = 1 - (1 - tint) * 0.75 * (counts[row, column] / most) ** 0.6

    def browser(true: int = 4, predicted: int = 9) -> Any:
        figure, (left, right) = card(10, 5.2, 1, 2, width_ratios=[1, 1])
        left.imshow(colors)
        for (row, column), count in np.ndenumerate(counts):
            weight = "bold" if row == column else "normal"
            dark = row == column and count > 0.6 * counts.max()
            look = {"ha": "center", "va": "center", "fontsize": 10, "fontweight": weight}
            left.text(column, row, count or "·", color="white" if dark else INK if count else GRAY, **look)
        left.add_patch(_box(predicted - 0.5, true - 0.5, 1, 1, INK, 3))
        left.set(xticks=DIGITS, yticks=DIGITS)
        left.set_xlabel(r"$\hat{y}$", fontsize=BIG + 2)
        left.set_ylabel("$y$", fontsize=BIG + 2, rotation=0, labelpad=14)
        left.tick_params(length=0, labelcolor=INK, labelsize=SMALL)
        left.spines[:].set_visible(False)
        places = np.flatnonzero((truth == true) & (said == predicted))
        places = places[np.argsort(-p[places, predicted], kind="stable")]
        mark = "✓" if true == predicted else f"✗ {predicted}"
        right.set_title(
            f"{true} {mark}   ({len(places)})", fontsize=BIG + 2, color=BLUE if true == predicted else ORANGE
        )
        right.axis("off")
        most, across = (9, 3) if len(places) <= 9 else (20, 5)  # few are shown larger
        shown = places[:most]
        size = pictures.shape[1]
        blank = np.zeros((most, *pictures.shape[1:]))
        blank[: len(shown)] = pictures[shown]
        canvas, corners = _mosaic(blank, across, (0.12, 0.4))
        right.imshow(canvas, cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
        for place, (x, y) in zip(shown, corners, strict=False):
            text = f"{p[place, predicted]:.2f}"
            right.text(x, y - 0.03 * size, text, ha="center", va="bottom", fontsize=10, color=INK)
        figure.subplots_adjust(left=0.06, right=0.99, top=0.9, bottom=0.12, wspace=0.08)
        return figure

    return browser


# Inside the network ---------------------------------------------------------------------------------------------------


def weights(weight: Any, most: int = 48, columns: int = 12) -> Any:
    """The weights of a layer's first neurons, each as a picture: blue above 0, orange below."""
    rows = _array(weight)[:most]
    sides = (math.isqrt(rows.shape[1]),) * 2
    down = math.ceil(len(rows) / columns)
    figure, axis = card(9.8, 9.8 * down / columns + 0.25)
    _weights(axis, rows, columns, sides)
    figure.tight_layout(pad=0.3)
    return figure


def neuron(images: Any, inputs: Any, first: Any, second: Any) -> Callable[..., Any]:
    """One neuron: its weights, the pictures that excite it most, and how it votes for each of the ten digits.

    Args:
        images: the pictures.
        inputs: the same, as the network sees them.
        first, second: the layer of the neurons, and the one that makes logits of them.
    """
    pictures, rows = _pictures(images), _array(inputs).reshape(len(images), -1)
    weight, bias, votes = _array(first.weight), _array(first.bias), _array(second.weight)
    active = np.maximum(rows @ weight.T + bias, 0)

    def neuron(neuron: int = 0) -> Any:
        figure, (left, middle, right) = card(10, 3.5, 1, 3, width_ratios=[1, 1.45, 1.15])
        _weights(left, weight[[neuron]], 1, pictures.shape[1:])
        left.set_title(f"$w_{{{neuron}}}$", fontsize=BIG, color=INK)
        best = np.argsort(-active[:, neuron], kind="stable")[:12]
        canvas, corners = _mosaic(pictures[best], 4, (0.12, 0.34))
        middle.imshow(canvas, cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
        for place, (x, y) in zip(best, corners, strict=True):
            value = f"{active[place, neuron]:.1f}"
            middle.text(x, y, value, ha="center", va="bottom", fontsize=9, color=INK)
        middle.axis("off")
        middle.set_title(rf"$h_{{{neuron}}} = \max(0,\ w_{{{neuron}}} \cdot x + b_{{{neuron}}})$", fontsize=BIG - 1,
                         color=INK)  # fmt: skip
        above = votes[:, neuron] > 0
        right.bar(DIGITS, votes[:, neuron], color=np.where(above, BLUE, ORANGE), edgecolor="white", linewidth=0,
                  hatch=["" if each else "///" for each in above])  # fmt: skip
        right.axhline(0, color=INK, linewidth=1)
        right.set_xticks(DIGITS)
        right.set_title(rf"$\partial z_i / \partial h_{{{neuron}}}$", fontsize=BIG, color=INK)
        plain(right)
        settle(figure, "neuron", w_pad=1.5)
        return figure

    return neuron


def moved(dataset: Any, *nets: Any) -> Callable[..., Any]:
    """A picture shifted and turned, what each network makes of it, and how sure each is of the right digit."""
    from PIL import Image

    looks = ((BLUE, "o", "-", None), (GREEN, "s", "--", "///"))

    def look(image: Any, shift: int, turn: int) -> Any:
        return image.rotate(turn, resample=Image.Resampling.BILINEAR, translate=(shift, 0))

    def chances(net: Any, image: Any, shifts: Sequence[int], turn: int) -> Any:
        rows = [dataset.transform(look(image, shift, turn)) for shift in shifts]
        batch = rows[0].unsqueeze(0).repeat(len(rows), 1, 1, 1)
        for place, row in enumerate(rows):
            batch[place] = row
        return _softmax(_array(net(batch)))

    def moved(shift: int = 5, turn: int = 0, number: int = 0) -> Any:
        image, label = Image.fromarray(_array(dataset.data[number])), int(dataset.targets[number])
        figure, (left, middle, right) = card(10, 3.5, 1, 3, width_ratios=[3, 5, 5])
        _picture(left, _pictures(np.array(look(image, shift, turn))[None])[0], grid=True)
        left.set_title(f"$y = {label}$", fontsize=BIG, color=INK)
        shifts = range(-8, 9)
        width = 0.8 / len(nets)
        for place, (net, (color, marker, dash, hatch)) in enumerate(zip(nets, looks, strict=False)):
            p = chances(net, image, shifts, turn)
            here = p[shifts.index(shift)]
            name = type(net).__name__
            starts = [digit - 0.4 + width * place for digit in DIGITS]
            bars = [(start, start + width, 0.0, float(value)) for start, value in zip(starts, here, strict=True)]
            boxes(middle, bars, facecolor=color, hatch=hatch, edgecolor="white")
            right.plot(shifts, p[:, label], marker=marker, linestyle=dash, color=color, linewidth=2, markersize=5,
                       label=name)  # fmt: skip
            right.plot(shift, here[label], marker, color=color, markeredgecolor=INK, markersize=12, zorder=5)
        middle.axvspan(label - 0.5, label + 0.5, color=PALE, zorder=0)
        middle.set(xticks=DIGITS, ylim=(0, 1.05), xlim=(-0.6, 9.6))
        middle.set_title("$p_i$", fontsize=BIG, color=INK)
        right.set(ylim=(-0.03, 1.08), xticks=[-8, -4, 0, 4, 8])
        right.set_xlabel("shift", **CODE)
        right.set_title(f"$p_{{{label}}}$", fontsize=BIG, color=INK)
        if len(nets) > 1:
            left.legend(*right.get_legend_handles_labels(), prop={"family": "monospace", "size": SMALL}, frameon=False,
                        loc="upper center", bbox_to_anchor=(0.5, -0.02), ncols=len(nets), columnspacing=1.0)  # fmt: skip
        for axis in (middle, right):
            plain(axis, grid=axis is right)
        settle(figure, f"moved {len(nets)}", w_pad=1.5)
        return figure

    return moved


KERNELS = {
    "—": [[1, 1, 1], [0, 0, 0], [-1, -1, -1]],
    "|": [[1, 0, -1], [1, 0, -1], [1, 0, -1]],
    "□": [[1, 1, 1], [1, 1, 1], [1, 1, 1]],
}


def convolution(image: Any) -> Callable[..., Any]:
    """A window of 3×3 pixels walks over a picture; at each place, nine products make one pixel of the answer."""
    gray = _pictures(_array(image)[None])[0].round(1)  # so that the nine products add up as they are shown
    rows, columns = gray.shape[0] - 2, gray.shape[1] - 2

    def convolution(step: int = 194, kernel: str = "—") -> Any:
        nine = np.array(KERNELS[kernel], dtype=float)
        full = sum(nine[i, j] * gray[i : i + rows, j : j + columns] for i in range(3) for j in range(3))
        step = min(step, rows * columns - 1)
        row, column = divmod(step, columns)
        figure, (left, middle, right) = card(10, 3.95, 1, 3, width_ratios=[1.15, 0.75, 1.15])
        left.imshow(gray, cmap="gray_r", vmin=0, vmax=1)
        left.add_patch(_box(column - 0.5, row - 0.5, 3, 3, ORANGE, 3))
        left.set_title("$x$", fontsize=BIG + 2, color=INK)
        window = gray[row : row + 3, column : column + 3]
        middle.imshow(window, cmap="gray_r", vmin=0, vmax=1)
        for (y, x), weight in np.ndenumerate(nine):
            label = rf"${window[y, x]:.1f} \cdot {'(' if weight < 0 else ''}{weight:.0f}{')' if weight < 0 else ''}$"
            middle.text(x, y, label, ha="center", va="center", fontsize=SMALL - 1, color=INK, bbox=PAPER)
        middle.set_title(rf"$\sum = {full[row, column]:.1f}$", fontsize=BIG + 2, color=ORANGE)
        middle.spines[:].set(color=ORANGE, linewidth=3)
        past = np.arange(rows * columns).reshape(rows, columns) <= step
        most = np.abs(full).max() or 1
        right.imshow(full, cmap=_diverging(), vmin=-most, vmax=most, alpha=np.where(past, 1.0, 0.3))
        right.add_patch(_box(column - 0.5, row - 0.5, 1, 1, ORANGE, 3))
        right.set_title("$w * x$", fontsize=BIG + 2, color=INK)
        for axis in (left, middle, right):
            axis.set(xticks=[], yticks=[])
        for axis in (left, right):
            axis.spines[:].set_color(GRAY)
        settle(figure, f"convolution {gray.shape} {kernel}", w_pad=1.5, rect=(0, 0, 1, 0.97))
        return figure

    return convolution


# Helpers --------------------------------------------------------------------------------------------------------------


def _array(values: Any) -> np.ndarray:
    """The numbers of a Tensor or of anything else that NumPy understands."""
    return values.detach().numpy() if hasattr(values, "detach") else np.asarray(values)


def _pictures(images: Any) -> np.ndarray:
    """Gray levels from 0 (white) to 1 (black), (n, rows, columns); each picture is stretched to its own range."""
    found = _array(images).astype(float)
    found = found.reshape(-1, *found.shape[-2:])
    if found.size == 0:
        return found
    low, high = found.min((1, 2), keepdims=True), found.max((1, 2), keepdims=True)
    return (found - low) / np.where(high > low, high - low, 1)


def _softmax(z: np.ndarray) -> np.ndarray:
    powers = np.exp(z - z.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


def _short(value: float) -> str:
    """A number with three digits, as a formula shows it: no zeros at the end, no e+05."""
    if value and not 1e-3 <= abs(value) < 1e4:
        mantissa, power = f"{value:.1e}".split("e")
        return rf"{mantissa} \cdot 10^{{{int(power)}}}"
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"


def _mosaic(
    pictures: np.ndarray, columns: int, gap: tuple[float, float]
) -> tuple[np.ndarray, list[tuple[float, float]]]:
    """Pictures in rows on one canvas, with gaps (across, above) in parts of a picture; and the middle of each top edge."""
    number, height, width = pictures.shape
    across, above = (max(1, round(part * width)) for part in gap)
    rows = max(1, math.ceil(number / columns))
    canvas = np.zeros((rows * (height + above), columns * (width + across)))
    places = []
    for place, picture in enumerate(pictures):
        row, column = divmod(place, columns)
        top, left = row * (height + above) + above, column * (width + across) + across // 2
        canvas[top : top + height, left : left + width] = picture
        places.append((left + width / 2 - 0.5, top - 0.5))
    return canvas, places


def _weights(axis: Any, rows: np.ndarray, columns: int, sides: tuple[int, ...]) -> None:
    """Rows of weights as pictures in a grid, blue above 0, orange below, the strongest of all at full color."""
    number = len(rows)
    down = math.ceil(number / columns)
    height, width = sides
    canvas = np.full((down * (height + 1) - 1, columns * (width + 1) - 1), np.nan)
    for place, row in enumerate(rows):
        top, left = (place // columns) * (height + 1), (place % columns) * (width + 1)
        canvas[top : top + height, left : left + width] = row.reshape(height, width)
    most = float(np.nanpercentile(np.abs(canvas), 99.5)) or 1.0
    axis.imshow(canvas, cmap=_diverging(), vmin=-most, vmax=most, interpolation="nearest")
    axis.axis("off")


def _diverging() -> Any:
    """From orange over white to blue; blue is the darker one, also without color."""
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("signs", ["#E69F00", "#F6D9A0", "#FFFFFF", "#6AAED6", "#00446E"], N=25)


def _bars(axis: Any, values: np.ndarray, marked: int, color: str, strong: str | None = None) -> None:
    """Ten bars, one of them marked with stripes; the tallest ones with their number."""
    places = [(digit - 0.4, digit + 0.4, min(value, 0), max(value, 0)) for digit, value in enumerate(values)]
    boxes(axis, [each for digit, each in enumerate(places) if digit != marked], color=color)
    boxes(axis, [places[marked]], facecolor=strong or color, edgecolor="white", hatch="///")
    low, high = min(0, *values), max(0, *values) or float(min(values) == 0)
    room = 0.12 * (high - low)
    axis.set(xlim=(-0.89, 9.89), ylim=(low - room if low < 0 else 0, high + room if high > 0 else 0))
    top = int(np.argmax(values))
    value = float(values[top])
    text = f"{value:.3f}" if values.min() >= 0 and value <= 1 else f"${_short(value)}$"
    axis.annotate(text, (top, max(value, 0)), (0, 2), textcoords="offset points", ha="center", va="bottom",
                  fontsize=SMALL, color=INK)  # fmt: skip
    axis.axhline(0, color=INK, linewidth=1)
    axis.set_xticks(DIGITS)
    plain(axis)


def _picture(axis: Any, picture: np.ndarray, grid: bool = False) -> None:
    axis.imshow(picture, cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
    axis.set(xticks=[], yticks=[])
    axis.spines[:].set_color(GRAY if grid else PALE)


def _box(x: float, y: float, width: float, height: float, color: str, linewidth: float) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle((x, y), width, height, fill=False, edgecolor=color, linewidth=linewidth, zorder=6)
