"""The same leads for the agency's own systems."""
