"""A check knows right from wrong from nothing yet, in whatever form the answer comes, and never fails itself."""

from __future__ import annotations

import decimal
import fractions
import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbclient
import numpy as np
import pytest
from nbformat import v4

import autograd_lib as torch
from autograd_lib.course import Result, check, grade, hill, hint, messages, progress, registry, reveal, start
from autograd_lib.course.check import judge
from autograd_lib.course.compare import same, show
from autograd_lib.course.registry import Values, choice, code, named, number, think, values

TEXTS: dict[str, Any] = {
    "90.1": {
        "title": {"en": "Central difference", "ja": "中心差分"},
        "right": {"en": "Both sides count.", "ja": "両側を使えました。"},
        "wrong": {
            "forward": {"en": "Only forward: `{got}`.", "ja": "前だけです：`{got}`。"},
            "half": {"en": "Twice too much.", "ja": "2 倍です。"},
            "spoils": {"en": "Spoiled.", "ja": "壊れました。"},
        },
        "hints": {"en": ["one", "two", "three"], "ja": ["一", "二", "三"]},
        "answer": "def central(f, x, h):\n    return (f(x + h) - f(x - h)) / (2 * h)",
    }
}


def central(f: Callable[[float], float], x: float, h: float) -> float:
    return (f(x + h) - f(x - h)) / (2 * h)


def forward(f: Callable[[float], float], x: float, h: float) -> float:
    return (f(x + h) - f(x)) / h


