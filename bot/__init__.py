"""Rasa's room, on Python 3.10: how the assistant hears. It imports nothing of the house, nor the house of it."""
