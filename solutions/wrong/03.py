"""Typical wrong answers of lesson 03, each with the misconception that it shows; and unusual right ones."""

SLOPES = """
def slope_u(u, v):
    return 6 * u - v + 7


def slope_v(u, v):
    return 6 * v - u - 7


"""

MSE = """
def mse(w, b, xs, ys):
    return sum((w * x + b - y) ** 2 for x, y in zip(xs, ys)) / len(xs)


def gradient(f, u, v, h=1e-5):
    return (f(u + h, v) - f(u - h, v)) / (2 * h), (f(u, v + h) - f(u, v - h)) / (2 * h)


"""


def loop(body, before="u, v = start\n    history = [(u, v)]", after="return history", times="steps"):
    """A descent for 03.4 with this body of its loop."""
    lines = "".join(f"        {line}\n" for line in body.split("\n"))
    return f"def answer(gradient, start, lr, steps):\n    {before}\n    for i in range({times}):\n{lines}    {after}"


STEP = "du, dv = gradient(u, v)\nu, v = u - lr * du, v - lr * dv"


def learner(body, before="w, b = 0.0, 0.0", after="return w, b", loss="mse(w, b, xs, ys)", times="steps"):
    """A learner for 03.8 with this body of its loop."""
    lines = "".join(f"        {line}\n" for line in body.split("\n"))
    return (
        f"{MSE}def answer(xs, ys, lr, steps):\n    loss = lambda w, b: {loss}\n    {before}\n"
        f"    for i in range({times}):\n{lines}    {after}"
    )


LEARN = "dw, db = gradient(loss, w, b)\nw, b = w - lr * dw, b - lr * db"

