"""The page for teachers says what the lessons' headers say, names what there is, and says the same in both languages."""

from __future__ import annotations

import contextlib
import importlib
import io
import re

import machine  # noqa: F401  (puts the repository on the path)
import pytest

from autograd_lib.course import registry
from tools import contents, prose
from tools.source import FIRST, LANGUAGES, ROOT

PAGES = {
    language: ROOT / "docs" / ("teaching.md" if language == FIRST else f"teaching.{language}.md")
    for language in LANGUAGES
}
TEXTS = {language: path.read_text(encoding="utf-8") for language, path in PAGES.items()}
MINUTES = {lesson.number: lesson.minutes for lesson in contents.lessons(ROOT)}
EXERCISE = r"\b\d\d\.\d+[a-z]?\b"

in_each_language = pytest.mark.parametrize("language", LANGUAGES)


def rows(text: str, first: str) -> list[list[str]]:
    """The rows of tables whose first cell looks like that."""
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")
    ]
    return [row for row in cells if re.fullmatch(first, row[0])]


def named(text: str) -> list[tuple[str, int]]:
    """The lessons that a plan gives, each with its minutes: 02 (60)."""
    return [(number, int(minutes)) for number, minutes in re.findall(r"\b(\d\d) \((\d+)\)", text)]


@in_each_language
def test_a_plan_gives_each_lesson_the_minutes_of_its_header(language: str) -> None:
    before_the_term, term = TEXTS[language].split("| 1 | 00 (20)", 1)
    assert [each for each in named(before_the_term) if MINUTES.get(each[0], each[1]) != each[1]] == []
    sums: dict[str, int] = {}
    for number, minutes in named("| 1 | 00 (20)" + term):
        sums[number] = sums.get(number, 0) + minutes  # one in two sittings has half of them twice
    assert set(MINUTES) <= set(sums)
    assert {number: minutes for number, minutes in sums.items() if MINUTES.get(number, minutes) != minutes} == {}


@in_each_language
def test_the_day_has_no_gap_and_its_minutes_add_up(language: str) -> None:
    plan = rows(TEXTS[language], r"\d+:\d\d–\d+:\d\d")
    times = [[int(hour) * 60 + int(minute) for hour, minute in re.findall(r"(\d+):(\d\d)", row[0])] for row in plan]
    assert len(plan) > 15
    assert [end for _, end in times[:-1]] == [start for start, _ in times[1:]]
    assert [str(end - start) for start, end in times] == [row[2] for row in plan]
    for row in plan:
        assert sum(minutes for _, minutes in named(row[1])) in (0, int(row[2]))


@in_each_language
def test_the_term_has_fourteen_weeks_that_fit(language: str) -> None:
    weeks = rows(TEXTS[language], r"\d+")
    weeks = [row for row in weeks if len(row) == 3]
    assert [row[0] for row in weeks] == [str(number) for number in range(1, 15)]
    assert all(sum(minutes for _, minutes in named(row[1])) <= 90 for row in weeks)


@in_each_language
def test_every_exercise_and_misconception_that_is_named_exists(language: str) -> None:
    known = {exercise.id: set(exercise.misconceptions()) for exercise in registry.exercises()}
    assert {id for id in re.findall(EXERCISE, TEXTS[language]) if id[:2] in MINUTES} <= set(known)
    stumbles = [
        re.fullmatch(rf"({EXERCISE}) `(\w+)`", row[1]) for row in rows(TEXTS[language], r"|\d\d") if len(row) == 4
    ]
    found = [(match[1], match[2]) for match in stumbles if match]
    assert [each for each in found if each[1] not in known[each[0]]] == []
    for number in MINUTES:
        assert sum(id.startswith(number) for id, _ in found) == 3, number


@in_each_language
def test_the_checks_know_as_many_mistakes_as_the_page_says(language: str) -> None:
    count = sum(len(each.misconceptions()) for each in registry.exercises())
    said = re.search(r"more than (\d+) mistakes|(\d+) 種類を超える間違い", TEXTS[language])
    assert said is not None and 0 < count - int(said[1] or said[2]) < 100


@in_each_language
def test_links_lead_somewhere(language: str) -> None:
    text = TEXTS[language]
    anchors = {anchor(line) for line in text.splitlines() if line.startswith("#")}
    dead = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, place = target.partition("#")
        if target.startswith("https://"):
            continue
        other = (PAGES[language].parent / path).resolve()
        if path and not other.exists():
            dead.append(target)
        elif path and place:
            heads = other.read_text(encoding="utf-8").splitlines()
            dead += [target] * (place not in {anchor(line) for line in heads if line.startswith("#")})
        elif not path and place not in anchors:
            dead.append(target)
    assert dead == []


def anchor(heading: str) -> str:
    """What GitHub makes of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lstrip("#").strip().lower()).replace(" ", "-")


@in_each_language
def test_the_commands_and_their_options_exist(language: str) -> None:
    commands = re.findall(r"tools\.(\w+)((?: [^\s`|]+)*)", TEXTS[language])
    assert {"classroom", "collect", "standalone", "build", "matrix"} <= {tool for tool, _ in commands}
    for tool, arguments in commands:
        assert (ROOT / "tools" / f"{tool}.py").exists(), tool
        options = re.findall(r"--[a-z-]+", arguments)
        if options:
            said = io.StringIO()
            with contextlib.redirect_stdout(said), pytest.raises(SystemExit):
                importlib.import_module(f"tools.{tool}").main(["--help"])
            assert [each for each in options if each not in said.getvalue()] == [], tool


def test_both_languages_have_the_same_plans_tables_and_commands() -> None:
    english, others = TEXTS[FIRST], [TEXTS[each] for each in LANGUAGES if each != FIRST]

    def skeleton(text: str) -> list[object]:
        tables = [len(line.split("|")) for line in text.splitlines() if line.startswith("|")]
        sections = [len(line.split()[0]) for line in text.splitlines() if re.match(r"#+ ", line)]
        return [tables, sections, named(text), re.findall(r"^\d+\. |^- ", text, flags=re.MULTILINE)]

    assert [skeleton(text) for text in others] == [skeleton(english)] * len(others)
    names = r"AUTOGRAD_LIB_\w+|otter (?:check|generate|run|grade)|\d\d\.\d `\w+`|nbgitpuller [\d.]+"
    assert [set(re.findall(names, text)) for text in others] == [set(re.findall(names, english))] * len(others)


def test_the_readmes_point_at_the_page() -> None:
    assert "(docs/teaching.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "(docs/teaching.ja.md)" in (ROOT / "README.ja.md").read_text(encoding="utf-8")


def test_every_word_is_spelled_right_and_the_courses_own() -> None:
    assert prose.misspelled([PAGES[FIRST]]) == []
    for language, text in TEXTS.items():
        own = re.sub(r"「[^」]*」", "", text)  # what learners say
        assert list(prose.unwanted(language, own, TEXTS[FIRST])) == [], language
