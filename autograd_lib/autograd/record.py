"""Recording: how the result of an operation becomes a Tensor that remembers how it was made.

An operation computes with NumPy and then calls one of

    record1(Rule, array, input, saved)           one input
    record2(Rule, array, input, other, saved)    two inputs, the second may be a Python number
    record(Rule, array, inputs, saved)           any number of inputs
    record_outputs(Rule, arrays, inputs, saved)  several results
    record_view(Rule, array, input, saved)       the result shares the memory of its input

`saved` are the values named in `Rule.saves`.  The three short functions repeat each other on purpose: they are the hot
path of the library, and a loop over the inputs would cost as much as the arithmetic on a small tensor.
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy import ndarray

from .._tensor import Tensor, wrap
from .grad_mode import mode
from .graph import Node, sequence

new = object.__new__


def record1(rule: type[Node], data: Any, input: Tensor, saved: tuple[Any, ...] = (), out: Tensor | None = None) -> Tensor:
    """The Tensor around `data`, the result of an operation on one tensor."""
    if type(data) is not ndarray:
        data = np.asarray(data)
    result = new(Tensor)
    result._data = data
    result._counter = [0]
    if mode.grad:
        if input._guarded:
            refresh(input)
        if input._requires_grad:
            node = new(rule)
            node.edges = (input._node or input,)
            if input._output_nr:
                node.numbers = (input._output_nr,)
            node.seq = next(sequence)
            node.shape = data.shape
            node.dtype = data.dtype
            node.saved = saved
            if rule.keeps_self:
                if rule.keeps_result:
                    node.versions = (seen(input, "self"), (result._counter, 0, "result"))
                else:
                    node.versions = ((input._counter, input._counter[0], "self"),) if input._counter else (seen(input, ""),)
            elif rule.keeps_result:
                node.versions = ((result._counter, 0, "result"),)
            if anomaly_traces:
                node.trace = call_site()
            result._node = node
            result._requires_grad = True
    elif mode.inference:
        mark_inference(result)
    if out is not None:
        return write_out(out, result)
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
        data = np.asarray(data)
    result = new(Tensor)
    result._data = data
    result._counter = [0]
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
            node = new(rule)
            node.edges = (a, b)
            node.seq = next(sequence)
            node.shape = data.shape
            node.dtype = data.dtype
            if rule.bilinear:
                node.saved = (saved[0] if b is not None else None, saved[1] if a is not None else None)
                if b is None:
                    if isinstance(other, Tensor):
                        node.versions = (seen(other, rule.saves[1]),)
                elif a is None:
                    if isinstance(input, Tensor):
                        node.versions = (seen(input, rule.saves[0]),)
                else:
                    node.versions = (seen(input, rule.saves[0]), seen(other, rule.saves[1]))
            else:
                node.saved = saved
                if rule.holds:
                    node.versions = versions_of(rule, saved, (input, other), result)
            if (a is not None and input._output_nr) or (b is not None and other._output_nr):
                node.numbers = (input._output_nr if a is not None else 0, other._output_nr if b is not None else 0)
            if anomaly_traces:
                node.trace = call_site()
            result._node = node
            result._requires_grad = True
    elif mode.inference:
        mark_inference(result)
    if out is not None:
        return write_out(out, result)
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
    result = wrap(data)
    node = make_node(rule, inputs, saved, result) if mode.grad else None
    if node is not None:
        if watch:
            node.versions += tuple(seen(each, "") for each in watch)
        node.shape = result._data.shape
        node.dtype = result._data.dtype
        result._node = node
        result._requires_grad = True
    if out is not None:
        return write_out(out, result)
    return result


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
    edges = []
    numbers = []
    wanted = False
    for each in inputs:
        edge = None
        number = 0
        if isinstance(each, Tensor):
            if each._guarded:
                refresh(each)
            if each._requires_grad:
                edge = each._node or each
                number = each._output_nr
                wanted = True
        edges.append(edge)
        numbers.append(number)
    if not wanted:
        return None
    node: Any = new(rule)
    node.edges = tuple(edges)
    if any(numbers):
        node.numbers = tuple(numbers)
    node.seq = next(sequence)
    node.saved = saved
    if rule.holds:
        node.versions = versions_of(rule, saved, inputs, result)
    if anomaly_traces:
        node.trace = call_site()
    return node


def versions_of(rule: type[Node], saved: tuple[Any, ...], inputs: Sequence[Any], result: Tensor | None) -> tuple[Any, ...]:
    """What backward compares to notice that a saved value was changed in place: (counter, version now, name)."""
    found = []
    names = rule.inputs
    for name, value in zip(rule.saves, saved, strict=True):
        if value is None:
            continue
        if name in names:
            owner = inputs[names.index(name)]
            if isinstance(owner, Tensor):
                found.append(seen(owner, name))
        elif name == "result" and result is not None:
            found.append((result._counter, 0, name))
    return tuple(found)


def seen(tensor: Tensor, name: str) -> tuple[list[int], int, str]:
    """A tensor's version now; an inference tensor has none and cannot be saved."""
    counter = tensor._counter
    if counter is None:
        raise RuntimeError(
            "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference mode in "
            "computation tracked by autograd. To work around this, you can make a clone to get a normal tensor and use "
            "it in autograd, or use `torch.no_grad()` instead of `torch.inference_mode()`."
        )
    return (counter, counter[0], name)


