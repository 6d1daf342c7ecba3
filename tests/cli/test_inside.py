"""An error inside Veedor is said as one, by every verb."""

from __future__ import annotations

import errno

import pytest

from veedor.cli import main


def broken(*_words: object, **_options: object) -> None:
    raise ZeroDivisionError("division by zero")


@pytest.fixture(autouse=True)
def no_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main.veedor, "main", broken)


def test_it_is_named_and_to_be_reported(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main.main(["rules", "list"])
    told = capsys.readouterr().err
    assert ended.value.code == main.EXIT_INSIDE
    assert told.startswith("error inside Veedor: ZeroDivisionError: division by zero; please report it")
    assert "Traceback" not in told


def test_the_traceback_is_there_for_the_asking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(main.DEBUG, "1")
    with pytest.raises(ZeroDivisionError):
        main.main(["rules", "list"])


@pytest.mark.parametrize("error", [OSError(24, "Too many open files"), ConnectionResetError(104, "reset")])
def test_an_error_of_the_system_that_names_no_file_has_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: OSError
) -> None:
    def fails(*_words: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(main.veedor, "main", fails)
    with pytest.raises(SystemExit) as ended:
        main.main(["rules", "list"])
    assert ended.value.code == main.EXIT_INSIDE
    assert "please report it" in capsys.readouterr().err


def test_a_full_disk_asks_for_room(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_words: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "out")

    monkeypatch.setattr(main.veedor, "main", fails)
    with pytest.raises(SystemExit) as ended:
        main.main(["rules", "list"])
    assert ended.value.code == main.EXIT_INPUT
    told = capsys.readouterr().err
    assert told == "error: out: No space left on device. Make room, or name another place.\n"
