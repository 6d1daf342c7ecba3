"""The user's door to a case: ask a question, get a result with its findings."""

from __future__ import annotations

import shlex
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

from veedor.count import Election
from veedor.errors import MissingDataError
from veedor.findings.serial import document

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from veedor.audit import Outlook
    from veedor.checks import ChecksResult, Material, SheetCard
    from veedor.count import Comparison, OutcomeResult, Timeline
    from veedor.forensics import ForensicsResult
    from veedor.intake.run import Progress
    from veedor.model import Finding, Result
    from veedor.outstanding import Projection
    from veedor.outstanding.shift import Shift
    from veedor.stakes import Doubt, Flips, NamedSet
    from veedor.stakes.of_case import Asked

ORDER: tuple[str, ...] = (
    "outcome", "timeline", "comparisons", "stakes", "check", "forensics", "project", "shift",
)  # fmt: skip
"""Methods of :class:`Case` whose findings the report prints, in the order in which a reader needs them. Each
gives a result or several. One that has no data to answer from is left out."""


class Case:
    """A case that was opened: an election with its counts, its logs and its rule.

    Every method asks one question and returns a frozen result. It prints well, has ``findings`` and
    ``tables``, and :func:`veedor.chart` draws it.

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
        self.election = election
        self._kept: dict[tuple[object, ...], object] = {}

    def __repr__(self) -> str:
        return f"<Case {self.election.name!r}: {self.election.title}>"

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
        count : str, optional
            Which count; by default the one that counts in the end (the last official one).
        contest : str, optional
            What was voted on; by default the first contest with a rule.
        snapshot : str, optional
            As this published file had the count; by default as its last one had it.
        variant : str, optional
            Another reading of the rule.

        Raises
        ------
        QuestionError
            Where there is no such count, contest, snapshot or variant.
        MissingDataError
            Where the case names no rule, or the rule needs what was not published.
        """
        from veedor.count.outcome import outcome

        command = self.command("outcome", count=count, contest=contest, snapshot=snapshot, variant=variant)
        return outcome(
            self.election, count, contest=contest, snapshot=snapshot, variant=variant, command=command
        )

    def timeline(self, count: str | None = None, *, contest: str | None = None) -> Timeline:
        """When the count was published, when it went dark, and what was counted meanwhile.

        Parameters
        ----------
        count : str, optional
            Which count; by default the first that has a log.
        contest : str, optional
            What was voted on; by default the first contest with a rule.

        Raises
        ------
        MissingDataError
            Where the case has no log of publications or verifications.
        """
        from veedor.count.questions import timeline

        return timeline(
            self.election,
            count,
            contest=contest,
            command=self.command("timeline", count=count, contest=contest),
        )

    def compare(
        self, before: str | None = None, after: str | None = None, *, contest: str | None = None
    ) -> Comparison:
        """What changed between two counts, or two snapshots of one.

        Parameters
        ----------
        before, after : str, optional
            ``official``, or ``preliminary@<snapshot>``; by default the last published state of the count
            before the final one, and the final count.
        contest : str, optional
            What was voted on; by default the first contest with a rule.

        Raises
        ------
        QuestionError
            Where there is no such state.
        MissingDataError
            Where the case has one state only.
        """
        from veedor.count.questions import comparison

        first, last = self.election.sides(before, after, contest)
        command = self.command("compare", first, last, contest=contest)
        return comparison(self.election, first, last, contest=contest, command=command)

    def comparisons(self, *, contest: str | None = None) -> tuple[Comparison, ...]:
        """Compare each published state of the counts with the next one."""
        states = self.election.states(contest)
        return tuple(self.compare(before, after, contest=contest) for before, after in pairwise(states))

    def audit(
        self,
        count: str | None = None,
        *,
        contest: str | None = None,
        variant: str | None = None,
        **options: Any,  # noqa: ANN401 - passed on as they are
    ) -> Outlook:
        """What audit would settle the outcome, and what it would cost.

        Parameters
        ----------
        count : str, optional
            Which count; by default the one that counts in the end.
        contest : str, optional
            What was voted on; by default the first contest with a rule.
        variant : str, optional
            Another reading of the rule.
        **options
            ``risk_limit``, ``cap``, ``unauditable``, ``errors``, ``seed``, ``runs``, ``progress``: see
            :func:`veedor.audit.outlook`.

        Raises
        ------
        QuestionError
            Where the outcome rests on nothing that ballots can confirm.
        MissingDataError
            Where the cap on a sheet needs registered voters that are not published.
        """
        from veedor.audit import outlook

        sheets = self.election.sheets(count, contest=contest)
        decision = self.election.decision(count, contest=contest, variant=variant)
        command = self.command("audit", count=count, contest=contest, variant=variant)
        return outlook(sheets, decision, command=command.replace("audit", "audit plan", 1), **options)

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
        count : str, optional
            ``official``, or ``preliminary@<snapshot>``; by default the count that counts in the end.
        contest : str, optional
            What was voted on; by default the first contest with a rule.
        pack : str, optional
            Country pack of tolerances and legal grounds, by name or path; by default that of the country.
        only : tuple of str
            Ids of the checks to ask; by default all.

        Raises
        ------
        QuestionError
            Where there is no such count, contest, pack or check.
        """
        from veedor.checks import decision_of, run_checks

        key = ("check", count, contest, pack, only)
        if key not in self._kept:
            material = self._material(count, contest, pack)
            command = self.command("check", count=count, contest=contest, pack=pack)
            decision = decision_of(self.election, material.sheets)
            self._kept[key] = run_checks(material, decision, only=only, command=command)
        return cast("ChecksResult", self._kept[key])

    def card(
        self,
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

        Raises
        ------
        QuestionError
            Where no count has such a sheet.
        """
        from veedor.checks import card, decision_of

        material = self._material(count, contest, pack)
        return card(
            material,
            sheet,
            decision_of(self.election, material.sheets),
            self.check(count, contest=contest, pack=pack),
            command=self.command("check", count=count, contest=contest, pack=pack, sheet=sheet),
        )

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
        from veedor.checks import decision_of, of_consequence

        material = self._material(count, contest, None)
        decision = decision_of(self.election, material.sheets)
        chosen = of_consequence(self.check(count, contest=contest), material, decision, limit)
        return tuple(self.card(sheet, count, contest=contest) for sheet in chosen)

    def _material(self, count: str | None, contest: str | None, pack: str | None) -> Material:
        from veedor.checks import material_of, pack_of

        key = ("material", count, contest, pack)
        if key not in self._kept:
            chosen = pack_of(self.election, pack)
            self._kept[key] = material_of(self.election, chosen, count=count, contest=contest)
        return cast("Material", self._kept[key])

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
        count : str, optional
            ``official``, or ``preliminary@<snapshot>``; by default the count that counts in the end.
        contest : str, optional
            What was voted on; by default the first contest with a rule.
        seed : int
            Seed of everything random.
        simulations : int
            Clean twins for each test.
        controls : int
            Clean elections of each kind for the negative controls; 0 for none.

        Raises
        ------
        QuestionError
            Where there is no such count or contest.
        """
        from veedor.forensics import run_forensics

        key = ("forensics", count, contest, seed, simulations, controls)
        if key not in self._kept:
            name, snapshot = self.election.state(count) if count is not None else (None, None)
            sheets = self.election.sheets(name, contest=contest, snapshot=snapshot)
            command = self.command(
                "check", "--forensics", count=count, contest=contest, seed=seed, simulations=simulations,
                controls=controls,
            )  # fmt: skip
            self._kept[key] = run_forensics(
                sheets, seed=seed, simulations=simulations, controls=controls, command=command
            )
        return cast("ForensicsResult", self._kept[key])

    def project(
        self,
        count: str | None = None,
        *,
        contest: str | None = None,
        snapshot: str | None = None,
        at: datetime | None = None,
        draws: int = 1000,
        seed: int = 1,
        progress: Callable[[int, int], None] | None = None,
    ) -> Projection:
        """What the outstanding votes must bring, and what they will, with the record of that method.

        Parameters
        ----------
        count : str, optional
            Which count; by default the one that came in over time.
        contest : str, optional
            What was voted on; by default the first contest with a rule.
        snapshot : str, optional
            From this published file; by default the first one of the count.
        at : datetime, optional
            From the last file published by this local time.
        draws, seed : int
            Of the nested Monte Carlo.
        progress : callable, optional
            Told the steps done and their number.

        Raises
        ------
        QuestionError
            Where there is no such count or snapshot, or none was published by then.
        MissingDataError
            Where the case names no rule for the contest.
        """
        from veedor.outstanding.questions import projection

        moment = None if at is None else at.isoformat(timespec="seconds")
        command = self.command(
            "project",
            count=count,
            contest=contest,
            snapshot=snapshot,
            at=moment,
            draws=draws if draws != 1000 else None,
            seed=seed,
        )
        return projection(
            self.election,
            count,
            contest=contest,
            snapshot=snapshot,
            at=at,
            draws=draws,
            seed=seed,
            command=command,
            progress=progress,
        )

    def shift(
        self,
        *,
        early: str | None = None,
        count: str | None = None,
        contest: str | None = None,
        at: datetime | None = None,
        seed: int = 1,
        progress: Callable[[int, int], None] | None = None,
    ) -> Shift:
        """Whether a late shift is which places came late, or a change within places.

        Parameters
        ----------
        early : str, optional
            What was early, as ``preliminary@<snapshot>``; by default the first published file.
        count : str, optional
            Whose votes are compared; by default those of the last official count.
        contest : str, optional
            What was voted on; by default the first contest with a rule.
        at : datetime, optional
            Instead of ``early``: sheets verified from this local time on are late.
        seed : int
            Of all pseudo-random numbers.
        progress : callable, optional
            Told the steps done and their number.

        Raises
        ------
        QuestionError
            Where there is no such state, or it leaves nothing to compare.
        MissingDataError
            Where neither snapshots nor times say what was early.
        """
        from veedor.outstanding.questions import late_shift

        moment = None if at is None else at.isoformat(timespec="seconds")
        command = self.command("shift", early=early, count=count, contest=contest, at=moment, seed=seed)
        return late_shift(
            self.election,
            early=early,
            count=count,
            contest=contest,
            at=at,
            seed=seed,
            command=command,
            progress=progress,
        )

    def stakes(
        self,
        asked: Asked | None = None,
        count: str | None = None,
        *,
        contest: str | None = None,
        snapshot: str | None = None,
        variant: str | None = None,
        words: tuple[str, ...] = (),
    ) -> Flips | Doubt | NamedSet:
        """Whether what is in doubt could change the outcome.

        Parameters
        ----------
        asked : veedor.stakes.of_case.Asked, optional
            Treatments, units, a named set or a number; by default the smallest number of sheets under every
            treatment.
        count, contest, snapshot, variant : str, optional
            Which count, as for :meth:`outcome`.
        words : tuple of str
            Options that the command line had and the question no longer shows (names of files).

        Raises
        ------
        QuestionError
            Where sheets, units or choices are named that do not exist.
        MissingDataError
            Where the case names no rule, or a treatment needs what was not published.
        """
        from veedor.stakes.of_case import Asked, stakes

        question = Asked() if asked is None else asked
        options = {"of": count, "contest": contest, "snapshot": snapshot, "variant": variant}
        command = self.command("stakes", *words, *question.options(), **options)
        which = {"contest": contest, "snapshot": snapshot, "variant": variant}
        return stakes(self.election, question, count, **which, command=command)

    def results(self) -> tuple[Result, ...]:
        """Ask everything that the case has data for, in the order of the house."""
        found: list[Result] = []
        for name in ORDER:
            ask: Callable[[], Result | tuple[Result, ...]] = getattr(self, name)
            try:
                answer = ask()
            except MissingDataError:
                continue
            found += answer if isinstance(answer, tuple) else (answer,)
        return tuple(found)

    def findings(self) -> tuple[Finding, ...]:
        """Everything that was found, in the order of the house."""
        return tuple(finding for result in self.results() for finding in result.findings)

    def to_json(self) -> dict[str, Any]:
        """Write all findings and tables as :mod:`veedor.findings.serial` documents them."""
        return document(self.results(), case=self.about())

    def about(self) -> dict[str, Any]:
        """Say what every finding rests on: the case, its title, the hash of its data."""
        return {
            "name": self.election.name,
            "title": self.election.title,
            "data": self.election.data_hash,
            "synthetic": self.election.file.election.synthetic,
        }

    def command(self, verb: str, *words: str, **options: str | int | None) -> str:
        """Write the command line that asks the same question.

        Parameters
        ----------
        verb : str
            ``outcome``.
        *words : str
            Arguments after the case.
        **options : str or int, optional
            ``count="official"`` is ``--count official``; options that are None are left out.
        """
        parts = ["veedor", verb, self.election.name, *words]
        for name, value in options.items():
            if value is not None:
                parts += [f"--{name.replace('_', '-')}", str(value)]
        return shlex.join(parts)


def open_case(path: str | Path, *, progress: Progress | None = None) -> Case:
    """Open a case; import it first where that has not been done, or its files have changed.

    Parameters
    ----------
    path : str or Path
        Its folder, or its ``case.toml``.
    progress : callable, optional
        Told what is being done, and which step of how many it is.

    Raises
    ------
    CaseError, InputErrors
        Where ``case.toml`` is not a case.
    InputError, ControlError
        Where a published file cannot be read, or misses its control totals.
    """
    return Case(Election.open(path, progress=progress))
