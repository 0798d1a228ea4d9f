"""The lists of cases: functions of one variable, comparisons and choices, activations.  The names are in elementwise.py."""

ONE_VARIABLE = {  # function: the inputs on which it is smooth
    "exp": "x", "exp2": "x", "expm1": "x", "log": "p", "log2": "p", "log10": "p", "log1p": "p", "sqrt": "p",
    "rsqrt": "p", "sin": "x", "cos": "x", "tan": "x", "asin": "u", "acos": "u", "atan": "x", "arcsin": "u",
    "arccos": "u", "arctan": "x", "sinh": "x", "cosh": "x", "tanh": "x", "asinh": "x", "acosh": "p + 1.1",
    "atanh": "u", "arcsinh": "x", "arccosh": "p + 1.1", "arctanh": "u", "sigmoid": "x", "erf": "x", "erfc": "x",
    "erfinv": "u", "logit": "(u + 1) / 2", "deg2rad": "x", "rad2deg": "x", "floor": "x", "ceil": "x", "round": "x",
    "trunc": "x", "fix": "x", "frac": "x", "sign": "x", "nan_to_num": "x",
}  # fmt: skip


def of_one_variable() -> list[str]:
    cases = []
    for name, smooth in ONE_VARIABLE.items():
        cases += [f"torch.{name}({each})" for each in (smooth, "edge32", "s", "n", "b", "half")]
        cut = ".detach()" if name.endswith("h") and "a" in name[:3] else ""  # PyTorch lacks the rule of asinh_, …
        cases += [f"({smooth}){cut}.clone().{name}_()", f"n.clone().{name}_()", f"half.{name}()"]
        cases.append(f"torch.{name}(single, out=torch.empty(6))")
        if not name.startswith("arc") and name != "fix":  # these are further names of functions
            cases.append(f"torch.{name}(0.5)")
    return cases


POINTWISE = [
    *of_one_variable(),
    "torch.sgn(x).detach()", "torch.sgn(edge32).detach()", "torch.sgn(n)", "torch.sgn(b)",
    "torch.sigmoid(x32)", "torch.tanh(x32)", "torch.exp(x32)", "torch.log(p32)", "torch.sqrt(p32)",
    "torch.log(byte)", "torch.exp(small)", "torch.exp([1.0])", "torch.exp(single, out=torch.empty(6, dtype=torch.int64))", "torch.exp(x, out=torch.empty(8))", "torch.sigmoid('a')", "torch.sqrt(None)",
    "torch.logit(x, 0.2)", "torch.logit(x, eps=0.2)", "torch.logit(edge32, 0.1)",
    "torch.round(x, decimals=1)", "torch.round(x * 100, decimals=-1)", "torch.round(n, decimals=1)",
    "torch.round(half, decimals=1)", "torch.round(torch.tensor([0.5, 1.5, 2.5, -0.5]))",
    "torch.nan_to_num(edge32, 1.0, 2.0, -3.0)", "torch.nan_to_num(edge32, nan=7.0)",
    *(f"torch.{name}({a}, {b})" for name in ("atan2", "arctan2", "hypot", "logaddexp", "xlogy")
      for a, b in (("x", "p"), ("edge32", "p32[:1]"), ("m", "p[:6]"), ("n", "k"), ("half", "half"))),
    "torch.atan2(x, y)", "x.atan2(y)", "x.clone().atan2_(y)", "x.hypot(y)", "x.clone().hypot_(y)", "x.logaddexp(y)",
    "torch.atan2(edge32, other32)", "torch.atan2(torch.tensor([0.0]), torch.tensor([0.0]))", "torch.hypot(x, 2.0)",
    "torch.atan2(x, 2.0)", "torch.logaddexp(x, y[:3])", "torch.hypot(x, y[:3])", "torch.atan2(x, y[:3])",
    "torch.hypot(edge32.detach(), other32.detach())",
    "torch.xlogy(x, 2.0)", "torch.xlogy(2.0, p)", "torch.xlogy(0.0, finite32)", "torch.xlogy(x, 0.0)", "torch.xlogy(n, 2)",
    "torch.xlogy(finite32, finite32)", "x.xlogy(p)", "torch.xlogy(x, y[:3])",
    "torch.lerp(x, y, 0.3)", "torch.lerp(x, y, 0.8)", "torch.lerp(x, y, p)", "torch.lerp(x, y, 2)", "x.lerp(y, 0.25)",
    "torch.lerp(m, w, 0.3)", "torch.lerp(x, y, s)", "x.clone().lerp_(y, 0.25)", "torch.lerp(n, k, 0.5)",
    "torch.lerp(x, y32, 0.5)", "torch.lerp(x, y, p32)", "torch.lerp(x, 1.0, 0.5)", "torch.lerp(x, y[:3], 0.5)",
    "torch.lerp(x32, y32, 0.7)", "torch.lerp(single, single * 2, 0.5)",
]  # fmt: skip

