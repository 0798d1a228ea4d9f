"""Writes transforms.json: what torchvision's transforms make of small pictures, print and refuse.

    python tests/goldens/make_transforms.py      (needs torch and torchvision)

tests/test_transforms.py evaluates the same expressions with this library and expects the same.
"""

import base64
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

TARGET = Path(__file__).with_name("transforms.json")

# Expressions in torchvision's words, with `T` (transforms), `torch`, `np`, the pictures `gray` (9 wide, 7 high) and
# `color` (6 wide, 5 high), the uint8 array `pixels` (5, 6, 3), and `floats`, a tensor (3, 4, 5) of numbers from 0 to 1.
RESULTS = """
T.ToTensor()(gray)
T.ToTensor()(color)
T.ToTensor()(pixels)
T.ToTensor()(pixels[:, :, 0])
T.ToTensor()(pixels[:, :, :0])
T.ToTensor()(np.asfortranarray(pixels))
T.ToTensor()(pixels.astype(np.float64))
T.ToTensor()(pixels.astype(np.int32) * 1000)
T.ToTensor()(gray.convert("1"))
T.ToTensor()(gray.convert("I"))
T.ToTensor()(gray.convert("F"))
T.ToTensor()(color.convert("RGBA"))
T.PILToTensor()(gray)
T.PILToTensor()(color)
T.ToPILImage()(floats)
T.ToPILImage()(floats[:1])
T.ToPILImage()(floats[0])
T.ToPILImage()(floats[:2])
T.ToPILImage()(pixels)
T.ToPILImage("HSV")(pixels)
T.ToPILImage()(pixels[:, :, 1])
T.ToPILImage("F")(floats[:1])
T.ToPILImage()(pixels[:, :, 0].astype(np.int32) * 1000)
T.ToPILImage()(torch.from_numpy(pixels).permute(2, 0, 1))
T.Normalize((0.1307,), (0.3081,))(T.ToTensor()(gray))
T.Normalize(0.5, 0.25)(floats)
T.Normalize([0.1, 0.2, 0.3], [1, 2, 0.5])(floats)
T.Normalize([0.1, 0.2, 0.3], [1, 2, 0.5])(floats[None].double())
T.Normalize((0.5,), (0.5,), inplace=True)(floats)
T.Normalize(torch.tensor([0.5]), torch.tensor([0.5]))(floats)
T.ConvertImageDtype(torch.float32)(torch.from_numpy(pixels))
T.ConvertImageDtype(torch.float64)(floats)
T.ConvertImageDtype(torch.uint8)(floats)
T.ConvertImageDtype(torch.int16)(floats)
T.ConvertImageDtype(torch.int32)(floats.double())
T.ConvertImageDtype(torch.int32)(torch.from_numpy(pixels))
T.ConvertImageDtype(torch.uint8)(torch.from_numpy(pixels.astype(np.int32) * 8_000_000))
T.ConvertImageDtype(torch.uint8)(torch.from_numpy(pixels))
T.Lambda(lambda x: x * 2)(floats)
T.Resize(5)(gray)
T.Resize(14)(gray)
T.Resize([5])(color)
T.Resize(7)(gray)
T.Resize((4, 12))(gray)
T.Resize((4, 12), T.InterpolationMode.NEAREST)(color)
T.Resize((14, 3), interpolation=3)(gray)
T.Resize((3, 3), T.InterpolationMode.BOX)(gray)
T.Resize((3, 4), T.InterpolationMode.HAMMING)(gray)
T.Resize((3, 4), T.InterpolationMode.LANCZOS)(gray)
T.Pad(2)(gray)
T.Pad([1])(gray)
T.Pad((1, 2), fill=7)(gray)
T.Pad((1, 2, 3, 4), fill=(1, 2, 3))(color)
T.Pad(2, fill=9)(color)
T.CenterCrop(4)(gray)
T.CenterCrop(5)(gray)
T.CenterCrop((3, 6))(color)
T.CenterCrop([3])(color)
T.CenterCrop(12)(gray)
T.CenterCrop(10)(gray)
T.CenterCrop((4, 12))(gray)
T.CenterCrop((10, 4))(color)
T.Grayscale()(color)
T.Grayscale(3)(color)
T.Grayscale(3)(gray)
[T.RandomHorizontalFlip()(gray) for _ in range(6)]
[T.RandomHorizontalFlip(0.2)(floats) for _ in range(6)]
T.RandomHorizontalFlip(0.0)(color)
T.RandomHorizontalFlip(1.0)(color)
[T.RandomRotation(30)(gray) for _ in range(4)]
[T.RandomRotation((80, 100), fill=5)(color) for _ in range(2)]
T.RandomRotation(45, T.InterpolationMode.BILINEAR)(gray)
T.RandomRotation(45, 3, expand=True)(gray)
T.RandomRotation(45, center=(0, 0), fill=(9,))(gray)
T.RandomRotation(0)(gray)
T.Compose([T.RandomRotation(20), T.RandomHorizontalFlip(), T.ToTensor(), T.Normalize(0.5, 0.5)])(gray)
(T.RandomRotation(20)(gray), T.RandomHorizontalFlip()(gray), torch.rand(3))
"""

