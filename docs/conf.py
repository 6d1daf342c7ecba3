"""Sphinx configuration: everything is built offline, and the pages open offline."""

from __future__ import annotations

from importlib.metadata import version as installed_version
from typing import TYPE_CHECKING, Any

from latex2mathml.converter import convert

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

project = "Veedor"
author = "The Veedor authors"
project_copyright = "The Veedor authors, Apache-2.0"
release = installed_version("veedor")
version = release

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.doctest"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
napoleon_google_docstring = False
autodoc_typehints = "description"
autodoc_member_order = "bysource"
exclude_patterns = ["_build"]

html_theme = "furo"
html_title = "Veedor"
html_theme_options = {"navigation_with_keys": True}
html_math_renderer = "mathml"


def inline_math(translator: Any, node: nodes.math) -> None:  # noqa: ANN401 - Sphinx's writer has no public type
    """Write a formula in the text as MathML."""
    from docutils import nodes as n

    translator.body.append(convert(node.astext()))
    raise n.SkipNode


def block_math(translator: Any, node: nodes.math_block) -> None:  # noqa: ANN401 - as above
    """Write a formula on a line of its own as MathML."""
    from docutils import nodes as n

    translator.body.append(f'<div class="math">{convert(node.astext(), display="block")}</div>')
    raise n.SkipNode


def setup(app: Sphinx) -> None:
    """Register the renderer: MathML needs neither a script nor a font from elsewhere."""
    app.add_html_math_renderer("mathml", (inline_math, None), (block_math, None))
