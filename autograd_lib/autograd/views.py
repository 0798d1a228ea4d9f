"""Views: several tensors on one memory, and what an in-place change of one does to the history of the others.

A view knows its base, the tensor that the memory was made for.  When any of them is changed in place while gradients are
recorded, the base gets a new history (`CopySlices`), and each view finds its own anew the next time it is used
(`AsStridedBackward0`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import ndarray

from .._tensor import Tensor
from ..arrays import address, beside
from .grad_mode import mode
from .graph import Node, blank, shown


def share(view: Tensor, input: Tensor) -> None:
    """Register `view` as a view of `input`'s memory."""
    view._base = input if input._base is None else input._base
    view._counter = input._counter
    view._guarded = True
    view._version_seen = input._counter[0] if input._counter else 0
    if view._counter is not None:
        born = input._born if input._base is not None else ""
        view._born = born or ("inference" if mode.inference else "" if mode.grad else "no_grad")
        if view._born and view._node is None:  # PyTorch counts it as a leaf that requires what its base does
            view._requires_grad = view._base._requires_grad


def refresh(view: Tensor) -> None:
    """After an in-place change of the memory that `view` looks at, let it find the new history of its base.

    The history of a view whose base was rewritten is 'the base, as it is now, seen through strides'.
    """
    base = view._base
    if base is None or view._counter is None or view._version_seen == view._counter[0]:
        return
    if not base._requires_grad:
        return
    if view._born:
        raise refusal(view, "its base or another view of its base has been modified inplace")
    view._version_seen = view._counter[0]
    node = blank(AsStridedBackward0, (base._node or base,), (base._output_nr,))
    node.shape = view._data.shape
    node.dtype = view._data.dtype
    node.saved = (positions(view._data, base._data), base._data.shape)
    keep_retained(view, node)
    view._node = node
    view._output_nr = 0
    view._requires_grad = True


def keep_retained(tensor: Tensor, node: Any, number: int = 0) -> None:
    """`retain_grad()` follows a tensor when its history is rewritten."""
    retained = tensor._node.retained if tensor._node is not None else None
    if retained is None:
        return
    reference = retained.get(tensor._output_nr)
    if reference is not None and reference() is tensor:
        del retained[tensor._output_nr]
        node.listened, node.retained = True, {**(node.retained or {}), number: reference}


def refusal(view: Tensor, changed: str) -> RuntimeError:
    """The error for a view whose history cannot be rewritten, because of how it was made (`_born`).

    `changed`: 'is being modified inplace', or what was modified instead of it.
    """
    inference = view._born == "inference"
    origin = (
        f"created in {'inference' if inference else 'no_grad'} mode and {changed} "
        f"{'in normal mode' if inference else 'with grad mode enabled'}."
    )
    if view._node is None:
        head = f"A view was {origin}"
    else:
        output = f"Output {view._output_nr} of {view._node.name().removesuffix('0').removesuffix('Backward')} is a view"
        in_mode = view._born in ("no_grad", "inference")
        head = f"{output} of a view which was {origin}" if in_mode else f"{output} and {changed}."
    return RuntimeError(f"{head} {REASONS[view._born]}")


REASONS = {
    "multiple": "This view is the output of a function that returns multiple views. Such functions do not allow the output "
    "views to be modified inplace. You should replace the inplace operation by an out-of-place one.",
    "custom": "This view was created inside a custom Function (or because an input was returned as-is) and the autograd logic "
    "to handle view+inplace would override the custom backward associated with the custom Function, leading to incorrect "
    "gradients. This behavior is forbidden. You can fix this by cloning the output of the custom Function.",
}
for _mode in ("no_grad", "inference"):
    REASONS[_mode] = (
        "Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both "
        f"the view and the inplace either both inside the {_mode.replace('inference', 'inference_mode')} block (if you don't "
        "want the inplace to be tracked) or both outside (if you want the inplace to be tracked)."
    )


def positions(view: ndarray, base: ndarray) -> ndarray:
    """For each element of `view`: its place in `base.reshape(-1)`.

    The places are found by looking: a buffer with the memory layout of `base` is filled with 0, 1, 2, … and then read
    through the strides of `view`.
    """
    item = base.itemsize
    low, high = span(base)
    first, last = span(view)
    start = address(view) - address(base) - low
    if view.size and not 0 <= start + first <= start + last <= high - low:
        raise RuntimeError(
            "the memory of a view is no longer that of its base: base.data was replaced since the view was made\n"
            "Make the view again."
        )
    if overlaps(base):
        raise overlapping()
    buffer = np.full((high - low) // item + 1, -1)
    as_index = 8  # bytes per element of the buffer, where `base` has `item`
    layout = tuple(stride // item * as_index for stride in base.strides)
    whole = np.lib.stride_tricks.as_strided(buffer[-low // item :], base.shape, layout)
    whole[...] = np.arange(base.size).reshape(base.shape)
    layout = tuple(stride // item * as_index for stride in view.strides)
    return beside(np.lib.stride_tricks.as_strided(buffer[start // item :], view.shape, layout).copy(), base)


def overlaps(array: ndarray) -> bool:
    """Does the array show one number at several places, as an expanded one does?"""
    return array.size > 1 and any(s == 0 and n > 1 for s, n in zip(array.strides, array.shape, strict=True))


def overlapping() -> RuntimeError:
    return RuntimeError(
        "unsupported operation: more than one element of the written-to tensor refers to a single memory location. "
        "Please clone() the tensor before performing the operation."
    )


def span(array: ndarray) -> tuple[int, int]:
    """How far, in bytes, the elements reach before and after the first one."""
    steps = [(n - 1) * stride for n, stride in zip(array.shape, array.strides, strict=True) if n]
    return sum(step for step in steps if step < 0), sum(step for step in steps if step > 0)


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
    shares = True

    def name(self) -> str:
        return "torch::autograd::CopySlices"

    @staticmethod
    def backward(ctx: Any, grad: Any, fn: Node, where: ndarray) -> Any:
        from ..ops import either
        from .engine import apply

        inner = apply(fn, either.take(grad, where))
        return (either.put(grad, where, inner[0]), *inner[1:])


CopySlices.holds = True  # as in PyTorch: after backward() it refuses to run again


def rebase_through_view(base: Tensor, view: Tensor, fn: Any) -> None:
    """`view` is a part of `base`, and `fn` has just rewritten it."""
    edges = ((base._node or base) if base._requires_grad else None, *fn.edges[1:])
    numbers = fn.numbers or (0,) * len(fn.edges)
    node = blank(CopySlices, edges, (base._output_nr, *numbers[1:]))
    node.shape, node.dtype = base._data.shape, base._data.dtype
    node.saved = (shown(fn), positions(view._data, base._data))
    node.versions = fn.versions
    keep_retained(base, node)
    base._node = node
    base._output_nr = 0
    base._requires_grad = True
    base._counter[1:] = [node.name()]
    view._version_seen = -1
