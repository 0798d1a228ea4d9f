"""What can go wrong with gradients, in PyTorch's words and one line more."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._tensor import Tensor, wrap
from ..arrays import as_array, is_array, on_gpu
from ..names import tensor_type
from . import record
from .graph import Node, shown
from .views import CopySlices


def freed() -> RuntimeError:
    return RuntimeError(
        "Trying to backward through the graph a second time (or directly access saved tensors after they have already been "
        "freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify "
        "retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors "
        "after calling backward.\n"
        "Usually the forward computation belongs inside the loop: compute the loss anew before each backward()."
    )


def modified(node: Any, now: int, then: int, name: Any) -> RuntimeError:
    """The error for a saved value of `node` that was changed in place."""
    if node.rule is CopySlices:
        node = (node.saved or (node,))[0]
    node = shown(node)
    if is_array(name):  # a tensor that the rule reads, without being an input
        return changed(described(name, [], None, 0), now, then, node)
    value = node.saved[type(node).saves.index(name)] if name in type(node).saves else None
    if name == "result":
        owner: Any = node
    else:
        place = node.inputs.index(name) if name in node.inputs else None
        owner = node.edges[place] if place is not None and place < len(node.edges) else None
    counter: list[Any] = next((each for each, version, _ in node.versions if each[0] != version and len(each) > 1), [])
    number = 0
    if name != "result" and isinstance(owner, Node) and node.numbers is not None:
        number = node.numbers[node.inputs.index(name)]
    return changed(described(value, counter if name != "result" else [], owner, number), now, then, node)


def described(value: Any, counter: list[Any], owner: Any, number: int) -> str:
    """A saved value in PyTorch's words: its type, its shape, and whose result it is."""
    text = ""
    if is_array(value):
        kind = f"{'CUDA' if on_gpu(value) else 'CPU'}BoolType" if value.dtype == bool else tensor_type(wrap(value))
        text = f"[{kind} {list(value.shape) if value.ndim else '[]'}]"
    if len(counter) > 1:
        is_view = is_array(value) and value.base is not None and isinstance(owner, Node)
        name = "AsStrided" if is_view else str(counter[1]).removesuffix("0").removesuffix("Backward")
        text += f", which is output 0 of {name},"
    elif isinstance(owner, Node):
        text += f", which is output {number} of {owner.name().removesuffix('0').removesuffix('Backward')},"
    return text


def changed(what: str, now: int, then: int, node: Any) -> RuntimeError:
    """The error itself."""
    hint = (
        "Hint: the backtrace further above shows the operation that failed to compute its gradient. The variable in "
        "question was changed in there or anywhere later. Good luck!"
        if record.anomaly_traces
        else "Hint: enable anomaly detection to find the operation that failed to compute its gradient, with "
        "torch.autograd.set_detect_anomaly(True, check_nan=False)."
    )
    error = RuntimeError(
        "one of the variables needed for gradient computation has been modified by an inplace operation: "
        f"{what} is at version {now}; expected version {then} instead. {hint}\n"
        f"{node.name() if node is not None else 'backward'} needs the values as they were: write x = x + 1 instead of "
        "x += 1 (or work on x.clone())."
    )
    if node is not None and node.trace is not None:
        error.add_note(f"Traceback of forward call that caused the error:\n{node.trace}")
    return error


def check_nan(node: Any, results: tuple[Any, ...]) -> None:
    """Anomaly mode: say which rule produced the first nan."""
    from . import anomaly_mode

    if not anomaly_mode.check_nan:
        return
    for number, gradient in enumerate(results):
        if gradient is None:
            continue
        values = gradient._data if isinstance(gradient, Tensor) else as_array(gradient)
        if values.dtype.kind == "f" and np.isnan(values).any():
            error = RuntimeError(
                f"Function '{node.name()}' returned nan values in its {number}th output.\n"
                "Look for 0/0, log(0), sqrt(0) or inf - inf in the forward computation noted below."
            )
            if node.trace is not None:
                error.add_note(f"Traceback of forward call that caused the error:\n{node.trace}")
            raise error


def check_grad(tensor: Tensor, value: Any) -> None:
    """Only a Tensor of the same shape and dtype can be a tensor's gradient."""
    if not isinstance(value, Tensor):
        raise TypeError(
            f"assigned grad expected to be a Tensor or None but got grad of type {type(value).__name__}\n"
            "Write x.grad = torch.tensor(…), or x.grad = None to forget the gradient."
        )
    if value is tensor:
        raise RuntimeError("can't assign Variable as its own grad\nA gradient is a tensor of its own.")
    if value._data.dtype != tensor._data.dtype:
        from ..names import SCALAR_NAMES

        lower = {"Float": "float", "Double": "double", "Half": "half", "Long": "long int", "Int": "int"}
        name = SCALAR_NAMES[value.dtype.name]
        raise RuntimeError(
            f"attempting to assign a gradient with dtype '{lower.get(name, name.lower())}' to a tensor with grad_dtype "
            f"'{SCALAR_NAMES[tensor.dtype.name]}'. The gradient must match the tensor's grad_dtype (defaults to the tensor's "
            "dtype). You can set the tensor's grad_dtype attribute with a specific dtype, or None to allow any dtype. Set "
            "grad_dtype with caution. Diverging the dtypes of a tensor and its gradient may break downstream systems that "
            "assume they match.\n"
            f"Convert it: x.grad = gradient.to({tensor.dtype!r})."
        )
    if on_gpu(value._data) != on_gpu(tensor._data):
        raise RuntimeError(
            f"attempting to assign a gradient with device type '{value.device.type}' to a tensor with device type "
            f"'{tensor.device.type}'. Please ensure that the gradient and the tensor are on the same device\n"
            "Move it: x.grad = gradient.to(x.device)."
        )
    if value._data.shape != tensor._data.shape:
        raise RuntimeError(
            f"attempting to assign a gradient of size '{list(value._data.shape)}' to a tensor of size "
            f"'{list(tensor._data.shape)}'. Please ensure that the gradient and the tensor are the same size\n"
            "A gradient has one number per element of its tensor."
        )
