"""Names that steer a terminal, that are no UTF-8, or that the encoding of the output lacks."""

from __future__ import annotations

import io
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from veedor.case.command_line import command_line
from veedor.cli.layout import print_lines
from veedor.cli.main import main

STEERS = "\x1b[2J\x9b1A\u202e\u2066"


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as left:
        main(list(words))
    assert left.value.code == 2
    return capsys.readouterr().err


def test_a_name_of_a_file_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_lines(f"a{STEERS}\n\tb")
    told = capsys.readouterr().out + refused(capsys, "outcome", f"no{STEERS}")
    assert not set("\x1b\x9b\u202e\u2066") & set(told)
    assert "\n\tb\n" in told


@pytest.mark.parametrize("name", ["plain", "two words", "it's", f"a\\b'{STEERS}\n\u2028", "caf\udce9"])
def test_a_command_names_its_case_whatever_it_is_called(name: str) -> None:
    line = command_line("outcome", name, options={"in": name})
    assert line.isprintable()
    words = [
        shlex.quote(sys.executable),
        "-c",
        "'import os, sys; print(list(map(os.fsencode, sys.argv[1:])))'",
    ]
    asked = ["bash", "-c", f"{' '.join(words)} {line.removeprefix('veedor ')}"]
    done = subprocess.run(asked, capture_output=True, check=True, text=True)
    told = name.encode("utf-8", "surrogateescape")
    assert done.stdout.strip() == str([b"outcome", told, b"--in", told])


@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_name_that_is_no_utf_8_is_refused_with_what_to_do(
    lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(capsys, "outcome", "caf\udce9", "--lang", lang)
    assert "'caf\\udce9'" in said
    assert ("Rename" if lang == "en" else "Cambie el nombre") in said


@pytest.mark.slow
def test_a_file_whose_name_is_no_utf_8_is_refused_behind_a_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        (tmp_path / "of\udce9.csv").write_text("Mesa,Ana,Luis\n1,2,3\n", encoding="utf-8")
    except OSError:  # some disks take no such name
        pytest.skip("NOT TESTED: this disk has UTF-8 names only")
    assert "of\\udce9.csv" in refused(capsys, "new", str(tmp_path))


def test_output_has_every_letter_where_the_encoding_of_the_system_lacks_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PYTHONIOENCODING", raising=False)
    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="cp1252"))
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    print_lines("── José 🗳")
    sys.stdout.flush()
    assert left.value.code == 0
    assert written.getvalue().decode("utf-8").splitlines()[1] == "── José 🗳"
