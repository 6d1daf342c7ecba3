"""Records of drawn sheets: what one has to say, which of them stand, and what they come to together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.errors import AuditError
from veedor.sentence import joined, sentence

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from veedor.audit.papers import AuditPlan
    from veedor.audit.signed_papers import AuditRecord, Signed

    Kept = tuple[Signed, AuditRecord]

STATUSES = ("found", "not_auditable")
MOST_VOTES = 999_999_999
"""No figure of a sheet is larger."""


def check_record(
    plan: AuditPlan,
    record: AuditRecord,
    party: str,
    *,
    draw_sha256: str,
    drawn: Container[str],
    earlier: Sequence[Kept],
) -> None:
    """Refuse a record that does not belong to the draw or does not say what was found.

    Parameters
    ----------
    plan : AuditPlan
        What was agreed.
    record : AuditRecord
        What was found on one sheet.
    party : str
        Who signs it.
    draw_sha256 : str
        The draw.
    drawn : container of str
        Sheets that were drawn.
    earlier : sequence of (Signed, AuditRecord)
        Records of the same sheet that came before.

    Raises
    ------
    AuditError
        Where the sheet was not drawn, a figure is unknown or negative, too few people have read it, a record
        that it replaces is not the party's own, or there is nothing to settle.
    """
    sheet = record.sheet_id
    if record.draw_sha256 != draw_sha256:
        raise AuditError(sentence("The record of sheet {sheet!r} belongs to another draw.", sheet=sheet))
    if sheet not in drawn:
        raise AuditError(
            sentence("The sheet {sheet!r} was not drawn.", sheet=sheet),
            remedy="Record the drawn sheets; see the retrieval list.",
        )
    if record.status not in STATUSES:
        raise AuditError(
            sentence("{status!r} is no status.", status=record.status),
            remedy=sentence("There is {statuses}.", statuses=joined(STATUSES, by=" and ")),
        )
    if record.status == "found":
        _check_entries(plan, record)
    elif not record.reason.strip() or record.entries:
        raise AuditError(
            sentence("Sheet {sheet!r} is not auditable for no stated reason, or has figures.", sheet=sheet),
            remedy="Say why, and give no figures.",
        )
    _check_earlier(earlier, party, record)


def _check_entries(plan: AuditPlan, record: AuditRecord) -> None:
    sheet = record.sheet_id
    for entry in record.entries:
        # of several contests that stand on a sheet, one may not be there: it counts at its worst
        named = [names for names in plan.columns if not set(names).isdisjoint(entry.votes)]
        known = set(sum(named or plan.columns, ()))
        if set(entry.votes) != known:
            odd = sorted(set(entry.votes) ^ known)
            raise AuditError(
                sentence(
                    "The figures of sheet {sheet!r} by {by} lack or add {odd}.",
                    sheet=sheet,
                    by=entry.by,
                    odd=", ".join(odd),
                )
            )
        if any(not 0 <= votes <= MOST_VOTES for votes in entry.votes.values()):
            raise AuditError(
                sentence(
                    "A figure of sheet {sheet!r} by {by} is negative or beyond any sheet's.",
                    sheet=sheet,
                    by=entry.by,
                )
            )
    people = {entry.by.strip().casefold() for entry in record.entries} - {""}
    needed = plan.design.readings
    if len(people) < needed:
        raise AuditError(
            sentence(
                "Sheet {sheet!r} was read by {people} {people:person|people}; the plan asks for {needed}.",
                sheet=sheet,
                people=len(people),
                needed=needed,
            ),
            remedy="Let another person read the sheet and write down what stands there.",
        )


def _check_earlier(kept: Sequence[Kept], party: str, record: AuditRecord) -> None:
    sheet = record.sheet_id
    if record.replaces:
        owner = next((one.paper.party for one, _ in kept if one.sha256 == record.replaces), None)
        if owner is None:
            raise AuditError(
                sentence("The record of sheet {sheet!r} replaces one that is not there.", sheet=sheet),
                remedy="'veedor audit status --all' lists the records of every sheet with their hashes.",
            )
        if owner != party:
            raise AuditError(
                sentence(
                    "The record of sheet {sheet!r} that this one replaces is signed by {owner}.",
                    sheet=sheet,
                    owner=owner,
                ),
                remedy=sentence(
                    "Only {owner} can correct it; record yours beside it, without --replaces.", owner=owner
                ),
            )
    own = next(
        (
            one
            for one, other in standing(kept)
            if one.paper.party == party and one.sha256 != record.replaces and said(other) != said(record)
        ),
        None,
    )
    if own is not None and not record.settles:
        raise AuditError(
            sentence(
                "{party} has recorded something else about sheet {sheet!r} already.", party=party, sheet=sheet
            ),
            remedy=sentence(
                "Correct it by `veedor audit record FOLDER --sheet {sheet} --replaces {sha256}` "
                "with what is right.",
                sheet=sheet,
                sha256=own.sha256,
            ),
        )
    if record.settles and record.status == "found" and record.votes is None:
        raise AuditError(sentence("Readings of sheet {sheet!r} differ: they settle nothing.", sheet=sheet))
    if record.settles and not is_contested(kept):
        raise AuditError(
            sentence("Nothing about sheet {sheet!r} is contested: there is nothing to settle.", sheet=sheet),
            remedy="Record it without --settles.",
        )


def standing(kept: Sequence[Kept]) -> tuple[Kept, ...]:
    """Return the records of a sheet that no later one replaces."""
    replaced = {record.replaces for _, record in kept}
    return tuple(one for one in kept if one[0].sha256 not in replaced)


def is_contested(kept: Sequence[Kept]) -> bool:
    """Say whether the records that stand contradict each other, settled or not."""
    return len({said(record) for _, record in standing(kept)}) > 1


def settled(kept: Sequence[Kept], quorum: int) -> AuditRecord | None:
    """Return the third reading that a quorum of parties has signed in the same words, or None."""
    last = {one.paper.party: record for one, record in standing(kept) if record.settles}
    agreed = [
        record for record in last.values() if sum(said(o) == said(record) for o in last.values()) >= quorum
    ]
    return agreed[0] if len({said(record) for record in agreed}) == 1 else None


def said(record: AuditRecord) -> tuple[str, object]:
    """Return what two records have to share to say the same."""
    votes = record.votes
    return record.status, None if votes is None else tuple(sorted(votes.items()))