WRONG = {
    "03.1": {
        "hypotenuse_not_vector": [
            "import math\n\n\ndef answer(place, found):\n    length = 100 * math.hypot(found.east, found.north) / 100\n"
            "    return place[0] + length, place[1] + length",
        ],
        "unit_cm": [
            "def answer(place, found):\n    return place[0] + 100 * found.east, place[1] + 100 * found.north",
            "def answer(place, found):\n    east, north = (found.east - found.west) / 2, (found.north - found.south) / 2\n"
            "    return place[0] + 100 * east, place[1] + 100 * north",
        ],
        "slope_only": [
            "def answer(place, found):\n    return place[0] + found.east / 100, place[1] + found.north / 100",
        ],
        "swapped_axes": [
            "def answer(place, found):\n    return place[0] + found.north, place[1] + found.east",
        ],
        "fixed_stride": [
            "import math\n\n\ndef answer(place, found):\n    turn = math.atan2(found.east, found.north)\n"
            "    return place[0] + 100 * math.sin(turn), place[1] + 100 * math.cos(turn)",
            "def answer(place, found):\n    length = (found.east**2 + found.north**2) ** 0.5\n"
            "    return place[0] + found.east / length, place[1] + found.north / length",
        ],
        "downhill": [
            "def answer(place, found):\n    return place[0] + found.west, place[1] + found.south",
        ],
        "not_halved": [
            "def answer(place, found):\n    return place[0] + found.east - found.west, place[1] + found.north - found.south",
        ],
        "forgets_place": ["def answer(place, found):\n    return float(found.east), float(found.north)"],
        "joined_pairs": [
            "def answer(place, found):\n    return place + (float(found.east), float(found.north))",
        ],
        "length_and_heading": [
            "import math\n\n\ndef answer(place, found):\n    return (math.hypot(found.east, found.north),\n"
            "            math.degrees(math.atan2(found.east, found.north)))",
        ],
    },
    "03.2": {
        "uphill": [
            "def answer(place, slopes, rate):\n    x, y = place\n    return x + rate * slopes[0], y + rate * slopes[1]",
            "def answer(place, slopes, rate):\n    x, y = place\n    rate = -rate\n"
            "    return x - rate * slopes[0], y - rate * slopes[1]",
        ],
        "flips_one_coordinate": [
            "def answer(place, slopes, rate):\n    x, y = place\n    return x - rate * slopes[0], y + rate * slopes[1]",
            "def answer(place, slopes, rate):\n    x, y = place\n    return x + rate * slopes[0], y - rate * slopes[1]",
        ],
        "negates_position": [
            "def answer(place, slopes, rate):\n    x, y = place\n    return -x + rate * slopes[0], -y + rate * slopes[1]",
            "def answer(place, slopes, rate):\n    x, y = place\n"
            "    return -(x + rate * slopes[0]), -(y + rate * slopes[1])",
        ],
        "rate_missing": ["def answer(place, slopes, rate):\n    return place[0] - slopes[0], place[1] - slopes[1]"],
        "forgets_place": ["def answer(place, slopes, rate):\n    return [-rate * slope for slope in slopes]"],
    },
    "03.3": {
        "plus": [SLOPES + "def answer(u, v, lr):\n    return u + lr * slope_u(u, v), v + lr * slope_v(u, v)"],
        "lr_missing": [SLOPES + "def answer(u, v, lr):\n    return u - slope_u(u, v), v - slope_v(u, v)"],
        "divides_by_lr": [SLOPES + "def answer(u, v, lr):\n    return u - slope_u(u, v) / lr, v - slope_v(u, v) / lr"],
        "minus_loss": [
            "def answer(u, v, lr):\n    loss = 3 * u**2 + 3 * v**2 - u * v + 7 * u - 7 * v + 10\n"
            "    return u - lr * loss, v - lr * loss"
        ],
        "uses_new_u_for_v": [
            SLOPES + "def answer(u, v, lr):\n    u = u - lr * slope_u(u, v)\n    v = v - lr * slope_v(u, v)\n"
            "    return u, v",
            SLOPES + "def answer(u, v, lr):\n    v -= lr * slope_v(u, v)\n    u -= lr * slope_u(u, v)\n    return u, v",
        ],
        "one_slope_for_both": [
            SLOPES + "def answer(u, v, lr):\n    slope = slope_u(u, v)\n    return u - lr * slope, v - lr * slope",
            SLOPES + "def answer(u, v, lr):\n    return u - lr * slope_v(u, v), v - lr * slope_v(u, v)",
        ],
        "swapped": [SLOPES + "def answer(u, v, lr):\n    return u - lr * slope_v(u, v), v - lr * slope_u(u, v)"],
        "only_the_change": [
            SLOPES + "def answer(u, v, lr):\n    return lr * slope_u(u, v), lr * slope_v(u, v)",
            SLOPES + "def answer(u, v, lr):\n    return -lr * slope_u(u, v), -lr * slope_v(u, v)",
        ],
        "fixed_lr": [SLOPES + "def answer(u, v, lr):\n    return u - 0.1 * slope_u(u, v), v - 0.1 * slope_v(u, v)"],
        "scales_everything": [
            SLOPES + "def answer(u, v, lr):\n    return (u - slope_u(u, v)) * lr, (v - slope_v(u, v)) * lr"
        ],
    },
    "03.4": {
        "grad_once_outside_loop": [
            loop(
                "u, v = u - lr * du, v - lr * dv\nhistory.append((u, v))",
                before="u, v = start\n    history = [(u, v)]\n    du, dv = gradient(u, v)",
            )
        ],
        "off_by_one_history": [
            loop(STEP + "\nhistory.append((u, v))", before="u, v = start\n    history = []"),
            loop("history.append((u, v))\n" + STEP, before="u, v = start\n    history = []"),
            loop(STEP + "\nhistory.append((u, v))", times="1, steps"),
            loop(STEP + "\nhistory.append((u, v))", times="steps + 1"),
            loop(STEP + "\nhistory.append((u, v))", before="u, v = start\n    history = []", times="steps + 1"),
        ],
        "aliased_history": [
            loop(
                "du, dv = gradient(*point)\npoint[0] -= lr * du\npoint[1] -= lr * dv\nhistory.append(point)",
                before="point = list(start)\n    history = [point]",
            ),
            "import numpy as np\n\n\n"
            + loop(
                "history.append(point)\npoint -= lr * np.array(gradient(*point))",
                before="point = np.array(start)\n    history = []",
            ),
        ],
        "only_the_last": [loop(STEP, after="return u, v")],
        "appends_too_early": [loop("history.append((u, v))\n" + STEP)],
        "appends_once": [loop(STEP, after="history.append((u, v))\n    return history")],
        "numbers_of_the_lesson": [
            loop(STEP + "\nhistory.append((u, v))", before="u, v = 4.0, 4.0\n    history = [(u, v)]"),
            loop("du, dv = gradient(u, v)\nu, v = u - 0.1 * du, v - 0.1 * dv\nhistory.append((u, v))"),
            loop(STEP + "\nhistory.append((u, v))", times="20"),
        ],
        "returns_too_early": [
            loop(STEP + "\nhistory.append((u, v))\nreturn history"),
        ],
        "restarts": [
            loop(
                "du, dv = gradient(u, v)\nhistory.append((u - lr * du, v - lr * dv))",
            )
        ],
        "uphill": [
            loop("du, dv = gradient(u, v)\nu, v = u + lr * du, v + lr * dv\nhistory.append((u, v))"),
        ],
        "lr_missing": [loop("du, dv = gradient(u, v)\nu, v = u - du, v - dv\nhistory.append((u, v))")],
        "uses_new_u_for_v": [
            loop("u = u - lr * gradient(u, v)[0]\nv = v - lr * gradient(u, v)[1]\nhistory.append((u, v))")
        ],
    },
    "03.5": {
        "inverse": ["answer = 1 / 7", "answer = 0.143"],
        "half": ["answer = 7 / 2", "answer = 3.5"],
        "no_limit": ["answer = 7", "answer = float('inf')", "answer = 1"],
        "too_large": ["answer = 0.3", "answer = 0.5"],
        "not_the_largest": ["answer = 0.28", "answer = 0.1", "answer = 0.01"],
        "no_step": ["answer = 0", "answer = -2 / 7"],
    },
    "03.6": {
        "starts_low": ["answer = 'a'"],
        "over_the_ridge": ["answer = 'b'"],
        "always_global": ["answer = 'd'"],
        "random_luck": ["answer = 'e'"],
    },
    "03.7": {
        "no_square": [
            "def answer(w, b, xs, ys):\n    return sum(w * x + b - y for x, y in zip(xs, ys)) / len(xs)",
            "def answer(w, b, xs, ys):\n    return sum(y - (w * x + b) for x, y in zip(xs, ys)) / len(xs)",
        ],
        "doubled": ["def answer(w, b, xs, ys):\n    return sum((w * x + b - y) * 2 for x, y in zip(xs, ys)) / len(xs)"],
        "squares_one_part": [
            "def answer(w, b, xs, ys):\n    return sum(w * x + b - y**2 for x, y in zip(xs, ys)) / len(xs)",
            "def answer(w, b, xs, ys):\n    return sum(y - (w * x + b) ** 2 for x, y in zip(xs, ys)) / len(xs)",
        ],
        "always_three": ["def answer(w, b, xs, ys):\n    return sum((w * x + b - y) ** 2 for x, y in zip(xs, ys)) / 3"],
        "sum_not_mean": ["def answer(w, b, xs, ys):\n    return sum((w * x + b - y) ** 2 for x, y in zip(xs, ys))"],
        "square_of_mean": [
            "def answer(w, b, xs, ys):\n    return (sum(w * x + b - y for x, y in zip(xs, ys)) / len(xs)) ** 2",
            "def answer(w, b, xs, ys):\n    total = 0\n    for x, y in zip(xs, ys):\n        total += w * x + b - y\n"
            "    return total**2 / len(xs)",
        ],
        "absolute": [
            "def answer(w, b, xs, ys):\n    return sum(abs(w * x + b - y) for x, y in zip(xs, ys)) / len(xs)",
        ],
        "root": [
            "def answer(w, b, xs, ys):\n    return (sum((w * x + b - y) ** 2 for x, y in zip(xs, ys)) / len(xs)) ** 0.5",
        ],
        "half": [
            "def answer(w, b, xs, ys):\n    return sum((w * x + b - y) ** 2 for x, y in zip(xs, ys)) / len(xs) / 2",
        ],
        "sign_of_b": [
            "def answer(w, b, xs, ys):\n    return sum((y - w * x + b) ** 2 for x, y in zip(xs, ys)) / len(xs)",
        ],
        "x_for_prediction": [
            "def answer(w, b, xs, ys):\n    return sum((x - y) ** 2 for x, y in zip(xs, ys)) / len(xs)",
        ],
        "forgets_b": ["def answer(w, b, xs, ys):\n    return sum((w * x - y) ** 2 for x, y in zip(xs, ys)) / len(xs)"],
        "first_point_only": [
            "def answer(w, b, xs, ys):\n    total = 0\n    for x, y in zip(xs, ys):\n"
            "        total += (w * x + b - y) ** 2\n        return total / len(xs)",
            "def answer(w, b, xs, ys):\n    for x, y in zip(xs, ys):\n        return (w * x + b - y) ** 2",
        ],
        "last_point_only": [
            "def answer(w, b, xs, ys):\n    for x, y in zip(xs, ys):\n        total = (w * x + b - y) ** 2\n"
            "    return total / len(xs)",
        ],
    },
    "03.8": {
        "uphill": [learner("dw, db = gradient(loss, w, b)\nw, b = w + lr * dw, b + lr * db")],
        "lr_missing": [learner("dw, db = gradient(loss, w, b)\nw, b = w - dw, b - db")],
        "grad_once_outside_loop": [
            learner("w, b = w - lr * dw, b - lr * db", before="w, b = 0.0, 0.0\n    dw, db = gradient(loss, w, b)")
        ],
        "only_one_step": [learner(LEARN + "\nreturn w, b"), learner("w, b = 0.0, 0.0\n" + LEARN)],
        "mse_without_points": [learner(LEARN.replace("loss", "mse"))],
        "value_not_function": [learner(LEARN.replace("loss", "mse(w, b, xs, ys)"))],
        "nothing_moves": [
            MSE + "def answer(xs, ys, lr, steps):\n    w, b = 0.0, 0.0\n\n    def loss(u, v):\n"
            "        return mse(w, b, xs, ys)\n\n    for i in range(steps):\n"
            "        dw, db = gradient(loss, w, b)\n        w, b = w - lr * dw, b - lr * db\n    return w, b"
        ],
        "numbers_of_the_lesson": [
            learner(LEARN.replace("lr", "0.01")),
            learner(LEARN, times="100"),
        ],
        "off_by_one": [learner(LEARN, times="steps - 1"), learner(LEARN, times="steps + 1")],
        "uses_new_w_for_b": [
            learner("w = w - lr * gradient(loss, w, b)[0]\nb = b - lr * gradient(loss, w, b)[1]"),
        ],
        "sum_not_mean": [learner(LEARN, loss="mse(w, b, xs, ys) * len(xs)")],
        "missing_2": [learner(LEARN, loss="mse(w, b, xs, ys) / 2")],
        "points_of_the_lesson": [learner(LEARN, loss="mse(w, b, [1, 2, 3], [2, 4, 6])")],
        "swapped": [learner(LEARN, after="return b, w")],
        "loss_not_parameters": [learner(LEARN, after="return loss(w, b)")],
    },
}

