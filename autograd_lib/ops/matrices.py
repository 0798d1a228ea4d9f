"""What is made of the decompositions: norms of matrices, rank, condition, powers, the pseudoinverse, least squares."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .._tensor import Tensor, tensor_method, wrap
from ..arrays import as_array, beside, module_of, on_cpu
from ..autograd.graph import Node
from ..autograd.inplace import takes_out
from ..autograd.record import record1, record_outputs
from ..names import scalar_name
from . import either
from .arguments import array_of, check_dim, return_type
from .arithmetic import div, mul
from .convert import copy_
from .decompositions import cholesky, inv, matrices, solve, svdvals
from .diagonal import diagonal, powers_of
from .linalg import matmul
from .products import vdot
from .reduce import amax, amin, norm, sum
from .shape import clone, flatten, movedim, permute, reshape, squeeze, unsqueeze

# --- norms ------------------------------------------------------------------------------------------------------------


@takes_out
def vector_norm(x: Tensor, ord: Any = 2, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The norm of the elements as one vector: (sum |x|^ord)^(1/ord); inf and -inf the largest and smallest, 0 how many."""
    return norm(x, float(ord), dim, keepdim, dtype=dtype)


@takes_out
def matrix_norm(
    A: Tensor, ord: Any = "fro", dim: Any = (-2, -1), keepdim: bool = False, *, dtype: Any = None
) -> Tensor:
    """The norm of matrices, in two dimensions.

    "fro": the root of the sum of squares; "nuc": the sum of the singular values; 2 and -2: the largest and smallest of them;
    1 and -1: the largest and smallest sum of a column's sizes; inf and -inf: of a row's.
    """
    if array_of(A).ndim < 2:
        raise RuntimeError("linalg.matrix_norm: The input tensor A must have at least 2 dimensions.\n")
    if A._data.dtype.kind != "f" and dtype is None:
        raise RuntimeError(
            "linalg.matrix_norm: Expected a floating point or complex tensor as input. "
            f"Got {scalar_name(A.dtype)}\nWrite x.float() first."
        )
    first, second = (check_dim(each, A._data.ndim) for each in dim)
    if first == second:
        raise RuntimeError(f"linalg.matrix_norm: dims must be different. Got ({dim[0]}, {dim[1]})\n")
    if dtype is not None:
        A = A.to(dtype)
    if ord == "fro":
        return norm(A, 2.0, (first, second), keepdim)
    if ord in ("nuc", 2, -2):
        rest = [i for i in range(A._data.ndim) if i not in (first, second)]
        values = svdvals(permute(A, (*rest, first, second)))
        result = sum(values, -1, keepdim) if ord == "nuc" else (amax if ord == 2 else amin)(values, -1, keepdim)
        if keepdim:
            back = (*rest, first, second)
            result = permute(unsqueeze(result, -1), [back.index(i) for i in range(A._data.ndim)])
        return result
    if ord not in (1, -1, math.inf, -math.inf):
        raise RuntimeError(
            f"linalg.matrix_norm: Order {ord} not supported.\nKnown are 'fro', 'nuc', 1, 2, inf and their negatives."
        )
    along, over = (first, second) if abs(ord) == 1 else (second, first)
    lengths = norm(A, 1.0, along, keepdim)
    over -= 0 if keepdim or over < along else 1
    return (amax if ord > 0 else amin)(lengths, over, keepdim)


