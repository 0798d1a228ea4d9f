"""Typical wrong answers of lesson 08, each with the misconception that it shows; and unusual right ones."""

NP = "import numpy as np\n\n\n"
MUL = "def answer(grad, a, b):\n"
TO = "def answer(grads, place, grad):\n"
SORT = "def answer(root, inputs_of):\n"
UN = "def answer(grad, shape):\n"
CHECK = NP + "def answer(f, gradient, x):\n"
RULE = "def answer(grad, result):\n"

# A gradcheck with holes: how a slope is measured, and what is compared.
LOOP = (
    "    for place in np.ndindex(x.shape):\n        step = np.zeros(x.shape)\n        step[place] = {h}\n"
    "        measured = {measured}\n        if {bad}:\n            return False\n    return True"
)
CENTRAL, BAD = (
    "(f(x + step) - f(x - step)) / (2 * {h})",
    "abs(gradient(x)[place] - measured) > 1e-5 + 1e-3 * abs(measured)",
)


def checking(h: str = "1e-6", measured: str = CENTRAL, bad: str = BAD) -> str:
    return CHECK + LOOP.format(h=h, measured=measured.format(h=h), bad=bad)


WRONG = {
    "08.1": {
        "own_value": [
            MUL + "    return grad * a, grad * b",
            MUL + "    da = a * grad\n    db = b * grad\n    return [da, db]",
        ],
        "forgot_grad_out": [MUL + "    return b, a", MUL + "    da, db = b, a\n    return (da, db)"],
        "own_and_no_grad": [MUL + "    return a, b"],
        "added": [MUL + "    return grad + b, grad + a", MUL + "    return b + grad, a + grad"],
        "rule_of_add": [MUL + "    return grad, grad"],
        "value_not_grad": [MUL + "    return a * b", MUL + "    out = a * b\n    return grad * out, grad * out"],
        "one_gradient": [MUL + "    return grad * b", MUL + "    return grad * (a + b)"],
        "divided": [MUL + "    return grad / b, grad / a"],
    },
    "08.2": {
        "assign_not_add": [TO + "    grads[place] = grad", TO + "    grads.update({place: grad})"],
        "double_count": [
            TO + "    if place not in grads:\n        grads[place] = grad\n    grads[place] = grads[place] + grad",
            TO + "    grads[place] = grads.get(place, grad) + grad",
        ],
        "in_place": [
            TO + "    if place in grads:\n        grads[place] += grad\n    else:\n        grads[place] = grad",
            TO + "    try:\n        grads[place] += grad\n    except KeyError:\n        grads[place] = grad",
        ],
        "keeps_first": [
            TO + "    if place not in grads:\n        grads[place] = grad",
            TO + "    grads.setdefault(place, grad)",
        ],
        "nothing_there": [TO + "    grads[place] = grads[place] + grad", TO + "    grads[place] += grad"],
        "never_begins": [
            TO + "    if place in grads:\n        grads[place] = grads[place] + grad",
            TO + "    old = grads.get(place, 0)\n    old = old + grad",
            TO + "    return grads.get(place, 0) + grad",
            TO + "    grads = {**grads, place: grads.get(place, 0) + grad}",
        ],
        "product": [TO + "    grads[place] = grads.get(place, 1) * grad"],
        "mean": [TO + "    grads[place] = (grads[place] + grad) / 2 if place in grads else grad"],
    },
    "08.3": {
        "bfs": [
            SORT + "    order = [root]\n    for each in order:\n        for source in inputs_of(each):\n"
            "            if source not in order:\n                order.append(source)\n    return order",
            "from collections import deque\n\n\n" + SORT + "    seen, order, queue = {root}, [], deque([root])\n"
            "    while queue:\n        each = queue.popleft()\n        order.append(each)\n"
            "        for source in reversed(inputs_of(each)):\n            if source not in seen:\n"
            "                seen.add(source)\n                queue.append(source)\n    return order",
        ],
        "preorder": [
            SORT + "    order, stack = [], [root]\n    while stack:\n        each = stack.pop()\n"
            "        if each not in order:\n            order.append(each)\n            stack.extend(inputs_of(each))\n"
            "    return order",
            SORT + "    order, stack = [], [root]\n    while stack:\n        each = stack.pop()\n"
            "        if each in order:\n            continue\n        order.append(each)\n"
            "        for source in reversed(inputs_of(each)):\n            stack.append(source)\n    return order",
        ],
        "visits_twice": [
            SORT + "    order = [root]\n    for each in inputs_of(root):\n        order += answer(each, inputs_of)\n"
            "    return order",
            SORT + "    order = [root]\n    for each in order:\n        for source in inputs_of(each):\n"
            "            if len(order) < 2000:\n                order.append(source)\n    return order",
        ],
        "path_by_path": [
            SORT
            + "    depth = {}\n\n    def walk(each, steps):\n        depth[each] = max(depth.get(each, 0), steps)\n"
            "        for source in inputs_of(each):\n            walk(source, steps + 1)\n\n    walk(root, 0)\n"
            "    return sorted(depth, key=depth.get)",
        ],
        "leaves_out": [
            SORT
            + "    uses, found = {root: 0}, [root]\n    for each in found:\n        for source in inputs_of(each):\n"
            "            if source not in uses:\n                uses[source] = 0\n                found.append(source)\n"
            "            uses[source] += 1\n    order, ready = [], [root]\n    for each in ready:\n"
            "        for source in inputs_of(each):\n            uses[source] -= 1\n            if uses[source] == 0:\n"
            "                ready.append(source)\n                order.append(source)\n    return order",
        ],
        "inputs_first": [
            SORT + "    order, stack = [], [(root, False)]\n    while stack:\n        each, done = stack.pop()\n"
            "        if done and each not in order:\n            order.append(each)\n        elif not done and each not in order:\n"
            "            stack.append((each, True))\n            stack += [(s, False) for s in inputs_of(each)]\n"
            "    return order",
        ],
        "recurses": [
            SORT + "    order, seen = [], set()\n\n    def visit(each):\n        if each not in seen:\n"
            "            seen.add(each)\n            for source in inputs_of(each):\n                visit(source)\n"
            "            order.append(each)\n\n    visit(root)\n    return order[::-1]",
        ],
    },
    "08.4": {
        "sum_all": [UN + "    return grad.sum()", NP + UN + "    return np.full(shape, grad.sum())"],
        "no_keepdims": [
            UN + "    grad = grad.sum(axis=tuple(range(grad.ndim - len(shape))))\n"
            "    return grad.sum(axis=tuple(i for i, n in enumerate(shape) if n == 1))",
        ],
        "leading_only": [
            UN + "    return grad.sum(axis=tuple(range(grad.ndim - len(shape))))",
            UN + "    while grad.ndim > len(shape):\n        grad = grad.sum(axis=0)\n    return grad",
        ],
        "stretched_only": [
            UN
            + "    for i, n in enumerate(shape):\n        if n == 1:\n            grad = grad.sum(axis=i, keepdims=True)\n"
            "    return grad",
        ],
        "mean": [
            UN
            + "    while grad.ndim > len(shape):\n        grad = grad.mean(axis=0)\n    for i, n in enumerate(shape):\n"
            "        if n == 1:\n            grad = grad.mean(axis=i, keepdims=True)\n    return grad",
        ],
        "one_copy": [
            UN + "    while grad.ndim > len(shape):\n        grad = grad[0]\n    for i, n in enumerate(shape):\n"
            "        if n == 1:\n            grad = grad.take([0], axis=i)\n    return grad",
        ],
        "reshapes": [UN + "    return grad.reshape(shape)"],
        "nothing_done": [UN + "    return grad"],
        "first_axis": [
            UN + "    return grad.sum(axis=0)",
            UN + "    if grad.shape == shape:\n        return grad\n    return grad.sum(0)",
        ],
        "one_in_front": [
            UN + "    if grad.ndim != len(shape):\n        grad = grad.sum(axis=0)\n    for i, n in enumerate(shape):\n"
            "        if n == 1:\n            grad = grad.sum(axis=i, keepdims=True)\n    return grad",
        ],
        "broadcasts": [NP + UN + "    return np.broadcast_to(grad, shape)"],
    },
    "08.5": {
        "no_transpose": [
            MUL + "    return grad @ b, a @ grad",
            NP + MUL + "    return np.dot(grad, b), np.dot(a, grad)",
        ],
        "one_transposed": [MUL + "    return grad @ b.T, a @ grad", MUL + "    return grad @ b, a.T @ grad"],
        "swapped_sides": [MUL + "    return b.T @ grad, grad @ a.T"],
        "elementwise": [MUL + "    return grad * b, grad * a", MUL + "    return grad * b.T, a.T * grad"],
        "other_order": [MUL + "    return a.T @ grad, grad @ b.T"],
        "forgot_grad_out": [MUL + "    return b.T, a.T", MUL + "    return b, a"],
        "turned": [MUL + "    return b @ grad.T, grad.T @ a"],
        "own_value": [MUL + "    return grad @ a.T, b.T @ grad"],
        "grad_transposed": [MUL + "    return grad.T @ b, a @ grad.T"],
        "reshaped": [
            MUL + "    n, k = a.shape\n    m = b.shape[1]\n    return grad @ b.reshape(m, k), a.reshape(k, n) @ grad",
        ],
    },
    "08.6": {
        "passes_everything": [
            CHECK + "    return True",
            checking()
            .replace("if abs", "if not abs")
            .replace("return False\n    return True", "return True\n    return False"),
        ],
        "no_abs": [checking(bad=BAD.replace("abs(gradient(x)[place] - measured)", "gradient(x)[place] - measured"))],
        "fails_everything": [
            CHECK + "    return False",
            checking(bad="gradient(x)[place] != measured + 1"),
            checking(bad="gradient(x)[place] != measured"),
        ],
        "forward_difference_tol": [checking(measured="(f(x + step) - f(x)) / {h}")],
        "absolute_only": [checking(bad="abs(gradient(x)[place] - measured) > 1e-5")],
        "relative_only": [checking(bad="abs(gradient(x)[place] - measured) > 1e-3 * abs(measured)")],
        "float32_h": [
            checking(h="1e-12"),
            checking(measured="(f((x + step).astype(np.float32)) - f((x - step).astype(np.float32))) / (2 * {h})"),
        ],
        "wide_h": [checking(h="0.1")],
        "all_at_once": [
            CHECK + "    h = 1e-6\n    measured = (f(x + h) - f(x - h)) / (2 * h)\n"
            "    return bool(np.all(abs(gradient(x) - measured) <= 1e-5 + 1e-3 * abs(measured)))",
        ],
        "rows": [
            CHECK + "    measured = np.zeros(x.shape)\n    for i in range(len(x)):\n        step = np.zeros(x.shape)\n"
            "        step[i] = 1e-6\n        measured[i] = (f(x + step) - f(x - step)) / 2e-6\n"
            "    return bool(np.all(abs(gradient(x) - measured) <= 1e-5 + 1e-3 * abs(measured)))",
        ],
        "one_decides": [
            checking().replace(
                "            return False\n    return True", "            return False\n        return True"
            ),
            checking().replace(
                "            return False\n    return True",
                "            good = False\n        else:\n            good = True\n    return good",
            ),
        ],
        "sums_up": [
            CHECK + "    total = 0\n    for place in np.ndindex(x.shape):\n        step = np.zeros(x.shape)\n"
            "        step[place] = 1e-6\n        total += (f(x + step) - f(x - step)) / 2e-6\n"
            "    return abs(gradient(x).sum() - total) <= 1e-5 + 1e-3 * abs(total)",
        ],
        "forgot_half": [checking(measured="(f(x + step) - f(x - step)) / {h}")],
        "near_zero": [
            checking(measured="(f(x + step) - f(x - step)) / 2 * {h}"),
            checking(measured="f(x + step) - f(x - step)"),
        ],
        "turned_round": [
            checking()
            .replace("return True", "return 'x'")
            .replace("return False", "return True")
            .replace("'x'", "False")
        ],
        "errors_not_verdict": [
            CHECK + "    measured = np.zeros(x.shape)\n    for place in np.ndindex(x.shape):\n"
            "        step = np.zeros(x.shape)\n        step[place] = 1e-6\n"
            "        measured[place] = (f(x + step) - f(x - step)) / 2e-6\n    return abs(gradient(x) - measured)",
        ],
        "one_for_each": [
            CHECK + "    measured = np.zeros(x.shape)\n    for place in np.ndindex(x.shape):\n"
            "        step = np.zeros(x.shape)\n        step[place] = 1e-6\n"
            "        measured[place] = (f(x + step) - f(x - step)) / 2e-6\n"
            "    return abs(gradient(x) - measured) <= 1e-5 + 1e-3 * abs(measured)",
        ],
    },
    "08.7": {
        "exp_uses_x": [NP + RULE + "    return grad * np.exp(result)"],
        "forgot_grad_out": [RULE + "    return result"],
        "back_to_x": [NP + RULE + "    x = np.log(result)\n    return grad * x"],
        "grad_alone": [RULE + "    return grad"],
        "added": [RULE + "    return grad + result"],
        "power_rule": [
            RULE + "    return grad * result * result",
            NP + RULE + "    return grad * np.log(result) * result",
        ],
        "divided": [RULE + "    return grad / result"],
        "in_a_tuple": [RULE + "    return (grad * result,)"],
    },
    "08.7b": {
        "tanh_again": [NP + RULE + "    return grad * (1 - np.tanh(result) ** 2)"],
        "tanh_1_minus_x2": [NP + RULE + "    x = np.arctanh(result)\n    return grad * (1 - x**2)"],
        "forgot_grad_out": [RULE + "    return 1 - result**2"],
        "no_square": [RULE + "    return grad * (1 - result)"],
        "sigmoid": [RULE + "    return grad * result * (1 - result)"],
        "no_brackets": [RULE + "    return grad * 1 - result**2"],
        "grad_squared": [RULE + "    return 1 - (grad * result) ** 2"],
        "plus": [RULE + "    return grad * (1 + result**2)"],
        "turned_sign": [RULE + "    return grad * (result**2 - 1)"],
        "squares_all": [RULE + "    return grad * (1 - result) ** 2"],
        "in_a_tuple": [RULE + "    return (grad * (1 - result**2),)"],
    },
}

