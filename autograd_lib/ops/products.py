"""More products: over any dimensions (tensordot, einsum), with a sum added (addmv, baddbmm), distances, combinations."""

from __future__ import annotations

import itertools
import math
import warnings
from typing import Any

import numpy as np

from .._tensor import Tensor, tensor_method, wrap
from ..arrays import as_array, beside
from ..autograd.graph import Node
from ..autograd.inplace import takes_out
from ..autograd.record import record, record2
from . import either
from .arguments import array_of, check_broadcast, check_dim, check_dims, refuse
from .arithmetic import mul
from .diagonal import diagonal
from .grids import meshgrid
from .index import masked_select
from .joining import check_tensors, stack
from .linalg import CONVERT, bmm, cpp_name, dot, mm, unsafe_view
from .reduce import LinalgVectorNormBackward0, sum
from .shape import expand, flatten, movedim, permute, reshape, unsqueeze, view

# --- over any dimensions ----------------------------------------------------------------------------------------------


@tensor_method
@takes_out
def inner(input: Tensor, other: Tensor) -> Tensor:
    """The sum of products along the last dimensions."""
    if array_of(input).ndim == 0 or array_of(other).ndim == 0:
        return input * other
    if input._data.shape[-1] != other._data.shape[-1]:
        raise RuntimeError(
            f"inner() the last dimension must match on both input tensors but got shapes {list(input._data.shape)} and "
            f"{list(other._data.shape)}"
        )
    return tensordot(input, other, ([-1], [-1]))


@takes_out
def tensordot(a: Tensor, b: Tensor, dims: Any = 2) -> Tensor:
    """The sum of products along several dimensions: the last `dims` of `a` and the first of `b`, or two lists of them."""
    if isinstance(dims, Tensor):
        dims = dims.tolist()
    if isinstance(dims, int):
        if dims < 0:
            raise RuntimeError(f"tensordot expects dims >= 0, but got dims={dims}\nIt counts dimensions.")
        if dims > min(array_of(a).ndim, array_of(b).ndim):
            raise RuntimeError(
                f"tensordot expects dims < ndim_a or ndim_b, but got dims={dims}\nThere are not so many dimensions."
            )
        dims = (range(-dims, 0), range(dims))
    first, second = ([each] if isinstance(each, int) else list(each) for each in dims)
    if len(first) != len(second):
        raise RuntimeError("both dimension lists should have same length\nThey name the dimensions in pairs.")
    asked = list(zip(first, second, strict=True))
    first, second = list(check_dims(first, array_of(a).ndim)), list(check_dims(second, array_of(b).ndim))
    for (i, j), names in zip(zip(first, second, strict=True), asked, strict=True):
        m, n = a._data.shape[i], b._data.shape[j]
        if m != n and 1 not in (m, n):
            raise RuntimeError(
                f"contracted dimensions need to match, but first has size {m} in dim {names[0]} and second has size {n} in dim "
                f"{names[1]}\n"
                "Products are summed over pairs of elements."
            )
        a, b = (sum(a, i, True), b) if n == 1 and m != 1 else (a, sum(b, j, True) if m == 1 and n != 1 else b)
    rows = [i for i in range(a._data.ndim) if i not in first]
    columns = [j for j in range(b._data.ndim) if j not in second]
    shape = (*(a._data.shape[i] for i in rows), *(b._data.shape[j] for j in columns))
    left, right = permute(a, (*rows, *first)), permute(b, (*second, *columns))
    if not rows and not columns:
        return view(dot(flatten(left), flatten(right)), ())
    n, m, p = (
        math.prod(sizes) for sizes in (shape[: len(rows)], [a._data.shape[i] for i in first], shape[len(rows) :])
    )
    return view(mm(reshape(left, n, m), reshape(right, m, p)), shape)


