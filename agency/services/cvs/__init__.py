"""The CVs visitors send, and what they say."""
