"""What an adversary would try: the engine where it is easily wrong."""



from .record import Case, blocks

VIEWS = """
## view_of_a_view_of_a_view
y = a * 2
y.view(6)[1:5].view(2, 2)[:, 1].mul_(10)
y
## two_overlapping_views
y = v4 * 2
left, right = y[:3], y[1:]
left.mul_(2)
right.add_(left)
y, left, right
## view_before_and_after
y = a * 2
before = y[0]
y[0, 1] = 5
after = y[0]
before.sum() + after.sum()
## view_changed_then_base_then_view
y = a * 2
row = y[1]
row.mul_(c)
y.add_(b)
row.exp_()
y, row
## transposed_base
y = (a * 2).t()
y[0].mul_(3)
y
## strided_base
y = (r4 * 2)[:, ::2]
y[1:3].mul_(3)
y
## column_of_a_column
y = m * 2
y[:, 1:3][:, 1].add_(v)
y
## diagonal_by_view
y = sq * 2
y.view(9)[::4].mul_(10)
y
## permuted_then_sliced
y = B * 2
y.permute(2, 0, 1)[1:3, 1].sub_(1)
y
## squeeze_and_unsqueeze
y = col * 2
y.squeeze(1).unsqueeze(0).mul_(3)
y
## narrow
y = v4 * 2
y.narrow(0, 1, 2).mul_(3)
y
## select_of_zero_dim
y = v4 * 2
y[2].mul_(3)
y
## view_as_the_whole
y = a * 2
y[...].mul_(3)
y
## view_with_none
y = v4 * 2
y[None, :, None].mul_(3)
y
## in_place_with_itself
y = v4 * 2
y.mul_(y)
y
## in_place_with_its_own_view
y = a * 2
y.add_(y[0])
y
## view_with_its_base
y = sq * 2
y[0].mul_(y[1])
y
## copy_between_overlapping_parts
y = v4 * 2
y[1:] = y[:-1].clone()
y
## write_tensor_that_requires_grad_into_constant
y = torch.zeros(3, 2)
y[0] = s
y[1:, 1] = v4[:2] * 2
y
## view_of_a_constant_then_written
y = torch.zeros(3, 2)
row = y[0]
y[0] = s
row
## write_through_view_of_constant
y = torch.zeros(3, 2)
row = y[0]
row.add_(s)
y, row, y.requires_grad, row.requires_grad
## two_views_of_a_constant
y = torch.zeros(4)
p1_, p2_ = y[:2], y[2:]
p1_.add_(s)
p2_.mul_(3)
p1_, p2_, y
## detached_view_does_not_follow
y = a * 2
d = y.detach()
d[0] = 7
y.sum()
## detached_change_is_noticed
y = a.exp()
d = y.detach()
d.zero_()
y.sum().backward()
## data_change_is_not_noticed
y = a.exp()
y.data.zero_()
y.sum().backward()
a.grad
## saved_view_changed_through_base
y = a * 1
z = y[0].exp() * y[0]
y[1].zero_()
z.sum().backward()
## saved_base_changed_through_view
y = a * 1
z = y * y
y[0].zero_()
z.sum().backward()
## saved_operand_changed_back
y = a * 1
z = y * b
y.add_(1)
y.sub_(1)
z.sum().backward()
## not_saved_operand_changed
y = a * 1
z = y + b
y.add_(1)
z.sum().backward()
a.grad
## saved_only_where_needed
y = x * 1
z = a * y
w = y * 2
y.add_(1)
(w.sum() * a).sum().backward()
a.grad
## constant_factor_changed
y = x.clone()
z = a * y
y.add_(1)
z.sum().backward()
## constant_factor_of_constant_changed
y = x.clone()
z = (y * 2) * a
y.add_(1)
z.sum().backward()
a.grad
## leaf_changed_under_no_grad_after_saving
z = a * b
with torch.no_grad():
    b.add_(1)
z.sum().backward()
## optimizer_step_between
z = (a * b).sum()
z.backward(retain_graph=True)
with torch.no_grad():
    a -= 0.1 * a.grad
z.backward()
## result_changed_relu
y = torch.relu(a)
y.add_(1)
y.sum().backward()
a.grad
## result_changed_tanh
y = torch.tanh(a)
y.mul_(2)
y.sum().backward()
## result_changed_exp_times_two
y = torch.exp(a)
y *= 2
y.sum().backward()
## result_of_sqrt_changed_by_fill
y = torch.sqrt(p)
y[0] = 1
y.sum().backward()
## input_of_sin_changed
y = a * 1
z = y.sin()
y.add_(1)
z.sum().backward()
## in_place_sin_keeps_old
y = a * 1
y.sin_()
y
## in_place_sigmoid_then_multiply
y = (a * 1).sigmoid_()
z = y * y
z
## in_place_sigmoid_then_add_in_place
y = (a * 1).sigmoid_()
y.add_(1)
y.sum().backward()
## in_place_chain_of_rules_that_keep_results
(p * 1).sqrt_().log_()
## pow_in_place_twice
(p * 1).pow_(2).pow_(0.5)
## div_in_place
y = a * 2
y.div_(p)
y
## div_in_place_by_itself
y = p * 2
y.div_(y)
y
## mask_changed_after_use
k = mask.clone()
y = a.masked_fill(k, 0.0)
k.fill_(True)
y
## index_changed_after_use
k = torch.tensor([0, 2])
y = a[:, k]
k.fill_(1)
y.sum().backward()
a.grad
## index_changed_after_gather
k = torch.tensor([[0, 2], [1, 1]])
y = a.gather(1, k)
k.fill_(1)
y.sum().backward()
a.grad
## index_changed_after_index_select
k = torch.tensor([0, 2])
y = a.index_select(1, k)
k.fill_(1)
y.sum().backward()
a.grad
## condition_changed_after_where
k = mask.clone()
y = torch.where(k, a, b)
k.fill_(True)
y.sum().backward()
a.grad, b.grad
## target_changed_after_loss
k = labels.clone()
y = F.cross_entropy(logits, k)
k.fill_(0)
y.backward()
logits.grad
## target_changed_after_mse
k = x.clone()
y = F.mse_loss(a, k)
k.fill_(0)
y.backward()
a.grad
## expand_then_write_base
y = col * 2
wide = y.expand(2, 3)
y.mul_(3)
wide, y
## expand_in_place
y = col * 2
y.expand(2, 3).mul_(3)
## unbind_then_write
y = a * 2
first, second = y.unbind(0)
first.mul_(2)
## unbind_then_write_base
y = a * 2
first, second = y.unbind(0)
y.mul_(2)
first.sum()
## iterate_and_write
y = a * 2
for row in y:
    row.mul_(2)
## split_write_under_no_grad
y = x.clone()
for part in y.split(1):
    part.mul_(2)
y
## no_grad_view_written
y = a * 2
with torch.no_grad():
    row = y[0]
row.mul_(2)
## no_grad_view_written_inside
y = a * 2
with torch.no_grad():
    y[0].mul_(2)
y
## no_grad_view_after_base_changed
y = a * 2
with torch.no_grad():
    row = y[0]
y.mul_(2)
row.sum()
## no_grad_view_used
y = a * 2
with torch.no_grad():
    row = y[0]
(row * 3).sum().backward()
a.grad
## view_of_a_no_grad_view_written
y = a * 2
with torch.no_grad():
    row = y[0]
row[:2].mul_(2)
## inference_view_written
y = a * 2
with torch.inference_mode():
    row = y[0]
row.mul_(2)
## view_of_a_leaf_written
a[0].add_(1)
## view_of_a_leaf_written_by_index
a[0] = 1
## leaf_written
a.add_(1)
## view_of_a_leaf_made_before_it_requires
row = x[0]
x.requires_grad_()
row.add_(1)
## leaf_view_after_update
row = a[0]
with torch.no_grad():
    a.add_(1)
row.grad_fn.name(), (row * 2)
## unbound_leaf_after_update
first, second = a.unbind(0)
with torch.no_grad():
    a.add_(1)
first * 2
## leaf_that_is_a_view_written
y = torch.arange(6.0).reshape(2, 3).requires_grad_()
y.mul_(2)
## part_of_a_leaf_that_is_a_view_written
y = torch.arange(6.0).reshape(2, 3).requires_grad_()
y[0] = 5
## sibling_of_a_leaf_that_is_a_view_written
base = torch.arange(6.0)
y = base.view(2, 3).requires_grad_()
base.view(3, 2).mul_(2)
y
## part_of_an_expanded_constant_written
y = torch.ones(1).expand(3).detach()
y[0] = s
y
## expanded_constant_filled
y = torch.ones(1)
y.expand(3).fill_(7)
y
## expanded_constant_zeroed
y = torch.ones(1, 3)
y.expand(2, 3).zero_()
y
## leaf_written_whole
a[...] = x
## leaf_written_by_full_slice
a[:] = 2
## leaf_written_at_index_array
a[[0]] = 2.0
## leaf_written_under_mask
a[mask] = 2.0
## leaf_written_by_new_dimension
a[None] = x
## leaf_written_with_wrong_shape
a[..., 0] = x
## detach_in_place
y = a * 2
y.detach_()
y.requires_grad, y.is_leaf
## detach_in_place_of_view
y = a * 2
y[0].detach_()
## requires_grad_of_computed
y = a * 2
y.requires_grad_(False)
## in_place_on_integer_by_float
i.mul_(0.5)
## in_place_with_wider_dtype
y = a * 1
y.add_(b64)
y
## in_place_wrong_shape
y = c * 1
y.add_(a)
## in_place_result_is_leaf
y = torch.zeros(2, 3)
y.add_(a)
y.is_leaf, y.grad_fn.name()
## constant_turned_into_graph_twice
y = torch.zeros(3)
for _ in range(3):
    y += c
    y *= 2
y
## running_sum_in_place
total = torch.zeros(())
for row in a:
    total += row.sum() ** 2
total
## list_of_views_stacked
y = a * 2
torch.stack([y[0], y[1]]).mul_(y)
## view_saved_then_rewritten_elsewhere
y = m * 2
z = y[0] * y[1]
y[2].zero_()
z.sum().backward()
## reshape_of_transposed_is_a_copy
y = a * 2
y.t().reshape(6).mul_(5)
y
## flatten_is_a_view
y = a * 2
y.flatten().mul_(5)
y
## contiguous_of_contiguous
y = a * 2
y.contiguous().mul_(5)
y
## chained_rebase_many_views
y = v4 * 1
for place in range(4):
    y[place] = y[place] * y[place - 1]
y
## zero_a_part_then_use
y = a * 2
y[:, 0].zero_()
(y ** 2)
## set_a_part_to_a_function_of_the_rest
y = v4 * 1
y[0] = (y[1:] ** 2).sum()
y
## swap_two_rows
y = a * 1
t = y[0].clone()
y[0] = y[1]
y[1] = t
y
## fill_with_tensor
y = a * 2
y[0].fill_(s)
y
## masked_write_of_a_view
y = B * 2
y[0][y[0] > 0] = 0
y
## index_put_accumulate
y = v4 * 2
y.index_put_((torch.tensor([0, 0, 1]),), v, accumulate=True)
y
## copy_from_other_dtype
y = a64 * 2
y.copy_(b)
y
## copy_broadcast
y = a * 2
y.copy_(s)
y
## copy_to_leaf_under_no_grad
with torch.no_grad():
    a.copy_(x)
(a * a).sum().backward()
a.grad, a._version
"""

