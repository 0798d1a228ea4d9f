"""Functions of one variable, rounding, and what is like them: values, rules, edges."""

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

GOLDENS: dict[str, Any] = json.loads((Path(__file__).parent / "goldens/elementwise.json").read_text())["pointwise"]
PLACES = {"p": (0.1, 7.0), "u": (-0.95, 0.95), "x": (-3.0, 3.0), "p + 1.1": (1.2, 7.0), "(u + 1) / 2": (0.05, 0.95)}
SMOOTH = {name: PLACES[where] for name, where in elementwise_cases.ONE_VARIABLE.items()}


@pytest.mark.parametrize("case", elementwise_cases.POINTWISE)
def test_answers_as_pytorch(case: str) -> None:
    assert not differences(GOLDENS[case], answer(torch, case))


def test_every_case_has_its_golden() -> None:
    assert list(GOLDENS) == list(dict.fromkeys(elementwise_cases.POINTWISE))


@pytest.mark.parametrize("group", elementwise_cases.CASES)
def test_goldens_are_what_pytorch_says(group: str) -> None:
    oracle = pytest.importorskip("torch")
    if not oracle.__version__.startswith("2.13."):
        pytest.skip("the goldens are PyTorch 2.13's")
    goldens = json.loads((Path(__file__).parent / "goldens/elementwise.json").read_text())[group]
    assert not [case for case in elementwise_cases.CASES[group] if differences(goldens[case], answer(oracle, case))]


