"""Calling a module that has hooks: functions that see, and may replace, what goes in, comes out and flows back."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

from ..._tensor import Tensor
from ...autograd.function import Function
from ...autograd.grad_mode import is_grad_enabled
from ...autograd.graph import Node

if TYPE_CHECKING:
    from .module import Module


def call_with_hooks(module: Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """`module.forward(*args, **kwargs)` with all its hooks around it."""
    for hook, with_kwargs in tuple(module._forward_pre_hooks.values()):
        changed = hook(module, args, kwargs) if with_kwargs else hook(module, args)
        if changed is None:
            continue
        if not with_kwargs:
            args = changed if isinstance(changed, tuple) else (changed,)
        elif isinstance(changed, tuple) and len(changed) == 2:
            args, kwargs = changed
        else:
            raise RuntimeError(
                f"forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got {changed}.\n"
                "It was registered with with_kwargs=True."
            )
    watch = None
    if module._backward_hooks or module._backward_pre_hooks:
        watch = _BackwardWatch(module)
        args = watch.inputs(args)
    result = module.forward(*args, **kwargs)
    for hook, with_kwargs in tuple(module._forward_hooks.values()):
        changed = hook(module, args, kwargs, result) if with_kwargs else hook(module, args, result)
        if changed is not None:
            result = changed
    return result if watch is None else watch.outputs(result)


class _BackwardWatch:
    """Calls a module's backward hooks, from two nodes that change nothing: one at its inputs, one at its outputs.

    In backward the node at the outputs comes first and remembers the gradients that arrive (grad_output). When the one
    at the inputs is reached, grad_input is known too, and the hooks are called.
    """

    def __init__(self, module: Module):
        self.module = module
        self.hooks = tuple(module._backward_hooks.values())
        self.pre_hooks = tuple(module._backward_pre_hooks.values())
        self.grad_output: tuple[Any, ...] | None = None

    def inputs(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        args, self.input_places, node = _pass_through(args)
        self.input_count = len(args)
        if node is not None:
            node.register_hook(self._at_inputs)
        return args

    def outputs(self, result: Any) -> Any:
        if not isinstance(result, Tensor | tuple):
            warnings.warn(
                "For backward hooks to be called, module output should be a Tensor or a tuple of Tensors but received "
                f"{type(result)}",
                stacklevel=4,
            )
            return result
        results, self.output_places, node = _pass_through(result if isinstance(result, tuple) else (result,))
        self.output_count = len(results)
        if node is not None:
            node.register_hook(self._at_outputs)
        return results if isinstance(result, tuple) else results[0]

    def _at_outputs(self, _: Any, grads: tuple[Any, ...]) -> tuple[Any, ...]:
        grad_output = _spread(grads, self.output_places, self.output_count)
        for hook in self.pre_hooks:
            changed = hook(self.module, grad_output)
            if changed is not None:
                grad_output = _same_length(changed, grad_output, "Backward pre hook", "grad_output")
        if self.input_places:
            self.grad_output = grad_output
        else:
            self._without_inputs(grad_output)
        return tuple(grad_output[place] for place in self.output_places)

    def _without_inputs(self, grad_output: tuple[Any, ...]) -> None:
        """No input requires a gradient: grad_input is all None, and there is nothing to replace."""
        if not self.hooks:
            return
        warnings.warn(
            "Full backward hook is firing when gradients are computed with respect to module outputs since no inputs "
            "require gradients.",
            stacklevel=2,
        )
        for hook in self.hooks:
            changed = hook(self.module, (None,) * self.input_count, grad_output)
            if changed is not None and not (isinstance(changed, tuple) and all(each is None for each in changed)):
                raise RuntimeError(
                    "Backward hook for Modules where no input requires gradient should always return None or None for "
                    "all gradients.\nNothing would ever use what it returned."
                )

    def _at_inputs(self, grads: tuple[Any, ...], _: Any) -> tuple[Any, ...] | None:
        if self.grad_output is None:
            return None
        grad_input = _spread(grads, self.input_places, self.input_count)
        grad_output, self.grad_output = self.grad_output, None
        for hook in self.hooks:
            changed = hook(self.module, grad_input, grad_output)
            if changed is not None:
                grad_input = _same_length(changed, grad_input, "Backward hook", "grad_input")
        return tuple(grad_input[place] for place in self.input_places)


class BackwardHookFunction(Function):
    """The same values: gradients pass unchanged (the hook of a module listens at its node)."""

    @staticmethod
    def forward(ctx: Any, *tensors: Tensor) -> tuple[Tensor, ...]:
        ctx.mark_non_differentiable(*(tensor for tensor in tensors if not tensor.requires_grad))
        return tensors

    @staticmethod
    def backward(ctx: Any, *grads: Any) -> Any:
        return grads


def _pass_through(values: tuple[Any, ...]) -> tuple[tuple[Any, ...], tuple[int, ...], Node | None]:
    """The values, the tensors among them led through one new node; their places; that node."""
    places = tuple(place for place, value in enumerate(values) if isinstance(value, Tensor))
    if not is_grad_enabled() or not any(values[place].requires_grad for place in places):
        return values, (), None
    tensors = BackwardHookFunction.apply(*(values[place] for place in places))
    replaced = list(values)
    for place, tensor in zip(places, tensors, strict=True):
        replaced[place] = tensor
    passed = type(values)(*replaced) if hasattr(values, "_fields") else tuple(replaced)  # a named tuple stays one
    return passed, places, next(tensor.grad_fn for tensor in tensors if tensor.requires_grad)


def _spread(grads: tuple[Any, ...], places: tuple[int, ...], count: int) -> tuple[Any, ...]:
    """Gradients at their places among `count` arguments, None elsewhere."""
    spread = [None] * count
    for place, grad in zip(places, grads, strict=True):
        spread[place] = grad
    return tuple(spread)


def _same_length(changed: Any, old: tuple[Any, ...], who: str, what: str) -> tuple[Any, ...]:
    changed = changed if isinstance(changed, tuple) else (changed,)
    if len(changed) != len(old):
        raise RuntimeError(
            f"{who} returned an invalid number of {what}, got {len(changed)}, but expected {len(old)}\n"
            "Return a tuple with one gradient, or None, per value."
        )
    return changed
