"""Templates of the page. Text put into them is escaped unless it is markup already, and steers nothing."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from veedor.intake.names import legible

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.environment import TemplateModule

    from veedor.report.wording import Wording

__all__ = ["part", "render"]


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("veedor.report", "templates"),
        autoescape=True,  # for every name: no template here is anything but HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, wording: Wording, /, **values: object) -> Markup:
    """Fill a template.

    Parameters
    ----------
    template : str
        File name in ``report/templates``.
    wording : Wording
        Known to the template as ``w``; ``t(key, ...)`` is its :meth:`~veedor.report.wording.Wording.text`.
    **values
        What the template names; text is escaped.

    Raises
    ------
    jinja2.UndefinedError
        Where the template names something that was not given.
    """
    page = _environment().get_template(template)
    return Markup(legible(page.render(w=wording, t=wording.text, **values)))  # noqa: S704 - autoescaped above


@lru_cache(maxsize=4)
def _parts(lang: str, labels: tuple[tuple[str, str], ...]) -> TemplateModule:
    from veedor.report.wording import Wording

    wording = Wording(lang, dict(labels))
    return _environment().get_template("parts.html").make_module({"w": wording, "t": wording.text})


def part(name: str, wording: Wording, /, *arguments: object) -> Markup:
    """Write one piece of a section with the macro of that name in ``parts.html``.

    Parameters
    ----------
    name : str
        ``sentence``, ``picture``, ``listing`` or ``command``.
    wording : Wording
        The language.
    *arguments
        Of the macro; text in them is escaped.
    """
    macro = getattr(_parts(wording.lang, tuple(wording.labels.items())), name)
    return Markup(legible(macro(*arguments)))  # noqa: S704 - autoescaped above
