"""In-place changes: right, also through views of views, or refused; never wrong."""

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from random_programs import HIDDEN, differences, leaves, outcome, programs, total

import autograd_lib as lib

try:
    import torch
except ImportError:
    torch = None

MODIFIED = "one of the variables needed for gradient computation has been modified by an inplace operation: "


def leaf(*numbers: float) -> Any:
    return lib.tensor(numbers or (1.0, 2.0, 3.0, 4.0), dtype=lib.float64, requires_grad=True)


def table(rows: int = 2, columns: int = 3) -> Any:
    return lib.arange(1.0, rows * columns + 1, dtype=lib.float64).reshape(rows, columns).clone().requires_grad_()


def gradient(result: Any, x: Any) -> list[Any]:
    return lib.autograd.grad(result, x)[0].tolist()


# --- random programs --------------------------------------------------------------------------------------------------


@pytest.mark.skipif(torch is None, reason="PyTorch is not installed")
@settings(max_examples=300)
@given(programs(steps=14))
def test_random_programs_end_as_in_pytorch(lines: list[str]) -> None:
    """The same loss and gradients, or the same refusal."""
    (error, numbers), (expected_error, expected) = outcome(lib, lines), outcome(torch, lines)
    assert error == expected_error
    for found, wanted in zip(numbers, expected, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-7, atol=1e-9)


@settings(max_examples=100)
@given(programs(steps=8))
def test_random_programs_are_right_or_refused(lines: list[str]) -> None:
    """Without PyTorch: what is not refused agrees with difference quotients."""
    assume(not any(hidden in line for line in lines for hidden in HIDDEN))
    error, numbers = outcome(lib, lines)
    assume(not error and all(np.all(np.abs(each) < 1e3) for each in numbers))
    coarse, fine = differences(lib, lines, 1e-5), differences(lib, lines, 3e-6)
    for found, one, two in zip(numbers[1:], coarse, fine, strict=True):
        assume(np.allclose(one, two, rtol=1e-4, atol=1e-6))  # no kink here
        np.testing.assert_allclose(found, two, rtol=1e-3, atol=1e-5)


@settings(max_examples=100)
@given(programs(steps=10))
def test_a_refused_line_changes_nothing(lines: list[str]) -> None:
    """An operation in place computes first and writes last."""
    space: dict[str, Any] = {"torch": lib, **{f"t{n}": each for n, each in enumerate(leaves(lib))}}
    for line in lines:
        tensors = [each for each in space.values() if isinstance(each, lib.Tensor)]
        before = [(each._data.copy(), each._version) for each in tensors]
        try:
            exec(line, space)
        except RuntimeError:
            for each, (numbers, version) in zip(tensors, before, strict=True):
                np.testing.assert_array_equal(each._data, numbers)
                assert each._version == version
            return


@settings(max_examples=50)
@given(programs(steps=10))
def test_recording_does_not_change_the_numbers(lines: list[str]) -> None:
    error, _ = outcome(lib, lines)
    assume(not error)
    recorded = total(lib, lines, leaves(lib)).item()
    with lib.no_grad():
        assert total(lib, lines, [each.detach() for each in leaves(lib)]).item() == recorded or np.isnan(recorded)


# --- the version counter ----------------------------------------------------------------------------------------------


def test_views_and_detached_tensors_share_the_counter() -> None:
    x = lib.zeros(2, 3)
    others = [x[0], x.t(), x.view(-1)[2:], x.detach(), x[0].detach()]
    for count, each in enumerate(others, start=1):
        each.add_(1)
        assert x._version == count
        assert all(other._version == count for other in others)


@pytest.mark.parametrize("copy", ["clone", "float", "contiguous"])
def test_copies_have_a_counter_of_their_own(copy: str) -> None:
    x = lib.zeros(2, 3, dtype=lib.float64).t()
    other = getattr(x, copy)()
    other.add_(1)
    assert x._version == 0


def test_data_is_a_door_without_a_guard() -> None:
    y = leaf().exp()
    y.data.zero_()
    assert y._version == 0
    assert gradient(y.sum(), y) == [1, 1, 1, 1]


