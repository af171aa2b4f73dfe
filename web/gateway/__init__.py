"""
The visitors' door. It keeps what was said before the assistant hears it, and what the
assistant says before the visitor reads it; a visitor is never met with silence.
"""
