"""``veedor report diff``: what differs between two reports, and why."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from findings.build_findings import town
from veedor.case import open_case
from veedor.cli.main import veedor
from veedor.errors import InputError
from veedor.findings.document_diff import Cause, DocumentDiff, compare_documents
from veedor.findings.kept_document import read_document
from veedor.report.diff_page import sentence_of, told
from veedor.report.wording import Wording
from veedor.report.write import write_report

ONLY = ("outcome", "compare", "data")
HOSTILE = "<img src=x onerror=alert(1)>\x1b[2J"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return town(tmp_path_factory.mktemp("town") / "town")


@pytest.fixture(scope="module")
def first(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("first")
    write_report(open_case(folder), out, only=ONLY)
    return out


def changed_case(folder: Path, out: Path, file: str, old: str, new: str) -> Path:
    """Write the report of the town after one change in one file; give the folder of the report."""
    there = out / "town"
    shutil.copytree(folder, there, ignore=shutil.ignore_patterns(".veedor"))
    text = (there / file).read_text(encoding="utf-8")
    assert old in text
    (there / file).write_text(text.replace(old, new), encoding="utf-8")
    write_report(open_case(there), out / "report", only=ONLY)
    return out / "report"


def edited(first: Path, out: Path, edit: Any) -> Path:  # noqa: ANN401 - a function of the test
    """Write a copy of a document in which something was changed by hand."""
    made = json.loads((first / "findings.json").read_text(encoding="utf-8"))
    edit(made)
    out.mkdir(exist_ok=True)
    (out / "findings.json").write_text(json.dumps(made), encoding="utf-8")
    return out


def diff(one: Path, other: Path) -> DocumentDiff:
    return compare_documents(read_document(str(one)), read_document(str(other)))


def run(*words: str) -> Result:
    return CliRunner().invoke(veedor, ["report", "diff", *words])


def test_a_report_is_the_same_as_itself(first: Path) -> None:
    result = diff(first, first / "report-en.html")
    assert not result.differs
    assert result.differences == ()
    done = run(str(first), str(first / "findings.json"), "--fail-on-change", "--lang", "en")
    assert done.exit_code == 0
    assert "The two reports find the same" in done.output


def test_another_file_is_named_with_its_hashes(folder: Path, first: Path, tmp_path: Path) -> None:
    other = changed_case(folder, tmp_path, "data/final.csv", "03,T2,S3,100,61,10", "03,T2,S3,100,62,10")
    result = diff(first, other)
    assert [(d.cause, d.says, d.what) for d in result.differences] == [
        (Cause.DATA, "file.changed", ("final.csv", "final"))
    ]
    outcome = next(c for c in result.changed if c.after.finding.finding_id == "rules.binding")
    assert outcome.causes == (Cause.DATA,)
    assert any(a is not None and b is not None and a.value != b.value for a, b in outcome.figures)


def test_a_note_in_the_rule_file_is_no_other_law(folder: Path, first: Path, tmp_path: Path) -> None:
    rule = (folder / "rule.toml").read_text(encoding="utf-8")
    other = changed_case(folder, tmp_path, "rule.toml", rule, f"# the same law, with a note\n{rule}")
    assert Cause.LAW not in {d.cause for d in diff(first, other).differences}


def test_another_rule_is_named(folder: Path, first: Path, tmp_path: Path) -> None:
    rule = (folder / "rule.toml").read_text(encoding="utf-8")
    quote = next(line for line in rule.splitlines() if "title" in line)
    other = changed_case(folder, tmp_path, "rule.toml", quote, 'title = { en = "Another", es = "Otra" }')
    (only,) = diff(first, other).differences
    assert (only.cause, only.says) == (Cause.LAW, "law.text")


def test_a_mapping_that_reads_otherwise_is_named(folder: Path, first: Path, tmp_path: Path) -> None:
    other = changed_case(
        folder, tmp_path, "case.toml", 'label = "List A"', 'label = "List A", published = ["A"]'
    )
    assert [d.says for d in diff(first, other).differences] == ["mapping"]


def test_version_seed_question_and_finer_figures_are_told_apart(first: Path, tmp_path: Path) -> None:
    def edit(made: dict[str, Any]) -> None:
        made["veedor"] = "9.9"
        one, two, three, *_ = (f for f in made["findings"] if f["figures"])
        for number, finding in enumerate((one, two, three)):
            finding["figures"]["seed"] = {"value": number, "unit": "number", "digits": 0}
            finding["figures"]["p"] = {"value": 0.25, "unit": "number", "digits": 2}

    def again(made: dict[str, Any]) -> None:
        edit(made)
        one, two, three, *_ = (f for f in made["findings"] if f["figures"])
        one["figures"]["seed"]["value"] = 7
        two["command"] += " --share 0.3"
        two["figures"]["p"]["value"] = 0.5
        three["figures"]["p"]["value"] = 0.2500001

    result = diff(edited(first, tmp_path / "a", edit), edited(first, tmp_path / "b", again))
    assert [c.causes for c in result.changed] == [(Cause.SEED,), (Cause.QUESTION,)]
    assert result.finer == 1
    versions = diff(first, tmp_path / "a")
    assert versions.differences[0].cause is Cause.VERSION
    assert all(c.causes[0] is Cause.VERSION for c in versions.changed)


def test_findings_appear_and_go_and_several_of_one_id_keep_their_question(
    first: Path, tmp_path: Path
) -> None:
    def edit(made: dict[str, Any]) -> None:
        twice = [f for f in made["findings"] if f["id"] == "comparison.sheets"]
        made["findings"] = [f for f in made["findings"] if f["id"] != "rules.binding"]
        new = dict(twice[0], id="new.one")
        made["findings"] = [new, *reversed(made["findings"])]

    result = diff(first, edited(first, tmp_path / "a", edit))
    assert [k.finding.finding_id for k in result.appeared] == ["new.one"]
    assert [k.finding.finding_id for k in result.went] == ["rules.binding"]
    assert result.changed == ()


def test_json_has_every_figure_that_differs(folder: Path, first: Path, tmp_path: Path) -> None:
    other = changed_case(folder, tmp_path, "data/final.csv", "03,T2,S3,100,61,10", "03,T2,S3,100,62,10")
    done = run(str(first), str(other), "--json", "--fail-on-change", "--lang", "es")
    assert done.exit_code == 1
    made = json.loads(done.output)
    (changes,) = (t for t in made["tables"] if t["name"] == "diff_changes")
    assert ["rules.binding", None, "slack"] in [row[:3] for row in changes["rows"]]
    assert "huella" in " ".join(f["text"] for f in made["findings"])


@pytest.mark.parametrize("lang", ["en", "es"])
def test_hostile_names_stay_text_on_page_and_terminal(first: Path, tmp_path: Path, lang: str) -> None:
    def edit(made: dict[str, Any]) -> None:
        made["case"]["title"] = HOSTILE
        made["findings"][0]["text"] = HOSTILE
        made["findings"][0]["figures"]["x"] = {"value": HOSTILE, "unit": "text", "digits": 0}
        made["record"]["files"][0]["file"] = HOSTILE
        made["record"]["command"] = HOSTILE

    other = edited(first, tmp_path / "a", edit)
    done = run(str(first), str(other), "--out", str(tmp_path / "out"), "--lang", lang)
    assert done.exit_code == 0, done.output
    assert "\x1b" not in done.output
    page = (tmp_path / "out" / f"diff-{lang}.html").read_text(encoding="utf-8")
    assert "<img" not in page
    assert "script-src " in page
    assert "<script" not in page


def refused(path: Path) -> str:
    with pytest.raises(InputError) as error:
        read_document(str(path))
    return str(error.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ('{"format": "other/2"}', "other/2"),
        ("[]", "Expected: veedor.findings/1"),
        ('{"format": "veedor.findings/1", "veedor": "1"}', "'case'"),
    ],
)
def test_other_files_are_refused_with_what_was_expected(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "findings.json"
    file.write_text(text, encoding="utf-8")
    assert says in refused(file)
    assert "veedor report CASE --out DIR" in refused(tmp_path)
    assert run(str(file), str(file)).exit_code != 0


@pytest.mark.parametrize(
    "figure",
    [
        {"value": {"fraction": "1e999999999"}, "unit": "votes", "digits": 0},
        {"value": {"fraction": "1/0"}, "unit": "votes", "digits": 0},
        {"value": 1, "unit": "bananas", "digits": 0},
        {"value": 1, "unit": "votes", "digits": 10**9},
        {"value": "2020", "unit": "moment", "digits": []},
        7,
    ],
)
def test_figures_that_are_none_are_refused_where_they_stand(
    first: Path, tmp_path: Path, figure: object
) -> None:
    def edit(made: dict[str, Any]) -> None:
        made["findings"][2]["figures"]["x"] = figure

    assert "findings[2]" in refused(edited(first, tmp_path / "a", edit))


def test_a_page_with_the_findings_of_another_run_is_refused(first: Path, tmp_path: Path) -> None:
    shutil.copytree(first, tmp_path / "moved")
    (tmp_path / "moved" / "findings.json").write_bytes((first / "findings.json").read_bytes() + b"\n")
    assert "another run" in refused(tmp_path / "moved" / "report-en.html")
    assert "there is no such file" in refused(tmp_path / "nowhere.json")


def test_the_report_of_a_case_is_still_written_by_the_same_verb(folder: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(
        veedor, ["report", str(folder), "--out", str(tmp_path), "--only", "outcome", "--lang", "en"]
    )
    assert done.exit_code == 0, done.output


def test_findings_are_said_in_the_language_of_the_reader(folder: Path, first: Path, tmp_path: Path) -> None:
    changed = changed_case(folder, tmp_path, "data/final.csv", "03,T2,S3,100,61,10", "03,T2,S3,100,62,10")
    result = diff(first, changed)
    assert result.before.record["lang"] == "en"
    english = [told(one, result, Wording("en")) for one in result.changed]
    spanish = [told(one, result, Wording("es")) for one in result.changed]
    assert [one.before for one in english] == [one.before.text for one in result.changed]
    assert not {one.after for one in english} & {one.after for one in spanish}
    labels = [choice.label for choice in result.after.contests[0].choices]
    assert any(label in one.after for one in spanish for label in labels)


def test_a_sentence_of_another_version_stays_as_it_was_printed(first: Path, tmp_path: Path) -> None:
    def edit(made: Any) -> None:  # noqa: ANN401 - JSON
        made["findings"][0] |= {"says": "of.another.version", "text": "As it was printed."}
        made["findings"][1] |= {"figures": {}, "text": "Without figures."}

    document = read_document(str(edited(first, tmp_path / "other", edit)))
    kept = [sentence_of(one, document, Wording("es")) for one in document.findings[:2]]
    assert kept == ["As it was printed.", "Without figures."]
    bare = read_document(str(edited(first, tmp_path / "bare", lambda made: made["record"].pop("choices"))))
    assert sentence_of(bare.findings[0], bare, Wording("es")) == bare.findings[0].text


@pytest.mark.parametrize(
    "choices", [{"president": [{"id": "A"}]}, {"president": [{"id": 1, "label": "A", "kind": "null"}]}, 7]
)
def test_choices_that_are_none_are_refused(first: Path, tmp_path: Path, choices: object) -> None:
    document = edited(first, tmp_path / "bad", lambda made: made["record"].update(choices=choices))
    with pytest.raises(InputError, match=r"record\.choices"):
        read_document(str(document))
