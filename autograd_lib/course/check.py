"""The verbs of the exercises: `check`, `hint`, `reveal`; `start` says which lesson, and in which language.

`AUTOGRAD_LIB_REVEAL=closed` keeps the answers of `reveal` for a class's teacher; so does a `messages_class.toml` beside
the messages, which `tools.classroom` writes.
"""

from __future__ import annotations

import ast
import difflib
import linecache
import math
import os
import re
import types
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from . import messages, registry
from .compare import MANY, array, is_blank, kind, plain, same, shape, show
from .errors import explain_errors
from .guard import Outcome, is_library, run
from .port import speaks_pytorch, to_pytorch
from .progress import begin, next_hint, record
from .progress import reveal as note_reveal
from .registry import Choice, Code, Exercise, Number, Think, Values
from .results import Card, Result

__all__ = ["check", "grade", "hint", "judge", "reveal", "start"]

MISSING = object()


def start(lesson: str, lang: str = "en") -> None:
    """Begin a lesson: from now on checks, hints and tables speak this language ("en", "ja").

    Raises:
        ValueError: a language that there is not.
    """
    messages.set_language(lang)
    begin(lesson)
    explain_errors()


def check(id: str, answer: Any = MISSING) -> Result:
    """Say whether the answer to an exercise is right, and if not, what led it astray.

    Args:
        id: of the exercise, such as "02.3".
        answer: a function, a number, several values, a letter: what the exercise asks for; `...` is no answer yet.

    Returns:
        A `Result`: status ("right", "wrong", "not attempted"), misconception and text; the notebook shows it.
    """
    exercise = registry.find(id)
    if exercise is None:
        return unknown(id)
    if answer is MISSING:
        return Result("not attempted", "general.no_answer", messages.general("no_answer", id=exercise.id), exercise.id)
    try:
        result = judge(exercise, answer)
    except RecursionError:  # a list that holds itself, for example
        result = generally(exercise, "endless_answer")
    record(result)
    return result


def grade(id: str, answer: Callable[[], Any]) -> str:
    """Say like `check` whether an answer is right, for a grader: nothing is noted, and nothing that fails is raised.

    Args:
        id: of the exercise, such as "02.3".
        answer: a function of no arguments that gives it, so that a name that the notebook lacks is an answer too.

    Returns:
        "right", or the status and what `check` would say: "wrong: ...".

    Raises:
        ValueError: there is no such exercise.
    """
    exercise = registry.find(id)
    if exercise is None:
        raise ValueError(messages.general("unknown_id", id=registry.normal(id)))
    try:
        result = judge(exercise, answer())
    except RecursionError:
        result = generally(exercise, "endless_answer")
    except NameError as error:  # the cell was deleted, or stopped before it came to the name
        result = Result("not attempted", "", messages.general("name_error", name=error.name or ""), exercise.id)
    return result.status if result.status == "right" else f"{result.status}: {result.text}"


def hint(id: str) -> Card | Result:
    """The next hint of an exercise; each is plainer than the one before."""
    exercise = registry.find(id)
    if exercise is None:
        return unknown(id)
    ladder = messages.hints(exercise.id)
    title = f"{exercise.id} {messages.text(exercise.id, 'title')}".strip()
    if not ladder:
        return Card("?", messages.general("hints"), title, messages.general("no_hints"))
    rung = next_hint(exercise.id, len(ladder))
    left = len(ladder) - rung
    last = "hints_out_closed" if is_closed() else "hints_out"
    note = messages.general("hints_left", left=left) if left else messages.general(last, id=exercise.id)
    return Card("?", messages.general("hint", rung=rung, rungs=len(ladder)), title, ladder[rung - 1], note=note)


def reveal(id: str) -> Card | Result:
    """An answer to an exercise; the table of `progress()` marks it as shown."""
    exercise = registry.find(id)
    if exercise is None:
        return unknown(id)
    title = f"{exercise.id} {messages.text(exercise.id, 'title')}".strip()
    if is_closed():
        said = messages.text("class", "closed") or messages.general("answer_closed", id=exercise.id)
        return Card("→", messages.general("answer"), title, said)
    note_reveal(exercise.id)
    code = messages.text(exercise.id, "answer")
    idea = messages.text(exercise.id, "right") if code else messages.general("no_answer_text")
    return Card("→", messages.general("answer"), title, idea, code=code)


