"""The live count and the audit room."""
