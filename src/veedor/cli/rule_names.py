"""What a rule is called on the command line: a law, a template with or without its parameters, a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from veedor.rules.templates import Template


def example_of(rule_id: str) -> str:
    """Give an example of a template that is named without a parameter that it needs; else the id as it is."""
    template, given = called(rule_id)
    bare = template is not None and given is None and any(p.required for p in template.parameters)
    return template.examples[0] if template is not None and bare else rule_id


def called(rule_id: str) -> tuple[Template | None, str | None]:
    """Find the template that is named, with what stands between its brackets."""
    from veedor.rules.load import law

    if law(rule_id) is not None:
        return None, None
    from veedor.rules.templates import template_of

    return template_of(rule_id) or (None, None)
