"""Questions of sheets: which do not add up, what is known of one, which patterns of all of them are odd."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from veedor.errors import MissingDataError, QuestionError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from veedor.case.opened import OpenedElection
    from veedor.checks import Baseline, ChecksResult, Dossier, SheetCard
    from veedor.count.selection import Selection
    from veedor.forensics import ForensicsResult, ForensicWork
    from veedor.lookup import SheetList, SheetQuestion, SheetTable
    from veedor.lookup.history import SheetHistory


def _dossier(
    case: OpenedElection, count: str | None, contest: str | None, pack: str | None, *, every: bool = False
) -> tuple[Dossier, Baseline | None, str]:
    """Gather what checks (or the card of a sheet) may look at, and what impacts rest on, or why nothing."""
    from veedor.checks import Baseline, dossier_of, examined, pack_of

    selection = case.select(count, contest=contest)
    selection.need_sheets(sentence("Checks ask whether the figures within one tally sheet agree"))
    selection = examined(selection)
    return dossier_of(selection, pack_of(case.election, pack), every=every), *Baseline.or_why(selection)


def check(
    case: OpenedElection,
    count: str | None = None,
    *,
    contest: str | None = None,
    pack: str | None = None,
    only: tuple[str, ...] = (),
) -> ChecksResult:
    """Which sheets do not add up, and whether that could change the outcome.

    Parameters
    ----------
    count, contest : str, optional
        Which; see the class.
    pack : str, optional
        Country pack of tolerances and legal grounds, by name or path; by default that of the country.
    only : tuple of str
        Ids of the checks to ask; by default all.
    """
    from veedor.checks import run_checks

    def ask() -> ChecksResult:
        dossier, baseline, undecided = _dossier(case, count, contest, pack)
        return run_checks(dossier, baseline, only=only, undecided=undecided)

    return case.answer(case.command("check", count=count, contest=contest, pack=pack, only=only), ask)


def card(
    case: OpenedElection,
    sheet: str,
    count: str | None = None,
    *,
    contest: str | None = None,
    pack: str | None = None,
) -> SheetCard:
    """All that is known of one sheet: its figures in every count, its neighbours, what names it.

    Parameters
    ----------
    sheet : str
        Its id.
    count, contest, pack : str, optional
        As for :meth:`check`.
    """
    from veedor.checks import card

    def ask() -> SheetCard:
        dossier, baseline, _ = _dossier(case, count, contest, pack, every=True)
        return card(dossier, sheet, baseline, check(case, count, contest=contest, pack=pack))

    return case.answer(case.command("check", count=count, contest=contest, pack=pack, sheet=sheet), ask)


def cards(
    case: OpenedElection, limit: int, count: str | None = None, *, contest: str | None = None
) -> tuple[SheetCard, ...]:
    """Cards of the flagged sheets of most consequence, heaviest first.

    Parameters
    ----------
    limit : int
        How many.
    count, contest : str, optional
        As for :meth:`check`.
    """
    from veedor.checks import card, of_consequence

    dossier, baseline, _ = _dossier(case, count, contest, None, every=True)
    checks = check(case, count, contest=contest)

    def made(sheet: str) -> SheetCard:
        line = case.command("check", count=count, contest=contest, sheet=sheet)
        return case.answer(line, lambda: card(dossier, sheet, baseline, checks))

    return tuple(made(sheet) for sheet in of_consequence(checks, dossier, baseline, limit))


def sheet_table(case: OpenedElection, count: str | None = None, *, contest: str | None = None) -> SheetTable:
    """One table over all sheets of a count, made once; :meth:`sheets` asks it.

    Parameters
    ----------
    count, contest : str, optional
        As for :meth:`check`.
    """
    from veedor.checks import Baseline
    from veedor.lookup import sheet_table

    selection = case.select(count, contest=contest)
    selection.need_sheets(sentence("A list of tally sheets needs them"))
    kept = case.sheet_tables
    if selection not in kept:
        baseline, _ = Baseline.or_why(selection)
        kept[selection] = sheet_table(selection, _checks_of(case, selection), baseline)
    return kept[selection]


def _checks_of(case: OpenedElection, selection: Selection) -> ChecksResult | None:
    """Ask the checks of a publication; None where they cannot be asked of it."""
    try:
        return check(case, str(selection), contest=str(selection.contest_id))
    except (MissingDataError, QuestionError):
        return None


def sheets(
    case: OpenedElection,
    question: SheetQuestion | None = None,
    count: str | None = None,
    *,
    contest: str | None = None,
    annul: bool = False,
) -> SheetList:
    """Which sheets are like this: a page of them, and the sums of all that are meant.

    Parameters
    ----------
    question : SheetQuestion, optional
        Which, in which order; by default all, by their ids.
    count, contest : str, optional
        As for :meth:`check`.
    annul : bool
        Whether to say what annulling them would do where there are very many.
    """
    from veedor.lookup import SheetQuestion, ask

    asked = SheetQuestion() if question is None else question
    line = case.command("sheets", count=count, contest=contest, **asked.written())
    table = sheet_table(case, count, contest=contest)
    return replace(ask(table, asked, annul=annul), command=line)


def sheet_history(
    case: OpenedElection, sheet: str, count: str | None = None, *, contest: str | None = None
) -> SheetHistory:
    """Every version of one sheet in every count, and what names it with law and tolerance.

    Parameters
    ----------
    sheet : str
        Its id.
    count, contest : str, optional
        As for :meth:`check`.
    """
    from veedor.lookup.history import sheet_history

    selection = case.select(count, contest=contest)
    line = case.command("check", count=count, contest=contest, sheet=sheet)
    return replace(sheet_history(selection, sheet, _checks_of(case, selection)), command=line)


def forensics(
    case: OpenedElection,
    count: str | None = None,
    *,
    contest: str | None = None,
    seed: int = 1,
    simulations: int = 1000,
    controls: int = 20,
) -> ForensicsResult:
    """Which patterns of the whole count are odd, and how often the same tests cry wolf on clean ones.

    Parameters
    ----------
    count, contest : str, optional
        Which; see the class.
    seed : int
        Seed of everything random.
    simulations : int
        Clean twins for each test.
    controls : int
        Clean elections of each kind for the negative controls; 0 for none.
    """
    drawn: dict[str, Any] = {"seed": seed, "simulations": simulations, "controls": controls}
    line = case.command("check", "--forensics", count=count, contest=contest, **drawn)
    return case.answer(line, lambda: forensic_work(case, count, contest=contest, **drawn).done())


def forensic_work(
    case: OpenedElection, count: str | None = None, *, contest: str | None = None, **drawn: int
) -> ForensicWork:
    """Return what :func:`forensics` does, in parts.

    Parameters
    ----------
    count, contest, drawn
        As for :func:`forensics`; of the numbers, all.
    """
    from veedor.forensics import ForensicWork

    selection = case.select(count, contest=contest)
    selection.need_sheets(sentence("Tests of digits, of turnout and of patterns look at single tally sheets"))
    return ForensicWork(selection.sheets, **drawn)
