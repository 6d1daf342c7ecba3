"""The page: one file, escaped, under a policy that forbids every request."""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import altair as alt
import pytest

from report.build_report import CORE, ENDING, HOSTILE
from veedor.case import Case
from veedor.errors import QuestionError
from veedor.model import Column, Figure, Finding, Method, Table, Unit
from veedor.report.charts import ChartSpec
from veedor.report.embedding import embedded, pictures, policy
from veedor.report.front import Front
from veedor.report.page import page, vega_bundle
from veedor.report.section_html import anchor
from veedor.report.sections import (
    ORDER,
    Evidence,
    Folded,
    Fragment,
    Listing,
    Picture,
    Said,
    Section,
    build_all,
    render,
)
from veedor.report.sections.outcome import Tile
from veedor.report.tables import shown
from veedor.report.wording import Wording
from veedor.report.write import Written

EN = Wording("en")
FRONT = Front("An election", "Somebody is elected", ("a day",), ("report.reading.bases",), False, "0")
FINDING = Finding(
    "test.finding",
    "no text: {x}",
    (Figure("votes", 3, Unit.VOTES),),
    Method("test.method", f"Paper {HOSTILE}"),
    ("test.assumption",),
    ("test.cannot",),
    f"veedor outcome {ENDING}",
    f"select 1 -- {ENDING}",
)
TABLE = Table(
    "test", (Column("place", Unit.PLACE), Column("votes", Unit.VOTES)), ((HOSTILE, 1), (ENDING, None))
)


def picture(name: str = "test-picture", label: str = HOSTILE) -> ChartSpec:
    data = alt.Chart(alt.InlineData(values=[{"x": label, "y": 1}]))
    return ChartSpec(
        name, f"Title {label}", f"Summary {label}", data.mark_bar().encode(x="x:N", y="y:Q"), TABLE
    )


def made(*parts: Said | Evidence | Picture | Listing | Fragment | Folded) -> str:
    return page(FRONT, [Section("outcome", parts)], (), EN)