def einsum(equation: str, *operands: Any) -> Tensor:
    """Sums of products, written as letters: `einsum("ij,jk->ik", a, b)` is the matrix product.

    Each letter names a dimension.  Letters that do not stand behind the arrow are summed over; without an arrow, those that
    occur once stay, in alphabetical order.  `...` stands for all other dimensions.
    """
    given = list(operands[0] if len(operands) == 1 and isinstance(operands[0], (list, tuple)) else operands)
    for each in given:
        if not isinstance(each, Tensor):
            refuse(each)
    inputs, output = parsed(equation, given)
    every = output + sorted({label for labels in inputs for label in labels} - set(output), key=str)
    aligned = [spread_out(x, labels, every) for x, labels in zip(given, inputs, strict=True)]
    result = aligned[0]
    for number, other in enumerate(aligned[1:], 1):
        last = [i for i in range(len(output), len(every)) if not any(every[i] in rest for rest in inputs[number + 1 :])]
        result = summed_product(result, other, last)
    left = tuple(range(len(output), len(every)))
    if not left:
        return result
    if len(aligned) == 1:
        return sum(result, left)
    return view(result, result._data.shape[: len(output)])


def parsed(equation: str, operands: list[Tensor]) -> tuple[list[list[Any]], list[Any]]:
    """The labels of each operand's dimensions, and those of the result; numbers stand for the dimensions of `...`."""
    left, arrow, right = equation.replace(" ", "").partition("->")
    for place, character in enumerate(equation):
        if not (character.isascii() and character.isalpha()) and character not in ",.-> ":
            raise RuntimeError(
                f"einsum(): invalid subscript given at index {place} in the equation string, subscripts must be in [a-zA-Z]"
            )
    terms = left.split(",")
    if len(terms) != len(operands):
        fewer = len(operands) < len(terms)
        raise RuntimeError(
            "einsum(): " + ("fewer operands were provided than specified in the equation" if fewer
            else "more operands were provided than specified in the equation") + "\nCommas separate the operands."
        )  # fmt: skip
    covered = [x._data.ndim - len(term.replace("...", "")) for x, term in zip(operands, terms, strict=True)]
    for number, (x, term, more) in enumerate(zip(operands, terms, covered, strict=True)):
        if more < 0 or (more and "..." not in term):
            raise RuntimeError(
                f"einsum(): the number of subscripts in the equation ({len(term.replace('...', ''))}) "
                + ("is more than the number of dimensions" if "..." in term else "does not match the number of dimensions")
                + f" ({x._data.ndim}) for operand {number}" + (" and no ellipsis was given" if "..." not in term else "")
            )  # fmt: skip
    width = max([more for term, more in zip(terms, covered, strict=True) if "..." in term], default=0)

    def labels(term: str, more: int) -> list[Any]:
        before, dots, behind = term.partition("...")
        return [*before, *(range(width - more, width) if dots else ()), *behind]

    inputs = [labels(term, more) for term, more in zip(terms, covered, strict=True)]
    letters = "".join(terms).replace(".", "")
    if not arrow:
        right = ("..." if any("..." in term for term in terms) else "") + "".join(
            sorted(letter for letter in set(letters) if letters.count(letter) == 1)
        )
    output = labels(right, width)
    for label in output:
        if output.count(label) > 1:
            raise RuntimeError(f"einsum(): output subscript {label} appears more than once in the output")
        if isinstance(label, str) and label not in letters:
            raise RuntimeError(
                f"einsum(): output subscript {label} does not appear in the equation for any input operand"
            )
    seen: dict[Any, int] = {}
    for number, (x, each) in enumerate(zip(operands, inputs, strict=True)):
        for label, size in zip(each, x._data.shape, strict=True):
            if size != seen.setdefault(label, size) and 1 not in (size, seen[label]) and each.count(label) == 1:
                raise RuntimeError(
                    f"einsum(): subscript {label} has size {size} for operand {number} which does not broadcast with previously "
                    f"seen size {seen[label]}\nA letter means the same length everywhere."
                )
            seen[label] = max(size, seen[label])
    return inputs, output


def spread_out(x: Tensor, labels: list[Any], every: list[Any]) -> Tensor:
    """An operand with one dimension per label of the whole equation, length 1 where it has none."""
    labels = list(labels)
    for label in dict.fromkeys(labels):
        while labels.count(label) > 1:  # a letter that occurs twice reads the diagonal
            i = labels.index(label)
            j = labels.index(label, i + 1)
            if x._data.shape[i] != x._data.shape[j]:
                raise RuntimeError(
                    f"einsum(): subscript {label} is repeated for operand 0 but the sizes don't match, {x._data.shape[j]} != "
                    f"{x._data.shape[i]}"
                )
            x = movedim(diagonal(x, 0, i, j), -1, i)
            del labels[j]
    for label in every:
        if label not in labels:
            x = unsqueeze(x, len(labels))
            labels.append(label)
    return permute(x, [labels.index(label) for label in every])


