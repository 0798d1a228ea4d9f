"""PyTorch's own list of operations, `op_db`, with the inputs that its tests try: what does this library answer?

For each operation that the library has, function or method, the same samples run on both.  A sample is

    right     value, dtype, shape and gradients (or the exception's type) are PyTorch's
    refused   NotImplementedError or TypeError: the library says that it does not know this form
    wrong     anything else
"""

import inspect
import random
import types
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

import autograd_lib as lib

from .pytorchs_lists import stand_in_for_expecttest

LIMIT = 8  # samples an operation and dtype, evenly chosen from all that there are
REFUSALS = (NotImplementedError, TypeError)
TIES = {"kthvalue", "mode", "topk"}  # which of several equal elements is meant, PyTorch leaves open
NOT_COMPARED = {  # numbers that no program may rely on
    "empty": "its numbers are whatever lies in memory",
    "empty_like": "its numbers are whatever lies in memory",
    "new_empty": "its numbers are whatever lies in memory",
    "resize_": "the new numbers are whatever lies in memory",
}


@dataclass
class Answer:
    """What the samples of one operation came to."""

    name: str
    right: int = 0
    refused: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def database() -> list[Any]:
    """PyTorch's `op_db`."""
    stand_in_for_expecttest()
    from torch.testing._internal import common_utils
    from torch.testing._internal.common_methods_invocations import op_db
    from torch.testing._internal.opinfo import core

    common_utils.set_rng_seed = seed_all  # called before each of 20,000 samples
    for each in (common_utils, core):  # they look for their own test on the stack, which takes minutes in all
        each.extract_test_fn = lambda: None
    return op_db


def full_name(info: Any) -> str:
    """`split.list_args`: the operation, and the variant of its samples."""
    return f"{info.name}.{info.variant_test_name}" if info.variant_test_name else info.name


def found(root: Any, path: str) -> Any:
    """`nn.functional.relu` of a library; None where it has no such thing."""
    for part in path.split("."):
        try:
            root = getattr(root, part)
        except (AttributeError, NotImplementedError):
            return None
    return root


def pairs(info: Any) -> list[tuple[Callable[..., Any], Callable[..., Any]]]:
    """The operation in PyTorch and here: as a function, as a method where that is something else, and in place."""
    function, method = found(lib, info.name), found(lib.Tensor, info.name)
    if isinstance(function, lib.dtype):  # torch.int, where PyTorch tests Tensor.int
        function = None
    if function is None and method is None and found(lib.Tensor, info.name + "_") is None:
        return []
    if inspect.isfunction(info.op) and info.op.__globals__["__name__"].startswith("torch.testing"):
        return [(info.op, rebound(info.op))]
    several = [(info.op, each) for each in (function, method) if callable(each)]
    if len(several) == 2 and function is method:
        several.pop()
    twin = info.name + "_"
    if hasattr(lib.Tensor, twin) and hasattr(torch.Tensor, twin) and not info.variant_test_name:
        several.append((in_place(twin), in_place(twin)))
    return several


def in_place(name: str) -> Callable[..., Any]:
    """The method that writes into a copy of its tensor."""
    return lambda x, *args, **named: getattr(x.clone(), name)(*args, **named)


def rebound(function: Any) -> Callable[..., Any]:
    """A function of PyTorch's tests that speaks of this library where it says `torch`."""

    def seeded(op: Any, *args: Any, **named: Any) -> Any:
        lib.manual_seed(42)
        return op(*args, **named)

    space = {**function.__globals__, "torch": lib, "np": np, "wrapper_set_seed": seeded}
    result = types.FunctionType(function.__code__, space, None, function.__defaults__, function.__closure__)
    result.__kwdefaults__ = function.__kwdefaults__
    return result


def translated(value: Any) -> Any:
    """An argument of a sample in this library's types."""
    if isinstance(value, torch.Tensor):
        if value.layout is not torch.strided or value.is_complex() or value.is_quantized:
            raise NotImplementedError("complex, sparse and quantized tensors are left out")
        leaf = lib.from_numpy(same_memory(value))
        return leaf.requires_grad_() if value.requires_grad else leaf
    if isinstance(value, torch.dtype):
        return getattr(lib, str(value).removeprefix("torch."))
    if isinstance(value, torch.device):
        return lib.device(str(value))
    if isinstance(value, torch.layout) or value in (torch.contiguous_format, torch.preserve_format):
        return getattr(lib, str(value).removeprefix("torch."))
    if isinstance(value, torch.memory_format):
        raise NotImplementedError("memory formats are left out")
    if isinstance(value, complex):
        raise NotImplementedError("complex numbers are left out")
    if isinstance(value, torch.Size):
        return tuple(value)
    if isinstance(value, list | tuple):
        return type(value)(translated(each) for each in value)
    if isinstance(value, dict):
        return {name: translated(each) for name, each in value.items()}
    return value


