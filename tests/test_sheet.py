"""What the course's figures are drawn on looks as matplotlib draws it, and is drawn in fewer steps."""

from __future__ import annotations

import importlib
import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.axis import Tick
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager
from matplotlib.mathtext import MathTextParser
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from PIL import Image

from autograd_lib.course import explore, lettering
from autograd_lib.course.explore import picture, read
from autograd_lib.course.formulas import Formulas, lighter, parted
from autograd_lib.course.sheet import Sheet, packed
from autograd_lib.course.style import boxes, card, settle


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(plt.imread(io.BytesIO(png)))


def test_nothing_of_a_figure_is_cut_off_and_its_size_stays() -> None:
    def labels(far: bool = False) -> Any:
        figure, axis = card(4, 3)
        axis.text(1.2 if far else 0.5, 0.5, "outside", transform=axis.transAxes)
        return figure

    small, large = (pixels(explore(labels, far=far).png).shape for far in (False, True))
    assert small == (300, 400, 4) and large[1] > 400


BEYOND: dict[str, Callable[[Any], Any]] = {
    "line": lambda axis: axis.plot([1.3, 1.35], [0.5, 0.6], clip_on=False),  # (a level one matplotlib 3.10 overlooks)
    "marker": lambda axis: axis.plot([0.5, 1.3], [0.5, 0.5], "o", clip_on=False),
    "patch": lambda axis: axis.add_patch(Rectangle((1.25, 0.4), 0.1, 0.1, clip_on=False)),
    "name": lambda axis: axis.set_xlabel("x\n\n\n\nbelow"),
}


@pytest.mark.parametrize("what", BEYOND)
def test_whatever_stands_out_makes_the_picture_larger(what: str) -> None:
    def draws(far: bool = False) -> Any:
        figure, axis = card(4, 3)
        axis.set(xlim=(0, 1), ylim=(0, 1))
        if far:
            BEYOND[what](axis)
        return figure

    small, large = (pixels(explore(draws, far=far).png) for far in (False, True))
    assert small.shape == (300, 400, 4) and large.size > small.size


def test_a_sheet_looks_as_matplotlib_draws_it_with_any_ticks() -> None:
    def fill(figure: Any) -> Any:
        left, middle, right = figure.subplots(1, 3)
        left.plot([1, 1000], [0, 1e-6], label="$x^2$")
        left.set(xscale="log", title=r"$\frac{1}{2}$", xlabel="$x$")
        left.grid(which="both")
        left.get_xticklabels()[0].set_color("red")
        middle.set_xticks([0, 0.5, 1], ["a", "b", "$c$"], rotation=30, fontsize=14)
        middle.tick_params(top=True, labeltop=True, color="blue", labelsize=6)
        middle.set(aspect="equal", xlim=(0, 3), title="above", ylabel="y")
        right.minorticks_on()
        right.set(ylim=(-3, 1e5))
        right.twinx().set(ylim=(0, 7))
        figure.tight_layout(w_pad=2)
        right.set_ylim(-3, 3)  # after the layout the ticks are others
        return figure

    ours = fill(Sheet(9, 3))
    plain = Figure(figsize=(9, 3), facecolor="white")
    FigureCanvasAgg(plain)
    theirs = fill(plain)
    for figure in (ours, theirs):
        figure.canvas.draw()
    assert np.array_equal(ours.canvas.buffer_rgba(), theirs.canvas.buffer_rgba())


def test_a_picture_is_packed_without_loss() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (5, 7, 4), dtype=np.uint8)
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(packed(noise)))), noise)


def test_a_formula_is_read_once_for_all_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    def formula(size: int = 9) -> Any:
        figure, axis = card(4, 3)
        axis.text(0.5, 0.5, r"$\frac{17}{34}$", fontsize=size)
        return figure

    read: list[str] = []
    parse = MathTextParser.parse

    def watched(self: Any, s: str, *args: Any, **more: Any) -> Any:
        read.append(s)
        return parse(self, s, *args, **more)

    monkeypatch.setattr(MathTextParser, "parse", watched)
    monkeypatch.setattr(Formulas, "read", {})
    for _ in range(3):
        picture(formula, {})
    once = len(read)
    picture(formula, {"size": 10})
    assert 1 <= once <= 2 and once < len(read)  # for its size and for drawing it; another size is read anew


