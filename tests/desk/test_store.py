"""The database of the desk: where it is, that it makes itself, and what is said where it cannot be used."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from desk.running import running_desk
from veedor.desk.store.address import database, usual_file
from veedor.errors import QuestionError


def test_without_a_word_it_lies_beside_the_cases(tmp_path: Path) -> None:
    assert database(tmp_path, "")["NAME"] == str(tmp_path / ".veedor" / "desk.sqlite3")


def test_where_the_cases_cannot_be_written_it_lies_with_what_programs_keep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases, other = tmp_path / "cases", tmp_path / "elsewhere" / "cases"
    cases.mkdir()
    other.mkdir(parents=True)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr("veedor.desk.store.address.os.access", lambda *_: False)
    assert usual_file(cases).is_relative_to(tmp_path / "state" / "veedor")
    assert usual_file(cases) != usual_file(other)


def test_a_link_does_not_lead_it_out_of_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "cases" / ".veedor").symlink_to(tmp_path / "other")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(sys, "platform", "linux")
    assert usual_file(tmp_path / "cases").is_relative_to(tmp_path / "state")


def test_an_address_says_all_its_parts(tmp_path: Path) -> None:
    assert database(tmp_path, "sqlite:////var/x%20y.sqlite3")["NAME"] == "/var/x y.sqlite3"
    if find_spec("psycopg") is None:
        pytest.skip("psycopg is not installed")
    said = database(tmp_path, "postgresql://a%40b:p%2Fw@[::1]:5433/count?sslmode=require")
    assert (said["USER"], said["PASSWORD"], said["HOST"], said["PORT"], said["NAME"]) == (
        "a@b", "p/w", "::1", "5433", "count",
    )  # fmt: skip
    assert said["OPTIONS"]["sslmode"] == "require"
    assert database(tmp_path, "postgresql:///count?host=/run/postgresql")["HOST"] == "/run/postgresql"


@pytest.mark.parametrize(
    "written",
    [
        "x", "sqlite:", "sqlite:///", "mysql://a/b", "postgresql://secret:word@host", "sqlite://a/b", "http://[",
        "postgresql://h:x/d",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_without_repeating_it(tmp_path: Path, written: str) -> None:
    with pytest.raises(QuestionError) as refused:
        database(tmp_path, written)
    assert "word" not in str(refused.value)
    assert "sqlite:////var" in str(refused.value)


def _tables(file: Path) -> set[str]:
    with sqlite3.connect(file) as found:
        return {name for (name,) in found.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_a_desk_makes_its_tables_and_nobody_else_reads_them(small: Path) -> None:
    with running_desk(small):
        pass
    file = small / ".veedor" / "desk.sqlite3"
    assert {"store_job", "store_keptresult"} <= _tables(file)
    if os.name == "posix":
        assert file.stat().st_mode & 0o077 == 0


def test_a_desk_that_only_shows_writes_no_database(small: Path, tmp_path: Path) -> None:
    written = tmp_path / "never.sqlite3"
    with running_desk(small, "--public", VEEDOR_DATABASE=f"sqlite:///{written}") as address:
        assert address
    assert not written.exists()


def _refused(case: Path, written: str) -> str:
    line = [sys.executable, "-m", "veedor", "serve", str(case), "--port", "0"]
    done = subprocess.run(
        line,
        env={**os.environ, "VEEDOR_DATABASE": written},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode
    assert "error inside" not in done.stderr
    return done.stderr


def test_a_database_that_cannot_be_used_is_said_with_what_to_do(small: Path, tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt.sqlite3"
    spoilt.write_bytes(b"this is no database" * 100)
    for written in (f"sqlite:///{spoilt}", f"sqlite:///{tmp_path}"):
        said = _refused(small, written)
        assert "The database of the desk cannot be used" in said
        assert "VEEDOR_DATABASE=sqlite:////PATH/desk.sqlite3" in said


@pytest.mark.slow
def test_a_database_of_a_later_version_is_left_alone(small: Path, tmp_path: Path) -> None:
    file = tmp_path / "later.sqlite3"
    with running_desk(small, VEEDOR_DATABASE=f"sqlite:///{file}"):
        pass
    with sqlite3.connect(file) as later:
        later.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_x', '2030-01-01')"
        )
    assert "later version" in _refused(small, f"sqlite:///{file}")


@pytest.mark.slow
def test_postgresql_is_made_ready_twice(small: Path, postgresql_address: str) -> None:
    for _ in range(2):
        with running_desk(small, VEEDOR_DATABASE=postgresql_address) as address:
            assert address
    import psycopg

    with psycopg.connect(postgresql_address) as there:
        done = there.execute("SELECT count(*) FROM django_migrations WHERE app = 'store'").fetchone()
    assert done == (1,)
