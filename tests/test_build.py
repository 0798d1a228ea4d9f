"""The build: one source makes the notebooks of every language, the same bytes each time, or says what is wrong where."""

import base64
import io
import re
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from machine import BOOTSTRAP, COURSE, HEADER, START, TITLE, Course, code, text
from matplotlib.figure import Figure
from nbformat import v4
from PIL import Image

from tools import blanks, build, contents, depends, execute, pages
from tools.source import SourceError, read

EXERCISE = 'def f(x):\n    # answer:\n    y = x + 1\n    print(y)\n    # end answer\n    return y  # answer\n\ncheck("01.1", f)'


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    monkeypatch.setattr(pages, "BOOTSTRAP", BOOTSTRAP)
    return Course(tmp_path)


def page(path: Path, folder: str = "course", language: str = "en") -> pages.Page:
    return next(each for each in pages.pages(read(path)) if (each.folder, each.language) == (folder, language))


def made(path: Path, folder: str = "course", language: str = "en") -> Any:
    return page(path, folder, language).notebook()


def load(course: Course, name: str) -> Any:
    return nbformat.read(course.top / name, as_version=4)


def build_all(course: Course, **options: Any) -> int:
    return build.build_all(build.sources(course.top), top=course.top, **options)


# One source, two languages --------------------------------------------------------------------------------------------


def test_each_language_gets_its_texts_and_all_of_the_code(course: Course) -> None:
    path = course.lesson(text("rain", "It rains.", "雨です。"), code('say("LANG")\nx = "LANGUAGE"'))
    english, japanese = made(path).cells, made(path, language="ja").cells
    assert [cell.source for cell in english[2:]] == ["It rains.", 'say("en")\nx = "LANGUAGE"']
    assert [cell.source for cell in japanese[2:]] == ["雨です。", 'say("ja")\nx = "LANGUAGE"']
    assert [cell.id for cell in english] == [cell.id for cell in japanese]
    assert english[2].id == "rain"


def test_the_same_source_makes_the_same_bytes(course: Course) -> None:
    path = course.lesson(text("a", "A.", "あ"), code("x = 1"), code("x = 1"))
    first, second = nbformat.writes(made(path)), nbformat.writes(made(path))
    assert first == second
    ids = [cell.id for cell in made(path).cells]
    assert ids[4] == ids[3] + "-2" and len(set(ids)) == len(ids)


def test_a_new_cell_leaves_the_ids_of_the_others_alone(course: Course) -> None:
    before = {cell.source: cell.id for cell in made(course.lesson(code("x = 1"), code("y = 2"))).cells}
    after = {cell.source: cell.id for cell in made(course.lesson(code("x = 1"), code("z"), code("y = 2"))).cells}
    assert before.items() <= after.items()


def test_badges_lead_to_colab_the_other_language_the_exercises_and_the_source(course: Course) -> None:
    path = course.lesson()
    home = pages.address()
    title = made(path).cells[0].source
    assert "[日本語](../ja/01_small.ipynb)" in title and "Exercises" not in title
    assert f"]({home}/blob/main/course/src/01_small.py)" in title
    place = home.removeprefix("https://github.com/")
    assert f"](https://colab.research.google.com/github/{place}/blob/main/course/en/01_small.ipynb)" in title
    exercises = course.solutions()
    assert "[演習](../../exercises/ja/01_small.ipynb)" in made(path, language="ja").cells[0].source
    assert "[Solutions](../../solutions/en/01_small.ipynb)" in made(exercises, "exercises").cells[0].source
    assert "{badges}" not in made(exercises, "solutions", "ja").cells[0].source


def test_a_fork_elsewhere_than_on_github_has_no_colab_badge(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "address", lambda: "https://codeberg.org/someone/course")
    title = made(course.lesson()).cells[0].source
    assert "colab" not in title.lower() and "https://codeberg.org/someone/course/blob/main/course/src" in title


