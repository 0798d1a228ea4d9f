"""The comparison itself is worth trusting: every kind of difference between two records is found."""

import copy

import pytest

from .record import Case, differences, lines

RECORD = {
    "is": {"tuple": [{"t": [1.0, 2.0], "s": [2], "d": "float32", "fn": "MulBackward0(a, b)"}, 3, 0.5, "text", None]},
    "grads": {"a": {"t": [1, 2], "s": [2], "d": "int64"}, "b": None},
    "out": "printed\n",
}
TABLE = [["torch.float16", [1.0, 2.0]], ["torch.int64", [1, 2]]]


def changed(path: list[str | int], value: object) -> dict:
    """The record with one thing in it replaced."""
    record = copy.deepcopy(RECORD)
    inner = record
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return record


def test_equal_records_do_not_differ() -> None:
    assert differences(RECORD, copy.deepcopy(RECORD)) == []
    assert differences(TABLE, copy.deepcopy(TABLE)) == []


def test_rounding_is_forgiven() -> None:
    assert differences(RECORD, changed(["is", "tuple", 0, "t"], [1.0 + 1e-7, 2.0])) == []
    assert differences(TABLE, [["torch.float16", [1.0, 2.0009]], TABLE[1]]) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["is", "tuple", 0, "t"], [1.001, 2.0]),
        (["is", "tuple", 0, "t"], [1.0]),
        (["is", "tuple", 0, "t"], [float("nan"), 2.0]),
        (["is", "tuple", 0, "s"], [1, 2]),
        (["is", "tuple", 0, "d"], "float64"),
        (["is", "tuple", 0, "fn"], "MulBackward0(b, a)"),
        (["is", "tuple", 1], 4),
        (["is", "tuple", 1], 3.0),
        (["is", "tuple", 1], True),
        (["is", "tuple", 2], 0.6),
        (["is", "tuple", 3], "test"),
        (["is", "tuple", 4], 0),
        (["is", "tuple"], [1]),
        (["grads", "a"], None),
        (["grads", "b"], {"t": [1, 2], "s": [2], "d": "int64"}),
        (["grads", "a", "t"], [1, 3]),
        (["grads", "a", "t"], [1.0, 2.0]),
        (["grads", "a", "t"], [True, 2]),
        (["out"], "printed"),
        (["error"], "RuntimeError: no"),
    ],
)
def test_a_difference_is_found(path: list[str | int], value: object) -> None:
    assert differences(RECORD, changed(path, value))


def test_a_missing_part_is_found() -> None:
    less = {key: value for key, value in RECORD.items() if key != "grads"}
    assert differences(RECORD, less)
    assert differences(less, RECORD)


def test_exceptions_are_compared_by_type_and_text() -> None:
    assert differences({"error": "ValueError: a"}, {"error": "ValueError: a"}) == []
    assert differences({"error": "ValueError: a"}, {"error": "RuntimeError: a"})
    assert differences({"error": "ValueError: a"}, {"error": "ValueError: b"})
    assert differences({"error": "ValueError: a"}, {"is": 1})


@pytest.mark.parametrize(
    "other", [["torch.float16", [1.0, 2.1]], ["torch.float32", [1.0, 2.0]], ["torch.float16", [1.0]]]
)
def test_tables_of_promotion_are_compared_by_dtype_and_value(other: list) -> None:
    assert differences(TABLE, [other, TABLE[1]])


def test_dicts_are_compared_entry_by_entry() -> None:
    kept = {"dict": [["torch.float16", [1, "text"]], ["b", 2]]}
    assert differences(kept, copy.deepcopy(kept)) == []
    assert differences(kept, {"dict": [["torch.float16", [1, "text"]], ["b", 3]]})
    assert differences(kept, {"dict": [["torch.float16", [1, "text"]]]})
    assert differences(kept, {"dict": [["b", 2], ["torch.float16", [1, "text"]]]})


def test_a_line_is_a_name_and_its_source() -> None:
    assert lines("# left out\n\nfirst: a[1:2]\n") == [Case("first", "a[1:2]")]
