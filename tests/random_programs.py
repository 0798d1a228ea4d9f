"""Random programs of tensor operations, views and in-place changes: the same lines run on `autograd_lib` and on `torch`.

A program works on the leaves t0 (2, 3), t1 (3,), t2 (2, 1) and t3 (), float64; each line makes a new tensor or changes one.
"""

from types import ModuleType
from typing import Any

import numpy as np
from hypothesis import strategies as st

SHAPES = [(2, 3), (3,), (2, 1), ()]
UNARY = [
    "{x}.sin()", "{x}.tanh()", "{x}.sigmoid()", "torch.relu({x})", "{x}.abs()", "-{x}", "{x} * 0.5", "1 - {x}", "{x} ** 2",
    "{x}.clone()", "{x}.cos()", "torch.exp({x}.tanh())", "{x} / 3", "({x} ** 2 + 1).sqrt()", "({x} ** 2 + 1).log()",
    "{x}.clamp(-0.7, 0.9)", "{x}.detach()", "{x} * {x}.detach()", "torch.where({x} > 0, {x}, 0.1 * {x})", "{x}.double()",
]  # fmt: skip
BINARY = [
    "{x} + {y}", "{x} - {y}", "{x} * {y}", "{x} / (2 + {y}.sin())", "torch.maximum({x}, {y})", "torch.atan2({x}, {y} + 3)",
    "torch.where({x} > {y}, {x}, {y})", "torch.add({x}, {y}, alpha=2)", "torch.lerp({x}, {y}, 0.3)",
]  # fmt: skip
IN_PLACE = [
    "{x}.sin_()", "{x}.tanh_()", "{x}.neg_()", "{x}.mul_(0.5)", "{x}.add_(1)", "{x}.zero_()", "{x}.sigmoid_()", "{x}.relu_()",
    "{x}.clamp_(-0.5, 0.5)", "{x}.fill_(0.3)", "{x} *= {x}", "{x}.abs_()", "{x}.pow_(2)", "{x}.exp_()",
]  # fmt: skip
IN_PLACE_WITH = [
    "{x}.mul_({y})",
    "{x}.add_({y})",
    "{x}.sub_({y})",
    "{x}.copy_({y})",
    "{x}[...] = {y}",
    "{x} += {y}",
    "{x}.div_(2 + {y} ** 2)",
]


def fits(small: tuple[int, ...], large: tuple[int, ...]) -> bool:
    """Can `small` be broadcast to `large`?"""
    return broadcast(small, large) == large


def broadcast(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...] | None:
    try:
        return np.broadcast_shapes(a, b)
    except ValueError:
        return None


