"""The operations of neural networks: PyTorch's answers, their own definitions, and what they cost."""

import ast
import gc
import itertools
import json
import warnings
import weakref

import numpy as np
import pytest
from goldens.make_nn_ops import TARGET
from hypothesis import given, settings
from hypothesis import strategies as st
from nn_ops_cases import CASES
from oracle.record import build, differences, run

import autograd_lib as torch
from autograd_lib.nn import functional as F
from autograd_lib.ops import conv, dropout, linear, loss, normalization, one_hot, padding, pooling

try:
    import torch as pytorch
except ImportError:
    pytorch = None
needs_pytorch = pytest.mark.skipif(pytorch is None, reason="PyTorch is not installed")
GOLDENS = json.loads(TARGET.read_text(encoding="utf-8"))


def explain(case, found):
    return "\n".join([f"{case.name}:", case.source, *found])


# --- what PyTorch answers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_answers_are_pytorchs(case):
    found = differences(GOLDENS[case.name], json.loads(json.dumps(run(torch, case))))
    assert not found, explain(case, found)


def test_every_case_has_its_golden():
    assert [case.name for case in CASES] == list(GOLDENS)


@needs_pytorch
def test_goldens_are_what_pytorch_answers_today():
    if not pytorch.__version__.startswith("2.13."):
        pytest.skip(f"the goldens are PyTorch 2.13's; this is {pytorch.__version__}")
    stale = {case.name: differences(GOLDENS[case.name], json.loads(json.dumps(run(pytorch, case)))) for case in CASES}
    assert not {name: found for name, found in stale.items() if found}


@pytest.mark.parametrize("case", [c for c in CASES if c.name.startswith("misuse_")], ids=lambda case: case.name)
def test_every_error_has_a_line_of_help(case):
    with pytest.raises(Exception) as caught, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        run_source(case, {})
    if "modified by an inplace operation" not in str(caught.value) and "in-place operation" not in str(caught.value):
        assert len(str(caught.value).split("\n")) == 2


def run_source(case, space):
    for name in {node.id for node in ast.walk(ast.parse(case.source)) if isinstance(node, ast.Name)}:
        found = build(torch, name)
        if found is not NotImplemented:
            space[name] = found
    exec(case.source, space)


# --- convolution and pooling by their definition -----------------------------------------------------------------------

sizes = st.integers(1, 3)
pairs = st.tuples(sizes, sizes)


