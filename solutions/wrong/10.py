"""Typical wrong answers of lesson 10, each with the misconception that it shows; and unusual right ones."""

TORCH = "import autograd_lib as torch\nfrom autograd_lib import nn\nimport numpy as np\n\n\n"


def loop(
    inputs: str = "torch.tensor(pixels, dtype=torch.float32)",
    targets: str = "torch.tensor(labels).long()",
    zero: str = "W.grad.zero_()",
    update: str = "with torch.no_grad():\n            W -= lr * W.grad",
    loss: str = "nn.functional.cross_entropy(inputs @ W, targets)",
    note: str = "losses.append(loss.item())",
    last: str = "pass",
) -> str:
    return (
        TORCH
        + f"""def answer(pixels, labels, epochs, lr):
    inputs, targets = {inputs}, {targets}
    W = torch.zeros(pixels.shape[1], 3, requires_grad=True)
    losses = []
    for epoch in range(epochs):
        loss = {loss}
        {note}
        loss.backward()
        {update}
        {zero}
        {last}
    return losses
"""
    )


def state(body: str) -> str:
    return TORCH + f"def answer(book):\n    {body}\n"


def at_y(body: str) -> str:
    return TORCH + f"def answer(f, g, x):\n    x = torch.tensor(x, requires_grad=True)\n    {body}\n"


PAIRS = "{{{}: torch.tensor(book['W1'].T), {}: torch.tensor(book['b1']), {}: torch.tensor(book['W2'].T), {}: torch.tensor(book['b2'])}}"


def named(*keys: str) -> str:
    return state("return " + PAIRS.format(*map(repr, keys)))


def made(weight: str = "torch.tensor({}.T)", bias: str = "torch.tensor({})") -> str:
    w, b = weight.format, bias.format
    return state(
        f"return {{'0.weight': {w('''book['W1']''')}, '0.bias': {b('''book['b1']''')}, "
        f"'2.weight': {w('''book['W2']''')}, '2.bias': {b('''book['b2']''')}}}"
    )


WRONG = {
    "10.1": {
        "forgot_float": [
            loop("torch.tensor(pixels)"),
            loop("torch.from_numpy(pixels)"),
            loop("torch.from_numpy(pixels)", "torch.from_numpy(labels)"),
        ],
        "labels_not_long": [
            loop(targets="torch.tensor(labels)"),
            loop(targets="torch.from_numpy(labels)"),
            loop(targets="torch.tensor(labels, dtype=torch.float32)"),
        ],
        "labels_stay_numpy": [loop(targets="labels")],
        "keeps_numpy": [
            loop("pixels"),
            loop("pixels", "labels"),
            loop("pixels", loss="nn.functional.cross_entropy(torch.matmul(inputs, W), targets)"),
        ],
        "no_zero_grad": [loop(zero="pass")],
        "plus_update": [loop(update="with torch.no_grad():\n            W += lr * W.grad")],
        "update_recorded": [loop(update="W -= lr * W.grad")],
        "sum_not_mean": [loop(loss="nn.functional.cross_entropy(inputs @ W, targets, reduction='sum')")],
        "loss_after_update": [
            loop(note="pass", last="losses.append(nn.functional.cross_entropy(inputs @ W, targets).item())"),
        ],
        "softmax_twice": [loop(loss="nn.functional.cross_entropy(torch.softmax(inputs @ W, 1), targets)")],
        "stands_still": [
            loop(update="pass"),
            loop(update="W.grad.zero_()\n        with torch.no_grad():\n            W -= lr * W.grad"),
        ],
        "nothing_noted": [loop(note="loss.item()")],
    },
    "10.2": {
        "not_five": ["answer = ['D', 'A', 'E', 'B']", "answer = 'D'"],
        "no_such_letter": ["answer = ['D', 'A', 'E', 'B', 'H']", "answer = [1, 2, 3, 4, 5]"],
        "all_the_same": ["answer = ['C', 'C', 'C', 'C', 'C']"],
        "decoys": ["answer = ['G', 'A', 'E', 'B', 'C']", "answer = 'DAFBC'"],
        "eval_mode": ["answer = ['C', 'A', 'E', 'B', 'D']", "answer = 'ABCDE'"],
        "no_zero_grad": ["answer = ['D', 'C', 'E', 'B', 'A']"],
        "wrong_dim": ["answer = 'd, a, b, e, c'"],
        "softmax_twice": ["answer = ['D', 'A', 'E', 'C', 'B']"],
        "item_detach": ["answer = ['D', 'A', 'E', 'B', 'A']"],
    },
    "10.3": {
        "transposed": [made("torch.tensor({})")],
        "reshaped": [
            made("torch.tensor({0}.reshape({0}.shape[1], {0}.shape[0]))"),
            made("torch.tensor({0}).view({0}.shape[1], -1)"),
        ],
        "keeps_numpy": [made("{}.T", "{}"), made("{}.T.tolist()", "{}.tolist()")],
        "key_names": [
            named("W1", "b1", "W2", "b2"),
            state("return {name: torch.tensor(each) for name, each in book.items()}"),
            named("l1.weight", "l1.bias", "l2.weight", "l2.bias"),
            named("0.w", "0.b", "2.w", "2.b"),
        ],
        "counts_from_1": [
            named("1.weight", "1.bias", "3.weight", "3.bias"),
            named("1.weight", "1.bias", "2.weight", "2.bias"),
        ],
        "no_biases": [
            state("return {'0.weight': torch.tensor(book['W1'].T), '2.weight': torch.tensor(book['W2'].T)}"),
        ],
        "whole_network": [state("return nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))")],
        "relu_not_counted": [named("0.weight", "0.bias", "1.weight", "1.bias")],
    },
    "10.4": {
        "expects_grad": [
            at_y("y = f(x)\n    g(y).backward()\n    return y.grad"),
            at_y("y = f(x)\n    g(y).backward()\n    y.retain_grad()\n    return y.grad"),
        ],
        "gradient_at_x": [at_y("y = f(x)\n    g(y).backward()\n    return x.grad")],
        "gradient_of_f": [at_y("y = f(x)\n    y.backward()\n    return x.grad")],
        "wrong_place": [at_y("g(x).backward()\n    return x.grad")],
        "no_requires_grad": [
            TORCH
            + "def answer(f, g, x):\n    y = f(torch.tensor(x))\n    y.retain_grad()\n    g(y).backward()\n    return y.grad",
            TORCH + "def answer(f, g, x):\n    y = f(torch.tensor(x))\n    g(y).backward()\n    return y.grad",
        ],
        "in_a_tuple": [at_y("y = f(x)\n    return torch.autograd.grad(g(y), y)")],
        "value_not_grad": [
            at_y("return g(f(x))"),
            at_y("y = f(x)\n    g(y).backward()\n    return y"),
        ],
    },
    "10.5": {
        "not_a_plan": ["answer = 'D'", "answer = 5", "answer = ('D', 5, 'now')"],
        "swapped": ["answer = (5, 'D')"],
        "no_such_project": ["answer = ('F', 3)", "answer = ('birds', 3)"],
        "no_such_number": ["answer = ('A', 6)", "answer = ('A', 0)"],
        "cannon": ["answer = ('D', 1)", "answer = ('e', '1')"],
        "from_scratch": ["answer = ('A', 5)"],
        "nothing_needed": ["answer = ('B', 5)", "answer = ('C', 5)"],
        "another_tool": ["answer = ('B', 2)", "answer = ['D', 3]", "answer = ('C', 2)"],
    },
}

