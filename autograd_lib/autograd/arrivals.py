"""Where the walk backward ends: gradients arrive at the leaves, and at the inner tensors that were asked for."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import ndarray

from .. import arrays
from .._tensor import Tensor, wrap
from . import record
from .hooks import call_hook
from .inplace import CopyBackwards, into


class Arrivals:
    """What has arrived at the leaves: a leaf that several operations use waits for the last of their gradients."""

    def __init__(self, uses: dict[Any, int], leaves: Any, create_graph: bool, found: Any) -> None:
        self.sums: dict[Tensor, Any] = {}  # what has arrived so far at the leaves that still wait
        self.uses = uses  # how many gradients each leaf still waits for
        self.leaves = leaves  # those that want theirs; None: all do
        self.create_graph = create_graph
        self.found: dict[Any, Any] | None = found  # where captured gradients are kept; None: in `.grad`
        self.owned: set[Any] = set()  # nodes whose rule passes on what arrived, which nobody else holds

    def add(self, leaf: Tensor, gradient: Any, arrived: Any = None, node: Any = None) -> None:
        """One more gradient for a leaf, which the rule of `node` made of what had `arrived` (None, None: a sum of ours).

        The last one makes their sum arrive.
        """
        left = self.uses[leaf] = self.uses[leaf] - 1
        if self.sums and leaf in self.sums:
            gradient, arrived, node = self.sums.pop(leaf) + gradient, None, None
        if left > 0:
            own = self.create_graph or is_own(gradient, arrived, node, self.owned)
            self.sums[leaf] = gradient if own else gradient.copy()
        elif self.leaves is None or leaf in self.leaves:
            stays = self.found is not None or leaf._grad is None  # (else it is added to `.grad`, and lost)
            own = stays and is_own(gradient, arrived, node, self.owned)
            arrive(leaf, gradient, own, self.create_graph, self.found)

    def nothing(self, leaf: Tensor) -> None:
        """An operation had no gradient for a leaf: it waits for one less."""
        self.uses[leaf] -= 1
        if self.uses[leaf] == 0 and leaf in self.sums:
            self.uses[leaf] = 1
            self.add(leaf, self.sums.pop(leaf))

    def rest(self) -> None:
        """The walk is over: leaves that still wait did so for nodes to which nothing flowed."""
        for leaf in list(self.sums):
            self.uses[leaf] = 1
            self.add(leaf, self.sums.pop(leaf))


def is_own(gradient: Any, arrived: Any, node: Any, owned: set[Any]) -> bool:
    """Is the gradient, which the rule of `node` made of what had `arrived`, an array that nobody else holds?

    Then it can become `leaf.grad` without a copy.
    """
    if node is None:
        return arrived is None
    if type(gradient) is not ndarray or node.rule.shares or node.listened:
        return False
    if type(arrived) is list:
        return all(each is None or owner(each) is not owner(gradient) for each in arrived)
    if gradient.base is None and gradient is not arrived:  # the usual case, first
        return True
    if node.rule.passes:
        return node in owned
    return owner(gradient) is not owner(arrived)


def owner(array: Any) -> Any:
    """The array whose memory a view shows; of any other array, itself."""
    while isinstance(array.base, ndarray):
        array = array.base
    return array


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
    if not leaf._requires_grad or leaf._guarded and leaf._born in ("no_grad", "inference"):
        return
    old = leaf._grad
    if create_graph:
        leaf._grad = copied(gradient, leaf) if old is None else old + gradient
    elif old is None:
        leaf._grad = wrap(gradient if own and same_layout(gradient, leaf._data) else laid_out(gradient, leaf._data))
    elif 0 in old._data.strides and old._data.size:  # a gradient that somebody set by hand, expanded
        leaf._grad = wrap(old._data + gradient)
    else:
        into(np.add, old._data, gradient)
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
