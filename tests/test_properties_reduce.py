"""Reductions over any dimensions, with nan, infinity, ties and empty tensors: values, dtypes and gradients."""

import numpy as np
import pytest
import strategies as draw
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import agree, close, make, numbers, outcome

import autograd_lib as lib

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*degrees of freedom"),
    pytest.mark.filterwarnings("ignore:.* encountered in "),  # what NumPy says of its own answers
    pytest.mark.filterwarnings("ignore:Degrees of freedom"),
    pytest.mark.filterwarnings("ignore:Mean of empty slice"),
]

SEVERAL = ("sum", "mean", "amax", "amin", "any", "all", "var", "std", "logsumexp")  # these take several dimensions
ONE = ("prod", "max", "min", "argmax", "argmin", "cumsum")


@st.composite
def dims(draw_, shape, several):
    """Arguments: none at all, one dimension, or several of them; and keepdim."""
    count = len(shape)
    forms = ["one"] if count else []
    forms += ["none"] + (["several"] * 2 if several and count else [])
    form = draw_(st.sampled_from(forms))
    if form == "none":
        return (), False
    if form == "one":
        return (draw_(st.integers(-count, count - 1)),), draw_(st.booleans())
    order = draw_(st.permutations(range(count)))[: draw_(st.integers(1, count))]
    return (tuple(i - count if draw_(st.booleans()) else i for i in order),), draw_(st.booleans())


drawn = draw.shapes.flatmap(
    lambda shape: st.one_of(
        st.tuples(st.just(shape), st.sampled_from(SEVERAL), dims(shape, True)),
        st.tuples(st.just(shape), st.sampled_from(ONE), dims(shape, False)),
    )
)


def reduced(x, name, args, keepdim):
    if name in ("cumsum", "logsumexp") and not args:
        args = (0,) if name == "cumsum" else (tuple(range(x.ndim)),)
    options = {"keepdim": True} if keepdim and name != "cumsum" else {}
    return getattr(x, name)(*args, **options)


def with_numpy(a, name, args, keepdim):
    """NumPy's answer, where it has one."""
    axis = args[0] if args else None
    with np.errstate(all="ignore"):
        if name == "cumsum":
            return np.cumsum(a.reshape(a.shape or 1), 0 if axis is None else axis).reshape(a.shape)
        if name == "logsumexp":
            return np.log(np.exp(a).sum(axis=axis, keepdims=keepdim))
        options = {"ddof": 1} if name in ("var", "std") else {}
        function = {"amax": np.max, "amin": np.min}.get(name) or getattr(np, name)
        return function(a, axis=axis, keepdims=keepdim, **options)


@given(drawn, draw.dtypes, draw.seeds, st.booleans())
def test_any_reduction_over_any_dimensions_is_pytorchs(drawn, dtype, seed, special):
    shape, name, (args, keepdim) = drawn
    a = numbers(shape, dtype, seed, special)
    mine = agree(lambda t: reduced(make(t, a), name, args, keepdim))
    if mine[0] == "value" and dtype in draw.FLOATS:
        found = mine[1][0] if name in ("max", "min") and args else mine[1]
        expected = with_numpy(a, name, args, keepdim)
        if name == "logsumexp":
            assume(not special)
        np.testing.assert_allclose(found[2], expected, rtol=2e-5, atol=2e-6)
        assert found[2].shape == np.shape(expected)


@given(drawn, draw.floats, draw.seeds, st.booleans())
def test_the_gradient_of_any_reduction_is_pytorchs_ties_included(drawn, dtype, seed, special):
    shape, name, (args, keepdim) = drawn
    assume(name not in ("argmax", "argmin", "any", "all") and 0 not in shape)
    assume(not (special and name in ("prod", "var", "std")))
    a = numbers(shape, dtype, seed, special)

    def run(t):
        x = make(t, a, True)
        y = reduced(x, name, args, keepdim)
        y = y[0] if isinstance(y, tuple) else y
        weight = t.arange(1.0, y.numel() + 1, dtype=y.dtype).reshape(y.shape)
        (y * weight).sum().backward()
        return x.grad

    mine = agree(run)
    assert mine[0] == "value"
    if special or name in ("std", "var"):
        return
    grad = mine[1][2].astype("float64")
    if name in ("sum", "mean", "logsumexp"):  # what is added to all elements is added to the result (or n times)
        y = outcome(lambda t: reduced(make(t, a), name, args, keepdim), lib)[1][2]
        weight = np.arange(1.0, y.size + 1).sum()
        scale = a.size / max(y.size, 1) if name == "sum" else 1.0
        np.testing.assert_allclose(grad.sum(), weight * scale, rtol=1e-4)
    elif name in ("max", "min", "amax", "amin"):  # the whole gradient arrives, at the largest elements only
        assert np.isclose(grad.sum(), sum(range(1, count(a, args) + 1)), rtol=1e-4)


