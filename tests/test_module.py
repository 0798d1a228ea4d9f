"""Module and its containers register, walk, save, load, convert and print as PyTorch's do."""

import copy
import gc
import pickle
import warnings
import weakref
from collections import OrderedDict

import numpy as np
import pytest
from nn_cases import BUILT
from nn_records import assert_close, built, golden, lines, misuse, misuses, namespace

import autograd_lib as torch
from autograd_lib import nn

try:
    import torch as pytorch
except ImportError:
    pytorch = None
needs_pytorch = pytest.mark.skipif(pytorch is None, reason="PyTorch is not installed")

BUILT_BY_PYTORCH = golden("built")
REFUSED_BY_PYTORCH = golden("misuses")
Net = namespace(torch)["Net"]


class Pickled(nn.Module):  # pickle finds classes by their module
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 2)
        self.register_buffer("seen", torch.zeros(2))


def snapshot(module):
    return {name: tensor.clone() for name, tensor in module.state_dict().items()}


def same(first, second):
    return list(first) == list(second) and all(torch.equal(first[name], second[name]) for name in first)


# --- against PyTorch --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", lines(BUILT))
def test_module_prints_registers_and_starts_as_in_pytorch(source):
    assert_close(built(torch, source), BUILT_BY_PYTORCH[source], rtol=0, atol=0)


@needs_pytorch
@pytest.mark.parametrize("source", lines(BUILT))
def test_goldens_of_modules_are_what_pytorch_does_today(source):
    assert built(pytorch, source) == BUILT_BY_PYTORCH[source]


@pytest.mark.parametrize("source", misuses())
def test_misuse_is_refused_in_pytorchs_words(source):
    assert misuse(torch, source) == REFUSED_BY_PYTORCH[source]


@needs_pytorch
def test_goldens_of_misuses_are_what_pytorch_says_today():
    assert {source: misuse(pytorch, source) for source in misuses()} == REFUSED_BY_PYTORCH


def test_messages_end_with_a_line_of_help():
    unexplained = []
    for source in misuses():
        if source.startswith("del net"):
            continue  # Python's own message
        names = {**namespace(torch), "net": Net()}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                exec(source, names)
            except (KeyError, TypeError) as error:  # names speak for themselves; many TypeErrors are Python's own
                del error
            except Exception as error:
                if "\n" not in str(error):
                    unexplained.append((source, str(error)))
    assert unexplained == []


# --- registration -----------------------------------------------------------------------------------------------------


def test_forgotten_super_init_is_explained():
    class Forgot(nn.Module):
        def __init__(self):
            self.fc = nn.Linear(1, 1)

    with pytest.raises(AttributeError, match=r"super\(\).__init__\(\) first of all in Forgot.__init__"):
        Forgot()


def test_unknown_attribute_names_what_there_is():
    with pytest.raises(AttributeError, match="parameters, buffers and modules: p, b, hidden, fc"):
        Net().wieght  # noqa: B018


def test_plain_tensor_is_an_attribute_and_not_a_parameter():
    net = Net()
    net.constant = torch.ones(2)
    assert "constant" in net.__dict__
    assert "constant" not in dict(net.named_parameters()) and "constant" not in net.state_dict()


def test_a_name_moves_from_shelf_to_shelf():
    net = nn.Module()
    net.thing = 3
    net.thing = nn.Parameter(torch.ones(1))
    assert "thing" not in net.__dict__ and list(net._parameters) == ["thing"]
    del net.thing
    net.register_buffer("thing", torch.ones(1), persistent=False)
    net.thing = nn.Linear(1, 1)
    assert list(net._modules) == ["thing"] and not net._buffers and not net._non_persistent_buffers_set
    net.thing = None
    assert net.thing is None and list(net._modules) == ["thing"]
    net.thing = nn.Parameter(torch.ones(1))
    assert list(net._parameters) == ["thing"] and not net._modules


def test_assigning_to_a_buffer_keeps_whether_it_is_saved():
    net = Net()
    net.b, net.hidden = torch.zeros(2), torch.tensor(5)
    assert "b" in net.state_dict() and "hidden" not in net.state_dict()
    net.hidden = nn.Buffer(torch.tensor(5))
    assert "hidden" in net.state_dict()


