"""Texts that files of laws, packs and claims bring, in one language or in several."""

from __future__ import annotations

Localised = str | dict[str, str]
"""A text as it is, or by language: ``{"en": "two thirds", "es": "dos tercios"}``."""


def localised(text: Localised, lang: str) -> str:
    """Return a text in a language, else in English, else in whatever it has.

    Parameters
    ----------
    text : str or dict of str to str
        The text.
    lang : str
        Code of the language: ``es``.
    """
    if isinstance(text, str):
        return text
    return text.get(lang) or text.get("en") or next(iter(text.values()), "")
