"""Embedding and EmbeddingBag: tables with one row of trained numbers per word, looked up by index."""

from __future__ import annotations

from typing import Any, Self

from ..._tensor import Tensor
from ...autograd.grad_mode import no_grad
from ...ops.creation import empty
from .. import functional as F
from .. import init
from ..parameter import Parameter
from .module import Module


class _Table(Module):
    """What both share: the table, and a row that stays zero."""

    num_embeddings: int
    embedding_dim: int
    padding_idx: int | None
    weight: Parameter

    def _make(self, weight: Tensor | None, freeze: bool, device: Any, dtype: Any) -> None:
        rows, size = self.num_embeddings, self.embedding_dim
        if self.padding_idx is not None:
            if not -rows <= self.padding_idx < rows:
                raise AssertionError(f"Padding_idx must be within num_embeddings\nThere are {rows} rows.")
            self.padding_idx %= rows
        if weight is None:
            self.weight = Parameter(empty((rows, size), device=device, dtype=dtype), requires_grad=not freeze)
            self.reset_parameters()
            return
        if list(weight.shape) != [rows, size]:
            raise AssertionError(
                f"Shape of weight does not match num_embeddings and embedding_dim\nIt is {list(weight.shape)}."
            )
        self.weight = Parameter(weight, requires_grad=not freeze)

    def reset_parameters(self) -> None:
        """Draw the table anew, from the normal distribution; the padding row is zero."""
        init.normal_(self.weight)
        if self.padding_idx is not None:
            with no_grad():
                self.weight[self.padding_idx].fill_(0)

    def _options(self) -> str:
        parts = [f"{self.num_embeddings}, {self.embedding_dim}"]
        if self.max_norm is not None:
            parts.append(f"max_norm={self.max_norm}")
        if self.norm_type != 2:
            parts.append(f"norm_type={self.norm_type}")
        if self.scale_grad_by_freq:
            parts.append(f"scale_grad_by_freq={self.scale_grad_by_freq}")
        return ", ".join(parts)


def _rows_of(embeddings: Tensor, name: str) -> tuple[int, int]:
    if embeddings.dim() != 2:
        raise AssertionError(f"Embeddings parameter is expected to be 2-dimensional\nIt has {embeddings.dim()}.")
    return embeddings.shape[0], embeddings.shape[1]


class Embedding(_Table):
    """A row of `embedding_dim` trained numbers for each of `num_embeddings` words: `layer(indices)` looks them up.

    Args:
        padding_idx: a row that starts at zero and is not trained.
        max_norm: rows that are longer are shortened to this length (measured with `norm_type`) when looked up.
        scale_grad_by_freq: divide the gradient of a row by how often it was looked up.
        sparse: left out.

    Shapes: input (*), int64; output (*, embedding_dim).
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
        _weight: Tensor | None = None,
        _freeze: bool = False,
        device: Any = None,
        dtype: Any = None,
    ):
        super().__init__()
        self.num_embeddings = num_embeddings
        self.embedding_dim = embedding_dim
        self.padding_idx = padding_idx
        self.max_norm = max_norm
        self.norm_type = norm_type
        self.scale_grad_by_freq = scale_grad_by_freq
        self.sparse = sparse
        self._make(_weight, _freeze, device, dtype)

    @classmethod
    def from_pretrained(cls, embeddings: Tensor, freeze: bool = True, **options: Any) -> Self:
        """A layer around a table that exists; it is trained further only with `freeze=False`."""
        return cls(*_rows_of(embeddings, "Embedding"), _weight=embeddings, _freeze=freeze, **options)

    def forward(self, input: Tensor) -> Tensor:
        return F.embedding(
            input,
            self.weight,
            self.padding_idx,
            self.max_norm,
            self.norm_type,
            self.scale_grad_by_freq,
            self.sparse,
        )

    def extra_repr(self) -> str:
        if self.padding_idx is None:
            return self._options()
        sizes = f"{self.num_embeddings}, {self.embedding_dim}"
        return f"{sizes}, padding_idx={self.padding_idx}" + self._options().removeprefix(sizes)


class EmbeddingBag(_Table):
    """The mean (or sum, or maximum) of the rows of each bag of words.

    Args:
        mode: "mean", "sum" or "max".
        include_last_offset: `offsets` also says where the last bag ends.
        The others as of Embedding; scale_grad_by_freq and sparse are left out.

    Shapes: input (bags, n), or (n,) with offsets (bags,); output (bags, embedding_dim).
    """

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        mode: str = "mean",
        sparse: bool = False,
        _weight: Tensor | None = None,
        include_last_offset: bool = False,
        padding_idx: int | None = None,
        device: Any = None,
        dtype: Any = None,
    ):
        super().__init__()
        self.num_embeddings = num_embeddings
        self.embedding_dim = embedding_dim
        self.max_norm = max_norm
        self.norm_type = norm_type
        self.scale_grad_by_freq = scale_grad_by_freq
        self.padding_idx = padding_idx
        self._make(_weight, False, device, dtype)
        self.mode = mode
        self.sparse = sparse
        self.include_last_offset = include_last_offset

    @classmethod
    def from_pretrained(cls, embeddings: Tensor, freeze: bool = True, **options: Any) -> Self:
        """A layer around a table that exists; it is trained further only with `freeze=False`."""
        layer = cls(*_rows_of(embeddings, "EmbeddingBag"), _weight=embeddings, **options)
        layer.weight.requires_grad = not freeze
        return layer

    def forward(self, input: Tensor, offsets: Tensor | None = None, per_sample_weights: Tensor | None = None) -> Tensor:
        return F.embedding_bag(
            input,
            self.weight,
            offsets,
            self.max_norm,
            self.norm_type,
            self.scale_grad_by_freq,
            self.mode,
            self.sparse,
            per_sample_weights,
            self.include_last_offset,
            self.padding_idx,
        )

    def extra_repr(self) -> str:
        padding = "" if self.padding_idx is None else f", padding_idx={self.padding_idx}"
        return f"{self._options()}, mode={self.mode!r}{padding}"
