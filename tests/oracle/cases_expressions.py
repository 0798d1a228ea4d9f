"""Expressions with their values, gradients and graphs: the core operations, in the forms that learners write."""

from .record import Case, lines

ARITHMETIC = """
add: a + b
add_scalar: a + 2
add_scalar_left: 2.5 + a
add_int_tensor: a + i
add_alpha: torch.add(a, b, alpha=3)
add_row: a + c
add_column_and_row: col + c
add_zero_dim: a + s
add_zero_dim_left: s + a
add_float64: a + b64
sub: a - b
sub_scalar: a - 1.5
rsub_scalar: 3 - a
rsub_function: torch.rsub(a, b)
sub_alpha: torch.sub(a, b, alpha=2)
mul: a * b
mul_scalar: a * 3
mul_scalar_left: 0.5 * a
mul_broadcast: a * c * col
mul_zero_dim: a * s
mul_mask: a * mask
mul_itself: a * a
mul_constant: a * x
div: a / p
div_scalar: a / 4
rdiv_scalar: 2 / p
rdiv_one: 1 / p
div_row: a / p1
div_by_ints: a / i
div_floor_mode: torch.div(a, p, rounding_mode="floor")
floor_divide: a // p
floor_divide_scalar: a // 0.7
remainder: a % p
remainder_scalar: a % 0.75
neg: -a
positive: +a
pow_two: a ** 2
pow_three: a ** 3
pow_one: a ** 1
pow_zero: a ** 0
pow_half: p ** 0.5
pow_minus_one: p ** -1
pow_minus_two: p ** -2
pow_fraction: p ** 1.7
pow_negative_base_int: (-p) ** 3
pow_tensor: p ** b
pow_tensor_row: p ** c
pow_scalar_base: 2 ** a
pow_float_base: 1.5 ** a
pow_zero_base: 0 ** p
pow_method: p.pow(2.5)
pow_function_ints: torch.pow(p, i)
pow_int_base_tensor: i ** a
square: a.square()
square_function: torch.square(a)
reciprocal: p.reciprocal()
polynomial: 2 * a ** 2 - 3 * a + 1
reused: a * a + a
reused_in_two_ways: (a + b) * (a - b)
chain_of_shared: (lambda h: h * h + h)(a * 2)
sum_of_products: (a * b).sum() + (b * c).mean()
double_precision: (a64 * b64).sum()
half_storage: a.half().float() * 2
cast_double: a.double() * 2
cast_back: a.double().float()
to_dtype: a.to(torch.float64)
to_same_dtype: a.to(torch.float32) is a
"""

POINTWISE = """
exp: a.exp()
exp_function: torch.exp(a)
log: p.log()
log1p: p.log1p()
expm1: a.expm1()
log_negative: torch.log(a)
sqrt: p.sqrt()
rsqrt: p.rsqrt()
sqrt_at_zero: torch.sqrt(torch.tensor([0.0, 4.0], requires_grad=True) * s.exp())
sin: a.sin()
cos: a.cos()
tan: a.tan()
atan: a.atan()
sinh: a.sinh()
cosh: a.cosh()
tanh: a.tanh()
sigmoid: a.sigmoid()
sigmoid_large: torch.sigmoid(a * 60)
logit_by_hand: (u / (1 - u)).log()
abs: a.abs()
abs_builtin: abs(a)
sign: a.sign()
floor: a.floor()
ceil: a.ceil()
round: a.round()
trunc: a.trunc()
round_half_even: torch.round(torch.tensor([0.5, 1.5, 2.5, -0.5, -1.5]))
clamp: a.clamp(-0.5, 0.75)
clamp_min: a.clamp(min=0)
clamp_max: a.clamp(max=0.5)
clamp_min_method: a.clamp_min(-0.25)
clamp_max_method: a.clamp_max(0.25)
clip: a.clip(-1, 1)
minimum: torch.minimum(a, b)
maximum: torch.maximum(a, b)
maximum_row: torch.maximum(a, c)
max_of_two: torch.max(a, b)
min_of_two: torch.min(a, b)
where: torch.where(a > 0, a, b)
where_scalar: torch.where(a > 0, a, 0.0)
where_scalar_left: torch.where(mask, 1.0, a)
where_broadcast: torch.where(mask, c, col)
where_method: a.where(mask, b)
masked_fill: a.masked_fill(mask, -1.0)
greater: a > b
less_equal_scalar: a <= 0.3
equal: a == a
not_equal: a != b
isnan: torch.isnan(torch.log(a))
isfinite: torch.isfinite(1 / torch.tensor([0.0, 1.0]))
logical: (a > 0) & (b > 0) | ~mask
"""