PRINTED = """
T.ToTensor()
T.PILToTensor()
T.ToPILImage()
T.ToPILImage("RGB")
T.ConvertImageDtype(torch.float32)
T.Normalize((0.1307,), (0.3081,))
T.Normalize(0.5, [1, 2])
T.Lambda(abs)
T.Resize(5)
T.Resize((5, 6), T.InterpolationMode.NEAREST)
T.Resize([5], 3, antialias=None)
T.Pad(2)
T.Pad((1, 2), 3)
T.CenterCrop(4)
T.CenterCrop([4])
T.CenterCrop((4, 5))
T.Grayscale()
T.Grayscale(3)
T.RandomHorizontalFlip()
T.RandomHorizontalFlip(p=0.2)
T.RandomRotation(10)
T.RandomRotation((0, 90), T.InterpolationMode.BILINEAR, True, (1, 2), None)
T.RandomRotation([0, 90], fill=(1, 2, 3))
T.Compose([])
T.Compose([T.ToTensor(), T.Normalize((0.5,), (0.5,))])
T.Compose([T.Compose([T.ToTensor()]), T.Lambda(abs)])
T.InterpolationMode.NEAREST_EXACT.value
"""

REFUSED = """
T.ToTensor()(5)
T.ToTensor()([1, 2])
T.ToTensor()(floats)
T.ToTensor()(np.zeros(3))
T.ToTensor()(np.zeros((1, 2, 3, 4)))
T.PILToTensor()(pixels)
T.ToPILImage()(5)
T.ToPILImage()(np.zeros((1, 2, 3, 4)))
T.ToPILImage()(torch.zeros(1, 2, 3, 4))
T.ToPILImage()(np.zeros(3, np.uint8))
T.ToPILImage()(torch.zeros(5, 2, 2))
T.ToPILImage()(np.zeros((2, 2), np.int64))
T.ToPILImage()(np.zeros((2, 2, 3), np.int16))
T.ToPILImage("L")(pixels)
T.ToPILImage("RGB")(np.zeros((2, 2, 4), np.uint8))
T.ToPILImage("RGB")(np.zeros((2, 2, 2), np.uint8))
T.ConvertImageDtype(torch.float32)(pixels)
T.ConvertImageDtype(torch.int32)(floats)
T.ConvertImageDtype(torch.int64)(floats.double())
T.Normalize(0.5, 0.5)(gray)
T.Normalize(0.5, 0.5)(floats[0])
T.Normalize(0.5, 0.5)(torch.from_numpy(pixels))
T.Normalize(0.5, 0.0)(floats)
T.Normalize((0.5,), (1e-60,))(floats)
T.Normalize((0.5, 0.5), (0.5, 0.5))(floats)
T.Normalize((0.5, 0.5), (0.5, 0.5))(floats[:1])
T.Lambda(5)
T.Compose([T.ToTensor(), T.ToTensor()])(gray)
T.Resize(1.5)
T.Resize((1, 2, 3))
T.Resize(5)(pixels)
T.CenterCrop(5)(pixels)
T.RandomRotation(5)(pixels)
T.Grayscale()(pixels)
T.Pad(1)(pixels)
T.RandomHorizontalFlip(1)(pixels)
T.Pad("2")
T.Pad((1, 2, 3))
T.Pad(1, fill="black")
T.Pad(1, padding_mode="mirror")
T.Pad(1, fill=(1, 2))(color)
T.CenterCrop((1, 2, 3))
T.Grayscale(2)(color)
T.RandomRotation(-5)
T.RandomRotation((1, 2, 3))
T.RandomRotation("a")
T.RandomRotation(5, center=1)
T.RandomRotation(5, center=(1, 2, 3))
T.RandomRotation(5, fill={})
"""


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


def names(torch: Any, T: Any) -> dict[str, Any]:
    """What the expressions may use; made anew for each, since some work in place."""
    random = np.random.default_rng(5)
    pixels = random.integers(0, 256, (5, 6, 3)).astype(np.uint8)
    return {
        "T": T,
        "torch": torch,
        "np": np,
        "pixels": pixels,
        "gray": Image.fromarray(random.integers(0, 256, (7, 9)).astype(np.uint8)),
        "color": Image.fromarray(pixels.copy()),
        "floats": torch.from_numpy(random.random((3, 4, 5), dtype=np.float32)),
    }


def describe(value: Any) -> Any:
    """A result as JSON: every bit of it."""
    if isinstance(value, list | tuple):
        return [describe(entry) for entry in value]
    if isinstance(value, Image.Image):
        return [value.mode, list(value.size), base64.b85encode(value.tobytes()).decode()]
    array = value.detach().numpy()
    content = base64.b85encode(array.tobytes()).decode()
    return [str(value.dtype), list(value.shape), content]


def result(case: str, torch: Any, T: Any) -> Any:
    torch.manual_seed(3)
    return describe(eval(case, names(torch, T)))


def refusal(case: str, torch: Any, T: Any) -> list[str]:
    """Type and first line of the error."""
    try:
        value = eval(case, names(torch, T))
    except Exception as error:
        return [type(error).__name__, re.sub(r"<class '[\w.]*Tensor'>", "<class Tensor>", str(error).splitlines()[0])]
    raise AssertionError(f"{case} gave {value!r}")


def main() -> None:
    import torch
    import torchvision.transforms as T

    goldens = {
        "results": {case: result(case, torch, T) for case in lines(RESULTS)},
        "printed": {case: str(eval(case, names(torch, T))) for case in lines(PRINTED)},
        "refused": {case: refusal(case, torch, T) for case in lines(REFUSED)},
    }
    TARGET.write_text(json.dumps(goldens, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
