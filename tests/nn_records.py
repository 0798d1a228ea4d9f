"""Runs the cases of nn_cases.py on PyTorch or on this library, and records what comes out as plain JSON."""

import json
import math
import warnings
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
from nn_cases import BUILT, CALLED, GAINS, MISUSES, STARTED


def namespace(torch: Any, dtype: str = "float32") -> dict[str, Any]:
    """What the cases find: `torch`, `nn`, a small network class, tensors x(...) and y(...) of `dtype`, and w(...)."""
    nn = torch.nn

    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.p = nn.Parameter(torch.tensor([0.5, -0.25]))
            self.register_buffer("b", torch.tensor([1.0, 2.0]))
            self.register_buffer("hidden", torch.tensor(3), persistent=False)
            self.fc = nn.Linear(3, 2)
            self.none = None

        def forward(self, input: Any) -> Any:
            return self.fc(input) * self.p + self.b

    class Outer(nn.Linear):
        def __init__(self) -> None:
            super().__init__(2, 2)
            self.first = Net()
            self.again = self.first
            self.tied = nn.Linear(2, 2)
            self.tied.weight = self.weight
            self.register_module("empty", None)

        def extra_repr(self) -> str:
            return "two lines\n" + super().extra_repr()

    def numbers(shape: tuple[int, ...], seed: float) -> Any:
        flat = [round(2 * math.sin(1.7 * i * i + seed * (i + 1)), 3) for i in range(math.prod(shape))]
        return torch.tensor(flat, dtype=getattr(torch, dtype)).reshape(shape)

    for cls in (Net, Outer):
        cls.__module__, cls.__qualname__ = "__main__", cls.__name__  # as if a user had written them
    return {
        "torch": torch,
        "nn": nn,
        "OrderedDict": OrderedDict,
        "Net": Net,
        "Outer": Outer,
        "x": lambda *shape: numbers(shape, 0.3).requires_grad_(),
        "y": lambda *shape: numbers(shape, 1.1),
        "w": lambda *shape, **options: torch.full(shape, 7.0, **options).requires_grad_(),
    }


def lines(text: str) -> list[str]:
    return text.strip().split("\n")


def misuses() -> list[str]:
    return [case.strip() for case in MISUSES.split("\n---\n")]


def values(tensor: Any) -> Any:
    """A tensor as JSON: dtype, shape, numbers (nine digits tell every float32 from its neighbors)."""
    if tensor is None:
        return None
    numbers = tensor.detach().flatten().tolist()
    if str(tensor.dtype) == "torch.float32":
        numbers = [float(f"{number:.9g}") for number in numbers]
    return [str(tensor.dtype), list(tensor.shape), numbers]


def built(torch: Any, source: str) -> dict[str, Any]:
    """Printed form and starting state after `manual_seed(3)`."""
    names = namespace(torch)
    torch.manual_seed(3)
    module = eval(source, names)
    return {
        "printed": repr(module),
        "state": {name: values(tensor) for name, tensor in module.state_dict().items()},
        "versions": [[name, entry["version"]] for name, entry in module.state_dict()._metadata.items()],
        "parameters": [name for name, _ in module.named_parameters()],
        "duplicates": [name for name, _ in module.named_parameters("root", remove_duplicate=False)],
        "buffers": [name for name, _ in module.named_buffers()],
        "modules": [name for name, _ in module.named_modules()],
        "children": [name for name, _ in module.named_children()],
    }


def called(torch: Any, source: str, dtype: str = "float32") -> dict[str, Any]:
    """The result of a call, the gradients of what went in, and the buffers afterwards, computed in `dtype`."""
    names = namespace(torch, dtype)
    torch.manual_seed(3)
    module_source, arguments = source.split(" ; ")
    module = eval(module_source, names).to(getattr(torch, dtype))
    inputs = eval(f"({arguments},)", names)
    if not inputs[0].is_leaf:
        inputs[0].retain_grad()
    result = module(*inputs)
    (result * result.detach().cos()).sum().backward()
    return {
        "result": values(result),
        "node": result.grad_fn and result.grad_fn.name(),
        "input": values(inputs[0].grad),
        "parameters": {name: values(parameter.grad) for name, parameter in module.named_parameters()},
        "buffers": {name: values(buffer) for name, buffer in module.named_buffers()},
    }


def started(torch: Any, source: str) -> dict[str, Any]:
    """A tensor filled by nn.init after `manual_seed(3)`, and the next random number."""
    torch.manual_seed(3)
    tensor = eval("nn.init." + source, namespace(torch))
    return {"tensor": values(tensor), "grad": tensor.requires_grad, "next": torch.rand(1).item()}


def gain(torch: Any, source: str) -> float:
    return eval(f"torch.nn.init.calculate_gain({source})", {"torch": torch})


def misuse(torch: Any, source: str) -> list[str]:
    """Type and first line of the exception. (The lines of a failed load are all PyTorch's.)"""
    names = namespace(torch)
    names["net"] = names["Net"]()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            exec(source, names)
        except Exception as error:
            text = error.args[0] if isinstance(error, KeyError) else str(error)
            if "loading state_dict" in text:
                text = " / ".join(line.strip() for line in text.split("\n") if line.startswith(("Error", "\t")))
            return [type(error).__name__, text.split("\n")[0].replace("autograd_lib.", "torch.")]
    return ["", ""]


def losses_of_a_training(library: Any) -> list[float]:
    """A network of three layers, 100 steps of gradient descent."""
    library.manual_seed(1)
    net = library.nn.Sequential(
        library.nn.Linear(4, 16),
        library.nn.Tanh(),
        library.nn.Linear(16, 16),
        library.nn.ReLU(),
        library.nn.Dropout(0.1),
        library.nn.Linear(16, 3),
    )
    criterion = library.nn.CrossEntropyLoss()
    inputs = library.randn(32, 4)
    targets = library.randint(0, 3, (32,))
    losses = []
    for _ in range(100):
        net.zero_grad()
        loss = criterion(net(inputs), targets)
        loss.backward()
        with library.no_grad():
            for parameter in net.parameters():
                parameter.sub_(parameter.grad, alpha=0.1)
        losses.append(loss.item())
    return losses


def everything(torch: Any) -> dict[str, Any]:
    """All records, by kind and source."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {
            "built": {source: built(torch, source) for source in lines(BUILT)},
            "called": {source: called(torch, source) for source in lines(CALLED)},
            "called in float64": {source: called(torch, source, "float64") for source in lines(CALLED)},
            "started": {source: started(torch, source) for source in lines(STARTED)},
            "gains": {source: gain(torch, source) for source in lines(GAINS)},
            "misuses": {source: misuse(torch, source) for source in misuses()},
            "training": losses_of_a_training(torch),
        }


GOLDENS = Path(__file__).with_name("goldens") / "nn.json"


def golden(kind: str) -> Any:
    """What PyTorch did (by source), as goldens/nn.json keeps it."""
    return json.loads(GOLDENS.read_text(encoding="utf-8"))[kind]


def assert_close(found: Any, wanted: Any, rtol: float, atol: float) -> None:
    """Two records agree: tensors to the tolerance, all else exactly."""
    if isinstance(wanted, dict):
        assert list(found) == list(wanted)
        for name in wanted:
            assert_close(found[name], wanted[name], rtol, atol)
    elif isinstance(wanted, list) and len(wanted) == 3 and str(wanted[0]).startswith("torch."):
        assert found[:2] == wanted[:2]
        np.testing.assert_allclose(found[2], wanted[2], rtol=rtol, atol=atol)
    else:
        assert found == wanted
