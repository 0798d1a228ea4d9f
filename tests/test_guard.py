"""A learner's function may do what it likes: it is stopped, kept quiet, and leaves nothing behind."""

from __future__ import annotations

import builtins
import itertools
import sys
import threading
import time
from typing import Any

import numpy as np
import pytest

import autograd_lib as torch
from autograd_lib.course import guard
from autograd_lib.course.guard import run, signature, takes


def forever() -> None:
    while True:
        pass


def deaf() -> None:
    """Catches whatever would stop it."""
    while True:
        try:
            time.sleep(0)
        except:  # noqa: E722
            pass


def deaf_inside() -> None:
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue


def never_done() -> None:
    try:
        forever()
    finally:
        forever()


def endless_list() -> list[int]:
    return [each for each in itertools.count() if each < 0]


def endless_sum() -> int:
    return sum(1 for _ in itertools.count())


def endless_callback() -> int:
    return max(iter(lambda: 1, 2))


@pytest.mark.parametrize(
    "function", [forever, deaf, deaf_inside, never_done, endless_list, endless_sum, endless_callback]
)
def test_what_does_not_stop_is_stopped(function: Any) -> None:
    outcome = run(function, seconds=0.2)
    assert outcome.kind == "endless"
    assert outcome.source, "the learner's line is named"


def test_after_a_stop_nothing_is_traced_and_nobody_watches() -> None:
    before, threads = sys.gettrace(), threading.active_count()
    for function in (forever, deaf, never_done):
        run(function, seconds=0.05)
    end = time.monotonic() + 5
    while threading.active_count() > threads and time.monotonic() < end:
        time.sleep(0.01)
    assert threading.active_count() == threads
    assert sys.gettrace() is before
    assert run(lambda: sum(range(1000))).value == 499500


def test_a_tracer_that_was_there_is_there_again() -> None:
    def tracer(frame: Any, event: str, arg: Any) -> Any:
        return None

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        run(forever, seconds=0.05)
        after = sys.gettrace()
    finally:
        sys.settrace(before)
    assert after is tracer


def test_a_function_that_waits_for_others_uses_no_time_of_its_own() -> None:
    assert run(lambda: time.sleep(0.3), seconds=0.1).kind == "value"


def test_it_is_not_asked_to_be_quick_by_the_second_call() -> None:
    assert [run(lambda: sum(range(10**5)), seconds=0.2).kind for _ in range(50)] == ["value"] * 50


def test_deep_recursion_is_named() -> None:
    def deeper(n: int) -> int:
        return deeper(n + 1)

    outcome = run(deeper, (0,))
    assert outcome.kind == "recursion" and "deeper" in outcome.source


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux keeps a process from more memory")
def test_a_huge_array_is_refused_and_the_limit_is_lifted_again() -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    assert run(lambda: np.ones(10**12)).kind == "memory"
    assert run(lambda: [0] * 10**10).kind == "memory"
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def double(word: str) -> str:
    while True:
        word += word


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux keeps a process from more memory")
def test_a_string_that_doubles_ends_in_time_or_in_memory() -> None:
    assert run(double, ("x" * 1000,), seconds=1.0).kind in ("memory", "endless")


# Arguments ------------------------------------------------------------------------------------------------------------


def test_arguments_are_copies_and_a_changed_one_is_named() -> None:
    def spoil(numbers: list[int], array: np.ndarray, tensor: torch.Tensor, word: str) -> None:
        numbers.append(3)
        array[0] = 9
        tensor.add_(1)

    given = ([1, 2], np.zeros(2), torch.zeros(2), "word")
    outcome = run(spoil, given, names=["numbers", "array", "tensor", "word"])
    assert outcome.mutated == ("numbers", "array", "tensor")
    assert given[0] == [1, 2] and given[1].tolist() == [0, 0] and given[2].tolist() == [0, 0]
    assert outcome.arguments[0] == [1, 2, 3]


