"""Dialogues as people have them, against the whole running house."""
