"""The MNIST script for several processes: the same losses however many there are, and a clear end when one of them fails."""

import atexit
import functools
import json
import os
import runpy
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

from autograd_lib import datasets

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "examples" / "mnist_ddp.py"

# The script on scikit-learn's digits, drawn large (`pictures`); in its second epoch, process 1 may be made to fail.
PROGRAM = """
import os, runpy, signal, sys
import numpy as np
import torch.utils.data.distributed as distributed
from autograd_lib import datasets, from_numpy

class MNIST:
    def __init__(self, root, train, download):
        found = np.load(os.environ["PICTURES"])
        self.data, self.targets = (from_numpy(found[f"{name} {train}"]) for name in ("data", "targets"))

class Sampler(distributed.DistributedSampler):
    def set_epoch(self, epoch):
        super().set_epoch(epoch)
        if epoch == 2 and os.environ["RANK"] == "1":
            if how == "error":
                raise ValueError("picture 7 is damaged")
            if how:
                os.kill(os.getpid(), getattr(signal, how))

how, script = sys.argv.pop(1).strip("-"), sys.argv[1]
datasets.MNIST, distributed.DistributedSampler = MNIST, Sampler
sys.argv = sys.argv[1:]
runpy.run_path(script, run_name="__main__")
"""


@functools.cache
def pictures() -> str:
    """The file with the digits: each process would take seconds to import scikit-learn."""
    found = {}
    for train in (True, False):
        small = datasets.Digits(train=train)
        images = np.kron(small.data.numpy(), np.ones((1, 3, 3), dtype=np.uint8))
        found[f"data {train}"] = np.pad(images, ((0, 0), (2, 2), (2, 2)))
        found[f"targets {train}"] = small.targets.numpy()
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, True)
    np.savez(Path(folder) / "digits.npz", **found)
    return str(Path(folder) / "digits.npz")


def torchrun(folder: Path, processes: int, *arguments: str, how: str = "-") -> tuple[int, list[str], str]:
    """Run the script; returns its exit status, the lines it prints, and what stands on the error stream."""
    program = folder / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", str(processes)]
    setting = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "PICTURES": pictures()}
    done = subprocess.run(
        [*command, str(program), how, str(SCRIPT), "--epochs", "2", *arguments],
        cwd=folder, env=setting, capture_output=True, text=True, timeout=240,
    )  # fmt: skip
    return done.returncode, done.stdout.splitlines(), done.stderr


# For what the script does by itself: PyTorch is loaded once, and each process is a fork of the one that has done it.
FORKS = """
import gc, json, os, runpy, signal, socket, sys
import torch._dynamo, torch.distributed, torch.utils.data.distributed

gc.freeze()

for line in sys.stdin:
    job = json.loads(line)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        meeting = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(probe.getsockname()[1])}
    children = []
    for rank in range(job["processes"]):
        child = os.fork()
        if not child:
            signal.alarm(240)
            signal.signal(signal.SIGINT, signal.default_int_handler)  # what is started with & ignores it
            os.environ |= meeting | {"RANK": str(rank), "WORLD_SIZE": str(job["processes"])}
            for stream in (1, 2):
                os.dup2(os.open(job["streams"][stream - 1], os.O_WRONLY | os.O_CREAT | os.O_APPEND), stream)
            sys.argv = job["argv"]
            status = 0
            try:
                runpy.run_path(sys.argv[0], run_name="__main__")
            except SystemExit as end:
                status = int(bool(end.code))
                print(end.code or "", file=sys.stderr)
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
            os._exit(status)  # to take all of PyTorch down costs more than the run
        children.append(child)
    print(max(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children), flush=True)
"""


@functools.cache
def forks() -> "subprocess.Popen[str]":
    setting = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "PICTURES": pictures()}
    server = subprocess.Popen(
        [sys.executable, "-c", FORKS], env=setting, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    atexit.register(server.kill)
    return server


def run(folder: Path, processes: int, *arguments: str, how: str = "-") -> tuple[int, list[str], str]:
    """The script on that many processes, without torchrun where a process can fork: as `torchrun`, otherwise."""
    if not hasattr(os, "fork"):
        return torchrun(folder, processes, *arguments, how=how)
    program = folder / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    streams = [folder / f"{processes} {name}.txt" for name in ("out", "err")]
    argv = [str(program), how, str(SCRIPT), "--epochs", "2", *arguments]
    server = forks()
    assert server.stdin and server.stdout
    server.stdin.write(json.dumps({"processes": processes, "argv": argv, "streams": [str(each) for each in streams]}))
    server.stdin.write("\n")
    server.stdin.flush()
    status = int(server.stdout.readline())
    said, complained = (each.read_text(encoding="utf-8") for each in streams)
    return status, said.splitlines(), complained


@pytest.fixture(autouse=True, scope="module")
def several_processes() -> None:
    torch = pytest.importorskip("torch")
    if not torch.distributed.is_available() or not torch.distributed.is_gloo_available():
        pytest.skip("this PyTorch has no gloo")


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What one process prints."""
    status, lines, said = run(tmp_path_factory.mktemp("alone"), 1)
    assert status == 0, said
    return lines


def test_two_processes_print_the_losses_of_one(tmp_path: Path, alone: list[str]) -> None:
    status, lines, said = run(tmp_path, 2)
    assert status == 0, said
    assert lines == alone and len(lines) == 2
    assert lines[0].startswith(("epoch 1: loss 1.", "epoch 1: loss 0."))
    losses = [float(line.split()[3].strip(",")) for line in lines]
    assert losses[1] < losses[0] / 2


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ("error", "process 1 of 2 stops: ValueError: picture 7 is damaged"),
        ("SIGINT", "process 1 of 2 was interrupted"),
        ("SIGKILL", "process 0 of 2 stops: another process has ended before its time"),
    ],
)
def test_a_process_that_fails_ends_all_of_them_with_a_message(
    tmp_path: Path, alone: list[str], how: str, message: str
) -> None:
    begin = torchrun if how == "SIGKILL" else run  # (a run of torchrun to its end: tests/test_lesson_10.py)
    status, lines, said = begin(tmp_path, 2, how=how)
    assert status and lines == alone[:1]
    assert message in said or (how == "SIGKILL" and "Signal 9 (SIGKILL)" in said)


def test_a_batch_that_cannot_be_shared_is_refused(tmp_path: Path) -> None:
    status, lines, said = run(tmp_path, 2, "--batch-size", "127")
    assert status and not lines
    assert "--batch-size 127 cannot be shared equally by 2 processes" in said


def test_started_by_python_alone_it_says_how(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RANK", raising=False)
    monkeypatch.setattr(sys, "argv", [str(SCRIPT)])
    with pytest.raises(SystemExit, match="torchrun --standalone --nproc-per-node 2"):
        runpy.run_path(str(SCRIPT), run_name="__main__")
