"""What the card of one sheet says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.model import Column, Figure, Finding, Method, Table, Unit

if TYPE_CHECKING:
    from veedor.checks import SheetCard
    from veedor.model import Value


def findings(card: SheetCard) -> tuple[Finding, ...]:
    """One finding: which sheet, where, what names it, what it weighs."""
    figures = (
        Figure("sheet", card.sheet_id, Unit.TEXT),
        Figure("place", card.place, Unit.PLACE),
        Figure("registered", card.registered, Unit.VOTERS),
        Figure("checks", tuple(f"check.{c}" for c in card.checks), Unit.TERM),
        Figure("weight", card.slack, Unit.VOTES, digits=1),
    )
    return (
        Finding(
            f"checks.card.{card.sheet_id}",
            "checks.card.named" if card.checks else "checks.card.not_named",
            figures,
            Method("checks.method.card", "the published counts and logs"),
            cannot_show=("checks.cannot_show.who_or_why",),
        ),
    )


def tables(card: SheetCard) -> tuple[Table, ...]:
    """Figures by count, neighbours, times."""
    found = [_figures(card)]
    if card.neighbours:
        found.append(_neighbours(card))
    if card.times:
        columns = (Column("source", Unit.FILE), Column("time", Unit.MOMENT))
        found.append(Table("card_times", columns, card.times))
    return tuple(found)


def _figures(card: SheetCard) -> Table:
    """A row a choice, a column a count."""
    columns = (Column("choice", Unit.CHOICE), *(Column(e.count, Unit.VOTES) for e in card.entries))
    rows: list[tuple[Value, ...]] = [
        (str(choice.choice_id), *(None if e.votes is None else e.votes[i] for e in card.entries))
        for i, choice in enumerate(card.contest.choices)
    ]
    return Table("card_figures", columns, tuple(rows))


def _neighbours(card: SheetCard) -> Table:
    """A row a sheet of the same place."""
    columns = (
        Column("sheet", Unit.TEXT),
        Column("registered", Unit.VOTERS),
        *(Column(str(c.choice_id), Unit.VOTES) for c in card.contest.choices),
    )
    return Table("card_neighbours", columns, tuple((i, r, *v) for i, r, v in card.neighbours))
