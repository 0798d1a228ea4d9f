"""AdaptiveLogSoftmaxWithLoss."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Sequence
from typing import Any

from ..._tensor import Tensor
from ...ops.creation import empty, zeros
from .. import functional as F
from .container import ModuleList, Sequential
from .linear import Linear
from .module import Module

_ASMoutput = namedtuple("_ASMoutput", ["output", "loss"])


class AdaptiveLogSoftmaxWithLoss(Module):
    """Softmax over very many classes in two steps (Grave et al., 2017): the rare ones are looked at only if needed.

    The head chooses among the frequent classes and the clusters of rare ones; each cluster has a small network of its own.

    Args:
        in_features: size of the input.
        n_classes: number of classes, the frequent ones first.
        cutoffs: where the clusters begin.
        div_value: each cluster's network is this many times as narrow as the one before it.
        head_bias: the head has a bias.

    Shapes: input (N, in_features), target (N,); the result is a pair: (N,) log-probabilities of the targets, and the loss.
    """

    def __init__(
        self,
        in_features: int,
        n_classes: int,
        cutoffs: Sequence[int],
        div_value: float = 4.0,
        head_bias: bool = False,
        device: Any = None,
        dtype: Any = None,
    ):
        super().__init__()
        cutoffs = list(cutoffs)
        if not cutoffs:
            raise ValueError(
                "cutoffs should be a sequence of length larger than 0\nThe first one ends the frequent classes."
            )
        whole = all(int(each) == each for each in cutoffs)
        if cutoffs != sorted(set(cutoffs)) or cutoffs[0] <= 0 or cutoffs[-1] > n_classes - 1 or not whole:
            raise ValueError(
                "cutoffs should be a sequence of unique, positive integers sorted in an increasing order, where each value is "
                f"between 1 and n_classes-1\nThey were {cutoffs}, with {n_classes} classes."
            )
        how = {"device": device, "dtype": dtype}
        self.in_features = in_features
        self.n_classes = n_classes
        self.cutoffs = [*cutoffs, n_classes]
        self.div_value = div_value
        self.head_bias = head_bias
        self.shortlist_size = cutoffs[0]
        self.n_clusters = len(cutoffs)
        self.head_size = self.shortlist_size + self.n_clusters
        self.head = Linear(in_features, self.head_size, bias=head_bias, **how)
        self.tail = ModuleList()
        for number, (start, end) in enumerate(zip(self.cutoffs[:-1], self.cutoffs[1:], strict=True), 1):
            width = int(in_features // div_value**number)
            layers = Linear(in_features, width, bias=False, **how), Linear(width, end - start, bias=False, **how)
            self.tail.append(Sequential(*layers))

    def reset_parameters(self) -> None:
        """Draw all weights anew."""
        self.head.reset_parameters()
        for each in self.tail.modules():
            if isinstance(each, Linear):
                each.reset_parameters()

    def forward(self, input_: Tensor, target_: Tensor) -> Any:
        self._check(input_, target_)
        batched = target_.dim() > 0
        input, target = (input_, target_) if batched else (input_.unsqueeze(0), target_.unsqueeze(0))
        output = zeros(target.shape[0], dtype=input.dtype, device=input.device)
        in_head = target.clone()
        for number, (low, high) in enumerate(zip(self.cutoffs[:-1], self.cutoffs[1:], strict=True)):
            rows = ((target >= low) & (target < high)).nonzero().squeeze(1)
            if rows.numel():
                scores = F.log_softmax(self.tail[number](input.index_select(0, rows)), dim=1)
                output[rows] = scores.gather(1, (target[rows] - low).unsqueeze(1)).squeeze(1)
                in_head[rows] = self.shortlist_size + number
        scores = F.log_softmax(self.head(input), dim=1)
        output = output + scores.gather(1, in_head.unsqueeze(1)).squeeze(1)
        loss = (-output).mean()
        return _ASMoutput(output if batched else output.squeeze(0), loss)

    def _check(self, input: Tensor, target: Tensor) -> None:
        if target.dim() > 1:
            raise RuntimeError(
                "0D or 1D target tensor expected, multi-target not supported\nThere is one class number per row of the input."
            )
        if target.dim() == 1 and input.size(0) != target.size(0):
            raise RuntimeError(
                "Input and target should have the same size in the batch dimension.\n"
                f"They have {input.size(0)} and {target.size(0)} rows."
            )
        if input.dim() != target.dim() + 1:
            raise RuntimeError(
                f"{target.dim()}D target tensor expects {target.dim() + 1}D input tensors, but found inputs with size",
                input.size(),
            )
        if target.numel() and not 0 <= target.min().item() <= target.max().item() < self.n_classes:
            raise RuntimeError(
                f"Target values should be in [0, {self.n_classes - 1}], but values in range [{target.min().item()}, "
                f"{target.max().item()}] were found. "
            )

    def log_prob(self, input: Tensor) -> Tensor:
        """The log-probabilities of all classes, (N, n_classes)."""
        return self._all(input, F.log_softmax(self.head(input), dim=1))

    def _all(self, input: Tensor, head: Tensor) -> Tensor:
        result = empty((head.size(0), self.n_classes), dtype=head.dtype, device=head.device)
        result[:, : self.shortlist_size] = head[:, : self.shortlist_size]
        for number, (start, end) in enumerate(zip(self.cutoffs[:-1], self.cutoffs[1:], strict=True)):
            scores = F.log_softmax(self.tail[number](input), dim=1)
            result[:, start:end] = scores + head[:, self.shortlist_size + number].unsqueeze(1)
        return result

    def predict(self, input: Tensor) -> Tensor:
        """The most probable class of each row, (N,): without looking at the clusters where the head is sure."""
        scores = self.head(input)
        best = scores.argmax(dim=1)
        rare = best >= self.shortlist_size
        if not rare.any():
            return best
        if rare.all():
            return self._all(input, F.log_softmax(scores, dim=1)).argmax(dim=1)
        best[rare] = self._all(input[rare], F.log_softmax(scores[rare], dim=1)).argmax(dim=1)
        return best
