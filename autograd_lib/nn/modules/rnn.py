"""Recurrent layers: RNN, LSTM, GRU, and their cells, which make a single step."""

from __future__ import annotations

import math
from typing import Any

from ..._tensor import Tensor
from ...ops.creation import empty, zeros
from ...ops.recurrent import gru_cell, lstm_cell, recurrent, rnn_relu_cell, rnn_tanh_cell
from .. import init
from ..parameter import Parameter
from .module import Module


class RNNBase(Module):
    """What RNN, LSTM and GRU share: one set of parameters per layer and direction, and how they are called.

    Args:
        input_size: size of the last dimension of the input.
        hidden_size: how many numbers each layer remembers, and gives out at each step.
        num_layers: each further layer takes what the one below gives out.
        bias: False leaves the biases out.
        batch_first: input and output are (N, T, size) instead of (T, N, size).
        dropout: between layers, while training.
        bidirectional: a second set of cells goes through the sequence backward; the results lie side by side.
        proj_size: LSTM only: what is given out is a product with further weights, of this size.

    Shapes: input (T, N, input_size) or (T, input_size); output (T, N, D · hidden_size), with D directions; state
    (num_layers · D, N, hidden_size).
    """

    def __init__(
        self,
        mode: str,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: Any = None,
        dtype: Any = None,
    ):
        super().__init__()
        self.mode = mode
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.bias = bias
        self.batch_first = batch_first
        self.dropout = float(dropout)
        self.bidirectional = bidirectional
        self.proj_size = proj_size
        self._check_options(dropout)
        rows = {"LSTM": 4, "GRU": 3}.get(mode, 1) * hidden_size
        given_out = proj_size or hidden_size
        directions = 2 if bidirectional else 1
        self._all_names: list[list[str]] = []
        for layer in range(num_layers):
            for suffix in ("", "_reverse")[:directions]:
                size = input_size if layer == 0 else given_out * directions
                shapes: dict[str, Any] = {"weight_ih": (rows, size), "weight_hh": (rows, given_out)}
                if bias:
                    shapes |= {"bias_ih": rows, "bias_hh": rows}
                if proj_size:
                    shapes["weight_hr"] = (proj_size, hidden_size)
                for name, shape in shapes.items():
                    setattr(self, f"{name}_l{layer}{suffix}", Parameter(empty(shape, device=device, dtype=dtype)))
                self._all_names.append([f"{name}_l{layer}{suffix}" for name in shapes])
        self.reset_parameters()

    def _check_options(self, dropout: Any) -> None:
        if isinstance(dropout, bool) or not isinstance(dropout, int | float) or not 0 <= dropout <= 1:
            raise ValueError(
                "dropout should be a number in range [0, 1] representing the probability of an element being zeroed\n"
                f"It was {dropout!r}."
            )
        if dropout > 0 and self.num_layers == 1:
            import warnings

            warnings.warn(
                "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects num_layers greater "
                f"than 1, but got dropout={dropout} and num_layers={self.num_layers}",
                stacklevel=4,
            )
        if not isinstance(self.hidden_size, int):
            raise TypeError(
                f"hidden_size should be of type int, got: {type(self.hidden_size).__name__}\nIt counts numbers."
            )
        if self.hidden_size <= 0:
            raise ValueError(f"hidden_size must be greater than zero\nIt was {self.hidden_size}.")
        if self.num_layers <= 0:
            raise ValueError(f"num_layers must be greater than zero\nIt was {self.num_layers}.")
        if self.proj_size < 0:
            raise ValueError(
                f"proj_size should be a positive integer or zero to disable projections\nIt was {self.proj_size}."
            )
        if self.proj_size >= self.hidden_size:
            raise ValueError(f"proj_size has to be smaller than hidden_size\nIt was {self.proj_size}.")

    def reset_parameters(self) -> None:
        """Draw all parameters anew, uniform in ±1/sqrt(hidden_size)."""
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for each in self.parameters():
            init.uniform_(each, -bound, bound)

    def flatten_parameters(self) -> None:
        """Of no use here: in PyTorch it lays the parameters side by side for the GPU."""

    @property
    def all_weights(self) -> list[list[Parameter]]:
        """The parameters, one list per layer and direction."""
        return [[getattr(self, name) for name in names] for names in self._all_names]

    def forward(self, input: Tensor, hx: Any = None) -> tuple[Tensor, Any]:
        if input.dim() not in (2, 3):
            raise ValueError(
                f"{self._get_name()}: Expected input to be 2D or 3D, got {input.dim()}D instead\n"
                "A sequence has shape (T, input_size), a batch of them (T, N, input_size)."
            )
        batch = 0 if self.batch_first else 1
        batched = input.dim() == 3
        states = list(hx) if self.mode == "LSTM" and hx is not None else [hx]
        self._check_ranks(hx, batched)
        if not batched:
            input = input.unsqueeze(batch)
            states = [None if each is None else each.unsqueeze(1) for each in states]
        count = self.num_layers * (2 if self.bidirectional else 1)
        sizes = [self.proj_size or self.hidden_size, self.hidden_size][: 2 if self.mode == "LSTM" else 1]
        if hx is None:
            shape = (count, input.shape[batch])
            start = {size: zeros((*shape, size), dtype=input.dtype, device=input.device) for size in set(sizes)}
            states = [start[size] for size in sizes]
        self._check_input(input, states, [(count, input.shape[batch], size) for size in sizes])
        if input.shape[1 - batch] == 0:
            raise RuntimeError("Expected sequence length to be larger than 0 in RNN\nThe input has no steps.")
        state = tuple(states) if self.mode == "LSTM" else states[0]
        directions = 2 if self.bidirectional else 1
        options = (directions, self.dropout, self.training, self.batch_first)
        output, state = recurrent(self.mode, input, state, self.all_weights, *options)
        if not batched:
            output = output.squeeze(batch)
            state = tuple(each.squeeze(1) for each in state) if self.mode == "LSTM" else state.squeeze(1)
        return output, state

    def _check_ranks(self, hx: Any, batched: bool) -> None:
        if hx is None:
            return
        kind, ndim = ("batched 3-D", 3) if batched else ("unbatched 2-D", 2)
        if self.mode == "LSTM":
            if hx[0].dim() != ndim or hx[1].dim() != ndim:
                raise RuntimeError(
                    f"For {kind} input, hx and cx should also be {ndim}-D but got ({hx[0].dim()}-D, {hx[1].dim()}-D) tensors\n"
                    "Both have shape (layers · directions, N, size); without N for a single sequence."
                )
        elif hx.dim() != ndim:
            raise RuntimeError(
                f"For {kind} input, hx should also be {ndim}-D but got {hx.dim()}-D tensor\n"
                "It has shape (layers · directions, N, size); without N for a single sequence."
            )

    def _check_input(self, input: Tensor, states: list[Any], shapes: list[tuple[int, ...]]) -> None:
        weight = self.weight_ih_l0
        if input.dtype != weight.dtype:
            raise ValueError(
                f"RNN input dtype ({input.dtype}) does not match weight dtype ({weight.dtype}). Convert input: "
                f"input.to({weight.dtype}), or convert model: model.to({input.dtype})"
            )
        if input.shape[-1] != self.input_size:
            raise RuntimeError(
                f"input.size(-1) must be equal to input_size. Expected {self.input_size}, got {input.shape[-1]}\n"
                f"The input has shape {list(input.shape)}."
            )
        for place, (state, shape) in enumerate(zip(states, shapes, strict=True)):
            if state.shape != shape:
                name = f"hidden[{place}]" if self.mode == "LSTM" else "hidden"
                raise RuntimeError(
                    f"Expected {name} size {shape}, got {list(state.shape)}\nThat is (layers · directions, N, size)."
                )

    def extra_repr(self) -> str:
        parts = [f"{self.input_size}, {self.hidden_size}"]
        for name, usual in (
            ("proj_size", 0), ("num_layers", 1), ("bias", True), ("batch_first", False), ("dropout", 0.0),
            ("bidirectional", False),
        ):  # fmt: skip
            if getattr(self, name) != usual:
                parts.append(f"{name}={getattr(self, name)}")
        return ", ".join(parts)


