"""The works on DeZero."""

from collections.abc import Callable
from typing import Any

import numpy as np

from . import EPOCHS, LINKS, STEPS, labels, layer, numbers

if not hasattr(np, "int"):
    setattr(np, "int", int)  # noqa: B010, DeZero 0.0.13 asks NumPy for it while it is imported


def scalar() -> Callable[[], Any]:
    import dezero.functions as F
    from dezero import Variable

    x = Variable(np.float32([1, 2]))

    def work() -> Any:
        x.cleargrad()
        F.sum(2 * x**2 + 2).backward()
        return x.grad.data

    return work


def neuron() -> Callable[[], Any]:
    import dezero.functions as F
    from dezero import Variable

    w, b = Variable(np.float32([[0.6], [-0.2]])), Variable(np.float32([0.8]))
    x, y = Variable(np.float32([[1, 2]])), Variable(np.float32([[1]]))

    def work() -> Any:
        w.cleargrad()
        b.cleargrad()
        F.mean_squared_error(F.tanh(F.linear(x, w, b)), y).backward()
        return w.grad.data.T

    return work


def regression() -> Callable[[], Any]:
    import dezero.functions as F
    from dezero import Variable

    x, y = Variable(np.float32([[1], [2], [3]])), Variable(np.float32([[2], [4], [6]]))

    def work() -> Any:
        w, b = Variable(np.zeros((1, 1), np.float32)), Variable(np.zeros((1, 1), np.float32))
        for _ in range(EPOCHS):
            loss = F.sum((F.matmul(x, w) + b - y) ** 2) / 3
            w.cleargrad()
            b.cleargrad()
            loss.backward()
            w.data -= np.float32(0.01) * w.grad.data
            b.data -= np.float32(0.01) * b.grad.data
        return np.concatenate([w.data, b.data])

    return work


def network(layers: list[Any]) -> list[Any]:
    from dezero import Variable

    return [(Variable(w.T.copy()), Variable(b.copy())) for w, b in layers]


def descend(parameters: list[Any], loss: Any, lr: float) -> None:
    for pair in parameters:
        for each in pair:
            each.cleargrad()
    loss.backward()
    for pair in parameters:
        for each in pair:
            each.data -= np.float32(lr) * each.grad.data


def small_net() -> Callable[[], Any]:
    import dezero.functions as F
    from dezero import Variable

    sizes = (2, 20, 20, 20, 1)
    parameters = network([layer(m, n, n + m) for n, m in zip(sizes, sizes[1:], strict=False)])
    x, y = Variable(numbers(15, 2)), Variable(np.sign(numbers(15, 1, seed=1)))

    def work() -> Any:
        out = x
        for w, b in parameters:
            out = F.tanh(F.linear(out, w, b))
        descend(parameters, F.mean_squared_error(out, y), 0.0)
        return parameters[0][0].grad.data.T

    return work


def mlp() -> Callable[[], Any]:
    import dezero.functions as F
    from dezero import Variable

    inputs, targets = numbers(640, 784), labels(640)

    def work() -> Any:
        parameters = network([layer(128, 784, 1), layer(10, 128, 2)])
        (w1, b1), (w2, b2) = parameters
        for step in range(STEPS["mlp"]):
            cut = slice(64 * (step % 10), 64 * (step % 10) + 64)
            hidden = F.relu(F.linear(Variable(inputs[cut]), w1, b1))
            loss = F.softmax_cross_entropy(F.linear(hidden, w2, b2), Variable(targets[cut]))
            descend(parameters, loss, 0.1)
        return loss.data

    return work


def chain() -> Callable[[], Any]:
    import dezero.functions as F
    from dezero import Variable

    x = Variable(np.float32([1, 2]))

    def work() -> Any:
        x.cleargrad()
        y = x
        for _ in range(LINKS):
            y = y * np.float32(1.00001)
        F.sum(y).backward()
        return x.grad.data

    return work


WORKS = {work.__name__: work for work in (scalar, neuron, regression, small_net, mlp, chain)}
