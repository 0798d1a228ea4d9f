"""One's own digits: made into pictures as MNIST's were, read from photographs, and told when they are none."""

from __future__ import annotations

import base64
import io
import json
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np
import photos
import pytest
from PIL import Image

import autograd_lib as torch
from autograd_lib import datasets, nn, optim, transforms
from autograd_lib.course import digit_pad, figures_pad, pictures, start
from autograd_lib.course.click_grid import ClickGrid
from autograd_lib.course.drawing import EXAMPLE, watched
from autograd_lib.viz.front import set_language

SEVEN = [[(250, 120), (750, 120), (450, 900)]]
ZERO = [[(500, 100), (250, 300), (220, 600), (400, 880), (650, 850), (780, 550), (720, 250), (500, 100)]]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    set_language("en")


@pytest.fixture(scope="module")
def digits() -> Any:
    scaled = transforms.Compose([transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))])
    return datasets.Digits(transform=scaled)


@pytest.fixture(scope="module")
def net(digits: Any) -> Any:
    """A network that has learned the small digits."""
    x, y = (digits.data / 255 - 0.1307) / 0.3081, digits.targets
    torch.manual_seed(0)
    net = nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.Dropout(0.2), nn.ReLU(), nn.Linear(64, 10))
    optimizer = optim.Adam(net.parameters(), lr=0.01)
    for _ in range(150):
        optimizer.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        optimizer.step()
    return net


def large() -> Any:
    """A network for 28 x 28 pixels that has learned nothing."""
    torch.manual_seed(0)
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 16), nn.ReLU(), nn.Linear(16, 10))


# The picture ----------------------------------------------------------------------------------------------------------


def box(picture: np.ndarray) -> tuple[int, int]:
    """Height and width of what is not paper."""
    rows, columns = (np.flatnonzero(picture.any(axis)) for axis in (1, 0))
    return rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1


def center(picture: np.ndarray) -> tuple[float, float]:
    values = picture.astype(float)
    place = np.arange(len(picture))
    return float((values.sum(1) * place).sum() / values.sum()), float((values.sum(0) * place).sum() / values.sum())


@pytest.mark.parametrize("strokes", [SEVEN, ZERO, EXAMPLE], ids=["seven", "zero", "three"])
@pytest.mark.parametrize(("scale", "east", "south"), [(1.0, 0, 0), (0.3, 600, 20), (0.5, 10, 480)])
def test_a_drawing_fits_a_box_of_20_pixels_with_its_center_of_mass_in_the_middle(
    strokes: Any, scale: float, east: float, south: float
) -> None:
    moved = [[(x * scale + east, y * scale + south) for x, y in stroke] for stroke in strokes]
    picture = pictures.prepared(pictures.from_strokes(moved, thick=80 * scale))
    assert picture.shape == (28, 28) and picture.dtype == np.uint8 and picture.max() > 200
    assert max(box(picture)) == 20
    assert center(picture) == pytest.approx((14, 14), abs=0.55)  # as MNIST's: up to the rounding to whole pixels
    whole = pictures.prepared(pictures.from_strokes(strokes, thick=80))
    around = [np.roll(whole, (a, b), (0, 1)) for a in (-1, 0, 1) for b in (-1, 0, 1)]  # the rounding
    assert min(np.abs(picture.astype(float) - each).mean() for each in around) < 9  # wherever it stood, however large


def test_the_proportions_stay() -> None:
    height, width = box(pictures.prepared(pictures.from_strokes([[(300, 100), (500, 100), (500, 900), (300, 900)]])))
    assert height == 20 and width == pytest.approx(20 * 280 / 880, abs=1)


def test_edges_are_soft() -> None:
    picture = pictures.prepared(pictures.from_strokes(ZERO))
    assert ((picture > 20) & (picture < 235)).sum() > 30


def test_no_ink_is_an_empty_picture_and_a_dot_is_none() -> None:
    assert not pictures.prepared(np.zeros((280, 280))).any()
    assert pictures.prepared(pictures.from_strokes([[(500, 500)]])).any()
    assert not pictures.prepared(pictures.from_strokes([[(float("nan"), 3)]])).any()


