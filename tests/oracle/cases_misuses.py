"""What a learner gets wrong with tensors and gradients: the exception's type and the first line of its text."""

from .record import Case, blocks, lines

TENSORS = """
item_of_many: x.item()
item_of_none: torch.tensor([]).item()
float_of_many: float(x)
int_of_many: int(x)
bool_of_many: bool(x)
bool_of_none: bool(torch.tensor([]))
if_tensor: 1 if x > 0 else 2
and_of_tensors: (x > 0) and (x < 1)
not_of_many: not x
len_of_zero_dim: len(torch.tensor(1.0))
iterate_zero_dim: list(torch.tensor(1.0))
index_with_float_tensor: [1, 2, 3][torch.tensor(1.0)]
range_of_float_tensor: range(torch.tensor(2.0))
numpy_of_requires_grad: a.numpy()
numpy_function_of_requires_grad: np.asarray(a)
numpy_of_result: (a * 2).numpy()
item_of_result_is_fine: s.item()
tensor_of_ragged_list: torch.tensor([[1, 2], [3]])
tensor_of_ragged_deeper: torch.tensor([[1, 2], 3])
tensor_of_string: torch.tensor("abc")
tensor_of_strings: torch.tensor(["a", "b"])
tensor_of_none: torch.tensor(None)
tensor_of_mixed: torch.tensor([1, "a"])
tensor_of_dict: torch.tensor({"a": 1})
tensor_of_tensors: torch.tensor([torch.zeros(2), torch.ones(2)])
tensor_of_object_array: torch.tensor(np.array(["a"]))
tensor_of_two_numbers: torch.tensor(1, 2)
from_numpy_of_list: torch.from_numpy([1, 2])
from_numpy_of_tensor: torch.from_numpy(x)
from_numpy_negative_stride: torch.from_numpy(np.arange(3)[::-1])
zeros_of_negative: torch.zeros(-1)
zeros_of_float: torch.zeros(2.0)
zeros_of_string: torch.zeros("2")
ones_of_mixed: torch.ones(2, "a")
arange_zero_step: torch.arange(0, 5, 0)
arange_wrong_way: torch.arange(5, 0)
arange_wrong_step: torch.arange(0, 5, -1)
linspace_negative: torch.linspace(0, 1, -2)
randint_empty: torch.randint(5, 5, (2,))
randint_no_size: torch.randint(10)
randperm_negative: torch.randperm(-1)
full_without_value: torch.full((2,))
like_of_list: torch.zeros_like([1, 2])
dtype_as_string: torch.zeros(2, dtype="float32")
dtype_unknown: torch.float31
function_unknown: torch.sinus(x)
attribute_unknown: x.grad_function
numpy_spelling_shape: x.shape()
numpy_spelling_astype: x.astype(float)
device_unknown: x.to("gpu")
to_nothing_known: x.to("float32")
size_out_of_range: x.size(2)
size_negative_out_of_range: x.size(-3)
stride_out_of_range: x.stride(5)
function_of_list: torch.exp([1.0, 2.0])
function_of_number: torch.exp(1.0)
function_of_array: torch.sin(np.zeros(2))
add_string: x + "1"
add_none: x + None
add_list: x + [1, 2, 3]
string_plus: "1" + x
add_function_of_two_numbers: torch.add(1, 2)
mul_none: x * None
pow_string: x ** "2"
less_than_string: x < "a"
compare_with_list: x == [1, 2, 3]
call_a_tensor: x(1)
hash_in_set_is_identity: len({x, x, x.clone()})
contains_string: "a" in x
set_data_to_list: setattr(x, "data", [1, 2])
"""

