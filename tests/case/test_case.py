from __future__ import annotations

import re
from pathlib import Path

import pytest

import veedor
from findings.build_findings import town
from veedor.case import ORDER, Case, open_case
from veedor.count import Comparison, OutcomeResult, Timeline
from veedor.errors import MissingDataError, QuestionError
from veedor.findings.serial import FORMAT


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return open_case(town(tmp_path_factory.mktemp("cases") / "my town"))


def test_a_case_answers_its_questions(case: Case) -> None:
    assert case.outcome().outcome.winner == "A"
    assert case.outcome("preliminary", snapshot="s1").outcome.kind == "undetermined"
    assert [i.seconds for i in case.timeline().interruptions] == [3 * 3600]
    for sides, changed in ((("preliminary@s1", "preliminary@s2"), ("02",)), ((), ("03",))):
        compared = case.compare(*sides)
        assert isinstance(compared, Comparison)
        assert compared.changed_ids == changed


def test_every_finding_has_the_command_that_gives_it_again(case: Case) -> None:
    findings = case.findings()
    assert findings
    for finding in findings:
        assert finding.command.startswith("veedor ")
        assert "'" in finding.command, "a path with a blank must be quoted"
    assert case.outcome("preliminary", snapshot="s1").command.endswith("--count preliminary --snapshot s1")
    assert case.compare().command.endswith(" preliminary@s2 official")


def test_the_house_is_asked_in_its_order(case: Case) -> None:
    kinds = [type(result) for result in case.results()]
    assert kinds[:4] == [OutcomeResult, Timeline, Comparison, Comparison]
    assert all(hasattr(Case, name) for name in ORDER)


@pytest.mark.slow
def test_a_question_without_data_is_left_out_of_the_house(tmp_path: Path) -> None:
    folder = town(tmp_path / "town")
    text = (folder / "case.toml").read_text(encoding="utf-8")
    text = re.sub(r"taken_at = .*", "", text)
    (folder / "case.toml").write_text(text[: text.index("[source.log]")], encoding="utf-8")
    quiet = open_case(folder)
    assert not any(isinstance(result, Timeline) for result in quiet.results())
    with pytest.raises(MissingDataError, match="no log"):
        quiet.timeline()


def test_the_document_of_a_case_names_what_it_rests_on(case: Case) -> None:
    made = case.to_json()
    assert made["format"] == FORMAT
    assert made["case"]["title"] == "A town votes"
    assert made["case"]["data"] == case.election.data_hash
    assert len(made["findings"]) == len(case.findings())


def test_options_that_are_not_given_are_not_in_the_command(case: Case) -> None:
    command = case.command("project", 3 * "x", count=None, seed=7, by_place="a b")
    assert command.startswith("veedor project ")
    assert command.endswith(" xxx --seed 7 --by-place 'a b'")


def test_progress_is_told_while_importing_and_not_when_reused(tmp_path: Path) -> None:
    folder, steps = town(tmp_path / "town"), []
    veedor.open(folder, progress=lambda what, step, of: steps.append((what, step, of)))
    assert steps
    assert steps[-1][1] == steps[-1][2]
    again = len(steps)
    veedor.open(folder, progress=lambda what, step, of: steps.append((what, step, of)))
    assert len(steps) == again


def test_wrong_names_are_answered_with_what_exists(case: Case) -> None:
    with pytest.raises(QuestionError, match="official"):
        case.outcome("offical")
    with pytest.raises(QuestionError, match="no variant"):
        case.outcome(variant="strict")


def test_a_case_prints_its_name(case: Case) -> None:
    assert "A town votes" in repr(case)
    assert "Election(" in repr(case.election)
