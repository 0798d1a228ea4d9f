"""Wrong answers to the exercises of lesson 01, each with its misconception, and unusual right ones."""

BOXES = """
def f1(x):
    return x**2

def f2(x):
    return 2 * x

def f3(x):
    return x + 2
"""

WRONG = {
    "01.1": {
        "xor_power": [
            "def answer(x):\n    return 2 * x^2 + 2",
            "def answer(x):\n    return 2 * (x^2) + 2",
            "answer = lambda x: (2 * x ^ 2) + 2",
            "def answer(x):\n    return 2 * x^2",
        ],
        "precedence_square": ["def answer(x):\n    return (2 * x)**2 + 2", "answer = lambda x: 4 * x * x + 2"],
        "prints_not_returns": [
            "def answer(x):\n    print(2 * x**2 + 2)",
            'def answer(x):\n    print("f is", 2 * x**2 + 2)',
        ],
        "missing_plus2": ["def answer(x):\n    return 2 * x**2", "answer = lambda x: x**2 + x**2"],
        "doubled_not_squared": ["def answer(x):\n    return 2 * x * 2 + 2", "answer = lambda x: 2 * x + 2"],
        "plus2_too_early": [
            "def answer(x):\n    return 2 * (x**2 + 2)",
            "def answer(x):\n    return 2 * (x + 2)**2",
        ],
    },
    "01.2": {
        "reverse_order": [BOXES + "def answer(x):\n    return f1(f2(f3(x)))", "answer = lambda x: (2 * (x + 2)) ** 2"],
        "added_functions": [
            BOXES + "def answer(x):\n    return f1(x) + f2(x) + f3(x)",
            BOXES + "def answer(x):\n    return f1(x) * f2(x) * f3(x)",
        ],
        "passed_function_object": [
            BOXES + "def answer(x):\n    return f3(f2(f1))",
            BOXES + "def answer(x):\n    return f3(f2)",
            BOXES + "def answer(x):\n    return f2(f1)(x)",
        ],
        "applied_to_x_each_time": [
            BOXES + "def answer(x):\n    y = f1(x)\n    y = f2(x)\n    y = f3(x)\n    return y",
            BOXES + "def answer(x):\n    for f in (f1, f2, f3):\n        y = f(x)\n    return y",
        ],
        "stops_early": [
            BOXES + "def answer(x):\n    return f2(f1(x))",
            BOXES + "def answer(x):\n    for f in (f1, f2, f3):\n        x = f(x)\n        return x",
        ],
        "other_order": [
            BOXES + "def answer(x):\n    return f2(f3(f1(x)))",
            BOXES + "def answer(x):\n    return f3(f1(f2(x)))",
        ],
    },
    "01.3": {
        "returns_value": [
            "def answer(f, g):\n    return f(g(x))",
            "def answer(f, g):\n    x = 3\n    return f(g(x))",
            "def answer(f, g):\n    return f(g)",
            "def answer(f, g):\n    def box(x):\n        return f(g(x))\n    return box(2)",
        ],
        "g_of_f_swapped": [
            "def answer(f, g):\n    return lambda x: g(f(x))",
            "def answer(f, g):\n    def box(x):\n        y = f(x)\n        return g(y)\n    return box",
        ],
        "late_binding": [
            """
def answer(f, g):
    global first, last
    first, last = g, f
    def box(x):
        return last(first(x))
    return box
""",
            """
boxes = {}
def answer(f, g):
    boxes["f"], boxes["g"] = f, g
    return lambda x: boxes["f"](boxes["g"](x))
""",
        ],
        "fixed_boxes": [
            BOXES + "def answer(f, g):\n    def box(x):\n        return f3(f1(x))\n    return box",
            "def answer(a, b):\n    return lambda x: x**2 + 2",
        ],
        "added_functions": ["def answer(f, g):\n    return lambda x: f(x) + g(x)"],
    },
    "01.4": {
        "circles": ['answer = "a"'],
        "axes_swapped": ['answer = "b"'],
        "saddle": ['answer = "d"'],
    },
    "01.5": {
        "x_is_parameter": ['answer = "a"'],
        "w_and_b_swapped": ['answer = "c"'],
        "all_inputs": ['answer = "d"'],
    },
    "01.5b": {
        "w_and_b_swapped": [
            "def answer(receipt1, receipt2):\n    (x1, y1), (x2, y2) = receipt1, receipt2\n"
            "    w = (y2 - y1) / (x2 - x1)\n    return y1 - w * x1, w"
        ],
        "x_is_parameter": ["def answer(receipt1, receipt2):\n    return receipt1[0], receipt2[0]"],
        "no_basic_charge": [
            "def answer(receipt1, receipt2):\n    km, yen = receipt1\n    return yen / km, 0",
            "def answer(receipt1, receipt2):\n    (x1, y1), (x2, y2) = receipt1, receipt2\n"
            "    w = (y1 - y2) / (x1 - x2)\n    return w, 0.0",
        ],
        "whole_rise": [
            "def answer(receipt1, receipt2):\n    (x1, y1), (x2, y2) = receipt1, receipt2\n"
            "    w = y2 - y1\n    b = y2 - w * x2\n    b = y1 - w * x1\n    return w, b"
        ],
        "price_as_b": [
            "def answer(receipt1, receipt2):\n    (x1, y1), (x2, y2) = receipt1, receipt2\n"
            "    w = (y2 - y1) / (x2 - x1)\n    b = y1\n    return w, b"
        ],
        "upside_down": [
            "def answer(receipt1, receipt2):\n    (x1, y1), (x2, y2) = receipt1, receipt2\n"
            "    w = (x2 - x1) / (y2 - y1)\n    return w, y1 - w * x1"
        ],
        "one_company": ["def answer(receipt1, receipt2):\n    return 400, 500"],
    },
    "01.6": {
        "no_self": [
            """
class answer:
    def __init__(self, w, b):
        self.w = w
        self.b = b
    def __call__(x):
        return w * x + b
""",
            """
class answer:
    def __init__(self, w, b):
        w = w
        b = b
    def __call__(self, x):
        return w * x + b
""",
            """
class answer:
    def __init__(self, w, b):
        self.w = w
        self.b = b
    def __call__(self, x):
        return self.w * x + b
""",
            """
class answer:
    def __init__(w, b):
        self.w = w
        self.b = b
    def __call__(x):
        return self.w * x + self.b
""",
            """
class answer:
    def __init__(self, w, b):
        w, b = w, b
    def __call__(self, x):
        return self.w * x + self.b
""",
        ],
        "no_call": [
            """
class answer:
    def __init__(self, w, b):
        self.w = w
        self.b = b
    def call(self, x):
        return self.w * x + self.b
""",
            """
class answer:
    def __init__(self, w, b):
        self.w, self.b = w, b
""",
        ],
        "returns_method": [
            """
class answer:
    def __init__(self, w, b):
        self.w, self.b = w, b
    def value(self, x):
        return self.w * x + self.b
    def __call__(self, x):
        return self.value
""",
            """
class answer:
    def __init__(self, w, b):
        self.w, self.b = w, b
    def __call__(self, x):
        return lambda x: self.w * x + self.b
""",
        ],
        "forgot_return": [
            """
class answer:
    def __init__(self, w, b):
        self.w = w
        self.b = b
    def __call__(self, x):
        self.w * x + self.b
""",
            """
class answer:
    def __init__(self, w, b):
        self.w = w
        self.b = b
    def __call__(self, x):
        y = self.w * x + self.b
""",
        ],
        "w_and_b_swapped": [
            """
class answer:
    def __init__(self, w, b):
        self.w = w
        self.b = b
    def __call__(self, x):
        return self.b * x + self.w
""",
            """
class answer:
    def __init__(self, b, w):
        self.w = w
        self.b = b
    def __call__(self, x):
        return self.w * x + self.b
""",
        ],
        "shared_knobs": [
            """
class answer:
    def __init__(self, w, b):
        answer.w = w
        answer.b = b
    def __call__(self, x):
        return self.w * x + self.b
""",
            """
class answer:
    knobs = {}
    def __init__(self, w, b):
        self.knobs["w"] = w
        self.knobs["b"] = b
    def __call__(self, x):
        return self.knobs["w"] * x + self.knobs["b"]
""",
        ],
    },
}

