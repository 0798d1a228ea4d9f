"""Run the tests on every Python that this project is for, and the course on what Colab has.

    python -m tools.matrix                    3.11, 3.12, 3.13 and colab, as far as these interpreters are here
    python -m tools.matrix 3.13 colab         only these
    python -m tools.matrix --brief 3.12 3.13  each test file on one of them, notebooks in one language
    python -m tools.matrix 3.12 -- tests/test_optim.py -x      other arguments for pytest
    python -m tools.matrix --prepare 3.12     make the environment, run nothing

They run side by side, and each is printed when it ends.  A Python is looked for on the path and among pyenv's.  Each
gets a virtual environment in build/matrix/, made once from requirements.lock.txt (colab: from tests/colab.txt, without
this library: the notebooks carry it).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from .source import ROOT

PLACES = ("3.11", "3.12", "3.13", "colab")
COLAB_PYTHON = "3.13"
FOLDER = ROOT / "build" / "matrix"
LOCK, COLAB = ROOT / "requirements.lock.txt", ROOT / "tests" / "colab.txt"
IN_COLAB = [
    "numpy",
    "matplotlib",
    "ipywidgets",
    "anywidget",
    "graphviz",
    "scikit-learn",
    "tqdm",
    "safetensors",
    "pillow",
]
TOOLS = ["ipykernel", "ipython", "pytest", "pytest-xdist", "nbval", "nbclient", "hypothesis"]
LESSONS = ("00", "01", "02", "03", "04", "05", "06", "08")  # those that run in seconds
# Not run again on other Pythons: what is about texts, pictures and pages, or needs PyTorch, which is not there.
ALIKE = (
    "browser", "test_bank.py", "test_build.py", "test_classroom.py", "test_collect.py", "test_distributed.py",
    "test_explore.py", "test_sheet.py", "test_lesson", "test_parity.py", "test_standalone.py", "test_translate.py",
)  # fmt: skip
# The Python side of what lives in the page, under Colab's ipywidgets; not every figure of every lesson once more.
WIDGETS = ["front", "explorer", "cockpit", "cockpit_kernel", "climb", "pad", "explore", "sheet"]
NOT_AGAIN = "not control_of_the_lessons and not lessons_data and not drawn_without_pyplot"
NBVAL = ["--nbval-lax", "--nbval-current-env", "--nbval-cell-timeout=300"]


def interpreter(version: str) -> str | None:
    """The path of Python 3.x; None if it is not on this machine."""
    if sys.version_info[:2] == tuple(map(int, version.split("."))):
        return getattr(sys, "_base_executable", sys.executable)
    found = shutil.which(f"python{version}")
    if found and subprocess.run([found, "-c", ""], capture_output=True).returncode == 0:  # pyenv's shims may refuse
        return found
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    names = sorted((root / "versions").glob(f"{version}.*/bin/python"))
    return str(names[-1]) if names else None


def environment(place: str, python: str) -> Path:
    """The interpreter of a place's virtual environment, made first where it is not up to date."""
    folder = FOLDER / place
    inner = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    made_from = COLAB.read_bytes() + " ".join(IN_COLAB + TOOLS).encode() if place == "colab" else LOCK.read_bytes()
    wanted = hashlib.sha256(made_from).hexdigest()
    stamp = folder / "made-from.txt"
    if inner.exists() and stamp.exists() and stamp.read_text() == wanted:
        return inner
    for by in filter(None, (shutil.which("uv"), python)):  # uv, if it is there and can, else pip
        shutil.rmtree(folder, ignore_errors=True)
        FOLDER.mkdir(parents=True, exist_ok=True)
        make, install = [python, "-m", "venv"], [str(inner), "-m", "pip", "install", "-q"]
        if by != python:
            make, install = [by, "venv", "-q", "--python", python], [by, "pip", "install", "-q", "--python", str(inner)]
        steps = [[*make, str(folder)]]
        if place == "colab":
            steps += [[*install, "-c", str(COLAB), *IN_COLAB, *TOOLS]]
        else:
            steps += [[*install, "--require-hashes", "-r", str(LOCK)]]
            steps += [[*install, "--no-deps", "--no-build-isolation", "-e", str(ROOT)]]
        if all(subprocess.run(each).returncode == 0 for each in steps):
            stamp.write_text(wanted)
            return inner
    raise SystemExit(f"The environment of {place} could not be made: the message is above.")


