"""Lesson 09, GPU: its calculated times, its stored measurements, its pretend machine, its figures, its exercises."""

import importlib
import json
import re
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.text import Text

import autograd_lib as ours
from autograd_lib.course import devices, figures_speed, measured, registry, speed
from autograd_lib.course import figures_devices as figures
from autograd_lib.course.check import judge
from autograd_lib.course.pretend import CPU_CALL, LOADING, Machine

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tools import depends  # noqa: E402
from tools.source import read  # noqa: E402

LESSON = read(ROOT / "course" / "src" / "09_gpu.py")
CODE = [cell.code for cell in LESSON.cells if cell.kind == "code"]
T4 = devices.sheet("T4")


def says(cell: str) -> str:
    """The English text of a cell."""
    return next(each.texts["en"] for each in LESSON.cells if each.id == cell)


@pytest.fixture(params=["autograd_lib", "torch"])
def torch(request: Any) -> Any:
    return pytest.importorskip(request.param)


# Numbers --------------------------------------------------------------------------------------------------------------


def test_the_matrix_of_the_lesson_takes_as_long_over_the_bridge_as_its_product(torch: Any) -> None:
    x = torch.ones(1024, 1024)
    size = x.numel() * x.element_size()
    assert size == 4_194_304
    assert (round(1e6 * size / T4.bridge), round(1e6 * size / T4.memory)) == (262, 13)
    assert 2 * 1024**3 / T4.flops == pytest.approx(size / T4.bridge, rel=0.02)
    assert T4.memory / T4.bridge == 20 and "20 times narrower" in says("memories")


def test_a_calculated_time_is_launches_and_bytes_by_bandwidth_and_operations_by_peak() -> None:
    n = 100
    by_hand = 3 * 1e-5 + 2 * 4 * n**2 / 16e9 + 3 * 4 * n**2 / 320e9 + 2 * n**3 / 8.1e12
    assert devices.calculated(T4, devices.WORKS["x @ x"], n) == pytest.approx(by_hand)
    alone = devices.calculated(T4, devices.WORKS["x @ x"], n, times=1e12)
    assert alone == pytest.approx(by_hand - 2 * devices.crossing(T4, n))


def place(work: str, times: int, cores: int, calculated: bool = False) -> float | None:
    """From which size on the H200 beats a measured CPU, the trip included; computed from the stored numbers alone."""
    data = json.loads(devices.DATA.read_text(encoding="utf-8"))["measured"]
    cpu = next(each for each in data if f", {cores} core" in each["machine"] and "NumPy" in each["versions"])
    gpu = next(each for each in data if "CuPy" in each["versions"])
    assert (gpu["machine"], gpu["date"]) == ("NVIDIA H200", "2026-11-26")
    there = [sum(both) / times for both in zip(gpu["seconds"]["to cuda"], gpu["seconds"]["to cpu"], strict=True)]
    taken = np.array(gpu["seconds"][work]) + there
    sizes = np.geomspace(16, 4096, 161)
    on = [np.exp(np.interp(np.log(sizes), np.log(gpu["n"]), np.log(each))) for each in (cpu["seconds"][work], taken)]
    if calculated:
        on[1] = devices.calculated(devices.sheet("H200"), devices.WORKS[work], sizes, times)
    return devices.crossover(sizes, *on)


@pytest.mark.parametrize(
    ("work", "times", "cores", "expected"),
    [("x @ x", 1, 16, 520), ("x + 1", 100, 16, 370), ("x @ x", 1, 1, 150), ("x + 1", 1, 16, None)],
)
def test_the_measured_cpu_and_gpu_cross_where_the_lesson_says(
    work: str, times: int, cores: int, expected: int | None
) -> None:
    found, shown = place(work, times, cores), labels(figures.crossover()(work=work, times=times, cores=cores))
    if expected is None:
        assert found is None and not any("approx" in each for each in shown)
        assert "they *never* cross" in says("crossover")
        return
    assert found == pytest.approx(expected, rel=0.02)
    assert any(each.startswith(r"$n \approx") and each.endswith(f" {expected}$") for each in shown)
    assert re.search(rf"(?:about|≈|approx) {expected}\b", says("crossover"))


