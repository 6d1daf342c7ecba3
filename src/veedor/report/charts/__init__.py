"""Pictures of results: one function a type of result, named in a register.

How to draw a result
--------------------
Write a function in ``report/charts/<module>.py``, and name it in :data:`MODULES` beside its type::

    from veedor.report.charts import ChartSpec, theme

    def timeline(result: Timeline, wording: Wording) -> tuple[ChartSpec, ...]:
        line = theme.chart(_rows(result.running)).mark_line().encode(...)
        return (
            ChartSpec(
                name="timeline-lead",  # unique on a page; file name of the image
                title=wording.text("chart.timeline_lead.title"),
                summary=wording.text("chart.timeline_lead.summary", **figures),  # what one sees
                chart=line,
                table=result.running,  # what the picture was drawn from
            ),
        )

The module is imported when its first result is drawn, so Altair may be imported at its top. Words come from
the area's own catalogue, colours and sizes from :mod:`veedor.report.charts.theme`. A picture shows only what
a ``Finding`` or a ``Table`` of the result says. Widths: leave ``width`` unset (the page gives
``"container"``) for single views and layers; pictures that are facets or concatenations set
``ChartSpec.fluid`` to false and bring a ``narrow`` form for phones.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from veedor.errors import QuestionError, nearest
from veedor.report.charts.spec import ChartSpec
from veedor.report.wording import Wording
from veedor.sentence import sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from veedor.model import Result
    from veedor.report.charts.spec import Chart

__all__ = ["MODULES", "WITHOUT", "ChartSpec", "chart", "specs"]


MODULES: Mapping[str, str] = {
    "veedor.audit.outlook.Outlook": "audit.outlook",
    "veedor.audit.status.AuditStatus": "audit.status",
    "veedor.checks.result.ChecksResult": "checks.checks",
    "veedor.count.comparison.Comparison": "comparison.comparison",
    "veedor.count.outcome.OutcomeResult": "outcome.outcome",
    "veedor.count.timeline.Timeline": "timeline.timeline",
    "veedor.forensics.run.ForensicsResult": "forensics.forensics",
    "veedor.outstanding.projection.Projection": "outstanding.projection",
    "veedor.outstanding.shift.result.Shift": "shift.shift",
    "veedor.press.reuse.Reuse": "press.reuse",
    "veedor.stakes.results.Flips": "stakes.flips",
}
"""Type of result, by module and name -> module of this package and its function."""

WITHOUT = frozenset(
    {
        "veedor.audit.others.MeasuredElsewhere",
        "veedor.count.area_comparison.AreaComparison",
        "veedor.checks.card.SheetCard",
        "veedor.claims.result.ClaimsResult",
        "veedor.count.contests.Contests",
        "veedor.count.snapshots.SnapshotCheck",
        "veedor.findings.document_diff.DocumentDiff",
        "veedor.findings.summary.Summary",
        "veedor.intake.reading.Reading",
        "veedor.ledger.comparing.LogComparison",
        "veedor.ledger.verifying.LogReport",
        "veedor.ledger.proofs.ProofReport",
        "veedor.lookup.history.SheetHistory",
        "veedor.lookup.result.SheetList",
        "veedor.outstanding.sample.plan.SamplePlan",
        "veedor.outstanding.sample.result.QuickCount",
        "veedor.press.differences.Differences",
        "veedor.claims.propose.Proposals",
        "veedor.rules.assembly.Seats",
        "veedor.rules.decision.Decision",
        "veedor.stakes.results.InDoubt",
        "veedor.stakes.results.NamedSet",
    }
)
"""Types of results that have no picture."""


def specs(result: Result, wording: Wording) -> tuple[ChartSpec, ...]:
    """Draw a result.

    Parameters
    ----------
    result : Result
        Any analysis result.
    wording : Wording
        Language, and labels of the choices.

    Returns
    -------
    tuple of ChartSpec
        In the order in which a reader needs them; empty for a result that has no picture.

    Raises
    ------
    LookupError
        Where neither its type nor one that it derives from stands in :data:`MODULES` or :data:`WITHOUT`.
    """
    for kind in type(result).__mro__:
        name = f"{kind.__module__}.{kind.__qualname__}"
        if name in WITHOUT:
            return ()
        if name in MODULES:
            module, _, function = MODULES[name].partition(".")
            drawn: tuple[ChartSpec, ...] = getattr(import_module(f"{__name__}.{module}"), function)(
                result, wording
            )
            return drawn
    raise LookupError(f"{type(result).__qualname__} has no pictures: name it in veedor.report.charts.MODULES")


def chart(result: Result, lang: str = "en", name: str = "") -> Chart:
    """Draw a result for a notebook or for a page of one's own.

    Parameters
    ----------
    result : Result
        Any analysis result.
    lang : str
        ``en`` or ``es``.
    name : str
        Which of its pictures; by default the first.

    Returns
    -------
    altair chart
        Themed, 640 pixels wide where it has no width of its own; a notebook shows it without a network.

    Raises
    ------
    QuestionError
        Where the result has no picture, or none of that name.
    """
    from veedor.report.charts import theme
    from veedor.report.charts.offline import offline

    contest = getattr(result, "contest", None)
    wording = Wording(lang) if contest is None else Wording(lang).of(contest)
    drawn = {spec.name: spec for spec in specs(result, wording)}
    if not drawn:
        raise QuestionError(sentence("there is no picture of a {name}.", name=type(result).__name__))
    if name and name not in drawn:
        raise QuestionError(
            sentence("there is no picture {name!r} of it.", name=name), remedy=nearest(name, drawn)
        )
    return offline(theme.finished(drawn[name or next(iter(drawn))], wording))
