"""Conversations to follow, and to take over."""
