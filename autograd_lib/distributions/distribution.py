"""What all distributions share: shapes, the checks of parameters and samples, printing."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from numbers import Number
from typing import Any

from .._tensor import Tensor
from ..autograd.grad_mode import enable_grad, no_grad
from ..dtypes import finfo, get_default_dtype
from ..ops.creation import tensor
from ..ops.pointwise import exp
from ..ops.shape import broadcast_tensors
from ..size import Size
from .constraints import Constraint


class Distribution:
    """Base class.  A sample has the shape sample_shape + batch_shape + event_shape: as many as were asked for, of each of
    the distributions in the batch, each of the size of one draw.
    """

    has_rsample: Any = False
    has_enumerate_support = False
    arg_constraints: Any = {}  # by name, what the parameters may be
    support: Any = None  # what a sample may be
    _validate_args: bool = True

    def __init__(
        self, batch_shape: Sequence[int] = (), event_shape: Sequence[int] = (), validate_args: bool | None = None
    ) -> None:
        self._batch_shape = Size(batch_shape)
        self._event_shape = Size(event_shape)
        if validate_args is not None:
            self._validate_args = validate_args
        if self._validate_args:
            for name, constraint in self.arg_constraints.items():
                if name in self.__dict__:
                    self._check_parameter(name, constraint)

    @staticmethod
    def set_default_validate_args(value: bool) -> None:
        """Check parameters and samples (True), or leave that out because it takes time (False)."""
        if value not in (True, False):
            raise ValueError(f"Expected True or False\nGot {value!r}.")
        Distribution._validate_args = value

    @property
    def batch_shape(self) -> Size:
        """How many distributions there are, with parameters of their own."""
        return self._batch_shape

    @property
    def event_shape(self) -> Size:
        """The shape of one draw; () for a number."""
        return self._event_shape

    @property
    def mean(self) -> Tensor:
        """The mean."""
        raise NotImplementedError(f"{type(self).__name__} has no mean here")

    @property
    def mode(self) -> Tensor:
        """The likeliest value."""
        raise NotImplementedError(f"{type(self).__name__} does not implement mode")

    @property
    def variance(self) -> Tensor:
        """The variance."""
        raise NotImplementedError(f"{type(self).__name__} has no variance here")

    @property
    def stddev(self) -> Tensor:
        """The standard deviation."""
        return self.variance.sqrt()

    def sample(self, sample_shape: Sequence[int] = ()) -> Tensor:
        """Random draws, through which no gradient flows."""
        with no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape: Sequence[int] = ()) -> Tensor:
        """Random draws as a function of the parameters, which therefore get gradients (the reparametrization trick)."""
        raise NotImplementedError(
            f"{type(self).__name__}.rsample(): a draw from it is no differentiable function of its parameters\n"
            "Use sample(), and log_prob() for the gradient."
        )

    def log_prob(self, value: Tensor) -> Tensor:
        """The logarithm of the probability (or of its density) of each value."""
        raise NotImplementedError(f"{type(self).__name__} has no log_prob here")

    def cdf(self, value: Tensor) -> Tensor:
        """The probability of this value or a smaller one."""
        raise NotImplementedError(f"{type(self).__name__} has no cdf here")

    def icdf(self, value: Tensor) -> Tensor:
        """The value that the cdf gives `value` for."""
        raise NotImplementedError(f"{type(self).__name__} has no icdf here")

    def entropy(self) -> Tensor:
        """The mean of −log_prob, in nats."""
        raise NotImplementedError(f"{type(self).__name__} has no entropy here")

    def perplexity(self) -> Tensor:
        """exp(entropy): among how many equally likely values one would be as uncertain."""
        return exp(self.entropy())

    def enumerate_support(self, expand: bool = True) -> Tensor:
        """All values that a draw can have, along a new first dimension."""
        raise NotImplementedError(f"{type(self).__name__}: there is no list of all values that a draw can have")

    def expand(self, batch_shape: Sequence[int]) -> Any:
        """The same distribution with parameters expanded to a larger batch."""
        new = copy.copy(self)
        before, new._batch_shape = len(self._batch_shape), Size(batch_shape)
        for name in self.arg_constraints:
            if name in self.__dict__:
                parameter = self.__dict__[name]
                new.__dict__[name] = parameter.expand(tuple(batch_shape) + tuple(parameter.shape)[before:])
        return new

    def __repr__(self) -> str:
        shown = [(name, self.__dict__[name]) for name in self.arg_constraints if name in self.__dict__]
        inside = ", ".join(f"{name}: {value if value.numel() == 1 else value.size()}" for name, value in shown)
        return f"{type(self).__name__}({inside})"

    # ---- helpers of the kinds ----------------------------------------------------------------------------------------

    def _extended_shape(self, sample_shape: Sequence[int] = ()) -> Size:
        return Size(tuple(sample_shape) + tuple(self._batch_shape) + tuple(self._event_shape))

    def _check_parameter(self, name: str, constraint: Constraint) -> None:
        value = getattr(self, name)
        if not constraint.check(value).all():
            raise ValueError(
                f"Expected parameter {name} ({type(value).__name__} of shape {tuple(value.shape)}) of distribution "
                f"{self!r} to satisfy the constraint {constraint!r}, but found invalid values:\n{value}"
            )

    def _validate_sample(self, value: Any) -> None:
        """PyTorch's errors for what cannot have been drawn."""
        if not self._validate_args:
            return
        if not isinstance(value, Tensor):
            raise ValueError("The value argument to log_prob must be a Tensor")
        event = len(value.shape) - len(self._event_shape)
        if tuple(value.shape[event:]) != tuple(self._event_shape):
            raise ValueError(
                f"The right-most size of value must match event_shape: {value.shape} vs {self._event_shape}."
            )
        expected = self._extended_shape()
        for i, j in zip(reversed(value.shape), reversed(expected)):
            if i != 1 and j != 1 and i != j:
                raise ValueError(
                    f"Value is not broadcastable with batch_shape+event_shape: {value.shape} vs {expected}."
                )
        if not self.support.check(value).all():
            raise ValueError(
                f"Expected value argument ({type(value).__name__} of shape {tuple(value.shape)}) to be within the support "
                f"({self.support!r}) of the distribution {self!r}, but found invalid values:\n{value}"
            )


class lazy_property:
    """A property that is computed when first asked for, with gradients, and then kept."""

    def __init__(self, compute: Callable[[Any], Any]) -> None:
        self.compute = compute
        self.__doc__ = compute.__doc__

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        with enable_grad():
            value = self.compute(instance)
        instance.__dict__[self.compute.__name__] = value
        return value


def broadcast_all(*values: Any) -> Any:
    """Tensors and numbers as tensors of one shape; numbers in the dtype of the first tensor, or in the default one."""
    if not all(isinstance(value, (Tensor, Number)) for value in values):
        raise ValueError(
            "Input arguments must all be instances of Number, torch.Tensor or objects implementing __torch_function__."
            f"\nGot {', '.join(type(value).__name__ for value in values)}."
        )
    dtype = next((value.dtype for value in values if isinstance(value, Tensor)), get_default_dtype())
    return broadcast_tensors(*(v if isinstance(v, Tensor) else tensor(v, dtype=dtype) for v in values))


def one_of(probs: Any, logits: Any) -> None:
    """Probabilities or their logits."""
    if (probs is None) == (logits is None):
        raise ValueError("Either `probs` or `logits` must be specified, but not both.")


def inside(probs: Tensor) -> Tensor:
    """Probabilities so far from 0 and 1 that their logarithms are finite."""
    eps = finfo(probs.dtype).eps
    return probs.clamp(eps, 1 - eps)
