"""A walk in fog, to be played: four readings, a heading, a length, and in the end the map.

    game = climb()                # the hill of lesson 03; the cell that ends with it shows it
    game.walk(63, 22)             # 22 m to 63 degrees, as on a compass
    game.rule()                   # a step by the rule of lesson 03
    game.lift()                   # the fog lifts: the map, your path and the rule's, and who came higher

The fair measure: every place costs four readings, for the player as for the rule, and so do places that one has taken
back.  After the same number of steps, from the same start, the two heights are compared.
"""

from __future__ import annotations

import math
from itertools import islice
from typing import Any, NamedTuple

from ..viz.front import Front
from . import terrains
from .hill import Place, Readings

__all__ = ["Climb", "Game", "Score", "climb"]

MOST = 60  # steps of one game
LONGEST = 200.0  # meters of one step


class Score(NamedTuple):
    """How a walk compares with the rule's.

    Attributes:
        steps: made, those taken back among them; the rule has made as many.
        mine, rule: the heights reached, in meters.
        best: the height of the best place on the map.
        my_share, rule_share: of the way, in height, from the start to the best place.
        ahead: how much better the player stands than the rule, in meters; below 0: worse.
    """

    steps: int
    mine: float
    rule: float
    best: float
    my_share: float
    rule_share: float
    ahead: float


class Game:
    """The rules, and where the player stands.

    Attributes:
        land: the ground.
        path: the places walked to; the start first.
        walkers: who chose each step, "you" or "rule".
        taken: the steps made in all, those taken back among them.
        fog: whether the map is still hidden.
        at_edge: whether the last step was cut off by the edge of the map.
    """

    def __init__(self, land: terrains.Terrain) -> None:
        self.land = land
        self.path: list[Place] = [land.start]
        self.walkers: list[str] = []
        self.taken = 0
        self.fog = True
        self.at_edge = False

    @property
    def place(self) -> Place:
        return self.path[-1]

    @property
    def altitude(self) -> float:
        return self.land.altitude(self.place)

    @property
    def readings(self) -> Readings:
        return self.land.readings(self.place)

    @property
    def can_walk(self) -> bool:
        """Whether there is a next step: not after the fog has lifted, and not after many."""
        return self.fog and self.taken < MOST

    def walk(self, heading: float, length: float) -> None:
        """A step: degrees from north over east, as on a compass, and meters.  The edge of the map ends it.

        Raises:
            ValueError: numbers that are none, or too long a step.
        """
        if not (math.isfinite(heading) and math.isfinite(length) and 0 <= length <= LONGEST):
            raise ValueError(f"a step needs a heading and 0 to {LONGEST:.0f} meters, not {heading!r} and {length!r}")
        turn = math.radians(heading % 360)
        self._go((self.place[0] + length * math.sin(turn), self.place[1] + length * math.cos(turn)), "you")

    def rule(self) -> None:
        """The step of lesson 03: as far as the ground is steep, times 100; up, or down where the lowest is sought."""
        self._go(self.land.step(self.place), "rule")

    def _go(self, to: Place, walker: str) -> None:
        if self.can_walk:
            reached = self.land.within(self.place, to)
            self.at_edge = math.dist(reached, to) > 1e-9
            self.path.append(reached)
            self.walkers.append(walker)
            self.taken += 1

    def undo(self) -> None:
        """Take the last step back.  Its readings have been made all the same: it goes on counting."""
        if self.fog and self.walkers:
            self.path.pop()
            self.walkers.pop()
            self.at_edge = False

    def lift(self) -> None:
        """The fog lifts; the walk is over."""
        self.fog = False

    def rule_path(self) -> list[Place]:
        """Where the rule alone has come with as many steps, from the same start."""
        return list(islice(self.land.walk(), self.taken + 1))

    def score(self) -> Score:
        begin, best = self.land.altitude(self.land.start), self.land.best()
        mine, rule = self.altitude, self.land.altitude(self.rule_path()[-1])
        my_share, rule_share = ((height - begin) / (best - begin) for height in (mine, rule))
        return Score(self.taken, mine, rule, best, my_share, rule_share, round(self.land.sign * (mine - rule), 2))


