"""The exports of a class become two tables; what is damaged, doubled or foreign is said in one line and left out."""

from __future__ import annotations

import csv
import io
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import machine  # noqa: F401  (puts the repository on the path)
import pytest

from autograd_lib.course import check, hint, messages, progress, reveal
from tools import collect

store = sys.modules["autograd_lib.course.progress"]
RIGHT = {"02.2": [-1, 0, 1, 1, -1], "05.1": 24}
MIRRORED = [1, 0, -1, -1, 1]


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name, value in {"_lesson": [""], "_in_memory": {}, "_failed": [""]}.items():
        monkeypatch.setattr(store, name, value)
    (tmp_path / "in").mkdir()
    yield
    messages.set_language("en")


@pytest.fixture
def hand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Somebody works through checks, hints and answers, and hands in the export."""

    def hand_in(file: str, *work: tuple[str, Any], name: str = "", hints: str = "", shown: str = "") -> Path:
        kept = tmp_path / f"{len(list(tmp_path.iterdir()))}.json"
        monkeypatch.setenv("AUTOGRAD_LIB_PROGRESS", str(kept))
        for id, answer in work:
            check(id, answer)
        for id in hints.split():
            hint(id)
        for id in shown.split():
            reveal(id)
        path = tmp_path / "in" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        progress(csv=path, name=name)
        return path

    return hand_in


@pytest.fixture
def small_class(hand_in: Any, tmp_path: Path) -> Path:
    right = [("02.2", RIGHT["02.2"]), ("05.1", 24)]
    hand_in("hana.csv", ("02.2", MIRRORED), *right, name="佐藤 花")
    hand_in(
        "ken.csv", ("02.2", MIRRORED), ("02.2", [1, -1, -1, 1, -1]), ("02.2", [1, -1, -1, 1, -1]), hints="02.2 02.2"
    )
    hand_in("mei.csv", ("05.1", 6), ("05.1", 6), shown="02.2")
    return tmp_path / "in"


def table(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {next(iter(row.values())): row for row in rows}


def run(capsys: Any, *arguments: Any) -> tuple[int, str, list[str]]:
    status = collect.main([*map(str, arguments)])
    said = capsys.readouterr()
    return status, said.out, said.err.splitlines()


def test_each_exercise_says_who_solved_it_after_how_many_attempts_and_what_most_stumbled_over(
    small_class: Path, tmp_path: Path, capsys: Any
) -> None:
    status, shown, said = run(capsys, small_class, "--out", tmp_path / "out")
    assert (status, said) == (0, [])
    exercises = table(tmp_path / "out" / "exercises.csv")
    assert list(exercises) == ["02.2", "05.1"]  # what nobody has touched is left out
    row = exercises["02.2"]
    assert [row[name] for name in ("right", "attempted", "learners", "attempts", "hints", "revealed")] == [
        "1", "2", "3", "2.5", "2", "1",
    ]  # fmt: skip
    assert (row["mistake"], row["met_by"]) == ("mirrored", "2")  # two learners met it; the other one, more often
    assert "mirrored (2)" in shown and messages.text("02.2", "wrong", "mirrored")[:30] in shown


def test_each_learner_has_a_row_with_what_is_done_in_each_lesson_and_what_is_left(
    small_class: Path, tmp_path: Path, capsys: Any
) -> None:
    run(capsys, small_class, "--out", tmp_path / "out")
    learners = table(tmp_path / "out" / "learners.csv")
    assert list(learners) == ["ken", "mei", "佐藤 花"]
    hana = learners["佐藤 花"]
    assert (hana["right"], hana["lesson 02"], hana["lesson 05"], hana["attempts"]) == ("2", "1", "1", "3")
    assert "02.2" not in hana["left"].split() and "02.1" in hana["left"].split()
    assert learners["mei"]["revealed"] == "1"
    assert (tmp_path / "out" / "all.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_tables_speak_japanese_and_stay_aligned(small_class: Path, capsys: Any) -> None:
    _, shown, _ = run(capsys, small_class, "--language", "ja")
    assert messages.text("02.2", "title") in shown and "傾きの符号を読む" in shown
    head, first = shown.splitlines()[:2]
    start = collect.wide(head[: head.index("most frequent")])
    assert collect.wide(first[: first.index("mirrored")]) == start


def test_an_export_of_an_older_version_still_counts(small_class: Path, tmp_path: Path, capsys: Any) -> None:
    old = tmp_path / "old"
    old.mkdir()
    (old / "aoi.csv").write_text(
        "exercise,title,status,attempts,hints,revealed,misconception,first_right,last\n"
        "02.2,Read the signs,wrong,3,0,False,mirrored,,2026-01-01 10:00\n",
        encoding="utf-8-sig",
    )
    status, shown, said = run(capsys, old)
    assert (status, said) == (0, []) and "mirrored (1)" in shown and "aoi" in shown


# What spreadsheets and mail do to files -------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding, separator", [("utf-8", ";"), ("cp932", ","), ("cp932", "\t")])
def test_a_file_that_a_spreadsheet_has_saved_again_is_read(
    encoding: str, separator: str, small_class: Path, tmp_path: Path, capsys: Any
) -> None:
    text = (small_class / "hana.csv").read_text(encoding="utf-8-sig")
    numbers = {f"0{lesson}.{number}": f"{lesson}.{number}" for lesson in range(10) for number in range(1, 10)}
    changed = io.StringIO(newline="")
    writer = csv.writer(changed, delimiter=separator)
    for cells in csv.reader(text.splitlines()):
        writer.writerow([numbers.get(cell, cell.replace("False", "FALSE")) for cell in cells])
    (tmp_path / "again.csv").write_bytes(changed.getvalue().encode(encoding, errors="replace"))
    status, shown, said = run(capsys, tmp_path / "again.csv")
    assert status == 0 and "佐藤 花" in shown and "02.2" in shown and said == []


@pytest.mark.parametrize(
    "content, reason",
    [
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
        (b"PK\x03\x04\0\0\xff\xfe", "no text"),
        (b"name,points\nKen,3\n", "not written by progress(): no column exercise, status, attempts"),
        (b"exercise,status,attempts\n", "no row of it can be used"),
        (b"exercise,status,attempts\n02.2,superb,1\n02.3,right,many\n", "2 damaged row(s) left out (line 2, 3)"),
        (b"exercise,status,attempts\n77.1,right,1\n", "from another version of the course: 77.1"),
        (b"learner,exercise,status,attempts\nA,02.2,right,1\nB,02.3,right,1\n", "several learners (A, B)"),
    ],
)
def test_what_is_no_export_is_left_out_with_one_line(
    content: bytes, reason: str, small_class: Path, capsys: Any
) -> None:
    (small_class / "x.csv").write_bytes(content)
    status, shown, said = run(capsys, small_class)
    assert status == 0 and "hana" not in shown.split("learner")[0]
    assert len(said) == 1 and "x.csv: left out:" in said[0] and reason in said[0]


def test_of_a_damaged_file_the_sound_rows_count(small_class: Path, capsys: Any) -> None:
    lines = (small_class / "hana.csv").read_text(encoding="utf-8-sig").splitlines()
    at = next(number for number, line in enumerate(lines) if ",02.2," in line)
    broken = [*lines[:3], "02.", *lines[3 : at + 1], lines[at]]  # a line torn off, a row that stands twice
    (small_class / "hana.csv").write_text("\n".join(broken), encoding="utf-8")
    status, shown, said = run(capsys, small_class)
    assert status == 0 and "佐藤 花" in shown
    assert len(said) == 1 and "2 damaged row(s)" in said[0]


def test_a_copy_is_counted_once_and_of_two_exports_the_later_one(hand_in: Any, tmp_path: Path, capsys: Any) -> None:
    path = hand_in("ken.csv", ("05.1", 6), name="Ken")
    (tmp_path / "in" / "ken (1).csv").write_bytes(path.read_bytes())
    hand_in("ken friday.csv", ("05.1", 6), ("05.1", 24), name="Ken")
    status, shown, said = run(capsys, tmp_path / "in", "--out", tmp_path / "out")
    assert status == 0 and list(table(tmp_path / "out" / "learners.csv")) == ["Ken"]
    assert table(tmp_path / "out" / "exercises.csv")["05.1"]["right"] == "1"
    assert len(said) == 2 and any("counted once" in line for line in said)
    assert any("are both Ken" in line and "ken friday.csv has more" in line for line in said)


def test_the_same_work_under_two_names_is_said(small_class: Path, capsys: Any) -> None:
    text = (small_class / "hana.csv").read_text(encoding="utf-8-sig").replace("佐藤 花", "Jun")
    (small_class / "jun.csv").write_text(text, encoding="utf-8")
    status, shown, said = run(capsys, small_class)
    assert status == 0 and "Jun" in shown and "佐藤 花" in shown
    assert len(said) == 1 and "the same work, to the minute" in said[0]


def test_files_of_one_name_are_told_apart_by_their_folders(hand_in: Any, tmp_path: Path, capsys: Any) -> None:
    hand_in("hana/progress.csv", ("05.1", 6))
    hand_in("ken/progress.csv", ("05.1", 24))
    run(capsys, tmp_path / "in", "--out", tmp_path / "out")
    assert list(table(tmp_path / "out" / "learners.csv")) == ["hana/progress", "ken/progress"]


def test_one_name_is_one_learner_however_it_is_spelled(hand_in: Any, tmp_path: Path, capsys: Any) -> None:
    hand_in("a.csv", ("05.1", 6), name="が　いこ")  # a wide blank
    hand_in("b.csv", ("05.1", 6), ("05.1", 24), name=unicodedata.normalize("NFD", "が いこ"))
    _, shown, said = run(capsys, tmp_path / "in")
    assert len(said) == 1 and "are both が いこ" in said[0]


def test_a_name_that_is_a_formula_stays_a_name(hand_in: Any, tmp_path: Path, capsys: Any) -> None:
    hand_in("a.csv", ("05.1", 6), name='=HYPERLINK("x")')
    run(capsys, tmp_path / "in", "--out", tmp_path / "out")
    assert list(table(tmp_path / "out" / "learners.csv")) == ['\'=HYPERLINK("x")']


def test_without_any_export_it_says_how_one_is_made(tmp_path: Path, capsys: Any) -> None:
    status, shown, said = run(capsys, tmp_path / "nowhere", tmp_path / "in")
    assert status == 1 and shown == ""
    assert "no such file" in said[0] and "no CSV file" in said[1] and "progress(" in said[2]
