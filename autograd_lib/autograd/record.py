"""Recording: how the result of an operation becomes a Tensor that remembers how it was made.

An operation computes with NumPy and then calls one of

    record1(Rule, array, input, saved)           one input
    record2(Rule, array, input, other, saved)    two inputs, the second may be a Python number
    record3(Rule, array, a, b, c, saved)         three Tensors
    record(Rule, array, inputs, saved)           any number of inputs
    record_outputs(Rule, arrays, inputs, saved)  several results
    record_view(Rule, array, input, saved)       the result shares the memory of its input

`saved` are the values named in `Rule.saves`.  The three short functions repeat each other on purpose: they are the hot
path of the library, and a loop over the inputs would cost as much as the arithmetic on a small tensor.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy import ndarray

from .. import arrays
from .._tensor import Tensor, mark_inference, wrap
from .grad_mode import mode
from .graph import Node, blank, sequence
from .views import refresh, share

new = object.__new__


def record1(
    rule: type[Node], data: Any, input: Tensor, saved: tuple[Any, ...] = (), out: Tensor | None = None
) -> Tensor:
    """The Tensor around `data`, the result of an operation on one tensor."""
    if type(data) is not ndarray:
        data, saved = as_array(data, saved)
    result = new(Tensor)  # `blank`, written out
    result._data = data
    result._counter = [0]
    result._node = None
    result._output_nr = 0
    result._requires_grad = result._guarded = False
    if mode.grad:
        if input._guarded:
            refresh(input)
        if input._requires_grad:
            node = new(Node)  # `blank`, written out
            node.rule = rule
            node.edges = (input._node or input,)
            node.numbers = (input._output_nr,) if input._output_nr else None
            node.seq = next(sequence)
            node.shape = data.shape
            node.dtype = data.dtype
            node.saved = saved
            node.arity = 1
            node.listened = False
            keeps = rule.keeps
            if keeps is None:
                node.versions = ()
            elif keeps == "result":
                node.versions = ((result._counter, 0, "result"),)
            elif keeps == "input":
                node.versions = (seen(input, rule.inputs[0]),)
            else:
                node.versions = (seen(input, rule.inputs[0]), (result._counter, 0, "result"))
            if anomaly_traces:
                node.trace = call_site()
            result._node = node
            result._requires_grad = True
    elif mode.inference:
        mark_inference(result)
    if out is not None:
        return _write_out(out, result)
    return result


def record2(
    rule: type[Node],
    data: Any,
    input: Any,
    other: Any,
    saved: tuple[Any, ...] = (),
    out: Tensor | None = None,
) -> Tensor:
    """The Tensor around `data`, the result of an operation on two operands, at least one of them a Tensor."""
    if type(data) is not ndarray:
        data, saved = as_array(data, saved)
    result = new(Tensor)  # `blank`, written out
    result._data = data
    result._counter = [0]
    result._node = None
    result._output_nr = 0
    result._requires_grad = result._guarded = False
    if mode.grad:
        a = b = None
        if isinstance(input, Tensor):
            if input._guarded:
                refresh(input)
            if input._requires_grad:
                a = input._node or input
        if isinstance(other, Tensor):
            if other._guarded:
                refresh(other)
            if other._requires_grad:
                b = other._node or other
        if a is not None or b is not None:
            node = new(Node)  # `blank`, written out
            node.rule = rule
            node.edges = (a, b)
            node.seq = next(sequence)
            node.shape = data.shape
            node.dtype = data.dtype
            node.arity = 1
            node.listened = False
            if rule.bilinear:
                node.saved = (saved[0] if b is not None else None, saved[1] if a is not None else None)
                if b is None:
                    node.versions = (seen(other, rule.saves[1]),) if isinstance(other, Tensor) else ()
                elif a is None:
                    node.versions = (seen(input, rule.saves[0]),) if isinstance(input, Tensor) else ()
                else:
                    node.versions = (seen(input, rule.saves[0]), seen(other, rule.saves[1]))
            else:
                node.saved = saved
                node.versions = versions_of(rule, saved, (input, other), result) if rule.watched else ()
            if (a is not None and input._output_nr) or (b is not None and other._output_nr):
                node.numbers = (input._output_nr if a is not None else 0, other._output_nr if b is not None else 0)
            else:
                node.numbers = None
            if anomaly_traces:
                node.trace = call_site()
            result._node = node
            result._requires_grad = True
    elif mode.inference:
        mark_inference(result)
    if out is not None:
        return _write_out(out, result)
    return result


def record3(
    rule: type[Node], data: Any, a: Tensor, b: Tensor, c: Tensor, saved: tuple[Any, ...], out: Tensor | None = None
) -> Tensor:
    """The Tensor around `data`, the result of an operation on three tensors."""
    result = wrap(data)
    if mode.grad:
        if a._guarded or b._guarded or c._guarded:
            for each in (a, b, c):
                refresh(each)
        first = (a._node or a) if a._requires_grad else None
        second = (b._node or b) if b._requires_grad else None
        third = (c._node or c) if c._requires_grad else None
        if first is not None or second is not None or third is not None:
            node = new(Node)  # `blank`, written out
            node.rule = rule
            node.edges = (first, second, third)
            if a._output_nr or b._output_nr or c._output_nr:
                pairs = zip(node.edges, (a, b, c), strict=True)
                node.numbers = tuple(0 if edge is None else each._output_nr for edge, each in pairs)
            else:
                node.numbers = None
            node.seq = next(sequence)
            node.shape = data.shape
            node.dtype = data.dtype
            node.saved = saved
            node.arity = 1
            node.listened = False
            node.versions = versions_of(rule, saved, (a, b, c), result) if rule.watched else ()
            if anomaly_traces:
                node.trace = call_site()
            result._node = node
            result._requires_grad = True
    if out is not None:
        return _write_out(out, result)
    return result


def record(
    rule: type[Node],
    data: Any,
    inputs: Sequence[Any],
    saved: tuple[Any, ...] = (),
    out: Tensor | None = None,
    watch: Sequence[Tensor] = (),
) -> Tensor:
    """The Tensor around `data`, the result of an operation on any number of inputs (Tensors, numbers or None).

    `watch`: tensors that the rule reads although they get no gradient (indices, targets): backward refuses to run when
    one of them was changed in place since.
    """
    if type(data) is not ndarray:
        data, saved = as_array(data, saved)
    if watch and type(data) is not ndarray and not rule.indices_anywhere:
        arrays.check_one_device(data, *(each._data for each in watch))
    result = wrap(data)
    node = make_node(rule, inputs, saved, result) if mode.grad else None
    if node is not None:
        if watch:
            node.versions += tuple(seen(each, each._data) for each in watch)
        node.shape = result._data.shape
        node.dtype = result._data.dtype
        result._node = node
        result._requires_grad = True
    if out is not None:
        return _write_out(out, result)
    return result


def as_array(data: Any, saved: tuple[Any, ...]) -> tuple[ndarray, tuple[Any, ...]]:
    """NumPy gives a 0-dim result as a scalar: make it an array, the same one where the rule saves it."""
    array = np.asarray(data) if isinstance(data, np.generic) else data
    for each in saved:
        if each is data:
            return array, tuple(array if each is data else each for each in saved)
    return array, saved


def record_outputs(
    rule: type[Node],
    arrays: Sequence[Any],
    inputs: Sequence[Any],
    saved: tuple[Any, ...] = (),
    differentiable: int | None = None,
) -> tuple[Tensor, ...]:
    """Tensors around several results; the first `differentiable` of them (None: all) get gradients.

    The rule's `grad` is a tuple with one gradient, or None where nothing flowed, per differentiable output.  Where only
    one output is differentiable, it is that gradient itself.
    """
    results = tuple(wrap(array) for array in arrays)
    node = make_node(rule, inputs, saved, results[0]) if mode.grad else None
    if node is not None:
        count = len(results) if differentiable is None else differentiable
        attach_outputs(node, results[:count])
        if rule.outputs:
            named = zip(rule.outputs, results, strict=False)
            node.versions += tuple((each._counter, 0, name) for name, each in named if name in rule.saves)
    return results


def attach_outputs(node: Node, results: Sequence[Tensor]) -> None:
    """Make `results` the outputs of `node`."""
    node.arity = len(results)
    shapes = tuple(each._data.shape for each in results)
    dtypes = tuple(each._data.dtype for each in results)
    node.shape, node.dtype = (shapes, dtypes) if len(results) > 1 else (shapes[0], dtypes[0])
    for number, each in enumerate(results):
        each._node = node
        each._output_nr = number
        each._requires_grad = True


def make_node(rule: type[Node], inputs: Sequence[Any], saved: tuple[Any, ...], result: Tensor | None) -> Any:
    """The node of an operation on `inputs`, or None when none of them requires a gradient."""
    edges: list[Any] = []
    wanted = several = False
    for each in inputs:
        edge = None
        if isinstance(each, Tensor):
            if each._guarded:
                refresh(each)
            if each._requires_grad:
                edge = each._node or each
                wanted = True
                if each._output_nr:
                    several = True
        edges.append(edge)
    if not wanted:
        return None
    numbers = None
    if several:
        numbers = tuple(0 if edge is None else each._output_nr for edge, each in zip(edges, inputs, strict=True))
    node = blank(rule, tuple(edges), numbers)
    node.saved = saved
    if rule.watched:
        node.versions = versions_of(rule, saved, inputs, result)
    if anomaly_traces:
        node.trace = call_site()
    return node


def versions_of(
    rule: type[Node], saved: tuple[Any, ...], inputs: Sequence[Any], result: Tensor | None
) -> tuple[Any, ...]:
    """What backward compares to notice that a saved value was changed in place: (counter, version now, name)."""
    found = []
    for place, number, name in rule.watched:
        if saved[place] is None:
            continue
        if number >= 0:
            source = inputs[number]
            if isinstance(source, Tensor):
                counter = source._counter
                found.append((counter, counter[0], name) if counter is not None else seen(source, name))
        elif result is not None:
            found.append((result._counter, 0, name))
    return tuple(found)


def seen(tensor: Tensor, name: Any) -> tuple[list[int], int, Any]:
    """A tensor's version now, and by what name (or array) an error will call it; an inference tensor has no version."""
    counter = tensor._counter
    if counter is None:
        raise RuntimeError(
            "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference mode in "
            "computation tracked by autograd. To work around this, you can make a clone to get a normal tensor and use "
            "it in autograd, or use `torch.no_grad()` instead of `torch.inference_mode()`."
        )
    return (counter, counter[0], name)


def _write_out(out: Tensor, result: Tensor) -> Tensor:
    from .inplace import write_out

    return write_out(out, result)


# --- views ------------------------------------------------------------------------------------------------------------


def record_view(rule: type[Node], data: ndarray, input: Tensor, saved: tuple[Any, ...] = ()) -> Tensor:
    """The Tensor around `data`, an array that shares the memory of `input`: one memory, one version counter."""
    result = record1(rule, data, input, saved)
    share(result, input)
    return result


def record_views(
    rule: type[Node], arrays: Sequence[ndarray], input: Tensor, saved: tuple[Any, ...] = ()
) -> tuple[Tensor, ...]:
    """Several views made by one operation (unbind, split): these may not be changed in place while recording."""
    results = record_outputs(rule, arrays, (input,), saved)
    for each in results:
        share(each, input)
        each._born = "multiple"
    return results


# --- anomaly mode -----------------------------------------------------------------------------------------------------

anomaly_traces = False  # set by autograd.set_detect_anomaly: keep, with each node, where it was made


def call_site() -> str:
    """The Python stack down to the call of the operation."""
    import traceback  # only needed in anomaly mode

    return "".join(traceback.format_stack()[:-2])
