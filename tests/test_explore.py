"""A figure with controls is a picture first, lives where a front end is there, and shows its errors."""

from __future__ import annotations

import ast
import base64
import builtins
import contextlib
import gc
import io
import math
import re
import sys
import threading
import tomllib
import weakref
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ipywidgets as widgets
import numpy as np
import pytest
from matplotlib import pyplot as plt

from autograd_lib.course import explore, play, sweep
from autograd_lib.course.explore import control as control_of
from autograd_lib.course.explore import picture
from autograd_lib.course.style import card
from autograd_lib.viz.front import kernel, set_language

ROOT = Path(__file__).resolve().parent.parent
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(autouse=True)
def no_open_figures() -> Iterator[None]:
    before = plt.get_fignums()
    yield
    left = plt.get_fignums()
    plt.close("all")
    assert left == before


def draw(x: float = 0.5, name: str = "a", grid: bool = True) -> Any:
    figure, axis = card(4, 3)
    axis.plot([0, 1], [0, x], linestyle="-" if grid else ":")
    axis.set_xlabel(name)
    return figure


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(plt.imread(io.BytesIO(png)))


def control(of: Any, name: str) -> Any:
    of.live()
    return of._parts[name]


# The picture ----------------------------------------------------------------------------------------------------------


def test_what_is_shown_is_one_picture_with_the_widget_on_top() -> None:
    bundle = explore(draw, x=(0.0, 1.0), grid=True)._repr_mimebundle_()
    assert set(bundle) == {"image/png", "text/plain", WIDGET}
    assert pixels(base64.b64decode(bundle["image/png"])).shape[1:] == (400, 4)
    assert bundle["text/plain"] == "explore(draw, x=0.5, grid=True)"


def test_without_ipywidgets_it_is_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    shown = explore(draw, x=(0.0, 1.0))
    assert set(shown._repr_mimebundle_()) == {"image/png", "text/plain"}
    shown.show(x=1.0)
    assert shown.png == explore(draw, x=(0.0, 1.0, 0.5, 1.0)).png


def test_the_same_figure_is_the_same_bytes() -> None:
    assert explore(draw, x=(0.0, 1.0)).png == explore(draw, x=(0.0, 1.0)).png
    assert b"matplotlib" not in explore(draw, x=(0.0, 1.0)).png.lower()


@pytest.mark.parametrize("enabled", [True, False])
@pytest.mark.parametrize("x", [0.0, 1.0])
def test_after_a_picture_python_sweeps_as_it_did_and_no_figure_is_left(x: float, enabled: bool) -> None:
    def watched(x: float) -> Any:
        figure = breaks(x)
        seen.append(weakref.ref(figure))
        return figure

    seen: list[Any] = []
    before = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        with contextlib.suppress(ValueError):
            picture(watched, {"x": x})
        assert gc.isenabled() is enabled
        assert [each() for each in seen] == [None] * (x < 0.5)
    finally:
        (gc.enable if before else gc.disable)()


def test_a_function_that_draws_on_the_current_figure_will_do() -> None:
    def draws(x: float) -> None:
        plt.plot([0, x])

    assert pixels(explore(draws, x=(0.0, 1.0)).png).ndim == 3


# The controls ---------------------------------------------------------------------------------------------------------