UNUSUAL = {
    "03.1": [
        "import numpy as np\n\n\ndef answer(place, found):\n    return np.array(place) + np.array([found.east, found.north])",
        "import math\n\n\ndef answer(place, found):\n    length = math.hypot(found.east, found.north)\n"
        "    turn = math.atan2(found.east, found.north)\n"
        "    return [place[0] + length * math.sin(turn), place[1] + length * math.cos(turn)]",
        "import autograd_lib as torch\n\n\ndef answer(place, found):\n    return torch.tensor([place[0] - found.west, place[1] - found.south])",
    ],
    "03.2": [
        "def answer(place, slopes, rate):\n    return tuple(p - rate * s for p, s in zip(place, slopes))",
        "import numpy as np\n\n\ndef answer(place, slopes, rate):\n    return np.array(place) - rate * np.array(slopes)",
    ],
    "03.3": [
        "def answer(u, v, lr):\n    return [u - lr * (6 * u - v + 7), v - lr * (6 * v - u - 7)]",
        "import autograd_lib as torch\n\n\ndef answer(u, v, lr):\n    u, v = (torch.tensor(x, requires_grad=True) for x in (u, v))\n"
        "    (3 * u**2 + 3 * v**2 - u * v + 7 * u - 7 * v + 10).backward()\n"
        "    return (u - lr * u.grad).item(), (v - lr * v.grad).item()",
        SLOPES
        + "def answer(u, v, lr):\n    new = u - lr * slope_u(u, v)\n    v = v - lr * slope_v(u, v)\n    return new, v",
    ],
    "03.4": [
        "import numpy as np\n\n\ndef answer(gradient, start, lr, steps):\n    point = np.array(start)\n"
        "    history = [point.copy()]\n    for i in range(steps):\n        point -= lr * np.array(gradient(*point))\n"
        "        history.append(point.copy())\n    return np.array(history)",
        "def answer(gradient, start, lr, steps):\n    history = [list(start)]\n    while len(history) <= steps:\n"
        "        now = history[-1]\n        history.append([x - lr * slope for x, slope in zip(now, gradient(*now))])\n"
        "    return history",
    ],
    "03.5": ["answer = 0.2857", "from fractions import Fraction\n\nanswer = Fraction(2, 7)"],
    "03.6": ["answer = 'C'", "answer = ' c '"],
    "03.7": [
        "import numpy as np\n\n\ndef answer(w, b, xs, ys):\n    return np.mean((np.array(ys) - w * np.array(xs) - b) ** 2)",
        "def answer(w, b, xs, ys):\n    return sum((y - (w * x + b)) ** 2 / len(ys) for x, y in zip(xs, ys))",
    ],
    "03.8": [
        "def answer(xs, ys, lr, steps):\n    w = b = 0\n    for i in range(steps):\n"
        "        errors = [w * x + b - y for x, y in zip(xs, ys)]\n"
        "        dw = 2 * sum(e * x for e, x in zip(errors, xs)) / len(xs)\n        db = 2 * sum(errors) / len(xs)\n"
        "        w, b = w - lr * dw, b - lr * db\n    return [w, b]",
        "import numpy as np\n\n\ndef answer(xs, ys, lr, steps):\n    table = np.stack([xs, np.ones(len(xs))], 1)\n"
        "    p = np.zeros(2)\n    for i in range(steps):\n"
        "        p = p - lr * 2 * table.T @ (table @ p - ys) / len(xs)\n    return p",
    ],
}

# What a slip may do to a solution without making it wrong, each with the reason.
EQUIVALENT = {
    "03.1": {
        "slope_east = (found.east - found.west) // 2 / 100": "west is east with a minus sign: the difference is even",
        "slope_north = (found.north - found.south) // 2 / 100": "south is north with a minus sign: it is even too",
        "return (place[0] + 100 * slope_east, place[-1] + 100 * slope_north)": "the last of a pair is the second",
    },
    "03.7": {"total += (y - (w * x + b)) ** 2": "the square does not mind which is taken from which"},
}