def is_closed() -> bool:
    """Whether the answers are kept for the teacher of a class: by the environment, which decides, or by a file."""
    setting = os.environ.get("AUTOGRAD_LIB_REVEAL", "").strip().lower()
    return (setting or messages.load().get("class", {}).get("reveal", "open")) != "open"


def unknown(id: Any) -> Result:
    """There is no such exercise; perhaps another one was meant."""
    key = registry.normal(id) if isinstance(id, (str, int, float)) else show(id)
    known = [each.id for each in registry.exercises()]
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.4)
    if near:
        text = messages.general("nearest_id", id=key, nearest=near[0])
    else:
        text = messages.general("unknown_id", id=key)
    return Result("not attempted", "general.unknown_id", text)


# The kinds of exercises -----------------------------------------------------------------------------------------------


def judge(exercise: Exercise, answer: Any) -> Result:
    """What a check says, without taking note of it."""
    if is_blank(answer):
        return blank(exercise)
    match exercise:
        case Code():
            return judge_code(exercise, answer)
        case Number():
            return judge_number(exercise, answer)
        case Values():
            return judge_values(exercise, answer)
        case Choice():
            return judge_choice(exercise, answer)
        case Think():
            return judge_think(exercise, answer)
    raise TypeError(f"no check for {type(exercise).__name__}")


def blank(exercise: Exercise, key: str = "replace_dots") -> Result:
    return Result("not attempted", "", messages.general(key), exercise.id)


def right(exercise: Exercise, printed: str = "") -> Result:
    return Result("right", "", messages.text(exercise.id, "right"), exercise.id, printed)


def mistaken(exercise: Exercise, misconception: str, got: Any = "", printed: str = "") -> Result:
    text = messages.text(exercise.id, "wrong", misconception, got=show(got))
    return Result("wrong", misconception, text, exercise.id, printed)


def generally(exercise: Exercise, key: str, printed: str = "", **values: Any) -> Result:
    """A mistake that every exercise knows."""
    return Result("wrong", f"general.{key}", messages.general(key, **values), exercise.id, printed)


def judge_code(exercise: Code, answer: Any) -> Result:
    if not callable(answer) and callable(exercise.reference):
        return generally(exercise, "not_function", name=exercise.name, got=show(answer))
    expected = reference_outcomes(exercise)
    got = observe(exercise, answer)
    printed = short(got[0].printed)
    fits = len(got) == len(expected) and all(alike(exercise, *pair) for pair in zip(got, expected))
    if fits:
        return right(exercise, printed)
    if any(is_untouched(each) for each in got) or has_dots(answer):
        return blank(exercise, "dots_left")
    for name, rule in exercise.recognize.items():
        if ask(rule, got):
            return mistaken(exercise, name, got[0].value, printed)
    for name, behaviors in wrong_outcomes(exercise).items():
        for behavior in behaviors:
            if len(got) == len(behavior) and all(alike(exercise, *pair) for pair in zip(got, behavior)):
                place = first_difference(exercise, got, expected)
                return mistaken(exercise, name, got[place].value, printed)
    return explain(exercise, got, expected, printed)


def reference_outcomes(exercise: Code) -> tuple[Outcome, ...]:
    return _outcomes(exercise)[0]


def wrong_outcomes(exercise: Code) -> Mapping[str, tuple[tuple[Outcome, ...], ...]]:
    return _outcomes(exercise)[1]


@cache
def _outcomes(exercise: Code) -> tuple[tuple[Outcome, ...], Mapping[str, tuple[tuple[Outcome, ...], ...]]]:
    """What the reference does on the probes, and each known mistake."""
    wrong = {name: tuple(observe(exercise, each) for each in known) for name, known in exercise.wrong.items()}
    return observe(exercise, exercise.reference), wrong


