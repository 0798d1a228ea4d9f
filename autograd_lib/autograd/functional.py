"""Derivatives of whole functions: Jacobians, Hessians, and their products with a vector.

`func` takes the inputs (a Tensor, or a tuple of Tensors as separate arguments) and returns a Tensor or a tuple of Tensors.
With `create_graph=True` the results can be differentiated in turn.  With `strict=True` a result that does not depend on an
input is an error instead of zeros.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .._tensor import Tensor, wrap
from ..arrays import module_of
from .engine import grad
from .grad_mode import enable_grad

Many = tuple[Any, ...]


def jacobian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """All partial derivatives of `func`: for output shape (m, …) and input shape (n, …) a Tensor of shape (m, …, n, …).

    A tuple for a tuple of inputs or of outputs; for both, a tuple per output.
    """
    refuse("jacobian", vectorize, strategy)
    with enable_grad():
        several_inputs, given = as_tensors(inputs, "inputs", "jacobian")
        given = tracked(given, create_graph)
        several_outputs, outputs = as_tensors(func(*given), OUTPUTS, "jacobian")
        check_outputs(outputs, strict)
        rows = tuple(one_jacobian(each, i, given, create_graph, strict) for i, each in enumerate(outputs))
    rows = tuple(finished(row, create_graph) for row in rows)
    packed = tuple(row if several_inputs else row[0] for row in rows)
    return packed if several_outputs else packed[0]


def one_jacobian(output: Tensor, number: int, inputs: Many, create_graph: bool, strict: bool) -> Many:
    """One output's derivatives with respect to each input, from one backward per element of the output."""
    from ..ops.joining import stack

    columns: list[list[Tensor]] = [[] for _ in inputs]
    size = output._data.size
    for place in range(size):
        gradients: Many = (None,) * len(inputs)
        if output.requires_grad:
            start = module_of(output._data).zeros(size, output._data.dtype)
            start[place] = 1
            start = start.reshape(output._data.shape)
            gradients = grad(output, inputs, wrap(start), True, create_graph, True)
        for i, (each, gradient) in enumerate(zip(inputs, gradients, strict=True)):
            if strict and gradient is None:
                raise RuntimeError(
                    f"Output {number} of the user-provided function is independent of input {i}. This is not allowed in "
                    "strict mode."
                )
            if strict and create_graph and not gradient.requires_grad:
                raise independent_jacobian(i)
            columns[i].append(zeros_like(each) if gradient is None else gradient)
    shape = output._data.shape
    return tuple(
        stack(column).view((*shape, *each._data.shape))
        if column
        else wrap(module_of(each._data).zeros((*shape, *each._data.shape), each._data.dtype))
        for column, each in zip(columns, inputs, strict=True)
    )


def hessian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
) -> Any:
    """All second derivatives of a `func` that returns one number: for input shape (n, …) a Tensor of shape (n, …, n, …)."""
    refuse("hessian", vectorize, outer_jacobian_strategy)
    several, given = as_tensors(inputs, "inputs", "hessian")

    def gradient(*values: Tensor) -> Many:
        return first_derivative(func, values, strict, "hessian")[1]

    rows = jacobian(gradient, given, create_graph)
    return rows if several else rows[0][0]


def vjp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """`func(inputs)`, and the product of the vector `v` (of the output's shape) with the Jacobian: one backward."""
    with enable_grad():
        several_inputs, given = as_tensors(inputs, "inputs", "vjp")
        given = tracked(given, create_graph)
        several_outputs, outputs = as_tensors(func(*given), OUTPUTS, "vjp")
        check_outputs(outputs, strict)
        if v is None and not (len(outputs) == 1 and outputs[0]._data.size == 1):
            raise RuntimeError(
                "The vector v can only be None if the user-provided function returns a single Tensor with a single element.\n"
                f"Give one of shape {', '.join(str(list(each._data.shape)) for each in outputs)}."
            )
        vectors = vectors_of(v, outputs, "vjp")
        products = pulled(outputs, given, vectors, create_graph, strict, "The output of the user-provided function is")
    return (
        packed(finished(outputs, create_graph), several_outputs),
        packed(finished(products, create_graph), several_inputs),
    )


