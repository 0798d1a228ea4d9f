"""The engine: walk the graph backward, from a loss to its leaves.

Every operation is made after its inputs, so creation order is already a topological order: collect the nodes that the
loss depends on, then run their rules from the newest to the oldest.  When a node's turn comes, all gradients that flow
into it have arrived.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import numpy as np
from numpy import ndarray

from .. import arrays, dtypes
from .._tensor import Tensor, tensor_method, wrap
from ..arrays import settings, silent
from . import record
from .arrivals import Arrivals, is_own, keep_captured
from .errors import check_nan, freed, modified
from .grad_mode import enable_grad, mode, no_grad
from .graph import Node, blank, shown
from .hooks import run_posthooks, run_prehooks, run_tensor_hooks
from .record import record1
from .views import refresh

by_age = attrgetter("seq")


# --- the public calls -------------------------------------------------------------------------------------------------


def backward(
    tensors: Tensor | Sequence[Tensor],
    grad_tensors: Tensor | Sequence[Tensor | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Tensor | Sequence[Tensor] | None = None,
) -> None:
    """Add d(tensors)/d(leaf) to `leaf.grad` of every leaf that `tensors` were computed from.

    Args:
        tensors: the results to start from, usually one loss.
        grad_tensors: for each its gradient, of the same shape; may be left out where the tensor has one element.
        retain_graph: keep the saved values for another backward (default: the value of `create_graph`).
        create_graph: record the computation of the gradients too, so that they can be differentiated again.
        inputs: accumulate into these tensors only.

    Raises:
        RuntimeError: nothing requires a gradient, shapes do not match, the graph was freed, a saved value was changed.
    """
    roots = (tensors,) if isinstance(tensors, Tensor) else tuple(tensors)
    given: tuple[Tensor | None, ...]
    if grad_tensors is None or isinstance(grad_tensors, Tensor):
        given = (None,) * len(roots) if grad_tensors is None else (grad_tensors,)
    else:
        try:
            given = tuple(grad_tensors)
        except TypeError as error:
            raise TypeError(f"{error}\nA gradient is a tensor: write torch.tensor(…) around it.") from None
    wanted = None
    if inputs is not None:
        wanted = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
        if not wanted:
            raise RuntimeError("`inputs` argument to `backward()` cannot be empty.\nLeave it out to reach every leaf.")
        for each in wanted:
            each.retain_grad()
    first = start(roots, given, create_graph)
    run(roots, first, bool(create_graph if retain_graph is None else retain_graph), create_graph, wanted, False)


@tensor_method(name="backward")
def tensor_backward(
    self: Tensor,
    gradient: Tensor | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Tensor | Sequence[Tensor] | None = None,
) -> None:
    """Compute the gradients of this tensor with respect to the leaves it was made from, and add them to their `grad`.

    `gradient`: where to start from, of this tensor's shape; needed unless the tensor has a single element.
    The other arguments are those of `autograd.backward`.
    """
    if inputs is not None or (gradient is not None and not isinstance(gradient, Tensor)):
        backward(self, gradient, retain_graph, create_graph, inputs)
        return
    first = start((self,), (gradient,), create_graph)  # the usual call, without the detour by lists
    run((self,), first, bool(create_graph if retain_graph is None else retain_graph), create_graph, None, False)


def grad(
    outputs: Tensor | Sequence[Tensor],
    inputs: Tensor | Sequence[Tensor],
    grad_outputs: Tensor | Sequence[Tensor | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Any, ...]:
    """The gradients of `outputs` with respect to `inputs`, as a tuple; no tensor's `grad` changes.

    Args: as of `backward`, and
        allow_unused: give None for an input that the outputs do not depend on, instead of an error.
        materialize_grads: give zeros instead of that None.
    """
    if not wanted_any(inputs):
        raise RuntimeError("`inputs` argument to `grad()` cannot be empty.\nName the tensors whose gradients you want.")
    if is_grads_batched:
        raise NotImplementedError("autograd.grad(is_grads_batched=True) is left out: call grad once per row instead")
    roots = (outputs,) if isinstance(outputs, Tensor) else tuple(outputs)
    wanted = (inputs,) if isinstance(inputs, Tensor) else tuple(inputs)
    given = (grad_outputs,) if isinstance(grad_outputs, Tensor) else grad_outputs
    if materialize_grads:
        if allow_unused is False:
            raise ValueError(
                "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False.\n"
                "Zeros are given for an unused input only where an unused input is allowed."
            )
        allow_unused = True
    for each in wanted:
        if not isinstance(each, Tensor):
            raise RuntimeError(
                f"all inputs have to be Tensors or GradientEdges, but got {type(each).__name__}\n"
                "Gradients are taken with respect to tensors that require them."
            )
        if not each.requires_grad:
            raise RuntimeError(
                "One of the differentiated Tensors does not require grad\n"
                "Make it with requires_grad=True, before the computation."
            )
    first = start(roots, given if given is not None else (None,) * len(roots), create_graph)
    keep = bool(create_graph if retain_graph is None else retain_graph)
    found = run(roots, first, keep, create_graph, wanted, True)
    for number, gradient in enumerate(found):
        if gradient is None and not allow_unused:
            raise RuntimeError(
                f"The differentiated Tensor at index {number} appears to not have been used in the graph. "
                "Set allow_unused=True if this is the desired behavior."
            )
    if materialize_grads:
        found = [wrap(np.zeros_like(x._data)) if g is None else g for g, x in zip(found, wanted, strict=True)]
    return tuple(found)


def wanted_any(inputs: Any) -> bool:
    return isinstance(inputs, Tensor) or len(inputs) > 0


def start(roots: tuple[Tensor, ...], given: Sequence[Tensor | None], create_graph: bool) -> list[Any]:
    """The gradient to begin with, for each root: what was given, or 1 for a tensor with one element.

    Arrays, or with `create_graph` Tensors.
    """
    if len(given) != len(roots):
        raise RuntimeError(
            f"got {len(roots)} tensors and {len(given)} gradients\nGive one gradient (or None) per tensor."
        )
    first = []
    for number, root in enumerate(roots):
        gradient = given[number]
        if not isinstance(root, Tensor):
            raise AssertionError(
                f"Expected output to be a torch.Tensor\nBackward starts from tensors, not from {type(root).__name__}."
            )
        wanted = root._requires_grad or root.requires_grad
        if gradient is None:
            if wanted and root._data.size != 1:
                raise RuntimeError(
                    "grad can be implicitly created only for scalar outputs\n"
                    f"This tensor has shape {list(root._data.shape)}: reduce it first (loss.sum() or loss.mean()), "
                    "or pass a gradient of the same shape."
                )
            one = arrays.ones_like(root._data)
            first.append(wrap(one) if create_graph else one)
        elif not isinstance(gradient, Tensor):
            raise TypeError(
                f"gradients can be either Tensors or None, but got {type(gradient).__name__}\n"
                f"Write torch.tensor(…) around it; its shape must be {list(root._data.shape)}."
            )
        else:
            if gradient._data.shape != root._data.shape:
                raise RuntimeError(
                    f"Mismatch in shape: grad_output[{number}] has a shape of {gradient.shape} and output[{number}] has a "
                    f"shape of {root.shape}.\nThe gradient says how much each element of the output counts: one number each."
                )
            if arrays.on_gpu(gradient._data) != arrays.on_gpu(root._data):
                raise RuntimeError(
                    f"invalid gradient at index {number} - expected device {root.device} but got {gradient.device}\n"
                    "A gradient lives where its tensor does: write gradient.to(x.device)."
                )
            first.append(gradient if create_graph else gradient._data)
        if not wanted:
            raise RuntimeError(
                f"element {number} of tensors does not require grad and does not have a grad_fn\n"
                "None of the tensors it was made from has requires_grad=True, or it was made inside no_grad()."
            )
    return first


# --- the walk ---------------------------------------------------------------------------------------------------------


def run(
    roots: Sequence[Tensor],
    first: Sequence[Any],
    keep_graph: bool,
    create_graph: bool,
    wanted: Sequence[Tensor] | None,
    capture: bool,
) -> list[Any]:
    """Send the gradients `first` backward from `roots`.

    With `capture`, returns the gradients of `wanted` and leaves every `.grad` alone; otherwise accumulates into `.grad`
    (of the leaves among `wanted` only, where given).
    """
    order, uses = reachable(roots)
    needed, leaves, captured = (None, None, {}) if wanted is None else on_the_way(order, wanted)
    grads: dict[Any, Any] = {}
    arrivals = Arrivals(uses, leaves, create_graph, {} if capture else None)
    for number, root in enumerate(roots):
        node = root._node
        value = first[number]
        if node is None:
            arrivals.add(root, fit(value, root._data.shape, root._data.dtype), value)
        elif node.arity == 1 and value.dtype is node.dtype and node not in grads:
            grads[node] = value
        else:
            deliver(grads, node, root._output_nr, value)
    recording, mode.grad = mode.grad, create_graph
    token = settings.set(silent)  # `with quiet()`, written out
    try:
        walk(order, grads, arrivals, keep_graph, create_graph, needed, captured)
    finally:
        settings.reset(token)
        mode.grad = recording
    return [arrivals.found.get(key_of(each)) for each in wanted or ()] if arrivals.found is not None else []


def walk(
    order: list[Any],
    grads: dict[Any, Any],
    arrivals: Arrivals,
    keep_graph: bool,
    create_graph: bool,
    needed: Any,
    captured: dict[Any, list[int]],
) -> None:
    """Run the rules from the newest to the oldest node.

    Args:
        order: the nodes, oldest first; it is used up.
        grads: what has arrived, by node (a list per output where it has several).
        needed: the nodes that lead to what is wanted; None: all do.
        captured: the nodes whose incoming gradient itself is wanted.
    """
    plain = not create_graph and not record.anomaly_traces
    owned = arrivals.owned
    while order:
        node = order.pop()
        gradient = grads.pop(node, None)
        if gradient is None:
            continue
        listened = node.listened
        if listened and (needed is None or node in needed or node in captured):
            gradient = run_tensor_hooks(node, gradient, create_graph)
        if needed is not None:
            if node in captured and arrivals.found is not None:
                keep_captured(node, gradient, captured[node], arrivals.found)
            if node not in needed:
                continue
        rule, edges = node.rule, node.edges
        if plain and not listened:  # `apply` in short
            saved = node.saved
            if saved is None:
                raise freed()
            for counter, version, name in node.versions:
                if counter[0] != version:
                    raise modified(node, counter[0], version, name)
            results = rule.backward(node, gradient, *saved)
            if type(results) is not tuple:
                results = (results,)
            if len(results) < len(edges):
                results = complete(node, results)
        else:
            results = apply(node, gradient, create_graph)
        if not keep_graph and rule.holds:
            node.saved = None
        numbers = node.numbers
        arrived = gradient
        for place, edge in enumerate(edges):
            if edge is None:
                continue
            gradient = results[place]
            if isinstance(edge, Node):
                if gradient is None:
                    continue
                if numbers is None and edge.arity == 1:
                    if gradient.shape != edge.shape or gradient.dtype is not edge.dtype:
                        gradient = fit(gradient, edge.shape, edge.dtype, node, place)
                    old = grads.get(edge)
                    grads[edge] = gradient if old is None else old + gradient
                    if edge.rule.passes and (old is not None or is_own(gradient, arrived, node, owned)):
                        owned.add(edge)
                else:
                    deliver(grads, edge, numbers[place] if numbers else 0, gradient, node, place)
            elif gradient is None:
                arrivals.nothing(edge)
            else:
                data = edge._data
                if gradient.shape != data.shape or gradient.dtype is not data.dtype:
                    gradient = fit(gradient, data.shape, data.dtype, node, place)
                arrivals.add(edge, gradient, arrived, node)
    if arrivals.sums:
        arrivals.rest()


def reachable(roots: Sequence[Tensor]) -> tuple[list[Any], dict[Tensor, int]]:
    """All nodes that the roots depend on, oldest first, and the leaves, with how many edges lead to each."""
    order: list[Any] = []
    met: set[Any] = {None}  # nodes, and what stands for an input that wants no gradient
    leaves: dict[Tensor, int] = {}
    for root in roots:
        if root._guarded:
            refresh(root)
        node = root._node
        if node is None:
            leaves[root] = leaves.get(root, 0) + 1
        elif node not in met:
            met.add(node)
            order.append(node)
    for node in order:  # which grows meanwhile
        for edge in node.edges:
            if edge in met:
                continue
            if isinstance(edge, Node):
                met.add(edge)
                order.append(edge)
            else:
                leaves[edge] = leaves.get(edge, 0) + 1
    order.sort(key=by_age)
    return order, leaves


def key_of(tensor: Tensor) -> Any:
    """Where a gradient with respect to `tensor` arrives."""
    if tensor._guarded:
        refresh(tensor)
    return tensor if tensor._node is None else (tensor._node, tensor._output_nr)


def on_the_way(order: list[Any], wanted: Sequence[Tensor]) -> tuple[Any, Any, dict[Any, list[int]]]:
    """The nodes that lead to one of `wanted`, the leaves among them, and the nodes whose incoming gradient is wanted."""
    leaves: set[Any] = set()
    captured: dict[Any, list[int]] = {}
    for each in wanted:
        key = key_of(each)
        if key is each:
            leaves.add(each)
        else:
            captured.setdefault(key[0], []).append(key[1])
    needed: set[Any] = set()
    for node in order:  # oldest first: the inputs of a node were looked at before the node
        if any(edge in needed or edge in leaves or edge in captured for edge in node.edges if edge is not None):
            needed.add(node)
    return needed, leaves, captured


def deliver(grads: dict[Any, Any], node: Any, number: int, gradient: Any, source: Any = None, place: int = 0) -> None:
    """Add a gradient to what has arrived at output `number` of `node`."""
    if node.arity == 1:
        gradient = fit(gradient, node.shape, node.dtype, source, place)
        old = grads.get(node)
        grads[node] = gradient if old is None else old + gradient
        return
    gradient = fit(gradient, node.shape[number], node.dtype[number], source, place)
    slots = grads.setdefault(node, [None] * node.arity)
    slots[number] = gradient if slots[number] is None else slots[number] + gradient


def fit(gradient: Any, shape: tuple[int, ...], dtype: Any, source: Any = None, place: int = 0) -> Any:
    """Bring a gradient to the shape and dtype of the value that it belongs to.

    Broadcasting copies a value forward, so its gradient is the sum over the copies:
    the axes that were put in front are summed away, the axes of length 1 that were stretched are summed to length 1.
    """
    have = gradient.shape
    if shape and have[1:] == shape and type(gradient) is ndarray:  # a bias that was added to each row
        gradient = arrays.column_sums(gradient)
    elif have and shape and shape[0] == 1 != have[0] and have[1:] == shape[1:] and type(gradient) is ndarray:
        gradient = arrays.column_sums(gradient)[None]  # the same, of a bias that is a row
    elif have != shape:
        lead = len(have) - len(shape)
        if lead < 0 or any(n not in (1, m) for n, m in zip(shape, have[lead:], strict=True)):
            name = f"Function {source.name()} returned an" if source is not None else "An"
            raise RuntimeError(
                f"{name} invalid gradient at index {place} - got {list(have)} but expected shape compatible with "
                f"{list(shape)}\nThe gradient must have the shape of the input that it belongs to."
            )
        axes = tuple(range(lead)) + tuple(lead + i for i, n in enumerate(shape) if n == 1 and have[lead + i] != 1)
        if axes:
            gradient = gradient.sum(axis=axes, keepdims=True)
        gradient = gradient.reshape(shape)
    if isinstance(gradient, Tensor):
        if gradient._data.dtype != dtype:
            gradient = gradient.to(dtypes.from_numpy_dtype(dtype))
    elif gradient.dtype != dtype:
        gradient = gradient.astype(dtype)
    return gradient


def apply(node: Any, gradient: Any, create_graph: bool | None = None) -> tuple[Any, ...]:
    """Run one node's rule on a gradient (an array, or a Tensor where the graph of the gradient is wanted)."""
    if create_graph is None:
        create_graph = isinstance(gradient, Tensor)
    node = shown(node)
    saved = node.saved
    if saved is None:
        raise freed()
    for counter, version, name in node.versions:
        if counter[0] != version:
            raise modified(node, counter[0], version, name)
    hooks = node.hooks
    if hooks is not None and "pre" in hooks:
        gradient = run_prehooks(hooks["pre"], gradient, create_graph)
    try:
        if not create_graph:
            results = node.backward(node, gradient, *saved)
        elif node.once_differentiable:
            results = once(node, gradient)
        else:
            results = node.backward(node, gradient, *unpack(node))
    except Exception as error:
        if node.trace is not None:
            error.add_note(f"Traceback of forward call that caused the error:\n{node.trace}")
        raise
    if type(results) is not tuple or len(results) < len(node.edges):
        results = complete(node, results)
    if hooks is not None and "post" in hooks:
        results = run_posthooks(hooks["post"], results, gradient, create_graph)
    if record.anomaly_traces:
        check_nan(node, results)
    return results


