"""`Function`: an operation of your own, with a gradient rule of your own.

class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return x * 2

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output * 2

y = Double.apply(x)
"""

from __future__ import annotations

import functools
import inspect
import warnings
import weakref
from collections.abc import Callable
from typing import Any, NoReturn

from .._tensor import Tensor, wrap
from ..arrays import module_of
from . import record
from .engine import as_tensor
from .errors import changed, described, freed
from .grad_mode import mode, no_grad
from .graph import Node, blank, shown
from .inplace import check_rebase, rebase
from .views import refresh, share


class FunctionCtx:
    """What `forward` leaves for `backward`: saved tensors, and any attribute that you set."""

    needs_input_grad: tuple[bool, ...] = ()  # for each argument of `apply`: is its gradient wanted?
    materialize_grads = True
    _to_save: tuple[Any, ...] = ()
    _kept: tuple[Kept | None, ...] | None = ()
    _dirty: tuple[Any, ...] = ()
    _constant: tuple[Any, ...] = ()
    _node: Callable[[], Any] = staticmethod(lambda: None)

    def save_for_backward(self, *tensors: Any) -> None:
        """Keep inputs or outputs (or None) for `saved_tensors`; call it once.

        Unlike attributes of `ctx`, what is saved so is checked for in-place changes and freed after backward.
        """
        for place, each in enumerate(tensors):
            if each is not None and not isinstance(each, Tensor):
                raise TypeError(
                    f"save_for_backward can only save variables, but argument {place} is of type {type(each).__name__}\n"
                    "Keep other things as attributes: ctx.exponent = exponent."
                )
        self._to_save = tensors

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        """The tensors given to `save_for_backward`, each with its place in the graph."""
        if self._to_save:
            return self._to_save
        if self._kept is None:
            raise freed()
        node = self._node()
        return tuple(None if each is None else each.tensor(node) for each in self._kept)

    def mark_dirty(self, *tensors: Tensor) -> None:
        """Say which inputs `forward` changed in place; it must return them."""
        self._dirty = tensors

    def mark_non_differentiable(self, *tensors: Tensor) -> None:
        """Say which outputs have no gradient (indices, masks)."""
        self._constant = tensors

    def set_materialize_grads(self, value: bool) -> None:
        """False: `backward` gets None instead of zeros for an output that the loss does not depend on."""
        self.materialize_grads = value

    def save_for_forward(self, *tensors: Any) -> None:
        raise NotImplementedError("save_for_forward is left out: there is no forward-mode differentiation here")


class Kept:
    """A saved tensor: its numbers and its place in the graph, not the Tensor itself, which could point back here."""

    __slots__ = ("array", "edge", "number", "counter", "version", "own", "who")

    def __init__(self, tensor: Tensor, node: Any) -> None:
        self.counter, self.version, _ = record.seen(tensor, "")
        self.array, self.number = tensor._data, tensor._output_nr
        self.own = tensor._node is node  # an output of the function: an edge to its own node would be a cycle
        self.edge = (tensor._node or tensor) if tensor._requires_grad and not self.own else None
        self.who = weakref.ref(tensor)

    def tensor(self, node: Any) -> Tensor:
        """The Tensor again; refuses when its memory was changed since."""
        edge = node if self.own else self.edge
        if self.counter[0] != self.version:
            raise changed(
                described(self.array, [] if self.own else self.counter, edge, self.number),
                self.counter[0],
                self.version,
                node,
            )
        tensor = self.who()
        if (
            tensor is not None
            and tensor._data is self.array
            and tensor._node is (edge if isinstance(edge, Node) else None)
        ):
            return tensor
        tensor = as_tensor(self.array, edge, self.number)
        if edge is None:
            tensor._counter = self.counter
        return tensor


