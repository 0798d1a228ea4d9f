"""Image transforms with torchvision's names, arguments, random numbers and error texts.

A transform is an object to call with one image. Images are PIL images until `ToTensor` (or `PILToTensor`) turns them
into a Tensor of shape (C, H, W); what works on pictures goes before it, `Normalize` after it:

    transform = Compose([RandomRotation(10), ToTensor(), Normalize((0.1307,), (0.3081,))])

Random transforms draw from the default generator, in torchvision's order: `manual_seed` repeats them.
"""

import numbers
import sys
from collections.abc import Callable, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Any

import numpy as np

from ._tensor import Tensor, wrap
from .dtypes import dtype as DType
from .dtypes import float32, float64, get_default_dtype, iinfo, int32, int64
from .random import default_generator

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = [
    "CenterCrop",
    "Compose",
    "ConvertImageDtype",
    "Grayscale",
    "InterpolationMode",
    "Lambda",
    "Normalize",
    "PILToTensor",
    "Pad",
    "RandomHorizontalFlip",
    "RandomRotation",
    "Resize",
    "ToPILImage",
    "ToTensor",
]


class InterpolationMode(Enum):
    """How `Resize` and `RandomRotation` compute a pixel between pixels."""

    NEAREST = "nearest"
    NEAREST_EXACT = "nearest-exact"
    BILINEAR = "bilinear"
    BICUBIC = "bicubic"
    BOX = "box"
    HAMMING = "hamming"
    LANCZOS = "lanczos"


# PIL's own numbers, so that nothing here imports PIL before there is a picture.
_PIL_NUMBERS = {"nearest": 0, "lanczos": 1, "bilinear": 2, "bicubic": 3, "box": 4, "hamming": 5, "nearest-exact": 0}
_FLIP_LEFT_RIGHT = 0


def _mode(interpolation: InterpolationMode | int) -> InterpolationMode:
    for name, number in _PIL_NUMBERS.items():
        if interpolation == number:
            return InterpolationMode(name)
    if not isinstance(interpolation, InterpolationMode):
        raise ValueError(f"interpolation should be an InterpolationMode or PIL's number of one. Got {interpolation!r}")
    return interpolation


def _is_picture(image: object) -> bool:
    """Whether this is a PIL image. PIL is not imported for the question: without PIL there are no PIL images."""
    pil = sys.modules.get("PIL.Image")
    return pil is not None and isinstance(image, pil.Image)


def _picture(image: Any, transform: object) -> Any:
    name = type(transform).__name__
    if isinstance(image, Tensor):
        raise NotImplementedError(
            f"{name} of a Tensor is not supported here, only of a PIL image\nput {name} before ToTensor() in Compose"
        )
    if not _is_picture(image):
        complaint = (
            "Unexpected type" if name in ("Resize", "CenterCrop", "RandomRotation") else "img should be PIL Image. Got"
        )
        raise TypeError(f"{complaint} {type(image)}\nToPILImage() makes a PIL image of an array (H, W) or (H, W, C)")
    return image


# ---- composing ---------------------------------------------------------------------------------------------------


class Compose:
    """Several transforms, one after the other: `Compose([a, b])(image)` is `b(a(image))`."""

    def __init__(self, transforms: Sequence[Callable]) -> None:
        self.transforms = transforms

    def __call__(self, img: Any) -> Any:
        for transform in self.transforms:
            img = transform(img)
        return img

    def __repr__(self) -> str:
        return "\n".join(["Compose(", *(f"    {transform}" for transform in self.transforms), ")"])


class Lambda:
    """Any function of one argument as a transform."""

    def __init__(self, lambd: Callable[[Any], Any]) -> None:
        if not callable(lambd):
            raise TypeError(
                f"Argument lambd should be callable, got {type(lambd).__name__!r}\n"
                "write for example Lambda(lambda image: image.flatten())"
            )
        self.lambd = lambd

    def __call__(self, img: Any) -> Any:
        return self.lambd(img)

    def __repr__(self) -> str:
        return "Lambda()"


# ---- between pictures and tensors --------------------------------------------------------------------------------


