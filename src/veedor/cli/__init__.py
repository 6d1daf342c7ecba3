"""The `veedor` command: one short module a verb."""
