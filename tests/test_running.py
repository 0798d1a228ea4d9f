"""PyTorch programs on this library: `as_torch()`, and `python -m autograd_lib script.py` as if Python ran it."""

import importlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import autograd_lib
from autograd_lib import left_out

ROOT = Path(__file__).resolve().parent.parent


def loaded() -> dict[str, Any]:
    return {name: module for name, module in sys.modules.items() if name.startswith("torch")}


def spec_names() -> list[str]:
    return [module.__spec__.name for name, module in sys.modules.items() if name.startswith("autograd_lib")]


# --- as_torch --------------------------------------------------------------------------------------------------------


def test_inside_as_torch_pytorchs_names_are_ours():
    with autograd_lib.as_torch() as entered:
        import torch
        import torch.nn.functional as F
        import torch.optim.lr_scheduler
        import torchvision
        from torch import nn
        from torch.utils.data import DataLoader
        from torchvision import datasets
        from torchvision.transforms import Compose

        assert torch is entered is autograd_lib
        assert nn is autograd_lib.nn and F is autograd_lib.nn.functional
        assert DataLoader is autograd_lib.utils.data.DataLoader
        assert datasets is autograd_lib.datasets is torchvision.datasets
        assert Compose is autograd_lib.transforms.Compose


@pytest.mark.parametrize("way", ["with", "call", "twice", "nested"])
def test_afterwards_all_is_as_it_was(way):
    before, path, specs = loaded(), list(sys.meta_path), spec_names()
    stand_in = ModuleType("torch.something")
    sys.modules["torch.something"] = stand_in  # as if a PyTorch were in use
    try:
        if way == "with":
            with pytest.raises(ZeroDivisionError), autograd_lib.as_torch():
                importlib.import_module("torch.nn")
                importlib.import_module("torchvision.transforms")

                assert "torch.something" not in sys.modules
                1 / 0  # noqa: B018
        elif way == "nested":
            with autograd_lib.as_torch():
                inner = autograd_lib.as_torch()
                inner.undo()
                assert sys.modules["torch"] is autograd_lib
        else:
            standing = autograd_lib.as_torch()
            importlib.import_module("torch.optim")
            for _ in range(2 if way == "twice" else 1):
                standing.undo()
        assert loaded() == {**before, "torch.something": stand_in}
    finally:
        del sys.modules["torch.something"]
    assert sys.meta_path == path
    assert spec_names() == specs


def test_a_pytorch_that_is_held_stays_what_it_is():
    pytorch = pytest.importorskip("torch")
    with autograd_lib.as_torch():
        import torch

        assert torch is autograd_lib
        assert pytorch.ones(2).sum().item() == 2
    import torch

    assert torch is pytorch


@pytest.mark.parametrize(
    "name", ["torch.fft", "torch.utils.tensorboard", "torchvision.models", "torchtext", "torch.nonsense"]
)
def test_an_import_that_we_lack_is_refused_by_name(name):
    with autograd_lib.as_torch():
        with pytest.raises(ModuleNotFoundError, match=f"No module named '{name}'") as caught:
            importlib.import_module(name)
        assert caught.value.name == name
        assert "left out of this library" in str(caught.value)
        assert name not in sys.modules


def test_what_is_asked_before_a_program_begins_has_an_answer():
    torch = autograd_lib
    torch.backends.cudnn.benchmark = False
    assert not (torch.backends.mps.is_available() or torch.accelerator.is_available() or torch.cuda.is_available())
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(2)
    assert torch.get_num_threads() == 2 and torch.are_deterministic_algorithms_enabled()
    torch.set_float32_matmul_precision("high")
    assert torch.get_float32_matmul_precision() == "high"


# --- what is left out ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", left_out.BY_NAME)
def test_what_is_left_out_says_so_and_what_to_use(name):
    if name.startswith("torch"):
        assert name in left_out.reason(name)
        return
    *path, last = name.split(".")
    owner: Any = autograd_lib
    for part in path:
        owner = getattr(owner, part)
    with pytest.raises(NotImplementedError, match=r"left out of this library[^\n]*\n.") as caught:
        getattr(owner, last)
    assert f"torch.{name}" in str(caught.value)


def test_programs_that_ask_whether_there_is_compile_are_told_no():
    assert not hasattr(autograd_lib, "compile")
    assert getattr(autograd_lib, "distributed", None) is None
    with pytest.raises(NotImplementedError, match=r"torch\.jit is left out"):
        autograd_lib.jit.script(len)


def test_the_table_in_docs_is_the_one_in_the_code():
    """Written by `python -m autograd_lib --left-out > docs/left_out.md`."""
    assert (ROOT / "docs" / "left_out.md").read_text(encoding="utf-8") == left_out.markdown()


def test_nothing_in_the_table_exists():
    for name in left_out.BY_NAME:
        *path, last = name.split(".")
        module = sys.modules.get(".".join(["autograd_lib", *path]))
        assert module is None or last not in vars(module), name


# --- python -m autograd_lib ------------------------------------------------------------------------------------------


def run(folder: Path, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "autograd_lib", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=environment, **options)


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=folder, capture_output=True, text=True)