CHANGES = {
    "a saved input": lambda x, y: (y.sin(), y.add_(1)),
    "a saved result": lambda x, y: ((z := x.tanh()), z.mul_(2)),
    "a saved factor": lambda x, y: (x * y, y.zero_()),
    "a part of it": lambda x, y: (x * y, y[0].zero_()),
    "through a detached one": lambda x, y: (x * y, y.detach().zero_()),
    "without recording": lambda x, y: (x * y, unrecorded(y)),
    "and back again": lambda x, y: (x * y, (y.add_(1), y.sub_(1))),
}


def unrecorded(y: Any) -> None:
    with lib.no_grad():
        y.add_(1)


@pytest.mark.parametrize("what", CHANGES)
def test_a_saved_value_that_was_changed_is_refused(what: str) -> None:
    x = leaf()
    result, _ = CHANGES[what](x, x * 1)
    with pytest.raises(RuntimeError, match=f"^{MODIFIED}.torch.DoubleTensor .4.."):
        result.sum().backward()


def test_the_error_names_the_versions_and_the_operation() -> None:
    y = leaf() * 2
    z = y.exp()
    z += 1
    z += 1
    with pytest.raises(RuntimeError, match="is at version 2; expected version 0 instead") as caught:
        z.sum().backward()
    assert "ExpBackward0 needs the values as they were" in str(caught.value)


def test_what_no_rule_needs_may_change() -> None:
    x = leaf()
    y = x * 1
    z = y + 3
    y.zero_()
    assert gradient(z.sum(), x) == [1, 1, 1, 1]


@pytest.mark.parametrize(
    "use",
    [
        lambda x, k: x[k],
        lambda x, k: x.index_select(0, k),
        lambda x, k: x.gather(0, k),
        lambda x, k: lib.take(x, k),
        lambda x, k: lib.index_put(x, (k,), lib.zeros(2, dtype=lib.float64)) if hasattr(lib, "index_put") else x[k],
    ],
)
def test_an_index_that_was_changed_is_refused(use: Any) -> None:
    x, k = leaf(), lib.tensor([0, 2])
    y = use(x, k)
    k.fill_(1)
    with pytest.raises(RuntimeError, match=f"^{MODIFIED}.torch.LongTensor .2.. is at version 1; expected version 0"):
        y.sum().backward()


def test_a_mask_that_picked_elements_may_change() -> None:
    x, mask = leaf(), lib.tensor([True, False, True, False])
    y = x[mask] * 2
    mask.fill_(True)
    assert gradient(y.sum(), x) == [2, 0, 2, 0]


def test_an_index_array_that_was_changed_does_no_harm() -> None:
    x, k = leaf(), np.array([0, 2])
    y = x[k] * 2
    k[:] = 1
    assert gradient(y.sum(), x) == [2, 0, 2, 0]


# --- views ------------------------------------------------------------------------------------------------------------


def test_a_change_through_a_chain_of_views_reaches_the_base() -> None:
    x = table(3, 4)
    y = x * 1
    y.t()[1:].view(3, 3)[::2, 1].mul_(10)
    assert y.tolist() == [[1, 2, 3, 4], [5, 60, 7, 80], [9, 10, 11, 12]]
    assert gradient(y.sum(), x) == [[1, 1, 1, 1], [1, 10, 1, 10], [1, 1, 1, 1]]


def test_a_view_follows_its_base() -> None:
    x = leaf()
    y = x * 1
    part = y[1:3]
    y.mul_(5)
    assert gradient(part.sum(), x) == [0, 5, 5, 0]
    assert part.grad_fn.name() == "AsStridedBackward0"


def test_views_follow_each_other() -> None:
    x = leaf()
    y = x * 1
    left, right = y[:3], y[1:]
    left.mul_(2)
    right.mul_(3)
    assert gradient((left * lib.tensor([1.0, 10, 100])).sum(), x) == [2, 60, 600, 0]


def test_a_transposed_base_is_understood() -> None:
    x = table()
    y = (x * 1).t()
    y[0].mul_(7)
    assert gradient(y.sum(), x) == [[7, 1, 1], [7, 1, 1]]


def test_an_array_with_gaps_is_understood() -> None:
    base = lib.from_numpy(np.arange(12.0).reshape(3, 4)[::2, 1::2])
    x = leaf(2.0)
    base[:, 1] = x
    assert base.tolist() == [[1, 2], [9, 2]]
    assert gradient((base * lib.tensor([[1.0, 10], [100, 1000]])).sum(), x) == [1010]


