"""Reading and writing parts of a tensor by any mixture of indices."""

import numpy as np
import strategies as draw
from hypothesis import given
from hypothesis import strategies as st
from strategies import agree, close, make, numbers, outcome

import autograd_lib as lib


@st.composite
def indices(draw_: object, shape: tuple[int, ...], arrays: bool = True, beyond: bool = False) -> tuple:
    """An index for a tensor of this shape, as a tuple of parts in a neutral form: ("array", values, kind) for index arrays."""
    draw = draw_
    parts: list = []
    dim, ellipsis = 0, False
    wide = draw(st.sampled_from([(), (1,), (2,), (3,), (2, 1), (1, 3), (2, 3)]))  # the common shape of the index arrays
    while True:
        kinds = ["none"] + (["bool", "bool0"] if arrays and not beyond else [])
        if not ellipsis or dim == len(shape) or beyond:
            kinds += ["stop"]  # after an Ellipsis, the last dimensions are all named
        if not ellipsis:
            kinds += ["ellipsis"]
        if dim < len(shape):
            n = shape[dim]
            kinds += ["slice", "slice"] + (["int", "int", *(["int0"] if arrays else [])] if n or beyond else [])
            if arrays and (n or beyond):
                kinds += ["array", "array", "list", "array"]
            if arrays:
                kinds += ["mask"]
            if arrays and dim + 1 < len(shape):
                kinds += ["mask2"]
        kind = draw(st.sampled_from(kinds))
        if kind == "stop" or (len(parts) > 5 and dim == len(shape)):
            return tuple(parts)
        if kind == "none":
            parts.append(None)
        elif kind == "ellipsis":
            ellipsis = True
            parts.append(Ellipsis)
            dim += draw(st.integers(0, len(shape) - dim))
        elif kind == "bool":
            parts.append(draw(st.booleans()))
        elif kind == "bool0":
            parts.append(("array", np.asarray(draw(st.booleans())), "tensor"))
        elif kind == "slice":
            limit = st.one_of(st.none(), st.integers(-n - 1, n + 1))
            part = slice(draw(limit), draw(limit), draw(st.sampled_from([None, 1, 2, 3])))
            parts.append(
                slice(None) if beyond else part
            )  # where nothing is picked, PyTorch does not look at the indices
            dim += 1
        elif kind in ("int", "int0"):
            i = draw(st.integers(-n - 1, n) if beyond else st.integers(-n, n - 1))
            parts.append(i if kind == "int" else ("array", np.asarray(i), draw(st.sampled_from(["tensor", "numpy"]))))
            dim += 1
        elif kind in ("array", "list"):
            size = tuple(1 if draw(st.integers(0, 4)) == 0 else m for m in wide[draw(st.integers(0, len(wide))) :]) or (
                2,
            )
            if wide == () or size == (2,):
                size = (1,) if wide else (2,)
            number = st.integers(-n - 1, n) if beyond else st.integers(-n, n - 1)
            values = np.asarray([draw(number) for _ in range(int(np.prod(size)))], np.int64).reshape(size)
            form = "list" if kind == "list" else draw(st.sampled_from(["tensor", "numpy", "int32"]))
            parts.append(("array", values, form))
            dim += 1
        elif kind in ("mask", "mask2"):
            size = shape[dim : dim + (2 if kind == "mask2" else 1)]
            if beyond and draw(st.integers(0, 3)) == 0:
                size = (*size[:-1], size[-1] + 1)
            values = numbers(size, "bool", draw(st.integers(0, 99)))
            parts.append(("array", values, draw(st.sampled_from(["tensor", "numpy"])) if len(size) == 1 else "tensor"))
            dim += len(size)


def key_for(library, parts):
    """The index in a library's own types (None: plain NumPy)."""
    found = []
    for each in parts:
        if isinstance(each, tuple):
            _, values, form = each
            if form == "list":
                each = values.tolist()
            elif library is None or form == "numpy":
                each = values.copy()
            else:
                each = library.tensor(values.astype(np.int32) if form == "int32" else values)
        found.append(each)
    return tuple(found)


def only_basic(parts):
    return not any(isinstance(each, (tuple, bool)) for each in parts)


drawn = draw.shapes.flatmap(lambda shape: st.tuples(st.just(shape), indices(shape)))
without_arrays = draw.shapes.flatmap(lambda shape: st.tuples(st.just(shape), indices(shape, arrays=False)))
too_far = draw.full_shapes.flatmap(lambda shape: st.tuples(st.just(shape), indices(shape, beyond=True)))