class Reader(HTMLParser):
    """Collects what an HTML parser sees: elements with attributes, ids, and the text of scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.in_script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        self.in_script = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self.in_script = self.in_script and tag != "script"

    def handle_data(self, data: str) -> None:
        if self.in_script:
            self.scripts.append(data)

    def tags(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.seen if tag == name]


def test_nothing_in_the_data_becomes_markup() -> None:
    text = made(
        Said(FINDING),
        Evidence(FINDING),
        Picture(picture()),
        Picture(picture("other", ENDING)),
        Listing(TABLE),
        Folded(ENDING, (Listing(TABLE, folded=True),)),
        Fragment(render("tiles.html", EN, tiles=[Tile(HOSTILE, ENDING)]), ENDING),
    )
    reader = Reader(text)
    assert reader.tags("img") == []
    assert reader.tags("b") == []
    assert len(reader.tags("script")) == 3
    assert not any(name.startswith("on") for _, attributes in reader.seen for name in attributes)


def test_pictures_read_back_whatever_their_names_are() -> None:
    text = made(Picture(picture("a", ENDING)), Picture(picture("b", HOSTILE)))
    data = json.loads(re.findall(r'id="pictures">(.*?)</script>', text, re.DOTALL)[0])
    assert {row["x"] for rows in data["datasets"].values() for row in rows} == {ENDING, HOSTILE}
    assert list(data["charts"]) == ["a", "b"]


def test_embedded_json_has_no_sign_of_html() -> None:
    text = embedded({"a": "</script><!--&\u2028"})
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == {"a": "</script><!--&\u2028"}


def test_the_policy_names_every_script_and_style_and_nothing_else() -> None:
    text = made(Picture(picture()))
    reader = Reader(text)
    said = next(m["content"] for m in reader.tags("meta") if m.get("http-equiv") == "Content-Security-Policy")
    assert said is not None
    style = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)[0]
    for content in (*re.findall(r"<script>(.*?)</script>", text, re.DOTALL), style):
        assert b64encode(sha256(content.encode()).digest()).decode() in said
    assert said.startswith("default-src 'none'; ")
    assert "unsafe" not in said
    assert "http" not in said


def test_the_policy_changes_with_the_script() -> None:
    assert policy(["a"], ["s"]) != policy(["b"], ["s"])


def test_nothing_is_fetched() -> None:
    reader = Reader(made(Picture(picture())))
    for _, attributes in reader.seen:
        for name in ("src", "srcset", "poster", "data", "action"):
            assert name not in attributes
    links = [a.get("href") or "" for a in reader.tags("a")]
    assert links
    assert all(link.startswith("#") for link in links)
    assert reader.tags("link") == []


def test_data_shared_by_two_forms_stands_once() -> None:
    spec = picture()
    both = ChartSpec(spec.name, spec.title, spec.summary, spec.chart, None, narrow=spec.chart)
    data = pictures([both], EN)
    assert isinstance(data["datasets"], dict)
    assert len(data["datasets"]) == 1


def test_two_pictures_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="test-picture"):
        pictures([picture(), picture()], EN)


def test_pictures_behind_a_fold_are_drawn_too() -> None:
    text = made(Folded("title", (Picture(picture()),)))
    assert '"test-picture"' in text


def test_the_bundle_is_the_version_that_altair_writes() -> None:
    version = alt.SCHEMA_VERSION.lstrip("v")
    assert f'"{version}"' in vega_bundle()


def test_long_tables_are_cut_and_say_so() -> None:
    table = Table("test", (Column("votes", Unit.VOTES),), tuple((n,) for n in range(100)))
    cut = shown(table, EN, limit=10)
    assert len(cut.rows) == 10
    assert "100" in cut.more
    assert shown(table, EN, limit=100).more == ""


def test_columns_can_be_chosen_and_empty_ones_are_left_out() -> None:
    assert [head.kind for head in shown(TABLE, EN).heads] == ["long", "n"]
    assert len(shown(TABLE, EN, only=("place",)).heads) == 1
    empty = Table("test", (Column("place", Unit.PLACE), Column("votes", Unit.VOTES)), (("a", None),))
    assert len(shown(empty, EN).heads) == 1


def test_a_section_that_is_not_there_is_named(case: Case) -> None:
    with pytest.raises(QuestionError, match="Did you mean 'timeline'"):
        build_all(case, EN, ("timelin",))


def test_every_section_has_a_heading_in_both_languages() -> None:
    for lang in ("en", "es"):
        assert [name for name in ORDER if not Wording(lang).has(f"section.{name}")] == []


def test_synthetic_cases_say_so_on_every_page(english: Written, spanish: Written) -> None:
    assert "Synthetic data." in english.page.read_text(encoding="utf-8")
    assert "Datos sintéticos." in spanish.page.read_text(encoding="utf-8")
    assert "Synthetic data." not in made(Listing(TABLE))


@pytest.mark.parametrize("lang", ["en", "es"])
def test_ids_are_unique_and_links_lead_somewhere(lang: str, english: Written, spanish: Written) -> None:
    written = english if lang == "en" else spanish
    reader = Reader(written.page.read_text(encoding="utf-8"))
    ids = [a["id"] for _, a in reader.seen if "id" in a]
    assert len(ids) == len(set(ids))
    assert {(a.get("href") or "#")[1:] for a in reader.tags("a")} <= set(ids)
    assert reader.tags("html") == [{"lang": lang}]


KEY = re.compile(r">\s*([a-z_]+(?:\.[a-z_0-9]+)+)\s*<")


@pytest.mark.parametrize("lang", ["en", "es"])
def test_no_message_key_is_left_on_the_page(lang: str, english: Written, spanish: Written) -> None:
    written = english if lang == "en" else spanish
    text = written.page.read_text(encoding="utf-8")
    body = re.sub(r"<(script|style|code)\b.*?</\1>", "", text, flags=re.DOTALL)
    left = {key for key in KEY.findall(body) if not key.endswith((".csv", ".toml", ".xlsx", ".zip"))}
    assert left == set()


def test_findings_are_written_beside_the_page(english: Written, case: Case) -> None:
    document = json.loads(english.findings.read_text(encoding="utf-8"))
    ids = {finding["id"] for finding in document["findings"]}
    assert {finding.finding_id for finding in case.outcome().findings} <= ids
    text = english.page.read_text(encoding="utf-8")
    assert all(f'id="{anchor(finding.finding_id)}"' in text for finding in case.timeline().findings)


def test_the_same_case_gives_the_same_bytes(case: Case, english: Written, tmp_path: Path) -> None:
    from veedor.report.write import write_report

    again = write_report(case, tmp_path, only=CORE)
    assert again.page.read_bytes() == english.page.read_bytes()
    assert again.findings.read_bytes() == english.findings.read_bytes()


def test_only_the_page_says_when_it_was_made(
    case: Case, english: Written, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from veedor.report.write import write_report

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    again = write_report(case, tmp_path, only=CORE)
    assert again.findings.read_bytes() == english.findings.read_bytes()
    assert "2 Jan 1970, 00:00 UTC" in again.page.read_text(encoding="utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(QuestionError, match="whole seconds since 1970"):
        write_report(case, tmp_path, only=("outcome",))


def test_the_record_names_files_law_and_command(case: Case, english: Written) -> None:
    record = json.loads(english.findings.read_text(encoding="utf-8"))["record"]
    sources = case.election.store.manifest["sources"].values()
    hashes = [file["sha256"] for source in sources for file in source["files"]]
    assert [file["sha256"] for file in record["files"]][: len(hashes)] == hashes
    assert record["command"].startswith("veedor report ")
    assert all(len(law["sha256"]) == 64 for law in record["rules"].values())
    assert record["command"] in html.unescape(english.page.read_text(encoding="utf-8"))


def test_images_are_written_on_request(case: Case, tmp_path: Path) -> None:
    from veedor.report.write import write_report

    written = write_report(case, tmp_path, lang="es", images=True, only=("outcome", "results"))
    names = {image.name for image in written.images}
    assert {"outcome-lines-es.svg", "outcome-lines-es.png", "results-map-es.png"} <= names
    page = written.page.read_text(encoding="utf-8")
    linked = re.search(r'property="og:image" content="images/([^"]+)"', page)
    assert linked is not None
    assert linked[1] in names
    for image in written.images:
        start = image.read_bytes()[:8]
        assert start.startswith(b"<svg") if image.suffix == ".svg" else start == b"\x89PNG\r\n\x1a\n"


def test_a_case_without_an_answer_says_so(
    monkeypatch: pytest.MonkeyPatch, case: Case, tmp_path: Path
) -> None:
    from veedor.errors import MissingDataError
    from veedor.report.write import write_report

    def missing(*_words: object, **_options: object) -> None:
        raise MissingDataError("no log")

    monkeypatch.setattr(Case, "timeline", missing)
    _, lacking = build_all(case, EN, CORE)
    assert [(lack.what, lack.reason) for lack in lacking] == [("timeline", "no log")]
    text = write_report(case, tmp_path, only=CORE).page.read_text(encoding="utf-8")
    assert "What this case cannot answer" in text
    assert 'id="timeline"' not in text


def test_hostile_names_stay_names(hostile: Path) -> None:
    reader = Reader(hostile.read_text(encoding="utf-8"))
    assert reader.tags("img") == []
    assert reader.tags("b") == []
