"""The same seed gives PyTorch's random numbers, bit for bit, and leaves the generator where PyTorch's would be."""

import copy
import json
from pathlib import Path

import numpy as np
import pytest
from goldens.make_random import KEY_END, MISUSES, SEQUENCES, TARGET, digest, first_line, pytorch_call, summary
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_lib import random
from autograd_lib._tensor import wrap
from autograd_lib.random import Generator

try:
    import torch as pytorch
except ImportError:
    pytorch = None
needs_pytorch = pytest.mark.skipif(pytorch is None, reason="PyTorch is not installed")
# Elsewhere PyTorch itself rounds uniform_ and normal_ differently in the last bit (first lines of random.py).
needs_avx2 = pytest.mark.skipif(
    pytorch is None or pytorch.backends.cpu.get_cpu_capability() not in ("AVX2", "AVX512"),
    reason="PyTorch is not installed, or the processor has no AVX2",
)

GOLDENS = json.loads(Path(TARGET).read_text(encoding="utf-8"))
FLOATS = ("float16", "float32", "float64")
INTEGERS = ("bool", "uint8", "int8", "int16", "int32", "int64")


def own_call(generator, method, arguments):
    """A call of the goldens on this library's generator."""
    given = dict(arguments)
    if method == "bernoulli" and isinstance(given["p"], list):
        given["p"] = np.array(given["p"], given.pop("dtype", "float32"))
    return getattr(generator, method)(**given)


def state_of(generator):
    return generator.get_state().numpy()


def same_bits(ours, theirs):
    assert (ours.dtype, ours.shape) == (theirs.dtype, theirs.shape)
    np.testing.assert_array_equal(ours.view(f"V{ours.itemsize}"), theirs.view(f"V{theirs.itemsize}"))


# --- without PyTorch: stored numbers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("golden", GOLDENS["sequences"], ids=lambda golden: str(golden["seed"]))
def test_a_seed_gives_pytorch_numbers_in_any_sequence_of_calls(golden):
    generator = Generator().manual_seed(golden["seed"])
    for call, expected in zip(golden["calls"], golden["made"], strict=True):
        made = summary(own_call(generator, *call))
        if call[0] in ("normal", "exponential") and expected["dtype"] == "float64":  # the C library's last bit
            np.testing.assert_array_max_ulp(np.array(made.pop("ends")), np.array(expected["ends"]), maxulp=2)
            expected = {name: expected[name] for name in ("dtype", "shape")}
            del made["hash"]
        assert made == expected
    assert digest(state_of(generator)[:KEY_END]) == golden["state"]


@pytest.mark.parametrize("golden", GOLDENS["misuses"], ids=lambda golden: golden["raised"][1][:40])
def test_misuse_raises_pytorch_error_with_a_line_of_help_and_draws_nothing(golden):
    generator = Generator().manual_seed(1)
    before = state_of(generator)
    with pytest.raises(Exception) as caught:
        own_call(generator, *golden["call"])
    assert first_line(caught.value) == golden["raised"]
    assert len(str(caught.value).split("\n")) == 2
    np.testing.assert_array_equal(state_of(generator), before)


def test_goldens_hold_every_listed_case():
    assert [[golden["seed"], golden["calls"]] for golden in GOLDENS["sequences"]] == json.loads(json.dumps(SEQUENCES))
    assert len(GOLDENS["misuses"]) == len(MISUSES)


# --- against an installed PyTorch -------------------------------------------------------------------------------------

counts = st.sampled_from([0, 1, 2, 3, 15, 16, 17, 31, 32, 100, 700])
shapes = st.one_of(counts.map(lambda n: [n]), st.lists(st.integers(0, 6), max_size=3))
numbers = st.floats(-100, 100, width=32)


@st.composite
def integer_ranges(draw):
    """Arguments of randint that fit their dtype."""
    dtype = draw(st.sampled_from([*INTEGERS, *FLOATS]))
    if dtype == "bool":
        smallest, largest = 0, 1
    elif dtype in FLOATS:
        largest = 2 ** (np.finfo(dtype).nmant + 1)
        smallest = -largest
    else:
        smallest, largest = int(np.iinfo(dtype).min), int(np.iinfo(dtype).max)
    low = draw(st.integers(smallest, largest))
    lengths = [length for length in (1, 2, 100, 2**28 - 1, 2**28, 2**40, 2**63) if low + length - 1 <= largest]
    high = min(low + draw(st.sampled_from(lengths)), 2**63 - 1) if low < 2**63 - 1 else None
    return "randint", {"low": low, "high": high, "shape": draw(shapes), "dtype": dtype}


def sampler(name, **arguments):
    return st.tuples(st.just(name), st.fixed_dictionaries(arguments))


