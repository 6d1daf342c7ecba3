"""A watch that puts what it sees into a public log: leaves that anybody can check."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from veedor.canonical import sha256
from veedor.cli.main import veedor
from veedor.errors import CaseError, VeedorError
from veedor.intake import load_case
from veedor.ledger.leaves import read_leaf
from veedor.ledger.note_keys import read_signing_key
from veedor.ledger.reading import read_log
from veedor.ledger.sources import folder_source
from veedor.watch.building import building
from watch.build_watch import TestClock, kinds, table, write_watched
from watch.watched_site import Plan, WatchedSite


def run(*words: str) -> str:
    done = CliRunner().invoke(veedor, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def leaves(folder: Path) -> list[dict[str, object]]:
    found = read_log(folder_source(folder), str(folder))
    return [read_leaf(entry, i) for i, entry in enumerate(found.entries)]


def test_captures_and_beats_become_leaves(
    site: WatchedSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_watched(tmp_path / "case", f"{site.url}/t.csv", watch='log = "log"\n')
    monkeypatch.chdir(folder)
    run("note", "keygen", "observers.example.org/night", "--to", "log.key", "--lang", "en")
    run("log", "init", "log", "--key", "log.key", "--title", "What we saw", "--lang", "en")
    key = read_signing_key(Path("log.key").read_text())
    case, clock = load_case(folder), TestClock()
    with pytest.raises(CaseError, match="--key"), building(case, folder / "watch", print_line=print):
        pass
    bodies = [table(40), table(40), table(40, plus=2, on=(3,))]
    said: list[str] = []
    with building(
        case, folder / "watch", key=key, print_line=said.append, clock=clock, pages=False
    ) as watcher:
        for body in bodies[:2]:
            site.plans["/t.csv"] = Plan(body)
            watcher.round()
            clock.wait(20)
        # the log is away for a round, and what it missed is put into it later, once
        Path("log").rename("away")
        site.plans["/t.csv"] = Plan(bodies[2])
        watcher.round()
        clock.wait(20)
        assert any("log init" in line for line in said)
        Path("away").rename("log")
        watcher.round()
    found = leaves(folder / "log")
    assert [leaf["kind"] for leaf in found] == ["charter", "capture", "beat", "capture", "beat"]
    assert found[1]["sha256"] == sha256(bodies[0])
    assert found[3]["sha256"] == sha256(bodies[2])
    assert found[3]["count"] == "preliminary"
    assert kinds(watcher) == ["changed"], "it rang, and follows from the captures: no leaf of its own"
    assert "is whole" in run("verify", "log", "--lang", "en")


def test_a_case_that_watches_nothing_says_what_to_write(site: WatchedSite, tmp_path: Path) -> None:
    folder = write_watched(tmp_path / "case", f"{site.url}/t.csv")
    text = (folder / "case.toml").read_text()
    (folder / "case.toml").write_text(text[: text.index("[watch]")])
    done = CliRunner().invoke(veedor, ["watch", str(folder)])
    assert isinstance(done.exception, CaseError)
    assert 'sources = ["live"]' in str(done.exception)
    (folder / "case.toml").write_text(text[: text.index("[watch]")] + '[watch]\nsources = ["live"]\n')
    load_case(folder)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('sources = ["live"]', 'sources = ["life"]', "Did you mean 'live'?"),
        ('sources = ["live"]', "sources = []", "nothing is watched"),
        ('every = "10s"', 'every = "5s"', 'Write "10s" or more'),
        ('every = "10s"', 'every = "often"', "no length of time"),
        ("size = 1", "size = 0", "from 1 to 2048"),
        ("seconds = 2", "seconds = 0", "from 1 to 3600"),
        ("pause = 0", "pause = 61", "from 0 to 60"),
        ("robots = false", 'contact = "a\\nb"', "printable ASCII"),
        ("robots = false", 'also = ["file:///etc/passwd"]', "only http and https"),
        ("robots = false", "[watch.alarms]\nchanged = 0", 'off = ["changed"]'),
        ("robots = false", '[watch.alarms]\noff = ["chnged"]', "Did you mean 'changed'?"),
        ("robots = false", '[watch.alarms]\nsilent = "x"', "no length of time"),
        ("robots = false", '[watch.alarms]\nwebhook = "ftp://x"', "only http and https"),
        ("robots = false", "robotos = false", "Did you mean 'robots'?"),
        ('.csv" }', '.csv", sha256 = "' + "0" * 64 + '" }', "Remove sha256"),
        ('control = "none known"', 'control = [{ who = "x", sheets = 1 }]', 'Write control = "none known"'),
        ('{ name = "tables.csv", fetch', '{ name = "tables.csv", fatch', "Did you mean 'fetch'?"),
    ],
)  # fmt: skip
def test_what_cannot_be_watched_is_said_with_its_remedy(
    site: WatchedSite, tmp_path: Path, old: str, new: str, said: str
) -> None:
    folder = write_watched(tmp_path / "case", f"{site.url}/t.csv")
    text = (folder / "case.toml").read_text()
    assert old in text
    (folder / "case.toml").write_text(text.replace(old, new))
    with pytest.raises((VeedorError, ExceptionGroup)) as caught:
        load_case(folder)
    problems = getattr(caught.value, "exceptions", [caught.value])
    assert any(said in str(problem) for problem in problems), problems
