"""What was reported: questions that need the articles of a case, and none of its counts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from veedor.case.answers import Answers
from veedor.errors import QuestionError, nearest
from veedor.intake.locate import data_folders

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from veedor.engine import Engine
    from veedor.intake.case import CaseFile
    from veedor.press import Article, Differences, Proposals, Reuse

    Steps = Callable[[int, int], None]
    """Told the steps done and their number."""

CAP = 60
"""Texts that may share a passage before it is no longer followed."""


class PressQuestions:
    """The questions of the press.

    In every question ``articles`` is a folder, by default ``press`` in the case, or in its data, and
    ``encoding`` that of the articles that are not UTF-8 and do not say so. A
    :class:`~veedor.errors.MissingDataError` says that there are no articles.

    Parameters
    ----------
    kept : Answers
        Where answers are kept.
    folder : Path
        Of the case.
    file : CaseFile, optional
        The case; a folder with articles alone will do.
    """

    def __init__(self, kept: Answers, folder: Path, file: CaseFile | None = None) -> None:
        self._kept = kept
        self.folder = folder
        self.file = file

    def reuse(
        self,
        articles: Path | None = None,
        *,
        encoding: str | None = None,
        cap: int = CAP,
        progress: Steps | None = None,
        engine: Engine = "duckdb",
    ) -> Reuse:
        """Which articles share which passages.

        Parameters
        ----------
        articles, encoding : Path and str, optional
            See the class.
        cap : int
            Texts that may share a passage.
        progress : callable, optional
            Told how many articles are read, of how many.
        engine : {"duckdb", "spark"}
            Where the passages are joined.
        """
        from veedor.press import reuse

        line = self._line("reuse", articles, encoding, cap=cap if cap != CAP else None)

        def ask() -> Reuse:
            return reuse(self._read(articles, encoding), cap=cap, engine=engine, told=progress)

        return self._kept.answer(line, ask)

    def differences(
        self, articles: Path | None = None, *, encoding: str | None = None, progress: Steps | None = None
    ) -> Differences:
        """Where articles differ: names, speakers, numbers, words of a shared passage.

        Parameters
        ----------
        articles, encoding, progress
            As for :meth:`reuse`.
        """
        from veedor.press import differences

        def ask() -> Differences:
            shared = self.reuse(articles, encoding=encoding, progress=progress)
            return differences(shared, near=self._day)

        return self._kept.answer(self._line("differences", articles, encoding), ask)

    def proposals(
        self,
        articles: Path | None = None,
        *,
        encoding: str | None = None,
        names: Mapping[str, str] | None = None,
        progress: Steps | None = None,
    ) -> Proposals:
        """Which statements a person may want to check against the count.

        Parameters
        ----------
        articles, encoding, progress
            As for :meth:`reuse`.
        names : mapping of str to str, optional
            By which name the press calls a choice: ``{"Morales": "MAS"}``; ids and labels are known.

        Raises
        ------
        QuestionError
            Where there is no choice of an id.
        """
        from veedor.press import propose

        choices = self._choices(names or {})

        def ask() -> Proposals:
            shared = self.reuse(articles, encoding=encoding, progress=progress)
            return propose(shared, choices=choices, near=self._day, told=progress)

        called = tuple(f"{name}={choice}" for name, choice in (names or {}).items())
        return self._kept.answer(self._line("propose", articles, encoding, name=called), ask)

    def _line(
        self, verb: str, articles: Path | None, encoding: str | None, **options: int | tuple[str, ...] | None
    ) -> str:
        folder = None if articles is None else str(articles)
        return self._kept.command(f"press {verb}", articles=folder, encoding=encoding, **options)

    def _read(self, articles: Path | None, encoding: str | None) -> tuple[Article, ...]:
        from veedor.press import article_folders, find_articles, read_articles

        if articles is not None:
            return read_articles([articles], encoding=encoding)
        folders = article_folders(self.folder, data_folders(self.file) if self.file else ())
        return find_articles(folders, encoding=encoding)

    @property
    def _day(self) -> date | None:
        return self.file.election.date if self.file else None

    def _choices(self, names: Mapping[str, str]) -> dict[str, str]:
        """Give the names of the choices: their ids and labels, and what the user says."""
        contests = self.file.contests if self.file else {}
        choices = self.file.contest(next(iter(contests))).choices if self.file and contests else ()
        found = {name: str(c.choice_id) for c in choices for name in (str(c.choice_id), c.label)}
        known = set(found.values())
        for choice in names.values():
            if known and choice not in known:
                raise QuestionError(f"{choice!r} is no choice.", remedy=nearest(choice, known))
        return found | dict(names)


def open_press(path: str) -> PressQuestions:
    """Open a case for the questions of the press, without an import of its counts.

    Parameters
    ----------
    path : str
        As the user wrote it: of a case, or of a folder that holds articles alone.
    """
    from veedor.intake import load_case

    folder = Path(path)
    alone = folder.is_dir() and not (folder / "case.toml").is_file()
    file = None if alone else load_case(folder)
    return PressQuestions(Answers(path), file.folder if file else folder, file)
