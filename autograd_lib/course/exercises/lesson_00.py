"""The exercises of lesson 00: how the course's own tools work, and two surprises of notebooks and arrays."""

from ..registry import choice, number, values

number(
    "00.1",
    answer=20,
    wrong={
        "ignored_hint": [38, 14, 64, 66, 18],  # the hint's formula, worked out in another order
        "guess": lambda x: True,
    },
)

number("00.2", answer=20, wrong={"top_to_bottom": 30, "last_written_cell": 10, "middle_forgotten": 15})

HEIGHTS = (152, 160, 171, 158, 166)
TOTAL = sum(HEIGHTS)

number(
    "00.3",
    answer=TOTAL / 5,
    wrong={
        "sum_not_mean": TOTAL,
        "int_division": TOTAL // 5,
        "loop_off_by_one": [
            (TOTAL - HEIGHTS[0]) / 5,
            (TOTAL - HEIGHTS[-1]) / 5,
            (TOTAL - HEIGHTS[0]) / 4,
            (TOTAL - HEIGHTS[-1]) / 4,
            TOTAL / 4,
        ],
        "median": sorted(HEIGHTS)[2],
    },
)

values(
    "00.4",
    answer=[-1, -1, 2],
    wrong={"thinks_copied": [2, 2, 2], "used_slice_list_only": [-1, 2, 2], "copy_shares": [-1, -1, -1]},
)

choice(
    "00.5",
    right="c",
    options="abcd",
    wrong={"a": "tables_swapped", "b": "code_in_readme", "d": "code_knows_lessons"},
)
