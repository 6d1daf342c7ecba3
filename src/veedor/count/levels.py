"""The levels of place and further divisions whose areas a rule needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.errors import MissingDataError, nearest
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from veedor.rules import Rule


def need_levels(rule: Rule, levels: Iterable[str], known: Collection[str], *, seats: str = "") -> None:
    """Refuse a count whose sheets lack a level by which a rule goes.

    Parameters
    ----------
    rule : Rule
        The rule.
    levels : iterable of str
        Which it needs.
    known : collection of str
        Levels of place that the sheets have, and further divisions.
    seats : str, optional
        Name of the seats that need them; a round does where it is left out.

    Raises
    ------
    MissingDataError
        With those that the sheets have.
    """
    for level in levels:
        if level in known:
            continue
        has = (
            sentence("its sheets have {known}", known=", ".join(known))
            if known
            else sentence("its sheets have no places")
        )
        told = (
            sentence("The seats ({part}) go by {level}", part=seats, level=level)
            if seats
            else sentence("The rule ({rule}) goes by {level}", rule=rule.rule_id, level=level)
        )
        raise MissingDataError(
            sentence("{told}, and the case has no such level: {has}.", told=told, has=has),
            remedy=sentence(
                'Name the column that holds it in [source.NAME.place]: divisions = {{ {level} = "Column" }}. '
                "If a level of the case is meant by another name, write that name in a copy of the rule: "
                "`veedor rules new --like {rule} --to rule.toml`.",
                level=level,
                rule=rule.rule_id,
            )
            + (" " + nearest(level, known) if known else ""),
        )
