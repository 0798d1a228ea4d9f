"""MNIST: 70,000 handwritten digits, 28 x 28 gray pixels (LeCun, Cortes, Burges)."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from ._download import Corrupt, cache_folder, check_sha256, decompress, fetch, one_process_at_a_time
from ._images import ImageDataset


class MNIST(ImageDataset):
    """60,000 handwritten digits to train with, 10,000 to test with.

    The files are looked for in this order: the folder that the environment variable AUTOGRAD_LIB_DATA names, `root`,
    the user's cache folder. In a folder they may lie directly or in MNIST/raw (as torchvision has them), as they are
    or as .gz. With `download=True`, what is nowhere is fetched from a public mirror into root/MNIST/raw, or into the
    cache folder if there is no `root`. Every file is checked by the SHA-256 of its decompressed bytes.

    Args:
        root: a folder for the data; None is the user's cache folder.
        train: the training or the test images.
        transform: called with the PIL image of a sample.
        target_transform: called with the label of a sample, an int.
        download: may use the network.

    Raises:
        RuntimeError: the data is nowhere, could not be downloaded, or is damaged.
        OSError: the folder to download to cannot be written.
    """

    mirrors = (
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
    )
    resources = (  # with the SHA-256 of what is inside
        ("train-images-idx3-ubyte.gz", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
        ("train-labels-idx1-ubyte.gz", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
        ("t10k-images-idx3-ubyte.gz", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
        ("t10k-labels-idx1-ubyte.gz", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
    )
    classes = [
        "0 - zero",
        "1 - one",
        "2 - two",
        "3 - three",
        "4 - four",
        "5 - five",
        "6 - six",
        "7 - seven",
        "8 - eight",
        "9 - nine",
    ]

    def __init__(
        self,
        root: str | os.PathLike[str] | None = None,
        train: bool = True,
        transform: Callable[[Any], Any] | None = None,
        target_transform: Callable[[Any], Any] | None = None,
        download: bool = False,
    ) -> None:
        self.root = None if root is None else os.path.expanduser(os.fspath(root))
        self.train = train
        self.raw_folder = str(Path(self.root or cache_folder()) / type(self).__name__ / "raw")
        folder = self._find()
        if folder is None and download:
            self.download()
            folder = self._find()
        if folder is None:
            raise RuntimeError(f"Dataset not found. You can use download=True to download it\n{_help()}")
        self.root = self.root or str(folder)
        images, labels = (self._read(folder, resource) for resource in self._needed())
        if images.ndim != 3 or labels.ndim != 1 or len(images) != len(labels):
            raise Corrupt(f"{folder}: images {images.shape} and labels {labels.shape} do not belong together")
        super().__init__(images, labels.astype(np.int64), train, transform, target_transform)

    def download(self) -> None:
        """Fetch what of the four files is not there yet."""
        folder = Path(self.raw_folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with one_process_at_a_time(folder):
                for filename, sha256 in self.resources:
                    if _existing(folder, filename) is None:
                        fetch(filename, self.mirrors, folder, sha256)
        except RuntimeError as error:
            raise RuntimeError(f"{error}\n{_help()}") from None
        except OSError as error:
            why = (
                f"{error.strerror or error}; MNIST cannot be stored there, choose a folder: MNIST(root, download=True)"
            )
            raise type(error)(error.errno, why, str(folder)) from error

    def _needed(self) -> tuple[tuple[str, str], ...]:
        return self.resources[:2] if self.train else self.resources[2:]

    def _folders(self) -> Iterator[Path]:
        given = os.environ.get("AUTOGRAD_LIB_DATA")
        for base in (given, self.root, cache_folder()):
            if base:
                yield Path(base).expanduser()
                yield Path(base).expanduser() / type(self).__name__ / "raw"

    def _find(self) -> Path | None:
        """The first folder that has both files."""
        for folder in self._folders():
            if all(_existing(folder, filename) for filename, _ in self._needed()):
                return folder
        return None

    def _read(self, folder: Path, resource: tuple[str, str]) -> np.ndarray:
        path = _existing(folder, resource[0])
        assert path is not None
        try:
            content = decompress(path.read_bytes(), str(path))
            check_sha256(content, resource[1], str(path))
            return read_idx(content, str(path))
        except Corrupt as error:
            raise Corrupt(f"{error}\ndelete it; MNIST(root, download=True) gets it again") from None


def _help() -> str:
    given = os.environ.get("AUTOGRAD_LIB_DATA")
    here = "may name a folder that has the files" if not given else f"is {given!r}, which does not have all files"
    return f"AUTOGRAD_LIB_DATA {here}; without a network, datasets.Digits has the same interface and smaller pictures"


def _existing(folder: Path, filename: str) -> Path | None:
    """The file, preferably decompressed."""
    for path in (folder / filename.removesuffix(".gz"), folder / filename):
        if path.is_file():
            return path
    return None


def read_idx(content: bytes, name: str) -> np.ndarray:
    """The array in an idx file of unsigned bytes.

    Such a file begins with 0, 0, 8 (unsigned bytes), the number of dimensions, and each dimension as four bytes, the
    most significant first.

    Raises:
        Corrupt: another beginning, or fewer or more bytes than the dimensions tell.
    """
    if content[:3] != b"\x00\x00\x08" or len(content) < 4:
        raise Corrupt(f"{name} is not an idx file of unsigned bytes: it begins with {content[:4]!r}")
    start = 4 + 4 * content[3]
    shape = tuple(int.from_bytes(content[i : i + 4], "big") for i in range(4, start, 4))
    expected = start + int(np.prod(shape, dtype=object))
    if len(content) < start or len(content) != expected:
        raise Corrupt(f"{name} has {len(content):,} bytes, but an idx file of shape {shape} has {expected:,}")
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape).copy()
