"""The nodes of the graph: made plain, shown as objects of their rules' classes, and the same in all else."""

import gc
import weakref
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from random_programs import leaves, programs, total

import autograd_lib as lib
from autograd_lib.autograd.graph import AccumulateGrad, Node, blank, shown


def look(node: Any) -> list[Any]:
    """Look at every node behind this one, as a picture of the graph does."""
    found: list[Any] = []
    stack = [node]
    while stack:
        node = stack.pop()
        if node is not None and node not in found:
            found.append(node)
            stack += [edge for edge, _ in node.next_functions]
    return found


def test_a_node_becomes_an_object_of_its_rules_class_when_somebody_looks() -> None:
    w = lib.ones(3, requires_grad=True)
    y = w.tanh()
    node = y._node
    assert type(node) is Node and node.name() == "TanhBackward0"
    assert y.grad_fn is node and type(node).__name__ == "TanhBackward0" and isinstance(node, Node)
    assert node._saved_result is not None and y.grad_fn is node and shown(node) is node
    assert shown(None) is None


def test_the_nodes_behind_a_node_are_shown_by_it() -> None:
    w = lib.ones(3, requires_grad=True)
    loss = ((w * 2).exp() + w).sum()
    names = [type(each).__name__ for each in look(loss.grad_fn)]
    assert sorted(names) == ["AccumulateGrad", "AddBackward0", "ExpBackward0", "MulBackward0", "SumBackward0"]


def test_the_end_of_a_path_has_pytorchs_sequence_number() -> None:
    w = lib.ones(3, requires_grad=True)
    product = (w * 2).grad_fn
    end = product.next_functions[0][0]
    assert end._sequence_nr() == 2**64 - 1 > product._sequence_nr()
    assert (end.next_functions, end.needs_input_grad, end.name()) == ((), (), "torch::autograd::AccumulateGrad")


def gradients(lines: list[str], looked: bool) -> Any:
    """Of a random program: its error, or its gradients after two walks."""
    given_ones = leaves(lib)
    try:
        loss = total(lib, lines, given_ones)
        if looked:
            look(loss.grad_fn)
        loss.backward(retain_graph=True)
        loss.backward()
    except RuntimeError as error:
        return str(error)
    return [each.grad.tolist() for each in given_ones]


@settings(max_examples=60)
@given(programs())
def test_to_look_at_a_graph_changes_nothing(lines: list[str]) -> None:
    assert gradients(lines, looked=True) == gradients(lines, looked=False)


def test_a_graph_that_was_looked_at_is_freed_with_its_loss() -> None:
    gc.collect()
    gc.disable()
    try:
        loss = (lib.ones(3, requires_grad=True) * 2).sum()
        inner = weakref.ref(loss.grad_fn.next_functions[0][0])
        assert inner() is not None
        del loss
        assert inner() is None
    finally:
        gc.enable()


def test_the_node_inside_an_in_place_change_of_a_part_is_shown_too() -> None:
    base = lib.ones(3, requires_grad=True) * 1
    base[0].fill_(3.0)
    assert type(base.grad_fn._saved_fn).__name__.startswith("FillBackward")


def test_a_new_node_has_the_numbers_of_outputs_only_where_one_is_not_the_first() -> None:
    assert blank(AccumulateGrad, (None, None), (0, 0)).numbers is None
    assert blank(AccumulateGrad, (None, None), (0, 2)).numbers == (0, 2)


@pytest.mark.parametrize("shape", [(1, 1), (1, 4), (4,), (3, 4), (2, 3, 4), (1, 3, 4)])
def test_the_gradient_of_what_was_repeated_is_the_sum_over_the_copies(shape: tuple[int, ...]) -> None:
    small = lib.zeros(shape, requires_grad=True)
    arrived = np.random.default_rng(0).normal(size=(5, 2, 3, 4)).astype(np.float32)
    (small + lib.zeros(5, 2, 3, 4)).backward(lib.from_numpy(arrived))
    exact = arrived.astype(np.float64)
    lead = exact.ndim - len(shape)
    stretched = tuple(lead + place for place, length in enumerate(shape) if length == 1)
    wanted = exact.sum(axis=(*range(lead), *stretched), keepdims=True).reshape(shape)
    np.testing.assert_allclose(small.grad.numpy(), wanted, rtol=0, atol=2e-5)
    small.grad.add_(1)  # nobody else's: it can be written to
    assert small.grad.is_contiguous()


@pytest.mark.parametrize(("images", "size"), [(0, 4), (1, 3), (5, 4), (64, 7)])
def test_the_gradient_of_a_convolutions_bias_is_the_sum_over_images_and_places(images: int, size: int) -> None:
    x, w = lib.zeros(images, 2, size, size), lib.zeros(3, 2, 3, 3)
    bias = lib.zeros(3, requires_grad=True)
    arrived = np.random.default_rng(1).normal(size=(images, 3, size - 2, size - 2)).astype(np.float32)
    lib.nn.functional.conv2d(x, w, bias).backward(lib.from_numpy(arrived))
    np.testing.assert_allclose(bias.grad.numpy(), arrived.astype(np.float64).sum(axis=(0, 2, 3)), rtol=0, atol=1e-4)
