"""Lesson 08, an autograd of one's own: its numbers, the engine in `mini` and the learner's own, its figures, its exercises."""

import ast
import contextlib
import functools
import inspect
import io
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import bank
import elementwise
import gradcheck_cases
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.text import Text

import autograd_lib as ours
from autograd_lib import viz
from autograd_lib.course import figures_engine as figures
from autograd_lib.course import mini, registry, workshop
from autograd_lib.course.check import judge

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tools.source import read  # noqa: E402

LESSON = read(ROOT / "course" / "src" / "08_autograd.py")
CODE = [cell.code for cell in LESSON.cells if cell.kind == "code"]
WORKSHOP = ROOT / "solutions" / "src" / "08_autograd.py"


def says(cell: str) -> str:
    return next(each.texts["en"] for each in LESSON.cells if each.id == cell)


# The engines: ours, and the one that the exercises' solutions make ------------------------------------------------------


@functools.cache
def assembled(blank: bool = False) -> dict[str, Any]:
    """What the cells of the exercises leave behind, with all answers or with none."""
    names: dict[str, Any] = {"__name__": "__main__", "check": lambda id, answer: None, "progress": lambda: None}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in read(WORKSHOP).cells:
            if cell.kind == "code" and cell.code.strip() != "{bootstrap}":
                code = bank.blanks.blank(cell.code)[0] if blank and cell.exercise else cell.code
                bank.execute(code, names)
    return names


PIECES = list(workshop.PIECES.values())
WORDS = ("add", "mul", "exp", "log", "tanh", "relu", "matmul", "mean", "reshape")


def words(engine: dict[str, Any]) -> Any:
    """An engine in PyTorch's words, as the cases of the operation tests use them."""
    tensor = engine["Tensor"]
    found = SimpleNamespace(**{name: engine[name] for name in WORDS}, sum=tensor.sum, t=engine["transpose"])
    found.mm = found.matmul
    found.tensor = lambda data, requires_grad=False: tensor(data, requires_grad=requires_grad)
    return found


engines = pytest.mark.parametrize("engine", ["mini", "own"])


@functools.cache
def the(engine: str) -> Any:
    return words(vars(mini) if engine == "mini" else assembled())


def test_the_solutions_engine_is_made_of_its_own_pieces() -> None:
    assert [name for name in PIECES if name in assembled()] == PIECES
    assert not [name for name in PIECES if assembled()[name] is getattr(mini, name)]


def test_whoever_is_stuck_goes_on_with_our_pieces() -> None:
    names = assembled(blank=True)
    assert all(names[name] is getattr(mini, name) for name in PIECES)
    assert names["losses"][-1] < 0.01


def test_the_own_engine_has_about_150_lines() -> None:
    sources = [cell.code for cell in read(WORKSHOP).cells if cell.kind == "code"]
    first = next(n for n, code in enumerate(sources) if "def mul_rule" in code)
    last = next(n for n, code in enumerate(sources) if "setattr(Tensor" in code)
    lines = [line for code in sources[first : last + 1] for line in code.split("\n")]
    assert 110 <= len([each for each in lines if each.strip() and not each.strip().startswith(("#", "check("))]) <= 160
    code = [line for line in inspect.getsource(mini).split("\n") if line.strip() and not line.startswith("#")]
    assert len(code) <= 170


# The operation tests, for the operations that the engines have ----------------------------------------------------------

RULES = (
    "AddBackward0", "SubBackward0", "RsubBackward1", "NegBackward0", "MulBackward0", "DivBackward0", "PowBackward0",
    "ReciprocalBackward0", "ExpBackward0", "LogBackward0", "TanhBackward0", "ReluBackward0", "SumBackward0",
    "SumBackward1", "MeanBackward0", "MeanBackward1", "MmBackward0", "ViewBackward0", "TBackward0",
)  # fmt: skip