def count(a, args):
    """How many results a reduction of `a` has."""
    if not args:
        return 1
    axes = args[0] if isinstance(args[0], tuple) else (args[0],)
    return a.size // int(np.prod([a.shape[i] for i in axes]))


@given(
    draw.full_shapes,
    st.data(),
    draw.floats,
    draw.seeds,
    st.sampled_from([1, 2, 3, 0.5, float("inf"), float("-inf"), "fro"]),
)
def test_norms_of_every_order_are_pytorchs(shape, data, dtype, seed, order):
    args, keepdim = data.draw(dims(shape, True))
    assume(order != "fro" or not args or isinstance(args[0], int) or len(args[0]) < 3)
    a = numbers(shape, dtype, seed)
    if order == 0.5:
        a = np.abs(a) + np.asarray(0.25, dtype)

    def run(t):
        x = make(t, a, True)
        y = x.norm(order, *args, **({"keepdim": True} if keepdim else {}))
        (y * y).sum().backward()
        return y, x.grad

    mine = agree(run)
    if not args and order != "fro":
        close(mine[1][0][2], np.asarray(np.linalg.norm(a.reshape(-1).astype("float64"), order), dtype))


@given(draw.full_shapes.filter(len), st.data(), draw.seeds, st.booleans())
def test_the_product_of_the_others_is_right_where_there_are_zeros(shape, data, seed, whole):
    a = numbers(shape, "float64", seed)
    dim = data.draw(st.integers(-len(shape), len(shape) - 1))
    x = make(lib, a, True)
    (x.prod() if whole else x.prod(dim).sum()).backward()
    expected = np.zeros_like(a)
    for place in np.ndindex(*shape):
        others = a.copy()
        others[place] = 1
        expected[place] = others.prod() if whole else others.prod(dim)[tuple(np.delete(place, dim))]
    close(x.grad.numpy(), expected)


@given(draw.shapes, st.data(), draw.seeds, st.floats(-1e4, 1e4), st.booleans())
def test_softmax_does_not_overflow_and_sums_to_one(shape, data, seed, shift, special):
    assume(shape and 0 not in shape)
    dim = data.draw(st.integers(-len(shape), len(shape) - 1))
    a = numbers(shape, "float64", seed) * 8 + shift
    x = make(lib, a)
    p = x.softmax(dim)
    np.testing.assert_allclose(p.sum(dim).numpy(), 1, rtol=1e-9)
    np.testing.assert_allclose(p.log().numpy(), x.log_softmax(dim).numpy(), rtol=1e-6, atol=1e-6)
    agree(lambda t: [make(t, a).softmax(dim), make(t, a).log_softmax(dim), make(t, a).logsumexp(dim)])
    b = numbers(shape, "float32", seed, special)
    agree(lambda t: [make(t, b).softmax(dim), make(t, b).log_softmax(dim), make(t, b).logsumexp(dim)])


@given(draw.shapes, st.sampled_from([*SEVERAL, *ONE, "norm"]), draw.dtypes, st.integers(-6, 6))
def test_a_dimension_that_is_not_there_is_pytorchs_error(shape, name, dtype, dim):
    assume(name != "norm" and 0 not in shape and (dtype != "bool" or "arg" not in name))
    agree(lambda t: getattr(make(t, numbers(shape, dtype, 1)), name)(dim))
    draw.agree_on_type(lambda t: getattr(make(t, numbers(shape, dtype, 1)), name)((dim, dim)))


@given(draw.shapes, draw.dtypes, draw.dtypes, draw.seeds, st.sampled_from(["sum", "prod", "cumsum", "mean"]))
def test_a_reduction_computes_in_the_dtype_it_is_given(shape, dtype, goal, seed, name):
    assume((name, goal) not in (("cumsum", "bool"), ("prod", "float16")))  # float16 overflows, in any order
    a = numbers(shape, dtype, seed)
    if goal == "uint8" and dtype != "bool":
        a = np.abs(a)

    def run(t):
        return getattr(make(t, a), name)(*((0,) if name == "cumsum" else ()), dtype=getattr(t, goal))

    mine = draw.agree_on_type(run)
    if mine[0] == "value":
        assert mine[1][0] == f"torch.{goal}"
