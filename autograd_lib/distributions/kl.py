"""The Kullback-Leibler divergence: how far one distribution is from another, KL(p ‖ q) = E_p[log p(x) − log q(x)]."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from .._tensor import Tensor
from ..ops.decompositions import solve_triangular
from ..ops.smooth import softplus
from .continuous import Normal, Uniform
from .discrete import Bernoulli, Categorical
from .independent import Independent
from .multivariate import MultivariateNormal, log_det, squared_distance

_RULES: dict[tuple[type, type], Callable[[Any, Any], Tensor]] = {}


def kl_divergence(p: Any, q: Any) -> Tensor:
    """KL(p ‖ q), of shape batch_shape.

    Raises:
        NotImplementedError: a pair of kinds for which there is no formula here.
    """
    for one in type(p).__mro__:
        for other in type(q).__mro__:
            if (one, other) in _RULES:
                return _RULES[one, other](p, q)
    raise NotImplementedError(
        f"No KL(p || q) is implemented for p type {type(p).__name__} and q type {type(q).__name__}\n"
        "Estimate it: x = p.sample((1000,)), then (p.log_prob(x) - q.log_prob(x)).mean(0)."
    )


def register_kl(type_p: type, type_q: type) -> Callable[[Any], Any]:
    """Above a function of (p, q): it is the formula for these two kinds."""

    def register(function: Any) -> Any:
        _RULES[type_p, type_q] = function
        return function

    return register


@register_kl(Normal, Normal)
def _normal(p: Normal, q: Normal) -> Tensor:
    """½ (σ²/τ² + ((μ − ν)/τ)² − 1 − log(σ²/τ²))."""
    ratio = (p.scale / q.scale).pow(2)
    distance = ((p.loc - q.loc) / q.scale).pow(2)
    return 0.5 * (ratio + distance - 1 - ratio.log())


@register_kl(Uniform, Uniform)
def _uniform(p: Uniform, q: Uniform) -> Tensor:
    """log of the ratio of the lengths; inf where p can be where q cannot."""
    result = ((q.high - q.low) / (p.high - p.low)).log()
    result[(q.low > p.low) | (q.high < p.high)] = math.inf
    return result


@register_kl(Bernoulli, Bernoulli)
def _bernoulli(p: Bernoulli, q: Bernoulli) -> Tensor:
    """p log(p/q) + (1 − p) log((1 − p)/(1 − q))."""
    one = p.probs * (softplus(-q.logits) - softplus(-p.logits))
    one[q.probs == 0] = math.inf
    one[p.probs == 0] = 0
    zero = (1 - p.probs) * (softplus(q.logits) - softplus(p.logits))
    zero[q.probs == 1] = math.inf
    zero[p.probs == 1] = 0
    return one + zero


@register_kl(Categorical, Categorical)
def _categorical(p: Categorical, q: Categorical) -> Tensor:
    """Σ p log(p/q)."""
    terms = p.probs * (p.logits - q.logits)
    terms[(q.probs == 0).expand_as(terms)] = math.inf
    terms[(p.probs == 0).expand_as(terms)] = 0
    return terms.sum(-1)


@register_kl(MultivariateNormal, MultivariateNormal)
def _multivariate(p: MultivariateNormal, q: MultivariateNormal) -> Tensor:
    """log det M − log det L + ½ (|M⁻¹ L|² + |M⁻¹ (ν − μ)|² − n), with L of p and M of q."""
    if p.event_shape != q.event_shape:
        raise ValueError(
            "KL-divergence between two Multivariate Normals with different event shapes cannot be computed"
        )
    spread = solve_triangular(q.scale_tril, p.scale_tril, upper=False).pow(2).sum((-2, -1))
    distance = squared_distance(q.scale_tril, q.loc - p.loc)
    return log_det(q.scale_tril) - log_det(p.scale_tril) + 0.5 * (spread + distance - p.event_shape[0])


@register_kl(Independent, Independent)
def _independent(p: Independent, q: Independent) -> Tensor:
    """The sum over the dimensions that are one draw."""
    if p.reinterpreted_batch_ndims != q.reinterpreted_batch_ndims:
        raise NotImplementedError
    return p._added(kl_divergence(p.base_dist, q.base_dist))