@takes_out
def linalg_norm(A: Tensor, ord: Any = None, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """`matrix_norm` where there are two dimensions, `vector_norm` where there is one, or none were named."""
    if ord is None:
        return vector_norm(A, 2, dim, keepdim, dtype=dtype)
    if dim is None and array_of(A).ndim > 2:
        raise RuntimeError(
            f"linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got {A._data.ndim}D.\n"
        )
    both = range(A._data.ndim) if dim is None else (dim,) if isinstance(dim, int) else dim
    if len(both) == 2:
        return matrix_norm(A, ord, tuple(both), keepdim, dtype=dtype)
    return vector_norm(A, ord, dim, keepdim, dtype=dtype)


@takes_out
def cond(A: Tensor, p: Any = None) -> Tensor:
    """The condition number: how much an error in b can grow in the solution of A x = b.  1 is the best."""
    if p in (None, 2, -2):
        values = svdvals(A)
        if not values._data.shape[-1]:
            return sum(values, -1)
        largest, smallest = values[..., :1], values[..., -1:]
        ratio = div(smallest, largest) if p == -2 else div(largest, smallest)
        return squeeze(ratio, -1)
    matrices(A, f"linalg.cond(ord={p})", True)
    return mul(matrix_norm(A, p), matrix_norm(inv(A), p))


@takes_out
def matrix_rank(A: Tensor, tol: Any = None, *, atol: Any = None, rtol: Any = None, hermitian: bool = False) -> Tensor:
    """How many singular values are not (nearly) 0: above `atol` and above `rtol` times the largest."""
    a = matrices(A, "linalg.matrix_rank")
    values = np.abs(np.linalg.eigvalsh(a)) if hermitian else np.linalg.svd(a, compute_uv=False)
    if tol is not None:
        atol, rtol = tol, 0.0
    return wrap(as_array((values > threshold(values, a, atol, rtol)).sum(-1)))


def threshold(values: Any, a: Any, atol: Any, rtol: Any) -> Any:
    """Below which size a singular value counts as 0."""
    absolute, relative = (each._data if isinstance(each, Tensor) else each for each in (atol, rtol))
    if relative is None:
        exact = absolute is None or not np.any(as_array(absolute) > 0)
        relative = max(a.shape[-2:]) * np.finfo(a.dtype).eps if exact else 0.0
    relative, absolute = (None if x is None else beside(as_array(x), values) for x in (relative, absolute))
    largest = values.max(-1, keepdims=True) if values.size else module_of(values).zeros((*values.shape[:-1], 1))
    bounds = relative[..., None] * largest
    return bounds if absolute is None else np.maximum(absolute[..., None], bounds)


# --- powers and products ----------------------------------------------------------------------------------------------


@tensor_method
@takes_out
def matrix_power(A: Tensor, n: int) -> Tensor:
    """The product of n copies of a matrix; of its inverse where n is negative."""
    a = matrices(A, "linalg.matrix_power", True)
    if n == 0:
        return copy_(clone(A), wrap(module_of(a).eye(a.shape[-1], dtype=a.dtype)))
    base, n = (inv(A), -n) if n < 0 else (A, n)
    if n == 1:
        return clone(A) if base is A else base
    if n <= 3:
        square = matmul(base, base)
        return square if n == 2 else matmul(square, base)
    result, power = None, base
    while n:  # by the bits of n
        if n & 1:
            result = power if result is None else matmul(result, power)
        n >>= 1
        power = matmul(power, power) if n else power
    assert result is not None
    return result


@takes_out
def vecdot(x: Tensor, y: Tensor, *, dim: int = -1) -> Tensor:
    """The dot products of vectors that lie along a dimension."""
    if array_of(x).dtype != array_of(y).dtype:
        raise RuntimeError(
            f"linalg.vecdot: Expected x and y to have the same dtype, but found x of type {scalar_name(x.dtype)} and y of type "
            f"{scalar_name(y.dtype)} instead"
        )
    if x._data.ndim == y._data.ndim == 1:
        check_dim(dim, 1)
        return vdot(x, y)
    return sum(mul(x, y), dim)


def linalg_diagonal(A: Tensor, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """The diagonals of matrices in the last two dimensions: a view."""
    return diagonal(A, offset, dim1, dim2)


def linalg_vander(x: Tensor, *, N: int | None = None) -> Tensor:
    """The powers 1, x, x², …, N of them, along a new last dimension."""
    if N is None and array_of(x).ndim == 0:
        raise RuntimeError("Input dim must be greater than or equal to 1.\nGive a vector.")
    if N is not None and N <= 1:
        raise RuntimeError(f"N must be greater than 1.\nGot {N}.")
    x = x if array_of(x).ndim else unsqueeze(x, 0)
    return powers_of(x, x._data.shape[-1] if N is None else N)


@takes_out
def tensorinv(A: Tensor, ind: int = 2) -> Tensor:
    """The inverse with respect to `tensordot(…, ind)`: the first `ind` dimensions are the rows."""
    a = array_of(A)
    if ind <= 0:
        raise RuntimeError(f"Expected a strictly positive integer for 'ind', but got {ind}\nIt counts dimensions.")
    rows, columns = a.shape[:ind], a.shape[ind:]
    if math.prod(rows) != math.prod(columns):
        raise RuntimeError(
            "Expected self to satisfy the requirement prod(self.shape[ind:]) == prod(self.shape[:ind]), but got "
            f"{math.prod(columns)} != {math.prod(rows)}"
        )
    return reshape(inv(reshape(A, math.prod(rows), -1 if a.size else 0)), (*columns, *rows))


@takes_out
def tensorsolve(A: Tensor, B: Tensor, dims: Any = None) -> Tensor:
    """The X with `tensordot(A, X, X.ndim) = B`; `dims` of A are moved to the end first."""
    ndim = array_of(A).ndim
    if dims is not None:
        A = movedim(A, dims, tuple(range(ndim - len(dims), ndim)))
    shape = A._data.shape[B._data.ndim :]
    return reshape(solve(reshape(A, B._data.size, math.prod(shape)), flatten(B)), shape)


# --- pseudoinverse and least squares ----------------------------------------------------------------------------------


@takes_out
def pinv(A: Tensor, rcond: Any = None, *, atol: Any = None, rtol: Any = None, hermitian: bool = False) -> Tensor:
    """The pseudoinverse P: the inverse where the matrix has one, else what solves equations best (least squares).

    The gradient is -Pᵀ G Pᵀ + (I - A P) Gᵀ P Pᵀ + Pᵀ P Gᵀ (I - P A).
    """
    a = matrices(A, "linalg.pinv", hermitian)
    u, s, vh = on_cpu(lambda a: tuple(np.linalg.svd(a, full_matrices=False, hermitian=hermitian)), a)
    keep = s > threshold(s, a, atol, rcond if rtol is None else rtol)
    inverse = np.where(keep, 1 / np.where(keep, s, 1), 0)
    result = vh.mT @ (inverse[..., None] * u.mT)
    return record1(LinalgPinvBackward0, result, A, (a, result))


class LinalgPinvBackward0(Node):
    inputs = ("A",)
    saves = ("A", "result")

    @staticmethod
    def backward(ctx: Any, grad: Any, A: Any, P: Any) -> Any:
        left = grad.mT @ P  # Gᵀ P and, from the other side, Gᵀ (I - P A)
        first = left @ P.mT
        right = P @ grad.mT
        return -(P.mT @ grad @ P.mT) + (first - A @ (P @ first)) + P.mT @ (right - (right @ P) @ A)


@tensor_method
def pinverse(input: Tensor, rcond: float = 1e-15) -> Tensor:
    """The older name of `linalg.pinv`."""
    return pinv(input, rcond)


LstsqResult = return_type("linalg_lstsq", "solution", "residuals", "rank", "singular_values")


def lstsq(A: Tensor, B: Tensor, rcond: Any = None, *, driver: str | None = None) -> Any:
    """Least squares: the X that makes A @ X - B smallest.  Returns solution, residuals, rank, singular_values."""
    a, b = matrices(A, "torch.linalg.lstsq"), array_of(B)
    if driver not in (None, "gels", "gelsy", "gelsd", "gelss"):
        raise RuntimeError(
            "torch.linalg.lstsq: parameter `driver` should be one of (gels, gelsy, gelsd, gelss)\ngot " + str(driver)
        )
    vector = a.ndim - 1 == b.ndim
    goal = b[..., None] if vector else b
    m, n = a.shape[-2:]
    if goal.shape[-2] != m:
        raise RuntimeError(
            f"torch.linalg.lstsq: input.size(-2) should match other.size({-1 if vector else -2})\nB has one row for each row of A."
        )
    u, s, vh = np.linalg.svd(a, full_matrices=False)
    keep = s > threshold(s, a, None, rcond)
    inverse = vh.mT @ (np.where(keep, 1 / np.where(keep, s, 1), 0)[..., None] * u.mT)
    solution, rank = inverse @ goal, keep.sum(-1)
    residuals = module_of(a).empty(0, a.dtype)
    if m > n and driver != "gelsy" and (rank == n).all():
        residuals = np.square(a @ solution - goal).sum(-2)
    empty = np.empty(0, np.int64) if driver == "gels" else as_array(rank, np.int64)
    values = s if driver in ("gelsd", "gelss") else module_of(a).empty(0, a.dtype)
    result = record_outputs(
        LinalgLstsqBackward0,
        (solution[..., 0] if vector else solution, residuals, empty, values),
        (A, B),
        (a, b, vector),
        differentiable=2,
    )
    return LstsqResult(*result)


class LinalgLstsqBackward0(Node):
    """The solution is pinv(A) @ B: the rules of both.  The residuals do not change with the solution, which is the best."""

    inputs = ("A", "B")
    saves = ("A", "B", "vector")

    @staticmethod
    def backward(ctx: Any, grads: Any, A: Any, B: Any, vector: bool) -> Any:
        grad, g_residuals = grads
        P, B = either.pinv(A), B[..., None] if vector else B
        to_a, to_b = either.zeros_like(A), either.zeros_like(B)
        if grad is not None:
            grad = grad[..., None] if vector else grad
            to_a, to_b = LinalgPinvBackward0.backward(ctx, grad @ B.mT, A, P), P.mT @ grad
        if g_residuals is not None and either.array(g_residuals).size:
            distance = 2 * (A @ (P @ B) - B) * g_residuals[..., None, :]
            to_a, to_b = to_a + distance @ (P @ B).mT, to_b - distance
        return to_a, (to_b[..., 0] if vector else to_b)


InvResult, CholeskyResult = (
    return_type("linalg_inv_ex", "inverse", "info"),
    return_type("linalg_cholesky_ex", "L", "info"),
)


def inv_ex(A: Tensor, *, check_errors: bool = False) -> Any:
    """The inverse, and 0 where there is one.  (What has none is an error here, also without `check_errors`.)"""
    return InvResult(inv(A), wrap(module_of(A._data).zeros(A._data.shape[:-2], np.int32)))


def cholesky_ex(A: Tensor, *, upper: bool = False, check_errors: bool = False) -> Any:
    """The Cholesky factor, and 0 where there is one.  (What has none is an error here, also without `check_errors`.)"""
    return CholeskyResult(cholesky(A, upper=upper), wrap(module_of(A._data).zeros(A._data.shape[:-2], np.int32)))
