"""What an account may: each role holds those before it."""

from __future__ import annotations

ROLES = ("look", "ask", "bring")
"""Who only looks; who asks too, for what costs; who brings counts too."""


def may(role: str, needed: str) -> bool:
    """Say whether a role is enough for what a room needs.

    Parameters
    ----------
    role : str
        Of the account; an unknown one may do nothing.
    needed : str
        Of the room.
    """
    return role in ROLES and needed in ROLES and ROLES.index(role) >= ROLES.index(needed)
