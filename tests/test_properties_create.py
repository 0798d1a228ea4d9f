"""Making tensors from any arguments, and what Python may do with tensors: quietly, in dicts and sets, in threads."""

import copy
import math
import pickle
import subprocess
import sys
import textwrap
import threading

import numpy as np
import pytest
import strategies as draw
from hypothesis import assume, given
from hypothesis import strategies as st
from strategies import agree, close, make, numbers

import autograd_lib as lib

# --- creation functions -----------------------------------------------------------------------------------------------

few = st.one_of(
    st.integers(-20, 20),
    st.sampled_from([0.1, 0.25, 0.5, -0.75, 1.5, 3.0, 1e-3, math.pi]),
    st.floats(-30, 30, width=16),
)
maybe_dtype = st.one_of(st.none(), st.sampled_from(["float32", "float64", "int64", "int32", "uint8", "float16"]))


def options(t, dtype):
    return {} if dtype is None else {"dtype": getattr(t, dtype)}


@given(few, few, few, maybe_dtype)
def test_arange_is_pytorchs_bit_for_bit(start, end, step, dtype):
    assume(step == 0 or abs((end - start) / step) < 500)
    if dtype in draw.INTEGERS:  # PyTorch cuts these off first
        start, end, step = int(start), int(end), int(step)
    if dtype == "uint8":
        start, end = abs(start), abs(end)
        assume(step > 0)
    exact = dtype != "float16"
    mine = agree(lambda t: t.arange(start, end, step, **options(t, dtype)), exact)
    if mine[0] == "value" and all(isinstance(each, int) for each in (start, end, step)) and dtype in (None, "int64"):
        assert mine[1][2].tolist() == list(range(start, end, step))
    agree(lambda t: t.arange(end, **options(t, dtype)), exact)


@given(few, few, st.integers(-1, 40), maybe_dtype)
def test_linspace_is_pytorchs_bit_for_bit(start, end, steps, dtype):
    if dtype == "uint8":
        start, end = abs(start), abs(end)
    mine = agree(lambda t: t.linspace(start, end, steps, **options(t, dtype)), exact=True)
    if mine[0] == "value" and dtype in (None, "float64"):
        np.testing.assert_allclose(mine[1][2], np.linspace(start, end, steps), rtol=1e-5, atol=1e-5)


@given(draw.shapes, few | st.booleans(), maybe_dtype, st.integers(-1, 5), st.one_of(st.none(), st.integers(-1, 5)))
def test_full_eye_zeros_ones_and_their_likes_are_pytorchs(shape, value, dtype, n, m):
    if dtype == "uint8":
        value = abs(value)
    mine = agree(lambda t: t.full(shape, value, **options(t, dtype)), exact=True)
    assert mine[1][1] == shape
    agree(lambda t: [getattr(t, name)(shape, **options(t, dtype)) for name in ("zeros", "ones")], exact=True)
    agree(lambda t: t.eye(n, **options(t, dtype)) if m is None else t.eye(n, m, **options(t, dtype)), exact=True)
    agree(
        lambda t: [t.zeros_like(t.full(shape, value), **options(t, dtype)), t.ones_like(t.full(shape, value))],
        exact=True,
    )
    if n >= 0 and m is not None and m >= 0:
        close(lib.eye(n, m).numpy(), np.eye(n, m, dtype="float32"))


leaves = st.one_of(
    st.integers(-5, 5), st.sampled_from([0.5, -1.25, math.nan, math.inf]), st.booleans(),
    st.tuples(st.sampled_from(["scalar", "tensor"]), st.sampled_from(["float64", "int64", "float32", "bool"])),
)  # fmt: skip


@st.composite
def nested(draw_, ragged):
    """Nested lists and tuples of numbers, NumPy scalars and small tensors; with `ragged`, some rows are too long."""
    shape = draw_(st.lists(st.integers(0, 3), max_size=3))
    leaf = draw_(st.sampled_from([leaves, st.integers(-5, 5), st.integers(0, 9) | st.booleans()]))

    def build(sizes):
        if not sizes:
            return draw_(leaf)
        n = sizes[0] + (draw_(st.integers(0, 7)) == 0 if ragged else 0)
        rows = [build(sizes[1:]) for _ in range(n)]
        if ragged and draw_(st.integers(0, 9)) == 0:
            return draw_(leaf)
        return tuple(rows) if draw_(st.integers(0, 4)) == 0 else rows

    return build(shape)


