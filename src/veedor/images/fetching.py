"""Asking servers for images of sheets, one after the other, and keeping what comes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from veedor.bounded import is_private
from veedor.canonical import sha256
from veedor.images.beside import read_beside
from veedor.images.kinds import LARGEST, examine
from veedor.images.reasons import NoImageError
from veedor.images.register import ImageLine
from veedor.watch.asking import Asker, RobotRules, Visit
from veedor.watch.rounds import anything

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.images.named import SheetImage
    from veedor.images.register import ImageRegister
    from veedor.intake.case import CaseFile

PAUSE = 0.5
"""Seconds between two questions to a server: it serves others too."""
SECONDS = 60.0
"""Seconds that one image may take in all."""
GIVE_UP = 3
"""Images in a row that a server does not answer, after which it is not asked for further ones."""
ATTEMPTS = 3
"""How often a server that says it is busy is asked."""
LONGEST_WAIT = 60.0
"""Seconds that a busy server may ask us to wait before the next image is asked for."""
BUSY = frozenset({429, 503})
SAMPLE = 5
"""Images whose size is asked for to say about how large all of them are."""

CAME = ("new", "changed", "same", "there")
"""What becomes of an image that is there in the end; anything else says why it is not."""


@dataclass(frozen=True)
class ImageOutcome:
    """What became of one image.

    Parameters
    ----------
    image : SheetImage
        Which.
    word : str
        One of :data:`CAME`: ``new``; ``changed``, another image than before, which is kept too; ``same``,
        asked again and still the same; ``there``, not asked. Else why it is not there, one of
        :data:`veedor.images.reasons.REASONS`.
    detail : str
        What happened, for people.
    line : ImageLine, optional
        The last image that came of it, now or before.
    """

    image: SheetImage
    word: str
    detail: str = ""
    line: ImageLine | None = None

    @property
    def came(self) -> bool:
        """Whether an image is there as asked for."""
        return self.word in CAME


def fetcher_of(
    case: CaseFile,
    register: ImageRegister,
    *,
    pause: float = PAUSE,
    seconds: float = SECONDS,
    private: bool = True,
) -> ImageFetcher:
    """Return what fetches the images of a case, by the name and manners that its ``[watch]`` states.

    Parameters
    ----------
    case : CaseFile
        Which.
    register : ImageRegister
        Where images are kept.
    pause : float
        Seconds between two questions to a server.
    seconds : float
        Seconds that one image may take in all.
    private : bool
        Whether addresses within this machine's networks are asked.
    """
    watched = case.watch
    ask = Asker(watched.contact if watched else "", seconds, LARGEST)
    rule = RobotRules(ask) if watched is None or watched.robots else anything
    return ImageFetcher(case.folder, register, ask, rule, pause, private=private)


@dataclass
class ImageFetcher:
    """Fetches the images of one case. What came is on the disk before the next one is asked for.

    Parameters
    ----------
    case : Path
        Folder of the case.
    register : ImageRegister
        Where they are kept.
    ask : callable
        Asks an address: an :class:`~veedor.watch.asking.Asker`.
    rule : callable
        What robots.txt says of an address: :class:`~veedor.watch.asking.RobotRules`.
    pause : float
        Seconds between two questions to a server, where its robots.txt asks for no more.
    wait : callable
        Waits some seconds.
    private : bool
        Whether addresses within this machine's networks are asked: not where others may ask for them.
    """

    case: Path
    register: ImageRegister
    ask: Asker
    rule: Callable[[str, float], tuple[str, float]]
    pause: float = PAUSE
    wait: Callable[[float], None] = time.sleep
    private: bool = True
    _asked: dict[str, float] = field(default_factory=dict)
    _silent: Counter[str] = field(default_factory=Counter)

    def fetch(self, images: Iterable[SheetImage], *, again: bool = False) -> Iterator[ImageOutcome]:
        """Fetch images one after the other, and say of each what became of it.

        Parameters
        ----------
        images : iterable of SheetImage
            Which.
        again : bool
            Whether to ask for those that are there too: the server may say that they are still the same.

        Raises
        ------
        FetchError
            Where what came cannot be written.
        """
        self._silent.clear()
        for image in images:
            yield self._one(image, again=again)

    def _one(self, image: SheetImage, *, again: bool) -> ImageOutcome:
        if not image.address:
            return ImageOutcome(image, "unnamed")
        before = self.register.latest(image.address)
        if image.is_file:
            return self._beside(image, before)
        if before is not None and self.register.is_kept(before) and not again:
            return ImageOutcome(image, "there", line=before)
        if self._silent[_server(image.address)] >= GIVE_UP:
            return ImageOutcome(image, "not_asked", line=before)
        return self._from_server(image, before)

    def _beside(self, image: SheetImage, before: ImageLine | None) -> ImageOutcome:
        """Note the hash of a file beside the case; it stays where it is."""
        try:
            content = read_beside(self.case, image.address)
        except NoImageError as error:
            return self._missed(image, error.fault, error.detail, before)
        if before is not None and before.sha256 == sha256(content):
            return ImageOutcome(image, "there", line=before)
        return self._came(image, content, before, {}, keep=False)

    def _from_server(self, image: SheetImage, before: ImageLine | None) -> ImageOutcome:
        if not self.private and is_private(image.address):
            return self._missed(image, "private", "", before)
        known = {}
        if before is not None and self.register.is_kept(before):
            known = {"ETag": before.etag, "Last-Modified": before.modified}
        seen = self._visit(image.address, known)
        silent = seen.fault in {"unreachable", "slow"}
        server = _server(image.address)
        self._silent[server] = self._silent[server] + 1 if silent else 0
        if seen.same and before is not None:
            self.register.keep(replace(before, sheet=image.sheet, page=image.page, at=_now()), None)
            return ImageOutcome(image, "same", line=before)
        if seen.fault:
            return self._missed(image, seen.fault, seen.detail, before)
        headers = {"etag": seen.header("ETag"), "modified": seen.header("Last-Modified")}
        return self._came(image, seen.body, before, headers, keep=True)

    def _visit(self, address: str, known: Mapping[str, str]) -> Visit:
        """Ask, not sooner than the server wants; once more where it is busy."""
        seen = Visit(address)
        for attempt in range(1, ATTEMPTS + 1):
            if why := self._turn(address):
                return Visit(address, fault="robots", detail=why)
            seen = self.ask(address, known)
            if seen.status not in BUSY or attempt == ATTEMPTS:
                break
            self.wait(min(LONGEST_WAIT, seen.asked_to_wait or 2.0**attempt))
        return seen

    def _turn(self, address: str) -> str:
        """Wait until a server may be asked; say why it may not be asked at all."""
        why, delay = self.rule(address, time.time())
        server, between = _server(address), max(self.pause, delay)
        last = self._asked.get(server)
        if not why and last is not None and (left := last + between - time.monotonic()) > 0:
            self.wait(left)
        self._asked[server] = time.monotonic()
        return why

    def _came(
        self,
        image: SheetImage,
        content: bytes,
        before: ImageLine | None,
        headers: Mapping[str, str],
        *,
        keep: bool,
    ) -> ImageOutcome:
        try:
            facts = examine(content)
        except NoImageError as error:
            return self._missed(image, error.fault, error.detail, before)
        found = ImageLine(
            image.sheet, image.page, image.address, _now(), sha256(content), facts.kind, len(content),
            facts.width, facts.height, **{name: text[:500] for name, text in headers.items()},
        )  # fmt: skip
        self.register.keep(found, content if keep else None)
        if before is None:
            return ImageOutcome(image, "new", line=found)
        return ImageOutcome(image, "same" if before.sha256 == found.sha256 else "changed", line=found)

    def _missed(self, image: SheetImage, fault: str, detail: str, before: ImageLine | None) -> ImageOutcome:
        self.register.keep(
            ImageLine(image.sheet, image.page, image.address, _now(), fault=fault, detail=detail[:500]), None
        )
        return ImageOutcome(image, fault, detail, before)

    # before anything is fetched

    def sizes(self, images: list[SheetImage]) -> list[int]:
        """Ask about how large some images are: a few of them, evenly spread, by their headers alone.

        Parameters
        ----------
        images : list of SheetImage
            Which are meant; those that lie beside the case are not asked for.

        Returns
        -------
        list of int
            Bytes of those that a server has said, at most :data:`SAMPLE`.
        """
        web = [image for image in images if image.address and not image.is_file]
        found = []
        for number in range(min(SAMPLE, len(web))):
            address = web[number * len(web) // min(SAMPLE, len(web))].address
            if self._turn(address):
                continue
            stated = self.ask(address, head=True).header("Content-Length")
            found += [int(stated)] if stated.isascii() and stated.isdigit() and len(stated) < 12 else []
        return found


def _server(address: str) -> str:
    scheme, server = urlsplit(address)[:2]
    return f"{scheme}://{server}"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
