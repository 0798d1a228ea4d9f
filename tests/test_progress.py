"""What a learner has done is remembered: across kernels, beside other notebooks, and never lost."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograd_lib.course import check, hint, messages, progress, registry, reveal, start

store = sys.modules["autograd_lib.course.progress"]  # the package's `progress` is the function in it


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    file = tmp_path / "deep" / "progress.json"
    monkeypatch.setenv("AUTOGRAD_LIB_PROGRESS", str(file))
    monkeypatch.setattr(registry, "EXERCISES", {})
    monkeypatch.setattr(registry, "lessons", list)
    monkeypatch.setattr(messages, "hints", lambda id: ["one", "two", "three"])
    for name, value in {"_lesson": [""], "_in_memory": {}, "_failed": [""]}.items():
        monkeypatch.setattr(store, name, value)
    for id in ("91.1", "91.2", "92.1"):
        registry.number(id, answer=8, wrong={"half": 4})
    yield file
    messages.set_language("en")


def rows() -> dict[str, dict[str, Any]]:
    return {row["exercise"]: row for row in progress(lesson="all").rows}


def test_attempts_hints_and_answers_that_were_shown_are_counted() -> None:
    check("91.1", 4)
    check("91.1", ...)
    check("91.1", 8)
    hint("91.2")
    hint("91.2")
    reveal("91.2")
    one, two, three = rows().values()
    assert (one["status"], one["attempts"], one["hints"], one["revealed"]) == ("right", 2, 0, False)
    assert (two["status"], two["attempts"], two["hints"], two["revealed"]) == ("not attempted", 0, 2, True)
    assert three["status"] == "not attempted"


def test_what_was_right_stays_right() -> None:
    check("91.1", 8)
    for answer in (4, None, ..., "x"):
        check("91.1", answer)
    row = rows()["91.1"]
    assert (row["status"], row["misconception"], row["attempts"]) == ("right", "", 4) and row["first_right"]


def test_a_wrong_answer_keeps_its_misconception_until_it_is_right() -> None:
    check("91.1", 4)
    assert rows()["91.1"]["misconception"] == "half"
    check("91.1", 8)
    assert rows()["91.1"]["misconception"] == ""


def test_another_kernel_goes_on_where_this_one_stopped(fresh: Path) -> None:
    program = """