uniforms = (
    st.tuples(numbers, numbers)
    .map(sorted)
    .flatmap(
        lambda ends: sampler(
            "uniform", shape=shapes, low=st.just(ends[0]), high=st.just(ends[1]), dtype=st.sampled_from(FLOATS)
        )
    )
)
calls = st.one_of(
    uniforms,
    sampler("uniform", shape=shapes, dtype=st.sampled_from(FLOATS)),
    sampler("normal", shape=shapes, dtype=st.sampled_from(FLOATS)),
    sampler(
        "normal", shape=shapes, mean=numbers, std=st.just(0.0) | st.floats(1e-6, 100), dtype=st.sampled_from(FLOATS)
    ),
    sampler("normal", shape=shapes, contiguous=st.just(False), dtype=st.sampled_from(FLOATS)),
    sampler("exponential", shape=shapes, rate=st.floats(0.01, 100), dtype=st.sampled_from(FLOATS)),
    integer_ranges(),
    sampler("random", shape=shapes, dtype=st.sampled_from([*INTEGERS, *FLOATS])),
    sampler("randperm", n=counts, dtype=st.sampled_from(["int64", "int32", "int16", "float32", "float64"])),
    sampler("bernoulli", p=st.floats(0, 1), shape=shapes, dtype=st.sampled_from([*INTEGERS, *FLOATS])),
    sampler("bernoulli", p=st.lists(st.floats(0, 1, width=16), max_size=40), dtype=st.sampled_from(FLOATS)),
)


@needs_avx2
@settings(max_examples=100)
@given(seed=st.integers(-(2**63), 2**64 - 1), sequence=st.lists(calls, min_size=1, max_size=6))
def test_any_sequence_of_calls_gives_pytorch_bits_and_state(seed, sequence):
    ours, theirs = Generator().manual_seed(seed), pytorch.Generator().manual_seed(seed)
    assert ours.initial_seed() == theirs.initial_seed()
    for call in sequence:
        same_bits(own_call(ours, *call), pytorch_call(pytorch, theirs, *call).contiguous().numpy())
        np.testing.assert_array_equal(state_of(ours), theirs.get_state().numpy())


@needs_avx2
@pytest.mark.parametrize("dtype", FLOATS)
def test_a_million_normal_numbers_have_pytorch_bits(dtype):
    ours, theirs = Generator().manual_seed(7), pytorch.Generator().manual_seed(7)
    call = ("normal", {"shape": [1_000_003], "mean": 0.1, "std": 0.7, "dtype": dtype})
    same_bits(own_call(ours, *call), pytorch_call(pytorch, theirs, *call).numpy())


@needs_pytorch
@pytest.mark.parametrize("drawn", [0, 1, 623, 624, 625, 2000])
@pytest.mark.parametrize("normals", [0, 1, 2])
def test_states_are_exchanged_with_pytorch_both_ways(drawn, normals):
    ours = Generator().manual_seed(drawn)
    ours.uniform((drawn,))
    ours.normal((normals,))
    theirs = pytorch.Generator()
    theirs.set_state(pytorch.from_numpy(state_of(ours)))
    np.testing.assert_array_equal(theirs.get_state().numpy(), state_of(ours))
    assert theirs.initial_seed() == drawn
    same_bits(ours.normal((3,)), pytorch.randn(3, generator=theirs).numpy())

    back = Generator()
    back.set_state(wrap(theirs.get_state().numpy()))
    same_bits(back.normal((4,)), pytorch.randn(4, generator=theirs).numpy())


@needs_pytorch
@settings(max_examples=60)
@given(axes=st.permutations(range(3)), step=st.integers(1, 2), sizes=st.tuples(*[st.integers(0, 5)] * 3))
def test_filling_in_place_follows_memory_as_pytorch_does(axes, step, sizes):
    theirs = pytorch.zeros(sizes).permute(axes)[..., ::step]
    ours = np.zeros(sizes, np.float32).transpose(axes)[..., ::step]
    generator = Generator().manual_seed(3)
    random.fill(ours, lambda shape: generator.normal(shape, contiguous=ours.flags.c_contiguous))
    random.fill(ours, lambda shape: ours.transpose(random.memory_order(ours)) + generator.uniform(shape))
    other = pytorch.Generator().manual_seed(3)
    theirs.normal_(generator=other)
    theirs += pytorch.empty_like(theirs).copy_(theirs).uniform_(generator=other)
    np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-6)


@needs_pytorch
def test_stored_misuses_are_still_pytorch_errors():
    for golden in GOLDENS["misuses"]:
        with pytest.raises(Exception) as caught:
            pytorch_call(pytorch, pytorch.Generator(), *golden["call"])
        assert first_line(caught.value) == golden["raised"]


# --- what a generator promises ----------------------------------------------------------------------------------------


def test_a_new_generator_starts_where_pytorch_starts():
    assert Generator().initial_seed() == 67280421310721
    same_bits(Generator().uniform((9,)), Generator("cpu").uniform((9,)))
    assert str(Generator().device) == "cpu"


def test_only_the_low_32_bits_of_a_seed_count_and_negative_seeds_wrap():
    for seed, initial, low in ((2**32 + 5, 2**32 + 5, 5), (-1, 2**64 - 1, 2**32 - 1), (-(2**63), 2**63, 0)):
        generator = Generator().manual_seed(seed)
        assert generator.initial_seed() == initial
        same_bits(generator.uniform((9,)), Generator().manual_seed(low).uniform((9,)))


