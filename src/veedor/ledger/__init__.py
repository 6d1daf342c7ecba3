"""Who can prove that it was there? A public log of what was published, as files that anyone can check."""
