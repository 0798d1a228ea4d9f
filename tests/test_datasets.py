"""MNIST and Digits have torchvision's interface; their files are found where they should be, or refused if damaged."""

import gzip
import hashlib
import os
from pathlib import Path

import numpy as np
import pytest

import autograd_lib as torch
from autograd_lib import transforms as T
from autograd_lib.datasets import MNIST, Digits
from autograd_lib.datasets.mnist import read_idx
from autograd_lib.utils.data import DataLoader, Subset

REAL = os.environ.get("AUTOGRAD_LIB_DATA")
needs_real_data = pytest.mark.skipif(not REAL, reason="AUTOGRAD_LIB_DATA does not name a folder with MNIST")


def idx(array):
    return bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes() + array.astype(np.uint8).tobytes()


def tiny_files(seed=0):
    random = np.random.default_rng(seed)
    files = {}
    for prefix, count in (("train", 40), ("t10k", 10)):
        files[f"{prefix}-images-idx3-ubyte"] = idx(random.integers(0, 256, (count, 28, 28)))
        files[f"{prefix}-labels-idx1-ubyte"] = idx(random.integers(0, 10, count))
    return files


FILES = tiny_files()


class TinyMNIST(MNIST):
    resources = tuple((f"{name}.gz", hashlib.sha256(content).hexdigest()) for name, content in FILES.items())


def lay_out(folder: Path, packed: bool = False, files: dict[str, bytes] = FILES) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / (f"{name}.gz" if packed else name)).write_bytes(gzip.compress(content) if packed else content)
    return folder


@pytest.fixture
def alone(monkeypatch, tmp_path):
    """Neither the machine's own data nor its cache takes part."""
    monkeypatch.delenv("AUTOGRAD_LIB_DATA", raising=False)
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / "cache"))
    return tmp_path


# ---- where the files are -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("packed", [False, True], ids=["decompressed", "gz"])
@pytest.mark.parametrize("below", ["", "TinyMNIST/raw"], ids=["directly", "as torchvision"])
def test_files_are_found_in_either_layout_and_form(alone, packed, below):
    lay_out(alone / "data" / below, packed)
    before = sorted(path.name for path in (alone / "data").rglob("*"))
    train, test = TinyMNIST(alone / "data"), TinyMNIST(str(alone / "data"), train=False)
    assert idx(train.data.numpy()) == FILES["train-images-idx3-ubyte"]
    assert idx(test.targets.numpy()) == FILES["t10k-labels-idx1-ubyte"]
    assert sorted(path.name for path in (alone / "data").rglob("*")) == before  # reading leaves no trace


def test_the_environments_folder_comes_before_root_and_root_before_the_cache(alone, monkeypatch):
    def where(**arguments):
        return int(Sorted(alone / "root", **arguments).data[0, 0, 0])

    class Sorted(MNIST):
        resources = tuple((name, None) for name, _ in TinyMNIST.resources)

    def number(value):
        images = np.full((2, 28, 28), value, np.uint8)
        return {name: idx(images if "images" in name else images[:, 0, 0]) for name in FILES}

    from autograd_lib.datasets._download import cache_folder

    lay_out(cache_folder() / "Sorted" / "raw", files=number(3))
    assert where() == 3
    lay_out(alone / "root", files=number(2))
    assert where() == 2
    lay_out(alone / "environment", files=number(1))
    monkeypatch.setenv("AUTOGRAD_LIB_DATA", str(alone / "environment"))
    assert where() == 1
    monkeypatch.setenv("AUTOGRAD_LIB_DATA", str(alone / "nowhere"))
    assert where() == 2


def test_only_the_split_that_is_asked_for_must_be_there(alone):
    files = {name: content for name, content in FILES.items() if name.startswith("t10k")}
    lay_out(alone / "data", files=files)
    assert len(TinyMNIST(alone / "data", train=False)) == 10
    with pytest.raises(RuntimeError, match="Dataset not found"):
        TinyMNIST(alone / "data")


