"""The walk in fog: what one reads is the ground's, the rule is lesson 03's, and the score is fair."""

from __future__ import annotations

import base64
import json
import math
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from autograd_lib.course import climb, climbing, figures_hill, hill, start, terrains
from autograd_lib.course.climbing import MOST, Game
from autograd_lib.viz.front import set_language

ROOT = Path(__file__).resolve().parent.parent
ALL = [(name, seed) for name in terrains.NAMES for seed in range(4)]


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    set_language("en")


def game(name: str = "hill", seed: int = 0) -> Game:
    return Game(terrains.terrain(name, seed))


# The grounds ----------------------------------------------------------------------------------------------------------


def test_the_hill_is_lesson_03s() -> None:
    land = terrains.terrain("hill")
    assert land.readings(land.start) == hill.readings(hill.START) == (10, 20, -10, -20)
    assert list(islice(land.walk(), 23)) == list(islice(hill.climb(), 23))
    assert land.goals() == hill.SUMMITS and land.best() == 848.76


@pytest.mark.parametrize(("name", "seed"), ALL)
def test_every_ground_begins_on_a_slope_inside_its_map_and_its_best_place_is_its_best(name: str, seed: int) -> None:
    land = terrains.terrain(name, seed)
    west, east, south, north = land.extent
    assert west < land.start[0] < east and south < land.start[1] < north
    assert math.hypot(*hill.slopes(land.readings(land.start))) > 0.08
    x, y = np.meshgrid(np.arange(west, east + 1, 2), np.arange(south, north + 1, 2))
    assert land.sign * land.best() >= (land.sign * land.height(x, y)).max() - 0.02
    assert land.sign * (land.best() - land.altitude(land.start)) > 10


def test_the_same_seed_is_the_same_ground_and_another_one_is_another() -> None:
    assert terrains.terrain("surprise", 3) == terrains.terrain("surprise", 3) != terrains.terrain("surprise", 4)
    assert terrains.terrain("hill", 3).start != terrains.terrain("hill", 4).start
    code = "from autograd_lib.course import terrains; print(terrains.terrain('surprise', 3).start)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(terrains.terrain("surprise", 3).start)


def test_in_the_two_valleys_the_rule_ends_in_the_higher_one() -> None:
    land = terrains.terrain("valleys")
    *_, end = islice(land.walk(), 30)
    assert land.settled(end) and math.dist(end, land.goals()[1]) < 3
    assert land.altitude(land.goals()[0]) < land.altitude(land.goals()[1]) - 10


def test_a_way_ends_at_the_edge_of_the_map_and_does_not_bend() -> None:
    land = terrains.terrain("hill")
    assert land.within((0.0, 0.0), (480.0, 100.0)) == pytest.approx((240, 50))
    assert land.within((0.0, 0.0), (10.0, 20.0)) == (10.0, 20.0)
    assert land.within((240.0, 50.0), (300.0, 60.0)) == (240.0, 50.0)


