"""Cases for the neural-network operations: a few lines of Python in PyTorch's words each (see oracle/record.py).

They go beyond those of oracle/cases_expressions.py: options, second derivatives, dtypes, empty tensors, random numbers, misuses.
"""



from oracle.record import Case, blocks, lines

OPTIONS = """
conv_even_same: F.conv2d(img, k[:, :, :2, :2], padding="same")
conv_even_same_dilated: F.conv2d(img, k[:, :, :2, :], bias6, padding="same", dilation=(1, 2))
conv_same_unbatched: F.conv2d(img[1], k, bias6, padding="same")
conv_valid_stride: F.conv2d(img, k, bias6, 2, "valid")
conv_transposed_memory: F.conv2d(img.transpose(2, 3), k.transpose(2, 3), bias6)
conv_stride_larger_than_window: F.conv2d(img, k[:, :, :1, :2], stride=(3, 2))
conv_stride_of_one_number_in_a_tuple: F.conv2d(img, k, stride=(2,), padding=[1], dilation=(1,))
conv_only_bias: F.conv2d(img.detach(), k.detach(), bias6)
conv_only_weight: F.conv2d(img.detach(), k)
conv_only_image: F.conv2d(img, k.detach())
conv_multiplier: F.conv2d(img[:, :2], k2[:, :1], bias4, groups=2, padding=1)
conv_empty_batch: F.conv2d(img[:0], k, bias6)
conv_integers: F.conv2d(torch.arange(16).reshape(1, 1, 4, 4), torch.tensor([[[[1, 2], [-1, 3]]]]), padding=1)
conv_float16: F.conv2d(img.detach().half(), k.detach().half(), bias6.detach().half())
max_pool_all_options: F.max_pool2d(img, (3, 2), (2, 1), (1, 1), (1, 2), True)
max_pool_dilated_indices: F.max_pool2d(img64, 2, 1, 1, 2, return_indices=True)
max_pool_ceil_indices: F.max_pool2d(img, 3, 2, ceil_mode=True, return_indices=True)
max_pool_unbatched_indices: F.max_pool2d(img[0], 2, return_indices=True)
max_pool_nan: F.max_pool2d(torch.tensor([[[1.0, math.nan, 3.0, 2.0], [5.0, math.nan, 0.0, 4.0]]]), 2, return_indices=True)
max_pool_minus_infinity: F.max_pool2d(torch.full((1, 3, 3), -math.inf), 2, 1, 1, return_indices=True)
max_pool_integers: F.max_pool2d(grid[:, :3].unsqueeze(0), 2, padding=1, return_indices=True)
max_pool_uint8: F.max_pool2d(torch.arange(16, dtype=torch.uint8).reshape(1, 4, 4), 3, 1)
max_pool_float16: F.max_pool2d(img.half(), 2)
max_pool_ties: F.max_pool2d((img > 0).float() + 0 * img, 3, 2, 1)
max_pool_empty_batch: F.max_pool2d(img[:0], 2)
max_pool_empty_stride: F.max_pool2d(img, 2, [])
avg_pool_all_options: F.avg_pool2d(img, (3, 2), (2, 1), (1, 1), True, False)
avg_pool_ceil_counted: F.avg_pool2d(img, 3, 2, 1, ceil_mode=True)
avg_pool_divisor: F.avg_pool2d(img64, 2, divisor_override=3)
avg_pool_negative_divisor: F.avg_pool2d(img, 3, 2, 1, divisor_override=-2)
avg_pool_integers: F.avg_pool2d(grid.unsqueeze(0) - 9, 2, 1)
avg_pool_float16: F.avg_pool2d(img.detach().half(), 3, 2)
avg_pool_unbatched: F.avg_pool2d(img[0], 2, 1)
batch_norm_3d: F.batch_norm(B, None, None, v, c, training=True)
batch_norm_only_weight: F.batch_norm(img, None, None, gain, None, True)
batch_norm_only_bias: F.batch_norm(img64, None, None, None, bias464, True)
batch_norm_eval_plain: F.batch_norm(img, torch.full((4,), 0.5), torch.full((4,), 2.0))
batch_norm_eval_one: F.batch_norm(img[:1, :, :1, :1], torch.zeros(4), torch.ones(4), gain, bias4)
batch_norm_constant_input: F.batch_norm(img.detach(), None, None, gain, bias4, True)
batch_norm_empty: F.batch_norm(img[:0], None, None, gain, bias4, True)
batch_norm_float16: F.batch_norm(img.detach().half(), None, None, None, None, True)
linear_constant_weight: F.linear(B, r4.detach()[:, :4], bias4.detach())
linear_vector_no_bias: F.linear(v4, r4.T[:, :4].contiguous())
linear_4d: F.linear(img, r4[:, :5].contiguous(), bias4)
linear_not_contiguous: F.linear(B.transpose(1, 2), a, c[:2])
linear_not_contiguous_no_bias: F.linear(B.transpose(1, 2), a)
linear_weight_vector: F.linear(a, c)
linear_two_vectors: F.linear(c, v, s)
linear_bias_of_one: F.linear(a, sq, s.reshape(1))
linear_bias_0d: F.linear(B, r4[:, :4].contiguous(), s)
linear_empty: F.linear(e, sq, c)
linear_integers: F.linear(i, j, torch.tensor([1, 2]))
pad_one: F.pad(a, (1, 2))
pad_two: F.pad(B, (1, 0, 0, 2), value=1.5)
pad_negative: F.pad(B, (-1, 1, 2, -1))
pad_nothing: F.pad(a, ())
pad_integers: F.pad(i, (0, 1, 1, 0), "constant", 7)
one_hot: F.one_hot(labels)
one_hot_classes: F.one_hot(labels.reshape(2, 2), 6)
one_hot_0d: F.one_hot(torch.tensor(2), num_classes=3)
one_hot_empty: F.one_hot(labels[:0], 3)
"""

