"""Everything that you do with this repository starts here; Python alone is needed.

    python dev.py lab [notebook]        open JupyterLab on the first lesson, or on the notebook that you name
    python dev.py test [pytest args]    check style and types, run all tests and notebooks; a path runs only that
    python dev.py setup                 make .venv and stop there

Each command first makes `.venv` from requirements.lock.txt, once; later calls find it ready and start at once.
"""

# Kept free of newer syntax, so that an old Python too reaches the message that refuses it.
import contextlib
import hashlib
import locale
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

OLDEST, NEWEST = (3, 11), (3, 13)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock.txt"
STAMP = "dev-stamp.txt"  # inside .venv: what it was made from
UNFINISHED = "unfinished\n"
FIRST_NOTEBOOK = "course/{}/00_start_here.ipynb"
FOLDERS = ("tests/browser", "course", "solutions", "tests")  # tests/test_lessons.py runs the blank exercises
# tests/browser runs the lessons in both languages, where there is one of these.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
COMMANDS = ("lab", "test", "setup")
CELL_SECONDS = 1200  # one cell of the MNIST lesson trains a convolutional network


# The Python to use ----------------------------------------------------------------------------------------------------


def is_supported(version: tuple) -> bool:
    """Whether (major, minor, ...) is a Python that the lock was made for."""
    return OLDEST <= tuple(version[:2]) <= NEWEST


