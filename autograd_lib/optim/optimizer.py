"""What all optimizers share: the parameter groups, the state, the loop over the parameters, saving and loading."""

from __future__ import annotations

import functools
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

import numpy as np

from .._tensor import Tensor, wrap
from ..arrays import aligned, as_array, as_operand, move, quiet
from ..autograd.grad_mode import enable_grad
from ..autograd.graph import RemovableHandle
from ..dtypes import float64, get_default_dtype
from ..names import SCALAR_NAMES

# Switches that PyTorch's optimizers know and that change how fast or where they run: only "off" exists here.
SWITCHES = {"foreach": None, "fused": None, "capturable": False, "differentiable": False}
# Options that older saved files may lack, with the value that they stood for.
LATE_OPTIONS = {
    "nesterov": False,
    "maximize": False,
    "amsgrad": False,
    "decoupled_weight_decay": False,
    "weight_decouple": True,
    **SWITCHES,
}


def _with_hooks(step: Callable[..., Any]) -> Callable[..., Any]:
    """The same `step`, between the hooks; the optimizer remembers that it was called (schedulers ask for that)."""

    @functools.wraps(step)
    def hooked(*args: Any, **kwargs: Any) -> Any:
        self: Optimizer = args[0]
        self._step_called = True
        for hook in list(self._pre_hooks.values()):
            changed = hook(self, args, kwargs)
            if changed is not None:
                args, kwargs = changed
        result = step(*args, **kwargs)
        for hook in list(self._post_hooks.values()):
            hook(self, args, kwargs)
        return result

    return hooked