@st.composite
def convolutions(draw):
    """Arrays and options of a convolution that fits."""
    groups, dilation, kernel = draw(sizes), draw(pairs), draw(pairs)
    padding, stride = draw(st.tuples(st.integers(0, 2), st.integers(0, 2))), draw(pairs)
    image = [max(1, d * (k - 1) + 1 - 2 * p) + draw(st.integers(0, 4)) for d, k, p in zip(dilation, kernel, padding)]
    numbers = np.random.default_rng(draw(st.integers(0, 1000)))
    x = numbers.standard_normal((draw(st.integers(0, 3)), groups * draw(sizes), *image))
    w = numbers.standard_normal((groups * draw(sizes), x.shape[1] // groups, *kernel))
    return x, w, numbers.standard_normal(len(w)), {"stride": stride, "padding": padding, "dilation": dilation}, groups


def convolved(x, w, b, stride, padding, dilation, groups):
    """The convolution, sum by sum."""
    x = np.pad(x, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    kh, kw = w.shape[2:]
    rows = (x.shape[2] - dilation[0] * (kh - 1) - 1) // stride[0] + 1
    columns = (x.shape[3] - dilation[1] * (kw - 1) - 1) // stride[1] + 1
    result = np.zeros((len(x), len(w), rows, columns))
    per_group_out, per_group_in = len(w) // groups, w.shape[1]
    for o, r, c in itertools.product(range(len(w)), range(rows), range(columns)):
        first = o // per_group_out * per_group_in
        top, left = r * stride[0], c * stride[1]
        seen = x[:, first : first + per_group_in, top :: dilation[0], left :: dilation[1]][:, :, :kh, :kw]
        result[:, o, r, c] = (seen * w[o]).sum(axis=(1, 2, 3)) + b[o]
    return result


@given(convolutions())
def test_conv2d_is_a_sum_over_the_window(drawn):
    x, w, b, options, groups = drawn
    y = F.conv2d(torch.from_numpy(x), torch.from_numpy(w), torch.from_numpy(b), **options, groups=groups)
    np.testing.assert_allclose(y.numpy(), convolved(x, w, b, *options.values(), groups), atol=1e-12)


@given(convolutions())
def test_the_gradients_of_conv2d_are_its_transposes(drawn):
    """<g, conv(x, w)> is linear in x and in w, so it equals <gradient, x> and <gradient, w>."""
    x, w, _, options, groups = drawn
    x, w = (torch.from_numpy(a).requires_grad_() for a in (x, w))
    y = F.conv2d(x, w, **options, groups=groups)
    g = torch.from_numpy(np.random.default_rng(0).standard_normal(tuple(y.shape)))
    y.backward(g)
    product = float((g * y.detach()).sum())
    assert float((x.grad * x.detach()).sum()) == pytest.approx(product, abs=1e-9)
    assert float((w.grad * w.detach()).sum()) == pytest.approx(product, abs=1e-9)


@settings(max_examples=50)
@given(convolutions())
def test_the_number_of_images_done_at_a_time_does_not_matter(drawn):
    x, w, b, options, groups = drawn
    window = conv.Window(x.shape[2:], w.shape[2:], *options.values(), groups)
    usual = conv.convolve(x, w, window, b)
    g = np.random.default_rng(0).standard_normal(usual.shape)
    wanted = usual, conv.spread(g, w, window), conv.correlate(g, x, window)
    for step, aside in itertools.product((1, 2), (False, True)):
        plan = [(slice(i, i + step), aside) for i in range(0, len(x), step)]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(conv, "blocks", lambda *_, plan=plan: plan)
            got = conv.convolve(x, w, window, b), conv.spread(g, w, window), conv.correlate(g, x, window)
        for one, other in zip(got, wanted):
            np.testing.assert_allclose(one, other, atol=1e-12)


@st.composite
def pools(draw):
    """An image of few different numbers (ties!) and options of a pooling that fits."""
    kernel, stride = draw(pairs), draw(pairs)
    padding = tuple(draw(st.integers(0, k // 2)) for k in kernel)
    image = [max(1, k - 2 * p) + draw(st.integers(0, 4)) for k, p in zip(kernel, padding)]
    numbers = np.random.default_rng(draw(st.integers(0, 1000)))
    return numbers.integers(-2, 3, (2, 2, *image)).astype(float), kernel, stride, padding


@given(pools())
def test_max_pool2d_finds_the_first_largest_number_of_each_window(drawn):
    x, kernel, stride, padding = drawn
    largest, places = F.max_pool2d(torch.from_numpy(x), kernel, stride, padding, return_indices=True)
    height, width = x.shape[2:]
    for r, c in itertools.product(range(largest.shape[2]), range(largest.shape[3])):
        rows = range(max(r * stride[0] - padding[0], 0), min(r * stride[0] - padding[0] + kernel[0], height))
        columns = range(max(c * stride[1] - padding[1], 0), min(c * stride[1] - padding[1] + kernel[1], width))
        for n, channel in itertools.product(range(2), range(2)):
            best = max(itertools.product(rows, columns), key=lambda place: x[n, channel][place])
            assert largest[n, channel, r, c].item() == x[n, channel][best]
            assert places[n, channel, r, c].item() == best[0] * width + best[1]


@given(pools(), st.booleans())
def test_the_gradients_of_pooling_share_out_what_comes_in(drawn, counted):
    x, *options = drawn
    x = torch.from_numpy(x).requires_grad_()
    y = F.max_pool2d(x, *options)
    y.sum().backward()
    assert x.grad.sum().item() == y.numel()
    x.grad = None
    F.avg_pool2d(x, *options, count_include_pad=counted).backward(torch.ones_like(y))
    if options[2] == (0, 0) or not counted:
        assert x.grad.sum().item() == pytest.approx(y.numel())
    else:
        assert x.grad.sum().item() <= y.numel() + 1e-9


# --- costs ------------------------------------------------------------------------------------------------------------


def test_gradients_that_nobody_asks_for_are_not_computed(monkeypatch):
    monkeypatch.setattr(conv, "spread", None)
    image, weight = torch.ones(1, 1, 3, 3), torch.ones(1, 1, 2, 2, requires_grad=True)
    F.conv2d(image, weight).sum().backward()
    assert weight.grad.tolist() == [[[[4, 4], [4, 4]]]]
    monkeypatch.undo()
    monkeypatch.setattr(conv, "correlate", None)
    image.requires_grad_()
    F.conv2d(image, weight.detach()).sum().backward()
    assert image.grad.sum().item() == 16


def test_conv2d_keeps_image_and_weights_and_nothing_larger():
    image, weight = torch.ones(2, 1, 4, 4, requires_grad=True), torch.ones(1, 1, 2, 2, requires_grad=True)
    both = F.conv2d(image, weight).grad_fn.saved
    assert both[0] is image._data and both[1] is weight._data and not isinstance(both[2], np.ndarray)
    only = F.conv2d(image.detach(), weight).grad_fn.saved
    assert only[0] is image._data and only[1] is None


def test_pooling_without_gradients_looks_for_no_places(monkeypatch):
    monkeypatch.setattr(pooling, "positions", None)
    image = torch.arange(16.0).reshape(1, 4, 4)
    assert F.max_pool2d(image, 2).tolist() == [[[5, 7], [13, 15]]]
    with torch.no_grad():
        assert F.max_pool2d(image.requires_grad_(), 2).tolist() == [[[5, 7], [13, 15]]]


def test_a_dropped_loss_frees_its_graph():
    gc.disable()
    try:
        image, weight = torch.ones(2, 1, 6, 6), torch.ones(2, 1, 3, 3, requires_grad=True)
        scores = F.max_pool2d(F.batch_norm(F.conv2d(image, weight), None, None, training=True), 2).flatten(1)
        end = F.cross_entropy(F.dropout(F.linear(scores, torch.ones(3, 8))), torch.tensor([0, 2]))
        node = weakref.ref(scores.grad_fn)
        del scores, end
        assert node() is None
    finally:
        gc.enable()


# --- what must not go wrong silently -----------------------------------------------------------------------------------


def test_a_later_training_step_does_not_disturb_gradients_of_evaluation():
    mean, var = torch.zeros(2), torch.ones(2)
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = F.batch_norm(x, mean, var, eps=0.0)
    F.batch_norm(x.detach() * 10, mean, var, training=True)
    y.sum().backward()
    assert x.grad.tolist() == [[1, 1], [1, 1]]


def test_running_averages_that_were_saved_elsewhere_are_watched():
    mean, var = torch.zeros(2), torch.ones(2)
    x = torch.ones(3, 2, requires_grad=True)
    y = x * var
    F.batch_norm(x.detach() * torch.tensor([[1.0], [2.0], [3.0]]), mean, var, training=True)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.sum().backward()


def test_a_gradient_of_infinity_stays_where_it_belongs():
    x = torch.tensor([[[1.0, 2.0], [3.0, 4.0]]], requires_grad=True)
    F.max_pool2d(x, 2).backward(torch.full((1, 1, 1), float("inf")))
    assert x.grad.tolist() == [[[0, 0], [0, float("inf")]]]
    scores = torch.tensor([[0.5, -float("inf")], [0.0, 1.0]], requires_grad=True)
    F.nll_loss(scores, torch.tensor([-100, 1])).backward()
    assert scores.grad.tolist() == [[0, 0], [0, -1]]


def test_gradients_are_arrays_of_their_own():
    x = torch.ones(1, 1, 3, 3, requires_grad=True)
    y = F.avg_pool2d(F.pad(F.conv2d(x, torch.ones(1, 1, 1, 1)), (0, 1)), 1, 1)
    (first,) = torch.autograd.grad(y.sum(), x, retain_graph=True)
    first.zero_()
    (second,) = torch.autograd.grad(y.sum(), x)
    assert second.tolist() == torch.ones(1, 1, 3, 3).tolist()


def test_a_mean_over_nothing_warns_nobody(recwarn):
    assert np.isnan(F.mse_loss(torch.zeros(0), torch.zeros(0)).item())
    assert np.isnan(F.cross_entropy(torch.zeros(2, 3), torch.tensor([-100, -100])).item())
    assert not recwarn.list


def test_shapes_that_need_broadcasting_are_warned_about():
    for function in (F.mse_loss, F.l1_loss, F.smooth_l1_loss, F.huber_loss):
        with pytest.warns(
            UserWarning, match=r"Using a target size \(torch.Size\(\[3\]\)\) that is different"
        ) as caught:
            function(torch.zeros(3, 1), torch.ones(3))
        assert caught[0].filename == __file__


def test_even_windows_of_the_same_size_warn():
    with pytest.warns(UserWarning, match="even kernel lengths"):
        F.conv2d(torch.zeros(1, 1, 3, 3), torch.ones(1, 1, 2, 2), padding="same")


@pytest.mark.parametrize(
    ("call", "option"),
    [
        (lambda: F.mse_loss(torch.zeros(2), torch.zeros(2), size_average=False), "size_average"),
        (lambda: F.cross_entropy(torch.zeros(1, 2), torch.tensor([0]), reduce=False), "reduce"),
        (lambda: F.interpolate(torch.zeros(1, 1, 2, 2), 3, mode="bilinear", antialias=True), "antialias"),
        (lambda: F.interpolate(torch.zeros(1, 1, 2, 2, 2), 3), "volumes"),
        (lambda: F.scaled_dot_product_attention(*[torch.zeros(1, 2, 3, 4)] * 3, enable_gqa=True), "enable_gqa"),
        (lambda: F.embedding(torch.tensor([0]), torch.zeros(1, 2), sparse=True), "sparse"),
        (lambda: F.embedding_bag(torch.tensor([[0]]), torch.zeros(1, 2), scale_grad_by_freq=True), "scale_grad_by_freq"),
    ],
)
def test_what_is_left_out_says_its_name(call, option):
    with pytest.raises(NotImplementedError, match=option):
        call()


@pytest.mark.parametrize("module", [conv, dropout, linear, loss, normalization, one_hot, padding, pooling])
def test_functional_offers_the_very_functions_of_ops(module):
    offered = [name for name in F.__all__ if getattr(module, name, None) is getattr(F, name)]
    assert offered
    assert all(getattr(F, name).__doc__ for name in offered)


@pytest.mark.parametrize(
    "call",
    [
        lambda x: F.conv2d(x, torch.ones(1, 1, 2, 2)),
        lambda x: F.max_pool2d(x, 2),
        lambda x: F.avg_pool2d(x, 2),
        lambda x: F.batch_norm(x, torch.zeros(1), torch.ones(1)),
        lambda x: F.nll_loss(x[0, 0], torch.tensor([0, 1, 2, 3])),
        lambda x: F.mse_loss(x, torch.ones(1, 1, 4, 4)),
        lambda x: F.binary_cross_entropy_with_logits(x, torch.ones(1, 1, 4, 4)),
    ],
)
def test_backward_runs_once(call):
    y = call(torch.ones(1, 1, 4, 4, requires_grad=True))
    y.backward(torch.ones_like(y))
    with pytest.raises(RuntimeError, match="Trying to backward through the graph a second time"):
        y.backward(torch.ones_like(y))


@pytest.mark.parametrize("x", [(3,), (2, 3), (4, 2, 3)])
@pytest.mark.parametrize("bias", [(1,), (3,)])
def test_a_linear_layer_with_a_bias_needs_a_matrix_of_weights(x, bias):
    """With a vector PyTorch says so too: only without a bias does it give a single output."""
    with pytest.raises(RuntimeError, match="^mat2 must be a matrix, got 1-D tensor\n"):
        F.linear(torch.ones(x), torch.ones(3), torch.ones(bias))
    assert F.linear(torch.ones(x), torch.ones(3)).tolist() == (3 * torch.ones(x[:-1])).tolist()


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_the_loss_of_a_sure_and_right_answer_has_pytorchs_sign(reduction):
    """0.00 and not -0.00, as lesson 07 prints it; without a reduction PyTorch's is -0."""
    scores, right = [[0.0, 200.0], [200.0, 0.0]], [1, 0]
    loss = F.cross_entropy(torch.tensor(scores), torch.tensor(right), reduction=reduction)
    assert (loss == 0).all() and np.signbit(loss.numpy()).all() == (reduction == "none")
    if pytorch is not None:
        theirs = pytorch.nn.functional.cross_entropy(pytorch.tensor(scores), pytorch.tensor(right), reduction=reduction)
        np.testing.assert_array_equal(np.signbit(loss.numpy()), np.signbit(theirs.numpy()))
