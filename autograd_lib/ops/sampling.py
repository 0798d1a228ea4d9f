"""Random tensors: the same numbers as PyTorch's for the same seed (`random.py` says how)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .. import dtypes
from .._tensor import Tensor, tensor_method, wrap
from ..arrays import as_array, beside, empty_like, move, to_cpu
from ..autograd.graph import Node
from ..autograd.inplace import assign, check_writable
from ..autograd.record import record1, record2
from ..device import check_device
from ..names import scalar_name
from ..random import Generator, fill, generator_for
from . import either
from .arguments import array_of, index_of, number, type_name
from .creation import beside_it, finish, given_out, numpy_dtype, only, sizes


def source(generator: Generator | None, device: Any) -> Generator:
    """The generator to draw from, for a tensor on a device."""
    if generator is None:
        return generator_for(device)
    if not isinstance(generator, Generator):
        raise TypeError(
            f"expected a torch.Generator, got {type_name(generator)}\nWrite torch.Generator().manual_seed(0)."
        )
    if generator.device.type != device.type:
        raise RuntimeError(
            f"Expected a '{device.type}' device type for generator but found '{generator.device.type}'\n"
            f"Write torch.Generator(device='{device.type}')."
        )
    return generator


class Drawn(Node):
    """The rule of a random number: no gradient reaches what it was drawn with."""

    @staticmethod
    def backward(ctx: Any, grad: Any) -> Any:
        return tuple(None if edge is None else either.zeros_like(grad) for edge in ctx.edges)


# --- new tensors ------------------------------------------------------------------------------------------------------


def rand(
    *size: Any, generator: Generator | None = None, out: Tensor | None = None, dtype: Any = None,
    requires_grad: bool = False, **options: Any,
) -> Tensor:  # fmt: skip
    """Numbers drawn evenly from [0, 1)."""
    array = source(generator, check_device(options.get("device"))).uniform(sizes(size, "rand"), dtype=numpy_dtype(dtype, "rand"))
    return given_out(finish(array, requires_grad, **only(options, "rand")), out)


def randn(
    *size: Any, generator: Generator | None = None, out: Tensor | None = None, dtype: Any = None,
    requires_grad: bool = False, **options: Any,
) -> Tensor:  # fmt: skip
    """Numbers drawn from the standard normal distribution (mean 0, standard deviation 1)."""
    array = source(generator, check_device(options.get("device"))).normal(sizes(size, "randn"), dtype=numpy_dtype(dtype, "randn"))
    return given_out(finish(array, requires_grad, **only(options, "randn")), out)


def randint(
    *args: Any, generator: Generator | None = None, out: Tensor | None = None, dtype: Any = None,
    requires_grad: bool = False, **named: Any,
) -> Tensor:  # fmt: skip
    """Whole numbers from [low, high): `randint(high, size)` or `randint(low, high, size)`."""
    low, high, size = _range(args, named)
    if not isinstance(size, (tuple, list)):
        raise TypeError(
            f"randint(): argument 'size' (position {len(args)}) must be tuple of ints, not {type_name(size)}\n"
            "Write torch.randint(0, 10, (2, 3))."
        )
    goal = numpy_dtype(dtype, "randint", dtypes.int64.numpy)
    array = source(generator, check_device(named.get("device"))).randint(index_of(low, "low"), index_of(high, "high"), sizes((size,), "randint"), goal)
    return given_out(finish(array, requires_grad, **only(named, "randint")), out)


def _range(args: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, Any, Any]:
    values = list(args)
    size = named.pop("size") if "size" in named else values.pop() if len(values) > 1 else None
    high = named.pop("high") if "high" in named else values.pop() if values else None
    low = named.pop("low") if "low" in named else values.pop() if values else 0
    if size is None or high is None or values:
        got = ", ".join(type_name(each) for each in args)
        raise TypeError(
            f"randint() received an invalid combination of arguments - got ({got}), but expected one of:\n"
            "randint(high, size) or randint(low, high, size), with size a tuple."
        )
    return low, high, size


def randperm(
    n: int, *, generator: Generator | None = None, out: Tensor | None = None, dtype: Any = None, **options: Any
) -> Tensor:
    """The numbers 0 … n-1 in random order."""
    goal = numpy_dtype(dtype, "randperm", dtypes.int64.numpy)
    return given_out(finish(source(generator, check_device(options.get("device"))).randperm(index_of(n, "n"), goal), **only(options, "randperm")), out)


def _like(input: Tensor, draw: Any, dtype: Any, requires_grad: bool, options: dict[str, Any], name: str) -> Tensor:
    a = array_of(input)
    options.pop("memory_format", None)
    array = empty_like(a, numpy_dtype(dtype, name, a.dtype))  # PyTorch fills it in the order of memory
    fill(array, lambda shape: draw(shape, array.dtype))
    return finish(array, requires_grad, **only(beside_it(options, a), name))


def rand_like(
    input: Tensor, *, dtype: Any = None, requires_grad: bool = False, generator: Generator | None = None, **options: Any
) -> Tensor:
    """Numbers from [0, 1) in the shape and dtype of `input`."""
    draw = source(generator, input.device)
    return _like(input, lambda shape, goal: draw.uniform(shape, dtype=goal), dtype, requires_grad, options, "rand_like")


def randn_like(
    input: Tensor, *, dtype: Any = None, requires_grad: bool = False, generator: Generator | None = None, **options: Any
) -> Tensor:
    """Standard normal numbers in the shape and dtype of `input`."""
    draw = source(generator, input.device)
    return _like(input, lambda shape, goal: draw.normal(shape, dtype=goal), dtype, requires_grad, options, "randn_like")


def randint_like(
    input: Tensor, low: int, high: int | None = None, *, dtype: Any = None, requires_grad: bool = False, **options: Any
) -> Tensor:
    """Whole numbers from [low, high) in the shape and dtype of `input`."""
    first, last = (0, low) if high is None else (low, high)

    def draw(shape: tuple[int, ...], goal: Any) -> Any:
        return generator_for(input.device).randint(first, last, shape, goal)

    return _like(input, draw, dtype, requires_grad, options, "randint_like")


def normal(
    mean: Any = 0.0, std: Any = 1.0, size: Any = None, *, generator: Generator | None = None, dtype: Any = None,
    requires_grad: bool = False, out: Tensor | None = None, **options: Any,
) -> Tensor:  # fmt: skip
    """Normal numbers; `mean` and `std` are numbers (then with a `size`), or tensors with one value per element."""
    if not isinstance(mean, Tensor) and not isinstance(std, Tensor):
        if size is None:
            raise TypeError(
                "normal() received an invalid combination of arguments - got (float, float), but expected one of:\n"
                "normal(mean, std, size) for numbers, or tensors for mean or std."
            )
        array = source(generator, check_device(options.get("device"))).normal(sizes((tuple(size),), "normal"), mean, std, numpy_dtype(dtype, "normal"))
        return given_out(finish(array, requires_grad, **only(options, "normal")), out)
    where = (mean if isinstance(mean, Tensor) else std).device
    centers = mean._data if isinstance(mean, Tensor) else move(as_array(mean, std._data.dtype), where)
    widths = std._data if isinstance(std, Tensor) else move(as_array(std, centers.dtype), where)
    if widths.size and widths.min() < 0:
        raise RuntimeError("normal expects all elements of std >= 0.0\nA standard deviation is never negative.")
    shape = np.broadcast_shapes(centers.shape, widths.shape)
    draws = source(generator, where).normal(shape, dtype=centers.dtype)
    array = (move(draws, where) * widths + centers).astype(centers.dtype)
    if isinstance(mean, Tensor) and isinstance(std, Tensor):
        return record2(NormalBackward3, array, mean, std, (), out)
    if isinstance(mean, Tensor):
        return record1(NormalBackward1, array, mean, (), out)
    return record1(NormalBackward2, array, std, (), out)


class NormalBackward1(Drawn):
    """A Tensor of means; the standard deviation is a number."""


class NormalBackward2(Drawn):
    """A Tensor of standard deviations; the mean is a number."""

    inputs = ("std",)


class NormalBackward3(Drawn):
    """Tensors of means and of standard deviations."""

    inputs = ("self", "std")


def bernoulli(input: Tensor, p: Any = None, *, generator: Generator | None = None, out: Tensor | None = None) -> Tensor:
    """1 with the probability that `input` gives for each element, else 0."""
    a = array_of(input)
    draw = source(generator, input.device)
    array = beside(draw.bernoulli(to_cpu(a)) if p is None else draw.bernoulli(p, a.shape, a.dtype), a)
    return record1(BernoulliBackward0, array, input, (), out)


class BernoulliBackward0(Drawn):
    pass


Tensor.bernoulli = bernoulli


@tensor_method
def multinomial(
    input: Tensor,
    num_samples: int,
    replacement: bool = False,
    *,
    generator: Generator | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """Indices drawn with the weights that `input` gives: shape (n,) → (num_samples,), or (m, n) → (m, num_samples).

    Without replacement each weight is divided by an exponential number, and the largest come first.  With replacement a
    unit number is looked up in the running sum of the weights.
    """
    p, count = to_cpu(array_of(input)), index_of(num_samples, "num_samples")
    _check_weights(p, count, replacement)
    rows = p.reshape(-1, p.shape[-1])
    if not replacement or count == 1:
        race = rows / source(generator, input.device).exponential(rows.shape, dtype=p.dtype)
        found = np.argsort(-race, axis=1, kind="stable")[:, :count]
    else:
        if p.dtype == np.float16:
            raise NotImplementedError(
                "multinomial with replacement of float16 is not supported.\nWrite weights.float()."
            )
        sums = np.cumsum(rows, axis=1, dtype=p.dtype)
        sums /= sums[:, -1:]
        unit = source(generator, input.device).uniform((len(rows), count), dtype=np.float64)
        found = np.stack([np.searchsorted(line, draws) for line, draws in zip(sums, unit)]) if len(rows) else unit
    return given_out(wrap(beside(found.astype(np.int64).reshape(*p.shape[:-1], count), input._data)), out)


def _check_weights(p: np.ndarray, count: int, replacement: bool) -> None:
    """PyTorch's errors for weights that nothing can be drawn with."""
    if p.ndim not in (1, 2):
        raise RuntimeError(f"prob_dist must be 1 or 2 dim\nThe weights have shape {list(p.shape)}.")
    if p.dtype.kind != "f":
        name = dtypes.from_numpy_dtype(p.dtype)
        raise RuntimeError(
            f"multinomial only supports floating-point dtypes for input, got: {scalar_name(name)}\nWrite weights.float()."
        )
    if count <= 0:
        raise RuntimeError(f"cannot sample n_sample <= 0 samples\nGot num_samples={count}.")
    if not replacement and count > p.shape[-1]:
        raise RuntimeError(
            "cannot sample n_sample > prob_dist.size(-1) samples without replacement\n"
            f"There are {p.shape[-1]} to choose from: replacement=True lets each come more than once."
        )
    if not (np.isfinite(p) & (p >= 0)).all():
        kind = "invalid multinomial distribution (encountering probability entry < 0)"
        if not replacement or count == 1:
            kind = "probability tensor contains either `inf`, `nan` or element < 0"
        raise RuntimeError(f"{kind}\nWeights are 0 or more: softmax makes such ones of any numbers.")
    if not (p.sum(-1) > 0).all():
        raise RuntimeError(
            "invalid multinomial distribution (sum of probabilities <= 0)\nAt least one weight must be above 0."
        )


