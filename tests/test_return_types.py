"""An operation's several results are a tuple with names."""

import copy

import autograd_lib as torch


def test_the_parts_have_names_and_places() -> None:
    found = torch.tensor([[1.0, 2.0], [3.0, 0.0]]).max(1)
    values, indices = found
    assert found.values is values is found[0] and found.indices is indices
    assert isinstance(found, tuple) and len(found) == 2
    assert repr(found) == "torch.return_types.max(\nvalues=tensor([2., 3.]),\nindices=tensor([1, 0]))"


def test_a_copy_keeps_the_names() -> None:
    found = torch.linalg.svd(torch.eye(2))
    assert torch.equal(copy.copy(found).Vh, found.Vh) and torch.equal(copy.deepcopy(found).S, found.S)