@given(drawn, draw.dtypes)
def test_any_index_reads_what_pytorch_reads(drawn, dtype):
    shape, parts = drawn
    a = np.arange(int(np.prod(shape))).reshape(shape).astype(dtype)
    agree(lambda t: make(t, a)[key_for(t, parts)], exact=True)


@given(without_arrays)
def test_ints_slices_none_and_ellipsis_read_what_numpy_reads_and_share_memory(drawn):
    shape, parts = drawn
    a = np.arange(int(np.prod(shape))).reshape(shape)
    mine = outcome(lambda t: make(t, a)[parts], lib)
    try:
        expected = a[parts]
    except IndexError:
        assert mine[:2] == ("error", "IndexError")
        return
    close(mine[1][2], expected)
    x = lib.from_numpy(a)
    x[parts].fill_(-1)
    expected = np.arange(int(np.prod(shape))).reshape(shape)
    expected[parts] = -1
    close(x.numpy(), expected)


@given(draw.full_shapes, st.data(), draw.seeds)
def test_one_index_array_or_mask_reads_what_numpy_reads(shape, data, seed):
    """With index arrays next to each other the two libraries' rules are the same."""
    a = np.arange(int(np.prod(shape))).reshape(shape)
    if not shape:
        return
    count = data.draw(st.integers(1, len(shape)))
    size = data.draw(st.sampled_from([(1,), (2,), (2, 3)]))
    keys = tuple(np.random.default_rng(seed + i).integers(-shape[i], shape[i], size) for i in range(count))
    mask = numbers(shape[:count], "bool", seed)
    for key in (keys, (mask,), (*([slice(None)] * (len(shape) - 1)), keys[0] % shape[-1])):
        parts = tuple(("array", each, "tensor") if isinstance(each, np.ndarray) else each for each in key)
        close(make(lib, a)[key_for(lib, parts)].numpy(), a[key])
        x = make(lib, a)
        x[key_for(lib, parts)] = -5
        b = a.copy()
        b[key] = -5
        close(x.numpy(), b)


@given(drawn)
def test_the_gradient_of_what_was_read_goes_back_to_where_it_was_read(drawn):
    shape, parts = drawn
    a = np.arange(int(np.prod(shape)), dtype="float64").reshape(shape)

    def run(t):
        x = make(t, a, True)
        y = x[key_for(t, parts)]
        weight = t.arange(1.0, y.numel() + 1, dtype=t.float64).reshape(y.shape)
        (y * weight).sum().backward()
        return y, x.grad

    mine = agree(run, exact=True)
    if mine[0] == "value":  # each number says from where it was read: add the weights up there
        (_, _, y), (_, _, grad) = mine[1]
        expected = np.zeros(a.size)
        np.add.at(expected, y.astype(int).reshape(-1), np.arange(1.0, y.size + 1))
        close(grad, expected.reshape(shape), exact=True)


@given(too_far)
def test_an_index_out_of_range_is_the_same_error(drawn):
    shape, parts = drawn
    a = np.arange(int(np.prod(shape))).reshape(shape)
    mine = draw.agree_on_type(lambda t: make(t, a)[key_for(t, parts)])
    assert mine[0] == "value" or mine[1] in ("IndexError", "TypeError")


values = st.one_of(st.sampled_from([7, -2.5, True]), st.tuples(st.integers(0, 3), st.integers(0, 15)))


@given(drawn, st.sampled_from(["float64", "int64", "bool", "float32"]), values, st.booleans(), st.booleans())
def test_any_index_writes_what_pytorch_writes_and_gradients_follow(drawn, dtype, value, grad, into_grad):
    shape, parts = drawn
    a = np.arange(int(np.prod(shape))).reshape(shape).astype(dtype)
    differentiable = dtype in draw.FLOATS
    try:
        size = list(outcome(lambda t: make(t, a)[key_for(t, parts)], lib)[1][1])
    except (TypeError, IndexError):
        return

    def run(t):
        root = make(t, a, differentiable and into_grad)
        x = root * 1 if root.requires_grad else root.clone()
        v = value
        if isinstance(value, tuple):  # a tensor that is broadcast: the first dimensions missing, others of length 1
            lead, ones = value
            part = [1 if ones >> i & 1 else n for i, n in enumerate(size)][lead:]
            v = numbers(tuple(part), dtype, lead + ones)
            v = make(t, v, differentiable and grad)
        key = key_for(t, parts)
        twice = len({*range(int(np.prod(shape)))}) != 0 and repeats(parts, shape)
        if twice and isinstance(value, tuple):
            return None  # the same place written twice: which value wins is nobody's promise
        before = x._version
        x[key] = v
        if not x.requires_grad:
            return x, x._version - before
        (x * x).sum().backward()
        return x, root.grad, v.grad if isinstance(value, tuple) else None

    agree(run)


