"""Every key of a result of the count has words in both languages, with the figures that it needs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from count.build_count import (
    CONTEST,
    ZONE,
    case_file,
    lead,
    moments,
    publications,
    share,
    sheets,
    small_store,
    verifications,
)
from count.test_words_of_time import silences
from veedor.count import Election, Verifications, build_timeline, check_snapshot, compare
from veedor.count.held import Holdings, Official
from veedor.count.moves import Moves
from veedor.count.outcome import OutcomeResult, outcome
from veedor.count.questions import comparison, timed_count, timeline
from veedor.count.selection import select
from veedor.count.states import ORDER, Completeness
from veedor.count.timeline import Timeline
from veedor.count.vectors import UNKNOWN
from veedor.model import Assertion, ChoiceId, CountId, Result, State
from veedor.report.catalogue import catalogue
from veedor.report.wording import Wording
from veedor.rules.conditions import more_votes

OUTSIDE = (State.OUTSTANDING, State.ANNULLED)
PACKAGE = ("timeline.", "snapshot.", "comparison.", "outcome.")


def dark(singles: Verifications | None, *, waiting: bool = True) -> Result:
    """A timeline with one interruption, from ten to twelve."""
    minutes = [f"09:5{m}:00" for m in range(10)] + ["10:00:00", "12:00:00", "12:01:00"]
    rows = [(t, i + 2 if waiting else UNKNOWN, i + 1, 10 * (i + 1)) for i, t in enumerate(minutes)]
    votes = {"A": [5 * (i + 1) for i in range(len(rows))], "B": [2 * (i + 1) for i in range(len(rows))]}
    return build_timeline(
        CONTEST,
        CountId("preliminary"),
        ZONE,
        ["1", "2"],
        publications=publications(rows, votes),
        verifications=singles,
        assertions=(lead(), share(), more_votes(ChoiceId("A"), ChoiceId("B"))),
    )


def unlisted() -> list[Result]:
    """Timelines of a case without a list of expected sheets: sheets that never came, and none."""
    found = dark(None)
    assert isinstance(found, Timeline)
    return [replace(found, listed=False, never=never, roll=found.named) for never in (0, 1)]


def steady() -> Result:
    rows = [(f"09:0{m}:00", 1, 1, 9) for m in range(5)]
    return build_timeline(CONTEST, CountId("trial"), ZONE, ["1"], publications=publications(rows))


def snapshot(verified: int, valid: int, a: int | None = None, *, late: bool = True) -> Result:
    count = sheets({"1": [5, 3, 1, 0], "2": [2, 2, 0, 1]}, count="preliminary", snapshot="s1")
    log = publications([("10:00:00", 3, verified, valid)], None if a is None else {"A": [a]})
    entries = [("1", "09:00:00"), ("3", "09:30:00"), ("2", "10:30:00" if late else "09:40:00")]
    singles = verifications(entries, {"A": [5, 9, 2]})
    found = check_snapshot(count, moments("10:00:00")[0], log, singles, ZONE)
    assert found is not None
    return found


def every_cause(assertions: tuple[Assertion, ...]) -> list[Result]:
    """Comparisons in which sheets appear, vanish and change, alone and together."""
    before = {"1": [5, 3, 1, 0], "2": [1, 1, 1, 1]}
    changed, new = {"1": [6, 3, 1, 0]}, {"3": [2, 1, 1, 1]}
    kept = {"1": before["1"]}
    after = (
        {**before, **new},
        {**before, **changed},
        {**before, **changed, **new},
        {**kept, **new},
        {**changed, **new},
    )
    return [compare(sheets(before), sheets(one), assertions) for one in after]


def annulled_outside(election: Election) -> Moves:
    """Every sheet was outstanding and is annulled, so that none was in the count at either moment."""
    states = select(election, "official").states
    rows = np.arange(len(states.roll), dtype=np.int64)
    before, after = (replace(states, code=np.full_like(rows, ORDER.index(code))) for code in OUTSIDE)
    return Moves(before, after, rows)


def states_of(result: OutcomeResult) -> list[Result]:
    """The same outcome with sheets in every state, and with what is known of completeness and totals."""
    same = result.decision.as_counted
    other = replace(same, choices=(ChoiceId("B"),))
    made: list[Result] = []
    for holding in (Holdings(2, 0, 9), Holdings(2, 7, 9), Holdings(2, 7, 9, same), Holdings(2, 7, 9, other)):
        held = {State.OUTSTANDING: Holdings(0, 0, 0), State.SET_ASIDE: holding, State.ANNULLED: holding}
        made.append(replace(result, held=held, blank_cells=1, without_control=("final",)))
    whole = {state: Holdings(0, 0, 0) for state in result.held}
    for completeness in Completeness:
        expected = None if completeness is Completeness.UNKNOWN else result.roll
        known = replace(result, completeness=completeness, expected=expected)
        made += [known, replace(known, held=whole)]
    for beyond in (("3",), ("3", "4"), tuple(str(i) for i in range(11))):
        made.append(replace(result, completeness=Completeness.LIST, expected=1, beyond=beyond))
    made.append(replace(result, completeness=Completeness.NUMBER, expected=result.roll + 8))
    for stated in (result.tally.valid, result.tally.valid + 1):
        official = Official("valid", stated, result.tally.valid, "the court")
        made.append(replace(result, officials=(official,)))
    return [*made, replace(result, contest=replace(result.contest, votes_allowed=2))]


def results(folder: Path) -> list[Result]:
    """Results that between them say everything that the count can say."""
    election = Election(case_file(folder), small_store(folder / "t"), name="town")
    unknown = Election(case_file(folder), small_store(folder / "u"), name="town")
    roll = unknown.roll()
    silent = np.full(len(roll), UNKNOWN, dtype=np.int64)
    unknown._rolls[CONTEST.contest_id] = replace(roll, registered=silent)
    one = sheets({"1": [5, 3, 1, 0], "2": [1, 1, 1, 1]})
    three = sheets({"1": [6, 3, 1, 0], "2": [1, 1, 1, 2]}, places=["T / S", "T / Z"])
    first = more_votes(ChoiceId("A"), ChoiceId("B"))
    return [
        *states_of(outcome(select(election, "preliminary@s2"))),
        outcome(select(election)),
        outcome(select(election, rule="plurality")),
        outcome(select(election, "preliminary@s1")),
        outcome(select(unknown, "preliminary")),
        timeline(select(election, timed_count(election))),
        comparison(select(election, "preliminary@s1"), select(election, "official")),
        dark(verifications([("1", "09:00:00"), ("2", "11:00:00"), ("3", "11:30:00"), ("4", "13:00:00")])),
        dark(verifications([("1", "11:00:00")])),
        dark(verifications([("1", "09:00:00")])),
        dark(verifications([(str(i), "09:00:00") for i in range(20)])),
        dark(None, waiting=False),
        steady(),
        *unlisted(),
        snapshot(2, 13),
        snapshot(1, 9),
        snapshot(1, 8),
        snapshot(2, 18, 14),
        snapshot(3, 22, 16, late=False),
        comparison(select(election, "official"), select(election, "preliminary@s1")),
        compare(one, one),
        compare(one, one, moved=annulled_outside(election)),
        *every_cause((first, lead(), share())),
        compare(three, sheets({"1": [5, 3, 1, 0], "2": [1, 1, 1, 2]}), ()),
        compare(three, sheets({"1": [5, 3, 1, 0], "2": [2, 1, 1, 2]}, places=["T / S", "T / Z"]), ()),
        compare(one, sheets({"1": [6, 3, 1, 0], "2": [2, 1, 1, 2]}), ()),
    ]


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_key_has_words(tmp_path: Path, lang: str) -> None:
    wording, known = Wording(lang), catalogue(lang)
    for result in results(tmp_path):
        ours = [f for f in result.findings if f.says.startswith(PACKAGE)]
        for finding in ours:
            said = wording.say(finding)
            assert said != finding.says
            assert "{" not in said
            assert "–" not in said, f"{finding.says} speaks of a figure without a value: {said}"
            keys = {finding.method.name, *finding.assumptions, *finding.cannot_show}
            area = finding.finding_id.partition(".")[0]
            for figure in finding.figures:
                assert {f"figure.{area}.{figure.name}", f"figure.{figure.name}"} & known.keys(), figure.name
            keys |= {figure.base for figure in finding.figures if figure.base}
            assert keys <= known.keys(), finding.finding_id
            assert finding.figures
        for table in result.tables:
            if table.name.startswith("rule_"):
                continue
            assert f"table.{table.name}" in known
            for column in table.columns:
                heads = {f"column.{table.name}.{column.name}", f"column.{column.name}"}
                assert heads & known.keys(), f"{table.name}: {column.name}"
                assert not column.base or column.base in known


def test_every_sentence_of_the_catalogue_is_said_by_some_result(tmp_path: Path) -> None:
    found = [f for result in results(tmp_path) for f in result.findings]
    said = {f.says for f in found} | {key for f in found for key in f.cannot_show}
    written = {key for key in catalogue("en") if key.startswith(("timeline.", "snapshot.", "comparison."))}
    written |= {key for key in catalogue("en") if key.startswith("outcome.")}
    # what a log may have beside interruptions is said in test_words_of_time
    said |= {f.says for result in silences() for f in result.findings}
    assert written - said == set()


def test_numbers_of_sentences_follow_the_language(tmp_path: Path) -> None:
    election = Election(case_file(tmp_path), small_store(tmp_path / "t"), name="town")
    moved = comparison(select(election, "preliminary@s2"), select(election, "official")).findings[2]
    wording = Wording("es").of(CONTEST)
    assert "20,47" in wording.say(moved)
    assert "List A" in wording.say(moved)
    assert "20.47" in Wording("en").say(moved)
    assert np.isclose(float(moved.figure("slack_before").value or 0), 22.5)  # type: ignore[arg-type]
