"""The words `autograd_lib as` deleted: every cell of the course runs on PyTorch too, and says the same."""

import importlib.util
import inspect
from pathlib import Path
from typing import Any

import machine  # noqa: F401  (puts the repository on the path)
import pytest

import autograd_lib as ours
from autograd_lib import nn
from autograd_lib.course.check import judge
from autograd_lib.course.differences import TABLE
from autograd_lib.course.port import on_pytorch, speaks_pytorch, to_pytorch
from autograd_lib.course.registry import find
from tools import parity
from tools.parity import Cell, Pair

# The course -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", parity.lessons())
def test_every_cell_of_a_lesson_and_its_solutions_says_the_same_on_pytorch(number: str) -> None:
    pytest.importorskip("torch")
    paths = parity.lessons()[number]
    problems = []
    used = set()
    for path, pairs in zip(paths, parity.run(paths), strict=True):
        assert len(pairs) > 3
        problems += [f"{path.stem}:{each.ours.id} {each.problem(number)}" for each in pairs if each.problem(number)]
        used |= {each.code for each in TABLE if any(each.where == number and each.code in p.ours.code for p in pairs)}
    assert not problems, "\n".join(problems)
    assert used == {each.code for each in TABLE if each.where == number}, "a difference that is listed and not there"


def test_every_difference_is_explained_in_both_languages() -> None:
    assert all(set(each.why) == {"en", "ja"} for each in TABLE)
    assert {each.where for each in TABLE} <= {"errors", *parity.lessons()}


# The comparison -------------------------------------------------------------------------------------------------------


def pair(ours: str, theirs: str, code: str = "print(x)", ours_error: str = "", theirs_error: str = "") -> Pair:
    return Pair(Cell("a", code, ours, ours_error), Cell("a", code, theirs, theirs_error))


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("loss 0.0484", "loss 0.0484", True),
        ("loss 0.0484", "loss 0.0485", False),
        ("loss 0.0484", "Loss 0.0484", False),
        ("a  1", "a 1", True),
        ("tensor([-0., 1.])", "tensor([0., 1.])", True),
        ("-0.5", "0.5", False),
        ("", "tensor(1)", False),
    ],
)
def test_a_number_that_differs_in_its_last_digit_is_seen(one: str, other: str, equal: bool) -> None:
    assert (pair(one, other).problem("99") == "") is equal


def test_a_line_below_an_error_is_listed_and_one_above_or_elsewhere_is_not() -> None:
    caught = "try:\n    f()\nexcept RuntimeError as error:\n    print(error)"
    assert not pair("no\nwrite y\n1", "no\n1", caught).problem("99")
    assert pair("no\nwrite y\n1", "no\n1").problem("99")
    assert pair("no\n1", "no\nwrite y\n1", caught).problem("99")
    assert pair("no\nwrite y\nand z\n1", "no\n1", caught).problem("99")


def test_a_cell_that_fails_on_pytorch_alone_is_a_problem() -> None:
    assert "on PyTorch alone: TypeError" in pair("1", "", theirs_error="TypeError: no").problem("99")
    assert not pair("", "", ours_error="TypeError: no", theirs_error="TypeError: no").problem("99")


# What becomes of code -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("import autograd_lib as torch", "import torch"),
        ("    import autograd_lib as torch  # ours", "    import torch  # ours"),
        ("from autograd_lib import nn, optim", "from torch import nn, optim"),
        ("from autograd_lib import nn, transforms", "from torch import nn\nfrom torchvision import transforms"),
        ("from autograd_lib import nn, viz", "from torch import nn\nfrom autograd_lib import viz"),
        ("from autograd_lib.nn import functional as F", "from torch.nn import functional as F"),
        ("from autograd_lib.utils.data import DataLoader", "from torch.utils.data import DataLoader"),
        ("from autograd_lib.datasets import MNIST", "from torchvision.datasets import MNIST"),
        ("from autograd_lib.course import explore, play", "from autograd_lib.course import explore, play"),
        ("from autograd_lib.viz import make_dot", "from autograd_lib.viz import make_dot"),
        ("from autograd_lib.ops.trigonometry import sin", "from autograd_lib.ops.trigonometry import sin"),
        ("from autograd_lib.autograd import engine", "from autograd_lib.autograd import engine"),
        ("from autograd_lib.autograd import Function", "from torch.autograd import Function"),
        ("import autograd_lib", "import autograd_lib"),
        ("print('import autograd_lib as torch')", "print('import autograd_lib as torch')"),
    ],
)
def test_an_import_is_written_for_pytorch(here: str, there: str) -> None:
    assert on_pytorch(f"x = 1\n{here}\ny = 2") == f"x = 1\n{there}\ny = 2"


