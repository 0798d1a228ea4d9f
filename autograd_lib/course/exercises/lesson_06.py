"""The exercises of lesson 06: the order of the steps, the loop by hand and with PyTorch's parts, a neuron, a valley."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ... import nn, optim
from ...autograd.grad_mode import no_grad
from ...ops.creation import tensor, zeros
from ..compare import array
from ..guard import Outcome
from ..registry import code, think

SGD: Any = optim.SGD  # also for calls that it refuses
X, Y = tensor([[1.0], [2.0], [3.0]]), tensor([[2.0], [4.0], [6.0]])
X2, Y2 = tensor([[0.0], [1.0], [4.0]]), tensor([[1.0], [0.0], [2.0]])

# 06.1 -----------------------------------------------------------------------------------------------------------------

PREDICT, LOSS, ZERO, BACKWARD, STEP = "CEDBA"


def _letters(answer: Any) -> str:
    """The letters of an answer, however they are written: "CEDBA", "c, e, d, b, a", ["C", "E", ...]."""
    several = isinstance(answer, (list, tuple, np.ndarray))
    text = "".join(map(str, answer)) if several else str(answer)
    return "".join(letter for letter in text.upper() if letter.isalnum())


def _each_once(letters: str) -> bool:
    return sorted(letters) == list("ABCDE")


def _before(one: str, other: str) -> Callable[[Any], bool]:
    """Whether a line stands above another one, in an answer that has each line once."""

    def rule(answer: Any) -> bool:
        letters = _letters(answer)
        return _each_once(letters) and letters.index(one) < letters.index(other)

    return rule


def _zero_between(answer: Any) -> bool:
    return _before(BACKWARD, ZERO)(answer) and _before(ZERO, STEP)(answer)


def _a_loop(answer: Any) -> bool:
    order = (PREDICT, LOSS), (LOSS, BACKWARD), (BACKWARD, STEP)
    return all(_before(*pair)(answer) for pair in order) and not _zero_between(answer)


think(
    "06.1",
    accept=_a_loop,
    wrong={
        "not_each_once": lambda answer: not _each_once(_letters(answer)),
        "loss_before_predict": _before(LOSS, PREDICT),
        "backward_before_loss": _before(BACKWARD, LOSS),
        "step_before_backward": _before(STEP, BACKWARD),
        "zero_after_backward": _zero_between,
    },
)

# 06.2 -----------------------------------------------------------------------------------------------------------------


def _zero() -> Any:
    return zeros(1, 1, requires_grad=True)


def _error(outputs: Any, y: Any) -> Any:
    return ((outputs - y) ** 2).mean()


def _loop(
    sign: float = -1.0,
    loss: Callable[[Any, Any], Any] = _error,
    reset: str = "after",
    rate: Callable[[float], float] = lambda lr: lr,
    updated: str = "wb",
) -> Callable[..., Any]:
    """The loop by hand, with its slips: what it minimizes, when it resets, which way and how far it goes."""

    def train(X: Any, y: Any, lr: float, epochs: int) -> Any:
        w, b = _zero(), _zero()
        for _ in range(epochs):
            loss(X @ w + b, y).backward()
            with no_grad():
                if reset == "before":
                    _ = w.grad.zero_(), b.grad.zero_()
                if "w" in updated:
                    w += sign * rate(lr) * w.grad
                if "b" in updated:
                    b += sign * rate(lr) * b.grad
            if reset in ("after", "w only"):
                w.grad.zero_()
            if reset in ("after", "b only"):
                b.grad.zero_()
        return w, b

    return train


def _recorded(X: Any, y: Any, lr: float, epochs: int) -> Any:
    w, b = _zero(), _zero()
    _error(X @ w + b, y).backward()
    w -= lr * w.grad
    return w, b


def _rebinding(tracked: bool, reset: bool = True, twice: bool = True) -> Callable[..., Any]:
    """`w = w - lr * w.grad`: w is a new tensor then, no leaf, and has no `.grad`."""

    def train(X: Any, y: Any, lr: float, epochs: int) -> Any:
        w, b = _zero(), _zero()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for _ in range(epochs):
                _error(X @ w + b, y).backward()
                if tracked:
                    w = w - lr * w.grad
                    b = b - lr * b.grad
                else:
                    with no_grad():
                        w = w - lr * w.grad
                        if twice:
                            b = b - lr * b.grad
                        else:
                            b -= lr * b.grad
                if reset:
                    w.grad.zero_()
        return w, b

    return train


def _once(X: Any, y: Any, lr: float, epochs: int) -> Any:
    w, b = _zero(), _zero()
    for _ in range(epochs):
        _error(X @ w + b, y).backward()
    with no_grad():
        w -= lr * w.grad
        b -= lr * b.grad
    return w, b


def _two_numbers(train: Callable[..., Any], X: Any, y: Any, lr: float, epochs: int) -> list[float]:
    return [float(each) for each in train(X, y, lr, epochs)]


code(
    "06.2",
    name="train",
    reference=_loop(),
    probes=[(X, Y, 0.01, 100), (X2, Y2, 0.02, 30), (X, Y, 0.05, 3)],
    observe=_two_numbers,
    tolerance=1e-4,
    shown="train({}, {}, {}, {})",
    wrong={
        "no_zero": [_loop(reset="never"), _loop(reset="w only"), _loop(reset="b only")],
        "zero_before_update": _loop(reset="before"),
        "plus_update": _loop(sign=1.0),
        "update_recorded": _recorded,
        "rebinds_w": [
            _rebinding(tracked=True),
            _rebinding(tracked=False),
            _rebinding(tracked=True, reset=False),
            _rebinding(tracked=False, reset=False),
            _rebinding(tracked=False, twice=False),
        ],
        "grad_of_prediction": [
            _loop(loss=lambda outputs, y: outputs.sum()),
            _loop(loss=lambda outputs, y: outputs.mean()),
        ],
        "no_square": [
            _loop(loss=lambda outputs, y: (y - outputs).mean()),
            _loop(loss=lambda outputs, y: (outputs - y).abs().mean()),
        ],
        "sum_not_mean": _loop(loss=lambda outputs, y: ((outputs - y) ** 2).sum()),
        "lr_missing": _loop(rate=lambda lr: 1.0),
        "lr_fixed": _loop(rate=lambda lr: 0.01),
        "one_knob": [_loop(updated="w"), _loop(updated="b")],
        "update_once": _once,
    },
)

# 06.3 -----------------------------------------------------------------------------------------------------------------


def _parts(answer: Any) -> tuple[str, Any, Any]:
    reason, slow, fast = answer
    return str(reason).strip(" ()\"'").lower(), slow, fast


def _reason(letter: str) -> Callable[[Any], bool]:
    return lambda answer: _parts(answer)[0] == letter


def _number(value: Any) -> float:
    """A number of rounds; NaN for what is none, such as "diverges"."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan


