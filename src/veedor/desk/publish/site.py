"""What is published: cases, languages, the address, what every page says of itself.

The tally sheets are files of which a page asks for one or two, each named by its content.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.conf import settings

from veedor.desk.publish.addresses import IN_THE_BROWSER, target
from veedor.desk.publish.words import words_of
from veedor.lookup.pieces import SHEETS, in_pieces

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.case import Case
    from veedor.desk.publish.addresses import Target
    from veedor.lookup.pieces import SheetPieces
    from veedor.report.wording import Wording


MOST_PLACES = 10_000
"""Pages of places of a contest in a language, the widest levels first: hosts limit the number of files."""


@dataclass(frozen=True)
class Usual:
    """What an address that names no contest and no count is of.

    Parameters
    ----------
    contest : str
        The contest.
    counts : mapping of str to str
        Each contest that is published by sheet -> the count that counts in the end.
    """

    contest: str
    counts: Mapping[str, str]


@dataclass(eq=False)
class Site:
    """A publication that is being made.

    Parameters
    ----------
    languages : tuple of str
        Codes; the first is that of files that are the same in all.
    address : str
        Where it will be found, without a ``/`` at its end; empty where that is not known.
    when : mapping of str to str
        Name of a case -> when its data were first published here, in UTC.
    data : mapping of str to str
        Name of a case -> hash of its data.
    keep : callable
        Takes each file that is no page: its name and what is in it.
    known : dict
        Addresses that were looked at -> what they become.
    """

    FILES = "/cases/"

    languages: tuple[str, ...]
    address: str
    when: Mapping[str, str]
    data: Mapping[str, str]
    keep: Keep
    known: dict[str, Target | None] = field(default_factory=dict)
    _written: dict[tuple[str, str], SheetFiles] = field(default_factory=dict)

    def usual(self, name: str, said: list[tuple[str, str]]) -> list[tuple[str, str]] | None:
        """Leave out of a question what it need not say; None where it is of a count that is not published.

        Only the count that counts in the end has pages of its own; what others said stands on each sheet.
        """
        asked, known = dict(said), self._usual(name)
        contest = asked.get("contest", known.contest)
        if ("contest" in asked or "count" in asked) and contest not in known.counts:
            return None
        if asked.get("count", known.counts.get(contest)) != known.counts.get(contest):
            return None
        without = {"count"} | ({"contest"} if contest == known.contest else set())
        return [pair for pair in said if pair[0] not in without]

    def has_page(self, name: str, said: Mapping[str, str]) -> bool:
        """Say whether a place has a page of its own."""
        place = said.get("id", "")
        return not place or place in self._places(name, said.get("contest", ""))

    def _usual(self, name: str) -> Usual:
        def answer(case: Case) -> Usual:
            election = case.election
            counts = {
                str(one): str(case.select(contest=one))
                for one in election.contests
                if election.moments(one, by_sheet=True)
            }
            return Usual(str(election.contest_id()), counts)

        found: Usual = settings.DESK.library.ask(name, "usual", answer)
        return found

    def _pieces(self, name: str, contest: str) -> SheetPieces:
        found: SheetPieces = settings.DESK.library.ask(
            name, f"pieces {contest}", lambda case: in_pieces(case.sheet_table(contest=contest or None))
        )
        return found

    def _places(self, name: str, contest: str) -> frozenset[str]:
        """Return the places that have a page: those of the widest levels, as many as there may be."""

        def answer(case: Case) -> frozenset[str]:
            table = case.sheet_table(contest=contest or None)
            ids, found = table.selection.states.roll.places.ids, set[str]()
            for level in table.levels:
                if len(found) + len(ids[level]) > MOST_PLACES:
                    break
                found |= set(ids[level])
            return frozenset(found)

        made: frozenset[str] = settings.DESK.library.ask(name, f"places with a page {contest}", answer)
        return made

    def sheet_files(self, name: str, contest: str) -> SheetFiles:
        """Return the files of the sheets of a contest; they are written when they are first asked for."""
        key = (name, contest)
        if key not in self._written:
            own = f"&contest={contest}" if contest else ""

            def page_of(place: str) -> str:
                from urllib.parse import quote

                leads = target(
                    f"/{self.languages[0]}/cases/{name}/place?id={quote(place, safe='')}{own}", self
                )
                return leads.file.split("/", 1)[1] if leads is not None and not leads.question else ""

            pieces = self._pieces(name, contest)
            self._written[key] = write_sheets(pieces, f"cases/{name}/data", page_of, self.keep)
        return self._written[key]

    def about(self, view: str, asked: Mapping[str, str], name: str | None, words: Wording) -> dict[str, Any]:
        """Say what a page says of itself: of which data it is and since when they are published.

        Parameters
        ----------
        view : str
            Whose page it is.
        asked : mapping of str to str
            Its question.
        name : str, optional
            Of the case that it is of.
        words : Wording
            The language.
        """
        data = {name: self.data[name]} if name else dict(self.data)
        whens = [self.when[one] for one in data]
        made: dict[str, Any] = {"data": data, "when": max(whens, default=""), "sheets": None}
        if view in IN_THE_BROWSER and name:
            contest = asked.get("contest", "")
            files = self.sheet_files(name, contest)
            said = words_of(self._pieces(name, contest), words)
            made["sheets"] = {
                "index": f"/{files.index}",
                "words": json.dumps(said, ensure_ascii=False, separators=(",", ":")),
                "view": view.partition(":")[2],
                "own": {"contest": contest} if contest else {},
            }
        return made


Keep = Callable[[str, bytes], None]
"""Takes a file of the publication: its name from its folder, and what is in it."""
MOST = 200_000
"""Sheets that a page reads to sift them; of more a place has to be chosen first."""


@dataclass(frozen=True)
class SheetFiles:
    """The files of the sheets of a contest.

    Parameters
    ----------
    index : str
        The one that names the others.
    """

    index: str


def write_sheets(pieces: SheetPieces, folder: str, page_of: Callable[[str], str], keep: Keep) -> SheetFiles:
    """Write the sheets of a contest.

    A file is a script that hands its data over: a page that was opened from a folder may run one beside it,
    but not read it.

    Parameters
    ----------
    pieces : SheetPieces
        The sheets.
    folder : str
        Of the files, from that of the publication.
    page_of : callable
        Gives the page of a place, from the folder of a language; empty where it has none.
    keep : callable
        Takes each file.
    """

    def write(content: object) -> str:
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        mark = sha256(text.encode()).hexdigest()[:16]
        keep(f"{folder}/{mark}.js", f'veedorTakes("{mark}",{text});\n'.encode())
        return f"{mark}.js"

    parts = [write(piece) for piece in pieces.pieces()]
    ids = [(write({"ids": names, "at": at}), names[0]) for names, at in pieces.ids()]
    places = write([[path, first, page_of(path) if path else ""] for path, first in pieces.places])
    columns = list(pieces.table.columns)
    index: dict[str, Any] = {
        "sheets": len(pieces),
        "size": SHEETS,
        "most": MOST,
        "pieces": parts,
        "ids": ids,
        "places": places,
        "columns": columns,
        "scale": pieces.table.scale,
    }
    return SheetFiles(f"{folder}/{write(index)}")
