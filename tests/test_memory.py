"""Who holds what: gradients belong to nobody else, and what is dropped is freed at once, without a garbage collector."""

import gc
import os
import platform
import subprocess
import sys
import threading
import tracemalloc
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from random_programs import leaves, programs, total

import autograd_lib as torch
from autograd_lib.autograd.graph import AccumulateGrad, Node


@pytest.fixture(autouse=True, scope="module")
def nothing_older() -> Iterator[None]:
    """What other tests have left in memory is collected once, and not looked at again before each test."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def no_collector(nothing_older: None) -> Iterator[None]:
    """The garbage collector is off: only what is in no reference cycle is freed."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def leaf(*shape: int) -> Any:
    return torch.ones(*shape or (3,), requires_grad=True)


def graph_of(*roots: Any) -> list[Any]:
    """Every node behind some tensors."""
    stack = [root.grad_fn for root in roots if root.grad_fn is not None]
    seen: list[Any] = []
    while stack:
        node = stack.pop()
        if node is None or node in seen or isinstance(node, AccumulateGrad):
            continue
        seen.append(node)
        stack.extend(edge for edge, _ in node.next_functions)
        stack.extend(each for each in node.saved or () if isinstance(each, Node))
    return seen


def arrays_in(value: Any) -> Iterator[np.ndarray]:
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, (tuple, list)):
        for each in value:
            yield from arrays_in(each)


def watched(*roots: Any, leaves: tuple[Any, ...] = ()) -> list[weakref.ref[Any]]:
    """Weak references to a graph: tensors, nodes and the arrays that the nodes keep (but those of the leaves)."""
    found: list[Any] = [*roots, *(root._data for root in roots)]
    mine = [each._data for each in leaves]
    for node in graph_of(*roots):
        found.append(node)
        found.extend(a for a in arrays_in(node.saved) if not any(a is m or a.base is m for m in mine))
    return [weakref.ref(each) for each in found]


def alive(references: list[weakref.ref[Any]]) -> list[Any]:
    return [type(each()).__name__ for each in references if each() is not None]


# --- leaks ------------------------------------------------------------------------------------------------------------


def plain(x: Any) -> Any:
    return (x.exp() * x + x.tanh()).sum()


def matrices(x: Any) -> Any:
    table = x.unsqueeze(0) * x.unsqueeze(1)
    return (torch.softmax(table @ table, 1).t() @ x).norm()


def in_place(x: Any) -> Any:
    y = x * 2
    part = y[1:]
    part.mul_(x[1:])
    y.add_(x)
    y[0] = x[1] * 3
    return (y.view(-1) * part.sum()).sum()


def written_parts(x: Any) -> Any:
    y = torch.zeros(4, 3)
    for row in range(4):
        y[row] = x * row
    return (y * y).sum()


def several_outputs(x: Any) -> Any:
    first, second, third = (x * 2).unbind(0)
    values, _ = torch.stack([first, second * third]).max(0)
    return values + torch.cat([x, x]).split(2)[1].prod()


def with_hooks(x: Any) -> Any:
    y = x * 2
    y.register_hook(lambda grad: grad * 2)
    y.grad_fn.register_hook(lambda inputs, outputs: None)
    y.grad_fn.register_prehook(lambda outputs: None)
    return y.sum()


def with_retained(x: Any) -> Any:
    y = x * 2
    y.retain_grad()
    z = y * 2
    z.retain_grad()
    z.mul_(3)
    return z.sum()


def looked_at(x: Any) -> Any:
    y = (x * x).sum()
    repr(y.grad_fn.next_functions[0][0].next_functions[0][0].variable)
    repr(y.grad_fn.next_functions[0][0]._saved_self)
    y.grad_fn.metadata["note"] = 1
    return y


COMPUTATIONS = [plain, matrices, in_place, written_parts, several_outputs, with_hooks, with_retained, looked_at]


@pytest.mark.parametrize("compute", COMPUTATIONS)
def test_a_dropped_loss_frees_its_graph(compute: Callable[[Any], Any]) -> None:
    x = leaf()
    loss = compute(x)
    references = watched(loss, leaves=(x,))
    del loss
    assert alive(references) == []


