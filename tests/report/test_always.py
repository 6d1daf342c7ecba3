"""A page is always written: what cannot be had says why, and costs only itself."""

from __future__ import annotations

import json
import logging
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import altair as alt
import pytest
from click.testing import CliRunner

from report.build_report import CORE
from report.build_small import small, some_rows
from veedor.case import Case
from veedor.cli.main import veedor
from veedor.errors import MissingDataError, QuestionError
from veedor.findings.outcome_tables import by_area
from veedor.model import Figure, Finding, Method, Unit
from veedor.report.charts import ChartSpec
from veedor.report.front import Front
from veedor.report.page import page
from veedor.report.prominent import headline_first
from veedor.report.sections import Lack, Picture, Section, build_all, drawn, faults
from veedor.report.wording import Wording
from veedor.report.write import write_report

if TYPE_CHECKING:
    from collections.abc import Callable

EN, ES = Wording("en"), Wording("es")
FRONT = Front("An election", "Somebody is elected", ("a day",), ("report.reading.bases",), False, "0")
INSIDE = "error inside Veedor"


@pytest.fixture(autouse=True)
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask everything in this process: a second one would not see what a test breaks."""
    monkeypatch.setattr(os, "cpu_count", lambda: 1)


def raising(error: Exception) -> Callable[..., Any]:
    def fail(*_words: object, **_options: object) -> None:
        raise error

    return fail


def read(case: Case, folder: Path, lang: str = "en", only: tuple[str, ...] = ()) -> str:
    """Write a page without any error inside, and give it without its pictures' data."""
    written = write_report(case, folder, lang=lang, only=only)
    assert written.faults == ()
    json.loads(written.findings.read_text(encoding="utf-8"), parse_constant=pytest.fail)
    text = written.page.read_text(encoding="utf-8")
    body = text[: text.index('id="pictures"')]
    assert not re.search(r"\b(nan|inf|None)\b", re.sub(r"<code.*?</code>", "", body))
    return body


def test_an_error_inside_is_no_fault_of_the_files(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Case, "timeline", raising(ZeroDivisionError("division by zero")))
    with caplog.at_level(logging.ERROR, "veedor.report"):
        written = write_report(case, tmp_path, only=CORE)
    text = written.page.read_text(encoding="utf-8")
    timeline = text[text.index('<section id="timeline"') :]
    timeline = timeline[: timeline.index("</section>")]
    assert INSIDE in timeline
    assert "ZeroDivisionError: division by zero" in timeline
    assert "Please report it" in timeline
    assert 'id="unanswered"' not in text
    assert 'id="compare"' in text
    assert written.faults == ("timeline: ZeroDivisionError: division by zero",)
    assert [record.exc_info[0] for record in caplog.records if record.exc_info] == [ZeroDivisionError]


def test_missing_data_say_what_is_missing(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Case, "timeline", raising(MissingDataError("no log of <this>", remedy="Add one.")))
    monkeypatch.setattr(Case, "comparisons", raising(QuestionError("nothing to compare")))
    written = write_report(case, tmp_path, lang="es", only=CORE)
    text = written.page.read_text(encoding="utf-8")
    assert written.faults == ()
    assert "no log of &lt;this&gt;. Add one." in text
    assert "nothing to compare" in text
    assert "Requiere una bitácora de publicaciones" in text
    assert "error interno" not in text


def test_without_an_outcome_the_reason_stands_under_the_headline(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Case, "outcome", raising(MissingDataError("no rule is named")))
    text = write_report(case, tmp_path, only=("outcome", "data")).page.read_text(encoding="utf-8")
    assert re.search(r"<h1[^>]*>[^<]*</h1>\s*<p[^>]*>No outcome is given: <span[^>]*>no rule is named", text)
    assert 'id="data"' in text


def test_an_outcome_that_breaks_is_told_on_a_page_without_its_section(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Case, "outcome", raising(ZeroDivisionError("a mistake of ours")))
    with caplog.at_level(logging.ERROR, "veedor.report"):
        text = write_report(case, tmp_path, only=("timeline",)).page.read_text(encoding="utf-8")
    assert re.search(r"No outcome is given: <span[^>]*>ZeroDivisionError: a mistake of ours", text)
    assert "error inside Veedor (outcome)" in caplog.text


