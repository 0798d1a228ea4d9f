"""Shapes and memory: chains of views, joining and taking apart, sharing with NumPy, and in-place writing."""

import copy

import numpy as np
import pytest
import strategies as draw
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import agree, close, make, numbers, outcome, play

import autograd_lib as lib

# --- chains of views --------------------------------------------------------------------------------------------------


def with_chain(among=draw.VIEWS, longest=4, shape=draw.shapes):
    return shape.flatmap(lambda s: st.tuples(st.just(s), draw.chains(s, among, longest)))


def layout_of(x):
    """What can be said of how a tensor lies in memory (a dimension of length 1 and an empty tensor have no strides)."""
    steps = [step for n, step in zip(x.shape, x.stride(), strict=True) if n > 1] if x.numel() else None
    return [tuple(x.shape), steps, x.is_contiguous(), x.storage_offset() if x.numel() else None, x.numel()]


@given(with_chain(among=tuple(draw.ON_ARRAYS)))
def test_a_chain_of_steps_gives_numpys_numbers(drawn):
    shape, steps = drawn
    a = np.arange(int(np.prod(shape))).reshape(shape)
    mine = agree(lambda t: play(make(t, a), steps), exact=True)
    if mine[0] == "value":
        close(mine[1][2], play(a, steps))
    else:  # only `view` refuses, where the elements do not lie in order
        assert "view size is not compatible" in mine[2]


@given(with_chain(among=(*draw.VIEWS, "reshape", "contiguous", "flatten", "view")))
def test_strides_offset_and_contiguity_are_pytorchs(drawn):
    shape, steps = drawn
    a = np.arange(int(np.prod(shape)), dtype="float32").reshape(shape)
    agree(lambda t: layout_of(play(make(t, a), steps)))
    agree(lambda t: (x := make(t, a), play(x, steps).data_ptr() == x.data_ptr())[1] if play(a, steps).size else None)


@given(with_chain(among=draw.VIEWS), st.data())
def test_view_refuses_exactly_the_layouts_that_pytorch_refuses(drawn, data):
    shape, steps = drawn
    a = np.arange(int(np.prod(shape)), dtype="float32").reshape(shape)
    goal = data.draw(draw.same_size(play(a, steps).shape))
    mine = agree(lambda t: play(make(t, a), steps).view(goal), exact=True)
    x = make(lib, a)
    y = play(x, steps)
    close(y.reshape(goal).numpy(), play(a, steps).reshape(goal))
    if mine[0] == "value" and a.size:
        assert np.shares_memory(y.view(goal).numpy(), x.numpy()) or not y.numel()
        assert y.reshape(goal).data_ptr() == y.data_ptr()
    elif mine[0] == "error":
        assert mine[1] == "RuntimeError" and not np.shares_memory(y.reshape(goal).numpy(), x.numpy())


@given(
    with_chain(among=(*draw.VIEWS, "reshape", "contiguous", "flatten", "flip", "clone"), shape=draw.full_shapes),
    st.integers(0, 2),
)
def test_what_is_written_through_a_view_shows_in_its_base_and_the_reverse(drawn, way):
    shape, steps = drawn
    a = np.arange(int(np.prod(shape)), dtype="float64").reshape(shape)

    def run(t):
        x = make(t, a)
        y = play(x, steps)
        if any(name == "expand" for name, _ in steps) and way == 0:
            return None  # a write to one place through many elements is refused
        before = x._version
        if way == 0:
            y.mul_(-1).sub_(1)
        elif way == 1:
            x.add_(100)
        else:
            x.zero_()
        return x, y, x._version - before, y._version - before

    agree(run, exact=True)


@given(with_chain(among=draw.VIEWS, shape=draw.full_shapes), draw.seeds)
def test_the_gradient_of_a_chain_of_views_goes_back_to_the_elements(drawn, seed):
    shape, steps = drawn
    a = np.arange(int(np.prod(shape)), dtype="float64").reshape(shape)
    expected_at = play(a, steps)
    weight = numbers(expected_at.shape, "float64", seed)

    def run(t):
        x = make(t, a, True)
        y = play(x, [each for each in steps if each[0] != "detach"])
        (y * make(t, weight)).sum().backward()
        return x.grad

    mine = agree(run)
    expected = np.zeros(a.size)
    np.add.at(expected, expected_at.astype(int).reshape(-1), weight.reshape(-1))
    close(mine[1][2], expected.reshape(shape))


