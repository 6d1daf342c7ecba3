"""What an audit draws from: the counted sheets with their bounds, but for those known to have no paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from veedor.audit.bounds import sheet_bounds
from veedor.audit.joint_bounds import joint_bounds
from veedor.count.vectors import rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from veedor.arrays import Flags, Floats, Ints, Texts
    from veedor.audit.bounds import SheetBounds
    from veedor.audit.joint_bounds import JointBounds
    from veedor.audit.manifest import SheetManifest
    from veedor.count import Sheets


def ids_of_all(manifests: Sequence[SheetManifest]) -> Texts:
    """Return the counted sheets of some contests, each once, ascending."""
    if len(manifests) == 1:
        return manifests[0].sheets.ids
    return np.unique(np.concatenate([manifest.sheets.ids for manifest in manifests]))


@dataclass(frozen=True, eq=False)
class Population:
    """Sheets to draw from, with the slack that is left after those that cannot be audited.

    Parameters
    ----------
    manifests : tuple of SheetManifest
        Every expected sheet of each contest; the counted ones can be drawn.
    members : tuple of SheetBounds
        Assertions of all contests over the counted sheets of all, their slack less what is open.
    lost : bool vector, shape (n,)
        Sheets known to have no paper: not drawn, counted at their worst.
    strata : text vector, shape (n,), optional
        Stratum of each sheet, where strata are looked at apart.
    """

    manifests: tuple[SheetManifest, ...]
    members: tuple[SheetBounds, ...]
    lost: Flags
    strata: Texts | None = None

    @classmethod
    def of(
        cls,
        contests: Sequence[tuple[SheetManifest, Sequence[SheetBounds]]],
        unauditable: Sequence[str] = (),
        strata: str = "",
    ) -> Population:
        """Join the sheets of some contests.

        Parameters
        ----------
        contests : sequence of (SheetManifest, sequence of SheetBounds)
            Each with what has to be confirmed of it, over its own sheets.
        unauditable : sequence of str
            Sheets without paper.
        strata : str
            Division whose areas are looked at apart; or empty.
        """
        manifests = tuple(manifest for manifest, _ in contests)
        ids = ids_of_all(manifests)
        joined = [
            member.among(ids, contest) for contest, (_, members) in enumerate(contests) for member in members
        ]
        lost = np.isin(ids, np.array(list(unauditable), dtype=str))
        found = None
        if strata:
            found = np.full(len(ids), "", dtype=object)
            for manifest in manifests:
                found[rows_of(manifest.sheets.ids, ids)] = manifest.sheets.member_of(strata)
            found = found.astype(np.str_)
        return cls(manifests, tuple(joined), lost, found)

    @property
    def manifest(self) -> SheetManifest:
        """Every expected sheet of the first contest."""
        return self.manifests[0]

    @property
    def sheets(self) -> Sheets:
        """The counted sheets of the first contest."""
        return self.manifest.sheets

    @cached_property
    def ids(self) -> Texts:
        """The counted sheets of all contests, ascending: what can be drawn."""
        return ids_of_all(self.manifests)

    @cached_property
    def row(self) -> dict[str, int]:
        """Row of each sheet by its id."""
        return {sheet: row for row, sheet in enumerate(self.ids.tolist())}

    @cached_property
    def cast(self) -> Ints:
        """Ballots on each sheet, those of all contests, shape (n,)."""
        found = np.zeros(len(self.ids), dtype=np.int64)
        for manifest in self.manifests:
            found[rows_of(manifest.sheets.ids, self.ids)] += manifest.sheets.cast
        return found

    def reported_votes(self, member: SheetBounds) -> Ints:
        """Return what the votes of each sheet add to an assertion as they were reported, shape (n,)."""
        sheets = self.manifests[member.contest].sheets
        found = np.zeros(len(self.ids), dtype=np.int64)
        found[rows_of(sheets.ids, self.ids)] = sheets.votes @ member.vector
        return found

    def of_method(self, method: str) -> Population:
        """Return the same ballots beside their records, or polled; sheets stay as they are."""
        polled = method == "polling"
        if self.manifest.polled == polled:
            return self
        manifests = tuple(replace(manifest, polled=polled) for manifest in self.manifests)
        members = tuple(
            sheet_bounds(manifests[m.contest], m.assertion).among(self.ids, m.contest) for m in self.members
        )
        return replace(self, manifests=manifests, members=members)

    def remaining(self, member: SheetBounds) -> int:
        """Slack that is left if nothing on lost sheets can be relied on and all that is open is at its worst.

        In 1/scale votes. Where it is not positive, **no audit of the others can confirm the assertion**.
        """
        return member.slack - int(member.bounds[self.lost].sum())

    @property
    def can_be_confirmed(self) -> bool:
        """Whether an audit of what can be audited could confirm every assertion."""
        return all(self.remaining(member) > 0 for member in self.members)

    @property
    def unbounded(self) -> tuple[SheetBounds, ...]:
        """The assertions from which what is open could take more than anything bounds."""
        return tuple(member for member in self.members if member.taken is None)

    @property
    def tightest(self) -> SheetBounds:
        """The assertion of which least is left, in votes, if nothing on the lost sheets can be relied on."""
        return min(self.members, key=lambda m: Fraction(self.remaining(m), m.scale))

    @cached_property
    def joint(self) -> JointBounds:
        """The assertions joined for one draw."""
        return joint_bounds(self.members)

    @cached_property
    def sizes(self) -> Floats:
        """Sizes to which the draw is proportional; zero for lost sheets, shape (n,).

        Bounds of the assertion that binds on every sheet, in its own whole units; where several bind,
        fractions of their slack.
        """
        leader = self.joint.leader
        size = self.joint.size if leader is None else leader.bounds.astype(np.float64)
        return np.where(self.lost, 0.0, size)

    def sizes_for(self, member: SheetBounds) -> Floats:
        """Return the same sizes in the units of one assertion: never smaller than its own bounds."""
        leader = self.joint.leader
        unit = float(member.slack) if leader is None else member.slack / leader.slack
        return self.sizes * unit

    def equal_sizes(self, member: SheetBounds) -> Floats:
        """Return every sheet that can be drawn the largest bound among them: what a simple draw goes by.

        With strata, the largest of the sheet's own stratum.
        """
        sizes = np.zeros(len(self.lost))
        for rows in self.rows_of_strata.values():
            drawn = rows[~self.lost[rows]]
            sizes[drawn] = member.bounds[drawn].max(initial=0)
        return sizes

    @cached_property
    def rows_of_strata(self) -> dict[str, Ints]:
        """Rows of every stratum by its name; one nameless stratum where there are none."""
        if self.strata is None:
            return {"": np.arange(len(self.lost))}
        return {name: np.flatnonzero(self.strata == name) for name in np.unique(self.strata).tolist()}