def summed_product(a: Tensor, b: Tensor, dims: list[int]) -> Tensor:
    """The product of two operands, summed over some dimensions (which stay, with length 1), as one batch of matrix products."""
    ndim = a._data.ndim
    for dim in dims:  # what only one of the two has is summed in it alone
        if b._data.shape[dim] == 1 != a._data.shape[dim]:
            a = sum(a, dim, True)
        elif a._data.shape[dim] == 1 != b._data.shape[dim]:
            b = sum(b, dim, True)
    if not dims:
        return mul(a, b)
    x, y = a._data.shape, b._data.shape
    both = [i for i in range(ndim) if i not in dims and (x[i] == y[i])]
    rows = [i for i in range(ndim) if i not in dims and i not in both and y[i] == 1]
    columns = [i for i in range(ndim) if i not in dims and i not in both and i not in rows]

    def size(shape: tuple[int, ...], places: list[int]) -> int:
        return math.prod(shape[i] for i in places)

    left = reshape(permute(a, both + rows + dims + columns), size(x, both), size(x, rows), size(x, dims))
    right = reshape(permute(b, both + dims + columns + rows), size(y, both), size(y, dims), size(y, columns))
    order = both + rows + columns + dims
    shape = [x[i] for i in both + rows] + [y[i] for i in columns] + [1] * len(dims)
    return permute(view(bmm(left, right), shape), [order.index(i) for i in range(ndim)])


# --- a product and a sum ----------------------------------------------------------------------------------------------


def plus_product(input: Tensor, product: Any, beta: Any, alpha: Any) -> Any:
    """`beta * input + alpha * product`; with beta = 0 not even a nan of `input` counts."""
    c = array_of(input)
    if c.dtype != product.dtype:
        raise RuntimeError(f"expected {cpp_name(product)} but got {cpp_name(c)}\n{CONVERT}")
    if c.dtype.kind != "f":  # (a fraction of whole numbers counts as its whole part)
        beta, alpha = int(beta), int(alpha)
    product = product if alpha == 1 else product * alpha
    try:
        return product if beta == 0 else np.add(c if beta == 1 else c * beta, product).reshape(product.shape)
    except ValueError:
        expand(input, product.shape)  # raises PyTorch's error
        raise


def scaled(grad: Any, factor: Any) -> Any:
    return grad if factor == 1 else grad * factor


@tensor_method(inplace=True)
@takes_out
def addmv(input: Tensor, mat: Tensor, vec: Tensor, *, beta: Any = 1, alpha: Any = 1) -> Tensor:
    """`beta * input + alpha * (mat @ vec)`."""
    a, b = array_of(mat), array_of(vec)
    if a.ndim != 2 or b.ndim != 1:
        raise RuntimeError(f"vector + matrix @ vector expected, got {input.ndim}, {a.ndim}, {b.ndim}\nUse @ and +.")
    if a.shape[1] != b.shape[0] or array_of(input).size not in (1, a.shape[0]):
        raise RuntimeError(
            f"size mismatch, got input ({input.numel()}), mat ({a.shape[0]}x{a.shape[1]}), vec ({b.shape[0]})\n"
        )
    result = plus_product(input, a @ b, beta, alpha)
    return record(AddmvBackward0, result, (input, mat, vec), (a, b, beta, alpha))


class AddmvBackward0(Node):
    inputs = ("self", "mat", "vec")
    saves = ("mat", "vec", "beta", "alpha")

    @staticmethod
    def backward(ctx: Any, grad: Any, mat: Any, vec: Any, beta: Any, alpha: Any) -> Any:
        weighted = scaled(grad, alpha)
        return scaled(grad, beta), weighted.reshape(-1, 1) * vec, mat.T @ weighted


@tensor_method(inplace=True)
@takes_out
def addr(input: Tensor, vec1: Tensor, vec2: Tensor, *, beta: Any = 1, alpha: Any = 1) -> Tensor:
    """`beta * input + alpha * outer(vec1, vec2)`."""
    a, b = array_of(vec1), array_of(vec2)
    if a.ndim != 1 or b.ndim != 1:
        raise RuntimeError(f"addr: Expected 1-D argument vec1, but got {a.ndim}-D\nIt takes two vectors.")
    result = plus_product(input, np.multiply.outer(a, b), beta, alpha)
    return record(AddrBackward0, result, (input, vec1, vec2), (a, b, beta, alpha))