@pytest.mark.parametrize("formula", ["$0.51$", "$-7$", r"$\frac{f(1+h) - f(1)}{h} = 4.312$", "$x_3 = -2.5$"])
@pytest.mark.parametrize("look", [{}, {"weight": "bold"}, {"family": "monospace"}])
def test_a_formula_whose_number_is_read_as_text_looks_the_same(formula: str, look: dict[str, Any]) -> None:
    plain = Figure(figsize=(4, 1), facecolor="white")
    FigureCanvasAgg(plain)
    ours = Sheet(4, 1)
    for figure in (ours, plain):
        figure.text(0.1, 0.4, formula, fontsize=15, **look)
        figure.canvas.draw()
    assert np.array_equal(ours.canvas.buffer_rgba(), plain.canvas.buffer_rgba())


@pytest.mark.parametrize(
    ("formula", "text"), [("$0.51$", "0.51"), ("$-7$", "−7"), ("$x = 3$", "$x = $3"), ("$x = -3$", "$x = $−3")]
)
def test_only_a_number_at_the_end_of_a_formula_is_read_as_text(formula: str, text: str) -> None:
    assert lighter(formula, None) == text
    for kept in ("$x^2$", "$x - 3$", "$x_3$", "$10^{-3}$", r"$\frac{1}{2}$", "$x = 3$ m", "3"):
        assert lighter(kept, None) == kept


PARTS = {
    "$0.51$": "0|.|5|1",
    "$u = -1$": "$u = -$|1",
    "$f(-2) = 10$": "$f(-$|2|${}) = $|1|0",
    r"$(0.67,\ 2.2)$": r"$($|0|.|6|7|${},\ $|2|.|2|${})$",
    r"$u \leftarrow 2 - 0.4 = 1$": r"$u \leftarrow $|2|${} - $|0|.|4|${} = $|1",
    r"$y = -1.4:\quad 2x^2 + (-1.4)^2 + 2$": r"$y = -$|1|.|4|${}:\quad 2x^2 + (-$|1|.|4|${})^2 + $|2",
    r"$-\ln\,0.01 = 4.61$": r"$-\ln\,$|0|.|0|1|${} = $|4|.|6|1",
    r"$y = 0:\quad -\ln (1 - 0.9)$": r"$y = $|0|${}:\quad -\ln ($|1|${} - $|0|.|9|${})$",
    r"$e^{z_i}$,  $\sum_j e^{z_j} = 28$": r"$e^{z_i}$|,  |$\sum_j e^{z_j} = $|2|8",
    r"$d_{20} = 2.4 \times 10^{3}$": r"$d_{20} = $|2|.|4|${} \times 10^{3}$",
    r"$\partial g / \partial x = -5.6$": r"$\partial g / \partial x = -$|5|.|6",
}
KEPT_WHOLE = ["$x^2$", "$x_3$", "$2x$", "$10^{-3}$", r"$\frac{1}{2}$", r"$\left(1 - 2\right)$", "a $ 3", r"\$3"]


@pytest.mark.parametrize("size", [9, 14.5])
@pytest.mark.parametrize("formula", [*PARTS, r"$\frac{f(1 + h) - f(1)}{h} = 4.312$", "$x$  and $y = 3$"])
def test_a_formula_that_is_read_in_parts_looks_the_same(formula: str, size: float) -> None:
    plain = Figure(figsize=(4, 1), facecolor="white")
    FigureCanvasAgg(plain)
    ours = Sheet(4, 1)
    for figure in (ours, plain):
        text = figure.text(0.02, 0.4, formula, fontsize=size)
        figure.canvas.draw()
    assert np.array_equal(ours.canvas.buffer_rgba(), plain.canvas.buffer_rgba())
    theirs = text.get_window_extent().extents
    assert np.array_equal(ours.texts[0].get_window_extent().extents, theirs)


