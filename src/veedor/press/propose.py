"""Claims proposed for a person to confirm. Nothing that a rule took from a text carries a verdict."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from veedor import disk
from veedor.model import Result
from veedor.press.checks import proposed_check
from veedor.press.clusters import components
from veedor.press.extract import sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from veedor.press.checks import Proposed
    from veedor.press.extract import Sentence
    from veedor.press.quotations import Quotation
    from veedor.press.reuse import Reuse
    from veedor.press.span import Span

FILE = "claims.proposed.toml"
FORMAT = "claims-proposed/1"
SHOWN = 300
"""Code points of a sentence that are written out: articles are under copyright, offsets find the rest."""
COVERED = 0.6
"""Share of two sentences that a shared passage must cover to make them one proposal."""
_SURE = frozenset(("percent", "points", "ratio"))


@dataclass(frozen=True)
class ProposedStatement:
    """A statement that a count or a calendar may be able to check.

    Parameters
    ----------
    proposal_id : str
        ``P001``, in the order of the articles.
    sentences : tuple of Sentence
        Where it stands: the first to be read, then the articles that share the passage.
    checks : tuple of Proposed or None
        By quantity of the first sentence; None where not exactly one template fits.
    cluster : str
        Cluster of the first article.
    """

    proposal_id: str
    sentences: tuple[Sentence, ...]
    checks: tuple[Proposed | None, ...]
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
    def quotation(self) -> Quotation | None:
        """The quotation that holds most of it; None where the narrator speaks."""
        return max(self.first.quotations, key=lambda q: q.span.end - q.span.start, default=None)


@dataclass(frozen=True)
class Proposals(Result):
    """Statements proposed for checking.

    Parameters
    ----------
    reuse : Reuse
        The articles, and what they share.
    proposals : tuple of ProposedStatement
        In the order of the articles.
    sentences : int
        That were read.
    """

    reuse: Reuse
    proposals: tuple[ProposedStatement, ...]
    sentences: int

    @cached_property
    def printed(self) -> int:
        """How often the proposed statements are printed, copies included."""
        return sum(len(proposal.sentences) for proposal in self.proposals)

    def document(self) -> dict[str, Any]:
        """Give the content of ``claims.proposed.toml``."""
        return {"format": FORMAT, "proposal": [_entry(proposal) for proposal in self.proposals]}


def propose(
    reuse: Reuse,
    *,
    choices: Mapping[str, str] | None = None,
    near: date | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Proposals:
    """Propose statements for a person to check.

    A sentence is proposed where it gives a share, points or a ratio, or speaks of the election and gives a
    quantity or a date, or speaks of it in two words and more. Sentences that articles share are one
    proposal.

    Parameters
    ----------
    reuse : Reuse
        The articles, and what they share.
    choices : mapping of str to str, optional
        Names by which the press calls the choices (labels, surnames) to their ids.
    near : date, optional
        Election day, for datelines without a year.
    told : callable, optional
        Told how many articles are done, of how many.
    """
    read: list[Sentence] = []
    count = 0
    copied = {name for group in reuse.copies for name in group[1:]}
    for number, article in enumerate(reuse.articles, start=1):
        recut = len(reuse.cluster_of(article.article_id).articles) > 1
        found = sentences(article, near=near, recut=recut)
        count += len(found)
        read += [s for s in found if _worth(s) and article.article_id not in copied]
        if told is not None:
            told(number, len(reuse.articles))
    groups = _groups(reuse, read)
    made = []
    for number, group in enumerate(groups, start=1):
        first = group[0]
        checks = tuple(proposed_check(first.article, first.span, q, choices or {}) for q in first.quantities)
        cluster = reuse.cluster_of(first.article.article_id).cluster_id
        made.append(ProposedStatement(f"P{number:03d}", tuple(group), checks, cluster))
    return Proposals(reuse, tuple(made), count)


def _worth(sentence: Sentence) -> bool:
    """Say whether a sentence may be checked against a count or a calendar."""
    words = re.findall(r"[\w-]+", sentence.text.casefold())
    about = sum(word in sentence.article.language.words("checkable", "words") for word in words)
    if any(q.unit in _SURE for q in sentence.quantities):
        return True
    numbers = [q for q in sentence.quantities if q.hedge != "vague"]
    return about >= 2 or (about >= 1 and bool(numbers or sentence.dates))


def _groups(reuse: Reuse, read: Sequence[Sentence]) -> list[list[Sentence]]:
    """Put sentences together that one shared passage covers in both articles."""
    by_article: dict[str, list[int]] = {}
    for number, sentence in enumerate(read):
        by_article.setdefault(sentence.article.article_id, []).append(number)
    left, right = [], []
    for passage in reuse.passages:
        for i in by_article.get(passage.a.article_id, ()):
            if _share(read[i].span, passage.a.span) < COVERED:
                continue
            for j in by_article.get(passage.b.article_id, ()):
                both = any(
                    part.same
                    and part.a
                    and part.b
                    and part.a.meets(read[i].span)
                    and part.b.meets(read[j].span)
                    for part in passage.parts
                )
                if both and _share(read[j].span, passage.b.span) >= COVERED:
                    left.append(i)
                    right.append(j)
    labels = components(len(read), np.array(left, dtype=np.int64), np.array(right, dtype=np.int64))
    groups: dict[int, list[Sentence]] = {}
    for number, label in enumerate(labels.tolist()):
        groups.setdefault(label, []).append(read[number])
    return list(groups.values())


def _share(sentence: Span, passage: Span) -> float:
    """Give the share of a sentence that a passage covers."""
    shared = min(sentence.end, passage.end) - max(sentence.start, passage.start)
    return max(0, shared) / max(1, sentence.end - sentence.start)


def _entry(proposal: ProposedStatement) -> dict[str, Any]:
    """Write a proposal as the file has it."""
    said = proposal.quotation
    entry: dict[str, Any] = {"id": proposal.proposal_id, "cluster": proposal.cluster}
    entry["said"] = [
        {
            "source": s.article.article_id,
            "sha256": s.article.sha256,
            "start": s.span.start,
            "end": s.span.end,
            "quote": s.text if len(s.text) <= SHOWN else s.text[:SHOWN].rpartition(" ")[0],
        }
        for s in proposal.sentences
    ]
    if said is not None:
        entry["speaker"] = {"by": said.speaker, "mode": said.mode, "rule": said.rule, "verb": said.verb}
    entry["quantity"] = [_quantity(proposal, number) for number in range(len(proposal.first.quantities))]
    entry["date"] = [
        {
            "text": d.span.of(proposal.first.article.text),
            "rule": d.how,
            **({"first": d.first, "last": d.last} if d.first and d.last else {}),
        }
        for d in proposal.first.dates
    ]
    return {key: value for key, value in entry.items() if value != []}


def _quantity(proposal: ProposedStatement, number: int) -> dict[str, Any]:
    quantity, check = proposal.first.quantities[number], proposal.checks[number]
    made: dict[str, Any] = {
        "text": quantity.span.of(proposal.first.article.text),
        "start": quantity.span.start,
        "end": quantity.span.end,
        "unit": quantity.unit,
        "hedge": quantity.hedge,
    }
    if quantity.value is not None:
        made["value"] = str(quantity.value)
    if quantity.upper is not None:
        made["upper"] = str(quantity.upper)
    if quantity.printed:
        made["printed"] = quantity.printed
    if check is not None:
        made |= {"check": check.check, "template": check.template}
    return made


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
        "# Proposed by rules; nothing here is a finding and nothing has a verdict.\n"
        "# Read each in its article, correct it, and move what you stand for to claims.toml, with by, on.\n\n"
    )
    disk.write(path, head + tomli_w.dumps(proposals.document()))
