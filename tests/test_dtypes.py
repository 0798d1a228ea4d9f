"""Data types, promotion, limits and Size agree with PyTorch."""

import copy
import itertools
import pickle

import numpy as np
import pytest

import autograd_lib as torch
from autograd_lib import dtypes
from autograd_lib.size import Size, trusted_size

try:
    import torch as pytorch
except ImportError:
    pytorch = None
needs_pytorch = pytest.mark.skipif(pytorch is None, reason="PyTorch is not installed")

# Rows and columns in this order; each cell is what both are promoted to, as PyTorch 2.13 says.
NAMES = "float64 float32 float16 int64 int32 int16 int8 uint8 bool".split()  # noqa: SIM905
SHORT = {"d": "float64", "f": "float32", "h": "float16", "l": "int64", "i": "int32", "s": "int16", "b": "int8"}
SHORT |= {"u": "uint8", "?": "bool"}
PROMOTED = """
d d d d d d d d d
d f f f f f f f f
d f h h h h h h h
d f h l l l l l l
d f h l i i i i i
d f h l i s s s s
d f h l i s b s b
d f h l i s s u u
d f h l i s b u ?
"""


@pytest.fixture(autouse=True)
def default_dtype():
    yield
    for library in filter(None, (torch, pytorch)):
        library.set_default_dtype(library.float32)


def raised(call, *args):
    with pytest.raises(Exception) as caught:
        call(*args)
    return type(caught.value), str(caught.value).split("\n")[0]


# --- data types -------------------------------------------------------------------------------------------------------


def test_every_name_has_pytorch_repr_and_attributes():
    assert repr(torch.float32) == str(torch.float) == "torch.float32"
    assert (torch.double, torch.half) == (torch.float64, torch.float16)
    assert (torch.int, torch.long, torch.short) == (torch.int32, torch.int64, torch.int16)
    assert [d.itemsize for d in dtypes.ALL] == [2, 4, 8, 1, 2, 4, 8, 1, 1]
    assert [d.name for d in dtypes.ALL if d.is_floating_point] == ["float16", "float32", "float64"]
    assert [d.name for d in dtypes.ALL if not d.is_signed] == ["uint8", "bool"]
    assert torch.float16.to_real() is torch.float16


@needs_pytorch
def test_attributes_equal_pytorch():
    for name, ours in dtypes.EXPORTS.items():
        theirs = getattr(pytorch, name)
        assert repr(ours) == repr(theirs)
        for attribute in ("is_floating_point", "is_signed", "is_complex", "itemsize"):
            assert getattr(ours, attribute) == getattr(theirs, attribute)


def test_a_dtype_stays_the_same_object_through_copy_and_pickle():
    for d in dtypes.ALL:
        assert copy.copy(d) is copy.deepcopy(d) is pickle.loads(pickle.dumps(d)) is d
        assert dtypes.from_numpy_dtype(d.numpy) is d


def test_dtypes_are_constants():
    assert raised(dtypes.dtype, "x") == (TypeError, "cannot create 'torch.dtype' instances")
    with pytest.raises(AttributeError):
        torch.float32.name = "float64"
    with pytest.raises(AttributeError):
        torch.float32.anything = 1


@pytest.mark.parametrize("name", ["complex64", "bfloat16", "uint16", "cfloat", "qint8", "int4"])
def test_a_dtype_left_out_is_named_in_the_error(name):
    with pytest.raises(NotImplementedError, match=rf"torch\.{name} is left out"):
        getattr(torch, name)


@needs_pytorch
def test_every_dtype_name_of_pytorch_is_here_or_named_as_left_out():
    theirs = {name for name, value in vars(pytorch).items() if isinstance(value, pytorch.dtype)}
    assert theirs == set(dtypes.EXPORTS) | dtypes.LEFT_OUT


def test_python_types_stand_for_dtypes():
    assert dtypes.as_dtype(float) is torch.float64
    assert dtypes.as_dtype(int) is torch.int64
    assert dtypes.as_dtype(bool) is torch.bool
    with pytest.raises(NotImplementedError, match="complex128"):
        dtypes.as_dtype(complex)


@pytest.mark.parametrize("wrong, kind", [("float32", "str"), (np.float32, "type"), (3, "int"), ([], "list")])
def test_what_is_no_dtype_is_refused_as_in_pytorch(wrong, kind):
    message = f"zeros(): argument 'dtype' must be torch.dtype, not {kind}"
    assert raised(dtypes.as_dtype, wrong, "zeros") == (TypeError, message)
    if pytorch is not None:
        assert raised(lambda: pytorch.zeros(2, dtype=wrong)) == (TypeError, message)