LOSSES = """
nll_vector: F.nll_loss(logits[0], torch.tensor(3))
nll_vector_in_row: F.nll_loss(logits[0].detach(), torch.tensor([3]), reduction="none")
nll_uint8: F.nll_loss(logits, labels.to(torch.uint8), reduction="sum")
nll_3d: F.nll_loss(B, torch.tensor([[0, 2, 1, 1], [2, 2, 0, 1]]))
nll_3d_none: F.nll_loss(B, torch.tensor([[0, 2, 1, 1], [2, 2, 0, 1]]), reduction="none", ignore_index=1)
nll_4d: F.nll_loss(img, torch.arange(60).reshape(2, 6, 5) % 4, weight=torch.tensor([1.0, 2.0, 0.5, 3.0]))
nll_4d_none: F.nll_loss(img, torch.arange(60).reshape(2, 6, 5) % 4, reduction="none", ignore_index=2)
nll_5d: F.nll_loss(img.unsqueeze(4), torch.arange(60).reshape(2, 6, 5, 1) % 4)
nll_not_contiguous: F.nll_loss(B.transpose(1, 2), torch.tensor([[0, 3, 1], [2, 2, 0]]))
nll_ignored_infinity: F.nll_loss(torch.tensor([[-math.inf, -1.0], [-2.0, -1.0]]), torch.tensor([-100, 0]), reduction="none")
nll_empty: F.nll_loss(e, labels[:0]), F.nll_loss(e, labels[:0], reduction="sum"), F.nll_loss(e, labels[:0], reduction="none")
cross_entropy_vector_none: F.cross_entropy(logits[0], torch.tensor(3), reduction="none")
cross_entropy_4d_weight: F.cross_entropy(img, torch.arange(60).reshape(2, 6, 5) % 4, torch.tensor([1.0, 2.0, 0.5, 3.0]), ignore_index=1)
cross_entropy_5d_none: F.cross_entropy(img.unsqueeze(4), torch.arange(60).reshape(2, 6, 5, 1) % 4, reduction="none")
cross_entropy_double: F.cross_entropy(logits64, labels, torch.tensor([1.0, 2.0, 0.5, 1.0, 3.0]).double())
cross_entropy_float16: F.cross_entropy(logits.detach().half(), labels)
cross_entropy_smoothing_sum: F.cross_entropy(logits, labels, label_smoothing=0.3, reduction="sum")
cross_entropy_smoothing_none: F.cross_entropy(logits, labels, ignore_index=4, label_smoothing=0.3, reduction="none")
cross_entropy_smoothing_4d_weight: F.cross_entropy(img, torch.arange(60).reshape(2, 6, 5) % 4, torch.tensor([1.0, 2.0, 0.5, 3.0]), ignore_index=1, label_smoothing=0.2)
cross_entropy_smoothing_one: F.cross_entropy(logits, labels, label_smoothing=1.0)
cross_entropy_smoothing_negative: F.cross_entropy(logits, labels, label_smoothing=-0.5)
cross_entropy_soft_targets: F.cross_entropy(logits, torch.softmax(r4[:, :5], 1))
cross_entropy_soft_none: F.cross_entropy(logits, torch.softmax(r4[:, :5], 1), reduction="none", label_smoothing=0.1)
cross_entropy_soft_weight: F.cross_entropy(logits, torch.softmax(r4[:, :5].detach(), 1), torch.tensor([1.0, 2.0, 0.5, 1.0, 3.0]), reduction="sum")
cross_entropy_soft_4d: F.cross_entropy(img, torch.softmax(img.detach() * 2, 1), gain.detach())
cross_entropy_soft_vector: F.cross_entropy(logits[0], torch.softmax(logits[1].detach(), 0))
cross_entropy_soft_double: F.cross_entropy(logits, torch.softmax(r464[:, :5].detach(), 1)).float()
cross_entropy_weight_gradient: F.cross_entropy(logits, torch.eye(5)[labels], torch.ones(5, requires_grad=True))
mse_broadcast: F.mse_loss(a, c)
mse_broadcast_both: F.mse_loss(col, c, reduction="none")
mse_double_target: F.mse_loss(a, x.double())
mse_double_target_none: F.mse_loss(a, x.double(), reduction="none")
mse_weight: F.mse_loss(a, x, weight=p.detach())
mse_weight_none: F.mse_loss(a, b, weight=p.detach(), reduction="none")
mse_empty: F.mse_loss(e, torch.zeros(0, 3)), F.mse_loss(e, torch.zeros(0, 3), reduction="sum")
mse_0d: F.mse_loss(s, torch.tensor(2))
l1_both: F.l1_loss(a, b)
l1_none: F.l1_loss(a, x, reduction="none")
l1_weight_sum: F.l1_loss(a, x, weight=p.detach(), reduction="sum")
smooth_l1_sum: F.smooth_l1_loss(a, b, beta=0.25, reduction="sum")
smooth_l1_beta_zero: F.smooth_l1_loss(a, x, beta=0)
huber: F.huber_loss(a, b, delta=0.7)
huber_none: F.huber_loss(a, x, "none", 2.0)
huber_weight: F.huber_loss(a, x, weight=p.detach())
bce_both: F.binary_cross_entropy(u, u2)
bce_none: F.binary_cross_entropy(u, mask.float(), reduction="none")
bce_weight_broadcast: F.binary_cross_entropy(u, u2.detach(), torch.tensor([1.0, 2.0, 3.0]), reduction="none")
bce_float16: F.binary_cross_entropy(u.detach().half(), mask.half())
bce_gradient_at_the_ends: F.binary_cross_entropy(torch.tensor([0.0, 1.0, 0.0, 1.0], requires_grad=True) * 1, torch.tensor([1.0, 0.0, 0.0, 1.0]))
bce_logits_both: F.binary_cross_entropy_with_logits(a, u, reduction="sum")
bce_logits_both_pos_weight: F.binary_cross_entropy_with_logits(a, u, torch.tensor([[2.0], [0.5]]), pos_weight=torch.tensor([1.0, 2.0, 3.0]), reduction="none")
bce_logits_double_target: F.binary_cross_entropy_with_logits(a, mask.double()).float()
bce_logits_double_input: F.binary_cross_entropy_with_logits(a64.detach(), mask.float())
kl_div_mean: F.kl_div(F.log_softmax(a, 1), torch.softmax(x, 1))
kl_div_none: F.kl_div(F.log_softmax(a, 1), torch.softmax(x, 1), reduction="none")
kl_div_both: F.kl_div(F.log_softmax(a, 1), torch.softmax(b, 1), reduction="sum")
kl_div_log_target: F.kl_div(F.log_softmax(a, 1), F.log_softmax(b, 1), reduction="batchmean", log_target=True)
kl_div_zero_target: F.kl_div(a, torch.eye(3)[:2], reduction="sum")
"""

