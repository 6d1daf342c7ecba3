"""The seed: made of digits that every party seals before it can know those of the others.

Each party that agrees signs the hash of its digits together with the plan, and opens them when every seal
(and the dice, where the plan asks for them) is there. Nobody can choose the seed unless all of them do it
together. Whoever does not open can choose between two seeds, one with its digits and one with its seal in
their place; so the P-value of the audit is multiplied by :data:`FACTOR` for each. With k parties that act
together and look at all draws before they decide who of them opens, a wrong outcome is confirmed with a
probability of at most (1 + 1/FACTOR)**k times the risk limit: the sum over whom they could leave out.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from veedor.canonical import sha256
from veedor.errors import AuditError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.audit.signed_papers import Share

SHARE_DIGITS = 40
"""Fewest digits of a party's share: fewer could be guessed from their hash."""
FACTOR = 10
"""What the P-value is multiplied by for each party that does not open."""
_MOST_DIGITS = 1000


def seed_procedure(dice: int) -> str:
    """Say how the seed will be made, as the parties sign it; its words are part of the format."""
    thrown = f"Then {dice} throws of a ten-sided die are made and written down in public. " if dice else ""
    last = ", and last a line dice,DIGITS." if dice else "."
    return (
        f"Each party that signs this plan signs with it the SHA-256 of at least {SHARE_DIGITS} digits of its "
        "own (of the text PLAN,PARTY,DIGITS; PLAN is the hash of the plan). "
        f"{thrown}Then each party opens its digits. In the place of a party that does not open stands the "
        f"hash that it signed, and the risk attained is multiplied by {FACTOR} for each. The seed is the "
        "SHA-256, as a decimal number of 78 digits, of one line with the hash of the plan and one line "
        f"PARTY,DIGITS for each party that signed, in the order of this plan{last}"
    )


def check_digits(digits: str, least: int, remedy: str) -> str:
    """Refuse digits that are not good enough; return them.

    Raises
    ------
    AuditError
        Where they are not made of at least so many decimal digits, or of unreasonably many.
    """
    if not (digits.isascii() and digits.isdigit()) or not least <= len(digits) <= _MOST_DIGITS:
        raise AuditError(
            sentence(
                "{digits!r} is not made of at least {least} decimal digits.", digits=digits[:90], least=least
            ),
            remedy=remedy,
        )
    return digits


def new_share() -> str:
    """Return digits of a share from the randomness of this machine; a party may throw dice instead."""
    return "".join(secrets.choice("0123456789") for _ in range(SHARE_DIGITS))


def seal_of(plan_sha256: str, party: str, digits: str) -> str:
    """Return the hash that a party signs with the plan: of ``PLAN,PARTY,DIGITS``, without a line feed."""
    return sha256(f"{plan_sha256},{party},{digits}".encode())


def mix(plan_sha256: str, shares: Sequence[Share], dice: str) -> str:
    """Return the seed, 78 decimal digits: the hash of the lines that :func:`seed_procedure` names."""
    lines = [plan_sha256, *(f"{share.party},{share.digits}" for share in shares)]
    if dice:
        lines.append(f"dice,{dice}")
    return str(int(sha256("".join(f"{line}\n" for line in lines).encode()), 16)).zfill(78)
