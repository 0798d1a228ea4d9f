"""`gradcheck`: are the gradients right?  Compare them with what small steps of the inputs do to the outputs."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy import ndarray

from .._tensor import Tensor, wrap
from ..arrays import beside, to_cpu
from ..random import Generator
from .engine import grad


class GradcheckError(RuntimeError):
    """A gradient is wrong."""


def gradcheck(
    func: Callable[..., Any],
    inputs: Tensor | Sequence[Any],
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_batched_forward_grad: bool = False,
    check_forward_ad: bool = False,
    check_backward_ad: bool = True,
    fast_mode: bool = False,
    masked: bool | None = None,
) -> bool:
    """Compare the gradients of `func` with central differences, element by element.

    Args:
        func: takes `inputs`, returns a Tensor or a tuple of Tensors.
        inputs: the arguments; those that require a gradient are checked and should be float64.
        eps: the step of the differences.
        atol, rtol: how far the two may differ: `atol + rtol * |difference quotient|`.
        raise_exception: False to return False where the gradients differ.
        nondet_tol: how far two runs of backward may differ.

    Raises:
        GradcheckError: a gradient is wrong; the message shows both Jacobians (one row per input element).
    """
    refuse(
        check_grad_dtypes=check_grad_dtypes,
        check_batched_grad=check_batched_grad,
        check_batched_forward_grad=check_batched_forward_grad,
        check_forward_ad=check_forward_ad,
        fast_mode=fast_mode,
        masked=masked,
    )
    if not check_backward_ad:
        raise NotImplementedError("gradcheck(check_backward_ad=False) is left out: there is nothing else to check")
    arguments = as_tuple(inputs)
    try:
        _check(func, arguments, eps, atol, rtol, nondet_tol)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def gradgradcheck(
    func: Callable[..., Any],
    inputs: Tensor | Sequence[Any],
    grad_outputs: Tensor | Sequence[Tensor] | None = None,
    *,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    gen_non_contig_grad_outputs: bool = False,
    raise_exception: bool = True,
    nondet_tol: float = 0.0,
    check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False,
    check_batched_grad: bool = False,
    check_fwd_over_rev: bool = False,
    check_rev_over_rev: bool = True,
    fast_mode: bool = False,
    masked: bool = False,
) -> bool:
    """Compare the second derivatives of `func` with central differences of its gradients.

    `grad_outputs`: where backward starts from, one per output (default: random ones).  The other arguments are those of
    `gradcheck`.
    """
    refuse(
        "gradgradcheck", gen_non_contig_grad_outputs=gen_non_contig_grad_outputs, check_fwd_over_rev=check_fwd_over_rev
    )
    if not check_rev_over_rev:
        raise NotImplementedError("gradgradcheck(check_rev_over_rev=False) is left out: there is nothing else to check")
    arguments = as_tuple(inputs)
    if grad_outputs is None:
        generator = Generator().manual_seed(0)
        starts: list[Any] = []
        for output in differentiable(func(*arguments)):
            draw = generator.normal(output._data.shape, dtype=output._data.dtype)
            starts.append(wrap(beside(draw, output._data)).requires_grad_())
    else:
        starts = list(as_tuple(grad_outputs))

    def gradients(*values: Any) -> tuple[Any, ...]:
        given, first = values[: len(arguments)], values[len(arguments) :]
        wanted = tuple(each for each in given if isinstance(each, Tensor) and each.requires_grad)
        outputs = differentiable(func(*given))
        found = grad(outputs, wanted, first, create_graph=True, allow_unused=True)
        return tuple(each for each in found if each is not None)

    return gradcheck(
        gradients,
        (*arguments, *starts),
        eps=eps,
        atol=atol,
        rtol=rtol,
        raise_exception=raise_exception,
        nondet_tol=nondet_tol,
        check_undefined_grad=check_undefined_grad,
        check_grad_dtypes=check_grad_dtypes,
        check_batched_grad=check_batched_grad,
        fast_mode=fast_mode,
        masked=masked,
    )


def refuse(name: str = "gradcheck", **options: Any) -> None:
    """Options of PyTorch's that are left out."""
    for option, value in options.items():
        if value:
            raise NotImplementedError(
                f"{name}({option}={value!r}) is left out: every element is checked, backward only"
            )


def as_tuple(values: Any) -> tuple[Any, ...]:
    return tuple(values) if isinstance(values, (list, tuple)) else (values,)


def differentiable(outputs: Any) -> tuple[Tensor, ...]:
    """Those of the outputs that have a gradient."""
    return tuple(each for each in as_tuple(outputs) if each.requires_grad)


