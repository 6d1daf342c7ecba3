"""A capture as a publication: its files read as the case says, into tables of its own.

Each capture is imported alone, as the one publication of a case that has nothing else but the lists of
sheets; captures that are equal are not read at all, and the tables of the last few are kept.
"""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

from veedor import disk
from veedor.case import Case
from veedor.count import Election
from veedor.errors import MissingDataError, VeedorError
from veedor.intake import import_case
from veedor.intake.case import Layout
from veedor.intake.contents import FileContents
from veedor.intake.locate import DATA, find
from veedor.intake.pages import series_of
from veedor.sentence import sentence
from veedor.watch.capture import capture_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from veedor.intake.case import CaseFile, ContestEntry, FileForm, Source
    from veedor.watch.capture import Capture


class CaptureReader:
    """Reads the captures of a case.

    Parameters
    ----------
    case : CaseFile
        The case, with ``[watch]``.
    folder : Path
        Where the files of the capture in hand and its tables lie.
    size : int
        Bytes that an answer may have when it is unpacked.
    """

    def __init__(self, case: CaseFile, folder: Path, size: int) -> None:
        self.case = case
        self.folder = folder
        self._size = size
        self._with_end: set[str] = set()
        self._is_whole: dict[str, bool] = {}
        self._contents = FileContents()
        self._placed: dict[str, tuple[str, str]] = {}
        self._watched = frozenset(case.watch.sources if case.watch else ())
        self._other = {name: self._found(name) for name in case.sources if self._is_beside(name)}

    def _is_beside(self, name: str) -> bool:
        """Whether a source that is not watched says something of the captures: a list, strata, a baseline."""
        source = self.case.sources[name]
        listed = {n for c in self.case.contests.values() for n in _names(c)}
        beside = source.layout in {Layout.ATTRIBUTES, Layout.EARLIER} or name in listed
        return beside and name not in self._watched

    def _found(self, name: str) -> Source:
        source = self.case.sources[name]
        forms = [self._place(name, form) for form in source.files]
        return replace(source, files=tuple(form for some in forms for form in some))

    def _place(self, name: str, form: FileForm) -> list[FileForm]:
        """Name a file that is there already by its whole path."""
        found = find(self.case, form)
        if not found:
            raise MissingDataError(
                sentence(
                    "The source {name!r}, which is not watched, has no file {file!r}.",
                    name=name,
                    file=form.name,
                ),
                remedy=sentence(
                    "`veedor fetch {case}` downloads it, or put it into {data}.",
                    case=str(self.case.folder),
                    data=str(self.case.folder / DATA),
                ),
            )
        return [replace(one, name=str(path.resolve()), fetch=None, copies=()) for one, path in found]

    def read(
        self,
        name: str,
        files: Mapping[str, str],
        encodings: Mapping[str, str],
        load: Callable[[str], bytes],
    ) -> Capture:
        """Read a capture; of its files those are read that have changed.

        Parameters
        ----------
        name : str
            Which, as the journal calls it.
        files : mapping of str to str
            Name of each file of the watched sources -> its SHA-256.
        encodings : mapping of str to str
            Name of a file -> ``Content-Encoding`` with which it came.
        load : callable
            Gives the bytes of a hash.

        Raises
        ------
        VeedorError, InputErrors
            Where it is not what the case says.
        """
        data = self.folder / DATA
        disk.make_folder(data)
        for file, sha256 in files.items():
            packed = encodings.get(file, "")
            if self._placed.get(file) == (sha256, packed) and (data / file).is_file():
                continue
            plain = unpacked(load(sha256), packed, file, self._size)
            disk.make_folder((data / file).parent)
            disk.write(data / file, plain)
            self._placed[file] = (sha256, packed)
            self._is_whole[file] = plain.endswith(b"\n")
        made = self._case_of(name, files)
        imported = import_case(made, contents=self._contents)
        self._check_ends(files)
        election = Election(made, imported.store, name=str(self.case.folder))
        sheets = any(self.case.sources[key].is_count for key in self._watched)
        return capture_of(Case(election), name, self._count(), name if sheets else None)

    def _check_ends(self, names: Iterable[str]) -> None:
        """Refuse a file that ends within a row, where none did before: its last figure may be cut."""
        cut = [name for name in names if not self._is_whole[name] and name in self._with_end]
        if cut:
            raise VeedorError(
                sentence("{name} ends in the middle of a row; before, its last row was whole.", name=cut[0]),
                remedy="The next one is read. If its rows end so from now on, start the watch again.",
            )
        self._with_end.update(name for name in names if self._is_whole[name])

    def _count(self) -> str:
        return next((self.case.sources[n].count for n in self._watched if self.case.sources[n].count), "")

    def _case_of(self, name: str, files: Mapping[str, str]) -> CaseFile:
        """Make the case that has this capture as its one publication."""
        sources = {}
        for key, source in self.case.sources.items():
            if key in self._watched:
                forms = tuple(form for part in source.files for form in self._forms(key, part, files))
                snapshot = name if source.is_count else source.snapshot
                sources[key] = replace(source, files=forms, snapshot=snapshot, taken_at=None)
            elif key in self._other:
                sources[key] = self._other[key]
        roll = tuple(key for key in self.case.election.roll if key in sources)
        contests = {key: self._contest(entry) for key, entry in self.case.contests.items()}
        return replace(
            self.case,
            path=self.folder / "case.toml",
            election=replace(self.case.election, roll=roll),
            contests=contests,
            sources=sources,
            watch=None,
        )

    def _contest(self, entry: ContestEntry) -> ContestEntry:
        """Name a rule file of the case's own by its whole path."""
        own = entry.rule.endswith((".toml", ".json"))
        return replace(entry, rule=str(self.case.folder / entry.rule)) if own else entry

    def _forms(self, source: str, part: FileForm, files: Mapping[str, str]) -> Iterator[FileForm]:
        if part.fetch is None:
            yield from self._place(source, part)
            return
        for series in series_of(part):
            for page in series.pages():
                if page.name in files:
                    yield replace(part, name=page.name, fetch=None, copies=(), sha256="")
                elif series.endless:
                    break


