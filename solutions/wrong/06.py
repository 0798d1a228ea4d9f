"""Typical wrong answers of lesson 06, each with the misconception that it shows; and unusual right ones."""

IMPORTS = "import autograd_lib as torch\nfrom autograd_lib import nn, optim\n\n\n"


def by_hand(
    body: str,
    after: str = "return w, b",
    start: str = "w, b = torch.zeros(1, 1, requires_grad=True), torch.zeros(1, 1, requires_grad=True)",
) -> str:
    """The loop of 06.2 with these lines in it, and those below it."""
    lines = [start, "for epoch in range(epochs):", *(f"    {line}" for line in body.splitlines()), *after.splitlines()]
    return IMPORTS + "def answer(X, y, lr, epochs):\n" + "".join(f"    {line}\n" for line in lines)


LOSS = "loss = ((X @ w + b - y) ** 2).mean()\nloss.backward()\n"
UPDATE = "with torch.no_grad():\n    w -= lr * w.grad\n    b -= lr * b.grad\n"
ZERO = "w.grad.zero_()\nb.grad.zero_()"


def module(init: str = "super().__init__()\nself.l1 = nn.Linear(1, 1)", forward: str = "return self.l1(x)") -> str:
    """The class of 06.4."""
    lines = ["def __init__(self):", *(f"    {line}" for line in init.splitlines())]
    lines += ["def forward(self, x):", *(f"    {line}" for line in forward.splitlines())]
    return IMPORTS + "class Net(nn.Module):\n" + "".join(f"    {line}\n" for line in lines) + "\n\nanswer = Net\n"


def with_parts(
    loop: str = "loss = criterion(net(inputs), labels)\noptimizer.zero_grad()\nloss.backward()\noptimizer.step()",
    optimizer: str = "optim.SGD(net.parameters(), lr=lr)",
    criterion: str = "nn.MSELoss()",
    first: str = "pass",
) -> str:
    """The loop of 06.4b."""
    body = "".join(f"        {line}\n" for line in loop.splitlines())
    return (
        f"{IMPORTS}def answer(net, inputs, labels, lr, epochs):\n    {first}\n    criterion = {criterion}\n"
        f"    optimizer = {optimizer}\n    for epoch in range(epochs):\n{body}    return net\n"
    )


def neuron(
    weight: str = "torch.tensor([weight])",
    bias: str = "layer.bias = nn.Parameter(torch.tensor([bias]))",
    outputs: str = "torch.tanh(layer(torch.tensor([point])))",
    loss: str = "nn.MSELoss()(outputs, torch.tensor([[label]]))",
    backward: str = "loss.backward()",
) -> str:
    """The function of 06.5."""
    return (
        f"{IMPORTS}def answer(weight, bias, point, label):\n    layer = nn.Linear(2, 1)\n"
        f"    layer.weight = nn.Parameter({weight})\n    {bias or 'pass'}\n    outputs = {outputs}\n    loss = {loss}\n"
        f"    {backward or 'pass'}\n    return layer.weight.grad, layer.bias.grad\n"
    )


DESCEND = IMPORTS + (
    "def descend(x, y, lr, epochs):\n"
    "    inputs, labels = torch.tensor(x).view(-1, 1), torch.tensor(y).view(-1, 1)\n"
    "    w, b = torch.zeros(1, 1, requires_grad=True), torch.zeros(1, 1, requires_grad=True)\n"
    "    optimizer = optim.SGD([w, b], lr=lr)\n"
    "    for epoch in range(epochs):\n"
    "        optimizer.zero_grad()\n"
    "        ((inputs @ w + b - labels) ** 2).mean().backward()\n"
    "        optimizer.step()\n"
    "    return w.item(), b.item()\n\n\n"
)


def centering(centered: str, back: str, mean: str = "sum(heights) / len(heights)") -> str:
    """The function of 06.6."""
    return (
        f"{DESCEND}def answer(heights, weights):\n    mean = {mean}\n    centered = {centered}\n"
        f"    w, b = descend(centered, weights, lr=0.04, epochs=200)\n    return w, {back}\n"
    )


MINUS_MEAN = "[h - mean for h in heights]"

