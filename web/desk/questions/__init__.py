"""What people asked and did not get, and what the assistant is taught from it."""
