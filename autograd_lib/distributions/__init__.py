"""Probability distributions: draw from them, and differentiate the logarithm of their probabilities.

policy = torch.distributions.Categorical(logits=net(state))
action = policy.sample()
loss = -policy.log_prob(action) * reward
"""

from typing import Any

from . import constraints, kl
from .continuous import Normal, Uniform
from .discrete import Bernoulli, Categorical
from .distribution import Distribution
from .independent import Independent
from .kl import kl_divergence, register_kl
from .multivariate import MultivariateNormal

__all__ = [
    "Bernoulli",
    "Categorical",
    "Distribution",
    "Independent",
    "MultivariateNormal",
    "Normal",
    "Uniform",
    "constraints",
    "kl_divergence",
    "register_kl",
]


def __getattr__(name: str) -> Any:
    if name[0].isupper():
        raise NotImplementedError(
            f"torch.distributions.{name} is left out of this library.\n"
            "There are Normal, Uniform, Bernoulli, Categorical, MultivariateNormal and Independent."
        )
    raise AttributeError(f"module 'torch.distributions' has no attribute '{name}'")
