"""Claims proposed for a person to confirm: what articles say, looked up in the count, without a verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from veedor import disk
from veedor.claims.lookup import LookedUp, Lookup
from veedor.claims.printings import printings
from veedor.model import Result
from veedor.press.extract import sentences

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from veedor.claims.reading import FactReading
    from veedor.press import Reuse
    from veedor.press.extract import Sentence
    from veedor.press.quotations import Quotation

FILE = "claims.proposed.toml"
FORMAT = "claims-proposed/2"
SHOWN = 300
"""Code points of a sentence that are written out: articles are under copyright, offsets find the rest."""


@dataclass(frozen=True)
class ProposedClaim:
    """A number or a statement that was looked up in the count.

    Parameters
    ----------
    proposal_id : str
        ``P001``, in the order of the articles.
    sentences : tuple of Sentence
        Where it stands: the first to be read, then those of other articles that say the same.
    found : LookedUp
        What it can mean, in the first sentence.
    cluster : str
        Cluster of the first article.
    """

    proposal_id: str
    sentences: tuple[Sentence, ...]
    found: LookedUp
    cluster: str

    @property
    def first(self) -> Sentence:
        """The sentence that was read first."""
        return self.sentences[0]

    @property
    def articles(self) -> tuple[str, ...]:
        """Ids of the articles in which it stands."""
        return tuple(dict.fromkeys(s.article.article_id for s in self.sentences))

    @property
    def readings(self) -> tuple[FactReading, ...]:
        """What it can mean: one is a check to propose, none that no fact of the count reads so."""
        return self.found.readings

    @property
    def quotation(self) -> Quotation | None:
        """The quotation that holds it; None where the narrator speaks."""
        held = (q for q in self.first.quotations if q.span.meets(self.found.span))
        return max(held, key=lambda q: q.span.end - q.span.start, default=None)


@dataclass(frozen=True)
class Proposals(Result):
    """Statements proposed for checking.

    Parameters
    ----------
    reuse : Reuse
        The articles, and what they share.
    proposals : tuple of ProposedClaim
        In the order of the articles.
    sentences : int
        That were read.
    """

    reuse: Reuse
    proposals: tuple[ProposedClaim, ...]
    sentences: int

    @cached_property
    def printed(self) -> int:
        """How often the proposed statements are printed, copies included."""
        return sum(len(proposal.sentences) for proposal in self.proposals)

    def document(self) -> dict[str, Any]:
        """Return the content of ``claims.proposed.toml``."""
        return {"format": FORMAT, "proposal": [_entry(proposal) for proposal in self.proposals]}


def propose(
    reuse: Reuse,
    lookup: Lookup,
    *,
    published: date | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Proposals:
    """Look up what articles say in a count, and propose checks for a person to confirm.

    What several articles print in one sentence is one proposal, for as long as the number stays the same.

    Parameters
    ----------
    reuse : Reuse
        The articles, and what they share.
    lookup : Lookup
        The facts of the count.
    published : date, optional
        When the articles were published that do not say so.
    told : callable, optional
        Told how many articles are done, of how many.
    """
    country = lookup.facts.case.election.file.election.country
    copied = {name for group in reuse.copies for name in group[1:]}
    read: list[Sentence] = []
    copies: list[Sentence] = []
    found: dict[int, list[LookedUp]] = {}
    count = 0
    for number, article in enumerate(reuse.articles, start=1):
        recut = len(reuse.cluster_of(article.article_id).articles) > 1
        held = sentences(article, near=lookup.day, recut=recut, country=country, published_on=published)
        count += len(held)
        if article.article_id in copied:
            copies += held
        else:
            place = {sentence.span: len(read) + k for k, sentence in enumerate(held)}
            read += held
            for one in lookup.look_up(article, held):
                found.setdefault(place[one.sentence.span], []).append(one)
        if told is not None:
            told(number, len(reuse.articles))
    made = tuple(
        ProposedClaim(f"P{number:03d}", same, one, reuse.cluster_of(same[0].article.article_id).cluster_id)
        for number, (same, one) in enumerate(printings(reuse, read, found, copies), start=1)
    )
    return Proposals(reuse, made, count)


def _entry(proposal: ProposedClaim) -> dict[str, Any]:
    """Write a proposal as the file has it."""
    found, said, text = proposal.found, proposal.quotation, proposal.first.article.text
    entry: dict[str, Any] = {
        "id": proposal.proposal_id,
        "cluster": proposal.cluster,
        "text": found.span.of(text),
        "start": found.span.start,
        "end": found.span.end,
    }
    if found.quantity is not None:
        quantity = found.quantity
        entry |= {"unit": quantity.unit, "hedge": quantity.hedge, "value": str(quantity.value)}
    if not found.readings:
        entry["none"] = "no fact of this count reads so"
    if said is not None:
        entry["speaker"] = {"by": said.speaker, "mode": said.mode, "rule": said.rule, "verb": said.verb}
    entry["said"] = [
        {
            "source": s.article.article_id,
            "sha256": s.article.sha256,
            "start": s.span.start,
            "end": s.span.end,
            "quote": shown(s.text),
        }
        for s in proposal.sentences
    ]
    entry["reading"] = [_reading(one) for one in found.readings]
    if found.nearest is not None and not found.readings:
        entry["nearest"] = _reading(found.nearest)
    return {key: value for key, value in entry.items() if value != []}


def _reading(reading: FactReading) -> dict[str, Any]:
    made: dict[str, Any] = {"check": reading.check}
    if (fact := reading.fact) is not None:
        made["name"] = fact.name
        if fact.value:
            made["value"] = f"{float(fact.value):.4f}".rstrip("0").rstrip(".")
    if reading.difference:
        made["note"] = "the difference of printed figures: it need not read so"
    return made


def shown(text: str) -> str:
    """Return as much of a sentence as is written out, cut between words."""
    return text if len(text) <= SHOWN else text[:SHOWN].rpartition(" ")[0]


def write_proposals(proposals: Proposals, path: Path) -> None:
    """Write proposals for a person to confirm, whole or not at all.

    Parameters
    ----------
    proposals : Proposals
        What was found.
    path : Path
        Where; what stands there is replaced.
    """
    import tomli_w

    head = (
        "# Looked up by rules: nothing here is a finding or has a verdict. Read each in its article.\n"
        '# `veedor claims accept CASE P001 --by "Your name"` moves what you stand for to claims.toml.\n\n'
    )
    disk.write(path, head + tomli_w.dumps(proposals.document()))
