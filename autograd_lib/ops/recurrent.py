"""Recurrent networks: the same cell, step after step along a sequence, each step given what the one before it left.

A cell here is a function of (what comes from the input, what is remembered); layers are loops over it, recorded operation
by operation.  Only the LSTM in float32 has a rule of its own for a whole layer, as in PyTorch: backpropagation through
time, written out.  That is quicker, for small layers seven times, because most of the work is done for all steps at once.

A layer's parameters are (weight_ih, weight_hh) or (weight_ih, weight_hh, bias_ih, bias_hh), and with a projection
weight_hr at the end; the gates of a cell lie one below the other in the weights.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .._tensor import Tensor
from ..arrays import as_contiguous, as_operand, module_of
from ..autograd.engine import AliasBackward0, grad
from ..autograd.graph import Node
from ..autograd.record import record1, record_outputs
from .activation import relu
from .arithmetic import add, mul, sub
from .dropout import dropout
from .joining import SplitBackward0, cat, stack, unbind
from .linalg import matmul
from .linear import linear
from .pointwise import sigmoid, tanh
from .shape import contiguous, t, transpose

State = Any  # what is remembered: h, or (h, c) in an LSTM
Step = Callable[[Tensor, State, Sequence[Tensor]], State]

# --- the cells: (input's part, state, parameters) -> state --------------------------------------------------------------


def from_input(input: Tensor, parameters: Sequence[Tensor]) -> Tensor:
    """The part of all gates that comes from the input; for a whole sequence in one product."""
    return linear(input, parameters[0], parameters[2] if len(parameters) > 3 else None)


def from_state(h: Tensor, parameters: Sequence[Tensor]) -> Tensor:
    """The part of all gates that comes from what is remembered."""
    return linear(h, parameters[1], parameters[3] if len(parameters) > 3 else None)


def tanh_step(given: Tensor, h: State, parameters: Sequence[Tensor]) -> State:
    """h' = tanh(W x + U h)."""
    return tanh(add(from_state(h, parameters), given))


def relu_step(given: Tensor, h: State, parameters: Sequence[Tensor]) -> State:
    """h' = relu(W x + U h)."""
    return relu(add(from_state(h, parameters), given))


def lstm_step(given: Tensor, state: State, parameters: Sequence[Tensor]) -> State:
    """c' = f · c + i · g and h' = o · tanh(c'): the gates i, f, o say how much is taken in, kept, and given out."""
    h, c = state
    i, f, g, o = gates_of(add(from_state(h, parameters), given), 4)
    i, f, g, o = sigmoid(i), sigmoid(f), tanh(g), sigmoid(o)
    c = add(mul(f, c), mul(i, g))
    h = mul(o, tanh(c))
    return (matmul(h, t(parameters[-1])) if len(parameters) in (3, 5) else h), c


def gru_step(given: Tensor, h: State, parameters: Sequence[Tensor]) -> State:
    """h' = (h - n) · z + n, with a new value n = tanh(W x + r · U h); the gates r and z reset and keep."""
    to_r, to_z, to_n = gates_of(given, 3)
    r, z, n = gates_of(from_state(h, parameters), 3)
    r, z = sigmoid(add(r, to_r)), sigmoid(add(z, to_z))
    n = tanh(add(to_n, mul(n, r)))
    return add(mul(sub(h, n), z), n)


STEPS: dict[str, Step] = {"RNN_TANH": tanh_step, "RNN_RELU": relu_step, "LSTM": lstm_step, "GRU": gru_step}


def rnn_tanh_cell(
    input: Tensor, hx: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None
) -> Tensor:
    """One step of a simple recurrent network: tanh(W x + b + U h + c)."""
    return once(tanh_step, input, hx, w_ih, w_hh, b_ih, b_hh)