def _rounds(*pairs: tuple[float, float]) -> Callable[[Any], bool]:
    return lambda answer: tuple(map(_number, _parts(answer)[1:])) in pairs


def _diverges(answer: Any) -> bool:
    fast = _number(_parts(answer)[2])
    return math.isnan(fast) or math.isinf(fast) or fast <= 0


def _off_by_one(answer: Any) -> bool:
    slow, fast = map(_number, _parts(answer)[1:])
    return abs(slow - 1446) <= 1 and abs(fast - 143) <= 1


think(
    "06.3",
    accept=lambda answer: _reason("c")(answer) and _rounds((1446, 143))(answer),
    wrong={
        "not_three": lambda answer: not isinstance(answer, (list, tuple, np.ndarray)) or len(answer) != 3,
        "bug_assumed": _reason("a"),
        "rate_too_large": _reason("b"),
        "data_blamed": _reason("d"),
        "no_such_reason": lambda answer: _parts(answer)[0] not in "abcd",
        "lr_times_10_diverges": _diverges,
        "off_by_one": _off_by_one,
        "small_loss_is_enough": _rounds((427, 43), (905, 90), (428, 44), (906, 91)),
        "one_digit_missing": _rounds((489, 49), (490, 50)),
        "waits_for_b": _rounds((1787, 177), (1786, 176), (1788, 178)),
        "swapped": _rounds((143, 1446)),
        "other_counts": _reason("c"),
    },
)