def data_for(library, data):
    """The drawn data with the library's own tensors in it."""
    if isinstance(data, list):
        return [data_for(library, each) for each in data]
    if isinstance(data, tuple) and data and isinstance(data[0], str):
        kind, dtype = data
        if kind == "tensor":
            return library.tensor(1, dtype=getattr(library, dtype))
        return np.dtype(dtype).type(1)
    return tuple(data_for(library, each) for each in data) if isinstance(data, tuple) else data


def plain(data):
    if isinstance(data, (list, tuple)) and not (data and isinstance(data[0], str)):
        return all(plain(each) for each in data)
    return not isinstance(data, tuple)


@given(nested(False), maybe_dtype)
@pytest.mark.filterwarnings("ignore:To copy construct")
def test_tensor_of_nested_data_is_pytorchs(data, dtype):
    text = str(data)
    assume("('scalar', 'bool')" not in text)  # PyTorch refuses NumPy's bools within lists
    assume(dtype not in ("int64", "int32", "uint8") or "('scalar', 'float" not in text)  # and its floats as integers
    assume(not (dtype in ("int64", "int32", "uint8") and ("nan" in text or "inf" in text or "-" in text)))
    mine = draw.agree_on_type(lambda t: t.tensor(data_for(t, data), **options(t, dtype)))
    if mine[0] == "value" and plain(data) and dtype == "float64":
        close(mine[1][2], np.asarray(data, "float64"))


@given(nested(True))
@pytest.mark.filterwarnings("ignore:To copy construct")
def test_ragged_data_is_refused_as_in_pytorch(data):
    mine = draw.agree_on_type(lambda t: t.tensor(data_for(t, data), dtype=t.float64))
    assert mine[0] == "value" or mine[1] in ("ValueError", "TypeError")


@given(draw.dtypes, draw.shapes, draw.seeds, maybe_dtype)
def test_arrays_become_tensors_with_or_without_a_copy(dtype, shape, seed, goal):
    a = numbers(shape, dtype, seed)
    if goal == "uint8" and dtype != "bool":
        a = np.asarray(np.abs(a))
    assume(shape or goal is None)  # PyTorch refuses some 0-dim arrays of another dtype
    agree(lambda t: [t.tensor(a, **options(t, goal)), t.as_tensor(a, **options(t, goal))], exact=True)
    same = goal is None or goal == dtype
    if a.size:
        assert np.shares_memory(lib.as_tensor(a, **options(lib, goal)).numpy(), a) == same
        assert not np.shares_memory(lib.tensor(a).numpy(), a)


# --- Python's protocols -----------------------------------------------------------------------------------------------


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=8), st.integers(-5, 5))
def test_tensors_sort_are_found_and_are_keys(values, wanted):
    def run(t):
        x = t.tensor(values)
        found = {each: i for i, each in enumerate(x)}  # each element is a tensor of its own, and a key by identity
        return [
            sorted(x), min(x), max(x), sum(x), wanted in x, len(found), len({*x, x}), x is x, [int(each) for each in reversed(x)],
            {x: 1}[x], [x] == [x], list(range(10))[x[0] % 10], any(x), all(x), x.tolist().index(values[0]),
        ]  # fmt: skip

    mine = agree(run, exact=True)
    assert [each[2] for each in mine[1][0]] == sorted(values) and mine[1][4] == (wanted in values)