def evaluated(torch: Any, source: str) -> tuple[Any, dict[str, Any]]:
    """The value of a case on an engine, and its leaves."""
    used = sorted({node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)})
    leaves = {name: gradcheck_cases.leaf(torch, name) for name in used}
    leaves = {name: each for name, each in leaves.items() if each is not None}
    return eval(source, {"torch": torch, **leaves}), leaves


def can(source: str) -> bool:
    """Whether `mini` has what a case needs."""
    if ";" in source or any(word in source for word in ("F.", "grad", "torch.float", "alpha", "dtype")):
        return False
    try:
        return isinstance(evaluated(the("mini"), source)[0], mini.Tensor)
    except (AttributeError, TypeError, ValueError, NameError):
        return False


CASES = {rule: [each for each in gradcheck_cases.RULES.get(rule, []) if can(each)] for rule in RULES}
HERE = [
    "x.T @ x", "(x @ x.T).tanh()", "x.sum(1, True) * x", "x.mean(0) - x", "x.reshape(3, 2) @ x", "(x * x).log() / x",
    "x.relu() ** 3", "-x.exp()", "3 / x", "(2 - x) * (x - 2)",
]  # fmt: skip
ALL = [each for cases in CASES.values() for each in cases] + [
    each.replace("x", "p").replace("ep", "ex") for each in HERE
]


def started(result: Any) -> Any:
    """A gradient to begin with that differs from element to element."""
    shape = tuple(np.shape(result))
    return np.array([((7 * i) % 5 + 1) / 4 for i in range(int(np.prod(shape)))]).reshape(shape)


def test_the_cases_reach_every_operation() -> None:
    assert len(ALL) > 50
    for rule in ("AddBackward0", "SubBackward0", "NegBackward0", "MulBackward0", "DivBackward0", "PowBackward0"):
        assert CASES[rule], rule
    assert all(f".{word}(" in " ".join(ALL) for word in ("exp", "log", "tanh", "relu", "sum", "mean", "reshape"))
    assert sum("@" in each for each in ALL) > 3 and any(".T" in each for each in ALL)


@engines
@pytest.mark.parametrize("source", ALL)
def test_an_operation_gives_the_values_and_gradients_of_the_library(engine: str, source: str) -> None:
    torch = the(engine)
    result, leaves = evaluated(torch, source)
    expected, theirs = evaluated(ours, source)
    np.testing.assert_allclose(result.data, expected.detach().numpy(), rtol=1e-12, atol=1e-12)
    start = started(result.data)
    result.backward(start)
    expected.backward(ours.tensor(start))
    for name, leaf in leaves.items():
        assert np.shape(leaf.grad) == np.shape(leaf.data)
        np.testing.assert_allclose(leaf.grad, theirs[name].grad.numpy(), rtol=1e-11, atol=1e-11, err_msg=name)


@engines
@pytest.mark.parametrize("source", ALL)
def test_an_operation_passes_the_gradcheck_that_the_library_passes(engine: str, source: str) -> None:
    """The very same function: the engine stands inside an operation of the library's."""
    torch = the(engine)
    _, leaves = evaluated(torch, source)
    tensor = type(next(iter(leaves.values())))

    class Bridge(ours.autograd.Function):
        @staticmethod
        def forward(ctx: Any, *inputs: Any) -> Any:
            ctx.leaves = [tensor(each.detach().numpy(), requires_grad=True) for each in inputs]
            ctx.result = eval(source, {"torch": torch, **dict(zip(leaves, ctx.leaves, strict=True))})
            return ours.tensor(np.array(ctx.result.data))

        @staticmethod
        def backward(ctx: Any, grad: Any) -> Any:
            for leaf in ctx.leaves:
                leaf.grad = None
            ctx.result.backward(grad.numpy())
            return tuple(ours.tensor(np.array(leaf.grad)) for leaf in ctx.leaves)

    inputs = [ours.tensor(np.array(each.data), requires_grad=True) for each in leaves.values()]
    assert ours.autograd.gradcheck(Bridge.apply, inputs)


