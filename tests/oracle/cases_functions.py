"""Gradient modes, functions with a rule of one's own, the functional interface, checks of gradients."""

from .record import Case, blocks

MODES = """
## no_grad
with torch.no_grad():
    y = a * 2
    inside = torch.is_grad_enabled()
y.requires_grad, inside, torch.is_grad_enabled()
## no_grad_keeps_the_leaf
with torch.no_grad():
    inside = a.requires_grad
inside
## no_grad_new_leaf_may_require
with torch.no_grad():
    w = torch.ones(2, requires_grad=True)
(w * 2).sum().backward()
w.grad
## no_grad_decorator
@torch.no_grad()
def double(value):
    return value * 2
double(a).requires_grad, double.__name__
## no_grad_decorator_without_brackets
@torch.no_grad
def double(value):
    return value * 2
double(a).requires_grad
## enable_grad_inside
with torch.no_grad():
    with torch.enable_grad():
        y = a * 2
    z = a * 2
y.requires_grad, z.requires_grad
## enable_grad_decorator
@torch.enable_grad()
def double(value):
    return value * 2
with torch.no_grad():
    y = double(a)
y.requires_grad
## set_grad_enabled_context
with torch.set_grad_enabled(False):
    y = a * 2
z = a * 2
y.requires_grad, z.requires_grad
## set_grad_enabled_as_a_call
torch.set_grad_enabled(False)
y = a * 2
torch.set_grad_enabled(True)
y.requires_grad, (a * 2).requires_grad
## set_grad_enabled_of_training
answers = []
for phase in ("train", "val"):
    with torch.set_grad_enabled(phase == "train"):
        answers.append((a * 2).requires_grad)
answers
## no_grad_after_an_error
try:
    with torch.no_grad():
        raise ValueError
except ValueError:
    pass
torch.is_grad_enabled()
## nested_no_grad
with torch.no_grad():
    with torch.no_grad():
        pass
    inside = torch.is_grad_enabled()
inside, torch.is_grad_enabled()
## generator_under_no_grad
@torch.no_grad()
def rows():
    for row in range(2):
        yield torch.is_grad_enabled()
outside = []
for inside in rows():
    outside.append((inside, torch.is_grad_enabled()))
outside
## inference_mode
with torch.inference_mode():
    y = a * 2
    inside = torch.is_inference_mode_enabled(), torch.is_grad_enabled()
y.requires_grad, y.is_inference(), inside, torch.is_inference_mode_enabled()
## inference_mode_decorator
@torch.inference_mode()
def double(value):
    return value * 2
double(a).requires_grad, double(a).is_inference()
## inference_mode_off
with torch.inference_mode(False):
    y = a * 2
y.requires_grad
## inference_tensor_cloned
with torch.inference_mode():
    y = x * 2
(a * y.clone()).sum().backward()
a.grad
## inference_tensor_in_an_addition
with torch.inference_mode():
    y = x * 2
(a + y).sum().backward()
a.grad
## view_under_no_grad
with torch.no_grad():
    y = a[0]
y.requires_grad, y.is_leaf
## in_place_under_no_grad_counts_a_version
with torch.no_grad():
    a.add_(1)
a._version, a.is_leaf, a.requires_grad
## detach_shares_memory
y = (a * 1)
d = y.detach()
d[0, 0] = 42.0
y[0, 0].item(), d.requires_grad
## detach_shares_the_version
y = a * 1
y.detach().add_(1)
y._version
## detect_anomaly_nan
try:
    with torch.autograd.set_detect_anomaly(True):
        y = torch.sqrt(torch.zeros(2, requires_grad=True)) * 0
        y.sum().backward()
    message = "none"
except RuntimeError as error:
    message = first_line(error)
message
## detect_anomaly_context
try:
    with torch.autograd.detect_anomaly():
        (torch.zeros(1, requires_grad=True).log() * 0).sum().backward()
    message = "none"
except RuntimeError as error:
    message = first_line(error)
message
## detect_anomaly_nothing_wrong
with torch.autograd.set_detect_anomaly(True):
    (a * a).sum().backward()
a.grad, torch.is_anomaly_enabled()
## nan_without_detection
y = torch.zeros(2, requires_grad=True)
(torch.sqrt(y) * 0).sum().backward()
y.grad
"""

