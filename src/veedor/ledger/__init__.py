"""Who can prove it was there: a public log."""