ENGINE = """
## backward_twice
y = (a * b).sum()
y.backward()
y.backward()
## backward_twice_linear
y = (a * 2).sum()
y.backward()
y.backward()
a.grad
## backward_twice_partly_shared
h = a.exp()
h.sum().backward()
(h * 2).sum().backward()
## backward_twice_view_only
h = a.t()
h.sum().backward()
h.sum().backward()
a.grad
## backward_twice_through_a_written_part
y = a * 2
y[0].mul_(b[0])
y.sum().backward()
y.sum().backward()
## backward_twice_through_an_added_part
y = a + 0
y[0].add_(b[0])
y.sum().backward()
y.sum().backward()
a.grad, b.grad
## backward_twice_through_a_part_written_by_a_function
class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        value.mul_(2)
        ctx.mark_dirty(value)
        return value
    @staticmethod
    def backward(ctx, grad):
        return grad * 2
y = a + 0
Double.apply(y[0])
y.sum().backward()
y.sum().backward()
a.grad
## backward_twice_through_gather
y = a.gather(1, torch.tensor([[0], [1]])).sum()
y.backward()
y.backward()
## backward_twice_through_masked_select
y = a.masked_select(mask).sum()
y.backward()
y.backward()
## backward_twice_through_a_sum
y = a.sum()
y.backward()
y.backward()
a.grad
## backward_twice_through_cat
y = torch.cat([a, b]).sum()
y.backward()
y.backward()
a.grad
## retain_twice_then_free
y = (a * b).sum()
y.backward(retain_graph=True)
y.backward(retain_graph=True)
y.backward()
y.backward()
## create_graph_keeps_the_graph
y = (a * b).sum()
y.backward(create_graph=True)
y.backward()
a.grad
## create_graph_explicitly_not_retained
y = (a * b).sum()
y.backward(create_graph=True, retain_graph=False)
y.backward()
## accumulate_with_create_graph
(a ** 2).sum().backward(create_graph=True)
first = a.grad
(a ** 3).sum().backward(create_graph=True)
a.grad is first, a.grad.detach()
## create_graph_then_plain
(a ** 2).sum().backward(create_graph=True)
first = a.grad
(a ** 3).sum().backward()
a.grad is first, a.grad.requires_grad
## plain_then_create_graph
(a ** 2).sum().backward()
first = a.grad
(a ** 3).sum().backward(create_graph=True)
a.grad is first, a.grad.requires_grad, first
## grad_with_requires_grad_gradient
g = torch.ones(2, 3, requires_grad=True)
r, = torch.autograd.grad(a * 2, a, g)
r.requires_grad
## gradient_that_requires_grad_is_differentiable
g = torch.ones(2, 3, requires_grad=True)
r, = torch.autograd.grad(a * b, a, g, create_graph=True)
r.sum().backward()
g.grad, b.grad
## root_is_a_leaf
a.backward(torch.ones(2, 3))
a.grad
## root_given_twice
y = (a * 2).sum()
torch.autograd.backward([y, y])
a.grad
## root_and_its_own_input
h = a * 2
y = h.sum()
torch.autograd.backward([y, h], [None, torch.ones(2, 3)])
a.grad
## root_leaf_and_computed
torch.autograd.backward([s, s * 3])
s.grad
## roots_of_different_graphs
torch.autograd.backward([a.sum(), b.sum(), s])
a.grad, b.grad, s.grad
## root_without_grad_among_roots
torch.autograd.backward([a.sum(), x.sum()])
## grad_of_two_inner_tensors
h = a * 2
k_ = h * 3
torch.autograd.grad(k_.sum(), [h, k_, a])
## grad_of_one_output_of_unbind
first, second = (a * 1).unbind(0)
torch.autograd.grad((first * 2).sum(), [first, second], allow_unused=True)
## grad_of_max_indices_output
values, where = a.max(1)
torch.autograd.grad(values.sum(), [values, a])
## grad_unused_refused
torch.autograd.grad(a.sum(), [a, b])
## grad_unused_not_in_graph_inner
h = b * 2
torch.autograd.grad(a.sum(), [h])
## grad_through_changed_input
h = a * 2
y = (h * 3).sum()
h.add_(1)
torch.autograd.grad(y, [h], allow_unused=True)
## grad_of_rewritten_tensor
h = a * 2
h.mul_(3)
torch.autograd.grad(h.sum(), [h, a])
## grad_no_inputs
torch.autograd.grad(a.sum(), [])
## grad_materialize_and_not_allow
torch.autograd.grad(a.sum(), [b], allow_unused=False, materialize_grads=True)
## grad_is_not_accumulated_twice
y = (a * a).sum()
torch.autograd.grad(y, a, retain_graph=True)
y.backward()
a.grad
## grad_runs_leaf_hooks
seen = []
a.register_hook(lambda g: seen.append(1) or g * 2)
torch.autograd.grad((a * 3).sum(), a), seen
## grad_runs_inner_hooks
h = a * 2
h.register_hook(lambda g: g * 10)
torch.autograd.grad((h * 3).sum(), h)
## grad_does_not_run_post_accumulate
seen = []
a.register_post_accumulate_grad_hook(lambda t: seen.append(1))
torch.autograd.grad((a * 3).sum(), a)
seen
## backward_inputs_stops_early
seen = []
h = a * 2
k_ = h * b
h.register_hook(lambda g: seen.append("h"))
k_.sum().backward(inputs=[b])
a.grad, b.grad, seen
## backward_inputs_retains_nothing_else
h = a * 2
h.retain_grad()
(h * b).sum().backward(inputs=[b])
h.grad, b.grad
## backward_inputs_empty
a.sum().backward(inputs=[])
## backward_inputs_without_grad
(a * 2).sum().backward(inputs=[x])
## backward_inputs_twice
(a * 2).sum().backward(inputs=[a, a])
a.grad
## grad_of_a_number
torch.autograd.grad(3.0, a)
## grad_with_respect_to_a_number
torch.autograd.grad(a.sum(), [3.0])
## backward_of_a_number
torch.autograd.backward([3.0])
## gradients_of_wrong_number
torch.autograd.grad([a * 2, a * 3], [a], [torch.ones(2, 3)])
## boolean_gradient
torch.autograd.grad(a * 2, a, torch.ones(2, 3, dtype=torch.bool))
## set_grad_enabled_with_a_number
torch.set_grad_enabled(1)
## gradient_from_inference_mode_cannot_be_changed
with torch.inference_mode():
    (a.detach().requires_grad_() * 2).sum()
loss = (a * a).sum()
with torch.inference_mode():
    loss.backward()
a.grad.zero_()
## inference_tensor_joined
with torch.inference_mode():
    y = x * 1
torch.cat([a, y]).sum().backward()
a.grad
## inference_tensor_as_index
with torch.inference_mode():
    y = torch.tensor([0, 1])
a[:, y]
## inference_tensor_copied_in
with torch.inference_mode():
    y = x * 1
h = a * 2
h.copy_(y)
h.add_(y)
h
## shape_of_gradient
(a * 2).backward(torch.ones(3))
## dtype_of_gradient
(a * 2).backward(torch.ones(2, 3, dtype=torch.float64))
a.grad
## integer_gradient
(a * 2).backward(torch.ones(2, 3, dtype=torch.int64))
a.grad
## gradient_broadcast_refused
(a * 2).backward(torch.ones(1, 3))
## gradient_as_number
s.backward(2.0)
## implicit_gradient_of_many
(a * 2).backward()
## implicit_gradient_of_one_in_a_box
(a[:1, :1] * 2).backward()
a.grad
## empty_root
torch.zeros(0, requires_grad=True).sum().backward()
## empty_leaf
(e * 2).sum().backward()
e.grad
## empty_broadcast
(e * c).sum().backward()
e.grad, c.grad
## empty_cat
torch.cat([e, a]).sum().backward()
e.grad, a.grad
## empty_index
a[[]].sum().backward()
a.grad
## empty_mean
torch.zeros(0, requires_grad=True).mean().backward()
## empty_matmul
(torch.zeros(2, 0, requires_grad=True) @ torch.zeros(0, 3)).sum().backward()
## zero_dim_chain
(s * s * s).backward()
s.grad
## zero_dim_from_index
v4[1].backward()
v4.grad
## zero_dim_broadcast
(a * s).sum().backward()
s.grad, a.grad
## zero_dim_broadcast_box
(a * s.reshape(1, 1)).sum().backward()
s.grad
## mixed_float_dtypes
(a * b64).sum().backward()
a.grad, b64.grad
## mixed_dtypes_in_cat
torch.cat([a, b64]).sum().backward()
a.grad, b64.grad
## mixed_dtypes_where
torch.where(mask, a, b64).sum().backward()
a.grad, b64.grad
## to_float64_and_back
(a.double() * 2).float().sum().backward()
a.grad
## half_leaf
h = a.detach().half().requires_grad_()
(h.float() * 2).sum().backward()
h.grad
## integer_times_float
(i * a).sum().backward()
a.grad
## bool_times_float
(mask * a).sum().backward()
a.grad
## broadcast_both_operands
(col * c).sum().backward()
col.grad, c.grad
## broadcast_ones_in_both
(B4 * col).sum().backward()
col.grad
## broadcast_both_double_backward
g, = torch.autograd.grad((col64 * c64).sin().sum(), col64, create_graph=True)
g.sum().backward()
col64.grad, c64.grad
## broadcast_division_double_backward
g, = torch.autograd.grad((col64 / p164).sum(), p164, create_graph=True)
(g ** 2).sum().backward()
col64.grad, p164.grad
## same_operand_twice
(a * a).sum().backward()
a.grad
## same_operand_many_times
(a * a + a - a / (a * a + 1)).sum().backward()
a.grad
## tensor_minus_itself
(a - a).sum().backward()
a.grad
## shared_subexpression
h = (a * b).tanh()
(h * h + h.exp() * h).sum().backward()
a.grad, b.grad
## unused_branch
h = a * 2
unused = h.exp()
h.sum().backward()
a.grad
## detach_in_a_product
(a * a.detach()).sum().backward()
a.grad
## no_grad_block_in_the_middle
h = a * 2
with torch.no_grad():
    k_ = h * 3
(h * k_).sum().backward()
a.grad
## grad_mode_at_backward_does_not_matter
y = (a * a).sum()
with torch.no_grad():
    y.backward()
a.grad
## grad_under_no_grad_with_create_graph
y = (a * a).sum()
with torch.no_grad():
    g, = torch.autograd.grad(y, a, create_graph=True)
g.requires_grad
## backward_in_inference_mode
y = (a * a).sum()
with torch.inference_mode():
    y.backward()
a.grad
## set_grad_to_wrong_shape
a.grad = torch.ones(3)
## set_grad_to_wrong_dtype
a.grad = torch.ones(2, 3, dtype=torch.float64)
## set_grad_to_itself
a.grad = a
## set_grad_to_number
a.grad = 1.0
## grad_set_on_constant
x.grad = torch.ones(2, 3)
x.grad
## grad_of_inner_tensor
h = a * 2
h.sum().backward()
h.grad
## retain_grad_of_leaf
a.retain_grad()
a.sum().backward()
a.grad, a.retains_grad
## retain_grad_twice
h = a * 2
h.retain_grad()
h.retain_grad()
h.sum().backward()
h.grad
## retain_grad_accumulates
h = a * 2
h.retain_grad()
h.sum().backward(retain_graph=True)
h.sum().backward()
h.grad
## retain_grad_and_hook
h = a * 2
h.retain_grad()
h.register_hook(lambda g: g * 10)
h.sum().backward()
h.grad, a.grad
## hook_before_retain_grad
h = a * 2
h.register_hook(lambda g: g * 10)
h.retain_grad()
h.register_hook(lambda g: g * 10)
h.sum().backward()
h.grad, a.grad
## retain_grad_of_view_then_rewritten
h = a * 2
row = h[0]
row.retain_grad()
h.mul_(2)
(row * 1).sum().backward()
row.grad
## retain_grad_of_output_of_unbind
first, second = (a * 2).unbind(0)
second.retain_grad()
(first * second).sum().backward()
second.grad
## retain_grad_with_create_graph
h = a * 2
h.retain_grad()
(h ** 2).sum().backward(create_graph=True)
h.grad.requires_grad
## retain_grad_of_constant
x.retain_grad()
## hook_on_tensor_rewritten_later
h = a * 2
h.register_hook(lambda g: g * 10)
h.mul_(3)
h.sum().backward()
a.grad
## hook_on_rewritten_tensor
h = a * 2
h.mul_(3)
h.register_hook(lambda g: g * 10)
h.sum().backward()
a.grad
## hook_returns_other_dtype
a.register_hook(lambda g: g.double())
a.sum().backward()
a.grad
## hook_returns_other_dtype_inner
h = a * 2
h.register_hook(lambda g: g.double())
h.sum().backward()
## hook_returns_other_shape
h = a * 2
h.register_hook(lambda g: g[0])
h.sum().backward()
## hook_returns_number
a.register_hook(lambda g: 3)
a.sum().backward()
## hook_returns_false
a.register_hook(lambda g: False)
a.sum().backward()
## hook_raises
def angry(g):
    raise KeyError("no")
a.register_hook(angry)
a.sum().backward()
## hook_on_constant
x.register_hook(lambda g: g)
## hook_sees_no_graph
seen = []
h = a * 2
h.register_hook(lambda g: seen.append(g.requires_grad))
h.sum().backward()
seen
## hook_sees_a_graph_with_create_graph
seen = []
h = a ** 2
h.register_hook(lambda g: seen.append(g.requires_grad))
(h ** 2).sum().backward(create_graph=True)
seen
## hook_result_is_recorded_with_create_graph
a.register_hook(lambda g: g * g)
g, = torch.autograd.grad((a ** 2).sum(), a, create_graph=True)
g.sum().backward()
a.grad
## hook_grad_mode
seen = []
a.register_hook(lambda g: seen.append(torch.is_grad_enabled()))
(a * 2).sum().backward()
(a * 2).sum().backward(create_graph=True)
seen
## hook_added_twice
h = a * 2
double = lambda g: g * 2
h.register_hook(double)
h.register_hook(double)
h.sum().backward()
a.grad
## hook_removed_twice
handle = a.register_hook(lambda g: g * 2)
handle.remove()
handle.remove()
a.sum().backward()
a.grad
## hook_as_context
with a.register_hook(lambda g: g * 2):
    a.sum().backward()
a.sum().backward()
a.grad
## hook_removes_itself
seen = []
def once(g):
    seen.append(1)
    handle.remove()
handle = a.register_hook(once)
a.sum().backward()
a.sum().backward()
seen
## hook_does_not_see_other_paths
seen = []
h = a * 2
h.register_hook(lambda g: seen.append(g.clone()))
(h * 3 + h * 4).sum().backward()
seen
## node_hook
seen = []
h = a * 2
h.grad_fn.register_hook(lambda gi, go: seen.append((gi, go)))
h.sum().backward()
seen
## node_hook_changes
h = a * 2
h.grad_fn.register_hook(lambda gi, go: (gi[0] * 10, gi[1]))
h.sum().backward()
a.grad
## node_prehook
h = a * 2
h.grad_fn.register_prehook(lambda go: (go[0] * 10,))
h.sum().backward()
a.grad
## node_hooks_order
order = []
h = a * b
h.register_hook(lambda g: order.append("tensor"))
h.grad_fn.register_prehook(lambda go: order.append("pre"))
h.grad_fn.register_hook(lambda gi, go: order.append("post"))
a.register_hook(lambda g: order.append("leaf"))
a.register_post_accumulate_grad_hook(lambda t: order.append("accumulated"))
h.sum().backward()
order
## node_hook_wrong_number
h = a * b
h.grad_fn.register_hook(lambda gi, go: (gi[0],))
h.sum().backward()
## node_hook_not_a_tuple
h = a * b
h.grad_fn.register_hook(lambda gi, go: gi[0])
h.sum().backward()
## node_hook_removed
h = a * b
handle = h.grad_fn.register_hook(lambda gi, go: (gi[0] * 100, gi[1]))
handle.remove()
h.sum().backward()
a.grad
## node_prehook_wrong_number
h = a * b
h.grad_fn.register_prehook(lambda go: (go[0], go[0]))
h.sum().backward()
## node_hook_of_unbind
seen = []
parts = (a * 2).unbind(0)
parts[0].grad_fn.register_hook(lambda gi, go: seen.append([g is None for g in go]))
parts[1].sum().backward()
seen
## post_accumulate_sees_the_sum
seen = []
a.register_post_accumulate_grad_hook(lambda t: seen.append((t is a, t.grad.clone())))
(a * 2).sum().backward()
(a * 2).sum().backward()
seen
## post_accumulate_on_inner
(a * 2).register_post_accumulate_grad_hook(lambda t: None)
## post_accumulate_on_constant
x.register_post_accumulate_grad_hook(lambda t: None)
## post_accumulate_steps_and_clears
def step(t):
    with torch.no_grad():
        t -= t.grad
    t.grad = None
c.register_post_accumulate_grad_hook(step)
(c * 2).sum().backward()
c, c.grad
## backward_in_a_hook
seen = []
def inner(g):
    w = torch.ones(2, requires_grad=True)
    (w * 3).sum().backward()
    seen.append(w.grad)
a.register_hook(inner)
(a * 2).sum().backward()
a.grad, seen
## backward_in_a_hook_to_the_same_leaf
def inner(g):
    if not seen:
        seen.append(1)
        (a * 5).sum().backward()
seen = []
h = a * 2
h.register_hook(inner)
h.sum().backward()
a.grad
## grad_in_a_custom_backward
class Checkpoint(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        ctx.save_for_backward(value)
        return value.sin() * value
    @staticmethod
    def backward(ctx, grad):
        value, = ctx.saved_tensors
        with torch.enable_grad():
            again = value.detach().requires_grad_()
            y = again.sin() * again
        return torch.autograd.grad(y, again, grad)
Checkpoint.apply(a * 2).sum().backward()
a.grad
## backward_in_a_custom_backward
class Checkpoint(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        ctx.save_for_backward(value)
        return value.exp()
    @staticmethod
    def backward(ctx, grad):
        value, = ctx.saved_tensors
        with torch.enable_grad():
            again = value.detach().requires_grad_()
            again.exp().backward(grad)
        return again.grad
(Checkpoint.apply(a) * b).sum().backward()
a.grad, b.grad
## loss_of_a_gradient_norm
g, = torch.autograd.grad((a ** 3).sum(), a, create_graph=True)
g.pow(2).sum().backward()
a.grad
## create_graph_with_unused
g = torch.autograd.grad((a ** 2).sum(), [a, b], create_graph=True, allow_unused=True)
g[0], g[1]
## create_graph_of_a_constant_gradient
g, = torch.autograd.grad((a * 3).sum(), a, create_graph=True)
g.requires_grad
## create_graph_of_a_linear_second
g, = torch.autograd.grad((a * b).sum(), a, create_graph=True)
torch.autograd.grad(g.sum(), [a, b], allow_unused=True)
## second_derivative_of_a_linear_refused
g, = torch.autograd.grad((a * 3).sum(), a, create_graph=True)
g.sum().backward()
## second_derivative_through_max
g, = torch.autograd.grad((a.max(1)[0] ** 2).sum(), a, create_graph=True)
g.sum().backward()
a.grad
## second_derivative_through_unbind
first, second = (a * a).unbind(0)
g, = torch.autograd.grad((first * second).sum(), a, create_graph=True)
g.sum().backward()
a.grad
## second_derivative_through_one_of_unbind
first, second = (a * a).unbind(0)
g, = torch.autograd.grad((second ** 2).sum(), a, create_graph=True)
g.sum().backward()
a.grad
## second_derivative_through_views_in_place
y = a * a
y[0].mul_(b[0])
y.t()[1].exp_()
g, = torch.autograd.grad(y.sum(), a, create_graph=True)
g.sum().backward()
a.grad, b.grad
## second_derivative_through_a_written_part
y = torch.zeros(2, 3)
y[0] = c * c
y[1] = c.exp()
g, = torch.autograd.grad((y * y).sum(), c, create_graph=True)
g.sum().backward()
c.grad
## third_derivative_through_in_place
y = s64 * 1
y.mul_(s64).mul_(s64).mul_(s64)
g, = torch.autograd.grad(y, s64, create_graph=True)
g, = torch.autograd.grad(g, s64, create_graph=True)
torch.autograd.grad(g, s64)
## saved_values_of_a_node
y = a * b
y.grad_fn._saved_self is a, y.grad_fn._saved_other
## saved_values_after_backward
y = a * b
y.sum().backward()
y.grad_fn._saved_self
## next_functions_of_a_constant
y = a * x
y.grad_fn.next_functions[1], len(y.grad_fn.next_functions)
## anomaly_nan_message
with torch.autograd.set_detect_anomaly(True):
    y = (torch.zeros(2, requires_grad=True) / torch.zeros(2)).sum()
    y.backward()
## anomaly_without_nan_check
with torch.autograd.set_detect_anomaly(True, check_nan=False):
    y = torch.sqrt(torch.zeros(2, requires_grad=True)) * 0
    y.sum().backward()
torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()
## anomaly_in_place
with torch.autograd.set_detect_anomaly(True):
    y = a.exp()
    y.add_(1)
    y.sum().backward()
## decorated_generator_switches
@torch.no_grad()
def numbers_():
    seen.append(torch.is_grad_enabled())
    got = yield 1
    seen.append((got, torch.is_grad_enabled()))
    try:
        yield 2
    except ValueError:
        seen.append(("caught", torch.is_grad_enabled()))
    return 5
seen = []
it = numbers_()
next(it)
seen.append(torch.is_grad_enabled())
it.send("x")
try:
    it.throw(ValueError())
except StopIteration as stop:
    seen.append(stop.value)
seen
## enable_grad_in_a_hook
h = a * 2
def hook(g):
    with torch.enable_grad():
        w = g.clone().requires_grad_()
        return torch.autograd.grad((w * w).sum(), w)[0]
h.register_hook(hook)
h.sum().backward()
a.grad
"""