def run(place: str, python: Path, arguments: list[str], tests: list[str], brief: bool, workers: int) -> tuple[int, str]:
    """The tests of one place: the exit status, and what was printed."""
    settings = os.environ | {"OMP_NUM_THREADS": "1", "AUTOGRAD_LIB_PROGRESS": str(FOLDER / f"progress-{place}.json")}
    settings.pop("PYTHONPATH", None)
    pytest = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    if workers > 1:
        pytest += ["-n", str(workers), "--dist", "loadfile"]

    def call(*given: str, folder: Path = ROOT) -> tuple[int, str]:
        done = subprocess.run(
            [*pytest, *given], cwd=folder, env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        return done.returncode, done.stdout.decode(errors="replace")

    if place != "colab":
        return call(*(arguments or tests))
    subprocess.run(
        [sys.executable, "-m", "tools.standalone", *LESSONS], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )
    folder = ROOT / "build" / "standalone"
    made = [path for path in sorted(folder.rglob("*.ipynb")) if path.name[:2] in LESSONS]
    books = [str(path) for path in made if path.parent.name == "en" or not brief]
    # From the folder of the notebooks: the library beside the tests must not be found.
    status, text = call(*NBVAL, "--rootdir", str(folder), *(arguments or books), folder=folder)
    if arguments or status:
        return status, text
    status, more = call(*(f"tests/test_{name}.py" for name in WIDGETS), "-k", NOT_AGAIN)
    return status, text + more


def shares(places: list[str], brief: bool) -> dict[str, list[str]]:
    """The test files for each Python: all of them, or, in brief, each file for one Python in turn."""
    files = [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "tests").rglob("test_*.py"))]
    files = [file for file in files if not file.startswith(tuple(f"tests/{name}" for name in ALIKE))]
    pythons = [place for place in places if place != "colab"]
    return {place: files[number :: len(pythons)] if brief else files for number, place in enumerate(pythons)}


def main(arguments: list[str] | None = None) -> int:
    given = sys.argv[1:] if arguments is None else arguments
    if "-h" in given or "--help" in given:
        print(__doc__)
        return 0
    cut = given.index("--") if "--" in given else len(given)
    named, rest = given[:cut], given[cut + 1 :]
    only_prepare, brief = "--prepare" in named, "--brief" in named
    places = [each for each in named if each not in ("--prepare", "--brief")] or list(PLACES)
    if unknown := [place for place in places if place not in PLACES]:
        print(f"{', '.join(unknown)}: there are only {', '.join(PLACES)}", file=sys.stderr)
        return 2
    pythons = {place: interpreter(COLAB_PYTHON if place == "colab" else place) for place in places}
    lines = [f"{place}: not run, there is no such Python on this machine" for place in places if not pythons[place]]
    found: dict[str, Path] = {}
    for place, python in pythons.items():
        if python is not None:
            start = time.monotonic()
            found[place] = environment(place, python)
            if only_prepare:
                lines.append(f"{place}: {time.monotonic() - start:.0f} s to set up")
    failed = False
    if found and not only_prepare:
        tests = shares(list(found), brief)
        workers = (os.cpu_count() or 1) // len(found)
        start = time.monotonic()
        with ThreadPoolExecutor(len(found)) as pool:
            runs = {
                pool.submit(run, place, inner, rest, tests.get(place, []), brief, workers): place
                for place, inner in found.items()
            }
            for done in as_completed(runs):
                status, text = done.result()
                print(f"\n{runs[done]}:\n{text}", flush=True)
                failed |= status != 0
                word = "failed" if status else "passed"
                lines.append(f"{runs[done]}: {word} after {time.monotonic() - start:.0f} s")
    print(*lines, sep="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