def test_a_formula_has_its_numbers_as_parts_and_each_digit_is_one() -> None:
    assert {each: "|".join(parted(each)) for each in PARTS} == PARTS
    assert [parted(each) for each in KEPT_WHOLE] == [[each] for each in KEPT_WHOLE]


@pytest.mark.skipif(
    not hasattr(RendererAgg(9, 9, 72).mathtext_parser.parse("$x$"), "glyphs"),
    reason="matplotlib 3.10 makes a picture of it",
)
def test_a_formula_with_another_number_is_not_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    def formula(x: float) -> Any:
        figure, axis = card(4, 3)
        axis.text(0.5, 0.5, f"$f({x:.2f}) = {-x:.3f}$")
        return figure

    monkeypatch.setattr(Formulas, "read", {})
    picture(formula, {"x": 12.45})
    monkeypatch.setattr(MathTextParser, "parse", None)
    picture(formula, {"x": 98.765})


def written(figure: Any, angle: float, step: float) -> np.ndarray:
    """All that a text may be, at some place: the pixels."""
    look = {"rotation": angle, "fontsize": 13}
    ground = figure.add_axes((0, 0, 1, 1))
    ground.set(xlim=(0, 1), ylim=(0, 1), facecolor="#FFF0CC")
    ground.plot([0, 1], [0, 1], linewidth=20, color="#0072B2")
    for place, (text, more) in enumerate(
        {
            "Plain": {"color": "#D55E00"},
            "two\nlines": {"ha": "center", "va": "center"},
            r"$\frac{x}{2} = 3$": {"weight": "bold"},
            "cut off": {"clip_on": True, "x": 0.96},
            "pale": {"alpha": 0.4},
            "also pale": {"color": (0.2, 0.4, 0.6, 0.5)},
            "rough": {"antialiased": False},
            "code": {"family": "monospace", "bbox": {"facecolor": "white"}},
            "slanted": {"style": "italic", "ha": "right", "x": 0.6},
        }.items()
    ):
        ground.text(**{"x": 0.1 + step, "y": 0.05 + 0.09 * place + step, "s": text, **look, **more})  # type: ignore[arg-type]
    figure.canvas.draw()
    return np.array(figure.canvas.buffer_rgba(), int)


@pytest.mark.parametrize("angle", [0, 30, 90, 200])
@pytest.mark.parametrize("step", [0, 0.0013, 0.1])
def test_a_text_put_down_as_it_was_drawn_before_looks_as_matplotlib_writes_it(angle: float, step: float) -> None:
    lettering.texts.clear()
    plain = Figure(figsize=(4, 4), facecolor="white")
    FigureCanvasAgg(plain)
    theirs = written(plain, angle, step)
    first = written(Sheet(4, 4), angle, step)
    made = len(lettering.texts)
    again = written(Sheet(4, 4), angle, step)
    assert made == len(lettering.texts) >= 10  # one has two lines
    assert np.array_equal(theirs, first) and np.array_equal(theirs, again)


def test_a_text_is_drawn_anew_where_something_else_lies_under_it() -> None:
    def crossed(figure: Any, height: float) -> Any:
        axis = figure.subplots()
        axis.axhline(height, linewidth=7)
        axis.set(ylim=(0, 1))
        axis.text(0.5, 0.5, "Alpha", va="center", color="orange")
        figure.canvas.draw()
        return np.array(figure.canvas.buffer_rgba())

    lettering.texts.clear()
    for height in (0.5, 0.1, 0.52, 0.5):
        plain = Figure(figsize=(4, 3), facecolor="white")
        FigureCanvasAgg(plain)
        assert np.array_equal(crossed(Sheet(4, 3), height), crossed(plain, height))


def test_a_text_is_drawn_once_for_all_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    def titled(title: str, color: str = "black") -> Any:
        figure, axis = card(4, 3)
        axis.text(0.5, 0.5, title, color=color)
        return figure

    written: list[str] = []
    write = RendererAgg.draw_text

    def watched(self: Any, gc: Any, x: float, y: float, s: str, *more: Any, **options: Any) -> Any:
        written.append(s)
        return write(self, gc, x, y, s, *more, **options)

    monkeypatch.setattr(RendererAgg, "draw_text", watched)
    lettering.texts.clear()
    for title in ("Alpha", "Alpha", "Beta"):
        picture(titled, {"title": title})
    assert written.count("Alpha") == written.count("Beta") == 1 and written.count("0.2") == 2  # on two axes
    picture(titled, {"title": "Alpha", "color": "red"})
    assert written.count("Alpha") == 2