class Optimizer:
    """Base class.  A rule of your own: subclass it and write either `_update` or the whole `step`.

    Args:
        params: the tensors to optimize, or pairs (name, tensor), or dicts, each a group with options of its own:
            `[{"params": net.features.parameters()}, {"params": net.head.parameters(), "lr": 0.01}]`.
        defaults: the options of a group that does not give them.

    Attributes:
        param_groups: a list of dicts: the tensors under "params", and the options, which may be changed at any time.
        state: for each tensor the dict of what the rule remembers of it (momentum, moments, step count).
    """

    state_like_parameter: tuple[str, ...] = ()  # the entries of the state that have the parameter's shape

    def __init__(self, params: Iterable[Any], defaults: dict[str, Any]) -> None:
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts, "
                f"but got {_typename(params)}\nOne tensor alone goes into a list: [tensor]."
            )
        self.defaults = defaults
        self.state: defaultdict[Any, dict[str, Any]] = defaultdict(dict)
        self.param_groups: list[dict[str, Any]] = []
        self._arrays: dict[Any, np.ndarray] = {}
        self._pre_hooks: dict[int, Any] = {}
        self._post_hooks: dict[int, Any] = {}
        self._step_called = False
        try:
            given = list(params)
        except TypeError as error:
            raise TypeError(f"{error}\nThe optimizer needs the parameters, such as net.parameters().") from None
        if not given:
            raise ValueError(
                "optimizer got an empty parameter list\n"
                "Does the module have parameters?  An iterator such as net.parameters() can be used only once."
            )
        for group in given if isinstance(given[0], dict) else [{"params": given}]:
            self.add_param_group(group)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "step" in cls.__dict__:
            cls.step = _with_hooks(cls.step)  # type: ignore[method-assign]

    def __repr__(self) -> str:
        lines = [f"{type(self).__name__} ("]
        for i, group in enumerate(self.param_groups):
            lines.append(f"Parameter Group {i}")
            lines += [f"    {name}: {group[name]}" for name in sorted(group) if name != "params"]
            lines.append("")
        return "\n".join(lines[:-1] if self.param_groups else lines) + "\n)"

    # ---- one step ---------------------------------------------------------------------------------------------------

    @_with_hooks
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Change every parameter that has a gradient, once.

        Args:
            closure: clears the gradients, computes the loss, calls backward, and returns the loss (optional).

        Returns:
            What the closure returned; None without one.
        """
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        with quiet():  # numbers that grow without bound become inf and nan, silently as in PyTorch
            for group in self.param_groups:
                for p in group["params"]:
                    if p._grad is not None:
                        self._update(p, group)
                        if p._counter:  # a graph that still needs the old numbers will notice
                            p._counter[0] += 1
        return loss

    def _update(self, p: Tensor, group: dict[str, Any]) -> None:
        """The rule: change the array `p._data` in place, by `p.grad` and the options in `group`."""
        raise NotImplementedError(f"{type(self).__name__} needs a rule: write its step(), or its _update(p, group)")

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients, since `backward` adds to them.  `set_to_none=False` fills them with zeros instead."""
        for group in self.param_groups:
            for p in group["params"]:
                if set_to_none:
                    p._grad = None
                elif p._grad is not None:
                    p._grad = p._grad.detach()  # no longer part of a graph, still the same memory
                    p._grad._data.fill(0)
                    count_change(p._grad)

    def register_step_pre_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call `hook(optimizer, args, kwargs)` before each step; it may return other (args, kwargs)."""
        return RemovableHandle(self._pre_hooks, hook)

    def register_step_post_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call `hook(optimizer, args, kwargs)` after each step."""
        return RemovableHandle(self._post_hooks, hook)

    # ---- helpers of the rules ----------------------------------------------------------------------------------------

    def _begin(self, p: Tensor, **fills: Any) -> dict[str, Any]:
        """The state of `p`; at its first step a step count of 0 and by name, in this order, what is given: a tensor
        as it is, a number filled into an array like `p`."""
        state = self.state[p]
        if not state:
            state["step"] = scalar(0)
            for name, fill in fills.items():
                state[name] = fill if isinstance(fill, Tensor) else wrap(np.full_like(p._data, fill))
        return state

    def _scratch(self, name: str, like: np.ndarray, dtype: Any = None) -> np.ndarray:
        """An array of that shape and dtype to compute in, kept from step to step, so that nothing is allocated."""
        key = (name, like.shape, like.dtype.char)
        try:
            return self._arrays[key]
        except KeyError:
            array = self._arrays[key] = aligned(like, dtype)
            return array

    def _gradient(self, p: Tensor, weight_decay: float, maximize: bool) -> np.ndarray:
        """g = gradient + weight_decay * p, or g = -gradient + weight_decay * p to maximize.  Not to be written to."""
        g: np.ndarray = p._grad._data  # type: ignore[union-attr]
        if weight_decay != 0:
            decay = np.multiply(p._data, weight_decay, out=self._scratch("g", p._data))
            return np.subtract(decay, g, out=decay) if maximize else np.add(decay, g, out=decay)
        return np.negative(g, out=self._scratch("g", p._data)) if maximize else g

    # ---- groups ------------------------------------------------------------------------------------------------------

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Add tensors with options of their own, for instance layers that start to learn later."""
        if not isinstance(param_group, dict):
            raise TypeError(
                f"param_group must be a dict, but got {type(param_group)}\n"
                'Write {"params": [...], "lr": ...}; tensors and dicts cannot be mixed in one list.'
            )
        group = dict(param_group)
        params = group["params"]
        if isinstance(params, set):
            raise TypeError(
                "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in sets "
                "will change between runs. Please use a list instead."
            )
        members = [params] if isinstance(params, Tensor) else list(params)
        names = [member[0] for member in members if isinstance(member, tuple)]
        group["params"] = [member[1] if isinstance(member, tuple) else member for member in members]
        if names:
            group["param_names"] = names
            if len(names) != len(members):
                raise ValueError(
                    "all optimizer params should be with/without names. Some param names are missing\n"
                    f"{len(names)} of {len(members)} have a name."
                )
        for name, default in self.defaults.items():
            group.setdefault(name, default)
        self._check_members(group)
        _check_switches(group)
        param_group.update(group)  # the caller's own dict, as in PyTorch: it can be used to change lr later
        self.param_groups.append(param_group)

    def _check_members(self, group: dict[str, Any]) -> None:
        """Only leaf tensors, each in one group only."""
        for p in group["params"]:
            if not isinstance(p, Tensor):
                raise TypeError(
                    f"optimizer can only optimize Tensors, but one of the params is {_typename(p)}\n"
                    "Of a module give its parameters: module.parameters()."
                )
            if not (p.is_leaf or p.retains_grad):
                raise ValueError(
                    "can't optimize a non-leaf Tensor\n"
                    "It is the result of an operation, and its memory is not what you want to change. Make it by "
                    "torch.tensor(..., requires_grad=True), or call .detach().requires_grad_() on it."
                )
        members = {id(p) for p in group["params"]}
        if len(members) != len(group["params"]):
            warnings.warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this will cause an error; "
                "see github.com/pytorch/pytorch/issues/40967 for more information",
                stacklevel=4,
            )
        for other in self.param_groups:
            if ("param_names" in group) != ("param_names" in other):
                raise ValueError(
                    "all optimizer param groups should be with/without names. cannot add param group "
                    f"{'with' if 'param_names' in group else 'without'} names to the optimizer\n"
                    "Give all groups as named_parameters(), or all as parameters()."
                )
            if not members.isdisjoint(id(p) for p in other["params"]):
                raise ValueError(
                    "some parameters appear in more than one parameter group\n"
                    "A parameter would be changed twice in a step: leave it in one group."
                )

    # ---- saving and loading ------------------------------------------------------------------------------------------

    def state_dict(self) -> dict[str, Any]:
        """Everything to go on from here: {"state": {0: {...}, ...}, "param_groups": [{..., "params": [0, ...]}, ...]}.

        Parameters are named by their place, counted through the groups.  The tensors are those in use, not copies.
        """
        index: dict[int, int] = {}
        groups, start = [], 0
        for group in self.param_groups:
            for i, p in enumerate(group["params"], start):
                index.setdefault(id(p), i)
            start += len(group["params"])
            packed = {name: value for name, value in group.items() if name != "params"}
            groups.append({**packed, "params": [index[id(p)] for p in group["params"]]})
        state = {index[id(key)] if isinstance(key, Tensor) else key: value for key, value in self.state.items()}
        return {"state": state, "param_groups": groups}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a saved state.  Everything is copied; after an error the optimizer is as it was.

        Raises:
            ValueError: other numbers of groups or parameters, the state of another optimizer, or other shapes.
        """
        saved_groups = state_dict["param_groups"]
        if len(saved_groups) != len(self.param_groups):
            raise ValueError(
                "loaded state dict has a different number of parameter groups\n"
                f"It has {len(saved_groups)}, the optimizer has {len(self.param_groups)}."
            )
        groups = [self._loaded_group(group, saved) for group, saved in zip(self.param_groups, saved_groups)]
        param_of = {
            i: p for group, saved in zip(groups, saved_groups) for i, p in zip(saved["params"], group["params"])
        }
        state: defaultdict[Any, dict[str, Any]] = defaultdict(dict)
        for key, value in state_dict["state"].items():
            if key in param_of:
                state[param_of[key]] = self._loaded_state(param_of[key], value)
            else:
                state[key] = deepcopy(value)
        self.param_groups, self.state = groups, state

    def _loaded_group(self, group: dict[str, Any], saved: dict[str, Any]) -> dict[str, Any]:
        """The saved options with the tensors of the present group."""
        if len(saved["params"]) != len(group["params"]):
            raise ValueError(
                "loaded state dict contains a parameter group that doesn't match the size of optimizer's group\n"
                f"It has {len(saved['params'])} parameters, the optimizer's group has {len(group['params'])}."
            )
        loaded = {name: deepcopy(value) for name, value in saved.items() if name != "params"}
        loaded["params"] = group["params"]
        if "param_names" in group:
            loaded.setdefault("param_names", group["param_names"])
        for name in self.defaults:
            if name in LATE_OPTIONS:
                loaded.setdefault(name, LATE_OPTIONS[name])
        missing = [name for name in self.defaults if name not in loaded]
        if missing:
            raise ValueError(
                f"loaded state dict does not give the options {', '.join(missing)} of {type(self).__name__}\n"
                "It seems to come from another optimizer."
            )
        _check_switches(loaded)
        return loaded

    def _loaded_state(self, p: Tensor, saved: dict[str, Any]) -> dict[str, Any]:
        """A copy of what was saved for one parameter: floating-point tensors in its dtype, but for the step count."""
        loaded = {}
        for name, value in saved.items():
            if not hasattr(value, "__array__"):
                loaded[name] = deepcopy(value)
                continue
            array = value._data if isinstance(value, Tensor) else np.asarray(value)
            if name in self.state_like_parameter and array.shape != p._data.shape:
                raise ValueError(
                    f"loaded state dict has {name} of shape {list(array.shape)} "
                    f"for a parameter of shape {list(p._data.shape)}\n"
                    "Are the parameters in the same order as when it was saved?"
                )
            as_parameter = name != "step" and p._data.dtype.kind == "f"
            loaded[name] = wrap(move(as_array(array).astype(p._data.dtype if as_parameter else array.dtype), p.device))
        return loaded


