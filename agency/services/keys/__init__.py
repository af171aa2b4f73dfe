"""Tokens, signed links, and how fast somebody may guess at one."""
