"""Calls and letters that were promised, and what sees to them."""
