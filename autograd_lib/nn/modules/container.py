"""Modules that hold modules: Sequential, ModuleList, ModuleDict; ParameterList and ParameterDict hold parameters."""

from __future__ import annotations

import operator
from collections import OrderedDict
from collections.abc import ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from itertools import chain
from typing import Any, NoReturn, Self

from ..._tensor import Tensor
from ...names import tensor_type
from ..parameter import Parameter
from .module import Module, indented


class _Numbered(Module):
    """What Sequential and ModuleList share: children named "0", "1", ... that behave like a Python list."""

    _modules: dict[str, Module]  # type: ignore[assignment]

    def _key(self, index: int) -> str:
        """The name of the child at this place, counted from the end if negative. Raises IndexError."""
        size = len(self)
        place = operator.index(index)
        if not -size <= place < size:
            raise IndexError(f"index {index} is out of range\nThere are {size} modules, numbered from 0.")
        return list(self._modules)[place]

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Module]:
        return iter(self._modules.values())

    def __setitem__(self, index: int, module: Module) -> None:
        setattr(self, self._key(index), module)

    def __delitem__(self, index: int | slice) -> None:
        keys = list(self._modules)[index] if isinstance(index, slice) else [self._key(index)]
        for key in keys:
            del self._modules[key]
        self._renumber(list(self))

    def _renumber(self, modules: Iterable[Module]) -> None:
        self._modules = {str(place): module for place, module in enumerate(modules)}

    def append(self, module: Module) -> Self:
        """Add a module at the end. Returns self."""
        self.add_module(str(len(self)), module)
        return self

    def _insert(self, index: int, module: Module) -> None:
        self.append(module)
        modules = list(self)
        modules.insert(index, modules.pop())
        self._renumber(modules)

    def pop(self, key: int | slice) -> Any:
        """Take a module (or a slice of them) out and return it."""
        module = self[key]  # type: ignore[index]
        del self[key]
        return module


class Sequential(_Numbered):
    """Modules applied one after the other: `nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))`.

    It can be read and changed like a list. `nn.Sequential(OrderedDict(fc=..., act=...))` gives names of your own.
    """

    def __init__(self, *args: Any) -> None:
        super().__init__()
        if len(args) == 1 and isinstance(args[0], OrderedDict):
            for name, module in args[0].items():
                self.add_module(name, module)
        else:
            self.extend(args)

    def forward(self, input: Any) -> Any:
        for module in self:
            input = module(input)
        return input

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return type(self)(OrderedDict(list(self._modules.items())[index]))
        return self._modules[self._key(index)]

    def insert(self, index: int, module: Module) -> Self:
        """Put a module before the one at `index`. Returns self."""
        if not isinstance(module, Module):
            raise AssertionError(f"module should be of type: {Module}\nIt was {module!r}.")
        size = len(self)
        if not -size <= index <= size:
            raise IndexError(f"Index out of range: {index}\nThere are {size} modules, numbered from 0.")
        self._insert(index, module)
        return self

    def extend(self, sequential: Iterable[Module]) -> Self:
        """Add all modules of another Sequential or iterable at the end. Returns self."""
        for module in list(sequential):
            self.append(module)
        return self

    def __add__(self, other: Sequential) -> Sequential:
        return Sequential(*self, *self._sequential(other))

    def __iadd__(self, other: Sequential) -> Self:
        return self.extend(self._sequential(other))

    def __mul__(self, times: int) -> Sequential:
        return Sequential(*(list(self) * self._factor(times)))

    __rmul__ = __mul__

    def __imul__(self, times: int) -> Self:
        return self.extend(list(self) * (self._factor(times) - 1))

    def _sequential(self, other: Any) -> Sequential:
        if not isinstance(other, Sequential):
            raise ValueError(
                f"add operator supports only objects of Sequential class, but {type(other)} is given.\n"
                "To add single modules, write model.append(module)."
            )
        return other

    def _factor(self, times: Any) -> int:
        if not isinstance(times, int):
            raise TypeError(f"unsupported operand type(s) for *: {type(self)} and {type(times)}\nRepeat by an int.")
        if times <= 0:
            raise ValueError(f"Non-positive multiplication factor {times} for {type(self)}\nRepeat at least once.")
        return times