class AddrBackward0(Node):
    inputs = ("self", "vec1", "vec2")
    saves = ("vec1", "vec2", "beta", "alpha")

    @staticmethod
    def backward(ctx: Any, grad: Any, vec1: Any, vec2: Any, beta: Any, alpha: Any) -> Any:
        weighted = scaled(grad, alpha)
        return scaled(grad, beta), weighted @ vec2, weighted.T @ vec1


def check_batches(a: Any, b: Any) -> None:
    for name, each in (("batch1", a), ("batch2", b)):
        if each.ndim != 3:
            raise RuntimeError(f"{name} must be a 3D tensor\nIts shape is {list(each.shape)}.")
    if a.shape[0] != b.shape[0] or a.shape[2] != b.shape[1]:
        raise RuntimeError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{a.shape[0]}, {a.shape[2]}] but got: "
            f"[{b.shape[0]}, {b.shape[1]}].\nThe shapes are {list(a.shape)} and {list(b.shape)}."
        )


@tensor_method(inplace=True)
@takes_out
def baddbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Any = 1, alpha: Any = 1) -> Tensor:
    """`beta * input + alpha * bmm(batch1, batch2)`."""
    a, b = array_of(batch1), array_of(batch2)
    check_batches(a, b)
    result = plus_product(input, a @ b, beta, alpha)
    return record(BaddbmmBackward0, result, (input, batch1, batch2), (a, b, beta, alpha))


class BaddbmmBackward0(Node):
    inputs = ("self", "batch1", "batch2")
    saves = ("batch1", "batch2", "beta", "alpha")

    @staticmethod
    def backward(ctx: Any, grad: Any, batch1: Any, batch2: Any, beta: Any, alpha: Any) -> Any:
        weighted = scaled(grad, alpha)
        return scaled(grad, beta), weighted @ batch2.swapaxes(1, 2), batch1.swapaxes(1, 2) @ weighted


@tensor_method
@takes_out
def addbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Any = 1, alpha: Any = 1) -> Tensor:
    """`beta * input + alpha * bmm(batch1, batch2).sum(0)`."""
    a, b = array_of(batch1), array_of(batch2)
    check_batches(a, b)
    result = plus_product(input, np.add.reduce(a @ b, 0), beta, alpha)
    return record(AddbmmBackward0, result, (input, batch1, batch2), (a, b, beta, alpha))


class AddbmmBackward0(Node):
    inputs = ("self", "batch1", "batch2")
    saves = ("batch1", "batch2", "beta", "alpha")

    @staticmethod
    def backward(ctx: Any, grad: Any, batch1: Any, batch2: Any, beta: Any, alpha: Any) -> Any:
        weighted = scaled(grad, alpha)
        return scaled(grad, beta), weighted @ batch2.swapaxes(1, 2), batch1.swapaxes(1, 2) @ weighted


# --- vectors and distances --------------------------------------------------------------------------------------------


@tensor_method
@takes_out
def vdot(input: Tensor, other: Tensor) -> Tensor:
    """The dot product of two vectors (of real numbers: `dot`)."""
    result = dot(input.detach(), other.detach())
    return record2(VdotBackward0, result._data, input, other, (input._data, other._data))


class VdotBackward0(Node):
    inputs = saves = ("self", "other")
    bilinear = True

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, other: Any) -> Any:
        return (None if other is None else grad * other), (None if input is None else grad * input)


def linalg_cross(input: Tensor, other: Tensor, *, dim: int = -1, out: Tensor | None = None) -> Tensor:
    """The cross product of vectors of length 3 along a dimension.  With g the gradient: b × g to a, g × a to b."""
    a, b = array_of(input), array_of(other)
    if a.ndim != b.ndim:
        raise RuntimeError(
            f"linalg.cross: inputs must have the same number of dimensions.\nThey have {a.ndim} and {b.ndim}."
        )
    place = check_dim(dim, a.ndim)
    if a.shape[place] != 3 or b.shape[place] != 3:
        raise RuntimeError(
            f"linalg.cross: inputs dimension {dim} must have length 3. Got {a.shape[place]} and {b.shape[place]}\n"
        )
    try:
        shape = np.broadcast_shapes(a.shape, b.shape)
    except ValueError:
        check_broadcast(a, b)
    result = np.cross(np.broadcast_to(a, shape), np.broadcast_to(b, shape), axis=place)
    return record2(LinalgCrossBackward0, result, input, other, (a, b, place), out)