def count_change(tensor: Tensor) -> None:
    """Its numbers were changed in place: a graph that still needs the old ones will notice."""
    if tensor._counter:
        tensor._counter[0] += 1


def check_option(fine: bool, message: str, help: str) -> None:
    """An option out of its range is PyTorch's ValueError, with the range in a second line."""
    if not fine:
        raise ValueError(f"{message}\n{help}")


def check_lr(lr: Any) -> None:
    """A learning rate is a number of 0 or more, or a tensor of one element that holds one."""
    check_option(
        not isinstance(lr, Tensor) or lr._data.size == 1,
        "Tensor lr must be 1-element",
        "Give one number, or groups with an lr each.",
    )
    check_option(lr >= 0.0, f"Invalid learning rate: {lr}", "lr must be 0 or more; usual values are 0.0001 to 0.1.")


def _check_switches(group: dict[str, Any]) -> None:
    for name in SWITCHES:
        if group.get(name):
            raise NotImplementedError(
                f"{name}={group[name]} is not implemented: the optimizers here have one way to compute.\n"
                f"Leave {name} out; the results are the same."
            )


def check_not_negative(**options: float) -> None:
    """Options that are 0 or more."""
    for name, value in options.items():
        label = "epsilon" if name == "eps" else name
        check_option(value >= 0.0, f"Invalid {label} value: {value}", f"{name} must be 0 or more.")


