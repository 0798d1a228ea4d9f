"""Digits: scikit-learn's small handwritten digits, for when there is no network."""

import os
from collections.abc import Callable
from typing import Any

import numpy as np

from ._images import ImageDataset
from .mnist import MNIST


class Digits(ImageDataset):
    """1,797 handwritten digits, 8 x 8 gray pixels, with the interface of `MNIST`; they come with scikit-learn.

    The pixels, 0 to 16 in the source, are stretched to 0 ... 255. Of each digit's images, in their order, every fifth
    one is for testing: 1,442 train, 355 test, each digit in the same proportion, always the same images.

    Args:
        root, download: ignored, so that a call of MNIST works here: `Digits("data", train=False, download=True)`.
        train: the training or the test images.
        transform: called with the PIL image of a sample.
        target_transform: called with the label of a sample, an int.
    """

    classes = MNIST.classes

    def __init__(
        self,
        root: str | os.PathLike[str] | None = None,
        train: bool = True,
        transform: Callable[[Any], Any] | None = None,
        target_transform: Callable[[Any], Any] | None = None,
        download: bool = False,
    ) -> None:
        if root is not None and not isinstance(root, str | os.PathLike):
            raise TypeError(f"root should be a path or None, got {root!r}\nwrite Digits(train=...)")
        from sklearn.datasets import load_digits

        pixels, labels = load_digits(return_X_y=True)
        images = np.rint(pixels.reshape(-1, 8, 8) * (255 / 16)).astype(np.uint8)
        mine = np.empty(len(labels), dtype=bool)
        for digit in range(10):
            (places,) = np.nonzero(labels == digit)
            mine[places] = (np.arange(len(places)) % 5 != 4) == train
        super().__init__(images[mine], labels[mine].astype(np.int64), train, transform, target_transform)