# 06.4 -----------------------------------------------------------------------------------------------------------------


class _Line(nn.Module):
    """A line that starts at 0; the classes below it have a slip each."""

    def __init__(self, inputs: int = 1, outputs: int = 1, bias: bool = True) -> None:
        super().__init__()
        self.l1 = nn.Linear(inputs, outputs, bias=bias)
        for parameter in self.parameters():
            nn.init.zeros_(parameter)

    def forward(self, x: Any) -> Any:
        return self.l1(x)


class _Silent(_Line):
    def forward(self, x: Any) -> Any:
        self.l1(x)


class _Uncalled(_Line):
    def forward(self, x: Any) -> Any:
        return self.l1


def _without_super() -> Any:
    class Net(nn.Module):
        def __init__(self) -> None:
            self.l1 = nn.Linear(1, 1)

    return Net()


def _filled(make: Callable[[], Any], weight: float, bias: float, x: Any) -> Any:
    """How many parameters a network has, and what it says about x once they are set."""
    net = make()
    parameters = list(net.parameters())
    for parameter, value in zip(parameters, (weight, bias)):
        parameter.detach().fill_(value)
    outputs = net(x)
    if outputs is None or hasattr(outputs, "parameters"):
        return None if outputs is None else "a layer"
    return [len(parameters), *outputs.detach().flatten().tolist()]


code(
    "06.4",
    name="Net",
    reference=_Line,
    probes=[(2.0, 0.0, X), (0.5, -1.0, X2)],
    observe=_filled,
    shown="Net()({2})",
    recognize={
        "not_registered": lambda outcomes: [each.value[0] for each in outcomes if each.kind == "value"][0] == 0,
    },
    wrong={
        "forgot_super": _without_super,
        "forward_returns_nothing": _Silent,
        "layer_not_called": _Uncalled,
        "no_bias": lambda: _Line(bias=False),
        "counts_the_points": [lambda: _Line(inputs=3), lambda: _Line(outputs=3), lambda: _Line(inputs=3, outputs=3)],
    },
)

# 06.4b -----------------------------------------------------------------------------------------------------------------


def _fit(
    optimizer: Callable[[Any, float], Any] = lambda net, lr: SGD(net.parameters(), lr=lr),
    steps: str = "zbs",
    loss: Callable[..., Any] = lambda outputs, labels: _error(outputs, labels),
) -> Callable[..., Any]:
    """The loop with PyTorch's parts; `steps` says in which order it zeroes (z), goes backward (b) and steps (s)."""

    def train_net(net: Any, inputs: Any, labels: Any, lr: float, epochs: int) -> Any:
        chosen = optimizer(net, lr)
        for _ in range(epochs):
            now = loss(net(inputs), labels)
            for step in steps:
                {"z": chosen.zero_grad, "b": now.backward, "s": chosen.step}[step]()
        return net

    return train_net


def _own_line(net: Any, inputs: Any, labels: Any, lr: float, epochs: int) -> Any:
    return _fit()(_Line(), inputs, labels, lr, epochs)


def _weight_and_bias(train_net: Callable[..., Any], *call: Any) -> list[float]:
    return [float(each) for each in train_net(*call).parameters()]


def _started(weight: float, bias: float) -> Any:
    """A line that is set to these numbers."""
    net = _Line()
    with no_grad():
        for parameter, value in zip(net.parameters(), (weight, bias)):
            parameter.fill_(value)
    return net