def test_attributes_can_be_listed_and_deleted():
    net = Net()
    assert {"p", "b", "fc", "forward", "training"} <= set(dir(net))
    assert not any(name[0].isdigit() for name in dir(nn.Sequential(nn.ReLU())))
    del net.fc
    with pytest.raises(AttributeError):
        net.fc  # noqa: B018


def test_parameter_is_a_tensor_on_the_same_memory():
    tensor = torch.ones(3)
    parameter = nn.Parameter(tensor)
    assert isinstance(parameter, torch.Tensor) and parameter.is_leaf and parameter.requires_grad
    tensor[0] = 5
    assert parameter.tolist() == [5, 1, 1] and parameter._version == 1
    assert type(parameter * 2) is torch.Tensor and type(parameter.detach()) is torch.Tensor
    assert repr(parameter) == "Parameter containing:\ntensor([5., 1., 1.], requires_grad=True)"
    assert repr(nn.Parameter(torch.tensor([1]), requires_grad=False)) == "Parameter containing:\ntensor([1])"
    assert nn.Parameter().shape == (0,)


def test_parameter_made_of_a_result_has_no_history():
    parameter = nn.Parameter(torch.ones(2, requires_grad=True) * 2)
    assert parameter.is_leaf and parameter.grad_fn is None


def test_gradients_reach_parameters():
    net = Net()
    net(torch.ones(1, 3)).sum().backward()
    assert all(parameter.grad is not None for parameter in net.parameters())


# --- walking ----------------------------------------------------------------------------------------------------------


def test_shared_parameter_is_walked_over_once():
    first, second = nn.Linear(2, 2), nn.Linear(2, 2)
    second.weight = first.weight
    model = nn.Sequential(first, second)
    assert [name for name, _ in model.named_parameters()] == ["0.weight", "0.bias", "1.bias"]
    assert len(list(model.named_parameters(remove_duplicate=False))) == 4
    assert [name for name, _ in model.named_parameters("net", recurse=False)] == []


def test_parts_are_found_by_dotted_name():
    model = nn.Sequential(Net())
    assert model.get_submodule("") is model
    assert model.get_submodule("0.fc") is model[0].fc
    assert model.get_parameter("0.fc.weight") is model[0].fc.weight
    assert model.get_buffer("0.b") is model[0].b


def test_apply_visits_children_before_their_parent():
    seen = []
    model = nn.Sequential(nn.Linear(1, 1), nn.Sequential(nn.ReLU()))
    assert model.apply(lambda module: seen.append(type(module).__name__)) is model
    assert seen == ["Linear", "ReLU", "Sequential", "Sequential"]


def test_train_and_eval_reach_every_module():
    model = nn.Sequential(nn.Dropout(), nn.Sequential(nn.Dropout()))
    assert model.eval() is model and not any(module.training for module in model.modules())
    assert model.train() is model and all(module.training for module in model.modules())


def test_frozen_parameters_get_no_gradient():
    net = Net()
    net.fc.requires_grad_(False)
    net(torch.ones(1, 3)).sum().backward()
    assert net.fc.weight.grad is None and net.p.grad is not None


def test_zero_grad_forgets_or_fills_with_zeros():
    net = Net()
    net(torch.ones(1, 3)).sum().backward()
    kept = net.p.grad
    net.zero_grad(set_to_none=False)
    assert net.p.grad is kept and kept.tolist() == [0, 0]
    net.zero_grad()
    assert net.p.grad is None


# --- state_dict and load_state_dict -----------------------------------------------------------------------------------


def test_state_dict_is_ordered_and_shares_memory():
    net = Net()
    state = net.state_dict(prefix="net.")
    assert type(state) is OrderedDict and list(state) == ["net.p", "net.b", "net.fc.weight", "net.fc.bias"]
    assert not state["net.p"].requires_grad and type(state["net.p"]) is torch.Tensor
    state["net.p"][0] = 9
    assert net.p[0] == 9
    assert net.state_dict(keep_vars=True)["p"] is net.p