# What becomes of values -----------------------------------------------------------------------------------------------


class Line(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.l1 = nn.Linear(2, 1)
        self.scale = 3.0

    def forward(self, x: Any) -> Any:
        return self.scale * self.l1(x)


def test_tensors_and_modules_become_pytorchs_with_the_same_numbers() -> None:
    torch = pytest.importorskip("torch")
    x = ours.tensor([[1.0, 2.0]], requires_grad=True)
    (there, number), table = to_pytorch([(x, 3), {"a": ours.arange(3)}])
    assert isinstance(there, torch.Tensor) and there.requires_grad and number == 3
    assert table["a"].dtype == torch.int64
    net = Line()
    twin = to_pytorch(net)
    assert isinstance(twin, torch.nn.Module) and [name for name, _ in twin.named_parameters()] == [
        "l1.weight",
        "l1.bias",
    ]
    assert twin(there).item() == pytest.approx(net(x).item())
    twin(there).backward()
    assert twin.l1.weight.grad is not None and net.l1.weight.grad is None


PORTED = """
def train(X, y, lr, epochs):
    w, b = torch.zeros(1, 1, requires_grad=True), torch.zeros(1, 1, requires_grad=True)
    for _ in range(epochs):
        ((X @ w + b - y) ** 2).mean().backward()
        with torch.no_grad():
            for p in (w, b):
                p -= lr * p.grad
                p.grad.zero_()
    return w, b
"""


@pytest.mark.parametrize("change", ["", "zero_"])
def test_a_check_gives_pytorchs_tensors_to_an_answer_written_on_pytorch(change: str) -> None:
    torch = pytest.importorskip("torch")
    scope: dict[str, Any] = {"torch": torch}
    exec(PORTED.replace("p.grad.zero_()", "pass") if change else PORTED, scope)
    assert speaks_pytorch(scope["train"])
    result = judge(find("06.2"), scope["train"])  # type: ignore[arg-type]
    assert (result.status, result.misconception) == (("wrong", "no_zero") if change else ("right", ""))


def test_an_answer_written_here_is_not_taken_for_pytorchs() -> None:
    scope: dict[str, Any] = {"torch": ours}
    exec(PORTED, scope)
    assert not speaks_pytorch(scope["train"]) and not speaks_pytorch(3) and not speaks_pytorch(inspect)


def test_the_digits_of_a_pytorch_transform_come_with_pytorchs_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    torch = pytest.importorskip("torch")
    from autograd_lib.course import load_digits

    monkeypatch.setattr(ours.datasets, "MNIST", parity.no_mnist)
    train_set, test_set = load_digits(parity.torchvision().transforms.Compose([ours.transforms.ToTensor()]))
    assert isinstance(train_set[0][0], torch.Tensor) and isinstance(test_set.targets, torch.Tensor)
    train_set, _ = load_digits(ours.transforms.ToTensor())
    assert isinstance(train_set.targets, ours.Tensor)


def test_the_run_needs_no_pytorch_to_say_that_it_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert parity.main([]) == 2
    assert "not installed" in capsys.readouterr().out


def test_the_lessons_are_found_by_themselves() -> None:
    assert {path.stem for paths in parity.lessons().values() for path in paths} >= {"00_start_here", "07_mnist"}
    assert all(isinstance(path, Path) for paths in parity.lessons().values() for path in paths)