@pytest.fixture(autouse=True)
def exercises(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Some exercises of lesson 90, which the course does not have."""
    monkeypatch.setenv("AUTOGRAD_LIB_PROGRESS", str(tmp_path / "progress.json"))
    registry.exercises()  # the course's own are there once for all: not loaded, and lost again, in one of these tests
    monkeypatch.setattr(registry, "EXERCISES", {})
    tables = {**messages.load(), **TEXTS}
    monkeypatch.setattr(messages, "load", lambda: tables)
    square = named("x**2", lambda x: x**2)
    probes = [(square, 1.0, 0.5), (math.exp, 0.5, 0.25)]
    half = [lambda f, x, h: (f(x + h) - f(x - h)) / h]
    code(
        "90.1", name="central", reference=central, probes=probes, wrong={"forward": forward, "half": half}, seconds=0.3
    )
    number("90.2", answer=8, wrong={"chain": 4, "several": [5, 6], "small": lambda x: x < 0})
    values("90.3", answer=[1, 0, -1], wrong={"mirrored": [-1, 0, 1], "sum": lambda v: sum(v) == 6})
    values("90.4", answer=["ab", "c"], ordered=False)
    choice("90.5", right="c", options="abc", wrong={"a": "first", "b": "second"})
    think("90.6", accept=lambda h: 1e-7 <= h <= 1e-3, wrong={"tiny": lambda h: h < 1e-7})
    code("90.7", name="scale", reference=lambda xs: [2 * x for x in xs], probes=[[1, 2], [3.0]])
    code(
        "90.8",
        name="compose",
        shown="compose({}, {})({})",
        reference=lambda f, g: lambda x: f(g(x)),
        observe=lambda compose, f, g, x: compose(f, g)(x),
        probes=[(square, math.exp, 1.0), (math.exp, square, 2.0)],
        wrong={"swapped": lambda f, g: lambda x: g(f(x))},
    )
    code("90.9", name="grow", reference=grow, probes=[[1, 2], []], in_place=True, wrong={"copies": lambda xs: None})
    yield
    messages.set_language("en")


def grow(xs: list[int]) -> None:
    xs.append(0)


def said(id: str, answer: Any) -> tuple[str, str]:
    result = check(id, answer)
    return result.status, result.misconception


# Three outcomes -------------------------------------------------------------------------------------------------------


def blank_return(f: Any, x: float, h: float) -> Any:
    return ...


def blank_body(f: Any, x: float, h: float) -> Any: ...


def blank_middle(f: Any, x: float, h: float) -> float:
    slope = 0.0
    ...  # noqa: PIE790
    return slope


def blank_used(f: Any, x: float, h: float) -> float:
    rise: Any = ...
    return rise / h


def calls_a_blank(f: Any, x: float, h: float) -> float:
    return blank_middle(f, x, h)


class BlankMethod:
    def __call__(self, f: Any, x: float, h: float) -> Any: ...


@pytest.mark.parametrize(
    "answer",
    [..., blank_return, blank_body, blank_middle, blank_used, calls_a_blank, BlankMethod(), lambda f, x, h: ...],
)
def test_dots_are_no_attempt(answer: Any) -> None:
    assert said("90.1", answer) == ("not attempted", "")


@pytest.mark.parametrize("id", ["90.2", "90.3", "90.5", "90.6"])
@pytest.mark.parametrize("answer", [..., [1, ...], (..., ...), {"a": ...}])
def test_dots_within_an_answer_are_no_attempt(id: str, answer: Any) -> None:
    assert said(id, answer) == ("not attempted", "")


def dots_below_the_answer(f: Any, x: float, h: float) -> float:
    ...  # noqa: PIE790
    return central(f, x, h)


def test_dots_that_stayed_beside_a_right_answer_do_no_harm() -> None:
    assert said("90.1", dots_below_the_answer) == ("right", "")


def test_a_right_answer_is_praised_with_the_idea() -> None:
    assert check("90.1", central).text == "Both sides count."


def test_a_mistake_is_told_by_its_behavior_whatever_its_code() -> None:
    def other_words(function: Any, place: float, step: float) -> float:
        there, here = function(place + step), function(place)
        return -(here - there) / step

    result = check("90.1", other_words)
    assert result.misconception == "forward" and result.text == "Only forward: `2.5`."
    assert said("90.8", lambda f, g: lambda x: g(f(x))) == ("wrong", "swapped")


def test_what_only_resembles_a_mistake_on_some_probes_is_not_taken_for_it() -> None:
    result = check("90.1", lambda f, x, h: forward(f, x, h) if x == 1.0 else 7)
    assert (result.status, result.misconception) == ("wrong", "")


def test_an_unknown_mistake_is_shown_one_failing_input() -> None:
    result = check("90.1", lambda f, x, h: 2.0)
    assert result.text == "`central(exp, 0.5, 0.25)` should give `1.66595`; yours gives `2`."
    assert (
        "`compose(x**2, exp)(1)` should give `7.38906`; yours gives `0`."
        in check("90.8", lambda f, g: lambda x: 0).text
    )


# Forms of a right answer ----------------------------------------------------------------------------------------------


class Central:
    def __call__(self, f: Any, x: float, h: float, order: int = 2) -> float:
        return central(f, x, h)


@pytest.mark.parametrize(
    "answer",
    [
        lambda f, x, h: (f(x + h) - f(x - h)) / 2 / h,
        Central(),
        Central().__call__,
        lambda *given: central(*given),
        lambda f, x, h: np.float32(central(f, x, h)),
        lambda f, x, h: np.array(central(f, x, h)),
        lambda f, x, h: torch.tensor(central(f, x, h), requires_grad=True),
        lambda f, x, h: fractions.Fraction(central(f, x, h)),
    ],
)
def test_a_right_function_of_another_form_passes(answer: Any) -> None:
    assert said("90.1", answer) == ("right", "")


@pytest.mark.parametrize(
    "answer",
    [
        8,
        8.0,
        np.int64(8),
        np.float32(8),
        np.array(8),
        torch.tensor(8.0),
        8 + 1e-9,
        fractions.Fraction(8),
        decimal.Decimal(8),
    ],
)
def test_a_right_number_of_another_form_passes(answer: Any) -> None:
    assert said("90.2", answer) == ("right", "")


@pytest.mark.parametrize(
    "answer",
    [
        [1, 0, -1],
        (1, 0, -1),
        np.array([1.0, 0, -1]),
        torch.tensor([1, 0, -1]),
        range(1, -2, -1),
        {"a": 1, "b": 0, "c": -1},
    ]
    + [[torch.tensor(1.0, requires_grad=True), 0, np.int8(-1)], [True, False, -1]],
)
def test_right_values_of_another_form_pass(answer: Any) -> None:
    assert said("90.3", answer) == ("right", "")


@pytest.mark.parametrize("answer", [["c", " AB "], ("ab", "c"), {"c", "ab"}, np.array(["c", "ab"])])
def test_values_without_an_order_pass_in_any(answer: Any) -> None:
    assert said("90.4", answer) == ("right", "")


@pytest.mark.parametrize("answer", ["DCB", "d, c, b", "['D', 'C', 'B']", "ＤＣＢ", ["D", "c", "b"]])
def test_letters_may_be_written_in_one_string(answer: Any) -> None:
    asked = Values("90.9", ["D", "C", "B"], {"forward": ["B", "C", "D"]}, 0.0, True)
    assert judge(asked, answer).status == "right"
    assert judge(asked, "BCD").misconception == "forward"
    assert said("90.4", "ab, c") == ("wrong", "general.values_string")  # these are words


@pytest.mark.parametrize("answer", ["c", "C", " c ", "ｃ", "(c)", ["c"], '"c"'])
def test_a_letter_may_be_written_in_several_ways(answer: Any) -> None:
    assert said("90.5", answer) == ("right", "")


@pytest.mark.parametrize(
    "answer", [lambda xs: [x + x for x in xs], lambda xs: np.array(xs) * 2, lambda xs: tuple(x * 2 for x in xs)]
)
def test_a_list_may_be_a_tuple_or_an_array(answer: Any) -> None:
    assert said("90.7", answer) == ("right", "")


# Each kind's mistakes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "answer", "misconception"),
    [
        ("90.2", 4, "chain"),
        ("90.2", 4.0000001, "chain"),
        ("90.2", 6, "several"),
        ("90.2", -3, "small"),
        ("90.2", 7, ""),
        ("90.2", math.nan, ""),
        ("90.2", math.inf, ""),
        ("90.2", None, "general.number_none"),
        ("90.2", "8", "general.number_string"),
        ("90.2", math.exp, "general.number_function"),
        ("90.2", [8], "general.number_shape"),
        ("90.2", np.ones((2, 3)), "general.number_shape"),
        ("90.2", 8j, "general.number_type"),
        ("90.2", {"a": 8}, "general.number_type"),
        ("90.2", (x for x in [8]), "general.number_type"),
        ("90.3", (-1, 0, 1), "mirrored"),
        ("90.3", [2, 2, 2], "sum"),
        ("90.3", [1, 0, 0], ""),
        ("90.3", [1, 0], "general.values_shape"),
        ("90.3", np.ones((1000, 1000)), "general.values_shape"),
        ("90.3", [[1], [0], [-1]], "general.values_shape"),
        ("90.3", 1, "general.values_type"),
        ("90.3", None, "general.values_none"),
        ("90.3", "1, 0, -1", "general.values_string"),
        ("90.3", print, "general.values_function"),
        ("90.3", (x for x in (1, 0, -1)), "general.values_generator"),
        ("90.3", map(int, "10"), "general.values_generator"),
        ("90.4", ["ab", "x"], ""),
        ("90.5", "a", "first"),
        ("90.5", "B", "second"),
        ("90.5", "d", "general.option"),
        ("90.5", "", "general.option"),
        ("90.5", 3, "general.option"),
        ("90.5", None, "general.option"),
        ("90.5", len, "general.option"),
        ("90.6", 1e-9, "tiny"),
        ("90.6", "small", ""),
        ("90.6", None, ""),
    ],
)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_each_wrong_answer_is_told(id: str, answer: Any, misconception: str, language: str) -> None:
    start("90", language)
    result = check(id, answer)
    assert (result.status, result.misconception) == ("wrong", misconception)
    assert result.text or misconception in ("chain", "several", "small", "mirrored", "sum", "first", "second", "tiny")
    assert "{" not in result.text.replace("{'a'", "")


def raises(f: Any, x: float, h: float) -> float:
    return f(x) / 0


def loops(f: Any, x: float, h: float) -> float:
    while True:
        x += h


def recurses(f: Any, x: float, h: float) -> float:
    return recurses(f, x, h)


@pytest.mark.parametrize(
    ("answer", "misconception", "part"),
    [
        (lambda f, x, h: None, "none", "return"),
        (lambda f, x, h: print(central(f, x, h)), "printed", "print"),
        (lambda f, x, h: (y for y in [1]), "generator", "list("),
        (lambda f, x, h: str(central(f, x, h)), "string", "'2.0'"),
        (lambda f, x, h: [central(f, x, h)], "shape", "(1,)"),
        (lambda f, x, h: np.ones((2, 3)), "shape", "(2, 3)"),
        (lambda f, x, h: f, "function_result", "x**2(...)"),
        (lambda f, x, h: {1: 2}, "type", "dict"),
        (lambda f, x: 0, "parameters", "central(x**2, 1, 0.5)"),
        (lambda f, x, h, extra: 0, "parameters", "4"),
        (lambda: 0, "parameters", "0"),
        (raises, "error_line", "return f(x) / 0"),
        (recurses, "recursion", "central("),
        (loops, "endless", "central("),
        (lambda f, x, h: np.ones(10**12), "memory", "central("),
        (lambda f, x, h: exit(), "error_line", "SystemExit"),
        (2.0, "not_function", "central"),
        (None, "not_function", "None"),
        ("central", "not_function", "'central'"),
    ],
)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_bad_input_gets_one_clear_sentence(answer: Any, misconception: str, part: str, language: str) -> None:
    start("90", language)
    result = check("90.1", answer)
    assert (result.status, result.misconception) == ("wrong", f"general.{misconception}")
    assert part in result.text and "{" not in result.text.replace("{1: 2}", "")
    assert len(result.text.splitlines()) == 1
    assert any(ord(letter) > 0x3000 for letter in result.text) is (language == "ja")


def test_the_line_of_an_exception_is_the_learners() -> None:
    text = check("90.1", raises).text
    assert (
        "ZeroDivisionError" in text and "`return f(x) / 0`" in text and "guard" not in text and "check.py" not in text
    )


def test_a_changed_argument_is_a_mistake_unless_it_is_the_task() -> None:
    def spoil(xs: list[float]) -> list[float]:
        for place in range(len(xs)):
            xs[place] *= 2
        return xs

    result = check("90.7", spoil)
    assert result.misconception == "general.mutated" and "`xs`" in result.text
    assert said("90.9", lambda xs: xs.append(0)) == ("right", "")
    assert said("90.9", lambda xs: None) == ("wrong", "copies")
    assert said("90.9", lambda xs: [*xs, 0])[0] == "wrong"
    assert "[1, 2]" in check("90.9", lambda xs: xs.append(1)).text


def test_what_the_answer_prints_is_shown_with_the_result_and_nowhere_else(capsys: Any) -> None:
    def loud(f: Any, x: float, h: float) -> float:
        print("x is", x)
        return central(f, x, h)

    result = check("90.1", loud)
    assert result.status == "right" and result.printed == "x is 1.0" and "x is 1.0" in repr(result)
    assert capsys.readouterr().out == ""


def test_an_answer_that_cannot_be_compared_is_wrong_and_no_more() -> None:
    class Spiteful:
        __hash__ = None  # type: ignore[assignment]

        def __eq__(self, other: object) -> bool:
            raise ValueError

        def __repr__(self) -> str:
            raise ValueError

        def __len__(self) -> int:
            raise ValueError

    ring: list[Any] = []
    ring.append(ring)
    for answer in (Spiteful(), ring, lambda f, x, h: Spiteful(), lambda f, x, h: ring, object, NotImplemented, b"8"):
        for id in ("90.1", "90.2", "90.3", "90.4", "90.5", "90.6", "90.7"):
            assert check(id, answer).status == "wrong", (id, answer)


# Ids ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "near"), [("90.10", "90.1"), ("09.1", "90.1"), ("90,2", "90.2"), (9.2, None), ("x", None)]
)
@pytest.mark.parametrize("verb", [lambda id: check(id, 1), hint, reveal])
def test_an_id_that_is_not_there_is_answered_with_the_nearest(id: Any, near: str | None, verb: Any) -> None:
    result = verb(id)
    assert isinstance(result, Result)
    assert (result.status, result.misconception) == ("not attempted", "general.unknown_id")
    assert near is None or near in result.text


def test_a_check_without_an_answer_or_id_says_what_is_missing() -> None:
    assert check("90.1").misconception == "general.no_answer"
    assert check(central, "90.1").status == "not attempted"  # type: ignore[arg-type]
    assert registry.normal(2.3) == "02.3"


def test_a_language_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="'fr'.*en, ja"):
        start("90", "fr")


# Hints ----------------------------------------------------------------------------------------------------------------


def test_hints_are_a_ladder_that_says_how_much_is_left() -> None:
    shown = [repr(hint("90.1")) for _ in range(4)]
    assert [text.splitlines()[1] for text in shown] == ["one", "two", "three", "three"]
    assert "Hint 1 of 3" in shown[0] and "left: 2" in shown[0] and "left: 1" in shown[1]
    assert 'reveal("90.1")' in shown[2] and 'reveal("90.1")' in shown[3]
    start("90", "ja")
    assert "三" in repr(hint("90.1"))
    assert "ありません" in repr(hint("90.2"))


def test_reveal_shows_the_answer_and_its_idea() -> None:
    shown = reveal("90.1")
    assert "return (f(x + h) - f(x - h)) / (2 * h)" in repr(shown) and "Both sides count." in repr(shown)
    assert "no answer" in repr(reveal("90.2"))


@pytest.mark.parametrize("language, words", [("en", "your teacher will go through them"), ("ja", "先生と一緒に")])
def test_a_class_can_keep_the_answers_for_later(language: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTOGRAD_LIB_REVEAL", "closed")
    start("90", language)
    shown = repr(reveal("90.1"))
    assert words in shown and 'hint("90.1")' in shown and "return (f(" not in shown
    assert "reveal" not in [repr(hint("90.1")) for _ in range(3)][-1]
    assert not any(row["revealed"] for row in progress().rows)


def test_the_file_of_a_class_keeps_them_too_in_the_teachers_own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    own = {"reveal": "closed", "closed": {"en": "On Friday we look at them together."}}
    monkeypatch.setitem(messages.load(), "class", own)
    assert "On Friday we look" in repr(reveal("90.1"))
    monkeypatch.setenv("AUTOGRAD_LIB_REVEAL", "open")  # the environment decides
    assert "return (f(" in repr(reveal("90.1"))


def test_a_grader_gets_one_word_or_the_whole_message_and_leaves_no_trace() -> None:
    assert grade("90.1", lambda: central) == "right"
    assert grade("90.1", lambda: forward).startswith("wrong: Only forward: `")
    assert grade("90.2", lambda: ...).startswith("not attempted: Replace")
    assert grade("90.2", lambda: nowhere).startswith("not attempted: Python does not know `nowhere`")  # noqa: F821
    with pytest.raises(ValueError, match=r"no exercise `90.99`"):
        grade("90.99", lambda: 1)
    assert not any(row["attempts"] for row in progress(lesson="90").rows)


# How it looks ---------------------------------------------------------------------------------------------------------


def test_each_outcome_has_its_own_symbol_and_word() -> None:
    shown = {status: check("90.2", answer) for status, answer in [("right", 8), ("wrong", 1), ("not attempted", ...)]}
    for language, words in [("en", ["Right", "Not yet", "Not attempted"]), ("ja", ["正解", "まだです", "未回答"])]:
        messages.set_language(language)
        for result, word, symbol in zip(shown.values(), words, "✓✗○"):
            bundle = result._repr_mimebundle_()
            assert f"{symbol} {word}" in bundle["text/plain"] and f"{symbol} {word}" in bundle["text/html"]


def test_html_takes_the_pages_colors_and_nothing_of_a_learners_is_markup() -> None:
    result = check("90.2", "<script>alert(1)</script>")
    html = result._repr_mimebundle_()["text/html"]
    assert "<script>" not in html and "&lt;script&gt;" in html and "<style" not in html and "class=" not in html


@pytest.mark.parametrize("color", ["#0072B2", "#B34700", "#6B6B6B", "#7A4B94"])
def test_white_words_are_readable_on_each_badge(color: str) -> None:
    from autograd_lib.course.results import COLORS

    assert color in COLORS.values()
    channels = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (luminance + 0.05) >= 4.5


# Comparing ------------------------------------------------------------------------------------------------------------


def test_same_looks_at_shape_and_number_not_at_form() -> None:
    assert same([1, 2], np.array([1.0, 2.0]), 0.0) and same((1,), torch.tensor([1]), 0.0)
    assert same({"a": [1]}, {"a": np.array([1])}, 0.0) and same([math.nan], [math.nan], 0.0)
    assert not same([1], 1, 0.0) and not same([[1, 2]], [1, 2], 0.0) and not same("1", 1, 0.0)
    assert same([np.ones(2), "a"], [[1, 1], "a"], 0.0) and not same([1, [2]], [1, 2], 0.0)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (np.float64(2), "2"),
        (torch.tensor(2.5), "2.5"),
        ([1.0, "a", (2,)], "[1, 'a', (2,)]"),
        (np.arange(3), "[0, 1, 2]"),
        (hill.Readings(1, 2, -1, -2), "Readings(north=1, east=2, south=-1, west=-2)"),
        (len, "len"),
        (lambda: 0, "lambda"),
        (object(), "<object object>"),
    ],
)
def test_values_are_shown_as_a_learner_writes_them(value: Any, text: str) -> None:
    assert show(value) == text
    assert len(show(list(range(1000)))) <= 60


def test_exercises_stand_in_the_order_of_their_numbers_and_letters() -> None:
    for id in ("91.10", "91.2b", "91.2", "91.9"):
        number(id, answer=1)
    ids = sorted((id for id in registry.EXERCISES if id.startswith("91")), key=registry.place)
    assert ids == ["91.2", "91.2b", "91.9", "91.10"]
    assert registry.normal("1.5b") == "01.5b"


# In a notebook --------------------------------------------------------------------------------------------------------


def test_a_notebook_explains_in_its_language_what_stops_a_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = [
        'from autograd_lib.course import check, start\nstart("00", "ja")',
        'favorite = 1\ncheck("00.1", favorit)',
        'check("00.1", (1, 2)',
        'def f(x):\n    y = x\n  return y\ncheck("00.1", f)',
        'exec("1 +")',
        'check("00.1", 20)',
    ]
    notebook = v4.new_notebook(cells=[v4.new_code_cell(cell) for cell in cells])
    monkeypatch.setenv("AUTOGRAD_LIB_PROGRESS", "")
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3", allow_errors=True).execute()
    said = [json.dumps(cell.outputs, ensure_ascii=False) for cell in notebook.cells]
    assert said[0] == "[]"
    assert "NameError" in said[1] and "favorit を知りません。favorite のことですか" in said[1]
    assert "1 行目が Python の文法" in said[2]
    assert "IndentationError" in said[3] and "3 行目の字下げ" in said[3]
    assert "SyntaxError" in said[4] and "行目" not in said[4]
    assert "✓ 正解" in said[5] and "text/html" in said[5]
    assert not any("errors.py" in each or "check.py" in each for each in said)


def test_a_tensor_among_the_arguments_can_have_a_name() -> None:
    t = torch.arange(16).view(4, 4)
    assert show(t).startswith("[[ 0, 1")
    assert show(named("t", t)) == "t" and show(t.clone()).startswith("[[ 0, 1")