def _check(
    func: Callable[..., Any], arguments: tuple[Any, ...], eps: float, atol: float, rtol: float, nondet_tol: float
) -> None:
    inputs = checked_inputs(arguments)
    outputs = differentiable(func(*arguments))
    if not outputs:
        for each in as_tuple(func(*arguments)):
            if each._data.dtype.kind == "f":
                steps = differences(func, arguments, inputs, eps)
                if any(np.abs(jacobian).max(initial=0) > 0 for row in steps for jacobian in row):
                    raise GradcheckError(
                        "Numerical gradient for function expected to be zero\n"
                        "The output changes with the input, but has no graph: was it detached?"
                    )
        return
    numerical = differences(func, arguments, inputs, eps)
    for number, output in enumerate(outputs):
        analytical, again = jacobians(output, inputs), jacobians(output, inputs)
        for place, found in enumerate(analytical):
            expected = numerical[place][number]
            if not np.allclose(found, expected, rtol, atol, equal_nan=True):
                raise mismatch(number, place, *(each.astype(inputs[place]._data.dtype) for each in (expected, found)))
        difference = max(
            (np.abs(a - b).max(initial=0) for a, b in zip(analytical, again, strict=True)),
            default=0.0,
        )
        if difference > nondet_tol:
            raise GradcheckError(
                "Backward is not reentrant, i.e., running backward with same input and grad_output multiple times gives "
                "different values, although analytical gradient matches numerical gradient."
                f"The tolerance for nondeterminism was {nondet_tol}.\nThe largest difference was {difference:.3g}."
            )
    zeros = [wrap(np.zeros_like(each._data)) for each in outputs]
    for each in grad(outputs, inputs, zeros, allow_unused=True):
        if each is not None and each._data.any():
            raise GradcheckError(
                "backward not multiplied by grad_output\n"
                "A rule is linear: where the gradient that arrives is zero, what it returns is zero."
            )


def checked_inputs(arguments: tuple[Any, ...]) -> tuple[Tensor, ...]:
    """The arguments that require a gradient."""
    found = []
    for place, each in enumerate(arguments):
        if not isinstance(each, Tensor) or not each.requires_grad:
            continue
        found.append(each)
        if each._data.dtype != np.float64:
            warnings.warn(
                f"Input #{place} requires gradient and is not a double precision floating point or complex. This check will "
                "likely fail if all the inputs are not of double precision floating point or complex. ",
                stacklevel=4,
            )
        if each._data.size and any(
            step == 0 and n > 1 for step, n in zip(each._data.strides, each._data.shape, strict=True)
        ):
            raise RuntimeError(
                f"The {place}th input has a dimension with stride 0. gradcheck only supports inputs that are non-overlapping "
                "to be able to compute the numerical gradients correctly. You should call .contiguous on the input before "
                "passing it to gradcheck."
            )
        if each.is_leaf:
            each.grad = None
    if not found:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of them have requires_grad=True.\n"
            "Make the inputs with torch.rand(…, dtype=torch.float64, requires_grad=True)."
        )
    return tuple(found)


def differences(
    func: Callable[..., Any], arguments: tuple[Any, ...], inputs: tuple[Tensor, ...], eps: float
) -> list[list[ndarray]]:
    """By input and output: (f(x + eps) - f(x - eps)) / 2 eps, one row per element of the input."""

    def values() -> list[ndarray]:
        outputs = as_tuple(func(*arguments))
        chosen = differentiable(outputs) or outputs
        return [to_cpu(each._data).astype(np.float64).reshape(-1) for each in chosen]

    found = []
    for each in inputs:
        array = each._data
        rows = []
        for place in np.ndindex(array.shape):
            before = array[place].copy()
            array[place] = before - eps
            low = values()
            array[place] = before + eps
            high = values()
            array[place] = before
            rows.append([(b - a) / (2 * eps) for a, b in zip(low, high, strict=True)])
        count = len(rows[0]) if rows else len(values())
        sizes = [len(each) for each in (rows[0] if rows else values())]
        found.append([np.array([row[i] for row in rows]).reshape(len(rows), sizes[i]) for i in range(count)])
    return found


def jacobians(output: Tensor, inputs: tuple[Tensor, ...]) -> list[ndarray]:
    """By input: the gradient of each element of the output, one column each."""
    found = [np.zeros((each._data.size, output._data.size)) for each in inputs]
    for column in range(output._data.size):
        start = np.zeros(output._data.size, output._data.dtype)
        start[column] = 1
        rows = grad(output, inputs, wrap(beside(start.reshape(output._data.shape), output._data)), retain_graph=True, allow_unused=True)
        for jacobian, row in zip(found, rows, strict=True):
            if row is not None:
                jacobian[:, column] = to_cpu(row._data).reshape(-1)
    return found


def mismatch(number: int, place: int, expected: ndarray, found: ndarray) -> GradcheckError:
    return GradcheckError(
        f"Jacobian mismatch for output {number} with respect to input {place},\n"
        f"numerical:{wrap(expected)!r}\nanalytical:{wrap(found)!r}\n"
    )
