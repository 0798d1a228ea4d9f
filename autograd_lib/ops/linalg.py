"""Products of vectors and matrices.

`matmul` (the operator `@`) is made of four products: dot (vector · vector), mv (matrix · vector), mm (matrix · matrix) and
bmm (one product per matrix of a batch), exactly as PyTorch makes it; so the graphs are the same, node for node.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy import ndarray

from .._tensor import Tensor, tensor_method
from ..arrays import check_one_device, one_device
from ..autograd.graph import Node
from ..autograd.inplace import takes_out, write_out
from ..autograd.record import record1, record2, record3
from ..dtypes import from_numpy_dtype
from ..names import CPP_NAMES, SCALAR_NAMES
from . import either
from .arguments import array_of, check_broadcast, refuse
from .arithmetic import operator, refuse_bool
from .shape import (
    SqueezeBackward4,
    UnsafeViewBackward0,
    broadcast_shapes,
    contiguous,
    expand,
    reshape,
    squeeze,
    t,
    transpose,
    unsqueeze,
    view,
)


def scalar(a: ndarray) -> str:
    """The dtype's name in PyTorch's messages: 'Float'."""
    return SCALAR_NAMES[from_numpy_dtype(a.dtype).name]


def cpp_name(a: ndarray) -> str:
    """The dtype's name in C++, which some messages show."""
    return CPP_NAMES[from_numpy_dtype(a.dtype).name]


CONVERT = "Bring both to one dtype first: x.to(y.dtype)."


# --- matrix · matrix --------------------------------------------------------------------------------------------------


