"""A publication: whole, without a dead link or a word of this machine, careful with what is not its own."""

from __future__ import annotations

import getpass
import hashlib
import json
import os
import re
import shutil
import socket
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from desk.build_desk import FOREVER, HOSTS
from desk.build_site import dead_links, leads, tree, write_site
from desk.test_attacks import Markup
from report.build_report import hostile_case
from veedor import disk
from veedor.case.case import Case, open_case
from veedor.desk.library import Library
from veedor.desk.look import report
from veedor.desk.publish import site as sites
from veedor.desk.publish.addresses import file_of
from veedor.desk.publish.folder import SiteFolder, publication
from veedor.desk.publish.whole import WrittenSite
from veedor.desk.settings import Desk
from veedor.errors import InputError, QuestionError
from veedor.lookup import SheetQuestion, ask, download
from veedor.lookup.pieces import TEXT, in_pieces
from veedor.model import Unit
from veedor.report.wording import Wording
from veedor.synthetic import Geography, Plan, make_election, publish
from veedor.version import __version__

EPOCH = "1572000000"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic case of 90 sheets."""
    folder: Path = tmp_path_factory.mktemp("here-it-lies") / "tiny"
    publish(make_election(Plan(geography=Geography(sheets=90))), folder)
    return folder


@pytest.fixture(scope="module")
def case(tiny: Path) -> Case:
    return open_case(tiny)


@pytest.fixture(scope="module")
def desk(tiny: Path) -> Desk:
    """Reports that it wrote once are not written again."""
    return Desk(Library({"tiny": tiny}, patience=FOREVER, hidden=True), public=True, hosts=HOSTS)


@pytest.fixture(scope="module")
def made(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, WrittenSite]:
    folder = tmp_path_factory.mktemp("made") / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        write = lru_cache(report._write)
        patch.setattr(report, "_write", lambda of, _: write(of, "en"))  # one is enough here
        return folder, write_site(desk, folder)


@pytest.fixture
def site(made: tuple[Path, WrittenSite], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, to be changed."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    return Path(shutil.copytree(made[0], tmp_path / "site"))


def test_every_file_is_named_with_its_hash(made: tuple[Path, WrittenSite]) -> None:
    folder, done = made
    files = tree(folder)
    lines = files.pop("SHA256SUMS").decode().splitlines()
    assert {line[66:]: line[:64] for line in lines} == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items()
    }
    assert done.changes.size == sum(map(len, files.values()))
    assert done.changes.written == len(files)


def test_no_link_is_dead_and_none_needs_a_server(made: tuple[Path, WrittenSite]) -> None:
    folder, done = made
    assert dead_links(folder) == []
    pages = list(folder.rglob("*.html"))
    assert len(pages) == done.pages + 1
    pages = [page for page in pages if page.parent.name != "report"]
    assert not [one for page in pages for one in leads(page) if one.startswith(("/", "http"))]
    assert (folder / "en/cases/tiny/outcome.narrow.svg").read_text(encoding="utf-8").startswith("<svg")


def test_every_page_says_of_which_data_it_is_when_and_by_which_version(
    made: tuple[Path, WrittenSite], case: Case
) -> None:
    folder, _ = made
    own = [page for page in folder.rglob("*.html") if page.parent.name != "report" and page.parent != folder]
    for page in own:
        text = page.read_text(encoding="utf-8")
        assert f"tiny {case.about()['data']}" in text
        assert "2019-10-25 10:40 UTC" in text
        assert f"Veedor {__version__}" in text
        assert text.count('<meta property="og:title"') == 1
        assert text.count('<meta http-equiv="Content-Security-Policy" content="default-src') == 1
        assert not [one for one in Markup(text).codes if one.startswith(("on", "style", "javascript"))]
        assert "style" not in Markup(text).elements
        assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    said = json.loads((folder / "publication.json").read_text(encoding="utf-8"))
    assert said["cases"]["tiny"]["data"] == case.about()["data"]


def test_nothing_of_this_machine_is_in_it(made: tuple[Path, WrittenSite], tiny: Path) -> None:
    words = {str(tiny.parent), tiny.parent.name, str(Path.home()), str(Path.cwd()), socket.gethostname()}
    words |= {getpass.getuser(), os.environ.get("VEEDOR_DATA", "")}
    words = {word for word in words if len(word) > 4}  # a shorter one is in any text
    for name, content in tree(made[0]).items():
        assert not [word for word in words if word.encode() in content], name


def test_the_same_data_give_the_same_bytes(
    made: tuple[Path, WrittenSite], desk: Desk, tmp_path: Path
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        write_site(desk, tmp_path / "other")
    assert tree(tmp_path / "other") == tree(made[0])


@pytest.mark.slow
def test_what_is_as_it_was_is_not_written_again(
    site: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}
    monkeypatch.delenv("SOURCE_DATE_EPOCH")  # the time at which these data were published first stays
    done = write_site(desk, site)
    assert (done.changes.written, done.changes.removed) == (0, 0)
    assert before == {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}
    page = site / "en" / "cases" / "tiny" / "index.html"
    page.write_text("spoilt", encoding="utf-8")
    assert write_site(desk, site).changes.written == 1
    assert "spoilt" not in page.read_text(encoding="utf-8")


@pytest.mark.slow
def test_what_is_gone_is_removed_and_nothing_else(site: Path, desk: Desk) -> None:
    theirs = {
        "CNAME": b"count.example.org",
        "es/cases/tiny/place/notes.txt": b"mine",
        ".git/config": b"[core]",
    }
    for name, content in theirs.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_bytes(content)
    done = write_site(desk, site, ("en",))
    files = tree(site)
    assert done.changes.removed > 50
    assert {name for name in files if name.startswith("es/")} == {"es/cases/tiny/place/notes.txt"}
    assert {name: files[name] for name in theirs} == theirs
    assert dead_links(site) == []


def test_a_folder_of_somebody_else_is_refused(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(QuestionError, match="is not empty, and no publication"):
        write_site(desk, tmp_path)
    sums = f"{'0' * 64}  thesis.txt\n"
    (tmp_path / "SHA256SUMS").write_text(sums, encoding="utf-8")
    with pytest.raises(QuestionError, match="of something else"):
        write_site(desk, tmp_path)
    assert tree(tmp_path) == {"thesis.txt": b"mine", "SHA256SUMS": sums.encode()}


@pytest.mark.parametrize(
    "name", ["../out.txt", "/etc/passwd", "a/../../out.txt", "a\\..\\b", "C:x", "a//b", "."]
)
def test_no_list_of_files_leads_out(site: Path, desk: Desk, name: str) -> None:
    out = site.parent / "out.txt"
    out.write_text("mine", encoding="utf-8")
    with (site / "SHA256SUMS").open("a", encoding="utf-8") as file:
        file.write(f"{'0' * 64}  {name}\n")
    with pytest.raises(InputError, match="is no list of a publication"):
        write_site(desk, site)
    assert out.is_file()


def test_no_link_leads_out(site: Path, desk: Desk) -> None:
    out = site.parent / "out"
    (site / "es").rename(out)
    (site / "es").symlink_to(out)
    with pytest.raises(QuestionError, match="is a link"):
        write_site(desk, site)


@pytest.mark.slow
def test_a_file_of_somebody_else_is_not_written_over(site: Path, desk: Desk) -> None:
    write_site(desk, site, ("en",))
    theirs = site / "es" / "index.html"
    theirs.parent.mkdir(exist_ok=True)
    theirs.write_text("mine", encoding="utf-8")
    before = tree(site)
    with pytest.raises(QuestionError, match="was not written by a publication"):
        write_site(desk, site)
    assert tree(site) == before


@pytest.mark.slow
@pytest.mark.parametrize("moved", [0, 1, 3, 12])
def test_whoever_is_killed_leaves_a_site_that_works(
    site: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch, moved: int
) -> None:
    """Every page is there and leads somewhere; the next publication removes what was left."""
    real, left = Path.replace, [moved]
    monkeypatch.setattr(sites, "MOST_PLACES", 12)  # other pages, and other links in those that stay

    def replace(self: Path, other: Path) -> Path:
        if other.suffix in {".html", ".js"}:
            left[0] -= 1
            if left[0] < 0:
                raise KeyboardInterrupt
        return real(self, other)

    monkeypatch.setattr(Path, "replace", replace)
    fresh = Desk(Library({"tiny": desk.library.folder("tiny")}, patience=FOREVER, hidden=True), public=True)
    for key, (one, size) in desk.library._kept._kept.items():  # the report is not written anew
        if isinstance(key, tuple) and "report" in key[2]:
            fresh.library._kept.put(key, one, size)
    with pytest.raises(KeyboardInterrupt):
        write_site(fresh, site)
    assert dead_links(site) == []
    monkeypatch.setattr(Path, "replace", real)
    write_site(fresh, site)
    files = tree(site)
    assert sorted(line[66:] for line in files.pop("SHA256SUMS").decode().splitlines()) == sorted(files)
    assert dead_links(site) == []


def test_two_at_once_wait_for_each_other(tmp_path: Path) -> None:
    with publication(tmp_path / "new") as into:
        assert isinstance(into, SiteFolder)
        handle = os.open(tmp_path / "new", os.O_RDONLY)
        try:
            assert not disk.lock_handle(handle, wait=False)
        finally:
            os.close(handle)


def test_an_address_makes_lists_for_search_engines(desk: Desk, tmp_path: Path) -> None:
    done = write_site(desk, tmp_path / "site", ("en",), "https://example.org/count/")
    text = (tmp_path / "site" / "sitemap-1.xml").read_text(encoding="utf-8")
    found = re.findall("<loc>(.*?)</loc>", text)
    assert len(found) == done.pages
    assert all(one.startswith("https://example.org/count/en/") for one in found)
    for one in found:
        assert (tmp_path / "site" / one.removeprefix("https://example.org/count/") / "index.html").is_file()
    page = (tmp_path / "site" / "en" / "cases" / "tiny" / "index.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://example.org/count/en/cases/tiny/">' in page
    assert "Sitemap: https://example.org/count/sitemap.xml" in (tmp_path / "site" / "robots.txt").read_text()


@pytest.mark.slow
def test_names_of_a_hostile_case_stay_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = hostile_case(tmp_path / "hostile").election.file.folder
    (tmp_path / "report.html").write_text('<meta http-equiv="Content-Security-Policy" content="x">', "utf-8")
    monkeypatch.setattr("veedor.desk.look.report._write", lambda *_: tmp_path / "report.html")
    hostile = Desk(Library({"hostile": folder}, patience=FOREVER, hidden=True), public=True, hosts=HOSTS)
    write_site(hostile, tmp_path / "site", ("en",))
    assert dead_links(tmp_path / "site") == []
    for page in (tmp_path / "site" / "en").rglob("*.html"):
        found = Markup(page.read_text(encoding="utf-8"))
        assert not found.elements & {"img", "iframe", "object", "embed", "style", "b"}, page
        assert not [one for one in found.codes if one.startswith(("on", "style", "javascript"))], page


def test_two_questions_never_have_one_file() -> None:
    long = "x" * 300
    asked = [
        "La Paz",
        "la paz",
        "La/Paz",
        "La-Paz",
        "",
        "..",
        "é",
        "e",
        "日本",
        "中国",
        long,
        f"{long}y",
        "a\x00b",
    ]
    files = [file_of("/en/cases/x/place", [("id", one)]) for one in asked]
    assert len(set(files)) == len(asked)
    assert all(re.fullmatch(r"en/cases/x/place/[a-z0-9-]{1,80}/index\.html", one) for one in files)
    assert file_of("/en/cases/v1.2/") == "en/cases/v1.2/index.html"


# every figure is that of lookup


@pytest.mark.slow
def test_every_sheet_of_a_piece_is_that_of_lookup(case: Case) -> None:
    table = case.sheet_table()
    pieces = in_pieces(table)
    rows = {row["sheet"]: row for row in download(table, SheetQuestion()).read_all().to_pylist()}
    seen: set[str] = set()
    for piece in pieces.pieces():
        for at, sheet in enumerate(piece["columns"]["sheet"]):
            found = {name: _value(piece, name, at) for name in table.columns}
            wanted = {name: v.strip() if isinstance(v, str) else v for name, v in rows[sheet].items()}
            assert found == wanted
            seen.add(sheet)
            votes = tuple(found[name] for name in table.columns if name.startswith("votes:"))
            history = case.sheet_history(sheet)
            for one, version in zip(piece["versions"][at], history.versions, strict=True):
                said = [piece["words"][number] for number in one[:6]]
                assert said[:3] == [version.count, version.first, version.last]
                assert said[3] == version.state.replace(" ", "-").replace("_", "-")
                assert tuple(one[7] or votes) == version.votes
    assert seen == set(rows)


def _value(piece: dict[str, Any], name: str, at: int) -> object:
    value = piece["columns"][name][at]
    if name in TEXT and value is not None:
        return piece["words"][value]
    return bool(value) if name in {"changed", "late"} else value


def test_sheets_of_a_place_stand_together_and_each_is_found_by_its_id(case: Case) -> None:
    table = case.sheet_table()
    pieces = in_pieces(table)
    ordered = [one for piece in pieces.pieces() for one in piece["columns"]["sheet"]]
    places = [path for path, _ in pieces.places]
    ends = [*(first for _, first in pieces.places[1:]), len(pieces)]
    for level in table.levels:
        for region in table.selection.states.roll.places.ids[level]:
            within = [n for n, path in enumerate(places) if path == region or path.startswith(f"{region} / ")]
            assert within == list(range(within[0], within[-1] + 1))
            stretch = ordered[pieces.places[within[0]][1] : ends[within[-1]]]
            wanted = download(table, SheetQuestion(region=region)).read_all()["sheet"].to_pylist()
            assert sorted(stretch) == sorted(wanted)
    for names, at in pieces.ids():
        assert [ordered[one] for one in at] == names


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_figure_of_a_published_place_is_that_of_lookup(
    made: tuple[Path, WrittenSite], case: Case, lang: str
) -> None:
    table, words = case.sheet_table(), Wording(lang).of(case.election.contest())
    listed: list[str] = []
    for level in table.levels:
        for region in table.selection.states.roll.places.ids[level]:
            page = made[0] / file_of(f"/{lang}/cases/tiny/place", [("id", region)])
            text = page.read_text(encoding="utf-8")
            found = ask(table, SheetQuestion(region=region))
            assert all(words.say(finding).replace("&", "&amp;") in text for finding in found.findings)
            cells = re.findall(r"<td[^>]*>([^<]*)</td>", text)
            for votes in found.sums.votes:
                assert words.bare(votes, Unit.VOTES) in cells
            listed += re.findall(r"sheet/index\.html#id=(\w+)", text) if not found.parts else []
    assert sorted(listed) == table.selection.states.roll.ids.tolist()
