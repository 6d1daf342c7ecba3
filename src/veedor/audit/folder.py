"""The folder of an audit, read with every hash checked: the one place that turns files into papers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from veedor.audit import journal, records
from veedor.audit.bounds import refuse_used_up, sheet_bounds
from veedor.audit.canonical import from_bytes, read
from veedor.audit.capacity import Cap, capacity
from veedor.audit.discrepancy import AuditedSheet, FoundFigures, found_figures
from veedor.audit.draw_file import read_draw
from veedor.audit.manifest_file import read_figures
from veedor.audit.papers import AuditPlan
from veedor.audit.planned import assertion_of
from veedor.audit.population import Population
from veedor.audit.replay import Replay, replayed
from veedor.audit.requirements import check_strata, check_word
from veedor.audit.rules_file import read_rules
from veedor.audit.signed_papers import Refusal, Seed
from veedor.canonical import sha256
from veedor.errors import AuditError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.audit.canonical import Unsigned
    from veedor.audit.course import Course
    from veedor.audit.journal import JournalLine
    from veedor.audit.signed_papers import AuditRecord, Signed
    from veedor.rules import Rule


_VERBS = {"rule": "plan", "seed": "draw"}
"""Step of the journal -> the verb that takes it, where it is not of that name."""


@dataclass(frozen=True)
class AuditFolder:
    """An audit as its files tell it.

    Parameters
    ----------
    path : Path
        The folder.
    figures : bytes, optional
        The committed figures, where the folder holds their hash only.
    whole : bool
        Whether a journal whose chain is broken is refused; who verifies wants to see all that is wrong.
    """

    path: Path
    figures: bytes | None = None
    whole: bool = True

    @cached_property
    def lines(self) -> tuple[JournalLine, ...]:
        """The journal, its chain checked."""
        return journal.load(self.path) if self.whole else journal.load_all(self.path)[0]

    @property
    def head(self) -> str:
        """The hash of the last line of the journal, which fixes everything that is recorded so far."""
        return journal.head(self.lines)

    def content(self, line: JournalLine) -> bytes:
        """Return a file that the journal names.

        Raises
        ------
        AuditError
            Where it is missing or is not what it was when it was recorded.
        """
        content = read(self.path, line.file)
        if sha256(content) != line.sha256:
            raise AuditError(
                sentence("{file} has changed since it was recorded.", file=line.file),
                remedy="Put back the file whose hash the journal names.",
            )
        return content

    def only(self, step: str) -> JournalLine | None:
        """Return the line of a step that happens once, or None before it happened."""
        lines = journal.of_step(self.lines, step)
        return lines[0] if lines else None

    def paper(self, kind: type[Unsigned], line: JournalLine) -> Unsigned:
        """Read a plan or a seed that the journal names."""
        return from_bytes(kind, self.content(line), line.file)

    def need(self, step: str) -> JournalLine:
        """Return the line of a step that must have happened.

        Raises
        ------
        AuditError
            Where it has not.
        """
        line = self.only(step)
        if line is None:
            raise AuditError(
                sentence("'veedor audit {verb}' has not been done yet.", verb=_VERBS.get(step, step)),
                remedy="Do it before this step.",
            )
        return line

    @cached_property
    def plan_line(self) -> JournalLine:
        """The line of the plan."""
        return self.need("plan")

    @cached_property
    def plan(self) -> AuditPlan:
        """The plan."""
        return self.paper(AuditPlan, self.plan_line)

    @cached_property
    def population(self) -> Population:
        """The committed figures with the bounds of every planned assertion."""
        plan = self.plan
        check_strata(plan)
        manifests = read_figures(self.committed, plan)
        contests = [
            (manifest, [sheet_bounds(manifest, assertion_of(line), self.cap) for line in of.assertions])
            for of, manifest in zip(plan.contests, manifests, strict=True)
        ]
        found = Population.of(contests, plan.unauditable, plan.design.strata)
        refuse_used_up(found.members, AuditError)
        return found

    @property
    def sealed(self) -> bool:
        """Whether only the hash of the figures is known here."""
        return self.plan.commitment.sealed and self.only("commit") is None and self.figures is None

    @cached_property
    def committed(self) -> bytes:
        """The committed figures.

        Raises
        ------
        AuditError
            Where they are others than the plan names, or are not shown yet.
        """
        commitment, line = self.plan.commitment, self.only("commit")
        if line is None and not commitment.sealed:
            raise AuditError("There are no committed figures.", remedy="The commit comes before the plan.")
        if line is None and self.figures is None:
            raise AuditError(
                "The figures are committed to by their hash and are not shown yet.",
                remedy="Give them with --figures, or enter them with 'veedor audit figures'.",
            )
        same = line is None or (line.sha256 == commitment.sha256 and line.file == commitment.file)
        content = self.figures if line is None else self.content(line)
        if not same or content is None or sha256(content) != commitment.sha256:
            raise AuditError("The plan is about other figures than those that were committed.")
        return content

    @property
    def cap(self) -> Cap:
        """How many ballots a counted sheet can hold."""
        check_word("cap", self.plan.design.cap, tuple(Cap))
        return Cap(self.plan.design.cap)

    @cached_property
    def most_votes(self) -> tuple[dict[str, int], ...]:
        """Votes that each counted sheet can hold at the most, by contest."""
        return tuple(
            dict(
                zip(
                    manifest.sheets.ids.tolist(),
                    (capacity(manifest, self.cap) * manifest.sheets.contest.votes_allowed).tolist(),
                    strict=True,
                )
            )
            for manifest in self.population.manifests
        )

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rule of each contest, in the reading of the plan."""
        line = self.need("rule")
        return read_rules(self.content(line), self.plan, line.file)

    @cached_property
    def replay(self) -> Replay:
        """Everything that was done, in order, with what is wrong with it."""
        return replayed(self.lines, self.content, self.plan, lambda: self.rank)

    @property
    def course(self) -> Course:
        """What has been established by papers with a good signature."""
        return self.replay.course

    @property
    def signed_by(self) -> tuple[str, ...]:
        """Parties whose signature on the plan is good, in the order in which they signed."""
        return tuple(self.course.seals)

    @property
    def refusals(self) -> tuple[tuple[str, Refusal], ...]:
        """Parties that refused, with what they signed."""
        return tuple(
            (one.paper.party, one.paper.content)
            for one in self.course.papers["refuse"]
            if isinstance(one.paper.content, Refusal)
        )

    @cached_property
    def seed(self) -> Seed:
        """The seed."""
        return self.paper(Seed, self.need("seed"))

    @cached_property
    def draw_line(self) -> JournalLine:
        """The line of the draw."""
        return self.need("draw")

    @cached_property
    def drawn(self) -> tuple[str, ...]:
        """Sheets in the order of the draw."""
        counted = None if self.sealed else self.population.row
        return read_draw(self.content(self.draw_line), self.draw_line.file, counted)

    @cached_property
    def rank(self) -> dict[str, int]:
        """Where each drawn sheet stands in the draw, from 1."""
        return {sheet: rank for rank, sheet in enumerate(self.drawn, start=1)}

    @property
    def records(self) -> dict[str, list[tuple[Signed, AuditRecord]]]:
        """Records by sheet, in the order in which they came, replaced ones included."""
        return self.course.records

    @cached_property
    def contested(self) -> tuple[str, ...]:
        """Drawn sheets whose records contradict each other, settled or not, in the order of the draw."""
        return tuple(sheet for sheet in self.drawn if records.is_contested(self.records.get(sheet, ())))

    def settled(self, sheet_id: str) -> AuditRecord | None:
        """Return the third reading of a contested sheet that a quorum has signed, or None."""
        return records.settled(self.records.get(sheet_id, ()), self.plan.quorum)

    @cached_property
    def audited(self) -> tuple[AuditedSheet, ...]:
        """Drawn sheets with a record, in the order of the draw, up to the first without one.

        With strata, up to the first without one in each stratum.
        """
        population = self.population
        row = population.row
        audited = []
        ended: set[str] = set()
        for sheet_id in self.drawn:
            stratum = "" if population.strata is None else str(population.strata[row[sheet_id]])
            if stratum in ended:
                continue
            one = self._compare(sheet_id)
            if one is not None:
                audited.append(one)
                continue
            ended.add(stratum)
            if len(ended) == len(population.rows_of_strata):
                break
        return tuple(audited)

    def _compare(self, sheet_id: str) -> AuditedSheet | None:
        """Compare a drawn sheet with its records; None where it has none."""
        third = self.settled(sheet_id)
        kept = [record for _, record in records.standing(self.records.get(sheet_id, ()))]
        said = [(record.status, record.votes) for record in ([third] if third else kept)]
        if not said:
            return None
        return AuditedSheet(
            sheet_id,
            tuple(self._found(contest, sheet_id, said) for contest in range(len(self.plan.contests))),
        )

    def _found(
        self, contest: int, sheet_id: str, said: list[tuple[str, dict[str, int] | None]]
    ) -> FoundFigures | None:
        """Compare what was found of a contest with what was reported; None where it is not on the sheet."""
        sheets = self.population.manifests[contest].sheets
        row = sheets.row.get(sheet_id)
        if row is None:
            return None
        reported = None if sheets.blank[row].any() else tuple(sheets.votes[row].tolist())
        polled = self.plan.design.method == "polling"
        names, most = self.plan.columns[contest], self.most_votes[contest][sheet_id]
        return found_figures(said, names, most, reported, polled=polled)

    @property
    def out_of_order(self) -> int:
        """Records of drawn sheets that do not count yet because an earlier sheet has none."""
        return sum(sheet in self.records for sheet in self.drawn) - len(self.audited)
