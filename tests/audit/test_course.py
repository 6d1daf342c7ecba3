"""What may come next in an audit: each rule of the course by itself, broken once and kept once."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pytest

from audit.build_audit import sheets_of
from audit.test_procedure import AT, plan_of
from veedor.audit.course import Course
from veedor.audit.journal import JournalLine
from veedor.audit.seed import seal_of
from veedor.audit.signed_papers import (
    Agreement,
    AuditRecord,
    Countersignature,
    Dice,
    Interpretation,
    OpenedShare,
    Paper,
    Refusal,
    Share,
    Signed,
    Witness,
)
from veedor.errors import AuditError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from veedor.audit.papers import AuditPlan
    from veedor.audit.signed_papers import AnyContent

PLAN, SEED, DRAW, HEAD = "a" * 64, "b" * 64, "c" * 64, "d" * 64
STEPS = {
    Agreement: "sign", Refusal: "refuse", Dice: "dice", OpenedShare: "open", Countersignature: "countersign",
    AuditRecord: "record", Witness: "witness",
}  # fmt: skip
DIGITS = {"Red": "1" * 40, "Blue": "2" * 40, "Mission": "3" * 40}
SEAL = {name: seal_of(PLAN, name, digits) for name, digits in DIGITS.items()}
LATER = "2030-03-12T10:00:01+00:00"


@cache
def plan(dice: int = 0, *, sealed: bool = False) -> AuditPlan:
    """Three parties of whom two are enough, and an observer."""
    made, _, _ = plan_of(sheets_of([[60, 30, 5, 0]] * 12, [110] * 12))
    return replace(made, dice=dice, commitment=replace(made.commitment, sealed=sealed))


def line(step: str, sha256: str = "", who: str = "", at: str = AT, file: str = "x.json") -> JournalLine:
    """A row of the journal."""
    return JournalLine(step, file, sha256 or "e" * 64, who, at, HEAD)


def signed(party: str, content: AnyContent, number: int = 1, *, at: str = AT, before: str = HEAD) -> Signed:
    """A paper with its signature."""
    paper: Paper[AnyContent] = Paper(STEPS[type(content)], party, number, before, at, content)
    return Signed(1, "x.json", "f" * 64, paper)


class Story:
    """A course on which papers and rows follow."""

    def __init__(self, of: AuditPlan | None = None, *steps: str) -> None:
        self.course = Course(of or plan(), PLAN, lambda: {"s0001", "s0002"})
        for step in steps or ("commit", "rule", "plan"):
            self.row(step)

    def row(self, step: str, sha256: str = "", who: str = "", at: str = AT) -> None:
        """A row, and nothing said about it."""
        self.course.pass_over(line(step, sha256 or {"seed": SEED, "draw": DRAW}.get(step, ""), who, at))

    def take(self, party: str, content: AnyContent, *, sound: bool = True) -> None:
        """Take a paper."""
        self.course.take(signed(party, content), sound=sound)
        self.row(STEPS[type(content)], who=party)

    def sign(self, *parties: str) -> None:
        """Let parties sign the plan."""
        for party in parties:
            self.take(party, Agreement(PLAN, SEAL[party]))

    def says(self, party: str, content: AnyContent) -> list[str]:
        """Say what is wrong with the content of a paper that comes now."""
        return told(self.course.problems_of_content(signed(party, content).paper))


def told(problems: Iterable[AuditError]) -> list[str]:
    """The messages."""
    return [problem.message for problem in problems]


# times


def test_times_have_a_zone_and_ascend() -> None:
    story = Story()
    assert told(story.course.problems_of_time(AT)) == []
    assert told(story.course.problems_of_time(LATER)) == []
    assert told(story.course.problems_of_time("2030-03-12T11:00:00+01:00")) == []  # the same moment
    assert told(Course(plan(), PLAN, set).problems_of_time("1999-01-01T00:00:00+00:00")) == []
    assert told(story.course.problems_of_time("2030-03-12T09:59:59+00:00")) == [
        f"2030-03-12T09:59:59+00:00 is earlier than {AT}, the time of the row before."
    ]
    assert told(story.course.problems_of_time("2030-03-12T10:00:00")) == [
        "'2030-03-12T10:00:00' is no time with a zone."
    ]
    assert told(story.course.problems_of_time("x" * 60)) == [f"'{'x' * 40}' is no time with a zone."]


# steps that nobody signs


@pytest.mark.parametrize(
    ("steps", "step", "lacks"),
    [
        (("commit",), "rule", []),
        (("commit",), "plan", ["plan stands before rule."]),
        (("rule",), "plan", ["plan stands before commit."]),
        (("commit", "rule"), "plan", []),
        (("commit", "rule", "plan"), "seed", ["seed stands before open."]),
        (("commit", "rule", "plan", "open"), "seed", []),
        (("commit", "rule", "plan", "open"), "draw", ["draw stands before seed."]),
        (("commit", "rule", "plan", "open", "seed"), "draw", []),
        (("commit",), "commit", ["There are two lines of the step commit."]),
        (("commit",), "y" * 50, [f"'{'y' * 40}' is no step of an audit."]),
    ],
)
def test_steps_come_in_their_order_and_once(steps: tuple[str, ...], step: str, lacks: list[str]) -> None:
    assert told(Story(None, *steps).course.problems_of_order(line(step))) == lacks


def test_figures_that_are_shown_later_are_not_asked_for_before_the_plan() -> None:
    story = Story(plan(sealed=True), "rule")
    assert told(story.course.problems_of_order(line("plan"))) == []


def test_a_step_that_nobody_signs_names_nobody() -> None:
    story = Story(None, "commit")
    assert told(story.course.problems_of_order(line("rule", who="z" * 50))) == [
        f"The row names '{'z' * 40}', who has signed nothing of it."
    ]


# who signs, and which of its papers it is


def test_a_paper_is_the_next_of_its_party_and_names_the_row_before() -> None:
    story = Story()

    def says(party: str, number: int, content: AnyContent, *, before: str = HEAD) -> list[str]:
        paper = signed(party, content, number, before=before).paper
        return told(story.course.problems_of_envelope(paper, HEAD))

    agreement = Agreement(PLAN, SEAL["Red"])
    assert says("Red", 1, agreement) == []
    assert says("Red", 2, agreement) == ["This is paper 2 of Red, and the next one is its paper 1."]
    story.sign("Red")
    assert says("Red", 2, Witness(4)) == []
    assert says("Red", 1, Witness(4)) == ["This is paper 1 of Red, and the next one is its paper 2."]
    assert says("Red", 2, Witness(4), before="0" * 64) == ["Paper 2 of Red names another paper before it."]
    assert says("OAS", 1, agreement) == ["OAS observes: it can witness, and nothing else."]
    assert says("OAS", 1, Witness(4)) == []
    with pytest.raises(AuditError, match="names no party 'Green'"):
        says("Green", 1, agreement)


def test_a_paper_that_is_not_sound_is_numbered_and_says_nothing() -> None:
    story = Story()
    story.take("Red", Agreement(PLAN, SEAL["Red"]), sound=False)
    paper = signed("Red", Agreement(PLAN, SEAL["Red"]), 2).paper
    assert told(story.course.problems_of_envelope(paper, HEAD)) == []
    assert story.course.seals == {}
    assert story.says("Red", Agreement(PLAN, SEAL["Red"])) == []  # it may sign still


def test_no_paper_stands_before_the_plan() -> None:
    story = Story(None, "commit", "rule")
    paper = signed("Red", Agreement(PLAN, SEAL["Red"])).paper
    assert told(story.course.problems_of_envelope(paper, HEAD)) == ["A paper of Red stands before the plan."]


# agreeing and refusing


def test_a_party_signs_or_refuses_once_the_plan_that_is_there() -> None:
    story = Story()
    assert story.says("Red", Agreement(PLAN, SEAL["Red"])) == []
    assert story.says("Red", Refusal(PLAN, "No.")) == []
    assert story.says("Red", Agreement(SEED, SEAL["Red"])) == ["The paper of Red is about another plan."]
    assert story.says("Red", Agreement(PLAN, "abc")) == ["The seal of Red is no SHA-256."]
    assert story.says("Red", Refusal(PLAN, " \n")) == ["A refusal needs a reason."]
    story.sign("Red")
    story.take("Blue", Refusal(PLAN, "No."))
    for party in ("Red", "Blue"):
        assert story.says(party, Agreement(PLAN, SEAL[party])) == [f"{party} has signed or refused already."]
        assert story.says(party, Refusal(PLAN, "No.")) == [f"{party} has signed or refused already."]
    assert story.says("Mission", Agreement(PLAN, SEAL["Mission"])) == []


@pytest.mark.parametrize(
    ("step", "verbs"), [("dice", {"sign"}), ("open", {"sign"}), ("seed", {"sign", "refuse"})]
)
def test_nobody_signs_once_a_part_of_the_seed_can_be_known(step: str, verbs: set[str]) -> None:
    story = Story()
    story.row(step)
    late = "The seals are being opened already: too late to {}."
    assert story.says("Red", Agreement(PLAN, SEAL["Red"])) == [late.format("sign")]
    assert story.says("Red", Refusal(PLAN, "No.")) == ([late.format("refuse")] if "refuse" in verbs else [])


# dice


THROWN = Dice("1234567890", "Ten-sided die, in the hall, at noon.", ())


def test_dice_are_thrown_once_after_the_signatures_and_before_the_first_opening() -> None:
    story = Story(plan(10))
    few = "The plan needs 2 signatures and has {}: too early for the dice."
    assert story.says("Red", THROWN) == [few.format(0)]
    story.sign("Red")
    assert story.says("Red", THROWN) == [few.format(1)]
    story.sign("Blue")
    assert story.says("Red", THROWN) == []
    assert story.says("Red", replace(THROWN, digits="123456789")) == [
        "'123456789' is not made of at least 10 decimal digits."
    ]
    assert story.says("Red", replace(THROWN, digits="12345678901")) == [
        "There are 11 digits; the plan asks for 10."
    ]
    assert story.says("Red", replace(THROWN, made=" ")) == ["How the dice were thrown is not said."]
    story.take("Mission", THROWN)
    assert story.says("Red", THROWN) == ["The dice are recorded already."]
    assert story.course.dice == THROWN.digits
    story.take("Mission", replace(THROWN, digits="0" * 10))
    assert story.course.dice == THROWN.digits  # the first stand


@pytest.mark.parametrize("step", ["open", "seed"])
def test_dice_cannot_be_chosen_when_a_seal_is_open(step: str) -> None:
    story = Story(plan(10))
    story.sign("Red", "Blue")
    story.row(step)
    assert story.says("Red", THROWN) == [
        "The dice come before the first seal is opened, so that they cannot be chosen."
    ]


def test_a_plan_without_dice_takes_none() -> None:
    story = Story()
    story.sign("Red", "Blue")
    assert story.says("Red", replace(THROWN, made="")) == ["The plan asks for no dice."]


# opening


def test_whoever_sealed_opens_once_what_it_sealed() -> None:
    story = Story()
    story.sign("Red")
    assert story.says("Red", OpenedShare(DIGITS["Red"])) == [
        "The plan needs 2 signatures and has 1: too early for the opening of the seals."
    ]
    story.sign("Blue")
    assert story.says("Red", OpenedShare(DIGITS["Red"])) == []
    assert story.says("Red", OpenedShare(DIGITS["Blue"])) == [
        "These are not the digits that Red sealed with its signature."
    ]
    assert story.says("Mission", OpenedShare(DIGITS["Mission"])) == [
        "Mission has not signed the plan, so that it has sealed nothing."
    ]
    story.take("Red", OpenedShare(DIGITS["Red"]))
    assert story.says("Red", OpenedShare(DIGITS["Red"])) == ["Red has opened already."]
    story.row("seed")
    assert story.says("Blue", OpenedShare(DIGITS["Blue"])) == [
        "The seed is made already: too late for Blue to open."
    ]


def test_dice_come_before_the_opening_where_the_plan_asks_for_them() -> None:
    story = Story(plan(10))
    story.sign("Red", "Blue")
    assert story.says("Red", OpenedShare(DIGITS["Red"])) == ["There are no dice yet."]
    story.take("Mission", THROWN)
    assert story.says("Red", OpenedShare(DIGITS["Red"])) == []


def test_shares_stand_in_the_order_of_the_plan_opened_or_sealed() -> None:
    story = Story()
    story.sign("Mission", "Red")
    story.take("Mission", OpenedShare(DIGITS["Mission"]))
    assert story.course.shares == (
        Share("Red", SEAL["Red"], False),
        Share("Mission", DIGITS["Mission"], True),
    )
    story.take("Mission", OpenedShare("9" * 40))
    assert story.course.shares[1].digits == DIGITS["Mission"]  # the first stands


# countersigning and recording


def drawn(of: AuditPlan | None = None) -> Story:
    """A course with a draw."""
    story = Story(of)
    story.sign("Red", "Blue")
    for party in ("Red", "Blue"):
        story.take(party, OpenedShare(DIGITS[party]))
    story.row("seed")
    story.row("draw")
    return story


def test_a_party_countersigns_once_the_seed_and_the_draw_that_are_there() -> None:
    early = Story()
    assert early.says("Red", Countersignature(SEED, DRAW)) == ["There is no draw yet."]
    story = drawn()
    assert story.says("Red", Countersignature(SEED, DRAW)) == []
    for other in (Countersignature(PLAN, DRAW), Countersignature(SEED, PLAN)):
        assert story.says("Red", other) == ["Red has countersigned another seed or another draw."]
    assert not story.course.countersigned_by
    story.take("Red", Countersignature(SEED, DRAW))
    assert story.says("Red", Countersignature(SEED, DRAW)) == ["Red has countersigned already."]
    assert story.says("Blue", Countersignature(SEED, DRAW)) == []
    story.take("Blue", Countersignature(SEED, DRAW))
    assert story.course.countersigned_by == ("Red", "Blue")


def record(sheet: str = "s0001", draw: str = DRAW, **changes: int) -> AuditRecord:
    """Two readings of a sheet."""
    votes = {"W": 60, "L": 30, "other": 5, "blank": 0} | changes
    return AuditRecord(sheet, "found", tuple(Interpretation(by, votes) for by in ("Ana", "Luis")), "", draw)


def test_records_come_when_a_quorum_has_countersigned_and_are_of_drawn_sheets() -> None:
    early = Story()
    few = "The draw needs 2 countersignatures and has {}: too early for a record."
    assert early.says("Red", record()) == [few.format(0), "There is no draw yet."]
    story = drawn()
    assert story.says("Red", record()) == [few.format(0)]
    story.take("Red", Countersignature(SEED, DRAW))
    assert story.says("Red", record()) == [few.format(1)]
    story.take("Blue", Countersignature(SEED, DRAW))
    assert story.says("Red", record()) == []
    assert story.says("Red", record("s0003")) == ["The sheet 's0003' was not drawn."]
    assert story.says("Red", record(draw=SEED)) == ["The record of sheet 's0001' belongs to another draw."]
    story.take("Red", record())
    assert story.says("Red", record(W=59)) == ["Red has recorded something else about sheet 's0001' already."]
    assert story.says("Red", record()) == []  # the same again
    assert story.says("Blue", record(W=59)) == []


# witnessing


def test_a_witness_names_how_many_rows_stand_before_and_others_made_some() -> None:
    story = Story()
    assert story.says("OAS", Witness(3)) == []
    assert story.says("OAS", Witness(4)) == ["OAS has seen 4 rows of the journal; 3 stand before."]
    own = "Everything since the last paper of {} is its own: nobody is a witness of itself."
    story.sign("Red")
    assert story.says("Red", Witness(4)) == [own.format("Red")]
    story.course.pass_over(line("sign", who="Red", file="x.json.sig"))  # its signature is no news
    assert story.says("Red", Witness(5)) == [own.format("Red")]
    story.course.pass_over(line("sign", who="Blue", file="y.json.sig"))  # nor is the signature of another
    assert story.says("Red", Witness(6)) == [own.format("Red")]
    story.take("OAS", Witness(6))
    assert story.says("Red", Witness(7)) == []
    assert story.says("OAS", Witness(7)) == [own.format("OAS")]
    assert story.says("Blue", Witness(7)) == []


def test_the_first_file_of_a_step_is_the_one_that_was_seen() -> None:
    story = Story()
    story.row("seed")
    story.row("seed", "0" * 64)
    assert story.course.seen["seed"] == SEED
    assert story.course.rows == 5
    assert story.course.last == line("seed", "0" * 64)