@pytest.mark.parametrize(
    ("given", "kind"), [(("moon", 0), ValueError), (("hill", 0.5), TypeError), (("hill", True), TypeError)]
)
def test_a_ground_that_there_is_not_is_refused(given: Any, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        climb(*given)


# The rules ------------------------------------------------------------------------------------------------------------


def test_a_compass_counts_from_north_over_east() -> None:
    played = game()
    played.walk(90, 20)
    played.walk(0, 10)
    assert played.place == pytest.approx((20, 10)) and played.walkers == ["you", "you"]
    played.walk(-90 + 720, 20)
    assert played.place == pytest.approx((0, 10))


def test_the_players_step_of_lesson_03_is_the_rules() -> None:
    mine, rules = game(), game()
    mine.walk(math.degrees(math.atan2(20, 10)), math.hypot(20, 10))
    rules.rule()
    assert mine.place == pytest.approx(rules.place) and rules.walkers == ["rule"]


@pytest.mark.parametrize(("heading", "length"), [(math.nan, 1), (0, math.inf), (0, -1), (0, 201)])
def test_a_step_that_cannot_be_is_refused_and_changes_nothing(heading: float, length: float) -> None:
    played = game()
    with pytest.raises(ValueError, match="a step needs a heading"):
        played.walk(heading, length)
    assert played.path == [(0, 0)] and played.taken == 0


def test_the_score_compares_as_many_steps_from_the_same_start() -> None:
    played = game()
    for _ in range(5):
        played.rule()
    score = played.score()
    assert (score.steps, score.ahead, score.mine) == (5, 0, score.rule)
    assert score.my_share == pytest.approx((score.mine - 817.58) / (848.76 - 817.58))


def test_a_step_taken_back_goes_on_counting() -> None:
    played = game()
    played.walk(180, 50)
    played.undo()
    played.rule()
    score = played.score()
    assert played.place == pytest.approx((20, 10)) and score.steps == 2 and score.ahead < 0
    for _ in range(3):
        played.undo()
    assert played.path == [played.land.start] and played.taken == 2


def test_where_the_lowest_is_sought_lower_is_ahead() -> None:
    played = game("valleys")
    east, north = played.land.goals()[0]
    for _ in range(2):
        dx, dy = (east - played.place[0]) / 2, (north - played.place[1]) / 2
        played.walk(math.degrees(math.atan2(dx, dy)), math.hypot(dx, dy))
    assert played.score().ahead > 0 or played.altitude < played.land.altitude(played.land.start)
    played.walk(
        math.degrees(math.atan2(east - played.place[0], north - played.place[1])),
        math.dist(played.place, (east, north)),
    )
    score = played.score()
    assert score.my_share == pytest.approx(1, abs=1e-3) and score.ahead > 10


def test_the_walk_is_over_when_the_fog_has_lifted_or_after_many_steps() -> None:
    played = game()
    for _ in range(MOST + 5):
        played.rule()
    assert played.taken == MOST and not played.can_walk
    played = game()
    played.lift()
    played.walk(0, 10)
    played.undo()
    assert played.path == [played.land.start]


@settings(max_examples=40, deadline=None)
@given(some.sampled_from(ALL), some.lists(some.tuples(some.floats(-1e6, 1e6), some.floats(0, 200)), max_size=8))
def test_nobody_leaves_the_map(which: tuple[str, int], steps: list[tuple[float, float]]) -> None:
    played = game(*which)
    west, east, south, north = played.land.extent
    for heading, length in steps:
        played.walk(heading, length)
        assert west <= played.place[0] <= east and south <= played.place[1] <= north
        assert math.isfinite(played.altitude)


# What is shown --------------------------------------------------------------------------------------------------------


def test_it_is_a_picture_and_a_sentence_first() -> None:
    bundle = climb().walk(63, 22)._repr_mimebundle_()
    assert base64.b64decode(bundle["image/png"]).startswith(b"\x89PNG")
    assert bundle["text/plain"] == (
        "climb('hill', seed=0): You walked 22.00 m to 63° (northeast). Height 822.73 m. One meter away: "
        "north +12 cm, east +21 cm, south −12 cm, west −21 cm."
    )


@pytest.mark.parametrize(("name", "seed"), ALL)
def test_every_ground_can_be_shown_in_fog_and_without_it(name: str, seed: int) -> None:
    shown = climb(name, seed).rule().walk(100, 30)
    assert shown.png().startswith(b"\x89PNG")
    fogged = shown.state()
    assert fogged["map"] is None and "goals" not in json.dumps(fogged)  # the page cannot know what nobody sees
    shown.lift()
    assert shown.png().startswith(b"\x89PNG")
    clear = json.loads(json.dumps(shown.state(), allow_nan=False))["map"]
    assert len(clear["rule"]) == 3 and clear["fills"] and clear["lines"] and clear["labels"]


def test_the_lines_on_the_map_are_lines_of_equal_height() -> None:
    land = terrains.terrain("valleys")
    for path, level, _ in climbing.contours(land)["lines"]:
        for point in path.replace("Z", "").lstrip("M").split("L")[::7]:
            east, south = map(float, point.split())
            assert land.height(east, -south) == pytest.approx(level, abs=0.3)
    for east, north, level in climbing.contours(land)["labels"]:
        assert land.height(east, north) == pytest.approx(level, abs=0.1)


def test_the_page_plays_by_messages_and_hears_what_was_wrong() -> None:
    shown = climb()
    widget = shown.live()
    widget._handle_custom_msg({"do": "walk", "heading": 90, "length": 20, "id": "1"}, [])
    assert widget.state["path"][-1] == [20.0, 0.0] and widget.state["heard"] == "1"
    widget._handle_custom_msg({"do": "walk", "heading": 90, "length": None, "id": "2"}, [])
    assert "a length above 0" in widget.state["error"] and len(widget.state["path"]) == 2
    for do in ("rule", "undo", "lift"):
        widget._handle_custom_msg({"do": do, "id": do}, [])
        assert widget.state["error"] == ""
    assert widget.state["map"]["verdict"].startswith("After 2 steps you stand at ")
    widget._handle_custom_msg({"do": "new", "land": "gorge", "seed": 2, "id": "6"}, [])
    assert (widget.state["land"], widget.state["seed"], widget.state["fog"]) == ("gorge", 2, True)
    widget._handle_custom_msg({"do": "new", "land": "moon", "seed": None, "id": "7"}, [])
    assert (widget.state["land"], widget.state["seed"]) == ("gorge", 2)


def test_two_games_know_nothing_of_each_other() -> None:
    one, other = climb(), climb()
    one.walk(0, 10)
    assert len(other.game.path) == 1 and one.live() is not other.live()


def test_the_sentences_say_what_is_so() -> None:
    shown = climb("valleys").walk(180, 200)
    assert "Here the map ends." in shown.message()
    shown = climb("hill", 1)
    while not shown.game.land.settled(shown.game.place):
        shown.rule()
    assert "no direction leads up any more" in shown.message()
    assert "another one is higher" in shown.lift().verdict() and "even" in shown.verdict()
    assert climb().lift().verdict() == "You have not walked yet."
    shown = climb()
    for _ in range(MOST):
        shown.rule()
    assert "That was the last step" in shown.message()


def test_it_speaks_japanese() -> None:
    start("03", "ja")
    shown = climb().walk(63, 22)
    assert shown.message() == (
        "63°（北東）へ 22.00 m 歩きました。高さ 822.73 m。1 m 先は、北 +12 cm、東 +21 cm、南 −12 cm、西 −21 cm。"
    )
    assert "引き分け" in shown.rule().lift().verdict() or "よい結果" in shown.verdict()


def test_without_anywidget_it_is_played_in_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "anywidget", None)
    shown = climb().walk(63, 22)
    bundle = shown._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", "image/png"} and "822.73 m" in bundle["text/plain"]
    assert "848.76" in repr(shown.lift())


def test_a_corner_of_the_map_that_the_path_has_not_seen_holds_the_readings() -> None:
    middle = figures_hill._corner((-200, 240, -70, 270), [(-139.0, -8.0)])
    assert middle == (179, -8)
