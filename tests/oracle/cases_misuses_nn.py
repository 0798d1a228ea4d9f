"""What a learner gets wrong with layers, losses, models, optimizers and data: the exception's type and first line."""

from .record import Case, blocks

MODELS = """
## linear_wrong_size
nn.Linear(3, 2)(torch.zeros(4, 5))
## linear_functional_wrong_size
F.linear(torch.zeros(4, 5), torch.zeros(2, 3), torch.zeros(2))
## linear_without_bias_wrong_size
nn.Linear(3, 2, bias=False)(torch.zeros(4, 5))
## linear_int_input
nn.Linear(3, 2)(torch.zeros(4, 3, dtype=torch.int64))
## linear_double_input
nn.Linear(3, 2)(torch.zeros(4, 3, dtype=torch.float64))
## linear_vector_wrong_size
nn.Linear(3, 2)(torch.zeros(4))
## linear_list_input
nn.Linear(3, 2)([1.0, 2.0, 3.0])
## linear_number_input
nn.Linear(3, 2)(1.0)
## linear_numpy_input
nn.Linear(3, 2)(np.zeros((4, 3), dtype=np.float32))
## linear_flat_image
nn.Linear(784, 10)(torch.zeros(2, 1, 28, 28))
## linear_one_argument
nn.Linear(3)
## cross_entropy_float_targets
F.cross_entropy(torch.zeros(4, 3), torch.zeros(4))
## cross_entropy_int32_targets
F.cross_entropy(torch.zeros(4, 3), torch.zeros(4, dtype=torch.int32))
## cross_entropy_batch_sizes
F.cross_entropy(torch.zeros(4, 3), torch.zeros(5, dtype=torch.int64))
## cross_entropy_target_out_of_range
F.cross_entropy(torch.zeros(4, 3), torch.tensor([0, 1, 2, 3]))
## cross_entropy_target_negative
F.cross_entropy(torch.zeros(4, 3), torch.tensor([0, 1, 2, -1]))
## cross_entropy_target_two_dims
F.cross_entropy(torch.zeros(4, 3), torch.zeros(4, 1, dtype=torch.int64))
## cross_entropy_int_one_hot
F.cross_entropy(torch.zeros(4, 3), torch.zeros(4, 3, dtype=torch.int64))
## cross_entropy_weight_size
F.cross_entropy(torch.zeros(4, 3), torch.zeros(4, dtype=torch.int64), weight=torch.ones(2))
## cross_entropy_reduction
F.cross_entropy(torch.zeros(4, 3), torch.zeros(4, dtype=torch.int64), reduction="avg")
## cross_entropy_smoothing_range
F.cross_entropy(torch.zeros(4, 3), torch.zeros(4, dtype=torch.int64), label_smoothing=1.5)
## cross_entropy_list_targets
F.cross_entropy(torch.zeros(2, 3), [0, 1])
## nll_loss_batch_sizes
F.nll_loss(torch.zeros(4, 3), torch.zeros(5, dtype=torch.int64))
## nll_loss_float_targets
F.nll_loss(torch.zeros(4, 3), torch.zeros(4))
## mse_loss_shapes
F.mse_loss(torch.zeros(4, 3), torch.zeros(4, 2))
## mse_loss_int_target
F.mse_loss(torch.tensor([1.0]), torch.tensor([3]))
## mse_loss_int_backward
F.mse_loss(torch.tensor([1.0], requires_grad=True), torch.tensor([3])).backward()
## bce_shapes
F.binary_cross_entropy(torch.full((4, 1), 0.5), torch.zeros(4))
## bce_out_of_range
F.binary_cross_entropy(torch.tensor([1.5]), torch.tensor([1.0]))
## bce_int_targets
F.binary_cross_entropy(torch.tensor([0.5]), torch.tensor([1]))
## bce_logits_shapes
F.binary_cross_entropy_with_logits(torch.zeros(4, 1), torch.zeros(4))
## loss_reduction_of_module
nn.MSELoss(reduction="avg")(torch.zeros(2), torch.zeros(2))
## loss_without_target
nn.MSELoss()(torch.zeros(2))
## dropout_probability
nn.Dropout(1.5)
## dropout_functional_probability
F.dropout(torch.zeros(2), -0.1)
## conv_channels
nn.Conv2d(3, 8, 3)(torch.zeros(1, 1, 28, 28))
## conv_dims
nn.Conv2d(1, 8, 3)(torch.zeros(28, 28))
## conv_kernel_too_large
nn.Conv2d(1, 8, 5)(torch.zeros(1, 1, 3, 3))
## conv_groups
nn.Conv2d(3, 8, 3, groups=2)
## conv_groups_out
nn.Conv2d(4, 7, 3, groups=2)
## conv_same_with_stride
nn.Conv2d(1, 1, 3, stride=2, padding="same")
## conv_int_input
nn.Conv2d(1, 1, 3)(torch.zeros(1, 1, 4, 4, dtype=torch.int64))
## conv_uint8_input
nn.Conv2d(1, 1, 3)(torch.zeros(1, 1, 4, 4, dtype=torch.uint8))
## conv_bias_size
F.conv2d(torch.zeros(1, 1, 4, 4), torch.zeros(2, 1, 3, 3), torch.zeros(3))
## max_pool_dims
F.max_pool2d(torch.zeros(4, 4), 2)
## max_pool_too_small
F.max_pool2d(torch.zeros(1, 1, 1, 1), 2)
## max_pool_padding
F.max_pool2d(torch.zeros(1, 1, 4, 4), 2, padding=2)
## avg_pool_too_small
F.avg_pool2d(torch.zeros(1, 1, 1, 1), 2)
## batch_norm_channels
nn.BatchNorm1d(3)(torch.zeros(4, 5))
## batch_norm_dims
nn.BatchNorm1d(3)(torch.zeros(4, 3, 2, 2))
## batch_norm2d_dims
nn.BatchNorm2d(3)(torch.zeros(4, 3))
## batch_norm_one_sample
nn.BatchNorm1d(3)(torch.zeros(1, 3))
## flatten_images
nn.Sequential(nn.Conv2d(1, 2, 3), nn.Linear(52, 10))(torch.zeros(1, 1, 28, 28))
## assign_before_init
class Net(nn.Module):
    def __init__(self):
        self.layer = nn.Linear(2, 1)
Net()
## assign_parameter_before_init
class Net(nn.Module):
    def __init__(self):
        self.weight = nn.Parameter(torch.zeros(1))
Net()
## register_buffer_before_init
class Net(nn.Module):
    def __init__(self):
        self.register_buffer("mean", torch.zeros(1))
Net()
## unknown_attribute
nn.Linear(2, 1).wieght
## unknown_attribute_of_own_class
class Net(nn.Module):
    pass
Net().layer1
## assign_tensor_to_parameter
layer = nn.Linear(2, 1)
layer.weight = torch.zeros(1, 2)
## assign_number_to_parameter
layer = nn.Linear(2, 1)
layer.weight = 1.0
## assign_list_to_module
net = nn.Sequential(nn.Linear(2, 1))
net.add_module("0", nn.ReLU())
net.layer = nn.ReLU()
net.layer = 3
## forward_missing
class Net(nn.Module):
    pass
Net()(torch.zeros(1))
## forward_too_many_arguments
nn.ReLU()(torch.zeros(1), torch.zeros(1))
## register_parameter_of_tensor
nn.Module().register_parameter("w", torch.zeros(1))
## register_parameter_of_result
nn.Module().register_parameter("w", a * 2)
## register_parameter_with_dot
nn.Module().register_parameter("a.b", nn.Parameter(torch.zeros(1)))
## register_parameter_empty_name
nn.Module().register_parameter("", nn.Parameter(torch.zeros(1)))
## register_parameter_taken
net = nn.Linear(2, 1)
net.register_parameter("forward", nn.Parameter(torch.zeros(1)))
## register_buffer_of_number
nn.Module().register_buffer("b", 1.0)
## register_buffer_taken
nn.Linear(2, 1).register_buffer("weight", torch.zeros(1))
## add_module_of_function
def act(value):
    return value
nn.Module().add_module("act", act)
## add_module_with_dot
nn.Module().add_module("a.b", nn.ReLU())
## sequential_of_function
def act(value):
    return value
nn.Sequential(nn.Linear(2, 1), act)
## sequential_of_class
class Act(nn.Module):
    pass
nn.Sequential(nn.Linear(2, 1), Act)
## sequential_of_list
nn.Sequential([nn.Linear(2, 1), nn.ReLU()])
## sequential_out_of_range
nn.Sequential(nn.ReLU())[3]
## sequential_inner_shape
nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(4, 2))(torch.zeros(5, 4))
## module_list_called
nn.ModuleList([nn.ReLU()])(torch.zeros(1))
## module_list_of_number
nn.ModuleList([1, 2])
## module_dict_missing
nn.ModuleDict({"a": nn.ReLU()})["b"]
## load_state_dict_missing
try:
    nn.Linear(2, 1).load_state_dict({"weight": torch.zeros(1, 2)})
except RuntimeError as error:
    lines = str(error).splitlines()[:2]
lines
## load_state_dict_unexpected
try:
    nn.Linear(2, 1, bias=False).load_state_dict({"weight": torch.zeros(1, 2), "bias": torch.zeros(1), "extra": torch.zeros(1)})
except RuntimeError as error:
    lines = str(error).splitlines()[:2]
lines
## load_state_dict_sizes
try:
    nn.Linear(2, 1).load_state_dict({"weight": torch.zeros(2, 1), "bias": torch.zeros(1)})
except RuntimeError as error:
    lines = str(error).splitlines()[:2]
lines
## load_state_dict_everything_wrong
net = nn.Sequential(nn.Linear(2, 1), nn.Linear(1, 1))
try:
    net.load_state_dict({"0.weight": torch.zeros(1, 3), "1.weight": torch.zeros(1, 1), "2.bias": torch.zeros(1)})
except RuntimeError as error:
    lines = str(error).splitlines()[:4]
lines
## load_state_dict_sizes_even_when_not_strict
nn.Linear(2, 1).load_state_dict({"weight": torch.zeros(2, 1)}, strict=False)
## load_state_dict_of_list
nn.Linear(2, 1).load_state_dict([1, 2])
## load_state_dict_of_numbers
nn.Linear(2, 1, bias=False).load_state_dict({"weight": 1.0})
## to_int
nn.Linear(2, 1).to(torch.int64)
## get_submodule_missing
nn.Sequential(nn.ReLU()).get_submodule("fc")
## get_parameter_missing
nn.Linear(2, 1).get_parameter("gain")
## train_with_a_word
nn.Linear(2, 1).train("yes")
## optimizer_empty
optim.SGD([], lr=0.1)
## optimizer_of_exhausted_generator
params = nn.Linear(2, 1).parameters()
optim.SGD(params, lr=0.1)
optim.SGD(params, lr=0.1)
## optimizer_of_tensor
optim.SGD(torch.zeros(1, requires_grad=True), lr=0.1)
## optimizer_of_module
optim.SGD(nn.Linear(2, 1), lr=0.1)
## optimizer_of_method
optim.SGD(nn.Linear(2, 1).parameters, lr=0.1)
## optimizer_of_numbers
optim.SGD([1.0, 2.0], lr=0.1)
## optimizer_of_result
optim.SGD([a * 2], lr=0.1)
## optimizer_negative_lr
optim.SGD([a], lr=-0.1)
## optimizer_negative_momentum
optim.SGD([a], lr=0.1, momentum=-1)
## optimizer_negative_weight_decay
optim.SGD([a], lr=0.1, weight_decay=-1)
## nesterov_without_momentum
optim.SGD([a], lr=0.1, nesterov=True)
## adam_lr
optim.Adam([a], lr=-1.0)
## adam_betas
optim.Adam([a], betas=(1.0, 0.9))
## adam_second_beta
optim.Adam([a], betas=(0.9, 1.5))
## adam_eps
optim.Adam([a], eps=-1e-8)
## optimizer_unknown_option
optim.SGD([a], learning_rate=0.1)
## optimizer_same_parameter_in_two_groups
optim.SGD([{"params": [a]}, {"params": [a]}], lr=0.1)
## optimizer_group_not_dict
optimizer = optim.SGD([a], lr=0.1)
optimizer.add_param_group([b])
## optimizer_group_of_set
optim.SGD([{"params": {a}}], lr=0.1)
## optimizer_load_other_groups
first, second = optim.SGD([a], lr=0.1), optim.SGD([{"params": [a]}, {"params": [b]}], lr=0.1)
first.load_state_dict(second.state_dict())
## optimizer_load_other_sizes
first, second = optim.SGD([a], lr=0.1), optim.SGD([a, b], lr=0.1)
first.load_state_dict(second.state_dict())
## scheduler_of_a_number
optim.lr_scheduler.StepLR(0.1, step_size=2)
## tensor_dataset_sizes
data.TensorDataset(torch.zeros(3, 2), torch.zeros(4))
## tensor_dataset_out_of_range
data.TensorDataset(torch.zeros(3, 2))[3]
## loader_batch_size_zero
data.DataLoader([1, 2, 3], batch_size=0)
## loader_batch_size_negative
data.DataLoader([1, 2, 3], batch_size=-2)
## loader_shuffle_word
data.DataLoader([1, 2, 3], shuffle="yes")
## loader_shuffle_with_sampler
data.DataLoader([1, 2, 3], shuffle=True, sampler=[0, 1])
## loader_batch_size_float
data.DataLoader([1, 2, 3], batch_size=1.5)
## random_split_lengths
data.random_split([1, 2, 3], [1, 1])
## collate_different_shapes
next(iter(data.DataLoader([torch.zeros(2), torch.zeros(3)], batch_size=2)))
## collate_of_strange_objects
next(iter(data.DataLoader([object(), object()], batch_size=2)))
## collate_of_none
next(iter(data.DataLoader([None, None], batch_size=2)))
## collate_different_lengths
next(iter(data.DataLoader([[1, 2], [1]], batch_size=2)))
## dataset_without_getitem
class Own(data.Dataset):
    pass
Own()[0]
## dataset_without_len
class Own(data.Dataset):
    def __getitem__(self, index):
        return index
len(Own())
## dataset_without_len_loaded
class Own(data.Dataset):
    def __getitem__(self, index):
        return index
data.DataLoader(Own(), shuffle=True)
## bad_init
init.xavier_uniform_(torch.zeros(3))
## init_gain_unknown
init.calculate_gain("swish")
## kaiming_mode
init.kaiming_uniform_(torch.zeros(2, 3), mode="fan_avg")
## uniform_wrong_order
torch.zeros(2).uniform_(1, 0)
## normal_negative_std
torch.zeros(2).normal_(0, -1)
## normal_function_negative_std
torch.normal(0.0, -1.0, (2,))
## manual_seed_word
torch.manual_seed("a")
"""

CASES: list[Case] = blocks(MODELS)