def observe(exercise: Code, answer: Any) -> tuple[Outcome, ...]:
    """What an answer does on the probes, up to one on which it does not stop.

    One that was written with PyTorch itself is given PyTorch's tensors.
    """
    outcomes: list[Outcome] = []
    foreign = speaks_pytorch(answer)
    for probe in exercise.probes:
        seconds = exercise.seconds
        given = tuple(map(to_pytorch, probe)) if foreign else probe
        outcome = run(answer, given, call=exercise.observe, names=parameter_names(exercise), seconds=seconds)
        outcomes.append(outcome)
        if outcome.kind in ("endless", "parameters", "memory"):
            break
    return tuple(outcomes)


def alike(exercise: Code, one: Outcome, other: Outcome) -> bool:
    """Whether two outcomes show the same behavior."""
    if one.kind != other.kind or (one.mutated != other.mutated and not exercise.in_place):
        return False
    if exercise.in_place and not same(one.arguments, other.arguments, exercise.tolerance):
        return False
    if one.kind in ("error", "parameters"):
        return gist(one.error) == gist(other.error)
    if one.kind == "value" and one.value is None and other.value is None:
        return bool(one.printed) == bool(other.printed)
    return one.kind != "value" or same(one.value, other.value, exercise.tolerance)


def gist(error: str) -> str:
    """An exception without the learner's own names in it."""
    return re.sub(r"[\w.<>]+\(\)", "()", error)


def first_difference(exercise: Code, got: tuple[Outcome, ...], expected: tuple[Outcome, ...]) -> int:
    pairs = zip(got, expected)
    return next((place for place, pair in enumerate(pairs) if not alike(exercise, *pair)), len(got) - 1)


def explain(exercise: Code, got: tuple[Outcome, ...], expected: tuple[Outcome, ...], printed: str) -> Result:
    """One failing input, with what is expected and what came."""
    place = first_difference(exercise, got, expected)
    outcome, target = got[place], expected[place]
    call = call_text(exercise, exercise.probes[place])
    printed = short(outcome.printed)

    def say(key: str, **values: Any) -> Result:
        return generally(exercise, key, printed, call=call, **values)

    match outcome.kind:
        case "parameters":
            return say("parameters", needs=len(exercise.probes[place]), has=outcome.error.split()[0])
        case "endless":
            return say("endless", seconds=f"{exercise.seconds:g}")
        case "recursion":
            return say("recursion")
        case "memory":
            return say("memory")
        case "error":
            if outcome.source:
                return say("error_line", error=outcome.error, line=outcome.line, source=outcome.source)
            return say("error", error=outcome.error)
    if target.kind == "error":
        return unrecognized(exercise, "failing_error", printed, call, target.error, show(outcome.value))
    if outcome.mutated and outcome.mutated != target.mutated and not exercise.in_place:
        return say("mutated", names=", ".join(outcome.mutated))
    value, wanted = outcome.value, target.value
    now, then = kind(value), kind(wanted)
    if now == "none" != then:
        return say("printed" if outcome.printed else "none")
    if now == "generator" != then:
        return say("generator")
    if now == "string" != then:
        return say("string", got=show(value))
    if now == "function" != then:
        return say("function_result", got=show(value))
    sizes = shape(value), shape(wanted)
    if None not in sizes and sizes[0] != sizes[1]:
        return say("shape", expected=sizes[1], got=sizes[0])
    if now != then or (now == "other" and type(value) is not type(wanted)):
        return say("type", expected=type(plain(wanted)).__name__, got=type(plain(value)).__name__)
    if exercise.in_place and wanted is None:
        value, wanted = outcome.arguments, target.arguments
    return unrecognized(exercise, "failing", printed, call, show(wanted), show(value))


def unrecognized(exercise: Exercise, key: str, printed: str, call: str, expected: str, got: str) -> Result:
    text = messages.general(key, call=call, expected=expected, got=got)
    return Result("wrong", "", text, exercise.id, printed)


def call_text(exercise: Code, probe: tuple[Any, ...]) -> str:
    values = [show(each, 50) for each in probe]
    return exercise.shown.format(*values) if exercise.shown else f"{exercise.name}({', '.join(values)})"


