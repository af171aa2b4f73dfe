"""Answers: written, reviewed, said, and rated."""
