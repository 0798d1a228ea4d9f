"""The same works for every library: each module offers, by name, a function that prepares one and returns it as a callable.

A call does the work once, from the same start, and returns numbers that all libraries must agree on.
"""

import numpy as np

STEPS = {"mlp": 100, "mlp_adam": 100, "cnn": 10}
EPOCHS, LINKS = 100, 20_000
TITLES = {
    "scalar": "`(2*x**2+2).sum().backward()`, 2 elements",
    "neuron": "one tanh neuron, MSE, backward",
    "regression": "regression on three points, 100 epochs",
    "small_net": "2-20-20-20-1 tanh net, batch 15, one SGD step",
    "mlp": "MNIST 784-128-10, 100 SGD steps of 64",
    "mlp_adam": "the same with Adam",
    "cnn": "MNIST CNN (3×3 conv 16, pool, 3×3 conv 32, pool, linear), 10 steps of 64",
    "chain": "chain of 20,000 multiplications, forward and backward",
    "lstm": "LSTM 16-32, batch 16, 20 time steps, one SGD step",
    "transformer": "Transformer encoder layer 32, 4 heads, batch 8, 16 positions, one SGD step",
}


def numbers(*shape: int, seed: int = 0, scale: float = 1.0) -> np.ndarray:
    """Normal random numbers, float32."""
    return (scale * np.random.default_rng(seed).standard_normal(shape)).astype(np.float32)


def labels(count: int, classes: int = 10) -> np.ndarray:
    return np.random.default_rng(7).integers(0, classes, count)


def layer(outputs: int, inputs: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Weight [outputs, inputs] and bias [outputs] to start from."""
    return numbers(outputs, inputs, seed=seed, scale=inputs**-0.5), numbers(outputs, seed=seed + 100, scale=0.1)
