"""For every gradient rule of the library: expressions that record it, to be checked against difference quotients.

A case is a few statements in PyTorch's words, separated by semicolons; the last one is the value.  The names of the tensors
in it are its inputs.  The same text runs on `autograd_lib` and on `torch`.
"""

import ast
import importlib
import math
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
from gradcheck_more import MORE, NOT_CHECKED

LEAVES = {  # float64 inputs in (-2, 2): shape, seed
    "a": ((2, 3), 0.3),
    "b": ((2, 3), 1.1),
    "c": ((3,), 2.3),
    "col": ((2, 1), 0.7),
    "s": ((), 0.9),
    "v4": ((4,), 2.9),
    "m": ((3, 4), 0.5),
    "sq": ((3, 3), 2.1),
    "batch": ((2, 2, 3), 0.8),
    "batch2": ((2, 3, 2), 1.7),
    "logits": ((4, 5), 0.6),
    "logits3": ((2, 3, 2), 1.6),
    "pic": ((1, 2, 4, 5), 0.35),
    "ker": ((4, 2, 2, 3), 0.15),
    "ker1": ((4, 1, 2, 2), 0.25),
    "bias4": ((4,), 0.45),
    "gain2": ((2,), 1.45),
    "bias2": ((2,), 0.65),
    "points": ((5, 2), 0.75),
    "empty": ((0, 3), 0.0),
}
POSITIVE = {"p": ((2, 3), 0.9), "q": ((2, 3), 1.6), "p1": ((3,), 0.2)}  # in (0.3, 2.3)
UNIT = {"u": ((2, 3), 0.4), "w": ((2, 3), 2.2)}  # in (0.05, 0.95)
CONSTANTS = {
    "mask": [[True, False, True], [False, False, True]],
    "labels": [1, 0, 4, 2],
    "labels2": [[2, 0], [1, 1]],
    "places": [[0, 2], [1, 1]],
    "weights5": [0.5, 1.0, 1.5, 2.0, 0.25],
    "probabilities": [[0.5, 0.0, 0.25, 0.25, 0.0], [0.2] * 5, [0.0, 0.0, 1.0, 0.0, 0.0], [0.1, 0.2, 0.3, 0.4, 0.0]],
}


def numbers(count: int, seed: float) -> list[float]:
    """Irregular numbers in (-2, 2), the same on every machine."""
    return [round(2 * math.sin(1.7 * i * i + seed * (i + 1)), 3) for i in range(count)]


def leaf(torch: ModuleType, name: str) -> Any:
    """The input of that name, or None."""
    for table, change in ((LEAVES, float), (POSITIVE, lambda n: abs(n) + 0.3), (UNIT, lambda n: 0.5 + 0.225 * n)):
        if name in table:
            shape, seed = table[name]
            values = [change(n) for n in numbers(math.prod(shape), seed)]
            return torch.tensor(np.array(values).reshape(shape), requires_grad=True)
    return None


def function(torch: ModuleType, source: str) -> tuple[Callable[..., Any], list[Any]]:
    """A case as a function of its inputs, and the inputs."""
    *body, last = ast.parse(source).body
    assert isinstance(last, ast.Expr)
    code = compile(ast.Module(body, []), source, "exec"), compile(ast.Expression(last.value), source, "eval")
    used = sorted({node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)})
    names = [name for name in used if name in {*LEAVES, *POSITIVE, *UNIT}]
    space: dict[str, Any] = {"torch": torch, "F": importlib.import_module(f"{torch.__name__}.nn.functional")}
    for name in used:
        if name in CONSTANTS:
            value = torch.tensor(CONSTANTS[name])
            space[name] = value.double() if value.is_floating_point() else value

    def call(*inputs: Any) -> Any:
        local = {**space, **dict(zip(names, inputs, strict=True))}
        exec(code[0], local)
        return eval(code[1], local)

    return call, [leaf(torch, name) for name in names]


def nodes_behind(outputs: Any) -> list[Any]:
    """All nodes of the graph behind one output or several, those inside CopySlices too."""
    stack = [each.grad_fn for each in (outputs if isinstance(outputs, tuple) else (outputs,))]
    seen = []
    while stack:
        node = stack.pop()
        if node is None or node in seen:
            continue
        seen.append(node)
        if type(node).__name__ == "CopySlices":
            stack.append(node.saved[0])
        stack.extend(edge for edge, _ in node.next_functions)
    return seen