def test_the_bootstrap_is_short_and_stamped(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    for language in ("en", "ja"):
        cell = made(course.lesson(), language=language).cells[1].source
        assert f"git+{pages.address()}" in cell and f'start("01", "{language}")' in cell
        assert len(cell.splitlines()) <= 12 and not re.search(r"\{(address|number|language|ready|unreachable)\}", cell)
        compile(cell, "cell", "exec")


def test_a_source_in_english_alone_makes_english_notebooks_alone(course: Course) -> None:
    only = COURSE + "#     languages: en\n"
    path = course.lesson(text("more", "More."), header=HEADER + only)
    assert [each.language for each in pages.pages(read(path))] == ["en"]
    assert "日本語" not in made(path).cells[0].source
    assert read(path).translations() == []


# Exercises ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line, blank, answer",
    [
        ("slope = (b - a) / h  # answer", "slope = ...", "(b - a) / h"),
        ("    return f(x=1)  # answer", "    return ...", "f(x=1)"),
        ('x["a=b"] = g(k=2)  #answer', 'x["a=b"] = ...', "g(k=2)"),
        ("y: float = 3.0 # answer", "y: float = ...", "3.0"),
        ("w -= lr * grad  # answer", "w -= ...", "lr * grad"),
        ("ok = a == b  # answer", "ok = ...", "a == b"),
        ("a = b = 3  # answer", "a = ...", "b = 3"),
        ('s = "# answer"  # answer', "s = ...", '"# answer"'),
    ],
)
def test_a_marked_line_keeps_what_stands_before_its_value(line: str, blank: str, answer: str) -> None:
    assert blanks.blank(line) == (blank, [(1, answer)])
    assert not blanks.unmarked(line).endswith("answer") and answer in blanks.unmarked(line)


def test_a_marked_block_becomes_one_blank_at_its_indentation() -> None:
    assert blanks.blank(EXERCISE)[0] == 'def f(x):\n    ...\n    return ...\n\ncheck("01.1", f)'
    assert [answer for _, answer in blanks.blank(EXERCISE)[1]] == ["y = x + 1", "print(y)", "y"]
    assert blanks.unmarked(EXERCISE) == 'def f(x):\n    y = x + 1\n    print(y)\n    return y\n\ncheck("01.1", f)'


@pytest.mark.parametrize(
    "code, line",
    [
        ("f(x=3)  # answer", 1),
        ("x = [1,  # answer\n 2]", 1),
        ("x == 3  # answer", 1),
        ("x =  # answer", 1),
        ("y = 1\n# end answer", 2),
        ("# answer:\ny = 1", 1),
        ("# answer:\n# answer:\n# end answer", 2),
        ("y = 1  # answer:", 1),
        ("y = 1  # Answer", 1),
    ],
)
def test_a_mark_that_does_not_fit_is_refused_with_its_line(code: str, line: int) -> None:
    with pytest.raises(SyntaxError) as error:
        blanks.blank(code)
    assert error.value.lineno == line


def test_what_is_for_the_solution_alone_is_left_out_of_the_exercise(course: Course) -> None:
    path = course.solutions(code("why = 'because'", 'tags=["solution-only"]'), code(EXERCISE, 'exercise="01.1"'))
    assert [cell.id for cell in made(path, "exercises").cells[2:]] == ["exercise-01-1"]
    kept = made(path, "solutions").cells[2]
    assert kept.source == "why = 'because'" and kept.metadata == {}


# Refusals -------------------------------------------------------------------------------------------------------------

HEADER_LINES = len((HEADER + COURSE).splitlines()) + 1
FIRST = HEADER_LINES + 2 + len(f"{TITLE}\n\n{START}".splitlines()) + 1  # the line of a third cell's marker


