"""An opened case: its counts, logs, rules and decisions, each read when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from zoneinfo import ZoneInfo

from veedor.count.named import contest_named, count_named, snapshot_named
from veedor.count.published import Snapshot, read_snapshots
from veedor.count.read_logs import load_publications, load_verifications
from veedor.count.roll import load_roll
from veedor.errors import MissingDataError, QuestionError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.count.logs import Publications, Verifications
    from veedor.count.roll import Roll
    from veedor.engine import Engine
    from veedor.engine.store import Store
    from veedor.intake.case import CaseFile
    from veedor.intake.run import Progress
    from veedor.model import Contest, ContestId, CountId, SnapshotId

S = TypeVar("S")


class Election:
    """An opened case.

    Everything is read when it is first asked for and kept. Where a contest or a count may be left out, it is
    the first contest that a rule decides, and the last official count (the last count, where none is
    official).

    Parameters
    ----------
    file : CaseFile
        What ``case.toml`` says.
    store : Store
        Tables of the imported case.
    name : str
        How commands name the case: the path that its user wrote; by default its folder.
    """

    def __init__(self, file: CaseFile, store: Store, *, name: str = "") -> None:
        self.file = file
        self.store = store
        self.name = name or file.name
        self._rolls: dict[ContestId, Roll] = {}
        self._selections: dict[Any, Any] = {}
        self._publications: dict[tuple[ContestId, CountId], Publications | None] = {}
        self._verifications: dict[tuple[ContestId, CountId], Verifications | None] = {}

    @classmethod
    def open(
        cls, path: str | Path, *, progress: Progress | None = None, engine: Engine = "duckdb", name: str = ""
    ) -> Election:
        """Open a case; import it first where that has not been done, or its files have changed.

        Parameters
        ----------
        path : str or Path
            Its folder, or its ``case.toml``.
        progress : callable, optional
            Told what is being done, and which step of how many it is.
        engine : {"duckdb", "spark"}
            What imports the case, where it is to be imported.
        name : str, optional
            How commands name it; by default by its path.
        """
        from veedor.intake import import_case, load_case

        file = load_case(path)
        return cls(file, import_case(file, progress=progress, engine=engine).store, name=name or str(path))

    def __repr__(self) -> str:
        return f"Election({self.name!r})"

    @cached_property
    def zone(self) -> ZoneInfo:
        """Zone of every time of the case."""
        return ZoneInfo(self.file.election.tz)

    @property
    def data_hash(self) -> str:
        """What names the data and the mapping that everything rests on: the key of the import."""
        return self.store.key

    @property
    def title(self) -> str:
        """What was held."""
        return self.file.election.title

    def roll(self, contest: str | None = None) -> Roll:
        """Return the tally sheets that should exist in a contest."""
        contest_id = self.contest_id(contest)
        if contest_id not in self._rolls:
            self._rolls[contest_id] = load_roll(self.store, self.file.election.levels, contest_id)
        return self._rolls[contest_id]

    def names_all(self, contest: str | None = None) -> bool:
        """Whether every expected sheet of a contest is known by name: by a list, or as many as are stated."""
        stated = self.store.manifest.get("expected", {}).get(self.contest_id(contest), {})
        known = stated.get("completeness", "unknown")
        return bool(known == "list" or (known == "number" and stated["sheets"] == stated["known"]))

    # contests and counts

    @property
    def contests(self) -> tuple[ContestId, ...]:
        """What was voted on, in the order of the case."""
        return tuple(self.file.contests)

    @property
    def ruled(self) -> tuple[ContestId, ...]:
        """The contests that a rule decides, in the order of the case."""
        return tuple(name for name, entry in self.file.contests.items() if entry.rule)

    def contest_id(self, contest: str | None = None) -> ContestId:
        """Return the id of a contest, the default one without a name.

        Raises
        ------
        QuestionError
            Where the case has no such contest.
        """
        if contest is None:
            return (self.ruled or self.contests)[0]
        return contest_named(self.file, contest)

    def contest(self, contest: str | None = None) -> Contest:
        """Return a contest with its choices."""
        return self.file.contest(self.contest_id(contest))

    def counts(self, contest: str | None = None) -> tuple[CountId, ...]:
        """Return the counts that have sheets of a contest, in the order of the case; no samples."""
        return tuple(c for c in self._with_sheets(contest) if not self.file.counts[c].is_sample)

    def samples(self, contest: str | None = None) -> tuple[CountId, ...]:
        """Return the random samples that have sheets of a contest, in the order of the case."""
        return tuple(c for c in self._with_sheets(contest) if self.file.counts[c].is_sample)

    def _with_sheets(self, contest: str | None) -> tuple[CountId, ...]:
        found = {count for of, count, _ in self._snapshots if of == self.contest_id(contest)}
        return tuple(count for count in self.file.counts if count in found)

    def count_id(self, count: str | None = None, contest: str | None = None) -> CountId:
        """Return the id of a count; without a name the one that counts in the end.

        Raises
        ------
        QuestionError
            Where the case has no such count, or it is a random sample.
        MissingDataError
            Where the contest has no count at all.
        """
        counts = self.counts(contest)
        if count is not None:
            named = count_named(self.file, count)
            if self.file.counts[named].is_sample:
                others = sentence(", or name a count: {counts}", counts=", ".join(counts)) if counts else ""
                raise QuestionError(
                    sentence("{count!r} is a random sample of sheets, and no count.", count=count),
                    remedy=sentence(
                        "Ask `veedor quickcount {name} --count {count}`{others}.",
                        name=self.name,
                        count=count,
                        others=others,
                    ),
                )
            return named
        if not counts:
            which = self.contest_id(contest)
            raise MissingDataError(
                sentence("The case has no count of the contest {which!r}", which=which)
                + (sentence(", only a random sample of sheets.") if self.samples(contest) else "."),
                remedy=sentence("Ask `veedor quickcount {name}`.", name=self.name)
                if self.samples(contest)
                else "",
            )
        for kind in ("official", "preliminary"):
            of_kind = [name for name in counts if self.file.counts[name].kind == kind]
            if of_kind:
                return of_kind[-1]
        return counts[-1]

    def logged_count(self, contest: str | None = None) -> CountId | None:
        """Return the first count that has a log of publications, else one of single sheets, else none."""
        counts = [name for name, entry in self.file.counts.items() if not entry.is_sample]
        for count in counts:
            if self.publications(count, contest) is not None:
                return count
        for count in counts:
            if self.verifications(count, contest) is not None:
                return count
        return None

    def snapshots(self, count: str | None = None, contest: str | None = None) -> tuple[Snapshot, ...]:
        """Return the snapshots of a count in the order of publication."""
        of = self.count_id(None, contest) if count is None else count_named(self.file, count)
        wanted = (self.contest_id(contest), of)
        return tuple(snapshot for *of, snapshot in self._snapshots if tuple(of) == wanted)

    @cached_property
    def _snapshots(self) -> list[tuple[str, str, Snapshot]]:
        return read_snapshots(self.store)

    def state(self, text: str, contest: str | None = None) -> tuple[CountId, SnapshotId | None]:
        """Read how a command names one publication of a count: ``official``, ``preliminary@first``.

        Raises
        ------
        QuestionError
            Where there is no such count or snapshot.
        """
        name, _, snapshot = text.partition("@")
        count = self.count_id(name, contest)
        if not snapshot:
            return count, None
        known = [s.snapshot_id for s in self.snapshots(count, contest)]
        return count, snapshot_named(name, snapshot, known)

    def counts_by_sheet(self, contest: str | None = None) -> tuple[CountId, ...]:
        """Return the counts of a contest that are published by sheet, not by area."""
        return tuple(count for count in self.counts(contest) if not self.file.by_area(count))

    def moments(self, contest: str | None = None, *, by_sheet: bool = False) -> tuple[str, ...]:
        """Name every publication of every count that is no part of one, in order: `preliminary@first`.

        An official count comes after the preliminary ones, wherever the case names it; counts of one kind
        stand in the order of the case.

        Parameters
        ----------
        contest : str, optional
            Of which contest.
        by_sheet : bool
            Whether to leave out counts that are published by area.
        """
        found: list[str] = []
        counts = self.counts_by_sheet(contest) if by_sheet else self.counts(contest)
        kinds = {count: self.file.counts[count].kind for count in counts}
        for count in sorted(counts, key=lambda count: kinds[count] == "official"):
            if kinds[count] == "partial":
                continue
            snapshots = self.snapshots(count, contest)
            found += [f"{count}@{s.snapshot_id}" for s in snapshots] if len(snapshots) > 1 else [str(count)]
        return tuple(found)

    def sides(
        self, before: str | None = None, after: str | None = None, contest: str | None = None
    ) -> tuple[str, str]:
        """Name the two states of a comparison: by default the final count, and the one published before it.

        Raises
        ------
        MissingDataError
            Where the case has no two publications to compare.
        """
        states = self.moments(contest)
        last = after or next(
            (s for s in reversed(states) if self.state(s, contest)[0] == self.count_id(None, contest)), ""
        )
        earlier = states[: states.index(last)] if last in states else states
        first = before or (earlier[-1] if earlier else "")
        if not first or not last:
            raise self._nothing_to_compare(contest, states)
        return first, last

    def _nothing_to_compare(self, contest: str | None, states: tuple[str, ...]) -> MissingDataError:
        """Say what is lacking for a comparison: a second publication, or the names of two."""
        if len(states) > 1:
            return MissingDataError(
                "Nothing was published before what is to be compared.",
                remedy=sentence("Name two of them, the earlier one first: {states}.", states=list(states)),
            )
        return MissingDataError(
            sentence(
                "The case has one publication of the contest {contest_id!r} only.",
                contest_id=self.contest_id(contest),
            ),
            remedy=(
                "Add another one to case.toml: another [count.NAME] with its source, or a further source of "
                "this count, with `taken_at` in each of them for when it was published."
            ),
        )

    def kept(self, selection: S) -> S:
        """Return the one selection that is equal to this one, with all that was asked of it before."""
        kept: S = self._selections.setdefault(selection, selection)
        return kept

    def publications(self, count: str, contest: str | None = None) -> Publications | None:
        """Read the log of publications of a count; None where the case has none."""
        key = (self.contest_id(contest), count_named(self.file, count))
        if key not in self._publications:
            self._publications[key] = load_publications(self.store, *key)
        return self._publications[key]

    def verifications(self, count: str, contest: str | None = None) -> Verifications | None:
        """Read the log of single sheets of a count; None where the case has none."""
        key = (self.contest_id(contest), count_named(self.file, count))
        if key not in self._verifications:
            self._verifications[key] = load_verifications(self.store, *key)
        return self._verifications[key]
