"""Downloading the sources that a case names, one after the other; those that fail are told at the end."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from veedor import disk
from veedor.errors import FetchError
from veedor.intake.download import Fetched, fetch_file, refuse_links
from veedor.intake.locate import DATA
from veedor.intake.pages import RECORD, PageFile, PageSeries, read_record, series_of
from veedor.intake.transfer import AbsentError, Limits, UnreachableError
from veedor.sentence import joined, sentence, whole

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from veedor.intake.case import CaseFile, FileForm
    from veedor.intake.transfer import FetchProgress

MAX_PAGES = 10_000
"""Pages of one address without a stated end."""

GIVE_UP = 3
"""Pages in a row that a server does not answer, after which its further pages are not asked for."""


def addresses(case: CaseFile) -> tuple[FileForm, ...]:
    """Return the files of a case that have an address, each once."""
    forms = {
        form.name: form
        for source in case.sources.values()
        for part in source.files
        for form in (part, *part.copies)
        if form.fetch is not None
    }
    return tuple(forms.values())


def fetch_case(
    case: CaseFile,
    progress: FetchProgress | None = None,
    *,
    limits: Limits | None = None,
    done: Callable[[Fetched], None] | None = None,
) -> tuple[Fetched, ...]:
    """Download every source of a case that has an address into ``data/`` beside its ``case.toml``.

    One file after the other; a file that fails does not keep the others from being fetched. What was fetched
    is recorded in ``data/.fetched.json``, with address, hash and time.

    Parameters
    ----------
    case : CaseFile
        The case.
    progress : callable, optional
        Told of every piece.
    limits : Limits, optional
        Bounds.
    done : callable, optional
        Told of every file that is there.

    Returns
    -------
    tuple of Fetched
        In the order of the case.

    Raises
    ------
    FetchError
        Where the case names no address, or servers do not give files, or give others: one error that names
        all of them. What was fetched stays.
    """
    forms = addresses(case)
    if not forms:
        raise FetchError(
            sentence("The case {case!r} names no address.", case=case.name),
            remedy="Put the files into its data folder, or add `fetch` to the files of its sources.",
        )
    folder = case.folder / DATA
    refuse_links(folder, folder / RECORD)
    try:
        folder.mkdir(exist_ok=True)
        disk.sweep(folder)
    except OSError as error:
        raise FetchError(
            sentence(
                "{folder} cannot be made: {strerror}.", folder=folder, strerror=whole(error.strerror or "")
            ),
            remedy="Copy the case to where you may write.",
        ) from error
    run = _Run(folder, progress, limits or Limits(), done)
    for form in forms:
        for series in series_of(form):
            run.fetch(series)
    _raise(run.failures, len(run.fetched))
    return tuple(run.fetched)


def _raise(failures: Sequence[FetchError], fetched: int) -> None:
    if len(failures) == 1 and not fetched:
        raise failures[0]
    if failures:
        shown = joined((sentence("- {problem}", problem=one.text) for one in failures), by="\n")
        raise FetchError(
            sentence(
                "{failed} of {all} {all:file|files} could not be fetched:\n{shown}",
                failed=len(failures),
                all=len(failures) + fetched,
                shown=shown,
            ),
            remedy="\nThe others are there; run the command again for these.",
        )


@dataclass
class _Run:
    """One run of the command."""

    folder: Path
    progress: FetchProgress | None
    limits: Limits
    done: Callable[[Fetched], None] | None
    fetched: list[Fetched] = field(default_factory=list)
    failures: list[FetchError] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.record = read_record(self.folder)

    def fetch(self, series: PageSeries) -> None:
        """Fetch the pages of an address, in order; those that fail are kept for the end."""
        unanswered, before, downloaded = 0, "", False
        for count, page in enumerate(series.pages(), 1):
            if downloaded:
                time.sleep(self.limits.pause)
            try:
                made = self._one(page)
            except AbsentError as problem:
                if series.endless and count > 1:
                    self._end(series, page.number - 1)
                    return
                self.failures.append(problem)
                if series.endless:
                    return
            except FetchError as problem:
                self.failures.append(problem)
                unanswered = unanswered + 1 if isinstance(problem, UnreachableError) else 0
                if series.endless or unanswered == GIVE_UP:
                    self._give_up(series, page, many=not series.endless)
                    return
            else:
                unanswered, downloaded = 0, made.downloaded
                if series.endless and (made.sha256 == before or count == MAX_PAGES):
                    made.path.unlink()
                    self._without_end(page, MAX_PAGES if count == MAX_PAGES else 0)
                    return
                before = made.sha256
                self._keep(page, made)

    def _one(self, page: PageFile) -> Fetched:
        known = self.record["files"].get(page.name, {})
        path = self.folder / page.name
        refuse_links(*(p for p in path.parents if p.is_relative_to(self.folder)))
        path.parent.mkdir(parents=True, exist_ok=True)
        recorded = str(known.get("sha256", "")) if known.get("url") == page.fetch.url else ""
        return fetch_file(page.fetch, path, self.progress, limits=self.limits, recorded=recorded)

    def _keep(self, page: PageFile, made: Fetched) -> None:
        self.fetched.append(made)
        if made.downloaded or page.name not in self.record["files"]:
            self.record["files"][page.name] = {
                "url": page.fetch.url,
                "sha256": made.sha256,
                "size": made.size,
                "fetched": datetime.now(UTC).isoformat(timespec="seconds"),
            }
            self._write()
        if self.done:
            self.done(made)

    def _end(self, series: PageSeries, last: int) -> None:
        self.record["ends"][series.name] = last
        self._write()

    def _write(self) -> None:
        disk.write(self.folder / RECORD, json.dumps(self.record, ensure_ascii=False, indent=1))

    def _give_up(self, series: PageSeries, page: PageFile, *, many: bool) -> None:
        left = sum(1 for one in series.pages() if one.number > page.number) if many else 0
        if left:
            self.failures.append(
                FetchError(
                    sentence(
                        "{left:,} further pages of {series} were not asked for: nobody answers.",
                        left=left,
                        series=series.name,
                    ),
                    remedy="Run the command again later.",
                )
            )

    def _without_end(self, page: PageFile, most: int) -> None:
        what = (
            sentence("has more than {most:,} pages", most=most)
            if most
            else sentence("gives the same page again")
        )
        self.failures.append(
            FetchError(
                sentence("{url} {what}: where the pages end cannot be told.", url=page.fetch.url, what=what),
                remedy=sentence('State the last one: pages = "1..{number}".', number=page.number - 1),
            )
        )