@pytest.mark.parametrize(
    "cells, line, what",
    [
        ((text("title", "Again.", "また"),), FIRST, 'id="title" is taken: line 17 has it'),
        (("# %% [markdown]\n# No id.",), FIRST, "a markdown cell needs an id"),
        (("# %% [markdown] id=bare\n# x",), FIRST, "a cell begins so"),
        (('# %% [markdown] id="A B" lang="en"\n# x',), FIRST, "lower-case words"),
        (('# %% [markdown] id="a" lang="ja" of="1"\n# あ',), FIRST, "directly below its English cell"),
        (('# %% [markdown] id="a" lang="fr"\n# x',), FIRST, 'lang="fr"'),
        (('# %% colour="red"\nx = 1',), FIRST, "a code cell has no colour"),
        (('# %% tags=["slow"]\nx = 1',), FIRST, "unknown tag slow"),
        (("# %%\nx = 1\ny = (",), FIRST + 2, "not Python"),
        (("# %%\n",), FIRST, "the cell is empty"),
        (("# %%\n{bootstrap}",), FIRST, "the second cell is {bootstrap} alone"),
        (('# %% exercise="01.1"\nx = 1',), FIRST, "exercises stand in solutions/src"),
        ((text("a", "A.", "あ") + '\n\n# %% [markdown] id="a" lang="ja"\n# い',), FIRST + 6, "is taken"),
    ],
)
def test_a_broken_cell_is_refused_with_file_and_line(course: Course, cells: Any, line: int, what: str) -> None:
    path = course.lesson(*cells)
    with pytest.raises(SourceError, match=re.escape(f"course/src/01_small.py:{line}: ") + ".*" + re.escape(what)):
        read(path)
    assert build.problems(path) and build_all(course) == 1


@pytest.mark.parametrize(
    "header, line, what",
    [
        ("", 1, "no header"),
        (HEADER, 2, "the header needs"),
        (HEADER + COURSE.replace("minutes: 5", "minutes: soon"), 11, "minutes: a whole number"),
        (HEADER + COURSE.replace("[]", "01"), 11, "needs: numbers of lessons"),
        (HEADER + COURSE.replace(", ja: 小さい", ""), 11, "no title in en and ja"),
        (HEADER + COURSE + "#     color: red\n", 11, "has no color"),
        (HEADER + COURSE + "#     languages: ja\n", 11, "languages: some of en, ja"),
        (HEADER + COURSE.replace("{en", "[en"), 12, "the header is broken"),
        (HEADER.replace("kernelspec", "kernel"), 2, "it needs `jupyter:`"),
        (HEADER + "x = 1\n" + COURSE, 11, "a line of the header begins with"),
    ],
)
def test_a_broken_header_is_refused_with_file_and_line(course: Course, header: str, line: int, what: str) -> None:
    path = course.lesson(header=header)
    if not header:
        path.write_text("# %%\nx = 1\n", encoding="utf-8")
        what = "the header is missing"
    with pytest.raises(SourceError, match=re.escape(f"course/src/01_small.py:{line}: ") + ".*" + re.escape(what)):
        read(path)


@pytest.mark.parametrize(
    "cell, line, what",
    [
        (code("x = 1  # answer", 'exercise="01.1"'), 1, "the last line is check("),
        (code('x = 1\ncheck("01.1", x)', 'exercise="01.1"'), 0, "leaves nothing to write"),
        (code('x = 1  # answer\ncheck("01.1", x)'), 0, "names its exercise"),
        (code('f(1)  # answer\ncheck("01.1", x)', 'exercise="01.1"'), 1, "ends a line of the form"),
        (code('x = 1  # answer\ncheck("02.1", x)', 'exercise="02.1"'), 0, "is not one of lesson 01"),
    ],
)
def test_a_broken_exercise_is_refused_with_file_and_line(course: Course, cell: str, line: int, what: str) -> None:
    path = course.solutions(cell)
    line += FIRST - len(COURSE.splitlines())
    assert build.problems(path)[0].startswith(f"solutions/src/01_small.py:{line}: ")
    assert what in build.problems(path)[0]


