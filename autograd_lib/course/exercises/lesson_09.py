"""The exercises of lesson 09: who crosses the bridge, honest clocks, where a GPU pays, programs for any device.

Answers run on a pretend machine (`pretend`), so that what they do shows: what crossed, who waited, where was computed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..guard import Outcome
from ..pretend import NO_CUDA, NO_NUMPY, Machine, PretendTensor, Span
from ..registry import choice, code, named, values

SAME = "same device"  # in the error of tensors that lie apart


@dataclass(eq=False)
class Run:
    """What an answer gave on a pretend machine, and what the machine saw of it; only what it gave is compared.

    Attributes:
        shown: how it is shown to the learner.
        given: its numbers, rounded; None if it raised an error of devices.
        place: the kind of device on which they lie.
        where: on which processor was computed: "cpu", "cuda", "both" or "".
        error: the words of such an error.
        facts: whatever else a rule may ask for.
    """

    shown: str
    given: Any = None
    place: str = ""
    where: str = ""
    error: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Run):
            return NotImplemented
        mine, its = self.given, other.given
        alike = (mine is None) == (its is None) and (mine is None or np.shape(mine) == np.shape(its))
        near = alike and (mine is None or np.allclose(mine, its, rtol=1e-5, atol=1e-9))
        return near and (self.place, self.where, self.error) == (other.place, other.where, other.error)

    def __repr__(self) -> str:
        return self.shown


def ran(machine: Machine, answer: Callable[[], Any], operations: Iterable[str] = ()) -> Any:
    """Call an answer on a machine: a `Run`; what is no number, and any other error, as it is.

    `operations` are the ones that tell where was computed; none is all of them.
    """
    before = len(machine.log)
    try:
        result = answer()
    except (RuntimeError, TypeError, AssertionError) as error:
        words = str(error)
        if SAME not in words and words not in (NO_CUDA, NO_NUMPY):
            raise
        return Run(f"{type(error).__name__}: {words}", where=computed(machine.log[before:], operations), error=words)
    where = computed(machine.log[before:], operations)
    if isinstance(result, PretendTensor):
        shown, place, numbers = repr(result), result.device.type, result.values()
        return Run(shown, numbers.tolist(), place, where)
    if isinstance(result, (bool, str)) or result is None or result is ...:
        return result
    try:
        return Run(f"{result!r}", np.asarray(result, float).tolist(), "cpu", where)
    except (TypeError, ValueError):
        return result


def computed(spans: list[Span], operations: Iterable[str]) -> str:
    wanted = set(operations)
    skipped = ("synchronize", "to cpu", "to cuda", "fill")
    parts = {
        "cuda" if each.part == "gpu" else "cpu"
        for each in spans
        if each.part != "bridge"
        and not each.name.startswith(("launch", "load"))
        and (each.name in wanted if wanted else each.name not in skipped)
    }
    return "both" if len(parts) > 1 else "".join(parts)


def every(rule: Callable[[Run], bool]) -> Callable[[list[Outcome]], bool]:
    """Whether a rule holds of one of the runs at least."""
    return lambda outcomes: any(isinstance(each.value, Run) and rule(each.value) for each in outcomes)


# 09.1 -----------------------------------------------------------------------------------------------------------------


def send(answer: Callable[..., Any], device: str, rows: int) -> Any:
    """Run `predict` on a machine with a GPU (or without one, if the device is the CPU)."""
    machine = Machine("T4" if device == "cuda" else None)
    net = machine.nn.Linear(3, 2)
    x = machine.tensor(np.arange(3.0 * rows).reshape(rows, 3))
    found = ran(machine, lambda: answer(net, x, device), ["matmul"])
    if isinstance(found, Run):
        found.facts = {"net": net.weight.device.type, "crossings": machine.crossings, "device": device}
    return found


def apart(run: Run) -> bool:
    return SAME in run.error


code(
    "09.1",
    name="predict",
    reference=lambda net, x, device: net.to(device)(x.to(device)).to("cpu"),
    observe=send,
    shown="predict(net, x, {})",
    probes=[("cuda", 1), ("cpu", 2), ("cuda", 4)],
    recognize={
        "cuda_hardcoded": every(lambda run: run.error == NO_CUDA),
        "result_discarded": every(lambda run: apart(run) and run.facts["net"] == "cuda" and run.facts["crossings"] > 2),
        "module_only": every(lambda run: apart(run) and run.facts["net"] == "cuda"),
        "mixed_devices": every(lambda run: apart(run) and run.facts["net"] == "cpu"),
        "numpy_too_early": every(lambda run: run.error == NO_NUMPY),
        "stays_there": every(lambda run: run.place == "cuda"),
        "never_moved": every(lambda run: run.facts["device"] == "cuda" and run.where == "cpu"),
    },
)

# 09.2 -----------------------------------------------------------------------------------------------------------------

JOBS = [
    named("lambda x: x @ x", lambda x: x @ x),
    named("lambda x: x + 1", lambda x: x + 1),
    named("lambda x: (x @ x + x).exp()", lambda x: (x @ x + x).exp()),
]


def timed(answer: Callable[..., Any], f: Callable[[Any], Any], n: int) -> Any:
    """Run `seconds` on a fresh machine whose GPU has other work in its queue; note when the clock was looked at."""
    machine = Machine("T4")
    x = machine.ones(n, n)
    other = machine.ones(1024, 1024, device="cuda")
    other * other
    looks: list[float] = []
    busy: list[bool] = []  # whether the GPU was, at each look
    look = machine.perf_counter

    def perf_counter() -> float:
        looks.append(look())
        busy.append(machine.busy_until > looks[-1])
        return looks[-1]

    machine.perf_counter = perf_counter  # type: ignore[method-assign]
    begin = len(machine.log)
    found = ran(machine, lambda: answer(f, x, machine, machine))
    alone = Machine("T4")
    f(alone.ones(n, n, device="cuda"))
    once = sum(each.part == "gpu" and each.name != "fill" for each in alone.log)  # operations in one run of f
    if isinstance(found, Run):
        start, stop = (looks[0], looks[-1]) if len(looks) > 1 else (0.0, 0.0)
        spans = machine.log[begin:]
        inside = [each for each in spans if start < each.end and each.start < stop]
        found.place = found.where = ""  # only the number counts
        found.facts = {
            "looks": len(looks),
            "loads": any(each.name.startswith("load") for each in inside),
            "to cuda": any(each.name == "to cuda" and each.part == "bridge" for each in inside),
            "to cpu": any(each.name == "to cpu" and each.part == "bridge" for each in inside),
            "unfinished": busy[-1:] == [True],
            "before": busy[:1] == [True],
            "gpu": any(each.part == "gpu" for each in spans),
            "elapsed": stop - start,
            "runs": sum(each.part == "gpu" and each.start >= start for each in inside) // once,
        }
    return found


def seconds(f: Any, x: Any, torch: Any, time: Any) -> float:
    x = x.to("cuda")
    f(x)
    torch.cuda.synchronize()
    start = time.perf_counter()
    f(x)
    torch.cuda.synchronize()
    return time.perf_counter() - start


def other_unit(run: Run) -> bool:
    """Whether the right time was given, but in thousandths or millionths."""
    elapsed = run.facts["elapsed"]
    return elapsed > 0 and any(np.allclose(run.given, elapsed * each, rtol=1e-6) for each in (1e3, 1e6, 1e9))


code(
    "09.2",
    name="seconds",
    reference=seconds,
    observe=timed,
    shown="seconds({}, x, torch, time)  # {} rows",
    probes=[(JOBS[0], 512), (JOBS[1], 1024), (JOBS[2], 256)],
    recognize={
        "no_clock": every(lambda run: run.facts["looks"] < 2),
        "on_cpu": every(lambda run: not run.facts["gpu"]),
        "includes_warmup": every(lambda run: run.facts["loads"]),
        "includes_transfer": every(lambda run: run.facts["to cuda"]),
        "copies_back": every(lambda run: run.facts["to cpu"]),
        "no_sync": every(lambda run: run.facts["unfinished"]),
        "no_sync_before": every(lambda run: run.facts["before"]),
        "negative": every(lambda run: np.ndim(run.given) == 0 and run.given < 0),
        "several_runs": every(lambda run: run.facts["runs"] > 1),
        "other_unit": every(other_unit),
    },
)

# 09.3 -----------------------------------------------------------------------------------------------------------------

choice(
    "09.3",  # 2n³ / 100e9 = 30e-6 + 8n² / 10e9 + 2n³ / 10e12 at n = 130
    right="c",
    options="abcde",
    wrong={"a": "always_gpu", "b": "launch_forgotten", "d": "never_small", "e": "never"},
)

# 09.4 -----------------------------------------------------------------------------------------------------------------


def summed(answer: Callable[..., Any], device: str, rows: tuple[tuple[float, ...], ...]) -> Any:
    """Run `total` on a machine with a GPU (or without one, if the device is the CPU)."""
    machine = Machine("T4" if device == "cuda" else None)
    batches = [machine.tensor(row) for row in rows]
    returns: list[Any] = []

    def call() -> Any:
        returns.append(answer(batches, machine, device))
        return returns[-1]

    found = ran(machine, call, ["mul", "pow", "matmul"])
    if isinstance(found, Run):
        backs = sum(each.name == "to cpu" and each.part == "bridge" for each in machine.log)
        found.facts = {"backs": backs, "sent": machine.crossings - backs, "device": device, "batches": len(batches)}
        if backs > 1:  # right or not: not so
            found.error = found.error or "waits"
    return found


def total(batches: Any, torch: Any, device: Any) -> float:
    found = torch.zeros((), device=device)
    for x in batches:
        x = x.to(device)
        found = found + (x * x).sum()
    return found.item()


def on_gpu(run: Run) -> bool:
    return run.facts["device"] == "cuda"


code(
    "09.4",
    name="total",
    reference=total,
    observe=summed,
    shown="total(batches, torch, {})",
    probes=[
        ("cuda", ((1.0, 2.0, 3.0), (4.0, 0.5, 1.0), (2.0, 2.0, 2.0))),
        ("cpu", ((3.0, 1.0), (2.0, 5.0))),
        ("cuda", ((1.0, -1.0), (0.5, 3.0), (2.0, 1.0), (4.0, 7.0))),
    ],
    recognize={
        "cuda_hardcoded": every(lambda run: run.error == NO_CUDA),
        "np_hardcoded": every(lambda run: run.error == NO_NUMPY),
        "new_on_cpu": every(apart),
        "result_discarded": every(lambda run: on_gpu(run) and run.where == "cpu" and run.facts["sent"] > 0),
        "on_cpu": every(lambda run: on_gpu(run) and run.where in ("cpu", "")),
        "item_in_loop": every(lambda run: on_gpu(run) and run.facts["backs"] > 1),
        "stays_there": every(lambda run: run.place == "cuda"),
    },
    wrong={
        "last_batch": lambda batches, torch, device: (batches[-1].to(device) * batches[-1].to(device)).sum().item(),
        "sum_then_square": lambda batches, torch, device: sum(x.to(device).sum() ** 2 for x in batches).item(),
        "first_batch": lambda batches, torch, device: (batches[0].to(device) * batches[0].to(device)).sum().item(),
    },
)

# 09.5 -----------------------------------------------------------------------------------------------------------------


def parts(
    launches: float = 3, ways: float = 2, bytes: float = 4, numbers: float = 2, flops: float = 2, power: float = 3
) -> Callable[..., float]:
    """`gpu_seconds` with a choice of its factors."""
    return lambda n, launch, bridge, peak: (
        launches * launch + ways * bytes * n**numbers / bridge + flops * n**power / peak
    )


code(
    "09.5",
    name="gpu_seconds",
    reference=parts(),
    probes=[(1000, 1e-5, 1e10, 1e13), (64, 1e-5, 16e9, 8.1e12), (4096, 2e-5, 64e9, 67e12), (10, 1.0, 4.0, 50.0)],
    tolerance=1e-9,
    wrong={
        "one_way": [parts(ways=1), parts(launches=2, ways=1)],
        "bytes_forgotten": parts(bytes=1),
        "bits_not_bytes": parts(bytes=32),
        "doubles": parts(bytes=8),
        "one_launch": parts(launches=1),
        "two_launches": parts(launches=2),
        "launch_forgotten": parts(launches=0),
        "bridge_forgotten": parts(ways=0),
        "n_squared_operations": [parts(power=2), parts(power=2, flops=1)],
        "half_the_operations": parts(flops=1),
        "row_not_matrix": parts(numbers=1),
        "multiplied": lambda n, launch, bridge, peak: 3 * launch + 8 * n**2 * bridge + 2 * n**3 * peak,
        "three_of_all": lambda n, launch, bridge, peak: 3 * (launch + 8 * n**2 / bridge + 2 * n**3 / peak),
        "other_unit": [
            lambda n, launch, bridge, peak: 1e6 * parts()(n, launch, bridge, peak),
            lambda n, launch, bridge, peak: 1e3 * parts()(n, launch, bridge, peak),
        ],
        "longest_not_sum": lambda n, launch, bridge, peak: max(3 * launch, 8 * n**2 / bridge, 2 * n**3 / peak),
    },
)

# 09.6 -----------------------------------------------------------------------------------------------------------------


def at(*places: int, among: tuple[float, ...]) -> Callable[[Any], bool]:
    """Whether one of these places of the answer holds one of these numbers."""
    return lambda answer: any(float(list(answer)[place]) in among for place in places)


values(
    "09.6",
    answer=[1, 5, 1, 1],
    wrong={
        "there_and_back": lambda answer: [float(each) for each in answer] in ([2, 10, 2, 2], [2, 10, 2, 1]),
        "counts_batches": at(1, among=(469, 2345)),
        "before_is_never": at(0, 2, among=(0,)),
        "before_is_each_epoch": at(0, 2, among=(5, 469, 2345)),
        "once_for_all": at(1, among=(1,)),
        "inside_is_never": at(1, 3, among=(0,)),
        "all_pictures": at(0, 1, among=(60000, 300000)),
        "module_each_time": at(3, among=(5, 469, 2345)),
    },
)
