"""The exercises of lesson 07: pixels, mini-batches, accuracy, losses, when to stop, the confusion matrix."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from ..._tensor import Tensor, wrap
from ..registry import code


def tensor(values: Any, dtype: Any = None) -> Tensor:
    return wrap(np.array(values, dtype=dtype))


def numbers(values: Any) -> np.ndarray:
    return values.detach().numpy() if isinstance(values, Tensor) else np.asarray(values)


# 07.1 -----------------------------------------------------------------------------------------------------------------

IMAGES = [
    tensor([[[0, 51, 102], [153, 204, 255]], [[255, 0, 0], [0, 0, 51]]], np.uint8),
    tensor([[[0, 1], [2, 3], [4, 5]]], np.uint8),
    tensor([[[7, 0], [0, 9]], [[200, 255], [254, 0]], [[1, 2], [3, 4]]], np.uint8),
]


def rows(images: Any) -> np.ndarray:
    found = numbers(images).astype(np.float64)
    return found.reshape(len(found), -1)


code(
    "07.1",
    name="prepare",
    reference=lambda images: rows(images) / 255,
    probes=[(each,) for each in IMAGES],
    wrong={
        "no_scale": rows,
        "scale_twice": [
            lambda images: rows(images) / 255 / 255,
            lambda images: (numbers(images) / 255).astype(np.uint8).reshape(len(images), -1) / 255,
        ],
        "flatten_batch_too": [lambda images: rows(images).reshape(-1) / 255, lambda images: rows(images).reshape(-1)],
        "not_flattened": [lambda images: numbers(images) / 255, lambda images: numbers(images) / 1.0],
        "whole_division": lambda images: rows(images) // 255,
        "divides_by_256": lambda images: rows(images) / 256,
        "own_maximum": [
            lambda images: rows(images) / rows(images).max(),
            lambda images: rows(images) / rows(images).max(1, keepdims=True),
        ],
        "columns_first": lambda images: np.swapaxes(numbers(images), 1, 2).reshape(len(images), -1) / 255,
        "pixels_by_pictures": lambda images: rows(images).T / 255,
        "normalized": lambda images: (rows(images) / 255 - 0.1307) / 0.3081,
    },
)

# 07.2 -----------------------------------------------------------------------------------------------------------------


def pairs(order: Any, size: int) -> Iterator[list[int]]:
    for start in range(0, len(order), size):
        yield list(order[start : start + size])


def batches(
    chosen: Callable[[Any, int], Iterator[list[int]]] = pairs,
    of_inputs: Callable[[list[int], list[int]], list[int]] = lambda places, positions: places,
    of_labels: Callable[[list[int], list[int]], list[int]] = lambda places, positions: places,
    keep: Callable[[list[int], int], bool] = lambda places, size: True,
) -> Callable[..., Any]:
    """`mini_batches` with a choice of places and of what is taken there."""

    def mini_batches(inputs: Any, labels: Any, order: list[int], size: int) -> list[Any]:
        found, start = [], 0
        for places in chosen(order, size):
            positions = list(range(start, start + len(places)))
            start += len(places)
            if keep(places, size):
                found.append((inputs[of_inputs(places, positions)], labels[of_labels(places, positions)]))
        return found

    return mini_batches


def listed(mini_batches: Callable[..., Any], inputs: Any, labels: Any, order: list[int], size: int) -> Any:
    """The mini-batches as plain lists, whether they come as a list or one by one."""
    found = mini_batches(inputs, labels, order, size)
    if isinstance(found, (list, tuple)) or hasattr(found, "__next__"):
        return [[plain(each) for each in pair] if isinstance(pair, (list, tuple)) else plain(pair) for pair in found]
    return found


def plain(values: Any) -> Any:
    """As a list; tensors in a list too."""
    if isinstance(values, (list, tuple)):
        return [plain(each) for each in values]
    return numbers(values).tolist() if hasattr(values, "tolist") or hasattr(values, "detach") else values


def parts(order: Any, number: int) -> Iterator[list[int]]:
    """So many parts, of nearly the same size."""
    yield from (each.tolist() for each in np.array_split(np.array(order, dtype=int), number))


def one_more(order: Any, size: int) -> Iterator[list[int]]:
    for start in range(0, len(order) + size, size):
        yield list(order[start : start + size])


def sliding(order: Any, size: int) -> Iterator[list[int]]:
    for start in range(len(order)):
        yield list(order[start : start + size])


def inputs_of(number: int) -> Tensor:
    return tensor([[10.0 * each, 10.0 * each + 1] for each in range(number)], np.float32)


def labels_of(number: int) -> Tensor:
    return tensor([(7 * each + 3) % 10 for each in range(number)], np.int64)


code(
    "07.2",
    name="mini_batches",
    reference=batches(),
    observe=listed,
    shown="mini_batches({}, {}, {}, {})",
    probes=[
        (inputs_of(5), labels_of(5), [2, 0, 4, 1, 3], 2),
        (inputs_of(6), labels_of(6), [5, 3, 1, 0, 2, 4], 3),
        (inputs_of(4), labels_of(4), [3, 1, 0, 2], 5),
        (inputs_of(7), labels_of(7), [6, 2, 0, 5, 3, 1, 4], 3),
    ],
    wrong={
        "drops_last": batches(keep=lambda places, size: len(places) == size),
        "no_shuffle": [
            batches(of_inputs=lambda places, positions: positions, of_labels=lambda places, positions: positions),
            batches(lambda order, size: pairs(sorted(order), size)),
        ],
        "labels_not_shuffled_together": batches(of_labels=lambda places, positions: positions),
        "inputs_not_shuffled": batches(of_inputs=lambda places, positions: positions),
        "size_is_number": batches(parts),
        "empty_last": [
            batches(lambda order, size: pairs(order, size) if len(order) % size else one_more(order, size)),
            batches(one_more),
        ],
        "sliding": [
            batches(sliding),
            batches(sliding, keep=lambda places, size: len(places) == size),
        ],
        "only_first": [
            batches(lambda order, size: iter([list(order[:size])])),
            lambda inputs, labels, order, size: (inputs[order[:size]], labels[order[:size]]),
        ],
        "all_at_once": lambda inputs, labels, order, size: [(inputs[order], labels[order])],
        "only_inputs": lambda inputs, labels, order, size: [inputs[places] for places in pairs(order, size)],
        "pictures_one_by_one": lambda inputs, labels, order, size: [(inputs[i], labels[i]) for i in order],
        "places_not_pictures": [
            lambda inputs, labels, order, size: list(pairs(order, size)),
            lambda inputs, labels, order, size: [(places, labels[places]) for places in pairs(order, size)],
        ],
        "labels_first": lambda inputs, labels, order, size: [
            (labels[places], inputs[places]) for places in pairs(order, size)
        ],
    },
)

# 07.3 -----------------------------------------------------------------------------------------------------------------

Batches = list[tuple[Any, Any]]


def batch(*outputs: Sequence[float], labels: Sequence[int]) -> tuple[Tensor, Tensor]:
    return tensor(outputs, np.float32), tensor(labels, np.int64)


SCORES = [
    [batch([1, 5, 2], [4, 0, 3], [0, 1, 7], labels=[1, 0, 1]), batch([2, 9, 1], labels=[1])],
    [batch([0, 3, 1], [5, 1, 2], [2, 0, 1], labels=[1, 2, 2]), batch([3, 1, 0], labels=[0])],
    [batch([-1, -3, -2], labels=[0]), batch([0, 4, 2], [1, 0, 0], [6, 0, 1], labels=[1, 0, 2])],
    [batch([1, 2, 0], [0, 2, 1], [3, 1, 2], labels=[2, 2, 1])],
]


def hits(found: Batches, axis: int | None = 1) -> list[np.ndarray]:
    return [np.asarray(numbers(outputs).argmax(axis) == numbers(labels)) for outputs, labels in found]


def share(found: Batches) -> float:
    every = hits(found)
    return float(sum(each.sum() for each in every) / sum(len(each) for each in every))


def sizes(found: Batches) -> int:
    return sum(len(labels) for _, labels in found)


def largest(found: Batches) -> list[np.ndarray]:
    return [numbers(outputs).max(1) == numbers(labels) for outputs, labels in found]


code(
    "07.3",
    name="accuracy",
    reference=share,
    probes=[(each,) for each in SCORES],
    wrong={
        "argmax_axis0": [
            lambda found: float(sum(each.sum() for each in hits(found, 0)) / sizes(found)),
            lambda found: float(np.mean([each.mean() for each in hits(found, 0)])),
        ],
        "no_axis": [
            lambda found: float(sum(each.sum() for each in hits(found, None)) / sizes(found)),
            lambda found: float(np.mean([each.mean() for each in hits(found, None)])),
        ],
        "mean_of_batches": lambda found: float(np.mean([each.mean() for each in hits(found)])),
        "compares_logits": [
            lambda found: float(sum(each.sum() for each in largest(found)) / sizes(found)),
            lambda found: float(np.mean([each.mean() for each in largest(found)])),
            lambda found: float(sum((numbers(z) == numbers(y)).sum() for z, y in found) / sizes(found)),
        ],
        "counts": lambda found: float(sum(each.sum() for each in hits(found))),
        "percent": lambda found: 100 * share(found),
        "divides_by_batches": lambda found: float(sum(each.sum() for each in hits(found)) / len(found)),
        "sums_shares": lambda found: float(sum(each.mean() for each in hits(found))),
        "last_batch_only": [
            lambda found: float(hits(found)[-1].mean()),
            lambda found: float(hits(found)[-1].sum() / sizes(found)),
        ],
        "first_batch_only": [
            lambda found: float(hits(found)[0].mean()),
            lambda found: float(hits(found)[0].sum() / sizes(found)),
        ],
        "error_rate": lambda found: 1 - share(found),
        "lowest": lambda found: float(sum((numbers(z).argmin(1) == numbers(y)).sum() for z, y in found) / sizes(found)),
        "one_based": lambda found: float(
            sum((numbers(z).argmax(1) + 1 == numbers(y)).sum() for z, y in found) / sizes(found)
        ),
    },
)

# 07.4 -----------------------------------------------------------------------------------------------------------------


def weighted(losses: Sequence[float], sizes: Sequence[int]) -> float:
    return sum(loss * size for loss, size in zip(losses, sizes, strict=True))


code(
    "07.4",
    name="epoch_loss",
    reference=lambda losses, sizes: weighted(losses, sizes) / sum(sizes),
    probes=[
        ([0.2, 0.2, 1.0], [128, 128, 4]),
        ([0.5, 0.25, 2.0], [8, 8, 4]),
        ([1.5], [6]),
        ([0.75, 1.25], [3, 9]),
    ],
    wrong={
        "plain_mean": lambda losses, sizes: sum(losses) / len(losses),
        "times_nominal_batch": [
            lambda losses, sizes: sum(losses) * sizes[0] / sum(sizes),
            lambda losses, sizes: sum(losses) * max(sizes) / sum(sizes),
        ],
        "nominal_total": [
            lambda losses, sizes: weighted(losses, sizes) / (len(sizes) * sizes[0]),
            lambda losses, sizes: weighted(losses, sizes) / (len(sizes) * max(sizes)),
        ],
        "no_division": lambda losses, sizes: weighted(losses, sizes),
        "divides_by_batches": lambda losses, sizes: weighted(losses, sizes) / len(losses),
        "sum_of_losses": lambda losses, sizes: sum(losses),
        "losses_by_pictures": lambda losses, sizes: sum(losses) / sum(sizes),
        "last_loss": lambda losses, sizes: losses[-1],
        "divides_twice": lambda losses, sizes: weighted(losses, sizes) / sum(sizes) / len(losses),
        "inverse_weights": lambda losses, sizes: (
            sum(loss / size for loss, size in zip(losses, sizes, strict=True)) / sum(1 / size for size in sizes)
        ),
    },
)

# 07.5 -----------------------------------------------------------------------------------------------------------------

LOGITS = [
    (tensor([[-1.0, 0, 1, 2], [3, 0, 1, 0]], np.float32), tensor([3, 0], np.int64)),
    (
        tensor([[-60.0, -59, -60], [60, 61, 62]], np.float32),
        tensor([0, 1], np.int64),
    ),  # too far apart, but not too large
    (tensor([[1000.0, 999, 0], [0, 0, 0]], np.float32), tensor([1, 2], np.int64)),
    (tensor([[0.0, 1000, -1000]], np.float32), tensor([0], np.int64)),
    (tensor([[-1000.0, -1001], [1000, 1002], [0.5, 2]], np.float32), tensor([0, 0, 1], np.int64)),
]


def chances(logits: Any, axis: int | None = 1, shift: bool = True) -> np.ndarray:
    z = numbers(logits).astype(np.float32)  # as the learner's own would be
    z = z - z.max(axis, keepdims=True) if shift else z
    powers = np.exp(z)
    return powers / powers.sum(axis, keepdims=True)


def surprise(logits: Any, labels: Any) -> np.ndarray:
    z = numbers(logits).astype(np.float64)
    z = z - z.max(1, keepdims=True)
    return np.log(np.exp(z).sum(1)) - z[np.arange(len(z)), numbers(labels)]


def shifted(logits: Any, axis: int) -> np.ndarray:
    """The logits less the highest of each column (0) or row (1)."""
    z = numbers(logits).astype(np.float32)  # as the learner's own would be
    return z - z.max(axis, keepdims=True)


def own(values: np.ndarray, labels: Any) -> np.ndarray:
    return values[np.arange(len(values)), numbers(labels)]


def no_shift_sum(logits: Any, labels: Any) -> float:
    """The formula with a sum of exponentials that were not shifted."""
    z = numbers(logits).astype(np.float32)
    return float((np.log(np.exp(z).sum(1)) - own(z, labels)).mean())


def global_shift(logits: Any, labels: Any) -> float:
    z = numbers(logits).astype(np.float32)
    z = z - z.max()
    return float((np.log(np.exp(z).sum(1)) - own(z, labels)).mean())


def half_shifted(logits: Any, labels: Any) -> float:
    z = numbers(logits).astype(np.float64)
    return float((np.log(np.exp(z - z.max(1, keepdims=True)).sum(1)) - own(z, labels)).mean())


code(
    "07.5",
    name="cross_entropy",
    reference=lambda logits, labels: float(surprise(logits, labels).mean()),
    probes=LOGITS,
    tolerance=1e-4,
    wrong={
        "softmax_twice": lambda logits, labels: float(surprise(chances(logits), labels).mean()),
        "log_of_zero": lambda logits, labels: float(-np.log(own(chances(logits), labels)).mean()),
        "small_number": [
            lambda logits, labels, least=least: float(-np.log(own(chances(logits), labels) + least).mean())
            for least in (1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-12, 1e-15, 1e-20)
        ],
        "no_max_shift": [
            lambda logits, labels: float(-np.log(own(chances(logits, shift=False), labels)).mean()),
            no_shift_sum,
        ],
        "half_shifted": half_shifted,
        "global_max": [
            global_shift,
            lambda logits, labels: float(
                -np.log(own(chances(numbers(logits) - numbers(logits).max(), shift=False), labels)).mean()
            ),
        ],
        "column_max": lambda logits, labels: float(
            (np.log(np.exp(shifted(logits, 0)).sum(1)) - own(shifted(logits, 0), labels)).mean()
        ),
        "one_sum": lambda logits, labels: float(
            (np.log(np.exp(shifted(logits, 1)).sum()) - own(shifted(logits, 1), labels)).mean()
        ),
        "every_row_all_labels": lambda logits, labels: float(
            (np.log(np.exp(shifted(logits, 1)).sum(1)) - shifted(logits, 1)[:, numbers(labels)]).mean()
        ),
        "sum_not_mean": lambda logits, labels: float(surprise(logits, labels).sum()),
        "no_mean": lambda logits, labels: surprise(logits, labels),
        "no_minus": lambda logits, labels: float(-surprise(logits, labels).mean()),
        "no_log": [
            lambda logits, labels: float(-own(chances(logits), labels).mean()),
            lambda logits, labels: float((1 - own(chances(logits), labels)).mean()),
        ],
        "all_classes": lambda logits, labels: float(
            np.mean([surprise(logits, [each] * len(logits)) for each in range(logits.shape[1])])
        ),
        "log_of_mean": lambda logits, labels: float(-np.log(own(chances(logits), labels).mean())),
        "only_the_logit": lambda logits, labels: float(-own(numbers(logits).astype(float), labels).mean()),
    },
)

# 07.6 -----------------------------------------------------------------------------------------------------------------


def lowest(values: Sequence[float]) -> int:
    return min(range(len(values)), key=values.__getitem__)


def first_rise(train_losses: Sequence[float], test_losses: Sequence[float]) -> int:
    """The last epoch before the test loss goes up for the first time."""
    pairs = enumerate(zip(test_losses, test_losses[1:], strict=False))
    return next((epoch for epoch, (now, then) in pairs if then > now), len(test_losses) - 1)


def gaps(train_losses: Sequence[float], test_losses: Sequence[float]) -> list[float]:
    return [test - train for train, test in zip(train_losses, test_losses, strict=True)]


code(
    "07.6",
    name="best_epoch",
    reference=lambda train_losses, test_losses: lowest(test_losses),
    probes=[
        (
            [2.30, 0.61, 0.42, 0.30, 0.21, 0.14, 0.08, 0.04, 0.02, 0.01, 0.02],
            [2.31, 0.68, 0.55, 0.58, 0.49, 0.44, 0.42, 0.45, 0.52, 0.61, 0.66],
        ),
        ([2.2, 1.0, 0.5, 0.25, 0.125, 0.25], [2.5, 1.25, 1.0, 0.875, 0.9, 1.5]),
        ([1.0, 0.75, 0.5, 0.25, 0.375], [1.0, 1.125, 0.875, 1.25, 1.5]),
    ],
    wrong={
        "train_loss": lambda train_losses, test_losses: lowest(train_losses),
        "last_epoch": lambda train_losses, test_losses: len(test_losses) - 1,
        "first_rise": first_rise,
        "first_epoch_of_rise": lambda train_losses, test_losses: first_rise(train_losses, test_losses) + 1,
        "smallest_gap": [
            lambda train_losses, test_losses: lowest(gaps(train_losses, test_losses)),
            lambda train_losses, test_losses: lowest([abs(each) for each in gaps(train_losses, test_losses)]),
        ],
        "sum_of_both": lambda train_losses, test_losses: lowest(
            [a + b for a, b in zip(train_losses, test_losses, strict=True)]
        ),
        "highest": lambda train_losses, test_losses: lowest([-each for each in test_losses]),
        "one_based": lambda train_losses, test_losses: lowest(test_losses) + 1,
        "loss_not_epoch": lambda train_losses, test_losses: min(test_losses),
        "one_training": lambda train_losses, test_losses: 6,
    },
)

# 07.7 -----------------------------------------------------------------------------------------------------------------


def table(labels: Any, answers: Any, classes: int) -> np.ndarray:
    counts = np.zeros((classes, classes))
    np.add.at(counts, (np.array(labels, dtype=int), np.array(answers, dtype=int)), 1)
    return counts


def once(labels: Any, answers: Any, classes: int) -> np.ndarray:
    return np.minimum(table(labels, answers, classes), 1)


def divided(counts: np.ndarray, axis: int | None) -> np.ndarray:
    sums = counts.sum(axis, keepdims=True)
    return counts / np.where(sums == 0, 1, sums)


code(
    "07.7",
    name="confusion",
    reference=table,
    probes=[
        ([0, 1, 2, 2, 1, 0, 2], [0, 2, 2, 1, 1, 0, 1], 3),
        ([1, 1, 1, 0], [0, 0, 1, 1], 2),
        ([3, 0, 3, 1], [3, 1, 1, 3], 5),
    ],
    wrong={
        "transposed": lambda labels, answers, classes: table(answers, labels, classes),
        "only_hits": [
            lambda labels, answers, classes: np.diag(np.diag(table(labels, answers, classes))),
            lambda labels, answers, classes: np.diag(table(labels, answers, classes)),
        ],
        "first_only": lambda labels, answers, classes: table(labels[:1], answers[:1], classes),
        "only_misses": lambda labels, answers, classes: table(labels, answers, classes) * (1 - np.eye(classes)),
        "set_not_counted": once,
        "shares": [
            lambda labels, answers, classes: divided(table(labels, answers, classes), 1),
            lambda labels, answers, classes: divided(table(labels, answers, classes), 0),
            lambda labels, answers, classes: divided(table(labels, answers, classes), None),
        ],
        "same_row": lambda labels, answers, classes: np.tile(table(labels, answers, classes).sum(0), (classes, 1)),
        "too_small": lambda labels, answers, classes: table(labels, answers, max(*labels, *answers) + 1),
        "both_ways": lambda labels, answers, classes: table(labels, answers, classes) + table(answers, labels, classes),
    },
)