GOLDENS = json.loads((ROOT / "tests/goldens/elementwise.json").read_text())
STORED = {
    "torch.exp(x)": "pointwise",
    "torch.log(p)": "pointwise",
    "torch.tanh(x)": "pointwise",
    "F.relu(x)": "activation",
}


@engines
@pytest.mark.parametrize("source", STORED)
def test_an_operation_gives_what_pytorch_has_given(engine: str, source: str) -> None:
    stored, torch = GOLDENS[STORED[source]][source], the(engine)
    name = source[-2]
    leaf = torch.tensor(elementwise.FLOATS[name], requires_grad=True)
    result = eval(source, {"torch": torch, "F": torch, name: leaf})
    result.backward(np.array([((7 * i) % 5 + 1) / 4 for i in range(leaf.data.size)]))
    np.testing.assert_allclose(result.data, stored["value"][2], rtol=1e-9)
    np.testing.assert_allclose(leaf.grad, stored["gradients"][name][2], rtol=1e-9)


@engines
def test_a_constant_gets_no_gradient_and_leaves_add_up_over_walks(engine: str) -> None:
    torch = the(engine)
    x, k = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([3.0, 4.0])
    for _ in range(2):
        (x * k).sum().backward()
    assert x.grad.tolist() == [6.0, 8.0] and k.grad is None
    assert (k * k).node is None and not (k * k).requires_grad


@engines
def test_a_deep_chain_and_a_tall_ladder_are_walked(engine: str) -> None:
    torch = the(engine)
    x = torch.tensor(1.0, requires_grad=True)
    chain = ladder = x
    for _ in range(5_000):
        chain = chain + 1.0
    for _ in range(40):
        ladder = ladder + ladder
    chain.backward()
    assert x.grad == 1.0
    ladder.backward()
    assert x.grad == 1.0 + 2.0**40


@engines
def test_the_gradients_of_leaves_are_arrays_of_their_own(engine: str) -> None:
    torch = the(engine)
    a, b = (torch.tensor([1.0, 2.0], requires_grad=True) for _ in range(2))
    (a + b).backward()
    a.grad += 5
    assert b.grad.tolist() == [1.0, 1.0]


def test_the_engine_refuses_a_product_that_its_rule_does_not_fit() -> None:
    with pytest.raises(ValueError, match="two matrices"):
        mini.Tensor([1.0, 2.0]) @ mini.Tensor([[1.0], [2.0]])


def test_the_standard_of_gradcheck_is_the_librarys() -> None:
    signature = inspect.signature(ours.autograd.gradcheck).parameters
    mine = inspect.signature(mini.excess).parameters
    assert all(mine[name].default == signature[name].default for name in ("eps", "atol", "rtol"))
    assert "10^{-5} + 10^{-3}" in says("gradcheck-question") and "10^{-6}" in says("gradcheck-question")


# The lesson's numbers -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def run() -> tuple[dict[str, Any], str]:
    """The lesson's cells, run in order: what they leave behind, and what they print."""
    names: dict[str, Any] = {"__name__": "__main__"}
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        for code in CODE[1:]:
            bank.execute(code, names)
    return names, printed.getvalue()


def test_the_lesson_prints_what_it_says(run: tuple[dict[str, Any], str]) -> None:
    _, printed = run
    for line in (
        "10.0 mul_rule", "[50.0, 20.0]", "assigned 1.0", "added    2.0", "[4. 4.] [4. 4.]", "16.0, 9 visits",
        "19 diamonds: 1,048,575 visits", "10,000 additions in a row: RecursionError", "10,001 visits", "20 visits",
        "27.0 [[4.5, 4.5], [4.5, 4.5]]", "saved is the result: True",
    ):  # fmt: skip
        assert line in printed, line


def test_the_first_sittings_engine_is_that_of_mini(run: tuple[dict[str, Any], str]) -> None:
    names, _ = run
    x = names["Tensor"](2.0, requires_grad=True)
    a = names["mul"](x, x)
    names["backward"](names["add"](a, names["mul"](a, names["Tensor"](3.0))))
    assert x.grad == 16.0


