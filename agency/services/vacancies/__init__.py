"""Work on offer."""
