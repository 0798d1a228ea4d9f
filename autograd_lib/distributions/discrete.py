"""Distributions of whole numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Number
from typing import Any

from .._tensor import Tensor
from ..autograd.grad_mode import no_grad
from ..dtypes import finfo, int64
from ..ops.accumulate import logsumexp
from ..ops.activation import softmax
from ..ops.creation import arange, full
from ..ops.loss import binary_cross_entropy_with_logits
from ..ops.pointwise import log, log1p, sigmoid
from ..ops.sampling import bernoulli, multinomial
from ..ops.shape import broadcast_tensors
from ..size import Size
from . import constraints
from .distribution import Distribution, broadcast_all, inside, lazy_property, one_of


class Bernoulli(Distribution):
    """1 with probability p, else 0.

    Args:
        probs: p, a number or a tensor; or
        logits: log(p / (1 − p)).
        validate_args: check parameters and values (the default).
    """

    arg_constraints = {"probs": constraints.unit_interval, "logits": constraints.real}
    support = constraints.boolean
    has_enumerate_support = True

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        one_of(probs, logits)
        given = probs if logits is None else logits
        self._name = "probs" if logits is None else "logits"
        (self.__dict__[self._name],) = broadcast_all(given)
        super().__init__(() if isinstance(given, Number) else self._param.shape, validate_args=validate_args)

    @property
    def _param(self) -> Tensor:
        return self.__dict__[self._name]

    @lazy_property
    def probs(self) -> Tensor:
        """p."""
        return sigmoid(self.logits)

    @lazy_property
    def logits(self) -> Tensor:
        """log(p / (1 − p))."""
        p = inside(self.probs)
        return log(p) - log1p(-p)

    @property
    def mean(self) -> Tensor:
        return self.probs

    @property
    def mode(self) -> Tensor:
        likelier = (self.probs >= 0.5).to(self.probs)
        likelier[self.probs == 0.5] = math.nan
        return likelier

    @property
    def variance(self) -> Tensor:
        return self.probs * (1 - self.probs)

    def sample(self, sample_shape: Sequence[int] = ()) -> Tensor:
        with no_grad():
            return bernoulli(self.probs.expand(self._extended_shape(sample_shape)))

    def log_prob(self, value: Tensor) -> Tensor:
        self._validate_sample(value)
        logits, value = broadcast_all(self.logits, value)
        return -binary_cross_entropy_with_logits(logits, value, reduction="none")

    def entropy(self) -> Tensor:
        return binary_cross_entropy_with_logits(self.logits, self.probs, reduction="none")

    def enumerate_support(self, expand: bool = True) -> Tensor:
        values = arange(2, dtype=self._param.dtype).view((-1,) + (1,) * len(self._batch_shape))
        return values.expand((-1, *self._batch_shape)) if expand else values


class Categorical(Distribution):
    """A number from 0 to n − 1, each with a probability of its own (the last dimension of the parameter).

    Args:
        probs: numbers of 0 or more, which are divided by their sum; or
        logits: any numbers, of which the softmax is taken.
        validate_args: check parameters and values (the default).
    """

    arg_constraints = {"probs": constraints.simplex, "logits": constraints.real_vector}
    has_enumerate_support = True

    def __init__(self, probs: Any = None, logits: Any = None, validate_args: bool | None = None) -> None:
        one_of(probs, logits)
        self._name = "probs" if logits is None else "logits"
        given = probs if logits is None else logits
        if given.dim() < 1:
            raise ValueError(f"`{self._name}` parameter must be at least one-dimensional.")
        if logits is None:
            self.__dict__["probs"] = given / given.sum(-1, keepdim=True)
        else:
            self.__dict__["logits"] = given - logsumexp(given, -1, keepdim=True)
        self._num_events = self._param.shape[-1]
        super().__init__(self._param.shape[:-1], validate_args=validate_args)

    @property
    def _param(self) -> Tensor:
        return self.__dict__[self._name]

    @property
    def param_shape(self) -> Size:
        """The shape of the parameter: batch_shape and the number of categories."""
        return self._param.shape

    @property
    def support(self) -> Any:
        return constraints.integer_interval(0, self._num_events - 1)

    @lazy_property
    def probs(self) -> Tensor:
        """The probabilities."""
        return softmax(self.logits, -1)

    @lazy_property
    def logits(self) -> Tensor:
        """Their logarithms."""
        return log(inside(self.probs))

    @property
    def mean(self) -> Tensor:
        return full(self._extended_shape(), math.nan, dtype=self.probs.dtype)

    @property
    def mode(self) -> Tensor:
        return self.probs.argmax(-1)

    @property
    def variance(self) -> Tensor:
        return full(self._extended_shape(), math.nan, dtype=self.probs.dtype)

    def sample(self, sample_shape: Sequence[int] = ()) -> Tensor:
        with no_grad():
            rows = self.probs.reshape(-1, self._num_events)
            drawn = multinomial(rows, math.prod(sample_shape), True)
            return drawn.T.reshape(self._extended_shape(sample_shape))

    def log_prob(self, value: Tensor) -> Tensor:
        self._validate_sample(value)
        which, logits = broadcast_tensors(value.long().unsqueeze(-1), self.logits)
        return logits.gather(-1, which[..., :1]).squeeze(-1)

    def entropy(self) -> Tensor:
        """−Σ p log p."""
        logits = self.logits.clamp(min=finfo(self.logits.dtype).min)
        return -(logits * self.probs).sum(-1)

    def enumerate_support(self, expand: bool = True) -> Tensor:
        values = arange(self._num_events, dtype=int64).view((-1,) + (1,) * len(self._batch_shape))
        return values.expand((-1, *self._batch_shape)) if expand else values
