"""A tensor prints exactly as PyTorch prints it."""

import importlib.util
import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

import autograd_lib as torch
from autograd_lib import _tensor_str

try:
    import torch as pytorch
except ImportError:
    pytorch = None
needs_pytorch = pytest.mark.skipif(pytorch is None, reason="PyTorch is not installed")

GOLDENS = Path(__file__).with_name("goldens")
CASES = json.loads((GOLDENS / "printing.json").read_text(encoding="utf-8"))["cases"]


def make_printing() -> Any:
    spec = importlib.util.spec_from_file_location("make_printing", GOLDENS / "make_printing.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


printed = make_printing().printed


@pytest.fixture(autouse=True)
def default_options():
    yield
    torch.set_printoptions(profile="default")
    if pytorch is not None:
        pytorch.set_printoptions(profile="default")


@pytest.mark.parametrize("case", CASES, ids=[str(number) for number in range(len(CASES))])
def test_prints_what_pytorch_printed(case):
    assert printed(torch, case) == case["printed"], (case["source"], case["options"])


@needs_pytorch
def test_goldens_are_what_pytorch_prints_today():
    cases = make_printing().cases()
    assert len(cases) == len(CASES) >= 150
    assert [printed(pytorch, case) for case in cases] == [case["printed"] for case in CASES]


@st.composite
def floats_of_any_magnitude(draw):
    dtype = draw(st.sampled_from(["float32", "float64", "float16"]))
    shape = draw(arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=6))
    width = {"float16": 16, "float32": 32, "float64": 64}[dtype]
    numbers = st.floats(width=width) | st.integers(-2000, 2000).map(float)
    return draw(arrays.arrays(dtype, shape, elements=numbers))


OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "precision": st.integers(0, 12),
        "threshold": st.integers(0, 50),
        "edgeitems": st.integers(0, 4),
        "linewidth": st.integers(1, 200),
        "sci_mode": st.sampled_from([None, True, False]),
        "profile": st.sampled_from(["default", "short", "full"]),
    },
)


@needs_pytorch
@settings(max_examples=300, deadline=None)
@given(floats_of_any_magnitude(), OPTIONS, st.booleans())
def test_any_floats_under_any_options_print_as_in_pytorch(array, options, requires_grad):
    texts = []
    for library in (torch, pytorch):
        library.set_printoptions(profile="default")
        library.set_printoptions(**options)
        texts.append(repr(library.from_numpy(array.copy()).requires_grad_(requires_grad)))
    assert texts[0] == texts[1]


@settings(max_examples=100, deadline=None)
@given(arrays.arrays("float32", (3, 4), elements=st.floats(-(2.0**99), 2.0**99, width=32)))
def test_columns_of_a_matrix_align_and_read_back_to_the_printed_precision(array):
    array = array + 0.0  # PyTorch, too, counts no room for the sign of -0.
    array[0, 0] = 0.25  # nor for the point of the zeros where there is nothing but zeros
    torch.set_printoptions(profile="default")
    rows = repr(torch.from_numpy(array)).replace("tensor([", "        ").split("\n")
    assert len({tuple(comma.start() for comma in re.finditer(", ", row)) for row in rows}) == 1
    read = np.array([[float(number) for number in re.findall(r"[^\s\[\],()]+", row)] for row in rows])
    exact = array.astype("float64")
    assert np.all(np.abs(read - exact) <= (5.01e-5 * np.abs(exact) if "e" in rows[0] else 5.01e-5))


def test_format_of_a_tensor_without_dimensions_is_that_of_its_number():
    assert f"{torch.tensor(1.5):.2f}" == "1.50"
    assert f"{torch.tensor(0.1)}" == "0.10000000149011612"
    assert f"{torch.tensor(3):5d}" == "    3"
    assert f"{torch.tensor(True)}" == "True"
    assert f"{torch.tensor(1.5, requires_grad=True)}" == "1.5"
    assert f"{torch.tensor([1.5])}" == "tensor([1.5000])"
    assert str(torch.tensor(1.5)) == "tensor(1.5000)"