FUNCTIONS = """
## function
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        ctx.save_for_backward(value)
        return value ** 3
    @staticmethod
    def backward(ctx, grad):
        value, = ctx.saved_tensors
        return 3 * value ** 2 * grad
y = Cube.apply(a)
y.sum().backward()
y, a.grad
## function_exp_saves_its_result
class Exp(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        result = value.exp()
        ctx.save_for_backward(result)
        return result
    @staticmethod
    def backward(ctx, grad):
        result, = ctx.saved_tensors
        return grad * result
Exp.apply(a).sum().backward()
a.grad
## function_of_two
class Mul(torch.autograd.Function):
    @staticmethod
    def forward(ctx, left, right):
        ctx.save_for_backward(left, right)
        return left * right
    @staticmethod
    def backward(ctx, grad):
        left, right = ctx.saved_tensors
        return grad * right, grad * left
y = Mul.apply(a, b)
y.sum().backward()
y, a.grad, b.grad
## function_with_a_number
class Scale(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value, factor):
        ctx.factor = factor
        return value * factor
    @staticmethod
    def backward(ctx, grad):
        return grad * ctx.factor, None
Scale.apply(a, 4.0).sum().backward()
a.grad
## function_needs_input_grad
class Mul(torch.autograd.Function):
    @staticmethod
    def forward(ctx, left, right, name):
        ctx.save_for_backward(left, right)
        return left * right
    @staticmethod
    def backward(ctx, grad):
        seen.append(ctx.needs_input_grad)
        left, right = ctx.saved_tensors
        return grad * right, None, None
seen = []
Mul.apply(a, x, "name").sum().backward()
seen, a.grad
## function_two_outputs
class Both(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value * 2, value * 3
    @staticmethod
    def backward(ctx, grad_two, grad_three):
        return grad_two * 2 + grad_three * 3
two, three = Both.apply(a)
(two + three * 10).sum().backward()
two, three, a.grad
## function_unused_output_gets_zeros
class Both(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value * 2, value * 3
    @staticmethod
    def backward(ctx, grad_two, grad_three):
        seen.append(grad_three)
        return grad_two * 2
seen = []
Both.apply(a)[0].sum().backward()
seen, a.grad
## function_unused_output_without_zeros
class Both(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        ctx.set_materialize_grads(False)
        return value * 2, value * 3
    @staticmethod
    def backward(ctx, grad_two, grad_three):
        seen.append(grad_three)
        return grad_two * 2
seen = []
Both.apply(a)[0].sum().backward()
seen, a.grad
## function_mark_non_differentiable
class SortIndex(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        index = value.argmax(1)
        ctx.mark_non_differentiable(index)
        return value * 2, index
    @staticmethod
    def backward(ctx, grad, _):
        return grad * 2
value, index = SortIndex.apply(a)
value.sum().backward()
value.requires_grad, index.requires_grad, index, a.grad
## function_mark_dirty
class AddOne(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        value.add_(1)
        ctx.mark_dirty(value)
        return value
    @staticmethod
    def backward(ctx, grad):
        return grad
h = a * 2
y = AddOne.apply(h)
(y * y).sum().backward()
y is h, h._version, a.grad
## function_once_differentiable
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
        value, = ctx.saved_tensors
        return 2 * value * grad
Square.apply(a).sum().backward()
g, = torch.autograd.grad(Square.apply(a).sum(), a, create_graph=True)
try:
    g.sum().backward()
    message = "none"
except RuntimeError as error:
    message = first_line(error)
a.grad, message
## function_twice_differentiable
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        ctx.save_for_backward(value)
        return value ** 3
    @staticmethod
    def backward(ctx, grad):
        value, = ctx.saved_tensors
        return 3 * value ** 2 * grad
g, = torch.autograd.grad(Cube.apply(a64).sum(), a64, create_graph=True)
torch.autograd.grad(g.sum(), a64)
## function_forward_is_not_recorded
class Probe(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        seen.append(torch.is_grad_enabled())
        return value * 2
    @staticmethod
    def backward(ctx, grad):
        seen.append(torch.is_grad_enabled())
        return grad * 2
seen = []
Probe.apply(a).sum().backward()
seen
## function_under_no_grad
class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value * 2
    @staticmethod
    def backward(ctx, grad):
        return grad * 2
with torch.no_grad():
    y = Double.apply(a)
y.requires_grad, y.grad_fn
## function_of_a_constant
class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value * 2
    @staticmethod
    def backward(ctx, grad):
        return grad * 2
Double.apply(x)
## function_returns_its_input
class Same(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value
    @staticmethod
    def backward(ctx, grad):
        return grad * 7
y = Same.apply(a)
y.sum().backward()
y is a, a.grad
## function_reversed_gradient
class Reverse(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value.view_as(value)
    @staticmethod
    def backward(ctx, grad):
        return -grad
(Reverse.apply(a * 2) * b).sum().backward()
a.grad
## function_staircase_with_a_straight_through_gradient
class Round(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value.round()
    @staticmethod
    def backward(ctx, grad):
        return grad
(Round.apply(a) ** 2).sum().backward()
a.grad
## function_broadcast_by_hand
class AddRow(torch.autograd.Function):
    @staticmethod
    def forward(ctx, left, row):
        return left + row
    @staticmethod
    def backward(ctx, grad):
        return grad, grad.sum(0)
AddRow.apply(a, c).sum().backward()
a.grad, c.grad
## function_saved_input_changed
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        ctx.save_for_backward(value)
        return value * value
    @staticmethod
    def backward(ctx, grad):
        value, = ctx.saved_tensors
        return 2 * value * grad
h = a * 1
y = Square.apply(h)
h.add_(1)
y.sum().backward()
## function_setup_context
class Cube(torch.autograd.Function):
    @staticmethod
    def forward(value):
        return value ** 3
    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(inputs[0])
    @staticmethod
    def backward(ctx, grad):
        return 3 * ctx.saved_tensors[0] ** 2 * grad
Cube.apply(a).sum().backward()
a.grad
## function_in_a_model
class LeakyStep(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        ctx.save_for_backward(value)
        return (value > 0).to(value.dtype)
    @staticmethod
    def backward(ctx, grad):
        return grad * torch.sigmoid(ctx.saved_tensors[0])
h = LeakyStep.apply(a @ sq)
(h @ m).sum().backward()
a.grad, sq.grad, m.grad
"""

