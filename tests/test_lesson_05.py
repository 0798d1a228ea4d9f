"""Lesson 05, computation graphs: the numbers it quotes, its figures at every end of their controls, its exercises."""

import math
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.text import Text

import autograd_lib as ours
from autograd_lib.course import figures_graphs as figures
from autograd_lib.course import registry
from autograd_lib.course.check import judge
from autograd_lib.viz import make_dot, trace

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tools.source import read  # noqa: E402

LESSON = read(ROOT / "course" / "src" / "05_computation_graphs.py")
CODE = [cell.code for cell in LESSON.cells if cell.kind == "code"]


@pytest.fixture(params=["autograd_lib", "torch"])
def torch(request: Any) -> Any:
    return pytest.importorskip(request.param)


def says(cell: str) -> str:
    """The English text of a cell."""
    return next(each.texts["en"] for each in LESSON.cells if each.id == cell)


# Numbers, of this library and of PyTorch -------------------------------------------------------------------------------


def test_the_running_example_gives_3_27_27_and_the_gradient_4_5(torch: Any) -> None:
    x = torch.ones(2, 2, requires_grad=True)
    y = x + 2
    z = y * y * 3
    out = z.mean()
    names = [each.grad_fn.name() for each in (y, z, out)]
    assert names == ["AddBackward0", "MulBackward0", "MeanBackward0"]
    assert [y[0, 0].item(), z[0, 0].item(), out.item()] == [3, 27, 27]
    out.backward()
    assert x.grad.tolist() == [[4.5, 4.5], [4.5, 4.5]]


def test_the_gradient_4_5_is_what_a_central_difference_measures() -> None:
    def out(first: float) -> float:
        x = np.array([[first, 1.0], [1.0, 1.0]])
        return float(np.mean(3 * (x + 2) ** 2))

    assert (out(1 + 1e-5) - out(1 - 1e-5)) / 2e-5 == pytest.approx(4.5)


def test_the_chain_of_two_gives_11_2_and_8_and_nothing_is_kept_unasked(torch: Any) -> None:
    for keep in (False, True):
        x = torch.tensor(2.0, requires_grad=True)
        y = x**2
        if keep:
            y.retain_grad()
        z = 2 * y + 3
        z.backward()
        assert (z.item(), x.grad.item()) == (11.0, 8.0)
        if keep:
            assert y.grad.item() == 2.0
        else:
            with pytest.warns(
                UserWarning, match=r"The \.grad attribute of a Tensor that is not a leaf Tensor is being accessed"
            ):
                assert y.grad is None


@pytest.mark.parametrize(("place", "slope"), [(1.0, 2.0), (0.0, 0.0), (10.0, 20.0)])
def test_the_square_has_twice_x_as_its_slope(torch: Any, place: float, slope: float) -> None:
    x = torch.tensor(place, requires_grad=True)
    (x**2).backward()
    assert x.grad.item() == slope


def test_gradients_add_up_until_they_are_cleared(torch: Any) -> None:
    x, seen = torch.tensor(1.0, requires_grad=True), []
    for _ in range(3):
        (x**2).backward()
        seen.append(x.grad.item())
    x.grad.zero_()
    (x**2).backward()
    assert [*seen, x.grad.item()] == [2.0, 4.0, 6.0, 2.0]


def test_the_seventeen_points_have_four_times_x_as_their_slopes(torch: Any) -> None:
    x = torch.linspace(-2, 2, 17, requires_grad=True)
    y = 2 * x**2 + 2
    with pytest.raises(RuntimeError, match="grad can be implicitly created only for scalar outputs"):
        y.backward()
    y.retain_grad()
    y.sum().backward()
    assert x.detach().tolist() == list(np.arange(-2, 2.25, 0.25))
    assert x.grad.tolist() == (4 * x.detach()).tolist() and y.grad.tolist() == [1.0] * 17


def test_shares_of_a_whole_have_a_sum_without_a_slope(torch: Any) -> None:
    x = torch.tensor([1.0, 2.0, 5.0], requires_grad=True)
    (x / x.sum()).sum().backward()
    assert x.grad.tolist() == [0.0, 0.0, 0.0]


