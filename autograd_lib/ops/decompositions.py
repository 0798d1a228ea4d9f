"""Matrices taken apart: inverse, determinant, the solution of equations; Cholesky, QR, eigenvalues, singular values.

All take single matrices or batches of them in the last two dimensions.  In the formulas G is the gradient that arrives.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy import ndarray

from .._tensor import Tensor, tensor_method
from ..arrays import as_array, as_contiguous, module_of, to_cpu
from ..autograd.graph import Node
from ..autograd.inplace import takes_out
from ..autograd.record import record1, record2, record_outputs
from ..names import scalar_name
from . import either
from .arguments import array_of, check_broadcast, return_type
from .compare import where
from .creation import full_like


class LinAlgError(RuntimeError):
    """A matrix has no inverse, or no decomposition of the kind that was asked for."""


LinAlgError.__name__ = LinAlgError.__qualname__ = "_LinAlgError"  # as PyTorch's is called
LinAlgError.__module__ = "torch._C"


# --- checks -----------------------------------------------------------------------------------------------------------


def matrices(input: Any, name: str, square: bool = False, argument: str = "A") -> ndarray:
    """The array behind a Tensor of float matrices, or PyTorch's error."""
    a = array_of(input)
    if a.ndim < 2:
        raise RuntimeError(
            f"{name}: The input tensor {argument} must have at least 2 dimensions.\nIts shape is {list(a.shape)}."
        )
    if square and a.shape[-1] != a.shape[-2]:
        raise RuntimeError(
            f"{name}: {argument} must be batches of square matrices, but they are {a.shape[-2]} by {a.shape[-1]} matrices\n"
            "Only a square matrix has an inverse, a determinant, eigenvalues."
        )
    if a.dtype.kind != "f":
        raise RuntimeError(
            f"{name}: Expected a floating point or complex tensor as input. Got {scalar_name(input.dtype)}\nWrite x.float()."
        )
    if a.dtype == np.float16:
        raise RuntimeError(f"{name}: Low precision dtypes not supported. Got Half\nWrite x.float() first.")
    return a


def by_columns(x: ndarray) -> ndarray:
    """The same matrix, lying in memory column by column: so LAPACK leaves it, and PyTorch gives it."""
    return as_contiguous(x.mT).mT


def batch_element(a: ndarray, place: tuple[int, ...]) -> str:
    """Where in a batch an error happened."""
    return f" (Batch element {np.ravel_multi_index(place, a.shape[:-2])}):" if place else ""


def singular(a: ndarray, name: str, what: str) -> LinAlgError:
    """PyTorch's error for a matrix without inverse: which element of its LU factorization is zero."""
    import scipy.linalg

    a = to_cpu(a)
    for place in np.ndindex(a.shape[:-2]):
        (getrf,) = scipy.linalg.get_lapack_funcs(("getrf",), (a[place],))
        info = getrf(a[place])[2]
        if info > 0:
            return LinAlgError(
                f"{name}:{batch_element(a, place)} The {what} {info} is zero, the inversion could not be completed because the "
                "input matrix is singular.\nIts rows depend on each other."
                if what == "diagonal element"
                else f"{name}:{batch_element(a, place)} The solver failed because the input matrix is singular.\n"
                "Its rows depend on each other."
            )
    return LinAlgError(f"{name}: The input matrix is singular.")


# --- inverse, determinant, equations ----------------------------------------------------------------------------------