def mark_inference(tensor: Tensor) -> None:
    """A tensor made in inference mode has no version counter and can never be saved for a gradient."""
    tensor._counter = None  # type: ignore[assignment]


# --- views ------------------------------------------------------------------------------------------------------------


def record_view(rule: type[Node], data: ndarray, input: Tensor, saved: tuple[Any, ...] = ()) -> Tensor:
    """The Tensor around `data`, an array that shares the memory of `input`: one memory, one version counter."""
    result = record1(rule, data, input, saved)
    share(result, input)
    return result


def record_views(rule: type[Node], arrays: Sequence[ndarray], input: Tensor, saved: tuple[Any, ...] = ()) -> tuple[Tensor, ...]:
    """Several views made by one operation (unbind, split): these may not be changed in place while recording."""
    results = record_outputs(rule, arrays, (input,), saved)
    for each in results:
        share(each, input)
        each._born = "multiple"
    return results


def share(view: Tensor, input: Tensor) -> None:
    """Register `view` as a view of `input`'s memory."""
    view._base = input if input._base is None else input._base
    view._counter = input._counter
    view._guarded = True
    view._version_seen = input._counter[0] if input._counter else 0
    if view._counter is not None:
        born = input._born if input._base is not None else ""
        view._born = born or ("" if mode.grad else "no_grad")


def refresh(view: Tensor) -> None:
    """After an in-place change of the memory that `view` looks at, let it find the new history of its base.

    The history of a view whose base was rewritten is 'the base, as it is now, seen through strides'.
    """
    base = view._base
    if base is None or view._counter is None or view._version_seen == view._counter[0]:
        return
    if not (base._requires_grad and base._rebased):
        view._version_seen = view._counter[0]
        return
    if view._born == "no_grad":
        raise RuntimeError(
            "A view was created in no_grad mode and its base or another view of its base has been modified inplace with "
            "grad mode enabled. Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify "
            "your code by moving both the view and the inplace either both inside the no_grad block (if you don't want "
            "the inplace to be tracked) or both outside (if you want the inplace to be tracked)."
        )
    view._version_seen = view._counter[0]
    node: Any = new(AsStridedBackward0)
    node.edges = (base._node or base,)
    if base._output_nr:
        node.numbers = (base._output_nr,)
    node.seq = next(sequence)
    node.shape = view._data.shape
    node.dtype = view._data.dtype
    node.saved = (positions(view._data, base._data), base._data.shape)
    view._node = node
    view._output_nr = 0
    view._requires_grad = True


