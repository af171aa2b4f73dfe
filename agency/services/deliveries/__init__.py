"""News on its way to people and systems, and who is told."""