# The front end --------------------------------------------------------------------------------------------------------

LANDS = {"hill": "land_hill", "valleys": "land_valleys", "gorge": "land_gorge", "surprise": "land_surprise"}


class Climb(Front):
    """A game of walking in fog, as a figure to play with: see `climb`.

    Attributes:
        game: the state and the rules.
    """

    name = "climb"

    def __init__(self, name: str, seed: int) -> None:
        super().__init__()
        self.game = Game(terrains.terrain(name, seed))

    def new(self, name: str | None = None, seed: int | None = None) -> Climb:
        """A new game, on this ground or another, from this start or another."""
        land = self.game.land
        self.game = Game(terrains.terrain(name or land.name, land.seed if seed is None else seed))
        return self._shown()

    def walk(self, heading: float, length: float) -> Climb:
        """A step: a heading in degrees from north over east, and meters.

        Raises:
            ValueError: numbers that are none, or too long a step.
        """
        self.game.walk(heading, length)
        return self._shown()

    def rule(self) -> Climb:
        """A step by the rule of lesson 03."""
        self.game.rule()
        return self._shown()

    def undo(self) -> Climb:
        """Take the last step back; it goes on counting."""
        self.game.undo()
        return self._shown()

    def lift(self) -> Climb:
        """The fog lifts: the map, both paths, the score."""
        self.game.lift()
        return self._shown()

    def _shown(self) -> Climb:
        self.changed()
        return self

    def handle(self, event: dict[str, Any]) -> None:
        """What a hand did on the page."""
        game, do = self.game, event.get("do")
        if do == "walk":
            heading, length = (float(event.get(each) or 0) for each in ("heading", "length"))
            if not (math.isfinite(heading) and 0 < length <= LONGEST):
                raise ValueError(self.say("bad_step", most=f"{LONGEST:.0f}"))
            game.walk(heading, length)
        elif do == "new":
            land = event.get("land")
            seed = event.get("seed")
            self.new(land if land in terrains.NAMES else None, int(seed) if isinstance(seed, (int, float)) else None)
        elif do in ("rule", "undo", "lift"):
            getattr(game, do)()

    def given(self) -> dict[str, Any]:
        return {"lands": [[name, self.say(key)] for name, key in LANDS.items()], "longest": LONGEST}

    def state(self) -> dict[str, Any]:
        game, land = self.game, self.game.land
        return {
            "land": land.name,
            "seed": land.seed,
            "sign": land.sign,
            "extent": list(land.extent),
            "goal": self.say("goal_up" if land.sign > 0 else "goal_down"),
            "path": [[round(x, 3) for x in place] for place in game.path],
            "walkers": list(game.walkers),
            "altitudes": [land.altitude(place) for place in game.path],
            "readings": list(game.readings),
            "steps": self.say("steps", number=game.taken, most=MOST),
            "can_walk": game.can_walk,
            "can_undo": game.fog and bool(game.walkers),
            "fog": game.fog,
            "message": self.message(),
            "map": None if game.fog else self._map(),
        }

    def _map(self) -> dict[str, Any]:
        """What is to be seen without fog."""
        land, rule = self.game.land, self.game.rule_path()
        return {
            **contours(land),
            "goals": [[*place, land.altitude(place)] for place in land.goals()],
            "rule": [[round(x, 3) for x in place] for place in rule],
            "rule_altitudes": [land.altitude(place) for place in rule],
            "verdict": self.verdict(),
        }

    def message(self) -> str:
        """Where the player stands, in a sentence or three."""
        game = self.game
        parts = []
        if game.walkers:
            (east, north), (x, y) = game.path[-2], game.path[-1]
            heading = math.degrees(math.atan2(x - east, y - north)) % 360
            length = f"{math.dist(game.path[-2], game.path[-1]):.2f}"
            key = "went" if game.walkers[-1] == "you" else "rule_went"
            parts.append(self.say(key, length=length, heading=f"{heading:.0f}", side=self.side(heading)))
        if game.at_edge:
            parts.append(self.say("edge"))
        signed = [f"{each:+d}".replace("-", "−") if each else "0" for each in game.readings]
        names = ("north", "east", "south", "west")
        parts.append(self.say("here", height=f"{game.altitude:.2f}", **dict(zip(names, signed))))
        if game.land.settled(game.place):
            parts.append(self.say("settled_up" if game.land.sign > 0 else "settled_down"))
        if game.fog and not game.can_walk:
            parts.append(self.say("no_more"))
        return self.say("between").replace("_", " ").join(parts)

    def side(self, heading: float) -> str:
        """The side that a heading leads to, in words: "northeast"."""
        return self.say("sides").split(", ")[round(heading / 45) % 8]

    def verdict(self) -> str:
        """The score in words."""
        score, sign = self.game.score(), self.game.land.sign
        if not score.steps:
            return self.say("no_steps")
        numbers = {name: f"{getattr(score, name):.2f}" for name in ("mine", "rule", "best")}
        shares = {name: f"{100 * getattr(score, name):.0f}" for name in ("my_share", "rule_share")}
        parts = [self.say("score", steps=score.steps, **numbers, **shares)]
        key = "even" if abs(score.ahead) < 0.005 else "ahead" if score.ahead > 0 else "behind"
        parts.append(self.say(key, by=f"{abs(score.ahead):.2f}"))
        goals = self.game.land.goals()
        nearest = min(goals, key=lambda goal: math.dist(goal, self.game.place))
        if nearest != goals[0] and math.dist(nearest, self.game.place) < 30:
            parts.append(self.say("lower_top" if sign > 0 else "higher_bottom"))
        return self.say("between").replace("_", " ").join(parts)

    def png(self) -> bytes:
        from matplotlib.transforms import Bbox

        from . import figures_hill
        from .sheet import png

        game = self.game
        figure = figures_hill.journey(game.land, game.path, game.fog, None if game.fog else game.rule_path())
        figure.canvas.draw()
        return png(figure, Bbox.union([figure.bbox_inches, figure.get_tightbbox()]))

    def text(self) -> str:
        game = self.game
        lines = [f"climb({game.land.name!r}, seed={game.land.seed}): {self.message()}"]
        return "\n".join(lines if game.fog else [*lines, self.verdict()])