def jvp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """`func(inputs)`, and the product of the Jacobian with the vector `v` (of the inputs' shape).

    Computed by two backwards: the product of a vector u with the Jacobian is linear in u, and its derivative with respect
    to u in the direction v is the Jacobian times v.
    """
    with enable_grad():
        several_inputs, given = as_tensors(inputs, "inputs", "jvp")
        given = tracked(given, create_graph)
        vectors = input_vectors(v, given, "jvp")
        several_outputs, outputs = as_tensors(func(*given), OUTPUTS, "jvp")
        check_outputs(outputs, strict)
        ways = tuple(zeros_like(each).requires_grad_() for each in outputs)
        towards = pulled(outputs, given, ways, True, strict, "The output of the user-provided function is")
        products = pulled(towards, ways, vectors, create_graph, False, "")
        if strict and create_graph:
            for i, each in enumerate(products):
                if not each.requires_grad:
                    raise independent_jacobian(i)
    return (
        packed(finished(outputs, create_graph), several_outputs),
        packed(finished(products, create_graph), several_outputs),
    )


def vhp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """`func(inputs)`, one number, and the product of the vector `v` with its Hessian: cheaper than the Hessian."""
    with enable_grad():
        several, given = as_tensors(inputs, "inputs", "vhp")
        given = tracked(given, create_graph)
        vectors = input_vectors(v, given, "vhp")
        outputs, gradients = first_derivative(func, given, strict, "vhp")
        products = pulled(
            gradients, given, vectors, create_graph, strict, "The hessian of the user-provided function is"
        )
    return finished(outputs, create_graph)[0], packed(finished(products, create_graph), several)


def hvp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> tuple[Any, Any]:
    """`func(inputs)`, one number, and the product of its Hessian with the vector `v`."""
    with enable_grad():
        several, given = as_tensors(inputs, "inputs", "hvp")
        given = tracked(given, create_graph)
        vectors = input_vectors(v, given, "hvp")
        outputs, gradients = first_derivative(func, given, strict, "hvp")
        ways = tuple(zeros_like(each).requires_grad_() for each in given)
        towards = pulled(gradients, given, ways, True, strict, "The hessian of the user-provided function is")
        products = pulled(towards, ways, vectors, create_graph, False, "")
    return finished(outputs, create_graph)[0], packed(finished(products, create_graph), several)


# --- the steps --------------------------------------------------------------------------------------------------------

OUTPUTS = "outputs of the user-provided function"


def refuse(name: str, vectorize: bool, strategy: str) -> None:
    """PyTorch's options that are left out."""
    if strategy not in ("reverse-mode", "forward-mode"):
        hint = (
            ' Hint: If your function has more outputs than inputs, "forward-mode" tends to be more performant. Otherwise, prefer '
            'to use "reverse-mode".'
        )
        raise AssertionError(
            'Expected strategy to be either "forward-mode" or "reverse-mode".' + (hint if name == "jacobian" else "")
        )
    if strategy == "forward-mode":
        raise NotImplementedError(f"{name}: strategy 'forward-mode' is left out: use the default, 'reverse-mode'")
    if vectorize:
        raise NotImplementedError(f"{name}(vectorize=True) is left out: rows are computed one by one")


def as_tensors(values: Any, what: str, name: str) -> tuple[bool, Many]:
    """Was it a tuple? And the Tensors."""
    several = isinstance(values, tuple)
    found = values if several else (values,)
    for place, each in enumerate(found):
        if not isinstance(each, Tensor):
            where = f"value at index {place}" if several else f"given {what}"
            raise TypeError(
                f"The {what} given to {name} must be either a Tensor or a tuple of Tensors but the {where} has type "
                f"{type(each)}.\nMake tensors with torch.tensor(…)."
            )
    return several, found


def tracked(inputs: Many, create_graph: bool) -> Many:
    """The inputs as the start of a new graph, or, to differentiate further, seen through a view of themselves."""
    return tuple(
        each.view_as(each) if create_graph and each.requires_grad else each.detach().requires_grad_() for each in inputs
    )


