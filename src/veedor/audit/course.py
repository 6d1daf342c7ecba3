"""The course of an audit: what may come next, asked when a paper is handed in and when it is verified.

Because both ask the same, no paper that was accepted is a problem afterwards: a single party cannot spoil an
audit by what it hands in.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from veedor.audit.moments import is_later, is_moment
from veedor.audit.records import check_record
from veedor.audit.seed import check_digits, seal_of
from veedor.audit.signed_papers import (
    Agreement,
    AuditRecord,
    Countersignature,
    Dice,
    OpenedShare,
    Paper,
    Refusal,
    Share,
    Witness,
)
from veedor.canonical import is_hash
from veedor.errors import AuditError
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from veedor.audit.journal import JournalLine
    from veedor.audit.papers import AuditPlan
    from veedor.audit.signed_papers import AnyContent, Signed

CHECK_OF = {
    "sign": "signatures",
    "refuse": "signatures",
    "dice": "seed",
    "open": "seed",
    "countersign": "draw",
    "record": "records",
    "witness": "witness",
}
"""Which check of an audit a step belongs to."""


class Course:
    """What has happened up to a row of the journal.

    Parameters
    ----------
    plan : AuditPlan
        What is agreed on.
    plan_sha256 : str
        Its hash.
    drawn : callable
        Gives the drawn sheets, once there is a draw.
    """

    def __init__(self, plan: AuditPlan, plan_sha256: str, drawn: Callable[[], Container[str]]) -> None:
        self.plan = plan
        self.plan_sha256 = plan_sha256
        self.drawn = drawn
        self.rows = 0
        self.last: JournalLine | None = None
        self.seen: dict[str, str] = {}
        self.papers: dict[str, list[Signed]] = defaultdict(list)
        self.of_party: dict[str, list[Signed]] = defaultdict(list)
        self.others_since: dict[str, bool] = {}
        self.seals: dict[str, str] = {}
        self.opened: dict[str, str] = {}
        self.dice = ""
        self.records: dict[str, list[tuple[Signed, AuditRecord]]] = defaultdict(list)

    def pass_over(self, line: JournalLine) -> None:
        """Take note of a row."""
        self.rows += 1
        self.last = line
        self.seen.setdefault(line.step, line.sha256)
        if not line.is_signature:
            for name in self.of_party.keys() - {line.who}:
                self.others_since[name] = True

    def problems_of_time(self, at: str) -> Iterator[AuditError]:
        """Say why a time cannot follow the times before it."""
        last = "" if self.last is None else self.last.at
        if not is_moment(at):
            yield AuditError(
                sentence("{at!r} is no time with a zone.", at=at[:40]),
                remedy="Write it as 2030-03-12T10:00:00+00:00.",
            )
        elif is_later(last, at):
            yield AuditError(
                sentence("{at} is earlier than {last}, the time of the row before.", at=at, last=last),
                remedy="Set the clock; times of an audit ascend.",
            )

    def problems_of_order(self, line: JournalLine) -> Iterator[AuditError]:
        """Say why a step that nobody signs cannot come now."""
        needs = {
            "plan": ("rule",) if self.plan.commitment.sealed else ("commit", "rule"),
            "seed": ("plan", "open"),
            "draw": ("seed",),
        }
        if line.who:
            yield AuditError(
                sentence("The row names {who!r}, who has signed nothing of it.", who=line.who[:40])
            )
        if line.step in self.seen:
            yield AuditError(sentence("There are two lines of the step {step}.", step=line.step))
        if line.step not in {"commit", "rule", *needs}:
            yield AuditError(sentence("{step!r} is no step of an audit.", step=line.step[:40]))
        for needed in needs.get(line.step, ()):
            if needed not in self.seen:
                yield AuditError(sentence("{step} stands before {needed}.", step=line.step, needed=needed))

    def take(self, signed: Signed, *, sound: bool = True) -> None:
        """Take note of a paper with a good signature; one that is not sound is numbered and says nothing."""
        paper, content = signed.paper, signed.paper.content
        self.of_party[paper.party].append(signed)
        self.others_since[paper.party] = False
        if not sound:
            return
        self.papers[paper.step].append(signed)
        match content:
            case Agreement():
                self.seals.setdefault(paper.party, content.seal)
            case Dice():
                self.dice = self.dice or content.digits
            case OpenedShare():
                self.opened.setdefault(paper.party, content.digits)
            case AuditRecord():
                self.records[content.sheet_id].append((signed, content))

    def problems_of_envelope(self, paper: Paper[AnyContent], head: str) -> Iterator[AuditError]:
        """Say what is wrong with who signs, the number, the paper before, and the time."""
        self.plan.party(paper.party)
        if paper.step != "witness" and paper.party in {one.name for one in self.plan.observers}:
            yield AuditError(
                sentence("{party} observes: it can witness, and nothing else.", party=paper.party),
                remedy="Only a party can do this step.",
            )
        if "plan" not in self.seen:
            yield AuditError(sentence("A paper of {party} stands before the plan.", party=paper.party))
        number = len(self.of_party[paper.party]) + 1
        if paper.number != number:
            yield AuditError(
                sentence(
                    "This is paper {number} of {party}, and the next one is its paper {other_number}.",
                    number=paper.number,
                    party=paper.party,
                    other_number=number,
                ),
                remedy="A paper was taken out or stands twice; 'veedor audit verify --copy' with an older "
                "copy shows which. A paper that is only now handed in has to be made again.",
            )
        if paper.before != head:
            yield AuditError(
                sentence(
                    "Paper {number} of {party} names another paper before it.",
                    number=paper.number,
                    party=paper.party,
                ),
                remedy="A paper came in between, or was taken out, or the order is another. A paper that "
                "is only now handed in has to be made again.",
            )
        yield from self.problems_of_time(paper.at)

    def problems_of_content(self, paper: Paper[AnyContent]) -> Iterator[AuditError]:
        """Say why a paper cannot come now, or does not say what it should."""
        content = paper.content
        match content:
            case Agreement() | Refusal():
                yield from self._position(paper.party, content)
            case Dice():
                yield from self._thrown(content)
            case OpenedShare():
                yield from self._opening(paper.party, content)
            case Countersignature():
                yield from self._countersignature(paper.party, content)
            case AuditRecord():
                if len(self.countersigned_by) < self.plan.quorum:
                    yield AuditError(
                        sentence(
                            "The draw needs {quorum} countersignatures and has "
                            "{number_of_countersigned_by}: too early for a record.",
                            quorum=self.plan.quorum,
                            number_of_countersigned_by=len(self.countersigned_by),
                        ),
                        remedy="Let the parties sign seed and draw first: 'veedor audit countersign'.",
                    )
                yield from _caught(lambda: self._check_record(paper.party, content))
            case Witness():
                yield from self._sighting(paper.party, content)

    def _position(self, party: str, content: Agreement | Refusal) -> Iterator[AuditError]:
        # whoever opens early shuts nobody's refusal out: it changes nothing of the seed
        late = {"seed"} if isinstance(content, Refusal) else {"dice", "open", "seed"}
        if self.seen.keys() & late:
            verb = sentence("refuse") if isinstance(content, Refusal) else sentence("sign")
            yield AuditError(
                sentence("The seals are being opened already: too late to {verb}.", verb=verb),
                remedy="Parties sign before anybody can know a part of the seed, and refuse before the draw.",
            )
        if any(one.paper.party == party for one in (*self.papers["sign"], *self.papers["refuse"])):
            yield AuditError(sentence("{party} has signed or refused already.", party=party))
        if content.plan_sha256 != self.plan_sha256:
            yield AuditError(sentence("The paper of {party} is about another plan.", party=party))
        if isinstance(content, Refusal):
            if not content.reason.strip():
                yield AuditError(
                    "A refusal needs a reason.", remedy="Say in a sentence why the plan is not accepted."
                )
        elif not is_hash(content.seal):
            yield AuditError(sentence("The seal of {party} is no SHA-256.", party=party))

    def _thrown(self, content: Dice) -> Iterator[AuditError]:
        yield from self._needs_quorum("dice")
        if not self.plan.dice:
            yield AuditError(
                "The plan asks for no dice.", remedy="The seed is made of what the parties sealed."
            )
            return
        if self.dice:
            yield AuditError("The dice are recorded already.", remedy="Dice are thrown once.")
        if self.seen.keys() & {"open", "seed"}:
            yield AuditError("The dice come before the first seal is opened, so that they cannot be chosen.")
        remedy = sentence(
            "Throw a ten-sided die {dice} times in public and write the digits down in order.",
            dice=self.plan.dice,
        )
        yield from _caught(lambda: check_digits(content.digits, self.plan.dice, remedy))
        if len(content.digits) > self.plan.dice:
            yield AuditError(
                sentence(
                    "There {number_of_digits:is|are} {number_of_digits} "
                    "{number_of_digits:digit|digits}; the plan asks for {dice}.",
                    number_of_digits=len(content.digits),
                    dice=self.plan.dice,
                )
            )
        if not content.made.strip():
            yield AuditError(
                "How the dice were thrown is not said.", remedy="Say how, where and when they were thrown."
            )

    def _opening(self, party: str, content: OpenedShare) -> Iterator[AuditError]:
        yield from self._needs_quorum(sentence("opening of the seals"))
        if self.plan.dice and not self.dice:
            yield AuditError(
                "There are no dice yet.", remedy="The plan asks for them before any seal is opened."
            )
        if "seed" in self.seen:
            yield AuditError(sentence("The seed is made already: too late for {party} to open.", party=party))
        if party in self.opened:
            yield AuditError(sentence("{party} has opened already.", party=party))
        if party not in self.seals:
            yield AuditError(
                sentence("{party} has not signed the plan, so that it has sealed nothing.", party=party)
            )
        elif seal_of(self.plan_sha256, party, content.digits) != self.seals[party]:
            yield AuditError(
                sentence("These are not the digits that {party} sealed with its signature.", party=party),
                remedy="Open the file that 'veedor audit sign --sealed' wrote or read.",
            )

    def _countersignature(self, party: str, content: Countersignature) -> Iterator[AuditError]:
        if "draw" not in self.seen:
            yield AuditError("There is no draw yet.", remedy="The draw comes before the countersign.")
            return
        if (content.seed_sha256, content.draw_sha256) != (self.seen.get("seed"), self.seen["draw"]):
            yield AuditError(sentence("{party} has countersigned another seed or another draw.", party=party))
        if party in self.countersigned_by:
            yield AuditError(sentence("{party} has countersigned already.", party=party))

    def _check_record(self, party: str, record: AuditRecord) -> None:
        if "draw" not in self.seen:
            raise AuditError("There is no draw yet.", remedy="The draw comes before the records.")
        check_record(
            self.plan,
            record,
            party,
            draw_sha256=self.seen["draw"],
            drawn=self.drawn(),
            earlier=self.records.get(record.sheet_id, ()),
        )

    def _sighting(self, party: str, content: Witness) -> Iterator[AuditError]:
        if content.rows != self.rows:
            yield AuditError(
                sentence(
                    "{party} has seen {rows} {rows:row|rows} of the journal; {own_rows} "
                    "{own_rows:stands|stand} before.",
                    party=party,
                    rows=content.rows,
                    own_rows=self.rows,
                )
            )
        if not self.others_since.get(party, True):
            yield AuditError(
                sentence(
                    "Everything since the last paper of {party} is its own: nobody is a witness of itself.",
                    party=party,
                ),
                remedy="Let another party or an observer witness.",
            )

    def _needs_quorum(self, what: str) -> Iterator[AuditError]:
        if len(self.seals) < self.plan.quorum:
            yield AuditError(
                sentence(
                    "The plan needs {quorum} signatures and has {number_of_seals}: too early for the {what}.",
                    quorum=self.plan.quorum,
                    number_of_seals=len(self.seals),
                    what=what,
                ),
                remedy="Let the parties sign first: nobody may choose a plan to fit a seed.",
            )

    @property
    def countersigned_by(self) -> tuple[str, ...]:
        """Parties that have countersigned the seed and the draw."""
        return tuple(dict.fromkeys(one.paper.party for one in self.papers["countersign"]))

    @property
    def shares(self) -> tuple[Share, ...]:
        """Shares of the seed in the order of the plan: what was opened, else what was sealed."""
        return tuple(
            Share(party.name, self.opened.get(party.name, self.seals[party.name]), party.name in self.opened)
            for party in self.plan.parties
            if party.name in self.seals
        )


def _caught(ask: Callable[[], object]) -> Iterator[AuditError]:
    try:
        ask()
    except AuditError as error:
        yield error
