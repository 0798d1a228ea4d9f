"""Version counters, shared memory, the NumPy bridge, attributes, and how things print."""

from .record import Case, blocks, lines

MEMORY = """
## version_starts_at_zero
x._version, a._version, (a * 2)._version
## version_counts_in_place
x.add_(1)
x.mul_(2)
x += 1
x[0] = 0
x._version
## version_is_shared_with_views
row = x[0]
row.add_(1)
x.view(6).add_(1)
x._version, row._version
## version_is_not_shared_with_copies
copy = x.clone()
copy.add_(1)
index = x[[0]]
index.add_(1)
x._version
## data_has_its_own_version
x.data.add_(1)
x._version
## failed_in_place_keeps_version_and_values
before = x.clone()
try:
    x.add_(torch.zeros(4))
except RuntimeError:
    pass
x._version, torch.equal(x, before)
## views_share_memory
v = x.view(6)
v[0] = 100.0
x[0, 0].item(), v.data_ptr() == x.data_ptr()
## reshape_shares_when_it_can
x.reshape(6).zero_()
x
## reshape_copies_when_it_must
x.t().reshape(6).zero_()
x
## clone_copies
x.clone().zero_()
x
## base
row = x[0]
row._base is x, row[1:]._base is x, x._base
## is_view
x[0]._is_view(), x.clone()._is_view(), x.t()._is_view()
## expand_shares
e1 = torch.zeros(1)
wide = e1.expand(3)
e1[0] = 5.0
wide, wide.stride()
## from_numpy_shares
array = np.zeros(3)
t = torch.from_numpy(array)
array[0] = 1
t[1] = 2
t, array
## numpy_shares
t = torch.zeros(3)
array = t.numpy()
t.add_(1)
array[0] = 7
t, array
## numpy_of_a_view_shares
array = x[0].numpy()
array[0] = 9
x[0, 0].item()
## tensor_copies_an_array
array = np.zeros(3)
t = torch.tensor(array)
array[0] = 1
t
## as_tensor_shares_an_array
array = np.zeros(3)
t = torch.as_tensor(array)
array[0] = 1
t
## as_tensor_of_a_tensor
torch.as_tensor(x) is x
## tensor_of_a_tensor_copies
t = torch.tensor(x)
t.zero_()
x
## detach_numpy
a.detach().numpy()
## data_numpy
(a * 2).data.numpy()
## array_protocol
np.asarray(x), np.array(x, dtype=np.float64).dtype, np.sum(x.numpy())
## numpy_function_of_a_tensor
np.exp(torch.zeros(2)), np.mean(torch.ones(2).numpy())
## array_times_tensor
np.ones(2) * torch.ones(2)
## tensor_times_array
torch.ones(2) * np.ones(2)
## numpy_number_times_tensor
(np.float32(2.0) * torch.ones(2)), (torch.ones(2) * np.float64(2.0))
## tolist_and_back
torch.tensor(x.tolist()).equal(x)
## chunks_are_views
first, second = torch.arange(6.0).chunk(2)
first._base is second._base, first._is_view()
## grad_shares_nothing_with_the_parameter
(a * 1).sum().backward()
a.grad.data_ptr() == a.data_ptr()
## hash_and_identity
d = {x: 1}
x in d, x.clone() in d, hash(x) == hash(x), x is x
## deepcopy_of_a_leaf
import copy
other = copy.deepcopy(a)
other.requires_grad, other is a, torch.equal(other, a), other.data_ptr() == a.data_ptr()
## deepcopy_keeps_grad
import copy
a.sum().backward()
copy.deepcopy(a).grad
## copy_of_a_tensor_shares
import copy
other = copy.copy(x)
other[0, 0] = 77.0
x[0, 0].item()
## resize_by_assignment_of_data
x.data = torch.zeros(4)
x.shape
## swap_through_data
a.data, b.data = b.data, a.data
a, b
## out_shares_with_the_target
y = torch.zeros(2, 3)
z = torch.add(x, 1, out=y)
z is y, y
## out_resizes_an_empty
y = torch.empty(0)
torch.add(x, 1, out=y)
y.shape
## in_place_returns_itself
x.add_(1) is x, x.t_() is x, x.shape
## t_in_place_shares
y = x.clone()
z = y
y.t_()
z.shape
## contiguous
x.t().is_contiguous(), x.t().contiguous().is_contiguous(), x.contiguous() is x
## fill_and_zero
torch.empty(2, 2).fill_(3.5), torch.empty(2).zero_()
## element_size_and_numbers
x.numel(), x.nelement(), x.element_size(), x.ndim, x.dim(), x.itemsize, x.nbytes
## size_object
x.size(), x.shape == (2, 3), x.size(0), x.size(-1), x.shape.numel(), x.shape[1:], x.size() + (4,)
## device_of_a_tensor
x.device, x.device.type, str(x.device), x.is_cuda, x.cpu() is x, x.to("cpu") is x
## to_forms
x.to(torch.float64).dtype, x.to("cpu", torch.float64).dtype, x.to(i).dtype, x.to(torch.float32, copy=True) is x
## attributes
x.is_leaf, x.requires_grad, x.grad, x.grad_fn, x.T.shape, x.mT.shape, x.is_floating_point()
## format
f"{torch.tensor(3.14159):.2f}", f"{torch.tensor(7)}", "{:.1f}".format(torch.tensor(0.25)), str(torch.tensor([1.0]))
## sort_of_python
sorted([torch.tensor(3), torch.tensor(1)])[0].item(), max(torch.tensor([1, 5, 2])).item(), sum(torch.tensor([1, 2, 3])).item()
## equality_is_elementwise
x == x, (x == 1) .any().item(), (x != x).sum().item()
"""

PRINTS = """
leaf: print(torch.tensor([1.0, 2.0], requires_grad=True))
result: print(a.sum())
add: print(torch.ones(2, requires_grad=True) + 2)
matmul: print(torch.ones(2, 2, requires_grad=True) @ torch.ones(2))
function_names: print((a * b).grad_fn.name(), (a ** 2).grad_fn.name(), a.mean().grad_fn.name(), (a @ sq).grad_fn.name())
select: print(torch.ones(2, 2, requires_grad=True)[0])
view: print(torch.ones(4, requires_grad=True).view(2, 2))
detached: print(torch.ones(2, requires_grad=True).detach())
max_dim: print(torch.max(torch.tensor([[1.0, 5.0], [7.0, 2.0]]), 1))
max_dim_grad: print(torch.max(torch.tensor([[1.0, 5.0], [7.0, 2.0]], requires_grad=True), 1))
parameter: print(nn.Parameter(torch.tensor([1.0, 2.0])))
size: print(torch.zeros(2, 3).size(), torch.zeros(2, 3).shape)
dtype: print(torch.float32, torch.zeros(2).long().dtype, repr(torch.bool))
device: print(torch.device("cpu"), repr(torch.device("cpu")), repr(torch.device("cuda", 0)), torch.device("cuda:1").index)
no_grad_object: print(torch.is_grad_enabled())
float64: print(torch.tensor([0.1], dtype=torch.float64))
zero_dim: print(torch.tensor(2.5), torch.tensor(3), torch.tensor(True))
empty: print(torch.tensor([]), torch.zeros(0, 3))
finfo: print(torch.finfo(torch.float32)); print(torch.iinfo(torch.int32))
in_a_list: print([torch.tensor(1.0), torch.tensor([2])])
in_a_dict: print({"w": torch.tensor([1.5])})
"""

CASES: list[Case] = [*blocks(MEMORY), *(Case(f"print_{case.name}", case.source) for case in lines(PRINTS))]
