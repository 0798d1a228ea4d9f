"""The `DataLoader`: batches of a data set, in the order of a sampler, epoch after epoch."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np

from ..._tensor import wrap
from ...arrays import beside
from ...cuda import is_available
from ...random import Generator
from .collate import default_collate, default_convert
from .dataset import Dataset, IterableDataset, Subset, TensorDataset
from .sampler import BatchSampler, RandomSampler, SequentialSampler, draw_seed


class DataLoader:
    """An epoch's batches: `for x, y in loader`.  Each `for` begins a new epoch, with shuffle in a new order.

    Everything runs in this process: with `num_workers` above 0 the batches and their order are those of
    `num_workers=0`, `worker_init_fn` is not called, and `get_worker_info()` stays None.  A warning says so, once.

    Args:
        dataset: a map-style data set (`dataset[i]`, `len(dataset)`) or an `IterableDataset`.
        batch_size: samples in a batch; None gives single samples.
        shuffle: a new random order each epoch.
        sampler: the order of the indices, instead of shuffle.
        batch_sampler: lists of indices, instead of batch_size, shuffle, sampler and drop_last.
        num_workers, timeout, worker_init_fn, multiprocessing_context, prefetch_factor, persistent_workers, in_order:
            accepted and checked as PyTorch does, otherwise without effect.
        collate_fn: makes a batch of a list of samples; `default_collate` when not given.
        pin_memory: without effect but for PyTorch's warning that there is no accelerator.
        drop_last: leave out the last batch if it is smaller than the others.
        generator: where the random order comes from; PyTorch's default generator when not given.

    Raises:
        ValueError: options that exclude each other or are out of their range.
    """

    _complete = False

    def __init__(
        self,
        dataset: Dataset[Any],
        batch_size: int | None = 1,
        shuffle: bool | None = None,
        sampler: Iterable[Any] | None = None,
        batch_sampler: Iterable[list[Any]] | None = None,
        num_workers: int = 0,
        collate_fn: Callable[[Any], Any] | None = None,
        pin_memory: bool = False,
        drop_last: bool = False,
        timeout: float = 0,
        worker_init_fn: Callable[[int], None] | None = None,
        multiprocessing_context: Any = None,
        generator: Generator | None = None,
        *,
        prefetch_factor: int | None = None,
        persistent_workers: bool = False,
        pin_memory_device: str = "",
        in_order: bool = True,
    ) -> None:
        _check_workers(num_workers, timeout, prefetch_factor, persistent_workers, multiprocessing_context)
        iterable = isinstance(dataset, IterableDataset)
        if iterable:
            _check_iterable(shuffle, sampler, batch_sampler)
        if sampler is not None and shuffle:
            raise ValueError(
                "sampler option is mutually exclusive with shuffle\n"
                "The sampler alone gives the order: leave shuffle out."
            )
        if batch_sampler is not None:
            if batch_size != 1 or shuffle or sampler is not None or drop_last:
                raise ValueError(
                    "batch_sampler option is mutually exclusive with batch_size, shuffle, sampler, and drop_last\n"
                    "The batch_sampler alone gives the batches: leave the others out."
                )
            batch_size = None
        elif batch_size is None and drop_last:
            raise ValueError(
                "batch_size=None option disables auto-batching and is mutually exclusive with drop_last\n"
                "Without batches there is no last batch to drop."
            )
        if sampler is None and not iterable:
            sampler = RandomSampler(dataset, generator=generator) if shuffle else SequentialSampler(dataset)  # type: ignore[arg-type]
        if batch_size is not None:
            batch_sampler = BatchSampler([] if sampler is None else sampler, batch_size, drop_last)

        self.dataset = dataset
        self.batch_size = batch_size
        self.sampler = sampler
        self.batch_sampler = batch_sampler
        self.num_workers = num_workers
        self.collate_fn = collate_fn or (default_convert if batch_sampler is None else default_collate)
        self.pin_memory = pin_memory
        self.pin_memory_device = pin_memory_device
        self.drop_last = drop_last
        self.timeout = timeout
        self.worker_init_fn = worker_init_fn
        self.multiprocessing_context = multiprocessing_context
        self.generator = generator
        self.prefetch_factor = 2 if num_workers > 0 and prefetch_factor is None else prefetch_factor
        self.persistent_workers = persistent_workers
        self.in_order = in_order
        self._workers_started = False
        self._complete = True

    def __setattr__(self, name: str, value: Any) -> None:
        fixed = ("batch_size", "batch_sampler", "sampler", "drop_last", "dataset", "persistent_workers")
        if self._complete and name in fixed:
            raise ValueError(
                f"{name} attribute should not be set after {type(self).__name__} is initialized\nMake a new one."
            )
        super().__setattr__(name, value)

    def __len__(self) -> int:
        """The number of batches in an epoch (of samples, when batch_size is None)."""
        if isinstance(self.dataset, IterableDataset):
            samples = len(self.dataset)  # type: ignore[arg-type]
            if self.batch_size is None:
                return samples
            return samples // self.batch_size if self.drop_last else -(-samples // self.batch_size)
        return len(self._order())  # type: ignore[arg-type]

    def __iter__(self) -> Iterator[Any]:
        if self.timeout != 0 and self.num_workers == 0:
            raise AssertionError("_SingleProcessDataLoaderIter requires timeout == 0\ntimeout needs num_workers > 0.")
        if self.pin_memory and not is_available():
            warnings.warn(
                "'pin_memory' argument is set as true but no accelerator is found, "
                "then device pinned memory won't be used.",
                stacklevel=2,
            )
        if self.num_workers > 0:
            _say_that_there_are_no_workers(self.num_workers)
        order = iter(self._order())
        # PyTorch draws a seed for its workers at the start of every epoch, also when there are none.  Nobody needs it
        # here, but the numbers that are drawn afterwards are then the same as with PyTorch.
        if not (self.persistent_workers and self._workers_started):
            draw_seed(self.generator)
        self._workers_started = True
        if isinstance(self.dataset, IterableDataset):
            return self._stream(iter(self.dataset))
        return map(self._fetcher(), order)

    def _order(self) -> Iterable[Any]:
        """What is fetched one after the other: lists of indices, or single indices when batch_size is None."""
        if isinstance(self.dataset, IterableDataset):
            return ()
        return self.sampler if self.batch_sampler is None else self.batch_sampler  # type: ignore[return-value]

    def _fetcher(self) -> Callable[[Any], Any]:
        """The function from a list of indices to a batch (or from an index to a sample)."""
        dataset, collate = self.dataset, self.collate_fn
        if self.batch_sampler is None:
            return lambda index: collate(dataset[index])
        fetch_many = getattr(dataset, "__getitems__", None) or (lambda indices: [dataset[i] for i in indices])
        if collate is default_collate:
            return _rows_at_once(dataset, lambda indices: collate(fetch_many(indices)))
        return lambda indices: collate(fetch_many(indices))

    def _stream(self, samples: Iterator[Any]) -> Iterator[Any]:
        """The batches of an iterable data set."""
        if self.batch_size is None:
            yield from map(self.collate_fn, samples)
            return
        while batch := list(islice(samples, self.batch_size)):
            if len(batch) == self.batch_size or not self.drop_last:
                yield self.collate_fn(batch)


@functools.cache  # so once a program, for each number of workers
def _say_that_there_are_no_workers(num_workers: int) -> None:
    warnings.warn(
        f"DataLoader(num_workers={num_workers}): this library loads in the training process itself. The batches and their "
        "order are those of num_workers=0; worker_init_fn is not called.",
        stacklevel=3,
    )


def get_worker_info() -> None:
    """What PyTorch tells the processes that load data; there are none here, so always None."""


def _rows_at_once(dataset: Dataset[Any], one_by_one: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A faster `one_by_one` for a TensorDataset, or a Subset of one: all rows of a batch by one indexing of the array.

    It gives what fetching and collating the samples gives; whatever is unusual is left to `one_by_one`.
    """
    place = None  # where a sample of the subset is in the whole data set
    while type(dataset) is Subset:
        indices = np.asarray(dataset.indices)
        if indices.dtype.kind != "i" or indices.ndim != 1:
            return one_by_one
        try:
            place = indices if place is None else indices[place]
        except IndexError:
            return one_by_one
        dataset = dataset.dataset
    if type(dataset) is not TensorDataset or any(tensor.requires_grad for tensor in dataset.tensors):
        return one_by_one

    def rows(indices: Any) -> Any:
        if set(map(type, indices)) != {int}:
            return one_by_one(indices)
        try:
            at = np.array(indices) if place is None else place[indices]
            return [wrap(tensor._data[beside(at, tensor._data)]) for tensor in dataset.tensors]
        except IndexError:
            return one_by_one(indices)

    return rows


