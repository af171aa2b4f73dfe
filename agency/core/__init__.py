"""Nouns and decisions. Standard library only: no database, no network, no clock."""
