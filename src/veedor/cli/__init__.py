"""Verbs: one module each, imported when it is called. They parse, call one question, print."""

import gc

gc.set_threshold(50_000)
"""Starting makes many objects and hardly any garbage, and no verb lives long."""
