"""Transforms make, print and refuse what torchvision's do, bit for bit and random number for random number."""

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd_lib as torch
from autograd_lib import transforms as T

GOLDENS = Path(__file__).with_name("goldens")
EXPECTED = json.loads((GOLDENS / "transforms.json").read_text(encoding="utf-8"))


def make_transforms() -> Any:
    spec = importlib.util.spec_from_file_location("make_transforms", GOLDENS / "make_transforms.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MAKE = make_transforms()


def test_goldens_hold_every_case():
    assert list(EXPECTED["results"]) == MAKE.lines(MAKE.RESULTS)
    assert list(EXPECTED["printed"]) == MAKE.lines(MAKE.PRINTED)
    assert list(EXPECTED["refused"]) == MAKE.lines(MAKE.REFUSED)


@pytest.mark.parametrize("case", EXPECTED["results"])
def test_result_is_torchvisions(case):
    assert MAKE.result(case, torch, T) == EXPECTED["results"][case]


@pytest.mark.parametrize("case", EXPECTED["printed"])
def test_printed_form_is_torchvisions(case):
    assert str(eval(case, MAKE.names(torch, T))) == EXPECTED["printed"][case]


@pytest.mark.parametrize("case", EXPECTED["refused"])
def test_misuse_is_refused_as_by_torchvision(case):
    assert MAKE.refusal(case, torch, T) == EXPECTED["refused"][case]
    with pytest.raises(Exception, match=r"\n."):  # and a line that helps
        eval(case, MAKE.names(torch, T))


@pytest.mark.parametrize(
    ("case", "option"),
    [
        ("T.Resize(5, max_size=9)", "max_size"),
        ("T.Pad(1, padding_mode='reflect')", "padding_mode"),
        ("T.Resize(5)(floats)", "Tensor"),
        ("T.RandomRotation(5)(floats)", "Tensor"),
    ],
)
def test_what_is_left_out_names_the_option(case, option):
    with pytest.raises(NotImplementedError, match=option):
        eval(case, MAKE.names(torch, T))


def test_unknown_interpolation_is_refused():
    with pytest.raises(ValueError, match="interpolation should be an InterpolationMode"):
        T.Resize(5, interpolation=9)


def test_to_tensor_does_not_share_memory_with_the_image():
    pixels = np.zeros((4, 4, 3), dtype=np.float32)
    image = T.ToTensor()(pixels)
    image.add_(1)
    assert pixels.max() == 0


def test_to_tensor_follows_the_default_dtype():
    torch.set_default_dtype(torch.float64)
    try:
        assert T.ToTensor()(np.zeros((2, 2), np.uint8)).dtype is torch.float64
    finally:
        torch.set_default_dtype(torch.float32)


def test_normalize_changes_its_input_only_in_place():
    image = torch.ones(1, 2, 2)
    assert T.Normalize(0.5, 0.5)(image) is not image
    assert image.tolist() == [[[1.0, 1.0], [1.0, 1.0]]]
    assert T.Normalize(0.5, 0.25, inplace=True)(image) is image
    assert image.tolist() == [[[2.0, 2.0], [2.0, 2.0]]]


def test_normalize_lets_gradients_through():
    image = torch.ones(2, 2, 2, requires_grad=True)
    T.Normalize((0.0, 0.0), (0.5, 0.25))(image).sum().backward()
    assert image.grad.tolist() == [[[2.0, 2.0], [2.0, 2.0]], [[4.0, 4.0], [4.0, 4.0]]]


def test_arrays_need_no_pil(monkeypatch):
    for name in [name for name in sys.modules if name == "PIL" or name.startswith("PIL.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "PIL", None)  # importing PIL now fails
    assert T.ToTensor()(np.full((2, 3), 255, np.uint8)).tolist() == [[[1.0, 1.0, 1.0], [1.0, 1.0, 1.0]]]


# ---- many images at once -----------------------------------------------------------------------------------------

BATCHED = (
    T.ToTensor(),
    T.Compose([T.ToTensor()]),
    T.Compose([T.ToTensor(), T.Normalize((0.1307,), (0.3081,))]),
    T.Compose([T.ToTensor(), T.Normalize(0.5, 0.5), T.ConvertImageDtype(torch.uint8)]),
)


class Doubled(T.ToTensor):
    def __call__(self, image):
        return super().__call__(image) * 2


class Twice(T.Compose):
    def __call__(self, image):
        return super().__call__(image) * 2


@pytest.mark.parametrize("transform", BATCHED, ids=repr)
def test_batch_is_bit_for_bit_what_single_images_give(transform):
    images = np.random.default_rng(0).integers(0, 256, (5, 4, 3)).astype(np.uint8)
    together = T.for_batch(transform)(images)
    apart = [transform(image) for image in images]
    assert together.shape == (5, 1, 4, 3)
    assert together.dtype is apart[0].dtype
    assert together.numpy().tobytes() == b"".join(image.numpy().tobytes() for image in apart)


@pytest.mark.parametrize(
    "transform",
    [
        None,
        T.Compose([]),
        T.Compose([T.RandomHorizontalFlip(), T.ToTensor()]),
        T.Compose([T.ToTensor(), T.RandomHorizontalFlip()]),
        T.Compose([T.ToTensor(), T.Lambda(abs)]),
        T.Lambda(abs),
        Doubled(),
        T.Compose([Doubled()]),
        Twice([T.ToTensor()]),
        T.Compose([T.Compose([T.ToTensor()])]),
        abs,
    ],
    ids=repr,
)
def test_transform_that_may_look_beyond_a_pixel_is_never_batched(transform):
    assert T.for_batch(transform) is None
