"""The normal distribution of several numbers that depend on each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from .._tensor import Tensor
from ..ops.creation import eye, ones, zeros
from ..ops.decompositions import cholesky, solve_triangular
from ..ops.linalg import matmul
from ..ops.sampling import normal
from ..ops.shape import broadcast_shapes, flip
from . import constraints
from .distribution import Distribution, lazy_property


class MultivariateNormal(Distribution):
    """Vectors around `loc`, with covariance Σ = L Lᵀ.

    Args:
        loc: the mean, of shape (…, n).
        covariance_matrix: Σ, (…, n, n), symmetric with eigenvalues above 0; or
        precision_matrix: its inverse; or
        scale_tril: L, a lower triangle with a diagonal above 0.
        validate_args: check parameters and values (the default).
    """

    arg_constraints = {
        "loc": constraints.real_vector,
        "covariance_matrix": constraints.positive_definite,
        "precision_matrix": constraints.positive_definite,
        "scale_tril": constraints.lower_cholesky,
    }
    support = constraints.real_vector
    has_rsample = True
    loc: Tensor

    def __init__(
        self,
        loc: Tensor,
        covariance_matrix: Tensor | None = None,
        precision_matrix: Tensor | None = None,
        scale_tril: Tensor | None = None,
        validate_args: bool | None = None,
    ) -> None:
        if loc.dim() < 1:
            raise ValueError("loc must be at least one-dimensional.")
        matrices = {
            "covariance_matrix": covariance_matrix,
            "precision_matrix": precision_matrix,
            "scale_tril": scale_tril,
        }
        given = [(name, matrix) for name, matrix in matrices.items() if matrix is not None]
        if len(given) != 1:
            raise ValueError("Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.")
        ((name, matrix),) = given
        if matrix.dim() < 2:
            called = "scale_tril matrix" if name == "scale_tril" else name
            raise ValueError(f"{called} must be at least two-dimensional, with optional leading batch dimensions")
        batch = broadcast_shapes(tuple(matrix.shape[:-2]), tuple(loc.shape[:-1]))
        self.__dict__[name] = matrix.expand((*batch, -1, -1))
        self.loc = loc.expand((*batch, -1))
        super().__init__(batch, self.loc.shape[-1:], validate_args)

    @lazy_property
    def scale_tril(self) -> Tensor:
        """L, the lower triangle with Σ = L Lᵀ."""
        if "covariance_matrix" in self.__dict__:
            return cholesky(self.covariance_matrix)
        # the Cholesky factor of the inverse, without inverting: of the matrix turned around, turned around
        upper = flip(cholesky(flip(self.precision_matrix, (-2, -1))), (-2, -1)).mT
        unit = eye(self._event_shape[0], dtype=upper.dtype)
        return solve_triangular(upper, unit, upper=False)

    @lazy_property
    def covariance_matrix(self) -> Tensor:
        """Σ."""
        return matmul(self.scale_tril, self.scale_tril.mT)

    @lazy_property
    def precision_matrix(self) -> Tensor:
        """Σ⁻¹."""
        unit = eye(self._event_shape[0], dtype=self.loc.dtype)
        inverse = solve_triangular(self.scale_tril, unit, upper=False)
        return matmul(inverse.mT, inverse)

    @property
    def mean(self) -> Tensor:
        return self.loc

    @property
    def mode(self) -> Tensor:
        return self.loc

    @property
    def variance(self) -> Tensor:
        return self.scale_tril.pow(2).sum(-1)

    def rsample(self, sample_shape: Sequence[int] = ()) -> Tensor:
        """loc + L ε, with ε drawn from the standard normal distribution."""
        shape, dtype = self._extended_shape(sample_shape), self.loc.dtype
        noise = normal(zeros(shape, dtype=dtype), ones(shape, dtype=dtype))
        return self.loc + matmul(self.scale_tril, noise.unsqueeze(-1)).squeeze(-1)

    def log_prob(self, value: Tensor) -> Tensor:
        """−½ (n log(2π) + |L⁻¹ (x − loc)|²) − log det L."""
        self._validate_sample(value)
        distance = squared_distance(self.scale_tril, value - self.loc)
        return -0.5 * (self._event_shape[0] * math.log(2 * math.pi) + distance) - log_det(self.scale_tril)

    def entropy(self) -> Tensor:
        """½ n (1 + log(2π)) + log det L."""
        return 0.5 * self._event_shape[0] * (1.0 + math.log(2 * math.pi)) + log_det(self.scale_tril)


def log_det(triangle: Tensor) -> Any:
    """The logarithm of the determinant of a triangle."""
    return triangle.diagonal(dim1=-2, dim2=-1).log().sum(-1)


def squared_distance(triangle: Tensor, x: Tensor) -> Any:
    """|L⁻¹ x|²."""
    return solve_triangular(triangle, x.unsqueeze(-1), upper=False).squeeze(-1).pow(2).sum(-1)
