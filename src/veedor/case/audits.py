"""Questions of an audit: what would settle the outcome, and what one attained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, TypeVar

from veedor.sentence import sentence

T = TypeVar("T")
SEED = 20191020
"""Of the simulated draws, where none is named."""

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from veedor.audit import BallotList, Design, Outlook, ReportedContest
    from veedor.audit.others import DrawnUnit, MeasuredElsewhere, TheirDraw
    from veedor.case.command_line import Option
    from veedor.case.opened import OpenedElection
    from veedor.count.selection import Selection

    Steps = Callable[[int, int], None]
    """Told the steps done and their number."""


def audit(
    case: OpenedElection,
    count: str | None = None,
    *,
    contest: str | Sequence[str] | None = None,
    variant: str | Mapping[str, str] | None = None,
    seats: str | Mapping[str, str] | None = None,
    design: Design | None = None,
    unauditable: Sequence[str] = (),
    listed: Mapping[str, int] | None = None,
    pending: int | None = None,
    ballots: BallotList | Mapping[str, BallotList] | None = None,
    cards: int | None = None,
    error_rate: float = 0.0,
    error_votes: int = 1,
    runs: int | None = None,
    seed: int = SEED,
    words: tuple[str, ...] = (),
    progress: Steps | None = None,
) -> Outlook:
    """What audit would settle the outcome, or the outcomes of several contests, and what it would cost.

    Parameters
    ----------
    count : str, optional
        As for :meth:`outcome`.
    contest : str or sequence of str, optional
        What was voted on; several are confirmed by one sample.
    variant : str or mapping of str to str, optional
        Another reading of the rule; of several contests by their ids.
    seats : str or mapping of str to str, optional
        The seats of this name instead of the outcome of a round; a rule without a round needs no name. Of
        several contests by their ids.
    design : Design, optional
        What is to be signed; by default a draw in proportion to what could be wrong, at a risk of 5 %, and of
        single ballots as :func:`veedor.audit.usual_design` has it.
    unauditable : sequence of str
        Sheets that are known to have no paper.
    listed : mapping of str to int, optional
        Most ballots of each counted sheet, for a design with the cap ``listed``.
    pending : int, optional
        Ballots that are still pending and belong to no expected sheet: they count at their worst.
    ballots : BallotList, or mapping of str to BallotList, optional
        Every ballot by name, of several contests by their ids: single ballots are drawn, and compared with
        their records or polled.
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

    contests = (contest,) if contest is None or isinstance(contest, str) else (*contest,)
    single = BallotList.numbered(cards) if ballots is None and cards is not None else ballots
    lists = {name: _of_contest(single, name) for name in contests}
    usual = usual_design(lists[contests[0]])
    plan = design or usual
    line = case.command(
        "audit plan", *words, count=count, contest=tuple(name for name in contests if name) or None,
        **_of_plan(variant, seats, plan, usual), pending=pending, cards=cards,
        **_of_simulation(error_rate, error_votes, runs, seed),
    )  # fmt: skip

    def reported(name: str | None) -> ReportedContest:
        selection = _sheets_of(case, count, name, _of_contest(variant, name))
        return reported_contest(
            selection, seats=_of_contest(seats, name), strata=plan.strata, most=listed, pending=pending,
            listed=lists[name], ballots=cards,
        )  # fmt: skip

    def ask() -> Outlook:
        return outlook(
            tuple(map(reported, contests)), design=plan, unauditable=unauditable,
            errors=Errors(error_rate, error_votes), runs=RUNS if runs is None else runs, seed=seed,
            progress=progress,
        )  # fmt: skip

    return case.answer(line, ask, keep=bool(words) or not (unauditable or listed or ballots))


def _of_plan(
    variant: str | Mapping[str, str] | None,
    seats: str | Mapping[str, str] | None,
    plan: Design,
    usual: Design,
) -> dict[str, Option]:
    """Write what is to be signed as options: where it is not what is usual."""
    chosen = {name: one for name, one in asdict(plan).items() if one != getattr(usual, name)}
    return {"variant": _by_contest(variant), "seats": _by_contest(seats), **chosen}


def _of_simulation(error_rate: float, error_votes: int, runs: int | None, seed: int) -> dict[str, Option]:
    """Write how the audit is simulated as options: where it is not what is usual."""
    from veedor.audit import RUNS

    return {
        "error_rate": str(error_rate) if error_rate else None,
        "error_votes": None if error_votes == 1 else error_votes,
        "runs": None if runs in {None, RUNS} else runs,
        "seed": None if seed == SEED else seed,
    }


def _sheets_of(
    case: OpenedElection, count: str | None, contest: str | None, variant: str | None = None
) -> Selection:
    """Return a count of which an audit can draw."""
    selection = case.select(count, contest=contest, variant=variant)
    selection.need_sheets(sentence("An audit draws single tally sheets or ballots"))
    return selection


def _of_contest(named: T | Mapping[str, T] | None, contest: str | None) -> T | None:
    """Return what is named for a contest."""
    return named.get(contest or "") if isinstance(named, Mapping) else named


def _by_contest(named: str | Mapping[str, str] | None) -> str | tuple[str, ...] | None:
    """Write what is named for contests as the command line has it: ``CONTEST=NAME``."""
    if isinstance(named, Mapping):
        return tuple(f"{contest}={name}" for contest, name in named.items()) or None
    return named


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
    words : tuple of str
        Options of the command line that the question no longer shows (names of files).
    """
    from veedor.audit import SheetManifest, as_stated
    from veedor.audit.capacity import Cap
    from veedor.audit.confirm import to_confirm
    from veedor.audit.others import measure_elsewhere
    from veedor.model import ChoiceId
    from veedor.rules.conditions import more_votes

    selection = _sheets_of(case, count, contest)
    manifest = as_stated(SheetManifest.of(selection), None, pending)
    forms = tuple(more_votes(ChoiceId(a), ChoiceId(b)) for a, b in own)
    if not forms:
        forms = to_confirm(selection.to_settle(seats), manifest, Cap.REGISTERED).assertions
    line = case.command(
        "audit measure", *words, count=count, contest=contest, seats=seats,
        own=tuple(f"{a}>{b}" for a, b in own) or None, pending=pending, **_of_draw(way),
    )  # fmt: skip

    def ask() -> MeasuredElsewhere:
        return measure_elsewhere(
            manifest, forms, units, draws, way, published=published, bad_tickets=bad_tickets
        )

    return case.answer(line, ask, keep=False)


def _of_draw(way: TheirDraw) -> dict[str, Option]:
    """Write how they drew and weighed as options: where it is not what is usual."""
    return {
        "no_replacement": not way.replacement,
        "draw": None if way.proportional else "simple",
        "rule": None if way.rule == "share" else way.rule,
        "bet": None if way.bet == 1 else str(way.bet),
    }
