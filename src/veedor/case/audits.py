"""Questions of an audit: what would settle the outcome, and what one attained."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from veedor.audit import BallotList, Design, Outlook
    from veedor.audit.others import DrawnUnit, MeasuredElsewhere, TheirDraw
    from veedor.case.command_line import Option
    from veedor.case.opened import OpenedElection

    Steps = Callable[[int, int], None]
    """Told the steps done and their number."""


def audit(
    case: OpenedElection,
    count: str | None = None,
    *,
    contest: str | None = None,
    variant: str | None = None,
    seats: str | None = None,
    design: Design | None = None,
    unauditable: Sequence[str] = (),
    listed: Mapping[str, int] | None = None,
    pending: int | None = None,
    ballots: BallotList | None = None,
    cards: int | None = None,
    error_rate: float = 0.0,
    error_votes: int = 1,
    runs: int | None = None,
    seed: int = 20191020,
    words: tuple[str, ...] = (),
    progress: Steps | None = None,
) -> Outlook:
    """What audit would settle the outcome, and what it would cost.

    Parameters
    ----------
    count, contest, variant : str, optional
        As for :meth:`outcome`.
    seats : str, optional
        The seats of this name instead of the outcome of a round; a rule without a round needs no name.
    design : Design, optional
        What is to be signed; by default a draw in proportion to what could be wrong, at a risk of 5 %, and of
        single ballots as :func:`veedor.audit.usual_design` has it.
    unauditable : sequence of str
        Sheets that are known to have no paper.
    listed : mapping of str to int, optional
        Most ballots of each counted sheet, for a design with the cap ``listed``.
    pending : int, optional
        Ballots that are still pending and belong to no expected sheet: they count at their worst.
    ballots : BallotList, optional
        Every ballot by name: single ballots are drawn, and compared with their records or polled.
    cards : int, optional
        Ballots in all; without a list, ballots that bear the numbers from 1 on are polled.
    error_rate, error_votes : float, int
        Share of the sheets that are expected to be wrong, and votes by which each of them is.
    runs, seed : int
        Of the simulated draws.
    words : tuple of str
        Options that the command line had and the question no longer shows (names of files).
    progress : callable, optional
        Told the steps done and their number.
    """
    from veedor.audit import RUNS, BallotList, Errors, outlook, reported_contest, usual_design

    single = BallotList.numbered(cards) if ballots is None and cards is not None else ballots
    usual = usual_design(single)
    plan = design or usual
    runs = RUNS if runs is None else runs
    told: dict[str, Option] = {
        "seats": seats,
        **{name: one for name, one in asdict(plan).items() if one != getattr(usual, name)},
        "pending": pending,
        "cards": cards,
        "error_rate": str(error_rate) if error_rate else None,
        "error_votes": None if error_votes == 1 else error_votes,
        "runs": None if runs == RUNS else runs,
        "seed": None if seed == 20191020 else seed,
    }
    line = case.command("audit plan", *words, count=count, contest=contest, variant=variant, **told)

    def ask() -> Outlook:
        selection = case.select(count, contest=contest, variant=variant)
        reported = reported_contest(
            selection, seats=seats, strata=plan.strata, most=listed, pending=pending, listed=single,
            ballots=cards,
        )  # fmt: skip
        return outlook(
            reported.manifest,
            reported.decided,
            design=plan,
            unauditable=unauditable,
            errors=Errors(error_rate, error_votes),
            runs=runs,
            seed=seed,
            progress=progress,
        )

    return case.answer(line, ask, keep=bool(words) or not (unauditable or listed or ballots))


def measured_audit(
    case: OpenedElection,
    count: str | None = None,
    *,
    contest: str | None = None,
    seats: str | None = None,
    units: Sequence[DrawnUnit],
    draws: Sequence[int],
    way: TheirDraw,
    own: Sequence[tuple[str, str]] = (),
    pending: int | None = None,
    drawn_for: str | None = None,
    published: float | None = None,
    bad_tickets: Sequence[str] = (),
    words: tuple[str, ...] = (),
) -> MeasuredElsewhere:
    """Say what risk somebody else's audit attained.

    Parameters
    ----------
    count, contest, seats : str, optional
        As for :meth:`audit`.
    units, draws, way, published, bad_tickets
        As for :func:`veedor.audit.others.measure_elsewhere`.
    own : sequence of (str, str)
        Their own assertions, the first ahead of the second; by default those of the rule.
    pending : int, optional
        Ballots that were still pending: they count at their worst.
    drawn_for : str, optional
        The contest that the sample was drawn for, where it is another one on the same sheets.
    words : tuple of str
        Options of the command line that the question no longer shows (names of files).
    """
    from veedor.audit import SheetManifest, as_stated
    from veedor.audit.bounds import Cap
    from veedor.audit.confirm import to_confirm
    from veedor.audit.others import measure_elsewhere, sizes_of
    from veedor.model import ChoiceId
    from veedor.rules.conditions import ahead

    selection = case.select(count, contest=contest)
    manifest = as_stated(SheetManifest.of(selection), None, pending)
    forms = tuple(ahead(ChoiceId(a), ChoiceId(b)) for a, b in own)
    if not forms:
        forms = to_confirm(selection.to_settle(seats), manifest, Cap.REGISTERED).assertions
    told: dict[str, Option] = {
        "seats": seats,
        "own": tuple(f"{a}>{b}" for a, b in own) or None,
        "pending": pending,
        "drawn_for": drawn_for,
        "no_replacement": not way.replacement,
        "draw": None if way.proportional else "simple",
        "rule": None if way.rule == "share" else way.rule,
        "bet": None if way.bet == 1 else str(way.bet),
    }
    line = case.command("audit measure", *words, count=count, contest=contest, **told)

    def ask() -> MeasuredElsewhere:
        sizes = None if drawn_for is None else sizes_of(case.select(count, contest=drawn_for), manifest)
        return measure_elsewhere(
            manifest, forms, units, draws, way, drawn_by=sizes, published=published,
            bad_tickets=bad_tickets,
        )  # fmt: skip

    return case.answer(line, ask, keep=False)
