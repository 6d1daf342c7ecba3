"""How a published table may be read: wide or long, what its columns are, and what must be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.errors import InputError
from veedor.guess.area_columns import as_areas, find_area_columns, without_sheet_numbers
from veedor.guess.choice_columns import names_choices
from veedor.guess.elections import find_election, rows_of_one, with_election
from veedor.guess.long_proposal import propose_long
from veedor.guess.no_votes import refuse_large_shares, refuse_numbered_contests, refuse_votes_alone
from veedor.guess.odd_names import ask_bare_surnames, ask_odd_names
from veedor.guess.ranked_columns import refuse_ranked
from veedor.guess.repeated_whole import refuse_repeated_whole
from veedor.guess.statuses import ask_unread_states
from veedor.guess.unknown_letters import ask_alone, ask_unknown_letters
from veedor.guess.voters_alone import refuse_voters_alone
from veedor.guess.wide import propose_wide, sum_of_candidates

if TYPE_CHECKING:
    from veedor.guess.columns import FileSample
    from veedor.guess.proposal import Proposal
    from veedor.intake.case import FileForm


def propose(sample: FileSample, form: FileForm, choice: str = "") -> Proposal:
    """Propose how a table is read.

    Parameters
    ----------
    sample : FileSample
        Rows of it.
    form : FileForm
        How the file is opened.
    choice : str
        Column that names the choice of every row, where the user says so.

    Raises
    ------
    InputError
        Where it holds no votes, or percentages in their place.
    """
    election = find_election(sample)
    if election is not None:
        rows, text = rows_of_one(sample, election)
        return with_election(propose(rows, form, choice), election, text)
    areas = find_area_columns(sample)
    if areas is not None:
        return as_areas(_propose(without_sheet_numbers(sample, areas), form), areas, sample)
    return _propose(sample, form, choice)


def _propose(sample: FileSample, form: FileForm, choice: str = "") -> Proposal:
    """Propose how a table is read that holds no numbers of sheets."""
    total = "" if form.repeated or choice else sum_of_candidates(sample)
    wide = total and not any(names_choices(column.name) for column in sample.columns)
    found = None if wide else propose_long(sample, form, propose_wide, choice)
    if found is not None and total not in {"", found.votes}:
        found = None  # the columns that it adds are candidates, and not parts of the votes of one
    if found is None:
        refuse_numbered_contests(sample, form)
        refuse_ranked(sample, form)
        refuse_large_shares(sample, form)
    if found is None and form.repeated:  # a row of the file is several: read as sheets, all would be added
        raise InputError(
            "it repeats a group of columns, and which of them names the choice could not be told.",
            file=form.name,
            value=", ".join(form.repeated),
            expected="a column with the name of the choice and one with its votes in each group",
            remedy='Write the case by hand: `repeated` in `files`, layout = "long", choices.choice and '
            "choices.votes; docs/reference/case-file.md shows how.",
        )
    made = found if found is not None else ask_alone(propose_wide(sample, form))
    refuse_votes_alone(made, sample)
    refuse_voters_alone(made)
    refuse_repeated_whole(made, sample, form)
    made = ask_bare_surnames(ask_odd_names(ask_unread_states(made, sample.columns)))
    return ask_unknown_letters(made, [column.name for column in sample.columns])