def test_pictures_that_cannot_be_drawn_leave_the_findings(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("veedor.report.sections.specs", raising(StopIteration()))
    assert drawn(case.timeline(), EN) == (Lack("Timeline", "StopIteration: ", inside=True),)
    written = write_report(case, tmp_path, only=("timeline",))
    text = written.page.read_text(encoding="utf-8")
    assert 'class="finding"' in text
    assert INSIDE in text
    assert written.faults == ("Timeline: StopIteration: ",)


def test_a_picture_with_a_value_that_no_page_holds_costs_itself() -> None:
    def spec(name: str, value: float) -> ChartSpec:
        chart = alt.Chart(alt.InlineData(values=[{"x": "a", "y": value}])).mark_bar()
        return ChartSpec(name, name, name, chart.encode(x="x:N", y="y:Q"))

    met: list[Lack] = []
    parts = (Picture(spec("bad", float("nan"))), Picture(spec("good", 1.0)))
    text = page(FRONT, [Section("results", parts)], (), EN, met)
    charts = json.loads(re.findall(r'id="pictures">(.*?)</script>', text, re.DOTALL)[0])["charts"]
    assert list(charts) == ["good"]
    assert [(lack.what, lack.inside) for lack in met] == [("bad", True)]


def test_a_part_that_cannot_be_written_costs_itself() -> None:
    broken = Finding("x.y", "outcome.turnout", (), Method("m", "s"))  # its text needs figures that it lacks
    met: list[Lack] = []
    from veedor.report.sections import Said

    text = page(FRONT, [Section("results", (Said(broken),))], (), EN, met)
    assert INSIDE in text
    assert [lack.inside for lack in met] == [True]


def test_faults_are_found_behind_folds() -> None:
    from veedor.report.sections import Folded

    lack = Lack("x", "ValueError: y", inside=True)
    folded = Section("data", (Folded("more", (lack, Lack("z", "not published"))),))
    assert faults([folded]) == (lack,)


def test_the_command_says_an_error_inside_and_gives_exit_code_1(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["report", case.election.name, "--out", str(tmp_path), "--lang", "en", "--only", "timeline"]
    monkeypatch.setattr(Case, "timeline", raising(KeyError("x")))
    done = CliRunner().invoke(veedor, words)
    assert done.exit_code == 1
    assert "error inside Veedor: timeline: KeyError: 'x'; please report it" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "report-en.html").is_file()
    monkeypatch.setattr(Case, "timeline", raising(MissingDataError("no log")))
    assert CliRunner().invoke(veedor, words).exit_code == 0


KINDS: dict[str, dict[str, Any]] = {
    "without voters": {"rows": some_rows(), "registered": False},
    "one sheet": {"rows": some_rows(1)},
    "no votes": {"rows": [(*row[:4], 0, 0) for row in some_rows()]},
    "a tie": {"rows": [(*row[:4], 50, 50) for row in some_rows()]},
    "no places": {"rows": some_rows(), "levels": ()},
    "no rule": {"rows": some_rows(), "rule": ""},
    "a region only": {"rows": some_rows(), "levels": ("region",)},
    "places unknown": {"rows": [("", "", *row[2:]) for row in some_rows(4)]},
    "one place unknown": {"rows": [("", "", *row[2:]) for row in some_rows(1)] + some_rows(6)},
}


@pytest.mark.slow(but=4)
@pytest.mark.parametrize("kind", KINDS)
def test_every_awkward_case_has_a_page(kind: str, tmp_path: Path) -> None:
    lang = "es" if kind in {"a tie", "no places"} else "en"
    body = read(small(tmp_path / "case", **KINDS[kind]), tmp_path / "out", lang)
    assert 'id="data"' in body
    if kind == "no rule":
        assert "names no rule" in body
    if kind == "no places":
        assert "polling place" not in body
        assert "los archivos no nombran lugares" in body
    if kind == "a tie":
        assert "le sobran 0 votos" in body


def test_completeness_stands_right_under_the_headline(tmp_path: Path) -> None:
    case = small(tmp_path / "case", some_rows())
    found = headline_first(case.outcome().findings)
    assert found[1].finding_id == "outcome.completeness"
    assert sorted(f.finding_id for f in found) == sorted(f.finding_id for f in case.outcome().findings)
    body = read(case, tmp_path, only=("outcome",))
    assert body.index("No list of expected sheets is known") < body.index('id="outcome-lines"')
    assert "No control total" in body[: body.index('id="outcome-lines"')]
    done = CliRunner().invoke(veedor, ["outcome", case.election.name, "--lang", "es"])
    assert "No se conoce ninguna lista de" in done.output.split("\n\n")[2]


def test_findings_that_nobody_may_miss_come_second() -> None:
    method = Method("m", "s")
    ids = ["rules.outcome", "rules.binding", "outcome.completeness", "outcome.turnout", "outcome.notice.0"]
    found = headline_first([Finding(name, name, (), method) for name in ids])
    assert [f.finding_id for f in found] == [ids[0], ids[2], ids[4], ids[1], ids[3]]


@pytest.mark.parametrize("kind", ["list", "number", "unknown"])
def test_completeness_names_the_four_states(kind: str) -> None:
    figures = {name: Figure(name, 7, Unit.SHEETS) for name in ("expected", "counted", "known", "unnamed")}
    figures |= {name: Figure(name, 3, Unit.SHEETS) for name in ("outstanding", "set_aside", "annulled")}
    said = EN.text(f"outcome.completeness.{kind}", **figures)
    assert all(word in said for word in ("counted", "outstanding", "set aside", "annulled"))
    said = ES.text(f"outcome.completeness.{kind}", **figures).lower()
    assert all(word in said for word in ("computadas", "pendientes", "apartadas (observadas)", "anuladas"))


def test_a_section_that_has_nothing_is_listed(tmp_path: Path) -> None:
    opened = small(tmp_path, some_rows(3))
    built, lacking = build_all(opened, EN, ("outcome", "timeline", "compare", "claims"))
    assert [section.name for section in built] == ["outcome"]
    assert [lack.what for lack in lacking] == ["timeline", "compare", "claims"]
    assert all(lack.reason and not lack.inside for lack in lacking)


def test_unknown_places_are_shown_as_such(tmp_path: Path) -> None:
    rows = [("North", "", *row[2:]) for row in some_rows(2)] + some_rows(4)
    result = small(tmp_path, rows).outcome()
    names = [row[1] for row in by_area(result, "place").rows]
    shown = [EN.value(name, Unit.PLACE) for name in names]
    assert "North / (no place)" in shown
    assert ES.value("", Unit.PLACE) == "(sin lugar)"
    assert replace(EN).value("North / School", Unit.PLACE) == "North / School"
