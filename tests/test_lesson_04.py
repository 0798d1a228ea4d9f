"""Lesson 04, tensors: the numbers it quotes, its figures at every end of their controls, its exercises."""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.text import Text

import autograd_lib as torch
from autograd_lib import nn
from autograd_lib.course import figures_shapes as shapes
from autograd_lib.course import figures_tensors as figures
from autograd_lib.course import registry, sweep
from autograd_lib.course.check import judge

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tools.source import read  # noqa: E402

LESSON = read(ROOT / "course" / "src" / "04_tensors.py")
CODE = "\n\n".join(cell.code for cell in LESSON.cells if cell.kind == "code")
NAMES = {"torch", "view", "stride", "expand", "add", "numpy", "from", "tensor", "clone", "ones", "sum", "mean", "max"}
NAMES |= {"dim", "keepdim", "True", "float", "values", "indices", "scores"}


@pytest.fixture
def t() -> Any:
    return torch.arange(16).view(4, 4)


def first_line(error: Any) -> str:
    return str(error.value).splitlines()[0]


# Numbers --------------------------------------------------------------------------------------------------------------


def test_the_digit_reader_has_as_many_parameters_as_the_lesson_says() -> None:
    size = sum(p.numel() for p in nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)).parameters())
    title = LESSON.cells[0].texts
    assert all(f"{size:,}" in text and f"w{size}" in text for text in title.values())


def test_a_batch_of_pictures_has_rank_4_and_as_many_numbers_as_the_lesson_says() -> None:
    pictures = torch.zeros(32, 3, 28, 28)
    assert (pictures.ndim, pictures.numel()) == (4, 75264)
    assert all("75,264" in text for text in next(c for c in LESSON.cells if c.id == "careful-rank").texts.values())


def test_rand_with_seed_0_gives_the_numbers_of_pytorch() -> None:
    torch.manual_seed(0)
    assert torch.rand(5, 3)[0].tolist() == pytest.approx([0.4963, 0.7682, 0.0885], abs=5e-5)


def test_dtypes_are_what_the_lesson_says() -> None:
    whole, half = torch.tensor([1, 2]), torch.tensor([0.5, 0.5])
    assert (whole.dtype, half.dtype, (whole + half).dtype, (whole / 2).dtype) == (torch.int64, *[torch.float32] * 3)
    assert torch.tensor([1.0, 2]).dtype == torch.float32 and torch.tensor(np.array([1.0])).dtype == torch.float64
    assert torch.tensor([5.5, 3]).new_ones(5, 3, dtype=torch.double).dtype == torch.float64
    assert (torch.long, torch.float, torch.double) == (torch.int64, torch.float32, torch.float64)


def test_indices_take_an_axis_away_and_slices_keep_it(t: Any) -> None:
    assert (t[2, 1].item(), t[1, 2].ndim, t[:, 1].tolist()) == (9, 0, [1, 5, 9, 13])
    assert (tuple(t[:, 1].shape), tuple(t[:, 1:2].shape)) == ((4,), (4, 1))


def test_a_transposed_tensor_moves_no_number_and_cannot_be_viewed(t: Any) -> None:
    assert (t.stride(), t.t().stride(), t.t().contiguous().stride()) == ((4, 1), (1, 4), (4, 1))
    assert t.t().data_ptr() == t.data_ptr() == t.t().view(2, 2, 4).data_ptr()
    for same in (t.contiguous(), t.reshape(2, 8)):  # these copy only if they must
        assert same.data_ptr() == t.data_ptr()
    for copy in (t.t().contiguous(), t.t().reshape(16)):
        assert copy.data_ptr() != t.data_ptr()
    assert t.t().reshape(16).tolist() == np.arange(16).reshape(4, 4).T.ravel().tolist()
    with pytest.raises(RuntimeError) as error:
        t.t().view(16)
    assert first_line(error).startswith("view size is not compatible with input tensor's size and stride")


def test_a_view_that_does_not_come_out_even_is_refused(t: Any) -> None:
    for columns in range(1, 17):
        if 16 % columns:
            with pytest.raises(RuntimeError) as error:
                t.view(-1, columns)
            assert first_line(error) == f"shape '[-1, {columns}]' is invalid for input of size 16"
        else:
            assert t.view(-1, columns).tolist() == np.arange(16).reshape(-1, columns).tolist()