def test_the_trip_for_x_plus_1_takes_longer_than_the_cpu_at_every_size() -> None:
    cpu, gpu = devices.with_cores(16)["seconds"], devices.recorded("cuda")[0]["seconds"]
    ways = [there + back for there, back in zip(gpu["to cuda"], gpu["to cpu"], strict=True)]
    assert all(way > alone for way, alone in zip(ways, cpu["x + 1"], strict=True))
    promised = place("x + 1", 1, 16, calculated=True)
    assert promised is not None and promised < 1000  # what the data sheet let one expect


def test_what_the_h200_keeps_of_its_data_sheets_promises_is_what_the_lesson_says() -> None:
    h200 = devices.sheet("H200")
    ours_kept, theirs = (
        devices.kept(devices.recorded("cuda", library)[0], h200) for library in ("autograd_lib", "torch")
    )
    last = {work: f"{shares[-1]:.0%}" for work, shares in ours_kept.items()}
    assert last == {"x @ x": "76%", "x + 1": "29%", "to cuda": "10%", "to cpu": "6%"}
    assert ours_kept["x @ x"][-1] == pytest.approx(2 * 4096**3 / 2.685e-3 / 67e12)
    assert 0.24 < max(ours_kept["to cuda"] + ours_kept["to cpu"]) < 0.255
    assert all(shares[0] < 0.001 for shares in ours_kept.values())
    assert f"{theirs['x + 1'][-1]:.0%}" == "64%" and max(theirs["to cuda"] + theirs["to cpu"]) < 0.28
    for number in ("76%", "29%", "25%", "10%", "6%", "64%", "three quarters"):
        assert number in says("promises")


def test_the_launch_that_is_assumed_lies_between_the_two_measured_ones() -> None:
    with_cupy, with_pytorch = (devices.recorded("cuda", each)[0]["launch"] for each in ("autograd_lib", "torch"))
    assert (round(1e6 * with_cupy), round(1e6 * with_pytorch)) == (12, 7)
    assert with_pytorch < T4.launch < with_cupy and "12 µs" in says("formula") and "7 µs" in says("formula")


def test_a_crossover_lies_between_two_sizes_or_nowhere() -> None:
    assert devices.crossover([1, 4], [1.0, 16.0], [4.0, 4.0]) == pytest.approx(2)
    assert devices.crossover([1, 4], [1.0, 2.0], [4.0, 4.0]) is None
    assert devices.crossover([1, 4], [8.0, 9.0], [4.0, 4.0]) == pytest.approx(1)


def test_calculated_the_h200_would_be_nearly_four_times_as_quick() -> None:
    measured = devices.round_trip(devices.recorded("cuda")[0], "x @ x")[devices.SIZES.index(1024)]
    promised = devices.calculated(devices.sheet("H200"), devices.WORKS["x @ x"], 1024)
    assert (figures.seconds(measured), figures.seconds(promised)) == ("0.78 ms", "0.2 ms")
    assert 3.6 < measured / promised < 4.1 and "nearly four times as much" in says("promises-question")


