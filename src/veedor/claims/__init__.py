"""Does it hold."""
