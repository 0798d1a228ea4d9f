"""Operations beyond the core: what the library has of them must answer as PyTorch does; what it lacks is skipped."""

# ruff: noqa: E501 (one case, one line)

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

CASES: list[Case] = lines(ONE_LINE, grads=True) + blocks(SEVERAL_LINES, grads=True)