def test_what_is_calculated_assumed_and_measured_is_kept_apart_and_says_where_it_comes_from() -> None:
    data = json.loads(devices.DATA.read_text(encoding="utf-8"))
    assert set(data) == {"about", "data_sheets", "assumed", "measured"}
    assert all(each["source"] for each in data["data_sheets"].values()) and data["assumed"]["why"]
    for each in data["measured"]:
        assert each["machine"] and each["versions"] and each["how"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", each["date"])
        for name in ("x @ x", "x + 1"):
            pairs = list(zip(each["seconds"][name], each["median"][name], strict=True))
            assert len(pairs) == len(each["n"]) and all(0 < best <= middle for best, middle in pairs)
    assert "calculated, not measured" in says("honest") and "not measured" in says("crossover")


def test_a_measurement_has_the_form_of_the_stored_ones() -> None:
    found = devices.measure(ours, "cpu", sizes=(4, 8), seconds=0.001)
    assert found["n"] == [4, 8] and set(found["seconds"]) == {"x @ x", "x + 1"}
    assert found["launch"] > 0 and "autograd_lib" in found["versions"]
    assert set(devices.recorded("cpu")[0]) - {"note"} == set(found)


def test_a_measurement_on_a_gpu_waits_for_it_and_times_the_bridge() -> None:
    """On a pretend machine the quickest rounds are the calculated times."""
    machine = Machine("T4")
    machine.__name__, machine.__version__ = "pretend", "0"  # type: ignore[attr-defined]
    found = devices.measure(machine, "cuda", sizes=(256,), seconds=0.0005, clock=machine.perf_counter)
    assert found["machine"] == "pretend T4"
    alone = devices.calculated(T4, devices.WORKS["x @ x"], 256) - 2 * devices.crossing(T4, 256)
    assert found["seconds"]["x @ x"][0] == pytest.approx(alone, rel=0.5)
    assert found["seconds"]["to cuda"] == [pytest.approx(devices.crossing(T4, 256), rel=1e-3)]
    assert set(found["seconds"]) == {"x @ x", "x + 1", "to cuda", "to cpu"}


def test_a_stored_measurement_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    benchmark = importlib.import_module("benchmarks.devices")
    path = tmp_path / "devices.json"
    path.write_text(devices.DATA.read_text(encoding="utf-8"), encoding="utf-8")
    before = json.loads(path.read_text(encoding="utf-8"))
    benchmark.store(before["measured"], path)
    assert path.read_text(encoding="utf-8") == devices.DATA.read_text(encoding="utf-8")
    newer = [{**before["measured"][0], "date": "2099-01-01"}]
    benchmark.store(newer, path)
    after = json.loads(path.read_text(encoding="utf-8"))["measured"]
    assert len(after) == len(before["measured"]) and after[-1]["date"] == "2099-01-01"


def test_a_notebook_is_built_anew_when_the_measurements_change() -> None:
    files = depends.closure("figures_devices")
    assert {"devices.json", "devices.py", "pretend.py"} <= {each.name for each in files}


# This library beside PyTorch --------------------------------------------------------------------------------------------


def ratios(kind: str, work: str, size: str = "") -> list[float]:
    """Our time by PyTorch's best on each machine, computed from the stored numbers alone."""
    data = json.loads(speed.DATA.read_text(encoding="utf-8"))["measured"]
    found = [each["times"][work] for each in data if each["kind"] == kind]
    return [
        times["autograd_lib"] / min(each for library, each in times.items() if library.startswith("torch"))
        for times in (each[size] if size else each for each in found)
    ]


def ratio(kind: str, work: str, size: str = "") -> float:
    """The same on the machine that was measured last."""
    return ratios(kind, work, size)[-1]


def test_the_stored_speeds_say_where_they_come_from_and_are_complete() -> None:
    data = json.loads(speed.DATA.read_text(encoding="utf-8"))
    assert sorted(each["kind"] for each in data["measured"]) == ["cuda", "operations", "works", "works"]
    assert len({speed.name(each) for each in speed.everywhere("works")}) == 2
    for each in data["measured"]:
        assert set(each) == {"kind", "machine", "date", "versions", "how", "unit", "times"}
        assert each["machine"] and re.fullmatch(r"\d{4}-\d\d-\d\d", each["date"])
        assert "torch" in each["versions"] and "medians" in each["how"] and each["unit"] in ("ms", "µs")
    assert all(set(each["times"]) == set(speed.LABELS) for each in speed.everywhere("works"))
    operations = speed.recorded("operations")["times"]
    assert set(operations) == set(figures_speed.OPERATIONS)
    assert all(set(sizes) == {"small", "large"} for sizes in operations.values())
    assert speed.DATA.stat().st_size < 8000
    assert speed.DATA.read_text(encoding="utf-8") == measured.written(data) + "\n"


def test_tiny_work_is_quicker_here_and_large_work_in_pytorch_as_the_lesson_says() -> None:
    for work in ("scalar", "neuron", "regression", "small_net", "chain"):
        assert max(ratios("works", work)) < 1
    assert ratio("operations", "add", "small") < 1
    for operation in ("gelu", "softmax", "layer_norm"):
        assert ratio("operations", operation, "large") > 1.5
        assert ratio("operations", operation, "large") > ratio("operations", operation, "small")
    gpu = speed.recorded("cuda")["times"]
    assert all(1.4 < ratio("cuda", work) < 3.5 and times["kernels"] > times["of torch"] for work, times in gpu.items())
    assert "with a few numbers lie left" in says("ratios") and "on an H200: all on the right" in says("ratios")
    assert "more **kernels**" in says("large")
    for readme in ("README.md", "README.ja.md"):
        assert re.search(r"1\.5( and |〜)3\.5", (ROOT / readme).read_text(encoding="utf-8"))


def test_the_readmes_quote_the_stored_table() -> None:
    for readme in ("README.md", "README.ja.md"):
        text = (ROOT / readme).read_text(encoding="utf-8")
        assert f"<!-- speed -->\n{speed.markdown()}\n<!-- end of speed -->" in text
    row = next(line for line in speed.markdown().split("\n") if "Conv2d, Conv2d" in line)
    assert all(f"| **{each:.2f}** |" in row for each in ratios("works", "cnn"))
    assert all(f"{speed.name(each)}:<br>autograd_lib" in speed.markdown() for each in speed.everywhere("works"))


def test_a_measurement_of_the_same_day_is_added_and_any_other_takes_its_place(tmp_path: Path) -> None:
    path = tmp_path / "speed.json"
    path.write_text(speed.DATA.read_text(encoding="utf-8"), encoding="utf-8")
    older = speed.recorded("works")
    one = {"autograd_lib": 1.0, "torch, 1 thread": 2.0}

    def kept() -> dict[str, Any]:
        found = json.loads(path.read_text(encoding="utf-8"))["measured"]
        assert len(found) == 4
        times: dict[str, Any] = next(each for each in found if (each["kind"], each["machine"]) == ("works", older["machine"]))["times"]
        return times

    speed.store(older | {"times": {"scalar": one}}, path)
    assert kept() == older["times"] | {"scalar": one}
    speed.store(older | {"date": "2099-01-01", "times": {"scalar": one}}, path)
    assert kept() == {"scalar": one}


def test_trainings_are_kept_of_the_two_machines_measured_last_and_all_else_of_one(tmp_path: Path) -> None:
    path = tmp_path / "speed.json"
    path.write_text(speed.DATA.read_text(encoding="utf-8"), encoding="utf-8")

    def kept(kind: str) -> list[Any]:
        return [each for each in json.loads(path.read_text(encoding="utf-8"))["measured"] if each["kind"] == kind]

    for kind in ("works", "operations", "cuda"):
        before, other = kept(kind), speed.recorded(kind) | {"machine": "Abacus, 1 core"}
        speed.store(other, path)
        assert kept(kind) == ([before[-1], other] if kind == "works" else [other])
        speed.store(before[-1], path)  # the machine that was there already is the newest now
        assert kept(kind) == ([other, before[-1]] if kind == "works" else [before[-1]])


def test_a_machine_is_named_without_trademarks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    info = tmp_path / "cpuinfo"
    info.write_text("model name\t: Intel(R) Xeon(R) CPU @ 2.20GHz\n", encoding="utf-8")
    monkeypatch.setattr(devices, "Path", lambda name: info)
    assert devices.machine(ours, "cpu").startswith("Intel Xeon @ 2.20GHz, ")


def test_the_better_pytorch_is_the_mark() -> None:
    times = {"autograd_lib": 3.0, "NumPy by hand": 1.0, "torch, 1 thread": 6.0, "torch, 8 threads": 4.0}
    assert (speed.better_torch(times), speed.ratio(times)) == (4.0, 0.75)
    assert speed.better_torch({"autograd_lib": 3.0}) is None


def test_recording_is_a_tenth_where_the_time_is_ten_times_what_it_costs() -> None:
    tensor = [2.0, 2.0, 3.0, 8.0, 9.5, 100.0]
    assert figures_speed.tenth(tensor, [each + 1 for each in tensor]) == 4
    assert figures_speed.tenth([1.0, 1.0], [2.0, 2.0]) is None


def test_an_operation_records_one_object_and_backward_copies_no_gradient_that_nobody_else_holds() -> None:
    from autograd_lib.autograd import arrivals

    w = ours.ones(3, requires_grad=True)
    y = w.tanh()
    assert y._node.edges == (w,)  # nothing between the operation's one object and the leaf
    made: list[Any] = []
    arrive = arrivals.arrive

    def watched(leaf: Any, gradient: Any, *rest: Any) -> None:
        made.append(gradient)
        arrive(leaf, gradient, *rest)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrivals, "arrive", watched)
        y.sum().backward()
    assert w.grad is not None and np.shares_memory(w.grad.numpy(), made[0])


