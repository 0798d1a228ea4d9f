"""The pictures of lesson 07: MNIST, or scikit-learn's small digits where MNIST cannot be had."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import messages
from .port import to_pytorch


def load_digits(transform: Callable[..., Any] | None = None) -> tuple[Any, Any]:
    """MNIST, training and test set; or scikit-learn's 1,797 small digits where MNIST cannot be had (no network).

    The cells of the lesson run on either.  Says in a line or two which of them it is.  With a transform of torchvision's,
    whose pictures are PyTorch's tensors, `.data` and `.targets` are such tensors too.
    """
    from ..datasets import MNIST, Digits

    train_set: MNIST | Digits
    test_set: MNIST | Digits
    try:
        train_set, test_set = (MNIST(train=train, transform=transform, download=True) for train in (True, False))
    except (RuntimeError, OSError) as error:
        train_set, test_set = (Digits(train=train, transform=transform) for train in (True, False))
        print(messages.general("mnist_missing", reason=str(error).splitlines()[0].rstrip(":")))
    for each in (train_set, test_set):
        if type(each[0][0]).__module__ == "torch":
            each.data, each.targets = to_pytorch(each.data), to_pytorch(each.targets)
    rows, columns = train_set.data.shape[1:]
    print(
        messages.general(
            "digits",
            name=type(train_set).__name__,
            train=f"{len(train_set):,}",
            test=f"{len(test_set):,}",
            rows=rows,
            columns=columns,
        )
    )
    return train_set, test_set
