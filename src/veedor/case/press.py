"""What was reported: questions that need the articles of a case, and none of its counts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from veedor.case.answers import Answers
from veedor.errors import MissingDataError, QuestionError, nearest
from veedor.intake.locate import data_folders
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from veedor.claims.lookup import Lookup
    from veedor.claims.propose import Proposals
    from veedor.count import Election
    from veedor.engine import Engine
    from veedor.intake.case import CaseFile
    from veedor.press import Article, Differences, Reuse

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
    election : Election, optional
        The case, where it is open already; else it is opened when numbers are looked up.
    """

    def __init__(
        self, kept: Answers, folder: Path, file: CaseFile | None = None, election: Election | None = None
    ) -> None:
        self._kept = kept
        self.folder = folder
        self.file = file
        self.election = election

    def reuse(
        self,
        articles: Path | None = None,
        *,
        encoding: str | None = None,
        cap: int = CAP,
        progress: Steps | None = None,
        engine: Engine = "duckdb",
        prints: Path | None = None,
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
        prints : Path, optional
            Folder for the tables that the query of the findings names.
        """
        from veedor.press import reuse

        kept = None if prints is None else str(prints)
        line = self._line("reuse", articles, encoding, cap=cap if cap != CAP else None, prints=kept)

        def ask() -> Reuse:
            return reuse(self._read(articles, encoding), cap=cap, engine=engine, told=progress, prints=prints)

        return self._kept.answer(line, ask)

    def differences(
        self,
        articles: Path | None = None,
        *,
        encoding: str | None = None,
        published: date | None = None,
        progress: Steps | None = None,
    ) -> Differences:
        """Where articles differ: names, speakers, numbers, words of a shared passage.

        Parameters
        ----------
        articles, encoding, progress
            As for :meth:`reuse`.
        published : date, optional
            When the articles were published that do not say so.
        """
        from veedor.press import differences

        def ask() -> Differences:
            shared = self.reuse(articles, encoding=encoding, progress=progress)
            return differences(shared, near=self._day, published=published, country=self._country)

        day = None if published is None else published.isoformat()
        return self._kept.answer(self._line("differences", articles, encoding, published=day), ask)

    def proposals(
        self,
        articles: Path | None = None,
        *,
        encoding: str | None = None,
        names: Mapping[str, str] | None = None,
        published: date | None = None,
        progress: Steps | None = None,
    ) -> Proposals:
        """Which statements a person may want to check: looked up in the facts of the count.

        Parameters
        ----------
        articles, encoding, progress
            As for :meth:`reuse`.
        names : mapping of str to str, optional
            By which name the press calls a choice: ``{"Morales": "MAS"}``; ids, labels and surnames of
            labels are known, and what ``[names]`` of ``claims.toml`` says.
        published : date, optional
            When the articles were published that do not say so.

        Raises
        ------
        MissingDataError
            Where there is a folder of articles and no count to look numbers up in.
        QuestionError
            Where there is no choice of an id.
        """
        from veedor.claims.propose import propose

        lookup = self._lookup(names or {})

        def ask() -> Proposals:
            shared = self.reuse(articles, encoding=encoding, progress=progress)
            return propose(shared, lookup, published=published, told=progress)

        called = tuple(f"{name}={choice}" for name, choice in (names or {}).items())
        day = None if published is None else published.isoformat()
        return self._kept.answer(self._line("propose", articles, encoding, name=called, published=day), ask)

    def _lookup(self, names: Mapping[str, str]) -> Lookup:
        """Open the count for a look-up, with the names, attested facts and cases of its claims file."""
        from veedor.claims import load_claims
        from veedor.claims.count_facts import CountFacts
        from veedor.claims.lookup import Lookup
        from veedor.claims.result import FILE, facts_of
        from veedor.count import Election

        if self.file is None:
            raise MissingDataError(
                sentence(
                    "{folder!r} is no case: there is no count to look numbers up in.", folder=str(self.folder)
                ),
                remedy="Name a case. `veedor press reuse` and `differences` need articles alone.",
            )
        election = self.election or Election.open(self.folder)
        path = election.file.folder / FILE
        held = load_claims(path) if path.is_file() else None
        facts = facts_of(election, held, path.parent)
        called = {**(held.names if held else {}), **names}
        known = [str(choice.choice_id) for choice in facts.contest.choices]
        for choice in called.values():
            if choice not in known:
                raise QuestionError(
                    sentence("{choice!r} is no choice.", choice=choice), remedy=nearest(choice, known)
                )
        return Lookup(CountFacts(facts), called)

    def _line(
        self,
        verb: str,
        articles: Path | None,
        encoding: str | None,
        **options: int | str | tuple[str, ...] | None,
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
    def _country(self) -> str:
        return self.file.election.country if self.file else ""

    @property
    def _day(self) -> date | None:
        return self.file.election.date if self.file else None


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