@pytest.mark.parametrize("compute", COMPUTATIONS)
def test_nothing_stays_behind_after_backward(compute: Callable[[Any], Any]) -> None:
    x = leaf()
    loss = compute(x)
    references = watched(loss, leaves=(x,))
    loss.backward(retain_graph=True)
    loss.backward()
    del loss
    assert alive(references) == []


@pytest.mark.parametrize("compute", COMPUTATIONS)
def test_second_derivatives_are_freed_too(compute: Callable[[Any], Any]) -> None:
    x = leaf()
    loss = compute(x)
    (gradient,) = torch.autograd.grad(loss, x, create_graph=True)
    references = watched(loss, gradient, leaves=(x,))
    if gradient.requires_grad:
        gradient.sum().backward()
    del loss, gradient
    assert alive(references) == []


def test_backward_frees_saved_values_while_the_loss_lives() -> None:
    x = leaf()
    middle = x.exp()
    loss = (middle * x).sum()
    saved = weakref.ref(middle._data)
    del middle
    assert saved() is not None
    loss.backward()
    assert saved() is None


def test_backward_frees_what_an_operation_in_place_saved() -> None:
    x = leaf()
    factor = x.exp()
    y = x * 2
    y[1:].mul_(factor[1:])
    saved = weakref.ref(factor._data)
    loss = y.sum()
    del factor, y
    assert saved() is not None
    loss.backward()
    assert saved() is None


def test_a_gradient_with_a_graph_lives_until_it_is_forgotten() -> None:
    x = leaf()
    loss = (x**3).sum()
    loss.backward(create_graph=True)
    references = watched(loss, x.grad, leaves=(x,))
    del loss
    x.grad = None
    assert alive(references) == []


def test_a_leaf_is_freed_with_its_last_user() -> None:
    x = leaf()
    reference = weakref.ref(x)
    y = (x * 2).sum()
    y.backward()
    del x
    assert reference() is not None
    del y
    assert reference() is None


def test_views_keep_their_base_and_no_more() -> None:
    x = leaf()
    base = x * 2
    view = base[1:].view(2, 1)
    reference = weakref.ref(base)
    del base
    assert reference() is view._base
    view.mul_(2)
    del view
    assert reference() is None


def test_an_error_in_backward_leaves_nothing_behind() -> None:
    x = leaf()
    y = x.exp()
    loss = (y * 2).sum()
    y.add_(1)
    references = watched(loss, y, leaves=(x,))
    message = ""
    try:
        loss.backward()
    except RuntimeError as error:
        message = str(error)
    assert "modified by an inplace operation" in message
    del loss, y
    assert alive(references) == []


def test_a_raising_hook_leaves_nothing_behind() -> None:
    class Stop(Exception):
        pass

    def stop(grad: Any) -> None:
        raise Stop

    x = leaf()
    y = x.exp()
    y.register_hook(stop)
    loss = y.sum()
    references = watched(loss, leaves=(x,))
    try:
        loss.backward()
    except Stop:
        pass
    del loss, y
    assert alive(references) == []


def test_anomaly_mode_leaves_nothing_behind() -> None:
    x = leaf()
    with torch.autograd.set_detect_anomaly(True):
        loss = plain(x)
        references = watched(loss, leaves=(x,))
        loss.backward()
        del loss
    assert alive(references) == []


def test_training_keeps_no_nodes() -> None:
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.BatchNorm1d(4), torch.nn.Linear(4, 2))
    optimizer = torch.optim.Adam(model.parameters())
    counts = []
    for _ in range(4):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(torch.rand(5, 3)), torch.tensor([0, 1, 0, 1, 1]))
        loss.backward()
        optimizer.step()
        del loss
        counts.append(sum(issubclass(type(each), Node) for each in gc.get_objects()))
    assert len(set(counts)) == 1


# --- whose memory is it? ----------------------------------------------------------------------------------------------


def shares(a: np.ndarray, b: np.ndarray) -> bool:
    return np.may_share_memory(a, b) and np.shares_memory(a, b)