def parameter_names(exercise: Code) -> list[str]:
    """Of what the reference takes, for naming an argument that was changed."""
    code = getattr(exercise.observe or exercise.reference, "__code__", None)
    if code is None:
        return []
    return list(code.co_varnames[bool(exercise.observe) : code.co_argcount])


def judge_number(exercise: Number, answer: Any) -> Result:
    sort, numbers = kind(answer), array(answer)
    if sort == "values" and numbers is not None:
        return generally(exercise, "number_shape", got=shape(answer))
    if sort != "number" or numbers is None or numbers.dtype.kind == "c":
        key = sort if sort in ("none", "string", "function") else "type"
        return generally(exercise, f"number_{key}", got=show(answer) if key == "string" else type(answer).__name__)
    got = numbers.item()
    if same(numbers, exercise.answer, exercise.tolerance):
        return right(exercise)
    found = recognized(exercise, got, exercise.wrong, lambda wrong: same(numbers, wrong, exercise.tolerance))
    return found or Result("wrong", "", messages.general("number_wrong", got=show(got)), exercise.id)


def judge_values(exercise: Values, answer: Any) -> Result:
    sort, answer = kind(answer), plain(answer)
    if isinstance(answer, (set, frozenset)) and not exercise.ordered:
        answer, sort = list(answer), "values"
    if isinstance(answer, Mapping) and not isinstance(exercise.answer, Mapping):
        answer, sort = list(answer.values()), "values"
    if sort == "string" and letters_are_asked(exercise):
        answer, sort = re.findall(r"\w", answer), "values"
    if sort != "values" and not isinstance(exercise.answer, Mapping):
        key = sort if sort in ("none", "string", "function", "generator") else "type"
        return generally(exercise, f"values_{key}", got=show(answer) if key == "string" else type(answer).__name__)
    sizes = shape(answer), shape(exercise.answer)
    if sizes[0] is not None and math.prod(sizes[0]) > MANY:
        return generally(exercise, "values_shape", expected=sizes[1], got=sizes[0])
    if agree(exercise, answer, exercise.answer):
        return right(exercise)
    found = recognized(exercise, answer, exercise.wrong, lambda wrong: agree(exercise, answer, wrong))
    if found:
        return found
    if sizes[0] != sizes[1]:
        return generally(exercise, "values_shape", expected=sizes[1], got=sizes[0])
    return Result("wrong", "", first_wrong(exercise, answer), exercise.id)


def letters_are_asked(exercise: Values) -> bool:
    """Whether the answer is a list of letters; "DCBA" and "D, C, B, A" will do then."""
    asked = exercise.answer
    return isinstance(asked, (list, tuple)) and all(isinstance(each, str) and len(each) == 1 for each in asked)


def agree(exercise: Values, answer: Any, other: Any) -> bool:
    """Whether two sequences are the same, words in whatever case and width; in any order if that does not matter."""
    answer, other = (tidy(each) for each in (answer, other))
    if exercise.ordered or not isinstance(other, list):
        return same(answer, other, exercise.tolerance)
    if not isinstance(answer, list) or len(answer) != len(other):
        return False
    rest = list(answer)
    for each in other:
        place = next((n for n, mine in enumerate(rest) if same(mine, each, exercise.tolerance)), None)
        if place is None:
            return False
        del rest[place]
    return True


def first_wrong(exercise: Values, answer: Any) -> str:
    mine, target = tidy(answer), tidy(exercise.answer)
    if not exercise.ordered:
        stray = [each for each in mine if not any(same(each, other, exercise.tolerance) for other in target)]
        return messages.general("values_set", got=show((stray or mine)[0]))
    if isinstance(target, Mapping):
        target, mine = list(target.values()), list(mine.values()) if isinstance(mine, Mapping) else []
    pairs = enumerate(zip(mine, target), 1)
    place, value = next(((n, a) for n, (a, b) in pairs if not same(a, b, exercise.tolerance)), (1, answer))
    return messages.general("values_wrong", place=place, got=show(value))


