"""Every exercise is proved: its solution passes, its blank is no attempt, its typical mistakes are told apart.

The lessons seen are those with exercises/lesson_NN.py and solutions/src/NN_*.py; each of them needs all of this.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

import bank
import pytest
from mutations import mutants

from autograd_lib.course import messages
from autograd_lib.course.check import judge, reference_outcomes, wrong_outcomes
from autograd_lib.course.registry import Choice, Code, Exercise, Number, exercises, lessons

TEXTS = {"title", "task", "right", "wrong", "hints", "answer"}
EXERCISES = bank.exercises()
every = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.id)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("AUTOGRAD_LIB_PROGRESS", "")
    messages.set_language("en")
    yield
    messages.set_language("en")


def wrong_answers(exercise: Exercise) -> list[tuple[str, str]]:
    entries = bank.bank(exercise.lesson)["WRONG"].get(exercise.id, {})
    return [(name, code) for name, codes in entries.items() for code in codes]


# The course as a whole ------------------------------------------------------------------------------------------------


def test_a_lesson_with_exercises_has_their_notebook_and_their_bank(record_property: Any) -> None:
    record_property("lessons", ", ".join(bank.lessons()))
    print("lessons seen:", ", ".join(bank.lessons()) or "none")
    assert bank.lessons() == lessons()
    for lesson in bank.lessons():
        assert list(bank.tasks(lesson)) == [each.id for each in exercises(lesson)], lesson
        stray = {id for kind in bank.bank(lesson).values() for id in kind} - {each.id for each in exercises(lesson)}
        assert not stray, f"solutions/wrong/{lesson}.py speaks of {stray}"


def test_messages_belong_to_exercises_and_hold_nothing_else() -> None:
    known = {each.id: each for each in exercises()}
    for id, table in messages.load().items():
        if id != "general":
            assert id in known, f"messages for {id}, which is no exercise"
            assert set(table) <= TEXTS, id
            assert set(table.get("wrong", {})) <= set(known[id].misconceptions()), id


def test_every_general_message_speaks_every_language_with_the_same_blanks() -> None:
    for key, entry in messages.load()["general"].items():
        assert set(entry) == set(messages.languages()), key
        blanks = [sorted(set(re.findall(r"\{\w+\}", text))) for text in entry.values()]
        assert all(each == blanks[0] for each in blanks), key


# Each exercise --------------------------------------------------------------------------------------------------------


@every
def test_its_solution_is_right(exercise: Exercise) -> None:
    result = judge(exercise, bank.tasks(exercise.lesson)[exercise.id].answer())
    assert result.status == "right", result


@every
def test_its_blank_is_not_attempted(exercise: Exercise) -> None:
    task = bank.tasks(exercise.lesson)[exercise.id]
    result = judge(exercise, task.answer(task.blank))
    assert (result.status, result.misconception) == ("not attempted", ""), result


@every
def test_each_typical_wrong_answer_is_given_its_own_misconception(exercise: Exercise) -> None:
    answers = wrong_answers(exercise)
    for name, code in answers:
        result = judge(exercise, bank.answer_of(code))
        assert result.status == "wrong", f"{name}:\n{code}\n{result}"
        assert result.misconception == name, f"{code}\n{result}"
    missing = set(exercise.misconceptions()) - {name for name, _ in answers}
    assert not missing, f"no wrong answer in the bank shows {missing}"
    assert len(answers) >= 3


@every
def test_unusual_right_answers_pass(exercise: Exercise) -> None:
    answers = bank.bank(exercise.lesson)["UNUSUAL"].get(exercise.id, [])
    assert answers
    for code in answers:
        result = judge(exercise, bank.answer_of(code))
        assert result.status == "right", f"{code}\n{result}"


@every
def test_its_texts_are_there_in_every_language(exercise: Exercise) -> None:
    table = messages.load().get(exercise.id, {})
    ladders = {language: table.get("hints", {}).get(language, []) for language in messages.languages()}
    assert len({len(ladder) for ladder in ladders.values()}) == 1, ladders
    for language in messages.languages():
        messages.set_language(language)
        assert len(messages.hints(exercise.id)) >= 3
        assert all(hint.strip() for hint in messages.hints(exercise.id))
        for keys in [("title",), ("right",), ("answer",), *(("wrong", name) for name in exercise.misconceptions())]:
            spoken = table
            for key in keys:
                spoken = spoken.get(key, {})
            assert keys == ("answer",) or spoken.get(language, "").strip(), (language, keys)
            assert messages.text(exercise.id, *keys), (language, keys)


@every
def test_its_hints_do_not_give_the_answer_away(exercise: Exercise) -> None:
    table = messages.load().get(exercise.id, {})
    texts = [text for name in ("hints", "wrong") for text in strings(table.get(name, {}))]
    for text in texts:
        for answer in bank.tasks(exercise.lesson)[exercise.id].answers:
            line = squeezed(answer.removeprefix("return"))
            assert len(line) < 6 or line not in squeezed(text), text
        if isinstance(exercise, Number):
            assert not re.search(rf"(?<![\w.]){re.escape(f'{exercise.answer:g}')}(?![\w.]*\d)", text), text
        if isinstance(exercise, Choice):
            assert not re.search(rf"[\"'`(「（]{exercise.right}[\"'`)」）]", text), text


def strings(entry: Any) -> list[str]:
    if isinstance(entry, str):
        return [entry]
    return [text for each in (entry.values() if isinstance(entry, dict) else entry) for text in strings(each)]


def squeezed(text: str) -> str:
    return re.sub(r"[\s`]", "", text)


@every
def test_the_answer_that_reveal_shows_is_right(exercise: Exercise) -> None:
    task = bank.tasks(exercise.lesson)[exercise.id]
    given, last = task.blank.rstrip().rsplit("\n", 1)
    shown = messages.text(exercise.id, "answer")
    asked = set(re.findall(r"\w+", last.split(",", 1)[1]))
    assert asked & set(re.findall(r"^(?:def |class )?(\w+)", shown, re.MULTILINE)), "it makes nothing that is asked for"
    result = judge(exercise, task.answer(f"{given}\n{shown}\n{last}"))
    assert result.status == "right", f"{shown}\n{result}"


@every
def test_a_perturbed_solution_does_not_pass(exercise: Exercise) -> None:
    task = bank.tasks(exercise.lesson)[exercise.id]
    excused = dict(bank.bank(exercise.lesson)["EQUIVALENT"].get(exercise.id, {}))
    quick = dataclasses.replace(exercise, seconds=0.5) if isinstance(exercise, Code) else exercise
    first = shorter(quick)
    survived, made = [], 0
    for reading, code in mutants(task.code, task.answer_lines):
        made += 1
        answer = task.answer(code)
        passes = not isinstance(answer, bank.Failed)
        if passes and all(judge(each, answer).status == "right" for each in (first, quick)):
            if reading in excused:
                excused.pop(reading)
            elif reading not in bank.bank(exercise.lesson)["EQUIVALENT"].get(exercise.id, {}):
                survived.append(reading)
    assert made
    assert not survived, "these pass, though they are not the solution"
    assert not excused, "these do not pass (any more) and need no excuse"


def shorter(exercise: Exercise) -> Exercise:
    """With the half of its probes that is shorter to write. Most of what is wrong shows on them, and large ones take long."""
    if not isinstance(exercise, Code):
        return exercise
    probes = sorted(exercise.probes, key=lambda probe: len(repr(probe)))
    return dataclasses.replace(exercise, probes=probes[: (len(probes) + 1) // 2])


CODE = [exercise for exercise in EXERCISES if isinstance(exercise, Code)]


@pytest.mark.parametrize("exercise", CODE, ids=lambda exercise: exercise.id)
def test_its_probes_tell_all_mistakes_apart(exercise: Code) -> None:
    assert all(outcome.kind in ("value", "error") for outcome in reference_outcomes(exercise))
    for name, known in wrong_outcomes(exercise).items():
        for number, implementation in enumerate(exercise.wrong[name]):
            assert all(outcome.kind != "endless" for outcome in known[number]), name
            result = judge(exercise, implementation)
            assert (result.status, result.misconception) == ("wrong", name), f"{name}, number {number}: {result}"
