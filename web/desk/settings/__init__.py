"""Running the agency: each room of its settings."""