class FunctionNode(Node):
    """The node of a custom function; each `Function` has a subclass of its own, named after it."""

    shares = True  # its backward may return anything

    function: Any
    ctx: FunctionCtx
    tensor_arguments: tuple[bool, ...]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.holds = True  # the engine is to free what ctx keeps

    @property
    def saved(self) -> Any:
        return ()  # what is saved is the business of ctx, which unpacks it when asked

    @saved.setter
    def saved(self, value: Any) -> None:
        """The engine frees the saved tensors."""
        if self.ctx._kept:
            self.ctx._kept = None

    @property
    def needs_input_grad(self) -> tuple[bool, ...]:
        return self.ctx.needs_input_grad

    def __repr__(self) -> str:
        return f"<torch.autograd.function.{self.name()} object at {id(self):#x}>"

    def __getattr__(self, name: str) -> Any:
        """`y.grad_fn.saved_tensors`, and the attributes that `forward` set on its ctx."""
        if name != "ctx":
            try:
                return getattr(self.ctx, name)
            except AttributeError:
                pass
        raise AttributeError(f"'{self.name()}' object has no attribute '{name}'")

    @staticmethod
    def backward(node: Any, grad: Any) -> Any:
        """Call the user's rule on Tensors, and check what it returns."""
        ctx, several = node.ctx, node.arity > 1
        grads: list[Any] = []
        for place, each in enumerate(grad if several else [grad]):
            if each is None and ctx.materialize_grads:
                shape = node.shape[place] if several else node.shape
                model = next(_flat(grad))
                model = model._data if isinstance(model, Tensor) else model
                each = None if shape is None else module_of(model).zeros(shape, node.dtype[place] if several else node.dtype)
            grads.append(each if each is None or isinstance(each, Tensor) else wrap(each))
        results = node.function._rule()(ctx, *grads)
        if type(results) is not tuple:
            results = (results,)
        return checked(node, results, isinstance(next(g for g in _flat(grad)), Tensor))


def _flat(grad: Any) -> Any:
    return (each for each in (grad if isinstance(grad, list) else [grad]) if each is not None)


def checked(node: Any, results: tuple[Any, ...], create_graph: bool) -> tuple[Any, ...]:
    """One gradient per tensor among the arguments, from one result per argument."""
    arguments = node.tensor_arguments
    if len(results) > len(arguments) and all(each is None for each in results[len(arguments) :]):
        results = results[: len(arguments)]
    if len(results) != len(arguments):
        raise RuntimeError(
            f"function {node.name()} returned an incorrect number of gradients (expected {len(arguments)}, got "
            f"{len(results)})\nbackward returns one gradient per argument of forward, and None for those that are no tensors."
        )
    found = []
    for place, (each, is_tensor) in enumerate(zip(results, arguments, strict=True)):
        if each is not None and not is_tensor:
            raise RuntimeError(
                f"function {node.name()} returned a gradient different than None at position {place + 1}, but the "
                "corresponding forward input was not a Variable\nReturn None there: only tensors have gradients."
            )
        if each is not None and not isinstance(each, Tensor):
            raise RuntimeError(
                f"expected Variable or None (got {type(each).__name__})\n"
                "backward returns a Tensor (or None), or a tuple of them with one per argument of forward."
            )
        if is_tensor:
            found.append(each if each is None or create_graph else each._data)
    return tuple(found)


