"""Tensors on `cuda` do what tensors on the CPU do, and live where they should.

Without a GPU, CuPy is played by the stand-in of strict_cupy.py; where CuPy finds a GPU, the same claims are held on it.
"""

import json
import re
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
import strict_cupy
from oracle import record
from oracle.groups import GROUPS, load_goldens

import autograd_lib as torch
from autograd_lib import arrays, nn

HAS_GPU = torch.cuda.is_available()


@pytest.fixture(autouse=True)
def gpu() -> Iterator[None]:
    """A GPU, or its stand-in; and the CPU as the default device again."""
    if HAS_GPU:
        yield
    else:
        with strict_cupy.installed():
            yield
    torch.set_default_device(None)


# --- every stored answer of PyTorch's, on cuda ------------------------------------------------------------------------

ON_THE_CPU = {  # cases about NumPy's memory, the CPU's name, or a generator of the CPU
    "memory": {
        "numpy_shares", "numpy_of_a_view_shares", "as_tensor_shares_an_array", "detach_numpy", "data_numpy",
        "array_protocol", "numpy_function_of_a_tensor", "tensor_times_array", "device_of_a_tensor",
    },
    "training": {
        "random_generator", "random_generator_default_seed", "random_generator_leaves_the_global_alone",
        "random_rng_state", "random_generator_state", "data_loader_shuffled_then_rand", "data_loader_in_order_then_rand",
        "training_classifier_with_a_loader",
    },
    "distributions": {"drawn_multinomial_generator", "drawn_weighted_generator", "drawn_weighted_loader"},
    "misuses": {"saved_value_changed_through_numpy_is_unseen"},
}  # fmt: skip


def plain(text: Any) -> Any:
    """A record without the words that only tell where its tensors live."""
    if isinstance(text, str):
        text = re.sub(r",\s*device='cuda:0'", "", text)
        text = text.replace("ReshapeAliasBackward0", "ViewBackward0")  # CuPy's results lie in memory in order: a view will do
        return text.replace("torch.cuda.", "torch.").replace("CUDABool", "CPUBool").replace("cuda:0", "cpu")
    if isinstance(text, dict):
        return {key: plain(value) for key, value in text.items()}
    return [plain(each) for each in text] if isinstance(text, list) else text


@pytest.mark.parametrize("group", GROUPS)
def test_every_answer_is_the_same_on_cuda(group: str, monkeypatch: pytest.MonkeyPatch) -> None:
    normalise = record.normalise

    def brought(library: Any, value: Any, names: dict[int, str]) -> Any:
        if not isinstance(value, torch.Tensor) or not value.is_cuda:
            return normalise(library, value, names)
        found = normalise(library, value.detach().cpu(), names)
        if type(value) is not torch.Tensor:
            found["class"] = type(value).__name__
        if value.requires_grad:
            found["fn"] = record.graph(library, value.grad_fn, names) if value.grad_fn is not None else "leaf"
        return found

    def backward(library: Any, result: Any) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(library, "from_numpy", lambda array: library.tensor(array))
            run_backward(library, result)

    run_backward = record.run_backward
    monkeypatch.setattr(record, "normalise", brought)
    monkeypatch.setattr(record, "run_backward", backward)
    goldens, wrong = load_goldens(group), []
    for case in GROUPS[group]:
        if case.name in ON_THE_CPU.get(group, ()):
            continue
        torch.set_default_device("cuda")
        torch.set_default_dtype(torch.float32)
        torch.manual_seed(0)
        answer = record.run(torch, case)
        torch.set_default_device(None)
        if group == "extras" and str(answer.get("error")).startswith(("AttributeError", "NotImplementedError")):
            continue
        wrong += [f"{case.name}: {line}" for line in record.differences(plain(goldens[case.name]), plain(answer))]
    assert not wrong, "\n".join(wrong)


# --- from one device to the other -------------------------------------------------------------------------------------


