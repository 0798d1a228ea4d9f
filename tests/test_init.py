"""nn.init fills tensors with PyTorch's numbers."""

import pytest
from nn_cases import GAINS, STARTED
from nn_records import assert_close, gain, golden, lines, started

import autograd_lib as torch
from autograd_lib import nn

try:
    import torch as pytorch
except ImportError:
    pytorch = None
needs_pytorch = pytest.mark.skipif(pytorch is None, reason="PyTorch is not installed")

STARTED_BY_PYTORCH = golden("started")


@pytest.mark.filterwarnings("ignore:mean is more than 2 std")
@pytest.mark.parametrize("source", lines(STARTED))
def test_initialization_gives_pytorchs_numbers(source):
    assert_close(started(torch, source), STARTED_BY_PYTORCH[source], rtol=1e-6, atol=2e-7)


@needs_pytorch
@pytest.mark.filterwarnings("ignore:mean is more than 2 std")
def test_goldens_of_initialization_are_what_pytorch_draws_today():
    for source in lines(STARTED):
        assert_close(started(pytorch, source), STARTED_BY_PYTORCH[source], rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("source", lines(GAINS))
def test_gain_is_pytorchs(source):
    assert gain(torch, source) == golden("gains")[source]


def test_initialization_is_not_recorded():
    weight = torch.empty(3, 3, requires_grad=True)
    assert nn.init.xavier_uniform_(weight) is weight
    assert weight.is_leaf and weight.requires_grad


def test_truncated_normal_stays_inside():
    for low, high in ((-1.0, 1.0), (2.0, 2.5)):
        values = nn.init.trunc_normal_(torch.empty(500), a=low, b=high)
        assert low <= values.min().item() and values.max().item() <= high


def test_orthogonal_rows_or_columns_stand_at_right_angles():
    wide = nn.init.orthogonal_(torch.empty(3, 7, dtype=torch.float64))
    tall = nn.init.orthogonal_(torch.empty(7, 3, dtype=torch.float64), gain=2)
    eye = torch.eye(3, dtype=torch.float64)
    assert torch.allclose(wide @ wide.T, eye) and torch.allclose(tall.T @ tall, 4 * eye)


@pytest.mark.parametrize("fill", [nn.init.kaiming_uniform_, nn.init.kaiming_normal_])
def test_zero_element_tensors_are_left_with_a_warning(fill):
    with pytest.warns(UserWarning, match="Initializing zero-element tensors is a no-op") as caught:
        fill(torch.empty(0, 3))
    assert caught[0].filename == __file__


def test_far_off_mean_of_a_truncated_normal_warns():
    with pytest.warns(UserWarning, match=r"mean is more than 2 std from \[a, b\]") as caught:
        nn.init.trunc_normal_(torch.empty(4), mean=9.0, a=0.0, b=1.0)
    assert caught[0].filename == __file__