def test_a_constant_joins_the_graph_when_it_is_written_to() -> None:
    x = leaf(1.0, 2.0)
    y = lib.zeros(2, 2, dtype=lib.float64)
    row = y[1]
    y[0] = x * x
    assert y.requires_grad
    assert row.requires_grad
    y[1].copy_(x)
    assert gradient(y.sum(), x) == [3, 5]


def test_writing_a_part_cuts_off_what_it_was() -> None:
    x = leaf()
    y = x * 2
    y[1:3] = 0
    assert gradient(y.sum(), x) == [2, 0, 0, 2]


def test_infinite_gradients_do_not_leak_out_of_written_parts() -> None:
    x = leaf(0.0, 1.0)
    y = x * 1
    y[0] = 5
    z = y.clone()
    for create_graph in (False, True):
        weights = lib.tensor([float("inf"), 1.0], dtype=lib.float64)
        (found,) = lib.autograd.grad((z * weights).sum(), x, create_graph=create_graph, retain_graph=True)
        assert found.tolist() == [0, 1]


def test_a_retained_gradient_follows_its_tensor() -> None:
    x = leaf()
    y = x * 1
    part = y[:2]
    part.retain_grad()
    y.retain_grad()
    y.mul_(3)
    (y.sum() + part.sum()).backward()
    assert y.grad.tolist() == [2, 2, 1, 1]
    assert part.grad.tolist() == [1, 1]


def test_second_derivatives_pass_through_views() -> None:
    def compute(x: Any) -> Any:
        y = x * x
        y[0].mul_(x[1])
        y[:, 2:] = x[:, :1] * x[:, 2:]
        y.t()[1].exp_()
        return y

    x = (table() / 5).detach().requires_grad_()
    assert lib.autograd.gradcheck(compute, x)
    assert lib.autograd.gradgradcheck(compute, x)


# --- refused ----------------------------------------------------------------------------------------------------------


def unbound(x: Any) -> Any:
    return (x * 1).unbind(0)[0]


def without_grad(x: Any) -> Any:
    y = x * 1
    with lib.no_grad():
        return y[0]


def in_inference(x: Any) -> Any:
    y = x * 1
    with lib.inference_mode():
        return y[0]


