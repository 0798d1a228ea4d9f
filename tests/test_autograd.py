"""Backward, grad, the graph, hooks and switches: what the engine promises."""

import importlib
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from random_programs import HIDDEN, differences, leaves, outcome, programs, second_outcome, total

import autograd_lib as lib
from autograd_lib import arrays
from autograd_lib.arrays import quiet
from autograd_lib.autograd import functional
from autograd_lib.autograd.graph import AccumulateGrad

try:
    import torch
except ImportError:
    torch = None

needs_torch = pytest.mark.skipif(torch is None, reason="PyTorch is not installed")
SECOND_TIME = "^Trying to backward through the graph a second time"


def leaf(*numbers: float) -> Any:
    return lib.tensor(numbers or (1.0, 2.0, 3.0), requires_grad=True)


# --- random graphs ----------------------------------------------------------------------------------------------------


@needs_torch
@settings(max_examples=150)
@given(programs(steps=12, in_place=False))
def test_random_graphs_have_pytorchs_gradients(lines: list[str]) -> None:
    (error, numbers), (expected_error, expected) = outcome(lib, lines), outcome(torch, lines)
    assert error == expected_error == ""
    for found, wanted in zip(numbers, expected, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-7, atol=1e-9)


@needs_torch
@settings(max_examples=100)
@given(programs(steps=10))
def test_random_graphs_of_mixed_dtypes_have_pytorchs_gradients(lines: list[str]) -> None:
    assume(not any("lerp" in line for line in lines))  # it refuses mixed dtypes
    (error, numbers), (expected_error, expected) = outcome(lib, lines, True), outcome(torch, lines, True)
    assert error == expected_error
    for found, wanted in zip(numbers, expected, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=2e-3, atol=1e-4)


@needs_torch
@settings(max_examples=100)
@given(programs(steps=8))
def test_random_graphs_have_pytorchs_second_derivatives(lines: list[str]) -> None:
    (error, numbers), (expected_error, expected) = second_outcome(lib, lines), second_outcome(torch, lines)
    assume(not expected_error.startswith("RuntimeError: unsupported operation: more than one"))  # ours may know better
    assert error == expected_error
    for found, wanted in zip(numbers, expected, strict=True):
        np.testing.assert_allclose(found, wanted, rtol=1e-7, atol=1e-9)


@settings(max_examples=100)
@given(programs(steps=8, in_place=False))
def test_random_graphs_agree_with_differences(lines: list[str]) -> None:
    assume(not any(hidden in line for line in lines for hidden in HIDDEN))
    _, numbers = outcome(lib, lines)
    assume(all(np.all(np.abs(each) < 1e3) for each in numbers))
    coarse, fine = differences(lib, lines, 1e-5), differences(lib, lines, 3e-6)
    for found, one, two in zip(numbers[1:], coarse, fine, strict=True):
        assume(np.allclose(one, two, rtol=1e-4, atol=1e-6))  # no kink here
        np.testing.assert_allclose(found, two, rtol=1e-3, atol=1e-5)


@settings(max_examples=50)
@given(programs(steps=10))
def test_every_way_to_ask_gives_the_same_gradient(lines: list[str]) -> None:
    """backward(), grad(), grad(create_graph=True) and inputs= agree."""
    error, _ = outcome(lib, lines)
    assume(not error)
    given = leaves(lib)
    loss = total(lib, lines, given)
    plain = lib.autograd.grad(loss, given, retain_graph=True)
    recorded = lib.autograd.grad(loss, given, create_graph=True)
    loss.backward(retain_graph=True)
    all_at_once = [each.grad.numpy() for each in given]
    for each in given:
        each.grad = None
        loss.backward(retain_graph=True, inputs=[each])
    for one, two, three, each in zip(plain, recorded, all_at_once, given, strict=True):
        for found in (two.detach().numpy(), three, each.grad.numpy()):
            np.testing.assert_allclose(found, one.numpy(), rtol=1e-9, atol=1e-12)


# --- backward ---------------------------------------------------------------------------------------------------------


def test_backward_adds_to_grad_in_place() -> None:
    x = leaf()
    x.sum().backward()
    first = x.grad
    (x * 2).sum().backward()
    assert x.grad is first
    assert first.tolist() == [3, 3, 3]
    assert not first.requires_grad


