"""Hooks: functions of yours that are called when a gradient arrives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .._tensor import Tensor, tensor_method, wrap
from ..names import tensor_type
from .graph import RemovableHandle


def call_hook(hook: Callable[[Tensor], Any], value: Tensor) -> Tensor:
    """Call a tensor hook; it may return a new gradient of the same shape and dtype."""
    result = hook(value)
    if result is None:
        return value
    name = getattr(hook, "__name__", type(hook).__name__)
    if not isinstance(result, Tensor):
        raise TypeError(
            f"expected Variable, but hook returned '{type(result).__name__}'\nA hook returns a Tensor, or nothing."
        )
    if result._data.dtype != value._data.dtype:
        raise RuntimeError(
            f"hook '{name}' has changed the type of value (was {tensor_type(value)} got {tensor_type(result)})\n"
            "A gradient keeps the dtype of the tensor that it belongs to."
        )
    if result._data.shape != value._data.shape:
        raise RuntimeError(
            f"hook '{name}' has changed the size of value\n"
            f"The gradient has shape {list(value._data.shape)}, the hook returned {list(result._data.shape)}."
        )
    return result


def clone(gradient: Tensor) -> Tensor:
    from ..ops.shape import clone as ours

    return ours(gradient)


def run_tensor_hooks(node: Any, gradient: Any, create_graph: bool) -> Any:
    """Hooks registered on a node's outputs, then retain_grad()."""
    several = node.arity > 1
    slots = list(gradient) if several else [gradient]
    for number, value in enumerate(slots):
        if value is None:
            continue
        hooks = node.hooks.get(number) if node.hooks is not None else None
        tensor = value if create_graph else wrap(value)
        for hook in list(hooks.values()) if hooks else ():
            tensor = call_hook(hook, tensor)
        reference = node.retained.get(number) if node.retained is not None else None
        owner = reference() if reference is not None else None
        if owner is not None:
            if owner._grad is None:
                owner._grad = clone(tensor)
            else:
                owner._grad = owner._grad + tensor
        slots[number] = tensor if create_graph else tensor._data
    return slots if several else slots[0]


def run_prehooks(hooks: dict[int, Any], gradient: Any, create_graph: bool) -> Any:
    """Hooks registered on a node, before its rule: `hook(grad_outputs)`."""
    several = isinstance(gradient, list)
    current = as_tensors(gradient if several else (gradient,))
    for hook in list(hooks.values()):
        current = replaced(hook, hook(current), current)
    plain = current if create_graph else tuple(None if g is None else g._data for g in current)
    return list(plain) if several else plain[0]


def run_posthooks(hooks: dict[int, Any], results: tuple[Any, ...], gradient: Any, create_graph: bool) -> Any:
    """Hooks registered on a node, after its rule: `hook(grad_inputs, grad_outputs)`."""
    arrived = as_tensors(gradient if isinstance(gradient, list) else (gradient,))
    current = as_tensors(results)
    for hook in list(hooks.values()):
        current = replaced(hook, hook(current, arrived), current)
    return current if create_graph else tuple(None if g is None else g._data for g in current)


def as_tensors(values: Any) -> tuple[Any, ...]:
    return tuple(g if g is None or isinstance(g, Tensor) else wrap(g) for g in values)


def replaced(hook: Any, result: Any, current: tuple[Any, ...]) -> tuple[Any, ...]:
    """What a node's hook makes of the gradients: a tuple of as many, or None to leave them."""
    if result is None:
        return current
    if not isinstance(result, tuple):
        raise TypeError(
            f"expected tuple, but hook returned '{type(result).__name__}'\nReturn one gradient (or None) for each in a tuple."
        )
    if len(result) != len(current):
        raise RuntimeError(
            f"hook '{getattr(hook, '__name__', type(hook).__name__)}' has returned an incorrect number of values (got "
            f"{len(result)}, but expected {len(current)})\nReturn one gradient (or None) for each."
        )
    return result


@tensor_method
def register_hook(self: Tensor, hook: Callable[[Tensor], Any]) -> RemovableHandle:
    """Call `hook(grad)` each time a gradient with respect to this tensor is computed; what it returns replaces it."""
    if not self.requires_grad:
        raise RuntimeError(
            "cannot register a hook on a tensor that doesn't require gradient\n"
            "No gradient will ever arrive here: make the tensor with requires_grad=True."
        )
    if self._node is None:
        if self._hooks is None:
            self._hooks = {}
        return RemovableHandle(self._hooks, hook)
    return self._node.add_hook(self._output_nr, hook)


@tensor_method
def register_post_accumulate_grad_hook(self: Tensor, hook: Callable[[Tensor], None]) -> RemovableHandle:
    """Call `hook(tensor)` each time a gradient was added to the `grad` of this leaf."""
    if not self.requires_grad:
        raise RuntimeError(
            "cannot register a hook on a tensor that doesn't require gradient\nUse a leaf that requires grad."
        )
    if self._node is not None:
        raise RuntimeError(
            "post accumulate grad hooks cannot be registered on non-leaf tensors\nUse register_hook instead."
        )
    if self._post_hooks is None:
        self._post_hooks = {}
    return RemovableHandle(self._post_hooks, hook)