def test_nothing_found_is_torchvisions_error_and_two_ways_out(alone, monkeypatch):
    with pytest.raises(RuntimeError) as caught:
        TinyMNIST(alone)
    first, second = str(caught.value).splitlines()
    assert first == "Dataset not found. You can use download=True to download it"
    assert "AUTOGRAD_LIB_DATA" in second and "datasets.Digits" in second
    monkeypatch.setenv("AUTOGRAD_LIB_DATA", str(alone / "misspelled"))
    with pytest.raises(RuntimeError, match=r"\nAUTOGRAD_LIB_DATA is '.*misspelled', which does not have all files"):
        TinyMNIST(alone)


def test_home_folder_may_be_written_as_a_tilde(alone):
    lay_out(alone / "cache" / "data")
    assert len(TinyMNIST("~/data")) == 40


def test_root_must_be_a_path():
    for dataset in (MNIST, Digits):
        with pytest.raises(TypeError):
            dataset(False)


# ---- damaged files -----------------------------------------------------------------------------------------------

IMAGES = "train-images-idx3-ubyte"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        (IMAGES, FILES[IMAGES][:-1], "is not the expected file"),
        (IMAGES, FILES[IMAGES][:-1] + b"\x07", "is not the expected file"),
        (IMAGES, b"", "is not the expected file"),
        (f"{IMAGES}.gz", gzip.compress(FILES[IMAGES])[:-100], "is truncated or damaged"),
        (f"{IMAGES}.gz", gzip.compress(FILES[IMAGES])[:-8] + bytes(8), "is truncated or damaged"),
    ],
    ids=["truncated", "one bit", "empty", "truncated gz", "corrupt gz"],
)
def test_damaged_file_is_named_and_left_alone(alone, name, content, reason):
    lay_out(alone)
    (alone / IMAGES).unlink()
    (alone / name).write_bytes(content)
    with pytest.raises(RuntimeError, match=f"{name} {reason}") as caught:
        TinyMNIST(alone, download=True)
    assert "delete it" in str(caught.value)
    assert (alone / name).read_bytes() == content


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not an idx file"),
        (b"\x00\x00\x08", "not an idx file"),
        (b"\x00\x00\x0d\x01\x00\x00\x00\x00", "not an idx file of unsigned bytes"),
        (b"\x1f\x8b\x08\x00", "not an idx file"),
        (b"\x00\x00\x08\x03\x00\x00", "has 6 bytes"),
        (idx(np.zeros((2, 3, 3)))[:-1], r"has 33 bytes, but an idx file of shape \(2, 3, 3\) has 34"),
        (idx(np.zeros((2, 3, 3))) + b"\x00", "has 35 bytes"),
        (b"\x00\x00\x08\x03" + b"\xff" * 12, "has 16 bytes"),
    ],
)
def test_idx_files_are_checked_to_the_byte(content, reason):
    with pytest.raises(RuntimeError, match=reason):
        read_idx(content, "file")


def test_idx_array_is_read_as_written_and_can_be_changed():
    for array in (np.arange(24).reshape(2, 3, 4), np.arange(5), np.zeros((0, 28, 28)), np.array(7)):
        read = read_idx(idx(array), "file")
        assert read.dtype == np.uint8 and read.shape == array.shape and (read == array).all()
        read[...] = 1


def test_images_and_labels_of_different_numbers_are_refused(alone):
    class Unchecked(MNIST):
        resources = tuple((name, None) for name, _ in TinyMNIST.resources)

    lay_out(alone, files={**FILES, "train-labels-idx1-ubyte": FILES["t10k-labels-idx1-ubyte"]})
    with pytest.raises(RuntimeError, match=r"images \(40, 28, 28\) and labels \(10,\) do not belong together"):
        Unchecked(alone)


# ---- the interface -----------------------------------------------------------------------------------------------