@settings(max_examples=150)
@given(programs(steps=8, in_place=False))
def test_a_gradient_shares_memory_with_nothing(lines: list[str]) -> None:
    """Not with a parameter, a saved value, the gradient that came in, another gradient: x.grad.zero_() harms nobody."""
    given = leaves(torch)
    loss = total(torch, lines, given)
    incoming = torch.ones((), dtype=torch.float64)
    loss.backward(incoming, retain_graph=True)
    gradients = [each.grad._data for each in given if each.grad is not None]
    others = [incoming._data, *(each._data for each in given)]
    for node in graph_of(loss):
        others.extend(arrays_in(node.saved))
    for place, each in enumerate(gradients):
        assert each.flags.writeable
        assert not any(shares(each, other) for other in others + gradients[:place])


@settings(max_examples=100)
@given(programs(steps=8, in_place=False))
def test_clearing_gradients_in_place_changes_no_later_one(lines: list[str]) -> None:
    given = leaves(torch)
    loss = total(torch, lines, given)
    loss.backward(retain_graph=True)
    first = [None if each.grad is None else each.grad.tolist() for each in given]
    kept = [each.grad for each in given]
    for each in given:
        if each.grad is not None:
            each.grad.zero_()
    loss.backward()
    for each, expected, old in zip(given, first, kept, strict=True):
        assert each.grad is old
        assert old is None or old.tolist() == expected


def test_gradients_that_a_hook_keeps_are_not_changed_by_a_later_backward() -> None:
    x, kept = leaf(2, 3), []
    y = x * 2
    y.grad_fn.register_hook(lambda inputs, outputs: kept.append(inputs[0]))
    y.sum().backward(retain_graph=True)
    y.sum().backward()
    assert kept[0].tolist() == kept[1].tolist() == [[2, 2, 2], [2, 2, 2]]
    assert x.grad.tolist() == [[4, 4, 4], [4, 4, 4]]


def test_the_gradient_of_a_weight_is_handed_over_without_a_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Through the transposition in a linear layer too."""
    from autograd_lib.autograd import arrivals

    layer = torch.nn.Linear(3, 2)
    monkeypatch.setattr(arrivals, "laid_out", None)  # what makes the copies
    layer.weight.grad, layer.bias.grad = None, torch.zeros(2)
    torch.nn.functional.relu(layer(torch.rand(4, 3))).sum().backward()
    assert layer.weight.grad.is_contiguous()


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other systems have their own ways with freed memory")
def test_a_training_step_gets_no_new_memory_from_the_system() -> None:
    code = """
import resource
import autograd_lib as torch
from autograd_lib import nn

