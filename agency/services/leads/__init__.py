"""Leads: opened, found, worked on, handed over, told of."""
