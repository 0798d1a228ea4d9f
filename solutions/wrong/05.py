"""Typical wrong answers of lesson 05, each with the misconception that it shows; and unusual right ones."""

TORCH = "import autograd_lib as torch\n\n\n"
LEAF = "    x = torch.tensor(places, requires_grad=True)\n"

WRONG = {
    "05.1": {
        "forgot_chain": ["answer = 6", "answer = 2 * 3.0"],
        "local_only": ["answer = 4"],
        "value_not_grad": ["answer = 35", "answer = 9"],
        "added": ["answer = 10"],
        "slope_of_square": ["answer = 12", "answer = 36"],
        "constant_kept": ["answer = 23", "answer = 5"],
        "lessons_chain": ["answer = 8.0"],
    },
    "05.2": {
        "no_operation": ["answer = ['out', 'D', 'C', 'B', 'A', 'x']", "answer = ['D', 'C', 'B', 'A', 'x']"],
        "forward_order": ["answer = ['A', 'B', 'C', 'D']"],
        "inputs_first": ["answer = ['A', 'C', 'B', 'D']", "answer = ['a', 'b', 'd', 'c']"],
        "too_early": ["answer = ['D', 'C', 'A', 'B']", "answer = ('d', 'c', 'a', 'b')"],
        "skips_ahead": ["answer = ['D', 'B', 'C', 'A']", "answer = ['D', 'A', 'B', 'C']"],
        "path_by_path": ["answer = ['D', 'C', 'A', 'B', 'A']", "answer = ['D', 'C', 'B', 'A', 'A']"],
        "output_missing": ["answer = ['C', 'B', 'A']"],
        "not_from_output": ["answer = ['B', 'A', 'C', 'D']", "answer = 'CBAD'"],
        "operation_missing": ["answer = ['D', 'C', 'B']", "answer = ['D', 'C', 'B', 'B']"],
    },
    "05.3": {
        "same_for_all": ["answer = [[2, 2, 2, 2]] * 3", "answer = [2, 2, 2]"],
        "forgot_chain": [
            "answer = [[1, 1, 1, 1], [0.25, 0.25, 0.25, 0.25], [0, 1, 0, 0]]",
            "answer = [[2, 2, 2, 2], [0.25, 0.25, 0.25, 0.25], [0, 2, 0, 0]]",
            "answer = [[2, 2, 2, 2], [0.5, 0.5, 0.5, 0.5], [0, 1, 0, 0]]",
        ],
        "values_not_grads": [
            "answer = [[2, 14, 8, 4], [7, 7, 7, 7], [0, 14, 0, 0]]",
            "answer = [28, 7, 14]",
        ],
        "added_up": ["answer = [8, 2, 2]", "answer = [[8, 8, 8, 8], [2, 2, 2, 2], [0, 2, 0, 0]]"],
        "sum_shared": ["answer = [[0.5, 0.5, 0.5, 0.5], [2, 2, 2, 2], [0, 2, 0, 0]]"],
        "not_fresh": ["answer = [[2, 2, 2, 2], [2.5, 2.5, 2.5, 2.5], [2.5, 4.5, 2.5, 2.5]]"],
        "max_elsewhere": [
            "answer = [[2, 2, 2, 2], [0.5, 0.5, 0.5, 0.5], [2, 0, 0, 0]]",
            "answer = [[2, 2, 2, 2], [0.5, 0.5, 0.5, 0.5], [0, 0, 0, 1]]",
        ],
        "mean_unscaled": ["answer = [[2, 2, 2, 2], [2, 2, 2, 2], [0, 2, 0, 0]]"],
        "max_everywhere": [
            "answer = [[2, 2, 2, 2], [0.5, 0.5, 0.5, 0.5], [2, 2, 2, 2]]",
            "answer = [[2, 2, 2, 2], [0.5, 0.5, 0.5, 0.5], [1, 1, 1, 1]]",
        ],
        "max_nowhere": ["answer = [[2, 2, 2, 2], [0.5, 0.5, 0.5, 0.5], [0, 0, 0, 0]]"],
        "max_shared": ["answer = [[2, 2, 2, 2], [0.5, 0.5, 0.5, 0.5], [0, 0.5, 0, 0]]"],
        "max_value": [
            "answer = [[2, 2, 2, 2], [0.5, 0.5, 0.5, 0.5], [0, 14, 0, 0]]",
            "answer = [[2, 2, 2, 2], [0.5, 0.5, 0.5, 0.5], [0, 7, 0, 0]]",
        ],
        "one_number": ["answer = [2, 0.5, [0, 2, 0, 0]]", "answer = [[2, 2, 2, 2], [0.5, 0.5, 0.5, 0.5], 2]"],
    },
    "05.4": {
        "overwrites": ["answer = [6, 6, 6]", "answer = [6, 6, 0]"],
        "zero": ["answer = [6, 0, 6]", "answer = [6, 0, 0]"],
        "error_expected": [
            "answer = [6, 'error', 6]",
            "answer = [6, 'RuntimeError', 'RuntimeError']",
            "answer = [6, None, 6]",
        ],
        "never_reset": ["answer = [6, 12, 18]"],
        "stays_zero": ["answer = [6, 12, 0]"],
        "takes_one_back": ["answer = [6, 12, 12]"],
        "place_not_slope": ["answer = [3, 6, 3]", "answer = (3, 3, 3)"],
        "doubles": ["answer = [6, 12, 24]", "answer = [6, 36, 6]"],
        "slope_at_1": ["answer = [2, 4, 2]", "answer = [2, 4, 6]"],
        "values_not_grads": ["answer = [9, 18, 9]", "answer = (9, 9, 9)"],
    },
    "05.5": {
        "no_letter": [
            "answer = ['a', 'out']",
            TORCH + "answer = [torch.tensor(2.0, requires_grad=True)]",
        ],
        "all_have": ["answer = ['a', 'b', 'c', 'd', 'e', 'k']", "answer = list('kedcba')"],
        "detach_keeps_history": ["answer = ['a', 'k']", "answer = ['a', 'c']", "answer = ['a', 'b', 'k', 'c']"],
        "intermediate_kept": ["answer = ['a', 'b']", "answer = {'b', 'a'}"],
        "no_grad_later": ["answer = ['a', 'e']"],
        "plain_tensor": ["answer = ['a', 'd']"],
        "nobody": ["answer = []"],
    },
    "05.6": {
        "one_path": [
            "def answer(x):\n    return x + 1",
            "def answer(x):\n    return x + x",
            "def answer(x):\n    return 1",
        ],
        "product_of_paths": ["def answer(x):\n    return x * x * 1", "def answer(x):\n    return (x + x) * x"],
        "value_not_grad": ["def answer(x):\n    return x * x + x"],
        "counts_paths": ["def answer(x):\n    return 1 + 1 + 1"],
        "value_kept": ["def answer(x):\n    return x * x + 1", "def answer(x):\n    return x + x + x"],
    },
    "05.7": {
        "unit_v": ["answer = [32, 32]"],
        "unit_v_miscounted": ["answer = [16, 16]", "answer = [64, 64]"],
        "n_minus_1": ["answer = [8, 32]"],
        "n_plus_1": ["answer = [32, 128]"],
        "ones": ["answer = [1, 1]"],
        "v_alone": ["answer = [0.5, 2]"],
        "added_not_multiplied": ["answer = [5, 20]"],
        "counted": ["answer = [2.5, 10]"],
        "value_not_grad": ["answer = [96, 128]", "answer = [48, 256]"],
        "v_times_x": ["answer = [1.5, 8]"],
        "one_step": ["answer = [1, 4]"],
        "miscounted": ["answer = [4, 16]", "answer = [2.0, 8.0]"],
        "lessons_loop": ["answer = [512, 2048]", "answer = [1024, 1024]", "answer = [102.4, 1024]"],
    },
    "05.8": {
        "local_only": [
            "def answer(local):\n    return local + [1]",
            "def answer(local):\n    return list(local)",
            "def answer(local):\n    return [1] + local",
        ],
        "forward": [
            "def answer(local):\n    found = [1]\n    for each in local:\n        found.append(found[-1] * each)\n"
            "    return found",
            "def answer(local):\n    found = [1]\n    for each in local:\n        found.insert(0, each * found[0])\n"
            "    return found",
        ],
        "output_first": [
            "def answer(local):\n    found = [1]\n    for each in reversed(local):\n        found.append(found[-1] * each)\n"
            "    return found",
        ],
        "forgot_the_1": [
            "def answer(local):\n    found, gradient = [], 1\n    for each in reversed(local):\n        gradient *= each\n"
            "        found.insert(0, gradient)\n    return found",
        ],
        "forgot_the_input": [
            "def answer(local):\n    found, gradient = [], 1\n    for each in reversed(local):\n"
            "        found.insert(0, gradient)\n        gradient *= each\n    return found",
            "def answer(local):\n    found = [1]\n    for place in range(len(local) - 1, 0, -1):\n"
            "        found.insert(0, local[place] * found[0])\n    return found",
        ],
        "minus_zero": [
            "def answer(local):\n    found = [1]\n    for step in range(len(local)):\n"
            "        found.insert(0, local[-step] * found[0])\n    return found",
            "def answer(local):\n    found = [1]\n    for step in range(len(local)):\n"
            "        found.append(local[-step] * found[-1])\n    return found",
        ],
        "returns_in_loop": [
            "def answer(local):\n    found = [1]\n    for each in reversed(local):\n        found.insert(0, each * found[0])\n"
            "        return found",
        ],
        "starts_at_0": [
            "def answer(local):\n    found = [0]\n    for each in reversed(local):\n        found.insert(0, each * found[0])\n"
            "    return found",
        ],
        "added": [
            "def answer(local):\n    found = [1]\n    for each in reversed(local):\n        found.insert(0, each + found[0])\n"
            "    return found",
        ],
        "only_the_last": [
            "def answer(local):\n    gradient = 1\n    for each in reversed(local):\n        gradient = each * gradient\n"
            "    return gradient",
        ],
        "changes_local": [
            "def answer(local):\n    found = [1]\n    while local:\n        found.insert(0, local.pop() * found[0])\n"
            "    return found",
            "def answer(local):\n    local.reverse()\n    found = [1]\n    for each in local:\n"
            "        found.insert(0, each * found[0])\n    return found",
        ],
        "one_chain": [
            "def answer(local):\n    return [30, 15, 3, 1]",
            "def answer(local):\n    a, b, c = local[0], local[1], local[2]\n    return [a * b * c, b * c, c, 1]",
        ],
        "empty_chain": [
            "def answer(local):\n    if not local:\n        return []\n    found = [1]\n    for each in reversed(local):\n"
            "        found.insert(0, each * found[0])\n    return found",
            "def answer(local):\n    found = [local[-1], 1]\n    for each in reversed(local[:-1]):\n"
            "        found.insert(0, each * found[0])\n    return found",
        ],
    },
    "05.9": {
        "no_sum": [TORCH + "def answer(f, places):\n" + LEAF + "    y = f(x)\n    y.backward()\n    return x.grad"],
        "mean_not_sum": [TORCH + "def answer(f, places):\n" + LEAF + "    f(x).mean().backward()\n    return x.grad"],
        "max_not_sum": [TORCH + "def answer(f, places):\n" + LEAF + "    f(x).max().backward()\n    return x.grad"],
        "sum_before_f": [TORCH + "def answer(f, places):\n" + LEAF + "    f(x.sum()).backward()\n    return x.grad"],
        "gives_places": [TORCH + "def answer(f, places):\n" + LEAF + "    f(x).sum().backward()\n    return x"],
        "no_requires_grad": [
            TORCH
            + "def answer(f, places):\n    x = torch.tensor(places)\n    f(x).sum().backward()\n    return x.grad",
            TORCH + "def answer(f, places):\n" + LEAF + "    f(x.detach()).sum().backward()\n    return x.grad",
            TORCH + "def answer(f, places):\n" + LEAF + "    with torch.no_grad():\n        z = f(x).sum()\n"
            "    z.backward()\n    return x.grad",
        ],
        "no_tensor": [
            TORCH + "def answer(f, places):\n    y = f(places)\n    y.sum().backward()\n    return places.grad",
            "def answer(f, places):\n    h = 1e-5\n    return [(f(x + h) - f(x - h)) / (2 * h) for x in places]",
        ],
        "grad_of_y": [
            TORCH + "def answer(f, places):\n" + LEAF + "    y = f(x)\n    y.retain_grad()\n    y.sum().backward()\n"
            "    return y.grad"
        ],
        "none_there": [
            TORCH + "def answer(f, places):\n" + LEAF + "    z = f(x).sum()\n    return x.grad",
            TORCH + "def answer(f, places):\n" + LEAF + "    return f(x).sum().backward()",
            TORCH + "def answer(f, places):\n" + LEAF + "    y = f(x)\n    y.sum().backward()\n    return y.grad",
            TORCH + "def answer(f, places):\n" + LEAF + "    f(x).sum().backward()\n    x.grad",
        ],
        "value_not_grad": [TORCH + "def answer(f, places):\n" + LEAF + "    return f(x)"],
        "accumulates": [
            TORCH + "def answer(f, places):\n    x = torch.tensor(0.0, requires_grad=True)\n    found = []\n"
            "    for place in places:\n        with torch.no_grad():\n            x.fill_(place)\n"
            "        f(x).backward()\n        found.append(x.grad.item())\n    return found"
        ],
        "walk_from_f": [TORCH + "def answer(f, places):\n" + LEAF + "    f.backward()\n    return x.grad"],
        "lessons_places": [
            TORCH + "def answer(f, places):\n    x = torch.linspace(-2, 2, 17, requires_grad=True)\n"
            "    f(x).sum().backward()\n    return x.grad",
        ],
        "one_function": [TORCH + "def answer(f, places):\n    return 4 * torch.tensor(places)"],
        "difference": [
            TORCH + "def answer(f, places):\n    x = torch.tensor(places)\n    h = 1e-2\n"
            "    return (f(x + h) - f(x)) / h",
            TORCH + "def answer(f, places):\n    x = torch.tensor(places)\n    h = 1e-4\n"
            "    return (f(x + h) - f(x - h)) / (2 * h)",
        ],
    },
}

