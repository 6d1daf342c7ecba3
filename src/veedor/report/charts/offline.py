"""Charts that a notebook shows without a network: drawn here, not by a script that is fetched."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from veedor.report.charts.spec import Chart


class Offline:
    """What a chart of :func:`veedor.chart` has beside Altair's own: a picture for every notebook."""

    def _repr_mimebundle_(self, *_args: object, **_options: object) -> dict[str, Any]:
        """Return the chart as SVG, as PNG (for what prints) and as its title."""
        import vl_convert

        spec: str = self.to_json(validate=False)  # type: ignore[attr-defined] # of Altair's class beside it
        drawn = vl_convert.vegalite_to_png(spec, scale=2)
        return {
            "image/svg+xml": vl_convert.vegalite_to_svg(spec),
            "image/png": b64encode(drawn).decode(),
            "text/plain": repr(self),
        }

    def __repr__(self) -> str:
        """Name the chart by its title and what it shows."""
        title = getattr(self, "title", None)
        return f"<veedor.chart {getattr(title, 'text', '')!r}>"


_KINDS: dict[type, type] = {}
"""Classes of Altair, each with its own that is offline, too."""


def _kind(of: type) -> type:
    if of not in _KINDS:
        _KINDS[of] = type(of.__name__, (Offline, of), {"__module__": of.__module__, "__doc__": of.__doc__})
    return _KINDS[of]


def offline(chart: Chart) -> Chart:
    """Return a chart that draws itself wherever it is shown; it stays an Altair chart of the same kind.

    Parameters
    ----------
    chart : altair chart
        Any.
    """
    made = chart.copy(deep=False)
    object.__setattr__(made, "__class__", _kind(type(chart)))  # Altair keeps what is set otherwise as a key
    return made
