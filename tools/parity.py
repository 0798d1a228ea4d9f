"""Run the course twice, on this library and on PyTorch, and say where the two print something else.

    python -m tools.parity              all lessons and solutions
    python -m tools.parity 05 07        these

For PyTorch the code changes as `autograd_lib.course.port` says: the words `autograd_lib as` are deleted, and little else.
Words must be equal and numbers agree to the digits shown, apart from what autograd_lib/course/differences.toml lists.
To be quick, lesson 07 has scikit-learn's small digits here, and figures are made but not rendered.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import gc
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import traceback
import types
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
COLORS = re.compile(r"\x1b\[[0-9;]*m")
REPLY = "reply: "  # begins the line of stdout that is one
COMMON = (  # what most lessons import, and what runs them
    "matplotlib.pyplot", "sklearn.datasets", "ipywidgets", "autograd_lib.course", "autograd_lib.course.exercises",
    "autograd_lib.nn", "autograd_lib.datasets", "IPython.core.interactiveshell", "IPython.utils.capture",
)  # fmt: skip
FORKS = hasattr(os, "fork")  # elsewhere a process does one job, and the next job gets another
BAR = re.compile(r"\r?\s*\d+%\|[^\]\n]*\]")  # of a progress bar: it tells how long things take


@dataclass(frozen=True)
class Cell:
    """What a cell shows as text, and the exception that ended it ("" if none)."""

    id: str
    code: str
    text: str
    error: str
    warning: str = ""  # what stands on the error stream
    status: str = ""  # of the check that it ends with


@dataclass(frozen=True)
class Pair:
    """A cell on this library and on PyTorch."""

    ours: Cell
    theirs: Cell

    def problem(self, lesson: str) -> str:
        """What is wrong with it: "" if PyTorch fails where we do and says the same, but for what is listed."""
        if self.theirs.error and not self.ours.error:
            return f"fails on PyTorch alone: {self.theirs.error}"
        if same(self.ours.text, self.theirs.text) or listed(lesson, self):
            return ""
        return f"prints\n{self.ours.text}\nbut on PyTorch\n{self.theirs.text}"


# Comparing ------------------------------------------------------------------------------------------------------------


def same(ours: str, theirs: str) -> bool:
    """Whether two texts have the same words, and the same numbers to the digits shown."""
    return squeezed(ours) == squeezed(theirs)


def squeezed(text: str) -> str:
    """The text without the blanks that align it, and with -0 as 0."""
    return re.sub(r"-(0\.?0*)(?![\d.])", r"\1", re.sub(r"[ \t]+", " ", text)).strip()


def listed(lesson: str, pair: Pair) -> bool:
    """Whether the table of differences has this one."""
    from autograd_lib.course.differences import TABLE

    for each in TABLE:
        if each.where == lesson and each.code in pair.ours.code:
            return True
    ours = [squeezed(line) for line in pair.ours.text.splitlines() if squeezed(line)]
    theirs = [squeezed(line) for line in pair.theirs.text.splitlines() if squeezed(line)]
    rest = iter(ours)
    extra = len(ours) - len(theirs)
    is_error = "except" in pair.ours.code or bool(pair.ours.error)
    return is_error and 0 < extra <= pair.ours.code.count("except") and all(line in rest for line in theirs)


# Running, in a process for each lesson: nothing that one lesson leaves behind reaches another ---------------------------


def run(paths: list[Path]) -> list[list[Pair]]:
    """All code cells of these sources, in English, on both libraries, in one process of their own."""
    from autograd_lib.course.port import on_pytorch

    jobs = [cells for path in paths for codes in [code_cells(path)] for cells in (codes, _ported(codes, on_pytorch))]
    results = server("torch", "torch._dynamo").ask(jobs)
    return [[Pair(*both) for both in zip(*results[n : n + 2], strict=True)] for n in range(0, len(results), 2)]


class Server:
    """A process that has imported what the lessons use, and runs each job in a child of its own: imports take longest."""

    def __init__(self, *more: str) -> None:
        setting = os.environ | {"OMP_NUM_THREADS": "1", "MPLBACKEND": "Agg", "PYTHONHASHSEED": "0", "PYTHONUTF8": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", "import sys, tools.parity; tools.parity.serve(sys.argv[1:])", *more],
            cwd=ROOT, env=setting, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        atexit.register(self.close)

    def ask(self, jobs: list[list[tuple[str, str]]]) -> list[list[Cell]]:
        """What the cells of each list show.

        Raises:
            RuntimeError: the process itself failed, or came to its end.
        """
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(jobs) + "\n")
        self.process.stdin.flush()
        while line := self.process.stdout.readline():
            if line.startswith(REPLY):
                reply = json.loads(line.removeprefix(REPLY))
                break
        else:
            reply = f"the process ended with {self.process.wait()}"
        if not FORKS or self.process.poll() is not None:
            server.cache_clear()
        if isinstance(reply, str):
            raise RuntimeError(reply)
        return [[Cell(**each) for each in cells] for cells in reply]

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


@functools.cache
def server(*more: str) -> Server:
    """The server that has also imported these modules."""
    return Server(*more)


def serve(more: list[str]) -> None:
    """The process that runs cells: each line of stdin is a JSON list of jobs, what they show goes to stdout."""
    for name in (*more, *COMMON):
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    gc.freeze()  # so that no child goes through all of it
    for line in sys.stdin:
        print("\n" + REPLY + (forked(line) if FORKS else answer(line)), flush=True)
        if not FORKS:
            break


def answer(line: str) -> str:
    try:
        return json.dumps([[asdict(each) for each in execute(codes)] for codes in json.loads(line)])
    except BaseException:
        return json.dumps(traceback.format_exc())


def forked(line: str) -> str:
    """The answer of a child process."""
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "answer"
        sys.stdout.flush()
        child = os.fork()
        if not child:
            try:
                file.write_text(answer(line), encoding="utf-8")
            finally:
                os._exit(0)
        _, status = os.waitpid(child, 0)
        return file.read_text(encoding="utf-8") if file.exists() else json.dumps(f"the process ended with {status}")


def code_cells(path: Path) -> list[tuple[str, str]]:
    """The English code cells of a source: (id, code)."""
    from .pages import pages
    from .source import read

    notebook = pages(read(path))[0].notebook()
    return [(cell.id, cell.source) for cell in notebook.cells if cell.cell_type == "code"]


def _ported(codes: list[tuple[str, str]], on_pytorch: Any) -> list[tuple[str, str]]:
    return [(id, on_pytorch(code)) for id, code in codes]


def execute(codes: list[tuple[str, str]]) -> list[Cell]:
    """Run cells one after the other, as a fresh notebook does."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell: Any = InteractiveShell.instance(colors="nocolor")
    shell.reset(new_session=True)
    done = []
    with prepared():
        for id, code in codes:
            with capture_output() as caught:
                result = shell.run_cell(code, store_history=True)
            error = result.error_before_exec or result.error_in_exec
            texts = ["" if error else caught.stdout, *(each.data.get("text/plain", "") for each in caught.outputs)]
            text = re.sub(r"^Out\[\d+\]: ", "", BAR.sub("", COLORS.sub("", "".join(texts))), flags=re.MULTILINE)
            status = str(getattr(result.result, "status", ""))
            failed = f"{type(error).__name__}: {error}" if error else ""
            done.append(Cell(id, code, text.strip(), failed, caught.stderr, status))
    return done