from autograd_lib.course import check, hint
check("00.1", 19), check("00.2", 20), hint("00.1")
"""
    for _ in range(2):
        subprocess.run([sys.executable, "-c", program], check=True, env={**os.environ})
    stored = json.loads(fresh.read_text())["exercises"]
    assert stored["00.1"]["attempts"] == 2 and stored["00.1"]["hints"] == 2 and stored["00.2"]["status"] == "right"


def test_two_notebooks_at_a_time_lose_nothing() -> None:
    threads = [threading.Thread(target=lambda id=id: [check(id, 4) for _ in range(20)]) for id in ("91.1", "91.2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [rows()[id]["attempts"] for id in ("91.1", "91.2")] == [20, 20]


def test_a_lock_that_somebody_left_behind_is_broken(fresh: Path) -> None:
    check("91.1", 4)
    lock = fresh.with_name(fresh.name + ".lock")
    lock.touch()
    os.utime(lock, (time.time() - 60, time.time() - 60))
    check("91.1", 4)
    assert rows()["91.1"]["attempts"] == 2 and not lock.exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"exercises": 3}', '{"exercises": {"91.1": 3}}', "\0\0"])
def test_a_damaged_file_is_put_aside_and_a_new_one_begun(fresh: Path, content: str) -> None:
    fresh.parent.mkdir()
    fresh.write_text(content)
    assert check("91.1", 8).status == "right"
    assert rows()["91.1"]["status"] == "right"
    assert fresh.with_suffix(".damaged").read_text() == content
    assert sorted(path.name for path in fresh.parent.iterdir()) == ["progress.damaged", "progress.json"]


def test_strange_entries_of_another_version_do_no_harm(fresh: Path) -> None:
    fresh.parent.mkdir()
    fresh.write_text('{"exercises": {"91.1": {"status": "superb", "more": 1}, "17.4": {"status": "right"}}}')
    assert rows()["91.1"]["status"] == "not attempted"
    check("91.1", 8)
    assert json.loads(fresh.read_text())["exercises"]["17.4"] == {"status": "right"}


def test_where_nothing_can_be_written_the_kernel_remembers_and_says_so(monkeypatch: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("AUTOGRAD_LIB_PROGRESS", str(tmp_path / "file" / "progress.json"))
    assert check("91.1", 8).status == "right"
    assert check("91.2", 4).status == "wrong"
    assert [rows()[id]["status"] for id in ("91.1", "91.2")] == ["right", "wrong"]
    assert "cannot be written" in repr(progress())


def test_an_empty_name_keeps_nothing(monkeypatch: pytest.MonkeyPatch, fresh: Path) -> None:
    monkeypatch.setenv("AUTOGRAD_LIB_PROGRESS", "")
    check("91.1", 8)
    assert rows()["91.1"]["status"] == "right" and not fresh.parent.exists()


def test_without_a_name_it_is_a_file_in_the_users_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("AUTOGRAD_LIB_PROGRESS")
    for name in ("XDG_DATA_HOME", "LOCALAPPDATA", "HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    place = store.path()
    assert place is not None and tmp_path in place.parents and place.parts[-2:] == ("autograd_lib", "progress.json")


# The table ------------------------------------------------------------------------------------------------------------


def test_the_table_says_in_symbols_and_words_what_is_done_and_what_is_left() -> None:
    check("91.1", 8)
    check("92.1", 4)
    reveal("92.1")
    text, html = (progress()._repr_mimebundle_()[kind] for kind in ("text/plain", "text/html"))
    for shown in (text, html):
        assert all(part in shown for part in ("✓ Right", "✗ Not yet", "○ Not attempted", "(answer shown)"))
        assert "1 of 3 done." in shown and "Left: 91.2, 92.1." in shown
    start("92", "ja")
    assert "✗ まだです" in repr(progress()) and "1 問中 0 問できました。\n残り：92.1。" in repr(progress())


def test_the_table_is_the_lessons_that_was_begun() -> None:
    start("92")
    assert [row["exercise"] for row in progress().rows] == ["92.1"]
    assert [row["exercise"] for row in progress(lesson="91").rows] == ["91.1", "91.2"]
    assert len(progress(lesson="all").rows) == 3


def test_a_teacher_gets_all_of_it_as_csv(tmp_path: Path) -> None:
    check("91.1", 4)
    start("92")
    file = tmp_path / "class.csv"
    assert "class.csv" in repr(progress(csv=file))
    with file.open(encoding="utf-8-sig", newline="") as lines:
        table = list(csv.DictReader(lines))
    assert tuple(table[0]) == store.COLUMNS
    assert [(row["exercise"], row["status"], row["misconception"]) for row in table] == [
        ("91.1", "wrong", "half"),
        ("91.2", "not attempted", ""),
        ("92.1", "not attempted", ""),
    ]
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_csv_carries_the_name_that_the_learner_gives_and_how_often_each_mistake_was_made(tmp_path: Path) -> None:
    for answer in (4, 4, "x", 5, 8):
        check("91.1", answer)
    file = tmp_path / "hana.csv"
    progress(csv=file, name="佐藤 花")
    with file.open(encoding="utf-8-sig", newline="") as lines:
        table = list(csv.DictReader(lines))
    assert {row["learner"] for row in table} == {"佐藤 花"}
    assert [row["mistakes"] for row in table] == ["half=2 general.number_string=1 unknown=1", "", ""]
    assert "佐藤" not in store.path().read_text(encoding="utf-8")  # type: ignore[union-attr]


def test_mistakes_of_another_version_are_no_obstacle(fresh: Path) -> None:
    fresh.parent.mkdir()
    fresh.write_text('{"exercises": {"91.1": {"mistakes": "many"}, "91.2": {"mistakes": {"half": "often"}}}}')
    check("91.1", 4)
    check("91.2", 4)
    assert [rows()[id]["mistakes"] for id in ("91.1", "91.2")] == ["half=1", "half=1"]


def test_a_csv_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    assert "could not be written" in repr(progress(csv=tmp_path / "nowhere" / "class.csv"))


def test_a_check_that_cannot_be_noted_is_still_a_check(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "write", full)
    assert check("91.1", 8).status == "right" and rows()["91.1"]["status"] == "right"