def test_backward_starts_from_the_given_gradient() -> None:
    x = leaf()
    (x * 2).backward(lib.tensor([1.0, 10.0, 100.0]))
    assert x.grad.tolist() == [2, 20, 200]


@pytest.mark.parametrize("shape", [(), (1,), (1, 1)])
def test_one_element_needs_no_gradient_to_start_from(shape: tuple[int, ...]) -> None:
    x = lib.ones(shape, requires_grad=True)
    (x * 3).backward()
    assert x.grad.shape == shape
    assert x.grad.item() == 3


def test_several_roots_add_up() -> None:
    x, y = leaf(), leaf()
    lib.autograd.backward([x.sum(), (x * y).sum(), y * 2], [None, None, lib.ones(3)])
    assert x.grad.tolist() == [2, 3, 4]
    assert y.grad.tolist() == [3, 4, 5]


def test_a_root_may_be_a_leaf_or_come_twice() -> None:
    x = lib.ones((), requires_grad=True)
    x.backward()
    lib.autograd.backward([x, x, x * 5])
    assert x.grad.item() == 8


def test_the_graph_is_freed_unless_retained() -> None:
    x = leaf()
    loss = (x * x).sum()
    loss.backward(retain_graph=True)
    loss.backward()
    with pytest.raises(RuntimeError, match=SECOND_TIME):
        loss.backward()
    assert x.grad.tolist() == [4, 8, 12]


def test_a_graph_that_keeps_nothing_can_be_used_again() -> None:
    x = leaf()
    loss = (x - (x + 1).view(3, 1).expand(3, 2).sum(1)).sum()
    loss.backward()
    loss.backward()
    assert x.grad.tolist() == [-2, -2, -2]


def test_a_shared_part_is_freed_by_the_first_backward() -> None:
    h = leaf().exp()
    first, second = h.sum(), (h * 2).sum()
    first.backward()
    with pytest.raises(RuntimeError, match=SECOND_TIME):
        second.backward()


def test_create_graph_keeps_the_graph_and_gives_grad_one() -> None:
    x = leaf()
    loss = (x**3).sum()
    loss.backward(create_graph=True)
    assert x.grad.requires_grad
    (second,) = lib.autograd.grad(x.grad.sum(), x)
    assert second.tolist() == [6, 12, 18]
    x.grad = None
    loss.backward()


def test_inputs_limit_where_gradients_go() -> None:
    x, y = leaf(), leaf()
    seen = []
    h = x * 2
    h.register_hook(lambda grad: seen.append(grad))
    (h * y).sum().backward(inputs=[y])
    assert x.grad is None
    assert y.grad.tolist() == [2, 4, 6]
    assert not seen  # nobody asked for what is behind h


def test_inputs_may_be_inner_tensors() -> None:
    x = leaf()
    h = x * 2
    (h * h).sum().backward(inputs=h)
    assert h.grad.tolist() == [4, 8, 12]
    assert x.grad is None


MISTAKES = {
    "grad can be implicitly created only for scalar outputs": lambda x: (x * 2).backward(),
    "element 0 of tensors does not require grad and does not have a grad_fn": lambda x: x.detach().sum().backward(),
    "Mismatch in shape: grad_output[0] has a shape of torch.Size([2])": lambda x: (x * 2).backward(lib.ones(2)),
    "'float' object is not iterable": lambda x: (x * 2).sum().backward(2.0),
    "gradients can be either Tensors or None, but got float": lambda x: lib.autograd.backward([x.sum()], [2.0]),
    "`inputs` argument to `backward()` cannot be empty.": lambda x: x.sum().backward(inputs=[]),
    "`inputs` argument to `grad()` cannot be empty.": lambda x: lib.autograd.grad(x.sum(), []),
    "got 2 tensors and 1 gradients": lambda x: lib.autograd.backward([x.sum(), x.sum()], [None]),
    "One of the differentiated Tensors does not require grad": lambda x: lib.autograd.grad(x.sum(), x.detach()),
    "The differentiated Tensor at index 1 appears to not have": lambda x: lib.autograd.grad(x.sum(), [x, leaf()]),
    "can't retain_grad on Tensor that has requires_grad=False": lambda x: x.detach().retain_grad(),
    "cannot register a hook on a tensor that doesn't require": lambda x: x.detach().register_hook(lambda grad: grad),
    "post accumulate grad hooks cannot be registered on non-l": lambda x: (x * 1).register_post_accumulate_grad_hook(
        print
    ),
    "you can only change requires_grad flags of leaf variable": lambda x: (x * 1).requires_grad_(False),
    "only Tensors of floating point dtype can require gradien": lambda x: x.detach().long().requires_grad_(),
    "attempting to assign a gradient of size '[2]' to a tenso": lambda x: setattr(x, "grad", lib.ones(2)),
    "Can't call numpy() on Tensor that requires grad.": lambda x: (x * 1).numpy(),
}


