"""The rooms of the desk; see :mod:`veedor.desk` for what a room has."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

ROOMS = ("look", "ask", "bring", "images")
"""The rooms, in the order of the bar at the top."""


def rooms(public: bool) -> list[tuple[str, ModuleType]]:
    """Return the rooms that are there, by name.

    Parameters
    ----------
    public : bool
        Whether the desk only shows.
    """
    found = [(name, import_module(f"veedor.desk.{name}")) for name in ROOMS]
    return [(name, room) for name, room in found if room.PUBLIC or not public]


def role_needed(name: str) -> str:
    """Return the role that a room needs where there are accounts.

    Parameters
    ----------
    name : str
        Of the room; an unknown one needs more than anybody has.
    """
    return str(import_module(f"veedor.desk.{name}").ROLE) if name in ROOMS else ""


def takes_files(name: str, view: str | None) -> bool:
    """Say whether a view takes files, which may be larger than any form.

    Parameters
    ----------
    name, view : str
        Of the room, and of the view in it.
    """
    return name in ROOMS and view in getattr(import_module(f"veedor.desk.{name}"), "TAKES_FILES", ())
