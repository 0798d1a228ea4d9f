"""Typical wrong answers of lesson 02, each with the misconception that it shows; and unusual right ones."""

WRONG = {
    "02.1": {
        "run_over_rise": ["def answer(f, a, b):\n    return (b - a) / (f(b) - f(a))"],
        "difference_only": [
            "def answer(f, a, b):\n    return f(b) - f(a)",
            "answer = lambda f, a, b: -f(a) + f(b)",
        ],
        "abs_slope": [
            "def answer(f, a, b):\n    return abs(f(b) - f(a)) / abs(b - a)",
            "def answer(f, a, b):\n    return abs((f(b) - f(a)) / (b - a))",
        ],
        "mixed_order": [
            "def answer(f, a, b):\n    return (f(a) - f(b)) / (b - a)",
            "def answer(f, a, b):\n    return (f(b) - f(a)) / (a - b)",
        ],
        "precedence": [
            "def answer(f, a, b):\n    return f(b) - f(a) / b - a",
            "def answer(f, a, b):\n    return (f(b) - f(a)) / b - a",
            "def answer(f, a, b):\n    return f(b) - f(a) / (b - a)",
        ],
        "forgot_f": ["def answer(f, a, b):\n    rise = b - a\n    run = b - a\n    return rise / run"],
    },
    "02.2": {
        "height_not_slope": ["answer = [1, -1, -1, 1, -1]"],
        "mirrored": ["answer = [1, 0, -1, -1, 1]", "answer = (1, 0, -1, -1, 1)"],
        "bend_not_slope": ["answer = [-1, 1, 1, -1, 1]"],
        "no_level": ["answer = [-1, 1, 1, 1, -1]", "answer = [-1, -1, 1, 1, -1]"],
    },
    "02.3": {
        "forward": ["def answer(f, x, h):\n    return (f(x + h) - f(x)) / h"],
        "backward": ["def answer(f, x, h):\n    return (f(x) - f(x - h)) / h"],
        "half": ["def answer(f, x, h):\n    rise = f(x + h) - f(x - h)\n    return rise / h"],
        "half_steps": ["def answer(f, x, h):\n    return (f(x + h / 2) - f(x - h / 2)) / h"],
        "precedence": [
            "def answer(f, x, h):\n    return (f(x + h) - f(x - h)) / 2 * h",
            "def answer(f, x, h):\n    return f(x + h) - f(x - h) / (2 * h)",
            "def answer(f, x, h):\n    return f(x + h) - f(x - h) / 2 * h",
        ],
        "sign": ["def answer(f, x, h):\n    return (f(x - h) - f(x + h)) / (2 * h)"],
        "plus": ["def answer(f, x, h):\n    return (f(x + h) + f(x - h)) / (2 * h)"],
        "no_division": ["def answer(f, x, h):\n    return f(x + h) - f(x - h)"],
        "no_return": ["def answer(f, x, h):\n    (f(x + h) - f(x - h)) / (2 * h)"],
        "exact": [
            "def answer(f, x, h):\n    h = 1e-5\n    return (f(x + h) - f(x - h)) / (2 * h)",
            "def answer(f, x, h):\n    return (f(x + 1e-4) - f(x - 1e-4)) / 2e-4",
        ],
        "one_function": ["def answer(f, x, h):\n    return 4 * x"],
    },
    "02.4": {
        "all_zeros_are_minima": [
            "def answer(df, x, h):\n    if df(x) == 0:\n        return 'min'\n    return 'neither'",
            "def answer(df, x, h):\n    return 'min'",
        ],
        "one_side": [
            "def answer(df, x, h):\n    return 'max' if df(x - h) > 0 else 'min'",
            "def answer(df, x, h):\n    if df(x + h) > 0:\n        return 'min'\n    if df(x + h) < 0:\n"
            "        return 'max'\n    return 'neither'",
        ],
        "misses_max": [
            "def answer(df, x, h):\n    if df(x - h) < 0 and df(x + h) > 0:\n        return 'min'\n    return 'neither'"
        ],
        "misses_min": ["def answer(df, x, h):\n    return 'max' if df(x - h) > 0 > df(x + h) else 'neither'"],
        "swapped": [
            "def answer(df, x, h):\n    if df(x - h) > 0 > df(x + h):\n        return 'min'\n"
            "    if df(x - h) < 0 < df(x + h):\n        return 'max'\n    return 'neither'"
        ],
        "x_equals_zero": ["def answer(df, x, h):\n    return 'min' if x == 0 else 'neither'"],
        "at_the_point": [
            "def answer(df, x, h):\n    if df(x) > 0:\n        return 'max'\n    if df(x) < 0:\n"
            "        return 'min'\n    return 'neither'"
        ],
    },
    "02.5": {
        "mutates_point": [
            "def answer(f, i, point, h):\n    up = point\n    down = point\n    up[i] = up[i] + h\n"
            "    down[i] = down[i] - h\n    return (f(up) - f(down)) / (2 * h)",
            "def answer(f, i, point, h):\n    point[i] += h\n    up = f(point)\n    point[i] -= 2 * h\n"
            "    down = f(point)\n    return (up - down) / (2 * h)",
            "def answer(f, i, point, h):\n    point[i] += h\n    up = f(point)\n    point[i] -= h\n"
            "    down = f(point)\n    return (up - down) / (2 * h)",
        ],
        "moves_all_coordinates": [
            "def answer(f, i, point, h):\n    up = [p + h for p in point]\n    down = [p - h for p in point]\n"
            "    return (f(up) - f(down)) / (2 * h)"
        ],
        "total_derivative": [
            "def answer(f, i, point, h):\n    total = 0\n    for k in range(len(point)):\n"
            "        up, down = list(point), list(point)\n        up[k] += h\n        down[k] -= h\n"
            "        total += (f(up) - f(down)) / (2 * h)\n    return total"
        ],
        "wrong_axis": [
            "def answer(f, i, point, h):\n    up, down = list(point), list(point)\n    up[i - 1] += h\n"
            "    down[i - 1] -= h\n    return (f(up) - f(down)) / (2 * h)",
            "def answer(f, i, point, h):\n    up, down = list(point), list(point)\n    up[0] += h\n"
            "    down[0] -= h\n    return (f(up) - f(down)) / (2 * h)",
        ],
        "one_sided": [
            "def answer(f, i, point, h):\n    up = list(point)\n    up[i] += h\n    return (f(up) - f(point)) / h"
        ],
        "all_partials": [
            "def answer(f, i, point, h):\n    slopes = []\n    for k in range(len(point)):\n"
            "        up, down = list(point), list(point)\n        up[k] += h\n        down[k] -= h\n"
            "        slopes.append((f(up) - f(down)) / (2 * h))\n    return slopes"
        ],
    },
    "02.6": {
        "smaller_is_always_better": ["answer = 1e-15", "answer = 1e-12", "answer = 1e-300", "answer = 1e-7"],
        "sixteen_digits": ["answer = 1e-5", "import sys\n\nanswer = sys.float_info.epsilon ** (1 / 3)"],
        "zero": ["answer = 0", "answer = 0.0"],
        "forward_best": ["answer = 3e-4", "import numpy as np\n\nanswer = np.sqrt(np.finfo(np.float32).eps)"],
        "too_large": ["answer = 0.1", "answer = 0.05", "answer = 5"],
        "no_number": ["answer = 'very small'", "answer = None", "answer = [1e-5, 1e-6]"],
    },
}