def finished(results: Many, create_graph: bool) -> Many:
    return results if create_graph else tuple(each.detach() for each in results)


def packed(results: Many, several: bool) -> Any:
    return results if several else results[0]


def zeros_like(tensor: Tensor) -> Tensor:
    return wrap(np.zeros_like(tensor._data))


def check_outputs(outputs: Many, strict: bool) -> None:
    for place, each in enumerate(outputs):
        if strict and not each.requires_grad:
            raise RuntimeError(
                f"Output {place} of the user-provided function does not require gradients. The outputs must be computed in a "
                "differentiable manner from the input when running in strict mode."
            )


def check_single(outputs: Many, name: str) -> None:
    if len(outputs) != 1:
        raise RuntimeError(f"The function given to {name} should return a single Tensor\nIt returned {len(outputs)}.")
    if outputs[0]._data.size != 1:
        raise RuntimeError(
            f"The Tensor returned by the function given to {name} should contain a single element\n"
            f"Its shape is {list(outputs[0]._data.shape)}: reduce it, for instance by sum()."
        )


def vectors_of(v: Any, like: Many, name: str) -> Many:
    """The vector `v` (None: 1), checked against the tensors it belongs to."""
    if v is None:
        return tuple(wrap(np.ones_like(each._data)) for each in like)
    _, vectors = as_tensors(v, "v", name)
    if len(vectors) != len(like):
        raise RuntimeError(f"v is a tuple of invalid length: should be {len(like)} but got {len(vectors)}.")
    for each, tensor in zip(vectors, like, strict=True):
        if each.shape != tensor.shape:
            raise RuntimeError(f"v has invalid size: should be {tensor.shape} but got {each.shape}.")
    return vectors


def input_vectors(v: Any, inputs: Many, name: str) -> Many:
    if v is None and not (len(inputs) == 1 and inputs[0]._data.size == 1):
        raise RuntimeError(
            "The vector v can only be None if the input to the user-provided function is a single Tensor with a single "
            f"element.\nGive one of shape {', '.join(str(list(each._data.shape)) for each in inputs)}."
        )
    return vectors_of(v, inputs, name)


def pulled(outputs: Many, inputs: Many, vectors: Many, create_graph: bool, strict: bool, what: str) -> Many:
    """The product of `vectors` with the derivatives of `outputs` with respect to `inputs`; zeros where there are none."""
    pairs = [(each, vector) for each, vector in zip(outputs, vectors, strict=True) if each.requires_grad]
    found: Many = (None,) * len(inputs)
    if pairs:
        found = grad([each for each, _ in pairs], inputs, [vector for _, vector in pairs], True, create_graph, True)
    for i, each in enumerate(found):
        if strict and each is None:
            raise RuntimeError(f"{what} independent of input {i}. This is not allowed in strict mode.")
        if strict and create_graph and each is not None and not each.requires_grad:
            raise independent_jacobian(i)
    return tuple(zeros_like(x) if each is None else each for each, x in zip(found, inputs, strict=True))


def first_derivative(func: Callable[..., Any], inputs: Many, strict: bool, name: str) -> tuple[Many, Many]:
    """The number that `func` returns, and its gradient with a graph of its own."""
    _, outputs = as_tensors(func(*inputs), OUTPUTS, name)
    check_single(outputs, name)
    check_outputs(outputs, strict)
    ones = (wrap(np.ones_like(outputs[0]._data)),)
    gradients = pulled(outputs, inputs, ones, True, False, "")
    for i, each in enumerate(gradients):
        if strict and not each.requires_grad:
            raise independent(i)
    return outputs, gradients


def independent(i: int) -> RuntimeError:
    return RuntimeError(
        f"While computing the hessian, found that the jacobian of the user-provided function with respect to input {i} is "
        "independent of the input. This is not allowed in strict mode. You should ensure that your function is twice "
        "differentiable and that the jacobian depends on the inputs (this would be violated by a linear function for "
        "example)."
    )


def independent_jacobian(i: int) -> RuntimeError:
    return RuntimeError(
        f"The jacobian of the user-provided function is independent of input {i}. This is not allowed in strict mode when "
        "create_graph=True."
    )
