"""What is published, as it is published? Capture, keep, compare, alarm, show."""