FUNCTIONS = """
## ctx_attributes_do_not_disturb
class Clash(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        ctx.shape, ctx.dtype, ctx.edges, ctx.saved, ctx.inputs, ctx.arity, ctx.hooks = 1, 2, 3, 4, 5, 6, 7
        return value * 2
    @staticmethod
    def backward(ctx, grad):
        seen.append((ctx.shape, ctx.dtype, ctx.edges, ctx.saved, ctx.inputs, ctx.arity, ctx.hooks))
        return grad * 2
seen = []
Clash.apply(a).sum().backward()
a.grad, seen
## identity_of_saved_leaf
class Keep(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value, other):
        ctx.save_for_backward(value, None, other)
        return value * 2
    @staticmethod
    def backward(ctx, grad):
        one, none, two = ctx.saved_tensors
        seen.append((one is a, none, two is x, one.requires_grad))
        return grad * 2, None
seen = []
Keep.apply(a, x).sum().backward()
seen
## output_is_input_in_place_refused
class Same(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value
    @staticmethod
    def backward(ctx, grad):
        return grad * 2
Same.apply(a * 1).add_(1)
## output_is_view_of_input_in_place_refused
class Flat(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value.view(-1)
    @staticmethod
    def backward(ctx, grad):
        return grad.view(2, 3) * 2
Flat.apply(a * 1).add_(1)
## output_is_view_of_input_base_changed
class Flat(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value.view(-1)
    @staticmethod
    def backward(ctx, grad):
        return grad.view(2, 3) * 2
h = a * 1
y = Flat.apply(h)
h.add_(1)
y.sum()
## output_is_view_of_input
class Flat(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value.view(-1)
    @staticmethod
    def backward(ctx, grad):
        return grad.view(2, 3) * 2
y = Flat.apply(a * 1)
y.sum().backward()
a.grad, y._is_view()
## same_output_twice
class Twice(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        y = value * 2
        return y, y
    @staticmethod
    def backward(ctx, one, two):
        return one * 2 + two * 20
one, two = Twice.apply(a)
(one + two).sum().backward()
a.grad, one is two
## input_given_twice
class Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx, left, right):
        ctx.save_for_backward(left, right)
        return left * right
    @staticmethod
    def backward(ctx, grad):
        left, right = ctx.saved_tensors
        return grad * right, grad * left
Product.apply(a, a).sum().backward()
a.grad
## dirty_view
class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        value.mul_(2)
        ctx.mark_dirty(value)
        return value
    @staticmethod
    def backward(ctx, grad):
        return grad * 2
h = a * 1
Double.apply(h[0])
h.sum().backward()
a.grad, h
## dirty_second_argument
class Add(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value, target):
        target.add_(value)
        ctx.mark_dirty(target)
        return target
    @staticmethod
    def backward(ctx, grad):
        return grad * 3, grad
h = b * 1
Add.apply(a, h)
(h * h).sum().backward()
a.grad, b.grad
## dirty_constant_becomes_part_of_the_graph
class Add(torch.autograd.Function):
    @staticmethod
    def forward(ctx, target, value):
        target.add_(value)
        ctx.mark_dirty(target)
        return target
    @staticmethod
    def backward(ctx, grad):
        return None, grad
h = torch.zeros(2, 3)
Add.apply(h, a)
(h * 2).sum().backward()
h.requires_grad, a.grad
## dirty_leaf_refused
class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        value.mul_(2)
        ctx.mark_dirty(value)
        return value
    @staticmethod
    def backward(ctx, grad):
        return grad * 2
Double.apply(a)
## dirty_and_saved
class Exp(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        value.exp_()
        ctx.mark_dirty(value)
        ctx.save_for_backward(value)
        return value
    @staticmethod
    def backward(ctx, grad):
        return grad * ctx.saved_tensors[0]
h = a * 1
Exp.apply(h)
h.sum().backward()
a.grad
## dirty_and_saved_then_changed
class Exp(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        value.exp_()
        ctx.mark_dirty(value)
        ctx.save_for_backward(value)
        return value
    @staticmethod
    def backward(ctx, grad):
        return grad * ctx.saved_tensors[0]
h = a * 1
Exp.apply(h)
h.add_(1)
h.sum().backward()
## saved_output_changed
class Exp(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        y = value.exp()
        ctx.save_for_backward(y)
        return y
    @staticmethod
    def backward(ctx, grad):
        return grad * ctx.saved_tensors[0]
y = Exp.apply(a)
y.add_(1)
y.sum().backward()
## saved_not_used_then_changed
class Exp(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        y = value * 1
        ctx.save_for_backward(y)
        return y
    @staticmethod
    def backward(ctx, grad):
        return grad
y = Exp.apply(a)
y.add_(1)
y.sum().backward()
a.grad
## twice_without_retain
class Exp(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        ctx.save_for_backward(value)
        return value * 1
    @staticmethod
    def backward(ctx, grad):
        return grad * ctx.saved_tensors[0]
y = Exp.apply(a).sum()
y.backward()
y.backward()
## twice_without_saving
class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value * 2
    @staticmethod
    def backward(ctx, grad):
        return grad * 2
y = Double.apply(a).sum()
y.backward()
y.backward()
a.grad
## second_derivative_of_saved_output
class Exp(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        y = value.exp()
        ctx.save_for_backward(y)
        return y
    @staticmethod
    def backward(ctx, grad):
        return grad * ctx.saved_tensors[0]
g, = torch.autograd.grad(Exp.apply(a64).sum(), a64, create_graph=True)
g, = torch.autograd.grad(g.sum(), a64, create_graph=True)
torch.autograd.grad(g.sum(), a64)
## gradient_for_unneeded_argument
class Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx, left, right):
        ctx.save_for_backward(left, right)
        return left * right
    @staticmethod
    def backward(ctx, grad):
        left, right = ctx.saved_tensors
        return grad * right, grad * left
Product.apply(a, x).sum().backward()
a.grad, x.grad
## broadcast_gradient_is_summed
class AddRow(torch.autograd.Function):
    @staticmethod
    def forward(ctx, left, row):
        return left + row
    @staticmethod
    def backward(ctx, grad):
        return grad, grad
AddRow.apply(a, c).sum().backward()
c.grad
## hooks_on_a_custom_node
class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value * 2
    @staticmethod
    def backward(ctx, grad):
        return grad * 2
y = Double.apply(a)
y.register_hook(lambda g: g * 5)
y.grad_fn.register_hook(lambda gi, go: (gi[0] * 10,))
y.sum().backward()
a.grad
## retain_grad_of_custom_output
class Both(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value * 2, value * 3
    @staticmethod
    def backward(ctx, two, three):
        return two * 2 + three * 3
two, three = Both.apply(a)
three.retain_grad()
(three * 5).sum().backward()
three.grad, a.grad
## zero_dim_custom
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        ctx.save_for_backward(value)
        return value * value
    @staticmethod
    def backward(ctx, grad):
        return 2 * ctx.saved_tensors[0] * grad
Square.apply(s).backward()
s.grad
## wrong_number_of_gradients
class Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx, left, right):
        return left * right
    @staticmethod
    def backward(ctx, grad):
        return grad
Product.apply(a, b).sum().backward()
## too_many_gradients
class Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx, left):
        return left * 2
    @staticmethod
    def backward(ctx, grad):
        return grad, grad
Product.apply(a).sum().backward()
## too_many_nones
class Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx, left):
        return left * 2
    @staticmethod
    def backward(ctx, grad):
        return grad, None, None
Product.apply(a).sum().backward()
a.grad
## gradient_for_a_number
class Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx, left, right):
        return left * right
    @staticmethod
    def backward(ctx, grad):
        return grad, grad
Product.apply(a, 2.0).sum().backward()
## gradient_of_wrong_shape
class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value * 2
    @staticmethod
    def backward(ctx, grad):
        return grad[:, :2]
Double.apply(a).sum().backward()
## gradient_is_a_number
class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value * 2
    @staticmethod
    def backward(ctx, grad):
        return 2.0
Double.apply(a).sum().backward()
## gradient_is_none
class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value * 2
    @staticmethod
    def backward(ctx, grad):
        return None
(Double.apply(a) + b).sum().backward()
a.grad, b.grad
## gradient_of_other_dtype
class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value * 2
    @staticmethod
    def backward(ctx, grad):
        return grad.double() * 2
Double.apply(a).sum().backward()
a.grad
## save_a_number
class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        ctx.save_for_backward(3)
        return value * 2
Double.apply(a)
## no_backward
class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value * 2
Double.apply(a).sum().backward()
## no_forward
class Nothing(torch.autograd.Function):
    pass
Nothing.apply(a)
## legacy_call
class Double(torch.autograd.Function):
    def forward(self, value):
        return value * 2
Double()(a)
## dirty_not_returned
class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        value.mul_(2)
        ctx.mark_dirty(value)
        return value * 1
    @staticmethod
    def backward(ctx, grad):
        return grad
Double.apply(a * 1)
## keywords
class Scale(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value, factor):
        ctx.factor = factor
        return value * factor
    @staticmethod
    def backward(ctx, grad):
        return grad * ctx.factor, None
Scale.apply(a, factor=3.0).sum().backward()
a.grad
## setup_context_defaults
class Scale(torch.autograd.Function):
    @staticmethod
    def forward(value, factor=4.0):
        return value * factor
    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.factor = inputs[1]
    @staticmethod
    def backward(ctx, grad):
        return grad * ctx.factor, None
Scale.apply(a).sum().backward()
a.grad
## function_name
class MyOwnThing(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value * 2
    @staticmethod
    def backward(ctx, grad):
        return grad * 2
y = MyOwnThing.apply(a)
y.grad_fn.name(), type(y.grad_fn).__name__, str(y.sum())
## function_of_a_list
class First(torch.autograd.Function):
    @staticmethod
    def forward(ctx, tensors):
        return tensors[0] * 2
    @staticmethod
    def backward(ctx, grad):
        return None
First.apply([a, b]).requires_grad
## vjp_in_place_of_backward
class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value * 2
    @staticmethod
    def vjp(ctx, grad):
        return grad * 2
Double.apply(a).sum().backward()
a.grad
## once_differentiable_refuses
from importlib import import_module
once = import_module(torch.__name__ + ".autograd.function").once_differentiable
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        ctx.save_for_backward(value)
        return value * value
    @staticmethod
    @once
    def backward(ctx, grad):
        return 2 * ctx.saved_tensors[0] * grad
g, = torch.autograd.grad((Square.apply(a) ** 2).sum(), a, create_graph=True)
g.sum().backward()
"""

CASES: list[Case] = [
    *blocks(VIEWS, grads=True),
    *blocks(ENGINE),
    *blocks(FUNCTIONS),
]