@pytest.fixture
def tiny(alone):
    lay_out(alone / "data")
    return lambda **arguments: TinyMNIST(alone / "data", **arguments)


def test_sample_is_a_picture_and_an_int(tiny):
    from PIL import Image

    dataset = tiny()
    image, label = dataset[3]
    assert isinstance(image, Image.Image) and image.mode == "L" and image.size == (28, 28)
    assert type(label) is int
    assert (np.asarray(image) == dataset.data[3].numpy()).all() and label == dataset.targets[3].item()
    assert dataset[-1][1] == dataset.targets[-1].item()
    assert len(dataset) == 40 and len(list(dataset)) == 40
    with pytest.raises(IndexError):
        dataset[40]


def test_data_and_targets_are_tensors_that_can_be_changed(tiny):
    dataset = tiny()
    assert dataset.data.dtype is torch.uint8 and dataset.data.shape == (40, 28, 28)
    assert dataset.targets.dtype is torch.int64 and dataset.targets.shape == (40,)
    dataset.data[0] = 7
    assert np.asarray(dataset[0][0]).max() == 7
    dataset.data, dataset.targets = dataset.data[:5], dataset.targets[:5]
    assert len(dataset) == 5


def test_transforms_see_the_picture_and_the_label(tiny):
    dataset = tiny(transform=lambda image: image.size, target_transform=lambda label: label + 100)
    assert dataset[0] == ((28, 28), tiny()[0][1] + 100)


def test_classes_are_torchvisions():
    assert MNIST.classes[0] == "0 - zero" and MNIST.classes[9] == "9 - nine" and len(MNIST.classes) == 10
    assert Digits().class_to_idx["5 - five"] == 5


def test_printed_form_is_torchvisions(tiny):
    root = tiny().root
    assert repr(tiny()) == (
        f"Dataset TinyMNIST\n    Number of datapoints: 40\n    Root location: {root}\n    Split: Train"
    )
    transform = T.Compose([T.ToTensor(), T.Normalize((0.5,), (0.5,))])
    assert repr(tiny(train=False, transform=transform, target_transform=T.Lambda(abs))) == (
        f"Dataset TinyMNIST\n    Number of datapoints: 10\n    Root location: {root}\n    Split: Test\n"
        "    StandardTransform\n"
        "Transform: Compose(\n"
        "               ToTensor()\n"
        "               Normalize(mean=(0.5,), std=(0.5,))\n"
        "           )\n"
        "Target transform: Lambda()"
    )


# ---- batches -----------------------------------------------------------------------------------------------------


def equal(a, b):
    """Samples that are the same to the bit."""
    image_a, image_b = (x.numpy() if isinstance(x, torch.Tensor) else np.asarray(x) for x, _ in (a, b))
    same_image = image_a.dtype == image_b.dtype and image_a.shape == image_b.shape and (image_a == image_b).all()
    return same_image and type(a[0]) is type(b[0]) and type(a[1]) is type(b[1]) and a[1] == b[1]


@pytest.mark.parametrize(
    "transform",
    [
        None,
        T.ToTensor(),
        T.Compose([T.ToTensor(), T.Normalize((0.1307,), (0.3081,))]),
        T.Compose([T.RandomRotation(20), T.RandomHorizontalFlip(), T.ToTensor()]),
        T.Lambda(np.asarray),
    ],
    ids=repr,
)
def test_many_samples_are_the_single_samples(tiny, transform):
    dataset = tiny(transform=transform, target_transform=lambda label: label * 2)
    indices = [5, 0, -1, 5, 39]
    torch.manual_seed(0)
    together = dataset.__getitems__(indices)
    torch.manual_seed(0)
    apart = [dataset[index] for index in indices]
    assert type(together) is list and len(together) == len(apart)
    assert all(equal(a, b) for a, b in zip(together, apart))
    assert dataset.__getitems__([]) == []


