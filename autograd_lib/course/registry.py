"""The exercises: what each asks for, what is right, and which mistakes it knows.

A lesson's exercises stand in `exercises/lesson_NN.py`, one call each:

    code("01.1", name="f", reference=f, probes=[(3,), (0.5,)], wrong={"missing_plus2": lambda x: 2 * x**2})
    number("05.1", answer=8, wrong={"forgot_chain": 4, "local_only": 2})
    values("02.2", answer=[1, 0, -1], wrong={"mirrored": [-1, 0, 1]})
    choice("01.4", right="c", options="abcd", wrong={"a": "circles", "b": "saddle", "d": "axes_swapped"})
    think("02.6", accept=lambda h: 1e-7 <= h <= 1e-3, wrong={"smaller_is_always_better": lambda h: h < 1e-7})

What is said about each (title, hints, praise, a text for each misconception) stands in `messages.toml`.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

__all__ = [
    "Choice",
    "Code",
    "Exercise",
    "Number",
    "Think",
    "Values",
    "choice",
    "code",
    "named",
    "number",
    "think",
    "values",
]

Kind = TypeVar("Kind", bound="Exercise")
EXERCISES: dict[str, Exercise] = {}
PACKAGE = f"{__package__}.exercises"


@dataclass(frozen=True, eq=False)
class Exercise:
    """What all exercises have: an id such as "02.3", and recognizers of mistakes that behavior alone does not show."""

    id: str
    recognize: Mapping[str, Callable[[Any], bool]] = field(default_factory=dict, kw_only=True)

    @property
    def lesson(self) -> str:
        return self.id.split(".")[0]

    def misconceptions(self) -> list[str]:
        """The names of all mistakes that the exercise knows; each has its text in messages.toml."""
        return [*getattr(self, "wrong", {}), *self.recognize]


@dataclass(frozen=True, eq=False)
class Code(Exercise):
    """A function (or class) is to be written; it is run on the probes beside the reference and the known mistakes."""

    name: str
    reference: Callable[..., Any]
    probes: Sequence[tuple[Any, ...]]
    wrong: Mapping[str, tuple[Callable[..., Any], ...]]
    tolerance: float
    observe: Callable[..., Any] | None
    in_place: bool
    seconds: float
    shown: str


@dataclass(frozen=True, eq=False)
class Number(Exercise):
    """One number is to be predicted."""

    answer: float
    wrong: Mapping[str, Any]
    tolerance: float


@dataclass(frozen=True, eq=False)
class Values(Exercise):
    """Several numbers (or words) are to be given: a list, a tuple, an array, a Tensor."""

    answer: Any
    wrong: Mapping[str, Any]
    tolerance: float
    ordered: bool


@dataclass(frozen=True, eq=False)
class Choice(Exercise):
    """One of several options, named by a letter."""

    right: str
    options: tuple[str, ...]
    distractors: Mapping[str, str]

    def misconceptions(self) -> list[str]:
        return [*dict.fromkeys(self.distractors.values()), *self.recognize]


@dataclass(frozen=True, eq=False)
class Think(Exercise):
    """Anything that a rule accepts."""

    accept: Callable[[Any], bool]
    wrong: Mapping[str, Callable[[Any], bool]]


def code(
    id: str,
    *,
    name: str,
    reference: Callable[..., Any],
    probes: Iterable[Any],
    wrong: Mapping[str, Callable[..., Any] | Sequence[Callable[..., Any]]] | None = None,
    tolerance: float = 1e-6,
    recognize: Mapping[str, Callable[[Any], bool]] | None = None,
    observe: Callable[..., Any] | None = None,
    in_place: bool = False,
    seconds: float = 3.0,
    shown: str = "",
) -> Code:
    """A function to write.

    Args:
        id: such as "02.3".
        name: what the function is called in the notebook.
        reference: a right one.
        probes: the arguments of each call: a tuple; anything else is a single argument.
        wrong: misconception -> an implementation that has it, or several.  An answer that is not right and behaves like
            one of them on all probes (result, exception, changed arguments, printed instead of returned) has it.
        tolerance: of numbers, relative and absolute.
        recognize: misconception -> function of the list of the answer's `guard.Outcome`, one for each probe; asked
            before `wrong`.
        observe: what to do with the answer instead of calling it: a function of (answer, *probe), such as
            `lambda compose, f, g, x: compose(f, g)(x)`.
        in_place: the arguments are meant to be changed; how they look afterwards is compared too.
        seconds: of computing that each call may take.
        shown: how a call is written in messages, where it is not name(*probe): "compose({}, {})({})".
    """
    implementations = {key: each if isinstance(each, (list, tuple)) else (each,) for key, each in (wrong or {}).items()}
    calls = [probe if isinstance(probe, tuple) else (probe,) for probe in probes]
    if not calls:
        raise ValueError(f"exercise {id} needs at least one probe")
    known = {key: tuple(each) for key, each in implementations.items()}
    return _register(
        Code(id, name, reference, calls, known, tolerance, observe, in_place, seconds, shown, recognize=recognize or {})
    )


def number(
    id: str,
    *,
    answer: float,
    wrong: Mapping[str, Any] | None = None,
    tolerance: float = 1e-6,
    recognize: Mapping[str, Callable[[Any], bool]] | None = None,
) -> Number:
    """A number to predict; `wrong`: misconception -> the number it leads to, several in a list, or a rule."""
    return _register(Number(id, float(answer), wrong or {}, tolerance, recognize=recognize or {}))


def values(
    id: str,
    *,
    answer: Any,
    wrong: Mapping[str, Any] | None = None,
    tolerance: float = 1e-6,
    ordered: bool = True,
    recognize: Mapping[str, Callable[[Any], bool]] | None = None,
) -> Values:
    """Several numbers or words; `wrong`: misconception -> such values, or a rule (a function of the answer)."""
    return _register(Values(id, answer, wrong or {}, tolerance, ordered, recognize=recognize or {}))


def choice(
    id: str,
    *,
    right: str,
    options: Iterable[str],
    wrong: Mapping[str, str],
    recognize: Mapping[str, Callable[[Any], bool]] | None = None,
) -> Choice:
    """One of several options; `wrong`: option -> misconception, for each option but the right one."""
    letters = tuple(options)
    if {right, *wrong} != set(letters) or right in wrong:
        raise ValueError(f"exercise {id}: each option but the right one needs its misconception")
    return _register(Choice(id, right, letters, wrong, recognize=recognize or {}))


def think(
    id: str,
    *,
    accept: Callable[[Any], bool],
    wrong: Mapping[str, Callable[[Any], bool]] | None = None,
    recognize: Mapping[str, Callable[[Any], bool]] | None = None,
) -> Think:
    """An open question: `accept` says whether an answer will do; `wrong`: misconception -> rule, asked in order."""
    return _register(Think(id, accept, wrong or {}, recognize=recognize or {}))


def named(name: str, argument: Any) -> Any:
    """A function or tensor, shown under that name where a failing call is reported: `named("x**2", lambda x: x**2)`."""
    try:
        argument.__name__ = name
    except AttributeError:  # a function of Python's own
        return named(name, lambda *arguments: argument(*arguments))
    return argument


def find(id: Any) -> Exercise | None:
    """The exercise with that id ("02.3"; 2.3 will do), or None."""
    key = normal(id)
    if re.fullmatch(r"\d\d\..+", key):
        _load(key[:2])
    return EXERCISES.get(key)


def normal(id: Any) -> str:
    """An id as it is written: two digits, a point, a number."""
    text = str(id).strip()
    return f"0{text}" if re.fullmatch(r"\d\..+", text) else text


def lessons() -> list[str]:
    """The numbers of the lessons that have exercises, in order."""
    package = importlib.import_module(PACKAGE)
    names = (module.name for module in pkgutil.iter_modules(package.__path__))
    return sorted(name.removeprefix("lesson_") for name in names if name.startswith("lesson_"))


def exercises(lesson: str | None = None) -> list[Exercise]:
    """The exercises of a lesson, or of all, in order."""
    for each in lessons():
        _load(each)
    found = [each for each in EXERCISES.values() if lesson in (None, each.lesson)]
    return sorted(found, key=lambda each: place(each.id))


def place(id: str) -> tuple[str, int, str]:
    """Where an exercise stands: 02.9, 02.10, 02.10b."""
    lesson, _, rest = id.partition(".")
    digits = re.match(r"\d*", rest).group()  # type: ignore[union-attr]
    return lesson, int(digits or 0), rest[len(digits) :]


def _load(lesson: str) -> None:
    module = f"{PACKAGE}.lesson_{lesson}"
    if importlib.util.find_spec(module) is not None:
        importlib.import_module(module)


def _register(exercise: Kind) -> Kind:
    EXERCISES[exercise.id] = exercise
    return exercise
