"""One person: what is known of them, their CVs, and what is theirs to see."""