def test_the_refusal_says_what_to_write():
    with pytest.raises(TypeError, match=r"\nWrite torch\.float32 instead of 'float32'"):
        dtypes.as_dtype("float32", "zeros")


@pytest.mark.parametrize("numpy_dtype", ["U3", "O", "M8[s]", ">f4"])
def test_arrays_that_no_tensor_can_hold_are_refused_as_in_pytorch(numpy_dtype):
    ours = raised(dtypes.from_numpy_dtype, np.dtype(numpy_dtype))
    assert ours[0] is (ValueError if numpy_dtype == ">f4" else TypeError)
    if pytorch is not None:
        assert ours == raised(pytorch.from_numpy, np.zeros(2, numpy_dtype))


@pytest.mark.parametrize("numpy_dtype", ["complex64", "complex128", "uint16", "uint32", "uint64"])
def test_arrays_that_only_pytorch_can_hold_are_named(numpy_dtype):
    with pytest.raises(NotImplementedError, match=numpy_dtype):
        dtypes.from_numpy_dtype(np.dtype(numpy_dtype))


# --- the default ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["float32", "float64", "float16"])
def test_the_default_dtype_may_be_any_float(name):
    torch.set_default_dtype(getattr(torch, name))
    assert torch.get_default_dtype().name == name
    assert torch.finfo().dtype == name
    assert torch.result_type(1, 2.0).name == name


@pytest.mark.parametrize("wrong", ["int32", "bool", "'float64'", "float", "3"])
def test_other_defaults_are_refused_and_change_nothing(wrong):
    def value(library):
        return getattr(library, wrong) if wrong in ("int32", "bool") else eval(wrong)

    ours = raised(torch.set_default_dtype, value(torch))
    assert ours[0] is TypeError
    assert ours[1].endswith("only floating-point types are supported as the default type")
    assert torch.get_default_dtype() is torch.float32
    if pytorch is not None:
        assert ours == raised(pytorch.set_default_dtype, value(pytorch))


# --- promotion --------------------------------------------------------------------------------------------------------


def test_promotion_of_two_dtypes_follows_the_table():
    table = [row.split() for row in PROMOTED.strip().splitlines()]
    for (i, a), (j, b) in itertools.product(enumerate(NAMES), repeat=2):
        expected = SHORT[table[i][j]]
        promoted = torch.promote_types(getattr(torch, a), getattr(torch, b))
        assert promoted.name == expected, (a, b)
        assert dtypes.promote_numpy(np.dtype(a), np.dtype(b)) == np.dtype(expected)
        if pytorch is not None:
            assert repr(promoted) == repr(pytorch.promote_types(getattr(pytorch, a), getattr(pytorch, b)))


def test_can_cast_forbids_only_what_loses_the_kind():
    allowed = {
        (a, b) for a, b in itertools.product(NAMES, NAMES) if torch.can_cast(dtypes.EXPORTS[a], dtypes.EXPORTS[b])
    }
    kind = {name: np.dtype(name).kind.replace("u", "i") for name in NAMES}
    assert allowed == {
        (a, b) for a, b in itertools.product(NAMES, NAMES) if "bif".index(kind[a]) <= "bif".index(kind[b])
    }
    if pytorch is not None:
        for a, b in itertools.product(NAMES, NAMES):
            assert ((a, b) in allowed) == pytorch.can_cast(getattr(pytorch, a), getattr(pytorch, b))


def operands(library):
    """One of each: a dimensioned and a 0-dim tensor of every dtype, an empty one, and Python and NumPy scalars."""
    tensors = [library.ones(shape, dtype=getattr(library, name)) for name in NAMES for shape in ((2,), (), (0,))]
    return [*tensors, True, 2, 2.5, np.float32(1), np.float64(1), np.int8(1)]


def test_dimensions_outrank_zero_dimensions_outrank_scalars():
    long, whole = torch.ones(2, dtype=torch.int64), torch.tensor(1)
    assert torch.result_type(long, 2.5) is torch.float32
    assert torch.result_type(torch.ones(2, dtype=torch.float16), torch.tensor(1.0)) is torch.float16
    assert torch.result_type(long, torch.tensor(1.0, dtype=torch.float64)) is torch.float64
    assert torch.result_type(torch.ones(2, dtype=torch.uint8), 1000) is torch.uint8
    assert torch.result_type(torch.ones(2, dtype=torch.bool), 1) is torch.int64
    assert torch.result_type(whole, 2.5) is torch.float32
    assert torch.result_type(torch.ones(2, dtype=torch.int8), whole) is torch.int8
    assert torch.result_type(1, True) is torch.int64
    assert dtypes.result_numpy(np.ones(2, "int8"), np.ones((), "float64"), 1.0, np.ones(3, "int16")) == np.float64