def test_a_small_picture_is_filled_from_edge_to_edge() -> None:
    picture = pictures.prepared(pictures.from_strokes(ZERO), 8)
    assert picture.shape == (8, 8) and max(box(picture)) == 8


def test_mnists_own_pictures_come_out_as_they_were() -> None:
    try:
        test_set = datasets.MNIST(train=False)
    except (RuntimeError, OSError):
        pytest.skip("MNIST is not at hand")
    chance = np.random.default_rng(0)
    apart = []
    for image in test_set.data[:60].numpy():
        size = int(chance.integers(140, 260))
        large = np.asarray(Image.fromarray(image).resize((size, size), Image.Resampling.BICUBIC), float) / 255
        sheet = np.zeros((280, 280))
        top, left = chance.integers(0, 280 - size, 2)
        sheet[top : top + size, left : left + size] = large
        apart.append(np.abs(pictures.prepared(sheet).astype(float) - image).mean())
    assert np.mean(apart) < 8 and np.median(apart) < 7  # of 255; a shift of one pixel makes 16


# Photographs ----------------------------------------------------------------------------------------------------------


def alike(one: np.ndarray, other: np.ndarray) -> float:
    one, other = one.astype(float), other.astype(float)
    return float((one * other).sum() / np.sqrt((one**2).sum() * (other**2).sum()))


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
@pytest.mark.parametrize("kind", ["white", "gray", "uneven", "lamp", "board", "noisy", "faint"])
def test_a_photograph_gives_the_digit_that_was_drawn(kind: str, orientation: int) -> None:
    drawn = photos.ink()
    found = pictures.from_photo(photos.jpeg(photos.photo(kind, drawn), orientation))
    assert alike(pictures.prepared(found), pictures.prepared(drawn)) > 0.97


def test_the_edge_of_the_table_is_no_digit() -> None:
    drawn = photos.ink()
    gray = photos.photo("white", drawn)
    gray[:, :14] = 30
    assert alike(pictures.prepared(pictures.from_photo(gray)), pictures.prepared(drawn)) > 0.97


def test_what_is_transparent_is_paper() -> None:
    drawn = photos.ink()
    clear = np.zeros((*drawn.shape, 4), np.uint8)
    clear[..., 3] = np.rint(255 * drawn)
    buffer = io.BytesIO()
    Image.fromarray(clear, "RGBA").save(buffer, "PNG")
    assert alike(pictures.prepared(pictures.from_photo(buffer.getvalue())), pictures.prepared(drawn)) > 0.97


@pytest.mark.parametrize(
    ("source", "key"),
    [
        (b"nonsense", "photo_unread"),
        (b"", "photo_unread"),
        ("no/such/file.jpg", "photo_unread"),
        (np.full((200, 150), 200.0), "photo_empty"),
        (np.linspace(20, 240, 30000).reshape(200, 150), "photo_empty"),
        (np.random.default_rng(0).normal(128, 10, (200, 200)).clip(0, 255), "photo_empty"),
        (np.zeros((4, 4)), "photo_empty"),
    ],
    ids=["nonsense", "nothing", "no file", "blank", "a gradient", "noise", "tiny"],
)
def test_what_is_no_photograph_of_a_digit_says_so(source: Any, key: str, net: Any) -> None:
    with pytest.raises(pictures.NoDigit) as raised:
        pictures.from_photo(source)
    assert raised.value.args == (key,)
    pad = digit_pad(net)
    with pytest.raises(ValueError, match="picture"):
        pad.photo(source)
    assert pad.probabilities is None


# The pad --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("strokes", "digit"), [(SEVEN, 7), (ZERO, 0), (EXAMPLE, 3)])
def test_a_digit_is_read_and_its_neighbor_in_the_training_set_is_shown(
    net: Any, digits: Any, strokes: Any, digit: int
) -> None:
    pad = digit_pad(net, digits).draw(strokes)
    p = pad.probabilities
    assert p is not None and int(np.argmax(p)) == digit and sum(p) == pytest.approx(1)
    assert pad.nearest is not None and pad.nearest[1] == digit
    assert f"The network says {digit} (" in pad.message() and "never seen" not in pad.message()