def test_loading_copies_values_into_the_same_parameters():
    source, target = Net(), Net()
    weight = target.fc.weight
    assert repr(target.load_state_dict(source.state_dict())) == "<All keys matched successfully>"
    assert target.fc.weight is weight and weight.requires_grad and same(snapshot(source), snapshot(target))
    source.fc.weight.data[0] = 7
    assert not same(snapshot(source), snapshot(target))


def test_loading_converts_to_the_parameters_dtype():
    net = nn.Linear(1, 1)
    net.load_state_dict({"weight": torch.tensor([[2]]), "bias": torch.tensor([0.5], dtype=torch.float64)})
    assert net.weight.dtype is torch.float32 and net.weight.item() == 2 and net.bias.item() == 0.5


def test_one_number_loads_into_a_parameter_without_dimensions():
    net = nn.Module()
    net.scale = nn.Parameter(torch.tensor(1.0))
    net.load_state_dict({"scale": torch.tensor([3.0])})
    assert net.scale.shape == () and net.scale.item() == 3


def test_loose_loading_reports_what_did_not_match():
    net = Net()
    found = net.load_state_dict({"b": torch.zeros(2), "z": torch.ones(1)}, strict=False)
    assert found.missing_keys == ["p", "fc.weight", "fc.bias"] and found.unexpected_keys == ["z"]
    assert repr(found) == "_IncompatibleKeys(missing_keys=['p', 'fc.weight', 'fc.bias'], unexpected_keys=['z'])"
    assert net.b.tolist() == [0, 0]


@pytest.mark.parametrize("assign", [False, True])
@pytest.mark.parametrize(
    "wrong",
    [
        {"fc.bias": torch.ones(5)},
        {"fc.bias": 3},
        {"unexpected": torch.ones(1)},
        {"fc.bias": torch.ones(2), "fc.weight": torch.ones(3, 2)},
    ],
    ids=["size", "type", "unexpected", "last size"],
)
def test_failed_load_leaves_the_module_as_it_was(wrong, assign):
    net = Net()
    before, objects = snapshot(net), dict(net.named_parameters())
    state = {name: torch.full_like(tensor, 9) for name, tensor in before.items()}
    with pytest.raises(RuntimeError, match="Nothing was loaded"):
        net.load_state_dict({**state, **wrong}, assign=assign)
    assert same(snapshot(net), before)
    assert all(net.get_parameter(name) is parameter for name, parameter in objects.items())


def test_assigned_state_keeps_its_dtype_and_memory():
    net = Net()
    net.p.requires_grad_(False)
    state = {name: tensor.double() for name, tensor in net.state_dict().items()}
    weight = state["fc.weight"] = nn.Parameter(state["fc.weight"])
    net.load_state_dict(state, assign=True)
    assert net.fc.weight is weight and net.fc.bias.dtype is torch.float64
    assert isinstance(net.p, nn.Parameter) and not net.p.requires_grad and net.fc.bias.requires_grad
    state["b"][0] = 5
    assert net.b[0] == 5


def test_integers_cannot_be_assigned_to_a_trained_parameter():
    net = nn.Linear(1, 1)
    with pytest.raises(RuntimeError, match="Only Tensors of floating point and complex dtype can require gradients"):
        net.load_state_dict({"weight": torch.tensor([[1]]), "bias": torch.tensor([1])}, assign=True)
    assert net.weight.dtype is torch.float32


@needs_pytorch
def test_state_travels_to_pytorch_and_back():
    ours, theirs = namespace(torch)["Outer"](), namespace(pytorch)["Outer"]()
    to_theirs = {name: pytorch.from_numpy(tensor.numpy()) for name, tensor in ours.state_dict().items()}
    assert str(theirs.load_state_dict(to_theirs)) == "<All keys matched successfully>"
    theirs.bias.data += 1
    ours.load_state_dict({name: torch.from_numpy(tensor.numpy()) for name, tensor in theirs.state_dict().items()})
    np.testing.assert_array_equal(ours.bias.detach().numpy(), theirs.bias.detach().numpy())


