"""From what was published to canonical tables."""
