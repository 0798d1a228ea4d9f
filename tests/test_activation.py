"""Activation functions and the softmax family."""

import json
import math
import warnings
from pathlib import Path
from typing import Any

import elementwise_cases
import numpy as np
import pytest
from elementwise import answer, differences
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import autograd_lib as torch
import autograd_lib.nn.functional as F

GOLDENS: dict[str, Any] = json.loads((Path(__file__).parent / "goldens/elementwise.json").read_text())["activation"]
NAMES = [name for name in {**elementwise_cases.BENT, **elementwise_cases.SMOOTH} if name != "threshold"]
MATRICES = hnp.arrays(np.float64, hnp.array_shapes(min_dims=1, max_dims=3, max_side=4), elements=st.floats(-50, 50))


@pytest.mark.parametrize("case", elementwise_cases.ACTIVATION)
def test_answers_as_pytorch(case: str) -> None:
    assert not differences(GOLDENS[case], answer(torch, case))


def test_every_case_has_its_golden() -> None:
    assert list(GOLDENS) == list(dict.fromkeys(elementwise_cases.ACTIVATION))


@pytest.mark.parametrize("dtype", [torch.float16, torch.float32, torch.float64])
@pytest.mark.parametrize("shape", [(300, 10), (2, 3, 50, 4), (60, 24), (60, 25), (1, 2000), (1100, 1)])
@pytest.mark.parametrize("function", [F.softmax, F.log_softmax])
def test_rows_do_not_depend_on_how_many_there_are(function: Any, shape: tuple[int, ...], dtype: Any) -> None:
    """Many short rows are computed side by side."""
    x = 3 * torch.randn(*shape, generator=torch.Generator().manual_seed(0)).to(dtype)
    first, second = x.view(-1, shape[-1])[:2] if len(x) > 1 else (x[0], x[0])
    first[0], second[0] = math.inf, math.nan
    x.requires_grad_()
    result = function(x, -1)
    (result * torch.arange(shape[-1])).sum().backward()
    for row, grad, expected in zip(*(each.view(-1, shape[-1])[:40] for each in (x, x.grad, result))):
        alone = row.detach().requires_grad_()
        single = function(alone, -1)
        (single * torch.arange(shape[-1])).sum().backward()
        close = 4 * torch.finfo(dtype).eps
        np.testing.assert_allclose(single.detach(), expected.detach(), rtol=close, atol=close * 10)
        np.testing.assert_allclose(alone.grad, grad, rtol=close, atol=close * shape[-1] ** 2)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=25)
@given(hnp.arrays(np.float32, hnp.array_shapes(min_dims=0, max_side=5), elements=st.floats(-30, 30, width=32)))
def test_values_and_slopes_agree_with_pytorch_anywhere(name: str, array: Any) -> None:
    oracle = pytest.importorskip("torch")
    results = []
    for library, function in ((torch, getattr(F, name)), (oracle, getattr(oracle.nn.functional, name))):
        x = library.tensor(array, requires_grad=True)
        y = function(x)
        y.sum().backward()
        results.append((y.detach().numpy(), x.grad.numpy()))
    for mine, theirs in zip(*results, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=2e-5, atol=2e-6)


