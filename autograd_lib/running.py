"""PyTorch programs on this library: `as_torch()` lets `import torch` find it, `python -m autograd_lib script.py` runs one."""

from __future__ import annotations

import importlib
import io
import os
import signal
import sys
import traceback
import types
from collections.abc import Sequence
from importlib.abc import Loader
from importlib.machinery import ModuleSpec, SourceFileLoader
from typing import Any

from . import left_out

HERE = __package__
FOLDER = os.path.dirname(os.path.abspath(__file__)) + os.sep
OURS = ("torch", "torchvision", "torchtext", "torchaudio")


class as_torch:
    """From now on `import torch` imports this library, and `torchvision` its data sets and transforms.

        with autograd_lib.as_torch():
            import torch                    # this library
            from torch import nn

        undo = autograd_lib.as_torch().undo  # or until undo() is called

    A PyTorch that is installed, or imported already, is untouched and found again afterwards; whoever holds it keeps it.
    """

    def __init__(self) -> None:
        self._kept = {name: sys.modules.pop(name) for name in _loaded()}
        self._finder = _Finder()
        sys.meta_path.insert(0, self._finder)
        sys.modules["torch"] = sys.modules[HERE]

    def undo(self) -> None:
        """`import torch` finds again what it found before."""
        if self._finder in sys.meta_path:
            sys.meta_path.remove(self._finder)
            for name in _loaded():
                del sys.modules[name]
            sys.modules.update(self._kept)

    def __enter__(self) -> Any:
        return sys.modules[HERE]

    def __exit__(self, *exc: object) -> None:
        self.undo()


def _loaded() -> list[str]:
    return [name for name in sys.modules if name.split(".")[0] in OURS]


class _Finder:
    """Finds `torch.nn` where `autograd_lib.nn` is, and makes `torchvision`."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name.split(".")[0] not in OURS:
            return None
        try:
            module = importlib.import_module(HERE + name[5:]) if name.startswith("torch.") else _torchvision(name)
        except ModuleNotFoundError as error:
            if not (error.name or "").startswith((HERE, *OURS)):
                raise  # something that our own module needs
            why = left_out.reason(name.removeprefix("torch.")) or "It is left out of this library."
            raise ModuleNotFoundError(f"No module named '{name}'\n{why}", name=name) from None
        return ModuleSpec(name, _Loader(module), is_package=hasattr(module, "__path__"))


class _Loader(Loader):
    """Gives a module that is there already."""

    def __init__(self, module: types.ModuleType) -> None:
        self.module = module

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        self.spec = self.module.__spec__
        return self.module

    def exec_module(self, module: types.ModuleType) -> None:
        module.__spec__ = self.spec  # the import system has just overwritten it


def _torchvision(name: str) -> types.ModuleType:
    """`torchvision` itself, or the part of it that is here."""
    parts = {f"torchvision.{part}": f"{HERE}.{part}" for part in ("datasets", "transforms")}
    if name in parts:
        return importlib.import_module(parts[name])
    if name != "torchvision":
        raise ModuleNotFoundError(name=name)
    made = types.ModuleType(name, "What this library has of torchvision: datasets.MNIST and the common transforms.")
    made.__path__ = []
    made.__getattr__ = _part_of_torchvision  # type: ignore[method-assign]
    return made


def _part_of_torchvision(name: str) -> Any:
    if not name.startswith("__"):
        left_out.refuse(f"torchvision.{name}")
    if name in ("datasets", "transforms"):
        return importlib.import_module(f"torchvision.{name}")
    raise AttributeError(f"module 'torchvision' has no attribute '{name}'\nThere are datasets and transforms.")


# --- python -m autograd_lib script.py ---------------------------------------------------------------------------------


USAGE = """usage: python -m autograd_lib script.py [arguments]
       python -m autograd_lib --left-out

Runs a PyTorch program on this library; or prints what of PyTorch it leaves out, as a table in Markdown."""


def main(arguments: Sequence[str]) -> int:
    """Run a script as Python would, with this library as its PyTorch.  Returns the exit status."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print(USAGE)
        return 0 if arguments else 2
    if arguments[0] == "--left-out":
        print(left_out.markdown(), end="")
        return 0
    path = os.path.abspath(arguments[0])  # as Python shows it
    try:
        with io.open_code(path) as file:
            source = file.read()
    except OSError as error:
        print(f"python: can't open file '{path}': [Errno {error.errno}] {error.strerror}", file=sys.stderr)
        return 2
    sys.argv = list(arguments)
    sys.path[0] = os.path.dirname(path)
    program = types.ModuleType("__main__")
    program.__file__ = path
    program.__loader__ = SourceFileLoader("__main__", path)
    program.__dict__["__builtins__"] = __builtins__
    sys.modules["__main__"] = program
    as_torch()
    try:
        exec(compile(source, path, "exec", dont_inherit=True), program.__dict__)
    except KeyboardInterrupt as error:
        _show(error)
        return _interrupted()
    except Exception as error:
        _show(error)
        return 1
    return 0


def _interrupted() -> int:
    """End as an interrupted Python ends: by the signal, so that a shell's loop around it ends too."""
    sys.stdout.flush()
    if os.name == "posix":
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    return 130


def _show(error: BaseException) -> None:
    """One line on what this library lacks, if that is why; then the traceback, without the library's own lines."""
    lack = lacking(error)
    if lack:
        print(lack, file=sys.stderr)
    shown = traceback.TracebackException.from_exception(error)
    each: Any = shown
    while each is not None:
        lines = [line for line in each.stack if not _is_ours(line.filename)]
        each.stack = traceback.StackSummary.from_list(lines) if lines else None
        each = each.__cause__ or each.__context__
    print("".join(shown.format()), end="", file=sys.stderr)


def _is_ours(filename: str) -> bool:
    return filename.startswith((FOLDER, "<frozen "))


def lacking(error: BaseException) -> str | None:
    """What of PyTorch the program needs and this library lacks, in one line; None where that is not what went wrong."""
    name = None
    if isinstance(error, ImportError) and (error.name or "").split(".")[0] in (*OURS, HERE):
        name = _public(error.name or "")
        if "cannot import name" in str(error):
            name += "." + str(error).split("'")[1]
    elif isinstance(error, AttributeError) and error.name is not None:
        owner = error.obj if isinstance(error.obj, (type, types.ModuleType)) else type(error.obj)
        home = owner.__name__ if isinstance(owner, types.ModuleType) else owner.__module__
        if home.split(".")[0] in (*OURS, HERE):
            name = (
                _public(home if isinstance(owner, types.ModuleType) else f"torch.{owner.__name__}") + f".{error.name}"
            )
    elif isinstance(error, NotImplementedError) and _raised_here(error):
        return f"autograd_lib, which runs this program, lacks something that it needs: {str(error).splitlines()[0]}"
    return name and f"autograd_lib, which runs this program, has no {name}."


def _public(name: str) -> str:
    """PyTorch's name of a module of ours."""
    for part in ("datasets", "transforms"):
        if name == f"{HERE}.{part}":
            return f"torchvision.{part}"
    return "torch" + name.removeprefix(HERE) if name.startswith(HERE) else name


def _raised_here(error: BaseException) -> bool:
    """Was it one of the library's own lines that raised it?"""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    return last is not None and _is_ours(last.tb_frame.f_code.co_filename)
