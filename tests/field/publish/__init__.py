"""Publish a made-up count in a random layout, as electoral bodies do, with its case file.

The truth is there by construction: :mod:`count` makes sheets in their states, :mod:`layout` draws how they
are published, :mod:`tables`, :mod:`written` and :mod:`files` write them down, :mod:`casefile` says so in
``case.toml``. No code of Veedor takes part.
"""
