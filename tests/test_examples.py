"""The examples do what their texts and the README say, here and on PyTorch."""

import importlib
import re
import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd_lib
from autograd_lib import datasets
from autograd_lib.datasets._images import ImageDataset

ROOT = Path(__file__).resolve().parent.parent
TWO_COLORS = ROOT / "examples" / "two_colors.py"
MNIST = ROOT / "examples" / "mnist.py"

sys.path.insert(0, str(ROOT))


def code_blocks(name: str) -> list[str]:
    """The text of each block between ``` in a Markdown file."""
    return re.findall(r"^```\w*\n(.*?)^```$", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"\d+\.\d+", text)]


def words(text: str) -> list[str]:
    return re.sub(r" *\d+\.\d+", " number", text).split("\n")


# The README's twenty lines --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("readme", ["README.md", "README.ja.md"])
def test_the_readme_shows_the_example_as_it_is(readme: str) -> None:
    example = TWO_COLORS.read_text(encoding="utf-8")
    assert len(example.splitlines()) == 20
    assert code_blocks(readme)[0] == example


@pytest.mark.parametrize("readme", ["README.md", "README.ja.md"])
def test_the_example_prints_what_the_readme_shows(readme: str) -> None:
    done = subprocess.run([sys.executable, TWO_COLORS], cwd=ROOT, capture_output=True, text=True, check=True)
    shown = code_blocks(readme)[1]
    assert words(done.stdout) == words(shown)
    np.testing.assert_allclose(numbers(done.stdout), numbers(shown), atol=0.26e-3, rtol=0.003)  # one point is 0.25 %


def test_the_example_prints_the_same_on_pytorch() -> None:
    pytest.importorskip("torch")
    source = TWO_COLORS.read_text(encoding="utf-8").replace("autograd_lib as ", "").replace("autograd_lib", "torch")
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert words(done.stdout) == words(code_blocks("README.md")[1])
    np.testing.assert_allclose(numbers(done.stdout), numbers(code_blocks("README.md")[1]), atol=0.26e-3, rtol=0.003)


def test_the_readmes_picture_is_drawn_from_the_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = importlib.import_module("tools.readme_picture")
    losses = [numbers(line)[0] for line in code_blocks("README.md")[1].splitlines()]
    for steps, shown in ((0, losses[0]), (50, losses[1])):
        variables = picture.after(steps)
        outputs = variables["net"](variables["points"]).squeeze(1)
        assert variables["criterion"](outputs, variables["blue"]).item() == pytest.approx(shown, abs=1e-3)
    monkeypatch.setattr(picture, "ROOT", tmp_path)
    monkeypatch.setattr(picture, "PICTURE", tmp_path / "docs" / "picture.png")
    picture.main()
    assert (tmp_path / "docs" / "picture.png").stat().st_size > 10_000


# The MNIST script, on a small stand-in for MNIST ----------------------------------------------------------------------


def small_images(train: bool) -> tuple[np.ndarray, np.ndarray]:
    """scikit-learn's digits, each pixel drawn as nine, with a margin: 28×28 as in MNIST."""
    small = datasets.Digits(train=train)
    images = np.kron(small.data.numpy(), np.ones((1, 3, 3), dtype=np.uint8))
    return np.pad(images, ((0, 0), (2, 2), (2, 2))), small.targets.numpy()


class SmallMNIST(ImageDataset):
    def __init__(self, root: Any, train: bool, transform: Callable[[Any], Any], download: bool) -> None:
        assert download
        super().__init__(*small_images(train), train, transform, None)


@pytest.fixture
def run_script(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., list[str]]:
    """Run a script's text with these arguments; returns the lines that it prints."""
    monkeypatch.setattr(datasets, "MNIST", SmallMNIST)

    def run(source: str, *arguments: str) -> list[str]:
        monkeypatch.setattr(sys, "argv", [str(MNIST), *arguments])
        exec(compile(source, str(MNIST), "exec"), {"__name__": "__main__"})
        return capsys.readouterr().out.splitlines()

    return run


SCRIPT = MNIST.read_text(encoding="utf-8")


@pytest.mark.parametrize("model, parameters", [("mlp", "101,770"), ("cnn", "20,490")])
def test_the_mnist_script_learns(run_script: Callable[..., list[str]], model: str, parameters: str) -> None:
    lines = run_script(SCRIPT, "--model", model, "--epochs", "4", "--batch-size", "32")
    assert f"{parameters} parameters, 1,442 images to learn from" in lines
    losses, accuracies = zip(*(numbers(line) for line in lines[-4:]))
    assert list(losses) == sorted(losses, reverse=True)
    assert accuracies[-1] > 93


def test_the_mnist_script_saves_weights_that_load(run_script: Callable[..., list[str]], tmp_path: Path) -> None:
    path = tmp_path / "weights.safetensors"
    assert run_script(SCRIPT, "--epochs", "1", "--save", str(path))[-1] == f"weights written to {path}"
    assert [tuple(value.shape) for value in autograd_lib.load(path).values()] == [(128, 784), (128,), (10, 128), (10,)]


def on_pytorch(source: str) -> str:
    """The script after the change that its first lines describe."""
    source = source.replace("import autograd_lib as torch", "import torch")
    imports = "from torch import nn, optim\nfrom torchvision import datasets, transforms"
    source = source.replace("from autograd_lib import datasets, nn, optim, transforms", imports)
    return source.replace("from autograd_lib.utils.data", "from torch.utils.data")


@pytest.mark.parametrize("model", ["mlp", "cnn"])
def test_the_mnist_script_prints_the_same_on_pytorch(
    run_script: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    torch = pytest.importorskip("torch")

    class TorchMNIST(torch.utils.data.Dataset):  # type: ignore[name-defined, misc]
        """The same images, transformed by this library, handed over as PyTorch's tensors."""

        def __init__(self, *arguments: Any, **options: Any) -> None:
            self.ours = SmallMNIST(*arguments, **options)

        def __len__(self) -> int:
            return len(self.ours)

        def __getitem__(self, index: int) -> tuple[Any, int]:
            image, label = self.ours[index]
            return torch.from_numpy(image.numpy()), label

    torchvision = types.ModuleType("torchvision")
    torchvision.datasets = types.SimpleNamespace(MNIST=TorchMNIST)  # type: ignore[attr-defined]
    torchvision.transforms = autograd_lib.transforms  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "torchvision", torchvision)

    ported = on_pytorch(SCRIPT)
    assert "autograd_lib" not in ported.split('"""', 2)[2]
    arguments = ("--model", model, "--epochs", "2", "--batch-size", "100")
    theirs, ours = run_script(ported, *arguments), run_script(SCRIPT, *arguments)
    assert words("\n".join(ours)) == words("\n".join(theirs))
    np.testing.assert_allclose(numbers("\n".join(ours)), numbers("\n".join(theirs)), atol=2e-4, rtol=0.003)
