"""Figures of lesson 10: two listings side by side, what PyTorch has more, activations, five slips, shared batches.

Each function draws one figure and returns it.  Its arguments are what the controls of the lesson move.
"""

from __future__ import annotations

import difflib
import importlib
import inspect
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from .. import left_out
from .port import on_pytorch
from .style import AMBER, BLUE, GRAY, GREEN, INK, ORANGE, PALE, PINK, SKY, blank, boxes, card, plain

BIG, SMALL = 14, 11  # sizes of text
CODE = {"family": "monospace"}
EQUAL = "#6B6B6B"  # lines that are the same on both sides

LOOP = """import autograd_lib as torch
from autograd_lib import nn, optim

X = torch.tensor([[1.0], [2.0], [3.0]])
y = torch.tensor([[2.0], [4.0], [6.0]])
net = nn.Linear(1, 1)
nn.init.zeros_(net.weight)
nn.init.zeros_(net.bias)
criterion = nn.MSELoss()
optimizer = optim.SGD(net.parameters(), lr=0.01)
for epoch in range(100):
    outputs = net(X)
    loss = criterion(outputs, y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(round(net.weight.item(), 4), round(net.bias.item(), 4))"""

GRAPH = """import autograd_lib as torch

x = torch.ones(2, 2, requires_grad=True)
y = x + 2
z = y * y * 3
out = z.mean()
out.backward()
print(out.grad_fn.name(), x.grad)"""

DIGITS = """import autograd_lib as torch
from autograd_lib import nn, optim, transforms
from autograd_lib.course import load_digits
from autograd_lib.utils.data import DataLoader

transform = transforms.ToTensor()
train_set, test_set = load_digits(transform)
loader = DataLoader(train_set, batch_size=128, shuffle=True)
net = nn.Sequential(nn.Flatten(), nn.LazyLinear(10))
criterion = nn.CrossEntropyLoss()"""

ONE = """model = Net()
loader = DataLoader(train_set, batch_size=128, shuffle=True)
optimizer = optim.SGD(model.parameters(), lr=0.05)
for epoch in range(3):
    for inputs, labels in loader:
        loss = criterion(model(inputs), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()"""

MANY = """dist.init_process_group("gloo")
model = DistributedDataParallel(Net())
sampler = DistributedSampler(train_set, shuffle=True)
share = 128 // dist.get_world_size()
loader = DataLoader(train_set, batch_size=share, sampler=sampler)
optimizer = optim.SGD(model.parameters(), lr=0.05)
for epoch in range(3):
    sampler.set_epoch(epoch)
    for inputs, labels in loader:
        loss = criterion(model(inputs), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
dist.destroy_process_group()"""

LISTINGS = {
    "06": (LOOP, on_pytorch(LOOP)),
    "05": (GRAPH, on_pytorch(GRAPH)),
    "07": (DIGITS, on_pytorch(DIGITS)),
    "torchrun": (ONE, MANY),
}
HEADS = {"torchrun": ("python", "torchrun")}


# Two listings, line by line -------------------------------------------------------------------------------------------


def aligned(left: str, right: str) -> list[tuple[str | None, str | None]]:
    """The lines of two listings in pairs; None where one of them has nothing there."""
    one, other = left.split("\n"), right.split("\n")
    pairs: list[tuple[str | None, str | None]] = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if kind == "equal":
            pairs += zip(one[a:b], other[c:d])
            continue
        for n in range(max(b - a, d - c)):
            pairs.append((one[a + n] if a + n < b else None, other[c + n] if c + n < d else None))
    return pairs