# --- conversion and copies --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "convert",
    [
        lambda net: net.double(),
        lambda net: net.to(torch.float64),
        lambda net: net.to("cpu", torch.float64),
        lambda net: net.to(device="cpu", dtype=torch.float64),
        lambda net: net.to(torch.ones(1, dtype=torch.float64)),
    ],
)
def test_conversion_keeps_the_parameter_objects_and_integer_buffers(convert):
    net = Net()
    weight = net.fc.weight
    net(torch.ones(1, 3)).sum().backward()
    assert convert(net) is net
    assert net.fc.weight is weight and weight.dtype is torch.float64 and weight.grad.dtype is torch.float64
    assert net.b.dtype is torch.float64 and net.hidden.dtype is torch.int64
    net(torch.ones(1, 3, dtype=torch.float64)).sum().backward()


def test_float_half_and_type_convert():
    net = Net().double()
    assert net.half().fc.weight.dtype is torch.float16 and net.hidden.dtype is torch.int64
    assert net.float().fc.weight.dtype is torch.float32
    assert net.cpu() is net
    assert net.type(torch.float64).hidden.dtype is torch.float64


def test_missing_gpu_is_pytorchs_error():
    with pytest.raises(AssertionError, match="Torch not compiled with CUDA enabled"):
        Net().cuda()


def test_deep_copy_is_independent_and_keeps_sharing():
    first = nn.Linear(2, 2)
    model = nn.Sequential(first, nn.Linear(2, 2))
    model[1].weight = first.weight
    model(torch.ones(1, 2)).sum().backward()
    twin = copy.deepcopy(model)
    assert same(snapshot(model), snapshot(twin)) and twin[0].weight is twin[1].weight
    assert isinstance(twin[0].weight, nn.Parameter) and twin[0].weight.grad is None
    twin[0].weight.data.zero_()
    assert not same(snapshot(model), snapshot(twin))


def test_modules_can_be_pickled():
    net = Pickled()
    twin = pickle.loads(pickle.dumps(net))
    assert same(snapshot(net), snapshot(twin)) and twin.fc.weight.requires_grad
    twin.seen += 1
    assert net.seen.tolist() == [0, 0]


# --- hooks ------------------------------------------------------------------------------------------------------------


def test_forward_hooks_see_and_replace():
    layer = nn.Identity()
    with (
        layer.register_forward_pre_hook(lambda module, args: args[0] + 1),
        layer.register_forward_hook(lambda module, args, output: output * 10),
    ):
        assert layer(torch.ones(1)).item() == 20
    assert layer(torch.ones(1)).item() == 1


def test_hooks_run_in_order_and_can_be_put_first():
    layer, calls = nn.Identity(), []
    layer.register_forward_hook(lambda *_: calls.append("a"))
    handle = layer.register_forward_hook(lambda *_: calls.append("b"), prepend=True)
    layer(torch.ones(1))
    handle.remove()
    handle.remove()
    layer(torch.ones(1))
    assert calls == ["b", "a", "a"]


def test_a_hook_may_remove_itself():
    layer, calls = nn.Identity(), []

    def once(*_):
        calls.append(1)
        handle.remove()

    handle = layer.register_forward_hook(once)
    layer.register_forward_hook(lambda *_: calls.append(2))
    layer(torch.ones(1))
    layer(torch.ones(1))
    assert calls == [1, 2, 2]


def test_hooks_can_see_keyword_arguments():
    class Scale(nn.Module):
        def forward(self, input, factor=1):
            return input * factor

    layer = Scale()
    layer.register_forward_pre_hook(lambda module, args, kwargs: (args, {"factor": 5}), with_kwargs=True)
    layer.register_forward_hook(lambda module, args, kwargs, output: output + kwargs["factor"], with_kwargs=True)
    assert layer(torch.ones(1), factor=2).item() == 10


