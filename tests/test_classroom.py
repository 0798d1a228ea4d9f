"""What a class gets holds no answer, leads nowhere else, works by itself, and is graded by the course's own checks."""

from __future__ import annotations

import doctest
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import machine  # noqa: F401  (puts the repository on the path)
import nbformat
import pytest
from bank import run_cell, tasks

from autograd_lib.course import grade, messages
from tools import blanks, build, classroom, otter, pages
from tools.source import LANGUAGES, ROOT, read

EXERCISES = [read(path) for path in build.sources(ROOT) if path.parents[1].name == "solutions"]
ALL = [cell for source in EXERCISES for cell in source.cells if cell.exercise]


def made(tmp_path: Path, *options: str) -> Path:
    out = tmp_path / "class"
    assert classroom.main([str(out), *options]) == 0
    return out


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder without answers, and beside it the tests for Otter."""
    folder = tmp_path_factory.mktemp("closed")
    tests = folder / "tests"
    return made(folder, "--no-reveal", "--otter", str(tests), "--address", "https://github.com/school/class")


def notebooks(folder: Path) -> dict[str, Any]:
    return {
        path.relative_to(folder).as_posix(): nbformat.read(path, as_version=4)
        for path in sorted(folder.rglob("*.ipynb"))
    }


# No answers -----------------------------------------------------------------------------------------------------------


def test_no_solution_no_bank_and_no_test_is_in_the_folder(closed: Path) -> None:
    names = {path.relative_to(closed).parts[0] for path in closed.rglob("*") if path.is_file()}
    assert names == {*classroom.BESIDE, "README.md", "README.ja.md", "autograd_lib", "course", "exercises"}
    assert not [path for path in closed.rglob("*") if path.name == "src" or "wrong" in path.name]


def test_the_exercises_are_blank_and_hold_no_answer(closed: Path) -> None:
    found = notebooks(closed)
    chosen = [page for source in EXERCISES for page in pages.pages(source) if page.folder == "exercises"]
    assert [problem for page in chosen for problem in build.leftovers(page, found[page.shown])] == []
    assert {page.shown for page in chosen} == {name for name in found if name.startswith("exercises/")}


def test_an_answer_that_is_left_stops_the_making(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    make = classroom.Classroom.notebook

    def careless(self: classroom.Classroom, page: pages.Page) -> Any:
        notebook = make(self, page)
        notebook.cells.append(nbformat.v4.new_code_cell("left, right = df(x - h), df(x + h)"))
        return notebook

    monkeypatch.setattr(classroom.Classroom, "notebook", careless)
    assert classroom.main([str(tmp_path / "out"), "--lessons", "02"]) == 1
    assert "holds the answer of 02.4" in capsys.readouterr().err and not (tmp_path / "out").exists()


def test_closed_the_messages_hold_no_answer_and_everything_else(closed: Path) -> None:
    for path in sorted(ROOT.glob("autograd_lib/course/messages*.toml")):
        before = tomllib.loads(path.read_text(encoding="utf-8"))
        after = tomllib.loads((closed / path.relative_to(ROOT)).read_text(encoding="utf-8"))
        without = {id: {key: each for key, each in table.items() if key != "answer"} for id, table in before.items()}
        assert after == (before if path.name == "messages.toml" else without)
    texts = [path.read_text(encoding="utf-8") for path in closed.rglob("*.toml")]
    blocks = ["\n".join(answer for _, answer in blanks.blank(cell.code)[1]) for cell in ALL]
    assert not [block for block in blocks if len(block) > 30 and any(block in text for text in texts)]


def test_open_the_library_is_the_repositorys_own(tmp_path: Path) -> None:
    out = made(tmp_path, "--lessons", "02", "--language", "en")
    for path in (ROOT / "autograd_lib").rglob("*.toml"):
        assert (out / path.relative_to(ROOT)).read_bytes() == path.read_bytes()
    assert not (out / classroom.MESSAGES).exists()
    assert any("reveal(" in cell.source for cell in notebooks(out)["exercises/en/02_derivatives.ipynb"].cells)


def test_closed_no_notebook_offers_what_it_does_not_give(closed: Path) -> None:
    offers = [
        f"{name} {cell.id}"
        for name, notebook in notebooks(closed).items()
        for cell in notebook.cells
        for line in cell.source.splitlines()
        if cell.cell_type == "markdown"
        and "reveal(" in line
        and not any(each in line for each in classroom.LATER.values())
    ]
    assert offers == []


@pytest.mark.parametrize(
    "text, left",
    [
        ("Stuck? Write\n`hint(1)`. `reveal(\"02.1\")` shows an answer.\n\nx", "Stuck? Write\n`hint(1)`.\n\nx"),
        ("ヒントが出ます。\n`reveal(\"02.1\")` で解答例を見られます。\n\nx", "ヒントが出ます。\n\nx"),
        ("| a |\n| `reveal(\"00.1\")` | an answer |\n| c |", "| a |\n| `reveal(\"00.1\")` | LATER |\n| c |"),
        ("`check`, `hint`, `reveal`.", "`check`, `hint`, `reveal`."),
    ],
)  # fmt: skip
def test_the_sentence_about_reveal_goes_and_its_neighbors_stay(text: str, left: str) -> None:
    assert classroom.without_reveal(text, "en") == left.replace("LATER", classroom.LATER["en"])


CLASS = """
import sys
sys.path.insert(0, sys.argv[1])
from autograd_lib.course import check, hint, reveal, start
import autograd_lib
assert autograd_lib.__file__.startswith(sys.argv[1])
start("02", "en")
print(check("02.3", lambda f, x, h: (f(x + h) - f(x - h)) / (2 * h)).status)
print(check("02.3", lambda f, x, h: (f(x + h) - f(x)) / h).misconception)
print(reveal("02.3"))
start("02", "ja")
print(reveal("02.3"))
"""


def test_in_the_folder_checks_work_and_reveal_answers_kindly(closed: Path, tmp_path: Path) -> None:
    environment = os.environ | {"AUTOGRAD_LIB_PROGRESS": ""}
    environment.pop("PYTHONPATH", None)
    command = [sys.executable, "-c", CLASS, str(closed)]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("right\nforward\n") and "2 * h" not in done.stdout
    assert "your teacher will go through them" in done.stdout and "先生と一緒に" in done.stdout


def test_what_pip_installs_from_the_folder_is_closed_too(closed: Path, tmp_path: Path) -> None:
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(tmp_path)]
    copy = shutil.copytree(closed, tmp_path / "copy")
    subprocess.run([*build, str(copy)], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    archive = zipfile.ZipFile(wheel)
    assert archive.read(classroom.MESSAGES) == (closed / classroom.MESSAGES).read_bytes()
    texts = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".toml")]
    assert len(texts) > 9 and not [text for text in texts if re.search(r"^answer = ", text, re.MULTILINE)]


# A folder that stands by itself ---------------------------------------------------------------------------------------


def test_every_link_leads_to_a_file_of_the_folder_or_to_the_web(closed: Path) -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in closed.rglob("*.md")}
    for name, notebook in notebooks(closed).items():
        cells = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
        texts[closed / name] = "\n".join(cells)
    dead = []
    for path, text in texts.items():
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if not target.startswith(("https://", "#")) and not (path.parent / target.split("#")[0]).exists():
                dead.append(f"{path.name}: {target}")
            if "solutions" in target:
                dead.append(f"{path.name} points at {target}")
    assert texts and dead == []


def test_a_class_with_an_address_of_its_own_has_it_everywhere(closed: Path) -> None:
    assert "https://github.com/school/class" in (closed / "pyproject.toml").read_text(encoding="utf-8")
    notebook = notebooks(closed)["exercises/ja/02_derivatives.ipynb"]
    assert "colab.research.google.com/github/school/class/blob/main/exercises/ja/" in notebook.cells[0].source
    home = pages.address()
    assert not [name for name, each in notebooks(closed).items() if home in each.cells[0].source + each.cells[1].source]


def test_some_lessons_in_one_language(tmp_path: Path) -> None:
    out = made(tmp_path, "--lessons", "0-1,03", "--language", "ja")
    names = {f"{folder}/ja/{name}.ipynb" for folder in ("course", "exercises")
             for name in ("00_start_here", "01_functions", "03_gradient_descent")}  # fmt: skip
    assert set(notebooks(out)) == names
    assert "授業用" in (out / "README.md").read_text(encoding="utf-8") and not (out / "README.ja.md").exists()
    for notebook in notebooks(out).values():
        assert "English" not in notebook.cells[0].source and "colab" not in notebook.cells[0].source
    for name in ("course/ja/00_start_here.ipynb", "course/ja/03_gradient_descent.ipynb"):
        cells = [cell for cell in notebooks(out)[name].cells if cell.cell_type == "code"]
        assert cells and all(cell.execution_count for cell in cells), "lessons keep their outputs"


@pytest.mark.parametrize("text", ["", "1-", "03-01", "a", "01,", "01;02"])
def test_lessons_that_are_written_otherwise_are_refused_in_one_line(text: str, tmp_path: Path, capsys: Any) -> None:
    assert classroom.main([str(tmp_path / "x"), "--lessons", text or " "]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "write it like 00-03" in said and not (tmp_path / "x").exists()


def test_a_zip_has_the_same_bytes_each_time_and_the_folders_files(tmp_path: Path) -> None:
    for name in ("a/class.zip", "b/class.zip"):
        assert classroom.main([str(tmp_path / name), "--lessons", "01", "--language", "en", "--no-reveal"]) == 0
    first, second = ((tmp_path / name).read_bytes() for name in ("a/class.zip", "b/class.zip"))
    assert first == second
    archive = zipfile.ZipFile(io.BytesIO(first))
    assert all(name.startswith("class/") for name in archive.namelist()) and archive.testzip() is None
    folder = made(tmp_path, "--lessons", "01", "--language", "en", "--no-reveal")
    inside = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert {name.removeprefix("class/"): archive.read(name) for name in archive.namelist()} == inside


def test_what_lies_there_already_is_left_alone(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").write_text("mine")
    assert classroom.main([str(tmp_path / "mine"), "--lessons", "01"]) == 1
    assert "is there already" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["file"]


def test_a_folder_made_before_is_brought_up_to_date_and_the_teachers_own_files_stay(
    tmp_path: Path, capsys: Any
) -> None:
    out = made(tmp_path, "--lessons", "01-02", "--language", "en", "--otter", str(tmp_path / "tests"))
    (out / ".git").mkdir()
    (out / ".git" / "HEAD").write_text("ref")
    (out / "plan.txt").write_text("mine")
    (out / "README.md").write_text("changed by accident")
    made(tmp_path, "--lessons", "02", "--language", "en", "--no-reveal", "--update", "--otter", str(tmp_path / "tests"))
    assert set(notebooks(out)) == {f"{folder}/en/02_derivatives.ipynb" for folder in ("course", "exercises")}
    assert (out / ".git" / "HEAD").exists() and (out / "plan.txt").read_text() == "mine"
    assert "Lessons and exercises" in (out / "README.md").read_text(encoding="utf-8")
    for other in (ROOT, tmp_path):
        assert classroom.main([str(other), "--lessons", "02", "--update"]) == 1
        assert "was not made by tools.classroom" in capsys.readouterr().err


def test_links_for_a_hub_and_for_binder_name_repository_branch_and_notebook() -> None:
    home, place = "https://github.com/school/class", "course/ja/00_start_here.ipynb"
    link = urlsplit(classroom.hub_link("https://hub.school.example/", home, place))
    assert (link.netloc, link.path) == ("hub.school.example", "/hub/user-redirect/git-pull")
    assert parse_qs(link.query) == {"repo": [home], "branch": ["main"], "urlpath": [f"lab/tree/class/{place}"]}
    binder = "https://mybinder.org/v2/gh/school/class/main?labpath=course%2Fja%2F00_start_here.ipynb"
    assert classroom.binder_link(home, place) == binder
    assert classroom.binder_link("https://git.school.example/class", place) == ""


# Otter ----------------------------------------------------------------------------------------------------------------


def specs(folder: Path) -> dict[str, dict[str, Any]]:
    """The test files, read as Otter reads them."""
    found = {}
    for path in sorted(folder.rglob("q*.py")):
        names: dict[str, Any] = {}
        exec(path.read_text(encoding="utf-8"), names)
        assert names["OK_FORMAT"] is True and path.stem == names["test"]["name"]
        (suite,) = names["test"]["suites"]
        assert suite["type"] == "doctest" and not suite["setup"] and not suite["teardown"]
        found[path.stem] = names["test"]
    return found


def points_of(spec: dict[str, Any], names: dict[str, Any]) -> float:
    """Run a test as Otter does: a doctest in the notebook's own names."""
    (case,) = spec["suites"][0]["cases"]
    examples = doctest.DocTestParser().parse(case["code"], spec["name"])
    test = doctest.DocTest([e for e in examples if isinstance(e, doctest.Example)], names, spec["name"], None, None, "")
    result = doctest.DocTestRunner(verbose=False).run(test, clear_globs=False, out=lambda text: None)
    return 0 if result.failed else spec["points"]


