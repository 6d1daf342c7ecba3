"""Drafts: what is being brought, each a folder on disk, so that a reload or a restart loses nothing."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from veedor import disk
from veedor.desk.bring.record import recorded, revived
from veedor.errors import MissingDataError, QuestionError
from veedor.guess.draft import Election
from veedor.intake.case import Fetch
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from veedor.guess.trial import Trial
    from veedor.intake.case import Control, FileForm

FOLDER = ".drafts"
"""Within the folder of new cases."""
MOST = 40
"""Drafts that may lie there at once."""
MOST_TRIES = 8
LARGEST = 100_000_000
"""Bytes of what was found that are read."""
_NAME = re.compile(r"[0-9a-f]{16}")


class UnknownDraftError(MissingDataError):
    """There is no draft of a name."""


@dataclass(frozen=True)
class BroughtFiles:
    """What was found of the files of a draft.

    Parameters
    ----------
    trial : Trial
        The proposal as it was tried.
    forms : tuple of FileForm
        How the case names and opens the files.
    files : tuple of str
        Names of the files that the case needs.
    header : tuple of str
        Names of the columns.
    rows : tuple of tuple of str
        The first rows.
    words : dict
        Language -> what was said of the file: ``opened``, ``left``, ``seen``.
    tries : dict
        What further trials gave, by what was tried: :func:`~veedor.desk.bring.reading.print_of`.
    fetch : Fetch, optional
        Where the file comes from, where it was brought by its address.
    """

    trial: Trial
    forms: tuple[FileForm, ...]
    files: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: dict[str, dict[str, Any]]
    tries: dict[str, Trial] = field(default_factory=dict)
    fetch: Fetch | None = None


@dataclass(frozen=True)
class GivenAnswers:
    """What was answered so far.

    Parameters
    ----------
    election : Election
        What no file says of it.
    given : dict of str to str
        Question -> answer as it was chosen: the number of an option, or ``=`` and a text; of those about the
        election empty.
    controls : tuple of Control
        Totals of the official page.
    roles : dict of str to str
        Column -> what the user says that it is, in the order in which it was said.
    """

    election: Election
    given: dict[str, str]
    controls: tuple[Control, ...] = ()
    roles: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """A draft.

    Parameters
    ----------
    folder : Path
        Its own.
    """

    folder: Path

    @property
    def name(self) -> str:
        """Its name in addresses."""
        return self.folder.name

    @property
    def home(self) -> Path:
        """The folder into which its case goes."""
        return self.folder.parent.parent

    @property
    def files(self) -> Path:
        """The files as they came."""
        return self.folder / "files"

    @property
    def case(self) -> Path:
        """The case that is being made."""
        return self.folder / "case"

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its files."""
        return tuple(sorted(file.name for file in self.files.iterdir()))

    def read(self, name: str) -> Any:  # noqa: ANN401 - JSON
        """Read one of its own records; None where it is not there, or cannot be read."""
        try:
            return json.loads(disk.read(self.folder / f"{name}.json", LARGEST))
        except (OSError, ValueError):
            return None

    def write(self, name: str, value: Any) -> None:  # noqa: ANN401 - JSON
        """Write one of its own records, whole or not at all."""
        disk.write(self.folder / f"{name}.json", json.dumps(value, ensure_ascii=False))

    def forget(self, *names: str) -> None:
        """Forget some of its own records."""
        for name in names:
            (self.folder / f"{name}.json").unlink(missing_ok=True)

    @property
    def found(self) -> BroughtFiles | None:
        """What was found; None where that is not known yet."""
        kept = self.read("found")
        if kept is None:
            return None
        fetched = self.read("fetched")
        return BroughtFiles(
            trial=revived(kept["trial"]),
            forms=revived(kept["forms"]),
            files=tuple(kept["files"]),
            header=tuple(kept["header"]),
            rows=tuple(map(tuple, kept["rows"])),
            words=kept["words"],
            tries={name: revived(tried) for name, tried in self.read("tries") or ()},
            fetch=None if fetched is None else Fetch(**fetched),
        )

    def keep_try(self, name: str, trial: Trial) -> None:
        """Keep what a trial gave; the last few are kept, so that going back and forth tries nothing twice."""
        others = [one for one in self.read("tries") or () if one[0] != name]
        self.write("tries", [*others, (name, recorded(trial))][-MOST_TRIES:])

    @property
    def answers(self) -> GivenAnswers:
        """What was answered so far."""
        kept = self.read("answers")
        if kept is None:
            return GivenAnswers(Election(), {})
        roles = kept.get("roles", {})
        return GivenAnswers(Election(**kept["election"]), kept["given"], revived(kept["controls"]), roles)

    def keep(self, answers: GivenAnswers) -> None:
        """Keep what was answered."""
        election = {name: getattr(answers.election, name) for name in Election.__dataclass_fields__}
        controls = recorded(answers.controls)
        kept = {"election": election, "given": answers.given, "controls": controls, "roles": answers.roles}
        self.write("answers", kept)

    @property
    def written(self) -> str | None:
        """The case file as the user wrote it by hand; None where it follows from the answers."""
        try:
            return (self.folder / "case.toml").read_text("utf-8")
        except OSError:
            return None

    def write_by_hand(self, text: str | None) -> None:
        """Keep a case file that was written by hand; None goes back to the answers."""
        if text is None:
            (self.folder / "case.toml").unlink(missing_ok=True)
        else:
            disk.write(self.folder / "case.toml", text)

    def discard(self) -> None:
        """Remove it with its files."""
        shutil.rmtree(self.folder, ignore_errors=True)


def new_draft(home: Path) -> Draft:
    """Begin a draft.

    Raises
    ------
    QuestionError
        Where many lie there already, or the folder cannot be written.
    """
    if len(list(drafts(home))) >= MOST:
        raise QuestionError(
            sentence("{most} drafts lie here already.", most=MOST),
            remedy="Finish one of them, or discard it; then bring the files again.",
        )
    folder = home / FOLDER / secrets.token_hex(8)
    try:
        (folder / "files").mkdir(parents=True)
    except OSError as error:
        raise QuestionError(
            sentence("The folder of new cases cannot be written: {why}.", why=error.strerror),
            remedy="Start `veedor serve` with --new-in and a folder that may be written.",
        ) from error
    return Draft(folder)


def draft_of(home: Path, name: str) -> Draft:
    """Return a draft by its name.

    Raises
    ------
    UnknownDraftError
        Where there is none.
    """
    folder = home / FOLDER / name
    if not _NAME.fullmatch(name) or not (folder / "files").is_dir():
        raise UnknownDraftError(
            "There is no such draft here: it has become a case, or was discarded.",
            remedy="Look in the list of cases, or bring the files again.",
        )
    return Draft(folder)


def drafts(home: Path) -> Iterator[Draft]:
    """Return the drafts that lie in the folder of new cases, the newest first."""
    try:
        folders = [one for one in (home / FOLDER).iterdir() if _NAME.fullmatch(one.name)]
    except OSError:
        return
    known = [one for one in folders if (one / "files").is_dir()]
    yield from (Draft(one) for one in sorted(known, key=_since, reverse=True))


def _since(folder: Path) -> float:
    try:
        return (folder / "files").stat().st_mtime
    except OSError:
        return time.time()