def test_the_probabilities_are_the_models_own(net: Any, digits: Any) -> None:
    pad = digit_pad(net, digits).draw(ZERO)
    net.eval()
    logits = net(digits.transform(Image.fromarray(pad.picture)).unsqueeze(0))
    net.train()
    assert pad.probabilities == pytest.approx(torch.softmax(logits, 1)[0].tolist(), abs=1e-6)
    assert digit_pad(net).draw(ZERO).probabilities == pytest.approx(pad.probabilities, abs=1e-6)


def test_an_empty_pad_asks_for_a_digit() -> None:
    pad = digit_pad(large())
    assert pad.message() == "Draw a digit first." and pad.state()["p"] is None
    assert pad.draw([]).message() == "Draw a digit first."


def test_a_scribble_is_told_from_a_digit(net: Any, digits: Any) -> None:
    chance = np.random.default_rng(1)
    scribble = [chance.uniform(50, 950, (40, 2)).tolist()]
    for strokes in (scribble, [[(500, 500)]]):
        pad = digit_pad(net, digits).draw(strokes)
        assert pad.note == "strange" and "never seen such a thing" in pad.message()
        assert pad.probabilities is not None and sum(pad.probabilities) == pytest.approx(1)


def test_of_real_digits_hardly_any_is_called_strange(net: Any, digits: Any) -> None:
    pad = digit_pad(net, digits).draw(ZERO)
    assert pad._known is not None
    test_set = datasets.Digits(train=False)
    strange = [pad._known.nearest(image)[1] for image in test_set.data.numpy()]
    assert np.mean(strange) < 0.02


def test_what_hesitates_says_so() -> None:
    assert "It is not sure." in digit_pad(large()).draw(SEVEN).message()


def test_the_hidden_layers_light_up_and_the_model_stays_as_it_was(net: Any, digits: Any) -> None:
    assert net.training
    pad = digit_pad(net, digits).draw(ZERO)
    (layer,) = pad.layers
    assert layer["name"] == "1" and layer["shape"] == [64] and layer["most"] > 0
    assert max(base64.b64decode(layer["pixels"])) == 255
    assert net.training and all(not each._forward_hooks for each in net.modules())
    assert all(each.grad is None or each.grad_fn is None for each in net.parameters())


def test_the_maps_of_a_convolution_are_shown_as_maps() -> None:
    net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 26 * 26, 10))
    pad = digit_pad(net).draw(SEVEN)
    assert [each["shape"] for each in pad.layers] == [[4, 26, 26]]
    assert (
        figures_pad.drawn(pad.ink, pad.picture, pad.probabilities, pad.layers).axes[2].get_title() == "0 (4 × 26 × 26)"
    )


def test_a_model_that_gives_no_ten_scores_is_told_so_in_place() -> None:
    def three(inputs: Any) -> Any:
        return inputs.flatten(1)[:, :3]

    def broken(inputs: Any) -> Any:
        return inputs.flatten(1)[:, :10] * float("nan")

    for model in (three, broken):
        pad = digit_pad(model)
        widget = pad.live()
        widget._handle_custom_msg({"do": "draw", "by": "a", "strokes": SEVEN, "cells": [], "id": "1"}, [])
        assert "ten finite scores" in widget.state["error"] and widget.state["p"] is None
    with pytest.raises(TypeError, match="28x28 or of 8x8"):
        digit_pad(nn.Linear(100, 10))


def test_cells_are_drawn_by_keyboard(net: Any, digits: Any) -> None:
    pad = digit_pad(net, digits).draw([], [(row, column) for row in range(8) for column in (3, 4)])
    assert pad.across == 8 and pad.probabilities is not None and int(np.argmax(pad.probabilities)) == 1
    assert digit_pad(large()).across == 14
    pad.draw([], [(99, 0), (-1, 3)])
    assert pad.message() == "Draw a digit first."


# The page -------------------------------------------------------------------------------------------------------------