REDUCTIONS = """
sum: a.sum()
sum_dim0: a.sum(0)
sum_dim1: a.sum(dim=1)
sum_negative_dim: a.sum(-1)
sum_keepdim: a.sum(1, keepdim=True)
sum_two_dims: B.sum((0, 2))
sum_all_dims_listed: B.sum([0, 1, 2])
sum_axis_keyword: B.sum(axis=1)
sum_dtype: a.sum(dtype=torch.float64)
sum_zero_dim: s.sum()
sum_empty: e.sum()
sum_empty_dim: e.sum(0)
sum_of_ints: i.sum()
sum_of_bools: mask.sum(1)
mean: a.mean()
mean_dim: a.mean(0)
mean_dims: B.mean((1, 2))
mean_keepdim: a.mean(1, keepdim=True)
mean_function: torch.mean(a, dim=-1)
prod: a.prod()
prod_dim: a.prod(1)
prod_keepdim: a.prod(0, keepdim=True)
prod_with_zero: (a * torch.tensor([1.0, 0.0, 1.0])).prod(1)
prod_of_ints: i.prod()
var: a.var()
var_dim: a.var(1)
var_keepdim: a.var(0, keepdim=True)
var_biased: a.var(unbiased=False)
var_biased_dim: a.var(dim=1, unbiased=False)
std: a.std()
std_dim: a.std(1)
std_biased: torch.std(a, dim=0, unbiased=False)
max: a.max()
min: a.min()
max_dim: a.max(1)
max_dim_function: torch.max(a, 1)
max_dim_keepdim: a.max(0, keepdim=True)
max_named_fields: torch.max(a, dim=1).values * 2
max_indices: torch.max(a, dim=1).indices
max_unpacked: (lambda values, indices: (values.sum(), indices))(*torch.max(a, 0))
min_dim: a.min(dim=-1)
max_ties: torch.max(torch.tensor([[1.0, 3.0, 3.0]], requires_grad=True) * s, 1)
max_all_ties: (torch.tensor([2.0, 2.0, 1.0], requires_grad=True) * s).max()
amax: a.amax()
amax_dim: a.amax(1)
amax_ties: (torch.tensor([2.0, 2.0, 1.0], requires_grad=True) * s).amax()
amin_dims: B.amin((0, 2), keepdim=True)
argmax: a.argmax()
argmax_dim: a.argmax(1)
argmax_keepdim: a.argmax(dim=0, keepdim=True)
argmin: torch.argmin(a, dim=1)
norm: a.norm()
norm_one: a.norm(1)
norm_dim: a.norm(dim=1)
norm_p_dim_keepdim: a.norm(2, 1, True)
norm_inf: a.norm(float("inf"))
norm_function: torch.norm(a)
norm_at_zero: (a * 0).norm()
logsumexp: a.logsumexp(1)
logsumexp_keepdim: torch.logsumexp(B, dim=(0, 2), keepdim=True)
logsumexp_large: torch.logsumexp(a * 500, 1)
all_any: mask.all(), mask.any(1), mask.all(0), x.any(), i.all()
allclose: torch.allclose(a, a + 1e-7), torch.equal(a, a), torch.equal(a, b)
"""

SOFTMAX = """
softmax: a.softmax(1)
softmax_function: torch.softmax(a, dim=0)
softmax_functional: F.softmax(B, dim=-1)
softmax_large: torch.softmax(a * 300, 1)
softmax_dtype: F.softmax(a, dim=1, dtype=torch.float64)
log_softmax: a.log_softmax(1)
log_softmax_functional: F.log_softmax(B, dim=1)
log_of_softmax: a.softmax(1).log()
relu: a.relu()
relu_function: torch.relu(a)
relu_functional: F.relu(a)
relu_at_zero: F.relu(torch.tensor([-1.0, 0.0, 2.0], requires_grad=True) * s)
relu_module: nn.ReLU()(a)
tanh_functional: F.tanh(a)
sigmoid_functional: F.sigmoid(a)
logsigmoid: F.logsigmoid(a)
gelu: F.gelu(a)
gelu_tanh: F.gelu(a, approximate="tanh")
silu: F.silu(a)
leaky_relu: F.leaky_relu(a)
leaky_relu_slope: F.leaky_relu(a, 0.2)
elu: F.elu(a)
elu_alpha: F.elu(a, alpha=0.5)
softplus: F.softplus(a)
softplus_beta: F.softplus(a * 20, beta=2)
tanh_module: nn.Tanh()(a)
"""

