"""What is kept for how long, what people ask about it, and its going."""
