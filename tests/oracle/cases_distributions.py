"""Distributions, and what is drawn with weights: values, gradients, random numbers, errors."""

from .record import Case, blocks, lines, prefixed

DRAWN = """
multinomial_one: torch.manual_seed(0); torch.multinomial(torch.tensor([0.2, 0.5, 0.3]), 1), torch.rand(1)
multinomial_rows: torch.manual_seed(1); torch.multinomial(u.detach(), 2), torch.rand(1)
multinomial_again: torch.manual_seed(2); torch.multinomial(u.detach(), 7, replacement=True), torch.rand(1)
multinomial_double: torch.manual_seed(3); torch.multinomial(u.detach().double(), 7, True), u.double().multinomial(1)
multinomial_generator: torch.multinomial(u.detach(), 2, generator=torch.Generator().manual_seed(4))
multinomial_gradient: torch.manual_seed(5); torch.multinomial(u, 1)
multinomial_dims: torch.multinomial(torch.ones(2, 2, 2), 1)
multinomial_ints: torch.multinomial(torch.ones(3).long(), 1)
multinomial_none: torch.multinomial(torch.ones(3), 0)
multinomial_many: torch.multinomial(torch.ones(3), 4)
multinomial_negative: torch.multinomial(-torch.ones(3), 1)
multinomial_negative_again: torch.multinomial(-torch.ones(3), 2, True)
multinomial_zero: torch.multinomial(torch.zeros(3), 1)
multinomial_nan: torch.multinomial(torch.tensor([float("nan")]), 2, True)
weighted: torch.manual_seed(0); s = data.WeightedRandomSampler([0.1, 0.9, 0.4, 0.0], 8); list(s), list(s), len(s), s.weights
weighted_each_once: torch.manual_seed(0); list(data.WeightedRandomSampler([0.1, 0.9, 0.4], 3, replacement=False))
weighted_generator: list(data.WeightedRandomSampler(torch.ones(5), 4, generator=torch.Generator().manual_seed(1)))
weighted_loader: torch.manual_seed(0); [batch.tolist() for batch in data.DataLoader(list(range(4)), 3, sampler=data.WeightedRandomSampler([1, 2, 3, 4], 7))]
weighted_number: data.WeightedRandomSampler([0.1], 0)
weighted_replacement: data.WeightedRandomSampler([0.1], 1, 3)
weighted_shape: data.WeightedRandomSampler([[0.1]], 1)
"""
KINDS = {
    "normal": "D.Normal(a, p)",
    "normal_numbers": "D.Normal(1.5, 2)",
    "normal_mixed": "D.Normal(c, 0.5)",
    "normal_double": "D.Normal(a64, 1)",
    "uniform": "D.Uniform(a, a + p)",
    "uniform_numbers": "D.Uniform(-1, 3)",
    "bernoulli": "D.Bernoulli(u)",
    "bernoulli_logits": "D.Bernoulli(logits=a)",
    "bernoulli_number": "D.Bernoulli(0.3)",
    "categorical": "D.Categorical(u)",
    "categorical_logits": "D.Categorical(logits=logits)",
    "categorical_vector": "D.Categorical(torch.tensor([1.0, 2.0, 0.0]))",
    "independent": "D.Independent(D.Normal(a, p), 1)",
}
ASKED = """
shown: str(d), d.batch_shape, d.event_shape, d.has_rsample, d.has_enumerate_support, str(d.support)[:10]
sample: torch.manual_seed(0); d.sample(), d.sample((2,)), d.sample([3, 2]), torch.rand(1)
many: torch.manual_seed(0); d.sample((20,)), torch.rand(1)
expanded: torch.manual_seed(0); e = d.expand((4, *d.batch_shape)); str(e), e.sample(), e.batch_shape
mean: d.mean
variance: d.variance
stddev: d.stddev
mode: d.mode
entropy: d.entropy()
perplexity: d.perplexity()
log_prob: torch.manual_seed(0); d.log_prob(d.sample())
log_prob_many: torch.manual_seed(0); d.log_prob(d.sample((3,)))
"""
DISCRETE = """
support: d.enumerate_support(), d.enumerate_support(False)
"""
CONTINUOUS = """
rsample: torch.manual_seed(0); d.rsample((2,))
cdf: torch.manual_seed(0); d.cdf(d.sample())
icdf: d.icdf(torch.tensor(0.3, dtype=torch.float64))
"""
ERRORS = """
normal_scale: D.Normal(torch.tensor([0., 1.]), torch.tensor([1., -2.]))
normal_number: D.Normal(0, -1.0)
normal_nan: D.Normal(float("nan"), 1.0)
normal_shapes: D.Normal(torch.zeros(3), torch.ones(2))
normal_text: D.Normal("a", 1.0)
normal_ints: D.Normal(torch.tensor(1), torch.tensor(2)).sample()
normal_value: D.Normal(0.0, 1.0).log_prob(torch.tensor([float("nan")]))
normal_float: D.Normal(0.0, 1.0).log_prob(1.0)
normal_broadcast: D.Normal(torch.zeros(2), torch.ones(2)).log_prob(torch.zeros(3))
normal_unchecked: D.Normal(0.0, -1.0, validate_args=False)
sample_int: D.Normal(0.0, 1.0).sample(3)
bernoulli_none: D.Bernoulli()
bernoulli_both: D.Bernoulli(0.5, 0.5)
bernoulli_large: D.Bernoulli(1.5)
bernoulli_value: D.Bernoulli(0.5).log_prob(torch.tensor(0.5))
categorical_none: D.Categorical()
categorical_number: D.Categorical(torch.tensor(0.3))
categorical_logit: D.Categorical(logits=torch.tensor(0.3))
categorical_negative: D.Categorical(torch.tensor([-0.3, 0.4]))
categorical_zeros: D.Categorical(torch.zeros(2))
categorical_nan: D.Categorical(logits=torch.tensor([[0.3, float("nan")]]))
categorical_value: D.Categorical(torch.tensor([0.3, 0.4])).log_prob(torch.tensor(2))
categorical_half: D.Categorical(torch.tensor([0.3, 0.4])).log_prob(torch.tensor(0.5))
uniform_order: D.Uniform(1.0, 0.0)
uniform_some: D.Uniform(torch.zeros(2), torch.tensor([1.0, 0.0]))
uniform_value: D.Uniform(0.0, 1.0).log_prob(torch.tensor(2.0))
uniform_unchecked: D.Uniform(0.0, 1.0, validate_args=False).log_prob(torch.tensor(2.0))
independent_dims: D.Independent(D.Normal(0.0, 1.0), 1)
independent_value: D.Independent(D.Normal(torch.zeros(2), 1.0), 1).log_prob(torch.zeros(3))
multivariate_none: D.MultivariateNormal(torch.zeros(2))
multivariate_both: D.MultivariateNormal(torch.zeros(2), torch.eye(2), torch.eye(2))
multivariate_loc: D.MultivariateNormal(torch.tensor(0.0), torch.eye(2))
multivariate_flat: D.MultivariateNormal(torch.zeros(2), torch.ones(2))
multivariate_negative: D.MultivariateNormal(torch.zeros(2), -torch.eye(2))
multivariate_lopsided: D.MultivariateNormal(torch.zeros(2), torch.tensor([[1.0, 2.0], [0.0, 1.0]]))
multivariate_triangle: D.MultivariateNormal(torch.zeros(2), scale_tril=torch.tensor([[1.0, 2.0], [0.0, 1.0]]))
multivariate_diagonal: D.MultivariateNormal(torch.zeros(2), scale_tril=torch.tensor([[-1.0, 0.0], [0.0, 1.0]]))
multivariate_value: D.MultivariateNormal(torch.zeros(2), torch.eye(2)).log_prob(torch.zeros(3))
kl_kinds: D.kl_divergence(D.Normal(0.0, 1.0), D.Categorical(torch.ones(2)))
"""
STORIES = """
## kl_normal
D = torch.distributions
D.kl_divergence(D.Normal(a, p), D.Normal(b, q))
## kl_normal_standard
D = torch.distributions
D.kl_divergence(D.Normal(a, p), D.Normal(torch.zeros(3), torch.ones(3))).sum(1)
## kl_uniform
D = torch.distributions
D.kl_divergence(D.Uniform(a, a + p), D.Uniform(a - 0.1, a + p + 0.2)), D.kl_divergence(D.Uniform(0.0, 1.0), D.Uniform(0.5, 2.0))
## kl_bernoulli
D = torch.distributions
D.kl_divergence(D.Bernoulli(u), D.Bernoulli(logits=a)), D.kl_divergence(D.Bernoulli(torch.tensor([0.0, 1.0, 0.3, 0.3])), D.Bernoulli(torch.tensor([0.5, 0.5, 0.0, 1.0])))
## kl_categorical
D = torch.distributions
D.kl_divergence(D.Categorical(logits=a), D.Categorical(u)), D.kl_divergence(D.Categorical(torch.tensor([0.0, 1.0])), D.Categorical(torch.tensor([1.0, 0.0])))
## kl_independent
D = torch.distributions
D.kl_divergence(D.Independent(D.Normal(a, p), 1), D.Independent(D.Normal(b, q), 1))
## multivariate
D = torch.distributions
L = torch.tensor([[1.0, 0.0], [0.5, 2.0]])
S = torch.tensor([[2.0, 0.5], [0.5, 1.0]])
torch.manual_seed(0)
answers = []
for d in (D.MultivariateNormal(torch.zeros(2), S), D.MultivariateNormal(torch.ones(3, 2), scale_tril=L), D.MultivariateNormal(torch.zeros(2), precision_matrix=S)):
    answers += [str(d), d.sample((2,)), d.mean, d.variance, d.mode, d.entropy(), d.covariance_matrix, d.precision_matrix, d.scale_tril]
    answers += [d.log_prob(torch.ones(2)), d.log_prob(d.sample((4,))), d.batch_shape, d.event_shape]
    answers.append(D.kl_divergence(d, D.MultivariateNormal(torch.ones(2), S @ S)))
answers
## policy_gradient
D = torch.distributions
torch.manual_seed(0)
policy = D.Categorical(logits=logits)
action = policy.sample()
action, -(policy.log_prob(action) * torch.arange(4.0)).mean() - 0.01 * policy.entropy().mean()
"""