def test_a_format_for_a_tensor_with_dimensions_is_refused_with_advice():
    message = r"^unsupported format string passed to Tensor.__format__\n.*shape \(2,\).*item\(\)"
    with pytest.raises(TypeError, match=message):
        f"{torch.tensor([1.5, 2.5]):.2f}"


def test_set_printoptions_keeps_what_is_not_given_but_sci_mode():
    torch.set_printoptions(precision=2, sci_mode=True)
    torch.set_printoptions(linewidth=40)
    expected = {"precision": 2, "threshold": 1000, "edgeitems": 3, "linewidth": 40, "sci_mode": None}
    assert _tensor_str.get_printoptions() == expected
    torch.set_printoptions(profile="full", edgeitems=5)
    expected = {"precision": 4, "threshold": math.inf, "edgeitems": 5, "linewidth": 80, "sci_mode": None}
    assert _tensor_str.get_printoptions() == expected


def test_an_unknown_profile_is_refused_and_changes_nothing():
    torch.set_printoptions(precision=2)
    before = _tensor_str.get_printoptions()
    with pytest.raises(ValueError, match="default, short, full"):
        torch.set_printoptions(profile="shrot", precision=7)
    assert _tensor_str.get_printoptions() == before


def test_printoptions_last_for_a_with_block_even_when_it_fails():
    with pytest.raises(KeyError), _tensor_str.printoptions(precision=1, sci_mode=True):
        assert repr(torch.tensor(2.5)) == "tensor(2.5e+00)"
        raise KeyError
    assert repr(torch.tensor(2.5)) == "tensor(2.5000)"


def test_the_grad_fn_is_named():
    x = torch.ones(2, requires_grad=True)
    assert repr(x + 1) == "tensor([2., 2.], grad_fn=<AddBackward0>)"
    assert repr((x + 1).detach()) == "tensor([2., 2.])"


def test_a_function_of_ones_own_is_named():
    class Double(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            return x * 2

        @staticmethod
        def backward(ctx, grad):
            return grad * 2

    assert repr(Double.apply(torch.ones(2, requires_grad=True))) == "tensor([2., 2.], grad_fn=<DoubleBackward>)"


def test_a_subclass_prints_its_own_name():
    class Signal(torch.Tensor):
        pass

    signal = torch.ones(2)
    signal.__class__ = Signal
    assert repr(signal) == "Signal([1., 1.])"


def test_a_parameter_says_so():
    class Gain(torch.nn.Parameter):
        pass

    assert repr(torch.nn.Parameter(torch.ones(2))) == "Parameter containing:\ntensor([1., 1.], requires_grad=True)"
    assert repr(Gain(torch.ones(2))) == "Parameter containing:\nParameter(Gain([1., 1.], requires_grad=True))"


def test_own_contents_replace_the_numbers():
    x = torch.zeros(2, 3, dtype=torch.float64)
    assert x.__repr__(tensor_contents="...") == "tensor(..., dtype=torch.float64)"


class OnTheGPU:
    """As much of a CuPy array as printing may touch: its corners are taken there, then brought over with ``get``."""

    def __init__(self, array: np.ndarray) -> None:
        self.array = array
        self.shape, self.size, self.ndim, self.dtype = array.shape, array.size, array.ndim, array.dtype

    def take(self, indices: list[int], axis: int) -> "OnTheGPU":
        return OnTheGPU(self.array.take(indices, axis))

    def get(self) -> np.ndarray:
        assert self.size <= 1000, "the whole of a large array was copied to the CPU to print its corners"
        return self.array


class CudaTensor:
    device = "cuda:0"
    requires_grad = True
    grad_fn = None

    def __init__(self, array: np.ndarray) -> None:
        self._data = OnTheGPU(array)


CudaTensor.__name__ = "Tensor"


def test_a_tensor_on_the_gpu_names_its_device_first_and_copies_only_what_is_shown():
    assert _tensor_str.tensor_str(CudaTensor(np.array([0.5, 2.0]))) == (
        "tensor([0.5000, 2.0000], device='cuda:0', dtype=torch.float64,\n       requires_grad=True)"
    )
    large = _tensor_str.tensor_str(CudaTensor(np.arange(4000).reshape(40, 100)))
    assert large.count("...") == 7
    assert large.endswith("3997, 3998, 3999]], device='cuda:0',\n       requires_grad=True)")
