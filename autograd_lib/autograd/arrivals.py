"""Where the walk backward ends: gradients arrive at the leaves, and at the inner tensors that were asked for."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import ndarray

from .. import arrays
from .._tensor import Tensor, wrap
from . import record
from .hooks import call_hook
from .inplace import CopyBackwards


class Arrivals:
    """What has arrived at the leaves: a leaf that several operations use waits for the last of their gradients."""

    def __init__(self, grads: dict[Any, Any], uses: dict[Any, int], leaves: Any, create_graph: bool, found: Any) -> None:
        self.grads = grads  # what has arrived so far, by leaf
        self.uses = uses  # how many gradients each leaf still waits for
        self.leaves = leaves  # those that want theirs; None: all do
        self.create_graph = create_graph
        self.found: dict[Any, Any] | None = found  # where captured gradients are kept; None: in `.grad`

    def add(self, leaf: Tensor, gradient: Any, own: bool) -> None:
        """One more gradient for a leaf; the last one makes its sum arrive."""
        left = self.uses[leaf] = self.uses[leaf] - 1
        old = self.grads.pop(leaf, None)
        if old is not None:
            gradient, own = old + gradient, True
        if left > 0:
            self.grads[leaf] = gradient if own or self.create_graph else gradient.copy()
        elif self.leaves is None or leaf in self.leaves:
            arrive(leaf, gradient, own, self.create_graph, self.found)

    def nothing(self, leaf: Tensor) -> None:
        """An operation had no gradient for a leaf: it waits for one less."""
        self.uses[leaf] -= 1
        if self.uses[leaf] == 0 and leaf in self.grads:
            self.uses[leaf] = 1
            self.add(leaf, self.grads.pop(leaf), True)

    def rest(self) -> None:
        """The walk is over: leaves that still wait did so for nodes to which nothing flowed."""
        for leaf in list(self.grads):
            if isinstance(leaf, Tensor):
                self.uses[leaf] = 1
                self.add(leaf, self.grads.pop(leaf), True)


def arrive(leaf: Tensor, gradient: Any, own: bool, create_graph: bool, found: dict[Any, Any] | None) -> None:
    """The whole gradient of a leaf is there: run its hooks, then capture it or add it to `leaf.grad`."""
    hooks = leaf._hooks
    if hooks:
        value = gradient if create_graph else wrap(gradient)
        for hook in list(hooks.values()):
            value = call_hook(hook, value)
        gradient, own = (value, True) if create_graph else (value._data, False)
    if found is not None:
        if not create_graph:
            gradient = wrap(gradient if own else arrays.copied(gradient))
        found[leaf] = gradient
        return
    if not leaf._requires_grad or leaf._born in ("no_grad", "inference"):
        return
    old = leaf._grad
    if create_graph:
        leaf._grad = copied(gradient, leaf) if old is None else old + gradient
    elif old is None:
        leaf._grad = wrap(gradient if own and same_layout(gradient, leaf._data) else laid_out(gradient, leaf._data))
    elif 0 in old._data.strides and old._data.size:  # a gradient that somebody set by hand, expanded
        leaf._grad = wrap(old._data + gradient)
    else:
        total = old._data
        total += gradient
        if old._counter is not None:
            old._counter[0] += 1
    if leaf._post_hooks:
        for hook in list(leaf._post_hooks.values()):
            hook(leaf)


def copied(gradient: Tensor, owner: Tensor) -> Tensor:
    """A gradient with a graph of its own is copied into `grad`: the copy is recorded."""
    return record.record2(CopyBackwards, laid_out(gradient._data, owner._data), None, gradient)


def same_layout(gradient: ndarray, data: ndarray) -> bool:
    """Do the elements lie in memory in the same order?"""
    return gradient.strides == data.strides or (gradient.flags.c_contiguous and data.flags.c_contiguous)


def laid_out(gradient: ndarray, data: ndarray) -> ndarray:
    """A copy of the gradient that lies in memory as the tensor does which it belongs to."""
    result = np.empty_like(data)
    result[...] = gradient
    return result


def keep_captured(node: Any, gradient: Any, numbers: list[int], found: dict[Any, Any]) -> None:
    """Remember the gradient that arrived at an inner tensor which `autograd.grad` was asked for."""
    for number in numbers:
        value = gradient[number] if node.arity > 1 else gradient
        if value is not None:
            found[(node, number)] = value if isinstance(value, Tensor) else wrap(arrays.copied(value))