WRONG = {
    "06.1": {
        "not_each_once": ["answer = 'CEBA'", "answer = 'CEDDBA'", "answer = 3", "answer = ['C', 'E']"],
        "loss_before_predict": ["answer = 'ECDBA'", "answer = 'E C D B A'"],
        "backward_before_loss": ["answer = 'CBEDA'", "answer = 'DCBEA'"],
        "step_before_backward": ["answer = 'CEDAB'", "answer = 'ACEDB'", "answer = list('DCEAB')"],
        "zero_after_backward": ["answer = 'CEBDA'", "answer = 'c, e, b, d, a'"],
    },
    "06.2": {
        "no_zero": [
            by_hand(LOSS + UPDATE),
            by_hand(LOSS + UPDATE + "w.grad.zero_()"),
            by_hand(LOSS + UPDATE + "b.grad.zero_()"),
            by_hand(LOSS + UPDATE + "w.grad.zero_\nb.grad.zero_"),
        ],
        "zero_before_update": [by_hand(LOSS + ZERO + "\n" + UPDATE)],
        "plus_update": [
            by_hand(LOSS + UPDATE.replace("-=", "+=") + ZERO),
            by_hand("loss = ((y - (X @ w + b)) ** 2).mean()\nloss.backward()\n" + UPDATE.replace("-=", "+=") + ZERO),
        ],
        "update_recorded": [
            by_hand(LOSS + "w -= lr * w.grad\nb -= lr * b.grad\n" + ZERO),
            by_hand(
                "loss = ((X @ w + b - y) ** 2).mean()\nloss.backward()\nw.sub_(lr * w.grad)\nb.sub_(lr * b.grad)\n"
                + ZERO
            ),
        ],
        "rebinds_w": [
            by_hand(LOSS + "w = w - lr * w.grad\nb = b - lr * b.grad\n" + ZERO),
            by_hand(LOSS + "with torch.no_grad():\n    w = w - lr * w.grad\n    b = b - lr * b.grad\n" + ZERO),
            by_hand(LOSS + "w = w - lr * w.grad\nb = b - lr * b.grad"),
            by_hand(LOSS + "with torch.no_grad():\n    w = w - lr * w.grad\n    b = b - lr * b.grad"),
            by_hand(ZERO + "\n" + LOSS + UPDATE),
            by_hand(UPDATE + LOSS + ZERO),
            by_hand(LOSS.replace(" + b", "") + UPDATE + ZERO),
        ],
        "grad_of_prediction": [
            by_hand("outputs = X @ w + b\noutputs.sum().backward()\n" + UPDATE + ZERO),
            by_hand("outputs = X @ w + b\noutputs.mean().backward()\n" + UPDATE + ZERO),
            by_hand("loss = (X @ w + b - y).mean()\nloss.backward()\n" + UPDATE + ZERO),
        ],
        "no_square": [
            by_hand("loss = (y - X @ w - b).mean()\nloss.backward()\n" + UPDATE + ZERO),
            by_hand("loss = (X @ w + b - y).abs().mean()\nloss.backward()\n" + UPDATE + ZERO),
        ],
        "sum_not_mean": [by_hand("loss = ((X @ w + b - y) ** 2).sum()\nloss.backward()\n" + UPDATE + ZERO)],
        "lr_missing": [by_hand(LOSS + UPDATE.replace("lr * ", "") + ZERO)],
        "lr_fixed": [by_hand(LOSS + UPDATE.replace("lr", "0.01") + ZERO)],
        "one_knob": [
            by_hand(LOSS + "with torch.no_grad():\n    w -= lr * w.grad\n" + ZERO),
            by_hand(LOSS + "with torch.no_grad():\n    b -= lr * b.grad\n" + ZERO),
        ],
        "update_once": [by_hand(LOSS, after=UPDATE + ZERO + "\nreturn w, b")],
    },
    "06.3": {
        "not_three": ["answer = 'c'", "answer = 1446", "answer = ['c', 1446]"],
        "bug_assumed": ["answer = ['a', 1446, 143]", "answer = ['(a)', 5000, 500]"],
        "rate_too_large": ["answer = ['b', 1446, 143]"],
        "data_blamed": ["answer = ('d', 100, 10)"],
        "no_such_reason": ["answer = ['e', 1446, 143]", "answer = [None, 1446, 143]"],
        "lr_times_10_diverges": [
            "answer = ['c', 1446, 'diverges']",
            "answer = ['c', 1446, float('inf')]",
            "answer = ['c', 1446, None]",
            "answer = ['c', 1446, -1]",
        ],
        "off_by_one": ["answer = ['c', 1445, 142]", "answer = ['c', 1447, 143]"],
        "small_loss_is_enough": ["answer = ['c', 427, 43]", "answer = ['c', 905, 90]"],
        "one_digit_missing": ["answer = ['c', 489, 49]"],
        "waits_for_b": ["answer = ['c', 1787, 177]"],
        "swapped": ["answer = ['c', 143, 1446]"],
        "other_counts": ["answer = ['c', 1000, 100]", "answer = ['c', 5000, 500]", "answer = ['c', 1446, 1446]"],
    },
    "06.4": {
        "not_registered": [
            module("super().__init__()", "return nn.Linear(1, 1)(x)"),
            module("super().__init__()\nself.layers = [nn.Linear(1, 1)]", "return self.layers[0](x)"),
        ],
        "forgot_super": [module("self.l1 = nn.Linear(1, 1)"), module("super().__init__\nself.l1 = nn.Linear(1, 1)")],
        "forward_returns_nothing": [module(forward="self.l1(x)"), module(forward="x = self.l1(x)")],
        "layer_not_called": [module(forward="return self.l1")],
        "no_bias": [module("super().__init__()\nself.l1 = nn.Linear(1, 1, bias=False)")],
        "counts_the_points": [
            module("super().__init__()\nself.l1 = nn.Linear(3, 1)"),
            module("super().__init__()\nself.l1 = nn.Linear(1, 3)"),
            module("super().__init__()\nself.l1 = nn.Linear(3, 3)"),
        ],
    },
    "06.4b": {
        "params_not_passed": [
            with_parts(optimizer="optim.SGD(net, lr=lr)"),
            with_parts(optimizer="optim.SGD(net.parameters, lr=lr)"),
            with_parts(optimizer="optim.SGD([], lr=lr)"),
            with_parts(optimizer="optim.SGD(lr=lr)"),
            with_parts(optimizer="optim.SGD([net], lr=lr)"),
        ],
        "part_of_the_parameters": [
            with_parts(optimizer="optim.SGD([net.l1.weight], lr=lr)"),
            with_parts(optimizer="optim.SGD([net.l1.bias], lr=lr)"),
        ],
        "lr_not_passed": [
            with_parts(optimizer="optim.SGD(net.parameters())"),
            with_parts(optimizer="optim.SGD(net.parameters(), lr=0.01)"),
        ],
        "no_zero_grad": [
            with_parts("loss = criterion(net(inputs), labels)\nloss.backward()\noptimizer.step()"),
            with_parts("loss = criterion(net(inputs), labels)\noptimizer.zero_grad\nloss.backward()\noptimizer.step()"),
        ],
        "nothing_moves": [
            with_parts("loss = criterion(net(inputs), labels)\noptimizer.zero_grad()\nloss.backward()"),
            with_parts(
                "loss = criterion(net(inputs), labels)\nloss.backward()\noptimizer.zero_grad()\noptimizer.step()"
            ),
            with_parts("loss = criterion(net(inputs), labels)\noptimizer.zero_grad()\noptimizer.step()"),
            with_parts(
                "loss = criterion(net(inputs), labels)\noptimizer.zero_grad()\noptimizer.step()\nloss.backward()"
            ),
        ],
        "step_before_backward": [
            with_parts(
                "loss = criterion(net(inputs), labels)\noptimizer.step()\noptimizer.zero_grad()\nloss.backward()"
            ),
        ],
        "data_as_options": [
            with_parts(criterion="nn.MSELoss"),
            with_parts(
                "loss = nn.MSELoss(net(inputs), labels)\noptimizer.zero_grad()\nloss.backward()\noptimizer.step()"
            ),
        ],
        "sum_not_mean": [with_parts(criterion="nn.MSELoss(reduction='sum')")],
        "another_optimizer": [with_parts(optimizer="optim.Adam(net.parameters(), lr=lr)")],
        "another_criterion": [with_parts(criterion="nn.L1Loss()")],
        "another_net": [with_parts(first="net = nn.Linear(1, 1)\n    [nn.init.zeros_(p) for p in net.parameters()]")],
    },
    "06.5": {
        "left_random": [
            neuron(bias=""),
            neuron(weight="layer.weight", bias=""),
            neuron(bias="bias = nn.Parameter(torch.tensor([bias]))"),
        ],
        "shape_2x1": [
            neuron(weight="torch.tensor(weight).view(2, 1)"),
            neuron(weight="torch.tensor([[weight[0]], [weight[1]]])"),
        ],
        "flat_weight": [neuron(weight="torch.tensor(weight)")],
        "not_a_parameter": [
            neuron().replace("nn.Parameter(torch.tensor([weight]))", "torch.tensor([weight])"),
            neuron().replace("nn.Parameter(torch.tensor([weight]))", "weight"),
        ],
        "no_tanh": [neuron(outputs="layer(torch.tensor([point]))")],
        "sigmoid": [neuron(outputs="torch.sigmoid(layer(torch.tensor([point])))")],
        "missing_2": [
            neuron(loss="nn.MSELoss()(outputs, torch.tensor([[label]])) / 2"),
            "import math\n\n\ndef answer(weight, bias, point, label):\n"
            "    p = math.tanh(weight[0] * point[0] + weight[1] * point[1] + bias)\n"
            "    slope = (p - label) * (1 - p**2)\n    return [slope * x for x in point], [slope]\n",
        ],
        "no_square": [
            neuron(loss="(label - outputs).sum()"),
            neuron(loss="nn.L1Loss()(outputs, torch.tensor([[label]]))"),
        ],
        "bias_ignored": [neuron(bias="nn.init.zeros_(layer.bias)")],
        "grad_of_output": [neuron(backward="outputs.sum().backward()"), neuron(loss="(outputs - label).sum()")],
        "no_backward": [neuron(backward=""), neuron(backward="loss.backward")],
    },
    "06.6": {
        "no_uncentre_on_plot": [centering(MINUS_MEAN, "b")],
        "wrong_way_back": [
            centering(MINUS_MEAN, "b + w * mean"),
            centering(MINUS_MEAN, "b - mean"),
            centering(MINUS_MEAN, "b + mean"),
        ],
        "scales_y_only": [
            centering("[m - mean for m in weights]", "b", "sum(weights) / len(weights)"),
            centering("[m - mean for m in weights]", "b - w * mean", "sum(weights) / len(weights)"),
        ],
        "not_centered": [centering("heights", "b"), centering("heights", "b - w * mean")],
        "both_centered": [
            f"{DESCEND}def answer(heights, weights):\n    x, y = torch.tensor(heights), torch.tensor(weights)\n"
            "    w, b = descend((x - x.mean()).tolist(), (y - y.mean()).tolist(), 0.04, 200)\n"
            "    return w, b - w * x.mean().item()\n",
        ],
        "fixed_mean": [centering("[h - 165 for h in heights]", "b - w * 165")],
        "minus_the_sum": [centering(MINUS_MEAN, "b - w * mean", "sum(heights)")],
        "divides": [
            centering("[h / mean for h in heights]", "b - w * mean"),
            centering("[h / mean for h in heights]", "b"),
        ],
    },
}