def positions(view: ndarray, base: ndarray) -> ndarray:
    """For each element of `view`: its place in `base.reshape(-1)`.

    The places are found by looking: a buffer with the memory layout of `base` is filled with 0, 1, 2, … and then read
    through the strides of `view`.
    """
    item = base.itemsize
    low = sum(min(0, (n - 1) * stride) for n, stride in zip(base.shape, base.strides, strict=True) if n)
    high = sum(max(0, (n - 1) * stride) for n, stride in zip(base.shape, base.strides, strict=True) if n)
    buffer = np.full((high - low) // item + 1, -1)
    as_index = 8  # bytes per element of the buffer, where `base` has `item`
    layout = tuple(stride // item * as_index for stride in base.strides)
    start = buffer[-low // item :]
    np.lib.stride_tricks.as_strided(start, base.shape, layout)[...] = np.arange(base.size).reshape(base.shape)
    offset = (address(view) - address(base) - low) // item
    layout = tuple(stride // item * as_index for stride in view.strides)
    return np.lib.stride_tricks.as_strided(buffer[offset:], view.shape, layout).copy()


def address(array: ndarray) -> int:
    """Where in memory the first element lies."""
    return array.__array_interface__["data"][0]


class AsStridedBackward0(Node):
    """A view into `base`: each gradient goes back to the place that the element was read from."""

    saves = ("where", "shape")
    raw = ("where",)

    @staticmethod
    def backward(ctx: Any, grad: Any, where: ndarray, shape: tuple[int, ...]) -> Any:
        from ..ops import either

        return either.put_add(grad, where, shape)


class CopySlices(Node):
    """`base[part] = operation(base[part], …)`: what the part contributed before is gone, what was written is recorded.

    `fn` is the node of the operation; `where` are the places that were written.
    """

    saves = ("fn", "where")
    raw = ("where",)

    @staticmethod
    def backward(ctx: Any, grad: Any, fn: Node, where: ndarray) -> Any:
        from ..ops import either
        from .engine import apply

        inner = apply(fn, either.take(grad, where))
        return (either.put(grad, where, inner[0]), *inner[1:])


# --- in place ---------------------------------------------------------------------------------------------------------


def inplace(function: Any) -> Any:
    """The in-place twin of an operation: `add_` from `add`.

    The operation computes its result first; only then is the memory written.  So a call that fails changes nothing.
    """

    def method(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        check_writable(self)
        return assign(self, function(self, *args, **kwargs))

    method.__name__ = method.__qualname__ = function.__name__ + "_"
    method.__doc__ = f"`{function.__name__}`, written into this tensor's own memory.  Returns the tensor itself."
    return method


def check_writable(target: Tensor) -> None:
    """PyTorch's refusals that do not depend on what is written."""
    if target._requires_grad and mode.grad:
        if target._guarded:
            refresh(target)
        if target._node is None:
            raise RuntimeError(
                "a leaf Variable that requires grad is being used in an in-place operation.\n"
                "Its gradient would be lost. Write `with torch.no_grad():` around an update, or make a new tensor: "
                "y = x + 1 instead of x += 1."
            )
        base = target._base
        if base is not None and base._requires_grad and base._node is None:
            raise RuntimeError(
                "a view of a leaf Variable that requires grad is being used in an in-place operation.\n"
                "Write `with torch.no_grad():` around it, or work on a copy: y = x.clone()."
            )
    if target._counter is None and not mode.inference:
        raise RuntimeError(
            "Inplace update to inference tensor outside InferenceMode is not allowed."
            "You can make a clone to get a normal tensor before doing inplace update."
            "See https://github.com/pytorch/rfcs/pull/17 for more details."
        )


def assign(target: Tensor, result: Tensor) -> Tensor:
    """Write `result` into the memory of `target`, and let `target` take its place in the graph."""
    data, values = target._data, result._data
    check_result(target, result)
    recorded = result._requires_grad and mode.grad
    if recorded:
        check_rebase(target)
        keep_saved_values(result._node, target)
    if values is not data:
        np.copyto(data, values, casting="unsafe")
    if target._counter is not None:
        target._counter[0] += 1
    if recorded:
        rebase(target, result)
    return target


def check_result(target: Tensor, result: Tensor) -> None:
    """Does what was computed fit into the tensor that is to hold it?"""
    data, values = target._data, result._data
    if values.shape != data.shape:
        raise RuntimeError(
            f"output with shape {list(data.shape)} doesn't match the broadcast shape {list(values.shape)}\n"
            "An in-place operation cannot change the shape of the tensor it writes to."
        )
    if values.dtype != data.dtype:
        check_castable(result, target)
    if 0 in data.strides and data.size > 1 and any(s == 0 and n > 1 for s, n in zip(data.strides, data.shape, strict=True)):
        raise RuntimeError(
            "unsupported operation: more than one element of the written-to tensor refers to a single memory location. "
            "Please clone() the tensor before performing the operation."
        )


def check_castable(result: Tensor, target: Tensor) -> None:
    """No float into integers, nothing but bool into bool."""
    from ..dtypes import can_cast, from_numpy_dtype

    source, goal = from_numpy_dtype(result._data.dtype), from_numpy_dtype(target._data.dtype)
    if not can_cast(source, goal):
        raise RuntimeError(
            f"result type {scalar_name(source)} can't be cast to the desired output type {scalar_name(goal)}\n"
            f"Convert the tensor first (x = x.to({source!r})), or use an operation that keeps {goal!r}."
        )


def scalar_name(dtype: Any) -> str:
    """The name of a dtype inside PyTorch's messages: 'Float', 'Long', …"""
    return SCALAR_NAMES[dtype.name]


SCALAR_NAMES = {
    "float16": "Half", "float32": "Float", "float64": "Double", "int8": "Char", "int16": "Short", "int32": "Int",
    "int64": "Long", "uint8": "Byte", "bool": "Bool",
}  # fmt: skip


def check_rebase(target: Tensor) -> None:
    """Views whose history cannot be rewritten."""
    base = target._base
    if base is None:
        return
    if target._born == "no_grad":
        raise RuntimeError(
            "A view was created in no_grad mode and is being modified inplace with grad mode enabled. Given that this "
            "use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view "
            "and the inplace either both inside the no_grad block (if you don't want the inplace to be tracked) or both "
            "outside (if you want the inplace to be tracked)."
        )
    if target._born == "multiple":
        name = target._node.name().removesuffix("Backward0") if target._node is not None else "the operation"
        raise RuntimeError(
            f"Output {target._output_nr} of {name} is a view and is being modified inplace. This view is the output of a "
            "function that returns multiple views. Such functions do not allow the output views to be modified inplace. "
            "You should replace the inplace operation by an out-of-place one."
        )
    if base._requires_grad and base._node is None:
        raise RuntimeError(
            "a view of a leaf Variable that requires grad is being used in an in-place operation.\n"
            "Write `with torch.no_grad():` around it, or work on a copy: y = x.clone()."
        )


def keep_saved_values(node: Any, target: Tensor) -> None:
    """The operation saved its input, whose memory is about to be overwritten: keep a copy of the old values instead.

    A saved result is from now on the written memory itself, watched by its version counter.
    """
    saved, versions = list(node.saved), list(node.versions)
    for place, name in enumerate(type(node).saves):
        if name == "self" and isinstance(saved[place], ndarray):
            if np.may_share_memory(saved[place], target._data):
                saved[place] = saved[place].copy()
            versions = [each for each in versions if each[2] != "self"]
        elif name == "result" and target._counter is not None and saved[place].dtype == target._data.dtype:
            saved[place] = target._data
            versions = [each for each in versions if each[2] != "result"]
            versions.append((target._counter, target._counter[0] + 1, "result"))
    node.saved, node.versions = tuple(saved), tuple(versions)


def rebase(target: Tensor, result: Tensor) -> None:
    """From now on `target` (and, if it is a view, its base) was made by the node of `result`."""
    node: Any = result._node
    base = target._base
    if base is not None:
        if not (node.edges and node.edges[0] is (target._node or (target if target._requires_grad else None))):
            node = copy_node(target, result)
        rebase_through_view(base, target, node)
        refresh(target)
        return
    retained = target._node.retained if target._node is not None else None
    if result._data.dtype != target._data.dtype:
        node.dtype = target._data.dtype
    target._node = node
    target._output_nr = result._output_nr
    target._requires_grad = True
    target._rebased = True
    if retained is not None:  # retain_grad() follows the tensor
        node.retained = {result._output_nr: next(iter(retained.values()))}


class CopyBackwards(Node):
    """`self.copy_(src)`: nothing of the old values is left, the gradient goes to the source."""

    inputs = ("self", "src")

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        return (grad * 0 if ctx.edges[0] is not None else None), grad


def copy_node(target: Tensor, result: Tensor) -> Any:
    """The node of `target.copy_(result)`, for operations that are recorded as more than one node."""
    node = make_node(CopyBackwards, (target, result), (), None)
    node.shape, node.dtype = target._data.shape, target._data.dtype
    return node


def rebase_through_view(base: Tensor, view: Tensor, fn: Any) -> None:
    """`view` is a part of `base`, and `fn` has just rewritten it."""
    node: Any = new(CopySlices)
    node.edges = ((base._node or base) if base._requires_grad else None, *fn.edges[1:])
    numbers = fn.numbers or (0,) * len(fn.edges)
    if base._output_nr or any(numbers[1:]):
        node.numbers = (base._output_nr, *numbers[1:])
    node.seq = next(sequence)
    node.shape, node.dtype = base._data.shape, base._data.dtype
    node.saved = (fn, positions(view._data, base._data))
    node.versions = fn.versions
    base._node = node
    base._output_nr = 0
    base._requires_grad = True
    base._rebased = True
    view._version_seen = -1


def write_out(out: Tensor, result: Tensor) -> Tensor:
    """`out=`: copy the result into a given tensor, which is resized when its shape does not fit."""
    if result._requires_grad or (out._requires_grad and mode.grad):
        name = caller_name()
        raise RuntimeError(
            f"{name}(): functions with out=... arguments don't support automatic differentiation, "
            "but one of the arguments requires grad.\n"
            f"Write result = torch.{name}(…) without out=, or put the call inside `with torch.no_grad():`."
        )
    check_castable(result, out)
    if out._data.shape != result._data.shape:
        if out._data.size:
            import warnings

            warnings.warn(
                f"An output with one or more elements was resized since it had shape {list(out._data.shape)}, which does "
                f"not match the required output shape {list(result._data.shape)}. This behavior is deprecated, and in a "
                "future PyTorch release outputs will not be resized unless they have zero elements. You can explicitly "
                "reuse an out tensor t by resizing it, inplace, to zero elements with t.resize_(0).",
                UserWarning,
                stacklevel=4,
            )
        out._data = np.empty(result._data.shape, out._data.dtype)
    np.copyto(out._data, result._data, casting="unsafe")
    out._counter[0] += 1
    return out


def caller_name() -> str:
    """The name of the operation that is running: the nearest function outside this module."""
    import sys

    frame: Any = sys._getframe(1)
    while frame is not None and frame.f_globals.get("__name__") == __name__:
        frame = frame.f_back
    return frame.f_code.co_name if frame is not None else "function"


# --- anomaly mode -----------------------------------------------------------------------------------------------------

anomaly_traces = False  # set by autograd.set_detect_anomaly: keep, with each node, where it was made


def call_site() -> str:
    """The Python stack down to the call of the operation."""
    return "".join(traceback.format_stack()[:-2])

