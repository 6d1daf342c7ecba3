"""Questions as texts, by the names of the options of their verb: as an address or a form has them.

``verbs`` has what can be asked and asks it; ``values`` reads single values; ``offers`` says what a case
offers to choose from. A problem is said of the key that it is about (:class:`FormProblemsError`).
"""

from __future__ import annotations

from veedor.case.forms.offers import Offers, offers_of
from veedor.case.forms.values import FormProblemsError, read_share, selection_of
from veedor.case.forms.verbs import VERBS, FormVerb, ask, read_question

__all__ = [
    "VERBS",
    "FormProblemsError",
    "FormVerb",
    "Offers",
    "ask",
    "offers_of",
    "read_question",
    "read_share",
    "selection_of",
]
