"""`torch.linalg`: linear algebra."""

from .ops.decompositions import (
    LinAlgError,
    cholesky,
    det,
    eigh,
    eigvalsh,
    inv,
    qr,
    slogdet,
    solve,
    solve_triangular,
    svd,
    svdvals,
)
from .ops.linalg import matmul
from .ops.matrices import (
    cholesky_ex,
    cond,
    inv_ex,
    lstsq,
    matrix_norm,
    matrix_power,
    matrix_rank,
    pinv,
    tensorinv,
    tensorsolve,
    vecdot,
    vector_norm,
)
from .ops.matrices import linalg_diagonal as diagonal
from .ops.matrices import linalg_norm as norm
from .ops.matrices import linalg_vander as vander
from .ops.products import linalg_cross as cross
from .ops.products import multi_dot

__all__ = [
    "LinAlgError", "cholesky", "cholesky_ex", "cond", "cross", "det", "diagonal", "eigh", "eigvalsh", "inv", "inv_ex", "lstsq",
    "matmul", "matrix_norm", "matrix_power", "matrix_rank", "multi_dot", "norm", "pinv", "qr", "slogdet", "solve",
    "solve_triangular", "svd", "svdvals", "tensorinv", "tensorsolve", "vander", "vecdot", "vector_norm",
]  # fmt: skip