SECOND = """
## conv
y = F.conv2d(img64, k64, bias664, stride=(2, 1), padding=1)
g = torch.autograd.grad((y ** 3).sum(), (img64, k64, bias664), create_graph=True)
torch.autograd.grad(sum((each ** 2).sum() for each in g), (img64, k64, bias664))
## conv_groups
y = F.conv2d(img64, k264, bias464, dilation=(1, 2), groups=2)
g = torch.autograd.grad(y.tanh().sum(), (img64, k264), create_graph=True)
torch.autograd.grad((g[0] * g[0].detach()).sum() + g[1].tanh().sum(), (img64, k264, bias464))
## conv_third
y = F.conv2d(img64[:1, :, :4, :4], k64)
g, = torch.autograd.grad((y ** 2).sum(), img64, create_graph=True)
h, = torch.autograd.grad((g ** 3).sum(), k64, create_graph=True)
torch.autograd.grad((h ** 2).sum(), (img64, k64))
## conv_gradient_of_constant_weight
g, = torch.autograd.grad((F.conv2d(img64, k64.detach(), padding="same") ** 2).sum(), img64, create_graph=True)
torch.autograd.grad((g ** 2).sum(), img64)
## max_pool
g, = torch.autograd.grad((F.max_pool2d(img64, 3, 2, 1) ** 3).sum(), img64, create_graph=True)
torch.autograd.grad((g ** 2).sum(), img64)
## avg_pool
g, = torch.autograd.grad((F.avg_pool2d(img64, 3, 2, 1, count_include_pad=False) ** 3).sum(), img64, create_graph=True)
torch.autograd.grad((g ** 2).sum(), img64)
## batch_norm
y = F.batch_norm(img64, None, None, gain64, bias464, True)
g = torch.autograd.grad((y ** 3).sum(), (img64, gain64, bias464), create_graph=True)
torch.autograd.grad(sum((each ** 2).sum() for each in g), (img64, gain64, bias464))
## linear
y = F.linear(B64, r464[:, :4].contiguous(), bias464)
g = torch.autograd.grad((y ** 3).sum(), (B64, r464, bias464), create_graph=True)
torch.autograd.grad(sum((each ** 2).sum() for each in g), (B64, r464, bias464))
## cross_entropy
g, = torch.autograd.grad(F.cross_entropy(logits64, labels, label_smoothing=0.1), logits64, create_graph=True)
torch.autograd.grad((g ** 2).sum(), logits64)
## cross_entropy_images
g, = torch.autograd.grad(F.cross_entropy(B64, torch.tensor([[0, 2, 1, 1], [2, 2, 0, 1]]), torch.tensor([1.0, 2.0, 3.0]).double()), B64, create_graph=True)
torch.autograd.grad((g ** 2).sum(), B64)
## mse
g, = torch.autograd.grad(F.mse_loss(a64 ** 2, b64), a64, create_graph=True)
torch.autograd.grad((g ** 2).sum(), (a64, b64))
## smooth_l1
g, = torch.autograd.grad(F.smooth_l1_loss(a64, b64, beta=2), a64, create_graph=True)
torch.autograd.grad((g ** 2).sum(), (a64, b64))
## huber
g, = torch.autograd.grad(F.huber_loss(a64, b64, delta=2), a64, create_graph=True)
torch.autograd.grad((g ** 2).sum(), (a64, b64))
## bce
g = torch.autograd.grad(F.binary_cross_entropy(u64, u264, p64.detach()), (u64, u264), create_graph=True)
torch.autograd.grad((g[0] * g[1]).sum(), (u64, u264))
## bce_logits
g = torch.autograd.grad(F.binary_cross_entropy_with_logits(a64, u64, pos_weight=p164.detach()), (a64, u64), create_graph=True)
torch.autograd.grad((g[0] * g[1]).sum(), (a64, u64))
## pad
g, = torch.autograd.grad((F.pad(a64, (1, -1, 2, 0)) ** 3).sum(), a64, create_graph=True)
torch.autograd.grad((g ** 2).sum(), a64)
"""