def test_both_engines_walk_down_the_same_curve(run: tuple[dict[str, Any], str]) -> None:
    names, _ = run
    np.testing.assert_allclose(names["ours"], names["theirs"], atol=1e-4)
    assert names["ours"][-1] < 0.002 and names["right"] == 1.0


def test_only_what_is_wrong_or_bent_crosses_the_line(run: tuple[dict[str, Any], str]) -> None:
    shares = run[0]["shares"]
    assert [name for name, each in shares.items() if each > 1] == ["careless", "relu(0)"]
    assert max(each for name, each in shares.items() if each <= 1) < 1e-5


@pytest.mark.parametrize("engine", ["autograd_lib", "torch"])
def test_the_explorer_walks_with_the_numbers_of_the_text(engine: str) -> None:
    torch: Any = pytest.importorskip(engine)
    scope: dict[str, Any] = {"torch": torch}
    cell = next(code for code in CODE if "explore_graph" in code)
    exec(cell[: cell.index("viz.explore_graph")], scope)
    walk = repr(viz.explore_graph(scope["f"], torch.tensor(1.5, requires_grad=True)))
    found = re.findall(r"\d\.\d+ × \d[\d.]*(?: = \d[\d.]*)?", says("pytorch"))
    assert len(found) == 4
    assert [each for each in found if each not in walk] == []


def test_pytorch_has_the_same_graph_as_the_library(run: tuple[dict[str, Any], str]) -> None:
    pytorch: Any = pytest.importorskip("torch")
    names = []
    for torch in (ours, pytorch):
        x = torch.tensor([[1.0, 2.0]], requires_grad=True)
        W = torch.tensor([[0.5], [-0.25]], requires_grad=True)
        b = torch.tensor([1.0], requires_grad=True)
        lines = io.StringIO()
        with contextlib.redirect_stdout(lines):
            run[0]["show"]((x @ W + b).tanh().grad_fn)
        names.append(lines.getvalue())
    assert names[0] == names[1] and len(names[0].splitlines()) == 6


def test_the_pieces_that_the_lesson_names_stand_in_the_engine() -> None:
    from autograd_lib.autograd import engine

    for name in ("walk", "reachable", "fit"):
        assert f"`{name}`" in says("pytorch-question") and callable(getattr(engine, name))


# Figures --------------------------------------------------------------------------------------------------------------


def labels(figure: Any) -> list[str]:
    figure.canvas.draw()
    return [each.get_text() for each in figure.findobj(Text) if each.get_text()]


DRAWN: list[tuple[Callable[..., Any], dict[str, Any]]] = [
    *((figures.rule_box, {"op": op, "grad": grad}) for op in figures.RULES for grad in (10.0, 0.0, -2.5)),
    *((figures.waiting, {"graph": graph, "step": step}) for graph in figures.GRAPHS for step in (1, 3, figures.WAITS)),
    *((figures.broadcast, {"shape": shape}) for shape in figures.SHAPES),
    *((figures.editor, {"of": of, "x": x}) for of in figures.OF for x in (-2.0, 0.0, 2.0)),
    *((figures.editor, {"a": one, "b": other, "of": "x, b"}) for one in figures.ONE for other in figures.ONE),
    (figures.bars, {"errors": {"exp": 1e-7, "tanh": 0.0, "relu": 1e6}}),
]
NAMES = {
    "saved", "rule", "grad", "result", "tanh", "out", "order", "exp", "relu", "numeric", "analytic", "atol", "rtol",
    "mathdefault", "Sigma",
}  # fmt: skip


@pytest.mark.parametrize(("draw", "values"), DRAWN, ids=lambda each: getattr(each, "__name__", str(each)))
def test_a_figure_draws_at_every_end_and_its_labels_are_code_and_numbers(draw: Callable[..., Any], values: Any) -> None:
    texts = labels(draw(**values))
    assert not plt.get_fignums()
    assert set(re.findall(r"[A-Za-z]{3,}", " ".join(texts))) <= NAMES
    assert all(ord(letter) < 0x3000 for text in texts for letter in text)


