"""The exercises of lesson 10: a loop brought over from NumPy, five bugs, a state_dict, a gradient on the way, what next."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ... import nn
from ...autograd.grad_mode import no_grad
from ...ops.creation import from_numpy, tensor, zeros
from ..compare import array
from ..registry import code, named, think

# 10.1 -----------------------------------------------------------------------------------------------------------------

PIXELS = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [0.5, 2.0]])
LABELS = np.array([0, 2, 1, 1], dtype=np.int32)
MORE = np.array([[2.0, -1.0, 0.5], [-1.0, 1.0, 0.25], [0.5, 0.5, -2.0]])


def _float(pixels: Any) -> Any:
    return tensor(pixels.tolist())


def _long(labels: Any) -> Any:
    return tensor(labels.tolist())


def _port(
    inputs_of: Callable[[Any], Any] = _float,
    targets_of: Callable[[Any], Any] = _long,
    reset: bool = True,
    sign: float = -1.0,
    guarded: bool = True,
    reduction: str = "mean",
    after: bool = False,
    twice: bool = False,
) -> Callable[..., Any]:
    """The NumPy loop with autograd, with its slips."""

    def train(pixels: Any, labels: Any, epochs: int, lr: float) -> Any:
        inputs, targets = inputs_of(pixels), targets_of(labels)
        W: Any = zeros(pixels.shape[1], 3, requires_grad=True)
        losses = []
        for _ in range(epochs):
            outputs = inputs @ W
            loss = nn.functional.cross_entropy(outputs.softmax(1) if twice else outputs, targets, reduction=reduction)
            loss.backward()
            if guarded:
                with no_grad():
                    W += sign * lr * W.grad
            else:
                W += sign * lr * W.grad
            if reset:
                W.grad.zero_()
            losses.append(nn.functional.cross_entropy(inputs @ W, targets).item() if after else loss.item())
        return losses

    return train


def _as_numbers(train: Callable[..., Any], pixels: Any, labels: Any, epochs: int, lr: float) -> Any:
    """The losses as plain numbers, whether they are numbers or tensors."""
    found = train(pixels, labels, epochs, lr)
    if isinstance(found, (list, tuple)):
        return [float(each.detach() if hasattr(each, "detach") else each) for each in found]
    return found


code(
    "10.1",
    name="train",
    reference=_port(),
    probes=[(PIXELS, LABELS, 4, 0.5), (MORE, np.array([1, 0, 2], dtype=np.int32), 3, 0.1), (PIXELS, LABELS, 1, 1.0)],
    observe=_as_numbers,
    tolerance=1e-4,
    shown="train({}, {}, {}, {})",
    wrong={
        "forgot_float": [
            _port(from_numpy),
            _port(lambda pixels: tensor(pixels)),
            _port(from_numpy, from_numpy),
        ],
        "labels_not_long": [
            _port(targets_of=from_numpy),
            _port(targets_of=lambda labels: tensor(labels)),
            _port(targets_of=lambda labels: tensor(labels.tolist()).float()),
        ],
        "labels_stay_numpy": _port(targets_of=lambda labels: labels),
        "no_zero_grad": _port(reset=False),
        "plus_update": _port(sign=1.0),
        "update_recorded": _port(guarded=False),
        "sum_not_mean": _port(reduction="sum"),
        "loss_after_update": _port(after=True),
        "softmax_twice": _port(twice=True),
        "stands_still": _port(sign=0.0),
        "nothing_noted": lambda pixels, labels, epochs, lr: [],
    },
    recognize={
        "keeps_numpy": lambda outcomes: (
            outcomes[0].kind == "error"
            and bool(re.search(r"numpy\.ndarray|numpy\.float|must be Tensor", outcomes[0].error))
            and "target" not in outcomes[0].error
        ),
    },
)

# 10.2 -----------------------------------------------------------------------------------------------------------------

RIGHT = "DAEBC"
SLIPS = ("eval_mode", "no_zero_grad", "wrong_dim", "softmax_twice", "item_detach")


def _letters(answer: Any) -> str:
    """The letters of an answer, however they are written: "DAEBC", "d, a, e, b, c", ["D", ...]."""
    several = isinstance(answer, (list, tuple, np.ndarray))
    text = "".join(map(str, answer)) if several else str(answer)
    return "".join(letter for letter in text.upper() if letter.isalnum())


def _missed(place: int) -> Callable[[Any], bool]:
    return lambda answer: len(_letters(answer)) == 5 and _letters(answer)[place] != RIGHT[place]


think(
    "10.2",
    accept=lambda answer: _letters(answer) == RIGHT,
    wrong={
        "not_five": lambda answer: len(_letters(answer)) != 5,
        "no_such_letter": lambda answer: not set(_letters(answer)) <= set("ABCDEFG"),
        "all_the_same": lambda answer: len(set(_letters(answer))) == 1,
        "decoys": lambda answer: bool(set(_letters(answer)) & set("FG")),
        **{name: _missed(place) for place, name in enumerate(SLIPS)},
    },
)

# 10.3 -----------------------------------------------------------------------------------------------------------------

BOOK: dict[str, Any] = {
    "W1": np.arange(12, dtype=np.float32).reshape(3, 4) / 10,
    "b1": np.array([0.5, -0.5, 0.25, 1.0], dtype=np.float32),
    "W2": np.array([[1.0, -1.0], [0.5, 2.0], [0.0, 3.0], [-2.0, 0.25]], dtype=np.float32),
    "b2": np.array([0.125, -1.0], dtype=np.float32),
}
OTHER = {name: each[::-1] * 2 - 1 for name, each in BOOK.items()}  # of the same shapes: these are announced
KEYS = ("0.weight", "0.bias", "2.weight", "2.bias")


def _carry(
    keys: Sequence[str] = KEYS,
    turn: Callable[[Any], Any] = lambda weight: weight.T,
    make: Callable[[Any], Any] = lambda each: tensor(each.tolist()),
) -> Callable[..., Any]:
    def as_state_dict(book: Mapping[str, Any]) -> dict[str, Any]:
        found = (turn(book["W1"]), book["b1"], turn(book["W2"]), book["b2"])
        return {key: make(each) for key, each in zip(keys, found)}

    return as_state_dict


def _told(as_state_dict: Callable[..., Any], book: Any) -> Any:
    """Name, numbers and kind of each entry; in whatever order they come."""
    found = as_state_dict(book)
    if hasattr(found, "state_dict"):
        return "a network"
    if not isinstance(found, Mapping):
        return found
    entries = {}
    for key, each in found.items():
        known = array(each)
        kind = "tensor" if hasattr(each, "requires_grad") else "other"
        entries[str(key)] = [kind, None if known is None else known.tolist()]
    return dict(sorted(entries.items()))


code(
    "10.3",
    name="as_state_dict",
    reference=_carry(),
    probes=[(BOOK,), (OTHER,)],
    observe=_told,
    tolerance=1e-5,
    shown="as_state_dict({})",
    wrong={
        "transposed": _carry(turn=lambda weight: weight),
        "reshaped": _carry(turn=lambda weight: weight.reshape(weight.shape[::-1])),
        "keeps_numpy": [_carry(make=lambda each: each), _carry(make=lambda each: each.tolist())],
        "key_names": [
            _carry(("W1", "b1", "W2", "b2")),
            _carry(("W1", "b1", "W2", "b2"), turn=lambda weight: weight),
            _carry(("weight1", "bias1", "weight2", "bias2")),
            _carry(("l1.weight", "l1.bias", "l2.weight", "l2.bias")),
            _carry(("0.w", "0.b", "2.w", "2.b")),
            _carry(("0.W", "0.b", "2.W", "2.b")),
        ],
        "counts_from_1": [
            _carry(("1.weight", "1.bias", "2.weight", "2.bias")),
            _carry(("1.weight", "1.bias", "3.weight", "3.bias")),
        ],
        "no_biases": lambda book: {key: each for key, each in _carry()(book).items() if key.endswith("weight")},
        "whole_network": lambda book: nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)),
        "relu_not_counted": _carry(("0.weight", "0.bias", "1.weight", "1.bias")),
    },
)

# 10.4 -----------------------------------------------------------------------------------------------------------------


def _at_y(f: Callable[[Any], Any], g: Callable[[Any], Any], x: Any) -> Any:
    start = tensor(x, requires_grad=True)
    y = f(start)
    y.retain_grad()
    g(y).backward()
    return y.grad


def _at_x(f: Callable[[Any], Any], g: Callable[[Any], Any], x: Any) -> Any:
    start = tensor(x, requires_grad=True)
    g(f(start)).backward()
    return start.grad


def _local_f(f: Callable[[Any], Any], g: Callable[[Any], Any], x: Any) -> Any:
    start = tensor(x, requires_grad=True)
    f(start).backward()
    return start.grad


def _without_a_graph(f: Callable[[Any], Any], g: Callable[[Any], Any], x: Any) -> Any:
    y = f(tensor(x))
    y.retain_grad()
    g(y).backward()
    return y.grad


def _g_at_x(f: Callable[[Any], Any], g: Callable[[Any], Any], x: Any) -> Any:
    start = tensor(x, requires_grad=True)
    g(start).backward()
    return start.grad


code(
    "10.4",
    name="gradient_at_y",
    reference=_at_y,
    probes=[
        (named("lambda x: x**2", lambda x: x**2), named("lambda y: 2*y + 3", lambda y: 2 * y + 3), 3.0),
        (named("lambda x: 5*x", lambda x: 5 * x), named("lambda y: y**3", lambda y: y**3), 0.5),
        (named("lambda x: x.exp()", lambda x: x.exp()), named("lambda y: y * y", lambda y: y * y), 1.0),
    ],
    tolerance=1e-4,
    wrong={
        "expects_grad": lambda f, g, x: None,
        "gradient_at_x": _at_x,
        "gradient_of_f": _local_f,
        "wrong_place": _g_at_x,
        "no_requires_grad": [_without_a_graph, lambda f, g, x: g(f(tensor(x))).backward()],
        "in_a_tuple": lambda f, g, x: (_at_y(f, g, x),),
        "value_not_grad": [
            lambda f, g, x: g(f(tensor(x))),
            lambda f, g, x: f(tensor(x)),
        ],
    },
)

# 10.5 -----------------------------------------------------------------------------------------------------------------

FITS = {"A": 3, "B": 1, "C": 4, "D": 5, "E": 2}  # the project, and what of PyTorch it needs


def _plan(answer: Any) -> tuple[str, int]:
    project, need = answer
    return str(project).strip(" ()\"'.").upper(), int(need)


def _need(*numbers: int) -> Callable[[Any], bool]:
    return lambda answer: _plan(answer)[1] in numbers


think(
    "10.5",
    accept=lambda answer: FITS.get(_plan(answer)[0]) == _plan(answer)[1],
    wrong={
        "not_a_plan": lambda answer: isinstance(answer, (str, int)) or len(answer) != 2,
        "swapped": lambda answer: str(answer[0]).strip().isdigit() and not str(answer[1]).strip().isdigit(),
        "no_such_project": lambda answer: _plan(answer)[0] not in FITS,
        "no_such_number": lambda answer: _plan(answer)[1] not in FITS.values(),
        "cannon": lambda answer: _plan(answer)[0] in "ACDE" and _plan(answer)[1] == 1,
        "from_scratch": lambda answer: _plan(answer)[0] == "A" and _plan(answer)[1] == 5,
        "nothing_needed": _need(5),
        "another_tool": lambda answer: True,
    },
)