MATMUL = """
matmul_2_2: m @ m2
matmul_1_1: c @ v
matmul_1_2: c @ m
matmul_2_1: m @ v4
matmul_3_2: B @ m2
matmul_2_3: r4.T[:2, :3] @ B
matmul_3_3: B @ B2
matmul_3_1: B @ v4
matmul_1_3: c @ B
matmul_4_3: B4 @ C4
matmul_3_4: C4 @ B4.transpose(-1, -2)[..., :2, :]
matmul_4_2: B4 @ m2
matmul_4_1: B4 @ v4
matmul_1_4: c @ B4
matmul_4_4: B4 @ B4.transpose(2, 3)
matmul_function: torch.matmul(a, sq)
matmul_method: a.matmul(sq)
matmul_transposed: a @ b.T
matmul_with_constant: x @ sq
matmul_double: m64 @ m264
mm: torch.mm(m, m2)
mm_method: m.mm(m2)
mv: torch.mv(m, v4)
dot: torch.dot(c, v)
dot_method: c.dot(v)
bmm: torch.bmm(B, B2)
addmm: torch.addmm(c, m.T, sq)
addmm_beta_alpha: torch.addmm(a, b, sq, beta=0.5, alpha=2)
quadratic_form: c @ sq @ c
matmul_ints: i @ j.T
matmul_inner_dimension_zero: e.T @ e
linear: F.linear(B, r4.T[:, :4], bias6)
linear_no_bias: F.linear(a, sq)
linear_vector: F.linear(c, sq, v)
linear_2d: F.linear(a, sq, c)
linear_module: torch.manual_seed(0); nn.Linear(3, 2).requires_grad_(False)(a)
"""

SHAPES = """
reshape: a.reshape(3, 2)
reshape_minus_one: a.reshape(-1)
reshape_tuple: a.reshape((6, 1))
reshape_of_transposed: a.T.reshape(6)
reshape_function: torch.reshape(B, (6, -1))
reshape_to_scalar: a[:1, :1].reshape(())
view: a.view(3, 2)
view_minus_one: B.view(-1, 8)
view_as: a.view_as(b.T.contiguous())
view_dtype_same: a.view(torch.float32)
transpose: a.transpose(0, 1)
transpose_function: torch.transpose(B, 1, -1)
t: a.t()
t_of_vector: c.t()
T: a.T
mT: B.mT
permute: B.permute(2, 0, 1)
permute_tuple: B.permute((0, 2, 1))
permute_function: torch.permute(B, (1, 2, 0))
squeeze: B4.squeeze()
squeeze_dim: B4.squeeze(1)
squeeze_dim_not_one: B4.squeeze(0)
squeeze_dims: B4[:1].squeeze((0, 1))
unsqueeze: a.unsqueeze(0)
unsqueeze_last: a.unsqueeze(-1)
unsqueeze_function: torch.unsqueeze(a, 1)
flatten: B.flatten()
flatten_from: B4.flatten(1)
flatten_range: torch.flatten(B4, 1, 2)
flatten_vector: c.flatten()
expand: col.expand(2, 3)
expand_minus_one: col.expand(-1, 4)
expand_new_dim: c.expand(2, 3)
expand_as: c.expand_as(a)
broadcast_to: torch.broadcast_to(c, (2, 3))
repeat: a.repeat(2, 1)
repeat_more_dims: c.repeat(2, 2)
cat: torch.cat([a, b])
cat_dim1: torch.cat((a, b, col), dim=1)
cat_negative_dim: torch.cat([a, x], -1)
cat_with_constants: torch.cat([x, a, x])
cat_same_tensor: torch.cat([a, a])
cat_mixed_dtype: torch.cat([a, i])
stack: torch.stack([a, b])
stack_dim1: torch.stack([a, b], dim=1)
stack_last: torch.stack((a, b, a), -1)
stack_of_scalars: torch.stack([s, s * 2])
split: torch.split(r4, 2)
split_uneven: r4.split(4, dim=1)
split_sizes: torch.split(r4, [1, 2, 3], dim=1)
chunk: torch.chunk(r4, 3, dim=1)
chunk_uneven: r4.chunk(3)
unbind: torch.unbind(a)
unbind_dim: a.unbind(1)
unpacked_rows: (lambda first, second: first * second)(*a)
one_chunk_used: r4.chunk(2)[1] * 2
iteration: sum(row.sum() * n for n, row in enumerate(a, 1))
narrow: r4.narrow(1, 2, 3)
contiguous: a.T.contiguous()
contiguous_already: a.contiguous() is a
clone: a.clone()
detach: a.detach() * b
detached_twice_used: a * a.detach()
view_then_work: a.view(6)[::2].view(3, 1) @ col.T
"""