# --- drawn into an existing tensor ------------------------------------------------------------------------------------


def _draw_into(self: Tensor, draw: Any) -> Tensor:
    """Fill the tensor's memory.  What was drawn does not depend on the old values: the gradient to them is 0."""
    from .convert import ZeroBackward0

    check_writable(self)
    if self.requires_grad:
        array = np.empty_like(self._data)
        fill(array, draw)
        return assign(self, record1(ZeroBackward0, array, self))
    fill(self._data, draw)
    if self._counter is not None:
        self._counter[0] += 1
    return self


@tensor_method
def uniform_(self: Tensor, from_: Any = 0, to: Any = 1, *, generator: Generator | None = None, **named: Any) -> Tensor:
    """Numbers from [from, to), in place."""
    low = number(named.pop("from", from_))
    dtype, draw = self._data.dtype, source(generator, self.device)
    return _draw_into(self, lambda shape: draw.uniform(shape, low, number(to), dtype))


@tensor_method
def normal_(self: Tensor, mean: Any = 0, std: Any = 1, *, generator: Generator | None = None) -> Tensor:
    """Normal numbers, in place."""
    dtype, draw, contiguous = self._data.dtype, source(generator, self.device), self.is_contiguous()
    return _draw_into(self, lambda shape: draw.normal(shape, number(mean), number(std), dtype, contiguous))