@pytest.mark.parametrize(
    ("name", "controls"),
    [
        ("figures_derivatives.step", {"dx": (-1.0, 1.0, 0.1)}),
        ("figures_descent.slide", {"step": (0, 8), "lr": (0.02, 0.3, 0.02)}),
        ("figures_port.listing", {"line": (1, 18), "what": ["06", "05", "07"]}),
        ("figures_devices.timeline", {"products": (1, 8, 1, 4), "n": [512, 1024]}),
    ],
)
def test_a_picture_is_the_same_whatever_was_drawn_before_it(name: str, controls: dict[str, Any]) -> None:
    module, _, function = name.partition(".")
    figure = getattr(importlib.import_module(f"autograd_lib.course.{module}"), function)
    known = read(figure, controls)
    start = {each.name: each.start for each in known}
    ends = [start | {each.name: value} for each in known for value in each.extremes()]
    forgotten = []
    for settings in ends:
        for each in (lettering.texts, lettering.layouts, lettering.sizes, Formulas.read):
            each.clear()
        forgotten.append(picture(figure, settings))
    assert [picture(figure, settings) for settings in ends] == forgotten  # now with all the others' texts
    assert [picture(figure, settings) for settings in ends[::-1]] == forgotten[::-1]


def test_what_is_kept_is_what_was_used_last() -> None:
    kept = lettering.Kept(3)
    for each in (1, 2, 3):
        kept.keep(each, 10 * each)
    assert kept.find(1) == 10 and kept.find(5) is None
    kept.keep(4, 40)
    assert list(kept) == [3, 1, 4]


def test_a_layout_is_found_once_and_is_the_tight_one() -> None:
    def sides(settled: bool, title: str) -> tuple[float, ...]:
        figure, axis = card(4, 3)
        axis.set_title(title)
        if settled:
            settle(figure, "of this test", pad=2)
        else:
            figure.tight_layout(pad=2)
        return figure.subplotpars.left, figure.subplotpars.top

    first = sides(True, "a")
    assert first == sides(False, "a") == sides(True, "a\nb\nc") != sides(False, "a\nb\nc")


def test_boxes_look_as_if_each_had_been_filled() -> None:
    places = [(0.1, 0.5, 0.2, 0.9), (0.6, 0.8, 0.1, 0.33)]
    (one, left), (other, right) = card(4, 3), card(4, 3)
    for axis in (left, right):
        axis.set(xlim=(0, 1), ylim=(0, 1))
    boxes(left, places, color="#FFF0CC")
    for start, end, low, high in places:
        right.fill_between([start, end], low, high, color="#FFF0CC", linewidth=0)
    for figure in (one, other):
        figure.canvas.draw()
    assert np.array_equal(one.canvas.buffer_rgba(), other.canvas.buffer_rgba())


def test_fonts_are_looked_up_by_matplotlib_again_when_a_sheet_is_drawn() -> None:
    figure, axis = card(4, 3)
    axis.set_title("x")
    axis.plot([0, 1])
    figure.tight_layout()
    figure.canvas.draw()
    assert "findfont" not in vars(fontManager)


def test_ticks_that_look_alike_are_drawn_at_once_as_matplotlib_draws_each() -> None:
    def fill(figure: Any) -> Any:
        first, second, third = figure.subplots(1, 3)
        first.grid(color="red", alpha=0.4, linewidth=3, linestyle="--")
        first.set(xlim=(5, -5), ylim=(0, 60), yticks=range(60))
        second.minorticks_on()
        second.grid(which="both")
        second.tick_params(which="major", direction="inout", length=12, width=3)
        second.xaxis.get_major_ticks()[2].tick1line.set_markeredgecolor("red")
        second.xaxis.get_major_ticks()[1].set_visible(False)
        second.tick_params(color="blue", labelright=True, right=True)
        third.set(xscale="log", xlim=(1, 1e5), facecolor="#FFF0CC")
        third.grid(axis="y", zorder=5)
        third.xaxis.tick_top()
        third.spines["left"].set_position(("outward", 7))
        figure.canvas.draw()
        return np.array(figure.canvas.buffer_rgba())

    plain = Figure(figsize=(10, 4), facecolor="white")
    FigureCanvasAgg(plain)
    assert np.array_equal(fill(Sheet(10, 4)), fill(plain))


