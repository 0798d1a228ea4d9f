"""`torch.special`: special functions, under the names that mathematics has for them."""

from .ops.accumulate import logsumexp
from .ops.activation import log_softmax, softmax
from .ops.pointwise import erf, erfc, erfinv, exp2, expm1, log1p, logit, sigmoid, xlogy
from .ops.rounding import round
from .ops.special import (
    digamma,
    entr,
    erfcx,
    i0,
    i0e,
    i1,
    i1e,
    lgamma,
    log_ndtr,
    mvlgamma,
    ndtr,
    ndtri,
    polygamma,
    sinc,
    xlog1py,
)

expit, gammaln, multigammaln, psi = sigmoid, lgamma, mvlgamma, digamma

__all__ = [
    "digamma", "entr", "erf", "erfc", "erfcx", "erfinv", "exp2", "expit", "expm1", "gammaln", "i0", "i0e", "i1", "i1e",
    "log1p", "log_ndtr", "log_softmax", "logit", "logsumexp", "multigammaln", "ndtr", "ndtri", "polygamma", "psi", "round",
    "sinc", "softmax", "xlog1py", "xlogy",
]  # fmt: skip
