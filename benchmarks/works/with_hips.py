"""The works on HIPS autograd."""

from collections.abc import Callable
from typing import Any

import numpy

from . import EPOCHS, STEPS, labels, layer, numbers


def scalar() -> Callable[[], Any]:
    import autograd.numpy as np
    from autograd import value_and_grad

    x = numpy.float32([1, 2])
    slope = value_and_grad(lambda x: np.sum(2 * x**2 + 2))
    return lambda: slope(x)[1]


def neuron() -> Callable[[], Any]:
    import autograd.numpy as np
    from autograd import value_and_grad

    x, y = numpy.float32([[1, 2]]), numpy.float32([[1]])
    start = numpy.float32([[0.6, -0.2]]), numpy.float32([0.8])
    slope = value_and_grad(lambda both: np.mean((np.tanh(np.dot(x, both[0].T) + both[1]) - y) ** 2))
    return lambda: slope(start)[1][0]


def regression() -> Callable[[], Any]:
    import autograd.numpy as np
    from autograd import value_and_grad

    x, y = numpy.float32([[1], [2], [3]]), numpy.float32([[2], [4], [6]])
    slope = value_and_grad(lambda both: np.mean((np.dot(x, both[0]) + both[1] - y) ** 2))

    def work() -> Any:
        w, b = numpy.zeros((1, 1), numpy.float32), numpy.zeros((1, 1), numpy.float32)
        for _ in range(EPOCHS):
            _, (dw, db) = slope((w, b))
            w -= numpy.float32(0.01) * dw
            b -= numpy.float32(0.01) * db
        return numpy.concatenate([w, b])

    return work


def small_net() -> Callable[[], Any]:
    import autograd.numpy as np
    from autograd import value_and_grad

    sizes = (2, 20, 20, 20, 1)
    parameters = [layer(m, n, n + m) for n, m in zip(sizes, sizes[1:], strict=False)]
    x, y = numbers(15, 2), numpy.sign(numbers(15, 1, seed=1))

    def loss(parameters: Any) -> Any:
        out = x
        for w, b in parameters:
            out = np.tanh(np.dot(out, w.T) + b)
        return np.mean((out - y) ** 2)

    slope = value_and_grad(loss)

    def work() -> Any:
        _, slopes = slope(parameters)
        for pair, steps in zip(parameters, slopes, strict=True):
            for each, step in zip(pair, steps, strict=True):
                each -= numpy.float32(0.0) * step
        return slopes[0][0]

    return work


def mlp() -> Callable[[], Any]:
    import autograd.numpy as np
    from autograd import value_and_grad

    inputs, targets = numbers(640, 784), labels(640)
    rows = numpy.arange(64)

    def loss(parameters: Any, x: Any, wanted: Any) -> Any:
        (w1, b1), (w2, b2) = parameters
        scores = np.dot(np.maximum(np.dot(x, w1.T) + b1, 0), w2.T) + b2
        shifted = scores - np.max(scores, axis=1, keepdims=True)
        return np.mean(np.log(np.sum(np.exp(shifted), axis=1)) - shifted[rows, wanted])

    slope = value_and_grad(loss)

    def work() -> Any:
        parameters = [(w.copy(), b.copy()) for w, b in (layer(128, 784, 1), layer(10, 128, 2))]
        for step in range(STEPS["mlp"]):
            cut = slice(64 * (step % 10), 64 * (step % 10) + 64)
            value, slopes = slope(parameters, inputs[cut], targets[cut])
            for pair, steps in zip(parameters, slopes, strict=True):
                for each, change in zip(pair, steps, strict=True):
                    each -= numpy.float32(0.1) * change
        return value

    return work


WORKS = {work.__name__: work for work in (scalar, neuron, regression, small_net, mlp)}
