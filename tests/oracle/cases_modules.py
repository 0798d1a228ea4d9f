"""Modules: how they print, register, save, load and hook; their initial weights for a seed."""

from .record import Case, blocks, lines, prefixed

REPR = """
linear: nn.Linear(3, 2)
linear_no_bias: nn.Linear(3, 2, bias=False)
conv2d: nn.Conv2d(1, 8, 3)
conv2d_options: nn.Conv2d(4, 8, (3, 5), stride=2, padding=(1, 2), dilation=2, groups=2, bias=False)
conv2d_same: nn.Conv2d(1, 8, 3, padding="same")
max_pool2d: nn.MaxPool2d(2)
max_pool2d_options: nn.MaxPool2d((3, 2), stride=1, padding=1, ceil_mode=True)
avg_pool2d: nn.AvgPool2d(2)
avg_pool2d_options: nn.AvgPool2d(3, stride=2, padding=1)
batch_norm1d: nn.BatchNorm1d(4)
batch_norm2d: nn.BatchNorm2d(4, eps=1e-3, momentum=0.2, affine=False, track_running_stats=False)
dropout: nn.Dropout()
dropout_p: nn.Dropout(p=0.25, inplace=True)
flatten: nn.Flatten()
flatten_range: nn.Flatten(0, 1)
relu: nn.ReLU()
relu_inplace: nn.ReLU(inplace=True)
tanh: nn.Tanh()
sigmoid: nn.Sigmoid()
gelu: nn.GELU()
gelu_tanh: nn.GELU(approximate="tanh")
silu: nn.SiLU()
leaky_relu: nn.LeakyReLU(0.2)
elu: nn.ELU()
softplus: nn.Softplus()
softmax: nn.Softmax(dim=1)
log_softmax: nn.LogSoftmax(dim=-1)
softmax_no_dim: nn.Softmax()
identity: nn.Identity()
mse_loss: nn.MSELoss()
cross_entropy: nn.CrossEntropyLoss()
bce: nn.BCELoss()
bce_logits: nn.BCEWithLogitsLoss()
l1: nn.L1Loss()
smooth_l1: nn.SmoothL1Loss()
nll: nn.NLLLoss()
sequential: nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
sequential_nested: nn.Sequential(nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU()), nn.Flatten(), nn.Linear(8, 2))
sequential_empty: nn.Sequential()
module_list: nn.ModuleList([nn.Linear(2, 2), nn.ReLU()])
module_list_repeated: nn.ModuleList([nn.Linear(2, 2) for _ in range(3)])
sequential_repeated: nn.Sequential(nn.ReLU(), nn.Linear(2, 2), nn.Linear(2, 2), nn.ReLU(), nn.ReLU())
module_dict: nn.ModuleDict({"encoder": nn.Linear(4, 2), "act": nn.Tanh()})
module_dict_empty: nn.ModuleDict()
bare_module: nn.Module()
"""