def test_an_exercise_stands_once(course: Course) -> None:
    cell = code('x = 42  # answer\ncheck("01.1", x)', 'exercise="01.1"')
    with pytest.raises(SourceError, match=r'exercise="01\.1" is taken: line'):
        read(course.solutions(cell, cell))


def test_a_misnamed_file_is_refused(course: Course) -> None:
    with pytest.raises(SourceError, match="NN_name.py"):
        read(course.lesson(name="Functions"))


# Running and storing --------------------------------------------------------------------------------------------------


def test_a_course_is_built_once_kept_and_checked(course: Course, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = course.lesson(text("a", "A.", "あ"), code("print(6 * 7)", 'tags=["nbval-check-output"]'), code("object()"))
    course.solutions(text("do", "Do it.", "どうぞ"), code(EXERCISE, 'exercise="01.1"'))
    assert build.problems(lesson) == ["course/en/01_small.ipynb is missing", "course/ja/01_small.ipynb is missing"]
    assert build_all(course) == 0
    names = [
        f"{folder}/{language}/01_small.ipynb"
        for folder in ("course", "solutions", "exercises")
        for language in ("en", "ja")
    ]
    printed = capsys.readouterr().out
    assert all(f"{name}: " in printed for name in names) and "to do" not in printed
    assert build.check(build.sources(course.top), course.top) == 0

    outputs = [
        cell.get("outputs") for cell in load(course, "course/ja/01_small.ipynb").cells if cell.cell_type == "code"
    ]
    assert [output[0].get("text") for output in outputs[:2]] == ["ja: 準備完了。\n", "42\n"]
    assert "0x…" in outputs[2][0].data["text/plain"]  # where an object lies in memory is nobody's business
    solution = load(course, "solutions/en/01_small.ipynb").cells[-1]
    assert solution.outputs[-1].data["text/plain"] == "right" and "answer" not in solution.source
    assert load(course, "exercises/en/01_small.ipynb").cells[-1].outputs == []

    before = {name: (course.top / name).read_bytes() for name in names}
    monkeypatch.setattr(execute, "run", lambda *_: pytest.fail("nothing has changed"))
    assert build_all(course) == 0 and "Nothing to do." in capsys.readouterr().out
    course.lesson(text("a", "B.", "い"), code("print(6 * 7)", 'tags=["nbval-check-output"]'), code("object()"))
    assert build.problems(lesson)[0] == "course/en/01_small.ipynb is not what its source makes"
    assert build_all(course) == 0  # only a text has changed: the outputs are kept
    assert "course/en/01_small.ipynb: written" in capsys.readouterr().out
    monkeypatch.undo()
    monkeypatch.setattr(pages, "BOOTSTRAP", BOOTSTRAP)
    course.lesson(text("a", "A.", "あ"), code("print(6 * 7)", 'tags=["nbval-check-output"]'), code("object()"))
    assert build_all(course, force=True) == 0
    assert before == {name: (course.top / name).read_bytes() for name in names}


def test_a_solution_whose_check_is_not_right_is_not_stored(course: Course, capsys: Any) -> None:
    course.solutions(code('x = 41  # answer\ncheck("01.1", x)', 'exercise="01.1"'))
    assert build_all(course) == 1
    said = f"solutions/src/01_small.py:{FIRST - len(COURSE.splitlines())}: the check of a solution has to say right, and says wrong"
    assert said in capsys.readouterr().err
    assert not (course.top / "solutions" / "en" / "01_small.ipynb").exists()


def test_a_failing_cell_is_named_and_the_others_are_built(course: Course, capsys: Any) -> None:
    course.lesson(code("1 / 0", 'id="divide"'), header=HEADER + COURSE + "#     languages: en\n")
    course.lesson(name="02_fine", header=HEADER + COURSE + "#     languages: en\n")
    assert build_all(course) == 1
    said = capsys.readouterr()
    line = f"course/src/01_small.py:{FIRST + 1}: ZeroDivisionError: division by zero (course/en/01_small.ipynb)\n"
    assert said.err.endswith(line)
    assert "course/en/02_fine.ipynb: run" in said.out


def run_cells(tmp_path: Path, *sources: str) -> tuple[Any, dict[str, str]]:
    notebook = v4.new_notebook(cells=[v4.new_code_cell(each, id=f"exercise-{n}") for n, each in enumerate(sources)])
    return notebook, execute.run(notebook, tmp_path)


def test_what_a_check_said_is_read_from_its_cell(tmp_path: Path) -> None:
    notebook, statuses = run_cells(tmp_path, BOOTSTRAP, 'check("1", 42)', 'check("1", 7)', 'check("1", ...)', "x = 1")
    assert list(statuses.values()) == ["", "right", "wrong", "not attempted", "not attempted"]
    assert [cell.execution_count for cell in notebook.cells] == [1, 2, 3, 4, 5]


def test_what_must_not_be_stored_is_found(course: Course) -> None:
    path = course.lesson(code("x = 1"), code("y = 2"), header=HEADER + COURSE + "#     languages: en\n")
    notebook = made(path)
    notebook.metadata.widgets = {}
    notebook.cells[2].execution_count = 1
    error = v4.new_output("error", ename="E", evalue="", traceback=[])
    notebook.cells[2].outputs = [error, v4.new_output("stream", text="x" * 1_000_000)]
    build.write(page(path), notebook)
    found = [problem.removeprefix("course/en/01_small.ipynb ") for problem in build.problems(path)]
    assert found[:4] == [
        "was run with another version of the library or of its figures",
        "was not run from top to bottom",
        "holds widgets",
        "holds an error",
    ]
    assert re.fullmatch(r"has 1,00\d,\d+ bytes, more than 1,000,000", found[4])


def test_a_notebook_that_cannot_be_read_is_named(course: Course) -> None:
    path = course.lesson(header=HEADER + COURSE + "#     languages: en\n")
    page(path).path.parent.mkdir()
    page(path).path.write_text("{", encoding="utf-8")
    assert build.problems(path) == ["course/en/01_small.ipynb cannot be read"]


def test_what_is_left_of_an_answer_is_found(course: Course) -> None:
    answer = 'slope = (b - a) / h  # answer\ncheck("01.1", slope)'
    path = course.solutions(code(answer, 'exercise="01.1"'))
    notebook = made(path, "exercises")
    notebook.cells[2].source = 'slope = (b - a)/h\ncheck("01.1", slope)'
    notebook.cells.append(v4.new_code_cell("x = 1  # answer", execution_count=3))
    found = build.leftovers(page(path, "exercises"), notebook)
    assert len(found) == 3
    assert "was run" in found[0] and "holds the mark" in found[1]
    assert re.search(r"holds the answer of 01\.1: \(b - a\) / h \(solutions/src/01_small\.py:\d+\)", found[2])


def test_an_answer_that_stands_in_the_text_of_its_exercise_is_found(course: Course) -> None:
    answer = code('slope = (b - a) / h  # answer\ncheck("01.1", slope)', 'exercise="01.1"')
    path = course.solutions(text("tip", "Try `(b - a) / h`.", "`(b - a) / h`です。"), answer)
    assert [problem for problem in build.problems(path) if "answer" in problem] == []  # nothing is stored yet
    for each in pages.pages(read(path)):
        build.write(each, each.notebook())
    held = [problem for problem in build.problems(path) if "holds the answer of 01.1" in problem]
    assert [problem.split(" ")[0] for problem in held] == ["exercises/en/01_small.ipynb", "exercises/ja/01_small.ipynb"]


def stream(content: str, name: str = "stdout") -> Any:
    return v4.new_output("stream", name=name, text=content)


def test_a_widget_is_stored_as_its_picture_or_not_at_all() -> None:
    alone = v4.new_output("display_data", data={execute.WIDGET: {}, "text/plain": "bar"})
    drawn = v4.new_output("display_data", data={execute.WIDGET: {}, "text/plain": "slider", "image/png": "x"})
    assert not execute.is_kept(alone)
    assert execute.is_kept(drawn) and set(drawn.data) == {"text/plain", "image/png"}


def test_a_warning_does_not_get_into_a_notebook() -> None:
    assert execute.is_kept(stream("fine"))
    with pytest.raises(ValueError, match="a cell wrote to the error stream:\ncareful"):
        execute.is_kept(stream("careful", name="stderr"))


def test_a_path_of_this_machine_does_not_get_into_a_notebook(tmp_path: Path) -> None:
    assert execute.plain(stream("at 0x7f12ab34cd56"), tmp_path).text == "at 0x…"
    with pytest.raises(ValueError, match="a path of this machine"):
        execute.plain(stream(f"read {tmp_path.resolve()}/x.csv"), tmp_path)


def test_a_stored_picture_has_few_bytes_and_looks_the_same() -> None:
    figure = Figure(figsize=(6, 4), facecolor="white")
    x, y = np.meshgrid(np.linspace(-2, 2, 60), np.linspace(-2, 2, 60))
    figure.subplots().contourf(x, y, np.exp(-x * x - 2 * y * y), levels=30, cmap="viridis", alpha=0.8)
    buffer = io.BytesIO()
    figure.savefig(buffer)
    png = base64.b64encode(buffer.getvalue()).decode()
    stored = execute.plain(v4.new_output("display_data", data={"image/png": png}), Path()).data["image/png"]
    before, after = (
        np.asarray(Image.open(io.BytesIO(base64.b64decode(each))).convert("RGB")) for each in (png, stored)
    )
    assert len(stored) < len(png) / 2
    assert np.abs(before.astype(int) - after).max() <= 48 and np.abs(before.astype(int) - after).mean() < 0.5
    assert execute.light(stored) == stored


def test_a_picture_that_one_sees_through_is_stored_as_it_is() -> None:
    buffer = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 114, 178, 120)).save(buffer, "PNG")
    png = base64.b64encode(buffer.getvalue()).decode()
    assert execute.light(png) == png