def test_left_out_options_say_so():
    net = Net()
    for call in (
        lambda: net.register_forward_hook(print, always_call=True),
        lambda: net.register_state_dict_post_hook(print),
        lambda: net.compile(),
        lambda: nn.MSELoss(size_average=False),
        lambda: nn.Embedding(3, 2, sparse=True)(torch.tensor([0])),
    ):
        with pytest.raises(NotImplementedError, match="left out"):
            call()


def backward_calls(library):
    """What backward hooks are called with, in PyTorch and here."""
    names, calls = namespace(library), []
    net = names["Net"]()
    note = calls.append
    net.register_full_backward_hook(lambda module, *grads: note(("net", grads)))
    net.fc.register_full_backward_hook(lambda module, *grads: note(("fc", grads)))
    net.fc.register_full_backward_hook(lambda module, grad_input, grad_output: (grad_input[0] * 2,))
    net.register_full_backward_pre_hook(lambda module, grad_output: note(("pre", grad_output)))
    net.register_full_backward_pre_hook(lambda module, grad_output: (grad_output[0] + 1,))
    with library.no_grad():
        net.fc.weight.copy_(names["y"](2, 3))
    input = names["x"](2, 3)
    output = net(input)
    names_of_nodes = [output.grad_fn.name(), output.grad_fn.next_functions[0][0].name()]
    output.sum().backward()

    def plain(value):
        return [plain(each) for each in value] if isinstance(value, tuple) else value.tolist()

    return [names_of_nodes, [(name, plain(grads)) for name, grads in calls], input.grad.tolist()]


def test_backward_hooks_see_and_replace_gradients():
    nodes, calls, gradient = backward_calls(torch)
    assert nodes == ["BackwardHookFunctionBackward", "AddBackward0"]
    assert [name for name, _ in calls] == ["pre", "fc", "net"]
    assert calls[0][1] == [[[1, 1], [1, 1]]] and calls[2][1][1] == [[[2, 2], [2, 2]]]
    np.testing.assert_allclose(np.array(calls[1][1][0][0]) * 2, gradient, rtol=1e-6)
    assert calls[2][1][0][0] == gradient


@needs_pytorch
def test_backward_hooks_are_called_as_in_pytorch():
    nodes, calls, gradient = backward_calls(torch)
    their_nodes, their_calls, their_gradient = backward_calls(pytorch)
    assert nodes == their_nodes and [name for name, _ in calls] == [name for name, _ in their_calls]
    for (_, ours), (_, theirs) in zip(calls, their_calls, strict=True):
        for found, wanted in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(found, wanted, rtol=1e-6)
    np.testing.assert_allclose(gradient, their_gradient, rtol=1e-6)


def test_backward_hook_without_input_gradients_gets_none():
    layer, calls = nn.Linear(2, 1), []
    layer.register_full_backward_hook(lambda module, *grads: calls.append(grads))
    with pytest.warns(UserWarning, match="no inputs require gradients"):
        layer(torch.ones(1, 2)).sum().backward()
    ((grad_input, grad_output),) = calls
    assert grad_input == (None,) and grad_output[0].tolist() == [[1]]
    assert layer.weight.grad.tolist() == [[1, 1]]


def test_backward_hooks_of_several_inputs_and_outputs():
    class Swap(nn.Module):
        def forward(self, a, b, factor, unused):
            return b * factor, a + 1

    layer, calls = Swap(), []
    layer.register_full_backward_hook(lambda module, *grads: calls.append(grads))
    a, b = torch.ones(2, requires_grad=True), torch.ones(3, requires_grad=True)
    first, second = layer(a, b, 3, torch.ones(1))
    (first.sum() + 0 * second.sum()).backward()
    ((grad_input, grad_output),) = calls
    assert grad_input[0].tolist() == [0, 0] and grad_input[1].tolist() == [3, 3, 3]
    assert grad_input[2] is None and grad_input[3].tolist() == [0]
    assert [grad.tolist() for grad in grad_output] == [[1, 1, 1], [0, 0]]
    assert a.grad.tolist() == [0, 0] and b.grad.tolist() == [3, 3, 3]