net = nn.Sequential(nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3), nn.ReLU())
x = torch.rand(64, 1, 28, 28)
for number in range(20):
    if number == 10:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    net(x).sum().backward()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""
    # A process of its own, which has freed nothing large before. Each step uses some 12 MB: 3,000 pages.
    settings = {name: value for name, value in os.environ.items() if not name.startswith(("MALLOC_", "GLIBC_TUNABLES"))}
    done = subprocess.run([sys.executable, "-c", code], env=settings, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 1000


@pytest.mark.parametrize("create_graph", [False, True])
def test_two_leaves_of_a_sum_have_gradients_of_their_own(create_graph: bool) -> None:
    a, b = leaf(2, 3), leaf(2, 3)
    start = torch.ones(2, 3)
    (a + b).backward(start, create_graph=create_graph)
    a.grad.zero_()
    assert b.grad.tolist() == [[1, 1, 1], [1, 1, 1]]
    b.grad.fill_(5)
    assert start.tolist() == [[1, 1, 1], [1, 1, 1]]


@pytest.mark.parametrize("create_graph", [False, True])
def test_a_gradient_given_to_a_leaf_is_copied(create_graph: bool) -> None:
    a, start = leaf(2, 3), torch.ones(2, 3)
    a.backward(start, create_graph=create_graph)
    start.zero_()
    assert a.grad.tolist() == [[1, 1, 1], [1, 1, 1]]


def test_what_a_hook_returns_is_copied() -> None:
    mine = torch.full((3,), 5.0)
    a = leaf()
    a.register_hook(lambda grad: mine)
    a.sum().backward()
    a.grad.zero_()
    assert mine.tolist() == [5, 5, 5]


def test_what_a_hook_keeps_is_not_the_gradient_itself() -> None:
    seen = []
    a = leaf()
    a.register_hook(lambda grad: seen.append(grad))
    (a * 2).sum().backward()
    a.grad.zero_()
    assert seen[0].tolist() == [2, 2, 2]


def test_a_retained_gradient_is_a_copy() -> None:
    a = leaf()
    h = a * 1
    h.retain_grad()
    h.backward(torch.ones(3))
    h.grad.zero_()
    assert a.grad.tolist() == [1, 1, 1]


def test_gradients_lie_in_memory_as_their_tensors() -> None:
    a = leaf(2, 3)
    (a.t() * torch.ones(3, 2)).sum().backward()
    assert a.grad.stride() == (3, 1)
    assert a.grad.view(-1).shape == (6,)
    turned = torch.ones(3, 2).t().requires_grad_()
    (turned * torch.ones(2, 3)).sum().backward()
    assert turned.grad.stride() == (1, 2)


def test_an_expanded_gradient_set_by_hand_is_added_to_rightly() -> None:
    a = leaf(2, 3)
    a.grad = torch.ones(1).expand(2, 3)
    a.sum().backward()
    assert a.grad.tolist() == [[2, 2, 2], [2, 2, 2]]


# --- depth ------------------------------------------------------------------------------------------------------------


def test_a_graph_of_a_million_nodes_neither_recurses_nor_leaks() -> None:
    x = torch.ones((), requires_grad=True)
    y = x
    for _ in range(1_000_000):
        y = -y
    first = weakref.ref(y.grad_fn)
    y.backward()
    assert x.grad.item() == 1
    del y
    assert first() is None


def test_a_deep_graph_can_be_differentiated_twice() -> None:
    x = torch.ones((), dtype=torch.float64, requires_grad=True)
    y = x
    for _ in range(5_000):
        y = y * 1.0001
    (gradient,) = torch.autograd.grad(y * y, x, create_graph=True)
    (second,) = torch.autograd.grad(gradient, x)
    assert second.item() == pytest.approx(2 * 1.0001**10_000, rel=1e-9)


def test_a_ladder_of_shared_nodes_takes_linear_time() -> None:
    """2**3000 paths, 6000 nodes."""
    x = torch.ones((), requires_grad=True)
    y = x
    for _ in range(3_000):
        y = (y + y) * 0.5
    y.backward()
    assert x.grad.item() == 1


def test_many_in_place_changes_of_one_tensor() -> None:
    x = torch.ones(4, dtype=torch.float64, requires_grad=True)
    y = x * 1
    for step in range(3_000):
        y[step % 4] += 1
    y.sum().backward()
    assert x.grad.tolist() == [1, 1, 1, 1]


def test_many_custom_functions_in_a_row() -> None:
    class Negative(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, value: Any) -> Any:
            return -value

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            return -grad

    x = torch.ones((), requires_grad=True)
    y = x
    for _ in range(20_000):
        y = Negative.apply(y)
    y.backward()
    assert x.grad.item() == 1


def test_backward_inside_backward_may_be_deep() -> None:
    """Each rule starts a backward of its own, as checkpoints of checkpoints do."""

    class Again(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, value: Any, depth: int) -> Any:
            ctx.save_for_backward(value)
            ctx.depth = depth
            return value * 2

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            with torch.enable_grad():
                value = ctx.saved_tensors[0].detach().requires_grad_()
                result = Again.apply(value, ctx.depth - 1) if ctx.depth else value * 2
                result.backward(grad)
            return value.grad, None

    x = leaf()
    Again.apply(x, 20).sum().backward()
    assert x.grad.tolist() == [2, 2, 2]


# --- threads ----------------------------------------------------------------------------------------------------------


def in_threads(count: int, function: Callable[[int], None]) -> None:
    errors: list[BaseException] = []

    def run(number: int) -> None:
        try:
            function(number)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not errors


def test_threads_work_on_graphs_of_their_own() -> None:
    def work(number: int) -> None:
        x = torch.full((3,), float(number), requires_grad=True)
        for _ in range(50):
            x.grad = None
            (x * x * x).sum().backward()
            assert x.grad.tolist() == [3.0 * number**2] * 3

    in_threads(4, work)


def test_each_thread_has_its_own_grad_mode() -> None:
    seen = []
    with torch.no_grad():
        in_threads(1, lambda _: seen.append(torch.is_grad_enabled()))
        assert not torch.is_grad_enabled()
    assert seen == [True]
    in_threads(1, lambda _: torch.set_grad_enabled(False))
    assert torch.is_grad_enabled()


@pytest.mark.parametrize("operation", ["add_", "sub_", "mul_"])
def test_an_update_in_place_needs_no_second_array(operation: str) -> None:
    x, y = torch.ones(100_000, requires_grad=True), torch.ones(100_000)
    with torch.no_grad():
        getattr(x, operation)(y)
        tracemalloc.start()
        getattr(x, operation)(y)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 4 * 100_000 / 10


LAYERS = """
nn.Linear(3, 2) ; x(4, 3)
nn.Linear(3, 2) ; x(2, 4, 3)
nn.Bilinear(3, 2, 4) ; x(5, 3), x(5, 2)
nn.Conv1d(2, 3, 3) ; x(2, 2, 7)
nn.Conv2d(2, 4, 3, groups=2) ; x(2, 2, 5, 4)
nn.ConvTranspose2d(2, 3, 3) ; x(2, 2, 5, 4)
nn.BatchNorm1d(3) ; x(4, 3)
nn.BatchNorm2d(2) ; x(2, 2, 3, 2)
nn.LayerNorm(3) ; x(4, 3)
nn.GroupNorm(2, 4) ; x(2, 4, 3)
nn.InstanceNorm2d(2, affine=True) ; x(2, 2, 3, 2)
nn.Embedding(5, 3) ; torch.tensor([[0, 1], [1, 4]])
nn.PReLU(3) ; x(4, 3)
nn.RNN(3, 4) ; x(5, 2, 3)
nn.GRU(3, 4, 2, bidirectional=True) ; x(5, 2, 3)
nn.LSTM(3, 4) ; x(5, 2, 3)
nn.LSTM(3, 4, bias=False) ; x(5, 2, 3)
nn.LSTM(1, 1, batch_first=True) ; x(1, 1, 1)
nn.LSTM(3, 4, 2, bidirectional=True, batch_first=True) ; x(5, 2, 3)
nn.LSTM(3, 4, proj_size=2) ; x(5, 2, 3)
nn.LSTM(3, 4).double() ; x(5, 2, 3).double()
nn.RNNCell(3, 4) ; x(2, 3)
nn.GRUCell(3, 4) ; x(2, 3)
nn.LSTMCell(3, 4) ; x(2, 3)
nn.MultiheadAttention(4, 2) ; x(5, 2, 4), x(5, 2, 4), x(5, 2, 4)
nn.TransformerEncoderLayer(4, 2, 8, dropout=0.0) ; x(5, 2, 4)
nn.TransformerDecoderLayer(4, 2, 8, dropout=0.0) ; x(5, 2, 4), x(3, 2, 4)
"""


@pytest.mark.parametrize("source", [line for line in LAYERS.splitlines() if line])
def test_the_gradients_of_a_layer_share_no_memory_and_add_up(source: str) -> None:
    """What `clip_grad_norm_` does to one of them, or a second backward, reaches no other."""
    torch.manual_seed(0)
    layer, inputs = (eval(part, {"torch": torch, "nn": torch.nn, "x": torch.randn}) for part in source.split(" ; "))
    inputs = inputs if isinstance(inputs, tuple) else (inputs,)

    def backward() -> list[np.ndarray]:
        result = layer(*inputs)
        first = result[0] if isinstance(result, tuple) else result
        (first * first.detach().cos()).sum().backward()
        return [each.grad._data for each in layer.parameters()]

    gradients = backward()
    others = [each._data for each in (*layer.parameters(), *inputs)]
    for place, each in enumerate(gradients):
        assert not any(shares(each, other) for other in others + gradients[:place])
    once = [each.copy() for each in gradients]
    for now, before in zip(backward(), once, strict=True):
        np.testing.assert_allclose(now, 2 * before, rtol=1e-4, atol=1e-5)