def _check_workers(num_workers: int, timeout: float, prefetch: int | None, persistent: bool, context: Any) -> None:
    if num_workers < 0:
        raise ValueError(
            "num_workers option should be non-negative; use num_workers=0 to disable multiprocessing.\n"
            f"Got {num_workers}."
        )
    if timeout < 0:
        raise ValueError(f"timeout option should be non-negative\nGot {timeout}.")
    if prefetch is not None and num_workers == 0:
        raise ValueError(
            "prefetch_factor option could only be specified in multiprocessing."
            "let num_workers > 0 to enable multiprocessing, otherwise set prefetch_factor to None.\n"
            f"Got prefetch_factor={prefetch}, num_workers=0."
        )
    if prefetch is not None and prefetch < 0:
        raise ValueError(f"prefetch_factor option should be non-negative\nGot {prefetch}.")
    if persistent and num_workers == 0:
        raise ValueError("persistent_workers option needs num_workers > 0\nLeave persistent_workers out.")
    if context is not None and num_workers == 0:
        raise ValueError(
            "multiprocessing_context can only be used with multi-process loading (num_workers > 0), but got "
            "num_workers=0\nLeave multiprocessing_context out."
        )


def _check_iterable(shuffle: bool | None, sampler: Any, batch_sampler: Any) -> None:
    given = {"shuffle": shuffle or None, "sampler": sampler, "batch_sampler": batch_sampler}
    for name, value in given.items():
        if value is not None:
            raise ValueError(
                f"DataLoader with IterableDataset: expected unspecified {name} option, but got {name}={value}\n"
                "Its samples come in their own order."
            )
