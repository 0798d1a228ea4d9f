"""make_dot draws the graph of any tensor with PyTorch's public protocol, and never fails for want of a program."""

from __future__ import annotations

import re
import types

import pytest
from viz_graphs import (
    AccumulateGrad,
    ForeignBackward,
    ForeignTensor,
    arrows,
    boxes,
    fills,
    neuron,
    polynomial,
    svg_texts,
)

from autograd_lib.viz import make_dot
from autograd_lib.viz.graph import humanized
from autograd_lib.viz.layout import COLORS
from autograd_lib.viz.picture import STYLES, Edge

LIBRARIES = ["autograd_lib", "torch"]


@pytest.fixture(params=LIBRARIES)
def torch(request):
    return pytest.importorskip(request.param)


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


def test_an_output_given_twice_is_drawn_once(torch):
    y, _ = polynomial(torch)
    assert make_dot((y, y)).source == make_dot(y).source


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


def test_the_text_names_a_shared_leaf_wherever_it_is_used(torch):
    x = torch.tensor(2.0, requires_grad=True)
    assert make_dot(x * x, {"x": x}).text.split("\n")[2:] == ["├─ AccumulateGrad ← x ()", "└─ AccumulateGrad ← x ()"]


def test_a_long_chain_of_the_text_is_broken_into_lines(torch):
    y = torch.tensor(0.1, requires_grad=True)
    for _ in range(10):
        y = y.exp().tanh()
    lines = make_dot(y).text.split("\n")[1:]
    assert len(lines) > 1 and max(map(len, lines)) < 130
    assert "".join(lines).count(" ← ") == 22


def test_the_text_stays_short():
    node = AccumulateGrad(ForeignTensor())
    for _ in range(200):
        node = ForeignBackward(node, AccumulateGrad(ForeignTensor()), AccumulateGrad(ForeignTensor()))
    lines = make_dot(ForeignTensor((), node)).text.split("\n")
    assert len(lines) < 45 and max(map(len, lines)) < 160
    assert re.fullmatch(r"\.\.\. and [\d,]+ more boxes", lines[-1])
