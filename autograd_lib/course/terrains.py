"""Grounds to walk on in fog: the hill of lesson 03, three others, and one for every number.

    land = terrain("valleys")            # two valleys: here one is to find the lowest place
    land.readings(land.start)            # what the climber of lesson 03 would measure there
    land.step(land.start)                # where the rule of lesson 03 leads, downhill in a valley

Each is a sum of `hill.Dome`s, some of them hollows, so its height is exact at every place.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from . import hill
from .hill import Dome, Place, Readings

__all__ = ["NAMES", "Terrain", "terrain"]

NAMES = ("hill", "valleys", "gorge", "surprise")
MARGIN = 15.0  # meters from the edge of the map within which no walk begins


@dataclass(frozen=True)
class Terrain:
    """A ground, and where a walk on it begins.

    Attributes:
        name: one of `NAMES`.
        seed: 0 for the ground and the start that a lesson tells of; any other number for another start, and in
            "surprise" for another ground.
        domes: what its height is the sum of.
        level: the height of the plain around them, in meters above the sea.
        start: where a walk begins, (east, north) in meters.
        extent: of its map: west, east, south, north.
        sign: 1 if the highest place is looked for, -1 if the lowest is.
        rate: how many meters the rule walks for a slope of 1.
    """

    name: str
    seed: int
    domes: tuple[Dome, ...]
    level: float
    start: Place
    extent: tuple[int, int, int, int]
    sign: int = 1
    rate: float = hill.RATE

    def height(self, east: Any, north: Any) -> Any:
        """How high the ground is, in meters above the sea; numbers or arrays of the same shape."""
        return self.level + sum(dome.height(east, north) for dome in self.domes)

    def altitude(self, place: Place) -> float:
        """What the GPS shows at a place: its height, precise to a centimeter."""
        return hill.altitude(place, self.height)

    def readings(self, place: Place) -> Readings:
        """How much higher the GPS says that it is one meter north, east, south and west of a place."""
        return hill.readings(place, self.height)

    def step(self, place: Place) -> Place:
        """Where the rule leads from a place: `rate` times as far as the ground is steep, and not beyond the map."""
        return self.within(place, hill.step(place, self.readings(place), self.sign * self.rate))

    def settled(self, place: Place) -> bool:
        """Whether none of the four readings leads on: no direction is better, as far as the GPS can tell."""
        return all(self.sign * each <= 0 for each in self.readings(place))

    def walk(self) -> Iterator[Place]:
        """The places to which the rule leads, from the start on; it goes on for ever, also where all is level."""
        place = self.start
        while True:
            yield place
            place = self.step(place)

    def within(self, place: Place, to: Place) -> Place:
        """How far one comes on a straight way: to its end, or to the edge of the map."""
        west, east, south, north = self.extent
        share = 1.0
        for here, there, low, high in ((place[0], to[0], west, east), (place[1], to[1], south, north)):
            if there != here and not low <= there <= high:
                share = min(share, ((high if there > high else low) - here) / (there - here))
        if share == 1.0:
            return to
        cut = [here + max(share, 0.0) * (there - here) for here, there in zip(place, to)]
        return float(np.clip(cut[0], west, east)), float(np.clip(cut[1], south, north))

    def goals(self) -> tuple[Place, ...]:
        """The tops of the map (or, where the lowest place is looked for, the bottoms), the best one first."""
        return _goals(replace(self, seed=0, start=(0.0, 0.0)))

    def best(self) -> float:
        """The height of the best place on the map, as the GPS shows it."""
        return self.altitude(self.goals()[0])


@cache
def _goals(land: Terrain) -> tuple[Place, ...]:
    def better(east: Any, north: Any) -> Any:
        return land.sign * land.height(east, north)

    west, east, south, north = land.extent
    found: list[Place] = []
    for dome in land.domes:
        place = hill.summit((dome.east, dome.north), better)
        inside = west <= place[0] <= east and south <= place[1] <= north
        if land.sign * dome.tall > 0 and inside and all(math.dist(place, other) > 5 for other in found):
            found.append(place)
    return tuple(sorted(found, key=lambda place: -float(better(*place))))


# The grounds ----------------------------------------------------------------------------------------------------------

HILL = Terrain("hill", 0, hill.DOMES, hill.VALLEY, hill.START, (-200, 240, -70, 270))
VALLEYS = Terrain(  # the rule ends in the higher valley: the start lies on its side of the ridge
    "valleys",
    0,
    (
        Dome(-95.0, 60.0, -38.0, (75.0, 100.0), math.radians(20)),
        Dome(120.0, 130.0, -55.0, (85.0, 80.0), math.radians(-30)),
        Dome(15.0, 150.0, 16.0, (45.0, 120.0), math.radians(-15)),
    ),
    640.0,
    (-20.0, 70.0),
    (-200, 240, -70, 270),
    sign=-1,
)
GORGE = Terrain(  # a narrow valley: the rule jumps from wall to wall
    "gorge",
    0,
    (Dome(120.0, 155.0, -62.0, (230.0, 58.0), math.radians(25)),),
    700.0,
    (-150.0, -5.0),
    (-200, 240, -70, 270),
    sign=-1,
)


def terrain(name: str = "hill", seed: int = 0) -> Terrain:
    """A ground to walk on.

    Args:
        name: "hill" (lesson 03's), "valleys" (two of them), "gorge" (a narrow one) or "surprise" (one for each seed).
        seed: 0 for the start that the lesson tells of, any other whole number for a start of its own.

    Raises:
        ValueError: a ground that there is not.
        TypeError: a seed that is no whole number.
    """
    if not isinstance(seed, (int, np.integer)) or isinstance(seed, bool):
        raise TypeError(f"seed={seed!r} is no whole number")
    if name not in NAMES:
        raise ValueError(f"there is no terrain {name!r}; there are {', '.join(NAMES)}")
    return _terrain(name, int(seed))


@cache
def _terrain(name: str, seed: int) -> Terrain:
    if name == "surprise":
        return _surprise(seed)
    land = {"hill": HILL, "valleys": VALLEYS, "gorge": GORGE}[name]
    chance = random.Random(f"{name} {seed}")  # the same numbers on every machine and in every version of Python
    return replace(land, seed=seed, start=_start(land, chance)) if seed else land


def _surprise(seed: int) -> Terrain:
    """Four tops or hollows, and sometimes the highest place is looked for and sometimes the lowest."""
    chance = random.Random(f"surprise {seed}")
    west, east, south, north = extent = HILL.extent
    sign = chance.choice((1, -1))
    domes: list[Dome] = []
    while len(domes) < 4:
        place = chance.uniform(west + 50, east - 50), chance.uniform(south + 50, north - 50)
        tall = sign * chance.uniform(22, 58) * (1 if len(domes) < 3 else -0.6)
        wide = chance.uniform(48, 95), chance.uniform(55, 110)
        turn = chance.uniform(-1.5, 1.5)
        if all(math.dist(place, (each.east, each.north)) > 95 for each in domes):
            domes.append(Dome(*place, tall, wide, turn))
    land = Terrain("surprise", seed, tuple(domes), float(chance.randrange(300, 2400, 20)), (0.0, 0.0), extent, sign)
    return replace(land, start=_start(land, chance))


def _start(land: Terrain, chance: random.Random) -> Place:
    """A place on a slope, far from all tops and hollows that are looked for."""
    west, east, south, north = land.extent
    for _ in range(1000):
        place = (
            float(round(chance.uniform(west + MARGIN, east - MARGIN))),
            float(round(chance.uniform(south + MARGIN, north - MARGIN))),
        )
        steep = math.hypot(*hill.slopes(land.readings(place)))
        if steep > 0.08 and all(math.dist(place, goal) > 70 for goal in land.goals()):
            return place
    return land.start