def test_the_page_draws_by_messages(net: Any, digits: Any) -> None:
    pad = digit_pad(net, digits)
    widget = pad.live()

    def say(**event: Any) -> Any:
        widget._handle_custom_msg({**event, "id": "1"}, [])
        assert json.dumps(widget.state, allow_nan=False)
        return widget.state

    state = say(do="draw", by="me", strokes=[[[round(x), round(y)] for x, y in SEVEN[0]]], cells=[])
    assert state["by"] == "me" and state["p"].index(max(state["p"])) == 7 and state["nearest"]["label"] == 7
    state = say(do="keep", meant=7)
    assert [(each["said"], each["meant"]) for each in state["kept"]] == [(7, 7)]
    assert state["exam"] == "Read right: 1 of 1 (where you said which digit it should be)."
    assert say(do="keep", meant="nonsense")["kept"][1]["meant"] is None
    assert pad.pictures.shape == (2, 8, 8) and (pad.pictures[0] == pad.picture).all()
    data = "data:image/jpeg;base64," + base64.b64encode(photos.jpeg(photos.photo("lamp", photos.ink()))).decode()
    state = say(do="photo", data=data)
    assert state["photo"] is not None and state["strokes"] == [] and state["by"] == "" and state["p"] is not None
    before = state["p"]
    state = say(do="photo", data="")
    assert "no picture that can be read" in state["error"] and state["p"] == before  # what was there stays
    assert say(do="clear")["message"] == "Draw a digit first."
    assert say(do="forget")["kept"] == []


def test_a_drawing_without_end_is_cut(net: Any) -> None:
    pad = digit_pad(net)
    pad.draw([[(x % 1000, x // 100) for x in range(30_000)], [(1, 1)]])
    assert sum(map(len, pad.strokes)) == 20_000


def test_the_picture_that_stays_shows_an_example_or_what_was_drawn(net: Any, digits: Any) -> None:
    pad = digit_pad(net, digits)
    empty = pad._repr_mimebundle_()
    assert base64.b64decode(empty["image/png"]).startswith(b"\x89PNG")
    assert empty["text/plain"] == "digit_pad(Sequential): Draw a digit first."
    assert pad.probabilities is None  # the example is not the learner's
    assert pad.draw(ZERO)._repr_mimebundle_()["image/png"] != empty["image/png"]


def test_it_speaks_japanese(net: Any) -> None:
    start("07", "ja")
    assert digit_pad(net).message() == "まず数字をかいてください。"
    assert digit_pad(net).draw(ZERO).message().startswith("ネットワークの答えは 0（")


def test_two_pads_know_nothing_of_each_other(net: Any) -> None:
    one, other = digit_pad(net), digit_pad(net)
    one.draw(ZERO).keep()
    assert other.probabilities is None and other.kept == []


def test_a_model_without_modules_is_read_too() -> None:
    logits, layers = watched(lambda inputs: inputs.flatten(1)[:, :10], torch.zeros(1, 1, 8, 8))
    assert logits.shape == (10,) and layers == []


# Without anywidget ----------------------------------------------------------------------------------------------------


def test_without_anywidget_there_are_cells_to_click_on(net: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "anywidget", None)
    bundle = digit_pad(net)._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle and "image/png" in bundle
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    assert set(digit_pad(net)._repr_mimebundle_()) == {"text/plain", "text/html", "image/png"}


def test_the_cells_are_read_as_they_are_clicked(net: Any, digits: Any) -> None:
    grid = ClickGrid(digit_pad(net, digits))
    grid.live()
    assert len(grid.cells) == 64 and grid.cells[9].tooltip == "row 2, column 2"
    assert "Draw a digit first." in grid.shown.value
    for row in range(8):
        for column in (3, 4):
            grid.cells[8 * row + column].value = True
    p = grid.pad.probabilities
    assert p is not None and int(np.argmax(p)) == 1 and "The network says 1" in grid.shown.value
    assert grid.cells[3].icon == "circle"
    grid._clear()
    assert not grid.filled().any() and "Draw a digit first." in grid.shown.value


def test_the_cells_say_what_went_wrong() -> None:
    grid = ClickGrid(digit_pad(lambda inputs: inputs.flatten(1)[:, :3]))
    grid.live()
    grid.cells[0].value = True
    assert "ten finite scores" in grid.shown.value
