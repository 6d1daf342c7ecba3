"""In words: whether a public log is whole, was ever silent, and since when it holds a sheet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from veedor.findings.rows import columns_in
from veedor.findings.words import count_figure
from veedor.model import Column, Figure, Finding, Method, Table, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from veedor.ledger.checkpoints import Witnessed
    from veedor.ledger.silence import DarkPeriod
    from veedor.ledger.verifying import LogReport, SeenVersion
    from veedor.model import Value

METHOD = Method(
    "method.log", "RFC 6962, section 2.1; C2SP tlog-tiles, tlog-checkpoint, tlog-cosignature, tlog-policy"
)
CANNOT = ("cannot.log_truth",)


def moment(seconds: int | None) -> datetime | None:
    """Return a time of a log."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def findings(result: LogReport) -> tuple[Finding, ...]:
    """Say whether it is whole, who saw it, when it was dark, and what is asked about a sheet."""
    figures = (
        Figure("origin", result.origin, Unit.TEXT),
        count_figure("leaves", result.shown.checkpoint.size),
        count_figure("problems", len(result.problems)),
    )
    says = "ledger.whole" if result.good else "ledger.contradicted"
    found = [
        Finding("ledger.log", says, figures, METHOD, (), CANNOT),
        Finding("ledger.end", "ledger.closed" if result.history.closed else "ledger.open", (), METHOD),
        *witness_findings(result.shown, result.colluding, pinned=result.pinned, earlier=not result.stated),
    ]
    if result.longest:
        found.append(_dark(result.dark, result))
        if result.dark and not result.dark[-1].over:
            found.append(_worst("ledger.dark_now", result.dark[-1:], result.inside[-1:]))
    if result.without_sheets:
        found.append(_worst("ledger.without_sheets", result.without_sheets, ()))
    found += [_sheet(one, result) for one in result.sheet]
    if result.sheet and result.sheet[-1].summed is not None:
        says = "ledger.sheet_summed" if result.sheet[-1].summed else "ledger.sheet_not_summed"
        sheet = Figure("sheet", result.sheet_name, Unit.TEXT)
        found.append(Finding("ledger.sheet.summed", says, (sheet,), METHOD))
    return tuple(found)


def witness_findings(
    shown: Witnessed, colluding: tuple[str, ...], *, pinned: bool, earlier: bool = False
) -> Iterable[Finding]:
    """Say who signed a checkpoint besides its log or signed an earlier one, and who would have to lie."""
    figures = (
        Figure("witnesses", tuple(shown.times), Unit.TEXT),
        Figure("time", moment(shown.time), Unit.MOMENT),
        count_figure("fewest", len(colluding)),
        Figure("colluding", colluding, Unit.TEXT),
    )
    if shown.times:
        says = "ledger.witnessed" if colluding else "ledger.witnessed_weakly"
    else:
        says = "ledger.unwitnessed_yet" if earlier else "ledger.unwitnessed"
    yield Finding(
        "ledger.witnesses",
        says,
        figures,
        METHOD,
        ("assume.log_rivals",),
    )
    if not pinned:
        yield Finding("ledger.policy", "ledger.own_policy", (), METHOD)


def _dark(dark: tuple[DarkPeriod, ...], result: LogReport) -> Finding:
    if dark:
        return _worst("ledger.dark", dark, result.inside)
    longest = Figure("longest", timedelta(seconds=result.longest), Unit.DURATION)
    return Finding("ledger.dark", "ledger.never_dark", (longest,), METHOD)


def _worst(key: str, dark: tuple[DarkPeriod, ...], inside: tuple[int, ...]) -> Finding:
    """Say how many silences there were, and the longest."""
    at = max(range(len(dark)), key=lambda n: dark[n].seconds)
    worst = dark[at]
    figures = (
        count_figure("periods", len(dark)),
        Figure("dark_for", timedelta(seconds=worst.seconds), Unit.DURATION),
        Figure("dark_from", moment(worst.start), Unit.MOMENT),
        Figure("dark_until", moment(worst.until), Unit.MOMENT),
        count_figure("inside", inside[at] if inside else 0),
        Figure("grade", f"ledger.grade.{worst.grade}", Unit.TERM),
    )
    return Finding(key, key, figures, METHOD, (), ("cannot.log_silence",))


def _sheet(one: SeenVersion, result: LogReport) -> Finding:
    version = one.version
    figures = (
        Figure("sheet", result.sheet_name, Unit.TEXT),
        count_figure("version", version.version),
        count_figure("leaf", version.leaf),
        Figure("votes", tuple(f"{name} {votes}" for name, votes in version.figures.items()), Unit.TEXT),
        Figure("stated", moment(version.at), Unit.MOMENT),
        Figure("before", moment(one.before), Unit.MOMENT),
        Figure("after", moment(one.after), Unit.MOMENT),
    )
    if one.after is None:
        says = "ledger.sheet_unseen"
    elif one.before is None:
        says = "ledger.sheet_first"
    else:
        says = "ledger.sheet_stated" if result.stated else "ledger.sheet_seen"
    return Finding(f"ledger.sheet.{version.version}", says, figures, METHOD)


def tables(result: LogReport) -> tuple[Table, ...]:
    """Return what contradicts what, the silences, and what the log holds."""
    made = []
    if result.problems:
        rows: tuple[tuple[Value, ...], ...] = tuple(
            (one.leaf, f"ledger.problem.{one.kind}", one.about) for one in result.problems
        )
        wrong = (
            Column("leaf", Unit.NUMBER, digits=0),
            Column("problem", Unit.TERM),
            Column("about", Unit.TEXT),
        )
        made.append(Table("ledger_problems", wrong, rows))
    if result.dark:
        made.append(_dark_table("ledger_dark", result.dark, result.inside))
    if result.without_sheets:
        made.append(_dark_table("ledger_without_sheets", result.without_sheets, ()))
    kinds = tuple((f"ledger.kind.{kind}", n) for kind, n in sorted(result.history.kinds.items()))
    columns = (Column("leaf_kind", Unit.TERM), Column("leaves", Unit.NUMBER, digits=0))
    made.append(Table("ledger_kinds", columns, kinds))
    return tuple(made)


def _dark_table(name: str, dark: tuple[DarkPeriod, ...], inside: tuple[int, ...]) -> Table:
    columns = (
        *columns_in(Unit.MOMENT, "dark_from", "dark_until"),
        Column("dark_for", Unit.DURATION),
        *columns_in(Unit.NUMBER, "leaves", "inside", digits=0),
        Column("evidence", Unit.TERM),
    )
    rows = tuple(
        (
            moment(one.start),
            moment(one.until),
            timedelta(seconds=one.seconds),
            one.size,
            inside[n] if inside else None,
            f"ledger.evidence.{one.grade}",
        )
        for n, one in enumerate(dark)
    )
    return Table(name, columns, rows)