INDEXING = """
index_int: a[1]
index_negative: a[-1]
index_two: a[1, 2]
index_slice: a[:, 1]
index_slice_step: r4[::2, 1::3]
index_none: a[None]
index_none_middle: a[:, None, :]
index_ellipsis: B[..., 1]
index_ellipsis_front: B[1, ...]
index_mask: a[mask]
index_row_mask: a[torch.tensor([True, False])]
index_condition: a[a > 0]
index_list: a[[1, 0, 1]]
index_tensor: a[torch.tensor([0, 0, 1])]
index_tensor_column: a[:, torch.tensor([2, 0])]
index_pairs: a[[0, 1], [2, 0]]
index_arange_labels: logits[torch.arange(4), labels]
index_broadcast_arrays: r4[torch.tensor([[0], [2]]), torch.tensor([1, 3])]
index_mixed: B[1, torch.tensor([0, 2]), 1:3]
index_separated: B[torch.tensor([0, 1]), :, torch.tensor([0, 3])]
index_repeated: c[torch.tensor([0, 0, 0, 2])]
index_zero_dim_tensor: a[torch.tensor(1)]
index_chain: r4[1:][:, 2:][0]
index_select: a.index_select(1, torch.tensor([2, 0, 2]))
index_select_rows: torch.index_select(r4, 0, torch.tensor([3, 1]))
gather: logits.gather(1, labels.unsqueeze(1))
gather_dim0: a.gather(0, torch.tensor([[0, 1, 0]]))
"""

CONVOLUTIONS = """
conv2d: F.conv2d(img, k)
conv2d_bias: F.conv2d(img, k, bias6)
conv2d_stride: F.conv2d(img, k, bias6, stride=2)
conv2d_stride_pair: F.conv2d(img, k, stride=(2, 1))
conv2d_padding: F.conv2d(img, k, bias6, padding=1)
conv2d_padding_pair: F.conv2d(img, k, padding=(0, 2))
conv2d_padding_same: F.conv2d(img, k, padding="same")
conv2d_padding_valid: F.conv2d(img, k, padding="valid")
conv2d_dilation: F.conv2d(img, k, dilation=2, padding=1)
conv2d_groups: F.conv2d(img, k2, bias4, groups=2)
conv2d_depthwise: F.conv2d(img, k2[:, :1], groups=4)
conv2d_everything: F.conv2d(img, k2, bias4, stride=2, padding=1, dilation=(1, 2), groups=2)
conv2d_unbatched: F.conv2d(img[0], k, bias6)
conv2d_one_by_one: F.conv2d(img, k[:, :, :1, :1])
conv2d_constant_image: F.conv2d(img.detach(), k, bias6)
conv2d_constant_kernel: F.conv2d(img, k.detach(), bias6.detach())
conv2d_double: F.conv2d(img64, k64, bias664, padding=1)
max_pool2d: F.max_pool2d(img, 2)
max_pool2d_stride: F.max_pool2d(img, 3, stride=1)
max_pool2d_padding: F.max_pool2d(img, 3, stride=2, padding=1)
max_pool2d_pair: F.max_pool2d(img, (3, 2))
max_pool2d_ceil: F.max_pool2d(img, 2, ceil_mode=True)
max_pool2d_dilation: F.max_pool2d(img, 2, stride=1, dilation=2)
max_pool2d_indices: F.max_pool2d(img, 2, return_indices=True)
max_pool2d_unbatched: F.max_pool2d(img[0], 2)
max_pool2d_ties: F.max_pool2d(torch.zeros(1, 1, 2, 4, requires_grad=True) + s, 2)
avg_pool2d: F.avg_pool2d(img, 2)
avg_pool2d_stride: F.avg_pool2d(img, 3, stride=1)
avg_pool2d_padding: F.avg_pool2d(img, 3, stride=2, padding=1)
avg_pool2d_padding_not_counted: F.avg_pool2d(img, 3, stride=2, padding=1, count_include_pad=False)
avg_pool2d_ceil: F.avg_pool2d(img, 2, ceil_mode=True)
conv_pool_chain: F.max_pool2d(F.relu(F.conv2d(img, k, bias6)), 2).flatten(1)
batch_norm: F.batch_norm(r4, torch.zeros(6), torch.ones(6), training=True)
batch_norm_affine: F.batch_norm(img, torch.zeros(4), torch.ones(4), gain, bias4, training=True)
batch_norm_eval: F.batch_norm(img, torch.full((4,), 0.25), torch.full((4,), 1.5), gain, bias4)
batch_norm_eps: F.batch_norm(img, None, None, gain, bias4, training=True, eps=0.1)
dropout_p0: F.dropout(a, 0.0)
dropout_eval: F.dropout(a, 0.5, training=False)
dropout_p1: F.dropout(a, 1.0)
"""