@tensor_method
def random_(
    self: Tensor, from_: Any = None, to: Any = None, *, generator: Generator | None = None, **named: Any
) -> Tensor:
    """Whole numbers: `random_()` over the whole range of the dtype, `random_(to)`, `random_(from, to)`; in place."""
    low = named.pop("from", from_)
    dtype, draw = self._data.dtype, source(generator, self.device)
    if low is None and to is None:
        return _draw_into(self, lambda shape: draw.random(shape, dtype))
    first, last = (0, low) if to is None and "from" not in named else (low, to)
    return _draw_into(self, lambda shape: draw.randint(int(first), None if last is None else int(last), shape, dtype))


@tensor_method
def bernoulli_(self: Tensor, p: Any = 0.5, *, generator: Generator | None = None) -> Tensor:
    """1 with probability p, else 0, in place."""
    dtype, draw = self._data.dtype, source(generator, self.device)
    chance = to_cpu(p._data) if isinstance(p, Tensor) else p
    return _draw_into(self, lambda shape: draw.bernoulli(chance, shape, dtype))


@tensor_method
def exponential_(self: Tensor, lambd: float = 1, *, generator: Generator | None = None) -> Tensor:
    """Numbers of the exponential distribution with rate `lambd`, in place."""
    dtype, draw = self._data.dtype, source(generator, self.device)
    return _draw_into(self, lambda shape: draw.exponential(shape, lambd, dtype))


