"""Rasa's door: one action, one service call. No sentences, no SQL, no decisions."""
