"""A recording holds what a graph carries, value by value and gradient by gradient, for tensors of either library."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

from autograd_lib.viz import record, trace

LIBRARIES = ["autograd_lib", "torch"]
PROGRAM = "x = torch.ones(2, 2, requires_grad=True)\ny = x + 2\nz = y * y * 3\nout = z.mean()"


@pytest.fixture(params=LIBRARIES)
def torch(request):
    return pytest.importorskip(request.param)


def first(value):
    return None if value is None else float(np.ravel(value)[0])


def test_each_edge_carries_a_value_forward_and_local_times_incoming_backward(torch):
    recording = trace(PROGRAM, torch=torch).record("out")
    names = [point.name for point in recording.points]
    edges = [
        (
            names[link.tail],
            names[link.head],
            link.place,
            *map(first, (link.value, link.local, link.incoming, link.passed)),
        )
        for link in recording.links
    ]
    assert edges == [
        ("AccumulateGrad", "AddBackward0", 0, 1.0, 1.0, 4.5, 4.5),
        ("AddBackward0", "MulBackward0", 0, 3.0, 3.0, 0.75, 2.25),
        ("AddBackward0", "MulBackward0", 1, 3.0, 3.0, 0.75, 2.25),
        ("MulBackward0", "MulBackward0", 0, 9.0, 3.0, 0.25, 0.75),
        ("MulBackward0", "MeanBackward0", 0, 27.0, 0.25, 1.0, 0.25),
    ]


def test_points_know_their_variable_their_code_their_step_and_their_visit(torch):
    recording = trace(PROGRAM, torch=torch).record("out")
    told = [(point.names, point.code, point.step, point.visit) for point in recording.points]
    assert told == [
        (("x",), "torch.ones(2, 2, requires_grad=True)", 1, 0),
        (("y",), "x + 2", 2, 4),
        ((), "y * y", 3, 3),
        (("z",), "y * y * 3", 3, 2),
        (("out",), "z.mean()", 4, 1),
    ]
    assert [first(point.grad) for point in recording.points] == [4.5, 4.5, 0.75, 0.25, 1.0]
    assert [point.names for point in recording.visits()] == [("out",), ("z",), (), ("y",)]
    assert recording.columns() == [0, 1, 2, 3, 4]


def test_what_arrives_at_a_point_is_the_sum_of_what_its_edges_carry(torch):
    x = torch.tensor([0.5, -1.0, 2.0], requires_grad=True)
    y = torch.sin(x)
    out = (y * x + y.exp() / 3 + y).sum()
    recording = record(out, {"x": x, "y": y})
    for point in recording.points[:-1]:
        np.testing.assert_allclose(sum(link.passed for link in recording.out_of(point)), point.grad, rtol=1e-5)
    for link in recording.links:
        np.testing.assert_allclose(link.local * link.incoming, link.passed, rtol=1e-5)
    out.backward()
    np.testing.assert_allclose(recording.point("x").grad, x.grad.numpy(), rtol=1e-5)


def test_a_matrix_product_has_no_local_factor_and_a_copied_row_has_its_gradient_summed(torch):
    a = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    b = torch.tensor([1.0, -1.0], requires_grad=True)
    out = (torch.tanh(a @ a) + b).sum()
    recording = record(out, {"a": a, "b": b})
    (into_b,) = recording.out_of(recording.point("b"))
    assert into_b.passed.tolist() == [2.0, 2.0] and into_b.local.tolist() == [1.0, 1.0]
    products = [link for link in recording.links if recording.points[link.head].name == "MmBackward0"]
    assert len(products) == 2 and all(link.local is None and link.passed.shape == (2, 2) for link in products)
    sums = [link for link in recording.links if recording.points[link.head].name == "SumBackward0"]
    assert sums[0].local.tolist() == [[1.0, 1.0], [1.0, 1.0]]


def test_an_operation_with_several_results_sends_each_its_own_way(torch):
    x = torch.tensor([[1.0, 5.0], [4.0, 2.0]], requires_grad=True)
    first_row, second_row = x.unbind(0)
    recording = record((first_row * second_row).sum(), {"first_row": first_row, "second_row": second_row})
    links = [each for each in recording.links if recording.points[each.tail].name == "UnbindBackward0"]
    assert [(link.output, link.value.tolist(), link.passed.tolist()) for link in links] == [
        (0, [1.0, 5.0], [4.0, 2.0]),
        (1, [4.0, 2.0], [1.0, 5.0]),
    ]
    assert recording.point("first_row").grads[1].tolist() == [1.0, 5.0]


def test_a_network_with_its_loss_is_recorded_whole(torch):
    torch.manual_seed(0)
    net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2))
    inputs, labels = torch.rand(5, 3), torch.tensor([0, 1, 1, 0, 1])
    loss = torch.nn.CrossEntropyLoss()(net(inputs), labels)
    recording = record(loss, dict(net.named_parameters()))
    loss.backward()
    for name, parameter in net.named_parameters():
        np.testing.assert_allclose(recording.point(name).grad, parameter.grad.numpy(), rtol=1e-5)
    for point in recording.points[:-1]:
        np.testing.assert_allclose(sum(link.passed for link in recording.out_of(point)), point.grad, rtol=1e-5)
    (relu,) = [link for link in recording.links if recording.points[link.head].name == "ReluBackward0"]
    assert set(np.ravel(relu.local)) == {0.0, 1.0}


def test_an_operation_of_ones_own_is_recorded_too(torch):
    class Triple(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 3

        @staticmethod
        def backward(ctx, grad):
            return grad * 3

    x = torch.tensor([1.0, 2.0], requires_grad=True)
    recording = record(Triple.apply(x).sum(), {"x": x})
    assert [point.name for point in recording.points] == ["AccumulateGrad", "TripleBackward", "SumBackward0"]
    assert recording.links[0].local.tolist() == recording.point("x").grad.tolist() == [3.0, 3.0]


def test_a_tensor_of_a_class_made_from_pytorchs_is_recorded():
    pytorch = pytest.importorskip("torch")

    class Mine(pytorch.Tensor):
        pass

    x = pytorch.tensor(2.0, requires_grad=True)
    recording = record((x * 3).as_subclass(Mine), {"x": x})
    assert first(recording.point("x").grad) == 3.0


def test_recording_leaves_every_grad_and_the_graph_as_they_were(torch):
    x = torch.tensor(3.0, requires_grad=True)
    y = x * x
    y.retain_grad()
    out = y * 2
    record(out, {"x": x, "y": y})
    assert x.grad is None and y.grad is None
    out.backward()
    assert (x.grad.item(), y.grad.item()) == (12.0, 2.0)


def test_recording_keeps_neither_tensors_nor_graph_alive():
    import autograd_lib as torch

    x = torch.tensor(3.0, requires_grad=True)
    out = x * x
    recording, gone = record(out, {"x": x}), weakref.ref(out.grad_fn)
    del out
    gc.collect()
    assert gone() is None and first(recording.point("x").grad) == 6.0


def test_several_numbers_need_a_gradient_to_start_from(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(RuntimeError, match="only for scalar outputs"):
        record(x * x, {"x": x})
    recording = record(x * x, {"x": x}, grad_output=torch.tensor([10.0, 1.0]))
    assert recording.point("x").grad.tolist() == [20.0, 4.0]


def test_a_freed_graph_is_recorded_forward_only(torch):
    x = torch.tensor(3.0, requires_grad=True)
    out = (x * x).sin()
    out.backward()
    with pytest.raises(RuntimeError, match="second time"):
        record(out)
    recording = record(out, {"x": x}, gradients=False)
    assert [point.name for point in recording.points] == ["AccumulateGrad", "MulBackward0", "SinBackward0"]
    assert first(recording.point("x").value) == 3.0 and recording.links[-1].passed is None


def test_what_has_no_graph_is_refused(torch):
    with pytest.raises(ValueError, match="no grad_fn"):
        record(torch.tensor(1.0, requires_grad=True))
    with pytest.raises(TypeError, match="got int"):
        record(3)


def test_a_line_in_a_loop_is_as_many_steps_as_it_is_run(torch):
    code = "x = torch.tensor([1.0], requires_grad=True)\ny = x\nwhile y.norm() < 5:\n    y = y * 2\nout = y.sum()"
    program = trace(code, torch=torch)
    assert program.steps == [1, 2, 4, 4, 4, 5]
    recording = program.record("out")
    assert [(point.code, point.step) for point in recording.points[1:]] == [
        ("y * 2", 3), ("y * 2", 4), ("y * 2", 5), ("y.sum()", 6),
    ]  # fmt: skip


def test_a_chain_of_thousands_needs_no_recursion(torch):
    y = x = torch.tensor(1.0, requires_grad=True)
    for _ in range(3000):
        y = y + 1
    recording = record(y, {"x": x})
    assert len(recording.points) == 3001 and first(recording.point("x").grad) == 1.0