def _from_unit(self: Tensor, generator: Generator | None, function: Any) -> Tensor:
    """Each number a function of one drawn evenly from [0, 1) in float64."""
    dtype, draw = self._data.dtype, source(generator, self.device)
    return _draw_into(self, lambda shape: function(draw.uniform(shape, dtype=np.float64)).astype(dtype))


@tensor_method
def geometric_(self: Tensor, p: float, *, generator: Generator | None = None) -> Tensor:
    """How many trials it takes until one succeeds, each with probability `p`, in place."""
    if not 0 < p < 1:
        raise RuntimeError(f"geometric_ expects p to be in (0, 1), but got p={p:g}\np is the chance of success.")
    return _from_unit(self, generator, lambda unit: np.ceil(np.log(unit) / math.log(1 - p)))


@tensor_method
def cauchy_(self: Tensor, median: float = 0, sigma: float = 1, *, generator: Generator | None = None) -> Tensor:
    """Numbers of the Cauchy distribution, in place."""
    if sigma <= 0:
        raise RuntimeError(f"cauchy_ expects sigma > 0.0, but found sigma={sigma:g}\nIt is a width.")
    return _from_unit(self, generator, lambda unit: median + sigma * np.tan(math.pi * (unit - 0.5)))


@tensor_method
def log_normal_(self: Tensor, mean: float = 1, std: float = 2, *, generator: Generator | None = None) -> Tensor:
    """Numbers whose logarithms are normal, with the given mean and standard deviation, in place."""
    if std <= 0:
        raise RuntimeError(f"log_normal_ expects std > 0.0, but found std={std:g}\nIt is a width.")
    dtype, draw = self._data.dtype, source(generator, self.device)
    return _draw_into(
        self, lambda shape: np.exp(draw.normal(shape, mean, std, np.float64, contiguous=False)).astype(dtype)
    )
