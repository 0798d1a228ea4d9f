"""Run the tests on every Python that this project is for, and the course on what Colab has.

    python -m tools.matrix                    3.11, 3.12, 3.13 and colab, as far as these interpreters are here
    python -m tools.matrix 3.13 colab         only these
    python -m tools.matrix 3.12 -- tests/test_optim.py -x      other arguments for pytest
    python -m tools.matrix --prepare 3.12     make the environment, run nothing

A Python is looked for on the path and among pyenv's.  Each gets a virtual environment in build/matrix/, made once from
requirements.lock.txt (colab: from tests/colab.txt, without this library: the notebooks carry it).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
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
    "test_explore.py", "test_lessons.py", "test_parity.py", "test_standalone.py", "test_translate.py",
)  # fmt: skip
# The Python side of what lives in the page, under Colab's ipywidgets; not every figure of every lesson once more.
WIDGETS = ["front", "explorer", "cockpit", "cockpit_kernel", "climb", "pad", "explore"]
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
    shutil.rmtree(folder, ignore_errors=True)
    FOLDER.mkdir(parents=True, exist_ok=True)
    subprocess.run([python, "-m", "venv", str(folder)], check=True)
    uv = shutil.which("uv")
    install = (
        [uv, "pip", "install", "--quiet", "--python", str(inner)] if uv else [str(inner), "-m", "pip", "install", "-q"]
    )
    if place == "colab":
        subprocess.run([*install, "-c", str(COLAB), *IN_COLAB, *TOOLS], check=True)
    else:
        subprocess.run([*install, "--require-hashes", "-r", str(LOCK)], check=True)
        subprocess.run([*install, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], check=True)
    stamp.write_text(wanted)
    return inner


def run(place: str, python: Path, arguments: list[str]) -> int:
    """The tests of one place; the exit status."""
    settings = os.environ | {"OMP_NUM_THREADS": "1", "AUTOGRAD_LIB_PROGRESS": str(FOLDER / f"progress-{place}.json")}
    settings.pop("PYTHONPATH", None)
    pytest = [str(python), "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", "-p", "no:cacheprovider"]
    if place == "colab":
        subprocess.run(
            [sys.executable, "-m", "tools.standalone", *LESSONS], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
        )
        folder = ROOT / "build" / "standalone"
        books = [str(path) for path in sorted(folder.rglob("*.ipynb")) if path.name[:2] in LESSONS]
        # From the folder of the notebooks: the library beside the tests must not be found.
        status = subprocess.run(
            [*pytest, *NBVAL, "--rootdir", str(folder), *(arguments or books)], cwd=folder, env=settings
        ).returncode
        if arguments:
            return status
        widgets = [f"tests/test_{name}.py" for name in WIDGETS]
        return status or subprocess.run([*pytest, *widgets, "-k", NOT_AGAIN], cwd=ROOT, env=settings).returncode
    tests = ["tests", *(word for name in ALIKE for word in ("--ignore", f"tests/{name}"))]
    return subprocess.run([*pytest, *(arguments or tests)], cwd=ROOT, env=settings).returncode


def main(arguments: list[str] | None = None) -> int:
    given = sys.argv[1:] if arguments is None else arguments
    if "-h" in given or "--help" in given:
        print(__doc__)
        return 0
    only_prepare = given[:1] == ["--prepare"]
    given = given[only_prepare:]
    cut = given.index("--") if "--" in given else len(given)
    places, rest = given[:cut] or list(PLACES), given[cut + 1 :]
    if unknown := [place for place in places if place not in PLACES]:
        print(f"{', '.join(unknown)}: there are only {', '.join(PLACES)}", file=sys.stderr)
        return 2
    lines, failed = [], False
    for place in places:
        python = interpreter(COLAB_PYTHON if place == "colab" else place)
        if python is None:
            lines.append(f"{place}: not run, there is no such Python on this machine")
            continue
        start = time.monotonic()
        inner = environment(place, python)
        made = time.monotonic() - start
        if only_prepare:
            lines.append(f"{place}: {made:.0f} s to set up")
            continue
        status = run(place, inner, rest)
        failed |= status != 0
        lines.append(
            f"{place}: {'failed' if status else 'passed'}; {made:.0f} s to set up, {time.monotonic() - start - made:.0f} s to run"
        )
    print(*lines, sep="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