FUNCTIONAL = """
## jacobian
torch.autograd.functional.jacobian(lambda t: t ** 2, torch.tensor([1.0, 2.0, 3.0]))
## jacobian_of_a_matrix
torch.autograd.functional.jacobian(lambda t: t.sum(1), x)
## jacobian_of_two_inputs
torch.autograd.functional.jacobian(lambda l, r: l * r, (torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])))
## jacobian_of_two_outputs
torch.autograd.functional.jacobian(lambda t: (t.sum(), t * 2), torch.tensor([1.0, 2.0]))
## jacobian_of_a_scalar
torch.autograd.functional.jacobian(lambda t: t.exp().sum(), torch.tensor([0.0, 1.0]))
## jacobian_of_an_unused_input
torch.autograd.functional.jacobian(lambda l, r: l * 2, (torch.tensor([1.0, 2.0]), torch.tensor([3.0])))
## hessian
torch.autograd.functional.hessian(lambda t: (t ** 3).sum(), torch.tensor([1.0, 2.0]))
## hessian_of_a_valley
torch.autograd.functional.hessian(lambda t: t[0] ** 2 + 3 * t[1] ** 2 + t[0] * t[1], torch.tensor([1.0, 2.0]))
## hessian_of_two_inputs
torch.autograd.functional.hessian(lambda l, r: (l * r ** 2).sum(), (torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])))
## hessian_of_softmax
torch.autograd.functional.hessian(lambda t: torch.logsumexp(t, 0), torch.tensor([0.1, 0.2, 0.3], dtype=torch.float64))
## vjp
torch.autograd.functional.vjp(lambda t: t ** 2, torch.tensor([1.0, 2.0]), torch.tensor([1.0, 0.5]))
## vjp_of_a_scalar
torch.autograd.functional.vjp(lambda t: (t ** 2).sum(), torch.tensor([1.0, 2.0]))
## vjp_of_two_inputs
torch.autograd.functional.vjp(lambda l, r: l * r, (torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])), torch.ones(2))
## jvp
torch.autograd.functional.jvp(lambda t: t ** 2, torch.tensor([1.0, 2.0]), torch.tensor([1.0, 0.5]))
## jvp_of_two_inputs
torch.autograd.functional.jvp(lambda l, r: l * r, (torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])), (torch.ones(2), torch.zeros(2)))
## vjp_without_vector
torch.autograd.functional.vjp(lambda t: t ** 2, torch.tensor([1.0, 2.0]))
## vjp_wrong_vector
torch.autograd.functional.vjp(lambda t: t ** 2, torch.tensor([1.0, 2.0]), torch.ones(3))
## hessian_of_many
torch.autograd.functional.hessian(lambda t: t ** 2, torch.tensor([1.0, 2.0]))
## jacobian_create_graph
w = torch.tensor([1.0, 2.0], requires_grad=True)
j = torch.autograd.functional.jacobian(lambda t: t ** 3, w, create_graph=True)
j.sum().backward()
w.grad
## gradcheck
torch.autograd.gradcheck(lambda t: (t ** 2).sum(), a64)
## gradcheck_of_two
torch.autograd.gradcheck(lambda l, r: l @ r, (a64, sq64))
## gradcheck_of_conv
torch.autograd.gradcheck(lambda i, w: F.conv2d(i, w), (img64[:1, :, :4, :4].detach().requires_grad_(), k64))
## gradcheck_tuple_output
torch.autograd.gradcheck(lambda t: (t * 2, t.exp()), (c64,))
## gradgradcheck
torch.autograd.gradgradcheck(lambda t: torch.tanh(t) * t, c64)
## gradgradcheck_of_two
torch.autograd.gradgradcheck(lambda l, r: (l * r).sin(), (c64, v64))
## gradcheck_of_a_wrong_rule
class Wrong(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        ctx.save_for_backward(value)
        return value ** 2
    @staticmethod
    def backward(ctx, grad):
        return grad * ctx.saved_tensors[0]
torch.autograd.gradcheck(Wrong.apply, c64, raise_exception=False)
## gradcheck_of_a_wrong_rule_raises
class Wrong(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        ctx.save_for_backward(value)
        return value ** 2
    @staticmethod
    def backward(ctx, grad):
        return grad * ctx.saved_tensors[0]
torch.autograd.gradcheck(Wrong.apply, c64)
## gradcheck_without_inputs_that_require_grad
torch.autograd.gradcheck(lambda t: t * 2, torch.zeros(2, dtype=torch.float64))
## gradcheck_of_float32_fails
torch.autograd.gradcheck(lambda t: (t ** 3).sum(), a, raise_exception=False)
"""

CASES: list[Case] = [*blocks(MODES), *blocks(FUNCTIONS), *blocks(FUNCTIONAL)]