def complete(node: Any, results: Any) -> tuple[Any, ...]:
    """What a rule returned, as a tuple; refuses one that is too short."""
    if type(results) is not tuple:
        results = (results,)
    if len(results) < len(node.edges):
        raise RuntimeError(
            f"function {node.name()} returned an incorrect number of gradients (expected {len(node.edges)}, "
            f"got {len(results)})\nA rule returns one gradient (or None) per input of the operation."
        )
    return results


def unpack(node: Any) -> tuple[Any, ...]:
    """The saved values as Tensors, each with the history that it has in the graph."""
    if node.saved is None:
        raise freed()
    values = []
    for name, value in zip(shown(node).saves, node.saved, strict=True):
        if isinstance(value, np.generic) and (name == "result" or name in node.inputs):
            value = np.asarray(value)  # NumPy hands a 0-d result back as a scalar
        if arrays.is_array(value) and name in node.inputs:
            place = node.inputs.index(name)
            edge = node.edges[place] if place < len(node.edges) else None
            number = node.numbers[place] if node.numbers else 0
            value = as_tensor(value, edge, number)
        elif arrays.is_array(value) and name == "result":
            value = as_tensor(value, node, 0)
        elif arrays.is_array(value) and name in node.outputs:
            value = as_tensor(value, node, node.outputs.index(name))
        elif arrays.is_array(value) and name not in node.raw:
            value = wrap(value)
        values.append(value)
    return tuple(values)


