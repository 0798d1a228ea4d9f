"""backward and grad, the graph, higher derivatives, hooks."""

from .record import Case, blocks

GRADIENTS = """
## backward_with_gradient
(a * b).backward(torch.arange(6.0).reshape(2, 3))
a.grad, b.grad
## backward_with_gradient_keyword
(a * 2).backward(gradient=torch.ones(2, 3))
a.grad
## backward_of_one_element
(a[:1, :1] * 3).backward()
a.grad
## backward_accumulates
a.sum().backward()
a.sum().backward()
a.grad
## retain_graph
y = (a * a).sum()
y.backward(retain_graph=True)
y.backward()
a.grad
## retain_graph_three_times
y = (a ** 3).sum()
for _ in range(3):
    y.backward(retain_graph=True)
a.grad
## backward_of_a_leaf
s.backward()
s.grad
## backward_inputs
(a * b).sum().backward(inputs=[a])
a.grad, b.grad
## backward_inputs_one_tensor
(a * b).sum().backward(inputs=b)
a.grad, b.grad
## backward_inputs_non_leaf
h = a * b
h.retain_grad()
(h * h).sum().backward(inputs=[h])
h.grad, a.grad
## backward_create_graph
(a ** 3).sum().backward(create_graph=True)
a.grad.requires_grad, a.grad
## autograd_backward_two_roots
torch.autograd.backward([a.sum(), (a * b).sum()])
a.grad, b.grad
## autograd_backward_gradients
torch.autograd.backward([a * 2, b * 3], [torch.ones(2, 3), torch.full((2, 3), 2.0)])
a.grad, b.grad
## autograd_backward_none_gradient
torch.autograd.backward([a.sum(), b * 3], [None, torch.ones(2, 3)])
a.grad, b.grad
## grad
torch.autograd.grad((a * b).sum(), a)
## grad_of_two
torch.autograd.grad((a * b).sum(), [a, b])
## grad_leaves_grad_alone
torch.autograd.grad((a * b).sum(), [a, b])
a.grad, b.grad
## grad_of_a_middle
h = a * 2
torch.autograd.grad((h * h).sum(), h)
## grad_outputs
torch.autograd.grad(a * b, a, grad_outputs=torch.arange(6.0).reshape(2, 3))
## grad_outputs_of_two
torch.autograd.grad([a * 2, b * a], [a, b], [torch.ones(2, 3), torch.ones(2, 3)])
## grad_unused_allowed
torch.autograd.grad(a.sum(), [a, b], allow_unused=True)
## grad_materialized
torch.autograd.grad(a.sum(), [a, b], materialize_grads=True)
## grad_of_itself
torch.autograd.grad(s, s)
## grad_same_twice
torch.autograd.grad((a * a).sum(), [a, a])
## grad_keeps_graph
y = (a ** 2).sum()
g1, = torch.autograd.grad(y, a, retain_graph=True)
g2, = torch.autograd.grad(y, a)
torch.equal(g1, g2)
## second_derivative
g, = torch.autograd.grad((a ** 3).sum(), a, create_graph=True)
torch.autograd.grad(g.sum(), a)
## second_derivative_graph
g, = torch.autograd.grad((a * b).sum(), a, create_graph=True)
g
## third_derivative
g = s ** 5
for _ in range(3):
    g, = torch.autograd.grad(g, s, create_graph=True)
g.detach()
## higher_derivatives_of_tanh
y, found = torch.tanh(s64), []
for _ in range(4):
    y, = torch.autograd.grad(y, s64, create_graph=True)
    found.append(y.item())
found
## higher_derivatives_of_sin
y, found = torch.sin(s64 * 2), []
for _ in range(5):
    y, = torch.autograd.grad(y, s64, create_graph=True)
    found.append(y.item())
found
## higher_derivatives_of_a_quotient
y, found = torch.exp(s64) / (1 + s64 ** 2), []
for _ in range(4):
    y, = torch.autograd.grad(y, s64, create_graph=True)
    found.append(y.item())
found
## gradient_penalty
g, = torch.autograd.grad((torch.tanh(a @ sq)).sum(), a, create_graph=True)
((g.norm(dim=1) - 1) ** 2).mean().backward()
a.grad, sq.grad
## double_backward_of_softmax
g, = torch.autograd.grad((torch.softmax(a64, 1) ** 2).sum(), a64, create_graph=True)
(g ** 2).sum().backward()
a64.grad
## double_backward_of_cross_entropy
g, = torch.autograd.grad(F.cross_entropy(logits64, labels), logits64, create_graph=True)
(g ** 2).sum().backward()
logits64.grad
## double_backward_of_matmul
g, = torch.autograd.grad(((a64 @ sq64) ** 2).sum(), a64, create_graph=True)
(g ** 2).sum().backward()
a64.grad, sq64.grad
## double_backward_of_division
g, = torch.autograd.grad((a64 / p64).sum(), p64, create_graph=True)
g.sum().backward()
a64.grad, p64.grad
## double_backward_of_indexing
g, = torch.autograd.grad((a64[:, [0, 0, 2]] ** 3).sum(), a64, create_graph=True)
g.sum().backward()
a64.grad
## double_backward_of_conv2d
g, = torch.autograd.grad((F.conv2d(img64, k64, padding=1) ** 2).sum(), k64, create_graph=True)
(g ** 2).sum().backward()
k64.grad
## double_backward_of_max_pool
g, = torch.autograd.grad((F.max_pool2d(img64, 2) ** 3).sum(), img64, create_graph=True)
g.sum().backward()
img64.grad.sum()
## double_backward_of_norm
g, = torch.autograd.grad(a64.norm(), a64, create_graph=True)
(g * b64).sum().backward()
a64.grad
## double_backward_of_var
g, = torch.autograd.grad((a64.var(1) ** 2).sum(), a64, create_graph=True)
(g ** 2).sum().backward()
a64.grad
## double_backward_of_prod
g, = torch.autograd.grad(a64.prod(1).sum(), a64, create_graph=True)
(g ** 2).sum().backward()
a64.grad
## double_backward_of_pow
g, = torch.autograd.grad((p64 ** q64).sum(), [p64], create_graph=True)
(g ** 2).sum().backward()
p64.grad, q64.grad
## double_backward_of_bce_logits
g, = torch.autograd.grad(F.binary_cross_entropy_with_logits(a64, mask.double()), a64, create_graph=True)
(g ** 2).sum().backward()
a64.grad
## double_backward_of_batch_norm
g, = torch.autograd.grad((F.batch_norm(r464, None, None, training=True) ** 3).sum(), r464, create_graph=True)
(g ** 2).sum().backward()
r464.grad
## double_backward_through_in_place
y = a64 * 1
y[0] *= b64[0]
y.exp_()
g, = torch.autograd.grad(y.sum(), b64, create_graph=True)
(g ** 2).sum().backward()
a64.grad, b64.grad
## graph_edges
y = a * b + a
fn = y.grad_fn
fn.name(), [n[0].name() for n in fn.next_functions], [n[1] for n in fn.next_functions], fn.next_functions[1][0].variable is a
## graph_of_a_leaf
a.grad_fn, a.is_leaf, (a * 2).is_leaf, x.is_leaf, a.detach().is_leaf
## accumulate_grad_is_one_node
y = a * 2
z = a * 3
y.grad_fn.next_functions[0][0] is z.grad_fn.next_functions[0][0]
## grad_fn_name_of_type
type((a * 2).grad_fn).__name__, (a * 2).grad_fn.name()
## output_number
rows = a.unbind()
[r.grad_fn.name() for r in rows], [r.output_nr for r in rows]
## grad_fn_is_the_same_object
y = a * 2
y.grad_fn is y.grad_fn
## requires_grad_propagates
(a + x).requires_grad, (x + x).requires_grad, (a > 0).requires_grad, a.argmax().requires_grad, a.detach().requires_grad
## requires_grad_assignment
x.requires_grad = True
(x * 2).sum().backward()
x.grad
## requires_grad_off
a.requires_grad_(False)
(a * b).sum().backward()
a.grad, b.grad, a.requires_grad
## retain_grad
h = a * 2
h.retain_grad()
(h ** 2).sum().backward()
h.grad, h.retains_grad
## retain_grad_after_in_place
h = a * 2
h.retain_grad()
h.mul_(3)
h.sum().backward()
h.grad
## grad_set_by_hand
a.grad = torch.full((2, 3), 10.0)
(a * 2).sum().backward()
a.grad
## grad_set_to_none
a.sum().backward()
a.grad = None
(a * 2).sum().backward()
a.grad
## grad_zeroed_in_place
a.sum().backward()
a.grad.zero_()
(a * 2).sum().backward()
a.grad
## grad_is_not_shared_between_leaves
(a + b).sum().backward()
a.grad[0, 0] = 100.0
b.grad
## grad_is_accumulated_in_place
a.sum().backward()
first = a.grad
a.sum().backward()
first is a.grad, first
## grad_of_grad_is_detached
(a * a).sum().backward()
a.grad.requires_grad, a.grad.grad_fn
## gradient_given_is_not_aliased
g = torch.ones(2, 3)
(a + 0).backward(g)
a.grad[0, 0] = 5.0
g
## diamond
h = a * 2
(h.sin() * h.cos()).sum().backward()
a.grad
## long_chain
y = s
for _ in range(3000):
    y = y + 1
y.backward()
s.grad, y.detach()
## data_dependent_graph
def collatz(value):
    steps = 0
    while value > 1:
        value = value / 2 if steps % 2 == 0 else value * 0.9
        steps += 1
    return value, steps
y, steps = collatz(s * 40)
y.backward()
steps, s.grad
"""