UNUSUAL = {
    "08.1": [
        MUL + "    return [b * grad, a * grad]",
        NP + MUL + "    return np.multiply(grad, b), np.multiply(grad, a)",
        "import autograd_lib as torch\n\n\n" + MUL + "    return torch.as_tensor(grad) * b, torch.as_tensor(grad) * a",
    ],
    "08.2": [
        TO + "    grads[place] = grads.get(place, 0) + grad",
        TO + "    if place not in grads:\n        grads[place] = grad.copy()\n    else:\n        grads[place] += grad",
        TO + "    try:\n        grads[place] = grads[place] + grad\n    except KeyError:\n        grads[place] = grad",
    ],
    "08.3": [
        SORT
        + "    order, seen, stack = [], set(), [(root, False)]\n    while stack:\n        each, done = stack.pop()\n"
        "        if done:\n            order.append(each)\n        elif each not in seen:\n            seen.add(each)\n"
        "            stack.append((each, True))\n            stack += [(s, False) for s in inputs_of(each)]\n"
        "    return order[::-1]",
        "from graphlib import TopologicalSorter\n\n\n"
        + SORT
        + "    graph, found = {}, [root]\n    for each in found:\n"
        "        graph[each] = inputs_of(each)\n        found += [s for s in dict.fromkeys(graph[each]) if s not in found]\n"
        "    return tuple(reversed(list(TopologicalSorter(graph).static_order())))",
    ],
    "08.4": [
        UN + "    while grad.ndim > len(shape):\n        grad = grad.sum(axis=0)\n"
        "    axes = tuple(i for i, n in enumerate(shape) if n != grad.shape[i])\n    return grad.sum(axis=axes, keepdims=True)",
        UN
        + "    lead = grad.ndim - len(shape)\n    axes = (*range(lead), *(lead + i for i, n in enumerate(shape) if n == 1))\n"
        "    return grad.sum(axis=axes, keepdims=True).reshape(shape)",
        "import autograd_lib as torch\n\n\n" + UN + "    return torch.tensor(grad).sum_to_size(shape)",
    ],
    "08.5": [
        NP + MUL + "    return np.einsum('nm,km->nk', grad, b), np.einsum('nk,nm->km', a, grad)",
        MUL + "    return (b @ grad.T).T, (grad.T @ a).T",
    ],
    "08.6": [
        CHECK
        + "    flat, claimed = x.astype(float).ravel(), gradient(x).ravel()\n    good = []\n    for i in range(flat.size):\n"
        "        up, down = flat.copy(), flat.copy()\n        up[i] += 1e-6\n        down[i] -= 1e-6\n"
        "        m = (f(up.reshape(x.shape)) - f(down.reshape(x.shape))) / 2e-6\n"
        "        good.append(abs(claimed[i] - m) <= 1e-5 + 1e-3 * abs(m))\n    return all(good)",
        CHECK + "    measured = np.zeros(x.shape)\n    for place in np.ndindex(x.shape):\n        old = x[place]\n"
        "        x[place] = old + 1e-6\n        up = f(x)\n        x[place] = old - 1e-6\n        down = f(x)\n"
        "        x[place] = old\n        measured[place] = (up - down) / 2e-6\n"
        "    return np.allclose(gradient(x), measured, rtol=1e-3, atol=1e-5)",
    ],
    "08.7": [NP + RULE + "    return np.multiply(result, grad)"],
    "08.7b": [RULE + "    return grad - grad * result**2", RULE + "    return grad * (1 - result) * (1 + result)"],
}

# What a slip may do to a solution without making it wrong, each with the reason.
EQUIVALENT: dict[str, dict[str, str]] = {
    "08.6": {
        "claimed, h = (gradient(x), -1e-06)": "a central difference is the same with its two sides exchanged",
        "if abs(claimed[place] - measured) >= 1e-05 + 0.001 * abs(measured): return False": "errors never meet the bound",
        "if abs(measured - claimed[place]) > 1e-05 + 0.001 * abs(measured): return False": "an absolute value has no sign",
    },
}