def test_a_tensor_goes_to_cuda_and_back() -> None:
    x = torch.tensor([1.0, 2.0])
    y = x.to("cuda")
    assert (y.device, str(y.device), y.is_cuda, y.get_device()) == (torch.device("cuda", 0), "cuda:0", True, 0)
    assert x.get_device() == -1
    assert y.to("cuda") is y and y.cuda() is y and y.to(x.device).device.type == "cpu" and y.to(0) is y
    assert x.cpu() is x and y.cpu().tolist() == [1, 2]
    assert y.to(torch.float64).device == y.device
    assert x.to(y.double()).dtype is torch.float64 and x.to(y).is_cuda
    assert x.to("cuda", non_blocking=True).is_cuda and x.cuda(non_blocking=True).is_cuda
    assert repr(y) == "tensor([1., 2.], device='cuda:0')"
    assert y.type() == "torch.cuda.FloatTensor"
    assert np.array_equal(y.numpy(force=True), [1, 2])


def test_gradients_go_back_to_where_the_leaf_is() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    y = (x.cuda() ** 2).sum()
    assert y.is_cuda and y.grad_fn.next_functions[0][0].next_functions[0][0].name() == "ToCopyBackward0"
    y.backward()
    assert x.grad.tolist() == [2, 4] and not x.grad.is_cuda
    (gradient,) = torch.autograd.grad((x.cuda() ** 3).sum(), x, create_graph=True)
    assert torch.autograd.grad(gradient.sum(), x)[0].tolist() == [6, 12]
    z = torch.ones(2, device="cuda", requires_grad=True)
    (z.cpu() * x).sum().backward()
    assert z.grad.is_cuda and z.grad.tolist() == [1, 2]


def test_values_are_copied_from_one_device_into_the_other() -> None:
    x, y = torch.zeros(2), torch.tensor([1.0, 2.0], device="cuda", requires_grad=True)
    x.copy_(y)
    x.sum().backward()
    assert not x.is_cuda and x.tolist() == [1, 2] and y.grad.is_cuda
    z = torch.zeros(2, 2, device="cuda")
    z[0] = torch.tensor([3.0, 4.0])
    z[1] = 5
    assert z.tolist() == [[3, 4], [5, 5]] and z[torch.tensor([0])].tolist() == [[3, 4]]


MAKERS = (
    "zeros(2)", "ones(2)", "empty(2)", "full((2,), 7)", "arange(3)", "linspace(0, 1, 3)", "logspace(0, 1, 3)", "eye(2)",
    "rand(2)", "randn(2)", "randint(5, (2,))", "randperm(4)", "tensor([1.0])", "as_tensor([1])", "asarray([1])",
    "scalar_tensor(1)", "tril_indices(2, 2)", "triu_indices(2, 2)", "normal(0.0, 1.0, (2,))",
)  # fmt: skip


@pytest.mark.parametrize("maker", MAKERS)
def test_new_tensors_are_made_where_they_are_asked_for(maker: str) -> None:
    there = maker[:-1] + ", device='cuda')"
    assert eval(f"torch.{there}", {"torch": torch}).is_cuda
    assert not eval(f"torch.{maker}", {"torch": torch}).is_cuda
    with torch.device("cuda"):
        assert eval(f"torch.{maker}", {"torch": torch}).is_cuda
        with torch.device("cpu"):
            assert not eval(f"torch.{maker}", {"torch": torch}).is_cuda
        assert eval(f"torch.{maker}", {"torch": torch}).is_cuda
    torch.set_default_device("cuda")
    assert eval(f"torch.{maker}", {"torch": torch}).is_cuda and torch.get_default_device() == torch.device("cuda:0")


