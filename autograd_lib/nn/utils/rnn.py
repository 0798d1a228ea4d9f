"""Sequences of different lengths side by side.  (PyTorch's PackedSequence is left out.)"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn

from ..._tensor import Tensor
from ...ops.creation import full


def pad_sequence(
    sequences: Iterable[Tensor],
    batch_first: bool = False,
    padding_value: float = 0.0,
    padding_side: str = "right",
) -> Tensor:
    """Sequences (T_i, …) in one tensor, as long as the longest: (T, N, …), or (N, T, …) with `batch_first`.

    `padding_value` fills the rest, on the side `padding_side`, "right" or "left".
    """
    if padding_side not in ("right", "left"):
        raise RuntimeError(
            f"Expected padding_side to be one of left or right, but got {padding_side}.\nIt says where the filling goes."
        )
    if not isinstance(sequences, Iterable):
        raise RuntimeError(
            f"pad_sequence: Expected iterable for input sequences, but got arg of type: {type(sequences)}\nGive a list."
        )
    given = list(sequences)
    if not given:
        raise RuntimeError("received an empty list of sequences\nGive at least one.")
    longest = max(each.size(0) for each in given)
    rest = tuple(given[0].shape[1:])
    shape = (len(given), longest, *rest) if batch_first else (longest, len(given), *rest)
    result = full(shape, padding_value, dtype=given[0].dtype, device=given[0].device)
    for number, each in enumerate(given):
        length = each.size(0)
        steps = slice(length) if padding_side == "right" else slice(longest - length, longest)
        result[(number, steps) if batch_first else (steps, number)] = each
    return result


def unpad_sequence(padded_sequences: Tensor, lengths: Tensor, batch_first: bool = False) -> list[Tensor]:
    """`pad_sequence` undone: the sequences, each with its own length."""
    rows = padded_sequences if batch_first else padded_sequences.transpose(0, 1)
    return [row[: int(length)] for row, length in zip(rows, lengths, strict=True)]


def __getattr__(name: str) -> NoReturn | Any:
    packed = ("PackedSequence", "pack_padded_sequence", "pad_packed_sequence", "pack_sequence", "unpack_sequence")
    if name in packed:
        raise NotImplementedError(
            f"{name} is left out: give padded sequences, and pick each one's last step by its length."
        )
    raise AttributeError(f"module 'torch.nn.utils.rnn' has no attribute '{name}'")
