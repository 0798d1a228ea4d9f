"""In-place operations, through views too, and small computations of several lines, with gradients and graphs."""

from .record import Case, blocks

IN_PLACE = """
## add_in_place
y = a * 2
y.add_(b)
y
## operators_in_place
y = a * 1
y += b
y *= 3
y -= c
y /= 2
y
## mul_in_place_keeps_old_value
y = a.clone()
y.mul_(b)
y
## exp_in_place
y = a.clone()
y.exp_()
y
## relu_in_place
y = a * 2
y.relu_()
y
## functional_relu_in_place
y = a * 2
F.relu(y, inplace=True)
y
## several_in_place
(a * 1).neg_().clamp_(-0.8, 0.8).add_(1).sigmoid_()
## in_place_chain_that_breaks_a_saved_result
(a * 1).sigmoid_().neg_()
## zero_in_place
y = a * 2
y.zero_()
y
## fill_in_place
y = a * 2
y[0].fill_(7)
y
## write_a_row
y = a * 2
y[0] = c
y
## write_a_number
y = a * 2
y[:, 1] = 5.0
y
## write_under_mask
y = a * 2
y[y > 0] = 0
y
## write_values_under_mask
y = a * 2
y[mask] = c
y
## write_at_index_arrays
y = a * 2
y[[0, 1], [2, 0]] = c[:2]
y
## write_broadcast
y = a * 2
y[:] = c
y
## write_into_zeros
y = torch.zeros(2, 3)
y[0] = c
y[1] = c * 2
y
## add_to_a_view
y = a * 2
y[0] += c
y
## in_place_through_a_view
y = a * 2
row = y[1]
row.mul_(c)
y
## the_view_after_the_base_was_changed
y = a * 2
row = y[1]
y.mul_(3)
row, y
## view_of_a_view
y = a * 2
y.view(6)[1:4].add_(c)
y
## in_place_through_transpose
y = a * 2
y.t()[0].mul_(s)
y
## in_place_through_unsqueeze
y = a * 2
y.unsqueeze(0).exp_()
y
## base_and_view_both_used
y = a * 2
row = y[0]
row.add_(1)
(y * 2).sum() + row.sum()
## copy_in_place
y = torch.zeros(2, 3)
y.copy_(a)
y
## copy_in_place_broadcast_and_cast
y = torch.zeros(2, 3, dtype=torch.float64)
y.copy_(c)
y
## masked_fill_in_place
y = a * 2
y.masked_fill_(mask, 0.5)
y
## pow_in_place
y = p * 1
y.pow_(2)
y
## transpose_in_place
y = a * 2
y.t_()
y
## unsqueeze_in_place
y = a * 2
y.unsqueeze_(0)
y
## squeeze_in_place
y = col * 2
y.squeeze_()
y
## detach_in_place
y = a * 2
y.detach_()
y.requires_grad, y.grad_fn
## out_keyword
y = torch.empty(2, 3)
torch.add(x, 1, out=y)
y
## leaf_updated_under_no_grad
with torch.no_grad():
    a -= 0.5
(a * a).sum()
## retain_grad_of_a_middle
h = a * 2
h.retain_grad()
(h * h).sum().backward()
a, h.grad
## several_losses_accumulate
(a * 2).sum().backward()
(a * 3).sum().backward()
a.grad
## data_is_not_tracked
a.data.mul_(2)
a * a
## clone_then_write
y = a.clone()
y[0, 0] = 100.0
y * a
## leaf_made_later
x.requires_grad_()
(x * x).sum()
## three_layers
h = torch.tanh(a @ sq + c)
h = torch.relu(h @ m)
F.cross_entropy(h, torch.tensor([2, 0]))
## standardize
(B - B.mean((0, 2), keepdim=True)) / (B.std((0, 2), keepdim=True) + 1e-5)
## softmax_by_hand
y = (a - a.max(1, keepdim=True).values).exp()
y / y.sum(1, keepdim=True)
## distances
((a[:, None, :] - b[None, :, :]) ** 2).sum(-1).sqrt()
## unused_half
y = a * b
z = b * c
y
## loop_depends_on_data
y = c * 2
while y.norm() < 100:
    y = y * 2
y
## attention_by_hand
scores = B @ B.transpose(1, 2) / math.sqrt(4)
torch.softmax(scores.masked_fill(torch.tensor([[False, True, True], [False, False, True], [False, False, False]]), float("-inf")), -1) @ B
"""

CASES: list[Case] = blocks(IN_PLACE, grads=True)
