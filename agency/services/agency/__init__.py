"""The agency itself: its branches and desks, and what it sets for itself."""
