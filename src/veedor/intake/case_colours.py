"""What a case fixes for its pictures: colours that can be seen and told apart, and a file of borders."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.intake.case import ContestEntry
    from veedor.intake.case_counts import Problems

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
CONTRAST = 3.0
"""Of a colour on white paper, at least (WCAG 2.1, 1.4.11)."""
APART = 12.0
"""Distance of two colours in CIELAB (1976), at least: nearer ones are taken for one another."""


def colour_problems(contest: ContestEntry) -> Problems:
    """Refuse what is not a colour, cannot be seen on white paper, or is nearly that of another choice."""
    good: dict[str, str] = {}
    for choice in contest.choices:
        key, colour = f"choices.{choice.id}.colour", choice.colour
        if not colour:
            continue
        if not _COLOUR.fullmatch(colour):
            yield (
                key,
                sentence("{colour!r} is no colour.", colour=colour),
                sentence('Write it as "#RRGGBB", such as "#1C4E80".'),
            )
        elif (seen := contrast(colour)) < CONTRAST:
            yield (
                key,
                sentence(
                    "{colour!r} stands at {seen} to 1 on white paper.", colour=colour, seen=f"{seen:.1f}"
                ),
                sentence(
                    'Take a darker one, at least 3 to 1: "{darker}" is the nearest of its hue.',
                    darker=darker(colour),
                ),
            )
        else:
            good[choice.id] = colour
    for one, other in combinations(good, 2):
        if distance(good[one], good[other]) < APART:
            yield (
                f"choices.{other}.colour",
                sentence("{one!r} and {other!r} have nearly the same colour.", one=one, other=other),
                sentence("Give one of them another, or leave its colour out."),
            )


def outline_problems(name: str) -> Problems:
    """Refuse a file of borders that lies outside the case."""
    path = PurePosixPath(name.replace("\\", "/"))
    if name and (path.is_absolute() or ".." in path.parts or ":" in name):
        yield (
            "election.outline",
            sentence("{name!r} lies outside the case.", name=name),
            sentence('Put the file beside case.toml and name it there: outline = "borders.geojson".'),
        )


def _channels(colour: str) -> list[float]:
    """Return red, green and blue as linear light."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]


def contrast(colour: str) -> float:
    """Return the contrast of a colour on white paper, as WCAG defines it.

    >>> round(contrast("#000000")), round(contrast("#FFFFFF"))
    (21, 1)
    """
    red, green, blue = _channels(colour)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def darker(colour: str) -> str:
    """Return the lightest colour of the same hue that can be seen on white paper."""
    channels = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    for part in range(99, -1, -1):
        found = "#" + "".join(f"{c * part // 100:02X}" for c in channels)
        if contrast(found) >= CONTRAST:
            break
    return found


def distance(one: str, other: str) -> float:
    """Return the distance of two colours in CIELAB (1976), under D65."""
    first, second = _lab(one), _lab(other)
    return float(sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5)


def _lab(colour: str) -> tuple[float, float, float]:
    red, green, blue = _channels(colour)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)