def rnn_relu_cell(
    input: Tensor, hx: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None
) -> Tensor:
    """One step of a simple recurrent network: relu(W x + b + U h + c)."""
    return once(relu_step, input, hx, w_ih, w_hh, b_ih, b_hh)


def lstm_cell(
    input: Tensor, hx: Any, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """One step of an LSTM, from (h, c) to (h, c)."""
    return once(lstm_step, input, hx, w_ih, w_hh, b_ih, b_hh)


def gru_cell(
    input: Tensor, hx: Tensor, w_ih: Tensor, w_hh: Tensor, b_ih: Tensor | None = None, b_hh: Tensor | None = None
) -> Tensor:
    """One step of a GRU."""
    return once(gru_step, input, hx, w_ih, w_hh, b_ih, b_hh)


def once(step: Step, input: Tensor, state: State, *weights: Tensor | None) -> Any:
    """A single step."""
    parameters = [each for each in weights if each is not None]
    return step(from_input(input, parameters), state, parameters)


def gates_of(x: Tensor, count: int) -> tuple[Tensor, ...]:
    """The columns in `count` equal parts."""
    n = x._data.shape[1] // count
    places = [(slice(None), slice(k * n, (k + 1) * n)) for k in range(count)]
    return record_outputs(UnsafeSplitBackward0, [x._data[place] for place in places], (x,), (x._data.shape, places))


class UnsafeSplitBackward0(SplitBackward0):
    pass


# --- layers -----------------------------------------------------------------------------------------------------------


def recurrent(
    mode: str,
    input: Tensor,
    state: State,
    parameters: Sequence[Sequence[Tensor]],
    directions: int = 1,
    p: float = 0.0,
    training: bool = False,
    batch_first: bool = False,
) -> tuple[Tensor, State]:
    """All layers of a recurrent network.

    Args:
        mode: "RNN_TANH", "RNN_RELU", "LSTM" or "GRU".
        input: (T, N, size).
        state: (layers · directions, N, hidden size), what is remembered at the start; of an LSTM two of these.
        parameters: for each layer, and each direction in it, the cell's.
        directions: 2: a second set of cells goes through the sequence backward; the results lie side by side.
        p, training: dropout between layers.
        batch_first: the input is (N, T, size), and so is what is given out.

    Returns:
        What the last layer's cells gave out at each step, (T, N, directions · hidden size), and what all remember.
    """
    whole = mode == "LSTM" and input._data.dtype == np.float32 and input._data.size and len(parameters[0]) in (2, 4)
    input = transpose(input, 0, 1) if batch_first else input
    if whole:
        input, (h, c) = contiguous(input), map(contiguous, state)
        starts: Any = [(h[k], c[k]) for k in range(len(parameters))]
    elif mode == "LSTM":
        starts = list(zip(*map(unbind, state), strict=True))
    else:
        starts = unbind(state)
    ends: list[State] = []
    for number in range(0, len(parameters), directions):
        outputs = []
        for place in range(number, number + directions):
            layer = lstm_layer if whole else steps
            output, end = layer(mode, input, starts[place], parameters[place], place > number)
            outputs.append(output)
            ends.append(end)
        input = outputs[0] if directions == 1 else cat(outputs, -1)
        if p and number + directions < len(parameters):
            input = dropout(input, p, training)
    if batch_first:
        input = transpose(input, 0, 1) if whole else input.transpose_(0, 1)
    return input, tuple(map(stack, zip(*ends, strict=True))) if mode == "LSTM" else stack(ends)


def steps(mode: str, input: Tensor, state: State, parameters: Sequence[Tensor], backward: bool) -> tuple[Tensor, State]:
    """One layer in one direction: step after step."""
    given = unbind(from_input(input, parameters))
    outputs = []
    for each in reversed(given) if backward else given:
        state = STEPS[mode](each, state, parameters)
        outputs.append(state[0] if mode == "LSTM" else state)
    return stack(outputs[::-1] if backward else outputs), state


# --- an LSTM layer as one operation -------------------------------------------------------------------------------------


def lstm_layer(
    mode: str, input: Tensor, state: State, parameters: Sequence[Tensor], backward: bool
) -> tuple[Tensor, State]:
    """The same as `steps`, recorded as one node."""
    inputs = (input, *parameters, *(None,) * (4 - len(parameters)), *state)
    arrays: Any = [None if each is None else each._data for each in inputs]
    x, *others = arrays
    taken, bounded, gates = lstm_steps(x[::-1] if backward else x, *others)
    n = parameters[1]._data.shape[1]
    ends = taken[-1, :n].T.copy(), gates[-1, 4 * n :].T.copy()
    output = as_contiguous((taken[:0:-1, :n] if backward else taken[1:, :n]).swapaxes(1, 2))
    y, h_end, c_end = record_outputs(
        MkldnnRnnLayerBackward0, (output, *ends), inputs, (*arrays, output, taken, gates, bounded, backward)
    )
    return y, (h_end, c_end)


def lstm_steps(x: Any, w_ih: Any, w_hh: Any, b_ih: Any, b_hh: Any, h: Any, c: Any) -> tuple[Any, Any, Any]:
    """For each step, and one more, what it takes in: h, the input and a 1 for the bias, so that one product makes all
    gates; tanh of the cell; and the gates o, i, f, g with the cell before it below them.

    All of these stand on end, (size, N): then each is one piece of memory, and i · g and f · c are one product, as i and f
    lie together, and g and c. sigmoid(x) = tanh(x / 2) / 2 + 1 / 2, so that one tanh serves all gates.
    """
    module, (length, count, size), n = module_of(x), x.shape, w_hh.shape[1]
    weights = for_gates(w_hh, w_ih) if b_ih is None else for_gates(w_hh, w_ih, (b_ih + b_hh).reshape(-1, 1))
    taken = module.empty((length + 1, weights.shape[1], count), x.dtype)
    taken[0, :n] = h.T
    taken[:-1, n : n + size] = x.swapaxes(1, 2)
    taken[:-1, n + size :] = 1
    gates = module.empty((length + 1, 5 * n, count), x.dtype)
    gates[0, 4 * n :] = c.T
    bounded = module.empty((length, n, count), x.dtype)
    now, then, half = gates[:-1], gates[1:], as_operand(0.5, x)
    views = now[:, : 4 * n], now[:, : 3 * n], now[:, n : 3 * n], now[:, 3 * n :], then[:, 4 * n :], bounded, taken[1:, :n]
    for given, four, three, inner, outer, cell, after, output in zip(taken[:-1], *views, strict=True):
        weights.dot(given, four)
        np.tanh(four, four)
        three *= half
        three += half
        both = inner * outer
        np.add(both[:n], both[n:], cell)
        np.tanh(cell, after)
        np.multiply(four[:n], after, output)
    return taken, bounded, gates


def for_gates(*parameters: Any) -> Any:
    """Parameters for the gates i, f, g, o side by side, in the order o, i, f, g; those of the three sigmoids halved."""
    w = np.concatenate(parameters, axis=1)
    n = len(w) // 4
    result = np.concatenate([w[3 * n :], w[: 3 * n]])
    result[: 3 * n] *= 0.5
    return result


class MkldnnRnnLayerBackward0(Node):
    """Backpropagation through time.  With h' and c' the gradients of what a step gave out and of its cell:

        c' += h' · o · (1 - tanh(c)²)
        to i: c' · g · i (1 - i)    to f: c' · (c before) · f (1 - f)    to g: c' · i · (1 - g²)    to o: h' · tanh(c) · o (1 - o)
        and to the step before: c' · f, and the sum of these four times the weights of h.

    All factors are known before the loop, which writes the gradients over them; and the gradients of the weights are
    products over all steps at once.
    """

    inputs = ("input", "weight0", "weight1", "weight2", "weight3", "hx_", "cx_tmp")
    saves = (*inputs, "result", "taken", "gates", "bounded", "reverse")

    @staticmethod
    def backward(
        ctx: Any, grads: Any, x: Any, w_ih: Any, w_hh: Any, b_ih: Any, b_hh: Any, h: Any, c: Any, y: Any, taken: Any,
        gates: Any, bounded: Any, reverse: bool,
    ) -> Any:  # fmt: skip
        if isinstance(x, Tensor):
            return lstm_once_more(grads, (x, w_ih, w_hh, b_ih, b_hh, h, c), reverse)
        to_y, to_h, to_c = grads
        if reverse:
            to_y = None if to_y is None else to_y[::-1]
        (_, count, size), n = x.shape, w_hh.shape[1]
        gates = gates[:-1].reshape(len(x), 5, n, count)
        o, i, f, g, before = (gates[:, k] for k in range(5))
        slopes = 1 - gates[:, :3]
        slopes *= gates[:, :3]
        parts = module_of(x).empty((len(x), 6, n, count), x.dtype)
        parts[:, 0] = f
        np.multiply(slopes[:, 1], g, out=parts[:, 1])
        np.multiply(slopes[:, 2], before, out=parts[:, 2])
        np.multiply(i, 1 - g * g, out=parts[:, 3])
        np.multiply(slopes[:, 0], bounded, out=parts[:, 4])
        np.multiply(o, 1 - bounded * bounded, out=parts[:, 5])
        by_cell, by_output = parts[:, :4], parts[:, 4:]  # to the cell before, i, f, g; and to o and the cell
        to_gates = parts.reshape(len(x), 6 * n, count)[:, n : 5 * n]
        to_y = None if to_y is None else as_contiguous(to_y.swapaxes(1, 2))
        to_h, to_c = (np.zeros_like(each.T) if grad is None else grad.T.copy() for each, grad in ((h, to_h), (c, to_c)))
        back = as_contiguous(w_hh.T)
        for step in reversed(range(len(x))):
            if to_y is not None:
                to_h += to_y[step]
            by_h, by_c = by_output[step], by_cell[step]
            by_h *= to_h
            to_c += by_h[1]
            by_c *= to_c
            to_c, to_h = by_c[0], back.dot(to_gates[step])
        wanted = ctx.needs_input_grad
        wide = to_gates.swapaxes(0, 1).reshape(4 * n, -1)  # (4n, T · N)
        to_x = (wide.T @ w_ih).reshape(x.shape) if wanted[0] else None
        to_all = wide.dot(taken[:-1].swapaxes(0, 1).reshape(-1, wide.shape[1]).T)  # of w_hh, w_ih, and both biases
        return (
            to_x[::-1] if reverse and to_x is not None else to_x,
            to_all[:, n : n + size].copy() if wanted[1] else None,
            to_all[:, :n].copy() if wanted[2] else None,
            to_all[:, -1].copy() if wanted[3] else None,
            to_all[:, -1].copy() if wanted[4] else None,
            to_h.T.copy(),
            to_c.T.copy(),
        )


def lstm_once_more(grads: Any, inputs: Sequence[Any], reverse: bool) -> Any:
    """The gradients of a layer as functions that can be differentiated again: those of the layer step by step."""
    own: list[Any] = [None if each is None else record1(AliasBackward0, each._data, each) for each in inputs]
    x, h, c = own[0], *own[-2:]
    y, ends = steps("LSTM", x, (h, c), [each for each in own[1:-2] if each is not None], reverse)
    given = [(result, each) for result, each in zip((y, *ends), grads, strict=True) if each is not None]
    wanted = [each for each in own if each is not None and each.requires_grad]
    found = iter(grad([result for result, _ in given], wanted, [each for _, each in given], create_graph=True))
    return tuple(next(found) if each is not None and each.requires_grad else None for each in own)