def find_python() -> str:
    """The path of a fitting Python: this one, else one found on the machine.

    Raises:
        SystemExit: there is none; the message says which to install.
    """
    if is_supported(sys.version_info):
        return getattr(sys, "_base_executable", sys.executable)  # not .venv's own, which may have to go
    minors = range(NEWEST[1], OLDEST[1] - 1, -1)
    candidates = [["py", f"-3.{minor}"] for minor in minors] if os.name == "nt" else []
    candidates += [[f"python3.{minor}"] for minor in minors]
    for command in candidates:
        if shutil.which(command[0]):
            probe = [*command, "-c", "import sys; print(sys.executable)"]
            found = subprocess.run(probe, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
            if found.returncode == 0:
                return os.fsdecode(found.stdout).strip()
    raise SystemExit(
        f"This project needs Python {OLDEST[0]}.{OLDEST[1]} to {NEWEST[0]}.{NEWEST[1]}; "
        f"this is Python {sys.version_info[0]}.{sys.version_info[1]} ({sys.executable}).\n"
        f"Install Python {NEWEST[0]}.{NEWEST[1]} beside it and run the same command again: it will be found."
    )


def version_of(python: str) -> str:
    """The "3.x" of an interpreter."""
    code = "import sys; print('%d.%d' % sys.version_info[:2])"
    return subprocess.check_output([python, "-c", code]).decode().strip()


# The .venv folder -----------------------------------------------------------------------------------------------------


def python_in(venv: Path, system: str = os.name) -> Path:
    """Where a virtual environment keeps its interpreter."""
    return venv / "Scripts" / "python.exe" if system == "nt" else venv / "bin" / "python"


def stamp_for(version: str, lock: Path = LOCK, root: Path = ROOT) -> str:
    """What .venv is made from. The folder is part of it: a .venv does not survive being moved."""
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    return f"python {version}\nfolder {root}\nlock {digest}\n"


def next_step(venv: Path, wanted: str) -> str:
    """What `.venv` needs: "nothing", "install" (only the lock is new) or "make" (absent, unfinished or broken).

    Raises:
        SystemExit: the folder is there, and something other than this script made it.
    """
    if not venv.exists() or not any(venv.iterdir()):
        return "make"
    stamp = venv / STAMP
    if not stamp.exists():
        raise SystemExit(f"{venv} was not made by dev.py. Rename or delete it, then run the same command again.")
    found = stamp.read_text(encoding="utf-8")
    if found == UNFINISHED or not python_in(venv).exists():
        return "make"
    if found == wanted:
        return "nothing"
    return "install" if found.splitlines()[:2] == wanted.splitlines()[:2] else "make"


def make_venv(python: str) -> None:
    """Create an empty .venv that has pip in it: by uv if it is there and can, else by Python's own `venv`."""
    uv = shutil.which("uv")
    has_venv = False
    if uv:
        command = [uv, "venv", "--quiet", "--seed", "--allow-existing", "--python", python, str(VENV)]
        has_venv = subprocess.run(command).returncode == 0
    if not has_venv:
        has_venv = subprocess.run([python, "-c", "import ensurepip, venv"], stderr=subprocess.DEVNULL).returncode == 0
        # stdout is kept back: on failure it repeats, at length, what the message below says.
        command = [python, "-m", "venv", str(VENV)]
        has_venv = has_venv and subprocess.run(command, stdout=subprocess.DEVNULL).returncode == 0
    if not has_venv:
        raise SystemExit(
            f"{python} cannot make virtual environments: its `venv` or `ensurepip` is missing.\n"
            f"On Debian and Ubuntu:  sudo apt install python{version_of(python)}-venv\n"
            "Then run the same command again."
        )


def install_lock() -> None:
    """Install what the lock names, and this folder itself, into .venv: by uv if it is there and can, else by pip."""
    python = str(python_in(VENV))
    locked = ["--require-hashes", "-r", str(LOCK)]
    this_folder = ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    uv = shutil.which("uv")
    if uv:
        install = [uv, "pip", "install", "--quiet", "--python", python]
        if all(subprocess.run([*install, *what], cwd=str(ROOT)).returncode == 0 for what in (locked, this_folder)):
            return
        print("uv could not do it (its message is above); trying pip.", flush=True)
    install = [python, "-m", "pip", "install", "--disable-pip-version-check"]
    if run_counting([*install, *locked]) or run([*install, "--quiet", *this_folder]):
        raise SystemExit(
            "\nThe set-up did not finish; pip's message is above.\n"
            "The first time it needs the network, and some 300 MB. Run the same command again: it starts afresh."
        )


def run_counting(command: list) -> int:
    """Run pip and show which package it is at, in one line; errors appear in full. Returns the exit status."""
    process = subprocess.Popen(command, cwd=str(ROOT), stdout=subprocess.PIPE)
    assert process.stdout is not None
    seen = 0
    for line in map(os.fsdecode, process.stdout):
        if sys.stdout.isatty() and line.startswith(("Collecting ", "Processing ", "Installing collected")):
            seen += 1
            what = Path(line.split()[1]).name.split("==")[0] if line[0] != "I" else f"installing {seen - 1} packages"
            print(f"\r  {seen:3d}  {what:40.40s}", end="", flush=True)
    if seen:
        print()
    return process.wait()


@contextlib.contextmanager
def one_at_a_time():
    """Two terminals may set up at once: the second waits for the first (where files can be locked)."""
    with open(__file__, encoding="utf-8") as file:
        with contextlib.suppress(ImportError, OSError):
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def setup() -> str:
    """Bring .venv in step with the lock and the Python in use; returns the path of its interpreter."""
    python = find_python()
    wanted = stamp_for(version_of(python))
    with one_at_a_time():
        step = next_step(VENV, wanted)
        if step != "nothing":
            start = time.monotonic()
            print(f"Setting up {VENV} (once; a minute or two) ...", flush=True)
            if step == "make" and VENV.exists():
                shutil.rmtree(str(VENV))
            VENV.mkdir(exist_ok=True)
            (VENV / STAMP).write_text(UNFINISHED, encoding="utf-8")  # an interrupted set-up is found and redone
            if step == "make":
                make_venv(python)
            install_lock()
            (VENV / STAMP).write_text(wanted, encoding="utf-8")
            print(f"Ready after {time.monotonic() - start:.0f} s.", flush=True)
    return str(python_in(VENV))


# The commands ---------------------------------------------------------------------------------------------------------


def run(command: list) -> int:
    """Run a command to its end and return its exit status; what Ctrl-C means is the command's business."""
    process = subprocess.Popen(command)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def language() -> str:
    """The course's language that fits the one of the system: "ja" or "en"."""
    setting = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), None)
    spoken = setting or locale.getlocale()[0] or ""  # on Windows "Japanese_Japan"
    return "ja" if spoken.lower().startswith("ja") else "en"