def test_these_figures_have_controls() -> None:  # tests/test_explore.py turns them
    found = [re.search(r"explore\(figures\.(\w+), (.+)\)$", code.split("\n")[-1]) for code in CODE]
    controls = [each for each in found if each]
    assert [each[1] for each in controls] == ["rule_box", "waiting", "editor", "broadcast"]


def test_the_box_sends_what_the_rule_gives() -> None:
    assert {"50", "20", "a * b", "grad = 10"} <= set(labels(figures.rule_box()))


@pytest.mark.parametrize("graph", figures.GRAPHS)
def test_a_place_is_visited_when_it_waits_for_nothing(graph: str) -> None:
    inputs, _ = figures.GRAPHS[graph]
    order = mini.topological_order("out", inputs.__getitem__)
    assert f"order = [{', '.join(order)}]" in labels(figures.waiting(graph))
    assert len(order) < figures.WAITS


@pytest.mark.parametrize("shape", figures.SHAPES.values())
def test_the_sums_of_the_broadcast_picture_are_the_gradients(shape: tuple[int, ...]) -> None:
    x = ours.zeros(shape, requires_grad=True)
    (x + ours.zeros(2, 3)).backward(ours.tensor(figures.ARRIVED.astype("float32")))
    assert mini.unbroadcast(figures.ARRIVED, shape).tolist() == x.grad.tolist()


def test_the_editors_graph_is_the_diamond_of_lesson_05() -> None:
    texts = labels(figures.editor())
    assert {"grad 16", "grad 4", "out = a + b", "4", "3", "2", "1"} <= set(texts)
    unused = labels(figures.editor(of="a, a"))
    assert "b = a * 3" in unused and "grad 0" not in unused and "4" not in [each for each in unused if each == "x"]


# Exercises ------------------------------------------------------------------------------------------------------------


def test_the_lesson_points_at_each_of_its_exercises_in_both_languages() -> None:
    for language in LESSON.languages:
        text = "\n".join(cell.texts[language] for cell in LESSON.cells if cell.kind == "markdown")
        found = sorted(set(re.findall(r"08\.\d", text)))
        assert found == sorted({each.id[:4] for each in registry.exercises("08")})


def exercise(id: str) -> Any:
    return registry.find(id)


def test_any_right_order_is_right() -> None:
    from graphlib import TopologicalSorter

    def order(root: str, inputs_of: Any) -> Any:
        graph, found = {}, [root]
        for each in found:
            graph[each] = inputs_of(each)
            found += [source for source in dict.fromkeys(graph[each]) if source not in found]
        return list(TopologicalSorter(graph).static_order())[::-1]

    assert judge(exercise("08.3"), order).status == "right"
    assert judge(exercise("08.3"), lambda root, inputs_of: order(root, inputs_of)[::-1]).misconception == "inputs_first"
    assert judge(exercise("08.3"), lambda root, inputs_of: set("abc")).misconception != "inputs_first"


def test_a_rule_that_forgets_grad_is_right_only_for_a_grad_of_one() -> None:
    assert judge(exercise("08.1"), lambda grad, a, b: (b, a)).misconception == "forgot_grad_out"
    probes = exercise("08.1").probes
    assert probes[0][0] == 1.0 and mini.mul_rule(*probes[0]) == (probes[0][2], probes[0][1])


def test_a_piece_of_ones_own_is_kept_and_a_wrong_one_is_not(capsys: Any) -> None:
    def mine(grad: Any, a: Any, b: Any) -> Any:
        return b * grad, a * grad

    assert workshop.or_ours("08.1", mine) is mine
    assert workshop.or_ours("08.1", lambda grad, a, b: (a, b)) is mini.mul_rule
    assert workshop.or_ours("08.1", ...) is mini.mul_rule
    assert capsys.readouterr().out.split("\n")[:2] == ["08.1  mul_rule", "08.1  mini.mul_rule"]
