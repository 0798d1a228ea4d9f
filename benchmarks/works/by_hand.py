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


def cnn() -> Callable[[], Any]:
    """All images side by side, (C, H, W, N): then every product is a single one, and memory is read in long runs."""
    starts = [
        numbers(16, 9, seed=1, scale=0.3), numbers(16, 1, seed=2, scale=0.1),
        numbers(32, 144, seed=3, scale=0.08), numbers(32, 1, seed=4, scale=0.1),
        *layer(10, 32 * 49, 5),
    ]  # fmt: skip
    inputs, targets, n = numbers(640, 1, 28, 28), labels(640), 64
    first, second = Convolution(1, 16, 28, n), Convolution(16, 32, 14, n)

    def work() -> Any:
        parameters = [each.copy() for each in starts]
        w1, b1, w2, b2, w3, b3 = parameters
        for step in range(STEPS["cnn"]):
            cut = slice(n * step, n * step + n)
            pooled = second.forward(first.forward(inputs[cut].transpose(1, 2, 3, 0), w1, b1), w2, b2)
            flat = pooled.reshape(-1, n)
            loss, flow = cross_entropy((w3 @ flat).T + b3, targets[cut])
            slopes = [flow.T @ flat.T, flow.sum(0)]
            to_w2, to_b2 = second.backward((w3.T @ flow.T).reshape(pooled.shape))
            to_w1, to_b1 = first.backward(second.to_image(w2))
            for parameter, slope in zip(parameters, (to_w1, to_b1, to_w2, to_b2, *slopes), strict=True):
                parameter -= np.float32(0.05) * slope
        return loss

    return work


class Convolution:
    """A window of 3×3 with a border of one zero, relu, and the largest of each 2×2; all memory is taken once."""

    def __init__(self, channels: int, outputs: int, size: int, n: int) -> None:
        self.padded = np.zeros((channels, size + 2, size + 2, n), np.float32)
        c, h, w, one = self.padded.strides
        view = (channels, 3, 3, size, size, n), (c, h, w, h, w, one)
        self.covered = np.lib.stride_tricks.as_strided(self.padded, *view)
        self.columns = np.empty((channels * 9, size * size * n), np.float32)
        self.result = np.empty((outputs, size * size * n), np.float32)
        self.flow = np.empty_like(self.result)

    def forward(self, image: Array, weight: Array, bias: Array) -> Array:
        self.padded[:, 1:-1, 1:-1] = image
        np.copyto(self.columns.reshape(self.covered.shape), self.covered)
        y = np.matmul(weight, self.columns, out=self.result)
        y += bias
        np.maximum(y, 0, out=y)
        size, n = image.shape[2:]
        pairs = y.reshape(-1, size, size // 2, 2, n)
        left, right = pairs[:, :, :, 0], pairs[:, :, :, 1]
        self.beyond, largest = right > left, np.maximum(left, right)
        top, bottom = largest[:, ::2], largest[:, 1::2]
        self.below, self.pooled = bottom > top, np.maximum(top, bottom)
        return self.pooled

    def backward(self, flow: Array) -> tuple[Array, Array]:
        flow = flow * (self.pooled > 0)
        channels, half, _, n = flow.shape
        rows = np.empty((channels, 2 * half, half, n), np.float32)
        np.multiply(flow, self.below, out=rows[:, 1::2])
        np.subtract(flow, rows[:, 1::2], out=rows[:, ::2])
        pairs = self.flow.reshape(channels, 2 * half, half, 2, n)
        np.multiply(rows, self.beyond, out=pairs[:, :, :, 1])
        np.subtract(rows, pairs[:, :, :, 1], out=pairs[:, :, :, 0])
        return self.flow @ self.columns.T, self.flow.sum(1, keepdims=True)

    def to_image(self, weight: Array) -> Array:
        """The gradient of the image, after `backward`."""
        parts = (weight.T @ self.flow).reshape(self.covered.shape)
        result, size = np.zeros_like(self.padded), self.covered.shape[3]
        for i in range(3):
            for j in range(3):
                result[:, i : i + size, j : j + size] += parts[:, i, j]
        return result[:, 1:-1, 1:-1]


WORKS = {work.__name__: work for work in (scalar, neuron, regression, small_net, mlp, mlp_adam, cnn)}