def test_recording_is_switched_on_off_and_cut(torch: Any) -> None:
    a = torch.tensor([[2.0, 3.0], [4.0, 5.0]])
    a = a * 3 / (a - 1)
    before = a.requires_grad
    a.requires_grad_(True)
    b = (a * a).sum()
    assert (before, a.requires_grad, b.grad_fn.name(), a.is_leaf, b.is_leaf) == (
        False,
        True,
        "SumBackward0",
        True,
        False,
    )
    x = torch.tensor([1.0, 2.0, 3.0], requires_grad=True)
    with torch.no_grad():
        inside = (x**2).requires_grad
    assert (x.requires_grad, (x**2).requires_grad, inside) == (True, True, False)
    y = x.detach()
    assert (x.requires_grad, y.requires_grad, x.eq(y).all().item()) == (True, False, True)
    (x * y).sum().backward()
    assert x.grad.tolist() == [1.0, 2.0, 3.0]


def test_the_doubling_loop_runs_ten_times_and_passes_v_on_multiplied_by_1024(torch: Any) -> None:
    x = torch.tensor([1.0, 0.5, 0.25], requires_grad=True)
    y, doublings = x * 2, 1
    while y.norm() < 1000:
        y, doublings = y * 2, doublings + 1
    y.backward(torch.tensor([0.1, 1.0, 0.0001]))
    assert (doublings, y.tolist()) == (10, [1024.0, 512.0, 256.0])
    np.testing.assert_allclose(x.grad.numpy(), [102.4, 1024, 0.1024], rtol=1e-6)
    assert f"{x.norm().item():.2f}" == "1.15" and "length 1.15" in says("off")


def test_backward_from_v_is_the_vector_jacobian_product(torch: Any) -> None:
    def f(x: Any) -> Any:
        return torch.stack([x[0] * x[1], x[0] + x[1]])

    x = torch.tensor([3.0, 2.0], requires_grad=True)
    v = torch.tensor([10.0, 1.0])
    f(x).backward(v)
    J = torch.autograd.functional.jacobian(f, x.detach())
    assert J.tolist() == [[2.0, 3.0], [1.0, 1.0]]
    assert x.grad.tolist() == (v @ J).tolist() == [21.0, 31.0]


def test_twenty_diamonds_are_a_million_paths_and_twenty_visits(torch: Any) -> None:
    y = x = torch.tensor(1.0, requires_grad=True)
    visits: list[str] = []
    handles = []
    for _ in range(20):
        y = y + y
        handles.append(y.grad_fn.register_prehook(lambda gradients: visits.append("one")))
    y.backward()
    assert (x.grad.item(), len(visits)) == (2.0**20, 20)
    assert "1,048,576" in says("summary")


def test_a_second_walk_over_the_same_graph_is_refused(torch: Any) -> None:
    y = torch.tensor(1.0, requires_grad=True) ** 2
    y.backward()
    with pytest.raises(RuntimeError, match="a second time"):
        y.backward()


def test_the_rule_of_sin_is_as_exact_as_its_dtype() -> None:
    x = ours.tensor(1.0, requires_grad=True)
    x.sin().backward()
    assert x.grad.item() == pytest.approx(math.cos(1), abs=2**-24)


def test_the_cells_print_on_pytorch_what_they_print_here() -> None:
    """The cells with numbers, with the words `autograd_lib as` deleted; left out: figures, and our rule's source."""
    pytorch = pytest.importorskip("torch")

    def printed(torch: Any) -> list[str]:
        lines: list[str] = []
        scope: dict[str, Any] = {"print": lambda *all, **_: lines.append(" ".join(map(str, all)))}
        for code in CODE[1:]:
            kept = [line for line in code.split("\n") if not re.match(r"explore\(|figures\.|viz\.|from autograd_lib", line)]
            if "getsource" in code or "make_dot" in code:
                continue
            scope["torch"] = torch
            exec("\n".join(kept).replace("import autograd_lib as torch", ""), scope)
        return [line.split("\nThis tensor")[0] for line in lines]

    ours_say, pytorch_says = printed(ours), printed(pytorch)
    assert len(ours_say) > 30 and ours_say == pytorch_says


def test_the_gradients_that_meet_in_the_explored_graph_are_those_of_its_question_and_its_caption() -> None:
    a = 1.5**2
    value, slope = math.sin(a), math.cos(a)
    for number in (value, slope):
        assert f"{number:.4f}".replace("-", "−") in says("explore-question")
    brought = [value, slope * a, value + slope * a, 2 * 1.5 * (value + slope * a)]
    for text in (f"{each:.4g}".replace("-", "−") for each in brought):
        assert text in says("explore")
    x = ours.tensor(1.5, requires_grad=True)
    (x**2 * (x**2).sin()).backward()
    assert x.grad.item() == pytest.approx(brought[-1], rel=1e-6)