@needs_pytorch
@pytest.mark.parametrize("default", ["float32", "float64", "float16"])
def test_result_type_equals_pytorch_for_every_pair(default):
    for library in (torch, pytorch):
        library.set_default_dtype(getattr(library, default))
    ours, theirs = operands(torch), operands(pytorch)
    for i, j in itertools.product(range(len(ours)), repeat=2):
        expected = repr(pytorch.result_type(theirs[i], theirs[j]))
        assert repr(torch.result_type(ours[i], ours[j])) == expected, (theirs[i], theirs[j])


@pytest.mark.parametrize(
    "call, message",
    [
        (
            "promote_types(torch.float32, 'x')",
            "promote_types(): argument 'type2' (position 2) must be torch.dtype, not str",
        ),
        ("promote_types(3, torch.int8)", "promote_types(): argument 'type1' (position 1) must be torch.dtype, not int"),
        ("can_cast(torch.float32, 3)", "can_cast(): argument 'to' (position 2) must be torch.dtype, not int"),
        ("can_cast([], torch.bool)", "can_cast(): argument 'from_' (position 1) must be torch.dtype, not list"),
        (
            "result_type('a', 1)",
            "result_type() received an invalid combination of arguments - got (str, int), but expected one of:",
        ),
        (
            "result_type(torch.tensor(1), np.ones(2))",
            "result_type() received an invalid combination of arguments - got (Tensor, numpy.ndarray), "
            "but expected one of:",
        ),
        ("finfo('x')", "finfo(): argument 'type' (position 1) must be torch.dtype, not str"),
        (
            "finfo(torch.int32)",
            "torch.finfo() requires a floating point input type. Use torch.iinfo to handle 'torch.finfo'",
        ),
        ("iinfo(torch.bool)", "torch.bool is not supported by torch.iinfo"),
        (
            "iinfo(torch.float32)",
            "torch.iinfo() requires an integer input type. Use torch.finfo to handle 'torch.iinfo'",
        ),
    ],
)
def test_misuse_gets_pytorch_message_and_a_line_of_help(call, message):
    with pytest.raises(TypeError) as caught:
        eval(f"torch.{call}", {"torch": torch, "np": np})
    first, *help_lines = str(caught.value).split("\n")
    assert first == message
    assert len(help_lines) == 1
    if pytorch is not None:
        assert raised(lambda: eval(f"torch.{call}", {"torch": pytorch, "np": np})) == (TypeError, message)


# --- limits -----------------------------------------------------------------------------------------------------------


def test_limits_print_as_in_pytorch():
    assert repr(torch.finfo(torch.float32)) == (
        "finfo(resolution=1e-06, min=-3.40282e+38, max=3.40282e+38, eps=1.19209e-07, "
        "smallest_normal=1.17549e-38, tiny=1.17549e-38, dtype=float32)"
    )
    assert repr(torch.iinfo(torch.int64)) == "iinfo(min=-9.22337e+18, max=9.22337e+18, dtype=int64)"
    assert torch.iinfo(torch.int64).max == 2**63 - 1
    assert torch.finfo(torch.float16).max == 65504.0
    assert torch.finfo(torch.float64) == torch.finfo(float) != torch.finfo()


@needs_pytorch
def test_limits_equal_pytorch():
    for name in NAMES[:-1]:
        kind, attributes = ("iinfo", ["bits", "dtype", "max", "min"])
        if "float" in name:
            kind, attributes = "finfo", [*attributes, "eps", "resolution", "smallest_normal", "tiny"]
        ours = getattr(torch, kind)(getattr(torch, name))
        theirs = getattr(pytorch, kind)(getattr(pytorch, name))
        assert repr(ours) == repr(theirs)
        for attribute in attributes:
            assert getattr(ours, attribute) == getattr(theirs, attribute)
            assert type(getattr(ours, attribute)) is type(getattr(theirs, attribute))


# --- Size -------------------------------------------------------------------------------------------------------------


SIZES = [
    ("S([2, 3])", "torch.Size([2, 3])"),
    ("S()", "torch.Size([])"),
    ("S([2, 3])[1:]", "torch.Size([3])"),
    ("S([2, 3])[-1]", "3"),
    ("S([2, 3]) + (1,)", "torch.Size([2, 3, 1])"),
    ("(1,) + S([2, 3])", "torch.Size([1, 2, 3])"),
    ("S([2]) * 2", "torch.Size([2, 2])"),
    ("2 * S([2])", "torch.Size([2, 2])"),
    ("S([2, 3]).numel()", "6"),
    ("S([]).numel()", "1"),
    ("S([True, 2])", "torch.Size([1, 2])"),
    ("S(n for n in (1, 2))", "torch.Size([1, 2])"),
    ("S([2, 3]) == (2, 3)", "True"),
    ("hash(S([2, 3])) == hash((2, 3))", "True"),
    ("str(S([2]))", "'torch.Size([2])'"),
    ("copy.deepcopy(S([2]))", "torch.Size([2])"),
    ("pickle.loads(pickle.dumps(S([2])))", "torch.Size([2])"),
    ("[*S([2, 3])]", "[2, 3]"),
]