code(
    "06.4b",
    name="train_net",
    reference=_fit(),
    probes=[(_Line(), X, Y, 0.01, 40), (_started(1.0, -2.0), X2, Y2, 0.02, 20), (_Line(), X, Y, 0.05, 3)],
    observe=_weight_and_bias,
    tolerance=1e-4,
    shown="train_net(net, {1}, {2}, {3}, {4})",
    wrong={
        "params_not_passed": [
            _fit(lambda net, lr: SGD(net, lr=lr)),
            _fit(lambda net, lr: SGD(net.parameters, lr=lr)),
            _fit(lambda net, lr: SGD([], lr=lr)),
            _fit(lambda net, lr: SGD(lr=lr)),
            _fit(lambda net, lr: SGD([net], lr=lr)),
        ],
        "part_of_the_parameters": [
            _fit(lambda net, lr: SGD([net.l1.weight], lr=lr)),
            _fit(lambda net, lr: SGD([net.l1.bias], lr=lr)),
        ],
        "lr_not_passed": [
            _fit(lambda net, lr: SGD(net.parameters())),
            _fit(lambda net, lr: SGD(net.parameters(), lr=0.01)),
        ],
        "no_zero_grad": _fit(steps="bs"),
        "nothing_moves": [_fit(steps="zb"), _fit(steps="bzs")],
        "step_before_backward": _fit(steps="szb"),
        "sum_not_mean": _fit(loss=nn.MSELoss(reduction="sum")),
        "another_optimizer": _fit(lambda net, lr: optim.Adam(net.parameters(), lr=lr)),
        "another_criterion": _fit(loss=nn.L1Loss()),
        "data_as_options": _fit(loss=lambda outputs, labels: nn.MSELoss(outputs, labels)),
        "another_net": _own_line,
    },
)

# 06.5 -----------------------------------------------------------------------------------------------------------------


def _neuron(
    squash: Callable[[Any], Any] = lambda u: u.tanh(),
    loss: Callable[[Any, Any], Any] = _error,
    bias_too: bool = True,
    rows: Callable[[Sequence[float]], Any] = lambda weight: [list(weight)],
    wrap: Callable[[Any], Any] = nn.Parameter,
    backward: bool = True,
) -> Callable[..., Any]:
    """The gradients of one neuron, with its slips."""

    def neuron_grads(weight: Sequence[float], bias: float, point: Sequence[float], label: float) -> Any:
        layer = nn.Linear(2, 1)
        layer.weight = wrap(tensor(rows(weight)))
        layer.bias = wrap(tensor([bias if bias_too else 0.0]))
        now = loss(squash(layer(tensor([list(point)]))), tensor([[label]]))
        if backward:
            now.backward()
        return layer.weight.grad, layer.bias.grad

    return neuron_grads


def _flat(neuron_grads: Callable[..., Any], weight: Any, bias: float, point: Any, label: float) -> Any:
    """The three numbers, in whatever form they are given; None if one of the gradients is."""
    parts = [array(each) for each in neuron_grads(weight, bias, point, label)]
    known = [each for each in parts if each is not None]
    return [float(n) for each in known for n in each.ravel()] if len(known) == len(parts) else None


def _left_random(outcomes: Sequence[Outcome]) -> bool:
    """The first call and the last one are the same; so are their results, unless something was left to chance."""
    first, last = outcomes[0], outcomes[-1]
    both = len(outcomes) > 2 and first.kind == last.kind == "value" and None not in (first.value, last.value)
    return both and not np.allclose(first.value, last.value)


code(
    "06.5",
    name="neuron_grads",
    reference=_neuron(),
    probes=[
        ([0.6, -0.2], 0.8, [1.0, 2.0], 1.0),
        ([-0.5, 0.25], 0.125, [0.5, 2.0], -1.0),
        ([1.0, 1.0], -0.5, [0.25, -0.75], 1.0),
        ([0.6, -0.2], 0.8, [1.0, 2.0], 1.0),
    ],
    observe=_flat,
    tolerance=1e-4,
    shown="neuron_grads({}, {}, {}, {})",
    recognize={"left_random": _left_random},
    wrong={
        "shape_2x1": _neuron(rows=lambda weight: [[each] for each in weight]),
        "flat_weight": _neuron(rows=list),
        "not_a_parameter": [_neuron(wrap=lambda each: each), _neuron(wrap=lambda each: each.tolist())],
        "no_tanh": _neuron(squash=lambda u: u),
        "sigmoid": _neuron(squash=lambda u: u.sigmoid()),
        "missing_2": _neuron(loss=lambda outputs, label: _error(outputs, label) / 2),
        "no_square": [
            _neuron(loss=lambda outputs, label: (label - outputs).sum()),
            _neuron(loss=lambda outputs, label: (outputs - label).abs().sum()),
        ],
        "bias_ignored": _neuron(bias_too=False),
        "grad_of_output": _neuron(loss=lambda outputs, label: outputs.sum()),
        "no_backward": _neuron(backward=False),
    },
)