def test_pytorchs_backward_on_the_cpu_runs_in_the_thread_that_calls_it() -> None:
    """So the lesson does not name a hand-over between threads among its reasons."""
    pytorch = pytest.importorskip("torch")
    threads: list[threading.Thread] = []
    x = pytorch.ones(3, requires_grad=True)
    y = x * 2
    y.register_hook(lambda grad: threads.append(threading.current_thread()))
    y.sum().backward()
    assert threads == [threading.current_thread()]
    assert "thread" not in says("ratios") + says("large")


def test_a_notebook_is_built_anew_when_the_speeds_change() -> None:
    files = {each.name for each in depends.closure("figures_speed")}
    assert {"speed.json", "speed.py", "figures_devices.py"} <= files


def test_the_figure_of_speeds_draws_every_stored_ratio_and_keeps_all_marks_inside() -> None:
    figure = figures_speed.ratios()
    shown = set(labels(figure))
    assert {speed.name(each) for each in speed.everywhere("works")} <= shown
    for work, label in speed.LABELS.items():
        assert {label, f"{ratio('works', work):.2f}"} <= shown
    for axis in figure.axes:
        low, high = axis.get_xlim()
        places = [x for line in axis.lines for x in np.atleast_1d(line.get_xdata()) if line.get_marker() != "None"]
        assert all(low < float(x) < high for x in places)
    shown -= {speed.name(each) for each in speed.everywhere("works")}
    words = set(re.findall(r"[A-Za-z_]{3,}", " ".join(shown).replace("\\_", "_"))) - CODE_OF_SPEED
    assert words == set() and not plt.get_fignums()