UNUSUAL = {
    "01.1": [
        "answer = lambda x: 2 * x * x + 2",
        "import autograd_lib as torch\ndef answer(x):\n    return (torch.tensor(float(x)) ** 2 * 2 + 2).item()",
        "def answer(x, a=2):\n    return a * (pow(x, 2) + 1)",
    ],
    "01.2": [
        "answer = lambda x: 2 * x**2 + 2",
        BOXES + "def answer(x):\n    for f in (f1, f2, f3):\n        x = f(x)\n    return x",
        BOXES + "from functools import reduce\nanswer = lambda x: reduce(lambda y, f: f(y), [f1, f2, f3], x)",
    ],
    "01.3": [
        "answer = lambda f, g: lambda x: f(g(x))",
        "from functools import partial\ndef chained(f, g, x):\n    return f(g(x))\ndef answer(f, g):\n    return partial(chained, f, g)",
        """
class answer:
    def __init__(self, f, g):
        self.boxes = (g, f)
    def __call__(self, x):
        for box in self.boxes:
            x = box(x)
        return x
""",
    ],
    "01.4": ['answer = "C"'],
    "01.5": ['answer = "B "'],
    "01.5b": [
        "def answer(receipt1, receipt2):\n    (x1, y1), (x2, y2) = receipt1, receipt2\n"
        "    return [(y1 - y2) / (x1 - x2), (x1 * y2 - x2 * y1) / (x1 - x2)]",
        "import numpy as np\n\n\ndef answer(receipt1, receipt2):\n    x, y = zip(receipt1, receipt2)\n"
        "    return np.polyfit(x, y, 1)",
    ],
    "01.6": [
        "def answer(w, b):\n    return lambda x: w * x + b",
        """
class answer:
    def __init__(self, w, b):
        self.line = lambda x: b + x * w
    def __call__(self, x):
        return self.line(x)
""",
        """
from dataclasses import dataclass
@dataclass
class answer:
    w: float
    b: float
    def __call__(self, x):
        return sum([self.w * x, self.b])
""",
    ],
}
