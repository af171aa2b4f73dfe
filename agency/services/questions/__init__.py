"""What was asked in vain, and what is taught from it."""