def test_the_bridge_to_numpy_shares_memory_both_ways_for_8_bits_too() -> None:
    for dtype in (torch.float32, torch.int8):
        a = torch.ones(5, dtype=dtype)
        b = a.numpy()
        a.add_(1)
        assert b.tolist() == [2] * 5
    n = np.ones(5)
    x = torch.from_numpy(n)
    n += 1
    assert x.tolist() == [2.0] * 5


def test_three_of_the_seven_ways_copy() -> None:
    own = []
    for how, way in figures.WAYS.items():
        a = torch.ones(5)
        b = way(a)
        a.add_(1)
        if b.tolist() == [1] * 5:
            own.append(how)
    assert own == ["b = a.clone()", "b = torch.tensor(a.numpy())", "b = a + 0"]


def test_augmented_assignment_works_in_place_and_an_assignment_does_not() -> None:
    y = other = torch.ones(2)
    y += 1
    assert other.tolist() == [2.0, 2.0]
    y = y + 1
    assert other.tolist() == [2.0, 2.0]


def test_right_predictions_with_one_axis_too_many_have_an_error_of_two_and_a_half() -> None:
    predicted, target = torch.tensor([[1.0], [2.0], [3.0], [4.0]]), torch.tensor([1.0, 2.0, 3.0, 4.0])
    assert ((predicted - target) ** 2).mean().item() == 2.5
    assert ((predicted - target.view(4, 1)) ** 2).mean().item() == 0.0


def test_the_axis_that_is_named_disappears(t: Any) -> None:
    assert t.sum(0).tolist() == [24, 28, 32, 36] and t.sum(1).tolist() == [6, 22, 38, 54]
    assert tuple(t.sum(1, keepdim=True).shape) == (4, 1)
    assert t.float().mean().item() == 7.5


def test_the_predicted_labels_are_those_of_the_text() -> None:
    values, indices = torch.max(torch.tensor(shapes.SCORES), 1)
    assert (values.tolist(), indices.tolist()) == ([2.0, 3.5, 4.0, 2.5], [1, 0, 2, 1])
    table = [list(row) for row in shapes.SCORES]
    assert f"scores = torch.tensor({table})" in CODE


def test_row_times_column_is_80_and_26_stands_in_row_0_and_column_2() -> None:
    product = torch.arange(6).view(2, 3) @ torch.arange(12).view(3, 4)
    assert product.tolist() == (np.arange(6).reshape(2, 3) @ np.arange(12).reshape(3, 4)).tolist()
    assert (product[1, 2].item(), product[0, 2].item()) == (80, 26)


def test_both_sides_of_a_matrix_product_need_the_same_dtype(t: Any) -> None:
    with pytest.raises(RuntimeError) as error:
        t.float() @ t
    assert first_line(error) == "expected m1 and m2 to have the same dtype, but got: float != long int"


def test_the_quiz_is_right(t: Any) -> None:
    x = torch.rand(10, 3)
    assert (tuple(x.mean(0).shape), tuple((x - x.mean(0)).shape)) == ((3,), (10, 3))
    t.view(16)[0] = 99
    assert t[0, 0].item() == 99
    assert torch.equal(torch.ones(5, 1) + torch.ones(1, 6), torch.full((5, 6), 2.0))


def test_each_cell_can_be_run_alone_after_the_first_and_twice() -> None:
    cells = [cell.code for cell in LESSON.cells if cell.kind == "code" and cell.code.strip() != "{bootstrap}"]
    first = cells[0]
    for code in cells[1:]:
        if "explore" not in code and "figures" not in code:
            names: dict[str, Any] = {}
            exec(first, names)
            exec(code, names)
            exec(code, names)
            assert names["t"].tolist() == np.arange(16).reshape(4, 4).tolist()


# Figures --------------------------------------------------------------------------------------------------------------

EXPLORED: list[tuple[Callable[..., Any], dict[str, Any]]] = [
    (figures.pick, {"index": list(figures.INDICES)}),
    (figures.reflow, {"columns": (1, 16)}),
    (figures.strides, {"what": list(figures.SEEN), "step": (0, 15)}),
    (figures.shared, {"how": list(figures.WAYS)}),
    (shapes.broadcast, {"a": list(shapes.SHAPES), "b": list(shapes.SHAPES)}),
    (shapes.along, {"op": ["sum", "mean", "max"], "dim": [0, 1], "keepdim": False}),
    (shapes.winners, {"dim": [1, 0]}),
    (shapes.product, {"i": (0, 1), "j": (0, 3)}),
]


