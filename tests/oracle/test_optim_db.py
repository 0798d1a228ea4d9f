"""Optimizers against PyTorch's own list of what to test them with: every option that it tries, in float32 and float64."""

import importlib
import math
from functools import cache
from typing import Any

import numpy as np
import pytest

import autograd_lib as torch

from .pytorchs_lists import stand_in_for_expecttest

pytorch: Any = pytest.importorskip("torch")

LEFT_OUT = {"Adafactor", "Muon", "SparseAdam"}
TOLERANCES = {"float32": 2e-6, "float64": 1e-13}
STEPS = 15
CLASSES = [each for each in vars(pytorch.optim).values() if isinstance(each, type)]
NAMES = sorted({each.__name__ for each in CLASSES if issubclass(each, pytorch.optim.Optimizer)} - {"Optimizer"})
HERE = [name for name in NAMES if name not in LEFT_OUT]


@cache
def kinds() -> dict[str, Any]:
    """PyTorch's list, by name; it takes seconds to import, so nobody does it who only collects tests."""
    stand_in_for_expecttest()
    listed = importlib.import_module("torch.testing._internal.common_optimizers").optim_db
    return {info.optim_cls.__name__: info for info in listed}


def test_the_list_has_every_optimizer() -> None:
    assert sorted(kinds()) == NAMES


def test_every_optimizer_of_pytorch_is_here_or_refused_by_name() -> None:
    for name in NAMES:
        if name in LEFT_OUT:
            with pytest.raises(NotImplementedError, match=name):
                getattr(torch.optim, name)
        else:
            assert hasattr(torch.optim, name)


def inputs_of(name: str) -> list[Any]:
    return kinds()[name].optim_inputs_func(device="cpu", dtype=pytorch.float64)


def ours(value: Any) -> Any:
    """PyTorch's tensors as ours; all else as it is."""
    if isinstance(value, pytorch.Tensor):
        return torch.from_numpy(value.detach().numpy().copy())
    return tuple(map(ours, value)) if isinstance(value, tuple) else value


def beginnings(dtype: str) -> list[np.ndarray]:
    random = np.random.RandomState(3)
    return [np.asarray(random.normal(size=shape)).astype(dtype) for shape in ((), (5,), (3, 4), (2, 3, 2))]


def train(lib: Any, kind: str, options: dict[str, Any], dtype: str) -> tuple[list[np.ndarray], dict[str, Any]]:
    """Where the parameters are, step by step, and the state in the end."""
    parameters = [lib.from_numpy(array).requires_grad_() for array in beginnings(dtype)]
    optimizer = getattr(lib.optim, kind)(parameters, **options)
    random, path = np.random.RandomState(4), []
    for _ in range(2 if kind == "LBFGS" else STEPS):
        noise = [lib.from_numpy(np.asarray(random.normal(size=tuple(p.shape))).astype(dtype)) for p in parameters]

        def closure(noise: list[Any] = noise) -> Any:
            optimizer.zero_grad()
            loss = sum((0.5 * (p * p) + p * n * 0.1 + (p**4) * 0.05).sum() for p, n in zip(parameters, noise))
            loss.backward()
            return loss

        if kind == "LBFGS":
            optimizer.step(closure)
        else:
            closure()
            optimizer.step()
        path.append(np.concatenate([p.detach().numpy().ravel() for p in parameters]))
    return path, optimizer.state_dict()


def same(theirs: Any, here: Any, tolerance: float) -> None:
    """Two states: the same keys in the same order, the same types, shapes, dtypes and numbers."""
    if isinstance(theirs, pytorch.Tensor):
        assert isinstance(here, torch.Tensor)
        assert tuple(here.shape) == tuple(theirs.shape) and str(here.dtype) == str(theirs.dtype)
        if tolerance < math.inf:
            np.testing.assert_allclose(here.numpy(), theirs.numpy(), rtol=tolerance, atol=tolerance)
    elif isinstance(theirs, dict):
        assert list(here) == list(theirs)
        for key in theirs:
            same(theirs[key], here[key], tolerance)
    elif isinstance(theirs, (list, tuple)):
        assert type(here) is type(theirs) and len(here) == len(theirs)
        for one, other in zip(theirs, here):
            same(one, other, tolerance)
    elif isinstance(theirs, float):
        assert here == pytest.approx(theirs, rel=tolerance, abs=tolerance)
    elif tolerance < math.inf:
        assert here == theirs


