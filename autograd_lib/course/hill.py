"""A hill to climb in fog: its height, what a climber can measure, and the rule of the climber's step.

    place = hill.START                       # (east, north), in meters
    found = hill.readings(place)             # found.north == 10: one meter to the north it is 10 cm higher
    place = hill.step(place, found)          # (20.0, 10.0): 100 times as far as the slopes are steep

All that lesson 03 shows of the hill, in numbers and in pictures, comes from here, and so does the hill to climb oneself.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

__all__ = [
    "RATE",
    "START",
    "SUMMITS",
    "Readings",
    "altitude",
    "climb",
    "height",
    "readings",
    "slopes",
    "step",
    "summit",
]

Place = tuple[float, float]  # meters to the east and to the north of where the story begins

START: Place = (0.0, 0.0)
RATE = 100.0  # meters of step for a slope of 1
VALLEY = 800.0  # how high the plain around the hill lies, in meters


class Dome(NamedTuple):
    """One summit of the hill: where, how many meters above the plain, how wide in two directions, turned how far."""

    east: float
    north: float
    tall: float
    wide: tuple[float, float]
    turn: float

    def height(self, east: Any, north: Any) -> Any:
        across, up = east - self.east, north - self.north
        cosine, sine = math.cos(self.turn), math.sin(self.turn)
        a = (across * cosine + up * sine) / self.wide[0]
        b = (up * cosine - across * sine) / self.wide[1]
        return self.tall * np.exp(-(a * a + b * b) / 2)


DOMES = (
    Dome(110.0, 140.0, 48.75, (90.0, 145.0), math.radians(-10)),
    Dome(-115.0, 135.0, 27.0, (60.0, 48.0), math.radians(30)),
)


class Readings(NamedTuple):
    """How much higher the ground lies one meter away on each side, in whole centimeters."""

    north: int
    east: int
    south: int
    west: int


def height(east: Any, north: Any) -> Any:
    """How high the hill is, in meters above the sea; numbers or arrays of the same shape."""
    return VALLEY + sum(dome.height(east, north) for dome in DOMES)


def altitude(place: Place, height: Callable[..., Any] = height) -> float:
    """What the GPS shows at a place: its height, precise to a centimeter; on other ground with another `height`."""
    return round(float(height(*place)), 2)


def readings(place: Place, height: Callable[..., Any] = height) -> Readings:
    """Walk one meter north, east, south and west of a place, and note how much higher the GPS says that it is."""
    east, north = place
    around = ((east, north + 1), (east + 1, north), (east, north - 1), (east - 1, north))
    here = altitude(place, height)
    return Readings(*(round(100 * (altitude(each, height) - here)) for each in around))


def slopes(found: Readings) -> Place:
    """The slopes towards east and north, in meters of height for each meter walked: two central differences."""
    return (found.east - found.west) / 2 / 100, (found.north - found.south) / 2 / 100


def step(place: Place, found: Readings, rate: float = RATE) -> Place:
    """Where the climber goes next: uphill, `rate` times as far as the ground is steep."""
    east, north = slopes(found)
    return place[0] + rate * east, place[1] + rate * north


def climb(start: Place = START, rate: float = RATE) -> Iterator[Place]:
    """The places of a climb, from the first one on; it goes on for ever, also on a summit."""
    place = start
    while True:
        yield place
        place = step(place, readings(place), rate)


def summit(near: Place, height: Callable[..., Any] = height) -> Place:
    """The highest place that one comes to from another, always upwards."""
    (east, north), size = near, 8.0
    while size > 1e-3:
        around = [(east + a * size, north + b * size) for a in (-1, 0, 1) for b in (-1, 0, 1)]
        best = max(around, key=lambda place: float(height(*place)))
        if best == (east, north):
            size /= 2
        east, north = best
    return east, north


SUMMITS = tuple(summit((dome.east, dome.north)) for dome in DOMES)  # the higher one first