def test_the_figure_of_a_growing_tensor_marks_the_tenth() -> None:
    taken = {"np.tanh(a)": [1e-6, 1e-6, 9e-5], "x.tanh()": [2e-6, 2e-6, 9.1e-5], "w.tanh()": [3e-6, 3e-6, 9.2e-5]}
    assert "$n = 10{,}000$" in labels(figures_speed.growth([1, 100, 10_000], taken))
    taken["w.tanh()"][-1] = 5e-6
    assert not any("n =" in each for each in labels(figures_speed.growth([1, 100, 10_000], taken)))


CODE_OF_SPEED = {
    "autograd_lib", "torch", "cpu", "cuda", "loss", "backward", "batch_size", "mathrm", "softmax", "gelu", "layer_norm",
    "conv", "tanh", "Linear", "sum", "SGD", "Adam", "Conv", "LSTM", "TransformerEncoderLayer",
}  # fmt: skip


# The pretend machine --------------------------------------------------------------------------------------------------


def spent(machine: Machine, work: Callable[[], Any]) -> float:
    start = machine.perf_counter()
    work()
    return machine.perf_counter() - start


def test_its_numbers_are_those_of_the_library() -> None:
    machine = Machine()
    rows = [[1.0, 2.0], [3.0, -4.0]]
    x, real = machine.tensor(rows).to("cuda"), ours.tensor(rows)
    for f in (
        lambda x: x @ x, lambda x: 1 - 2 * x / 4 + x, lambda x: (-x).relu().sum(), lambda x: x.T.exp().mean(), lambda x: x**2,
        lambda x: x[1],
    ):  # fmt: skip
        np.testing.assert_allclose(f(x).tolist(), f(real).tolist(), rtol=1e-6)  # type: ignore[no-untyped-call]
    assert repr(x[0]) == "tensor([1., 2.], device='cuda:0')"


def test_its_times_are_the_calculated_ones() -> None:
    machine = Machine("T4")
    x = machine.ones(1024, 1024)
    assert spent(machine, lambda: x.to("cuda")) == pytest.approx(devices.crossing(T4, 1024))
    y = x.to("cuda")
    y @ y
    machine.cuda.synchronize()
    alone = devices.calculated(T4, devices.WORKS["x @ x"], 1024) - 2 * devices.crossing(T4, 1024)
    assert spent(machine, lambda: (y @ y, machine.cuda.synchronize())) == pytest.approx(alone)
    assert spent(machine, lambda: x + 1) == pytest.approx(CPU_CALL + 8 * 2**20 / 20e9 + 2**20 / 100e9)


def test_it_runs_ahead_until_somebody_wants_a_number() -> None:
    machine = Machine("T4")
    y = machine.ones(1024, 1024, device="cuda")
    y @ y, y.sum()
    machine.cuda.synchronize()
    assert spent(machine, lambda: y @ y) == pytest.approx(T4.launch)
    machine.cuda.synchronize()
    assert spent(machine, lambda: (y @ y).sum().item()) > 2.5e-4
    assert machine.busy_until <= machine.perf_counter()