@given(with_chain(among=draw.VIEWS, shape=draw.full_shapes, longest=3), draw.seeds, st.booleans())
def test_an_in_place_change_through_a_view_is_differentiated_or_refused(drawn, seed, second):
    shape, steps = drawn
    assume(not any(name in ("expand", "detach") for name, _ in steps))
    a = numbers(shape, "float64", seed) + 3

    def run(t):
        leaf = make(t, a, True)
        x = leaf * 2
        other = x.view(-1)
        y = play(x, steps)
        y.mul_(make(t, np.asarray(3.0)))
        if second:
            y.mul_(y * 0.5 + other.sum())
        (x * x).sum().backward()
        return [leaf.grad, other, x, str(x.grad_fn.name()), y]

    mine = draw.agree_on_type(run)
    if mine[0] == "value" and not second:
        hit = np.zeros(a.size, bool)
        hit[play(np.arange(a.size).reshape(shape), steps).reshape(-1)] = True
        factor = np.where(hit.reshape(shape), 6.0, 2.0)
        close(mine[1][0][2], 2 * factor**2 * a)


# --- joining and taking apart -----------------------------------------------------------------------------------------


@given(draw.shapes.filter(len), st.data(), st.lists(draw.dtypes, min_size=1, max_size=4), draw.seeds)
def test_cat_joins_what_split_takes_apart(shape, data, kinds, seed):
    dim = data.draw(st.integers(-len(shape), len(shape) - 1))
    sizes = [data.draw(st.integers(0, 3)) for _ in kinds]
    arrays = []
    for i, (n, dtype) in enumerate(zip(sizes, kinds, strict=True)):
        part = list(shape)
        part[dim] = n
        arrays.append(numbers(tuple(part), dtype, seed + i))

    def run(t):
        parts = [make(t, each, each.dtype.kind == "f") for each in arrays]
        whole = t.cat(parts, dim)
        if whole.requires_grad:
            (whole * whole).sum().backward()
        return whole, whole.detach().split(sizes, dim), [each.grad for each in parts]

    mine = agree(run)
    assert mine[0] == "value"
    for (_, _, found), given_ in zip(mine[1][1], arrays, strict=True):
        close(found, given_.astype(found.dtype))
    if len(set(kinds)) == 1:
        close(mine[1][0][2], np.concatenate(arrays, dim))


@given(draw.shapes, st.data(), st.integers(1, 3), draw.dtypes, draw.seeds)
def test_stack_is_undone_by_unbind(shape, data, count, dtype, seed):
    dim = data.draw(st.integers(-len(shape) - 1, len(shape)))
    arrays = [numbers(shape, dtype, seed + i) for i in range(count)]
    mine = agree(lambda t: [s := t.stack([make(t, each) for each in arrays], dim), s.unbind(dim)], exact=True)
    close(mine[1][0][2], np.stack(arrays, dim))
    for (_, _, found), given_ in zip(mine[1][1], arrays, strict=True):
        close(found, given_)


@given(draw.shapes.filter(len), st.data(), st.integers(1, 5))
def test_parts_of_equal_size_put_together_again(shape, data, n):
    dim = data.draw(st.integers(-len(shape), len(shape) - 1))
    a = np.arange(float(np.prod(shape))).reshape(shape)
    for way in ("split", "chunk"):

        def run(t, way=way):
            x = make(t, a, True)
            parts = getattr(x, way)(n, dim)
            (parts[-1] * 3).sum().backward()
            return parts, t.cat(parts, dim), x.grad

        mine = agree(run, exact=True)
        close(mine[1][1][2], a)


@given(draw.shapes, st.data(), draw.seeds)
def test_moving_and_repeating_dimensions_is_numpys(shape, data, seed):
    a = numbers(shape, "float32", seed)
    order = tuple(data.draw(st.permutations(range(len(shape)))))
    times = tuple(data.draw(st.integers(0, 2)) for _ in range(len(shape) + data.draw(st.integers(0, 1))))
    goal = data.draw(draw.same_size(shape))

    def run(t):
        x = make(t, a, True)
        results = [
            x.permute(order),
            x.repeat(times) if times else x,
            x.reshape(goal),
            x.flip(tuple(range(len(shape)))),
            x.ravel(),
        ]
        sum((each * each).sum() for each in results).backward()
        return [*results, x.grad]

    mine = agree(run)
    found = [each[2] for each in mine[1]]
    close(found[0], a.transpose(order))
    close(found[1], np.tile(a, times) if times else a)
    close(found[2], a.reshape(goal))
    close(found[3], np.flip(a))
    close(found[4], a.ravel())


