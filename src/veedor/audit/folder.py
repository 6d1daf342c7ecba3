"""The folder of an audit, read with every hash checked: the one place that turns files into papers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.audit import journal
from veedor.audit.bounds import Cap, capacity, sheet_bounds
from veedor.audit.canonical import from_bytes, read, sha256
from veedor.audit.discrepancy import AuditedSheet, audited_sheet
from veedor.audit.manifest_file import read_figures
from veedor.audit.papers import AuditPlan
from veedor.audit.planned import assertion_of
from veedor.audit.population import Population
from veedor.audit.sshsig import verify
from veedor.audit.steps import AuditRecord, Refusal, Seed, Witness
from veedor.errors import AuditError

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.audit.canonical import Paper
    from veedor.audit.journal import JournalLine

DRAW_HEADER = "rank,sheet_id"


@dataclass(frozen=True)
class AuditFolder:
    """An audit as its files tell it.

    Parameters
    ----------
    path : Path
        The folder.
    """

    path: Path

    @cached_property
    def lines(self) -> tuple[JournalLine, ...]:
        """The journal, its chain checked."""
        return journal.load(self.path)

    @property
    def head(self) -> str:
        """The hash of the last line of the journal, which fixes everything that is recorded so far."""
        return journal.head(self.lines)

    def content(self, line: JournalLine) -> bytes:
        """Give a file that the journal names.

        Raises
        ------
        AuditError
            Where it is missing or is not what it was when it was recorded.
        """
        content = read(self.path, line.file)
        if sha256(content) != line.sha256:
            raise AuditError(
                f"{line.file} has changed since it was recorded.",
                remedy="Put back the file whose hash the journal names.",
            )
        return content

    def only(self, step: str) -> JournalLine | None:
        """Give the line of a step that happens once, or None before it happened."""
        lines = journal.of_step(self.lines, step)
        return lines[0] if lines else None

    def paper(self, kind: type[Paper], line: JournalLine) -> Paper:
        """Read a paper that the journal names."""
        return from_bytes(kind, self.content(line), line.file)

    def need(self, step: str, before: str) -> JournalLine:
        """Give the line of a step that must have happened.

        Raises
        ------
        AuditError
            Where it has not.
        """
        line = self.only(step)
        if line is None:
            raise AuditError(f"There is no {step} yet.", remedy=f"The {step} comes before the {before}.")
        return line

    @cached_property
    def plan_line(self) -> JournalLine:
        """The line of the plan."""
        return self.need("plan", "rest")

    @cached_property
    def plan(self) -> AuditPlan:
        """The plan."""
        return self.paper(AuditPlan, self.plan_line)

    @cached_property
    def population(self) -> Population:
        """The committed figures with the bounds of every planned assertion."""
        commitment = self.need("commit", "plan")
        if commitment.sha256 != self.plan.commitment.sha256 or commitment.file != self.plan.commitment.file:
            raise AuditError("The plan is about other figures than those that were committed.")
        manifest = read_figures(self.content(commitment), self.plan)
        members = tuple(sheet_bounds(manifest, assertion_of(line), self.cap) for line in self.plan.assertions)
        for member in members:
            if member.slack <= 0:
                raise AuditError(
                    f"What is open could take all the slack of {member.assertion.assertion_id}: "
                    "no audit of the counted sheets can confirm it."
                )
        sheets = manifest.sheets
        lost = np.isin(sheets.ids, np.array(self.plan.unauditable, dtype=str))
        strata = self.plan.design.strata
        if strata and strata not in self.plan.commitment.divisions:
            raise AuditError(f"The plan does not commit to the strata {strata!r} of its sheets.")
        return Population(manifest, members, lost, sheets.member_of(strata) if strata else None)

    @property
    def cap(self) -> Cap:
        """How many ballots a counted sheet can hold."""
        name = self.plan.design.cap
        if name not in tuple(Cap):
            raise AuditError(f"{name[:40]!r} is no cap of a plan.", remedy=f"There is {', '.join(Cap)}.")
        return Cap(name)

    @cached_property
    def most_votes(self) -> list[int]:
        """Votes that each counted sheet can hold at the most."""
        most = capacity(self.population.manifest, self.cap) * self.plan.votes_allowed
        found: list[int] = most.tolist()
        return found

    @cached_property
    def signed_by(self) -> tuple[str, ...]:
        """Parties whose signature on the plan is good, in the order in which they signed."""
        content = self.content(self.plan_line)
        good = []
        for line in journal.of_step(self.lines, "sign"):
            key = self.plan.party(line.who).key
            if verify(content, self.content(line).decode("utf-8", errors="replace"), key):
                good.append(line.who)
        return tuple(dict.fromkeys(good))

    @cached_property
    def refusals(self) -> tuple[Refusal, ...]:
        """Refusals with a good signature."""
        found = []
        for line in journal.of_step(self.lines, "refuse"):
            if line.file.endswith(".sig"):
                continue
            refusal = self.paper(Refusal, line)
            signature = self.signature_of(line)
            if verify(self.content(line), signature, self.plan.party(refusal.party).key):
                found.append(refusal)
        return tuple(found)

    def signature_of(self, line: JournalLine) -> str:
        """Give the signature that belongs to a file, or an empty text."""
        other = self._by_file.get(line.file + ".sig")
        return "" if other is None else self.content(other).decode("utf-8", errors="replace")

    @cached_property
    def _by_file(self) -> dict[str, JournalLine]:
        return {line.file: line for line in reversed(self.lines)}

    @cached_property
    def witnessed(self) -> tuple[tuple[JournalLine, Witness], ...]:
        """What parties have seen and signed: each fixes every line of the journal before it."""
        return tuple(
            (line, self.paper(Witness, line))
            for line in journal.of_step(self.lines, "witness")
            if not line.file.endswith(".sig")
        )

    @cached_property
    def seed(self) -> Seed:
        """The seed."""
        return self.paper(Seed, self.need("seed", "draw"))

    @cached_property
    def draw_line(self) -> JournalLine:
        """The line of the draw."""
        return self.need("draw", "records")

    @cached_property
    def drawn(self) -> tuple[str, ...]:
        """Sheets in the order of the draw.

        Raises
        ------
        AuditError
            Where the file is no list of counted sheets.
        """
        rows = self.content(self.draw_line).decode("utf-8", errors="replace").splitlines()
        ranks = [row.partition(",") for row in rows[1:]]
        if rows[:1] != [DRAW_HEADER] or [rank for rank, _, _ in ranks] != [
            str(i + 1) for i in range(len(ranks))
        ]:
            raise AuditError(f"{self.draw_line.file} is no list of drawn sheets.")
        odd = next((sheet for _, _, sheet in ranks if sheet not in self.population.sheets.row), None)
        if odd is not None:
            raise AuditError(f"{self.draw_line.file} names {odd[:40]!r}, which is no counted sheet.")
        return tuple(sheet for _, _, sheet in ranks)

    @cached_property
    def records(self) -> dict[str, tuple[tuple[JournalLine, AuditRecord], ...]]:
        """Records by sheet, in the order in which they came, replaced ones included."""
        found: dict[str, list[tuple[JournalLine, AuditRecord]]] = {}
        for line in journal.of_step(self.lines, "record"):
            if not line.file.endswith(".sig"):
                record = self.paper(AuditRecord, line)
                found.setdefault(record.sheet_id, []).append((line, record))
        return {sheet: tuple(records) for sheet, records in found.items()}

    def current_records(self, sheet_id: str) -> tuple[AuditRecord, ...]:
        """Give the records of a sheet that no later record of it replaces."""
        return tuple(record for _, record in self.current_lines(sheet_id))

    def current_lines(self, sheet_id: str) -> tuple[tuple[JournalLine, AuditRecord], ...]:
        """Give the records that stand with their lines.

        Only whoever signed a record can replace it; one that nobody signed can be replaced by anybody.
        """
        records = self.records.get(sheet_id, ())
        by_hash = {line.sha256: self.signer_of(line) for line, _ in records}
        replaced = {
            record.replaces
            for line, record in records
            if record.replaces and by_hash.get(record.replaces) in {None, self.signer_of(line)}
        }
        return tuple((line, record) for line, record in records if line.sha256 not in replaced)

    def signer_of(self, line: JournalLine) -> str | None:
        """Give the party whose good signature a record carries, or None."""
        if line.file not in self._signers:
            content, signature = self.content(line), self.signature_of(line)
            names = (p.name for p in self.plan.parties if signature and verify(content, signature, p.key))
            self._signers[line.file] = next(names, None)
        return self._signers[line.file]

    @cached_property
    def _signers(self) -> dict[str, str | None]:
        return {}

    @cached_property
    def audited(self) -> tuple[AuditedSheet, ...]:
        """Drawn sheets with a record, in the order of the draw, up to the first without one.

        With strata, up to the first without one in each stratum.
        """
        population = self.population
        row = population.sheets.row
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
        sheets = self.population.sheets
        row = sheets.row[sheet_id]
        records = [(record.status, record.votes) for record in self.current_records(sheet_id)]
        choices = [choice.choice_id for choice in self.plan.choices]
        reported = None if sheets.blank[row].any() else tuple(sheets.votes[row].tolist())
        return audited_sheet(sheet_id, records, choices, self.most_votes[row], reported)

    @property
    def out_of_order(self) -> int:
        """Records of drawn sheets that do not count yet because an earlier sheet has none."""
        return sum(sheet in self.records for sheet in self.drawn) - len(self.audited)