@pytest.mark.parametrize("name", SMOOTH)
@settings(max_examples=15)
@given(data=st.data())
def test_values_agree_with_pytorch_anywhere(name: str, data: st.DataObject) -> None:
    oracle = pytest.importorskip("torch")
    dtype = data.draw(st.sampled_from([np.float32, np.float64]))
    low, high = SMOOTH[name]
    width = 32 if dtype is np.float32 else 64
    numbers = st.floats(float(dtype(low)), float(dtype(high)), width=width)
    array = data.draw(hnp.arrays(dtype, hnp.array_shapes(min_dims=0, max_dims=3, max_side=4), elements=numbers))
    got = getattr(torch, name)(torch.tensor(array))
    expected = getattr(oracle, name)(oracle.tensor(array)).numpy()
    tolerance = 1e-5 if dtype is np.float32 else 1e-12
    assert got.numpy().dtype == expected.dtype and got.shape == expected.shape
    np.testing.assert_allclose(got.numpy(), expected, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("name", SMOOTH)
def test_rules_agree_with_difference_quotients(name: str) -> None:
    low, high = SMOOTH[name]
    places = np.linspace(low, high, 11)[1:-1] + 0.01234  # on no step of floor and its like
    x = torch.tensor(places, requires_grad=True)
    (slope,) = torch.autograd.grad(getattr(torch, name)(x).sum(), x)
    h = 1e-6
    above, below = (getattr(torch, name)(torch.tensor(each)).numpy() for each in (places + h, places - h))
    np.testing.assert_allclose(slope.numpy(), (above - below) / (2 * h), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("name", SMOOTH)
def test_neither_nan_nor_infinity_makes_numpy_warn(name: str) -> None:
    x = torch.tensor([0.0, -0.0, 1.0, -1.0, 2.0, -2.0, math.inf, -math.inf, math.nan, 1e30, -1e30], requires_grad=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        y = getattr(torch, name)(x)
        (slope,) = torch.autograd.grad(y, x, torch.ones(11), create_graph=True)
        if slope.requires_grad:
            slope.backward(torch.ones(11))


@pytest.mark.parametrize("name", SMOOTH)
def test_in_place_is_the_function_written_into_the_tensor(name: str) -> None:
    low, high = SMOOTH[name]
    x = torch.linspace(low, high, 7)
    expected, memory, version = getattr(torch, name)(x), x.data_ptr(), x._version
    returned = getattr(x, name + "_")()
    assert returned is x and x.data_ptr() == memory and x._version == version + 1
    assert x.tolist() == expected.tolist()


@pytest.mark.parametrize("name", SMOOTH)
def test_a_rule_notices_when_what_it_saved_was_changed(name: str) -> None:
    low, high = SMOOTH[name]
    start = torch.linspace(low + 0.1, high - 0.1, 5, dtype=torch.float64).requires_grad_()
    x = start * 1
    y = getattr(torch, name)(x)
    saved = type(y.grad_fn).saves
    (clean,) = torch.autograd.grad(y.sum(), start, retain_graph=True)
    for victim, word in ((x, "self"), (y.detach(), "result")):
        victim.add_(1)
        if word in saved:
            with pytest.raises(RuntimeError, match="modified by an inplace operation"):
                y.sum().backward(retain_graph=True)
            return
    (again,) = torch.autograd.grad(y.sum(), start)
    assert again.tolist() == clean.tolist()


def test_a_failed_in_place_call_leaves_the_integers_alone() -> None:
    n = torch.tensor([1, 2])
    with pytest.raises(RuntimeError, match="result type Float can't be cast to the desired output type Long"):
        n.exp_()
    assert n.tolist() == [1, 2] and n._version == 0


def test_known_values() -> None:
    x = torch.tensor([0.0, 1.0, -1.0], dtype=torch.float64)
    assert x.exp().tolist() == [1.0, math.e, 1 / math.e]
    assert torch.log(torch.tensor([1.0, math.e])).tolist() == pytest.approx([0, 1])
    assert torch.sqrt(torch.tensor([4.0, 9.0])).tolist() == [2, 3]
    assert torch.sigmoid(torch.tensor([0.0, 800.0, -800.0])).tolist() == [0.5, 1.0, 0.0]
    quarter, half = torch.atan2(torch.tensor([1.0, 0.0]), torch.tensor([0.0, -1.0])).tolist()
    assert (quarter, half) == pytest.approx((math.pi / 2, math.pi))
    assert torch.erf(torch.tensor(math.inf)).item() == 1.0
    assert torch.round(torch.tensor([0.5, 1.5, 2.5, -0.5])).tolist() == [0, 2, 2, 0]
    assert torch.round(torch.tensor(3.14159), decimals=2).item() == pytest.approx(3.14)
    assert torch.sign(torch.tensor([-3.0, 0.0, 5.0, math.nan])).tolist() == [-1, 0, 1, 0]
    assert torch.hypot(torch.tensor(3.0), torch.tensor(4.0)).item() == 5.0
    assert torch.lerp(torch.tensor([0.0]), torch.tensor([10.0]), 0.25).item() == 2.5


def test_slopes_at_the_edges() -> None:
    def slope(function: Any, at: float) -> float:
        x = torch.tensor(at, requires_grad=True)
        function(x).backward()
        return x.grad.item()

    assert slope(torch.sqrt, 0.0) == math.inf
    assert slope(torch.log, 0.0) == math.inf
    assert slope(torch.rsqrt, 0.0) == -math.inf
    assert slope(torch.asin, 1.0) == math.inf
    assert slope(torch.tanh, 100.0) == 0
    assert slope(torch.sigmoid, -1000.0) == 0
    assert slope(torch.floor, 0.5) == 0
    assert slope(torch.sin, 0.0) == 1


@given(hnp.arrays(np.float64, 5, elements=st.floats(-5, 5)))
def test_inverses_undo_each_other(array: Any) -> None:
    x = torch.tensor(array)
    pairs = ("exp", "log"), ("sinh", "asinh"), ("tanh", "atanh"), ("sigmoid", "logit"), ("deg2rad", "rad2deg")
    for there, back in pairs:
        returned = getattr(getattr(x, there)(), back)()
        np.testing.assert_allclose(returned.numpy(), array, rtol=1e-8, atol=1e-8)


def test_a_third_derivative_of_the_sine_is_minus_the_cosine() -> None:
    x = torch.tensor([0.3, 1.2], dtype=torch.float64, requires_grad=True)
    y = torch.sin(x)
    for _ in range(3):
        (y,) = torch.autograd.grad(y.sum(), x, create_graph=True)
    np.testing.assert_allclose(y.detach().numpy(), -np.cos([0.3, 1.2]))


def test_a_gradient_without_bound_does_not_pass_a_bound() -> None:
    for cut in (lambda x: x.clamp(0, 2), lambda x: x.clamp_min(0).clamp_max(2)):
        x = torch.tensor([-1.0, 1.0, 3.0], requires_grad=True)
        cut(x).backward(torch.tensor([math.inf, math.inf, math.nan]))
        assert x.grad.tolist() == [0.0, math.inf, 0.0]


def test_a_bound_is_set_to_tensors_only() -> None:
    for cut in (torch.clamp, torch.clamp_min, torch.clamp_max):
        with pytest.raises(TypeError, match="argument 'input' .position 1. must be Tensor, not int"):
            cut(3, 2)