def test_output_that_is_not_used_gets_no_gradient_and_sends_zeros_back():
    class Two(nn.Module):
        def forward(self, a, b):
            return a * 2, b * 3

    layer, calls = Two(), []
    layer.register_full_backward_hook(lambda module, *grads: calls.append(grads))
    a, b = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
    layer(a, b)[0].sum().backward()
    ((grad_input, grad_output),) = calls
    assert grad_output[0].tolist() == [1, 1] and grad_output[1] is None
    assert grad_input[1].tolist() == b.grad.tolist() == [0, 0]


def test_hooked_graph_is_freed_with_its_result():
    layer = nn.Linear(2, 2)
    layer.register_full_backward_hook(lambda *_: None)
    gc.collect()
    gc.disable()
    try:
        output = layer(torch.ones(1, 2, requires_grad=True))
        node = weakref.ref(output.grad_fn)
        del output
        assert node() is None
    finally:
        gc.enable()


# --- containers -------------------------------------------------------------------------------------------------------


def test_sequential_is_a_list():
    a, b, c, d = nn.ReLU(), nn.Tanh(), nn.Sigmoid(), nn.Identity()
    model = nn.Sequential(a, b)
    assert len(model) == 2 and model[-1] is b and list(model) == [a, b]
    assert list(model.append(c)) == [a, b, c] and list(model[1:]) == [b, c]
    assert list(model.insert(1, d)) == [a, d, b, c] and list(model._modules) == ["0", "1", "2", "3"]
    assert model.pop(0) is a and list(model.extend([a])) == [d, b, c, a]
    del model[1:3]
    assert list(model) == [d, a] and list(model._modules) == ["0", "1"]
    model[0] = b
    assert list(model + nn.Sequential(c)) == [b, a, c] and list(model * 2) == [b, a, b, a] == list(2 * model)
    model += nn.Sequential(c)
    model *= 2
    assert list(model) == [b, a, c, b, a, c]
    assert model(torch.tensor([-1.0])).shape == (1,)


def test_sequential_with_names():
    model = nn.Sequential(OrderedDict(fc=nn.Linear(2, 1), act=nn.Tanh()))
    assert model.fc is model[0] and list(model[:1]._modules) == ["fc"]
    assert list(model.state_dict()) == ["fc.weight", "fc.bias"]


def test_failed_insert_leaves_the_list_as_it_was():
    a = nn.ReLU()
    for container in (nn.Sequential(a), nn.ModuleList([a])):
        with pytest.raises((TypeError, AssertionError)):
            container.insert(0, "not a module")
        assert list(container) == [a]


def test_module_list_registers_its_items():
    a, b = nn.Linear(1, 1), nn.Linear(1, 1)
    layers = nn.ModuleList([a])
    layers += [b]
    layers.insert(0, b)
    assert list(layers) == [b, a, b] and layers[1:][0] is a and isinstance(layers[1:], nn.ModuleList)
    assert list(layers + [a]) == [b, a, b, a] and layers.pop(1) is a
    del layers[0]
    assert list(layers.state_dict()) == ["0.weight", "0.bias"] and len(list(layers.parameters())) == 2


def test_module_dict_is_a_dictionary():
    a, b = nn.ReLU(), nn.Tanh()
    choice = nn.ModuleDict({"a": a})
    choice["b"] = b
    choice.update([("c", a)])
    assert list(choice) == list(choice.keys()) == ["a", "b", "c"] and "b" in choice and len(choice) == 3
    assert choice.pop("c") is a and list(choice.values()) == [a, b] and dict(choice.items()) == {"a": a, "b": b}
    del choice["a"]
    assert choice.b is b
    choice.clear()
    assert len(choice) == 0


def test_parameter_list_makes_parameters():
    listed = nn.ParameterList([torch.ones(2), 3])
    listed.append(torch.zeros(1)).extend([torch.zeros(1)])
    listed[0] = torch.zeros(3)
    assert [isinstance(value, nn.Parameter) for value in listed] == [True, False, True, True] and len(listed[1:]) == 3
    assert list(listed.state_dict()) == ["0", "2", "3"]