def test_there_is_a_test_for_every_exercise_and_the_cell_names_it(closed: Path) -> None:
    names = [otter.test_name(cell.exercise) for cell in ALL]
    assert sorted(specs(closed.parent / "tests")) == sorted(names)
    for language in LANGUAGES:
        marked = [
            (cell.id, cell.metadata.otter["tests"])
            for name, notebook in notebooks(closed).items()
            for cell in notebook.cells
            if name.startswith(f"exercises/{language}/") and "otter" in cell.metadata
        ]
        assert marked == [(cell.id, [otter.test_name(cell.exercise)]) for cell in ALL]


@pytest.mark.parametrize("lesson", sorted({cell.exercise[:2] for cell in ALL}))
def test_a_solved_exercise_gets_its_points_a_blank_one_none(lesson: str, closed: Path) -> None:
    found = specs(closed.parent / "tests")
    for id, task in tasks(lesson).items():
        spec = found[otter.test_name(id)]
        for code, points in ((task.code, 1), (task.blank, 0)):
            names = dict(task.above)
            run_cell(code, names)
            assert points_of(spec, names) == points, (id, points)
        assert points_of(spec, {}) == 0, "the cell was deleted"


def test_grading_writes_into_nobodys_progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOGRAD_LIB_PROGRESS", str(tmp_path / "progress.json"))
    assert grade("02.2", lambda: [-1, 0, 1, 1, -1]) == "right"
    assert not (tmp_path / "progress.json").exists()
    assert messages.language() == "en"