class Function(FunctionCtx):
    """Base class of custom operations: write `forward` and `backward` as static methods, then call `apply`.

    `forward(ctx, *args)` computes; what it does inside is not recorded.  `backward(ctx, *grad_outputs)` gets one
    gradient per output and returns one gradient (or None) per argument of forward.  In place of the first form you may
    write `forward(*args)` and `setup_context(ctx, inputs, output)`.
    """

    _node_class: type[FunctionNode]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._node_class = type(
            cls.__name__ + "Backward", (FunctionNode,), {"function": cls, "__module__": cls.__module__}
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        warnings.warn(
            f"{type(self)} should not be instantiated. Methods on autograd functions are all static, so you should invoke "
            "them on the class itself. Instantiating an autograd function will raise an error in a future version of PyTorch.",
            DeprecationWarning,
            stacklevel=2,
        )

    def __call__(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise RuntimeError(
            "Legacy autograd function with non-static forward method is deprecated. Please use new-style autograd function "
            "with static forward method. (Example: https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)\n"
            f"Write {type(self).__name__}.apply(…), with forward and backward as static methods."
        )

    @staticmethod
    def forward(*args: Any, **kwargs: Any) -> Any:
        """Compute the result.  Override it."""
        raise NotImplementedError(
            "You must implement the forward function for custom autograd.Function.\nIt is a static method: forward(ctx, x)."
        )

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> None:
        """In the second form: save what backward needs, after forward ran without a ctx."""
        raise NotImplementedError("setup_context is not implemented.\nIts arguments are (ctx, inputs, output).")

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        """The gradients of the arguments, from those of the outputs.  Override it."""
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom autograd.Function to use it with backward "
            "mode AD.\nIt is a static method: backward(ctx, grad_output)."
        )

    vjp = backward

    @classmethod
    def _rule(cls) -> Callable[..., Any]:
        if cls.vjp is Function.vjp:
            return cls.backward
        if cls.backward is not Function.backward:
            raise RuntimeError(
                "Implementing both 'backward' and 'vjp' for a custom Function is not allowed. You should only implement one "
                "of them."
            )
        return cls.vjp

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Run `forward`; when an argument requires a gradient, the result is recorded with `backward` as its rule."""
        two_steps = cls.setup_context is not Function.setup_context
        if kwargs or two_steps:
            args = bound_arguments(cls.forward, args, kwargs, two_steps)
        ctx = FunctionCtx()
        ctx.needs_input_grad = tuple(isinstance(each, Tensor) and each.requires_grad for each in args)
        wanted = mode.grad and any(ctx.needs_input_grad)
        with no_grad():
            if two_steps:
                output = cls.forward(*args)
                cls.setup_context(ctx, args, output)
            else:
                output = cls.forward(ctx, *args)
        node = new_node(cls._node_class, ctx, args) if wanted else None
        outputs = connect(node, ctx, args, output if isinstance(output, tuple) else (output,))
        if node is not None:
            ctx._kept = tuple(
                None if each is None else Kept(each, node) for each in saved_of(ctx, args, output, outputs)
            )
        ctx._to_save = ctx._dirty = ctx._constant = ()
        return outputs if isinstance(output, tuple) else outputs[0]


def bound_arguments(forward: Callable[..., Any], args: Any, kwargs: Any, two_steps: bool) -> tuple[Any, ...]:
    """Arguments given by name, and in the two-step form defaults too, in the order of `forward`."""
    signature = inspect.signature(forward)
    given = signature.bind(*args, **kwargs) if two_steps else signature.bind(None, *args, **kwargs)
    if two_steps:
        given.apply_defaults()
    return given.args if two_steps else given.args[1:]


def new_node(rule: type[FunctionNode], ctx: FunctionCtx, args: tuple[Any, ...]) -> FunctionNode:
    """The node of this call, with an edge for each Tensor among the arguments."""
    tensors = [each for each in args if isinstance(each, Tensor)]
    for each in tensors:
        if each._guarded:
            refresh(each)
    edges = tuple((each._node or each) if each._requires_grad else None for each in tensors)
    node = shown(blank(rule, edges, tuple(each._output_nr if each._requires_grad else 0 for each in tensors)))
    node.tensor_arguments = tuple(isinstance(each, Tensor) for each in args)
    node.ctx = ctx
    ctx._node = weakref.ref(node)
    if record.anomaly_traces:
        node.trace = record.call_site()
    return node


def connect(node: Any, ctx: FunctionCtx, args: tuple[Any, ...], outputs: tuple[Any, ...]) -> tuple[Any, ...]:
    """Give each output its place in the graph."""
    dirty = {id(each) for each in ctx._dirty}
    if not dirty <= {id(each) for each in outputs}:
        raise RuntimeError(
            "Some elements marked as dirty during the forward method were not returned as output. The inputs that are "
            "modified inplace must all be outputs of the Function."
        )
    given = {id(each) for each in args if isinstance(each, Tensor)}
    constant = {id(each) for each in ctx._constant}
    if node is not None:
        forms = [(each._data.shape, each._data.dtype) if isinstance(each, Tensor) else (None, None) for each in outputs]
        node.arity = len(outputs)
        shapes, dtypes = tuple(form[0] for form in forms), tuple(form[1] for form in forms)
        node.shape, node.dtype = (shapes, dtypes) if len(outputs) > 1 else (shapes[0], dtypes[0])
    results = []
    for number, each in enumerate(outputs):
        if isinstance(each, Tensor):
            differentiable = node is not None and id(each) not in constant and each._data.dtype.kind == "f"
            if id(each) in dirty:
                if each._counter is not None:
                    each._counter[0] += 1
                if differentiable:
                    rewrite(each, node, number)
            else:
                each = placed(each, node if differentiable else None, number, id(each) in given, len(outputs))
        results.append(each)
    return tuple(results)


def placed(tensor: Tensor, node: Any, number: int, is_input: bool, count: int) -> Tensor:
    """An output that was not changed in place; an input that came back as it was is seen again, as a view."""
    if is_input:
        view = wrap(tensor._data)
        if node is None and tensor._requires_grad:
            view._counter = tensor._counter
            return view
        with no_grad():
            share(view, tensor)
        tensor = view
    if node is None:
        if tensor._requires_grad:
            tensor._node, tensor._output_nr, tensor._requires_grad = None, 0, False
        return tensor
    tensor._node, tensor._output_nr, tensor._requires_grad = node, number, True
    if tensor._base is not None:
        tensor._born = "custom" if count == 1 else "multiple"
    return tensor


def rewrite(target: Tensor, node: Any, number: int) -> None:
    """`forward` changed this input in place: from now on it was made by `node`."""
    if target._requires_grad and target._node is None and target._base is None:
        raise RuntimeError(
            "a leaf Variable that requires grad has been used in an in-place operation.\n"
            "Its gradient would be lost: give apply a computed tensor, for instance x.clone()."
        )
    check_rebase(target)
    result = wrap(target._data)
    result._node, result._output_nr, result._requires_grad = node, number, True
    rebase(target, result)


def saved_of(ctx: FunctionCtx, args: tuple[Any, ...], output: Any, outputs: tuple[Any, ...]) -> list[Any]:
    """The tensors to save; an output that was replaced on its way out is saved as what it became."""
    before = output if isinstance(output, tuple) else (output,)
    given = {id(each) for each in args}
    became = {id(old): now for old, now in zip(before, outputs, strict=True) if id(old) not in given}
    return [became.get(id(each), each) for each in ctx._to_save]


class Error(Node):
    """Stands behind a gradient that may be used, but not differentiated."""

    saves = ("message",)

    @staticmethod
    def backward(ctx: Any, grad: Any, message: str) -> NoReturn:
        raise RuntimeError(message)


def once_differentiable(function: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator for `backward`: its own computation is not recorded, and differentiating its result is an error."""

    @functools.wraps(function)
    def backward(ctx: Any, *grads: Any) -> Any:
        with no_grad():
            results = function(ctx, *grads)
        sources = [each for each in grads if isinstance(each, Tensor) and each.requires_grad]
        if not mode.grad or not sources:
            return results
        several = isinstance(results, tuple)
        found = tuple(_refusing(each, sources) for each in (results if several else (results,)))
        return found if several else found[0]

    return backward


def _refusing(gradient: Any, sources: list[Tensor]) -> Any:
    """The same numbers, with an error behind them."""
    if gradient is None:
        return None
    result = wrap(gradient._data)
    node = blank(Error, tuple(each._node or each for each in sources))
    node.saved = ("trying to differentiate twice a function that was marked with @once_differentiable",)
    node.shape, node.dtype = result._data.shape, result._data.dtype
    result._node, result._requires_grad = node, True
    return result