@given(
    st.lists(st.sampled_from([0, 1, 2, 3]), max_size=4).map(tuple),
    st.lists(st.sampled_from([0, 1, 2, 3]), max_size=4).map(tuple),
    draw.floats,
    draw.seeds,
)
def test_matmul_of_any_ranks_is_numpys_or_refused_as_in_pytorch(left, right, dtype, seed):
    if left and right and seed % 4:  # mostly shapes that fit
        right = (*right[:-2], left[-1], *right[-1:]) if len(right) > 1 else (left[-1],)
    a, b = numbers(left, dtype, seed), numbers(right, dtype, seed + 1)

    def run(t):
        x, y = make(t, a, True), make(t, b, True)
        z = x @ y
        weight = t.arange(1.0, z.numel() + 1, dtype=z.dtype).reshape(z.shape)
        (z * weight).sum().backward()
        return z, x.grad, y.grad

    mine = draw.agree_on_type(run)
    try:
        expected = np.matmul(a, b)
    except ValueError:
        assert mine[1] == "RuntimeError"
    else:
        assert mine[0] == "value"
        close(mine[1][0][2], expected)


# --- NumPy ------------------------------------------------------------------------------------------------------------


@given(
    with_chain(among=("transpose", "permute", "narrow", "__getitem__", "select", "unsqueeze", "expand")),
    draw.dtypes,
    draw.seeds,
)
@pytest.mark.filterwarnings("ignore:The given NumPy array is not writable")
def test_numpy_and_tensor_share_one_memory_both_ways(drawn, dtype, seed):
    shape, steps = drawn
    a = numbers(shape, dtype, seed)
    part = play(a, steps)
    x = lib.from_numpy(part)
    assert x.dtype == lib.tensor(part).dtype and x.shape == part.shape
    assert x.numpy().dtype == part.dtype and x.data_ptr() == part.__array_interface__["data"][0]
    close(x.numpy(), part, exact=True)
    if part.size:
        a[...] = 1 - a.astype(bool) if dtype == "bool" else a + 1
        close(x.numpy(), part, exact=True)
    y = make(lib, a)
    b = y.numpy()
    b[...] = 1
    assert y.tolist() == np.ones_like(a).tolist()
    y.zero_()
    assert not b.any()
    agree(lambda t: make(t, a).numpy().strides if a.size and 1 not in shape else None)


@given(draw.shapes, draw.dtypes, draw.dtypes, draw.seeds)
def test_conversion_there_and_back(shape, first, second, seed):
    a = numbers(shape, first, seed)
    if second == "uint8":
        a = np.abs(a) if first != "bool" else a

    def run(t):
        x = make(t, a)
        y = x.to(getattr(t, second))
        return [y, y.to(x.dtype), y is x, x.type(getattr(t, second)), y.tolist(), x.to(y).dtype is y.dtype]

    mine = agree(run, exact=True)
    with np.errstate(all="ignore"):
        close(mine[1][0][2], a.astype(second))
    assert mine[1][2] == (first == second)


@given(draw.shapes, draw.dtypes, draw.seeds)
def test_a_single_number_comes_out_as_pythons(shape, dtype, seed):
    a = numbers(shape, dtype, seed)
    for read in (
        lambda x: x.item(), lambda x: bool(x), lambda x: float(x), lambda x: int(x), lambda x: len(x), lambda x: complex(x),
        lambda x: list(range(9))[x], lambda x: f"{x:.3f}", lambda x: f"{x}", lambda x: format(x, ".2e"), lambda x: x.tolist(), lambda x: 2 in x,
        lambda x: [*x], lambda x: x.__index__(), lambda x: round(x),
        lambda x: type(x.item()).__name__, lambda x: sum(x), lambda x: abs(x), lambda x: divmod(x, 2),
    ):  # fmt: skip
        agree(lambda t, read=read: read(make(t, a)))


# --- in place and out= ------------------------------------------------------------------------------------------------


@given(draw.broadcastable(), st.sampled_from(["add_", "sub_", "mul_", "div_", "pow_", "remainder_", "copy_", "floor_divide_"]),
       draw.dtypes, draw.dtypes, draw.seeds)  # fmt: skip
def test_in_place_is_what_pytorch_does_and_a_refusal_changes_nothing(shapes, name, left, right, seed):
    assume(left != "bool" or name in ("add_", "mul_", "copy_"))
    a, b = numbers(shapes[0], left, seed), numbers(shapes[1], right, seed + 1)

    def run(t):
        x, y = make(t, a), make(t, b)
        before = x._version
        result = getattr(x, name)(y)
        return [x, result is x, x._version - before]

    try:
        fits = np.broadcast_shapes(*shapes) == shapes[0] and left == right != "bool"
    except ValueError:
        fits = False
    mine = agree(run) if fits else draw.agree_on_type(run)  # of two reasons to refuse, either may be named
    if mine[0] == "error":
        x = make(lib, a)
        with pytest.raises((RuntimeError, NotImplementedError)):
            getattr(x, name)(make(lib, b))
        close(x.numpy(), a, exact=True)
        assert x._version == 0


