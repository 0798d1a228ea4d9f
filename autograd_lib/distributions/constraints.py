"""What numbers a parameter or a sample may be: `constraints.positive.check(tensor)` says it element by element."""

from __future__ import annotations

from typing import Any

from ..ops.compare import isclose
from ..ops.decompositions import eigvalsh


class Constraint:
    """Base class.  One of your own: subclass it and write `check`."""

    is_discrete = False
    event_dim = 0  # how many of the last dimensions are looked at together

    def check(self, value: Any) -> Any:
        """True where the numbers are such ones."""
        raise NotImplementedError(f"{type(self).__name__} needs a check(value)")

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value}" for name, value in self.__dict__.items())
        return f"{type(self).__name__}({given})"


class Real(Constraint):
    """Any number but nan."""

    def check(self, value: Any) -> Any:
        return value == value


class GreaterThan(Constraint):
    """Above `lower_bound`."""

    def __init__(self, lower_bound: Any) -> None:
        self.lower_bound = lower_bound

    def check(self, value: Any) -> Any:
        return self.lower_bound < value


class LessThan(Constraint):
    """Below `upper_bound`."""

    def __init__(self, upper_bound: Any) -> None:
        self.upper_bound = upper_bound

    def check(self, value: Any) -> Any:
        return value < self.upper_bound


class Interval(Constraint):
    """From `lower_bound` to `upper_bound`, both included."""

    def __init__(self, lower_bound: Any, upper_bound: Any) -> None:
        self.lower_bound = lower_bound
        self.upper_bound = upper_bound

    def check(self, value: Any) -> Any:
        return (self.lower_bound <= value) & (value <= self.upper_bound)


class IntegerInterval(Interval):
    """The whole numbers from `lower_bound` to `upper_bound`, both included."""

    is_discrete = True

    def check(self, value: Any) -> Any:
        return (value % 1 == 0) & super().check(value)


class Boolean(Constraint):
    """0 or 1."""

    is_discrete = True

    def check(self, value: Any) -> Any:
        return (value == 0) | (value == 1)


class Simplex(Constraint):
    """Numbers of 0 or more that add up to 1 along the last dimension."""

    event_dim = 1

    def check(self, value: Any) -> Any:
        return (value >= 0).all(-1) & ((value.sum(-1) - 1).abs() < 1e-6)


class PositiveDefinite(Constraint):
    """Symmetric matrices whose eigenvalues are above 0."""

    event_dim = 2

    def check(self, value: Any) -> Any:
        symmetric = isclose(value, value.mT, atol=1e-6).all(-2).all(-1)
        return symmetric & (eigvalsh(value) > 0).all(-1)


class LowerCholesky(Constraint):
    """Lower triangles with a diagonal above 0."""

    event_dim = 2

    def check(self, value: Any) -> Any:
        lower = (value.tril() == value).all(-2).all(-1)
        return lower & (value.diagonal(dim1=-2, dim2=-1) > 0).all(-1)


class IndependentConstraint(Constraint):
    """`base_constraint` for all numbers of the last dimensions together."""

    def __init__(self, base_constraint: Constraint, reinterpreted_batch_ndims: int) -> None:
        self.base_constraint = base_constraint
        self.reinterpreted_batch_ndims = reinterpreted_batch_ndims
        self.event_dim = base_constraint.event_dim + reinterpreted_batch_ndims

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.base_constraint!r}, {self.reinterpreted_batch_ndims})"

    def check(self, value: Any) -> Any:
        fine = self.base_constraint.check(value)
        return fine.reshape(*fine.shape[: fine.ndim - self.reinterpreted_batch_ndims], -1).all(-1)


real = Real()
positive = GreaterThan(0.0)
unit_interval = Interval(0.0, 1.0)
boolean = Boolean()
simplex = Simplex()
positive_definite = PositiveDefinite()
lower_cholesky = LowerCholesky()
real_vector = IndependentConstraint(real, 1)
greater_than, less_than, interval = GreaterThan, LessThan, Interval
integer_interval, independent = IntegerInterval, IndependentConstraint