class RNN(RNNBase):
    """h' = tanh(W x + b + U h + c) at each step, or relu of it: the simplest recurrent layer."""

    def __init__(self, *args: Any, nonlinearity: str = "tanh", **options: Any):
        _no_projection(options)
        if len(args) > 3:
            nonlinearity, args = args[3], args[:3] + args[4:]
        self.nonlinearity = nonlinearity
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(
                f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'.\nOther cells are loops of your own."
            )
        super().__init__(f"RNN_{nonlinearity.upper()}", *args, **options)

    __doc__ = f"{__doc__}\n{RNNBase.__doc__}"


class LSTM(RNNBase):
    """Long short-term memory: a cell c that is added to, and three gates that say what is taken in, kept, given out.

        i, f, o = sigmoid(W x + b + U h + c), each with weights of its own        g = tanh(W x + b + U h + c)
        c' = f · c + i · g                                                        h' = o · tanh(c')

    The state is a pair (h, c).
    """

    def __init__(self, *args: Any, **options: Any):
        super().__init__("LSTM", *args, **options)

    __doc__ = f"{__doc__}\n{RNNBase.__doc__}"


class GRU(RNNBase):
    """Gated recurrent unit: a gate z that says how much of h is kept, and a gate r that resets it for the new value n.

    r, z = sigmoid(W x + b + U h + c), each with weights of its own
    n = tanh(W x + b + r · (U h + c))        h' = (1 - z) · n + z · h
    """

    def __init__(self, *args: Any, **options: Any):
        _no_projection(options)
        super().__init__("GRU", *args, **options)

    __doc__ = f"{__doc__}\n{RNNBase.__doc__}"


def _no_projection(options: dict[str, Any]) -> None:
    if "proj_size" in options:
        raise ValueError("proj_size argument is only supported for LSTM, not RNN or GRU\nLeave it out.")


