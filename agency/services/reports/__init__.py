"""What is counted, and for whom."""
