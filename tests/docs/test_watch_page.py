"""The page on watching is what happens: its pieces of case files are cases, and its commands run in order."""

from __future__ import annotations

import shlex
import shutil
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from docs.pages import DOCS, blocks
from docs.test_case_file import HEAD
from veedor.cli.main import veedor
from veedor.intake import load_case
from watch.watched_site import Plan, watched_site

PAGE = (DOCS / "how-to" / "watch.md").read_text(encoding="utf-8")
ROWS = b"Table,Voters,Alder,Birch,Null\n1,300,10,5,0\n2,300,11,6,1\n3,300,,,\n"


def test_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    first, alarms = (code for language, code in blocks(PAGE) if language == "toml")
    case = Path("my-count/case.toml")
    case.parent.mkdir()
    with watched_site() as site:
        site.plans["/tables.csv"] = Plan(ROWS)
        text = HEAD.replace("[count.official]", "[count.preliminary]") + first
        assert "https://results.example.org" in text
        text = text.replace("https://results.example.org", site.url)
        case.write_text(text + alarms, encoding="utf-8")
        assert load_case("my-count").watch is not None
        case.write_text(text, encoding="utf-8")
        said = ""
        for line in [one for language, code in blocks(PAGE) if language == "sh" for one in code.splitlines()]:
            words = shlex.split(line)
            if words[0] != "veedor" or words[1] == "report" or "--replay" in words:
                continue  # a server of files; page and replay have tests of their own
            if words[1] == "watch" and "--for" in words:
                words[words.index("--for") + 1] = "1s"
            if "--beside" in words:
                shutil.copytree("my-count/watch", "rival")
            if words[1:3] == ["log", "init"]:
                case.write_text(text + 'log = "log"\n', encoding="utf-8")
            done = CliRunner().invoke(veedor, words[1:], env={"VEEDOR_LANG": "en"}, catch_exceptions=False)
            assert done.exit_code == 0, (words, done.output)
            said += done.output
            if words[1] == "watch":
                time.sleep(1 - time.time() % 1)  # captures of one second are no two dated files
            site.plans["/tables.csv"] = Plan(ROWS.replace(b"300,,,", b"300,9,9,0"))
            if words[1:3] == ["log", "init"]:
                more = ["watch", "my-count", "--key", "log.key", "--for", "1s"]
                done = CliRunner().invoke(veedor, more, env={"VEEDOR_LANG": "en"}, catch_exceptions=False)
                assert done.exit_code == 0, done.output
    assert "Capture 1 read: sheets 2" in said
    assert Path("night.warc.gz").exists()
    assert Path("my-count/log/checkpoint").exists()
