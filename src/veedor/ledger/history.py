"""What the leaves of a log say, read in their order: sheets and their versions, pauses, audits, the end.

What contradicts what stands before it is named with its leaf, and reading goes on.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from veedor.canonical import canonical, sha256
from veedor.errors import KeyFileError, LedgerError
from veedor.ledger.checkpoints import witnessed
from veedor.ledger.leaves import read_leaf, seconds_of
from veedor.ledger.note_keys import read_vkey
from veedor.ledger.notes import read_note, signers
from veedor.ledger.silence import Sighting
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from veedor.ledger.leaves import Leaf
    from veedor.ledger.reading import LogCopy

ORDER = ("plan", "seed", "draw", "record")
"""Kinds of the leaves of an audit, in the only order in which they may come."""
ANY_TIME = frozenset({"witness", "commit", "refuse"})
"""Steps of an audit that may come later than their kind."""
START = "0" * 64


@dataclass(frozen=True, slots=True)
class LeafProblem:
    """A leaf that contradicts what stands before it, or what witnesses saw.

    Parameters
    ----------
    kind : str
        What is wrong: ``ledger.problem.<kind>`` says it.
    leaf : int
        Where it stands.
    about : str
        Of what: a sheet, an audit, a message.
    """

    kind: str
    leaf: int
    about: str


@dataclass(frozen=True, slots=True)
class SheetVersion:
    """A version of a sheet in a log."""

    leaf: int
    version: int
    figures: dict[str, int]
    at: int | None
    state: str = ""


@dataclass
class LogHistory:
    """What the leaves of a log say.

    Parameters
    ----------
    charter : dict or None
        The first leaf.
    kinds : Counter
        Kind -> leaves.
    sheets : dict
        Count and sheet -> its versions.
    sightings : list of Sighting
        Trees that beats carry with their witnesses.
    stated : list of Sighting
        Trees at the times that publications and beats state.
    summed : dict of str to int
        Count -> how many leaves the totals of its latest publication sum, where it says so.
    pauses : list of (int, int, int)
        Leaf, from when, to when.
    closed : bool
        Whether the last leaf closes the log.
    problems : list of LeafProblem
        What contradicts what.
    """

    charter: dict[str, Any] | None = None
    kinds: Counter[str] = field(default_factory=Counter)
    sheets: dict[tuple[str, str], list[SheetVersion]] = field(default_factory=dict)
    sheet_leaves: list[int] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    stated: list[Sighting] = field(default_factory=list)
    summed: dict[str, int] = field(default_factory=dict)
    pauses: list[tuple[int, int, int]] = field(default_factory=list)
    closed: bool = False
    problems: list[LeafProblem] = field(default_factory=list)


class HistoryReader:
    """Reads the leaves of a log in their order.

    Parameters
    ----------
    log : LogCopy
        The log, its hashes checked.
    """

    def __init__(self, log: LogCopy) -> None:
        self.log = log
        self.found = LogHistory()
        self.totals: dict[str, Counter[str]] = defaultdict(Counter)
        self.added: dict[str, list[tuple[int, dict[str, int], dict[str, int]]]] = defaultdict(list)
        self.rows: dict[str, tuple[int, str, int]] = {}
        self.ended: int | None = None
        self._read: dict[str, Callable[[int, Leaf], None]] = {
            "charter": self._charter, "sheet": self._sheet, "publication": self._publication,
            "beat": self._beat, "pause": self._pause, "key": self._key, "close": self._close,
            "result": self._result, **dict.fromkeys(ORDER, self._audit),
        }  # fmt: skip

    def read(self) -> LogHistory:
        """Read every leaf."""
        for index, entry in enumerate(self.log.entries):
            try:
                leaf = read_leaf(entry, index)
            except LedgerError as error:
                self._problem("no_leaf", index, error.message)
                continue
            kind = leaf["kind"]
            self.found.kinds[kind] += 1
            if index == 0 and kind != "charter":
                self._problem("no_charter", index, kind)
            if self.ended is not None:
                self._problem("after_close", index, kind)
            read = self._read.get(kind)
            if read is not None:
                read(index, leaf)
        self.found.closed = self.ended is not None
        self._policy()
        return self.found

    def _policy(self) -> None:
        """Check that the log's own policy is the one its charter names, until a change of keys is told."""
        charter, policy = self.found.charter, self.log.policy
        if charter and not (self.log.pinned or self.found.kinds["key"]):
            here = sha256(policy.content)
            if here != charter["policy"]:
                self._problem("other_policy", 0, here)

    def _problem(self, kind: str, leaf: int, about: str) -> None:
        self.found.problems.append(LeafProblem(kind, leaf, about))

    def _charter(self, index: int, leaf: Leaf) -> None:
        if index:
            self._problem("second_charter", index, leaf["title"])
            return
        self.found.charter = dict(leaf)
        if leaf["origin"] != self.log.shown.checkpoint.origin:
            self._problem("other_origin", index, leaf["origin"])

    def _sheet(self, index: int, leaf: Leaf) -> None:
        name = (leaf["count"], leaf["sheet"])
        versions = self.found.sheets.setdefault(name, [])
        last = versions[-1] if versions else None
        expected = (1, None) if last is None else (last.version + 1, last.leaf)
        if (leaf["version"], leaf.get("prev")) != expected:
            self._problem("replaced", index, leaf["sheet"])
        at = seconds_of(leaf["at"]) if "at" in leaf else None
        versions.append(SheetVersion(index, leaf["version"], leaf["figures"], at, leaf.get("state", "")))
        self.found.sheet_leaves.append(index)
        total = self.totals[leaf["count"]]
        before = last.figures if last is not None else {}
        for choice, votes in leaf["figures"].items():
            total[choice] += votes
        total.subtract(before)
        self.added[leaf["count"]].append((index, leaf["figures"], before))

    def _publication(self, index: int, leaf: Leaf) -> None:
        self.found.stated.append(Sighting(seconds_of(leaf["at"]), index + 1, cosigned=False))
        if "size" not in leaf or leaf["size"] > index:
            if "size" in leaf:
                self._problem("totals", index, f"size {leaf['size']}")
            return
        self.found.summed[leaf["count"]] = leaf["size"]
        total = self._total(leaf["count"], leaf["size"])
        wrong = [name for name, votes in leaf.get("totals", {}).items() if total[name] != votes]
        if wrong:
            self._problem("totals", index, ", ".join(wrong))

    def _total(self, count: str, size: int) -> Counter[str]:
        """Sum the latest versions of the sheets of a count among the first leaves."""
        total = self.totals[count].copy()
        for place, figures, before in reversed(self.added[count]):
            if place < size:
                break
            total.subtract(figures)
            total.update(before)
        return total

    def _beat(self, index: int, leaf: Leaf) -> None:
        self.found.stated.append(Sighting(seconds_of(leaf["at"]), index + 1, cosigned=False))
        if "checkpoint" not in leaf:
            return
        try:
            seen = witnessed(
                leaf["checkpoint"].encode(), self.log.policy, sentence("Leaf {index}", index=index)
            )
        except LedgerError as error:
            self._problem("beat", index, error.message)
            return
        tree = seen.checkpoint
        if tree.size > index or self.log.tree.root(tree.size) != tree.root:
            self._problem("other_tree", index, str(tree.size))
        elif seen.time is not None:
            self.found.sightings.append(Sighting(seen.time, tree.size, cosigned=True))

    def _pause(self, index: int, leaf: Leaf) -> None:
        self.found.pauses.append((index, seconds_of(leaf["from"]), seconds_of(leaf["until"])))

    def _audit(self, index: int, leaf: Leaf) -> None:
        """Check the row of an audit: each names the one before, and kinds come in one order."""
        row, previous, rank = self.rows.get(leaf["audit"], (0, START, 0))
        line = {name: leaf[name] for name in ("step", "file", "sha256", "at", "previous")}
        line["who"] = leaf.get("who", "")
        here = sha256(canonical(line))
        kind = ORDER.index(leaf["kind"])
        in_chain = (leaf["row"], leaf["previous"]) == (row + 1, previous)
        if not in_chain or (row == 0 and here != leaf["audit"]):
            self._problem("audit_row", index, f"{leaf['step']} ({leaf['file']})")
        elif kind < rank and leaf["step"] not in ANY_TIME:
            self._problem("audit_order", index, f"{leaf['step']} ({leaf['file']})")
        rank = rank if leaf["step"] in ANY_TIME else max(rank, kind)
        self.rows[leaf["audit"]] = (leaf["row"], here, rank)

    def _result(self, index: int, leaf: Leaf) -> None:
        row, head, rank = self.rows.get(leaf["audit"], (0, START, 0))
        if row == 0 or head != leaf["head"] or rank < ORDER.index("draw"):
            self._problem("audit_order", index, "result")

    def _key(self, index: int, leaf: Leaf) -> None:
        """Check a change of keys: the note names the log and the new key, and both keys sign it."""
        try:
            note = read_note(leaf["note"].encode())
            origin, new = note.text.decode().splitlines()[:2]
            key = read_vkey(new)
            old = [one for one in self.log.policy.logs if one.name == origin and one != key]
            signed = signers(note, [key, *old])
            good = origin == self.log.shown.checkpoint.origin and key in signed and len(signed) > 1
        except (LedgerError, KeyFileError, ValueError):
            good = False
        if not good:
            self._problem("key", index, "")

    def _close(self, index: int, leaf: Leaf) -> None:
        self.ended = index
        if leaf["size"] != index:
            self._problem("close_size", index, str(leaf["size"]))
