"""News on its way to people and systems."""