def check_betas(betas: Any) -> None:
    """Two floats from 0 up to, not including, 1."""
    for i in (0, 1):
        check_option(
            0.0 <= betas[i] < 1.0,
            f"Invalid beta parameter at index {i}: {betas[i]}",
            "A beta is from 0 up to, not including, 1: usually betas=(0.9, 0.999).",
        )


def scalar(number: float) -> Tensor:
    """What a state holds of a single number: a 0-dim tensor, float64 if that is the default dtype, else float32."""
    return wrap(np.array(number, np.float64 if get_default_dtype() is float64 else np.float32))


def approach(mean: np.ndarray, value: np.ndarray, weight: float, scratch: np.ndarray) -> None:
    """mean ← mean + weight · (value − mean), in place and from the nearer end, as `torch.lerp` computes it."""
    np.subtract(value, mean, scratch)
    if weight < 0.5:
        scratch *= as_operand(weight, mean)
        mean += scratch
    else:
        scratch *= as_operand(1 - weight, mean)
        np.subtract(value, scratch, mean)


def average_squares(mean: np.ndarray, value: np.ndarray, beta: float, scratch: np.ndarray) -> None:
    """mean ← β · mean + (1 − β) · value², in place."""
    np.multiply(value, value, scratch)
    scratch *= as_operand(1 - beta, mean)
    mean *= as_operand(beta, mean)
    mean += scratch


def over_root(value: np.ndarray, square: np.ndarray, eps: float, scratch: np.ndarray) -> np.ndarray:
    """value / (√square + eps), in `scratch`."""
    np.sqrt(square, scratch)
    scratch += as_operand(eps, scratch)
    return np.divide(value, scratch, scratch)


def descend(theta: np.ndarray, step: np.ndarray, rate: float) -> None:
    """θ ← θ − rate · step, in place; `step` is used up."""
    step *= as_operand(rate, step)
    theta -= step


def next_step(state: dict[str, Any]) -> float:
    """Count one more step.  As in PyTorch the count is a tensor; older files hold a plain number."""
    count = state["step"]
    if not isinstance(count, Tensor):
        count = state["step"] = scalar(count)
    count._data.fill(float(count._data) + 1)
    return float(count._data)


def _typename(value: Any) -> str:
    """PyTorch's name of a type: `torch.FloatTensor` for a tensor, otherwise module and name."""
    if isinstance(value, Tensor):
        return f"torch.{SCALAR_NAMES[value.dtype.name]}Tensor"
    kind = type(value)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
