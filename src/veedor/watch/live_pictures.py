"""The picture of the count over time, as files beside the live page: a wide one, and one for phones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from veedor import disk
from veedor.report.charts import specs
from veedor.report.image_files import as_svg
from veedor.report.sections import LOG

if TYPE_CHECKING:
    from pathlib import Path

    from veedor.report.wording import Wording
    from veedor.watch.results import LiveResults


@dataclass(frozen=True)
class LivePicture:
    """A picture on the page.

    Parameters
    ----------
    wide, narrow : str
        Names of its files.
    title, summary : str
        What is drawn, and what one sees.
    """

    wide: str
    narrow: str
    title: str
    summary: str


def write_pictures(folder: Path, results: LiveResults, wording: Wording, number: int) -> LivePicture | None:
    """Draw the captures over time.

    Parameters
    ----------
    folder : Path
        Where to.
    results : LiveResults
        What is drawn.
    wording : Wording
        The language.
    number : int
        The capture: each has pictures of its own name, so that no cache shows an older one.

    Returns
    -------
    LivePicture or None
        None where there is nothing to draw yet: no rule, or one capture.
    """
    if results.timeline is None:
        return None
    from veedor.report.charts import theme

    try:
        with theme.unchecked():
            spec = next(iter(specs(results.timeline, wording)), None)
            if spec is None:
                return None
            drawn = as_svg(spec, wording)
    except Exception as error:  # noqa: BLE001 - whatever it is, it costs the picture only
        LOG.error("error inside Veedor (live picture)", exc_info=error)
        return None
    which = results.timeline.contest.contest_id
    files = {f"count-{which}-{wording.lang}-{form}.svg": text for form, text in drawn.items()}
    disk.write_all({folder / name: text for name, text in files.items()}, folder)
    wide, narrow = (f"{name}?{number}" for name in files)
    return LivePicture(wide, narrow, spec.title, spec.summary)
