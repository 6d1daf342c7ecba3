"""How should this file be read? A proposal that the arithmetic of the file proves, or a question."""