def test_a_figure_needs_a_caption() -> None:
    figure = v4.new_output("display_data", data={"image/png": "x"})
    said = v4.new_markdown_cell("*A line\nthat rises.*\n\nMore.")
    notebook = v4.new_notebook(cells=[v4.new_code_cell("draw()", outputs=[figure]), said])
    execute.describe_pictures(notebook)
    assert notebook.cells[0].outputs[0].metadata == {"image/png": {"alt": "A line that rises."}}
    said.source = "A line."
    with pytest.raises(execute.RunError, match="no caption"):
        execute.describe_pictures(notebook)


# What the outputs depend on -------------------------------------------------------------------------------------------


def test_outputs_depend_on_the_figures_that_the_cells_import() -> None:
    state = depends.states(["from autograd_lib.course import load_digits"])
    assert state[0] == depends.version() != ""
    assert any(each.startswith("digits ") for each in state)
    assert depends.states(["import numpy", "from autograd_lib.course import check"]) == [depends.version()]
    assert depends.states(["from autograd_lib.course.digits import load_digits"]) == state


def test_outputs_depend_on_the_tables_that_a_cell_shows() -> None:
    def names(cell: str) -> set[str]:
        return {each.name for each in depends.drawn_with(cell)}

    shown = names("from autograd_lib.course import port, tables")
    assert shown == {
        "differences.py", "differences.toml", "left_out.py", "left_out.toml", "port.py", "tables.py"
    }  # fmt: skip
    assert {"figures_port.py", "left_out.py"} <= names("from autograd_lib.course import figures_port")
    assert "port.py" not in names("from autograd_lib.course import load_digits")
    assert all(each.exists() for each in depends.drawn_with("from autograd_lib.course import tables"))