MODULES = """
## own_module
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 3)
        self.act = nn.ReLU()
        self.fc2 = nn.Linear(3, 2)
    def forward(self, value):
        return self.fc2(self.act(self.fc1(value)))
torch.manual_seed(0)
net = Net()
net(torch.ones(2, 4)), net, list(net.state_dict()), [n for n, _ in net.named_parameters()]
## own_module_extra_repr
class Scale(nn.Module):
    def __init__(self, factor):
        super().__init__()
        self.factor = factor
        self.inner = nn.ReLU()
    def extra_repr(self):
        return f"factor={self.factor}"
Scale(3)
## own_module_parameter
class Scale(nn.Module):
    def __init__(self):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(3))
        self.register_buffer("shift", torch.zeros(3))
        self.register_buffer("hidden", torch.zeros(1), persistent=False)
        self.plain = torch.zeros(2)
    def forward(self, value):
        return value * self.gain + self.shift
net = Scale()
net(x), list(net.state_dict()), [n for n, _ in net.named_buffers()], [n for n, _ in net.named_parameters()], net
## state_dict
torch.manual_seed(3)
net = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2), nn.Linear(2, 1, bias=False))
dict(net.state_dict())
## state_dict_type
type(nn.Linear(1, 1).state_dict()).__name__
## state_dict_is_detached_and_shares
layer = nn.Linear(2, 1)
state = layer.state_dict()
state["bias"].zero_()
state["weight"].requires_grad, layer.bias.detach(), state["bias"].data_ptr() == layer.bias.data_ptr()
## load_state_dict
torch.manual_seed(0)
first, second = nn.Linear(2, 2), nn.Linear(2, 2)
answer = second.load_state_dict(first.state_dict())
str(answer), torch.equal(first.weight, second.weight), first.weight is second.weight
## load_state_dict_not_strict
net = nn.Linear(2, 1)
answer = net.load_state_dict({"weight": torch.ones(1, 2), "extra": torch.zeros(1)}, strict=False)
answer.missing_keys, answer.unexpected_keys, net.weight.detach(), str(answer)
## load_state_dict_copies
layer = nn.Linear(2, 1)
weight = torch.ones(1, 2)
layer.load_state_dict({"weight": weight, "bias": torch.zeros(1)})
weight.zero_()
layer.weight.detach()
## load_state_dict_casts
layer = nn.Linear(2, 1)
layer.load_state_dict({"weight": torch.ones(1, 2, dtype=torch.float64), "bias": torch.zeros(1)})
layer.weight.dtype
## named_modules
net = nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.ReLU(), nn.Linear(2, 1)))
[n for n, _ in net.named_modules()], [n for n, _ in net.named_children()], [type(m).__name__ for m in net.modules()]
## named_parameters
net = nn.Sequential(nn.Linear(2, 2), nn.Sequential(nn.ReLU(), nn.Linear(2, 1)))
[(n, p.shape) for n, p in net.named_parameters()], sum(p.numel() for p in net.parameters())
## named_parameters_prefix
[n for n, _ in nn.Linear(1, 1).named_parameters(prefix="net")]
## parameters_not_recursive
len(list(nn.Sequential(nn.Linear(1, 1)).parameters(recurse=False)))
## shared_layer_is_listed_once
layer = nn.Linear(2, 2)
net = nn.Sequential(layer, nn.ReLU(), layer)
[n for n, _ in net.named_parameters()], list(net.state_dict()), len(list(net.modules()))
## tied_weights
first, second = nn.Linear(2, 2), nn.Linear(2, 2)
second.weight = first.weight
net = nn.Sequential(first, second)
[n for n, _ in net.named_parameters()], len(list(net.parameters()))
## train_and_eval
net = nn.Sequential(nn.Dropout(), nn.Linear(1, 1))
before = net.training
net.eval()
before, net.training, net[0].training, net.train() is net, net[0].training, net.eval().training, net.train(False).training
## apply
def fill(module):
    if isinstance(module, nn.Linear):
        nn.init.constant_(module.weight, 0.5)
        nn.init.zeros_(module.bias)
net = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
net.apply(fill) is net, net(torch.ones(1, 2))
## apply_order
names = []
nn.Sequential(nn.Linear(1, 1), nn.Sequential(nn.ReLU())).apply(lambda m: names.append(type(m).__name__))
names
## zero_grad
layer = nn.Linear(2, 1)
layer(torch.ones(1, 2)).sum().backward()
layer.zero_grad()
layer.weight.grad
## zero_grad_not_to_none
layer = nn.Linear(2, 1)
layer(torch.ones(1, 2)).sum().backward()
layer.zero_grad(set_to_none=False)
layer.weight.grad
## requires_grad_of_a_module
layer = nn.Linear(2, 1).requires_grad_(False)
layer(torch.ones(1, 2)).requires_grad
## frozen_first_layer
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1))
for p in net[0].parameters():
    p.requires_grad = False
net(torch.ones(1, 2)).sum().backward()
[p.grad for p in net.parameters()]
## to_double
net = nn.Linear(2, 1).double()
net.weight.dtype, net(torch.ones(1, 2, dtype=torch.float64)).dtype, nn.Linear(2, 1).to(torch.float64).bias.dtype
## double_keeps_the_parameter
layer = nn.Linear(2, 1)
weight = layer.weight
layer.double()
layer.weight is weight, weight.dtype
## batch_norm_to_double_keeps_the_counter
layer = nn.BatchNorm1d(2).double()
layer.running_mean.dtype, layer.num_batches_tracked.dtype
## forward_hook
seen = []
layer = nn.ReLU()
handle = layer.register_forward_hook(lambda module, inputs, output: seen.append((type(module).__name__, inputs, output)))
layer(x)
handle.remove()
layer(x)
seen
## forward_hook_changes_the_output
layer = nn.ReLU()
layer.register_forward_hook(lambda module, inputs, output: output * 10)
layer(x)
## forward_pre_hook
layer = nn.ReLU()
layer.register_forward_pre_hook(lambda module, inputs: (-inputs[0],))
layer(x)
## full_backward_hook
seen = []
torch.manual_seed(0)
layer = nn.Linear(3, 2)
layer.register_full_backward_hook(lambda module, grad_in, grad_out: seen.append((grad_in, grad_out)))
layer(a).sum().backward()
seen
## hook_order
order = []
layer = nn.ReLU()
layer.register_forward_pre_hook(lambda m, i: order.append("pre"))
layer.register_forward_hook(lambda m, i, o: order.append("first"))
layer.register_forward_hook(lambda m, i, o: order.append("second"))
layer(x)
order
## sequential_indexing
net = nn.Sequential(nn.Linear(1, 2), nn.ReLU(), nn.Linear(2, 3))
net[0], net[-1], net[1:], len(net)
## sequential_assignment
net = nn.Sequential(nn.Linear(1, 2), nn.ReLU())
net[1] = nn.Tanh()
net.append(nn.Linear(2, 1))
net
## sequential_of_names
from collections import OrderedDict
net = nn.Sequential(OrderedDict([("fc", nn.Linear(1, 2)), ("act", nn.ReLU())]))
net, net.fc, list(net.state_dict())
## sequential_deletion
net = nn.Sequential(nn.Linear(1, 2), nn.ReLU(), nn.Tanh())
del net[1]
net
## sequential_iteration
[type(m).__name__ for m in nn.Sequential(nn.Linear(1, 2), nn.ReLU())]
## module_list_methods
layers = nn.ModuleList()
layers.append(nn.Linear(1, 1))
layers.extend([nn.ReLU(), nn.Tanh()])
layers.insert(0, nn.Identity())
layers, len(layers), layers[1:3]
## module_dict_methods
parts = nn.ModuleDict()
parts["a"] = nn.ReLU()
parts.update({"b": nn.Tanh()})
list(parts.keys()), "a" in parts, len(parts), parts["b"], [k for k, _ in parts.items()], parts.pop("a"), list(parts)
## module_attributes
net = nn.Module()
net.layer = nn.ReLU()
net.number = 3
net.layer = None
net.number, net.layer, list(net.named_children())
## parameter_deleted
layer = nn.Linear(2, 1)
del layer.bias
[n for n, _ in layer.named_parameters()]
## parameter_set_to_none
layer = nn.Linear(2, 1)
layer.bias = None
list(layer.state_dict()), layer(torch.zeros(1, 2)).shape
## parameter_replaced
layer = nn.Linear(2, 1)
layer.weight = nn.Parameter(torch.tensor([[0.6, -0.2]]))
layer.bias = nn.Parameter(torch.tensor([0.8]))
layer(torch.tensor([[1.0, 2.0]]))
## parameter
p = nn.Parameter(torch.ones(2))
q = nn.Parameter(torch.ones(2), requires_grad=False)
p.requires_grad, q.requires_grad, p.is_leaf, isinstance(p, torch.Tensor), type(p * 2).__name__, type(p.data).__name__, type(p.detach()).__name__
## parameter_of_a_result_is_a_leaf
nn.Parameter(a * 2).is_leaf
## children_of_lists_are_not_seen
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(1, 1)]
list(Net().parameters())
## get_submodule
net = nn.Sequential(nn.Sequential(nn.Linear(1, 2)))
net.get_submodule("0.0"), net.get_parameter("0.0.weight").shape
## deepcopy_of_a_module
import copy
layer = nn.Linear(2, 1)
other = copy.deepcopy(layer)
other.weight is layer.weight, torch.equal(other.weight, layer.weight)
## module_called_by_name
nn.Linear(2, 1).__class__.__name__, nn.ReLU()._get_name()
## dropout_eval_is_identity
net = nn.Dropout(0.5).eval()
net(x)
## flatten_forward
nn.Flatten()(torch.arange(12.0).reshape(2, 2, 3))
## loss_modules
[loss(a, x) for loss in (nn.MSELoss(), nn.L1Loss(), nn.SmoothL1Loss(), nn.MSELoss(reduction="sum"))]
## classification_modules
nn.CrossEntropyLoss(label_smoothing=0.1)(logits, labels), nn.NLLLoss()(logits, labels), nn.BCELoss()(u, mask.float()), nn.BCEWithLogitsLoss()(a, mask.float())
## activation_modules
modules = [nn.ReLU(), nn.Tanh(), nn.Sigmoid(), nn.GELU(), nn.SiLU(), nn.LeakyReLU(), nn.ELU(), nn.Softplus(), nn.Softmax(dim=1), nn.LogSoftmax(dim=1)]
[m(a) for m in modules]
## pool_modules
nn.MaxPool2d(2)(img), nn.AvgPool2d(2)(img), nn.MaxPool2d(2, return_indices=True)(img)[1]
## batch_norm_running
torch.manual_seed(0)
layer = nn.BatchNorm1d(6)
layer(r4)
layer(r4 * 2)
layer.running_mean, layer.running_var, layer.num_batches_tracked
## batch_norm_momentum_none
layer = nn.BatchNorm1d(6, momentum=None)
layer(r4)
layer(r4 * 2)
layer.running_mean, layer.running_var
## batch_norm_eval_module
layer = nn.BatchNorm2d(4)
layer(img)
layer.eval()
layer(img)
## batch_norm_without_statistics
layer = nn.BatchNorm1d(6, track_running_stats=False).eval()
layer(r4), list(layer.state_dict())
## batch_norm_3d
layer = nn.BatchNorm1d(3)
layer(B)
"""

