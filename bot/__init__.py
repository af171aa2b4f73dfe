"""Rasa's room, on Python 3.10: how the assistant hears. Nothing here imports the house."""