def lab(python: str, args: list) -> int:
    """Open JupyterLab on a notebook; further arguments go to JupyterLab."""
    notebook = FIRST_NOTEBOOK.format(language())
    if not (ROOT / notebook).exists():  # a folder for a class may hold another language, or later lessons
        notebook = next((path.relative_to(ROOT).as_posix() for path in sorted(ROOT.glob("course/*/*.ipynb"))), notebook)
    if args and not args[0].startswith("-"):
        notebook, args = args[0], args[1:]
    path = next((path for path in (Path.cwd() / notebook, ROOT / notebook) if path.exists()), None)
    if path is None:
        raise SystemExit(f"There is no notebook {notebook}.")
    path = path.resolve()
    folder = ROOT if ROOT in path.parents else path.parent  # what the file browser shows
    address = "/lab/tree/" + quote(path.relative_to(folder).as_posix())
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # as in most containers, where JupyterLab would refuse to start
        args = ["--allow-root", *args]
    return run([python, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}", f"--LabApp.default_url={address}", *args])


def test(python: str, args: list) -> int:
    """Run ruff, mypy, and pytest over tests and notebooks. With a path among the arguments: pytest on that alone."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # linear algebra in one thread: the workers share the cores
    scratch = tempfile.mkdtemp()  # what the notebooks check does not count as the reader's own progress
    os.environ.setdefault("AUTOGRAD_LIB_PROGRESS", str(Path(scratch) / "progress.json"))
    nbval = ["--nbval-lax", "--nbval-current-env", f"--nbval-cell-timeout={CELL_SECONDS}"]
    nbval += ["--nbval-sanitize-with", str(ROOT / "tests" / "sanitize.cfg")]
    without = ["-p", "no:logging", "-p", "no:anyio"]  # nothing here logs or awaits; a millisecond for each test
    pytest = [python, "-m", "pytest", *without, *nbval]
    if any(Path(arg.split("::")[0]).exists() for arg in args):
        return run([*pytest, *args])
    # A file stays with one worker: xdist's other ways of sharing break nbval.
    os.chdir(str(ROOT))
    # The longest first, in this order (without "reorder"): minutes long, they would else end last and alone.
    folders = [name for name in FOLDERS if (ROOT / name).is_dir()]
    if any(map(shutil.which, BROWSERS)) and (ROOT / "course" / "en").is_dir() and "tests/browser" in folders:
        folders[folders.index("course")] = "course/en"  # the others have the same code, and the browser runs them
    style = run([python, "-m", "ruff", "check"])
    with tempfile.TemporaryFile() as report:
        types = subprocess.Popen([python, "-m", "mypy"], stdout=report, stderr=subprocess.STDOUT)  # beside the tests
        if not ((ROOT / "tests" / "__pycache__").exists() or sys.dont_write_bytecode):
            # Nothing is compiled yet: once, not by all workers at once.
            with open(os.devnull, "w", encoding="utf-8") as nowhere:
                subprocess.call([*pytest, "--collect-only", "-q", *folders], stdout=nowhere, stderr=nowhere)
        workers = str((os.cpu_count() or 1) + 1)  # now and then one of them waits, for a page or a download
        tests = run([*pytest, "-n", workers, "--dist", "loadfile", "--no-loadscope-reorder", *folders, *args])
        types.wait()
        report.seek(0)
        print(report.read().decode(errors="replace"), end="")
    for tool, status in (("ruff", style), ("mypy", types.returncode)):
        if status:
            print(f"{tool} found problems: its report stands above.")
    return tests or style or types.returncode


def main(args: list) -> int:
    """Run one command; returns the exit status."""
    if not args or args[0] not in COMMANDS:
        print(__doc__)
        return 0 if args and args[0] in ("-h", "--help", "help") else 2
    try:
        python = setup()
        os.environ["PATH"] = str(Path(python).parent) + os.pathsep + os.environ.get("PATH", "")  # for `!pip` in a cell
        if args[0] == "setup":
            return 0
        return lab(python, args[1:]) if args[0] == "lab" else test(python, args[1:])
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
