"""A front end is a picture and a text first, says what went wrong in its place, and speaks the notebook's language."""

from __future__ import annotations

import base64
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograd_lib.course import start
from autograd_lib.viz.front import Front, base, set_language
from autograd_lib.viz.front.words import LANGUAGES, words

FOLDER = Path(base.__file__).parent
WIDGET = base.VIEW
TEXTS = sorted(FOLDER.glob("*.toml"))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    set_language("en")


class Dial(Front):
    name = "dial"

    def __init__(self) -> None:
        super().__init__()
        self.at = 0

    def given(self) -> dict[str, Any]:
        return {"most": 9}

    def state(self) -> dict[str, Any]:
        return {"at": self.at}

    def handle(self, event: dict[str, Any]) -> None:
        if self.at + event["by"] > 9:
            raise ValueError("9 is the most")
        self.at += event["by"]

    def png(self) -> bytes | None:
        return b"a picture"

    def text(self) -> str:
        return f"a dial at {self.at} <of 9>"


@pytest.fixture
def dial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Dial:
    (tmp_path / "dial.js").write_text("export default front((view) => ({}));", encoding="utf-8")
    (tmp_path / "dial.toml").write_text(
        'turn.en = "Turn {name}"\nturn.ja = "{name} を回す"\nplay.en = "Go"', encoding="utf-8"
    )
    monkeypatch.setattr(Dial, "folder", tmp_path)
    return Dial()


def test_what_is_shown_is_a_picture_and_a_text_with_the_widget_on_top(dial: Dial) -> None:
    bundle = dial._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "image/png", WIDGET}
    assert base64.b64decode(bundle["image/png"]) == b"a picture"
    assert bundle["text/plain"] == repr(dial) == "a dial at 0 <of 9>"
    assert bundle[WIDGET]["model_id"] == dial.live().model_id


def test_the_page_gets_texts_data_and_state_and_one_module(dial: Dial) -> None:
    widget = dial.live()
    assert widget.given["most"] == 9 and widget.given["language"] == "en"
    assert widget.given["words"]["turn"] == "Turn {name}" and widget.given["words"]["pause"] == "Pause"
    assert widget.state == {"at": 0, "error": "", "heard": ""}
    assert len(re.findall("^export default", widget._esm, re.MULTILINE)) == 1 and "function front(" in widget._esm
    assert ".al-bar" in widget._css


def test_an_event_changes_the_state_and_is_confirmed(dial: Dial) -> None:
    widget = dial.live()
    widget._handle_custom_msg({"by": 3, "id": "a-1"}, [])
    assert widget.state == {"at": 3, "error": "", "heard": "a-1"}


def test_what_goes_wrong_is_said_in_place_until_all_is_well_again(dial: Dial) -> None:
    widget = dial.live()
    widget._handle_custom_msg({"by": 10, "id": "a-1"}, [])
    assert widget.state == {"at": 0, "error": "This went wrong: ValueError: 9 is the most", "heard": "a-1"}
    widget._handle_custom_msg("nonsense", [])
    widget._handle_custom_msg({"by": 1, "id": "a-2"}, [])
    assert widget.state == {"at": 1, "error": "", "heard": "a-2"}


def test_without_anywidget_a_line_stands_above_the_picture(dial: Dial, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "anywidget", None)
    bundle = dial._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", "image/png"}
    assert "pip install anywidget" in bundle["text/html"] and "data:image/png;base64," in bundle["text/html"]
    assert 'alt="a dial at 0 &lt;of 9&gt;"' in bundle["text/html"]
    assert bundle["text/plain"].startswith("a dial at 0 <of 9>\nTo use this")
    dial.changed()


def test_an_old_ipywidgets_is_named(dial: Dial, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ipywidgets.__version__", "7.5.1")
    assert "here is version 7.5.1" in dial._repr_mimebundle_()["text/html"]
    monkeypatch.setattr("ipywidgets.__version__", "7.7.1")
    assert base.missing() is None


def test_it_speaks_the_notebooks_language(dial: Dial) -> None:
    start("06", "ja")
    assert Dial().say("turn", name="つまみ") == "つまみ を回す"
    assert Dial().say("play") == "Go" and Dial().say("pause") == "一時停止"  # English where nothing else is there
    assert Dial().live().given["language"] == "ja"
    assert dial.say("turn", name="it") == "Turn it"  # as long as it lives, it keeps its language
    with pytest.raises(ValueError, match="the languages are en, ja"):
        set_language("fr")


@pytest.mark.parametrize("file", TEXTS, ids=lambda path: path.stem)
def test_every_text_has_every_language_and_the_same_places_for_values(file: Path) -> None:
    for key, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
        assert set(entry) == set(LANGUAGES), key
        places = [set(re.findall(r"\{\w+\}", text)) for text in entry.values()]
        assert places[0] == places[1], key


@pytest.mark.parametrize("file", TEXTS, ids=lambda path: path.stem)
def test_every_text_is_used_and_what_a_page_says_is_there(file: Path) -> None:
    beside = [file.with_suffix(".js")] if file.stem != "front" else sorted(FOLDER.glob("*.js"))
    page = "".join(each.read_text(encoding="utf-8") for each in beside)
    python = "".join(each.read_text(encoding="utf-8") for each in FOLDER.parents[1].rglob("*.py"))
    own = tomllib.loads(file.read_text(encoding="utf-8"))
    made = {
        key: (f'"{key}"', f"`{key.split('_')[0]}_${{", f'"{key.split("_")[0]}_{{') for key in own
    }  # or put together
    assert [key for key, forms in made.items() if not any(form in page + python for form in forms)] == []
    if file.stem != "front":
        assert set(re.findall(r'\bsay\("(\w+)"', page)) <= set(words(FOLDER / "front.toml", file))


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.js")) + sorted(FOLDER.glob("*.css")), ids=lambda path: path.name)
def test_nothing_is_fetched_from_outside(file: Path) -> None:
    text = file.read_text(encoding="utf-8").replace('"http://www.w3.org/2000/svg"', "")
    assert not re.search(r"https?:|\bimport\b\s*[({\"'*]|\bfetch\(|@import|url\((?!#)", text)
