"""The course on PyTorch: what a cell, and what a value, becomes when the words `autograd_lib as` are deleted.

    on_pytorch("import autograd_lib as torch")               # "import torch"
    on_pytorch("from autograd_lib import nn, transforms")    # "from torch import nn\\nfrom torchvision import transforms"
    to_pytorch(tensor([1.0]))                                # the same numbers as a tensor of PyTorch's

The rule for code is one sentence: in an import, `autograd_lib` becomes `torch`; `transforms` and `datasets` come from
torchvision, where PyTorch's people keep them; what only this library has (`course`, `viz`, the source that lessons read) stays.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import re
import sys
import types
from collections.abc import Mapping
from typing import Any

from . import messages

__all__ = ["both", "installed", "on_pytorch", "speaks_pytorch", "to_pytorch"]

HERE = __package__.split(".")[0]
STAYS = ("autograd.engine", "course", "ops", "viz")
TORCHVISION = ("datasets", "transforms")
NAMES = r"\w+(?: as \w+)?(?:, *\w+(?: as \w+)?)*"
IMPORT = re.compile(
    rf"^([ \t]*)(?:import {HERE} as torch|from {HERE}((?:\.\w+)*) import ({NAMES}))([ \t]*(?:#.*)?)$", re.MULTILINE
)


# Code -----------------------------------------------------------------------------------------------------------------


def on_pytorch(code: str) -> str:
    """The code with its imports as they are written for PyTorch; all other lines are the same."""
    return IMPORT.sub(_imported, code)


def _imported(found: re.Match[str]) -> str:
    indent, module, names, rest = found.groups()
    if names is None:
        return f"{indent}import torch{rest}"
    homes: dict[str, list[str]] = {}
    for name in names.split(","):
        homes.setdefault(_home(f"{module}.{name.split()[0]}".lstrip(".")), []).append(name.strip())
    return "\n".join(f"{indent}from {home}{module} import {', '.join(each)}" for home, each in homes.items()) + rest


def _home(name: str) -> str:
    """The package that has it, on PyTorch: of "utils.data.DataLoader", "torch"."""
    if any(f"{name}.".startswith(f"{each}.") for each in STAYS):
        return HERE
    return "torchvision" if name.split(".")[0] in TORCHVISION else "torch"


# Values ---------------------------------------------------------------------------------------------------------------


def to_pytorch(value: Any) -> Any:
    """The value with PyTorch's tensors, and modules, in the place of ours; lists and dicts of them too.

    A module becomes one of PyTorch's class of the same name; one of a class of one's own keeps its `forward`.
    """
    import torch

    from .._tensor import Tensor
    from ..nn import Module, Parameter

    if isinstance(value, Parameter):
        return torch.nn.Parameter(torch.tensor(value.detach().numpy()), requires_grad=value.requires_grad)
    if isinstance(value, Tensor):
        tensor = torch.tensor(value.detach().numpy())
        return tensor.requires_grad_() if value.requires_grad else tensor
    if isinstance(value, Module):
        return _module(value, torch)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*map(to_pytorch, value))
    if isinstance(value, (list, tuple)):
        return type(value)(map(to_pytorch, value))
    if type(value) is dict:
        return {key: to_pytorch(each) for key, each in value.items()}
    return value


def _module(module: Any, torch: Any) -> Any:
    kind = type(module)
    if kind.__module__.startswith(f"{HERE}.nn."):
        new = getattr(torch.nn, kind.__name__)
    else:
        own = [each for each in kind.__mro__ if not each.__module__.startswith((f"{HERE}.nn.", "builtins"))]
        methods = {name: each for parent in reversed(own) for name, each in vars(parent).items() if name != "__init__"}
        functions = {name: each for name, each in methods.items() if isinstance(each, types.FunctionType)}
        new = type(kind.__name__, (torch.nn.Module,), functions)
    made = new.__new__(new)
    torch.nn.Module.__init__(made)
    for name, each in vars(module).items():
        if not name.startswith("_"):
            made.__dict__[name] = to_pytorch(each)
    for part in ("_parameters", "_buffers", "_modules"):
        getattr(made, part).update({name: to_pytorch(each) for name, each in getattr(module, part).items()})
    return made


def speaks_pytorch(answer: Any) -> bool:
    """Whether a learner's function or class was written where `torch` is PyTorch itself."""
    if "torch" not in sys.modules:
        return False
    scope = vars(answer) if isinstance(answer, type) else {"": answer}
    for each in scope.values():
        names: Mapping[str, Any] = getattr(each, "__globals__", {})
        library = names.get("torch")
        if isinstance(library, types.ModuleType):
            return library.__name__ == "torch"
    return False


# Both libraries -------------------------------------------------------------------------------------------------------


def installed() -> Any:
    """PyTorch, or None where it is not installed."""
    try:
        return importlib.import_module("torch")
    except ImportError:
        return None


def both(code: str) -> None:
    """Run a listing here and, with its imports changed, on PyTorch; print what each of them prints.

    Where PyTorch is not installed, a line says so; the tests of this library hold that the two print the same.
    """
    ours = said(code)
    show("autograd_lib", ours)
    if installed() is None:
        print("torch         | " + messages.general("no_pytorch"))
    else:
        theirs = said(on_pytorch(code))
        show("torch", theirs)
        print("equal" if ours == theirs else "not equal")


def said(code: str) -> str:
    """What a program prints; of an error, the first line."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        try:
            exec(compile(code, "listing", "exec"), {"__name__": "listing"})
        except Exception as error:
            print(f"{type(error).__name__}: {str(error).splitlines()[0]}")
    return printed.getvalue().rstrip()


def show(library: str, text: str) -> None:
    for number, line in enumerate(text.split("\n")):
        print(f"{'' if number else library:13} | {line}")
