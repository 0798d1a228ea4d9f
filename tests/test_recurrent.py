"""Recurrent layers: a layer as one operation does what it does step by step."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd_lib as torch
from autograd_lib import nn
from autograd_lib.autograd import gradcheck, gradgradcheck
from autograd_lib.ops.recurrent import lstm_layer, steps


def drawn(*shape, seed=0):
    values = np.random.default_rng(seed).standard_normal(shape)
    return torch.from_numpy(values).requires_grad_()


@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize("bias", [False, True])
def test_backpropagation_through_time_agrees_with_difference_quotients(backward, bias):
    x, h, c = drawn(3, 2, 2), drawn(2, 3, seed=1), drawn(2, 3, seed=2)
    shapes = [(12, 2), (12, 3), *([(12,), (12,)] if bias else [])]
    weights = [drawn(*shape, seed=i + 3) for i, shape in enumerate(shapes)]

    def layer(x, h, c, *weights):
        output, state = lstm_layer("LSTM", x, (h, c), weights, backward)
        return (output, *state)

    assert gradcheck(layer, (x, h, c, *weights))
    assert gradgradcheck(layer, (x, h, c, *weights))


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 4), st.integers(1, 3), st.integers(1, 3), st.integers(1, 4), st.booleans(), st.booleans())
def test_a_layer_as_one_operation_is_the_layer_step_by_step(length, count, size, hidden, backward, bias):
    answers = []
    for layer in (lstm_layer, steps):
        x, state = drawn(length, count, size), (drawn(count, hidden, seed=1), drawn(count, hidden, seed=2))
        weights = [drawn(4 * hidden, size, seed=3), drawn(4 * hidden, hidden, seed=4)]
        weights += [drawn(4 * hidden, seed=5), drawn(4 * hidden, seed=6)] if bias else []
        output, (h, c) = layer("LSTM", x, state, weights, backward)
        ((output * output).sum() + (h * c.exp()).sum()).backward()
        answers.append([output, h, c, *(each.grad for each in (x, *state, *weights))])
    for one, other in zip(*answers, strict=True):
        np.testing.assert_allclose(one.detach().numpy(), other.detach().numpy(), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("cls", [nn.RNN, nn.LSTM, nn.GRU])
def test_a_layer_is_its_cell_in_a_loop(cls):
    torch.manual_seed(0)
    layer = cls(3, 4)
    cell = {nn.RNN: nn.RNNCell, nn.LSTM: nn.LSTMCell, nn.GRU: nn.GRUCell}[cls](3, 4)
    cell.load_state_dict({name.removesuffix("_l0"): each for name, each in layer.state_dict().items()})
    x = torch.randn(5, 2, 3)
    output, _ = layer(x)
    state = None
    for step in range(5):
        state = cell(x[step], state)
        h = state[0] if cls is nn.LSTM else state
        assert torch.allclose(h, output[step], atol=1e-6)


def test_a_sequence_alone_is_a_batch_of_one():
    layer, x = nn.LSTM(3, 4, 2, bidirectional=True), torch.randn(5, 3)
    alone, (h, c) = layer(x)
    batch, _ = layer(x.unsqueeze(1))
    assert torch.equal(alone, batch.squeeze(1)) and h.shape == c.shape == (4, 4)


def test_the_graph_of_a_layer_is_one_node_in_float32_as_in_pytorch():
    output, _ = nn.LSTM(2, 3)(torch.randn(4, 1, 2))
    assert output.grad_fn.name() == "MkldnnRnnLayerBackward0"
    assert nn.LSTM(2, 3).double()(torch.randn(4, 1, 2).double())[0].grad_fn.name() == "StackBackward0"


def test_an_lstm_learns_to_remember_the_first_step():
    torch.manual_seed(0)
    x = torch.randint(0, 2, (6, 64, 1)).float()
    layer, head = nn.LSTM(1, 8), nn.Linear(8, 1)
    optimizer = torch.optim.Adam([*layer.parameters(), *head.parameters()], lr=0.05)
    for _ in range(60):
        optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(head(layer(x)[0][-1]), x[0])
        loss.backward()
        optimizer.step()
    assert loss.item() < 0.1
