"""Writes optim.json: where PyTorch's optimizers arrive after 100 steps, and the rates of its schedulers.

    python tests/goldens/make_optim.py      (needs torch)

tests/test_optim.py runs the same functions on this library.  AdaBelief, which PyTorch does not have, is compared with
`adabelief` below: the formula of the paper (arXiv:2010.07468, algorithm 2), in float64.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

TARGET = Path(__file__).with_name("optim.json")
SHAPES = ((), (3,), (4, 2))

OPTIMIZERS: dict[str, tuple[str, dict[str, Any]]] = {
    "sgd": ("SGD", {}),
    "sgd, lr": ("SGD", {"lr": 0.1}),
    "sgd, weight decay": ("SGD", {"lr": 0.1, "weight_decay": 0.05}),
    "sgd, maximize": ("SGD", {"lr": 0.01, "maximize": True}),
    "sgd, maximize, weight decay": ("SGD", {"lr": 0.01, "maximize": True, "weight_decay": 0.5}),
    "sgd, momentum": ("SGD", {"lr": 0.05, "momentum": 0.9}),
    "sgd, momentum, dampening": ("SGD", {"lr": 0.05, "momentum": 0.9, "dampening": 0.3}),
    "sgd, momentum, weight decay": ("SGD", {"lr": 0.05, "momentum": 0.8, "weight_decay": 0.1}),
    "sgd, nesterov": ("SGD", {"lr": 0.05, "momentum": 0.9, "nesterov": True}),
    "sgd, everything": (
        "SGD",
        {"lr": 0.01, "momentum": 0.7, "nesterov": True, "weight_decay": 0.4, "maximize": True},
    ),
    "adam": ("Adam", {}),
    "adam, lr": ("Adam", {"lr": 0.05}),
    "adam, betas": ("Adam", {"lr": 0.02, "betas": (0.4, 0.9)}),
    "adam, no memory": ("Adam", {"lr": 0.02, "betas": (0.0, 0.0)}),
    "adam, eps": ("Adam", {"lr": 0.05, "eps": 0.5}),
    "adam, weight decay": ("Adam", {"lr": 0.05, "weight_decay": 0.1}),
    "adam, amsgrad": ("Adam", {"lr": 0.05, "amsgrad": True}),
    "adam, maximize": ("Adam", {"lr": 0.01, "maximize": True}),
    "adam, everything": (
        "Adam",
        {"lr": 0.03, "betas": (0.8, 0.95), "eps": 1e-4, "weight_decay": 0.2, "amsgrad": True, "maximize": True},
    ),
    "adam, decoupled weight decay": ("Adam", {"lr": 0.05, "weight_decay": 0.3, "decoupled_weight_decay": True}),
    "adamw": ("AdamW", {"lr": 0.05}),
    "adamw, weight decay, amsgrad": ("AdamW", {"lr": 0.05, "weight_decay": 0.4, "amsgrad": True}),
    "rmsprop": ("RMSprop", {}),
    "rmsprop, everything": (
        "RMSprop",
        {"lr": 0.02, "alpha": 0.9, "eps": 1e-4, "weight_decay": 0.1, "momentum": 0.5, "centered": True},
    ),
    "adagrad": ("Adagrad", {"lr": 0.1}),
    "adagrad, everything": (
        "Adagrad",
        {"lr": 0.1, "lr_decay": 0.01, "weight_decay": 0.1, "initial_accumulator_value": 0.3, "maximize": True},
    ),
    "adadelta": ("Adadelta", {}),
    "adadelta, everything": ("Adadelta", {"lr": 0.5, "rho": 0.8, "eps": 1e-4, "weight_decay": 0.1}),
    "adamax": ("Adamax", {"lr": 0.02}),
    "adamax, everything": ("Adamax", {"lr": 0.02, "betas": (0.7, 0.9), "weight_decay": 0.1, "maximize": True}),
    "nadam": ("NAdam", {"lr": 0.02}),
    "nadam, everything": ("NAdam", {"lr": 0.02, "weight_decay": 0.1, "momentum_decay": 0.02, "maximize": True}),
    "nadam, decoupled": ("NAdam", {"lr": 0.02, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    "radam": ("RAdam", {"lr": 0.02}),
    "radam, everything": ("RAdam", {"lr": 0.02, "betas": (0.8, 0.9), "weight_decay": 0.1, "maximize": True}),
    "radam, decoupled": ("RAdam", {"lr": 0.02, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    "rprop": ("Rprop", {}),
    "rprop, everything": ("Rprop", {"lr": 0.05, "etas": (0.3, 1.5), "step_sizes": (1e-3, 0.5), "maximize": True}),
    "asgd": ("ASGD", {}),
    "asgd, everything": ("ASGD", {"lr": 0.05, "lambd": 0.01, "alpha": 0.6, "t0": 20, "weight_decay": 0.1}),
}

BELIEFS: dict[str, dict[str, Any]] = {
    "default": {},
    "lr": {"lr": 0.05},
    "betas": {"lr": 0.02, "betas": (0.4, 0.9)},
    "eps": {"lr": 0.05, "eps": 1e-3},
    "weight decay": {"lr": 0.05, "weight_decay": 0.3},
    "weight decay in the gradient": {"lr": 0.05, "weight_decay": 0.3, "weight_decouple": False},
}


def beginnings(dtype: str) -> list[np.ndarray]:
    """Where three parameters start: a number, a vector, a matrix."""
    random = np.random.RandomState(7)
    return [np.asarray(random.normal(size=shape)).astype(dtype) for shape in SHAPES]


def gradient(theta: np.ndarray, step: int, which: int) -> np.ndarray:
    """The gradient of a bowl, with noise: another one each step."""
    noise = np.random.RandomState(1000 * which + step).normal(size=theta.shape)
    return np.asarray(0.3 * theta + noise).astype(theta.dtype)


def is_idle(step: int, which: int) -> bool:
    """The vector has no gradient in every tenth step."""
    return which == 1 and step % 10 == 3


def train(torch: Any, parameters: list[Any], optimizer: Any, steps: int = 100) -> None:
    """Steps of the optimizer on the noisy bowl."""
    for step in range(steps):
        optimizer.zero_grad()
        for which, p in enumerate(parameters):
            if not is_idle(step, which):
                p.grad = torch.from_numpy(gradient(p.detach().numpy(), step, which))
        optimizer.step()


def numbers(parameters: list[Any]) -> list[float]:
    """All numbers of all parameters."""
    return [float(number) for p in parameters for number in np.ravel(p.detach().numpy())]


def arrive(torch: Any, kind: str, options: dict[str, Any], dtype: str = "float32") -> list[float]:
    """Where the parameters are after 100 steps."""
    parameters = [torch.from_numpy(array).requires_grad_() for array in beginnings(dtype)]
    train(torch, parameters, getattr(torch.optim, kind)(parameters, **options))
    return numbers(parameters)


def adabelief(
    lr: float = 1e-3,
    betas: tuple[float, float] = (0.9, 0.999),
    eps: float = 1e-16,
    weight_decay: float = 0,
    weight_decouple: bool = True,
) -> list[float]:
    """Where AdaBelief's formula arrives after 100 steps, in float64."""
    arrived = []
    for which, theta in enumerate(beginnings("float64")):
        m, s, t = np.zeros_like(theta), np.zeros_like(theta), 0
        for step in range(100):
            if is_idle(step, which):
                continue
            t += 1
            g = gradient(theta, step, which)
            if weight_decouple:
                theta = theta - lr * weight_decay * theta
            else:
                g = g + weight_decay * theta
            m = betas[0] * m + (1 - betas[0]) * g
            s = betas[1] * s + (1 - betas[1]) * (g - m) ** 2 + eps
            m_hat, s_hat = m / (1 - betas[0] ** t), s / (1 - betas[1] ** t)
            theta = theta - lr * m_hat / (np.sqrt(s_hat) + eps)
        arrived += [float(number) for number in np.ravel(theta)]
    return arrived


