"""What a named set of sheets means for the outcome, in words."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.findings.fallen import beside, findings_of
from veedor.findings.rows import columns_in
from veedor.findings.stakes_words import (
    REDECIDED,
    SORT,
    around,
    finding,
    finest_of,
    in_doubt,
    measured,
    measured_column,
    outcome_after,
    quantity,
    treatment_term,
    what_could_not_be_asked,
    what_is_open,
)
from veedor.findings.words import base_key
from veedor.model import Column, Figure, Finding, Table, Unit, measure_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.stakes.results import NamedSet
    from veedor.stakes.sets import Effect


def findings(result: NamedSet) -> tuple[Finding, ...]:
    """Say what is open, what the set is, what each treatment does, the block, the lost paper."""
    problems = [effect.problem for effect in result.effects]
    return (
        *what_is_open(result.stake),
        _set(result),
        *(said for effect in result.effects for said in (_effect(result, effect), *_falls(result, effect))),
        *_block(result),
        *_lost(result),
        *around(result.used, finest_of(result.stake.sheets.places.levels)),
        *what_could_not_be_asked(result.stake, result.left_out, problems),
    )


def tables(result: NamedSet) -> tuple[Table, ...]:
    """Return all treatments side by side, and the sheets."""
    return (_effects(result), _sheets(result))


def _set(result: NamedSet) -> Finding:
    """Say what the set is and what the outcome is with it."""
    stake = result.stake
    part = stake.sheets.take(result.rows).tally()
    figures = (
        *in_doubt(len(result.rows), len(stake.sheets)),
        Figure("set_ballots", part.cast, Unit.BALLOTS),
        Figure("set_registered", part.registered, Unit.VOTERS),
        quantity(stake.measure),
        measured("measure_before", stake.measure, stake.measure.of(stake.tally)),
        Figure("slack_before", stake.slack, Unit.VOTES, digits=1),
        *outcome_after(stake, stake.outcome, stake.tally),
    )
    return finding("stakes.set", "stakes.set", figures, REDECIDED)


def _effect(result: NamedSet, found: Effect) -> Finding:
    """Say what one treatment of the set does."""
    stake = result.stake
    undone = stake.undone_by(found.tally)
    told = undone or stake.binding
    measure = measure_of(told, stake.sheets.contest)
    figures = (
        Figure("treatment", treatment_term(found.treatment.name), Unit.TERM),
        Figure("unit", "stakes.unit.sheet", Unit.TERM),
        Figure("donor", stake.donor, Unit.CHOICE),
        Figure("receiver", stake.receiver, Unit.CHOICE),
        quantity(measure),
        *in_doubt(len(result.rows), len(stake.sheets)),
        Figure("slack_left", told.slack(found.tally), Unit.VOTES, digits=1),
        measured("measure_after", measure, measure.of(found.tally)),
        *outcome_after(stake, found.outcome, found.tally),
    )
    name = f"stakes.set.{found.treatment.name}"
    word = found.word.value
    if stake.undetermined:
        word = "undetermined"
    elif word == "could" and stake.fallen(found.tally):
        word = "leaves_open"
    elif word == "would" and undone is None:
        word = "would.areas"
    return finding(name, f"stakes.set.{word}", figures, REDECIDED)


def _falls(result: NamedSet, found: Effect) -> Iterator[Finding]:
    """Say what falls beside the condition whose figure is told."""
    stake = result.stake
    undone = stake.undone_by(found.tally)
    if not stake.undetermined and undone is not None:
        others = beside(stake.falls(found.tally), measure_of(undone, stake.sheets.contest))
        yield from findings_of(f"stakes.set.{found.treatment.name}", others)


def _block(result: NamedSet) -> tuple[Finding, ...]:
    """Say what the block must have; nothing where nothing bounds what is open besides."""
    stake, found = result.stake, result.block
    if found is None:
        return ()
    figures = (
        *in_doubt(len(result.rows), len(stake.sheets)),
        quantity(stake.measure),
        measured("block_needed", stake.measure, found.needed),
        measured("block_actual", stake.measure, found.actual),
        Figure("rest_slack", found.rest_slack, Unit.VOTES, digits=1),
        Figure("base", base_key(stake.measure.base_name), Unit.TERM),
    )
    says = "stakes.block.least" if found.at_least else "stakes.block.most"
    says = "stakes.block.empty" if found.needed is None else says
    return (finding("stakes.block", says, figures, SORT, ("stakes.assumes.block_base",)),)


def _lost(result: NamedSet) -> tuple[Finding, ...]:
    """Say what is left when nothing on the set can be relied on; nothing where nothing bounds it."""
    found = result.lost
    if found is None:
        return ()
    figures = (
        *in_doubt(len(result.rows), len(result.stake.sheets)),
        Figure("slack_before", found.slack, Unit.VOTES, digits=1),
        Figure("lost_worst", found.worst, Unit.VOTES, digits=1),
        Figure("slack_left", found.left, Unit.VOTES, digits=1),
    )
    says = "stakes.lost.confirmable" if found.confirmable else "stakes.lost.not_confirmable"
    return (finding("stakes.lost", says, figures, SORT, ("stakes.assumes.roll",)),)


def _effects(result: NamedSet) -> Table:
    """Before, and after every treatment."""
    columns = (
        *columns_in(Unit.TERM, "treatment", "word"),
        Column("slack_left", Unit.VOTES, digits=1),
        measured_column("measure_after", result.stake),
        Column("outcome_after", Unit.TERM),
        Column("winner_after", Unit.CHOICE),
    )
    rows = tuple(
        (
            treatment_term(e.treatment.name), f"stakes.word.{e.word.value}", e.slack, e.measure,
            *(f.value for f in outcome_after(result.stake, e.outcome, e.tally)),
        )
        for e in result.effects
    )  # fmt: skip
    return Table("stakes_set", columns, rows)


def _sheets(result: NamedSet) -> Table:
    """The sheets of the set with what they add to the binding assertion."""
    sheets, binding = result.stake.sheets, result.stake.binding
    rows = result.rows
    adds = sheets.contributions(binding)[rows].tolist()
    columns = (
        Column("sheet", Unit.TEXT),
        Column("valid", Unit.VOTES),
        Column("cast", Unit.BALLOTS),
        Column("adds", Unit.VOTES, digits=1),
    )
    parts = zip(
        sheets.ids[rows].tolist(), sheets.valid[rows].tolist(), sheets.cast[rows].tolist(), adds, strict=True
    )
    return Table(
        "stakes_set_sheets", columns, tuple((i, v, c, Fraction(a, binding.scale)) for i, v, c, a in parts)
    )
