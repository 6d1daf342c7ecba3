"""The rooms of the desk; see :mod:`veedor.desk` for what a room has."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

ROOMS = ("look", "ask", "bring")
"""The rooms, in the order of the bar at the top."""


def rooms(public: bool) -> list[tuple[str, ModuleType]]:
    """Give the rooms that are there, by name.

    Parameters
    ----------
    public : bool
        Whether the desk only shows.
    """
    found = [(name, import_module(f"veedor.desk.{name}")) for name in ROOMS]
    return [(name, room) for name, room in found if room.PUBLIC or not public]
