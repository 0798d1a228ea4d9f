"""Operations beyond the core: what the library has of them must answer as PyTorch does; what it lacks is skipped."""

from .record import Case, blocks, lines

ONE_LINE = """
dropout2d: torch.manual_seed(0); nn.Dropout2d(0.5)(torch.ones(2, 4, 1, 2))
div_trunc_mode: torch.div(a, p, rounding_mode="trunc")
fmod: torch.fmod(a, p)
addcmul: torch.addcmul(a, b, c, value=0.5)
addcdiv: torch.addcdiv(a, b, p, value=0.5)
lerp: torch.lerp(a, b, 0.25)
exp2: a.exp2()
log2: p.log2()
log10: p.log10()
asin: u.asin()
acos: u.acos()
atan2: torch.atan2(a, b)
asinh: a.asinh()
acosh: (p + 1).acosh()
atanh: u.atanh()
erf: a.erf()
round_decimals: torch.round(a, decimals=1)
clamp_tensors: torch.clamp(a, min=-p, max=q)
isclose: torch.isclose(a, a + 1e-7)
logical_functions: torch.logical_and(a > 0, mask), torch.logical_or(i, mask), torch.logical_not(x), torch.logical_xor(mask, mask)
var_correction: B.var(dim=(0, 2), correction=0)
norm_three: a.norm(3)
linalg_norm: torch.linalg.norm(a)
count_nonzero: torch.count_nonzero(mask), torch.count_nonzero(mask, dim=0)
argsort: torch.argsort(x, 1), torch.argsort(x, dim=0, descending=True)
sort: a.sort(1)
topk: a.topk(2, dim=1)
cumsum: a.cumsum(1)
median: torch.median(a)
unique: torch.unique(torch.tensor([3, 1, 2, 3, 1]))
softmin: F.softmin(a, dim=1)
relu6: F.relu6(a * 5)
selu: F.selu(a)
softsign: F.softsign(a)
hardtanh: F.hardtanh(a)
outer: torch.outer(c, v4)
einsum: torch.einsum("ij,jk->ik", m, m2)
swapaxes: B.swapaxes(0, 2)
movedim: torch.movedim(B, 0, -1)
unflatten: r4.unflatten(1, (2, 3))
tile: torch.tile(a, (1, 2))
flip: a.flip(1)
flip_dims: torch.flip(B, (0, 2))
roll: torch.roll(a, 1, 1)
tril: torch.tril(sq)
triu: sq.triu(1)
diagonal: sq.diagonal()
diag: torch.diag(sq), torch.diag(c)
trace: sq.trace()
meshgrid: torch.meshgrid(c, v4, indexing="ij")
one_hot: F.one_hot(labels, 6)
pad: F.pad(a, (1, 2))
take_along_dim: torch.take_along_dim(a, a.argmax(1, keepdim=True), 1)
masked_select: torch.masked_select(a, mask)
scatter: a.scatter(1, torch.tensor([[0], [2]]), 9.0)
adaptive_avg_pool2d_one: F.adaptive_avg_pool2d(img, 1)
layer_norm: F.layer_norm(r4, (6,))
huber: F.huber_loss(a, x, delta=0.7)
kl_div: F.kl_div(F.log_softmax(a, 1), torch.softmax(x, 1), reduction="batchmean")
"""

SEVERAL_LINES = """
## index_add
y = a * 2
y.index_add_(1, torch.tensor([0, 2, 0]), b)
y
## scatter_add
torch.zeros(2, 4).scatter_add(1, torch.tensor([[0, 1, 0], [3, 3, 2]]), a)
## index_fill
(a * 2).index_fill(1, torch.tensor([0, 2]), 0.25)
"""

