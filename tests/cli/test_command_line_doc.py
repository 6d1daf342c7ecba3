"""The page of the command line lists every verb, every exit code and every shell."""

from __future__ import annotations

from pathlib import Path

from veedor.cli.main import EXIT_DIFFERS, EXIT_INPUT, EXIT_OK, VERBS

TEXT = (Path(__file__).parents[2] / "docs" / "reference" / "command-line.md").read_text(encoding="utf-8")


def test_every_verb_stands_in_the_order_of_the_work_with_its_line() -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("| `")]
    told = [(f"| `{verb}` | {line[0].lower()}{line[1:].rstrip('.')} |") for verb, line in VERBS.items()]
    assert rows == told


def test_every_exit_code_stands_there() -> None:
    for code in (EXIT_OK, EXIT_DIFFERS, EXIT_INPUT):
        assert f"\n| {code} | " in TEXT


def test_every_shell_stands_there() -> None:
    for shell in ("bash", "zsh", "fish"):
        assert f"_VEEDOR_COMPLETE={shell}_source" in TEXT
