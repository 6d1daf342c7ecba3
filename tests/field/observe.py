"""Run the real command line in process, and read what it says of a count."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click
from click.testing import CliRunner

import veedor
from veedor.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

ENVIRONMENT = {"LANG": "C.UTF-8", "LC_ALL": "", "LC_MESSAGES": "", "COLUMNS": "100", "VEEDOR_LANG": "en"}

FIGURES = {
    "counted": ("outcome.completeness", "counted"),
    "outstanding": ("outcome.completeness", "outstanding"),
    "aside": ("outcome.completeness", "set_aside"),
    "annulled": ("outcome.completeness", "annulled"),
    "expected": ("outcome.completeness", "expected"),
}
"""What is expected -> the finding and the figure of an outcome that say it."""


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("args", nargs=-1, type=click.UNPROCESSED)
def _whole(args: tuple[str, ...]) -> None:
    """Run the entry point with its own handling of errors."""
    main(args)


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    args: tuple[str, ...]
    code: int
    out: str
    err: str
    crash: BaseException | None

    @property
    def words(self) -> str:
        """Everything it said, on one line."""
        return " ".join(f"{self.out} {self.err}".split())

    @property
    def refused(self) -> bool:
        """Whether it refused the input, as it should: exit code 2, with a message and no traceback."""
        return self.code == 2 and self.crash is None

    @property
    def worded(self) -> bool:
        """Whether it ended as a command may: done, refused, or (1) what was asked to hold does not."""
        return self.crash is None and self.code in {0, 1, 2} and "error inside Veedor" not in self.words

    def __str__(self) -> str:
        what = f"{type(self.crash).__name__}: {self.crash}" if self.crash else self.words[:1500]
        return f"veedor {' '.join(self.args)} -> {self.code}: {what}"


def run(*args: str) -> Ran:
    """Run ``veedor`` with some arguments."""
    done = CliRunner().invoke(_whole, list(args), env=ENVIRONMENT)
    crash = done.exception if done.exception and not isinstance(done.exception, SystemExit) else None
    return Ran(args, done.exit_code, done.stdout, done.stderr, crash)


@dataclass(frozen=True)
class Observed:
    """What ``veedor outcome --json`` says."""

    document: dict[str, Any]
    registered: int | None = None
    """Registered voters of all expected sheets; None where any of them is not known."""

    @cached_property
    def figures(self) -> dict[str, dict[str, Any]]:
        """Finding -> name of a figure -> its value, as JSON has it."""
        return {
            finding["id"]: {name: figure["value"] for name, figure in finding["figures"].items()}
            for finding in self.document["findings"]
        }

    @cached_property
    def text(self) -> str:
        """The sentences of all findings."""
        return " ".join(finding.get("text", "") for finding in self.document["findings"])

    def figure(self, name: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        """The figure of some meaning; None where the outcome does not say it."""
        finding, figure = FIGURES[name]
        return self.figures.get(finding, {}).get(figure)

    @property
    def votes(self) -> dict[str, int]:
        """Choice -> votes."""
        return self._by_choice("rule_votes", "votes")

    @property
    def seats(self) -> dict[str, int]:
        """List -> seats of the whole country."""
        return self._by_choice("seats", "seats")

    def _by_choice(self, name: str, figure: str) -> dict[str, int]:
        table = next(t for t in self.document["tables"] if t["name"] == name)
        at = {column["name"]: position for position, column in enumerate(table["columns"])}
        return {str(row[at["choice"]]): int(row[at[figure]]) for row in table["rows"]}

    @property
    def turnout(self) -> str | None:
        """Turnout in per cent with two decimals; None where nothing is said of it."""
        share = self.figures.get("outcome.turnout", {}).get("turnout_share")
        return None if share is None else f"{share['decimal'] * 100:.2f}"

    @property
    def changes(self) -> dict[str, int]:
        """How votes are changed -> the fewest with which the outcome is another."""
        table = next(t for t in self.document["tables"] if t["name"] == "rule_margins")
        at = {column["name"]: position for position, column in enumerate(table["columns"])}
        found: dict[str, int] = {}
        for row in table["rows"]:
            how, votes = str(row[at["change"]]).removeprefix("rules.change."), int(row[at["votes"]])
            found[how] = min(votes, found.get(how, votes))
        return found

    @property
    def outcome(self) -> str:
        """Kind of the outcome, and whom it names: ``elected adler``, ``runoff adler brandt``."""
        return self._outcome("outcome", "choices")

    @property
    def as_counted(self) -> str:
        """The same, as if no vote were to come."""
        return self._outcome("as_counted", "as_counted_choices")

    def _outcome(self, kind: str, people: str) -> str:
        said = self.figures.get("rules.outcome", {})
        return " ".join([str(said.get(kind, "?")).removeprefix("outcome_kind."), *(said.get(people) or ())])


def observe(folder: Path, *args: str) -> tuple[Ran, Observed | None]:
    """Ask for the outcome; what it says is None where it was refused."""
    ran = run("outcome", str(folder), *args, "--json")
    if ran.code:
        return ran, None
    asked = dict(zip([a.removeprefix("--") for a in args[::2]], args[1::2], strict=True))
    return ran, Observed(json.loads(ran.out), veedor.open(folder).outcome(**asked).tally.registered)


def says(ran: Ran, pattern: str) -> bool:
    """Whether a command said something, in any case of letters."""
    return re.search(pattern, ran.words, re.IGNORECASE) is not None