# --- cells ------------------------------------------------------------------------------------------------------------


class RNNCellBase(Module):
    """What the cells share: the parameters of one layer, and a single step.

    Shapes: input (N, input_size) or (input_size,), state (N, hidden_size) or (hidden_size,).
    """

    _mode: str
    bias_ih: Parameter | None
    bias_hh: Parameter | None

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool, num_chunks: int, device: Any = None, dtype: Any = None
    ):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.bias = bias
        how = {"device": device, "dtype": dtype}
        rows = num_chunks * hidden_size
        self.weight_ih = Parameter(empty((rows, input_size), **how))
        self.weight_hh = Parameter(empty((rows, hidden_size), **how))
        for name in ("bias_ih", "bias_hh"):
            self.register_parameter(name, Parameter(empty(rows, **how)) if bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw all parameters anew, uniform in ±1/sqrt(hidden_size)."""
        bound = 1.0 / math.sqrt(self.hidden_size) if self.hidden_size > 0 else 0
        for each in self.parameters():
            init.uniform_(each, -bound, bound)

    def forward(self, input: Tensor, hx: Any = None) -> Any:
        name = self._get_name()
        pair = isinstance(hx, tuple | list)
        self._check_ranks(name, input, hx)
        batched = input.dim() == 2
        rows = input if batched else input.unsqueeze(0)
        if hx is None:
            nothing = zeros(rows.shape[0], self.hidden_size, dtype=input.dtype, device=input.device)
            hx = (nothing, nothing) if self._mode == "LSTM" else nothing
        elif not batched:
            hx = tuple(each.unsqueeze(0) for each in hx) if pair else hx.unsqueeze(0)
        self._check_sizes(rows, hx if self._mode == "LSTM" else (hx,))
        cell = {"RNN_TANH": rnn_tanh_cell, "RNN_RELU": rnn_relu_cell, "LSTM": lstm_cell, "GRU": gru_cell}[self._mode]
        state: Any = cell(rows, hx, self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh)
        if batched:
            return state
        return tuple(each.squeeze(0) for each in state) if self._mode == "LSTM" else state.squeeze(0)

    def _check_ranks(self, name: str, input: Tensor, hx: Any) -> None:
        if input.dim() not in (1, 2):
            raise ValueError(
                f"{name}: Expected input to be 1D or 2D, got {input.dim()}D instead\n"
                "A cell makes one step: (N, input_size), or (input_size,)."
            )
        for place, each in enumerate(hx if self._mode == "LSTM" and hx is not None else (hx,)):
            if each is not None and each.dim() not in (1, 2):
                what = f"hx[{place}]" if self._mode == "LSTM" else "hidden"
                raise ValueError(
                    f"{name}: Expected {what} to be 1D or 2D, got {each.dim()}D instead\nIt has shape (N, hidden_size)."
                )

    def _check_sizes(self, rows: Tensor, states: Any) -> None:
        if rows.shape[1] != self.input_size:
            raise RuntimeError(
                f"input has inconsistent input_size: got {rows.shape[1]} expected {self.input_size}\n"
                f"The input has shape {list(rows.shape)}."
            )
        for place, each in enumerate(states):
            if each.shape[0] != rows.shape[0]:
                raise RuntimeError(
                    f"Input batch size {rows.shape[0]} doesn't match hidden{place} batch size {each.shape[0]}\n"
                    "One state per row of the input."
                )
            if each.shape[1] != self.hidden_size:
                raise RuntimeError(
                    f"hidden{place} has inconsistent hidden_size: got {each.shape[1]}, expected {self.hidden_size}\n"
                    f"The state has shape {list(each.shape)}."
                )

    def extra_repr(self) -> str:
        parts = [f"{self.input_size}, {self.hidden_size}"]
        if not self.bias:
            parts.append(f"bias={self.bias}")
        if getattr(self, "nonlinearity", "tanh") != "tanh":
            parts.append(f"nonlinearity={self.nonlinearity}")
        return ", ".join(parts)


class RNNCell(RNNCellBase):
    """One step of an RNN: h' = tanh(W x + b + U h + c), or relu of it."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        nonlinearity: str = "tanh",
        device: Any = None,
        dtype: Any = None,
    ):
        super().__init__(input_size, hidden_size, bias, 1, device, dtype)
        self.nonlinearity = nonlinearity

    @property
    def _mode(self) -> str:  # type: ignore[override]
        if self.nonlinearity not in ("tanh", "relu"):
            raise RuntimeError(f"Unknown nonlinearity: {self.nonlinearity}\nThere are 'tanh' and 'relu'.")
        return f"RNN_{self.nonlinearity.upper()}"


class LSTMCell(RNNCellBase):
    """One step of an LSTM: from (h, c) to (h', c')."""

    _mode = "LSTM"

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None, dtype: Any = None):
        super().__init__(input_size, hidden_size, bias, 4, device, dtype)


class GRUCell(RNNCellBase):
    """One step of a GRU."""

    _mode = "GRU"

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None, dtype: Any = None):
        super().__init__(input_size, hidden_size, bias, 3, device, dtype)