@contextlib.contextmanager
def prepared() -> Iterator[None]:
    """A learner without progress, small pictures of digits, figures that are not rendered."""
    import autograd_lib
    from autograd_lib import datasets
    from autograd_lib.course import sheet

    kept = datasets.MNIST, sheet.png, sheet.whole
    datasets.MNIST, sheet.png, sheet.whole = no_mnist, lambda figure, bbox: b"", lambda figure: b""  # type: ignore[assignment, misc]
    if "torchvision" not in sys.modules and importlib.util.find_spec("torchvision") is None:
        sys.modules["torchvision"] = torchvision()
    autograd_lib.manual_seed(0)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(0)
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["AUTOGRAD_LIB_PROGRESS"] = str(Path(scratch) / "progress.json")
        try:
            yield
        finally:
            datasets.MNIST, sheet.png, sheet.whole = kept  # type: ignore[misc]


def no_mnist(*_: object, **__: object) -> Any:
    raise RuntimeError("the parity run takes the small digits")


def torchvision() -> types.ModuleType:
    """A stand-in where torchvision is not installed: our transforms, which then hand over PyTorch's tensors."""
    from autograd_lib import transforms
    from autograd_lib.course.port import to_pytorch

    class Compose(transforms.Compose):
        """What can be done to a whole batch is done to each image once: it takes longer than the training."""

        def __init__(self, steps: Any) -> None:
            super().__init__(steps)
            self.known: dict[Any, Any] = {}
            self.is_fixed = transforms.for_batch(transforms.Compose(steps)) is not None

        def __call__(self, image: Any) -> Any:
            if not (self.is_fixed and hasattr(image, "mode")):
                return to_pytorch(super().__call__(image))
            key = (image.mode, image.size, image.tobytes())
            if key not in self.known:
                self.known[key] = to_pytorch(super().__call__(image))
            return self.known[key].clone()

    made: Any = types.ModuleType("torchvision")
    made.transforms = types.SimpleNamespace(**{**vars(transforms), "Compose": Compose})
    return made


# The command ----------------------------------------------------------------------------------------------------------


def lessons() -> dict[str, list[Path]]:
    """The sources of each lesson, by its number: the lesson, its solutions."""
    from .build import sources
    from .source import ROOT

    found: dict[str, list[Path]] = {}
    for path in sources(ROOT):
        found.setdefault(path.stem[:2], []).append(path)
    return dict(sorted(found.items()))


def main(arguments: list[str]) -> int:
    if importlib.util.find_spec("torch") is None:
        print("PyTorch is not installed here: pip install torch")
        return 2
    failures = 0
    for number, paths in lessons().items():
        if arguments and number not in arguments:
            continue
        start = time.monotonic()
        for path, pairs in zip(paths, run(paths), strict=True):
            problems = [(each, problem) for each in pairs if (problem := each.problem(number))]
            equal = sum(same(each.ours.text, each.theirs.text) for each in pairs)
            place = path.relative_to(ROOT).as_posix()
            print(f"{place:42} {len(pairs):3} cells: {equal:3} equal, {len(pairs) - equal - len(problems)} as listed")
            for each, problem in problems:
                print(f"\n{each.ours.code}\n-> {problem}\n")
            failures += len(problems)
        print(f"{time.monotonic() - start:.0f} s")
    return min(failures, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