_PAIRS = ("x, y", "n, 1", "n, 1.5", "n, k", "b, 1", "b, c", "x32, x", "n, x[:6]", "half, single", "small, 1", "byte, 300",
          "edge32, 0", "m, w", "s, x", "x, s", "n, True", "x, y[:3]", "x, 'a'", "x, [1]", "x, None", "1, x")  # fmt: skip
_BITS = ("n, k", "n, 1", "b, c", "b, True", "b, 1", "small, k", "byte, 3", "byte, byte", "n, b", "n, 1.5", "x, 1",
         "x, y", "1, n", "n, k[:4]", "n, 'a'")  # fmt: skip

COMPARE = [
    *(f"torch.{name}({pair})" for name in ("eq", "ne", "lt", "le", "gt", "ge") for pair in _PAIRS),
    *(f"x {sign} {other}" for sign in ("==", "!=", "<", "<=", ">", ">=") for other in ("y", "1", "0.7", "s", "None", "[1]")),
    *(f"{other} {sign} n" for sign in ("==", "!=", "<", "<=", ">", ">=") for other in ("1", "1.5", "True")),
    "x == 'a'", "x != 'a'", "x == (1, 2)", "x.detach() == np.array(1.4)", "single == np.arange(6.0)",
    "np.arange(6.0) == single", "single < np.arange(6.0)", "1.4 in x", "5.0 in x", "bool(s == 0.3)",
    *(f"torch.{name}(n, 1)" for name in ("not_equal", "less", "less_equal", "greater", "greater_equal")),
    *(f"single.clone().{name}_(0.5)" for name in ("eq", "ne", "lt", "le", "gt", "ge", "less", "greater", "not_equal")),
    "n.clone().lt_(1.5)", "b.clone().eq_(1)", "(x * 2).lt_(y)", "(x * 2).eq_(1)", "x.lt_(y)", "n.clone().lt_(x[:6].detach())",
    "torch.lt(x, y, out=torch.empty(8))", "torch.lt(n, k, out=torch.empty(6, dtype=torch.int64))",
    "torch.tensor([2**31 - 1], dtype=torch.int32) < 2**40", "torch.tensor([16777217]) == 16777216.0",
    "torch.tensor(1) == torch.tensor([1.5])", "torch.tensor([0.1]) == 0.1", "half < 0.1",
    # logic
    *(f"torch.logical_{name}({pair})" for name in ("and", "or", "xor")
      for pair in ("b, c", "n, k", "x, b[:1]", "edge32, edge32", "m, w", "x, 1", "1, x", "x, y[:3]")),
    *(f"torch.logical_not({each})" for each in ("b", "n", "edge32", "half", "s", "1")),
    "single.clone().logical_and_(single)", "n.clone().logical_not_()", "n.clone().logical_xor_(b)",
    "torch.logical_or(n, k, out=torch.empty(6))", "torch.logical_not(n, out=torch.empty(6))",
    # bits
    *(f"torch.bitwise_{name}({pair})" for name in ("and", "or", "xor", "left_shift", "right_shift") for pair in _BITS),
    *(f"{a} {sign} {b}" for sign in ("&", "|", "^", "<<", ">>")
      for a, b in (("n", "k"), ("n", "1"), ("1", "n"), ("k", "2"), ("2", "k"), ("b", "c"), ("x", "1"), ("n", "1.5"), ("n", "'a'"))),
    "n >> 64", "n << 64", "n << -1", "n >> -1", "small << 9", "small >> -1", "byte << 7", "n & True", "True & b",
    "~n", "~b", "~byte", "~x", "torch.bitwise_not(x)", "torch.bitwise_not(n)", "torch.bitwise_not(3)",
    "n.clone().bitwise_and_(1)", "n.clone().__iand__(3)", "n.clone().__ilshift__(3)", "b.clone().__ior__(c)",
    "b.clone().__ixor__(1)", "torch.bitwise_and(n, k, out=torch.empty(6))",
    # what kind of number
    *(f"torch.{name}({each})" for name in ("isnan", "isinf", "isfinite", "isposinf", "isneginf")
      for each in ("edge", "edge32", "n", "b", "half", "s", "1.0")),
    # nearly equal
    "torch.isclose(x, x + 1e-6)", "torch.isclose(x, x + 1e-4)", "torch.isclose(x, y, rtol=1.0)", "torch.isclose(n, k)",
    "torch.isclose(n, n + 1, atol=1)", "torch.isclose(edge32, edge32)", "torch.isclose(edge32, edge32, equal_nan=True)",
    "torch.isclose(edge32, other32)", "torch.isclose(b, c)", "torch.isclose(x, x32)", "torch.isclose(x, n[:1])",
    "torch.isclose(x, 1.0)", "torch.isclose(x, x, rtol=-1)", "torch.isclose(x, x, atol=-1)", "torch.isclose(x, y[:3])",
    "torch.isclose(m, w)", "torch.allclose(x, x + 1e-9)", "torch.allclose(x, y)", "torch.allclose(x, x32)",
    "torch.allclose(edge, edge)", "torch.allclose(edge, edge, equal_nan=True)", "x.allclose(x)", "torch.allclose(x, 1.0)",
    "torch.allclose(x, x + 0.1, atol=0.2)", "torch.equal(x, x)", "torch.equal(x, y)", "torch.equal(x, y[:3])",
    "torch.equal(n, n.double())", "torch.equal(edge, edge)", "torch.equal(x, 1)", "x.equal(x)", "x.isclose(x)",
    "torch.is_nonzero(s)", "torch.is_nonzero(x)",
    # choosing
    "torch.where(x > 0, x, y)", "torch.where(x > 0, x, 0)", "torch.where(x > 0, 0.5, y)", "torch.where(b, 1, 0)",
    "torch.where(b, 1.0, 0)", "torch.where(b, True, False)", "torch.where(b, True, 2)", "torch.where(b, n, 0.5)",
    "torch.where(b, n, k)", "torch.where(b, n, w)", "torch.where(b, n, single)", "torch.where(b, half, single)",
    "torch.where(b, small, 0.5)", "torch.where(b, small, 300)", "torch.where(b, byte, small)", "torch.where(b, x[:6], w)",
    "torch.where(x32 > 0, x32, y)", "torch.where(x > 0, x32, s)", "torch.where(b, m, w)", "torch.where(m > 0, m, w)",
    "torch.where(b, s, w)", "torch.where(b[:, None], w, s)", "torch.where(s > 0, x, y)", "torch.where(x > 0, x, n[0])",
    "torch.where(b, w, k)", "torch.where(byte > 1, w, 0)", "torch.where(byte, w, 0)", "torch.where(n, w, 0)",
    "torch.where(w, w, 0)", "torch.where(True, w, w)", "torch.where([True], w, w)", "torch.where(b, w)",
    "torch.where(b, 'a', w)", "torch.where(b, x, w)", "torch.where(b, w, x)", "torch.where(b, x[:3], x[:4])",
    "torch.where(b)", "torch.where(n)", "torch.where(m > 1)", "torch.where(s)", "torch.where(torch.tensor(0))",
    "w.where(b, 0)", "w.where(b, s)", "w.where(n, 0)", "torch.where(condition=b, input=w, other=0.0)",
    "torch.where(b, single, half, out=torch.empty(6))",
    "torch.where(b, single, half, out=torch.empty(6, dtype=torch.float64))",
]  # fmt: skip

