"""Figures of lesson 08: an operation with its rule, the order of the walk, broadcasting backward, gradients measured.

All values, saved things, orders and gradients come from runs of `mini`, the engine of that lesson.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from . import mini
from .style import AMBER, BLUE, GRAY, GREEN, INK, ORANGE, PALE, PAPER, SKY, blank, card, plain

BIG, SMALL = 14, 11  # sizes of text
DASHED = (0, (4, 1.6))
LEAF, NODE, OUTPUT = "#ADD8E6", "#E3E3E3", "#CAFF70"  # as in lesson 05
CODE: dict[str, Any] = {"family": "monospace", "va": "center"}


def number(value: Any) -> str:
    figures = ".0f" if 1e4 <= abs(float(value)) < 1e6 else ".4g"
    return f"{float(value):{figures}}".replace("-", "−")


def arrow(axis: Any, start: tuple[float, float], end: tuple[float, float], color: str, back: bool = False) -> None:
    """Values run on solid lines, gradients on dashed ones."""
    style = {"arrowstyle": "-|>", "mutation_scale": 17, "linewidth": 2, "color": color, "shrinkA": 0, "shrinkB": 0}
    axis.annotate("", end, start, arrowprops=style | {"linestyle": DASHED if back else "-"})


# One operation ---------------------------------------------------------------------------------------------------------

RULES: dict[str, tuple[Callable[..., Any], str, tuple[str, ...], tuple[str, ...]]] = {
    # operation: what computes it, as it is written, the names of what it saves, the lines of its rule
    "mul": (mini.mul, "a * b", ("a", "b"), ("grad * b", "grad * a")),
    "add": (mini.add, "a + b", (), ("grad", "grad")),
    "power": (lambda a: mini.power(a, 3), "a ** n", ("a", "n"), ("grad * n * a**(n-1)",)),
    "tanh": (mini.tanh, "tanh(a)", ("result",), ("grad * (1 - result**2)",)),
}


def rule_box(op: str = "mul", grad: float = 10.0) -> Any:
    """An operation as a box: inputs and result, what is saved, and the rule that makes gradients out of `grad`."""
    function, written, names, rules = RULES[op]
    inputs = [mini.Tensor(value, requires_grad=True) for value in (2.0, 5.0)[: len(rules)]]
    result = function(*inputs)
    mini.backward(result, grad)
    figure, axis = card(11.4, 4.2)
    blank(axis, (0, 11.4), (0, 4.2))
    left, right = 3.0, 8.5
    for low, high, color in ((2.65, 3.9, "#DCEBF5"), (1.65, 2.65, "#F1F1F1"), (0.3, 1.65, "#FBE6D8")):
        axis.fill_between([left, right], low, high, color=color, linewidth=0)
    axis.plot([left, right, right, left, left], [0.3, 0.3, 3.9, 3.9, 0.3], color=INK, linewidth=1.6)
    axis.plot([left, right], [1.65, 1.65], color=GRAY, linewidth=1)
    axis.plot([left, right], [2.65, 2.65], color=GRAY, linewidth=1)
    axis.text(left + 0.2, 3.27, written, fontsize=BIG + 5, color=INK, **CODE)
    saved = ", ".join(f"{name} = {number(value)}" for name, value in zip(names, result.node.saved, strict=True))
    axis.text(left + 0.2, 2.15, f"saved   {saved or '()'}", fontsize=SMALL + 2, color=INK, **CODE)
    axis.text(left + 0.2, 1.32, f"rule(grad{''.join(', ' + name for name in names)})", fontsize=SMALL + 2, color=INK,
              **CODE)  # fmt: skip
    heights = (3.6, 2.95) if len(rules) > 1 else (3.27,)
    for name, each, high, low, text in zip("ab", inputs, heights, (0.97, 0.53), rules):
        arrow(axis, (1.85, high), (left, high), BLUE)
        axis.text(1.7, high, f"{name} = {number(each.data)}", ha="right", fontsize=BIG, color=BLUE, **CODE)
        axis.text(left + 0.2, low - 0.02, f"{name}: {text}", fontsize=SMALL + 2, color=ORANGE, weight="bold", **CODE)
        arrow(axis, (left, low), (1.85, low), ORANGE, back=True)
        axis.text(1.7, low, number(each.grad), ha="right", fontsize=BIG, color=ORANGE, weight="bold", **CODE)
    arrow(axis, (right, 3.27), (right + 1.1, 3.27), BLUE)
    axis.text(right + 1.25, 3.27, number(result.data), fontsize=BIG, color=BLUE, **CODE)
    arrow(axis, (right + 1.1, 0.97), (right, 0.97), ORANGE, back=True)
    axis.text(right + 1.25, 0.97, f"grad = {number(grad)}", fontsize=BIG, color=ORANGE, **CODE)
    return figure


# The order of the walk -------------------------------------------------------------------------------------------------

GRAPHS: dict[str, tuple[dict[str, tuple[str, ...]], dict[str, tuple[float, float]]]] = {
    # name: what each was computed from, and where it stands
    "diamond": (
        {"out": ("a", "b"), "b": ("a",), "a": ("x",), "x": ()},
        {"x": (0.0, 0.0), "a": (2.0, 0.0), "b": (4.0, 1.0), "out": (6.0, 0.0)},
    ),
    "chain": (
        {"out": ("b",), "b": ("a",), "a": ("x",), "x": ()},
        {"x": (0.0, 0.0), "a": (2.0, 0.0), "b": (4.0, 0.0), "out": (6.0, 0.0)},
    ),
    "ladder": (
        {"out": ("e", "d"), "e": ("d",), "d": ("c",), "c": ("a", "b"), "b": ("a",), "a": ("x",), "x": ()},
        {"x": (0.0, 0.0), "a": (1.5, 0.0), "b": (2.75, 1.0), "c": (4.0, 0.0), "d": (5.5, 0.0), "e": (6.75, 1.0),
         "out": (8.0, 0.0)},
    ),
}  # fmt: skip
WAITS = 8  # steps of `waiting`, enough for its longest graph


def waiting(graph: str = "diamond", step: int = WAITS) -> Any:
    """The walk that counts: below each place how many gradients it still waits for; in a circle, when it is visited."""
    inputs, places = GRAPHS[graph]
    order = mini.topological_order("out", inputs.__getitem__)
    visited = order[: step - 1] if step <= len(order) else order
    waits = {name: sum(each.count(name) for each in inputs.values()) for name in inputs}
    left = {name: waits[name] - sum(inputs[each].count(name) for each in visited) for name in inputs}
    figure, axis = card(10.4, 3.5)
    blank(axis, (-1.2, 9.2), (-1.15, 2.35))
    shift = (8.0 - max(x for x, _ in places.values())) / 2
    at = {name: (x + shift, y) for name, (x, y) in places.items()}
    for name, sources in inputs.items():
        for source in sources:
            used = name in visited
            way = np.subtract(at[source], at[name])
            way = way / np.hypot(*way)
            near, far = (1.0 if each == "out" else 0.62 for each in (name, source))
            start, end = at[name] + way * np.array([near * 0.62, 0.36]), at[source] - way * np.array([far * 0.62, 0.36])
            arrow(axis, tuple(start), tuple(end), ORANGE if used else "#C9C9C9", back=True)
    ready = [name for name in inputs if left[name] == 0 and name not in visited]
    for name, (x, y) in at.items():
        done = name in visited
        box = {"boxstyle": "round,pad=0.42", "facecolor": OUTPUT if name == "out" else LEAF if name == "x" else NODE,
               "edgecolor": AMBER if visited and name == visited[-1] else INK,
               "linewidth": 3 if visited and name == visited[-1] else 1.2}  # fmt: skip
        axis.text(x, y, name, ha="center", fontsize=BIG + 4, color=INK, bbox=box, zorder=4, **CODE)
        side = 0.68 if y else -0.68  # below, or above what stands above
        if done:
            axis.plot(x, y + side, "o", color=GREEN, markersize=22, zorder=5)
            axis.text(x, y + side - 0.01, str(visited.index(name) + 1), ha="center", va="center_baseline", fontsize=SMALL + 2,
                      color="white", weight="bold", zorder=6)  # fmt: skip
        else:
            axis.text(x, y + side, f"{left[name]}", ha="center", fontsize=BIG, zorder=6,
                      color=GREEN if name in ready else GRAY, weight="bold" if name in ready else "normal", **CODE)  # fmt: skip
    axis.text(-1.0, 2.1, "order = [" + ", ".join(visited) + "]", fontsize=SMALL + 2, color=INK, **CODE)
    return figure


# Broadcasting ----------------------------------------------------------------------------------------------------------

SHAPES: dict[str, tuple[int, ...]] = {"(3,)": (3,), "(2, 1)": (2, 1), "(1, 3)": (1, 3), "()": (), "(2, 3)": (2, 3)}
ARRIVED = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])


def broadcast(shape: str = "(3,)") -> Any:
    """Above, an input and the copies of it that an addition makes; below, the gradients of all copies and their sums."""
    size = SHAPES[shape]
    x: Any = mini.Tensor(np.arange(10.0, 10.0 + 10 * np.prod(size), 10.0).reshape(size), requires_grad=True)
    mini.backward(mini.add(x, np.zeros((2, 3))), ARRIVED)
    figure, axis = card(10.0, 5.2)
    blank(axis, (0, 10.0), (0, 5.2))
    first = np.ones((2, 3), dtype=bool)
    first[tuple(slice(None) if n > 1 else slice(0, 1) for n in np.atleast_2d(x.data).shape)] = False
    for base, color, values, small, copies in (
        (2.95, BLUE, np.broadcast_to(x.data, (2, 3)), x.data, first),
        (0.35, ORANGE, ARRIVED, x.grad, np.zeros((2, 3), dtype=bool)),
    ):
        _cells(axis, 6.2, base, values, color, copies)
        _cells(axis, 1.3, base + (0.4 if np.atleast_2d(small).shape[0] == 1 else 0), small, color)
        ends = (4.55, base + 0.8), (5.75, base + 0.8)
        arrow(axis, *(ends if color == BLUE else ends[::-1]), color, back=color == ORANGE)
        if color == ORANGE and size != (2, 3):
            axis.text(5.15, base + 1.2, r"$\Sigma$", ha="center", va="center", fontsize=BIG + 6, color=color)
    told = {"fontsize": SMALL + 2, **CODE}
    axis.text(1.3, 4.95, f"x   {size}", color=BLUE, **told)
    axis.text(6.2, 4.95, "x + y   (2, 3)", color=BLUE, **told)
    axis.text(1.3, 2.35, f"x.grad   {size}", color=ORANGE, **told)
    axis.text(6.2, 2.35, "grad   (2, 3)", color=ORANGE, **told)
    return figure


def _cells(axis: Any, left: float, low: float, values: Any, color: str, copies: Any = None) -> None:
    """Numbers in boxes; what is a copy has a dashed, hollow one."""
    from matplotlib.patches import Rectangle

    rows = np.atleast_2d(values)
    for (row, column), value in np.ndenumerate(rows):
        copied = copies is not None and copies[row, column]
        corner = left + 0.95 * column, low + 0.8 * (len(rows) - 1 - row)
        axis.add_patch(
            Rectangle(
                corner,
                0.9,
                0.75,
                facecolor="white" if copied else f"{color}22",
                edgecolor=color,
                linewidth=1.4,
                linestyle="--" if copied else "-",
            )  # fmt: skip
        )
        axis.text(corner[0] + 0.45, corner[1] + 0.37, number(value), ha="center", fontsize=BIG, color=color,
                  weight="normal" if copied else "bold", **CODE)  # fmt: skip


# Gradients, measured ---------------------------------------------------------------------------------------------------


def bars(errors: Mapping[str, float]) -> Any:
    """For each operation how far its gradient is from the measured one, as a share of what `gradcheck` allows."""
    figure, axis = card(9.0, 0.9 + 0.42 * len(errors))
    low = 1e-9
    for place, error in enumerate(errors.values()):
        good = error <= 1
        axis.barh(place, max(error, 2 * low) - low, left=low, height=0.62, color=SKY if good else ORANGE,
                  edgecolor=BLUE if good else INK, hatch="" if good else "///", linewidth=1)  # fmt: skip
        axis.text(max(error, 2 * low) * 1.5, place, "✓" if good else "✗", fontsize=BIG, va="center",
                  color=GREEN if good else ORANGE, family="DejaVu Sans", weight="bold", bbox=PAPER)  # fmt: skip
    axis.axvline(1, color=INK, linewidth=2, linestyle="--")
    axis.set(xscale="log", xlim=(low, 1e5), ylim=(len(errors) - 0.4, -0.6), yticks=range(len(errors)))
    axis.set_yticklabels(list(errors), family="monospace", fontsize=SMALL + 1)
    axis.set_xlabel("|numeric - analytic| / (atol + rtol * |numeric|)", family="monospace", fontsize=SMALL)
    plain(axis)
    axis.grid(axis="x", color=PALE)
    axis.set_axisbelow(True)
    figure.tight_layout()
    return figure


# A graph of your own ---------------------------------------------------------------------------------------------------

ONE: dict[str, Callable[..., Any]] = {
    "exp({})": mini.exp,
    "tanh({})": mini.tanh,
    "relu({})": mini.relu,
    "{} ** 2": lambda x: mini.power(x, 2),
    "{} * 3": lambda x: mini.mul(x, 3.0),
}
TWO: dict[str, Callable[..., Any]] = {"{} + {}": mini.add, "{} * {}": mini.mul}
OF = ["a, b", "x, b", "x, a", "a, a", "b, b"]  # what the last operation may be computed from
STANDS = {"x": (0.9, 1.7), "a": (3.6, 1.7), "b": (6.3, 3.2), "out": (9.0, 1.7)}


def editor(a: str = "{} ** 2", b: str = "{} * 3", out: str = "{} + {}", of: str = "a, b", x: float = 2.0) -> Any:
    """A graph of three operations: values, the order in which they are visited, and the gradients that arrive."""
    inputs = of.split(", ")
    made = {"x": mini.Tensor(x, requires_grad=True)}
    made["a"] = ONE[a](made["x"])
    made["b"] = ONE[b](made["a"])
    made["out"] = TWO[out](*(made[each] for each in inputs))
    names = {tensor: name for name, tensor in made.items()}
    order = [names[each] for each in mini.topological_order(made["out"], mini.inputs_of)]
    arrived = {names[each]: grad for each, grad in _arrivals(made["out"]).items()}
    told = {"x": "x", "a": f"a = {a.format('x')}", "b": f"b = {b.format('a')}", "out": f"out = {out.format(*inputs)}"}
    figure, axis = card(10.4, 4.3)
    blank(axis, (-0.2, 10.2), (0.2, 4.5))
    for source, target, bend in _edges(inputs):
        live = target in order
        style = {"arrowstyle": "-|>", "mutation_scale": 16, "linewidth": 2, "shrinkA": 34,
                 "shrinkB": 58 if STANDS[source][1] == STANDS[target][1] and source != "x" else 52 if not bend and source == "x" else 36,
                 "color": BLUE if live else "#C9C9C9", "connectionstyle": f"arc3,rad={bend}"}  # fmt: skip
        axis.annotate("", STANDS[target], STANDS[source], arrowprops=style)
    for name, (left, height) in STANDS.items():
        live = name in order
        color = LEAF if name == "x" else OUTPUT if name == "out" else NODE
        box = {"boxstyle": "round,pad=0.5", "facecolor": color if live else "white", "edgecolor": INK if live else GRAY}
        axis.text(left, height, told[name], ha="center", fontsize=SMALL + 2, color=INK if live else GRAY, bbox=box,
                  zorder=4, **CODE)  # fmt: skip
        aside = {"a": -0.15, "out": 0.15}.get(name, 0.0)  # out of the arrows' way
        axis.text(left + aside, height + 0.53, number(made[name].data), ha="center", fontsize=SMALL + 2, zorder=5,
                  color=BLUE if live else GRAY, bbox=PAPER, **CODE)  # fmt: skip
        if live:
            axis.text(left, height - 0.56, f"grad {number(arrived[name])}", ha="center", fontsize=SMALL + 2,
                      color=ORANGE, weight="bold", bbox=PAPER, zorder=5, **CODE)  # fmt: skip
            circle = left + aside + (0.68 if name == "out" else -0.68)
            axis.plot(circle, height + 0.53, "o", color=GREEN, markersize=21, zorder=6)
            axis.text(circle, height + 0.52, str(order.index(name) + 1), ha="center", va="center_baseline",
                      color="white", weight="bold", fontsize=SMALL + 1, zorder=7)  # fmt: skip
    return figure


def _edges(inputs: Sequence[str]) -> list[tuple[str, str, float]]:
    """The edges of the editor's graph, and how much each is bent."""
    edges = [("x", "a", 0.0), ("a", "b", 0.0)]
    if inputs[0] == inputs[1]:
        return [*edges, (inputs[0], "out", -0.12), (inputs[0], "out", 0.12)]
    return [*edges, *((each, "out", 0.33 if each == "x" else 0.0) for each in inputs)]