def test_the_first_use_of_an_operation_takes_longer() -> None:
    machine = Machine("T4")
    y = machine.ones(8, 8, device="cuda")
    first, second = spent(machine, lambda: y @ y), spent(machine, lambda: y @ y)
    assert first - second == pytest.approx(LOADING)


def test_a_tensor_gives_a_copy_and_a_module_moves_itself() -> None:
    machine = Machine()
    x, net = machine.ones(1, 3), machine.nn.Linear(3, 2)
    assert x.to("cpu") is x and x.to("cuda") is not x and str(x.device) == "cpu"
    assert net.to("cuda") is net and {str(each.device) for each in net.parameters()} == {"cuda:0"}
    crossings = machine.crossings
    net.to("cuda")
    assert machine.crossings == crossings


@pytest.mark.parametrize(
    "mix", [lambda a, b: a + b, lambda a, b: b * a, lambda a, b: a @ b, lambda a, b: a + b.sum()], ids=["+", "*", "@", "()"]
)
def test_tensors_on_two_devices_do_not_mix(mix: Callable[..., Any]) -> None:
    machine = Machine()
    with pytest.raises(RuntimeError, match="at least two devices, cuda:0 and cpu!"):
        mix(machine.ones(2, 2), machine.ones(2, 2, device="cuda"))


def test_numbers_and_cpu_tensors_that_are_one_number_go_along() -> None:
    machine = Machine()
    there = machine.ones(2, device="cuda")
    for result in (there + 1, 2.0 * there, there * machine.tensor(3.0), machine.tensor(1.0) + there.sum()):
        assert result.is_cuda


def test_its_functions_are_those_of_its_tensors(torch: Any) -> None:
    machine = Machine()
    rows = [[1.0, 2.0], [3.0, -4.0]]
    x, real = machine.tensor(rows).to("cuda"), torch.tensor(rows)
    for f in (
        lambda t, x: t.square(x), lambda t, x: t.pow(x, 3), lambda t, x: t.mul(x, x).sub(t.add(x, 1)), lambda t, x: x.div(4),
        lambda t, x: t.matmul(x, x), lambda t, x: t.dot(x[0], x[1]), lambda t, x: t.cat([x, x]),
    ):  # fmt: skip
        np.testing.assert_allclose(f(machine, x).tolist(), f(torch, real).tolist())
    for library in (machine, torch):
        with pytest.raises(RuntimeError, match="zero-dimensional tensor"):
            library.cat([library.tensor(1.0)])
    assert not hasattr(machine, "compile")


def test_numpy_sees_no_tensor_on_the_gpu_and_a_machine_without_one_refuses() -> None:
    with pytest.raises(TypeError, match="can't convert cuda:0 device type tensor to numpy"):
        np.exp(Machine().ones(2, device="cuda"))
    assert np.exp(Machine().zeros(2)).tolist() == [1.0, 1.0]
    machine = Machine(None)
    assert not machine.cuda.is_available()
    with pytest.raises(AssertionError, match="Torch not compiled with CUDA enabled"):
        machine.ones(2).to("cuda")


def test_a_result_of_to_is_no_leaf_and_its_gradient_comes_back(torch: Any) -> None:
    w = torch.ones(3, requires_grad=True)
    moved = w.to(torch.double)
    assert (moved.is_leaf, moved.grad_fn.name()) == (False, "ToCopyBackward0")
    moved.sum().backward()
    assert w.grad.tolist() == [1, 1, 1] and w.grad.dtype == torch.float32


def test_the_cells_print_on_pytorch_what_they_print_here() -> None:
    """The cells without figures, with the words `autograd_lib as` deleted; on a machine without a GPU."""
    pytorch = pytest.importorskip("torch")
    if pytorch.cuda.is_available():
        pytest.skip("the outputs are those of the CPU")

    def printed(torch: Any) -> list[str]:
        lines: list[str] = []
        scope: dict[str, Any] = {"print": lambda *all, **_: lines.append(" ".join(map(str, all)))}
        scope["torch"] = torch
        for code in CODE[1:]:
            if "getsource" in code or "recorded" in code or "figures_speed.growth" in code:
                continue
            kept = [line for line in code.split("\n") if not re.match(r"explore\(|figures\w*\.|import autograd_lib", line)]
            exec("\n".join(kept).replace("from autograd_lib import", f"from {torch.__name__} import"), scope)
        return lines

    ours_say, pytorch_says = printed(ours), printed(pytorch)
    assert len(ours_say) > 20 and ours_say == pytorch_says


