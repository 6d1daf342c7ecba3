"""What would settle it, and did it."""