def test_outputs_of_solutions_depend_on_what_the_checks_say_to_a_right_answer(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(depends, "COURSE", tmp_path)
    (tmp_path / "__init__.py").touch()
    messages = tmp_path / "messages_01.toml"
    states = []
    for praise, hint in (("Yes.", "a"), ("Yes.", "b"), ("Well done.", "b")):
        messages.write_text(f'["01.1"]\nright.en = "{praise}"\nhints.en = ["{hint}"]\n', encoding="utf-8")
        states.append(depends.states(['check("01.1", f)', 'check("01.2", f)']))
    assert states[0] == states[1] != states[2]


# The table of contents ------------------------------------------------------------------------------------------------


def test_the_table_of_contents_is_made_of_the_headers(course: Course, capsys: Any) -> None:
    course.lesson()
    needs = HEADER + COURSE.replace("[]", '["01"]') + "#     languages: en\n"
    course.lesson(name="02_more", header=needs)
    course.solutions()
    readme = course.top / "course" / "README.md"
    readme.write_text("no place for it", encoding="utf-8")
    assert contents.problems(course.top) == [
        f"course/README.md: no place for the table, {contents.BEGIN} ... {contents.END}"
    ]
    readme.write_text(f"# Course\n\n{contents.BEGIN}\n{contents.END}\nmore\n", encoding="utf-8")
    assert contents.problems(course.top) == ["course/README.md: the table of contents is not up to date"]
    assert build.check([], course.top) == 1
    assert contents.write(course.top) and not contents.write(course.top)
    assert contents.problems(course.top) == []
    written = readme.read_text(encoding="utf-8")
    assert "[Small](en/01_small.ipynb) | [小さい](ja/01_small.ipynb) | [en](../exercises/en/01_small.ipynb)" in written
    assert "[Small](en/02_more.ipynb) | – |  | 5 | 01 |" in written and written.endswith("\nmore\n")


def test_an_unknown_lesson_is_named(capsys: Any) -> None:
    with pytest.raises(SystemExit):
        build.main(["99"])
    assert "there is no source 99" in capsys.readouterr().err


# Lines of Japanese ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("北へ進み、\n戻ってきます。", "北へ進み、戻ってきます。"),
        ("霧が深く\n見えません", "霧が深く見えません"),
        ("です。\n22.36 は距離です。", "です。22.36 は距離です。"),
        ("です。\n**予想**：東は", "です。**予想**：東は"),
        ("値は\n（長さ）です", "値は（長さ）です"),
        ("ここを\n**谷底**\nといいます", "ここを**谷底**といいます"),
        ("ここを\n**「谷底」**\nといいます", "ここを\n**「谷底」**\nといいます"),
        ("[問題](a.ipynb)\nの 1 番", "[問題](a.ipynb)の 1 番"),
        ("> **注意**：高さの「差」です。\n> 0.20 m です", "> **注意**：高さの「差」です。0.20 m です"),
        ("ライブラリの\n`Tensor` です", "ライブラリの\n`Tensor` です"),
        ("名前は PyTorch\nと同じです", "名前は PyTorch\nと同じです"),
        ("道具です。\n\n「霧」の中", "道具です。\n\n「霧」の中"),
        ("道具です。\n- コンパス\n- 巻き尺", "道具です。\n- コンパス\n- 巻き尺"),
        ("道具です。\n1. コンパス", "道具です。\n1. コンパス"),
        ("- 方位が\n  わかる", "- 方位がわかる"),
        ("## 山\n霧の中", "## 山\n霧の中"),
        ("| 値 |\n|---|\n| 山 |", "| 値 |\n|---|\n| 山 |"),
        ("```\n山、\n川\n```\n山、\n川", "```\n山、\n川\n```\n山、川"),
        ("A line,\nand another.", "A line,\nand another."),
    ],
)
def test_lines_of_japanese_are_joined_without_a_space(text: str, shown: str) -> None:
    assert pages.unbroken(text) == shown