def same_memory(value: torch.Tensor) -> np.ndarray:
    """A copy of the numbers that lies in memory as the original does."""
    copy = torch.empty(0, dtype=value.dtype)
    memory = value.detach().untyped_storage().clone()
    return copy.set_(memory, value.storage_offset(), value.size(), value.stride()).numpy()


def flat(value: Any, library: Any) -> Iterator[Any]:
    """The tensors and other values in a result."""
    if isinstance(value, library.Tensor) or value is None or isinstance(value, bool | int | float | str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from flat(each, library)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from flat(each, library)
    else:
        yield str(value)


def leaves(arguments: Any, library: Any) -> list[Any]:
    """The tensors among the arguments that want a gradient."""
    return [each for each in flat(arguments, library) if isinstance(each, library.Tensor) and each.requires_grad]


def seed(library: Any) -> None:
    """Seed 0 on the CPU. (`torch.manual_seed` also notes the caller's stack for every GPU that may yet turn up.)"""
    library.default_generator.manual_seed(0)


def seed_all(value: int | None = None) -> None:
    """What `set_rng_seed` of PyTorch's tests does, on the CPU alone."""
    value = 1234 if value is None else value
    torch.default_generator.manual_seed(value)
    random.seed(value)
    np.random.seed(value)  # noqa: NPY002, PyTorch's makers of samples draw from it


def run(function: Any, sample: Any, library: Any, process: Any) -> tuple[list[Any], list[Any]]:
    """The results of a sample, and the gradients of its leaves."""
    seed(library)
    arguments = sample if library is lib else (sample.input, sample.args, sample.kwargs)
    input, args, named = arguments
    results = list(flat(process(function(input, *args, **named)), library))
    outputs = [each for each in results if isinstance(each, library.Tensor) and each.requires_grad]
    wanted = leaves([input, args, named], library)
    starts = [weights(each, library) for each in outputs]
    if not outputs or not wanted:
        return results, []
    return results, list(library.autograd.grad(outputs, wanted, starts, allow_unused=True))


def weights(output: Any, library: Any) -> Any:
    """Where backward starts from: every element weighted differently, so that no rule can ignore it."""
    count = output.numel()
    values = np.array([((7 * i) % 5 + 1) / 4 for i in range(count)]).reshape(tuple(output.shape))
    return library.from_numpy(values).to(output.dtype)


def plain(value: Any) -> Any:
    """A result as something that both libraries have."""
    if isinstance(value, torch.Tensor | lib.Tensor):
        return str(value.dtype), value.numpy(force=True)
    return value


def unequal(expected: Any, actual: Any, exact: bool = True) -> str:
    """What differs between two results; "" where nothing does."""
    expected, actual = plain(expected), plain(actual)
    if isinstance(expected, tuple) and isinstance(actual, tuple):
        if expected[0] != actual[0]:
            return f"dtype {actual[0]} instead of {expected[0]}"
        if expected[1].shape != actual[1].shape:
            return f"shape {actual[1].shape} instead of {expected[1].shape}"
        near = (1e-6, 1e-8) if expected[1].dtype == np.float64 else (1e-4, 1e-6)
        if exact and not np.allclose(actual[1], expected[1], *near, equal_nan=True):
            return f"{str(actual[1])[:200]} instead of {str(expected[1])[:200]}"
        return ""
    if isinstance(expected, float) and isinstance(actual, float):
        return "" if np.isclose(expected, actual, equal_nan=True) else f"{actual!r} instead of {expected!r}"
    if type(expected) is not type(actual) or expected != actual:
        return f"{str(actual)[:200]} instead of {str(expected)[:200]}"
    return ""


def same_gradient(expected: Any, actual: Any) -> str:
    """No gradient and a gradient of zeros say the same."""
    if expected is None or actual is None:
        given = actual if expected is None else expected
        return "" if given is None or not given.numpy(force=True).any() else f"gradient {actual} instead of {expected}"
    difference = unequal(expected, actual)
    return f"gradient: {difference}" if difference else ""


def verdict(info: Any, theirs: Any, function: Any, sample: Any, answer: Answer) -> None:
    """Run one sample on both, and note what came of it."""
    text = ""
    try:
        input, args, named = translated([sample.input, sample.args, sample.kwargs])
    except (NotImplementedError, TypeError, AttributeError, ValueError) as error:
        answer.refused.append(str(error).splitlines()[0])
        return
    try:
        expected: Any = run(theirs, sample, torch, sample.output_process_fn_grad)
    except Exception as error:
        expected = error
    try:
        actual: Any = run(function, (input, args, named), lib, rebound(sample.output_process_fn_grad))
    except REFUSALS as error:
        if not isinstance(expected, type(error)):
            answer.refused.append(f"{type(error).__name__}: {str(error).splitlines()[0]}")
            return
        actual = error
    except Exception as error:
        actual = error
    if isinstance(expected, NotImplementedError) or (isinstance(expected, Exception) and "not implemented for" in str(expected)):
        return  # ours may know more
    if isinstance(expected, Exception) or isinstance(actual, Exception):
        if type(expected).__name__ != type(actual).__name__:
            text = f"{brief(actual)} instead of {brief(expected)}"
    elif len(expected[0]) != len(actual[0]):
        text = f"{len(actual[0])} results instead of {len(expected[0])}"
    else:
        exact = info.name not in NOT_COMPARED
        if info.name in TIES:
            settle_ties(info, sample, expected[0], actual[0])
        differences = [unequal(a, b, exact) for a, b in zip(expected[0], actual[0], strict=True)]
        for a, b in zip(expected[0], actual[0], strict=True):
            if getattr(a, "requires_grad", False) != getattr(b, "requires_grad", False):
                differences.append(f"requires_grad {b.requires_grad} instead of {a.requires_grad}")
            elif node_name(a) != node_name(b):
                differences.append(f"{node_name(b)} instead of {node_name(a)}")
        if len(expected[1]) == len(actual[1]):
            differences += [same_gradient(a, b) for a, b in zip(expected[1], actual[1], strict=True)]
        text = next((each for each in differences if each), "")
    if text:
        answer.wrong.append(f"{described(sample)}: {text}")
    else:
        answer.right += 1


def node_name(value: Any) -> str:
    node = getattr(value, "grad_fn", None)
    return "" if node is None else node.name()


def settle_ties(info: Any, sample: Any, expected: list[Any], actual: list[Any]) -> None:
    """Where our indices lead to the values, they are taken for PyTorch's."""
    position = 0 if info.name == "mode" else 1
    dim = sample.kwargs.get("dim", sample.args[position] if len(sample.args) > position else -1)
    where = torch.from_numpy(actual[1].numpy())
    values = expected[0].detach()
    if where.shape == values.shape and sample.input.ndim:
        if where.ndim < sample.input.ndim:
            where, values = where.unsqueeze(dim), values.unsqueeze(dim)
        if torch.equal(torch.take_along_dim(sample.input.detach(), where, dim), values):
            actual[1] = expected[1]


def brief(value: Any) -> str:
    if isinstance(value, Exception):
        return f"{type(value).__name__}: {(str(value).splitlines() or [''])[0]}"
    return str(value)[:100]


def described(sample: Any) -> str:
    """The call, with shapes in place of numbers."""

    def short(value: Any) -> str:
        if isinstance(value, torch.Tensor):
            return f"{str(value.dtype)[6:]}{list(value.shape)}"
        if isinstance(value, list | tuple):
            return f"[{', '.join(map(short, value))}]"
        return repr(value)

    named = [f"{name}={short(value)}" for name, value in sample.kwargs.items()]
    return f"({', '.join([short(sample.input), *map(short, sample.args), *named])})"


def samples(info: Any) -> Iterator[Any]:
    """Evenly chosen samples: float64 with gradients where there are any, and int64."""
    supported = info.supported_dtypes("cpu")
    for dtype in (torch.float64, torch.int64, torch.bool):
        if dtype in supported and (dtype is not torch.bool or torch.int64 not in supported):
            seed(torch)
            random.seed(0)
            grad = info.supports_autograd and dtype is torch.float64
            try:
                every = list(info.sample_inputs("cpu", dtype, requires_grad=grad))
            except Exception:  # the maker of these samples does not know the dtype
                continue
            limit = LIMIT if dtype is torch.float64 else LIMIT // 2
            for place in sorted({round(i * (len(every) - 1) / max(limit - 1, 1)) for i in range(limit)}):
                if every:
                    yield every[place]
                    if place % 3 == 1:
                        yield every[place].noncontiguous()


def ask(info: Any) -> Answer | None:
    """The library's answer to one operation of PyTorch's list; None for what it does not have."""
    both = pairs(info)
    if not both:
        return None
    answer = Answer(full_name(info))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for sample in samples(info):
            for theirs, function in both:
                verdict(info, theirs, function, sample, answer)
    return answer