def contours(land: terrains.Terrain) -> dict[str, Any]:
    """A ground's map as shapes for a page: fills [path, color], lines [path, height, is tenth], labels [place, height].

    The paths are SVG's, in meters to the east and to the south.
    """
    from contourpy import contour_generator
    from matplotlib import colormaps
    from matplotlib.colors import to_hex

    from .figures_hill import grid, levels, place_of

    lines = levels(land)
    maker = contour_generator(*grid(land), fill_type="OuterCode")
    fills = []
    for number, (low, high) in enumerate(zip(lines, lines[1:])):
        for points, codes in zip(*maker.filled(low, high)):
            fills.append([svg(points, codes), to_hex(colormaps["YlGn_r"]((number + 0.5) / (len(lines) - 1)))])
    drawn = [[svg(points), level, level % 10 == 0] for level in lines for points in maker.lines(level)]
    places = [(place_of(level, land), level) for level in lines if level % 10 == 0]
    labels = [[*place, level] for place, level in places if place is not None]
    return {"fills": fills, "lines": drawn, "labels": labels}


def svg(points: Any, codes: Any = None) -> str:
    """Points as the path of an SVG; a code of 1 begins a new line, 79 closes it."""
    parts = []
    for number, (east, north) in enumerate(points):
        code = (1 if number == 0 else 2) if codes is None else codes[number]
        parts.append("Z" if code == 79 else f"{'M' if code == 1 else 'L'}{east:.1f} {-north:.1f}")
    return "".join(parts)


def climb(name: str = "hill", seed: int = 0) -> Climb:
    """A walk in fog, to be played by hand: only the meter around one's feet is to be seen, and four readings.

    Args:
        name: the ground: "hill" (lesson 03's), "valleys" (two, the lower one is looked for), "gorge" (a narrow one) or
            "surprise" (one for each seed).
        seed: 0 for the start that the lesson tells of, any other whole number for another start.

    Raises:
        ValueError: a ground that there is not.
        TypeError: a seed that is no whole number.
    """
    return Climb(name, seed)