def as_tensor(array: ndarray, edge: Any, number: int) -> Tensor:
    """A Tensor around a saved array, at its place in the graph."""
    if edge is None:
        return wrap(array)
    if isinstance(edge, Tensor):
        if edge._data is array:
            return edge
        with enable_grad():
            return record1(AliasBackward0, array, edge)
    tensor = wrap(array)
    tensor._node, tensor._output_nr, tensor._requires_grad = edge, number, True
    return tensor


class AliasBackward0(Node):
    """The same values: the gradient passes unchanged."""

    passes = True

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        return grad


class NotDifferentiable(Node):
    """Stands behind a gradient whose rule works on NumPy arrays only."""

    saves = ("rule",)

    @staticmethod
    def backward(ctx: Any, grad: Any, rule: str) -> Any:
        raise RuntimeError(
            f"derivative for {rule} is not implemented\nThe gradient of this operation cannot be differentiated again here."
        )


def once(node: Any, gradient: Any) -> tuple[Any, ...]:
    """Run a rule that works on arrays only; its results refuse to be differentiated."""
    arrays = tuple(None if g is None else g._data for g in gradient) if isinstance(gradient, list) else gradient._data
    with no_grad():
        results = node.backward(node, arrays, *node.saved)
    if type(results) is not tuple:
        results = (results,)
    sources = tuple(e for e in node.edges if e is not None)
    wrapped: list[Tensor | None] = []
    for each in results:
        if each is None:
            wrapped.append(None)
            continue
        tensor = wrap(each)
        blocked = blank(NotDifferentiable, sources)
        blocked.saved = (node.name(),)
        blocked.shape, blocked.dtype = tensor._data.shape, tensor._data.dtype
        tensor._node, tensor._requires_grad = blocked, True
        wrapped.append(tensor)
    return tuple(wrapped)