def repeats(parts, shape):
    """Does the index name a place more than once?"""
    a = np.arange(int(np.prod(shape)), dtype="float64").reshape(shape)
    read = outcome(lambda t: make(t, a)[key_for(t, parts)], lib)
    if read[0] == "error":
        return False
    found = read[1][2].reshape(-1)
    return len(set(found.tolist())) != found.size


@given(drawn)
def test_a_part_added_to_in_place_changes_exactly_that_part(drawn):
    shape, parts = drawn
    a = np.arange(int(np.prod(shape)), dtype="float64").reshape(shape)

    def run(t):
        x = make(t, a)
        x[key_for(t, parts)] += 100
        return x

    mine = agree(run, exact=True)
    if mine[0] == "value":
        picked = outcome(lambda t: make(t, a)[key_for(t, parts)], lib)[1][2]
        expected = a.copy().reshape(-1)
        expected[picked.astype(int).reshape(-1)] += 100
        close(mine[1][2], expected.reshape(shape), exact=True)


@given(draw.full_shapes, st.data(), draw.seeds)
def test_gather_index_select_take_and_masked_select_pick_the_same(shape, data, seed):
    a = np.arange(int(np.prod(shape)), dtype="float64").reshape(shape)
    dim = data.draw(st.integers(-len(shape), max(len(shape) - 1, 0)))
    n = shape[dim] if shape else 1
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, n, data.draw(st.integers(0, 4)) if shape else 1)
    size = tuple(data.draw(st.integers(0, m)) for m in shape)
    places = rng.integers(0, n, size)
    mask = numbers(shape, "bool", seed)
    flat = rng.integers(-a.size, a.size, (2, 3))

    def run(t):
        x = make(t, a, True)
        picked = [
            x.index_select(dim, make(t, rows)),
            x.gather(dim, make(t, places)),
            x.masked_select(make(t, mask)),
            t.take(x, make(t, flat)),
            x.masked_fill(make(t, mask), 2.5),
        ]
        sum((each * each).sum() for each in picked).backward()
        return [*picked, x.grad]

    mine = agree(run, exact=True)
    assert mine[0] == "value"
    found = [each[2] for each in mine[1]]
    if shape:
        close(found[0], a.take(rows, dim))
    close(found[2], a[mask].reshape(-1))
    close(found[3], a.reshape(-1)[flat])
    close(found[4], np.where(mask, 2.5, a))


@given(draw.shapes, draw.dtypes, draw.seeds, st.integers(-6, 6))
def test_iteration_length_and_single_items(shape, dtype, seed, i):
    a = numbers(shape, dtype, seed)

    def run(t):
        x = make(t, a)
        return [len(x), list(x), x[i], x.tolist(), [each.tolist() for each in x]]

    mine = agree(run, exact=True)
    if shape and mine[0] == "value":
        assert mine[1][0] == len(a) and mine[1][3] == a.tolist()


@given(st.integers(0, 2**31), st.booleans())
def test_the_gradients_of_many_rows_are_those_of_adding_one_after_the_other(seed: int, negative: bool) -> None:
    random = np.random.default_rng(seed)
    where = random.integers(-20 if negative else 0, 20, (40, 3))
    x = lib.zeros(20, 11, dtype=lib.float64, requires_grad=True)
    gradient = random.standard_normal((40, 3, 11))
    x[lib.from_numpy(where)].backward(lib.from_numpy(gradient))
    expected = np.zeros((20, 11))
    np.add.at(expected, where, gradient)
    assert np.allclose(x.grad.numpy(), expected, rtol=1e-12, atol=1e-12)


def test_beside_an_index_that_picks_nothing_nothing_is_out_of_range() -> None:
    x = lib.zeros(1, 3)
    assert x[lib.tensor([5]), lib.tensor([], dtype=lib.int64)].shape == (0,)
    assert x[lib.tensor([5]), lib.tensor([False] * 3)].shape == (0,)
