"""The consultants' door: their leads in a browser, and the same leads for the agency's systems."""