def _arrivals(root: Any) -> dict[Any, Any]:
    """All that arrives at each place of a graph on the walk back from `root`."""
    grads: dict[Any, Any] = {root: np.array(1.0)}
    for tensor in mini.topological_order(root, mini.inputs_of):
        if tensor.node is not None:
            for source, sent in zip(tensor.node.inputs, mini.sent_by(tensor.node, grads[tensor])):
                if source.requires_grad:
                    mini.accumulate(grads, source, sent)
    return grads


# Two engines, one curve ------------------------------------------------------------------------------------------------


def trained(net: Callable[[Any], Any], ours: Sequence[float], theirs: Sequence[float], points: Any, colors: Any) -> Any:
    """The plane as a network of `mini` colors it, with the points; beside it the losses of two engines."""
    from types import SimpleNamespace

    from ..ops.creation import tensor
    from .compare import plain as numbers
    from .figures_training import FINE, SPAN, _dots, _region

    figure, (left, right) = card(10.4, 4.7, 1, 2, width_ratios=[1, 1.15])
    side = np.linspace(-SPAN, SPAN, FINE)
    grid = np.stack(np.meshgrid(side, side), -1).reshape(-1, 2)
    _region(left, net(grid).data.reshape(FINE, FINE))
    _dots(left, SimpleNamespace(points=tensor(numbers(points)), colors=tensor(numbers(colors))), filled=True)
    if theirs:
        right.semilogy(theirs, color=SKY, linewidth=8, alpha=0.55, solid_capstyle="butt", label="nn")
    right.semilogy(ours, color=INK, linewidth=2, linestyle=DASHED if theirs else "-", label="mini")
    if theirs:
        right.legend(frameon=False, prop={"family": "monospace", "size": BIG})
    right.set_title("loss", loc="left", family="monospace", fontsize=BIG)
    plain(right, grid=True)
    figure.tight_layout(w_pad=2.5)
    return figure