SIZE_ERRORS = [
    ("S([2.0])", "torch.Size() takes an iterable of 'int' (item 0 is 'float')"),
    ("S([2, None])", "torch.Size() takes an iterable of 'int' (item 1 is 'NoneType')"),
    ("S([2]) + (1.5,)", "torch.Size() takes an iterable of 'int' (item 1 is 'float')"),
    ("('a',) + S([2])", "torch.Size() takes an iterable of 'int' (item 0 is 'str')"),
    ("S([2, 3]) + [1]", "can only concatenate tuple (not list) to torch.Size"),
    ("[1] + S([2, 3])", 'can only concatenate list (not "torch.Size") to list'),
    ("S([2]) + 1", "can only concatenate tuple (not int) to torch.Size"),
    ("S([2]) * 1.5", "can't multiply sequence by non-int of type 'float'"),
    ("S(3)", "'int' object is not iterable"),
    ("S(1, 2)", "tuple expected at most 1 argument, got 2"),
]


def sizes():
    return [Size] if pytorch is None else [Size, pytorch.Size]


@pytest.mark.parametrize("source, text", SIZES)
def test_size_is_a_tuple_that_stays_a_size(source, text):
    for size in sizes():
        assert repr(eval(source, {"S": size, "copy": copy, "pickle": pickle})) == text


@pytest.mark.parametrize("source, message", SIZE_ERRORS)
def test_size_refuses_as_in_pytorch(source, message):
    for size in sizes():
        assert raised(lambda size=size: eval(source, {"S": size})) == (TypeError, message)


def test_slices_and_sums_of_a_size_are_sizes():
    for size in (Size([2, 3])[:1], Size([2]) + (3,), (2,) + Size([3]), Size([2]) * 2, trusted_size((2, 3))):
        assert type(size) is Size


# --- Python ints of more than 64 bits ---------------------------------------------------------------------------------

BESIDE = [
    "x * n", "n * x", "x + n", "x - n", "n - x", "x / n", "x // n", "x % n", "x**n", "x == n", "x < n", "n > x",
    "x.clamp(max=n)", "x.mul_(n)", "x.fill_(n)", "x.masked_fill(x > 0, n)", "torch.where(x > 0, n, 1.0)",
    "torch.add(x, 1, alpha=n)", "torch.full((2,), n)", "torch.full_like(x, n)", "torch.arange(n, n)",
]  # fmt: skip


@pytest.mark.parametrize("source", BESIDE)
@pytest.mark.parametrize(
    ("n", "problem"),
    [(2**64, "int too big to convert"), (10**39, "int too big to convert"), (-(2**63) - 1, "can't convert negative int to unsigned")],
)
def test_an_int_beyond_64_bits_is_refused_beside_a_tensor(source: str, n: int, problem: str) -> None:
    """A factorial above 20! in a series, for instance: PyTorch refuses it too.  As a float it can be used."""
    modules = [torch] if pytorch is None else [torch, pytorch]
    for module in modules:
        with pytest.raises(OverflowError, match=f"^{problem}"):
            eval(source, {"torch": module, "x": module.ones(2), "n": n})
    x = torch.ones(2)
    with pytest.raises(OverflowError, match="write it as a float"):
        eval(source, {"torch": torch, "x": x, "n": n})
    assert x.tolist() == [1.0, 1.0]


@pytest.mark.parametrize("n", [2**63 - 1, 2**63, 2**64 - 1, -(2**63)])
@pytest.mark.parametrize("dtype", ["float32", "float64", "int64", "int32", "int8", "uint8"])
@pytest.mark.parametrize("source", ["x * n", "x + n", "n - x", "x == n", "x < n"])
def test_an_int_of_64_bits_is_taken_with_or_without_a_sign(source: str, dtype: str, n: int) -> None:
    found = eval(source, {"x": torch.ones(2, dtype=getattr(torch, dtype)), "n": n}).tolist()
    if pytorch is not None:
        assert found == eval(source, {"x": pytorch.ones(2, dtype=getattr(pytorch, dtype)), "n": n}).tolist()
    elif dtype == "int8":  # its last 8 bits count
        low = (n % 256 + 128) % 256 - 128
        wanted = eval(source, {"x": np.ones(2, np.int64), "n": low})
        assert found == wanted.astype(bool if wanted.dtype == bool else np.int8).tolist()
