"""nn.utils clips gradients, flattens parameters and pads sequences as PyTorch does."""

import pytest

import autograd_lib as lib

try:
    import torch as pytorch
except ImportError:
    pytorch = None

LIBRARIES = [lib] if pytorch is None else [lib, pytorch]


@pytest.fixture(params=LIBRARIES, ids=lambda library: library.__name__)
def torch(request):
    return request.param


def with_gradients(torch):
    parameters = [
        torch.nn.Parameter(torch.zeros(2)),
        torch.nn.Parameter(torch.zeros(1)),
        torch.nn.Parameter(torch.ones(1)),
    ]
    parameters[0].grad, parameters[1].grad = torch.tensor([3.0, 0.0]), torch.tensor([-4.0])
    return parameters


def test_clipping_by_norm_scales_all_gradients_together(torch):
    parameters = with_gradients(torch)
    total = torch.nn.utils.clip_grad_norm_(parameters, 2.5)
    assert total.item() == 5
    assert torch.allclose(parameters[0].grad, torch.tensor([1.5, 0.0]))
    assert torch.allclose(parameters[1].grad, torch.tensor([-2.0])) and parameters[2].grad is None


def test_small_gradients_stay_as_they_are(torch):
    parameters = with_gradients(torch)
    assert torch.nn.utils.clip_grad_norm_(iter(parameters), 100).item() == 5
    assert parameters[0].grad.tolist() == [3, 0]


@pytest.mark.parametrize(("p", "total"), [(1, 7.0), (float("inf"), 4.0), (2.0, 5.0)])
def test_the_norm_may_be_another(torch, p, total):
    assert torch.nn.utils.clip_grad_norm_(with_gradients(torch), 1.0, norm_type=p).item() == pytest.approx(total)


def test_a_norm_that_is_no_number_is_an_error_only_if_asked_for(torch):
    parameters = with_gradients(torch)
    parameters[0].grad[0] = float("inf")
    with pytest.raises(RuntimeError, match="is non-finite, so it cannot be clipped"):
        torch.nn.utils.clip_grad_norm_(parameters, 1.0, error_if_nonfinite=True)
    assert torch.nn.utils.clip_grad_norm_(parameters, 1.0).item() == float("inf")


def test_without_gradients_the_norm_is_zero(torch):
    assert torch.nn.utils.clip_grad_norm_([torch.nn.Parameter(torch.ones(2))], 1.0).item() == 0


def test_clipping_by_value_cuts_each_number_off(torch):
    parameters = with_gradients(torch)
    torch.nn.utils.clip_grad_value_(parameters, 2)
    assert parameters[0].grad.tolist() == [2, 0] and parameters[1].grad.tolist() == [-2]


def test_parameters_go_into_a_vector_and_back(torch):
    torch.manual_seed(0)
    layer = torch.nn.Linear(2, 3)
    vector = torch.nn.utils.parameters_to_vector(layer.parameters())
    assert vector.shape == (9,) and vector.requires_grad
    torch.nn.utils.vector_to_parameters(torch.arange(9.0), layer.parameters())
    assert layer.weight.tolist() == [[0, 1], [2, 3], [4, 5]] and layer.bias.tolist() == [6, 7, 8]
    assert layer.weight.is_leaf and layer.weight.requires_grad
    with pytest.raises(TypeError, match="expected torch.Tensor, but got"):
        torch.nn.utils.vector_to_parameters([1.0], layer.parameters())


def test_sequences_of_different_lengths_are_padded(torch):
    rnn = torch.nn.utils.rnn
    parts = [torch.tensor([1.0, 2.0, 3.0], requires_grad=True), torch.tensor([4.0])]
    padded = rnn.pad_sequence(parts, batch_first=True, padding_value=-1)
    assert padded.tolist() == [[1, 2, 3], [4, -1, -1]]
    assert rnn.pad_sequence(parts).tolist() == [[1, 4], [2, 0], [3, 0]]
    assert rnn.pad_sequence(parts, True, padding_side="left").tolist() == [[1, 2, 3], [0, 0, 4]]
    padded.sum().backward()
    assert parts[0].grad.tolist() == [1, 1, 1]
    back = rnn.unpad_sequence(padded, torch.tensor([3, 1]), batch_first=True)
    assert [each.tolist() for each in back] == [[1, 2, 3], [4]]
    with pytest.raises(RuntimeError, match="padding_side"):
        rnn.pad_sequence(parts, padding_side="middle")
    with pytest.raises(RuntimeError, match="received an empty list of sequences"):
        rnn.pad_sequence([])


def test_packed_sequences_are_left_out_by_name():
    with pytest.raises(NotImplementedError, match="pack_padded_sequence is left out"):
        lib.nn.utils.rnn.pack_padded_sequence  # noqa: B018


def test_a_dictionary_of_parameters_is_one(torch):
    nn = torch.nn
    table = nn.ParameterDict({"b": torch.ones(2), "a": nn.Parameter(torch.zeros(1))})
    assert list(table) == ["a", "b"] and list(table.keys()) == ["a", "b"] and len(table) == 2 and "a" in table
    assert [name for name, _ in table.named_parameters()] == ["a", "b"]
    table["c"] = torch.ones(1)
    assert isinstance(table["c"], nn.Parameter) and table.get("d") is None and table.setdefault("c") is table["c"]
    assert table.pop("c").item() == 1 and list(reversed(table)) == ["b", "a"]
    assert list((table | nn.ParameterDict({"z": torch.ones(1)})).keys()) == ["a", "b", "z"]
    assert table.popitem()[0] == "b" and list(table.items())[0][0] == "a"
    table.clear()
    assert len(table) == 0
    with pytest.raises(RuntimeError, match="should not be called"):
        table(1)