def listing(what: str = "06", line: int = 18) -> Any:
    """Two listings side by side up to a line: what is equal is gray, what differs stands out, its words in bold."""
    pairs = aligned(*LISTINGS[what])
    line = min(line, len(pairs))
    height = 0.36 * len(pairs) + 0.95
    figure, axis = card(13.2, height)
    blank(axis, (0, 13.2), (0, height))
    columns = (0.55, 6.95)
    heads = HEADS.get(what, ("autograd_lib", "torch"))
    for x, head, color in zip(columns, heads, (BLUE, ORANGE), strict=True):
        axis.text(x, height - 0.38, head, color=color, fontsize=BIG + 1, va="center", weight="bold", **CODE)
    axis.plot([0.3, 12.9], [height - 0.68] * 2, color=PALE, linewidth=2)
    axis.plot([columns[1] - 0.3] * 2, [0.2, height - 0.2], color=PALE, linewidth=2)
    differ, marked = 0, []
    for number, (one, other) in enumerate(pairs[:line], 1):
        y = height - 0.62 - 0.36 * number
        is_equal = one == other
        differ += not is_equal
        if number == line:
            axis.plot(0.18, y, ">", color=INK, markersize=9)
        for x, text in zip(columns, (one, other), strict=True):
            if text is None:
                axis.plot([x, x + 0.5], [y, y], color=GRAY, linewidth=1.4, linestyle=(0, (2, 2)))
                continue
            if not is_equal:
                right = columns[1] - 0.42 if x == columns[0] else 12.95
                marked.append((x - 0.12, right, y - 0.17, y + 0.17))
            axis.text(x, y, text, color=EQUAL if is_equal else INK, fontsize=SMALL, va="center",
                      weight="normal" if is_equal else "bold", **CODE)  # fmt: skip
    boxes(axis, marked, color="#FFF0CC")
    edges = [([left] * 3, [low, top, np.nan]) for left, _, low, top in marked]
    if edges:
        axis.plot(*np.concatenate(edges, axis=1), color=AMBER, linewidth=4, solid_capstyle="butt")
    axis.text(12.9, height - 0.38, f"= {line - differ}   ≠ {differ}", color=INK, fontsize=BIG, ha="right", va="center",
              **CODE)  # fmt: skip
    return figure


# What PyTorch has more ------------------------------------------------------------------------------------------------

OURS = ("", "autograd", "nn", "nn.functional", "nn.init", "nn.utils", "optim", "optim.lr_scheduler", "utils.data",
        "linalg", "special", "distributions")  # fmt: skip


@cache
def names_in(part: str) -> int:
    """How many public names a part of this library has."""
    module = importlib.import_module(f"{__package__.split('.')[0]}.{part}".rstrip("."))
    names = getattr(module, "__all__", None) or dir(module)
    return sum(not name.startswith("_") and not inspect.ismodule(getattr(module, name)) for name in names)


