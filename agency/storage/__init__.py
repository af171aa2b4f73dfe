"""What is kept, and where. Knows the core; no service, no door and no other tool."""