def reshapings(shape: tuple[int, ...]) -> list[tuple[str, tuple[int, ...]]]:
    """Views, reductions and selections of a tensor of a shape, with the shapes that they give."""
    found: list[tuple[str, tuple[int, ...]]] = [
        ("{x}.sum()", ()), ("{x}.mean()", ()), ("{x}.reshape(-1)", (int(np.prod(shape)),)), ("{x}[...]", shape),
        ("{x}.unsqueeze(0)", (1, *shape)), ("{x}.unsqueeze(-1)", (*shape, 1)), ("{x}.expand(2, *{x}.shape)", (2, *shape)),
    ]  # fmt: skip
    if shape:
        first, rest = shape[0], shape[1:]
        found += [
            ("{x}[0]", rest), ("{x}[-1]", rest), ("{x}.sum(0)", rest), ("{x}.amax(0)", rest), ("{x}.cumsum(0)", shape),
            ("torch.softmax({x}, 0)", shape), ("{x}.unbind(0)[0]", rest), ("{x}[[0, 0]]", (2, *rest)), ("{x}.flip(0)", shape),
            ("{x}[::2]", ((first + 1) // 2, *rest)), ("{x}.select(0, 0)", rest), ("{x}[:1]", (1, *rest)),
            ("{x}.max(0).values", rest), ("torch.cat([{x}, {x}])", (2 * first, *rest)), ("torch.stack([{x}, {x}])", (2, *shape)),
            ("{x}.split(1)[0]", (1, *rest)), ("{x}.logsumexp(0)", rest), ("{x}[{x} > -9]", (int(np.prod(shape)),)),
        ]  # fmt: skip
    if len(shape) > 1:
        swapped = (shape[1], shape[0], *shape[2:])
        found += [
            ("{x}.transpose(0, 1)", swapped), ("{x}[:, 0]", (shape[0], *shape[2:])),
            ("{x}[:, -1:]", (shape[0], 1, *shape[2:])), ("{x}.sum(1, keepdim=True)", (shape[0], 1, *shape[2:])),
            ("{x}.permute(*range({x}.ndim)[::-1])", shape[::-1]), ("{x}.mean(-1)", shape[:-1]),
        ]  # fmt: skip
    return found


@st.composite
def programs(draw: Any, steps: int = 10, in_place: bool = True) -> list[str]:
    """The lines of a program.  With `in_place`, some lines overwrite tensors, which PyTorch may refuse."""
    shapes = list(SHAPES)
    lines = []
    kinds = ["unary", "binary", "shape"] * 2 + (["in_place", "in_place_with", "part", "no_grad"] if in_place else [])
    for _ in range(draw(st.integers(1, steps))):
        kind = draw(st.sampled_from(kinds))
        number = draw(st.integers(0, len(shapes) - 1))
        x, shape = f"t{number}", shapes[number]
        if kind == "unary":
            lines.append(f"t{len(shapes)} = " + draw(st.sampled_from(UNARY)).format(x=x))
            shapes.append(shape)
        elif kind == "shape":
            source, new = draw(st.sampled_from(reshapings(shape)))
            lines.append(f"t{len(shapes)} = " + source.format(x=x))
            shapes.append(new)
        elif kind == "binary":
            partners = [n for n, other in enumerate(shapes) if broadcast(shape, other) is not None]
            other = draw(st.sampled_from(partners))
            lines.append(f"t{len(shapes)} = " + draw(st.sampled_from(BINARY)).format(x=x, y=f"t{other}"))
            shapes.append(broadcast(shape, shapes[other]) or ())
        elif number < len(SHAPES):
            lines.append(f"t{len(shapes)} = {x} * 1")  # a leaf may not be overwritten
            shapes.append(shape)
        elif kind == "in_place":
            lines.append(draw(st.sampled_from(IN_PLACE)).format(x=x))
        elif kind == "no_grad":
            source = draw(st.sampled_from(["{x}.mul_(2)", "t{n} = {x}[...]", "t{n} = {x} * 2", "{x}.zero_()"]))
            lines.append("with torch.no_grad(): " + source.format(x=x, n=len(shapes)))
            if " = " in source:
                shapes.append(shape)
        else:
            partners = [
                n for n, other in enumerate(shapes) if fits(other, shape if kind == "in_place_with" else shape[1:])
            ]
            if kind == "part" and not shape or not partners:
                continue
            other = f"t{draw(st.sampled_from(partners))}"
            sources = ["{x}[0] = {y}", "{x}[-1].mul_({y})", "{x}[0] += {y}"] if kind == "part" else IN_PLACE_WITH
            lines.append(draw(st.sampled_from(sources)).format(x=x, y=other))
    return lines


HIDDEN = ("detach()", "no_grad")  # lines that hide a part of the computation from the gradient


def differences(torch: ModuleType, lines: list[str], step: float) -> list[Any]:
    """What small steps of each number of each leaf do to the loss."""
    found = []
    for number, shape in enumerate(SHAPES):
        slopes = np.empty(shape)
        for place in np.ndindex(shape):
            high = total(torch, lines, leaves(torch, (number, place, step))).item()
            low = total(torch, lines, leaves(torch, (number, place, -step))).item()
            slopes[place] = (high - low) / (2 * step)
        found.append(slopes)
    return found


def leaves(torch: ModuleType, shift: Any = None, singles: bool = False) -> list[Any]:
    """The four leaves; with `shift = (leaf, place, by)`, one number is moved; `singles`: t1 and t3 are float32."""
    found = []
    for number, shape in enumerate(SHAPES):
        values = np.sin(1.3 * np.arange(1, int(np.prod(shape)) + 1) ** 2 + number).reshape(shape)
        if shift is not None and shift[0] == number:
            values = values.copy()
            values[shift[1]] += shift[2]
        dtype = torch.float32 if singles and number % 2 else torch.float64
        found.append(torch.tensor(values, dtype=dtype, requires_grad=True))
    return found


def total(torch: ModuleType, lines: list[str], given: list[Any]) -> Any:
    """One number made of every tensor of the program."""
    space = {"torch": torch, **{f"t{n}": each for n, each in enumerate(given)}}
    for line in lines:
        exec(line, space)
    result = given[0].sum()
    for number, name in enumerate(sorted(name for name in space if name[1:].isdigit())):  # t0, t1, t10, …
        result = result + (0.3 + 0.1 * number) * space[name].sum()
    return result


def outcome(torch: ModuleType, lines: list[str], singles: bool = False) -> tuple[str, list[Any]]:
    """The loss and the gradients of a program, or its error."""
    given = leaves(torch, None, singles)
    try:
        loss = total(torch, lines, given)
        loss.backward()
    except RuntimeError as error:
        return f"RuntimeError: {str(error).splitlines()[0][:70]}", []
    assert all(each.grad.dtype == each.dtype for each in given)
    return "", [loss.item(), *(each.grad.tolist() for each in given)]


def second_outcome(torch: ModuleType, lines: list[str]) -> tuple[str, list[Any]]:
    """The gradients of the squared length of a program's gradient, or its error."""
    given = leaves(torch)
    try:
        loss = total(torch, lines, given)
        first = torch.autograd.grad(loss, given, create_graph=True)
        length = sum((each**2).sum() for each in first)
        if not length.requires_grad:
            return "", [length.item()]
        second = torch.autograd.grad(length, given, allow_unused=True)
    except RuntimeError as error:
        return f"RuntimeError: {str(error).splitlines()[0][:70]}", []
    # a gradient that nothing reached, and one of zeros, mean the same
    return "", [np.zeros(shape) if g is None else g.numpy(force=True) for g, shape in zip(second, SHAPES, strict=True)]