def test_a_script_runs_as_if_python_ran_it(tmp_path):
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "model.py").write_text("import torch\nnet = torch.nn.Linear(2, 1)\n")
    (tmp_path / "inner" / "script.py").write_text(
        '"""What it does."""\nimport sys\nimport torch\nfrom model import net\n'
        "print(sys.argv, __name__, __file__, __doc__, type(net), torch.__name__)\n"
        "if __name__ == '__main__':\n    import __main__\n    print(__main__.net is net, sys.path[0])\n    sys.exit(7)\n"
    )
    done = run(tmp_path, "inner/script.py", "--epochs", "3")
    assert done.stderr == "" and done.returncode == 7
    assert done.stdout.splitlines() == [
        f"['inner/script.py', '--epochs', '3'] __main__ {tmp_path / 'inner' / 'script.py'} What it does. "
        "<class 'autograd_lib.nn.modules.linear.Linear'> autograd_lib",
        f"True {tmp_path / 'inner'}",
    ]


PLAIN = {
    "division": "def f(x):\n    return x / 0\n\nf(1)\n",
    "syntax": "print('begun'\n",
    "chain": "try:\n    {}['a']\nexcept KeyError as error:\n    raise ValueError('b') from error\n",
    "exit": "import sys\nsys.exit('goodbye')\n",
    "own lack": "class Net:\n    pass\n\nNet().layer\n",
    "not written": "raise NotImplementedError('mine')\n",
    "missing module": "import surely_not_there\n",
}


@pytest.mark.parametrize("name", PLAIN)
def test_an_error_of_the_script_is_shown_as_python_shows_it(name, tmp_path):
    (tmp_path / "script.py").write_text(PLAIN[name])
    here, expected = run(tmp_path, "script.py"), python(tmp_path, "script.py")
    assert (here.stdout, here.stderr, here.returncode) == (expected.stdout, expected.stderr, expected.returncode)


LACKING = {
    "import torchvision.models": "has no torchvision.models.",
    "import torch.fft": "has no torch.fft.",
    "from torch.nn import Nonsense": "has no torch.nn.Nonsense.",
    "from torchvision.datasets import FashionMNIST": "has no torchvision.datasets.FashionMNIST.",
    "import torch; torch.compile(3)": "has no torch.compile.",
    "import torch; torch.ones(2).nonsense()": "has no torch.Tensor.nonsense.",
    "import torch; torch.optim.Muon([])": "has no torch.optim.Muon.",
    "import torch; torch.nn.Linear(2, 2).to_empty()": "lacks something that it needs: Module.to_empty",
}


def test_what_we_lack_is_named_before_the_traceback_without_our_lines(tmp_path):
    program = "import sys\nprint(len(sys.argv))\n"
    for number, (line, said) in enumerate(LACKING.items()):
        (tmp_path / f"script{number}.py").write_text(program + line + "\n")
        done = run(tmp_path, f"script{number}.py")
        first, second, *rest = done.stderr.splitlines()
        assert first.startswith("autograd_lib, which runs this program, ") and said in first
        assert second == "Traceback (most recent call last):"
        places = [line for line in rest if line.startswith("  File ")]
        assert len(places) == 1 and places[0].endswith(f'script{number}.py", line 3, in <module>')
        assert done.returncode == 1 and done.stdout == "1\n"


def test_an_error_in_our_own_lines_shows_the_line_that_called_them(tmp_path):
    (tmp_path / "script.py").write_text("import torch\nx = torch.ones(2, 3)\ny = x @ x\n")
    done = run(tmp_path, "script.py")
    assert done.stderr.count("  File ") == 1 and 'script.py", line 3' in done.stderr
    assert "RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_ends_it_as_it_ends_python(tmp_path):
    (tmp_path / "script.py").write_text("import torch\nprint(1, flush=True)\nwhile True:\n    torch.ones(3) + 1\n")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "autograd_lib", "script.py"]
    pipes: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    heard = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)  # noqa: E731  (what is started with & ignores it)
    with subprocess.Popen(command, cwd=tmp_path, env=environment, preexec_fn=heard, **pipes) as process:
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGINT
    assert errors.startswith(f'Traceback (most recent call last):\n  File "{tmp_path / "script.py"}", line ')
    assert errors.endswith("KeyboardInterrupt\n") and "autograd_lib" not in errors


def test_without_a_script_it_says_what_it_is_for(tmp_path):
    assert run(tmp_path).returncode == 2
    assert run(tmp_path, "--help").stdout.startswith("usage: python -m autograd_lib script.py")
    assert run(tmp_path, "--left-out").stdout == left_out.markdown()
    missing = run(tmp_path, "nothing.py")
    assert missing.returncode == 2 and "can't open file" in missing.stderr and "No such file" in missing.stderr


def test_programs_from_before_2018_wrap_their_tensors_in_variable(tmp_path):
    program = (
        "import torch\nfrom torch.autograd import Variable\n"
        "x = torch.ones(2)\nv = Variable(x, requires_grad=True)\n(v * v).sum().backward()\n"
        "print(v, v.grad, v.is_leaf, isinstance(x, Variable), Variable(v * 2).requires_grad)\n"
        "v.data[0] = 5\nprint(x)\n"
    )
    (tmp_path / "script.py").write_text(program)
    assert run(tmp_path, "script.py").stdout.splitlines() == [
        "tensor([1., 1.], requires_grad=True) tensor([2., 2.]) True True False",
        "tensor([5., 1.])",
    ]
