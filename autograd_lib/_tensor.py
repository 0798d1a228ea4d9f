"""The Tensor: an array, and how it was made.

This file holds what a tensor *is*: its array, its place in the graph, its gradient, and how it meets Python and NumPy.
What can be *computed* with tensors is in `ops/`; each operation attaches itself as a method by `@tensor_method`.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from numpy import ndarray

from . import dtypes
from .arrays import address, as_array, as_contiguous, canonical_strides, offset, on_gpu
from .autograd.grad_mode import mode
from .autograd.graph import shown
from .device import cpu, device, gpu
from .size import Size, trusted_size

if TYPE_CHECKING:
    import weakref

    from .autograd.graph import Node


def wrap(array: Any) -> Tensor:
    """A new Tensor around an array; the memory is shared, nothing is recorded."""
    tensor = object.__new__(Tensor)  # `blank`, written out
    tensor._data = array if type(array) is ndarray else as_array(array)
    tensor._counter = [0]
    tensor._node = None
    tensor._output_nr = 0
    tensor._requires_grad = tensor._guarded = False
    if mode.inference:
        mark_inference(tensor)
    return tensor


def blank(cls: type, array: Any, counter: list[int] | None) -> Any:
    """A new Tensor of class `cls` without history, all that each tensor has filled in."""
    tensor: Any = object.__new__(cls)
    tensor._data = array
    tensor._counter = counter
    tensor._node = None
    tensor._output_nr = 0
    tensor._requires_grad = tensor._guarded = False
    return tensor


def mark_inference(tensor: Any) -> None:
    """A tensor made in inference mode has no version counter and can never be saved for a gradient."""
    tensor._counter = None


def tensor_method(function: Any = None, *, name: str | None = None, inplace: Any = False) -> Any:
    """Make a function also a method of Tensor (and, with `inplace`, its in-place twin `name_` too).

    `inplace` may be a function of NumPy's, which does the same to two arrays where nothing is recorded.
    """

    def attach(function: Callable[..., Any]) -> Callable[..., Any]:
        called = name or function.__name__
        if name:
            function.__name__, function.__qualname__ = name, f"Tensor.{name}"
        setattr(Tensor, called, function)
        if inplace:
            from .autograd.inplace import inplace as twin

            setattr(Tensor, called + "_", twin(function, None if inplace is True else inplace))
        return function

    return attach if function is None else attach(function)


class Tensor:
    """A multi-dimensional array of numbers of one type that can remember how it was computed.

    Make one with `torch.tensor`, `torch.zeros`, `torch.rand`, …
    """

    # what each tensor has of its own (Python reads such an attribute faster than one that the class has a default for)
    _data: ndarray  # the numbers; on `cuda` an array of CuPy's
    _counter: list[int]  # version counter: the number of in-place changes; one list for all views of a memory
    _requires_grad: bool
    _node: Node | None  # the operation that made it (grad_fn); None for a leaf
    _output_nr: int  # which of that operation's results it is
    _guarded: bool  # a view: its history may have to be refreshed before use

    _grad: Tensor | None = None
    _hooks: dict[int, Any] | None = None  # on a leaf; other tensors keep their hooks at their node
    _post_hooks: dict[int, Any] | None = None
    _accumulate: weakref.ref[Any] | None = None
    _base: Tensor | None = None  # the tensor whose memory this one looks at
    _version_seen = 0
    _born = ""  # how a view was made, where that forbids changing it in place

    __module__ = "autograd_lib"  # where its users find it, and what `type(x)` shows
    __array_priority__ = 1000  # `array + tensor` asks the tensor
    __hash__ = object.__hash__

    def __new__(cls, *args: Any, **kwargs: Any) -> Tensor:
        """`torch.Tensor(…)`, PyTorch's old constructor: sizes or data.  (The library itself calls `wrap`.)"""
        from .ops.creation import legacy_tensor

        tensor = legacy_tensor(*args, **kwargs)
        if cls is not Tensor:
            tensor.__class__ = cls
        return tensor

    if TYPE_CHECKING:  # what `ops/` attaches

        def __getattr__(self, name: str) -> Any: ...

        __add__: Any
        __radd__: Any
        __sub__: Any
        __rsub__: Any
        __mul__: Any
        __rmul__: Any
        __truediv__: Any
        __rtruediv__: Any
        __floordiv__: Any
        __mod__: Any
        __pow__: Any
        __rpow__: Any
        __matmul__: Any
        __neg__: Any
        __pos__: Any
        __abs__: Any
        __invert__: Any
        __and__: Any
        __or__: Any
        __xor__: Any
        __lt__: Any
        __le__: Any
        __gt__: Any
        __ge__: Any
        __getitem__: Any
        __setitem__: Any
        __delitem__: Any
        __rmatmul__: Any
        T: Any
        mT: Any
        mH: Any
        H: Any
        t_: Any
        transpose_: Any
        squeeze_: Any
        softmax: Any
        log_softmax: Any
        unsqueeze_: Any
        bernoulli: Any
        ger: Any
        take: Any
        absolute: Any
        clip: Any

    # --- shape and type -----------------------------------------------------------------------------------------------

    @property
    def shape(self) -> Size:
        """The length of each dimension."""
        return trusted_size(self._data.shape)

    def size(self, dim: int | None = None) -> Any:
        """The shape, or the length of one dimension."""
        if dim is None:
            return Size(self._data.shape)
        from .ops.arguments import check_dim

        return self._data.shape[check_dim(dim, self._data.ndim)]

    @property
    def dtype(self) -> dtypes.dtype:
        """The type of the elements."""
        return dtypes.from_numpy_dtype(self._data.dtype)

    @property
    def device(self) -> device:
        """Where the numbers live."""
        return gpu if on_gpu(self._data) else cpu

    @property
    def layout(self) -> str:
        return "torch.strided"

    @property
    def ndim(self) -> int:
        """The number of dimensions (the rank)."""
        return self._data.ndim

    def dim(self) -> int:
        """The number of dimensions (the rank)."""
        return self._data.ndim

    ndimension = dim

    def numel(self) -> int:
        """The number of elements."""
        return self._data.size

    nelement = numel

    def element_size(self) -> int:
        """Bytes per element."""
        return self._data.itemsize

    @property
    def itemsize(self) -> int:
        return self._data.itemsize

    @property
    def nbytes(self) -> int:
        return self._data.nbytes

    def stride(self, dim: int | None = None) -> Any:
        """How many elements further the next one along a dimension lies in memory."""
        item = self._data.itemsize
        steps = tuple(step // item for step in self._data.strides)
        if self._data.size == 0 or 1 in self._data.shape:
            steps = canonical_strides(self._data, steps)
        if dim is None:
            return steps
        from .ops.arguments import check_dim

        return steps[check_dim(dim, self._data.ndim)]

    def storage_offset(self) -> int:
        """How many elements after the start of its memory the tensor begins."""
        return offset(self._data)

    def data_ptr(self) -> int:
        """The address of the first element."""
        return address(self._data)

    def is_contiguous(self) -> bool:
        """Do the elements lie in memory in the order in which they are printed?"""
        return self._data.flags.c_contiguous

    def is_floating_point(self) -> bool:
        """True for float16, float32 and float64."""
        return self._data.dtype.kind == "f"

    def is_complex(self) -> bool:
        return False

    def is_signed(self) -> bool:
        return self._data.dtype.kind in "fi"

    def is_inference(self) -> bool:
        """Was it made in inference mode?"""
        return self._counter is None

    @property
    def is_cuda(self) -> bool:
        """Does it live on a GPU?"""
        return on_gpu(self._data)

    def get_device(self) -> int:
        """The number of its GPU; -1 on the CPU."""
        return 0 if on_gpu(self._data) else -1

    is_sparse = False
    is_quantized = False
    is_meta = False
    is_mps = False
    names = property(lambda self: (None,) * self._data.ndim)

    # --- the graph ----------------------------------------------------------------------------------------------------

    @property
    def requires_grad(self) -> bool:
        """Does anything computed from this tensor have to be recorded?"""
        return self._requires_grad or (self._base is not None and self._base._requires_grad)

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        if not isinstance(value, bool):
            raise RuntimeError("requires_grad must be a bool\nWrite x.requires_grad = True.")
        if value == self.requires_grad:
            return
        if self._node is not None:
            raise RuntimeError(
                "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a "
                "subgraph that doesn't require differentiation use var_no_grad = var.detach()."
            )
        if value:
            if self._data.dtype.kind != "f":
                raise RuntimeError(
                    "only Tensors of floating point and complex dtype can require gradients\n"
                    f"This one is {self.dtype!r}: write x = x.float() first."
                )
            if self._counter is None and not mode.inference:
                raise RuntimeError(
                    "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.\n"
                    "Make a clone to get a normal tensor."
                )
        self._requires_grad = value

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Start (or stop) recording what is computed from this leaf.  Returns the tensor itself."""
        if requires_grad and self._data.dtype.kind != "f":
            raise RuntimeError(
                "only Tensors of floating point dtype can require gradients\n"
                f"This one is {self.dtype!r}: write x = x.float() first."
            )
        self.requires_grad = requires_grad
        return self

    @property
    def grad_fn(self) -> Node | None:
        """The node of the operation that made this tensor; None for a leaf."""
        if self._guarded:
            _refresh(self)
        return shown(self._node)

    @property
    def is_leaf(self) -> bool:
        """True for tensors that were not made by a recorded operation."""
        if self._guarded:
            _refresh(self)
        return self._node is None

    @property
    def output_nr(self) -> int:
        return self._output_nr

    @property
    def grad(self) -> Tensor | None:
        """The gradient that `backward()` has added up so far, or None."""
        if self._grad is None and self._node is not None and not self.retains_grad:
            import warnings

            warnings.warn(
                "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be "
                "populated during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf "
                "Tensor, use .retain_grad() on the non-leaf Tensor. If you access the non-leaf Tensor by mistake, make sure "
                "you access the leaf Tensor instead. See github.com/pytorch/pytorch/pull/30531 for more informations.",
                UserWarning,
                stacklevel=2,
            )
        return self._grad

    @grad.setter
    def grad(self, value: Tensor | None) -> None:
        if value is not None:
            from .autograd.errors import check_grad

            check_grad(self, value)
        self._grad = value

    @grad.deleter
    def grad(self) -> None:
        self._grad = None

    def retain_grad(self) -> None:
        """Keep the gradient of this tensor in `grad` too, although it is not a leaf."""
        if not self.requires_grad:
            raise RuntimeError(
                "can't retain_grad on Tensor that has requires_grad=False\nNo gradient will ever arrive here."
            )
        if self._node is None:
            return
        import weakref

        self._node.listened = True
        if self._node.retained is None:
            self._node.retained = {}
        self._node.retained[self._output_nr] = weakref.ref(self)

    @property
    def retains_grad(self) -> bool:
        """True after `retain_grad()` on a tensor that is not a leaf."""
        node = self._node
        return node is not None and node.retained is not None and self._output_nr in node.retained

    @property
    def _version(self) -> int:
        """The number of in-place changes of this tensor's memory so far."""
        if self._counter is None:
            raise RuntimeError("Inference tensors do not track version counter.\nMake a clone to get a normal tensor.")
        return self._counter[0]

    def _is_view(self) -> bool:
        return self._base is not None

    @property
    def data(self) -> Tensor:
        """The same numbers without history; changes of it are not noticed by autograd.  Prefer `detach()`."""
        return wrap(self._data)

    @data.setter
    def data(self, value: Tensor) -> None:
        if not isinstance(value, Tensor):
            raise TypeError(f"Variable data has to be a tensor, but got {type(value).__name__}\nWrite torch.tensor(…).")
        if self._requires_grad and value._data.dtype.kind != "f":
            raise RuntimeError(
                "data set to a tensor that requires gradients must be floating point or complex dtype\n"
                f"It has dtype {value.dtype!r}: write value.float()."
            )
        self._data = value._data

    def detach(self) -> Tensor:
        """A tensor on the same memory that is cut off from the graph."""
        result = wrap(self._data)
        result._counter = self._counter
        return result

    def detach_(self) -> Tensor:
        """Cut this tensor itself off from the graph: it becomes a leaf."""
        if self._base is not None:
            raise RuntimeError(
                "Can't detach views in-place. Use detach() instead. If you are using DistributedDataParallel (DDP) for "
                "training, and gradient_as_bucket_view is set as True, gradients are views of DDP buckets, and hence "
                "detach_() cannot be called on these gradients. To fix this error, please refer to the "
                "Optimizer.zero_grad() function in torch/optim/optimizer.py as the solution."
            )
        self._node, self._output_nr, self._requires_grad = None, 0, False
        return self

    # --- to Python and NumPy --------------------------------------------------------------------------------------------

    def item(self) -> Any:
        """The number of a tensor with one element, as a Python number."""
        try:
            return self._data.item()
        except ValueError:
            raise RuntimeError(
                f"a Tensor with {self._data.size} elements cannot be converted to Scalar\n"
                f"item() reads a single number; this tensor has shape {list(self._data.shape)}: "
                "use tolist(), or reduce it first (mean(), sum())."
            ) from None

    def tolist(self) -> Any:
        """The numbers as nested Python lists (a plain number for a 0-dim tensor)."""
        return self._data.tolist()

    def numpy(self, *, force: bool = False) -> ndarray:
        """The numbers as a NumPy array that shares the tensor's memory."""
        if not force and self.requires_grad:
            raise RuntimeError(
                "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.\n"
                "NumPy cannot record what is computed, so a gradient would be lost silently."
            )
        if on_gpu(self._data):
            if not force:
                raise TypeError(
                    "can't convert cuda:0 device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory "
                    "first.\nWrite x.cpu().numpy(), or x.detach().cpu().numpy()."
                )
            array: Any = self._data
            return array.get()
        return self._data.view()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> ndarray:
        array = self.numpy()
        if dtype is not None and array.dtype != dtype:
            if copy is False:
                raise ValueError("Unable to avoid copy while creating an array as requested.")
            return array.astype(dtype)
        return array.copy() if copy else array

    def __array_wrap__(self, array: ndarray, context: Any = None, return_scalar: bool = False) -> Tensor:
        return wrap(array)

    def __len__(self) -> int:
        if self._data.ndim == 0:
            raise TypeError("len() of a 0-d tensor\nA tensor without dimensions is a single number: it has no length.")
        return len(self._data)

    def __iter__(self) -> Iterator[Tensor]:
        if self._data.ndim == 0:
            raise TypeError("iteration over a 0-d tensor\nA tensor without dimensions is a single number: use item().")
        return iter(self.unbind(0))

    def __bool__(self) -> bool:
        if self._data.size == 1:
            return bool(self._data)
        if self._data.size == 0:
            raise RuntimeError("Boolean value of Tensor with no values is ambiguous\nAsk for x.numel() == 0 instead.")
        raise RuntimeError(
            "Boolean value of Tensor with more than one value is ambiguous\n"
            "Write x.any() or x.all() to say which of its elements count."
        )

    def __float__(self) -> float:
        return builtins.float(_one(self))

    def __int__(self) -> int:
        return builtins.int(_one(self))

    def __complex__(self) -> complex:
        return complex(_one(self))

    def __index__(self) -> int:
        if self._data.dtype.kind not in "iub" or self._data.size != 1:
            raise TypeError(
                "only integer tensors of a single element can be converted to an index\n"
                f"This one has dtype {self.dtype!r} and shape {list(self._data.shape)}."
            )
        return builtins.int(self._data.item())

    def __contains__(self, element: Any) -> bool:
        if isinstance(element, (Tensor, int, float, bool)):
            found: Any = self == element
            return bool(found.any().item())
        raise RuntimeError(
            f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a {type(element)}.\n"
            "Ask whether a number is in the tensor."
        )

    # --- printing and copying -------------------------------------------------------------------------------------------

    def __repr__(self, *, tensor_contents: Any = None) -> str:
        from ._tensor_str import tensor_str

        return tensor_str(self, tensor_contents=tensor_contents)

    def __format__(self, spec: str) -> str:
        from ._tensor_str import tensor_format

        return tensor_format(self, spec)

    def __deepcopy__(self, memo: dict[int, Any]) -> Tensor:
        if self._node is not None:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment.  "
                "If you were attempting to deepcopy a module, this may be because of a torch.nn.utils.weight_norm usage, "
                "see https://github.com/pytorch/pytorch/pull/103001\nWrite x.detach().clone() instead."
            )
        if id(self) in memo:
            return memo[id(self)]
        import copy

        result = memo[id(self)] = blank(type(self), self._data.copy(), [0])
        result._requires_grad = self._requires_grad
        result._grad = copy.deepcopy(self._grad, memo)
        private = Tensor.__annotations__
        for name, value in self.__dict__.items():
            if name not in private and not hasattr(Tensor, name):
                setattr(result, name, copy.deepcopy(value, memo))
        return result

    def __reduce_ex__(self, protocol: Any) -> Any:
        if self._node is not None:
            raise RuntimeError(
                "Cowardly refusing to serialize non-leaf tensor which requires_grad, since autograd does not support "
                "crossing process boundaries.  If you just want to transfer the data, call detach() on the tensor before "
                "serializing (e.g., putting it on the queue)."
            )
        return (_rebuild, (type(self), as_contiguous(self._data).reshape(self._data.shape), self._requires_grad))


def _rebuild(cls: type, array: ndarray, requires_grad: bool) -> Tensor:
    """Unpickling (of deep copies between processes; `load` never unpickles)."""
    tensor: Tensor = blank(cls, array, [0])
    tensor._requires_grad = requires_grad
    return tensor


def _one(tensor: Tensor) -> Any:
    """The only element of a tensor, for `float(x)` and `int(x)`."""
    if tensor._data.size != 1:
        raise ValueError(
            "only one element tensors can be converted to Python scalars\n"
            f"This one has shape {list(tensor._data.shape)}: use x.tolist(), x.float() or x.int()."
        )
    return tensor._data.item()


def _refresh(tensor: Tensor) -> None:
    from .autograd.views import refresh

    refresh(tensor)