SHAPES = """
add_shapes: torch.zeros(2, 3) + torch.zeros(4, 3)
add_shapes_last: torch.zeros(2, 3) + torch.zeros(2)
mul_shapes: torch.zeros(3) * torch.zeros(4)
sub_shapes: torch.zeros(2, 3) - torch.zeros(3, 2)
compare_shapes: torch.zeros(3) > torch.zeros(2)
where_shapes: torch.where(torch.tensor([True, False]), torch.zeros(3), torch.zeros(3))
add_in_place_grows: torch.zeros(3).add_(torch.zeros(2, 3))
add_in_place_shapes: torch.zeros(3).add_(torch.zeros(2))
out_wrong_dtype: torch.add(torch.ones(2), 1, out=torch.zeros(2, dtype=torch.int64))
matmul_shapes: torch.zeros(2, 3) @ torch.zeros(2, 3)
matmul_vectors: torch.zeros(3) @ torch.zeros(4)
matmul_matrix_vector: torch.zeros(2, 3) @ torch.zeros(2)
matmul_vector_matrix: torch.zeros(2) @ torch.zeros(3, 2)
matmul_batches: torch.zeros(2, 3, 4) @ torch.zeros(3, 4, 5)
matmul_inner_of_batches: torch.zeros(2, 3, 4) @ torch.zeros(2, 3, 4)
matmul_scalar: torch.zeros(2, 3) @ torch.tensor(2.0)
matmul_number: torch.zeros(2, 3) @ 2
matmul_dtypes: torch.zeros(2, 2) @ torch.zeros(2, 2, dtype=torch.float64)
mm_shapes: torch.mm(torch.zeros(2, 3), torch.zeros(2, 3))
mm_vector: torch.mm(torch.zeros(2, 3), torch.zeros(3))
mm_dtypes: torch.mm(torch.zeros(2, 2), torch.zeros(2, 2, dtype=torch.int64))
mv_shapes: torch.mv(torch.zeros(2, 3), torch.zeros(2))
dot_shapes: torch.dot(torch.zeros(3), torch.zeros(4))
dot_matrices: torch.dot(torch.zeros(2, 2), torch.zeros(2, 2))
bmm_matrix: torch.bmm(torch.zeros(2, 3), torch.zeros(3, 2))
bmm_shapes: torch.bmm(torch.zeros(2, 3, 4), torch.zeros(2, 3, 4))
addmm_shapes: torch.addmm(torch.zeros(5), torch.zeros(2, 3), torch.zeros(3, 4))
t_of_three_dims: torch.zeros(2, 3, 4).t()
view_shape: torch.zeros(2, 3).view(4, 2)
view_minus_one: torch.zeros(2, 3).view(-1, 4)
view_two_minus_ones: torch.zeros(2, 3).view(-1, -1)
view_of_transposed: torch.zeros(2, 3).t().view(6)
view_negative: torch.zeros(2, 3).view(-2, 3)
reshape_shape: torch.zeros(2, 3).reshape(4, 2)
reshape_minus_one: torch.zeros(2, 3).reshape(-1, 4)
reshape_nothing: torch.zeros(2, 3).reshape()
expand_shape: torch.zeros(2, 3).expand(4, 3)
expand_fewer_dims: torch.zeros(2, 3).expand(3)
expand_minus_one_new: torch.zeros(3).expand(-1, 3)
repeat_fewer_dims: torch.zeros(2, 3).repeat(2)
permute_repeated: torch.zeros(2, 3).permute(0, 0)
permute_too_few: torch.zeros(2, 3).permute(0)
transpose_out_of_range: torch.zeros(2, 3).transpose(0, 2)
unsqueeze_out_of_range: torch.zeros(2, 3).unsqueeze(3)
squeeze_out_of_range: torch.zeros(2, 3).squeeze(2)
flatten_wrong_order: torch.zeros(2, 3, 4).flatten(2, 1)
cat_shapes: torch.cat([torch.zeros(2, 3), torch.zeros(2, 4)])
cat_dims: torch.cat([torch.zeros(2, 3), torch.zeros(3)])
cat_nothing: torch.cat([])
cat_tensor: torch.cat(torch.zeros(2, 3))
cat_two_arguments: torch.cat(torch.zeros(2), torch.zeros(2))
cat_numbers: torch.cat([1, 2])
cat_out_of_range: torch.cat([torch.zeros(2), torch.zeros(2)], dim=1)
stack_shapes: torch.stack([torch.zeros(2), torch.zeros(3)])
stack_nothing: torch.stack([])
stack_out_of_range: torch.stack([torch.zeros(2)], dim=3)
split_sizes: torch.zeros(5).split([2, 2])
split_negative: torch.zeros(5).split(-1)
chunk_zero: torch.zeros(5).chunk(0)
sum_out_of_range: torch.zeros(2, 3).sum(2)
sum_dim_twice: torch.zeros(2, 3).sum((0, 0))
mean_out_of_range: torch.zeros(2, 3).mean(dim=-3)
max_out_of_range: torch.zeros(2, 3).max(2)
max_of_nothing: torch.zeros(0).max()
max_of_nothing_dim: torch.zeros(0, 3).max(0)
argmax_of_nothing: torch.zeros(0).argmax()
softmax_out_of_range: torch.softmax(torch.zeros(2, 3), 2)
softmax_no_dim: torch.zeros(2, 3).softmax()
mean_of_ints: torch.tensor([1, 2]).mean()
mean_of_bools: (torch.tensor([1, 2]) == 1).mean()
std_of_ints: torch.tensor([1, 2]).std()
sum_dim_string: torch.zeros(2).sum("a")
relu_unknown_keyword: F.relu(torch.zeros(2), alpha=1)
clamp_nothing: torch.zeros(2).clamp()
copy_shapes: torch.zeros(2).copy_(torch.zeros(3))
gather_dtype: torch.zeros(2, 2).gather(1, torch.zeros(2, 1))
gather_out_of_range: torch.zeros(2, 2).gather(1, torch.tensor([[5]]))
index_select_float: torch.zeros(2, 2).index_select(0, torch.tensor([0.0]))
masked_fill_shape: torch.zeros(2, 3).masked_fill(torch.tensor([True, False]), 0.0)
masked_fill_not_bool: torch.zeros(2).masked_fill(torch.tensor([1, 0]), 0.0)
exp_in_place_of_ints: torch.tensor([1, 2]).exp_()
add_float_to_ints_in_place: torch.tensor([1, 2]).add_(0.5)
div_ints_in_place: torch.tensor([4, 2]).div_(2)
iadd_float_to_ints: torch.tensor([1, 2]).__iadd__(0.5)
"""