@pytest.mark.parametrize(("draw", "controls"), EXPLORED, ids=lambda each: getattr(each, "__name__", ""))
def test_a_figure_draws_at_every_end_of_its_controls_and_its_labels_are_code(draw: Any, controls: Any) -> None:
    def checked(**settings: Any) -> Any:
        figure = draw(**settings)
        labels = [each.get_text() for each in figure.findobj(Text)]
        assert set(re.findall(r"[A-Za-z]{3,}", " ".join(labels).replace("_", " "))) <= NAMES, labels
        assert all(ord(letter) < 0x3000 for label in labels for letter in label)
        return figure

    checked.__signature__ = __import__("inspect").signature(draw)  # type: ignore[attr-defined]
    checked.__name__ = draw.__name__
    assert sweep(checked, **controls)
    assert not plt.get_fignums()


def test_the_ladder_shows_five_ranks_and_their_shapes() -> None:
    texts = [each.get_text() for each in figures.ladder().findobj(Text)]
    for rank, shape in enumerate(("[]", "[4]", "[4, 4]", "[3, 4, 4]", "[2, 3, 4, 4]")):
        assert shape in texts and f"{rank}" in texts


def test_sizes_meet_as_in_numpy() -> None:
    for a in shapes.SHAPES.values():
        for b in shapes.SHAPES.values():
            sizes = [size for _, _, size in shapes.meeting(a, b)]
            try:
                expected: tuple[int, ...] | None = np.broadcast_shapes(a, b)
            except ValueError:
                expected = None
            assert (None if None in sizes else tuple(sizes)) == expected


def test_the_shapes_to_choose_from_give_2_3_4_from_two_different_ones_and_clash_three_times() -> None:
    results: list[Any] = []
    for a in shapes.SHAPES.values():
        for b in shapes.SHAPES.values():
            if a != b:
                results.append([size for _, _, size in shapes.meeting(a, b)])
    assert [2, 3, 4] in results and sum(None in each for each in results) >= 3


# Exercises ------------------------------------------------------------------------------------------------------------


def test_the_lesson_points_at_each_of_its_exercises_in_both_languages() -> None:
    for language in LESSON.languages:
        text = "\n".join(cell.texts[language] for cell in LESSON.cells if cell.kind == "markdown")
        assert sorted(set(re.findall(r"04\.\d", text))) == [each.id for each in registry.exercises("04")]


def test_tensors_of_pytorch_are_tensors_too() -> None:
    pytorch = pytest.importorskip("torch")
    exercise: Any = registry.find("04.1")
    answer = [pytorch.tensor(0.5), pytorch.arange(1.0, 4.0), pytorch.zeros(2, 3), pytorch.ones(4, 2, 3)]
    assert judge(exercise, answer).status == "right"
    assert judge(exercise, [answer[0], answer[1].long(), *answer[2:]]).misconception == "int_dtype"


def test_whose_memory_a_copy_has_is_found_out() -> None:
    exercise: Any = registry.find("04.5")
    assert judge(exercise, lambda t: t.view(-1).view(t.shape)).misconception == "view_copy"
    assert judge(exercise, lambda t: torch.from_numpy(t.numpy()[:])).misconception == "asarray"
    assert judge(exercise, lambda t: None).misconception == "general.none"
    assert judge(exercise, lambda t: t.clone).misconception == "general.function_result"
    doubled = judge(exercise, lambda t: 2 * t)
    assert "should give `[1., 2., 3.]`; yours gives `[2., 4., 6.]`" in doubled.text


def test_a_failing_call_is_written_as_in_the_notebook() -> None:
    exercises: dict[str, Any] = {each.id: each for each in registry.exercises("04")}
    for id, answer, call in (
        ("04.2", lambda t, n: t + n, "in_rows(torch.arange(16).view(4, 4), 8)"),
        ("04.4", lambda scores: scores, "predicted_labels(scores)"),
        ("04.6", lambda amounts, prices: prices, "totals(amounts, prices)"),
        ("04.7", lambda x: x, "centered(torch.tensor([[1.0, 3.0], [2.0, 6.0]]))"),
    ):
        assert judge(exercises[id], answer).text.startswith(f"`{call}` should"), id


def test_a_shape_that_nobody_foresaw_is_named() -> None:
    exercise: Any = registry.find("04.3")
    answer = [(4, 4), (3, 4), "error", (4, 4), (5, 3, 2), "error"]
    result = judge(exercise, answer)
    assert (result.status, result.misconception) == ("wrong", "") and "5" in result.text