def test_points_are_given_by_exercise(tmp_path: Path, capsys: Any) -> None:
    arguments = ["--lessons", "02", "--language", "en", "--otter", str(tmp_path / "tests")]
    assert classroom.main([str(tmp_path / "one"), *arguments, "--points", "02.3=3", "--points", "02.5=2.5"]) == 0
    points = {name: spec["points"] for name, spec in specs(tmp_path / "tests").items()}
    assert points == {"q02_1": 1, "q02_2": 1, "q02_3": 3, "q02_4": 1, "q02_5": 2.5, "q02_6": 1}
    assert "numpy" in (tmp_path / "tests" / "requirements.txt").read_text(encoding="utf-8")
    capsys.readouterr()
    for wrong in ("03.1=2", "02.3", "02.3=many", "02.3=-1"):
        assert classroom.main([str(tmp_path / "two"), *arguments, "--points", wrong]) == 1
        assert f"--points {wrong}" in capsys.readouterr().err and not (tmp_path / "two").exists()


OTTER = shutil.which("otter")


@pytest.mark.skipif(OTTER is None, reason="otter-grader is not installed; it is no dependency of the project")
@pytest.mark.parametrize("kind, points", [("solved", 9), ("blank", 0), ("half", 5)])
def test_otter_itself_gives_the_points(kind: str, points: int, closed: Path, tmp_path: Path) -> None:
    notebook = notebooks(closed)["exercises/en/05_computation_graphs.ipynb"]  # two exercises use the name x_grad
    solved = nbformat.read(ROOT / "solutions" / "en" / "05_computation_graphs.ipynb", as_version=4)
    answers = {cell.id: cell.source for cell in solved.cells}
    exercises = [cell for cell in notebook.cells if "otter" in cell.metadata]
    for cell in exercises[:: {"solved": 1, "half": 2, "blank": 99}[kind]] if kind != "blank" else []:
        cell.source = answers[cell.id]
    nbformat.write(notebook, tmp_path / "handed_in.ipynb")
    tests, archive = closed.parent / "tests", tmp_path / "grader.zip"
    generate = [OTTER, "generate", "-t", str(tests / "05_computation_graphs" / "tests"), "-o", str(archive)]
    generate += ["-r", str(tests / "requirements.txt"), "--no-environment", "--no-config", "autograd_lib"]
    subprocess.run(generate, cwd=closed, check=True, capture_output=True)
    environment = os.environ | {"AUTOGRAD_LIB_PROGRESS": ""}
    run = [OTTER, "run", "-a", str(archive), "-o", str(tmp_path), str(tmp_path / "handed_in.ipynb")]
    subprocess.run(run, cwd=tmp_path, env=environment, check=True, capture_output=True)
    results = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))["tests"]
    assert sum(each.get("score") or 0 for each in results) == points
