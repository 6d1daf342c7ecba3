"""The user's door to a case: ask a question, get a result with its findings."""

from __future__ import annotations

from dataclasses import asdict
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from veedor.case.answers import Answers
from veedor.case.press import PressQuestions
from veedor.count import Election
from veedor.count.selection import Selection, select
from veedor.errors import InputErrors, MissingDataError, QuestionError, VeedorError
from veedor.findings.serial import document

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from veedor.audit import Design, Outlook
    from veedor.audit.ballots import BallotAudit, BallotList
    from veedor.audit.others import DrawnUnit, MeasuredElsewhere, TheirDraw
    from veedor.case.command_line import Option
    from veedor.checks import Baseline, ChecksResult, Dossier, SheetCard
    from veedor.claims import ClaimsResult
    from veedor.count import Comparison, OutcomeResult, Timeline
    from veedor.count.contests import Contests
    from veedor.engine import Engine
    from veedor.forensics import ForensicsResult
    from veedor.intake.run import Progress
    from veedor.model import Finding, Result
    from veedor.outstanding import Projection
    from veedor.outstanding.sample import QuickCount, SamplePlan
    from veedor.outstanding.shift import Shift
    from veedor.stakes import Flips, InDoubt, NamedSet, StakesRequest

    Steps = Callable[[int, int], None]
    """Told the steps done and their number."""

ORDER: tuple[str, ...] = (
    "outcome", "timeline", "comparisons", "stakes", "check", "forensics", "project", "quickcount", "shift",
)  # fmt: skip
"""Methods of :class:`Case` whose findings the report prints, in the order in which a reader needs them. Each
gives a result or several. One that has no data to answer from, or cannot be asked of it, is left out."""


