"""One case and its findings, in the order of the house; no arithmetic."""