def tidy(value: Any) -> Any:
    """Lists for arrays and tuples; words without blanks around them, in lower case and normal width."""
    value = plain(value)
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return [tidy(each) for each in value]
    if isinstance(value, Mapping):
        return {tidy(key): tidy(each) for key, each in value.items()}
    return unicodedata.normalize("NFKC", value).strip().lower() if isinstance(value, str) else value


def judge_choice(exercise: Choice, answer: Any) -> Result:
    options = {tidy(each): each for each in exercise.options}
    given = tidy(answer if isinstance(answer, str) else show(answer)).strip("\"'()[]. ")
    if given not in options:
        return generally(
            exercise, "option", options=", ".join(f"`{each}`" for each in exercise.options), got=show(answer)
        )
    letter = options[given]
    for name, rule in exercise.recognize.items():
        if ask(rule, letter):
            return mistaken(exercise, name, letter)
    return right(exercise) if letter == exercise.right else mistaken(exercise, exercise.distractors[letter], letter)


def judge_think(exercise: Think, answer: Any) -> Result:
    answer = plain(answer)
    if ask(exercise.accept, answer):
        return right(exercise)
    found = recognized(exercise, answer, exercise.wrong, lambda wrong: same(answer, wrong, 1e-6))
    return found or Result("wrong", "", messages.general("think_wrong", got=show(answer)), exercise.id)


def recognized(
    exercise: Exercise, answer: Any, wrong: Mapping[str, Any], equal: Callable[[Any], bool]
) -> Result | None:
    """The first misconception whose rule holds of the answer, or whose value it is."""
    for name, known in [*exercise.recognize.items(), *wrong.items()]:
        several = known if isinstance(known, (list, tuple)) and not isinstance(exercise, Values) else [known]
        for each in several:
            if ask(each, answer) if callable(each) else equal(each):
                return mistaken(exercise, name, answer)
    return None


def ask(rule: Callable[[Any], Any], answer: Any) -> bool:
    """Whether a rule holds of an answer; a rule that cannot deal with it does not hold."""
    outcome = run(rule, (answer,), call=lambda rule, answer: bool(rule(answer)))
    return outcome.kind == "value" and outcome.value is True


# Nothing there yet ----------------------------------------------------------------------------------------------------


def is_untouched(outcome: Outcome) -> bool:
    """Whether a call came upon `...`: gave it, or stumbled over it."""
    return is_blank(outcome.value) or (outcome.kind == "error" and "ellipsis" in outcome.error)


def has_dots(answer: Any) -> bool:
    """Whether a statement `...` is left in a function, in a class, or in a function of the learner's that it calls."""
    return any(has_dots_in(code) for code in codes(answer, set()))


def codes(answer: Any, seen: set[types.CodeType]) -> set[types.CodeType]:
    """The code of a function, of a class's methods, of an object's class, and of the functions named in it."""
    if isinstance(answer, types.MethodType):
        answer = answer.__func__
    if isinstance(answer, types.FunctionType):
        functions = [answer]
    else:
        scope = vars(answer if isinstance(answer, type) else type(answer))
        functions = [each for each in scope.values() if isinstance(each, types.FunctionType)]
    for function in functions:
        if function.__code__ not in seen and not is_library(function.__code__.co_filename):
            seen.add(function.__code__)
            for name in function.__code__.co_names:
                other = function.__globals__.get(name)
                if isinstance(other, (types.FunctionType, type)):
                    codes(other, seen)
    return seen


def has_dots_in(code: types.CodeType) -> bool:
    lines = linecache.getlines(code.co_filename)
    try:
        tree = ast.parse("".join(lines))
    except (SyntaxError, ValueError):
        return False
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name == code.co_name:
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            if first == code.co_firstlineno:
                inner = (each.value for each in ast.walk(node) if isinstance(each, ast.Expr))
                return any(isinstance(each, ast.Constant) and each.value is ... for each in inner)
    return False


def short(printed: str, most: int = 5) -> str:
    """The first lines of what was printed."""
    lines = printed.strip().splitlines()
    return "\n".join([*(line[:120] for line in lines[:most]), *(["…"] if len(lines) > most else [])])