LOSSES = """
cross_entropy: F.cross_entropy(logits, labels)
cross_entropy_sum: F.cross_entropy(logits, labels, reduction="sum")
cross_entropy_none: F.cross_entropy(logits, labels, reduction="none")
cross_entropy_weight: F.cross_entropy(logits, labels, weight=torch.tensor([1.0, 2.0, 0.5, 1.0, 3.0]))
cross_entropy_weight_sum: F.cross_entropy(logits, labels, weight=torch.tensor([1.0, 2.0, 0.5, 1.0, 3.0]), reduction="sum")
cross_entropy_weight_none: F.cross_entropy(logits, labels, weight=torch.tensor([1.0, 2.0, 0.5, 1.0, 3.0]), reduction="none")
cross_entropy_smoothing: F.cross_entropy(logits, labels, label_smoothing=0.1)
cross_entropy_smoothing_weight: F.cross_entropy(logits, labels, torch.tensor([1.0, 2.0, 0.5, 1.0, 3.0]), label_smoothing=0.2)
cross_entropy_ignore: F.cross_entropy(logits, torch.tensor([1, -100, 4, 2]))
cross_entropy_ignore_index: F.cross_entropy(logits, labels, ignore_index=4)
cross_entropy_ignore_none: F.cross_entropy(logits, labels, ignore_index=4, reduction="none")
cross_entropy_ignore_all: F.cross_entropy(logits, torch.full((4,), -100))
cross_entropy_probabilities: F.cross_entropy(logits, torch.softmax(r4[:, :5].detach(), 1))
cross_entropy_probabilities_sum: F.cross_entropy(logits, torch.softmax(r4[:, :5].detach(), 1), reduction="sum")
cross_entropy_probabilities_smoothing: F.cross_entropy(logits, torch.eye(5)[labels], label_smoothing=0.1)
cross_entropy_one_sample: F.cross_entropy(logits[0], torch.tensor(3))
cross_entropy_images: F.cross_entropy(B, torch.tensor([[0, 2, 1, 1], [2, 2, 0, 1]]))
cross_entropy_module: nn.CrossEntropyLoss()(logits, labels)
nll_loss: F.nll_loss(F.log_softmax(logits, 1), labels)
nll_loss_sum: F.nll_loss(logits, labels, reduction="sum")
nll_loss_none: F.nll_loss(logits, labels, reduction="none")
nll_loss_weight: F.nll_loss(logits, labels, weight=torch.tensor([1.0, 2.0, 0.5, 1.0, 3.0]), ignore_index=0)
mse_loss: F.mse_loss(a, x)
mse_loss_both: F.mse_loss(a, b)
mse_loss_sum: F.mse_loss(a, x, reduction="sum")
mse_loss_none: F.mse_loss(a, x, reduction="none")
mse_module: nn.MSELoss()(a, x)
l1_loss: F.l1_loss(a, x)
l1_loss_sum: F.l1_loss(a, b, reduction="sum")
smooth_l1: F.smooth_l1_loss(a, x)
smooth_l1_beta: F.smooth_l1_loss(a, x, beta=0.5, reduction="none")
bce: F.binary_cross_entropy(u, mask.float())
bce_weight: F.binary_cross_entropy(u, mask.float(), weight=p.detach(), reduction="sum")
bce_none_at_the_ends: F.binary_cross_entropy(torch.tensor([0.0, 1.0]), torch.tensor([1.0, 1.0]), reduction="none")
bce_soft_targets: F.binary_cross_entropy(u, u2.detach())
bce_logits: F.binary_cross_entropy_with_logits(a, mask.float())
bce_logits_large: F.binary_cross_entropy_with_logits(a * 100, mask.float(), reduction="none")
bce_logits_pos_weight: F.binary_cross_entropy_with_logits(a, mask.float(), pos_weight=torch.tensor([1.0, 2.0, 3.0]))
bce_logits_weight: F.binary_cross_entropy_with_logits(a, mask.float(), weight=p.detach(), reduction="sum")
"""

CASES: list[Case] = [
    case
    for text in (ARITHMETIC, POINTWISE, REDUCTIONS, SOFTMAX, MATMUL, SHAPES, INDEXING, CONVOLUTIONS, LOSSES)
    for case in lines(text, grads=True)
]