REFUSED = {
    "a leaf": (lambda x: x, "a leaf Variable that requires grad is being used in an in-place operation."),
    "a part of a leaf": (
        lambda x: x[0],
        "a view of a leaf Variable that requires grad is being used in an in-place op",
    ),
    "an expanded tensor": (
        lambda x: (x * 1).unsqueeze(0).expand(2, 2, 3),
        "unsupported operation: more than one element of the written-to tensor refers to a single memory location.",
    ),
    "one of several views": (unbound, "Output 0 of Unbind is a view and is being modified inplace. This view is the"),
    "a chunk": (lambda x: (x * 1).chunk(2)[1], "Output 1 of Split is a view and is being modified inplace."),
    "a view made in no_grad": (
        without_grad,
        "A view was created in no_grad mode and is being modified inplace with grad",
    ),
    "a view of a view made in no_grad": (
        lambda x: without_grad(x)[1:],
        "Output 0 of Slice is a view of a view which was created in no_grad mode and is being modified inplace",
    ),
    "a view made in inference mode": (
        in_inference,
        "A view was created in inference mode and is being modified inplace in",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_recorded_is_refused(what: str) -> None:
    make, message = REFUSED[what]
    x = table()
    target = make(x)
    before = target.tolist()
    with pytest.raises(RuntimeError) as caught:
        target.mul_(2)
    assert str(caught.value).startswith(message)
    assert target.tolist() == before


def test_a_view_made_before_its_leaf_required_a_gradient_is_refused() -> None:
    x = lib.zeros(3)
    part = x[:2]
    x.requires_grad_()
    with pytest.raises(RuntimeError, match="^a view of a leaf Variable that requires grad"):
        part.add_(1)


def test_several_views_are_refused_once_their_base_was_changed() -> None:
    y = table() * 1
    first, _ = y.unbind(0)
    y.mul_(2)
    with pytest.raises(
        RuntimeError, match="^Output 0 of Unbind is a view and its base or another view of its base has been"
    ):
        _ = first + 1


def test_a_view_whose_base_got_other_memory_is_refused() -> None:
    x = leaf()
    y = x * 1
    part = y[:2]
    y.data = lib.zeros(4, dtype=lib.float64)
    with pytest.raises(RuntimeError, match="^the memory of a view is no longer that of its base"):
        part.mul_(2)


def test_a_leaf_that_is_itself_a_view_is_refused() -> None:
    x = lib.arange(6.0).reshape(2, 3).requires_grad_()
    for change in (lambda: x.mul_(2), lambda: x[0].mul_(2), lambda: x.__setitem__(0, 5)):
        with pytest.raises(
            RuntimeError, match="^a view of a leaf Variable that requires grad is being used in an in-place"
        ):
            change()
    assert x.is_leaf
    assert x.tolist() == [[0, 1, 2], [3, 4, 5]]


def test_a_part_of_an_expanded_constant_is_refused() -> None:
    base, x = lib.ones(1).expand(3).detach(), leaf(2.0)
    with pytest.raises(RuntimeError, match="^unsupported operation: more than one element of the written-to tensor"):
        base[0] = x[0]


def test_an_operation_in_place_may_not_read_shifted_what_it_writes() -> None:
    y = lib.arange(4.0)
    message = (
        "^unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory"
    )
    for shifted in (lambda: y[1:].add_(y[:-1]), lambda: y.mul_(y[0]), lambda: y.view(2, 2).sub_(y.view(2, 2).t())):
        with pytest.raises(RuntimeError, match=message):
            shifted()
    assert y.tolist() == [0, 1, 2, 3]
    assert y.add_(y).tolist() == [0, 2, 4, 6]
    assert y.view(2, 2).add_(y.view(2, 2)).tolist() == [[0, 4], [8, 12]]
    assert y[::2].add_(y[1::2]).tolist() == [4, 20]


def test_an_expanded_tensor_may_be_filled() -> None:
    x = lib.zeros(1)
    x.expand(3).fill_(7)
    assert x.tolist() == [7]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda x: x.add_(lib.ones(3, 2)), "The size of tensor a (3) must match the size of tensor b (2)"),
        (lambda x: x[0].add_(lib.ones(2, 3)), "output with shape [3] doesn't match the broadcast shape [2, 3]"),
        (
            lambda x: lib.ones(2, dtype=lib.int64).add_(0.5),
            "result type Float can't be cast to the desired output type Long",
        ),
        (lambda x: x.detach_()[0].detach_(), "Can't detach views in-place. Use detach() instead."),
    ],
)
def test_what_does_not_fit_is_refused(change: Any, message: str) -> None:
    x = lib.ones(2, 3)
    with pytest.raises(RuntimeError) as caught, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        change(x)
    assert str(caught.value).startswith(message)
    assert x.tolist() == [[1, 1, 1], [1, 1, 1]]
    assert x._version == 0


@pytest.mark.parametrize(
    "operation",
    [lambda y: 2.0**y, lambda y: 0.0**y, lambda y: lib.xlogy(2.0, y)],
    ids=["2**y", "0**y", "xlogy(2, y)"],
)
def test_a_saved_tensor_behind_a_number_is_watched_too(operation: Any) -> None:
    y = leaf(1.0, 2.0) * 1
    result = operation(y)
    y.add_(1)
    with pytest.raises(RuntimeError) as refused:
        result.sum().backward()
    assert str(refused.value).startswith(
        MODIFIED + "[torch.DoubleTensor [2]], which is output 0 of Add, is at version 1"
    )


@given(
    st.sampled_from(["add", "sub", "mul"]),
    st.sampled_from([lib.float16, lib.float32, lib.float64]),
    st.sampled_from([(), (1,), (1, 1), (5,), (3, 4), (0, 2)]),
    st.integers(0, 2**32 - 1),
)
def test_what_is_written_at_once_is_what_the_operation_gives(name: str, dtype: Any, shape: Any, seed: int) -> None:
    lib.manual_seed(seed)
    x, y = (lib.randn(shape).to(dtype) for _ in range(2))
    wanted = getattr(x, name)(y).numpy().tobytes()
    memory, version = x.data_ptr(), x._version
    with lib.no_grad():
        assert getattr(x, name + "_")(y) is x
    assert x.numpy().tobytes() == wanted and x.dtype is dtype and tuple(x.shape) == shape
    assert x.data_ptr() == memory and x._version == version + 1