UNUSUAL = {
    "06.1": [
        "answer = 'DCEBA'",
        "answer = 'C, E, B, A, D'",
        "answer = ['c', 'd', 'e', 'b', 'a']",
        "answer = 'C→E→D→B→A'",
    ],
    "06.2": [
        by_hand(LOSS + "w.data -= lr * w.grad\nb.data -= lr * b.grad\nw.grad = b.grad = None"),
        by_hand(
            "optimizer.zero_grad()\n((y - X @ w - b).pow(2).sum() / len(y)).backward()\noptimizer.step()",
            start="w, b = torch.zeros(1, 1, requires_grad=True), torch.zeros(1, 1, requires_grad=True)\n"
            "    optimizer = optim.SGD([w, b], lr=lr)",
        ),
        "import numpy as np\n\n\ndef answer(X, y, lr, epochs):\n    X, y, w, b = X.numpy(), y.numpy(), 0.0, 0.0\n"
        "    for _ in range(epochs):\n        gap = X * w + b - y\n"
        "        w, b = w - 2 * lr * (gap * X).mean(), b - 2 * lr * gap.mean()\n    return [w, b]\n",
    ],
    "06.3": [
        "answer = ('C', 1446, 143)",
        "answer = ['c', '1446', '143']",
        "import numpy as np\n\nanswer = ['(c)', np.int64(1446), 143.0]",
    ],
    "06.4": [
        module(
            "super(Net, self).__init__()\nself.line = nn.Sequential(nn.Linear(1, 1))", "return self.line.forward(x)"
        ),
        module(
            "super().__init__()\nself.w = nn.Parameter(torch.rand(1, 1))\nself.b = nn.Parameter(torch.rand(1))",
            "return x @ self.w + self.b",
        ),
    ],
    "06.4b": [
        with_parts(
            "loss = criterion(labels, net.forward(inputs))\nnet.zero_grad()\nloss.backward()\noptimizer.step()",
            optimizer="optim.SGD([{'params': net.l1.weight}, {'params': [net.l1.bias]}], lr)",
        ),
        with_parts(
            "optimizer.zero_grad()\noutputs = net(inputs)\n((outputs - labels) ** 2).mean().backward()\noptimizer.step()"
        ),
        IMPORTS + "def answer(net, inputs, labels, lr, epochs):\n    for _ in range(epochs):\n"
        "        for p in net.parameters():\n            p.grad = None\n"
        "        torch.nn.functional.mse_loss(net(inputs), labels).backward()\n        with torch.no_grad():\n"
        "            for p in net.parameters():\n                p -= lr * p.grad\n    return net\n",
    ],
    "06.5": [
        "import math\n\n\ndef answer(weight, bias, point, label):\n"
        "    p = math.tanh(sum(w * x for w, x in zip(weight, point)) + bias)\n"
        "    slope = 2 * (p - label) * (1 - p * p)\n    return [slope * x for x in point], slope\n",
        IMPORTS + "def answer(weight, bias, point, label):\n    w = torch.tensor(weight, requires_grad=True)\n"
        "    b = torch.tensor(bias, requires_grad=True)\n    loss = ((w @ torch.tensor(point) + b).tanh() - label) ** 2\n"
        "    loss.backward()\n    return w.grad, b.grad\n",
    ],
    "06.6": [
        "import numpy as np\n\n\ndef answer(heights, weights):\n    return tuple(np.polyfit(heights, weights, 1))\n",
        DESCEND + "def answer(heights, weights):\n    x, y = torch.tensor(heights), torch.tensor(weights)\n"
        "    w, b = descend((x - x.mean()).tolist(), (y - y.mean()).tolist(), 0.04, 200)\n"
        "    return [w, y.mean().item() - w * x.mean().item()]\n",
    ],
}

# What a slip may do to a solution without making it wrong, each with the reason.
EQUIVALENT = {
    "06.2": {
        "((y - (X @ w + b)) ** 2).mean().backward()": "a square has no sign",
        "((X * w + b - y) ** 2).mean().backward()": "w is 1 by 1: multiplying by it is its matrix product",
        "for p in (b, w): p -= lr * p.grad p.grad.zero_()": "both gradients are known by then: the order is free",
    },
    "06.4b": {"loss = criterion(labels, net(inputs))": "the squared difference is the same either way"},
    "06.5": {"loss = nn.MSELoss()(torch.tensor([[label]]), outputs)": "the squared difference is the same either way"},
    "06.6": {
        "mean = sum(heights) // len(heights)": "any shift close to the mean makes the valley round, and is undone at the end",
        "w, b = descend(centered, weights, lr=0.04, epochs=201)": "it has arrived by then",
        "w, b = descend(centered, weights, lr=0.04, epochs=199)": "it has arrived by then",
    },
}
