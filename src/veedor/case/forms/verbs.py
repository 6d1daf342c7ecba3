"""What can be asked in texts: which keys a question has, whether they can be, and the method of the case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from veedor.case.forms.values import (
    LONGEST,
    FormProblemsError,
    about,
    moment,
    one_of,
    proportion,
    read_share,
    rule_without_file,
    selection_of,
    whole,
)
from veedor.errors import InputErrors, QuestionError, VeedorError, nearest
from veedor.sentence import sentence

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.case.case import Case
    from veedor.model import Result

Steps = Callable[[int, int], None]
"""Told the steps done and their number."""
MOST_UNITS = 10**12
MOST_SEED = 2**63 - 1
DRAWS = ("proportional", "simple")
WEIGHED = ("share", "alpha", "agrapa")
SETS = ("selected", "where", "outside")
"""Keys that name a set of sheets."""
SEVERAL = ","
"""Between several values of one key."""


@dataclass(frozen=True)
class FormVerb:
    """A verb that can be asked in texts.

    Parameters
    ----------
    name : str
        As in an address.
    line : str
        As in a command.
    readers : mapping of str to callable
        Key -> what reads its value; in the order in which a question is written.
    ask : callable
        Asks a case: the values as read, a file of claims that came along, and who is told of the progress.
    """

    name: str
    line: str
    readers: Mapping[str, Callable[[str], Any]]
    ask: Callable[[Case, Mapping[str, Any], Path | None, Steps], Result]


def read_question(verb: str, given: Mapping[str, str]) -> dict[str, str]:
    """Return a question as it is written: only what it says, in the order of its verb.

    Parameters
    ----------
    verb : str
        One of :data:`VERBS`.
    given : mapping of str to str
        Key -> value; empty ones say nothing.

    Raises
    ------
    FormProblemsError
        With all that is no value, by key.
    """
    readers = VERBS[verb].readers
    problems: dict[str, VeedorError | InputErrors] = {}
    for key in given:
        if key not in readers:
            problems[""] = QuestionError(
                sentence("This question has no {key!r}.", key=key[:40]), remedy=nearest(key[:40], readers)
            )
    said = {key: given[key].strip() for key in readers if given.get(key, "").strip()}
    for key, text in said.items():
        try:
            if len(text) > LONGEST:
                raise QuestionError(
                    sentence("A value has at most {most} signs.", most=LONGEST), remedy="Shorten it."
                )
            readers[key](text)
        except (VeedorError, InputErrors) as error:
            problems[key] = error
    if problems:
        raise FormProblemsError(problems)
    return said


def ask(
    case: Case,
    verb: str,
    said: Mapping[str, str],
    *,
    claims: Path | None = None,
    progress: Steps = lambda _done, _of: None,
) -> Result:
    """Ask a case.

    Parameters
    ----------
    case : Case
        Opened.
    verb : str
        One of :data:`VERBS`.
    said : mapping of str to str
        As :func:`read_question` gives it.
    claims : Path, optional
        Claims that came along, instead of those of the case.
    progress : callable
        Told the steps done and their number, where the question has any.

    Raises
    ------
    FormProblemsError
        Where it cannot be asked of this case, or is not answered.
    """
    one = VERBS[verb]
    values = {key: one.readers[key](text) for key, text in read_question(verb, said).items()}
    _resolve(case, one, values)
    with about(""):
        return one.ask(case, values, claims, progress)


def _resolve(case: Case, one: FormVerb, said: Mapping[str, Any]) -> None:
    """Find what the question is about, so that an unknown name is reported under its key."""
    contest, count = said.get("contest"), "of" if "of" in one.readers else "count"
    with about("contest"):
        case.election.contest_id(contest)
    if count in said:
        with about(count):
            case.select(said[count], contest=contest)
    if one.name == "outcome" and "rule" in said:
        with about("rule"):
            case.select(contest=contest, rule=said["rule"]).rule_as_filed  # noqa: B018 - read for its errors
    if "variant" in said:
        with about("variant"):
            rule = said.get("rule") if one.name == "outcome" else None
            case.select(contest=contest, variant=said["variant"], rule=rule)


def _texts(text: str) -> tuple[str, ...]:
    return tuple(part for part in dict.fromkeys(text.split(SEVERAL)) if part)


def _stakes(case: Case, said: Mapping[str, Any], _claims: Path | None, _steps: Steps) -> Result:
    from veedor.stakes import StakesRequest, treatment_of
    from veedor.stakes.select import share_of
    from veedor.stakes.units import units_of

    which: dict[str, Any] = {key: said.get(key) for key in ("contest", "variant")}
    with about("of"):
        selection = case.select(said.get("of"), **which)
        selection.need_sheets()
    with about("treatment"):
        for name in said.get("treatment", ()):
            treatment_of(name)
    with about("unit"):
        units = units_of(selection.sheets, said.get("unit", "sheet"))
    if "share" in said:
        with about("share"):
            share_of(len(units), said["share"])
    if "count" in said and said["count"] > len(units):
        raise FormProblemsError({"count": _beyond(len(units))})
    further: dict[str, Any] = {
        key: said.get(key) for key in ("share", "outside", "seats", "donor", "receiver")
    }
    request = StakesRequest(
        treatments=said.get("treatment", ()),
        unit=said.get("unit", "sheet"),
        condition=said.get("where"),
        number=said.get("count"),
        **further,
    )
    try:
        return case.stakes(request, said.get("of"), **which, selected=said.get("selected"))
    except QuestionError as error:  # of a set of sheets, where the question names one
        raise FormProblemsError({next((key for key in SETS if key in said), ""): error}) from None


def _beyond(units: int) -> QuestionError:
    return QuestionError(
        sentence("There are only {units:,} of these.", units=units), remedy="Write a smaller number."
    )


def _project(case: Case, said: Mapping[str, Any], _claims: Path | None, steps: Steps) -> Result:
    given = {"draws": 1000, "seed": 1, **said}
    count = given.pop("count", None)
    return case.project(count, **given, progress=steps)


def _audit(case: Case, said: Mapping[str, Any], _claims: Path | None, steps: Steps) -> Result:
    from veedor.audit import BallotList, usual_design

    given = dict(said)
    of_design = ("risk_limit", "bet", "draw", "rule", "strata", "most_sheets")
    single = None if "cards" not in given else BallotList(())
    agreed = {key: given.pop(key.replace("_", "-")) for key in of_design if key.replace("_", "-") in given}
    design = replace(usual_design(single), **agreed)
    options = {key.replace("-", "_"): value for key, value in given.items()}
    return case.audit(options.pop("count", None), design=design, **options, progress=steps)


def _claims(case: Case, said: Mapping[str, Any], claims: Path | None, _steps: Steps) -> Result:
    del said
    if claims is not None:
        _refuse_leading_out(claims)
    return case.claims(claims)


def _refuse_leading_out(claims: Path) -> None:
    """Refuse claims that came along where they name what lies elsewhere on this machine."""
    from veedor.claims.claims_file import load_claims

    document = load_claims(claims)
    files = [source.file for source in document.source.values()]
    if document.case or any(sign in file for file in files for sign in "/\\:"):
        raise QuestionError(
            "Claims that come along name no other cases, and no articles in other folders.",
            remedy="Leave those out; or put the file into the folder of the case, as claims.toml.",
        )


def _outcome(case: Case, said: Mapping[str, Any], _claims: Path | None, _steps: Steps) -> Result:
    given = dict(said)
    return case.outcome(given.pop("count", None), **given)


def _seed(text: str) -> int:
    return whole(text, 0, MOST_SEED)


def _text(text: str) -> str:
    return text


VERBS: Mapping[str, FormVerb] = {
    one.name: one
    for one in (
        FormVerb(
            "stakes",
            "stakes",
            {
                "of": _text, "contest": _text, "variant": _text, "treatment": _texts, "unit": _text,
                "count": lambda text: whole(text, 0, MOST_UNITS), "share": _text, "selected": selection_of,
                "where": _text, "outside": _text, "seats": _text, "donor": _text, "receiver": _text,
            },
            _stakes,
        ),
        FormVerb(
            "project",
            "project",
            {
                "count": _text, "contest": _text, "at": moment,
                "draws": lambda text: whole(text, 2, 1_000_000), "seed": _seed,
            },
            _project,
        ),
        FormVerb(
            "audit",
            "audit plan",
            {
                "count": _text, "contest": _text, "variant": _text, "seats": _text,
                "risk-limit": lambda text: str(read_share(text)), "draw": lambda text: one_of(text, DRAWS),
                "rule": lambda text: one_of(text, WEIGHED), "bet": lambda text: str(read_share(text)),
                "strata": _text, "most-sheets": lambda text: whole(text, 1, MOST_UNITS),
                "pending": lambda text: whole(text, 1, MOST_UNITS),
                "cards": lambda text: whole(text, 1, 10**9),
                "error-rate": proportion, "error-votes": lambda text: whole(text, 1, MOST_UNITS),
                "runs": lambda text: whole(text, 1, 100_000), "seed": _seed,
            },
            _audit,
        ),
        FormVerb("claims", "claims check", {"claims": _text}, _claims),
        FormVerb(
            "outcome",
            "outcome",
            {"count": _text, "contest": _text, "rule": rule_without_file, "variant": _text},
            _outcome,
        ),
    )
}  # fmt: skip
"""What can be asked, by the name that an address has for it."""