HOOKS = """
## tensor_hook_sees_the_gradient
seen = []
a.register_hook(lambda g: seen.append(g.clone()))
(a * 2).sum().backward()
seen
## tensor_hook_changes_the_gradient
a.register_hook(lambda g: g * 10)
(a * 2).sum().backward()
a.grad
## hook_on_a_middle
h = a * 2
h.register_hook(lambda g: g + 1)
h.sum().backward()
a.grad
## hooks_run_in_order
order = []
h = a * 2
h.register_hook(lambda g: order.append("first"))
h.register_hook(lambda g: order.append("second"))
a.register_hook(lambda g: order.append("leaf"))
h.sum().backward()
order
## hooks_chain
h = a * 2
h.register_hook(lambda g: g + 1)
h.register_hook(lambda g: g * 10)
h.sum().backward()
a.grad
## hook_removed
handle = a.register_hook(lambda g: g * 10)
handle.remove()
a.sum().backward()
a.grad
## hook_sees_the_sum
seen = []
h = a * 2
h.register_hook(lambda g: seen.append(g.clone()))
(h + h * 3).sum().backward()
seen
## hook_runs_once_per_use_of_a_leaf
count = []
a.register_hook(lambda g: count.append(1))
(a * 2 + a * 3).sum().backward()
len(count), a.grad
## hook_before_retained_grad
h = a * 2
h.register_hook(lambda g: g * 10)
h.retain_grad()
h.sum().backward()
h.grad
## retained_grad_before_hook
h = a * 2
h.retain_grad()
h.register_hook(lambda g: g * 10)
h.sum().backward()
h.grad
## hook_with_grad_function
seen = []
a.register_hook(lambda g: seen.append(1))
torch.autograd.grad((a * 2).sum(), a)
seen
## hook_changes_what_grad_returns
a.register_hook(lambda g: g * 5)
torch.autograd.grad((a * 2).sum(), a)
## hook_may_not_run_without_backward
seen = []
a.register_hook(lambda g: seen.append(1))
y = a * 2
seen
## post_accumulate_hook
seen = []
a.register_post_accumulate_grad_hook(lambda leaf: seen.append(leaf.grad.clone()))
(a * 2).sum().backward()
seen
## backward_order_of_a_diamond
order = []
h = a * 2
left = h + 1
right = h * 3
for name, tensor in (("h", h), ("left", left), ("right", right)):
    tensor.register_hook(lambda g, name=name: order.append(name))
(left * right).sum().backward()
order
"""

CASES: list[Case] = [*blocks(GRADIENTS), *blocks(HOOKS)]
