"""The computation graph: nodes (one per recorded operation) and the edges between them.

    x ──┐
        ├─ MulBackward0 ── SumBackward0 ── loss
    w ──┘

A tensor that an operation made points at its node (`grad_fn`).  A node points back, by its edges, at the nodes that
made the operation's inputs; where an input is a leaf, the edge is that leaf itself.  So the graph is held alive by its
results alone: drop the loss, and the whole graph is freed.
"""

from __future__ import annotations

import functools
import itertools
import weakref
from collections.abc import Callable
from typing import Any

sequence = itertools.count()  # creation order: an operation's inputs always come before the operation itself

OTHER_TENSORS = {"index", "indices", "mask", "target", "condition"}  # that rules save, besides inputs and the result


class Node:
    """One recorded operation, made of a rule and the values that the rule needs.

    A subclass is a gradient rule.  It names what it saves (`saves`) and says in `backward` how a gradient with respect
    to the operation's result becomes gradients with respect to its inputs:

        backward(ctx, grad, *saved) -> one gradient, or a tuple with one gradient (or None) per input

    `grad` and the saved values are NumPy arrays; with `create_graph=True` the same rule runs on Tensors instead.  A rule
    need not care about broadcasting: the engine sums a gradient down to the shape of the input it belongs to.  It
    gives new arrays, or `grad` itself, or views of `grad`; what is new becomes `leaf.grad` without a copy.  (A rule that
    cannot promise this sets `shares`.)  `ctx` is the node, and what else the rule's class has is read as `ctx.rule.…`.
    """

    inputs: tuple[str, ...] = ("self",)  # names of the differentiable inputs, in the order of the edges
    outputs: tuple[str, ...] = ()  # names of the results, of a rule that saves several of them
    saves: tuple[str, ...] = ()  # names of the saved values; an input's name, "result" or any other
    indices_anywhere = False  # may the tensors that it reads without a gradient live on another device?
    raw: tuple[str, ...] = ()  # saved arrays that stay arrays (places, masks) when the rule runs on Tensors
    bilinear = False  # saves its two inputs, each of them needed for the gradient of the other one only
    passes = False  # the rule returns its `grad` in another shape: a view of it, nothing new
    shares = False  # the rule may return an array that others hold, or that cannot be written to
    once_differentiable = False  # the rule works on NumPy arrays only: no create_graph=True through it

    # what each node has of its own
    rule: type[Node]  # its rule; it is made as a plain Node and becomes an object of this class when somebody looks (`shown`)
    edges: tuple[Any, ...]  # one per input: the Node that made it, the leaf Tensor itself, or None
    numbers: tuple[int, ...] | None  # which output of its node each edge means; None: the first of each
    saved: tuple[Any, ...] | None  # the values named in `saves`; None once they were freed
    versions: tuple[tuple[list[int], int, Any], ...]  # (version counter, version when saved, name)
    arity: int  # number of outputs of the operation
    shape: Any  # shape and dtype of the operation's result (one tuple per output where arity > 1)
    dtype: Any
    seq: int
    listened: bool  # has it ever had hooks, or outputs that asked for their gradient?

    # what follows from `inputs` and `saves`
    keeps: str | None = None  # what `record1` watches: "input", the first one, "result" or "both"
    watched: tuple[tuple[int, int, str], ...] = ()  # saved tensors: (place in `saves`, which input, -1: result, name)
    holds = False  # does it save tensors, which backward frees?

    hooks: dict[Any, dict[int, Any]] | None = None
    retained: dict[int, weakref.ref[Any]] | None = None  # outputs that asked for retain_grad()
    trace: str | None = None  # where the operation was called (kept in anomaly mode)

    @staticmethod
    def backward(ctx: Any, grad: Any, *saved: Any) -> Any:
        raise NotImplementedError

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.rule = cls
        first, result = bool(cls.inputs) and cls.inputs[0] in cls.saves, "result" in cls.saves
        cls.keeps = "both" if first and result else "input" if first else "result" if result else None
        tensors = (*cls.inputs, "result")
        cls.watched = tuple(
            (place, tensors.index(name) if name != "result" else -1, name)
            for place, name in enumerate(cls.saves)
            if name in tensors
        )
        cls.holds = bool(cls.watched or cls.outputs) or not OTHER_TENSORS.isdisjoint(cls.saves)
        for name in cls.saves:  # `node._saved_other` and so on, PyTorch's names (a __getattr__ would slow all else down)
            setattr(cls, "_saved_" + name, property(functools.partial(saved_value, name=name)))

    @property
    def needs_input_grad(self) -> tuple[bool, ...]:
        """For each input: does anybody want its gradient?"""
        return tuple(edge is not None for edge in self.edges)

    @property
    def next_functions(self) -> tuple[tuple[Any, int], ...]:
        """PyTorch's public view of the edges: pairs (node or None, number of that node's output)."""
        numbers = self.numbers or (0,) * len(self.edges)
        return tuple(
            (
                None if edge is None else shown(edge) if isinstance(edge, Node) else accumulate_grad(edge),
                number if edge is not None else 0,
            )
            for edge, number in zip(self.edges, numbers, strict=True)
        )

    def name(self) -> str:
        """The rule's name, for instance 'MulBackward0'."""
        return shown(self).name() if type(self) is Node else type(self).__name__

    @property
    def requires_grad(self) -> bool:
        return True

    @property
    def metadata(self) -> dict[Any, Any]:
        """A dictionary of your own, kept with the node."""
        return self.__dict__.setdefault("_metadata", {})

    def register_hook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call `hook(grad_inputs, grad_outputs)` after the rule ran; what it returns replaces grad_inputs."""
        return self.add_hook("post", hook)

    def register_prehook(self, hook: Callable[..., Any]) -> RemovableHandle:
        """Call `hook(grad_outputs)` before the rule runs; what it returns replaces grad_outputs."""
        return self.add_hook("pre", hook)

    def add_hook(self, kind: Any, hook: Callable[..., Any]) -> RemovableHandle:
        """One more hook, for `kind`: "pre" or "post" of the node, or the number of the output whose gradient it gets."""
        self.listened = True
        if self.hooks is None:
            self.hooks = {}
        return RemovableHandle(self.hooks.setdefault(kind, {}), hook)

    def _sequence_nr(self) -> int:
        return self.seq

    def __repr__(self) -> str:
        return f"<{self.name().rpartition('::')[2]} object at {id(self):#x}>"


def shown(node: Any) -> Any:
    """A node as its users see it, an object of its rule's class; None stays None.

    Until somebody looks it is a plain Node: Python reads an attribute three times as fast where all objects that come by
    are of one class.
    """
    if type(node) is Node:
        node.__class__ = node.rule
    return node


def blank(rule: type[Node], edges: tuple[Any, ...], numbers: tuple[int, ...] | None = None) -> Any:
    """A new node, all filled in but what it saves, and shape and dtype.  (`record1` and others have it written out.)"""
    node: Any = object.__new__(Node)
    node.rule, node.edges, node.numbers = rule, edges, numbers if numbers and any(numbers) else None
    node.versions, node.arity, node.listened, node.seq = (), 1, False, next(sequence)
    return node


class AccumulateGrad(Node):
    """The end of a path: adds the gradient that arrives to `variable.grad`.  (Made when somebody looks at it.)"""

    edges = versions = saved = ()
    numbers = None
    arity = 1
    listened = False
    seq = 2**64 - 1  # later than every operation: PyTorch's number for it

    def __init__(self, variable: Any) -> None:
        self.variable = variable
        self.shape = variable._data.shape
        self.dtype = variable._data.dtype

    def name(self) -> str:
        return "torch::autograd::AccumulateGrad"

    def __repr__(self) -> str:
        return f"<AccumulateGrad object at {id(self):#x}>"

    def add_hook(self, kind: Any, hook: Callable[..., Any]) -> RemovableHandle:
        raise NotImplementedError(
            "hooks on AccumulateGrad are left out: use tensor.register_hook or "
            "tensor.register_post_accumulate_grad_hook on the leaf itself"
        )


def accumulate_grad(leaf: Any) -> AccumulateGrad:
    """The AccumulateGrad node of a leaf: one and the same as long as anybody holds it."""
    reference = leaf.__dict__.get("_accumulate")
    node = reference() if reference is not None else None
    if node is None:
        node = AccumulateGrad(leaf)
        leaf._accumulate = weakref.ref(node)
    return node


def saved_value(node: Node, name: str) -> Any:
    """What a node keeps under this name in `saves`, as a tensor with its history where it is one."""
    from .engine import unpack

    return unpack(node)[node.saves.index(name)]


class RemovableHandle:
    """What `register_hook` returns: call `remove()`, or leave a `with` block, and the hook is gone."""

    _ids = itertools.count()

    def __init__(self, hooks: dict[int, Any], hook: Any) -> None:
        self.id = next(self._ids)
        self._hooks = hooks
        hooks[self.id] = hook

    def remove(self) -> None:
        self._hooks.pop(self.id, None)

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *exc: object) -> None:
        self.remove()