class ToTensor:
    """A PIL image or an array (H, W) or (H, W, C) as a Tensor (C, H, W).

    uint8 values 0 ... 255 become numbers of the default dtype from 0 to 1; other arrays keep their values and dtype.
    """

    def __call__(self, pic: "Image | np.ndarray") -> Tensor:
        if isinstance(pic, np.ndarray):
            if pic.ndim not in (2, 3):
                raise ValueError(
                    f"pic should be 2/3 dimensional. Got {pic.ndim} dimensions.\n"
                    f"shapes (H, W) and (H, W, C) are images, {pic.shape} is not"
                )
            pixels = pic if pic.ndim == 3 else pic[:, :, None]
        elif _is_picture(pic):
            pixels = _pixels(pic, {"I": np.int32, "I;16": np.int16, "F": np.float32}.get(pic.mode, np.uint8))
            if pic.mode == "1":
                pixels = pixels * np.uint8(255)
        else:
            raise TypeError(
                f"pic should be PIL Image or ndarray. Got {type(pic)}\n"
                "a Tensor is what ToTensor() makes: leave it out for data that is one already"
            )
        return wrap(_channels_first(pixels))

    def __repr__(self) -> str:
        return "ToTensor()"


def _pixels(picture: "Image", dtype: Any = None) -> np.ndarray:
    """A PIL image as a fresh array (H, W, C)."""
    return np.array(picture, dtype=dtype).reshape(picture.size[1], picture.size[0], -1)


def _channels_first(pixels: np.ndarray) -> np.ndarray:
    """(..., H, W, C) to a fresh (..., C, H, W); uint8 is divided by 255."""
    moved = np.moveaxis(pixels, -1, -3)
    if moved.dtype == np.uint8:
        return np.divide(moved, 255, dtype=get_default_dtype().numpy, order="C")
    return moved.copy()


class PILToTensor:
    """A PIL image as a Tensor (C, H, W) with the picture's own numbers: uint8 stays 0 ... 255."""

    def __call__(self, pic: "Image") -> Tensor:
        if not _is_picture(pic):
            raise TypeError(f"pic should be PIL Image. Got {type(pic)}\nToTensor() takes arrays too")
        return wrap(np.moveaxis(_pixels(pic), -1, 0))

    def __repr__(self) -> str:
        return "PILToTensor()"


class ToPILImage:
    """A Tensor (C, H, W) or (H, W), or an array (H, W, C) or (H, W), as a PIL image.

    Floating point numbers from 0 to 1 become 0 ... 255. `mode` is PIL's color space; None guesses it from the shape.
    """

    def __init__(self, mode: str | None = None) -> None:
        self.mode = mode

    def __call__(self, pic: Tensor | np.ndarray) -> "Image":
        from PIL import Image

        if isinstance(pic, Tensor):
            pixels = pic.detach().cpu().numpy()
            pixels = np.moveaxis(pixels, 0, -1) if pixels.ndim == 3 else pixels
        elif isinstance(pic, np.ndarray):
            pixels = pic
        else:
            raise TypeError(
                f"pic should be Tensor or ndarray. Got {type(pic)}.\nthis goes back from ToTensor() to a picture"
            )
        if pixels.ndim not in (2, 3):
            raise ValueError(
                f"pic should be 2/3 dimensional. Got {pixels.ndim} dimensions.\n"
                "one image at a time: ToPILImage()(batch[0])"
            )
        if pixels.ndim == 2:
            pixels = pixels[:, :, None]
        channels = pixels.shape[2]
        if channels > 4:
            raise ValueError(
                f"pic should not have > 4 channels. Got {channels} channels.\n"
                "a Tensor is (C, H, W), an array is (H, W, C): is this one the other way round?"
            )
        if np.issubdtype(pixels.dtype, np.floating) and self.mode != "F":
            pixels = (pixels * 255).astype(np.uint8)
        mode = self._mode(channels, pixels.dtype)
        pixels = pixels[:, :, 0] if channels == 1 else pixels
        return Image.frombytes(mode, (pixels.shape[1], pixels.shape[0]), pixels.tobytes())

    def _mode(self, channels: int, dtype: np.dtype) -> str:
        """PIL's name for such pixels; an explicit mode must be one of the possible ones."""
        if channels == 1:
            possible = {"uint8": ["L"], "int16": ["I;16"], "int32": ["I"], "float32": ["F"]}.get(dtype.name, [])
            message = f"Incorrect mode ({self.mode}) supplied for input type {dtype}. Should be {' '.join(possible)}"
        else:
            possible = {2: ["LA"], 3: ["RGB", "YCbCr", "HSV"], 4: ["RGBA", "CMYK", "RGBX"]}[channels]
            message = f"Only modes {possible} are supported for {channels}D inputs"
            possible = possible if dtype == np.uint8 else []
        if not possible:
            raise TypeError(f"Input type {dtype} is not supported\nconvert it to uint8 first")
        if self.mode is not None and self.mode not in possible:
            raise ValueError(f"{message}\nmode=None takes the first one")
        return self.mode or possible[0]

    def __repr__(self) -> str:
        return "ToPILImage()" if self.mode is None else f"ToPILImage(mode={self.mode})"


