"""How a published table may be read: wide or long, what its columns are, and what must be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from veedor.guess.long_proposal import propose_long
from veedor.guess.wide import has_candidates_in_columns, propose_wide

if TYPE_CHECKING:
    from veedor.guess.columns import Sample
    from veedor.guess.proposal import Proposal
    from veedor.intake.case import FileForm


def propose(sample: Sample, form: FileForm) -> Proposal:
    """Propose how a table is read.

    Parameters
    ----------
    sample : Sample
        Rows of it.
    form : FileForm
        How the file is opened.

    Raises
    ------
    InputError
        Where it holds no votes, or percentages in their place.
    """
    found = None if has_candidates_in_columns(sample) else propose_long(sample, form, propose_wide)
    return found if found is not None else propose_wide(sample, form)