class ModuleList(_Numbered):
    """A list of modules that are registered (those in a plain Python list are not). It has no forward: loop over it."""

    def __init__(self, modules: Iterable[Module] | None = None) -> None:
        super().__init__()
        if modules is not None:
            self.extend(modules)

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return type(self)(list(self)[index])
        return self._modules[self._key(index)]

    def insert(self, index: int, module: Module) -> None:
        """Put a module before the one at `index`."""
        self._insert(index, module)

    def extend(self, modules: Iterable[Module]) -> Self:
        """Add all modules of an iterable at the end. Returns self."""
        if not isinstance(modules, Iterable):
            raise TypeError(
                f"ModuleList.extend should be called with an iterable, but got {type(modules).__name__}\n"
                "Give a list: nn.ModuleList([layer1, layer2])."
            )
        for module in list(modules):
            self.append(module)
        return self

    def __iadd__(self, modules: Iterable[Module]) -> Self:
        return self.extend(modules)

    def __add__(self, other: Iterable[Module]) -> ModuleList:
        return ModuleList(chain(self, other))

    def __repr__(self) -> str:
        """Neighbors that print alike are counted: `(0-2): 3 x Linear(...)`."""
        runs: list[list[Any]] = []  # first place, last place, printed form
        for place, module in enumerate(self):
            text = repr(module)
            if runs and runs[-1][2] == text:
                runs[-1][1] = place
            else:
                runs.append([place, place, text])
        lines = []
        for first, last, text in runs:
            count = "" if first == last else f"-{last}): {last - first + 1} x "
            lines.append(f"  ({first}{count or '): '}{indented(text)}")
        return "\n".join([f"{self._get_name()}(", *lines, ")"]) if runs else f"{self._get_name()}()"


class ModuleDict(Module):
    """A dictionary of modules that are registered. It has no forward: pick a module by its name and call that."""

    _modules: dict[str, Module]  # type: ignore[assignment]

    def __init__(self, modules: Mapping[str, Module] | Iterable[tuple[str, Module]] | None = None) -> None:
        super().__init__()
        if modules is not None:
            self.update(modules)

    def __getitem__(self, key: str) -> Module:
        return self._modules[key]

    def __setitem__(self, key: str, module: Module) -> None:
        self.add_module(key, module)

    def __delitem__(self, key: str) -> None:
        del self._modules[key]

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __contains__(self, key: object) -> bool:
        return key in self._modules

    def keys(self) -> KeysView[str]:
        """The names."""
        return self._modules.keys()

    def items(self) -> ItemsView[str, Module]:
        """Pairs (name, module)."""
        return self._modules.items()

    def values(self) -> ValuesView[Module]:
        """The modules."""
        return self._modules.values()

    def clear(self) -> None:
        """Remove all modules."""
        self._modules.clear()

    def pop(self, key: str) -> Module:
        """Take a module out and return it."""
        return self._modules.pop(key)

    def update(self, modules: Any) -> None:
        """Add the modules of a mapping, or of an iterable of pairs (name, module)."""
        help = "Give a dict, {'name': module}, or a list of pairs, [('name', module)]."
        if not isinstance(modules, Iterable):
            raise TypeError(
                "ModuleDict.update should be called with an iterable of key/value pairs, but got "
                f"{type(modules).__name__}\n{help}"
            )
        pairs: Any = list(modules.items() if isinstance(modules, Mapping | ModuleDict) else modules)
        for place, pair in enumerate(pairs):
            where = f"ModuleDict update sequence element #{place}"
            if not isinstance(pair, Iterable):
                raise TypeError(f"{where} should be Iterable; is{type(pair).__name__}\n{help}")
            if len(pair) != 2:  # type: ignore[arg-type]
                raise ValueError(f"{where} has length {len(pair)}; 2 is required\n{help}")  # type: ignore[arg-type]
        for key, module in pairs:
            self[key] = module


