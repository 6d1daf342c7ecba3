"""Papers of an audit as bytes: one way to write each, and files that are what they say."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from veedor.audit import canonical as module
from veedor.audit.canonical import from_bytes, paper_from_bytes, read, to_bytes
from veedor.audit.signed_papers import Seed, Share
from veedor.canonical import canonical, sha256
from veedor.errors import AuditError

if TYPE_CHECKING:
    from pathlib import Path


def test_content_has_one_form_in_bytes() -> None:
    assert canonical({"b": "ñ", "a": [1, None]}) == '{"a":[1,null],"b":"ñ"}\n'.encode()
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": float("nan")})


def test_a_hash_is_of_all_bytes() -> None:
    assert sha256(b"\n") == hashlib.sha256(b"\n").hexdigest()


def test_a_file_may_be_as_large_as_the_limit_and_no_larger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("paper.json", "table.csv"):
        (tmp_path / name).write_bytes(b"123456789")
    monkeypatch.setattr(module, "_LIMIT", 9)
    monkeypatch.setattr(module, "_LIMIT_TABLE", 9)
    assert read(tmp_path, "paper.json") == read(tmp_path, "table.csv") == b"123456789"
    monkeypatch.setattr(module, "_LIMIT", 8)
    assert read(tmp_path, "table.csv")
    with pytest.raises(AuditError, match="larger than any honest file"):
        read(tmp_path, "paper.json")
    monkeypatch.setattr(module, "_LIMIT", 9)
    monkeypatch.setattr(module, "_LIMIT_TABLE", 8)
    with pytest.raises(AuditError, match="larger than any honest file"):
        read(tmp_path, "table.csv")


@pytest.mark.parametrize("name", ["", "/etc/hosts", "../paper.json", "a/../b", "a\\b", "a\0b"])
def test_a_name_that_leads_out_of_the_folder_is_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(AuditError, match="no name of a file of an audit"):
        read(tmp_path, name)


def test_a_file_is_an_ordinary_one_in_the_folder_itself(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "audit", tmp_path / "elsewhere"
    (folder / "signatures").mkdir(parents=True)
    elsewhere.mkdir()
    (elsewhere / "paper").write_bytes(b"here")
    (folder / "signatures" / "paper").write_bytes(b"here")
    (folder / "linked").symlink_to(elsewhere)
    assert read(folder, "signatures/paper") == b"here"
    for name in ("linked/paper", "linked", "signatures"):
        with pytest.raises(AuditError, match="a link or no ordinary file"):
            read(folder, name)
    with pytest.raises(AuditError, match="is missing"):
        read(folder, "absent")
    # where the folder itself lies, people may have linked as they like
    (tmp_path / "shortcut").symlink_to(tmp_path)
    assert read(tmp_path / "shortcut" / "audit", "signatures/paper") == b"here"


def test_a_paper_is_read_as_it_was_written_only(monkeypatch: pytest.MonkeyPatch) -> None:
    seed = Seed("0" * 64, (Share("Red", "31415926535897932384", opened=True),), "", "27182818")
    content = to_bytes(seed)
    assert from_bytes(Seed, content, "seed.json") == seed
    for wrong, why in (
        (content[:-1], "not written canonically"),
        (b"{}", "is no seed"),
        (b"{", "is no seed"),
    ):
        with pytest.raises(AuditError, match=why):
            from_bytes(Seed, wrong, "seed.json")
    monkeypatch.setattr(module, "_LIMIT", len(content))
    assert from_bytes(Seed, content, "seed.json") == seed
    monkeypatch.setattr(module, "_LIMIT", len(content) - 1)
    with pytest.raises(AuditError, match="larger than any honest seed"):
        from_bytes(Seed, content, "seed.json")


@pytest.mark.parametrize("step", ["[]", "{}", "null", "7", '"weigh"'])
def test_what_is_no_step_of_an_audit_is_no_paper(step: str) -> None:
    with pytest.raises(AuditError, match="no paper that a party signs"):
        paper_from_bytes(f'{{"step":{step}}}'.encode(), "papers/Red.0001.json")


def test_a_folder_may_be_a_link_and_its_files_may_not(tmp_path: Path) -> None:
    folder = tmp_path / "audit"
    (folder / "papers").mkdir(parents=True)
    (folder / "papers" / "one.json").write_bytes(b"{}")
    (tmp_path / "link").symlink_to(folder)
    assert read(tmp_path / "link", "papers/one.json") == b"{}"
    (folder / "papers" / "two.json").symlink_to(folder / "papers" / "one.json")
    (folder / "others").symlink_to(folder / "papers")
    for name in ("papers/two.json", "others/one.json"):
        with pytest.raises(AuditError, match="is a link or no ordinary file"):
            read(folder, name)