STATE = """
## running_averages
mean, var = torch.full((4,), 0.5), torch.full((4,), 2.0)
F.batch_norm(img.detach(), mean, var, training=True, momentum=0.3)
mean, var
## running_averages_of_rows
mean, var = torch.zeros(6), torch.ones(6)
F.batch_norm(r4.detach(), mean, var, training=True)
mean, var
## running_averages_stay
mean, var = torch.full((4,), 0.5), torch.full((4,), 2.0)
F.batch_norm(img.detach(), mean, var, training=False)
mean, var
## dropout_numbers
torch.manual_seed(0)
F.dropout(torch.ones(20), 0.3), F.dropout(a.detach()), F.dropout(torch.ones(5).double(), 0.9), torch.rand(2)
## dropout_draws_nothing
torch.manual_seed(0)
F.dropout(torch.ones(20), 0.0), F.dropout(torch.ones(20), 1.0), F.dropout(torch.ones(20), 0.5, False), torch.rand(2)
## dropout_transposed
torch.manual_seed(0)
F.dropout(torch.ones(4, 3).T, 0.4)
## dropout_float16
torch.manual_seed(0)
F.dropout(torch.full((6,), 1.25).half(), 0.3)
## dropout_in_place
torch.manual_seed(0)
x = torch.ones(6)
y = F.dropout(x, 0.4, inplace=True)
y is x, x
## dropout_in_place_of_result
torch.manual_seed(0)
y = a * 2
F.dropout(y, 0.4, inplace=True)
## dropout_returns_its_input
y = a * 2
F.dropout(y, 0.0) is y, F.dropout(y, 0.5, training=False) is y, F.dropout(y, 1.0) is y
## dropout2d_numbers
torch.manual_seed(0)
F.dropout2d(img.detach(), 0.6), F.dropout2d(B.detach(), 0.4), torch.rand(1)
## dropout_rows
torch.manual_seed(0)
F.dropout(r4, 0.4)
"""

