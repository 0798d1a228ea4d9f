"""The works in PyTorch's words: for PyTorch and, unchanged, for autograd_lib."""

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import numpy as np

from . import EPOCHS, LINKS, STEPS, labels, layer, numbers


def works(torch: ModuleType, device: str = "cpu", batch: int = 64) -> dict[str, Callable[[], Callable[[], Any]]]:
    """Every work, prepared on `torch` when called; its tensors live on `device`, and pictures come in batches of `batch`."""
    nn, optim = torch.nn, torch.optim

    def put(array: np.ndarray) -> Any:
        return torch.from_numpy(array).to(device)

    def scalar() -> Callable[[], Any]:
        x = torch.tensor([1.0, 2.0], requires_grad=True)

        def work() -> Any:
            x.grad = None
            (2 * x**2 + 2).sum().backward()
            return x.grad

        return work

    def neuron() -> Callable[[], Any]:
        linear, criterion = nn.Linear(2, 1), nn.MSELoss()
        start(linear, [put(np.float32([[0.6, -0.2]])), put(np.float32([0.8]))])
        x, y = torch.tensor([[1.0, 2.0]]), torch.tensor([[1.0]])

        def work() -> Any:
            linear.weight.grad = linear.bias.grad = None
            criterion(torch.tanh(linear(x)), y).backward()
            return linear.weight.grad

        return work

    def regression() -> Callable[[], Any]:
        x, y = torch.tensor([[1.0], [2.0], [3.0]]), torch.tensor([[2.0], [4.0], [6.0]])

        def work() -> Any:
            w = torch.zeros(1, 1, requires_grad=True)
            b = torch.zeros(1, 1, requires_grad=True)
            for _ in range(EPOCHS):
                loss = ((x @ w + b - y) ** 2).mean()
                loss.backward()
                with torch.no_grad():
                    w -= 0.01 * w.grad
                    b -= 0.01 * b.grad
                w.grad.zero_()
                b.grad.zero_()
            return torch.cat([w, b]).detach()

        return work

    def start(net: Any, values: list[Any]) -> None:
        with torch.no_grad():
            for parameter, value in zip(net.parameters(), values, strict=True):
                parameter.copy_(value)

    def training(net: Any, layers: list[Any], steps: int, batches: Callable[[], Iterator[Any]], make: Any) -> Any:
        criterion, values = nn.CrossEntropyLoss(), [put(each) for pair in layers for each in pair]

        def work() -> Any:
            start(net, values)
            optimizer = make(net.parameters())
            for inputs, targets in batches():
                loss = criterion(net(inputs), targets)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            return loss.detach()

        return work

    def small_net() -> Callable[[], Any]:
        sizes = (2, 20, 20, 20, 1)
        parts = [part for n, m in zip(sizes, sizes[1:], strict=False) for part in (nn.Linear(n, m), nn.Tanh())]
        net, criterion = nn.Sequential(*parts), nn.MSELoss()
        start(net, [put(each) for n, m in zip(sizes, sizes[1:], strict=False) for each in layer(m, n, n + m)])
        x, y = put(numbers(15, 2)), put(np.sign(numbers(15, 1, seed=1)))
        optimizer = optim.SGD(net.parameters(), lr=0.0)  # every call starts from the same place

        def work() -> Any:
            loss = criterion(net(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            return net[0].weight.grad

        return work

    def pictures(*shape: int) -> tuple[Any, Any]:
        return put(numbers(10 * batch, *shape)), put(labels(10 * batch))

    def batches(inputs: Any, targets: Any, steps: int) -> Callable[[], Iterator[Any]]:
        cut = [slice(batch * n, batch * n + batch) for n in range(10)]
        return lambda: ((inputs[cut[n % 10]], targets[cut[n % 10]]) for n in range(steps))

    def mlp(make: Any = lambda parameters: optim.SGD(parameters, lr=0.1), name: str = "mlp") -> Callable[[], Any]:
        net = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
        data = batches(*pictures(784), STEPS[name])
        return training(net, [layer(128, 784, 1), layer(10, 128, 2)], STEPS[name], data, make)

    def mlp_adam() -> Callable[[], Any]:
        return mlp(lambda parameters: optim.Adam(parameters, lr=1e-3), "mlp_adam")

    def cnn() -> Callable[[], Any]:
        net = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.Linear(32 * 49, 10),
        )  # fmt: skip
        layers = [
            (numbers(16, 1, 3, 3, seed=1, scale=0.3), numbers(16, seed=2, scale=0.1)),
            (numbers(32, 16, 3, 3, seed=3, scale=0.08), numbers(32, seed=4, scale=0.1)),
            layer(10, 32 * 49, 5),
        ]
        data = batches(*pictures(1, 28, 28), STEPS["cnn"])
        return training(net, layers, STEPS["cnn"], data, lambda parameters: optim.SGD(parameters, lr=0.05))

    def chain() -> Callable[[], Any]:
        x = torch.tensor([1.0, 2.0], requires_grad=True)

        def work() -> Any:
            x.grad = None
            y = x
            for _ in range(LINKS):
                y = y * 1.00001
            y.sum().backward()
            return x.grad

        return work

    def layer_step(net: Any, inputs: Any, first: Callable[[Any], Any]) -> Callable[[], Any]:
        with torch.no_grad():
            for number, parameter in enumerate(net.parameters()):
                parameter.copy_(put(numbers(*parameter.shape, seed=number, scale=0.1)))
        optimizer = optim.SGD(net.parameters(), lr=0.0)

        def work() -> Any:
            loss = (first(net(inputs)) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            return loss.detach()

        return work

    def lstm() -> Callable[[], Any]:
        return layer_step(nn.LSTM(16, 32, batch_first=True), put(numbers(16, 20, 16)), lambda out: out[0])

    def transformer() -> Callable[[], Any]:
        net = nn.TransformerEncoderLayer(32, 4, 64, dropout=0.0, batch_first=True)
        return layer_step(net, put(numbers(8, 16, 32)), lambda out: out)

    def there(work: Callable[[], Any]) -> Callable[[], Any]:
        """The work, its layers and tensors made on the device."""

        def made() -> Any:
            with torch.device(device):
                return work()

        return made

    return {
        work.__name__: there(work)
        for work in (scalar, neuron, regression, small_net, mlp, mlp_adam, cnn, chain, lstm, transformer)
    }
