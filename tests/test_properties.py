"""Element by element: broadcasting, dtypes and memory layouts never change what an operation means."""

import operator

import numpy as np
import pytest
import strategies as draw
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import agree, broadcastable, close, make, numbers, outcome

import autograd_lib as lib

# --- broadcasting and dtypes ------------------------------------------------------------------------------------------

OPERATORS = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "truediv": np.true_divide, "floordiv": np.floor_divide,
    "mod": np.remainder, "pow": np.power, "lt": np.less, "le": np.less_equal, "eq": np.equal, "ne": np.not_equal,
    "gt": np.greater, "ge": np.greater_equal, "and_": np.bitwise_and, "or_": np.bitwise_or, "xor": np.bitwise_xor,
}  # fmt: skip
FUNCTIONS = ("maximum", "minimum", "atan2", "hypot", "fmod", "logaddexp", "logical_and", "logical_xor", "xlogy")


def combine(name, library, a, b):
    return getattr(operator, name)(a, b) if name in OPERATORS else getattr(library, name)(a, b)


def mute(function, *arrays):
    """What NumPy says, without its warnings."""
    with np.errstate(all="ignore"):
        return function(*arrays)


@given(broadcastable(), st.sampled_from([*OPERATORS, *FUNCTIONS]), draw.dtypes, draw.dtypes, draw.seeds, st.booleans())
def test_two_tensors_of_any_shapes_and_dtypes_combine_as_in_pytorch(shapes, name, left, right, seed, special):
    a, b = numbers(shapes[0], left, seed, special), numbers(shapes[1], right, seed + 1, special)
    mine = agree(lambda t: combine(name, t, make(t, a), make(t, b)))
    if mine[0] == "value" and left == right and name in OPERATORS and name != "pow":
        expected = np.asarray(mute(OPERATORS[name], a, b))
        _, shape, found = mine[1]
        assert shape == expected.shape
        if found.dtype == expected.dtype and name not in ("floordiv", "mod"):
            close(found, expected)


SCALARS = st.one_of(
    st.integers(-3, 9), st.sampled_from([0.5, -1.5, 2.0, 0.0, float("inf"), float("nan")]), st.booleans()
)  # fmt: skip


@given(draw.shapes, draw.dtypes, st.sampled_from([*OPERATORS]), SCALARS, draw.seeds, st.booleans())
def test_a_python_number_combines_as_in_pytorch(shape, dtype, name, scalar, seed, swapped):
    a = numbers(shape, dtype, seed)
    mine = agree(lambda t: combine(name, t, *((scalar, make(t, a)) if swapped else (make(t, a), scalar))))
    if mine[0] == "value" and dtype in draw.FLOATS and name in ("add", "sub", "mul"):
        pair = (float(scalar), a) if swapped else (a, float(scalar))
        close(mine[1][2], np.asarray(mute(OPERATORS[name], *pair), dtype))


@given(draw.shapes, draw.shapes, st.sampled_from(["add", "mul", "truediv", "lt", "maximum", "where", "atan2", "sub"]))
def test_shapes_that_do_not_go_together_are_refused_with_both_sizes(left, right, name):
    def run(t):
        a, b = t.ones(left), t.ones(right)
        if name == "where":
            return t.where(a > 0, a, b)
        return combine(name, t, a, b)

    try:
        shape = np.broadcast_shapes(left, right)
    except ValueError:
        mine = agree(run)
        assert mine[1] == "RuntimeError" and "The size of tensor a (" in mine[2]
    else:
        mine = agree(run)
        assert mine[0] == "value" and mine[1][1] == shape


@given(broadcastable(shape=draw.full_shapes), st.sampled_from(["add", "sub", "mul", "truediv", "maximum", "pow"]),
       draw.floats, draw.seeds)  # fmt: skip
def test_the_gradient_of_a_broadcast_tensor_is_the_sum_over_its_copies(shapes, name, dtype, seed):
    a, b = (np.abs(numbers(shape, dtype, seed + i)) + 0.5 for i, shape in enumerate(shapes))
    weight = numbers(np.broadcast_shapes(*shapes), dtype, seed + 2)

    def run(t):
        x, y = make(t, a, True), make(t, b, True)
        (combine(name, t, x, y) * make(t, weight)).sum().backward()
        return x.grad, y.grad

    mine = agree(run)
    # the same with explicit copies: the gradient of each copy, added up
    x, y = (make(lib, np.broadcast_to(each, weight.shape).copy(), True) for each in (a, b))
    (combine(name, lib, x, y) * make(lib, weight)).sum().backward()
    for found, copies, original in zip(mine[1], (x, y), (a, b), strict=True):
        lead = weight.ndim - original.ndim
        total = copies.grad.numpy().sum(axis=tuple(range(lead)))
        narrow = tuple(i for i in range(original.ndim) if original.shape[i] == 1)
        close(found[2], np.asarray(total.sum(axis=narrow, keepdims=True)).reshape(original.shape))


@given(broadcastable(3), draw.dtypes, draw.dtypes, draw.seeds)
def test_where_and_lerp_broadcast_three_ways(shapes, left, right, seed):
    condition = numbers(shapes[0], "bool", seed)
    a, b = numbers(shapes[1], left, seed + 1), numbers(shapes[2], right, seed + 2)
    mine = agree(lambda t: t.where(make(t, condition), make(t, a), make(t, b)))
    if left == right:
        close(mine[1][2], np.where(condition, a, b))
    c, d, e = (numbers(shape, "float32", seed + i) for i, shape in enumerate(shapes))
    agree(lambda t: t.lerp(make(t, c), make(t, d), make(t, e)))


