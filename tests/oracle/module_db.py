"""PyTorch's own list of modules, `module_db`, with the arguments and inputs that its tests try: what comes out here?

Each sample is built and called on both libraries, in float64, with the same parameters and inputs.  It is

    right     outputs, gradients of inputs and parameters, and buffers afterwards are PyTorch's
    refused   the library has no such layer, or says that it does not know this option
    wrong     anything else
"""

import itertools
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

import autograd_lib as lib

from .pytorchs_lists import stand_in_for_expecttest

LIMIT = 12  # samples a module and mode, evenly chosen from all that there are
REFUSALS = (NotImplementedError,)


@dataclass
class Answer:
    """What the samples of one module came to."""

    name: str
    right: int = 0
    refused: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def database() -> list[Any]:
    """PyTorch's `module_db`."""
    stand_in_for_expecttest()
    from torch.testing._internal.common_modules import module_db

    return module_db


def samples(info: Any, training: bool) -> Iterator[Any]:
    """At most LIMIT of the samples, evenly chosen."""
    found = info.module_inputs_func(info, device="cpu", dtype=torch.float64, requires_grad=True, training=training)
    found = list(found)
    yield from found[:: max(1, -(-len(found) // LIMIT))]


def translated(value: Any) -> Any:
    """The same value for this library."""
    if isinstance(value, torch.Tensor):
        result = lib.from_numpy(value.detach().numpy().copy())
        return result.requires_grad_() if value.requires_grad else result
    if isinstance(value, torch.dtype):
        return getattr(lib, str(value).removeprefix("torch."))
    if isinstance(value, torch.device):
        return str(value)
    if isinstance(value, torch.nn.TransformerEncoderLayer):
        attention, wide = value.self_attn, value.linear1
        options = (wide.out_features, value.dropout.p, translated(value.activation), value.norm1.eps)
        flags = (attention.batch_first, value.norm_first, wide.bias is not None)
        return lib.nn.TransformerEncoderLayer(attention.embed_dim, attention.num_heads, *options, *flags)
    if isinstance(value, torch.nn.Module):
        return getattr(lib.nn, type(value).__name__)()
    if isinstance(value, (list, tuple)):
        return type(value)(translated(each) for each in value)
    if isinstance(value, dict):
        return {name: translated(each) for name, each in value.items()}
    if callable(value) and hasattr(lib.nn.functional, getattr(value, "__name__", "")):
        return getattr(lib.nn.functional, value.__name__)
    return value


def leaves(value: Any) -> list[Any]:
    """All tensors in nested tuples, lists and dicts."""
    if isinstance(value, (torch.Tensor, lib.Tensor)):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return list(itertools.chain.from_iterable(leaves(each) for each in value))
    return []


def outcome(module: Any, args: Any, kwargs: Any, library: Any) -> dict[str, Any]:
    """Outputs, gradients and buffers of one call, as arrays."""
    library.manual_seed(0)
    results = leaves(module(*args, **kwargs))
    started = [each for each in results if each.requires_grad]
    weights = [np.cos(np.arange(each.numel(), dtype=np.float64)).reshape(tuple(each.shape)) for each in started]
    if started:
        library.autograd.backward(started, [library.from_numpy(each).to(t.dtype) for each, t in zip(weights, started)])
    found = {f"output {i}": each for i, each in enumerate(results)}
    found |= {f"gradient of input {i}": each.grad for i, each in enumerate(leaves((args, kwargs))) if each.is_leaf}
    found |= {f"gradient of {name}": each.grad for name, each in module.named_parameters()}
    found |= {f"buffer {name}": each for name, each in module.named_buffers()}
    return {name: None if each is None else each.detach().numpy() for name, each in found.items()}


def difference(expected: dict[str, Any], found: dict[str, Any]) -> str:
    """The first thing that differs; an empty string if nothing does."""
    for name in expected:
        if name not in found:
            return f"{name}: missing"
        e, f = expected[name], found[name]
        if (e is None) != (f is None):
            return f"{name}: expected {'none' if e is None else 'one'}"
        if e is not None and (e.shape != f.shape or e.dtype != f.dtype):
            return f"{name}: expected {e.dtype}{e.shape}, got {f.dtype}{f.shape}"
        if e is not None and not np.allclose(e, f, rtol=1e-6, atol=1e-8, equal_nan=True):
            return f"{name}: differs by {np.abs(e - f).max()}"
    return ""


def judged(info: Any) -> Answer:
    """All samples of a module, training and not."""
    answer = Answer(info.name.removeprefix("nn."))
    own = getattr(lib.nn, info.module_cls.__name__, None)
    if own is None:
        answer.refused.append("there is no such layer")
        return answer
    for training in (True, False):
        for sample in samples(info, training):
            build, call = sample.constructor_input, sample.forward_input
            label = f"{info.module_cls.__name__}{build.args}{build.kwargs} {sample.desc}"
            try:
                theirs = info.module_cls(*build.args, **build.kwargs).double().train(training)
                state = {name: translated(each.detach()) for name, each in theirs.state_dict().items()}
                inputs, options = call.args, call.kwargs
                ours_inputs, ours_options = translated(inputs), translated(options)
                expected = outcome(theirs, inputs, options, torch)
            except Exception:
                continue  # not a sample of what works
            try:
                ours = own(*translated(build.args), **translated(build.kwargs)).double().train(training)
                ours.load_state_dict(state)
                found = outcome(ours, ours_inputs, ours_options, lib)
            except REFUSALS as error:
                answer.refused.append(f"{label}: {error}")
                continue
            except Exception as error:
                answer.wrong.append(f"{label}: {type(error).__name__}: {str(error)[:200]}")
                continue
            wrong = difference(expected, found)
            if wrong:
                answer.wrong.append(f"{label}: {wrong}")
            else:
                answer.right += 1
    return answer


def report() -> list[Answer]:
    """Every module of the database."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return [judged(info) for info in database()]


if __name__ == "__main__":
    for each in report():
        print(f"{each.name}: {each.right} right, {len(each.refused)} refused, {len(each.wrong)} wrong")
        for line in each.refused[:1] + each.wrong[:3]:
            print("    ", line[:400])
