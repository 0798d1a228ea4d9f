"""Typical wrong answers of lesson 04, each with the misconception that it shows; and unusual right ones."""

TORCH = "import autograd_lib as torch\n\n"
NUMPY = "import numpy as np\n\nimport autograd_lib as torch\n\n"


def ranks(a="torch.tensor(0.5)", b="torch.tensor([1.0, 2.0, 3.0])", c="torch.zeros(2, 3)", d="torch.ones(4, 2, 3)"):
    """An answer to 04.1, right where nothing else is said."""
    return f"{NUMPY}answer = [{a}, {b}, {c}, {d}]"


WRONG = {
    "04.1": {
        "no_tensors": [
            ranks(a="0.5"),
            ranks(b="[1.0, 2.0, 3.0]"),
            ranks(c="np.zeros((2, 3))"),
            ranks("np.array(0.5)", "np.array([1.0, 2.0, 3.0])", "np.zeros((2, 3))", "np.ones((4, 2, 3))"),
        ],
        "dimension_vs_rank": [ranks(d="torch.ones(3)"), ranks(b="torch.tensor([[[1.0, 2.0, 3.0]]])")],
        "shape_1_vs_scalar": [ranks(a="torch.tensor([0.5])"), ranks(a="torch.tensor([[0.5]])")],
        "row_of_a_table": [ranks(b="torch.tensor([[1.0, 2.0, 3.0]])"), ranks(b="torch.tensor([[1.0], [2.0], [3.0]])")],
        "rows_and_columns": [ranks(c="torch.zeros(3, 2)")],
        "order_of_axes": [ranks(d="torch.ones(2, 3, 4)"), ranks(d="torch.ones(3, 2, 4)")],
        "other_shape": [ranks(d="torch.ones(4, 3)"), ranks(b="torch.arange(4).float()"), ranks(c="torch.zeros(6)")],
        "int_dtype": [
            ranks(b="torch.tensor([1, 2, 3])"),
            ranks(c="torch.zeros(2, 3, dtype=torch.long)"),
            ranks(d="torch.ones(4, 2, 3).int()"),
        ],
        "double_dtype": [ranks(c="torch.from_numpy(np.zeros((2, 3)))"), ranks(d="torch.ones(4, 2, 3).double()")],
        "other_numbers": [ranks(b="torch.zeros(3)"), ranks(c="torch.ones(2, 3)"), ranks(a="torch.tensor(5.0)")],
        "not_four": [f"{TORCH}answer = [torch.tensor(0.5), torch.zeros(2, 3)]"],
    },
    "04.2": {
        "column_major": [
            NUMPY + "def answer(t, n):\n    return torch.from_numpy(t.numpy().reshape(-1, n, order='F').copy())",
            "def answer(t, n):\n    return t.view(n, -1).t()",
            "def answer(t, n):\n    return t.t().reshape(-1, n)",
        ],
        "wrong_minus1": [
            "def answer(t, n):\n    return t.view(n, -1)",
            "def answer(t, n):\n    return t.reshape(n, -1)",
        ],
        "transposes": ["def answer(t, n):\n    return t.view(-1, n).t()"],
        "always_two_rows": ["def answer(t, n):\n    return t.view(2, 8)", "def answer(t, n):\n    return t.view(2, n)"],
        "always_eight": ["def answer(t, n):\n    return t.view(-1, 8)"],
        "only_sixteen": ["def answer(t, n):\n    return t.view(16 // n, n)"],
        "one_row": ["def answer(t, n):\n    return t.view(-1)", "def answer(t, n):\n    return t.view(1, -1)"],
        "two_minus_ones": ["def answer(t, n):\n    return t.view(-1, -1)"],
        "first_row_only": ["def answer(t, n):\n    return t.flatten()[:n]"],
        "unchanged": ["def answer(t, n):\n    return t", "def answer(t, n):\n    t.view(-1, n)\n    return t"],
    },
    "04.3": {
        "not_six": ["answer = [(4, 4), (3, 4)]", "answer = (4, 4)"],
        "other_word": [
            "answer = [(4, 4), (3, 4), None, (4, 4), (5, 3, 4), None]",
            "answer = [(4, 4), (3, 4), 'impossible', (4, 4), (5, 3, 4), 'RuntimeError']",
        ],
        "no_shapes": ["answer = [16, 12, 'error', 16, 60, 'error']"],
        "adds_sizes": [
            "answer = [(8, 4), (3, 5), 'error', (5, 5), (8, 2, 4), 'error']",
            "answer = [(5, 4), (3, 5), 'error', (4, 4), (5, 3, 4), 'error']",
            "answer = [(4, 4, 4), (3, 1, 4), (2, 3, 2), (4, 1, 1, 4), (5, 1, 4, 3, 1), (2, 3, 3, 2)]",
        ],
        "always_error": ["answer = ['error'] * 6"],
        "other_rank_is_error": ["answer = ['error', 'error', 'error', (4, 4), 'error', 'error']"],
        "one_is_error": ["answer = [(4, 4), 'error', 'error', 'error', 'error', 'error']"],
        "aligns_left": [
            "answer = [(4, 4), 'error', (2, 3), (4, 4), 'error', 'error']",
            "answer = [(4, 4), (3, 4), (2, 3), (4, 4), (5, 3, 4), 'error']",
        ],
        "never_error": ["answer = [(4, 4), (3, 4), (2, 3), (4, 4), (5, 3, 4), (3, 3)]"],
        "first_shape": ["answer = [(4, 4), (3, 1), (2, 3), (4, 1), (5, 1, 4), (2, 3)]"],
        "matrix_product": ["answer = [(4, 4), (3, 4), 'error', (4, 4), (5, 3, 4), (2, 2)]"],
        "one_wins": ["answer = [(4, 4), (3, 4), 'error', (1, 1), (5, 3, 4), 'error']"],
    },
    "04.4": {
        "axis0": [
            "def answer(scores):\n    return scores.argmax(0)",
            "def answer(scores):\n    return scores.max(0)[1]",
        ],
        "values_not_indices": [
            "def answer(scores):\n    return scores.max(1).values",
            "def answer(scores):\n    return scores.max(1)[0]",
            "def answer(scores):\n    return [max(row) for row in scores.tolist()]",
        ],
        "values_of_axis0": ["def answer(scores):\n    return scores.max(0)[0]"],
        "both": [TORCH + "def answer(scores):\n    return torch.max(scores, 1)"],
        "global_argmax": [TORCH + "def answer(scores):\n    return torch.argmax(scores)"],
        "largest_score": [TORCH + "def answer(scores):\n    return torch.max(scores)"],
        "one_based": ["def answer(scores):\n    return scores.argmax(dim=1) + 1"],
        "smallest": ["def answer(scores):\n    return scores.argmin(1)"],
        "keeps_axis": ["def answer(scores):\n    return scores.argmax(1, keepdim=True)"],
        "without_sign": ["def answer(scores):\n    return scores.abs().max(1).indices"],
        "axes_from_one": ["def answer(scores):\n    return scores.argmax(dim=2)"],
    },
    "04.5": {
        "alias": [
            "def answer(t):\n    return t",
            "def answer(t):\n    copy = t\n    return copy",
            TORCH + "def answer(t):\n    return torch.as_tensor(t)",
            "def answer(t):\n    return t.contiguous()",
        ],
        "asarray": [
            TORCH + "def answer(t):\n    return torch.from_numpy(t.numpy())",
            "def answer(t):\n    return t.detach()",
            TORCH + "def answer(t):\n    return torch.as_tensor(t.numpy())",
            NUMPY + "def answer(t):\n    return torch.from_numpy(np.asarray(t.numpy()))",
        ],
        "view_copy": [
            "def answer(t):\n    return t.view(t.shape)",
            "def answer(t):\n    return t[:]",
            "def answer(t):\n    return t.reshape(t.shape)",
        ],
        "no_tensor": ["def answer(t):\n    return t.tolist()", "def answer(t):\n    return t.numpy().copy()"],
        "only_shape": [TORCH + "def answer(t):\n    return torch.zeros_like(t)"],
        "numpy_name": ["def answer(t):\n    return t.copy()"],
        "changes_t": ["def answer(t):\n    return t.add_(1).clone()", "def answer(t):\n    return t.zero_().clone()"],
        "flattened": ["def answer(t):\n    return t.view(-1).clone()"],
    },
    "04.6": {
        "elementwise": [
            "def answer(amounts, prices):\n    return amounts * prices",
            TORCH + "def answer(amounts, prices):\n    return torch.mul(amounts, prices)",
        ],
        "transposed": ["def answer(amounts, prices):\n    return prices.t() @ amounts.t()"],
        "swapped_sides": ["def answer(amounts, prices):\n    return prices @ amounts"],
        "needless_t": ["def answer(amounts, prices):\n    return amounts @ prices.t()"],
        "one_total": ["def answer(amounts, prices):\n    return (amounts @ prices).sum()"],
        "per_customer": ["def answer(amounts, prices):\n    return (amounts @ prices).sum(1)"],
        "elementwise_sum": ["def answer(amounts, prices):\n    return (amounts * prices).sum(1)"],
    },
    "04.7": {
        "no_keepdim": ["def answer(x):\n    return x - x.mean(1)", "def answer(x):\n    return x - x.mean(dim=1)"],
        "columns": [
            "def answer(x):\n    return x - x.mean(0)",
            "def answer(x):\n    return x - x.mean(0, keepdim=True)",
        ],
        "one_mean": ["def answer(x):\n    return x - x.mean()"],
        "wrong_axis_kept": ["def answer(x):\n    return x - x.mean(1).view(1, -1)"],
        "only_means": ["def answer(x):\n    return x.mean(1, keepdim=True)"],
        "sum_not_mean": ["def answer(x):\n    return x - x.sum(1, keepdim=True)"],
        "divided": ["def answer(x):\n    return x / x.mean(1, keepdim=True)"],
        "on_its_side": ["def answer(x):\n    return x.t() - x.mean(1)"],
        "reversed": ["def answer(x):\n    return x.mean(1, keepdim=True) - x"],
        "in_place": [
            "def answer(x):\n    x -= x.mean(1, keepdim=True)\n    return x",
            "def answer(x):\n    return x.sub_(x.mean(1, keepdim=True))",
        ],
    },
}