@pytest.mark.parametrize("name", NAMES)
def test_rules_agree_with_difference_quotients(name: str) -> None:
    places = np.linspace(-4, 8, 13) + 0.0123  # on no bend
    x = torch.tensor(places, requires_grad=True)
    (slope,) = torch.autograd.grad(getattr(F, name)(x).sum(), x)
    h = 1e-6
    above, below = (getattr(F, name)(torch.tensor(each)).numpy() for each in (places + h, places - h))
    np.testing.assert_allclose(slope.numpy(), (above - below) / (2 * h), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("name", NAMES)
def test_neither_nan_nor_infinity_makes_numpy_warn(name: str) -> None:
    x = torch.tensor([0.0, 1000.0, -1000.0, math.inf, -math.inf, math.nan, 1e30, -1e30], requires_grad=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (slope,) = torch.autograd.grad(getattr(F, name)(x), x, torch.ones(8), create_graph=True)
        slope.backward(torch.ones(8))


@pytest.mark.parametrize("name", elementwise_cases.INPLACE)
def test_in_place_has_the_same_values_and_gradients(name: str) -> None:
    x = torch.tensor([-2.0, -0.5, 0.3, 1.7, 4.0], dtype=torch.float64, requires_grad=True)
    records = []
    for inplace in (False, True):
        y = x * 2
        z = getattr(F, name)(y, inplace=inplace)
        assert (z is y) is inplace
        (slope,) = torch.autograd.grad((z * z).sum(), x)
        records.append((z.tolist(), slope.tolist()))
    assert records[0] == records[1]


def test_relu_in_place_is_refused_on_a_leaf_which_keeps_its_values() -> None:
    x = torch.tensor([-1.0, 2.0], requires_grad=True)
    with pytest.raises(RuntimeError, match="a leaf Variable that requires grad"):
        F.relu(x, inplace=True)
    assert x.tolist() == [-1, 2]


def test_a_dead_unit_stops_even_an_infinite_gradient() -> None:
    x = torch.tensor([-1.0, 4.0], requires_grad=True)
    torch.relu(x).sqrt().sum().backward()
    assert x.grad.tolist() == [0.0, 0.25]


def test_the_curvature_of_relu_exists_and_is_zero() -> None:
    x = torch.tensor([-1.0, 0.0, 4.0], requires_grad=True)
    (slope,) = torch.autograd.grad(torch.relu(x).sum(), x, create_graph=True)
    (curvature,) = torch.autograd.grad(slope.sum(), x)
    assert slope.tolist() == [0, 0, 1] and curvature.tolist() == [0, 0, 0]


def test_known_values() -> None:
    x = torch.tensor([-2.0, 0.0, 2.0])
    assert F.relu(x).tolist() == [0, 0, 2]
    assert F.leaky_relu(x, 0.1).tolist() == pytest.approx([-0.2, 0, 2])
    assert F.elu(x).tolist() == pytest.approx([math.exp(-2) - 1, 0, 2])
    assert F.silu(x).tolist() == pytest.approx([-2 / (1 + math.exp(2)), 0, 2 / (1 + math.exp(-2))])
    assert F.softplus(x).tolist() == pytest.approx([math.log1p(math.exp(-2)), math.log(2), math.log1p(math.exp(2))])
    assert F.gelu(x).tolist() == pytest.approx([n * 0.5 * (1 + math.erf(n / math.sqrt(2))) for n in (-2, 0, 2)])
    assert F.hardtanh(x).tolist() == [-1, 0, 1]
    assert F.softsign(x).tolist() == pytest.approx([-2 / 3, 0, 2 / 3])
    assert torch.softmax(torch.tensor([0.0, math.log(3)]), 0).tolist() == pytest.approx([0.25, 0.75])


@given(MATRICES, st.floats(-1000, 1000))
def test_softmax_is_positive_adds_up_to_one_and_ignores_a_shift(array: Any, shift: float) -> None:
    for dim in range(array.ndim):
        p = torch.softmax(torch.tensor(array), dim).numpy()
        assert (p >= 0).all()
        np.testing.assert_allclose(p.sum(axis=dim), 1)
        np.testing.assert_allclose(torch.softmax(torch.tensor(array + shift), dim).numpy(), p, rtol=1e-9, atol=1e-12)


@given(MATRICES)
def test_log_softmax_is_the_logarithm_of_softmax(array: Any) -> None:
    x = torch.tensor(array)
    np.testing.assert_allclose(torch.log_softmax(x, -1).numpy(), torch.softmax(x, -1).log().numpy(), atol=1e-9)
    np.testing.assert_allclose(F.softmin(x, 0).numpy(), torch.softmax(-x, 0).numpy())


@given(MATRICES)
def test_gradients_of_softmax_add_up_to_zero(array: Any) -> None:
    for function in (torch.softmax, torch.log_softmax):
        x = torch.tensor(array, requires_grad=True)
        weights = torch.tensor(np.cos(np.arange(array.size)).reshape(array.shape))
        (function(x, -1) * weights).sum().backward()
        np.testing.assert_allclose(x.grad.sum(-1).numpy(), 0, atol=1e-12)


@pytest.mark.parametrize("function", [F.relu, lambda x: F.softmax(x, -1), lambda x: F.log_softmax(x, -1)])
@pytest.mark.parametrize("size", [10, 200])
def test_many_rows_at_once_are_each_row_by_itself(function: Any, size: int) -> None:
    x = torch.randn(150, size, generator=torch.Generator().manual_seed(0))
    x[0, 0], x[1, 1], x[2, 2], x[3, 3], x[4] = math.nan, math.inf, -math.inf, -0.0, -math.inf
    rows = torch.stack([function(row) for row in x])
    np.testing.assert_allclose(function(x).numpy(), rows.numpy(), rtol=1e-6)
    assert np.array_equal(np.signbit(function(x).numpy()), np.signbit(rows.numpy()))


def test_softmax_without_dim_warns_where_it_was_called() -> None:
    for function in (F.softmax, F.log_softmax, F.softmin):
        with pytest.warns(
            UserWarning, match=f"Implicit dimension choice for {function.__name__} has been deprecated"
        ) as seen:
            chosen = function(torch.ones(2, 3))
        assert seen[0].filename == __file__
        assert chosen.tolist() == function(torch.ones(2, 3), dim=1).tolist()


def test_rrelu_draws_its_slopes_while_training() -> None:
    x = -torch.ones(1000)
    torch.manual_seed(3)
    slopes = -F.rrelu(x, 0.2, 0.4, training=True)
    assert 0.2 <= slopes.min().item() < 0.21 and 0.39 < slopes.max().item() <= 0.4
    assert F.rrelu(x, 0.2, 0.4)[0].item() == pytest.approx(-0.3)
    torch.manual_seed(3)
    y = x.clone().requires_grad_()
    F.rrelu(y, 0.2, 0.4, training=True).sum().backward()
    assert y.grad.tolist() == slopes.tolist()


def test_rrelu_draws_the_same_slopes_as_pytorch() -> None:
    oracle = pytest.importorskip("torch")
    array = np.cos(np.arange(60.0, dtype=np.float32)).reshape(4, 15)
    torch.manual_seed(5)
    oracle.manual_seed(5)
    mine = F.rrelu(torch.tensor(array), training=True).numpy()
    np.testing.assert_allclose(mine, oracle.nn.functional.rrelu(oracle.tensor(array), training=True).numpy(), rtol=1e-6)
