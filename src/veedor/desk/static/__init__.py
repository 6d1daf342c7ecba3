"""Files that pages name."""
