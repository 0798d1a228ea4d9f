"""An autograd in one file, as lesson 08 builds it: NumPy computes, each operation leaves a `Node`, `backward` walks back.

An operation is a plain function, followed by its gradient rule: a pure function of the gradient that comes in and of the
saved values, which gives one gradient for each input.  The rules need not care about broadcasting; `backward` sums.

    x = Tensor([1.0, 2.0], requires_grad=True)
    (x * x).sum().backward()
    x.grad                      # [2., 4.]
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import numpy as np

# The graph ------------------------------------------------------------------------------------------------------------


class Node:
    """What a result remembers of the operation that made it."""

    def __init__(self, rule: Callable[..., Any], saved: tuple[Any, ...], inputs: tuple[Tensor, ...]) -> None:
        self.rule, self.saved, self.inputs = rule, saved, inputs


class Tensor:
    """Numbers (`data`, float64), their gradient, and the node that they came from; a leaf has no node."""

    __array_ufunc__ = None  # a NumPy array on the left leaves + - * / @ to us

    def __init__(self, data: Any, requires_grad: bool = False, node: Node | None = None) -> None:
        self.data = np.asarray(data, dtype=np.float64)
        self.requires_grad, self.grad, self.node = requires_grad, None, node

    def __repr__(self) -> str:
        made = f", node={self.node.rule.__name__}" if self.node else ", requires_grad=True" * self.requires_grad
        return f"Tensor({self.data.tolist()}{made})"


def record(data: Any, rule: Callable[..., Any], saved: tuple[Any, ...], *inputs: Tensor) -> Tensor:
    """A result, with a node if one of its inputs wants a gradient."""
    if any(each.requires_grad for each in inputs):
        return Tensor(data, True, Node(rule, saved, inputs))
    return Tensor(data)


def as_tensor(value: Any) -> Tensor:
    return value if isinstance(value, Tensor) else Tensor(value)


# The walk back --------------------------------------------------------------------------------------------------------


def accumulate(grads: dict[Any, Any], place: Hashable, grad: Any) -> None:
    """Add what arrives at a place to what is there already; make a new array, for the old one may be somebody else's."""
    grads[place] = grads[place] + grad if place in grads else grad


def topological_order(root: Any, inputs_of: Callable[[Any], Any]) -> list[Any]:
    """All that `root` was computed from, each once, and each after all that use it."""
    uses, found = {root: 0}, [root]
    for each in found:  # the list grows while we walk along it
        for source in inputs_of(each):
            if source not in uses:
                uses[source] = 0
                found.append(source)
            uses[source] += 1
    order = [root]
    for each in order:
        for source in inputs_of(each):
            uses[source] -= 1
            if uses[source] == 0:  # all its gradients have arrived
                order.append(source)
    return order


def unbroadcast(grad: Any, shape: tuple[int, ...]) -> Any:
    """Sum a gradient over the copies that broadcasting made, down to the shape of the input."""
    in_front = grad.ndim - len(shape)
    grad = grad.sum(axis=tuple(range(in_front)))
    stretched = tuple(axis for axis, size in enumerate(shape) if size == 1)
    return grad.sum(axis=stretched, keepdims=True)


def inputs_of(tensor: Tensor) -> tuple[Tensor, ...]:
    """The inputs that gradients flow to."""
    return tuple(each for each in tensor.node.inputs if each.requires_grad) if tensor.node else ()


def sent_by(node: Node, grad: Any) -> tuple[Any, ...]:
    """The gradients of a node's inputs, by its rule; a rule for a single input gives its gradient alone."""
    sent = node.rule(grad, *node.saved)
    return (sent,) if len(node.inputs) == 1 else tuple(sent)


def backward(root: Tensor, grad: Any = 1.0) -> None:
    """Send a gradient back from `root`, and add what arrives at each leaf to its `grad`."""
    grads = {root: np.asarray(grad, dtype=np.float64) * np.ones(root.data.shape)}
    for tensor in topological_order(root, inputs_of):
        arrived, node = grads.pop(tensor), tensor.node
        if node is None:
            tensor.grad = arrived if tensor.grad is None else tensor.grad + arrived
            continue
        for source, sent in zip(node.inputs, sent_by(node, arrived), strict=True):
            if source.requires_grad:
                accumulate(grads, source, unbroadcast(np.asarray(sent), source.data.shape))


# Operations, element by element ---------------------------------------------------------------------------------------


def add(a: Any, b: Any) -> Tensor:
    a, b = as_tensor(a), as_tensor(b)
    return record(a.data + b.data, add_rule, (), a, b)


def add_rule(grad: Any) -> tuple[Any, Any]:
    return grad, grad


def mul(a: Any, b: Any) -> Tensor:
    a, b = as_tensor(a), as_tensor(b)
    return record(a.data * b.data, mul_rule, (a.data, b.data), a, b)


def mul_rule(grad: Any, a: Any, b: Any) -> tuple[Any, Any]:
    return grad * b, grad * a