# Figures --------------------------------------------------------------------------------------------------------------


def labels(figure: Any) -> list[str]:
    figure.canvas.draw()
    return [each.get_text() for each in figure.findobj(Text) if each.get_text()]


MINE = {
    "device": "cuda", "machine": "T4", "n": [16, 256],
    "seconds": {"x @ x": [2e-5, 1e-4], "x + 1": [2e-5, 3e-5], "to cuda": [1e-5, 3e-5], "to cpu": [1e-5, 3e-5]},
}  # fmt: skip
DRAWN: list[tuple[Callable[..., Any], dict[str, Any]]] = [
    *((figures.memories, {"gpu": gpu}) for gpu in ("T4", "H200")),
    *((figures.budget, {"n": n, "gpu": gpu}) for n in (16.0, 4096.0) for gpu in ("T4", "H200")),
    *(
        (figures.crossover(MINE), {"work": work, "times": times, "cores": cores})
        for work in devices.WORKS
        for times in (1, 1000)
        for cores in (1, 16)
    ),
    *((figures.promises, {"library": library}) for library in ("autograd_lib", "torch")),
    *((figures.timeline, {"products": products, "n": n}) for products in (1, 8) for n in (256, 1024)),
    *((figures.loops, {"steps": steps, "n": n}) for steps in (1, 8) for n in (256, 1024)),
]
WORDS = {
    "device", "cpu", "cuda", "torch", "synchronize", "launch", "bridge", "memory", "bytes", "flops", "mathrm", "approx",
    "for", "batches", "total", "sum", "item", "cdot", "autograd_lib", "times",
}  # fmt: skip


@pytest.mark.parametrize(("draw", "values"), DRAWN, ids=lambda each: getattr(each, "__name__", str(each)))
def test_a_figure_draws_at_every_end_and_its_labels_are_code_and_numbers(draw: Callable[..., Any], values: Any) -> None:
    texts = labels(draw(**values))
    assert not plt.get_fignums()
    assert set(re.findall(r"[A-Za-z_]{3,}", " ".join(texts))) <= WORDS
    assert all(ord(letter) < 0x3000 for text in texts for letter in text)


def test_these_figures_have_controls() -> None:  # tests/test_explore.py turns them
    controls = [re.search(r"explore\(figures\.(\w+)(\(\))?, (.+)\)$", code.split("\n")[-1]) for code in CODE]
    found = [each for each in controls if each]
    assert [each[1] for each in found] == ["memories", "budget", "crossover", "promises", "timeline", "loops"]


def test_the_figures_show_the_numbers_of_their_captions() -> None:
    assert {"10 GB/s", "16 GB/s", "320 GB/s", "0.44 ms", "0.26 ms", "13 µs"} <= set(labels(figures.memories()))
    assert {"90%", "61%", "31%", "n = 1024:  0.58 ms", "n = 1024:  0.86 ms"} <= set(labels(figures.budget()))
    shown = labels(figures.crossover()())
    assert {"cpu × 16:  1.7 ms", "cuda, H200:  0.78 ms", "cuda, H200:  0.2 ms", "cuda, T4:  0.86 ms"} <= set(shown)
    assert {"cpu × 16:  2.2 µs", "cuda, H200:  55 µs"} <= set(labels(figures.crossover()(n=16.0)))
    assert {"cpu × 16:  0.11 s", "cuda, H200:  30 ms"} <= set(labels(figures.crossover()(n=4096.0)))
    assert "cpu × 1:  25 ms" in labels(figures.crossover()(cores=1))
    assert {"76%", "29%", "10%", "6%"} <= set(labels(figures.promises()))
    assert {"40 µs", "182 µs"} <= set(labels(figures.timeline()))
    assert {"265 µs", "205 µs"} <= set(labels(figures.loops()))


def test_shares_of_a_time_are_a_calculated_time() -> None:
    for work in devices.WORKS:
        total = sum(each for _, each in figures.parts(work, 300, "H200"))
        assert total == pytest.approx(devices.calculated(devices.sheet("H200"), devices.WORKS[work], 300))


def test_a_loop_that_asks_in_each_step_is_slower_unless_launches_take_longest() -> None:
    def ratio(n: int) -> float:
        return figures._looped(4, n, True)[1] / figures._looped(4, n, False)[1]

    assert ratio(512) > 1.2 and ratio(256) < 1.05