UNUSUAL = {
    "05.1": [
        TORCH + "x = torch.tensor(3.0, requires_grad=True)\n(4 * x**2 - 1).backward()\nanswer = x.grad",
        "answer = 24.0",
        "import numpy as np\n\nanswer = np.float32(4) * 2 * 3",
    ],
    "05.2": [
        "answer = ('d', 'c', 'b', 'a')",
        "answer = list(reversed('ABCD'))",
        "answer = 'DCBA'",
        "answer = 'D, c, b, a'",
    ],
    "05.3": [
        "import numpy as np\n\nones = np.ones(4)\nanswer = [2 * ones, ones / 2, 2 * np.eye(4)[1]]",
        TORCH + "answer = []\nfor name in ('sum', 'mean', 'max'):\n"
        "    x = torch.tensor([1.0, 7.0, 4.0, 2.0], requires_grad=True)\n    getattr(2 * x, name)().backward()\n"
        "    answer.append(x.grad)",
    ],
    "05.4": ["answer = (6.0, 12.0, 6.0)", TORCH + "answer = torch.tensor([6.0, 12.0, 6.0])"],
    "05.5": ["answer = {'a'}", "answer = ('A',)", "answer = 'a'", "answer = '[a]'"],
    "05.6": [
        TORCH
        + "def answer(x):\n    x = torch.tensor(x, requires_grad=True)\n    (x * x + x).backward()\n    return x.grad",
        "def answer(x):\n    paths = [x, x, 1]\n    return sum(paths)",
    ],
    "05.7": [
        TORCH + "answer = torch.tensor([0.5, 2.0]) * 2**5",
        "answer = (16.0, 64.0)",
    ],
    "05.8": [
        "import math\n\n\ndef answer(local):\n    return [math.prod(local[place:]) for place in range(len(local) + 1)]",
        "import numpy as np\n\n\ndef answer(local):\n    return np.cumprod([1, *local[::-1]])[::-1]",
        TORCH + "def answer(local):\n    x = torch.tensor(1.0, requires_grad=True)\n    places = [x]\n"
        "    for each in local:\n        places.append(places[-1] * each)\n        places[-1].retain_grad()\n"
        "    places[-1].backward()\n    return [place.grad for place in places]",
    ],
    "05.9": [
        TORCH + "def answer(f, places):\n    found = []\n    for place in places:\n"
        "        x = torch.tensor(place, requires_grad=True)\n        f(x).backward()\n        found.append(x.grad.item())\n"
        "    return found",
        TORCH
        + "def answer(f, places):\n"
        + LEAF
        + "    y = f(x)\n    y.backward(torch.ones_like(y))\n    return x.grad.tolist()",
        TORCH
        + "def answer(f, places):\n"
        + LEAF
        + "    (g,) = torch.autograd.grad(f(x).sum(), [x])\n    return g.numpy()",
    ],
}

# What a slip may do to a solution without making it wrong, each with the reason.
EQUIVALENT: dict[str, dict[str, str]] = {}