def test_an_argument_deep_inside_is_watched_too() -> None:
    def spoil(table: dict[str, list[list[float]]]) -> None:
        table["a"][0][0] += 1e-12

    assert run(spoil, ({"a": [[1.0]]},)).mutated == ("argument 1",)


def test_an_argument_that_cannot_be_copied_is_handed_over_as_it_is() -> None:
    import autograd_lib as torch

    recorded = torch.tensor(3.0, requires_grad=True) * 2  # a tensor with a history refuses to be copied
    outcome = run(lambda given: given[0].item(), ([recorded],))
    assert (outcome.kind, outcome.value) == ("value", 6.0)


def test_functions_and_nan_among_the_arguments_count_as_unchanged() -> None:
    assert run(lambda f, x: f(x), (abs, float("nan"))).mutated == ()


def test_an_argument_that_cannot_be_copied_is_handed_on_as_it_is() -> None:
    def given(argument: Any) -> int:
        return len(argument)

    for argument in ([np], [threading.Lock()], [(each for each in ())]):
        outcome = run(given, (argument,))
        assert (outcome.kind, outcome.value) == ("value", 1)


@pytest.mark.parametrize(
    ("function", "fits", "has"),
    [
        (lambda x: x, False, "1"),
        (lambda x, y: x, True, "2"),
        (lambda x, y=1, z=2: x, True, "1–3"),
        (lambda *all: all, True, "0+"),
        (lambda x, y, *, z: x, False, "2"),
        (abs, False, "1"),
        (max, True, ""),
    ],
)
def test_how_many_arguments_a_function_takes(function: Any, fits: bool, has: str) -> None:
    assert takes(function, 2) is fits
    if has:
        assert signature(function) == has
    assert (run(function, (1, 2)).kind == "parameters") is not fits


# Exceptions and output ------------------------------------------------------------------------------------------------


def test_an_exception_is_told_with_the_learners_line_and_nobody_elses() -> None:
    def stumble() -> torch.Tensor:
        return torch.ones(2) + torch.ones(3)

    outcome = run(stumble)
    assert outcome.kind == "error" and outcome.error_type == "RuntimeError"
    assert outcome.source == "return torch.ones(2) + torch.ones(3)"


@pytest.mark.parametrize("error", [SystemExit, GeneratorExit, BaseException, StopIteration])
def test_whatever_is_raised_is_caught(error: Any) -> None:
    def stop() -> None:
        raise error("enough")

    assert run(stop).error == f"{error.__name__}: enough"


def test_an_exception_that_cannot_be_printed_is_an_exception() -> None:
    class Mute(Exception):
        def __str__(self) -> str:
            raise ValueError

    def stop() -> None:
        raise Mute

    assert run(stop).error == "Mute"


def test_the_person_at_the_keyboard_can_interrupt() -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(stop)


def test_output_is_kept_up_to_a_size_and_warnings_are_not_shown(capsys: Any, recwarn: Any) -> None:
    def loud() -> float:
        print("to stdout")
        print("to stderr", file=sys.stderr)
        return float(np.float64(1) / np.zeros(1)[0])

    outcome = run(loud)
    assert outcome.printed == "to stdout\nto stderr\n"
    assert capsys.readouterr() == ("", "") and not recwarn.list

    def endless() -> None:
        while True:
            print("x" * 100)

    assert len(run(endless, seconds=0.2).printed) == guard.MOST_PRINTED


def test_nobody_is_asked_for_input() -> None:
    ask = builtins.input
    assert run(lambda: input("?")).error_type == "EOFError"
    assert builtins.input is ask


@pytest.mark.parametrize("length", [299, 300, 301, 5000])
def test_the_words_of_an_exception_are_whole_or_end_in_dots(length: int) -> None:
    def fails() -> None:
        raise ValueError("x" * length)

    said = run(fails).error
    assert said is not None
    words = said.removeprefix("ValueError: ")
    assert words == "x" * length if length <= guard.MOST_SAID else words == "x" * (guard.MOST_SAID - 1) + "…"