UNUSUAL = {
    "02.1": [
        "def answer(f, a, b):\n    return (f(a) - f(b)) / (a - b)",
        "import numpy as np\n\n\ndef answer(f, a, b):\n    return np.diff([f(a), f(b)])[0] / np.diff([a, b])[0]",
    ],
    "02.2": [
        "import numpy as np\n\nanswer = np.array([-1.0, 0.0, 1.0, 1.0, -1.0])",
        "import math\n\nslopes = [math.cos(x) for x in (-4.2, -math.pi / 2, -0.6, 0.8, 3.9)]\n"
        "answer = tuple((s > 0.1) - (s < -0.1) for s in slopes)",
    ],
    "02.3": [
        "def answer(f, x, h):\n    forward = (f(x + h) - f(x)) / h\n    backward = (f(x) - f(x - h)) / h\n"
        "    return (forward + backward) / 2",
        "answer = lambda f, x, h: (f(x - h) - f(x + h)) / (-2 * h)",
    ],
    "02.4": [
        "def answer(df, x, h):\n    if df(x - h) * df(x + h) >= 0:\n        return 'neither'\n"
        "    return 'max' if df(x - h) > 0 else 'min'",
        "import numpy as np\n\n\ndef answer(df, x, h):\n    change = np.sign(df(x + h)) - np.sign(df(x - h))\n"
        "    return {2: 'min', -2: 'max'}.get(int(change), 'neither')",
    ],
    "02.5": [
        "import numpy as np\n\n\ndef answer(f, i, point, h):\n    move = h * np.eye(len(point))[i]\n"
        "    return (f(point + move) - f(point - move)) / (2 * h)",
        "def answer(f, i, point, h):\n    def along(t):\n        return f([*point[:i], t, *point[i + 1:]])\n\n"
        "    return (along(point[i] + h) - along(point[i] - h)) / (2 * h)",
    ],
    "02.6": ["answer = 2e-3", "import numpy as np\n\nanswer = np.cbrt(np.finfo(np.float32).eps)", "answer = -1e-2"],
}

# What a slip may do to a solution without making it wrong, each with the reason.
EQUIVALENT = {"02.6": {"h = -0.005": "the central difference is the same for h and -h"}}
