"""The documents are complete, their links lead somewhere, and they name no machine of ours."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from docs.pages import DOCS, ROOT, anchors, links, pages
from veedor.synthetic import SHOWS_IN, Defects, Plan
from veedor.version import __version__

FOREIGN = re.compile(rb"(?<![\w./:-])/(?:home|root|Users|opt|work)/\w|\.internal\b|\blocalhost:\d")
"""Paths and hosts of one machine: nobody else can use them."""
ABOUT_THEM = {"tests/docs/test_pages.py"}
PAGES = [path.relative_to(ROOT).as_posix() for path in pages()]


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a checkout of git")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    path = ROOT / page
    for target in links(path.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        there = (path.parent / name) if name else path
        assert there.exists(), f"{page} links to {target}"
        if anchor:
            assert anchor in anchors(there.read_text(encoding="utf-8")), f"{page} links to {target}"


def test_every_page_is_in_a_folder_that_the_contents_list() -> None:
    listed = re.findall(r"^([\w-]+)/\*$", (DOCS / "index.md").read_text(encoding="utf-8"), re.MULTILINE)
    for path in DOCS.rglob("*.md"):
        if "_build" not in path.parts and path.name != "index.md":
            assert path.parent.relative_to(DOCS).as_posix() in listed, path


@pytest.mark.parametrize("page", PAGES)
def test_every_page_begins_with_its_title(page: str) -> None:
    assert (ROOT / page).read_text(encoding="utf-8").startswith("# ")


def test_no_tracked_file_names_a_machine_of_ours() -> None:
    found = []
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        if name not in ABOUT_THEM and path.is_file():
            found += [f"{name}: {hit.decode()}" for hit in FOREIGN.findall(path.read_bytes())]
    assert found == []


def test_what_is_foreign_is_recognised() -> None:
    assert FOREIGN.search(b"see /work" + b"/scratch")
    assert not FOREIGN.search(b"frameworks/work of others")


def test_no_data_is_tracked() -> None:
    vendored = ROOT / "src" / "veedor" / "desk" / "static" / "vendor"  # scripts of others, pinned by hash
    files = [path for path in tracked() if path.is_file() and path.parent != vendored]
    assert [path.name for path in files if path.suffix != ".po" and path.stat().st_size > 400_000] == []


def rows_of(page: str, heading: str) -> list[list[str]]:
    text = (DOCS / page).read_text(encoding="utf-8").split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_demo_page_has_every_defect_with_its_number() -> None:
    told = {row[0].strip("`"): int(row[1]) for row in rows_of("reference/demo.md", "What is planted")}
    assert told == {name: getattr(Defects(), name) for name in Defects.__dataclass_fields__}
    assert set(told) == set(SHOWS_IN)


def test_the_demo_page_describes_the_plan() -> None:
    text = (DOCS / "reference/demo.md").read_text(encoding="utf-8")
    plan = Plan()
    arrival, geography = plan.arrival, plan.geography
    for figure in (
        f"(default {plan.seed})",
        f"| {geography.sheets:,} (`--sheets`) |",
        f"| {geography.regions}; {geography.municipalities} |",
        f"about {geography.urban:.0%}".replace("%", " %"),
        f"{len(plan.opinion.candidates)}, named after trees",
        f"stops at {arrival.stopped:%H:%M:%S} with {arrival.at_stop * 100:.1f} %",
        f"again at {arrival.published_again:%H:%M:%S} the next day",
        f"again from {arrival.resumed:%H:%M:%S}",
        f"| {(1 - arrival.at_end) * 100:.1f} % of the sheets |",
    ):
        assert figure in text, figure
    minutes, seconds = divmod(int(arrival.verified_on.total_seconds()), 60)
    assert f"{minutes} minutes and {seconds} seconds" in text


def test_every_measurement_is_listed_and_run() -> None:
    scripts = {path.name for path in (ROOT / "bench").glob("*.py")}
    listed = (ROOT / "bench" / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+\.py)` \|", listed, re.MULTILINE)) == scripts
    runner = (ROOT / "bench" / "run.py").read_text(encoding="utf-8")
    assert {name for name in scripts if f'"{name}"' in runner} == {
        name for name in scripts if name.startswith("bench_") or name == "audit_risk.py"
    } - {"bench_import.py"}


def test_the_glossary_is_in_order() -> None:
    text = (DOCS / "reference/glossary.md").read_text(encoding="utf-8")
    words = re.findall(r"^([A-Z][\w ,]+)\n: ", text, re.MULTILINE)
    assert len(words) > 30
    assert words == sorted(words, key=str.lower)


def test_the_version_is_the_same_everywhere() -> None:
    cited = re.search(r"^version: (\S+)$", (ROOT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    assert cited is not None
    assert cited[1] == __version__


def test_the_map_of_the_large_rooms_names_modules_that_are_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    maps = re.findall(r"^\| `(\w+)` \| modules \|$(.*?)\n\n", text, re.MULTILINE | re.DOTALL)
    assert len(maps) == 3
    for room, rows in maps:
        named = set(re.findall(r"`([a-z_]+)`", rows))
        there = {path.stem for path in (ROOT / "src" / "veedor" / room).glob("*.py")}
        assert named <= there, (room, named - there)
