"""Who wins: predicates, laws as data, seats (standard library only)."""
