"""Layers, activations and losses compute what PyTorch's compute, with the same random numbers."""

import numpy as np
import pytest
from nn_cases import CALLED
from nn_records import assert_close, called, golden, lines, losses_of_a_training

import autograd_lib as torch
from autograd_lib import nn
from autograd_lib.ops.either import row_sums

try:
    import torch as pytorch
except ImportError:
    pytorch = None
needs_pytorch = pytest.mark.skipif(pytorch is None, reason="PyTorch is not installed")

CALLED_BY_PYTORCH = golden("called")
CALLED_BY_PYTORCH_IN_FLOAT64 = golden("called in float64")


@pytest.mark.parametrize("source", lines(CALLED))
def test_layer_gives_pytorchs_values_and_gradients(source):
    assert_close(called(torch, source), CALLED_BY_PYTORCH[source], rtol=2e-5, atol=2e-6)


@pytest.mark.parametrize("source", lines(CALLED))
def test_layer_gives_pytorchs_values_and_gradients_in_float64(source):
    wanted = CALLED_BY_PYTORCH_IN_FLOAT64[source]
    assert_close(called(torch, source, "float64"), wanted, rtol=1e-12, atol=1e-13)


@needs_pytorch
@pytest.mark.parametrize("source", lines(CALLED))
def test_goldens_of_layers_are_what_pytorch_computes_today(source):
    wanted = CALLED_BY_PYTORCH_IN_FLOAT64[source]
    assert_close(called(pytorch, source, "float64"), wanted, rtol=1e-12, atol=1e-13)
    # In float32 another processor adds in another order: sums of a few terms around 1 differ in their last digits.
    assert_close(called(pytorch, source), CALLED_BY_PYTORCH[source], rtol=1e-6, atol=1e-6)


def test_batch_norm_follows_the_batches_only_while_training():
    layer = nn.BatchNorm1d(2)
    batch = torch.tensor([[0.0, 10.0], [2.0, 30.0]])
    layer(batch)
    layer(batch)
    assert layer.num_batches_tracked.item() == 2 and layer.num_batches_tracked.dtype is torch.int64
    kept = layer.running_mean.clone()
    layer.eval()(batch)
    assert torch.equal(layer.running_mean, kept) and layer.num_batches_tracked.item() == 2
    layer.reset_running_stats()
    assert layer.running_mean.tolist() == [0, 0] and layer.running_var.tolist() == [1, 1]


def test_batch_norm_without_momentum_averages_all_batches():
    layer = nn.BatchNorm1d(1, momentum=None)
    for value in (0.0, 3.0, 9.0):
        layer(torch.tensor([[value], [value + 2]]))
    assert layer.running_mean.item() == pytest.approx(5.0)


def test_dropout_drops_only_while_training():
    layer, ones = nn.Dropout(0.5), torch.ones(1000)
    dropped = layer(ones)
    assert set(dropped.tolist()) == {0.0, 2.0}
    assert torch.equal(layer.eval()(ones), ones)


def test_in_place_activation_writes_over_its_input():
    values = torch.tensor([-1.0, 2.0])
    assert nn.ReLU(inplace=True)(values) is values and values.tolist() == [0, 2]


def test_max_pool_can_tell_where_the_maxima_were():
    image = torch.arange(16.0).reshape(1, 1, 4, 4)
    largest, places = nn.MaxPool2d(2, return_indices=True)(image)
    assert largest.flatten().tolist() == places.flatten().tolist() == [5, 7, 13, 15]


def test_weight_of_a_loss_moves_with_it():
    loss = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0])).double()
    assert loss.weight.dtype is torch.float64 and list(loss.state_dict()) == ["weight"]
    scores = torch.tensor([[0.1, 0.2]], dtype=torch.float64)
    assert loss(scores, torch.tensor([1])).dtype is torch.float64


def test_conv2d_takes_two_sizes():
    with pytest.raises(ValueError, match="height and width"):
        nn.Conv2d(1, 1, (3, 3, 3))


def test_layer_without_inputs_warns_and_has_only_its_bias():
    with pytest.warns(UserWarning, match="Initializing zero-element tensors is a no-op"):
        layer = nn.Linear(0, 2)
    assert layer(torch.ones(3, 0)).tolist() == [[0, 0]] * 3


def test_training_gives_the_losses_that_pytorch_gave():
    assert losses_of_a_training(torch) == pytest.approx(golden("training"), rel=1e-5)


@needs_pytorch
def test_golden_of_the_training_is_what_pytorch_gives_today():
    assert losses_of_a_training(pytorch) == pytest.approx(golden("training"), rel=1e-6)


@pytest.mark.parametrize("shape", [(3, 4), (2, 3, 1), (0, 3), (2, 0), (2, 1500), (5,)])
def test_sums_of_rows_are_numpys_whichever_way_they_are_computed(shape):
    x = np.random.default_rng(0).standard_normal(shape)
    np.testing.assert_allclose(row_sums(x), x.sum(axis=-1, keepdims=True), rtol=1e-12, atol=1e-12)


def test_attention_looks_nowhere_where_all_is_masked():
    q = torch.ones(1, 1, 2, 3)
    mask = torch.tensor([[True, True], [False, False]])
    result = nn.functional.scaled_dot_product_attention(q, q, q, attn_mask=mask)
    assert result[0, 0].tolist() == [[1.0, 1.0, 1.0], [0.0, 0.0, 0.0]]


def test_linear_computes_with_a_weight_that_is_no_parameter_any_more():
    layer = nn.Linear(2, 1)
    del layer.weight
    layer.weight = torch.tensor([[2.0, 3.0]])
    assert layer(torch.tensor([[1.0, 1.0]])).item() == pytest.approx(5.0 + layer.bias.item())


def test_linear_notices_a_weight_that_was_changed_before_backward():
    layer, x = nn.Linear(2, 1), torch.ones(1, 2, requires_grad=True)
    y = layer(x)
    with torch.no_grad():
        layer.weight.mul_(2)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.backward()