def test_tensors_made_like_another_one_are_beside_it() -> None:
    x, y = torch.ones(2), torch.ones(2, device="cuda")
    for name in ("zeros_like", "ones_like", "empty_like", "rand_like", "randn_like"):
        make = getattr(torch, name)
        assert make(y).is_cuda and not make(y, device="cpu").is_cuda and make(x, device="cuda").is_cuda
    assert torch.full_like(y, 3).tolist() == [3, 3] and torch.full_like(y, 3).is_cuda
    assert y.new_zeros(2).is_cuda and y.new_tensor([1]).is_cuda and y.new_full((2,), 1.0).is_cuda
    torch.set_default_device("cuda")
    assert not torch.zeros_like(x).is_cuda and not x.new_ones(1).is_cuda
    assert torch.from_numpy(np.ones(2)).device == torch.device("cpu") and torch.as_tensor(x).is_cuda


# --- random numbers ---------------------------------------------------------------------------------------------------


def test_cuda_has_a_stream_of_its_own_with_the_same_numbers_for_the_same_seed() -> None:
    torch.manual_seed(3)
    there, here = torch.randn(20, device="cuda"), torch.randn(20)
    assert there.tolist() == here.tolist()
    torch.cuda.manual_seed(3)
    assert torch.randn(20, device="cuda").tolist() == here.tolist() != torch.randn(20).tolist()
    state = torch.cuda.get_rng_state()
    again = torch.rand(2, device="cuda").tolist()
    torch.cuda.set_rng_state(state)
    assert torch.rand(2, device="cuda").tolist() == again
    own = torch.Generator(device="cuda").manual_seed(3)
    assert own.device.type == "cuda" and torch.randn(20, device="cuda", generator=own).tolist() == here.tolist()


def test_a_generator_draws_for_its_own_device() -> None:
    with pytest.raises(RuntimeError, match="Expected a 'cuda' device type for generator but found 'cpu'"):
        torch.rand(2, device="cuda", generator=torch.Generator())
    with pytest.raises(RuntimeError, match="Expected a 'cpu' device type for generator but found 'cuda'"):
        torch.zeros(2).normal_(generator=torch.Generator("cuda"))


# --- learning ---------------------------------------------------------------------------------------------------------


