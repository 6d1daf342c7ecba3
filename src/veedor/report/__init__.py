"""What it looks like: wording in two languages, charts, sections, the page.

``Wording`` is light and may be used by every verb; the rest is imported when something is drawn or written.
"""

from veedor.report.wording import Wording

__all__ = ["Wording"]