def _names(entry: ContestEntry) -> tuple[str, ...]:
    expected = entry.expected
    return (expected,) if isinstance(expected, str) else () if isinstance(expected, int) else expected


def unpacked(content: bytes, encoding: str, name: str, most: int) -> bytes:
    """Unpack what came packed although nobody asked for that.

    Raises
    ------
    VeedorError
        Where it cannot be unpacked, or has more bytes than it may.
    """
    kind = encoding.strip().lower()
    if kind in {"", "identity"}:
        return content
    if kind not in {"gzip", "x-gzip", "deflate"}:
        raise VeedorError(
            sentence(
                "{name} came in the encoding {encoding!r}, which is not read; it is kept as it came.",
                name=name,
                encoding=encoding[:40],
            )
        )
    parts: list[bytes] = []
    size, left, whole = 0, content, True
    try:
        while left and size <= most:
            member = zlib.decompressobj(wbits=47)
            parts.append(member.decompress(left, most + 1 - size))
            size += len(parts[-1])
            left, whole = member.unused_data, member.eof
    except zlib.error as error:
        raise VeedorError(
            sentence(
                "{name} says that it is packed with {kind}, and is not: {error}.",
                name=name,
                kind=kind,
                error=str(error),
            )
        ) from error
    if size > most:
        raise VeedorError(
            sentence(
                "{name} has more than {most:,} bytes when it is unpacked; it is kept and not read.",
                name=name,
                most=most,
            )
        )
    if not whole:
        raise VeedorError(sentence("{name} is packed, and breaks off before its end.", name=name))
    return b"".join(parts)
