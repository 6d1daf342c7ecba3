"""Could it change the outcome."""
