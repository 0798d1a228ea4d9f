"""The works on micrograd, which knows single numbers only."""

from collections.abc import Callable
from typing import Any

import numpy as np

from . import EPOCHS


def scalar() -> Callable[[], Any]:
    from micrograd.engine import Value

    def work() -> Any:
        x = [Value(1.0), Value(2.0)]
        terms = [2 * each**2 + 2 for each in x]
        (terms[0] + terms[1]).backward()
        return np.float32([each.grad for each in x])

    return work


def regression() -> Callable[[], Any]:
    from micrograd.engine import Value

    def work() -> Any:
        w, b = Value(0.0), Value(0.0)
        for _ in range(EPOCHS):
            terms = [(w * x + b - y) ** 2 for x, y in ((1.0, 2.0), (2.0, 4.0), (3.0, 6.0))]
            w.grad = b.grad = 0.0
            ((terms[0] + terms[1] + terms[2]) / 3).backward()
            w.data -= 0.01 * w.grad
            b.data -= 0.01 * b.grad
        return np.float32([[w.data], [b.data]])

    return work


WORKS = {work.__name__: work for work in (scalar, regression)}
