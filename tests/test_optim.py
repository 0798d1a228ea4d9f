"""Optimizers and learning-rate schedulers do what PyTorch's do, in place and without leaving a trace in the graph."""

import copy
import gc
import importlib.util
import json
import math
import re
import tracemalloc
import warnings
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd_lib as torch

try:
    import torch as pytorch
except ImportError:
    pytorch = None
needs_pytorch = pytest.mark.skipif(pytorch is None, reason="PyTorch is not installed")

GOLDENS = Path(__file__).with_name("goldens")
STORED = json.loads((GOLDENS / "optim.json").read_text(encoding="utf-8"))
spec = importlib.util.spec_from_file_location("make_optim", GOLDENS / "make_optim.py")
make_optim = importlib.util.module_from_spec(spec)
spec.loader.exec_module(make_optim)
OPTIMIZERS, BELIEFS, SCHEDULES = make_optim.OPTIMIZERS, make_optim.BELIEFS, make_optim.SCHEDULES

KINDS = [
    "SGD",
    "Adam",
    "AdamW",
    "AdaBelief",
    "RMSprop",
    "Adagrad",
    "Adadelta",
    "Adamax",
    "NAdam",
    "RAdam",
    "ASGD",
    "Rprop",
]
DECAYING = [kind for kind in KINDS if kind != "Rprop"]  # with a weight_decay

optim = torch.optim
schedulers = torch.optim.lr_scheduler


def parameter(*numbers: float, lib: Any = torch) -> Any:
    return lib.tensor(list(numbers), requires_grad=True)


def with_gradient(*numbers: float, lib: Any = torch) -> Any:
    p = parameter(*numbers, lib=lib)
    p.grad = lib.tensor([0.5] * len(numbers))
    return p


# --- the rules -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_100_steps_arrive_where_pytorch_arrived(name):
    kind, options = OPTIMIZERS[name]
    np.testing.assert_allclose(make_optim.arrive(torch, kind, options), STORED["arrive"][name], rtol=2e-6, atol=2e-6)


@needs_pytorch
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_100_steps_in_float64_arrive_where_pytorch_arrives(name):
    kind, options = OPTIMIZERS[name]
    ours, theirs = (make_optim.arrive(lib, kind, options, "float64") for lib in (torch, pytorch))
    np.testing.assert_allclose(ours, theirs, rtol=1e-13, atol=1e-13)