@pytest.mark.parametrize("message", MISTAKES)
def test_mistakes_are_explained(message: str) -> None:
    with pytest.raises((RuntimeError, TypeError)) as caught:
        MISTAKES[message](leaf())
    first, *more = str(caught.value).splitlines()
    assert first.startswith(message)
    assert more or len(first) > 100  # one line that helps, where PyTorch's does not


def test_a_failed_backward_can_be_repeated() -> None:
    x = leaf()
    y = x * x
    handle = y.register_hook(lambda grad: grad[0])
    with pytest.raises(RuntimeError, match="has changed the size of value"):
        y.sum().backward()
    handle.remove()
    y.sum().backward()
    assert x.grad.tolist() == [2, 4, 6]


def test_backward_works_whatever_the_mode() -> None:
    x = leaf()
    loss = (x * x).sum()
    with lib.no_grad():
        loss.backward(retain_graph=True)
        (recorded,) = lib.autograd.grad(loss, x, create_graph=True)
    with lib.inference_mode():
        loss.backward()
    assert recorded.requires_grad
    assert x.grad.tolist() == [4, 8, 12]


def test_infinite_gradients_raise_no_warning() -> None:
    x = lib.zeros(2, requires_grad=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for function in (lib.log, lib.sqrt, lib.reciprocal):
            x.grad = None
            function(x).sum().backward()
            assert np.isinf(x.grad.numpy()).all()


# --- grad -------------------------------------------------------------------------------------------------------------


def test_grad_leaves_every_grad_alone() -> None:
    x, y = leaf(), leaf()
    found = lib.autograd.grad((x * y).sum(), [x, y])
    assert [each.tolist() for each in found] == [[1, 2, 3], [1, 2, 3]]
    assert x.grad is y.grad is None


def test_grad_of_an_inner_tensor() -> None:
    x = leaf()
    h = x * 2
    to_h, to_x = lib.autograd.grad((h * h).sum(), (h, x))
    assert to_h.tolist() == [4, 8, 12]
    assert to_x.tolist() == [8, 16, 24]


def test_grad_of_unused_inputs() -> None:
    x, y = leaf(), leaf()
    loss = (x * x).sum()
    assert lib.autograd.grad(loss, [x, y], retain_graph=True, allow_unused=True)[1] is None
    zeros = lib.autograd.grad(loss, [x, y], retain_graph=True, materialize_grads=True)[1]
    assert zeros.tolist() == [0, 0, 0]
    with pytest.raises(ValueError, match="^Expected allow_unused to be True or not passed when materialize_grads=True"):
        lib.autograd.grad(loss, [x, y], allow_unused=False, materialize_grads=True)


def test_grad_of_one_of_several_outputs() -> None:
    x = leaf()
    first, second, _ = (x * 1).unbind(0)
    assert [each.item() for each in lib.autograd.grad(first * second, [first, second])] == [2, 1]


def test_grad_may_meet_the_same_input_twice() -> None:
    x = leaf()
    one, two = lib.autograd.grad((x * x).sum(), [x, x])
    assert one.tolist() == two.tolist() == [2, 4, 6]


def test_batched_gradients_are_left_out() -> None:
    with pytest.raises(NotImplementedError, match="is_grads_batched"):
        lib.autograd.grad(leaf().sum(), leaf(), is_grads_batched=True)


def test_higher_derivatives() -> None:
    x = lib.tensor(0.7, dtype=lib.float64, requires_grad=True)
    y, found = x.sin() * x, []
    for _ in range(4):
        (y,) = lib.autograd.grad(y, x, create_graph=True)
        found.append(y.item())
    s, c = np.sin(0.7), np.cos(0.7)
    assert found == pytest.approx([s + 0.7 * c, 2 * c - 0.7 * s, -3 * s - 0.7 * c, -4 * c + 0.7 * s])


def test_the_given_gradient_can_be_differentiated_too() -> None:
    x, start = leaf(), leaf(1.0, 1.0, 1.0)
    (found,) = lib.autograd.grad(x * x, x, start, create_graph=True)
    found.sum().backward()
    assert start.grad.tolist() == [2, 4, 6]
    assert x.grad.tolist() == [2, 2, 2]


def test_missing_edges_do_no_harm_to_second_derivatives() -> None:
    x, constant = leaf(), lib.tensor([2.0, 3.0, 4.0])
    y = lib.where(constant > 2, x * constant, constant) + lib.stack([x, constant]).sum(0) ** 2
    (found,) = lib.autograd.grad(y.sum(), x, create_graph=True)
    (second,) = lib.autograd.grad(found.sum(), x)
    assert second.tolist() == [2, 2, 2]


# --- the graph --------------------------------------------------------------------------------------------------------


def test_next_functions_lead_to_the_leaves() -> None:
    x, y = leaf(), leaf()
    node = (x * y).sum().grad_fn
    assert node.name() == "SumBackward0"
    ((product, number),) = node.next_functions
    assert (product.name(), number) == ("MulBackward0", 0)
    ends = [edge for edge, _ in product.next_functions]
    assert all(isinstance(each, AccumulateGrad) for each in ends)
    assert [each.variable for each in ends] == [x, y]
    assert ends[0] is (x + 1).grad_fn.next_functions[0][0]


def test_a_leaf_has_no_grad_fn() -> None:
    x = leaf()
    assert x.is_leaf
    assert x.grad_fn is None
    assert lib.ones(2).is_leaf
    assert (lib.ones(2) * 2).is_leaf
    assert not (x * 2).is_leaf
    assert x.detach().is_leaf


def test_outputs_are_numbered() -> None:
    parts = (leaf() * 1).split(1)
    assert [each.output_nr for each in parts] == [0, 1, 2]
    assert len({each.grad_fn for each in parts}) == 1
    assert (parts[2] * 2).grad_fn.next_functions[0] == (parts[2].grad_fn, 2)


def test_saved_values_can_be_looked_at_until_they_are_freed() -> None:
    x, y = leaf(), leaf()
    product = x * y
    assert product.grad_fn._saved_self is x
    assert "_saved_other" in dir(product.grad_fn)
    product.sum().backward()
    with pytest.raises(RuntimeError, match=SECOND_TIME):
        _ = product.grad_fn._saved_other
    with pytest.raises(AttributeError):
        _ = product.grad_fn._saved_nothing


def test_requires_grad_spreads_forward() -> None:
    x, constant = leaf(), lib.ones(3)
    assert (x + constant).requires_grad
    assert not (constant * 2).requires_grad
    assert not (x > 0).requires_grad
    assert not x.argmax().requires_grad
    x.requires_grad_(False)
    assert not (x * 2).requires_grad


def test_detach_shares_memory_and_stops_gradients() -> None:
    x = leaf()
    y = x * x.detach()
    y.sum().backward()
    assert x.grad.tolist() == [1, 2, 3]
    assert x.detach().data_ptr() == x.data_ptr()
    z = x * 2
    z.detach_()
    assert z.is_leaf
    assert not z.requires_grad


def test_looking_at_the_grad_of_an_inner_tensor_warns() -> None:
    y = leaf() * 2
    with pytest.warns(
        UserWarning, match="^The .grad attribute of a Tensor that is not a leaf Tensor is being accessed"
    ):
        assert y.grad is None


def test_retain_grad() -> None:
    x = leaf()
    y = x * 2
    y.retain_grad()
    assert y.retains_grad
    (y * y).sum().backward(retain_graph=True)
    (y * 1).sum().backward()
    assert y.grad.tolist() == [5, 9, 13]
    x.retain_grad()
    assert not x.retains_grad  # a leaf keeps its gradient anyway


def test_shapes_and_dtypes_of_gradients_are_those_of_the_tensors() -> None:
    cases = [
        (lib.ones(2, 1, requires_grad=True), lib.ones(3, requires_grad=True)),
        (lib.ones((), requires_grad=True), lib.ones(2, 3, dtype=lib.float64, requires_grad=True)),
        (lib.ones(0, 3, requires_grad=True), lib.ones(1, requires_grad=True)),
        (lib.ones(1, 1, 1, requires_grad=True), lib.ones((), dtype=lib.float64, requires_grad=True)),
    ]
    for a, b in cases:
        (a * b + a / (b + 1)).sum().backward()
        for each in (a, b):
            assert each.grad.shape == each.shape
            assert each.grad.dtype == each.dtype


def test_integers_take_part_without_a_gradient() -> None:
    x, k = leaf(), lib.tensor([2, 0, 1])
    (x[k] * k + lib.where(k > 0, x, k)).sum().backward()
    assert x.grad.tolist() == [1, 1, 3]
    assert k.grad is None


# --- hooks ------------------------------------------------------------------------------------------------------------


def test_hooks_run_in_order() -> None:
    order: list[str] = []
    x = leaf()
    y = x * 2
    y.grad_fn.register_prehook(lambda outputs: order.append("before the rule"))
    y.grad_fn.register_hook(lambda inputs, outputs: order.append("after the rule"))
    y.register_hook(lambda grad: order.append("tensor 1"))
    y.register_hook(lambda grad: order.append("tensor 2"))
    x.register_hook(lambda grad: order.append("leaf"))
    x.register_post_accumulate_grad_hook(lambda tensor: order.append(f"accumulated {tensor.grad.tolist()}"))
    y.sum().backward()
    assert order == ["tensor 1", "tensor 2", "before the rule", "after the rule", "leaf", "accumulated [2.0, 2.0, 2.0]"]


def test_hooks_see_the_whole_gradient_once() -> None:
    seen = []
    x = leaf()
    y = x * 2
    y.register_hook(lambda grad: seen.append(grad.tolist()))
    x.register_hook(lambda grad: seen.append(grad.tolist()))
    (y * 3 + y * 4 + x).sum().backward()
    assert seen == [[7, 7, 7], [15, 15, 15]]


def test_hooks_change_what_flows_on() -> None:
    x = leaf()
    y = x * 2
    y.register_hook(lambda grad: grad + 1)
    y.register_hook(lambda grad: grad * 10)
    y.grad_fn.register_hook(lambda inputs, outputs: (inputs[0] - 0.5, None))
    x.register_hook(lambda grad: -grad)
    y.sum().backward()
    assert x.grad.tolist() == [-39.5, -39.5, -39.5]


def test_removed_hooks_do_not_run() -> None:
    x = leaf()
    y = x * 2
    handles = [
        x.register_hook(lambda grad: grad * 10),
        y.register_hook(lambda grad: grad * 10),
        y.grad_fn.register_hook(lambda inputs, outputs: (inputs[0] * 10, None)),
        y.grad_fn.register_prehook(lambda outputs: (outputs[0] * 10,)),
        x.register_post_accumulate_grad_hook(lambda tensor: tensor.grad.mul_(10)),
    ]
    for each in handles:
        each.remove()
        each.remove()
    with y.register_hook(lambda grad: grad * 10):
        pass
    y.sum().backward()
    assert x.grad.tolist() == [2, 2, 2]


def test_a_hook_may_remove_itself() -> None:
    seen = []
    x = leaf()

    def once(grad: Any) -> None:
        seen.append(grad)
        handle.remove()

    handle = x.register_hook(once)
    x.sum().backward()
    x.sum().backward()
    assert len(seen) == 1


WRONG_HOOKS = [
    (lambda grad: grad[0], RuntimeError, "has changed the size of value"),
    (lambda grad: grad.double(), RuntimeError, "has changed the type of value"),
    (lambda grad: 3, TypeError, "expected Variable, but hook returned 'int'"),
]


@pytest.mark.parametrize(("hook", "kind", "message"), WRONG_HOOKS)
@pytest.mark.parametrize("inner", [False, True])
def test_wrong_answers_of_tensor_hooks_are_refused(hook: Any, kind: Any, message: str, inner: bool) -> None:
    x = leaf()
    y = x * 2
    (y if inner else x).register_hook(hook)
    with pytest.raises(kind, match=message):
        y.sum().backward()


@pytest.mark.parametrize(
    ("hook", "kind", "message"),
    [
        (lambda inputs, outputs: (inputs[0],), RuntimeError, r"incorrect number of values \(got 1, but expected 2\)"),
        (lambda inputs, outputs: inputs[0], TypeError, "expected tuple, but hook returned 'Tensor'"),
    ],
)
def test_wrong_answers_of_node_hooks_are_refused(hook: Any, kind: Any, message: str) -> None:
    y = leaf() * leaf()
    y.grad_fn.register_hook(hook)
    with pytest.raises(kind, match=message):
        y.sum().backward()


def test_a_post_accumulate_hook_can_be_an_optimizer() -> None:
    x = leaf()

    def step(tensor: Any) -> None:
        with lib.no_grad():
            tensor -= 0.5 * tensor.grad
        tensor.grad = None

    x.register_post_accumulate_grad_hook(step)
    (x * 2).sum().backward()
    assert x.tolist() == [0, 1, 2]
    assert x.grad is None


def test_a_hook_may_call_backward() -> None:
    x, other = leaf(), leaf()
    seen: list[Any] = []

    def inner(grad: Any) -> None:
        if not seen:
            seen.append(lib.is_grad_enabled())
            with lib.enable_grad():
                (x * other * 5).sum().backward()

    y = x * 2
    y.register_hook(inner)
    y.sum().backward()
    assert x.grad.tolist() == [7, 12, 17]
    assert other.grad.tolist() == [5, 10, 15]
    assert seen == [False]


def test_hooks_are_recorded_with_create_graph() -> None:
    x = leaf()
    x.register_hook(lambda grad: grad * grad)
    (found,) = lib.autograd.grad((x**2).sum(), x, create_graph=True)
    assert found.tolist() == [4, 16, 36]
    found.sum().backward()
    assert x.grad.tolist() == [64, 256, 576]  # d(4x²)/dx = 8x, which the hook squares


# --- switches ---------------------------------------------------------------------------------------------------------


def test_the_switches_nest_and_come_back_after_an_error() -> None:
    states = []
    with pytest.raises(KeyError):
        with lib.no_grad():
            states.append(lib.is_grad_enabled())
            with lib.enable_grad():
                states.append(lib.is_grad_enabled())
                with lib.set_grad_enabled(False):
                    states.append(lib.is_grad_enabled())
                    raise KeyError
    assert states == [False, True, False]
    assert lib.is_grad_enabled()


def test_set_grad_enabled_acts_at_once() -> None:
    lib.set_grad_enabled(False)
    assert not (leaf() * 2).requires_grad
    lib.set_grad_enabled(True)
    assert (leaf() * 2).requires_grad


@pytest.mark.parametrize("switch", [lib.no_grad(), lib.no_grad, lib.inference_mode(), lib.set_grad_enabled(False)])
def test_the_switches_are_decorators(switch: Any) -> None:
    lib.set_grad_enabled(True)

    @switch
    def double(x: Any, *, factor: int = 2) -> Any:
        """Doubles."""
        return x * factor

    assert lib.is_grad_enabled()
    assert not double(leaf(), factor=3).requires_grad
    assert (double.__name__, double.__doc__) == ("double", "Doubles.")
    assert lib.is_grad_enabled()


def test_a_decorated_function_may_call_itself() -> None:
    @lib.no_grad()
    def count(n: int) -> bool:
        return lib.is_grad_enabled() if n == 0 else count(n - 1) or lib.is_grad_enabled()

    assert not count(3)
    assert lib.is_grad_enabled()


def test_a_decorated_generator_switches_only_while_it_runs() -> None:
    inside, outside = [], []

    @lib.no_grad()
    def rows() -> Iterator[int]:
        for row in range(3):
            inside.append(lib.is_grad_enabled())
            yield row

    for _ in rows():
        outside.append(lib.is_grad_enabled())
    assert inside == [False] * 3
    assert outside == [True] * 3


def test_a_decorated_generator_can_be_sent_to_thrown_at_and_closed() -> None:
    seen = []

    @lib.no_grad()
    def talk() -> Any:
        try:
            got = yield 1
            seen.append((got, lib.is_grad_enabled()))
            try:
                yield 2
            except ValueError:
                seen.append(("thrown", lib.is_grad_enabled()))
                yield 3
        finally:
            seen.append(("closed", lib.is_grad_enabled()))

    generator = talk()
    assert next(generator) == 1
    assert generator.send("sent") == 2
    assert generator.throw(ValueError()) == 3
    generator.close()
    assert seen == [("sent", False), ("thrown", False), ("closed", False)]
    assert lib.is_grad_enabled()


def test_inference_tensors_stay_out_of_graphs() -> None:
    x = leaf()
    with lib.inference_mode():
        y = lib.ones(3) * 2
        assert lib.is_inference_mode_enabled()
    assert y.is_inference()
    assert (x + y).requires_grad  # an addition saves nothing
    with pytest.raises(RuntimeError, match="^Inference tensors cannot be saved for backward"):
        _ = x * y
    with pytest.raises(RuntimeError, match="^Inplace update to inference tensor outside InferenceMode is not allowed"):
        y.add_(1)
    assert (x * y.clone()).requires_grad
    with lib.inference_mode(False):
        assert (x * 2).requires_grad


# --- anomaly mode -----------------------------------------------------------------------------------------------------


def square_root_of(x: Any) -> Any:
    return lib.sqrt(x) * 0


def test_anomaly_mode_finds_the_first_nan_and_where_it_was_computed() -> None:
    x = lib.zeros(2, requires_grad=True)
    with lib.autograd.set_detect_anomaly(True):
        assert lib.is_anomaly_enabled()
        loss = square_root_of(x).sum()
        with pytest.raises(
            RuntimeError, match="^Function 'SqrtBackward0' returned nan values in its 0th output."
        ) as caught:
            loss.backward()
    assert not lib.is_anomaly_enabled()
    (note,) = caught.value.__notes__
    assert note.startswith("Traceback of forward call that caused the error:")
    assert "return lib.sqrt(x) * 0" in note
    assert "autograd_lib" not in note.splitlines()[-1]


def test_anomaly_mode_tells_where_an_operation_was_called_that_fails() -> None:
    x = leaf()
    with pytest.warns(UserWarning, match="^Anomaly Detection has been enabled"), lib.autograd.detect_anomaly():
        y = x.exp()
        y.add_(1)
        with pytest.raises(RuntimeError, match="Hint: the backtrace further above shows the operation") as caught:
            y.sum().backward()
    assert "y = x.exp()" in caught.value.__notes__[0]


def test_anomaly_mode_can_let_nans_pass() -> None:
    x = lib.zeros(2, requires_grad=True)
    with lib.autograd.set_detect_anomaly(True, check_nan=False):
        square_root_of(x).sum().backward()
    assert np.isnan(x.grad.numpy()).all()


def test_without_anomaly_mode_nodes_do_not_keep_where_they_were_made() -> None:
    assert (leaf() * 2).grad_fn.trace is None


# --- functional -------------------------------------------------------------------------------------------------------


def test_jacobian_and_hessian_of_a_formula() -> None:
    x = lib.tensor([1.0, 2.0])
    assert functional.jacobian(lambda t: t**2, x).tolist() == [[2, 0], [0, 4]]
    assert functional.hessian(lambda t: (t**3).sum() + t[0] * t[1], x).tolist() == [[6, 1], [1, 12]]
    assert x.grad is None


def test_products_agree_with_the_whole_matrices() -> None:
    x, v = lib.tensor([0.3, -1.2, 0.7], dtype=lib.float64), lib.tensor([1.0, 0.5, -2.0], dtype=lib.float64)
    w = lib.tensor([0.2, 1.5], dtype=lib.float64)

    def two(t: Any) -> Any:
        return lib.stack([t[0] * t[1].sin(), (t * t).sum().exp() / 9])

    def one(t: Any) -> Any:
        return two(t).prod()

    whole, curved = functional.jacobian(two, x), functional.hessian(one, x)
    assert lib.allclose(functional.vjp(two, x, w)[1], w @ whole)
    assert lib.allclose(functional.jvp(two, x, v)[1], whole @ v)
    assert lib.allclose(functional.vhp(one, x, v)[1], v @ curved)
    assert lib.allclose(functional.hvp(one, x, v)[1], curved @ v)
    assert functional.vjp(two, x, w)[0].tolist() == two(x).tolist()


def test_functional_results_have_a_graph_on_demand() -> None:
    x = leaf(1.0, 2.0)
    assert not functional.jacobian(lambda t: t**3, x).requires_grad
    functional.jacobian(lambda t: t**3, x, create_graph=True).sum().backward()
    assert x.grad.tolist() == [6, 12]
    for product in (functional.vjp, functional.jvp):
        assert product(lambda t: t**3, x, lib.ones(2), create_graph=True)[1].requires_grad


def test_several_inputs_and_outputs_give_tuples() -> None:
    x, y = lib.tensor([1.0, 2.0]), lib.tensor([3.0, 4.0])
    rows = functional.jacobian(lambda a, b: (a * b, (a + b).sum()), (x, y))
    assert [[each.tolist() for each in row] for row in rows] == [
        [[[3, 0], [0, 4]], [[1, 0], [0, 2]]],
        [[1, 1], [1, 1]],
    ]


FUNCTIONAL_MISTAKES = [
    (
        lambda: functional.jacobian(lambda t: t, 3.0),
        TypeError,
        "The inputs given to jacobian must be either a Tensor or a",
    ),
    (
        lambda: functional.jacobian(lambda t: 3.0, lib.ones(2)),
        TypeError,
        "The outputs of the user-provided function given to",
    ),
    (
        lambda: functional.hessian(lambda t: t, lib.ones(2)),
        RuntimeError,
        "The Tensor returned by the function given to hess",
    ),
    (
        lambda: functional.vjp(lambda t: t, lib.ones(2)),
        RuntimeError,
        "The vector v can only be None if the user-provided",
    ),
    (
        lambda: functional.jvp(lambda t: t, lib.ones(2), lib.ones(3)),
        RuntimeError,
        "v has invalid size: should be torch.Size",
    ),
    (
        lambda: functional.jacobian(lambda t: lib.ones(2), lib.ones(2), strict=True),
        RuntimeError,
        "Output 0 of the user-prov",
    ),
    (
        lambda: functional.hessian(lambda t: t.sum(), lib.ones(2), strict=True),
        RuntimeError,
        "While computing the hessian,",
    ),
    (lambda: functional.jacobian(lambda t: t, lib.ones(2), vectorize=True), NotImplementedError, ".*vectorize=True"),
    (
        lambda: functional.hessian(lambda t: t.sum(), lib.ones(2), vectorize=True),
        NotImplementedError,
        ".*vectorize=True",
    ),
    (
        lambda: functional.jacobian(lambda t: t, lib.ones(2), strategy="forward-mode"),
        NotImplementedError,
        ".*forward-mode",
    ),
]


@pytest.mark.parametrize(("call", "kind", "message"), FUNCTIONAL_MISTAKES)
def test_functional_mistakes_are_explained(call: Any, kind: Any, message: str) -> None:
    with pytest.raises(kind, match=f"^{message}"):
        call()


def test_the_names_are_where_pytorch_has_them() -> None:
    for name in (
        "function.Function",
        "function.once_differentiable",
        "gradcheck.GradcheckError",
        "functional.jacobian",
    ):
        module, _, attribute = name.rpartition(".")
        assert hasattr(importlib.import_module(f"autograd_lib.autograd.{module}"), attribute)
    for name in ("Function", "backward", "grad", "gradcheck", "gradgradcheck", "no_grad", "detect_anomaly", "graph"):
        assert hasattr(lib.autograd, name)


def test_numpy_warns_of_nothing_inside_quiet_and_as_before_after_it() -> None:
    before = np.geterr()
    with quiet():
        assert set(np.geterr().values()) == {"ignore"}
        with np.errstate(divide="raise"), quiet():
            assert set(np.geterr().values()) == {"ignore"}
    assert np.geterr() == before


def test_numpy_is_silenced_and_asked_again_where_it_keeps_its_settings_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    other, before = arrays.OtherSettings(), np.geterr()
    for module in (arrays, importlib.import_module("autograd_lib.autograd.engine")):
        monkeypatch.setattr(module, "settings", other)
        monkeypatch.setattr(module, "silent", None)
    test_numpy_warns_of_nothing_inside_quiet_and_as_before_after_it()
    x = lib.tensor([0.0], requires_grad=True)
    with warnings.catch_warnings(), np.errstate(all="raise"):
        warnings.simplefilter("error")
        (x**-1).sum().backward()
    assert x.grad.tolist() == [-np.inf] and np.geterr() == before