def power(x: Tensor, n: float) -> Tensor:
    return record(x.data**n, power_rule, (x.data, n), x)


def power_rule(grad: Any, x: Any, n: float) -> Any:
    return grad * n * x ** (n - 1)


def exp(x: Tensor) -> Tensor:
    result = np.exp(x.data)
    return record(result, exp_rule, (result,), x)


def exp_rule(grad: Any, result: Any) -> Any:
    return grad * result


def log(x: Tensor) -> Tensor:
    return record(np.log(x.data), log_rule, (x.data,), x)


def log_rule(grad: Any, x: Any) -> Any:
    return grad / x


def tanh(x: Tensor) -> Tensor:
    result = np.tanh(x.data)
    return record(result, tanh_rule, (result,), x)


def tanh_rule(grad: Any, result: Any) -> Any:
    return grad * (1 - result * result)


def relu(x: Tensor) -> Tensor:
    return record(np.maximum(x.data, 0), relu_rule, (x.data,), x)


def relu_rule(grad: Any, x: Any) -> Any:
    return grad * (x > 0)


# Operations that change the shape -------------------------------------------------------------------------------------


def sum(x: Tensor, axis: int | None = None, keepdims: bool = False) -> Tensor:
    return record(x.data.sum(axis=axis, keepdims=keepdims), sum_rule, (x.data.shape, axis, keepdims), x)


def sum_rule(grad: Any, shape: tuple[int, ...], axis: int | None, keepdims: bool) -> Any:
    if axis is not None and not keepdims:
        grad = np.expand_dims(grad, axis)
    return np.broadcast_to(grad, shape)


def mean(x: Tensor, axis: int | None = None, keepdims: bool = False) -> Tensor:
    count = x.data.size if axis is None else x.data.shape[axis]
    return mul(sum(x, axis, keepdims), 1 / count)


def matmul(a: Any, b: Any) -> Tensor:
    a, b = as_tensor(a), as_tensor(b)
    if a.data.ndim != 2 or b.data.ndim != 2:
        raise ValueError(f"@ takes two matrices, not shapes {a.data.shape} and {b.data.shape}: reshape them first")
    return record(a.data @ b.data, matmul_rule, (a.data, b.data), a, b)


def matmul_rule(grad: Any, a: Any, b: Any) -> tuple[Any, Any]:
    return grad @ b.T, a.T @ grad


def reshape(x: Tensor, *shape: int) -> Tensor:
    return record(x.data.reshape(*shape), reshape_rule, (x.data.shape,), x)


def reshape_rule(grad: Any, shape: tuple[int, ...]) -> Any:
    return grad.reshape(shape)


def transpose(x: Tensor) -> Tensor:
    return record(x.data.T, transpose_rule, (), x)


def transpose_rule(grad: Any) -> Any:
    return grad.T


# Are the rules right? -------------------------------------------------------------------------------------------------


def numeric_gradient(f: Callable[[Any], Any], x: Any, eps: float = 1e-6) -> Any:
    """The gradient of a number f(x) with respect to the array x, by central differences, an element at a time."""
    slopes = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[place] = eps
        slopes[place] = (f(x + step) - f(x - step)) / (2 * eps)
    return slopes


def excess(f: Callable[[Any], Any], gradient: Callable[[Any], Any], x: Any, eps: float = 1e-6, atol: float = 1e-5,
           rtol: float = 1e-3) -> float:  # fmt: skip
    """The largest error of a gradient, as a share of what `torch.autograd.gradcheck` allows: good up to 1."""
    numeric = numeric_gradient(f, x, eps)
    return float(np.max(np.abs(gradient(x) - numeric) / (atol + rtol * np.abs(numeric))))


def gradcheck(f: Callable[[Any], Any], gradient: Callable[[Any], Any], x: Any) -> bool:
    """Whether a gradient is what central differences say, by the standard of `torch.autograd.gradcheck`."""
    return excess(f, gradient, x) <= 1


# Operators and methods ------------------------------------------------------------------------------------------------

METHODS: dict[str, Any] = {
    "__add__": add, "__radd__": add, "__mul__": mul, "__rmul__": mul, "__matmul__": matmul, "__pow__": power,
    "__rmatmul__": lambda x, other: matmul(other, x),
    "__neg__": lambda x: mul(x, -1.0),
    "__sub__": lambda x, other: add(x, mul(other, -1.0)),
    "__rsub__": lambda x, other: add(other, mul(x, -1.0)),
    "__truediv__": lambda x, other: mul(x, power(as_tensor(other), -1.0)),
    "__rtruediv__": lambda x, other: mul(other, power(x, -1.0)),
    "exp": exp, "log": log, "tanh": tanh, "relu": relu, "sum": sum, "mean": mean, "reshape": reshape,
    "T": property(transpose), "backward": backward,
}  # fmt: skip
for _name, _function in METHODS.items():
    setattr(Tensor, _name, _function)
