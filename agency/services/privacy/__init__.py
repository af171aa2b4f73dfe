"""What is kept for how long, who looked at it, and its going."""