UNUSUAL = {
    "04.1": [
        ranks(a="torch.full((), 0.5)", b="torch.arange(1, 4).float()", c="torch.empty(2, 3).zero_()"),
        f"{NUMPY}answer = (torch.rand(1).mean() * 0 + 0.5, torch.arange(3.0) + 1, torch.tensor(np.zeros((2, 3))).float(),"
        "\n          torch.stack([torch.ones(2, 3)] * 4))",
    ],
    "04.2": [
        "def answer(t, n):\n    return t.reshape(t.numel() // n, n)",
        TORCH + "def answer(t, n):\n    strip = t.flatten()\n"
        "    return torch.stack([strip[k : k + n] for k in range(0, len(strip), n)])",
        "def answer(t, n):\n    strip = t.view(-1).tolist()\n"
        "    return [strip[k : k + n] for k in range(0, len(strip), n)]",
    ],
    "04.3": [
        "answer = ((4, 4), (3, 4), 'Error', (4, 4), (5, 3, 4), 'ERROR')",
        TORCH + "def meet(a, b):\n    try:\n        return (torch.ones(a) + torch.ones(b)).shape\n"
        "    except RuntimeError:\n        return 'error'\n\n\n"
        "pairs = [((4, 4), (4,)), ((3, 1), (4,)), ((2, 3), (2,)), ((4, 1), (1, 4)), ((5, 1, 4), (3, 1)), ((2, 3), (3, 2))]\n"
        "answer = [meet(*pair) for pair in pairs]",
        "answer = [[4, 4], [3, 4], 'error', [4, 4], [5, 3, 4], 'error']",
    ],
    "04.4": [
        TORCH + "def answer(scores):\n    values, indices = torch.max(scores, 1)\n    return indices",
        "def answer(scores):\n    return [row.index(max(row)) for row in scores.tolist()]",
        NUMPY + "def answer(scores):\n    return np.argmax(scores.numpy(), axis=-1)",
        "def answer(scores):\n    return scores.t().argmax(0)",
    ],
    "04.5": [
        "import copy\n\n\ndef answer(t):\n    return copy.deepcopy(t)",
        TORCH + "def answer(t):\n    return torch.tensor(t.tolist())",
        TORCH + "def answer(t):\n    return torch.empty_like(t).copy_(t)",
        TORCH + "def answer(t):\n    return torch.from_numpy(t.numpy().copy())",
        "def answer(t):\n    return t + 0",
        "def answer(t):\n    return t.detach().clone()",
    ],
    "04.6": [
        TORCH + "def answer(amounts, prices):\n    return torch.matmul(amounts, prices)",
        TORCH + "def answer(amounts, prices):\n    total = torch.zeros(amounts.shape[0], prices.shape[1])\n"
        "    for i in range(amounts.shape[0]):\n        for j in range(prices.shape[1]):\n"
        "            for k in range(amounts.shape[1]):\n                total[i, j] += amounts[i, k] * prices[k, j]\n"
        "    return total",
        "def answer(amounts, prices):\n"
        "    return (amounts.view(*amounts.shape, 1) * prices.view(1, *prices.shape)).sum(1)",
        "def answer(amounts, prices):\n    return (prices.t() @ amounts.t()).t()",
    ],
    "04.7": [
        "def answer(x):\n    return x - x.mean(1).view(-1, 1)",
        "def answer(x):\n    return (x.t() - x.mean(1)).t()",
        TORCH + "def answer(x):\n    return torch.stack([row - row.mean() for row in x])",
        "def answer(x):\n    return x.sub(x.sum(1, keepdim=True) / x.shape[1])",
    ],
}

# What a slip may do to a solution without making it wrong, each with the reason.
EQUIVALENT = {
    "04.4": {"return scores.argmax(-1)": "the last axis of a table is axis 1"},
    "04.7": {"return x - x.mean(-1, keepdim=True)": "the last axis of a table is axis 1"},
}
