"""In place: writing the result of an operation into a tensor's own memory, right or refused, never wrong."""

from __future__ import annotations

import functools
import sys
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy import ndarray

from .._tensor import Tensor
from ..arrays import address, different_devices, is_array, module_of, on_gpu
from ..dtypes import can_cast, from_numpy_dtype
from ..names import scalar_name
from .grad_mode import mode
from .graph import Node
from .record import make_node
from .views import keep_retained, overlapping, overlaps, rebase_through_view, refresh, refusal, span


def inplace(function: Any, direct: Any = None) -> Any:
    """The in-place twin of an operation: `add_` from `add`.

    The operation computes its result first; only then is the memory written.  So a call that fails changes nothing.
    `direct`: a function of NumPy's that writes the same numbers at once, where nothing is recorded and none can fail.
    """

    def method(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        if direct is not None and len(args) == 1 and not kwargs and is_plain(self, args[0]):
            into(direct, self._data, args[0]._data)
            self._counter[0] += 1
            return self
        check_writable(self)
        for each in args:
            if each.__class__ is Tensor and each._counter is self._counter and each is not self:
                check_overlap(self, each)
        return assign(self, function(self, *args, **kwargs))

    method.__name__ = method.__qualname__ = function.__name__ + "_"
    method.__doc__ = f"`{function.__name__}`, written into this tensor's own memory.  Returns the tensor itself."
    return method


def is_plain(target: Tensor, other: Any) -> bool:
    """Two arrays of NumPy's of one shape and float type, each a memory of its own, and nothing to record or to refuse?"""
    if not isinstance(other, Tensor) or target._guarded or other._guarded or target._counter is None:
        return False
    if other._counter is target._counter and other is not target:
        return False
    if (target._requires_grad or other._requires_grad) and mode.grad:
        return False
    a, b = target._data, other._data
    return type(a) is type(b) is ndarray and a.dtype is b.dtype and a.shape == b.shape and a.dtype.kind == "f"


def into(function: Any, a: ndarray, b: ndarray) -> None:
    """`function(a, b)` written into `a`.  (Of a single element NumPy makes a new array in half the time.)"""
    if a.size == 1:
        a[...] = function(a, b)
    else:
        function(a, b, a)


def check_writable(target: Tensor) -> None:
    """PyTorch's refusals that do not depend on what is written."""
    base = target._base
    if mode.grad and (target._requires_grad or (base is not None and base._requires_grad)):
        if base is not None:
            check_rebase(target)
            if target._node is not None:
                refresh(target)
        if target._node is None:
            raise RuntimeError(
                "a leaf Variable that requires grad is being used in an in-place operation.\n"
                "Its gradient would be lost. Write `with torch.no_grad():` around an update, or make a new tensor: "
                "y = x + 1 instead of x += 1."
            )
    if target._counter is None and not mode.inference:
        raise RuntimeError(
            "Inplace update to inference tensor outside InferenceMode is not allowed."
            "You can make a clone to get a normal tensor before doing inplace update."
            "See https://github.com/pytorch/rfcs/pull/17 for more details."
        )


def assign(target: Tensor, result: Tensor, repeats: bool = False) -> Tensor:
    """Write `result` into the memory of `target`, and let `target` take its place in the graph.

    `repeats`: the same number goes to every place, so that it does no harm when several elements share one.
    """
    data, values = target._data, result._data
    if type(data) is not ndarray or data.base is not None or values.shape != data.shape or values.dtype is not data.dtype:
        check_result(target, result, repeats)
    recorded = result._requires_grad and mode.grad
    if recorded:
        check_rebase(target)
        keep_saved_values(result._node, target)
    if values is not data:
        data[...] = values
    if target._counter is not None:
        target._counter[0] += 1
    if recorded:
        rebase(target, result)
    return target


def check_overlap(target: Tensor, other: Tensor) -> None:
    """Two tensors on one memory: an operation in place may not read, shifted, what it is writing."""
    a, b = target._data, other._data
    if not a.size or not b.size or on_gpu(a) != on_gpu(b) or not is_dense(a) or not is_dense(b):
        return
    if address(a) + span(a)[0] == address(b) + span(b)[0] and a.size == b.size:
        if a.strides == b.strides:
            return
    elif not np.may_share_memory(a, b):
        return
    raise RuntimeError(
        "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory "
        "location. Please clone() the tensor before performing the operation."
    )


def is_dense(array: ndarray) -> bool:
    """Do the elements fill a piece of memory, each place once?"""
    first, last = span(array)
    return last - first + array.itemsize == array.nbytes


def check_result(target: Tensor, result: Tensor, repeats: bool = False) -> None:
    """Does what was computed fit into the tensor that is to hold it?"""
    data, values = target._data, result._data
    if values.shape != data.shape:
        raise RuntimeError(
            f"output with shape {list(data.shape)} doesn't match the broadcast shape {list(values.shape)}\n"
            "An in-place operation cannot change the shape of the tensor it writes to."
        )
    if values.dtype != data.dtype:
        check_castable(result, target)
    if not repeats and 0 in data.strides and overlaps(data):
        raise overlapping()


def check_castable(result: Tensor, target: Tensor) -> None:
    """No float into integers, nothing but bool into bool."""
    source, goal = from_numpy_dtype(result._data.dtype), from_numpy_dtype(target._data.dtype)
    if not can_cast(source, goal):
        raise RuntimeError(
            f"result type {scalar_name(source)} can't be cast to the desired output type {scalar_name(goal)}\n"
            f"Convert the tensor first (x = x.to({source!r})), or use an operation that keeps {goal!r}."
        )


def check_rebase(target: Tensor) -> None:
    """Views whose history cannot be rewritten."""
    base = target._base
    if base is None:
        return
    if target._born:
        raise refusal(target, "is being modified inplace")
    if base._node is None and (target._requires_grad or base._requires_grad):
        raise RuntimeError(
            "a view of a leaf Variable that requires grad is being used in an in-place operation.\n"
            "Write `with torch.no_grad():` around it, or work on a copy: y = x.clone()."
        )


def keep_saved_values(node: Any, target: Tensor) -> None:
    """The operation saved its input, whose memory is about to be overwritten: keep a copy of the old values instead.

    A saved result is from now on the written memory itself, watched by its version counter.
    """
    saved, versions = list(node.saved), list(node.versions)
    for place, name in enumerate(node.rule.saves):
        if name == "self" and is_array(saved[place]):
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
    keep_retained(target, node, result._output_nr)
    if result._data.dtype != target._data.dtype:
        node.dtype = target._data.dtype
    target._node = node
    target._output_nr = result._output_nr
    target._requires_grad = True
    target._counter[1:] = [node.name()]  # for the message of a later "modified by an inplace operation"


class CopyBackwards(Node):
    """`self.copy_(src)`: nothing of the old values is left, the gradient goes to the source."""

    inputs = ("self", "src")

    def name(self) -> str:
        return "torch::autograd::CopyBackwards"

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        from ..ops import either

        return (either.zeros_like(grad) if ctx.edges[0] is not None else None), grad


def copy_node(target: Tensor, result: Tensor) -> Any:
    """The node of `target.copy_(result)`, for operations that are recorded as more than one node."""
    node = make_node(CopyBackwards, (target, result), (), None)
    node.shape, node.dtype = target._data.shape, target._data.dtype
    return node


def write_out(out: Tensor, result: Tensor, name: str | None = None) -> Tensor:
    """`out=`: copy the result into a given tensor, which is resized when its shape does not fit."""
    if result._requires_grad or (out._requires_grad and mode.grad):
        name = name or caller_name()
        raise RuntimeError(
            f"{name}(): functions with out=... arguments don't support automatic differentiation, "
            "but one of the arguments requires grad.\n"
            f"Write result = torch.{name}(…) without out=, or put the call inside `with torch.no_grad():`."
        )
    if on_gpu(out._data) != on_gpu(result._data):
        different_devices(result._data, out._data)
    check_castable(result, out)
    if out._data.shape != result._data.shape:
        if out._data.size:
            warnings.warn(
                f"An output with one or more elements was resized since it had shape {list(out._data.shape)}, which does "
                f"not match the required output shape {list(result._data.shape)}. This behavior is deprecated, and in a "
                "future PyTorch release outputs will not be resized unless they have zero elements. You can explicitly "
                "reuse an out tensor t by resizing it, inplace, to zero elements with t.resize_(0).",
                UserWarning,
                stacklevel=4,
            )
        out._data = module_of(out._data).empty(result._data.shape, out._data.dtype)
    np.copyto(out._data, result._data, casting="unsafe")
    out._counter[0] += 1
    return out


def takes_out(function: Callable[..., Any]) -> Any:
    """Let an operation take `out=`: the result is copied into that tensor, which is returned."""

    @functools.wraps(function)
    def with_out(*args: Any, out: Tensor | None = None, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        return result if out is None else write_out(out, result, function.__name__)

    return with_out


def caller_name() -> str:
    """The name of the operation that is running: the nearest function outside `autograd/`."""
    frame: Any = sys._getframe(1)
    while frame is not None and frame.f_globals.get("__package__") == __package__:
        frame = frame.f_back
    return frame.f_code.co_name if frame is not None else "function"
