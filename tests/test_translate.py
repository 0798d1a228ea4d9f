"""The translator is told what is missing and what is stale, and says that it is done."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from machine import COURSE, HEADER, Course, code, text

from tools import pages, prose, report, source, translate
from tools.source import ROOT, read, text_hash


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return Course(tmp_path)


def line_of(path: Path, words: str) -> int:
    return next(number for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if words in line)


def test_what_is_translated_is_not_listed(course: Course, capsys: Any) -> None:
    course.lesson(text("rain", "It rains.", "雨です。"))
    assert translate.main(["status"], course.top) == 0
    assert capsys.readouterr().out == "Every text is translated.\n"


def test_missing_and_stale_texts_are_listed_with_their_lines(course: Course, capsys: Any) -> None:
    path = course.lesson(text("rain", "It rains.", "雨です。"), text("sun", "The sun shines."))
    path.write_text(path.read_text("utf-8").replace("It rains.", "It rains a lot."), encoding="utf-8")
    assert translate.main(["status"], course.top) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"course/src/01_small.py:{line_of(path, '雨です') - 1}: rain ja stale",
        f"course/src/01_small.py:{line_of(path, 'The sun') - 1}: sun ja missing",
    ]


def test_a_translation_without_a_hash_is_stale(course: Course) -> None:
    path = course.lesson(re.sub(' of="[^"]*"', "", text("rain", "It rains.", "雨です。")))
    assert [what for _, _, what in read(path).translations()] == ["stale"]


def test_acknowledging_writes_the_hash_of_the_english_and_nothing_else(course: Course, capsys: Any) -> None:
    path = course.lesson(text("rain", "It rains.", "雨です。"), code("x = 1"))
    path.write_text(path.read_text("utf-8").replace("It rains.", "It pours."), encoding="utf-8")
    before = path.read_text("utf-8")
    assert translate.main(["ack", "rain"], course.top) == 0
    after = path.read_text("utf-8")
    assert after == before.replace(text_hash("It rains."), text_hash("It pours."))
    assert translate.status(course.top) == []
    capsys.readouterr()
    assert translate.main(["ack", "01:rain"], course.top) == 0
    assert capsys.readouterr().out == "Nothing was stale.\n"


def test_space_around_a_text_does_not_make_its_translation_stale() -> None:
    assert text_hash("It rains.\n") == text_hash("\nIt rains.")
    assert text_hash("It rains.") != text_hash("It rained.")
    assert re.fullmatch("[0-9a-f]{8}", text_hash(""))


def test_an_id_in_several_lessons_is_asked_back(course: Course, capsys: Any) -> None:
    for name in ("01_small", "02_more"):
        course.lesson(text("rain", "It rains.", "雨です。"), name=name)
    course.solutions(text("rain", "It rains.", "雨です。"))
    assert translate.main(["ack", "rain"], course.top) == 1
    assert capsys.readouterr().err == "rain: which? course/01:rain, course/02:rain, solutions/01:rain\n"
    assert translate.main(["ack", "01:rain"], course.top) == 1
    assert translate.main(["ack", "solutions/01:rain", "02:rain"], course.top) == 0
    assert translate.main(["ack", "fog"], course.top) == 1
    assert "fog: there is no such markdown cell" in capsys.readouterr().err


def test_a_whole_lesson_is_acknowledged_at_once(course: Course) -> None:
    path = course.lesson(text("rain", "It rains.", "雨です。"), text("sun", "Sun.", "晴れです。"))
    path.write_text(path.read_text("utf-8").replace("Sun.", "Sun!").replace("rains", "pours"), encoding="utf-8")
    assert len(translate.status(course.top)) == 2
    assert translate.main(["ack", "--all", "01"], course.top) == 0
    assert translate.status(course.top) == []


def test_a_broken_source_is_listed_too(course: Course) -> None:
    path = course.lesson("# %% [markdown]\n# no id")
    assert translate.status(course.top) == [
        f"course/src/01_small.py:{line_of(path, '# no id') - 1}: "
        'a markdown cell needs an id: # %% [markdown] id="name" lang="en"'
    ]


# Words ----------------------------------------------------------------------------------------------------------------


def test_long_cells_and_thin_captions_are_found(course: Course) -> None:
    lines = "\n".join(f"x{n} = {n}" for n in range(13))
    path = course.lesson(
        code(lines),
        text("long", "word " * 121, "短い"),
        text("figure", "*A line.*", "*線*"),
        code("\n\n".join("abcdefghijkl")),
    )
    found = [problem.split(": ", 1)[1] for problem in prose.problems(read(path))]
    assert found[:2] == ["13 lines of code, more than 12", "121 words, more than 120"]
    assert len(found) == 4 and all("this one has" in each for each in found[2:])


def test_tags_and_addresses_are_no_words() -> None:
    assert prose.words("<details><summary>Answers</summary>\n\n1. [a link](https://example.com/a/b) – $x$") == 5


def test_a_link_that_leads_nowhere_is_found(course: Course) -> None:
    path = course.lesson(text("links", "[a](../README.md) [b](https://example.com) [c](#here)", "[a](missing.md)"))
    (course.top / "course" / "README.md").touch()
    assert [problem.split(": ", 1)[1] for problem in prose.problems(read(path))] == [
        "missing.md does not exist, seen from course/ja"
    ]


@pytest.mark.parametrize(
    "english, japanese, found",
    [
        ("The rank of a tensor.", "テンソルの次元です。", ["次元: the course says 階数 (rank)"]),
        ("The rank of a tensor.", "テンソルの階数です。", []),
        ("A space of three dimensions.", "三次元の空間です。", []),
        ("It learns.", "パラメーターを変えます。", ["パラメーター: the course says パラメータ (parameter)"]),
        ("The entropy.", "クロスエントロピーです。", []),
        ("The slope.", "勾配です。", ["勾配: the course says 傾き (slope)"]),
        ("The slope and the gradient.", "傾きと勾配です。", []),
        ("In code.", "`次元`と$ロス$です。", []),
    ],
)
def test_the_glossary_knows_one_word_for_one_thing(english: str, japanese: str, found: list[str]) -> None:
    assert list(prose.unwanted("ja", japanese, english)) == found


def test_the_glossary_holds_in_english_too() -> None:
    assert list(prose.unwanted("en", "A computational graph.", "")) == [
        "computational graph: the course says computation graph (computation graph)"
    ]
    assert not list(prose.unwanted("en", "Backproperly.", ""))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_term_stands_in_the_glossary_once(language: str) -> None:
    terms = tomllib.loads((ROOT / "course" / "glossary.toml").read_text(encoding="utf-8"))["term"]
    words = [each[language] for each in terms if language in each]
    assert len(words) > 80 and [each for each in words if words.count(each) > 1] == []


def test_messages_need_every_language(tmp_path: Path) -> None:
    path = tmp_path / "messages.toml"
    path.write_text('["01.1"]\ntitle.en = "Slope"\nhints.en = ["a"]\nhints.ja = ["パラメーター"]\n', encoding="utf-8")
    assert prose.message_problems(path) == [
        "messages.toml: 01.1.title has no ja",
        "messages.toml: 01.1.hints.ja: パラメーター: the course says パラメータ (parameter)",
    ]


def test_misspelled_and_british_words_are_found(tmp_path: Path) -> None:
    path = tmp_path / "01.py"
    path.write_text("# Teh colour of the dialogue.\n# テンソルの形状です。\n", encoding="utf-8")
    found = [each.split(":1: ")[1] for each in prose.misspelled([path])]
    assert found == ["Teh ==> The", "colour ==> color"]


# The report -----------------------------------------------------------------------------------------------------------


def test_the_report_counts_what_there_is_of_a_lesson(course: Course, capsys: Any) -> None:
    course.lesson(text("rain", "It rains a lot."), code("x = 1"))
    course.solutions(code('x = 42  # answer\ncheck("01.1", x)', 'exercise="01.1"'))
    bank = course.top / "solutions" / "wrong" / "01.py"
    bank.parent.mkdir()
    bank.write_text(
        'WRONG = {"01.1": {"a": ["answer = 1", "answer = 2"], "b": ["answer = 3"]}}\nUNUSUAL = {"01.1": ["answer = 42.0"]}\n'
    )
    messages = course.top / "autograd_lib" / "course" / "messages.toml"
    messages.parent.mkdir(parents=True)
    messages.write_text('["01.1"]\nhints.en = ["one", "two", "three"]\n')
    (row,) = report.rows(course.top)
    counted = {
        key: row[key]
        for key in ("lesson", "cells", "code", "minutes", "exercises", "wrong", "unusual", "hints", "stale", "seconds")
    }
    assert list(counted.values()) == ["01_small", 4, 2, 5, 1, 3, 1, 3, 1, ""]
    assert report.main([], course.top) == 0
    assert capsys.readouterr().out.splitlines()[0].split() == list(report.COLUMNS)


# A third language -----------------------------------------------------------------------------------------------------


def test_a_third_language_is_asked_for_and_shows_english_until_then(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "LANGUAGES", ("en", "ja", "fr"))
    monkeypatch.setitem(pages.WORDS, "fr", pages.WORDS["en"])
    header = HEADER + COURSE.replace("小さい", "小さい, fr: Petit")
    rain, sun = text("rain", "It rains.", "雨です。"), text("sun", "The sun.", "晴れです。")
    french = f'# %% [markdown] id="sun" lang="fr" of="{text_hash("The sun.")}"\n# Le soleil.'
    lesson = read(course.lesson(rain, f"{sun}\n\n{french}", header=header))
    assert [(cell.id, *rest) for cell, *rest in lesson.translations()] == [
        ("title", "fr", "missing"),
        ("rain", "fr", "missing"),
    ]
    page = pages.pages(lesson)[-1]
    assert page.shown == "course/fr/01_small.ipynb"
    assert [cell.source for cell in page.notebook().cells[2:]] == ["It rains.", "Le soleil."]
    only = read(course.lesson(rain, header=HEADER + COURSE + "#     languages: [en, ja]\n"))
    assert only.translations() == [] and [each.language for each in pages.pages(only)] == ["en", "ja"]