# Figures --------------------------------------------------------------------------------------------------------------


def labels(figure: Any) -> list[str]:
    figure.canvas.draw()
    return [each.get_text() for each in figure.findobj(Text) if each.get_text()]


def quadratic() -> Any:
    x = ours.linspace(-2, 2, 17, requires_grad=True)
    y = 2 * x**2 + 2
    y.sum().backward()
    return figures.quadratic(x, y)


DRAWN: list[tuple[Callable[..., Any], dict[str, Any]]] = [
    *((figures.grow, {"line": line}) for line in (1, 2, 3, 4)),
    *((figures.walk, {"step": step}) for step in range(1, figures.STEPS + 1)),
    *((figures.runs, {"code": code, "scale": scale}) for code in figures.RUNS for scale in (10.0, 100.0, 500.0, -1.0)),
    *((figures.order, {"step": step}) for step in (1, 2, 3)),
    (figures.letters, {}),
    (quadratic, {}),
]
WORDS = {
    "torch", "ones", "requires", "grad", "True", "None", "mean", "out", "forward", "backward", "while", "norm", "sum",
    "else", "for", "range", "exp", "AddBackward", "MulBackward", "MeanBackward", "PowBackward", "ExpBackward",
    "NegBackward", "mathdefault",
}  # fmt: skip


@pytest.mark.parametrize(("draw", "values"), DRAWN, ids=lambda each: getattr(each, "__name__", str(each)))
def test_a_figure_draws_at_every_end_and_its_labels_are_code_and_numbers(draw: Callable[..., Any], values: Any) -> None:
    texts = labels(draw(**values))
    assert not plt.get_fignums()
    assert set(re.findall(r"[A-Za-z]{3,}", " ".join(texts))) <= WORDS
    assert all(ord(letter) < 0x3000 for text in texts for letter in text)


@pytest.mark.parametrize(("draw", "values"), DRAWN, ids=lambda each: getattr(each, "__name__", str(each)))
def test_letters_are_legible_where_a_page_is_760_pixels_wide_and_none_lie_on_others(
    draw: Callable[..., Any], values: Any
) -> None:
    figure = draw(**values)
    figure.canvas.draw()
    shrunk = min(1, 760 / figure.bbox.width)
    texts = [each for each in figure.findobj(Text) if each.get_text() and each.get_visible()]
    for number, text in enumerate(texts):
        assert text.get_fontsize() * figure.dpi / 72 * shrunk > 8.7, text
        box = text.get_window_extent()
        for other in texts[:number]:
            assert not box.padded(-1).overlaps(other.get_window_extent().padded(-1)), (text, other)


def test_these_figures_have_controls() -> None:  # tests/test_explore.py turns them
    controls = [re.search(r"explore\(figures\.(\w+), (.+)\)$", code.split("\n")[-1]) for code in CODE]
    assert [each[1] for each in controls if each] == ["grow", "walk", "runs", "order"]


def test_the_figures_run_the_code_that_the_lesson_shows() -> None:
    assert any(figures.RUNNING in code for code in CODE)
    assert any(figures.RUNS["while"] in code for code in CODE)


def test_the_graph_grows_by_what_each_line_records() -> None:
    nodes = [[text for text in labels(figures.grow(line)) if text.endswith("Backward0")] for line in (1, 2, 3, 4)]
    assert [len(each) for each in nodes] == [0, 1, 3, 4]


def test_the_walk_carries_the_numbers_of_its_caption() -> None:
    texts = labels(figures.walk())
    for each in ("0.25 × 1 = 0.25", "3 × 0.25 = 0.75", "1 × 4.5 = 4.5", "x.grad", "4.5"):
        assert each in texts
    assert texts.count("3 × 0.75 = 2.25") == 2
    assert any("2.25 + 2.25 = 4.5" in text for text in texts)
    assert not any("=" in text and "×" in text for text in labels(figures.walk(5)))  # all values, no gradient yet


def test_the_walk_visits_the_nodes_as_the_engine_does() -> None:
    seen = [next(text for text in labels(figures.walk(step)) if ":" in text).split(":")[0] for step in range(7, 11)]
    assert seen == ["MeanBackward0", "MulBackward0", "MulBackward0", "AddBackward0"]


