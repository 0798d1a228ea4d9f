"""Functions of layers against their definitions, on inputs of all shapes."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import autograd_lib as torch
from autograd_lib.nn import functional as F
from autograd_lib.ops.conv import Window, from_columns, matrices, rows, spread_by_rows
from autograd_lib.ops.linear_map import LinearMap

small = st.integers(1, 3)
numbers = np.random.default_rng(0)
few = settings(max_examples=40, deadline=None)


def drawn(*shape):
    return torch.from_numpy(numbers.standard_normal(shape)).requires_grad_()


def inner(x, y):
    return (x * y).sum().item()


def back(output, y, *inputs):
    """What a gradient y of the output becomes at the inputs."""
    return torch.autograd.grad(output, inputs, y)


# --- linear maps ------------------------------------------------------------------------------------------------------


@few
@given(st.data())
def test_a_transposed_convolution_is_the_transpose_of_the_convolution(data):
    n = data.draw(st.sampled_from([1, 2]))
    groups, stride, dilation = data.draw(small), data.draw(small), data.draw(small)
    kernel = [data.draw(small) for _ in range(n)]
    padding = [data.draw(st.integers(0, dilation * (k - 1))) for k in kernel]
    image = [data.draw(st.integers(1, 5)) + d for d in [dilation * (k - 1) for k in kernel]]
    w = drawn(groups * data.draw(small), data.draw(small), *kernel)
    x = drawn(data.draw(small), w.shape[1] * groups, *image)
    forward, transposed = (F.conv1d, F.conv_transpose1d) if n == 1 else (F.conv2d, F.conv_transpose2d)
    y = forward(x, w, None, stride, padding, dilation, groups)
    g = drawn(*y.shape)
    extra = [
        size - ((m - 1) * stride - 2 * p + dilation * (k - 1) + 1)
        for size, m, p, k in zip(image, y.shape[2:], padding, kernel)
    ]
    returned = transposed(g, w, None, stride, padding, extra, groups, dilation)
    assert inner(y, g) == pytest.approx(inner(x, returned), abs=1e-9)
    np.testing.assert_allclose(returned.detach().numpy(), back(y, g, x)[0].numpy(), atol=1e-12)


@few
@given(st.data())
def test_the_gradient_of_an_image_is_the_same_by_rows_and_by_columns(data):
    kernel, image = (data.draw(st.tuples(small, small)) for _ in range(2))
    padding = data.draw(st.tuples(st.integers(0, 4), st.integers(0, 4)))
    right, apart, groups = data.draw(small), data.draw(small), data.draw(small)
    window = Window(image, kernel, (1, right), padding, (1, apart), groups)
    assume(min(window.places) > 0)
    left_out = tuple(data.draw(st.integers(0, min(1, n - 1))) for n in window.places)
    window = window._replace(skipped=left_out)
    w = numbers.standard_normal((groups * data.draw(small), data.draw(small), *kernel))
    grad = numbers.standard_normal((data.draw(small), len(w), *window.places))
    columns = matrices(w, window).swapaxes(1, 2) @ rows(grad, window, True)
    np.testing.assert_allclose(spread_by_rows(grad, w, window), from_columns(columns, window), atol=1e-12)


def linear_maps(data):
    height, width = data.draw(st.integers(2, 6)), data.draw(st.integers(2, 6))
    x = drawn(data.draw(small), 4, height, width)
    size = (data.draw(st.integers(1, 9)), data.draw(st.integers(1, 9)))
    mode = data.draw(st.sampled_from(["nearest", "nearest-exact", "bilinear", "bicubic"]))
    ends = [data.draw(st.integers(-1, n - 1)) for n in (width, width, height, height)]
    yield x, F.interpolate(x, size, mode=mode)
    yield x, F.adaptive_avg_pool2d(x, size)
    yield x, F.pixel_shuffle(x, 2)
    yield x, F.channel_shuffle(x, 2)
    yield x, F.unfold(x, (2, 1), padding=1, stride=data.draw(small))
    for mode in ("reflect", "replicate", "circular"):
        if all(n + a + b > 0 for n, a, b in zip((width, height), ends[::2], ends[1::2])):
            yield x, F.pad(x, ends, mode)


@few
@given(st.data())
def test_the_gradient_of_a_linear_map_is_its_transpose(data):
    for x, y in linear_maps(data):
        g = drawn(*y.shape)
        assert inner(y, g) == pytest.approx(inner(x, back(y, g, x)[0]), abs=1e-9)


def test_the_twin_of_the_twin_of_a_rule_is_the_rule():
    rules = [rule for rule in LinearMap.__subclasses__() if "BackwardBackward" not in rule.__name__]
    assert len(rules) > 15 and all(rule.twin.twin is rule for rule in rules)


@few
@given(st.integers(1, 6), st.integers(0, 5), st.integers(0, 5))
def test_pad_is_numpys_pad(n, before, after):
    x = drawn(2, 3, n)
    modes = [("replicate", "edge")]
    if max(before, after) < n:
        modes.append(("reflect", "reflect"))
    if max(before, after) <= n:
        modes.append(("circular", "wrap"))
    for ours, numpys in modes:
        expected = np.pad(x.detach().numpy(), ((0, 0), (0, 0), (before, after)), mode=numpys)
        np.testing.assert_array_equal(F.pad(x, (before, after), ours).detach().numpy(), expected)


@few
@given(st.integers(1, 9), st.integers(1, 9))
def test_adaptive_windows_are_pytorchs(n, m):
    x = drawn(1, 1, n)
    a = x.detach().numpy()[0, 0]
    parts = [a[math.floor(i * n / m) : math.ceil((i + 1) * n / m)] for i in range(m)]
    np.testing.assert_allclose(F.adaptive_avg_pool1d(x, m)[0, 0].detach().numpy(), [part.mean() for part in parts])
    np.testing.assert_array_equal(F.adaptive_max_pool1d(x, m)[0, 0].detach().numpy(), [part.max() for part in parts])


def test_fold_adds_what_unfold_took_apart():
    x = drawn(2, 3, 5, 4)
    counted = F.fold(F.unfold(torch.ones(2, 3, 5, 4).double(), 2), (5, 4), 2)
    assert torch.allclose(F.fold(F.unfold(x, 2), (5, 4), 2), x * counted)
    y = drawn(1, 8, 2, 3)
    assert torch.equal(F.pixel_unshuffle(F.pixel_shuffle(y, 2), 2), y)


# --- what is normalized, looked at and looked up ----------------------------------------------------------------------


@few
@given(small, small, st.integers(2, 5))
def test_normalized_rows_have_mean_0_and_variance_1(n, c, size):
    x = drawn(n, 2 * c, size)
    for y in (F.layer_norm(x, (size,), eps=0.0), F.instance_norm(x, eps=1e-15)):
        np.testing.assert_allclose(y.mean(-1).detach().numpy(), 0, atol=1e-9)
        np.testing.assert_allclose(y.var(-1, unbiased=False).detach().numpy(), 1, atol=1e-9)
    groups = F.group_norm(x, c, eps=0.0).reshape(n, c, -1)
    np.testing.assert_allclose(groups.var(-1, unbiased=False).detach().numpy(), 1, atol=1e-9)
    np.testing.assert_allclose(F.rms_norm(x, (size,), eps=0.0).square().mean(-1).detach().numpy(), 1, atol=1e-9)


@few
@given(small, small, st.integers(1, 4), st.integers(1, 4), st.booleans())
def test_attention_in_one_is_attention_step_by_step(n, heads, length, places, causal):
    q, k, v = drawn(n, heads, length, 3), drawn(n, heads, places, 3), drawn(n, heads, places, 3)
    mask = torch.ones(length, places).tril() > 0 if causal else None
    one = F.scaled_dot_product_attention(q, k, v, is_causal=causal)
    scores = q @ k.transpose(2, 3) / math.sqrt(3)
    weights = torch.softmax(scores if mask is None else scores.masked_fill(~mask, -math.inf), -1)
    steps = weights @ v
    g = drawn(*one.shape)
    for a, b in zip((one, *back(one, g, q, k, v)), (steps, *back(steps, g, q, k, v)), strict=True):
        np.testing.assert_allclose(a.detach().numpy(), b.detach().numpy(), atol=1e-12)


def test_a_query_that_may_look_nowhere_gets_zeros_and_no_gradient():
    q = drawn(1, 1, 2, 3)
    y = F.scaled_dot_product_attention(q, q, q, torch.tensor([[False, False], [True, True]]))
    assert y[0, 0, 0].tolist() == [0, 0, 0]
    assert not torch.isnan(back(y, torch.ones_like(y), q)[0]).any()


@few
@given(st.lists(st.integers(0, 4), max_size=12))
def test_a_row_of_a_table_gets_the_gradients_of_all_its_copies(indices):
    table, where = drawn(5, 3), torch.tensor(indices, dtype=torch.int64)
    g = drawn(len(indices), 3)
    expected = np.zeros((5, 3))
    np.add.at(expected, indices, g.detach().numpy())
    np.testing.assert_allclose(back(F.embedding(where, table), g, table)[0].numpy(), expected, atol=1e-12)


def test_long_rows_are_shortened_in_the_table_itself():
    table = torch.tensor([[3.0, 4.0], [30.0, 40.0], [0.3, 0.4]])
    F.embedding(torch.tensor([0, 2]), table, max_norm=1.0)
    assert torch.allclose(table, torch.tensor([[0.6, 0.8], [30.0, 40.0], [0.3, 0.4]]))


def test_alpha_dropout_keeps_mean_and_variance():
    torch.manual_seed(0)
    y = F.alpha_dropout(torch.randn(200000), 0.3, training=True)
    assert abs(y.mean().item()) < 0.02 and abs(y.std().item() - 1) < 0.02