def trained(device: str, optimizer: str) -> tuple[list[Any], Any]:
    torch.manual_seed(0)
    net = nn.Sequential(nn.Conv2d(1, 3, 3, bias=False), nn.BatchNorm2d(3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(12, 4))
    x, y = torch.randn(12, 1, 6, 6), torch.randint(0, 4, (12,))
    assert net.to(device) is net
    steps = getattr(torch.optim, optimizer)(net.parameters(), lr=0.01)
    for rows, labels in torch.utils.data.DataLoader(torch.utils.data.TensorDataset(x, y), 4, shuffle=True, pin_memory=True):
        steps.zero_grad()
        loss = nn.functional.cross_entropy(net(rows.to(device, non_blocking=True)), labels.to(device))
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        steps.step()
    assert all(p.device.type == p.grad.device.type == device for p in net.parameters())
    steps.load_state_dict(steps.state_dict())
    return [loss.item(), *(p.sum().item() for p in net.state_dict().values())], net


@pytest.mark.parametrize("optimizer", ["SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "NAdam", "Rprop"])
@pytest.mark.filterwarnings("ignore:'pin_memory'")
def test_a_network_learns_the_same_on_cuda(optimizer: str) -> None:
    here, there = trained("cpu", optimizer), trained("cuda", optimizer)
    assert here[0] == pytest.approx(there[0], rel=1e-4)
    assert there[1].cpu().state_dict()["0.weight"].device.type == "cpu" and next(there[1].cuda().parameters()).is_cuda


def test_what_was_saved_on_cuda_is_loaded_where_it_is_wanted(tmp_path: Any) -> None:
    net = nn.Linear(2, 3, device="cuda")
    torch.save(net.state_dict(), tmp_path / "net.pt")
    here, there = torch.load(tmp_path / "net.pt"), torch.load(tmp_path / "net.pt", map_location="cuda:0")
    assert not here["weight"].is_cuda and there["weight"].is_cuda
    assert here["weight"].tolist() == there["weight"].tolist() == net.weight.tolist()
    net.load_state_dict(here)
    assert net.weight.is_cuda


def test_views_hooks_and_in_place_changes_work_on_cuda() -> None:
    x = torch.arange(6.0, device="cuda").reshape(2, 3).requires_grad_()
    y = x * 1
    y[0].mul_(3)
    seen = []
    y.register_hook(lambda gradient: seen.append(gradient.is_cuda))
    y.T.sum().backward()
    assert seen == [True] and x.grad.tolist() == [[3, 3, 3], [1, 1, 1]] and x.grad.is_cuda
    assert x[1].storage_offset() == 3 and x[1].data_ptr() - x.data_ptr() == 12 and x.T.stride() == (1, 3)


# --- two devices ------------------------------------------------------------------------------------------------------


def test_a_single_number_of_the_cpu_goes_along() -> None:
    x, one = torch.tensor([1.0, 2.0], device="cuda"), torch.tensor(2.0)
    for result in (x * one, one * x, x + one, torch.where(x > 1, x, one), x.clamp(min=one), torch.maximum(x, one)):
        assert result.is_cuda
    assert (x * torch.tensor(2)).dtype is torch.float32 and (x.sum() * one).is_cuda
    x.mul_(one)
    assert x.tolist() == [2, 4]


MIXED = (
    "x + y", "y + x", "x.mul_(y)", "x > y", "torch.where(x > 0, x, y)", "x @ y", "m @ y", "F.linear(m, n)", "torch.cat([x, y])",
    "torch.stack([x, y])", "F.mse_loss(x, y)", "F.cross_entropy(m, torch.tensor([0, 1]))", "torch.maximum(x, y)",
    "F.embedding(torch.tensor([0]), m)", "F.conv1d(m[None], n[None])", "torch.add(x, y, out=torch.zeros(2))",
    "nn.Linear(2, 2)(m)", "nn.BatchNorm1d(2)(m)", "nn.LayerNorm(2)(m)", "torch.gather(x, 0, torch.tensor([0]))", "m.bmm(n)",
    "torch.einsum('ij,jk', m, n)", "torch.add(x, x, out=torch.zeros(2))", "y[torch.tensor([0], device='cuda')]",
    "x.index_select(0, torch.tensor([0]))", "torch.lerp(x, y, 0.5)", "torch.addcmul(x, y, y)", "nn.GRU(2, 2)(m)",
    "F.nll_loss(m, torch.tensor([0, 1]))", "F.multi_margin_loss(m, torch.tensor([0, 1]))", "x.masked_fill(y > 0, 1.0)",
    "x.scatter(0, torch.tensor([0]), 1.0)", "x.scatter_add(0, torch.tensor([0]), x)", "x.index_add(0, torch.tensor([0, 1]), x)",
    "x.masked_select(y > 0)", "x.take(torch.tensor([0]))", "x.index_fill(0, torch.tensor([0]), 1.0)",
    "x.index_copy(0, torch.tensor([0, 1]), x)", "torch.take_along_dim(x, torch.tensor([0]), 0)",
)  # fmt: skip


@pytest.mark.parametrize("source", MIXED)
def test_tensors_on_two_devices_are_refused(source: str) -> None:
    space = {"torch": torch, "F": nn.functional, "nn": nn, "x": torch.ones(2, device="cuda"), "y": torch.ones(2)}
    space |= {"m": torch.ones(2, 2, device="cuda"), "n": torch.ones(2, 2)}
    if "bmm" in source:
        space |= {"m": torch.ones(1, 2, 2, device="cuda"), "n": torch.ones(1, 2, 2)}
    with pytest.raises(RuntimeError, match="Expected all tensors to be on the same device|indices should be either on"):
        eval(source, space)


def test_gradients_have_to_be_on_the_device_of_their_tensor() -> None:
    x = torch.ones(2, device="cuda", requires_grad=True)
    with pytest.raises(RuntimeError, match="attempting to assign a gradient with device type 'cpu' to a tensor with device"):
        x.grad = torch.ones(2)
    with pytest.raises(RuntimeError, match="invalid gradient at index 0 - expected device cuda:0 but got cpu"):
        (x * 2).backward(torch.ones(2))


def test_numpy_does_not_see_the_memory_of_a_gpu() -> None:
    for look in (lambda x: x.numpy(), np.asarray, np.exp):
        with pytest.raises(TypeError, match="can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu"):
            look(torch.ones(2, device="cuda"))


# --- torch.cuda -------------------------------------------------------------------------------------------------------


def test_questions_about_the_gpu_have_answers() -> None:
    cuda = torch.cuda
    assert cuda.is_available() and cuda.device_count() == 1 and cuda.current_device() == 0
    assert torch.accelerator.is_available() and torch.accelerator.current_accelerator() == torch.device("cuda")
    properties = cuda.get_device_properties(0)
    assert properties.name == cuda.get_device_name() and properties.total_memory > 0
    assert cuda.get_device_capability() == (properties.major, properties.minor)
    free, total = cuda.mem_get_info()
    assert 0 <= free <= total and cuda.memory_allocated() <= cuda.memory_reserved()
    cuda.empty_cache()
    cuda.synchronize()
    cuda.set_device(0)
    with cuda.device(0):
        pass


def test_the_peak_of_memory_is_counted_from_the_reset_on() -> None:
    cuda, size = torch.cuda, 2**22
    cuda._peak.clear()
    for most in (cuda.max_memory_allocated, cuda.max_memory_reserved):
        with pytest.raises(NotImplementedError, match=r"counts from torch.cuda.reset_peak_memory_stats\(\) on"):
            most()
    cuda.reset_peak_memory_stats()
    before = cuda.memory_allocated()
    hold: Any = torch.ones(size // 4, device="cuda") if HAS_GPU else strict_cupy.cupy.cuda.get_allocator()(size)
    assert cuda.max_memory_allocated() >= before + size
    del hold
    assert cuda.max_memory_allocated() >= before + size > cuda.memory_allocated()
    assert cuda.max_memory_reserved() >= cuda.max_memory_allocated()
    cuda.reset_peak_memory_stats()
    assert cuda.max_memory_allocated() == cuda.memory_allocated() == before


def test_events_measure_time() -> None:
    start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    start.record()
    torch.ones(100, device="cuda").sum()
    end.record()
    torch.cuda.synchronize()
    end.synchronize()
    assert end.query() and start.elapsed_time(end) >= 0


@pytest.mark.parametrize(
    ("device", "error", "text"),
    [
        ("cuda:1", RuntimeError, "CUDA error: invalid device ordinal"),
        ("nix", RuntimeError, "Expected one of cpu, cuda, ipu"),
        ("cuda:x", RuntimeError, "Invalid device string: 'cuda:x'"),
        (1.5, TypeError, "argument 'device' must be torch.device, not float"),
        ("meta", NotImplementedError, "left out"),
    ],
)
def test_other_devices_are_refused(device: Any, error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        torch.zeros(2, device=device)


def test_cuda_of_a_cpu_is_refused() -> None:
    with pytest.raises(RuntimeError, match="Invalid device, must be cuda device"):
        torch.ones(1).cuda("cpu")


# --- without CuPy, without a GPU --------------------------------------------------------------------------------------

ASKING = (
    "torch.zeros(2, device='cuda')", "torch.ones(2).cuda()", "torch.ones(2).to('cuda')", "torch.cuda.synchronize()",
    "torch.cuda.current_device()", "torch.nn.Linear(2, 2).cuda()", "torch.Generator('cuda')", "torch.get_default_device()",
    "torch.cuda.get_device_name()", "torch.cuda.Event()",
)  # fmt: skip


@contextmanager
def in_its_place(module: Any) -> Iterator[None]:
    """Something else, or nothing, where CuPy would be; undone before the stand-in is taken away, not after."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "cupy", module)
        arrays.cupy.cache_clear()
        yield
    arrays.cupy.cache_clear()


@pytest.mark.parametrize("source", ASKING)
def test_without_cupy_cuda_is_refused_as_by_pytorch_without_cuda(source: str) -> None:
    with in_its_place(None):
        torch.set_default_device("cuda" if "default" in source else None)
        with pytest.raises(AssertionError, match="^Torch not compiled with CUDA enabled"):
            eval(source, {"torch": torch})
        assert not torch.cuda.is_available() and torch.cuda.device_count() == 0 and torch.cuda.memory_allocated() == 0
        torch.cuda.manual_seed_all(0)
        torch.cuda.empty_cache()


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("cudaErrorInsufficientDriver: CUDA driver version is insufficient", "^Found no NVIDIA driver on your system"),
        ("cudaErrorNoDevice: no CUDA-capable device is detected", "^No CUDA GPUs are available"),
    ],
)
def test_without_a_gpu_cupy_alone_is_not_enough(message: str, text: str) -> None:
    def count() -> int:
        raise RuntimeError(message)

    module: Any = types.ModuleType("cupy")
    module.cuda = types.SimpleNamespace(runtime=types.SimpleNamespace(getDeviceCount=count))
    with in_its_place(module):
        with pytest.raises(RuntimeError, match=text):
            torch.zeros(2, device="cuda")
        assert not torch.cuda.is_available()


# --- the stand-in is strict -------------------------------------------------------------------------------------------


@pytest.mark.skipif(HAS_GPU, reason="CuPy itself is here")
def test_the_stand_in_refuses_what_cupy_refuses() -> None:
    a, b = strict_cupy.cupy.asarray(np.ones(3)), np.ones(3)
    attempts: list[Any] = [
        lambda: a + b, lambda: b + a, lambda: np.exp(a, out=b), lambda: np.asarray(a), lambda: np.where(b > 0, a, 0),
        lambda: a.__setitem__(slice(None), b), lambda: np.copyto(a, b), lambda: np.empty_like(a, subok=False),
        lambda: np.linalg.svd(a, hermitian=True), lambda: a.max(initial=0), lambda: np.insert(a, 0, 1), lambda: np.add.at(a, 0, 1),
    ]  # fmt: skip
    for attempt in attempts:
        with pytest.raises(TypeError):
            attempt()
    with pytest.raises(NotImplementedError):
        np.maximum.accumulate(a)
    with pytest.raises(TypeError, match="does not support int64"):
        strict_cupy.cupy.add.at(strict_cupy.cupy.asarray(np.arange(3)), 0, 1)
    assert (b[:, None] * np.ones(2)).T.flags.f_contiguous and (a[:, None] * np.ones((1, 2))[0, 0]).T.flags.f_contiguous
    assert not np.signbit(strict_cupy.cupy.asarray(np.array(-0.0)).get())
    assert a.sum().shape == a[0].shape == () and a[strict_cupy.cupy.asarray(np.array([5]))].tolist() == [1]


@pytest.mark.skipif(HAS_GPU, reason="CuPy itself is here")
def test_the_stand_in_has_nothing_that_cupy_has_not() -> None:
    allowed = {"cuda", "fuse", "linalg", "lib", "ndarray", "get_default_memory_pool"}
    names = {name for name in vars(strict_cupy.cupy) if not name.startswith("_")}
    assert names - allowed <= {*strict_cupy.NAMES["cupy"], *strict_cupy.NAMES["ufuncs"]}
    members = {name for name in vars(strict_cupy.ndarray) if not name.startswith("_")}
    assert members <= {*strict_cupy.NAMES["ndarray"]}
    assert json.dumps(strict_cupy.NAMES)
