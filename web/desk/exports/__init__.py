"""Leads and candidates as files to take away."""