class Case(Answers):
    """A case that was opened: an election with its counts, its logs and its rule.

    Every method asks one question and returns a frozen result. It prints well, has ``findings`` and
    ``tables``, and :func:`veedor.chart` draws it. The same question is answered once: an answer is kept under
    the command line that asks for it, and carries it.

    In every question ``count`` is a count, ``official``, or one of its publications, ``preliminary@first``;
    by default the count that counts in the end. ``contest`` is what was voted on, by default the first
    contest with a rule. A :class:`~veedor.errors.QuestionError` says that there is none of that name, a
    :class:`~veedor.errors.MissingDataError` that what the question needs was not published.

    Parameters
    ----------
    election : Election
        The case, imported.

    Examples
    --------
    >>> import veedor
    >>> case = veedor.open("cases/bolivia-2019")   # doctest: +SKIP
    >>> case.outcome().decision.outcome.winner     # doctest: +SKIP
    'MAS'
    """

    def __init__(self, election: Election) -> None:
        super().__init__(election.name)
        self.election = election

    def __repr__(self) -> str:
        return f"<Case {self.election.name!r}: {self.election.title}>"

    def about(self) -> dict[str, Any]:
        """Say what every finding rests on: the case, its title, the hash of its data."""
        return {
            "name": self.election.name,
            "title": self.election.title,
            "data": self.election.data_hash,
            "synthetic": self.election.file.election.synthetic,
        }

    def select(
        self,
        count: str | None = None,
        *,
        contest: str | None = None,
        snapshot: str | None = None,
        variant: str | None = None,
    ) -> Selection:
        """Resolve what a question is about; see :func:`veedor.count.selection.select`."""
        return select(self.election, count, contest=contest, snapshot=snapshot, variant=variant)

    # the questions

    def outcome(
        self,
        count: str | None = None,
        *,
        contest: str | None = None,
        snapshot: str | None = None,
        variant: str | None = None,
    ) -> OutcomeResult:
        """Who won under the rule, and by how much.

        Parameters
        ----------
        count, contest : str, optional
            Which; see the class.
        snapshot : str, optional
            As this published file had the count; by default as its last one had it.
        variant : str, optional
            Another reading of the rule.
        """
        from veedor.count.outcome import outcome

        if contest is None and len(self.election.ruled) > 1:  # without a name the command is of all of them
            contest = str(self.election.contest_id())
        line = self.command("outcome", count=count, contest=contest, snapshot=snapshot, variant=variant)
        which: dict[str, Any] = {"contest": contest, "snapshot": snapshot, "variant": variant}
        return self.answer(line, lambda: outcome(self.select(count, **which)))

    def contests(self, count: str | None = None) -> Contests:
        """Who won each contest that a rule decides, in the order of the case.

        Parameters
        ----------
        count : str, optional
            Which count of each; by default the one that counts in the end.
        """
        from veedor.count.contests import Contests, Unanswered

        def ask() -> Contests:
            outcomes, unanswered = [], []
            for contest in self.election.ruled:
                try:
                    outcomes.append(self.outcome(count, contest=str(contest)))
                except (VeedorError, InputErrors) as error:
                    unanswered.append(Unanswered(self.election.contest(contest), str(error)))
            return Contests(tuple(outcomes), tuple(unanswered))

        return self.answer(self.command("outcome", count=count), ask, keep=False)

    def timeline(self, count: str | None = None, *, contest: str | None = None) -> Timeline:
        """When the count was published, when it went dark, and what was counted meanwhile.

        Parameters
        ----------
        count, contest : str, optional
            Which; by default the first count that has a log.
        """
        from veedor.count.questions import timed_count, timeline

        def ask() -> Timeline:
            named = timed_count(self.election, contest) if count is None else count
            return timeline(self.select(named, contest=contest))

        return self.answer(self.command("timeline", count=count, contest=contest), ask)

    def compare(
        self, before: str | None = None, after: str | None = None, *, contest: str | None = None
    ) -> Comparison:
        """What changed between two counts, or two publications of one.

        Parameters
        ----------
        before, after : str, optional
            By default the last publication of the count before the final one, and the final count.
        contest : str, optional
            See the class.
        """
        from veedor.count.questions import comparison

        first, last = self.election.sides(before, after, contest)
        line = self.command("compare", first, last, contest=contest)
        return self.answer(
            line, lambda: comparison(self.select(first, contest=contest), self.select(last, contest=contest))
        )

    def comparisons(self, *, contest: str | None = None) -> tuple[Comparison, ...]:
        """Compare each publication of the counts with the next one."""
        states = self.election.moments(contest)
        return tuple(self.compare(before, after, contest=contest) for before, after in pairwise(states))

    def check(
        self,
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
            return run_checks(*self._dossier(count, contest, pack), only=only)

        return self.answer(self.command("check", count=count, contest=contest, pack=pack, only=only), ask)

    def card(
        self, sheet: str, count: str | None = None, *, contest: str | None = None, pack: str | None = None
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
            dossier, baseline = self._dossier(count, contest, pack, every=True)
            return card(dossier, sheet, baseline, self.check(count, contest=contest, pack=pack))

        return self.answer(self.command("check", count=count, contest=contest, pack=pack, sheet=sheet), ask)

    def cards(
        self, limit: int, count: str | None = None, *, contest: str | None = None
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

        dossier, baseline = self._dossier(count, contest, None, every=True)
        checks = self.check(count, contest=contest)

        def made(sheet: str) -> SheetCard:
            line = self.command("check", count=count, contest=contest, sheet=sheet)
            return self.answer(line, lambda: card(dossier, sheet, baseline, checks))

        return tuple(made(sheet) for sheet in of_consequence(checks, dossier, baseline, limit))

    def _dossier(
        self, count: str | None, contest: str | None, pack: str | None, *, every: bool = False
    ) -> tuple[Dossier, Baseline | None]:
        """Gather all that checks (or the card of a sheet) may look at, and what impacts rest on."""
        from veedor.checks import Baseline, dossier_of, examined, pack_of

        selection = examined(self.select(count, contest=contest))
        return dossier_of(selection, pack_of(self.election, pack), every=every), Baseline.of(selection)

    def forensics(
        self,
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
        from veedor.forensics import run_forensics

        drawn: dict[str, Any] = {"seed": seed, "simulations": simulations, "controls": controls}
        line = self.command("check", "--forensics", count=count, contest=contest, **drawn)
        return self.answer(line, lambda: run_forensics(self.select(count, contest=contest).sheets, **drawn))

    def project(
        self,
        count: str | None = None,
        *,
        contest: str | None = None,
        snapshot: str | None = None,
        at: datetime | None = None,
        draws: int = 1000,
        seed: int = 1,
        progress: Steps | None = None,
    ) -> Projection:
        """What the outstanding votes must bring, and what they will, with the record of that method.

        Parameters
        ----------
        count, contest : str, optional
            Which; by default the count that came in over time.
        snapshot : str, optional
            From this published file; by default the last one of the count.
        at : datetime, optional
            From the last file published by this local time.
        draws, seed : int
            Of the nested Monte Carlo.
        progress : callable, optional
            Told the steps done and their number.
        """
        from veedor.outstanding.publication import project_publication, publication

        which: dict[str, Any] = {"contest": contest, "snapshot": snapshot}
        line = self.command(
            "project", count=count, **which, at=_moment(at), draws=draws if draws != 1000 else None, seed=seed
        )

        def ask() -> Projection:
            selection = publication(self.election, count, **which, at=at)
            return project_publication(selection, draws=draws, seed=seed, progress=progress)

        return self.answer(line, ask)

    def quickcount(
        self,
        count: str | None = None,
        *,
        contest: str | None = None,
        snapshot: str | None = None,
        at: datetime | None = None,
    ) -> QuickCount:
        """What a random sample of sheets says, and what those of it that have not arrived may change.

        Parameters
        ----------
        count : str, optional
            Which sample; by default the first of the contest.
        contest : str, optional
            See the class.
        snapshot : str, optional
            As this published file had the sample; by default as its last one had it.
        at : datetime, optional
            As the last file published by this local time had it.
        """
        from veedor.outstanding.sample import quick_count

        which: dict[str, Any] = {"contest": contest, "snapshot": snapshot}
        line = self.command("quickcount", count=count, **which, at=_moment(at))
        return self.answer(line, lambda: quick_count(self.election, count, **which, at=at))

    def sample_plan(
        self,
        count: str | None = None,
        *,
        contest: str | None = None,
        half: float | None = None,
        strata: tuple[str, ...] = (),
    ) -> SamplePlan:
        """How many sheets of each stratum a random sample needs.

        Parameters
        ----------
        count : str, optional
            What the plan rests on, a count or a sample; by default the count that counts in the end.
        contest : str, optional
            See the class.
        half : float, optional
            Half-width wanted (0.01 is one point); without one, the sample is to tell the value of the first
            assertion from the line of the law.
        strata : tuple of str
            Within what to draw; by default as the sample of the case, else by the published strata.
        """
        from veedor.outstanding.sample import plan_sample

        wanted: dict[str, Any] = {"tell": True} if half is None else {"half": f"{half * 100:.10g}"}
        line = self.command("quickcount", count=count, contest=contest, **wanted, strata=strata)
        return self.answer(
            line,
            lambda: plan_sample(self.election, source=count, contest=contest, half=half, strata=strata),
        )

    def shift(
        self,
        *,
        early: str | None = None,
        count: str | None = None,
        contest: str | None = None,
        at: datetime | None = None,
        seed: int = 1,
        progress: Steps | None = None,
    ) -> Shift:
        """Whether a late shift is which places came late, or a change within places.

        Parameters
        ----------
        early : str, optional
            What was early, as ``preliminary@<snapshot>``; by default what came before the longest
            gap.
        count, contest : str, optional
            Whose votes are compared; see the class.
        at : datetime, optional
            Instead of ``early``: sheets verified from this local time on are late.
        seed : int
            Of all pseudo-random numbers.
        progress : callable, optional
            Told the steps done and their number.
        """
        from veedor.outstanding.shift.late_shift import late_shift

        def ask() -> Shift:
            selection = self.select(count, contest=contest)
            return late_shift(selection, early, at=at, seed=seed, progress=progress)

        line = self.command("shift", early=early, count=count, contest=contest, at=_moment(at), seed=seed)
        return self.answer(line, ask)

    def stakes(
        self,
        request: StakesRequest | None = None,
        count: str | None = None,
        *,
        contest: str | None = None,
        snapshot: str | None = None,
        variant: str | None = None,
        words: tuple[str, ...] = (),
    ) -> Flips | InDoubt | NamedSet:
        """Whether what is in doubt could change the outcome.

        Parameters
        ----------
        request : StakesRequest, optional
            Treatments, units, a named set or a number; by default the smallest number of sheets under every
            treatment.
        count, contest, snapshot, variant : str, optional
            As for :meth:`outcome`.
        words : tuple of str
            Options that the command line had and the question no longer shows (names of files).
        """
        from veedor.stakes import StakesRequest, stakes

        asked = StakesRequest() if request is None else request
        which: dict[str, Any] = {"contest": contest, "snapshot": snapshot, "variant": variant}
        line = self.command("stakes", *words, *asked.options(), of=count, **which)
        by_hand = asked.named_by_hand and not words
        return self.answer(line, lambda: stakes(self.select(count, **which), asked), keep=not by_hand)

    def audit(
        self,
        count: str | None = None,
        *,
        contest: str | None = None,
        variant: str | None = None,
        seats: str | None = None,
        design: Design | None = None,
        unauditable: Sequence[str] = (),
        listed: Mapping[str, int] | None = None,
        pending: int | None = None,
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
            What is to be signed; by default a draw in proportion to what could be wrong, at a risk of 5 %.
        unauditable : sequence of str
            Sheets that are known to have no paper.
        listed : mapping of str to int, optional
            Most ballots of each counted sheet, for a design with the cap ``listed``.
        pending : int, optional
            Ballots that are still pending and belong to no expected sheet: they count at their worst.
        error_rate, error_votes : float, int
            Share of the sheets that are expected to be wrong, and votes by which each of them is.
        runs, seed : int
            Of the simulated draws.
        words : tuple of str
            Options that the command line had and the question no longer shows (names of files).
        progress : callable, optional
            Told the steps done and their number.
        """
        from veedor.audit import RUNS, Design, Errors, SheetManifest, as_stated, outlook

        plan, usual = design or Design(), Design()
        runs = RUNS if runs is None else runs
        told: dict[str, Option] = {
            "seats": seats,
            **{name: one for name, one in asdict(plan).items() if one != getattr(usual, name)},
            "pending": pending,
            "error_rate": str(error_rate) if error_rate else None,
            "error_votes": None if error_votes == 1 else error_votes,
            "runs": None if runs == RUNS else runs,
            "seed": None if seed == 20191020 else seed,
        }
        line = self.command("audit plan", *words, count=count, contest=contest, variant=variant, **told)

        def ask() -> Outlook:
            selection = self.select(count, contest=contest, variant=variant)
            of_seats = seats is not None or not selection.rule.rounds
            manifest = SheetManifest.of(selection, (plan.strata,) if plan.strata else ())
            return outlook(
                as_stated(manifest, listed, pending),
                selection.seats_named(seats) if of_seats else selection.decision,
                design=plan,
                unauditable=unauditable,
                errors=Errors(error_rate, error_votes),
                runs=runs,
                seed=seed,
                progress=progress,
            )

        return self.answer(line, ask, keep=bool(words) or not (unauditable or listed))

    def ballots(
        self,
        count: str | None = None,
        *,
        contest: str | None = None,
        seats: str | None = None,
        risk_limit: Fraction = Fraction(1, 20),
        cards: int | None = None,
        listed: BallotList | None = None,
        seed: str = "",
        first: int = 20,
        found: Mapping[str, str | None] | None = None,
        runs: int = 200,
        words: tuple[str, ...] = (),
    ) -> BallotAudit:
        """Say what an audit of single ballots takes, which ones are drawn, and the risk it attained.

        Parameters
        ----------
        count, contest, seats : str, optional
            As for :meth:`audit`.
        cards : int, optional
            Ballots in all; by default those that are listed, or were cast.
        risk_limit, listed, seed, first, found, runs
            As for :func:`veedor.audit.ballots.ballot_audit`.
        words : tuple of str
            Options of the command line that the question no longer shows (names of files).
        """
        from veedor.audit.ballots import ballot_audit

        told: dict[str, Option] = {
            "cards": cards,
            "seats": seats,
            "seed": seed or None,
            "first": None if first == 20 else first,
            "risk_limit": None if risk_limit == Fraction(1, 20) else risk_limit,
            "runs": None if runs == 200 else runs,
        }
        line = self.command("audit ballots", *words, count=count, contest=contest, **told)

        def ask() -> BallotAudit:
            selection = self.select(count, contest=contest)
            of_seats = seats is not None or not selection.rule.rounds
            decided = selection.seats_named(seats) if of_seats else selection.decision
            every = sum(decided.tally.votes.values()) if listed is None else len(listed.ids)
            return ballot_audit(
                decided, risk_limit=risk_limit, ballots=cards or every, listed=listed, seed=seed,
                first=first, found=found, runs=runs,
            )  # fmt: skip

        return self.answer(line, ask, keep=False)

    def measured_audit(
        self,
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

        selection = self.select(count, contest=contest)
        manifest = as_stated(SheetManifest.of(selection), None, pending)
        forms = tuple(ahead(ChoiceId(a), ChoiceId(b)) for a, b in own)
        if not forms:
            of_seats = seats is not None or not selection.rule.rounds
            decided = selection.seats_named(seats) if of_seats else selection.decision
            forms = to_confirm(decided, manifest, Cap.REGISTERED).assertions
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
        line = self.command("audit measure", *words, count=count, contest=contest, **told)

        def ask() -> MeasuredElsewhere:
            sizes = None if drawn_for is None else sizes_of(self.select(count, contest=drawn_for), manifest)
            return measure_elsewhere(
                manifest, forms, units, draws, way, drawn_by=sizes, published=published,
                bad_tickets=bad_tickets,
            )  # fmt: skip

        return self.answer(line, ask, keep=False)

    def claims(
        self, file: Path | None = None, *, articles: Path | None = None, lang: str = "en"
    ) -> ClaimsResult:
        """Which reported claims hold against the count.

        Parameters
        ----------
        file : Path, optional
            Claims file; by default ``claims.toml`` of the case.
        articles : Path, optional
            Folder of the articles; by default that of the case or of its data.
        lang : str
            Language of the texts.

        Raises
        ------
        InputError, InputErrors
            Where the file cannot be used, or a quotation is not verbatim.
        """
        from veedor.claims import judge_claims

        options = {"file": None if file is None else str(file)}
        options |= {
            "articles": None if articles is None else str(articles),
            "lang": None if lang == "en" else lang,
        }
        line = self.command("claims check", **options)
        return self.answer(line, lambda: judge_claims(self.election, file, articles=articles, lang=lang))

    @property
    def press(self) -> PressQuestions:
        """The questions of the press: ``case.press.reuse()``, ``differences()``, ``proposals()``."""
        return PressQuestions(self, self.election.file.folder, self.election.file)

    # all of them

    def results(self) -> tuple[Result, ...]:
        """Ask everything that the case has data for, in the order of the house."""
        found: list[Result] = []
        for name in ORDER:
            ask: Callable[[], Result | tuple[Result, ...]] = getattr(self, name)
            try:
                given = ask()
            except (MissingDataError, QuestionError):
                continue
            found += given if isinstance(given, tuple) else (given,)
        return tuple(found)

    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found, in the order of the house."""
        return tuple(finding for result in self.results() for finding in result.findings)

    def to_json(self) -> dict[str, Any]:
        """Write all findings and tables as :mod:`veedor.findings.serial` documents them."""
        return document(self.results(), case=self.about())


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="seconds")


def open_case(path: str | Path, *, progress: Progress | None = None, engine: Engine = "duckdb") -> Case:
    """Open a case; import it first where that has not been done, or its files have changed.

    Parameters
    ----------
    path : str or Path
        Its folder, or its ``case.toml``.
    progress : callable, optional
        Told what is being done, and which step of how many it is.
    engine : {"duckdb", "spark"}
        What imports the case, where it is to be imported: this machine alone, or Spark with its machines.

    Raises
    ------
    CaseError, InputErrors
        Where ``case.toml`` is not a case.
    InputError, ControlError
        Where a published file cannot be read, or misses its control totals.
    """
    return Case(Election.open(path, progress=progress, engine=engine))
