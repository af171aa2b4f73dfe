"""What a manager reads on a Monday."""