UNUSUAL = {
    "10.1": [
        loop("torch.from_numpy(pixels).float()", "torch.from_numpy(labels).to(torch.int64)"),
        loop(targets="torch.tensor(labels, dtype=torch.uint8)"),
        loop(note="losses.append(loss.detach())"),
        loop(update="W.data -= lr * W.grad", zero="W.grad = None"),
        loop(loss="nn.CrossEntropyLoss()(torch.mm(inputs, W), targets)"),
        TORCH
        + """def answer(pixels, labels, epochs, lr):
    net = nn.Linear(pixels.shape[1], 3, bias=False)
    nn.init.zeros_(net.weight)
    optimizer = torch.optim.SGD(net.parameters(), lr=lr)
    losses = []
    for epoch in range(epochs):
        loss = nn.functional.cross_entropy(net(torch.tensor(pixels).float()), torch.tensor(labels).long())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss)
    return losses
""",
    ],
    "10.2": ["answer = 'DAEBC'", "answer = ('d', 'a', 'e', 'b', 'c')", "answer = 'D, A, E, B, C'"],
    "10.3": [
        made("torch.tensor({}).t()"),
        made("nn.Parameter(torch.tensor({}.T))"),
        state(
            "net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))\n"
            "    numbers = [book['W1'].reshape(3, 4).T, book['b1'], book['W2'].T, book['b2']]\n"
            "    net.load_state_dict(dict(zip(net.state_dict(), map(torch.tensor, numbers))))\n"
            "    return net.state_dict()"
        ),
        state(
            "net = nn.Sequential(nn.Linear(*book['W1'].shape), nn.ReLU(), nn.Linear(*book['W2'].shape))\n"
            "    arrays = book['W1'].T, book['b1'], book['W2'].T, book['b2']\n"
            "    return dict(zip(net.state_dict(), map(torch.tensor, arrays)))"
        ),
    ],
    "10.4": [
        at_y("y = f(x).detach().requires_grad_()\n    g(y).backward()\n    return y.grad.item()"),
        at_y("y = f(x)\n    return torch.autograd.grad(g(y), y)[0]"),
        at_y("found = []\n    y = f(x)\n    y.register_hook(found.append)\n    g(y).backward()\n    return found[0]"),
    ],
    "10.5": ["answer = ('B', 1)", "answer = ['a', 3]", "answer = ('C', '4')", "answer = ('E', 2.0)"],
}

EQUIVALENT = {
    "10.1": {"history.append(loss)": "the same numbers, as tensors"},
}