@pytest.mark.parametrize("dtype", TOLERANCES)
@pytest.mark.parametrize("name", HERE)
def test_every_option_leads_where_it_leads_in_pytorch(name: str, dtype: str) -> None:
    given = inputs_of(name)
    assert given
    for i, each in enumerate(given):
        try:
            leads_where_it_leads_in_pytorch(name, inputs_of(name)[i].kwargs, dtype)
        except BaseException as error:
            error.add_note(f"with option {i}: {each.desc}")
            raise


def leads_where_it_leads_in_pytorch(name: str, options: dict[str, Any], dtype: str) -> None:
    switched = [switch for switch in ("foreach", "fused", "capturable", "differentiable") if options.get(switch)]
    if switched:
        with pytest.raises(NotImplementedError, match=switched[0]):
            train(torch, name, {key: ours(value) for key, value in options.items()}, dtype)
        return
    tolerance = TOLERANCES[dtype]
    if name == "LBFGS":  # each step divides by small differences of gradients
        tolerance *= 5000
    theirs, state = train(pytorch, name, options, dtype)
    here, our_state = train(torch, name, {key: ours(value) for key, value in options.items()}, dtype)
    for step, (one, other) in enumerate(zip(theirs, here)):
        np.testing.assert_allclose(other, one, rtol=tolerance, atol=tolerance, err_msg=f"step {step}")
    same(state, our_state, math.inf if name == "LBFGS" else tolerance * 10)


@pytest.mark.parametrize("name", HERE)
def test_wrong_options_are_refused_as_in_pytorch(name: str) -> None:
    wrong = list(kinds()[name].optim_error_inputs_func(device="cpu", dtype=pytorch.float32))
    assert wrong
    for i, each in enumerate(wrong):
        try:
            is_refused_as_in_pytorch(name, each.optimizer_error_input)
        except BaseException as error:
            error.add_note(f"with wrong option {i}")
            raise


def is_refused_as_in_pytorch(name: str, given: Any) -> None:
    def attempt(lib: Any, change: Any) -> str:
        params = given.params
        if params is None:
            params = [lib.zeros(2, requires_grad=True)]
        elif lib is torch:
            params = translated(params, {})
        try:
            optimizer = getattr(lib.optim, name)(params, **{key: change(value) for key, value in given.kwargs.items()})
            optimizer.step()
        except Exception as error:
            return f"{type(error).__name__}: {str(error).splitlines()[0]}"
        return "fine"

    theirs, here = attempt(pytorch, lambda value: value), attempt(torch, ours)
    if any(given.kwargs.get(switch) for switch in ("foreach", "fused", "capturable", "differentiable")):
        assert here != "fine"
    else:
        assert here == theirs


def translated(params: Any, known: dict[int, Any]) -> Any:
    """Parameters, groups and names with our tensors, the same one for the same one."""
    if isinstance(params, pytorch.Tensor):
        return known.setdefault(id(params), ours(params).requires_grad_(params.requires_grad))
    if isinstance(params, dict):
        return {key: translated(value, known) for key, value in params.items()}
    return type(params)(translated(one, known) for one in params) if isinstance(params, (list, tuple)) else params


@pytest.mark.parametrize("name", [name for name in HERE if name != "LBFGS"])
def test_a_state_goes_on_in_the_other_library(name: str) -> None:
    """Five steps there, the state loaded here, five steps more: as ten steps there.  And the other way round."""
    pairs = {}
    for first, second in ((pytorch, torch), (torch, pytorch), (pytorch, pytorch)):
        p = first.tensor([1.0, -2.0, 3.0], requires_grad=True)
        optimizer = getattr(first.optim, name)([p], lr=0.1)
        for _ in range(5):
            p.grad = first.cos(p.detach())
            optimizer.step()
        q = second.tensor(p.tolist(), requires_grad=True)
        other = getattr(second.optim, name)([q], lr=0.1)
        saved = optimizer.state_dict()
        if first is not second:
            saved = {
                "param_groups": saved["param_groups"],
                "state": {k: {n: second.tensor(v.tolist()) for n, v in s.items()} for k, s in saved["state"].items()},
            }
        other.load_state_dict(saved)
        for _ in range(5):
            q.grad = second.cos(q.detach())
            other.step()
        pairs[first.__name__, second.__name__] = q.tolist()
    expected = pairs["torch", "torch"]
    for pair, arrived in pairs.items():
        np.testing.assert_allclose(arrived, expected, rtol=3e-6, atol=1e-6, err_msg=str(pair))