@pytest.mark.parametrize(("scale", "doublings"), [(10.0, 7), (100.0, 4), (500.0, 1), (-1.0, 10)])
def test_two_runs_of_the_loop_give_graphs_of_their_own_length(scale: float, doublings: int) -> None:
    counts = [text for text in labels(figures.runs("while", scale)) if "× Mul" in text]
    assert counts == ["10 × MulBackward0", f"{doublings} × MulBackward0"]


def test_a_node_that_is_visited_too_early_loses_a_gradient() -> None:
    texts = labels(figures.order())
    assert "16  ✓" in texts and "4  ✗" in texts
    recording = trace(figures.DIAMOND, torch=ours).record("out")
    assert [point.names[0] for point in recording.visits()] == ["out", "b", "a"]
    assert recording.point("x").grad == 16.0


def test_the_picture_of_the_quadratic_has_the_boxes_that_the_lesson_names() -> None:
    x = ours.linspace(-2, 2, 17, requires_grad=True)
    z = (2 * x**2 + 2).sum()
    graph = make_dot({"z": z}, params={"x": x})
    names = [box.text.split("\n")[0] for box in graph.boxes]
    assert names[::-1] == ["x", "AccumulateGrad", "PowBackward0", "MulBackward0", "AddBackward0", "SumBackward0", "z"]
    assert all(name in says("picture") for name in names)


# Exercises ------------------------------------------------------------------------------------------------------------


def test_the_lesson_points_at_each_of_its_exercises_in_both_languages() -> None:
    for language in LESSON.languages:
        text = "\n".join(cell.texts[language] for cell in LESSON.cells if cell.kind == "markdown")
        assert sorted(re.findall(r"05\.\d", text)) == [each.id for each in registry.exercises("05")]


def exercise(id: str) -> Any:
    return registry.find(id)


def test_the_predictions_are_what_happens(torch: Any) -> None:
    x = torch.tensor(3.0, requires_grad=True)
    (4 * x**2 - 1).backward()
    assert judge(exercise("05.1"), x.grad.item()).status == "right"
    rows = []
    for name in ("sum", "mean", "max"):
        x = torch.tensor([1.0, 7.0, 4.0, 2.0], requires_grad=True)
        getattr(2 * x, name)().backward()
        rows.append(x.grad.tolist())
    assert judge(exercise("05.3"), rows).status == "right"
    x, numbers = torch.tensor(3.0, requires_grad=True), []
    for turn in range(3):
        if turn == 2:
            x.grad.zero_()
        (x**2).backward()
        numbers.append(x.grad.item())
    assert judge(exercise("05.4"), numbers).status == "right"
    x = torch.tensor([3.0, 4.0], requires_grad=True)
    y = x * 2
    while y.norm() < 100:
        y = y * 2
    y.backward(torch.tensor([0.5, 2.0]))
    assert judge(exercise("05.7"), x.grad.tolist()).status == "right"


@pytest.mark.filterwarnings("ignore:The .grad attribute")
def test_who_has_a_grad_is_what_happens(torch: Any) -> None:
    a = torch.tensor(2.0, requires_grad=True)
    k = torch.tensor(7.0, requires_grad=True)
    d = torch.tensor(5.0)
    b = a * 3
    c = k.detach()
    with torch.no_grad():
        e = a * a
    (b * d + c * e).backward()
    every = {"a": a, "b": b, "c": c, "d": d, "e": e, "k": k}
    assert judge(exercise("05.5"), [name for name, each in every.items() if each.grad is not None]).status == "right"


def test_the_order_of_the_visits_is_the_engines() -> None:
    recording = trace(figures.LETTERS, torch=ours).record("out")
    letters = dict(zip("abco", "ABCD", strict=True))
    visits = [letters[point.names[0][0]] for point in recording.visits()]
    assert judge(exercise("05.2"), visits).status == "right"


def test_a_result_with_a_history_is_judged_by_its_numbers() -> None:
    x = ours.tensor([1.0, 1.0], requires_grad=True)
    assert judge(exercise("05.7"), [x[0] * 16, x[1] * 64]).status == "right"
    assert judge(exercise("05.7"), [x[0] * 32, x[1] * 32]).misconception == "unit_v"


@pytest.mark.parametrize("h", [1e-2, 1e-3])
def test_a_difference_quotient_is_told_from_a_gradient(h: float) -> None:
    def slopes(f: Any, places: Any) -> Any:
        x = ours.tensor(places)
        return (f(x + h) - f(x)) / h

    assert judge(exercise("05.9"), slopes).misconception == "difference"
