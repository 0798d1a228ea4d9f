"""The exercises of lesson 05: what backward() brings where, in which order, and how to let it compute slopes."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from ...ops.creation import linspace, tensor
from ..compare import array
from ..registry import code, named, number, values


def _one_of(*known: list[float]) -> Callable[[Any], bool]:
    """Whether an answer is one of these rows of numbers."""

    def rule(answer: Any) -> bool:
        given = array(answer)
        return given is not None and given.tolist() in known

    return rule


# 05.1 -----------------------------------------------------------------------------------------------------------------

number(
    "05.1",  # x = 3, y = x**2 = 9, z = 4 * y - 1 = 35
    answer=24,
    wrong={
        "forgot_chain": 6,
        "local_only": 4,
        "value_not_grad": [35, 9],
        "added": 10,
        "slope_of_square": [12, 36],
        "constant_kept": [23, 5],
        "lessons_chain": 8,
    },
)

# 05.2 -----------------------------------------------------------------------------------------------------------------


def _letters(answer: Any) -> list[str]:
    return [unicodedata.normalize("NFKC", str(each)).strip().upper() for each in answer]


values(
    "05.2",
    answer=["D", "C", "B", "A"],
    wrong={
        "no_operation": lambda answer: not set(_letters(answer)) <= set("ABCD"),
        "forward_order": ["A", "B", "C", "D"],
        "inputs_first": lambda answer: _letters(answer)[0] == "A",
        "too_early": ["D", "C", "A", "B"],
        "skips_ahead": lambda answer: len(answer) == 4 and _letters(answer)[0] == "D" and _letters(answer)[1] in "AB",
        "path_by_path": lambda answer: len(answer) > 4 and _letters(answer)[0] == "D",
        "output_missing": ["C", "B", "A"],
        "not_from_output": lambda answer: _letters(answer)[0] in "BC",
        "operation_missing": lambda answer: len(set(_letters(answer))) < 4,
    },
)

# 05.3 -----------------------------------------------------------------------------------------------------------------

SUM, MEAN, MAX = [2.0] * 4, [0.5] * 4, [0.0, 2.0, 0.0, 0.0]


def _given(answer: Any) -> list[list[float]]:
    """The three predictions, each as a list."""
    rows = [array(each) for each in answer]
    return [[float(value) for value in row.ravel()] for row in rows if row is not None]


def _rows(answer: Any) -> list[list[float]]:
    """The three predictions; one number that is meant for all four stands for them."""
    return [row * 4 if len(row) == 1 else row for row in _given(answer)]


def _other_place(answer: Any) -> bool:
    """Whether a single element gets a gradient after max, but not the largest one."""
    row = _rows(answer)[2]
    return row[1:2] == [0.0] and sorted(row) in ([0.0, 0.0, 0.0, 1.0], [0.0, 0.0, 0.0, 2.0])


def _row(place: int, *wrong: list[float]) -> Callable[[Any], bool]:
    return lambda answer: _rows(answer)[place] in wrong


values(
    "05.3",
    answer=[SUM, MEAN, MAX],
    wrong={
        "same_for_all": lambda answer: _rows(answer) in ([row] * 3 for row in (SUM, MEAN, [1.0] * 4)),
        "values_not_grads": lambda answer: (
            _rows(answer)[0] in ([2.0, 14.0, 8.0, 4.0], [28.0] * 4, [1.0, 7.0, 4.0, 2.0])
            or _rows(answer)[1] == [7.0] * 4
        ),
        "forgot_chain": lambda answer: _rows(answer)[1] == [0.25] * 4 or _rows(answer)[2] == [0.0, 1.0, 0.0, 0.0],
        "added_up": _row(0, [8.0] * 4),
        "sum_shared": _row(0, MEAN),
        "not_fresh": _row(1, [2.5] * 4),
        "mean_unscaled": _row(1, SUM, [1.0] * 4),
        "one_number": lambda answer: any(len(row) == 1 for row in _given(answer)),
        "max_everywhere": _row(2, SUM, [1.0] * 4),
        "max_elsewhere": _other_place,
        "max_nowhere": _row(2, [0.0] * 4),
        "max_shared": _row(2, [0.0, 0.5, 0.0, 0.0], [0.0, 0.25, 0.0, 0.0]),
        "max_value": _row(2, [0.0, 14.0, 0.0, 0.0], [0.0, 7.0, 0.0, 0.0], [14.0] * 4),
    },
)

# 05.4 -----------------------------------------------------------------------------------------------------------------


def _says_error(answer: Any) -> bool:
    return any(isinstance(each, str) or each is None for each in answer)


values(
    "05.4",
    answer=[6, 12, 6],
    wrong={
        "overwrites": _one_of([6, 6, 6], [6, 6, 0], [6, 6, 12]),
        "zero": _one_of([6, 0, 6], [6, 0, 0]),
        "error_expected": _says_error,
        "never_reset": [6, 12, 18],
        "stays_zero": [6, 12, 0],
        "takes_one_back": [6, 12, 12],
        "place_not_slope": _one_of([3, 6, 3], [3, 3, 3], [3, 6, 9]),
        "doubles": _one_of([6, 12, 24], [6, 36, 6], [6, 36, 216]),
        "slope_at_1": _one_of([2, 4, 2], [2, 2, 2], [2, 4, 6]),
        "values_not_grads": _one_of([9, 9, 9], [9, 18, 9], [9, 18, 27]),
    },
)

# 05.5 -----------------------------------------------------------------------------------------------------------------


def _has(*letters: str) -> Callable[[Any], bool]:
    return lambda answer: any(letter.upper() in _letters(answer) for letter in letters)


values(
    "05.5",
    answer=["a"],
    ordered=False,
    wrong={
        "no_letter": lambda answer: not set(_letters(answer)) <= set("ABCDEK"),
        "all_have": lambda answer: set(_letters(answer)) == set("ABCDEK"),
        "detach_keeps_history": _has("k", "c"),
        "intermediate_kept": _has("b"),
        "no_grad_later": _has("e"),
        "plain_tensor": _has("d"),
        "nobody": lambda answer: len(answer) == 0,
    },
)

# 05.6 -----------------------------------------------------------------------------------------------------------------

code(
    "05.6",
    name="gradient",
    reference=lambda x: 2 * x + 1,
    probes=[3.0, 0.5, -2.0, 0.0, 10.0],
    wrong={
        "one_path": [
            lambda x: x + 1,
            lambda x: 2 * x,
            lambda x: x,
            lambda x: 1,
        ],
        "product_of_paths": [lambda x: x * x, lambda x: 2 * x * x],
        "value_not_grad": lambda x: x * x + x,
        "counts_paths": lambda x: 3,
        "value_kept": [lambda x: x * x + 1, lambda x: 3 * x],
    },
)

# 05.7 -----------------------------------------------------------------------------------------------------------------

values(
    "05.7",  # five doublings: 10, 20, 40, 80, 160
    answer=[16, 64],
    wrong={
        "unit_v": [32, 32],
        "unit_v_miscounted": _one_of(*([2.0**n] * 2 for n in (1, 2, 3, 4, 6, 7))),
        "n_minus_1": [8, 32],
        "n_plus_1": [32, 128],
        "ones": [1, 1],
        "v_alone": [0.5, 2],
        "added_not_multiplied": [5, 20],
        "counted": _one_of([2.5, 10], [5, 5]),
        "value_not_grad": _one_of([96, 128], [48, 256]),
        "v_times_x": [1.5, 8],
        "one_step": [1, 4],
        "miscounted": _one_of(*([0.5 * 2**n, 2.0 * 2**n] for n in (2, 3, 7, 8))),
        "lessons_loop": _one_of([512, 2048], [1024, 1024], [102.4, 1024]),
    },
)

# 05.8 -----------------------------------------------------------------------------------------------------------------


def _walk_back(local: Any) -> list[Any]:
    gradients = [1]
    for each in reversed(local):
        gradients.insert(0, each * gradients[0])
    return gradients


def _forward(local: Any) -> list[Any]:
    gradients = [1]
    for each in local:
        gradients.append(each * gradients[-1])
    return gradients


def _sums(local: Any) -> list[Any]:
    gradients = [1]
    for each in reversed(local):
        gradients.insert(0, each + gradients[0])
    return gradients


def _emptied(local: Any) -> list[Any]:
    gradients = [1]
    while local:
        gradients.insert(0, local.pop() * gradients[0])
    return gradients


def _reversed_in_place(local: Any) -> list[Any]:
    local.reverse()
    return _forward(local)[::-1]


def _from_minus_zero(local: Any) -> list[Any]:
    gradients = [1]
    for n in range(len(local)):
        gradients.insert(0, local[-n] * gradients[0])
    return gradients


def _product(local: Any) -> Any:
    product = 1
    for each in local:
        product = product * each
    return product


code(
    "05.8",
    name="walk_back",
    reference=_walk_back,
    probes=[([2, 5, 3],), ([4.0],), ([0.5, -2.0, 3.0, 10.0],), ([1, 0, 7],), ([],)],
    wrong={
        "local_only": [lambda local: [*local, 1], lambda local: list(local), lambda local: [1, *local]],
        "forward": [_forward, lambda local: _forward(local)[::-1]],
        "output_first": [lambda local: _walk_back(local)[::-1], lambda local: _walk_back(local)[:-1][::-1]],
        "forgot_the_1": lambda local: _walk_back(local)[:-1],
        "forgot_the_input": [lambda local: _walk_back(local)[1:], lambda local: _walk_back(local)[1:] or [1]],
        "minus_zero": [_from_minus_zero, lambda local: _from_minus_zero(local)[::-1]],
        "returns_in_loop": lambda local: [local[-1], 1] if local else None,
        "starts_at_0": [
            lambda local: [0 * each for each in _walk_back(local)],
            lambda local: [0 * each for each in local] + [0],
        ],
        "added": [_sums, lambda local: [sum(local[n:]) for n in range(len(local))] + [1]],
        "only_the_last": _product,
        "changes_local": [_emptied, _reversed_in_place],
        "one_chain": [
            lambda local: [30, 15, 3, 1],
            lambda local: [local[0] * local[1] * local[2], local[1] * local[2], local[2], 1],
        ],
        "empty_chain": [
            lambda local: _walk_back(local) if local else [],
            lambda local: _walk_back(local) if local else None,
            lambda local: _walk_back([*local[:-1], local[-1]]),  # stops at local[-1]
        ],
    },
)

# 05.9 -----------------------------------------------------------------------------------------------------------------


def _leaf(places: Any) -> Any:
    return tensor(places, requires_grad=True)


def _slopes(f: Any, places: Any) -> Any:
    x = _leaf(places)
    f(x).sum().backward()
    return x.grad


def _no_sum(f: Any, places: Any) -> Any:
    x = _leaf(places)
    f(x).backward()
    return x.grad


def _mean(f: Any, places: Any) -> Any:
    x = _leaf(places)
    f(x).mean().backward()
    return x.grad


def _largest(f: Any, places: Any) -> Any:
    x = _leaf(places)
    f(x).max().backward()
    return x.grad


def _untracked(f: Any, places: Any) -> Any:
    x = tensor(places)
    f(x).sum().backward()
    return x.grad


def _grad_of_y(f: Any, places: Any) -> Any:
    x = _leaf(places)
    y = f(x)
    y.retain_grad()
    y.sum().backward()
    return y.grad


def _sum_before_f(f: Any, places: Any) -> Any:
    x = _leaf(places)
    f(x.sum()).backward()
    return x.grad


def _one_leaf_in_a_loop(f: Any, places: Any) -> Any:
    x: Any = tensor(0.0, requires_grad=True)
    found = []
    for each in places:
        x.data = tensor(each)
        f(x).backward()
        found.append(x.grad.item())
    return found


def _measured(f: Any, places: Any) -> Any:
    return [(f(each + 1e-5) - f(each - 1e-5)) / 2e-5 for each in places]


def _places_of_the_lesson(f: Any, places: Any) -> Any:
    return _slopes(f, linspace(-2, 2, 17).tolist())


def _near(outcomes: Any) -> bool:
    """Close to the slopes of 2x² + 2, but not quite there: a difference quotient."""
    given = array(outcomes[0].value)
    if given is None or given.size != 3:
        return False
    errors = [abs(float(mine) - exact) for mine, exact in zip(given.ravel(), (0.0, 4.0, 10.0), strict=True)]
    return 1e-4 < max(errors) < 0.5


code(
    "05.9",
    name="slopes",
    reference=_slopes,
    probes=[  # a fraction in each list: messages write 1.0 as 1, and a tensor of whole numbers alone has no gradient
        (named("lambda x: 2*x**2 + 2", lambda x: 2 * x**2 + 2), [0.0, 1.0, 2.5]),
        (named("lambda x: x**3 - 3*x", lambda x: x**3 - 3 * x), [-2.0, -1.0, 0.0, 0.5]),
        (named("lambda x: 5 - 3*x", lambda x: 5 - 3 * x), [4.0, 2.5]),
        (named("lambda x: x.sin()", lambda x: x.sin()), [0.5]),
    ],
    wrong={
        "no_sum": _no_sum,
        "mean_not_sum": _mean,
        "max_not_sum": _largest,
        "sum_before_f": _sum_before_f,
        "no_requires_grad": _untracked,
        "no_tensor": [lambda f, places: f(places), _measured],
        "grad_of_y": _grad_of_y,
        "none_there": lambda f, places: None,
        "value_not_grad": [lambda f, places: f(_leaf(places)), lambda f, places: f(_leaf(places)).sum()],
        "gives_places": lambda f, places: places,
        "walk_from_f": lambda f, places: f.backward(),
        "lessons_places": _places_of_the_lesson,
        "accumulates": _one_leaf_in_a_loop,
        "one_function": lambda f, places: [4 * each for each in places],
    },
    recognize={"difference": _near},
)
