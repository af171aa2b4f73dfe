"""
One function for each thing a person could ask for.

A service takes a session and the time. It never commits and never reads the clock.
"""
