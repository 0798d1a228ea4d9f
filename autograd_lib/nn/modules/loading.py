"""Loading a state_dict into a module: everything is checked before anything is copied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from ..._tensor import Tensor
from ...autograd.grad_mode import no_grad
from ..parameter import Parameter

if TYPE_CHECKING:
    from .module import Module


class _IncompatibleKeys(NamedTuple):
    """What `load_state_dict` returns: the names that did not match (none, unless `strict=False`)."""

    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"_IncompatibleKeys(missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys})"


def load(module: Module, state_dict: Mapping[str, Any], strict: bool, assign: bool) -> _IncompatibleKeys:
    """What `Module.load_state_dict` does."""
    if not isinstance(state_dict, Mapping):
        raise TypeError(
            f"Expected state_dict to be dict-like, got {type(state_dict)}.\n"
            "It maps names to tensors, as model.state_dict() does."
        )
    slots = {
        joined(path, name): (owner, name, tensor)
        for path, owner in module.named_modules(remove_duplicate=False)
        for name, tensor in owner._own_state()
    }
    missing = [key for key in slots if key not in state_dict]
    unexpected = [key for key in state_dict if key not in slots]
    problems = []
    if strict and missing:
        problems.append(f"Missing key(s) in state_dict: {_quoted(missing)}. ")
    if strict and unexpected:
        problems.append(f"Unexpected key(s) in state_dict: {_quoted(unexpected)}. ")
    matched = []
    for key, (owner, name, current) in slots.items():
        if key in state_dict:
            try:
                matched.append((owner, name, current, _fitting(key, state_dict[key], current, assign)))
            except _Misfit as misfit:
                problems.append(str(misfit))
    if problems:
        raise RuntimeError(
            f"Error(s) in loading state_dict for {type(module).__name__}:\n\t"
            + "\n\t".join(problems)
            + "\nNothing was loaded, the model is as it was. Compare model.state_dict().keys() and the shapes; "
            "strict=False skips missing and unexpected keys."
        )
    with no_grad():
        for owner, name, current, given in matched:
            if assign:
                if isinstance(current, Parameter):
                    given.requires_grad_(current.requires_grad)
                setattr(owner, name, given)
            else:
                current.copy_(given)
    return _IncompatibleKeys(missing, unexpected)


class _Misfit(Exception):
    pass


def _fitting(key: str, given: Any, current: Tensor, assign: bool) -> Tensor:
    """The tensor to load in the place of `current`; raises _Misfit, with PyTorch's words, if `given` cannot be."""
    if not isinstance(given, Tensor):
        raise _Misfit(
            f'While copying the parameter named "{key}", expected torch.Tensor or Tensor-like object from checkpoint '
            f"but received {type(given)}"
        )
    if current.dim() == 0 and given.shape == (1,):
        given = given[0]
    if given.shape != current.shape:
        raise _Misfit(
            f"size mismatch for {key}: copying a param with shape {given.shape} from checkpoint, "
            f"the shape in current model is {current.shape}."
        )
    if not assign or not isinstance(current, Parameter):
        return given
    if current.requires_grad and not given.is_floating_point():
        raise _Misfit(
            f'While copying the parameter named "{key}", whose dimensions in the model are {current.size()} and '
            f"whose dimensions in the checkpoint are {given.size()}, an exception occurred : "
            "('Only Tensors of floating point and complex dtype can require gradients',)."
        )
    return given if isinstance(given, Parameter) else Parameter(given, current.requires_grad)


def _quoted(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
