"""What the checks say: every sheet accounted for, each check with its consequence, the legal questions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from veedor.count.states import Completeness
from veedor.findings.fallen import beside, findings_of, names_of
from veedor.findings.rows import columns_in
from veedor.findings.words import ASSERTION, assertion_cells, base_key, measured, unit_of
from veedor.model import Column, Figure, Finding, Method, State, Table, Unit
from veedor.sentence import joined, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.checks import CheckResult, ChecksResult, Impact
    from veedor.checks.base import Values
    from veedor.checks.legal import LegalAnswer
    from veedor.count.states import States
    from veedor.model import Value

PRECISION = 4
"""Decimals of leads: one sheet in 34,555 moves the fourth."""

NOT_COUNTED = (State.OUTSTANDING, State.SET_ASIDE, State.ANNULLED)

OF_NUMBERS = {
    "printed": Unit.VOTES, "summed": Unit.VOTES, "stated": Unit.VOTES, "votes": Unit.VOTES,
    "registered": Unit.VOTERS, "cast": Unit.BALLOTS, "of": Unit.BALLOTS, "excess": Unit.BALLOTS,
    "rows": Unit.ROWS, "alike": Unit.SHEETS,
}  # fmt: skip
"""What whole numbers of evidence count, by the first of these words in the name of the column; else votes."""

OF_TEXTS = {
    "choice": Unit.CHOICE, "leader": Unit.CHOICE, "one": Unit.CHOICE, "other": Unit.CHOICE,
    "series": Unit.CHOICE, "place": Unit.PLACE, "other_contest": Unit.CONTEST,
}  # fmt: skip
"""What texts of evidence are, by the name of the column without ``_before`` or ``_after``; else text."""

TIMES = frozenset({"verified_at", "verified"})
"""Columns of evidence that hold moments, as the clocks of the case showed them."""

TURNOUT = "turnout"
"""Name of a part or series that is not a choice, among those that are."""


def findings(result: ChecksResult) -> tuple[Finding, ...]:
    """Every sheet accounted for; a finding a check, those with consequence first; what was not asked."""
    rest = [r for r in result.results if not r.sheets]
    found = [] if result.states is None else [_accounted(result.states, is_open=result.is_open)]
    found += [_undecided(result.undecided)] if result.undecided else []
    found += [said for r in (*result.ranked, *rest) for said in (_finding(result, r), *_falls(result, r))]
    return (*found, *(_answer(a) for a in result.answers))


def tables(result: ChecksResult) -> tuple[Table, ...]:
    """All checks by consequence, their parts, what changes did, and the sheets of each check."""
    changes = [_effects(result)] if any(r.effects for r in result.results) else []
    return (overview(result), _parts(result), *changes, *(sheets_of(r) for r in result.ranked))


def _undecided(why: str) -> Finding:
    """Say that no consequence is known, and why."""
    key = "checks.undecided"
    method = Method("count.method.states", "the published files; the mapping in case.toml")
    return Finding(key, key, (Figure("why", why, Unit.TEXT),), method)


# every sheet


def _accounted(states: States, *, is_open: bool) -> Finding:
    """Say in which state every sheet of a count is, naming those states only that occur."""
    numbers = {state.name.lower(): states.number(state) for state in NOT_COUNTED}
    total = len(states.roll) + states.unnamed
    if states.completeness is Completeness.UNKNOWN:
        which = "named"
    else:
        which = "with_others" if len(states.roll.unlisted) else "expected"
    met = [name for name, number in numbers.items() if number] or ["whole"]
    return Finding(
        "checks.accounted",
        ".".join(["checks.accounted", *(["open"] if is_open else []), *met]),
        (
            Figure("total", total, Unit.SHEETS),
            Figure("which", f"checks.accounted_of.{which}{'.one' if total == 1 else ''}", Unit.TERM),
            Figure("counted", len(states.counted), Unit.SHEETS),
            *(Figure(name, number, Unit.SHEETS) for name, number in numbers.items()),
        ),
        Method("count.method.states", "the published files; the mapping in case.toml"),
        cannot_show=("count.cannot.truth_of_sheets",),
    )


# checks


def _finding(result: ChecksResult, one: CheckResult) -> Finding:
    key = check_term(one)
    cannot: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    figures = [Figure("check", key, Unit.TERM), Figure("definition", f"{key}.definition", Unit.TERM)]
    if one.flagged is None:
        says = "checks.not_asked"
        figures.append(Figure("reason", f"checks.unable.{getattr(one.found, 'reason', '')}", Unit.TERM))
    else:
        says = "checks.named" if one.sheets else "checks.none"
        basis = "checks.base.log" if one.flagged.of_log else "checks.base.sheets"
        figures += [
            Figure("sheets", one.sheets, Unit.SHEETS),
            Figure("examined", one.flagged.examined, Unit.SHEETS),
            Figure("basis", basis, Unit.TERM),
        ]
        if one.impact is not None and one.impact.level_annulled is not None:
            others = beside(one.impact.falls, result.measure)
            says = f"checks.named_with_outcome{'.others' if others else ''}"
            figures += _consequence(result, one.impact)
        assumptions = ("checks.assumption.figures_as_published",)
        cannot = (
            *(f"checks.cannot_show.{c}" for c in one.check.cannot_show),
            "checks.cannot_show.who_or_why",
        )
    return Finding(
        f"checks.{one.check.check_id}",
        says,
        tuple(figures),
        Method(f"{key}.definition", joined([whole(one.check.source), *(g.law for g in one.grounds)], "; ")),
        assumptions,
        cannot,
        _command(result, one),
    )


def _command(result: ChecksResult, one: CheckResult) -> str:
    return f"{result.command} --only {one.check.check_id}" if result.command else ""


def _consequence(result: ChecksResult, impact: Impact) -> list[Figure]:
    levels = (
        ("lead", impact.level),
        ("lead_annulled", impact.level_annulled),
        ("lead_worst", impact.level_worst),
    )
    return [
        *(measured(name, v, result.measure, PRECISION) for name, v in levels if result.measure is not None),
        Figure("slack_annulled", impact.slack_annulled, Unit.VOTES, digits=1),
        Figure("slack_worst", impact.slack_worst, Unit.VOTES, digits=1),
        names_of(impact.falls),
        Figure("verdict", _sway(impact), Unit.TERM),
    ]


def _falls(result: ChecksResult, one: CheckResult) -> Iterator[Finding]:
    """Say what would fall beside the figure that decides as counted, were the sheets annulled."""
    if one.impact is not None:
        others = beside(one.impact.falls, result.measure)
        for finding in findings_of(f"checks.{one.check.check_id}", others):
            yield replace(finding, command=_command(result, one))


def _answer(answer: LegalAnswer) -> Finding:
    asked = answer.question
    key = f"checks.question.{asked.question}"
    figures = [
        Figure("law", asked.law, Unit.TEXT),
        Figure("sheets", answer.sheets, Unit.SHEETS),
        Figure("lead_votes", answer.lead, Unit.VOTES),
        Figure("registered", answer.registered, Unit.VOTERS),
    ]
    if answer.lead_share is not None:
        figures += [
            Figure("lead_share", answer.lead_share, Unit.POINTS, "base.cast"),
            Figure("limit", Fraction(asked.share), Unit.POINTS, "base.cast"),
        ]
    says = "yes" if answer.yes else "none" if asked.checks and not answer.sheets else "no"
    return Finding(
        key,
        f"{key}.{says}",
        tuple(figures),
        Method(key, asked.law),
        ("checks.assumption.figures_as_published",),
        ("checks.cannot_show.legal_advice", f"checks.read.{asked.read}"),
    )


def check_term(one: CheckResult) -> str:
    """Return the message key of the name of a check."""
    return f"check.{one.check.check_id}"


def _sway(impact: Impact) -> str:
    """Return the message key of what some sheets can do."""
    return f"checks.verdict{'.open' if impact.is_open else ''}.{impact.sway}"


# tables


def overview(result: ChecksResult) -> Table:
    """Every check that names sheets, ranked by consequence."""
    columns = (Column("check", Unit.TERM), *columns_in(Unit.SHEETS, "sheets", "examined"))
    rows = tuple(
        (check_term(r), r.sheets, 0 if r.flagged is None else r.flagged.examined, *_impact(r.impact))
        for r in result.ranked
    )
    return Table("checks", (*columns, *_impact_columns(result)), rows)


def _parts(result: ChecksResult) -> Table:
    """Parts of the checks: by choice, by kind of difference."""
    columns = (
        Column("check", Unit.TERM),
        Column("choice", Unit.CHOICE),
        Column("part", Unit.TERM),
        Column("sheets", Unit.SHEETS),
    )
    rows: list[tuple[Value, ...]] = []
    for r in result.ranked:
        for part in r.parts:
            by_choice = r.flagged is not None and r.flagged.by_choice
            name = (_series(part.name), None) if by_choice else (None, f"checks.part.{part.name}")
            rows.append((check_term(r), *name, part.sheets, *_impact(part.impact)))
    return Table("check_parts", (*columns, *_impact_columns(result)), tuple(rows))


def _effects(result: ChecksResult) -> Table:
    """Net and gross effect of changes between counts on each assertion."""
    columns = (
        Column("check", Unit.TERM),
        *ASSERTION,
        *columns_in(Unit.VOTES, "net", "gross", digits=1),
    )
    rows = (
        (check_term(r), *assertion_cells(e.assertion), e.net, e.gross)
        for r in result.results
        for e in r.effects
    )
    return Table("check_effects", columns, tuple(rows))


def sheets_of(one: CheckResult) -> Table:
    """The sheets of one check with what was seen on them."""
    evidence = {} if one.flagged is None else one.flagged.evidence
    columns = (Column("sheet", Unit.TEXT), *(_column(name, values) for name, values in evidence.items()))
    cells: list[list[Value]] = [one.named.tolist(), *(values.tolist() for values in evidence.values())]
    if "series" in evidence:
        at = [column.name for column in columns].index("series")
        cells[at] = [_series(str(name)) for name in cells[at]]
    return Table(f"check_{one.check.check_id}", columns, tuple(zip(*cells, strict=True)))


def _column(name: str, values: Values) -> Column:
    """Return a column of evidence with what it counts, which its name and its type tell."""
    if values.dtype.kind == "f":
        return Column(name, Unit.PROBABILITY, digits=6)
    if values.dtype.kind == "U":
        if name in TIMES:
            return Column(name, Unit.MOMENT)
        stem = name.removesuffix("_before").removesuffix("_after")
        return Column(name, OF_TEXTS.get(stem, Unit.TEXT))
    return Column(
        name, next((OF_NUMBERS[word] for word in name.split("_") if word in OF_NUMBERS), Unit.VOTES)
    )


def _series(name: str) -> str:
    """Return what names a part to readers: a choice, or the message key of the turnout."""
    return "checks.series.turnout" if name == TURNOUT else name


def _impact_columns(result: ChecksResult) -> tuple[Column, ...]:
    measure = result.measure
    unit, base = (
        (Unit.POINTS, "base.valid") if measure is None else (unit_of(measure), base_key(measure.base_name))
    )
    return (
        Column("lead_annulled", unit, base, PRECISION),
        Column("moved", Unit.POINTS, base, PRECISION),
        Column("lead_worst", unit, base, PRECISION),
        Column("verdict", Unit.TERM),
    )


def _impact(impact: Impact | None) -> tuple[Value, ...]:
    if impact is None:
        return (None, None, None, None)
    return (impact.level_annulled, impact.moved, impact.level_worst, _sway(impact))
