"""What was reported, and from how many origins."""
