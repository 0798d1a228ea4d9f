"""Small graphs for the tests of viz, in either library or in none, and ways to look at a picture."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET


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