def test_modules_and_parameters_survive_copying_and_pickling():
    model = lib.nn.Sequential(lib.nn.Linear(3, 4), lib.nn.BatchNorm1d(4), lib.nn.ReLU(), lib.nn.Linear(4, 2))
    tied = lib.nn.Linear(4, 4)
    tied.again = tied.weight
    x = lib.randn(5, 3)
    model(x).sum().backward()
    for twin in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        names = [name for name, _ in model.named_parameters()]
        assert [name for name, _ in twin.named_parameters()] == names
        for mine, theirs in zip(model.state_dict().values(), twin.state_dict().values(), strict=True):
            close(mine.numpy(), theirs.numpy(), exact=True)
            assert mine.data_ptr() != theirs.data_ptr()
        assert all(type(p) is lib.nn.Parameter and p.requires_grad and p.is_leaf for p in twin.parameters())
        before = model[0].weight.detach().clone()
        with lib.no_grad():
            twin[0].weight.add_(1)
        assert lib.equal(model[0].weight, before)
        twin.eval()
        assert model.training and not twin.training
        assert twin(x).shape == (5, 2)
    assert model[0].weight.grad is not None and copy.deepcopy(model)[0].weight.grad is None  # as in PyTorch
    twin = copy.deepcopy(tied)
    assert twin.again is twin.weight and twin.weight is not tied.weight
    shallow = copy.copy(model[0].weight)
    assert type(shallow) is lib.nn.Parameter


def test_what_was_computed_cannot_be_copied_deeply_and_says_so():
    y = lib.ones(2, requires_grad=True) * 2
    with pytest.raises(RuntimeError, match="Only Tensors created explicitly by the user"):
        copy.deepcopy(y)
    with pytest.raises(RuntimeError, match="Cowardly refusing to serialize non-leaf tensor"):
        pickle.dumps(y)


def test_a_deep_copy_keeps_attributes_and_the_gradient_and_shares_nothing():
    x = lib.ones(3, requires_grad=True)
    (x * x).sum().backward()
    x.tag = ["mine"]
    twin = copy.deepcopy(x)
    assert twin.tag == ["mine"] and twin.tag is not x.tag
    assert lib.equal(twin.grad, x.grad) and twin.grad is not x.grad
    (twin * 3).sum().backward()
    assert x.grad.tolist() == [2, 2, 2] and twin.grad.tolist() == [5, 5, 5]


@given(draw.shapes, draw.floats, draw.seeds)
def test_copy_copy_is_another_tensor_on_the_same_memory(shape, dtype, seed):
    a = numbers(shape, dtype, seed)

    def run(t):
        x = make(t, a)
        y = copy.copy(x)
        y += 1
        return [x, y, x is y, type(y) is type(x)]

    agree(run, exact=True)


def test_every_thread_has_its_own_grad_mode():
    seen = {}
    inside, go = threading.Event(), threading.Event()

    def other():
        inside.wait(10)
        seen["there"] = lib.is_grad_enabled()
        seen["recorded"] = (lib.ones(1, requires_grad=True) * 2).requires_grad
        with lib.no_grad():
            go.set()
            seen["off"] = lib.is_grad_enabled()

    thread = threading.Thread(target=other)
    with lib.no_grad():
        thread.start()
        inside.set()
        go.wait(10)
        thread.join()
        assert not lib.is_grad_enabled()
    assert seen == {"there": True, "recorded": True, "off": False}
    assert lib.is_grad_enabled()


def test_threads_that_compute_at_once_do_not_disturb_each_other():
    results, errors = {}, []

    def work(n):
        try:
            x = lib.full((4,), float(n), requires_grad=True)
            for _ in range(50):
                with lib.no_grad() if n % 2 else lib.enable_grad():
                    assert (x * x).requires_grad == (n % 2 == 0)
                (x * x).sum().backward()
            results[n] = x.grad.tolist()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors and results == {n: [100.0 * n] * 4 for n in range(6)}


# --- quiet ------------------------------------------------------------------------------------------------------------

