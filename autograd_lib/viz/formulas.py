"""What a node computes, and how it changes with its inputs: one line of mathematics for each kind of node."""

from __future__ import annotations

import re

from .graph import humanized

__all__ = ["formula", "plain_name"]

# Name of the function: result, and its derivatives with respect to a, b; G is the gradient that comes in.
FORMULAS = {
    ".grad +=": ("x.grad ← x.grad + G", ""),
    "abs": ("|a|", "∂/∂a = sign a"),
    "add": ("a + b", "∂/∂a = 1, ∂/∂b = 1"),
    "addmm": ("c + a @ b", "to a: G @ bᵀ, to b: aᵀ @ G, to c: the sum of G over the rows"),
    "addmv": ("c + a @ b", "to a: G bᵀ, to b: aᵀ @ G, to c: G"),
    "bmm": ("a @ b", "to a: G @ bᵀ, to b: aᵀ @ G"),
    "cat": ("[a, b, …]", "to each: its part of G"),
    "clamp": ("min(max(a, low), high)", "∂/∂a = 1 between low and high, else 0"),
    "clone": ("a", "∂/∂a = 1"),
    "convolution": ("a ∗ w + b", "to a: G ∗ w turned by 180°, to w: a ∗ G, to b: the sum of G"),
    "cos": ("cos a", "∂/∂a = −sin a"),
    "div": ("a / b", "∂/∂a = 1 / b, ∂/∂b = −a / b²"),
    "dot": ("a · b", "∂/∂a = b, ∂/∂b = a"),
    "exp": ("eᵃ", "∂/∂a = eᵃ"),
    "expand": ("a, copied", "to a: the sum of G over the copies"),
    "leaky_relu": ("a if a > 0 else s a", "∂/∂a = 1 if a > 0 else s"),
    "log": ("ln a", "∂/∂a = 1 / a"),
    "log_softmax": ("ln softmax a", "to a: G − softmax a · ΣG"),
    "max_pool2d_with_indices": ("the largest of each window", "to the place of the largest: G, elsewhere 0"),
    "mean": ("Σa / n", "∂/∂a = 1 / n"),
    "mm": ("a @ b", "to a: G @ bᵀ, to b: aᵀ @ G"),
    "mse_loss": ("mean (a − b)²", "∂/∂a = 2 (a − b) / n"),
    "mul": ("a · b", "∂/∂a = b, ∂/∂b = a"),
    "mv": ("a @ b", "to a: G bᵀ, to b: aᵀ @ G"),
    "neg": ("−a", "∂/∂a = −1"),
    "nll_loss": ("mean of −a at the right class", "∂/∂a = −1 / n at the right class, else 0"),
    "permute": ("a, axes in another order", "to a: G, axes back in order"),
    "pow": ("aⁿ", "∂/∂a = n aⁿ⁻¹"),
    "relu": ("max(0, a)", "∂/∂a = 1 if a > 0 else 0"),
    "reshape_alias": ("a in another shape", "to a: G in its shape"),
    "rsub": ("b − a", "∂/∂a = −1"),
    "select": ("a[i]", "to a: G at i, elsewhere 0"),
    "sigmoid": ("1 / (1 + e⁻ᵃ)", "∂/∂a = y (1 − y)"),
    "sin": ("sin a", "∂/∂a = cos a"),
    "slice": ("a[i:j]", "to a: G at i:j, elsewhere 0"),
    "softmax": ("eᵃ / Σeᵃ", "to a: y (G − Σ G y)"),
    "softplus": ("ln(1 + eᵃ)", "∂/∂a = 1 / (1 + e⁻ᵃ)"),
    "sqrt": ("√a", "∂/∂a = 1 / (2 √a)"),
    "squeeze": ("a in another shape", "to a: G in its shape"),
    "stack": ("[a, b, …]", "to each: its part of G"),
    "sub": ("a − b", "∂/∂a = 1, ∂/∂b = −1"),
    "sum": ("Σa", "∂/∂a = 1"),
    "t": ("aᵀ", "to a: Gᵀ"),
    "tanh": ("tanh a", "∂/∂a = 1 − tanh² a"),
    "transpose": ("aᵀ", "to a: Gᵀ"),
    "unsqueeze": ("a in another shape", "to a: G in its shape"),
    "view": ("a in another shape", "to a: G in its shape"),
}


def plain_name(name: str) -> str:
    """'MulBackward0' -> 'mul', 'AccumulateGrad' -> '.grad +='."""
    found = humanized(name)
    return found if found == ".grad +=" else found.split(" ")[0]


def formula(name: str) -> tuple[str, str]:
    """The result of a node in terms of its inputs a, b, and the rule of its gradient; ("", "") if none is known."""
    plain = plain_name(name).lstrip("_")
    return FORMULAS.get(plain, FORMULAS.get(re.sub(r"\d+d?$", "", plain), ("", "")))
