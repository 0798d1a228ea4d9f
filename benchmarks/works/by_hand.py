"""The works in NumPy with gradients derived by hand: what no engine can beat."""

from collections.abc import Callable
from typing import Any

import numpy as np

from . import EPOCHS, STEPS, labels, layer, numbers

Array = np.ndarray


def scalar() -> Callable[[], Any]:
    x = np.float32([1, 2])

    def work() -> Array:
        (2 * x**2 + 2).sum()
        return 4 * x

    return work


def neuron() -> Callable[[], Any]:
    w, b = np.float32([[0.6, -0.2]]), np.float32([0.8])
    x, y = np.float32([[1, 2]]), np.float32([[1]])

    def work() -> Array:
        out = np.tanh(x @ w.T + b)
        error = out - y
        (error * error).mean()
        flow = 2 / error.size * error * (1 - out * out)
        flow.sum(0)
        return flow.T @ x

    return work


def regression() -> Callable[[], Any]:
    x, y = np.float32([[1], [2], [3]]), np.float32([[2], [4], [6]])

    def work() -> Array:
        w, b = np.zeros((1, 1), np.float32), np.zeros((1, 1), np.float32)
        for _ in range(EPOCHS):
            error = x @ w + b - y
            (error * error).mean()
            flow = np.float32(2 / 3) * error
            w -= np.float32(0.01) * (x.T @ flow)
            b -= np.float32(0.01) * flow.sum()
        return np.concatenate([w, b])

    return work


def small_net() -> Callable[[], Any]:
    sizes = (2, 20, 20, 20, 1)
    layers = [layer(m, n, n + m) for n, m in zip(sizes, sizes[1:], strict=False)]
    x, y = numbers(15, 2), np.sign(numbers(15, 1, seed=1))

    def work() -> Array:
        kept = [x]
        for w, b in layers:
            kept.append(np.tanh(kept[-1] @ w.T + b))
        error = kept[-1] - y
        (error * error).mean()
        flow = np.float32(2 / 15) * error
        for (w, b), before, after in zip(layers[::-1], kept[-2::-1], kept[:0:-1], strict=True):
            flow = flow * (1 - after * after)
            slope = flow.T @ before
            b -= np.float32(0.0) * flow.sum(0)
            if before is not x:
                flow = flow @ w
            w -= np.float32(0.0) * slope
        return slope

    return work


def cross_entropy(scores: Array, wanted: Array) -> tuple[Any, Array]:
    """The loss, and its gradient with respect to the scores."""
    rows = np.arange(len(scores))
    shifted = scores - scores.max(1, keepdims=True)
    powers = np.exp(shifted)
    sums = powers.sum(1, keepdims=True)
    loss = -(shifted[rows, wanted] - np.log(sums[:, 0])).mean()
    slope = powers / sums
    slope[rows, wanted] -= 1
    slope /= np.float32(len(scores))
    return loss, slope


def mlp(adam: bool = False) -> Callable[[], Any]:
    starts = [each for pair in (layer(128, 784, 1), layer(10, 128, 2)) for each in pair]
    inputs, targets = numbers(640, 784), labels(640)

    def work() -> Any:
        parameters = [each.copy() for each in starts]
        means, squares = ([np.zeros_like(each) for each in starts] for _ in range(2))
        w1, b1, w2, b2 = parameters
        for step in range(STEPS["mlp"]):
            cut = slice(64 * (step % 10), 64 * (step % 10) + 64)
            x = inputs[cut]
            hidden = np.maximum(x @ w1.T + b1, 0)
            loss, flow = cross_entropy(hidden @ w2.T + b2, targets[cut])
            back = flow @ w2
            back *= hidden > 0
            slopes = (back.T @ x, back.sum(0), flow.T @ hidden, flow.sum(0))
            for parameter, slope, m, v in zip(parameters, slopes, means, squares, strict=True):
                if adam:
                    m += np.float32(0.1) * (slope - m)
                    v *= np.float32(0.999)
                    v += np.float32(0.001) * slope * slope
                    size = np.sqrt(v) / np.float32((1 - 0.999 ** (step + 1)) ** 0.5) + np.float32(1e-8)
                    parameter -= np.float32(1e-3 / (1 - 0.9 ** (step + 1))) * m / size
                else:
                    parameter -= np.float32(0.1) * slope
        return loss

    return work


def mlp_adam() -> Callable[[], Any]:
    return mlp(adam=True)


WORKS = {work.__name__: work for work in (scalar, neuron, regression, small_net, mlp, mlp_adam)}