@given(draw.shapes, draw.dtypes, draw.seeds, SCALARS, SCALARS)
def test_clamp_keeps_numbers_between_bounds_of_any_kind(shape, dtype, seed, low, high):
    a = numbers(shape, dtype, seed)
    assume(dtype != "bool")
    agree(lambda t: make(t, a).clamp(low, high))
    agree(lambda t: make(t, a).clamp(max=high))
    if dtype in draw.FLOATS:
        assume(low == low and high == high)
        found = outcome(lambda t: make(t, a).clamp(low, high), lib)[1][2]
        close(found, np.minimum(np.maximum(a, np.asarray(low, dtype)), np.asarray(high, dtype)))


# --- memory layouts ---------------------------------------------------------------------------------------------------

UNARY = (
    "exp", "sin", "abs", "neg", "tanh", "sigmoid", "relu", "sqrt", "square", "sign", "floor", "round", "trunc", "clone",
    "log1p", "erf", "reciprocal", "atan", "isnan", "sum", "mean", "max", "argmin", "prod", "var", "norm", "any", "all", "T",
    "ravel", "contiguous", "double", "int", "bool", "nonzero", "tolist", "numel", "count_nonzero", "abs_", "exp_", "zero_",
)  # fmt: skip
WITH_DIM = (
    "sum", "mean", "amax", "argmax", "cumsum", "logsumexp", "softmax", "log_softmax", "prod", "var", "std", "norm", "flip",
    "unbind", "unsqueeze", "squeeze", "max", "min", "any",
)  # fmt: skip


def call(x, name, *args):
    result = getattr(x, name)
    return result(*args) if callable(result) else result


@given(draw.full_shapes.flatmap(lambda s: st.tuples(st.just(s), draw.laid_out(s))), st.sampled_from(UNARY), draw.seeds)
@pytest.mark.filterwarnings("ignore:.*degrees of freedom")
@pytest.mark.filterwarnings("ignore:The use of `x.T`")
def test_where_the_elements_lie_changes_no_result(drawn, name, seed):
    shape, layout = drawn
    root = numbers(layout[0], "float32", seed)
    x, leaf = draw.strange(lib, root, layout)
    assert x.shape == shape
    if name.endswith("_"):
        x = x * 1
        y = lib.tensor(x.numpy().copy())
    else:
        y = lib.tensor(np.ascontiguousarray(x.numpy()).reshape(shape))
    mine, other = (outcome(lambda _, each=each: call(each, name), lib) for each in (x, y))
    draw.assert_same(mine, other)


@given(draw.full_shapes.flatmap(lambda s: st.tuples(st.just(s), draw.laid_out(s))), st.data(), draw.seeds)
@pytest.mark.filterwarnings("ignore:.*degrees of freedom")
def test_where_the_elements_lie_changes_no_result_along_a_dimension_and_no_gradient(drawn, data, seed):
    shape, layout = drawn
    assume(shape)
    dim = data.draw(st.integers(-len(shape), len(shape) - 1))
    name = data.draw(st.sampled_from(WITH_DIM))
    root = numbers(layout[0], "float64", seed)
    root = root + np.arange(root.size).reshape(root.shape) / 64  # no ties: a choice among copies is free
    x, leaf = draw.strange(lib, root, layout, True)
    y = lib.tensor(np.array(x.detach().numpy(), order="C"), requires_grad=True)
    x.retain_grad()
    results = []
    for each in (x, y):
        result = call(each, name, dim)
        first = result[0] if isinstance(result, tuple) else result
        if first.requires_grad:
            (first * first).sum().backward()
            each = each.grad
        results.append(draw.value_of((result, each)))
    draw.assert_same(*results)


@given(st.data(), draw.seeds, st.sampled_from(["matmul", "add", "mul", "where", "cat", "maximum", "eq"]))
def test_where_the_elements_lie_changes_no_result_of_two_operands(data, seed, name):
    rows, inner, columns = (data.draw(st.integers(1, 4)) for _ in range(3))
    shapes = ((rows, inner), (inner, columns)) if name == "matmul" else ((rows, inner), (rows, inner))
    strange, plain, gradients = [], [], []
    for i, shape in enumerate(shapes):
        layout = data.draw(draw.laid_out(shape))
        x, leaf = draw.strange(lib, numbers(layout[0], "float64", seed + i), layout, True)
        strange.append(x)
        x.retain_grad() if not x.is_leaf else None
        plain.append(lib.tensor(np.array(x.detach().numpy(), order="C"), requires_grad=True))
    for a, b in (strange, plain):
        if name == "where":
            result = lib.where(a > b, a, b)
        else:
            result = lib.cat([a, b]) if name == "cat" else getattr(lib, name)(a, b)
        if name != "eq":
            (result * result).sum().backward()
        gradients.append(draw.value_of((result, a.grad, b.grad)))
    draw.assert_same(*gradients)


def test_each_operand_of_a_quotient_becomes_a_float_by_itself() -> None:
    quotient = lib.tensor([4], dtype=lib.uint8) / lib.tensor(-1, dtype=lib.int8)
    assert quotient.tolist() == [-4.0]
