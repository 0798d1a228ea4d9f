"""What all data sets of gray images have in common."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from .._tensor import Tensor, wrap
from ..transforms import for_batch
from ..utils.data import Dataset


class ImageDataset(Dataset[tuple[Any, Any]]):
    """Gray images with a label each; sample i is (image, label), the image a PIL image unless `transform` changes it.

    Attributes:
        data: all images, uint8 (N, H, W).
        targets: all labels, int64 (N,).
        classes: the names of the labels.
        transform, target_transform: called with the image, and with the label, of each sample.
    """

    classes: list[str]
    data: Tensor
    targets: Tensor
    root: str | None = None

    def __init__(
        self,
        images: np.ndarray,
        labels: np.ndarray,
        train: bool,
        transform: Callable[[Any], Any] | None,
        target_transform: Callable[[Any], Any] | None,
    ) -> None:
        self.data = wrap(images)
        self.targets = wrap(labels)
        self.train = train
        self.transform = transform
        self.target_transform = target_transform

    @property
    def class_to_idx(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.classes)}

    def __len__(self) -> int:
        return len(self.data)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        from PIL import Image

        image: Any = Image.fromarray(self.data[index].numpy())
        target: Any = int(self.targets[index])
        if self.transform is not None:
            image = self.transform(image)
        if self.target_transform is not None:
            target = self.target_transform(target)
        return image, target

    def __getitems__(self, indices: Iterable[int]) -> list[tuple[Any, Any]]:
        """The list of these samples, as a DataLoader asks for a batch; transforms that allow it run once for all."""
        indices = [int(index) for index in indices]
        transform = for_batch(self.transform)
        images = self.data.numpy()
        own_getitem = type(self).__getitem__ is not ImageDataset.__getitem__
        if transform is None or own_getitem or images.dtype != np.uint8 or images.ndim != 3:
            return [self[index] for index in indices]
        batch = transform(images[indices]).numpy()
        labels = self.targets.numpy()[indices].tolist()
        if self.target_transform is not None:
            labels = [self.target_transform(label) for label in labels]
        return [(wrap(image), label) for image, label in zip(batch, labels)]

    def __repr__(self) -> str:
        lines = [f"Number of datapoints: {len(self)}"]
        lines += [] if self.root is None else [f"Root location: {self.root}"]
        lines += [f"Split: {'Train' if self.train else 'Test'}"]
        if self.transform is not None or self.target_transform is not None:
            lines.append("StandardTransform")
        text = "\n    ".join([f"Dataset {type(self).__name__}", *lines])
        for head, transform in (("Transform: ", self.transform), ("Target transform: ", self.target_transform)):
            if transform is not None:
                text += f"\n{head}" + repr(transform).replace("\n", "\n" + " " * len(head))
        return text