def feature_map() -> Any:
    """PyTorch as a land: the part that is here too (solid, with the number of its names), and what lies around it."""
    from matplotlib.patches import FancyBboxPatch

    figure, axis = card(13.0, 8.1)
    blank(axis, (0, 13.0), (0, 8.1))

    def box(x: float, y: float, w: float, h: float, **style: Any) -> None:
        axis.add_patch(FancyBboxPatch((x, y), w, h, boxstyle="round,pad=0,rounding_size=0.16", **style))

    box(0.1, 0.1, 12.8, 7.9, facecolor="#F6F6F6", edgecolor=ORANGE, linewidth=2.5)
    axis.text(0.4, 7.66, "torch", color=ORANGE, fontsize=BIG + 4, va="center", weight="bold", **CODE)
    box(2.86, 1.66, 7.28, 4.3, facecolor="#DCEBF7", edgecolor=BLUE, linewidth=2.5)
    axis.text(3.1, 5.6, "autograd_lib", color=BLUE, fontsize=BIG + 2, va="center", weight="bold", **CODE)
    for number, part in enumerate(OURS):
        x, y = 3.1 + 2.3 * (number % 3), 4.42 - 0.86 * (number // 3)
        box(x, y, 2.2, 0.76, facecolor="white", edgecolor=BLUE, linewidth=1.3)
        short = part.replace("optim.lr_scheduler", "lr_scheduler")
        axis.text(x + 0.12, y + 0.5, short or "torch.*", color=INK, fontsize=SMALL + 0.5, va="center", **CODE)
        axis.text(x + 2.08, y + 0.2, f"{names_in(part)}", color=BLUE, fontsize=SMALL, va="center", ha="right",
                  weight="bold", **CODE)  # fmt: skip
    places = [(0.28 + 2.51 * n, 6.2) for n in range(5)]
    places += [(x, 4.86 - 1.36 * n) for n in range(3) for x in (0.28, 10.32)]
    places += [(0.28 + 2.51 * n, 0.3) for n in range(5)]
    for (x, y), row in zip(places, left_out.TABLE, strict=True):
        box(x, y, 2.4, 1.12, facecolor="white", edgecolor=GRAY, linewidth=1.3, linestyle=(0, (3, 2)), hatch="////")
        box(x + 0.07, y + 0.08, 2.26, 0.96, facecolor="white", edgecolor="none")
        for line, text in enumerate(_in_lines(row.names.split(), 26)):
            axis.text(x + 0.15, y + 0.86 - 0.29 * line, text, color=INK, fontsize=SMALL - 1.6, va="center", **CODE)
    return figure


def _in_lines(names: Sequence[str], width: int, most: int = 3) -> list[str]:
    """Names in lines of that many letters; those for which there is no room are an ellipsis."""
    lines, left = [""], list(names)
    while left:
        word = left[0]
        longer = f"{lines[-1]} {word}".strip()
        room = width - (2 if len(lines) == most and len(left) > 1 else 0)
        if len(longer) <= room:
            lines[-1] = longer
            left.pop(0)
        elif len(lines) < most:
            lines.append("")
        else:
            lines[-1] += " …"
            break
    return lines


# Activations ----------------------------------------------------------------------------------------------------------

CURVES = ("ReLU", "LeakyReLU", "PReLU", "RReLU", "ReLU6", "ELU", "CELU", "SELU", "GELU", "SiLU", "Mish", "Hardswish",
          "Sigmoid", "Hardsigmoid", "LogSigmoid", "Tanh", "Hardtanh", "Softsign", "Softplus", "Tanhshrink",
          "Softshrink", "Hardshrink", "Threshold")  # fmt: skip
TOGETHER = ("Softmax", "Softmin", "LogSoftmax", "Softmax2d", "GLU", "AdaptiveLogSoftmaxWithLoss", "MultiheadAttention")


@cache
def curve(name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """x, the activation, and its slope as autograd finds it."""
    from .. import nn
    from ..ops.creation import tensor

    module = nn.Threshold(0.5, -0.5) if name == "Threshold" else getattr(nn, name)()
    x: Any = tensor(np.linspace(-4, 4, 161, dtype=np.float32).tolist(), requires_grad=True)
    y = module.eval()(x)
    y.sum().backward()
    return np.asarray(x.detach().numpy()), np.asarray(y.detach().numpy()), np.asarray(x.grad.numpy())


def activations(x: float = 1.0) -> Any:
    """All activations that work number by number (solid), each with its slope (dashed) and the value at x."""
    columns, wide, high = 6, 2.15, 1.72
    rows = -(-(len(CURVES) + 1) // columns)
    figure, axis = card(columns * wide + 0.1, rows * high + 0.1)
    blank(axis, (0, columns * wide + 0.1), (0, rows * high + 0.1))
    xs = curve("ReLU")[0]
    place = int(np.argmin(np.abs(xs - x)))
    corners = [
        (0.1 + wide * (number % columns), 0.1 + high * (rows - 1 - number // columns)) for number in range(len(CURVES))
    ]
    across = np.append((xs + 4) / 8 * (wide - 0.15), np.nan)  # the gap between one curve and the next
    everywhere = np.concatenate([left + across for left, _ in corners])

    def up(values: Any, bottom: float) -> Any:
        return bottom + 0.4 + np.where((values >= -1.8) & (values <= 4), values, np.nan) * 0.23

    def all_of(which: int) -> Any:  # each kind of curve is one line: hundreds of them would take twice as long
        return np.concatenate([np.append(up(curve(name)[which], y), np.nan) for name, (_, y) in zip(CURVES, corners)])

    boxes(axis, [(x, x + wide - 0.15, y, y + high - 0.12) for x, y in corners], color="#F6F6F6")
    level = [([left, left + across[-2], np.nan], [up(0.0, bottom)] * 3) for left, bottom in corners]
    upright = [([left + across[80]] * 3, [bottom + 0.04, bottom + high - 0.42, np.nan]) for left, bottom in corners]
    axis.plot(*np.concatenate([*level, *upright], axis=1), color=GRAY, linewidth=0.8)
    axis.plot(everywhere, all_of(2), color=ORANGE, linewidth=1.5, linestyle=(0, (3, 1.4)))
    axis.plot(everywhere, all_of(1), color=BLUE, linewidth=2.3)
    here = slice(place, None, len(across))
    axis.plot(
        everywhere[here], all_of(1)[here], "o", color=BLUE, markeredgecolor=INK, markersize=7, zorder=5
    )
    for name, (left, bottom) in zip(CURVES, corners):
        axis.text(left + 0.08, bottom + high - 0.26, name, color=INK, fontsize=SMALL - 0.5, va="center", weight="bold",
                  **CODE)  # fmt: skip
        value = f"{curve(name)[1][place] + 0.0:.2f}"
        axis.text(left + 0.08, bottom + high - 0.52, value, color=BLUE, fontsize=SMALL - 1.5, va="center", **CODE)
    left, bottom = 0.1 + wide * (len(CURVES) % columns), 0.1
    for line, (text, color, dash) in enumerate((("f(x)", BLUE, "-"), ("f′(x)", ORANGE, (0, (3, 1.4))))):
        axis.plot(
            [left + 0.3, left + 0.85], [bottom + 1.15 - 0.35 * line] * 2, color=color, linewidth=2.3, linestyle=dash
        )
        axis.text(left + 1.0, bottom + 1.15 - 0.35 * line, text, color=color, fontsize=BIG - 1, va="center", **CODE)
    axis.text(left + 0.3, bottom + 0.42, f"x = {x:.1f}", color=INK, fontsize=BIG - 1, va="center", **CODE)
    return figure


# Five slips -----------------------------------------------------------------------------------------------------------

LOOKS = ((INK, "-", "o"), (ORANGE, (0, (4, 1.4)), "s"), (PINK, (0, (1, 1)), "^"), (GREEN, (0, (5, 1, 1, 1)), "D"),
         (SKY, (0, (6, 2)), "v"), (AMBER, (0, (2, 1)), "P"))  # fmt: skip


def symptoms(runs: Mapping[str, tuple[Sequence[float], float]]) -> Any:
    """Losses of several trainings, step by step, and the share right in the end: {name: (losses, share)}."""
    figure, (left, right) = card(11.4, 4.6, 1, 2, width_ratios=[1.5, 1])
    figure.subplots_adjust(0.055, 0.13, 0.985, 0.97, wspace=0.52)
    for number, (name, (losses, share)) in enumerate(runs.items()):
        color, dash, marker = LOOKS[number]
        steps = np.arange(len(losses))
        left.plot(steps, losses, color=color, linewidth=2.2, linestyle=dash, marker=marker, markevery=(3 + 2 * number, 12),
                  markersize=7, markeredgecolor="white",)  # fmt: skip
        right.barh(-number, share, color=color, edgecolor="white", height=0.66)
        right.plot([-0.2, -0.11, -0.02], [-number] * 3, color=color, linewidth=2.2, linestyle=dash, clip_on=False)
        right.plot(-0.11, -number, marker, color=color, markersize=8, markeredgecolor="white", clip_on=False)
        right.text(-0.24, -number, name, ha="right", va="center", fontsize=SMALL, color=INK, **CODE)
        right.text(share + 0.02, -number, f"{share:.0%}", va="center", fontsize=SMALL + 1, color=INK, **CODE)
    left.set(ylim=(0, 9), xlim=(-0.5, len(losses) - 0.5))
    left.set_xlabel("step", fontsize=SMALL + 1, **CODE)
    left.set_ylabel("loss", fontsize=SMALL + 1, **CODE)
    right.set(xlim=(0, 1.12), ylim=(-len(runs) + 0.4, 0.6), yticks=[], xticks=[0, 0.5, 1])
    right.set_xlabel("argmax(1) == y", fontsize=SMALL + 1, **CODE)
    plain(left, grid=True)
    plain(right)
    return figure


# One batch, several processes -----------------------------------------------------------------------------------------


def shares(processes: int = 2) -> Any:
    """A batch of 12 points dealt out to processes: the gradient that each finds for y = w x at w = 0, and their mean."""
    xs = np.arange(1, 13) / 4
    slopes = -2 * xs * (2 * xs)  # of (w x - 2 x)² at w = 0
    colors = (BLUE, ORANGE, GREEN, PINK)
    figure, axis = card(12.4, 4.9)
    blank(axis, (0, 12.4), (0, 4.9))
    for n, slope in enumerate(slopes):
        rank = n % processes
        x = 0.55 + 1.027 * n
        axis.plot(x, 4.3, "oshD"[rank], color=colors[rank], markersize=26, markeredgecolor=INK)
        axis.text(x, 4.3, str(n), color="white", ha="center", va="center", fontsize=SMALL, weight="bold", **CODE)
        axis.text(x, 3.82, minus(f"{slope:.1f}"), color=INK, ha="center", va="center", fontsize=SMALL - 1, **CODE)
        middle = 12.4 * (rank + 0.5) / processes
        axis.plot([x, middle], [3.64, 2.86], color=colors[rank], linewidth=1.1, alpha=0.75)
    for rank in range(processes):
        middle, mine = 12.4 * (rank + 0.5) / processes, slopes[rank::processes]
        axis.text(middle, 2.55, minus(f"rank {rank}:  {mine.sum():.2f} / {len(mine)} = {mine.mean():.3f}"),
                  color=INK, ha="center", va="center", fontsize=SMALL + (processes < 4) - (processes == 4), **CODE,
                  bbox={"facecolor": "white", "edgecolor": colors[rank], "linewidth": 2.4, "pad": 5})  # fmt: skip
        axis.annotate("", (6.2 + (middle - 6.2) * 0.12, 1.18), (middle, 2.25),
                      arrowprops={"arrowstyle": "<|-|>", "color": colors[rank], "linewidth": 2})  # fmt: skip
    means = [slopes[rank::processes].mean() for rank in range(processes)]
    total = " + ".join(f"({mean:.3f})" for mean in means)
    text = (
        f"all_reduce:  ({total}) / {processes} = {np.mean(means):.3f}" if processes > 1 else f"w.grad = {means[0]:.3f}"
    )
    axis.text(6.2, 0.82, minus(text), color=INK, ha="center", va="center", fontsize=BIG - 1, **CODE,
              bbox={"facecolor": "#FFF0CC", "edgecolor": AMBER, "linewidth": 2, "pad": 7})  # fmt: skip
    axis.text(
        6.2,
        0.24,
        minus(f"sum / 12 = {slopes.mean():.3f}"),
        color=INK,
        ha="center",
        va="center",
        fontsize=BIG - 1,
        **CODE,
    )
    return figure


def minus(text: str) -> str:
    """With minus signs as they are printed in books."""
    return text.replace("-", "−")