def scheduled(torch: Any, name: str) -> list[list[float]]:
    """The rates of two groups in ten epochs."""
    a, b = torch.zeros(2, requires_grad=True), torch.zeros(3, requires_grad=True)
    optimizer = torch.optim.SGD([{"params": [a]}, {"params": [b], "lr": 0.5}], lr=0.1)
    schedulers = torch.optim.lr_scheduler
    scheduler = {
        "StepLR": lambda: schedulers.StepLR(optimizer, 3),
        "StepLR, gamma": lambda: schedulers.StepLR(optimizer, step_size=2, gamma=0.7),
        "LambdaLR": lambda: schedulers.LambdaLR(optimizer, lambda epoch: 0.9**epoch),
        "LambdaLR, two": lambda: schedulers.LambdaLR(optimizer, [lambda epoch: 1 / (1 + epoch), lambda epoch: epoch]),
    }[name]()
    rates = [list(scheduler.get_last_lr())]
    for _ in range(10):
        optimizer.step()
        scheduler.step()
        rates.append([group["lr"] for group in optimizer.param_groups])
    return rates


SCHEDULES = ("StepLR", "StepLR, gamma", "LambdaLR", "LambdaLR, two")


def goldens(torch: Any) -> dict[str, Any]:
    """All that is stored."""
    return {
        "arrive": {name: arrive(torch, kind, options) for name, (kind, options) in OPTIMIZERS.items()},
        "scheduled": {name: scheduled(torch, name) for name in SCHEDULES},
    }


if __name__ == "__main__":
    import torch

    TARGET.write_text(json.dumps(goldens(torch), indent=1) + "\n", encoding="utf-8")
