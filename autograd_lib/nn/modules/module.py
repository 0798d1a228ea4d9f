"""Module: the base class of all layers and networks.

A module keeps three shelves: its own parameters, its buffers (state that is not trained) and its child modules. Writing
`self.fc = nn.Linear(3, 2)` puts the layer on the right shelf; everything else here walks over the shelves.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NoReturn, Self

from ..._tensor import Tensor
from ...autograd.grad_mode import no_grad
from ...autograd.graph import RemovableHandle
from ...dtypes import dtype
from ..parameter import Buffer, Parameter
from .hooks import call_with_hooks
from .loading import _IncompatibleKeys, joined, load

_LEFT_OUT = {
    "register_backward_hook", "register_state_dict_pre_hook", "register_state_dict_post_hook", "to_empty", "compile",
    "register_load_state_dict_pre_hook", "register_load_state_dict_post_hook", "get_extra_state", "set_extra_state",
    "share_memory", "bfloat16",
}  # fmt: skip


class Module:
    """Base class of all neural network modules; your networks inherit from it too.

        class Net(nn.Module):
            def __init__(self):
                super().__init__()              # first, always
                self.hidden = nn.Linear(2, 8)   # registered: its parameters are now the network's
                self.out = nn.Linear(8, 1)

            def forward(self, x):
                return self.out(torch.tanh(self.hidden(x)))

    Call the module, `net(x)`, not `net.forward(x)`: the call runs the hooks as well.

    Attributes:
        training: bool, True after `train()`, False after `eval()`. Dropout and BatchNorm look at it.
    """

    _version: int = 1  # kept in state_dict()._metadata
    training: bool
    _parameters: dict[str, Parameter | None]
    _buffers: dict[str, Tensor | None]
    _modules: dict[str, Module | None]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if kwargs:
            raise TypeError(
                f"{type(self).__name__}.__init__() got an unexpected keyword argument '{next(iter(kwargs))}'\n"
                "Module.__init__ takes no arguments; give your class an __init__ of its own that takes them."
            )
        if args:
            raise TypeError(
                f"{type(self).__name__}.__init__() takes 1 positional argument but {len(args) + 1} were given\n"
                "Module.__init__ takes no arguments; give your class an __init__ of its own that takes them."
            )
        self.__dict__.update(
            training=True,
            _parameters={},
            _buffers={},
            _non_persistent_buffers_set=set(),
            _modules={},
            _forward_pre_hooks=OrderedDict(),
            _forward_hooks=OrderedDict(),
            _backward_pre_hooks=OrderedDict(),
            _backward_hooks=OrderedDict(),
        )

    # --- calling ------------------------------------------------------------------------------------------------------

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self._backward_hooks or self._forward_hooks or self._forward_pre_hooks or self._backward_pre_hooks:
            return call_with_hooks(self, args, kwargs)
        return self.forward(*args, **kwargs)

    def _no_forward(self, *input: Any) -> NoReturn:
        raise NotImplementedError(
            f'Module [{type(self).__name__}] is missing the required "forward" function\n'
            "Write `def forward(self, x): ...` in the class; calling the module runs it."
        )

    forward: Callable[..., Any] = _no_forward

    # --- attributes, registration -------------------------------------------------------------------------------------

    def __setattr__(self, name: str, value: Any) -> None:
        """`self.name = value`: parameters, modules and buffers go on their shelf, all else is a plain attribute."""
        shelves = self.__dict__
        if isinstance(value, Parameter):
            self._need_init("parameters")
            self._take_off_shelves(name, but="_parameters")
            self.register_parameter(name, value)
        elif name in shelves.get("_parameters", ()):
            self._only_none(value, "parameter", name, "torch.nn.Parameter or None expected")
            self._parameters[name] = None
        elif isinstance(value, Module):
            self._need_init("module")
            self._take_off_shelves(name, but="_modules")
            self._modules[name] = value
        elif name in shelves.get("_modules", ()):
            self._only_none(value, "child module", name, "torch.nn.Module or None expected")
            self._modules[name] = None
        elif isinstance(value, Buffer) or name in shelves.get("_buffers", ()):
            if not isinstance(value, Tensor):
                self._only_none(value, "buffer", name, "torch.nn.Buffer, torch.Tensor or None expected")
            self._need_init("buffer")
            known = name not in self._non_persistent_buffers_set
            self.register_buffer(name, value, persistent=value.persistent if isinstance(value, Buffer) else known)
        else:
            object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        """Runs when Python found no plain attribute: look on the shelves."""
        shelves = self.__dict__
        for shelf in ("_parameters", "_buffers", "_modules"):
            if shelf in shelves and name in shelves[shelf]:
                return shelves[shelf][name]
        if name in _LEFT_OUT:
            raise NotImplementedError(f"Module.{name} is left out of this library.")
        message = f"'{type(self).__name__}' object has no attribute '{name}'"
        if "_modules" not in shelves:
            message += f"\nCall super().__init__() first of all in {type(self).__name__}.__init__."
        elif names := [*self._parameters, *self._buffers, *self._modules]:
            message += f"\nIts parameters, buffers and modules: {', '.join(names)}."
        raise AttributeError(message, name=name, obj=self)

    def __delattr__(self, name: str) -> None:
        for shelf in (self._parameters, self._buffers, self._modules):
            if name in shelf:
                del shelf[name]
                self._non_persistent_buffers_set.discard(name)
                return
        object.__delattr__(self, name)

    def __dir__(self) -> list[str]:
        names = {*object.__dir__(self), *self._parameters, *self._buffers, *self._modules}
        return sorted(name for name in names if not name[0].isdigit())

    def _need_init(self, what: str) -> None:
        if "_modules" not in self.__dict__:
            raise AttributeError(
                f"cannot assign {what} before Module.__init__() call\n"
                f"Call super().__init__() first of all in {type(self).__name__}.__init__."
            )

    def _take_off_shelves(self, name: str, but: str) -> None:
        self.__dict__.pop(name, None)
        self._non_persistent_buffers_set.discard(name)
        for shelf in {"_parameters", "_buffers", "_modules"} - {but}:
            self.__dict__[shelf].pop(name, None)

    def _only_none(self, value: Any, what: str, name: str, expected: str) -> None:
        if value is not None:
            raise TypeError(
                f"cannot assign '{typename(value)}' as {what} '{name}' ({expected})\n"
                f"'{name}' is registered as a {what}; `del self.{name}` first to use the name for something else."
            )

    def _check_name(self, name: Any, what: str, shelf: Mapping[str, Any]) -> None:
        if not isinstance(name, str):
            raise TypeError(f"{what} name should be a string. Got {typename(name)}\nThe name was {name!r}.")
        if "." in name:
            raise KeyError(f'{what} name can\'t contain "."' + (f", got: {name}" if what == "module" else ""))
        if name == "":
            raise KeyError(f'{what} name can\'t be empty string ""')
        if name not in shelf and hasattr(self, name):
            raise KeyError(f"attribute '{name}' already exists")

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Add a parameter under a name; None reserves the name (Linear does so with `bias=False`)."""
        self._need_init("parameter")
        self._check_name(name, "parameter", self._parameters)
        if param is not None:
            if not isinstance(param, Parameter):
                raise TypeError(
                    f"cannot assign '{typename(param)}' object to parameter '{name}' "
                    "(torch.nn.Parameter or None required)\nWrap the tensor: nn.Parameter(tensor)."
                )
            if param.grad_fn is not None:
                raise ValueError(
                    f"Cannot assign non-leaf Tensor to parameter '{name}'. Model parameters must be created "
                    f"explicitly. To express '{name}' as a function of another Tensor, compute the value in the "
                    "forward() method.\n"
                    f"The tensor came out of {param.grad_fn.name()}."
                )
        self._parameters[name] = param

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Add a tensor that is state but not trained (a running mean). Not persistent: not in `state_dict`."""
        self._need_init("buffer")
        self._check_name(name, "buffer", self._buffers)
        if tensor is not None and not isinstance(tensor, Tensor):
            raise TypeError(
                f"cannot assign '{typename(tensor)}' object to buffer '{name}' (torch Tensor or None required)\n"
                "Make it a tensor: torch.tensor(value)."
            )
        self._buffers[name] = tensor
        if persistent:
            self._non_persistent_buffers_set.discard(name)
        else:
            self._non_persistent_buffers_set.add(name)

    def add_module(self, name: str, module: Module | None) -> None:
        """Add a child module under a name, as `self.name = module` does."""
        if module is not None and not isinstance(module, Module):
            raise TypeError(
                f"{typename(module)} is not a Module subclass\n"
                "A layer goes here, such as nn.ReLU(); a list of layers is unpacked by a star, Sequential(*layers)."
            )
        self._check_name(name, "module", self._modules)
        self._modules[name] = module

    def register_module(self, name: str, module: Module | None) -> None:
        """The same as `add_module`."""
        self.add_module(name, module)

    # --- walking the tree ---------------------------------------------------------------------------------------------

    def named_modules(
        self, memo: set[Module] | None = None, prefix: str = "", remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Module]]:
        """This module and all below it, with dotted names; each only once, unless `remove_duplicate=False`."""
        memo = set() if memo is None else memo
        if self in memo:
            return
        if remove_duplicate:
            memo.add(self)
        yield prefix, self
        for name, module in self._modules.items():
            if module is not None:
                yield from module.named_modules(memo, joined(prefix, name), remove_duplicate)

    def _named_tensors(
        self, shelf: str, prefix: str, recurse: bool, remove_duplicate: bool
    ) -> Iterator[tuple[str, Any]]:
        seen = set()
        modules: Iterable[tuple[str, Module]] = [(prefix, self)]
        if recurse:
            modules = self.named_modules(prefix=prefix, remove_duplicate=remove_duplicate)
        for path, module in modules:
            for name, tensor in getattr(module, shelf).items():
                if tensor is None or id(tensor) in seen:
                    continue
                if remove_duplicate:
                    seen.add(id(tensor))
                yield joined(path, name), tensor

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """All parameters with dotted names ("hidden.weight"); shared ones once, unless `remove_duplicate=False`."""
        return self._named_tensors("_parameters", prefix, recurse, remove_duplicate)

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """All buffers with dotted names."""
        return self._named_tensors("_buffers", prefix, recurse, remove_duplicate)

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The modules directly below, with their names."""
        seen = set()
        for name, module in self._modules.items():
            if module is not None and module not in seen:
                seen.add(module)
                yield name, module

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """All parameters: what an optimizer is given."""
        return (parameter for _, parameter in self.named_parameters(recurse=recurse))

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """All buffers."""
        return (buffer for _, buffer in self.named_buffers(recurse=recurse))

    def children(self) -> Iterator[Module]:
        """The modules directly below."""
        return (module for _, module in self.named_children())

    def modules(self) -> Iterator[Module]:
        """This module and all below it."""
        return (module for _, module in self.named_modules())

    def get_submodule(self, target: str) -> Module:
        """The module with this dotted name; "" is the module itself. Raises AttributeError."""
        module = self
        for name in target.split(".") if target else ():
            child = self._get_member(module, name)
            if not isinstance(child, Module):
                raise AttributeError(f"`{name}` is not an nn.Module\nIt is a {typename(child)}.")
            module = child
        return module

    def get_parameter(self, target: str) -> Parameter:
        """The parameter with this dotted name. Raises AttributeError."""
        path, _, name = target.rpartition(".")
        parameter = self._get_member(self.get_submodule(path), name)
        if not isinstance(parameter, Parameter):
            raise AttributeError(f"`{name}` is not an nn.Parameter\nIt is a {typename(parameter)}.")
        return parameter

    def get_buffer(self, target: str) -> Tensor:
        """The buffer with this dotted name. Raises AttributeError."""
        path, _, name = target.rpartition(".")
        owner = self.get_submodule(path)
        buffer = self._get_member(owner, name)
        if name not in owner._buffers:
            raise AttributeError(f"`{name}` is not a buffer\nIt is a {typename(buffer)}.")
        return buffer

    @staticmethod
    def _get_member(module: Module, name: str) -> Any:
        try:
            return getattr(module, name)
        except AttributeError:
            names = ", ".join([*module._parameters, *module._buffers, *module._modules])
            raise AttributeError(
                f"{type(module).__name__} has no attribute `{name}`\nIt has: {names or 'nothing'}."
            ) from None

    # --- saved state --------------------------------------------------------------------------------------------------

    def state_dict(
        self, *, destination: Any = None, prefix: str = "", keep_vars: bool = False
    ) -> OrderedDict[str, Tensor]:
        """All parameters and persistent buffers by dotted name, sharing the module's memory.

        Args:
            destination: an OrderedDict to add to, or None for a fresh one.
            prefix: put before every name.
            keep_vars: give the parameters themselves, not detached tensors.
        """
        if destination is None:
            destination = OrderedDict()
            destination._metadata = OrderedDict()
        if hasattr(destination, "_metadata"):
            destination._metadata[prefix[:-1]] = {"version": self._version}
        for name, tensor in self._own_state():
            destination[prefix + name] = tensor if keep_vars else tensor.detach()
        for name, module in self._modules.items():
            if module is not None:
                module.state_dict(destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars)
        return destination

    def _own_state(self) -> Iterator[tuple[str, Tensor]]:
        if hasattr(type(self), "get_extra_state"):
            raise NotImplementedError("get_extra_state is left out: keep the value in a buffer (register_buffer).")
        for name, tensor in (*self._parameters.items(), *self._buffers.items()):
            if tensor is not None and name not in self._non_persistent_buffers_set:
                yield name, tensor

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
    ) -> _IncompatibleKeys:
        """Copy values into the parameters and buffers, by name: all of them or, if anything is wrong, none.

        (PyTorch copies what fits and then raises; here a failed load leaves the module as it was.)

        Args:
            state_dict: names and tensors, as `state_dict()` gives them.
            strict: names that are missing or too many are an error; with False they are skipped and returned.
            assign: put the given tensors themselves in place (with their dtype), instead of copying their values.

        Raises:
            RuntimeError: names or shapes do not match; the message lists all of them.
        """
        return load(self, state_dict, strict, assign)

    # --- for all modules or parameters --------------------------------------------------------------------------------

    def apply(self, fn: Callable[[Module], None]) -> Self:
        """Call `fn` on every module below, children first, then on this one. Returns self."""
        for module in self.children():
            module.apply(fn)
        fn(self)
        return self

    def train(self, mode: bool = True) -> Self:
        """Switch to training (Dropout drops, BatchNorm uses the batch). Returns self."""
        if not isinstance(mode, bool):
            raise ValueError(f"training mode is expected to be boolean\nIt was {mode!r}.")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self) -> Self:
        """Switch to evaluation: the same as `train(False)`. Returns self."""
        return self.train(False)

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Freeze (False) or unfreeze all parameters. Returns self."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters; with `set_to_none=False` fill them with zeros instead."""
        for parameter in self.parameters():
            if parameter.grad is None or set_to_none:
                parameter.grad = None
            else:
                if parameter.grad.grad_fn is not None:
                    parameter.grad.detach_()
                parameter.grad.requires_grad_(False)
                parameter.grad.zero_()

    def _apply(self, fn: Callable[[Tensor], Tensor]) -> Self:
        """Put `fn(tensor)` in the place of every parameter's data, gradient and every buffer."""
        for module in self.children():
            module._apply(fn)
        with no_grad():
            for parameter in self._parameters.values():
                if parameter is not None:
                    parameter.data = fn(parameter.data)
                    if parameter.grad is not None:
                        parameter.grad.data = fn(parameter.grad.data)
            for name, buffer in self._buffers.items():
                if buffer is not None:
                    self._buffers[name] = fn(buffer)
        return self

    def to(self, *args: Any, **kwargs: Any) -> Self:
        """Move to a device, or convert to a floating dtype: `to("cuda")`, `to(torch.float64)`, `to(other_tensor)`.

        Parameters stay the same objects. Integer buffers keep their dtype. Returns self.
        """
        for value in (*args, *kwargs.values()):
            wanted = value.dtype if isinstance(value, Tensor) else value
            if isinstance(wanted, dtype) and not wanted.is_floating_point:
                raise TypeError(
                    "nn.Module.to only accepts floating point or complex dtypes, but got desired "
                    f"dtype={wanted}\nWeights are trained by small steps: use torch.float32 or torch.float64."
                )
        where = [value.device if isinstance(value, Tensor) else value for value in args if not isinstance(value, dtype)]
        options = {name: value for name, value in kwargs.items() if name != "dtype"}
        return self._apply(lambda t: t.to(*args, **kwargs) if t.is_floating_point() else t.to(*where, **options))

    def type(self, dst_type: Any) -> Self:
        """Convert all parameters and buffers to a dtype, integer buffers too. Returns self."""
        return self._apply(lambda tensor: tensor.type(dst_type))

    def float(self) -> Self:
        """Convert floating parameters and buffers to float32. Returns self."""
        return self._apply(lambda tensor: tensor.float() if tensor.is_floating_point() else tensor)

    def double(self) -> Self:
        """Convert floating parameters and buffers to float64. Returns self."""
        return self._apply(lambda tensor: tensor.double() if tensor.is_floating_point() else tensor)

    def half(self) -> Self:
        """Convert floating parameters and buffers to float16. Returns self."""
        return self._apply(lambda tensor: tensor.half() if tensor.is_floating_point() else tensor)

    def cpu(self) -> Self:
        """Move everything to the CPU. Returns self."""
        return self.to("cpu")

    def cuda(self, device: int | None = None) -> Self:
        """Move everything to the GPU. Returns self."""
        return self._apply(lambda tensor: tensor.cuda(device))

    # --- hooks --------------------------------------------------------------------------------------------------------

    def register_forward_pre_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Call `hook(module, args)` before every forward; what it returns (if not None) replaces the arguments.

        `with_kwargs=True`: call `hook(module, args, kwargs)`, which returns None or `(args, kwargs)`.
        """
        return _add_hook(self._forward_pre_hooks, (hook, with_kwargs), prepend)

    def register_forward_hook(
        self, hook: Callable[..., Any], *, prepend: bool = False, with_kwargs: bool = False, always_call: bool = False
    ) -> RemovableHandle:
        """Call `hook(module, args, output)` after every forward; what it returns (if not None) replaces the output.

        `with_kwargs=True`: call `hook(module, args, kwargs, output)`.
        """
        if always_call:
            raise NotImplementedError("register_forward_hook(always_call=True) is left out of this library.")
        return _add_hook(self._forward_hooks, (hook, with_kwargs), prepend)

    def register_full_backward_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Call `hook(module, grad_input, grad_output)` when the gradients of the inputs are known.

        Both are tuples, one entry per positional input or output. What it returns (if not None) replaces grad_input.
        """
        return _add_hook(self._backward_hooks, hook, prepend)

    def register_full_backward_pre_hook(self, hook: Callable[..., Any], prepend: bool = False) -> RemovableHandle:
        """Call `hook(module, grad_output)` when backward reaches the module; a return value replaces grad_output."""
        return _add_hook(self._backward_pre_hooks, hook, prepend)

    # --- printing -----------------------------------------------------------------------------------------------------

    def extra_repr(self) -> str:
        """What stands between the parentheses when the module is printed; layers override it."""
        return ""

    def __repr__(self) -> str:
        extra = self.extra_repr()
        children = [f"({name}): {indented(repr(module))}" for name, module in self._modules.items()]
        if not children and "\n" not in extra:
            return f"{self._get_name()}({extra})"
        lines = [*(extra.split("\n") if extra else []), *children]
        return f"{self._get_name()}(\n  " + "\n  ".join(lines) + "\n)"

    def _get_name(self) -> str:
        return type(self).__name__


def _add_hook(hooks: OrderedDict[int, Any], hook: Any, prepend: bool) -> RemovableHandle:
    handle = RemovableHandle(hooks, hook)
    if prepend:
        hooks.move_to_end(handle.id, last=False)
    return handle


def indented(text: str) -> str:
    """Two spaces before every line but the first; blank lines stay blank."""
    first, *rest = text.split("\n")
    return "\n".join([first, *("  " + line if line.strip() else "" for line in rest)])


def typename(value: Any) -> str:
    """The name of a value's type as PyTorch's messages write it: 'torch.FloatTensor', 'int', 'torch.nn.modules...'."""
    if isinstance(value, Tensor):
        return value.type()
    name = getattr(value, "__qualname__", None) or type(value).__name__
    module = getattr(value, "__module__", None)
    if module in (None, "builtins"):
        return name
    return f"{module}.{name}".replace("autograd_lib.", "torch.", 1)