class LinalgCrossBackward0(Node):
    inputs = ("self", "other")
    saves = ("self", "other", "dim")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, other: Any, dim: int) -> Any:
        return either.cross(other, grad, dim), either.cross(grad, input, dim)


@tensor_method
def cross(input: Tensor, other: Tensor, dim: int | None = None, *, out: Tensor | None = None) -> Tensor:
    """The cross product of vectors of length 3, along the first dimension of that length unless `dim` says which."""
    if dim is None:
        if 3 not in array_of(input).shape:
            raise RuntimeError("no dimension of size 3 in input\nThe cross product is one of vectors in space.")
        warnings.warn(
            "Using torch.cross without specifying the dim arg is deprecated.\nPlease either pass the dim explicitly or simply "
            "use torch.linalg.cross.\nThe default value of dim will change to agree with that of linalg.cross in a future "
            "release.",
            UserWarning,
            stacklevel=2,
        )
        dim = input._data.shape.index(3)
    return linalg_cross(input, other, dim=dim, out=out)


def p_norm(x: Any, p: float, dims: Any) -> Any:
    """The norms of arrays along dimensions."""
    size = np.abs(x)
    if not x.size and math.isinf(p):
        return np.add.reduce(size, dims)
    if math.isinf(p):
        return size.max(dims)
    if p == 0:
        return (x != 0).sum(dims).astype(x.dtype)
    return np.sqrt(np.add.reduce(x * x, dims)) if p == 2 else np.add.reduce(size**p, dims) ** (1 / p)


def cdist(x1: Tensor, x2: Tensor, p: float = 2.0, compute_mode: str | None = None) -> Tensor:
    """The distances between all rows of one matrix and all rows of another (of each pair in a batch)."""
    a, b = array_of(x1), array_of(x2)
    if a.ndim < 2 or b.ndim < 2:
        raise RuntimeError(
            f"cdist only supports at least 2D tensors, X{1 if a.ndim < 2 else 2} got: {min(a.ndim, b.ndim)}D\n"
        )
    if a.shape[-1] != b.shape[-1]:
        raise RuntimeError(
            f"X1 and X2 must have the same number of columns. X1: {a.shape[-1]} X2: {b.shape[-1]}\nRows are points."
        )
    if p < 0:
        raise RuntimeError("cdist only supports non-negative p values\np is the norm that measures a distance.")
    if compute_mode == "use_mm_for_euclid_dist":
        raise NotImplementedError("cdist(compute_mode='use_mm_for_euclid_dist') is left out: differences are exact.")
    result = p_norm(a[..., :, None, :] - b[..., None, :, :], p, -1)
    return record2(CdistBackward0, result, x1, x2, (a, b, result, float(p)))


class CdistBackward0(Node):
    """The rule of the norm, on all differences of rows."""

    inputs = ("self", "other")
    saves = ("self", "other", "result", "p")

    @staticmethod
    def backward(ctx: Any, grad: Any, x1: Any, x2: Any, result: Any, p: float) -> Any:
        difference = x1[..., :, None, :] - x2[..., None, :, :]
        back = LinalgVectorNormBackward0.backward(ctx, grad, difference, result, p, (difference.ndim - 1,))
        return back.sum(-2), -back.sum(-3)


@tensor_method
@takes_out
def dist(input: Tensor, other: Tensor, p: Any = 2) -> Tensor:
    """The distance between two tensors: the norm of their difference."""
    a, b = array_of(input), array_of(other)
    try:
        difference = a - b
    except ValueError:
        check_broadcast(a, b)
    result = as_array(p_norm(difference, p, None))
    return record2(DistBackward0, result, input, other, (a, b, result, float(p)))


class DistBackward0(Node):
    inputs = ("self", "other")
    saves = ("self", "other", "result", "p")

    @staticmethod
    def backward(ctx: Any, grad: Any, input: Any, other: Any, result: Any, p: float) -> Any:
        back = LinalgVectorNormBackward0.backward(ctx, grad, input - other, result, p, None)
        return back, -back