@tensor_method
def mm(input: Tensor, mat2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The product of two matrices, (n×m) · (m×p) → (n×p).  With G the gradient: to the first G·Bᵀ, to the second Aᵀ·G."""
    a, b = array_of(input), array_of(mat2)
    if a.ndim != 2:
        raise RuntimeError(
            f"self must be a matrix\nIts shape is {list(a.shape)}; use @ (matmul) for vectors and batches."
        )
    if b.ndim != 2:
        raise RuntimeError(
            f"mat2 must be a matrix\nIts shape is {list(b.shape)}; use @ (matmul) for vectors and batches."
        )
    return matrix_product(input, mat2, a, b, out)


def matrix_product(input: Tensor, mat2: Tensor, a: ndarray, b: ndarray, out: Tensor | None) -> Tensor:
    """`mm` of two tensors that are matrices, `a` and `b`."""
    if a.dtype is not b.dtype or a.dtype.kind == "b":
        check_matrix_dtypes(a, b)
    try:
        return record2(MmBackward0, a.dot(b), input, mat2, (a, b), out)
    except ValueError:
        raise cannot_multiply(a.shape, b.shape) from None
    except TypeError:
        check_one_device(a, b)
        raise


class MmBackward0(Node):
    inputs = saves = ("self", "mat2")
    bilinear = True

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, mat2: Any) -> Any:
        return (
            None if mat2 is None else either.product(grad, mat2.T),
            None if input is None else either.product(input.T, grad),
        )


def check_matrix_dtypes(a: ndarray, b: ndarray) -> None:
    if a.dtype != b.dtype:
        raise RuntimeError(
            f"expected m1 and m2 to have the same dtype, but got: {cpp_name(a)} != {cpp_name(b)}\n{CONVERT}"
        )
    if a.dtype.kind == "b":
        raise NotImplementedError("\"addmm_impl_cpu_\" not implemented for 'Bool'\nWrite x.float() first.")


def cannot_multiply(a: tuple[int, ...], b: tuple[int, ...]) -> RuntimeError:
    return RuntimeError(
        f"mat1 and mat2 shapes cannot be multiplied ({a[0]}x{a[1]} and {b[0]}x{b[1]})\n"
        f"The number of columns of the first ({a[1]}) must be the number of rows of the second ({b[0]})."
    )


@tensor_method(inplace=True)
def addmm(
    input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: Any = 1, alpha: Any = 1, out: Tensor | None = None
) -> Tensor:
    """`beta * input + alpha * (mat1 @ mat2)`, with `input` broadcast to the product: the heart of a linear layer."""
    c, a, b = array_of(input), array_of(mat1), array_of(mat2)
    if a.ndim != 2 or b.ndim != 2:
        name, each = ("mat1", a) if a.ndim != 2 else ("mat2", b)
        raise RuntimeError(f"{name} must be a matrix, got {each.ndim}-D tensor\nIts shape is {list(each.shape)}.")
    return sum_with_product(input, mat1, mat2, c, a, b, beta, alpha, out)


def sum_with_product(
    input: Tensor, mat1: Tensor, mat2: Tensor, c: Any, a: Any, b: Any, beta: Any = 1, alpha: Any = 1, out: Any = None
) -> Tensor:
    """`addmm` of three tensors whose arrays are `c` and the two matrices `a` and `b`."""
    if a.shape[1] != b.shape[0]:
        raise cannot_multiply(a.shape, b.shape)
    if c.dtype is not b.dtype or a.dtype is not b.dtype:
        if a.dtype != b.dtype:
            first, second = ("mat1", a) if c.dtype == b.dtype else ("self", c)
            raise RuntimeError(
                f"{first} and mat2 must have the same dtype, but got {scalar(second)} and {scalar(b)}\n{CONVERT}"
            )
        if c.dtype != b.dtype:
            raise RuntimeError(
                f"self and mat2 must have the same dtype, but got {scalar(c)} and {scalar(b)}\n{CONVERT}"
            )
    try:
        product = a.dot(b)
        if alpha != 1:
            product *= alpha
        if beta == 1:
            product += c
        elif beta != 0:
            product += beta * c
    except ValueError:
        expand(input, product.shape)  # raises PyTorch's error
        raise
    except TypeError:
        check_one_device(c, a, b)
        raise
    saved = (a if mat2._requires_grad else None, b if mat1._requires_grad else None, beta, alpha)
    return record3(AddmmBackward0, product, input, mat1, mat2, saved, out)


class AddmmBackward0(Node):
    inputs = ("self", "mat1", "mat2")
    saves = ("mat1", "mat2", "beta", "alpha")

    @staticmethod
    def backward(ctx: Any, grad: Any, mat1: Any, mat2: Any, beta: Any, alpha: Any) -> Any:
        to_input, to_mat1, to_mat2 = ctx.edges
        scaled = grad if alpha == 1 else grad * alpha
        second = None
        if to_mat2 is not None:  # as (Gᵀ·A)ᵀ: behind `weight.t()` the gradient of the weight then lies row by row
            second = either.product(scaled.T, mat1).T
        return (
            None if to_input is None else grad if beta == 1 else grad * beta,
            None if to_mat1 is None else either.product(scaled, mat2.T),
            second,
        )


# --- vectors ----------------------------------------------------------------------------------------------------------


@tensor_method
@one_device
def dot(input: Tensor, tensor: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The dot product of two vectors: the sum of the products of their elements."""
    a, b = array_of(input), array_of(tensor)
    if a.ndim != 1 or b.ndim != 1:
        raise RuntimeError(
            f"1D tensors expected, but got {a.ndim}D and {b.ndim}D tensors\nUse @ (matmul) for matrices."
        )
    if a.dtype != b.dtype:
        raise RuntimeError(
            f"dot : expected both vectors to have same dtype, but found {scalar(a)} and {scalar(b)}\n{CONVERT}"
        )
    if a.shape != b.shape:
        raise RuntimeError(
            f"inconsistent tensor size, expected tensor [{a.size}] and src [{b.size}] to have the same number of elements, but "
            f"got {a.size} and {b.size} elements respectively\nTwo vectors of one length are multiplied element by element."
        )
    refuse_bool(a, "dot")
    return record2(DotBackward0, a @ b, input, tensor, (a, b), out)


class DotBackward0(Node):
    inputs = saves = ("self", "tensor")
    bilinear = True

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, tensor: Any) -> Any:
        return (None if tensor is None else grad * tensor), (None if input is None else grad * input)