MULTIVARIATE = """
## gradients
D = torch.distributions
x = c.detach()[:2]
S = torch.tensor([[2.0, 0.5], [0.5, 1.0]], requires_grad=True)
loc = torch.zeros(2, requires_grad=True)
d = D.MultivariateNormal(loc, S)
torch.manual_seed(1)
e = D.MultivariateNormal(loc, scale_tril=torch.linalg.cholesky(S))
(d.log_prob(x) + d.entropy() + e.rsample((3,)).sum() + D.kl_divergence(e, D.MultivariateNormal(x, torch.eye(2)))).backward()
loc.grad, S.grad.sum(), S.grad.diagonal()
"""

BEFORE = "D = torch.distributions\n"


def asked(questions: str, kinds: list[str], grads: bool) -> list[Case]:
    """Each question put to each kind."""
    return [
        Case(f"{kind}_{case.name}", f"{BEFORE}d = {KINDS[kind]}\n{case.source}", grads)
        for kind in kinds
        for case in lines(questions)
    ]


SMOOTH = [kind for kind in KINDS if kind.startswith(("normal", "uniform"))]
CASES: list[Case] = [
    *prefixed("drawn", lines(DRAWN)),
    *[case for case in asked(ASKED, list(KINDS), True) if "shown" not in case.name or "independent" not in case.name],
    *asked(CONTINUOUS, SMOOTH, True),
    *asked(DISCRETE, [kind for kind in KINDS if kind.startswith(("bern", "cat"))], False),
    *prefixed("error", [Case(case.name, BEFORE + case.source) for case in lines(ERRORS)]),
    *prefixed("story", blocks(STORIES, True)),
    *prefixed("multivariate", blocks(MULTIVARIATE)),
]
