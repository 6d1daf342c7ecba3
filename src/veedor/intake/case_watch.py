"""What ``[watch]`` of a case says: what is watched while it is published, how often, and what rings."""

from __future__ import annotations

from dataclasses import dataclass

ALARMS = (
    "unanswered", "silent", "still", "unreadable", "elsewhere", "vanished", "changed", "states", "fell",
    "unlike", "crossed", "certain", "clock",
)  # fmt: skip
"""What an alarm can be about."""


@dataclass(frozen=True)
class WatchAlarms:
    """When something rings, and where."""

    silent: str = ""
    """Nothing else was published for so long, though somebody answers; by default the rhythm says it."""
    unanswered: str = ""
    """Nobody answered for so long; likewise."""
    still: str = ""
    """No figure changed for so long, though something was published; off where it is not stated."""
    changed: int = 1
    """So many counted sheets with other figures than before ring."""
    vanished: int = 1
    """So many sheets that were counted and are gone."""
    states: int = 1
    """So many sheets that were counted and are in another state."""
    off: tuple[str, ...] = ()
    """Alarms that are not wanted; what they would say is still in the record."""
    command: tuple[str, ...] = ()
    """A program with its arguments; the alarm is written to its standard input as a line of JSON."""
    webhook: str = ""
    """An address to which each alarm is posted as JSON."""


@dataclass(frozen=True)
class WatchEntry:
    """What is watched, and how."""

    sources: tuple[str, ...] = ()
    """Sources whose addresses (``fetch``) are asked again and again: they say how an answer is read."""
    also: tuple[str, ...] = ()
    """Further addresses, whose answers are kept and not read: a page of announcements."""
    every: str = "3m"
    """How often."""
    pause: float = 0.5
    """Seconds between two addresses."""
    seconds: int = 60
    """Seconds that one answer may take in all."""
    size: int = 50
    """Megabytes that one answer may have."""
    robots: bool = True
    """Whether robots.txt of the server is respected."""
    contact: str = ""
    """Who watches: an address or a page, told to the server with each question."""
    log: str = ""
    """Folder of a public log, beside the case, into which each capture and each beat is put."""
    alarms: WatchAlarms = WatchAlarms()