def test_own_getitem_is_not_bypassed(tiny, alone):
    class Inverted(TinyMNIST):
        def __getitem__(self, index):
            image, label = super().__getitem__(index)
            return 1 - image, label

    tiny()
    dataset = Inverted(alone / "data", transform=T.ToTensor())
    assert equal(dataset.__getitems__([2])[0], dataset[2])


def test_other_data_than_gray_bytes_goes_the_slow_and_right_way(tiny):
    dataset = tiny(transform=T.ToTensor())
    dataset.data = dataset.data.float()
    assert equal(dataset.__getitems__([2])[0], dataset[2])


def test_batch_out_of_range_is_an_index_error(tiny):
    with pytest.raises(IndexError):
        tiny(transform=T.ToTensor()).__getitems__([1, 40])


def test_changing_a_sample_changes_neither_the_data_nor_another_sample(tiny):
    dataset = tiny(transform=T.ToTensor())
    before = dataset.data.numpy().copy()
    first, second = dataset.__getitems__([0, 0])
    first[0].zero_()
    assert equal(second, dataset[0])
    assert (dataset.data.numpy() == before).all()


def test_loader_makes_batches_of_images_and_labels(tiny):
    dataset = tiny(transform=T.ToTensor())
    torch.manual_seed(0)
    for data in (dataset, Subset(dataset, range(40))):
        seen = 0
        for images, labels in DataLoader(data, batch_size=16, shuffle=True):
            assert images.dtype is torch.float32 and images.shape[1:] == (1, 28, 28)
            assert labels.dtype is torch.int64 and labels.shape == images.shape[:1]
            seen += len(images)
        assert seen == 40


# ---- Digits ------------------------------------------------------------------------------------------------------


def test_digits_have_the_interface_of_mnist(tiny):
    train, mnist = Digits(transform=T.ToTensor()), tiny(transform=T.ToTensor())
    assert (train.data.dtype, train.targets.dtype) == (mnist.data.dtype, mnist.targets.dtype)
    assert train[0][0].shape == (1, 8, 8) and type(train[0][1]) is int
    assert train.data.shape == (1442, 8, 8) and Digits(train=False).data.shape == (355, 8, 8)
    assert (train.data.min().item(), train.data.max().item()) == (0, 255)
    assert repr(Digits()) == "Dataset Digits\n    Number of datapoints: 1442\n    Split: Train"
    called_like_mnist = Digits("data", False, T.ToTensor(), None, True)
    assert len(called_like_mnist) == 355


def test_digits_are_split_once_and_for_all_and_evenly():
    from sklearn.datasets import load_digits

    train, test = Digits(), Digits(train=False)
    together = np.concatenate([train.data.numpy(), test.data.numpy()])
    original = np.rint(load_digits().images * (255 / 16)).astype(np.uint8)
    assert sorted(image.tobytes() for image in together) == sorted(image.tobytes() for image in original)
    shares = np.bincount(test.targets.numpy()) / np.bincount(load_digits().target)
    assert shares.min() > 0.19 and shares.max() <= 0.2
    assert (Digits().data.numpy() == train.data.numpy()).all()
    # every label still belongs to its image: the first 0, 1, ... of the source come first
    assert train.targets[:10].tolist() == list(range(10))
    assert (train.data.numpy()[:10] == original[:10]).all()


# ---- the real one ------------------------------------------------------------------------------------------------


@needs_real_data
def test_real_mnist_is_read_and_verified():
    train, test = MNIST(), MNIST(train=False)
    assert train.data.shape == (60000, 28, 28) and test.data.shape == (10000, 28, 28)
    assert train[0][1] == 5
    assert np.bincount(test.targets.numpy()).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert train.data.numpy().mean() / 255 == pytest.approx(0.1307, abs=1e-4)  # the mean that everybody normalizes with
    assert train.data.numpy().std() / 255 == pytest.approx(0.3081, abs=1e-4)