# 06.6 -----------------------------------------------------------------------------------------------------------------

HEIGHTS, WEIGHTS = [159.0, 164.0, 166.0, 167.0, 169.0], [49.0, 58.9, 60.5, 64.2, 67.4]


def _descend(x: Sequence[float], y: Sequence[float], lr: float = 0.04, epochs: int = 200) -> tuple[float, float]:
    """The line through the points after so many rounds of gradient descent, in float32 as the notebook's own."""
    inputs, labels = np.asarray(x, dtype=np.float32), np.asarray(y, dtype=np.float32)
    w = b = np.float32(0)
    with np.errstate(all="ignore"):
        for _ in range(epochs):
            gap = w * inputs + b - labels
            w, b = w - np.float32(2 * lr) * (gap * inputs).mean(), b - np.float32(2 * lr) * gap.mean()
    return float(w), float(b)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _minus_mean(h: Any, m: Any) -> list[float]:
    return [each - _mean(h) for each in h]


def _centering(
    center: Callable[[Any, Any], Sequence[float]] = _minus_mean,
    back: Callable[[float, float, Any, Any], float] = lambda w, b, h, m: b - w * _mean(h),
) -> Callable[..., Any]:
    def fit_line(heights: Any, weights: Any) -> tuple[float, float]:
        w, b = _descend(center(heights, weights), weights)
        return w, back(w, b, heights, weights)

    return fit_line


def _same(h: Any, m: Any) -> Any:
    return h


def _both_centered(heights: Any, weights: Any) -> tuple[float, float]:
    w, b = _descend(_minus_mean(heights, weights), _minus_mean(weights, heights))
    return w, b - w * _mean(heights)


code(
    "06.6",
    name="fit_line",
    reference=_centering(),
    probes=[
        (HEIGHTS, WEIGHTS),
        ([1.0, 2.0, 3.0], [2.0, 4.0, 6.0]),
        ([157.0, 158.0, 160.0, 166.0], [5.0, 4.0, 8.0, 1.0]),
    ],
    tolerance=2e-3,
    shown="fit_line({}, {})",
    wrong={
        "no_uncentre_on_plot": _centering(back=lambda w, b, h, m: b),
        "wrong_way_back": [
            _centering(back=lambda w, b, h, m: b + w * _mean(h)),
            _centering(back=lambda w, b, h, m: b - _mean(h)),
            _centering(back=lambda w, b, h, m: b + _mean(h)),
        ],
        "scales_y_only": [
            _centering(lambda h, m: [each - _mean(m) for each in m], back)
            for back in (
                lambda w, b, h, m: b,
                lambda w, b, h, m: b - w * _mean(m),
                lambda w, b, h, m: b - w * _mean(h),
            )
        ],
        "not_centered": [
            _centering(_same, back) for back in (lambda w, b, h, m: b, lambda w, b, h, m: b - w * _mean(h))
        ],
        "both_centered": _both_centered,
        "fixed_mean": _centering(lambda h, m: [each - 165 for each in h], lambda w, b, h, m: b - w * 165),
        "minus_the_sum": [
            _centering(lambda h, m: [each - sum(h) for each in h], lambda w, b, h, m: b - w * sum(h)),
        ],
        "divides": [
            _centering(lambda h, m: [each / _mean(h) for each in h], back)
            for back in (lambda w, b, h, m: b - w * _mean(h), lambda w, b, h, m: b)
        ],
    },
)