BENT = {  # activation with a bend: other arguments to try
    "relu": [], "relu6": [], "leaky_relu": ["0.2", "-0.5", "negative_slope=0.0"], "elu": ["2.5", "alpha=0.5"],
    "selu": [], "celu": ["2.0", "alpha=0.5"], "hardtanh": ["-2, 0.5", "min_val=-0.25", "2, 1"],
    "hardswish": [], "hardsigmoid": [], "threshold": ["0.5, -3.0"], "rrelu": ["0.2, 0.4", "0.4, 0.2"],
    "hardshrink": ["1.0", "lambd=0.0", "-1.0"], "softshrink": ["1.0", "lambd=0.0", "-1.0"],
}  # fmt: skip
SMOOTH = {
    "gelu": ["approximate='tanh'", "approximate='no'"], "silu": [], "mish": [], "softplus": ["2.0", "beta=3, threshold=2"],
    "softsign": [], "tanhshrink": [], "logsigmoid": [], "sigmoid": [], "tanh": [],
}  # fmt: skip
INPLACE = (
    "relu",
    "relu6",
    "leaky_relu",
    "elu",
    "selu",
    "celu",
    "hardtanh",
    "hardswish",
    "hardsigmoid",
    "rrelu",
    "silu",
    "mish",
)


def of_activations() -> list[str]:
    cases = []
    for name, options in {**BENT, **SMOOTH}.items():
        basic = "0.1, 2" if name == "threshold" else ""
        x = "x32" if name == "hardsigmoid" else "x"  # PyTorch's constant 1/6 has the precision of float32
        for given in (basic, *options):
            cases.append(f"F.{name}({x}{', ' if given else ''}{given})")
        matrix, single = ("x32.reshape(2, 4)", "x32[0]") if x == "x32" else ("m", "s")
        comma = ", " if basic else ""
        cases += [f"F.{name}({each}{comma}{basic})" for each in ("finite32", matrix, single, "n", "half")]
    for name in INPLACE:
        x = "x32" if name == "hardsigmoid" else "x"
        cases += [f"F.{name}({x} * 1, inplace=True)", f"F.{name}({x}, inplace=True)"]
    return cases