def test_small_products_let_the_gpu_stand_idle() -> None:
    spans, _, end = figures._timed(8, 256, True)
    busy = sum(each.end - each.start for each in spans if each.part == "gpu")
    assert busy < 0.7 * end
    spans, _, end = figures._timed(8, 512, True)
    assert sum(each.end - each.start for each in spans if each.part == "gpu") > 0.95 * end


@pytest.mark.parametrize(
    ("value", "shown"), [(2.62e-4, "0.26 ms"), (1.3e-5, "13 µs"), (2.5e-2, "25 ms"), (1.58, "1.6 s"), (1.3e-6, "1.3 µs")]
)
def test_a_time_is_written_in_a_unit_that_fits(value: float, shown: str) -> None:
    assert figures.seconds(value) == shown


# Exercises ------------------------------------------------------------------------------------------------------------


def test_the_lesson_points_at_each_of_its_exercises_in_both_languages() -> None:
    for language in LESSON.languages:
        text = "\n".join(cell.texts[language] for cell in LESSON.cells if cell.kind == "markdown")
        assert sorted(re.findall(r"09\.\d", text)) == [each.id for each in registry.exercises("09")]


def exercise(id: str) -> Any:
    return registry.find(id)


def seconds(f: Any, x: Any, torch: Any, time: Any) -> float:
    x = x.to("cuda" if torch.cuda.is_available() else "cpu")
    f(x)
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    start = time.perf_counter()
    f(x)
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    return time.perf_counter() - start


def test_a_right_clock_serves_a_real_machine_as_well(torch: Any) -> None:
    assert judge(exercise("09.2"), seconds).status == "right"
    assert seconds(lambda x: x + 1, torch.ones(10), torch, time) > 0


def test_the_crossover_of_the_exercise_is_where_its_answer_says() -> None:
    def cpu(n: int) -> float:
        return 2 * n**3 / 1e11

    def gpu(n: int, launches: float = 3e-5) -> float:
        return launches + 8 * n**2 / 1e10 + 2 * n**3 / 1e13

    assert next(n for n in range(1, 1000) if gpu(n) < cpu(n)) == pytest.approx(130, abs=2)
    assert next(n for n in range(1, 1000) if gpu(n, 0.0) < cpu(n)) == pytest.approx(40, abs=1)
    assert judge(exercise("09.3"), "c").status == "right"


def test_the_crossings_of_the_exercise_are_what_a_training_does() -> None:
    def train(before: bool) -> tuple[int, int]:
        """How often each picture and each parameter cross, in 5 epochs of 4 mini-batches of one picture."""
        machine = Machine()
        net, pictures = machine.nn.Linear(3, 2), [machine.ones(1, 3) for _ in range(4)]
        if before:
            net.to("cuda")
            pictures = [each.to("cuda") for each in pictures]
        parameters = machine.crossings - len(pictures) if before else 0
        sent = len(pictures) if before else 0
        for _ in range(5):
            for each in pictures:
                crossings = machine.crossings
                net.to("cuda")
                parameters += machine.crossings - crossings
                crossings = machine.crossings
                net(each.to("cuda"))
                sent += machine.crossings - crossings
        return sent // len(pictures), parameters // 2

    (pictures_before, parameters_before), (pictures_inside, parameters_inside) = train(True), train(False)
    answer = [pictures_before, pictures_inside, parameters_before, parameters_inside]
    assert answer == [1, 5, 1, 1] and judge(exercise("09.6"), answer).status == "right"


def test_an_answer_that_raises_something_of_its_own_is_shown_its_error() -> None:
    def predict(net: Any, x: Any, device: str) -> Any:
        return net.to(device)(x.reshape(-1))

    result = judge(exercise("09.1"), predict)
    assert result.status == "wrong" and "AttributeError" in result.text


def test_every_ratio_stands_inside_its_axis_and_not_on_a_name() -> None:
    figure = figures_speed.ratios()
    figure.canvas.draw()
    for axis in figure.axes:
        inside = axis.get_window_extent()
        numbers = [text.get_window_extent() for text in axis.texts if re.fullmatch(r"\d+\.\d\d", text.get_text())]
        assert numbers and all(inside.x0 < each.x0 and each.x1 < inside.x1 for each in numbers)
