"""Comparisons, logic, bits and `where`: plain bools, PyTorch's promotion, and gradients that go where they were chosen."""

import json
import operator
from pathlib import Path
from typing import Any

import elementwise_cases
import numpy as np
import pytest
from elementwise import answer, differences
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import autograd_lib as torch

GOLDENS: dict[str, Any] = json.loads((Path(__file__).parent / "goldens/elementwise.json").read_text())["compare"]
DTYPES = ["float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "bool"]
SIGNS = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


@pytest.mark.parametrize("case", elementwise_cases.COMPARE)
def test_answers_as_pytorch(case: str) -> None:
    assert not differences(GOLDENS[case], answer(torch, case))


def test_every_case_has_its_golden() -> None:
    assert list(GOLDENS) == list(dict.fromkeys(elementwise_cases.COMPARE))


def arrays(data: st.DataObject, shape: tuple[int, ...]) -> Any:
    """Few different values, so that equal ones meet."""
    dtype = data.draw(st.sampled_from(DTYPES))
    values = [0, 1] if dtype == "bool" else [0, 1, 2, 100]
    if dtype not in ("bool", "uint8"):
        values += [-1, -100]
    if "float" in dtype:
        values += [0.5, np.nan, np.inf]
    return data.draw(hnp.arrays(dtype, shape, elements=st.sampled_from(values)))


@given(st.data())
def test_comparisons_agree_with_pytorch_for_all_dtypes_shapes_and_numbers(data: st.DataObject) -> None:
    oracle = pytest.importorskip("torch")
    shapes = data.draw(hnp.mutually_broadcastable_shapes(num_shapes=2, max_dims=3, max_side=3)).input_shapes
    a = arrays(data, shapes[0])
    b = arrays(data, shapes[1])
    if data.draw(st.booleans()):
        b = data.draw(st.sampled_from([0, 1, -1, 300, 0.5, 1.0, True]))
    for name, sign in SIGNS.items():
        mine = sign(torch.tensor(a), torch.tensor(b) if isinstance(b, np.ndarray) else b)
        theirs = sign(oracle.tensor(a), oracle.tensor(b) if isinstance(b, np.ndarray) else b)
        assert mine.dtype == torch.bool and mine.tolist() == theirs.tolist(), name


@given(st.data())
def test_bits_agree_with_pytorch(data: st.DataObject) -> None:
    oracle = pytest.importorskip("torch")
    kinds = st.sampled_from(["int8", "int16", "int32", "int64", "uint8", "bool"])
    a, b = (
        data.draw(hnp.arrays(kind, 5, elements=st.integers(0, 1) if kind == "bool" else st.integers(0, 100)))
        for kind in (data.draw(kinds), data.draw(kinds))
    )
    if data.draw(st.booleans()) and a.dtype.kind == "i":
        a = -a
    for sign in (operator.and_, operator.or_, operator.xor, operator.lshift, operator.rshift):
        if a.dtype.kind == b.dtype.kind == "b" and "shift" in sign.__name__:
            continue
        mine, theirs = sign(torch.tensor(a), torch.tensor(b)), sign(oracle.tensor(a), oracle.tensor(b))
        assert str(mine.dtype) == str(theirs.dtype) and mine.tolist() == theirs.tolist(), sign


@given(st.data())
def test_where_agrees_with_pytorch_for_all_dtypes_and_shapes(data: st.DataObject) -> None:
    oracle = pytest.importorskip("torch")
    shapes = data.draw(hnp.mutually_broadcastable_shapes(num_shapes=3, max_dims=3, max_side=3)).input_shapes
    mask = data.draw(hnp.arrays(bool, shapes[0]))
    a, b = (
        arrays(data, shape) if data.draw(st.integers(0, 3)) else data.draw(st.sampled_from([0, 1.5, True, -2]))
        for shape in shapes[1:]
    )
    results = []
    for library in (torch, oracle):
        given_ = [library.tensor(each) if isinstance(each, np.ndarray) else each for each in (a, b)]
        leaves = [each for each in given_ if not isinstance(each, (int, float)) and each.is_floating_point()]
        for leaf in leaves:
            leaf.requires_grad_()
        result = library.where(library.tensor(mask), *given_)
        if result.requires_grad:
            result.backward(library.ones_like(result) * 2)
        results.append([str(result.dtype), result.detach().tolist(), [leaf.grad.tolist() for leaf in leaves]])
    assert repr(results[0]) == repr(results[1])  # nan is written as nan


def test_a_comparison_is_a_plain_tensor_of_bools() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    for result in (x > 1, x == x, x.isnan(), x.logical_not(), x.isclose(x)):
        assert result.dtype == torch.bool and not result.requires_grad and result.grad_fn is None and result.is_leaf


def test_what_cannot_be_compared_is_not_equal() -> None:
    x = torch.tensor([1.0, 2.0])
    assert (x == "a") is False and (x == None) is False and (x == [1, 2]) is False  # noqa: E711
    assert (x != "a") is True and (x != None) is True  # noqa: E711
    for other in ([1], None, "a"):
        with pytest.raises(TypeError, match="'<' not supported between instances of 'Tensor' and"):
            x < other  # noqa: B015


def test_an_array_is_compared_element_by_element_from_both_sides() -> None:
    x, array = torch.tensor([1.0, 2.0]), np.array([1.0, 3.0])
    assert (x == array).tolist() == (array == x).tolist() == [True, False]
    assert (x != array).tolist() == [False, True]


def test_tensors_are_keys_by_identity_although_they_compare_by_element() -> None:
    a, b = torch.tensor([1.0]), torch.tensor([1.0])
    assert len({a: 1, b: 2}) == 2 and {a: 1}[a] == 1


def test_parentheses_are_needed_around_comparisons_and_the_error_says_so() -> None:
    x = torch.tensor([0.5, 2.0])
    assert ((x > 0) & (x < 1)).tolist() == [True, False]
    with pytest.raises(NotImplementedError, match=r"(?s)not implemented for 'Float'.*write \(x > 0\) & \(x < 1\)"):
        1.0 & x


def test_a_comparison_in_place_cuts_the_gradient() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    for change in (lambda y: y.eq_(1), lambda y: y.lt_(x)):
        y = x * 3
        change(y)
        (slope,) = torch.autograd.grad(y.sum(), x, allow_unused=True)
        assert slope.tolist() == [0, 0]


def test_where_lets_no_infinite_gradient_through_from_the_other_side() -> None:
    x = torch.tensor([-1.0, 4.0], requires_grad=True)
    torch.where(x > 0, x, torch.tensor(0.0)).sqrt().sum().backward()
    assert x.grad.tolist() == [0.0, 0.25]


def test_where_notices_that_its_condition_was_changed() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    condition = x > 1.5
    y = torch.where(condition, x, 0.0)
    condition.logical_not_()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()


def test_where_frees_its_condition_after_backward() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = torch.where(x > 1.5, x, 0.0).sum()
    y.backward()
    with pytest.raises(RuntimeError, match="a second time"):
        y.backward()


def test_close_means_within_the_two_tolerances() -> None:
    a, b = torch.tensor([100.0, 100.0, 0.0]), torch.tensor([100.5, 101.5, 1e-9])
    assert torch.isclose(a, b, rtol=0.01, atol=0.0).tolist() == [True, False, False]
    assert torch.isclose(a, b, rtol=0.0, atol=0.6).tolist() == [True, False, True]
    assert torch.allclose(a, b, rtol=0.02) and not torch.allclose(a, b)