MORE_FUNCTIONS = """
celu: F.celu(a, 0.7)
hardshrink: F.hardshrink(a, 0.6)
softshrink: F.softshrink(a, 0.4)
tanhshrink: F.tanhshrink(a)
hardsigmoid: F.hardsigmoid(a * 3)
hardswish: F.hardswish(a * 3)
mish: F.mish(a)
glu: F.glu(r4, dim=1)
prelu: F.prelu(a, s)
prelu_channels: F.prelu(r4, v.repeat(2))
threshold: F.threshold(a, 0.5, -3.0)
rrelu_eval: F.rrelu(a)
rrelu_training: torch.manual_seed(0); F.rrelu(a, training=True)
dropout2d_functional: torch.manual_seed(0); F.dropout2d(img, 0.5)
activation_modules: [m(a) for m in (nn.CELU(), nn.Hardshrink(), nn.Hardtanh(), nn.Mish(), nn.ReLU6(), nn.SELU(), nn.Softshrink(), nn.Softsign())]
activation_names: [nn.CELU(), nn.Hardshrink(), nn.Hardtanh(), nn.Mish(), nn.PReLU(), nn.ReLU6(), nn.SELU(), nn.Softmin(dim=1), nn.LogSigmoid()]
loss_modules: nn.HuberLoss(delta=0.5)(a, x), nn.KLDivLoss(reduction="batchmean")(F.log_softmax(a, 1), torch.softmax(x, 1))
prelu_module: nn.PReLU(3)(a)
parameter_list: [n for n, _ in nn.ParameterList([nn.Parameter(torch.ones(2)), nn.Parameter(torch.ones(1))]).named_parameters()]
isinf: torch.isinf(1 / torch.tensor([0.0, -0.0, 2.0])), torch.isposinf(torch.tensor([np.inf, -np.inf])), torch.isneginf(torch.tensor([np.inf, -np.inf]))
is_nonzero: torch.is_nonzero(torch.tensor([2.0])), torch.tensor(0).is_nonzero()
comparisons: [f(x, 0.5) for f in (torch.eq, torch.ne, torch.lt, torch.le, torch.gt, torch.ge)]
comparison_aliases: [f(i, j) for f in (torch.greater, torch.greater_equal, torch.less, torch.less_equal, torch.not_equal)]
bitwise: [f(i, j) for f in (torch.bitwise_and, torch.bitwise_or, torch.bitwise_xor)], torch.bitwise_not(i), torch.bitwise_left_shift(i, 2)
aliases: torch.divide(a, p), torch.true_divide(a, p), torch.multiply(a, p), torch.subtract(a, p), torch.negative(a), torch.absolute(a), torch.positive(a)
mul_and_remainder: torch.mul(a, b), torch.remainder(a, p), torch.floor_divide(x, 0.4)
inverse_names: torch.arcsin(u), torch.arccos(u), torch.arctan(a), torch.arcsinh(a), torch.arccosh(p + 1), torch.arctanh(u), torch.arctan2(a, b)
degrees: torch.deg2rad(a), torch.rad2deg(a)
erfc: torch.erfc(a)
erfinv: torch.erfinv(u)
hypot: torch.hypot(a, b)
logaddexp: torch.logaddexp(a, b)
logit: torch.logit(u)
logit_eps: torch.logit(u, eps=0.3)
xlogy: torch.xlogy(a, p)
xlogy_number: torch.xlogy(a, 2.0), torch.xlogy(2.0, p)
frac: torch.frac(a), torch.fix(a)
nan_to_num: torch.nan_to_num(torch.log(a)), torch.nan_to_num(1 / torch.tensor([0.0, -0.0]), posinf=9.0)
lerp_tensor: torch.lerp(a, b, u)
masked_fill_tensor: a.masked_fill(mask, s)
take: torch.take(a, torch.tensor([5, 0, 0]))
select: a.select(1, 2), torch.select(B, 0, 1)
ravel: a.T.ravel()
reshape_as: a.reshape_as(b.T)
moveaxis: torch.moveaxis(B, 0, 2), B.swapdims(0, 1)
concatenations: torch.concat([a, b]), torch.concatenate([a, b], 1), torch.hstack([a, b]), torch.vstack([a, b]), torch.hstack([c, v]), torch.vstack([c, v])
broadcast_tensors: torch.broadcast_tensors(col, c)
broadcast_shapes: torch.broadcast_shapes((2, 1), (3,))
ger: torch.ger(c, v4)
inner: torch.inner(c, v).detach(), torch.inner(a, b).detach()
index_put_function: a.index_put((torch.tensor([0, 1]), torch.tensor([2, 0])), c[:2])
logspace: torch.logspace(0, 2, 5), torch.scalar_tensor(2.0)
typed: torch.FloatTensor([1, 2]), torch.LongTensor([1, 2]), torch.DoubleTensor([1]), torch.BoolTensor([1, 0])
new_empty: x.new_empty(2, 3).shape, torch.empty_like(i).dtype, x.ndimension(), x.is_complex(), i.is_signed()
short_and_char: x.short(), x.char(), x.byte().dtype
orthogonal: torch.manual_seed(0); init.orthogonal_(torch.empty(3, 5))
dirac: init.dirac_(torch.empty(2, 2, 3, 3))
"""

UNARY = (
    "abs acos asin atan ceil cos cosh deg2rad erf erfc erfinv exp exp2 expm1 fix floor frac log log10 log1p log2 logit"
    " nan_to_num neg rad2deg reciprocal round rsqrt sigmoid sign sin sinh sqrt square tan tanh trunc"
)
BINARY = (
    "add sub mul div remainder fmod pow atan2 hypot xlogy lerp eq ne lt le gt ge logical_and logical_or logical_xor"
)

MORE_LINES = """
## fill_with_a_tensor
y = a * 2
y.fill_(s)
y
## fill_a_part_with_a_tensor
y = a * 2
y[1].fill_(s * 3)
y
## masked_fill_in_place_with_a_tensor
y = a * 2
y.masked_fill_(mask, s)
y
## transpose_in_place_of_two
y = B * 2
y.transpose_(0, 2)
y
## cumsum_in_place
y = a * 2
y.cumsum_(1)
y
## addmm_in_place
y = a * 2
y.addmm_(b, sq)
y
## activations_in_place
y, z, w = a * 2, a * 3, a * 4
F.elu(y, inplace=True), F.leaky_relu(z, inplace=True), F.hardtanh(w, inplace=True)
## double_backward_of_avg_pool
g, = torch.autograd.grad((F.avg_pool2d(img64, 2) ** 3).sum(), img64, create_graph=True)
(g ** 2).sum().backward()
img64.grad[0, 0]
"""

CASES: list[Case] = [
    *lines(ONE_LINE + MORE_FUNCTIONS, grads=True),
    *(Case(f"in_place_{name}", f"(u * 1).{name}_()", True) for name in UNARY.split()),
    *(Case(f"in_place_{n}", f"(p * 1).{n}_(q{', 0.3' if n == 'lerp' else ''})", True) for n in BINARY.split()),
    *blocks(SEVERAL_LINES + MORE_LINES, grads=True),
]