class ConvertImageDtype:
    """A Tensor image in another dtype, its values scaled along: uint8 0 ... 255 is float 0 ... 1."""

    def __init__(self, dtype: DType) -> None:
        self.dtype = dtype

    def __call__(self, image: Tensor) -> Tensor:
        if not isinstance(image, Tensor):
            raise TypeError("Input img should be Tensor Image\nToTensor() or PILToTensor() makes one of a PIL image")
        source, target = image.dtype, self.dtype
        if source is target:
            return image
        if source.is_floating_point and target.is_floating_point:
            return image.to(target)
        if source.is_floating_point:
            if (source is float32 and target in (int32, int64)) or (source is float64 and target is int64):
                raise RuntimeError(
                    f"The cast from {source} to {target} cannot be performed safely.\n"
                    f"{source} cannot hold every whole number of {target}: choose a smaller integer dtype"
                )
            return (image * (iinfo(target).max + 1.0 - 1e-3)).to(target)  # 256 equal shares; exactly 1.0 is still 255
        largest = iinfo(source).max
        if target.is_floating_point:
            return image.to(target) / largest
        if largest > iinfo(target).max:
            factor = (largest + 1) // (iinfo(target).max + 1)
            return wrap(np.floor_divide(image.numpy(), factor)).to(target)
        return image.to(target) * ((iinfo(target).max + 1) // (largest + 1))

    def __repr__(self) -> str:
        return "ConvertImageDtype()"


class Normalize:
    """(image - mean) / std, channel by channel, for a floating point Tensor (..., C, H, W).

    Args:
        mean, std: one number per channel, or one for all.
        inplace: write into the given Tensor instead of a copy.
    """

    def __init__(self, mean: Sequence[float] | float, std: Sequence[float] | float, inplace: bool = False) -> None:
        self.mean = mean
        self.std = std
        self.inplace = inplace

    def __call__(self, tensor: Tensor) -> Tensor:
        if not isinstance(tensor, Tensor):
            raise TypeError(f"img should be Tensor Image. Got {type(tensor)}\nToTensor() goes before Normalize")
        if not tensor.is_floating_point():
            raise TypeError(
                f"Input tensor should be a float tensor. Got {tensor.dtype}.\n"
                "ToTensor() or ConvertImageDtype(torch.float32) makes one"
            )
        if tensor.ndim < 3:
            raise ValueError(
                "Expected tensor to be a tensor image of size (..., C, H, W). "
                f"Got tensor.size() = {tensor.size()}\nunsqueeze(0) adds the channel of a gray image"
            )
        mean, std = (self._column(values, tensor) for values in (self.mean, self.std))
        if not std.numpy().all():
            raise ValueError(
                f"std evaluated to zero after conversion to {tensor.dtype}, leading to division by zero.\n"
                f"std is {self.std}; a channel that never varies needs no scaling: std 1"
            )
        return (tensor if self.inplace else tensor.clone()).sub_(mean).div_(std)

    @staticmethod
    def _column(values: Any, like: Tensor) -> Tensor:
        """The numbers with the image's dtype, as (C, 1, 1)."""
        column = np.asarray(values, dtype=like.dtype.numpy)
        return wrap(column.reshape(-1, 1, 1) if column.ndim == 1 else column).to(like.device)

    def __repr__(self) -> str:
        return f"Normalize(mean={self.mean}, std={self.std})"


# ---- size --------------------------------------------------------------------------------------------------------


_SIZE = "give size=(height, width), or one number"


class Resize:
    """A PIL image in another size: `size` is (height, width), or one number for the shorter edge.

    `antialias` has no effect: PIL always smooths, as in torchvision.
    """

    def __init__(
        self,
        size: int | Sequence[int],
        interpolation: InterpolationMode | int = InterpolationMode.BILINEAR,
        max_size: None = None,
        antialias: bool | None = True,
    ) -> None:
        if not isinstance(size, int | Sequence):
            raise TypeError(f"Size should be int or sequence. Got {type(size)}\n{_SIZE}")
        if isinstance(size, Sequence) and len(size) not in (1, 2):
            raise ValueError(f"If size is a sequence, it should have 1 or 2 values\n{_SIZE}")
        if max_size is not None:
            raise NotImplementedError("Resize does not support max_size\ngive both edges: size=(height, width)")
        self.size = size
        self.interpolation = _mode(interpolation)
        self.antialias = antialias

    def __call__(self, img: "Image") -> "Image":
        picture = _picture(img, self)
        width, height = picture.size
        size = [self.size] if isinstance(self.size, int) else self.size
        if len(size) == 2:
            new = (size[1], size[0])
        else:
            short, long = size[0], int(size[0] * max(width, height) / min(width, height))
            new = (short, long) if width <= height else (long, short)
        return picture if new == (width, height) else picture.resize(new, _PIL_NUMBERS[self.interpolation.value])

    def __repr__(self) -> str:
        mode = self.interpolation.value
        return f"Resize(size={self.size}, interpolation={mode}, max_size=None, antialias={self.antialias})"


_BORDERS = "give one number, (left and right, top and bottom), or (left, top, right, bottom)"


class Pad:
    """A border around a PIL image.

    `padding` is one number, (left and right, top and bottom), or (left, top, right, bottom); `fill` is the border's
    color, one number or one for each channel.
    """

    def __init__(self, padding: int | Sequence[int], fill: Any = 0, padding_mode: str = "constant") -> None:
        if not isinstance(padding, numbers.Number | tuple | list):
            raise TypeError(f"Got inappropriate padding arg\n{_BORDERS}")
        if not isinstance(fill, numbers.Number | tuple | list):
            raise TypeError("Got inappropriate fill arg\ngive one number, or a tuple with one for each channel")
        if padding_mode not in ("constant", "edge", "reflect", "symmetric"):
            raise ValueError(
                f"Padding mode should be either constant, edge, reflect or symmetric\ngot {padding_mode!r}"
            )
        if isinstance(padding, Sequence) and len(padding) not in (1, 2, 4):
            raise ValueError(
                f"Padding must be an int or a 1, 2, or 4 element tuple, not a {len(padding)} element tuple\n{_BORDERS}"
            )
        if padding_mode != "constant":
            raise NotImplementedError(f'Pad does not support padding_mode="{padding_mode}"\nonly "constant"')
        self.padding = padding
        self.fill = fill

    def __call__(self, img: "Image") -> "Image":
        picture = _picture(img, self)
        values = list(self.padding) if isinstance(self.padding, Sequence) else [self.padding]
        left, top, right, bottom = (values * 4)[:4]
        return _window(picture, -left, -top, picture.width + right, picture.height + bottom, self.fill)

    def __repr__(self) -> str:
        return f"Pad(padding={self.padding}, fill={self.fill}, padding_mode=constant)"


class CenterCrop:
    """The middle of a PIL image: `size` is (height, width) or one number for both. Small images get a black border."""

    def __init__(self, size: int | Sequence[int]) -> None:
        sizes = list(size) if isinstance(size, Sequence) else [int(size)]
        if len(sizes) not in (1, 2):
            raise ValueError(f"Please provide only two dimensions (h, w) for size.\n{_SIZE}")
        self.size = (sizes[0], sizes[-1])

    def __call__(self, img: "Image") -> "Image":
        picture = _picture(img, self)
        (height, width), (spare_y, spare_x) = self.size, np.subtract(picture.size[::-1], self.size).tolist()
        top = round(spare_y / 2) if spare_y >= 0 else -(-spare_y // 2)
        left = round(spare_x / 2) if spare_x >= 0 else -(-spare_x // 2)
        return _window(picture, left, top, left + width, top + height, 0)

    def __repr__(self) -> str:
        return f"CenterCrop(size={self.size})"


def _window(picture: "Image", left: int, top: int, right: int, bottom: int, fill: Any) -> "Image":
    """The part of the picture between these edges, which may lie outside of it: there it has the color `fill`."""
    from PIL import Image

    canvas = Image.new(picture.mode, (right - left, bottom - top), _fill(fill, picture))
    canvas.paste(picture, (-left, -top))
    return canvas


def _fill(fill: Any, picture: "Image") -> Any:
    """A color as PIL wants it: one number for gray pictures, a tuple with one for each channel for others."""
    channels = len(picture.getbands())
    values = list(fill) if isinstance(fill, Sequence) else [fill]
    values = values * channels if len(values) == 1 else values
    if len(values) != channels:
        raise ValueError(
            "The number of elements in 'fill' does not match the number of channels of the image "
            f"({len(values)} != {channels})\nthe image has mode {picture.mode}; one number serves all channels"
        )
    if picture.mode != "F":
        values = [int(value) for value in values]
    return values[0] if channels == 1 else tuple(values)


class Grayscale:
    """A PIL image in gray, with one channel or with three equal ones."""

    def __init__(self, num_output_channels: int = 1) -> None:
        self.num_output_channels = num_output_channels

    def __call__(self, img: "Image") -> "Image":
        gray = _picture(img, self).convert("L")
        if self.num_output_channels == 1:
            return gray
        if self.num_output_channels == 3:
            return gray.convert("RGB")
        raise ValueError(f"num_output_channels should be either 1 or 3\ngot {self.num_output_channels}")

    def __repr__(self) -> str:
        return f"Grayscale(num_output_channels={self.num_output_channels})"


# ---- random ------------------------------------------------------------------------------------------------------


def _uniform(low: float, high: float) -> float:
    """One number between low and high from the default generator, as `torch.empty(1).uniform_(low, high)` draws it."""
    return float(default_generator.uniform((1,), low, high)[0])


def _sequence(value: Any, name: str) -> Any:
    if not isinstance(value, Sequence):
        raise TypeError(f"{name} should be a sequence of length 2.\ngot {value!r}")
    if len(value) != 2:
        raise ValueError(f"{name} should be a sequence of length 2.\ngot {value!r}")
    return value


def _angles(degrees: Any) -> list[float]:
    """One number a means (-a, a)."""
    if isinstance(degrees, int | float):
        if degrees < 0:
            raise ValueError("If degrees is a single number, it must be positive.\na number a means from -a to a")
        degrees = (-degrees, degrees)
    return [float(angle) for angle in _sequence(degrees, "degrees")]


def _color(fill: Any) -> Any:
    if fill is not None and not isinstance(fill, Sequence | numbers.Number):
        raise TypeError(f"Fill should be either a sequence or a number.\ngot {fill!r}")
    return 0 if fill is None else fill


class RandomHorizontalFlip:
    """The mirror image (left and right exchanged) with probability `p`, of a PIL image or a Tensor (..., H, W)."""

    def __init__(self, p: float = 0.5) -> None:
        self.p = p

    def __call__(self, img: Any) -> Any:
        if _uniform(0, 1) >= np.float32(self.p):
            return img
        if isinstance(img, Tensor):
            return img.flip(-1)
        return _picture(img, self).transpose(_FLIP_LEFT_RIGHT)

    def __repr__(self) -> str:
        return f"RandomHorizontalFlip(p={self.p})"


class RandomRotation:
    """A PIL image turned by a random angle.

    Args:
        degrees: (least, most), counter-clockwise; one number a means (-a, a).
        expand: make the picture large enough for all of the turned image.
        center: (x, y) of the point that stays where it is, from the upper left corner; None is the middle.
        fill: the color of what was outside.
    """

    def __init__(
        self,
        degrees: float | Sequence[float],
        interpolation: InterpolationMode | int = InterpolationMode.NEAREST,
        expand: bool = False,
        center: Sequence[float] | None = None,
        fill: Any = 0,
    ) -> None:
        self.degrees = _angles(degrees)
        self.interpolation = _mode(interpolation)
        self.expand = expand
        self.center = center if center is None else _sequence(center, "center")
        self.fill = _color(fill)

    def __call__(self, img: "Image") -> "Image":
        picture = _picture(img, self)
        angle, mode = _uniform(*self.degrees), _PIL_NUMBERS[self.interpolation.value]
        return picture.rotate(angle, mode, self.expand, self.center, fillcolor=_fill(self.fill, picture))

    def __repr__(self) -> str:
        center = "" if self.center is None else f", center={self.center}"
        return (
            f"RandomRotation(degrees={self.degrees}, interpolation={self.interpolation.value}, "
            f"expand={self.expand}{center}, fill={self.fill})"
        )


# ---- many images at once -----------------------------------------------------------------------------------------


def for_batch(transform: object) -> Callable[[np.ndarray], Tensor] | None:
    """The same transform for gray images uint8 (N, H, W) in one go, or None where images must go one by one.

    What works on every pixel alone gives the same numbers for a whole batch, much quicker: `ToTensor()`, alone or in a
    `Compose` with `Normalize` and `ConvertImageDtype` after it. Subclasses, which may do anything, do not count.
    """
    steps: list[Any] = list(transform.transforms) if type(transform) is Compose else [transform]
    if not steps or type(steps[0]) is not ToTensor:
        return None
    if any(type(step) not in (Normalize, ConvertImageDtype) for step in steps[1:]):
        return None

    def run(images: np.ndarray) -> Tensor:
        batch = wrap(_channels_first(images[..., None]))
        for step in steps[1:]:
            batch = step(batch)
        return batch

    return run
