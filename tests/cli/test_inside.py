"""An error inside Veedor is said as one, by every verb."""

from __future__ import annotations

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