SECOND = "torch.autograd.grad((({0}) ** 2).sum(), {1}, create_graph=True)[0]"  # a gradient, to be differentiated again


def second(source: str, by: str) -> str:
    """The gradient of an expression with respect to one of its inputs, as a case."""
    return SECOND.format(source, by)


RULES: dict[str, list[str]] = {
    # --- autograd
    "AliasBackward0": ["a[...] * 2", "y = a * a; y[...].exp_(); y"],
    "AsStridedBackward0": ["y = a * 2; r = y[0]; y.mul_(b); r.exp()", "y = m * 1; r = y.t()[1:, ::2]; y.mul_(v4); r * 3"],
    "CopySlices": [
        "y = a * 2; y[0] = c; y * y",
        "y = a * b; y[0].mul_(c); y.t()[1].exp_(); y",
        "y = torch.zeros(2, 3, dtype=torch.float64); y[1] = c * c; y[:, 0] = s; y.sin()",
        "y = m * 1; y[1:].t()[::2].mul_(v4[:2]); y",
    ],
    "CopyBackwards": ["y = a * 2; y.copy_(c); y * b", "y = torch.zeros(2, 3, dtype=torch.float64); y.copy_(a); y.exp()"],
    # --- arithmetic
    "AddBackward0": ["a + b", "a + col", "a + 2.5", "torch.add(c, col, alpha=3)", "a + a", "s + a", "empty + c", "torch.add(a, 1, alpha=2) * a"],
    "SubBackward0": ["a - b", "c - col", "a - 1", "torch.sub(a, s, alpha=0.5)", "a - a"],
    "RsubBackward0": ["torch.rsub(a, c)", "torch.rsub(a, col, alpha=2)"],
    "RsubBackward1": ["1 - a", "torch.rsub(a, 3, alpha=2)"],
    "NegBackward0": ["-a * a"],
    "MulBackward0": ["a * b", "a * col * c", "a * 3", "a * a", "s * a", "s * s"],
    "MulBackward1": [second("a ** 3", "a")],
    "DivBackward0": ["a / p", "c / p1", "a / 4", "s / p", "p / p", "col / p"],
    "DivBackward1": ["F.cross_entropy(logits, probabilities)"],
    "DivBackward2": ["torch.div(a, p, rounding_mode='floor')", "torch.div(a, q, rounding_mode='trunc')"],
    "ReciprocalBackward0": ["p.reciprocal()", "2 / p"],
    "RemainderBackward0": ["a % 3.1"],
    "RemainderBackward1": ["a % p"],
    "FmodBackward0": ["torch.fmod(a, 3.1)"],
    "FmodBackward1": ["torch.fmod(a, p)"],
    "PowBackward0": ["a ** 2", "a ** 3", "p ** 0.5", "p ** -1", "a ** 1", "a ** 0 * a"],
    "PowBackward1": ["p ** b", "p ** col", "p ** s", "p1 ** col"],
    "PowBackward2": ["2.0 ** a", "0.5 ** s"],
    # --- bounds
    "AbsBackward0": ["a.abs()", "s.abs()"],
    "ClampBackward0": ["a.clamp(col * 0 - 0.5, p)"],
    "ClampBackward1": ["a.clamp(-0.8, 0.9)", "a.clamp(min=0.1)"],
    "ClampMinBackward0": ["a.clamp_min(0.1)"],
    "ClampMaxBackward0": ["a.clamp_max(0.1)"],
    "MaximumBackward0": ["torch.maximum(a, b)", "torch.maximum(c, col)", "torch.maximum(a, a)"],
    "MinimumBackward0": ["torch.minimum(a, b)", "torch.minimum(c, col)"],
    # --- comparisons
    "EqBackward0": ["y = a * 1; y.eq_(0.5); y + b"],
    "EqBackward1": ["y = a * 1; y.eq_(b); y + b"],
    "NeBackward0": ["y = a * 1; y.ne_(0.5); y + b"],
    "NeBackward1": ["y = a * 1; y.ne_(b); y + b"],
    "LtBackward0": ["y = a * 1; y.lt_(0.5); y + b"],
    "LtBackward1": ["y = a * 1; y.lt_(b); y + b"],
    "LeBackward0": ["y = a * 1; y.le_(0.5); y + b"],
    "LeBackward1": ["y = a * 1; y.le_(b); y + b"],
    "GtBackward0": ["y = a * 1; y.gt_(0.5); y + b"],
    "GtBackward1": ["y = a * 1; y.gt_(b); y + b"],
    "GeBackward0": ["y = a * 1; y.ge_(0.5); y + b"],
    "GeBackward1": ["y = a * 1; y.ge_(b); y + b"],
    "WhereBackward0": ["torch.where(mask, a, b)", "torch.where(mask, c, col)", "torch.where(mask, a, 0.5)", "torch.where(a > 0, a * a, s)"],
    # --- pointwise
    "ExpBackward0": ["a.exp()", "s.exp()", "y = a * 1; y.exp_(); y * y"],
    "Exp2Backward0": ["torch.exp2(a)"],
    "Expm1Backward0": ["torch.expm1(a)"],
    "LogBackward0": ["p.log()", "y = p * 2; y.log_(); y"],
    "Log2Backward0": ["p.log2()"],
    "Log10Backward0": ["p.log10()"],
    "Log1PBackward0": ["torch.log1p(p)"],
    "LogaddexpBackward0": ["torch.logaddexp(a, b)", "torch.logaddexp(c, col)"],
    "LogitBackward0": ["torch.logit(u)", "torch.logit(u, eps=0.2)"],
    "XlogyBackward0": ["torch.xlogy(a, p)"],
    "XlogyBackward1": ["torch.xlogy(2.0, p)"],
    "XlogyBackward2": ["torch.xlogy(a, 2.0)"],
    "SqrtBackward0": ["p.sqrt()", "y = p * 2; y.sqrt_(); y * y * y"],
    "RsqrtBackward0": ["p.rsqrt()"],
    "HypotBackward0": ["torch.hypot(a, b)", "torch.hypot(c, col)"],
    "TanhBackward0": ["a.tanh()", "y = a * 1; y.tanh_(); y * y"],
    "SigmoidBackward0": ["a.sigmoid()"],
    "ErfBackward0": ["torch.erf(a)"],
    "ErfcBackward0": ["torch.erfc(a)"],
    "ErfinvBackward0": ["torch.erfinv(u)"],
    "LerpBackward0": ["torch.lerp(a, b, 0.3)", "torch.lerp(c, col, 0.7)"],
    "LerpBackward1": ["torch.lerp(a, b, u)", "torch.lerp(c, col, u)"],
    # --- trigonometry
    "SinBackward0": ["a.sin()", "y = a * 1; y.sin_(); y * y"],
    "CosBackward0": ["a.cos()"],
    "TanBackward0": ["u.tan()"],
    "AsinBackward0": ["u.asin()"],
    "AcosBackward0": ["u.acos()"],
    "AtanBackward0": ["a.atan()"],
    "Atan2Backward0": ["torch.atan2(a, b)", "torch.atan2(c, p)"],
    "SinhBackward0": ["a.sinh()"],
    "CoshBackward0": ["a.cosh()"],
    "AsinhBackward0": ["a.asinh()"],
    "AcoshBackward0": ["torch.acosh(p + 1)"],
    "AtanhBackward0": ["u.atanh()"],
    "Deg2RadBackward0": ["torch.deg2rad(a * a)"],
    "Rad2DegBackward0": ["torch.rad2deg(a * a)"],
    # --- rounding
    "FloorBackward0": ["a.floor() + a"],
    "CeilBackward0": ["a.ceil() + a"],
    "TruncBackward0": ["a.trunc() + a"],
    "RoundBackward0": ["a.round() + a"],
    "RoundBackward1": ["torch.round(a * 1.01, decimals=1) + a"],
    "FracBackward0": ["a.frac() * a"],
    "SignBackward0": ["a.sign() * a"],
    "SgnBackward0": ["a.sgn() * a"],
    "NanToNumBackward0": ["torch.nan_to_num(a) * a"],
    # --- activations
    "ReluBackward0": ["torch.relu(a)", "y = a * 1; F.relu(y, inplace=True); y * y"],
    "LeakyReluBackward0": ["F.leaky_relu(a, 0.1)"],
    "LeakyReluBackward1": ["y = a * 1; F.leaky_relu(y, 0.1, inplace=True); y * y"],
    "PreluKernelBackward0": ["F.prelu(a, c)", "F.prelu(a, c[:1])"],
    "RreluWithNoiseBackward0": ["F.rrelu(a, 0.2, 0.2, training=True)"],
    "RreluWithNoiseBackward1": ["y = a * 1; F.rrelu(y, 0.2, 0.2, training=True, inplace=True); y"],
    "EluBackward0": ["F.elu(a, 0.7)", "F.selu(a)"],
    "EluBackward1": ["y = a * 1; F.elu(y, 0.7, inplace=True); y"],
    "CeluBackward0": ["F.celu(a, 0.7)"],
    "CeluBackward1": ["y = a * 1; F.celu(y, 0.7, inplace=True); y"],
    "HardtanhBackward0": ["F.hardtanh(a, -0.9, 0.8)", "F.relu6(a * 5)"],
    "ThresholdBackward0": ["F.threshold(a, 0.3, -1.0)"],
    "ThresholdBackward1": ["y = a * 1; F.threshold(y, 0.3, -1.0, inplace=True); y"],
    "HardshrinkBackward0": ["F.hardshrink(a, 0.4)"],
    "SoftshrinkBackward0": ["F.softshrink(a, 0.4)"],
    "HardsigmoidBackward0": ["F.hardsigmoid(a * 2)"],
    "HardswishBackward0": ["F.hardswish(a * 2)"],
    "SoftmaxBackward0": ["torch.softmax(a, 1)", "torch.softmax(batch, 0) ** 2", "F.softmin(a, 0)"],
    "LogSoftmaxBackward0": ["torch.log_softmax(a, 1)", "torch.log_softmax(batch, 1)"],
    "GeluBackward0": ["F.gelu(a)", "F.gelu(a, approximate='tanh')"],
    "SiluBackward0": ["F.silu(a)"],
    "MishBackward0": ["F.mish(a)"],
    "SoftplusBackward0": ["F.softplus(a)", "F.softplus(a, beta=3, threshold=2)"],
    "LogSigmoidBackward0": ["F.logsigmoid(a)"],
    "GluBackward0": ["F.glu(v4, 0)", "F.glu(m, 1)"],
    # --- reductions
    "SumBackward0": ["a.sum()", "s.sum() * s", "empty.sum() + s"],
    "SumBackward1": ["a.sum(0)", "batch.sum((0, 2))", "a.sum(1, keepdim=True) * a", "batch.sum(-2) ** 2"],
    "MeanBackward0": ["a.mean() ** 2"],
    "MeanBackward1": ["a.mean(1) ** 2", "batch.mean((0, 1), keepdim=True) * batch"],
    "VarBackward0": ["a.var(1)", "a.var()", "a.var(0, unbiased=False)", "batch.var((0, 1), keepdim=True)"],
    "StdBackward0": ["a.std(1)", "a.std()", "batch.std((0, 1), unbiased=False)"],
    "ProdBackward0": ["a.prod()", "(a * torch.tensor([1., 0., 1.])).prod()", "(a * torch.tensor([0., 0., 1.])).prod()"],
    "ProdBackward1": ["a.prod(1)", "(a * torch.tensor([1., 0., 1.])).prod(1)", "a.prod(0, keepdim=True)"],
    "LinalgVectorNormBackward0": [
        "a.norm()", "a.norm(dim=1)", "a.norm(1)", "a.norm(3, dim=0)", "a.norm(float('inf'))", "a.norm(0) + a.sum()", "batch.norm(dim=(0, 2), keepdim=True)",
    ],
    "LogsumexpBackward0": ["torch.logsumexp(a, 1)", "torch.logsumexp(batch, (0, 2), keepdim=True)"],
    "CumsumBackward0": ["a.cumsum(1) ** 2", "batch.cumsum(0)", "s.cumsum(0)"],
    "MaxBackward0": ["a.max(1)[0]", "batch.max(1, keepdim=True).values ** 2"],
    "MinBackward0": ["a.min(0)[0]", "batch.min(2).values ** 2"],
    "MaxBackward1": ["a.max() ** 2"],
    "MinBackward1": ["a.min() ** 2"],
    "AmaxBackward0": ["a.amax(1) ** 2", "batch.amax((0, 2))"],
    "AminBackward0": ["a.amin(0) ** 2", "batch.amin((0, 1), keepdim=True)"],
    # --- matrices
    "MmBackward0": ["a @ sq", "sq @ sq", "a @ b.t()", "a.t() @ col", "torch.mm(empty, m)"],
    "MvBackward0": ["a @ c", "sq.t() @ c", "batch2 @ v4[:2]"],
    "DotBackward0": ["c @ c", "torch.dot(c, p1)"],
    "BmmBackward0": ["batch @ batch2", "batch2.unsqueeze(1) @ batch.unsqueeze(0)", "torch.bmm(batch, batch2) ** 2"],
    "AddmmBackward0": ["torch.addmm(c, a, sq)", "torch.addmm(a, a, sq, beta=0.5, alpha=2)", "F.linear(a, m.t(), v4)"],
    "TrilBackward0": ["sq.tril() ** 2", "m.tril(1)"],
    "TriuBackward0": ["sq.triu() ** 2", "m.triu(-1)"],
    # --- shape
    "ViewBackward0": ["a.view(3, 2) ** 2", "a.reshape(-1)", "batch.flatten(1)"],
    "ReshapeAliasBackward0": ["a.t().unsqueeze(1).reshape(3, 1, 2, 1) ** 2", "m[:, ::2].reshape(3, 1, 2)"],
    "UnsafeViewBackward0": ["a.t().reshape(6) ** 2", "batch @ sq", "torch.matmul(sq, batch2)"],
    "TransposeBackward0": ["batch.transpose(0, 2) ** 2", "a.mT"],
    "TransposeBackward1": ["y = batch * 1; y.transpose_(0, 2); y ** 2"],
    "TBackward0": ["a.t() ** 2"],
    "TBackward1": ["y = a * 1; y.t_(); y ** 2"],
    "PermuteBackward0": ["batch.permute(2, 0, 1) ** 2", "batch.movedim(0, 2)"],
    "SqueezeBackward0": ["col.squeeze() ** 2"],
    "SqueezeBackward1": ["col.squeeze(1) ** 2", "col.squeeze(0)"],
    "SqueezeBackward2": ["col.unsqueeze(0).squeeze((0, 2)) ** 2"],
    "SqueezeBackward3": ["y = col * 1; y.squeeze_(); y ** 2"],
    "SqueezeBackward4": ["y = col * 1; y.squeeze_(1); y ** 2"],
    "UnsqueezeBackward0": ["a.unsqueeze(1) ** 2", "a[:, None] * 2"],
    "UnsqueezeBackward1": ["y = a * 1; y.unsqueeze_(1); y ** 2"],
    "ExpandBackward0": ["col.expand(2, 3) * a", "s.expand(2, 2) ** 2", "c.expand(2, -1)"],
    "RepeatBackward0": ["a.repeat(2, 2) ** 2", "c.repeat(2, 1, 2)", "s.repeat(3)"],
    "SelectBackward0": ["a[1] ** 2", "a.select(1, -1)", "c[0]"],
    "SliceBackward0": ["a[:, 1:] ** 2", "m[::2, 1::2]", "a.narrow(1, 0, 2)"],
    "CloneBackward0": ["a.clone() ** 2"],
    "FlipBackward0": ["a.flip(0, 1) ** 2", "c.flip(0)"],
    "ToCopyBackward0": ["a.float().double() * 0 + a"],
    "FillBackward2": ["y = a * 1; y[0].fill_(3.0); y * b"],
    "FillBackward3": ["y = a * 1; y.fill_(s); y * b"],
    "ZeroBackward0": ["y = a * 1; y.zero_(); y * b + a"],
    "ConstantPadNdBackward0": ["F.pad(a, (1, 2)) ** 2", "F.pad(batch, (0, 1, -1, 1), value=3.0)"],
    # --- joining
    "CatBackward0": ["torch.cat([a, b]) ** 2", "torch.cat([a, col], 1)", "torch.cat([a, empty, a])"],
    "StackBackward0": ["torch.stack([a, b]) ** 2", "torch.stack([c, p1], 1)", "torch.stack([s, s])"],
    "UnbindBackward0": ["y = a.unbind(0); y[0] * y[1]", "a.unbind(1)[2] ** 2", "s.expand(1).unbind(0)[0] ** 2"],
    "SplitBackward0": ["y = m.split(3, 1); y[0][:, :1] * y[1]", "a.chunk(2)[1] ** 2"],
    "SplitWithSizesBackward0": ["y = m.split([1, 2], 0); y[1] ** 2", "y = m.split([1, 3], 1); y[0] * y[1]"],
    # --- indexing
    "IndexBackward0": ["a[:, [0, 0, 2]] ** 2", "a[mask]", "batch[[0, 1], :, [2, 2]] ** 2", "m[places, 1]"],
    "IndexPutBackward0": [
        "y = a * 1; y[:, [0, 2]] = col; y * b",
        "y = a * 1; y[mask] = s; y * b",
        "y = a * 1; y[mask] = c[:3]; y ** 2",
        "a.index_put((torch.tensor([0, 1, 0]), torch.tensor([2, 1, 2])), c, accumulate=True) ** 2",
    ],
    "IndexSelectBackward0": ["a.index_select(1, torch.tensor([0, 0, 2])) ** 2"],
    "GatherBackward0": ["a.gather(1, places) ** 2", "a.gather(0, torch.tensor([[0, 1, 0]]))"],
    "TakeBackward0": ["torch.take(a, places) ** 2"],
    "PutAddBackward0": [second("a[:, [0, 0, 2]]", "a"), second("y_", "a").replace("y_", "a[1]")],
    "MaskedSelectBackward0": ["a.masked_select(mask) ** 2", "c.masked_select(mask)"],
    "MaskedFillBackward0": ["a.masked_fill(mask, 3.0) ** 2"],
    "MaskedFillBackward1": ["a.masked_fill(mask, s) ** 2"],
    # --- losses
    "MseLossBackward0": ["F.mse_loss(a, b)", "F.mse_loss(a, b, reduction='sum')", "F.mse_loss(a, b, reduction='none')"],
    "SmoothL1LossBackward0": ["F.smooth_l1_loss(a, b, beta=0.7)", "F.smooth_l1_loss(a, b, reduction='none')"],
    "HuberLossBackward0": ["F.huber_loss(a, b, delta=0.7)", "F.huber_loss(a, b, reduction='sum')"],
    "BinaryCrossEntropyBackward0": ["F.binary_cross_entropy(u, mask.double())", "F.binary_cross_entropy(u, w, reduction='none')"],
    "BinaryCrossEntropyWithLogitsBackward0": [
        "F.binary_cross_entropy_with_logits(a, mask.double())",
        "F.binary_cross_entropy_with_logits(a, mask.double() * 0.7, pos_weight=torch.tensor([1., 2., 3.]).double(), reduction='none')",
    ],
    "NllLossBackward0": [
        "F.nll_loss(logits, labels)",
        "F.cross_entropy(logits, labels, weight=weights5)",
        "F.cross_entropy(logits, labels, reduction='none')",
        "F.cross_entropy(logits, labels, ignore_index=4, label_smoothing=0.1)",
    ],
    "NllLoss2DBackward0": ["F.nll_loss(logits3.unsqueeze(2), labels2.unsqueeze(1))", "F.cross_entropy(logits3, labels2, reduction='sum')"],
    "AddBackward1": ["F.cross_entropy(logits.cos(), torch.softmax(logits, 1), label_smoothing=0.1)"],
    # --- pictures
    "ConvolutionBackward0": [
        "F.conv1d(batch, m.reshape(3, 2, 2), c)", "F.conv_transpose1d(batch, m.reshape(2, 3, 2), c, dilation=2)",
        "F.conv_transpose2d(pic, ker.transpose(0, 1), bias4, stride=2, padding=1, output_padding=1)",
        "F.conv_transpose2d(pic, ker1.transpose(0, 1).reshape(2, 2, 2, 2), dilation=2, output_padding=(1, 0))",
        "F.conv2d(pic, ker, bias4)", "F.conv2d(pic, ker, padding=1, stride=2)", "F.conv2d(pic, ker1, groups=2)", "F.conv2d(pic, ker, dilation=(2, 1))",
    ],
    "ConvolutionInputBackward": [second("F.conv2d(pic, ker)", "pic")],
    "ConvolutionWeightBackward": [second("F.conv2d(pic, ker1, groups=2, padding=1)", "ker1")],
    "MaxPool2DWithIndicesBackward0": ["F.max_pool2d(pic, 2)", "F.max_pool2d(pic, (3, 2), stride=1, padding=1) ** 2"],
    "AvgPool2DBackward0": ["F.avg_pool2d(pic, 2)", "F.avg_pool2d(pic, (3, 2), stride=1, padding=1, count_include_pad=False) ** 2"],
    "AvgPool2DBackwardBackward0": [second("F.avg_pool2d(pic, 2)", "pic")],
    "NativeBatchNormBackward0": [
        "F.batch_norm(points, None, None, gain2, bias2, training=True)",
        "F.batch_norm(pic, None, None, training=True) ** 2",
        "F.batch_norm(points, torch.zeros(2).double(), torch.ones(2).double() * 2, gain2, bias2)",
    ],
    # --- layers
    "ReflectionPad1DBackward0": ["F.pad(batch, (1, 2), 'reflect') ** 2"],
    "ReflectionPad1DBackwardBackward0": [second("F.pad(batch, (1, 2), 'reflect')", "batch")],
    "ReflectionPad2DBackward0": ["F.pad(pic, (1, 2, 3, 0), 'reflect') ** 2"],
    "ReflectionPad2DBackwardBackward0": [second("F.pad(pic, (1, 2, 3, 0), 'reflect')", "pic")],
    "ReflectionPad3DBackward0": ["F.pad(pic[None], (1, 2, 1, 0, 1, 1), 'reflect') ** 2"],
    "ReflectionPad3DBackwardBackward0": [second("F.pad(pic[None], (1, 2, 1, 0, 1, 1), 'reflect')", "pic")],
    "ReplicationPad1DBackward0": ["F.pad(batch, (1, 2), 'replicate') ** 2"],
    "ReplicationPad1DBackwardBackward0": [second("F.pad(batch, (1, 2), 'replicate')", "batch")],
    "ReplicationPad2DBackward0": ["F.pad(pic, (1, 2, 5, -1), 'replicate') ** 2"],
    "ReplicationPad2DBackwardBackward0": [second("F.pad(pic, (1, 2, 5, -1), 'replicate')", "pic")],
    "ReplicationPad3DBackward0": ["F.pad(pic[None], (1, 2, 1, 0, 1, 1), 'replicate') ** 2"],
    "ReplicationPad3DBackwardBackward0": [second("F.pad(pic[None], (1, 2, 1, 0, 1, 1), 'replicate')", "pic")],
    "AdaptiveAvgPool2DBackward0": ["F.adaptive_avg_pool2d(pic, (3, 2)) ** 2"],
    "AdaptiveAvgPool2DBackwardBackward0": [second("F.adaptive_avg_pool2d(pic, (3, 2))", "pic")],
    "UpsampleNearest1DBackward0": ["F.interpolate(batch, 5) ** 2"],
    "UpsampleNearest1DBackwardBackward0": [second("F.interpolate(batch, 5)", "batch")],
    "UpsampleNearest2DBackward0": ["F.interpolate(pic, scale_factor=(1.7, 0.6)) ** 2"],
    "UpsampleNearest2DBackwardBackward0": [second("F.interpolate(pic, scale_factor=(1.7, 0.6))", "pic")],
    "UpsampleNearestExact1DBackward0": ["F.interpolate(batch, 5, mode='nearest-exact') ** 2"],
    "UpsampleNearestExact1DBackwardBackward0": [second("F.interpolate(batch, 5, mode='nearest-exact')", "batch")],
    "UpsampleNearestExact2DBackward0": ["F.interpolate(pic, (3, 9), mode='nearest-exact') ** 2"],
    "UpsampleNearestExact2DBackwardBackward0": [second("F.interpolate(pic, (3, 9), mode='nearest-exact')", "pic")],
    "UpsampleLinear1DBackward0": ["F.interpolate(batch, 5, mode='linear') ** 2"],
    "UpsampleLinear1DBackwardBackward0": [second("F.interpolate(batch, 5, mode='linear')", "batch")],
    "UpsampleBilinear2DBackward0": ["F.interpolate(pic, (7, 3), mode='bilinear') ** 2"],
    "UpsampleBilinear2DBackwardBackward0": [second("F.interpolate(pic, (7, 3), mode='bilinear')", "pic")],
    "UpsampleBicubic2DBackward0": ["F.interpolate(pic, (6, 4), mode='bicubic', align_corners=True) ** 2"],
    "UpsampleBicubic2DBackwardBackward0": [second("F.interpolate(pic, (6, 4), mode='bicubic', align_corners=True)", "pic")],
    "Im2ColBackward0": ["F.unfold(pic, (2, 3), padding=1, stride=2) ** 2"],
    "Im2ColBackwardBackward0": [second("F.unfold(pic, (2, 3), padding=1, stride=2)", "pic")],
    "Col2ImBackward0": ["F.fold(m.reshape(1, 4, 3), (2, 4), 2) ** 2"],
    "Col2ImBackwardBackward0": [second("F.fold(m.reshape(1, 4, 3), (2, 4), 2)", "m")],
    "PixelShuffleBackward0": ["F.pixel_shuffle(ker.transpose(0, 1), 2) ** 2"],
    "PixelShuffleBackwardBackward0": [second("F.pixel_shuffle(ker.transpose(0, 1), 2)", "ker")],
    "PixelUnshuffleBackward0": ["F.pixel_unshuffle(ker[..., :2], 2) ** 2"],
    "PixelUnshuffleBackwardBackward0": [second("F.pixel_unshuffle(ker[..., :2], 2)", "ker")],
    "ChannelShuffleBackward0": ["F.channel_shuffle(ker.transpose(0, 1), 2) ** 2"],
    "ChannelShuffleBackwardBackward0": [second("F.channel_shuffle(ker.transpose(0, 1), 2)", "ker")],
    "AdaptiveMaxPool2DBackward0": ["F.adaptive_max_pool2d(pic, (3, 2)) ** 2", "F.adaptive_max_pool1d(batch, 2)"],
    "NativeLayerNormBackward0": ["F.layer_norm(m, (4,), bias4, v4)", "F.layer_norm(pic, (4, 5)) ** 2"],
    "NativeGroupNormBackward0": ["F.group_norm(pic, 1, gain2, bias2)", "F.group_norm(ker, 2) ** 2", "F.group_norm(batch, 2, gain2)"],
    "EmbeddingBackward0": ["F.embedding(places, m) ** 2"],
    "EmbeddingBagBackward0": [
        "F.embedding_bag(places, m)", "F.embedding_bag(places, m, mode='max')", "F.embedding_bag(places, m, mode='sum', per_sample_weights=sq[:2, :2])",
    ],
    "TrilinearBackward0": ["F.bilinear(a, b, torch.stack([sq, sq.t()]), bias2)"],
    "NormBackward1": ["F.pairwise_distance(a, b)", "F.pairwise_distance(a, b, 1, keepdim=True)", "F.pairwise_distance(a, b, 3.0)"],
    "SoftMarginLossBackward0": ["F.soft_margin_loss(a, mask.double() * 2 - 1)", "F.soft_margin_loss(a, mask.double() * 2 - 1, reduction='none')"],
    "MultiMarginLossBackward0": [
        "F.multi_margin_loss(logits, labels)", "F.multi_margin_loss(logits, labels, p=2, weight=weights5, reduction='none')",
    ],
    "MultilabelMarginLossBackward0": ["F.multilabel_margin_loss(a, torch.tensor([[2, 0, -1], [1, -1, 0]]))"],
    "SubBackward1": ["F.cosine_embedding_loss(a, b, torch.tensor([-1, 1]), -0.9)"],
    "SafeSoftmaxBackward0": ["F.scaled_dot_product_attention(batch, batch2.transpose(1, 2), batch)"],
    "ScaledDotProductFlashAttentionForCpuBackward0": [
        "F.scaled_dot_product_attention(pic, pic[:, :, :3], pic[:, :, 1:])", "F.scaled_dot_product_attention(pic, pic, pic * 2, is_causal=True, scale=0.3)",
    ],
    "BaddbmmBackward0": [
        "F.multi_head_attention_forward(batch, batch, batch, 3, 3, torch.cat([sq, sq * 2, sq.t()]), None, None, None, False, 0.0, sq, c, "
        "attn_mask=torch.tensor([[0.0, 0.5], [1.0, 0.0]]).double())[0]",
    ],
    "UnsafeSplitBackward0": ["torch.gru_cell(a, b, torch.cat([sq, sq * 2, sq.t()]), torch.cat([sq.t(), sq, sq]))", "torch.lstm_cell(a, (b, a), torch.cat([sq] * 4), torch.cat([sq.t()] * 4))"],
}  # fmt: skip

# Classes that are no rule of their own, or whose derivative is not checked, each with its reason.
EXEMPT = {
    "_Reshape": "the common part of other rules",
    "LinearMap": "the common part of other rules",
    "MkldnnRnnLayerBackward0": "in float32 only, as in PyTorch: tests/test_recurrent.py",
    "Flat": "the common part of other rules",
    "Overwritten": "the common part of other rules",
    "AccumulateGrad": "the end of a path, not an operation",
    "FunctionNode": "made for custom functions: tests/test_function.py",
    "BackwardHookFunctionBackward": "passes gradients on for the hooks of modules: tests/test_module.py",
    "Error": "refuses to be differentiated: tests/test_function.py",
    "NotDifferentiable": "refuses to be differentiated: tests/test_gradcheck.py",
    "FloorDivideBackward": "PyTorch has no derivative of x // y: tests/test_gradcheck.py",
}

RULES |= MORE
EXEMPT |= NOT_CHECKED