def test_seed_cannot_be_foreseen():
    generator = Generator()
    seeds = {generator.seed() for _ in range(20)}
    assert len(seeds) == 20 and generator.initial_seed() in seeds


def test_a_kept_state_continues_exactly_even_between_two_normal_numbers():
    generator = Generator().manual_seed(3)
    generator.normal((5,))  # one is left over
    state, clone, copied = generator.get_state(), generator.clone_state(), copy.deepcopy(generator)
    expected = generator.normal((8,))
    generator.set_state(state)
    for other in (generator, clone, copied):
        same_bits(other.normal((8,)), expected)


def test_seeding_again_forgets_the_left_over_normal_number():
    generator = Generator().manual_seed(3)
    first = generator.normal((3,))
    same_bits(generator.manual_seed(3).normal((3,)), first)


@pytest.mark.parametrize(
    ("state", "error"),
    [
        (3, "TypeError: expected a torch.ByteTensor, but got int"),
        (wrap(np.zeros(5056, np.float32)), "TypeError: RNG state must be a torch.ByteTensor"),
        (
            wrap(np.zeros(10, np.uint8)),
            "RuntimeError: Expected a CPUGeneratorImplState of size 5056 but found the input RNG state size to be 10",
        ),
        (wrap(np.zeros(5056, np.uint8)), "RuntimeError: Invalid mt19937 state"),
    ],
)
def test_a_wrong_state_is_refused_and_changes_nothing(state, error):
    generator = Generator().manual_seed(4)
    with pytest.raises((TypeError, RuntimeError)) as caught:
        generator.set_state(state)
    assert ": ".join(first_line(caught.value)) == error
    same_bits(generator.uniform((5,)), Generator().manual_seed(4).uniform((5,)))


def test_a_generator_on_an_unknown_device_is_refused():
    with pytest.raises(RuntimeError, match="Expected one of cpu, cuda"):
        Generator("gpu")


def test_the_shared_generator_is_behind_the_module_functions():
    shared = random.default_generator
    assert random.manual_seed("5") is shared
    assert random.initial_seed() == 5 == shared.initial_seed()
    state = random.get_rng_state()
    first = shared.uniform((4,))
    random.set_rng_state(state)
    same_bits(shared.uniform((4,)), first)
    assert random.seed() == random.initial_seed() != 5


def test_fork_rng_gives_the_stream_back_even_after_an_error():
    shared = random.default_generator
    random.manual_seed(1)
    with random.fork_rng():
        inside = shared.normal((3,))
    same_bits(shared.normal((3,)), inside)
    random.manual_seed(1)
    with pytest.raises(KeyError), random.fork_rng(devices=[]):
        shared.uniform((3,))
        raise KeyError
    same_bits(shared.normal((3,)), inside)
    random.manual_seed(1)
    with random.fork_rng(enabled=False):
        shared.normal((3,))
    assert (shared.normal((3,)) != inside).all()
    with pytest.raises(NotImplementedError, match="devices"), random.fork_rng(devices=[0]):
        pass


# --- what samplers promise --------------------------------------------------------------------------------------------


@given(low=numbers, length=st.floats(0, 10, width=32), dtype=st.sampled_from(FLOATS))
def test_uniform_numbers_never_reach_the_upper_end(low, length, dtype):
    high = float(np.array(low + length, dtype))
    low = float(np.array(low, dtype))
    made = Generator().manual_seed(0).uniform((3000,), low, high, dtype)
    assert made.min() >= low and (made.max() < high or low == high)


def test_randperm_holds_every_number_once():
    for n in (0, 1, 2, 1000):
        assert sorted(Generator().manual_seed(n).randperm(n).tolist()) == list(range(n))


def test_longer_permutations_than_pytorch_shuffles_this_way_are_refused():
    with pytest.raises(NotImplementedError, match="214748364"):
        Generator().randperm(214748364)


def test_whole_numbers_that_a_float_cannot_tell_apart_are_refused():
    with pytest.raises(NotImplementedError, match="float32"):
        Generator().randint(0, 2**24 + 2, (3,), np.float32)


def test_bernoulli_compares_a_number_in_float64_and_an_array_in_its_own_precision():
    wide, narrow = Generator().manual_seed(6), Generator().manual_seed(6)
    same_bits(wide.bernoulli(0.3, (50,), bool), Generator().manual_seed(6).uniform((50,), dtype="float64") < 0.3)
    same_bits(narrow.bernoulli(np.full(50, 0.3, "f4"), dtype=bool), Generator().manual_seed(6).uniform((50,)) < 0.3)


def test_filling_a_transposed_array_goes_along_its_memory():
    array = np.zeros((2, 3), np.float32)
    random.fill(array.T, Generator().manual_seed(0).uniform)
    same_bits(array, Generator().manual_seed(0).uniform((2, 3)))