INITIAL = """
## linear_weights
torch.manual_seed(0)
layer = nn.Linear(4, 3)
layer.weight, layer.bias
## linear_weights_wide
torch.manual_seed(42)
layer = nn.Linear(20, 5)
layer.weight, layer.bias
## linear_without_bias_then_another
torch.manual_seed(1)
first, second = nn.Linear(3, 3, bias=False), nn.Linear(3, 1)
first.weight, second.weight, second.bias
## conv2d_weights
torch.manual_seed(0)
layer = nn.Conv2d(2, 3, 3)
layer.weight, layer.bias
## conv2d_grouped_weights
torch.manual_seed(7)
layer = nn.Conv2d(4, 4, (2, 3), groups=2)
layer.weight, layer.bias
## batch_norm_weights
layer = nn.BatchNorm2d(3)
layer.weight, layer.bias, layer.running_mean, layer.running_var, layer.num_batches_tracked
## network_weights
torch.manual_seed(0)
net = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.Flatten(), nn.Linear(8, 3))
[p for p in net.parameters()]
## double_linear_weights
torch.manual_seed(0)
layer = nn.Linear(3, 2, dtype=torch.float64)
layer.weight, layer.bias
## network_output
torch.manual_seed(0)
net = nn.Sequential(nn.Conv2d(4, 3, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(18, 4))
y = net(img)
y.sum().backward()
y.detach(), net[0].weight.grad, net[4].bias.grad
## uniform
torch.manual_seed(0)
nn.init.uniform_(torch.empty(3, 4)), nn.init.uniform_(torch.empty(5), -2, 3)
## normal
torch.manual_seed(0)
nn.init.normal_(torch.empty(3, 4)), nn.init.normal_(torch.empty(5, 5), 1.0, 0.02)
## constant
nn.init.constant_(torch.empty(2, 2), 0.3), nn.init.ones_(torch.empty(2)), nn.init.zeros_(torch.empty(2)), nn.init.eye_(torch.empty(2, 3))
## xavier_uniform
torch.manual_seed(0)
nn.init.xavier_uniform_(torch.empty(3, 5)), nn.init.xavier_uniform_(torch.empty(2, 3, 2, 2), gain=nn.init.calculate_gain("relu"))
## xavier_normal
torch.manual_seed(0)
nn.init.xavier_normal_(torch.empty(3, 6))
## kaiming_uniform
torch.manual_seed(0)
nn.init.kaiming_uniform_(torch.empty(3, 5)), nn.init.kaiming_uniform_(torch.empty(3, 5), a=math.sqrt(5), mode="fan_out", nonlinearity="leaky_relu")
## kaiming_normal
torch.manual_seed(0)
nn.init.kaiming_normal_(torch.empty(4, 6), nonlinearity="relu"), nn.init.kaiming_normal_(torch.empty(4, 2, 3, 3), mode="fan_out")
## trunc_normal
torch.manual_seed(0)
nn.init.trunc_normal_(torch.empty(4, 5), std=0.02)
## gains
[nn.init.calculate_gain(n) for n in ("linear", "conv2d", "sigmoid", "tanh", "relu", "leaky_relu", "selu")], nn.init.calculate_gain("leaky_relu", 0.2)
## init_is_not_recorded
layer = nn.Linear(2, 2)
nn.init.normal_(layer.weight).requires_grad, layer.weight.is_leaf, layer.weight._version > 0
"""

CASES: list[Case] = [
    *prefixed("repr", lines(REPR)),
    *prefixed("module", blocks(MODULES)),
    *prefixed("initial", blocks(INITIAL)),
]