@given(
    draw.broadcastable(),
    st.sampled_from(["add_", "mul_", "div_", "pow_"]),
    draw.seeds,
    st.sampled_from(["float64", "int64"]),
)
def test_a_refused_in_place_operation_leaves_the_graph_as_it_was(shapes, name, seed, dtype):
    a, b = numbers(shapes[0], "float64", seed), numbers(shapes[1], dtype, seed + 1)
    leaf = make(lib, a, True)
    x = leaf * 2
    node, version = x.grad_fn, x._version
    if np.broadcast_shapes(*shapes) != shapes[0]:
        with pytest.raises(RuntimeError, match="doesn't match the broadcast shape"):
            getattr(x, name)(make(lib, b))
        assert x.grad_fn is node and x._version == version
        close(x.detach().numpy(), 2 * a)
        x.sum().backward()
        close(leaf.grad.numpy(), np.full_like(a, 2))
    with pytest.raises(RuntimeError, match="a leaf Variable that requires grad"):
        getattr(leaf, name)(1)
    close(leaf.detach().numpy(), a)
    assert leaf.is_leaf and leaf._version == 0


@given(draw.broadcastable(), draw.shapes, st.sampled_from(["add", "mul", "matmul", "maximum", "exp", "atan2"]),
       draw.dtypes, draw.dtypes, draw.seeds)  # fmt: skip
@pytest.mark.filterwarnings("ignore:An output with one or more elements was resized")
def test_out_receives_the_result_or_stays_as_it_was(shapes, given_shape, name, left, goal, seed):
    assume(name not in ("exp", "atan2") or goal != "float64" or left == goal)  # computed in float32, seen in float64
    assume(name != "matmul" or (left != "bool" and given_shape))
    a, b = numbers(shapes[0], left, seed), numbers(shapes[1], left, seed + 1)
    old = numbers(given_shape, goal, seed + 2)

    def run(t):
        out = make(t, old)
        args = (make(t, a),) if name == "exp" else (make(t, a), make(t, b))
        result = getattr(t, name)(*args, out=out)
        return [out, result is out]

    mine = draw.agree_on_type(run)
    if mine[0] == "error":
        out = make(lib, old)
        assert (
            outcome(
                lambda t: getattr(t, name)(*([make(t, a)] if name == "exp" else [make(t, a), make(t, b)]), out=out), lib
            )[0]
            == "error"
        )
        close(out.numpy(), old, exact=True)


@given(
    st.integers(2, 8),
    st.integers(0, 6),
    st.integers(0, 6),
    st.integers(1, 6),
    st.sampled_from(["add_", "copy_", "mul_", "sub_"]),
)
def test_an_operation_whose_operands_overlap_is_right_or_refused(n, start, other, length, name):
    assume(max(start, other) + length <= n)
    a = np.arange(float(n))

    def run(t):
        x = make(t, a)
        getattr(x[start : start + length], name)(x[other : other + length])
        return x

    mine = agree(run)
    if mine[0] == "error":
        assert (
            "Please clone() the tensor before performing the operation." in mine[2] and 0 < abs(start - other) < length
        )
        return
    left, right = a[start : start + length].copy(), a[other : other + length].copy()
    expected = a.copy()
    expected[start : start + length] = {
        "add_": left + right,
        "copy_": right,
        "mul_": left * right,
        "sub_": left - right,
    }[name]
    close(mine[1][2], expected)


# --- copies -----------------------------------------------------------------------------------------------------------


@given(
    with_chain(among=("transpose", "narrow", "select", "unsqueeze", "__getitem__")),
    draw.dtypes,
    st.booleans(),
    draw.seeds,
)
def test_deep_copies_and_pickles_are_equal_and_apart(drawn, dtype, requires_grad, seed):
    import pickle

    shape, steps = drawn
    a = numbers(shape, dtype, seed)
    x = play(make(lib, a), steps)
    if requires_grad and dtype in draw.FLOATS:
        x.requires_grad_()
        x.grad = lib.ones_like(x)
    for twin in (copy.deepcopy(x), pickle.loads(pickle.dumps(x))):
        assert twin is not x and type(twin) is lib.Tensor
        assert (twin.requires_grad, twin.is_leaf, twin.dtype) == (x.requires_grad, True, x.dtype)
        close(twin.detach().numpy(), x.detach().numpy(), exact=True)
        assert not np.shares_memory(twin.detach().numpy(), x.detach().numpy())
    assert copy.deepcopy([x, x])[0] is not copy.deepcopy(x)
    pair = copy.deepcopy([x, x])
    assert pair[0] is pair[1]
    shallow = copy.copy(x)
    assert shallow.shape == x.shape and shallow.requires_grad == x.requires_grad