@needs_pytorch
def test_goldens_are_what_pytorch_computes_today():
    today = make_optim.goldens(pytorch)
    assert today["scheduled"] == STORED["scheduled"]
    assert today["arrive"].keys() == STORED["arrive"].keys()
    for name, numbers in today["arrive"].items():
        np.testing.assert_allclose(numbers, STORED["arrive"][name], rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("name", BELIEFS)
def test_adabelief_is_the_formula_of_its_paper(name):
    expected = make_optim.adabelief(**BELIEFS[name])
    exact = make_optim.arrive(torch, "AdaBelief", BELIEFS[name], "float64")
    np.testing.assert_allclose(exact, expected, rtol=1e-13, atol=1e-13)
    np.testing.assert_allclose(make_optim.arrive(torch, "AdaBelief", BELIEFS[name]), expected, rtol=2e-6, atol=2e-6)


def test_a_line_is_fitted_by_every_optimizer():
    x = torch.linspace(-1, 1, 20).reshape(20, 1)
    y = 3 * x + 2
    for kind, options in (
        ("SGD", {"lr": 0.3}),
        ("SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True}),
        ("Adam", {"lr": 0.2}),
        ("AdamW", {"lr": 0.2, "weight_decay": 0.0}),
        ("AdaBelief", {"lr": 0.2}),
        ("RMSprop", {"lr": 0.05, "momentum": 0.5}),
        ("Adagrad", {"lr": 0.5}),
        ("Adadelta", {"eps": 1e-2}),
        ("Adamax", {"lr": 0.2}),
        ("NAdam", {"lr": 0.2}),
        ("RAdam", {"lr": 0.2}),
        ("Rprop", {}),
        ("ASGD", {"lr": 0.3}),
    ):
        w, b = torch.zeros(1, 1, requires_grad=True), torch.zeros(1, requires_grad=True)
        optimizer = getattr(optim, kind)([w, b], **options)
        for _ in range(250):
            optimizer.zero_grad()
            ((x @ w + b - y) ** 2).mean().backward()
            optimizer.step()
        assert w.item() == pytest.approx(3, abs=0.01), kind
        assert b.item() == pytest.approx(2, abs=0.01), kind


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_parameters_and_state_keep_the_dtype(kind, dtype):
    p = torch.from_numpy(np.ones(3, dtype)).requires_grad_()
    p.grad = torch.from_numpy(np.ones(3, dtype))
    options = {"SGD": {"momentum": 0.9}, "ASGD": {}, "Rprop": {}}.get(kind, {"eps": 1e-3})
    optimizer = getattr(optim, kind)([p], lr=np.float64(0.1), **options)
    optimizer.step()
    optimizer.step()
    assert p.dtype == torch.from_numpy(np.ones(1, dtype)).dtype
    for name, value in optimizer.state[p].items():
        assert value.dtype == (p.dtype if name in optimizer.state_like_parameter else torch.float32), name


@pytest.mark.parametrize("kind", DECAYING)
def test_a_step_writes_into_the_same_memory_and_nowhere_else(kind):
    p = with_gradient(1.0, 2.0)
    memory, gradient = p.detach().numpy(), p.grad.detach().numpy().copy()
    options = {"momentum": 0.9, "nesterov": True} if kind == "SGD" else {}
    optimizer = getattr(optim, kind)([p], lr=0.1, weight_decay=0.1, **options)
    for _ in range(3):
        optimizer.step()
    assert p.is_leaf and p.requires_grad and p.grad_fn is None
    np.testing.assert_array_equal(memory, p.detach().numpy())
    assert (memory < [1, 2]).all()
    np.testing.assert_array_equal(p.grad.numpy(), gradient)


def test_the_momentum_is_not_the_gradient_itself():
    p = with_gradient(1.0)
    optimizer = optim.SGD([p], lr=0.1, momentum=0.9)
    optimizer.step()
    p.grad.fill_(100.0)
    assert optimizer.state[p]["momentum_buffer"].item() == 0.5


def test_a_matrix_in_fortran_order_is_updated_like_any_other():
    random = np.random.RandomState(0)
    start, gradient = random.normal(size=(2, 3, 4))[:, :, 0], random.normal(size=(2, 3))
    results = []
    for order in "CF":
        p = torch.from_numpy(np.array(start, order=order)).requires_grad_()
        p.grad = torch.from_numpy(np.array(gradient, order="C"))
        optimizer = optim.Adam([p], lr=0.1, weight_decay=0.1)
        optimizer.step()
        optimizer.step()
        results.append(p.detach().numpy())
    np.testing.assert_array_equal(*results)


def test_a_graph_from_before_the_step_notices_that_its_values_are_gone():
    p = parameter(1.0, 2.0)
    loss = (p * p).sum()
    loss.backward(retain_graph=True)
    optim.SGD([p], lr=0.1).step()
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        loss.backward()


@pytest.mark.parametrize("kind", DECAYING)
def test_a_step_allocates_no_arrays_after_the_first(kind):
    p = torch.zeros(100_000, requires_grad=True)
    p.grad = torch.ones(100_000)
    options = {"momentum": 0.9, "nesterov": True} if kind == "SGD" else {}
    optimizer = getattr(optim, kind)([p], weight_decay=0.1, **options)
    optimizer.step()
    optimizer.step()
    tracemalloc.start()
    optimizer.step()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40_000  # a tenth of one array
    state = optimizer.state_dict()["state"][0]
    assert {name for name, value in state.items() if value.ndim} <= set(optimizer.state_like_parameter)


@pytest.mark.parametrize("turn", [lambda a: a, lambda a: a.T, lambda a: a.transpose(2, 0, 1), lambda a: a[..., :0]])
def test_buffers_begin_with_a_line_of_the_cache_and_lie_as_the_parameter_does(turn):
    numbers = turn(np.ones((3, 5, 7), np.float32))
    p = torch.from_numpy(numbers).requires_grad_()
    p.grad = torch.ones_like(p)
    optimizer = optim.Adam([p])
    optimizer.step()
    (buffer,) = optimizer._arrays.values()
    assert buffer.ctypes.data % 64 == 0
    assert buffer.shape == numbers.shape and buffer.strides == np.empty_like(numbers).strides


def test_parameters_without_a_gradient_are_left_alone():
    p, idle = with_gradient(1.0), parameter(1.0)
    for kind in DECAYING:
        optimizer = getattr(optim, kind)([p, idle], weight_decay=0.5)
        optimizer.step()
        assert idle.item() == 1
        assert idle not in optimizer.state or kind == "Adagrad"  # whose sums are there from the beginning


def test_a_parameter_is_changed_by_the_options_of_its_own_group():
    a, b, c = with_gradient(1.0), with_gradient(1.0), with_gradient(1.0)
    optimizer = optim.SGD([{"params": [a]}, {"params": b, "lr": 1.0}], lr=0.1)
    group = {"params": [c], "lr": 0.0}
    optimizer.add_param_group(group)
    optimizer.step()
    assert [a.item(), b.item(), c.item()] == pytest.approx([0.95, 0.5, 1.0])
    group["lr"] = 2.0
    optimizer.param_groups[0]["lr"] = 0.0
    optimizer.step()
    assert [a.item(), b.item(), c.item()] == pytest.approx([0.95, 0.0, 0.0])


def test_the_learning_rate_may_be_a_tensor():
    p = with_gradient(1.0)
    lr = torch.tensor(0.1)
    optimizer = optim.SGD([p], lr=lr)
    optimizer.step()
    lr.fill_(1.0)
    optimizer.step()
    assert p.item() == pytest.approx(1 - 0.05 - 0.5)


def test_step_returns_what_its_closure_returns_and_records_inside_it():
    p = parameter(2.0)
    optimizer = optim.SGD([p], lr=0.1)

    def closure():
        optimizer.zero_grad()
        loss = (p * p).sum()
        loss.backward()
        return loss

    with torch.no_grad():
        assert optimizer.step(closure).item() == 4
    assert p.item() == pytest.approx(1.6)
    assert optimizer.step() is None


def test_zero_grad_forgets_the_gradients_or_fills_them_with_zeros():
    p = parameter(1.0, 2.0)
    optimizer = optim.SGD([p])
    (p**3).sum().backward(create_graph=True)
    memory = p.grad.detach().numpy()
    optimizer.zero_grad(set_to_none=False)
    assert p.grad.tolist() == [0, 0] and memory.tolist() == [0, 0]
    assert not p.grad.requires_grad and p.grad.grad_fn is None
    optimizer.zero_grad()
    assert p.grad is None
    optimizer.zero_grad(set_to_none=False)
    assert p.grad is None


def test_hooks_run_around_a_step_until_they_are_removed():
    p = with_gradient(1.0)
    optimizer = optim.SGD([p], lr=1.0)
    seen = []
    before = optimizer.register_step_pre_hook(
        lambda opt, args, kwargs: seen.append(("before", opt is optimizer, p.item()))
    )
    after = optimizer.register_step_post_hook(
        lambda opt, args, kwargs: seen.append(("after", opt is optimizer, p.item()))
    )
    optimizer.step()
    assert seen == [("before", True, 1.0), ("after", True, 0.5)]
    before.remove()
    after.remove()
    optimizer.step()
    assert len(seen) == 2


def test_an_optimizer_of_ones_own_needs_a_step_only():
    class PlainDescent(optim.Optimizer):
        def __init__(self, params, lr):
            super().__init__(params, {"lr": lr})

        @torch.no_grad()
        def step(self, closure=None):
            for group in self.param_groups:
                for p in group["params"]:
                    p.add_(p.grad, alpha=-group["lr"])
                    self.state[p]["steps"] = self.state[p].get("steps", 0) + 1

    p = with_gradient(1.0)
    optimizer = PlainDescent([p], lr=0.5)
    scheduler = schedulers.StepLR(optimizer, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        optimizer.step()
        scheduler.step()
    assert p.item() == 0.75
    again = PlainDescent([p], lr=9.0)
    again.load_state_dict(optimizer.state_dict())
    assert again.state[p] == {"steps": 1} and again.param_groups[0]["lr"] == pytest.approx(0.05)
    with pytest.raises(NotImplementedError):
        optim.Optimizer([p], {}).step()


def test_numbers_that_grow_without_bound_become_infinite_without_a_warning():
    for kind, end in (("SGD", -math.inf), ("Adam", 1.0)):  # Adam divides by the square's root, which is infinite
        p = parameter(1.0)
        p.grad = torch.tensor([1e30])
        optimizer = getattr(optim, kind)([p], lr=1e30)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            for _ in range(3):
                optimizer.step()
        assert p.item() == end


def test_a_deep_copy_trains_on_its_own():
    p = with_gradient(1.0)
    optimizer = optim.Adam([p], lr=0.5)
    optimizer.step()
    twin = copy.deepcopy(optimizer)
    q = twin.param_groups[0]["params"][0]
    twin.step()
    assert q is not p and p.item() == pytest.approx(0.5) and q.item() == pytest.approx(0.0, abs=1e-5)
    assert optimizer.state[p]["step"].item() == 1 and twin.state[q]["step"].item() == 2


def test_a_dropped_optimizer_is_freed_at_once():
    optimizer = optim.Adam([with_gradient(1.0)])
    schedulers.StepLR(optimizer, 1)
    optimizer.step()
    ghost, p = weakref.ref(optimizer), weakref.ref(optimizer.param_groups[0]["params"][0])
    gc.disable()
    try:
        del optimizer
        assert ghost() is None and p() is None
    finally:
        gc.enable()


# --- printing --------------------------------------------------------------------------------------------------------

SGD_PRINTED = """SGD (
Parameter Group 0
    dampening: 0
    differentiable: False
    foreach: None
    fused: None
    lr: 0.1
    maximize: False
    momentum: 0
    nesterov: False
    param_names: ['a']
    weight_decay: 0
)"""
ADAM_PRINTED = """Adam (
Parameter Group 0
    amsgrad: False
    betas: (0.9, 0.999)
    capturable: False
    decoupled_weight_decay: False
    differentiable: False
    eps: 1e-08
    foreach: None
    fused: None
    lr: 0.001
    maximize: False
    weight_decay: 0

Parameter Group 1
    amsgrad: False
    betas: (0.9, 0.999)
    capturable: False
    decoupled_weight_decay: False
    differentiable: False
    eps: 1e-08
    foreach: None
    fused: None
    lr: 0.5
    maximize: False
    weight_decay: 0
)"""


@pytest.mark.parametrize("lib", [torch, pytest.param(pytorch, marks=needs_pytorch)])
def test_optimizers_print_as_in_pytorch(lib):
    a, b = parameter(1.0, lib=lib), parameter(2.0, lib=lib)
    assert repr(lib.optim.SGD([("a", a)], lr=0.1)) == SGD_PRINTED
    assert repr(lib.optim.Adam([{"params": [a]}, {"params": [b], "lr": 0.5}])) == ADAM_PRINTED


# --- saving and loading ----------------------------------------------------------------------------------------------


def translated(value: Any, lib: Any) -> Any:
    """A state dict with every tensor as a tensor of the other library."""
    if isinstance(value, dict):
        return {name: translated(entry, lib) for name, entry in value.items()}
    if isinstance(value, list):
        return [translated(entry, lib) for entry in value]
    return lib.from_numpy(np.array(value.numpy())) if hasattr(value, "numpy") else value


@needs_pytorch
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_training_goes_on_in_pytorch_and_back_from_a_saved_state(name):
    kind, options = OPTIMIZERS[name]

    def trained(first, second):
        parameters = [first.from_numpy(array).requires_grad_() for array in make_optim.beginnings("float32")]
        optimizer = getattr(first.optim, kind)(parameters, **options)
        make_optim.train(first, parameters, optimizer, 30)
        saved = translated(optimizer.state_dict(), second)
        parameters = [second.from_numpy(p.detach().numpy().copy()).requires_grad_() for p in parameters]
        optimizer = getattr(second.optim, kind)(parameters, lr=123.0)
        optimizer.load_state_dict(saved)
        make_optim.train(second, parameters, optimizer, 30)
        return make_optim.numbers(parameters), translated(optimizer.state_dict(), torch)

    expected, expected_state = trained(pytorch, pytorch)
    for first, second in ((torch, pytorch), (pytorch, torch), (torch, torch)):
        arrived, state = trained(first, second)
        np.testing.assert_allclose(arrived, expected, rtol=2e-6, atol=2e-6)
        assert state["param_groups"] == expected_state["param_groups"]
        assert state["state"].keys() == expected_state["state"].keys()
        for index, entries in expected_state["state"].items():
            assert list(state["state"][index]) == list(entries)
            for entry, value in entries.items():
                mine = state["state"][index][entry]
                assert mine.shape == value.shape and mine.dtype == value.dtype, entry
                np.testing.assert_allclose(mine.numpy(), value.numpy(), rtol=2e-5, atol=2e-6)


@needs_pytorch
def test_a_state_of_pytorchs_own_tensors_can_be_loaded_as_it_is():
    theirs = with_gradient(1.0, 2.0, lib=pytorch)
    their_optimizer = pytorch.optim.Adam([theirs], lr=0.1)
    their_optimizer.step()
    ours = parameter(*theirs.tolist())
    optimizer = optim.Adam([ours])
    optimizer.load_state_dict(their_optimizer.state_dict())
    ours.grad = torch.tensor([0.25, 0.25])
    theirs.grad = pytorch.tensor([0.25, 0.25])
    optimizer.step()
    their_optimizer.step()
    np.testing.assert_allclose(ours.tolist(), theirs.tolist(), rtol=1e-6)


def test_state_dict_names_parameters_by_their_place():
    a, b, c = with_gradient(1.0), parameter(1.0), with_gradient(1.0)
    optimizer = optim.SGD([{"params": [a, b]}, {"params": [c], "lr": 0.5}], lr=0.1, momentum=0.9)
    optimizer.step()
    saved = optimizer.state_dict()
    assert [group["params"] for group in saved["param_groups"]] == [[0, 1], [2]]
    assert list(saved["state"]) == [0, 2]
    assert saved["state"][2]["momentum_buffer"] is optimizer.state[c]["momentum_buffer"]
    assert optim.SGD([a]).state_dict()["state"] == {}
    named = optim.SGD([("w", a), ("v", b)])
    assert named.state_dict()["param_groups"][0]["param_names"] == ["w", "v"]


def test_what_is_loaded_is_a_copy():
    p, q = with_gradient(1.0), with_gradient(1.0)
    one, two = optim.Adam([p]), optim.Adam([q])
    one.step()
    saved = one.state_dict()
    two.load_state_dict(saved)
    two.step()
    assert one.state[p]["step"].item() == 1 and two.state[q]["step"].item() == 2
    assert saved["state"][0]["exp_avg"].item() == pytest.approx(0.05)
    assert two.param_groups[0]["params"][0] is q and saved["param_groups"][0]["params"] == [0]


def snapshot(optimizer):
    saved = optimizer.state_dict()
    state = {i: {name: value.tolist() for name, value in entries.items()} for i, entries in saved["state"].items()}
    return copy.deepcopy((state, saved["param_groups"], [id(p) for p in optimizer.param_groups[0]["params"]]))


def test_a_failed_load_leaves_what_was_there():
    p, q = with_gradient(1.0, 2.0), with_gradient(1.0)
    optimizer = optim.Adam([p, q], lr=0.5)
    optimizer.step()
    before = snapshot(optimizer)
    good = optimizer.state_dict()
    swapped = {**good, "state": {0: good["state"][1], 1: good["state"][0]}}
    one_group = optim.Adam([p]).state_dict()
    two_groups = optim.Adam([{"params": [p]}, {"params": [q]}]).state_dict()
    fused = {**good, "param_groups": [{**good["param_groups"][0], "fused": True}]}
    for state, error, message in (
        (swapped, ValueError, "exp_avg of shape [1] for a parameter of shape [2]"),
        (one_group, ValueError, "loaded state dict contains a parameter group that doesn't match the size of"),
        (two_groups, ValueError, "loaded state dict has a different number of parameter groups"),
        (optim.SGD([p, q]).state_dict(), ValueError, "does not give the options betas, eps of Adam"),
        (fused, NotImplementedError, "fused=True"),
        ({}, KeyError, "param_groups"),
    ):
        with pytest.raises(error, match=re.escape(message)):
            optimizer.load_state_dict(state)
        assert snapshot(optimizer) == before


def test_older_files_without_the_newer_options_can_be_loaded():
    p = with_gradient(1.0)
    optimizer = optim.Adam([p])
    optimizer.step()
    saved = optimizer.state_dict()
    old_group = {name: saved["param_groups"][0][name] for name in ("lr", "betas", "eps", "weight_decay", "params")}
    old = {"state": {0: {**saved["state"][0], "step": 7}}, "param_groups": [old_group]}
    optimizer.load_state_dict(old)
    assert optimizer.param_groups[0]["amsgrad"] is False
    optimizer.step()
    assert optimizer.state[p]["step"].item() == 8
    adamw = optim.AdamW([p])
    adamw.load_state_dict(old)
    assert adamw.param_groups[0]["decoupled_weight_decay"] is True


# --- misuse ----------------------------------------------------------------------------------------------------------

MISUSES = (
    "SGD([])",
    "SGD(p)",
    "SGD(double)",
    "SGD(3)",
    "SGD(None)",
    "SGD([p * 2])",
    "SGD([3])",
    "SGD(['a'])",
    "SGD([None])",
    "SGD([np.zeros(2)])",
    "SGD([{'params': {p}}])",
    "SGD([{'params': [p]}, {'params': [p]}])",
    "SGD([('a', p), q])",
    "SGD([{'params': [('a', p)]}, {'params': [q]}])",
    "SGD([{'params': [q]}, {'params': [('a', p)]}])",
    "SGD([{'lr': 0.1}])",
    "SGD([q, {'params': [p]}])",
    "SGD([p]).add_param_group([q])",
    "SGD([p], lr=-1)",
    "SGD([p], lr=-0.5, momentum=-1)",
    "SGD([p], lr=torch.tensor([1.0, 2.0]))",
    "SGD([p], momentum=-1)",
    "SGD([p], weight_decay=-1)",
    "SGD([p], nesterov=True)",
    "SGD([p], nesterov=True, momentum=0.9, dampening=0.1)",
    "Adam([p], lr=-1)",
    "Adam([p], lr=float('nan'))",
    "Adam([p], betas=(1.0, 0.9))",
    "Adam([p], betas=(0.9, 1))",
    "Adam([p], betas=(-0.1, 0.9))",
    "Adam([p], betas=(0, 0.9))",
    "Adam([p], betas=(0.9,))",
    "Adam([p], betas=0.9)",
    "Adam([p], eps=-1)",
    "Adam([p], weight_decay=-1.0)",
    "AdamW([p], weight_decay=-1.0)",
    "SGD([p]).load_state_dict(SGD([p, q]).state_dict())",
    "SGD([p]).load_state_dict(SGD([{'params': [p]}, {'params': [q]}]).state_dict())",
    "SGD([p]).load_state_dict({})",
    "StepLR(p, 2)",
    "StepLR(SGD([p]), 2, last_epoch=3)",
    "LambdaLR(SGD([p]), [lambda e: 1, lambda e: 2])",
    "LRScheduler(SGD([p]))",
    "Optimizer([with_grad], {}).step()",
)


def raised(lib: Any, source: str) -> tuple[str, str]:
    names = {name: getattr(lib.optim, name) for name in ("SGD", "Adam", "AdamW", "Optimizer")}
    names |= {name: getattr(lib.optim.lr_scheduler, name) for name in ("StepLR", "LambdaLR", "LRScheduler")}
    names |= {"p": parameter(1.0, lib=lib), "q": parameter(2.0, lib=lib), "with_grad": with_gradient(1.0, lib=lib)}
    with pytest.raises(Exception) as caught:
        eval(source, {**names, "torch": lib, "np": np, "double": lib.zeros(2, dtype=lib.float64)})
    return caught.type.__name__, str(caught.value)


@needs_pytorch
@pytest.mark.parametrize("source", MISUSES)
def test_a_misuse_raises_pytorchs_error_and_a_line_that_helps(source):
    kind, text = raised(torch, source)
    their_kind, their_text = raised(pytorch, source)
    assert kind == their_kind
    if their_text:
        assert text.replace("\\n", "\n").split("\n")[0] == their_text.replace("\\n", "\n").split("\n")[0]


@pytest.mark.parametrize(
    ("source", "kind", "first_line"),
    [
        ("SGD([])", "ValueError", "optimizer got an empty parameter list"),
        ("SGD([p * 2])", "ValueError", "can't optimize a non-leaf Tensor"),
        ("SGD([p], lr=-1)", "ValueError", "Invalid learning rate: -1"),
        (
            "SGD([{'params': [p]}, {'params': [p]}])",
            "ValueError",
            "some parameters appear in more than one parameter group",
        ),
        ("SGD([3])", "TypeError", "optimizer can only optimize Tensors, but one of the params is int"),
        ("Adam([p], betas=(0.9, 1))", "ValueError", "Invalid beta parameter at index 1: 1"),
        ("SGD([p], nesterov=True)", "ValueError", "Nesterov momentum requires a momentum and zero dampening"),
    ],
)
def test_common_misuses_raise_what_pytorch_raises(source, kind, first_line):
    found, text = raised(torch, source)
    assert found == kind
    assert text.split("\n")[0] == first_line
    assert len(text.split("\n")) == 2


@pytest.mark.parametrize(
    "source",
    [
        "SGD([p], foreach=True)",
        "SGD([p], fused=True)",
        "SGD([p], differentiable=True)",
        "Adam([p], capturable=True)",
        "Adam([{'params': [p], 'foreach': True}])",
        "AdaBelief([p], rectify=True)",
        "AdaBelief([p], amsgrad=True)",
    ],
)
def test_what_is_left_out_says_its_name(source):
    names = {"SGD": optim.SGD, "Adam": optim.Adam, "AdaBelief": optim.AdaBelief, "StepLR": schedulers.StepLR}
    named = re.search(r"(foreach|fused|differentiable|capturable|rectify|amsgrad|epoch)", source + "epoch")[1]
    with pytest.raises(NotImplementedError, match=named):
        eval(source, {**names, "p": parameter(1.0)})
    optim.Adam([parameter(1.0)], foreach=False, fused=None, capturable=False, differentiable=False)


def test_a_group_that_is_refused_leaves_the_optimizer_as_it_was():
    p, q = parameter(1.0), parameter(2.0)
    optimizer = optim.SGD([p])
    for group in ({"params": [q, p]}, {"params": [q * 2]}, {"params": [q], "fused": True}, {"params": [3]}):
        given = dict(group)
        with pytest.raises((ValueError, TypeError, NotImplementedError)):
            optimizer.add_param_group(group)
        assert len(optimizer.param_groups) == 1
        assert group == given or list(group) == list(given)


def test_a_parameter_given_twice_is_warned_about():
    p = parameter(1.0)
    with pytest.warns(UserWarning, match="duplicate parameters"):
        optim.SGD([p, p])


# --- schedulers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SCHEDULES)
def test_schedules_are_pytorchs(name):
    assert make_optim.scheduled(torch, name) == STORED["scheduled"][name]


def test_a_scheduler_goes_on_from_its_saved_state():
    def pair():
        optimizer = optim.SGD([with_gradient(1.0)], lr=1.0)
        return optimizer, schedulers.StepLR(optimizer, 2, gamma=0.5)

    optimizer, scheduler = pair()
    for _ in range(3):
        optimizer.step()
        scheduler.step()
    other_optimizer, other = pair()
    other.load_state_dict(scheduler.state_dict())
    other_optimizer.load_state_dict(optimizer.state_dict())
    for _ in range(3):
        for one, two in ((optimizer, scheduler), (other_optimizer, other)):
            one.step()
            two.step()
        assert scheduler.get_last_lr() == other.get_last_lr()
    assert scheduler.last_epoch == other.last_epoch == 6
    resumed = schedulers.StepLR(other_optimizer, 2, gamma=0.5, last_epoch=5)
    assert resumed.base_lrs == [1.0]


@needs_pytorch
def test_a_schedulers_state_has_pytorchs_names():
    for make in (
        lambda lib, optimizer: lib.optim.lr_scheduler.StepLR(optimizer, 2),
        lambda lib, optimizer: lib.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: 0.5**epoch),
    ):
        ours, theirs = (
            make(lib, lib.optim.SGD([parameter(1.0, lib=lib)], lr=0.1)).state_dict() for lib in (torch, pytorch)
        )
        assert ours == theirs


def test_a_callable_object_in_lambdalr_is_saved_with_its_attributes():
    class Factor:
        def __init__(self, base):
            self.base = base

        def __call__(self, epoch):
            return self.base**epoch

    one = schedulers.LambdaLR(optim.SGD([parameter(1.0)], lr=1.0), Factor(0.5))
    two = schedulers.LambdaLR(optim.SGD([parameter(1.0)], lr=1.0), Factor(0.9))
    saved = one.state_dict()
    two.load_state_dict(saved)
    assert two.lr_lambdas[0].base == 0.5 and saved["lr_lambdas"] == [{"base": 0.5}]


def test_a_learning_rate_tensor_is_changed_in_place():
    lr = torch.tensor(1.0)
    optimizer = optim.SGD([with_gradient(1.0)], lr=lr)
    scheduler = schedulers.StepLR(optimizer, 1, gamma=0.5)
    optimizer.step()
    scheduler.step()
    assert optimizer.param_groups[0]["lr"] is lr and lr.item() == 0.5
    assert scheduler.base_lrs[0].item() == 1.0


def test_a_scheduler_before_the_optimizer_is_warned_about():
    optimizer = optim.SGD([with_gradient(1.0)])
    scheduler = schedulers.StepLR(optimizer, 1)
    with pytest.warns(UserWarning, match=re.escape("`lr_scheduler.step()` before `optimizer.step()`")):
        scheduler.step()
    with pytest.warns(UserWarning, match=re.escape("please use `get_last_lr()`")):
        scheduler.get_lr()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        scheduler.step()
        optimizer = optim.SGD([with_gradient(1.0)])
        scheduler = schedulers.StepLR(optimizer, 1)
        optimizer.step()
        scheduler.step()