EXPRESSIONS = """
    torch.exp(torch.tensor(1000.)); x / 0; x / torch.zeros(3); 0 / torch.zeros(2); torch.tensor(0.) / 0; 1 / torch.tensor(0.)
    torch.log(torch.zeros(2)); torch.log(torch.tensor(-1.)); (-x).sqrt(); big * big; big.half(); big + big; big.square()
    torch.tensor([127], dtype=torch.int8) + 1; torch.tensor([2**62]) * 4; torch.tensor(2**62) * 4; torch.tensor(2**63 - 1) + 1
    torch.tensor(200, dtype=torch.uint8) * 2; -torch.tensor([-128], dtype=torch.int8); torch.tensor([-128], dtype=torch.int8).abs()
    torch.tensor(float('nan')).int(); torch.tensor(float('inf')).long(); torch.tensor(1e30).int(); torch.tensor([1e30]).to(torch.uint8)
    torch.tensor(1e300, dtype=torch.float64).float(); torch.tensor(1e300); torch.tensor([1e300]); torch.full((2,), 1e300)
    torch.tensor([float('inf')]) - torch.tensor([float('inf')]); torch.tensor(float('inf')) * 0; torch.tensor(float('inf')) % 2
    torch.sigmoid(torch.tensor([-1000., 1000.])); torch.tanh(big); torch.softmax(big, 0); torch.log_softmax(big, 0)
    nn.functional.cross_entropy(torch.tensor([[1e38, -1e38]]), torch.tensor([1])); torch.tensor([1e38, 1e38]).sum()
    torch.tensor([1e38, 1e38]).mean(); torch.tensor([1e30, -1e30]).var(); torch.tensor([1e30, 1e30]).norm(); torch.tensor([1e30] * 3).prod()
    torch.zeros(0).mean(); torch.tensor([float('nan'), 1.]).max(); torch.tensor([1e38, 1e38]).cumsum(0); big ** big; big ** 10; x ** -1
    torch.zeros(2) ** -1.; torch.zeros(2) ** torch.tensor([-1., -2.]); (-x) ** 0.5; torch.asin(torch.tensor(2.)); torch.atanh(torch.tensor(1.))
    torch.tensor(2**62) ** 3; torch.tensor([3]) ** 50; big @ big; torch.log1p(torch.tensor(-1.)); torch.expm1(torch.tensor(1000.))
    torch.tensor(5) // torch.tensor(2.) ; x // 0; x % 0; torch.reciprocal(torch.zeros(1)); torch.rsqrt(torch.zeros(1)); torch.logsumexp(big, 0)
    torch.tensor([-2**63]) // -1; torch.tensor(-2**63).abs(); torch.div(torch.tensor([-2**63]), -1, rounding_mode='trunc')
    torch.arange(0, 1e300, 1e299); torch.linspace(-3e38, 3e38, 5); torch.finfo(torch.float32).max * torch.tensor(2.); big.exp().log().sigmoid()
    nn.functional.softplus(big); nn.functional.gelu(big); nn.functional.elu(-big); nn.functional.silu(-big); torch.erfinv(torch.ones(1))
    nn.functional.mse_loss(big, -big); nn.functional.binary_cross_entropy(torch.tensor([0., 1.]), torch.tensor([1., 0.])); torch.logit(torch.ones(1))
    str(big * big); repr(torch.tensor([float('nan'), 1e38, 1e-38])); f'{big.sum()}'; torch.lerp(big, -big, 2.); torch.hypot(big, big)
    big.clone().mul_(big); big.clone().exp_(); big.clone().add_(big, alpha=2); torch.atan2(big, big * 0); torch.fmod(x, 0.)
    torch.tensor([1e-45]) / 2; torch.tensor(1e-30) ** 2; torch.tensor([1e-200], dtype=torch.float64).float(); big.int(); torch.std(big)
"""


def test_overflow_and_invalid_operations_say_nothing():
    """In a new interpreter with Python's own filters, where what is shown once is shown always; forward and backward."""
    source = f"""
        import warnings
        import autograd_lib as torch
        from autograd_lib import nn

        warnings.simplefilter("always", append=True)  # behind the filters that are there
        failed = []
        warnings.showwarning = lambda message, category, filename, line, *rest: failed.append(
            (expression, grad, str(message), filename[-30:], line)
        )
        for expression in {[each.strip() for each in EXPRESSIONS.replace(chr(10), ";").split(";") if each.strip()]!r}:
            for grad in (False, True):
                x = torch.tensor([1.0, 2.0, 3.0], requires_grad=grad)
                big = torch.tensor([1e38, 3e38, -2e38], requires_grad=grad)
                y = eval(expression)
                y = getattr(y, "values", y) if isinstance(y, tuple) else y
                if isinstance(y, torch.Tensor) and y.requires_grad and "//" not in expression:
                    y.sum().backward()
        print(*failed, sep="\\n")
    """
    run = subprocess.run([sys.executable, "-c", textwrap.dedent(source)], capture_output=True, text=True, timeout=120)
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == "" and run.stderr == ""
