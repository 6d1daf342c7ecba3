"""What is still out, and whether a late shift needs explaining."""
