"""Who is asked: the addresses of a case, and what was last kept of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from veedor.intake.case import Fetch
from veedor.intake.pages import PageSeries, series_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from veedor.intake.case import CaseFile


@dataclass(frozen=True)
class WatchTarget:
    """An address that is asked.

    Parameters
    ----------
    name : str
        Of its file.
    address : str
        Where.
    read : bool
        Whether its answers are read: it is of a source of the case.
    """

    name: str
    address: str
    read: bool = True


@dataclass(frozen=True)
class WatchGroup:
    """An address with all its pages.

    Parameters
    ----------
    series : PageSeries
        The pages; where the case leaves open which is the last, they end at the first that is not there.
    read : bool
        Whether they are read.
    """

    series: PageSeries
    read: bool

    @property
    def endless(self) -> bool:
        """Whether the case leaves open which page is the last."""
        return self.series.endless

    def targets(self) -> Iterator[WatchTarget]:
        """Return its pages in order, without end where none is stated."""
        for page in self.series.pages():
            yield WatchTarget(page.name, page.fetch.url, self.read)


@dataclass
class LastKept:
    """What was last kept of each address.

    Parameters
    ----------
    files : dict of str to dict
        Name of a file -> what the journal says of its last answer.
    first : dict of (str, str) to int
        Name of a file and hash -> the capture that brought it first.
    """

    files: dict[str, dict[str, object]] = field(default_factory=dict)
    first: dict[tuple[str, str], int] = field(default_factory=dict)

    def take(self, event: Mapping[str, object]) -> None:
        """Note what a capture brought."""
        if event["kind"] != "capture":
            return
        for file in event["files"]:  # type: ignore[attr-defined] # of the journal
            self.files[file["name"]] = file
            self.first.setdefault((file["name"], file["sha256"]), event["n"])  # type: ignore[arg-type]
        for name in event.get("gone", ()):  # type: ignore[attr-defined]
            self.files.pop(name, None)

    def headers(self, name: str) -> dict[str, str]:
        """Return the headers of the last answer of an address."""
        found = self.files.get(name, {}).get("headers", {})
        return found if isinstance(found, dict) else {}

    def hash_of(self, name: str) -> str:
        """Return the hash of the last answer of an address; empty where there was none."""
        return str(self.files.get(name, {}).get("sha256", ""))


def groups(case: CaseFile) -> Iterator[WatchGroup]:
    """Return the addresses of a case, those of its sources first.

    Parameters
    ----------
    case : CaseFile
        With ``[watch]``.
    """
    if case.watch is None:
        return
    for name in case.watch.sources:
        for form in case.sources[name].files:
            for series in series_of(form):
                yield WatchGroup(series, read=True)
    for number, address in enumerate(case.watch.also, 1):
        yield WatchGroup(PageSeries(f"also-{number}", Fetch(address)), read=False)
