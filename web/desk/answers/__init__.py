"""Answers, as editors read and write them."""
