"""What is said, by whom, what it was worth, and who may read it."""