def inv(A: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of a matrix.  The gradient is -A⁻ᵀ G A⁻ᵀ."""
    a = matrices(A, "linalg.inv", True)
    try:
        result = by_columns(np.linalg.inv(a))
    except np.linalg.LinAlgError:
        raise singular(a, "linalg.inv", "diagonal element") from None
    return record1(LinalgInvExBackward0, result, A, (result,), out)


class LinalgInvExBackward0(Node):
    saves = ("result",)

    @staticmethod
    def backward(ctx: Any, grad: Any, result: Any) -> Any:
        return -(result.mT @ grad @ result.mT)


@tensor_method
def inverse(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The inverse of a matrix: `linalg.inv`."""
    return inv(input, out=out)


@tensor_method
@takes_out
def det(A: Tensor) -> Tensor:
    """The determinant.  The gradient is G det(A) A⁻ᵀ, the matrix of the cofactors."""
    a = matrices(A, "linalg.det", True)
    result = as_array(np.linalg.det(a))
    return record1(LinalgDetBackward0, result, A, (a, result))


class LinalgDetBackward0(Node):
    inputs = ("A",)
    saves = ("A", "result")

    @staticmethod
    def backward(ctx: Any, grad: Any, A: Any, result: Any) -> Any:
        grad = grad[..., None, None]
        if isinstance(grad, Tensor):
            return grad * result[..., None, None] * either.inv(A).mT
        # from the singular values, which is right for singular matrices too
        u, s, vh = np.linalg.svd(A)
        n = s.shape[-1]
        rows = np.where(module_of(s).eye(n, dtype=bool), 1, np.broadcast_to(s[..., None, :], (*s.shape, n)))
        cofactors = (u * np.multiply.reduce(rows, -1)[..., None, :]) @ vh
        return grad * (np.linalg.det(u) * np.linalg.det(vh))[..., None, None] * cofactors


SlogdetResult = return_type("linalg_slogdet", "sign", "logabsdet")


@tensor_method
def slogdet(A: Tensor) -> Any:
    """The determinant's sign and the logarithm of its size.  The gradient of the latter is G A⁻ᵀ."""
    a = matrices(A, "linalg.slogdet", True)
    with np.errstate(divide="ignore"):
        sign, size = np.linalg.slogdet(a)
    both = (as_array(sign, a.dtype), as_array(size, a.dtype))
    return SlogdetResult(*record_outputs(LinalgSlogdetBackward0, both, (A,), (a,)))


class LinalgSlogdetBackward0(Node):
    inputs = ("A",)
    saves = ("A",)

    @staticmethod
    def backward(ctx: Any, grads: Any, A: Any) -> Any:
        return either.zeros_like(A) if grads[1] is None else grads[1][..., None, None] * either.inv(A).mT


@tensor_method
def logdet(input: Tensor) -> Tensor:
    """The logarithm of the determinant; nan where that is negative."""
    sign, size = slogdet(input)
    return where(sign == -1, full_like(size, np.nan), size)


@takes_out
def solve(A: Tensor, B: Tensor, *, left: bool = True) -> Tensor:
    """The X with A @ X = B (or, with `left=False`, X @ A = B); B holds vectors or matrices.

    The gradients: to B it is H = A⁻ᵀ G, to A it is -H Xᵀ.
    """
    a, b = matrices(A, "linalg.solve", True), array_of(B)
    vector = is_vector(a, b)
    if not left and vector:
        raise RuntimeError("linalg.solve: Vector broadcasting of the left hand side is not supported for left=False.\n")
    if (
        b.ndim == 0
        or (not vector and b.ndim < 2)
        or (b.shape[-1] if vector or not left else b.shape[-2]) != a.shape[-1]
    ):
        raise RuntimeError(
            f"linalg.solve: Incompatible shapes of A and B for the equation AX = B ({a.shape[-2]}x{a.shape[-1]} and "
            f"{b.shape[-1] if b.ndim == 1 else b.shape[-2]}x{1 if b.ndim == 1 else b.shape[-1]})\nB has one row for each row of A."
        )
    goal = b[..., None] if vector else b if left else b.mT
    try:
        result = either.solve(a if left else a.mT, goal)
    except np.linalg.LinAlgError:
        raise singular(a, "torch.linalg.solve", "solver") from None
    except ValueError:
        check_broadcast(a[..., 0, 0], goal[..., 0, 0])
    result = result[..., 0] if vector else by_columns(result if left else result.mT)
    return record2(LinalgSolveExBackward0, result, A, B, (a, result, left))


def is_vector(a: ndarray, b: ndarray) -> bool:
    """Is the right side a vector (or a batch of vectors, one for each matrix)?"""
    return b.ndim == 1 or (a.ndim - 1 == b.ndim and b.shape == a.shape[:-1])


class LinalgSolveExBackward0(Node):
    inputs = ("A", "B")
    saves = ("A", "result", "left")

    @staticmethod
    def backward(ctx: Any, grad: Any, A: Any, result: Any, left: bool) -> Any:
        vector = grad.ndim == 1 or (grad.ndim < A.ndim and grad.shape == A.shape[:-1])
        if vector:
            grad, result = grad[..., None], result[..., None]
        if left:
            to_b = either.solve(A.mT, grad)
            to_a = -(to_b @ result.mT)
        else:
            to_b = either.solve(A, grad.mT).mT
            to_a = -(result.mT @ to_b)
        return to_a, (to_b[..., 0] if vector else to_b)


@takes_out
def solve_triangular(A: Tensor, B: Tensor, *, upper: bool, left: bool = True, unitriangular: bool = False) -> Tensor:
    """`solve` for a triangular matrix: the other triangle is not looked at (nor, with `unitriangular`, the diagonal)."""
    a = matrices(A, "linalg.solve_triangular", True)
    used, b = used_part(a, upper, unitriangular), array_of(B)
    result = either.solve(used, b) if left else either.solve(used.mT, b.mT).mT
    return record2(LinalgSolveTriangularBackward0, result, A, B, (a, result, upper, left, unitriangular))


def triangle(x: Any, upper: bool, without_diagonal: bool = False) -> Any:
    """The triangle of a matrix."""
    cut = np.triu if upper else np.tril
    mask = cut(module_of(either.array(x)).ones(x.shape[-2:], either.array(x).dtype), (1 if upper else -1) if without_diagonal else 0)
    return x * either.constant(mask, x)


def used_part(x: Any, upper: bool, unitriangular: bool) -> Any:
    """The triangle that counts; with `unitriangular` its diagonal is 1."""
    part = triangle(x, upper, unitriangular)
    return part + either.constant(module_of(either.array(x)).eye(x.shape[-1], dtype=either.array(x).dtype), x) if unitriangular else part


class LinalgSolveTriangularBackward0(Node):
    inputs = ("self", "B")
    saves = ("self", "result", "upper", "left", "unitriangular")

    @staticmethod
    def backward(ctx: Any, grad: Any, A: Any, result: Any, upper: bool, left: bool, unitriangular: bool) -> Any:
        to_a, to_b = LinalgSolveExBackward0.backward(ctx, grad, used_part(A, upper, unitriangular), result, left)
        return triangle(to_a, upper, unitriangular), to_b


# --- Cholesky and QR --------------------------------------------------------------------------------------------------


@takes_out
def cholesky(A: Tensor, *, upper: bool = False) -> Tensor:
    """The lower triangular L with A = L Lᵀ, for a positive definite matrix (`upper`: its transpose).

    With P = the lower triangle of Lᵀ G, its diagonal halved: the gradient is the symmetric part of L⁻ᵀ P L⁻¹.
    """
    a = matrices(A, "linalg.cholesky", True)
    try:
        result = np.linalg.cholesky(a if not upper else np.tril(a.mT) + np.tril(a.mT, -1).mT)
    except np.linalg.LinAlgError:
        raise not_positive(a, upper) from None
    result = by_columns(result.mT if upper else result)
    return record1(LinalgCholeskyExBackward0, result, A, (result, upper))


class LinalgCholeskyExBackward0(Node):
    saves = ("result", "upper")

    @staticmethod
    def backward(ctx: Any, grad: Any, result: Any, upper: bool) -> Any:
        lower, grad = (result.mT, grad.mT) if upper else (result, grad)
        n = lower.shape[-1]
        ones = module_of(either.array(grad)).ones((n, n), either.array(grad).dtype)
        weights = (np.tril(ones) + np.tril(ones, -1)) / 2
        inside = (lower.mT @ grad) * either.constant(weights, grad)
        inverse = either.inv(lower)
        back = inverse.mT @ inside @ inverse
        return (back + back.mT) / 2


def not_positive(a: ndarray, upper: bool) -> LinAlgError:
    """PyTorch's error: the first leading minor that is not positive."""
    a = to_cpu(a)
    for place in np.ndindex(a.shape[:-2]):
        matrix = a[place].mT if upper else a[place]
        for order in range(1, a.shape[-1] + 1):
            try:
                np.linalg.cholesky(matrix[:order, :order])
            except np.linalg.LinAlgError:
                return LinAlgError(
                    f"linalg.cholesky:{batch_element(a, place)} The factorization could not be completed because the input is "
                    f"not positive-definite (the leading minor of order {order} is not positive-definite).\n"
                    "A covariance matrix plus a small number on its diagonal is."
                )
    return LinAlgError("linalg.cholesky: The factorization could not be completed.")


QRResult = return_type("linalg_qr", "Q", "R")


def qr(A: Tensor, mode: str = "reduced") -> Any:
    """A = Q R, with orthonormal columns Q and an upper triangular R.  `mode`: "reduced", "complete" or "r" (R alone)."""
    a = matrices(A, "linalg.qr")
    if mode not in ("reduced", "complete", "r"):
        raise RuntimeError(
            f"qr received unrecognized mode '{mode}' but expected one of 'reduced' (default), 'r', or 'complete'\n"
        )
    q, r = (module_of(a).empty(0, a.dtype), np.linalg.qr(a, "r")) if mode == "r" else map(by_columns, np.linalg.qr(a, mode))  # type: ignore[call-overload]
    return QRResult(*record_outputs(LinalgQrBackward0, (q, r), (A,), (q, r, mode)))


class LinalgQrBackward0(Node):
    """With M = R Gᴿᵀ - Gᵠᵀ Q, its lower triangle mirrored: (Gᵠ + Q M) R⁻ᵀ.  Of a wide matrix, the square part so."""

    outputs = ("Q", "R")
    saves = ("Q", "R", "mode")

    @staticmethod
    def backward(ctx: Any, grads: Any, Q: Any, R: Any, mode: str) -> Any:
        g_q, g_r = grads
        if mode == "r":
            raise RuntimeError(
                "The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please use "
                "linalg.qr(A, mode='reduced') if you are going to require gradients."
            )
        m, n = Q.shape[-2], R.shape[-1]
        if mode == "complete" and m > n:
            raise RuntimeError(
                "The QR decomposition is not differentiable when mode='complete' and nrows > ncols\nUse mode='reduced'."
            )
        square, rest = R[..., :m], None
        if n > m:
            rest = None if g_r is None else Q @ g_r[..., m:]
            if g_r is not None:
                more = (Q @ R[..., m:]) @ g_r[..., m:].mT
                g_q, g_r = (more if g_q is None else g_q + more), g_r[..., :m]
        inside: Any = (0 if g_r is None else square @ g_r.mT) - (0 if g_q is None else g_q.mT @ Q)
        k = inside.shape[-1]
        low, strict = (np.tril(module_of(either.array(inside)).ones((k, k), either.array(inside).dtype), place) for place in (0, -1))
        mirrored = inside * either.constant(low, inside) + (inside * either.constant(strict, inside)).mT
        left = Q @ mirrored if g_q is None else g_q + Q @ mirrored
        back = either.solve(square, left.mT).mT
        if n == m or m > n:
            return back
        return either.concatenate([back, either.zeros_like(Q @ R[..., m:]) if rest is None else rest], -1)


# --- eigenvalues and singular values ----------------------------------------------------------------------------------

EighResult = return_type("linalg_eigh", "eigenvalues", "eigenvectors")


def eigh(A: Tensor, UPLO: str = "L") -> Any:
    """The eigenvalues of a symmetric matrix, from the smallest up, and its eigenvectors as columns.

    Only the lower triangle is looked at (`UPLO="U"`: the upper one).
    """
    a = matrices(A, "linalg.eigh", True)
    values, vectors = np.linalg.eigh(a, UPLO)  # type: ignore[call-overload]
    vectors = by_columns(vectors)
    return EighResult(*record_outputs(LinalgEighBackward0, (values, vectors), (A,), (values, vectors)))


def eigvalsh(A: Tensor, UPLO: str = "L", *, out: Tensor | None = None) -> Tensor:
    """The eigenvalues of a symmetric matrix, from the smallest up."""
    values = eigh(A, UPLO)[0]
    if out is None:
        return values
    from ..autograd.inplace import write_out

    return write_out(out, values)


class LinalgEighBackward0(Node):
    """V (diag(Gᴸ) + skew(Vᵀ Gⱽ) / 2E) Vᵀ with E[i, j] = L[j] - L[i] and skew(X) = X - Xᵀ."""

    outputs = saves = ("eigenvalues", "eigenvectors")

    @staticmethod
    def backward(ctx: Any, grads: Any, L: Any, V: Any) -> Any:
        g_l, g_v = grads
        if g_v is None:
            return (V * g_l[..., None, :]) @ V.mT
        eye = module_of(either.array(L)).eye(L.shape[-1], dtype=bool)
        gaps = either.where(eye, 1.0, L[..., None, :] - L[..., :, None])
        turn = V.mT @ g_v
        inside = (turn - turn.mT) / (2 * gaps)
        if g_l is not None:
            inside = either.where(eye, either.broadcast_to(g_l[..., None, :], inside.shape), inside)
        return V @ inside @ V.mT


SVDResult, OldSVDResult = return_type("linalg_svd", "U", "S", "Vh"), return_type("svd", "U", "S", "V")


def svd(A: Tensor, full_matrices: bool = True, *, driver: str | None = None) -> Any:
    """A = U diag(S) Vh: orthonormal columns U and rows Vh, and the singular values, from the largest down.

    `full_matrices=False` leaves out what the singular values do not reach.
    """
    a = matrices(A, "linalg.svd")
    u, s, vh = np.linalg.svd(a, full_matrices)
    u, vh = by_columns(u), by_columns(vh)
    return SVDResult(*record_outputs(LinalgSvdBackward0, (u, s, vh), (A,), (u, s, vh)))


def svdvals(A: Tensor, *, driver: str | None = None, out: Tensor | None = None) -> Tensor:
    """The singular values, from the largest down."""
    values = svd(A, full_matrices=False)[1]
    if out is None:
        return values
    from ..autograd.inplace import write_out

    return write_out(out, values)


@tensor_method(name="svd")
def old_svd(input: Tensor, some: bool = True, compute_uv: bool = True) -> Any:
    """The older `torch.svd`: U, S and V (not its transpose)."""
    if not compute_uv:
        raise NotImplementedError("svd(compute_uv=False) is left out: write torch.linalg.svdvals(x).")
    u, s, vh = svd(input, full_matrices=not some)
    return OldSVDResult(u, s, vh.mT)


class LinalgSvdBackward0(Node):
    """U (skew(Uᵀ Gᵁ)/E S + S skew(Vᵀ Gⱽ)/E + diag(Gˢ)) Vᵀ with E[i, j] = S[j]² - S[i]², and what U and V leave out."""

    outputs = saves = ("U", "S", "Vh")

    @staticmethod
    def backward(ctx: Any, grads: Any, U: Any, S: Any, Vh: Any) -> Any:
        g_u, g_s, g_vh = grads
        m, n, k = U.shape[-2], Vh.shape[-1], S.shape[-1]
        u, vh = U[..., :k], Vh[..., :k, :]
        if g_u is None and g_vh is None:
            return (u * g_s[..., None, :]) @ vh
        g_u, g_vh = (None if g_u is None else g_u[..., :k]), (None if g_vh is None else g_vh[..., :k, :])
        eye = np.eye(k, dtype=bool)
        squares = S * S
        gaps = either.where(eye, 1.0, squares[..., None, :] - squares[..., :, None])
        inside: Any = 0 if g_s is None else either.where(eye, g_s[..., None, :], 0.0)
        if g_u is not None:
            turn = u.mT @ g_u
            inside = inside + (turn - turn.mT) / gaps * S[..., None, :]
        if g_vh is not None:
            turn = vh @ g_vh.mT
            inside = inside + S[..., :, None] * ((turn - turn.mT) / gaps)
        back = u @ inside @ vh
        if m > k and g_u is not None:
            scaled = g_u / S[..., None, :]
            back = back + (scaled - u @ (u.mT @ scaled)) @ vh
        if n > k and g_vh is not None:
            scaled = g_vh / S[..., :, None]
            back = back + u @ (scaled - (scaled @ vh.mT) @ vh)
        return back