@tensor_method
@one_device
def mv(input: Tensor, vec: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The product of a matrix and a vector, (n×m) · (m) → (n)."""
    a, b = array_of(input), array_of(vec)
    if a.ndim != 2 or b.ndim != 1:
        raise RuntimeError(
            f"vector + matrix @ vector expected, got 1, {a.ndim}, {b.ndim}\nmv takes a matrix and a vector; use @ (matmul)."
        )
    if a.dtype != b.dtype:
        raise RuntimeError(
            f"addmv input tensors must have the same dtype, but got {scalar(b)}, {scalar(a)}, and {scalar(b)}\n{CONVERT}"
        )
    if a.shape[1] != b.shape[0]:
        raise RuntimeError(
            f"size mismatch, got input ({a.shape[0]}), mat ({a.shape[0]}x{a.shape[1]}), vec ({b.shape[0]})\n"
            f"The matrix has {a.shape[1]} columns, the vector {b.shape[0]} elements: these must be equal."
        )
    refuse_bool(a, "addmv_impl_cpu")
    return record2(MvBackward0, a @ b, input, vec, (a, b), out)


class MvBackward0(Node):
    inputs = saves = ("self", "vec")
    bilinear = True

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, vec: Any) -> Any:
        return (None if vec is None else grad.reshape(-1, 1) * vec), (None if input is None else input.T @ grad)


@tensor_method
@takes_out
def outer(input: Tensor, vec2: Tensor) -> Tensor:
    """The table of all products of the elements of two vectors, (n), (m) → (n×m)."""
    for name, each in (("self", input), ("vec2", vec2)):
        if array_of(each).ndim != 1:
            raise RuntimeError(
                f"outer: Expected 1-D argument {name}, but got {each._data.ndim}-D\nUse x.flatten() first."
            )
    return view(input, -1, 1) * vec2


ger = outer


# --- batches ----------------------------------------------------------------------------------------------------------


@tensor_method
@one_device
def bmm(input: Tensor, mat2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """One matrix product per entry of a batch, (b×n×m) · (b×m×p) → (b×n×p)."""
    a, b = array_of(input), array_of(mat2)
    for name, each in (("batch1", a), ("batch2", b)):
        if each.ndim != 3:
            raise RuntimeError(
                f"{name} must be a 3D tensor\nIts shape is {list(each.shape)}; use @ (matmul) for other ranks."
            )
    refuse_bool(a, "bmm")
    if a.dtype != b.dtype:
        raise RuntimeError(f"expected scalar type {scalar(a)} but found {scalar(b)}\n{CONVERT}")
    if a.shape[0] != b.shape[0] or a.shape[2] != b.shape[1]:
        raise RuntimeError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{a.shape[0]}, {a.shape[2]}] but got: "
            f"[{b.shape[0]}, {b.shape[1]}].\nThe shapes are {list(a.shape)} and {list(b.shape)}."
        )
    return record2(BmmBackward0, a @ b, input, mat2, (a, b), out)


class BmmBackward0(Node):
    inputs = saves = ("self", "mat2")
    bilinear = True

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, mat2: Any) -> Any:
        return (
            None if mat2 is None else grad @ mat2.swapaxes(1, 2),
            None if input is None else input.swapaxes(1, 2) @ grad,
        )


# --- all of them ------------------------------------------------------------------------------------------------------


@tensor_method
def matmul(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The matrix product `input @ other`.

    Vector · vector gives a number, matrix · vector a vector, matrix · matrix a matrix.  With more dimensions, the last two
    are matrices and those before them a batch, which is broadcast.
    """
    if not isinstance(input, Tensor) or not isinstance(other, Tensor):
        refuse(input if not isinstance(input, Tensor) else other, depth=1)
    if out is not None and out._data.dtype != input._data.dtype:
        raise RuntimeError(
            f"Expected out tensor to have dtype {cpp_name(input._data)}, but got {cpp_name(out._data)} instead\n"
            "A product is not converted on the way: give an out of the operands' dtype."
        )
    a, b = input._data.ndim, other._data.ndim
    if a == 2 and b == 2:
        return matrix_product(input, other, input._data, other._data, out)
    result = product(input, other, a, b)
    if out is not None:
        return write_out(out, result)
    return result


def product(input: Tensor, other: Tensor, a: int, b: int) -> Tensor:
    """`matmul` for every pair of ranks but two matrices."""
    if a == 0 or b == 0:
        raise RuntimeError(
            f"both arguments to matmul need to be at least 1D, but they are {a}D and {b}D\nUse * to multiply by a number."
        )
    if a == 1 and b == 1:
        return dot(input, other)
    if a == 2 and b == 1:
        return mv(input, other)
    if a == 1 and b == 2:
        row = mm(unsqueeze(input, 0), other)
        return record1(SqueezeBackward4, row._data.reshape(-1), row, (row._data.shape,))
    if a == 3 and b == 3 and input._data.shape[0] == 1 and other._data.shape[0] > 1:
        return matmul(squeeze(input, 0), other)
    if a == 3 and b == 3 and other._data.shape[0] == 1 and input._data.shape[0] > 1:
        return matmul(input, squeeze(other, 0))
    if folds(input, other, a, b):
        return folded(input, other, a, b)
    return batched(input, other, a, b)


def folds(input: Tensor, other: Tensor, a: int, b: int) -> bool:
    """Can the batch dimensions of one operand be merged with its rows, so that one matrix product does it all?"""
    large, small = (input, other) if a >= b else (other, input)
    if not (large._data.ndim >= 3 and small._data.ndim <= 2):
        return False
    if small.requires_grad:
        return True
    if a == 2:
        return False
    array = large._data if a >= b else large._data.swapaxes(-1, -2)
    shape, strides = array.shape, array.strides
    return array.size == 0 or all(strides[i] == strides[i + 1] * shape[i + 1] for i in range(array.ndim - 2))


def folded(input: Tensor, other: Tensor, a: int, b: int) -> Tensor:
    """A batch times one matrix or vector."""
    turned = b > a
    large = transpose(other, -2, -1) if turned else input
    small = (t(input) if a == 2 else input) if turned else other
    shape = large._data.shape[:-1]
    rows = reshape(large, math.prod(shape), large._data.shape[-1])
    if small._data.ndim == 1:
        return unsafe_view(mv(rows, small), shape)
    result = unsafe_view(mm(rows, small), (*shape, small._data.shape[1]))
    if not turned:
        return result
    flipped = transpose(result, -2, -1)
    return contiguous(flipped) if not flipped.is_contiguous() else flipped


def batched(input: Tensor, other: Tensor, a: int, b: int) -> Tensor:
    """A batch times a batch."""
    x, y = input._data.shape, other._data.shape
    n, m = (x[-2] if a > 1 else 1), x[-1]
    rows, p = (y[-2] if b > 1 else y[-1]), (y[-1] if b > 1 else 1)
    try:
        batch = tuple(broadcast_shapes(x[:-2], y[:-2]))
    except RuntimeError:
        check_broadcast(np.empty(x[:-2]), np.empty(y[:-2]))
    left = input if a > 1 else unsqueeze(input, 0)
    right = other if b > 1 else unsqueeze(other, 1)
    count = math.prod(batch)
    left = reshape(expand(left, (*batch, n, m)), count, n, m)
    right = reshape(expand(right, (*batch, rows, p)), count, rows, p)
    shape = (*batch, *((n,) if a > 1 else ()), *((p,) if b > 1 else ()))
    return unsafe_view(bmm(left, right), shape)


def unsafe_view(x: Tensor, shape: tuple[int, ...]) -> Tensor:
    """The result of an operation under another shape; nobody else sees it, so it need not count as a view."""
    return record1(UnsafeViewBackward0, x._data.reshape(shape), x, (x._data.shape,))


Tensor.ger = outer
Tensor.__matmul__ = operator(matmul, numbers=())
Tensor.__rmatmul__ = operator(matmul, swapped=True, numbers=())