ACTIVATION = [
    *of_activations(),
    "F.relu(b)", "F.relu([1.0])", "F.elu(2.0)", "F.gelu([1.0])", "F.silu(None)", "F.threshold(1.0, 1, 1)",
    "F.relu6(b)", "F.hardtanh(b)", "F.relu(edge32)", "F.leaky_relu(edge32)", "F.softplus(edge32)",
    "F.logsigmoid(edge32)", "F.hardsigmoid(edge32)", "F.threshold(edge32, 0.1, 2)", "F.silu(edge32)",
    "F.threshold(n, 1.5, 5.5)", "F.threshold(x * 1, 0.1, 2, inplace=True)", "F.leaky_relu(x * 1, -0.5, inplace=True).detach()",
    "F.relu_(x * 1)", "F.leaky_relu_(x * 1)", "F.elu_(x * 1)", "F.hardtanh_(x * 1)", "F.threshold_(x * 1, 0.1, 2)",
    "F.selu_(x * 1)", "F.celu_(x * 1)", "F.rrelu_(x * 1)",
    "torch.relu(x)", "x.relu()", "(x * 1).relu_()", "torch.selu(x)", "torch.celu(x, 2.0)", "torch.hardshrink(x)",
    "torch.threshold(x, 0.1, 2)", "torch.rrelu(x)", "torch.prelu(m, w)", "m.prelu(w)", "x.hardshrink(1.0)", "x.sigmoid()",
    "F.prelu(m, w)", "F.prelu(x, s)", "F.prelu(x, w[:1])", "F.prelu(s, w[:1])", "F.prelu(m[None], w[:1])",
    "F.prelu(m.reshape(2, 3, 4), w[:3])", "F.prelu(m, x)", "F.prelu(x, w)", "F.prelu(s, w)", "F.prelu(m, w[None])",
    "F.prelu(m, x32[:6])", "F.prelu(m, 0.5)", "F.prelu(n, k[:1])",
    *(f"F.{name}({x}, dim={dim})" for name in ("softmax", "log_softmax", "softmin")
      for x, dim in (("m", 0), ("m", 1), ("m", -1), ("x", 0), ("s", 0), ("s", -1), ("m.reshape(2, 3, 4)", 1), ("x32", 0),
                     ("m", 2), ("n", 0), ("half", 0), ("edge32", 0), ("torch.empty(0, 3)", 0), ("torch.empty(0, 3)", 1))),
    *(f"F.{name}({x})" for name in ("softmax", "log_softmax", "softmin") for x in ("m", "x", "s", "m.reshape(2, 3, 4)", "m[None, None]")),
    *(f"F.{name}({x}, dim=0, dtype=torch.{dtype})" for name in ("softmax", "log_softmax", "softmin")
      for x, dtype in (("x32", "float64"), ("x32", "float32"), ("n", "float64"), ("m", "int64"))),
    "torch.softmax(m, 1)", "torch.log_softmax(m, 1)", "m.softmax(1)", "m.log_softmax(dim=0)", "x32.softmax(0, torch.float64)",
    "torch.softmax(m, 'a')", "torch.softmax(m, 1.0)", "torch.softmax(n.reshape(2, 3), 0)", "torch.softmax([1.0], 0)",
    "torch.softmax(single, 0, out=torch.empty(6))", "torch.softmax(torch.tensor([1000.0, 1001.0]), 0)",
    "torch.log_softmax(torch.tensor([1000.0, 0.0, -1000.0]), 0)",
    "F.glu(m)", "F.glu(m, 0)", "F.glu(m, dim=1)", "F.glu(x)", "F.glu(x[:3])", "F.glu(s)", "F.glu(m, 5)", "F.glu(n)",
    "F.glu(m.reshape(2, 4, 3), 1)",
]  # fmt: skip

CASES = {"pointwise": POINTWISE, "compare": COMPARE, "activation": ACTIVATION}
