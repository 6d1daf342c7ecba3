"""From a published file to a proposal that was tried: the whole way in one call."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from veedor import disk
from veedor.engine import connect
from veedor.errors import InputError
from veedor.guess.area_columns import with_times_of_files
from veedor.guess.columns import look
from veedor.guess.corrected import ask_corrected
from veedor.guess.crossed import ask_crossed
from veedor.guess.dictionaries import column_of_codes, have_codes, with_names
from veedor.guess.gathered_rows import gathered
from veedor.guess.given import Given
from veedor.guess.long import possible_choices
from veedor.guess.mending import AT
from veedor.guess.opening import Opening
from veedor.guess.proposal import UNKNOWN, Proposal
from veedor.guess.propose import propose
from veedor.guess.several_files import Published, find_parts
from veedor.guess.share_rows import without_share_rows
from veedor.guess.trial import Trial, try_out
from veedor.guess.whole import complete
from veedor.intake.toml import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from veedor.guess.columns import FileSample


@dataclass(frozen=True, eq=False)
class TriedProposal:
    """What was found out of a published file.

    Parameters
    ----------
    published : Published
        What is read, and how it is opened.
    trial : Trial
        The proposal as it was tried.
    """

    published: Published
    trial: Trial

    @property
    def proposal(self) -> Proposal:
        """The proposal as it was tried."""
        return self.trial.proposal

    def again(self, proposal: Proposal) -> TriedProposal:
        """Try a proposal that was changed."""
        return replace(
            self, trial=try_out(proposal, self.published.forms, self.published.files, self.published.raw)
        )


@contextmanager
def propose_and_try(path: Path, given: Given | None = None) -> Iterator[TriedProposal]:
    """Look at a published file, propose how it is read, and try that.

    Parameters
    ----------
    path : Path
        A file, a folder of files, or an archive.
    given : Given, optional
        What the user says of how it is opened.

    Yields
    ------
    TriedProposal
        Its tables live as long as the context.

    Raises
    ------
    InputError, InputErrors
        Where nothing of it is a table with votes.
    """
    with disk.temporary() as work:
        connection = connect()
        try:
            published = find_parts(Opening(connection, work, given or Given()), path)
            decimal = given.decimal if given else ""
            sample, proposal = _proposed_with_names(published, decimal, given.choice if given else "")
            if not sample.whole:
                proposal = complete(proposal, published.raw)
            if have_codes(proposal):
                proposal = with_names(proposal, published.lists(), published.raw.header)
            _refuse_without_votes(proposal, published)
            settings = {**proposal.settings, **(published.settings or {}), **_decimal(decimal)}
            proposal = replace(proposal, doubts=(*published.doubts, *proposal.doubts), settings=settings)
            proposal = with_times_of_files(proposal, published.raw)
            trial = try_out(proposal, published.forms, published.files, published.raw)
            asked = ask_corrected(trial.proposal, published.raw)
            if asked is not trial.proposal:
                trial = try_out(asked, published.forms, published.files, published.raw)
            yield TriedProposal(
                published, replace(trial, proposal=ask_crossed(trial.proposal, published.raw))
            )
        finally:
            connection.close()


def _proposed_with_names(published: Published, decimal: str, choice: str) -> tuple[FileSample, Proposal]:
    """Propose how a table is read; where nothing of it names the choice, by the codes of a list beside it.

    Raises
    ------
    InputError
        Where nothing of it is a table with votes.
    """
    try:
        return _proposed(published, decimal, choice)
    except InputError:
        lists = () if choice else published.lists()
        # to see which columns could name a choice takes minutes where there are dozens of them
        named = column_of_codes(lists, possible_choices(look(published.raw, decimal))) if lists else ""
        if not named:
            raise
        return _proposed(published, decimal, named)


def _proposed(published: Published, decimal: str, choice: str) -> tuple[FileSample, Proposal]:
    """Propose how a table is read, by rows that stand together or, where those are of no sheet, by sheet.

    Raises
    ------
    InputError
        Where nothing of it is a table with votes.
    """
    sample = without_share_rows(look(published.raw, decimal))
    refused = None
    try:
        first = propose(sample, published.form, choice)
    except InputError as error:
        first, refused = Proposal(published.form), error
    lost = refused is not None or (first.layout == "wide" and first.sheet == UNKNOWN)
    for any_order in () if sample.whole else (False, True) if lost else (False,):
        for by_sheet, column in gathered(published.raw, sample, decimal, any_order=any_order):
            anew = _long(by_sheet, published, choice)
            if anew is not None and (first.layout == "wide" or column in anew.choice):
                return by_sheet, anew
    if refused is not None:
        raise refused
    return sample, first


def _long(sample: FileSample, published: Published, choice: str) -> Proposal | None:
    """Propose a table with a row a figure; None where its rows are none."""
    try:
        found = propose(sample, published.form, choice)
    except InputError:
        return None
    return found if found.layout == "long" else None


def _decimal(mark: str) -> dict[str, str]:
    """Give the setting of a decimal mark that the user said; a point is what stands without one."""
    return {f"{AT}.numbers.decimal": quoted(mark)} if mark else {}


def _refuse_without_votes(proposal: Proposal, published: Published) -> None:
    """Refuse a file in which nothing can be a choice: a list of places, shares alone, or a header alone."""
    if proposal.choices:
        return
    seen = "; ".join(f"{one.name}: {', '.join(one.examples)}" for one in proposal.unused[:12])
    printed = ", ".join(name for columns in proposal.numbers.values() for name in columns)
    seen = "; ".join(filter(None, [seen, f"totals: {printed}" if printed else ""]))
    raise InputError(
        "it holds no votes: no column of whole numbers is left that could be those of a choice.",
        file=published.raw.label,
        value=seen or ", ".join(name for name in published.raw.header if name),
        expected="a column of votes for each choice, or a column that names the choice and one of its votes",
        remedy="Percentages are no votes: look for the file with the numbers. A list of sheets, places or "
        'voters is no count: add it to the case of one, as a source with layout = "attributes".',
    )
