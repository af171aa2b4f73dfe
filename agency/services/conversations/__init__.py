"""What is said, by whom, and who may read it."""