def test_the_marks_of_all_ticks_are_one_thing_to_draw(monkeypatch: pytest.MonkeyPatch) -> None:
    figure, axis = card(4, 3)
    axis.set(xticks=[0, 0.25, 0.5, 0.75, 1], yticks=[])
    drawn: list[int] = []
    renderer = figure.canvas.get_renderer()
    draw = renderer.draw_markers

    def counted(gc: Any, mark: Any, shape: Any, line: Any, *more: Any) -> None:
        drawn.append(len(line.vertices))
        draw(gc, mark, shape, line, *more)

    monkeypatch.setattr(renderer, "draw_markers", counted)
    figure.canvas.draw()
    axis.xaxis.get_major_ticks()[1].tick1line.set_markeredgecolor("red")
    figure.canvas.draw()
    assert drawn == [5, 1, 1, 3]
    assert all("draw" not in vars(tick) for tick in axis.xaxis.get_major_ticks())  # matplotlib draws them again


def test_a_tick_is_made_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    make = Tick.__init__

    def counted(self: Any, *args: Any, **options: Any) -> None:
        made.append(type(self).__name__)
        make(self, *args, **options)

    monkeypatch.setattr(Tick, "__init__", counted)
    figure, axis = card(4, 3)
    axis.axis("off")
    axis.grid(color="red")
    figure.canvas.draw()
    assert not made
    axis.axis("on")
    figure.canvas.draw()
    assert sorted(made) == ["XTick", "YTick"]  # the others are copies
    assert {line.get_color() for line in axis.get_xgridlines()} == {"red"}


def test_a_text_is_laid_out_once_for_all_texts_like_it(monkeypatch: pytest.MonkeyPatch) -> None:
    laid: list[str] = []
    lay = Text._get_layout

    def counted(self: Any, renderer: Any) -> Any:
        laid.append(self.get_text())
        return lay(self, renderer)

    def texts(**look: Any) -> Any:
        figure, axis = card(4, 3)
        axis.text(0.5, 0.5, "Alpha", **look)
        return figure

    monkeypatch.setattr(Text, "_get_layout", counted)
    lettering.layouts.clear()
    for _ in range(2):
        texts().canvas.draw()
    assert laid.count("Alpha") == 1
    for look in ({"ha": "center"}, {"va": "top"}, {"rotation": 30}, {"size": 20}, {"linespacing": 2}, {"weight": "bold"}):
        before = laid.count("Alpha")
        texts(**look).canvas.draw()
        assert laid.count("Alpha") == before + 1, look
    texts().savefig(io.BytesIO(), format="svg")  # another renderer measures for itself
    assert laid.count("Alpha") > before + 1 and Text._get_layout is counted


def test_where_limits_are_set_a_patch_and_a_line_leave_them_and_are_cut_off() -> None:
    def fill(figure: Any, limits: tuple[float, float] | None) -> Any:
        axis = figure.subplots()
        if limits:
            axis.set(xlim=limits, ylim=limits)
        axis.add_patch(Rectangle((0.5, 0.5), 3, 3))
        axis.plot([0, 5], [0, 5], linewidth=9, label="line")
        axis.legend()
        figure.canvas.draw()
        return axis.get_xlim(), np.array(figure.canvas.buffer_rgba())

    for limits in ((0.0, 1.0), None):
        plain = Figure(figsize=(4, 3), facecolor="white")
        FigureCanvasAgg(plain)
        (ours, mine), (theirs, yours) = fill(Sheet(4, 3), limits), fill(plain, limits)
        assert ours == theirs and np.array_equal(mine, yours)
    assert ours[1] > 5