MISUSES = """
## conv_2d_input
F.conv2d(torch.zeros(6, 6), k)
## conv_5d_input
F.conv2d(torch.zeros(2, 4, 6, 6, 6), k)
## conv_weight_3d
F.conv2d(img, torch.zeros(4, 4, 3))
## conv_weight_5d
F.conv2d(img, torch.zeros(4, 4, 3, 3, 3))
## conv_channels
F.conv2d(img, k[:, :3])
## conv_groups
F.conv2d(img, k, groups=4)
## conv_groups_zero
F.conv2d(img, k, groups=0)
## conv_fewer_outputs_than_groups
F.conv2d(img, k2[:1, :1], groups=4)
## conv_bias
F.conv2d(img, k, bias4)
## conv_bias_2d
F.conv2d(img, k, torch.zeros(6, 1))
## conv_kernel_too_large
F.conv2d(img, torch.zeros(1, 4, 7, 9), padding=1)
## conv_dilated_kernel_too_large
F.conv2d(img, k, dilation=3)
## conv_empty_image
F.conv2d(torch.zeros(1, 4, 0, 5), k)
## conv_stride_zero
F.conv2d(img, k, stride=0)
## conv_stride_negative
F.conv2d(img, k, stride=(1, -1))
## conv_padding_negative
F.conv2d(img, k, padding=-1)
## conv_dilation_zero
F.conv2d(img, k, dilation=0)
## conv_stride_three_numbers
F.conv2d(img, k, stride=(1, 2, 3))
## conv_padding_three_numbers
F.conv2d(img, k, padding=(1, 2, 3))
## conv_padding_word
F.conv2d(img, k, padding="full")
## conv_same_strided
F.conv2d(img, k, stride=2, padding="same")
## conv_stride_float
F.conv2d(img, k, stride=1.5)
## conv_list
F.conv2d([1.0], k)
## conv_without_weight
F.conv2d(img, None)
## conv_double_weight
F.conv2d(img, k64)
## conv_double_image
F.conv2d(img64, k, bias6)
## conv_double_bias
F.conv2d(img, k, bias664)
## conv_integer_image
F.conv2d(torch.zeros(1, 4, 6, 6).long(), k, bias6)
## conv_integer_image_no_bias
F.conv2d(torch.zeros(1, 4, 6, 6).int(), k)
## conv_bool
F.conv2d(torch.ones(1, 1, 3, 3).bool(), torch.ones(1, 1, 2, 2).bool())
## max_pool_2d
F.max_pool2d(x, 2)
## max_pool_kernel_zero
F.max_pool2d(img, 0)
## max_pool_stride_zero
F.max_pool2d(img, 2, 0)
## max_pool_dilation_zero
F.max_pool2d(img, 2, dilation=0)
## max_pool_too_large
F.max_pool2d(img, 8)
## max_pool_dilated_too_large
F.max_pool2d(img, 3, dilation=4)
## max_pool_padding
F.max_pool2d(img, 2, padding=2)
## max_pool_padding_negative
F.max_pool2d(img, 2, padding=-1)
## max_pool_three_numbers
F.max_pool2d(img, (2, 2, 2))
## max_pool_bool
F.max_pool2d(torch.ones(1, 4, 4).bool(), 2)
## max_pool_no_channels
F.max_pool2d(torch.zeros(2, 0, 4, 4), 2)
## max_pool_list
F.max_pool2d([1.0], 2)
## avg_pool_2d
F.avg_pool2d(x, 2)
## avg_pool_too_large
F.avg_pool2d(img, (2, 9))
## avg_pool_padding
F.avg_pool2d(img, 3, padding=(1, 2))
## avg_pool_divisor_zero
F.avg_pool2d(img, 2, divisor_override=0)
## avg_pool_int32
F.avg_pool2d(torch.ones(1, 4, 4).int(), 2)
## avg_pool_three_strides
F.avg_pool2d(img, 2, (1, 1, 1))
## batch_norm_one_value
F.batch_norm(torch.zeros(1, 3), None, None, training=True)
## batch_norm_no_averages
F.batch_norm(img, None, None)
## batch_norm_one_average
F.batch_norm(img, torch.zeros(4), None)
## batch_norm_one_average_training
F.batch_norm(img, torch.zeros(4), None, training=True)
## batch_norm_mean_size
F.batch_norm(img, torch.zeros(3), torch.ones(4), training=True)
## batch_norm_var_size
F.batch_norm(img, torch.zeros(4), torch.ones(5))
## batch_norm_weight_size
F.batch_norm(img, None, None, torch.ones(3), training=True)
## batch_norm_bias_size
F.batch_norm(img, None, None, gain, torch.ones(3), training=True)
## batch_norm_integers
F.batch_norm(torch.ones(4, 3).long(), None, None, training=True)
## batch_norm_double_weight
F.batch_norm(img, None, None, gain64, training=True)
## batch_norm_double_input
F.batch_norm(img64, None, None, gain, training=True)
## batch_norm_double_averages
F.batch_norm(img, torch.zeros(4).double(), torch.ones(4).double(), gain, bias4)
## batch_norm_learned_average
F.batch_norm(img, torch.zeros(4, requires_grad=True), torch.ones(4))
## batch_norm_eps
F.batch_norm(img, None, None, training=True, eps=0.0)
## batch_norm_list
F.batch_norm([1.0], None, None, training=True)
## linear_0d
F.linear(s, a)
## linear_weight_0d
F.linear(c, s)
## linear_weight_3d
F.linear(c, torch.zeros(2, 2, 3))
## linear_sizes_3d
F.linear(torch.zeros(2, 2, 5), a, c)
## linear_bias_size
F.linear(torch.zeros(4, 3), a, c)
## linear_bias_list
F.linear(c, a, [1.0, 2.0])
## dropout_probability
F.dropout(a, 1.5)
## dropout_integers
F.dropout(i, 0.5)
## dropout_leaf_in_place
F.dropout(a, 0.5, inplace=True)
## dropout_list
F.dropout([1.0], 0.5)
## nll_0d
F.nll_loss(s, torch.tensor(0))
## nll_out_of_range
F.nll_loss(logits, torch.tensor([0, 5, 1, 2]))
## nll_out_of_range_image
F.nll_loss(B, torch.tensor([[0, 2, 1, 1], [2, 7, 0, 1]]))
## nll_negative
F.nll_loss(logits, torch.tensor([0, 1, -1, 2]))
## nll_int32
F.nll_loss(logits, labels.int())
## nll_bool
F.nll_loss(logits, labels.bool())
## nll_multi_target
F.nll_loss(logits, labels.unsqueeze(1))
## nll_vector_of_two
F.nll_loss(logits[0], labels[:2])
## nll_weight_size
F.nll_loss(logits, labels, torch.ones(4))
## nll_weight_2d
F.nll_loss(logits, labels, torch.ones(5, 1))
## nll_weight_double
F.nll_loss(logits, labels, torch.ones(5).double())
## nll_weight_learned
F.nll_loss(logits, labels, torch.ones(5, requires_grad=True))
## nll_integers
F.nll_loss(i, torch.tensor([0, 1]))
## nll_3d_size
F.nll_loss(B, torch.zeros(2, 3).long())
## nll_4d_dims
F.nll_loss(img, torch.zeros(2, 6).long())
## nll_4d_size
F.nll_loss(img, torch.zeros(2, 6, 6).long())
## nll_4d_weight
F.nll_loss(img, torch.zeros(2, 6, 5).long(), torch.ones(3))
## nll_4d_uint8
F.nll_loss(img, torch.zeros(2, 6, 5).byte())
## nll_reduction
F.nll_loss(logits, labels, reduction="average")
## nll_list_input
F.nll_loss([1.0], labels)
## cross_entropy_smoothing_of_probabilities
F.cross_entropy(logits, torch.eye(5)[labels], label_smoothing=2.0)
## cross_entropy_ignore_probabilities
F.cross_entropy(logits, torch.eye(5)[labels], ignore_index=1)
## cross_entropy_probabilities_weight
F.cross_entropy(logits, torch.eye(5)[labels], torch.ones(3))
## cross_entropy_probabilities_shape
F.cross_entropy(logits, torch.eye(5)[:4, :4])
## cross_entropy_integers
F.cross_entropy(i, torch.tensor([0, 1]))
## cross_entropy_0d
F.cross_entropy(s, torch.tensor(0))
## cross_entropy_batchmean
F.cross_entropy(logits, labels, reduction="batchmean")
## mse_integers
F.mse_loss(i, j)
## mse_list
F.mse_loss(a, [1.0])
## mse_reduction
F.mse_loss(a, x, reduction="avg")
## mse_weight_size
F.mse_loss(a, x, weight=torch.ones(3))
## l1_sizes
F.l1_loss(a, torch.zeros(2, 2))
## l1_integers
F.l1_loss(i, j)
## smooth_l1_beta
F.smooth_l1_loss(a, x, beta=-1.0)
## smooth_l1_integers
F.smooth_l1_loss(i, j)
## huber_delta
F.huber_loss(a, x, delta=0.0)
## huber_integers
F.huber_loss(i, j)
## bce_target_range
F.binary_cross_entropy(u, x)
## bce_nan
F.binary_cross_entropy(u * math.nan, mask.float())
## bce_bool_target
F.binary_cross_entropy(u, mask)
## bce_double_target
F.binary_cross_entropy(u, mask.double())
## bce_integers
F.binary_cross_entropy(i * 0, i * 0)
## bce_weight_shape
F.binary_cross_entropy(u, mask.float(), torch.ones(2))
## bce_weight_learned
F.binary_cross_entropy(u, mask.float(), p)
## bce_logits_weight_shape
F.binary_cross_entropy_with_logits(a, mask.float(), torch.ones(2))
## bce_logits_pos_weight_shape
F.binary_cross_entropy_with_logits(a, mask.float(), pos_weight=torch.ones(2))
## bce_logits_weight_learned
F.binary_cross_entropy_with_logits(a, mask.float(), p)
## bce_logits_bool_target
F.binary_cross_entropy_with_logits(a, mask)
## bce_logits_integer_target
F.binary_cross_entropy_with_logits(a, i)
## bce_logits_integers
F.binary_cross_entropy_with_logits(i, i)
## kl_div_integers
F.kl_div(a, i)
## kl_div_reduction
F.kl_div(a, x, reduction="batch")
## kl_div_list
F.kl_div(a, [1.0])
## pad_odd
F.pad(a, (1,))
## pad_too_long
F.pad(a, (1, 1, 1, 1, 1, 1))
## pad_negative
F.pad(a, (-2, -2))
## pad_mode
F.pad(a, (1, 1), "mirror")
## one_hot_too_few
F.one_hot(labels, 4)
## one_hot_negative
F.one_hot(labels - 1)
## one_hot_floats
F.one_hot(c)
## one_hot_of_nothing
F.one_hot(labels[:0])
## target_changed
loss = F.cross_entropy(logits, labels)
labels[0] = 2
loss.backward()
## weight_of_classes_changed
weight = torch.ones(5)
loss = F.nll_loss(logits, labels, weight)
weight.mul_(2)
loss.backward()
## kernel_changed
w = k * 1
y = F.conv2d(img, w)
w.mul_(2)
y.sum().backward()
## pos_weight_changed
weight = torch.ones(3)
loss = F.binary_cross_entropy_with_logits(a, mask.float(), pos_weight=weight)
weight.mul_(2)
loss.backward()
## mse_target_changed
target = x.clone()
loss = F.mse_loss(a, target)
target.zero_()
loss.backward()
"""

CASES: list[Case] = [
    *lines(OPTIONS, grads=True),
    *(Case(f"loss_{case.name}", *case[1:]) for case in lines(LOSSES, grads=True)),
    *(Case(f"second_{case.name}", *case[1:]) for case in blocks(SECOND)),
    *(Case(f"state_{case.name}", *case[1:]) for case in blocks(STATE, grads=True)),
    *(Case(f"misuse_{case.name}", *case[1:]) for case in blocks(MISUSES)),
]