# --- all pairs --------------------------------------------------------------------------------------------------------


@tensor_method
@takes_out
def kron(input: Tensor, other: Tensor) -> Tensor:
    """The Kronecker product: `other` times each element of `input`, side by side."""
    ndim = max(array_of(input).ndim, array_of(other).ndim)
    x, y = ((1,) * (ndim - each._data.ndim) + each._data.shape for each in (input, other))
    left = unsafe_view(input, tuple(n for size in x for n in (size, 1)))
    right = unsafe_view(other, tuple(n for size in y for n in (1, size)))
    return unsafe_view(mul(left, right), tuple(m * n for m, n in zip(x, y, strict=True)))


def cartesian_prod(*tensors: Any) -> Tensor:
    """All combinations of one element from each vector, one a row."""
    given = check_tensors(tensors, "cartesian_prod")
    if len(given) == 1:
        return given[0]
    return stack([flatten(each) for each in meshgrid(given, indexing="ij")], 1)


def combinations(input: Tensor, r: int = 2, with_replacement: bool = False) -> Tensor:
    """All ways to choose `r` elements of a vector, one a row, without regard to their order."""
    if array_of(input).ndim != 1:
        raise RuntimeError(f"Expect a 1D vector, but got shape {list(input._data.shape)}\nUse x.flatten() first.")
    if r < 0:
        raise RuntimeError(f"Expect a non-negative number, but got {r}\nIt is the number of elements to choose.")
    if r == 0:
        return wrap(np.empty(0, input._data.dtype))
    n = input._data.size
    choose = itertools.combinations_with_replacement if with_replacement else itertools.combinations
    mask = np.zeros((n,) * r, bool)
    for place in choose(range(n), r):
        mask[place] = True
    return stack([masked_select(each, wrap(beside(mask, input._data))) for each in meshgrid([input] * r, indexing="ij")], 1)


@takes_out
def multi_dot(tensors: Any) -> Tensor:
    """The product of several matrices, in the order that takes the fewest multiplications; a vector first or last is a row
    or a column.
    """
    given = check_tensors(tensors, "multi_dot")
    if len(given) < 2:
        raise RuntimeError("multi_dot(): expected at least 2 tensors but got " + str(len(given)))
    shape = []
    if given[0]._data.ndim == 1:
        given[0] = unsqueeze(given[0], 0)
    else:
        shape.append(given[0]._data.shape[0])
    if given[-1]._data.ndim == 1:
        given[-1] = unsqueeze(given[-1], -1)
    else:
        shape.append(given[-1]._data.shape[1])
    for i, each in enumerate(given):
        if each._data.ndim != 2:
            raise RuntimeError(
                f"multi_dot(): tensor {i} must be 2D but got {each._data.ndim}D\nOnly the ends may be vectors."
            )
    for i, (a, b) in enumerate(itertools.pairwise(given)):
        if a._data.shape[1] != b._data.shape[0]:
            raise RuntimeError(
                f"multi_dot(): tensors {i} and {i + 1} with shapes {list(a._data.shape)} and {list(b._data.shape)} cannot be "
                "multiplied\nThe columns of each must be as many as the rows of the next."
            )
    return view(chained(given), shape)


def chained(matrices: list[Tensor]) -> Tensor:
    """The product, in the cheapest order: `best[i, j]` is the least cost of the matrices i … j and where to cut them."""
    sizes = [each._data.shape[0] for each in matrices] + [matrices[-1]._data.shape[1]]
    n = len(matrices)
    best: dict[tuple[int, int], tuple[int, int]] = {(i, i): (0, i) for i in range(n)}
    for length in range(1, n):
        for i in range(n - length):
            j = i + length
            best[i, j] = min(
                (best[i, k][0] + best[k + 1, j][0] + sizes[i] * sizes[k + 1] * sizes[j + 1], k) for k in range(i, j)
            )

    def product(i: int, j: int) -> Tensor:
        cut = best[i, j][1]
        return matrices[i] if i == j else mm(product(i, cut), product(cut + 1, j))

    return product(0, n - 1)


def chain_matmul(*matrices: Any, out: Tensor | None = None) -> Tensor:
    """The old name of `linalg.multi_dot`."""
    return matrices[0] if len(matrices) == 1 else multi_dot(list(matrices), out=out)