def test_the_picture_is_shown_before_its_figure_is_swept_up(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = explore(draw, x=(0.0, 1.0))
    shown.live()
    before, seen = shown._parts["picture"].value, []
    sweep_up = gc.collect
    monkeypatch.setattr(gc, "collect", lambda *args: seen.append(shown._parts["picture"].value) or sweep_up(*args))
    shown.show(x=1.0)
    assert seen == [shown.png] and shown.png != before


def test_moving_a_control_draws_again() -> None:
    shown = explore(draw, x=(0.0, 1.0), name=["a", "b"], grid=True)
    first = shown.png
    control(shown, "x").value = 1.0
    control(shown, "name").value = "b"
    control(shown, "grid").value = False
    assert shown.settings == {"x": 1.0, "name": "b", "grid": False}
    assert shown.png != first and control(shown, "picture").value == shown.png
    assert shown.png == explore(draw, x=(0.0, 1.0, 0.1, 1.0), name=["b"], grid=False).png


def test_the_main_thread_draws_what_other_threads_are_told_and_skips_what_is_stale(monkeypatch: Any) -> None:
    class Loop:
        def __init__(self) -> None:
            self.work: list[Any] = []

        def add_callback(self, work: Any) -> None:
            self.work.append(work)

    def watched(x: float = 0.0) -> Any:
        drawn.append((x, threading.current_thread()))
        return draw(x)

    drawn: list[Any] = []
    loop = Loop()
    monkeypatch.setattr(kernel, "main_loop", lambda: loop)
    slider = control(explore(watched, x=(0.0, 1.0)), "x")
    for value in (0.25, 0.5, 0.75):
        thread = threading.Thread(target=lambda value=value: setattr(slider, "value", value))
        thread.start()
        thread.join()
    for work in loop.work:
        work()
    assert drawn == [(0.0, threading.main_thread()), (0.75, threading.main_thread())]


@pytest.mark.parametrize(("low", "high", "start"), [(16.0, 4096.0, 1024.0), (0.002, 0.2, 0.01), (0.001, 0.2, 0.001)])
def test_a_logarithmic_slider_stands_at_its_start_and_says_so(low: float, high: float, start: float) -> None:
    slider = control_of("n", (low, high), start).widget(widgets)
    steps = (math.log10(slider.value) - slider.min) / slider.step  # a browser rounds them to whole ones
    assert steps == pytest.approx(round(steps), abs=1e-9) and slider.value == start
    assert slider.step == pytest.approx(0.05, rel=0.2) and slider.readout_format == ".4"  # as 1024 and 0.01


@pytest.mark.parametrize(
    ("given", "kind", "start", "step"),
    [
        ((0.0, 2.0), "FloatSlider", 0.5, 0.02),
        ((-3, 3, 1), "FloatSlider", 0.5, 1.0),
        ((1, 5), "IntSlider", 1, 1),
        ((0, 10, 2, 4), "IntSlider", 4, 2),
        ((1.0, 0.001), "FloatLogSlider", 0.5, None),
        ((2.0, 8.0, 0.5), "FloatSlider", 2.0, 0.5),
        (True, "Checkbox", True, None),
        ([0.25, 0.5], "Dropdown", 0.5, None),
        ([3, 4], "Dropdown", 3, None),
        ({"third": 1 / 3}, "Dropdown", 1 / 3, None),
        (("u", "v"), "Dropdown", "u", None),
    ],
)
def test_what_a_value_stands_for(given: Any, kind: str, start: Any, step: float | None) -> None:
    def draws(x: Any = 0.5) -> Any:
        return draw(0.0, str(x))

    if kind == "IntSlider":
        draws.__defaults__ = ()  # whole numbers have no default here
    widget = control(explore(draws, x=given), "x")
    assert (type(widget).__name__, widget.value) == (kind, start)
    assert step is None or math.isclose(widget.step, step)


@pytest.mark.parametrize(
    ("given", "frames"),
    [
        (play(0, 3), [0, 1, 2, 3]),
        (play(3, 0), [3, 2, 1, 0]),
        (play(0, 5, 2), [0, 2, 4]),
        (play(0.5, 1.25, 0.25), [0.5, 0.75, 1.0, 1.25]),
        (play(1.0, 0.01), [10 ** (-each / 10) for each in range(21)]),
    ],
    ids=repr,
)
def test_a_play_button_moves_the_slider_from_end_to_end_in_the_order_of_its_ends(given: Any, frames: Any) -> None:
    def draws(x: Any) -> Any:
        return draw(0.0, str(x))

    shown = explore(draws, x=given)
    slider, button = control(shown, "x"), control(shown, "play x")
    assert (button.min, button.max) == (0, len(frames) - 1) and button.interval == 500
    seen = []
    for place in [*range(1, len(frames)), 0]:
        button.value = place
        seen.append(slider.value)
        assert shown.settings["x"] == slider.value
    assert seen == pytest.approx([*frames[1:], frames[0]])


def test_a_play_button_goes_on_from_where_the_slider_was_put_and_leaves_it_there() -> None:
    shown = explore(draw, x=play(0.0, 1.0, 0.25))
    slider, button = control(shown, "x"), control(shown, "play x")
    assert (slider.value, button.value) == (0.5, 2)
    slider.value = 0.7
    assert (slider.value, button.value) == (0.7, 3)
    button.value = 4
    assert slider.value == 1.0 and shown.settings["x"] == 1.0


def test_a_menu_shows_functions_by_their_names() -> None:
    def draws(f: Any) -> Any:
        return draw(f(0.5))

    widget = control(explore(draws, f=[math.sin, math.cos]), "f")
    assert widget.label == "sin" and widget.value is math.sin


@pytest.mark.parametrize(
    ("controls", "what"),
    [
        ({"y": (0, 1)}, "takes no 'y'; it takes x, name, grid"),
        ({"x": "slider"}, "is no control"),
        ({"x": 3}, "is no control"),
        ({"x": []}, "is no control"),
        ({"x": (1.0, 1.0)}, "is no slider"),
        ({"x": (0, 1, -1)}, "is no slider"),
        ({"x": (0, 1, 0.1, 7)}, "is no slider"),
        ({"x": play(1)}, "is no slider to play"),
        ({"x": play("a", "b")}, "is no slider to play"),
    ],
)
def test_a_control_that_cannot_be_is_refused(controls: Any, what: str) -> None:
    with pytest.raises(TypeError, match=what):
        explore(draw, **controls)


def test_a_play_button_needs_time() -> None:
    with pytest.raises(TypeError, match="above 0"):
        play(0, 1, seconds=0)


# Nobody hears ---------------------------------------------------------------------------------------------------------


def test_below_the_controls_is_a_place_for_the_line_that_nobody_hears_them() -> None:
    shown = explore(draw, x=play(0.0, 1.0), name=["a", "b"], grid=True)
    *rows, place, image, error = shown.live().children
    assert [type(each).__name__ for each in rows] == ["HBox", "Dropdown", "Checkbox"]
    assert (image, error) == (control(shown, "picture"), control(shown, "error"))
    assert place.children == ()  # a page that does not know anywidget would show an error
    line = shown._watch.live()
    for _ in range(2):  # two pages
        line._handle_custom_msg({"do": "come"}, [])
        assert place.children == (line,) and line.state["error"] == ""
    moved = [control(shown, name) for name in ("x", "play x", "name", "grid")]
    assert set(line.given["controls"]) == {each.model_id for each in moved}
    png = shown.png
    line._handle_custom_msg({"do": "answer", "id": "a-1"}, [])
    assert line.state == {"error": "", "heard": "a-1"} and shown.png is png


def test_what_the_line_says_is_what_the_front_ends_say_in_the_notebooks_language() -> None:
    try:
        set_language("ja")
        shown = explore(draw, x=(0.0, 1.0))
        shown.live()
        assert shown._watch.live().given["language"] == "ja"
    finally:
        set_language("en")
    file = ROOT / "autograd_lib" / "viz" / "front" / "front.toml"
    text = tomllib.loads(file.read_text(encoding="utf-8"))["silent"]["ja"]
    assert shown._watch.live().given["words"]["silent"] == text != ""


@pytest.mark.parametrize("lacks", ["anywidget", "a newer ipywidgets", "a page that makes widgets ahead"])
def test_where_the_line_cannot_be_all_else_is_as_ever(lacks: str, monkeypatch: Any) -> None:
    bundle = explore(draw, x=(0.0, 1.0))._repr_mimebundle_()
    if lacks == "anywidget":
        monkeypatch.setitem(sys.modules, "anywidget", None)
    elif lacks == "a page that makes widgets ahead":
        monkeypatch.setitem(sys.modules, "google.colab", object())
    else:
        monkeypatch.setattr(widgets, "__version__", "7.6.5")
    shown = explore(draw, x=(0.0, 1.0))
    without = shown._repr_mimebundle_()
    assert [type(each).__name__ for each in shown.live().children] == ["FloatSlider", "Image", "HTML"]
    assert shown._watch._widget is None  # in Colab to make one would change what shows all others
    assert {**without, WIDGET: None} == {**bundle, WIDGET: None}
    control(shown, "x").value = 1.0
    assert control(shown, "picture").value == shown.png == explore(draw, x=(0.0, 1.0, 0.1, 1.0)).png


def test_the_answer_comes_from_the_thread_that_draws(monkeypatch: Any) -> None:
    work: list[Any] = []
    monkeypatch.setattr(kernel, "main_loop", lambda: SimpleNamespace(add_callback=work.append))
    shown = explore(draw, x=(0.0, 1.0))
    shown.live()
    line = shown._watch.live()
    thread = threading.Thread(target=line._handle_custom_msg, args=({"do": "answer", "id": "a-1"}, []))
    thread.start()
    thread.join()
    assert line.state["heard"] == ""  # a cell is running
    for each in work:
        each()
    assert line.state["heard"] == "a-1"


# Errors ---------------------------------------------------------------------------------------------------------------


def breaks(x: float = 0.0) -> Any:
    if x > 0.5:
        raise ValueError("x is <too> large")
    return draw(x)


def test_an_error_in_the_first_drawing_is_an_error_of_the_cell() -> None:
    with pytest.raises(ValueError, match="too"):
        explore(breaks, x=(0.0, 1.0, 0.1, 1.0))
    with pytest.raises(TypeError, match="should return a figure; it returned int"):
        explore(lambda x: 3, x=(0, 1))


def test_an_error_later_takes_the_pictures_place_until_all_is_well_again() -> None:
    shown = explore(breaks, x=(0.0, 1.0))
    control(shown, "x").value = 1.0
    told = control(shown, "error").value
    assert "breaks(x=1)" in told and "ValueError: x is &lt;too&gt; large" in told and "raise ValueError" in told
    assert control(shown, "picture").layout.display == "none"
    control(shown, "x").value = 0.25
    assert control(shown, "error").value == "" and control(shown, "picture").layout.display in ("", None)


# Sweeping -------------------------------------------------------------------------------------------------------------


def test_a_sweep_draws_every_control_at_its_extremes() -> None:
    drawn = sweep(draw, x=(0.0, 1.0), name=["a", "b"], grid=True)
    assert len(drawn) == 3 * 2 * 2
    assert {"x": 1.0, "name": "b", "grid": False} in drawn


def test_a_sweep_of_many_controls_takes_each_by_itself_and_all_at_their_ends() -> None:
    def many(**settings: Any) -> Any:
        return draw()

    names = "abcdef"
    drawn = sweep(many, **dict.fromkeys(names, (0.0, 1.0, 0.1, 0.5)))
    assert dict.fromkeys(names, 0.0) in drawn and dict.fromkeys(names, 1.0) in drawn
    assert {**dict.fromkeys(names, 0.5), "c": 1.0} in drawn and len(drawn) == 6 * 3 + 2


def test_a_sweep_raises_what_a_drawing_raises_and_says_with_what() -> None:
    with pytest.raises(ValueError) as raised:
        sweep(breaks, x=(0.0, 1.0))
    assert raised.value.__notes__ == ["drawn with {'x': 1.0}"]


def lesson(path: Path) -> ast.Module:
    text = path.read_text(encoding="utf-8")
    return ast.parse("\n".join(each for each in text.splitlines() if each != "{bootstrap}"))


def known(path: Path) -> list[ast.stmt]:
    """What a lesson imports and defines."""
    kinds = (ast.Import, ast.ImportFrom, ast.FunctionDef)
    return [each for each in lesson(path).body if isinstance(each, kinds)]


def calls() -> list[tuple[Path, str, bool]]:
    """Every `explore(...)` in the lessons: (source, call, whether it can do without what other cells compute)."""
    found = []
    for path in sorted((ROOT / "course" / "src").glob("*.py")):
        names = {"explore", *dir(builtins)}
        for each in known(path):
            if isinstance(each, ast.FunctionDef):
                names.add(each.name)
            else:
                names |= {name.asname or name.name.split(".")[0] for name in each.names}  # type: ignore[attr-defined]
        for each in lesson(path).body:
            call = ast.unparse(each)
            if call.startswith("explore("):
                used = {node.id for node in ast.walk(each) if isinstance(node, ast.Name)}
                found.append((path, call, used <= names))
    return found


def titled(given: tuple[Path, str, bool]) -> str:
    return f"{given[0].stem[:2]}-{given[1][8:].split(',')[0]}"


ALONE = [each for each in calls() if each[2]]
WITH_DATA = [each for each in calls() if not each[2]]


@pytest.mark.parametrize(("path", "call", "_"), ALONE, ids=map(titled, ALONE))
def test_every_control_of_the_lessons_can_be_turned_to_its_ends(path: Path, call: str, _: bool) -> None:
    names: dict[str, Any] = {"__name__": "lesson"}
    exec(compile(ast.Module(known(path), []), str(path), "exec"), names)
    names["explore"] = sweep
    assert len(eval(call, names)) > 1


@pytest.mark.parametrize(("path", "call", "_"), WITH_DATA, ids=map(titled, WITH_DATA))
def test_what_draws_with_a_lessons_data_is_swept_by_the_lessons_own_tests(path: Path, call: str, _: bool) -> None:
    drawn = re.match(r"explore\(([\w.]+)\(", call)
    assert drawn, call
    tests = (ROOT / "tests" / f"test_lesson_{path.stem[:2]}.py").read_text(encoding="utf-8")
    assert re.search(rf"\b{drawn.group(1).split('.')[-1]}\(", tests)


# Sheets ---------------------------------------------------------------------------------------------------------------


def test_a_figure_of_the_course_shows_itself_and_pyplot_never_knows_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    known: list[Any] = []
    monkeypatch.setattr("matplotlib._pylab_helpers.Gcf._set_new_active_manager", known.append)
    figure = draw()
    assert known == []
    bundle = figure._repr_mimebundle_()
    assert set(bundle) == {"image/png", "text/plain"}
    assert pixels(base64.b64decode(bundle["image/png"])).ndim == 3
    assert figure._repr_mimebundle_() == draw()._repr_mimebundle_()


def test_the_figures_of_the_lessons_are_drawn_without_pyplot() -> None:
    modules = sorted((ROOT / "autograd_lib" / "course").glob("figures_*.py"))
    assert modules
    assert [path.name for path in modules if "pyplot" in path.read_text(encoding="utf-8")] == []