ARGUMENTS = """
without_data: torch.tensor()
without_input: torch.exp()
unknown_keyword: torch.zeros(2).sum(foo=1)
unknown_function_keyword: torch.exp(x, foo=1)
too_many: torch.zeros(2).exp(1, 2)
"""
# PyTorch's own parser words these; here Python does, in words of its own. The exception's type is the same.
TYPE_ONLY = """
try:
    {source}
    raised = None
except Exception as error:
    raised = type(error).__name__
raised
"""

AUTOGRAD = """
## backward_of_many
(a * 2).backward()
## backward_of_constant
x.sum().backward()
## backward_of_detached
(a * 2).detach().sum().backward()
## backward_under_no_grad
with torch.no_grad():
    y = (a * 2).sum()
y.backward()
## backward_twice
y = (a * a).sum()
y.backward()
y.backward()
## backward_twice_of_a_part
h = a * a
h.sum().backward()
(h * 2).sum().backward()
## backward_twice_without_saved_values
y = a.sum()
y.backward()
y.backward()
a.grad
## backward_gradient_shape
(a * 2).backward(torch.ones(3))
## backward_gradient_number
(a * 2).backward(1.0)
## backward_gradient_dtype_is_cast
(a * 2).backward(torch.ones(2, 3, dtype=torch.float64))
a.grad
## backward_gradient_list
(a * 2).backward([1.0])
## backward_of_ints
torch.tensor([1, 2]).sum().backward()
## backward_of_a_number
(a * 2).sum().item().backward()
## backward_of_argmax
a.argmax().backward()
## backward_of_a_comparison
(a > 0).sum().backward()
## requires_grad_of_ints
torch.tensor([1, 2, 3], requires_grad=True)
## requires_grad_of_ints_later
torch.tensor([1, 2, 3]).requires_grad_()
## requires_grad_of_bools
setattr(torch.tensor([True]), "requires_grad", True)
## zeros_of_ints_requires_grad
torch.zeros(2, dtype=torch.int64, requires_grad=True)
## requires_grad_off_on_a_result
y = a * 2
y.requires_grad = False
## requires_grad_off_by_method
(a * 2).requires_grad_(False)
## in_place_on_a_leaf
a.add_(1)
## augmented_assignment_on_a_leaf
a += 1
## write_into_a_leaf
a[0] = 0.0
## zero_a_leaf
a.zero_()
## in_place_on_a_view_of_a_leaf
a[0].add_(1)
## in_place_on_a_leafs_view_by_view
a.view(6).zero_()
## failed_in_place_changes_nothing
before = a.detach().clone()
try:
    a.add_(1)
except RuntimeError:
    pass
torch.equal(a.detach(), before), a._version
## saved_value_changed
y = a * 2
z = y * y
y.add_(1)
z.sum().backward()
## saved_result_changed
y = a.exp()
y.add_(1)
y.sum().backward()
## saved_leaf_changed
y = (a * a).sum()
with torch.no_grad():
    a.add_(1)
y.backward()
## saved_constant_changed
y = (a * x).sum()
x.add_(1)
y.backward()
## saved_relu_changed
y = torch.relu(a)
y *= 2
y.sum().backward()
## saved_value_changed_through_numpy_is_unseen
y = (a * x).sum()
x.numpy()[:] = 0
y.backward()
a.grad
## saved_value_changed_through_a_view
z = x[0]
y = (a * x).sum()
z.fill_(1)
y.backward()
## saved_value_changed_through_detach
y = a * 2
z = (y * y).sum()
y.detach().zero_()
z.backward()
## unneeded_value_changed_is_fine
y = a + b
y.add_(1)
y.sum().backward()
a.grad
## in_place_on_an_expanded_tensor
torch.zeros(3, 1).expand(3, 2).add_(1)
## in_place_on_unbound_part
y = a * 2
first, second = y.unbind()
first.add_(1)
## in_place_on_chunk
y = a * 2
y.chunk(2)[0].mul_(2)
## view_made_under_no_grad_changed
y = a * 1
with torch.no_grad():
    part = y[0]
part.mul_(2)
## grad_of_non_leaf_is_none
y = a * 2
y.sum().backward()
y.grad
## retain_grad_of_constant
x.retain_grad()
## set_grad_wrong_shape
a.grad = torch.zeros(3)
## set_grad_wrong_type
a.grad = 1.0
## set_grad_wrong_dtype
a.grad = torch.zeros(2, 3, dtype=torch.float64)
## zero_of_missing_grad
a.grad.zero_()
## grad_of_unused
torch.autograd.grad(a.sum(), b)
## grad_of_constant_input
torch.autograd.grad(a.sum(), x)
## grad_of_constant_output
torch.autograd.grad(x.sum(), a)
## grad_of_many
torch.autograd.grad(a * 2, a)
## grad_twice
y = (a * a).sum()
torch.autograd.grad(y, a)
torch.autograd.grad(y, a)
## grad_outputs_shape
torch.autograd.grad(a * 2, a, torch.ones(3))
## grad_of_nothing
torch.autograd.grad(a.sum(), [])
## second_derivative_without_create_graph
g, = torch.autograd.grad((a ** 3).sum(), a)
torch.autograd.grad(g.sum(), a)
## hook_on_constant
x.register_hook(lambda g: g)
## hook_wrong_type
a.register_hook(lambda g: 3)
a.sum().backward()
## hook_wrong_shape
a.register_hook(lambda g: g.sum())
a.sum().backward()
## deepcopy_of_non_leaf
import copy
copy.deepcopy(a * 2)
## data_of_other_dtype
a.data = torch.zeros(2, 3, dtype=torch.int64)
## parameter_of_ints
nn.Parameter(torch.tensor([1, 2]))
## in_place_on_inference_tensor
with torch.inference_mode():
    y = x * 2
y.add_(1)
## inference_tensor_saved
with torch.inference_mode():
    y = x * 2
(a * y).sum()
## requires_grad_of_inference_tensor
with torch.inference_mode():
    y = x * 2
y.requires_grad_()
## no_grad_called_with_a_function_result
with torch.no_grad:
    pass
## float_of_leaf_with_no_graph_is_fine
float(s)
## detach_in_place_of_a_view
y = (a * 2)[0]
y.detach_()
## set_default_dtype_int
torch.set_default_dtype(torch.int64)
## function_without_backward
class Broken(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value * 2
Broken.apply(a).sum().backward()
## function_wrong_count
class Broken(torch.autograd.Function):
    @staticmethod
    def forward(ctx, left, right):
        return left * right
    @staticmethod
    def backward(ctx, grad):
        return grad
Broken.apply(a, b).sum().backward()
## function_wrong_shape
class Broken(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value * 2
    @staticmethod
    def backward(ctx, grad):
        return grad.sum(0)[:2]
Broken.apply(a).sum().backward()
## function_wrong_type
class Broken(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value * 2
    @staticmethod
    def backward(ctx, grad):
        return 2
Broken.apply(a).sum().backward()
## function_called_by_hand
class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        return value * 2
Double()(a)
## function_saved_twice_used
class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        ctx.save_for_backward(value)
        return value * value
    @staticmethod
    def backward(ctx, grad):
        value, = ctx.saved_tensors
        return 2 * grad * value
y = Square.apply(a).sum()
y.backward()
y.backward()
## function_saves_a_number
class Broken(torch.autograd.Function):
    @staticmethod
    def forward(ctx, value):
        ctx.save_for_backward(2)
        return value * 2
Broken.apply(a)
"""

CASES: list[Case] = [
    *lines(TENSORS),
    *lines(SHAPES),
    *(Case(f"arguments_{c.name}", TYPE_ONLY.format(source=c.source).strip()) for c in lines(ARGUMENTS)),
    *blocks(AUTOGRAD),
]