class ParameterList(Module):
    """A list of parameters that are registered; tensors put in become parameters."""

    def __init__(self, values: Iterable[Any] | None = None) -> None:
        super().__init__()
        self._size = 0
        if values is not None:
            self.extend(values)

    def _key(self, index: int) -> str:
        place = operator.index(index)
        if not -self._size <= place < self._size:
            raise IndexError(f"index {index} is out of range\nThere are {self._size} values, numbered from 0.")
        return str(place % self._size)

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return type(self)([self[place] for place in range(self._size)[index]])
        return getattr(self, self._key(index))

    def __setitem__(self, index: int, value: Any) -> None:
        tensor = isinstance(value, Tensor) and not isinstance(value, Parameter)
        setattr(self, self._key(index), Parameter(value) if tensor else value)

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Any]:
        return (self[place] for place in range(self._size))

    def append(self, value: Any) -> Self:
        """Add a value at the end. Returns self."""
        self._size += 1
        self[-1] = value
        return self

    def extend(self, values: Iterable[Any]) -> Self:
        """Add all values of an iterable at the end. Returns self."""
        if not isinstance(values, Iterable) or isinstance(values, Tensor):
            raise TypeError(
                f"ParameterList.extend should be called with an iterable, but got {type(values).__name__}\n"
                "Give a list: nn.ParameterList([w1, w2])."
            )
        for value in list(values):
            self.append(value)
        return self

    def __iadd__(self, values: Iterable[Any]) -> Self:
        return self.extend(values)

    def extra_repr(self) -> str:
        return _listed(enumerate(self))

    def __call__(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise RuntimeError("ParameterList should not be called.\nUse its items: p[0] @ x.")


def _listed(items: Iterable[tuple[Any, Any]]) -> str:
    """One line per value: what it is, not its numbers."""
    lines = []
    for name, value in items:
        text = f"Object of type: {type(value).__name__}"
        if isinstance(value, Tensor):
            size = "x".join(str(dim) for dim in value.shape)
            device = f" ({value.device})" if value.is_cuda else ""
            kind = value.dtype if isinstance(name, int) else tensor_type(value)
            text = f"Parameter containing: [{kind} of size {size}{device}]"
        lines.append(f"  ({name}): {text}")
    return "\n".join(lines)


class ParameterDict(Module):
    """A dictionary of parameters that are registered, in the order in which they came; tensors become parameters."""

    def __init__(self, parameters: Any = None) -> None:
        super().__init__()
        self._keys: dict[str, None] = {}
        if parameters is not None:
            self.update(parameters)

    def __getitem__(self, key: Any) -> Any:
        return getattr(self, str(key))

    def __setitem__(self, key: Any, value: Any) -> None:
        tensor = isinstance(value, Tensor) and not isinstance(value, Parameter)
        self._keys[key] = None
        setattr(self, str(key), Parameter(value) if tensor else value)

    def __delitem__(self, key: Any) -> None:
        del self._keys[key]
        delattr(self, str(key))

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __reversed__(self) -> Iterator[str]:
        return reversed(list(self._keys))

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def keys(self) -> Iterable[str]:
        """The names."""
        return self._keys.keys()

    def values(self) -> Iterable[Any]:
        """The parameters."""
        return (self[key] for key in self._keys)

    def items(self) -> Iterable[tuple[str, Any]]:
        """Pairs (name, parameter)."""
        return ((key, self[key]) for key in self._keys)

    def copy(self) -> ParameterDict:
        """Another dictionary of the same parameters."""
        return ParameterDict(OrderedDict(self.items()))

    def setdefault(self, key: str, default: Any = None) -> Any:
        """The parameter of this name; if there is none, `default` is put in."""
        if key not in self:
            self[key] = default
        return self[key]

    def get(self, key: str, default: Any = None) -> Any:
        """The parameter of this name, or `default`."""
        return getattr(self, str(key), default)

    def clear(self) -> None:
        """Remove all parameters."""
        for key in list(self._keys):
            del self[key]

    def pop(self, key: str) -> Any:
        """Take a parameter out and return it."""
        value = self[key]
        del self[key]
        return value

    def popitem(self) -> tuple[str, Any]:
        """Take the last parameter out and return its name and itself."""
        key = next(reversed(self._keys))
        return key, self.pop(key)

    def fromkeys(self, keys: Iterable[str], default: Any = None) -> ParameterDict:
        """A new dictionary with these names, and the same value for all."""
        return ParameterDict((key, default) for key in keys)

    def update(self, parameters: Any) -> None:
        """Add the parameters of a mapping, or of an iterable of pairs (name, parameter)."""
        help = "Give a dict, {'name': parameter}, or a list of pairs, [('name', parameter)]."
        if not isinstance(parameters, Iterable):
            raise TypeError(
                "ParametersDict.update should be called with an iterable of key/value pairs, but got "
                f"{type(parameters).__name__}\n{help}"
            )
        if isinstance(parameters, OrderedDict | ParameterDict):
            pairs: Any = list(parameters.items())
        elif isinstance(parameters, Mapping):
            pairs = sorted(parameters.items())
        else:
            pairs = list(parameters)
        for place, pair in enumerate(pairs):
            where = f"ParameterDict update sequence element #{place}"
            if not isinstance(pair, Iterable):
                raise TypeError(f"{where} should be Iterable; is{type(pair).__name__}\n{help}")
            if len(pair) != 2:  # type: ignore[arg-type]
                raise ValueError(f"{where} has length {len(pair)}; 2 is required\n{help}")  # type: ignore[arg-type]
        for key, value in pairs:
            self[key] = value

    def __or__(self, other: Any) -> ParameterDict:
        return self.copy().__ior__(other)

    def __ior__(self, other: Any) -> ParameterDict:
        self.update(other)
        return self

    def extra_repr(self) -> str:
        return _listed(self.items())

    def __call__(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise RuntimeError("ParameterDict should not be called.\nUse its items: p['name'] @ x.")
